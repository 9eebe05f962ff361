//! The active listings of one community in memory, in layers: what was read first lies at the bottom, what changed since
//! above it, and a listing counts only in the topmost layer that has it.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, Weak};

use rayon::prelude::*;

use super::digest::{Digest, read_body};
use super::entries::{Cell, Choices, Entries, Facet, Glances, Reach, Row, cell};
use super::{list_attributions, spoken};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId};
use crate::kernel::place::Pin;
use crate::market::model::{Listing, ListingStatus};
use crate::market::store;
use crate::market::taxonomy::Taxonomy;
use crate::retrieval::{
    Arrival, Choice, Floor, Glance, Hit, IndexBuilder, Language, Plan, Query, Scratch, Taker, TextIndex,
    Thesaurus, plan,
};

/// Below this score nothing is said to have been found.
pub(in crate::market) const SCORE_MIN: f32 = 0.09;
/// What scores less than this share of the best is left out.
const SHARE_OF_BEST: f32 = 0.35;
/// Listings read at once.
const PORTION: usize = 2_000;
/// Layers with fewer are looked through again rather than remembered.
const REMEMBERED: usize = if cfg!(test) { 1 } else { 1_000 };
/// Scores reckoned in another order may be so many times as high.
const ROUNDING: f32 = 1.001;
/// What outdoes a listing is looked for from this share of such a score on, so that what is then known of the best tells of
/// the next listing too, if that one is little worse.
const ENOUGH: f32 = 0.95;

/// Fewer rows are looked through on one processor.
const SHARE_MIN: usize = if cfg!(test) { 8 } else { 50_000 };

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Active listings as they were at one moment. Immutable: what changes comes into a layer above.
#[derive(Debug, Default)]
pub(in crate::market) struct Texts {
    pub(in crate::market) entries: Entries,
    index: TextIndex,
}

#[derive(Debug, Clone)]
struct Layer {
    texts: Arc<Texts>,
    /// A bit for each row that a layer above has replaced.
    replaced: Arc<Vec<u64>>,
}

impl Layer {
    fn holds(&self, at: u32) -> bool {
        self.replaced
            .get(at as usize / 64)
            .is_none_or(|bits| bits & (1 << (at % 64)) == 0)
    }
}

/// The listings of one community.
#[derive(Debug, Clone)]
pub(in crate::market) struct Shelf {
    pub(super) version: i64,
    pub(in crate::market) thesaurus: Arc<Thesaurus>,
    /// As it was at that version.
    pub(super) taxonomy: Arc<Taxonomy>,
    pub(super) attributions: Arc<[String]>,
    /// Bottom first, each at least twice as large as the one above.
    layers: Vec<Layer>,
}

impl Shelf {
    /// Reads every active listing.
    pub(super) fn read(
        conn: &mut Conn,
        ecosystem: EcosystemId,
        version: i64,
        thesaurus: Arc<Thesaurus>,
    ) -> Result<Shelf> {
        let texts = Texts::read_all(conn, ecosystem, &thesaurus)?;
        let mut shelf = Shelf {
            version,
            thesaurus,
            taxonomy: Arc::new(Taxonomy::read(conn, ecosystem)?),
            attributions: list_attributions(conn)?,
            layers: Vec::new(),
        };
        shelf.push(texts);
        Ok(shelf)
    }

    /// The shelf with what changed since. Small layers are read again together with the new one: over many changes
    /// each listing is read as often as the logarithm of their number (logarithmic method: Bentley and Saxe 1980).
    pub(super) fn read_on(&self, conn: &mut Conn, ecosystem: EcosystemId, version: i64) -> Result<Shelf> {
        let changed: HashSet<ListingId> = store::list_changed_since(conn, ecosystem, self.version)?
            .into_iter()
            .collect();
        let mut shelf = Shelf {
            version,
            taxonomy: Arc::new(Taxonomy::read(conn, ecosystem)?),
            ..self.clone()
        };
        for layer in &mut shelf.layers {
            layer.replace(&changed);
        }
        let mut ids: Vec<ListingId> = changed.into_iter().collect();
        while let Some(top) = shelf.layers.last()
            && top.texts.entries.len() < 2 * ids.len()
        {
            ids.extend(top.rows().map(|row| row.id()));
            shelf.layers.pop();
        }
        let places = store::list_places(conn, ecosystem, &ids)?;
        shelf.push(Texts::read(conn, ecosystem, places, &self.thesaurus)?);
        Ok(shelf)
    }

    fn push(&mut self, texts: Texts) {
        self.layers.push(Layer {
            texts: Arc::new(texts),
            replaced: Arc::default(),
        });
    }

    /// What a text asks for. A text whose language does not show is taken to be in the reader's.
    pub(in crate::market) fn query(&self, text: &str, locale: Locale) -> Query {
        self.query_in(text, self.language_of(text, locale))
    }

    pub(in crate::market) fn query_in(&self, text: &str, language: Language) -> Query {
        self.thesaurus
            .query(text, language, |word| self.knows(word, language))
    }

    /// A query, with the words that no label has and whether a listing has them: as long as that stays so, so does it.
    pub(in crate::market) fn query_with_doubts(
        &self,
        text: &str,
        language: Language,
    ) -> (Query, Vec<(String, bool)>) {
        let doubts = RefCell::new(Vec::new());
        let query = self.thesaurus.query(text, language, |word| {
            let known = self.knows(word, language);
            doubts.borrow_mut().push((word.to_string(), known));
            known
        });
        (query, doubts.into_inner())
    }

    pub(in crate::market) fn language_of(&self, text: &str, locale: Locale) -> Language {
        self.thesaurus.language_of(text, spoken(locale))
    }

    /// What would answer a listing.
    pub(in crate::market) fn query_of(&self, listing: &Listing) -> Query {
        let language = Language::of(&listing.language);
        let (body, named) = read_body(listing);
        self.thesaurus
            .query_of_document(&listing.title, &body, language, &named, |word| {
                self.knows(word, language)
            })
    }

    /// What would answer a listing of which no more than its words is known.
    pub(in crate::market) fn query_of_text(
        &self,
        title: &str,
        description: &str,
        language: Language,
    ) -> Query {
        self.thesaurus
            .query_of_document(title, description, language, &[], |word| {
                self.knows(word, language)
            })
    }

