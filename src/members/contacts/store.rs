//! SQL of contacts.

use diesel::prelude::*;

use super::Contact;
use crate::db::Conn;
use crate::db::schema::{ecosystems, mandates, members, memberships};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::members::{MembershipStatus, Role};

pub(super) fn list(conn: &mut Conn, ids: &[MemberId]) -> Result<Vec<Contact>> {
    Ok(members::table
        .filter(members::id.eq_any(ids))
        .select(Contact::as_select())
        .load(conn)?)
}

pub(super) fn list_standings(
    conn: &mut Conn,
    ids: &[MemberId],
    ecosystem: EcosystemId,
) -> Result<Vec<(MemberId, MembershipStatus)>> {
    Ok(memberships::table
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::member_id.eq_any(ids))
        .select((memberships::member_id, memberships::status))
        .load(conn)?)
}

pub(super) fn list_holders(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    role: Role,
    now: Moment,
) -> Result<Vec<MemberId>> {
    Ok(mandates::table
        .inner_join(
            memberships::table.on(memberships::member_id
                .eq(mandates::member_id)
                .and(memberships::ecosystem_id.eq(mandates::ecosystem_id))),
        )
        .filter(memberships::status.eq(MembershipStatus::Active))
        .filter(mandates::ecosystem_id.eq(ecosystem))
        .filter(mandates::role.eq(role))
        .filter(mandates::started_at.le(now))
        .filter(mandates::ended_at.is_null())
        .filter(mandates::ends_at.is_null().or(mandates::ends_at.gt(now)))
        .select(mandates::member_id)
        .distinct()
        .order(mandates::member_id)
        .load(conn)?)
}

pub(super) fn list_active(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<MemberId>> {
    Ok(memberships::table
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::status.eq(MembershipStatus::Active))
        .select(memberships::member_id)
        .order(memberships::member_id)
        .load(conn)?)
}

pub(super) fn find_community(conn: &mut Conn, id: EcosystemId) -> Result<Option<(String, String, String)>> {
    Ok(ecosystems::table
        .find(id)
        .select((ecosystems::slug, ecosystems::name, ecosystems::time_zone))
        .first(conn)
        .optional()?)
}

pub(super) fn add_bounce(conn: &mut Conn, member: MemberId) -> Result<()> {
    diesel::update(members::table.find(member))
        .set(members::bounce_score.eq(members::bounce_score + 1))
        .execute(conn)?;
    Ok(())
}

pub(super) fn clear_bounces(conn: &mut Conn, member: MemberId) -> Result<()> {
    diesel::update(members::table.find(member))
        .set(members::bounce_score.eq(0))
        .execute(conn)?;
    Ok(())
}
