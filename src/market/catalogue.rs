//! The texts of active listings in memory, private to each process: what words find is found here, across slips of the
//! pen, synonyms and both languages. Conditions are never checked here but on the rows, so that a catalogue that is a
//! moment behind shows nothing it should not.
//!
//! Every change of a listing takes the next number of its community, under that row's lock, in its own transaction. A
//! search first reads the number; if it is not the one known, the listings changed since are read again. So a change
//! is found by the first search after its commit, in every process. What changed lies in a small second index until
//! there is so much of it that the whole is read anew.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock, TryLockError};

use super::model::{Listing, ListingStatus};
use super::{store, taxonomies};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId, TaxonomyId};
use crate::retrieval::{Document, IndexBuilder, Language, Scratch, TextIndex, Thesaurus, lexicon};

/// Listings changed since the whole was read that are kept apart, at least; beyond it, a fifth of the whole.
const RECENT_MIN: usize = 200;
/// Below this score nothing is said to have been found.
const SCORE_MIN: f32 = 0.05;
/// What scores less than this share of the best is left out.
const SHARE_OF_BEST: f32 = 0.35;
/// Listings read at once.
const PORTION: usize = 1_000;

/// The lexicon's lessons, learnt once in each process: all there is where no taxonomy was imported.
static EVERYDAY: LazyLock<Arc<Thesaurus>> = LazyLock::new(|| Arc::new(Thesaurus::learn(lexicon())));

/// The language of somebody who reads in this locale.
pub(super) fn spoken(locale: Locale) -> Language {
    match locale {
        Locale::Fr => Language::French,
        Locale::En => Language::English,
    }
}

/// What the lexicon alone taught.
pub(super) fn everyday() -> &'static Thesaurus {
    &EVERYDAY
}

/// The texts of every community that was searched.
#[derive(Debug, Default)]
pub struct Catalogue {
    shelves: RwLock<HashMap<EcosystemId, Arc<Shelf>>>,
    /// What was learnt from the lexicon and these imported taxonomies.
    learnt: Mutex<Option<(Vec<TaxonomyId>, Arc<Thesaurus>)>>,
    /// Held while a community's listings are read again: one never waits for another.
    reading: Mutex<HashMap<EcosystemId, Arc<Mutex<()>>>>,
}

/// The texts of one community.
#[derive(Debug, Clone)]
struct Shelf {
    version: i64,
    thesaurus: Arc<Thesaurus>,
    /// Listings as they were at `whole_version`.
    whole: Arc<Texts>,
    whole_version: i64,
    /// Listings changed since: their entries in `whole` no longer count.
    changed: HashSet<ListingId>,
    recent: Arc<Texts>,
}

#[derive(Debug, Default)]
struct Texts {
    ids: Vec<ListingId>,
    index: TextIndex,
}

/// An active listing that a text finds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    pub id: ListingId,
    /// 0 to 1.
    pub score: f32,
}

impl Catalogue {
    /// The listings of a community that answer a text, best first; those much worse than the best are left out. A text
    /// whose language does not show is taken to be in the reader's. `None` while the community is read for the first
    /// time by another thread: the database's own index answers meanwhile.
    pub fn find(
        &self,
        conn: &mut Conn,
        ecosystem: EcosystemId,
        text: &str,
        locale: Locale,
    ) -> Result<Option<Vec<Scored>>> {
        let Some(shelf) = self.shelf(conn, ecosystem)? else {
            return Ok(None);
        };
        let mut found = shelf.score(text, locale);
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.id.cmp(&a.id)));
        let least = found
            .first()
            .map_or(0.0, |best| best.score * SHARE_OF_BEST)
            .max(SCORE_MIN);
        found.retain(|one| one.score >= least);
        Ok(Some(found))
    }

    /// The shelf as the database has it at this moment.
    fn shelf(&self, conn: &mut Conn, ecosystem: EcosystemId) -> Result<Option<Arc<Shelf>>> {
        let version = store::market_version(conn, ecosystem)?;
        let thesaurus = self.thesaurus(conn)?;
        let is_current =
            |shelf: &Arc<Shelf>| shelf.version >= version && Arc::ptr_eq(&shelf.thesaurus, &thesaurus);
        if let Some(shelf) = self.known(ecosystem).filter(is_current) {
            return Ok(Some(shelf));
        }
        let turn = self.turn(ecosystem);
        let _reading = match turn.try_lock() {
            Ok(reading) => reading,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            // Reading on from what is known is quick; a first reading need not be.
            Err(TryLockError::WouldBlock) if self.known(ecosystem).is_some() => {
                turn.lock().unwrap_or_else(PoisonError::into_inner)
            }
            Err(TryLockError::WouldBlock) => return Ok(None),
        };
        // Somebody may have read it while this thread waited.
        let known = self.known(ecosystem);
        let shelf = match known {
            Some(shelf) if is_current(&shelf) => return Ok(Some(shelf)),
            Some(shelf) if Arc::ptr_eq(&shelf.thesaurus, &thesaurus) => {
                shelf.read_on(conn, ecosystem, version)?
            }
            _ => Shelf::read(conn, ecosystem, version, thesaurus)?,
        };
        let shelf = Arc::new(shelf);
        self.shelves
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(ecosystem, shelf.clone());
        Ok(Some(shelf))
    }

    /// What is known of words: learnt anew when a taxonomy was imported or taken out.
    fn thesaurus(&self, conn: &mut Conn) -> Result<Arc<Thesaurus>> {
        let imported: Vec<TaxonomyId> = taxonomies::list_taxonomies(conn)?
            .into_iter()
            .map(|taxonomy| taxonomy.id)
            .collect();
        if imported.is_empty() {
            return Ok(EVERYDAY.clone());
        }
        let mut learnt = self.learnt.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((from, thesaurus)) = learnt.as_ref()
            && *from == imported
        {
            return Ok(thesaurus.clone());
        }
        let mut concepts = lexicon();
        concepts.extend(taxonomies::read_all_concepts(conn)?);
        let thesaurus = Arc::new(Thesaurus::learn(concepts));
        *learnt = Some((imported, thesaurus.clone()));
        Ok(thesaurus)
    }

    fn known(&self, ecosystem: EcosystemId) -> Option<Arc<Shelf>> {
        let shelves = self.shelves.read().unwrap_or_else(PoisonError::into_inner);
        shelves.get(&ecosystem).cloned()
    }

    fn turn(&self, ecosystem: EcosystemId) -> Arc<Mutex<()>> {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        reading.entry(ecosystem).or_default().clone()
    }
}

