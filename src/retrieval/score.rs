//! The score of documents, of no more of them than need be.
//!
//! A document is scored whole when it is first met, from its own features. Which documents are met is decided list by
//! list, those that can give most first: once all lists that follow together cannot lift a document over the floor, what
//! was not met yet stays so (MaxScore: Turtle and Flood 1995). Concept vectors have length 1: what the concepts that follow
//! can give is bounded by the length of the query's (Cauchy and Schwarz).

use std::ops::Range;

use super::index::{
    B, CONCEPTS, Feature, Hit, K1, KINDS, LANGUAGES, Plan, PlannedWord, QUERY_WORDS_MAX, TextIndex, joined,
};

/// A vector of 255ths may be this much longer than 1, and sums of floats a little off.
pub(super) const ROUNDING: f32 = 1.02;

/// From which score on documents are handed over.
#[derive(Debug, Clone, Copy, Default)]
pub struct Floor {
    least: f32,
    share_of_best: f32,
    best: f32,
}

impl Floor {
    /// Not below `least`, nor below a share of the best that fits.
    pub fn new(least: f32, share_of_best: f32) -> Floor {
        Floor {
            least,
            share_of_best,
            best: 0.0,
        }
    }

    /// From now on not below this.
    pub fn raise(&mut self, least: f32) {
        self.least = self.least.max(least);
    }

    /// As far as is known by now; at the end, where it lies.
    pub fn score(&self) -> f32 {
        self.least.max(self.share_of_best * self.best)
    }
}

/// Documents scored one after another.
const BATCH: usize = 32;

/// What of an index is scored.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Ascending ranges of documents.
    pub ranges: &'a [Range<u32>],
    /// Documents that are scored and handed over whatever they score, each once.
    pub always: &'a [u32],
}

/// Which documents of a scope are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Choice<F, W> {
    /// Whether one is to be had at all: the best of these sets the floor.
    pub fits: F,
    /// Whether one is handed over, if it fits; quick to tell.
    pub wanted: W,
}

/// Room for scoring, kept between queries.
#[derive(Debug, Default)]
pub struct Scratch {
    /// By document.
    met: Vec<bool>,
    /// Those met, each once.
    all_met: Vec<u32>,
    /// Those met that are not scored yet, and whether they are wanted.
    batch: Vec<(u32, bool)>,
    hits: Vec<Hit>,
    uses: [Vec<Uses>; KINDS],
    parts: Vec<Part>,
    sieve: Sieve,
}

/// Which features a query asks for, and a few others: small enough to stay near the processor.
#[derive(Debug)]
struct Sieve([u64; SIEVE]);

const SIEVE: usize = 64;

impl Default for Sieve {
    fn default() -> Self {
        Sieve([0; SIEVE])
    }
}

impl Sieve {
    fn place(kind: usize, id: u32) -> (usize, u64) {
        let spread = ((kind as u32) << 22 | id).wrapping_mul(0x9e37_79b1) >> 20;
        (spread as usize / 64, 1 << (spread % 64))
    }

    fn add(&mut self, kind: usize, id: u32) {
        let (at, bit) = Sieve::place(kind, id);
        self.0[at] |= bit;
    }

    fn may_have(&self, feature: Feature) -> bool {
        let (at, bit) = Sieve::place(feature.kind(), feature.id());
        self.0[at] & bit != 0
    }
}

/// What the query makes of a term or a concept: so many of its parts from one on.
#[derive(Debug, Default, Clone, Copy)]
struct Uses {
    from: u16,
    many: u16,
}

/// A term as it stands for a word, or a concept.
#[derive(Debug, Clone, Copy)]
struct Part {
    kind: u8,
    /// Of the words planned for its language; 0 for a concept.
    word: u8,
    id: u32,
    weight: f32,
}

