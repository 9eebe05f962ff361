//! Documents by their words and concepts, and the score.
//!
//! **Score**, 0 to 1, from words and from concepts; for how much each counts is the query's ([`Query::words_share`]).
//! - *Words*: BM25F (Robertson and Zaragoza 2009) with k1 = 0.8 and b = 0.5, a word of the title counting five times, a
//!   word of the body twice at most; by what a title of these very words would score. The synonyms, spellings and
//!   translations of a word count together as one word whose frequency is their weighted sum (structured queries:
//!   Pirkola, SIGIR 1998; Darwish and Oard, SIGIR 2003). Words of a translation count six tenths.
//! - *Concepts*: the cosine of the two concept vectors, each concept by its rarity among the documents; it
//!   saturates, 2c / (c + 1), for what is near already hardly answers better by being nearer.
//!
//! Documents keep the order they are added in: whoever sorts them by what is filtered on may score only some ranges.
//! Postings say which documents have a word or a concept; a document is scored from its own features ([`super::score`]).

use super::analysis::{self, Language};
use super::postings::{Filling, Postings};
use super::score::{Choice, Floor, Glance, Scratch, Taker};
use super::spelling::{Alike, Piece};
use super::thesaurus::{ConceptVector, Query, Sought};
use super::{Map, Weighted, rarity};

pub(super) const K1: f32 = 0.8;
pub(super) const B: f32 = 0.5;
const TITLE_WEIGHT: u8 = 5;
const BODY_MAX: u8 = 2;
/// Saturation of a word that stands in a title of average length, by which scores are divided.
pub(super) const TITLE_SATURATION: f32 = 1.5;
/// A word built like one that is looked for, by how alike they are.
pub(super) const ALIKE_WEIGHT: f32 = 0.5;
/// A document in the other language.
pub(super) const TRANSLATED_WEIGHT: f32 = 0.6;
/// The cosine at which half of the most that saturation allows is reached, as k1 is for words.
const CONCEPT_SATURATION: f32 = 1.0;
/// Exponent of the rarity of concepts.
const CONCEPT_RARITY: f32 = 0.8;
/// Words of a query that are scored: the rarest.
pub(super) const QUERY_WORDS_MAX: usize = 40;
pub(super) const LANGUAGES: usize = Language::ALL.len();
/// Kinds of features: the terms of each language, by [`Language::number`], and concepts.
pub(super) const KINDS: usize = LANGUAGES + 1;
pub(super) const CONCEPTS: usize = LANGUAGES;

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

/// The words of the documents of one language.
#[derive(Debug, Default)]
struct Words {
    numbers: Map<Box<str>, u32>,
    /// Folded words, each with its term.
    spoken: Map<Box<str>, u32>,
    alike: Alike,
    documents: f32,
    /// The sum of the lengths of its documents.
    length: f32,
}

/// A term or a concept of a document and its weight there: the kind in the upper 2 bits, the number of the term or concept,
/// the weight in the lower 8.
#[derive(Debug, Clone, Copy)]
pub(super) struct Feature(u32);

impl Feature {
    /// Terms or concepts of a kind: what has a higher number is not kept.
    const MOST: u32 = 1 << 22;

    pub fn kind(self) -> usize {
        (self.0 >> 30) as usize
    }
    pub fn id(self) -> u32 {
        (self.0 >> 8) % Feature::MOST
    }
    pub fn weight(self) -> f32 {
        (self.0 & 0xff) as f32
    }
}

/// The features of each document.
#[derive(Debug)]
pub(super) struct Features {
    /// Where those of each begin; one more than there are.
    starts: Vec<u32>,
    all: Vec<Feature>,
}

impl Default for Features {
    fn default() -> Self {
        Features {
            starts: vec![0],
            all: Vec::new(),
        }
    }
}

impl Features {
    pub fn of(&self, document: u32) -> impl Iterator<Item = Feature> {
        let document = document as usize;
        let (from, to) = (self.starts[document], self.starts[document + 1]);
        self.all[from as usize..to as usize].iter().copied()
    }

