//! Types of the exchanges' room.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{exchange_steps, exchange_times, exchanges, reviews};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{AnyId, EcosystemId, ExchangeId, HoldId, ListingId, MemberId, ReviewId, RingId};
use crate::kernel::text_enum;
use crate::outbox;

text_enum! {
    /// Where an exchange stands.
    Status {
        Proposed = "proposed",
        Agreed = "agreed",
        Delivered = "delivered",
        Confirmed = "confirmed",
        Declined = "declined",
        Cancelled = "cancelled",
        Expired = "expired",
        Disputed = "disputed",
        Resolved = "resolved",
    }
}

impl Status {
    /// Whether nothing more can happen but reviews.
    pub const fn is_over(self) -> bool {
        matches!(
            self,
            Status::Confirmed | Status::Declined | Status::Cancelled | Status::Expired | Status::Resolved
        )
    }
    /// Whether help was given and both sides may review.
    pub const fn is_reviewable(self) -> bool {
        matches!(self, Status::Confirmed | Status::Resolved)
    }
}

text_enum! {
    /// What the receiver gives in return: nothing, hours, or euros settled outside.
    Terms { Gift = "gift", Time = "time", Money = "money" }
}

text_enum! {
    /// Something that happened to an exchange, with who and when.
    Step {
        Proposal = "proposal",
        Agreement = "agreement",
        Refusal = "refusal",
        Cancellation = "cancellation",
        Delivery = "delivery",
        Confirmation = "confirmation",
        AutoConfirmation = "auto_confirmation",
        Dispute = "dispute",
        Resolution = "resolution",
        Expiry = "expiry",
        Review = "review",
    }
}

text_enum! {
    /// Which part a person has in an exchange.
    Side { Giver = "giver", Receiver = "receiver" }
}

/// An exchange as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = exchanges)]
pub struct Exchange {
    pub id: ExchangeId,
    pub ecosystem_id: EcosystemId,
    pub listing_id: ListingId,
    pub proposer_id: MemberId,
    pub giver_id: MemberId,
    pub receiver_id: MemberId,
    pub terms: Terms,
    /// Minutes agreed on.
    pub minutes: i64,
    /// Euros agreed on, in cents; settled outside.
    pub money_cents: Option<i64>,
    pub message: Option<String>,
    pub status: Status,
    /// Minutes the giver says they gave.
    pub delivered_minutes: Option<i64>,
    /// Minutes that were posted or recorded as given.
    pub settled_minutes: Option<i64>,
    /// When what happens "otherwise" happens by itself.
    pub due_at: Option<Moment>,
    pub hold_id: Option<HoldId>,
    pub transfer_group_id: Option<AnyId>,
    /// The rule versions the settlement obeyed, as JSON.
    pub rule_versions: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}

impl Exchange {
    /// Which side a member is on; `None` for anyone else.
    pub fn side_of(&self, member: MemberId) -> Option<Side> {
        if member == self.giver_id {
            Some(Side::Giver)
        } else if member == self.receiver_id {
            Some(Side::Receiver)
        } else {
            None
        }
    }
    /// The member on a side.
    pub fn member_on(&self, side: Side) -> MemberId {
        match side {
            Side::Giver => self.giver_id,
            Side::Receiver => self.receiver_id,
        }
    }
    /// The other member.
    pub fn other_than(&self, member: MemberId) -> MemberId {
        if member == self.giver_id {
            self.receiver_id
        } else {
            self.giver_id
        }
    }
}

/// What a member proposes about a listing.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub listing_id: ListingId,
    pub terms: Terms,
    /// Minutes asked or offered; the listing's own figure, or an hour, when absent.
    pub minutes: Option<i64>,
    pub money_cents: Option<i64>,
    pub message: Option<String>,
    pub proposed_times: Vec<ProposedTime>,
}

/// A moment that would suit.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Queryable, Selectable, utoipa::ToSchema,
)]
#[diesel(table_name = exchange_times)]
pub struct ProposedTime {
    pub starts_at: Moment,
    #[serde(default)]
    pub ends_at: Option<Moment>,
}

/// A mediator's decision about a dispute: the minutes that count as given, none or all or some.
#[derive(Debug, Clone)]
pub struct Resolution {
    pub minutes: i64,
    pub note: String,
}

/// Who did what when.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = exchange_steps)]
pub struct StepRecord {
    pub step: Step,
    pub by_member_id: Option<MemberId>,
    pub at: Moment,
    pub minutes: Option<i64>,
    pub note: Option<String>,
}

/// What one side says of the other afterwards.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reviews)]
pub struct Review {
    pub id: ReviewId,
    /// What it is about: an exchange, or a leg of a ring.
    pub exchange_id: Option<ExchangeId>,
    pub ring_id: Option<RingId>,
    pub leg_position: Option<i64>,
    pub author_id: MemberId,
    pub subject_id: MemberId,
    /// 1 to 5.
    pub rating: i64,
    pub body: Option<String>,
    pub created_at: Moment,
}

/// What a review is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewed {
    Exchange(ExchangeId),
    /// The leg of a ring at a position.
    Leg(RingId, i64),
}

/// A review as it is written.
#[derive(Debug, Clone, Copy)]
pub struct NewReview<'a> {
    pub of: Reviewed,
    pub ecosystem_id: EcosystemId,
    pub author_id: MemberId,
    pub subject_id: MemberId,
    /// 1 to 5.
    pub rating: i64,
    pub body: Option<&'a str>,
}

/// An exchange took a step; `to` are the members whom it concerns and who did not take it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExchangeMoved {
    pub exchange_id: ExchangeId,
    pub step: Step,
    pub by: Option<MemberId>,
    pub to: Vec<MemberId>,
}
impl outbox::Event for ExchangeMoved {
    const KIND: &'static str = "exchanges.moved";
}
