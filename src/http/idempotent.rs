//! `Idempotency-Key`: read at the door, stored by [`crate::db::idempotency`] with what the operation wrote.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;

use crate::db::Conn;
use crate::db::idempotency::Keyed;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::MemberId;

/// The key a client sent, if it sent one.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(pub Option<String>);

impl IdempotencyKey {
    pub(super) fn bind(
        self,
        member: MemberId,
        route: impl Into<String>,
        body: &impl Serialize,
    ) -> Result<Option<Keyed>> {
        let Some(key) = self.0 else { return Ok(None) };
        Keyed::new(member, &key, route, &serde_json::to_value(body)?).map(Some)
    }
}

impl FromRequest for IdempotencyKey {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = match req.headers().get("Idempotency-Key") {
            None => Ok(IdempotencyKey(None)),
            Some(value) => match value.to_str() {
                Ok(text) => Ok(IdempotencyKey(Some(text.trim().to_string()))),
                Err(_) => Err(Refusal::invalid("idempotency-key-invalid", "Idempotency-Key").into()),
            },
        };
        ready(key)
    }
}

/// Answers a keyed request from its first answer, or runs `f` and stores what it returns beside what it wrote.
pub(super) fn once<T: Serialize>(
    conn: &mut Conn,
    keyed: Option<&Keyed>,
    status: u16,
    now: Moment,
    f: impl FnOnce(&mut Conn) -> Result<T>,
) -> Result<(u16, String)> {
    if let Some(keyed) = keyed
        && let Some(answer) = keyed.find_answer(conn, now)?
    {
        return Ok(answer);
    }
    let json = serde_json::to_string(&f(conn)?)?;
    if let Some(keyed) = keyed {
        keyed.store_answer(conn, status, &json, now)?;
    }
    Ok((status, json))
}

/// A stored or fresh answer as a response.
pub(super) fn respond((status, json): (u16, String)) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    if status == StatusCode::NO_CONTENT {
        return HttpResponse::NoContent().finish();
    }
    HttpResponse::build(status)
        .content_type("application/json")
        .body(json)
}
