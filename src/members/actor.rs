//! Who acts: every operation that not everyone may call takes an [`Actor`] and asks it.

use super::permissions::{Permission, Role, holds};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{CollegeId, EcosystemId, MemberId, MembershipId};
use crate::kernel::text_enum;

text_enum! {
    /// Where a membership stands.
    MembershipStatus { Applicant = "applicant", Active = "active", Suspended = "suspended", Left = "left" }
}

/// A member as they act in one ecosystem, read fresh for every request.
#[derive(Debug, Clone)]
pub struct Actor {
    pub member_id: MemberId,
    pub display_name: String,
    pub locale: Locale,
    pub ecosystem_id: EcosystemId,
    pub ecosystem_slug: String,
    pub ecosystem_name: String,
    pub time_zone: chrono_tz::Tz,
    pub membership_id: MembershipId,
    pub college_id: CollegeId,
    pub status: MembershipStatus,
    /// When the membership became active.
    pub admitted_at: Option<Moment>,
    /// Whether the person proved that the address they registered with is theirs.
    pub email_confirmed: bool,
    pub roles: Vec<Role>,
}

impl Actor {
    /// Whether this actor may; applicants, the suspended, those who left and those who did
    /// not confirm their address may nothing.
    pub fn may(&self, permission: Permission) -> bool {
        self.email_confirmed && self.status == MembershipStatus::Active && holds(&self.roles, permission)
    }

    /// Refuses unless this actor may.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if !self.email_confirmed {
            return Err(Refusal::forbidden("email-unconfirmed").into());
        }
        if self.status != MembershipStatus::Active {
            return Err(Refusal::forbidden("membership-inactive").into());
        }
        if !holds(&self.roles, permission) {
            return Err(Refusal::forbidden("permission-missing").into());
        }
        Ok(())
    }
}
