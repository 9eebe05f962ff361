//! The matcher there is: candidates from the market's catalogue, judged by [`super::rules`], best first.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};
use std::sync::{Mutex, PoisonError};

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

/// Candidates that are judged, by those that are asked for, and more: what a text and a place promise, times, terms and
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
    let most = match matcher.view {
        Some(_) => SHORTLIST_OF_A_LIST.max(limit),
        None => SHORTLIST_FACTOR * limit + SHORTLIST_MORE,
    };
    let (query, candidates) = shortlist(conn, matcher.catalogue, listing, now, most)?;
    let authors = candidates.iter().map(|candidate| candidate.member);
    let authors: Vec<MemberId> = authors.chain([listing.member_id]).collect();
    let spoken = members::profile::list_languages(conn, &authors)?;
    let speaks = |member: MemberId| spoken.get(&member).map_or(&[][..], Vec::as_slice);
    let today = now.naive_utc().date();
    let mine = Side::of(listing, speaks(listing.member_id));
    let mut judged: Vec<Judged> = candidates
        .into_iter()
        .filter_map(|mut candidate| {
            let languages = &mut candidate.side.languages;
            languages.extend_from_slice(speaks(candidate.member));
            let Candidate { side, text, .. } = &candidate;
            let (shared_skills, same_trade) = (candidate.shared_skills, candidate.same_trade);
            let score = rules::score(&mine, side, *text, shared_skills, same_trade, today)?;
            Some(Judged {
                candidate,
                score,
                moved: None,
            })
        })
        .collect();
    // Newer listings first among equals: their ids are later.
    judged.sort_by(|a, b| {
        let newer_first = || b.candidate.listing.cmp(&a.candidate.listing);
        b.score.total_cmp(&a.score).then_with(newer_first)
    });
    if let Some(view) = matcher.view {
        arrange(view, &mut judged);
    }
    judged.truncate(limit);
    let ids: Vec<ListingId> = judged.iter().map(|one| one.candidate.listing).collect();
    let read = market::list_by_ids(conn, listing.ecosystem_id, &ids)?;
    let mut read: HashMap<ListingId, Listing> = read.into_iter().map(|one| (one.id, one)).collect();
    let explained = judged.into_iter().filter_map(|Judged { candidate, moved, .. }| {
        let found = read.remove(&candidate.listing)?;
        let likeness = likeness(listing, &found, candidate.text, &query);
        let verdict = rules::judge(
            &mine,
            &Side::of(&found, speaks(found.member_id)),
            &likeness,
            today,
        )?;
        Some(Match {
            member_id: found.member_id,
            listing: found,
            score: verdict.score,
            reasons: verdict.reasons,
            moved,
        })
    });
    Ok(explained.collect())
}

/// The last step: offers that answer about equally well, fairly. Says of each that moved why.
fn arrange(view: &View<'_>, judged: &mut Vec<Judged>) {
    let moved = view.arrange(judged, |one| fairness::Ranked {
        listing: one.candidate.listing,
        member: one.candidate.member,
        score: one.score,
        is_offer: one.candidate.side.kind == ListingKind::Offer,
        earns: one.candidate.side.terms.time_minutes.is_some(),
    });
    for one in judged {
        one.moved = moved.get(&one.candidate.listing).copied();
    }
}

/// A candidate as the catalogue knows it: all there is to judge it by but what its author speaks.
#[derive(Debug, Clone)]
struct Candidate {
    listing: ListingId,
    member: MemberId,
    side: Side,
    /// How well its text answers, 0 to 1.
    text: f64,
    shared_skills: usize,
    same_trade: bool,
}

#[derive(Debug)]
struct Judged {
    candidate: Candidate,
    score: f64,
    /// Why it stands elsewhere than its score alone would put it.
    moved: Option<fairness::Reason>,
}

/// The candidates that meet every hard condition and are most promising.
fn shortlist(
    conn: &mut Conn,
    catalogue: &Catalogue,
    listing: &Listing,
    now: Moment,
    most: usize,
) -> Result<(Query, Vec<Candidate>)> {
    let today = now.naive_utc().date();
    let mine = Side::of(listing, &[]);
    let skills: Vec<SkillId> = listing.skills.iter().map(|skill| skill.id).collect();
    let best: Mutex<BinaryHeap<Reverse<Promising>>> = Mutex::new(BinaryHeap::with_capacity(most + 1));
    let needed_at_first = rules::text_needed(&mine, None);
    let query = market::each_candidate(conn, catalogue, listing, needed_at_first, now, |row, text| {
        let needed = |best: &BinaryHeap<Reverse<Promising>>| match best.peek() {
            Some(Reverse(worst)) if best.len() >= most => rules::text_needed(&mine, Some(worst.outlook)),
            _ => needed_at_first,
        };
        let mut side = side_of(row);
        let shared_skills = row.skills().filter(|skill| skills.contains(skill)).count();
        let same_trade = row.category() == listing.category.id;
        let outlook = rules::outlook(&mine, &side, text, shared_skills, same_trade);
        let mut best = best.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(outlook) = outlook else {
            return needed(&best);
        };
        let is_better = |Reverse(worst): &Reverse<Promising>| worst.is_worse_than(outlook, row.id());
        if best.len() >= most && !best.peek().is_some_and(is_better) {
            return needed(&best);
        }
        side.slots = row.slots().collect();
        if rules::meets(&mine, &side, today) {
            side.languages = vec![row.language().to_string()];
            let candidate = Candidate {
                listing: row.id(),
                member: row.author(),
                side,
                text,
                shared_skills,
                same_trade,
            };
            best.push(Reverse(Promising { outlook, candidate }));
            if best.len() > most {
                best.pop();
            }
        }
        needed(&best)
    })?;
    let best = best.into_inner().unwrap_or_else(PoisonError::into_inner);
    let candidates = best.into_iter().map(|Reverse(found)| found.candidate);
    Ok((query, candidates.collect()))
}

/// A candidate by what is known before it is judged.
#[derive(Debug)]
struct Promising {
    outlook: f64,
    candidate: Candidate,
}

impl Promising {
    /// Newer listings are better among equals: their ids are later.
    fn compare(&self, outlook: f64, listing: ListingId) -> Ordering {
        let outlook = self.outlook.total_cmp(&outlook);
        outlook.then(self.candidate.listing.cmp(&listing))
    }

    fn is_worse_than(&self, outlook: f64, listing: ListingId) -> bool {
        self.compare(outlook, listing) == Ordering::Less
    }
}

impl PartialEq for Promising {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Promising {}

impl Ord for Promising {
    fn cmp(&self, other: &Self) -> Ordering {
        self.compare(other.outlook, other.candidate.listing)
    }
}

impl PartialOrd for Promising {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What the catalogue knows of a listing, its times and language left aside: enough for terms and place.
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