    /// Looks at the features of these documents without reading them: a number that means nothing.
    pub fn touch(&self, documents: impl Iterator<Item = u32>) -> u32 {
        const LINE: usize = 16;
        let of = |document: u32| {
            let (from, to) = (self.starts[document as usize], self.starts[document as usize + 1]);
            let features = &self.all[from as usize..to as usize];
            features
                .iter()
                .step_by(LINE)
                .fold(0, |sum: u32, feature| sum ^ feature.0)
        };
        documents.fold(0, |sum, document| sum ^ of(document))
    }

    fn bytes(&self) -> usize {
        size_of_val(self.starts.as_slice()) + size_of_val(self.all.as_slice())
    }
}

/// Documents, indexed. Immutable: what changes is indexed anew.
#[derive(Debug, Default)]
pub struct TextIndex {
    words: [Words; LANGUAGES],
    /// By kind.
    pub(super) postings: [Postings; KINDS],
    pub(super) features: Features,
    /// For each document the sum of the weights of its terms.
    pub(super) lengths: Vec<u16>,
}

/// Collects documents.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    words: [Collected; LANGUAGES],
    /// By kind: how many documents have each term or concept.
    holders: [Vec<u32>; KINDS],
    features: Features,
    lengths: Vec<u16>,
}

#[derive(Debug, Default)]
struct Collected {
    numbers: Map<Box<str>, u32>,
    spoken: Map<Box<str>, u32>,
    documents: usize,
    length: u64,
}

impl Collected {
    fn average(&self) -> f32 {
        self.length as f32 / self.documents.max(1) as f32
    }

    /// The number of a folded word's term: each word is stemmed once.
    fn term(&mut self, folded: &str, language: Language) -> u32 {
        if let Some(&number) = self.spoken.get(folded) {
            return number;
        }
        let next = self.numbers.len() as u32;
        let term = analysis::stem(folded, language);
        let number = *self.numbers.entry(term.into()).or_insert(next);
        self.spoken.insert(folded.into(), number);
        number
    }
}

impl IndexBuilder {
    /// Adds a document; it gets the next number.
    pub fn add(&mut self, document: &Document) {
        let [title, body] =
            [document.title, document.body].map(|text| analysis::read_words(text, document.language));
        self.add_read(document.language, &title, &body, &document.concepts.in_255ths());
    }

    /// Adds a document whose title and body were read already ([`analysis::read_words`]); it gets the next number.
    pub fn add_read(&mut self, language: Language, title: &str, body: &str, concepts: &[(u32, u8)]) {
        let collected = &mut self.words[language.number()];
        let mut weights: Vec<(u32, u8)> = Vec::with_capacity(64);
        let mut terms: Vec<u32> = Vec::with_capacity(64);
        for (words, weight, most) in [(title, TITLE_WEIGHT, TITLE_WEIGHT), (body, 1, BODY_MAX)] {
            terms.clear();
            terms.extend(
                words
                    .split_ascii_whitespace()
                    .map(|word| collected.term(word, language)),
            );
            terms.sort_unstable();
            for run in terms.chunk_by(|a, b| a == b) {
                let count = u8::try_from(run.len()).unwrap_or(u8::MAX);
                weights.push((run[0], count.saturating_mul(weight).min(most)));
            }
        }
        weights.sort_unstable();
        let mut length = 0;
        for run in weights.chunk_by(|a, b| a.0 == b.0) {
            let weight = run.iter().map(|(_, w)| w).sum();
            self.add_feature(language.number(), run[0].0, weight);
            length += u16::from(weight);
        }
        let collected = &mut self.words[language.number()];
        collected.documents += 1;
        collected.length += u64::from(length);
        for (concept, weight) in concepts {
            self.add_feature(CONCEPTS, *concept, *weight);
        }
        self.lengths.push(length);
        self.features.starts.push(self.features.all.len() as u32);
    }

