//! The author of a proposal takes an amendment over: the draft then says what the amendment says.

use serde_json::json;

use super::decline::answer;
use super::model::{Amendment, State, Subject};
use super::{rules, store};
use crate::db::Conn;
use crate::governance::rules::require_own_draft;
use crate::governance::{DraftChange, OptionInput, Proposal, ProposalOption, as_typed, edit_proposal};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AmendmentId, ProposalId};
use crate::members::Actor;

/// Changes the draft and records who merged when. An amendment that only gives a reason changes nothing by itself.
pub fn merge_amendment(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    amendment: AmendmentId,
    now: Moment,
) -> Result<()> {
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let amendment = store::get(conn, id, amendment)?;
    require_own_draft(actor, &proposal)?;
    rules::require_fitting(&proposal, &amendment, rules::STANDING)?;
    let options = store::list_options(conn, id)?;
    if let Some(change) = change_of(actor, &proposal, &options, &amendment) {
        edit_proposal(conn, actor, id, &change, now)?;
    }
    answer(conn, actor, &amendment, State::Merged, None, now)
}

/// The edit that an amendment stands for. Where the author already offers several values to choose from, its value
/// becomes one more of them.
fn change_of(
    actor: &Actor,
    proposal: &Proposal,
    options: &[ProposalOption],
    amendment: &Amendment,
) -> Option<DraftChange> {
    let mut change = DraftChange::default();
    match (rules::subject(proposal), amendment.value()) {
        (Subject::Body, _) => change.body = amendment.body.clone(),
        (Subject::Value, Some(value)) if options.is_empty() => {
            let mut payload = proposal.payload_json();
            payload["value"] = value;
            change.payload = Some(payload);
        }
        (Subject::Value, Some(value)) => {
            let mut typed: Vec<OptionInput> = options.iter().map(as_typed).collect();
            typed.push(OptionInput {
                title: rules::value_in_words(actor.locale, &proposal.payload_json(), &value),
                value: Some(json!({ "value": value })),
                ..OptionInput::default()
            });
            change.options = Some(typed);
        }
        _ => return None,
    }
    Some(change)
}
