//! Registering: whoever asks gets the same answer, whether the address has an account or not.

use super::actor::MembershipStatus;
use super::events::{Applied, Registered, RegistrationRepeated};
use super::model::{Enrolment, NewMember, Purpose};
use super::{contacts, memberships, store, throttle, tokens};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::kernel::names::Email;
use crate::outbox;

/// What registering came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    New(MemberId),
    /// The address has an account: its owner is told by mail, the answer shows this id, which is nobody's.
    Repeated(MemberId),
}

impl Registration {
    /// The id to answer with.
    pub fn shown_id(self) -> MemberId {
        match self {
            Registration::New(id) | Registration::Repeated(id) => id,
        }
    }
}

/// Adds a person who registered, as an applicant or at once as an active member of `ecosystem`.
pub fn register(
    conn: &mut Conn,
    new: &NewMember,
    joins: Option<(EcosystemId, MembershipStatus)>,
    now: Moment,
) -> Result<Registration> {
    let email = new
        .email
        .as_ref()
        .ok_or_else(|| Error::internal("a registration without e-mail"))?;
    if let Some(member_id) = store::find_by_email(conn, email.folded())? {
        outbox::append(conn, None, &RegistrationRepeated { member_id }, now)?;
        return Ok(Registration::Repeated(MemberId::new(now)));
    }
    let member_id = store::insert_member(conn, new, now)?;
    if let Some((ecosystem, status)) = joins {
        let enrolment = match status {
            MembershipStatus::Active => Enrolment::active(now),
            _ => Enrolment::applicant(now),
        };
        memberships::enrol(conn, ecosystem, member_id, &enrolment, now)?;
    }
    let registered = Registered {
        member_id,
        ecosystem_id: joins.map(|(ecosystem, _)| ecosystem),
    };
    outbox::append(conn, registered.ecosystem_id, &registered, now)?;
    Ok(Registration::New(member_id))
}

/// Adds a person as they are, without news: founders, imported and assisted members.
pub fn create(conn: &mut Conn, new: &NewMember, now: Moment) -> Result<MemberId> {
    store::insert_member(conn, new, now)
}

/// Confirms an address with the token of its mail. The token is spent; asking twice is refused. Only now do registrars
/// hear of the applications that wait: anybody can register with anybody's address.
pub fn confirm_email(conn: &mut Conn, token: &str, now: Moment) -> Result<MemberId> {
    let member = tokens::spend(conn, token, Purpose::ConfirmEmail, now)?;
    store::confirm_email(conn, member, now)?;
    store::void_one_time_tokens(conn, member, Purpose::ConfirmEmail, now)?;
    contacts::clear_bounces(conn, member)?;
    for membership in memberships::list(conn, member, now)? {
        if membership.status == MembershipStatus::Applicant {
            let applied = Applied { member_id: member };
            outbox::append(conn, Some(membership.ecosystem_id), &applied, now)?;
        }
    }
    Ok(member)
}

/// Sends the confirmation mail again, if the address has an account that waits for it; says nothing either way.
pub fn resend_confirmation(conn: &mut Conn, email: &Email, now: Moment) -> Result<()> {
    if throttle::is_exhausted(conn, throttle::MAIL_PER_ACCOUNT, email.folded(), now)? {
        return Ok(());
    }
    throttle::count(conn, &[(throttle::MAIL_PER_ACCOUNT, email.folded())], now)?;
    let Some(member_id) = store::find_by_email(conn, email.folded())? else {
        return Ok(());
    };
    let profile = store::find_profile(conn, member_id)?;
    if profile.is_some_and(|p| !p.email_confirmed) {
        let again = Registered {
            member_id,
            ecosystem_id: None,
        };
        outbox::append(conn, None, &again, now)?;
    }
    Ok(())
}
