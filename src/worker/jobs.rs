//! The periodic jobs: what each does and how often. Over all processes a job runs at most once per period.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::db::{Conn, Db, idempotency};
use crate::exchanges;
use crate::governance;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::EcosystemId;
use crate::market::{self, Catalogue};
use crate::matching::rings;
use crate::members;
use crate::outbox;

/// Things one call of a job may do; the rest follows in further calls, so that no transaction grows long.
const PORTION: i64 = 50;

/// What a job does at `now`, up to so many times; answers how often it did it.
#[derive(Clone, Copy)]
enum Act {
    /// In one transaction about people; takes the locks it needs.
    Once(fn(&mut Conn, Moment, i64) -> Result<usize>),
    /// In a transaction of each ecosystem, alone among its writes.
    Each(fn(&mut Conn, EcosystemId, Moment, i64) -> Result<usize>),
    /// The same, looking through its listings in memory.
    EachMatching(fn(&mut Conn, &Catalogue, EcosystemId, Moment, i64) -> Result<usize>),
}

struct Job {
    name: &'static str,
    every_seconds: i64,
    act: Act,
}

const JOBS: &[Job] = &[
    Job {
        name: "close-votes",
        every_seconds: 2,
        act: Act::Once(governance::close_due),
    },
    Job {
        name: "enact-decisions",
        every_seconds: 30,
        act: Act::Once(governance::enact_due),
    },
    Job {
        name: "tell-reviews-due",
        every_seconds: 300,
        act: Act::Once(governance::tell_reviews_due),
    },
    Job {
        name: "remind-of-votes",
        every_seconds: 300,
        act: Act::Once(governance::remind_due),
    },
    Job {
        name: "tell-expiring-delegations",
        every_seconds: 3600,
        act: Act::Once(governance::delegations::tell_expiring_delegations),
    },
    Job {
        name: "expire-exchanges",
        every_seconds: 60,
        act: Act::Each(exchanges::expire_due),
    },
    Job {
        name: "expire-rings",
        every_seconds: 60,
        act: Act::Each(rings::expire_due),
    },
    Job {
        name: "search-changed-wishes",
        every_seconds: 10,
        act: Act::EachMatching(rings::search_changed),
    },
    Job {
        name: "store-digests",
        every_seconds: 30,
        act: Act::Each(market::store_missing_digests),
    },
    Job {
        name: "expire-listings",
        every_seconds: 300,
        act: Act::Once(market::expire_due),
    },
    Job {
        name: "tell-expiring-listings",
        every_seconds: 3600,
        act: Act::Once(market::tell_expiring),
    },
    Job {
        name: "sweep-deleted-searches",
        every_seconds: 3600,
        act: Act::Once(market::saved_searches::sweep),
    },
    Job {
        name: "make-fairness-editions",
        every_seconds: 300,
        act: Act::Each(market::fairness::make_edition),
    },
    Job {
        name: "follow-mandate-terms",
        every_seconds: 300,
        act: Act::Each(members::mandates::follow_terms),
    },
    Job {
        name: "sweep-idempotency-keys",
        every_seconds: 3600,
        act: Act::Once(|conn, now, _| idempotency::sweep(conn, now).map(|_| 0)),
    },
    Job {
        name: "sweep-outbox",
        every_seconds: 3600,
        act: Act::Once(|conn, now, _| outbox::sweep(conn, now).map(|_| 0)),
    },
    Job {
        name: "sweep-members",
        every_seconds: 3600,
        act: Act::Once(|conn, now, _| members::sweep(conn, now).map(|_| 0)),
    },
];

/// What this process remembers, so that it does not ask the database at every step.
#[derive(Default)]
pub(super) struct Jobs {
    tried_at: Mutex<HashMap<&'static str, Moment>>,
}

impl Jobs {
    /// Runs every job whose time has come; answers how much was done.
    pub(super) async fn run(&self, db: &Db, catalogue: &Arc<Catalogue>, now: Moment) -> Result<usize> {
        let mut done = 0;
        for job in JOBS {
            if !self.is_time(job, now) {
                continue;
            }
            let claimed = db
                .write(move |conn| outbox::claim_job(conn, job.name, job.every_seconds, now))
                .await?;
            if claimed {
                done += run_whole(db, catalogue, job, now).await?;
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

/// Does a job whole. One that fails is told and does not hold up the others.
async fn run_whole(db: &Db, catalogue: &Arc<Catalogue>, job: &'static Job, now: Moment) -> Result<usize> {
    if let Act::Once(act) = job.act {
        return repeat(job.name, || db.write(move |conn| act(conn, now, PORTION))).await;
    }
    let ecosystems = db.read(members::founding::list_ecosystem_ids).await?;
    let mut done = 0;
    for id in ecosystems {
        done += repeat(job.name, || {
            let catalogue = catalogue.clone();
            db.write_in(id, move |conn| match job.act {
                Act::Once(act) => act(conn, now, PORTION),
                Act::Each(act) => act(conn, id, now, PORTION),
                Act::EachMatching(act) => act(conn, &catalogue, id, now, PORTION),
            })
        })
        .await?;
    }
    Ok(done)
}

/// Calls until less than a portion was found.
async fn repeat<F>(name: &'static str, mut call: impl FnMut() -> F) -> Result<usize>
where
    F: Future<Output = Result<usize>>,
{
    let mut done = 0;
    loop {
        match call().await {
            Ok(count) => {
                done += count;
                if (count as i64) < PORTION {
                    return Ok(done);
                }
            }
            Err(error) => {
                tracing::error!(%error, job = name, "a periodic job failed");
                metrics::counter!("commonhour_jobs_failed_total", "job" => name).increment(1);
                return Ok(done);
            }
        }
    }
}
