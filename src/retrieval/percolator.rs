//! Queries that wait for documents: which of many may a new one answer?
//!
//! Searching turned round, as in publish-subscribe retrieval (Yan and Garcia-Molina, The SIFT information dissemination
//! system, ACM TODS 1999; search engines call it percolation): the queries are what is indexed, by every term and concept
//! that they ask for, and a document looks its own up. That gives for each query a bound of the score that the document
//! can have for it. Concepts are reckoned as the score itself reckons them. Of words the bound knows how often they
//! stand in the document, not what they are worth in the query: as if the one that is best found were all of it. Who
//! needs the score itself scores what the bound leaves.

use super::analysis::Language;
use super::index::{
    ALIKE_WEIGHT, B, CONCEPTS, K1, LANGUAGES, Plan, TITLE_SATURATION, TRANSLATED_WEIGHT, TextIndex, joined,
    plan,
};
use super::score::ROUNDING;
use super::spelling::{Piece, beginning};
use super::thesaurus::{ConceptVector, Query};
use super::{Map, Set};

/// A query asks for a term or a concept.
#[derive(Debug, Clone, Copy)]
struct Ask {
    query: u32,
    /// Which of its words.
    word: u16,
    weight: f32,
}

/// Queries by what they ask for. They are numbered as they come.
#[derive(Debug, Default)]
pub struct Percolator {
    /// Each with the language it is in and the share of a score that words have.
    queries: Vec<(Language, f32)>,
    /// By the language of the documents.
    terms: [Map<Box<str>, Vec<Ask>>; LANGUAGES],
    /// By how words begin, in the language of the query: documents may have others that are built alike.
    beginnings: [Map<Piece, Vec<Ask>>; LANGUAGES],
    concepts: Map<u32, Vec<Ask>>,
    asks: usize,
}

/// A document that is new among others, as queries see it.
#[derive(Debug, Default)]
pub struct Arrival {
    /// By [`Language::number`]; `None` without words.
    language: Option<usize>,
    /// With their weights.
    terms: Vec<(Box<str>, f32)>,
    beginnings: Vec<(Piece, f32)>,
    /// With what each adds to the concepts' part of a score by its weight in the query.
    concepts: Vec<(u32, f32)>,
    /// What BM25F adds to a frequency below the line.
    norm: f32,
}

impl Arrival {
    /// A document of one of these indexes, which together hold all documents.
    pub fn of(document: u32, index: &TextIndex, indexes: &[&TextIndex]) -> Arrival {
        let mut terms: Map<u32, f32> = Map::default();
        let mut language = None;
        let mut concepts: Vec<(u32, f32)> = Vec::new();
        for feature in index.features.of(document) {
            if feature.kind() == CONCEPTS {
                concepts.push((feature.id(), feature.weight()));
            } else {
                language = Some(feature.kind());
                terms.insert(feature.id(), feature.weight());
            }
        }
        // The plan of a query for just these concepts says what each is worth, and how long documents are.
        let own = Query {
            language: Language::Other,
            words: Vec::new(),
            concepts: ConceptVector(concepts.clone()),
            concepts_total: 0.0,
            words_share: 0.0,
        };
        let Plan {
            words: planned,
            concepts,
            ..
        } = plan(&own, indexes).swap_remove(0);
        let Some(language) = language else {
            return Arrival {
                concepts,
                ..Arrival::default()
            };
        };
        let is_one = |term: u32| terms.contains_key(&term);
        let spelt = index.spelt(language, is_one);
        let beginnings: Set<(Piece, u32)> = index.beginnings_of(language, is_one).into_iter().collect();
        let length = f32::from(index.lengths[document as usize]);
        Arrival {
            language: Some(language),
            terms: spelt
                .into_iter()
                .map(|(term, n)| (term.into(), terms[&n]))
                .collect(),
            beginnings: beginnings
                .into_iter()
                .map(|(b, term)| (b, terms[&term]))
                .collect(),
            concepts,
            norm: K1 * (1.0 - B + B * length / planned[language].average),
        }
    }
}

