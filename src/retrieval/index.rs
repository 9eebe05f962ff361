//! Documents by their words and concepts, and the score.
//!
//! **Score**, 0 to 1: half of it from words, half from concepts.
//! - *Words*: BM25F (Robertson and Zaragoza 2009) with k1 = 0.8 and b = 0.5, a word of the title counting five times, a
//!   word of the body twice at most; by what a title of these very words would score. The synonyms, spellings and
//!   translations of a word count together as one word whose frequency is their weighted sum (structured queries:
//!   Pirkola, SIGIR 1998; Darwish and Oard, SIGIR 2003). Words of a translation count six tenths.
//! - *Concepts*: the cosine of the two concept vectors, each concept by its rarity among the documents.
//!
//! Documents keep the order they are added in: whoever sorts them by what is filtered on may score only some ranges.

use std::ops::Range;

use super::analysis::{self, Language};
use super::spelling::Alike;
use super::thesaurus::{ConceptVector, Query, Sought};
use super::{Map, Weighted, rarity};

const K1: f32 = 0.8;
const B: f32 = 0.5;
const TITLE_WEIGHT: u8 = 5;
const BODY_MAX: u8 = 2;
/// Saturation of a word that stands in a title of average length, by which scores are divided.
const TITLE_SATURATION: f32 = 1.5;
/// A word built like one that is looked for, by how alike they are.
const ALIKE_WEIGHT: f32 = 0.5;
/// A document in the other language.
const TRANSLATED_WEIGHT: f32 = 0.6;
/// Words of a query that are scored: the rarest.
const QUERY_WORDS_MAX: usize = 40;

/// A text to be found.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    pub language: Language,
    pub title: &'a str,
    pub body: &'a str,
    /// From [`super::Thesaurus::link_document`].
    pub concepts: &'a ConceptVector,
}

/// A document that answers a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub document: u32,
    /// 0 to 1.
    pub score: f32,
}

/// Postings: for each term or concept the documents that have it, in order, and what it weighs there.
#[derive(Debug, Default)]
struct Postings {
    /// Where the postings of each begin; one more than there are.
    starts: Vec<u32>,
    documents: Vec<u32>,
    weights: Vec<u8>,
}

impl Postings {
    fn from_lists(lists: Vec<Vec<(u32, u8)>>) -> Postings {
        let total = lists.iter().map(Vec::len).sum();
        let mut postings = Postings {
            starts: Vec::with_capacity(lists.len() + 1),
            documents: Vec::with_capacity(total),
            weights: Vec::with_capacity(total),
        };
        postings.starts.push(0);
        for list in lists {
            postings
                .documents
                .extend(list.iter().map(|(document, _)| *document));
            postings.weights.extend(list.iter().map(|(_, weight)| *weight));
            postings.starts.push(postings.documents.len() as u32);
        }
        postings
    }

    fn len(&self, of: u32) -> usize {
        let of = of as usize;
        match self.starts.get(of + 1) {
            Some(end) => (end - self.starts[of]) as usize,
            None => 0,
        }
    }

    /// The postings of one within a range of documents.
    fn within(&self, of: u32, range: &Range<u32>) -> impl Iterator<Item = (u32, u8)> + '_ {
        let of = of as usize;
        let (start, end) = match self.starts.get(of + 1) {
            Some(end) => (self.starts[of] as usize, *end as usize),
            None => (0, 0),
        };
        let documents = &self.documents[start..end];
        let from = start + documents.partition_point(|d| *d < range.start);
        let to = start + documents.partition_point(|d| *d < range.end);
        self.documents[from..to]
            .iter()
            .copied()
            .zip(self.weights[from..to].iter().copied())
    }
}

/// The words of the documents of one language.
#[derive(Debug, Default)]
struct Words {
    numbers: Map<Box<str>, u32>,
    postings: Postings,
    /// Folded words, each with its term.
    spoken: Map<Box<str>, u32>,
    alike: Alike,
    documents: f32,
    average: f32,
}