    fn add_feature(&mut self, kind: usize, id: u32, weight: u8) {
        if id >= Feature::MOST {
            return;
        }
        let holders = &mut self.holders[kind];
        if holders.len() <= id as usize {
            holders.resize(id as usize + 1, 0);
        }
        holders[id as usize] += 1;
        let feature = (kind as u32) << 30 | id << 8 | u32::from(weight);
        self.features.all.push(Feature(feature));
    }

    pub fn finish(mut self) -> TextIndex {
        self.features.all.shrink_to_fit();
        let averages = self.words.each_ref().map(Collected::average);
        let mut filling = self.holders.map(Filling::new);
        for (document, length) in (0u32..).zip(&self.lengths) {
            for feature in self.features.of(document) {
                let (kind, weight) = (feature.kind(), feature.weight());
                let impact = match averages.get(kind) {
                    Some(average) => impact(weight, *length, *average),
                    None => weight as u8,
                };
                filling[kind].add(feature.id(), document, impact);
            }
        }
        let postings = filling.map(|filling| filling.finish(self.lengths.len()));
        TextIndex {
            words: self.words.map(|collected| Words {
                alike: Alike::build(collected.spoken.iter().map(|(word, term)| (word.as_ref(), *term))),
                numbers: collected.numbers,
                spoken: collected.spoken,
                documents: collected.documents as f32,
                length: collected.length as f32,
            }),
            postings,
            features: self.features,
            lengths: self.lengths,
        }
    }
}

/// How near a word of a weight comes to saying all there is to say in a document, in 255ths, rounded up.
fn impact(weight: f32, length: u16, average: f32) -> u8 {
    (255.0 * weight / (weight + norm(length, average))).ceil() as u8
}

/// How often a word says half of what there is to say in a document of a length.
pub(super) fn norm(length: u16, average: f32) -> f32 {
    K1 * (1.0 - B + B * f32::from(length) / average)
}

/// A query as one index reads it: its own numbers for terms, and what each is worth among all documents.
#[derive(Debug, Default, Clone)]
pub struct Plan {
    /// By [`Language::ALL`].
    pub(super) words: [Planned; LANGUAGES],
    pub(super) concepts: Weighted,
    /// [`Query::words_share`].
    pub(super) words_share: f32,
}

#[derive(Debug, Default, Clone)]
pub(super) struct Planned {
    pub words: Vec<PlannedWord>,
    /// Length of a document of average length.
    pub average: f32,
}

#[derive(Debug, Clone)]
pub(super) struct PlannedWord {
    pub terms: Weighted,
    pub gain: f32,
}

impl Plan {
    /// What a document of an index scores at most, as so many times what it scored under an earlier plan of the same query
    /// for the same index: since then other documents came and went, and with them what is rare. Infinite where the two
    /// cannot be compared.
    pub fn at_most_times(&self, earlier: &Plan) -> f32 {
        if self.words_share != earlier.words_share {
            return f32::INFINITY;
        }
        let mut times = 1.0f32;
        for (now, before) in self.words.iter().zip(&earlier.words) {
            // Where the average rises, documents count as shorter and a word says more.
            let shorter = (now.average / before.average).max(1.0);
            for word in &now.words {
                let same = before.words.iter().filter(|other| other.terms == word.terms);
                let gain = same.map(|other| other.gain).fold(f32::INFINITY, f32::min);
                times = times.max(shorter * ratio(word.gain, gain));
            }
        }
        for (concept, gain) in &self.concepts {
            let same = earlier.concepts.iter().find(|(other, _)| other == concept);
            times = times.max(ratio(*gain, same.map_or(f32::INFINITY, |(_, before)| *before)));
        }
        times
    }
}

/// How many times an earlier gain one is; infinite where there was none.
fn ratio(gain: f32, earlier: f32) -> f32 {
    match earlier > 0.0 && earlier.is_finite() {
        true => gain / earlier,
        false => f32::INFINITY,
    }
}

