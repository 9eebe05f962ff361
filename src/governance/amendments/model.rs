//! What an amendment is.

use diesel::prelude::*;
use serde_json::Value as Json;

use crate::db::schema::amendments;
use crate::governance::difference::DiffLine;
use crate::kernel::clock::Moment;
use crate::kernel::ids::{AmendmentId, EcosystemId, MemberId, ProposalId};
use crate::kernel::text_enum;

text_enum! {
    /// Where an amendment stands.
    #[schema(as = AmendmentState)]
    State {
        Open = "open",
        /// The author of the proposal took it over.
        Merged = "merged",
        Declined = "declined",
        /// It will be, or was, an option of the vote.
        Competing = "competing",
        Withdrawn = "withdrawn",
    }
}

/// What an amendment of a proposal can replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The body, which is what is decided.
    Body,
    /// The new value of a rule.
    Value,
    /// Nothing by itself: it asks the author for a change and says why.
    Reason,
}

/// An amendment as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = amendments)]
pub struct Amendment {
    pub id: AmendmentId,
    pub ecosystem_id: EcosystemId,
    pub proposal_id: ProposalId,
    /// Counted from 1 within the proposal.
    pub number: i64,
    pub author_id: MemberId,
    /// Markdown; the whole body as it would read.
    pub body: Option<String>,
    /// JSON; the value of the rule.
    #[diesel(column_name = value)]
    pub value_text: Option<String>,
    pub reason: String,
    /// What it was written against: the body, or the payload of a rule change.
    pub base: String,
    pub state: State,
    pub created_at: Moment,
    /// When and by whom it left the state `open`.
    pub answered_at: Option<Moment>,
    pub answered_by: Option<MemberId>,
    pub answer_reason: Option<String>,
    /// A moderator hid it.
    pub removed_at: Option<Moment>,
}

impl Amendment {
    pub fn value(&self) -> Option<Json> {
        self.value_text
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
    }
}

/// What a member typed.
#[derive(Debug, Clone, Default)]
pub struct AmendmentInput {
    pub body: Option<String>,
    pub value: Option<Json>,
    pub reason: String,
}

/// An amendment as it will be stored, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewAmendment {
    pub body: Option<String>,
    pub value: Option<String>,
    pub reason: String,
    pub base: String,
}

/// What the reader may do with an amendment now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = AmendmentAllowed)]
pub struct AmendmentAllowed {
    pub merge: bool,
    pub decline: bool,
    pub compete: bool,
    pub withdraw: bool,
    pub hide: bool,
}

/// An amendment as read: without its texts once a moderator hid it.
#[derive(Debug, Clone)]
pub struct AmendmentView {
    pub amendment: Amendment,
    pub author_name: String,
    pub answered_by_name: Option<String>,
    /// Whether what it was written against has changed since; told while it can still be answered.
    pub base_changed: bool,
    /// For bodies, line by line: from what the proposal says now while it can be answered, else from what it said
    /// then.
    pub difference: Vec<DiffLine>,
    pub may: AmendmentAllowed,
}
