//! One run of Equal Shares from a given endowment, exact and fast.
//!
//! Purses are held as integers in units of 2^-shift of the smallest unit of the currency, rounded so that
//!
//! > `left − error < purse × 2^shift < left + 1`,   `error` = the most points one voter gives.
//!
//! The start is the endowment rounded down, and each payment the unit price rounded down times the points: each point
//! paid for adds less than 1 to what `left` may be above the purse. Every comparison is made on these integers with
//! these bounds first; only where the bounds do not decide, the exact numbers of the [`Ledger`] do. Whoever cannot pay
//! a price in full pays all they have and is broke from then on, exactly.
//!
//! The unit price of a project is the least `p` with `Σ weight × min(purse, p × points) = cost`. For any set of voters
//! taken as the poor, `(cost − Σ poor money) / Σ rich weight × points` is at most `p`, and equal if the set is right:
//! so taking as poor who is short of the last value found, again and again, climbs to `p` from below. Prices never
//! fall during a run, so the last value found for a project is where its next evaluation starts, and a project whose
//! last value already exceeds the best offer of this round need not be looked at.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

use super::super::budget::{BudgetProfile, Choice, Kind};
use super::super::fraction::Fraction;
use super::Utility;
use super::ledger::{Holdings, Ledger, Price};

/// A purse of one who has paid all they had.
const BROKE: i64 = i64::MIN;
/// Bits of the endowment times the most points of one choice, so that products of purse and points fit in an i64.
const BITS: i64 = 61;

#[derive(Debug, Clone, Copy)]
struct Supporter {
    group: u32,
    points: u32,
}

/// What is the same in every run.
pub(super) struct Stage<'p> {
    profile: &'p BudgetProfile,
    utility: Utility,
    ranks: &'p [u32],
    /// The supporters of each project, one project after the other.
    starts: Vec<usize>,
    supporters: Vec<Supporter>,
    /// Weights of the groups, cut to at most 60 bits; `cut` bits are lost, and then each is less than 1 too small.
    weights: Vec<i64>,
    cut: u32,
    /// At least the weight times points of all supporters of each project, cut.
    support: Vec<i128>,
    /// The most points one voter gives in all, and to one project.
    error: i64,
    points_max: u32,
}

/// A project bought, and those it was tied with (itself included, in the order of the tie).
pub(super) struct Bought {
    pub project: u32,
    pub tied: Vec<u32>,
    /// Numerator and denominator, not reduced.
    pub rho: (BigInt, BigInt),
}

impl<'p> Stage<'p> {
    pub fn new(profile: &'p BudgetProfile, utility: Utility, ranks: &'p [u32]) -> Stage<'p> {
        let cut = (128 - profile.total_weight().leading_zeros()).saturating_sub(60);
        let weights: Vec<i64> = (0..profile.groups())
            .map(|group| (profile.weight(group) >> cut) as i64)
            .collect();
        let mut of_project: Vec<Vec<Supporter>> = vec![Vec::new(); profile.projects().len()];
        let mut support = vec![0; profile.projects().len()];
        let (mut error, mut points_max) = (0i64, 1);
        for (group, weight) in weights.iter().enumerate() {
            let mut sum = 0;
            for &Choice { project, points } in profile.choices(group) {
                let group = group as u32;
                of_project[project as usize].push(Supporter { group, points });
                support[project as usize] += i128::from(weight + i64::from(cut > 0)) * i128::from(points);
                points_max = points_max.max(points);
                sum += i64::from(points);
            }
            error = error.max(sum);
        }
        let ends = of_project.iter().scan(0, |end, supporters| {
            *end += supporters.len();
            Some(*end)
        });
        Stage {
            starts: std::iter::once(0).chain(ends).collect(),
            supporters: of_project.concat(),
            weights,
            support,
            error,
            profile,
            utility,
            ranks,
            cut,
            points_max,
        }
    }

    /// Projects that somebody supports and that may be bought.
    pub fn candidates(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.profile.projects().len()).filter_map(|project| {
            let supported = self.starts[project] < self.starts[project + 1];
            (supported && self.profile.projects()[project].eligible).then_some(project as u32)
        })
    }

    fn cost(&self, project: u32) -> i64 {
        self.profile.projects()[project as usize].cost
    }

    /// By what a unit price is divided to give rho, the price of one unit of utility. The divisions are left out by
    /// comparing crosswise.
    fn utility(&self, project: u32) -> i64 {
        match (self.profile.kind(), self.utility) {
            (Kind::Approvals, Utility::Cost) => self.cost(project),
            _ => 1,
        }
    }

    /// Buys until nothing is affordable.
    pub fn run(&self, endowment: &Fraction, scratch: &mut Scratch) -> Vec<Bought> {
        let mut run = Run::new(self, endowment, scratch);
        let mut bought = Vec::new();
        while let Some((tied, price)) = run.best() {
            let project = tied[0];
            let (numerator, denominator) = run.ledger.parts(&price);
            let denominator = denominator * self.utility(project);
            run.buy(project, &price);
            bought.push(Bought {
                project,
                tied,
                rho: (numerator, denominator),
            });
        }
        bought
    }
}

