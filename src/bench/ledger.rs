//! `commonhour bench ledger`: members confirm delivered exchanges through the API of a real server, each confirmation
//! on disk before it is answered. Beside it runs PostgreSQL's own `pgbench` (TPC-B-like: three updates, a read and an
//! insert per transaction) on the same cluster with as many clients: the yardstick.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::Client;
use crate::config::Config;
use crate::db::scratch::Scratch;
use crate::db::{Db, DbOptions};
use crate::ecosystems::{self, Founder};
use crate::http::{App, ServerOptions, start};
use crate::i18n::Locale;
use crate::kernel::clock::Clock;
use crate::kernel::errors::{Error, Result as RoomResult};
use crate::kernel::ids::EcosystemId;
use crate::kernel::names::{DisplayName, Email};
use crate::ledger;
use crate::members::{NewEcosystem, NewMember, SessionKind, login};
use crate::rulebook::{self, Key};

/// Minutes of each exchange: enough for a levy of one minute under the default rule.
const MINUTES: i64 = 60;
/// Members who give and receive by turns.
const MEMBERS: usize = 32;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// PostgreSQL to measure on; the role must be allowed to create databases. Without it only SQLite is measured.
    #[arg(long, env = "COMMONHOUR_BENCH_POSTGRES_URL", hide_env_values = true)]
    pub postgres_url: Option<String>,
    /// Where the SQLite file is made and removed again: measure on the disk that will be used.
    #[arg(long, default_value = ".")]
    pub folder: PathBuf,
    /// Exchanges to confirm on each engine.
    #[arg(long, default_value_t = 2_000)]
    pub exchanges: usize,
    /// Connections at once, here and for pgbench.
    #[arg(long, default_value_t = 8)]
    pub clients: usize,
    /// Seconds that pgbench runs.
    #[arg(long, default_value_t = 10)]
    pub seconds: u32,
    /// Leave the yardstick out, where pgbench is not installed.
    #[arg(long)]
    pub no_pgbench: bool,
    /// Where pgbench is, if not on the path.
    #[arg(long, default_value = "pgbench")]
    pub pgbench: String,
}

/// What was measured on one engine.
struct Measured {
    per_second: f64,
    median: Duration,
    p99: Duration,
}

/// Measures and prints.
pub fn run(args: &Args) -> Result<(), String> {
    if args.clients == 0 || args.exchanges < args.clients {
        return Err("there must be at least one exchange for each client".into());
    }
    println!(
        "Exchanges confirmed through HTTP: {} exchanges, {} clients, every confirmation on disk before it is answered.",
        args.exchanges, args.clients
    );
    let sqlite = measure(Scratch::sqlite(&args.folder), args)?;
    print("SQLite", &sqlite);
    let Some(url) = &args.postgres_url else {
        println!("PostgreSQL is not measured: name one with --postgres-url.");
        return Ok(());
    };
    let postgres = measure(Scratch::postgres(url).and_then(Scratch::migrated), args)?;
    print("PostgreSQL", &postgres);
    if args.no_pgbench {
        return Ok(());
    }
    let yardstick = pgbench(url, args)?;
    println!(
        "{:<12} {yardstick:>9.0} transactions per second (TPC-B-like, scale 10)",
        "pgbench"
    );
    println!("SQLite / pgbench     {:.2}", sqlite.per_second / yardstick);
    println!("PostgreSQL / pgbench {:.2}", postgres.per_second / yardstick);
    Ok(())
}

