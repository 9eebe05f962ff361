//! Reading nominations.

use std::collections::BTreeMap;

use super::model::{Nomination, NominationView, Nominations, Nominee};
use super::{rules, store};
use crate::db::Conn;
use crate::governance::Proposal;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId, ProposalId};
use crate::members::{self, Actor, MembershipStatus, Permission, memberships};

/// Who is named by whom and why; readable by every member, also after the vote opened.
pub fn list_nominations(conn: &mut Conn, actor: &Actor, id: ProposalId, now: Moment) -> Result<Nominations> {
    actor.require(Permission::ReadProposals)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    rules::require_sociocratic(&proposal)?;
    read_all(conn, &proposal, now)
}

/// Whom the reader names now, if anybody.
pub fn find_own_nomination(conn: &mut Conn, actor: &Actor, id: ProposalId) -> Result<Option<NominationView>> {
    actor.require(Permission::ReadProposals)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    rules::require_sociocratic(&proposal)?;
    let Some(own) = store::find(conn, id, actor.member_id)?.filter(|n| n.withdrawn_at.is_none()) else {
        return Ok(None);
    };
    Ok(with_names(conn, vec![own])?.pop())
}

/// Whom the reader names now.
///
/// # Errors
/// `not-found` when they name nobody.
pub fn get_own_nomination(conn: &mut Conn, actor: &Actor, id: ProposalId) -> Result<NominationView> {
    find_own_nomination(conn, actor, id)?.ok_or_else(|| Refusal::not_found().into())
}

fn with_names(conn: &mut Conn, nominations: Vec<Nomination>) -> Result<Vec<NominationView>> {
    let people: Vec<MemberId> = nominations
        .iter()
        .flat_map(|n| [n.nominator_id, n.nominee_id, n.first_nominee_id])
        .collect();
    let names = members::list_names(conn, &people)?;
    let name = |id: MemberId| names.get(&id).cloned().unwrap_or_default();
    Ok(nominations
        .into_iter()
        .map(|nomination| NominationView {
            nominator_name: name(nomination.nominator_id),
            nominee_name: name(nomination.nominee_id),
            first_nominee_name: name(nomination.first_nominee_id),
            nomination,
        })
        .collect())
}

pub(super) fn read_all(conn: &mut Conn, proposal: &Proposal, now: Moment) -> Result<Nominations> {
    let all = store::list(conn, proposal.id)?;
    let refusals = store::list_refusals(conn, proposal.id)?;
    let (standing, withdrawn): (Vec<NominationView>, Vec<NominationView>) = with_names(conn, all)?
        .into_iter()
        .partition(|view| view.nomination.withdrawn_at.is_none());
    let mut by_nominee: BTreeMap<MemberId, Vec<NominationView>> = BTreeMap::new();
    for view in standing {
        by_nominee
            .entry(view.nomination.nominee_id)
            .or_default()
            .push(view);
    }
    let mut nominees = Vec::with_capacity(by_nominee.len());
    for (member_id, nominations) in by_nominee {
        let declined_at = refusals.get(&member_id).copied();
        let active = memberships::find(conn, proposal.ecosystem_id, member_id, now)?
            .is_some_and(|membership| membership.status == MembershipStatus::Active);
        nominees.push(Nominee {
            member_id,
            display_name: nominations[0].nominee_name.clone(),
            count: nominations.len() as i64,
            declined_at,
            eligible: active && declined_at.is_none(),
            nominations,
        });
    }
    nominees.sort_by(|a, b| (b.count, &a.display_name).cmp(&(a.count, &b.display_name)));
    Ok(Nominations { nominees, withdrawn })
}

/// For the export of a member's own data.
pub fn list_nominations_by(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    nominator: MemberId,
) -> Result<Vec<Nomination>> {
    store::list_by(conn, ecosystem, nominator)
}
