//! Greedy budgeting: projects by their score, each bought if it still fits. The usual rule of participatory budgets
//! (Talmon & Faliszewski, A Framework for Approval-Based Budgeting Methods, AAAI 2019).

use super::budget::BudgetProfile;

/// What happens when a project no longer fits in what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// It is passed over; cheaper ones after it may still fit.
    Skip,
    /// The count ends.
    Stop,
}

/// A greedy count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greedy {
    /// In the order bought.
    pub bought: Vec<u32>,
    pub cost: i128,
    /// Every eligible project, in the order it was looked at.
    pub order: Vec<u32>,
    /// Projects with equal scores, each group in the order in which the tie was broken.
    pub ties: Vec<Vec<u32>>,
}

/// Counts. Equal scores go to the lower cost, then more votes, then the lot (see [`BudgetProfile::tie_ranks`]).
pub fn count(profile: &BudgetProfile, misfit: Misfit, lot: Option<&[u32]>) -> Greedy {
    let ranks = profile.tie_ranks(lot);
    let score = |project: u32| profile.projects()[project as usize].score;
    let mut order: Vec<u32> = (0..profile.projects().len() as u32)
        .filter(|&project| profile.projects()[project as usize].eligible)
        .collect();
    order.sort_by_key(|&project| (u128::MAX - score(project), ranks[project as usize]));
    let mut left = i128::from(profile.terms().budget);
    let mut bought = Vec::new();
    for &project in &order {
        let cost = i128::from(profile.projects()[project as usize].cost);
        if cost <= left {
            left -= cost;
            bought.push(project);
        } else if misfit == Misfit::Stop {
            break;
        }
    }
    let ties = order
        .chunk_by(|&a, &b| score(a) == score(b))
        .filter(|group| group.len() > 1)
        .map(<[u32]>::to_vec)
        .collect();
    Greedy {
        cost: i128::from(profile.terms().budget) - left,
        bought,
        order,
        ties,
    }
}

#[cfg(test)]
mod tests {
    use super::super::budget::{BudgetBallots, Choice, Kind, Terms};
    use super::*;

    fn profile(budget: i64, costs: &[i64], ballots: &[(&[u32], u128)]) -> BudgetProfile {
        let terms = Terms {
            budget,
            unit: 1,
            voice: 1,
        };
        let mut taken = BudgetBallots::new(terms, Kind::Approvals, costs).unwrap();
        for (ballot, weight) in ballots {
            taken.approve(ballot, *weight).unwrap();
        }
        taken.close()
    }

    #[test]
    fn what_does_not_fit_is_skipped_or_ends_the_count() {
        let profile = profile(
            100,
            &[60, 50, 40, 1],
            &[(&[0], 9), (&[1], 8), (&[2], 7), (&[3], 1)],
        );
        let skip = count(&profile, Misfit::Skip, None);
        assert_eq!((skip.bought, skip.cost), (vec![0, 2], 100));
        let stop = count(&profile, Misfit::Stop, None);
        assert_eq!((stop.bought, stop.cost), (vec![0], 60));
        assert_eq!(stop.order, [0, 1, 2, 3]);
    }

    #[test]
    fn equal_scores_are_reported_and_go_by_cost_votes_and_lot() {
        let profile = profile(30, &[20, 10, 10, 30], &[(&[0, 1, 2], 3), (&[3], 1)]);
        let first = count(&profile, Misfit::Skip, None);
        assert_eq!((first.bought, first.ties), (vec![1, 2], vec![vec![1, 2, 0]]));
        let drawn = count(&profile, Misfit::Skip, Some(&[3, 2, 1, 0]));
        assert_eq!((drawn.bought, drawn.ties), (vec![2, 1], vec![vec![2, 1, 0]]));
    }

    #[test]
    fn points_decide_over_votes_and_a_threshold_takes_projects_out() {
        let terms = Terms {
            budget: 10,
            unit: 1,
            voice: 1,
        };
        let mut taken = BudgetBallots::new(terms, Kind::Points, &[10, 10]).unwrap();
        let (few, many) = (
            Choice {
                project: 0,
                points: 1,
            },
            Choice {
                project: 1,
                points: 5,
            },
        );
        taken.add(&[few], 3).unwrap();
        taken.add(&[many], 1).unwrap();
        let mut profile = taken.close();
        assert_eq!(count(&profile, Misfit::Skip, None).bought, [1]);
        profile.require_score(5);
        assert_eq!(count(&profile, Misfit::Skip, None).bought, [1]);
        profile.require_score(6);
        assert_eq!(count(&profile, Misfit::Skip, None).bought, [0u32; 0]);
    }
}