impl Percolator {
    /// Adds a query and answers its number.
    pub fn add(&mut self, query: &Query) -> u32 {
        let number = self.queries.len() as u32;
        self.queries.push((query.language, query.words_share));
        for (word, sought) in query.words.iter().enumerate() {
            let ask = |weight: f32| Ask {
                query: number,
                word: word as u16,
                weight,
            };
            for (terms, sought) in self.terms.iter_mut().zip(&sought.terms) {
                for (term, weight) in sought {
                    terms.entry(term.as_str().into()).or_default().push(ask(*weight));
                    self.asks += 1;
                }
            }
            if let Some(beginning) = beginning(&sought.folded) {
                let beginnings = &mut self.beginnings[query.language.number()];
                beginnings.entry(beginning).or_default().push(ask(ALIKE_WEIGHT));
                self.asks += 1;
            }
        }
        for (concept, weight) in &query.concepts.0 {
            self.concepts.entry(*concept).or_default().push(Ask {
                query: number,
                word: 0,
                weight: *weight,
            });
        }
        self.asks += query.concepts.0.len();
        number
    }

    /// How many queries were added.
    pub fn len(&self) -> usize {
        self.queries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.queries.is_empty()
    }

    /// Bytes held, the terms themselves left out.
    pub fn bytes(&self) -> usize {
        self.asks * size_of::<Ask>()
    }

    /// For each query a score that the document does not exceed, 0 where it shares nothing with it.
    pub fn at_most(&self, arrival: &Arrival) -> Vec<f32> {
        let mut cosines = vec![0.0; self.len()];
        for (concept, gain) in &arrival.concepts {
            for ask in self.concepts.get(concept).into_iter().flatten() {
                cosines[ask.query as usize] += gain * ask.weight;
            }
        }
        let mut words = vec![0.0f32; self.len()];
        if let Some(language) = arrival.language {
            let mut found = self.asked_words(arrival, language);
            found.sort_unstable_by_key(|(ask, _)| (ask.query, ask.word));
            for same in found.chunk_by(|(a, _), (b, _)| (a.query, a.word) == (b.query, b.word)) {
                let query = same[0].0.query as usize;
                let frequency: f32 = same.iter().map(|(ask, weight)| ask.weight * weight).sum();
                let share = match self.queries[query].0.number() == language {
                    true => 1.0,
                    false => TRANSLATED_WEIGHT,
                };
                // All gains of the words of a query together.
                let gain = share * (K1 + 1.0) / TITLE_SATURATION;
                let most = gain * frequency / (frequency + arrival.norm);
                words[query] = words[query].max(most);
            }
        }
        let shares = self.queries.iter().map(|(_, share)| *share);
        let most = shares.zip(words).zip(cosines);
        most.map(|((share, words), cosine)| joined(share, words, cosine) * ROUNDING)
            .collect()
    }

