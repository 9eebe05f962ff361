//! Undoing a transfer: the ledger posts the opposite, the audit log of the members keeps that a treasurer did it.

use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::TransferId;
use crate::ledger::{self, Settlement};
use crate::members::{self, Actor, Permission};
use crate::rulebook;

/// A treasurer undoes a transfer made by mistake; see [`ledger::reverse`].
pub fn reverse_transfer(
    conn: &mut Conn,
    actor: &Actor,
    id: TransferId,
    why: &str,
    now: Moment,
) -> Result<Settlement> {
    actor.require(Permission::ReverseTransfer)?;
    let rules = rulebook::read(conn, actor.ecosystem_id)?;
    let settlement = ledger::reverse(conn, actor.ecosystem_id, id, actor.member_id, why, &rules, now)?;
    let object = ("transfer", Some(id.0));
    members::record_audit(conn, actor, Permission::ReverseTransfer, "reversed", object, now)?;
    Ok(settlement)
}
