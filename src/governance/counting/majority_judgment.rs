//! Majority judgment: M. Balinski & R. Laraki, "A theory of measuring, electing, and ranking", PNAS 104, 2007;
//! "Majority Judgment", MIT Press, 2011.
//!
//! An option's majority grade is the lower median of its grades. The order compares majority grades; where they are
//! equal, one ballot of that grade is taken off each and the next median compared, to the last ballot. That is the whole
//! published order, not only its first gauge: 1, 1, 2, 5 and 1, 2, 1, 5 ballots from worst to best are not tied.
//!
//! The medians taken off walk outwards from the middle of the sorted grades, one below and one above in turn. Here the
//! walk jumps over runs of equal grades, so it takes a number of steps that grows with the grades, not the ballots.

use std::cmp::Ordering;

use serde_json::json;

use super::result::{by_option, number};
use super::{CountError, Found, MissingGrade, Profile};

pub(super) fn count(
    profile: &Profile,
    grades: &[String],
    missing: MissingGrade,
) -> Result<Found, CountError> {
    let (values, _) = profile.values("majority judgment")?;
    if grades.is_empty() || values.len() > grades.len() {
        return Err(CountError::TooFewGrades {
            used: values.len(),
            named: grades.len(),
        });
    }
    let mut tallies = Vec::with_capacity(profile.options());
    let mut absent = Vec::with_capacity(profile.options());
    for option in 0..profile.options() {
        let weights = profile.grade_weights(option, grades.len())?;
        let mut tally = Tally::new(weights[1..].to_vec())?;
        if missing == MissingGrade::Worst {
            tally.add_worst(weights[0])?;
        }
        tallies.push(tally);
        absent.push(weights[0]);
    }
    let expected = tallies[0].total;
    if let Some(option) = tallies.iter().position(|tally| tally.total != expected) {
        let total = tallies[option].total;
        return Err(CountError::UnequalTotals {
            option,
            total,
            expected,
        });
    }
    let mut options: Vec<usize> = (0..tallies.len()).collect();
    options.sort_by(|a, b| tallies[*b].compare(&tallies[*a]));
    let order = options
        .chunk_by(|a, b| tallies[*a].compare(&tallies[*b]) == Ordering::Equal)
        .map(<[usize]>::to_vec)
        .collect();
    let figures = json!({
        "grades": grades,
        "missing": missing,
        "missing_grades": by_option(absent, number),
        "gauges": by_option(&tallies, |tally| tally.gauge(grades)),
        "total": number(expected),
    });
    Ok((order, Vec::new(), figures))
}

/// How much weight gave each grade, worst first.
struct Tally {
    weights: Vec<u128>,
    total: u128,
}

impl Tally {
    fn new(weights: Vec<u128>) -> Result<Tally, CountError> {
        let total = weights.iter().try_fold(0u128, |sum, w| sum.checked_add(*w));
        let total = total.ok_or(CountError::Overflow)?;
        Ok(Tally { weights, total })
    }

    fn add_worst(&mut self, weight: u128) -> Result<(), CountError> {
        self.total = self.total.checked_add(weight).ok_or(CountError::Overflow)?;
        self.weights[0] += weight;
        Ok(())
    }

    /// The lower median, and the weight below and above its grade; nothing without ballots.
    fn median(&self) -> Option<(usize, u128, u128)> {
        let middle = self.total.checked_sub(1)? / 2;
        let mut below = 0;
        for (grade, weight) in self.weights.iter().enumerate() {
            if middle < below + weight {
                return Some((grade, below, self.total - below - weight));
            }
            below += weight;
        }
        None
    }

    /// The majority grade with the shares around it: `+` when more is above than below.
    fn gauge(&self, grades: &[String]) -> serde_json::Value {
        let counts: serde_json::Value = self.weights.iter().map(|weight| number(*weight)).collect();
        let Some((grade, below, above)) = self.median() else {
            return json!({ "counts": counts, "majority_grade": null });
        };
        let sign = match above.cmp(&below) {
            Ordering::Greater => "+",
            Ordering::Equal => "=",
            Ordering::Less => "-",
        };
        json!({
            "counts": counts,
            "majority_grade": grades[grade],
            "above": number(above),
            "below": number(below),
            "sign": sign,
        })
    }

