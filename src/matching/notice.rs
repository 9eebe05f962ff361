//! When a listing is published, the authors of its best matches hear of it, once for each pair.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::model::{Match, Reason};
use super::past::tell_past;
use super::ranked::{Matcher, RankedMatcher};
use super::skills::notice_skilled;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId};
use crate::market::{self, Catalogue, Listing, ListingKind, ListingStatus};
use crate::members::{MembershipStatus, contacts};
use crate::outbox;
use crate::rulebook::{self, Key};

/// Below this score nobody is disturbed.
pub const NOTICE_SCORE_MIN: f64 = 0.5;

/// A new listing and an older one of somebody else answer each other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MatchFound {
    pub request_id: ListingId,
    pub offer_id: ListingId,
    /// Who is told: the author of the older of the two.
    pub member_id: MemberId,
    /// The older of the two, theirs.
    pub own_listing_id: ListingId,
    /// The new one.
    pub new_listing_id: ListingId,
    pub score: f64,
    pub reasons: Vec<Reason>,
}
impl outbox::Event for MatchFound {
    const KIND: &'static str = "matching.match_found";
}

/// Tells of a listing that an active member just published: the authors of its best matches and, of a request, those who
/// declared a skill it asks for and have no offer that answers. As many in all as the rulebook allows, none below
/// [`NOTICE_SCORE_MIN`], no pair twice, nobody who is kept apart from its author. Calling it again tells nobody again.
/// Answers who was told.
pub fn notice(
    conn: &mut Conn,
    catalogue: &Catalogue,
    id: ListingId,
    now: Moment,
) -> Result<HashSet<MemberId>> {
    let Some(ecosystem) = market::find_ecosystem_of(conn, id)? else {
        return Ok(HashSet::new());
    };
    let listing = market::get_listing(conn, ecosystem, id)?;
    if listing.status != ListingStatus::Active {
        return Ok(HashSet::new());
    }
    let author = listing.member_id;
    let standings = contacts::list_standings(conn, &[author], ecosystem)?;
    if standings.get(&author) != Some(&MembershipStatus::Active) {
        return Ok(HashSet::new());
    }
    let most = rulebook::read(conn, ecosystem)?
        .number(Key::MatchNoticesMax)
        .max(0) as usize;
    let mut best = RankedMatcher::unread(catalogue).answers_to(conn, &listing, now, most)?;
    best.retain(|found| found.score >= NOTICE_SCORE_MIN);
    tell_past(conn, (ecosystem, author), &mut best)?;
    let answering: HashSet<MemberId> = best.iter().map(|found| found.member_id).collect();
    let left = most - best.len();
    let mut told = notice_authors(conn, &listing, best, now)?;
    if listing.kind == ListingKind::Request {
        told.extend(notice_skilled(conn, &listing, &answering, left, now)?);
    }
    Ok(told)
}

/// Tells the authors of these matches of a listing, those told before left out.
fn notice_authors(
    conn: &mut Conn,
    listing: &Listing,
    best: Vec<Match>,
    now: Moment,
) -> Result<HashSet<MemberId>> {
    let mut told = HashSet::new();
    for found in best {
        let (request_id, offer_id) = match listing.kind {
            ListingKind::Request => (listing.id, found.listing.id),
            ListingKind::Offer => (found.listing.id, listing.id),
        };
        if store::was_noticed(conn, request_id, offer_id)? {
            continue;
        }
        store::insert_notice(conn, request_id, offer_id, now)?;
        let event = MatchFound {
            request_id,
            offer_id,
            member_id: found.member_id,
            own_listing_id: found.listing.id,
            new_listing_id: listing.id,
            score: found.score,
            reasons: found.reasons,
        };
        outbox::append(conn, Some(listing.ecosystem_id), &event, now)?;
        told.insert(found.member_id);
    }
    Ok(told)
}
