//! Where a listing stands: published, paused, renewed, closed. Each is one change with its own refusals.

use serde::{Deserialize, Serialize};

use super::model::{Listing, ListingStatus};
use super::post::ListingPublished;
use super::{get_own, get_visible, index, rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{ListingId, MemberId};
use crate::kernel::names;
use crate::members::{self, Actor, Permission};
use crate::outbox;
use crate::rulebook::{self, Key};

/// A moderator paused somebody's listing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListingModerated {
    pub listing_id: ListingId,
    pub member_id: MemberId,
    pub moderator_id: MemberId,
    pub reason: String,
}
impl outbox::Event for ListingModerated {
    const KIND: &'static str = "market.listing_moderated";
}

/// Longest reason a moderator gives.
const REASON_MAX: usize = 500;

/// Publishes a draft, or brings back what was paused or has expired. A life that is over starts anew.
pub fn publish_listing(conn: &mut Conn, actor: &Actor, id: ListingId, now: Moment) -> Result<Listing> {
    let mut listing = get_own(conn, actor, id)?;
    match listing.status {
        ListingStatus::Draft | ListingStatus::Paused | ListingStatus::Expired => {}
        ListingStatus::Active => return Err(Refusal::conflict("listing-already-published").into()),
        ListingStatus::Closed => return Err(Refusal::conflict("listing-closed").into()),
    }
    let today = now.date_in(actor.time_zone);
    if listing.expires_on < today {
        listing.expires_on = rules::latest_expiry(today, life_days(conn, actor)?);
    }
    listing.status = ListingStatus::Active;
    listing.published_at = Some(now);
    save(conn, &mut listing, now)?;
    outbox::append(
        conn,
        Some(actor.ecosystem_id),
        &ListingPublished { listing_id: id },
        now,
    )?;
    Ok(listing)
}

/// Hides an active listing for a while. Its author may; a moderator may too, with a reason that is kept and told.
pub fn pause_listing(
    conn: &mut Conn,
    actor: &Actor,
    id: ListingId,
    reason: Option<&str>,
    now: Moment,
) -> Result<Listing> {
    let mut listing = get_visible(conn, actor, id)?;
    let own = listing.member_id == actor.member_id;
    actor.require(if own {
        Permission::PostListing
    } else {
        Permission::ModerateListing
    })?;
    let reason = names::optional_line("reason", reason, REASON_MAX)?;
    match listing.status {
        ListingStatus::Active => {}
        ListingStatus::Closed => return Err(Refusal::conflict("listing-closed").into()),
        _ => return Err(Refusal::conflict("listing-not-active").into()),
    }
    listing.status = ListingStatus::Paused;
    if !own {
        let reason = reason.ok_or_else(|| Refusal::invalid("text-empty", "reason"))?;
        let object = ("listing", Some(id.0));
        members::record_audit(conn, actor, Permission::ModerateListing, "paused", object, now)?;
        let event = ListingModerated {
            listing_id: id,
            member_id: listing.member_id,
            moderator_id: actor.member_id,
            reason,
        };
        outbox::append(conn, Some(actor.ecosystem_id), &event, now)?;
    }
    save(conn, &mut listing, now)?;
    Ok(listing)
}

/// Starts a listing's life anew from today; an expired one is active again.
pub fn renew_listing(conn: &mut Conn, actor: &Actor, id: ListingId, now: Moment) -> Result<Listing> {
    let mut listing = get_own(conn, actor, id)?;
    let was_expired = match listing.status {
        ListingStatus::Active | ListingStatus::Paused => false,
        ListingStatus::Expired => true,
        ListingStatus::Draft => return Err(Refusal::conflict("listing-is-draft").into()),
        ListingStatus::Closed => return Err(Refusal::conflict("listing-closed").into()),
    };
    listing.expires_on = rules::latest_expiry(now.date_in(actor.time_zone), life_days(conn, actor)?);
    if was_expired {
        listing.status = ListingStatus::Active;
        listing.published_at = Some(now);
        outbox::append(
            conn,
            Some(actor.ecosystem_id),
            &ListingPublished { listing_id: id },
            now,
        )?;
    }
    save(conn, &mut listing, now)?;
    Ok(listing)
}

/// Closes a listing for good; exchanges about it go on.
pub fn close_listing(conn: &mut Conn, actor: &Actor, id: ListingId, now: Moment) -> Result<Listing> {
    let mut listing = get_own(conn, actor, id)?;
    if listing.status == ListingStatus::Closed {
        return Err(Refusal::conflict("listing-closed").into());
    }
    listing.status = ListingStatus::Closed;
    listing.closed_at = Some(now);
    save(conn, &mut listing, now)?;
    Ok(listing)
}

fn life_days(conn: &mut Conn, actor: &Actor) -> Result<i64> {
    Ok(rulebook::read(conn, actor.ecosystem_id)?.number(Key::ListingLifeDays))
}

fn save(conn: &mut Conn, listing: &mut Listing, now: Moment) -> Result<()> {
    listing.updated_at = now;
    store::update_standing(conn, listing)?;
    index::save(conn, listing)
}
