//! Changing a password, and setting a new one with the link of a mail. Either ends the other sessions.

use super::events::{PasswordChanged, PasswordResetRequested};
use super::login::Credentials;
use super::model::Purpose;
use super::{store, throttle, tokens};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, SessionId};
use crate::kernel::names::Email;
use crate::outbox;

/// A person's own credentials, to prove the current password.
pub fn get_credentials(conn: &mut Conn, member_id: MemberId) -> Result<Credentials> {
    let (_, password_hash) = store::find_own_password(conn, member_id)?.ok_or_else(Refusal::not_found)?;
    Ok(Credentials {
        member_id,
        password_hash,
    })
}

/// Sets a new password for whoever just proved the current one; every other session ends.
pub fn change_password(
    conn: &mut Conn,
    proven: &Credentials,
    session: SessionId,
    new_hash: &str,
    now: Moment,
) -> Result<()> {
    if get_credentials(conn, proven.member_id)?.password_hash != proven.password_hash {
        return Err(Refusal::conflict("password-changed-meanwhile").into());
    }
    set_password(conn, proven.member_id, Some(session), new_hash, now)
}

/// Sets a password without asking for the old one: the operator's command, and the end of a reset.
pub fn set_password(
    conn: &mut Conn,
    member_id: MemberId,
    keep: Option<SessionId>,
    new_hash: &str,
    now: Moment,
) -> Result<()> {
    store::update_password(conn, member_id, new_hash, now)?;
    store::revoke_sessions(conn, member_id, keep, "password_changed", now)?;
    store::void_one_time_tokens(conn, member_id, Purpose::ResetPassword, now)?;
    outbox::append(conn, None, &PasswordChanged { member_id }, now)?;
    Ok(())
}

/// Asks for the mail with the link, if the address has an account; says nothing either way.
pub fn request_reset(conn: &mut Conn, email: &Email, now: Moment) -> Result<()> {
    if throttle::is_exhausted(conn, throttle::MAIL_PER_ACCOUNT, email.folded(), now)? {
        return Ok(());
    }
    throttle::count(conn, &[(throttle::MAIL_PER_ACCOUNT, email.folded())], now)?;
    if let Some(member_id) = store::find_by_email(conn, email.folded())? {
        outbox::append(conn, None, &PasswordResetRequested { member_id }, now)?;
    }
    Ok(())
}

/// Sets a new password with the token of the mail. The mail reached them, so their address is confirmed too.
pub fn reset_password(conn: &mut Conn, token: &str, new_hash: &str, now: Moment) -> Result<MemberId> {
    let member_id = tokens::spend(conn, token, Purpose::ResetPassword, now)?;
    store::confirm_email(conn, member_id, now)?;
    if let (Some(email), _) = store::find_own_password(conn, member_id)?.ok_or_else(Refusal::not_found)? {
        throttle::forget(conn, throttle::LOGIN_PER_ACCOUNT, &email)?;
    }
    set_password(conn, member_id, None, new_hash, now)?;
    Ok(member_id)
}
