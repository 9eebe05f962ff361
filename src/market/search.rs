//! Search: active listings by words, place, day and terms, with counts for each way to narrow further.
//!
//! The [`Catalogue`] says which listings answer the words and how well, and those much worse than the best within reach
//! are left out. While it is read for the first time, the database's own index answers: listings that have at least half
//! of the words (rounded up), ranked by BM25 (k1 = 1.2, b = 0, weights of the index as term frequency), where a word
//! found counts once, under whichever of its stems weighs most. Without words the nearest come first when a point is
//! given, else the newest.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use super::catalogue::{Answer, Choices, Facet, Kin, Reach, Rivals, Row, Shelf, Stock, Texts, everyday};
use super::fairness::{Ranked, Reason, View};
use super::model::{Listing, ListingKind, SlotDay, TermsKind, What};
use super::store::{self, Details, Wanted};
use super::text::{self, Sought};
use super::{Slot, hidden_members, rules};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{CategoryId, EcosystemId, ListingId, MemberId, SkillId};
use crate::kernel::pages::{Page, Slice};
use crate::kernel::place::{Circle, Pin};
use crate::members::{Actor, Permission};
use crate::retrieval::Query;

/// Listings that the database's own index may find: the best of them.
const FOUND_MAX: usize = 2_000;
/// When a listing should be open: a slot whose day is a weekday or a date.
pub type On = Slot;

/// In which order listings come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Best,
    Nearest,
    Newest,
}

/// What is searched. Empty lists and `None` ask for nothing.
#[derive(Debug, Clone)]
pub struct SearchQuery {
    pub text: String,
    pub kind: Option<ListingKind>,
    pub what: Vec<What>,
    pub category: Vec<CategoryId>,
    /// Any of these.
    pub skills: Vec<SkillId>,
    /// A point in micro-degrees, as given.
    pub near: Option<Pin>,
    pub within_km: Option<f64>,
    pub remote: Option<bool>,
    pub on: Option<On>,
    /// Any of these.
    pub terms: Vec<TermsKind>,
    pub slice: Slice,
}

/// How many listings each further choice would leave: counted with every other choice of the query applied.
#[derive(Debug, Clone, Default)]
pub struct FacetCounts {
    pub category: BTreeMap<CategoryId, i64>,
    pub kind: BTreeMap<ListingKind, i64>,
    pub what: BTreeMap<What, i64>,
    pub terms: BTreeMap<TermsKind, i64>,
    pub remote: BTreeMap<bool, i64>,
}

/// A listing found, with its distance where a point was given.
#[derive(Debug, Clone)]
pub struct Found {
    pub listing: Listing,
    pub distance_km: Option<f64>,
    /// Why it stands elsewhere than its relevance alone would put it.
    pub moved: Option<Reason>,
}

/// What a search found, before anything is read from the database.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The listings of the page, and one more where there are more.
    pub ids: Vec<ListingId>,
    pub facets: FacetCounts,
    /// How many there are in all.
    pub total: usize,
    /// Why listings stand elsewhere than their relevance alone would put them.
    pub moved: HashMap<ListingId, Reason>,
    /// What belongs to the listings of the page, where the catalogue knows it as it is at this moment.
    details: Option<Details>,
}

/// Whether the choices that are left are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facets {
    Counted,
    /// Quicker: what passes the choices made is looked at alone.
    Left,
}

/// One page of what was found, the counts and how many there are in all. With a view, what words found is arranged fairly
/// and counts as shown; searches that nobody reads have none. `stock` is the community's.
pub fn search(
    conn: &mut Conn,
    actor: &Actor,
    stock: &Stock,
    view: Option<&View>,
    query: &SearchQuery,
    now: Moment,
) -> Result<(Page<Found>, FacetCounts, usize)> {
    let view = view.filter(|_| order(query) == Sort::Best);
    let outcome = look_up(conn, actor, stock, view, query, Facets::Counted, now)?;
    let items = store::list_by_ids_of(
        conn,
        actor.ecosystem_id,
        &outcome.ids,
        &stock.taxonomy,
        outcome.details,
    )?
    .into_iter()
    .map(|listing| Found {
        distance_km: query.near.and_then(|near| Some(near.distance_km(listing.pin()?))),
        moved: outcome.moved.get(&listing.id).copied(),
        listing,
    })
    .collect();
    let page = match view {
        Some(view) => view.page(items),
        None => query.slice.page_by_offset(items, query.slice.offset()?),
    };
    Ok((page, outcome.facets, outcome.total))
}

