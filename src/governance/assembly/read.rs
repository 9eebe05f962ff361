//! Reading assemblies.

use std::collections::BTreeMap;

use super::model::*;
use super::{rules, store, voices};
use crate::db::Conn;
use crate::governance;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AssemblyId, MemberId, ProposalId};
use crate::kernel::pages::{Page, Slice};
use crate::members::{self, Actor, Permission};

/// A page of assemblies: those to come or under way with the nearest first, or those that are over.
pub fn list_assemblies(conn: &mut Conn, actor: &Actor, when: When, slice: Slice) -> Result<Page<Assembly>> {
    actor.require(Permission::ReadProposals)?;
    store::list_assemblies(conn, actor.ecosystem_id, when, slice)
}

/// One assembly with its agenda, who is there, and what the reader may do.
pub fn get_assembly(conn: &mut Conn, actor: &Actor, id: AssemblyId, now: Moment) -> Result<AssemblyView> {
    actor.require(Permission::ReadProposals)?;
    let assembly = store::get_assembly(conn, actor.ecosystem_id, id)?;
    let attendances = store::list_attendances(conn, id)?;
    let proxies = store::list_proxies(conn, id)?;
    let items = store::list_items(conn, id)?;
    let names = list_names(conn, &assembly, &items, &attendances, &proxies)?;
    let voices = voices::count(&attendances, &proxies, now);
    let me = actor.member_id;
    let present = attendances
        .iter()
        .any(|a| a.member_id == me && a.left_at.is_none());
    let may = rules::allowed(actor, &assembly, present, &proxies, now);
    let seen = proxies
        .iter()
        .filter(|p| p.is_live())
        .filter(|p| p.is_accepted() || may.manage || [p.giver_id, p.holder_id].contains(&me));
    Ok(AssemblyView {
        caller_name: name_of(&names, assembly.called_by),
        items: view_items(conn, items, &names)?,
        attendees: view_attendees(&attendances, &names),
        proxies: seen.map(|proxy| view_proxy(proxy, &names)).collect(),
        present: voices.present.len() as i64,
        represented: voices.represented.len() as i64,
        may,
        assembly,
    })
}

pub(super) type Names = BTreeMap<MemberId, String>;

pub(super) fn list_names(
    conn: &mut Conn,
    assembly: &Assembly,
    items: &[AgendaItem],
    attendances: &[Attendance],
    proxies: &[Proxy],
) -> Result<Names> {
    let mut people: Vec<MemberId> = assembly.called_by.into_iter().collect();
    people.extend(items.iter().filter_map(|item| item.written_by));
    people.extend(attendances.iter().map(|a| a.member_id));
    people.extend(proxies.iter().flat_map(|p| [p.giver_id, p.holder_id]));
    people.sort_unstable();
    people.dedup();
    members::list_names(conn, &people)
}

pub(super) fn name_of(names: &Names, member: Option<MemberId>) -> String {
    member.and_then(|id| names.get(&id).cloned()).unwrap_or_default()
}

pub(super) fn view_items(conn: &mut Conn, items: Vec<AgendaItem>, names: &Names) -> Result<Vec<ItemView>> {
    let mut views = Vec::with_capacity(items.len());
    for item in items {
        views.push(ItemView {
            author_name: name_of(names, item.written_by),
            vote: match item.proposal_id {
                Some(proposal) => find_vote(conn, proposal)?,
                None => None,
            },
            item,
        });
    }
    Ok(views)
}

fn find_vote(conn: &mut Conn, id: ProposalId) -> Result<Option<ItemVote>> {
    let Some(headline) = governance::find_headline(conn, id)? else {
        return Ok(None);
    };
    let (quorum_bp, roll_size, turnout) = store::count_vote(conn, id)?;
    Ok(Some(ItemVote {
        proposal_id: id,
        number: headline.number,
        title: headline.title,
        status: headline.status,
        closes_at: headline.closes_at,
        roll_size,
        turnout,
        quorum: quorum_bp.map(|bp| (roll_size * bp + 9_999) / 10_000),
        decision: governance::find_decision_of(conn, id)?,
    }))
}

/// One line a member, by name.
pub(super) fn view_attendees(attendances: &[Attendance], names: &Names) -> Vec<AttendeeView> {
    let mut by_member: BTreeMap<MemberId, AttendeeView> = BTreeMap::new();
    for stay in attendances {
        let attendee = by_member.entry(stay.member_id).or_insert_with(|| AttendeeView {
            member_id: stay.member_id,
            name: name_of(names, Some(stay.member_id)),
            college_id: stay.college_id,
            how: stay.how,
            stays: Vec::new(),
        });
        attendee.how = stay.how;
        attendee.stays.push((stay.arrived_at, stay.left_at));
    }
    let mut attendees: Vec<AttendeeView> = by_member.into_values().collect();
    attendees.sort_by_key(|attendee| crate::kernel::names::folded(&attendee.name));
    attendees
}

pub(super) fn view_proxy(proxy: &Proxy, names: &Names) -> ProxyView {
    ProxyView {
        giver_name: name_of(names, Some(proxy.giver_id)),
        holder_name: name_of(names, Some(proxy.holder_id)),
        proxy: proxy.clone(),
    }
}

/// What news say of an assembly.
#[derive(Debug, Clone)]
pub struct Called {
    pub assembly: Assembly,
    /// Titles of the agenda in their order.
    pub agenda: Vec<String>,
}

/// For news: an assembly of any ecosystem, with its agenda.
pub fn find_assembly(conn: &mut Conn, id: AssemblyId) -> Result<Option<Called>> {
    let Some(assembly) = store::find_any_assembly(conn, id)? else {
        return Ok(None);
    };
    let agenda = store::list_items(conn, id)?;
    Ok(Some(Called {
        assembly,
        agenda: agenda.into_iter().map(|item| item.title).collect(),
    }))
}

/// For votes: the assembly on whose agenda a vote stands, unless it was cancelled.
pub fn find_assembly_of(conn: &mut Conn, proposal: ProposalId) -> Result<Option<AssemblyId>> {
    store::find_assembly_of(conn, proposal)
}
