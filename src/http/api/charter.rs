//! The charter: texts that votes adopted, with their history.

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::governance::charter::{self, CharterText, CharterVersion, DiffLine};
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, Query};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::ProposalId;
use crate::kernel::pages::Page;

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_charter_texts).service(get_charter_text);
}

/// A text of the charter as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct CharterLine {
    pub key: String,
    pub title: String,
    pub version: i64,
    pub in_force: bool,
    pub adopted_at: Moment,
    /// The vote that adopted this version.
    pub proposal_id: ProposalId,
    pub repealed_at: Option<Moment>,
}

/// One dated wording of a text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CharterVersion)]
pub struct VersionAnswer {
    pub version: i64,
    pub title: String,
    /// Markdown.
    pub body: String,
    pub adopted_at: Moment,
    pub proposal_id: ProposalId,
    pub repealed_at: Option<Moment>,
    /// The vote that repealed it.
    pub repeal_proposal_id: Option<ProposalId>,
}

/// A text with its history.
#[derive(Debug, Serialize, ToSchema)]
pub struct CharterAnswer {
    #[serde(flatten)]
    pub text: CharterLine,
    /// Markdown.
    pub body: String,
    /// Newest first.
    pub history: Vec<VersionAnswer>,
    /// What changed between the versions asked for, line by line.
    pub difference: Option<Vec<DiffLine>>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DifferenceQuery {
    /// The older of two versions to compare.
    pub from: Option<i64>,
    /// The newer one; the newest of all when left out.
    pub to: Option<i64>,
}

fn line(text: &CharterText) -> CharterLine {
    let newest = text.newest();
    CharterLine {
        key: text.key.clone(),
        title: newest.title.clone(),
        version: newest.version,
        in_force: text.is_in_force(),
        adopted_at: newest.adopted_at,
        proposal_id: newest.proposal_id,
        repealed_at: newest.repealed_at,
    }
}

impl From<&CharterVersion> for VersionAnswer {
    fn from(version: &CharterVersion) -> Self {
        VersionAnswer {
            version: version.version,
            title: version.title.clone(),
            body: version.body.clone(),
            adopted_at: version.adopted_at,
            proposal_id: version.proposal_id,
            repealed_at: version.repealed_at,
            repeal_proposal_id: version.repeal_proposal_id,
        }
    }
}

/// The texts of the charter, those in force first
#[utoipa::path(responses((status = 200, body = Page<CharterLine>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/charter")]
async fn list_charter_texts(app: web::Data<App>, auth: Auth) -> Answer {
    let texts = app.read_as(&auth, charter::list_texts).await?;
    Ok(HttpResponse::Ok().json(Page::whole(texts.iter().map(line).collect())))
}

/// One text with its history, and the difference between two of its versions
#[utoipa::path(params(DifferenceQuery), responses((status = 200, body = CharterAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
#[get("/charter/{key}")]
async fn get_charter_text(
    app: web::Data<App>,
    auth: Auth,
    key: web::Path<String>,
    query: Query<DifferenceQuery>,
) -> Answer {
    let text = app
        .read_as(&auth, move |conn, actor| charter::get_text(conn, actor, &key))
        .await?;
    let difference = compare(&text, &query.0)?;
    Ok(HttpResponse::Ok().json(CharterAnswer {
        body: text.newest().body.clone(),
        history: text.versions.iter().map(VersionAnswer::from).collect(),
        text: line(&text),
        difference,
    }))
}

fn compare(text: &CharterText, query: &DifferenceQuery) -> Result<Option<Vec<DiffLine>>> {
    let Some(from) = query.from else { return Ok(None) };
    let find = |version: i64, field: &'static str| {
        let found = text.find_version(version);
        found.ok_or_else(|| Refusal::invalid("charter-version-unknown", field))
    };
    let old = find(from, "from")?;
    let new = find(query.to.unwrap_or(text.newest().version), "to")?;
    Ok(Some(charter::difference(&old.body, &new.body)))
}
