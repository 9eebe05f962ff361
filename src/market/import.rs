//! Listings that come from another system: their own dates and state, no news about them, the source kept as it was.

use chrono::NaiveDate;

use super::model::{Category, Listing, ListingKind, ListingPlace, ListingStatus, Slot, Terms, What};
use super::proposals::Text;
use super::taxonomy::Taxonomy;
use super::{index, proposals, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{CategoryId, EcosystemId, ListingId, MemberId};
use crate::retrieval::Language;

/// A listing of another system, already cleaned by the importer (titles of 1 to 120 characters and so on).
#[derive(Debug, Clone)]
pub struct ImportedListing {
    pub member_id: MemberId,
    pub kind: ListingKind,
    pub what: What,
    pub title: String,
    pub description: String,
    /// Two- or three-letter code; Spanish texts are kept as such.
    pub language: String,
    /// Key, id or name of a trade; guessed from the words when absent or unknown.
    pub category: Option<String>,
    /// Keys, ids or names; unknown ones are left out.
    pub skills: Vec<String>,
    pub terms: Terms,
    pub place: Option<ListingPlace>,
    pub remote: bool,
    pub slots: Vec<Slot>,
    pub status: ListingStatus,
    pub expires_on: NaiveDate,
    pub created_at: Moment,
    /// What the source wrote, for the record.
    pub source: Option<String>,
}

/// Adds a listing as it was elsewhere: no event, no limits of the rulebook. Read the taxonomy once for a whole import.
pub fn import_listing(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    taxonomy: &Taxonomy,
    imported: ImportedListing,
) -> Result<ListingId> {
    let mut skills = Vec::new();
    for word in &imported.skills {
        if let Some(skill) = taxonomy.find_skill(word)
            && skills.iter().all(|s: &super::Skill| s.id != skill.id)
        {
            skills.push(skill.clone());
        }
    }
    let named = imported
        .category
        .as_deref()
        .and_then(|word| taxonomy.find_category(word));
    let category = named
        .or_else(|| {
            let text = Text {
                what: imported.what,
                title: &imported.title,
                description: &imported.description,
                language: Language::of(&imported.language),
            };
            match skills.first() {
                Some(skill) => taxonomy.category(skill.category_id),
                None => proposals::likely_trades(taxonomy, &[], text).first().copied(),
            }
        })
        // Nobody is there to ask.
        .or_else(|| taxonomy.categories().next())
        .ok_or_else(|| Error::internal("the ecosystem has no categories"))?
        .clone();
    let was_published = imported.status != ListingStatus::Draft;
    let listing = Listing {
        id: ListingId::new(imported.created_at),
        ecosystem_id: ecosystem,
        member_id: imported.member_id,
        kind: imported.kind,
        what: imported.what,
        title: imported.title,
        description: imported.description,
        language: imported.language,
        category,
        skills,
        terms: imported.terms,
        place: imported.place,
        remote: imported.remote,
        slots: imported.slots,
        roles: Vec::new(),
        status: imported.status,
        expires_on: imported.expires_on,
        created_at: imported.created_at,
        updated_at: imported.created_at,
        published_at: was_published.then_some(imported.created_at),
        closed_at: (imported.status == ListingStatus::Closed).then_some(imported.created_at),
        source: imported.source,
    };
    store::insert_listing(conn, &listing)?;
    if listing.status == ListingStatus::Active {
        index::save(conn, &listing)?;
    }
    Ok(listing.id)
}

/// Adds a trade of another system at the end of the list.
pub fn import_category(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    key: &str,
    name_fr: &str,
    name_en: &str,
    now: Moment,
) -> Result<CategoryId> {
    let taxonomy = Taxonomy::read(conn, ecosystem)?;
    let last = taxonomy.all_categories().iter().map(|c| c.position).max();
    let category = Category {
        id: CategoryId::new(now),
        key: key.to_string(),
        name_fr: name_fr.to_string(),
        name_en: name_en.to_string(),
        position: last.unwrap_or(0) + 1,
        archived_at: None,
    };
    store::insert_category(conn, ecosystem, &category)?;
    Ok(category.id)
}

/// Adds a listing as it is, for measuring: found from the next search on, without news about it.
pub fn load_indexed(conn: &mut Conn, listing: &Listing) -> Result<()> {
    store::insert_listing(conn, listing)?;
    index::save(conn, listing)
}

/// Adds listings as they are, for measuring: no event, no change counted, and nothing in the database's own index, which
/// answers only while the catalogue is read for the first time.
pub fn load_unindexed(conn: &mut Conn, listings: &[Listing]) -> Result<()> {
    listings
        .iter()
        .try_for_each(|listing| store::insert_listing(conn, listing))
}
