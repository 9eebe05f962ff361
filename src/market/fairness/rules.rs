//! Who comes first among offers that answer about equally well. Pure.
//!
//! A ranking shows its first places far more often than the others, so a hair's breadth of relevance becomes all the
//! attention (Singh, Joachims: Fairness of Exposure in Rankings, KDD 2018). What one ranking cannot share, the rankings of
//! some weeks can: attention got is compared with attention due, and who is short of it comes first next time (amortized
//! fairness; Biega, Gummadi, Weikum: Equity of Attention, SIGIR 2018).
//!
//! 1. *The band.* Offers that score at least `band` × the best of the list. Everything else keeps its place, and the
//!    places of the band are given only to offers of the band: nothing enters the list or leaves it.
//! 2. *Shown and due.* A place is worth 1 / log₂(place + 1). What the places of the band on a page are worth together is
//!    due to all its offers in equal parts; who stands at a place gets what it is worth. Elsewhere what is got is what is
//!    due. Both fade by half in some days. `e = (shown + 1) / (due + 1)`: 1 is fair, and also where all begin.
//! 3. *The order within the band.* Descending by `relevance + little_seen × (1 − e) + needs_hours × n − h`, in widths of
//!    the band: *relevance* is 0 at its lower edge and 1 at the best score; *1 − e* is kept above −1; *n* is the share of
//!    the credit line used up (0 to 1, only for offers that earn hours); *h* how far the author is above the hub cap (0
//!    at the cap, 1 at twice the cap).
//! 4. *Newcomers.* In every beginning of the band, of *k* places at least ⌊share × k⌋ go to newcomers with *e* ≤ 1, as
//!    long as there are any (ranked group fairness; Zehlike et al.: FA*IR, CIKM 2017). No more places than these are given
//!    because somebody is new.
//!
//! Only an author's best offer is lifted: who posts five gains no more than who posts one.

use std::collections::HashSet;
use std::hash::Hash;
use std::ops::Range;

/// How much each consideration counts. Shares are 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Share of the best score from which on an offer counts as nearly as good.
    pub band: f64,
    /// Lift of an offer whose author got nothing of much that was due, in widths of the band.
    pub little_seen: f64,
    /// Lift of an offer whose author's credit line is used up, in widths of the band.
    pub needs_hours: f64,
    /// Least share of newcomers.
    pub newcomer_share: f64,
    /// A newcomer has been active for fewer days than this,
    pub newcomer_days: i64,
    /// and has helped in at most so many exchanges.
    pub newcomer_exchanges_max: i64,
    /// Times the community's mean exposure from which on an author is lowered; 0: nobody is.
    pub hub_cap: f64,
    /// The lowest balance a member may have, in minutes, 0 or less.
    pub credit_floor_minutes: i64,
}

/// What is known of an author.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Facts {
    /// Attention got: times shown at the first place, or their equal further down, faded.
    pub shown: f64,
    /// Attention due, likewise.
    pub due: f64,
    pub days_active: i64,
    /// Exchanges in which they helped, confirmed by the other side.
    pub exchanges: i64,
    pub balance_minutes: i64,
}

/// A listing found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<A> {
    /// Its relevance; comparable within one list only.
    pub score: f64,
    pub author: A,
    /// Whether it may be settled in hours.
    pub earns: bool,
    /// `None`: it keeps its place, as requests do.
    pub facts: Option<Facts>,
}

/// Why a listing stands elsewhere than its relevance alone would put it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Up, into a place kept for newcomers.
    Newcomer,
    /// Up: its author got less attention than was due.
    LittleSeen,
    /// Up: its author owes hours and can earn some with it.
    NeedsHours,
    /// Down: its author got more attention than was due, or is above the hub cap.
    SeenOften,
    /// Up or down because others moved.
    OthersMoved,
}

/// The new order of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrangement {
    /// Which candidate stands at each place: a permutation.
    pub order: Vec<usize>,
    /// For each candidate why it moved; `None` where it did not.
    pub reasons: Vec<Option<Reason>>,
    /// The places of the band, which are also its candidates.
    pub band: Vec<usize>,
}

