//! Pure decisions: what a draft must be, how long a vote may last, who may do what to a proposal.

use serde_json::Value as Json;

use super::model::{Allowed, Draft, Kind, Method, Proposal, Status};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::names;
use crate::members::{Actor, Permission};
use crate::rulebook::{self, Key, Rules, Value};

/// Longest title and body, in characters.
pub const TITLE_MAX: usize = 160;
pub const BODY_MAX: usize = 20_000;
/// Longest comment, in characters.
pub const COMMENT_MAX: usize = 4_000;
/// A vote is open at most so many days.
pub const OPEN_DAYS_MAX: i64 = 90;
/// "In ninety days" is some seconds late when it arrives.
const LATENESS_SECONDS: i64 = 10;
/// A simple majority exceeds this share; stored with the vote so that a recount needs no table.
pub const HALF_BP: i64 = 5_000;

/// What an author typed.
#[derive(Debug, Clone, Default)]
pub struct DraftInput {
    pub kind: String,
    pub title: String,
    pub body: Option<String>,
    pub method: String,
    pub secret: bool,
    pub closes_at: Option<Moment>,
    pub payload: Option<Json>,
}

/// Kinds and methods of the contract that this version does not count or enact.
const KINDS_TO_COME: &[&str] = &[
    "election",
    "recall",
    "admission",
    "exclusion",
    "allocation",
    "charter",
    "college",
    "link",
    "assembly",
];
const METHODS_TO_COME: &[&str] = &[
    "consent",
    "approval",
    "score",
    "dots",
    "plurality",
    "schulze",
    "irv",
    "majority_judgment",
    "greedy",
    "equal_shares",
];

/// Checks what an author typed, in the order kind, title, body, method, close, payload.
pub fn parse_draft(input: &DraftInput, now: Moment) -> Result<Draft, Refusal> {
    let kind = Kind::from_word(&input.kind).ok_or_else(|| {
        refuse_word(
            "kind",
            &input.kind,
            KINDS_TO_COME,
            Kind::ALL.iter().map(|k| k.as_str()),
        )
    })?;
    let title = names::line("title", &input.title, TITLE_MAX)?;
    let body = match (&input.body, kind) {
        // A rule change says what it does; a text is its body.
        (None, Kind::RuleChange) => String::new(),
        (body, _) => names::paragraphs("body", body.as_deref().unwrap_or(""), BODY_MAX)?,
    };
    let method = Method::from_word(&input.method).ok_or_else(|| {
        let known = Method::ALL.iter().map(|m| m.as_str());
        refuse_word("method", &input.method, METHODS_TO_COME, known)
    })?;
    if let Some(at) = input.closes_at {
        check_closing(at, now)?;
    }
    let payload = parse_payload(kind, input.payload.as_ref())?;
    Ok(Draft {
        kind,
        title,
        body,
        method,
        secret: input.secret,
        closes_at: input.closes_at,
        payload,
    })
}

fn refuse_word<'a>(
    field: &'static str,
    word: &str,
    to_come: &[&str],
    known: impl Iterator<Item = &'a str>,
) -> Refusal {
    let code = if to_come.contains(&word) {
        "not-offered-yet"
    } else {
        "proposal-word-unknown"
    };
    Refusal::invalid(code, field).with("words", known.collect::<Vec<_>>().join(", "))
}

/// The payload in its canonical form.
fn parse_payload(kind: Kind, payload: Option<&Json>) -> Result<String, Refusal> {
    match kind {
        Kind::Text => Ok("{}".to_string()),
        Kind::RuleChange => {
            let (key, value) = parse_rule_change(payload.unwrap_or(&Json::Null))?;
            Ok(serde_json::json!({ "key": key, "value": value.to_json() }).to_string())
        }
    }
}

