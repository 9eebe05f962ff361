//! `commonhour vote count` for budget votes in `.pb` files.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::Failure;
use super::vote::{self, Answer, CountArgs, Method, NamedTie};
use super::vote_files::Source;
use super::vote_files::pabulib::{self, BudgetFile};
use crate::governance::counting::budget::{BudgetProfile, Kind};
use crate::governance::counting::equal_shares::{self, Completion, EqualShares, Stop, Utility};
use crate::governance::counting::fraction::Fraction;
use crate::governance::counting::greedy::{self, Misfit};
use crate::governance::counting::{self, BrokenBy, Lot};

/// Decimals of figures whose exact value stands beside them.
const PLACES: usize = 6;

/// Counts a `.pb` file by the method asked for.
pub fn answer(args: &CountArgs, path: &Path) -> Result<Answer, Failure> {
    let source = Source::open(path).map_err(Failure::Told)?;
    let file = pabulib::read(source.text()?).map_err(|fault| source.malformed(fault))?;
    match args.method {
        Method::Greedy | Method::EqualShares => {
            let lot = vote::lot(args, file.ids.len())?;
            Ok(Budget { args, file, lot }.answer())
        }
        Method::Plurality | Method::Approval | Method::Score | Method::Dots => {
            let options = file
                .as_options()
                .map_err(|what| Failure::Unusable(format!("{}: {what}", path.display())))?;
            vote::answer(args, &options, None)
        }
        Method::Schulze | Method::Irv | Method::MajorityJudgment => {
            let method = args.method.as_str();
            let what = format!("{}: {method} does not count approvals and points", path.display());
            Err(Failure::Unusable(what))
        }
    }
}

/// A budget vote that is being counted.
struct Budget<'a> {
    args: &'a CountArgs,
    file: BudgetFile,
    lot: Option<Lot>,
}

