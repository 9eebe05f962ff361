//! Rules that the three files share.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::dates;
use super::lines::{Record, read};
use crate::i18n::Locale;
use crate::interchange::model::{Fix, Skip};
use crate::kernel::clock::Moment;
use crate::kernel::names;

/// A member's number in TimeOverflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub i64);

impl Uid {
    /// A whole number from 1 to a thousand million.
    pub fn parse(text: &str) -> Option<Uid> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = text
            .parse()
            .ok()
            .filter(|n| digits && (1..=1_000_000_000).contains(n))?;
        Some(Uid(number))
    }
}

impl std::fmt::Display for Uid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// How the files are read.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// For times that name no zone.
    pub zone: Tz,
    /// The language of the community: names that must be made up, texts whose language cannot be told.
    pub locale: Locale,
    /// When the import began.
    pub started_at: Moment,
}

impl Reading {
    /// A moment of the past; what cannot be read or is still to come counts as the start of the import.
    pub fn past(&self, text: &str, fixes: &mut Vec<Fix>) -> Moment {
        match dates::moment(text, self.zone) {
            Some(at) if at <= self.started_at => at,
            Some(_) => {
                fixes.push(Fix::DateFuture);
                self.started_at
            }
            None => {
                fixes.push(Fix::DateUnreadable);
                self.started_at
            }
        }
    }
}

/// The columns of one layout.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Columns without which a line says nothing.
    pub least: usize,
    pub all: usize,
    /// What the first column of a header is called.
    pub header: &'static str,
}

impl Layout {
    /// Refuses what is no line of this layout; says what was odd about one that is.
    pub fn check(&self, record: &Record) -> Result<Vec<Fix>, Skip> {
        if record.broken {
            return Err(Skip::QuotesBroken);
        }
        if record.field(0).eq_ignore_ascii_case(self.header) {
            return Err(Skip::Header);
        }
        let filled = record
            .fields
            .iter()
            .rposition(|field| !field.is_empty())
            .map_or(0, |last| last + 1);
        if record.fields.len() < self.least || filled > self.all {
            return Err(Skip::Columns);
        }
        let mut fixes = Vec::new();
        if record.recoded {
            fixes.push(Fix::Encoding);
        }
        if record.fields.len() < self.all {
            fixes.push(Fix::ColumnsMissing);
        }
        if record.fields.len() > self.all {
            fixes.push(Fix::ColumnsSurplus);
        }
        Ok(fixes)
    }
}

/// The text without characters that our own doors refuse, noted as a fix where there were any.
pub fn cleaned(text: &str, fixes: &mut Vec<Fix>) -> String {
    let cleaned: String = text.chars().filter(|c| !names::is_refused(*c)).collect();
    if cleaned.chars().filter(|c| *c != '\r').count() != text.chars().filter(|c| *c != '\r').count()
        && !fixes.contains(&Fix::ControlCharacters)
    {
        fixes.push(Fix::ControlCharacters);
    }
    cleaned
}

/// The first `max` characters at most, cut at a blank where one is near; and the rest.
pub fn cut(text: &str, max: usize) -> (String, Option<String>) {
    let Some((limit, _)) = text.char_indices().nth(max) else {
        return (text.to_string(), None);
    };
    let head = &text[..limit];
    let at = match head.rfind(char::is_whitespace) {
        Some(blank) if blank * 3 > limit * 2 => blank,
        _ => limit,
    };
    (
        text[..at].trim_end().to_string(),
        Some(text[at..].trim_start().to_string()).filter(|rest| !rest.is_empty()),
    )
}

/// Which category of ours a `category_id` of the source stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryTarget {
    /// The key of a category the ecosystem has, or the French name of one to make.
    pub key_or_name_fr: String,
    /// The English name of one to make.
    pub name_en: Option<String>,
}

/// The file of `--categories`: `category_id, key or French name, English name`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CategoryMap(pub BTreeMap<i64, CategoryTarget>);

impl CategoryMap {
    /// The error names the line that cannot be read.
    pub fn parse(bytes: &[u8]) -> Result<CategoryMap, i64> {
        let mut map = BTreeMap::new();
        for record in read(bytes) {
            let id = record.field(0).parse::<i64>().ok();
            match (id, record.filled(1)) {
                (Some(id), Some(target)) => {
                    let target = CategoryTarget {
                        key_or_name_fr: target.to_string(),
                        name_en: record.filled(2).map(str::to_string),
                    };
                    map.insert(id, target);
                }
                _ if record.field(0).eq_ignore_ascii_case("category_id") => {}
                _ => return Err(record.line),
            }
        }
        Ok(CategoryMap(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uids_are_positive_whole_numbers() {
        assert_eq!(Uid::parse("0012"), Some(Uid(12)));
        for text in ["", "0", "-3", "+3", "3.0", "x", "99999999999999999999"] {
            assert_eq!(Uid::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_is_cut_at_a_blank_and_loses_nothing() {
        assert_eq!(cut("short", 10), ("short".into(), None));
        assert_eq!(
            cut("one two three four", 14),
            ("one two three".into(), Some("four".into()))
        );
        assert_eq!(cut("ééééé", 3), ("ééé".into(), Some("éé".into())));
    }

    #[test]
    fn the_category_map() {
        let map = CategoryMap::parse(b"category_id,key\n3,web\n4,Jardin,Garden\n").unwrap();
        assert_eq!(map.0[&3].key_or_name_fr, "web");
        assert_eq!(map.0[&4].name_en.as_deref(), Some("Garden"));
        assert_eq!(CategoryMap::parse(b"3,web\nx,y\n"), Err(2));
    }
}