/// Reads a query for indexes that together hold the documents: what is rare is rare among all of them, so that it does
/// not matter which index a document lies in.
pub fn plan(query: &Query, indexes: &[&TextIndex]) -> Vec<Plan> {
    let empty = |_: &&TextIndex| Plan {
        words_share: query.words_share,
        ..Plan::default()
    };
    let mut plans: Vec<Plan> = indexes.iter().map(empty).collect();
    for language in Language::ALL {
        plan_words(query, language, indexes, &mut plans);
    }
    plan_concepts(query, indexes, &mut plans);
    plans
}

fn plan_words(query: &Query, language: Language, indexes: &[&TextIndex], plans: &mut [Plan]) {
    let all = || indexes.iter().map(|index| &index.words[language.number()]);
    let documents: f32 = all().map(|words| words.documents).sum();
    if documents == 0.0 {
        return;
    }
    let length: f32 = all().map(|words| words.length).sum();
    let mut sought: Vec<(f32, Vec<Weighted>)> = query
        .words
        .iter()
        .map(|word| read_word(word, query, language, indexes, documents))
        .collect();
    sought.sort_by(|a, b| b.0.total_cmp(&a.0));
    sought.truncate(QUERY_WORDS_MAX);
    let possible: f32 = TITLE_SATURATION * sought.iter().map(|word| word.0).sum::<f32>();
    let share = if language == query.language {
        1.0
    } else {
        TRANSLATED_WEIGHT
    };
    for (at, plan) in plans.iter_mut().enumerate() {
        let planned = &mut plan.words[language.number()];
        planned.average = length / documents;
        for (worth, terms) in &mut sought {
            let terms = std::mem::take(&mut terms[at]);
            if !terms.is_empty() {
                let gain = share * *worth * (K1 + 1.0) / possible.max(f32::MIN_POSITIVE);
                planned.words.push(PlannedWord { terms, gain });
            }
        }
    }
}

/// What a word is worth, and its terms in each index.
fn read_word(
    word: &Sought,
    query: &Query,
    language: Language,
    indexes: &[&TextIndex],
    documents: f32,
) -> (f32, Vec<Weighted>) {
    let number = language.number();
    let terms: Vec<Weighted> = indexes
        .iter()
        .map(|index| index.words[number].terms_of(word, query, language))
        .collect();
    let holding: f32 = indexes
        .iter()
        .zip(&terms)
        .flat_map(|(index, terms)| {
            terms
                .iter()
                .map(|(term, weight)| weight * index.postings[number].len(*term) as f32)
        })
        .sum();
    let own = rarity(documents, holding);
    // Where documents are few, how rare a word is among them says little: the labels of concepts say the rest.
    let general = rarity(documents + query.concepts_total, holding + word.concepts);
    (word.weight * (own + general) / 2.0, terms)
}

fn plan_concepts(query: &Query, indexes: &[&TextIndex], plans: &mut [Plan]) {
    let total = indexes.iter().map(|index| index.len()).sum::<usize>() as f32;
    let rarest = rarity(total, 1.0);
    for (concept, weight) in &query.concepts.0 {
        let holding: usize = indexes
            .iter()
            .map(|index| index.postings[CONCEPTS].len(*concept))
            .sum();
        if holding == 0 {
            continue;
        }
        let gain = weight * (rarity(total, holding as f32) / rarest).powf(CONCEPT_RARITY) / 255.0;
        for plan in plans.iter_mut() {
            plan.concepts.push((*concept, gain));
        }
    }
}

/// The score of a document by what its words, for their share, and its concepts say, which are cut at 1; it never falls as
/// they rise.
pub(super) fn joined(words_share: f32, words: f32, concepts: f32) -> f32 {
    let (words, cosine) = (words.min(1.0), concepts.min(1.0));
    let saturated = cosine * (1.0 + CONCEPT_SATURATION) / (cosine + CONCEPT_SATURATION);
    words_share * words + (1.0 - words_share) * saturated
}

