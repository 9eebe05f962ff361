//! Reading delegations.

use super::model::{Delegation, DelegationView, Scope, Side};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::{DelegationId, EcosystemId, MemberId, ProposalId};
use crate::kernel::pages::{Page, Slice};
use crate::members::{self, Actor, Permission};

/// The actor's own delegations, given and received, newest first; `current` leaves out those that were ended.
pub fn list_delegations(
    conn: &mut Conn,
    actor: &Actor,
    side: Option<Side>,
    current: bool,
    slice: Slice,
    now: Moment,
) -> Result<Page<DelegationView>> {
    actor.require(Permission::ReadProposals)?;
    let page = store::list_of(conn, actor.ecosystem_id, actor.member_id, side, current, slice)?;
    Ok(Page {
        items: views(conn, page.items, now)?,
        next: page.next,
    })
}

/// The actor's own delegation in a scope, in force or not, that was not ended.
pub fn get_delegation(conn: &mut Conn, actor: &Actor, scope: Scope, now: Moment) -> Result<DelegationView> {
    actor.require(Permission::ReadProposals)?;
    let current = store::find_current(conn, actor.ecosystem_id, actor.member_id, scope)?;
    let found = views(conn, current.into_iter().collect(), now)?.pop();
    found.ok_or_else(|| Refusal::not_found().into())
}

/// For news: a delegation of any ecosystem.
pub fn find_delegation(conn: &mut Conn, id: DelegationId, now: Moment) -> Result<Option<DelegationView>> {
    let found = store::find(conn, id)?;
    Ok(views(conn, found.into_iter().collect(), now)?.pop())
}

/// Everything a member gave or received in an ecosystem, oldest first, for the export of their own data.
pub fn list_all_of(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<Vec<Delegation>> {
    store::list_all_of(conn, ecosystem, member)
}

pub(super) fn view_one(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: DelegationId,
    now: Moment,
) -> Result<DelegationView> {
    find_delegation(conn, id, now)?
        .filter(|view| view.delegation.ecosystem_id == ecosystem)
        .ok_or_else(|| Error::internal("a delegation just written is not there"))
}

fn views(conn: &mut Conn, delegations: Vec<Delegation>, now: Moment) -> Result<Vec<DelegationView>> {
    let people: Vec<MemberId> = delegations
        .iter()
        .flat_map(|d| [d.giver_id, d.delegate_id])
        .collect();
    let names = members::list_names(conn, &people)?;
    let proposals: Vec<ProposalId> = delegations.iter().filter_map(|d| d.proposal_id).collect();
    let titles = store::list_titles(conn, &proposals)?;
    let name = |id| names.get(&id).cloned().unwrap_or_default();
    Ok(delegations
        .into_iter()
        .map(|delegation| DelegationView {
            state: delegation.state(now),
            giver_name: name(delegation.giver_id),
            delegate_name: name(delegation.delegate_id),
            proposal_title: delegation.proposal_id.and_then(|id| titles.get(&id).cloned()),
            delegation,
        })
        .collect())
}
