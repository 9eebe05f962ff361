//! `commonhour import timeoverflow`: the files are judged, taken over in batches, reported and proven.

use std::collections::HashSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::db::Db;
use crate::i18n::{self, Arg, Locale};
use crate::interchange::import::{self, Job};
use crate::interchange::timeoverflow::{CategoryMap, Files, Plan, Reading, plan};
use crate::interchange::{self, Counts, FileName, Import, Line, Proof, ReportRow};
use crate::kernel::clock::Clock;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{EcosystemId, ImportId};
use crate::ledger::{self, VerifyReport};
use crate::members;

/// Lines of one transaction: what a kill may cost.
pub const BATCH_LINES: usize = 500;

/// Where the data comes from.
#[derive(Debug, Subcommand)]
pub enum ImportSource {
    /// A community of TimeOverflow: its users, posts and transfers as CSV files without a header.
    Timeoverflow(TimeoverflowArgs),
}

#[derive(Debug, Args)]
pub struct TimeoverflowArgs {
    /// Columns: member_uid, entry_date, first, middle, last, gender, date_of_birth, phone, alt_phone, email
    pub users: PathBuf,
    /// Columns: member_uid, type, title, description, category_id, created_at, start_on, end_on
    pub posts: PathBuf,
    /// Columns: source_id, source_type, destination_id, destination_type, amount, created_at, reason, post_id
    pub transfers: PathBuf,
    /// Slug of the ecosystem that takes the data over.
    #[arg(long)]
    pub ecosystem: String,
    /// Judge every line and write the report, but nothing to the database.
    #[arg(long)]
    pub dry_run: bool,
    /// Where the line-by-line report goes [default: imports/<digest>.csv in the data folder].
    #[arg(long)]
    pub report: Option<PathBuf>,
    /// Time zone of times that name none [default: the ecosystem's].
    #[arg(long)]
    pub time_zone: Option<String>,
    /// Which category a category_id stands for: category_id, key or French name, English name.
    #[arg(long)]
    pub categories: Option<PathBuf>,
    /// Language of messages and report, fr or en [default: that of LANG].
    #[arg(long)]
    pub locale: Option<Locale>,
}

/// What is to be imported, read from disk.
#[derive(Debug, Clone)]
pub struct Order {
    pub ecosystem: EcosystemId,
    pub files: Files,
    pub categories: CategoryMap,
    /// For times that name no zone.
    pub zone: chrono_tz::Tz,
    /// The community's language.
    pub locale: Locale,
    pub dry_run: bool,
    pub batch_lines: usize,
    /// Stops after so many batches, as a kill would.
    pub batches_max: Option<usize>,
}

/// How a run ended.
#[derive(Debug)]
pub enum Ending {
    /// Every line was dealt with.
    Whole { proof: Proof, ledger: VerifyReport },
    /// Nothing was written; the proof is over what would be.
    DryRun { proof: Proof },
    /// Stopped on the way; the same order goes on.
    Interrupted,
}

/// What a run did.
#[derive(Debug)]
pub struct Done {
    pub ending: Ending,
    /// Every line dealt with so far, by this run and those before it.
    pub rows: Vec<ReportRow>,
    /// Members whom only transfers name.
    pub former: usize,
}

/// Is told how many lines of a file are done.
pub type Progress<'a> = &'a mut dyn FnMut(FileName, usize, usize);

