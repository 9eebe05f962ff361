//! The token in every mail that can be stopped. It needs no table and no login: it names one member and one kind under
//! a key of its own, and stopping that kind for that member is all that can be done with it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::model::Kind;
use crate::config::SecretKey;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, SavedSearchId};

/// Octets of the proof: 128 bits of HMAC-SHA-256.
const PROOF: usize = 16;
/// First octet of a token, so that another form can come later.
const FORM: u8 = 1;
const SUMMARY: &str = "summary";
/// Before the id of a saved search; no kind begins so.
const SEARCH: &str = "search:";

/// What a token stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Kind(Kind),
    /// Everything that the member gets in the daily summary.
    Summary,
    /// The alert of one saved search.
    Search(SavedSearchId),
}

impl Scope {
    fn word(self) -> String {
        match self {
            Scope::Kind(kind) => kind.to_string(),
            Scope::Summary => SUMMARY.to_string(),
            Scope::Search(id) => format!("{SEARCH}{id}"),
        }
    }

    fn from_word(word: &str) -> Option<Scope> {
        if let Some(id) = word.strip_prefix(SEARCH) {
            return id.parse().ok().map(Scope::Search);
        }
        match word {
            SUMMARY => Some(Scope::Summary),
            word => Kind::from_word(word)
                .filter(|kind| kind.spec().may_be_off())
                .map(Scope::Kind),
        }
    }
}

/// Makes and reads tokens.
#[derive(Clone)]
pub struct Unsubscriber {
    key: [u8; 32],
}

impl Unsubscriber {
    pub fn new(secret: &SecretKey) -> Self {
        Unsubscriber {
            key: secret.derive("unsubscribe"),
        }
    }

    /// The token of one member and scope.
    pub fn issue(&self, member: MemberId, scope: Scope) -> String {
        let mut bytes = vec![FORM];
        bytes.extend_from_slice(member.0.as_bytes());
        bytes.extend_from_slice(scope.word().as_bytes());
        let proof = self.mac(&bytes).finalize().into_bytes();
        bytes.extend_from_slice(&proof[..PROOF]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whom and what a token names; one refusal for every way in which it can be bad.
    pub fn check(&self, token: &str) -> Result<(MemberId, Scope)> {
        self.read(token)
            .ok_or_else(|| Refusal::invalid("unsubscribe-token-invalid", "token").into())
    }

    fn read(&self, token: &str) -> Option<(MemberId, Scope)> {
        let bytes = URL_SAFE_NO_PAD.decode(token.trim()).ok()?;
        let (content, proof) = bytes.split_at_checked(bytes.len().checked_sub(PROOF)?)?;
        self.mac(content).verify_truncated_left(proof).ok()?;
        let (form, rest) = content.split_first()?;
        let (member, scope) = rest.split_at_checked(16)?;
        let scope = Scope::from_word(std::str::from_utf8(scope).ok()?)?;
        (*form == FORM).then_some((MemberId(Uuid::from_slice(member).ok()?), scope))
    }

    fn mac(&self, content: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(content);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock::Moment;

    #[test]
    fn a_token_names_one_member_and_one_kind() {
        let secret = SecretKey::parse("tests: 8dKq2xV0mPz7Lr4Yw9Tc1Bn6Hj3Fs5Gu").unwrap();
        let other = SecretKey::parse("other: 8dKq2xV0mPz7Lr4Yw9Tc1Bn6Hj3Fs5Gu").unwrap();
        let desk = Unsubscriber::new(&secret);
        let ana = MemberId::new(Moment::from_unix_micros(1));
        let token = desk.issue(ana, Scope::Kind(Kind::VoteOpened));
        assert_eq!(desk.check(&token).unwrap(), (ana, Scope::Kind(Kind::VoteOpened)));
        assert_eq!(
            desk.check(&desk.issue(ana, Scope::Summary)).unwrap(),
            (ana, Scope::Summary)
        );
        let search = Scope::Search(SavedSearchId::new(Moment::from_unix_micros(2)));
        assert_eq!(desk.check(&desk.issue(ana, search)).unwrap(), (ana, search));
        assert!(Unsubscriber::new(&other).check(&token).is_err());
        // A kind that cannot be switched off has no token that works.
        assert!(
            desk.check(&desk.issue(ana, Scope::Kind(Kind::AccountPasswordReset)))
                .is_err()
        );
        let mut bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for i in 0..bytes.len() {
            bytes[i] ^= 1;
            assert!(desk.check(&URL_SAFE_NO_PAD.encode(&bytes)).is_err(), "octet {i}");
            bytes[i] ^= 1;
        }
        for bad in ["", "x", "é", "AAAA", &token[..token.len() - 2]] {
            assert!(desk.check(bad).is_err(), "{bad:?}");
        }
    }
}
