//! The kinds of news, and the one table that says how each is told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kernel::clock::Moment;
use crate::kernel::ids::{AnyId, DeliveryId, EcosystemId, MemberId, NotificationId};
use crate::kernel::text_enum;

text_enum! {
    /// What a piece of news is about.
    #[schema(as = NotificationKind)]
    Kind {
        AccountConfirmEmail = "account.confirm_email",
        AccountAlreadyRegistered = "account.already_registered",
        AccountPasswordReset = "account.password_reset",
        AccountPasswordChanged = "account.password_changed",
        MembershipApplied = "membership.applied",
        MembershipAdmitted = "membership.admitted",
        MembershipCollegeChanged = "membership.college_changed",
        MandateEnding = "mandate.ending",
        MandateEnded = "mandate.ended",
        MatchFound = "match.found",
        RingProposed = "ring.proposed",
        RingMoved = "ring.moved",
        SavedSearch = "saved_search",
        ExchangeMoved = "exchange.moved",
        MediationNeeded = "mediation.needed",
        HoursReceived = "hours.received",
        HoursReversed = "hours.reversed",
        HoursWarning = "hours.warning",
        VoteOpened = "vote.opened",
        VoteReminder = "vote.reminder",
        VoteClosed = "vote.closed",
        VoteDiscussion = "vote.discussion",
        DecisionEnacted = "decision.enacted",
        DecisionFailed = "decision.failed",
        DecisionReview = "decision.review",
        VoteComment = "vote.comment",
        AmendmentWritten = "amendment.written",
        AmendmentAnswered = "amendment.answered",
        NominationReceived = "nomination.received",
        VoteDelegationLost = "vote.delegation_lost",
        DelegationRequested = "delegation.requested",
        DelegationAnswered = "delegation.answered",
        DelegationEnded = "delegation.ended",
        DelegationExpiring = "delegation.expiring",
        AssemblyCalled = "assembly.called",
        AssemblyChanged = "assembly.changed",
        AssemblyCancelled = "assembly.cancelled",
        AssemblyClosed = "assembly.closed",
        ProxyRequested = "proxy.requested",
        RuleChanged = "rule.changed",
        ListingExpiring = "listing.expiring",
        ListingExpired = "listing.expired",
        ListingModerated = "listing.moderated",
    }
}

text_enum! {
    /// How a member wants to be told of a kind.
    #[schema(as = NotificationMode)]
    Mode { Off = "off", Instant = "instant", Daily = "daily" }
}

text_enum! {
    /// Where a delivery stands.
    #[schema(as = DeliveryState)]
    State { Queued = "queued", Sent = "sent", Skipped = "skipped", Dead = "dead" }
}

text_enum! {
    /// Why nothing was sent.
    SkipReason {
        NoAddress = "no_address",
        Erased = "erased",
        Unconfirmed = "unconfirmed",
        Suspended = "suspended",
        Left = "left",
        PreferenceOff = "preference_off",
        Bouncing = "bouncing",
    }
}

/// How a kind is told.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    pub kind: Kind,
    /// What holds until the member chooses.
    pub default: Mode,
    pub modes: &'static [Mode],
    /// First part of the List-Id.
    pub list: &'static str,
    /// Whether it stands in the list of notifications; what concerns logging in goes by mail alone.
    pub is_listed: bool,
    /// Params that the mail shows as facts, in this order, where they are present.
    pub facts: &'static [&'static str],
}

const ALWAYS: &[Mode] = &[Mode::Instant];
const NEVER_OFF: &[Mode] = &[Mode::Instant, Mode::Daily];
const FREE: &[Mode] = &[Mode::Instant, Mode::Daily, Mode::Off];

