//! What a nomination is.

use diesel::prelude::*;

use crate::db::schema::nominations;
use crate::kernel::clock::Moment;
use crate::kernel::ids::{MemberId, ProposalId};

/// Whom one member names for the role, first and now.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = nominations)]
pub struct Nomination {
    pub proposal_id: ProposalId,
    pub nominator_id: MemberId,
    pub first_nominee_id: MemberId,
    pub first_reason: String,
    pub first_at: Moment,
    pub nominee_id: MemberId,
    pub reason: String,
    pub nominated_at: Moment,
    pub withdrawn_at: Option<Moment>,
}

impl Nomination {
    /// Whether it says something else than at first.
    pub fn is_changed(&self) -> bool {
        self.nominated_at != self.first_at
    }
}

/// A nomination with names.
#[derive(Debug, Clone)]
pub struct NominationView {
    pub nomination: Nomination,
    pub nominator_name: String,
    pub nominee_name: String,
    pub first_nominee_name: String,
}

/// Somebody whom others name, with who does and why.
#[derive(Debug, Clone)]
pub struct Nominee {
    pub member_id: MemberId,
    pub display_name: String,
    /// Members who name them now.
    pub count: i64,
    pub declined_at: Option<Moment>,
    /// An active member who has not declined.
    pub eligible: bool,
    /// Those who name them now, oldest first.
    pub nominations: Vec<NominationView>,
}

/// The nominations of one election.
#[derive(Debug, Clone)]
pub struct Nominations {
    /// The most named first, then by name.
    pub nominees: Vec<Nominee>,
    /// Nominations that were taken back without a new one.
    pub withdrawn: Vec<NominationView>,
}
