//! Logging in and staying logged in: sessions, refresh tokens that are used once, and what ends them.
//!
//! The password itself is checked outside of transactions ([`super::passwords`]): the door counts the try, reads the
//! [`Credentials`], checks, and opens the session if the stored hash is still the one that was checked.

use super::model::{Session, SessionKind};
use super::{profile, store, throttle, tokens};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, SessionId};

/// Days a session lives without being used.
pub const SESSION_DAYS: i64 = 30;

/// What a login is checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub member_id: MemberId,
    /// PHC string; `None` for who never set a password.
    pub password_hash: Option<String>,
}

/// A session just opened or carried on, and the secret that proves it: the cookie's value, or the refresh token.
#[derive(Debug, Clone)]
pub struct Opened {
    pub member_id: MemberId,
    pub session_id: SessionId,
    /// The language the member reads.
    pub locale: Locale,
    pub secret: String,
}

/// The one answer for an unknown address, a wrong password and none set.
pub const WRONG: Refusal = Refusal::unauthenticated("credentials-wrong");

/// Counts a login that is about to be tried; refuses when there were too many, right or wrong.
pub fn count_try(conn: &mut Conn, account: &str, address: &str, now: Moment) -> Result<()> {
    let tries = [
        (throttle::LOGIN_PER_ACCOUNT, account),
        (throttle::LOGIN_PER_ADDRESS, address),
    ];
    throttle::count(conn, &tries, now)
}

/// What stands behind an address, folded; an unknown one has nothing.
pub fn find_credentials(conn: &mut Conn, folded_email: &str) -> Result<Option<Credentials>> {
    let found = store::find_password(conn, folded_email)?;
    Ok(found.map(|(member_id, password_hash)| Credentials {
        member_id,
        password_hash,
    }))
}

/// Opens a session for whoever just proved their password, and takes their try back.
pub fn log_in(
    conn: &mut Conn,
    proven: &Credentials,
    kind: SessionKind,
    (account, address): (&str, &str),
    now: Moment,
) -> Result<Opened> {
    let current = store::find_own_password(conn, proven.member_id)?;
    let unchanged = current.is_some_and(|(_, hash)| hash.is_some() && hash == proven.password_hash);
    if !unchanged {
        return Err(WRONG.into());
    }
    take_back_try(conn, account, address)?;
    open_session(conn, proven.member_id, kind, now)
}

/// Takes back a try whose password was right.
pub fn take_back_try(conn: &mut Conn, account: &str, address: &str) -> Result<()> {
    throttle::forget(conn, throttle::LOGIN_PER_ACCOUNT, account)?;
    throttle::take_back(conn, throttle::LOGIN_PER_ADDRESS, address)
}

/// Opens a session without asking for a password.
pub(super) fn open_session(
    conn: &mut Conn,
    member_id: MemberId,
    kind: SessionKind,
    now: Moment,
) -> Result<Opened> {
    let secret = tokens::fresh();
    let hash = tokens::hash(&secret);
    let expires_at = now.plus_days(SESSION_DAYS);
    let cookie = (kind == SessionKind::Page).then_some(hash.as_slice());
    let session_id = store::insert_session(conn, member_id, kind, cookie, now, expires_at)?;
    if kind == SessionKind::Api {
        store::insert_refresh_token(conn, session_id, &hash, now, expires_at)?;
    }
    Ok(Opened {
        member_id,
        session_id,
        locale: profile::get(conn, member_id)?.locale,
        secret,
    })
}

/// What came of a refresh token. A refused one may have ended its session, which must be committed: hence no error.
#[derive(Debug, Clone)]
pub enum Refreshed {
    CarriedOn(Opened),
    Refused,
}

/// Spends a refresh token for the next one. A token that was spent before is in two hands: the whole session ends.
pub fn refresh(conn: &mut Conn, secret: &str, now: Moment) -> Result<Refreshed> {
    let hash = tokens::hash(secret);
    let Some(token) = store::find_refresh_token(conn, &hash, now)? else {
        return Ok(Refreshed::Refused);
    };
    if token.used {
        store::revoke_session(conn, token.session_id, "replay", now)?;
        return Ok(Refreshed::Refused);
    }
    if !token.live {
        return Ok(Refreshed::Refused);
    }
    let next = tokens::fresh();
    let expires_at = now.plus_days(SESSION_DAYS);
    store::use_refresh_token(conn, &hash, now)?;
    store::insert_refresh_token(conn, token.session_id, &tokens::hash(&next), now, expires_at)?;
    store::touch_session(conn, token.session_id, now, expires_at)?;
    Ok(Refreshed::CarriedOn(Opened {
        member_id: token.member_id,
        session_id: token.session_id,
        locale: profile::get(conn, token.member_id)?.locale,
        secret: next,
    }))
}

/// Ends the session of a refresh token; an unknown token is no fault.
pub fn log_out(conn: &mut Conn, secret: &str, now: Moment) -> Result<()> {
    match store::find_refresh_token(conn, &tokens::hash(secret), now)? {
        Some(token) => store::revoke_session(conn, token.session_id, "logout", now),
        None => Ok(()),
    }
}

/// Ends the session of a cookie, by its hash.
pub fn log_out_page(conn: &mut Conn, cookie_hash: &[u8], now: Moment) -> Result<()> {
    match store::find_page_session(conn, cookie_hash)? {
        Some(session) => store::revoke_session(conn, session, "logout", now),
        None => Ok(()),
    }
}

/// A person's live sessions, the last used first.
pub fn list_sessions(conn: &mut Conn, member: MemberId, now: Moment) -> Result<Vec<Session>> {
    store::list_sessions(conn, member, now)
}

/// Ends one of a person's own sessions.
pub fn end_session(conn: &mut Conn, member: MemberId, session: SessionId, now: Moment) -> Result<()> {
    let own = store::list_sessions(conn, member, now)?;
    if !own.iter().any(|s| s.id == session) {
        return Err(Refusal::not_found().into());
    }
    store::revoke_session(conn, session, "ended", now)
}
