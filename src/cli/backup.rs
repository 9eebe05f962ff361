//! `commonhour backup` and `restore`. A SQLite database is copied whole while the server runs (`VACUUM INTO`) and the copy
//! is checked; PostgreSQL has its own tools, which are named.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::db::{Db, Engine, backup};

#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The file to write; it must not exist yet.
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// A file that `backup` wrote.
    pub file: PathBuf,
    /// Replace the present database. It is kept beside the new one, its name ending in `.before-restore`.
    #[arg(long)]
    pub replace: bool,
}

/// Copies the database into a file and checks the copy; answers what was found in it.
pub fn back_up(db: &Db, url: &str, args: &BackupArgs) -> Result<String, String> {
    if db.engine() == Engine::Postgres {
        return Err(format!(
            "a PostgreSQL database is backed up by its own tool:\n  pg_dump --format=custom --file={} \"$DATABASE_URL\"",
            shown(&args.file)
        ));
    }
    if args.file.exists() {
        return Err(format!("{} exists already", args.file.display()));
    }
    backup::copy_to(url, &args.file).map_err(|e| e.to_string())?;
    let found = backup::check(&args.file).map_err(|e| format!("the copy is not sound: {e}"))?;
    Ok(format!("{}: {found}", args.file.display()))
}

/// Puts a backup in the place of the database. The server must be stopped.
pub fn restore(url: &str, args: &RestoreArgs) -> Result<String, String> {
    if Engine::of(url) == Some(Engine::Postgres) {
        return Err(format!(
            "a PostgreSQL database is restored by its own tool:\n  pg_restore --clean --if-exists --dbname=\"$DATABASE_URL\" {}",
            shown(&args.file)
        ));
    }
    let found = backup::check(&args.file).map_err(|e| format!("{}: {e}", args.file.display()))?;
    let database = backup::file_of(url);
    if database.exists() {
        if !args.replace {
            return Err(format!(
                "{} exists; stop the server and add --replace",
                database.display()
            ));
        }
        backup::set_aside(&database).map_err(|e| e.to_string())?;
    }
    std::fs::copy(&args.file, &database).map_err(|e| format!("{}: {e}", database.display()))?;
    Ok(format!("{}: {found}", database.display()))
}

/// A path as a shell takes it.
fn shown(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "'\\''"))
}
