//! Exact fractions of any size, for figures that are shown and prices that are compared.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed};

/// A fraction in lowest terms; the denominator is positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fraction {
    numerator: BigInt,
    denominator: BigInt,
}

impl Fraction {
    /// `denominator` must not be 0.
    pub fn new(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Fraction {
        let (numerator, denominator) = (numerator.into(), denominator.into());
        let mut common = numerator.gcd(&denominator);
        if denominator.is_negative() {
            common = -common;
        }
        Fraction {
            numerator: numerator / &common,
            denominator: denominator / common,
        }
    }

    pub fn numerator(&self) -> &BigInt {
        &self.numerator
    }

    pub fn denominator(&self) -> &BigInt {
        &self.denominator
    }

    /// `by` must not be 0.
    pub fn divided_by(&self, by: i64) -> Fraction {
        Fraction::new(self.numerator.clone(), &self.denominator * by)
    }

    /// With so many places after the point, halves rounded away from zero.
    pub fn decimal(&self, places: usize) -> String {
        let scaled: BigInt = self.numerator.abs() * BigInt::from(10u8).pow(places as u32);
        let rounded: BigInt = (scaled * 2 + &self.denominator) / (&self.denominator * 2);
        let digits = format!("{:0>width$}", rounded.to_string(), width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        let sign = match self.numerator.sign() {
            Sign::Minus if rounded.sign() != Sign::NoSign => "-",
            _ => "",
        };
        match part {
            "" => format!("{sign}{whole}"),
            part => format!("{sign}{whole}.{part}"),
        }
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Fraction) -> Ordering {
        (&self.numerator * &other.denominator).cmp(&(&other.numerator * &self.denominator))
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Fraction) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `2/3`, or `2` where it is whole.
impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator.is_one() {
            write!(f, "{}", self.numerator)
        } else {
            write!(f, "{}/{}", self.numerator, self.denominator)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_is_in_lowest_terms_and_rounds_halves_away() {
        for (numerator, denominator, text, decimal) in [
            (4, 6, "2/3", "0.67"),
            (-4, 6, "-2/3", "-0.67"),
            (4, -6, "-2/3", "-0.67"),
            (6, 3, "2", "2.00"),
            (1, 200, "1/200", "0.01"),
            (-1, 1000, "-1/1000", "0.00"),
            (0, 5, "0", "0.00"),
        ] {
            let fraction = Fraction::new(numerator, denominator);
            assert_eq!(fraction.to_string(), text);
            assert_eq!(fraction.decimal(2), decimal);
        }
        assert_eq!(Fraction::new(5, 2).decimal(0), "3");
    }
}
