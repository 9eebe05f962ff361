//! A member steps back from an agreed ring: every one is free. Help that was received by then is settled all the same.

use super::model::{RingMove, RingStatus, RingStep};
use super::rules;
use super::settle::cut_short;
use super::step::get_as_party;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::RingId;
use crate::members::Actor;

/// `reason` is shown to the others.
pub fn cancel_ring(
    conn: &mut Conn,
    actor: &Actor,
    id: RingId,
    reason: Option<&str>,
    now: Moment,
) -> Result<()> {
    let (ring, legs) = get_as_party(conn, actor, id)?;
    rules::allowed(&ring, &legs, RingStep::Cancellation, actor.member_id)?;
    let otherwise = (RingStatus::Cancelled, RingMove::Cancelled);
    cut_short(conn, &ring, &legs, otherwise, Some(actor.member_id), reason, now)
}
