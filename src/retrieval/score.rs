//! The score of documents, of no more of them than need be.
//!
//! A document is scored whole when it is first met, from its own features. Which documents are met is decided list by
//! list, those that can give most first: once all lists that follow together cannot lift a document over the floor, what
//! was not met yet stays so (MaxScore: Turtle and Flood 1995). Concept vectors have length 1: what the concepts that follow
//! can give is bounded by the length of the query's (Cauchy and Schwarz).
//!
//! Where there is much to look through, long lists are not met one by one: for a block of documents it is added up what
//! each list can give, by its impact there (Anh and Moffat, SIGIR 2006), and only documents for which that may be enough are
//! scored.

use std::hint::black_box;
use std::ops::Range;

use super::index::{
    CONCEPTS, Feature, Hit, KINDS, LANGUAGES, Plan, PlannedWord, QUERY_WORDS_MAX, TextIndex, joined, norm,
};

/// A vector of 255ths may be this much longer than 1, and sums of floats a little off.
pub(super) const ROUNDING: f32 = 1.02;

/// Documents looked at closely and scored one after another.
const BATCH: usize = 64;
/// Documents whose lists are read together: what is added up for them stays near the processor.
const BLOCK: usize = if cfg!(test) { 8 } else { 1 << 15 };
/// A list is long that holds one document of so many.
const LONG: usize = if cfg!(test) { 4 } else { 256 };
/// Lists are left unread once they give less than this share of what is enough.
const UNREAD: f32 = 0.25;
/// Up to so many wanted documents are scored without asking what lists say of them, or one of so many that are looked
/// through: lists would be read for all of these.
const FEW: usize = if cfg!(test) { 3 } else { 800 };
const FEW_OF: usize = 64;

/// What can be told of a document at once, before it is looked at closely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance(u8);

impl Glance {
    const MAY_FIT: u8 = 1;
    const WANTED: u8 = 2;

    /// `false` where it surely does not fit; and whether it is wanted, if it fits.
    pub fn new(may_fit: bool, is_wanted: bool) -> Glance {
        Glance((u8::from(may_fit) * Glance::MAY_FIT) | (u8::from(is_wanted) * Glance::WANTED))
    }
}

/// Which documents are looked for.
pub trait Choice {
    /// Whether glances may rule out any document: where not, none is glanced at for nothing.
    fn tells(&self) -> bool {
        true
    }
    fn glance(&self, document: u32) -> Glance;
    /// Looks at what [`Choice::fits`] will read, so that the memory fetches it for many side by side: a number that means
    /// nothing.
    fn touch(&self, _document: u32) -> u32 {
        0
    }
    /// Whether a document that may fit does.
    fn fits(&self, document: u32) -> bool;
}

/// From which score on a document is of use, as far as is known by now.
#[derive(Debug, Clone, Copy)]
pub struct Floor {
    /// Of wanted documents. Where it is 0 or less, those that share nothing with the query are of use too.
    pub wanted: f32,
    /// Of those that fit and are not wanted.
    pub others: f32,
}

impl Floor {
    /// What both floors leave.
    pub fn max(self, other: Floor) -> Floor {
        Floor {
            wanted: self.wanted.max(other.wanted),
            others: self.others.max(other.others),
        }
    }
}

/// Takes documents that fit, each once, in no order. It is handed everything of use, and some of none.
pub trait Taker {
    fn floor(&self) -> Floor;
    fn take(&mut self, hit: Hit, is_wanted: bool);
    /// From now on comes no other wanted document.
    fn has_all_wanted(&mut self) {}
}

/// Room for scoring, kept between queries.
#[derive(Debug, Default)]
pub struct Scratch {
    /// By document: [`Glance`], [`MET`] and [`SEEN`].
    states: Vec<u8>,
    /// Whose state is not 0, unless all of the ranges were seen.
    seen: Vec<u32>,
    /// Those met that are not scored yet, and whether they are wanted.
    batch: Vec<(u32, bool)>,
    uses: [Vec<Uses>; KINDS],
    parts: Vec<Part>,
    sieve: Sieve,
    /// What lists can give the documents of a block: by words, by concepts.
    promises: Vec<[f32; 2]>,
}

/// The document was looked at closely, or is about to be.
const MET: u8 = 4;
/// It was glanced at.
const SEEN: u8 = 8;

