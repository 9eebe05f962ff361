//! Budget votes: from the ballots of a box to a profile of projects and voters, and the count back to options. Pure.

use num_bigint::BigInt;
use serde_json::json;

use super::answer::Answer;
use super::counting::budget::{BudgetBallots, BudgetProfile, Choice, Kind, Terms as Amounts};
use super::counting::equal_shares::{self, EqualShares};
use super::counting::fraction::Fraction;
use super::counting::greedy::{self, Greedy};
use super::model::{Combination, Method};
use super::settings::{Completion, Misfit, Stop, Utility};
use super::tally::{OpenedBox, OptionsFigures, TieFigures};
use super::weighing::Pile;
use crate::kernel::errors::{Error, Result};

/// Steps in which Add1 goes from nothing to the whole budget for each voter, at most.
const ADD1_STEPS_MAX: i64 = 10_000;

/// Counts a box of approvals; whoever abstains brings their share of the budget, and names nothing to spend it on.
pub(super) fn count(opened: &OpenedBox, piles: &[Pile]) -> Result<OptionsFigures> {
    let profile = profile(opened, piles)?;
    let lot: Option<Vec<u32>> = opened.lot.as_ref().map(|lot| {
        lot.order()
            .iter()
            .filter_map(|place| u32::try_from(*place).ok())
            .collect()
    });
    let settings = &opened.terms.settings;
    Ok(match opened.terms.method {
        Method::Greedy => {
            let misfit = match settings.misfit {
                Some(Misfit::Stop) => greedy::Misfit::Stop,
                _ => greedy::Misfit::Skip,
            };
            of_greedy(opened, &profile, &greedy::count(&profile, misfit, lot.as_deref()))
        }
        _ => {
            let utility = match settings.utility {
                Some(Utility::Cardinality) => equal_shares::Utility::Cardinality,
                _ => equal_shares::Utility::Cost,
            };
            let completion = match (settings.completion, settings.stop) {
                (Some(Completion::None), _) => equal_shares::Completion::None,
                (_, Some(Stop::Overspend)) => equal_shares::Completion::Add1(equal_shares::Stop::Overspend),
                _ => equal_shares::Completion::Add1(equal_shares::Stop::Exhaustive),
            };
            let counted = equal_shares::count(&profile, utility, completion, lot.as_deref());
            of_equal_shares(opened, &profile, &counted)
        }
    })
}

fn profile(opened: &OpenedBox, piles: &[Pile]) -> Result<BudgetProfile> {
    let terms = opened.terms;
    let costs: Vec<i64> = terms
        .options
        .iter()
        .map(|option| option.cost.unwrap_or(0))
        .collect();
    let budget = terms.settings.budget_minutes.unwrap_or(0);
    let amounts = Amounts {
        budget,
        // Add1 raises shares by this. With a ten-thousandth of the budget, ten thousand counts let one voter pay for all
        // of it: a bound on the work that a close can be asked to do.
        unit: (budget / ADD1_STEPS_MAX).max(1),
        voice: voice(opened, piles),
    };
    let mut box_of_ballots = BudgetBallots::new(amounts, Kind::Approvals, &costs).map_err(Error::internal)?;
    for pile in piles {
        for answer in pile.ballots.iter().map(|index| &opened.answers[*index]) {
            let chosen: Vec<Choice> = match answer {
                Answer::Options(numbers) => numbers
                    .iter()
                    .filter_map(|number| terms.options.iter().position(|option| option.number == *number))
                    .filter_map(|place| u32::try_from(place).ok())
                    .map(|project| Choice { project, points: 1 })
                    .collect(),
                _ => Vec::new(),
            };
            box_of_ballots
                .add(&chosen, pile.weight)
                .map_err(Error::internal)?;
        }
    }
    Ok(box_of_ballots.close())
}

/// The weight of one voice: that of a voice, or where colleges have shares the average ballot's, rounded down. It only
/// says how finely equal shares raise what everybody has.
fn voice(opened: &OpenedBox, piles: &[Pile]) -> u128 {
    if opened.terms.combination == Combination::OneVoice {
        return 10_000;
    }
    let (mut weight, mut ballots) = (0u128, 0u128);
    for pile in piles {
        let here = pile.ballots.len() as u128;
        weight = weight.saturating_add(pile.weight.saturating_mul(here));
        ballots += here;
    }
    (weight / ballots.max(1)).max(1)
}