/// Memory that runs use one after the other.
#[derive(Default)]
pub(super) struct Scratch {
    left: Vec<i64>,
    supporters: Vec<Supporter>,
    rich: Vec<Rich>,
}

/// One who may still pay in full, while a price is looked for.
#[derive(Debug, Clone, Copy, Default)]
struct Rich {
    left: i64,
    weight: i64,
    points: i64,
}

/// What the poor and the rich of a project are together, on the rounded numbers.
#[derive(Debug, Default)]
struct Sums {
    poor: i128,
    poor_weight: i128,
    poor_money: i128,
    rich: i128,
    /// Weight times points of the rich.
    rich_points: i128,
}

impl Sums {
    fn move_out(&mut self, short: bool, one: &Rich) {
        let points = i128::from(one.weight) * i128::from(one.points);
        let money = i128::from(one.left) * i128::from(one.weight);
        let mask = -i128::from(short);
        self.poor -= mask;
        self.rich += mask;
        self.poor_weight += i128::from(one.weight) & mask;
        self.poor_money += money & mask;
        self.rich_points -= points & mask;
    }
}

/// An offer: the unit price times 2^shift is at least `low` and at most `high`.
#[derive(Debug)]
struct Offer {
    project: u32,
    low: i64,
    high: i64,
    exact: Option<Price>,
}

struct Run<'s, 'p> {
    stage: &'s Stage<'p>,
    scratch: &'s mut Scratch,
    ledger: Ledger,
    shift: i64,
    /// The endowment times 2^shift, rounded down.
    full: i64,
    /// Cost of each project times 2^shift, cut like the weights, rounded down.
    targets: Vec<i128>,
    /// Whether rounding lost something in the targets.
    rounded: i128,
    /// Lower bounds of the unit prices.
    lows: Vec<i64>,
    /// How many of a project's supporters are not broke; they stand first.
    live: Vec<usize>,
    standing: Vec<u32>,
    /// At which purchase each project was bought.
    purchase_of: Vec<Option<u32>>,
}

