//! Pages on which facilitators keep the list of trades and skills.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{FormProblem, PageForm, Seen, Ui, Visitor, done, render, render_as};
use crate::db::Conn;
use crate::http::{Answer, App};
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::{CategoryId, SkillId};
use crate::market::{self, Category, NameChange, Skill, Taxonomy};
use crate::members::Permission;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(list)
        .service(add_category)
        .service(show)
        .service(change_category)
        .service(add_skill)
        .service(change_skill);
}

/// Names typed, for a trade or a skill.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct NameForm {
    name_fr: String,
    name_en: String,
    /// `archive` or `restore`; names are saved otherwise.
    act: String,
}

impl NameForm {
    fn change(&self) -> NameChange {
        match self.act.as_str() {
            "archive" => NameChange {
                archived: Some(true),
                ..NameChange::default()
            },
            "restore" => NameChange {
                archived: Some(false),
                ..NameChange::default()
            },
            _ => NameChange {
                name_fr: Some(self.name_fr.clone()),
                name_en: Some(self.name_en.clone()),
                ..NameChange::default()
            },
        }
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "market/categories.html")]
struct CategoriesPage {
    ui: Ui,
    /// Each trade with how many skills it has.
    categories: Vec<(Category, usize)>,
    form: NameForm,
    problem: FormProblem,
}

fn categories(conn: &mut Conn, seen: &Seen) -> Result<Vec<(Category, usize)>> {
    let actor = seen.actor()?;
    actor.require(Permission::ManageTaxonomy)?;
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let count = |category: &Category| taxonomy.skills().filter(|s| s.category_id == category.id).count();
    Ok(taxonomy
        .all_categories()
        .iter()
        .map(|c| (c.clone(), count(c)))
        .collect())
}

#[get("/listings/categories")]
async fn list(app: web::Data<App>, visitor: Visitor) -> Answer {
    let (ui, categories) = app.page(&visitor, categories).await?;
    render(&CategoriesPage {
        ui,
        categories,
        form: NameForm::default(),
        problem: FormProblem::none(),
    })
}

#[post("/listings/categories")]
async fn add_category(app: web::Data<App>, visitor: Visitor, form: PageForm<NameForm>) -> Answer {
    let form = form.0;
    let typed = form.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            market::add_category(conn, actor, None, &typed.name_fr, &typed.name_en, now).map(|_| ())
        })
        .await;
    match outcome {
        Ok(()) => Ok(done("/listings/categories", "category-saved")),
        Err(error) => {
            let problem = FormProblem::from_error(error, visitor.language)?;
            let (ui, categories) = app.page(&visitor, categories).await?;
            let page = CategoriesPage {
                ui,
                categories,
                form,
                problem,
            };
            render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "market/category.html")]
struct CategoryPage {
    ui: Ui,
    category: Category,
    skills: Vec<Skill>,
    form: NameForm,
    problem: FormProblem,
}

impl CategoryPage {
    fn name(&self) -> &str {
        self.category.name(self.ui.language)
    }
    fn skill_name<'a>(&self, skill: &'a Skill) -> &'a str {
        skill.name(self.ui.language)
    }
}

fn category(conn: &mut Conn, seen: &Seen, id: CategoryId) -> Result<(Category, Vec<Skill>)> {
    let actor = seen.actor()?;
    actor.require(Permission::ManageTaxonomy)?;
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let category = taxonomy.category(id).ok_or_else(Refusal::not_found)?.clone();
    let skills = taxonomy.all_skills().iter().filter(|s| s.category_id == id);
    Ok((category, skills.cloned().collect()))
}

#[get("/listings/categories/{id}")]
async fn show(app: web::Data<App>, visitor: Visitor, id: web::Path<CategoryId>) -> Answer {
    let (ui, (category, skills)) = app
        .page(&visitor, move |conn, seen| category(conn, seen, *id))
        .await?;
    render(&CategoryPage {
        ui,
        category,
        skills,
        form: NameForm::default(),
        problem: FormProblem::none(),
    })
}

/// Back to the trade: changed, or with the refusal.
async fn answer(
    app: &App,
    visitor: &Visitor,
    id: CategoryId,
    word: &str,
    form: NameForm,
    outcome: Result<()>,
) -> Answer {
    let error: Error = match outcome {
        Ok(()) => return Ok(done(&format!("/listings/categories/{id}"), word)),
        Err(error) => error,
    };
    let problem = FormProblem::from_error(error, visitor.language)?;
    let (ui, (category, skills)) = app
        .page(visitor, move |conn, seen| category(conn, seen, id))
        .await?;
    let page = CategoryPage {
        ui,
        category,
        skills,
        form,
        problem,
    };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

#[post("/listings/categories/{id}")]
async fn change_category(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CategoryId>,
    form: PageForm<NameForm>,
) -> Answer {
    let id = *id;
    let change = form.0.change();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            market::change_category(conn, actor, id, &change, now).map(|_| ())
        })
        .await;
    answer(&app, &visitor, id, "category-saved", NameForm::default(), outcome).await
}

#[post("/listings/categories/{id}/skills")]
async fn add_skill(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CategoryId>,
    form: PageForm<NameForm>,
) -> Answer {
    let id = *id;
    let typed = form.0.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let category = id.to_string();
            market::add_skill(conn, actor, &category, None, &typed.name_fr, &typed.name_en, now).map(|_| ())
        })
        .await;
    answer(&app, &visitor, id, "skill-saved", form.0, outcome).await
}

#[post("/listings/categories/{id}/skills/{skill}")]
async fn change_skill(
    app: web::Data<App>,
    visitor: Visitor,
    ids: web::Path<(CategoryId, SkillId)>,
    form: PageForm<NameForm>,
) -> Answer {
    let (id, skill) = *ids;
    let change = form.0.change();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            market::change_skill(conn, actor, skill, &change, now).map(|_| ())
        })
        .await;
    answer(&app, &visitor, id, "skill-saved", NameForm::default(), outcome).await
}
