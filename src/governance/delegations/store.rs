//! SQL of delegations.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::model::{Delegation, Ending, Scope, Side, Subject};
use crate::db::Conn;
use crate::db::schema::{delegations, proposals, voting_rolls};
use crate::governance::{Proposal, Topic, store as votes};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{DelegationId, EcosystemId, MemberId, ProposalId};
use crate::kernel::pages::{Page, Slice};

pub(super) fn get_proposal(conn: &mut Conn, ecosystem: EcosystemId, id: ProposalId) -> Result<Proposal> {
    votes::get_proposal(conn, ecosystem, id)
}

pub(super) fn find_proposal(conn: &mut Conn, id: ProposalId) -> Result<Option<Proposal>> {
    votes::find_any_proposal(conn, id)
}

pub(super) fn is_on_roll(conn: &mut Conn, proposal: ProposalId, member: MemberId) -> Result<bool> {
    Ok(find_voted(conn, proposal, member)?.is_some())
}

/// Whether a member on the roll has voted; none when they are not on it.
pub(super) fn find_voted(conn: &mut Conn, proposal: ProposalId, member: MemberId) -> Result<Option<bool>> {
    Ok(votes::find_roll_entry(conn, proposal, member)?.map(|entry| entry.voted))
}

/// The roll with who voted, in order of member id.
pub(super) fn list_roll(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<(MemberId, bool)>> {
    Ok(voting_rolls::table
        .filter(voting_rolls::proposal_id.eq(proposal))
        .order(voting_rolls::member_id)
        .select((voting_rolls::member_id, voting_rolls::voted))
        .load(conn)?)
}

pub(super) fn list_titles(conn: &mut Conn, ids: &[ProposalId]) -> Result<BTreeMap<ProposalId, String>> {
    Ok(proposals::table
        .filter(proposals::id.eq_any(ids))
        .select((proposals::id, proposals::title))
        .load::<(ProposalId, String)>(conn)?
        .into_iter()
        .collect())
}

pub(super) fn insert(conn: &mut Conn, delegation: &Delegation) -> Result<()> {
    diesel::insert_into(delegations::table)
        .values((
            delegations::id.eq(delegation.id),
            delegations::ecosystem_id.eq(delegation.ecosystem_id),
            delegations::giver_id.eq(delegation.giver_id),
            delegations::delegate_id.eq(delegation.delegate_id),
            delegations::topic.eq(delegation.topic),
            delegations::proposal_id.eq(delegation.proposal_id),
            delegations::given_at.eq(delegation.given_at),
            delegations::expires_at.eq(delegation.expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// A new life; the expiry is told of again.
pub(super) fn renew(conn: &mut Conn, id: DelegationId, expires_at: Moment) -> Result<()> {
    diesel::update(delegations::table.find(id))
        .set((
            delegations::expires_at.eq(expires_at),
            delegations::reminded_at.eq(None::<Moment>),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn mark_accepted(conn: &mut Conn, id: DelegationId, now: Moment) -> Result<()> {
    diesel::update(delegations::table.find(id))
        .set(delegations::accepted_at.eq(now))
        .execute(conn)?;
    Ok(())
}

pub(super) fn mark_ended(conn: &mut Conn, id: DelegationId, ending: Ending, now: Moment) -> Result<()> {
    diesel::update(delegations::table.find(id))
        .set((delegations::ended_at.eq(now), delegations::ended_as.eq(ending)))
        .execute(conn)?;
    Ok(())
}

/// False when somebody else was first.
pub(super) fn mark_reminded(conn: &mut Conn, id: DelegationId, now: Moment) -> Result<bool> {
    let fresh = delegations::table
        .find(id)
        .filter(delegations::reminded_at.is_null());
    let changed = diesel::update(fresh)
        .set(delegations::reminded_at.eq(now))
        .execute(conn)?;
    Ok(changed == 1)
}

pub(super) fn find(conn: &mut Conn, id: DelegationId) -> Result<Option<Delegation>> {
    Ok(delegations::table
        .find(id)
        .select(Delegation::as_select())
        .first(conn)
        .optional()?)
}

/// A giver's delegation in a scope that was not ended; it may have expired.
pub(super) fn find_current(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    giver: MemberId,
    scope: Scope,
) -> Result<Option<Delegation>> {
    let mut query = delegations::table
        .filter(delegations::ecosystem_id.eq(ecosystem))
        .filter(delegations::giver_id.eq(giver))
        .filter(delegations::ended_at.is_null())
        .select(Delegation::as_select())
        .into_boxed();
    query = match scope {
        Scope::Topic(topic) => query.filter(delegations::topic.eq(topic)),
        Scope::Proposal(id) => query.filter(delegations::proposal_id.eq(id)),
    };
    Ok(query.first(conn).optional()?)
}

pub(super) fn list_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    side: Option<Side>,
    current: bool,
    slice: Slice,
) -> Result<Page<Delegation>> {
    let mut query = delegations::table
        .filter(delegations::ecosystem_id.eq(ecosystem))
        .select(Delegation::as_select())
        .into_boxed();
    query = match side {
        Some(Side::Given) => query.filter(delegations::giver_id.eq(member)),
        Some(Side::Received) => query.filter(delegations::delegate_id.eq(member)),
        None => query.filter(
            delegations::giver_id
                .eq(member)
                .or(delegations::delegate_id.eq(member)),
        ),
    };
    if current {
        query = query.filter(delegations::ended_at.is_null());
    }
    if let Some(after) = slice.after_id()? {
        query = query.filter(delegations::id.lt(DelegationId(after)));
    }
    let rows = query
        .order(delegations::id.desc())
        .limit(slice.limit + 1)
        .load(conn)?;
    Ok(slice.page_by_id(rows, |d: &Delegation| d.id.0))
}

pub(super) fn list_all_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
) -> Result<Vec<Delegation>> {
    Ok(delegations::table
        .filter(delegations::ecosystem_id.eq(ecosystem))
        .filter(
            delegations::giver_id
                .eq(member)
                .or(delegations::delegate_id.eq(member)),
        )
        .order(delegations::id)
        .select(Delegation::as_select())
        .load(conn)?)
}

/// One delegation as counting sees it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = delegations)]
pub(super) struct Link {
    pub giver_id: MemberId,
    pub delegate_id: MemberId,
    topic: Option<Topic>,
    proposal_id: Option<ProposalId>,
    pub given_at: Moment,
}

impl Link {
    pub(super) fn scope(&self) -> Scope {
        match self.proposal_id {
            Some(id) => Scope::Proposal(id),
            None => Scope::Topic(self.topic.unwrap_or(Topic::Everything)),
        }
    }
}

/// Every delegation in force at `at` that covers a vote.
pub(super) fn list_links(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    subject: Subject,
    at: Moment,
) -> Result<Vec<Link>> {
    load_links(conn, ecosystem, None, subject, at)
}

/// Whom a member delegates to in a vote, by the narrowest scope in force.
pub(super) fn find_next(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    giver: MemberId,
    subject: Subject,
    at: Moment,
) -> Result<Option<MemberId>> {
    let links = load_links(conn, ecosystem, Some(giver), subject, at)?;
    let narrowest = links
        .into_iter()
        .min_by_key(|link| subject.width(link.scope()).unwrap_or(u8::MAX));
    Ok(narrowest.map(|link| link.delegate_id))
}

fn load_links(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    giver: Option<MemberId>,
    subject: Subject,
    at: Moment,
) -> Result<Vec<Link>> {
    // Two steps rather than one OR over two columns: each is answered from its own index.
    let mut links = Vec::new();
    for scope in [Some(None), subject.proposal_id.map(Some)].into_iter().flatten() {
        let mut query = delegations::table
            .filter(delegations::accepted_at.le(at))
            .filter(delegations::ended_at.is_null().or(delegations::ended_at.gt(at)))
            .filter(delegations::expires_at.gt(at))
            .select(Link::as_select())
            .into_boxed();
        query = match scope {
            Some(proposal) => query.filter(delegations::proposal_id.eq(proposal)),
            None => query
                .filter(delegations::ecosystem_id.eq(ecosystem))
                .filter(delegations::topic.eq_any([subject.topic, Topic::Everything])),
        };
        if let Some(giver) = giver {
            query = query.filter(delegations::giver_id.eq(giver));
        }
        links.extend(query.load(conn)?);
    }
    Ok(links)
}

/// Whom a member asked to carry their voice in a vote, without an answer yet; the narrowest scope first.
pub(super) fn find_asked(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    giver: MemberId,
    subject: Subject,
    now: Moment,
) -> Result<Option<MemberId>> {
    let rows: Vec<Delegation> = delegations::table
        .filter(delegations::ecosystem_id.eq(ecosystem))
        .filter(delegations::giver_id.eq(giver))
        .filter(delegations::ended_at.is_null())
        .filter(delegations::accepted_at.is_null())
        .filter(delegations::expires_at.gt(now))
        .select(Delegation::as_select())
        .load(conn)?;
    Ok(rows
        .iter()
        .filter_map(|d| Some((subject.width(d.scope())?, d.delegate_id)))
        .min_by_key(|(width, _)| *width)
        .map(|(_, delegate)| delegate))
}

/// Who delegates to a member directly, in force at `now`, with the scope of each.
pub(super) fn list_received(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    delegate: MemberId,
    now: Moment,
) -> Result<Vec<(MemberId, Scope)>> {
    let rows: Vec<Link> = delegations::table
        .filter(delegations::ecosystem_id.eq(ecosystem))
        .filter(delegations::delegate_id.eq(delegate))
        .filter(delegations::ended_at.is_null())
        .filter(delegations::accepted_at.is_not_null())
        .filter(delegations::expires_at.gt(now))
        .select(Link::as_select())
        .load(conn)?;
    Ok(rows.iter().map(|link| (link.giver_id, link.scope())).collect())
}

/// Delegations in force that expire before `until` and whose giver was not told.
pub(super) fn list_expiring(
    conn: &mut Conn,
    now: Moment,
    until: Moment,
    limit: i64,
) -> Result<Vec<(EcosystemId, DelegationId)>> {
    Ok(delegations::table
        .filter(delegations::ended_at.is_null())
        .filter(delegations::accepted_at.is_not_null())
        .filter(delegations::reminded_at.is_null())
        .filter(delegations::expires_at.gt(now))
        .filter(delegations::expires_at.le(until))
        .order((delegations::expires_at, delegations::id))
        .limit(limit)
        .select((delegations::ecosystem_id, delegations::id))
        .load(conn)?)
}
