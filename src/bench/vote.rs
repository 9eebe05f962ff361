//! `commonhour bench vote`: counting on one thread. Beside each method stands the time of reading its packed ballots
//! once (the sum of all cells in the same layout): what no count can be faster than. With `--python` the same votes are
//! counted by pref_voting and pabutools in the same run, and must come out the same.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::demo::chance::Chance;
use crate::governance::counting::budget::{BudgetBallots, BudgetProfile, Kind, Terms};
use crate::governance::counting::delegation::{Voice, resolve};
use crate::governance::counting::equal_shares::{self, Completion, EqualShares, Stop, Utility};
use crate::governance::counting::{self, Levels, MissingGrade, Pairwise, Profile, Rule, Strength};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Ballots of the votes by Schulze and by majority judgment, and voters of the delegations.
    #[arg(long, default_value_t = 1_000_000)]
    pub ballots: usize,
    /// Voters of the budget vote.
    #[arg(long, default_value_t = 60_000)]
    pub voters: usize,
    /// Projects of the budget vote.
    #[arg(long, default_value_t = 83)]
    pub projects: usize,
    /// How often each count is measured; the median is told.
    #[arg(long, default_value_t = 5)]
    pub runs: usize,
    /// A Python that has pref_voting and pabutools, to count the same votes.
    #[arg(long, value_name = "BIN")]
    pub python: Option<PathBuf>,
}

/// Ballots that pref_voting gets: it is linear in them, and a million would take it very long.
const REFERENCE_BALLOTS: usize = 20_000;

const REFERENCE: &str = include_str!("vote_reference.py");

/// Measures and prints.
pub fn run(args: &Args) -> Result<(), String> {
    if args.ballots == 0 || args.voters == 0 || args.projects < 2 || args.runs == 0 {
        return Err("there must be ballots, voters, two projects and a run".into());
    }
    println!(
        "Counting on one thread, median of {} runs; reading: the sum of all packed cells.",
        args.runs
    );
    let cells = rankings(args.ballots);
    let schulze = measure_profile(
        args,
        "Schulze",
        SCHULZE_OPTIONS,
        Levels::Ranks,
        &cells,
        &Rule::Schulze {
            strength: Strength::Winning,
        },
    )?;
    measure_judgment(args)?;
    measure_delegations(args);
    let profile = budget_vote(args).map_err(|fault| fault.to_string())?;
    let (shares, outcome) = measure_shares(args, &profile);
    match &args.python {
        Some(python) => {
            let reference = Reference { python };
            reference.schulze(&cells, args.ballots, schulze)?;
            reference.equal_shares(&profile, &outcome, shares)
        }
        None => Ok(()),
    }
}