impl TextIndex {
    /// By how much [`norm`] may fall at most where the average is not that of this index alone but of all: at most 1.
    pub(super) fn norm_left(&self, language: usize, average: f32) -> f32 {
        let words = &self.words[language];
        (words.length / words.documents.max(1.0) / average).min(1.0)
    }

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

    /// These terms of a language as they are spelt, each with its number. Looks through all words of the language.
    pub(super) fn spelt(&self, language: usize, is_one: impl Fn(u32) -> bool) -> Vec<(&str, u32)> {
        let terms = self.words[language].numbers.iter();
        let wanted = terms.filter(|(_, number)| is_one(**number));
        wanted.map(|(term, number)| (term.as_ref(), *number)).collect()
    }

    /// The beginnings that words built like others lead by to these terms of a language, each with its term.
    pub(super) fn beginnings_of(&self, language: usize, is_one: impl Fn(u32) -> bool) -> Vec<(Piece, u32)> {
        self.words[language].alike.beginnings_of(is_one)
    }

    /// Bytes of the postings, features and lengths; the words themselves come on top, once for all documents.
    pub fn bytes(&self) -> usize {
        let postings: usize = self.postings.iter().map(Postings::bytes).sum();
        postings + self.features.bytes() + size_of_val(self.lengths.as_slice())
    }

    /// Every document that shares a word or a concept with the query, best first.
    pub fn ranked(&self, query: &Query) -> Vec<Hit> {
        let mut every = Every::default();
        let all = 0..self.len() as u32;
        for plan in plan(query, &[self]) {
            self.score(
                &plan,
                std::slice::from_ref(&all),
                &mut Scratch::default(),
                &Every::default(),
                &mut every,
            );
        }
        let mut hits = every.hits;
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
        hits
    }
}

/// Every document that shares something with the query.
#[derive(Debug, Default)]
struct Every {
    hits: Vec<Hit>,
}

impl Choice for Every {
    fn glance(&self, _document: u32) -> Glance {
        Glance::new(true, true)
    }
    fn fits(&self, _document: u32) -> bool {
        true
    }
}

impl Taker for Every {
    fn floor(&self) -> Floor {
        Floor {
            wanted: f32::MIN_POSITIVE,
            others: f32::MIN_POSITIVE,
        }
    }
    fn take(&mut self, hit: Hit, _is_wanted: bool) {
        if hit.score > 0.0 {
            self.hits.push(hit);
        }
    }
}

impl Words {
    /// The terms here that stand for a word, with how much each counts.
    fn terms_of(&self, word: &Sought, query: &Query, language: Language) -> Weighted {
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
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retrieval::{Thesaurus, lexicon};
    use proptest::prelude::*;
    use std::ops::Range;
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
        index_of(&OFFERS)
    }

    fn index_of(offers: &[(&str, Language)]) -> TextIndex {
        let mut builder = IndexBuilder::default();
        let mut linked: std::collections::HashMap<&str, ConceptVector> = Default::default();
        for (title, language) in offers {
            let link = || LEXICON.link_document(title, "", *language, &[]);
            builder.add(&Document {
                language: *language,
                title,
                body: "",
                concepts: linked.entry(title).or_insert_with(link),
            });
        }
        builder.finish()
    }

    fn score_all(index: &TextIndex, plan: &Plan, ranges: &[Range<u32>], scratch: &mut Scratch) -> Vec<Hit> {
        let mut every = Every::default();
        index.score(plan, ranges, scratch, &Every::default(), &mut every);
        every.hits
    }