/// Which listings a page of a search shows, the counts and how many there are in all. `stock` is the community's.
pub fn look_up(
    conn: &mut Conn,
    actor: &Actor,
    stock: &Stock,
    view: Option<&View>,
    query: &SearchQuery,
    facets: Facets,
    now: Moment,
) -> Result<Outcome> {
    let offset = query.slice.offset()? as usize;
    let wanted = query.slice.limit as usize + 1;
    let looking = Looking::open(conn, actor, stock, &query.text, now)?;
    // What is arranged is sorted whole: the last step may bring up what is near enough to the best.
    let most = view.map_or(offset + wanted, |_| usize::MAX);
    let (mut first, mut counter) = (First::new(query, most), Counter::default());
    looking.each_answer(query, facets, |answer| {
        if facets == Facets::Counted {
            counter.count(&answer);
        }
        if answer.failed == 0 {
            first.take(answer);
        }
    });
    let (mut found, total) = first.sorted();
    let moved = view.map(|view| view.arrange(&mut found, |answer| ranked(answer)));
    let page = || found.iter().skip(offset).take(wanted).map(|answer| answer.row);
    let details = stock.is_exact.then(|| {
        let mut details = Details::default();
        page().for_each(|row| details.add_row(row));
        details
    });
    Ok(Outcome {
        ids: page().map(Row::id).collect(),
        facets: counter.counts(),
        total,
        moved: moved.unwrap_or_default(),
        details,
    })
}

/// A listing found, as far as arranging goes.
fn ranked(answer: &Answer<'_>) -> Ranked {
    let Answer { row, score, .. } = *answer;
    Ranked {
        listing: row.id(),
        member: row.author(),
        score: score.into(),
        is_offer: row.kind() == ListingKind::Offer,
        earns: row.accepts(TermsKind::Time),
    }
}

/// What is looked through for one text by one reader, with whatever other choices: its words are read once.
pub(super) struct Looking {
    source: Source,
    hidden: FxHashSet<MemberId>,
    today: NaiveDate,
}

enum Source {
    /// With what is looked for, unless the text is empty.
    Shelf(Arc<Shelf>, Option<Query>),
    /// While the catalogue is read for the first time.
    Database(Box<LookedUp>),
}

impl Looking {
    pub(super) fn open(
        conn: &mut Conn,
        actor: &Actor,
        stock: &Stock,
        text: &str,
        now: Moment,
    ) -> Result<Looking> {
        actor.require(Permission::ReadDirectory)?;
        let source = match &stock.shelf {
            Some(shelf) => {
                let sought = (!text.trim().is_empty()).then(|| shelf.query(text, actor.locale));
                Source::Shelf(shelf.clone(), sought)
            }
            None => Source::Database(Box::new(LookedUp::read(conn, actor.ecosystem_id, text)?)),
        };
        let hidden = hidden_members(conn, actor.ecosystem_id, actor.member_id)?;
        Ok(Looking {
            source,
            hidden: hidden.into_iter().collect(),
            today: now.date_in(actor.time_zone),
        })
    }

