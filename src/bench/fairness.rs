//! `commonhour bench matching --fairness`: what the last step of the ranking does to a community in some months, on a
//! simulation that runs twice, without it and with the rules every community starts with. The order, what is due and the
//! fading are the very code that serves searches ([`rules`]).
//!
//! **The community.** 300 members and one newcomer every other day; 30 trades whose demand and supply both follow Zipf's
//! law. Each member offers something in one to four trades, ten of them in six. An offer fits its trade loosely (1), well
//! (2) or exactly (3); apart from that its wording makes it score a little better or worse, always (standard deviation
//! 0.04, a fifth of a step of fit): that is what puts the same one of several equals first every time.
//!
//! **A search.** 80 a day, by a random member. How well an offer answers is its fit and the luck of this search (standard
//! deviation 0.25), cut to 0 to 3: the **truth**, known to nobody in the ranking. Its **score** is 0.4 + 0.2 × truth +
//! wording + noise (standard deviation 0.03), the noise drawn apart from everything else. Real searches err far more, so
//! an order changed by mistake costs more here than there. The first 20 places are shown. Half of the searches end in an
//! hour paid to one of those shown, drawn by attention × use (2^grade − 1), unless who searches has reached the credit
//! floor: balances, exchanges and newcomers' experience come from the same run. What the ranking knows of members is up to
//! five minutes old, as in the server.
//!
//! **Measured** from the 30th day to the 120th. *nDCG@10* of each search against the truth, to the next whole grade. *Gini*
//! of what members got of attention by what equals would share: each search's places, given in order of true grade, those
//! of one grade in equal parts (equity of attention; Biega, Gummadi, Weikum, SIGIR 2018). Equally qualified members have
//! the same part. Counted are those who were there all the time and whose part is one first place every other day or more.
//! *Newcomers*: those who joined during the run and of whom 50 searches found an offer with 85 % of the best score or
//! more, and how many of them had not been shown once by the 50th.
//!
//! **Not modelled:** people who write better offers when they are seldom found, blocks, distance and days, and members
//! who leave.

use crate::demo::chance::Chance;
use crate::kernel::pages::PAGE_SIZE;
use crate::market::fairness::{Settings, rules};

use rules::{Arrangement, Candidate, Facts, Weights, attention, faded};

const MEMBERS: usize = 300;
const HUBS: usize = 10;
const TRADES: usize = 30;
const DAYS: usize = 120;
const WARM_UP_DAYS: usize = 30;
const SEARCHES_PER_DAY: usize = 80;
const DAYS_PER_NEWCOMER: usize = 2;
/// Deviations of wording and noise, in score, and of luck, in steps of fit.
const WORDING: f64 = 0.04;
const NOISE: f64 = 0.03;
const LUCK: f64 = 0.25;
/// Seconds for which the ranking keeps what it knows of members.
const KNOWN_FOR: f64 = 300.0;
const DAY: f64 = 86_400.0;
const SHOWN: usize = PAGE_SIZE as usize;
/// Balance below which nobody asks for help, in minutes: the floor every community starts with.
const FLOOR_MINUTES: i64 = -600;

/// Relevant searches after which a newcomer should have been shown.
const RELEVANT_SEARCHES: usize = 50;
/// Share of the best score that makes a search relevant for an offer.
const RELEVANT: f64 = 0.85;
/// Part of attention from which on a member counts for the Gini coefficient, in first places a day.
const PART_MIN: f64 = 0.5;

/// The gates.
const LOSS_MAX: f64 = 0.02;
const GINI_DROP_MIN: f64 = 0.30;

struct Offer {
    member: usize,
    fit: f64,
    wording: f64,
}

#[derive(Default)]
struct Member {
    /// Second of the run; before 0: there from the beginning.
    joined: f64,
    /// Attention got and due, faded, as of a second of the run.
    shown: f64,
    due: f64,
    as_of: f64,
    exchanges: i64,
    balance_minutes: i64,
    /// Attention on the measured days, and the part that equals would have shared.
    measured: f64,
    part: f64,
    relevant_searches: usize,
    was_shown: bool,
    /// Whether it was shown by the 50th relevant search; `None` before that.
    was_shown_by_then: Option<bool>,
}

/// An offer that a search finds.
#[derive(Clone, Copy)]
struct Hit {
    offer: usize,
    member: usize,
    score: f64,
    /// 0 to 3.
    truth: f64,
}

/// Everybody and everything, and what was measured so far.
struct World<'a> {
    weights: &'a Weights,
    half_life_days: f64,
    members: Vec<Member>,
    offers: Vec<Offer>,
    by_trade: Vec<Vec<usize>>,
    known: Vec<Facts>,
    known_mean: f64,
    known_at: f64,
    gains: f64,
    searches: usize,
}

