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

    /// Hands over the postings of one within ascending ranges of documents.
    fn each_within(&self, of: u32, ranges: &[Range<u32>], mut take: impl FnMut(u32, u8)) {
        let of = of as usize;
        let Some(&end) = self.starts.get(of + 1) else {
            return;
        };
        let (mut at, end) = (self.starts[of] as usize, end as usize);
        for range in ranges {
            at += gallop(&self.documents[at..end], range.start);
            while at < end && self.documents[at] < range.end {
                take(self.documents[at], self.weights[at]);
                at += 1;
            }
        }
    }

    fn bytes(&self) -> usize {
        self.starts.len() * size_of::<u32>() + self.documents.len() * (size_of::<u32>() + size_of::<u8>())
    }
}

/// How many of these ascending numbers lie below a bound: strides double until one is passed (Bentley and Yao 1976), so
/// that what is near is found at once.
fn gallop(numbers: &[u32], bound: u32) -> usize {
    let mut stride = 1;
    while stride < numbers.len() && numbers[stride] < bound {
        stride *= 2;
    }
    let (from, to) = (stride / 2, numbers.len().min(stride + 1));
    from + numbers[from..to].partition_point(|number| *number < bound)
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
    /// The sum of the lengths of its documents.
    length: f32,
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
        let [title, body] =
            [document.title, document.body].map(|text| analysis::read_words(text, document.language));
        self.add_read(document.language, &title, &body, &document.concepts.in_255ths());
    }

    /// Adds a document whose title and body were read already ([`analysis::read_words`]); it gets the next number.
    pub fn add_read(&mut self, language: Language, title: &str, body: &str, concepts: &[(u32, u8)]) {
        let number = self.lengths.len() as u32;
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
            collected.lists[run[0].0 as usize].push((number, weight));
            length += u16::from(weight);
        }
        collected.documents += 1;
        collected.length += u64::from(length);
        for (concept, weight) in concepts {
            let concept = *concept as usize;
            if concept >= self.concepts.len() {
                self.concepts.resize_with(concept + 1, Vec::new);
            }
            self.concepts[concept].push((number, *weight));
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
                length: collected.length as f32,
            }),
            concepts: Postings::from_lists(self.concepts),
            lengths: self.lengths,
        }
    }
}

/// Room for scoring, kept between queries.
#[derive(Debug, Default)]
pub struct Scratch {
    cells: Vec<Cell>,
    /// Documents with any score, each once.
    touched: Vec<u32>,
    of_word: Vec<u32>,
}

/// What is known so far of one document.
#[derive(Debug, Default, Clone, Copy)]
struct Cell {
    words: f32,
    concepts: f32,
    frequency: f32,
    seen: bool,
}

impl Scratch {
    fn reach(&mut self, documents: usize) {
        if self.cells.len() < documents {
            self.cells.resize(documents, Cell::default());
        }
    }

    /// The cell of a document that scores.
    fn touch(&mut self, document: u32) -> &mut Cell {
        let cell = &mut self.cells[document as usize];
        if !cell.seen {
            cell.seen = true;
            self.touched.push(document);
        }
        cell
    }
}

/// A query as one index reads it: its own numbers for terms, and what each is worth among all documents.
#[derive(Debug, Default)]
pub struct Plan {
    /// By [`Language::ALL`].
    words: [Planned; 3],
    concepts: Weighted,
}

#[derive(Debug, Default)]
struct Planned {
    words: Vec<PlannedWord>,
    /// Length of a document of average length.
    average: f32,
}

#[derive(Debug)]
struct PlannedWord {
    terms: Weighted,
    gain: f32,
}

/// Reads a query for indexes that together hold the documents: what is rare is rare among all of them, so that it does
/// not matter which index a document lies in.
pub fn plan(query: &Query, indexes: &[&TextIndex]) -> Vec<Plan> {
    let mut plans: Vec<Plan> = indexes.iter().map(|_| Plan::default()).collect();
    for language in Language::ALL {
        plan_words(query, language, indexes, &mut plans);
    }
    plan_concepts(query, indexes, &mut plans);
    plans
}

