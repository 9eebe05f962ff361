//! Mandates: who holds which role, since when, until when and by which decision. What each role may do stands in the one
//! permission table; what was done with it, in the audit log.
//!
//! Governance calls [`elect`] and [`recall`] when a vote passed, the worker [`follow_terms`]. A term that runs out ends
//! the mandate, with or without a successor. A community whose mandates have all ended is not locked: members propose
//! and open an election themselves, see `docs/governance.md`.

mod elect;
mod handover;
mod model;
pub(super) mod store;
mod terms;

pub use elect::{check_term, elect, recall};
pub use handover::{HANDOVER_DAYS, HANDOVER_MAX, get_own, is_open as is_handover_open, write_handover};
pub use model::{Elected, Holder, Mandate, MandateEnd, Recalled};
pub use terms::{FIRST_REMINDER_DAYS, SECOND_REMINDER_DAYS, follow_terms};

use super::actor::{Actor, MembershipStatus};
use super::events::MandateEnded;
use super::memberships;
use super::model::Membership;
use super::permissions::{Permission, Role};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MandateId, MemberId, ProposalId};
use crate::kernel::pages::{Page, Slice};
use crate::outbox;
use store::Source;

/// The mandates in force, by role.
pub fn list(conn: &mut Conn, actor: &Actor, now: Moment) -> Result<Vec<Mandate>> {
    actor.require(Permission::ReadDirectory)?;
    let mut found = store::list_in_force(conn, actor.ecosystem_id, now)?;
    handover::hide_notes(actor, &mut found);
    Ok(found)
}

/// All mandates there are and were, newest first, with how each ended.
pub fn list_history(conn: &mut Conn, actor: &Actor, slice: &Slice, now: Moment) -> Result<Page<Mandate>> {
    actor.require(Permission::ReadDirectory)?;
    let mut page = store::list_all(conn, actor.ecosystem_id, slice)?.map(|mandate| mandate.with_end(now));
    handover::hide_notes(actor, &mut page.items);
    Ok(page)
}

/// All that a member holds and held, with their notes: for the export of their own data.
pub fn list_of(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<Vec<Mandate>> {
    store::list_of(conn, ecosystem, member)
}

/// A mandate, for the news about it.
pub fn find(conn: &mut Conn, ecosystem: EcosystemId, id: MandateId) -> Result<Option<Mandate>> {
    store::find(conn, ecosystem, id)
}

/// Who holds a role now: the people to tell when something awaits them.
pub fn list_holders(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    role: Role,
    now: Moment,
) -> Result<Vec<MemberId>> {
    let all = store::list_in_force(conn, ecosystem, now)?;
    Ok(all
        .into_iter()
        .filter(|m| m.role == role)
        .map(|m| m.member_id)
        .collect())
}

/// Whether no active member holds any mandate: then the right to propose must not depend on holding one.
pub fn is_leaderless(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<bool> {
    Ok(!store::is_any_held(conn, ecosystem, now)?)
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
    let membership = require_active(conn, ecosystem, member, now)?;
    if membership.roles.contains(&role) {
        return Ok(None);
    }
    let source = Source {
        origin,
        proposal_id,
        ends_at,
    };
    store::insert(conn, ecosystem, member, role, &source, now).map(Some)
}

/// The operator ends a role somebody holds; true if they held it.
pub fn end(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    role: Role,
    now: Moment,
) -> Result<bool> {
    let held = store::list_in_force(conn, ecosystem, now)?;
    let Some(mandate) = held.iter().find(|m| m.role == role && m.member_id == member) else {
        return Ok(false);
    };
    end_one(
        conn,
        ecosystem,
        mandate.id,
        (MandateEnd::Operator, None),
        now,
        now,
    )?;
    Ok(true)
}

/// Ends everything a member holds because the membership ends. The end of the membership is the news, not this.
pub(super) fn end_all(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    (how, proposal): (MandateEnd, Option<ProposalId>),
    now: Moment,
) -> Result<()> {
    for mandate in store::list_in_force(conn, ecosystem, now)? {
        if mandate.member_id == member {
            store::mark_ended(conn, mandate.id, how, proposal, now)?;
        }
    }
    Ok(())
}

/// Ends one mandate as of `at` and says so, unless the holder goes on.
fn end_one(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: MandateId,
    (how, proposal): (MandateEnd, Option<ProposalId>),
    at: Moment,
    now: Moment,
) -> Result<()> {
    let ended = store::mark_ended(conn, id, how, proposal, at)?;
    if ended && how != MandateEnd::Renewal {
        outbox::append(conn, Some(ecosystem), &MandateEnded { mandate_id: id }, now)?;
    }
    Ok(())
}

fn require_active(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    now: Moment,
) -> Result<Membership> {
    memberships::find(conn, ecosystem, member, now)?
        .filter(|membership| membership.status == MembershipStatus::Active)
        .ok_or_else(|| Refusal::conflict("membership-not-active").into())
}
