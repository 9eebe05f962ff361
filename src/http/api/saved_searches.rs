//! Searches that a member keeps, and how they hear of what these find.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::search_query;
use crate::db::Conn;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Json, ListQuery, Query};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, SavedSearchId};
use crate::kernel::pages::{Page, Slice};
use crate::market::Taxonomy;
use crate::market::saved_searches::{self, Alert, Change, SavedSearch};

/// Every route of saved searches.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(create_saved_search)
        .service(list_saved_searches)
        .service(get_saved_search)
        .service(update_saved_search)
        .service(delete_saved_search)
        .service(restore_saved_search);
}

/// A search that its owner keeps.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SavedSearch)]
pub struct SavedSearchAnswer {
    pub id: SavedSearchId,
    pub name: String,
    pub alert: Alert,
    /// The query string of `GET /search` that runs it.
    pub query: String,
    /// Its choices in the reader's language.
    pub choices: String,
    /// Listings published since that it found, for which an alert was due.
    pub hits: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// Searches as a reader of this language sees them, in their order.
pub fn in_words(
    conn: &mut Conn,
    searches: Vec<SavedSearch>,
    ecosystem: EcosystemId,
    locale: Locale,
) -> Result<Vec<SavedSearchAnswer>> {
    let taxonomy = Taxonomy::read(conn, ecosystem)?;
    let hits = saved_searches::count_hits(conn, &searches)?;
    Ok(searches
        .into_iter()
        .map(|search| SavedSearchAnswer {
            query: search_query::write(&search.choices.query(Slice::FIRST), &taxonomy),
            choices: saved_searches::describe(&search.choices, &taxonomy, locale),
            hits: hits.get(&search.id).copied().unwrap_or(0),
            id: search.id,
            name: search.name,
            alert: search.alert,
            created_at: search.created_at,
            updated_at: search.updated_at,
        })
        .collect())
}

fn one_in_words(conn: &mut Conn, search: SavedSearch, locale: Locale) -> Result<SavedSearchAnswer> {
    let ecosystem = search.ecosystem_id;
    let mut answers = in_words(conn, vec![search], ecosystem, locale)?;
    Ok(answers.remove(0))
}

/// A search to keep.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SavedSearchBody {
    /// The query string of `GET /search`: `q=velo&kind=offer&near=45.57,5.92&within_km=10`. Empty: every listing.
    pub query: String,
    /// 1 to 120 characters; made from the choices in words when left out.
    #[serde(default)]
    pub name: Option<String>,
    /// `digest` when left out.
    #[serde(default)]
    pub alert: Option<Alert>,
}

/// What changes; what is left out stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SavedSearchChange {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub alert: Option<Alert>,
}

/// Keep a search, at most 20.
#[utoipa::path(
    tag = "market",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")),
    request_body = SavedSearchBody,
    responses(
        (status = 201, body = SavedSearchAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/saved-searches")]
async fn create_saved_search(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    body: Json<SavedSearchBody>,
) -> Answer {
    let body = body.0;
    let sent = body.clone();
    app.create_as(
        &auth,
        key,
        "saved-searches",
        201,
        &sent,
        move |conn, actor, now| {
            let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
            let query = search_query::read(&body.query, &taxonomy)?;
            let alert = body.alert.unwrap_or(Alert::Digest);
            let search = saved_searches::save(conn, actor, &query, body.name.as_deref(), alert, now)?;
            one_in_words(conn, search, actor.locale)
        },
    )
    .await
}

/// The searches I keep, newest first.
#[utoipa::path(
    tag = "market",
    params(ListQuery),
    responses(
        (status = 200, body = Page<SavedSearchAnswer>), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)
    )
)]
#[get("/saved-searches")]
async fn list_saved_searches(app: web::Data<App>, auth: Auth, query: Query<ListQuery>) -> Answer {
    let slice = query.0.slice()?;
    let page = app
        .read_as(&auth, move |conn, actor| {
            let page = saved_searches::list(conn, actor, &slice)?;
            Ok(Page {
                items: in_words(conn, page.items, actor.ecosystem_id, actor.locale)?,
                next: page.next,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// One of my searches.
#[utoipa::path(
    tag = "market",
    params(("id" = SavedSearchId, Path, description = "The search")),
    responses(
        (status = 200, body = SavedSearchAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)
    )
)]
#[get("/saved-searches/{id}")]
async fn get_saved_search(app: web::Data<App>, auth: Auth, id: web::Path<SavedSearchId>) -> Answer {
    let search = app
        .read_as(&auth, move |conn, actor| {
            let search = saved_searches::get(conn, actor, *id)?;
            one_in_words(conn, search, actor.locale)
        })
        .await?;
    Ok(HttpResponse::Ok().json(search))
}

/// Rename one of my searches, or choose how I hear of what it finds.
#[utoipa::path(
    tag = "market",
    params(("id" = SavedSearchId, Path, description = "The search")),
    request_body = SavedSearchChange,
    responses(
        (status = 200, body = SavedSearchAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
#[patch("/saved-searches/{id}")]
async fn update_saved_search(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<SavedSearchId>,
    body: Json<SavedSearchChange>,
) -> Answer {
    let change = Change {
        name: body.0.name,
        alert: body.0.alert,
    };
    let search = app
        .write_as(&auth, move |conn, actor, now| {
            let search = saved_searches::change(conn, actor, *id, &change, now)?;
            one_in_words(conn, search, actor.locale)
        })
        .await?;
    Ok(HttpResponse::Ok().json(search))
}

/// Delete one of my searches. For seven days it can be brought back.
#[utoipa::path(
    tag = "market",
    params(("id" = SavedSearchId, Path, description = "The search")),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
#[delete("/saved-searches/{id}")]
async fn delete_saved_search(app: web::Data<App>, auth: Auth, id: web::Path<SavedSearchId>) -> Answer {
    app.write_as(&auth, move |conn, actor, now| {
        saved_searches::delete(conn, actor, *id, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Bring a deleted search of mine back as it was.
#[utoipa::path(
    tag = "market",
    params(
        ("id" = SavedSearchId, Path, description = "The search"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 200, body = SavedSearchAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/saved-searches/{id}/restoration")]
async fn restore_saved_search(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<SavedSearchId>,
) -> Answer {
    let route = format!("saved-searches/{id}/restoration");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        let search = saved_searches::restore(conn, actor, *id, now)?;
        one_in_words(conn, search, actor.locale)
    })
    .await
}
