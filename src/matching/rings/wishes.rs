//! The edges of the graph that rings are found in: which offer answers which request well enough. They are written
//! when a listing is searched for, and read only where both listings still are what they were then.

use std::collections::{BTreeSet, HashSet};

use super::cycles::{Edge, MEMBERS_MAX};
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId};
use crate::market::{Catalogue, Listing, ListingKind};
use crate::matching::ranked::{Matcher, RankedMatcher};
use crate::members::MembershipStatus;
use crate::members::contacts;

/// Below this score a pair is no part of a ring. Higher than for a notice: a leg that does not fit spoils the ring for
/// up to four people, and keeps their listings from a better one until somebody declines.
const SCORE_MIN: f64 = 0.6;
/// Edges kept of one search: the best.
const EDGES_MAX: usize = 20;

/// Looks anew for what answers an active listing and keeps the best as edges.
pub(super) fn refresh(conn: &mut Conn, catalogue: &Catalogue, listing: &Listing, now: Moment) -> Result<()> {
    // Whoever searches may have looked at the clock before the listing was changed, and found it as it is since.
    let now = now.max(listing.updated_at);
    let found = RankedMatcher::unread(catalogue).answers_to(conn, listing, now, EDGES_MAX)?;
    let edges: Vec<Edge> = found
        .into_iter()
        .filter(|found| found.score >= SCORE_MIN)
        .filter_map(|found| {
            let (offer, request) = match listing.kind {
                ListingKind::Request => (&found.listing, listing),
                ListingKind::Offer => (listing, &found.listing),
            };
            rules::leg_terms(&offer.terms, &request.terms)?;
            Some(Edge {
                giver: offer.member_id,
                receiver: request.member_id,
                offer_id: offer.id,
                request_id: request.id,
                score_bp: rules::score_bp(found.score),
            })
        })
        .collect();
    store::replace_edges(conn, listing, &edges, now)?;
    store::set_searched(conn, listing.id, now)
}

/// Every edge that a ring of up to four members around a listing can have. A listing that sits in an open ring already
/// has none, except the one that is asked for.
pub(super) fn around(conn: &mut Conn, listing: &Listing) -> Result<Vec<Edge>> {
    let ecosystem = listing.ecosystem_id;
    let own = store::list_edges_of_listing(conn, ecosystem, listing.id)?;
    if own.is_empty() {
        return Ok(own);
    }
    let author = [listing.member_id];
    let (leaving, closing) = match listing.kind {
        ListingKind::Offer => {
            let closing = store::list_edges_to(conn, ecosystem, &author)?;
            (own, closing)
        }
        ListingKind::Request => {
            let leaving = store::list_edges_from(conn, ecosystem, &author)?;
            (leaving, own)
        }
    };
    // Four members: author → second → third → fourth → author. What leaves the second and what reaches the fourth
    // holds everything in between.
    const _: () = assert!(MEMBERS_MAX == 4);
    let second: Vec<MemberId> = distinct(leaving.iter().map(|edge| edge.receiver));
    let fourth: Vec<MemberId> = distinct(closing.iter().map(|edge| edge.giver));
    let mut edges = leaving;
    edges.extend(closing);
    edges.extend(store::list_edges_from(conn, ecosystem, &second)?);
    edges.extend(store::list_edges_to(conn, ecosystem, &fourth)?);

    let taken: HashSet<ListingId> = store::list_taken(conn, ecosystem)?.into_iter().collect();
    let free = |id: ListingId| id == listing.id || !taken.contains(&id);
    let people = distinct(edges.iter().flat_map(|edge| [edge.giver, edge.receiver]));
    let standings = contacts::list_standings(conn, &people, ecosystem)?;
    let active = |member: MemberId| standings.get(&member) == Some(&MembershipStatus::Active);
    let mut seen = HashSet::new();
    edges.retain(|edge| {
        seen.insert((edge.offer_id, edge.request_id))
            && free(edge.offer_id)
            && free(edge.request_id)
            && active(edge.giver)
            && active(edge.receiver)
    });
    Ok(edges)
}

fn distinct(members: impl Iterator<Item = MemberId>) -> Vec<MemberId> {
    members.collect::<BTreeSet<_>>().into_iter().collect()
}
