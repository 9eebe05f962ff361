//! Access tokens of the API: JWT (RFC 7519), ten minutes, one pinned algorithm (HS256), issuer, audience and type checked.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::{MemberId, SessionId};

/// Seconds an access token is good for.
pub const ACCESS_SECONDS: i64 = 600;
/// Seconds of difference between clocks that are forgiven.
const LEEWAY_SECONDS: i64 = 5;
const ISSUER: &str = "commonhour";
const AUDIENCE: &str = "commonhour-api";
/// Media type of an access token (RFC 9068).
const TYPE: &str = "at+jwt";

#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    iss: String,
    aud: String,
    sub: MemberId,
    sid: SessionId,
    /// The language refusals are explained in.
    lang: Locale,
    iat: i64,
    exp: i64,
}

/// What a good token proves.
#[derive(Debug, Clone, Copy)]
pub struct Claims {
    pub member_id: MemberId,
    pub session_id: SessionId,
    pub locale: Locale,
}

/// Signs and checks access tokens.
pub struct AccessTokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl AccessTokens {
    pub fn new(config: &Config) -> Self {
        let key = config.secret_key.derive("access-token");
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Expiry is checked below against our clock, which tests and the demonstration may move.
        validation.validate_exp = false;
        AccessTokens {
            encoding: EncodingKey::from_secret(&key),
            decoding: DecodingKey::from_secret(&key),
            validation,
        }
    }

    /// A token for one member's session, good for [`ACCESS_SECONDS`].
    pub fn issue(&self, member: MemberId, session: SessionId, locale: Locale, now: Moment) -> Result<String> {
        let iat = now.unix_seconds();
        let payload = Payload {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: member,
            sid: session,
            lang: locale,
            iat,
            exp: iat + ACCESS_SECONDS,
        };
        let header = Header {
            typ: Some(TYPE.into()),
            ..Header::new(Algorithm::HS256)
        };
        jsonwebtoken::encode(&header, &payload, &self.encoding).map_err(Error::internal)
    }

    /// What a token proves; one answer for every way in which it can be bad.
    pub fn check(&self, token: &str, now: Moment) -> Result<Claims> {
        let invalid = || Error::from(Refusal::unauthenticated("token-invalid"));
        let data = jsonwebtoken::decode::<Payload>(token, &self.decoding, &self.validation)
            .map_err(|_| invalid())?;
        let at = now.unix_seconds();
        let timely = data.claims.exp + LEEWAY_SECONDS > at && data.claims.iat <= at + LEEWAY_SECONDS;
        if data.header.typ.as_deref() != Some(TYPE) || !timely {
            return Err(invalid());
        }
        Ok(Claims {
            member_id: data.claims.sub,
            session_id: data.claims.sid,
            locale: data.claims.lang,
        })
    }
}
