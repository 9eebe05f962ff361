//! Who could take the roles of a request: the active offers that answer the words of each, as a search for them would.

use std::collections::HashMap;

use super::candidates::shared_words;
use super::catalogue::{Catalogue, Choices, Reach, Shelf};
use super::model::{Listing, ListingKind};
use super::{hidden_members, store};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ListingId;
use crate::members::Actor;
use crate::retrieval::Query;

/// Offers that the words of one role may find: the best of them.
const FOUND_MAX: usize = 120;

/// An active offer that answers a role.
#[derive(Debug, Clone)]
pub struct RoleAnswer {
    pub listing: Listing,
    /// 0 to 1.
    pub score: f64,
    /// The words of the role that it has, as the role writes them, or says in other words; none where it only means the
    /// same.
    pub words: Vec<String>,
}

/// For each role of a request the offers that answer it, best first: never of its author, nor of members whose
/// membership is not active or who are kept apart from its author or from who asks.
pub fn find_role_answers(
    conn: &mut Conn,
    actor: &Actor,
    catalogue: &Catalogue,
    request: &Listing,
    now: Moment,
) -> Result<Vec<Vec<RoleAnswer>>> {
    let ecosystem = request.ecosystem_id;
    let today = now.date_in(actor.time_zone);
    let mut hidden = hidden_members(conn, ecosystem, request.member_id)?;
    hidden.extend(hidden_members(conn, ecosystem, actor.member_id)?);
    hidden.insert(request.member_id);
    let shelf = catalogue.wait_for_shelf(conn, ecosystem)?;
    // A text whose language does not show is taken to be in that of the request.
    let locale = Locale::from_word(&request.language).unwrap_or(actor.locale);
    let mut answers = Vec::with_capacity(request.roles.len());
    for role in &request.roles {
        let query = shelf.query(&role.title, locale);
        let found = best_offers(&shelf, &query, |row| {
            row.is_current(today) && !hidden.contains(&row.author())
        });
        let ids: Vec<ListingId> = found.iter().map(|(id, _)| *id).collect();
        let scores: HashMap<ListingId, f32> = found.into_iter().collect();
        let listings = store::list_by_ids(conn, ecosystem, &ids)?;
        let of_role = listings.into_iter().map(|listing| RoleAnswer {
            score: scores[&listing.id].into(),
            words: shared_words(&query, &listing),
            listing,
        });
        answers.push(of_role.collect());
    }
    Ok(answers)
}

/// The best of the offers that a query finds, best first; those much worse than the best are left out.
fn best_offers(shelf: &Shelf, query: &Query, may: impl Fn(super::Row<'_>) -> bool) -> Vec<(ListingId, f32)> {
    let found = shelf.answers(query, Reach::Anywhere, &Choices::default(), 0, |row| {
        row.kind() == ListingKind::Offer && may(row)
    });
    let found = found.into_iter();
    let mut found: Vec<(ListingId, f32)> = found.map(|answer| (answer.row.id(), answer.score)).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    found.truncate(FOUND_MAX);
    found
}
