use proptest::prelude::*;

use super::super::budget::{BudgetBallots, Choice, Kind, Terms};
use super::*;

/// A budget vote as it is given: budget, unit, voice, costs, and ballots with their weights.
#[derive(Debug, Clone)]
struct Vote {
    terms: Terms,
    kind: Kind,
    costs: Vec<i64>,
    ballots: Vec<(Vec<Choice>, u128)>,
}

impl Vote {
    fn profile(&self) -> BudgetProfile {
        let mut taken = BudgetBallots::new(self.terms, self.kind, &self.costs).unwrap();
        for (ballot, weight) in &self.ballots {
            taken.add(ballot, *weight).unwrap();
        }
        taken.close()
    }

    fn approvals(budget: i64, costs: &[i64], ballots: &[(&[u32], u128)]) -> Vote {
        let choices = |projects: &[u32]| {
            let choice = |&project| Choice { project, points: 1 };
            projects.iter().map(choice).collect()
        };
        Vote {
            terms: Terms {
                budget,
                unit: 1,
                voice: 1,
            },
            kind: Kind::Approvals,
            costs: costs.to_vec(),
            ballots: ballots
                .iter()
                .map(|(projects, weight)| (choices(projects), *weight))
                .collect(),
        }
    }
}

/// The method as it is written, slowly, on exact fractions.
mod literal {
    use super::*;

    pub fn plus(a: &Fraction, b: &Fraction) -> Fraction {
        let numerator = a.numerator() * b.denominator() + b.numerator() * a.denominator();
        Fraction::new(numerator, a.denominator() * b.denominator())
    }

    pub fn minus(a: &Fraction, b: &Fraction) -> Fraction {
        plus(a, &times(b, -1))
    }

    pub fn times(a: &Fraction, n: impl Into<BigInt>) -> Fraction {
        Fraction::new(a.numerator() * n.into(), a.denominator().clone())
    }

    pub fn over(a: &Fraction, n: impl Into<BigInt>) -> Fraction {
        Fraction::new(a.numerator().clone(), a.denominator() * n.into())
    }

    fn whole(n: impl Into<BigInt>) -> Fraction {
        Fraction::new(n, 1)
    }

    /// Least rho at which the supporters (purse, utility, weight) pay the cost together.
    fn rho(cost: i64, supporters: &[(Fraction, BigInt, u128)]) -> Option<Fraction> {
        let mut sorted = supporters.to_vec();
        sorted.sort_by_key(|(purse, utility, _)| over(purse, utility.clone()));
        let mut owed = whole(cost);
        for (n, (purse, utility, weight)) in sorted.iter().enumerate() {
            let rich: BigInt = sorted[n..]
                .iter()
                .map(|(_, utility, weight)| utility * *weight)
                .sum();
            let rho = over(&owed, rich);
            if times(&rho, utility.clone()) <= *purse {
                return Some(rho);
            }
            owed = minus(&owed, &times(purse, *weight));
        }
        None
    }

    fn run(
        profile: &BudgetProfile,
        utility: Utility,
        ranks: &[u32],
        endowment: &Fraction,
    ) -> Vec<(u32, Fraction)> {
        let worth = |choice: &Choice| match (profile.kind(), utility) {
            (Kind::Approvals, Utility::Cost) => {
                BigInt::from(profile.projects()[choice.project as usize].cost)
            }
            _ => BigInt::from(choice.points),
        };
        let mut purses = vec![endowment.clone(); profile.groups()];
        let mut bought: Vec<(u32, Fraction)> = Vec::new();
        loop {
            let mut best: Option<(Fraction, u32, u32)> = None;
            for project in 0..profile.projects().len() as u32 {
                let stands = &profile.projects()[project as usize];
                if !stands.eligible || bought.iter().any(|(bought, _)| *bought == project) {
                    continue;
                }
                let supporters: Vec<_> = (0..profile.groups())
                    .flat_map(|group| profile.choices(group).iter().map(move |choice| (group, choice)))
                    .filter(|(_, choice)| choice.project == project)
                    .map(|(group, choice)| (purses[group].clone(), worth(choice), profile.weight(group)))
                    .collect();
                if let Some(rho) = rho(stands.cost, &supporters) {
                    let offer = (rho, ranks[project as usize], project);
                    if best.as_ref().is_none_or(|best| offer < *best) {
                        best = Some(offer);
                    }
                }
            }
            let Some((rho, _, project)) = best else {
                return bought;
            };
            for (group, purse) in purses.iter_mut().enumerate() {
                if let Some(choice) = profile
                    .choices(group)
                    .iter()
                    .find(|choice| choice.project == project)
                {
                    let pays = times(&rho, worth(choice)).min(purse.clone());
                    *purse = minus(purse, &pays);
                }
            }
            bought.push((project, rho));
        }
    }

