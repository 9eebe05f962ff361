//! How fast a large community is searched: inside the process on one and two threads, through HTTP beside an empty answer,
//! and by other engines with the same listings and questions. Also how long it takes to read it all, what it takes in
//! memory, how soon a change is found, and how long a new listing takes to find whom it concerns.
//!
//! One process makes the community, and another that has just started measures it, as a server does: one that had just
//! written a million listings was seen to search at half the speed of one that had not.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::peers::{Answers, Peer, Program};
use super::store;
use super::world::{Question, World};
use crate::bench::client::Client;
use crate::bench::ledger::{config_for, joined, told};
use crate::bench::poll::{Voter, found, page_session, renewed};
use crate::db::scratch::Scratch;
use crate::db::{Conn, Db, DbOptions};
use crate::http::{App, ServerOptions, start};
use crate::i18n::Locale;
use crate::kernel::clock::{Clock, Moment};
use crate::kernel::errors::{Error, Result as RoomResult};
use crate::kernel::ids::{EcosystemId, ListingId, MemberId};
use crate::kernel::place::Pin;
use crate::market::fairness::View;
use crate::market::saved_searches::{self, Alert};
use crate::market::widening::FEW;
use crate::market::{self, Facets, Listing, SearchQuery, Taxonomy};
use crate::members::{self, Actor};

/// Listings made and written at once.
const PORTION: usize = 5_000;
/// Listings of a page.
const PAGE: i64 = 20;
/// Where nobody lives: in the middle of the Atlantic.
const AT_SEA: Pin = Pin {
    lat_micro: 0,
    lon_micro: -30_000_000,
};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// Listings of the community.
    #[arg(long, default_value_t = 1_000_000)]
    pub listings: usize,
    /// Its members.
    #[arg(long, default_value_t = 100_000)]
    pub members: usize,
    /// Saved searches that ask to be told of new listings.
    #[arg(long, default_value_t = 20_000)]
    pub saved_searches: usize,
    /// Questions asked of each engine.
    #[arg(long, default_value_t = 2_000)]
    pub questions: usize,
    /// Questions asked of the peers, which take longer: the first of the same.
    #[arg(long, default_value_t = 200)]
    pub peer_questions: usize,
    /// Where SQLite files are made and removed again.
    #[arg(long, default_value = ".")]
    pub folder: PathBuf,
    /// PostgreSQL to compare with; the role must be allowed to create databases.
    #[arg(long, env = "COMMONHOUR_BENCH_POSTGRES_URL", hide_env_values = true)]
    pub postgres_url: Option<String>,
    /// The program built from `benches/tantivy`, to compare with.
    #[arg(long, value_name = "PROGRAM")]
    pub tantivy: Option<PathBuf>,
    /// A community that this command has made with the same options, to be measured.
    #[arg(long, value_name = "URL", hide = true)]
    pub community: Option<String>,
}

/// Listings published at the end, one by one; as many as there are, if they are fewer.
const NEWCOMERS: usize = 300;
/// Those of them that a process publishes before it knows much: which listings outdo others for a saved search is
/// learnt by and by.
const FIRST: usize = 50;

/// The member who searches, by the order they were enrolled in.
const READER: usize = 1;

/// A community that is measured.
struct Stage {
    app: App,
    ecosystem: EcosystemId,
    reader: Voter,
    /// By id, its place in the order they were made: the number that the peers know it by.
    numbers: HashMap<ListingId, i64>,
    questions: Vec<Question>,
    /// More listings, to be published one by one.
    newcomers: Vec<Listing>,
    people: Vec<Voter>,
}

/// Makes a community, measures it in another process and prints.
pub fn run(args: &Args, seed: u64) -> Result<(), String> {
    if args.listings == 0 || args.members < 2 || args.questions == 0 {
        return Err("there must be a listing, two members and a question".into());
    }
    if let Some(url) = &args.community {
        return measure(args, seed, open(url)?);
    }
    let scratch = Scratch::sqlite(&args.folder).map_err(told)?;
    make(args, seed, open(&scratch.url)?)?;
    let program = std::env::current_exe().map_err(told)?;
    let mut anew = Command::new(program);
    anew.args(std::env::args_os().skip(1))
        .arg("--community")
        .arg(&scratch.url);
    match anew.status().map_err(told)? {
        status if status.success() => Ok(()),
        status => Err(format!("the process that measures came to its end with {status}")),
    }
}

