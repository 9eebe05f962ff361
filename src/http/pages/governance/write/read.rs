//! From what was typed to what the room reads: the payload of each kind, the options, the title that says it all.

use serde_json::{Map, Value as Json, json};

use super::people;
use super::rule::parse_value_in_form;
use super::settings;
use super::typed::{Typed, local_text, row_field};
use crate::db::Conn;
use crate::governance::rules::{COST_MAX, TITLE_MAX};
use crate::governance::{DraftInput, Kind, Method, OptionInput, Proposal};
use crate::http::pages::local_moment;
use crate::i18n;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::names;
use crate::members::colleges;
use crate::members::{Actor, MembershipStatus};
use crate::rulebook;
use crate::solidarity;

/// What is read with: the database, who writes, what was typed, when, and the draft that is changed.
pub(super) struct Reading<'a> {
    pub conn: &'a mut Conn,
    pub actor: &'a Actor,
    pub typed: &'a Typed,
    pub stored: Option<&'a Proposal>,
    pub now: Moment,
}

impl Reading<'_> {
    /// Everything that was typed.
    pub fn input(&mut self) -> Result<DraftInput> {
        let typed = self.typed;
        let method = typed.method();
        let on_options = method.is_some_and(|method| !method.is_on_the_whole());
        let (mut payload, mut options, mut settings) = (None, Vec::new(), None);
        if let Some(kind) = typed.kind() {
            payload = self.payload(kind, on_options)?;
            options = self.options(kind, method)?;
        }
        if let Some(method) = method {
            settings = Some(settings::to_json(
                typed,
                method,
                &settings::known_grades(self.actor.locale),
            )?);
        }
        let body = typed.raw("body");
        let needs_body = typed.kind().is_none_or(Kind::needs_body);
        Ok(DraftInput {
            kind: typed
                .kind()
                .map_or_else(|| typed.get("kind").to_string(), |kind| kind.to_string()),
            topic: Some(typed.get("topic").to_string()).filter(|topic| !topic.is_empty()),
            title: self.title()?,
            body: (needs_body || !body.trim().is_empty()).then(|| body.to_string()),
            method: typed.get("method").to_string(),
            settings,
            secret: typed.get("secret") == "yes",
            closes_at: self.date("closes_at", |stored| stored.closes_at)?,
            takes_effect_at: self.date("takes_effect_at", |stored| stored.takes_effect_at)?,
            review_at: self.date("review_at", |stored| stored.review_at)?,
            payload,
            options,
        })
    }

    /// A date, unless it stands in the draft already as typed: then it is not judged anew.
    fn date(
        &self,
        field: &'static str,
        stored: impl Fn(&Proposal) -> Option<Moment>,
    ) -> Result<Option<Moment>, Refusal> {
        let zone = self.actor.time_zone;
        let known = self.stored.and_then(stored).map(|at| local_text(at, zone));
        match known.is_some_and(|known| known == self.typed.get(field)) {
            true => Ok(None),
            false => local_moment(field, self.typed.get(field), zone),
        }
    }

    fn payload(&mut self, kind: Kind, on_options: bool) -> Result<Option<Json>> {
        let typed = self.typed;
        Ok(Some(match kind {
            Kind::Text => return Ok(None),
            Kind::RuleChange => match typed.rule() {
                None => return Ok(None),
                Some(key) if on_options => json!({ "key": key }),
                Some(key) => {
                    let value = parse_value_in_form(key, typed.get("value"), self.actor.locale)?;
                    json!({ "key": key, "value": value.to_json() })
                }
            },
            Kind::Admission => json!({ "member_id": self.member("member", MembershipStatus::Applicant)? }),
            Kind::Exclusion => json!({ "member_id": self.member("member", MembershipStatus::Active)? }),
            Kind::Election => json!({ "role": typed.get("role"), "term_days": typed.count("term_days")? }),
            Kind::Recall => {
                let (role, member) = typed
                    .get("holder")
                    .split_once(':')
                    .ok_or_else(|| Refusal::invalid("mandate-not-held", "holder"))?;
                json!({ "role": role, "member_id": member })
            }
            Kind::Charter => json!({
                "key": or_slug(typed.get("key"), typed.get("title")),
                "repeal": typed.get("repeal") == "yes",
            }),
            Kind::College => self.college()?,
            Kind::Link => json!({ "action": typed.get("action"), "ecosystem": typed.get("ecosystem") }),
            Kind::Assembly => self.assembly()?,
            Kind::Allocation if on_options => json!({}),
            Kind::Allocation => json!({ "grants": self.grants()? }),
        }))
    }

    fn member(&mut self, field: &str, status: MembershipStatus) -> Result<crate::kernel::ids::MemberId> {
        people::find(
            self.conn,
            self.actor,
            self.typed.get(field),
            field,
            status,
            self.now,
        )
    }

    fn college(&mut self) -> Result<Json> {
        let typed = self.typed;
        let action = typed.get("action");
        let key = match action {
            "open" => or_slug(typed.get("key"), typed.get("name_fr")),
            _ => typed.get("key").to_string(),
        };
        let mut shares = Map::new();
        let open = colleges::list_open(self.conn, self.actor.ecosystem_id)?;
        for college in &open {
            let closes = action == "close" && college.key == key;
            let share = typed.percent(&format!("share-{}", college.key))?;
            if let (Some(share), false) = (share, closes) {
                shares.insert(college.key.clone(), share.into());
            }
        }
        Ok(match action {
            "open" => {
                if let Some(share) = typed.percent("share-new")? {
                    shares.insert(key.clone(), share.into());
                }
                json!({
                    "action": "open", "key": key, "name_fr": typed.get("name_fr"),
                    "name_en": typed.get("name_en"), "weight_bp": typed.share("weight")?, "shares": shares,
                })
            }
            "close" => json!({ "action": "close", "key": key, "to": typed.get("to"), "shares": shares }),
            action => match open.first() {
                Some(college) if shares.is_empty() => {
                    let field = format!("share-{}", college.key);
                    return Err(Refusal::invalid("college-action-unknown", field).into());
                }
                _ => json!({ "action": action, "shares": shares }),
            },
        })
    }

    fn assembly(&self) -> Result<Json, Refusal> {
        let typed = self.typed;
        let starts_at = local_moment("starts_at", typed.get("starts_at"), self.actor.time_zone)?
            .ok_or_else(|| Refusal::invalid("local-time-unreadable", "starts_at"))?;
        // A point that the draft had already keeps what was said about it.
        let stored = self.stored.map(Proposal::payload_json).unwrap_or_default();
        let known = stored["agenda"].as_array().cloned().unwrap_or_default();
        let points = typed
            .raw("agenda")
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let agenda: Vec<Json> = points
            .map(|title| {
                let same = known.iter().find(|point| point["title"] == title);
                same.cloned().unwrap_or_else(|| json!({ "title": title }))
            })
            .collect();
        Ok(json!({
            "starts_at": starts_at, "kind": typed.get("assembly_kind"), "place": typed.get("place"),
            "link": typed.get("link"), "agenda": agenda,
        }))
    }

    /// The rows of an allocation that is decided as a whole.
    fn grants(&mut self) -> Result<Vec<Json>> {
        let typed = self.typed;
        typed
            .rows_typed()
            .into_iter()
            .map(|n| {
                let minutes = self.cost(n)?;
                let programme = typed.get(&row_field(n, "programme"));
                if !programme.is_empty() {
                    return Ok(json!({ "programme_id": programme, "minutes": minutes }));
                }
                let name = self.row_title(n)?;
                let purpose = Some(typed.raw(&row_field(n, "text"))).filter(|text| !text.trim().is_empty());
                Ok(json!({ "name": name, "purpose": purpose.unwrap_or(&name), "minutes": minutes }))
            })
            .collect()
    }

    fn cost(&self, n: usize) -> Result<i64, Refusal> {
        let field = row_field(n, "hours");
        let cost = self
            .typed
            .hours(&field)?
            .filter(|cost| (1..=COST_MAX).contains(cost));
        cost.ok_or_else(|| Refusal::invalid("option-hours-missing", field).with("max", COST_MAX / 60))
    }

    fn row_title(&self, n: usize) -> Result<String, Refusal> {
        let field = row_field(n, "title");
        names::line("title", self.typed.get(&field), TITLE_MAX).map_err(|refusal| refusal.on(field))
    }

    fn options(&mut self, kind: Kind, method: Option<Method>) -> Result<Vec<OptionInput>> {
        let rows = self.typed.rows_typed();
        match method {
            None => return Ok(Vec::new()),
            Some(method) if method.is_on_the_whole() => {
                return match rows.is_empty() || kind == Kind::Allocation {
                    true => Ok(Vec::new()),
                    false => Err(Refusal::invalid("options-not-of-method", "options").into()),
                };
            }
            Some(_) => {}
        }
        let mut options = Vec::with_capacity(rows.len() + 1);
        for n in rows {
            options.push(self.option(kind, n)?);
        }
        if self.typed.get("none") == "yes" {
            options.push(OptionInput {
                title: self.typed.get("none_title").to_string(),
                none: true,
                ..OptionInput::default()
            });
        }
        Ok(options)
    }

    fn option(&mut self, kind: Kind, n: usize) -> Result<OptionInput> {
        let (typed, actor) = (self.typed, self.actor);
        let (mut value, mut called, mut cost) = (None, String::new(), None);
        match kind {
            Kind::RuleChange => {
                let (field, key) = (row_field(n, "value"), typed.rule());
                let key = key.ok_or_else(|| Refusal::invalid("rule-unknown", "rule"))?;
                let read = parse_value_in_form(key, typed.get(&field), actor.locale)
                    .map_err(|refusal| refusal.on(field))?;
                called = rulebook::show_value(actor.locale, key, &read);
                value = Some(json!({ "value": read.to_json() }));
            }
            Kind::Election => {
                let member = self.member(&row_field(n, "member"), MembershipStatus::Active)?;
                called = crate::members::list_names(self.conn, &[member])?
                    .remove(&member)
                    .unwrap_or_default();
                value = Some(json!({ "member_id": member }));
            }
            Kind::Allocation => {
                cost = Some(self.cost(n)?);
                let programme = typed.get(&row_field(n, "programme"));
                if let Ok(id) = programme.parse() {
                    let known = solidarity::find_programme(self.conn, actor.ecosystem_id, id)?;
                    called = known.map(|programme| programme.name).unwrap_or_default();
                    value = Some(json!({ "programme_id": id }));
                }
            }
            _ => {}
        }
        let named = typed.get(&row_field(n, "title")).is_empty() && !called.is_empty();
        Ok(OptionInput {
            title: if named { called } else { self.row_title(n)? },
            body: Some(typed.raw(&row_field(n, "text")).to_string()),
            cost_minutes: cost,
            value,
            none: false,
        })
    }

    /// The title that was typed, or the one that what is decided gives by itself.
    fn title(&mut self) -> Result<String> {
        let typed = self.typed;
        let kind = typed.kind().filter(|kind| !kind.needs_body());
        let (true, Some(kind)) = (typed.get("title").is_empty(), kind) else {
            return Ok(typed.raw("title").to_string());
        };
        let locale = self.actor.locale;
        let role = |word: &str| i18n::text(locale, &format!("role-{word}"));
        let mut word = kind.to_string();
        let (mut name, mut of_role) = (String::new(), String::new());
        match kind {
            Kind::RuleChange => {
                name = typed
                    .rule()
                    .map(|key| rulebook::label(locale, key))
                    .unwrap_or_default();
            }
            Kind::Admission | Kind::Exclusion => {
                name = people::split_number(typed.get("member")).0.to_string()
            }
            Kind::Election => of_role = role(typed.get("role")),
            Kind::Recall => {
                let (held, member) = typed.get("holder").split_once(':').unwrap_or_default();
                of_role = role(held);
                if let Ok(member) = member.parse() {
                    name = people::name_in_form(self.conn, self.actor, member, self.now)?;
                    name = people::split_number(&name).0.to_string();
                }
            }
            Kind::College => {
                word = format!("college-{}", typed.get("action"));
                let open = colleges::list_open(self.conn, self.actor.ecosystem_id)?;
                let named = open.iter().find(|college| college.key == typed.get("key"));
                name = named
                    .map_or(typed.get("name_fr"), |college| college.name(locale))
                    .to_string();
            }
            Kind::Link => {
                word = format!("link-{}", typed.get("action"));
                let other = crate::members::founding::find_ecosystem(self.conn, typed.get("ecosystem"))?;
                name = other.map(|other| other.name).unwrap_or_default();
            }
            Kind::Text | Kind::Charter | Kind::Allocation | Kind::Assembly => {}
        }
        let args = [("name", name.into()), ("role", of_role.into())];
        Ok(i18n::find_with(locale, &format!("propose-title-{word}"), &args).unwrap_or_default())
    }
}

