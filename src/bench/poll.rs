//! `commonhour bench poll`: a whole vote through the API of a real server, in its last hour: every member is on the roll,
//! most cast a ballot, some change it, some delegate, and the vote closes at its time. What is counted is compared with
//! what the clients know was acknowledged, to the voice.
//!
//! The clock is moved by hand: the ballots come within the last hour, and the close is the announced moment.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::Client;
use super::ledger::{config_for, id_of, joined, told};
use crate::db::scratch::Scratch;
use crate::db::{Conn, Db, DbOptions};
use crate::ecosystems::{self, Founder};
use crate::governance::{self, BoxFile};
use crate::http::{App, ServerOptions, start};
use crate::i18n::Locale;
use crate::kernel::clock::{Clock, Moment};
use crate::kernel::errors::{Error, Result as RoomResult};
use crate::kernel::ids::{EcosystemId, MemberId, SessionId};
use crate::kernel::names::{DisplayName, Email};
use crate::members::{Enrolment, NewEcosystem, NewMember, SessionKind, login, memberships, register};
use crate::rulebook::{self, Key};

/// Members that one transaction adds.
const PORTION: usize = 2_000;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// PostgreSQL to measure on; the role must be allowed to create databases. Without it only SQLite is measured.
    #[arg(long, env = "COMMONHOUR_BENCH_POSTGRES_URL", hide_env_values = true)]
    pub postgres_url: Option<String>,
    /// Where the SQLite file is made and removed again: measure on the disk that will be used.
    #[arg(long, default_value = ".")]
    pub folder: PathBuf,
    /// Members on the roll.
    #[arg(long, default_value_t = 100_000)]
    pub members: usize,
    /// Connections at once.
    #[arg(long, default_value_t = 8)]
    pub clients: usize,
}

/// Measures and prints; an error if a tally is not the expected one.
pub fn run(args: &Args) -> Result<(), String> {
    if args.clients == 0 || args.members < 20 * args.clients {
        return Err("there must be at least twenty members for each client".into());
    }
    println!(
        "A vote of {} members through HTTP, {} clients: of ten members eight vote, one of them changes the ballot, \
         one delegates, one stays away.",
        args.members, args.clients
    );
    measure("SQLite", Scratch::sqlite(&args.folder), args)?;
    match &args.postgres_url {
        Some(url) => measure(
            "PostgreSQL",
            Scratch::postgres(url).and_then(Scratch::migrated),
            args,
        ),
        None => {
            println!("PostgreSQL is not measured: name one with --postgres-url.");
            Ok(())
        }
    }
}

/// A member as the clients know them.
#[derive(Debug, Clone)]
pub(super) struct Voter {
    pub id: MemberId,
    session: SessionId,
    token: String,
}

impl Voter {
    /// Somebody who logged in before; a token is issued where it is needed ([`renewed`]).
    pub(super) fn known(id: MemberId, session: SessionId) -> Voter {
        Voter {
            id,
            session,
            token: String::new(),
        }
    }
}

fn measure(engine: &str, scratch: RoomResult<Scratch>, args: &Args) -> Result<(), String> {
    let scratch = scratch.map_err(told)?;
    let config = config_for(&scratch.url, args.clients)?;
    let options = DbOptions {
        url: config.database_url.clone(),
        pool_size: config.pool_size,
    };
    let clock = Clock::manual(Clock::System.now());
    let app = App::new(Db::open(&options).map_err(told)?, config, clock);
    let (ecosystem, voters) = found(&app, args.members).map_err(told)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(told)?;
    let entered = runtime.enter();
    let server = start(app.clone(), &ServerOptions::default()).map_err(told)?;
    drop(entered);

    let mut client = Client::connect(server.address)?;
    let vote = json!({
        "kind": "rule_change", "title": "Five per cent", "method": "majority",
        "payload": {"key": "levy_rate_bp", "value": 500},
    });
    let id = id_of(&client.post("/api/v1/proposals", &voters[0].token, &vote)?)?;
    let closes_at = app.now().plus_hours(1);
    let opened = Instant::now();
    let opening = json!({ "closes_at": closes_at });
    client.post(
        &format!("/api/v1/proposals/{id}/opening"),
        &voters[0].token,
        &opening,
    )?;
    let opened = opened.elapsed();

    let (expected, cast) = vote_all(server.address, &id, &voters, args.clients)?;
    let (closed, late) = close(&app, server.address, &id, &voters, closes_at)?;
    if late != 409 {
        return Err(format!("a ballot after the close was answered with {late}"));
    }
    // The first connection has been idle for longer than servers wait.
    let mut client = Client::connect(server.address)?;
    check(&app, ecosystem, &mut client, (&id, &voters[0]), &expected)?;
    runtime.block_on(server.handle.stop(true));
    println!(
        "{engine:<12} {:>7.0} requests per second ({} requests), roll drawn up in {:.1} s, closed and counted {:.1} s after \
         the close; tally as expected: {expected:?}",
        cast.requests as f64 / cast.elapsed.as_secs_f64(),
        cast.requests,
        opened.as_secs_f64(),
        closed.as_secs_f64(),
    );
    Ok(())
}

