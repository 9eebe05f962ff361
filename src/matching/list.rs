//! The matches of a listing, for whoever may see it.

use super::model::Match;
use super::ranked::{Matcher, RankedMatcher};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ListingId;
use crate::kernel::pages::{Page, Slice};
use crate::market::fairness::{Exposure, View};
use crate::market::{self, Catalogue, Listing};
use crate::members::Actor;

/// Matches that are ever listed for one listing.
const MATCHES_MAX: i64 = 100;

/// What answers a listing that this actor may see, best first and offers fairly, and the listing. An active listing's matches are every
/// member's to see, a draft's its author's alone. The actor's own listings never answer for them.
pub fn list_matches(
    conn: &mut Conn,
    catalogue: &Catalogue,
    actor: &Actor,
    exposure: &Exposure,
    id: ListingId,
    slice: &Slice,
    now: Moment,
) -> Result<(Listing, Page<Match>)> {
    let listing = market::get_visible(conn, actor, id)?;
    let offset = slice.offset()?.min(MATCHES_MAX);
    let wanted = (offset + slice.limit + 1).min(MATCHES_MAX) as usize;
    let view = View::open(conn, exposure, actor.ecosystem_id, actor.member_id, slice, now)?;
    let matcher = RankedMatcher {
        catalogue,
        view: Some(&view),
    };
    let found = matcher.answers_to(conn, &listing, now, wanted)?;
    let rows = found.into_iter().skip(offset as usize).collect();
    Ok((listing, view.page(rows)))
}
