//! The searches one keeps: saving one from the market, the list, changing, deleting with a way back. Also the links that
//! suggest a wider search.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{FormProblem, PageForm, Ui, Visitor, done, render, render_as};
use crate::http::api::saved_searches::{SavedSearchAnswer, in_words};
use crate::http::api::search_query;
use crate::http::api::widening::WideningAnswer;
use crate::http::{Answer, App, Query};
use crate::i18n::{self, Locale};
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::SavedSearchId;
use crate::kernel::pages::Slice;
use crate::market::Taxonomy;
use crate::market::saved_searches::{self, Alert, Change};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(list)
        .service(save)
        .service(show)
        .service(update)
        .service(delete)
        .service(restore);
}

/// A wider search to follow, with how much it finds.
pub(super) struct Wider {
    pub href: String,
    pub label: String,
    pub count: String,
}

/// The links of suggestions. Where the search was around one's home without naming it, the links do not name it either.
pub(super) fn wider(suggestions: &[WideningAnswer], is_around_home: bool, locale: Locale) -> Vec<Wider> {
    suggestions
        .iter()
        .map(|suggestion| Wider {
            href: address(&suggestion.query, is_around_home),
            label: suggestion.label.clone(),
            count: i18n::text_with(locale, "market-count", &[("count", suggestion.count.into())]),
        })
        .collect()
}

fn address(query: &str, is_around_home: bool) -> String {
    let pairs =
        form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !(is_around_home && name == "near"));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    match query.is_empty() {
        true => "/listings".to_string(),
        false => format!("/listings?{query}"),
    }
}

struct Line {
    id: String,
    name: String,
    href: String,
    choices: String,
    alert: String,
    hits: String,
}

impl Line {
    fn new(search: SavedSearchAnswer, ui: &Ui) -> Line {
        Line {
            id: search.id.to_string(),
            name: search.name,
            href: address(&search.query, false),
            choices: search.choices,
            alert: ui.word("searches-alert", &search.alert),
            hits: ui.t1("searches-hits", "count", search.hits),
        }
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "searches/list.html")]
struct ListPage {
    ui: Ui,
    lines: Vec<Line>,
    /// The search that was just deleted, `""` if none was.
    deleted: String,
    problem: FormProblem,
    next: String,
}

#[derive(Deserialize)]
struct SearchesQuery {
    cursor: Option<String>,
    deleted: Option<SavedSearchId>,
}

#[get("/searches")]
async fn list(app: web::Data<App>, visitor: Visitor, query: Query<SearchesQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), None)?;
    let deleted = query.0.deleted.map(|id| id.to_string()).unwrap_or_default();
    list_page(&app, &visitor, slice, deleted, FormProblem::none()).await
}

async fn list_page(
    app: &App,
    visitor: &Visitor,
    slice: Slice,
    deleted: String,
    problem: FormProblem,
) -> Answer {
    let (ui, (searches, next)) = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let page = saved_searches::list(conn, actor, &slice)?;
            Ok((
                in_words(conn, page.items, actor.ecosystem_id, actor.locale)?,
                page.next,
            ))
        })
        .await?;
    let status = match problem.is_some() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = ListPage {
        lines: searches
            .into_iter()
            .map(|search| Line::new(search, &ui))
            .collect(),
        ui,
        deleted,
        problem,
        next: next
            .map(|cursor| format!("/searches?cursor={cursor}"))
            .unwrap_or_default(),
    };
    render_as(status, &page)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct SearchForm {
    /// For a new one: the search as it stands.
    query: String,
    name: String,
    alert: String,
}

impl SearchForm {
    fn alert(&self) -> Result<Alert> {
        Alert::from_word(&self.alert).ok_or_else(|| {
            Refusal::invalid("word-unknown", "alert")
                .with("word", &self.alert)
                .into()
        })
    }
}

#[post("/searches")]
async fn save(app: web::Data<App>, visitor: Visitor, form: PageForm<SearchForm>) -> Answer {
    let form = form.0;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
            let query = search_query::read(&form.query, &taxonomy)?;
            saved_searches::save(conn, actor, &query, Some(&form.name), form.alert()?, now).map(|_| ())
        })
        .await;
    match outcome {
        Ok(()) => Ok(done("/searches", "search-saved")),
        Err(error) => refused(&app, &visitor, error).await,
    }
}

/// The list with the reason why nothing was done.
async fn refused(app: &App, visitor: &Visitor, error: Error) -> Answer {
    let problem = FormProblem::from_error(error, visitor.language)?;
    list_page(app, visitor, Slice::FIRST, String::new(), problem).await
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "searches/show.html")]
struct ShowPage {
    ui: Ui,
    id: String,
    choices: String,
    form: SearchForm,
    problem: FormProblem,
}

/// The form of a search, with what was typed where it is shown again.
async fn show_page(
    app: &App,
    visitor: &Visitor,
    id: SavedSearchId,
    typed: Option<(SearchForm, FormProblem)>,
) -> Answer {
    let (ui, (search, choices)) = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let search = saved_searches::get(conn, actor, id)?;
            let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
            let choices = saved_searches::describe(&search.choices, &taxonomy, actor.locale);
            Ok((search, choices))
        })
        .await?;
    let page = |form, problem| ShowPage {
        ui,
        id: id.to_string(),
        choices,
        form,
        problem,
    };
    match typed {
        Some((form, problem)) => render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(form, problem)),
        None => {
            let form = SearchForm {
                query: String::new(),
                name: search.name,
                alert: search.alert.to_string(),
            };
            render(&page(form, FormProblem::none()))
        }
    }
}

#[get("/searches/{id}")]
async fn show(app: web::Data<App>, visitor: Visitor, id: web::Path<SavedSearchId>) -> Answer {
    show_page(&app, &visitor, *id, None).await
}

#[post("/searches/{id}")]
async fn update(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SavedSearchId>,
    form: PageForm<SearchForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    let typed = form.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let change = Change {
                name: Some(typed.name.clone()),
                alert: Some(typed.alert()?),
            };
            saved_searches::change(conn, actor, id, &change, now).map(|_| ())
        })
        .await;
    match outcome {
        Ok(()) => Ok(done("/searches", "search-changed")),
        Err(error) => {
            let problem = FormProblem::from_error(error, visitor.language)?;
            show_page(&app, &visitor, id, Some((form, problem))).await
        }
    }
}

#[post("/searches/{id}/deletion")]
async fn delete(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SavedSearchId>,
    _form: PageForm<SearchForm>,
) -> Answer {
    let id = *id;
    app.page_write(&visitor, move |conn, actor, now| {
        saved_searches::delete(conn, actor, id, now)
    })
    .await?;
    Ok(done(&format!("/searches?deleted={id}"), "search-deleted"))
}

#[post("/searches/{id}/restoration")]
async fn restore(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SavedSearchId>,
    _form: PageForm<SearchForm>,
) -> Answer {
    let id = *id;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            saved_searches::restore(conn, actor, id, now).map(|_| ())
        })
        .await;
    match outcome {
        Ok(()) => Ok(done("/searches", "search-restored")),
        Err(error) => refused(&app, &visitor, error).await,
    }
}