    /// Whether a folded word stands in a listing of that language.
    pub(in crate::market) fn knows(&self, word: &str, language: Language) -> bool {
        self.layers
            .iter()
            .any(|layer| layer.texts.index.knows(word, language))
    }

    /// What answers a query within a reach, fits and fails at most `failing` of the facets that are chosen by, each once, in no
    /// order: all that is not much worse than the best that fits, whatever that one fails.
    pub(in crate::market) fn answers<'a>(
        &'a self,
        query: &Query,
        reach: Reach,
        choices: &Choices,
        failing: u32,
        fits: impl Fn(Row<'a>) -> bool,
    ) -> Vec<Answer<'a>> {
        let mut found = Found::default();
        self.each_layer(&self.plan(query), reach, |layer, is_last, scored| {
            let entries = &layer.texts.entries;
            let glances = entries.glances(choices);
            let is_wanted = glances.for_each_combination(|failed| failed.count_ones() <= failing);
            let chosen = Chosen {
                layer,
                tells: true,
                sort: |at| Glance::new(glances.may_fit(at), glances.of(&is_wanted, at)),
                fits: &fits,
            };
            let mut finder = Finder {
                glances: &glances,
                is_last,
                found: &mut found,
            };
            scored.score(&chosen, &mut finder);
        });
        let floor = found.floor();
        found.answers.retain(|answer| answer.score >= floor);
        found.answers
    }

    /// What could be alike to a query within a reach, passes what is chosen and fits, each once, with its score (0 to 1): of
    /// what has the trade or one of the skills whatever reaches the first floor, of the others what reaches the second, and
    /// some that need not come. `take` answers the floors from now on, which are answered at last. Where there is much to look
    /// through, all processors do, and `take` is called by several of them.
    pub(in crate::market) fn candidates<'a>(
        &'a self,
        query: &Query,
        reach: Reach,
        choices: &Choices,
        mut floor: Floor,
        fits: impl Fn(Row<'a>) -> bool + Sync,
        take: impl Fn(Row<'a>, f32) -> Floor + Sync,
    ) -> Floor {
        let plans = self.plan(query);
        // The largest layer last, as in [`Shelf::each_layer`], but each processor has a place of its own to score in.
        for (layer, plan) in self.layers.iter().zip(&plans).rev() {
            let entries = &layer.texts.entries;
            let glances = entries.glances(choices);
            let has_trade = |failed: u8| failed & Facet::Category.mask() == 0;
            let passes = |failed: u8| failed & !Facet::Category.mask() == 0;
            let told = glances.for_each_combination(|failed| (passes(failed), has_trade(failed)));
            let chosen = Chosen {
                layer,
                tells: true,
                sort: |at| {
                    let (passes, has_trade) = glances.of(&told, at);
                    let may_be_alike = has_trade | glances.may_have_skill(at);
                    Glance::new(passes & glances.may_be_open(at), may_be_alike)
                },
                fits: &fits,
            };
            let look_through = |ranges: Vec<Range<u32>>| {
                let mut candidates = Candidates {
                    entries,
                    floor,
                    has_all_wanted: false,
                    take: &take,
                };
                SCRATCH.with_borrow_mut(|scratch| {
                    let index = &layer.texts.index;
                    index.score(plan, &ranges, scratch, &chosen, &mut candidates);
                });
                candidates.floor
            };
            let floors = on_processors(entries.ranges(reach), look_through);
            floor = floors.into_iter().fold(floor, Floor::max);
        }
        floor
    }

    /// The same without a query, whatever the texts say, handed over one by one: scores are 0.
    pub(in crate::market) fn each_chosen<'a>(
        &'a self,
        reach: Reach,
        choices: &Choices,
        failing: u32,
        fits: impl Fn(Row<'a>) -> bool,
        mut take: impl FnMut(Answer<'a>),
    ) {
        for layer in &self.layers {
            let entries = &layer.texts.entries;
            let rows = entries
                .ranges(reach)
                .into_iter()
                .flatten()
                .filter(|at| layer.holds(*at));
            let glances = entries.glances(choices);
            rows.filter_map(|at| glances.answer(at, failing, &fits))
                .for_each(&mut take);
        }
    }

    /// What a query is in each layer.
    fn plan(&self, query: &Query) -> Vec<Plan> {
        plan(query, &self.indexes())
    }

    fn indexes(&self) -> Vec<&TextIndex> {
        self.layers.iter().map(|layer| &layer.texts.index).collect()
    }

    /// Hands over layer by layer what is to be scored, the largest last.
    fn each_layer<'a>(
        &'a self,
        plans: &[Plan],
        reach: Reach,
        mut take: impl FnMut(&'a Layer, bool, Scored<'a, '_>),
    ) {
        SCRATCH.with_borrow_mut(|scratch| {
            for (at, (layer, plan)) in self.layers.iter().zip(plans).enumerate().rev() {
                let scored = Scored {
                    index: &layer.texts.index,
                    plan,
                    ranges: layer.texts.entries.ranges(reach),
                    scratch,
                };
                take(layer, at == 0, scored);
            }
        });
    }

    /// One listing, as far as it can be chosen by.
    pub(in crate::market) fn row(&self, id: ListingId) -> Option<Row<'_>> {
        let (layer, at) = self.find(id)?;
        Some(self.layers[layer].texts.entries.row(at))
    }

    /// One listing, as queries that wait for it see it.
    pub(in crate::market) fn arrival(&self, id: ListingId) -> Option<Arrival> {
        let (layer, at) = self.find(id)?;
        Some(Arrival::of(at, &self.layers[layer].texts.index, &self.indexes()))
    }

    /// Whether a listing is among what [`Shelf::answers`] gives a reader, if it fits and may be read: of the others it is only
    /// looked whether one is so much better that this one is left out. What is learnt of them is kept in `rivals`: always
    /// those of the same query, reach and choices, whoever reads.
    pub(in crate::market) fn is_among_answers<'a>(
        &'a self,
        query: &Query,
        reach: Reach,
        choices: &Choices,
        (fits, is_readable): (impl Fn(Row<'a>) -> bool, impl Fn(Row<'a>) -> bool),
        id: ListingId,
        rivals: &mut Rivals,
    ) -> bool {
        let plans = self.plan(query);
        let score = self.score_one(&plans, id).map_or(0.0, |(_, score)| score);
        if score < SCORE_MIN {
            return false;
        }
        let is_outdone_by = |other: f32| score < SHARE_OF_BEST * other;
        let known = rivals.outdid.and_then(|rival| self.score_one(&plans, rival));
        if known.is_some_and(|(row, other)| is_outdone_by(other) && fits(row) && is_readable(row)) {
            return false;
        }
        rivals.forget_all_but(&self.layers);
        let mut outdone = None;
        self.each_layer(&plans, reach, |layer, _, scored| {
            let most = rivals.most_in(layer, scored.plan);
            if outdone.is_some() || !is_outdone_by(ROUNDING * most) {
                return;
            }
            let glances = layer.texts.entries.glances(choices);
            let chosen = Chosen::whatever_fits(layer, &glances, &fits);
            let mut finder = RivalFinder {
                entries: &layer.texts.entries,
                best: ENOUGH * score / SHARE_OF_BEST,
                enough: ENOUGH * score / SHARE_OF_BEST,
                is_outdone_by,
                is_readable: &is_readable,
                outdone: None,
            };
            let plan = scored.plan;
            scored.score(&chosen, &mut finder);
            outdone = finder.outdone;
            if outdone.is_none() {
                rivals.remember(layer, plan, finder.best);
            }
        });
        rivals.outdid = outdone.or(rivals.outdid);
        outdone.is_none()
    }

    /// What decides most of [`Shelf::is_among_answers`] before any listing asks: the best of all that fits, and that none of
    /// them scores more, whoever may read it.
    pub(in crate::market) fn learn_rivals<'a>(
        &'a self,
        query: &Query,
        reach: Reach,
        choices: &Choices,
        fits: impl Fn(Row<'a>) -> bool,
    ) -> Rivals {
        let mut rivals = Rivals::default();
        let mut best = SCORE_MIN;
        self.each_layer(&self.plan(query), reach, |layer, _, scored| {
            let glances = layer.texts.entries.glances(choices);
            let chosen = Chosen::whatever_fits(layer, &glances, &fits);
            let mut finder = BestFinder { best, found: None };
            let plan = scored.plan;
            scored.score(&chosen, &mut finder);
            rivals.remember(layer, plan, finder.best);
            if let Some(at) = finder.found {
                best = finder.best;
                rivals.outdid = Some(layer.texts.entries.row(at).id());
            }
        });
        rivals
    }

    /// Whether this is known of the listings that were read first, nearly all of a large community.
    pub(in crate::market) fn has_learnt(&self, rivals: &Rivals) -> bool {
        let first = self.layers.first();
        first.is_some_and(|layer| rivals.bests.iter().any(|best| best.is_of(layer)))
    }

    /// The listings that were read first: what was learnt of others has to be learnt anew. `None` where they are too few to
    /// learn anything of.
    pub(in crate::market) fn first_texts(&self) -> Option<Weak<Texts>> {
        let first = self.layers.first()?;
        (first.texts.entries.len() >= REMEMBERED).then(|| Arc::downgrade(&first.texts))
    }

    /// The score of one listing.
    fn score_one(&self, plans: &[Plan], id: ListingId) -> Option<(Row<'_>, f32)> {
        let (layer, at) = self.find(id)?;
        let Texts { entries, index } = self.layers[layer].texts.as_ref();
        let score = SCRATCH.with_borrow_mut(|scratch| index.score_one(&plans[layer], at, scratch));
        Some((entries.row(at), score))
    }

    /// The layer that a listing counts in, and its place there.
    fn find(&self, id: ListingId) -> Option<(usize, u32)> {
        let layers = self.layers.iter().enumerate().rev();
        let mut places = layers.filter_map(|(n, layer)| {
            let at = layer.texts.entries.find(id)?;
            layer.holds(at).then_some((n, at))
        });
        places.next()
    }

    /// Every listing that may lie within a reach, in no order.
    pub(in crate::market) fn rows(&self, reach: Reach) -> impl Iterator<Item = Row<'_>> {
        self.layers.iter().flat_map(move |layer| {
            let entries = &layer.texts.entries;
            let ranges = entries.ranges(reach);
            let rows = ranges.into_iter().flatten();
            rows.filter(|at| layer.holds(*at)).map(move |at| entries.row(at))
        })
    }

    /// How many listings there are.
    pub(in crate::market) fn len(&self) -> usize {
        self.layers.iter().map(|layer| layer.rows().count()).sum()
    }

    /// Bytes held beyond the texts themselves.
    pub(in crate::market) fn bytes(&self) -> usize {
        let layer = |layer: &Layer| {
            let Texts { entries, index } = layer.texts.as_ref();
            entries.bytes() + index.bytes() + layer.replaced.len() * size_of::<u64>()
        };
        self.layers.iter().map(layer).sum()
    }
}

