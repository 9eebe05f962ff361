//! A member declines a proposed ring: it is over for all, and nothing was held.

use super::model::{RingMove, RingStatus, RingStep};
use super::step::{end, get_as_party};
use super::{rules, store::Change};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::RingId;
use crate::members::Actor;

/// `reason` is shown to the others.
pub fn refuse_ring(
    conn: &mut Conn,
    actor: &Actor,
    id: RingId,
    reason: Option<&str>,
    now: Moment,
) -> Result<()> {
    let (ring, legs) = get_as_party(conn, actor, id)?;
    rules::allowed(&ring, &legs, RingStep::Refusal, actor.member_id)?;
    let change = Change {
        ended_by: Some(actor.member_id),
        end_reason: reason.map(str::to_string),
        ..Change::default()
    };
    let end_as = (RingStatus::Declined, RingMove::Declined);
    end(conn, &ring, &legs, end_as, Some(actor.member_id), change, now)
}
