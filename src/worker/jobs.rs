//! The periodic jobs: what each does and how often. Over all processes a job runs at most once per period.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::db::{Conn, Db, idempotency};
use crate::governance;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::market;
use crate::outbox;

/// Things one call of a job may do; the rest follows in further calls, so that no transaction grows long.
const PORTION: i64 = 50;

/// A job: at `now`, up to so many things; answers how many it did.
type Act = fn(&mut Conn, Moment, i64) -> Result<usize>;

struct Job {
    name: &'static str,
    every_seconds: i64,
    act: Act,
}

const JOBS: &[Job] = &[
    Job {
        name: "close-votes",
        every_seconds: 30,
        act: governance::close_due,
    },
    Job {
        name: "remind-of-votes",
        every_seconds: 300,
        act: governance::remind_due,
    },
    Job {
        name: "expire-listings",
        every_seconds: 300,
        act: market::expire_due,
    },
    Job {
        name: "tell-expiring-listings",
        every_seconds: 3600,
        act: market::tell_expiring,
    },
    Job {
        name: "sweep-idempotency-keys",
        every_seconds: 3600,
        act: |conn, now, _| idempotency::sweep(conn, now).map(|_| 0),
    },
    Job {
        name: "sweep-outbox",
        every_seconds: 3600,
        act: |conn, now, _| outbox::sweep(conn, now).map(|_| 0),
    },
];

/// What this process remembers, so that it does not ask the database at every step.
#[derive(Default)]
pub(super) struct Jobs {
    tried_at: Mutex<HashMap<&'static str, Moment>>,
}

impl Jobs {
    /// Runs every job whose time has come; answers how much was done.
    pub(super) async fn run(&self, db: &Db, now: Moment) -> Result<usize> {
        let mut done = 0;
        for job in JOBS {
            if !self.is_time(job, now) {
                continue;
            }
            let claimed = db
                .write(move |conn| outbox::claim_job(conn, job.name, job.every_seconds, now))
                .await?;
            if claimed {
                done += run_whole(db, job, now).await?;
            }
        }
        Ok(done)
    }

    fn is_time(&self, job: &Job, now: Moment) -> bool {
        let mut tried = self
            .tried_at
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        match tried.get(job.name) {
            Some(last) if last.plus_seconds(job.every_seconds) > now => false,
            _ => {
                tried.insert(job.name, now);
                true
            }
        }
    }
}

/// Calls a job until it finds less than a portion. One that fails is told and does not hold up the others.
async fn run_whole(db: &Db, job: &'static Job, now: Moment) -> Result<usize> {
    let mut done = 0;
    loop {
        match db.write(move |conn| (job.act)(conn, now, PORTION)).await {
            Ok(count) => {
                done += count;
                if (count as i64) < PORTION {
                    return Ok(done);
                }
            }
            Err(error) => {
                tracing::error!(%error, job = job.name, "a periodic job failed");
                metrics::counter!("commonhour_jobs_failed_total", "job" => job.name).increment(1);
                return Ok(done);
            }
        }
    }
}
