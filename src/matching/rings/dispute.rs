//! The giver or the receiver of a leg says that it was not as agreed: the hours stay held, and nothing of the ring happens
//! by itself until a mediator decides.

use super::model::{LegStep, RingMove};
use super::rules;
use super::step::{get_leg, tell_of_leg};
use super::store::{self, Change, LegChange};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::RingId;
use crate::members::Actor;

/// `reason` is read by the other of the two and the mediators. The others of the ring hear that there is a dispute, because
/// they wait for its end too.
pub fn dispute_leg(
    conn: &mut Conn,
    actor: &Actor,
    id: RingId,
    position: i64,
    reason: &str,
    now: Moment,
) -> Result<()> {
    let (ring, legs, leg) = get_leg(conn, actor, id, position)?;
    rules::allowed_on_leg(&ring, &legs, &leg, LegStep::Dispute, actor.member_id)?;
    for waiting in legs.iter().filter(|leg| leg.due_at.is_some()) {
        store::update_leg(conn, waiting, &LegChange::answered(), now)?;
    }
    let disputed = LegChange {
        disputed_at: Some(now),
        disputed_by: Some(actor.member_id),
        dispute_reason: Some(reason.to_string()),
        ..LegChange::default()
    };
    store::update_leg(conn, &leg, &disputed, now)?;
    let still = Change {
        due_at: Some(None),
        ..Change::default()
    };
    store::update(conn, id, &still)?;
    let everybody = legs.iter().map(|leg| leg.giver_id);
    let by = Some(actor.member_id);
    tell_of_leg(conn, &leg, (&ring, RingMove::Disputed), by, everybody, now)
}
