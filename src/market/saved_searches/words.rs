//! A search in words: the name it gets unless its owner gives it one.

use super::model::Choices;
use crate::i18n::{self, Locale};
use crate::kernel::cents::Money;
use crate::kernel::{minutes, names};
use crate::market::{DAY_MINUTES, Slot, SlotDay, Taxonomy, Terms, WEEKDAYS, rules as market_rules};

/// Longest name.
pub(super) const NAME_MAX: usize = 120;

/// `« vélo », Offre, Mobilité, À moins de 10 km, mardi 18:00–21:00, Don`.
pub fn describe(choices: &Choices, taxonomy: &Taxonomy, locale: Locale) -> String {
    let word = |prefix: &str, word: &str| i18n::text(locale, &format!("{prefix}-{word}"));
    let mut parts: Vec<String> = Vec::new();
    if !choices.text.is_empty() {
        parts.push(match locale {
            Locale::Fr => format!("« {} »", choices.text),
            Locale::En => format!("“{}”", choices.text),
        });
    }
    parts.extend(choices.kind.map(|kind| word("listing-kind", kind.as_str())));
    parts.extend(
        choices
            .what
            .iter()
            .map(|what| word("listing-what", what.as_str())),
    );
    let categories = choices.category.iter().filter_map(|id| taxonomy.category(*id));
    parts.extend(categories.map(|category| category.name(locale).to_string()));
    let skills = choices.skills.iter().filter_map(|id| taxonomy.skill(*id));
    parts.extend(skills.map(|skill| skill.name(locale).to_string()));
    if let Some(remote) = choices.remote {
        parts.push(word("listing-remote", if remote { "true" } else { "false" }));
    }
    if let Some(km) = choices.within_km {
        parts.push(i18n::text_with(
            locale,
            "market-within",
            &[("km", km.to_string().into())],
        ));
    }
    if let Some(slot) = choices.on.as_deref().and_then(market_rules::parse_slot_text) {
        parts.push(slot_in_words(&slot, locale));
    }
    parts.extend(
        choices
            .terms
            .iter()
            .map(|terms| word("listing-terms", terms.as_str())),
    );
    if parts.is_empty() {
        parts.push(i18n::text(locale, "searches-everything"));
    }
    let whole: String = parts
        .join(", ")
        .chars()
        .filter(|c| !names::is_refused(*c))
        .collect();
    match whole.chars().count() > NAME_MAX {
        true => whole.chars().take(NAME_MAX - 1).chain(['…']).collect(),
        false => whole,
    }
}

fn slot_in_words(slot: &Slot, locale: Locale) -> String {
    let day = match slot.day {
        SlotDay::Weekday(n) => i18n::text(locale, &format!("weekday-{n}")),
        SlotDay::Date(date) => i18n::date(locale, date),
    };
    match hours(slot, '–') {
        Some(hours) => format!("{day} {hours}"),
        None => day,
    }
}

/// A slot as search reads it again: `tue`, `tue 18:00-21:00`, `2026-11-24 18:00-24:00`.
pub fn slot_text(slot: &Slot) -> String {
    let day = match slot.day {
        SlotDay::Weekday(n) => WEEKDAYS[(n - 1).clamp(0, 6) as usize].to_string(),
        SlotDay::Date(date) => date.to_string(),
    };
    match hours(slot, '-') {
        Some(hours) => format!("{day} {hours}"),
        None => day,
    }
}

/// `None` for the whole day.
fn hours(slot: &Slot, dash: char) -> Option<String> {
    if (slot.from_minute, slot.to_minute) == (0, DAY_MINUTES) {
        return None;
    }
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    Some(format!(
        "{}{dash}{}",
        clock(slot.from_minute),
        clock(slot.to_minute)
    ))
}

/// What a listing accepts: `Don, 2 h, 12,50 €`.
pub fn terms_in_words(terms: &Terms, locale: Locale) -> String {
    let gift = terms.gift.then(|| i18n::text(locale, "listing-terms-gift"));
    let time = terms.time_minutes.map(minutes::show);
    let money = terms.money_cents.map(|cents| {
        let amount = Money::from_cents(cents).amount;
        match locale {
            Locale::Fr => format!("{} €", amount.replace('.', ",")),
            Locale::En => format!("€{amount}"),
        }
    });
    gift.into_iter()
        .chain(time)
        .chain(money)
        .collect::<Vec<_>>()
        .join(", ")
}