    /// Every listing that a search for this text finds, in no order, as far as it can be chosen by.
    pub(super) fn found(&self, query: &SearchQuery) -> Vec<Row<'_>> {
        let mut found = Vec::new();
        self.each_answer(query, Facets::Left, |answer| found.push(answer.row));
        found
    }

    /// What a search for this text finds if it gives up any one of its facets, in no order.
    pub(super) fn found_but_one(&self, query: &SearchQuery) -> Vec<Answer<'_>> {
        let mut found = Vec::new();
        self.each_answer(query, Facets::Counted, |answer| found.push(answer));
        found
    }

    /// Hands over what lies within the bounds of a search and passes its other choices, or, to count facets, all but one; of
    /// a text, all that is not much worse than the best. In no order.
    fn each_answer<'a>(&'a self, query: &SearchQuery, facets: Facets, take: impl FnMut(Answer<'a>)) {
        let scope = Scope::new(query, facets, &self.hidden, self.today);
        let (reach, failing, choices) = (scope.reach(), scope.failing(), &scope.choices);
        let fits = |row: Row<'_>| scope.holds(row);
        match &self.source {
            Source::Shelf(shelf, Some(sought)) => {
                let answers = shelf.answers(sought, reach, choices, failing, fits);
                answers.into_iter().for_each(take);
            }
            Source::Shelf(shelf, None) => shelf.each_chosen(reach, choices, failing, fits, take),
            Source::Database(looked_up) => looked_up.answers(&scope).for_each(take),
        }
    }
}

impl Choices {
    fn of(query: &SearchQuery) -> Choices {
        Choices {
            category: query.category.clone(),
            kind: query.kind,
            what: query.what.clone(),
            terms: query.terms.clone(),
            remote: query.remote,
            on: query.on,
            skills: query.skills.clone(),
            ..Choices::default()
        }
    }
}

/// What bounds a search before anything is counted: who looks, when, where, and the skills.
struct Scope<'q> {
    query: &'q SearchQuery,
    choices: Choices,
    facets: Facets,
    circle: Option<Circle>,
    hidden: &'q FxHashSet<MemberId>,
    today: NaiveDate,
}

impl<'q> Scope<'q> {
    fn new(
        query: &'q SearchQuery,
        facets: Facets,
        hidden: &'q FxHashSet<MemberId>,
        today: NaiveDate,
    ) -> Self {
        let circle = query.near.zip(query.within_km);
        Scope {
            query,
            choices: Choices::of(query),
            facets,
            circle: circle.map(|(near, km)| Circle::new(near, km)),
            hidden,
            today,
        }
    }

    fn reach(&self) -> Reach {
        let circle = self.query.near.zip(self.query.within_km);
        circle.map_or(Reach::Anywhere, |(near, km)| Reach::Within(near, km))
    }

    /// How many facets a listing may fail to count for anything.
    fn failing(&self) -> u32 {
        match self.facets {
            Facets::Counted => 1,
            Facets::Left => 0,
        }
    }

    fn is_near(&self, row: Row<'_>) -> bool {
        let holds = |circle: Circle| row.pin().is_some_and(|pin| circle.holds(pin));
        self.circle.is_none_or(holds)
    }

    fn holds(&self, row: Row<'_>) -> bool {
        let query = self.query;
        row.is_current(self.today)
            && self.is_near(row)
            && query.on.is_none_or(|on| is_open(row, &on, self.today))
            && (query.skills.is_empty() || row.skills().any(|skill| query.skills.contains(&skill)))
            && (self.hidden.is_empty() || !self.hidden.contains(&row.author()))
    }
}

/// Whether a listing meets every choice of a search but its words; who may read whom is left aside.
pub(super) fn meets_choices(row: Row<'_>, query: &SearchQuery, today: NaiveDate) -> bool {
    let nobody = FxHashSet::default();
    let scope = Scope::new(query, Facets::Left, &nobody, today);
    scope.choices.failed(row) == 0 && scope.holds(row)
}

/// Whether a search for words finds a listing that [`meets_choices`], for a reader from whom these members are hidden.
/// `rivals` are those of the same words and bounds.
pub(super) fn finds_listing(
    shelf: &Shelf,
    sought: &Query,
    query: &SearchQuery,
    (hidden, today): (&FxHashSet<MemberId>, NaiveDate),
    id: ListingId,
    rivals: &mut Rivals,
) -> bool {
    let nobody = FxHashSet::default();
    let scope = Scope::new(query, Facets::Left, &nobody, today);
    let fits = |row: Row<'_>| scope.holds(row);
    let is_readable = |row: Row<'_>| !hidden.contains(&row.author());
    shelf.is_among_answers(
        sought,
        scope.reach(),
        &scope.choices,
        (fits, is_readable),
        id,
        rivals,
    )
}

