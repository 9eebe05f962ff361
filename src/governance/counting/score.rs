//! Score voting (range voting): the highest sum of scores wins. Dots are scores out of one's own stock of points; that
//! no ballot gives more than its stock is checked where the ballot comes in.
//!
//! A missing score is declared to be 0, or it is refused.

use serde_json::{Value, json};

use super::result::{by_option, number, order_by};
use super::{CountError, Found, MissingScore, Profile};

pub(super) fn count(profile: &Profile, missing: MissingScore) -> Result<Found, CountError> {
    let (values, decimals) = profile.values("score")?;
    let mut sums = Vec::with_capacity(profile.options());
    let mut absent = Vec::with_capacity(profile.options());
    for option in 0..profile.options() {
        let weights = profile.grade_weights(option, values.len())?;
        if missing == MissingScore::Refuse && weights[0] > 0 {
            return Err(CountError::MissingScore { option });
        }
        sums.push(sum(values, &weights[1..])?);
        absent.push(weights[0]);
    }
    let figures = json!({
        "sums": by_option(&sums, |sum| decimal(*sum, decimals)),
        "missing": by_option(&absent, |weight| number(*weight)),
        "total": number(profile.weight()?),
    });
    Ok((order_by(&sums), Vec::new(), figures))
}

/// Values times weights.
fn sum(values: &[i64], weights: &[u128]) -> Result<i128, CountError> {
    let mut sum = 0i128;
    for (value, weight) in values.iter().zip(weights) {
        let weight = i128::try_from(*weight).map_err(|_| CountError::Overflow)?;
        let more = weight.checked_mul(i128::from(*value));
        sum = more
            .and_then(|more| sum.checked_add(more))
            .ok_or(CountError::Overflow)?;
    }
    Ok(sum)
}

/// A sum in units of 10^-decimals, exactly: a number, or a text where it has decimals.
fn decimal(sum: i128, decimals: u32) -> Value {
    let digits = decimals as usize;
    if digits == 0 {
        return number(sum);
    }
    let text = format!("{:0>width$}", sum.unsigned_abs(), width = digits + 1);
    let (whole, part) = text.split_at(text.len() - digits);
    let part = part.trim_end_matches('0');
    let sign = if sum < 0 { "-" } else { "" };
    let dot = if part.is_empty() { "" } else { "." };
    Value::String(format!("{sign}{whole}{dot}{part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_written_exactly() {
        for (sum, decimals, text) in [
            (1250, 2, "12.5"),
            (-5, 1, "-0.5"),
            (7, 3, "0.007"),
            (300, 2, "3"),
            (0, 2, "0"),
        ] {
            assert_eq!(decimal(sum, decimals), Value::from(text));
        }
        assert_eq!(decimal(-7, 0), Value::from(-7));
    }
}