/// What a candidate got and was due on a page, in times at the first place.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Attention {
    pub got: f64,
    pub due: f64,
}

/// What being shown at a place is worth, from 1 for the first: 1 / log₂(place + 1), the discount of DCG (Järvelin,
/// Kekäläinen 2002), which Singh and Joachims take for the attention a place gets.
pub fn attention(place: usize) -> f64 {
    1.0 / ((place.max(1) + 1) as f64).log2()
}

/// What is left of an amount after so many seconds when half of it fades in `half_life_days`.
pub fn faded(amount: f64, seconds: f64, half_life_days: f64) -> f64 {
    amount * 0.5f64.powf(seconds.max(0.0) / (half_life_days * 86_400.0))
}

impl Weights {
    /// Relevance alone.
    pub const OFF: Weights = Weights {
        band: 1.0,
        little_seen: 0.0,
        needs_hours: 0.0,
        newcomer_share: 0.0,
        newcomer_days: 0,
        newcomer_exchanges_max: 0,
        hub_cap: 0.0,
        credit_floor_minutes: 0,
    };

    fn is_newcomer(&self, facts: &Facts) -> bool {
        facts.days_active < self.newcomer_days && facts.exchanges <= self.newcomer_exchanges_max
    }

    /// How much of the credit line is used up, 0 to 1.
    fn need(&self, facts: &Facts) -> f64 {
        let owed = -facts.balance_minutes.min(0) as f64;
        let line = (-self.credit_floor_minutes).max(1) as f64;
        (owed / line).min(1.0)
    }