/// What decides most of [`finds_listing`] before any listing asks.
pub(super) fn learn_rivals(shelf: &Shelf, sought: &Query, query: &SearchQuery, today: NaiveDate) -> Rivals {
    let nobody = FxHashSet::default();
    let scope = Scope::new(query, Facets::Left, &nobody, today);
    shelf.learn_rivals(sought, scope.reach(), &scope.choices, |row| scope.holds(row))
}

/// What the database's own index finds.
struct LookedUp {
    texts: Texts,
    /// Without a text, nothing.
    scores: HashMap<ListingId, f64>,
}

impl LookedUp {
    fn read(conn: &mut Conn, ecosystem: EcosystemId, words: &str) -> Result<LookedUp> {
        let sought = text::sought(words);
        let terms = text::terms_of(&sought);
        let wanted = if words.trim().is_empty() {
            Wanted::Newest(FOUND_MAX)
        } else {
            Wanted::Terms(&terms)
        };
        let mut places = store::list_wanted(conn, ecosystem, wanted)?;
        let mut scores = HashMap::new();
        if !words.trim().is_empty() {
            let postings = store::list_postings(conn, ecosystem, &terms)?;
            let total = store::count_active(conn, ecosystem)? as usize;
            let ids: Vec<ListingId> = places.iter().map(|(id, _)| *id).collect();
            scores = score_all(&ids, &sought, &postings, total);
            places.retain(|(id, _)| scores.contains_key(id));
            places.sort_by(|(a, _), (b, _)| scores[b].total_cmp(&scores[a]));
            places.truncate(FOUND_MAX);
        }
        let texts = Texts::read(conn, ecosystem, places, everyday())?;
        Ok(LookedUp { texts, scores })
    }

    fn answers<'a>(&'a self, scope: &Scope<'_>) -> impl Iterator<Item = Answer<'a>> {
        let found = self
            .texts
            .chosen(&scope.choices, scope.failing(), |row| scope.holds(row));
        let score_of = |row: Row<'_>| self.scores.get(&row.id()).copied().unwrap_or(0.0) as f32;
        found.map(move |answer| Answer {
            score: score_of(answer.row),
            ..answer
        })
    }
}

/// The order a query's results come in.
fn order(query: &SearchQuery) -> Sort {
    if !query.text.trim().is_empty() {
        Sort::Best
    } else if query.near.is_some() {
        Sort::Nearest
    } else {
        Sort::Newest
    }
}

/// An answer with what it is sorted by, reckoned once: the least comes first.
type Keyed<'a> = (f64, Answer<'a>);

/// The first so many of the answers of a query that it takes, and how many it took.
struct First<'q, 'a> {
    query: &'q SearchQuery,
    order: Sort,
    most: usize,
    total: usize,
    kept: Vec<Keyed<'a>>,
    /// What comes after this one is not among the first.
    last: Option<Keyed<'a>>,
}

impl<'q, 'a> First<'q, 'a> {
    fn new(query: &'q SearchQuery, most: usize) -> Self {
        First {
            query,
            order: order(query),
            most: most.max(1),
            total: 0,
            kept: Vec::new(),
            last: None,
        }
    }

    fn take(&mut self, answer: Answer<'a>) {
        self.total += 1;
        let keyed = (self.key(&answer), answer);
        let is_after = |last: &Keyed<'a>| compare(&keyed, last).is_gt();
        // As most of a large community is.
        if self.last.as_ref().is_some_and(is_after) {
            return;
        }
        self.kept.push(keyed);
        if self.kept.len() >= self.most.saturating_mul(2) {
            self.keep_first();
        }
    }

    fn key(&self, answer: &Answer<'_>) -> f64 {
        match self.order {
            Sort::Best => -f64::from(answer.score),
            Sort::Nearest => match (self.query.near, answer.row.pin()) {
                (Some(near), Some(pin)) => near.distance_km(pin),
                _ => f64::INFINITY,
            },
            // Microseconds since 1970 are whole numbers that a float of 53 bits holds until 2255.
            Sort::Newest => -(answer.row.published().unix_micros() as f64),
        }
    }

    fn keep_first(&mut self) {
        if self.kept.len() > self.most {
            let (_, last, _) = self.kept.select_nth_unstable_by(self.most - 1, compare);
            self.last = Some(*last);
            self.kept.truncate(self.most);
        }
    }

