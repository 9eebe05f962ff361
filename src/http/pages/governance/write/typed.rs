//! What was typed into the form of a proposal, field by field: everything stays as it was typed until it is read.

use serde::Deserialize;

use super::rule::parse_scaled;
use crate::governance::rules::OPTIONS_MAX;
use crate::governance::{Kind, Method};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Refusal;
use crate::rulebook::Key;

/// Rows for options on a new form, and how many "more rows" adds.
pub(super) const ROWS: usize = 6;

/// The fields of a form by name; of one that is there twice the last counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(super) struct Typed(Vec<(String, String)>);

impl Typed {
    /// A field without the white space around it; empty if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// A field as it was typed.
    pub fn raw(&self, name: &str) -> &str {
        let found = self.0.iter().rev().find(|(field, _)| field == name);
        found.map_or("", |(_, text)| text)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    pub fn set(&mut self, name: impl Into<String>, text: impl Into<String>) {
        let name = name.into();
        self.0.retain(|(field, _)| *field != name);
        self.0.push((name, text.into()));
    }

    /// Sets a field that is not there.
    pub fn fill(&mut self, name: &str, text: impl Into<String>) {
        if !self.has(name) {
            self.set(name, text);
        }
    }

    pub fn kind(&self) -> Option<Kind> {
        let kind = Kind::from_word(self.get("kind"));
        kind.or_else(|| self.rule().map(|_| Kind::RuleChange))
    }

    pub fn rule(&self) -> Option<Key> {
        Key::from_word(self.get("rule"))
    }

    pub fn method(&self) -> Option<Method> {
        Method::from_word(self.get("method"))
    }

    /// How many rows for options the form has.
    pub fn rows(&self) -> usize {
        let asked = self.get("rows").parse().unwrap_or(ROWS);
        asked.clamp(1, OPTIONS_MAX)
    }

    /// Whether the button that adds rows was pressed.
    pub fn wants_rows(&self) -> bool {
        self.has("more")
    }

    /// The numbers of the rows in which something is typed.
    pub fn rows_typed(&self) -> Vec<usize> {
        let typed = |n: &usize| {
            ROW_FIELDS
                .iter()
                .any(|field| !self.get(&row_field(*n, field)).is_empty())
        };
        (1..=self.rows()).filter(typed).collect()
    }

    /// Hours that were typed, in minutes; nothing where nothing was.
    pub fn hours(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.scaled(name, 60, "hours-unreadable")
    }

    /// Per cent that were typed, in basis points.
    pub fn percent(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.scaled(name, 100, "percent-unreadable")
    }

    /// A whole number.
    pub fn count(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.scaled(name, 1, "number-unreadable")
    }

    /// A decimal number in ten thousandths.
    pub fn share(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.scaled(name, 10_000, "number-unreadable")
    }

    fn scaled(&self, name: &str, factor: i64, code: &'static str) -> Result<Option<i64>, Refusal> {
        match self.get(name) {
            "" => Ok(None),
            text => parse_scaled(text, factor)
                .map(Some)
                .ok_or_else(|| Refusal::invalid(code, name.to_string())),
        }
    }
}

/// What a row for an option may hold.
const ROW_FIELDS: &[&str] = &["title", "text", "hours", "value", "member", "programme"];

/// The name of a field of a row.
pub(super) fn row_field(n: usize, field: &str) -> String {
    format!("option-{n}-{field}")
}

/// A moment as `<input type="datetime-local">` shows it.
pub(super) fn local_text(at: Moment, zone: chrono_tz::Tz) -> String {
    at.local(zone).format("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let mut typed = Typed::default();
        for (name, text) in fields {
            typed.set(*name, *text);
        }
        typed
    }

    #[test]
    fn people_type_hours_and_per_cent() {
        let typed = typed(&[("a", "1,5 h"), ("b", " 33,33 % "), ("c", "ten"), ("d", " ")]);
        assert_eq!(typed.hours("a").unwrap(), Some(90));
        assert_eq!(typed.percent("b").unwrap(), Some(3_333));
        assert_eq!(typed.hours("d").unwrap(), None);
        let refusal = typed.count("c").unwrap_err();
        assert_eq!(
            (refusal.code, refusal.field.as_deref()),
            ("number-unreadable", Some("c"))
        );
    }

    #[test]
    fn only_rows_with_something_in_them_count() {
        let typed = typed(&[
            ("option-2-title", "Bleu"),
            ("option-4-text", " "),
            ("option-6-hours", "3"),
        ]);
        assert_eq!(typed.rows_typed(), [2, 6]);
        assert_eq!(typed.rows(), ROWS);
    }
}
