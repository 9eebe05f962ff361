//! Who is asking: a bearer token on the API. Pages have their own cookie, see [`super::pages`].

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::errors::SpokenLocale;
use super::state::App;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId, SessionId};
use crate::members::{Actor, Person, enter};

/// Header that names the ecosystem, by slug; without it the member's first.
pub const ECOSYSTEM_HEADER: &str = "X-Ecosystem";

/// A proof of login whose signature was checked; the session behind it is checked with each transaction.
#[derive(Debug, Clone)]
pub struct Auth {
    pub member_id: MemberId,
    pub session_id: SessionId,
    /// Slug of the ecosystem the request names.
    pub ecosystem: Option<String>,
}

impl Auth {
    /// The person, if the session still lives.
    pub fn person(&self, conn: &mut Conn, now: Moment) -> Result<Person> {
        enter::by_session(conn, self.session_id, self.member_id, now)
    }

    /// The ecosystem the request acts in.
    pub fn ecosystem(&self, conn: &mut Conn, now: Moment) -> Result<EcosystemId> {
        let person = self.person(conn, now)?;
        self.ecosystem_of(conn, &person)
    }

    fn ecosystem_of(&self, conn: &mut Conn, person: &Person) -> Result<EcosystemId> {
        enter::find_ecosystem(conn, person.member_id, self.ecosystem.as_deref())?
            .ok_or_else(|| Refusal::forbidden("not-a-member").into())
    }

    /// The person as a member of the ecosystem the request acts in.
    pub fn actor(&self, conn: &mut Conn, now: Moment) -> Result<Actor> {
        let person = self.person(conn, now)?;
        let ecosystem = self.ecosystem_of(conn, &person)?;
        enter::as_actor(conn, &person, ecosystem, now)
    }

    /// The person as a member of a known ecosystem.
    pub fn actor_in(&self, conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<Actor> {
        let person = self.person(conn, now)?;
        enter::as_actor(conn, &person, ecosystem, now)
    }
}

impl FromRequest for Auth {
    type Error = Error;
    type Future = Ready<Result<Auth>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(req))
    }
}

fn read(req: &HttpRequest) -> Result<Auth> {
    let app = req
        .app_data::<web::Data<App>>()
        .ok_or_else(|| Error::internal("no application state"))?;
    let header = req.headers().get("Authorization").and_then(|h| h.to_str().ok());
    let token = header
        .and_then(|h| h.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| Refusal::unauthenticated("login-required"))?;
    let claims = app.tokens.check(token, app.now())?;
    req.extensions_mut().insert(SpokenLocale(claims.locale));
    let ecosystem = match req.headers().get(ECOSYSTEM_HEADER) {
        Some(value) => Some(
            value
                .to_str()
                .map_err(|_| Refusal::invalid("ecosystem-unknown", ECOSYSTEM_HEADER))?
                .to_string(),
        ),
        None => None,
    };
    Ok(Auth {
        member_id: claims.member_id,
        session_id: claims.session_id,
        ecosystem,
    })
}