impl Layer {
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let entries = &self.texts.entries;
        (0..entries.len() as u32)
            .filter(|at| self.holds(*at))
            .map(|at| entries.row(at))
    }

    fn replace(&mut self, changed: &HashSet<ListingId>) {
        let mut bits: Option<Vec<u64>> = None;
        for at in changed.iter().filter_map(|id| self.texts.entries.find(*id)) {
            let bits = bits.get_or_insert_with(|| {
                let mut bits = self.replaced.to_vec();
                bits.resize(self.texts.entries.len().div_ceil(64), 0);
                bits
            });
            bits[at as usize / 64] |= 1 << (at % 64);
        }
        if let Some(bits) = bits {
            self.replaced = Arc::new(bits);
        }
    }
}

/// A listing that answers a query.
#[derive(Debug, Clone, Copy)]
pub(in crate::market) struct Answer<'a> {
    pub row: Row<'a>,
    /// 0 to 1; 0 without a text.
    pub score: f32,
    /// A bit for each facet whose choices it does not pass ([`Facet::mask`]).
    pub failed: u8,
}

impl<'a> Glances<'a> {
    /// A row that fits and fails at most `failing` of the facets that are chosen by.
    fn answer(&self, at: u32, failing: u32, fits: impl Fn(Row<'a>) -> bool) -> Option<Answer<'a>> {
        let (row, failed) = (self.row(at), self.failed(at));
        let is_chosen = failed.count_ones() <= failing && self.may_fit(at) && fits(row);
        is_chosen.then_some(Answer {
            row,
            score: 0.0,
            failed,
        })
    }
}

/// Shares out ranges among the processors, if that is worth it; answers what each answered.
fn on_processors<T: Send>(
    ranges: Vec<Range<u32>>,
    look_through: impl Fn(Vec<Range<u32>>) -> T + Sync + Send,
) -> Vec<T> {
    let rows: usize = ranges.iter().map(|range| range.len()).sum();
    let parts = (rows / SHARE_MIN).min(rayon::current_num_threads());
    match parts {
        0 | 1 => vec![look_through(ranges)],
        _ => cut(ranges, rows.div_ceil(parts))
            .into_par_iter()
            .map(look_through)
            .collect(),
    }
}

/// Cuts ranges in order into parts of so many rows, the last one of what is left.
fn cut(ranges: Vec<Range<u32>>, rows: usize) -> Vec<Vec<Range<u32>>> {
    let (mut parts, mut part) = (Vec::new(), Vec::new());
    let mut room = rows;
    for mut range in ranges {
        while range.len() > room {
            let end = range.start + room as u32;
            part.push(range.start..end);
            parts.push(std::mem::take(&mut part));
            range.start = end;
            room = rows;
        }
        room -= range.len();
        part.push(range);
    }
    parts.push(part);
    parts
}

/// What is scored of a layer.
struct Scored<'a, 's> {
    index: &'a TextIndex,
    plan: &'s Plan,
    ranges: Vec<Range<u32>>,
    scratch: &'s mut Scratch,
}

impl Scored<'_, '_> {
    fn score(self, choice: &impl Choice, taker: &mut impl Taker) {
        self.index
            .score(self.plan, &self.ranges, self.scratch, choice, taker);
    }
}

/// The listings of a layer that are looked for.
struct Chosen<'a, S, F> {
    layer: &'a Layer,
    tells: bool,
    sort: S,
    fits: F,
}

impl<'a> Chosen<'a, (), ()> {
    fn whatever_fits<F: Fn(Row<'a>) -> bool>(
        layer: &'a Layer,
        glances: &Glances<'a>,
        fits: F,
    ) -> Chosen<'a, impl Fn(u32) -> Glance, F> {
        Chosen {
            layer,
            tells: glances.may_rule_out(),
            sort: |at| Glance::new(glances.may_fit(at), true),
            fits,
        }
    }
}

