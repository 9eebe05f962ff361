//! What each ballot weighs: colleges are combined as the terms say, in whole units of one common denominator, so that
//! w/n stays exact. Pure.
//!
//! SCIC (loi 47-1775, art. 19 octies): the votes of a member and those of their college are two things. `member_weight`
//! gives each member of a college share / members; `ratio` divides a college's share among the ballots that came;
//! `block` gives it whole to what the college wants. Never by capital.

use std::collections::BTreeMap;

use super::model::{Ballot, Combination, SilentCollege};
use super::terms::{Terms, WHOLE_BP};
use crate::kernel::errors::{Error, Result};

/// Ballots that weigh the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pile {
    /// Index among the terms' colleges; none for the common box.
    pub college: Option<usize>,
    /// What one ballot weighs; under `block`, what the whole college weighs.
    pub weight: u128,
    /// Indices among the ballots.
    pub ballots: Vec<usize>,
}

/// A box, weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weighing {
    pub piles: Vec<Pile>,
    /// Units of weight in one basis point: of a voice under `one_voice`, else of all the votes.
    pub units_per_bp: u128,
    /// For each college of the terms: no ballot came from it.
    pub silent: Vec<bool>,
    /// A silent college blocks the vote.
    pub blocked: bool,
}

impl Weighing {
    /// # Errors
    /// Internal, when a ballot lies in a box that the terms do not know or has a weight below zero.
    pub fn of(terms: &Terms, ballots: &[Ballot]) -> Result<Weighing> {
        let mut boxes: Vec<Vec<usize>> = vec![Vec::new(); terms.colleges.len()];
        if terms.by_college() {
            for (index, ballot) in ballots.iter().enumerate() {
                let college = terms
                    .colleges
                    .iter()
                    .position(|c| Some(c.id) == ballot.college_id);
                boxes[college.ok_or_else(|| Error::internal("a ballot of a college that has no box"))?]
                    .push(index);
            }
        }
        let silent: Vec<bool> = boxes
            .iter()
            .map(|ballots| terms.by_college() && ballots.is_empty())
            .collect();
        let blocked = terms.silent_college == SilentCollege::Blocks && silent.contains(&true);
        let (piles, units_per_bp) = match terms.combination {
            Combination::OneVoice => (by_weight(ballots)?, 1),
            Combination::MemberWeight => by_share(terms, boxes, |college, _| terms.colleges[college].members),
            Combination::Ratio => by_share(terms, boxes, |_, ballots| ballots as i64),
            Combination::Block => by_share(terms, boxes, |_, _| 1),
        };
        Ok(Weighing {
            piles,
            units_per_bp,
            silent,
            blocked,
        })
    }
}

/// Each ballot carries its own weight.
fn by_weight(ballots: &[Ballot]) -> Result<Vec<Pile>> {
    let mut piles: BTreeMap<u128, Vec<usize>> = BTreeMap::new();
    for (index, ballot) in ballots.iter().enumerate() {
        let weight = u128::try_from(ballot.weight_bp)
            .map_err(|_| Error::internal("a ballot weighs less than nothing"))?;
        piles.entry(weight).or_default().push(index);
    }
    let pile = |(weight, ballots)| Pile {
        college: None,
        weight,
        ballots,
    };
    Ok(piles.into_iter().map(pile).collect())
}

/// A college's share over `parts(college, ballots)`, for each college that voted.
fn by_share(terms: &Terms, boxes: Vec<Vec<usize>>, parts: impl Fn(usize, usize) -> i64) -> (Vec<Pile>, u128) {
    let voted: Vec<(usize, Vec<usize>, u128)> = boxes
        .into_iter()
        .enumerate()
        .filter(|(_, ballots)| !ballots.is_empty())
        .map(|(college, ballots)| {
            let parts = u128::try_from(parts(college, ballots.len()).max(1)).unwrap_or(1);
            (college, ballots, parts)
        })
        .collect();
    let common = voted
        .iter()
        .fold(1, |common, (_, _, parts)| least_common_multiple(common, *parts));
    let piles = voted
        .into_iter()
        .map(|(college, ballots, parts)| {
            let share = u128::try_from(terms.colleges[college].share_bp.clamp(0, WHOLE_BP)).unwrap_or(0);
            Pile {
                college: Some(college),
                weight: share * (common / parts),
                ballots,
            }
        })
        .collect();
    (piles, common)
}

fn least_common_multiple(a: u128, b: u128) -> u128 {
    a / greatest_common_divisor(a, b) * b
}

pub(super) fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}
