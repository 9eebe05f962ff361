//! What governance speaks of: proposals, ballots, tallies, decisions.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{ballots, decisions, proposal_comments, proposals};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{CommentId, DecisionId, EcosystemId, MemberId, ProposalId};
use crate::kernel::text_enum;

text_enum! {
    /// What a proposal does when it passes.
    Kind { Text = "text", RuleChange = "rule_change" }
}

text_enum! {
    /// How ballots are counted.
    Method { Majority = "majority", QualifiedMajority = "qualified_majority" }
}

text_enum! {
    /// Where a proposal stands.
    Status {
        Draft = "draft",
        Open = "open",
        Passed = "passed",
        Rejected = "rejected",
        QuorumNotMet = "quorum_not_met",
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// How a vote ended.
    Outcome { Passed = "passed", Rejected = "rejected", QuorumNotMet = "quorum_not_met" }
}

text_enum! {
    /// What a ballot says.
    Choice { Yes = "yes", No = "no", Abstain = "abstain" }
}

impl Outcome {
    pub fn status(self) -> Status {
        match self {
            Outcome::Passed => Status::Passed,
            Outcome::Rejected => Status::Rejected,
            Outcome::QuorumNotMet => Status::QuorumNotMet,
        }
    }
}

/// A proposal as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = proposals)]
pub struct Proposal {
    pub id: ProposalId,
    pub ecosystem_id: EcosystemId,
    pub number: i64,
    pub author_id: MemberId,
    pub kind: Kind,
    pub title: String,
    pub body: String,
    pub method: Method,
    pub secret: bool,
    /// JSON; for a rule change `{"key","value"}`.
    pub payload: String,
    pub status: Status,
    /// Frozen when the vote opens, as is `majority_bp`.
    pub quorum_bp: Option<i64>,
    pub majority_bp: Option<i64>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub opened_at: Option<Moment>,
    pub closes_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    pub enacted_at: Option<Moment>,
    /// Why a passed proposal could not be applied.
    pub enactment_note: Option<String>,
}

impl Proposal {
    /// Whether ballots are taken at `now`; between the close and the worker's count they are not.
    pub fn takes_ballots(&self, now: Moment) -> bool {
        self.status == Status::Open && self.closes_at.is_some_and(|at| now < at)
    }
    pub fn payload_json(&self) -> serde_json::Value {
        serde_json::from_str(&self.payload).unwrap_or_default()
    }
}

/// A proposal as it will be stored, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub kind: Kind,
    pub title: String,
    pub body: String,
    pub method: Method,
    pub secret: bool,
    pub closes_at: Option<Moment>,
    pub payload: String,
}

/// A ballot as published: secret votes without the member.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = ballots)]
pub struct Ballot {
    pub receipt: String,
    pub choice: Choice,
    pub weight_bp: i64,
    pub member_id: Option<MemberId>,
}

/// A voter's line in the roll of one proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollEntry {
    pub college_id: crate::kernel::ids::CollegeId,
    pub weight_bp: i64,
    pub voted: bool,
}

/// What a voter keeps: with it they find their ballot among the published ones. A changed ballot has a new one.
#[derive(Debug, Clone, Serialize)]
pub struct CastBallot {
    pub receipt: String,
    pub choice: Choice,
    /// Absent from secret votes, whose ballots carry no time.
    pub cast_at: Option<Moment>,
}

/// Ballots and weights of one choice or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PerChoice {
    pub yes: i64,
    pub no: i64,
    pub abstain: i64,
}

/// The quorum: how many ballots it took, and whether they were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct QuorumFigures {
    /// Share of the roll, in basis points.
    pub required_bp: i64,
    /// Ballots, the share rounded up.
    pub required: i64,
    pub reached: bool,
}

/// The majority: what weight of yes it took, and whether it was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MajorityFigures {
    /// `majority`: 5,000, to be exceeded. `qualified_majority`: to be reached; 6,667 means exactly two thirds.
    pub required_bp: i64,
    /// The least weight of yes that passes, given the weight of yes and no.
    pub required: i64,
    /// Share of yes among yes and no in basis points, rounded down; null when nobody said yes or no.
    pub share_bp: Option<i64>,
    pub reached: bool,
}

/// A counted vote: every figure a recount must find again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Tally {
    pub outcome: Outcome,
    pub method: Method,
    /// Ballots by choice.
    pub counts: PerChoice,
    /// Weight of the ballots by choice; 10,000 is one voice.
    pub weights: PerChoice,
    pub roll_size: i64,
    /// Ballots cast, abstentions included.
    pub turnout: i64,
    pub quorum: QuorumFigures,
    pub majority: MajorityFigures,
    /// SHA-256 over the ballots, see [`super::commitment`].
    pub commitment: String,
}

/// A remark in the discussion of a proposal.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = proposal_comments)]
pub struct Comment {
    pub id: CommentId,
    pub proposal_id: ProposalId,
    pub author_id: MemberId,
    pub body: String,
    pub created_at: Moment,
    /// A moderator hid it.
    pub removed_at: Option<Moment>,
}

/// An entry of the decision register.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = decisions)]
pub struct Decision {
    pub id: DecisionId,
    pub number: i64,
    pub proposal_id: ProposalId,
    pub outcome: Outcome,
    pub summary_fr: String,
    pub summary_en: String,
    /// JSON: what changed, `{"rule","old","new","version","applied"}` for a rule.
    pub effect: String,
    pub decided_at: Moment,
}

/// A proposal with what the list and the page show beside it.
#[derive(Debug, Clone)]
pub struct ProposalView {
    pub proposal: Proposal,
    pub author_name: String,
    /// Members on the roll and how many of them cast a ballot; zero before the opening.
    pub roll_size: i64,
    pub turnout: i64,
    /// Whether the reader stands on the roll and has cast a ballot.
    pub on_roll: bool,
    pub voted: bool,
    pub may: Allowed,
    pub decision_id: Option<DecisionId>,
}

/// What the reader may do with a proposal now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Allowed {
    pub edit: bool,
    pub open: bool,
    pub withdraw: bool,
    pub vote: bool,
    pub comment: bool,
}