    pub fn count(
        profile: &BudgetProfile,
        utility: Utility,
        completion: Completion,
        lot: Option<&[u32]>,
    ) -> (Vec<(u32, Fraction)>, u64) {
        let ranks = profile.tie_ranks(lot);
        let terms = profile.terms();
        let mut endowment = over(&whole(terms.budget), profile.total_weight());
        let mut last = Vec::new();
        for runs in 1.. {
            let bought = run(profile, utility, &ranks, &endowment);
            let cost = profile.cost_of(bought.iter().map(|(project, _)| *project));
            if cost > terms.budget.into() {
                return (last, runs);
            }
            let open: Vec<i128> = (0..profile.projects().len())
                .filter(|&n| profile.projects()[n].score > 0 && profile.projects()[n].eligible)
                .filter(|&n| bought.iter().all(|(project, _)| *project as usize != n))
                .map(|n| profile.projects()[n].cost.into())
                .collect();
            let ends = match completion {
                Completion::None => true,
                Completion::Add1(Stop::Overspend) => open.is_empty(),
                Completion::Add1(Stop::Exhaustive) => {
                    open.iter().all(|more| cost + more > terms.budget.into())
                }
            };
            last = bought;
            if ends {
                return (last, runs);
            }
            endowment = plus(&endowment, &over(&whole(terms.unit), terms.voice));
        }
        (last, 0)
    }
}

fn bought(outcome: &EqualShares) -> Vec<u32> {
    outcome
        .purchases
        .iter()
        .map(|purchase| purchase.project)
        .collect()
}

/// Few projects, few values: ties everywhere.
fn votes() -> impl Strategy<Value = Vote> {
    let ballots = |projects: u32, kind: Kind| {
        let points = match kind {
            Kind::Approvals => 1..=1u32,
            Kind::Points => 0..=4,
        };
        let choices = proptest::collection::btree_map(0..projects, points, 0..=projects as usize);
        let ballot = choices.prop_map(|choices| {
            let choice = |(project, points)| Choice { project, points };
            choices.into_iter().map(choice).collect()
        });
        let weight = prop_oneof![8 => Just(1u128), 4 => 1..5u128, 1 => Just(0)];
        proptest::collection::vec((ballot, weight), 1..9)
    };
    let cost = prop_oneof![3 => (1..5i64).prop_map(|n| n * 6), 1 => 1..60i64];
    let kind = prop_oneof![Just(Kind::Approvals), Just(Kind::Points)];
    (1..7u32, kind).prop_flat_map(move |(projects, kind)| {
        let costs = proptest::collection::vec(cost.clone(), projects as usize);
        let budget = prop_oneof![Just(0i64), 1..100i64, Just(60), Just(24)];
        (budget, 1..4i64, costs, ballots(projects, kind)).prop_map(move |(budget, unit, costs, ballots)| {
            Vote {
                terms: Terms {
                    budget,
                    unit,
                    voice: 1,
                },
                kind,
                costs,
                ballots,
            }
        })
    })
}

