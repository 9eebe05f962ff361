//! When a listing is published, the owners of the saved searches it fits hear of it: once for each search and listing,
//! and one piece of news for each member, however many of their searches it fits.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::model::Alert;
use super::rules::{self, Subject};
use super::store::{self, Candidate};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId, SavedSearchId};
use crate::market::{self, Listing, ListingStatus};
use crate::members::{MembershipStatus, blocks, contacts};
use crate::outbox;

/// A listing was published that a saved search looks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedSearchHit {
    /// Of the member's searches that it fits, the one that asks to be told soonest, the oldest of them.
    pub search_id: SavedSearchId,
    pub listing_id: ListingId,
    /// Who is told: the owner of the search.
    pub member_id: MemberId,
    /// Whether they want to hear of it at once.
    pub at_once: bool,
    /// Whether the same listing was announced to them as a match for one of theirs.
    pub is_match: bool,
}
impl outbox::Event for SavedSearchHit {
    const KIND: &'static str = "market.saved_search_hit";
}

/// Tells the owners of the searches that a listing fits, except its author, who is not active, and who is kept apart from
/// the author by a block. `matched` are those who hear of it as a match. Calling it again tells nobody again. Answers how
/// many were told.
pub fn alert(conn: &mut Conn, id: ListingId, matched: &HashSet<MemberId>, now: Moment) -> Result<usize> {
    let Some(ecosystem) = market::find_ecosystem_of(conn, id)? else {
        return Ok(0);
    };
    let listing = market::get_listing(conn, ecosystem, id)?;
    if listing.status != ListingStatus::Active {
        return Ok(0);
    }
    let fitting = list_fitting(conn, &listing, now)?;
    let hits: Vec<SavedSearchId> = fitting.iter().map(|search| search.id).collect();
    store::insert_hits(conn, &hits, id, now)?;

    let mut by_member: BTreeMap<MemberId, Candidate> = BTreeMap::new();
    for search in fitting {
        let sooner = |known: &Candidate| (search.alert, search.id) < (known.alert, known.id);
        if by_member.get(&search.member_id).is_none_or(sooner) {
            by_member.insert(search.member_id, search);
        }
    }
    let told = by_member.len();
    for (member_id, search) in by_member {
        let event = SavedSearchHit {
            search_id: search.id,
            listing_id: id,
            member_id,
            at_once: search.alert == Alert::AtOnce,
            is_match: matched.contains(&member_id),
        };
        outbox::append(conn, Some(ecosystem), &event, now)?;
    }
    Ok(told)
}

/// The searches that a listing fits and whose owners may and do not yet know of it.
fn list_fitting(conn: &mut Conn, listing: &Listing, now: Moment) -> Result<Vec<Candidate>> {
    let ecosystem = listing.ecosystem_id;
    let Some(community) = contacts::find_community(conn, ecosystem)? else {
        return Ok(Vec::new());
    };
    let today = now.date_in(community.time_zone);
    let subject = Subject::new(listing);
    let keys: Vec<String> = rules::keys_of_listing(&subject).into_iter().collect();
    let mut fitting = store::list_candidates(conn, ecosystem, &keys)?;
    fitting.retain(|search| {
        search.member_id != listing.member_id && rules::fits(&search.choices, &subject, today)
    });
    if fitting.is_empty() {
        return Ok(fitting);
    }
    let known = store::list_hits_of(conn, listing.id)?;
    let hidden = blocks::list_hidden(conn, ecosystem, listing.member_id)?;
    let mut members: Vec<MemberId> = fitting.iter().map(|search| search.member_id).collect();
    members.push(listing.member_id);
    members.sort_unstable();
    members.dedup();
    let standings = contacts::list_standings(conn, &members, ecosystem)?;
    let is_active = |member: &MemberId| standings.get(member) == Some(&MembershipStatus::Active);
    if !is_active(&listing.member_id) {
        return Ok(Vec::new());
    }
    fitting.retain(|search| {
        is_active(&search.member_id) && !hidden.contains(&search.member_id) && !known.contains(&search.id)
    });
    Ok(fitting)
}
