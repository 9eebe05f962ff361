//! `commonhour demo`: a community to look around in, on the embedded database, in one command.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use base64::Engine as _;

use super::{Failure, Outcome, open_database, runtime, serve, start_log};
use crate::config::Config;
use crate::demo::{self, Login};
use crate::http::App;
use crate::kernel::clock::Clock;
use crate::members;

/// What opens the three logins. A demonstration listens on this machine only and holds nobody's data.
const PASSWORD: &str = "une heure vaut une heure";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Make the community anew, forgetting what was done in it.
    #[arg(long)]
    fresh: bool,
    /// Make the community and stop, without serving.
    #[arg(long)]
    build_only: bool,
}

pub fn run(file: Option<&Path>, args: &Args) -> Outcome {
    let config = settings(file)?;
    start_log(&config)?;
    if args.fresh {
        forget(&config)?;
    }
    let db = open_database(&config)?;
    let app = App::new(db, config, Clock::System);
    let there = app
        .db
        .read_now(|conn| members::find_ecosystem_by_slug(conn, demo::SLUG))?;
    if there.is_some() {
        println!("The demonstration community is there; `--fresh` makes it anew.");
    } else {
        build(&app)?;
    }
    print_logins(&demo::logins()?);
    if args.build_only {
        return Ok(());
    }
    runtime()?.block_on(serve::serve(app, true))
}

/// The usual settings, but for what could reach a real community: the demonstration has a database and a secret of its
/// own in a folder of its own, and answers on this machine only, since its password is known to everyone.
fn settings(file: Option<&Path>) -> Result<Config, Failure> {
    let mut values = Config::read_values(file)?;
    let dir = PathBuf::from(values.get("COMMONHOUR_DATA_DIR").map_or("data", String::as_str)).join("demo");
    std::fs::create_dir_all(&dir).map_err(|e| Failure::Told(format!("{}: {e}", dir.display())))?;
    values.insert("COMMONHOUR_DATA_DIR".into(), dir.display().to_string());
    values.remove("DATABASE_URL");
    values.remove("COMMONHOUR_SMTP_URL");
    values.insert("COMMONHOUR_SECRET_KEY".into(), own_secret(&dir)?);
    values
        .entry("COMMONHOUR_LOG".into())
        .or_insert_with(|| "warn".into());
    let config = Config::from_values(&values)?;
    if !config.bind.ip().is_loopback() {
        let why =
            "the demonstration answers on this machine only; set COMMONHOUR_BIND to 127.0.0.1 and a port";
        return Err(Failure::Told(why.into()));
    }
    Ok(config)
}

/// A random secret, kept in the demonstration's folder so that logins outlive a restart.
fn own_secret(dir: &Path) -> Result<String, Failure> {
    let path = dir.join("secret");
    let told = |e: std::io::Error| Failure::Told(format!("{}: {e}", path.display()));
    if path.exists() {
        return Ok(std::fs::read_to_string(&path).map_err(told)?.trim().to_string());
    }
    let random: [u8; 48] = rand::random();
    let secret = base64::engine::general_purpose::STANDARD.encode(random);
    write_private(&path, &secret).map_err(told)?;
    println!("The demonstration made its own secret: {}", path.display());
    Ok(secret)
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(text.as_bytes())
}

/// Removes the database of an earlier demonstration.
fn forget(config: &Config) -> Outcome {
    for ending in ["", "-wal", "-shm"] {
        let path = config.data_dir.join(format!("commonhour.db{ending}"));
        if path.exists() {
            std::fs::remove_file(&path).map_err(|e| Failure::Told(format!("{}: {e}", path.display())))?;
        }
    }
    Ok(())
}

fn build(app: &App) -> Outcome {
    println!("Making the demonstration community: more than a year of exchanges and votes, day by day.");
    let hash = app.passwords.hash_now(PASSWORD)?;
    let secret = app.config.secret_key.derive("ballot-box");
    let bar = if std::io::stderr().is_terminal() {
        indicatif::ProgressBar::new(0)
    } else {
        indicatif::ProgressBar::hidden()
    };
    let built = demo::build(&app.db, &hash, secret, app.now(), |day, days| {
        bar.set_length(days as u64);
        bar.set_position(day as u64);
    })?;
    bar.finish_and_clear();
    println!(
        "{} members, {} listings, {} exchanges.",
        built.members, built.listings, built.exchanges
    );
    Ok(())
}

fn print_logins(logins: &[Login]) {
    println!("\nLog in with the password: {PASSWORD}");
    for login in logins {
        println!("  {:<12} {:<40} {}", login.role, login.email, login.name);
    }
    println!();
}