    /// Which of two is better, by all majority grades in turn. Both must have the same total.
    fn compare(&self, other: &Tally) -> Ordering {
        let (Some(mut own), Some(mut theirs)) = (Outward::new(self), Outward::new(other)) else {
            return Ordering::Equal;
        };
        let first = (own.median, own.after_median).cmp(&(theirs.median, theirs.after_median));
        if first != Ordering::Equal {
            return first;
        }
        while let (Some(a), Some(b)) = (own.next_run(), theirs.next_run()) {
            let pair = (a.below, a.above).cmp(&(b.below, b.above));
            if pair != Ordering::Equal {
                return pair;
            }
            let both = a.pairs.min(b.pairs);
            own.skip(both);
            theirs.skip(both);
        }
        Ordering::Equal
    }
}

/// The walk from the median outwards. After the median, an even number of ballots has one more above than below; that
/// one comes first. What then lies below and above is equally many, and is taken in pairs: below, above.
struct Outward<'a> {
    weights: &'a [u128],
    median: usize,
    /// The second grade of an even number of ballots; for an odd number the median again, which compares as nothing.
    after_median: usize,
    below: usize,
    below_left: u128,
    above: usize,
    above_left: u128,
}

/// Pairs that are all alike.
struct Run {
    below: usize,
    above: usize,
    pairs: u128,
}

impl<'a> Outward<'a> {
    fn new(tally: &'a Tally) -> Option<Outward<'a>> {
        let (median, before, beyond) = tally.median()?;
        let middle = (tally.total - 1) / 2;
        let mut walk = Outward {
            weights: &tally.weights,
            median,
            after_median: median,
            below: median,
            below_left: middle - before,
            above: median,
            above_left: tally.total - beyond - middle - 1,
        };
        if tally.total.is_multiple_of(2) {
            walk.rise();
            walk.after_median = walk.above;
            walk.above_left -= 1;
        }
        Some(walk)
    }

    /// Goes up to a grade that has ballots left.
    fn rise(&mut self) {
        while self.above_left == 0 && self.above + 1 < self.weights.len() {
            self.above += 1;
            self.above_left = self.weights[self.above];
        }
    }

    /// The pairs that come next; nothing when the ballots are used up.
    fn next_run(&mut self) -> Option<Run> {
        self.rise();
        while self.below_left == 0 && self.below > 0 {
            self.below -= 1;
            self.below_left = self.weights[self.below];
        }
        let pairs = self.below_left.min(self.above_left);
        (pairs > 0).then_some(Run {
            below: self.below,
            above: self.above,
            pairs,
        })
    }

    fn skip(&mut self, pairs: u128) {
        self.below_left -= pairs;
        self.above_left -= pairs;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tally(weights: &[u128]) -> Tally {
        Tally::new(weights.to_vec()).unwrap()
    }

    /// The majority grades in turn, by taking the lower median off, ballot by ballot.
    fn by_literal_removal(weights: &[u128]) -> Vec<usize> {
        let mut ballots: Vec<usize> = Vec::new();
        for (grade, weight) in weights.iter().enumerate() {
            ballots.extend((0..*weight).map(|_| grade));
        }
        let mut value = Vec::new();
        while !ballots.is_empty() {
            value.push(ballots.remove((ballots.len() - 1) / 2));
        }
        value
    }

    #[test]
    fn tallies_that_share_their_first_gauge_are_told_apart() {
        // Both: median third grade… the first of them has it twice.
        assert_ne!(
            tally(&[1, 1, 2, 5]).compare(&tally(&[1, 2, 1, 5])),
            Ordering::Equal
        );
        assert_eq!(
            tally(&[1, 1, 2, 5]).compare(&tally(&[1, 1, 2, 5])),
            Ordering::Equal
        );
        assert_eq!(tally(&[0, 0]).compare(&tally(&[0, 0])), Ordering::Equal);
    }

    #[test]
    fn of_two_middle_ballots_the_lower_counts() {
        assert_eq!(tally(&[2, 0, 2]).median(), Some((0, 0, 2)));
        assert_eq!(tally(&[1, 0, 2]).median(), Some((2, 1, 0)));
        assert_eq!(tally(&[0, 0, 0]).median(), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn the_walk_equals_literal_removal(
            grades in 1..7usize,
            picks in proptest::collection::vec((0..7usize, 0..7usize), 0..24),
            scale in 1..4u128,
        ) {
            let (mut a, mut b) = (vec![0u128; grades], vec![0u128; grades]);
            for (x, y) in picks {
                a[x % grades] += 1;
                b[y % grades] += 1;
            }
            let literal = by_literal_removal(&a).cmp(&by_literal_removal(&b));
            prop_assert_eq!(tally(&a).compare(&tally(&b)), literal);
            // Weights on a common denominator change nothing.
            let times = |w: &[u128]| tally(&w.iter().map(|w| w * scale).collect::<Vec<_>>());
            prop_assert_eq!(times(&a).compare(&times(&b)), literal);
        }
    }
}
