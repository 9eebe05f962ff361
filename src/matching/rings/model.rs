//! Types of rings.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{ring_legs, rings};
use crate::exchanges::Review;
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{AnyId, EcosystemId, HoldId, ListingId, MemberId, RingId};
use crate::kernel::text_enum;
use crate::outbox;

text_enum! {
    /// Where a ring stands. `lapsed`: one of its listings is taken by another ring or no longer there;
    /// `partly_settled`: not everybody received their help, and what was received is settled.
    RingStatus {
        Proposed = "proposed",
        Agreed = "agreed",
        Settled = "settled",
        PartlySettled = "partly_settled",
        Declined = "declined",
        Cancelled = "cancelled",
        Expired = "expired",
        Lapsed = "lapsed",
    }
}

impl RingStatus {
    /// The states in which something can still happen.
    pub const OPEN: [RingStatus; 2] = [RingStatus::Proposed, RingStatus::Agreed];

    pub fn is_open(self) -> bool {
        RingStatus::OPEN.contains(&self)
    }
}

text_enum! {
    /// What the one who is helped gives in return: hours, or nothing.
    LegTerms { Time = "time", Gift = "gift" }
}

text_enum! {
    /// What a member can do in a ring.
    RingStep {
        Confirmation = "confirmation",
        /// Takes the own confirmation back.
        Withdrawal = "withdrawal",
        Refusal = "refusal",
        Cancellation = "cancellation",
    }
}

text_enum! {
    /// What one can do about a leg of an agreed ring.
    LegStep {
        /// The giver says that they helped.
        Delivery = "delivery",
        /// The receiver says that they were helped.
        Receipt = "receipt",
        /// One of the two says that it was not as agreed.
        Dispute = "dispute",
        /// A mediator decides.
        Resolution = "resolution",
    }
}

text_enum! {
    /// What happened to a ring, as its members are told.
    RingMove {
        Agreed = "agreed",
        Delivered = "delivered",
        /// The receiver of a leg is asked again for their word.
        Reminded = "reminded",
        Received = "received",
        /// A leg counts as received without its receiver's word.
        Uncontested = "uncontested",
        Disputed = "disputed",
        Resolved = "resolved",
        Reviewed = "reviewed",
        Settled = "settled",
        PartlySettled = "partly_settled",
        Declined = "declined",
        Cancelled = "cancelled",
        Expired = "expired",
        Lapsed = "lapsed",
    }
}

/// A ring as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = rings)]
pub struct Ring {
    pub id: RingId,
    pub ecosystem_id: EcosystemId,
    /// SHA-256 of its pairs of listings: the same ring is proposed once.
    pub ring_key: String,
    /// The listing it was found around.
    pub listing_id: ListingId,
    /// Minutes of each leg.
    pub minutes: i64,
    pub status: RingStatus,
    /// When it ends by itself.
    pub due_at: Option<Moment>,
    /// Who declined or cancelled it.
    pub ended_by: Option<MemberId>,
    pub end_reason: Option<String>,
    pub transfer_group_id: Option<AnyId>,
    /// The rule versions the settlement obeyed, as JSON.
    pub rule_versions: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// One member of a ring helps the next.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ring_legs)]
pub struct Leg {
    pub ring_id: RingId,
    /// From 0; the receiver of the last is the giver of the first.
    pub position: i64,
    pub giver_id: MemberId,
    pub receiver_id: MemberId,
    pub offer_id: ListingId,
    pub request_id: ListingId,
    pub score_bp: i64,
    pub terms: LegTerms,
    pub minutes: i64,
    /// When its giver confirmed the ring. Each member gives once, so this is each member's answer.
    pub confirmed_at: Option<Moment>,
    /// When its giver said that they helped.
    pub delivered_at: Option<Moment>,
    /// When it counts as received, unless its receiver says otherwise before.
    pub due_at: Option<Moment>,
    /// When its receiver is reminded of that; none once they were.
    pub remind_at: Option<Moment>,
    /// When its receiver said that they were helped.
    pub received_at: Option<Moment>,
    /// When it counted as received without the receiver's word.
    pub uncontested_at: Option<Moment>,
    /// When somebody said that it was not as agreed; from then on until a mediator decides, nothing of the ring happens
    /// by itself.
    pub disputed_at: Option<Moment>,
    pub disputed_by: Option<MemberId>,
    /// For its giver, its receiver and the mediators.
    pub dispute_reason: Option<String>,
    pub resolved_at: Option<Moment>,
    pub resolved_by: Option<MemberId>,
    /// Minutes that count as given.
    pub resolved_minutes: Option<i64>,
    /// For the same eyes as the reason.
    pub resolution_note: Option<String>,
    pub hold_id: Option<HoldId>,
}

impl Leg {
    /// Whether the help counts as received: by the receiver's word, or because nobody objected in time.
    pub fn is_received(&self) -> bool {
        self.received_at.is_some() || self.uncontested_at.is_some()
    }

