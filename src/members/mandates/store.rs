//! SQL of mandates.

use diesel::prelude::*;

use super::model::{Mandate, MandateEnd};
use super::terms::{FIRST_REMINDER_DAYS, SECOND_REMINDER_DAYS};
use crate::db::Conn;
use crate::db::schema::{mandates, members, memberships};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MandateId, MemberId, ProposalId};
use crate::kernel::pages::{Page, Slice};
use crate::members::{MembershipStatus, Role};
use crate::on_engine;

/// Narrows a query to what is in force at a moment.
macro_rules! in_force {
    ($query:expr, $now:expr) => {
        $query
            .filter(mandates::started_at.le($now))
            .filter(mandates::ended_at.is_null())
            .filter(mandates::ends_at.is_null().or(mandates::ends_at.gt($now)))
    };
}

/// The roles a member holds at `now` in an ecosystem.
pub(in crate::members) fn list_roles(
    conn: &mut Conn,
    member: MemberId,
    ecosystem: EcosystemId,
    now: Moment,
) -> Result<Vec<Role>> {
    let own = mandates::table
        .filter(mandates::ecosystem_id.eq(ecosystem))
        .filter(mandates::member_id.eq(member));
    let roles = in_force!(own, now).select(mandates::role).order(mandates::role);
    Ok(on_engine!(conn, |c| roles.load(c))?)
}

/// What is in force, by role.
pub(in crate::members) fn list_in_force(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    now: Moment,
) -> Result<Vec<Mandate>> {
    let all = mandates::table
        .inner_join(members::table)
        .filter(mandates::ecosystem_id.eq(ecosystem));
    Ok(in_force!(all, now)
        .order((mandates::role, mandates::id))
        .select(Mandate::as_select())
        .load(conn)?)
}

