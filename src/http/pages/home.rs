//! The first page, and the choice of language.

use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{LANGUAGE_COOKIE, PageForm, Ui, Visitor, cookie, local_path, redirect, render};
use crate::http::{Answer, App};
use crate::i18n::Locale;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(home).service(choose_language);
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "home.html")]
struct Home {
    ui: Ui,
}

#[get("/")]
async fn home(app: web::Data<App>, visitor: Visitor) -> Answer {
    let (ui, ()) = app.page(&visitor, |_, _| Ok(())).await?;
    render(&Home { ui })
}

#[derive(Deserialize)]
struct LanguageForm {
    locale: String,
    back: String,
}

/// Keeps the language in a cookie, and in the profile of whoever is logged in.
#[post("/language")]
async fn choose_language(app: web::Data<App>, visitor: Visitor, form: PageForm<LanguageForm>) -> Answer {
    let locale = Locale::from_word(&form.0.locale).unwrap_or(Locale::Fr);
    if visitor.cookie_hash.is_some() {
        let chosen = app
            .page_write_as_person(&visitor, move |conn, person, now| {
                crate::members::set_locale(conn, person.member_id, locale, now)
            })
            .await;
        // A session that ended meanwhile is no reason not to change the language.
        if let Err(error) = chosen
            && error.refusal().is_none()
        {
            return Err(error);
        }
    }
    let mut response = redirect(local_path(&form.0.back));
    let cookie = cookie(&app, LANGUAGE_COOKIE, locale.as_str().to_string(), 365);
    response
        .add_cookie(&cookie)
        .map_err(crate::kernel::errors::Error::internal)?;
    Ok(response)
}