    /// Who asks for the words of a document, each with the weight of the word there.
    fn asked_words(&self, arrival: &Arrival, language: usize) -> Vec<(Ask, f32)> {
        let terms = arrival.terms.iter().filter_map(|(term, weight)| {
            let asks = self.terms[language].get(term)?;
            Some((asks, *weight))
        });
        let alike = arrival.beginnings.iter().filter_map(|(beginning, weight)| {
            let asks = self.beginnings[language].get(beginning)?;
            Some((asks, *weight))
        });
        let all = terms.chain(alike);
        all.flat_map(|(asks, weight)| asks.iter().map(move |ask| (*ask, weight)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retrieval::{Document, IndexBuilder, Scratch, Thesaurus, lexicon};
    use proptest::prelude::*;
    use proptest::sample::select;
    use std::sync::LazyLock;

    static LEXICON: LazyLock<Thesaurus> = LazyLock::new(|| Thesaurus::learn(lexicon()));

    fn index_of(texts: &[(String, Language)]) -> TextIndex {
        let mut builder = IndexBuilder::default();
        for (text, language) in texts {
            let (title, body) = text.split_once(". ").unwrap_or((text, ""));
            let concepts = LEXICON.link_document(title, body, *language, &[]);
            builder.add(&Document {
                language: *language,
                title,
                body,
                concepts: &concepts,
            });
        }
        builder.finish()
    }

    /// The bounds of these questions for each document, and the scores.
    fn compare(questions: &[(String, Language)], layers: &[TextIndex]) -> Vec<(f32, f32)> {
        let indexes: Vec<&TextIndex> = layers.iter().collect();
        let mut percolator = Percolator::default();
        let queries: Vec<Query> = questions
            .iter()
            .map(|(text, language)| {
                let known = |word: &str| indexes.iter().any(|index| index.knows(word, *language));
                LEXICON.query(text, *language, known)
            })
            .collect();
        for query in &queries {
            percolator.add(query);
        }
        let mut pairs = Vec::new();
        for (layer, index) in layers.iter().enumerate() {
            for document in 0..index.len() as u32 {
                let most = percolator.at_most(&Arrival::of(document, index, &indexes));
                for (query, most) in queries.iter().zip(most) {
                    let plan = &plan(query, &indexes)[layer];
                    pairs.push((most, index.score_one(plan, document, &mut Scratch::default())));
                }
            }
        }
        pairs
    }

    fn french(texts: &[&str]) -> Vec<(String, Language)> {
        texts
            .iter()
            .map(|text| (text.to_string(), Language::French))
            .collect()
    }

    #[test]
    fn a_query_for_something_else_is_refused() {
        let layers = [
            index_of(&french(&["Promenade de chiens", "Bobinage de moteurs"])),
            index_of(&french(&["Plombier: fuites et robinets"])),
        ];
        let plumber = [
            ("plumber".to_string(), Language::English),
            ("guitare".to_string(), Language::French),
            ("bobineur".to_string(), Language::French),
        ];
        let pairs = compare(&plumber, &layers);
        let [dog, rewinding, plumbing] = [0, 3, 6].map(|at| &pairs[at..at + 3]);
        assert!(dog.iter().all(|(most, _)| *most < 0.09), "{pairs:?}");
        assert!(plumbing[0].1 > 0.3 && plumbing[1].0 < 0.09, "{pairs:?}");
        assert!(rewinding[2].1 > 0.05, "words built alike are found: {pairs:?}");
    }

    const WORDS: [&str; 24] = [
        "promener",
        "chien",
        "dog",
        "walker",
        "guitare",
        "guittare",
        "cours",
        "fuite",
        "plombier",
        "plumber",
        "leak",
        "vélo",
        "velos",
        "bike",
        "repair",
        "réparer",
        "bobineur",
        "bobinage",
        "site",
        "boutique",
        "Zorglub",
        "zorglubage",
        "criera",
        "cris",
    ];

    fn text() -> impl Strategy<Value = (String, Language)> {
        let words = proptest::collection::vec(select(WORDS.to_vec()), 1..6);
        let language = select(Language::ALL.to_vec());
        (words, any::<bool>(), language)
            .prop_map(|(words, parted, language)| (words.join(if parted { ". " } else { " " }), language))
    }

    proptest! {
        /// No score exceeds its bound, so nothing is refused that could be found.
        #[test]
        fn no_score_exceeds_its_bound(
            below in proptest::collection::vec(text(), 1..5),
            above in proptest::collection::vec(text(), 1..3),
            questions in proptest::collection::vec(text(), 1..5),
        ) {
            for (most, score) in compare(&questions, &[index_of(&below), index_of(&above)]) {
                prop_assert!(score <= most, "{score} {most}");
            }
        }
    }
}