impl<'s, 'p> Run<'s, 'p> {
    fn new(stage: &'s Stage<'p>, endowment: &Fraction, scratch: &'s mut Scratch) -> Run<'s, 'p> {
        let bits = |n: &BigInt| n.bits() as i64;
        let points_bits = i64::from(32 - stage.points_max.leading_zeros());
        let size = bits(endowment.numerator()) - bits(endowment.denominator()) + 1;
        let shift = BITS - points_bits - size;
        let full = shifted(endowment.numerator(), endowment.denominator(), shift);
        let all = endowment.numerator() * stage.profile.total_weight();
        let standing = stage
            .candidates()
            .filter(|&project| endowment.denominator() * stage.cost(project) <= all);
        scratch.left.clear();
        scratch
            .left
            .resize(stage.weights.len(), full.to_i64().unwrap_or(0));
        scratch.supporters.clone_from(&stage.supporters);
        let mut run = Run {
            shift,
            full: full.to_i64().unwrap_or(0),
            rounded: i128::from(shift < i64::from(stage.cut)),
            targets: vec![0; stage.profile.projects().len()],
            lows: vec![0; stage.profile.projects().len()],
            live: stage.starts.windows(2).map(|ends| ends[1] - ends[0]).collect(),
            standing: standing.collect(),
            purchase_of: vec![None; stage.profile.projects().len()],
            ledger: Ledger::new(endowment),
            stage,
            scratch,
        };
        for &project in &run.standing {
            let cost = BigInt::from(stage.cost(project));
            let target = shifted(&cost, &BigInt::from(1), shift - i64::from(stage.cut));
            let target = target.to_i128().unwrap_or(0);
            let low = target / stage.support[project as usize];
            run.targets[project as usize] = target;
            run.lows[project as usize] = i64::try_from(low).unwrap_or(i64::MAX).min(run.full + 1);
        }
        run
    }

    /// The projects whose rho is least, in the order of the tie, and the exact unit price of the first.
    fn best(&mut self) -> Option<(Vec<u32>, Price)> {
        let mut order = std::mem::take(&mut self.standing);
        let stage = self.stage;
        let rho = |low: i64, other: u32| i128::from(low) * i128::from(stage.utility(other));
        order.sort_unstable_by(|&a, &b| rho(self.lows[a as usize], b).cmp(&rho(self.lows[b as usize], a)));
        let mut best: Vec<Offer> = Vec::new();
        order.retain(|&project| {
            let known = self.lows[project as usize];
            if let Some(first) = best.first()
                && rho(known, first.project) > rho(first.high, project)
            {
                return true;
            }
            let Some(offer) = self.evaluate(project) else {
                return false;
            };
            self.lows[project as usize] = offer.low;
            self.compare(offer, &mut best);
            true
        });
        self.standing = order;
        best.sort_by_key(|offer| stage.ranks[offer.project as usize]);
        let tied = best.iter().map(|offer| offer.project).collect();
        let first = best.into_iter().next()?;
        let price = match first.exact {
            Some(price) => price,
            None => self.exact_price(first.project)?,
        };
        Some((tied, price))
    }

    /// Keeps the offers with the least rho.
    fn compare(&self, mut offer: Offer, best: &mut Vec<Offer>) {
        let Some(first) = best.first_mut() else {
            best.push(offer);
            return;
        };
        let (mine, theirs) = (
            self.stage.utility(offer.project),
            self.stage.utility(first.project),
        );
        let rho = |bound: i64, other: i64| i128::from(bound) * i128::from(other);
        if rho(offer.low, theirs) > rho(first.high, mine) {
            return;
        }
        if rho(offer.high, theirs) < rho(first.low, mine) {
            best.clear();
            best.push(offer);
            return;
        }
        for unsure in [&mut offer, first] {
            if unsure.exact.is_none() {
                unsure.exact = self.exact_price(unsure.project);
            }
        }
        let order = match (&offer.exact, &first.exact) {
            (Some(a), Some(b)) => a.compare_times(theirs, b, mine),
            _ => Ordering::Greater,
        };
        if order == Ordering::Less {
            best.clear();
        }
        if order != Ordering::Greater {
            best.push(offer);
        }
    }