fn rules() -> impl Strategy<Value = (Utility, Completion)> {
    let utility = prop_oneof![Just(Utility::Cost), Just(Utility::Cardinality)];
    let completion = prop_oneof![
        Just(Completion::None),
        Just(Completion::Add1(Stop::Overspend)),
        Just(Completion::Add1(Stop::Exhaustive)),
    ];
    (utility, completion)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_fast_count_is_the_literal_one(vote in votes(), rules in rules(), turn in 0..6usize) {
        let mut profile = vote.profile();
        if turn == 5 {
            profile.require_score(2);
        }
        prop_assume!(profile.total_weight() > 0);
        let mut lot: Vec<u32> = (0..vote.costs.len() as u32).collect();
        lot.rotate_left(turn % vote.costs.len());
        let fast = count(&profile, rules.0, rules.1, Some(&lot));
        let (slow, runs) = literal::count(&profile, rules.0, rules.1, Some(&lot));
        let rhos = fast.purchases.iter().map(|purchase| (purchase.project, purchase.rho.clone()));
        prop_assert_eq!(rhos.collect::<Vec<_>>(), slow);
        prop_assert_eq!(fast.runs, runs);
    }

    #[test]
    fn weights_are_copies(vote in votes(), rules in rules()) {
        let mut copies = vote.clone();
        copies.ballots = vote
            .ballots
            .iter()
            .flat_map(|(ballot, weight)| (0..*weight).map(move |_| (ballot.clone(), 1)))
            .collect();
        let (weighted, copied) = (vote.profile(), copies.profile());
        prop_assert_eq!(count(&weighted, rules.0, rules.1, None), count(&copied, rules.0, rules.1, None));
    }

    /// Weights stand for shares of voices: counted in other parts of a voice, however small, nothing changes.
    #[test]
    fn the_size_of_a_voice_does_not_matter(vote in votes(), rules in rules(), voice in prop_oneof![
        Just(7u128), Just(1 << 50), Just((1 << 70) + 1), Just(3u128.pow(60)),
    ]) {
        let mut scaled = vote.clone();
        scaled.terms.voice = voice;
        scaled.ballots.iter_mut().for_each(|(_, weight)| *weight *= voice);
        let once = count(&vote.profile(), rules.0, rules.1, None);
        let many = count(&scaled.profile(), rules.0, rules.1, None);
        prop_assert_eq!(bought(&once), bought(&many));
        prop_assert_eq!((once.runs, once.endowment), (many.runs, many.endowment));
    }

    #[test]
    fn large_amounts_are_counted_as_exactly(vote in votes(), rules in rules(), factor in prop_oneof![
        Just(1i64 << 20), Just(1 << 40), Just((1 << 56) - 1),
    ]) {
        let mut scaled = vote.clone();
        scaled.terms.budget *= factor;
        scaled.terms.unit *= factor;
        scaled.costs.iter_mut().for_each(|cost| *cost *= factor);
        let once = count(&vote.profile(), rules.0, rules.1, None);
        let many = count(&scaled.profile(), rules.0, rules.1, None);
        prop_assert_eq!(bought(&once), bought(&many));
        prop_assert_eq!(once.runs, many.runs);
    }

    #[test]
    fn the_order_of_ballots_does_not_matter(vote in votes(), rules in rules(), turn in 0..8usize) {
        let mut turned = vote.clone();
        turned.ballots.rotate_left(turn % vote.ballots.len());
        prop_assert_eq!(
            count(&vote.profile(), rules.0, rules.1, None),
            count(&turned.profile(), rules.0, rules.1, None)
        );
    }

    /// Renaming the projects renames the outcome, if the lot is renamed with them.
    #[test]
    fn the_names_of_projects_do_not_matter(vote in votes(), rules in rules()) {
        let projects = vote.costs.len() as u32;
        let renamed = |project: u32| projects - 1 - project;
        let mut turned = vote.clone();
        turned.costs.reverse();
        for (ballot, _) in &mut turned.ballots {
            ballot.iter_mut().for_each(|choice| choice.project = renamed(choice.project));
        }
        let lot: Vec<u32> = (0..projects).collect();
        let lot_renamed: Vec<u32> = lot.iter().map(|&project| renamed(project)).collect();
        let once = count(&vote.profile(), rules.0, rules.1, Some(&lot));
        let other = count(&turned.profile(), rules.0, rules.1, Some(&lot_renamed));
        prop_assert_eq!(bought(&once).into_iter().map(renamed).collect::<Vec<_>>(), bought(&other));
    }

    #[test]
    fn the_budget_is_never_exceeded(vote in votes(), rules in rules()) {
        let outcome = count(&vote.profile(), rules.0, rules.1, None);
        prop_assert!(outcome.cost <= vote.terms.budget.into());
        prop_assert!(outcome.endowment >= outcome.first_endowment);
    }
}

