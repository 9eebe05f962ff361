//! What a vote can do: one file a kind of proposal, each with what its payload must be, what it would do in words, and
//! what it does when it has passed, by calling the owner of what changes. A kind refuses with a typed reason what can no
//! longer be applied; the register then says so.

mod allocation;
mod assembly;
mod charter;
mod college;
mod election;
mod link;
mod membership;
mod rule_change;

use serde_json::{Value as Json, json};

pub use election::term_of;
pub use rule_change::parse_rule_change;

use super::model::{Kind, Method, Outcome, Proposal, ProposalOption};
use crate::db::Conn;
use crate::i18n::{self, Arg, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::members;

/// What was changed: for machines, and the first sentence of the register in each language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Effect {
    pub json: Json,
    pub fr: String,
    pub en: String,
}

impl Effect {
    /// An effect with its sentence in each language. `json` gets `"applied": true`.
    fn new(mut json: Json, words: impl Fn(Locale) -> String) -> Effect {
        json["applied"] = true.into();
        Effect {
            json,
            fr: words(Locale::Fr),
            en: words(Locale::En),
        }
    }
}

impl Kind {
    /// The methods this kind may be decided by.
    pub fn methods(self) -> Vec<Method> {
        let fits = |method: &Method| match self {
            Kind::Text | Kind::RuleChange | Kind::Charter => !method.is_budget(),
            Kind::Election => {
                !method.is_budget() && !matches!(method, Method::Majority | Method::QualifiedMajority)
            }
            Kind::Allocation => method.is_on_the_whole() || method.is_budget(),
            Kind::Admission
            | Kind::Exclusion
            | Kind::Recall
            | Kind::College
            | Kind::Link
            | Kind::Assembly => method.is_on_the_whole(),
        };
        Method::ALL.iter().copied().filter(fits).collect()
    }

    /// Whether the body is what is decided, and so must be there.
    pub fn needs_body(self) -> bool {
        matches!(self, Kind::Text | Kind::Charter)
    }
}

/// The payload in its canonical form. `with_options`: the vote is about options, which bring what differs between them.
pub(super) fn parse_payload(kind: Kind, payload: Option<&Json>, with_options: bool) -> Result<Json, Refusal> {
    let payload = payload.unwrap_or(&Json::Null);
    match kind {
        Kind::Text => Ok(json!({})),
        Kind::RuleChange => rule_change::parse(payload, with_options),
        Kind::Admission | Kind::Exclusion => membership::parse(payload),
        Kind::Election => election::parse(payload),
        Kind::Recall => election::parse_recall(payload),
        Kind::College => college::parse(payload),
        Kind::Link => link::parse(payload),
        Kind::Allocation => allocation::parse(payload, with_options),
        Kind::Charter => charter::parse(payload, with_options),
        Kind::Assembly => assembly::parse(payload),
    }
}

/// Takes out of a payload what the options say instead.
pub(super) fn leave_to_options(kind: Kind, payload: &mut Json) {
    if let (Kind::RuleChange, Some(fields)) = (kind, payload.as_object_mut()) {
        fields.remove("value");
    }
}

/// What an option stands for, in its canonical form.
pub(super) fn parse_option(kind: Kind, payload: &Json, value: &Json) -> Result<Json, Refusal> {
    match kind {
        Kind::RuleChange => rule_change::parse_option(payload, value),
        Kind::Election => election::parse_option(value),
        Kind::Allocation => allocation::parse_option(value),
        _ => Ok(json!({})),
    }
}

/// Refuses what the community does not know: asked when a proposal is written and again when its vote opens.
pub(super) fn check(
    conn: &mut Conn,
    proposal: &Proposal,
    options: &[ProposalOption],
    now: Moment,
) -> Result<()> {
    let payload = proposal.payload_json();
    let ecosystem = proposal.ecosystem_id;
    match proposal.kind {
        Kind::Admission => membership::check_admission(conn, ecosystem, &payload, now),
        Kind::Exclusion => membership::check_exclusion(conn, ecosystem, &payload, now),
        Kind::Election => election::check(conn, ecosystem, &payload, options, now),
        Kind::Recall => election::check_recall(conn, ecosystem, &payload, now),
        Kind::College => college::check(conn, ecosystem, &payload),
        Kind::Link => link::check(conn, ecosystem, &payload),
        Kind::Allocation => allocation::check(conn, ecosystem, &payload, options),
        Kind::Charter => charter::check(conn, ecosystem, &payload),
        Kind::Text | Kind::RuleChange | Kind::Assembly => Ok(()),
    }
}

