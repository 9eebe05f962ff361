//! Each side says once how it went.

use super::model::{ExchangeMoved, Review, Step};
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
    if !(1..=5).contains(&rating) {
        return Err(Refusal::invalid("rating-out-of-range", "rating").into());
    }
    if store::list_reviews(conn, id)?
        .iter()
        .any(|review| review.author_id == actor.member_id)
    {
        return Err(Refusal::conflict("already-reviewed").into());
    }
    let review = store::insert_review(conn, &exchange, actor.member_id, rating, body, now)?;
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