    /// How far an author is above the hub cap: 0 at it, 1 at twice the cap.
    fn excess(&self, facts: &Facts, community_mean: f64) -> f64 {
        let cap = self.hub_cap * community_mean;
        if cap > 0.0 {
            (facts.shown / cap - 1.0).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

impl Arrangement {
    /// What each candidate got and was due where these places were shown, counted from 0; those with neither are left out.
    pub fn attention_on(&self, page: Range<usize>) -> Vec<(usize, Attention)> {
        let mut all = vec![Attention::default(); self.order.len()];
        let in_band: HashSet<usize> = self.band.iter().copied().collect();
        let mut shared = 0.0;
        for place in page.start..page.end.min(self.order.len()) {
            let got = attention(place + 1);
            let one = &mut all[self.order[place]];
            one.got = got;
            if in_band.contains(&place) {
                shared += got;
            } else {
                one.due = got;
            }
        }
        for at in &self.band {
            all[*at].due = shared / self.band.len() as f64;
        }
        let known = |(_, one): &(usize, Attention)| one.got > 0.0 || one.due > 0.0;
        all.into_iter().enumerate().filter(known).collect()
    }
}

/// An offer of the band, judged. Amounts but `seen` are in widths of the band.
#[derive(Debug, Clone, Copy)]
struct Judged {
    at: usize,
    relevance: f64,
    /// Attention got by attention due.
    seen: f64,
    little_seen: f64,
    needs_hours: f64,
    excess: f64,
    /// Whether places kept for newcomers are for it.
    is_kept_for: bool,
}

impl Judged {
    fn merit(&self) -> f64 {
        self.relevance + self.little_seen + self.needs_hours - self.excess
    }
}

/// Arranges a list that comes best first. `community_mean` is what the community's authors got on average. The same
/// input gives the same order everywhere.
pub fn arrange<A: Copy + Eq + Hash>(
    candidates: &[Candidate<A>],
    community_mean: f64,
    weights: &Weights,
) -> Arrangement {
    let mut judged = judge_band(candidates, community_mean, weights);
    let mut arrangement = Arrangement {
        order: (0..candidates.len()).collect(),
        reasons: vec![None; candidates.len()],
        band: judged.iter().map(|one| one.at).collect(),
    };
    // Stable: among equals relevance decides, as it did before.
    judged.sort_by(|a, b| b.merit().total_cmp(&a.merit()));
    let placed = place(&judged, weights.newcomer_share);
    for (to, (one, was_kept)) in arrangement.band.iter().zip(placed) {
        arrangement.order[*to] = one.at;
        arrangement.reasons[one.at] = reason(&one, *to, was_kept);
    }
    arrangement
}

fn judge_band<A: Copy + Eq + Hash>(
    candidates: &[Candidate<A>],
    community_mean: f64,
    weights: &Weights,
) -> Vec<Judged> {
    let best = candidates.first().map_or(0.0, |first| first.score);
    let lowest = best * weights.band;
    let mut authors = HashSet::new();
    candidates
        .iter()
        .enumerate()
        .filter(|(_, one)| best > 0.0 && one.score >= lowest)
        .filter_map(|(at, one)| Some((at, one, one.facts?)))
        .map(|(at, one, facts)| {
            let is_best = authors.insert(one.author);
            let own = (facts.shown + 1.0) / (facts.due + 1.0);
            // A further offer of the same author counts as shown enough.
            let seen = if is_best { own } else { own.max(1.0) };
            let need = if is_best && one.earns {
                weights.need(&facts)
            } else {
                0.0
            };
            Judged {
                at,
                relevance: match best > lowest {
                    true => (one.score - lowest) / (best - lowest),
                    false => 1.0,
                },
                seen,
                little_seen: weights.little_seen * (1.0 - seen).max(-1.0),
                needs_hours: weights.needs_hours * need,
                excess: weights.excess(&facts, community_mean),
                is_kept_for: is_best && seen <= 1.0 && weights.is_newcomer(&facts),
            }
        })
        .collect()
}

/// The band in its new order, and of each whether it took a place kept for newcomers.
fn place(judged: &[Judged], share: f64) -> Vec<(Judged, bool)> {
    // The least seen of them first; among equals the best.
    let mut newcomers: Vec<usize> = (0..judged.len()).filter(|at| judged[*at].is_kept_for).collect();
    newcomers.sort_by(|a, b| judged[*a].seen.total_cmp(&judged[*b].seen));
    let mut newcomers = newcomers.into_iter();
    let mut others = 0..judged.len();
    let mut is_placed = vec![false; judged.len()];
    let (mut placed, mut newcomers_placed) = (Vec::with_capacity(judged.len()), 0);
    while placed.len() < judged.len() {
        // A hair more, so that a fifth of five is one.
        let wanted = (share * (placed.len() + 1) as f64 + 1e-9).floor() as usize;
        let kept = match newcomers_placed < wanted {
            true => newcomers.find(|at| !is_placed[*at]),
            false => None,
        };
        let Some(at) = kept.or_else(|| others.find(|at| !is_placed[*at])) else {
            break;
        };
        is_placed[at] = true;
        newcomers_placed += usize::from(judged[at].is_kept_for);
        placed.push((judged[at], kept.is_some()));
    }
    placed
}

fn reason(one: &Judged, to: usize, was_kept: bool) -> Option<Reason> {
    if to == one.at {
        return None;
    }
    if to > one.at {
        let is_lowered = one.excess > 0.0 || one.little_seen < 0.0;
        return Some(if is_lowered {
            Reason::SeenOften
        } else {
            Reason::OthersMoved
        });
    }
    Some(if was_kept {
        Reason::Newcomer
    } else if one.needs_hours > 0.0 && one.needs_hours >= one.little_seen {
        Reason::NeedsHours
    } else if one.little_seen > 0.0 {
        Reason::LittleSeen
    } else {
        Reason::OthersMoved
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: Weights = Weights {
        band: 0.85,
        little_seen: 1.0,
        needs_hours: 0.2,
        newcomer_share: 0.2,
        newcomer_days: 60,
        newcomer_exchanges_max: 2,
        hub_cap: 4.0,
        credit_floor_minutes: -600,
    };
    /// Somebody who has long been here and was shown as often as was due.
    const USUAL: Facts = Facts {
        shown: 10.0,
        due: 10.0,
        days_active: 400,
        exchanges: 20,
        balance_minutes: 0,
    };

    fn offer(score: f64, author: usize, facts: Facts) -> Candidate<usize> {
        Candidate {
            score,
            author,
            earns: true,
            facts: Some(facts),
        }
    }

    #[test]
    fn attention_falls_with_the_place_and_fades_by_half() {
        assert_eq!(attention(1), 1.0);
        assert_eq!(attention(3), 0.5);
        assert_eq!(faded(8.0, 30.0 * 86_400.0, 30.0), 4.0);
        assert_eq!(
            faded(8.0, -5.0, 30.0),
            8.0,
            "a clock that goes back makes nothing"
        );
    }

    #[test]
    fn who_got_less_than_was_due_comes_first_among_near_equals_only() {
        let short = Facts { shown: 0.0, ..USUAL };
        let list = [offer(1.0, 1, USUAL), offer(0.9, 2, short), offer(0.84, 3, short)];
        let arranged = arrange(&list, 10.0, &ALL);
        assert_eq!(arranged.order, [1, 0, 2], "0.84 is below the band");
        assert_eq!(
            arranged.reasons,
            [Some(Reason::OthersMoved), Some(Reason::LittleSeen), None]
        );
    }

    #[test]
    fn owing_hours_lifts_offers_that_earn_some() {
        let owes = Facts {
            balance_minutes: -600,
            ..USUAL
        };
        let mut list = [offer(1.0, 1, USUAL), offer(0.98, 2, owes)];
        let arranged = arrange(&list, 10.0, &ALL);
        assert_eq!(
            (arranged.order[0], arranged.reasons[1]),
            (1, Some(Reason::NeedsHours))
        );
        list[1].earns = false;
        assert_eq!(arrange(&list, 10.0, &ALL).order, [0, 1]);
    }

    #[test]
    fn a_hub_is_lowered() {
        let hub = Facts {
            shown: 90.0,
            due: 90.0,
            ..USUAL
        };
        let list = [offer(1.0, 1, hub), offer(0.9, 2, USUAL)];
        let arranged = arrange(&list, 10.0, &ALL);
        assert_eq!(
            (arranged.order[0], arranged.reasons[0]),
            (1, Some(Reason::SeenOften))
        );
        let uncapped = Weights { hub_cap: 0.0, ..ALL };
        assert_eq!(arrange(&list, 10.0, &uncapped).order, [0, 1]);
    }

    #[test]
    fn every_fifth_place_is_kept_for_newcomers() {
        let new = Facts::default();
        let mut list: Vec<Candidate<usize>> = (0..10)
            .map(|n| offer(1.0 - n as f64 / 1000.0, n, USUAL))
            .collect();
        list.extend([offer(0.9, 20, new), offer(0.89, 21, new), offer(0.88, 22, new)]);
        let arranged = arrange(&list, 10.0, &ALL);
        assert_eq!(arranged.order, [0, 1, 2, 3, 10, 4, 5, 6, 7, 11, 8, 9, 12]);
        assert_eq!(arranged.reasons[10], Some(Reason::Newcomer));
        let one_day_more = Weights {
            newcomer_days: 0,
            ..ALL
        };
        assert_eq!(
            arrange(&list, 10.0, &one_day_more).order,
            (0..13).collect::<Vec<_>>()
        );
    }

    #[test]
    fn only_the_best_of_an_author_is_lifted() {
        let short = Facts { shown: 0.0, ..USUAL };
        let list = [offer(1.0, 1, USUAL), offer(0.95, 2, short), offer(0.94, 2, short)];
        assert_eq!(arrange(&list, 10.0, &ALL).order, [1, 0, 2]);
    }

    #[test]
    fn what_a_page_is_worth_is_due_to_the_whole_band() {
        let list = [
            offer(1.0, 1, USUAL),
            offer(0.99, 2, USUAL),
            offer(0.98, 3, USUAL),
            offer(0.2, 4, USUAL),
        ];
        let arranged = arrange(&list, 10.0, &ALL);
        let first = arranged.attention_on(0..2);
        let part = (attention(1) + attention(2)) / 3.0;
        let one = |got, due| Attention { got, due };
        assert_eq!(
            first,
            [
                (0, one(1.0, part)),
                (1, one(attention(2), part)),
                (2, one(0.0, part))
            ]
        );
        let second = arranged.attention_on(2..4);
        assert_eq!(second.last(), Some(&(3, one(attention(4), attention(4)))));
    }

    fn facts() -> impl Strategy<Value = Facts> {
        (0.0f64..50.0, 0.0f64..50.0, 0i64..100, 0i64..5, -900i64..900).prop_map(
            |(shown, due, days_active, exchanges, balance_minutes)| Facts {
                shown,
                due,
                days_active,
                exchanges,
                balance_minutes,
            },
        )
    }

    /// A list best first, of offers and some requests.
    fn lists() -> impl Strategy<Value = Vec<Candidate<usize>>> {
        let one = (
            0.0f64..1.0,
            0usize..12,
            any::<bool>(),
            proptest::option::weighted(0.9, facts()),
        );
        proptest::collection::vec(one, 0..40).prop_map(|rows| {
            let mut list: Vec<Candidate<usize>> = rows
                .into_iter()
                .map(|(score, author, earns, facts)| Candidate {
                    score: 0.5 + score / 2.0,
                    author,
                    earns,
                    facts,
                })
                .collect();
            list.sort_by(|a, b| b.score.total_cmp(&a.score));
            list
        })
    }

    fn weights() -> impl Strategy<Value = Weights> {
        (0.5f64..=1.0, 0.0f64..2.0, 0.0f64..1.0, 0.0f64..0.5, 0.0f64..5.0).prop_map(
            |(band, little_seen, needs_hours, newcomer_share, hub_cap)| Weights {
                band,
                little_seen,
                needs_hours,
                newcomer_share,
                hub_cap,
                ..ALL
            },
        )
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_only_the_band_moves(list in lists(), weights in weights()) {
            let arranged = arrange(&list, 10.0, &weights);
            let mut sorted = arranged.order.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, (0..list.len()).collect::<Vec<_>>());
            let best = list.first().map_or(0.0, |one| one.score);
            for (to, at) in arranged.order.iter().enumerate() {
                let moves = list[*at].facts.is_some() && list[*at].score >= best * weights.band;
                prop_assert!(moves || to == *at);
                prop_assert_eq!(arranged.reasons[*at].is_none(), to == *at);
            }
            prop_assert_eq!(&arrange(&list, 10.0, &weights), &arranged);
        }

        #[test]
        fn without_weights_relevance_alone_decides(list in lists(), band in 0.5f64..=1.0) {
            let arranged = arrange(&list, 10.0, &Weights { band, ..Weights::OFF });
            prop_assert_eq!(arranged.order, (0..list.len()).collect::<Vec<_>>());
        }

        #[test]
        fn newcomers_get_no_more_than_their_share_for_being_new(list in lists(), weights in weights()) {
            let arranged = arrange(&list, 10.0, &weights);
            let mut lifted = 0;
            for (nth, place) in arranged.band.iter().enumerate() {
                let reason = arranged.reasons[arranged.order[*place]];
                lifted += usize::from(reason == Some(Reason::Newcomer));
                prop_assert!(lifted as f64 <= weights.newcomer_share * (nth + 1) as f64 + 1e-6);
            }
        }

        #[test]
        fn what_is_got_is_what_is_due_in_all(list in lists(), from in 0usize..20, length in 1usize..20) {
            let page = arrange(&list, 10.0, &ALL).attention_on(from..from + length);
            let (got, due) = page.iter().fold((0.0, 0.0), |sum, (_, one)| (sum.0 + one.got, sum.1 + one.due));
            prop_assert!((got - due).abs() < 1e-9);
        }
    }
}
