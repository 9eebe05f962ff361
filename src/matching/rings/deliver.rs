//! The giver of a leg says that they helped: its receiver is asked, and after a while their silence counts as a yes.

use super::model::{Leg, LegStep, Ring, RingMove};
use super::rules;
use super::step::{get_leg, tell_of_leg};
use super::store::{self, Change, LegChange};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::RingId;
use crate::members::Actor;
use crate::rulebook::{self, Key};

/// The receiver has as long as after the delivery of an exchange, also where the ring was to end before. While another leg
/// is disputed, their time begins when that is decided.
pub fn deliver_leg(conn: &mut Conn, actor: &Actor, id: RingId, position: i64, now: Moment) -> Result<()> {
    let (ring, legs, leg) = get_leg(conn, actor, id, position)?;
    rules::allowed_on_leg(&ring, &legs, &leg, LegStep::Delivery, actor.member_id)?;
    let delivered = LegChange {
        delivered_at: Some(now),
        ..LegChange::default()
    };
    store::update_leg(conn, &leg, &delivered, now)?;
    if !legs.iter().any(Leg::is_disputed) {
        let days = rulebook::read(conn, ring.ecosystem_id)?.number(Key::AutoConfirmationDays);
        store::update_leg(conn, &leg, &asked(days, now), now)?;
        keep_open(conn, &ring, now.plus_days(days))?;
    }
    let to = [leg.receiver_id];
    tell_of_leg(
        conn,
        &leg,
        (&ring, RingMove::Delivered),
        Some(actor.member_id),
        to,
        now,
    )
}

/// The receiver's time to answer, from now on.
pub(super) fn asked(days: i64, now: Moment) -> LegChange {
    LegChange {
        due_at: Some(Some(now.plus_days(days))),
        remind_at: Some(Some(rules::remind_at(days, now))),
        ..LegChange::default()
    }
}

/// A ring does not end while somebody may still answer.
fn keep_open(conn: &mut Conn, ring: &Ring, until: Moment) -> Result<()> {
    let change = Change {
        due_at: Some(ring.due_at.max(Some(until))),
        ..Change::default()
    };
    store::update(conn, ring.id, &change)
}
