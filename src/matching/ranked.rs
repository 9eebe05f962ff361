//! The matcher there is: candidates from the market's catalogue, judged by [`super::rules`], best first.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};

use super::model::{BothNames, Match};
use super::rules::{self, Likeness, Side};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId, SkillId};
use crate::market::fairness::{self, View};
use crate::market::{self, Catalogue, Listing, ListingKind, Row};
use crate::members;
use crate::retrieval::Query;

/// Candidates that are read whole, by those that are asked for, and more: what a text and a place promise, times, terms and
/// languages may still reorder.
const SHORTLIST_FACTOR: usize = 3;
const SHORTLIST_MORE: usize = 40;
/// Where matches are read page by page: the same for each, so that no page is arranged by other candidates.
const SHORTLIST_OF_A_LIST: usize = 200;

/// Finds what answers a listing. Both directions exclude the author's own listings, those of members who are not
/// active and whatever is not active itself.
pub trait Matcher {
    /// The best offers for a request, best first.
    fn offers_for(&self, conn: &mut Conn, request: &Listing, now: Moment, limit: usize)
    -> Result<Vec<Match>>;
    /// The requests that an offer answers, best first.
    fn requests_for(&self, conn: &mut Conn, offer: &Listing, now: Moment, limit: usize)
    -> Result<Vec<Match>>;
    /// What answers a listing of either kind, best first.
    fn answers_to(
        &self,
        conn: &mut Conn,
        listing: &Listing,
        now: Moment,
        limit: usize,
    ) -> Result<Vec<Match>> {
        match listing.kind {
            ListingKind::Request => self.offers_for(conn, listing, now, limit),
            ListingKind::Offer => self.requests_for(conn, listing, now, limit),
        }
    }
}

/// Ranks by the weighted score of [`super::rules`].
#[derive(Debug, Clone, Copy)]
pub struct RankedMatcher<'a> {
    pub catalogue: &'a Catalogue,
    /// With a view, offers are arranged fairly and count as shown.
    pub view: Option<&'a View<'a>>,
}

impl<'a> RankedMatcher<'a> {
    /// For matches that nobody reads as a list: by relevance alone.
    pub fn unread(catalogue: &'a Catalogue) -> Self {
        RankedMatcher {
            catalogue,
            view: None,
        }
    }
}

impl Matcher for RankedMatcher<'_> {
    fn offers_for(
        &self,
        conn: &mut Conn,
        request: &Listing,
        now: Moment,
        limit: usize,
    ) -> Result<Vec<Match>> {
        rank(conn, self, request, now, limit)
    }
    fn requests_for(
        &self,
        conn: &mut Conn,
        offer: &Listing,
        now: Moment,
        limit: usize,
    ) -> Result<Vec<Match>> {
        rank(conn, self, offer, now, limit)
    }
}

fn rank(
    conn: &mut Conn,
    matcher: &RankedMatcher<'_>,
    listing: &Listing,
    now: Moment,
    limit: usize,
) -> Result<Vec<Match>> {
    let today = now.naive_utc().date();
    let most = match matcher.view {
        Some(_) => SHORTLIST_OF_A_LIST.max(limit),
        None => SHORTLIST_FACTOR * limit + SHORTLIST_MORE,
    };
    let (query, texts) = shortlist(conn, matcher.catalogue, listing, now, most)?;
    let ids: Vec<ListingId> = texts.keys().copied().collect();
    let candidates = market::list_by_ids(conn, listing.ecosystem_id, &ids)?;
    let authors: Vec<MemberId> = candidates
        .iter()
        .map(|candidate| candidate.member_id)
        .chain([listing.member_id])
        .collect();
    let spoken = members::profile::list_languages(conn, &authors)?;
    let side =
        |listing: &Listing| Side::of(listing, spoken.get(&listing.member_id).map_or(&[], Vec::as_slice));
    let mine = side(listing);
    let mut matches: Vec<Match> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let likeness = likeness(listing, &candidate, texts[&candidate.id], &query);
            let verdict = rules::judge(&mine, &side(&candidate), &likeness, today)?;
            Some(Match {
                member_id: candidate.member_id,
                listing: candidate,
                score: verdict.score,
                reasons: verdict.reasons,
                moved: None,
            })
        })
        .collect();
    // Newer listings first among equals: their ids are later.
    matches.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.listing.id.cmp(&a.listing.id)));
    if let Some(view) = matcher.view {
        arrange(view, &mut matches);
    }
    matches.truncate(limit);
    Ok(matches)
}

