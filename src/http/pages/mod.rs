//! The pages: server-rendered HTML that works without JavaScript, one file a room.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::i18n::Locale;

/// Cookie that keeps the chosen language of someone not logged in.
pub const LANGUAGE_COOKIE: &str = "commonhour_language";

/// Every page.
pub fn routes(_config: &mut web::ServiceConfig) {}

/// A refusal or fault as a page.
pub fn error_page(_req: &HttpRequest, _locale: Locale, code: StatusCode, detail: &str) -> HttpResponse {
    HttpResponse::build(code)
        .content_type("text/plain; charset=utf-8")
        .body(detail.to_string())
}
