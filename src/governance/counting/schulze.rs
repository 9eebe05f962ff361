//! The Schulze method: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
//! single-winner election method", Social Choice and Welfare 36, 2011 (arXiv 1804.02973).
//!
//! For each pair the ballots that prefer one to the other are counted; an option missing on a ballot is tied last
//! there. A defeat is as strong as its winning votes, or as its margin: this is declared with the vote. Of winning
//! votes only those of the winning side count. A path of defeats is as strong as its weakest; x comes before y if the
//! strongest path from x to y is stronger than the one back. Winners are all whom nobody comes before.
//!
//! The order is in layers: the winners, then those whom nobody comes before among the rest, and so on.

use serde_json::json;

use super::lot::Lot;
use super::profile::{BLOCK, Columns, Weighed, blocks};
use super::result::{by_option, labels, number};
use super::{Count, CountError, Found, Levels, Profile, Strength};

/// For each pair of options the weight of the ballots that prefer the first to the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairwise {
    options: usize,
    /// Row after row.
    preferring: Vec<u128>,
}

impl Pairwise {
    /// A matrix given row after row; what stands on its diagonal is not read.
    pub fn new(rows: &[Vec<u128>]) -> Result<Pairwise, CountError> {
        if rows.is_empty() || rows.iter().any(|row| row.len() != rows.len()) {
            return Err(CountError::NoOption);
        }
        Ok(Pairwise {
            options: rows.len(),
            preferring: rows.concat(),
        })
    }

    /// Compares every pair of options on every ballot.
    pub fn of(profile: &Profile) -> Result<Pairwise, CountError> {
        let options = profile.options();
        let mut weights = Weighed::new(options * options);
        let ranks = matches!(profile.levels(), Levels::Ranks);
        for group in profile.groups() {
            let mut counts = vec![0u64; options * options];
            for block in blocks(&group.ballots) {
                let rows = |option| profile.rows_of(option, &block);
                // Signed cells, because vector units compare those; ranks run the other way, 0 stays the worst.
                match &profile.columns {
                    Columns::Narrow(cells) => compare_block(
                        options,
                        &mut counts,
                        |option, into| {
                            for (to, cell) in into.iter_mut().zip(&cells[rows(option)]) {
                                let merit = if ranks { cell.wrapping_neg() } else { *cell };
                                *to = (merit ^ 0x80).cast_signed();
                            }
                        },
                        i8::MIN,
                    ),
                    Columns::Wide(cells) => compare_block(
                        options,
                        &mut counts,
                        |option, into| {
                            for (to, cell) in into.iter_mut().zip(&cells[rows(option)]) {
                                let merit = if ranks { cell.wrapping_neg() } else { *cell };
                                *to = (merit ^ 0x8000).cast_signed();
                            }
                        },
                        i16::MIN,
                    ),
                }
            }
            weights.add(&counts, group.weight)?;
        }
        Ok(Pairwise {
            options,
            preferring: weights.sums,
        })
    }

    pub fn options(&self) -> usize {
        self.options
    }

    /// The weight that prefers `x` to `y`.
    pub fn preferring(&self, x: usize, y: usize) -> u128 {
        self.preferring[x * self.options + y]
    }

    /// The option that a majority prefers to each other one, if there is one.
    pub fn condorcet_winner(&self) -> Option<usize> {
        let beats = |x: usize, y: usize| self.preferring(x, y) > self.preferring(y, x);
        (0..self.options).find(|x| (0..self.options).all(|y| y == *x || beats(*x, y)))
    }

    /// How strong the defeat of `y` by `x` is; 0 if it is none.
    fn defeat(&self, x: usize, y: usize, strength: Strength) -> u128 {
        let (won, lost) = (self.preferring(x, y), self.preferring(y, x));
        match strength {
            _ if x == y || won <= lost => 0,
            Strength::Winning => won,
            Strength::Margins => won - lost,
        }
    }

    /// The strengths of the strongest paths, row after row: Floyd and Warshall's algorithm on widths, as in the paper.
    pub fn strongest_paths(&self, strength: Strength) -> Vec<Vec<u128>> {
        let all = 0..self.options;
        let mut paths: Vec<Vec<u128>> = all
            .clone()
            .map(|x| all.clone().map(|y| self.defeat(x, y, strength)).collect())
            .collect();
        for through in all {
            let onward = paths[through].clone();
            for (x, row) in paths.iter_mut().enumerate().filter(|(x, _)| *x != through) {
                let to = row[through];
                for (y, width) in row.iter_mut().enumerate().filter(|(y, _)| *y != x) {
                    *width = (*width).max(to.min(onward[y]));
                }
            }
        }
        paths
    }
}