/// Documents, indexed. Immutable: what changes is indexed anew.
#[derive(Debug, Default)]
pub struct TextIndex {
    words: [Words; 3],
    concepts: Postings,
    /// For each document the sum of its weights.
    lengths: Vec<u16>,
}

/// Collects documents.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    words: [Collected; 3],
    concepts: Vec<Vec<(u32, u8)>>,
    lengths: Vec<u16>,
}

#[derive(Debug, Default)]
struct Collected {
    numbers: Map<Box<str>, u32>,
    spoken: Map<Box<str>, u32>,
    lists: Vec<Vec<(u32, u8)>>,
    documents: usize,
    length: u64,
}

impl Collected {
    /// The number of a folded word's term: each word is stemmed once.
    fn term(&mut self, folded: &str, language: Language) -> u32 {
        if let Some(&number) = self.spoken.get(folded) {
            return number;
        }
        let term = analysis::stem(folded, language);
        let next = self.lists.len() as u32;
        let number = *self.numbers.entry(term.into()).or_insert(next);
        if number == next {
            self.lists.push(Vec::new());
        }
        self.spoken.insert(folded.into(), number);
        number
    }
}

impl IndexBuilder {
    /// Adds a document; it gets the next number.
    pub fn add(&mut self, document: &Document) {
        let number = self.lengths.len() as u32;
        let language = document.language;
        let collected = &mut self.words[language.number()];
        let mut weights: Vec<(u32, u8)> = Vec::with_capacity(64);
        for (text, weight, most) in [
            (document.title, TITLE_WEIGHT, TITLE_WEIGHT),
            (document.body, 1, BODY_MAX),
        ] {
            let mut counts: Vec<u32> = analysis::words(text, language)
                .iter()
                .map(|word| collected.term(word, language))
                .collect();
            counts.sort_unstable();
            for run in counts.chunk_by(|a, b| a == b) {
                let count = u8::try_from(run.len()).unwrap_or(u8::MAX);
                weights.push((run[0], count.saturating_mul(weight).min(most)));
            }
        }
        weights.sort_unstable();
        let mut length = 0;
        for run in weights.chunk_by(|a, b| a.0 == b.0) {
            let weight = run.iter().map(|(_, w)| w).sum();
            collected.lists[run[0].0 as usize].push((number, weight));
            length += u16::from(weight);
        }
        collected.documents += 1;
        collected.length += u64::from(length);
        for (concept, weight) in &document.concepts.0 {
            let concept = *concept as usize;
            if concept >= self.concepts.len() {
                self.concepts.resize_with(concept + 1, Vec::new);
            }
            self.concepts[concept].push((number, (weight * 255.0).round() as u8));
        }
        self.lengths.push(length);
    }

    pub fn finish(self) -> TextIndex {
        TextIndex {
            words: self.words.map(|collected| Words {
                alike: Alike::build(collected.spoken.iter().map(|(word, term)| (word.as_ref(), *term))),
                numbers: collected.numbers,
                postings: Postings::from_lists(collected.lists),
                spoken: collected.spoken,
                documents: collected.documents as f32,
                average: collected.length as f32 / collected.documents.max(1) as f32,
            }),
            concepts: Postings::from_lists(self.concepts),
            lengths: self.lengths,
        }
    }
}

/// Room for scoring, kept between queries.
#[derive(Debug, Default)]
pub struct Scratch {
    words: Vec<f32>,
    concepts: Vec<f32>,
    frequency: Vec<f32>,
    /// Documents with any score, each once.
    touched: Vec<u32>,
    seen: Vec<bool>,
    of_word: Vec<u32>,
}

impl Scratch {
    fn reach(&mut self, documents: usize) {
        if self.seen.len() < documents {
            self.words.resize(documents, 0.0);
            self.concepts.resize(documents, 0.0);
            self.frequency.resize(documents, 0.0);
            self.seen.resize(documents, false);
        }
    }

    fn touch(&mut self, document: u32) {
        if !std::mem::replace(&mut self.seen[document as usize], true) {
            self.touched.push(document);
        }
    }

