//! What governance speaks of: proposals, ballots, tallies, decisions.

use diesel::prelude::*;
use serde::Serialize;

use super::settings::Settings;
use crate::db::schema::{ballots, decisions, objections, proposal_comments, proposal_options, proposals};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{AnyId, CollegeId, CommentId, DecisionId, EcosystemId, MemberId, ProposalId};
use crate::kernel::text_enum;

text_enum! {
    /// What a proposal does when it passes.
    Kind {
        Text = "text",
        RuleChange = "rule_change",
        Admission = "admission",
        Exclusion = "exclusion",
        Election = "election",
        Recall = "recall",
        Allocation = "allocation",
        Charter = "charter",
        College = "college",
        Link = "link",
        Assembly = "assembly",
    }
}

text_enum! {
    /// What a proposal is about, for delegations: a voice may be delegated for one topic or for everything.
    Topic {
        Everything = "everything",
        Rules = "rules",
        Membership = "membership",
        Mandates = "mandates",
        Fund = "fund",
        Texts = "texts",
        Cooperation = "cooperation",
    }
}

impl Kind {
    /// The topic of a proposal of this kind.
    pub fn topic(self) -> Topic {
        match self {
            Kind::RuleChange => Topic::Rules,
            Kind::Admission | Kind::Exclusion | Kind::College => Topic::Membership,
            Kind::Election | Kind::Recall => Topic::Mandates,
            Kind::Allocation => Topic::Fund,
            Kind::Text | Kind::Charter | Kind::Assembly => Topic::Texts,
            Kind::Link => Topic::Cooperation,
        }
    }
}

text_enum! {
    /// How ballots are counted.
    Method {
        Majority = "majority",
        QualifiedMajority = "qualified_majority",
        Consent = "consent",
        Plurality = "plurality",
        Approval = "approval",
        Score = "score",
        Dots = "dots",
        Schulze = "schulze",
        InstantRunoff = "irv",
        MajorityJudgment = "majority_judgment",
        Greedy = "greedy",
        EqualShares = "equal_shares",
    }
}

impl Method {
    /// Whether the vote is about the proposal as a whole; otherwise about options.
    pub fn is_on_the_whole(self) -> bool {
        matches!(
            self,
            Method::Majority | Method::QualifiedMajority | Method::Consent
        )
    }
    /// Whether options cost something and share a budget.
    pub fn is_budget(self) -> bool {
        matches!(self, Method::Greedy | Method::EqualShares)
    }
}

