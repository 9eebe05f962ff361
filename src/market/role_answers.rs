//! Who could take the roles of a request: the active offers that answer the words of each, as a search for them would.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::catalogue::Catalogue;
use super::model::{Listing, ListingKind};
use super::search::{SearchQuery, search};
use super::store::{self, Head, Wanted};
use super::{findable_members, text};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ListingId;
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::members::Actor;

/// Listings that the words of one role may find: the best of them.
const FOUND_MAX: usize = 300;
/// Score of the first that the database's own index finds, which gives none that can be compared.
const SCORE_UNKNOWN: f64 = 0.5;

/// An active offer that answers a role.
#[derive(Debug, Clone)]
pub struct RoleAnswer {
    pub head: Head,
    /// 0 to 1.
    pub score: f64,
    /// The words of the role that it has, as the role writes them; none where it only means the same.
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
    let mut found = Vec::with_capacity(request.roles.len());
    for role in &request.roles {
        found.push(find(conn, actor, catalogue, request, &role.title, now)?);
    }
    let ids: BTreeSet<ListingId> = found.iter().flatten().map(|(id, _)| *id).collect();
    let ids: Vec<ListingId> = ids.into_iter().collect();
    let today = now.date_in(actor.time_zone);
    let findable = findable_members(conn, ecosystem, request.member_id)?;
    let visible = findable_members(conn, ecosystem, actor.member_id)?;
    let heads: HashMap<ListingId, Head> = store::list_heads(conn, ecosystem, Wanted::Ids(&ids), today)?
        .into_iter()
        .filter(|head| {
            head.kind == ListingKind::Offer
                && head.member_id != request.member_id
                && findable.contains(&head.member_id)
                && visible.contains(&head.member_id)
        })
        .map(|head| (head.id, head))
        .collect();
    let mut answers = Vec::with_capacity(found.len());
    for (role, scored) in request.roles.iter().zip(found) {
        let mut words = words_found(conn, request, &role.title)?;
        let of_role = scored.into_iter().filter_map(|(id, score)| {
            Some(RoleAnswer {
                head: heads.get(&id)?.clone(),
                score,
                words: words.remove(&id).unwrap_or_default(),
            })
        });
        answers.push(of_role.collect());
    }
    Ok(answers)
}

/// The listings that a text finds, best first, with their scores. A text whose language does not show is taken to be in
/// that of the request.
fn find(
    conn: &mut Conn,
    actor: &Actor,
    catalogue: &Catalogue,
    request: &Listing,
    words: &str,
    now: Moment,
) -> Result<Vec<(ListingId, f64)>> {
    let locale = Locale::from_word(&request.language).unwrap_or(actor.locale);
    if let Some(found) = catalogue.find(conn, request.ecosystem_id, words, locale)? {
        return Ok(found
            .into_iter()
            .take(FOUND_MAX)
            .map(|one| (one.id, f64::from(one.score).clamp(0.0, 1.0)))
            .collect());
    }
    // The catalogue is read for the first time: what an ordinary search finds meanwhile, in its order.
    let query = SearchQuery {
        text: words.to_string(),
        kind: Some(ListingKind::Offer),
        what: Vec::new(),
        category: Vec::new(),
        skills: Vec::new(),
        near: None,
        within_km: None,
        remote: None,
        on: None,
        terms: Vec::new(),
        slice: Slice {
            after: None,
            limit: PAGE_SIZE_MAX,
        },
    };
    let (page, _, _) = search(conn, actor, catalogue, &query, now)?;
    let step = SCORE_UNKNOWN / (page.items.len().max(1) as f64);
    let places = page.items.into_iter().zip(0u32..);
    Ok(places
        .map(|(one, place)| (one.listing.id, SCORE_UNKNOWN - step * f64::from(place)))
        .collect())
}

/// Which words of a text each active listing has.
fn words_found(conn: &mut Conn, request: &Listing, title: &str) -> Result<HashMap<ListingId, Vec<String>>> {
    let mut sought = text::sought(title);
    sought.retain(|word| !text::is_filler(&word.word));
    let postings = store::list_postings(conn, request.ecosystem_id, &text::terms_of(&sought))?;
    let mut found: HashMap<ListingId, Vec<String>> = HashMap::new();
    for word in sought {
        let under = word.terms.iter().filter_map(|term| postings.get(term));
        let holding: HashSet<ListingId> = under.flat_map(|listings| listings.keys().copied()).collect();
        for listing in holding {
            found.entry(listing).or_default().push(word.written.clone());
        }
    }
    Ok(found)
}
