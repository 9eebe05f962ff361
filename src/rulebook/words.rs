//! Rules in words: what a rule is called, what a value is with its unit, what a change means.

use super::catalogue::{Key, Unit, Value};
use crate::i18n::{self, Locale};
use crate::kernel::minutes;

/// The basis points that stand for two thirds, which basis points cannot write exactly.
pub const TWO_THIRDS_BP: i64 = 6_667;

/// What a rule is called: `Prélèvement solidaire`.
pub fn label(locale: Locale, key: Key) -> String {
    i18n::text(locale, &format!("rule-{key}"))
}

/// What a rule does, in one or two sentences.
pub fn explanation(locale: Locale, key: Key) -> String {
    i18n::text(locale, &format!("rule-{key}-hint"))
}

/// A value with its unit: `5 %`, `−100 h`, `7 jours`, `caché`.
pub fn show_value(locale: Locale, key: Key, value: &Value) -> String {
    match value {
        Value::Word(word) => i18n::text(locale, &format!("rule-word-{word}")),
        Value::Number(n) => match key.spec().unit {
            Unit::BasisPoints if key == Key::QualifiedMajorityBp && *n == TWO_THIRDS_BP => {
                i18n::text(locale, "rule-value-two-thirds")
            }
            Unit::BasisPoints => percent(locale, *n),
            Unit::Minutes => minutes::show(*n),
            Unit::Days => i18n::text_with(locale, "rule-value-days", &[("days", (*n).into())]),
            Unit::Count | Unit::Choice => n.to_string(),
        },
    }
}

/// Basis points as per cent: `250` → `2,5 %` in French, `2.5 %` in English.
pub fn percent(locale: Locale, basis_points: i64) -> String {
    let sign = if basis_points < 0 { "−" } else { "" };
    let (whole, part) = (
        basis_points.unsigned_abs() / 100,
        basis_points.unsigned_abs() % 100,
    );
    let comma = match locale {
        Locale::Fr => ',',
        Locale::En => '.',
    };
    match part {
        0 => format!("{sign}{whole} %"),
        p if p % 10 == 0 => format!("{sign}{whole}{comma}{} %", p / 10),
        p => format!("{sign}{whole}{comma}{p:02} %"),
    }
}

/// What a change means: `Le prélèvement solidaire passe de 2 % à 5 %.`
pub fn describe_change(locale: Locale, key: Key, old: &Value, new: &Value) -> String {
    let form = if old == new { "kept" } else { "changed" };
    i18n::text_with(
        locale,
        &format!("rule-{form}"),
        &[
            ("rule", i18n::text(locale, &format!("rule-{key}-subject")).into()),
            ("old", show_value(locale, key, old).into()),
            ("new", show_value(locale, key, new).into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_like_sentences() {
        let (fr, en) = (Locale::Fr, Locale::En);
        assert_eq!(
            describe_change(fr, Key::LevyRateBp, &Value::Number(200), &Value::Number(500)),
            "Le prélèvement solidaire passe de 2 % à 5 %."
        );
        assert_eq!(
            describe_change(en, Key::LevyRateBp, &Value::Number(200), &Value::Number(250)),
            "The solidarity levy goes from 2 % to 2.5 %."
        );
        assert_eq!(percent(fr, 1_205), "12,05 %");
        assert_eq!(
            show_value(fr, Key::CreditFloorMinutes, &Value::Number(-6_000)),
            "−100 h"
        );
        assert_eq!(
            show_value(fr, Key::QualifiedMajorityBp, &Value::Number(6_667)),
            "deux tiers"
        );
        assert_eq!(show_value(en, Key::VotingPeriodDays, &Value::Number(1)), "1 day");
    }

    #[test]
    fn every_rule_and_every_word_of_a_choice_has_its_texts() {
        for locale in Locale::ALL {
            let texts = i18n::keys(*locale);
            for key in Key::ALL {
                for part in ["", "-subject", "-hint"] {
                    assert!(
                        texts.contains(&format!("rule-{key}{part}")),
                        "{locale} {key}{part}"
                    );
                }
                if let super::super::catalogue::Kind::Choice(words) = key.spec().kind {
                    for word in words {
                        assert!(texts.contains(&format!("rule-word-{word}")), "{locale} {word}");
                    }
                }
            }
        }
    }
}
