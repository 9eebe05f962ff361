//! Floor 1, the database: one connection type for both engines, the pool, and the only two ways to use it,
//! [`Db::read`] and [`Db::write`] (or [`Db::write_in`]). Rooms take `&mut Conn` and never open transactions.
//!
//! **Writes are serial.** SQLite takes its one writer lock when the transaction begins (`BEGIN IMMEDIATE`). PostgreSQL
//! locks the ecosystem's row (or one advisory lock where no ecosystem is concerned) before anything is read, so two
//! operations that decide on the same balances never run side by side, and what still collides is tried again.

mod among;
pub mod backup;
mod connect;
pub mod idempotency;
pub mod migrations;
pub mod schema;
pub mod scratch;
mod sql_types;
mod transact;

pub use among::{Among, among};
pub use connect::{Conn, Engine, MultiBackend, PoolError};
pub use transact::{Db, DbOptions, lock_ecosystem, savepoint};

/// Compiles the same diesel expression once per engine, for the few things the enum connection cannot do
/// (`on_conflict`, batch inserts, `for_update`): `on_engine!(conn, |c| query.execute(c))`.
#[macro_export]
macro_rules! on_engine {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::db::Conn::Postgres($c) => $body,
            $crate::db::Conn::Sqlite($c) => $body,
        }
    };
}
