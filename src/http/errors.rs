//! The one place that turns what went wrong into HTTP: problem documents (RFC 9457) on the API, pages elsewhere.
//! A handler's error only marks the response; [`render`] writes it, knowing the person's language.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;

use super::server;
use crate::i18n::{self, Locale};
use crate::kernel::errors::{Error, Refusal, RefusalClass};

/// `application/problem+json`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Stable: `/problems/<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same sentence as `detail`, in short: the class of the refusal.
    pub title: String,
    pub status: u16,
    /// What is wrong and what to do, in the person's language.
    pub detail: String,
    /// The field it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The request's id, to be found in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// Marks a response that [`render`] has to write.
#[derive(Debug, Clone)]
struct Failed(Option<Refusal>);

/// The language a handler learnt its person reads; beats `Accept-Language`.
#[derive(Debug, Clone, Copy)]
pub struct SpokenLocale(pub Locale);

fn status(class: RefusalClass) -> StatusCode {
    match class {
        RefusalClass::Malformed => StatusCode::BAD_REQUEST,
        RefusalClass::Unauthenticated => StatusCode::UNAUTHORIZED,
        RefusalClass::Forbidden => StatusCode::FORBIDDEN,
        RefusalClass::NotFound => StatusCode::NOT_FOUND,
        RefusalClass::Conflict => StatusCode::CONFLICT,
        RefusalClass::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalClass::TooMany => StatusCode::TOO_MANY_REQUESTS,
        RefusalClass::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        RefusalClass::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Error::Refused(refusal) => status(refusal.class),
            Error::Contention(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Database(_) | Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        // Who was refused for trying too often is told when to try again (RFC 6585).
        let wait = self
            .refusal()
            .filter(|refusal| refusal.class == RefusalClass::TooMany)
            .and_then(|refusal| refusal.params.iter().find(|(name, _)| *name == "seconds"))
            .and_then(|(_, seconds)| header::HeaderValue::from_str(seconds).ok());
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response.extensions_mut().insert(Failed(self.refusal().cloned()));
        response
    }
}

/// Writes the body of every failed response, our own and the framework's (no such route, wrong method, bad path).
pub async fn render(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let outcome = next.call(req).await?;
    let code = outcome.status();
    if let Some(error) = outcome.response().error()
        && code.is_server_error()
    {
        tracing::error!(route = server::route(outcome.request()), %error, "request failed");
    }
    let is_ours = outcome.response().extensions().get::<Failed>().is_some();
    let is_failure = code.is_client_error() || code.is_server_error();
    if !is_failure || (!is_ours && has_own_body(&outcome)) {
        return Ok(outcome.map_into_boxed_body());
    }
    let failed = outcome.response().extensions().get::<Failed>().cloned();
    let (req, response) = outcome.into_parts();
    let refusal = failed.map_or_else(|| Some(framework_refusal(code)), |f| f.0);
    let mut rendered = write(&req, code, refusal.as_ref());
    // Retry-After, Allow and the like were set by whoever refused.
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            rendered.headers_mut().append(name.clone(), value.clone());
        }
    }
    Ok(ServiceResponse::new(req, rendered).map_into_boxed_body())
}

/// Answers that handlers wrote themselves carry JSON or HTML; the framework's own refusals are plain text or empty.
fn has_own_body<B>(response: &ServiceResponse<B>) -> bool {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|h| h.to_str().ok())
        .unwrap_or("");
    kind.starts_with("application/") || kind.starts_with("text/html")
}

fn framework_refusal(code: StatusCode) -> Refusal {
    match code {
        StatusCode::NOT_FOUND => Refusal::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Refusal::new(RefusalClass::Malformed, "method-not-allowed"),
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(RefusalClass::TooLarge, "too-large"),
        _ => Refusal::new(RefusalClass::Malformed, "malformed"),
    }
}

fn write(req: &HttpRequest, code: StatusCode, refusal: Option<&Refusal>) -> HttpResponse {
    let locale = locale_of(req);
    let detail = match refusal {
        Some(refusal) => i18n::explain(locale, &with_field(refusal)),
        None => i18n::text(locale, "internal-error"),
    };
    if !req.path().starts_with("/api/") {
        return super::pages::error_page(req, locale, code, &detail);
    }
    let problem = Problem {
        kind: format!("/problems/{}", refusal.map_or("internal-error", |r| r.code)),
        title: code.canonical_reason().unwrap_or("Error").to_string(),
        status: code.as_u16(),
        detail,
        field: refusal.and_then(|r| r.field.as_ref()).map(ToString::to_string),
        request_id: super::server::request_id(req),
    };
    let mut response = HttpResponse::build(code);
    if code == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    response
        .insert_header((header::CONTENT_TYPE, "application/problem+json"))
        .body(serde_json::to_string(&problem).unwrap_or_default())
}

/// The field is also a figure that an explanation may show.
fn with_field(refusal: &Refusal) -> Refusal {
    let mut refusal = refusal.clone();
    if let Some(field) = refusal.field.clone() {
        refusal.params.push(("field", field.to_string()));
    }
    refusal
}

/// The language of a request: what a handler learnt, the language cookie, then `Accept-Language`.
pub fn locale_of(req: &HttpRequest) -> Locale {
    if let Some(SpokenLocale(locale)) = req.extensions().get::<SpokenLocale>() {
        return *locale;
    }
    if let Some(locale) = req
        .cookie(super::pages::LANGUAGE_COOKIE)
        .and_then(|c| Locale::from_word(c.value()))
    {
        return locale;
    }
    let accept = req
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|h| h.to_str().ok())
        .unwrap_or("");
    Locale::negotiate(accept)
}