    /// What a project would cost its supporters per point; `None` if they cannot afford it any more.
    fn evaluate(&mut self, project: u32) -> Option<Offer> {
        let mut price = self.lows[project as usize];
        let target = self.targets[project as usize];
        let mut sums = self.gather(project, price);
        while sums.rich_points > 0 {
            let next = (target - sums.poor_money).div_euclid(sums.rich_points);
            if next <= i128::from(price) {
                break;
            }
            price = i64::try_from(next).unwrap_or(i64::MAX).min(self.full + 1);
            if !self.move_out_short(price, &mut sums) {
                break;
            }
        }
        match self.bounds(project, price, &sums) {
            Bounds::Beyond => None,
            Bounds::Sure(low, high) => Some(Offer {
                project,
                low,
                high,
                exact: None,
            }),
            Bounds::Unsure => {
                let exact = self.exact_price(project)?;
                let low = self.fixed(&exact);
                Some(Offer {
                    project,
                    low,
                    high: low.saturating_add(1),
                    exact: Some(exact),
                })
            }
        }
    }

    /// Drops the broke from a project's supporters and divides the others at a price.
    fn gather(&mut self, project: u32, price: i64) -> Sums {
        let start = self.stage.starts[project as usize];
        let live = start..start + self.live[project as usize];
        let Scratch {
            left,
            supporters,
            rich,
        } = &mut *self.scratch;
        let mut sums = Sums::default();
        let mut kept = start;
        rich.clear();
        for n in live {
            let supporter = supporters[n];
            let left = left[supporter.group as usize];
            if left == BROKE {
                continue;
            }
            supporters[kept] = supporter;
            kept += 1;
            let one = Rich {
                left,
                weight: self.stage.weights[supporter.group as usize],
                points: i64::from(supporter.points),
            };
            let short = one.left < price * one.points;
            sums.rich += 1;
            sums.rich_points += i128::from(one.weight) * i128::from(one.points);
            sums.move_out(short, &one);
            if !short {
                rich.push(one);
            }
        }
        self.live[project as usize] = kept - start;
        sums
    }

    /// Moves those who are short of a price from the rich to the poor; false if there is none.
    fn move_out_short(&mut self, price: i64, sums: &mut Sums) -> bool {
        let rich = &mut self.scratch.rich;
        let mut kept = 0;
        for n in 0..rich.len() {
            let one = rich[n];
            let short = one.left < price * one.points;
            sums.move_out(short, &one);
            rich[kept] = one;
            kept += usize::from(!short);
        }
        let moved = kept < rich.len();
        rich.truncate(kept);
        moved
    }

    /// Bounds of the unit price, given a division into poor and rich made at `price`; see the head of this file.
    fn bounds(&self, project: u32, price: i64, sums: &Sums) -> Bounds {
        let target = self.targets[project as usize];
        let cut = i128::from(self.stage.cut > 0);
        let money_max = sums.poor_money + sums.poor_weight + cut * sums.poor * i128::from(self.full + 1);
        if sums.rich == 0 && target >= money_max && sums.poor_weight > 0 {
            return Bounds::Beyond;
        }
        if sums.rich_points == 0 {
            return Bounds::Unsure;
        }
        let points_max = sums.rich_points + cut * sums.rich * i128::from(self.stage.points_max);
        let low = (target - money_max).div_euclid(points_max);
        let money_min = sums.poor_money - sums.poor_weight * i128::from(self.stage.error);
        let high = -(money_min - target - self.rounded).div_euclid(sums.rich_points);
        let high = high.max(i128::from(price));
        if high > i128::from(self.full) {
            return Bounds::Unsure;
        }
        let (low, high) = (
            low.max(i128::from(self.lows[project as usize])) as i64,
            high as i64,
        );
        // With everyone who counts as rich able to pay `high` in full, `high` is enough.
        let sure = |one: &Rich| one.left - self.stage.error >= high * one.points;
        if self.scratch.rich.iter().all(sure) {
            Bounds::Sure(low, high)
        } else {
            Bounds::Unsure
        }
    }

    /// A price times 2^shift, rounded down; nobody can pay more than `full + 1`.
    fn fixed(&self, price: &Price) -> i64 {
        let (numerator, denominator) = self.ledger.parts(price);
        let fixed = shifted(&numerator, &denominator, self.shift).to_i64();
        fixed.unwrap_or(i64::MAX).min(self.full + 1)
    }