/// A community of so many active members with tokens; the first is its founder.
pub(super) fn found(app: &App, members: usize) -> RoomResult<(EcosystemId, Vec<Voter>)> {
    let hash = app.passwords.hash_now("a password only for measuring")?;
    let new_member = |n: usize| -> RoomResult<NewMember> {
        Ok(NewMember {
            email: Some(Email::parse("email", &format!("m{n}@bench.example"))?),
            email_confirmed: true,
            password_hash: Some(hash.clone()),
            ..NewMember::named(DisplayName::parse("name", &format!("Member {n}"))?, Locale::En)
        })
    };
    let now = app.now();
    let new = NewEcosystem::parse("bench", "Bench", "en", "Europe/Paris")?;
    let founder = Founder::New(Box::new(new_member(0)?));
    let ecosystem = app.db.write_now(|conn| {
        let ecosystem = ecosystems::create(conn, &new, &founder, now)?.ecosystem_id;
        for (key, value) in [(Key::QuorumBp, json!(0)), (Key::DelegationCap, json!(1_000))] {
            let value = rulebook::parse_value(key, &value, "value")?;
            rulebook::set(conn, ecosystem, key, &value, None, None, now)?;
        }
        Ok(ecosystem)
    })?;
    let mut voters = Vec::with_capacity(members);
    let all: Vec<usize> = (0..members).collect();
    for portion in all.chunks(PORTION) {
        let added = app.db.write_now(|conn| {
            portion
                .iter()
                .map(|n| add(conn, app, ecosystem, *n, &new_member(*n)?, now))
                .collect::<RoomResult<Vec<Voter>>>()
        })?;
        voters.extend(added);
    }
    Ok((ecosystem, voters))
}

fn add(
    conn: &mut Conn,
    app: &App,
    ecosystem: EcosystemId,
    n: usize,
    person: &NewMember,
    now: Moment,
) -> RoomResult<Voter> {
    if n > 0 {
        let member = register::create(conn, person, now)?;
        memberships::enrol(conn, ecosystem, member, &Enrolment::active(now), now)?;
    }
    let email = format!("m{n}@bench.example");
    let proven = login::find_credentials(conn, &email)?
        .ok_or_else(|| Error::internal("a member who was just added is not there"))?;
    let opened = login::log_in(conn, &proven, SessionKind::Api, (&email, "bench"), now)?;
    let token = app
        .tokens
        .issue(opened.member_id, opened.session_id, opened.locale, now)?;
    Ok(Voter {
        id: opened.member_id,
        session: opened.session_id,
        token,
    })
}

/// What must be counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Expected {
    yes: i64,
    no: i64,
    abstain: i64,
    present: i64,
    represented: i64,
}

/// How much was sent.
struct Cast {
    requests: usize,
    elapsed: Duration,
}

fn vote_all(
    address: SocketAddr,
    id: &str,
    voters: &[Voter],
    clients: usize,
) -> Result<(Expected, Cast), String> {
    let started = Instant::now();
    let parts: Vec<(Expected, usize)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..clients)
            .map(|share| scope.spawn(move || vote_share(address, id, voters, (share, clients))))
            .collect();
        workers.into_iter().map(joined).collect::<Result<_, _>>()
    })?;
    let mut whole = Expected::default();
    let mut requests = 0;
    for (part, sent) in parts {
        whole.yes += part.yes;
        whole.no += part.no;
        whole.abstain += part.abstain;
        whole.present += part.present;
        whole.represented += part.represented;
        requests += sent;
    }
    let elapsed = started.elapsed();
    Ok((whole, Cast { requests, elapsed }))
}

/// What member `n` says in the end.
fn choice_of(n: usize) -> &'static str {
    ["yes", "yes", "no", "yes", "no", "abstain", "yes"][n % 7]
}

/// The members of one client. By the last digit of their number: 9 stays away, 8 delegates to the 0 of the same ten, 7
/// votes otherwise first, the others vote.
fn vote_share(
    address: SocketAddr,
    id: &str,
    voters: &[Voter],
    (share, clients): (usize, usize),
) -> Result<(Expected, usize), String> {
    let mut client = Client::connect(address)?;
    let path = format!("/api/v1/proposals/{id}/ballot");
    let (mut expected, mut requests) = (Expected::default(), 0);
    for (n, voter) in voters.iter().enumerate().skip(share).step_by(clients) {
        let speaker = match n % 10 {
            9 => continue,
            8 => {
                delegate(&mut client, voter, &voters[n - 8])?;
                requests += 2;
                expected.represented += 1;
                n - 8
            }
            last => {
                if last == 7 {
                    put(&mut client, &path, voter, "abstain")?;
                    requests += 1;
                }
                put(&mut client, &path, voter, choice_of(n))?;
                requests += 1;
                expected.present += 1;
                n
            }
        };
        match choice_of(speaker) {
            "yes" => expected.yes += 1,
            "no" => expected.no += 1,
            _ => expected.abstain += 1,
        }
    }
    Ok((expected, requests))
}

