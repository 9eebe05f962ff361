//! Pure decisions: what a draft must be, how long a vote may last, who may do what to a proposal.

use serde_json::{Value as Json, json};

use super::kinds;
use super::model::{Allowed, Draft, Kind, Method, Proposal, ProposalOption, Status, Topic};
use super::settings;
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::names;
use crate::members::{Actor, Permission};
use crate::rulebook::{Key, Rules};

/// Longest title and body, in characters.
pub const TITLE_MAX: usize = 160;
pub const BODY_MAX: usize = 20_000;
/// Longest comment, in characters.
pub const COMMENT_MAX: usize = 4_000;
/// Options of one vote at most.
pub const OPTIONS_MAX: usize = 50;
/// Longest text of an option, in characters.
pub const OPTION_BODY_MAX: usize = 4_000;
/// The most that one option of a budget vote may cost, in minutes.
pub const COST_MAX: i64 = 600_000;
/// A vote is open at most so many days.
pub const OPEN_DAYS_MAX: i64 = 90;
/// What was decided takes effect within so many days, and is looked at again within so many.
pub const EFFECT_DAYS_MAX: i64 = 366;
pub const REVIEW_DAYS_MAX: i64 = 5 * 366;
/// "In ninety days" is some seconds late when it arrives.
const LATENESS_SECONDS: i64 = 10;
/// A simple majority exceeds this share; stored with the vote so that a recount needs no table.
pub const HALF_BP: i64 = 5_000;

/// What an author typed.
#[derive(Debug, Clone, Default)]
pub struct DraftInput {
    pub kind: String,
    /// The kind's own topic when not given.
    pub topic: Option<String>,
    pub title: String,
    pub body: Option<String>,
    pub method: String,
    pub settings: Option<Json>,
    pub secret: bool,
    pub closes_at: Option<Moment>,
    pub takes_effect_at: Option<Moment>,
    pub review_at: Option<Moment>,
    pub payload: Option<Json>,
    pub options: Vec<OptionInput>,
}

/// An option as typed.
#[derive(Debug, Clone, Default)]
pub struct OptionInput {
    /// May be left out of "none of these".
    pub title: String,
    pub body: Option<String>,
    pub cost_minutes: Option<i64>,
    pub value: Option<Json>,
    /// "None of these".
    pub none: bool,
}

/// Checks what an author typed, in the order kind, title, body, method, topic, settings, dates, payload, options.
/// `locale` is the language that "none of these" is written in.
pub fn parse_draft(input: &DraftInput, locale: Locale, now: Moment) -> Result<Draft, Refusal> {
    let kind = Kind::from_word(&input.kind)
        .ok_or_else(|| refuse_word("kind", &mut Kind::ALL.iter().map(|kind| kind.as_str())))?;
    let title = names::line("title", &input.title, TITLE_MAX)?;
    let body = match &input.body {
        // Where the payload says what is decided, reasons may be left out.
        None if !kind.needs_body() => String::new(),
        body => names::paragraphs("body", body.as_deref().unwrap_or(""), BODY_MAX)?,
    };
    let method = parse_method(kind, &input.method)?;
    if method == Method::Consent && input.secret {
        return Err(Refusal::invalid("consent-not-secret", "secret"));
    }
    let topic = parse_topic(kind, input.topic.as_deref())?;
    let settings = settings::parse_settings(method, input.settings.as_ref())?;
    if let Some(at) = input.closes_at {
        check_closing(at, now)?;
    }
    check_ahead("takes_effect_at", input.takes_effect_at, EFFECT_DAYS_MAX, now)?;
    check_ahead("review_at", input.review_at, REVIEW_DAYS_MAX, now)?;
    let mut payload = kinds::parse_payload(kind, input.payload.as_ref(), !method.is_on_the_whole())?;
    let options = parse_options(kind, method, &payload, &input.options, locale)?;
    if !options.is_empty() {
        kinds::leave_to_options(kind, &mut payload);
    }
    Ok(Draft {
        kind,
        topic,
        title,
        body,
        method,
        settings,
        secret: input.secret,
        closes_at: input.closes_at,
        takes_effect_at: input.takes_effect_at,
        review_at: input.review_at,
        payload: payload.to_string(),
        options,
    })
}

fn refuse_word(field: &'static str, known: &mut dyn Iterator<Item = &str>) -> Refusal {
    Refusal::invalid("proposal-word-unknown", field).with("words", known.collect::<Vec<_>>().join(", "))
}