    /// The exact unit price; `None` if the supporters cannot afford the project.
    fn exact_price(&self, project: u32) -> Option<Price> {
        let live = self.live_supporters(project);
        let mut is_poor = vec![false; live.len()];
        let mut poor = Holdings::new(self.ledger.purchases());
        let profile = self.stage.profile;
        let mut rich: u128 = live
            .iter()
            .map(|one| profile.weight(one.group as usize) * u128::from(one.points))
            .sum();
        let low = self.lows[project as usize];
        let mut price: Option<Price> = None;
        loop {
            let mut moved = false;
            let fixed = price.as_ref().map_or(0, |price| self.fixed(price));
            for (one, is_poor) in live.iter().zip(&mut is_poor).filter(|(_, is_poor)| !**is_poor) {
                let left = self.scratch.left[one.group as usize];
                let short = match &price {
                    None => left < low.saturating_mul(i64::from(one.points)),
                    Some(price) => self.is_short(*one, left, price, fixed),
                };
                if short {
                    (*is_poor, moved) = (true, true);
                    self.add_to(&mut poor, one.group, profile.weight(one.group as usize));
                    rich -= profile.weight(one.group as usize) * u128::from(one.points);
                }
            }
            if rich == 0 {
                return None;
            }
            if let (Some(price), false) = (&price, moved) {
                return Some(price.clone());
            }
            price = Some(self.ledger.price(self.stage.cost(project), &poor, rich));
        }
    }

    fn live_supporters(&self, project: u32) -> &[Supporter] {
        let start = self.stage.starts[project as usize];
        &self.scratch.supporters[start..start + self.live[project as usize]]
    }

    /// Whether a supporter holds less than a price (`fixed`: the same, times 2^shift, rounded down), exactly.
    fn is_short(&self, one: Supporter, left: i64, price: &Price, fixed: i64) -> bool {
        let points = i64::from(one.points);
        if left < fixed * points {
            return true;
        }
        if left - self.stage.error >= (fixed + 1) * points {
            return false;
        }
        let mut purse = Holdings::new(self.ledger.purchases());
        self.add_to(&mut purse, one.group, 1);
        self.ledger.is_short(&purse, price, one.points)
    }

    /// Adds so many voters of a group, none of them broke, to some holdings.
    fn add_to(&self, holdings: &mut Holdings, group: u32, weight: u128) {
        holdings.weight += weight;
        for choice in self.stage.profile.choices(group as usize) {
            if let Some(purchase) = self.purchase_of[choice.project as usize] {
                holdings.spent[purchase as usize] += weight * u128::from(choice.points);
            }
        }
    }

    /// Takes the money of a project's supporters.
    fn buy(&mut self, project: u32, price: &Price) {
        let fixed = self.fixed(price);
        let start = self.stage.starts[project as usize];
        for n in start..start + self.live[project as usize] {
            let one = self.scratch.supporters[n];
            let left = self.scratch.left[one.group as usize];
            self.scratch.left[one.group as usize] = if self.is_short(one, left, price, fixed) {
                BROKE
            } else {
                left - fixed * i64::from(one.points)
            };
        }
        self.purchase_of[project as usize] = Some(self.ledger.purchases() as u32);
        self.ledger.buy(price);
        self.standing.retain(|&standing| standing != project);
    }
}

/// What the rounded numbers say of a price.
enum Bounds {
    /// The supporters cannot afford the project.
    Beyond,
    /// At least, at most.
    Sure(i64, i64),
    Unsure,
}

/// `numerator / denominator × 2^shift`, rounded down.
fn shifted(numerator: &BigInt, denominator: &BigInt, shift: i64) -> BigInt {
    match shift {
        0.. => (numerator << shift).div_floor(denominator),
        _ => numerator.div_floor(&(denominator << -shift)),
    }
}
