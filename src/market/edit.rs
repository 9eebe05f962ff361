//! The author changes what a listing says. Where it stands is changed in [`super::standing`].

use super::catalogue::Catalogue;
use super::model::{Category, Listing, ListingFields, ListingStatus};
use super::post::{self, Standing};
use super::taxonomy::Taxonomy;
use super::{get_own, index, rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::ListingId;
use crate::members::Actor;
use crate::rulebook::{self, Key};

/// Applies `change` to the fields as they stand and checks the whole anew. A closed listing stays as it is.
pub fn edit_listing(
    conn: &mut Conn,
    actor: &Actor,
    catalogue: &Catalogue,
    id: ListingId,
    change: impl FnOnce(&mut ListingFields),
    now: Moment,
) -> Result<Listing> {
    let old = get_own(conn, actor, id)?;
    if old.status == ListingStatus::Closed {
        return Err(Refusal::conflict("listing-closed").into());
    }
    let mut fields = ListingFields::from(&old);
    change(&mut fields);

    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let expires_on = if fields.expires_on == Some(old.expires_on) {
        old.expires_on
    } else {
        let life_days = rulebook::read(conn, actor.ecosystem_id)?.number(Key::ListingLifeDays);
        rules::parse_expiry(fields.expires_on, now.date_in(actor.time_zone), life_days)?
    };
    drop_archived_skills(&mut fields, &old, &taxonomy);
    let mut listing = post::parse(
        actor,
        (&taxonomy, catalogue),
        &fields,
        Standing {
            id,
            status: old.status,
            expires_on,
            created_at: old.created_at,
            updated_at: now,
            published_at: old.published_at,
            kept_category: kept_category(&fields, &old, &taxonomy),
        },
    )?;
    listing.source = old.source.clone();

    store::update_listing(conn, &listing)?;
    index::save(conn, &listing)?;
    Ok(listing)
}

/// A trade that was archived since stays on the listing that has it, though nobody may choose it anew.
fn kept_category(fields: &ListingFields, old: &Listing, taxonomy: &Taxonomy) -> Option<Category> {
    let is_same = fields.category.as_deref() == Some(&old.category.id.to_string());
    let is_archived = taxonomy.find_category(&old.category.key).is_none();
    (is_same && is_archived).then(|| old.category.clone())
}

/// Of its skills those that were archived since go when it is edited.
fn drop_archived_skills(fields: &mut ListingFields, old: &Listing, taxonomy: &Taxonomy) {
    fields.skills.retain(|word| {
        let was_there = old.skills.iter().any(|skill| skill.id.to_string() == *word);
        !was_there || taxonomy.find_skill(word).is_some()
    });
}
