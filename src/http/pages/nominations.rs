//! Nominations on the page of an election without candidates, and the form that names somebody.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::governance::{Pressed, answer_proposal};
use super::{FormProblem, PageForm, Ui, Visitor, done, render_as};
use crate::db::Conn;
use crate::governance::nominations::{self, NominationView, Nominee, rules};
use crate::governance::{self, ProposalView};
use crate::http::{Answer, App, Query};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, ProposalId};
use crate::kernel::names;
use crate::kernel::pages::Slice;
use crate::members::directory::{self, Wanted};
use crate::members::{Actor, MembershipStatus};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(choose_nominee)
        .service(nominate)
        .service(withdraw)
        .service(decline)
        .service(open_with_candidate);
}

/// The nominations of an election: include `governance/nominations.html` with it as `nominations`.
pub(super) struct NominationsSection {
    pub proposal_id: ProposalId,
    pub nominees: Vec<Nominee>,
    pub withdrawn: Vec<NominationView>,
    /// Whom the reader names; empty when nobody.
    pub own: String,
    pub may_nominate: bool,
    pub may_decline: bool,
    pub may_open: bool,
    /// Whom the vote is about, once it is open.
    pub candidate: Option<MemberId>,
}

impl NominationsSection {
    /// None where there are no nominations: any other proposal.
    pub fn read(
        conn: &mut Conn,
        actor: &Actor,
        view: &ProposalView,
        now: Moment,
    ) -> Result<Option<NominationsSection>> {
        let proposal = &view.proposal;
        if !rules::is_sociocratic(proposal) {
            return Ok(None);
        }
        let found = nominations::list_nominations(conn, actor, proposal.id, now)?;
        let own = nominations::find_own_nomination(conn, actor, proposal.id)?;
        let may_nominate = rules::may_nominate(actor, proposal);
        let candidate = proposal.payload_json()["member_id"]
            .as_str()
            .and_then(|id| id.parse().ok())
            .filter(|_| !proposal.is_draft());
        Ok(Some(NominationsSection {
            proposal_id: proposal.id,
            own: own.map(|own| own.nominee_name).unwrap_or_default(),
            may_nominate,
            may_decline: may_nominate
                && found
                    .nominees
                    .iter()
                    .any(|nominee| nominee.member_id == actor.member_id && nominee.declined_at.is_none()),
            may_open: view.may.open,
            nominees: found.nominees,
            withdrawn: found.withdrawn,
            candidate,
        }))
    }

    pub fn is_candidate(&self, nominee: &Nominee) -> bool {
        self.candidate == Some(nominee.member_id)
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/nominate.html")]
struct NominatePage {
    ui: Ui,
    id: ProposalId,
    title: String,
    typed: NominationForm,
    found: Vec<(MemberId, String)>,
    more: bool,
    problem: FormProblem,
}

impl NominatePage {
    fn is_chosen(&self, id: &MemberId) -> bool {
        self.typed.member_id == id.to_string()
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
struct NominationForm {
    /// Part of a name.
    #[serde(default)]
    q: String,
    #[serde(default)]
    member_id: String,
    #[serde(default)]
    reason: String,
}

async fn nominate_page(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    typed: NominationForm,
    problem: FormProblem,
) -> Answer {
    let text = names::optional_line("q", Some(&typed.q), 200)?;
    let (ui, (title, found, more)) = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let proposal = governance::get_proposal(conn, actor, id, seen.now)?.proposal;
            if !rules::may_nominate(actor, &proposal) {
                return Err(Refusal::conflict("nominations-not-here").into());
            }
            if text.is_none() {
                return Ok((proposal.title, Vec::new(), false));
            }
            let wanted = Wanted {
                text,
                status: MembershipStatus::Active,
            };
            let page = directory::list(conn, actor, &wanted, &Slice::FIRST, seen.now)?;
            let more = page.next.is_some();
            let found = page.items.into_iter().map(|e| (e.member_id, e.display_name));
            Ok((proposal.title, found.collect(), more))
        })
        .await?;
    let status = match problem.is_some() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = NominatePage {
        ui,
        id,
        title,
        typed,
        found,
        more,
        problem,
    };
    render_as(status, &page)
}

#[derive(Debug, Clone, Default, Deserialize)]
struct ChooseQuery {
    #[serde(default)]
    q: String,
}

/// Part of a name, then whom of those found and why; works without scripts, however many members there are.
#[get("/proposals/{id}/nomination")]
async fn choose_nominee(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    query: Query<ChooseQuery>,
) -> Answer {
    let typed = NominationForm {
        q: query.0.q,
        ..NominationForm::default()
    };
    nominate_page(&app, &visitor, *id, typed, FormProblem::none()).await
}

#[post("/proposals/{id}/nomination")]
async fn nominate(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<NominationForm>,
) -> Answer {
    let (id, typed) = (*id, form.0);
    let nominee = typed
        .member_id
        .parse::<MemberId>()
        .map_err(|_| Refusal::invalid("nominee-missing", "member_id"));
    let reason = typed.reason.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            nominations::nominate(conn, actor, id, nominee.clone()?, &reason, now)
        })
        .await;
    match outcome {
        Ok(()) => Ok(done(&format!("/proposals/{id}"), "nominated")),
        Err(error) => {
            let problem = FormProblem::from_error(error, visitor.language)?;
            nominate_page(&app, &visitor, id, typed, problem).await
        }
    }
}

#[post("/proposals/{id}/nomination/withdrawal")]
async fn withdraw(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    _form: PageForm<Pressed>,
) -> Answer {
    let id = *id;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            nominations::withdraw_nomination(conn, actor, id, now)
        })
        .await;
    answer_proposal(&app, &visitor, id, outcome, "nomination-withdrawn", String::new()).await
}

#[post("/proposals/{id}/nominations/refusal")]
async fn decline(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    _form: PageForm<Pressed>,
) -> Answer {
    let id = *id;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            nominations::decline_nomination(conn, actor, id, now)
        })
        .await;
    answer_proposal(&app, &visitor, id, outcome, "nomination-declined", String::new()).await
}

#[derive(Debug, Clone, Deserialize)]
struct CandidateForm {
    #[serde(default)]
    candidate_id: String,
}

/// Opens the vote on one of the nominees; without a choice, on the one named by most.
#[post("/proposals/{id}/candidate")]
async fn open_with_candidate(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<CandidateForm>,
) -> Answer {
    let id = *id;
    let chosen = form.0.candidate_id;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let candidate = match chosen.as_str() {
                "" => None,
                chosen => Some(
                    chosen
                        .parse()
                        .map_err(|_| Refusal::invalid("candidate-not-nominated", "candidate_id"))?,
                ),
            };
            governance::open_election(conn, actor, id, None, candidate, now)
        })
        .await;
    answer_proposal(&app, &visitor, id, outcome, "proposal-opened", String::new()).await
}
