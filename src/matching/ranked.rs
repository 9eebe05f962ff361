//! The matcher there is: candidates from the market's index, judged by [`super::rules`], best first.

use std::collections::{BTreeMap, HashMap};

use super::model::{BothNames, Match};
use super::rules::{self, Likeness, Side, Verdict};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId};
use crate::market::fairness::{self, View};
use crate::market::{self, Candidate, Listing, ListingKind, Slot};
use crate::members;

/// Candidates whose availability is looked at: the best by everything else.
const SHORTLIST: usize = 200;

/// Finds what answers a listing. Both directions exclude the author's own listings, those of members who are not
/// active and whatever is not active itself.
pub trait Matcher {
    /// The best offers for a request, best first.
    fn offers_for(&self, conn: &mut Conn, request: &Listing, now: Moment, limit: usize)
    -> Result<Vec<Match>>;
    /// The requests that an offer answers, best first.
    fn requests_for(&self, conn: &mut Conn, offer: &Listing, now: Moment, limit: usize)
    -> Result<Vec<Match>>;
}

/// Ranks by the weighted score of [`super::rules`].
#[derive(Debug, Clone, Copy, Default)]
pub struct RankedMatcher<'a> {
    /// With a view, offers are arranged fairly and count as shown; matches that nobody reads have none.
    pub view: Option<&'a View<'a>>,
}

impl Matcher for RankedMatcher<'_> {
    fn offers_for(
        &self,
        conn: &mut Conn,
        request: &Listing,
        now: Moment,
        limit: usize,
    ) -> Result<Vec<Match>> {
        rank(conn, request, self.view, now, limit)
    }
    fn requests_for(
        &self,
        conn: &mut Conn,
        offer: &Listing,
        now: Moment,
        limit: usize,
    ) -> Result<Vec<Match>> {
        rank(conn, offer, self.view, now, limit)
    }
}

fn rank(
    conn: &mut Conn,
    listing: &Listing,
    view: Option<&View>,
    now: Moment,
    limit: usize,
) -> Result<Vec<Match>> {
    let today = now.naive_utc().date();
    let spoken = spoken_languages(conn, listing)?;
    let mine = my_side(listing, &spoken);
    let candidates = market::find_candidates(conn, listing, now)?;
    let sides: Vec<(ListingId, MemberId, Side, Likeness)> = candidates
        .into_iter()
        .map(|candidate| {
            let likeness = likeness(listing, &candidate);
            let side = their_side(&candidate, &spoken);
            (candidate.head.id, candidate.head.member_id, side, likeness)
        })
        .collect();

    let mut shortlist: Vec<(f64, usize)> = sides
        .iter()
        .enumerate()
        .filter_map(|(at, (_, _, side, likeness))| {
            Some((rules::judge(&mine, side, likeness, today)?.score, at))
        })
        .collect();
    shortlist.sort_by(|a, b| b.0.total_cmp(&a.0).then(sides[b.1].0.cmp(&sides[a.1].0)));
    shortlist.truncate(SHORTLIST.max(limit));

    let ids: Vec<ListingId> = shortlist.iter().map(|(_, at)| sides[*at].0).collect();
    let mut slots: HashMap<ListingId, Vec<Slot>> = market::list_slots(conn, &ids)?;
    let mut judged: Vec<(ListingId, Verdict)> = Vec::with_capacity(ids.len());
    for (_, at) in shortlist {
        let (id, _, side, likeness) = &sides[at];
        let mut side = side.clone();
        side.slots = slots.remove(id).unwrap_or_default();
        judged.extend(rules::judge(&mine, &side, likeness, today).map(|verdict| (*id, verdict)));
    }
    // Newer listings first among equals: their ids are later.
    judged.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(b.0.cmp(&a.0)));
    let moved = match view {
        Some(view) => arrange(view, listing, &sides, &mut judged),
        None => HashMap::new(),
    };
    judged.truncate(limit);

    let ids: Vec<ListingId> = judged.iter().map(|(id, _)| *id).collect();
    let listings = market::list_by_ids(conn, listing.ecosystem_id, &ids)?;
    let mut verdicts: HashMap<ListingId, Verdict> = judged.into_iter().collect();
    Ok(listings
        .into_iter()
        .filter_map(|listing| {
            let verdict = verdicts.remove(&listing.id)?;
            Some(Match {
                member_id: listing.member_id,
                score: verdict.score,
                reasons: verdict.reasons,
                moved: moved.get(&listing.id).copied(),
                listing,
            })
        })
        .collect())
}

/// The last step: offers that answer about equally well, fairly. Says of each that moved why.
fn arrange(
    view: &View,
    listing: &Listing,
    sides: &[(ListingId, MemberId, Side, Likeness)],
    judged: &mut Vec<(ListingId, Verdict)>,
) -> HashMap<ListingId, fairness::Reason> {
    let known: HashMap<ListingId, (MemberId, bool)> = sides
        .iter()
        .map(|(id, member, side, _)| (*id, (*member, side.terms.time_minutes.is_some())))
        .collect();
    view.arrange(judged, |(id, verdict)| fairness::Ranked {
        listing: *id,
        member: known[id].0,
        score: verdict.score,
        is_offer: listing.kind == ListingKind::Request,
        earns: known[id].1,
    })
}

/// What the members of the listing's community speak.
fn spoken_languages(conn: &mut Conn, listing: &Listing) -> Result<BTreeMap<MemberId, Vec<String>>> {
    let whereabouts = members::profile::list_whereabouts(conn, listing.ecosystem_id)?;
    Ok(whereabouts
        .into_iter()
        .map(|w| (w.member_id, w.languages))
        .collect())
}

/// The language of a text first, then what its author speaks.
fn languages(written: &str, author: MemberId, spoken: &BTreeMap<MemberId, Vec<String>>) -> Vec<String> {
    let mut languages = vec![written.to_string()];
    languages.extend(spoken.get(&author).into_iter().flatten().cloned());
    languages
}

fn my_side(listing: &Listing, spoken: &BTreeMap<MemberId, Vec<String>>) -> Side {
    Side {
        terms: listing.terms,
        pin: listing.pin(),
        radius_km: listing.radius_km(),
        remote: listing.remote,
        slots: listing.slots.clone(),
        languages: languages(&listing.language, listing.member_id, spoken),
        skill_count: listing.skills.len() as i64,
    }
}

fn their_side(candidate: &Candidate, spoken: &BTreeMap<MemberId, Vec<String>>) -> Side {
    let head = &candidate.head;
    Side {
        terms: head.terms(),
        pin: head.pin(),
        radius_km: head.radius_km,
        remote: head.remote,
        slots: Vec::new(),
        languages: languages(&head.language, head.member_id, spoken),
        skill_count: candidate.skill_count,
    }
}

fn likeness(listing: &Listing, candidate: &Candidate) -> Likeness {
    let shared = listing
        .skills
        .iter()
        .filter(|skill| candidate.shared_skills.contains(&skill.id));
    let same_category = candidate.head.category_id == listing.category.id;
    Likeness {
        text: candidate.text,
        words: candidate.words.clone(),
        shared_skills: shared.map(BothNames::from).collect(),
        category: same_category.then(|| BothNames::from(&listing.category)),
    }
}
