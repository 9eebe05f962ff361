//! `commonhour ledger verify`: recomputes every hash, total and limit, and names the first fault.

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, Outcome, open_database};
use crate::config::Config;
use crate::kernel::errors::Error;
use crate::kernel::ids::EcosystemId;
use crate::ledger;
use crate::members;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Recompute the whole journal; ends with 1 and the first fault if there is one.
    Verify(Verify),
}

#[derive(Debug, Args)]
pub struct Verify {
    /// Slug of one ecosystem; all of them if left out.
    #[arg(long)]
    ecosystem: Option<String>,
}

pub fn run(config: &Config, command: &Command) -> Outcome {
    match command {
        Command::Verify(args) => verify(config, args),
    }
}

fn verify(config: &Config, args: &Verify) -> Outcome {
    let db = open_database(config)?;
    let ecosystems: Vec<EcosystemId> = db.read_now(|conn| match &args.ecosystem {
        Some(slug) => {
            let found = members::find_ecosystem_by_slug(conn, slug)?;
            let unknown = || Error::internal(format!("there is no ecosystem {slug:?}"));
            Ok(vec![found.ok_or_else(unknown)?])
        }
        None => members::founding::list_ecosystem_ids(conn),
    })?;
    let mut faults = 0;
    for ecosystem in ecosystems {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len}") {
            bar.set_style(style);
        }
        let report = db.read_now(|conn| {
            ledger::verify_with_progress(conn, ecosystem, &mut |done, total| {
                bar.set_length(total.unsigned_abs());
                bar.set_position(done.unsigned_abs());
            })
        })?;
        bar.finish_and_clear();
        match &report.fault {
            None => println!(
                "{ecosystem}: whole. {} transfers, {} accounts, {} holds pending, head {}",
                report.transfers, report.accounts, report.pending_holds, report.head
            ),
            Some(fault) => {
                faults += 1;
                println!("{ecosystem}: FAULT after {} transfers. {fault}", report.transfers);
            }
        }
    }
    if faults > 0 {
        return Err(Failure::Told(format!(
            "the ledger of {faults} ecosystem(s) is not whole"
        )));
    }
    Ok(())
}
