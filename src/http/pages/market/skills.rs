//! What a member says they can do, and the open requests that ask for it.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{Card, SkillGroup, skill_groups};
use crate::db::Conn;
use crate::http::api::matching::in_words;
use crate::http::pages::{FormProblem, PageForm, Seen, Ui, Visitor, done, render, render_as};
use crate::http::{Answer, App, ListQuery, Query};
use crate::kernel::errors::{Error, Result};
use crate::kernel::pages::Slice;
use crate::market::{self, Taxonomy};
use crate::matching::{self, Sources};

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(show_skills).service(save_skills);
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "me/skills.html")]
struct SkillsPage {
    ui: Ui,
    x: Shown,
    problem: FormProblem,
}

struct Shown {
    groups: Vec<SkillGroup>,
    has_skills: bool,
    requests: Vec<Card>,
    next: String,
}

fn shown(conn: &mut Conn, sources: Sources<'_>, seen: &Seen, slice: &Slice) -> Result<Shown> {
    let actor = seen.actor()?;
    let page = matching::requests_for_member(conn, sources, actor, slice, seen.now)?;
    let found = in_words(conn, page.items, actor.locale)?;
    let skills = market::list_member_skills(conn, actor.ecosystem_id, actor.member_id)?;
    let keys: Vec<String> = skills.into_iter().map(|skill| skill.key).collect();
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let next = page.next.map(|cursor| format!("/me/skills?cursor={cursor}"));
    Ok(Shown {
        groups: skill_groups(&taxonomy, &keys, actor.locale),
        has_skills: !keys.is_empty(),
        requests: found
            .iter()
            .map(|found| Card::of_match(found, actor.locale))
            .collect(),
        next: next.unwrap_or_default(),
    })
}

#[get("/me/skills")]
async fn show_skills(app: web::Data<App>, visitor: Visitor, query: Query<ListQuery>) -> Answer {
    let slice = query.0.slice()?;
    let looked_through = app.clone();
    let (ui, x) = app
        .page(&visitor, move |conn, seen| {
            shown(conn, looked_through.sources(), seen, &slice)
        })
        .await?;
    render(&SkillsPage {
        ui,
        x,
        problem: FormProblem::none(),
    })
}

#[derive(Debug, Clone, Deserialize)]
struct SkillsForm {
    #[serde(default)]
    skills: Vec<String>,
}

#[post("/me/skills")]
async fn save_skills(app: web::Data<App>, visitor: Visitor, form: PageForm<SkillsForm>) -> Answer {
    let typed = form.0.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, _| {
            market::set_member_skills(conn, actor, &typed.skills)
        })
        .await;
    match outcome {
        Ok(_) => Ok(done("/me/skills", "skills-saved")),
        Err(error) => show_again(&app, &visitor, form.0, error).await,
    }
}

/// The page with what was ticked.
async fn show_again(app: &App, visitor: &Visitor, form: SkillsForm, error: Error) -> Answer {
    let problem = FormProblem::from_error(error, visitor.language)?;
    let looked_through = app.clone();
    let (ui, x) = app
        .page(visitor, move |conn, seen| {
            let mut x = shown(conn, looked_through.sources(), seen, &Slice::FIRST)?;
            let actor = seen.actor()?;
            let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
            x.groups = skill_groups(&taxonomy, &form.skills, actor.locale);
            Ok(x)
        })
        .await?;
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &SkillsPage { ui, x, problem })
}
