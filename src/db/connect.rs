//! Opening connections: the URL's scheme chooses the engine, once, with that engine's own error.

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, R2D2Connection};
use diesel::{Connection, ConnectionError, PgConnection, SqliteConnection};

/// A connection to either engine; diesel's query language works on it directly.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// The two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The engine a database URL names by its scheme.
    pub fn of(url: &str) -> Option<Engine> {
        match url.split_once(':')?.0 {
            "sqlite" => Some(Engine::Sqlite),
            "postgres" | "postgresql" => Some(Engine::Postgres),
            _ => None,
        }
    }
    pub const fn as_str(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        }
    }
}

impl Conn {
    pub fn engine(&self) -> Engine {
        match self {
            Conn::Postgres(_) => Engine::Postgres,
            Conn::Sqlite(_) => Engine::Sqlite,
        }
    }

    /// Opens one connection. SQLite's settings are made one by one so that the first that fails is named:
    /// wait for the writer, write-ahead log, every commit on disk, foreign keys checked, the file read where it lies in
    /// memory instead of copied page by page, and beyond what SQLite maps (2 GB) up to 32 MB of pages kept by a connection.
    pub fn open(url: &str) -> Result<Conn, ConnectionError> {
        match Engine::of(url) {
            Some(Engine::Postgres) => {
                let mut conn = PgConnection::establish(url)?;
                conn.batch_execute("SET lock_timeout = '15s'; SET TIME ZONE 'UTC'")
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Conn::Postgres(conn))
            }
            Some(Engine::Sqlite) => {
                let path = url.strip_prefix("sqlite:").unwrap_or(url);
                let path = path.strip_prefix("//").unwrap_or(path);
                let mut conn = SqliteConnection::establish(path)?;
                for pragma in [
                    "PRAGMA busy_timeout = 15000",
                    "PRAGMA journal_mode = WAL",
                    "PRAGMA synchronous = FULL",
                    "PRAGMA foreign_keys = ON",
                    "PRAGMA mmap_size = 2147418112",
                    "PRAGMA cache_size = -32000",
                ] {
                    conn.batch_execute(pragma)
                        .map_err(ConnectionError::CouldntSetupConfiguration)?;
                }
                Ok(Conn::Sqlite(conn))
            }
            None => Err(ConnectionError::InvalidConnectionUrl(
                "the database URL must start with sqlite: or postgres:".into(),
            )),
        }
    }
}

/// What the pool may fail with.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    #[error("cannot connect to the database: {0}")]
    Connect(#[from] ConnectionError),
    #[error("the database connection is broken: {0}")]
    Ping(diesel::result::Error),
}

/// Makes and checks pooled connections.
#[derive(Debug, Clone)]
pub(super) struct Manager {
    pub url: String,
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = PoolError;

    fn connect(&self) -> Result<Conn, PoolError> {
        Ok(Conn::open(&self.url)?)
    }
    fn is_valid(&self, conn: &mut Conn) -> Result<(), PoolError> {
        crate::on_engine!(conn, |c| c.ping()).map_err(PoolError::Ping)
    }
    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || crate::on_engine!(conn, |c| c.is_broken())
    }
}
