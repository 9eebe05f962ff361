//! What holders of a mandate did with it, for all members to read.

use super::actor::Actor;
use super::permissions::Permission;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use uuid::Uuid;

/// Records that `actor` used a permission; `action` is one word, `object` the kind and id of what was acted on.
pub fn record_audit(
    conn: &mut Conn,
    actor: &Actor,
    permission: Permission,
    action: &'static str,
    object: (&'static str, Option<Uuid>),
    now: Moment,
) -> Result<()> {
    store::insert_audit(conn, actor, permission, action, object, now)
}
