//! SQL of colleges.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{colleges, memberships};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{CollegeId, EcosystemId, MemberId, ProposalId};
use crate::members::{College, MembershipStatus};

pub(in crate::members) fn insert(conn: &mut Conn, ecosystem: EcosystemId, college: &College) -> Result<()> {
    diesel::insert_into(colleges::table)
        .values((
            colleges::id.eq(college.id),
            colleges::ecosystem_id.eq(ecosystem),
            colleges::key.eq(&college.key),
            colleges::name_fr.eq(&college.name_fr),
            colleges::name_en.eq(&college.name_en),
            colleges::weight_bp.eq(college.weight_bp),
            colleges::share_bp.eq(college.share_bp),
            colleges::created_at.eq(college.opened_at),
            colleges::opened_by_proposal_id.eq(college.opened_by_proposal_id),
        ))
        .execute(conn)?;
    Ok(())
}

/// Open and closed, oldest first.
pub(super) fn list(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<College>> {
    Ok(colleges::table
        .filter(colleges::ecosystem_id.eq(ecosystem))
        .order((colleges::created_at, colleges::id))
        .select(College::as_select())
        .load(conn)?)
}

/// Active members by college.
pub(super) fn count_active(conn: &mut Conn, ecosystem: EcosystemId) -> Result<BTreeMap<CollegeId, i64>> {
    let rows: Vec<(CollegeId, i64)> = memberships::table
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::status.eq(MembershipStatus::Active))
        .group_by(memberships::college_id)
        .select((memberships::college_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

pub(super) fn update_shares(conn: &mut Conn, open: &[College]) -> Result<()> {
    for college in open {
        diesel::update(colleges::table.find(college.id))
            .set(colleges::share_bp.eq(college.share_bp))
            .execute(conn)?;
    }
    Ok(())
}

pub(super) fn mark_closed(conn: &mut Conn, id: CollegeId, proposal: ProposalId, now: Moment) -> Result<()> {
    diesel::update(colleges::table.find(id))
        .set((
            colleges::closed_at.eq(now),
            colleges::closed_by_proposal_id.eq(proposal),
        ))
        .execute(conn)?;
    Ok(())
}

/// Moves everybody, also who waits, is suspended or left; answers the active ones.
pub(super) fn move_members(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    from: CollegeId,
    to: CollegeId,
) -> Result<Vec<MemberId>> {
    let all = memberships::table
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::college_id.eq(from));
    let active = all
        .filter(memberships::status.eq(MembershipStatus::Active))
        .order(memberships::member_id)
        .select(memberships::member_id)
        .load(conn)?;
    diesel::update(all)
        .set(memberships::college_id.eq(to))
        .execute(conn)?;
    Ok(active)
}

pub(super) fn update_college_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    to: CollegeId,
) -> Result<()> {
    diesel::update(
        memberships::table
            .filter(memberships::ecosystem_id.eq(ecosystem))
            .filter(memberships::member_id.eq(member)),
    )
    .set(memberships::college_id.eq(to))
    .execute(conn)?;
    Ok(())
}