impl<'a, S: Fn(u32) -> Glance, F: Fn(Row<'a>) -> bool> Choice for Chosen<'a, S, F> {
    fn tells(&self) -> bool {
        self.tells
    }
    /// Told of every row within reach one after another: a call for each would take longer than what it tells.
    #[inline(always)]
    fn glance(&self, at: u32) -> Glance {
        (self.sort)(at)
    }
    fn touch(&self, at: u32) -> u32 {
        self.layer.texts.entries.touch(at)
    }
    fn fits(&self, at: u32) -> bool {
        self.layer.holds(at) && (self.fits)(self.layer.texts.entries.row(at))
    }
}

/// What was found in the layers so far.
#[derive(Default)]
struct Found<'a> {
    /// The best score of all that fits.
    best: f32,
    is_complete: bool,
    answers: Vec<Answer<'a>>,
}

impl Found<'_> {
    /// From which score on an answer is not much worse than the best, as far as is known by now.
    fn floor(&self) -> f32 {
        SCORE_MIN.max(SHARE_OF_BEST * self.best)
    }
}

struct Finder<'a, 'g> {
    glances: &'g Glances<'a>,
    is_last: bool,
    found: &'g mut Found<'a>,
}

impl Taker for Finder<'_, '_> {
    fn floor(&self) -> Floor {
        let wanted = self.found.floor();
        if !self.found.is_complete {
            let others = self.found.best;
            return Floor { wanted, others };
        }
        // Once every answer is known, a better one than the best matters only where it makes one too bad.
        let scores = self.found.answers.iter().map(|answer| answer.score);
        let worst = scores
            .filter(|score| *score >= wanted)
            .fold(f32::INFINITY, f32::min);
        Floor {
            wanted: f32::INFINITY,
            others: self.found.best.max(worst / SHARE_OF_BEST),
        }
    }

    fn take(&mut self, Hit { document, score }: Hit, is_wanted: bool) {
        self.found.best = self.found.best.max(score);
        if is_wanted && score >= self.found.floor() {
            self.found.answers.push(Answer {
                row: self.glances.row(document),
                score,
                failed: self.glances.failed(document),
            });
        }
    }

    fn has_all_wanted(&mut self) {
        self.found.is_complete = self.is_last;
    }
}

struct Candidates<'a, 't, T> {
    entries: &'a Entries,
    floor: Floor,
    has_all_wanted: bool,
    take: &'t T,
}

impl<'a, T: Fn(Row<'a>, f32) -> Floor> Taker for Candidates<'a, '_, T> {
    fn floor(&self) -> Floor {
        let Floor { wanted, others } = self.floor;
        let wanted = match self.has_all_wanted {
            true => f32::INFINITY,
            // What only seems to have a skill is wanted too, though the other floor is enough for it.
            false => wanted.min(others),
        };
        Floor { wanted, others }
    }
    fn take(&mut self, hit: Hit, _is_wanted: bool) {
        self.floor = (self.take)(self.entries.row(hit.document), hit.score);
    }
    fn has_all_wanted(&mut self) {
        self.has_all_wanted = true;
    }
}

/// What is known of the best that answer one query, from one listing that may be outdone to the next.
#[derive(Debug, Default)]
pub(in crate::market) struct Rivals {
    /// Outdid another: it may do so again.
    outdid: Option<ListingId>,
    bests: Vec<Best>,
}

/// A score that no listing of a layer exceeded, whoever may read it. Layers do not change but for what is taken out: as long
/// as one is there it holds, but for what is rare among all listings by now ([`Plan::at_most_times`]).
#[derive(Debug)]
struct Best {
    texts: Weak<Texts>,
    plan: Plan,
    score: f32,
}

impl Best {
    fn is_of(&self, layer: &Layer) -> bool {
        std::ptr::eq(self.texts.as_ptr(), Arc::as_ptr(&layer.texts))
    }
}

impl Rivals {
    fn forget_all_but(&mut self, layers: &[Layer]) {
        self.bests
            .retain(|best| layers.iter().any(|layer| best.is_of(layer)));
    }

