//! When a listing is published, the owners of the saved searches that find it hear of it: once for each search and
//! listing, and one piece of news for each member, however many of their searches find it.
//!
//! A search finds a listing if it would show it at this moment: the other choices and the score are those of search,
//! and so is what counts as much worse than the best. While a community's listings are read into memory for the first
//! time search makes do with the database's index; alerts wait for the memory, since nobody waits for them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, PoisonError};

use chrono::NaiveDate;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::lookout::{Kept, Lookout, Question, Waiting};
use super::model::Alert;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId, MemberId, SavedSearchId};
use crate::market::catalogue::{Catalogue, Shelf};
use crate::market::search::finds_listing;
use crate::market::{self, Listing, ListingStatus};
use crate::members::contacts::Contact;
use crate::members::{MembershipStatus, blocks, contacts, profile};
use crate::outbox;

/// A listing was published that a saved search looks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedSearchHit {
    /// Of the member's searches that find it, the one that asks to be told soonest, the oldest of them.
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

/// Tells the owners of the searches that find a listing, except its author, who is not active, and who is kept apart from
/// the author by a block. `matched` are those who hear of it as a match. Calling it again tells nobody again. Answers how
/// many were told. Not in a transaction that changes listings or searches: see [`Catalogue`].
pub fn alert(
    conn: &mut Conn,
    catalogue: &Catalogue,
    id: ListingId,
    matched: &HashSet<MemberId>,
    now: Moment,
) -> Result<usize> {
    let Some(ecosystem) = market::find_ecosystem_of(conn, id)? else {
        return Ok(0);
    };
    let listing = market::get_listing(conn, ecosystem, id)?;
    if listing.status != ListingStatus::Active {
        return Ok(0);
    }
    let finding = list_finding(conn, catalogue, &listing, now)?;
    let hits: Vec<SavedSearchId> = finding.iter().map(|search| search.id).collect();
    store::insert_hits(conn, &hits, id, now)?;

    let mut by_member: BTreeMap<MemberId, Arc<Kept>> = BTreeMap::new();
    for search in finding {
        let sooner = |known: &Arc<Kept>| (search.alert, search.id) < (known.alert, known.id);
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

/// The searches that find a listing and whose owners may and do not yet know of it.
fn list_finding(
    conn: &mut Conn,
    catalogue: &Catalogue,
    listing: &Listing,
    now: Moment,
) -> Result<Vec<Arc<Kept>>> {
    let ecosystem = listing.ecosystem_id;
    let Some(community) = contacts::find_community(conn, ecosystem)? else {
        return Ok(Vec::new());
    };
    let today = now.date_in(community.time_zone);
    let shelf = catalogue.wait_for_shelf(conn, ecosystem)?;
    let Some(row) = shelf.row(listing.id) else {
        return Ok(Vec::new());
    };
    let lookout = catalogue.lookouts.of(ecosystem);
    let mut lookout = lookout.lock().unwrap_or_else(PoisonError::into_inner);
    lookout.read_on(conn, ecosystem, &shelf)?;
    let mut waiting = lookout.waiting_for(&shelf, row, today);
    retain_entitled(conn, listing, &mut waiting)?;
    let mut judge = Judge::open(conn, ecosystem, &waiting, today)?;
    waiting.retain(|waiting| judge.finds(&shelf, &mut lookout, waiting, listing.id));
    // Somebody may have left for good meanwhile.
    let ids: Vec<SavedSearchId> = waiting.iter().map(|waiting| waiting.search.id).collect();
    let present = store::list_present(conn, &ids)?;
    let found = waiting.into_iter().map(|waiting| waiting.search);
    Ok(found.filter(|search| present.contains(&search.id)).collect())
}

/// Leaves those whose owners may and do not yet know of a listing.
fn retain_entitled(conn: &mut Conn, listing: &Listing, waiting: &mut Vec<Waiting>) -> Result<()> {
    if waiting.is_empty() {
        return Ok(());
    }
    let (ecosystem, author) = (listing.ecosystem_id, listing.member_id);
    let known = store::list_hits_of(conn, listing.id)?;
    let hidden = blocks::list_hidden(conn, ecosystem, author)?;
    let mut members = owners(waiting.iter());
    members.push(author);
    let standings = contacts::list_standings(conn, &members, ecosystem)?;
    let is_active = |member: &MemberId| standings.get(member) == Some(&MembershipStatus::Active);
    waiting.retain(|Waiting { search, .. }| {
        is_active(&author)
            && is_active(&search.member_id)
            && !hidden.contains(&search.member_id)
            && !known.contains(&search.id)
    });
    Ok(())
}

fn owners<'a>(waiting: impl IntoIterator<Item = &'a Waiting>) -> Vec<MemberId> {
    let owners = waiting.into_iter().map(|waiting| waiting.search.member_id);
    let mut members: Vec<MemberId> = owners.collect();
    members.sort_unstable();
    members.dedup();
    members
}

/// Decides whether searches find one listing: by its score and by the best that their owners could read.
struct Judge {
    owners: BTreeMap<MemberId, Contact>,
    inactive: FxHashSet<MemberId>,
    /// Of the owners who are kept apart from somebody.
    apart: HashMap<MemberId, HashSet<MemberId>>,
    today: NaiveDate,
    /// What was decided for all who are kept apart from nobody.
    decided: HashMap<Question, bool>,
}

impl Judge {
    fn open(conn: &mut Conn, ecosystem: EcosystemId, waiting: &[Waiting], today: NaiveDate) -> Result<Judge> {
        let members = owners(waiting.iter().filter(|waiting| waiting.has_words()));
        let inactive = match members.is_empty() {
            true => Vec::new(),
            false => profile::list_inactive(conn, ecosystem)?,
        };
        Ok(Judge {
            owners: contacts::list(conn, &members)?,
            inactive: inactive.into_iter().collect(),
            apart: blocks::list_hidden_of_each(conn, ecosystem, &members)?,
            today,
            decided: HashMap::new(),
        })
    }

    fn finds(&mut self, shelf: &Shelf, lookout: &mut Lookout, waiting: &Waiting, id: ListingId) -> bool {
        if !waiting.has_words() {
            return true;
        }
        let search = &waiting.search;
        let Some(owner) = self.owners.get(&search.member_id) else {
            return false;
        };
        let language = Lookout::language_of(waiting, shelf, owner.locale);
        let question = (search.query.text.clone(), language, search.bounds.clone());
        let apart = self.apart.get(&search.member_id);
        if apart.is_none()
            && let Some(decided) = self.decided.get(&question)
        {
            return *decided;
        }
        let sought = lookout.query(shelf, &search.query.text, language);
        let mut with_apart = FxHashSet::default();
        let hidden = match apart {
            None => &self.inactive,
            Some(apart) => {
                with_apart.extend(self.inactive.iter().chain(apart));
                &with_apart
            }
        };
        let found = finds_listing(
            shelf,
            &sought,
            &search.query,
            (hidden, self.today),
            id,
            lookout.rivals(&question),
        );
        if apart.is_none() {
            self.decided.insert(question, found);
        }
        found
    }
}
