//! SQL of assemblies.

use diesel::prelude::*;

use super::model::*;
use super::rules::Draft;
use crate::db::Conn;
use crate::db::schema::{agenda_items, assemblies, attendances, proposals, proxies, voting_rolls};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{
    AgendaItemId, AssemblyId, AttendanceId, EcosystemId, MemberId, ProposalId, ProxyId,
};
use crate::kernel::pages::{Page, Slice};

pub(super) fn get_assembly(conn: &mut Conn, ecosystem: EcosystemId, id: AssemblyId) -> Result<Assembly> {
    assemblies::table
        .find(id)
        .filter(assemblies::ecosystem_id.eq(ecosystem))
        .select(Assembly::as_select())
        .first(conn)
        .optional()?
        .ok_or_else(|| Refusal::not_found().into())
}

pub(super) fn find_any_assembly(conn: &mut Conn, id: AssemblyId) -> Result<Option<Assembly>> {
    Ok(assemblies::table
        .find(id)
        .select(Assembly::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn insert_assembly(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    draft: &Draft,
    called_by: Option<MemberId>,
    proposal: Option<ProposalId>,
    now: Moment,
) -> Result<AssemblyId> {
    let id = AssemblyId::new(now);
    let last: Option<i64> = assemblies::table
        .filter(assemblies::ecosystem_id.eq(ecosystem))
        .select(diesel::dsl::max(assemblies::number))
        .first(conn)?;
    diesel::insert_into(assemblies::table)
        .values((
            assemblies::id.eq(id),
            assemblies::ecosystem_id.eq(ecosystem),
            assemblies::number.eq(last.unwrap_or(0) + 1),
            assemblies::title.eq(&draft.title),
            assemblies::kind.eq(draft.kind),
            assemblies::place.eq(&draft.place),
            assemblies::link.eq(&draft.link),
            assemblies::starts_at.eq(draft.starts_at),
            assemblies::called_at.eq(now),
            assemblies::called_by.eq(called_by),
            assemblies::proposal_id.eq(proposal),
        ))
        .execute(conn)?;
    Ok(id)
}

pub(super) fn update_assembly(conn: &mut Conn, id: AssemblyId, draft: &Draft) -> Result<()> {
    diesel::update(assemblies::table.find(id))
        .set((
            assemblies::title.eq(&draft.title),
            assemblies::kind.eq(draft.kind),
            assemblies::place.eq(&draft.place),
            assemblies::link.eq(&draft.link),
            assemblies::starts_at.eq(draft.starts_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn mark_opened(conn: &mut Conn, id: AssemblyId, now: Moment) -> Result<()> {
    diesel::update(assemblies::table.find(id))
        .set(assemblies::opened_at.eq(now))
        .execute(conn)?;
    Ok(())
}

pub(super) fn mark_cancelled(
    conn: &mut Conn,
    id: AssemblyId,
    reason: Option<&str>,
    now: Moment,
) -> Result<()> {
    diesel::update(assemblies::table.find(id))
        .set((
            assemblies::cancelled_at.eq(now),
            assemblies::cancel_reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(())
}

/// Closes an assembly; whoever is still there leaves with it.
pub(super) fn mark_closed(conn: &mut Conn, id: AssemblyId, now: Moment) -> Result<()> {
    diesel::update(assemblies::table.find(id))
        .set(assemblies::closed_at.eq(now))
        .execute(conn)?;
    let there = attendances::table
        .filter(attendances::assembly_id.eq(id))
        .filter(attendances::left_at.is_null());
    diesel::update(there)
        .set(attendances::left_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Those to come or under way, the nearest first; or those that are over, the latest first.
pub(super) fn list_assemblies(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    when: When,
    slice: Slice,
) -> Result<Page<Assembly>> {
    let offset = slice.offset()?;
    let here = assemblies::table
        .filter(assemblies::ecosystem_id.eq(ecosystem))
        .select(Assembly::as_select())
        .offset(offset)
        .limit(slice.limit + 1);
    let rows = match when {
        When::Next => here
            .filter(assemblies::closed_at.is_null())
            .filter(assemblies::cancelled_at.is_null())
            .order((assemblies::starts_at, assemblies::number))
            .load(conn)?,
        When::Past => here
            .filter(
                assemblies::closed_at
                    .is_not_null()
                    .or(assemblies::cancelled_at.is_not_null()),
            )
            .order((assemblies::starts_at.desc(), assemblies::number.desc()))
            .load(conn)?,
    };
    Ok(slice.page_by_offset(rows, offset))
}

// --- The agenda ---------------------------------------------------------------------------------------------------

/// The points in their order.
pub(super) fn list_items(conn: &mut Conn, assembly: AssemblyId) -> Result<Vec<AgendaItem>> {
    Ok(agenda_items::table
        .filter(agenda_items::assembly_id.eq(assembly))
        .order((agenda_items::position, agenda_items::id))
        .select(AgendaItem::as_select())
        .load(conn)?)
}

pub(super) fn insert_item(conn: &mut Conn, item: &AgendaItem) -> Result<()> {
    diesel::insert_into(agenda_items::table)
        .values((
            agenda_items::id.eq(item.id),
            agenda_items::assembly_id.eq(item.assembly_id),
            agenda_items::position.eq(item.position),
            agenda_items::kind.eq(item.kind),
            agenda_items::title.eq(&item.title),
            agenda_items::body.eq(&item.body),
            agenda_items::written_by.eq(item.written_by),
            agenda_items::proposal_id.eq(item.proposal_id),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn update_item(conn: &mut Conn, id: AgendaItemId, title: &str, body: &str) -> Result<()> {
    diesel::update(agenda_items::table.find(id))
        .set((agenda_items::title.eq(title), agenda_items::body.eq(body)))
        .execute(conn)?;
    Ok(())
}

/// Writes the order of the points: positions from 1 on.
pub(super) fn update_positions(conn: &mut Conn, order: &[AgendaItemId]) -> Result<()> {
    for (n, id) in order.iter().enumerate() {
        diesel::update(agenda_items::table.find(*id))
            .set(agenda_items::position.eq(n as i64 + 1))
            .execute(conn)?;
    }
    Ok(())
}

pub(super) fn update_item_proposal(
    conn: &mut Conn,
    id: AgendaItemId,
    proposal: Option<ProposalId>,
) -> Result<()> {
    diesel::update(agenda_items::table.find(id))
        .set(agenda_items::proposal_id.eq(proposal))
        .execute(conn)?;
    Ok(())
}

pub(super) fn update_notes(
    conn: &mut Conn,
    id: AgendaItemId,
    notes: Option<&str>,
    now: Moment,
) -> Result<()> {
    diesel::update(agenda_items::table.find(id))
        .set((agenda_items::notes.eq(notes), agenda_items::noted_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

pub(super) fn delete_item(conn: &mut Conn, id: AgendaItemId) -> Result<()> {
    diesel::delete(agenda_items::table.find(id)).execute(conn)?;
    Ok(())
}

/// The assembly on whose agenda a vote stands, unless it was cancelled.
pub(super) fn find_assembly_of(conn: &mut Conn, proposal: ProposalId) -> Result<Option<AssemblyId>> {
    Ok(agenda_items::table
        .inner_join(assemblies::table)
        .filter(agenda_items::proposal_id.eq(proposal))
        .filter(assemblies::cancelled_at.is_null())
        .select(assemblies::id)
        .first(conn)
        .optional()?)
}

/// Of a vote: the quorum's share of the roll, the size of the roll, and how many of it cast a ballot.
pub(super) fn count_vote(conn: &mut Conn, proposal: ProposalId) -> Result<(Option<i64>, i64, i64)> {
    let quorum_bp = proposals::table
        .find(proposal)
        .select(proposals::quorum_bp)
        .first(conn)?;
    let roll = voting_rolls::table.filter(voting_rolls::proposal_id.eq(proposal));
    let size: i64 = roll.count().get_result(conn)?;
    let voted: i64 = roll
        .filter(voting_rolls::voted.eq(true))
        .count()
        .get_result(conn)?;
    Ok((quorum_bp, size, voted))
}

// --- Attendance ---------------------------------------------------------------------------------------------------

/// Every stay, in order of arrival.
pub(super) fn list_attendances(conn: &mut Conn, assembly: AssemblyId) -> Result<Vec<Attendance>> {
    Ok(attendances::table
        .filter(attendances::assembly_id.eq(assembly))
        .order((attendances::arrived_at, attendances::id))
        .select(Attendance::as_select())
        .load(conn)?)
}

/// The stay of a member who is there now.
pub(super) fn find_stay(
    conn: &mut Conn,
    assembly: AssemblyId,
    member: MemberId,
) -> Result<Option<AttendanceId>> {
    Ok(attendances::table
        .filter(attendances::assembly_id.eq(assembly))
        .filter(attendances::member_id.eq(member))
        .filter(attendances::left_at.is_null())
        .select(attendances::id)
        .first(conn)
        .optional()?)
}

pub(super) fn insert_attendance(conn: &mut Conn, attendance: &Attendance) -> Result<()> {
    diesel::insert_into(attendances::table)
        .values((
            attendances::id.eq(attendance.id),
            attendances::assembly_id.eq(attendance.assembly_id),
            attendances::member_id.eq(attendance.member_id),
            attendances::college_id.eq(attendance.college_id),
            attendances::how.eq(attendance.how),
            attendances::arrived_at.eq(attendance.arrived_at),
            attendances::recorded_by.eq(attendance.recorded_by),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn mark_left(conn: &mut Conn, stay: AttendanceId, now: Moment) -> Result<()> {
    diesel::update(attendances::table.find(stay))
        .set(attendances::left_at.eq(now))
        .execute(conn)?;
    Ok(())
}

// --- Proxies ------------------------------------------------------------------------------------------------------

/// Every proxy of an assembly, also those that ended, in the order they were given.
pub(super) fn list_proxies(conn: &mut Conn, assembly: AssemblyId) -> Result<Vec<Proxy>> {
    Ok(proxies::table
        .filter(proxies::assembly_id.eq(assembly))
        .order((proxies::given_at, proxies::id))
        .select(Proxy::as_select())
        .load(conn)?)
}

pub(super) fn insert_proxy(conn: &mut Conn, proxy: &Proxy) -> Result<()> {
    diesel::insert_into(proxies::table)
        .values((
            proxies::id.eq(proxy.id),
            proxies::assembly_id.eq(proxy.assembly_id),
            proxies::giver_id.eq(proxy.giver_id),
            proxies::holder_id.eq(proxy.holder_id),
            proxies::college_id.eq(proxy.college_id),
            proxies::given_at.eq(proxy.given_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn mark_accepted(conn: &mut Conn, id: ProxyId, now: Moment) -> Result<()> {
    diesel::update(proxies::table.find(id))
        .set(proxies::accepted_at.eq(now))
        .execute(conn)?;
    Ok(())
}

pub(super) fn mark_revoked(conn: &mut Conn, id: ProxyId, now: Moment) -> Result<()> {
    diesel::update(proxies::table.find(id))
        .set(proxies::revoked_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Ends what a member had given: they came themselves.
pub(super) fn revoke_given_by(
    conn: &mut Conn,
    assembly: AssemblyId,
    giver: MemberId,
    now: Moment,
) -> Result<()> {
    let live = proxies::table
        .filter(proxies::assembly_id.eq(assembly))
        .filter(proxies::giver_id.eq(giver))
        .filter(proxies::revoked_at.is_null());
    diesel::update(live)
        .set(proxies::revoked_at.eq(now))
        .execute(conn)?;
    Ok(())
}
