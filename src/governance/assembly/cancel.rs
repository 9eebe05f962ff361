//! A planned assembly will not be held.

use super::events::AssemblyCancelled;
use super::model::Status;
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::AssemblyId;
use crate::kernel::names;
use crate::members::{self, Actor, Permission};
use crate::outbox;

pub fn cancel(
    conn: &mut Conn,
    actor: &Actor,
    id: AssemblyId,
    reason: Option<&str>,
    now: Moment,
) -> Result<()> {
    actor.require(Permission::ManageAssembly)?;
    let assembly = store::get_assembly(conn, actor.ecosystem_id, id)?;
    rules::require_status(&assembly, &[Status::Planned])?;
    let reason = names::optional_paragraphs("reason", reason, rules::REASON_MAX)?;
    store::mark_cancelled(conn, id, reason.as_deref(), now)?;
    let object = ("assembly", Some(id.0));
    members::record_audit(conn, actor, Permission::ManageAssembly, "cancelled", object, now)?;
    let event = AssemblyCancelled { assembly_id: id };
    outbox::append(conn, Some(actor.ecosystem_id), &event, now)?;
    Ok(())
}
