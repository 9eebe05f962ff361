//! Taking people in: whoever becomes active gets an account of hours in the same transaction.

use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::ledger;
use crate::members::{
    self, Actor, Enrolment, MembershipStatus, NewMember, memberships,
    register::{self as registering, Registration},
};
use crate::rulebook::{self, Key};

/// What a membership starts as under the ecosystem's rules.
fn first_status(conn: &mut Conn, ecosystem: EcosystemId) -> Result<MembershipStatus> {
    let rules = rulebook::read(conn, ecosystem)?;
    Ok(match rules.word(Key::AdmissionMode) {
        "automatic" => MembershipStatus::Active,
        _ => MembershipStatus::Applicant,
    })
}

/// Somebody registers, with an ecosystem or with none. Returns what their membership is shown as.
pub fn register(
    conn: &mut Conn,
    new: &NewMember,
    ecosystem: Option<EcosystemId>,
    now: Moment,
) -> Result<(Registration, Option<MembershipStatus>)> {
    let joins = match ecosystem {
        Some(ecosystem) => Some((ecosystem, first_status(conn, ecosystem)?)),
        None => None,
    };
    let registration = registering::register(conn, new, joins, now)?;
    if let (Registration::New(member), Some((ecosystem, MembershipStatus::Active))) = (registration, joins) {
        ledger::open_member(conn, ecosystem, member, now)?;
    }
    Ok((registration, joins.map(|(_, status)| status)))
}

/// Somebody with an account joins one more ecosystem, at once where its rules say so.
pub fn apply(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    now: Moment,
) -> Result<MembershipStatus> {
    let status = first_status(conn, ecosystem)?;
    let admitted = status == MembershipStatus::Active;
    memberships::apply(conn, ecosystem, member, admitted, now)?;
    if admitted {
        ledger::open_member(conn, ecosystem, member, now)?;
    }
    Ok(status)
}

/// A registrar admits an applicant.
pub fn admit(conn: &mut Conn, actor: &Actor, member: MemberId, now: Moment) -> Result<()> {
    memberships::admit(conn, actor, member, now)?;
    ledger::open_member(conn, actor.ecosystem_id, member, now)?;
    Ok(())
}

/// Adds a membership as it stands, with its account when it is or was active: founding, import, demonstration.
pub fn enrol(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    enrolment: &Enrolment,
    now: Moment,
) -> Result<()> {
    members::memberships::enrol(conn, ecosystem, member, enrolment, now)?;
    if enrolment.status != MembershipStatus::Applicant {
        ledger::open_member(conn, ecosystem, member, now)?;
    }
    Ok(())
}
