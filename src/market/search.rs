//! Search: active listings by words, place, day and terms, with counts for each way to narrow further.
//!
//! With words, the [`Catalogue`] says which listings answer them and how well; while it is read for the first time, the
//! database's own index does: listings that have at least half of the words (rounded up), ranked by BM25 (k1 = 1.2,
//! b = 0, weights of the index as term frequency), where a word found counts once, under whichever of its stems weighs
//! most. Without words the nearest come first when a point is given, else the newest.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::catalogue::Catalogue;
use super::fairness::{Ranked, Reason, View};
use super::model::{Listing, ListingKind, SlotDay, TermsKind, What};
use super::store::{self, Head, Wanted};
use super::text::{self, Sought};
use super::{Slot, findable_members, rules};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{CategoryId, ListingId, SkillId};
use crate::kernel::pages::{Page, Slice};
use crate::kernel::place::Pin;
use crate::members::{Actor, Permission};

/// Listings that words may find: the best of them.
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

/// One page of what was found, the counts and how many there are in all. With a view, what words found is arranged fairly
/// and counts as shown; searches that nobody reads have none.
pub fn search(
    conn: &mut Conn,
    actor: &Actor,
    catalogue: &Catalogue,
    view: Option<&View>,
    query: &SearchQuery,
    now: Moment,
) -> Result<(Page<Found>, FacetCounts, usize)> {
    actor.require(Permission::ReadDirectory)?;
    let offset = query.slice.offset()?;
    let today = now.date_in(actor.time_zone);

    let (mut heads, scores) = list_answering(conn, actor, catalogue, &query.text, today)?;
    let findable = findable_members(conn, actor.ecosystem_id, actor.member_id)?;
    heads.retain(|head| findable.contains(&head.member_id));
    let open = match &query.on {
        Some(on) => Some(list_open(conn, actor, on, today)?),
        None => None,
    };
    let skilled = match query.skills.as_slice() {
        [] => None,
        skills => Some(store::list_skill_holders(conn, actor.ecosystem_id, skills)?),
    };
    heads.retain(|head| {
        open.as_ref().is_none_or(|open| open.contains(&head.id))
            && skilled
                .as_ref()
                .is_none_or(|skilled| skilled.contains_key(&head.id))
            && is_near(head, query)
    });

    let facets = count_facets(&heads, query);
    let mut found: Vec<&Head> = heads.iter().filter(|head| passes(head, query, None)).collect();
    sort(&mut found, query, &scores);
    let view = view.filter(|_| order(query) == Sort::Best);
    let moved = view.map(|view| view.arrange(&mut found, |head| ranked(head, &scores)));
    let total = found.len();
    let wanted = query.slice.limit as usize + 1;
    let ids: Vec<ListingId> = found
        .iter()
        .skip(offset as usize)
        .take(wanted)
        .map(|h| h.id)
        .collect();
    let items = store::list_by_ids(conn, actor.ecosystem_id, &ids)?
        .into_iter()
        .map(|listing| Found {
            distance_km: query.near.and_then(|near| Some(near.distance_km(listing.pin()?))),
            moved: moved.as_ref().and_then(|moved| moved.get(&listing.id).copied()),
            listing,
        })
        .collect();
    let page = match view {
        Some(view) => view.page(items),
        None => query.slice.page_by_offset(items, offset),
    };
    Ok((page, facets, total))
}

/// A listing found, as far as arranging goes.
fn ranked(head: &Head, scores: &HashMap<ListingId, f64>) -> Ranked {
    Ranked {
        listing: head.id,
        member: head.member_id,
        score: scores.get(&head.id).copied().unwrap_or(0.0),
        is_offer: head.kind == ListingKind::Offer,
        earns: head.terms().time_minutes.is_some(),
    }
}

