//! Pages of an assembly's agenda: putting a point or a question on it, and the facilitator's page of one point.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::assemblies::{PartForm, act, problem_of};
use super::{FormProblem, PageForm, Ui, Visitor, done, render_as};
use crate::db::Conn;
use crate::governance::assembly::{self, Assembly, ItemChange, ItemView};
use crate::governance::{self, ProposalFilter};
use crate::http::{Answer, App};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AgendaItemId, AssemblyId, ProposalId};
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::members::{Actor, Permission};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(add_point)
        .service(show_point)
        .service(change_point)
        .service(link_vote)
        .service(note_outcome)
        .service(remove_point);
}

/// Puts a point on the agenda: the facilitator's own, or a member's question.
#[post("/assemblies/{id}/agenda")]
async fn add_point(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AssemblyId>,
    form: PageForm<PartForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    let typed = form.clone();
    act(
        &app,
        &visitor,
        id,
        typed,
        "agenda-added",
        move |conn, actor, now| {
            let body = Some(form.body.as_str());
            match actor.may(Permission::ManageAssembly) {
                true => assembly::add_item(conn, actor, id, &form.title, body, now)?,
                false => assembly::ask_question(conn, actor, id, &form.title, body, now)?,
            };
            Ok(())
        },
    )
    .await
}

/// What the forms on a point's page send.
#[derive(Debug, Clone, Default, Deserialize)]
struct PointForm {
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    position: String,
    #[serde(default)]
    notes: String,
    #[serde(default)]
    proposal_id: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "assemblies/point.html")]
struct PointPage {
    ui: Ui,
    assembly: Assembly,
    point: ItemView,
    /// The vote it is about, and those that can be put on the agenda: id and title.
    votes: Vec<(String, String)>,
    form: PointForm,
    problem: FormProblem,
}

impl PointPage {
    fn action(&self, part: &str) -> String {
        format!(
            "/assemblies/{}/agenda/{}{part}",
            self.assembly.id, self.point.item.id
        )
    }
    fn is(&self, status: &str) -> bool {
        self.assembly.status().as_str() == status
    }
}

#[get("/assemblies/{id}/agenda/{item}")]
async fn show_point(
    app: web::Data<App>,
    visitor: Visitor,
    ids: web::Path<(AssemblyId, AgendaItemId)>,
) -> Answer {
    show_with(&app, &visitor, *ids, None, FormProblem::none()).await
}

async fn show_with(
    app: &App,
    visitor: &Visitor,
    (id, item): (AssemblyId, AgendaItemId),
    typed: Option<PointForm>,
    problem: FormProblem,
) -> Answer {
    let (ui, (assembly, point, votes)) = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            actor.require(Permission::ManageAssembly)?;
            let view = assembly::get_assembly(conn, actor, id, seen.now)?;
            let point = view.items.into_iter().find(|point| point.item.id == item);
            let point = point.ok_or_else(Refusal::not_found)?;
            let mut votes = list_drafts(conn, actor, seen.now)?;
            if let Some(vote) = &point.vote {
                let own = vote.proposal_id.to_string();
                votes.retain(|(id, _)| *id != own);
                votes.insert(0, (own, vote.title.clone()));
            }
            Ok((view.assembly, point, votes))
        })
        .await?;
    let form = typed.unwrap_or_else(|| PointForm {
        title: point.item.title.clone(),
        body: point.item.body.clone(),
        position: point.item.position.to_string(),
        notes: point.item.notes.clone().unwrap_or_default(),
        proposal_id: point
            .item
            .proposal_id
            .map(|id| id.to_string())
            .unwrap_or_default(),
    });
    let status = match problem.is_some() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = PointPage {
        ui,
        assembly,
        point,
        votes,
        form,
        problem,
    };
    render_as(status, &page)
}

