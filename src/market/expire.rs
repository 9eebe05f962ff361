//! The worker ends listings whose last day is over, and says so a week before.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::Days;
use serde::{Deserialize, Serialize};

use super::{index, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId};
use crate::members;
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

/// Ends up to `limit` listings whose last day is over in their community's calendar; returns how many.
pub fn expire_due(conn: &mut Conn, now: Moment, limit: i64) -> Result<usize> {
    // The day after in UTC: where it is already tomorrow, today is over.
    let tomorrow = now.plus_days(1).naive_utc().date();
    let mut today = HashMap::new();
    let mut ended = 0;
    for (ecosystem, listing_id, member_id, last_day) in store::list_past_expiry(conn, tomorrow, limit)? {
        let today = match today.entry(ecosystem) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => {
                *unknown.insert(now.date_in(members::founding::time_zone_of(conn, ecosystem)?))
            }
        };
        // The author may change the listing at this very moment: only what is still active ends.
        if last_day >= today || !store::expire_listing(conn, listing_id, now)? {
            continue;
        }
        index::remove(conn, ecosystem, listing_id)?;
        let event = ListingExpired {
            listing_id,
            member_id,
        };
        outbox::append(conn, Some(ecosystem), &event, now)?;
        ended += 1;
    }
    Ok(ended)
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