text_enum! {
    /// Where a proposal stands. A draft that was put to discussion is stored as a draft with the date of that.
    Status {
        Draft = "draft",
        Discussion = "discussion",
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
    /// What a ballot about the whole proposal says. An objection is for votes by consent and comes with its argument.
    Choice { Yes = "yes", No = "no", Abstain = "abstain", Objection = "objection" }
}

text_enum! {
    /// How colleges are combined into one result.
    Combination {
        /// Each ballot weighs what its college weighs.
        OneVoice = "one_voice",
        /// A college's share of the votes is divided among its members on the roll: share / members each.
        MemberWeight = "member_weight",
        /// A college's share goes whole to what its majority wants.
        Block = "block",
        /// A college's share is divided as its ballots are: share / ballots each.
        Ratio = "ratio",
    }
}

text_enum! {
    /// What becomes of the share of a college from which no ballot came.
    SilentCollege {
        /// The other colleges' shares count alone, in proportion.
        PassedOver = "passed_over",
        /// The vote lacks its quorum.
        Blocks = "blocks",
    }
}

impl Status {
    /// Whether a vote opened: it is going on, or it was counted.
    pub fn was_opened(self) -> bool {
        !matches!(self, Status::Draft | Status::Discussion | Status::Withdrawn)
    }
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
    pub topic: Topic,
    pub title: String,
    pub body: String,
    pub method: Method,
    /// JSON of [`Settings`].
    #[diesel(column_name = settings)]
    pub settings_json: String,
    pub secret: bool,
    /// JSON; for a rule change `{"key","value"}`.
    pub payload: String,
    /// As stored; see [`Proposal::status`].
    #[diesel(column_name = status)]
    pub stored_status: Status,
    /// Frozen when the vote opens, as are `majority_bp` and `terms`.
    pub quorum_bp: Option<i64>,
    pub majority_bp: Option<i64>,
    /// JSON of [`Terms`].
    pub terms: Option<String>,
    /// Drawn when the vote opens and published at the close, if the method may need a lot.
    pub lot_seed: Option<String>,
    /// Counted from 1; a vote by consent goes on to the next when its proposal is amended.
    pub round: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub discussion_at: Option<Moment>,
    pub opened_at: Option<Moment>,
    pub closes_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    /// When what was decided applies; at the close if nothing else was said.
    pub takes_effect_at: Option<Moment>,
    pub enacted_at: Option<Moment>,
    /// Why a passed proposal could not be applied.
    pub enactment_note: Option<String>,
    /// When the members look at the decision again.
    pub review_at: Option<Moment>,
}

impl Proposal {
    /// Where it stands.
    pub fn status(&self) -> Status {
        match (self.stored_status, self.discussion_at) {
            (Status::Draft, Some(_)) => Status::Discussion,
            (status, _) => status,
        }
    }
    /// Whether it is still being written: a draft, put to discussion or not.
    pub fn is_draft(&self) -> bool {
        self.stored_status == Status::Draft
    }
    /// Whether ballots are taken at `now`; between the close and the worker's count they are not.
    pub fn takes_ballots(&self, now: Moment) -> bool {
        self.stored_status == Status::Open && self.closes_at.is_some_and(|at| now < at)
    }
    pub fn payload_json(&self) -> serde_json::Value {
        serde_json::from_str(&self.payload).unwrap_or_default()
    }
    pub fn settings(&self) -> Settings {
        serde_json::from_str(&self.settings_json).unwrap_or_default()
    }
}

/// A proposal as it will be stored, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub kind: Kind,
    pub topic: Topic,
    pub title: String,
    pub body: String,
    pub method: Method,
    pub settings: Settings,
    pub secret: bool,
    pub closes_at: Option<Moment>,
    pub takes_effect_at: Option<Moment>,
    pub review_at: Option<Moment>,
    pub payload: String,
    pub options: Vec<ProposalOption>,
}

/// Something one may vote for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = proposal_options)]
pub struct ProposalOption {
    /// Counted from 1 within the proposal; ballots name options by it.
    pub number: i64,
    pub title: String,
    pub body: String,
    /// Minutes, where options share a budget.
    pub cost: Option<i64>,
    /// JSON: what the option stands for, `{"value"}` of a rule, `{"member_id"}` of a candidate, `{"programme_id"}`,
    /// `{"text"}`, `{"none": true}` for "none of these", or `{}`.
    pub value: String,
}

impl ProposalOption {
    pub fn value_json(&self) -> serde_json::Value {
        serde_json::from_str(&self.value).unwrap_or_default()
    }
    /// Whether this is "none of these": a vote that it wins is rejected.
    pub fn is_none(&self) -> bool {
        self.value_json().get("none").is_some()
    }
}

/// A ballot as published: secret votes without the member.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = ballots)]
pub struct Ballot {
    pub receipt: String,
    /// One canonical line, see [`super::Answer`].
    pub answer: String,
    pub weight_bp: i64,
    pub college_id: Option<CollegeId>,
    pub member_id: Option<MemberId>,
    /// Who carried the voice of a member who cast no ballot.
    pub via_id: Option<MemberId>,
}

/// A voter's line in the roll of one proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollEntry {
    pub college_id: CollegeId,
    pub weight_bp: i64,
    pub voted: bool,
}

/// What a voter keeps: with it they find their ballot among the published ones. A changed ballot has a new one.
#[derive(Debug, Clone, Serialize)]
pub struct CastBallot {
    pub receipt: String,
    pub answer: String,
    /// Absent from secret votes, whose ballots carry no time.
    pub cast_at: Option<Moment>,
}

/// An argued objection in a vote by consent.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = objections)]
pub struct Objection {
    pub id: AnyId,
    pub member_id: MemberId,
    pub round: i64,
    pub body: String,
    pub raised_at: Moment,
    pub lifted_at: Option<Moment>,
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
    pub options: Vec<ProposalOption>,
}

/// What the reader may do with a proposal now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Allowed {
    pub edit: bool,
    /// Put a draft to discussion.
    pub discuss: bool,
    pub open: bool,
    /// Amend the text of a vote by consent, which begins a new round.
    pub amend_round: bool,
    pub withdraw: bool,
    pub vote: bool,
    pub comment: bool,
}
