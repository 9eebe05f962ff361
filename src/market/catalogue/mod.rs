//! Active listings in memory, private to each process: what search and matching look through. Words are found across
//! slips of the pen, synonyms and both languages (`shelf.rs`), and what can be chosen of a listing lies beside them
//! (`entries.rs`). What is shown is read from the database; of a page, skills and times come from here.
//!
//! Every change of a listing, a trade or a skill takes the next number of its community, under that row's lock, in its own
//! transaction; a change of the imported taxonomies takes one of every community. A search first reads the number; if it is
//! not the one known, the listings changed since are read again. So a change is found by the first search after its
//! commit, in every process. Whoever changes listings does not search in the
//! same transaction: if it came to nothing, its number would be known with what was never said.

mod audit;
mod digest;
mod entries;
mod shelf;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, TryLockError};

use super::saved_searches::Lookouts;
use super::{Taxonomy, store, taxonomies};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, TaxonomyId};
use crate::retrieval::{Language, Thesaurus, lexicon};

pub(super) use audit::Traits;
pub use audit::{Audit, Figures, forget_digests};
pub use digest::{lacking_digests, store_digests};
pub use entries::Row;
pub(super) use entries::{Choices, Facet, Kin, Reach};
pub(super) use shelf::{Answer, Rivals, SCORE_MIN, Shelf, Texts};

/// The lexicon's lessons, learnt once in each process: all there is where no taxonomy was imported.
static EVERYDAY: OnceLock<Arc<Thesaurus>> = OnceLock::new();
/// What was last learnt from the lexicon together with these imported taxonomies. Held for a moment only.
static LEARNT: RwLock<Option<(Vec<TaxonomyId>, Arc<Thesaurus>)>> = RwLock::new(None);
/// Held while a process learns, which takes its time: one learns for all.
static LEARNING: Mutex<()> = Mutex::new(());

/// The language of somebody who reads in this locale.
pub(super) fn spoken(locale: Locale) -> Language {
    match locale {
        Locale::Fr => Language::French,
        Locale::En => Language::English,
    }
}

/// What the lexicon alone taught.
pub(super) fn everyday() -> &'static Arc<Thesaurus> {
    EVERYDAY.get_or_init(|| Arc::new(Thesaurus::learn(lexicon())))
}

/// What is known of words: learnt anew when a taxonomy was imported or taken out.
fn thesaurus(conn: &mut Conn) -> Result<Arc<Thesaurus>> {
    let imported = list_imported(conn)?;
    if imported.is_empty() {
        return Ok(everyday().clone());
    }
    if let Some(thesaurus) = learnt_from(&imported) {
        return Ok(thesaurus);
    }
    let _learning = LEARNING.lock().unwrap_or_else(PoisonError::into_inner);
    // Somebody may have learnt it while this thread waited.
    if let Some(thesaurus) = learnt_from(&imported) {
        return Ok(thesaurus);
    }
    let mut concepts = lexicon();
    concepts.extend(taxonomies::read_all_concepts(conn)?);
    let thesaurus = Arc::new(Thesaurus::learn(concepts));
    *LEARNT.write().unwrap_or_else(PoisonError::into_inner) = Some((imported, thesaurus.clone()));
    Ok(thesaurus)
}

/// What was learnt of exactly these taxonomies, if this process has learnt it.
fn learnt_from(imported: &[TaxonomyId]) -> Option<Arc<Thesaurus>> {
    let learnt = LEARNT.read().unwrap_or_else(PoisonError::into_inner);
    let (from, thesaurus) = learnt.as_ref()?;
    (from == imported).then(|| thesaurus.clone())
}

/// What is known of words, if this process has learnt it already: whoever writes does not wait for that.
fn known_thesaurus(conn: &mut Conn) -> Result<Option<Arc<Thesaurus>>> {
    let imported = list_imported(conn)?;
    match imported.is_empty() {
        true => Ok(EVERYDAY.get().cloned()),
        false => Ok(learnt_from(&imported)),
    }
}

fn list_attributions(conn: &mut Conn) -> Result<Arc<[String]>> {
    let imported = taxonomies::list_taxonomies(conn)?.into_iter();
    Ok(imported.map(|taxonomy| taxonomy.attribution).collect())
}

fn list_imported(conn: &mut Conn) -> Result<Vec<TaxonomyId>> {
    let imported = taxonomies::list_taxonomies(conn)?;
    Ok(imported.into_iter().map(|taxonomy| taxonomy.id).collect())
}

/// What a community has at one moment: trades and skills, and its listings as the catalogue knows them.
#[derive(Debug, Clone)]
pub struct Stock {
    pub taxonomy: Arc<Taxonomy>,
    /// Whom the imported taxonomies are from, as their licences ask to be told.
    pub attributions: Arc<[String]>,
    pub(super) shelf: Option<Arc<Shelf>>,
    /// Whether the listings are known as they are at this moment, none as it became since.
    pub(super) is_exact: bool,
}

