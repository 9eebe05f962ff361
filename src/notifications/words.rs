//! News in words: the line in the list, and the mail, in the reader's language and the community's time zone.

use super::model::{Delivery, Kind, Object, ObjectKind, Param, Params};
use super::unsubscribe::{Scope, Unsubscriber};
use crate::config::Config;
use crate::i18n::{self, Arg, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::minutes;
use crate::mail::{Action, Fact, Item, Letter, Message};
use crate::members::contacts::{Community, Contact};
use crate::rulebook;

/// What every mail of this server has in common.
#[derive(Clone)]
pub struct Letterhead {
    base: String,
    host: String,
    pub unsubscriber: Unsubscriber,
}

impl Letterhead {
    pub fn new(config: &Config) -> Self {
        Letterhead {
            base: config.link(""),
            host: config.base_url.host_str().unwrap_or("localhost").to_string(),
            unsubscriber: Unsubscriber::new(&config.secret_key),
        }
    }

    /// An id for a Message-ID, References or List-Id header.
    pub fn header_id(&self, local: &str, separator: char) -> String {
        format!("{local}{separator}{}", self.host)
    }

    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

/// Who reads, and where the news comes from.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    pub locale: Locale,
    pub zone: chrono_tz::Tz,
    pub name: &'a str,
}

/// The zone of news that comes from no ecosystem.
pub const HOME_ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;

/// The news in one line: the item of the list, of the daily summary, and the subject of the mail.
pub fn line(locale: Locale, zone: chrono_tz::Tz, kind: Kind, params: &Params) -> String {
    let reader = Reader {
        locale,
        zone,
        name: "",
    };
    part(&reader, kind, params, "subject").unwrap_or_else(|| kind.to_string())
}

/// The page about an object, as a path of this server.
pub fn path_of(object: &Object) -> String {
    match (object.kind, object.id) {
        (ObjectKind::Member, Some(id)) => format!("/members/{id}"),
        (ObjectKind::Listing, Some(id)) => format!("/listings/{id}"),
        (ObjectKind::Exchange, Some(id)) => format!("/exchanges/{id}"),
        (ObjectKind::Ring, Some(id)) => format!("/rings/{id}"),
        (ObjectKind::Proposal, Some(id)) => format!("/proposals/{id}"),
        (ObjectKind::Assembly, Some(id)) => format!("/assemblies/{id}"),
        (ObjectKind::Transfer | ObjectKind::Account, _) => "/hours".to_string(),
        (ObjectKind::Delegation, _) => "/delegations".to_string(),
        (ObjectKind::Rule, _) => "/rules".to_string(),
        (ObjectKind::Membership, _) => "/listings".to_string(),
        (ObjectKind::Mandate, _) => "/mandates".to_string(),
        (ObjectKind::College, _) => "/colleges".to_string(),
        _ => "/".to_string(),
    }
}

/// The mail about one piece of news. `link` replaces the object's page where the mail carries a token.
pub fn message(
    head: &Letterhead,
    delivery: &Delivery,
    contact: &Contact,
    community: Option<&Community>,
    link: Option<&str>,
) -> crate::kernel::errors::Result<Message> {
    let reader = reader_of(contact, community);
    let (kind, params, spec) = (delivery.kind, &delivery.params, delivery.kind.spec());
    let words = |name: &str| part(&reader, kind, params, name);
    let subject = line(reader.locale, reader.zone, kind, params);
    let url = head.link(
        link.map_or_else(|| path_of(&delivery.object), str::to_string)
            .as_str(),
    );
    let letter = Letter {
        locale: reader.locale,
        heading: subject.clone(),
        greeting: greeting(&reader),
        paragraphs: paragraphs(words("body")),
        facts: facts(&reader, spec.facts, params),
        items: Vec::new(),
        action: words("action").map(|label| Action { label, url }),
        after: paragraphs(words("after")),
        sender: sender(community),
        why: words("why").unwrap_or_else(|| why(&reader, spec.list, community)),
        preferences_url: (!kind.is_account()).then(|| head.link("/me/notifications")),
        unsubscribe_url: spec
            .may_be_off()
            .then(|| unsubscribe_url(head, contact, scope_of(kind, params))),
    };
    let thread = delivery
        .object
        .id
        .filter(|_| !kind.is_account())
        .map(|id| head.header_id(&format!("{}.{id}", delivery.object.kind), '@'));
    finish(
        head,
        &letter,
        contact,
        community,
        spec.list,
        &delivery.message_id,
        subject,
        thread,
    )
}

/// The mail that lists what happened since the last one.
pub fn summary(
    head: &Letterhead,
    deliveries: &[Delivery],
    contact: &Contact,
    communities: &[Option<Community>],
    message_id: &str,
) -> crate::kernel::errors::Result<Message> {
    let community = communities.first().and_then(Option::as_ref);
    let reader = reader_of(contact, community);
    let items = deliveries
        .iter()
        .zip(communities)
        .map(|(delivery, community)| {
            let zone = community.as_ref().map_or(HOME_ZONE, |c| c.time_zone);
            Item {
                text: line(reader.locale, zone, delivery.kind, &delivery.params),
                when: i18n::moment(reader.locale, delivery.created_at, zone),
                url: head.link(&path_of(&delivery.object)),
            }
        })
        .collect();
    let count = [
        ("count", Arg::from(deliveries.len())),
        ("ecosystem", sender(community).into()),
    ];
    let subject = i18n::text_with(reader.locale, "mail-summary-subject", &count);
    let letter = Letter {
        locale: reader.locale,
        heading: subject.clone(),
        greeting: greeting(&reader),
        paragraphs: paragraphs(i18n::find_with(reader.locale, "mail-summary-body", &count)),
        facts: Vec::new(),
        items,
        action: Some(Action {
            label: i18n::text(reader.locale, "mail-summary-action"),
            url: head.link("/notifications"),
        }),
        after: Vec::new(),
        sender: sender(community),
        why: why(&reader, "summary", community),
        preferences_url: Some(head.link("/me/notifications")),
        unsubscribe_url: Some(unsubscribe_url(head, contact, Scope::Summary)),
    };
    finish(
        head, &letter, contact, community, "summary", message_id, subject, None,
    )
}

#[allow(clippy::too_many_arguments)]
fn finish(
    head: &Letterhead,
    letter: &Letter,
    contact: &Contact,
    community: Option<&Community>,
    list: &str,
    message_id: &str,
    subject: String,
    thread: Option<String>,
) -> crate::kernel::errors::Result<Message> {
    let (text, html) = letter.render()?;
    let list = match community {
        Some(community) => format!("{list}.{}", community.slug),
        None => list.to_string(),
    };
    Ok(Message {
        to_name: contact.display_name.clone(),
        to_address: contact.email.clone().unwrap_or_default(),
        subject,
        text,
        html,
        message_id: message_id.to_string(),
        references: thread.iter().cloned().collect(),
        in_reply_to: thread,
        list_id: Some(head.header_id(&list, '.')),
        unsubscribe_url: letter.unsubscribe_url.clone(),
        auto_submitted: true,
    })
}

fn reader_of<'a>(contact: &'a Contact, community: Option<&Community>) -> Reader<'a> {
    Reader {
        locale: contact.locale,
        zone: community.map_or(HOME_ZONE, |c| c.time_zone),
        name: &contact.display_name,
    }
}

