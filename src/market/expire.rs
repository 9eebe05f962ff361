//! The worker ends listings whose last day is over, and says so a week before.

use chrono::Days;
use serde::{Deserialize, Serialize};

use super::model::ListingStatus;
use super::{get_listing, index, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId};
use crate::outbox;

/// Days before the last day that the author is told.
const TOLD_DAYS_BEFORE: u64 = 7;

/// A listing's last day is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListingExpired {
    pub listing_id: ListingId,
    pub member_id: MemberId,
}
impl outbox::Event for ListingExpired {
    const KIND: &'static str = "market.listing_expired";
}

/// A listing's last day is a week away or less.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListingExpiringSoon {
    pub listing_id: ListingId,
    pub member_id: MemberId,
}
impl outbox::Event for ListingExpiringSoon {
    const KIND: &'static str = "market.listing_expiring_soon";
}

/// Ends up to `limit` listings whose last day is over everywhere on Earth at `now`; returns how many. Search and
/// matching look at the community's own calendar and show none of them in the hours between.
pub fn expire_due(conn: &mut Conn, now: Moment, limit: i64) -> Result<usize> {
    // The westernmost calendar day: 12 hours behind UTC.
    let today = now.plus_hours(-12).naive_utc().date();
    let due = store::list_past_expiry(conn, today, limit)?;
    for (ecosystem, id) in &due {
        let mut listing = get_listing(conn, *ecosystem, *id)?;
        listing.status = ListingStatus::Expired;
        listing.updated_at = now;
        store::update_standing(conn, &listing)?;
        index::save(conn, &listing)?;
        let event = ListingExpired {
            listing_id: *id,
            member_id: listing.member_id,
        };
        outbox::append(conn, Some(*ecosystem), &event, now)?;
    }
    Ok(due.len())
}

/// Tells the authors of up to `limit` listings that expire within a week, once for each last day; returns how many.
pub fn tell_expiring(conn: &mut Conn, now: Moment, limit: i64) -> Result<usize> {
    let today = now.naive_utc().date();
    let until = today
        .checked_add_days(Days::new(TOLD_DAYS_BEFORE))
        .unwrap_or(today);
    let due = store::list_untold_expiry(conn, until, limit)?;
    for (ecosystem, listing_id, member_id, day) in &due {
        store::mark_expiry_told(conn, *listing_id, *day)?;
        let event = ListingExpiringSoon {
            listing_id: *listing_id,
            member_id: *member_id,
        };
        outbox::append(conn, Some(*ecosystem), &event, now)?;
    }
    Ok(due.len())
}
