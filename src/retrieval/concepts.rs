//! What a taxonomy gives: trades and skills with their labels in two languages, and which skills a trade needs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::analysis::Language;

/// The lexicon of everyday trades and services that ships with the program, written for it.
const LEXICON: &str = include_str!("lexicon.jsonl");

/// Whether a concept is a trade or something that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConceptKind {
    Occupation,
    Skill,
}

/// A trade or a skill.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Concept {
    /// Stable in its taxonomy: an address or a key.
    pub id: String,
    pub kind: ConceptKind,
    /// The class it belongs to: in the lexicon the key of a trade of the market.
    #[serde(default)]
    pub group: String,
    /// Labels, the preferred one first.
    #[serde(default)]
    pub en: Vec<String>,
    #[serde(default)]
    pub fr: Vec<String>,
    /// For occupations: ids of the skills it cannot do without, and of those it may use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub essential: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub optional: Vec<String>,
}

impl Concept {
    /// Its labels in a language, the preferred one first.
    pub fn labels(&self, language: Language) -> &[String] {
        match language {
            Language::French => &self.fr,
            Language::English => &self.en,
            Language::Other => &[],
        }
    }
}

/// A line that is no concept.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct MalformedConcept {
    /// Counted from 1.
    pub line: usize,
    pub fault: String,
}

/// Reads one concept a line, as JSON objects; empty lines are passed over. Refused with its line: what is not JSON of
/// that shape, a concept without id or label, an id that stands twice.
pub fn read_concepts(text: &str) -> Result<Vec<Concept>, MalformedConcept> {
    let mut concepts = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let malformed = |fault: String| MalformedConcept { line: at + 1, fault };
        let concept: Concept = serde_json::from_str(line).map_err(|e| malformed(e.to_string()))?;
        if concept.id.trim().is_empty() {
            return Err(malformed("the id is empty".into()));
        }
        if concept.en.is_empty() && concept.fr.is_empty() {
            return Err(malformed(format!("{} has no label", concept.id)));
        }
        if let Some(first) = seen.insert(concept.id.clone(), at + 1) {
            return Err(malformed(format!(
                "{} stands on line {first} already",
                concept.id
            )));
        }
        concepts.push(concept);
    }
    Ok(concepts)
}

/// The lexicon that ships with the program.
pub fn lexicon() -> Vec<Concept> {
    // The file is part of the program, and a test reads it.
    read_concepts(LEXICON).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_is_whole() {
        let lexicon = read_concepts(LEXICON).unwrap();
        assert!(lexicon.len() >= 600, "{}", lexicon.len());
        for concept in &lexicon {
            for labels in [&concept.fr, &concept.en] {
                assert!(labels.len() >= 2, "{}", concept.id);
                assert!(
                    labels.iter().all(|l| l.trim() == l && !l.is_empty()),
                    "{}",
                    concept.id
                );
            }
        }
    }

    #[test]
    fn a_malformed_line_is_named() {
        let fault = |text: &str| read_concepts(text).unwrap_err().to_string();
        let good = r#"{"id":"a","kind":"skill","en":["dog walking"]}"#;
        assert!(fault(&format!("{good}\n{{")).starts_with("line 2: "));
        assert_eq!(
            fault(&format!("{good}\n\n{good}")),
            "line 3: a stands on line 1 already"
        );
        assert_eq!(fault(r#"{"id":"b","kind":"skill"}"#), "line 1: b has no label");
        assert!(fault(r#"{"id":"b","kind":"animal","en":["x"]}"#).contains("unknown variant"));
    }
}
