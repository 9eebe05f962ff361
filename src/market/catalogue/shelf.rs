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
    Choice, Floor, IndexBuilder, Language, Query, Scope, Scratch, TextIndex, Thesaurus, plan,
};

/// Below this score nothing is said to have been found.
const SCORE_MIN: f32 = 0.09;
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
    pub(super) thesaurus: Arc<Thesaurus>,
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
        let language = self.thesaurus.language_of(text, spoken(locale));
        self.thesaurus
            .query(text, language, |word| self.knows(word, language))
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

    fn knows(&self, word: &str, language: Language) -> bool {
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
        mut take: impl FnMut(Row<'a>, f32, &mut Floor),
    ) {
        let indexes: Vec<&TextIndex> = self.layers.iter().map(|layer| &layer.texts.index).collect();
        let plans = plan(query, &indexes);
        SCRATCH.with_borrow_mut(|scratch| {
            for (layer, plan) in self.layers.iter().zip(&plans) {
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
