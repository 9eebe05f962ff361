//! The agenda: points of the facilitator, questions of members, the votes they are about, and what came of them.

use super::model::{AgendaItem, Assembly, ItemKind, Status};
use super::{rules, store};
use crate::db::Conn;
use crate::governance::{self, Status as ProposalStatus};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AgendaItemId, AssemblyId, EcosystemId, ProposalId};
use crate::kernel::names;
use crate::members::{self, Actor, Permission};

/// The fields of a point to change; `None` leaves one as it is.
#[derive(Debug, Clone, Default)]
pub struct ItemChange {
    pub title: Option<String>,
    pub body: Option<String>,
    /// The new place among the points, from 1 on.
    pub position: Option<i64>,
}

/// A facilitator puts a point at the end of a planned assembly's agenda.
pub fn add_item(
    conn: &mut Conn,
    actor: &Actor,
    id: AssemblyId,
    title: &str,
    body: Option<&str>,
    now: Moment,
) -> Result<AgendaItem> {
    let assembly = get_managed(conn, actor, id, &[Status::Planned])?;
    let item = append(conn, actor, &assembly, ItemKind::Item, (title, body), now)?;
    record(conn, actor, "agenda_added", id, now)?;
    Ok(item)
}

/// A member puts a question on a planned assembly's agenda.
pub fn ask_question(
    conn: &mut Conn,
    actor: &Actor,
    id: AssemblyId,
    title: &str,
    body: Option<&str>,
    now: Moment,
) -> Result<AgendaItem> {
    actor.require(Permission::Comment)?;
    let assembly = store::get_assembly(conn, actor.ecosystem_id, id)?;
    rules::require_status(&assembly, &[Status::Planned])?;
    let asked = store::list_items(conn, id)?
        .into_iter()
        .filter(|item| item.kind == ItemKind::Question && item.written_by == Some(actor.member_id))
        .count();
    if asked >= rules::QUESTIONS_MAX {
        let refusal = Refusal::conflict("questions-too-many");
        return Err(refusal.with("max", rules::QUESTIONS_MAX).into());
    }
    append(conn, actor, &assembly, ItemKind::Question, (title, body), now)
}

fn append(
    conn: &mut Conn,
    actor: &Actor,
    assembly: &Assembly,
    kind: ItemKind,
    (title, body): (&str, Option<&str>),
    now: Moment,
) -> Result<AgendaItem> {
    let (title, body) = rules::parse_item(title, body)?;
    let items = store::list_items(conn, assembly.id)?;
    if items.len() >= rules::ITEMS_MAX {
        let refusal = Refusal::invalid("agenda-too-long", "agenda");
        return Err(refusal.with("max", rules::ITEMS_MAX).into());
    }
    let item = AgendaItem {
        id: AgendaItemId::new(now),
        assembly_id: assembly.id,
        position: items.last().map_or(0, |last| last.position) + 1,
        kind,
        title,
        body,
        written_by: Some(actor.member_id),
        proposal_id: None,
        notes: None,
        noted_at: None,
    };
    store::insert_item(conn, &item)?;
    Ok(item)
}

/// A facilitator changes a point's words or place while the assembly is planned.
pub fn edit_item(
    conn: &mut Conn,
    actor: &Actor,
    id: AssemblyId,
    item: AgendaItemId,
    change: &ItemChange,
    now: Moment,
) -> Result<()> {
    get_managed(conn, actor, id, &[Status::Planned])?;
    let items = store::list_items(conn, id)?;
    let found = find(&items, item)?;
    let title = change.title.as_deref().unwrap_or(&found.title);
    let body = change.body.as_deref().unwrap_or(&found.body);
    let (title, body) = rules::parse_item(title, Some(body))?;
    store::update_item(conn, item, &title, &body)?;
    if let Some(position) = change.position {
        let mut order: Vec<AgendaItemId> = items.iter().map(|i| i.id).filter(|i| *i != item).collect();
        let place = usize::try_from(position - 1).unwrap_or(0).min(order.len());
        order.insert(place, item);
        store::update_positions(conn, &order)?;
    }
    record(conn, actor, "agenda_changed", id, now)
}