#[test]
fn a_group_decides_over_its_share() {
    // Ten voters, 100 each: six agree on three projects, four on one. Greedy would take the first three.
    let vote = Vote::approvals(1_000, &[300, 300, 300, 400], &[(&[0, 1, 2], 6), (&[3], 4)]);
    let outcome = count(&vote.profile(), Utility::Cost, Completion::None, None);
    assert_eq!(bought(&outcome), [0, 1, 3]);
    assert_eq!(outcome.purchases[0].rho, Fraction::new(1, 6));
    assert_eq!(outcome.purchases[0].tied, [0, 1, 2]);
    assert_eq!((outcome.cost, outcome.runs), (1_000, 1));
}

#[test]
fn who_cannot_pay_in_full_pays_what_they_have() {
    // 12 each. Project 0 (20) takes 10 from each of 0 and 1; project 1 (26) takes 2 from 1, and 12 from each of 2 and 3.
    let ballots: [(&[u32], u128); 3] = [(&[0], 1), (&[0, 1], 1), (&[1], 2)];
    let vote = Vote::approvals(48, &[20, 26], &ballots);
    let outcome = count(&vote.profile(), Utility::Cardinality, Completion::None, None);
    // 26 / 3 = 26/3 comes first; voter 1 then has 10/3 left, and voter 0 all 12: short of 20.
    assert_eq!(bought(&outcome), [1]);
    assert_eq!(outcome.purchases[0].rho, Fraction::new(26, 3));
    // One unit more each: 13, of which voter 1 keeps 13/3: 17 1/3 are short of 20 still. With 15: 15 + 19/3 = 64/3.
    // With 14 1/3 each it would be just enough, so the third step is the first to buy both.
    let more = count(
        &vote.profile(),
        Utility::Cardinality,
        Completion::Add1(Stop::Overspend),
        None,
    );
    assert_eq!((bought(&more), more.runs), (vec![1, 0], 4));
    assert_eq!(more.endowment, Fraction::new(15, 1));
    assert_eq!(more.purchases[1].rho, Fraction::new(41, 3));
    assert!(!more.overspends_next);
}

/// Hundreds of voters who differ: most comparisons are decided on rounded numbers here, and must come out the same.
#[test]
fn the_fast_count_is_the_literal_one_for_many_voters() {
    use rand::{RngExt, SeedableRng};
    for seed in 0..3 {
        let mut chance = rand::rngs::StdRng::seed_from_u64(seed);
        let costs: Vec<i64> = (0..14).map(|_| chance.random_range(20..400) * 5).collect();
        let kind = if seed % 3 == 2 {
            Kind::Points
        } else {
            Kind::Approvals
        };
        let points = if kind == Kind::Points { 9 } else { 1 };
        let ballots = (0..150).map(|_| {
            let choices = (0..14).filter_map(|project| {
                let choice = Choice {
                    project,
                    points: chance.random_range(1..=points),
                };
                chance
                    .random_bool(0.6 / (1.0 + f64::from(project) / 4.0))
                    .then_some(choice)
            });
            (
                choices.collect(),
                if seed % 2 == 0 {
                    1
                } else {
                    chance.random_range(1..4)
                },
            )
        });
        let vote = Vote {
            ballots: ballots.collect(),
            terms: Terms {
                budget: 3_000,
                unit: 1,
                voice: 1,
            },
            kind,
            costs,
        };
        let profile = vote.profile();
        for utility in [Utility::Cost, Utility::Cardinality] {
            let completion = Completion::Add1(Stop::Exhaustive);
            let fast = count(&profile, utility, completion, None);
            let (slow, runs) = literal::count(&profile, utility, completion, None);
            let rhos = fast
                .purchases
                .iter()
                .map(|purchase| (purchase.project, purchase.rho.clone()));
            assert_eq!(rhos.collect::<Vec<_>>(), slow, "seed {seed}");
            assert_eq!(fast.runs, runs, "seed {seed}");
        }
    }
}
