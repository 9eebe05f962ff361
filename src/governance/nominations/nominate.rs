//! A member names another, or themselves, for the role, and says why. Until the vote opens they may change it; what they
//! said first stays readable beside it.

use serde::{Deserialize, Serialize};

use super::{rules, store};
use crate::db::Conn;
use crate::governance::kinds::require_active;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, ProposalId};
use crate::kernel::names;
use crate::members::{Actor, Permission};
use crate::outbox;

/// Somebody was nominated by somebody else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NominationReceived {
    pub proposal_id: ProposalId,
    pub nominator_id: MemberId,
    pub nominee_id: MemberId,
}
impl outbox::Event for NominationReceived {
    const KIND: &'static str = "governance.nomination_received";
}

/// Saying the same again changes nothing.
pub fn nominate(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    nominee: MemberId,
    reason: &str,
    now: Moment,
) -> Result<()> {
    actor.require(Permission::Vote)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    rules::require_open(&proposal)?;
    require_active(conn, actor.ecosystem_id, nominee, "member_id", now)?;
    if store::list_refusals(conn, id)?.contains_key(&nominee) {
        return Err(Refusal::invalid("candidate-declined", "member_id").into());
    }
    let reason = names::paragraphs("reason", reason, rules::REASON_MAX)?;
    let before = store::find(conn, id, actor.member_id)?;
    let standing = before.as_ref().filter(|n| n.withdrawn_at.is_none());
    if standing.is_some_and(|n| n.nominee_id == nominee && n.reason == reason) {
        return Ok(());
    }
    match &before {
        None => store::insert(conn, &proposal, actor.member_id, nominee, &reason, now)?,
        Some(_) => store::change(conn, id, actor.member_id, nominee, &reason, now)?,
    }
    let known = standing.is_some_and(|n| n.nominee_id == nominee);
    if nominee != actor.member_id && !known {
        let event = NominationReceived {
            proposal_id: id,
            nominator_id: actor.member_id,
            nominee_id: nominee,
        };
        outbox::append(conn, Some(actor.ecosystem_id), &event, now)?;
    }
    Ok(())
}
