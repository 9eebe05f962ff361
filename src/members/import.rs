//! Members who come with a community's data from another system: no news about them, no password.

use super::actor::MembershipStatus;
use super::memberships::enrol;
use super::model::{Enrolment, NewMember};
use super::store::{self, Turn};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::kernel::names::{DisplayName, Email};

/// A person as they were known elsewhere.
#[derive(Debug, Clone)]
pub struct ImportedMember {
    pub display_name: DisplayName,
    /// Not yet proven to be theirs: the link of a password reset proves it.
    pub email: Option<Email>,
    pub locale: Locale,
    pub joined_at: Moment,
    /// For people whom only history names.
    pub left_at: Option<Moment>,
    /// The number they had, kept where it is free.
    pub number: i64,
    /// Where it is not, they get the next one above this and above all that are given.
    pub numbers_above: i64,
}

/// What stands in the way of keeping an imported member's address or number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportObstacles {
    /// Somebody on this server has the address: the member is added without one.
    pub email_in_use: bool,
    pub number_taken: bool,
}

/// What of an imported member could not be kept.
pub fn find_import_obstacles(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    imported: &ImportedMember,
) -> Result<ImportObstacles> {
    let email_in_use = match &imported.email {
        Some(email) => store::find_by_email(conn, email.folded())?.is_some(),
        None => false,
    };
    Ok(ImportObstacles {
        email_in_use,
        number_taken: store::find_by_number(conn, ecosystem, imported.number)?.is_some(),
    })
}

/// Adds an imported member, active or left, and says what could not be kept.
pub fn import_member(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    imported: &ImportedMember,
    now: Moment,
) -> Result<(MemberId, ImportObstacles)> {
    let obstacles = find_import_obstacles(conn, ecosystem, imported)?;
    let new = NewMember {
        email: imported.email.clone().filter(|_| !obstacles.email_in_use),
        ..NewMember::named(imported.display_name.clone(), imported.locale)
    };
    let member = store::insert_member(conn, &new, now)?;
    let number = if obstacles.number_taken {
        store::find_last_number(conn, ecosystem)?.max(imported.numbers_above) + 1
    } else {
        imported.number
    };
    let enrolment = Enrolment {
        status: MembershipStatus::Active,
        number: Some(number),
        admitted_at: Some(imported.joined_at),
        ..Enrolment::applicant(imported.joined_at)
    };
    enrol(conn, ecosystem, member, &enrolment, now)?;
    if let Some(left_at) = imported.left_at {
        store::update_membership(conn, ecosystem, member, &Turn::Left { proposal: None }, left_at)?;
    }
    Ok((member, obstacles))
}
