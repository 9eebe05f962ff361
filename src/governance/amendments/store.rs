//! SQL of amendments.

use diesel::prelude::*;

use super::model::{Amendment, NewAmendment, State};
use crate::db::Conn;
use crate::db::schema::amendments;
use crate::governance::{Proposal, ProposalOption, store as votes};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AmendmentId, EcosystemId, MemberId, ProposalId};
use crate::kernel::pages::{Page, Slice};

pub(super) fn get_proposal(conn: &mut Conn, ecosystem: EcosystemId, id: ProposalId) -> Result<Proposal> {
    votes::get_proposal(conn, ecosystem, id)
}

pub(super) fn list_options(conn: &mut Conn, id: ProposalId) -> Result<Vec<ProposalOption>> {
    votes::list_options(conn, id)
}

/// What a vote with competing amendments is about, in place of the draft's own options and payload.
pub(super) fn replace_options(
    conn: &mut Conn,
    id: ProposalId,
    options: &[ProposalOption],
    payload: &str,
) -> Result<()> {
    votes::replace_options(conn, id, options)?;
    votes::set_payload(conn, id, payload)
}

pub(super) fn insert(
    conn: &mut Conn,
    proposal: &Proposal,
    author: MemberId,
    new: &NewAmendment,
    now: Moment,
) -> Result<AmendmentId> {
    let id = AmendmentId::new(now);
    let last: Option<i64> = amendments::table
        .filter(amendments::proposal_id.eq(proposal.id))
        .select(diesel::dsl::max(amendments::number))
        .first(conn)?;
    diesel::insert_into(amendments::table)
        .values((
            amendments::id.eq(id),
            amendments::ecosystem_id.eq(proposal.ecosystem_id),
            amendments::proposal_id.eq(proposal.id),
            amendments::number.eq(last.unwrap_or(0) + 1),
            amendments::author_id.eq(author),
            amendments::body.eq(&new.body),
            amendments::value.eq(&new.value),
            amendments::reason.eq(&new.reason),
            amendments::base.eq(&new.base),
            amendments::state.eq(State::Open),
            amendments::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

pub(super) fn find(conn: &mut Conn, id: AmendmentId) -> Result<Option<Amendment>> {
    Ok(amendments::table
        .find(id)
        .select(Amendment::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn get(conn: &mut Conn, proposal: ProposalId, id: AmendmentId) -> Result<Amendment> {
    amendments::table
        .find(id)
        .filter(amendments::proposal_id.eq(proposal))
        .select(Amendment::as_select())
        .first(conn)
        .optional()?
        .ok_or_else(|| Refusal::not_found().into())
}

/// Oldest first.
pub(super) fn list(conn: &mut Conn, proposal: ProposalId, slice: Slice) -> Result<Page<Amendment>> {
    let mut query = amendments::table
        .filter(amendments::proposal_id.eq(proposal))
        .select(Amendment::as_select())
        .into_boxed();
    if let Some(after) = slice.after_id()? {
        query = query.filter(amendments::id.gt(AmendmentId(after)));
    }
    let rows = query.order(amendments::id).limit(slice.limit + 1).load(conn)?;
    Ok(slice.page_by_id(rows, |amendment: &Amendment| amendment.id.0))
}

/// Those that compete and that no moderator hid, in order of number.
pub(super) fn list_competing(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<Amendment>> {
    Ok(amendments::table
        .filter(amendments::proposal_id.eq(proposal))
        .filter(amendments::state.eq(State::Competing))
        .filter(amendments::removed_at.is_null())
        .order(amendments::number)
        .select(Amendment::as_select())
        .load(conn)?)
}

pub(super) fn list_by(conn: &mut Conn, ecosystem: EcosystemId, author: MemberId) -> Result<Vec<Amendment>> {
    Ok(amendments::table
        .filter(amendments::ecosystem_id.eq(ecosystem))
        .filter(amendments::author_id.eq(author))
        .order(amendments::id)
        .select(Amendment::as_select())
        .load(conn)?)
}

/// A member's amendments to a proposal that nobody answered.
pub(super) fn count_open(conn: &mut Conn, proposal: ProposalId, author: MemberId) -> Result<i64> {
    Ok(amendments::table
        .filter(amendments::proposal_id.eq(proposal))
        .filter(amendments::author_id.eq(author))
        .filter(amendments::state.eq(State::Open))
        .count()
        .get_result(conn)?)
}

pub(super) fn mark(
    conn: &mut Conn,
    id: AmendmentId,
    state: State,
    by: MemberId,
    reason: Option<&str>,
    now: Moment,
) -> Result<()> {
    diesel::update(amendments::table.find(id))
        .set((
            amendments::state.eq(state),
            amendments::answered_at.eq(now),
            amendments::answered_by.eq(by),
            amendments::answer_reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn mark_removed(conn: &mut Conn, id: AmendmentId, now: Moment) -> Result<()> {
    diesel::update(amendments::table.find(id))
        .set(amendments::removed_at.eq(now))
        .execute(conn)?;
    Ok(())
}