fn parse_method(kind: Kind, word: &str) -> Result<Method, Refusal> {
    let method = Method::from_word(word)
        .ok_or_else(|| refuse_word("method", &mut Method::ALL.iter().map(|method| method.as_str())))?;
    let fitting = kind.methods();
    if !fitting.contains(&method) {
        let words: Vec<&str> = fitting.iter().map(|method| method.as_str()).collect();
        return Err(Refusal::invalid("method-not-for-kind", "method").with("words", words.join(", ")));
    }
    Ok(method)
}

/// A topic of one's own choice for texts; the others have their kind's.
fn parse_topic(kind: Kind, word: Option<&str>) -> Result<Topic, Refusal> {
    let Some(word) = word.filter(|word| !word.is_empty()) else {
        return Ok(kind.topic());
    };
    Topic::from_word(word)
        .filter(|topic| *topic != Topic::Everything)
        .ok_or_else(|| {
            let known = Topic::ALL.iter().filter(|topic| **topic != Topic::Everything);
            refuse_word("topic", &mut known.map(|topic| topic.as_str()))
        })
}

fn check_ahead(field: &'static str, at: Option<Moment>, days: i64, now: Moment) -> Result<(), Refusal> {
    match at {
        Some(at) if at <= now || at > now.plus_days(days).plus_seconds(LATENESS_SECONDS) => {
            Err(Refusal::invalid("date-out-of-range", field).with("days", days))
        }
        _ => Ok(()),
    }
}

fn parse_options(
    kind: Kind,
    method: Method,
    payload: &Json,
    given: &[OptionInput],
    locale: Locale,
) -> Result<Vec<ProposalOption>, Refusal> {
    if method.is_on_the_whole() && !given.is_empty() {
        return Err(Refusal::invalid("options-not-of-method", "options"));
    }
    if given.len() > OPTIONS_MAX {
        return Err(Refusal::invalid("options-too-many", "options").with("max", OPTIONS_MAX));
    }
    let mut options: Vec<ProposalOption> = Vec::with_capacity(given.len());
    for input in given {
        let mut option = parse_option(kind, method, payload, input, locale)?;
        if options
            .iter()
            .any(|other| other.title == option.title || (other.is_none() && option.is_none()))
        {
            return Err(Refusal::invalid("option-twice", "options").with("option", &option.title));
        }
        option.number = options.len() as i64 + 1;
        options.push(option);
    }
    Ok(options)
}

fn parse_option(
    kind: Kind,
    method: Method,
    payload: &Json,
    input: &OptionInput,
    locale: Locale,
) -> Result<ProposalOption, Refusal> {
    let untitled = input.none && input.title.trim().is_empty();
    let title = match untitled {
        true => i18n::text(locale, "option-none"),
        false => names::line("options.title", &input.title, TITLE_MAX)?,
    };
    let body = match input.body.as_deref().map(str::trim) {
        None | Some("") => String::new(),
        Some(body) => names::paragraphs("options.body", body, OPTION_BODY_MAX)?,
    };
    let cost = match (method.is_budget(), input.cost_minutes) {
        (true, Some(cost)) if (1..=COST_MAX).contains(&cost) => Some(cost),
        (true, _) => {
            return Err(Refusal::invalid("option-cost-missing", "options.cost_minutes").with("max", COST_MAX));
        }
        (false, None) => None,
        (false, Some(_)) => return Err(Refusal::invalid("option-cost-useless", "options.cost_minutes")),
    };
    if input.none && method.is_budget() {
        return Err(Refusal::invalid("option-none-useless", "options.none"));
    }
    let value = match input.none {
        true => json!({ "none": true }),
        false => kinds::parse_option(kind, payload, input.value.as_ref().unwrap_or(&Json::Null))?,
    };
    Ok(ProposalOption {
        number: 0,
        title,
        body,
        cost,
        value: value.to_string(),
    })
}

/// Refuses to open a vote about options that leaves nothing to choose.
pub fn require_options(proposal: &Proposal, options: &[ProposalOption]) -> Result<()> {
    let least = match proposal.method {
        method if method.is_on_the_whole() => 0,
        method if method.is_budget() => 1,
        _ => 2,
    };
    if options.len() < least {
        return Err(Refusal::conflict("options-too-few").with("least", least).into());
    }
    Ok(())
}