fn greeting(reader: &Reader<'_>) -> String {
    i18n::text_with(reader.locale, "mail-greeting", &[("name", reader.name.into())])
}

fn sender(community: Option<&Community>) -> String {
    community.map_or_else(|| "Commonhour".to_string(), |c| c.name.clone())
}

fn why(reader: &Reader<'_>, list: &str, community: Option<&Community>) -> String {
    let args = [("ecosystem", sender(community).into())];
    i18n::text_with(reader.locale, &format!("mail-why-{list}"), &args)
}

/// What the mail's own link stops: the one search it comes from, else the whole kind.
fn scope_of(kind: Kind, params: &Params) -> Scope {
    match params.get("search_id") {
        Some(Param::Text(id)) => id.parse().map_or(Scope::Kind(kind), Scope::Search),
        _ => Scope::Kind(kind),
    }
}

fn unsubscribe_url(head: &Letterhead, contact: &Contact, scope: Scope) -> String {
    let token = head.unsubscriber.issue(contact.member_id, scope);
    head.link(&format!("/unsubscribe?token={token}"))
}

/// Params whose word has texts of its own.
const VARIANTS: &[&str] = &["step", "outcome", "found", "answer", "ending", "lost", "reader"];

/// One part of a kind's texts: `mail-<kind>-<variant>-<part>` where the news has a step, outcome or other variant with
/// words of its own, `mail-<kind>-<part>` otherwise.
fn part(reader: &Reader<'_>, kind: Kind, params: &Params, part: &str) -> Option<String> {
    let args = arguments(reader, kind, params);
    let key = kind.text_key();
    let variant = VARIANTS.iter().find_map(|name| match params.get(*name) {
        Some(Param::Text(word)) => Some(word.replace('_', "-")),
        _ => None,
    });
    variant
        .and_then(|word| i18n::find_with(reader.locale, &format!("mail-{key}-{word}-{part}"), &args))
        .or_else(|| i18n::find_with(reader.locale, &format!("mail-{key}-{part}"), &args))
}

fn arguments<'a>(reader: &Reader<'_>, kind: Kind, params: &'a Params) -> Vec<(&'a str, Arg)> {
    let mut args: Vec<(&str, Arg)> = params
        .iter()
        .map(|(name, value)| (name.as_str(), in_words(reader, name, value)))
        .collect();
    // A sentence that was written in each language when it happened.
    let ending = format!("_{}", reader.locale);
    for (name, value) in params {
        if let (Some(plain), Param::Text(text)) = (name.strip_suffix(&ending), value) {
            args.push((plain, text.into()));
        }
    }
    if kind == Kind::RuleChanged
        && let Some(change) = rule_change(reader.locale, params)
    {
        args.push(("change", change.into()));
    }
    args
}

