//! `commonhour vote count`: counts files of ballots by the same code that counts the votes of a community.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};

use super::vote_files::grades::{self, Reading};
use super::vote_files::preflib::{self, Form};
use super::vote_files::{Source, VoteFile};
use super::{Failure, Outcome};
use crate::governance::counting::{
    self, BrokenBy, Count, CountError, EliminationTies, Lot, MissingGrade, MissingScore, Overvotes, Rule,
    Strength,
};
use crate::governance::{BOX_FORMAT, BoxFile};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Count the ballots of files; prints one JSON object a line, one for each file.
    Count(Box<CountArgs>),
    /// Recount the published box of a vote and compare it with what was published.
    Recount(RecountArgs),
}

#[derive(Debug, Args)]
pub struct RecountArgs {
    /// The box, as the page of a closed vote hands it out.
    pub file: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Method {
    Plurality,
    Approval,
    Score,
    Dots,
    Schulze,
    Irv,
    MajorityJudgment,
    Greedy,
    EqualShares,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Plurality => "plurality",
            Method::Approval => "approval",
            Method::Score => "score",
            Method::Dots => "dots",
            Method::Schulze => "schulze",
            Method::Irv => "irv",
            Method::MajorityJudgment => "majority_judgment",
            Method::Greedy => "greedy",
            Method::EqualShares => "equal_shares",
        }
    }
    /// Whether it spends a budget, and so needs costs.
    fn is_budget(self) -> bool {
        matches!(self, Method::Greedy | Method::EqualShares)
    }
}

#[derive(Debug, Args)]
pub struct CountArgs {
    /// How to count.
    #[arg(long)]
    pub method: Method,
    /// How many options win.
    #[arg(long, default_value_t = 1)]
    pub seats: usize,
    /// Seed of the lot that breaks ties: 64 hexadecimal digits. Without it ties stay ties.
    #[arg(long, value_name = "HEX")]
    pub seed: Option<String>,
    /// schulze: how strong a defeat is.
    #[arg(long, default_value = "winning", value_parser = ["winning", "margins"])]
    pub strength: String,
    /// irv: who leaves when several have the fewest votes.
    #[arg(long, default_value = "all", value_parser = ["lot", "all", "earlier_round"])]
    pub ties: String,
    /// irv: what becomes of a ballot with several options on one rank.
    #[arg(long, default_value = "exhaust", value_parser = ["exhaust", "skip"])]
    pub overvotes: String,
    /// majority_judgment: names of the grades, worst first, with commas; number 1 is the worst.
    #[arg(long, value_name = "WORST,…,BEST")]
    pub grades: Option<String>,
    /// What a missing grade is worth: worst (majority_judgment) or zero (score), or it is refused.
    #[arg(long, value_parser = ["worst", "zero", "refuse"])]
    pub missing: Option<String>,
    /// greedy: whether a project that does not fit is skipped, or ends the count.
    #[arg(long, default_value = "skip", value_parser = ["skip", "stop"])]
    pub misfit: String,
    /// equal_shares: what a project is worth to those who approve of it.
    #[arg(long, default_value = "cost", value_parser = ["cost", "cardinality"])]
    pub utility: String,
    /// equal_shares: how the money that is left is spent.
    #[arg(long, default_value = "add1", value_parser = ["add1", "none"])]
    pub completion: String,
    /// equal_shares: when the completion stops.
    #[arg(long, default_value = "overspend", value_parser = ["overspend", "exhaustive"])]
    pub stop: String,
    /// PrefLib .soc, .soi, .toc, .toi, Pabulib .pb, or .csv with a grade for each option.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

pub fn run(command: &Command) -> Outcome {
    match command {
        Command::Count(args) => {
            let mut out = std::io::stdout().lock();
            for path in &args.files {
                let answer = count_file(args, path)?;
                let line = serde_json::to_string(&answer).map_err(|e| Failure::Told(e.to_string()))?;
                writeln!(out, "{line}").map_err(|e| Failure::Told(format!("cannot write: {e}")))?;
            }
            Ok(())
        }
        Command::Recount(args) => recount(&args.file),
    }
}

/// Counts a published box anew: the tally on standard output, what differs on standard error.
fn recount(path: &Path) -> Outcome {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|e| Failure::Told(format!("{name}: {e}")))?;
    let file: BoxFile = serde_json::from_str(&text)
        .map_err(|e| Failure::Unusable(format!("{name}:{}: this is no published box: {e}", e.line())))?;
    if file.format != BOX_FORMAT {
        return Err(Failure::Unusable(format!(
            "{name}: unknown format {:?}",
            file.format
        )));
    }
    let (tally, faults) = file
        .recount()
        .map_err(|e| Failure::Unusable(format!("{name}: the box cannot be counted: {e}")))?;
    let shown = serde_json::to_string_pretty(&tally).map_err(|e| Failure::Told(e.to_string()))?;
    println!("{shown}");
    if faults.is_empty() {
        eprintln!(
            "{} ballots recounted: everything is as published.",
            file.ballots.len()
        );
        return Ok(());
    }
    Err(Failure::Told(format!(
        "{name} is not what was counted:\n  {}",
        faults.join("\n  ")
    )))
}