fn open(url: &str) -> Result<App, String> {
    let config = config_for(url, 8)?;
    let options = DbOptions {
        url: config.database_url.clone(),
        pool_size: config.pool_size,
    };
    Ok(App::new(Db::open(&options).map_err(told)?, config, Clock::System))
}

/// Measures and prints.
fn measure(args: &Args, seed: u64, app: App) -> Result<(), String> {
    let stage = set(args, seed, app)?;
    read_all(&stage)?;
    compare_all(&stage)?;
    let found = ask_here(&stage)?;
    publish(args, &stage)?;
    through_http(&stage)?;
    ask_peers(args, seed, &stage, &found)
}

/// Asks the peers, which take their time to be filled with the same listings, and much memory: last.
fn ask_peers(args: &Args, seed: u64, stage: &Stage, found: &Answers) -> Result<(), String> {
    let mut peers = open_peers(args).map_err(told)?;
    let program = args
        .tantivy
        .as_ref()
        .map(|program| Program::new(program, &args.folder));
    let mut program = program.transpose().map_err(told)?;
    let mut world = world(&stage.app, stage.ecosystem, &stage.people, seed)?;
    each_portion(args, &mut world, |portion| {
        for peer in &mut peers {
            peer.add(portion).map_err(told)?;
        }
        program
            .as_mut()
            .map_or(Ok(()), |program| program.add(portion).map_err(told))
    })?;
    for peer in &mut peers {
        peer.finish().map_err(told)?;
    }
    let asked = &stage.questions[..args.peer_questions.min(stage.questions.len())];
    for peer in &mut peers {
        let answers = peer.ask(asked).map_err(told)?;
        compare(peer.name, &answers, found);
    }
    if let Some(program) = &mut program {
        compare("tantivy", &program.ask(asked)?, found);
    }
    Ok(())
}

/// The listings of a community as they are made, some at a time.
fn each_portion(
    args: &Args,
    world: &mut World,
    mut take: impl FnMut(&[Listing]) -> Result<(), String>,
) -> Result<(), String> {
    let mut left = args.listings;
    while left > 0 {
        let most = PORTION.min(left);
        let portion: Vec<Listing> = (0..most).map(|_| world.listing()).collect::<Result<_, _>>()?;
        take(&portion)?;
        left -= most;
    }
    Ok(())
}

fn open_peers(args: &Args) -> RoomResult<Vec<Peer>> {
    let mut peers = vec![Peer::sqlite(&args.folder)?];
    match &args.postgres_url {
        Some(url) => peers.push(Peer::postgres(url)?),
        None => println!("PostgreSQL is not compared with: name one with --postgres-url."),
    }
    Ok(peers)
}

/// Makes the community.
fn make(args: &Args, seed: u64, app: App) -> Result<(), String> {
    let started = Instant::now();
    let (ecosystem, people) = found(&app, args.members).map_err(told)?;
    let mut world = world(&app, ecosystem, &people, seed)?;
    // What is kept of a listing is stored by processes that know the words.
    app.db
        .read_now(|conn| app.catalogue.warm(conn, ecosystem))
        .map_err(told)?;
    each_portion(args, &mut world, |portion| {
        app.db
            .write_now(|conn| {
                market::load_unindexed(conn, portion)?;
                market::store_digests(conn, ecosystem, portion).map(drop)
            })
            .map_err(told)
    })?;
    println!(
        "A community of {} members and {} listings, made in {:.0} s (seed {}).",
        args.members,
        args.listings,
        started.elapsed().as_secs_f64(),
        seed
    );
    Ok(())
}

/// What the listings of a community are drawn from, at the beginning.
fn world(app: &App, ecosystem: EcosystemId, people: &[Voter], seed: u64) -> Result<World, String> {
    let taxonomy = app
        .db
        .read_now(|conn| Taxonomy::read(conn, ecosystem))
        .map_err(told)?;
    let authors: Vec<MemberId> = people.iter().map(|person| person.id).collect();
    World::new(ecosystem, authors, taxonomy, app.now(), seed)
}