fn print(engine: &str, measured: &Measured) {
    println!(
        "{engine:<12} {:>9.0} per second, median {:.1} ms, 99th percentile {:.1} ms",
        measured.per_second,
        millis(measured.median),
        millis(measured.p99)
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn measure(scratch: RoomResult<Scratch>, args: &Args) -> Result<Measured, String> {
    let scratch = scratch.map_err(told)?;
    let config = config_for(&scratch.url, args.clients)?;
    let db = Db::open(&DbOptions {
        url: config.database_url.clone(),
        pool_size: config.pool_size,
    })
    .map_err(told)?;
    let app = App::new(db, config, Clock::System);
    let community = found(&app).map_err(told)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(told)?;
    let entered = runtime.enter();
    let server = start(app.clone(), &ServerOptions::default()).map_err(told)?;
    drop(entered);
    let prepared = prepare(server.address, &community.tokens, args.exchanges, args.clients)?;
    let measured = confirm_all(server.address, prepared)?;
    runtime.block_on(server.handle.stop(true));
    let report = app
        .db
        .read_now(|conn| ledger::verify(conn, community.ecosystem))
        .map_err(told)?;
    match report.fault {
        Some(fault) => Err(format!("the ledger is not sound after the measurement: {fault}")),
        // Each exchange and its levy.
        None if report.transfers != 2 * args.exchanges as i64 => Err(format!(
            "{} exchanges gave {} transfers",
            args.exchanges, report.transfers
        )),
        None => Ok(measured),
    }
}

pub(super) fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

pub(super) fn config_for(url: &str, clients: usize) -> Result<Config, String> {
    let secret: [u8; 24] = rand::random();
    let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let values: BTreeMap<String, String> = [
        ("DATABASE_URL", url),
        ("COMMONHOUR_BIND", "127.0.0.1:0"),
        ("COMMONHOUR_BASE_URL", "http://127.0.0.1"),
        ("COMMONHOUR_SECRET_KEY", &secret),
        ("COMMONHOUR_POOL_SIZE", &clients.to_string()),
    ]
    .map(|(name, value)| (name.to_string(), value.to_string()))
    .into();
    Config::from_values(&values).map_err(told)
}

/// A community whose members are logged in.
pub struct Community {
    pub ecosystem: EcosystemId,
    pub tokens: Vec<String>,
}

/// Founds a community of members who may owe and be owed a lot.
pub fn found(app: &App) -> RoomResult<Community> {
    let hash = app.passwords.hash_now("a password only for measuring")?;
    let new_member = |n: usize| -> RoomResult<NewMember> {
        Ok(NewMember {
            email: Some(Email::parse("email", &format!("m{n}@bench.example"))?),
            email_confirmed: true,
            password_hash: Some(hash.clone()),
            ..NewMember::named(DisplayName::parse("name", &format!("Member {n}"))?, Locale::En)
        })
    };
    let new = NewEcosystem::parse("bench", "Bench", "en", "Europe/Paris")?;
    let founder = Founder::New(Box::new(new_member(0)?));
    let now = app.now();
    app.db.write_now(|conn| {
        let ecosystem = ecosystems::create(conn, &new, &founder, now)?.ecosystem_id;
        let rules = [
            (Key::AdmissionMode, json!("automatic")),
            (Key::CreditFloorMinutes, json!(-12_000)),
            (Key::CreditCeilingMinutes, json!(120_000)),
        ];
        for (key, value) in rules {
            let value = rulebook::parse_value(key, &value, "value")?;
            rulebook::set(conn, ecosystem, key, &value, None, None, now)?;
        }
        let mut tokens = Vec::new();
        for n in 0..MEMBERS {
            if n > 0 {
                ecosystems::register(conn, &new_member(n)?, Some(ecosystem), now)?;
            }
            let email = format!("m{n}@bench.example");
            let proven = login::find_credentials(conn, &email)?
                .ok_or_else(|| Error::internal("a member who was just added is not there"))?;
            let opened = login::log_in(conn, &proven, SessionKind::Api, (&email, "bench"), now)?;
            tokens.push(
                app.tokens
                    .issue(opened.member_id, opened.session_id, opened.locale, now)?,
            );
        }
        Ok(Community { ecosystem, tokens })
    })
}

/// A delivered exchange and the token of the member who is to confirm it.
pub type Delivered = (String, String);

/// Proposes, agrees and delivers exchanges; each client gets its share to confirm.
pub fn prepare(
    address: SocketAddr,
    tokens: &[String],
    exchanges: usize,
    clients: usize,
) -> Result<Vec<Vec<Delivered>>, String> {
    let mut client = Client::connect(address)?;
    let mut listings = Vec::new();
    for token in tokens {
        let offer = json!({
            "kind": "offer", "title": "Bike repair", "description": "Brakes, gears and flat tyres.",
            "terms": {"time_minutes": MINUTES}, "remote": true,
        });
        listings.push(id_of(&client.post("/api/v1/listings", token, &offer)?)?);
    }
    let shares: Vec<Vec<usize>> = (0..clients)
        .map(|share| (share..exchanges).step_by(clients).collect())
        .collect();
    std::thread::scope(|scope| {
        let (listings, tokens) = (&listings, tokens);
        let workers: Vec<_> = shares
            .into_iter()
            .map(|share| scope.spawn(move || deliver_all(address, &share, listings, tokens)))
            .collect();
        workers.into_iter().map(joined).collect()
    })
}

fn deliver_all(
    address: SocketAddr,
    share: &[usize],
    listings: &[String],
    tokens: &[String],
) -> Result<Vec<Delivered>, String> {
    let mut client = Client::connect(address)?;
    let mut delivered = Vec::with_capacity(share.len());
    for number in share {
        let giver = number % tokens.len();
        let receiver = (giver + 1) % tokens.len();
        let proposal = json!({"listing_id": listings[giver], "minutes": MINUTES, "terms": "time"});
        let exchange = id_of(&client.post("/api/v1/exchanges", &tokens[receiver], &proposal)?)?;
        for step in ["agreement", "delivery"] {
            let path = format!("/api/v1/exchanges/{exchange}/{step}");
            client.post(&path, &tokens[giver], &json!({}))?;
        }
        delivered.push((exchange, tokens[receiver].clone()));
    }
    Ok(delivered)
}

pub(super) fn id_of(answer: &Value) -> Result<String, String> {
    let id = answer["id"].as_str().map(str::to_string);
    id.ok_or_else(|| format!("an answer without id: {answer}"))
}

pub(super) fn joined<T>(worker: std::thread::ScopedJoinHandle<'_, Result<T, String>>) -> Result<T, String> {
    worker
        .join()
        .unwrap_or_else(|_| Err("a client has panicked".into()))
}

/// The measurement: every client confirms its share, one after the other, all clients at once.
fn confirm_all(address: SocketAddr, shares: Vec<Vec<Delivered>>) -> Result<Measured, String> {
    let clients: Vec<Client> = shares
        .iter()
        .map(|_| Client::connect(address))
        .collect::<Result<_, _>>()?;
    let started = Instant::now();
    let times: Vec<Vec<Duration>> = std::thread::scope(|scope| {
        let workers: Vec<_> = clients
            .into_iter()
            .zip(&shares)
            .map(|(client, share)| scope.spawn(move || confirm_share(client, share)))
            .collect();
        workers.into_iter().map(joined).collect::<Result<_, _>>()
    })?;
    let elapsed = started.elapsed();
    let mut times: Vec<Duration> = times.into_iter().flatten().collect();
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    Ok(Measured {
        per_second: times.len() as f64 / elapsed.as_secs_f64(),
        median: at(50),
        p99: at(99),
    })
}

fn confirm_share(mut client: Client, share: &[Delivered]) -> Result<Vec<Duration>, String> {
    let mut times = Vec::with_capacity(share.len());
    for (exchange, token) in share {
        let path = format!("/api/v1/exchanges/{exchange}/confirmation");
        let started = Instant::now();
        client.post(&path, token, &json!({}))?;
        times.push(started.elapsed());
    }
    Ok(times)
}

/// Transactions per second of pgbench's TPC-B-like script on a database of its own.
fn pgbench(url: &str, args: &Args) -> Result<f64, String> {
    let scratch = Scratch::postgres(url).map_err(told)?;
    let run = |arguments: &[&str]| -> Result<String, String> {
        let output = Command::new(&args.pgbench)
            .args(arguments)
            .arg(&scratch.url)
            .output()
            .map_err(|e| format!("cannot run {}: {e}", args.pgbench))?;
        if !output.status.success() {
            return Err(format!(
                "pgbench failed: {}",
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    run(&["--initialize", "--quiet", "--scale=10"])?;
    let (clients, seconds) = (args.clients.to_string(), args.seconds.to_string());
    let threads = args.clients.min(2).to_string();
    let told = run(&["--client", &clients, "--jobs", &threads, "--time", &seconds])?;
    read_tps(&told).ok_or_else(|| format!("pgbench told no rate: {told}"))
}

/// `tps = 1234.5 (without initial connection time)` → 1234.5
fn read_tps(text: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.starts_with("tps = "))?;
    line.split(' ').nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::read_tps;

    #[test]
    fn the_rate_is_read_from_what_pgbench_tells() {
        let told = "number of clients: 8\ntps = 1234.567890 (without initial connection time)\n";
        assert_eq!(read_tps(told), Some(1234.56789));
        assert_eq!(read_tps("pgbench: error"), None);
    }
}
