//! The life of a membership: applicant → active ⇄ suspended, and left.

use super::actor::{Actor, MembershipStatus};
use super::audit::record_audit;
use super::colleges;
use super::events::{Admitted, Applied, Left};
use super::mandates::{self, MandateEnd};
use super::model::{Enrolment, Membership};
use super::permissions::Permission;
use super::store::{self, Turn};
use crate::db::Conn;
use crate::i18n;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId, MembershipId, ProposalId};
use crate::outbox;

/// Adds a membership as it stands. An active one without a number gets the next.
pub fn enrol(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    enrolment: &Enrolment,
    now: Moment,
) -> Result<MembershipId> {
    let mut enrolment = enrolment.clone();
    if enrolment.status == MembershipStatus::Active && enrolment.number.is_none() {
        enrolment.number = Some(store::find_last_number(conn, ecosystem)? + 1);
    }
    let college = match enrolment.college_id {
        Some(college) => college,
        None => {
            colleges::list_open(conn, ecosystem)?
                .first()
                .ok_or_else(|| Error::internal("an ecosystem without a college"))?
                .id
        }
    };
    store::insert_membership(conn, ecosystem, member, college, &enrolment, now)
}

/// The membership of a person in an ecosystem, whatever its status.
pub fn find(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    now: Moment,
) -> Result<Option<Membership>> {
    let all = store::list_memberships(conn, member, now)?;
    Ok(all.into_iter().find(|m| m.ecosystem_id == ecosystem))
}

/// Every membership of a person, oldest first.
pub fn list(conn: &mut Conn, member: MemberId, now: Moment) -> Result<Vec<Membership>> {
    store::list_memberships(conn, member, now)
}

/// Somebody with an account asks to join one more ecosystem. `admitted`: its rulebook admits at once.
pub fn apply(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member_id: MemberId,
    admitted: bool,
    now: Moment,
) -> Result<()> {
    match find(conn, ecosystem, member_id, now)?.map(|m| m.status) {
        None => {
            enrol(conn, ecosystem, member_id, &Enrolment::applicant(now), now)?;
        }
        Some(MembershipStatus::Left) => {
            store::update_membership(conn, ecosystem, member_id, &Turn::Applied, now)?;
        }
        Some(_) => return Err(Refusal::conflict("membership-exists").into()),
    }
    if admitted {
        activate(conn, ecosystem, member_id, (None, None), now)
    } else {
        outbox::append(conn, Some(ecosystem), &Applied { member_id }, now)?;
        Ok(())
    }
}

/// A registrar admits an applicant, who gets the next number.
pub fn admit(conn: &mut Conn, actor: &Actor, member: MemberId, now: Moment) -> Result<()> {
    actor.require(Permission::AdmitMember)?;
    require_status(
        conn,
        actor,
        member,
        MembershipStatus::Applicant,
        "membership-not-applicant",
        now,
    )?;
    let by = (Some(actor.member_id), None);
    activate(conn, actor.ecosystem_id, member, by, now)?;
    record_audit(
        conn,
        actor,
        Permission::AdmitMember,
        "admitted",
        ("member", Some(member.0)),
        now,
    )
}

/// A registrar refuses an applicant, who may apply again.
pub fn refuse(conn: &mut Conn, actor: &Actor, member: MemberId, now: Moment) -> Result<()> {
    actor.require(Permission::AdmitMember)?;
    require_status(
        conn,
        actor,
        member,
        MembershipStatus::Applicant,
        "membership-not-applicant",
        now,
    )?;
    let turn = Turn::Left { proposal: None };
    store::update_membership(conn, actor.ecosystem_id, member, &turn, now)?;
    record_audit(
        conn,
        actor,
        Permission::AdmitMember,
        "refused",
        ("member", Some(member.0)),
        now,
    )
}

/// The members admit an applicant by a vote (governance calls this); the caller opens the account of hours.
pub fn admit_by_vote(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    proposal: ProposalId,
    now: Moment,
) -> Result<()> {
    let membership = find(conn, ecosystem, member, now)?.ok_or_else(Refusal::not_found)?;
    if membership.status != MembershipStatus::Applicant {
        return Err(Refusal::conflict("membership-not-applicant").into());
    }
    activate(conn, ecosystem, member, (None, Some(proposal)), now)
}

