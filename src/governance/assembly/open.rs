//! The assembly opens: from here on people check in, and outcomes are noted.

use super::model::Status;
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::AssemblyId;
use crate::members::{self, Actor, Permission};

/// Opens a planned assembly, on its day at the earliest.
pub fn open(conn: &mut Conn, actor: &Actor, id: AssemblyId, now: Moment) -> Result<()> {
    actor.require(Permission::ManageAssembly)?;
    let assembly = store::get_assembly(conn, actor.ecosystem_id, id)?;
    rules::require_status(&assembly, &[Status::Planned])?;
    rules::check_opening(&assembly, actor.time_zone, now)?;
    store::mark_opened(conn, id, now)?;
    let object = ("assembly", Some(id.0));
    members::record_audit(conn, actor, Permission::ManageAssembly, "opened", object, now)
}
