//! The author takes a draft back. It stays readable, with its discussion.

use super::rules;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ProposalId;
use crate::members::Actor;

pub fn withdraw_proposal(conn: &mut Conn, actor: &Actor, id: ProposalId, now: Moment) -> Result<()> {
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    rules::require_own_draft(actor, &proposal)?;
    store::mark_withdrawn(conn, id, now)
}