    /// Everything back to zero.
    fn clear(&mut self) {
        for document in self.touched.drain(..) {
            let at = document as usize;
            (self.words[at], self.concepts[at], self.seen[at]) = (0.0, 0.0, false);
        }
    }
}

/// A word of a query as this index knows it.
struct Scored {
    terms: Weighted,
    rarity: f32,
}

impl TextIndex {
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// Whether a folded word stands in a document of that language.
    pub fn knows(&self, folded: &str, language: Language) -> bool {
        self.words[language.number()].spoken.contains_key(folded)
    }

    /// Every document of these ranges that shares a word or a concept with the query, in no order, each handed to
    /// `take` once.
    pub fn score(
        &self,
        query: &Query,
        ranges: &[Range<u32>],
        scratch: &mut Scratch,
        mut take: impl FnMut(Hit),
    ) {
        scratch.reach(self.len());
        for language in Language::ALL {
            self.score_words(query, language, ranges, scratch);
        }
        self.score_concepts(query, ranges, scratch);
        for &document in &scratch.touched {
            let at = document as usize;
            let score = (scratch.words[at].min(1.0) + scratch.concepts[at].min(1.0)) / 2.0;
            take(Hit { document, score });
        }
        scratch.clear();
    }

    /// Every document that shares a word or a concept with the query, best first.
    pub fn ranked(&self, query: &Query) -> Vec<Hit> {
        let mut hits = Vec::new();
        let all = 0..self.len() as u32;
        self.score(
            query,
            std::slice::from_ref(&all),
            &mut Scratch::default(),
            |hit| {
                hits.push(hit);
            },
        );
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
        hits
    }

    fn score_words(&self, query: &Query, language: Language, ranges: &[Range<u32>], scratch: &mut Scratch) {
        let words = &self.words[language.number()];
        if words.documents == 0.0 {
            return;
        }
        let mut scored: Vec<Scored> = query
            .words
            .iter()
            .map(|word| words.scored(word, query, language))
            .collect();
        scored.sort_by(|a, b| b.rarity.total_cmp(&a.rarity));
        scored.truncate(QUERY_WORDS_MAX);
        let possible: f32 = TITLE_SATURATION * scored.iter().map(|word| word.rarity).sum::<f32>();
        let share = if language == query.language {
            1.0
        } else {
            TRANSLATED_WEIGHT
        };
        for word in &scored {
            let gain = share * word.rarity * (K1 + 1.0) / possible.max(f32::MIN_POSITIVE);
            for range in ranges {
                for (term, weight) in &word.terms {
                    for (document, count) in words.postings.within(*term, range) {
                        let frequency = &mut scratch.frequency[document as usize];
                        if *frequency == 0.0 {
                            scratch.of_word.push(document);
                        }
                        *frequency += weight * f32::from(count);
                    }
                }
            }
            while let Some(document) = scratch.of_word.pop() {
                let at = document as usize;
                let frequency = std::mem::take(&mut scratch.frequency[at]);
                let norm = K1 * (1.0 - B + B * f32::from(self.lengths[at]) / words.average);
                scratch.touch(document);
                scratch.words[at] += gain * frequency / (frequency + norm);
            }
        }
    }

    fn score_concepts(&self, query: &Query, ranges: &[Range<u32>], scratch: &mut Scratch) {
        let total = self.len() as f32;
        let rarest = rarity(total, 1.0);
        for (concept, weight) in &query.concepts.0 {
            let holding = self.concepts.len(*concept);
            if holding == 0 {
                continue;
            }
            let gain = weight * rarity(total, holding as f32) / rarest / 255.0;
            for range in ranges {
                for (document, share) in self.concepts.within(*concept, range) {
                    scratch.touch(document);
                    scratch.concepts[document as usize] += gain * f32::from(share);
                }
            }
        }
    }
}

