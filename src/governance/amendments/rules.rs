//! Pure decisions: what an amendment must be, who may answer it, and the options it stands among.

use serde_json::{Value as Json, json};

use super::model::{Amendment, AmendmentAllowed, AmendmentInput, NewAmendment, State, Subject};
use crate::governance::rules::{BODY_MAX, OPTIONS_MAX, takes_comments};
use crate::governance::{Kind, Proposal, ProposalOption};
use crate::i18n::{self, Locale};
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::names;
use crate::members::{Actor, Permission};
use crate::rulebook::{self, Key};

/// Longest reason, of an amendment and of its refusal, in characters.
pub const REASON_MAX: usize = 2_000;
/// Amendments of one member to one proposal that may wait for an answer at a time.
pub const OPEN_MAX: i64 = 5;

/// What an amendment of this proposal can replace.
pub fn subject(proposal: &Proposal) -> Subject {
    let repeals = || proposal.payload_json().get("repeal").is_some();
    match proposal.kind {
        Kind::Text => Subject::Body,
        Kind::Charter if !repeals() => Subject::Body,
        Kind::RuleChange => Subject::Value,
        _ => Subject::Reason,
    }
}

/// What an amendment written now is written against.
pub fn base_of(proposal: &Proposal) -> &str {
    match subject(proposal) {
        Subject::Value => &proposal.payload,
        Subject::Body | Subject::Reason => &proposal.body,
    }
}

fn key_in(payload: &Json) -> Option<Key> {
    payload.get("key").and_then(Json::as_str).and_then(Key::from_word)
}

/// Whether the amendment still speaks of what the proposal is about: not when the rule or the kind of change is another
/// by now.
pub fn fits(proposal: &Proposal, amendment: &Amendment) -> bool {
    match subject(proposal) {
        Subject::Body => amendment.body.is_some(),
        Subject::Value => {
            let base: Json = serde_json::from_str(&amendment.base).unwrap_or_default();
            amendment.value_text.is_some() && key_in(&base) == key_in(&proposal.payload_json())
        }
        Subject::Reason => amendment.body.is_none() && amendment.value_text.is_none(),
    }
}

/// Checks what was typed, in the order body, value, reason.
pub(super) fn parse(proposal: &Proposal, input: &AmendmentInput) -> Result<NewAmendment, Refusal> {
    let subject = subject(proposal);
    let given = input.body.as_deref().filter(|body| !body.trim().is_empty());
    let body = match (subject, given) {
        (Subject::Body, body) => Some(names::paragraphs("body", body.unwrap_or(""), BODY_MAX)?),
        (_, None) => None,
        (_, Some(_)) => return Err(Refusal::invalid("amendment-not-of-kind", "body")),
    };
    let value = match (subject, input.value.as_ref().filter(|value| !value.is_null())) {
        (Subject::Value, value) => {
            let key = key_in(&proposal.payload_json())
                .ok_or_else(|| Refusal::invalid("rule-unknown", "payload.key"))?;
            let value = rulebook::parse_value(key, value.unwrap_or(&Json::Null), "value")?;
            Some(value.to_json())
        }
        (_, None) => None,
        (_, Some(_)) => return Err(Refusal::invalid("amendment-not-of-kind", "value")),
    };
    let reason = names::paragraphs("reason", &input.reason, REASON_MAX)?;
    if body.as_ref() == Some(&proposal.body) {
        return Err(Refusal::invalid("amendment-changes-nothing", "body"));
    }
    if value.is_some() && value.as_ref() == proposal.payload_json().get("value") {
        return Err(Refusal::invalid("amendment-changes-nothing", "value"));
    }
    Ok(NewAmendment {
        body,
        value: value.map(|value| value.to_string()),
        reason,
        base: base_of(proposal).to_string(),
    })
}

/// Refuses what is hidden, or in none of these states.
pub(super) fn require_state(amendment: &Amendment, states: &[State]) -> Result<(), Refusal> {
    if amendment.removed_at.is_some() {
        return Err(Refusal::conflict("amendment-hidden"));
    }
    if !states.contains(&amendment.state) {
        return Err(Refusal::conflict("amendment-answered"));
    }
    Ok(())
}

/// As [`require_state`]; refuses also what speaks of something else than the proposal does now.
pub(super) fn require_fitting(
    proposal: &Proposal,
    amendment: &Amendment,
    states: &[State],
) -> Result<(), Refusal> {
    require_state(amendment, states)?;
    if !fits(proposal, amendment) {
        return Err(Refusal::conflict("amendment-outdated"));
    }
    Ok(())
}