/// Finds the community again, and draws what comes after its listings.
fn set(args: &Args, seed: u64, app: App) -> Result<Stage, String> {
    let (ecosystem, people, ids) = app.db.read_now(store::find_community).map_err(told)?;
    if (people.len(), ids.len()) != (args.members, args.listings) {
        return Err("the community was made with other options".into());
    }
    let mut world = world(&app, ecosystem, &people, seed)?;
    each_portion(args, &mut world, |_| Ok(()))?;
    let questions = (0..args.questions)
        .map(|_| world.question())
        .collect::<Result<_, _>>()?;
    let newcomers = (0..NEWCOMERS.min(args.listings))
        .map(|_| world.listing())
        .collect::<Result<_, _>>()?;
    Ok(Stage {
        newcomers,
        reader: people[READER].clone(),
        app,
        ecosystem,
        numbers: (0..).zip(ids).map(|(n, id)| (id, n)).collect(),
        questions,
        people,
    })
}

/// Reads everything into memory, as a server does at its start.
fn read_all(stage: &Stage) -> Result<(), String> {
    let catalogue = &stage.app.catalogue;
    let before = resident_bytes();
    let started = Instant::now();
    stage
        .app
        .db
        .read_now(|conn| catalogue.warm(conn, stage.ecosystem))
        .map_err(told)?;
    let took = started.elapsed();
    let (listings, bytes) = catalogue.size(stage.ecosystem);
    println!(
        "read into memory in {:.1} s on one thread (limit 15 s): {:.0} bytes a listing beyond the text (limit 600)",
        took.as_secs_f64(),
        bytes as f64 / listings as f64
    );
    if let (Some(before), Some(after)) = (before, resident_bytes()) {
        println!(
            "the process grew by {:.0} bytes a listing",
            after.saturating_sub(before) as f64 / listings as f64
        );
    }
    Ok(())
}

/// Compares all that was read with the database, as every process does each hour.
fn compare_all(stage: &Stage) -> Result<(), String> {
    let catalogue = &stage.app.catalogue;
    let started = Instant::now();
    let audit = stage
        .app
        .db
        .read_now(|conn| catalogue.audit(conn, stage.ecosystem))
        .map_err(told)?;
    if audit.is_none_or(|audit| !audit.is_sound()) {
        return Err("what was read is not what the database has".into());
    }
    println!(
        "compared with the database in {:.1} s",
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

/// What the operating system counts as this process's own memory, where it tells: without the pages of the database's file,
/// which it lends and takes back.
fn resident_bytes() -> Option<usize> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find(|line| line.starts_with("RssAnon:"))?;
    let kilobytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1_024)
}

/// Asks inside the process, on one thread and then on two.
fn ask_here(stage: &Stage) -> Result<Answers, String> {
    let terms: usize = stage
        .questions
        .iter()
        .map(|question| {
            let catalogue = &stage.app.catalogue;
            catalogue.count_terms(stage.ecosystem, &question.text, Locale::Fr)
        })
        .sum();
    let answers = ask_share(stage, Facets::Left, 0, 1)?;
    let counted = ask_share(stage, Facets::Counted, 0, 1)?;
    let total: usize = answers.found.iter().map(Vec::len).sum();
    println!(
        "{} questions of {:.0} terms, each with a trade, 25 km, a day and terms; {:.1} found of a page of {PAGE}",
        stage.questions.len(),
        terms as f64 / stage.questions.len() as f64,
        total as f64 / stage.questions.len() as f64,
    );
    print_times(
        "Commonhour, in the process",
        &answers.times,
        "limits p50 0.3 ms, p99 1.5 ms",
    );
    print_times("  and every facet counted", &counted.times, "");
    let started = Instant::now();
    let asked: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|at| scope.spawn(move || ask_share(stage, Facets::Left, at, 2)))
            .collect();
        workers
            .into_iter()
            .map(|worker| joined(worker).map(|answers| answers.times.len()))
            .sum::<Result<usize, String>>()
    })?;
    println!(
        "on two threads {:.0} questions per second (at least 3,000)",
        asked as f64 / started.elapsed().as_secs_f64()
    );
    Ok(answers)
}

/// Every `step`th question from `from` on, with what a search does before it reads the listings of its page.
fn ask_share(stage: &Stage, facets: Facets, from: usize, step: usize) -> Result<Answers, String> {
    let mut answers = Answers {
        times: Vec::new(),
        found: Vec::new(),
    };
    let now = stage.app.now();
    let asked = stage.app.db.read_now(|conn| {
        let actor = actor_of(conn, &stage.reader, stage.ecosystem, now)?;
        for question in stage.questions.iter().skip(from).step_by(step) {
            let query = question.query(PAGE);
            let started = Instant::now();
            let exposure = &stage.app.exposure;
            let view = View::open(
                conn,
                exposure,
                stage.ecosystem,
                actor.member_id,
                &query.slice,
                now,
            )?;
            let stock = stage.app.catalogue.stock(conn, stage.ecosystem)?;
            let outcome = market::look_up(conn, &actor, &stock, Some(&view), &query, facets, now)?;
            answers.times.push(started.elapsed());
            let best = outcome.ids.iter().take(PAGE as usize);
            answers.found.push(best.map(|id| stage.numbers[id]).collect());
        }
        Ok(())
    });
    asked.map_err(told).map(|()| answers)
}

