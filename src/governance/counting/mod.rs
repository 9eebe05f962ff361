//! Counting, pure and exact: sums of ballots in, figures out. One file per method. No I/O, no floats: a result must
//! come out the same wherever it is recounted.
//!
//! Yes or no: [`decide`]. Several options: a [`Profile`] of packed ballots and [`count`], where [`Rule`] is
//! the one place that chooses between methods.

mod approval;
pub mod budget;
pub mod delegation;
pub mod equal_shares;
pub mod fraction;
pub mod greedy;
mod irv;
mod lot;
mod majority;
mod majority_judgment;
mod plurality;
mod profile;
mod qualified_majority;
mod result;
mod schulze;
mod score;

use serde::{Deserialize, Serialize};

use super::model::Method;
use crate::kernel::text_enum;

pub use lot::{Lot, commit, hex, parse_seed};
pub use profile::{Group, Levels, Profile};
pub use result::{BrokenBy, Count, Tie, name_options, number};
pub use schulze::{Pairwise, count_pairwise};

/// Whether a box says yes: the weight of yes it took, and whether it was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The least weight of yes that passes, given the weight of yes and no together.
    pub required: u128,
    pub reached: bool,
}

/// Decides by the weights of yes and no; `majority_bp` is the threshold frozen when the vote opened. None when the
/// weights add up to more than can be counted.
pub fn decide(method: Method, yes: u128, no: u128, majority_bp: i64) -> Option<Verdict> {
    match method {
        Method::QualifiedMajority => qualified_majority::decide(yes, no, majority_bp),
        _ => majority::decide(yes, no),
    }
}

text_enum! {
    /// What a missing score is worth.
    MissingScore { Zero = "zero", Refuse = "refuse" }
}

text_enum! {
    /// What a missing grade is worth. Refusing refuses unequal totals: options with different numbers of grades.
    MissingGrade { Worst = "worst", Refuse = "refuse" }
}

text_enum! {
    /// How strong a defeat is: by the votes of the winning side, or by how many more they are.
    Strength { Winning = "winning", Margins = "margins" }
}

text_enum! {
    /// Who leaves when several have the fewest votes: all of them, unless that leaves nobody; the one who loses the
    /// lot; or who had the fewest in the latest earlier round in which they differ, then the lot. Without a lot, those
    /// whom it would have to tell apart leave together.
    EliminationTies { Lot = "lot", All = "all", EarlierRound = "earlier_round" }
}

text_enum! {
    /// What becomes of a ballot with several options on one rank. `exhaust`: when its best rank among the options still
    /// running holds several of them, it leaves the count for good. `skip`: such ranks are passed over from the start.
    Overvotes { Exhaust = "exhaust", Skip = "skip" }
}

/// A method for several options with all its choices, as stored with a vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    Plurality,
    Approval,
    Score {
        missing: MissingScore,
    },
    /// Scores out of one's own stock of points; what is not given is 0.
    Dots,
    Schulze {
        strength: Strength,
    },
    #[serde(rename = "irv")]
    InstantRunoff {
        ties: EliminationTies,
        overvotes: Overvotes,
    },
    MajorityJudgment {
        /// Worst first.
        grades: Vec<String>,
        missing: MissingGrade,
    },
}

/// Why ballots cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    #[error("there is no option to count")]
    NoOption,
    #[error("there must be at least one seat")]
    NoSeat,
    #[error("the weights add up to more than can be counted")]
    Overflow,
    #[error("the groups of ballots do not cover the ballots one by one")]
    Groups,
    #[error("the values of the grades must ascend")]
    Levels,
    #[error("a ballot has grade number {0}, which is not among the grades")]
    UnknownLevel(u16),
    #[error("{0} needs grades or scores; these ballots are rankings")]
    NeedsGrades(&'static str),
    #[error("option {} has no score on some ballots", .option + 1)]
    MissingScore { option: usize },
    #[error("option {} has grades of weight {total}, option 1 of weight {expected}: totals must be equal", .option + 1)]
    UnequalTotals {
        option: usize,
        total: u128,
        expected: u128,
    },
    #[error("the ballots use {used} grades, and {named} are named")]
    TooFewGrades { used: usize, named: usize },
}