fn number(opened: &OpenedBox, project: u32) -> i64 {
    opened
        .terms
        .options
        .get(project as usize)
        .map_or(0, |option| option.number)
}

fn numbers(opened: &OpenedBox, projects: &[u32]) -> Vec<i64> {
    projects.iter().map(|project| number(opened, *project)).collect()
}

/// The means that decided a tie: the lower cost and the votes come first; only what is left goes to the lot.
fn tie(opened: &OpenedBox, profile: &BudgetProfile, tied: &[u32], at: &str) -> TieFigures {
    let first = &profile.projects()[tied[0] as usize];
    let second = &profile.projects()[tied[1] as usize];
    let by = match (first.cost == second.cost, first.votes == second.votes) {
        (false, _) => "lower_cost",
        (true, false) => "more_votes",
        (true, true) if opened.lot.is_some() => "lot",
        (true, true) => "list_order",
    };
    TieFigures {
        at: at.to_string(),
        options: numbers(opened, tied),
        broken_by: Some(by.to_string()),
        chosen: vec![number(opened, tied[0])],
    }
}

fn votes(opened: &OpenedBox, profile: &BudgetProfile) -> serde_json::Value {
    let votes = profile.projects().iter().enumerate().map(|(place, project)| {
        (
            number(opened, place as u32).to_string(),
            super::counting::number(project.votes),
        )
    });
    votes.collect::<serde_json::Map<_, _>>().into()
}

fn of_greedy(opened: &OpenedBox, profile: &BudgetProfile, counted: &Greedy) -> OptionsFigures {
    OptionsFigures {
        winners: numbers(opened, &counted.bought),
        order: counted
            .order
            .iter()
            .map(|project| vec![number(opened, *project)])
            .collect(),
        ties: counted
            .ties
            .iter()
            .map(|tied| tie(opened, profile, tied, "order"))
            .collect(),
        figures: json!({
            "budget": profile.terms().budget, "votes": votes(opened, profile),
            "voters_weight": super::counting::number(profile.total_weight()),
        }),
        cost: i64::try_from(counted.cost).ok(),
    }
}

fn of_equal_shares(opened: &OpenedBox, profile: &BudgetProfile, counted: &EqualShares) -> OptionsFigures {
    let bought: Vec<u32> = counted
        .purchases
        .iter()
        .map(|purchase| purchase.project)
        .collect();
    let mut others: Vec<u32> = (0..profile.projects().len() as u32)
        .filter(|p| !bought.contains(p))
        .collect();
    others.sort_by_key(|project| u128::MAX - profile.projects()[*project as usize].votes);
    let purchases: Vec<serde_json::Value> = counted
        .purchases
        .iter()
        .map(|purchase| {
            // Counted for a unit of weight; people read it for a voice.
            let voice = BigInt::from(profile.terms().voice);
            let rho = Fraction::new(
                purchase.rho.numerator() * voice,
                purchase.rho.denominator().clone(),
            );
            json!({
                "option": number(opened, purchase.project).to_string(),
                "rho": rho.to_string(), "rho_decimal": rho.decimal(6),
            })
        })
        .collect();
    OptionsFigures {
        winners: numbers(opened, &bought),
        order: bought
            .iter()
            .chain(&others)
            .map(|project| vec![number(opened, *project)])
            .collect(),
        ties: counted
            .purchases
            .iter()
            .filter(|purchase| purchase.tied.len() > 1)
            .map(|purchase| {
                let at = format!("purchase of {}", number(opened, purchase.project));
                tie(opened, profile, &purchase.tied, &at)
            })
            .collect(),
        figures: json!({
            "budget": profile.terms().budget, "votes": votes(opened, profile),
            "voters_weight": super::counting::number(profile.total_weight()),
            "endowment_first": counted.first_endowment.to_string(), "endowment": counted.endowment.to_string(),
            "runs": counted.runs, "purchases": purchases,
        }),
        cost: i64::try_from(counted.cost).ok(),
    }
}
