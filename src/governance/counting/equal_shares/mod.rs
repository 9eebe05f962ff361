//! The Method of Equal Shares (Peters, Pierczyński & Skowron, Proportional Participatory Budgeting with Additive
//! Utilities, NeurIPS 2021, arXiv 2008.13276), with the completion Add1.
//!
//! Everybody gets an equal share of the budget. Again and again that project is bought whose supporters pay the least
//! per unit of utility (rho): each pays in proportion to their utility, or all they have left. Add1 counts anew with
//! one unit of the currency more for each voice, until the outcome would overspend, and takes the last that does not.

mod ledger;
mod run;

use num_bigint::BigInt;

use super::budget::BudgetProfile;
use super::fraction::Fraction;
use run::{Bought, Scratch, Stage};

/// What an approved project is worth to a voter. Ballots of points say it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Utility {
    /// Its cost.
    Cost,
    /// One, whatever it costs.
    Cardinality,
}

/// What is done with the money that the first count leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    None,
    Add1(Stop),
}

/// When Add1 ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Only when the next outcome would overspend, or everything with a supporter is bought.
    Overspend,
    /// Also when no project with a supporter fits any more in what is left of the budget.
    Exhaustive,
}

/// A project bought in the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    pub project: u32,
    /// What each supporter who could pay in full paid per unit of utility.
    pub rho: Fraction,
    /// All projects that had this rho then, the bought one first, in the order of the tie.
    pub tied: Vec<u32>,
}

/// A count by Equal Shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EqualShares {
    /// In the order bought.
    pub purchases: Vec<Purchase>,
    pub cost: i128,
    /// What one whole voice had at the start of the first count and of the one taken, in the smallest unit.
    pub first_endowment: Fraction,
    pub endowment: Fraction,
    /// How many times it was counted, the first and the one that would overspend included.
    pub runs: u64,
    /// Whether the count ended because the next outcome would overspend.
    pub overspends_next: bool,
}

/// Counts. Equal rho goes to the lower cost, then more votes, then the lot, in every run the same (see
/// [`BudgetProfile::tie_ranks`]).
pub fn count(
    profile: &BudgetProfile,
    utility: Utility,
    completion: Completion,
    lot: Option<&[u32]>,
) -> EqualShares {
    let ranks = profile.tie_ranks(lot);
    let stage = Stage::new(profile, utility, &ranks);
    let mut scratch = Scratch::default();
    let mut taken: Option<(u64, Vec<Bought>)> = None;
    let mut runs = 0;
    let overspends_next = loop {
        let bought = match profile.total_weight() {
            0 => Vec::new(),
            _ => stage.run(&endowment(profile, runs), &mut scratch),
        };
        runs += 1;
        if cost(profile, &bought) > i128::from(profile.terms().budget) {
            break true;
        }
        let ends = ends(&stage, profile, completion, &bought);
        taken = Some((runs - 1, bought));
        if ends {
            break false;
        }
    };
    let (step, bought) = taken.unwrap_or_default();
    let voices = |step| {
        let copy = endowment(profile, step);
        Fraction::new(
            copy.numerator() * profile.terms().voice,
            copy.denominator().clone(),
        )
    };
    EqualShares {
        cost: cost(profile, &bought),
        first_endowment: voices(0),
        endowment: voices(step),
        purchases: bought.into_iter().map(purchase).collect(),
        runs,
        overspends_next,
    }
}

/// What a voter of weight 1 starts with after so many steps, in the smallest unit: an equal part of the budget, and
/// with each step one unit of the currency more for a whole voice.
fn endowment(profile: &BudgetProfile, step: u64) -> Fraction {
    let terms = profile.terms();
    if profile.total_weight() == 0 {
        return Fraction::new(0, 1);
    }
    let weight = BigInt::from(profile.total_weight());
    let added = BigInt::from(step) * terms.unit * &weight;
    Fraction::new(
        added + BigInt::from(terms.budget) * terms.voice,
        weight * terms.voice,
    )
}

fn cost(profile: &BudgetProfile, bought: &[Bought]) -> i128 {
    profile.cost_of(bought.iter().map(|bought| bought.project))
}

/// Whether this outcome, which does not overspend, is the last one looked at.
fn ends(stage: &Stage<'_>, profile: &BudgetProfile, completion: Completion, bought: &[Bought]) -> bool {
    let Completion::Add1(stop) = completion else {
        return true;
    };
    let left = i128::from(profile.terms().budget) - cost(profile, bought);
    let fits = |project: u32| i128::from(profile.projects()[project as usize].cost) <= left;
    let mut unbought = stage
        .candidates()
        .filter(|&project| bought.iter().all(|bought| bought.project != project));
    match stop {
        Stop::Overspend => unbought.next().is_none(),
        Stop::Exhaustive => !unbought.any(fits),
    }
}

fn purchase(bought: Bought) -> Purchase {
    let (numerator, denominator) = bought.rho;
    Purchase {
        project: bought.project,
        rho: Fraction::new(numerator, denominator),
        tied: bought.tied,
    }
}

#[cfg(test)]
mod elections;
#[cfg(test)]
mod tests;
