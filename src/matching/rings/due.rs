//! What happens otherwise: rings that not everybody confirmed in time expire, agreed ones that nobody brought to an end
//! are cut short, and proposed ones whose listings or members are gone lapse. The worker calls it.

use super::model::{Ring, RingMove, RingStatus};
use super::settle::cut_short;
use super::step::end;
use super::store::{self, Change};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::EcosystemId;

/// Ends up to `limit` rings of one ecosystem; answers how many.
pub fn expire_due(conn: &mut Conn, ecosystem: EcosystemId, now: Moment, limit: i64) -> Result<usize> {
    let due = store::list_due(conn, ecosystem, now, limit)?;
    for ring in &due {
        let legs = store::list_legs(conn, &[ring.id])?;
        let otherwise = (RingStatus::Expired, RingMove::Expired);
        match ring.status {
            RingStatus::Agreed => cut_short(conn, ring, &legs, otherwise, None, None, now)?,
            _ => end(conn, ring, &legs, otherwise, None, Change::default(), now)?,
        }
    }
    let left = limit - due.len() as i64;
    let broken = store::list_broken(conn, ecosystem, left)?;
    for ring in &broken {
        lapse(conn, ring, now)?;
    }
    Ok(due.len() + broken.len())
}

/// Ends a proposed ring that can no longer be agreed.
pub(super) fn lapse(conn: &mut Conn, ring: &Ring, now: Moment) -> Result<()> {
    let legs = store::list_legs(conn, &[ring.id])?;
    let end_as = (RingStatus::Lapsed, RingMove::Lapsed);
    end(conn, ring, &legs, end_as, None, Change::default(), now)
}
