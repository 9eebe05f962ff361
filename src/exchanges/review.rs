//! Each side says once how it went: of an exchange, or of who helped whom in a ring.

use super::model::{ExchangeMoved, NewReview, Review, Reviewed, Step};
use super::step::get_as_party;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::ExchangeId;
use crate::members::{Actor, Permission};
use crate::outbox;

/// `rating` is 1 to 5.
pub fn review(
    conn: &mut Conn,
    actor: &Actor,
    id: ExchangeId,
    rating: i64,
    body: Option<&str>,
    now: Moment,
) -> Result<Review> {
    actor.require(Permission::ProposeExchange)?;
    let exchange = get_as_party(conn, actor.ecosystem_id, id, actor.member_id)?;
    if !exchange.status.is_reviewable() {
        return Err(Refusal::conflict("exchange-wrong-state")
            .with("status", exchange.status)
            .into());
    }
    let new = NewReview {
        of: Reviewed::Exchange(id),
        ecosystem_id: exchange.ecosystem_id,
        author_id: actor.member_id,
        subject_id: exchange.other_than(actor.member_id),
        rating,
        body,
    };
    let review = add_review(conn, &new, now)?;
    store::insert_step(conn, id, Step::Review, Some(actor.member_id), None, None, now)?;
    let event = ExchangeMoved {
        exchange_id: id,
        step: Step::Review,
        by: Some(actor.member_id),
        to: vec![exchange.other_than(actor.member_id)],
    };
    outbox::append(conn, Some(actor.ecosystem_id), &event, now)?;
    Ok(review)
}

/// Writes a review of what the caller has found to be over; once for each author and what it is about.
pub fn add_review(conn: &mut Conn, new: &NewReview<'_>, now: Moment) -> Result<Review> {
    if !(1..=5).contains(&new.rating) {
        return Err(Refusal::invalid("rating-out-of-range", "rating").into());
    }
    if store::has_reviewed(conn, new.of, new.author_id)? {
        return Err(Refusal::conflict("already-reviewed").into());
    }
    store::insert_review(conn, new, now)
}
