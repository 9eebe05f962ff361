//! Reading amendments.

use super::model::{Amendment, AmendmentView, State};
use super::{rules, store};
use crate::db::Conn;
use crate::governance::Proposal;
use crate::governance::difference::difference;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AmendmentId, EcosystemId, MemberId, ProposalId};
use crate::kernel::pages::{Page, Slice};
use crate::members::{self, Actor, Permission};

/// Oldest first, those that were answered or withdrawn too.
pub fn list_amendments(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    slice: Slice,
) -> Result<Page<AmendmentView>> {
    actor.require(Permission::ReadProposals)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let page = store::list(conn, id, slice)?;
    Ok(Page {
        items: view_all(conn, actor, &proposal, page.items)?,
        next: page.next,
    })
}

pub fn get_amendment(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    amendment: AmendmentId,
) -> Result<AmendmentView> {
    actor.require(Permission::ReadProposals)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let amendment = store::get(conn, id, amendment)?;
    let views = view_all(conn, actor, &proposal, vec![amendment])?;
    views
        .into_iter()
        .next()
        .ok_or_else(|| crate::kernel::errors::Refusal::not_found().into())
}

fn view_all(
    conn: &mut Conn,
    actor: &Actor,
    proposal: &Proposal,
    amendments: Vec<Amendment>,
) -> Result<Vec<AmendmentView>> {
    let mut people: Vec<MemberId> = amendments.iter().map(|a| a.author_id).collect();
    people.extend(amendments.iter().filter_map(|a| a.answered_by));
    let names = members::list_names(conn, &people)?;
    let name = |id: MemberId| names.get(&id).cloned().unwrap_or_default();
    Ok(amendments
        .into_iter()
        .map(|amendment| AmendmentView {
            author_name: name(amendment.author_id),
            answered_by_name: amendment.answered_by.map(name),
            may: rules::allowed(actor, proposal, &amendment),
            ..view(proposal, amendment)
        })
        .collect())
}

/// An amendment beside its proposal; hidden ones say nothing any more.
fn view(proposal: &Proposal, mut amendment: Amendment) -> AmendmentView {
    let settled = [State::Merged, State::Withdrawn].contains(&amendment.state);
    let answerable = proposal.is_draft() && !settled;
    let before = match answerable {
        true => rules::base_of(proposal).to_string(),
        false => amendment.base.clone(),
    };
    let base_changed = answerable && before != amendment.base;
    if amendment.removed_at.is_some() {
        amendment.body = amendment.body.map(|_| String::new());
        amendment.value_text = None;
        amendment.reason.clear();
        amendment.answer_reason = None;
    }
    let difference = match &amendment.body {
        Some(body) if amendment.removed_at.is_none() => difference(&before, body),
        _ => Vec::new(),
    };
    AmendmentView {
        author_name: String::new(),
        answered_by_name: None,
        base_changed,
        difference,
        may: super::AmendmentAllowed::default(),
        amendment,
    }
}

/// For news: an amendment of any ecosystem.
pub fn find_amendment(conn: &mut Conn, id: AmendmentId) -> Result<Option<Amendment>> {
    store::find(conn, id)
}

/// For the export of a member's own data, oldest first.
pub fn list_amendments_by(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    author: MemberId,
) -> Result<Vec<Amendment>> {
    store::list_by(conn, ecosystem, author)
}