/// The active listings that answer a text, newest first, with their scores; without text all of them, without scores.
fn list_answering(
    conn: &mut Conn,
    actor: &Actor,
    catalogue: &Catalogue,
    words: &str,
    today: NaiveDate,
) -> Result<(Vec<Head>, HashMap<ListingId, f64>)> {
    let ecosystem = actor.ecosystem_id;
    if words.trim().is_empty() {
        let heads = store::list_heads(conn, ecosystem, Wanted::All, today)?;
        return Ok((heads, HashMap::new()));
    }
    if let Some(found) = catalogue.find(conn, ecosystem, words, actor.locale)? {
        let ids: Vec<ListingId> = found.iter().take(FOUND_MAX).map(|one| one.id).collect();
        let heads = store::list_heads(conn, ecosystem, Wanted::Ids(&ids), today)?;
        let scores = found
            .into_iter()
            .map(|one| (one.id, f64::from(one.score)))
            .collect();
        return Ok((heads, scores));
    }
    let sought = text::sought(words);
    let terms = text::terms_of(&sought);
    let mut heads = store::list_heads(conn, ecosystem, Wanted::Terms(&terms), today)?;
    let postings = store::list_postings(conn, ecosystem, &terms)?;
    let total = store::count_active(conn, ecosystem)? as usize;
    let scores = score_all(&heads, &sought, &postings, total);
    heads.retain(|head| scores.contains_key(&head.id));
    Ok((heads, scores))
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

/// Heads come newest first; sorting is stable, so that ties stay so.
fn sort(found: &mut [&Head], query: &SearchQuery, scores: &HashMap<ListingId, f64>) {
    match order(query) {
        Sort::Best => {
            let score = |head: &Head| scores.get(&head.id).copied().unwrap_or(0.0);
            found.sort_by(|a, b| score(b).total_cmp(&score(a)));
        }
        Sort::Nearest => {
            let distance = |head: &Head| match (query.near, head.pin()) {
                (Some(near), Some(pin)) => near.distance_km(pin),
                _ => f64::INFINITY,
            };
            found.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        }
        Sort::Newest => {}
    }
}

/// Scores of the listings that have at least half of the words.
fn score_all(
    heads: &[Head],
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
    for head in heads {
        let mut matched = 0;
        let mut score = 0.0;
        for (word, rarity) in sought.iter().zip(&rarities) {
            let weight = best_weight(word, postings, head.id);
            if weight > 0 {
                matched += 1;
                score += rarity * text::saturation(weight);
            }
        }
        if matched >= needed {
            scores.insert(head.id, score);
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

/// The active listings that are open at some time of `on`: a weekday meets its dates from today on.
fn list_open(conn: &mut Conn, actor: &Actor, on: &On, today: NaiveDate) -> Result<HashSet<ListingId>> {
    let slots = store::list_active_slots(conn, actor.ecosystem_id, on.day.weekday())?;
    Ok(slots
        .into_iter()
        .filter(|(_, slot)| match slot.day {
            SlotDay::Date(date) => date >= today,
            SlotDay::Weekday(_) => true,
        })
        .filter(|(_, slot)| rules::overlap(on, slot).is_some())
        .map(|(id, _)| id)
        .collect())
}

fn is_near(head: &Head, query: &SearchQuery) -> bool {
    match (query.near, query.within_km) {
        (Some(near), Some(km)) => head.pin().is_some_and(|pin| near.distance_km(pin) <= km),
        _ => true,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Facet {
    Category,
    Kind,
    What,
    Terms,
    Remote,
}

/// Whether a listing passes every choice of the query, leaving out one facet.
fn passes(head: &Head, query: &SearchQuery, except: Option<Facet>) -> bool {
    let asked = |facet| except != Some(facet);
    let terms = head.terms();
    (!asked(Facet::Kind) || query.kind.is_none_or(|kind| head.kind == kind))
        && (!asked(Facet::What) || query.what.is_empty() || query.what.contains(&head.what))
        && (!asked(Facet::Category)
            || query.category.is_empty()
            || query.category.contains(&head.category_id))
        && (!asked(Facet::Remote) || query.remote.is_none_or(|remote| head.remote == remote))
        && (!asked(Facet::Terms)
            || query.terms.is_empty()
            || query.terms.iter().any(|kind| terms.accepts(*kind)))
}

fn count_facets(heads: &[Head], query: &SearchQuery) -> FacetCounts {
    let mut counts = FacetCounts::default();
    for head in heads {
        if passes(head, query, Some(Facet::Category)) {
            *counts.category.entry(head.category_id).or_default() += 1;
        }
        if passes(head, query, Some(Facet::Kind)) {
            *counts.kind.entry(head.kind).or_default() += 1;
        }
        if passes(head, query, Some(Facet::What)) {
            *counts.what.entry(head.what).or_default() += 1;
        }
        if passes(head, query, Some(Facet::Terms)) {
            for kind in head.terms().accepted() {
                *counts.terms.entry(kind).or_default() += 1;
            }
        }
        if passes(head, query, Some(Facet::Remote)) {
            *counts.remote.entry(head.remote).or_default() += 1;
        }
    }
    counts
}
