//! Floor 1, the outbox: news that an operation appends in its own transaction, so that it is told if and only if it
//! happened. The worker takes it from here, at least once; readers must be idempotent by event id.
//!
//! Owns `outbox` and `job_runs`.

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::Conn;
use crate::db::schema::{job_runs, outbox};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, EventId};

/// Seconds a worker has for an event before another may take it.
const LEASE_SECONDS: i64 = 60;
/// After so many failures an event waits for the operator.
const ATTEMPTS_MAX: i64 = 20;
/// Days that an event is kept after it was told, to answer "why did I get this".
const KEPT_DAYS: i64 = 90;

/// A typed event. Rooms declare theirs beside the operation that appends it.
pub trait Event: Serialize + DeserializeOwned {
    /// Stable name, `room.what_happened`.
    const KIND: &'static str;
}

/// An event as read back.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct Envelope {
    pub id: EventId,
    pub ecosystem_id: Option<EcosystemId>,
    pub kind: String,
    pub payload: String,
    pub occurred_at: Moment,
    pub attempts: i64,
}

impl Envelope {
    /// The event, if it is of this type.
    pub fn open<E: Event>(&self) -> Result<Option<E>> {
        if self.kind != E::KIND {
            return Ok(None);
        }
        Ok(Some(serde_json::from_str(&self.payload)?))
    }
}

/// Appends an event in the transaction of the operation that causes it.
pub fn append<E: Event>(
    conn: &mut Conn,
    ecosystem: Option<EcosystemId>,
    event: &E,
    at: Moment,
) -> Result<EventId> {
    let id = EventId::new(at);
    diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(id),
            outbox::ecosystem_id.eq(ecosystem),
            outbox::kind.eq(E::KIND),
            outbox::payload.eq(serde_json::to_string(event)?),
            outbox::occurred_at.eq(at),
            outbox::next_attempt_at.eq(at),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Whether there is anything to lease.
pub fn is_due(conn: &mut Conn, now: Moment) -> Result<bool> {
    let one: Option<EventId> = outbox::table
        .filter(outbox::processed_at.is_null())
        .filter(outbox::next_attempt_at.le(now))
        .filter(outbox::leased_until.is_null().or(outbox::leased_until.lt(now)))
        .filter(outbox::attempts.lt(ATTEMPTS_MAX))
        .select(outbox::id)
        .first(conn)
        .optional()?;
    Ok(one.is_some())
}

/// Takes up to `limit` due events for this worker alone; they come back if it does not settle them in time.
pub fn lease(conn: &mut Conn, now: Moment, limit: i64) -> Result<Vec<Envelope>> {
    let ids: Vec<EventId> = outbox::table
        .filter(outbox::processed_at.is_null())
        .filter(outbox::next_attempt_at.le(now))
        .filter(outbox::leased_until.is_null().or(outbox::leased_until.lt(now)))
        .filter(outbox::attempts.lt(ATTEMPTS_MAX))
        .order(outbox::id)
        .limit(limit)
        .select(outbox::id)
        .load(conn)?;
    diesel::update(outbox::table.filter(outbox::id.eq_any(&ids)))
        .set(outbox::leased_until.eq(now.plus_seconds(LEASE_SECONDS)))
        .execute(conn)?;
    let events = outbox::table
        .filter(outbox::id.eq_any(&ids))
        .order(outbox::id)
        .select(Envelope::as_select())
        .load(conn)?;
    Ok(events)
}

/// Marks an event as told.
pub fn settle(conn: &mut Conn, id: EventId, now: Moment) -> Result<()> {
    diesel::update(outbox::table.find(id))
        .set((
            outbox::processed_at.eq(now),
            outbox::leased_until.eq(None::<Moment>),
            outbox::last_error.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Marks everything that happened before `until` as told without telling it: a community that was imported or made for
/// demonstration does not write to its members about the past.
pub fn settle_before(conn: &mut Conn, until: Moment, now: Moment) -> Result<usize> {
    let past = outbox::table
        .filter(outbox::processed_at.is_null())
        .filter(outbox::occurred_at.lt(until));
    Ok(diesel::update(past)
        .set(outbox::processed_at.eq(now))
        .execute(conn)?)
}

/// Puts an event back for later, further away each time (2 s doubling to about an hour).
pub fn postpone(conn: &mut Conn, event: &Envelope, error: &str, now: Moment) -> Result<()> {
    let attempts = event.attempts + 1;
    diesel::update(outbox::table.find(event.id))
        .set((
            outbox::attempts.eq(attempts),
            outbox::next_attempt_at.eq(now.plus_seconds(backoff_seconds(attempts))),
            outbox::leased_until.eq(None::<Moment>),
            outbox::last_error.eq(error),
        ))
        .execute(conn)?;
    Ok(())
}

/// Events not yet told: how many, and how many of them gave up.
pub fn count_waiting(conn: &mut Conn) -> Result<(i64, i64)> {
    let open = outbox::table.filter(outbox::processed_at.is_null());
    let waiting = open
        .filter(outbox::attempts.lt(ATTEMPTS_MAX))
        .count()
        .get_result(conn)?;
    let stuck = outbox::table
        .filter(outbox::processed_at.is_null())
        .filter(outbox::attempts.ge(ATTEMPTS_MAX))
        .count()
        .get_result(conn)?;
    Ok((waiting, stuck))
}

/// Seconds that the oldest event not yet told has waited; 0 when there is none.
pub fn lag_seconds(conn: &mut Conn, now: Moment) -> Result<i64> {
    let oldest: Option<Moment> = outbox::table
        .filter(outbox::processed_at.is_null())
        .filter(outbox::attempts.lt(ATTEMPTS_MAX))
        .order(outbox::id)
        .select(outbox::occurred_at)
        .first(conn)
        .optional()?;
    Ok(oldest.map_or(0, |at| (now.unix_seconds() - at.unix_seconds()).max(0)))
}

/// Removes events told long ago; the worker calls it now and then.
pub fn sweep(conn: &mut Conn, now: Moment) -> Result<usize> {
    let before = now.plus_days(-KEPT_DAYS);
    Ok(diesel::delete(outbox::table.filter(outbox::processed_at.lt(before))).execute(conn)?)
}

/// Seconds before try number `attempts + 1`.
pub fn backoff_seconds(attempts: i64) -> i64 {
    (1i64 << attempts.clamp(1, 12)).min(3600)
}

/// Whether a periodic job is due, marking it as run: true at most once per `every_seconds` over all processes.
pub fn claim_job(conn: &mut Conn, name: &str, every_seconds: i64, now: Moment) -> Result<bool> {
    let last: Option<Moment> = job_runs::table
        .find(name)
        .select(job_runs::last_run_at)
        .first(conn)
        .optional()?;
    match last {
        Some(last) if last.plus_seconds(every_seconds) > now => return Ok(false),
        Some(_) => {
            diesel::update(job_runs::table.find(name))
                .set(job_runs::last_run_at.eq(now))
                .execute(conn)?;
        }
        None => {
            diesel::insert_into(job_runs::table)
                .values((job_runs::name.eq(name), job_runs::last_run_at.eq(now)))
                .execute(conn)?;
        }
    }
    Ok(true)
}
