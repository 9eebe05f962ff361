//! What an assembly is made of.

use diesel::prelude::*;

use super::super::{Decision, Status as ProposalStatus};
use crate::db::schema::{agenda_items, assemblies, attendances, proxies};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{
    AgendaItemId, AssemblyId, AttendanceId, CollegeId, EcosystemId, MemberId, ProposalId, ProxyId,
};
use crate::kernel::text_enum;

text_enum! {
    /// The kind of an assembly.
    #[schema(as = AssemblyKind)]
    Kind { Ordinary = "ordinary", Extraordinary = "extraordinary" }
}

text_enum! {
    /// Where an assembly stands.
    #[schema(as = AssemblyStatus)]
    Status { Planned = "planned", Open = "open", Closed = "closed", Cancelled = "cancelled" }
}

text_enum! {
    /// Who put a point on the agenda: the facilitator, or a member as a question.
    #[schema(as = AgendaItemKind)]
    ItemKind { Item = "item", Question = "question" }
}

text_enum! {
    /// How somebody attends.
    How { InPerson = "in_person", Remote = "remote" }
}

text_enum! {
    /// Which assemblies are listed: those to come or under way, or those that are over.
    #[schema(as = AssemblyWhen)]
    When { Next = "next", Past = "past" }
}

/// An assembly as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = assemblies)]
pub struct Assembly {
    pub id: AssemblyId,
    pub ecosystem_id: EcosystemId,
    pub number: i64,
    pub title: String,
    pub kind: Kind,
    pub place: Option<String>,
    /// Where it is joined online.
    pub link: Option<String>,
    pub starts_at: Moment,
    pub called_at: Moment,
    /// None where a vote called it.
    pub called_by: Option<MemberId>,
    pub proposal_id: Option<ProposalId>,
    pub opened_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    pub cancelled_at: Option<Moment>,
    pub cancel_reason: Option<String>,
}

impl Assembly {
    pub fn status(&self) -> Status {
        if self.cancelled_at.is_some() {
            Status::Cancelled
        } else if self.closed_at.is_some() {
            Status::Closed
        } else if self.opened_at.is_some() {
            Status::Open
        } else {
            Status::Planned
        }
    }
}

/// A point of the agenda, with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = agenda_items)]
pub struct AgendaItem {
    pub id: AgendaItemId,
    pub assembly_id: AssemblyId,
    /// From 1 on.
    pub position: i64,
    pub kind: ItemKind,
    pub title: String,
    /// Markdown; may be empty.
    pub body: String,
    pub written_by: Option<MemberId>,
    /// The vote it is about.
    pub proposal_id: Option<ProposalId>,
    /// What was said and decided, Markdown.
    pub notes: Option<String>,
    pub noted_at: Option<Moment>,
}

/// A stay: somebody came, and left or is there.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = attendances)]
pub struct Attendance {
    pub id: AttendanceId,
    pub assembly_id: AssemblyId,
    pub member_id: MemberId,
    /// As it was on arrival.
    pub college_id: CollegeId,
    pub how: How,
    pub arrived_at: Moment,
    pub left_at: Option<Moment>,
    pub recorded_by: MemberId,
}

impl Attendance {
    pub fn covers(&self, at: Moment) -> bool {
        self.arrived_at <= at && self.left_at.is_none_or(|left| left > at)
    }
}

/// A voice given to somebody else for one assembly.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = proxies)]
pub struct Proxy {
    pub id: ProxyId,
    pub assembly_id: AssemblyId,
    pub giver_id: MemberId,
    pub holder_id: MemberId,
    /// The giver's, when it was given.
    pub college_id: CollegeId,
    pub given_at: Moment,
    pub accepted_at: Option<Moment>,
    /// Taken back, declined, or ended because the giver came.
    pub revoked_at: Option<Moment>,
}

impl Proxy {
    /// Given and not ended, accepted or not.
    pub fn is_live(&self) -> bool {
        self.revoked_at.is_none()
    }
    pub fn is_accepted(&self) -> bool {
        self.is_live() && self.accepted_at.is_some()
    }
    /// Accepted and not ended at a moment.
    pub fn held_at(&self, at: Moment) -> bool {
        self.accepted_at.is_some_and(|accepted| accepted <= at) && self.revoked_at.is_none_or(|end| end > at)
    }
}

/// A vote that an item is about.
#[derive(Debug, Clone)]
pub struct ItemVote {
    pub proposal_id: ProposalId,
    pub number: i64,
    pub title: String,
    pub status: ProposalStatus,
    pub closes_at: Option<Moment>,
    /// Members called and ballots cast; zero before the opening.
    pub roll_size: i64,
    pub turnout: i64,
    /// Ballots the quorum takes; none before the opening.
    pub quorum: Option<i64>,
    pub decision: Option<Decision>,
}

/// An item as it is shown.
#[derive(Debug, Clone)]
pub struct ItemView {
    pub item: AgendaItem,
    pub author_name: String,
    pub vote: Option<ItemVote>,
}

/// A proxy with the names of both.
#[derive(Debug, Clone)]
pub struct ProxyView {
    pub proxy: Proxy,
    pub giver_name: String,
    pub holder_name: String,
}

/// Who attended, with all their stays.
#[derive(Debug, Clone)]
pub struct AttendeeView {
    pub member_id: MemberId,
    pub name: String,
    pub college_id: CollegeId,
    pub how: How,
    /// Arrival and departure of each stay, oldest first.
    pub stays: Vec<(Moment, Option<Moment>)>,
}

impl AttendeeView {
    pub fn is_present(&self) -> bool {
        self.stays.iter().any(|(_, left)| left.is_none())
    }
}

/// An assembly with everything its page shows.
#[derive(Debug, Clone)]
pub struct AssemblyView {
    pub assembly: Assembly,
    pub caller_name: String,
    pub items: Vec<ItemView>,
    /// By name.
    pub attendees: Vec<AttendeeView>,
    /// Those in force, the reader's own that wait for an answer, and to the facilitator all that wait.
    pub proxies: Vec<ProxyView>,
    /// Voices at this moment.
    pub present: i64,
    pub represented: i64,
    pub may: Allowed,
}

/// What the reader may do with an assembly now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = AssemblyAllowed)]
pub struct Allowed {
    /// Holds the mandate that calls and runs assemblies.
    pub manage: bool,
    /// Change date, place and agenda, or cancel.
    pub edit: bool,
    pub open: bool,
    /// Note outcomes, record others' attendance, close.
    pub run: bool,
    pub check_in: bool,
    pub leave: bool,
    pub give_proxy: bool,
    pub ask: bool,
}

/// How many voices a college had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollegeVoices {
    pub name_fr: String,
    pub name_en: String,
    pub present: i64,
    pub represented: i64,
}

/// The minutes, as far as the assembly has come.
#[derive(Debug, Clone)]
pub struct Minutes {
    pub ecosystem_name: String,
    pub assembly: Assembly,
    pub caller_name: String,
    pub attendees: Vec<AttendeeView>,
    /// Proxies in force, by the giver's name.
    pub represented: Vec<ProxyView>,
    /// Colleges with a voice in this assembly.
    pub colleges: Vec<CollegeVoices>,
    pub items: Vec<ItemView>,
}
