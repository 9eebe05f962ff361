//! Floor 7, the command line: one file a command. Settings come from the environment and an optional TOML file.
//!
//! Exit codes: 0 done, 1 it could not be done (the reason is on standard error), 2 the command, the settings or a file
//! given to it cannot be used.

pub mod backup;
mod demo;
mod ecosystem;
mod esco;
pub mod export;
mod healthcheck;
pub mod import;
mod input;
mod ledger;
mod member;
mod migrate;
mod serve;
mod taxonomy;
mod vote;
mod vote_budget;
mod vote_files;
mod worker;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::bench::Bench;
use crate::config::{Config, ConfigError};
use crate::db::{Db, DbOptions};
use crate::i18n::{self, Locale};
use crate::kernel::clock::Clock;
use crate::kernel::errors::Error;

#[derive(Debug, Parser)]
#[command(
    name = "commonhour",
    version,
    about = "A cooperative marketplace with a time bank."
)]
struct Cli {
    /// TOML file with settings; those of the environment go first.
    #[arg(long, global = true, value_name = "FILE", env = "COMMONHOUR_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer over HTTP, and do the worker's work too.
    Serve(serve::Args),
    /// Make a demonstration community, print three logins and serve it.
    Demo(demo::Args),
    /// Apply the migrations that are pending, and stop.
    Migrate,
    /// Only do the worker's work: mails, deadlines, closings.
    Worker,
    /// Ecosystems: communities on this server.
    #[command(subcommand)]
    Ecosystem(ecosystem::Command),
    /// Members: list, set a password, give a mandate.
    #[command(subcommand)]
    Member(member::Command),
    /// The ledger: verify it.
    #[command(subcommand)]
    Ledger(ledger::Command),
    /// Take over the data of another system.
    #[command(subcommand)]
    Import(import::ImportSource),
    /// Taxonomies of trades and skills that help to find listings: import, list, remove.
    #[command(subcommand)]
    Taxonomy(taxonomy::Command),
    /// Measure this machine, beside a known yardstick.
    #[command(subcommand)]
    Bench(Bench),
    /// Take a community's data out: members without contact data, listings, transfers, decisions, as CSV tables.
    Export(export::ExportArgs),
    /// Copy the database into a file, while the server runs, and check the copy.
    Backup(backup::BackupArgs),
    /// Put a backup in the place of the database; the server must be stopped.
    Restore(backup::RestoreArgs),
    /// Votes: count a file of ballots; needs no settings and no database.
    #[command(subcommand)]
    Vote(vote::Command),
    /// Ask the running server whether it is ready; for containers.
    Healthcheck,
}

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Settings(#[from] ConfigError),
    #[error("{}", explain(.0))]
    Refused(Error),
    #[error("{0}")]
    Told(String),
    /// What was given on the command line does not go together.
    #[error("{0}")]
    Unusable(String),
    #[error("{0}")]
    Malformed(#[from] vote_files::Malformed),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Refused(error)
    }
}

impl Failure {
    fn exit_code(&self) -> u8 {
        match self {
            Failure::Settings(_) | Failure::Unusable(_) | Failure::Malformed(_) => 2,
            Failure::Refused(_) | Failure::Told(_) => 1,
        }
    }
}

/// A refusal as people read it, with the field it is about; anything else as it is.
fn explain(error: &Error) -> String {
    match error.refusal() {
        Some(refusal) => {
            let text = i18n::explain(Locale::En, refusal);
            match &refusal.field {
                Some(field) => format!("{field}: {text}"),
                None => text,
            }
        }
        None => error.to_string(),
    }
}

pub type Outcome = Result<(), Failure>;

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // `FILE:LINE: …` stands alone, so that editors find the place.
            match &failure {
                Failure::Malformed(malformed) => eprintln!("{malformed}"),
                _ => eprintln!("commonhour: {failure}"),
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(cli: Cli) -> Outcome {
    // Read by the commands that need it: measurements and the demonstration bring settings of their own.
    let config = || Config::load(cli.config.as_deref());
    match cli.command {
        Command::Serve(args) => serve::run(config()?, &args),
        Command::Demo(args) => demo::run(cli.config.as_deref(), &args),
        Command::Migrate => migrate::run(&config()?),
        Command::Worker => worker::run(config()?),
        Command::Ecosystem(command) => ecosystem::run(&config()?, &command),
        Command::Member(command) => member::run(&config()?, &command),
        Command::Ledger(command) => ledger::run(&config()?, &command),
        Command::Import(source) => {
            let config = config()?;
            let db = open_database(&config)?;
            match import::command(&db, &Clock::System, &config.data_dir, &source) {
                Ok(true) => Ok(()),
                Ok(false) => Err(Failure::Told("the import's proof does not hold".into())),
                Err(why) => Err(Failure::Told(why)),
            }
        }
        Command::Taxonomy(command) => taxonomy::run(&config()?, &command),
        Command::Bench(bench) => crate::bench::run(&bench).map_err(Failure::Told),
        Command::Export(args) => {
            let db = open_database(&config()?)?;
            let paths = export::command(&db, &Clock::System, &args).map_err(Failure::Told)?;
            paths.iter().for_each(|path| println!("{}", path.display()));
            Ok(())
        }
        Command::Backup(args) => {
            let config = config()?;
            let db = open_database(&config)?;
            tell(backup::back_up(&db, &config.database_url, &args))
        }
        Command::Restore(args) => tell(backup::restore(&config()?.database_url, &args)),
        Command::Vote(command) => vote::run(&command),
        Command::Healthcheck => healthcheck::run(&config()?),
    }
}

/// Prints what was done, or fails with why not.
fn tell(told: Result<String, String>) -> Outcome {
    println!("{}", told.map_err(Failure::Told)?);
    Ok(())
}

/// The database, with every migration applied and the data folder there.
fn open_database(config: &Config) -> Result<Db, Failure> {
    migrate::apply(config)?;
    let options = DbOptions {
        url: config.database_url.clone(),
        pool_size: config.pool_size,
    };
    Ok(Db::open(&options)?)
}

/// Starts the log: `COMMONHOUR_LOG` is a filter such as `info,commonhour=debug`; `json:` in front makes JSON lines.
fn start_log(config: &Config) -> Outcome {
    use tracing_subscriber::EnvFilter;
    let (json, filter) = match config.log.strip_prefix("json:") {
        Some(rest) => (true, rest),
        None => (false, config.log.as_str()),
    };
    let filter = if filter.is_empty() { "info" } else { filter };
    let filter = EnvFilter::try_new(filter)
        .map_err(|e| ConfigError(vec![format!("COMMONHOUR_LOG is no log filter: {e}")]))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = if json {
        log.json().try_init()
    } else {
        log.try_init()
    };
    started.map_err(|e| Failure::Told(format!("the log cannot be started: {e}")))
}

/// The threads a server or worker runs on.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Failure::Told(format!("cannot start: {e}")))
}

/// Waits until the process is told to stop: Ctrl-C, or SIGTERM from a service manager.
async fn told_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            _ = interrupt.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }
}