    /// Whether a mediator is to decide.
    pub fn is_disputed(&self) -> bool {
        self.disputed_at.is_some() && self.resolved_at.is_none()
    }

    /// Whether it is clear what counts: received, or decided by a mediator.
    pub fn is_over(&self) -> bool {
        self.is_received() || self.resolved_at.is_some()
    }

    /// Whether the giver says that they helped and the receiver has not answered.
    pub fn is_waiting(&self) -> bool {
        self.delivered_at.is_some() && !self.is_over() && !self.is_disputed()
    }

    /// Minutes that count as given.
    pub fn counted_minutes(&self) -> i64 {
        match self.is_received() {
            true => self.minutes,
            false => self.resolved_minutes.unwrap_or(0),
        }
    }

    /// The other of the two.
    pub fn other_than(&self, member: MemberId) -> MemberId {
        match member == self.giver_id {
            true => self.receiver_id,
            false => self.giver_id,
        }
    }

    /// Whether a member gives in it or is helped.
    pub fn is_of(&self, member: MemberId) -> bool {
        self.giver_id == member || self.receiver_id == member
    }
}

/// A leg with the names and titles people read.
#[derive(Debug, Clone)]
pub struct LegView {
    pub leg: Leg,
    pub giver_name: String,
    pub receiver_name: String,
    pub offer_title: String,
    /// What the receiver asked for.
    pub request_title: String,
    /// What the two said of each other afterwards.
    pub reviews: Vec<Review>,
}

/// A ring as its members see it.
#[derive(Debug, Clone)]
pub struct RingView {
    pub ring: Ring,
    /// In order; never empty.
    pub legs: Vec<LegView>,
    /// Who declined or cancelled it.
    pub ended_by_name: Option<String>,
}

impl RingView {
    /// Whether a mediator is to decide about one of its legs.
    pub fn is_disputed(&self) -> bool {
        self.legs.iter().any(|view| view.leg.is_disputed())
    }

    pub fn members(&self) -> Vec<MemberId> {
        self.legs.iter().map(|view| view.leg.giver_id).collect()
    }

    /// The leg in which a member gives.
    pub fn given_by(&self, member: MemberId) -> Option<&LegView> {
        self.legs.iter().find(|view| view.leg.giver_id == member)
    }

    /// The leg in which a member is helped.
    pub fn received_by(&self, member: MemberId) -> Option<&LegView> {
        self.legs.iter().find(|view| view.leg.receiver_id == member)
    }

    /// The leg at a position.
    pub fn leg_at(&self, position: i64) -> Option<&LegView> {
        self.legs.iter().find(|view| view.leg.position == position)
    }

    /// The legs, the reader's own first: what they give, and round to what they receive.
    pub fn told_to(&self, reader: MemberId) -> Vec<&LegView> {
        let start = self.legs.iter().position(|view| view.leg.giver_id == reader);
        let mut legs: Vec<&LegView> = self.legs.iter().collect();
        legs.rotate_left(start.unwrap_or(0));
        legs
    }

    /// Who helps whom with what, a sentence a leg, for one of them: `Vous aidez Bo : « … ».`
    pub fn in_words(&self, reader: MemberId, locale: Locale) -> Vec<String> {
        self.told_to(reader)
            .into_iter()
            .map(|view| view.in_words(reader, locale))
            .collect()
    }
}

impl LegView {
    pub fn in_words(&self, reader: MemberId, locale: Locale) -> String {
        let key = match () {
            () if self.leg.giver_id == reader => "ring-you-help",
            () if self.leg.receiver_id == reader => "ring-helps-you",
            () => "ring-helps",
        };
        let args = [
            ("giver", self.giver_name.as_str().into()),
            ("receiver", self.receiver_name.as_str().into()),
            ("title", self.request_title.as_str().into()),
        ];
        i18n::text_with(locale, key, &args)
    }
}

/// A ring was found; every one of its members is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RingProposed {
    pub ring_id: RingId,
}
impl outbox::Event for RingProposed {
    const KIND: &'static str = "matching.ring_proposed";
}

/// Something happened to a ring, or to the leg at a position; `to` are the members whom it concerns and who did not do
/// it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RingMoved {
    pub ring_id: RingId,
    pub step: RingMove,
    #[serde(default)]
    pub position: Option<i64>,
    pub by: Option<MemberId>,
    pub to: Vec<MemberId>,
}
impl outbox::Event for RingMoved {
    const KIND: &'static str = "matching.ring_moved";
}
