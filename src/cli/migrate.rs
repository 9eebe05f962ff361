//! Migrations.

use super::{Failure, Outcome};
use crate::config::Config;
use crate::db::{Conn, migrations};
use crate::kernel::errors::Error;

/// Applies what is pending and says what it was.
pub fn run(config: &Config) -> Outcome {
    let applied = apply(config)?;
    if applied.is_empty() {
        println!("The database is up to date.");
    }
    for name in applied {
        println!("Applied {name}");
    }
    Ok(())
}

/// Applies what is pending; makes the folder of an embedded database first.
pub(super) fn apply(config: &Config) -> Result<Vec<String>, Failure> {
    std::fs::create_dir_all(&config.data_dir).map_err(|e| {
        Failure::Told(format!(
            "the data folder {} cannot be made: {e}",
            config.data_dir.display()
        ))
    })?;
    let mut conn = Conn::open(&config.database_url)
        .map_err(|e| Error::internal(format!("cannot open the database: {e}")))?;
    Ok(migrations::apply(&mut conn)?)
}
