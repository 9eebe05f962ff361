//! When a listing is published, the owners of the saved searches that find it hear of it: once for each search and
//! listing, and one piece of news for each member, however many of their searches find it.
//!
//! A search finds a listing if it would show it at this moment: the other choices and the score are those of search,
//! and so is what counts as much worse than the best. While a community's listings are read into memory for the first
//! time search makes do with the database's index; alerts wait for the memory, since nobody waits for them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, PoisonError};

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::lookout::{Kept, Lookout, Question, Waiting};
use super::model::Alert;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId, MemberId, SavedSearchId};
use crate::market::catalogue::{Catalogue, Rivals, Shelf};
use crate::market::search::finds_listing;
use crate::market::{self, Listing, ListingStatus, SearchQuery};
use crate::members::contacts::Contact;
use crate::members::{MembershipStatus, blocks, contacts, profile};
use crate::outbox;
use crate::retrieval::Query;

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
    let judge = Judge::open(conn, ecosystem, &waiting, today)?;
    let mut finding = judge.finding(&shelf, &mut lookout, waiting, listing.id);
    // Somebody may have left for good meanwhile.
    let ids: Vec<SavedSearchId> = finding.iter().map(|search| search.id).collect();
    let present = store::list_present(conn, &ids)?;
    finding.retain(|search| present.contains(&search.id));
    Ok(finding)
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
        })
    }

    /// Those of the searches that find a listing.
    fn finding(
        &self,
        shelf: &Shelf,
        lookout: &mut Lookout,
        waiting: Vec<Waiting>,
        id: ListingId,
    ) -> Vec<Arc<Kept>> {
        let asked = |waiting: Waiting| (self.question_of(shelf, &waiting), waiting);
        let mut asked: Vec<(Option<Question>, Waiting)> = waiting.into_iter().map(asked).collect();
        let decided = self.decide(shelf, lookout, &asked, id);
        asked.retain(|(question, waiting)| {
            let Some(question) = question else {
                return !waiting.has_words();
            };
            let search = &waiting.search;
            let Some(apart) = self.apart.get(&search.member_id) else {
                return decided.get(question).copied().unwrap_or_default();
            };
            let hidden = self.inactive.iter().chain(apart).copied().collect();
            let mut case = Case::open(&search.query, shelf, lookout, question);
            case.decide(shelf, &hidden, self.today, id);
            case.close(lookout, question)
        });
        asked.into_iter().map(|(_, waiting)| waiting.search).collect()
    }

    /// `None` without words, and where the owner has left for good.
    fn question_of(&self, shelf: &Shelf, waiting: &Waiting) -> Option<Question> {
        let Kept { query, bounds, .. } = waiting.search.as_ref();
        let owner = self.owners.get(&waiting.search.member_id)?;
        let language = || Lookout::language_of(waiting, shelf, owner.locale);
        waiting
            .has_words()
            .then(|| (query.text.clone(), language(), bounds.clone()))
    }

    /// Decides for all who are kept apart from nobody: each question once, on all processors, for one that finds a listing
    /// for the first time may take as long as all others together.
    fn decide(
        &self,
        shelf: &Shelf,
        lookout: &mut Lookout,
        asked: &[(Option<Question>, Waiting)],
        id: ListingId,
    ) -> HashMap<Question, bool> {
        let mut cases: HashMap<&Question, Case<'_>> = HashMap::new();
        for (question, waiting) in asked {
            let search = &waiting.search;
            if let Some(question) = question
                && !self.apart.contains_key(&search.member_id)
            {
                let open = || Case::open(&search.query, shelf, lookout, question);
                cases.entry(question).or_insert_with(open);
            }
        }
        let mut cases: Vec<(&Question, Case<'_>)> = cases.into_iter().collect();
        cases
            .par_iter_mut()
            .with_max_len(1)
            .for_each(|(_, case)| case.decide(shelf, &self.inactive, self.today, id));
        let closed =
            |(question, case): (&Question, Case<'_>)| (question.clone(), case.close(lookout, question));
        cases.into_iter().map(closed).collect()
    }
}

/// Whether a question finds a listing, with what is known of its rivals.
struct Case<'a> {
    query: &'a SearchQuery,
    sought: Arc<Query>,
    rivals: Rivals,
    finds: bool,
}

impl<'a> Case<'a> {
    /// Takes what is known along, so that it can be decided beside others: [`Case::close`] gives it back.
    fn open(query: &'a SearchQuery, shelf: &Shelf, lookout: &mut Lookout, question: &Question) -> Case<'a> {
        let (text, language, _) = question;
        Case {
            query,
            sought: lookout.query(shelf, text, *language),
            rivals: std::mem::take(lookout.rivals(question)),
            finds: false,
        }
    }

    fn decide(&mut self, shelf: &Shelf, hidden: &FxHashSet<MemberId>, today: NaiveDate, id: ListingId) {
        let (sought, rivals) = (&self.sought, &mut self.rivals);
        self.finds = finds_listing(shelf, sought, self.query, (hidden, today), id, rivals);
    }

    /// Gives back what was learnt.
    fn close(self, lookout: &mut Lookout, question: &Question) -> bool {
        *lookout.rivals(question) = self.rivals;
        self.finds
    }
}