/// Runs an import from where it stands to its end.
pub fn run(db: &Db, clock: &Clock, order: &Order, progress: Progress<'_>) -> Result<Done> {
    let digest = order.files.digest();
    let (ecosystem, now) = (order.ecosystem, clock.now());
    let import = if order.dry_run {
        let found = db.read_now(|conn| import::find(conn, ecosystem, &digest))?;
        found.unwrap_or(Import {
            id: ImportId::new(now),
            ecosystem_id: ecosystem,
            started_at: now,
            finished: false,
        })
    } else {
        db.write_in_now(ecosystem, |conn| import::begin(conn, ecosystem, &digest, now))?
    };
    let reading = Reading {
        zone: order.zone,
        locale: order.locale,
        started_at: import.started_at,
    };
    let plan = plan(&order.files, &reading);
    let planned = interchange::prove_plan(&plan);
    if !planned.holds() {
        return Err(Error::internal(format!(
            "the plan does not give the source's balances: {:?}",
            planned.differences
        )));
    }
    let job = Job {
        import,
        locale: order.locale,
        zone: order.zone,
        highest_uid: plan.highest_uid(),
    };
    let former = plan.former.len();
    if order.dry_run {
        let rows = db.read_now(|conn| interchange::preview(conn, &job, &plan))?;
        let ending = Ending::DryRun { proof: planned };
        return Ok(Done { ending, rows, former });
    }
    let whole = take_over(db, clock, order, &job, &plan, progress)?;
    let rows = db.read_now(|conn| import::rows(conn, &import))?;
    let ending = if whole {
        db.write_in_now(ecosystem, |conn| import::finish(conn, &import, clock.now()))?;
        Ending::Whole {
            proof: db.read_now(|conn| interchange::prove(conn, &import, &plan))?,
            ledger: db.read_now(|conn| ledger::verify(conn, ecosystem))?,
        }
    } else {
        Ending::Interrupted
    };
    Ok(Done { ending, rows, former })
}

/// Takes every open line over, file by file; false when it was stopped on the way.
fn take_over(
    db: &Db,
    clock: &Clock,
    order: &Order,
    job: &Job,
    plan: &Plan,
    progress: Progress<'_>,
) -> Result<bool> {
    let ecosystem = order.ecosystem;
    let mut batches = Batches {
        db,
        job,
        lines: order.batch_lines.max(1),
        left: order.batches_max.unwrap_or(usize::MAX),
        progress,
    };
    let users = batches.run(FileName::Users, &plan.users, |conn, lines| {
        import::import_users(conn, job, lines, clock.now())
    })?;
    if !users {
        return Ok(false);
    }
    for former in plan.former.chunks(batches.lines) {
        db.write_in_now(ecosystem, |conn| {
            import::import_former(conn, job, former, clock.now())
        })?;
    }
    db.write_in_now(ecosystem, |conn| {
        import::import_categories(conn, job, &plan.categories(), &order.categories, clock.now())
    })?;
    let posts = batches.run(FileName::Posts, &plan.posts, |conn, lines| {
        import::import_posts(conn, job, lines)
    })?;
    if !posts {
        return Ok(false);
    }
    batches.run(FileName::Transfers, &plan.transfers, |conn, lines| {
        import::import_transfers(conn, job, lines, clock.now())
    })
}

struct Batches<'a> {
    db: &'a Db,
    job: &'a Job,
    lines: usize,
    left: usize,
    progress: Progress<'a>,
}

impl Batches<'_> {
    /// Hands the open lines of a file to `take`, each batch in a transaction of its own; false when the batches ran out.
    fn run<T: Clone>(
        &mut self,
        file: FileName,
        lines: &[Line<T>],
        take: impl Fn(&mut crate::db::Conn, &[Line<T>]) -> Result<()>,
    ) -> Result<bool> {
        let done: HashSet<i64> = self
            .db
            .read_now(|conn| import::done(conn, &self.job.import, file))?;
        let open: Vec<Line<T>> = lines
            .iter()
            .filter(|line| !done.contains(&line.number))
            .cloned()
            .collect();
        let mut finished = lines.len() - open.len();
        (self.progress)(file, finished, lines.len());
        for batch in open.chunks(self.lines) {
            if self.left == 0 {
                return Ok(false);
            }
            self.left -= 1;
            self.db
                .write_in_now(self.job.import.ecosystem_id, |conn| take(conn, batch))?;
            finished += batch.len();
            (self.progress)(file, finished, lines.len());
        }
        Ok(true)
    }
}

