//! SQL of the exchanges' room.

use diesel::prelude::*;

use super::model::{Exchange, NewReview, ProposedTime, Review, Reviewed, Status, Step, StepRecord, Terms};
use crate::db::Conn;
use crate::db::schema::{exchange_steps, exchange_times, exchanges, reviews};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, EcosystemId, ExchangeId, HoldId, ListingId, MemberId, ReviewId, RingId};
use crate::kernel::pages::Slice;

/// A new exchange.
pub(super) struct NewExchange {
    pub ecosystem_id: EcosystemId,
    pub listing_id: ListingId,
    pub proposer_id: MemberId,
    pub giver_id: MemberId,
    pub receiver_id: MemberId,
    pub terms: Terms,
    pub minutes: i64,
    pub money_cents: Option<i64>,
    pub message: Option<String>,
    pub due_at: Moment,
}

pub(super) fn insert(
    conn: &mut Conn,
    new: &NewExchange,
    times: &[ProposedTime],
    now: Moment,
) -> Result<ExchangeId> {
    let id = ExchangeId::new(now);
    diesel::insert_into(exchanges::table)
        .values((
            exchanges::id.eq(id),
            exchanges::ecosystem_id.eq(new.ecosystem_id),
            exchanges::listing_id.eq(new.listing_id),
            exchanges::proposer_id.eq(new.proposer_id),
            exchanges::giver_id.eq(new.giver_id),
            exchanges::receiver_id.eq(new.receiver_id),
            exchanges::terms.eq(new.terms),
            exchanges::minutes.eq(new.minutes),
            exchanges::money_cents.eq(new.money_cents),
            exchanges::message.eq(&new.message),
            exchanges::status.eq(Status::Proposed),
            exchanges::due_at.eq(new.due_at),
            exchanges::rule_versions.eq("{}"),
            exchanges::created_at.eq(now),
            exchanges::updated_at.eq(now),
        ))
        .execute(conn)?;
    for time in times {
        diesel::insert_into(exchange_times::table)
            .values((
                exchange_times::id.eq(AnyId::new(now)),
                exchange_times::exchange_id.eq(id),
                exchange_times::starts_at.eq(time.starts_at),
                exchange_times::ends_at.eq(time.ends_at),
            ))
            .execute(conn)?;
    }
    Ok(id)
}

pub(super) fn find(conn: &mut Conn, ecosystem: EcosystemId, id: ExchangeId) -> Result<Option<Exchange>> {
    Ok(exchanges::table
        .filter(exchanges::id.eq(id))
        .filter(exchanges::ecosystem_id.eq(ecosystem))
        .select(Exchange::as_select())
        .first(conn)
        .optional()?)
}

/// What a step changes of the exchange itself.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = exchanges)]
pub(super) struct Change {
    pub status: Option<Status>,
    /// `Some(None)` clears the due date.
    pub due_at: Option<Option<Moment>>,
    pub delivered_minutes: Option<i64>,
    pub settled_minutes: Option<i64>,
    pub hold_id: Option<HoldId>,
    pub transfer_group_id: Option<AnyId>,
    pub rule_versions: Option<String>,
    pub updated_at: Option<Moment>,
}

pub(super) fn update(conn: &mut Conn, id: ExchangeId, change: &Change) -> Result<()> {
    diesel::update(exchanges::table.find(id))
        .set(change)
        .execute(conn)?;
    Ok(())
}

