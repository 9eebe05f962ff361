//! The charter: its texts, which vote adopted each, and what changed between versions.

use actix_web::{get, web};
use askama::Template;
use serde::Deserialize;

use super::{Ui, Visitor, render};
use crate::governance::charter::{self, CharterText, CharterVersion, DiffLine, DiffSign};
use crate::http::{Answer, App, Query};
use crate::i18n::{self, Locale};
use crate::kernel::errors::Refusal;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(show_charter).service(show_text);
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "charter/list.html")]
struct ListPage {
    ui: Ui,
    texts: Vec<CharterText>,
}

/// Every text of the charter.
#[get("/charter")]
async fn show_charter(app: web::Data<App>, visitor: Visitor) -> Answer {
    let (ui, texts) = app
        .page(&visitor, |conn, seen| charter::list_texts(conn, seen.actor()?))
        .await?;
    render(&ListPage { ui, texts })
}

#[derive(Deserialize)]
struct VersionQuery {
    /// The version to read; the newest when left out.
    version: Option<i64>,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "charter/show.html")]
struct TextPage {
    ui: Ui,
    text: CharterText,
    shown: CharterVersion,
    is_newest: bool,
    /// What the version changed in the one before it.
    changes: Vec<ShownLine>,
    before: i64,
}

/// A line of a difference as `cards::difference` shows it.
pub(super) struct ShownLine {
    pub style: &'static str,
    /// The word for readers who see no colour and no sign.
    pub said: String,
    pub text: String,
}

pub(super) fn shown_lines(locale: Locale, lines: Vec<DiffLine>) -> Vec<ShownLine> {
    let said = |sign: DiffSign| i18n::text(locale, &format!("charter-line-{sign}"));
    lines
        .into_iter()
        .map(|line| ShownLine {
            style: match line.sign {
                DiffSign::Kept => "",
                DiffSign::Added => "is-added",
                DiffSign::Removed => "is-removed",
            },
            said: match line.sign {
                DiffSign::Kept => String::new(),
                sign => said(sign),
            },
            text: line.text,
        })
        .collect()
}

/// One text: a version, its history, what it changed.
#[get("/charter/{key}")]
async fn show_text(
    app: web::Data<App>,
    visitor: Visitor,
    key: web::Path<String>,
    query: Query<VersionQuery>,
) -> Answer {
    let (ui, text) = app
        .page(&visitor, move |conn, seen| {
            charter::get_text(conn, seen.actor()?, &key)
        })
        .await?;
    let newest = text.newest().version;
    let version = query.0.version.unwrap_or(newest);
    let shown = text.find_version(version).ok_or_else(Refusal::not_found)?.clone();
    let before = text.find_version(version - 1);
    let changes = before.map_or_else(Vec::new, |old| charter::difference(&old.body, &shown.body));
    let page = TextPage {
        before: version - 1,
        is_newest: version == newest,
        changes: shown_lines(ui.language, changes),
        shown,
        text,
        ui,
    };
    render(&page)
}
