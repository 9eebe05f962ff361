//! What holders of a mandate did with it, for all members to read. Reasons and contents stay with what was acted on.

mod store;

use uuid::Uuid;

use super::actor::Actor;
use super::permissions::Permission;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, MemberId};
use crate::kernel::pages::{Page, Slice};

pub use store::AuditEntry;

/// Which entries are wanted; `None` narrows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditFilter {
    pub holder: Option<MemberId>,
    pub permission: Option<Permission>,
}

/// Records that `actor` used a permission; `action` is one word, `object` the kind and id of what was acted on.
pub fn record_audit(
    conn: &mut Conn,
    actor: &Actor,
    permission: Permission,
    action: &'static str,
    object: (&'static str, Option<Uuid>),
    now: Moment,
) -> Result<()> {
    store::insert(conn, actor, permission, action, object, now)
}

/// What was done with mandates in the actor's ecosystem, newest first; every active member may read it.
pub fn list(conn: &mut Conn, actor: &Actor, filter: AuditFilter, slice: &Slice) -> Result<Page<AuditEntry>> {
    actor.require(Permission::ReadAuditLog)?;
    let before = slice.after_id()?.map(AnyId);
    let rows = store::list(conn, actor.ecosystem_id, filter, before, slice.limit)?;
    Ok(slice.page_by_id(rows, |entry| entry.id.0))
}

/// Everybody who ever used a mandate in the actor's ecosystem, by name: what the list can be narrowed to.
pub fn list_holders(conn: &mut Conn, actor: &Actor) -> Result<Vec<(MemberId, String)>> {
    actor.require(Permission::ReadAuditLog)?;
    store::list_holders(conn, actor.ecosystem_id)
}