/// What came out of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Mean nDCG@10, 0 to 1.
    pub ndcg: f64,
    /// Gini coefficient of attention among equals, 0 to 1.
    pub gini: f64,
    /// Newcomers for whom 50 searches were relevant.
    pub newcomers: usize,
    /// How many of them had not been shown by then.
    pub unseen: usize,
}

/// Runs both, prints the figures and each gate; refused when one fails.
pub fn run(seed: u64) -> Result<(), String> {
    let start = Settings::default();
    println!(
        "{MEMBERS} members and their newcomers, {DAYS} days of {SEARCHES_PER_DAY} searches, seed {seed}; figures of the last {}",
        DAYS - WARM_UP_DAYS
    );
    let without = simulate(seed, &Weights::OFF, start.half_life_days);
    let with = simulate(seed, &start.weights, start.half_life_days);
    println!("{:<52} {:>8} {:>8}", "", "without", "with");
    let shares = [
        ("nDCG@10", without.ndcg, with.ndcg),
        ("Gini of exposure among equals", without.gini, with.gini),
    ];
    for (name, without, with) in shares {
        println!("{name:<52} {without:>8.4} {with:>8.4}");
    }
    let unseen = format!("of them not shown in {RELEVANT_SEARCHES} relevant searches");
    let counts = [
        ("qualified newcomers", without.newcomers, with.newcomers),
        (unseen.as_str(), without.unseen, with.unseen),
    ];
    for (name, without, with) in counts {
        println!("{name:<52} {without:>8} {with:>8}");
    }
    let gates = gates(&without, &with);
    for (text, holds) in &gates {
        println!("{} {text}", if *holds { "pass" } else { "FAIL" });
    }
    match gates.iter().filter(|(_, holds)| !holds).count() {
        0 => Ok(()),
        failed => Err(format!("{failed} of {} gates failed", gates.len())),
    }
}

/// What must hold, in words with its figures, and whether it does.
pub fn gates(without: &Outcome, with: &Outcome) -> [(String, bool); 3] {
    let loss = 1.0 - with.ndcg / without.ndcg;
    let drop = 1.0 - with.gini / without.gini;
    let percent = |share: f64| format!("{:.2} %", share * 100.0);
    [
        (
            format!("nDCG@10 lost: {} (at most {})", percent(loss), percent(LOSS_MAX)),
            loss <= LOSS_MAX,
        ),
        (
            format!(
                "Gini down by {} (at least {})",
                percent(drop),
                percent(GINI_DROP_MIN)
            ),
            drop >= GINI_DROP_MIN,
        ),
        (
            format!(
                "qualified newcomers never shown: {} of {} (none)",
                with.unseen, with.newcomers
            ),
            with.unseen == 0 && with.newcomers > 0,
        ),
    ]
}

/// One run. The same seed brings the same people, searches, truth and noise, whatever the weights.
pub fn simulate(seed: u64, weights: &Weights, half_life_days: f64) -> Outcome {
    let mut world = World::new(seed, weights, half_life_days);
    for search in 0..DAYS * SEARCHES_PER_DAY {
        let mut chance = Chance::new(seed ^ ((search as u64 + 1) << 20));
        world.search(search as f64 / SEARCHES_PER_DAY as f64 * DAY, &mut chance);
    }
    world.outcome()
}

