//! The pages: server-rendered HTML that works without JavaScript, one file a room. A page is read with
//! [`App::page`], a form is sent to [`App::page_write`] and answered by a redirect (303) or by the form again, with
//! what was typed and the refusal beside its field.

mod agenda;
mod amendments;
mod assemblies;
mod blocks;
mod charter;
mod colleges;
mod delegations;
mod exchanges;
mod feed;
mod form;
mod governance;
mod home;
mod hours;
mod login;
mod mandates;
mod market;
mod me;
mod members;
mod nominations;
mod notifications;
mod rings;
mod rules;
mod searches;
mod taxonomy;
mod teams;
mod treasury;
mod ui;
mod visitor;

pub use feed::feed_link;
pub use form::{FormProblem, PageForm, local_moment};
pub use ui::{Flash, Ui, UiMember, markdown};
pub use visitor::{Seen, Visitor};

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Answer, App};
use crate::i18n::Locale;
use crate::kernel::errors::Error;

/// Cookie that proves a page session; only its hash is stored.
pub const SESSION_COOKIE: &str = "commonhour_session";
/// Cookie that keeps the chosen language of someone not logged in.
pub const LANGUAGE_COOKIE: &str = "commonhour_language";

/// Every page.
pub fn routes(config: &mut web::ServiceConfig) {
    config.configure(home::routes);
    config.configure(colleges::routes);
    config.configure(agenda::routes);
    config.configure(assemblies::routes);
    config.configure(charter::routes);
    config.configure(feed::routes);
    config.configure(exchanges::routes);
    config.configure(hours::routes);
    config.configure(login::routes);
    config.configure(mandates::routes);
    config.configure(me::routes);
    config.configure(members::routes);
    config.configure(notifications::routes);
    config.configure(taxonomy::routes);
    config.configure(market::routes);
    config.configure(rings::routes);
    config.configure(teams::routes);
    config.configure(searches::routes);
    config.configure(blocks::routes);
    config.configure(rules::routes);
    config.configure(treasury::routes);
    config.configure(amendments::routes);
    config.configure(nominations::routes);
    config.configure(governance::routes);
    config.configure(delegations::routes);
}

/// A rendered page.
pub fn render(page: &impl Template) -> Answer {
    render_as(StatusCode::OK, page)
}

/// A rendered page with another status, for a form shown again (422).
pub fn render_as(status: StatusCode, page: &impl Template) -> Answer {
    let html = page.render().map_err(Error::internal)?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(html))
}

/// After a form was acted on: to `path`, with the message `done-<done>` shown there.
pub fn done(path: &str, done: &str) -> HttpResponse {
    let separator = if path.contains('?') { '&' } else { '?' };
    redirect(&format!("{path}{separator}done={done}"))
}

/// 303 to a path of this server.
pub fn redirect(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, path))
        .finish()
}

/// A path of this server out of a form or query, or `/`: never another site.
pub fn local_path(path: &str) -> &str {
    let local = path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/\\")
        && !path.chars().any(|c| c.is_control() || c == '\\');
    if local { path } else { "/" }
}

/// A cookie with the attributes all of ours have; `days` 0 removes it.
pub fn cookie(app: &App, name: &'static str, value: String, days: i64) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.base_url.scheme() == "https")
        .max_age(Duration::days(days))
        .finish()
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "error.html")]
struct ErrorPage<'a> {
    ui: Ui,
    heading: String,
    detail: &'a str,
    request_id: String,
}

/// A refusal or fault as a page; who has to log in first is sent to the login and back.
pub fn error_page(req: &HttpRequest, locale: Locale, code: StatusCode, detail: &str) -> HttpResponse {
    if code == StatusCode::UNAUTHORIZED && req.method() == actix_web::http::Method::GET {
        let target = req.uri().path_and_query().map_or("/", |p| p.as_str());
        let next: String = form_urlencoded::byte_serialize(target.as_bytes()).collect();
        return redirect(&format!("/login?next={next}"));
    }
    let ui = Ui::for_error(req, locale);
    let heading = ui.t(&format!("error-{}", code.as_u16()));
    let request_id = super::server::request_id(req).unwrap_or_default();
    let page = ErrorPage {
        ui,
        heading,
        detail,
        request_id,
    };
    let html = page.render().unwrap_or_else(|_| detail.to_string());
    HttpResponse::build(code)
        .content_type("text/html; charset=utf-8")
        .body(html)
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn a_redirect_never_leaves_the_server() {
        assert_eq!(local_path("/listings?kind=offer"), "/listings?kind=offer");
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:x",
            "",
            "/a\r\nX: y",
        ] {
            assert_eq!(local_path(bad), "/", "{bad:?}");
        }
    }
}