impl Words {
    fn scored(&self, word: &Sought, query: &Query, language: Language) -> Scored {
        let mut terms: Weighted = word.terms[language.number()]
            .iter()
            .filter_map(|(term, weight)| Some((*self.numbers.get(term.as_str())?, *weight)))
            .collect();
        if language == query.language {
            for (term, cosine) in self.alike.near(&word.folded) {
                match terms.iter_mut().find(|known| known.0 == term) {
                    Some(known) => known.1 = known.1.max(ALIKE_WEIGHT * cosine),
                    None => terms.push((term, ALIKE_WEIGHT * cosine)),
                }
            }
        }
        let holding: f32 = terms
            .iter()
            .map(|(term, weight)| weight * self.postings.len(*term) as f32)
            .sum();
        let own = rarity(self.documents, holding);
        // Where documents are few, how rare a word is among them says little: the labels of concepts say the rest.
        let general = rarity(self.documents + query.concepts_total, holding + word.concepts);
        Scored {
            terms,
            rarity: (own + general) / 2.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retrieval::{Thesaurus, lexicon};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static LEXICON: LazyLock<Thesaurus> = LazyLock::new(|| Thesaurus::learn(lexicon()));

    const OFFERS: [(&str, Language); 5] = [
        ("Promenade de chiens le matin", Language::French),
        ("Cours de guitare pour débutants", Language::French),
        ("Plombier: fuites et robinets", Language::French),
        ("Bike repair at your home", Language::English),
        ("Website for your small shop", Language::English),
    ];

    fn index() -> TextIndex {
        let mut builder = IndexBuilder::default();
        for (title, language) in OFFERS {
            let concepts = LEXICON.link_document(title, "", language, &[]);
            builder.add(&Document {
                language,
                title,
                body: "",
                concepts: &concepts,
            });
        }
        builder.finish()
    }

    fn hits(index: &TextIndex, text: &str, language: Language, ranges: &[Range<u32>]) -> Vec<Hit> {
        let query = LEXICON.query(text, language, |word| index.knows(word, language));
        let mut hits = Vec::new();
        index.score(&query, ranges, &mut Scratch::default(), |hit| hits.push(hit));
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
        hits
    }

    fn best(text: &str, language: Language) -> Option<&'static str> {
        let index = index();
        let all = 0..index.len() as u32;
        hits(&index, text, language, &[all])
            .first()
            .map(|hit| OFFERS[hit.document as usize].0)
    }

    #[test]
    fn asking_finds_the_answer_across_languages_and_slips() {
        assert_eq!(best("promener mon chien", Language::French), Some(OFFERS[0].0));
        assert_eq!(best("dog walker", Language::English), Some(OFFERS[0].0));
        assert_eq!(best("guittare", Language::French), Some(OFFERS[1].0));
        assert_eq!(best("plumber", Language::English), Some(OFFERS[2].0));
        assert_eq!(best("réparer mon vélo", Language::French), Some(OFFERS[3].0));
        assert_eq!(
            best("créer un site internet", Language::French),
            Some(OFFERS[4].0)
        );
        assert_eq!(best("xqzt", Language::French), None);
    }

    #[test]
    fn only_the_ranges_are_scored() {
        let index = index();
        let some = hits(&index, "chien guitare plombier", Language::French, &[0..1, 2..3]);
        let mut documents: Vec<u32> = some.iter().map(|hit| hit.document).collect();
        documents.sort_unstable();
        assert_eq!(documents, [0, 2]);
    }

    proptest! {
        /// Any text gets scores that are shares, the same whatever was scored before, and range by range the same as all.
        #[test]
        fn scores_are_shares(text in "\\PC{0,60}") {
            let index = index();
            let all = 0..5;
            let whole = hits(&index, &text, Language::French, std::slice::from_ref(&all));
            let parts = hits(&index, &text, Language::French, &[0..2, 2..5]);
            prop_assert_eq!(&whole, &parts);
            prop_assert!(whole.iter().all(|hit| (0.0..=1.0).contains(&hit.score)));
            let query = LEXICON.query(&text, Language::French, |_| false);
            let mut scratch = Scratch::default();
            let mut twice = [Vec::new(), Vec::new()];
            for hits in &mut twice {
                index.score(&query, std::slice::from_ref(&all), &mut scratch, |hit| hits.push(hit));
            }
            prop_assert_eq!(&twice[0], &twice[1]);
        }
    }
}