    /// What a listing of a layer scores at most.
    fn most_in(&self, layer: &Layer, plan: &Plan) -> f32 {
        let known = self.bests.iter().find(|best| best.is_of(layer));
        known.map_or(f32::INFINITY, |best| best.score * plan.at_most_times(&best.plan))
    }

    fn remember(&mut self, layer: &Layer, plan: &Plan, score: f32) {
        if layer.texts.entries.len() < REMEMBERED {
            return;
        }
        self.bests.retain(|best| !best.is_of(layer));
        self.bests.push(Best {
            texts: Arc::downgrade(&layer.texts),
            plan: plan.clone(),
            score,
        });
    }
}

/// Looks for what outdoes one listing: the first that does and may be read is enough. Where none does, no listing scores more
/// than `best`.
struct RivalFinder<'a, 'r, O, R> {
    entries: &'a Entries,
    best: f32,
    /// From here on scores are looked at.
    enough: f32,
    is_outdone_by: O,
    is_readable: &'r R,
    outdone: Option<ListingId>,
}

impl<'a, O: Fn(f32) -> bool, R: Fn(Row<'a>) -> bool> Taker for RivalFinder<'a, '_, O, R> {
    fn floor(&self) -> Floor {
        let from = match self.outdone {
            Some(_) => f32::INFINITY,
            None => self.enough,
        };
        Floor {
            wanted: from,
            others: from,
        }
    }
    fn take(&mut self, hit: Hit, _is_wanted: bool) {
        self.best = self.best.max(hit.score);
        if self.outdone.is_none() && (self.is_outdone_by)(hit.score) {
            let row = self.entries.row(hit.document);
            self.outdone = (self.is_readable)(row).then(|| row.id());
        }
    }
}

/// Looks for the best of all; no listing scores more than `best`.
struct BestFinder {
    best: f32,
    found: Option<u32>,
}

impl Taker for BestFinder {
    fn floor(&self) -> Floor {
        Floor {
            wanted: self.best,
            others: self.best,
        }
    }
    fn take(&mut self, hit: Hit, _is_wanted: bool) {
        if hit.score > self.best {
            (self.best, self.found) = (hit.score, Some(hit.document));
        }
    }
}

impl Texts {
    /// Those of these listings that are active, read from the listings themselves.
    pub(in crate::market) fn read(
        conn: &mut Conn,
        ecosystem: EcosystemId,
        mut places: Vec<(ListingId, Option<Pin>)>,
        thesaurus: &Thesaurus,
    ) -> Result<Texts> {
        places.sort_by_cached_key(|(id, pin)| (cell(*pin), *id));
        let ids: Vec<ListingId> = places.into_iter().map(|(id, _)| id).collect();
        let mut maker = Maker::default();
        for portion in ids.chunks(PORTION) {
            for listing in store::list_by_ids(conn, ecosystem, portion)? {
                if listing.status == ListingStatus::Active {
                    maker.add(&Digest::of(&listing, thesaurus));
                }
            }
        }
        Ok(maker.finish())
    }

    /// Those that fit and fail at most `failing` of the facets that are chosen by, in their order; scores are 0.
    pub(in crate::market) fn chosen<'a>(
        &'a self,
        choices: &Choices,
        failing: u32,
        fits: impl Fn(Row<'a>) -> bool,
    ) -> impl Iterator<Item = Answer<'a>> {
        let glances = self.entries.glances(choices);
        (0..self.entries.len() as u32).filter_map(move |at| glances.answer(at, failing, &fits))
    }

    /// Every active listing of a community: from what is stored, and from the listings themselves where nothing is.
    fn read_all(conn: &mut Conn, ecosystem: EcosystemId, thesaurus: &Thesaurus) -> Result<Texts> {
        let mut stored = Stored::default();
        let mut keep = |id: ListingId, pin: Option<Pin>, digest: &str| stored.keep(id, pin, digest);
        store::each_digest(conn, ecosystem, thesaurus.fingerprint(), &mut keep)?;
        if stored.places.len() as i64 != store::count_active(conn, ecosystem)? {
            let missing = store::list_undigested(conn, ecosystem, thesaurus.fingerprint())?;
            let ids: Vec<ListingId> = missing.into_iter().map(|(id, _)| id).collect();
            for portion in ids.chunks(PORTION) {
                for listing in store::list_by_ids(conn, ecosystem, portion)? {
                    let digest = serde_json::to_string(&Digest::of(&listing, thesaurus))?;
                    stored.keep(listing.id, listing.pin(), &digest);
                }
            }
        }
        stored.make()
    }
}

/// Listings of one cell that are in memory whole at once, to be sorted.
const SORTED_MAX: usize = 10_000;

/// Digests as they were read, to be sorted.
#[derive(Default)]
struct Stored {
    /// All in one piece, and given back in one.
    digests: String,
    places: Vec<(Cell, ListingId, Range<usize>)>,
}

impl Stored {
    fn keep(&mut self, id: ListingId, pin: Option<Pin>, digest: &str) {
        let start = self.digests.len();
        self.digests.push_str(digest);
        self.places.push((cell(pin), id, start..self.digests.len()));
    }

    /// In a cell those of a trade and kind side by side, for they are looked for together.
    fn make(mut self) -> Result<Texts> {
        self.places.sort_unstable_by_key(|(cell, id, _)| (*cell, *id));
        let mut maker = Maker::default();
        let cells = self.places.chunk_by(|one, next| one.0 == next.0);
        for of_cell in cells.flat_map(|cell| cell.chunks(SORTED_MAX)) {
            let read =
                |(_, _, range): &(_, _, Range<usize>)| serde_json::from_str(&self.digests[range.clone()]);
            let mut digests = of_cell
                .iter()
                .map(read)
                .collect::<serde_json::Result<Vec<Digest<'_>>>>()?;
            digests.sort_by_key(|digest| (digest.category_id, digest.kind));
            digests.iter().for_each(|digest| maker.add(digest));
        }
        Ok(maker.finish())
    }
}

/// Collects listings in the order of their cells.
#[derive(Debug, Default)]
struct Maker {
    entries: Entries,
    builder: IndexBuilder,
}

impl Maker {
    fn add(&mut self, digest: &Digest<'_>) {
        self.builder.add_read(
            Language::of(&digest.language),
            &digest.title,
            &digest.body,
            &digest.concepts,
        );
        self.entries.push(digest);
    }

