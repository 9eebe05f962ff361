//! Floor 3, the market: offers and requests, the trades and skills they are sorted by, and the text index over them.
//! Owns `categories, skills, listings, listing_skills, listing_slots, listing_roles, listing_terms,
//! listing_digests, market_versions, member_skills`.
//!
//! Others may call: [`get_listing`] and [`list_by_ids`] (whole listings, whatever their state), [`list_listings`] and
//! [`list_by_member`], [`each_candidate`], [`asked_skills`] and [`each_request_asking`] (matching), [`import_listing`], [`import_category`] and [`Taxonomy::read`] (interchange),
//! [`Catalogue`] (each process has one) and [`forget_digests`] (where it is found to differ), [`seed_taxonomy`] (a new ecosystem), [`expire_due`] and [`tell_expiring`]
//! (the worker); the pure rules in [`text`] and [`rules`]; [`saved_searches`] and [`fairness`] (each with tables of its
//! own) and [`widening`] (what to try when little was found).
//!
//! A listing is `draft → active ⇄ paused → expired → (renewed) active`, or `closed` from anywhere, for good.

mod asked_skills;
mod candidates;
mod catalogue;
mod edit;
mod expire;
pub mod fairness;
mod import;
mod index;
mod lacking;
mod member_skills;
mod model;
mod post;
mod proposals;
mod role_answers;
pub mod roles;
pub mod rules;
pub mod saved_searches;
mod search;
mod standing;
mod store;
mod taxonomies;
mod taxonomy;
pub mod text;
pub mod widening;
mod writing;

pub use asked_skills::{AskedSkill, asked_skills, each_request_asking, list_skilled};
pub use candidates::{TextNeeded, each_candidate, shared_words};
pub use catalogue::{Audit, Catalogue, Figures, Row, Stock, forget_digests, lacking_digests, store_digests};
pub use edit::edit_listing;
pub use expire::{ListingExpired, ListingExpiringSoon, expire_due, tell_expiring};
pub use import::{ImportedListing, import_category, import_listing, load_indexed, load_unindexed};
pub use lacking::{Lacking, Mark};
pub use member_skills::{list_member_skills, set_member_skills};
pub use model::{
    Category, DAY_MINUTES, Listing, ListingFields, ListingKind, ListingPlace, ListingStatus, PlaceInput,
    Skill, Slot, SlotDay, SlotInput, SlotParts, Terms, TermsInput, TermsKind, WEEKDAYS, What,
};
pub use post::{ListingPublished, post_listing};
pub use role_answers::{RoleAnswer, find_role_answers};
pub use roles::{Role, RoleInput};
pub use search::{FacetCounts, Facets, Found, On, Outcome, SearchQuery, look_up, search};
pub use standing::{ListingModerated, close_listing, pause_listing, publish_listing, renew_listing};
pub use store::ListingFilter;
pub use taxonomies::{ImportedTaxonomy, import_taxonomy, list_taxonomies, remove_taxonomy};
pub use taxonomy::{
    NameChange, Taxonomy, add_category, add_skill, change_category, change_skill, seed_taxonomy,
};

pub use writing::{Draft, WritingHelp, help_writing};

use std::collections::HashSet;

use crate::db::Conn;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, ListingId, MemberId};
use crate::kernel::pages::{Page, Slice};
use crate::members::{self, Actor, Permission};

/// A listing of an ecosystem with its slots, skills and terms, whatever its state; refused as not found elsewhere.
pub fn get_listing(conn: &mut Conn, ecosystem: EcosystemId, id: ListingId) -> Result<Listing> {
    store::find_listing(conn, ecosystem, id)?.ok_or_else(|| Refusal::not_found().into())
}

/// A listing as this actor may see it: their own and, of others, active ones; moderators see all.
pub fn get_visible(conn: &mut Conn, actor: &Actor, id: ListingId) -> Result<Listing> {
    actor.require(Permission::ReadDirectory)?;
    let listing = get_listing(conn, actor.ecosystem_id, id)?;
    let visible = listing.status == ListingStatus::Active
        || listing.member_id == actor.member_id
        || actor.may(Permission::ModerateListing);
    if visible {
        Ok(listing)
    } else {
        Err(Refusal::not_found().into())
    }
}

/// A listing that this actor may change: their own. Of others, what they may not even see does not exist for them.
fn get_own(conn: &mut Conn, actor: &Actor, id: ListingId) -> Result<Listing> {
    actor.require(Permission::PostListing)?;
    let listing = get_visible(conn, actor, id)?;
    if listing.member_id != actor.member_id {
        return Err(Refusal::forbidden("listing-not-yours").into());
    }
    Ok(listing)
}

/// The ecosystem a listing belongs to, if there is such a listing.
pub fn find_ecosystem_of(conn: &mut Conn, id: ListingId) -> Result<Option<EcosystemId>> {
    store::find_ecosystem_of(conn, id)
}

/// These listings, in the order of `ids`; ids of nothing, or of another ecosystem, are left out.
pub fn list_by_ids(conn: &mut Conn, ecosystem: EcosystemId, ids: &[ListingId]) -> Result<Vec<Listing>> {
    store::list_by_ids(conn, ecosystem, ids)
}

/// A page of listings, newest first.
pub fn list_listings(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    filter: &ListingFilter,
    slice: &Slice,
) -> Result<Page<Listing>> {
    let before = slice.after_id()?.map(ListingId);
    let rows = store::list_listings(conn, ecosystem, filter, before, slice.limit + 1)?;
    Ok(slice.page_by_id(rows, |listing| listing.id.0))
}

/// A page of the listings this actor may see: active ones, and their own in any state when asked for.
pub fn list_visible(
    conn: &mut Conn,
    actor: &Actor,
    filter: &ListingFilter,
    mine: bool,
    slice: &Slice,
) -> Result<Page<Listing>> {
    actor.require(Permission::ReadDirectory)?;
    let mut filter = filter.clone();
    if mine {
        filter.member = Some(actor.member_id);
    }
    let own_or_moderated = filter.member == Some(actor.member_id) || actor.may(Permission::ModerateListing);
    if !own_or_moderated {
        let wanted = filter.statuses.is_empty() || filter.statuses.contains(&ListingStatus::Active);
        if !wanted {
            return Ok(Page::whole(Vec::new()));
        }
        filter.statuses = vec![ListingStatus::Active];
    } else if filter.statuses.is_empty() && filter.member != Some(actor.member_id) {
        filter.statuses = vec![ListingStatus::Active];
    }
    list_listings(conn, actor.ecosystem_id, &filter, slice)
}

/// Every listing of a member in an ecosystem, newest first, at most 1,000: for exports.
pub fn list_by_member(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<Vec<Listing>> {
    let filter = ListingFilter {
        member: Some(member),
        ..ListingFilter::default()
    };
    store::list_listings(conn, ecosystem, &filter, None, 1_000)
}

/// The members whose listings this one does not find: those whose membership is not active, and whoever is kept apart
/// from them.
pub fn hidden_members(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    reader: MemberId,
) -> Result<HashSet<MemberId>> {
    let mut hidden = members::blocks::list_hidden(conn, ecosystem, reader)?;
    hidden.extend(members::profile::list_inactive(conn, ecosystem)?);
    Ok(hidden)
}
