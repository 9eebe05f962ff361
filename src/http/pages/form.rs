//! Forms: read, checked to come from our own page, refused in words beside the field.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::NaiveDateTime;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use super::super::App;
use super::super::body::read_body;
use super::visitor::Visitor;
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, RefusalClass, Result};

/// Largest form, in bytes.
const FORM_MAX: usize = 128 * 1024;

/// A posted form. Its `csrf` field must be the visitor's token, and the browser must not say that it comes from
/// another site.
#[derive(Debug)]
pub struct PageForm<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for PageForm<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let req = req.clone();
        let payload = payload.take();
        Box::pin(async move {
            let bytes = read_body(payload, FORM_MAX).await?;
            let app = req
                .app_data::<web::Data<App>>()
                .ok_or_else(|| Error::internal("no application state"))?;
            let visitor = Visitor::of(app, &req);
            let sent = form_urlencoded::parse(&bytes)
                .find(|(name, _)| name == "csrf")
                .map(|(_, value)| value.into_owned());
            let genuine = sent.is_some_and(|token| token.as_bytes().ct_eq(visitor.csrf.as_bytes()).into());
            if !genuine || comes_from_elsewhere(&req, app) {
                return Err(Refusal::forbidden("form-expired").into());
            }
            let reader = serde_html_form::Deserializer::new(form_urlencoded::parse(&bytes));
            serde_path_to_error::deserialize(reader)
                .map(PageForm)
                .map_err(|error| {
                    let path = error.path().to_string();
                    let field = if path == "." || path == "?" {
                        "form".to_string()
                    } else {
                        path
                    };
                    Refusal::invalid("value-wrong", field)
                        .with("why", error.into_inner())
                        .into()
                })
        })
    }
}

/// What browsers say about the page a form stands on: `Sec-Fetch-Site`, else `Origin`. Clients that say neither are
/// held to the token alone.
fn comes_from_elsewhere(req: &HttpRequest, app: &App) -> bool {
    let header = |name: &str| req.headers().get(name).and_then(|h| h.to_str().ok());
    if let Some(site) = header("Sec-Fetch-Site") {
        return !matches!(site, "same-origin" | "none");
    }
    match header("Origin") {
        Some(origin) => {
            let own = app.config.base_url.origin().ascii_serialization();
            let host = header("Host").unwrap_or("");
            origin != own && origin != format!("http://{host}") && origin != format!("https://{host}")
        }
        None => false,
    }
}

/// A local date and time as `<input type="datetime-local">` sends it, or nothing. An hour that occurs twice in autumn is
/// the first of the two; one that summer time skips is refused.
pub fn local_moment(
    field: &'static str,
    text: &str,
    zone: chrono_tz::Tz,
) -> std::result::Result<Option<Moment>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"))
        .ok()
        .and_then(|local| local.and_local_timezone(zone).earliest())
        .ok_or_else(|| Refusal::invalid("local-time-unreadable", field))?;
    Ok(Some(Moment::from_naive_utc(local.naive_utc())))
}

/// Why a form is shown again.
#[derive(Debug, Clone, Default)]
pub struct FormProblem {
    field: String,
    text: String,
}

impl FormProblem {
    /// No problem: the form is shown for the first time.
    pub fn none() -> Self {
        FormProblem::default()
    }

    /// The refusal in words, if the person can mend it in the form; any other error goes on its way.
    pub fn from_error(error: Error, language: Locale) -> Result<Self> {
        match error {
            Error::Refused(refusal)
                if matches!(
                    refusal.class,
                    RefusalClass::Invalid | RefusalClass::Conflict | RefusalClass::TooMany
                ) =>
            {
                let field = refusal
                    .field
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                Ok(FormProblem {
                    text: i18n::explain(language, &refusal),
                    field,
                })
            }
            other => Err(other),
        }
    }

    /// The problem with one field, `""` if it has none.
    pub fn on(&self, field: &str) -> &str {
        if self.field == field { &self.text } else { "" }
    }

    /// The problem, whichever field it is about; `""` if there is none.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name of the field it is about.
    pub fn field(&self) -> &str {
        &self.field
    }

    pub fn is_some(&self) -> bool {
        !self.text.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_is_read_in_the_communitys_zone() {
        let paris = chrono_tz::Europe::Paris;
        let at = local_moment("closes_at", "2026-07-01T20:00", paris)
            .unwrap()
            .unwrap();
        assert_eq!(at.to_rfc3339(), "2026-07-01T18:00:00Z");
        assert_eq!(local_moment("closes_at", "  ", paris).unwrap(), None);
        assert!(local_moment("closes_at", "tomorrow", paris).is_err());
    }
}