/// The command: reads the files, runs, prints summary and proof. True when all is well.
pub fn command(db: &Db, clock: &Clock, data_dir: &Path, source: &ImportSource) -> Result<bool, String> {
    let ImportSource::Timeoverflow(args) = source;
    let locale = args.locale.unwrap_or_else(locale_of_environment);
    let order = order_of(db, args, locale)?;
    let digest = order.files.digest();
    let before = db
        .read_now(|conn| match import::find(conn, order.ecosystem, &digest)? {
            Some(import) => Ok(import::rows(conn, &import)?.len()),
            None => Ok(0),
        })
        .map_err(|e| e.to_string())?;
    if before > 0 && !order.dry_run {
        println!(
            "{}",
            i18n::text_with(locale, "import-resumed", &[("done", Arg::from(before))])
        );
    }
    let mut shown = Shown::new(locale);
    let done = run(db, clock, &order, &mut |file, done, total| {
        shown.show(file, done, total)
    })
    .map_err(|e| e.to_string())?;
    shown.finish();
    let path = match &args.report {
        Some(path) => path.clone(),
        None => data_dir.join("imports").join(format!("{digest}.csv")),
    };
    write_report(&path, &done.rows, locale)?;
    Ok(print(&done, &path, locale))
}

fn order_of(db: &Db, args: &TimeoverflowArgs, locale: Locale) -> Result<Order, String> {
    let unknown = || {
        let slug = ("slug", Arg::from(&args.ecosystem));
        i18n::text_with(locale, "import-ecosystem-unknown", &[slug])
    };
    let ecosystem = db
        .read_now(|conn| members::founding::find_ecosystem(conn, &args.ecosystem))
        .map_err(|e| e.to_string())?
        .ok_or_else(unknown)?;
    let zone = args.time_zone.as_deref().unwrap_or(&ecosystem.time_zone);
    let zone = zone
        .parse()
        .map_err(|_| i18n::text_with(locale, "import-time-zone-unknown", &[("zone", Arg::from(zone))]))?;
    let categories = match &args.categories {
        None => CategoryMap::default(),
        Some(path) => CategoryMap::parse(&read_file(path, locale)?).map_err(|line| {
            let args = [
                ("path", Arg::from(path.display().to_string())),
                ("line", Arg::from(line)),
            ];
            i18n::text_with(locale, "import-categories-unreadable", &args)
        })?,
    };
    Ok(Order {
        ecosystem: ecosystem.id,
        files: Files {
            users: read_file(&args.users, locale)?,
            posts: read_file(&args.posts, locale)?,
            transfers: read_file(&args.transfers, locale)?,
        },
        categories,
        zone,
        locale: ecosystem.locale,
        dry_run: args.dry_run,
        batch_lines: BATCH_LINES,
        batches_max: None,
    })
}

fn read_file(path: &Path, locale: Locale) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|e| unreadable(path, &e, locale))
}

fn unreadable(path: &Path, error: &std::io::Error, locale: Locale) -> String {
    let args = [
        ("path", Arg::from(path.display().to_string())),
        ("why", Arg::from(error.to_string())),
    ];
    i18n::text_with(locale, "import-file-unreadable", &args)
}

fn write_report(path: &Path, rows: &[ReportRow], locale: Locale) -> Result<(), String> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    if let Some(parent) = parent {
        std::fs::create_dir_all(parent).map_err(|e| unreadable(parent, &e, locale))?;
    }
    let file = std::fs::File::create(path).map_err(|e| unreadable(path, &e, locale))?;
    interchange::write_report(rows, locale, std::io::BufWriter::new(file)).map_err(|e| e.to_string())
}

/// The language of the operator's shell (`LC_ALL`, `LC_MESSAGES`, `LANG`), English for all but French ones.
pub fn locale_of_environment() -> Locale {
    let tag = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default();
    if tag.starts_with("fr") {
        Locale::Fr
    } else {
        Locale::En
    }
}

