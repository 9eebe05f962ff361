//! What delegation speaks of.

use diesel::prelude::*;

use crate::db::schema::delegations;
use crate::governance::Topic;
use crate::kernel::clock::Moment;
use crate::kernel::ids::{DelegationId, EcosystemId, MemberId, ProposalId};
use crate::kernel::text_enum;

text_enum! {
    /// How a delegation ended.
    Ending { Revoked = "revoked", Replaced = "replaced", Declined = "declined", LaidDown = "laid_down" }
}

text_enum! {
    /// Where a delegation stands.
    #[schema(as = DelegationState)]
    State {
        AwaitingConsent = "awaiting_consent",
        InForce = "in_force",
        Expired = "expired",
        Declined = "declined",
        LaidDown = "laid_down",
        Revoked = "revoked",
        Replaced = "replaced",
    }
}

text_enum! {
    /// Which side of a delegation the reader is on.
    #[schema(as = DelegationSide)]
    Side { Given = "given", Received = "received" }
}

text_enum! {
    /// What would become of a voice if the vote closed now.
    #[schema(as = VoiceNow)]
    VoiceNow {
        Voted = "voted",
        Represented = "represented",
        NotVoted = "not_voted",
        AwaitingConsent = "awaiting_consent",
        /// The chain ends at somebody on the roll who can still vote.
        DelegateNotVoted = "delegate_not_voted",
        Cycle = "cycle",
        DeadEnd = "dead_end",
        OverCap = "over_cap",
    }
}

/// What a delegation covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Topic(Topic),
    Proposal(ProposalId),
}

impl Scope {
    /// A topic's word or a proposal's id, as they stand in URLs.
    pub fn from_word(word: &str) -> Option<Scope> {
        Topic::from_word(word)
            .map(Scope::Topic)
            .or_else(|| word.parse().ok().map(Scope::Proposal))
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Scope::Topic(topic) => topic.fmt(f),
            Scope::Proposal(id) => id.fmt(f),
        }
    }
}

/// A vote as delegations see it, or a topic without any vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    pub proposal_id: Option<ProposalId>,
    pub topic: Topic,
}

/// A delegation as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = delegations)]
pub struct Delegation {
    pub id: DelegationId,
    pub ecosystem_id: EcosystemId,
    pub giver_id: MemberId,
    pub delegate_id: MemberId,
    /// Exactly one of topic and proposal is there.
    pub topic: Option<Topic>,
    pub proposal_id: Option<ProposalId>,
    pub given_at: Moment,
    pub expires_at: Moment,
    pub accepted_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    pub ended_as: Option<Ending>,
}

impl Delegation {
    pub fn scope(&self) -> Scope {
        match self.proposal_id {
            Some(id) => Scope::Proposal(id),
            None => Scope::Topic(self.topic.unwrap_or(Topic::Everything)),
        }
    }

    pub fn state(&self, now: Moment) -> State {
        match self.ended_as {
            Some(Ending::Revoked) => State::Revoked,
            Some(Ending::Replaced) => State::Replaced,
            Some(Ending::Declined) => State::Declined,
            Some(Ending::LaidDown) => State::LaidDown,
            None if self.expires_at <= now => State::Expired,
            None if self.accepted_at.is_some() => State::InForce,
            None => State::AwaitingConsent,
        }
    }
}

/// A delegation with the names it is shown with.
#[derive(Debug, Clone)]
pub struct DelegationView {
    pub delegation: Delegation,
    pub state: State,
    pub giver_name: String,
    pub delegate_name: String,
    /// Of the proposal it is for, if it is for one.
    pub proposal_title: Option<String>,
}