    /// Them in their order, and how many there were.
    fn sorted(mut self) -> (Vec<Answer<'a>>, usize) {
        self.keep_first();
        self.kept.sort_unstable_by(compare);
        let first = self.kept.into_iter().map(|(_, answer)| answer);
        (first.collect(), self.total)
    }
}

fn compare(a: &Keyed<'_>, b: &Keyed<'_>) -> Ordering {
    let newest = || a.1.row.newest_first().cmp(&b.1.row.newest_first());
    a.0.total_cmp(&b.0).then_with(newest)
}

/// Scores of the listings that have at least half of the words.
fn score_all(
    ids: &[ListingId],
    sought: &[Sought],
    postings: &HashMap<String, HashMap<ListingId, i64>>,
    total: usize,
) -> HashMap<ListingId, f64> {
    if sought.is_empty() {
        return HashMap::new();
    }
    let needed = sought.len().div_ceil(2);
    let rarities: Vec<f64> = sought
        .iter()
        .map(|word| word_rarity(word, postings, total))
        .collect();
    let mut scores = HashMap::new();
    for id in ids {
        let mut matched = 0;
        let mut score = 0.0;
        for (word, rarity) in sought.iter().zip(&rarities) {
            let weight = best_weight(word, postings, *id);
            if weight > 0 {
                matched += 1;
                score += rarity * text::saturation(weight);
            }
        }
        if matched >= needed {
            scores.insert(*id, score);
        }
    }
    scores
}

/// How rare a word is in the index under its commonest term.
pub(super) fn word_rarity(
    word: &Sought,
    postings: &HashMap<String, HashMap<ListingId, i64>>,
    total: usize,
) -> f64 {
    let holding = word
        .terms
        .iter()
        .filter_map(|term| postings.get(term))
        .map(HashMap::len)
        .max()
        .unwrap_or(0);
    text::rarity(total.max(holding), holding)
}

/// The weight of a word in a listing under its best term, 0 when it is not there.
pub(super) fn best_weight(
    word: &Sought,
    postings: &HashMap<String, HashMap<ListingId, i64>>,
    listing: ListingId,
) -> i64 {
    word.terms
        .iter()
        .filter_map(|term| postings.get(term)?.get(&listing))
        .copied()
        .max()
        .unwrap_or(0)
}

/// Whether a listing is open at some time of `on`: a weekday meets its dates from today on.
fn is_open(row: Row<'_>, on: &On, today: NaiveDate) -> bool {
    row.slots().any(|slot| {
        let current = match slot.day {
            SlotDay::Date(date) => date >= today,
            SlotDay::Weekday(_) => true,
        };
        current && rules::overlap(on, &slot).is_some()
    })
}

/// Counts facets: those that are alike in all that is counted together, for many are.
#[derive(Default)]
struct Counter<'a> {
    alike: FxHashMap<Kin, (Answer<'a>, i64)>,
}

impl<'a> Counter<'a> {
    fn count(&mut self, answer: &Answer<'a>) {
        let (_, many) = self.alike.entry(answer.row.kin()).or_insert((*answer, 0));
        *many += 1;
    }

    fn counts(self) -> FacetCounts {
        let mut counts = FacetCounts::default();
        for (Answer { row, failed, .. }, many) in self.alike.into_values() {
            let counts_for = |facet: Facet| failed & !facet.mask() == 0;
            if counts_for(Facet::Category) {
                *counts.category.entry(row.category()).or_default() += many;
            }
            if counts_for(Facet::Kind) {
                *counts.kind.entry(row.kind()).or_default() += many;
            }
            if counts_for(Facet::What) {
                *counts.what.entry(row.what()).or_default() += many;
            }
            if counts_for(Facet::Terms) {
                for kind in TermsKind::ALL.iter().filter(|kind| row.accepts(**kind)) {
                    *counts.terms.entry(*kind).or_default() += many;
                }
            }
            if counts_for(Facet::Remote) {
                *counts.remote.entry(row.remote()).or_default() += many;
            }
        }
        counts
    }
}