/// Whether a document that was glanced at may fit and was not met yet.
fn may_be_met(state: u8) -> bool {
    state & (MET | Glance::MAY_FIT) == Glance::MAY_FIT
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
        if self.states.len() < index.len() {
            self.states.resize(index.len(), 0);
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

    /// Glances at every document of the ranges; answers how many are wanted and may fit.
    fn see_all(&mut self, ranges: &[Range<u32>], choice: &impl Choice) -> usize {
        let mut wanted = 0;
        for range in ranges {
            let states = &mut self.states[range.start as usize..range.end as usize];
            for (document, state) in range.clone().zip(states) {
                let Glance(glance) = choice.glance(document);
                wanted += usize::from(glance == Glance::MAY_FIT | Glance::WANTED);
                *state = glance | SEEN;
            }
        }
        wanted
    }

    /// What is known of a document that may not have been glanced at.
    fn see(&mut self, document: u32, choice: &impl Choice) -> u8 {
        let state = &mut self.states[document as usize];
        if *state == 0 {
            let Glance(glance) = choice.glance(document);
            *state = glance | SEEN;
            self.seen.push(document);
        }
        *state
    }

    fn clear(&mut self, seen: &[Range<u32>]) {
        self.sieve = Sieve::default();
        for part in self.parts.drain(..) {
            if let Some(uses) = self.uses[part.kind as usize].get_mut(part.id as usize) {
                *uses = Uses::default();
            }
        }
        for document in self.seen.drain(..) {
            self.states[document as usize] = 0;
        }
        for range in seen {
            self.states[range.start as usize..range.end as usize].fill(0);
        }
        self.batch.clear();
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
    gives: Gives,
    most: f32,
}

/// What lists can give a document at most.
#[derive(Debug, Clone, Copy)]
struct Rest {
    words: f32,
    concepts: f32,
    /// Both joined to a score.
    most: f32,
}

/// What the lists that follow can give a document.
#[derive(Debug, Clone)]
struct Remaining {
    /// By language and word: the sum over its terms, and what it can give however many it has.
    words: [Vec<(f32, f32)>; LANGUAGES],
    concepts: f32,
    /// Of the gains of concepts as shares of 1.
    squares: f32,
    words_share: f32,
}

impl Remaining {
    fn rest(&self) -> Rest {
        let of = |words: &Vec<(f32, f32)>| words.iter().map(|(sum, whole)| sum.max(0.0).min(*whole)).sum();
        // A document has one language.
        let words = self.words.iter().map(of).fold(0.0, f32::max);
        let concepts = self.concepts.max(0.0).min(self.squares.max(0.0).sqrt());
        Rest {
            words,
            concepts,
            most: joined(self.words_share, words, concepts) * ROUNDING,
        }
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

/// What a part gives a document at most, by the impact that its term or concept has there. Together the terms of one word
/// give less, for a word saturates.
#[derive(Debug, Clone, Copy)]
struct Gives {
    /// What a word is worth; `None` for a concept.
    gain: Option<f32>,
    weight: f32,
}

impl Gives {
    /// The frequency of a word, where 1 says half of what there is to say.
    fn fullness(self, impact: u8) -> f32 {
        let impact = f32::from(impact);
        self.weight * impact / (255.0 - impact).max(0.25)
    }

    fn most(self, impact: u8) -> f32 {
        match self.gain {
            Some(gain) => gain * saturated(self.fullness(impact)),
            None => self.weight * f32::from(impact),
        }
    }
}

fn saturated(fullness: f32) -> f32 {
    fullness / (fullness + 1.0)
}

impl TextIndex {
    /// Hands to a taker the documents of ascending ranges that fit and are of use.
    pub fn score(
        &self,
        plan: &Plan,
        ranges: &[Range<u32>],
        scratch: &mut Scratch,
        choice: &impl Choice,
        taker: &mut impl Taker,
    ) {
        // Handed back only when it is clear again, whatever happens meanwhile.
        let mut room = std::mem::take(scratch);
        room.prepare(self, plan);
        let (lists, remaining) = self.lists(plan, &room);
        // To glance at every document in a row is quicker than at many here and there.
        let listed = self.count_listed(&lists, remaining.clone(), taker.floor());
        let seen = match choice.tells() && 2 * listed >= self.len() {
            true => ranges,
            false => &[],
        };
        let within: usize = ranges.iter().map(|range| range.len()).sum();
        let mut scoring = Scoring {
            index: self,
            plan,
            ranges,
            all_seen: !seen.is_empty(),
            room,
            choice,
            floor: taker.floor(),
            taker,
        };
        if scoring.all_seen && scoring.room.see_all(ranges, choice) <= FEW.max(within / FEW_OF) {
            scoring.score_wanted();
            scoring.taker.has_all_wanted();
            scoring.floor = scoring.taker.floor();
        }
        scoring.score_listed(lists, remaining);
        if scoring.floor.wanted <= 0.0 {
            scoring.score_wanted();
        }
        let mut room = scoring.room;
        room.clear(seen);
        *scratch = room;
    }

    /// The score of one document.
    pub fn score_one(&self, plan: &Plan, document: u32, scratch: &mut Scratch) -> f32 {
        scratch.prepare(self, plan);
        let score = self.score_of(document, plan, scratch);
        scratch.clear(&[]);
        score
    }

    /// How many documents the lists hold, in all ranges, that are read unless the floor rises.
    fn count_listed(&self, lists: &[List], mut remaining: Remaining, floor: Floor) -> usize {
        let mut listed = 0;
        for list in lists {
            if remaining.rest().most < floor.wanted.min(floor.others) {
                break;
            }
            listed += self.len_of(list);
            remaining.pass(list);
        }
        listed
    }

    fn len_of(&self, list: &List) -> usize {
        self.postings[list.part.kind as usize].len(list.part.id)
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
            let norm = norm(self.lengths[document as usize], planned.average);
            let gain = |(word, frequency): (&PlannedWord, &f32)| word.gain * frequency / (frequency + norm);
            planned.words.iter().zip(&frequencies).map(gain).sum()
        });
        joined(plan.words_share, words, concepts)
    }

    /// The lists of a query that is prepared, those that can give most first, and what they can give together.
    fn lists(&self, plan: &Plan, scratch: &Scratch) -> (Vec<List>, Remaining) {
        let mut remaining = Remaining {
            words: std::array::from_fn(|language| vec![(0.0, 0.0); plan.words[language].words.len()]),
            concepts: 0.0,
            squares: 0.0,
            words_share: plan.words_share,
        };
        let mut lists = Vec::with_capacity(scratch.parts.len());
        let left: [f32; LANGUAGES] =
            std::array::from_fn(|language| self.norm_left(language, plan.words[language].average));
        for part in &scratch.parts {
            let kind = part.kind as usize;
            let impact = self.postings[kind].most(part.id);
            let gives = match plan.words.get(kind) {
                Some(planned) => Gives {
                    gain: Some(planned.words[part.word as usize].gain),
                    weight: part.weight / left[kind],
                },
                None => Gives {
                    gain: None,
                    weight: part.weight,
                },
            };
            let most = gives.most(impact);
            match remaining.words.get_mut(kind) {
                Some(words) => {
                    let (sum, fullness) = &mut words[part.word as usize];
                    *sum += most;
                    *fullness += gives.fullness(impact);
                }
                None => {
                    remaining.concepts += most;
                    remaining.squares += (255.0 * part.weight).powi(2);
                }
            }
            lists.push(List {
                part: *part,
                gives,
                most,
            });
        }
        for (words, planned) in remaining.words.iter_mut().zip(&plan.words) {
            for ((_, whole), word) in words.iter_mut().zip(&planned.words) {
                *whole = word.gain * saturated(*whole);
            }
        }
        // Those that can give much for the documents they hold.
        lists.sort_by_cached_key(|list| {
            let worth = list.most / (self.len_of(list).max(1) as f32).sqrt();
            std::cmp::Reverse(worth.to_bits())
        });
        (lists, remaining)
    }
}

/// One index being searched for one query.
struct Scoring<'a, C, T> {
    index: &'a TextIndex,
    plan: &'a Plan,
    ranges: &'a [Range<u32>],
    /// Whether every document of the ranges was glanced at.
    all_seen: bool,
    room: Scratch,
    choice: &'a C,
    taker: &'a mut T,
    /// As far as is known by now.
    floor: Floor,
}

impl<C: Choice, T: Taker> Scoring<'_, C, T> {
    /// Every wanted document of the ranges that was not met yet.
    fn score_wanted(&mut self) {
        for document in self.ranges.iter().cloned().flatten() {
            let state = match self.all_seen {
                true => self.room.states[document as usize],
                false => self.room.see(document, self.choice),
            };
            if state == Glance::MAY_FIT | Glance::WANTED | SEEN {
                self.meet(document, state);
            }
        }
        self.score_batch();
    }

    /// What the lists of the query hold, until those that follow cannot give enough any more. Where there is much to
    /// look through, short lists are read for a good floor, and from the first long one on all lists are read together.
    fn score_listed(&mut self, lists: Vec<List>, mut remaining: Remaining) {
        let within: usize = self.ranges.iter().map(|range| range.len()).sum();
        let is_long = |list: &List| self.index.len_of(list) >= self.index.len() / LONG;
        let short = match within >= 2 * BLOCK {
            true => lists.iter().position(is_long).unwrap_or(lists.len()),
            false => lists.len(),
        };
        for list in &lists[..short] {
            let most = remaining.rest().most;
            if most < self.least() {
                return;
            }
            let postings = &self.index.postings[list.part.kind as usize];
            postings.each_within(list.part.id, self.ranges, |document| self.meet_if(document, most));
            self.score_batch();
            remaining.pass(list);
        }
        self.score_blocks(&lists[short..], remaining);
    }

    /// What is enough for some.
    fn least(&self) -> f32 {
        self.floor.wanted.min(self.floor.others)
    }

    /// Adds up what lists can give each document, block by block, and scores what may reach the floor.
    fn score_blocks(&mut self, lists: &[List], mut remaining: Remaining) {
        if lists.is_empty() {
            return;
        }
        let mut rests = vec![remaining.rest()];
        for list in lists {
            remaining.pass(list);
            rests.push(remaining.rest());
        }
        let mut tables: Vec<[f32; 256]> = Vec::new();
        let mut promises = std::mem::take(&mut self.room.promises);
        'blocks: for range in self.ranges {
            for begin in range.clone().step_by(BLOCK) {
                if rests[0].most < self.least() {
                    break 'blocks;
                }
                let block = begin..range.end.min(begin + BLOCK as u32);
                promises.clear();
                promises.resize(block.len(), [0.0; 2]);
                // What lists that are left unread could give counts for every document: it must be little.
                let enough = UNREAD * self.least();
                let read = rests[..lists.len()].partition_point(|rest| rest.most >= enough);
                for (at, list) in lists[..read].iter().enumerate() {
                    if at == tables.len() {
                        tables.push(std::array::from_fn(|impact| list.gives.most(impact as u8)));
                    }
                    let (table, sort) = (&tables[at], usize::from(list.gives.gain.is_none()));
                    let postings = &self.index.postings[list.part.kind as usize];
                    postings.each_impact_within(list.part.id, &block, |document, impact| {
                        promises[(document - begin) as usize][sort] += table[usize::from(impact)];
                    });
                }
                let rest = rests[read];
                for (document, [words, concepts]) in block.zip(&promises) {
                    // Of what was glanced at, most does not fit.
                    if (self.all_seen && !may_be_met(self.room.states[document as usize]))
                        || *words + *concepts == 0.0
                    {
                        continue;
                    }
                    let (words, concepts) = (words + rest.words, concepts + rest.concepts);
                    let most = joined(self.plan.words_share, words, concepts) * ROUNDING;
                    if most >= self.least() {
                        self.meet_if(document, most);
                    }
                }
                self.score_batch();
            }
        }
        self.room.promises = promises;
    }

    /// Meets a document that was not met yet, if what it may score is enough.
    fn meet_if(&mut self, document: u32, most: f32) {
        let state = match self.all_seen {
            true => self.room.states[document as usize],
            false => self.room.see(document, self.choice),
        };
        if !may_be_met(state) {
            return;
        }
        let needed = match state & Glance::WANTED {
            0 => self.floor.others,
            _ => self.floor.wanted,
        };
        if most >= needed {
            self.meet(document, state);
        }
    }

    fn meet(&mut self, document: u32, state: u8) {
        self.room.states[document as usize] = state | MET;
        self.room.batch.push((document, state & Glance::WANTED != 0));
        if self.room.batch.len() >= BATCH {
            self.score_batch();
        }
    }

    /// Looks closely at what was met and scores what fits: the memory fetches side by side what is looked at in one go.
    fn score_batch(&mut self) {
        let mut batch = std::mem::take(&mut self.room.batch);
        let touched = batch.iter().map(|(document, _)| self.choice.touch(*document));
        black_box(touched.fold(0, |sum, touched| sum ^ touched));
        batch.retain(|(document, _)| self.choice.fits(*document));
        black_box(
            self.index
                .features
                .touch(batch.iter().map(|(document, _)| *document)),
        );
        for (document, is_wanted) in batch.drain(..) {
            let score = self.index.score_of(document, self.plan, &self.room);
            self.taker.take(Hit { document, score }, is_wanted);
        }
        self.floor = self.taker.floor();
        self.room.batch = batch;
    }
}