/// What is printed about a file.
#[derive(Debug, Serialize)]
pub struct Answer {
    pub method: &'static str,
    /// Ballots cast.
    pub ballots: u64,
    pub winners: Vec<String>,
    /// Best first; options in one place are tied.
    pub order: Vec<Vec<String>>,
    pub ties: Vec<NamedTie>,
    /// Cost of the winners together, for budgets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Value>,
    pub figures: Value,
}

/// A tie, with names.
#[derive(Debug, Serialize)]
pub struct NamedTie {
    pub at: String,
    pub options: Vec<String>,
    pub broken_by: Option<BrokenBy>,
    pub chosen: Vec<String>,
}

fn count_file(args: &CountArgs, path: &Path) -> Result<Answer, Failure> {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let told = |what: &str| Failure::Unusable(format!("{}: {what}", path.display()));
    match extension.as_str() {
        "pb" => super::vote_budget::answer(args, path),
        _ if args.method.is_budget() => Err(told("a budget method needs a .pb file")),
        "csv" => {
            let source = Source::open(path).map_err(Failure::Told)?;
            let named = grade_names(args)?;
            let reading = match args.method {
                Method::MajorityJudgment => Reading::Grades(named.as_ref().map(Vec::len)),
                _ => Reading::Values,
            };
            let file = grades::read(source.text()?, reading).map_err(|fault| source.malformed(fault))?;
            answer(args, &file, named)
        }
        extension => {
            let form = Form::of(extension).ok_or_else(|| {
                told("unknown kind of file: it must be .soc, .soi, .toc, .toi, .csv or .pb")
            })?;
            if !matches!(args.method, Method::Plurality | Method::Schulze | Method::Irv) {
                let method = args.method.as_str();
                return Err(told(&format!(
                    "{method} needs grades or scores; this file has rankings"
                )));
            }
            let source = Source::open(path).map_err(Failure::Told)?;
            let file = preflib::read(source.text()?, form).map_err(|fault| source.malformed(fault))?;
            answer(args, &file, None)
        }
    }
}

/// The names given to the grades: none empty, none twice.
fn grade_names(args: &CountArgs) -> Result<Option<Vec<String>>, Failure> {
    let Some(given) = &args.grades else {
        return Ok(None);
    };
    let names: Vec<String> = given.split(',').map(|name| name.trim().to_string()).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    if names.iter().any(String::is_empty) || sorted.len() < names.len() {
        return Err(Failure::Unusable(
            "--grades: names must differ, and none be empty".into(),
        ));
    }
    Ok(Some(names))
}

/// Counts the ballots of a file and puts the names to the result.
pub fn answer(
    args: &CountArgs,
    file: &VoteFile,
    grade_names: Option<Vec<String>>,
) -> Result<Answer, Failure> {
    let rule = rule(args, file, grade_names)?;
    let lot = lot(args, file.options.len())?;
    if args.seats == 0 {
        return Err(Failure::Unusable("--seats: there must be at least one".into()));
    }
    let count = counting::count(&rule, &file.profile, args.seats, lot.as_ref())
        .map_err(|e| Failure::Told(explain(&e, &file.options)))?;
    Ok(named(args.method, file, count, lot.as_ref()))
}

