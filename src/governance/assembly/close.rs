//! The assembly is over: whoever is still there leaves, and the minutes stand.

use super::events::AssemblyClosed;
use super::model::Status;
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::AssemblyId;
use crate::members::{self, Actor, Permission};
use crate::outbox;

pub fn close(conn: &mut Conn, actor: &Actor, id: AssemblyId, now: Moment) -> Result<()> {
    actor.require(Permission::ManageAssembly)?;
    let assembly = store::get_assembly(conn, actor.ecosystem_id, id)?;
    rules::require_status(&assembly, &[Status::Open])?;
    store::mark_closed(conn, id, now)?;
    let object = ("assembly", Some(id.0));
    members::record_audit(conn, actor, Permission::ManageAssembly, "closed", object, now)?;
    outbox::append(
        conn,
        Some(actor.ecosystem_id),
        &AssemblyClosed { assembly_id: id },
        now,
    )?;
    Ok(())
}