impl Budget<'_> {
    fn answer(&self) -> Answer {
        let drawn: Option<Vec<u32>> = self
            .lot
            .as_ref()
            .map(|lot| lot.order().iter().map(|project| *project as u32).collect());
        let profile = &self.file.profile;
        let (bought, ties, mut figures) = match self.args.method {
            Method::Greedy => {
                let misfit = match self.args.misfit.as_str() {
                    "stop" => Misfit::Stop,
                    _ => Misfit::Skip,
                };
                let count = greedy::count(profile, misfit, drawn.as_deref());
                let chosen = |project: &u32| count.bought.contains(project);
                let ties = count.ties.iter().map(|tied| {
                    let bought = tied.iter().copied().filter(|project| chosen(project)).collect();
                    self.tie("score".into(), tied, bought)
                });
                let figures = json!({ "misfit": self.args.misfit });
                (count.bought.clone(), ties.collect(), figures)
            }
            _ => self.equal_shares(drawn.as_deref()),
        };
        self.common_figures(&bought, &mut figures);
        let cost = profile.cost_of(bought.iter().copied());
        Answer {
            method: self.args.method.as_str(),
            ballots: profile.ballots(),
            winners: self.names(&bought),
            order: self.order(&bought),
            ties,
            cost: Some(decimal(cost, self.file.amount_decimals)),
            figures,
        }
    }

    fn equal_shares(&self, lot: Option<&[u32]>) -> (Vec<u32>, Vec<NamedTie>, Value) {
        let utility = match self.args.utility.as_str() {
            "cardinality" => Utility::Cardinality,
            _ => Utility::Cost,
        };
        let stop = match self.args.stop.as_str() {
            "exhaustive" => Stop::Exhaustive,
            _ => Stop::Overspend,
        };
        let completion = match self.args.completion.as_str() {
            "none" => Completion::None,
            _ => Completion::Add1(stop),
        };
        let count = equal_shares::count(&self.file.profile, utility, completion, lot);
        let ties = count
            .purchases
            .iter()
            .zip(1..)
            .filter(|(purchase, _)| purchase.tied.len() > 1);
        let ties = ties
            .map(|(purchase, n)| self.tie(format!("purchase {n}"), &purchase.tied, vec![purchase.project]));
        let bought = count.purchases.iter().map(|purchase| purchase.project).collect();
        (bought, ties.collect(), self.shares_figures(&count))
    }

    fn shares_figures(&self, count: &EqualShares) -> Value {
        let unit = self.file.profile.terms().unit;
        let money = |amount: &Fraction| exact(&amount.divided_by(unit));
        let purchases = count.purchases.iter().map(|purchase| {
            json!({
                "project": self.name(purchase.project),
                "rho": exact(&self.rho(&purchase.rho)),
                "tied": self.names(&purchase.tied),
            })
        });
        let utility = match self.file.profile.kind() {
            Kind::Approvals => self.args.utility.as_str(),
            Kind::Points => "points",
        };
        let mut figures = json!({
            "utility": utility,
            "completion": self.args.completion,
            "endowment_first": money(&count.first_endowment),
            "endowment": money(&count.endowment),
            "runs": count.runs,
            "overspends_next": count.overspends_next,
            "purchases": purchases.collect::<Vec<_>>(),
        });
        if self.args.completion == "add1" {
            figures["stop"] = json!(self.args.stop);
        }
        figures
    }

    /// In units of the currency per unit of utility: for costs a pure number, for points of the file's own size.
    fn rho(&self, rho: &Fraction) -> Fraction {
        let unit = self.file.profile.terms().unit;
        match (self.file.profile.kind(), self.args.utility.as_str()) {
            (Kind::Approvals, "cost") => rho.clone(),
            (Kind::Approvals, _) => rho.divided_by(unit),
            (Kind::Points, _) => Fraction::new(
                rho.numerator() * 10i64.pow(self.file.points_decimals),
                rho.denominator() * unit,
            ),
        }
    }

    /// What both methods tell.
    fn common_figures(&self, bought: &[u32], figures: &mut Value) {
        let (file, profile) = (&self.file, &self.file.profile);
        let budget = i128::from(profile.terms().budget);
        let left = budget - profile.cost_of(bought.iter().copied());
        figures["budget"] = decimal(budget, file.amount_decimals);
        figures["left"] = decimal(left, file.amount_decimals);
        figures["currency"] = json!(file.currency);
        figures["distinct_ballots"] = json!(profile.groups());
        figures["repeated_voters"] = json!(file.repeated_voters);
        figures["threshold"] = match file.threshold {
            Some(threshold) => decimal(threshold as i128, file.points_decimals),
            None => Value::Null,
        };
        let projects = profile.projects().iter().zip(&file.ids).map(|(project, id)| {
            let figures = json!({
                "cost": decimal(project.cost.into(), file.amount_decimals),
                "votes": decimal(project.votes as i128, 0),
                "score": decimal(project.score as i128, file.points_decimals),
                "eligible": project.eligible,
            });
            (id.clone(), figures)
        });
        figures["projects"] = Value::Object(projects.collect::<Map<_, _>>());
        if let Some(lot) = &self.lot {
            figures["lot"] = vote::lot_figures(lot, &file.ids);
        }
    }

    /// The bought ones in the order bought, then the others by score.
    fn order(&self, bought: &[u32]) -> Vec<Vec<String>> {
        let score = |project: u32| self.file.profile.projects()[project as usize].score;
        let mut others: Vec<u32> = (0..self.file.ids.len() as u32)
            .filter(|project| !bought.contains(project))
            .collect();
        others.sort_by_key(|project| std::cmp::Reverse(score(*project)));
        let places = others
            .chunk_by(|a, b| score(*a) == score(*b))
            .map(|tied| self.names(tied));
        let first = bought.iter().map(|project| vec![self.name(*project)]);
        first.chain(places).collect()
    }

    /// A tie, given in the order in which it was broken, and what broke it: the last means that was needed.
    fn tie(&self, at: String, tied: &[u32], chosen: Vec<u32>) -> NamedTie {
        let means = |pair: &[u32]| broken_by(&self.file.profile, pair[0], pair[1], self.lot.is_some());
        NamedTie {
            at,
            options: self.names(tied),
            broken_by: tied.windows(2).map(means).max(),
            chosen: self.names(&chosen),
        }
    }

    fn name(&self, project: u32) -> String {
        self.file.ids[project as usize].clone()
    }

    fn names(&self, projects: &[u32]) -> Vec<String> {
        projects.iter().map(|project| self.name(*project)).collect()
    }
}

/// What puts one of two tied projects before the other.
fn broken_by(profile: &BudgetProfile, a: u32, b: u32, drawn: bool) -> BrokenBy {
    let (a, b) = (&profile.projects()[a as usize], &profile.projects()[b as usize]);
    if a.cost != b.cost {
        BrokenBy::LowerCost
    } else if a.votes != b.votes {
        BrokenBy::MoreVotes
    } else if drawn {
        BrokenBy::Lot
    } else {
        BrokenBy::ListOrder
    }
}

/// A fraction, exactly and rounded.
fn exact(fraction: &Fraction) -> Value {
    json!({ "exact": fraction.to_string(), "decimal": fraction.decimal(PLACES) })
}

/// A number of units of 10^-decimals, as a number where all its digits survive in JSON's readers, else as text.
fn decimal(units: i128, decimals: u32) -> Value {
    let scale = 10i128.pow(decimals);
    if units % scale == 0 {
        return counting::number(units / scale);
    }
    let text = Fraction::new(units, scale).decimal(decimals as usize);
    if text.len() <= 15 {
        serde_json::from_str(&text).unwrap_or(Value::String(text))
    } else {
        Value::String(text)
    }
}
