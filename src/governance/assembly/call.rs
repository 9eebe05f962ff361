//! An assembly is called: by a facilitator, or by a vote that passed.

use super::events::AssemblyCalled;
use super::model::{AgendaItem, Assembly, ItemKind};
use super::rules::{self, AssemblyInput, Draft};
use super::{agenda, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AgendaItemId, EcosystemId, MemberId, ProposalId};
use crate::members::{self, Actor, Permission};
use crate::outbox;
use crate::rulebook::{self, Key};

/// A facilitator calls an assembly; every member is told.
pub fn call(conn: &mut Conn, actor: &Actor, input: &AssemblyInput, now: Moment) -> Result<Assembly> {
    actor.require(Permission::ManageAssembly)?;
    let assembly = add(
        conn,
        actor.ecosystem_id,
        input,
        (Some(actor.member_id), None),
        now,
    )?;
    let object = ("assembly", Some(assembly.id.0));
    members::record_audit(conn, actor, Permission::ManageAssembly, "called", object, now)?;
    Ok(assembly)
}

/// A vote calls an assembly. Refused like a facilitator's call, also when the notice has become too short meanwhile.
pub fn call_by_vote(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    input: &AssemblyInput,
    proposal: ProposalId,
    now: Moment,
) -> Result<Assembly> {
    add(conn, ecosystem, input, (None, Some(proposal)), now)
}

fn add(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    input: &AssemblyInput,
    (called_by, proposal): (Option<MemberId>, Option<ProposalId>),
    now: Moment,
) -> Result<Assembly> {
    let draft: Draft = rules::check_input(input)?;
    let rulebook = rulebook::read(conn, ecosystem)?;
    let zone = members::founding::time_zone_of(conn, ecosystem)?;
    let notice_days = rulebook.number(Key::AssemblyNoticeDays);
    rules::check_notice(draft.starts_at, notice_days, zone, now)?;
    let id = store::insert_assembly(conn, ecosystem, &draft, called_by, proposal, now)?;
    for (n, (title, body, vote)) in draft.agenda.iter().enumerate() {
        if let Some(vote) = vote {
            agenda::check_linkable(conn, ecosystem, *vote)?;
        }
        let item = AgendaItem {
            id: AgendaItemId::new(now),
            assembly_id: id,
            position: n as i64 + 1,
            kind: ItemKind::Item,
            title: title.clone(),
            body: body.clone(),
            written_by: called_by,
            proposal_id: *vote,
            notes: None,
            noted_at: None,
        };
        store::insert_item(conn, &item)?;
    }
    outbox::append(conn, Some(ecosystem), &AssemblyCalled { assembly_id: id }, now)?;
    store::get_assembly(conn, ecosystem, id)
}
