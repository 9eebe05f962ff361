//! Floor 7, measurements that anybody can repeat on their machine: `commonhour bench …`. What counts is the ratio to a
//! known yardstick measured in the same run, not the number alone.

mod client;
pub mod ledger;

use std::path::Path;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Exchanges confirmed per second through HTTP, on SQLite and on PostgreSQL, beside pgbench.
    Ledger(ledger::Args),
}

/// Runs a measurement; databases on SQLite are made under `data_dir` and removed again.
pub fn run(bench: &Bench, data_dir: &Path) -> Result<(), String> {
    match bench {
        Bench::Ledger(args) => ledger::run(args, data_dir),
    }
}