/// A facilitator takes a point off a planned assembly's agenda.
pub fn remove_item(
    conn: &mut Conn,
    actor: &Actor,
    id: AssemblyId,
    item: AgendaItemId,
    now: Moment,
) -> Result<()> {
    get_managed(conn, actor, id, &[Status::Planned])?;
    let items = store::list_items(conn, id)?;
    if let Some(vote) = find(&items, item)?.proposal_id {
        check_unlinkable(conn, vote)?;
    }
    store::delete_item(conn, item)?;
    let order: Vec<AgendaItemId> = items.iter().map(|i| i.id).filter(|i| *i != item).collect();
    store::update_positions(conn, &order)?;
    record(conn, actor, "agenda_removed", id, now)
}

/// A facilitator says which vote a point is about, or that it is about none. Only while the vote is a draft: what counts
/// in a vote, proxies included, stands fixed when it opens.
pub fn link_proposal(
    conn: &mut Conn,
    actor: &Actor,
    id: AssemblyId,
    item: AgendaItemId,
    proposal: Option<ProposalId>,
    now: Moment,
) -> Result<()> {
    get_managed(conn, actor, id, &[Status::Planned, Status::Open])?;
    let items = store::list_items(conn, id)?;
    let before = find(&items, item)?.proposal_id;
    if before == proposal {
        return Ok(());
    }
    if let Some(vote) = before {
        check_unlinkable(conn, vote)?;
    }
    if let Some(vote) = proposal {
        check_linkable(conn, actor.ecosystem_id, vote)?;
    }
    store::update_item_proposal(conn, item, proposal)?;
    record(conn, actor, "vote_linked", id, now)
}

/// A vote that may be put on an agenda: of this ecosystem, a draft, on no other agenda.
pub(super) fn check_linkable(conn: &mut Conn, ecosystem: EcosystemId, proposal: ProposalId) -> Result<()> {
    let found = governance::find_headline(conn, proposal)?
        .filter(|headline| headline.ecosystem_id == ecosystem)
        .ok_or_else(|| Refusal::invalid("agenda-proposal-unknown", "proposal_id"))?;
    if !matches!(found.status, ProposalStatus::Draft | ProposalStatus::Discussion) {
        return Err(Refusal::conflict("proposal-not-draft").on("proposal_id").into());
    }
    if store::find_assembly_of(conn, proposal)?.is_some() {
        return Err(Refusal::conflict("proposal-on-agenda").on("proposal_id").into());
    }
    Ok(())
}

fn check_unlinkable(conn: &mut Conn, proposal: ProposalId) -> Result<()> {
    let found = governance::find_headline(conn, proposal)?;
    let free = found.is_none_or(|headline| !headline.status.was_opened());
    match free {
        true => Ok(()),
        false => Err(Refusal::conflict("proposal-not-draft").on("proposal_id").into()),
    }
}

/// A facilitator notes what was said and decided, while the assembly is open. An empty text clears the note.
pub fn note_outcome(
    conn: &mut Conn,
    actor: &Actor,
    id: AssemblyId,
    item: AgendaItemId,
    notes: &str,
    now: Moment,
) -> Result<()> {
    get_managed(conn, actor, id, &[Status::Open])?;
    find(&store::list_items(conn, id)?, item)?;
    let notes = names::optional_paragraphs("notes", Some(notes), rules::NOTES_MAX)?;
    store::update_notes(conn, item, notes.as_deref(), now)?;
    record(conn, actor, "noted", id, now)
}

fn get_managed(conn: &mut Conn, actor: &Actor, id: AssemblyId, allowed: &[Status]) -> Result<Assembly> {
    actor.require(Permission::ManageAssembly)?;
    let assembly = store::get_assembly(conn, actor.ecosystem_id, id)?;
    rules::require_status(&assembly, allowed)?;
    Ok(assembly)
}

fn find(items: &[AgendaItem], id: AgendaItemId) -> Result<&AgendaItem> {
    let found = items.iter().find(|item| item.id == id);
    Ok(found.ok_or_else(Refusal::not_found)?)
}

fn record(conn: &mut Conn, actor: &Actor, action: &'static str, id: AssemblyId, now: Moment) -> Result<()> {
    let object = ("assembly", Some(id.0));
    members::record_audit(conn, actor, Permission::ManageAssembly, action, object, now)
}
