//! What solidarity speaks of.

use diesel::prelude::*;

use crate::db::schema::programmes;
use crate::kernel::clock::Moment;
use crate::kernel::ids::{AccountId, EcosystemId, ProgrammeId, ProposalId};
use crate::ledger::ProgrammeTotals;

/// A support programme: what the community gives hours for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = programmes)]
pub struct Programme {
    pub id: ProgrammeId,
    pub ecosystem_id: EcosystemId,
    pub name: String,
    pub purpose: String,
    pub account_id: AccountId,
    pub opened_at: Moment,
    /// The vote that opened it.
    pub proposal_id: Option<ProposalId>,
    pub closed_at: Option<Moment>,
    pub closing_proposal_id: Option<ProposalId>,
}

/// A programme with its hours, in minutes.
#[derive(Debug, Clone)]
pub struct ProgrammeView {
    pub programme: Programme,
    pub totals: ProgrammeTotals,
}