/// Prints summary and proof; true when every balance equals the source's and the ledger is sound.
fn print(done: &Done, report: &Path, locale: Locale) -> bool {
    let say = |key: &str, args: &[(&str, Arg)]| println!("{}", i18n::text_with(locale, key, args));
    for file in FileName::ALL {
        let counts = Counts::of(&done.rows, *file);
        let args = [
            (
                "file",
                Arg::from(i18n::text(locale, &format!("import-file-{file}"))),
            ),
            ("total", Arg::from(counts.total())),
            ("ready", Arg::from(counts.ready)),
            ("fixed", Arg::from(counts.fixed)),
            ("skipped", Arg::from(counts.skipped)),
            ("known", Arg::from(counts.known)),
        ];
        say("import-summary", &args);
    }
    say("import-summary-former", &[("count", Arg::from(done.former))]);
    say("import-minimised", &[]);
    say(
        "import-report-at",
        &[("path", Arg::from(report.display().to_string()))],
    );
    match &done.ending {
        Ending::Interrupted => {
            say("import-interrupted", &[]);
            false
        }
        Ending::DryRun { proof } => {
            say("import-dry-run", &[]);
            print_proof(proof, locale)
        }
        Ending::Whole { proof, ledger } => {
            let holds = print_proof(proof, locale);
            match &ledger.fault {
                None => {
                    let args = [
                        ("transfers", Arg::from(ledger.transfers)),
                        ("head", Arg::from(&ledger.head)),
                    ];
                    say("import-ledger-verified", &args);
                }
                Some(fault) => say("import-ledger-fault", &[("fault", Arg::from(fault.to_string()))]),
            }
            holds && ledger.fault.is_none()
        }
    }
}

fn print_proof(proof: &Proof, locale: Locale) -> bool {
    let say = |key: &str, args: &[(&str, Arg)]| println!("{}", i18n::text_with(locale, key, args));
    say("import-proof-title", &[]);
    say("import-proof-members", &[("members", Arg::from(proof.members))]);
    say(
        "import-proof-differences",
        &[("differences", Arg::from(proof.differences.len()))],
    );
    let left = [
        ("seconds", Arg::from(proof.seconds_left)),
        ("lines", Arg::from(proof.lines_with_seconds_left)),
    ];
    say("import-proof-left", &left);
    if proof.moved_since > 0 {
        say("import-proof-moved", &[("members", Arg::from(proof.moved_since))]);
    }
    for difference in &proof.differences {
        let args = [
            ("uid", Arg::from(difference.uid.to_string())),
            ("source", Arg::from(difference.source_seconds)),
            ("imported", Arg::from(difference.imported_seconds)),
        ];
        say("import-proof-difference", &args);
    }
    say(
        if proof.holds() {
            "import-proof-holds"
        } else {
            "import-proof-fails"
        },
        &[],
    );
    proof.holds()
}

/// A bar on a terminal; elsewhere a line per tenth.
struct Shown {
    locale: Locale,
    bar: Option<indicatif::ProgressBar>,
    last: Option<(FileName, usize)>,
}

impl Shown {
    fn new(locale: Locale) -> Shown {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = indicatif::ProgressStyle::with_template("{msg:12} {bar:40} {pos}/{len} {eta}")
                .unwrap_or_else(|_| indicatif::ProgressStyle::default_bar());
            indicatif::ProgressBar::new(0).with_style(style)
        });
        Shown {
            locale,
            bar,
            last: None,
        }
    }

    fn show(&mut self, file: FileName, done: usize, total: usize) {
        let name = i18n::text(self.locale, &format!("import-file-{file}"));
        let tenth = (done * 10).checked_div(total).unwrap_or(10);
        match &self.bar {
            Some(bar) => {
                bar.set_length(total as u64);
                bar.set_position(done as u64);
                bar.set_message(name);
            }
            None if self.last != Some((file, tenth)) => eprintln!("{name} {done}/{total}"),
            None => {}
        }
        self.last = Some((file, tenth));
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
