//! SQL of the audit log.

use diesel::prelude::*;

use super::AuditFilter;
use crate::db::Conn;
use crate::db::schema::{audit_log, members};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, EcosystemId, MemberId};
use crate::members::{Actor, Permission};

/// One use of a permission.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit_log)]
pub struct AuditEntry {
    pub id: AnyId,
    pub actor_id: MemberId,
    #[diesel(select_expression = members::display_name)]
    pub actor_name: String,
    pub permission: Permission,
    /// One word: `admitted`, `paused`, `opened`…
    pub action: String,
    /// What kind of thing was acted on: `member`, `listing`, `proposal`…
    pub object_type: String,
    pub object_id: Option<AnyId>,
    pub at: Moment,
}

pub(super) fn insert(
    conn: &mut Conn,
    actor: &Actor,
    permission: Permission,
    action: &str,
    (object_type, object_id): (&str, Option<uuid::Uuid>),
    now: Moment,
) -> Result<()> {
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::id.eq(AnyId::new(now)),
            audit_log::ecosystem_id.eq(actor.ecosystem_id),
            audit_log::actor_id.eq(actor.member_id),
            audit_log::permission.eq(permission),
            audit_log::action.eq(action),
            audit_log::object_type.eq(object_type),
            audit_log::object_id.eq(object_id.map(AnyId)),
            audit_log::at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Up to `limit + 1` entries older than `before`, newest first.
pub(super) fn list(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    filter: AuditFilter,
    before: Option<AnyId>,
    limit: i64,
) -> Result<Vec<AuditEntry>> {
    let mut query = audit_log::table
        .inner_join(members::table)
        .filter(audit_log::ecosystem_id.eq(ecosystem))
        .select(AuditEntry::as_select())
        .into_boxed();
    if let Some(holder) = filter.holder {
        query = query.filter(audit_log::actor_id.eq(holder));
    }
    if let Some(permission) = filter.permission {
        query = query.filter(audit_log::permission.eq(permission));
    }
    if let Some(before) = before {
        query = query.filter(audit_log::id.lt(before));
    }
    Ok(query.order(audit_log::id.desc()).limit(limit + 1).load(conn)?)
}

pub(super) fn list_holders(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<(MemberId, String)>> {
    Ok(audit_log::table
        .inner_join(members::table)
        .filter(audit_log::ecosystem_id.eq(ecosystem))
        .select((members::id, members::display_name))
        .distinct()
        .order((members::display_name, members::id))
        .load(conn)?)
}
