//! What happens otherwise: help that nobody objected to counts as received, after a reminder; rings that not everybody
//! confirmed in time expire, agreed ones that nobody brought to an end are cut short, and proposed ones whose listings or
//! members are gone lapse. The worker calls it.

use super::model::{Leg, Ring, RingMove, RingStatus};
use super::settle::{cut_short, settle_when_done};
use super::step::{end, tell_of_leg};
use super::store::{self, Change, LegChange};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::EcosystemId;

/// Does up to `limit` of all that in one ecosystem; answers how much.
pub fn expire_due(conn: &mut Conn, ecosystem: EcosystemId, now: Moment, limit: i64) -> Result<usize> {
    let mut done = 0;
    let left = |done: usize| limit - done as i64;
    for leg in store::list_due_legs(conn, ecosystem, now, limit)? {
        count_as_received(conn, &leg, now)?;
        done += 1;
    }
    for leg in store::list_to_remind(conn, ecosystem, now, left(done))? {
        remind(conn, &leg, now)?;
        done += 1;
    }
    for ring in store::list_due(conn, ecosystem, now, left(done))? {
        let legs = store::list_legs(conn, &[ring.id])?;
        let otherwise = (RingStatus::Expired, RingMove::Expired);
        match ring.status {
            RingStatus::Agreed => cut_short(conn, &ring, &legs, otherwise, None, None, now)?,
            _ => end(conn, &ring, &legs, otherwise, None, Change::default(), now)?,
        }
        done += 1;
    }
    for ring in store::list_broken(conn, ecosystem, left(done))? {
        lapse(conn, &ring, now)?;
        done += 1;
    }
    Ok(done)
}

/// The giver said that they helped, and the receiver let the time pass: as with an exchange, that counts as a yes.
fn count_as_received(conn: &mut Conn, leg: &Leg, now: Moment) -> Result<()> {
    let uncontested = LegChange {
        uncontested_at: Some(now),
        ..LegChange::answered()
    };
    store::update_leg(conn, leg, &uncontested, now)?;
    let ring = get_ring_of(conn, leg)?;
    let legs = store::list_legs(conn, &[leg.ring_id])?;
    let both = [leg.giver_id, leg.receiver_id];
    tell_of_leg(conn, leg, (&ring, RingMove::Uncontested), None, both, now)?;
    settle_when_done(conn, &ring, &legs, None, now)?;
    Ok(())
}

fn remind(conn: &mut Conn, leg: &Leg, now: Moment) -> Result<()> {
    let reminded = LegChange {
        remind_at: Some(None),
        ..LegChange::default()
    };
    store::update_leg(conn, leg, &reminded, now)?;
    let ring = get_ring_of(conn, leg)?;
    tell_of_leg(
        conn,
        leg,
        (&ring, RingMove::Reminded),
        None,
        [leg.receiver_id],
        now,
    )
}

fn get_ring_of(conn: &mut Conn, leg: &Leg) -> Result<Ring> {
    store::find_of_leg(conn, leg)?.ok_or_else(|| Error::internal("a leg has no ring"))
}

/// Ends a proposed ring that can no longer be agreed.
pub(super) fn lapse(conn: &mut Conn, ring: &Ring, now: Moment) -> Result<()> {
    let legs = store::list_legs(conn, &[ring.id])?;
    let end_as = (RingStatus::Lapsed, RingMove::Lapsed);
    end(conn, ring, &legs, end_as, None, Change::default(), now)
}
