//! SQL of nominations.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::model::Nomination;
use crate::db::Conn;
use crate::db::schema::{nomination_refusals, nominations};
use crate::governance::{Proposal, store as votes};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId, ProposalId};

pub(super) fn get_proposal(conn: &mut Conn, ecosystem: EcosystemId, id: ProposalId) -> Result<Proposal> {
    votes::get_proposal(conn, ecosystem, id)
}

pub(super) fn set_payload(conn: &mut Conn, id: ProposalId, payload: &str) -> Result<()> {
    votes::set_payload(conn, id, payload)
}

pub(super) fn find(conn: &mut Conn, proposal: ProposalId, nominator: MemberId) -> Result<Option<Nomination>> {
    Ok(nominations::table
        .find((proposal, nominator))
        .select(Nomination::as_select())
        .first(conn)
        .optional()?)
}

/// In order of the first nomination.
pub(super) fn list(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<Nomination>> {
    Ok(nominations::table
        .filter(nominations::proposal_id.eq(proposal))
        .order((nominations::first_at, nominations::nominator_id))
        .select(Nomination::as_select())
        .load(conn)?)
}

pub(super) fn list_by(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    nominator: MemberId,
) -> Result<Vec<Nomination>> {
    Ok(nominations::table
        .filter(nominations::ecosystem_id.eq(ecosystem))
        .filter(nominations::nominator_id.eq(nominator))
        .order(nominations::proposal_id)
        .select(Nomination::as_select())
        .load(conn)?)
}

/// Whether somebody names this member now.
pub(super) fn is_nominated(conn: &mut Conn, proposal: ProposalId, member: MemberId) -> Result<bool> {
    let naming: i64 = nominations::table
        .filter(nominations::proposal_id.eq(proposal))
        .filter(nominations::nominee_id.eq(member))
        .filter(nominations::withdrawn_at.is_null())
        .count()
        .get_result(conn)?;
    Ok(naming > 0)
}

pub(super) fn insert(
    conn: &mut Conn,
    proposal: &Proposal,
    nominator: MemberId,
    nominee: MemberId,
    reason: &str,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(nominations::table)
        .values((
            nominations::proposal_id.eq(proposal.id),
            nominations::nominator_id.eq(nominator),
            nominations::ecosystem_id.eq(proposal.ecosystem_id),
            nominations::first_nominee_id.eq(nominee),
            nominations::first_reason.eq(reason),
            nominations::first_at.eq(now),
            nominations::nominee_id.eq(nominee),
            nominations::reason.eq(reason),
            nominations::nominated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// What a member says now; what they said first stays.
pub(super) fn change(
    conn: &mut Conn,
    proposal: ProposalId,
    nominator: MemberId,
    nominee: MemberId,
    reason: &str,
    now: Moment,
) -> Result<()> {
    diesel::update(nominations::table.find((proposal, nominator)))
        .set((
            nominations::nominee_id.eq(nominee),
            nominations::reason.eq(reason),
            nominations::nominated_at.eq(now),
            nominations::withdrawn_at.eq(None::<Moment>),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn mark_withdrawn(
    conn: &mut Conn,
    proposal: ProposalId,
    nominator: MemberId,
    now: Moment,
) -> Result<()> {
    diesel::update(nominations::table.find((proposal, nominator)))
        .set(nominations::withdrawn_at.eq(now))
        .execute(conn)?;
    Ok(())
}

pub(super) fn insert_refusal(
    conn: &mut Conn,
    proposal: ProposalId,
    member: MemberId,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(nomination_refusals::table)
        .values((
            nomination_refusals::proposal_id.eq(proposal),
            nomination_refusals::member_id.eq(member),
            nomination_refusals::declined_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Who declined, and when.
pub(super) fn list_refusals(conn: &mut Conn, proposal: ProposalId) -> Result<BTreeMap<MemberId, Moment>> {
    let rows: Vec<(MemberId, Moment)> = nomination_refusals::table
        .filter(nomination_refusals::proposal_id.eq(proposal))
        .select((nomination_refusals::member_id, nomination_refusals::declined_at))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
