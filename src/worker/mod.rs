//! Floor 7, the worker: what happens without anybody asking. It tells events, sends mails and runs the periodic jobs;
//! several workers may run on one database, each thing is leased by one of them.
//!
//! An event is told and settled in one transaction. A mail is leased, written, sent outside every transaction, then
//! marked; a worker killed between sending and marking leaves a mail that is sent again under the same Message-ID.

mod audit;
mod jobs;

pub use audit::{audit_catalogue, audit_now_and_then};

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::sync::watch;

use crate::config::Config;
use crate::db::Db;
use crate::kernel::clock::{Clock, Moment};
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::MemberId;
use crate::mail::{Failure, Mailer, SendError};
use crate::market::{self, Catalogue};
use crate::matching;
use crate::notifications::deliver::{self, Parcel};
use crate::notifications::{Letterhead, State, dead_letters, tell};
use crate::outbox::{self, Envelope};

/// Events taken at once.
const EVENTS: i64 = 20;
/// Mails taken at once.
const MAILS: i64 = 8;
/// How long an idle worker waits before it looks again.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a worker waits after something went wrong with the database itself.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(5);
/// How often what waits is counted, busy or not: of mails that is every one there is.
const MEASURED_EVERY: Duration = Duration::from_secs(10);
/// Questions of saved searches whose rivals are learnt before the worker looks for other work: a fifth of a second at most
/// at a million listings.
const LEARNT_AT_ONCE: usize = 16;

/// Everything a worker needs.
pub struct Worker {
    db: Db,
    clock: Clock,
    head: Letterhead,
    mailer: Mailer,
    jobs: jobs::Jobs,
    catalogue: Arc<Catalogue>,
}

impl Worker {
    /// The mail server's address in the settings is checked here.
    pub fn new(db: Db, config: &Arc<Config>, clock: Clock) -> Result<Worker> {
        Ok(Worker {
            db,
            clock,
            head: Letterhead::new(config),
            mailer: Mailer::new(config)?,
            jobs: jobs::Jobs::default(),
            catalogue: Arc::default(),
        })
    }

    /// Looks through the listings that this process keeps in memory anyway.
    pub fn sharing(self, catalogue: Arc<Catalogue>) -> Worker {
        Worker { catalogue, ..self }
    }

