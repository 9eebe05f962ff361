//! A nominee says that they do not want the role: nobody can then put them to the vote, nor nominate them again.

use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::ProposalId;
use crate::members::{Actor, Permission};

/// Declining twice changes nothing.
pub fn decline_nomination(conn: &mut Conn, actor: &Actor, id: ProposalId, now: Moment) -> Result<()> {
    actor.require(Permission::Vote)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    rules::require_open(&proposal)?;
    if store::list_refusals(conn, id)?.contains_key(&actor.member_id) {
        return Ok(());
    }
    if !store::is_nominated(conn, id, actor.member_id)? {
        return Err(Refusal::conflict("not-nominated").into());
    }
    store::insert_refusal(conn, id, actor.member_id, now)
}
