//! The searches that alert, in memory, private to each process: which of them may a new listing concern?
//!
//! They are kept text by text, for many look for the same. Each text is read once, in the languages that readers may take
//! it to be in, and its query joins the [`Percolator`], which bounds the score of a new listing for all of them at
//! once. Nothing here can be out of date: every change of a search takes the next number of its community, as those of
//! listings do, and whoever looks first reads on from the number known; queries are read again when the taxonomies
//! change, or when a word that no label has comes into a listing or is in none any more.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::model::Alert;
use super::store::{self, Alerting};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId, SavedSearchId};
use crate::kernel::pages::Slice;
use crate::market::catalogue::{Catalogue, Rivals, Row, SCORE_MIN, Shelf, Texts};
use crate::market::search::{learn_rivals, meets_choices};
use crate::market::{self, SearchQuery, SlotDay};
use crate::retrieval::{Language, Percolator, Query};

/// What the percolator of a community may take: 80,000 texts. Texts beyond may concern any listing.
const PERCOLATOR_BYTES_MAX: usize = 100 << 20;
/// Queries kept ready; when there are more, all are forgotten.
const QUERIES_MAX: usize = 5_000;

/// Reads the searches of a community, so that the next listing finds them in memory.
pub fn warm(conn: &mut Conn, catalogue: &Catalogue, ecosystem: EcosystemId) -> Result<()> {
    let shelf = catalogue.wait_for_shelf(conn, ecosystem)?;
    let lookout = catalogue.lookouts.of(ecosystem);
    held(&lookout).read_on(conn, ecosystem, &shelf)
}

/// Learns what outdoes new listings, for up to so many questions of each community that wait for it, while nobody else has
/// work for this thread: a listing that comes later is decided in a fraction of the time. Answers for how many.
pub fn learn(catalogue: &Catalogue, now: Moment, most: usize) -> usize {
    let mut learnt = 0;
    for (ecosystem, lookout) in catalogue.lookouts.all() {
        let Some(shelf) = catalogue.known(ecosystem) else {
            continue;
        };
        let questions = held(&lookout).take_unlearnt(&shelf, most);
        for (question, search) in &questions {
            let sought = shelf.query_in(&question.0, question.1);
            // Yesterday's at the latest anywhere on Earth: what ran out since only makes the bound larger.
            let today = now.date_in(Tz::UTC).pred_opt().unwrap_or_default();
            let rivals = learn_rivals(&shelf, &sought, &search.query, today);
            held(&lookout).note_learnt(&shelf, question, rivals);
        }
        learnt += questions.len();
    }
    learnt
}

fn held(lookout: &Mutex<Lookout>) -> MutexGuard<'_, Lookout> {
    lookout.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Those of every community.
#[derive(Debug, Default)]
pub(in crate::market) struct Lookouts(Mutex<HashMap<EcosystemId, Arc<Mutex<Lookout>>>>);

impl Lookouts {
    pub fn of(&self, ecosystem: EcosystemId) -> Arc<Mutex<Lookout>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(ecosystem).or_default().clone()
    }

    fn all(&self) -> Vec<(EcosystemId, Arc<Mutex<Lookout>>)> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|(id, lookout)| (*id, lookout.clone())).collect()
    }
}

/// A search that alerts.
#[derive(Debug)]
pub(super) struct Kept {
    pub id: SavedSearchId,
    pub member_id: MemberId,
    pub alert: Alert,
    pub query: SearchQuery,
    /// All that bounds what a listing is compared with, as one word.
    pub bounds: String,
}

/// A text as a query of one language.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    language: Language,
    /// Its number in the percolator; `None` where there was no room.
    number: Option<u32>,
    /// Words that no label has, and whether a listing had them: if not, others were meant.
    doubts: Vec<(String, bool)>,
}

/// A text with the searches for it.
#[derive(Debug, Default)]
struct Watched {
    /// None of the empty text.
    readings: Arc<[Reading]>,
    searches: Vec<Arc<Kept>>,
}

/// What decides whether a listing is found: a text, its language, and what bounds the listings it is compared with.
pub(super) type Question = (String, Language, String);

/// A search that a listing may concern.
pub(super) struct Waiting {
    pub search: Arc<Kept>,
    /// Those of its text; with none it is concerned.
    readings: Arc<[Reading]>,
}

