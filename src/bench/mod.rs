//! Floor 7, measurements that anybody can repeat on their machine: `commonhour bench …`. What counts is the ratio to a
//! known yardstick measured in the same run, not the number alone.

mod client;
pub mod fairness;
pub mod ledger;
pub mod matching;
pub mod poll;
pub mod rings;
pub mod vote;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Exchanges confirmed per second through HTTP, on SQLite and on PostgreSQL, beside pgbench.
    Ledger(ledger::Args),
    /// How well requests find their answers, on judged texts; with --fairness, how evenly members are found.
    Matching(matching::Args),
    /// A whole vote through HTTP in its last hour: ballots, changes, delegations, and a close with the exact tally.
    Poll(poll::Args),
    /// The search for rings of mutual help, on one thread.
    Rings(rings::Args),
    /// The counting of votes on one thread, beside reading the ballots once, and beside Python packages.
    Vote(vote::Args),
}

/// Runs a measurement, on databases that it makes and removes itself.
pub fn run(bench: &Bench) -> Result<(), String> {
    match bench {
        Bench::Ledger(args) => ledger::run(args),
        Bench::Matching(args) => matching::run(args),
        Bench::Poll(args) => poll::run(args),
        Bench::Rings(args) => rings::run(args),
        Bench::Vote(args) => vote::run(args),
    }
}