/// Whether an active member holds any role.
pub(super) fn is_any_held(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<bool> {
    let of_active = mandates::table
        .inner_join(
            memberships::table.on(memberships::member_id
                .eq(mandates::member_id)
                .and(memberships::ecosystem_id.eq(mandates::ecosystem_id))),
        )
        .filter(mandates::ecosystem_id.eq(ecosystem))
        .filter(memberships::status.eq(MembershipStatus::Active));
    let one: Option<MandateId> = in_force!(of_active, now)
        .select(mandates::id)
        .first(conn)
        .optional()?;
    Ok(one.is_some())
}

/// All there are and were, newest first.
pub(super) fn list_all(conn: &mut Conn, ecosystem: EcosystemId, slice: &Slice) -> Result<Page<Mandate>> {
    let mut query = mandates::table
        .inner_join(members::table)
        .filter(mandates::ecosystem_id.eq(ecosystem))
        .select(Mandate::as_select())
        .into_boxed();
    if let Some(after) = slice.after_id()? {
        query = query.filter(mandates::id.lt(MandateId(after)));
    }
    let rows = query
        .order(mandates::id.desc())
        .limit(slice.limit + 1)
        .load(conn)?;
    Ok(slice.page_by_id(rows, |mandate: &Mandate| mandate.id.0))
}

/// All that a member holds and held, oldest first.
pub(super) fn list_of(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<Vec<Mandate>> {
    Ok(mandates::table
        .inner_join(members::table)
        .filter(mandates::ecosystem_id.eq(ecosystem))
        .filter(mandates::member_id.eq(member))
        .order(mandates::id)
        .select(Mandate::as_select())
        .load(conn)?)
}

pub(super) fn find(conn: &mut Conn, ecosystem: EcosystemId, id: MandateId) -> Result<Option<Mandate>> {
    Ok(mandates::table
        .inner_join(members::table)
        .filter(mandates::id.eq(id))
        .filter(mandates::ecosystem_id.eq(ecosystem))
        .select(Mandate::as_select())
        .first(conn)
        .optional()?)
}

/// What a mandate is given by: its origin in words and the proposal that decided it.
pub(super) struct Source<'a> {
    pub origin: &'a str,
    pub proposal_id: Option<ProposalId>,
    pub ends_at: Option<Moment>,
}

pub(super) fn insert(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    role: Role,
    source: &Source<'_>,
    now: Moment,
) -> Result<MandateId> {
    let id = MandateId::new(now);
    // A term shorter than the notice needs none.
    let told_within = |days: i64| source.ends_at.is_some_and(|at| at <= now.plus_days(days));
    diesel::insert_into(mandates::table)
        .values((
            mandates::id.eq(id),
            mandates::ecosystem_id.eq(ecosystem),
            mandates::member_id.eq(member),
            mandates::role.eq(role),
            mandates::started_at.eq(now),
            mandates::ends_at.eq(source.ends_at),
            mandates::origin.eq(source.origin),
            mandates::proposal_id.eq(source.proposal_id),
            mandates::reminded_at.eq(told_within(FIRST_REMINDER_DAYS).then_some(now)),
            mandates::reminded_again_at.eq(told_within(SECOND_REMINDER_DAYS).then_some(now)),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Ends one mandate; false if it had ended before.
pub(super) fn mark_ended(
    conn: &mut Conn,
    id: MandateId,
    how: MandateEnd,
    proposal: Option<ProposalId>,
    at: Moment,
) -> Result<bool> {
    let open = mandates::table.find(id).filter(mandates::ended_at.is_null());
    let ended = diesel::update(open)
        .set((
            mandates::ended_at.eq(at),
            mandates::ended_how.eq(how),
            mandates::ended_by_proposal_id.eq(proposal),
        ))
        .execute(conn)?;
    Ok(ended > 0)
}

pub(super) fn update_handover(conn: &mut Conn, id: MandateId, note: Option<&str>, now: Moment) -> Result<()> {
    diesel::update(mandates::table.find(id))
        .set((
            mandates::handover_note.eq(note),
            mandates::handover_written_at.eq(note.map(|_| now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Erases what a person wrote for their successors, in every ecosystem.
pub(in crate::members) fn erase_handovers(conn: &mut Conn, member: MemberId) -> Result<()> {
    diesel::update(mandates::table.filter(mandates::member_id.eq(member)))
        .set((
            mandates::handover_note.eq(None::<String>),
            mandates::handover_written_at.eq(None::<Moment>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Mandates whose term ran out and which nobody ended yet, with the end of their term.
pub(super) fn list_expired(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    now: Moment,
    limit: i64,
) -> Result<Vec<(MandateId, Option<Moment>)>> {
    Ok(mandates::table
        .filter(mandates::ecosystem_id.eq(ecosystem))
        .filter(mandates::ended_at.is_null())
        .filter(mandates::ends_at.le(now))
        .order(mandates::id)
        .limit(limit)
        .select((mandates::id, mandates::ends_at))
        .load(conn)?)
}

/// Mandates in force whose holders are to be reminded, for the first or the second time.
pub(super) fn list_unreminded(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    now: Moment,
    limit: i64,
) -> Result<Vec<(MandateId, Option<Moment>)>> {
    let first = mandates::reminded_at.is_null().and(
        mandates::ends_at
            .le(now.plus_days(FIRST_REMINDER_DAYS))
            .assume_not_null(),
    );
    let second = mandates::reminded_again_at.is_null().and(
        mandates::ends_at
            .le(now.plus_days(SECOND_REMINDER_DAYS))
            .assume_not_null(),
    );
    let all = mandates::table.filter(mandates::ecosystem_id.eq(ecosystem));
    Ok(in_force!(all, now)
        .filter(first.or(second))
        .order(mandates::id)
        .limit(limit)
        .select((mandates::id, mandates::ends_at))
        .load(conn)?)
}

/// Notes that a reminder went out; a second one makes the first superfluous.
pub(super) fn mark_reminded(conn: &mut Conn, id: MandateId, again: bool, now: Moment) -> Result<()> {
    let row = mandates::table.find(id);
    if again {
        diesel::update(row)
            .set((mandates::reminded_at.eq(now), mandates::reminded_again_at.eq(now)))
            .execute(conn)?;
    } else {
        diesel::update(row)
            .set(mandates::reminded_at.eq(now))
            .execute(conn)?;
    }
    Ok(())
}