/// What a proposal would do, in words; empty where its title and text say it all.
pub fn describe(conn: &mut Conn, locale: Locale, proposal: &Proposal) -> Result<String> {
    let payload = proposal.payload_json();
    match proposal.kind {
        Kind::RuleChange => rule_change::describe(conn, locale, proposal.ecosystem_id, &payload),
        Kind::Admission => membership::describe(conn, locale, "admission", &payload),
        Kind::Exclusion => membership::describe(conn, locale, "exclusion", &payload),
        Kind::Election => election::describe(conn, locale, &payload),
        Kind::Recall => election::describe_recall(conn, locale, &payload),
        Kind::College => college::describe(conn, locale, proposal.ecosystem_id, &payload),
        Kind::Link => link::describe(conn, locale, &payload),
        Kind::Allocation => allocation::describe(conn, locale, proposal.ecosystem_id, &payload),
        Kind::Charter => charter::describe(conn, locale, proposal.ecosystem_id, &payload),
        Kind::Assembly => assembly::describe(conn, locale, proposal.ecosystem_id, &payload),
        Kind::Text => Ok(String::new()),
    }
}

/// Does what was decided. `winners` is empty when the vote was about the whole.
///
/// # Errors
/// A refusal when it can no longer be applied; the caller takes back what was done until then.
pub(super) fn enact(
    conn: &mut Conn,
    proposal: &Proposal,
    winners: &[ProposalOption],
    now: Moment,
) -> Result<Effect> {
    let payload = proposal.payload_json();
    match proposal.kind {
        Kind::Text => Ok(adopted(proposal, winners)),
        Kind::RuleChange => rule_change::enact(conn, proposal, &payload, winners, now),
        Kind::Admission => membership::admit(conn, proposal, &payload, now),
        Kind::Exclusion => membership::exclude(conn, proposal, &payload, now),
        Kind::Election => election::enact(conn, proposal, &payload, winners, now),
        Kind::Recall => election::recall(conn, proposal, &payload, now),
        Kind::College => college::enact(conn, proposal, &payload, now),
        Kind::Link => link::enact(conn, proposal, &payload, now),
        Kind::Allocation => allocation::enact(conn, proposal, &payload, winners, now),
        Kind::Charter => charter::enact(conn, proposal, &payload, winners, now),
        Kind::Assembly => assembly::enact(conn, proposal, &payload, now),
    }
}

/// A text that stands as adopted; nothing else changes.
fn adopted(proposal: &Proposal, winners: &[ProposalOption]) -> Effect {
    let json = match winners {
        [] => json!({}),
        winners => json!({ "options": winners.iter().map(|o| &o.title).collect::<Vec<_>>() }),
    };
    Effect::new(json, |locale| match winners {
        [] => outcome_sentence(locale, &proposal.title, Outcome::Passed),
        winners => winners_sentence(locale, &proposal.title, winners),
    })
}

/// `« Titre » est adoptée.`
pub(super) fn outcome_sentence(locale: Locale, title: &str, outcome: Outcome) -> String {
    i18n::text_with(locale, &format!("decision-{outcome}"), &[("title", title.into())])
}

/// `« Titre » : les membres choisissent « Option 1 » et « Option 2 ».`
pub(super) fn winners_sentence(locale: Locale, title: &str, winners: &[ProposalOption]) -> String {
    let names: Vec<String> = winners
        .iter()
        .map(|option| {
            i18n::text_with(
                locale,
                "decision-option",
                &[("title", option.title.as_str().into())],
            )
        })
        .collect();
    let args: [(&str, Arg); 3] = [
        ("title", title.into()),
        ("count", (winners.len() as i64).into()),
        ("winners", i18n::list(locale, &names).into()),
    ];
    i18n::text_with(locale, "decision-winners", &args)
}

/// What stays as it was after a vote that did not pass: for machines, and a sentence in each language or none.
pub(super) fn describe_kept(conn: &mut Conn, proposal: &Proposal) -> Result<(Json, Option<[String; 2]>)> {
    let payload = proposal.payload_json();
    match proposal.kind {
        Kind::RuleChange => rule_change::describe_kept(conn, proposal.ecosystem_id, &payload),
        _ => Ok((json!({ "applied": false }), None)),
    }
}

/// The member that a payload names.
pub(super) fn member_in(payload: &Json, field: &'static str) -> Result<MemberId, Refusal> {
    payload
        .get("member_id")
        .and_then(Json::as_str)
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| Refusal::invalid("member-unknown", field))
}

/// What a member is called now.
fn name_of(conn: &mut Conn, member: MemberId) -> Result<String> {
    Ok(members::list_names(conn, &[member])?
        .remove(&member)
        .unwrap_or_default())
}

/// Refuses whoever is no active member of the community.
pub(super) fn require_active(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    field: &'static str,
    now: Moment,
) -> Result<()> {
    match members::memberships::find(conn, ecosystem, member, now)? {
        Some(membership) if membership.status == members::MembershipStatus::Active => Ok(()),
        _ => Err(Refusal::invalid("member-unknown", field).into()),
    }
}