pub(super) fn insert_step(
    conn: &mut Conn,
    id: ExchangeId,
    step: Step,
    by: Option<MemberId>,
    minutes: Option<i64>,
    note: Option<&str>,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(exchange_steps::table)
        .values((
            exchange_steps::id.eq(AnyId::new(now)),
            exchange_steps::exchange_id.eq(id),
            exchange_steps::step.eq(step),
            exchange_steps::by_member_id.eq(by),
            exchange_steps::at.eq(now),
            exchange_steps::minutes.eq(minutes),
            exchange_steps::note.eq(note),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn list_steps(conn: &mut Conn, id: ExchangeId) -> Result<Vec<StepRecord>> {
    Ok(exchange_steps::table
        .filter(exchange_steps::exchange_id.eq(id))
        .order((exchange_steps::at, exchange_steps::id))
        .select(StepRecord::as_select())
        .load(conn)?)
}

pub(super) fn list_times(conn: &mut Conn, id: ExchangeId) -> Result<Vec<ProposedTime>> {
    Ok(exchange_times::table
        .filter(exchange_times::exchange_id.eq(id))
        .order(exchange_times::starts_at)
        .select(ProposedTime::as_select())
        .load(conn)?)
}

/// Exchanges of one member, newest first; up to `limit + 1` rows.
pub(super) fn list_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    status: Option<Status>,
    listing: Option<ListingId>,
    slice: Slice,
) -> Result<Vec<Exchange>> {
    let mut query = exchanges::table
        .filter(exchanges::ecosystem_id.eq(ecosystem))
        .filter(
            exchanges::giver_id
                .eq(member)
                .or(exchanges::receiver_id.eq(member)),
        )
        .into_boxed();
    if let Some(status) = status {
        query = query.filter(exchanges::status.eq(status));
    }
    if let Some(listing) = listing {
        query = query.filter(exchanges::listing_id.eq(listing));
    }
    if let Some(after) = slice.after_id()? {
        query = query.filter(exchanges::id.lt(ExchangeId(after)));
    }
    Ok(query
        .order(exchanges::id.desc())
        .limit(slice.limit + 1)
        .select(Exchange::as_select())
        .load(conn)?)
}

pub(super) fn list_disputed(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<Exchange>> {
    Ok(exchanges::table
        .filter(exchanges::ecosystem_id.eq(ecosystem))
        .filter(exchanges::status.eq(Status::Disputed))
        .order(exchanges::id)
        .select(Exchange::as_select())
        .load(conn)?)
}

/// Open exchanges of a member: those that are not over.
pub(super) fn list_open(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<Vec<Exchange>> {
    let open: Vec<Status> = Status::ALL
        .iter()
        .copied()
        .filter(|status| !status.is_over())
        .collect();
    Ok(exchanges::table
        .filter(exchanges::ecosystem_id.eq(ecosystem))
        .filter(
            exchanges::giver_id
                .eq(member)
                .or(exchanges::receiver_id.eq(member)),
        )
        .filter(exchanges::status.eq_any(open))
        .select(Exchange::as_select())
        .load(conn)?)
}

/// What a member carried through with each of others: whom with, and the transfers of each where there are any.
pub(super) fn list_completed(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    others: &[MemberId],
) -> Result<Vec<(MemberId, Option<AnyId>)>> {
    let given = exchanges::giver_id
        .eq(member)
        .and(exchanges::receiver_id.eq_any(others));
    let received = exchanges::receiver_id
        .eq(member)
        .and(exchanges::giver_id.eq_any(others));
    let counts_as_given = exchanges::status.eq(Status::Confirmed).or(exchanges::status
        .eq(Status::Resolved)
        .and(exchanges::settled_minutes.gt(0)));
    let rows: Vec<(MemberId, MemberId, Option<AnyId>)> = exchanges::table
        .filter(exchanges::ecosystem_id.eq(ecosystem))
        .filter(given.or(received))
        .filter(counts_as_given)
        .select((
            exchanges::giver_id,
            exchanges::receiver_id,
            exchanges::transfer_group_id,
        ))
        .load(conn)?;
    let other = |giver, receiver| if giver == member { receiver } else { giver };
    Ok(rows
        .into_iter()
        .map(|(giver, receiver, group)| (other(giver, receiver), group))
        .collect())
}

/// Exchanges of one ecosystem whose due date has passed.
pub(super) fn list_due(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    now: Moment,
    limit: i64,
) -> Result<Vec<Exchange>> {
    Ok(exchanges::table
        .filter(exchanges::ecosystem_id.eq(ecosystem))
        .filter(exchanges::status.eq_any([Status::Proposed, Status::Agreed, Status::Delivered]))
        .filter(exchanges::due_at.le(now))
        .order(exchanges::due_at)
        .limit(limit)
        .select(Exchange::as_select())
        .load(conn)?)
}

pub(super) fn insert_review(conn: &mut Conn, new: &NewReview<'_>, now: Moment) -> Result<Review> {
    let (exchange_id, ring_id, leg_position) = match new.of {
        Reviewed::Exchange(id) => (Some(id), None, None),
        Reviewed::Leg(ring, position) => (None, Some(ring), Some(position)),
    };
    let review = Review {
        id: ReviewId::new(now),
        exchange_id,
        ring_id,
        leg_position,
        author_id: new.author_id,
        subject_id: new.subject_id,
        rating: new.rating,
        body: new.body.map(str::to_string),
        created_at: now,
    };
    diesel::insert_into(reviews::table)
        .values((&review, reviews::ecosystem_id.eq(new.ecosystem_id)))
        .execute(conn)?;
    Ok(review)
}

pub(super) fn has_reviewed(conn: &mut Conn, of: Reviewed, author: MemberId) -> Result<bool> {
    let by_author = reviews::table.filter(reviews::author_id.eq(author)).into_boxed();
    let of = match of {
        Reviewed::Exchange(id) => by_author.filter(reviews::exchange_id.eq(id)),
        Reviewed::Leg(ring, position) => by_author
            .filter(reviews::ring_id.eq(ring))
            .filter(reviews::leg_position.eq(position)),
    };
    let count: i64 = of.count().get_result(conn)?;
    Ok(count > 0)
}

/// Reviews of the legs of these rings, in the order they were written.
pub(super) fn list_reviews_of_rings(conn: &mut Conn, rings: &[RingId]) -> Result<Vec<Review>> {
    let rings: Vec<Option<RingId>> = rings.iter().copied().map(Some).collect();
    Ok(reviews::table
        .filter(reviews::ring_id.eq_any(rings))
        .order(reviews::id)
        .select(Review::as_select())
        .load(conn)?)
}

pub(super) fn list_reviews(conn: &mut Conn, exchange: ExchangeId) -> Result<Vec<Review>> {
    Ok(reviews::table
        .filter(reviews::exchange_id.eq(exchange))
        .order(reviews::id)
        .select(Review::as_select())
        .load(conn)?)
}

pub(super) fn list_reviews_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    subject: MemberId,
    slice: Slice,
) -> Result<Vec<Review>> {
    let mut query = reviews::table
        .filter(reviews::ecosystem_id.eq(ecosystem))
        .filter(reviews::subject_id.eq(subject))
        .into_boxed();
    if let Some(after) = slice.after_id()? {
        query = query.filter(reviews::id.lt(ReviewId(after)));
    }
    Ok(query
        .order(reviews::id.desc())
        .limit(slice.limit + 1)
        .select(Review::as_select())
        .load(conn)?)
}

/// Sum and number of the ratings a member got.
pub(super) fn sum_ratings(conn: &mut Conn, ecosystem: EcosystemId, subject: MemberId) -> Result<(i64, i64)> {
    let ratings: Vec<i64> = reviews::table
        .filter(reviews::ecosystem_id.eq(ecosystem))
        .filter(reviews::subject_id.eq(subject))
        .select(reviews::rating)
        .load(conn)?;
    Ok((ratings.iter().sum(), ratings.len() as i64))
}
