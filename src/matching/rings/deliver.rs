//! A member says that they received their help; the last to say so settles the ring.

use super::model::{RingMove, RingStatus, RingStep};
use super::settle::settle;
use super::step::{end, get_as_party, tell};
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::RingId;
use crate::members::Actor;

/// The transfers of all legs are posted with the last word, linked, all or none.
pub fn deliver_leg(conn: &mut Conn, actor: &Actor, id: RingId, now: Moment) -> Result<()> {
    let (ring, mut legs) = get_as_party(conn, actor, id)?;
    rules::allowed(&ring, &legs, RingStep::Delivery, actor.member_id)?;
    store::set_delivered(conn, id, actor.member_id, now)?;
    for leg in legs.iter_mut().filter(|leg| leg.receiver_id == actor.member_id) {
        leg.delivered_at = Some(now);
    }
    let by = Some(actor.member_id);
    if legs.iter().all(|leg| leg.delivered_at.is_some()) {
        let change = settle(conn, &ring, &legs, by, now)?;
        let end_as = (RingStatus::Settled, RingMove::Settled);
        return end(conn, &ring, &legs, end_as, by, change, now);
    }
    let givers = legs.iter().filter(|leg| leg.receiver_id == actor.member_id);
    tell(
        conn,
        &ring,
        RingMove::Delivered,
        by,
        givers.map(|leg| leg.giver_id),
        now,
    )
}
