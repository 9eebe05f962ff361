//! The exact money of one run. A voter's purse is what everyone got at first, less the unit price of each bought
//! project times the voter's points for it: so all purses are known from a few numbers, kept as integers over one
//! common denominator.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive};

use super::super::fraction::Fraction;

/// A unit price found for a project: `numerator / (common denominator × divisor)`.
#[derive(Debug, Clone)]
pub(super) struct Price {
    pub numerator: BigInt,
    pub divisor: u128,
}

impl Price {
    /// Whether `self × a` is less than, equal to or greater than `other × b`.
    pub fn compare_times(&self, a: i64, other: &Price, b: i64) -> std::cmp::Ordering {
        (&self.numerator * a * other.divisor).cmp(&(&other.numerator * b * self.divisor))
    }
}

/// What a group of voters has together: weights, and weights times points for each project bought so far.
#[derive(Debug)]
pub(super) struct Holdings {
    pub weight: u128,
    pub spent: Vec<u128>,
}

#[derive(Debug)]
pub(super) struct Ledger {
    /// The common denominator of everything here.
    denominator: BigInt,
    endowment: BigInt,
    /// Unit prices of the projects bought, in order.
    prices: Vec<BigInt>,
}

impl Holdings {
    /// Nothing yet, after so many purchases.
    pub fn new(purchases: usize) -> Holdings {
        Holdings {
            weight: 0,
            spent: vec![0; purchases],
        }
    }
}

impl Ledger {
    pub fn new(endowment: &Fraction) -> Ledger {
        Ledger {
            denominator: endowment.denominator().clone(),
            endowment: endowment.numerator().clone(),
            prices: Vec::new(),
        }
    }

    pub fn purchases(&self) -> usize {
        self.prices.len()
    }

    /// The money of a group, over the common denominator.
    pub fn money(&self, group: &Holdings) -> BigInt {
        let spent: BigInt = self
            .prices
            .iter()
            .zip(&group.spent)
            .filter(|(_, spent)| **spent > 0)
            .map(|(price, spent)| price * *spent)
            .sum();
        &self.endowment * group.weight - spent
    }

    /// The unit price at which those who can pay it fully, with `divisor` of weight times points together, pay what
    /// the cost exceeds the money of those who cannot. `divisor` is not 0.
    pub fn price(&self, cost: i64, poor: &Holdings, divisor: u128) -> Price {
        Price {
            numerator: &self.denominator * cost - self.money(poor),
            divisor,
        }
    }

    /// Whether one voter's purse (weight 1) holds less than the price for so many points.
    pub fn is_short(&self, purse: &Holdings, price: &Price, points: u32) -> bool {
        self.money(purse) * price.divisor < &price.numerator * points
    }

    /// A price as numerator and denominator, in the smallest unit of the currency.
    pub fn parts(&self, price: &Price) -> (BigInt, BigInt) {
        (price.numerator.clone(), &self.denominator * price.divisor)
    }

    /// Enters a purchase; the common denominator grows to hold its price.
    pub fn buy(&mut self, price: &Price) {
        let rest = (&price.numerator % price.divisor).to_u128().unwrap_or(0);
        let common = price.divisor.gcd(&rest);
        let factor = price.divisor / common;
        if !factor.is_one() {
            self.denominator *= factor;
            self.endowment *= factor;
            self.prices.iter_mut().for_each(|price| *price *= factor);
        }
        self.prices.push(&price.numerator / common);
    }
}
