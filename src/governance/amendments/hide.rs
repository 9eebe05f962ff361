//! Moderators hide an amendment that must not stand. A hidden one is no option of the vote.

use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AmendmentId, ProposalId};
use crate::members::{self, Actor, Permission};

/// Hiding one that is hidden changes nothing.
pub fn hide_amendment(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    amendment: AmendmentId,
    now: Moment,
) -> Result<()> {
    actor.require(Permission::ModerateComment)?;
    store::get_proposal(conn, actor.ecosystem_id, id)?;
    let amendment = store::get(conn, id, amendment)?;
    if amendment.removed_at.is_none() {
        store::mark_removed(conn, amendment.id, now)?;
        let object = ("amendment", Some(amendment.id.0));
        members::record_audit(conn, actor, Permission::ModerateComment, "hidden", object, now)?;
    }
    Ok(())
}