impl Shelf {
    fn read(
        conn: &mut Conn,
        ecosystem: EcosystemId,
        version: i64,
        thesaurus: Arc<Thesaurus>,
    ) -> Result<Shelf> {
        let ids = store::list_active_ids(conn, ecosystem)?;
        Ok(Shelf {
            version,
            whole: Arc::new(Texts::read(conn, ecosystem, &ids, &thesaurus)?),
            thesaurus,
            whole_version: version,
            changed: HashSet::new(),
            recent: Arc::default(),
        })
    }

    /// The shelf with what changed since.
    fn read_on(&self, conn: &mut Conn, ecosystem: EcosystemId, version: i64) -> Result<Shelf> {
        let changed = store::list_changed_since(conn, ecosystem, self.whole_version)?;
        if changed.len() > RECENT_MIN.max(self.whole.ids.len() / 5) {
            return Shelf::read(conn, ecosystem, version, self.thesaurus.clone());
        }
        Ok(Shelf {
            version,
            thesaurus: self.thesaurus.clone(),
            whole: self.whole.clone(),
            whole_version: self.whole_version,
            recent: Arc::new(Texts::read(conn, ecosystem, &changed, &self.thesaurus)?),
            changed: changed.into_iter().collect(),
        })
    }

    fn score(&self, text: &str, locale: Locale) -> Vec<Scored> {
        let language = self.thesaurus.language_of(text, spoken(locale));
        let query = self.thesaurus.query(text, language, |word| {
            self.whole.index.knows(word, language) || self.recent.index.knows(word, language)
        });
        let mut found = Vec::new();
        let mut scratch = Scratch::default();
        let all = |texts: &Texts| 0..texts.index.len() as u32;
        self.whole
            .index
            .score(&query, &[all(&self.whole)], &mut scratch, |hit| {
                let id = self.whole.ids[hit.document as usize];
                if !self.changed.contains(&id) {
                    found.push(Scored { id, score: hit.score });
                }
            });
        self.recent
            .index
            .score(&query, &[all(&self.recent)], &mut scratch, |hit| {
                let id = self.recent.ids[hit.document as usize];
                found.push(Scored { id, score: hit.score });
            });
        found
    }
}

impl Texts {
    /// The texts of those of these listings that are active.
    fn read(
        conn: &mut Conn,
        ecosystem: EcosystemId,
        ids: &[ListingId],
        thesaurus: &Thesaurus,
    ) -> Result<Texts> {
        let mut builder = IndexBuilder::default();
        let mut kept = Vec::with_capacity(ids.len());
        for portion in ids.chunks(PORTION) {
            for listing in store::list_by_ids(conn, ecosystem, portion)? {
                if listing.status == ListingStatus::Active {
                    add(&mut builder, &listing, thesaurus);
                    kept.push(listing.id);
                }
            }
        }
        Ok(Texts {
            ids: kept,
            index: builder.finish(),
        })
    }
}

/// Indexes a listing by its title, its description and the names of its skills and trade.
fn add(builder: &mut IndexBuilder, listing: &Listing, thesaurus: &Thesaurus) {
    let language = Language::of(&listing.language);
    let mut body = listing.description.clone();
    let skills = listing
        .skills
        .iter()
        .map(|skill| (&skill.name_fr, &skill.name_en));
    let category = &listing.category;
    // In both languages: a community's own skills are in no lexicon.
    for (fr, en) in skills.chain([(&category.name_fr, &category.name_en)]) {
        body.push('\n');
        body.push_str(fr);
        body.push('\n');
        body.push_str(en);
    }
    let named: Vec<&str> = listing.skills.iter().map(|skill| skill.key.as_str()).collect();
    let concepts = thesaurus.link_document(&listing.title, &listing.description, language, &named);
    builder.add(&Document {
        language,
        title: &listing.title,
        body: &body,
        concepts: &concepts,
    });
}
