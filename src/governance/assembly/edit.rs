//! A planned assembly changes its date, place, link, title or kind; every member is told.

use super::events::AssemblyChanged;
use super::model::{Assembly, Status};
use super::rules::{self, AssemblyInput};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::AssemblyId;
use crate::members::{self, Actor, Permission};
use crate::outbox;
use crate::rulebook::{self, Key};

/// The fields to change; `None` leaves one as it is, `Some(None)` clears it.
#[derive(Debug, Clone, Default)]
pub struct AssemblyChange {
    pub title: Option<String>,
    pub kind: Option<String>,
    pub place: Option<Option<String>>,
    pub link: Option<Option<String>>,
    pub starts_at: Option<Moment>,
}

/// Changes a planned assembly. A later date may be set at any time; an earlier one needs the notice of a new call.
pub fn edit(
    conn: &mut Conn,
    actor: &Actor,
    id: AssemblyId,
    change: &AssemblyChange,
    now: Moment,
) -> Result<Assembly> {
    actor.require(Permission::ManageAssembly)?;
    let assembly = store::get_assembly(conn, actor.ecosystem_id, id)?;
    rules::require_status(&assembly, &[Status::Planned])?;
    let input = AssemblyInput {
        title: change.title.clone().unwrap_or_else(|| assembly.title.clone()),
        kind: Some(
            change
                .kind
                .clone()
                .unwrap_or_else(|| assembly.kind.as_str().to_string()),
        ),
        place: change.place.clone().unwrap_or_else(|| assembly.place.clone()),
        link: change.link.clone().unwrap_or_else(|| assembly.link.clone()),
        starts_at: change.starts_at.unwrap_or(assembly.starts_at),
        agenda: Vec::new(),
    };
    let draft = rules::check_input(&input)?;
    if draft.starts_at != assembly.starts_at {
        let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
        let notice_days = match draft.starts_at > assembly.starts_at {
            true => 0,
            false => rulebook.number(Key::AssemblyNoticeDays),
        };
        rules::check_notice(draft.starts_at, notice_days, actor.time_zone, now)?;
    }
    store::update_assembly(conn, id, &draft)?;
    let changed = store::get_assembly(conn, actor.ecosystem_id, id)?;
    if changed != assembly {
        let object = ("assembly", Some(id.0));
        members::record_audit(conn, actor, Permission::ManageAssembly, "changed", object, now)?;
        outbox::append(
            conn,
            Some(actor.ecosystem_id),
            &AssemblyChanged { assembly_id: id },
            now,
        )?;
    }
    Ok(changed)
}