/// From these an amendment is merged or withdrawn: it can be taken over although it would have competed.
pub(super) const STANDING: &[State] = &[State::Open, State::Competing];
/// From these it is put to the vote: what the author declined, too.
pub(super) const NOT_STANDING: &[State] = &[State::Open, State::Declined];

/// What a reader may do now; the operations refuse on the same grounds.
pub fn allowed(actor: &Actor, proposal: &Proposal, amendment: &Amendment) -> AmendmentAllowed {
    let draft = proposal.is_draft();
    let fits = |states: &[State]| draft && require_fitting(proposal, amendment, states).is_ok();
    let author = proposal.author_id == actor.member_id && actor.may(Permission::Propose);
    let writer = amendment.author_id == actor.member_id && actor.may(Permission::Comment);
    AmendmentAllowed {
        merge: author && fits(STANDING),
        decline: author && draft && require_state(amendment, &[State::Open]).is_ok(),
        compete: (author || writer) && subject(proposal) != Subject::Reason && fits(NOT_STANDING),
        withdraw: draft && writer && STANDING.contains(&amendment.state),
        hide: amendment.removed_at.is_none() && actor.may(Permission::ModerateComment),
    }
}

/// Whether a reader may write an amendment now.
pub fn may_write(actor: &Actor, proposal: &Proposal) -> bool {
    proposal.is_draft() && takes_comments(proposal) && actor.may(Permission::Comment)
}

/// The options of a vote in which amendments compete: the author's own, or what the proposal says when there are none;
/// then each amendment in order of its number, unless it says the same as an option before it; at last "none of these".
pub fn options_of_vote(
    locale: Locale,
    proposal: &Proposal,
    own: &[ProposalOption],
    competing: &[Amendment],
) -> Result<Vec<ProposalOption>, Refusal> {
    let (none, mut options): (Vec<ProposalOption>, Vec<ProposalOption>) =
        own.iter().cloned().partition(ProposalOption::is_none);
    if options.is_empty() {
        options.extend(original(locale, proposal));
    }
    for amendment in competing {
        let option = option_of(locale, proposal, amendment);
        if !options
            .iter()
            .any(|other| says_the_same(proposal, other, &option))
        {
            options.push(option);
        }
    }
    options.push(none.into_iter().next().unwrap_or_else(|| ProposalOption {
        number: 0,
        title: i18n::text(locale, "option-none"),
        body: String::new(),
        cost: None,
        value: json!({ "none": true }).to_string(),
    }));
    if options.len() > OPTIONS_MAX {
        return Err(Refusal::invalid("options-too-many", "options").with("max", OPTIONS_MAX));
    }
    for (n, option) in options.iter_mut().enumerate() {
        option.number = n as i64 + 1;
    }
    Ok(options)
}

/// What the proposal says, as an option.
fn original(locale: Locale, proposal: &Proposal) -> Option<ProposalOption> {
    let payload = proposal.payload_json();
    let (title, value) = match subject(proposal) {
        Subject::Value => {
            let value = payload.get("value")?;
            (value_in_words(locale, &payload, value), json!({ "value": value }))
        }
        Subject::Body | Subject::Reason => (i18n::text(locale, "amendment-option-original"), json!({})),
    };
    Some(ProposalOption {
        number: 0,
        title,
        body: proposal.body.clone(),
        cost: None,
        value: value.to_string(),
    })
}

fn option_of(locale: Locale, proposal: &Proposal, amendment: &Amendment) -> ProposalOption {
    let named = [("number", amendment.number.into())];
    let (title, body, value) = match amendment.value() {
        Some(value) => (
            value_in_words(locale, &proposal.payload_json(), &value),
            amendment.reason.clone(),
            json!({ "value": value, "amendment_id": amendment.id }),
        ),
        None => (
            i18n::text_with(locale, "amendment-option", &named),
            amendment.body.clone().unwrap_or_default(),
            json!({ "amendment_id": amendment.id }),
        ),
    };
    ProposalOption {
        number: 0,
        title,
        body,
        cost: None,
        value: value.to_string(),
    }
}

fn says_the_same(proposal: &Proposal, one: &ProposalOption, other: &ProposalOption) -> bool {
    match subject(proposal) {
        Subject::Value => one.value_json().get("value") == other.value_json().get("value"),
        Subject::Body | Subject::Reason => one.body == other.body,
    }
}

/// A value of the rule that the payload names, as people read it.
pub fn value_in_words(locale: Locale, payload: &Json, value: &Json) -> String {
    key_in(payload)
        .and_then(|key| Some((key, rulebook::parse_value(key, value, "value").ok()?)))
        .map(|(key, value)| rulebook::show_value(locale, key, &value))
        .unwrap_or_else(|| value.to_string())
}