    fn hits(index: &TextIndex, text: &str, language: Language, ranges: &[Range<u32>]) -> Vec<Hit> {
        let query = LEXICON.query(text, language, |word| index.knows(word, language));
        let plan = &plan(&query, &[index])[0];
        let mut hits = score_all(index, plan, ranges, &mut Scratch::default());
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

    /// The documents in two indexes score as in one; words merely built alike are left out, for each index knows its own.
    #[test]
    fn it_does_not_matter_which_index_a_document_lies_in() {
        let query = LEXICON.query("plombier vélo guitare", Language::French, |_| false);
        let halves = [index_of(&OFFERS[..2]), index_of(&OFFERS[2..])];
        let whole = index();
        let mut scores = vec![0.0; OFFERS.len()];
        let plans = plan(&query, &[&halves[0], &halves[1]]);
        for (half, plan) in plans.iter().enumerate() {
            let all = 0..halves[half].len() as u32;
            for hit in score_all(&halves[half], plan, &[all], &mut Scratch::default()) {
                scores[hit.document as usize + 2 * half] = hit.score;
            }
        }
        for hit in whole.ranked(&query) {
            let apart = scores[hit.document as usize];
            assert!((apart - hit.score).abs() < 0.01, "{hit:?}: {apart}");
        }
        assert!(scores[2] > 0.1 && scores[3] > 0.1);
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
            let plan = &plan(&query, &[&index])[0];
            let mut score = || score_all(&index, plan, std::slice::from_ref(&all), &mut scratch);
            prop_assert_eq!(score(), score());
        }

        /// With a floor the same documents come with the same scores, as if all were scored and the rest left out; what
        /// does not fit raises no floor, and what is not wanted has one of its own. With a floor of 0 what is wanted comes
        /// even if it shares nothing.
        #[test]
        fn pruning_leaves_out_nothing_else(
            text in "(promener|chien|guitare|fuite|vélo|site|réparer|petit|shop|bike|dog| ){1,8}",
            wanted in prop_oneof![Just(0.0f32), 0.01f32..0.5],
            others in 0.01f32..0.5,
            step in 0.0f32..0.2,
            offered in proptest::collection::vec((0usize..OFFERS.len(), 0u8..4, proptest::bool::ANY), 1..300),
        ) {
            let offers: Vec<(&str, Language)> = offered.iter().map(|(at, _, _)| OFFERS[*at]).collect();
            let index = index_of(&offers);
            let all = 0..index.len() as u32;
            let query = LEXICON.query(&text, Language::French, |word| index.knows(word, Language::French));
            let plan = &plan(&query, &[&index])[0];
            let mut scratch = Scratch::default();
            let every = score_all(&index, plan, std::slice::from_ref(&all), &mut scratch);
            let scores: std::collections::HashMap<u32, f32> = every.iter().map(|hit| (hit.document, hit.score)).collect();
            let some = Some { offered: &offered };
            let mut rising = Rising { floor: Floor { wanted, others }, step, hits: Vec::new() };
            index.score(plan, std::slice::from_ref(&all), &mut scratch, &some, &mut rising);
            let end = rising.floor;
            let of_use = |(_, score, is_wanted): &(u32, f32, bool)| *score >= if *is_wanted { end.wanted } else { end.others };
            let expected = all
                .filter(|document| some.fits(*document))
                .map(|document| (document, scores.get(&document).copied().unwrap_or(0.0), some.is_wanted(document)));
            // What rounding makes of nothing is nothing.
            let listed = |hits: &mut dyn Iterator<Item = (u32, f32, bool)>| {
                let mut listed: Vec<(u32, i64)> = hits.filter(of_use).map(|(at, score, _)| (at, (1e5 * score) as i64)).collect();
                listed.sort_unstable();
                listed
            };
            prop_assert_eq!(listed(&mut rising.hits.into_iter()), listed(&mut { expected }));
        }
    }

    const WORDS: &str =
        "(promener|chien|guitare|fuite|vélo|site|réparer|petit|shop|bike|dog|réparation| ){1,8}";

    fn index_of_titles(titles: &[(String, bool)]) -> TextIndex {
        let language = |is_english| {
            if is_english {
                Language::English
            } else {
                Language::French
            }
        };
        let titles = titles
            .iter()
            .map(|(title, is_english)| (title.as_str(), language(*is_english)));
        index_of(&titles.collect::<Vec<_>>())
    }

