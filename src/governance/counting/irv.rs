//! Instant run-off (alternative vote): in each round a ballot counts for its best option still running; the option with
//! the fewest votes leaves, until one has a majority of the ballots still counting. Robert's Rules of Order Newly
//! Revised, "preferential voting"; the names of the choices follow RCTab, the open tabulator of public elections.
//!
//! Declared with the vote:
//! - ties for the fewest votes: see [`EliminationTies`];
//! - overvotes: see [`Overvotes`]. `exhaust` (RCTab: exhaust if multiple continuing) gives the official last round of
//!   Burlington 2009, Kiss 4313, Wright 4061. `skip` is RCTab's "always skip to next rank".
//!
//! Ranks left out are passed over. A ballot with no running option left is exhausted. Elimination goes on after the
//! majority is reached, without touching the winner, because the order is the elimination read backwards.

use serde_json::{Value, json};

use super::lot::Lot;
use super::profile::{BLOCK, Weighed, blocks};
use super::result::{label, labels, number};
use super::{BrokenBy, CountError, EliminationTies, Found, Overvotes, Profile, Tie};

/// What one round counted.
struct Round {
    running: Vec<usize>,
    /// By option; 0 for those who left.
    votes: Vec<u128>,
    exhausted: u128,
    overvoted: u128,
    leaving: Vec<usize>,
}

impl Round {
    fn continuing(&self) -> u128 {
        self.votes.iter().sum()
    }
    /// The option with more than half of the ballots still counting.
    fn majority(&self) -> Option<usize> {
        let half = self.continuing() / 2;
        self.running
            .iter()
            .copied()
            .find(|option| self.votes[*option] > half)
    }
    fn figures(&self, round: usize) -> Value {
        let votes = self.running.iter().map(|o| (label(*o), number(self.votes[*o])));
        json!({
            "round": round,
            "votes": Value::Object(votes.collect()),
            "continuing": number(self.continuing()),
            "exhausted": number(self.exhausted),
            "overvotes": number(self.overvoted),
            "eliminated": labels(&self.leaving),
        })
    }
}

pub(super) fn count(
    profile: &Profile,
    ties: EliminationTies,
    overvotes: Overvotes,
    lot: Option<&Lot>,
) -> Result<Found, CountError> {
    // Every weight is part of this sum, so no later sum can overflow.
    let total = profile.weight()?;
    let mut ballots = Ballots::new(profile, overvotes);
    let mut running: Vec<usize> = (0..profile.options()).collect();
    let mut rounds: Vec<Round> = Vec::new();
    let mut met = Vec::new();
    // Until one is left, or all who are left are tied.
    while rounds
        .last()
        .is_none_or(|round| running.len() > 1 && !round.leaving.is_empty())
    {
        let mut round = ballots.round(&running)?;
        let (tie, leaving) = leave(&round, &rounds, ties, lot);
        if leaving.len() < running.len() {
            met.extend(tie);
            running.retain(|option| !leaving.contains(option));
            round.leaving = leaving;
        }
        rounds.push(round);
    }
    let gone = rounds.iter().rev().map(|round| round.leaving.clone());
    let mut order = vec![running];
    order.extend(gone.filter(|leaving| !leaving.is_empty()));
    let decided = rounds.iter().position(|round| round.majority().is_some());
    let figures = json!({
        "ties": ties,
        "overvotes": overvotes,
        "rounds": rounds.iter().enumerate().map(|(n, round)| round.figures(n + 1)).collect::<Value>(),
        "decided_in_round": decided.map(|n| n + 1),
        "total": number(total),
    });
    Ok((order, met, figures))
}

/// Who leaves after a round, and the tie that stood in the way. All who run are named if nothing tells them apart.
fn leave(
    round: &Round,
    earlier: &[Round],
    ties: EliminationTies,
    lot: Option<&Lot>,
) -> (Option<Tie>, Vec<usize>) {
    let bottom = fewest(round, &round.running);
    if bottom.len() == 1 {
        return (None, bottom);
    }
    let mut leaving = bottom.clone();
    let mut broken_by = None;
    if ties == EliminationTies::EarlierRound {
        for before in earlier.iter().rev() {
            leaving = fewest(before, &leaving);
        }
        if leaving.len() < bottom.len() {
            broken_by = Some(BrokenBy::EarlierRound);
        }
    }
    let drawn = lot.filter(|_| ties != EliminationTies::All && leaving.len() > 1);
    if let Some(last) = drawn.and_then(|lot| lot.arrange(&leaving).pop()) {
        leaving = vec![last];
        broken_by = Some(BrokenBy::Lot);
    }
    let tie = Tie {
        at: format!("elimination round {}", earlier.len() + 1),
        options: bottom,
        broken_by,
        chosen: leaving.clone(),
    };
    (Some(tie), leaving)
}

