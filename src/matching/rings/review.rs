//! When a ring is settled, the giver and the receiver of each leg say once how it went, as after an exchange.

use super::model::RingMove;
use super::rules;
use super::step::{get_leg, tell_of_leg};
use crate::db::Conn;
use crate::exchanges::{self, NewReview, Review, Reviewed};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::RingId;
use crate::members::Actor;

/// `rating` is 1 to 5.
pub fn review_leg(
    conn: &mut Conn,
    actor: &Actor,
    (id, position): (RingId, i64),
    rating: i64,
    body: Option<&str>,
    now: Moment,
) -> Result<Review> {
    let (ring, _, leg) = get_leg(conn, actor, id, position)?;
    rules::reviewable(&ring, &leg, actor.member_id)?;
    let other = leg.other_than(actor.member_id);
    let new = NewReview {
        of: Reviewed::Leg(id, position),
        ecosystem_id: ring.ecosystem_id,
        author_id: actor.member_id,
        subject_id: other,
        rating,
        body,
    };
    let review = exchanges::add_review(conn, &new, now)?;
    tell_of_leg(
        conn,
        &leg,
        (&ring, RingMove::Reviewed),
        Some(actor.member_id),
        [other],
        now,
    )?;
    Ok(review)
}