/// A short name for addresses: the one that was typed, or one made from words.
fn or_slug(typed: &str, words: &str) -> String {
    if !typed.is_empty() {
        return typed.to_string();
    }
    let ascii: String = names::folded(words)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let joined = ascii.split_whitespace().collect::<Vec<_>>().join("-");
    let cut: String = joined.chars().take(40).collect();
    cut.trim_end_matches('-').to_string()
}

/// Puts a refusal of the room beside the field of the form that it is about.
pub(super) fn beside_its_field(error: Error, typed: &Typed) -> Error {
    let Error::Refused(mut refusal) = error else {
        return error;
    };
    let college = refusal.params.iter().find(|(name, _)| *name == "college");
    refusal.field = match (refusal.field.as_deref(), college) {
        // A share is refused with the college it is of.
        (Some("shares"), Some((_, key))) => Some(share_field(key, typed).into()),
        (Some(field), _) => Some(form_field(field, typed).into()),
        (None, _) => None,
    };
    Error::Refused(refusal)
}

/// The field for the share of a college; the one to be opened has a field of its own.
fn share_field(key: &str, typed: &Typed) -> String {
    match typed.has(&format!("share-{key}")) {
        true => format!("share-{key}"),
        false => "share-new".to_string(),
    }
}

fn form_field(field: &str, typed: &Typed) -> String {
    let kind = typed.kind();
    if let (Some(setting), Some(method)) = (field.strip_prefix("settings."), typed.method()) {
        return settings::field_of(method, setting);
    }
    let inner = field.strip_prefix("payload.").unwrap_or(field);
    match (kind, inner) {
        (_, "settings") => "method",
        (Some(Kind::Recall), "role" | "member_id") => "holder",
        (Some(Kind::RuleChange), "key") => "rule",
        (Some(Kind::Assembly), "kind") => "assembly_kind",
        (Some(Kind::Allocation), "grants" | "name" | "purpose" | "payload") => "options",
        (_, "member_id") => "member",
        (_, "weight_bp") => "weight",
        (_, field) if field.starts_with("options.") => "options",
        (_, field) => field,
    }
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_made_from_words() {
        assert_eq!(or_slug("", "L'accueil des Éleveurs !"), "l-accueil-des-eleveurs");
        assert_eq!(or_slug("accueil", "Autre"), "accueil");
        let long = or_slug("", "un deux trois quatre cinq six sept huit neuf dix");
        assert!(long.len() <= 40 && !long.ends_with('-'));
    }

    #[test]
    fn refusals_find_the_field_of_the_form() {
        let mut typed = Typed::default();
        typed.set("kind", "recall");
        typed.set("method", "equal_shares");
        for (field, place) in [
            ("settings.budget_minutes", "equal_shares-budget_hours"),
            ("payload.member_id", "holder"),
            ("options.title", "options"),
            ("title", "title"),
        ] {
            assert_eq!(form_field(field, &typed), place);
        }
    }
}
