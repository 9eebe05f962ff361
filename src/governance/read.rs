//! Reading proposals and decisions.

use super::answer::Answer;
use super::model::{Decision, Objection, Proposal, ProposalView, Status};
use super::rules;
use super::store::{self, ProposalFilter};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{DecisionId, EcosystemId, MemberId, ProposalId};
use crate::kernel::pages::{Page, Slice};
use crate::members::{self, Actor, Permission};
use crate::rulebook;

pub fn get_proposal(conn: &mut Conn, actor: &Actor, id: ProposalId, now: Moment) -> Result<ProposalView> {
    actor.require(Permission::ReadProposals)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let views = view_all(conn, actor, vec![proposal], now)?;
    views
        .into_iter()
        .next()
        .ok_or_else(|| crate::kernel::errors::Refusal::not_found().into())
}

/// Newest first.
pub fn list_proposals(
    conn: &mut Conn,
    actor: &Actor,
    filter: ProposalFilter,
    slice: Slice,
    now: Moment,
) -> Result<Page<ProposalView>> {
    actor.require(Permission::ReadProposals)?;
    let page = store::list_proposals(conn, actor.ecosystem_id, actor.member_id, filter, slice, now)?;
    Ok(Page {
        items: view_all(conn, actor, page.items, now)?,
        next: page.next,
    })
}

fn view_all(
    conn: &mut Conn,
    actor: &Actor,
    proposals: Vec<Proposal>,
    now: Moment,
) -> Result<Vec<ProposalView>> {
    let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
    let ids: Vec<ProposalId> = proposals.iter().map(|p| p.id).collect();
    let authors: Vec<MemberId> = proposals.iter().map(|p| p.author_id).collect();
    let names = members::list_names(conn, &authors)?;
    let own = store::list_own_entries(conn, &ids, actor.member_id)?;
    let mut options = store::list_options_of(conn, &ids)?;
    let leaderless = members::mandates::is_leaderless(conn, actor.ecosystem_id, now)?;
    let mut views = Vec::with_capacity(proposals.len());
    for proposal in proposals {
        let (roll_size, turnout) = match proposal.opened_at {
            Some(_) => store::count_roll(conn, proposal.id)?,
            None => (0, 0),
        };
        let decided = matches!(
            proposal.status(),
            Status::Passed | Status::Rejected | Status::QuorumNotMet
        );
        let decision_id = match decided {
            true => store::find_decision_of(conn, proposal.id)?.map(|d| d.id),
            false => None,
        };
        let entry = own.get(&proposal.id);
        views.push(ProposalView {
            author_name: names.get(&proposal.author_id).cloned().unwrap_or_default(),
            roll_size,
            turnout,
            on_roll: entry.is_some(),
            voted: entry == Some(&true),
            may: rules::allowed(actor, &proposal, entry.is_some(), (&rulebook, leaderless), now),
            decision_id,
            options: options.remove(&proposal.id).unwrap_or_default(),
            proposal,
        });
    }
    Ok(views)
}

/// A decision with the proposal it decided.
#[derive(Debug, Clone)]
pub struct DecisionView {
    pub decision: Decision,
    pub proposal: Proposal,
}

/// Newest first.
pub fn list_decisions(conn: &mut Conn, actor: &Actor, slice: Slice) -> Result<Page<DecisionView>> {
    actor.require(Permission::ReadProposals)?;
    let page = store::list_decisions(conn, actor.ecosystem_id, slice)?;
    Ok(page.map(|(decision, proposal)| DecisionView { decision, proposal }))
}

/// The whole register in order with the proposals it decided, for the export of a community.
pub fn list_all_decisions(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<(Decision, Proposal)>> {
    store::list_all_decisions(conn, ecosystem)
}

pub fn get_decision(conn: &mut Conn, actor: &Actor, id: DecisionId) -> Result<DecisionView> {
    actor.require(Permission::ReadProposals)?;
    let (decision, proposal) = store::get_decision(conn, actor.ecosystem_id, id)?;
    Ok(DecisionView { decision, proposal })
}

/// What a member answered in an open vote by name, if they did: shown to them beside the form that changes it.
pub fn find_own_answer(conn: &mut Conn, actor: &Actor, proposal: &Proposal) -> Result<Option<Answer>> {
    if proposal.secret {
        return Ok(None);
    }
    let ballot = store::find_named_ballot(conn, proposal.id, actor.member_id)?;
    Ok(ballot.and_then(|ballot| Answer::parse_line(proposal.method, &ballot.answer)))
}

/// An objection with its author's name.
#[derive(Debug, Clone)]
pub struct ObjectionView {
    pub objection: Objection,
    pub author_name: String,
}

/// The objections of a vote by consent, oldest first.
pub fn list_objections(conn: &mut Conn, actor: &Actor, id: ProposalId) -> Result<Vec<ObjectionView>> {
    actor.require(Permission::ReadProposals)?;
    store::get_proposal(conn, actor.ecosystem_id, id)?;
    let objections = store::list_objections(conn, id)?;
    let authors: Vec<MemberId> = objections.iter().map(|o| o.member_id).collect();
    let names = members::list_names(conn, &authors)?;
    let view = |objection: Objection| ObjectionView {
        author_name: names.get(&objection.member_id).cloned().unwrap_or_default(),
        objection,
    };
    Ok(objections.into_iter().map(view).collect())
}

/// What news say of a proposal.
#[derive(Debug, Clone)]
pub struct Headline {
    pub ecosystem_id: EcosystemId,
    pub number: i64,
    pub title: String,
    pub author_id: MemberId,
    pub status: Status,
    pub secret: bool,
    pub closes_at: Option<Moment>,
}

/// For news: a proposal of any ecosystem, in short.
pub fn find_headline(conn: &mut Conn, id: ProposalId) -> Result<Option<Headline>> {
    let found = store::find_any_proposal(conn, id)?;
    Ok(found.map(|proposal| Headline {
        ecosystem_id: proposal.ecosystem_id,
        number: proposal.number,
        status: proposal.status(),
        title: proposal.title,
        author_id: proposal.author_id,
        secret: proposal.secret,
        closes_at: proposal.closes_at,
    }))
}

/// For news: everybody on the roll of a vote.
pub fn list_roll(conn: &mut Conn, id: ProposalId) -> Result<Vec<MemberId>> {
    store::list_roll(conn, id)
}

/// For news: the author and everybody who commented, each once.
pub fn list_participants(conn: &mut Conn, id: ProposalId) -> Result<Vec<MemberId>> {
    let mut people = store::list_commenters(conn, id)?;
    if let Some(proposal) = store::find_any_proposal(conn, id)?
        && !people.contains(&proposal.author_id)
    {
        people.push(proposal.author_id);
    }
    Ok(people)
}

/// For news: the decision of a closed vote.
pub fn find_decision_of(conn: &mut Conn, id: ProposalId) -> Result<Option<Decision>> {
    store::find_decision_of(conn, id)
}