    proptest! {
        /// What a document scores after others came and went is at most so many times what it scored before.
        #[test]
        fn a_plan_tells_what_an_earlier_one_bounds(
            text in WORDS,
            kept in proptest::collection::vec((WORDS, any::<bool>()), 1..12),
            gone in proptest::collection::vec((WORDS, any::<bool>()), 0..12),
            come in proptest::collection::vec((WORDS, any::<bool>()), 0..12),
            by_words_alone in any::<bool>(),
        ) {
            let [kept, gone, come] = [kept, gone, come].map(|titles| index_of_titles(&titles));
            let mut query = LEXICON.query(&text, Language::French, |word| kept.knows(word, Language::French));
            if by_words_alone {
                query.concepts.0.clear();
            }
            let [before, now] = [&gone, &come].map(|other| plan(&query, &[&kept, other]).remove(0));
            let scores = |plan| {
                let mut scores = vec![0.0f32; kept.len()];
                let all = 0..kept.len() as u32;
                for hit in score_all(&kept, plan, &[all], &mut Scratch::default()) {
                    scores[hit.document as usize] = hit.score;
                }
                scores
            };
            let times = now.at_most_times(&before);
            prop_assert!(times >= 1.0);
            for (now, before) in scores(&now).into_iter().zip(scores(&before)) {
                // What rounding makes of nothing is nothing.
                prop_assert!(times.is_infinite() || now <= 1e-5 + times * before, "{now} > {times} * {before}");
            }
        }
    }

    /// Nothing scores more under the same plan. Two words with the same terms may have changed places, so the least of the
    /// earlier weights counts; what was not looked for before tells nothing.
    #[test]
    fn a_plan_compares_each_word_with_the_least_it_may_have_been() {
        let index = index();
        let query = LEXICON.query("promener un chien", Language::French, |_| false);
        let plan = plan(&query, &[&index]).remove(0);
        assert!(!plan.words[0].words.is_empty() && !plan.concepts.is_empty());
        assert_eq!(plan.at_most_times(&plan), 1.0);
        assert_eq!(
            plan.at_most_times(&Plan {
                words: Default::default(),
                ..plan.clone()
            }),
            f32::INFINITY
        );
        assert_eq!(
            plan.at_most_times(&Plan {
                concepts: Vec::new(),
                ..plan.clone()
            }),
            f32::INFINITY
        );
        let weighing = |gains: [f32; 2]| {
            let words = gains
                .map(|gain| PlannedWord {
                    terms: vec![(0, 1.0)],
                    gain,
                })
                .to_vec();
            let mut plan = Plan::default();
            plan.words[0] = Planned { words, average: 1.0 };
            plan
        };
        assert_eq!(weighing([0.4, 0.4]).at_most_times(&weighing([0.2, 0.4])), 2.0);
        assert_eq!(weighing([0.2, 0.4]).at_most_times(&weighing([0.4, 0.8])), 1.0);
    }

    /// Documents of which some surely do not fit, some do not at a closer look, and some are not wanted.
    struct Some<'a> {
        offered: &'a [(usize, u8, bool)],
    }

    impl Some<'_> {
        fn is_wanted(&self, document: u32) -> bool {
            self.offered[document as usize].2
        }
    }

    impl Choice for Some<'_> {
        fn glance(&self, document: u32) -> Glance {
            Glance::new(self.offered[document as usize].1 > 0, self.is_wanted(document))
        }
        fn fits(&self, document: u32) -> bool {
            self.offered[document as usize].1 > 1
        }
    }

    /// Its floors rise with what it takes, never beyond the best.
    struct Rising {
        floor: Floor,
        step: f32,
        hits: Vec<(u32, f32, bool)>,
    }

    impl Taker for Rising {
        fn floor(&self) -> Floor {
            self.floor
        }
        fn take(&mut self, hit: Hit, is_wanted: bool) {
            self.hits.push((hit.document, hit.score, is_wanted));
            let Floor { wanted, others } = &mut self.floor;
            if *wanted > 0.0 {
                *wanted = (*wanted + self.step).min(hit.score.max(*wanted));
            }
            *others = (*others + self.step).min(hit.score.max(*others));
        }
    }
}