/// Refuses to open a vote before the community's least time of discussion is over.
pub fn require_discussed(proposal: &Proposal, rules: &Rules, now: Moment) -> Result<()> {
    let days = rules.number(Key::DiscussionMinimumDays);
    if days == 0 {
        return Ok(());
    }
    match proposal.discussion_at {
        None => Err(Refusal::conflict("discussion-not-begun")
            .with("days", days)
            .into()),
        Some(at) if at.plus_days(days) > now => Err(Refusal::conflict("discussion-too-short")
            .with("days", days)
            .into()),
        Some(_) => Ok(()),
    }
}

/// Refuses a day of effect or review that lies before the close.
pub fn check_effect_after_close(proposal: &Proposal, closes_at: Moment) -> Result<()> {
    if proposal.takes_effect_at.is_some_and(|at| at <= closes_at) {
        return Err(Refusal::conflict("effect-before-close").into());
    }
    Ok(())
}

/// Refuses a close that does not lie ahead, or more than 90 days.
pub fn check_closing(at: Moment, now: Moment) -> Result<(), Refusal> {
    if at <= now || at > now.plus_days(OPEN_DAYS_MAX).plus_seconds(LATENESS_SECONDS) {
        return Err(Refusal::invalid("closes-at-out-of-range", "closes_at").with("days", OPEN_DAYS_MAX));
    }
    Ok(())
}

/// When a vote that opens now closes: as asked, as drafted, or after the rulebook's voting period. A drafted close was
/// checked when it was written; now it only has to lie ahead.
pub fn closing(
    asked: Option<Moment>,
    drafted: Option<Moment>,
    rules: &Rules,
    now: Moment,
) -> Result<Moment, Refusal> {
    let at = match (asked, drafted) {
        (Some(at), _) => {
            check_closing(at, now)?;
            at
        }
        (None, Some(at)) if at <= now => {
            return Err(Refusal::invalid("closes-at-out-of-range", "closes_at").with("days", OPEN_DAYS_MAX));
        }
        (None, Some(at)) => at,
        (None, None) => now.plus_days(rules.number(Key::VotingPeriodDays)),
    };
    let least = rules.number(Key::VotingMinimumDays);
    if at.plus_seconds(LATENESS_SECONDS) < now.plus_days(least) {
        return Err(Refusal::invalid("voting-too-short", "closes_at").with("days", least));
    }
    Ok(at)
}

/// The threshold that is frozen with a vote.
pub fn majority_bp(method: Method, rules: &Rules) -> i64 {
    match method {
        Method::QualifiedMajority => rules.number(Key::QualifiedMajorityBp),
        _ => HALF_BP,
    }
}

/// Refuses whoever may not propose under the rule `who_may_propose`. `leaderless`: nobody holds a mandate, and then every
/// member may propose, or the community could never elect anybody again.
pub fn require_proposer(actor: &Actor, rules: &Rules, leaderless: bool) -> Result<()> {
    actor.require(Permission::Propose)?;
    let holders_only = rules.word(Key::WhoMayPropose) == "mandate_holders" && !leaderless;
    if holders_only && actor.roles.is_empty() {
        return Err(Refusal::forbidden("mandate-required-to-propose").into());
    }
    Ok(())
}

/// Refuses all but the author of a draft.
pub fn require_own_draft(actor: &Actor, proposal: &Proposal) -> Result<()> {
    actor.require(Permission::Propose)?;
    if proposal.author_id != actor.member_id {
        return Err(Refusal::forbidden("not-the-author").into());
    }
    require_draft(proposal)
}

pub fn require_draft(proposal: &Proposal) -> Result<()> {
    if !proposal.is_draft() {
        return Err(Refusal::conflict("proposal-not-draft").into());
    }
    Ok(())
}

/// What a reader may do now; the operations refuse on the same grounds.
pub fn allowed(
    actor: &Actor,
    proposal: &Proposal,
    on_roll: bool,
    (rules, leaderless): (&Rules, bool),
    now: Moment,
) -> Allowed {
    let draft = proposal.is_draft();
    let own = proposal.author_id == actor.member_id && actor.may(Permission::Propose);
    let opens_own = own && require_proposer(actor, rules, leaderless).is_ok();
    Allowed {
        edit: draft && own,
        discuss: own && proposal.status() == Status::Draft,
        open: draft
            && (opens_own || actor.may(Permission::OpenProposal))
            && require_discussed(proposal, rules, now).is_ok(),
        amend_round: proposal.method == Method::Consent
            && proposal.takes_ballots(now)
            && (own || actor.may(Permission::OpenProposal)),
        withdraw: draft && own,
        vote: on_roll && proposal.takes_ballots(now) && actor.may(Permission::Vote),
        comment: takes_comments(proposal) && actor.may(Permission::Comment),
    }
}

