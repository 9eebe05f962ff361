//! Values of rules in people's units: per cent, hours, days, words.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::i18n::Locale;
use crate::kernel::errors::Refusal;
use crate::kernel::minutes;
use crate::rulebook::{self, Key, Rules, Unit, Value};

/// A rule that a proposal may change.
pub(super) struct RuleChoice {
    pub key: Key,
    pub label: String,
    pub explanation: String,
    pub value: String,
    pub bounds: String,
    /// As it stands today, as one would type it.
    pub typed: String,
}

impl RuleChoice {
    pub fn new(key: Key, rulebook: &Rules, locale: Locale) -> RuleChoice {
        RuleChoice {
            key,
            label: rulebook::label(locale, key),
            explanation: rulebook::explanation(locale, key),
            value: rulebook::show_value(locale, key, rulebook.value(key)),
            bounds: bounds_in_words(key, locale),
            typed: value_in_form(key, rulebook.value(key), locale),
        }
    }
}

/// `0 % – 20 %`, or the words of a choice.
fn bounds_in_words(key: Key, locale: Locale) -> String {
    match key.spec().kind {
        rulebook::Kind::Number { min, max, .. } => {
            let show = |n| rulebook::show_value(locale, key, &Value::Number(n));
            format!("{} – {}", show(min), show(max))
        }
        rulebook::Kind::Choice(_) => words_of(key, locale)
            .into_iter()
            .map(|(_, label)| label)
            .collect::<Vec<_>>()
            .join(" · "),
    }
}

/// Word and label of each choice of a rule; none for numbers.
pub(super) fn words_of(key: Key, locale: Locale) -> Vec<(String, String)> {
    let rulebook::Kind::Choice(words) = key.spec().kind else {
        return Vec::new();
    };
    words
        .iter()
        .map(|word| {
            let value = Value::Word((*word).to_string());
            ((*word).to_string(), rulebook::show_value(locale, key, &value))
        })
        .collect()
}

/// Unit of the value field: `percent`, `hours`, `days`, `count`, `choice`.
pub(super) fn unit_word(key: Key) -> &'static str {
    match key.spec().unit {
        Unit::BasisPoints => "percent",
        Unit::Minutes => "hours",
        Unit::Days => "days",
        Unit::Choice => "choice",
        Unit::Count => "count",
    }
}

/// Basis points without their sign: `250` → `2,5`.
pub(super) fn percent_in_form(locale: Locale, basis_points: i64) -> String {
    rulebook::percent(locale, basis_points)
        .trim_end_matches('%')
        .trim_end()
        .replace('−', "-")
}

/// A value as people type it: `2,5` for 250 basis points, `-10` for −600 minutes.
pub(in super::super) fn value_in_form(key: Key, value: &Value, locale: Locale) -> String {
    match (value, key.spec().unit) {
        (Value::Word(word), _) => word.clone(),
        (Value::Number(n), Unit::BasisPoints) => percent_in_form(locale, *n),
        (Value::Number(n), Unit::Minutes) => hours_in_form(*n),
        (Value::Number(n), _) => n.to_string(),
    }
}

/// Minutes as people type them: `105` → `1.75`.
pub(super) fn hours_in_form(minutes: i64) -> String {
    minutes::hours(minutes).normalize().to_string()
}

/// A number that people typed, times `factor`: `2,5 %` by 100 is 250, `1.5 h` by 60 is 90. Hours such as 0.33 are
/// meant to the minute; of anything else no finer part is meant.
pub(super) fn parse_scaled(text: &str, factor: i64) -> Option<i64> {
    let plain: String = text
        .replace(',', ".")
        .replace('−', "-")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '%' && *c != 'h')
        .collect();
    let number = plain
        .parse::<Decimal>()
        .ok()?
        .checked_mul(Decimal::from(factor))?;
    let whole = number.round();
    match factor != 60 && whole != number {
        true => None,
        false => whole.to_i64(),
    }
}

/// The value of what people typed; refused in their own units.
pub(in super::super) fn parse_value_in_form(key: Key, text: &str, locale: Locale) -> Result<Value, Refusal> {
    let refusal =
        || Refusal::invalid("rule-value-out-of-words", "value").with("bounds", bounds_in_words(key, locale));
    let json = match key.spec().unit {
        Unit::Choice => text.into(),
        Unit::BasisPoints => parse_scaled(text, 100).ok_or_else(refusal)?.into(),
        Unit::Minutes => parse_scaled(text, 60).ok_or_else(refusal)?.into(),
        Unit::Days | Unit::Count => parse_scaled(text, 1).ok_or_else(refusal)?.into(),
    };
    rulebook::parse_value(key, &json, "value").map_err(|_| refusal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_type_values_in_their_own_units() {
        for (key, text, value) in [
            (Key::LevyRateBp, "5", 500),
            (Key::LevyRateBp, "2,5 %", 250),
            (Key::CreditFloorMinutes, "-10 h", -600),
            (Key::CreditFloorMinutes, "−7.5", -450),
            (Key::VotingPeriodDays, " 14 ", 14),
        ] {
            let parsed = parse_value_in_form(key, text, Locale::Fr).unwrap();
            assert_eq!(parsed, Value::Number(value), "{text}");
            let shown = value_in_form(key, &parsed, Locale::Fr);
            assert_eq!(parse_value_in_form(key, &shown, Locale::Fr).unwrap(), parsed);
        }
        for (key, text) in [
            (Key::LevyRateBp, "21"),
            (Key::LevyRateBp, "2,555"),
            (Key::LevyRateBp, "cinq"),
            (Key::VotingPeriodDays, "1.5"),
            (Key::VotingPeriodDays, "99999999999999999999999999"),
            (Key::AdmissionMode, "never"),
        ] {
            let refusal = parse_value_in_form(key, text, Locale::Fr).unwrap_err();
            assert_eq!(refusal.field.as_deref(), Some("value"), "{text}");
        }
    }
}
