//! Handing over: the holder writes for the next one, while holding and for a month after.

use super::model::Mandate;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::MandateId;
use crate::kernel::names;
use crate::members::{Actor, Permission, Role};

/// Days after the end of a mandate during which its note may still be written.
pub const HANDOVER_DAYS: i64 = 30;
/// Characters of a note at most.
pub const HANDOVER_MAX: usize = 10_000;

/// Writes, changes or (with nothing in it) takes away the note of one's own mandate, in Markdown.
pub fn write_handover(
    conn: &mut Conn,
    actor: &Actor,
    id: MandateId,
    note: Option<&str>,
    now: Moment,
) -> Result<Mandate> {
    let mandate = get_own(conn, actor, id, now)?;
    let note = names::optional_paragraphs("note", note, HANDOVER_MAX)?;
    store::update_handover(conn, id, note.as_deref(), now)?;
    Ok(Mandate {
        handover_written_at: note.as_ref().map(|_| now),
        handover_note: note,
        ..mandate
    })
}

/// A mandate whose note the actor may write now.
pub fn get_own(conn: &mut Conn, actor: &Actor, id: MandateId, now: Moment) -> Result<Mandate> {
    actor.require(Permission::ReadDirectory)?;
    let mandate = store::find(conn, actor.ecosystem_id, id)?.ok_or_else(Refusal::not_found)?;
    if mandate.member_id != actor.member_id {
        return Err(Refusal::forbidden("mandate-not-yours").into());
    }
    if !is_open(&mandate, now) {
        return Err(Refusal::conflict("handover-closed")
            .with("days", HANDOVER_DAYS)
            .into());
    }
    Ok(mandate.with_end(now))
}

/// Whether the note of a mandate may still be written.
pub fn is_open(mandate: &Mandate, now: Moment) -> bool {
    mandate
        .over_at(now)
        .is_none_or(|at| at.plus_days(HANDOVER_DAYS) > now)
}

/// Notes are for who holds the role now, for facilitators, and for who wrote them.
pub(super) fn hide_notes(actor: &Actor, mandates: &mut [Mandate]) {
    for mandate in mandates {
        let may_read = actor.member_id == mandate.member_id
            || actor.roles.contains(&mandate.role)
            || actor.roles.contains(&Role::Facilitator);
        if !may_read {
            mandate.handover_note = None;
            mandate.handover_written_at = None;
        }
    }
}
