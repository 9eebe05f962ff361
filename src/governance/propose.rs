//! A member writes a proposal: a draft that everybody may discuss.

use super::rules::{self, DraftInput};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ProposalId;
use crate::members::Actor;
use crate::rulebook;

pub fn propose(conn: &mut Conn, actor: &Actor, input: &DraftInput, now: Moment) -> Result<ProposalId> {
    let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
    rules::require_proposer(actor, &rulebook)?;
    let draft = rules::parse_draft(input, now)?;
    store::insert_proposal(conn, actor.ecosystem_id, actor.member_id, &draft, now)
}