fn plan_words(query: &Query, language: Language, indexes: &[&TextIndex], plans: &mut [Plan]) {
    let parts: Vec<&Words> = indexes
        .iter()
        .map(|index| &index.words[language.number()])
        .collect();
    let documents: f32 = parts.iter().map(|words| words.documents).sum();
    if documents == 0.0 {
        return;
    }
    let length: f32 = parts.iter().map(|words| words.length).sum();
    let mut sought: Vec<(f32, Vec<Weighted>)> = query
        .words
        .iter()
        .map(|word| read_word(word, query, language, &parts, documents))
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

/// What a word is worth, and its terms in each part.
fn read_word(
    word: &Sought,
    query: &Query,
    language: Language,
    parts: &[&Words],
    documents: f32,
) -> (f32, Vec<Weighted>) {
    let terms: Vec<Weighted> = parts
        .iter()
        .map(|words| words.terms_of(word, query, language))
        .collect();
    let holding: f32 = parts
        .iter()
        .zip(&terms)
        .flat_map(|(words, terms)| {
            terms
                .iter()
                .map(|(term, weight)| weight * words.postings.len(*term) as f32)
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
        let holding: usize = indexes.iter().map(|index| index.concepts.len(*concept)).sum();
        if holding == 0 {
            continue;
        }
        let gain = weight * rarity(total, holding as f32) / rarest / 255.0;
        for plan in plans.iter_mut() {
            plan.concepts.push((*concept, gain));
        }
    }
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

    /// Bytes of the postings and lengths; the words themselves come on top, once for all documents.
    pub fn bytes(&self) -> usize {
        let words: usize = self.words.iter().map(|words| words.postings.bytes()).sum();
        words + self.concepts.bytes() + self.lengths.len() * size_of::<u16>()
    }

    /// Every document of these ascending ranges that shares a word or a concept with the query, in no order, each handed
    /// to `take` once.
    pub fn score(
        &self,
        plan: &Plan,
        ranges: &[Range<u32>],
        scratch: &mut Scratch,
        mut take: impl FnMut(Hit),
    ) {
        scratch.reach(self.len());
        for (planned, words) in plan.words.iter().zip(&self.words) {
            self.score_words(planned, words, ranges, scratch);
        }
        for (concept, gain) in &plan.concepts {
            self.concepts.each_within(*concept, ranges, |document, share| {
                scratch.touch(document).concepts += gain * f32::from(share);
            });
        }
        while let Some(document) = scratch.touched.pop() {
            let cell = std::mem::take(&mut scratch.cells[document as usize]);
            let score = (cell.words.min(1.0) + cell.concepts.min(1.0)) / 2.0;
            take(Hit { document, score });
        }
    }

    /// Every document that shares a word or a concept with the query, best first.
    pub fn ranked(&self, query: &Query) -> Vec<Hit> {
        let mut hits = Vec::new();
        let all = 0..self.len() as u32;
        for plan in plan(query, &[self]) {
            let ranges = std::slice::from_ref(&all);
            self.score(&plan, ranges, &mut Scratch::default(), |hit| hits.push(hit));
        }
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
        hits
    }

    fn score_words(&self, planned: &Planned, words: &Words, ranges: &[Range<u32>], scratch: &mut Scratch) {
        for PlannedWord { terms, gain } in &planned.words {
            for (term, weight) in terms {
                words.postings.each_within(*term, ranges, |document, count| {
                    let cell = &mut scratch.cells[document as usize];
                    if cell.frequency == 0.0 {
                        scratch.of_word.push(document);
                    }
                    cell.frequency += weight * f32::from(count);
                });
            }
            while let Some(document) = scratch.of_word.pop() {
                let length = f32::from(self.lengths[document as usize]);
                let norm = K1 * (1.0 - B + B * length / planned.average);
                let cell = scratch.touch(document);
                let frequency = std::mem::take(&mut cell.frequency);
                cell.words += gain * frequency / (frequency + norm);
            }
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
        for (title, language) in offers {
            let concepts = LEXICON.link_document(title, "", *language, &[]);
            builder.add(&Document {
                language: *language,
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
        let plan = &plan(&query, &[index])[0];
        index.score(plan, ranges, &mut Scratch::default(), |hit| hits.push(hit));
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
            halves[half].score(plan, &[all], &mut Scratch::default(), |hit| {
                scores[hit.document as usize + 2 * half] = hit.score;
            });
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
            let mut twice = [Vec::new(), Vec::new()];
            let plan = &plan(&query, &[&index])[0];
            for hits in &mut twice {
                index.score(plan, std::slice::from_ref(&all), &mut scratch, |hit| hits.push(hit));
            }
            prop_assert_eq!(&twice[0], &twice[1]);
        }

        #[test]
        fn galloping_counts_what_lies_below(mut numbers in proptest::collection::vec(0u32..200, 0..80), bound in 0u32..220) {
            numbers.sort_unstable();
            prop_assert_eq!(gallop(&numbers, bound), numbers.iter().filter(|n| **n < bound).count());
        }
    }
}