impl World<'_> {
    fn new(seed: u64, weights: &Weights, half_life_days: f64) -> World<'_> {
        let mut chance = Chance::new(seed);
        let mut world = World {
            weights,
            half_life_days,
            members: Vec::new(),
            offers: Vec::new(),
            by_trade: vec![Vec::new(); TRADES],
            known: Vec::new(),
            known_mean: 0.0,
            known_at: f64::NEG_INFINITY,
            gains: 0.0,
            searches: 0,
        };
        for member in 0..MEMBERS {
            // Long before the first search.
            let trades = if member < HUBS { 6 } else { 1 + chance.below(4) };
            world.join(-400.0 * DAY, trades, &mut chance);
        }
        for newcomer in 1..=DAYS / DAYS_PER_NEWCOMER {
            let trades = 1 + chance.below(4);
            world.join((newcomer * DAYS_PER_NEWCOMER) as f64 * DAY, trades, &mut chance);
        }
        world
    }

    fn join(&mut self, joined: f64, count: usize, chance: &mut Chance) {
        let member = self.members.len();
        let mut trades: Vec<usize> = Vec::with_capacity(count);
        while trades.len() < count {
            let trade = zipf(chance);
            if trades.contains(&trade) {
                continue;
            }
            trades.push(trade);
            self.by_trade[trade].push(self.offers.len());
            self.offers.push(Offer {
                member,
                // Three in ten fit loosely, four well, three exactly.
                fit: [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 3.0, 3.0, 3.0][chance.below(10)],
                wording: WORDING * normal(chance),
            });
        }
        let is_new = joined > 0.0;
        self.members.push(Member {
            joined,
            exchanges: if is_new { 0 } else { 10 },
            balance_minutes: if is_new { 0 } else { chance.day(-8, 8) * 60 },
            ..Member::default()
        });
    }

    fn search(&mut self, now: f64, chance: &mut Chance) {
        let trade = zipf(chance);
        let searcher = chance.below(MEMBERS);
        let found = self.find(trade, searcher, now, chance);
        self.learn(now);
        let arrangement = self.arrange(&found);
        let ranked: Vec<Hit> = arrangement.order.iter().map(|at| found[*at]).collect();
        if now >= WARM_UP_DAYS as f64 * DAY {
            self.measure(&ranked);
        }
        self.count(&found, &arrangement, now);
        self.count_relevant(&found);
        self.deal(searcher, &ranked, chance);
    }

    /// What a search finds, best first.
    fn find(&self, trade: usize, searcher: usize, now: f64, chance: &mut Chance) -> Vec<Hit> {
        let mut found = Vec::new();
        for at in &self.by_trade[trade] {
            let offer = &self.offers[*at];
            // Drawn for everybody, so that nobody's luck depends on who else is there.
            let (luck, noise) = (LUCK * normal(chance), NOISE * normal(chance));
            if self.members[offer.member].joined > now || offer.member == searcher {
                continue;
            }
            let truth = (offer.fit + luck).clamp(0.0, 3.0);
            found.push(Hit {
                offer: *at,
                member: offer.member,
                score: 0.4 + 0.2 * truth + offer.wording + noise,
                truth,
            });
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.offer.cmp(&b.offer)));
        found
    }

    /// What the ranking knows of everybody, read again when it is old.
    fn learn(&mut self, now: f64) {
        if now < self.known_at + KNOWN_FOR {
            return;
        }
        let half_life = self.half_life_days;
        let left = |amount: f64, as_of: f64| faded(amount, now - as_of, half_life);
        let facts = |member: &Member| Facts {
            shown: left(member.shown, member.as_of),
            due: left(member.due, member.as_of),
            days_active: ((now - member.joined) / DAY) as i64,
            exchanges: member.exchanges,
            balance_minutes: member.balance_minutes,
        };
        self.known = self.members.iter().map(facts).collect();
        let here = self.members.iter().filter(|member| member.joined <= now).count();
        self.known_mean = self.known.iter().map(|facts| facts.shown).sum::<f64>() / here as f64;
        self.known_at = now;
    }

    fn arrange(&self, found: &[Hit]) -> Arrangement {
        let candidate = |hit: &Hit| Candidate {
            score: hit.score,
            author: hit.member,
            earns: true,
            facts: Some(self.known[hit.member]),
        };
        let candidates: Vec<Candidate<usize>> = found.iter().map(candidate).collect();
        rules::arrange(&candidates, self.known_mean, self.weights)
    }

    /// nDCG, attention got, and the part of each if equals shared.
    fn measure(&mut self, ranked: &[Hit]) {
        let truths: Vec<f64> = ranked.iter().map(|hit| hit.truth).collect();
        self.gains += ndcg(&truths);
        self.searches += 1;
        for (place, hit) in ranked.iter().take(SHOWN).enumerate() {
            self.members[hit.member].measured += attention(place + 1);
        }
        let mut ideal: Vec<&Hit> = ranked.iter().collect();
        ideal.sort_by(|a, b| b.truth.round().total_cmp(&a.truth.round()));
        let mut place = 0;
        for equals in ideal.chunk_by(|a, b| a.truth.round() == b.truth.round()) {
            let places = place..(place + equals.len()).min(SHOWN);
            let worth: f64 = places.map(|place| attention(place + 1)).sum();
            for hit in equals {
                self.members[hit.member].part += worth / equals.len() as f64;
            }
            place += equals.len();
        }
    }

    /// What the server counts of a page.
    fn count(&mut self, found: &[Hit], arrangement: &Arrangement, now: f64) {
        for (at, one) in arrangement.attention_on(0..SHOWN) {
            let half_life = self.half_life_days;
            let member = &mut self.members[found[at].member];
            let age = now - member.as_of;
            member.shown = faded(member.shown, age, half_life) + one.got;
            member.due = faded(member.due, age, half_life) + one.due;
            member.as_of = now;
            member.was_shown |= one.got > 0.0;
        }
    }

    /// Counts the search for everybody it was relevant for, and looks at those for whom it was the 50th.
    fn count_relevant(&mut self, found: &[Hit]) {
        let least = found.first().map_or(0.0, |best| best.score * RELEVANT);
        for hit in found.iter().filter(|hit| hit.score >= least) {
            let member = &mut self.members[hit.member];
            member.relevant_searches += 1;
            if member.relevant_searches == RELEVANT_SEARCHES {
                member.was_shown_by_then = Some(member.was_shown);
            }
        }
    }

    fn deal(&mut self, searcher: usize, ranked: &[Hit], chance: &mut Chance) {
        let may_pay = self.members[searcher].balance_minutes - 60 >= FLOOR_MINUTES;
        if !chance.percent(50) || !may_pay {
            return;
        }
        let shown = || ranked.iter().take(SHOWN).zip(1..);
        let wish = |(hit, place): (&Hit, usize)| attention(place) * gain(hit.truth);
        let mut drawn = unit(chance) * shown().map(wish).sum::<f64>();
        for (hit, place) in shown() {
            drawn -= wish((hit, place));
            if drawn < 0.0 {
                let helper = &mut self.members[hit.member];
                helper.exchanges += 1;
                helper.balance_minutes += 60;
                self.members[searcher].balance_minutes -= 60;
                return;
            }
        }
    }

    fn outcome(&self) -> Outcome {
        let newcomers: Vec<bool> = self
            .members
            .iter()
            .filter(|member| member.joined > 0.0)
            .filter_map(|member| member.was_shown_by_then)
            .collect();
        let least = PART_MIN * (DAYS - WARM_UP_DAYS) as f64;
        let equals = self
            .members
            .iter()
            .filter(|member| member.joined <= 0.0 && member.part >= least);
        Outcome {
            ndcg: self.gains / self.searches.max(1) as f64,
            gini: gini(equals.map(|member| member.measured / member.part).collect()),
            newcomers: newcomers.len(),
            unseen: newcomers.iter().filter(|was_shown| !**was_shown).count(),
        }
    }
}

