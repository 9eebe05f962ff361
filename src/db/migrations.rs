//! The embedded migrations of both engines.

use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Conn;
use crate::kernel::errors::{Error, Result};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Applies what is pending and returns the names applied. Several processes may start at once: PostgreSQL's advisory
/// lock lets one go first.
pub fn apply(conn: &mut Conn) -> Result<Vec<String>> {
    let applied = match conn {
        Conn::Postgres(c) => {
            use diesel::RunQueryDsl;
            diesel::sql_query("SELECT pg_advisory_lock(1128792064)").execute(c)?;
            let applied = c.run_pending_migrations(POSTGRES).map(names);
            diesel::sql_query("SELECT pg_advisory_unlock(1128792064)").execute(c)?;
            applied
        }
        Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map(names),
    };
    applied.map_err(|e| Error::internal(format!("migration failed: {e}")))
}

/// Takes every migration back, newest first; for the test that up/down/up leaves no difference.
pub fn revert_all(conn: &mut Conn) -> Result<()> {
    let reverted = match conn {
        Conn::Postgres(c) => c.revert_all_migrations(POSTGRES).map(names),
        Conn::Sqlite(c) => c.revert_all_migrations(SQLITE).map(names),
    };
    reverted
        .map(|_| ())
        .map_err(|e| Error::internal(format!("migration failed: {e}")))
}

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// Whether the database has every migration of this binary. Only reads, unlike diesel's own check.
pub fn is_current(conn: &mut Conn) -> Result<bool> {
    use diesel::prelude::*;
    let applied: Vec<String> = __diesel_schema_migrations::table
        .select(__diesel_schema_migrations::version)
        .load(conn)?;
    let plain = |name: &String| name.split('_').next().unwrap_or("").replace('-', "");
    Ok(carried().0.iter().all(|name| applied.contains(&plain(name))))
}

/// The names of the migrations this binary carries, for each engine.
pub fn carried() -> (Vec<String>, Vec<String>) {
    let sqlite: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> = SQLITE.migrations().unwrap_or_default();
    let postgres: Vec<Box<dyn Migration<diesel::pg::Pg>>> = POSTGRES.migrations().unwrap_or_default();
    (
        sqlite.iter().map(|m| m.name().to_string()).collect(),
        postgres.iter().map(|m| m.name().to_string()).collect(),
    )
}

fn names(versions: Vec<diesel::migration::MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}