/// The median time, and the last result.
fn median<T>(runs: usize, mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut timed = || {
        let started = Instant::now();
        let result = black_box(work());
        (started.elapsed(), result)
    };
    let (first, mut last) = timed();
    let mut times = vec![first];
    for _ in 1..runs {
        let (time, result) = timed();
        times.push(time);
        last = result;
    }
    times.sort_unstable();
    (times[times.len() / 2], last)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn print(what: &str, time: Duration, reading: Duration) {
    let ratio = time.as_secs_f64() / reading.as_secs_f64();
    println!(
        "{what:<58} {:>9.2} ms {ratio:>8.2} × reading ({:.2} ms)",
        millis(time),
        millis(reading)
    );
}

const SCHULZE_OPTIONS: usize = 20;
const JUDGMENT_OPTIONS: usize = 12;
const GRADES: [&str; 7] = [
    "to reject",
    "poor",
    "passable",
    "fair",
    "good",
    "very good",
    "excellent",
];

/// Rankings of 20 options, ballot by ballot; half of the ballots rank only some.
fn rankings(ballots: usize) -> Vec<u16> {
    let mut chance = Chance::new(1);
    let mut order: Vec<usize> = (0..SCHULZE_OPTIONS).collect();
    let mut cells = vec![0u16; ballots * SCHULZE_OPTIONS];
    for row in cells.chunks_mut(SCHULZE_OPTIONS) {
        for place in 0..SCHULZE_OPTIONS {
            order.swap(place, place + chance.below(SCHULZE_OPTIONS - place));
        }
        let ranked = if chance.percent(50) {
            SCHULZE_OPTIONS
        } else {
            1 + chance.below(SCHULZE_OPTIONS)
        };
        for (option, rank) in order[..ranked].iter().zip(1..) {
            row[*option] = rank;
        }
    }
    cells
}

/// Cells of one byte whose sum fits in two: sums of two bytes are what a processor adds fastest.
const CELLS_SUMMED: usize = 256;

fn sum(cells: &[u8]) -> u64 {
    u64::from(cells.iter().map(|cell| u16::from(*cell)).sum::<u16>())
}

fn measure_profile(
    args: &Args,
    method: &str,
    options: usize,
    levels: Levels,
    cells: &[u16],
    rule: &Rule,
) -> Result<Duration, String> {
    let profile = Profile::equal(options, levels, cells).map_err(|e| e.to_string())?;
    // Small levels are packed into one byte each.
    let packed: Vec<u8> = cells.iter().map(|cell| *cell as u8).collect();
    let read = || black_box(&packed).chunks(CELLS_SUMMED).map(sum).sum::<u64>();
    let (reading, _) = median(args.runs.max(5), read);
    let (time, count) = median(args.runs, || counting::count(rule, black_box(&profile), 1, None));
    count.map_err(|e| e.to_string())?;
    print(
        &format!("{method}, {options} options × {} ballots", args.ballots),
        time,
        reading,
    );
    Ok(time)
}

fn measure_judgment(args: &Args) -> Result<(), String> {
    let mut chance = Chance::new(2);
    let cells: Vec<u16> = (0..args.ballots * JUDGMENT_OPTIONS)
        .map(|_| chance.below(GRADES.len() + 1) as u16)
        .collect();
    let rule = Rule::MajorityJudgment {
        grades: GRADES.map(str::to_string).to_vec(),
        missing: MissingGrade::Worst,
    };
    let levels = Levels::grades(GRADES.len());
    measure_profile(args, "Majority judgment", JUDGMENT_OPTIONS, levels, &cells, &rule)?;
    Ok(())
}

/// Four in ten vote, five delegate to anybody, one does neither; then a chain whose last voter votes.
fn measure_delegations(args: &Args) {
    let mut chance = Chance::new(3);
    let given = |voted: bool, delegate: Option<usize>, given: usize| Voice {
        voted,
        delegate: delegate.map(|to| to as u32),
        given: given as i64,
    };
    let random: Vec<Voice> = (0..args.ballots)
        .map(|n| match chance.below(10) {
            0..4 => given(true, None, n),
            4..9 => given(false, Some(chance.below(args.ballots)), n),
            _ => given(false, None, n),
        })
        .collect();
    let last = args.ballots - 1;
    let chain: Vec<Voice> = (0..args.ballots)
        .map(|n| given(n == last, (n < last).then_some(n + 1), n))
        .collect();
    for (what, voices) in [("random", random), ("one chain", chain)] {
        let read = || {
            let cells = black_box(&voices).iter();
            cells
                .map(|voice| u64::from(voice.voted) + u64::from(voice.delegate.unwrap_or(0)))
                .sum::<u64>()
        };
        let (reading, _) = median(args.runs.max(5), read);
        let (time, _) = median(args.runs, || resolve(black_box(&voices), u32::MAX));
        print(&format!("Delegations of {}, {what}", args.ballots), time, reading);
    }
}

/// A budget of 83 for each voter, 5 million for 60,000 (pabutools keeps much of every count, so counts must not become
/// many): costs from 10 thousand to 600 thousand, mostly small; some projects far better known than
/// others; each voter approves 4 to 12.
fn budget_vote(args: &Args) -> Result<BudgetProfile, counting::budget::Fault> {
    let mut chance = Chance::new(4);
    let costs: Vec<i64> = (0..args.projects)
        .map(|_| {
            let (a, b) = (chance.below(1_000), chance.below(1_000));
            (10_000 + a * b * b / 1_700_000 * 1_000 + chance.below(10) * 100) as i64
        })
        .collect();
    let terms = Terms {
        budget: 83 * args.voters as i64,
        unit: 1,
        voice: 1,
    };
    let mut ballots = BudgetBallots::new(terms, Kind::Approvals, &costs)?;
    for _ in 0..args.voters {
        let approved = (4 + chance.below(9)).min(args.projects);
        let mut ballot: Vec<u32> = Vec::with_capacity(approved);
        while ballot.len() < approved {
            let project = chance.below(args.projects).min(chance.below(args.projects)) as u32;
            if !ballot.contains(&project) {
                ballot.push(project);
            }
        }
        ballots.approve(&ballot, 1)?;
    }
    Ok(ballots.close())
}

fn measure_shares(args: &Args, profile: &BudgetProfile) -> (Duration, EqualShares) {
    let read = || {
        let groups = 0..black_box(profile).groups();
        groups
            .flat_map(|group| profile.choices(group))
            .map(|choice| u64::from(choice.project) + u64::from(choice.points))
            .sum::<u64>()
    };
    let (reading, _) = median(args.runs.max(5), read);
    let completion = Completion::Add1(Stop::Exhaustive);
    let (time, outcome) = median(args.runs, || {
        equal_shares::count(black_box(profile), Utility::Cost, completion, None)
    });
    print(
        &format!(
            "Equal Shares with Add1, {} voters × {} projects",
            args.voters, args.projects
        ),
        time,
        reading,
    );
    println!(
        "  {} counts, {} projects bought, {} spent",
        outcome.runs,
        outcome.purchases.len(),
        outcome.cost
    );
    (time, outcome)
}

/// The same votes, counted in Python.
struct Reference<'a> {
    python: &'a Path,
}

