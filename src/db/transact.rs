//! The pool and its transactions.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::Pool;
use diesel::sql_types::BigInt;
use tokio::sync::Semaphore;

use super::connect::{Conn, Engine, Manager};
use super::schema::ecosystems;
use crate::kernel::errors::{Error, Refusal, RefusalClass, Result};
use crate::kernel::ids::EcosystemId;

/// How often a write is tried again before the caller is told to come back later.
const WRITE_ATTEMPTS: u32 = 6;
/// PostgreSQL's advisory lock for writes that concern no single ecosystem ("CH" and "people").
const PLATFORM_LOCK: i64 = 0x4348_0001;

/// How a [`Db`] is opened.
#[derive(Debug, Clone)]
pub struct DbOptions {
    pub url: String,
    /// Connections kept, and operations running at once.
    pub pool_size: u32,
}

/// The database: a pool, a gate in front of it, and the two kinds of transaction.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    pool: Pool<Manager>,
    gate: Arc<Semaphore>,
    /// Writers of this process queue here on SQLite: its own waiting is sleeping in ever longer steps, which leaves some
    /// waiting for half a second while others pass.
    writer: Arc<Mutex<()>>,
}

impl Db {
    /// Connects; the error names what the engine said.
    pub fn open(options: &DbOptions) -> Result<Db> {
        let engine = Engine::of(&options.url)
            .ok_or_else(|| Error::internal("DATABASE_URL must start with sqlite: or postgres:"))?;
        // One plain connection first: a pool would retry for half a minute and hide the reason.
        Conn::open(&options.url).map_err(|e| Error::internal(format!("cannot open the database: {e}")))?;
        let pool = Pool::builder()
            .max_size(options.pool_size)
            .min_idle(Some(1))
            .connection_timeout(Duration::from_secs(15))
            .build(Manager {
                url: options.url.clone(),
            })
            .map_err(|e| Error::internal(format!("cannot open the database: {e}")))?;
        Ok(Db {
            engine,
            pool,
            gate: Arc::new(Semaphore::new(options.pool_size as usize)),
            writer: Arc::default(),
        })
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Runs `f` on one consistent snapshot, off the async threads. Nothing it writes is kept.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        let db = self.clone();
        self.off_thread(move || db.read_now(f)).await
    }