/// `Le prélèvement solidaire passe de 2 % à 5 %.`
fn rule_change(locale: Locale, params: &Params) -> Option<String> {
    let text = |name: &str| match params.get(name) {
        Some(Param::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let key = rulebook::Key::from_word(&text("rule")?)?;
    let value = |name: &str| rulebook::parse_value(key, &text(name)?.into(), "value").ok();
    Some(rulebook::describe_change(
        locale,
        key,
        &value("old_value")?,
        &value("new_value")?,
    ))
}

/// A value as people write it; the last word of its name says what it is.
fn in_words(reader: &Reader<'_>, name: &str, value: &Param) -> Arg {
    match value {
        Param::Number(n) if name.ends_with("minutes") => minutes::show(*n).into(),
        Param::Number(n) => (*n).into(),
        Param::Text(text) if name.ends_with("_at") => match Moment::parse_rfc3339(text) {
            Some(at) => i18n::moment(reader.locale, at, reader.zone).into(),
            None => text.into(),
        },
        Param::Text(text) if name.ends_with("_on") => match text.parse() {
            Ok(day) => i18n::date(reader.locale, day).into(),
            Err(_) => text.into(),
        },
        Param::Text(text) => text.into(),
    }
}

/// The facts a kind shows, in its order, where the news has them.
fn facts(reader: &Reader<'_>, names: &[&str], params: &Params) -> Vec<Fact> {
    let mut facts = Vec::new();
    for name in names {
        let said = || params.get(&format!("{name}_{}", reader.locale));
        let Some(value) = params.get(*name).or_else(said) else {
            continue;
        };
        let word = match value {
            Param::Text(word) => i18n::find_with(reader.locale, &format!("mail-word-{name}-{word}"), &[]),
            Param::Number(n) => i18n::find_with(
                reader.locale,
                &format!("mail-word-{name}"),
                &[("value", (*n).into())],
            ),
        };
        let value = word.unwrap_or_else(|| match in_words(reader, name, value) {
            Arg::Number(n) => n.to_string(),
            Arg::Text(text) => text,
        });
        let name = i18n::text(reader.locale, &format!("mail-fact-{}", name.replace('_', "-")));
        facts.push(Fact { name, value });
    }
    facts
}

fn paragraphs(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split("\n\n")
        .map(|p| p.replace('\n', " ").trim().to_string())
        .filter(|p| !p.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a kind's news can be besides its plain form: steps, outcomes, finds, readers.
    fn variants(kind: Kind) -> Vec<Option<(&'static str, &'static str)>> {
        use crate::exchanges::Step;
        use crate::governance::Outcome;
        use crate::matching::rings::RingMove;
        match kind {
            Kind::ExchangeMoved => Step::ALL.iter().map(|s| Some(("step", s.as_str()))).collect(),
            Kind::RingMoved => RingMove::ALL
                .iter()
                .map(|step| Some(("step", step.as_str())))
                .collect(),
            Kind::VoteClosed => Outcome::ALL
                .iter()
                .map(|o| Some(("outcome", o.as_str())))
                .collect(),
            Kind::MatchFound => ["offer", "request", "skills"]
                .into_iter()
                .map(|word| Some(("found", word)))
                .collect(),
            Kind::MandateEnding | Kind::MandateEnded => {
                vec![Some(("reader", "holder")), Some(("reader", "facilitator"))]
            }
            Kind::DelegationAnswered => vec![Some(("answer", "accepted")), Some(("answer", "declined"))],
            Kind::DelegationEnded => ["revoked", "replaced", "laid_down"]
                .into_iter()
                .map(|word| Some(("ending", word)))
                .collect(),
            Kind::VoteDelegationLost => ["delegate_not_voted", "cycle", "dead_end", "over_cap"]
                .into_iter()
                .map(|word| Some(("lost", word)))
                .collect(),
            _ => vec![None],
        }
    }

    #[test]
    fn every_kind_has_all_its_texts_in_both_languages() {
        for locale in Locale::ALL {
            let texts = i18n::keys(*locale);
            for kind in Kind::ALL {
                let key = kind.text_key();
                assert!(texts.contains(&format!("kind-{key}")), "{locale} {kind}");
                let list = kind.spec().list;
                let has_why = texts.contains(&format!("mail-why-{list}"));
                assert!(has_why, "{locale} mail-why-{list}");
                for fact in kind.spec().facts {
                    let fact = fact.replace('_', "-");
                    assert!(texts.contains(&format!("mail-fact-{fact}")), "{locale} {fact}");
                }
                for part in ["subject", "body", "action"] {
                    let plain = format!("mail-{key}-{part}");
                    assert!(texts.contains(&plain), "{locale} {plain}");
                }
                for (_, word) in variants(*kind).into_iter().flatten() {
                    let own = format!("mail-{key}-{}-subject", word.replace('_', "-"));
                    assert!(texts.contains(&own), "{locale} {own}");
                }
            }
        }
    }
}
