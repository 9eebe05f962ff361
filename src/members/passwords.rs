//! Passwords: Argon2id at OWASP's parameters, hashed outside of transactions, at most a few at once.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::config::SecretKey;
use crate::kernel::errors::{Error, Refusal, Result};

/// Memory in KiB, passes and lanes: OWASP Password Storage Cheat Sheet (19 MiB, t = 2, p = 1).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Shortest and longest password, in characters and bytes (NIST SP 800-63B).
pub const PASSWORD_MIN: usize = 10;
pub const PASSWORD_MAX_BYTES: usize = 512;

/// Hashes and checks passwords.
pub struct Passwords {
    hasher: Argon2<'static>,
    /// Each hash takes 19 MiB and a core: more at once would let a flood of logins exhaust the machine.
    gate: Arc<Semaphore>,
    /// A hash of nothing anyone knows, checked when there is no such account so that the answer takes as long.
    decoy: String,
}

impl Passwords {
    pub fn new(secret: &SecretKey) -> Self {
        let params =
            Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the parameters are constants within bounds");
        let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = hasher
            .hash_password(&secret.derive("decoy-password"))
            .expect("hashing is infallible")
            .to_string();
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Passwords {
            hasher,
            gate: Arc::new(Semaphore::new(cores.clamp(1, 4))),
            decoy,
        }
    }

    /// A PHC string for a password that was accepted by [`accept`].
    pub async fn hash(self: &Arc<Self>, password: String) -> Result<String> {
        let _place = self.gate.acquire().await.map_err(Error::internal)?;
        let this = self.clone();
        tokio::task::spawn_blocking(move || this.hash_now(&password))
            .await
            .map_err(Error::internal)?
    }

    /// [`Passwords::hash`] on the calling thread, for commands.
    pub fn hash_now(&self, password: &str) -> Result<String> {
        Ok(self
            .hasher
            .hash_password(password.as_bytes())
            .map_err(Error::internal)?
            .to_string())
    }

    /// Whether a password fits the stored hash; without one, the same work is done and the answer is no.
    pub async fn verify(self: &Arc<Self>, password: String, stored: Option<String>) -> Result<bool> {
        let _place = self.gate.acquire().await.map_err(Error::internal)?;
        let this = self.clone();
        tokio::task::spawn_blocking(move || {
            let known = stored.is_some();
            let text = stored.unwrap_or_else(|| this.decoy.clone());
            let hash = PasswordHash::new(&text).map_err(Error::internal)?;
            Ok(this.hasher.verify_password(password.as_bytes(), &hash).is_ok() && known)
        })
        .await
        .map_err(Error::internal)?
    }
}

/// Refuses passwords that are too short, too long, or the person's own name or address.
pub fn accept(password: &str, own_words: &[&str]) -> Result<(), Refusal> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(Refusal::invalid("password-too-short", "password").with("min", PASSWORD_MIN));
    }
    if password.len() > PASSWORD_MAX_BYTES {
        return Err(Refusal::invalid("text-too-long", "password").with("max", PASSWORD_MAX_BYTES));
    }
    let lower = password.to_lowercase();
    let one_character = lower.chars().collect::<std::collections::BTreeSet<_>>().len() < 4;
    let common = [
        "0123456789",
        "1234567890",
        "password",
        "motdepasse",
        "azertyuiop",
        "qwertyuiop",
    ];
    if one_character
        || common
            .iter()
            .any(|w| lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == '!') == *w)
        || own_words
            .iter()
            .any(|w| !w.is_empty() && lower == w.to_lowercase())
    {
        return Err(Refusal::invalid("password-too-common", "password"));
    }
    Ok(())
}
