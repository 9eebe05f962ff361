//! The text index: an active listing stands under the terms of its title, skills, trade and description. Listings in
//! any other state stand under none, so that how rare a word is counts only what can be found. What the catalogue in
//! memory keeps of a listing is stored beside it.

use std::collections::BTreeMap;

use super::catalogue::store_digests;
use super::model::{Listing, ListingStatus};
use super::{store, text};
use crate::db::Conn;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId};

const TITLE_WEIGHT: i64 = 3;
const SKILL_WEIGHT: i64 = 2;
const DESCRIPTION_WEIGHT: i64 = 1;

/// The parts of a listing with their weights, as they are indexed.
fn parts(listing: &Listing) -> Vec<(&str, i64)> {
    let mut parts = telling_parts(listing);
    parts.push((listing.category.name_fr.as_str(), SKILL_WEIGHT));
    parts.push((listing.category.name_en.as_str(), SKILL_WEIGHT));
    parts
}

/// The parts that tell what a listing is about, as matching looks for them: its trade is compared as such.
pub(super) fn telling_parts(listing: &Listing) -> Vec<(&str, i64)> {
    let mut parts = vec![
        (listing.title.as_str(), TITLE_WEIGHT),
        (listing.description.as_str(), DESCRIPTION_WEIGHT),
    ];
    for skill in &listing.skills {
        parts.push((&skill.name_fr, SKILL_WEIGHT));
        parts.push((&skill.name_en, SKILL_WEIGHT));
    }
    parts
}

/// Makes the index say what the listing says, or nothing when it is not active, and counts the change.
pub(super) fn save(conn: &mut Conn, listing: &Listing) -> Result<()> {
    let terms = match listing.status {
        ListingStatus::Active => text::weigh(&parts(listing)),
        _ => BTreeMap::new(),
    };
    store::replace_terms(conn, listing.ecosystem_id, listing.id, &terms)?;
    store_digests(conn, listing.ecosystem_id, std::slice::from_ref(listing))?;
    store::count_change(conn, listing.ecosystem_id, listing.id)
}

/// Takes a listing that is no longer active out of the index, and counts the change.
pub(super) fn remove(conn: &mut Conn, ecosystem: EcosystemId, id: ListingId) -> Result<()> {
    store::delete_terms(conn, id)?;
    store::delete_digests(conn, ecosystem, &[id])?;
    store::count_change(conn, ecosystem, id)
}

/// Reads listings again after a trade or skill was renamed.
pub(super) fn refresh(conn: &mut Conn, ecosystem: EcosystemId, ids: &[ListingId]) -> Result<()> {
    for listing in store::list_by_ids(conn, ecosystem, ids)? {
        save(conn, &listing)?;
    }
    Ok(())
}
