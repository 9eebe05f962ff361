//! Floor 1, languages: every text people read stands in `web/locales/<locale>/*.ftl` (Project Fluent), one file a room.
//! A missing text is shown as its key and found by a test.

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;

use crate::kernel::errors::Refusal;
use crate::kernel::text_enum;

text_enum! {
    /// A language of the interface.
    Locale { Fr = "fr", En = "en" }
}

impl Locale {
    /// The best of `fr` and `en` for an `Accept-Language` header or a browser's language tag; French when it names neither.
    pub fn negotiate(accept: &str) -> Locale {
        let mut best = (0.0_f32, Locale::Fr);
        for part in accept.split(',') {
            let mut pieces = part.trim().split(';');
            let tag = pieces.next().unwrap_or("").to_lowercase();
            let weight = pieces
                .find_map(|p| p.trim().strip_prefix("q=")?.parse().ok())
                .unwrap_or(1.0);
            let locale = match tag.split('-').next() {
                Some("fr") => Locale::Fr,
                Some("en") => Locale::En,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, locale);
            }
        }
        best.1
    }
}

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/web/locales"]
struct Files;

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<HashMap<Locale, Bundle>> = LazyLock::new(|| {
    Locale::ALL
        .iter()
        .map(|locale| (*locale, load(*locale)))
        .collect()
});

fn load(locale: Locale) -> Bundle {
    let tag = locale
        .as_str()
        .parse()
        .expect("a locale's word is a language tag");
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // No invisible isolation marks: texts also go into mails and plain-text files.
    bundle.set_use_isolating(false);
    let mut names: Vec<_> = Files::iter()
        .filter(|name| name.starts_with(locale.as_str()) && name.ends_with(".ftl"))
        .collect();
    names.sort();
    for name in names {
        let file = Files::get(&name).expect("the file was just listed");
        let source = String::from_utf8_lossy(&file.data).into_owned();
        let resource = FluentResource::try_new(source).unwrap_or_else(|(partial, errors)| {
            tracing::error!(file = %name, ?errors, "a text file has faults");
            partial
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(file = %name, ?errors, "texts stand twice");
        }
    }
    bundle
}

/// A value inside a text: numbers choose plural forms, anything else is shown as it is.
#[derive(Debug, Clone)]
pub enum Arg {
    Number(i64),
    Text(String),
}
impl From<i64> for Arg {
    fn from(n: i64) -> Self {
        Arg::Number(n)
    }
}
impl From<usize> for Arg {
    fn from(n: usize) -> Self {
        Arg::Number(n as i64)
    }
}
impl From<&usize> for Arg {
    fn from(n: &usize) -> Self {
        Arg::Number(*n as i64)
    }
}
impl From<&i64> for Arg {
    fn from(n: &i64) -> Self {
        Arg::Number(*n)
    }
}
impl From<&str> for Arg {
    fn from(s: &str) -> Self {
        Arg::Text(s.to_string())
    }
}
impl From<String> for Arg {
    fn from(s: String) -> Self {
        Arg::Text(s)
    }
}
impl From<&String> for Arg {
    fn from(s: &String) -> Self {
        Arg::Text(s.clone())
    }
}

/// The text of `key` in a language.
pub fn text(locale: Locale, key: &str) -> String {
    text_with(locale, key, &[])
}

/// The text of `key` with values filled in; the key itself where there is no such text.
pub fn text_with(locale: Locale, key: &str, args: &[(&str, Arg)]) -> String {
    find_with(locale, key, args).unwrap_or_else(|| key.to_string())
}

/// As [`text_with`], with `None` where there is no such text.
pub fn find_with(locale: Locale, key: &str, args: &[(&str, Arg)]) -> Option<String> {
    let bundle = &BUNDLES[&locale];
    let pattern = bundle.get_message(key)?.value()?;
    let mut values = FluentArgs::new();
    for (name, arg) in args {
        let value = match arg {
            Arg::Number(n) => FluentValue::from(*n),
            Arg::Text(s) => FluentValue::from(s.clone()),
        };
        values.set(name.to_string(), value);
    }
    let mut errors = Vec::new();
    Some(
        bundle
            .format_pattern(pattern, Some(&values), &mut errors)
            .into_owned(),
    )
}

/// A refusal explained to a person. Its figures are texts already shown for people (`1 h 45`), or numbers.
pub fn explain(locale: Locale, refusal: &Refusal) -> String {
    let args: Vec<(&str, Arg)> = refusal
        .params
        .iter()
        .map(|(name, value)| {
            (
                *name,
                value
                    .parse::<i64>()
                    .map_or_else(|_| Arg::Text(figure(locale, value)), Arg::Number),
            )
        })
        .collect();
    text_with(locale, &format!("refusal-{}", refusal.code), &args)
}

/// A decimal figure (`33.33`) as the language writes it; any other text as it is.
fn figure(locale: Locale, value: &str) -> String {
    match locale {
        Locale::Fr if value.parse::<f64>().is_ok() => value.replace('.', ","),
        _ => value.to_string(),
    }
}

/// The keys of a language, for the test that compares both.
pub fn keys(locale: Locale) -> std::collections::BTreeSet<String> {
    let mut keys = std::collections::BTreeSet::new();
    for name in Files::iter().filter(|name| name.starts_with(locale.as_str()) && name.ends_with(".ftl")) {
        let file = Files::get(&name).expect("the file was just listed");
        for line in String::from_utf8_lossy(&file.data).lines() {
            if let Some((key, _)) = line.split_once('=')
                && line.starts_with(|c: char| c.is_ascii_lowercase())
            {
                keys.insert(key.trim().to_string());
            }
        }
    }
    keys
}

/// `Ana`, `Ana et Bo`, `Ana, Bo et Chloé`.
pub fn list(locale: Locale, items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), text(locale, "list-and")),
    }
}

/// A date as people write it: `mardi 24 novembre 2026`, `Tuesday 24 November 2026`.
pub fn date(locale: Locale, day: chrono::NaiveDate) -> String {
    use chrono::Datelike;
    let weekday = text(locale, &format!("weekday-{}", day.weekday().number_from_monday()));
    let month = text(locale, &format!("month-{}", day.month()));
    format!("{weekday} {} {month} {}", day.day(), day.year())
}

/// A moment as people write it, in a community's time zone: `mardi 24 novembre 2026, 18:30`.
pub fn moment(locale: Locale, at: crate::kernel::clock::Moment, zone: chrono_tz::Tz) -> String {
    use chrono::Timelike;
    let local = at.local(zone);
    format!(
        "{}, {:02}:{:02}",
        date(locale, local.date_naive()),
        local.hour(),
        local.minute()
    )
}
