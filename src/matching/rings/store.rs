//! SQL of rings.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::cycles::Edge;
use super::model::{Leg, Ring, RingStatus};
use crate::db::Conn;
use crate::db::schema::{listings, memberships, ring_legs, rings, wish_edges, wish_searches};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, EcosystemId, HoldId, ListingId, MemberId, RingId};
use crate::kernel::pages::Slice;
use crate::market::{Listing, ListingStatus};
use crate::members::MembershipStatus;

/// Edges read at once: a listing with hundreds of answers everywhere around it still costs little.
const EDGES_READ_MAX: i64 = 5_000;

// --- edges --------------------------------------------------------------------------------------------------------

/// Forgets what was found before the listing was last changed, and keeps what is found now.
pub(super) fn replace_edges(conn: &mut Conn, listing: &Listing, edges: &[Edge], now: Moment) -> Result<()> {
    let touches = wish_edges::request_id
        .eq(listing.id)
        .or(wish_edges::offer_id.eq(listing.id));
    diesel::delete(
        wish_edges::table
            .filter(touches)
            .filter(wish_edges::found_at.lt(listing.updated_at)),
    )
    .execute(conn)?;
    for edge in edges {
        diesel::delete(wish_edges::table.find((edge.request_id, edge.offer_id))).execute(conn)?;
        diesel::insert_into(wish_edges::table)
            .values((
                wish_edges::request_id.eq(edge.request_id),
                wish_edges::offer_id.eq(edge.offer_id),
                wish_edges::ecosystem_id.eq(listing.ecosystem_id),
                wish_edges::giver_id.eq(edge.giver),
                wish_edges::receiver_id.eq(edge.receiver),
                wish_edges::score_bp.eq(edge.score_bp),
                wish_edges::found_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(())
}

pub(super) fn set_searched(conn: &mut Conn, listing: ListingId, now: Moment) -> Result<()> {
    let changed = diesel::update(wish_searches::table.find(listing))
        .set(wish_searches::searched_at.eq(now))
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(wish_searches::table)
            .values((
                wish_searches::listing_id.eq(listing),
                wish_searches::searched_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Active listings changed after a number that were not searched for since, in the order of their changes, each with its
/// number.
pub(super) fn list_unsearched_since(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    version: i64,
    limit: i64,
) -> Result<Vec<(i64, ListingId)>> {
    let searched = wish_searches::table
        .filter(wish_searches::listing_id.eq(listings::id))
        .filter(wish_searches::searched_at.ge(listings::updated_at));
    Ok(listings::table
        .filter(listings::ecosystem_id.eq(ecosystem))
        .filter(listings::version.gt(version))
        .filter(listings::status.eq(ListingStatus::Active))
        .filter(not(exists(searched)))
        .order(listings::version)
        .limit(limit)
        .select((listings::version, listings::id))
        .load(conn)?)
}

/// Which edges are wanted.
enum Wanted<'a> {
    Of(ListingId),
    From(&'a [MemberId]),
    To(&'a [MemberId]),
}

pub(super) fn list_edges_of_listing(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    listing: ListingId,
) -> Result<Vec<Edge>> {
    list_edges(conn, ecosystem, &Wanted::Of(listing))
}

pub(super) fn list_edges_from(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    givers: &[MemberId],
) -> Result<Vec<Edge>> {
    list_edges(conn, ecosystem, &Wanted::From(givers))
}

pub(super) fn list_edges_to(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    receivers: &[MemberId],
) -> Result<Vec<Edge>> {
    list_edges(conn, ecosystem, &Wanted::To(receivers))
}

/// Edges whose two listings are active and as they were when the edge was found, best first.
fn list_edges(conn: &mut Conn, ecosystem: EcosystemId, wanted: &Wanted<'_>) -> Result<Vec<Edge>> {
    let unchanged = || {
        listings::table
            .filter(listings::status.eq(ListingStatus::Active))
            .filter(listings::updated_at.le(wish_edges::found_at))
    };
    // Joined, SQLite would begin with every active listing once there are a few members: a second at a million.
    let query = wish_edges::table
        .filter(wish_edges::ecosystem_id.eq(ecosystem))
        .filter(exists(unchanged().filter(listings::id.eq(wish_edges::offer_id))))
        .filter(exists(
            unchanged().filter(listings::id.eq(wish_edges::request_id)),
        ))
        .into_boxed();
    let query = match wanted {
        Wanted::Of(id) => query.filter(wish_edges::offer_id.eq(*id).or(wish_edges::request_id.eq(*id))),
        Wanted::From(givers) => query.filter(wish_edges::giver_id.eq_any(givers.to_vec())),
        Wanted::To(receivers) => query.filter(wish_edges::receiver_id.eq_any(receivers.to_vec())),
    };
    let rows: Vec<(MemberId, MemberId, ListingId, ListingId, i64)> = query
        .order((
            wish_edges::score_bp.desc(),
            wish_edges::offer_id,
            wish_edges::request_id,
        ))
        .limit(EDGES_READ_MAX)
        .select((
            wish_edges::giver_id,
            wish_edges::receiver_id,
            wish_edges::offer_id,
            wish_edges::request_id,
            wish_edges::score_bp,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(giver, receiver, offer_id, request_id, score_bp)| Edge {
            giver,
            receiver,
            offer_id,
            request_id,
            score_bp,
        })
        .collect())
}

// --- rings --------------------------------------------------------------------------------------------------------

pub(super) fn insert(conn: &mut Conn, ring: &Ring, legs: &[Leg]) -> Result<()> {
    diesel::insert_into(rings::table).values(ring).execute(conn)?;
    for leg in legs {
        diesel::insert_into(ring_legs::table).values(leg).execute(conn)?;
    }
    Ok(())
}

pub(super) fn is_known(conn: &mut Conn, ecosystem: EcosystemId, key: &str) -> Result<bool> {
    let count: i64 = rings::table
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(rings::ring_key.eq(key))
        .count()
        .get_result(conn)?;
    Ok(count > 0)
}

pub(super) fn find(conn: &mut Conn, ecosystem: EcosystemId, id: RingId) -> Result<Option<Ring>> {
    Ok(rings::table
        .filter(rings::id.eq(id))
        .filter(rings::ecosystem_id.eq(ecosystem))
        .select(Ring::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn find_of_leg(conn: &mut Conn, leg: &Leg) -> Result<Option<Ring>> {
    Ok(rings::table
        .find(leg.ring_id)
        .select(Ring::as_select())
        .first(conn)
        .optional()?)
}

/// The legs of these rings, each ring's in order.
pub(super) fn list_legs(conn: &mut Conn, ids: &[RingId]) -> Result<Vec<Leg>> {
    Ok(ring_legs::table
        .filter(ring_legs::ring_id.eq_any(ids))
        .order((ring_legs::ring_id, ring_legs::position))
        .select(Leg::as_select())
        .load(conn)?)
}

/// Rings of one member, newest first; up to `limit + 1` rows.
pub(super) fn list_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    status: Option<RingStatus>,
    slice: Slice,
) -> Result<Vec<Ring>> {
    let mut query = rings::table
        .inner_join(ring_legs::table)
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(ring_legs::giver_id.eq(member))
        .into_boxed();
    if let Some(status) = status {
        query = query.filter(rings::status.eq(status));
    }
    if let Some(after) = slice.after_id()? {
        query = query.filter(rings::id.lt(RingId(after)));
    }
    Ok(query
        .order(rings::id.desc())
        .limit(slice.limit + 1)
        .select(Ring::as_select())
        .load(conn)?)
}

/// What a step changes of the ring itself.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = rings)]
pub(super) struct Change {
    pub status: Option<RingStatus>,
    /// `Some(None)` clears the due date.
    pub due_at: Option<Option<Moment>>,
    pub ended_by: Option<MemberId>,
    pub end_reason: Option<String>,
    pub transfer_group_id: Option<AnyId>,
    pub rule_versions: Option<String>,
    pub updated_at: Option<Moment>,
}

pub(super) fn update(conn: &mut Conn, id: RingId, change: &Change) -> Result<()> {
    diesel::update(rings::table.find(id)).set(change).execute(conn)?;
    Ok(())
}

/// What a step changes of a leg; `Some(None)` clears a moment.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = ring_legs)]
pub(super) struct LegChange {
    pub confirmed_at: Option<Option<Moment>>,
    pub delivered_at: Option<Moment>,
    pub due_at: Option<Option<Moment>>,
    pub remind_at: Option<Option<Moment>>,
    pub received_at: Option<Moment>,
    pub uncontested_at: Option<Moment>,
    pub disputed_at: Option<Moment>,
    pub disputed_by: Option<MemberId>,
    pub dispute_reason: Option<String>,
    pub resolved_at: Option<Moment>,
    pub resolved_by: Option<MemberId>,
    pub resolved_minutes: Option<i64>,
    pub resolution_note: Option<String>,
    pub hold_id: Option<HoldId>,
}

impl LegChange {
    /// Nobody is asked about the leg any more.
    pub fn answered() -> LegChange {
        LegChange {
            due_at: Some(None),
            remind_at: Some(None),
            ..LegChange::default()
        }
    }
}

/// Changes a leg, and with it the ring.
pub(super) fn update_leg(conn: &mut Conn, leg: &Leg, change: &LegChange, now: Moment) -> Result<()> {
    diesel::update(ring_legs::table.find((leg.ring_id, leg.position)))
        .set(change)
        .execute(conn)?;
    diesel::update(rings::table.find(leg.ring_id))
        .set(rings::updated_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Open rings a listing sits in.
pub(super) fn count_open_with(conn: &mut Conn, listing: ListingId) -> Result<i64> {
    let uses = ring_legs::offer_id
        .eq(listing)
        .or(ring_legs::request_id.eq(listing));
    Ok(ring_legs::table
        .inner_join(rings::table)
        .filter(rings::status.eq_any(RingStatus::OPEN))
        .filter(uses)
        .count()
        .get_result(conn)?)
}

/// Every listing that sits in an open ring.
pub(super) fn list_taken(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<ListingId>> {
    let pairs: Vec<(ListingId, ListingId)> = ring_legs::table
        .inner_join(rings::table)
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(rings::status.eq_any(RingStatus::OPEN))
        .select((ring_legs::offer_id, ring_legs::request_id))
        .load(conn)?;
    Ok(pairs
        .into_iter()
        .flat_map(|(offer, request)| [offer, request])
        .collect())
}

/// Other proposed rings that want a listing of this one.
pub(super) fn list_rivals(conn: &mut Conn, ring: &Ring, legs: &[Leg]) -> Result<Vec<Ring>> {
    let wanted: Vec<ListingId> = legs
        .iter()
        .flat_map(|leg| [leg.offer_id, leg.request_id])
        .collect();
    let with = ring_legs::table
        .filter(
            ring_legs::offer_id
                .eq_any(wanted.clone())
                .or(ring_legs::request_id.eq_any(wanted)),
        )
        .select(ring_legs::ring_id);
    Ok(rings::table
        .filter(rings::ecosystem_id.eq(ring.ecosystem_id))
        .filter(rings::status.eq(RingStatus::Proposed))
        .filter(rings::id.ne(ring.id))
        .filter(rings::id.eq_any(with))
        .order(rings::id)
        .select(Ring::as_select())
        .load(conn)?)
}

/// Whether every listing of a ring is active.
pub(super) fn has_all_listings(conn: &mut Conn, id: RingId) -> Result<bool> {
    let either = listings::id
        .eq(ring_legs::offer_id)
        .or(listings::id.eq(ring_legs::request_id));
    let gone: i64 = ring_legs::table
        .inner_join(listings::table.on(either))
        .filter(ring_legs::ring_id.eq(id))
        .filter(listings::status.ne(ListingStatus::Active))
        .count()
        .get_result(conn)?;
    Ok(gone == 0)
}

/// Proposed rings of which a listing or a member is no longer active, oldest first.
pub(super) fn list_broken(conn: &mut Conn, ecosystem: EcosystemId, limit: i64) -> Result<Vec<Ring>> {
    let either = listings::id
        .eq(ring_legs::offer_id)
        .or(listings::id.eq(ring_legs::request_id));
    let mut gone: Vec<RingId> = rings::table
        .inner_join(ring_legs::table)
        .inner_join(listings::table.on(either))
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(rings::status.eq(RingStatus::Proposed))
        .filter(listings::status.ne(ListingStatus::Active))
        .select(rings::id)
        .load(conn)?;
    let member = memberships::member_id
        .eq(ring_legs::giver_id)
        .and(memberships::ecosystem_id.eq(rings::ecosystem_id));
    let without: Vec<RingId> = rings::table
        .inner_join(ring_legs::table)
        .inner_join(memberships::table.on(member))
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(rings::status.eq(RingStatus::Proposed))
        .filter(memberships::status.ne(MembershipStatus::Active))
        .select(rings::id)
        .load(conn)?;
    gone.extend(without);
    Ok(rings::table
        .filter(rings::id.eq_any(gone))
        .order(rings::id)
        .limit(limit)
        .select(Ring::as_select())
        .load(conn)?)
}

/// Rings that wait for a member's answer: proposed, or with help that its giver says they received.
pub(super) fn count_unanswered(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<i64> {
    let proposed = rings::status
        .eq(RingStatus::Proposed)
        .and(ring_legs::giver_id.eq(member))
        .and(ring_legs::confirmed_at.is_null());
    let delivered = rings::status
        .eq(RingStatus::Agreed)
        .and(ring_legs::receiver_id.eq(member))
        .and(ring_legs::delivered_at.is_not_null())
        .and(ring_legs::received_at.is_null())
        .and(ring_legs::uncontested_at.is_null())
        .and(ring_legs::disputed_at.is_null());
    Ok(ring_legs::table
        .inner_join(rings::table)
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(proposed.or(delivered))
        .count()
        .get_result(conn)?)
}

pub(super) fn count_agreed(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<i64> {
    Ok(ring_legs::table
        .inner_join(rings::table)
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(rings::status.eq(RingStatus::Agreed))
        .filter(ring_legs::giver_id.eq(member))
        .count()
        .get_result(conn)?)
}

/// Open rings of one ecosystem whose due date has passed.
pub(super) fn list_due(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    now: Moment,
    limit: i64,
) -> Result<Vec<Ring>> {
    Ok(rings::table
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(rings::status.eq_any(RingStatus::OPEN))
        .filter(rings::due_at.le(now))
        .order(rings::due_at)
        .limit(limit)
        .select(Ring::as_select())
        .load(conn)?)
}

/// Legs of agreed rings of one ecosystem that count as received by now.
pub(super) fn list_due_legs(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    now: Moment,
    limit: i64,
) -> Result<Vec<Leg>> {
    Ok(ring_legs::table
        .inner_join(rings::table)
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(rings::status.eq(RingStatus::Agreed))
        .filter(ring_legs::due_at.le(now))
        .order((ring_legs::due_at, ring_legs::ring_id, ring_legs::position))
        .limit(limit)
        .select(Leg::as_select())
        .load(conn)?)
}

/// Legs of agreed rings of one ecosystem whose receiver is to be reminded by now.
pub(super) fn list_to_remind(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    now: Moment,
    limit: i64,
) -> Result<Vec<Leg>> {
    Ok(ring_legs::table
        .inner_join(rings::table)
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(rings::status.eq(RingStatus::Agreed))
        .filter(ring_legs::remind_at.le(now))
        .order((ring_legs::remind_at, ring_legs::ring_id, ring_legs::position))
        .limit(limit)
        .select(Leg::as_select())
        .load(conn)?)
}

/// Rings of which a leg waits for a mediator, oldest first.
pub(super) fn list_disputed(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<Ring>> {
    let disputed = ring_legs::table
        .filter(ring_legs::disputed_at.is_not_null())
        .filter(ring_legs::resolved_at.is_null())
        .select(ring_legs::ring_id);
    Ok(rings::table
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(rings::status.eq(RingStatus::Agreed))
        .filter(rings::id.eq_any(disputed))
        .order(rings::id)
        .select(Ring::as_select())
        .load(conn)?)
}

/// Legs of settled rings between a member and each of others, with the transfers of their ring.
pub(super) fn list_settled_between(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    others: &[MemberId],
) -> Result<Vec<(Leg, Option<AnyId>)>> {
    let given = ring_legs::giver_id
        .eq(member)
        .and(ring_legs::receiver_id.eq_any(others));
    let received = ring_legs::receiver_id
        .eq(member)
        .and(ring_legs::giver_id.eq_any(others));
    Ok(ring_legs::table
        .inner_join(rings::table)
        .filter(rings::ecosystem_id.eq(ecosystem))
        .filter(rings::status.eq_any([RingStatus::Settled, RingStatus::PartlySettled]))
        .filter(given.or(received))
        .select((Leg::as_select(), rings::transfer_group_id))
        .load(conn)?)
}
