//! Words of listings and queries, as the index keeps them: without case, accents and typographic signs, without the
//! little words of French and English, each reduced to its French and its English stem (Snowball). Pure.
//!
//! The language of a text is never guessed: a community writes in both, and a request in one may be answered by an
//! offer in the other, so that every word stands under both stems, without a prefix for the language.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

pub use crate::retrieval::analysis::fold;
use crate::retrieval::analysis::{self, Language, Token};

/// A word repeated more often than this adds nothing to a listing's weight.
const WEIGHT_MAX: i64 = 12;

static FILLERS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| FILLER_WORDS.split_whitespace().collect());

/// Words that nearly every listing has: kept in the index, but no reason to call two listings alike.
const FILLER_WORDS: &str = "besoin cherche recherche propose proposer offre offrir demande aide aider accompagnement \
     disponible possible petit petite grand grande bien bon bonne nouveau nouvelle quelques heure heures jour jours \
     semaine soir soiree matin week temps gratuit gratuitement pro help need needed needs looking look offer offering \
     request available want small big good new hour hours day days evening morning time free someone personne \
     personnes people";

/// The words of a text that carry meaning in either language.
fn split(text: &str) -> Vec<Token> {
    analysis::tokens(text, Language::Other)
}

/// The words of a text that carry meaning, folded, in order. Any apostrophe, dash or space ends a word.
pub fn words(text: &str) -> Vec<String> {
    analysis::words(text, Language::Other)
}

/// Whether a folded word stands in nearly every listing and tells nothing about it.
pub fn is_filler(word: &str) -> bool {
    FILLERS.contains(word)
}

/// The terms a folded word stands under: its French and its English stem, one where they agree.
pub fn stems(word: &str) -> Vec<String> {
    let french = analysis::stem(word, Language::French);
    let english = analysis::stem(word, Language::English);
    if french == english {
        vec![french]
    } else {
        vec![french, english]
    }
}

/// The terms of a listing with their weights: the sum, over its parts, of the part's weight for every occurrence,
/// capped so that repeating a word does not buy a better place.
pub fn weigh(parts: &[(&str, i64)]) -> BTreeMap<String, i64> {
    let mut weights = BTreeMap::new();
    for (text, weight) in parts {
        for word in words(text) {
            for term in stems(&word) {
                let sum = weights.entry(term).or_insert(0);
                *sum = (*sum + weight).min(WEIGHT_MAX);
            }
        }
    }
    weights
}

/// One word looked for: found under any of its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Folded.
    pub word: String,
    /// As typed where it first stands, in lower case: for reasons that people read.
    pub written: String,
    pub terms: Vec<String>,
    /// How much it counts.
    pub weight: i64,
}

/// The words of a query, each once.
pub fn sought(text: &str) -> Vec<Sought> {
    sought_in(&[(text, 1)])
}

/// The words of weighted parts, each once with the sum of its weights, in order of appearance.
pub fn sought_in(parts: &[(&str, i64)]) -> Vec<Sought> {
    let mut found: Vec<Sought> = Vec::new();
    for (text, weight) in parts {
        for Token { written, folded, .. } in split(text) {
            let terms = stems(&folded);
            match found.iter_mut().find(|s| s.terms == terms) {
                Some(sought) => sought.weight = (sought.weight + weight).min(WEIGHT_MAX),
                None => found.push(Sought {
                    word: folded,
                    written,
                    terms,
                    weight: *weight,
                }),
            }
        }
    }
    found
}

/// Every term that any of these words may stand under.
pub fn terms_of(sought: &[Sought]) -> Vec<String> {
    let terms: BTreeSet<&String> = sought.iter().flat_map(|s| &s.terms).collect();
    terms.into_iter().cloned().collect()
}

/// How rare a word is, as BM25 counts it (Robertson and Zaragoza 2009, with 1 added inside the logarithm so that it is
/// never negative): `total` listings, `holding` of them have it.
pub fn rarity(total: usize, holding: usize) -> f64 {
    (1.0 + (total as f64 - holding as f64 + 0.5) / (holding as f64 + 0.5)).ln()
}

/// How much a weight counts, 0 to below 1: BM25's saturation with k1 = 1.2 and b = 0 (a long description is no fault).
pub fn saturation(weight: i64) -> f64 {
    const K1: f64 = 1.2;
    let weight = weight.max(0) as f64;
    weight / (weight + K1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_and_accents_make_no_difference() {
        assert_eq!(fold("Œuvre d’ÉTÉ"), "oeuvre d’ete");
        assert_eq!(
            words("L’élection\u{a0}: « Les Élections »"),
            ["election", "elections"]
        );
        assert_eq!(words("l'élection"), words("L’ÉLECTION"));
        assert_eq!(words("de la le pour the of"), Vec::<String>::new());
    }

    /// Every pair of forms shares a term.
    #[test]
    fn forms_of_a_word_meet() {
        for (one, other) in [
            ("sites", "site"),
            ("vitrines", "vitrine"),
            ("elections", "élection"),
            ("couturière", "couturiers"),
            ("développeuse", "développeur"),
            ("traductrice", "traducteurs"),
            ("journaux", "journal"),
            ("travaux", "travail"),
            ("tableaux", "tableau"),
            ("websites", "website"),
            ("repairing", "repair"),
            ("repaired", "repairs"),
            ("publiée", "publier"),
            ("conseillère", "conseiller"),
            ("informaticienne", "informaticien"),
            ("créations", "création"),
        ] {
            let a = stems(&fold(one));
            let b = stems(&fold(other));
            assert!(
                a.iter().any(|term| b.contains(term)),
                "{one} {a:?}, {other} {b:?}"
            );
        }
    }

    #[test]
    fn different_words_stay_apart() {
        for (one, other) in [
            ("vélo", "voile"),
            ("site", "situation"),
            ("cours", "course"),
            ("page", "pagaie"),
        ] {
            let a = stems(&fold(one));
            let b = stems(&fold(other));
            assert!(
                !a.iter().any(|term| b.contains(term)),
                "{one} {a:?}, {other} {b:?}"
            );
        }
    }

    #[test]
    fn weights_add_up_to_a_cap() {
        let weights = weigh(&[("vélo", 3), ("vélo vélo", 1)]);
        assert_eq!(weights.values().copied().collect::<Vec<_>>(), [5]);
        let many = "vélo ".repeat(100);
        assert!(weigh(&[(&many, 3)]).values().all(|w| *w == WEIGHT_MAX));
    }

    #[test]
    fn a_word_sought_twice_counts_once() {
        let sought = sought("site sites SITE vitrine");
        assert_eq!(
            sought.iter().map(|s| s.word.as_str()).collect::<Vec<_>>(),
            ["site", "vitrine"]
        );
    }

    #[test]
    fn rare_words_count_more() {
        assert!(rarity(1000, 1) > rarity(1000, 500));
        assert!(rarity(10, 10) > 0.0);
        assert!(saturation(3) < saturation(6) && saturation(1_000) < 1.0);
    }
}