    /// The listings that this process keeps in memory.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.clone()
    }

    /// One round: jobs that are due, a few events, a few mails; when there is none, something is learnt for those that
    /// come. Answers how much there was to do; 0 means idle.
    pub async fn step(&self) -> Result<usize> {
        let now = self.clock.now();
        let jobs = self.jobs.run(&self.db, &self.catalogue, now).await?;
        let events = self.tell_events(now).await?;
        let mails = self.send_mails(now).await?;
        match jobs + events + mails {
            0 => self.learn(now).await,
            done => Ok(done),
        }
    }

    async fn learn(&self, now: Moment) -> Result<usize> {
        let catalogue = self.catalogue.clone();
        let learn = move || market::saved_searches::learn(&catalogue, now, LEARNT_AT_ONCE);
        tokio::task::spawn_blocking(learn).await.map_err(Error::internal)
    }

    /// Steps until nothing is due, for tests, commands and the demonstration.
    pub async fn run_until_idle(&self) -> Result<()> {
        while self.step().await? > 0 {}
        Ok(())
    }

    /// Steps until told to stop; the step in hand is finished.
    pub async fn run(&self, mut shutdown: watch::Receiver<bool>) {
        let mut measured: Option<Instant> = None;
        while !*shutdown.borrow() {
            if measured.is_none_or(|at| at.elapsed() >= MEASURED_EVERY) {
                self.measure().await;
                measured = Some(Instant::now());
            }
            let pause = match self.step().await {
                Ok(0) => PAUSE,
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(%error, "the worker's step failed");
                    PAUSE_AFTER_FAULT
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                // An error means that whoever could have told us to stop is gone.
                changed = shutdown.changed() => if changed.is_err() { break },
            }
        }
    }

    async fn tell_events(&self, now: Moment) -> Result<usize> {
        if !self.db.read(move |conn| outbox::is_due(conn, now)).await? {
            return Ok(0);
        }
        let events = self
            .db
            .write(move |conn| outbox::lease(conn, now, EVENTS))
            .await?;
        for event in &events {
            if let Err(error) = self.tell_event(event, now).await {
                tracing::error!(%error, event = %event.id, kind = event.kind, "an event could not be told");
                metrics::counter!("commonhour_events_failed_total").increment(1);
                let event = event.clone();
                let why = error.to_string();
                self.db
                    .write(move |conn| outbox::postpone(conn, &event, &why, now))
                    .await?;
            }
        }
        Ok(events.len())
    }

    async fn tell_event(&self, event: &Envelope, now: Moment) -> Result<()> {
        let (event, head) = (event.clone(), self.head.clone());
        let ecosystem = event.ecosystem_id;
        let catalogue = self.catalogue.clone();
        if let Some(id) = ecosystem
            && event.open::<market::ListingPublished>()?.is_some()
        {
            // Reading a large community takes its time: not while everybody else waits to write.
            let catalogue = catalogue.clone();
            let warm = move |conn: &mut crate::db::Conn| market::saved_searches::warm(conn, &catalogue, id);
            self.db.read(warm).await?;
        }
        let act = move |conn: &mut crate::db::Conn| {
            // A new listing is first matched; whoever it suits is told by the events that come of it.
            if let Some(published) = event.open::<market::ListingPublished>()? {
                let told = matching::notice(conn, &catalogue, published.listing_id, now)?;
                market::saved_searches::alert(conn, &catalogue, published.listing_id, &told, now)?;
                matching::rings::propose_around(conn, &catalogue, published.listing_id, now)?;
            }
            tell(conn, &event, &head, now)?;
            outbox::settle(conn, event.id, now)
        };
        match ecosystem {
            Some(ecosystem) => self.db.write_in(ecosystem, act).await,
            None => self.db.write(act).await,
        }
    }

    async fn send_mails(&self, now: Moment) -> Result<usize> {
        if !self.db.read(move |conn| deliver::is_due(conn, now)).await? {
            return Ok(0);
        }
        let parcels = self
            .db
            .write(move |conn| deliver::lease(conn, now, MAILS))
            .await?;
        let count = parcels.len();
        let mut by_member: BTreeMap<MemberId, Vec<Parcel>> = BTreeMap::new();
        for parcel in parcels {
            by_member.entry(parcel.member_id()).or_default().push(parcel);
        }
        let sending = by_member.values().map(|parcels| self.send_in_order(parcels, now));
        for outcome in join_all(sending).await {
            outcome?;
        }
        Ok(count)
    }

    /// What one person gets arrives in the order it happened; only different people are written to side by side.
    async fn send_in_order(&self, parcels: &[Parcel], now: Moment) -> Result<()> {
        for parcel in parcels {
            self.send_mail(parcel, now).await?;
        }
        Ok(())
    }

    async fn send_mail(&self, parcel: &Parcel, now: Moment) -> Result<()> {
        let (writing, head) = (parcel.clone(), self.head.clone());
        let written = self
            .db
            .write(move |conn| deliver::prepare(conn, &writing, &head, now))
            .await;
        let sent = match written {
            Ok(None) => {
                count_mail("skipped");
                return Ok(());
            }
            Ok(Some(message)) => self.mailer.send(&message, now).await.map(|()| message.subject),
            // A mail that cannot be written must not hold up the others, and must end as a dead letter one day.
            Err(error) => Err(SendError {
                class: Failure::Transient,
                why: format!("the mail could not be written: {error}"),
            }),
        };
        let parcel = parcel.clone();
        let state = self
            .db
            .write(move |conn| match &sent {
                Ok(subject) => deliver::mark_sent(conn, &parcel, subject, now),
                Err(error) => deliver::mark_failed(conn, &parcel, error, now),
            })
            .await?;
        count_mail(match state {
            State::Queued => "postponed",
            other => other.as_str(),
        });
        Ok(())
    }

    /// What waits, for the operator's graphs.
    async fn measure(&self) {
        let now = self.clock.now();
        let read = self
            .db
            .read(move |conn| {
                let (waiting, stuck) = outbox::count_waiting(conn)?;
                let lag = outbox::lag_seconds(conn, now)?;
                Ok((waiting, stuck, lag, dead_letters::count_by_state(conn)?))
            })
            .await;
        match read {
            Ok((waiting, stuck, lag, mails)) => {
                metrics::gauge!("commonhour_outbox_waiting").set(waiting as f64);
                metrics::gauge!("commonhour_outbox_stuck").set(stuck as f64);
                metrics::gauge!("commonhour_outbox_lag_seconds").set(lag as f64);
                for (state, count) in mails {
                    metrics::gauge!("commonhour_mails", "state" => state.as_str()).set(count as f64);
                }
            }
            Err(error) => tracing::warn!(%error, "the worker's measures could not be read"),
        }
    }
}

fn count_mail(outcome: &'static str) {
    metrics::counter!("commonhour_mails_total", "outcome" => outcome).increment(1);
}
