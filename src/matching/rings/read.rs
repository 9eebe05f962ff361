//! What people may see of rings: their own, and mediators the disputed ones. Anyone else is told that there is none. What is
//! said in a dispute is for the two of that leg and the mediators.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::model::{Leg, LegView, Ring, RingStatus, RingView};
use super::step::get_as_mediator;
use super::store;
use crate::db::Conn;
use crate::exchanges::{self, Review};
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, EcosystemId, ListingId, MemberId, RingId};
use crate::kernel::pages::{Page, Slice};
use crate::market;
use crate::members::{self, Actor, Permission};

/// One ring, for its members, and for mediators while or after one of its legs is disputed.
pub fn get_ring(conn: &mut Conn, actor: &Actor, id: RingId) -> Result<RingView> {
    let (ring, legs) = get_as_mediator(conn, actor, id)?;
    let reader = match legs.iter().any(|leg| leg.giver_id == actor.member_id) {
        true => Reader::Member(actor.member_id),
        false => Reader::Mediator,
    };
    let mut views = views(conn, actor.ecosystem_id, vec![ring], reader)?;
    views
        .pop()
        .ok_or_else(|| crate::kernel::errors::Error::internal("a ring got lost"))
}

/// The actor's rings, newest first.
pub fn list_my_rings(
    conn: &mut Conn,
    actor: &Actor,
    status: Option<RingStatus>,
    slice: Slice,
) -> Result<Page<RingView>> {
    actor.require(Permission::ProposeExchange)?;
    let rows = store::list_of(conn, actor.ecosystem_id, actor.member_id, status, slice)?;
    let page = slice.page_by_id(rows, |ring| ring.id.0);
    Ok(Page {
        items: views(
            conn,
            actor.ecosystem_id,
            page.items,
            Reader::Member(actor.member_id),
        )?,
        next: page.next,
    })
}

/// Every ring of a member, newest first: for the export of their own data.
pub fn list_whole(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<Vec<RingView>> {
    let all = Slice {
        after: None,
        limit: i64::from(u32::MAX),
    };
    let rings = store::list_of(conn, ecosystem, member, None, all)?;
    views(conn, ecosystem, rings, Reader::Member(member))
}

/// For news: a ring of an ecosystem, whoever asks.
pub fn find_ring(conn: &mut Conn, ecosystem: EcosystemId, id: RingId) -> Result<Option<RingView>> {
    let found = store::find(conn, ecosystem, id)?.into_iter().collect();
    Ok(views(conn, ecosystem, found, Reader::Anybody)?.pop())
}

/// How often a member carried help in a ring through with each of others, either way: received, or decided with something
/// that counts as given, and not undone since. Who is not named never did.
pub fn count_completed(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    others: &[MemberId],
) -> Result<HashMap<MemberId, i64>> {
    let completed: Vec<(MemberId, Option<AnyId>)> =
        store::list_settled_between(conn, ecosystem, member, others)?
            .into_iter()
            .filter(|(leg, _)| leg.counted_minutes() > 0)
            .map(|(leg, group)| (leg.other_than(member), group))
            .collect();
    exchanges::count_standing(conn, ecosystem, &completed)
}

/// Rings with a dispute that the actor may decide: those they take no part in.
pub fn list_to_mediate(conn: &mut Conn, actor: &Actor) -> Result<Vec<RingView>> {
    actor.require(Permission::ResolveDispute)?;
    let disputed = store::list_disputed(conn, actor.ecosystem_id)?;
    let mut found = views(conn, actor.ecosystem_id, disputed, Reader::Mediator)?;
    found.retain(|view| view.given_by(actor.member_id).is_none());
    Ok(found)
}

/// How many rings wait for the actor's answer: to the proposal, or to help they are said to have received.
pub fn count_waiting(conn: &mut Conn, actor: &Actor) -> Result<i64> {
    actor.require(Permission::ProposeExchange)?;
    store::count_unanswered(conn, actor.ecosystem_id, actor.member_id)
}

/// How many open rings of the actor a listing of theirs sits in.
pub fn count_open_of_listing(conn: &mut Conn, actor: &Actor, listing: ListingId) -> Result<i64> {
    let listing = market::get_visible(conn, actor, listing)?;
    if listing.member_id != actor.member_id {
        return Ok(0);
    }
    store::count_open_with(conn, listing.id)
}

/// Whether a member has promised or is owed help in an agreed ring.
pub fn has_agreed_rings(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<bool> {
    Ok(store::count_agreed(conn, ecosystem, member)? > 0)
}

/// For whose eyes rings are read.
#[derive(Debug, Clone, Copy)]
enum Reader {
    Member(MemberId),
    Mediator,
    /// News, which repeat nothing of what is said in a dispute.
    Anybody,
}

impl Reader {
    /// Takes out of a leg what this reader is not told.
    fn keep_quiet(self, leg: &mut Leg) {
        let is_told = match self {
            Reader::Member(member) => leg.is_of(member),
            Reader::Mediator => true,
            Reader::Anybody => false,
        };
        if !is_told {
            (leg.dispute_reason, leg.resolution_note) = (None, None);
        }
    }
}

/// Rings with their legs, names and titles, in the order given; read at once for all.
fn views(conn: &mut Conn, ecosystem: EcosystemId, rings: Vec<Ring>, reader: Reader) -> Result<Vec<RingView>> {
    let ids: Vec<RingId> = rings.iter().map(|ring| ring.id).collect();
    let mut legs = store::list_legs(conn, &ids)?;
    legs.iter_mut().for_each(|leg| reader.keep_quiet(leg));
    let ended = rings.iter().filter_map(|ring| ring.ended_by);
    let people: BTreeSet<MemberId> = legs.iter().map(|leg| leg.giver_id).chain(ended).collect();
    let people: Vec<MemberId> = people.into_iter().collect();
    let names = members::list_names(conn, &people)?;
    let listings: BTreeSet<ListingId> = legs.iter().flat_map(|l| [l.offer_id, l.request_id]).collect();
    let listings: Vec<ListingId> = listings.into_iter().collect();
    let titles: BTreeMap<ListingId, String> = market::list_by_ids(conn, ecosystem, &listings)?
        .into_iter()
        .map(|listing| (listing.id, listing.title))
        .collect();
    let name = |id: MemberId| names.get(&id).cloned().unwrap_or_default();
    let title = |id: ListingId| titles.get(&id).cloned().unwrap_or_default();
    let mut reviews: BTreeMap<(RingId, i64), Vec<Review>> = BTreeMap::new();
    for review in exchanges::list_reviews_of_rings(conn, &ids)? {
        if let (Some(ring), Some(position)) = (review.ring_id, review.leg_position) {
            reviews.entry((ring, position)).or_default().push(review);
        }
    }
    let mut by_ring: BTreeMap<RingId, Vec<LegView>> = BTreeMap::new();
    for leg in legs {
        let reviews = reviews.remove(&(leg.ring_id, leg.position));
        let view = |leg: Leg| LegView {
            reviews: reviews.unwrap_or_default(),
            giver_name: name(leg.giver_id),
            receiver_name: name(leg.receiver_id),
            offer_title: title(leg.offer_id),
            request_title: title(leg.request_id),
            leg,
        };
        by_ring.entry(leg.ring_id).or_default().push(view(leg));
    }
    Ok(rings
        .into_iter()
        .map(|ring| RingView {
            legs: by_ring.remove(&ring.id).unwrap_or_default(),
            ended_by_name: ring.ended_by.map(name),
            ring,
        })
        .collect())
}
