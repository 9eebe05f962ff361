//! Writing a proposal: first what is to be decided, then the form that fits it. Nothing of it needs a script:
//! "more rows" is a button that sends the form and shows it again, with everything that was typed.

mod choose;
mod control;
mod fields;
mod form;
mod people;
mod read;
mod rule;
mod settings;
mod stored;
mod typed;
mod world;

pub(super) use rule::{parse_value_in_form, value_in_form};

use actix_web::http::StatusCode;
use actix_web::{get, post, web};

use super::super::{FormProblem, PageForm, Visitor, done, render, render_as};
use crate::db::Conn;
use crate::governance::{self, DraftChange, Kind, rules};
use crate::http::{Answer, App, Query};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::ProposalId;
use crate::members::Actor;
use form::FormPage;
use read::{Reading, beside_its_field};
use stored::usual_method;
use typed::{ROWS, Typed};
use world::World;

/// First what is to be decided, then the form that fits it. Every field of the form may come with the address:
/// `/proposals/new?kind=election&role=mediator`.
#[get("/proposals/new")]
pub(super) async fn new_proposal(app: web::Data<App>, visitor: Visitor, query: Query<Typed>) -> Answer {
    let asked = query.0;
    let complete = match asked.kind() {
        None => false,
        Some(Kind::RuleChange) => asked.rule().is_some(),
        Some(_) => true,
    };
    if !complete {
        return choose::page(&app, &visitor).await;
    }
    let (ui, (typed, world)) = app
        .page(&visitor, move |conn, seen| {
            let mut typed = asked.clone();
            let actor = seen.actor()?;
            let world = World::read(conn, actor, &typed, seen.now)?;
            begin(conn, actor, &mut typed, &world, seen.now)?;
            Ok((typed, world))
        })
        .await?;
    let page = FormPage::new(ui, &typed, world, FormProblem::none(), "/proposals".to_string());
    render(&page)
}

/// What a new form begins with.
fn begin(conn: &mut Conn, actor: &Actor, typed: &mut Typed, world: &World, now: Moment) -> Result<()> {
    if let Some(kind) = typed.kind() {
        typed.set("kind", kind.as_str());
        typed.fill("method", usual_method(kind).as_str());
    }
    if let Some(text) = &world.text {
        typed.fill("title", &text.title);
        if typed.get("repeal") != "yes" {
            typed.fill("body", &text.body);
        }
    }
    // A link from a member's page names them by id.
    if let Ok(member) = typed.get("member").parse() {
        typed.set("member", people::name_in_form(conn, actor, member, now)?);
    }
    Ok(())
}

#[post("/proposals")]
pub(super) async fn create_proposal(app: web::Data<App>, visitor: Visitor, form: PageForm<Typed>) -> Answer {
    let typed = form.0;
    if typed.wants_rows() {
        return form_again(&app, &visitor, typed, None, None).await;
    }
    let sent = typed.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let mut reading = Reading {
                conn,
                actor,
                typed: &sent,
                stored: None,
                now,
            };
            let input = reading.input()?;
            governance::propose(conn, actor, &input, now)
        })
        .await;
    match outcome {
        Ok(id) => Ok(done(&format!("/proposals/{id}"), "proposal-drafted")),
        Err(error) => form_again(&app, &visitor, typed, None, Some(error)).await,
    }
}

/// The form with everything that was typed: with more rows for options, or with what was refused. `draft` is the
/// one that is edited.
async fn form_again(
    app: &App,
    visitor: &Visitor,
    mut typed: Typed,
    draft: Option<ProposalId>,
    error: Option<Error>,
) -> Answer {
    if error.is_none() {
        typed.set("rows", (typed.rows() + ROWS).to_string());
    }
    let read = typed.clone();
    let (ui, world) = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            if let Some(id) = draft {
                let view = governance::get_proposal(conn, actor, id, seen.now)?;
                rules::require_own_draft(actor, &view.proposal)?;
            }
            World::read(conn, actor, &read, seen.now)
        })
        .await?;
    let action = draft.map_or("/proposals".to_string(), |id| format!("/proposals/{id}/edit"));
    let (status, problem) = match error {
        None => (StatusCode::OK, FormProblem::none()),
        Some(error) => {
            let problem = FormProblem::from_error(beside_its_field(error, &typed), ui.language)?;
            (StatusCode::UNPROCESSABLE_ENTITY, problem)
        }
    };
    render_as(status, &FormPage::new(ui, &typed, world, problem, action))
}

#[get("/proposals/{id}/edit")]
pub(super) async fn edit_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Answer {
    let id = *id;
    let (ui, (typed, world)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let view = governance::get_proposal(conn, actor, id, seen.now)?;
            rules::require_own_draft(actor, &view.proposal)?;
            let typed = stored::typed_again(conn, actor, &view.proposal, &view.options, seen.now)?;
            let world = World::read(conn, actor, &typed, seen.now)?;
            Ok((typed, world))
        })
        .await?;
    let page = FormPage::new(
        ui,
        &typed,
        world,
        FormProblem::none(),
        format!("/proposals/{id}/edit"),
    );
    render(&page)
}

#[post("/proposals/{id}/edit")]
pub(super) async fn update_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<Typed>,
) -> Answer {
    let (id, typed) = (*id, form.0);
    if typed.wants_rows() {
        return form_again(&app, &visitor, typed, Some(id), None).await;
    }
    let sent = typed.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let view = governance::get_proposal(conn, actor, id, now)?;
            rules::require_own_draft(actor, &view.proposal)?;
            let mut typed = sent.clone();
            // What a draft is about stays; only what it says changes.
            typed.set("kind", view.proposal.kind.as_str());
            let stored = Some(&view.proposal);
            let input = Reading {
                conn,
                actor,
                typed: &typed,
                stored,
                now,
            }
            .input()?;
            let change = DraftChange {
                topic: input.topic,
                title: Some(input.title),
                body: input.body,
                method: Some(input.method),
                settings: input.settings,
                secret: Some(input.secret),
                closes_at: input.closes_at,
                takes_effect_at: input.takes_effect_at,
                review_at: input.review_at,
                payload: input.payload,
                options: Some(input.options),
            };
            governance::edit_proposal(conn, actor, id, &change, now)
        })
        .await;
    match outcome {
        Ok(()) => Ok(done(&format!("/proposals/{id}"), "proposal-changed")),
        Err(error) => form_again(&app, &visitor, typed, Some(id), Some(error)).await,
    }
}