/// Those among `options` with the fewest votes in a round.
fn fewest(round: &Round, options: &[usize]) -> Vec<usize> {
    let least = options.iter().map(|option| round.votes[*option]).min();
    let mut fewest = options.to_vec();
    fewest.retain(|option| Some(round.votes[*option]) == least);
    fewest
}

/// The ballots, and which of them an overvote has taken out of the count.
struct Ballots {
    profile: Profile,
    overvoted: Vec<bool>,
    merits: Vec<[u16; BLOCK]>,
}

impl Ballots {
    fn new(profile: &Profile, overvotes: Overvotes) -> Ballots {
        let mut profile = profile.clone();
        if overvotes == Overvotes::Skip {
            clear_shared_ranks(&mut profile);
        }
        Ballots {
            overvoted: vec![false; profile.ballots()],
            merits: vec![[0; BLOCK]; profile.options()],
            profile,
        }
    }

    fn round(&mut self, running: &[usize]) -> Result<Round, CountError> {
        let options = self.profile.options();
        let mut weights = Weighed::new(options + 2);
        for group in self.profile.groups() {
            let mut counts = vec![0u64; options + 2];
            for block in blocks(&group.ballots) {
                let overvoted = &mut self.overvoted[block.clone()];
                for option in running {
                    self.profile.merits(*option, &block, &mut self.merits[*option]);
                }
                count_block(&self.merits, running, overvoted, &mut counts);
            }
            weights.add(&counts, group.weight)?;
        }
        Ok(Round {
            running: running.to_vec(),
            exhausted: weights.sums[options],
            overvoted: weights.sums[options + 1],
            votes: weights.sums[..options].to_vec(),
            leaving: Vec::new(),
        })
    }
}

/// Adds the ballots of a block to the counts of their best options; after the options come exhausted ballots and those
/// lost to an overvote, now or before.
fn count_block(merits: &[[u16; BLOCK]], running: &[usize], overvoted: &mut [bool], counts: &mut [u64]) {
    let (exhausted, lost) = (merits.len(), merits.len() + 1);
    let mut best = [0u16; BLOCK];
    for option in running {
        for (best, merit) in best.iter_mut().zip(&merits[*option]) {
            *best = (*best).max(*merit);
        }
    }
    let mut tops = [0u16; BLOCK];
    for option in running {
        for ((tops, best), merit) in tops.iter_mut().zip(&best).zip(&merits[*option]) {
            *tops += u16::from(merit == best);
        }
    }
    let rows = overvoted.len();
    for row in 0..rows {
        overvoted[row] |= best[row] > 0 && tops[row] > 1;
        if overvoted[row] {
            counts[lost] += 1;
            best[row] = 0;
        } else if best[row] == 0 {
            counts[exhausted] += 1;
        }
    }
    for option in running {
        let cells = best[..rows].iter().zip(&merits[*option]);
        counts[*option] += cells.filter(|(best, merit)| **best > 0 && best == merit).count() as u64;
    }
}

/// Takes options that share a rank off a ballot, as if they were not ranked.
fn clear_shared_ranks(profile: &mut Profile) {
    let options = profile.options();
    let mut merits = vec![[0u16; BLOCK]; options];
    for block in blocks(&(0..profile.ballots())) {
        for (option, merits) in merits.iter_mut().enumerate() {
            profile.merits(option, &block, merits);
        }
        let mut shared = vec![[false; BLOCK]; options];
        for x in 0..options {
            for y in x + 1..options {
                for row in 0..block.len() {
                    let same = merits[x][row] == merits[y][row];
                    shared[x][row] |= same;
                    shared[y][row] |= same;
                }
            }
        }
        for (option, shared) in shared.iter().enumerate() {
            profile.clear(option, &block, shared);
        }
    }
}