fn actor_of(conn: &mut Conn, who: &Voter, ecosystem: EcosystemId, now: Moment) -> RoomResult<Actor> {
    members::enter::by_membership(conn, who.id, ecosystem, now)?
        .ok_or_else(|| Error::internal("a member who was just added is not there"))
}

fn print_times(what: &str, times: &[Duration], beside: &str) {
    let [half, most] = [0.5, 0.99].map(|share| quantile(times, share).as_secs_f64() * 1e3);
    println!("{what:<28} p50 {half:>9.3} ms  p99 {most:>9.3} ms  {beside}");
}

fn quantile(times: &[Duration], share: f64) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = (share * sorted.len() as f64) as usize;
    sorted
        .get(at.min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

/// How much longer a peer takes, and how much of what it finds is found here too.
fn compare(name: &str, theirs: &Answers, ours: &Answers) {
    let asked = theirs.times.len();
    let ratio = |share: f64| {
        quantile(&theirs.times, share).as_secs_f64() / quantile(&ours.times[..asked], share).as_secs_f64()
    };
    let (mut both, mut all) = (0, 0);
    for (here, there) in ours.found.iter().zip(&theirs.found) {
        let here: HashSet<&i64> = here.iter().collect();
        both += there.iter().filter(|n| here.contains(n)).count();
        all += there.len();
    }
    let beside = format!(
        "{:.1} and {:.1} times as long; {:.0} % of its twenty are among ours",
        ratio(0.5),
        ratio(0.99),
        100.0 * both as f64 / all.max(1) as f64
    );
    print_times(name, &theirs.times, &beside);
}

/// New listings: how soon each is found, and how long it takes to find whom it concerns.
fn publish(args: &Args, stage: &Stage) -> Result<(), String> {
    save_searches(args, stage).map_err(told)?;
    let (db, catalogue) = (&stage.app.db, &stage.app.catalogue);
    let started = Instant::now();
    db.read_now(|conn| saved_searches::warm(conn, catalogue, stage.ecosystem))
        .map_err(told)?;
    println!(
        "{} saved searches read into memory in {:.1} s",
        args.saved_searches,
        started.elapsed().as_secs_f64()
    );
    let started = Instant::now();
    let mut learnt = 0;
    loop {
        match saved_searches::learn(catalogue, stage.app.now(), 100) {
            0 => break,
            more => learnt += more,
        }
    }
    println!(
        "the rivals of {learnt} questions learnt in {:.1} s, as a worker does that has nothing else to do",
        started.elapsed().as_secs_f64()
    );
    let published: Vec<Published> = stage
        .newcomers
        .iter()
        .map(|newcomer| publish_one(stage, newcomer))
        .collect::<Result<_, _>>()?;
    let (first, next) = published.split_at(FIRST.min(published.len()));
    for (which, published) in [("first", first), ("next", next)] {
        let times = |of: fn(&Published) -> Duration| published.iter().map(of).collect::<Vec<_>>();
        let told = |of: fn(&Published) -> usize| published.iter().map(of).sum::<usize>();
        println!("the {which} {} new listings, one after another", published.len());
        print_times(
            "found after their commit",
            &times(|one| one.found),
            "limit 100 ms",
        );
        print_times(
            "whom they concern",
            &times(|one| one.matched + one.alerted),
            "limit 50 ms",
        );
        let beside = format!("{} members told", told(|one| one.by_listings));
        print_times("  by members' listings", &times(|one| one.matched), &beside);
        let searches = args.saved_searches;
        let beside = format!("{} told of {searches} searches", told(|one| one.by_searches));
        print_times("  by saved searches", &times(|one| one.alerted), &beside);
    }
    Ok(())
}

struct Published {
    found: Duration,
    matched: Duration,
    alerted: Duration,
    by_listings: usize,
    by_searches: usize,
}

fn publish_one(stage: &Stage, newcomer: &Listing) -> Result<Published, String> {
    let (db, catalogue, ecosystem) = (&stage.app.db, &stage.app.catalogue, stage.ecosystem);
    let (id, now) = (newcomer.id, stage.app.now());
    db.write_in_now(ecosystem, |conn| market::load_indexed(conn, newcomer))
        .map_err(told)?;
    let committed = Instant::now();
    db.read_now(|conn| catalogue.warm(conn, ecosystem))
        .map_err(told)?;
    let found = committed.elapsed();
    db.write_in_now(ecosystem, |conn| {
        let started = Instant::now();
        let members = crate::matching::notice(conn, catalogue, id, now)?;
        let matched = started.elapsed();
        let started = Instant::now();
        let by_searches = saved_searches::alert(conn, catalogue, id, &members, now)?;
        Ok(Published {
            found,
            matched,
            alerted: started.elapsed(),
            by_listings: members.len(),
            by_searches,
        })
    })
    .map_err(told)
}

/// Questions that members saved; of ten, one by its words alone.
fn save_searches(args: &Args, stage: &Stage) -> RoomResult<()> {
    let now = stage.app.now();
    let numbers: Vec<usize> = (0..args.saved_searches).collect();
    for portion in numbers.chunks(PORTION) {
        stage.app.db.write_in_now(stage.ecosystem, |conn| {
            for n in portion {
                let person = &stage.people[n % stage.people.len()];
                let actor = actor_of(conn, person, stage.ecosystem, now)?;
                let question = &stage.questions[n % stage.questions.len()];
                let (mut query, name) = (question.query(PAGE), n.to_string());
                if n % 10 == 0 {
                    query = by_words_alone(query);
                }
                match saved_searches::save(conn, &actor, &query, Some(&name), Alert::AtOnce, now) {
                    // Words that say nothing cannot be saved.
                    Err(Error::Refused(_)) => {}
                    saved => drop(saved?),
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn by_words_alone(query: SearchQuery) -> SearchQuery {
    SearchQuery {
        category: Vec::new(),
        near: None,
        within_km: None,
        on: None,
        terms: Vec::new(),
        ..query
    }
}

/// The same questions through HTTP, beside two empty answers: a list with nothing in it, and the same searches where nobody
/// lives.
fn through_http(stage: &Stage) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(told)?;
    let entered = runtime.enter();
    let server = start(stage.app.clone(), &ServerOptions::default()).map_err(told)?;
    drop(entered);
    let token = || renewed(&stage.app, &stage.reader);
    let empty: Vec<String> = stage
        .questions
        .iter()
        .map(|_| "/api/v1/rings".to_string())
        .collect();
    let asked: Vec<String> = stage.questions.iter().map(path_of).collect();
    let at_sea: Vec<String> = stage
        .questions
        .iter()
        .map(|question| {
            path_of(&Question {
                near: AT_SEA,
                ..question.clone()
            })
        })
        .collect();
    get_all(server.address, &token()?, &empty[..empty.len().min(200)])?;
    let nothing = get_all(server.address, &token()?, &empty)?;
    let in_vain = get_all(server.address, &token()?, &at_sea)?;
    if in_vain
        .iter()
        .any(|(_, answer)| answer["total"].as_u64() != Some(0))
    {
        return Err("something was found where nobody lives".into());
    }
    let something = get_all(server.address, &token()?, &asked)?;
    let (many, few): (Vec<_>, Vec<_>) = asked
        .iter()
        .zip(&something)
        .partition(|(_, (_, answer))| answer["total"].as_u64() >= Some(FEW as u64));
    let wider: Vec<String> = few
        .iter()
        .map(|(path, _)| path.replacen("/search?", "/search/wider?", 1))
        .collect();
    let wider = get_all(server.address, &token()?, &wider)?;
    let pages = Pages::get(stage, server.address, &many, &few)?;
    runtime.block_on(server.handle.stop(true));
    let times = |answers: &[(Duration, Value)]| answers.iter().map(|(time, _)| *time).collect::<Vec<_>>();
    let (nothing, in_vain) = (times(&nothing), times(&in_vain));
    print_times("HTTP, an empty list", &nothing, "");
    print_times("  a search that finds nothing", &in_vain, "");
    let beside = |asked: &[Duration]| beside_empty(asked, &nothing, &in_vain);
    let found = times(&something);
    print_times(
        "HTTP, a page of 20",
        &found,
        &format!("{} (limit 3)", beside(&found)),
    );
    let full: Vec<Duration> = many.iter().map(|(_, (time, _))| *time).collect();
    print_times(
        &format!("  {} with {FEW} or more", full.len()),
        &full,
        &beside(&full),
    );
    if !wider.is_empty() {
        let wider = times(&wider);
        print_times(
            &format!("  {} that look wider", wider.len()),
            &wider,
            &beside(&wider),
        );
    }
    pages.print();
    Ok(())
}

/// How long pages take, as people who use a browser see them.
struct Pages {
    /// One with nothing in it.
    empty: Vec<Duration>,
    /// Of searches that find enough, and of those that look wider as well.
    full: Vec<Duration>,
    few: Vec<Duration>,
}

impl Pages {
    fn get(
        stage: &Stage,
        address: SocketAddr,
        full: &[Asked<'_>],
        few: &[Asked<'_>],
    ) -> Result<Pages, String> {
        let secret = page_session(&stage.app, READER)?;
        let mut client = Client::connect(address)?;
        let mut get_all = |paths: Vec<String>| {
            let get = |path: &String| {
                let started = Instant::now();
                let (status, _) = client.page(path, &secret)?;
                let took = started.elapsed();
                match status {
                    200 => Ok(took),
                    _ => Err(format!("GET {path}: {status}")),
                }
            };
            paths.iter().map(get).collect::<Result<Vec<Duration>, String>>()
        };
        let of = |asked: &[Asked<'_>]| {
            let paths = asked
                .iter()
                .map(|(path, _)| path.replacen("/api/v1/search?", "/listings?", 1));
            paths.collect::<Vec<_>>()
        };
        let empty = vec!["/rings".to_string(); stage.questions.len()];
        get_all(empty[..empty.len().min(200)].to_vec())?;
        Ok(Pages {
            empty: get_all(empty)?,
            full: get_all(of(full))?,
            few: get_all(of(few))?,
        })
    }

    fn print(&self) {
        print_times("HTML, an empty page", &self.empty, "");
        let beside = |pages: &[Duration]| format!("{} the empty page", times_as_long(pages, &self.empty));
        for (pages, found) in [
            (&self.full, "a search that finds enough"),
            (&self.few, "one that looks wider"),
        ] {
            if !pages.is_empty() {
                print_times(&format!("  {found}"), pages, &beside(pages));
            }
        }
    }
}

/// A path, and how long it took with its answer.
type Asked<'a> = (&'a String, &'a (Duration, Value));

/// How many times as long as the two empty answers: a list with nothing in it, and a search in vain.
fn beside_empty(asked: &[Duration], nothing: &[Duration], in_vain: &[Duration]) -> String {
    let (list, search) = (times_as_long(asked, nothing), times_as_long(asked, in_vain));
    format!("{list} the empty list, {search} the search in vain")
}

/// How many times as long at p50 and at p99.
fn times_as_long(asked: &[Duration], other: &[Duration]) -> String {
    let ratio = |share| quantile(asked, share).as_secs_f64() / quantile(other, share).as_secs_f64();
    format!("{:.1} and {:.1} times", ratio(0.5), ratio(0.99))
}

fn path_of(question: &Question) -> String {
    let day = market::WEEKDAYS[question.on.day.weekday() as usize - 1];
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("q", &question.text)
        .append_pair("kind", "offer")
        .append_pair("category", &question.category.to_string())
        .append_pair(
            "near",
            &format!("{},{}", question.near.lat(), question.near.lon()),
        )
        .append_pair("within_km", "25")
        .append_pair(
            "on",
            &format!(
                "{day} {}-{}",
                clock(question.on.from_minute),
                clock(question.on.to_minute)
            ),
        )
        .append_pair("terms", "gift")
        .append_pair("terms", "time")
        .append_pair("limit", &PAGE.to_string());
    format!("/api/v1/search?{}", query.finish())
}

fn get_all(address: SocketAddr, token: &str, paths: &[String]) -> Result<Vec<(Duration, Value)>, String> {
    let mut client = Client::connect(address)?;
    paths
        .iter()
        .map(|path| {
            let started = Instant::now();
            let (status, answer) = client.exchange("GET", path, token, &Value::Null)?;
            let took = started.elapsed();
            match status {
                200 => Ok((took, serde_json::from_slice(&answer).map_err(told)?)),
                _ => Err(format!(
                    "GET {path}: {status} {}",
                    String::from_utf8_lossy(&answer)
                )),
            }
        })
        .collect()
}
