//! The matches of a listing, for whoever may see it.

use super::model::Match;
use super::past::tell_past;
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
pub(super) const MATCHES_MAX: i64 = 100;

/// What lists of matches are made with, besides the database.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    pub catalogue: &'a Catalogue,
    pub exposure: &'a Exposure,
}

/// What answers a listing that this actor may see, best first and offers fairly, and the listing. An active listing's matches are every
/// member's to see, a draft's its author's alone; what two members exchanged is told to these two. The author's own
/// listings never answer for them.
pub fn list_matches(
    conn: &mut Conn,
    sources: Sources<'_>,
    actor: &Actor,
    id: ListingId,
    slice: &Slice,
    now: Moment,
) -> Result<(Listing, Page<Match>)> {
    let listing = market::get_visible(conn, actor, id)?;
    let offset = slice.offset()?.min(MATCHES_MAX);
    let wanted = (offset + slice.limit + 1).min(MATCHES_MAX) as usize;
    let view = View::open(
        conn,
        sources.exposure,
        actor.ecosystem_id,
        actor.member_id,
        slice,
        now,
    )?;
    let matcher = RankedMatcher {
        catalogue: sources.catalogue,
        view: Some(&view),
    };
    let found = matcher.answers_to(conn, &listing, now, wanted)?;
    let mut rows: Vec<Match> = found.into_iter().skip(offset as usize).collect();
    let reader = actor.member_id;
    let own = rows
        .iter_mut()
        .filter(|found| reader == listing.member_id || reader == found.member_id);
    tell_past(conn, (listing.ecosystem_id, listing.member_id), own)?;
    Ok((listing, view.page(rows)))
}
