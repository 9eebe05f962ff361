//! When a listing is published, the best rings around it are proposed to their members.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::cycles::{Bounds, Cycle, Graph};
use super::model::{Leg, Ring, RingProposed, RingStatus};
use super::{rules, store, wishes};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId, RingId};
use crate::market::{self, Catalogue, Lacking, Listing, ListingStatus, Mark, Terms};
use crate::outbox;
use crate::rulebook::{self, Key, Rules};

/// Looks for rings around an active listing and proposes the best that were never proposed, up to the number the
/// rulebook allows at once; answers how many. A listing that waits in a ring is not asked for by another, except the
/// one just published. Calling it again proposes nothing again.
pub fn propose_around(conn: &mut Conn, catalogue: &Catalogue, id: ListingId, now: Moment) -> Result<usize> {
    let Some(ecosystem) = market::find_ecosystem_of(conn, id)? else {
        return Ok(0);
    };
    let listing = market::get_listing(conn, ecosystem, id)?;
    if listing.status != ListingStatus::Active {
        return Ok(0);
    }
    wishes::refresh(conn, catalogue, &listing, now)?;
    let rules = rulebook::read(conn, ecosystem)?;
    let most = rules.number(Key::RingsProposedMax);
    let room = (most - store::count_open_with(conn, id)?).max(0) as usize;
    if room == 0 {
        return Ok(0);
    }
    let graph = Graph::new(wishes::around(conn, &listing)?);
    let found = graph.around(id, &Bounds::default());
    let mut taken: HashSet<ListingId> = HashSet::new();
    let mut made = 0;
    for cycle in found.cycles {
        if made == room {
            break;
        }
        let others = |cycle: &Cycle| -> Vec<ListingId> {
            let both = cycle.edges.iter().flat_map(|e| [e.offer_id, e.request_id]);
            both.filter(|other| *other != id).collect()
        };
        let others = others(&cycle);
        if others.iter().any(|other| taken.contains(other)) {
            continue;
        }
        if propose(conn, &listing, &cycle, &rules, now)? {
            taken.extend(others);
            made += 1;
        }
    }
    Ok(made)
}

/// The next active listings that were never searched for, or were changed since. What is published is searched for at
/// once by its event; this is for what was changed, imported or there before.
pub fn lacking_searches(conn: &mut Conn, ecosystem: EcosystemId, after: Mark, limit: i64) -> Result<Lacking> {
    Lacking::read(conn, ecosystem, (after, 0), limit, |conn, version| {
        store::list_unsearched_since(conn, ecosystem, version, limit)
    })
}

/// Proposes one ring, unless it was proposed before or its listings no longer go together.
fn propose(conn: &mut Conn, listing: &Listing, cycle: &Cycle, rules: &Rules, now: Moment) -> Result<bool> {
    let ecosystem = listing.ecosystem_id;
    let digest = Sha256::digest(cycle.key().as_bytes());
    let ring_key: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    if store::is_known(conn, ecosystem, &ring_key)? {
        return Ok(false);
    }
    let ids: Vec<ListingId> = cycle
        .edges
        .iter()
        .flat_map(|e| [e.offer_id, e.request_id])
        .collect();
    let listings: HashMap<ListingId, Terms> = market::list_by_ids(conn, ecosystem, &ids)?
        .into_iter()
        .map(|listing| (listing.id, listing.terms))
        .collect();
    let terms: Vec<Terms> = listings.values().copied().collect();
    let minutes = rules::ring_minutes(&terms);
    let id = RingId::new(now);
    let mut legs = Vec::with_capacity(cycle.edges.len());
    for (position, edge) in cycle.edges.iter().enumerate() {
        let kind = match (listings.get(&edge.offer_id), listings.get(&edge.request_id)) {
            (Some(offer), Some(request)) => rules::leg_terms(offer, request),
            _ => None,
        };
        let Some(kind) = kind else {
            return Ok(false);
        };
        legs.push(Leg {
            ring_id: id,
            position: position as i64,
            giver_id: edge.giver,
            receiver_id: edge.receiver,
            offer_id: edge.offer_id,
            request_id: edge.request_id,
            score_bp: edge.score_bp,
            terms: kind,
            minutes,
            confirmed_at: None,
            delivered_at: None,
            due_at: None,
            remind_at: None,
            received_at: None,
            uncontested_at: None,
            disputed_at: None,
            disputed_by: None,
            dispute_reason: None,
            resolved_at: None,
            resolved_by: None,
            resolved_minutes: None,
            resolution_note: None,
            hold_id: None,
        });
    }
    let ring = Ring {
        id,
        ecosystem_id: ecosystem,
        ring_key,
        listing_id: listing.id,
        minutes,
        status: RingStatus::Proposed,
        due_at: Some(now.plus_days(rules.number(Key::RingAnswerDays))),
        ended_by: None,
        end_reason: None,
        transfer_group_id: None,
        rule_versions: "{}".to_string(),
        created_at: now,
        updated_at: now,
    };
    store::insert(conn, &ring, &legs)?;
    outbox::append(conn, Some(ecosystem), &RingProposed { ring_id: id }, now)?;
    Ok(true)
}
