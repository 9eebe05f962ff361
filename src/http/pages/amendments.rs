//! Amendments on the page of a proposal, and the form that writes one.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::charter::{ShownLine, shown_lines};
use super::governance::{Pressed, answer_proposal};
use super::{FormProblem, PageForm, Ui, Visitor, done, render_as};
use crate::db::Conn;
use crate::governance::amendments::{
    self, AmendmentAllowed, AmendmentInput, AmendmentView, State, Subject, rules,
};
use crate::governance::{self, Proposal};
use crate::http::{Answer, App};
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AmendmentId, ProposalId};
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::members::Actor;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(new_amendment)
        .service(create_amendment)
        .service(merge)
        .service(decline)
        .service(compete)
        .service(withdraw)
        .service(hide);
}

/// One amendment as the page shows it.
pub(super) struct Line {
    pub id: AmendmentId,
    pub number: i64,
    pub author: String,
    pub state: State,
    pub hidden: bool,
    /// Markdown.
    pub reason: String,
    /// In words; empty where no rule is about.
    pub value: String,
    pub changes: Vec<ShownLine>,
    pub base_changed: bool,
    pub answer_reason: String,
    pub may: AmendmentAllowed,
}

/// The amendments to a proposal: include `governance/amendments.html` with it as `amendments`.
pub(super) struct AmendmentsSection {
    pub proposal_id: ProposalId,
    pub lines: Vec<Line>,
    pub may_write: bool,
}

impl AmendmentsSection {
    pub fn read(conn: &mut Conn, actor: &Actor, proposal: &Proposal) -> Result<AmendmentsSection> {
        let mut lines = Vec::new();
        let mut slice = Slice::parse(None, Some(PAGE_SIZE_MAX))?;
        loop {
            let page = amendments::list_amendments(conn, actor, proposal.id, slice)?;
            lines.extend(page.items.into_iter().map(|view| line(actor, proposal, view)));
            match page.next {
                Some(next) => slice = Slice::parse(Some(&next), Some(PAGE_SIZE_MAX))?,
                None => break,
            }
        }
        Ok(AmendmentsSection {
            proposal_id: proposal.id,
            lines,
            may_write: rules::may_write(actor, proposal),
        })
    }
}

fn line(actor: &Actor, proposal: &Proposal, view: AmendmentView) -> Line {
    let amendment = view.amendment;
    let value = amendment.value();
    let payload = proposal.payload_json();
    Line {
        id: amendment.id,
        number: amendment.number,
        author: view.author_name,
        state: amendment.state,
        hidden: amendment.removed_at.is_some(),
        reason: amendment.reason,
        value: value.map_or_else(String::new, |value| {
            rules::value_in_words(actor.locale, &payload, &value)
        }),
        changes: shown_lines(actor.locale, view.difference),
        base_changed: view.base_changed,
        answer_reason: amendment.answer_reason.unwrap_or_default(),
        may: view.may,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
struct AmendmentForm {
    #[serde(default)]
    body: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    reason: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/amend.html")]
struct AmendPage {
    ui: Ui,
    proposal: Proposal,
    /// What the proposal would do, in words.
    change: String,
    typed: AmendmentForm,
    problem: FormProblem,
}

impl AmendPage {
    fn replaces_body(&self) -> bool {
        rules::subject(&self.proposal) == Subject::Body
    }
    fn replaces_value(&self) -> bool {
        rules::subject(&self.proposal) == Subject::Value
    }
}

async fn amend_page(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    typed: Option<AmendmentForm>,
    problem: FormProblem,
) -> Answer {
    let (ui, (proposal, change)) = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let proposal = governance::get_proposal(conn, actor, id, seen.now)?.proposal;
            if !rules::may_write(actor, &proposal) {
                return Err(Refusal::conflict("proposal-not-draft").into());
            }
            let change = governance::kinds::describe(conn, actor.locale, &proposal)?;
            Ok((proposal, change))
        })
        .await?;
    let status = match problem.is_some() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let typed = typed.unwrap_or_else(|| AmendmentForm {
        body: proposal.body.clone(),
        ..AmendmentForm::default()
    });
    let page = AmendPage {
        ui,
        proposal,
        change,
        typed,
        problem,
    };
    render_as(status, &page)
}

#[get("/proposals/{id}/amendments/new")]
async fn new_amendment(app: web::Data<App>, visitor: Visitor, id: web::Path<ProposalId>) -> Answer {
    amend_page(&app, &visitor, *id, None, FormProblem::none()).await
}

/// A value as typed: a whole number, or one of the rule's words.
fn typed_value(text: &str) -> Option<serde_json::Value> {
    match text.trim() {
        "" => None,
        text => Some(
            text.parse::<i64>()
                .map_or_else(|_| text.into(), serde_json::Value::from),
        ),
    }
}

#[post("/proposals/{id}/amendments")]
async fn create_amendment(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<AmendmentForm>,
) -> Answer {
    let (id, typed) = (*id, form.0);
    let input = AmendmentInput {
        body: Some(typed.body.clone()),
        value: typed_value(&typed.value),
        reason: typed.reason.clone(),
    };
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            amendments::write_amendment(conn, actor, id, &input, now)
        })
        .await;
    match outcome {
        Ok(_) => Ok(done(&format!("/proposals/{id}"), "amendment-written")),
        Err(error) => {
            let problem = FormProblem::from_error(error, visitor.language)?;
            amend_page(&app, &visitor, id, Some(typed), problem).await
        }
    }
}

