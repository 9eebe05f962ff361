//! Secrets that people carry: 256 random bits as base64url text. Only their SHA-256 is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::model::Purpose;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::MemberId;

/// A fresh secret.
pub(super) fn fresh() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is stored of a secret, and looked up by.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// A one-time token for a mail that is being rendered. It may do what its purpose says, once, in time.
pub fn mint(conn: &mut Conn, member: MemberId, purpose: Purpose, now: Moment) -> Result<String> {
    let token = fresh();
    let expires_at = now.plus_hours(purpose.life_hours());
    store::insert_one_time_token(conn, member, purpose, &hash(&token), now, expires_at)?;
    Ok(token)
}

/// Spends a token: the member it was made for. One answer for unknown, other purpose, used and expired.
pub(super) fn spend(conn: &mut Conn, token: &str, purpose: Purpose, now: Moment) -> Result<MemberId> {
    let found = store::find_one_time_token(conn, &hash(token), purpose, now)?;
    let (id, member) = found.ok_or_else(|| Refusal::invalid("link-expired", "token"))?;
    store::use_one_time_token(conn, id, now)?;
    Ok(member)
}