impl Stock {
    fn of(shelf: Arc<Shelf>, version: i64) -> Stock {
        Stock {
            taxonomy: shelf.taxonomy.clone(),
            attributions: shelf.attributions.clone(),
            is_exact: shelf.version == version,
            shelf: Some(shelf),
        }
    }

    fn without_shelf(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Stock> {
        Ok(Stock {
            taxonomy: Arc::new(Taxonomy::read(conn, ecosystem)?),
            attributions: list_attributions(conn)?,
            shelf: None,
            is_exact: false,
        })
    }
}

/// The active listings of every community that was searched.
#[derive(Debug, Default)]
pub struct Catalogue {
    shelves: RwLock<HashMap<EcosystemId, Arc<Shelf>>>,
    /// Held while a community's listings are read again: one never waits for another.
    reading: Mutex<HashMap<EcosystemId, Arc<Mutex<()>>>>,
    /// Who waits for new ones.
    pub(super) lookouts: Lookouts,
}

impl Catalogue {
    /// What a community has at this moment. Its listings are `None` while another thread reads them for the first time: the
    /// database's own index answers meanwhile.
    pub fn stock(&self, conn: &mut Conn, ecosystem: EcosystemId) -> Result<Stock> {
        let version = store::market_version(conn, ecosystem)?;
        if let Some(shelf) = self.current(ecosystem, version) {
            return Ok(Stock::of(shelf, version));
        }
        let thesaurus = thesaurus(conn)?;
        let turn = self.turn(ecosystem);
        let reading = match turn.try_lock() {
            Ok(reading) => reading,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            // Reading on from what is known is quick; a first reading need not be.
            Err(TryLockError::WouldBlock) if self.known(ecosystem).is_some() => {
                turn.lock().unwrap_or_else(PoisonError::into_inner)
            }
            Err(TryLockError::WouldBlock) => return Stock::without_shelf(conn, ecosystem),
        };
        let shelf = self.read(conn, ecosystem, version, thesaurus, &reading)?;
        Ok(Stock::of(shelf, version))
    }

    /// The listings of a community as the database has them at this moment, however long another thread takes to read
    /// them: for work that nobody waits for.
    pub(super) fn wait_for_shelf(&self, conn: &mut Conn, ecosystem: EcosystemId) -> Result<Arc<Shelf>> {
        if let Some(shelf) = self.stock(conn, ecosystem)?.shelf {
            return Ok(shelf);
        }
        let turn = self.turn(ecosystem);
        let reading = turn.lock().unwrap_or_else(PoisonError::into_inner);
        let version = store::market_version(conn, ecosystem)?;
        let thesaurus = thesaurus(conn)?;
        self.read(conn, ecosystem, version, thesaurus, &reading)
    }

    /// How many listings of a community are kept, and the bytes they take beyond their texts.
    pub fn size(&self, ecosystem: EcosystemId) -> (usize, usize) {
        self.known(ecosystem)
            .map_or((0, 0), |shelf| (shelf.len(), shelf.bytes()))
    }

    /// Terms looked for in all for a text, in both languages.
    pub fn count_terms(&self, ecosystem: EcosystemId, text: &str, locale: Locale) -> usize {
        self.known(ecosystem)
            .map_or(0, |shelf| shelf.query(text, locale).count_terms())
    }

    /// Reads the listings of a community, so that the next who looks through them need not.
    pub fn warm(&self, conn: &mut Conn, ecosystem: EcosystemId) -> Result<()> {
        self.wait_for_shelf(conn, ecosystem).map(|_| ())
    }

    fn read(
        &self,
        conn: &mut Conn,
        ecosystem: EcosystemId,
        version: i64,
        thesaurus: Arc<Thesaurus>,
        _reading: &MutexGuard<'_, ()>,
    ) -> Result<Arc<Shelf>> {
        // Somebody may have read it while this thread waited.
        if let Some(shelf) = self.current(ecosystem, version) {
            return Ok(shelf);
        }
        let shelf = match self.known(ecosystem) {
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
        Ok(shelf)
    }

    /// The listings of a community if they are known as they were at a number or later.
    fn current(&self, ecosystem: EcosystemId, version: i64) -> Option<Arc<Shelf>> {
        self.known(ecosystem).filter(|shelf| shelf.version >= version)
    }

    /// The listings of a community as this process knows them.
    pub(super) fn known(&self, ecosystem: EcosystemId) -> Option<Arc<Shelf>> {
        let shelves = self.shelves.read().unwrap_or_else(PoisonError::into_inner);
        shelves.get(&ecosystem).cloned()
    }

    fn turn(&self, ecosystem: EcosystemId) -> Arc<Mutex<()>> {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        reading.entry(ecosystem).or_default().clone()
    }
}