fn rule(args: &CountArgs, file: &VoteFile, grade_names: Option<Vec<String>>) -> Result<Rule, Failure> {
    let missing = args.missing.as_deref();
    let unknown = |_| Failure::Unusable(format!("--missing: not for {}", args.method.as_str()));
    Ok(match args.method {
        Method::Plurality => Rule::Plurality,
        Method::Approval => Rule::Approval,
        Method::Dots => Rule::Dots,
        Method::Score => Rule::Score {
            missing: missing.map_or(Ok(MissingScore::Zero), |word| word.parse().map_err(unknown))?,
        },
        Method::Schulze => Rule::Schulze {
            strength: args.strength.parse::<Strength>().map_err(Failure::Unusable)?,
        },
        Method::Irv => Rule::InstantRunoff {
            ties: args.ties.parse::<EliminationTies>().map_err(Failure::Unusable)?,
            overvotes: args.overvotes.parse::<Overvotes>().map_err(Failure::Unusable)?,
        },
        Method::MajorityJudgment => Rule::MajorityJudgment {
            grades: match (grade_names, file.profile.levels()) {
                (Some(names), _) => names,
                (None, counting::Levels::Grades { values, .. }) => {
                    values.iter().map(|grade| grade.to_string()).collect()
                }
                (None, counting::Levels::Ranks) => Vec::new(),
            },
            missing: missing.map_or(Ok(MissingGrade::Worst), |word| word.parse().map_err(unknown))?,
        },
        Method::Greedy | Method::EqualShares => {
            return Err(Failure::Unusable("a budget method needs a .pb file".into()));
        }
    })
}

/// The lot drawn from the seed that was given.
pub(super) fn lot(args: &CountArgs, options: usize) -> Result<Option<Lot>, Failure> {
    let Some(seed) = &args.seed else {
        return Ok(None);
    };
    let wrong = || Failure::Unusable("--seed: it must be 64 hexadecimal digits".into());
    let seed = counting::parse_seed(seed).ok_or_else(wrong)?;
    Ok(Some(Lot::draw(seed, options)))
}

/// A lot as figures.
pub(super) fn lot_figures(lot: &Lot, options: &[String]) -> Value {
    let order: Vec<&String> = lot.order().iter().map(|option| &options[*option]).collect();
    json!({
        "seed": counting::hex(lot.seed()),
        "commitment": counting::commit(lot.seed()),
        "order": order,
    })
}

/// The reason, with the options' names.
fn explain(error: &CountError, options: &[String]) -> String {
    match error {
        CountError::MissingScore { option } => {
            format!(
                "{:?} has no score on some ballots, and --missing refuse refuses that",
                options[*option]
            )
        }
        CountError::UnequalTotals {
            option,
            total,
            expected,
        } => {
            let (name, first) = (&options[*option], &options[0]);
            format!("{name:?} has {total} grades, {first:?} has {expected}: totals must be equal")
        }
        error => error.to_string(),
    }
}

fn named(method: Method, file: &VoteFile, count: Count, lot: Option<&Lot>) -> Answer {
    let names = |options: &[usize]| -> Vec<String> {
        options
            .iter()
            .map(|option| file.options[*option].clone())
            .collect()
    };
    let mut figures = count.figures;
    counting::name_options(&mut figures, &file.options);
    if let Some(lot) = lot {
        figures["lot"] = lot_figures(lot, &file.options);
    }
    let ties = count.ties.iter().map(|tie| NamedTie {
        at: tie.at.clone(),
        options: names(&tie.options),
        broken_by: tie.broken_by,
        chosen: names(&tie.chosen),
    });
    Answer {
        method: method.as_str(),
        ballots: file.ballots,
        winners: names(&count.winners),
        order: count.order.iter().map(|place| names(place)).collect(),
        ties: ties.collect(),
        cost: None,
        figures,
    }
}