/// How unequally an amount is shared: 0 equally, towards 1 by one alone.
fn gini(mut shares: Vec<f64>) -> f64 {
    let n = shares.len() as f64;
    let total: f64 = shares.iter().sum();
    if total <= 0.0 {
        return 0.0;
    }
    shares.sort_by(f64::total_cmp);
    let weighted: f64 = shares
        .iter()
        .zip(1..)
        .map(|(share, rank)| share * f64::from(rank))
        .sum();
    2.0 * weighted / (n * total) - (n + 1.0) / n
}

/// The use of an answer by its grade, the truth to the next whole number.
fn gain(truth: f64) -> f64 {
    truth.round().exp2() - 1.0
}

/// nDCG of the first ten, 0 to 1; 1 where nothing is of use.
fn ndcg(truths: &[f64]) -> f64 {
    let value = |gains: &[f64]| -> f64 {
        let places = gains.iter().take(10).enumerate();
        places.map(|(place, gain)| gain * attention(place + 1)).sum()
    };
    let gains: Vec<f64> = truths.iter().map(|truth| gain(*truth)).collect();
    let mut ideal = gains.clone();
    ideal.sort_by(|a, b| b.total_cmp(a));
    match value(&ideal) {
        0.0 => 1.0,
        best => value(&gains) / best,
    }
}

/// Above 0 and below 1.
fn unit(chance: &mut Chance) -> f64 {
    (chance.below(1 << 30) as f64 + 0.5) / f64::from(1 << 30)
}

/// Standard normal (Box, Muller 1958).
fn normal(chance: &mut Chance) -> f64 {
    (-2.0 * unit(chance).ln()).sqrt() * (std::f64::consts::TAU * unit(chance)).cos()
}

/// A trade, the n-th as likely as 1/n.
fn zipf(chance: &mut Chance) -> usize {
    let whole: f64 = (1..=TRADES).map(|n| 1.0 / n as f64).sum();
    let mut drawn = unit(chance) * whole;
    for trade in 0..TRADES {
        drawn -= 1.0 / (trade + 1) as f64;
        if drawn < 0.0 {
            return trade;
        }
    }
    TRADES - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_measures_are_the_usual_ones() {
        assert_eq!(gini(vec![1.0; 4]), 0.0);
        assert!((gini(vec![0.0, 0.0, 0.0, 1.0]) - 0.75).abs() < 1e-12);
        assert_eq!(ndcg(&[3.0, 2.0, 0.0]), 1.0);
        let swapped = (3.0 + 7.0 * attention(2)) / (7.0 + 3.0 * attention(2));
        assert!((ndcg(&[2.0, 3.0]) - swapped).abs() < 1e-12);
        assert_eq!(ndcg(&[0.2, 0.1]), 1.0, "grade 0 is of no use");
    }
}
