//! Copies of a SQLite database.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::connect::Conn;
use super::schema::{members, transfers};
use crate::kernel::errors::{Error, Result};

#[derive(QueryableByName)]
struct Verdict {
    #[diesel(sql_type = Text)]
    verdict: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// What a sound copy has in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub members: i64,
    pub transfers: i64,
}

impl std::fmt::Display for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} members, {} transfers", self.members, self.transfers)
    }
}

/// The file of a SQLite URL.
pub fn file_of(url: &str) -> PathBuf {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    PathBuf::from(path.strip_prefix("//").unwrap_or(path))
}

/// Writes a consistent copy of a database that may be in use (SQLite, `VACUUM INTO`).
pub fn copy_to(url: &str, file: &Path) -> Result<()> {
    let mut conn = Conn::open(url).map_err(Error::internal)?;
    let name = file.display().to_string().replace('\'', "''");
    crate::on_engine!(&mut conn, |c| c.batch_execute(&format!("VACUUM INTO '{name}'")))?;
    Ok(())
}

/// Opens a copy and checks its pages, its references and, by counting, that it is one of ours.
pub fn check(file: &Path) -> Result<Found> {
    if !file.is_file() {
        return Err(Error::internal("there is no such file"));
    }
    let mut conn = Conn::open(&format!("sqlite:{}", file.display())).map_err(Error::internal)?;
    let Conn::Sqlite(sqlite) = &mut conn else {
        return Err(Error::internal("only SQLite databases are files"));
    };
    let verdict: Verdict = diesel::sql_query("SELECT integrity_check AS verdict FROM pragma_integrity_check")
        .get_result(sqlite)?;
    if verdict.verdict != "ok" {
        return Err(Error::internal(verdict.verdict));
    }
    let broken: Count =
        diesel::sql_query("SELECT COUNT(*) AS count FROM pragma_foreign_key_check").get_result(sqlite)?;
    if broken.count != 0 {
        return Err(Error::internal(format!(
            "{} references lead nowhere",
            broken.count
        )));
    }
    Ok(Found {
        members: members::table.count().get_result(sqlite)?,
        transfers: transfers::table.count().get_result(sqlite)?,
    })
}

/// Renames a database and its companions out of the way.
pub fn set_aside(database: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let from = PathBuf::from(format!("{}{suffix}", database.display()));
        if from.exists() {
            let to = format!("{}.before-restore{suffix}", database.display());
            std::fs::rename(&from, to).map_err(Error::internal)?;
        }
    }
    Ok(())
}
