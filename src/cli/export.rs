//! `commonhour export`: a community's data as CSV tables in a folder.

use std::path::PathBuf;

use clap::Args;

use crate::db::Db;
use crate::interchange::community;
use crate::kernel::clock::Clock;
use crate::members;

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Slug of the ecosystem.
    #[arg(long)]
    pub ecosystem: String,
    /// Folder that takes members.csv, listings.csv, transfers.csv and decisions.csv; files there are replaced.
    pub dir: PathBuf,
}

/// Writes the tables, all of one moment, and answers their paths.
pub fn command(db: &Db, clock: &Clock, args: &ExportArgs) -> Result<Vec<PathBuf>, String> {
    let tables = db
        .read_now(
            |conn| match members::find_ecosystem_by_slug(conn, &args.ecosystem)? {
                Some(ecosystem) => Ok(Some(community::export(conn, ecosystem, clock.now())?)),
                None => Ok(None),
            },
        )
        .map_err(|e| e.to_string())?
        .ok_or_else(|| format!("there is no ecosystem {:?}", args.ecosystem))?;
    let fault = |path: &std::path::Path, why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    std::fs::create_dir_all(&args.dir).map_err(|e| fault(&args.dir, &e))?;
    let mut paths = Vec::new();
    for table in tables {
        let path = args.dir.join(table.file);
        let file = std::fs::File::create(&path).map_err(|e| fault(&path, &e))?;
        table
            .write(std::io::BufWriter::new(file))
            .map_err(|e| fault(&path, &e))?;
        paths.push(path);
    }
    Ok(paths)
}