type Place = web::Path<(ProposalId, AmendmentId)>;

#[post("/proposals/{id}/amendments/{amendment_id}/merger")]
async fn merge(app: web::Data<App>, visitor: Visitor, place: Place, _form: PageForm<Pressed>) -> Answer {
    let (id, amendment) = place.into_inner();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            amendments::merge_amendment(conn, actor, id, amendment, now)
        })
        .await;
    answer_proposal(&app, &visitor, id, outcome, "amendment-merged", String::new()).await
}

#[derive(Debug, Clone, Deserialize)]
struct DeclineForm {
    #[serde(default)]
    reason: String,
}

#[post("/proposals/{id}/amendments/{amendment_id}/refusal")]
async fn decline(app: web::Data<App>, visitor: Visitor, place: Place, form: PageForm<DeclineForm>) -> Answer {
    let (id, amendment) = place.into_inner();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            amendments::decline_amendment(conn, actor, id, amendment, Some(&form.0.reason), now)
        })
        .await;
    answer_proposal(&app, &visitor, id, outcome, "amendment-declined", String::new()).await
}

#[post("/proposals/{id}/amendments/{amendment_id}/competition")]
async fn compete(app: web::Data<App>, visitor: Visitor, place: Place, _form: PageForm<Pressed>) -> Answer {
    let (id, amendment) = place.into_inner();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            amendments::let_amendment_compete(conn, actor, id, amendment, now)
        })
        .await;
    answer_proposal(&app, &visitor, id, outcome, "amendment-competing", String::new()).await
}

#[post("/proposals/{id}/amendments/{amendment_id}/withdrawal")]
async fn withdraw(app: web::Data<App>, visitor: Visitor, place: Place, _form: PageForm<Pressed>) -> Answer {
    let (id, amendment) = place.into_inner();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            amendments::withdraw_amendment(conn, actor, id, amendment, now)
        })
        .await;
    answer_proposal(&app, &visitor, id, outcome, "amendment-withdrawn", String::new()).await
}

#[post("/proposals/{id}/amendments/{amendment_id}/hiding")]
async fn hide(app: web::Data<App>, visitor: Visitor, place: Place, _form: PageForm<Pressed>) -> Answer {
    let (id, amendment) = place.into_inner();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            amendments::hide_amendment(conn, actor, id, amendment, now)
        })
        .await;
    answer_proposal(&app, &visitor, id, outcome, "amendment-hidden", String::new()).await
}
