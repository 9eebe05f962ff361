//! Reading JSON bodies and query strings so that a fault names its field.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use crate::kernel::errors::{Error, Refusal, RefusalClass, Result};
use crate::kernel::pages::Slice;

/// Largest JSON body, in bytes.
const JSON_MAX: usize = 256 * 1024;

/// A JSON body. Unknown types, wrong types and missing fields become a 422 that names the field; what is no JSON, a 400.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = req
            .headers()
            .get("Content-Type")
            .and_then(|h| h.to_str().ok())
            .is_some_and(|h| {
                h.split(';')
                    .next()
                    .is_some_and(|t| t.trim().eq_ignore_ascii_case("application/json"))
            });
        let payload = payload.take();
        Box::pin(async move {
            let bytes = read_body(payload, JSON_MAX).await?;
            if !is_json {
                let refusal = Refusal::new(RefusalClass::Malformed, "json-malformed").on("Content-Type");
                return Err(refusal.with("why", "Content-Type: application/json").into());
            }
            parse_json(&bytes).map(Json)
        })
    }
}

/// A JSON body that may be left out altogether, which is the same as `{}`.
#[derive(Debug)]
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for OptionalJson<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        Box::pin(async move {
            let bytes = read_body(payload, JSON_MAX).await?;
            let text: &[u8] = if bytes.iter().all(u8::is_ascii_whitespace) {
                b"{}"
            } else {
                &bytes
            };
            parse_json(text).map(OptionalJson)
        })
    }
}

/// A JSON text as a value of `T`; the refusal carries the path of the field.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    // The reader would take an array for an object, its items as the fields in their order.
    if bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[') {
        serde_json::from_slice::<serde_json::Value>(bytes).map_err(|e| malformed(&e))?;
        return Err(Refusal::invalid("value-wrong", "body")
            .with("why", "expected an object")
            .into());
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        // A number where a word is expected is a "syntax" fault to serde_json, in a text that is perfectly good JSON.
        if inner.is_data() || serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() {
            // "missing field `x` at line 1 column 2": the field is named, not its parent.
            let text = inner.to_string();
            let missing = text
                .strip_prefix("missing field `")
                .and_then(|t| t.split('`').next())
                .map(str::to_string);
            let parent = if path == "." { String::new() } else { path.clone() };
            let field = match missing {
                Some(name) if parent.is_empty() => name,
                Some(name) => format!("{parent}.{name}"),
                None if parent.is_empty() => "body".to_string(),
                None => parent,
            };
            let why = text.split(" at line ").next().unwrap_or("").to_string();
            Error::from(Refusal::invalid("value-wrong", field).with("why", why))
        } else {
            malformed(&inner)
        }
    })?;
    reader.end().map_err(|e| malformed(&e))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> Error {
    Refusal::new(RefusalClass::Malformed, "json-malformed")
        .on("body")
        .with("why", error)
        .into()
}

/// Reads a body of at most `max` bytes.
pub async fn read_body(mut payload: Payload, max: usize) -> Result<web::BytesMut> {
    let mut bytes = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|e| Refusal::new(RefusalClass::Malformed, "malformed").with("why", e))?;
        if bytes.len() + chunk.len() > max {
            return Err(Refusal::new(RefusalClass::TooLarge, "too-large")
                .on("body")
                .into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A query string; a wrong value is a 422 that names the parameter.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let reader =
            serde_html_form::Deserializer::new(form_urlencoded::parse(req.query_string().as_bytes()));
        let outcome = serde_path_to_error::deserialize(reader)
            .map(Query)
            .map_err(|error| {
                let path = error.path().to_string();
                let field = if path == "." || path == "?" {
                    "query".to_string()
                } else {
                    path
                };
                Error::from(Refusal::invalid("value-wrong", field).with("why", error.into_inner()))
            });
        std::future::ready(outcome)
    }
}

/// Which page of a list is wanted.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `next` of the page before; leave it out for the first.
    pub cursor: Option<String>,
    /// 1 to 100 items, 20 unless told otherwise.
    pub limit: Option<i64>,
}

impl ListQuery {
    pub fn slice(&self) -> Result<Slice> {
        Ok(Slice::parse(self.cursor.as_deref(), self.limit)?)
    }
}

/// For PATCH: tells a field that is absent (`None`) from one that is null (`Some(None)`), which clears it. Use with
/// `#[serde(default, deserialize_with = "…")]`.
pub fn or_null<'de, T, D>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    serde::Deserialize::deserialize(deserializer).map(Some)
}
