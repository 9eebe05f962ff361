//! SQL of the members' room.

use diesel::prelude::*;

use super::actor::{Actor, MembershipStatus};
use super::enter::Person;
use super::permissions::{Permission, Role};
use super::voters::Voter;
use crate::db::Conn;
use crate::db::schema::{audit_log, colleges, ecosystems, mandates, members, memberships, sessions};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AnyId, CollegeId, EcosystemId, MemberId, MembershipId, SessionId};

pub(super) fn find_live_session(conn: &mut Conn, session: SessionId, now: Moment) -> Result<Option<Person>> {
    let row: Option<(SessionId, MemberId, String, Locale)> = sessions::table
        .inner_join(members::table)
        .filter(sessions::id.eq(session))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(members::erased_at.is_null())
        .select((sessions::id, members::id, members::display_name, members::locale))
        .first(conn)
        .optional()?;
    Ok(row.map(person))
}

pub(super) fn find_live_page_session(
    conn: &mut Conn,
    token_hash: &[u8],
    now: Moment,
) -> Result<Option<Person>> {
    let row: Option<(SessionId, MemberId, String, Locale)> = sessions::table
        .inner_join(members::table)
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::kind.eq("page"))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(members::erased_at.is_null())
        .select((sessions::id, members::id, members::display_name, members::locale))
        .first(conn)
        .optional()?;
    Ok(row.map(person))
}

fn person((session_id, member_id, display_name, locale): (SessionId, MemberId, String, Locale)) -> Person {
    Person {
        member_id,
        session_id,
        display_name,
        locale,
    }
}

pub(super) fn find_ecosystem_id(conn: &mut Conn, slug: &str) -> Result<Option<EcosystemId>> {
    Ok(ecosystems::table
        .filter(ecosystems::slug.eq(slug))
        .select(ecosystems::id)
        .first(conn)
        .optional()?)
}

/// See [`super::list_voters`].
pub(super) fn list_voters(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<Vec<Voter>> {
    Ok(memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .inner_join(colleges::table)
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::status.eq(MembershipStatus::Active))
        .filter(
            memberships::admitted_at
                .is_null()
                .or(memberships::admitted_at.le(now)),
        )
        .filter(members::email_verified_at.is_not_null())
        .filter(members::erased_at.is_null())
        .order(memberships::member_id)
        .select(Voter::as_select())
        .load(conn)?)
}

/// See [`super::list_names`].
pub(super) fn list_names(conn: &mut Conn, ids: &[MemberId]) -> Result<Vec<(MemberId, String)>> {
    Ok(members::table
        .filter(members::id.eq_any(ids))
        .select((members::id, members::display_name))
        .load(conn)?)
}

pub(super) fn find_first_ecosystem(conn: &mut Conn, member: MemberId) -> Result<Option<EcosystemId>> {
    Ok(memberships::table
        .filter(memberships::member_id.eq(member))
        .filter(memberships::status.ne(MembershipStatus::Left))
        .order(memberships::id)
        .select(memberships::ecosystem_id)
        .first(conn)
        .optional()?)
}

pub(super) fn find_actor(
    conn: &mut Conn,
    member: MemberId,
    ecosystem: EcosystemId,
    now: Moment,
) -> Result<Option<Actor>> {
    type Row = (
        MemberId,
        String,
        Locale,
        EcosystemId,
        String,
        String,
        String,
        MembershipId,
        CollegeId,
        MembershipStatus,
        Option<Moment>,
    );
    let row: Option<Row> = memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .inner_join(ecosystems::table)
        .filter(memberships::member_id.eq(member))
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .select((
            members::id,
            members::display_name,
            members::locale,
            ecosystems::id,
            ecosystems::slug,
            ecosystems::name,
            ecosystems::time_zone,
            memberships::id,
            memberships::college_id,
            memberships::status,
            memberships::admitted_at,
        ))
        .first(conn)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let roles = list_roles(conn, member, ecosystem, now)?;
    let time_zone = row
        .6
        .parse()
        .map_err(|_| Error::internal(format!("unknown time zone {}", row.6)))?;
    Ok(Some(Actor {
        member_id: row.0,
        display_name: row.1,
        locale: row.2,
        ecosystem_id: row.3,
        ecosystem_slug: row.4,
        ecosystem_name: row.5,
        time_zone,
        membership_id: row.7,
        college_id: row.8,
        status: row.9,
        admitted_at: row.10,
        roles,
    }))
}

/// The roles a member holds at `now` in an ecosystem.
pub(super) fn list_roles(
    conn: &mut Conn,
    member: MemberId,
    ecosystem: EcosystemId,
    now: Moment,
) -> Result<Vec<Role>> {
    Ok(mandates::table
        .filter(mandates::ecosystem_id.eq(ecosystem))
        .filter(mandates::member_id.eq(member))
        .filter(mandates::started_at.le(now))
        .filter(mandates::ended_at.is_null())
        .filter(mandates::ends_at.is_null().or(mandates::ends_at.gt(now)))
        .select(mandates::role)
        .order(mandates::role)
        .load(conn)?)
}

pub(super) fn find_oldest_ecosystem_name(conn: &mut Conn) -> Result<Option<String>> {
    Ok(ecosystems::table
        .order(ecosystems::id)
        .select(ecosystems::name)
        .first(conn)
        .optional()?)
}

pub(super) fn update_locale(conn: &mut Conn, member: MemberId, locale: Locale, now: Moment) -> Result<()> {
    diesel::update(members::table.find(member))
        .set((members::locale.eq(locale), members::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

pub(super) fn insert_audit(
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
