//! The receiver of a leg says that they were helped; when that is said of every leg, the ring is settled.

use super::model::{LegStep, RingMove};
use super::rules;
use super::settle::settle_when_done;
use super::step::{get_leg, tell_of_leg};
use super::store::{self, LegChange};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::RingId;
use crate::members::Actor;

/// The giver need not have said so before. The transfers of all legs are posted with the last word, linked, all or none.
pub fn receive_leg(conn: &mut Conn, actor: &Actor, id: RingId, position: i64, now: Moment) -> Result<()> {
    let (ring, mut legs, leg) = get_leg(conn, actor, id, position)?;
    rules::allowed_on_leg(&ring, &legs, &leg, LegStep::Receipt, actor.member_id)?;
    let received = LegChange {
        received_at: Some(now),
        ..LegChange::answered()
    };
    store::update_leg(conn, &leg, &received, now)?;
    for own in legs.iter_mut().filter(|other| other.position == position) {
        own.received_at = Some(now);
    }
    let by = Some(actor.member_id);
    if settle_when_done(conn, &ring, &legs, by, now)? {
        return Ok(());
    }
    tell_of_leg(conn, &leg, (&ring, RingMove::Received), by, [leg.giver_id], now)
}