impl Waiting {
    pub fn has_words(&self) -> bool {
        !self.readings.is_empty()
    }
}

/// The searches of one community.
#[derive(Debug, Default)]
pub(in crate::market) struct Lookout {
    /// The number of the last change known; `None` before the first reading.
    version: Option<i64>,
    /// What the texts were read with.
    fingerprint: Option<i64>,
    texts: HashMap<String, Watched>,
    percolator: Percolator,
    /// Queries of the percolator that nobody waits with any more.
    dead: usize,
    queries: HashMap<(String, Language), Arc<Query>>,
    rivals: HashMap<Question, Rivals>,
    /// Searches whose rivals are to be learnt, and of which listings they were learnt.
    unlearnt: Vec<Arc<Kept>>,
    learnt_of: Weak<Texts>,
}

impl Lookout {
    /// Brings it to what the database has at this moment.
    pub(super) fn read_on(&mut self, conn: &mut Conn, ecosystem: EcosystemId, shelf: &Shelf) -> Result<()> {
        let version = market::store::searches_version(conn, ecosystem)?;
        if self.version.is_none_or(|known| known < version) {
            let changed = store::list_changed(conn, ecosystem, self.version)?;
            let ids: HashSet<SavedSearchId> = changed.iter().map(|search| search.id).collect();
            self.forget(&ids);
            for alerting in changed.into_iter().filter_map(|search| search.alerting) {
                let search = Arc::new(Kept::from(alerting));
                let watched = self.texts.entry(search.query.text.clone()).or_default();
                watched.searches.push(search.clone());
                self.unlearnt.push(search);
            }
            self.version = Some(version);
        }
        self.read_texts(shelf);
        Ok(())
    }

    fn forget(&mut self, ids: &HashSet<SavedSearchId>) {
        for watched in self.texts.values_mut() {
            watched.searches.retain(|search| !ids.contains(&search.id));
        }
        let dead = &mut self.dead;
        self.texts.retain(|_, watched| {
            let is_kept = !watched.searches.is_empty();
            *dead += if is_kept { 0 } else { watched.readings.len() };
            is_kept
        });
    }

    /// Reads texts that are new, or that would be read otherwise now.
    fn read_texts(&mut self, shelf: &Shelf) {
        let fingerprint = Some(shelf.thesaurus.fingerprint());
        if self.fingerprint != fingerprint || self.dead > 1_000 + self.percolator.len() / 2 {
            self.percolator = Percolator::default();
            self.dead = 0;
            self.queries.clear();
            self.rivals.clear();
            self.texts
                .values_mut()
                .for_each(|watched| watched.readings = Arc::default());
            self.fingerprint = fingerprint;
        }
        let is_doubted = |reading: &Reading| {
            let mut doubts = reading.doubts.iter();
            doubts.any(|(word, known)| shelf.knows(word, reading.language) != *known)
        };
        for (text, watched) in &mut self.texts {
            let is_read = text.is_empty() || !watched.readings.is_empty();
            if is_read && !watched.readings.iter().any(is_doubted) {
                continue;
            }
            self.dead += watched.readings.len();
            for language in Language::ALL {
                self.queries.remove(&(text.clone(), language));
            }
            watched.readings = read(shelf, text, &mut self.percolator);
        }
    }

    /// The searches that a listing may concern: it meets all their other choices, and their words may find it. Not those of its
    /// own author, nor those for a day that is past.
    pub(super) fn waiting_for(&self, shelf: &Shelf, row: Row<'_>, today: NaiveDate) -> Vec<Waiting> {
        let arrival = shelf.arrival(row.id()).unwrap_or_default();
        let most = self.percolator.at_most(&arrival);
        let may_find = |reading: &Reading| {
            let most = reading.number.map(|number| most[number as usize]);
            most.is_none_or(|most| most >= SCORE_MIN)
        };
        let is_past = |query: &SearchQuery| {
            let day = query.on.map(|on| on.day);
            matches!(day, Some(SlotDay::Date(date)) if date < today)
        };
        let mut waiting = Vec::new();
        for watched in self.texts.values() {
            if !watched.readings.is_empty() && !watched.readings.iter().any(may_find) {
                continue;
            }
            let searches = watched.searches.iter().filter(|search| {
                search.member_id != row.author()
                    && !is_past(&search.query)
                    && meets_choices(row, &search.query, today)
            });
            waiting.extend(searches.map(|search| Waiting {
                search: search.clone(),
                readings: watched.readings.clone(),
            }));
        }
        waiting
    }

