//! A member takes their nomination back. What they said first stays in the history.

use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ProposalId;
use crate::members::{Actor, Permission};

/// Without a nomination nothing changes.
pub fn withdraw_nomination(conn: &mut Conn, actor: &Actor, id: ProposalId, now: Moment) -> Result<()> {
    actor.require(Permission::Vote)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    rules::require_open(&proposal)?;
    let standing = store::find(conn, id, actor.member_id)?.filter(|n| n.withdrawn_at.is_none());
    match standing {
        Some(_) => store::mark_withdrawn(conn, id, actor.member_id, now),
        None => Ok(()),
    }
}