impl Kind {
    /// The table.
    pub const fn spec(self) -> Spec {
        use Mode::{Daily, Instant};
        let (default, modes, list, is_listed, facts): (_, _, _, _, &'static [&'static str]) = match self {
            Kind::AccountConfirmEmail | Kind::AccountAlreadyRegistered | Kind::AccountPasswordReset => {
                (Instant, ALWAYS, "account", false, &[])
            }
            Kind::AccountPasswordChanged => (Instant, ALWAYS, "account", true, &[]),
            Kind::MembershipApplied => (Instant, FREE, "membership", true, &["applied_at"]),
            Kind::MembershipAdmitted | Kind::MembershipCollegeChanged => {
                (Instant, FREE, "membership", true, &[])
            }
            Kind::MandateEnding => (Instant, FREE, "mandates", true, &["ends_at"]),
            Kind::MandateEnded => (Instant, FREE, "mandates", true, &["ended_at"]),
            Kind::MatchFound => (Instant, FREE, "matches", true, &["score", "reasons"]),
            Kind::RingProposed => (Instant, FREE, "rings", true, &["minutes", "due_at"]),
            Kind::RingMoved => (
                Instant,
                FREE,
                "rings",
                true,
                &["reason", "minutes", "settled_minutes", "due_at"],
            ),
            Kind::SavedSearch => (Instant, FREE, "searches", true, &["search", "where", "accepts"]),
            Kind::ExchangeMoved => (
                Instant,
                FREE,
                "exchanges",
                true,
                &[
                    "other",
                    "message",
                    "terms",
                    "minutes",
                    "delivered_minutes",
                    "settled_minutes",
                    "due_at",
                ],
            ),
            Kind::MediationNeeded => (Instant, FREE, "mediation", true, &["terms", "minutes"]),
            Kind::HoursReceived => (Instant, FREE, "hours", true, &[]),
            Kind::HoursReversed => (Instant, NEVER_OFF, "hours", true, &[]),
            Kind::HoursWarning => (Instant, NEVER_OFF, "hours", true, &["balance_minutes"]),
            Kind::VoteOpened | Kind::VoteReminder | Kind::VoteDelegationLost => {
                (Instant, FREE, "votes", true, &["closes_at"])
            }
            Kind::DelegationRequested | Kind::DelegationExpiring => {
                (Instant, FREE, "delegations", true, &["scope", "expires_at"])
            }
            Kind::DelegationAnswered | Kind::DelegationEnded => {
                (Instant, FREE, "delegations", true, &["scope"])
            }
            Kind::VoteClosed => (Instant, FREE, "votes", true, &[]),
            Kind::VoteDiscussion => (Daily, FREE, "votes", true, &[]),
            Kind::DecisionEnacted | Kind::DecisionFailed | Kind::DecisionReview => {
                (Instant, FREE, "votes", true, &[])
            }
            Kind::VoteComment | Kind::AmendmentWritten => (Daily, FREE, "votes", true, &[]),
            Kind::AmendmentAnswered => (Instant, FREE, "votes", true, &["reason"]),
            Kind::NominationReceived => (Instant, FREE, "votes", true, &[]),
            Kind::AssemblyCalled | Kind::AssemblyChanged => (
                Instant,
                FREE,
                "assemblies",
                true,
                &["starts_at", "place", "link", "agenda"],
            ),
            Kind::AssemblyCancelled => (Instant, FREE, "assemblies", true, &["starts_at", "reason"]),
            Kind::AssemblyClosed => (Instant, FREE, "assemblies", true, &[]),
            Kind::ProxyRequested => (Instant, FREE, "assemblies", true, &["starts_at", "place"]),
            Kind::RuleChanged => (Daily, FREE, "rules", true, &[]),
            Kind::ListingExpiring => (Instant, FREE, "listings", true, &["expires_on"]),
            Kind::ListingExpired => (Daily, FREE, "listings", true, &[]),
            Kind::ListingModerated => (Instant, FREE, "listings", true, &["reason"]),
        };
        Spec {
            kind: self,
            default,
            modes,
            list,
            is_listed,
            facts,
        }
    }

    /// Account mails go out whatever the member chose, also to an address not yet confirmed.
    pub const fn is_account(self) -> bool {
        matches!(
            self,
            Kind::AccountConfirmEmail
                | Kind::AccountAlreadyRegistered
                | Kind::AccountPasswordReset
                | Kind::AccountPasswordChanged
        )
    }

    /// What the community suggests by itself: the mails a member may cap per day.
    pub const SUGGESTIONS: &'static [Kind] = &[Kind::MatchFound, Kind::SavedSearch];

    /// The word in keys of texts: `exchange.moved` → `exchange-moved`.
    pub fn text_key(self) -> String {
        self.as_str().replace(['.', '_'], "-")
    }
}

impl Spec {
    pub fn may_be_off(&self) -> bool {
        self.modes.contains(&Mode::Off)
    }
}

/// A value inside a piece of news, kept raw and put into words for each reader: by the last word of its name it is
/// minutes, a moment (RFC 3339), a day, or text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Param {
    Number(i64),
    Text(String),
}
impl From<i64> for Param {
    fn from(n: i64) -> Self {
        Param::Number(n)
    }
}
impl From<&str> for Param {
    fn from(s: &str) -> Self {
        Param::Text(s.to_string())
    }
}
impl From<String> for Param {
    fn from(s: String) -> Self {
        Param::Text(s)
    }
}
impl From<Moment> for Param {
    fn from(at: Moment) -> Self {
        Param::Text(at.to_rfc3339())
    }
}

/// Values by name.
pub type Params = BTreeMap<String, Param>;

/// Something to tell one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    pub member_id: MemberId,
    pub kind: Kind,
    pub object: Object,
    pub params: Params,
    /// Whether it waits for the daily summary even where the member wants this kind at once.
    pub at_most_daily: bool,
}

/// What the news is about; mails about one object make one thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    pub kind: ObjectKind,
    pub id: Option<AnyId>,
}

text_enum! {
    /// The type of an object news can be about.
    #[schema(as = NotificationObjectType)]
    ObjectKind {
        Member = "member",
        Membership = "membership",
        Mandate = "mandate",
        College = "college",
        Listing = "listing",
        Exchange = "exchange",
        Ring = "ring",
        Transfer = "transfer",
        Account = "account",
        Proposal = "proposal",
        Delegation = "delegation",
        Assembly = "assembly",
        Rule = "rule",
    }
}

/// A notification as its member reads it.
#[derive(Debug, Clone)]
pub struct Notification {
    pub id: NotificationId,
    pub ecosystem_id: Option<EcosystemId>,
    pub kind: Kind,
    pub object: Object,
    pub params: Params,
    pub created_at: Moment,
    pub read_at: Option<Moment>,
}

/// One mail to one member, due or done.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub id: DeliveryId,
    pub member_id: MemberId,
    pub ecosystem_id: Option<EcosystemId>,
    pub kind: Kind,
    pub object: Object,
    pub params: Params,
    pub address: String,
    pub mode: Mode,
    pub state: State,
    pub reason: Option<String>,
    pub attempts: i64,
    pub message_id: String,
    pub subject: Option<String>,
    pub created_at: Moment,
    pub sent_at: Option<Moment>,
}

/// What a member chose for a kind, or its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preference {
    pub kind: Kind,
    pub mode: Mode,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_consistent() {
        for kind in Kind::ALL {
            let spec = kind.spec();
            assert!(spec.modes.contains(&spec.default), "{kind}");
            assert_eq!(
                kind.is_account(),
                spec.modes.len() == 1,
                "{kind}: account mails always go out"
            );
            assert!(!kind.is_account() || !spec.may_be_off(), "{kind}");
        }
    }
}
