//! A member writes a proposal: a draft that everybody may discuss.

use super::kinds;
use super::rules::{self, DraftInput};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ProposalId;
use crate::members::{Actor, mandates};
use crate::rulebook;

pub fn propose(conn: &mut Conn, actor: &Actor, input: &DraftInput, now: Moment) -> Result<ProposalId> {
    require_proposer(conn, actor, now)?;
    let draft = rules::parse_draft(input, actor.locale, now)?;
    let id = store::insert_proposal(conn, actor.ecosystem_id, actor.member_id, &draft, now)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    kinds::check(conn, &proposal, &draft.options, now)?;
    Ok(id)
}

/// Refuses whoever may not propose here and now.
pub fn require_proposer(conn: &mut Conn, actor: &Actor, now: Moment) -> Result<()> {
    let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
    let leaderless = mandates::is_leaderless(conn, actor.ecosystem_id, now)?;
    rules::require_proposer(actor, &rulebook, leaderless)
}