    fn finish(mut self) -> Texts {
        self.entries.finish();
        Texts {
            entries: self.entries,
            index: self.builder.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::{CategoryId, SkillId};
    use crate::market::catalogue::everyday;
    use crate::market::model::{ListingKind, SlotDay, TermsKind, What, sample_listing};
    use crate::market::rules::overlap;
    use crate::market::{Slot, Terms};
    use proptest::prelude::*;
    use std::sync::Mutex;

    const TITLES: [&str; 5] = [
        "Réparation de vélos",
        "Vélo: réparer un pneu",
        "Cours de guitare",
        "Balades en vélo avec guitare",
        "Rien de tel",
    ];

    fn skill(number: u128) -> SkillId {
        SkillId(uuid::Uuid::from_u128(number))
    }
    fn trade(number: u128) -> CategoryId {
        CategoryId(uuid::Uuid::from_u128(number))
    }

    fn name_skills(listing: &mut Listing, numbers: Vec<u128>) {
        let sample = sample_listing("").skills.remove(0);
        let named = |number| {
            let mut one = sample.clone();
            one.id = skill(number);
            one
        };
        listing.skills = numbers.into_iter().map(named).collect();
    }

    prop_compose! {
        fn slot()(weekday in 1i64..=2, from in 0i64..23, hours in 1i64..5) -> Slot {
            let day = SlotDay::Weekday(weekday);
            Slot { day, from_minute: 60 * from, to_minute: 60 * (from + hours).min(24) }
        }
    }

    prop_compose! {
        fn listing()(
            title in 0..TITLES.len(),
            is_offer in any::<bool>(),
            what in 0..What::ALL.len(),
            trade_number in 0u128..3,
            skills in proptest::collection::vec(0u128..70, 0..2),
            remote in any::<bool>(),
            gift in any::<bool>(),
            time in any::<bool>(),
            slots in proptest::collection::vec(slot(), 0..3),
            latitude in proptest::option::of(44.0f64..46.0),
        ) -> Listing {
            let mut listing = sample_listing(TITLES[title]);
            listing.description.clear();
            listing.kind = if is_offer { ListingKind::Offer } else { ListingKind::Request };
            listing.what = What::ALL[what];
            listing.category.id = trade(trade_number);
            name_skills(&mut listing, skills);
            listing.remote = remote;
            listing.terms = Terms { gift, time_minutes: (time || !gift).then_some(60), money_cents: None };
            listing.slots = slots;
            let pin = latitude.map(|north| Pin::parse(north, 5.9, "place").unwrap());
            listing.place.iter_mut().for_each(|place| place.pin = pin);
            listing
        }
    }

    prop_compose! {
        /// Says some of what is asked for, so that of two listings one may say a little more than a third of the other.
        fn titled()(
            mut listing in listing(),
            skills in proptest::collection::vec(0u128..3, 0..3),
            title in prop_oneof![
                "(vélo |réparer |guitare |cours |pneu |balade |jardin |chat ){1,8}",
                "(vélo |vélo guitare |vélo réparer guitare cours pneu balade )",
            ],
        ) -> Listing {
            name_skills(&mut listing, skills);
            Listing { title, ..listing }
        }
    }

    prop_compose! {
        fn choices()(
            is_offer in proptest::option::of(any::<bool>()),
            what in proptest::collection::vec(0..What::ALL.len(), 0..2),
            category in proptest::collection::vec(0u128..4, 0..2),
            skills in proptest::collection::vec(0u128..70, 0..2),
            remote in proptest::option::of(any::<bool>()),
            terms in proptest::collection::vec(0..TermsKind::ALL.len(), 0..2),
            on in proptest::option::of(slot()),
        ) -> Choices {
            Choices {
                kind: is_offer.map(|yes| if yes { ListingKind::Offer } else { ListingKind::Request }),
                what: what.into_iter().map(|at| What::ALL[at]).collect(),
                category: category.into_iter().map(trade).collect(),
                skills: skills.into_iter().map(skill).collect(),
                remote,
                terms: terms.into_iter().map(|at| TermsKind::ALL[at]).collect(),
                on,
                free: Vec::new(),
            }
        }
    }

    fn shelf_of(listings: Vec<Listing>, in_second: usize) -> Shelf {
        let mut shelf = Shelf {
            version: 1,
            thesaurus: everyday().clone(),
            taxonomy: Arc::default(),
            attributions: Arc::new([]),
            layers: Vec::new(),
        };
        let mut numbered: Vec<Listing> = (0..)
            .zip(listings)
            .map(|(n, listing)| Listing {
                id: ListingId(uuid::Uuid::from_u128(n)),
                ..listing
            })
            .collect();
        let second = numbered.split_off(numbered.len() - in_second.min(numbered.len()));
        for layer in [numbered, second] {
            shelf.push(texts_of(layer));
        }
        shelf
    }

    fn texts_of(mut listings: Vec<Listing>) -> Texts {
        listings.sort_by_key(|listing| cell(listing.pin()));
        let mut maker = Maker::default();
        listings
            .iter()
            .for_each(|listing| maker.add(&Digest::of(listing, everyday())));
        maker.finish()
    }

    /// Every listing, with its score.
    fn score_all<'a>(shelf: &'a Shelf, query: &Query) -> Vec<(Row<'a>, f32)> {
        let (every, scored) = (at_least(0.0), Mutex::new(Vec::new()));
        shelf.candidates(
            query,
            Reach::Anywhere,
            &Choices::default(),
            every,
            |_| true,
            |row, score| {
                scored.lock().unwrap().push((row, score));
                every
            },
        );
        scored.into_inner().unwrap()
    }

    fn at_least(score: f32) -> Floor {
        Floor {
            wanted: score,
            others: score,
        }
    }

    fn passes(row: Row<'_>, choices: &Choices) -> [bool; 5] {
        [
            choices.category.is_empty() || choices.category.contains(&row.category()),
            choices.kind.is_none_or(|kind| row.kind() == kind),
            choices.what.is_empty() || choices.what.contains(&row.what()),
            choices.terms.is_empty() || choices.terms.iter().any(|terms| row.accepts(*terms)),
            choices.remote.is_none_or(|remote| row.remote() == remote),
        ]
    }

    fn fits(row: Row<'_>, choices: &Choices) -> bool {
        let is_open = |on: Slot| row.slots().any(|slot| overlap(&on, &slot).is_some());
        let has_skill = || row.skills().any(|id| choices.skills.contains(&id));
        choices.on.is_none_or(is_open) && (choices.skills.is_empty() || has_skill())
    }

    /// Of what a reader may not see it is remembered how good it is, for the next who may see it.
    #[test]
    fn what_one_reader_may_not_see_leaves_a_listing_out_for_another() {
        let titled = |title: &str| Listing {
            title: title.into(),
            description: String::new(),
            ..sample_listing(title)
        };
        let text = "balade à vélo avec guitare, pneu et cours";
        let shelf = shelf_of([text, "guitare", "guitare"].map(titled).to_vec(), 2);
        let query = shelf.query(text, Locale::Fr);
        let [better, first, second] = [0, 1, 2].map(|n| ListingId(uuid::Uuid::from_u128(n)));
        let mut rivals = Rivals::default();
        let mut is_among = |id, sees_better: bool| {
            let is_readable = move |row: Row<'_>| sees_better || row.id() != better;
            let who = (|_: Row<'_>| true, is_readable);
            shelf.is_among_answers(&query, Reach::Anywhere, &Choices::default(), who, id, &mut rivals)
        };
        assert!(is_among(first, false));
        assert!(!is_among(second, true));
        assert!(is_among(second, false));
    }

    proptest! {
        /// What is cut is what there was, in order, in parts of so many rows.
        #[test]
        fn cutting_loses_no_row(steps in proptest::collection::vec((0u32..5, 1u32..40), 0..10), rows in 1usize..60) {
            let mut end = 0;
            let range = |(gap, length)| {
                let start = end + gap;
                end = start + length;
                start..end
            };
            let ranges: Vec<Range<u32>> = steps.into_iter().map(range).collect();
            let parts = cut(ranges.clone(), rows);
            let all: Vec<u32> = parts.iter().flatten().cloned().flatten().collect();
            prop_assert_eq!(all, ranges.into_iter().flatten().collect::<Vec<_>>());
            let (last, others) = parts.split_last().unwrap();
            let length = |part: &Vec<Range<u32>>| part.iter().map(|range| range.len()).sum::<usize>();
            prop_assert!(others.iter().all(|part| length(part) == rows) && length(last) <= rows);
        }
    }

    proptest! {
        /// Whatever order they are stored in, listings come by their cells, and in these by trade and kind; none is lost.
        #[test]
        fn what_is_stored_comes_by_cell_and_trade(listings in proptest::collection::vec(listing(), 0..40)) {
            let mut stored = Stored::default();
            let mut expected = Vec::new();
            for (n, listing) in (0..).zip(listings) {
                let listing = Listing { id: ListingId(uuid::Uuid::from_u128(n)), ..listing };
                let digest = serde_json::to_string(&Digest::of(&listing, everyday())).unwrap();
                stored.keep(listing.id, listing.pin(), &digest);
                expected.push((listing.id, listing.category.id, listing.kind, listing.what, listing.pin()));
            }
            let Texts { entries, .. } = stored.make().unwrap();
            let place = |row: &Row<'_>| (cell(row.pin()), row.category(), row.kind());
            let rows: Vec<Row<'_>> = (0..entries.len() as u32).map(|at| entries.row(at)).collect();
            prop_assert!(rows.is_sorted_by_key(place));
            let told = |row: &Row<'_>| (row.id(), row.category(), row.kind(), row.what(), row.pin());
            let mut told: Vec<_> = rows.iter().map(told).collect();
            told.sort_by_key(|one| one.0);
            prop_assert_eq!(told, expected);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        /// What a shelf answers is what one would choose who looked at every listing: the best of all that fit sets the
        /// floor, whatever facet it fails.
        #[test]
        fn answers_are_those_of_looking_at_each(
            listings in proptest::collection::vec(listing(), 1..260),
            in_second in 0usize..40,
            choices in choices(),
            failing in 0u32..3,
            text in "(vélo|réparer|guitare|cours| ){1,4}",
        ) {
            let shelf = shelf_of(listings, in_second);
            let query = shelf.query(&text, Locale::Fr);
            let scored = score_all(&shelf, &query);
            prop_assert_eq!(scored.len(), shelf.len());
            let fitting = scored.into_iter().filter(|(row, _)| fits(*row, &choices));
            let fitting: Vec<(Row<'_>, f32)> = fitting.collect();
            let best = fitting.iter().map(|(_, score)| *score).fold(0.0, f32::max);
            let floor = SCORE_MIN.max(SHARE_OF_BEST * best);
            let fails = |row: Row<'_>| passes(row, &choices).iter().filter(|passes| !**passes).count();
            let chosen = fitting.iter().filter(|(row, _)| fails(*row) <= failing as usize);
            let sorted = |mut answers: Vec<(ListingId, f32, usize)>| {
                answers.sort_by_key(|answer| answer.0);
                answers
            };
            let answer = |(row, score): &(Row<'_>, f32)| (row.id(), *score, fails(*row));
            let expected = sorted(chosen.clone().filter(|(_, score)| *score >= floor).map(answer).collect());
            let count = |answer: &Answer<'_>| (answer.row.id(), answer.score, answer.failed.count_ones() as usize);
            let answers = shelf.answers(&query, Reach::Anywhere, &choices, failing, |row| fits(row, &choices));
            prop_assert_eq!(sorted(answers.iter().map(count).collect()), expected);
            let mut without = Vec::new();
            shelf.each_chosen(Reach::Anywhere, &choices, failing, |row| fits(row, &choices), |answer| without.push(answer));
            let chosen: Vec<_> = chosen.map(|(row, _)| (row.id(), 0.0, fails(*row))).collect();
            prop_assert_eq!(sorted(without.iter().map(count).collect()), sorted(chosen));
        }

        /// Candidates are those that one would take who looked at every listing that passes what is chosen and may be free,
        /// with one floor for those that share the trade or a skill and another for the rest.
        #[test]
        fn candidates_are_those_of_looking_at_each(
            listings in proptest::collection::vec(listing(), 1..260),
            choices in choices(),
            alike in prop_oneof![Just(0.0f32), 0.0f32..0.6],
            others in 0.0f32..0.6,
        ) {
            let shelf = shelf_of(listings, 20);
            let query = shelf.query("réparer un vélo", Locale::Fr);
            let choices = Choices { free: choices.on.into_iter().collect(), on: None, ..choices };
            let is_free = |row: Row<'_>| {
                let meets = |slot: Slot| choices.free.iter().any(|one| overlap(one, &slot).is_some());
                choices.free.is_empty() || row.slots().count() == 0 || row.slots().any(meets)
            };
            let mut scored = score_all(&shelf, &query);
            let floor = Floor { wanted: alike, others };
            let least = |row: Row<'_>| {
                let is_alike = passes(row, &choices)[0] || row.skills().any(|id| choices.skills.contains(&id));
                if is_alike { alike } else { others }
            };
            let passes_all = |row: Row<'_>| passes(row, &choices)[1..].iter().all(|passes| *passes);
            scored.retain(|(row, score)| passes_all(*row) && is_free(*row) && *score >= least(*row));
            let mut expected: Vec<ListingId> = scored.iter().map(|(row, _)| row.id()).collect();
            expected.sort_unstable();
            let found = Mutex::new(Vec::new());
            shelf.candidates(&query, Reach::Anywhere, &choices, floor, is_free, |row, score| {
                if score >= least(row) {
                    found.lock().unwrap().push(row.id());
                }
                floor
            });
            let mut found = found.into_inner().unwrap();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }

        /// The best few are the same as if one looked at every listing, whoever of several processors finds them first and
        /// raises the floor for all.
        #[test]
        fn the_best_candidates_are_those_of_looking_at_each(
            listings in proptest::collection::vec(prop_oneof![listing(), titled()], 1..260),
            in_second in 0usize..60,
            many in 1usize..8,
            text in "(vélo |réparer |guitare |cours |pneu |balade ){1,6}",
        ) {
            let shelf = shelf_of(listings, in_second);
            let query = shelf.query(&text, Locale::Fr);
            let keep_best = |best: &mut Vec<(u32, ListingId)>| {
                best.sort_unstable_by(|a, b| b.cmp(a));
                best.truncate(many);
            };
            let mut expected: Vec<(u32, ListingId)> = score_all(&shelf, &query)
                .into_iter()
                .map(|(row, score)| (score.to_bits(), row.id()))
                .collect();
            keep_best(&mut expected);
            let best = Mutex::new(Vec::new());
            shelf.candidates(&query, Reach::Anywhere, &Choices::default(), at_least(0.0), |_| true, |row, score| {
                let mut best = best.lock().unwrap();
                best.push((score.to_bits(), row.id()));
                keep_best(&mut best);
                at_least(if best.len() < many { 0.0 } else { f32::from_bits(best[many - 1].0) })
            });
            prop_assert_eq!(best.into_inner().unwrap(), expected);
        }

        /// Who is learnt to be the best is so, and nobody scores more than is kept.
        #[test]
        fn the_rival_that_is_learnt_is_the_best(
            listings in proptest::collection::vec(titled(), 1..20),
            in_second in 0usize..6,
            on in proptest::option::weighted(0.2, slot()),
            text in "(vélo |réparer |guitare |cours |pneu |balade ){1,8}",
        ) {
            let shelf = shelf_of(listings, in_second);
            let choices = Choices { on, ..Choices::default() };
            let (query, may_fit) = (shelf.query(&text, Locale::Fr), |row: Row<'_>| fits(row, &choices));
            let rivals = shelf.learn_rivals(&query, Reach::Anywhere, &choices, may_fit);
            let scored = score_all(&shelf, &query).into_iter().filter(|(row, _)| may_fit(*row));
            let best = scored.max_by(|a, b| a.1.total_cmp(&b.1));
            let worth = best.filter(|(_, score)| *score > SCORE_MIN);
            let plans = shelf.plan(&query);
            let score_of = |id| shelf.score_one(&plans, id).map(|(_, score)| score);
            prop_assert_eq!(rivals.outdid.and_then(score_of), worth.map(|(_, score)| score));
            let most = shelf.layers.iter().zip(&plans).map(|(layer, plan)| rivals.most_in(layer, plan));
            prop_assert!(best.is_none_or(|(_, score)| most.fold(0.0, f32::max) >= score));
        }

        /// Whether a listing is among the answers comes out the same whatever was learnt of its rivals before, while listings
        /// come and go and one reader after another asks.
        #[test]
        fn what_was_learnt_of_rivals_changes_no_answer(
            listings in proptest::collection::vec(titled(), 1..12),
            later in proptest::collection::vec((titled(), 0u128..12), 1..20),
            on in proptest::option::weighted(0.2, slot()),
            skill_chosen in proptest::option::weighted(0.2, 0u128..3),
            text in "(vélo |réparer |guitare |cours |pneu |balade ){3,8}",
            learnt_at in proptest::collection::hash_set(0u128..20, 0..4),
        ) {
            let skills = skill_chosen.into_iter().map(skill).collect();
            let choices = Choices { on, skills, ..Choices::default() };
            let mut shelf = shelf_of(listings, 0);
            let mut rivals = Rivals::default();
            let mut new: Vec<Listing> = Vec::new();
            for (at, (listing, gone)) in (0..).zip(later) {
                let id = ListingId(uuid::Uuid::from_u128(1_000 + at));
                new.push(Listing { id, ..listing });
                shelf.layers.truncate(1);
                shelf.layers[0].replace(&HashSet::from([ListingId(uuid::Uuid::from_u128(gone))]));
                shelf.push(texts_of(new.clone()));
                let query = shelf.query(&text, Locale::Fr);
                let may_fit = |row: Row<'_>| fits(row, &choices);
                let is_readable = |row: Row<'_>| row.id() == id || row.id().0.as_u128() % 2 != at % 3;
                if learnt_at.contains(&at) {
                    rivals = shelf.learn_rivals(&query, Reach::Anywhere, &choices, may_fit);
                }
                if !shelf.row(id).is_some_and(may_fit) {
                    continue;
                }
                let every = u8::BITS;
                let answers = shelf.answers(&query, Reach::Anywhere, &choices, every, |row| {
                    may_fit(row) && is_readable(row)
                });
                let expected = answers.iter().any(|answer| answer.row.id() == id);
                let who = (may_fit, is_readable);
                let found = shelf.is_among_answers(&query, Reach::Anywhere, &choices, who, id, &mut rivals);
                prop_assert_eq!(found, expected);
            }
        }
    }
}
