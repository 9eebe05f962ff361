//! A member posts an offer or a request.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::catalogue::Catalogue;
use super::model::{Category, Listing, ListingFields, ListingStatus};
use super::proposals::Text;
use super::taxonomy::Taxonomy;
use super::{index, proposals, roles, rules, store, writing};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::ListingId;
use crate::members::{Actor, Permission};
use crate::outbox;
use crate::retrieval::Language;
use crate::rulebook::{self, Key};

/// A listing can be found from now on: posted, brought back from a pause, or renewed after it expired.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListingPublished {
    pub listing_id: ListingId,
}
impl outbox::Event for ListingPublished {
    const KIND: &'static str = "market.listing_published";
}

/// Posts a listing, published at once unless `draft`.
pub fn post_listing(
    conn: &mut Conn,
    actor: &Actor,
    catalogue: &Catalogue,
    fields: &ListingFields,
    draft: bool,
    now: Moment,
) -> Result<Listing> {
    actor.require(Permission::PostListing)?;
    let life_days = rulebook::read(conn, actor.ecosystem_id)?.number(Key::ListingLifeDays);
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let expires_on = rules::parse_expiry(fields.expires_on, now.date_in(actor.time_zone), life_days)?;

    let id = ListingId::new(now);
    let status = if draft {
        ListingStatus::Draft
    } else {
        ListingStatus::Active
    };
    let listing = parse(
        actor,
        (&taxonomy, catalogue),
        fields,
        Standing {
            id,
            status,
            expires_on,
            created_at: now,
            updated_at: now,
            published_at: (!draft).then_some(now),
            kept_category: None,
        },
    )?;

    store::insert_listing(conn, &listing)?;
    if !draft {
        index::save(conn, &listing)?;
        outbox::append(
            conn,
            Some(actor.ecosystem_id),
            &ListingPublished { listing_id: id },
            now,
        )?;
    }
    Ok(listing)
}

/// What of a listing its author does not write.
pub(super) struct Standing {
    pub id: ListingId,
    pub status: ListingStatus,
    pub expires_on: NaiveDate,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub published_at: Option<Moment>,
    /// The trade that it keeps, which nobody may choose any more.
    pub kept_category: Option<Category>,
}

/// The listing that checked fields make.
pub(super) fn parse(
    actor: &Actor,
    (taxonomy, catalogue): (&Taxonomy, &Catalogue),
    fields: &ListingFields,
    standing: Standing,
) -> Result<Listing> {
    let (title, description) = rules::parse_texts(fields)?;
    if fields.skills.len() > rules::SKILLS_MAX {
        return Err(Refusal::invalid("too-many", "skills")
            .with("max", rules::SKILLS_MAX)
            .into());
    }
    let skills = taxonomy.parse_skills(&fields.skills, "skills")?;
    let told = writing::language_told(&title, &description, actor.locale);
    let language = rules::parse_language(fields.language.as_deref(), told)?;
    let text = Text {
        what: fields.what,
        title: &title,
        description: &description,
        language: Language::of(&language),
    };
    let named = fields.category.as_deref().map(str::trim);
    let category = match (standing.kept_category, named.filter(|word| !word.is_empty())) {
        (Some(kept), _) => kept,
        (None, Some(word)) => taxonomy.parse_category(word, "category")?.clone(),
        (None, None) => proposals::guess_trade(taxonomy, catalogue, actor, &skills, text)
            .ok_or_else(|| Refusal::invalid("category-untold", "category"))?,
    };
    Ok(Listing {
        id: standing.id,
        ecosystem_id: actor.ecosystem_id,
        member_id: actor.member_id,
        kind: fields.kind,
        what: fields.what,
        title,
        description,
        language,
        category,
        skills,
        terms: rules::parse_terms(&fields.terms)?,
        place: rules::parse_place(fields.place.as_ref())?,
        remote: fields.remote,
        slots: rules::parse_slots(&fields.availability)?,
        roles: roles::parse_roles(fields.kind, &fields.roles)?,
        status: standing.status,
        expires_on: standing.expires_on,
        created_at: standing.created_at,
        updated_at: standing.updated_at,
        published_at: standing.published_at,
        closed_at: None,
        source: None,
    })
}