    /// Runs `f` in a write transaction that concerns no single ecosystem (people, sessions, the outbox), alone among
    /// such writes; tried again when the database asks for it, so `f` may run more than once.
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Conn) -> Result<T> + Send + 'static,
    {
        let db = self.clone();
        self.off_thread(move || db.write_now(f)).await
    }

    /// As [`Db::write`], alone among the writes of one ecosystem.
    pub async fn write_in<T, F>(&self, ecosystem: EcosystemId, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Conn) -> Result<T> + Send + 'static,
    {
        let db = self.clone();
        self.off_thread(move || db.write_in_now(ecosystem, f)).await
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        // Taken before the blocking thread, so that a full pool queues here instead of holding threads.
        let _place = self.gate.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(f)
            .await
            .map_err(|e| Error::internal(format!("an operation panicked: {e}")))?
    }

    /// [`Db::read`] on the calling thread, for commands and tests.
    pub fn read_now<T>(&self, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let mut pooled = self.pool.get().map_err(unavailable)?;
        let conn: &mut Conn = &mut pooled;
        begin(conn, Mode::Read)?;
        let outcome = f(conn);
        roll_back(conn)?;
        outcome
    }

    /// [`Db::write`] on the calling thread.
    pub fn write_now<T>(&self, f: impl FnMut(&mut Conn) -> Result<T>) -> Result<T> {
        self.write_with(None, f)
    }

    /// [`Db::write_in`] on the calling thread.
    pub fn write_in_now<T>(
        &self,
        ecosystem: EcosystemId,
        f: impl FnMut(&mut Conn) -> Result<T>,
    ) -> Result<T> {
        self.write_with(Some(ecosystem), f)
    }

    fn write_with<T>(
        &self,
        ecosystem: Option<EcosystemId>,
        mut f: impl FnMut(&mut Conn) -> Result<T>,
    ) -> Result<T> {
        for attempt in 1..=WRITE_ATTEMPTS {
            match self.try_write(ecosystem, &mut f) {
                Err(Error::Contention(why)) => {
                    tracing::debug!(attempt, why, "write transaction tried again");
                    metrics::counter!("commonhour_db_retries_total").increment(1);
                    let jitter = rand::random_range(0..10u64);
                    std::thread::sleep(Duration::from_millis((5 << attempt) + jitter));
                }
                outcome => return outcome,
            }
        }
        Err(Refusal::new(RefusalClass::Unavailable, "busy").into())
    }

    fn try_write<T>(
        &self,
        ecosystem: Option<EcosystemId>,
        f: &mut impl FnMut(&mut Conn) -> Result<T>,
    ) -> Result<T> {
        // Taken before a connection, so that readers find one. A writer that panicked has rolled back.
        let _turn = (self.engine == Engine::Sqlite)
            .then(|| self.writer.lock().unwrap_or_else(PoisonError::into_inner));
        let mut pooled = self.pool.get().map_err(unavailable)?;
        let conn: &mut Conn = &mut pooled;
        begin(conn, Mode::Write)?;
        let outcome = lock(conn, ecosystem).and_then(|()| f(conn));
        match outcome {
            Ok(value) => {
                commit(conn)?;
                Ok(value)
            }
            Err(error) => {
                roll_back(conn)?;
                Err(error)
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Mode {
    Read,
    Write,
}

fn begin(conn: &mut Conn, mode: Mode) -> Result<()> {
    match conn {
        Conn::Sqlite(c) => {
            let sql = if matches!(mode, Mode::Write) {
                "BEGIN IMMEDIATE"
            } else {
                "BEGIN DEFERRED"
            };
            AnsiTransactionManager::begin_transaction_sql(c, sql)?;
        }
        Conn::Postgres(c) => {
            let sql = match mode {
                Mode::Write => "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED",
                Mode::Read => "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
            };
            AnsiTransactionManager::begin_transaction_sql(c, sql)?;
        }
    }
    Ok(())
}

fn commit(conn: &mut Conn) -> Result<()> {
    crate::on_engine!(conn, |c| AnsiTransactionManager::commit_transaction(c))?;
    Ok(())
}

fn roll_back(conn: &mut Conn) -> Result<()> {
    crate::on_engine!(conn, |c| AnsiTransactionManager::rollback_transaction(c))?;
    Ok(())
}

/// Runs `f` inside the transaction that is going on; what it wrote is taken back when it ends in an error.
pub fn savepoint<T>(conn: &mut Conn, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    crate::on_engine!(conn, |c| AnsiTransactionManager::begin_transaction(c))?;
    match f(conn) {
        Ok(value) => {
            commit(conn)?;
            Ok(value)
        }
        Err(error) => {
            roll_back(conn)?;
            Err(error)
        }
    }
}

/// Makes a write transaction that was begun without an ecosystem the only writer of this one too, as the worker's
/// jobs need it. Who takes several must take them in order of id.
pub fn lock_ecosystem(conn: &mut Conn, ecosystem: EcosystemId) -> Result<()> {
    lock(conn, Some(ecosystem))
}

/// Makes the transaction the only writer of its ecosystem. SQLite's writer lock is already held.
fn lock(conn: &mut Conn, ecosystem: Option<EcosystemId>) -> Result<()> {
    let Conn::Postgres(pg) = conn else { return Ok(()) };
    match ecosystem {
        Some(id) => {
            // NO KEY: rows that point to the ecosystem may still be inserted by other transactions.
            let _: Option<EcosystemId> = ecosystems::table
                .find(id)
                .select(ecosystems::id)
                .for_no_key_update()
                .first(pg)
                .optional()?;
        }
        None => {
            diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
                .bind::<BigInt, _>(PLATFORM_LOCK)
                .execute(pg)?;
        }
    }
    Ok(())
}

fn unavailable(error: impl std::fmt::Display) -> Error {
    tracing::error!(%error, "no database connection");
    Refusal::new(RefusalClass::Unavailable, "busy").into()
}