impl Reference<'_> {
    /// Seconds and the result of a reference count of a file.
    fn count(&self, method: &str, name: &str, text: &str) -> Result<(f64, Vec<u64>), String> {
        let folder = std::env::temp_dir().join(format!("commonhour-bench-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        let path = folder.join(name);
        let output = std::fs::write(&path, text).and_then(|()| {
            let mut command = Command::new(self.python);
            command.args(["-c", REFERENCE, method]).arg(&path).output()
        });
        let removed = std::fs::remove_dir_all(&folder);
        let output = output.map_err(|e| format!("{}: {e}", self.python.display()))?;
        removed.map_err(|e| e.to_string())?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let lines = String::from_utf8_lossy(&output.stdout).into_owned();
        let last = lines.lines().last().unwrap_or_default();
        let told: Value = serde_json::from_str(last).map_err(|e| format!("{e}: {lines}"))?;
        let seconds = told["seconds"].as_f64().ok_or("no time was told")?;
        let winners = told["winners"].as_array().ok_or("no result was told")?;
        Ok((seconds, winners.iter().filter_map(Value::as_u64).collect()))
    }

    fn schulze(&self, cells: &[u16], ballots: usize, ours: Duration) -> Result<(), String> {
        let some = ballots.min(REFERENCE_BALLOTS);
        let cells = &cells[..some * SCHULZE_OPTIONS];
        let mut text = String::new();
        for row in cells.chunks(SCHULZE_OPTIONS) {
            let ranks: Vec<String> = row.iter().map(u16::to_string).collect();
            let _ = writeln!(text, "{}", ranks.join(","));
        }
        let (seconds, winners) = self.count("schulze", "rankings.csv", &text)?;
        let profile = Profile::equal(SCHULZE_OPTIONS, Levels::Ranks, cells).map_err(|e| e.to_string())?;
        let pairwise = Pairwise::of(&profile).map_err(|e| e.to_string())?;
        let count = counting::count_pairwise(&pairwise, Strength::Winning, 1, None);
        agree(
            "pref_voting",
            &winners,
            count.winners.iter().map(|winner| *winner as u64).collect(),
        )?;
        let scaled = seconds * ballots as f64 / some as f64;
        println!(
            "pref_voting, Schulze: {seconds:.2} s for {some} of these ballots, hence {scaled:.1} s for all: {:.0} × ours",
            scaled / ours.as_secs_f64()
        );
        Ok(())
    }

    fn equal_shares(
        &self,
        profile: &BudgetProfile,
        outcome: &EqualShares,
        ours: Duration,
    ) -> Result<(), String> {
        let (seconds, bought) = self.count("equal_shares", "budget.pb", &pabulib(profile))?;
        let mine = outcome
            .purchases
            .iter()
            .map(|purchase| u64::from(purchase.project));
        agree("pabutools", &bought, mine.collect())?;
        println!(
            "pabutools, Equal Shares with Add1: {seconds:.1} s for the same vote, same result: {:.0} × ours",
            seconds / ours.as_secs_f64()
        );
        Ok(())
    }
}

fn agree(package: &str, theirs: &[u64], mut ours: Vec<u64>) -> Result<(), String> {
    ours.sort_unstable();
    if theirs == ours {
        Ok(())
    } else {
        Err(format!("{package} finds {theirs:?}, and we find {ours:?}"))
    }
}

/// A vote by approvals as a `.pb` file; the ids of the projects are their places.
fn pabulib(profile: &BudgetProfile) -> String {
    let mut text = format!(
        "META\nkey;value\nvote_type;approval\nbudget;{}\nPROJECTS\nproject_id;cost\n",
        profile.terms().budget
    );
    for (id, project) in profile.projects().iter().enumerate() {
        let _ = writeln!(text, "{id};{}", project.cost);
    }
    text.push_str("VOTES\nvoter_id;vote\n");
    let mut voter = 0;
    for group in 0..profile.groups() {
        let ids: Vec<String> = profile
            .choices(group)
            .iter()
            .map(|choice| choice.project.to_string())
            .collect();
        for _ in 0..profile.weight(group) {
            voter += 1;
            let _ = writeln!(text, "{voter};{}", ids.join(","));
        }
    }
    text
}
