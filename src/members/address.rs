//! An address for somebody who has none, such as a member who came with a community's data.

use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::kernel::names::Email;

/// The member of a number, whatever their status.
pub fn find_by_number(conn: &mut Conn, ecosystem: EcosystemId, number: i64) -> Result<Option<MemberId>> {
    store::find_by_number(conn, ecosystem, number)
}

/// The operator gives somebody an address in the place of the one they had. It is not proven to be theirs: the link of a
/// password reset proves it.
pub fn give_email(conn: &mut Conn, member: MemberId, email: &Email, now: Moment) -> Result<()> {
    match store::find_by_email(conn, email.folded())? {
        Some(other) if other != member => Err(Refusal::conflict("email-taken").on("email").into()),
        _ => store::update_email(conn, member, email, now),
    }
}