impl Scratch {
    fn prepare(&mut self, index: &TextIndex, plan: &Plan) {
        // A score that came to no end leaves things behind.
        self.clear();
        if self.met.len() < index.len() {
            self.met.resize(index.len(), false);
        }
        for (uses, postings) in self.uses.iter_mut().zip(&index.postings) {
            if uses.len() < postings.lists() {
                uses.resize(postings.lists(), Uses::default());
            }
        }
        self.parts.extend(plan.parts());
        self.parts.sort_unstable_by_key(|part| (part.kind, part.id));
        self.parts.truncate(u16::MAX.into());
        let mut from = 0;
        for same in self.parts.chunk_by(|a, b| (a.kind, a.id) == (b.kind, b.id)) {
            let many = same.len() as u16;
            if let Some(uses) = self.uses[same[0].kind as usize].get_mut(same[0].id as usize) {
                *uses = Uses { from, many };
                self.sieve.add(same[0].kind.into(), same[0].id);
            }
            from += many;
        }
    }

    fn meet(&mut self, document: u32) {
        self.met[document as usize] = true;
        self.all_met.push(document);
    }

    fn clear(&mut self) {
        self.sieve = Sieve::default();
        for part in self.parts.drain(..) {
            if let Some(uses) = self.uses[part.kind as usize].get_mut(part.id as usize) {
                *uses = Uses::default();
            }
        }
        for document in self.all_met.drain(..) {
            self.met[document as usize] = false;
        }
        self.batch.clear();
        self.hits.clear();
    }
}

impl Plan {
    fn parts(&self) -> impl Iterator<Item = Part> {
        let words = self.words.iter().enumerate().flat_map(|(language, planned)| {
            planned.words.iter().enumerate().flat_map(move |(at, word)| {
                word.terms.iter().map(move |(term, weight)| Part {
                    kind: language as u8,
                    word: at as u8,
                    id: *term,
                    weight: *weight,
                })
            })
        });
        let concepts = self.concepts.iter().map(|(concept, gain)| Part {
            kind: CONCEPTS as u8,
            word: 0,
            id: *concept,
            weight: *gain,
        });
        words.chain(concepts)
    }
}

/// Documents that have a term or a concept, and what it can give one at most.
#[derive(Debug, Clone, Copy)]
struct List {
    part: Part,
    most: f32,
}

/// What the lists that follow can give a document.
#[derive(Debug)]
struct Remaining {
    /// By language and word: the sum over its terms, and what it can give however many it has.
    words: [Vec<(f32, f32)>; LANGUAGES],
    concepts: f32,
    /// Of the gains of concepts as shares of 1.
    squares: f32,
}

impl Remaining {
    fn most(&self) -> f32 {
        let of = |words: &Vec<(f32, f32)>| words.iter().map(|(sum, whole)| sum.min(*whole)).sum();
        // A document has one language.
        let words = self.words.iter().map(of).fold(0.0, f32::max);
        let concepts = self.concepts.min(self.squares.max(0.0).sqrt());
        joined(words, concepts) * ROUNDING
    }

    fn pass(&mut self, list: &List) {
        let Part { kind, word, .. } = list.part;
        match self.words.get_mut(kind as usize) {
            Some(words) => words[word as usize].0 -= list.most,
            None => {
                self.concepts -= list.most;
                self.squares -= (255.0 * list.part.weight).powi(2);
            }
        }
    }
}

/// How near a frequency comes to saying all there is to say, at most.
fn saturation_at_most(frequency: f32) -> f32 {
    frequency / (frequency + K1 * (1.0 - B))
}

impl TextIndex {
    /// Hands to `take`, each once: the documents that are always handed over; then, in no order, every document of the scope
    /// that shares a word or a concept with the query, fits, is wanted and reaches the floor as it is at the end or a lower
    /// one. `take` may raise the floor.
    pub fn score(
        &self,
        plan: &Plan,
        scope: Scope<'_>,
        scratch: &mut Scratch,
        floor: &mut Floor,
        choice: Choice<impl Fn(u32) -> bool, impl Fn(u32) -> bool>,
        mut take: impl FnMut(Hit, &mut Floor),
    ) {
        scratch.prepare(self, plan);
        for &document in scope.always {
            scratch.meet(document);
            let score = self.score_of(document, plan, scratch);
            take(Hit { document, score }, floor);
        }
        let (lists, mut remaining) = self.lists(plan, scratch);
        for list in lists {
            let most = remaining.most();
            if most < floor.score() {
                break;
            }
            let postings = &self.postings[list.part.kind as usize];
            postings.each_within(list.part.id, scope.ranges, |document| {
                let is_wanted = (choice.wanted)(document);
                // What is not wanted matters only where it may be the best.
                if !is_wanted && most <= floor.best || scratch.met[document as usize] {
                    return;
                }
                scratch.meet(document);
                if (choice.fits)(document) {
                    scratch.batch.push((document, is_wanted));
                }
                if scratch.batch.len() >= BATCH {
                    self.score_batch(plan, scratch, floor);
                }
            });
            self.score_batch(plan, scratch, floor);
            remaining.pass(&list);
        }
        let least = floor.score();
        for hit in scratch.hits.drain(..) {
            if hit.score >= least && hit.score > 0.0 {
                take(hit, floor);
            }
        }
        scratch.clear();
    }

