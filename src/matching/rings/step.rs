//! What the steps have in common: the ring for one of its members, its end, the news in the outbox.

use super::model::{Leg, Ring, RingMove, RingMoved, RingStatus};
use super::store::{self, Change};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, RingId};
use crate::members::{Actor, Permission};
use crate::outbox;

/// The ring and its legs, for one of its members; anyone else is told that it does not exist.
pub(super) fn get_as_party(conn: &mut Conn, actor: &Actor, id: RingId) -> Result<(Ring, Vec<Leg>)> {
    actor.require(Permission::ProposeExchange)?;
    let ring = store::find(conn, actor.ecosystem_id, id)?.ok_or_else(Refusal::not_found)?;
    let legs = store::list_legs(conn, &[id])?;
    if legs.iter().all(|leg| leg.giver_id != actor.member_id) {
        return Err(Refusal::not_found().into());
    }
    Ok((ring, legs))
}

/// A ring, for its members, and for mediators while or after one of its legs is disputed; it does not exist for anyone else.
pub(super) fn get_as_mediator(conn: &mut Conn, actor: &Actor, id: RingId) -> Result<(Ring, Vec<Leg>)> {
    actor.require(Permission::ProposeExchange)?;
    let ring = store::find(conn, actor.ecosystem_id, id)?.ok_or_else(Refusal::not_found)?;
    let legs = store::list_legs(conn, &[id])?;
    let is_party = legs.iter().any(|leg| leg.giver_id == actor.member_id);
    let was_disputed = legs.iter().any(|leg| leg.disputed_at.is_some());
    let mediates = was_disputed && actor.may(Permission::ResolveDispute);
    if !is_party && !mediates {
        return Err(Refusal::not_found().into());
    }
    Ok((ring, legs))
}

/// The ring, its legs, and the one at a position, for one of its members.
pub(super) fn get_leg(
    conn: &mut Conn,
    actor: &Actor,
    id: RingId,
    position: i64,
) -> Result<(Ring, Vec<Leg>, Leg)> {
    let (ring, legs) = get_as_party(conn, actor, id)?;
    let leg = legs.iter().find(|leg| leg.position == position).cloned();
    Ok((ring, legs, leg.ok_or_else(Refusal::not_found)?))
}

/// Tells members of a ring what happened, except whoever did it.
pub(super) fn tell(
    conn: &mut Conn,
    ring: &Ring,
    step: RingMove,
    by: Option<MemberId>,
    to: impl IntoIterator<Item = MemberId>,
    now: Moment,
) -> Result<()> {
    append(conn, ring, (step, None), by, to, now)
}

/// Tells members of a ring what happened to one of its legs, except whoever did it.
pub(super) fn tell_of_leg(
    conn: &mut Conn,
    leg: &Leg,
    (ring, step): (&Ring, RingMove),
    by: Option<MemberId>,
    to: impl IntoIterator<Item = MemberId>,
    now: Moment,
) -> Result<()> {
    append(conn, ring, (step, Some(leg.position)), by, to, now)
}

fn append(
    conn: &mut Conn,
    ring: &Ring,
    (step, position): (RingMove, Option<i64>),
    by: Option<MemberId>,
    to: impl IntoIterator<Item = MemberId>,
    now: Moment,
) -> Result<()> {
    let event = RingMoved {
        ring_id: ring.id,
        step,
        position,
        by,
        to: to.into_iter().filter(|member| Some(*member) != by).collect(),
    };
    outbox::append(conn, Some(ring.ecosystem_id), &event, now)?;
    Ok(())
}

/// Ends a ring and tells everybody.
pub(super) fn end(
    conn: &mut Conn,
    ring: &Ring,
    legs: &[Leg],
    (status, step): (RingStatus, RingMove),
    by: Option<MemberId>,
    change: Change,
    now: Moment,
) -> Result<()> {
    let change = Change {
        status: Some(status),
        due_at: Some(None),
        updated_at: Some(now),
        ..change
    };
    store::update(conn, ring.id, &change)?;
    tell(conn, ring, step, by, legs.iter().map(|leg| leg.giver_id), now)
}