/// The last step: offers that answer about equally well, fairly. Says of each that moved why.
fn arrange(view: &View<'_>, matches: &mut Vec<Match>) {
    let moved = view.arrange(matches, |found| fairness::Ranked {
        listing: found.listing.id,
        member: found.member_id,
        score: found.score,
        is_offer: found.listing.kind == ListingKind::Offer,
        earns: found.listing.terms.time_minutes.is_some(),
    });
    for found in matches {
        found.moved = moved.get(&found.listing.id).copied();
    }
}

/// The candidates that meet every hard condition and are most promising, each with how well its text answers.
fn shortlist(
    conn: &mut Conn,
    catalogue: &Catalogue,
    listing: &Listing,
    now: Moment,
    most: usize,
) -> Result<(Query, HashMap<ListingId, f64>)> {
    let today = now.naive_utc().date();
    let mine = Side::of(listing, &[]);
    let skills: Vec<SkillId> = listing.skills.iter().map(|skill| skill.id).collect();
    let mut best: BinaryHeap<Reverse<Promising>> = BinaryHeap::with_capacity(most + 1);
    let needed_at_first = rules::text_needed(&mine, None);
    let query = market::each_candidate(conn, catalogue, listing, needed_at_first, now, |row, text| {
        let needed = |best: &BinaryHeap<Reverse<Promising>>| match best.peek() {
            Some(Reverse(worst)) if best.len() >= most => rules::text_needed(&mine, Some(worst.outlook)),
            _ => needed_at_first,
        };
        let mut theirs = side_of(row);
        let shared = row.skills().filter(|skill| skills.contains(skill)).count();
        let same_trade = row.category() == listing.category.id;
        let Some(outlook) = rules::outlook(&mine, &theirs, text, shared, same_trade) else {
            return needed(&best);
        };
        let found = Promising {
            outlook,
            listing: row.id(),
            text,
        };
        let is_better = |least: &Reverse<Promising>| found > least.0;
        if best.len() >= most && !best.peek().is_some_and(is_better) {
            return needed(&best);
        }
        theirs.slots = row.slots().collect();
        if rules::meets(&mine, &theirs, today) {
            best.push(Reverse(found));
            if best.len() > most {
                best.pop();
            }
        }
        needed(&best)
    })?;
    let texts = best.into_iter().map(|found| (found.0.listing, found.0.text));
    Ok((query, texts.collect()))
}

/// A candidate before it is read whole.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Promising {
    outlook: f64,
    listing: ListingId,
    text: f64,
}

impl Eq for Promising {}

impl Ord for Promising {
    /// Newer listings are better among equals: their ids are later.
    fn cmp(&self, other: &Self) -> Ordering {
        self.outlook
            .total_cmp(&other.outlook)
            .then(self.listing.cmp(&other.listing))
    }
}

impl PartialOrd for Promising {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A candidate as the catalogue knows it, its times left aside: enough for terms and place.
fn side_of(row: Row<'_>) -> Side {
    Side {
        kind: row.kind(),
        terms: row.terms(),
        pin: row.pin(),
        radius_km: row.radius_km(),
        remote: row.remote(),
        slots: Vec::new(),
        languages: Vec::new(),
        skill_count: row.skills().count() as i64,
    }
}

fn likeness(listing: &Listing, candidate: &Listing, text: f64, query: &Query) -> Likeness {
    let named = |id: SkillId| candidate.skills.iter().any(|skill| skill.id == id);
    let shared = listing.skills.iter().filter(|skill| named(skill.id));
    let same_category = candidate.category.id == listing.category.id;
    Likeness {
        text,
        words: market::shared_words(query, candidate),
        shared_skills: shared.map(BothNames::from).collect(),
        category: same_category.then(|| BothNames::from(&listing.category)),
    }
}
