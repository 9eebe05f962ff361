//! The periodic jobs: what each does and how often. Over all processes a job runs at most once per period.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::db::{Conn, Db, idempotency};
use crate::exchanges;
use crate::governance;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{EcosystemId, ListingId};
use crate::market::{self, Catalogue, Lacking, Mark};
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
    /// Read for each ecosystem, for which nobody needs to wait with what they write; what comes of it is done in a
    /// transaction of the ecosystem, alone among its writes.
    EachPrepared(fn(&mut Conn, EcosystemId, Moment) -> Result<Option<Write>>),
    /// For each active listing of each ecosystem, once after each change of it.
    EachChange(Chore),
}

type Write = Box<dyn FnMut(&mut Conn) -> Result<usize> + Send>;

#[derive(Clone, Copy)]
struct Chore {
    /// What comes next.
    lacking: fn(&mut Conn, &Catalogue, EcosystemId, Mark, i64) -> Result<Lacking>,
    /// Done in a transaction of the ecosystem, alone among its writes; `false`: not now.
    act: fn(&mut Conn, &Catalogue, EcosystemId, &[ListingId], Moment) -> Result<bool>,
    /// Listings of one transaction.
    portion: i64,
    /// Transactions of one run; the rest follows in the next.
    portions_max: usize,
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
        act: Act::EachChange(Chore {
            lacking: |conn, catalogue, ecosystem, after, limit| {
                let lacking = rings::lacking_searches(conn, ecosystem, after, limit)?;
                if !lacking.ids.is_empty() {
                    // Reading a large community takes its time: not while everybody else waits to write.
                    catalogue.warm(conn, ecosystem)?;
                }
                Ok(lacking)
            },
            act: |conn, catalogue, _, ids, now| {
                for id in ids {
                    rings::propose_around(conn, catalogue, *id, now)?;
                }
                Ok(true)
            },
            portion: 10,
            portions_max: 5,
        }),
    },
    Job {
        name: "store-digests",
        every_seconds: 30,
        act: Act::EachChange(Chore {
            lacking: |conn, _, ecosystem, after, limit| {
                market::lacking_digests(conn, ecosystem, after, limit)
            },
            act: |conn, _, ecosystem, ids, _| {
                let listings = market::list_by_ids(conn, ecosystem, ids)?;
                market::store_digests(conn, ecosystem, &listings)
            },
            portion: PORTION,
            portions_max: usize::MAX,
        }),
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
        act: Act::EachPrepared(|conn, ecosystem, now| {
            let collected = market::fairness::collect_edition(conn, ecosystem, now)?;
            Ok(collected.map(|edition| -> Write {
                Box::new(move |conn| market::fairness::make_edition(conn, &edition))
            }))
        }),
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
    /// How far the changes of each ecosystem were looked through for a job.
    marks: Mutex<HashMap<(&'static str, EcosystemId), Mark>>,
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
                done += self.run_whole(db, catalogue, job, now).await?;
            }
        }
        Ok(done)
    }

    fn is_time(&self, job: &Job, now: Moment) -> bool {
        let mut tried = self.tried_at.lock().unwrap_or_else(PoisonError::into_inner);
        match tried.get(job.name) {
            Some(last) if last.plus_seconds(job.every_seconds) > now => false,
            _ => {
                tried.insert(job.name, now);
                true
            }
        }
    }

    /// Does a job whole. One that fails is told and does not hold up the others.
    async fn run_whole(
        &self,
        db: &Db,
        catalogue: &Arc<Catalogue>,
        job: &'static Job,
        now: Moment,
    ) -> Result<usize> {
        let ecosystems = || db.read(members::founding::list_ecosystem_ids);
        let mut done = 0;
        match job.act {
            Act::Once(act) => {
                done += repeat(job.name, || db.write(move |conn| act(conn, now, PORTION))).await
            }
            Act::Each(act) => {
                for id in ecosystems().await? {
                    let once = || db.write_in(id, move |conn| act(conn, id, now, PORTION));
                    done += repeat(job.name, once).await;
                }
            }
            Act::EachPrepared(prepare) => {
                for id in ecosystems().await? {
                    let run = run_prepared(db, id, prepare, now);
                    done += run.await.unwrap_or_else(|error| told(job.name, &error));
                }
            }
            Act::EachChange(chore) => {
                for id in ecosystems().await? {
                    let run = self.run_chore(db, catalogue, (job.name, id), chore, now);
                    done += run.await.unwrap_or_else(|error| told(job.name, &error));
                }
            }
        }
        Ok(done)
    }

    /// Looks on where this process has not looked yet, for which nobody needs to wait with what they write.
    async fn run_chore(
        &self,
        db: &Db,
        catalogue: &Arc<Catalogue>,
        key: (&'static str, EcosystemId),
        chore: Chore,
        now: Moment,
    ) -> Result<usize> {
        let (_, id) = key;
        let mut done = 0;
        for _ in 0..chore.portions_max {
            let after = self.marks().get(&key).copied().unwrap_or_default();
            let known = catalogue.clone();
            let lacking = db
                .read(move |conn| (chore.lacking)(conn, &known, id, after, chore.portion))
                .await?;
            let (ids, then) = (Arc::new(lacking.ids), lacking.then);
            if !ids.is_empty() {
                let (catalogue, ids) = (catalogue.clone(), ids.clone());
                let act = move |conn: &mut Conn| (chore.act)(conn, &catalogue, id, &ids, now);
                if !db.write_in(id, act).await? {
                    break;
                }
            }
            self.marks().insert(key, then);
            done += ids.len();
            if (ids.len() as i64) < chore.portion {
                break;
            }
        }
        Ok(done)
    }

    fn marks(&self) -> MutexGuard<'_, HashMap<(&'static str, EcosystemId), Mark>> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn run_prepared(
    db: &Db,
    id: EcosystemId,
    prepare: fn(&mut Conn, EcosystemId, Moment) -> Result<Option<Write>>,
    now: Moment,
) -> Result<usize> {
    match db.read(move |conn| prepare(conn, id, now)).await? {
        Some(write) => db.write_in(id, write).await,
        None => Ok(0),
    }
}

/// Nothing was done, and why.
fn told(name: &'static str, error: &Error) -> usize {
    tracing::error!(%error, job = name, "a periodic job failed");
    metrics::counter!("commonhour_jobs_failed_total", "job" => name).increment(1);
    0
}

/// Calls until less than a portion was found.
async fn repeat<F>(name: &'static str, mut call: impl FnMut() -> F) -> usize
where
    F: Future<Output = Result<usize>>,
{
    let mut done = 0;
    loop {
        match call().await {
            Ok(count) => {
                done += count;
                if (count as i64) < PORTION {
                    return done;
                }
            }
            Err(error) => return done + told(name, &error),
        }
    }
}