/// Drafts and open votes are discussed.
pub fn takes_comments(proposal: &Proposal) -> bool {
    matches!(
        proposal.status(),
        Status::Draft | Status::Discussion | Status::Open
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn now() -> Moment {
        Moment::parse_rfc3339("2026-11-22T08:00:00Z").unwrap()
    }
    fn input() -> DraftInput {
        DraftInput {
            kind: "rule_change".into(),
            title: "Levy to 5 %".into(),
            body: Some("Because.".into()),
            method: "majority".into(),
            payload: Some(json!({"key": "levy_rate_bp", "value": 500, "more": true})),
            ..DraftInput::default()
        }
    }

    #[test]
    fn a_rule_change_is_kept_in_its_canonical_form() {
        let draft = parse_draft(&input(), Locale::En, now()).unwrap();
        assert_eq!(draft.payload, r#"{"key":"levy_rate_bp","value":500}"#);
    }

    #[test]
    fn each_fault_of_a_draft_is_named() {
        type Change = fn(&mut DraftInput);
        let faults: &[(Change, &str, &str)] = &[
            (|d| d.kind = "election".into(), "method-not-for-kind", "method"),
            (|d| d.kind = "party".into(), "proposal-word-unknown", "kind"),
            (|d| d.title = " ".into(), "text-empty", "title"),
            (|d| d.title = "x".repeat(161), "text-too-long", "title"),
            (|d| d.body = Some(String::new()), "text-empty", "body"),
            (|d| d.method = "greedy".into(), "method-not-for-kind", "method"),
            (
                |d| d.topic = Some("everything".into()),
                "proposal-word-unknown",
                "topic",
            ),
            (
                |d| d.settings = Some(json!({"dots": 3})),
                "setting-not-of-method",
                "settings.dots",
            ),
            (
                |d| d.takes_effect_at = Some(now()),
                "date-out-of-range",
                "takes_effect_at",
            ),
            (
                |d| d.review_at = Some(now().plus_days(2_000)),
                "date-out-of-range",
                "review_at",
            ),
            (
                |d| d.options = vec![OptionInput::default()],
                "options-not-of-method",
                "options",
            ),
            (|d| d.method = String::new(), "proposal-word-unknown", "method"),
            (
                |d| d.closes_at = Some(now()),
                "closes-at-out-of-range",
                "closes_at",
            ),
            (
                |d| d.closes_at = Some(now()),
                "closes-at-out-of-range",
                "closes_at",
            ),
            (
                |d| d.closes_at = Some(now().plus_days(91)),
                "closes-at-out-of-range",
                "closes_at",
            ),
            (|d| d.payload = None, "payload-missing", "payload"),
            (|d| d.payload = Some(json!([])), "payload-missing", "payload"),
            (
                |d| d.payload = Some(json!({"key": "no", "value": 1})),
                "rule-unknown",
                "payload.key",
            ),
            (
                |d| d.payload = Some(json!({"key": "levy_rate_bp", "value": 2001})),
                "rule-value-out-of-bounds",
                "payload.value",
            ),
            (
                |d| d.payload = Some(json!({"key": "levy_rate_bp"})),
                "rule-value-out-of-bounds",
                "payload.value",
            ),
        ];
        for (change, code, field) in faults {
            let mut draft = input();
            change(&mut draft);
            let refusal = parse_draft(&draft, Locale::En, now()).unwrap_err();
            assert_eq!((refusal.code, refusal.field.as_deref()), (*code, Some(*field)));
        }
    }

    #[test]
    fn a_text_must_have_a_body_and_ignores_a_payload() {
        let mut text = input();
        text.kind = "text".into();
        assert_eq!(parse_draft(&text, Locale::En, now()).unwrap().payload, "{}");
        text.body = None;
        assert_eq!(
            parse_draft(&text, Locale::En, now())
                .unwrap_err()
                .field
                .as_deref(),
            Some("body")
        );
    }
}
