//! Mandates: who holds which role, since when and by which decision.

use super::actor::{Actor, MembershipStatus};
use super::model::Mandate;
use super::permissions::{Permission, Role};
use super::store::{self, Source};
use super::{memberships, model::College};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{CollegeId, EcosystemId, MandateId, MemberId, ProposalId};
use std::collections::BTreeMap;

/// The mandates in force, by role.
pub fn list(conn: &mut Conn, actor: &Actor, now: Moment) -> Result<Vec<Mandate>> {
    actor.require(Permission::ReadDirectory)?;
    store::list_mandates(conn, actor.ecosystem_id, now)
}

/// Who holds a role now: the people to tell when something awaits them.
pub fn list_holders(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    role: Role,
    now: Moment,
) -> Result<Vec<MemberId>> {
    let all = store::list_mandates(conn, ecosystem, now)?;
    Ok(all
        .into_iter()
        .filter(|m| m.role == role)
        .map(|m| m.member_id)
        .collect())
}

/// Gives an active member a role until `ends_at`, or until it is ended. Who holds it already keeps the one they have.
/// `origin` is one word: `founding`, `operator`, `election`.
pub fn grant(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    role: Role,
    (origin, proposal_id): (&str, Option<ProposalId>),
    ends_at: Option<Moment>,
    now: Moment,
) -> Result<Option<MandateId>> {
    let membership = memberships::find(conn, ecosystem, member, now)?
        .ok_or_else(|| Refusal::conflict("membership-not-active"))?;
    if membership.status != MembershipStatus::Active {
        return Err(Refusal::conflict("membership-not-active").into());
    }
    if membership.roles.contains(&role) {
        return Ok(None);
    }
    let source = Source {
        origin,
        proposal_id,
        ends_at,
    };
    store::insert_mandate(conn, ecosystem, member, role, &source, now).map(Some)
}

/// Ends a role somebody holds; true if they held it.
pub fn end(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    role: Role,
    now: Moment,
) -> Result<bool> {
    Ok(store::end_mandates(conn, ecosystem, member, Some(role), now)? > 0)
}

/// The colleges of the actor's ecosystem with their active members counted.
pub fn list_colleges(conn: &mut Conn, actor: &Actor) -> Result<Vec<(College, i64)>> {
    actor.require(Permission::ReadDirectory)?;
    let counts: BTreeMap<CollegeId, i64> = store::count_by_college(conn, actor.ecosystem_id)?;
    let colleges = store::list_colleges(conn, actor.ecosystem_id)?;
    Ok(colleges
        .into_iter()
        .map(|college| {
            let count = counts.get(&college.id).copied().unwrap_or(0);
            (college, count)
        })
        .collect())
}