/// Counts ballots. `seats` options win; a tie at that cut is broken by the lot, and without one all tied win.
///
/// Equal for every order of the ballots, and options have no advantage from their place in the list. A ballot of weight
/// w counts as w equal ballots.
pub fn count(rule: &Rule, profile: &Profile, seats: usize, lot: Option<&Lot>) -> Result<Count, CountError> {
    if seats == 0 {
        return Err(CountError::NoSeat);
    }
    let (order, ties, figures) = match rule {
        Rule::Plurality => plurality::count(profile)?,
        Rule::Approval => approval::count(profile)?,
        Rule::Score { missing } => score::count(profile, *missing)?,
        Rule::Dots => score::count(profile, MissingScore::Zero)?,
        Rule::Schulze { strength } => schulze::count(profile, *strength)?,
        Rule::InstantRunoff { ties, overvotes } => irv::count(profile, *ties, *overvotes, lot)?,
        Rule::MajorityJudgment { grades, missing } => majority_judgment::count(profile, grades, *missing)?,
    };
    Ok(Count::seat(order, seats, lot, ties, figures))
}

/// What a method finds: the order, ties it met on the way, figures.
type Found = (Vec<Vec<usize>>, Vec<Tie>, serde_json::Value);

/// Ballots it takes for the vote to count: the share of the roll, rounded up.
pub fn quorum_required(roll_size: i64, quorum_bp: i64) -> i64 {
    let needed = (i128::from(roll_size) * i128::from(quorum_bp) + 9_999) / 10_000;
    i64::try_from(needed).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_majority_is_more_yes_than_no() {
        for (yes, no, passes) in [
            (0, 0, false),
            (1, 0, true),
            (1, 1, false),
            (2, 1, true),
            (5, 6, false),
        ] {
            let verdict = decide(Method::Majority, yes, no, 5_000).unwrap();
            assert_eq!(verdict.reached, passes, "{yes} {no}");
        }
    }

    #[test]
    fn a_qualified_majority_includes_its_threshold() {
        for (yes, no, share_bp, passes) in [
            // 6667 is two thirds exactly: neither 2 of 3 nor 66,667 of 100,000 may fail, nor 66,666 pass.
            (2, 1, 6_667, true),
            (20, 10, 6_667, true),
            (19, 10, 6_667, false),
            (199, 100, 6_667, false),
            (200, 100, 6_667, true),
            // Every other threshold is itself.
            (3, 1, 7_500, true),
            (2_999, 1_001, 7_500, false),
            (3_000, 1_000, 7_500, true),
            (2, 1, 6_668, false),
            (2, 1, 6_666, true),
            (9, 0, 10_000, true),
            (9_999, 1, 10_000, false),
            (0, 0, 5_001, false),
        ] {
            let verdict = decide(Method::QualifiedMajority, yes, no, share_bp).unwrap();
            assert_eq!(verdict.reached, passes, "{yes} {no} at {share_bp}");
        }
    }

    #[test]
    fn weights_beyond_counting_are_no_verdict() {
        assert_eq!(decide(Method::Majority, u128::MAX, 1, 5_000), None);
        assert_eq!(decide(Method::QualifiedMajority, u128::MAX / 3, 1, 7_500), None);
    }

    #[test]
    fn quorum_is_rounded_up_to_a_whole_ballot() {
        for (roll, bp, ballots) in [
            (40, 2_000, 8),
            (41, 2_000, 9),
            (3, 0, 0),
            (1, 1, 1),
            (3, 10_000, 3),
            (0, 2_000, 0),
        ] {
            assert_eq!(quorum_required(roll, bp), ballots, "{roll} {bp}");
        }
    }

    const WHOLE: [Method; 2] = [Method::Majority, Method::QualifiedMajority];

    proptest! {
        #[test]
        fn one_more_yes_never_loses_a_vote(yes in 0..90_000u128, no in 0..90_000u128, bp in 5_001..=10_000i64) {
            for method in WHOLE {
                let (a, b) = (decide(method, yes, no, bp).unwrap(), decide(method, yes + 10_000, no, bp).unwrap());
                prop_assert!(!a.reached || b.reached);
            }
        }

        #[test]
        fn required_is_the_least_weight_that_passes(yes in 0..40_000u128, no in 0..40_000u128, bp in 5_001..=10_000i64) {
            for method in WHOLE {
                let verdict = decide(method, yes, no, bp).unwrap();
                prop_assert_eq!(verdict.reached, yes >= verdict.required && yes + no > 0);
            }
        }
    }
}
