//! Euros: integer cents in storage, exact decimals at the doors. Euros never share an account with hours.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::errors::Refusal;

/// The largest price a listing may name, in cents: one million euros.
pub const CENTS_MAX: i64 = 100_000_000;

/// An amount as the API writes it: `{"amount":"12.50","currency":"EUR"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Money {
    /// Decimal number as text, at most two places.
    pub amount: String,
    /// Always `EUR`.
    pub currency: String,
}

impl Money {
    pub fn from_cents(cents: i64) -> Self {
        Money {
            amount: Decimal::new(cents, 2).to_string(),
            currency: "EUR".into(),
        }
    }

    /// Cents of this amount; refuses other currencies, negative amounts, fractions of a cent and sums over [`CENTS_MAX`].
    pub fn to_cents(&self, field: &'static str) -> Result<i64, Refusal> {
        if self.currency != "EUR" {
            return Err(Refusal::invalid("currency-unknown", field));
        }
        parse_euros(&self.amount, field)
    }
}

/// Cents of a decimal text such as `12.50` or `12,5`.
pub fn parse_euros(text: &str, field: &'static str) -> Result<i64, Refusal> {
    let invalid = || Refusal::invalid("money-invalid", field);
    let amount = Decimal::from_str_exact(&text.trim().replace(',', ".")).map_err(|_| invalid())?;
    let cents = amount.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(invalid)?;
    let whole = cents
        .to_i64()
        .filter(|c| cents.fract().is_zero() && (0..=CENTS_MAX).contains(c));
    whole.ok_or_else(invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn euros_are_exact() {
        assert_eq!(parse_euros("12,5", "money").unwrap(), 1250);
        assert_eq!(Money::from_cents(1250).amount, "12.50");
        for bad in ["", "-1", "0.001", "1e3", "NaN", "99999999999999999999999"] {
            assert!(parse_euros(bad, "money").is_err(), "{bad}");
        }
    }
}