/// `{key, value}` as a rule and a value within its bounds; asked when the proposal is written and again when enacted.
pub fn parse_rule_change(payload: &Json) -> Result<(Key, Value), Refusal> {
    let object = payload
        .as_object()
        .ok_or_else(|| Refusal::invalid("payload-missing", "payload"))?;
    let key = object
        .get("key")
        .and_then(Json::as_str)
        .and_then(Key::from_word)
        .ok_or_else(|| Refusal::invalid("rule-unknown", "payload.key"))?;
    let value = rulebook::parse_value(key, object.get("value").unwrap_or(&Json::Null), "payload.value")?;
    Ok((key, value))
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
    match (asked, drafted) {
        (Some(at), _) => check_closing(at, now).map(|()| at),
        (None, Some(at)) if at <= now => {
            Err(Refusal::invalid("closes-at-out-of-range", "closes_at").with("days", OPEN_DAYS_MAX))
        }
        (None, Some(at)) => Ok(at),
        (None, None) => Ok(now.plus_days(rules.number(Key::VotingPeriodDays))),
    }
}

/// The threshold that is frozen with a vote.
pub fn majority_bp(method: Method, rules: &Rules) -> i64 {
    match method {
        Method::Majority => HALF_BP,
        Method::QualifiedMajority => rules.number(Key::QualifiedMajorityBp),
    }
}

/// Refuses whoever may not propose under the rule `who_may_propose`.
pub fn require_proposer(actor: &Actor, rules: &Rules) -> Result<()> {
    actor.require(Permission::Propose)?;
    if rules.word(Key::WhoMayPropose) == "mandate_holders" && actor.roles.is_empty() {
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
    if proposal.status != Status::Draft {
        return Err(Refusal::conflict("proposal-not-draft").into());
    }
    Ok(())
}

/// What a reader may do now; the operations refuse on the same grounds.
pub fn allowed(actor: &Actor, proposal: &Proposal, on_roll: bool, rules: &Rules, now: Moment) -> Allowed {
    let draft = proposal.status == Status::Draft;
    let own = proposal.author_id == actor.member_id && actor.may(Permission::Propose);
    let opens_own = own && require_proposer(actor, rules).is_ok();
    Allowed {
        edit: draft && own,
        open: draft && (opens_own || actor.may(Permission::OpenProposal)),
        withdraw: draft && own,
        vote: on_roll && proposal.takes_ballots(now) && actor.may(Permission::Vote),
        comment: takes_comments(proposal) && actor.may(Permission::Comment),
    }
}

/// Drafts and open votes are discussed.
pub fn takes_comments(proposal: &Proposal) -> bool {
    matches!(proposal.status, Status::Draft | Status::Open)
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
        let draft = parse_draft(&input(), now()).unwrap();
        assert_eq!(draft.payload, r#"{"key":"levy_rate_bp","value":500}"#);
    }

    #[test]
    fn each_fault_of_a_draft_is_named() {
        type Change = fn(&mut DraftInput);
        let faults: &[(Change, &str, &str)] = &[
            (|d| d.kind = "election".into(), "not-offered-yet", "kind"),
            (|d| d.kind = "party".into(), "proposal-word-unknown", "kind"),
            (|d| d.title = " ".into(), "text-empty", "title"),
            (|d| d.title = "x".repeat(161), "text-too-long", "title"),
            (|d| d.body = Some(String::new()), "text-empty", "body"),
            (|d| d.method = "schulze".into(), "not-offered-yet", "method"),
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
            let refusal = parse_draft(&draft, now()).unwrap_err();
            assert_eq!((refusal.code, refusal.field.as_deref()), (*code, Some(*field)));
        }
    }

    #[test]
    fn a_text_must_have_a_body_and_ignores_a_payload() {
        let mut text = input();
        text.kind = "text".into();
        assert_eq!(parse_draft(&text, now()).unwrap().payload, "{}");
        text.body = None;
        assert_eq!(
            parse_draft(&text, now()).unwrap_err().field.as_deref(),
            Some("body")
        );
    }
}