    /// The language that a reader's text is taken to be in.
    pub(super) fn language_of(waiting: &Waiting, shelf: &Shelf, locale: Locale) -> Language {
        match waiting.readings.as_ref() {
            [one] => one.language,
            _ => shelf.language_of(&waiting.search.query.text, locale),
        }
    }

    /// The query of a text.
    pub(super) fn query(&mut self, shelf: &Shelf, text: &str, language: Language) -> Arc<Query> {
        let key = (text.to_string(), language);
        if let Some(query) = self.queries.get(&key) {
            return query.clone();
        }
        if self.queries.len() >= QUERIES_MAX {
            self.queries.clear();
        }
        let query = Arc::new(shelf.query_in(text, language));
        self.queries.insert(key, query.clone());
        query
    }

    /// Questions whose rivals are not known, which from now on are somebody's to learn.
    fn take_unlearnt(&mut self, shelf: &Shelf, most: usize) -> Vec<(Question, Arc<Kept>)> {
        let Some(first_texts) = shelf.first_texts() else {
            self.unlearnt.clear();
            return Vec::new();
        };
        // Texts are read with the same words.
        if self.fingerprint != Some(shelf.thesaurus.fingerprint()) {
            return Vec::new();
        }
        if !Weak::ptr_eq(&self.learnt_of, &first_texts) {
            self.learnt_of = first_texts;
            // What was learnt of others would take the place of what is to be.
            self.rivals.retain(|_, rivals| shelf.has_learnt(rivals));
            let all = self.texts.values().flat_map(|watched| &watched.searches);
            self.unlearnt = all.cloned().collect();
        }
        let mut taken: HashMap<Question, Arc<Kept>> = HashMap::new();
        while taken.len() < most
            && self.rivals.len() + taken.len() < QUERIES_MAX
            && let Some(search) = self.unlearnt.pop()
        {
            let text = &search.query.text;
            let readings = self.texts.get(text).map(|watched| watched.readings.clone());
            for reading in readings.iter().flat_map(|readings| readings.iter()) {
                let question = (text.clone(), reading.language, search.bounds.clone());
                let known = self.rivals.get(&question);
                if !known.is_some_and(|rivals| shelf.has_learnt(rivals)) {
                    taken.insert(question, search.clone());
                }
            }
        }
        taken.into_iter().collect()
    }

    fn note_learnt(&mut self, shelf: &Shelf, question: &Question, learnt: Rivals) {
        let rivals = self.rivals(question);
        if !shelf.has_learnt(rivals) {
            *rivals = learnt;
        }
    }

    /// What was learnt of the best that answer a question.
    pub(super) fn rivals(&mut self, question: &Question) -> &mut Rivals {
        if self.rivals.len() >= 4 * QUERIES_MAX {
            self.rivals.clear();
        }
        self.rivals.entry(question.clone()).or_default()
    }
}

/// A text in each language that readers may take it to be in.
fn read(shelf: &Shelf, text: &str, percolator: &mut Percolator) -> Arc<[Reading]> {
    let mut languages: Vec<Language> = Locale::ALL
        .iter()
        .map(|locale| shelf.language_of(text, *locale))
        .collect();
    languages.dedup();
    let reading = |language| {
        let (query, doubts) = shelf.query_with_doubts(text, language);
        let has_room = percolator.bytes() < PERCOLATOR_BYTES_MAX;
        Reading {
            language,
            number: has_room.then(|| percolator.add(&query)),
            doubts,
        }
    };
    languages.into_iter().map(reading).collect()
}

impl From<Alerting> for Kept {
    fn from(alerting: Alerting) -> Self {
        let query = alerting.choices.query(Slice::FIRST);
        let SearchQuery {
            near,
            within_km,
            on,
            skills,
            ..
        } = &query;
        Kept {
            id: alerting.id,
            member_id: alerting.member_id,
            alert: alerting.alert,
            bounds: format!("{near:?} {within_km:?} {on:?} {skills:?}"),
            query,
        }
    }
}
