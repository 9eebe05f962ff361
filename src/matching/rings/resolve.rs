//! A mediator who takes no part in the ring decides how many minutes of a disputed leg count as given.

use super::deliver::asked;
use super::model::{Leg, LegStep, Ring, RingMove};
use super::settle::settle_when_done;
use super::step::tell_of_leg;
use super::store::{self, Change, LegChange};
use super::{rules, step};
use crate::db::Conn;
use crate::exchanges::{self, Resolution};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::RingId;
use crate::members::{self, Actor, Permission};
use crate::rulebook::{self, Key};

/// 0 counts nothing, at most the minutes of the leg count. The other legs go on as they were; what counts is posted with
/// them, linked.
pub fn resolve_leg(
    conn: &mut Conn,
    actor: &Actor,
    id: RingId,
    position: i64,
    resolution: &Resolution,
    now: Moment,
) -> Result<()> {
    let (ring, mut legs) = step::get_as_mediator(conn, actor, id)?;
    actor.require(Permission::ResolveDispute)?;
    let at = legs.iter().position(|leg| leg.position == position);
    let at = at.ok_or_else(Refusal::not_found)?;
    rules::allowed_on_leg(&ring, &legs, &legs[at], LegStep::Resolution, actor.member_id)?;
    exchanges::rules::check_counted(resolution.minutes, legs[at].minutes)?;
    let resolved = LegChange {
        resolved_at: Some(now),
        resolved_by: Some(actor.member_id),
        resolved_minutes: Some(resolution.minutes),
        resolution_note: Some(resolution.note.clone()),
        ..LegChange::default()
    };
    store::update_leg(conn, &legs[at], &resolved, now)?;
    (legs[at].resolved_at, legs[at].resolved_minutes) = (Some(now), Some(resolution.minutes));
    members::record_audit(
        conn,
        actor,
        Permission::ResolveDispute,
        "resolved",
        ("ring", Some(id.0)),
        now,
    )?;
    let everybody = legs.iter().map(|leg| leg.giver_id);
    let by = Some(actor.member_id);
    tell_of_leg(conn, &legs[at], (&ring, RingMove::Resolved), by, everybody, now)?;
    if !settle_when_done(conn, &ring, &legs, by, now)? && !legs.iter().any(Leg::is_disputed) {
        go_on(conn, &ring, &legs, now)?;
    }
    Ok(())
}

/// What happens by itself does so again: every period begins anew, so that nobody lost theirs to somebody else's dispute.
fn go_on(conn: &mut Conn, ring: &Ring, legs: &[Leg], now: Moment) -> Result<()> {
    let rules = rulebook::read(conn, ring.ecosystem_id)?;
    let (answer, whole) = (
        rules.number(Key::AutoConfirmationDays),
        rules.number(Key::DeliveryPeriodDays),
    );
    for leg in legs.iter().filter(|leg| leg.is_waiting()) {
        store::update_leg(conn, leg, &asked(answer, now), now)?;
    }
    let change = Change {
        due_at: Some(Some(now.plus_days(answer.max(whole)))),
        ..Change::default()
    };
    store::update(conn, ring.id, &change)
}