fn put(client: &mut Client, path: &str, voter: &Voter, choice: &str) -> Result<(), String> {
    match client.send("PUT", path, &voter.token, &json!({ "choice": choice }))? {
        (200, _) => Ok(()),
        (status, answer) => Err(format!("PUT {path}: {status} {answer}")),
    }
}

fn delegate(client: &mut Client, giver: &Voter, to: &Voter) -> Result<(), String> {
    let asked = json!({ "delegate_id": to.id });
    let (status, given) = client.send("PUT", "/api/v1/delegations/rules", &giver.token, &asked)?;
    if !(200..300).contains(&status) {
        return Err(format!("a delegation was refused: {status} {given}"));
    }
    let path = format!("/api/v1/delegations/{}/acceptance", id_of(&given)?);
    client.post(&path, &to.token, &json!({})).map(|_| ())
}

/// Moves the clock to the close, tries one ballot more, and closes as the worker does.
fn close(
    app: &App,
    address: SocketAddr,
    id: &str,
    voters: &[Voter],
    closes_at: Moment,
) -> Result<(Duration, u16), String> {
    app.clock.advance_to(closes_at);
    let started = Instant::now();
    let now = app.now();
    let closing = std::thread::scope(|scope| {
        let closing = scope.spawn(|| {
            app.db
                .write_now(|conn| governance::close_due(conn, now, 50))
                .map_err(told)
        });
        let path = format!("/api/v1/proposals/{id}/ballot");
        // Tokens are as old as the clock has moved: a new one, for the moment of the close.
        let late = Client::connect(address).and_then(|mut client| {
            let body = json!({ "choice": "no" });
            let token = renewed(app, &voters[9])?;
            client.send("PUT", &path, &token, &body).map(|(status, _)| status)
        });
        let closed = joined(closing);
        late.and_then(|late| closed.map(|count| (count, late)))
    });
    let (count, late) = closing?;
    match count {
        1 => Ok((started.elapsed(), late)),
        count => Err(format!("{count} votes were closed instead of one")),
    }
}

/// A token for the moment that the clock stands at now.
pub(super) fn renewed(app: &App, voter: &Voter) -> Result<String, String> {
    app.tokens
        .issue(voter.id, voter.session, Locale::En, app.now())
        .map_err(told)
}

/// The secret of a new session for pages, of the member who was enrolled as number `n`.
pub(super) fn page_session(app: &App, n: usize) -> Result<String, String> {
    let (email, now) = (format!("m{n}@bench.example"), app.now());
    let open = |conn: &mut Conn| {
        let proven = login::find_credentials(conn, &email)?
            .ok_or_else(|| Error::internal("a member who was enrolled is not there"))?;
        login::log_in(conn, &proven, SessionKind::Page, (&email, "bench"), now)
    };
    Ok(app.db.write_now(open).map_err(told)?.secret)
}

/// The tally must be the expected one, the rule must have changed, and the published box must count to it again.
fn check(
    app: &App,
    ecosystem: EcosystemId,
    client: &mut Client,
    (id, reader): (&str, &Voter),
    expected: &Expected,
) -> Result<(), String> {
    let token = renewed(app, reader)?;
    let (status, file) = client.send(
        "GET",
        &format!("/api/v1/proposals/{id}/box"),
        &token,
        &Value::Null,
    )?;
    if status != 200 {
        return Err(format!("the box was not handed out: {status}"));
    }
    let file: BoxFile = serde_json::from_value(file).map_err(told)?;
    let counts = file.tally.counts.unwrap_or_default();
    let found = Expected {
        yes: counts.yes,
        no: counts.no,
        abstain: counts.abstain,
        present: file.tally.present,
        represented: file.tally.represented,
    };
    if found != *expected {
        return Err(format!("expected {expected:?}, counted {found:?}"));
    }
    let (_, faults) = file.recount().map_err(told)?;
    if !faults.is_empty() {
        return Err(format!("a recount differs: {}", faults.join("; ")));
    }
    let rules = app
        .db
        .read_now(|conn| rulebook::read(conn, ecosystem))
        .map_err(told)?;
    match rules.number(Key::LevyRateBp) {
        500 => Ok(()),
        other => Err(format!("the vote passed and the levy is {other}")),
    }
}