/// The newest drafts of votes.
fn list_drafts(conn: &mut Conn, actor: &Actor, now: Moment) -> Result<Vec<(String, String)>> {
    let filter = ProposalFilter {
        status: Some(governance::Status::Draft),
        ..ProposalFilter::default()
    };
    let slice = Slice {
        after: None,
        limit: PAGE_SIZE_MAX,
    };
    let page = governance::list_proposals(conn, actor, filter, slice, now)?;
    Ok(page
        .items
        .into_iter()
        .map(|view| (view.proposal.id.to_string(), view.proposal.title))
        .collect())
}

/// Acts on a form of a point's page and goes back to the assembly, or shows the page again with what is wrong.
async fn act_on<F>(
    app: &App,
    visitor: &Visitor,
    ids: (AssemblyId, AgendaItemId),
    form: PointForm,
    word: &'static str,
    step: F,
) -> Answer
where
    F: FnMut(&mut Conn, &Actor, Moment) -> Result<()> + Send + 'static,
{
    match app.page_write(visitor, step).await {
        Ok(()) => Ok(done(&format!("/assemblies/{}", ids.0), word)),
        Err(error) => {
            let problem = problem_of(app, visitor, error).await?;
            show_with(app, visitor, ids, Some(form), problem).await
        }
    }
}

#[post("/assemblies/{id}/agenda/{item}")]
async fn change_point(
    app: web::Data<App>,
    visitor: Visitor,
    ids: web::Path<(AssemblyId, AgendaItemId)>,
    form: PageForm<PointForm>,
) -> Answer {
    let (id, item) = *ids;
    let change = ItemChange {
        title: Some(form.0.title.clone()),
        body: Some(form.0.body.clone()),
        position: form.0.position.trim().parse().ok(),
    };
    let step =
        move |conn: &mut Conn, actor: &Actor, now| assembly::edit_item(conn, actor, id, item, &change, now);
    act_on(&app, &visitor, (id, item), form.0, "agenda-changed", step).await
}

#[post("/assemblies/{id}/agenda/{item}/vote")]
async fn link_vote(
    app: web::Data<App>,
    visitor: Visitor,
    ids: web::Path<(AssemblyId, AgendaItemId)>,
    form: PageForm<PointForm>,
) -> Answer {
    let (id, item) = *ids;
    let chosen = form.0.proposal_id.clone();
    let step = move |conn: &mut Conn, actor: &Actor, now| {
        let proposal: Option<ProposalId> = match chosen.as_str() {
            "" => None,
            text => {
                let unknown = || Refusal::invalid("agenda-proposal-unknown", "proposal_id");
                Some(text.parse().map_err(|_| unknown())?)
            }
        };
        assembly::link_proposal(conn, actor, id, item, proposal, now)
    };
    act_on(&app, &visitor, (id, item), form.0, "agenda-changed", step).await
}

#[post("/assemblies/{id}/agenda/{item}/notes")]
async fn note_outcome(
    app: web::Data<App>,
    visitor: Visitor,
    ids: web::Path<(AssemblyId, AgendaItemId)>,
    form: PageForm<PointForm>,
) -> Answer {
    let (id, item) = *ids;
    let notes = form.0.notes.clone();
    let step =
        move |conn: &mut Conn, actor: &Actor, now| assembly::note_outcome(conn, actor, id, item, &notes, now);
    act_on(&app, &visitor, (id, item), form.0, "agenda-noted", step).await
}

#[post("/assemblies/{id}/agenda/{item}/removal")]
async fn remove_point(
    app: web::Data<App>,
    visitor: Visitor,
    ids: web::Path<(AssemblyId, AgendaItemId)>,
    form: PageForm<PointForm>,
) -> Answer {
    let (id, item) = *ids;
    let step = move |conn: &mut Conn, actor: &Actor, now| assembly::remove_item(conn, actor, id, item, now);
    act_on(&app, &visitor, (id, item), form.0, "agenda-removed", step).await
}