/// Makes an applicant active, by a registrar, by a vote, or by the rules alone.
fn activate(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member_id: MemberId,
    (by, proposal): (Option<MemberId>, Option<ProposalId>),
    now: Moment,
) -> Result<()> {
    // Who comes back keeps their number.
    let number = match find(conn, ecosystem, member_id, now)?.and_then(|m| m.number) {
        Some(number) => number,
        None => store::find_last_number(conn, ecosystem)? + 1,
    };
    let turn = Turn::Admitted { number, by, proposal };
    store::update_membership(conn, ecosystem, member_id, &turn, now)?;
    outbox::append(conn, Some(ecosystem), &Admitted { member_id }, now)?;
    Ok(())
}

/// A registrar suspends a member, who may read nothing and do nothing until it is lifted; never themselves.
pub fn suspend(conn: &mut Conn, actor: &Actor, member: MemberId, now: Moment) -> Result<()> {
    actor.require(Permission::SuspendMember)?;
    if member == actor.member_id {
        return Err(Refusal::conflict("membership-own").into());
    }
    require_status(
        conn,
        actor,
        member,
        MembershipStatus::Active,
        "membership-not-active",
        now,
    )?;
    store::update_membership(conn, actor.ecosystem_id, member, &Turn::Suspended, now)?;
    record_audit(
        conn,
        actor,
        Permission::SuspendMember,
        "suspended",
        ("member", Some(member.0)),
        now,
    )
}

/// A registrar lifts a suspension.
pub fn resume(conn: &mut Conn, actor: &Actor, member: MemberId, now: Moment) -> Result<()> {
    actor.require(Permission::SuspendMember)?;
    require_status(
        conn,
        actor,
        member,
        MembershipStatus::Suspended,
        "membership-not-suspended",
        now,
    )?;
    store::update_membership(conn, actor.ecosystem_id, member, &Turn::Resumed, now)?;
    record_audit(
        conn,
        actor,
        Permission::SuspendMember,
        "resumed",
        ("member", Some(member.0)),
        now,
    )
}

/// The members exclude one of theirs by a vote (governance calls this): the membership and its mandates end. Who only
/// applied is refused by a registrar instead.
pub fn exclude(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member_id: MemberId,
    proposal: ProposalId,
    now: Moment,
) -> Result<()> {
    match find(conn, ecosystem, member_id, now)?.map(|m| m.status) {
        None | Some(MembershipStatus::Left) => return Err(Refusal::not_found().into()),
        Some(MembershipStatus::Applicant) => return Err(Refusal::conflict("membership-not-active").into()),
        Some(MembershipStatus::Active | MembershipStatus::Suspended) => {}
    }
    let end = (MandateEnd::Exclusion, Some(proposal));
    mandates::end_all(conn, ecosystem, member_id, end, now)?;
    let turn = Turn::Left {
        proposal: Some(proposal),
    };
    store::update_membership(conn, ecosystem, member_id, &turn, now)?;
    outbox::append(conn, Some(ecosystem), &Left { member_id }, now)?;
    Ok(())
}

/// Somebody leaves for good: memberships and mandates end, sessions too, personal data is erased. What others did with
/// them stays, under a name that names nobody. Whether anything still binds them is asked before, by who knows it.
pub fn leave(conn: &mut Conn, member_id: MemberId, now: Moment) -> Result<()> {
    let profile = store::find_profile(conn, member_id)?.ok_or_else(Refusal::not_found)?;
    for membership in store::list_memberships(conn, member_id, now)? {
        if membership.status != MembershipStatus::Left {
            let ecosystem = membership.ecosystem_id;
            mandates::end_all(conn, ecosystem, member_id, (MandateEnd::Left, None), now)?;
            let turn = Turn::Left { proposal: None };
            store::update_membership(conn, ecosystem, member_id, &turn, now)?;
            outbox::append(conn, Some(ecosystem), &Left { member_id }, now)?;
        }
    }
    store::revoke_sessions(conn, member_id, None, "left", now)?;
    let name = i18n::text(profile.locale, "member-left-name");
    store::erase_member(conn, member_id, &name, now)
}

fn require_status(
    conn: &mut Conn,
    actor: &Actor,
    member: MemberId,
    expected: MembershipStatus,
    code: &'static str,
    now: Moment,
) -> Result<()> {
    let membership = find(conn, actor.ecosystem_id, member, now)?.ok_or_else(Refusal::not_found)?;
    if membership.status != expected {
        return Err(Refusal::conflict(code).into());
    }
    Ok(())
}