    /// Scores what was met: first all their features are looked at once, so that the memory fetches them side by side.
    fn score_batch(&self, plan: &Plan, scratch: &mut Scratch, floor: &mut Floor) {
        let batch = std::mem::take(&mut scratch.batch);
        std::hint::black_box(self.features.touch(batch.iter().map(|(document, _)| *document)));
        for (document, is_wanted) in &batch {
            let score = self.score_of(*document, plan, scratch);
            floor.best = floor.best.max(score);
            if *is_wanted {
                scratch.hits.push(Hit {
                    document: *document,
                    score,
                });
            }
        }
        scratch.batch = batch;
        scratch.batch.clear();
    }

    /// The score of a document, 0 to 1.
    fn score_of(&self, document: u32, plan: &Plan, scratch: &Scratch) -> f32 {
        let mut frequencies = [0.0; QUERY_WORDS_MAX];
        let mut concepts = 0.0;
        let mut language = None;
        for feature in self.features.of(document) {
            if !scratch.sieve.may_have(feature) {
                continue;
            }
            let Uses { from, many } = scratch.uses[feature.kind()][feature.id() as usize];
            if many == 0 {
                continue;
            }
            let weight = feature.weight();
            if feature.kind() == CONCEPTS {
                concepts += scratch.parts[from as usize].weight * weight;
                continue;
            }
            language = Some(feature.kind());
            for part in &scratch.parts[from as usize..(from + many) as usize] {
                frequencies[part.word as usize] += part.weight * weight;
            }
        }
        let words = language.map_or(0.0, |language| {
            let planned = &plan.words[language];
            let length = f32::from(self.lengths[document as usize]);
            let norm = K1 * (1.0 - B + B * length / planned.average);
            let gain = |(word, frequency): (&PlannedWord, &f32)| word.gain * frequency / (frequency + norm);
            planned.words.iter().zip(&frequencies).map(gain).sum()
        });
        joined(words, concepts)
    }

    /// The lists of a query that is prepared, those that can give most first, and what they can give together.
    fn lists(&self, plan: &Plan, scratch: &Scratch) -> (Vec<List>, Remaining) {
        let mut remaining = Remaining {
            words: std::array::from_fn(|language| vec![(0.0, 0.0); plan.words[language].words.len()]),
            concepts: 0.0,
            squares: 0.0,
        };
        let mut lists = Vec::with_capacity(scratch.parts.len());
        for part in &scratch.parts {
            let heaviest = part.weight * self.postings[part.kind as usize].heaviest(part.id);
            let most = match remaining.words.get_mut(part.kind as usize) {
                Some(words) => {
                    let most = plan.words[part.kind as usize].words[part.word as usize].gain
                        * saturation_at_most(heaviest);
                    let (sum, frequency) = &mut words[part.word as usize];
                    *sum += most;
                    *frequency += heaviest;
                    most
                }
                None => {
                    remaining.concepts += heaviest;
                    remaining.squares += (255.0 * part.weight).powi(2);
                    heaviest
                }
            };
            lists.push(List { part: *part, most });
        }
        for (words, planned) in remaining.words.iter_mut().zip(&plan.words) {
            for ((_, whole), word) in words.iter_mut().zip(&planned.words) {
                *whole = word.gain * saturation_at_most(*whole);
            }
        }
        lists.sort_unstable_by(|a, b| b.most.total_cmp(&a.most));
        (lists, remaining)
    }
}
