//! Time worked: whole minutes in storage, hours as exact decimals at the doors. One hour of anyone is one hour.

use rust_decimal::Decimal;

/// The largest amount one transfer, hold or listing may carry: 10,000 hours.
pub const MINUTES_MAX: i64 = 600_000;

/// `105` → `1 h 45`, `120` → `2 h`, `45` → `45 min`, `-30` → `-30 min`. The same in French and in English.
pub fn show(minutes: i64) -> String {
    let sign = if minutes < 0 { "−" } else { "" };
    let total = minutes.unsigned_abs();
    match (total / 60, total % 60) {
        (0, m) => format!("{sign}{m} min"),
        (h, 0) => format!("{sign}{h} h"),
        (h, m) => format!("{sign}{h} h {m:02}"),
    }
}

/// Hours as an exact decimal, rounded half-even to two places (105 → 1.75).
pub fn hours(minutes: i64) -> Decimal {
    (Decimal::from(minutes) / Decimal::from(60)).round_dp(2)
}

/// The part of `minutes` that a rate in basis points takes, rounded down to the whole minute: the rule never takes more
/// than its rate, and the same amount always gives the same levy.
pub fn share_bp(minutes: i64, rate_bp: i64) -> i64 {
    (i128::from(minutes) * i128::from(rate_bp) / 10_000) as i64
}

/// Whole minutes of an amount of seconds and what is left over (0..=59), for imports: the minutes are rounded down and
/// the rest is reported, so that every second is accounted for.
pub fn from_seconds(seconds: i64) -> (i64, i64) {
    (seconds.div_euclid(60), seconds.rem_euclid(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_as_hours_and_minutes() {
        assert_eq!(show(105), "1 h 45");
        assert_eq!(show(120), "2 h");
        assert_eq!(show(5), "5 min");
        assert_eq!(show(-65), "−1 h 05");
    }

    #[test]
    fn a_share_is_rounded_down() {
        assert_eq!(share_bp(105, 200), 2);
        assert_eq!(share_bp(49, 200), 0);
        assert_eq!(share_bp(MINUTES_MAX, 10_000), MINUTES_MAX);
    }
}
