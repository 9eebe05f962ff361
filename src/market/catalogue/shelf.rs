//! The active listings of one community in memory, in layers: what was read first lies at the bottom, what changed since
//! above it, and a listing counts only in the topmost layer that has it.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::digest::{Digest, read_body};
use super::entries::{Entries, Reach, Row, place_order};
use super::spoken;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId};
use crate::kernel::place::Pin;
use crate::market::model::{Listing, ListingStatus};
use crate::market::store;
use crate::retrieval::{
    Arrival, Choice, Floor, IndexBuilder, Language, Plan, Query, Scope, Scratch, TextIndex, Thesaurus, plan,
};

/// Below this score nothing is said to have been found.
pub(in crate::market) const SCORE_MIN: f32 = 0.09;
/// What scores less than this share of the best is left out.
const SHARE_OF_BEST: f32 = 0.35;
/// Listings read at once.
const PORTION: usize = 2_000;

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

    /// Whether a folded word stands in a listing of that language.
    pub(in crate::market) fn knows(&self, word: &str, language: Language) -> bool {
        self.layers
            .iter()
            .any(|layer| layer.texts.index.knows(word, language))
    }

    /// What answers a query within a reach, fits and is wanted, each once, in no order, with its score (0 to 1): all that is
    /// not much worse than the best that fits.
    pub(in crate::market) fn answers<'a>(
        &'a self,
        query: &Query,
        reach: Reach,
        choice: Choice<impl Fn(Row<'a>) -> bool, impl Fn(Row<'a>) -> bool>,
    ) -> Vec<(Row<'a>, f32)> {
        let mut floor = Floor::new(SCORE_MIN, SHARE_OF_BEST);
        let mut answers = Vec::new();
        self.score(query, reach, &mut floor, None, &choice, |row, score, _| {
            answers.push((row, score));
        });
        answers.retain(|(_, score)| *score >= floor.score());
        answers
    }

    /// What could be alike to a query within a reach and fits, each once, with its score (0 to 1): first whatever is alike
    /// otherwise, then all from `least` on. `take` answers what is the least from now on.
    pub(in crate::market) fn candidates<'a>(
        &'a self,
        query: &Query,
        reach: Reach,
        least: f32,
        is_alike: impl Fn(Row<'a>) -> bool,
        fits: impl Fn(Row<'a>) -> bool,
        mut take: impl FnMut(Row<'a>, f32) -> f32,
    ) {
        let always = |row| is_alike(row) && fits(row);
        let choice = Choice {
            fits: &fits,
            wanted: |_| true,
        };
        let mut floor = Floor::new(least, 0.0);
        self.score(
            query,
            reach,
            &mut floor,
            Some(&always),
            &choice,
            |row, score, floor| {
                floor.raise(take(row, score));
            },
        );
    }

    fn score<'a>(
        &'a self,
        query: &Query,
        reach: Reach,
        floor: &mut Floor,
        always: Option<&dyn Fn(Row<'a>) -> bool>,
        choice: &Choice<impl Fn(Row<'a>) -> bool, impl Fn(Row<'a>) -> bool>,
        take: impl FnMut(Row<'a>, f32, &mut Floor),
    ) {
        self.score_planned(&self.plan(query), reach, floor, always, choice, take);
    }

    /// What a query is in each layer.
    fn plan(&self, query: &Query) -> Vec<Plan> {
        plan(query, &self.indexes())
    }

    fn indexes(&self) -> Vec<&TextIndex> {
        self.layers.iter().map(|layer| &layer.texts.index).collect()
    }

    fn score_planned<'a>(
        &'a self,
        plans: &[Plan],
        reach: Reach,
        floor: &mut Floor,
        always: Option<&dyn Fn(Row<'a>) -> bool>,
        choice: &Choice<impl Fn(Row<'a>) -> bool, impl Fn(Row<'a>) -> bool>,
        mut take: impl FnMut(Row<'a>, f32, &mut Floor),
    ) {
        SCRATCH.with_borrow_mut(|scratch| {
            for (layer, plan) in self.layers.iter().zip(plans) {
                let Texts { entries, index } = layer.texts.as_ref();
                let ranges = entries.ranges(reach);
                let always: Vec<u32> = always.map_or_else(Vec::new, |always| {
                    let within = ranges.iter().cloned().flatten();
                    within
                        .filter(|at| layer.holds(*at) && always(entries.row(*at)))
                        .collect()
                });
                let scope = Scope {
                    ranges: &ranges,
                    always: &always,
                };
                let choice = Choice {
                    fits: |at| layer.holds(at) && (choice.fits)(entries.row(at)),
                    wanted: |at| (choice.wanted)(entries.row(at)),
                };
                index.score(plan, scope, scratch, floor, choice, |hit, floor| {
                    take(entries.row(hit.document), hit.score, floor);
                });
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

    /// Whether a listing is among what [`Shelf::answers`] gives, if it fits: of the others it is only looked whether one
    /// is so much better that this one is left out. `rival` is looked at first, and is then the one that was.
    pub(in crate::market) fn is_among_answers<'a>(
        &'a self,
        query: &Query,
        reach: Reach,
        fits: impl Fn(Row<'a>) -> bool,
        id: ListingId,
        rival: &mut Option<ListingId>,
    ) -> bool {
        let plans = self.plan(query);
        let score = self.score_one(&plans, id).map_or(0.0, |(_, score)| score);
        if score < SCORE_MIN {
            return false;
        }
        let is_outdone_by = |other: f32| score < SHARE_OF_BEST * other;
        let known = rival.and_then(|rival| self.score_one(&plans, rival));
        if known.is_some_and(|(row, other)| is_outdone_by(other) && fits(row)) {
            return false;
        }
        // A little below what would outdo it, for floats round; from there only the best.
        let mut floor = Floor::new(0.999 * score / SHARE_OF_BEST, 1.0);
        let choice = Choice {
            fits,
            wanted: |_| true,
        };
        let mut outdone = false;
        self.score_planned(&plans, reach, &mut floor, None, &choice, |row, other, _| {
            if is_outdone_by(other) {
                outdone = true;
                *rival = Some(row.id());
            }
        });
        !outdone
    }

    /// The score of one listing.
    fn score_one(&self, plans: &[Plan], id: ListingId) -> Option<(Row<'_>, f32)> {
        let (layer, at) = self.find(id)?;
        let Texts { entries, index } = self.layers[layer].texts.as_ref();
        let scope = Scope {
            ranges: &[],
            always: &[at],
        };
        let nothing_else = Choice {
            fits: |_| false,
            wanted: |_| false,
        };
        let mut score = 0.0;
        SCRATCH.with_borrow_mut(|scratch| {
            let mut floor = Floor::default();
            index.score(
                &plans[layer],
                scope,
                scratch,
                &mut floor,
                nothing_else,
                |hit, _| {
                    score = hit.score;
                },
            );
        });
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

impl Texts {
    /// Those of these listings that are active, read from the listings themselves.
    pub(in crate::market) fn read(
        conn: &mut Conn,
        ecosystem: EcosystemId,
        mut places: Vec<(ListingId, Option<Pin>)>,
        thesaurus: &Thesaurus,
    ) -> Result<Texts> {
        places.sort_by_cached_key(|(id, pin)| (place_order(*pin), *id));
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

    /// Every active listing of a community: from what is stored, and from the listings themselves where nothing is.
    fn read_all(conn: &mut Conn, ecosystem: EcosystemId, thesaurus: &Thesaurus) -> Result<Texts> {
        // All in one piece, and given back in one.
        let mut stored = String::new();
        let mut pieces: Vec<((i64, i64), ListingId, Range<usize>)> = Vec::new();
        let mut keep = |id: ListingId, pin: Option<Pin>, digest: &str| {
            let start = stored.len();
            stored.push_str(digest);
            pieces.push((place_order(pin), id, start..stored.len()));
        };
        store::each_digest(conn, ecosystem, thesaurus.fingerprint(), &mut keep)?;
        if pieces.len() as i64 != store::count_active(conn, ecosystem)? {
            let missing = store::list_undigested(conn, ecosystem, thesaurus.fingerprint(), None)?;
            let ids: Vec<ListingId> = missing.into_iter().map(|(id, _)| id).collect();
            for portion in ids.chunks(PORTION) {
                for listing in store::list_by_ids(conn, ecosystem, portion)? {
                    let digest = serde_json::to_string(&Digest::of(&listing, thesaurus))?;
                    let start = stored.len();
                    stored.push_str(&digest);
                    pieces.push((place_order(listing.pin()), listing.id, start..stored.len()));
                }
            }
        }
        pieces.sort_unstable_by_key(|(place, id, _)| (*place, *id));
        let mut maker = Maker::default();
        for (_, _, range) in pieces {
            maker.add(&serde_json::from_str(&stored[range])?);
        }
        Ok(maker.finish())
    }
}

/// Collects listings in the order of their places.
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