/// Cells that are compared side by side; the compiler makes vector instructions of them.
const LANES: usize = 32;

/// Ballots of a block padded to whole vectors.
type Column<T> = [T; BLOCK];

/// Counts, for each pair of options, the ballots of a block where the first has the greater cell. Cells past the end
/// are equal, so they count for none.
fn compare_block<T: Copy + Ord>(
    options: usize,
    counts: &mut [u64],
    fill: impl Fn(usize, &mut Column<T>),
    worst: T,
) {
    let mut columns = vec![[worst; BLOCK]; options];
    for (option, column) in columns.iter_mut().enumerate() {
        fill(option, column);
    }
    for x in 0..options {
        for y in x + 1..options {
            let (better, worse) = compare(&columns[x], &columns[y]);
            counts[x * options + y] += better;
            counts[y * options + x] += worse;
        }
    }
}

/// How often `x` is greater than `y`, and less. Lanes of one byte hold `BLOCK / LANES` counts, which is below 256.
fn compare<T: Copy + Ord>(x: &Column<T>, y: &Column<T>) -> (u64, u64) {
    const { assert!(BLOCK.is_multiple_of(LANES) && BLOCK / LANES < 256) };
    let (mut better, mut worse) = ([0u8; LANES], [0u8; LANES]);
    let (x, _) = x.as_chunks::<LANES>();
    let (y, _) = y.as_chunks::<LANES>();
    for (x, y) in x.iter().zip(y) {
        for lane in 0..LANES {
            better[lane] += u8::from(x[lane] > y[lane]);
            worse[lane] += u8::from(x[lane] < y[lane]);
        }
    }
    let sum = |lanes: [u8; LANES]| lanes.iter().map(|lane| u64::from(*lane)).sum();
    (sum(better), sum(worse))
}

/// Takes off, again and again, those whom nobody left comes before.
fn layers(paths: &[Vec<u128>]) -> Vec<Vec<usize>> {
    let mut left: Vec<usize> = (0..paths.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let beaten = |x: &usize| left.iter().any(|y| paths[*y][*x] > paths[*x][*y]);
        let (rest, layer): (Vec<usize>, Vec<usize>) = left.iter().partition(|x| beaten(x));
        if layer.is_empty() {
            // The relation is transitive (section 4.1 of the paper), so somebody is always unbeaten.
            order.push(rest);
            break;
        }
        order.push(layer);
        left = rest;
    }
    order
}

pub(super) fn count(profile: &Profile, strength: Strength) -> Result<Found, CountError> {
    let pairwise = Pairwise::of(profile)?;
    let (order, ties, mut figures) = found(&pairwise, strength);
    figures["total"] = number(profile.weight()?);
    Ok((order, ties, figures))
}

fn found(pairwise: &Pairwise, strength: Strength) -> Found {
    let paths = pairwise.strongest_paths(strength);
    let order = layers(&paths);
    let rows: Vec<&[u128]> = pairwise.preferring.chunks(pairwise.options).collect();
    let matrix = |rows: &[&[u128]]| {
        by_option(rows.iter().enumerate(), |(x, row)| {
            let mut cells = by_option(*row, |weight| number(*weight));
            if let Some(cells) = cells.as_object_mut() {
                cells.remove(&super::result::label(x));
            }
            cells
        })
    };
    let condorcet: Vec<usize> = pairwise.condorcet_winner().into_iter().collect();
    let figures = json!({
        "strength": strength,
        "pairwise": matrix(&rows),
        "strongest_paths": matrix(&paths.iter().map(Vec::as_slice).collect::<Vec<_>>()),
        "condorcet_winner": labels(&condorcet).get(0),
    });
    (order, Vec::new(), figures)
}

/// The Schulze result of a pairwise matrix that was counted elsewhere.
pub fn count_pairwise(pairwise: &Pairwise, strength: Strength, seats: usize, lot: Option<&Lot>) -> Count {
    let (order, ties, figures) = found(pairwise, strength);
    Count::seat(order, seats.max(1), lot, ties, figures)
}
