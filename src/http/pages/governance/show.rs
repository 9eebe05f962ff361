//! One proposal: what it says, its terms, its vote and result, its discussion, and what the reader may do.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::super::amendments::AmendmentsSection;
use super::super::delegations::{VoiceWords, find_voice};
use super::super::nominations::NominationsSection;
use super::super::{FormProblem, PageForm, Seen, Ui, Visitor, done, render, render_as};
use super::ballot_form::{BallotForm, Fields};
use super::list::change_in_words;
use super::results::Results;
use super::round::RoundForm;
use super::words::{self, OptionWords, TermsWords};
use crate::db::Conn;
use crate::governance::{
    self, CommentView, Decision, Method, ObjectionView, Proposal, ProposalView, Status, Terms, assembly,
    rules,
};
use crate::http::{Answer, App, Query};
use crate::i18n::{self, Locale};
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AssemblyId, CommentId, ProposalId};
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::members::{Actor, Permission};
use crate::rulebook::{self, Key, Rules};

/// What was typed into one of the page's forms, when it is shown again with what was refused.
#[derive(Default, Clone)]
pub(in crate::http::pages) struct Typed {
    pub comment: String,
    pub(super) ballot: Option<Fields>,
    pub(super) round: Option<RoundForm>,
}

impl From<String> for Typed {
    fn from(comment: String) -> Typed {
        Typed {
            comment,
            ..Typed::default()
        }
    }
}

/// A proposal as its page shows it.
struct Detail {
    view: ProposalView,
    change: String,
    options: Vec<OptionWords>,
    terms: TermsWords,
    ballot: Option<BallotForm>,
    voice: Option<VoiceWords>,
    round: Option<RoundForm>,
    objections: Vec<ObjectionView>,
    results: Option<Results>,
    decision: Option<Decision>,
    assembly: Option<AssemblyId>,
    /// Why those who may open the vote cannot do it yet.
    not_yet: String,
    comments: Vec<CommentView>,
    more_comments: String,
    amendments: AmendmentsSection,
    nominations: Option<NominationsSection>,
    moderates: bool,
    typed_comment: String,
    /// The refusal on the page is about the form of a new round.
    round_refused: bool,
}

impl Detail {
    fn read(
        conn: &mut Conn,
        seen: &Seen,
        id: ProposalId,
        comments: Slice,
        mut typed: Typed,
    ) -> Result<Detail> {
        let actor = seen.actor()?;
        let (locale, now) = (actor.locale, seen.now);
        let view = governance::get_proposal(conn, actor, id, now)?;
        let proposal = &view.proposal;
        let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
        let thread = governance::list_comments(conn, actor, id, comments)?;
        let frozen = match proposal.opened_at {
            Some(_) => Some(Terms::of(proposal, view.roll_size)?),
            None => None,
        };
        let options = words::options(proposal, &view.options, locale);
        let ballot = match view.may.vote {
            true => {
                let own = governance::find_own_answer(conn, actor, proposal)?;
                let typed = typed.ballot.take();
                Some(BallotForm::new(
                    locale,
                    proposal,
                    &options,
                    typed.as_ref(),
                    own.as_ref(),
                ))
            }
            false => None,
        };
        let round_refused = typed.round.is_some();
        let open_by_name = proposal.status() == Status::Open && !proposal.secret && view.on_roll;
        Ok(Detail {
            change: change_in_words(conn, locale, proposal)?,
            terms: TermsWords::new(locale, proposal, frozen.as_ref(), &rulebook),
            voice: match open_by_name {
                true => find_voice(conn, actor, id, now)?,
                false => None,
            },
            round: match view.may.amend_round {
                true => Some(
                    typed
                        .round
                        .take()
                        .unwrap_or_else(|| RoundForm::of(proposal, locale)),
                ),
                false => None,
            },
            objections: match proposal.method {
                Method::Consent => governance::list_objections(conn, actor, id)?,
                _ => Vec::new(),
            },
            results: results(conn, actor, proposal, &rulebook)?,
            decision: governance::find_decision_of(conn, id)?,
            assembly: assembly::find_assembly_of(conn, id)?,
            not_yet: not_yet(actor, &view, &rulebook, seen)?,
            more_comments: thread
                .next
                .map(|cursor| format!("/proposals/{id}?cursor={cursor}#discussion"))
                .unwrap_or_default(),
            amendments: AmendmentsSection::read(conn, actor, &view.proposal)?,
            nominations: NominationsSection::read(conn, actor, &view, seen.now)?,
            comments: thread.items,
            moderates: actor.may(Permission::ModerateComment),
            typed_comment: typed.comment,
            round_refused,
            ballot,
            options,
            view,
        })
    }

    fn summary(&self, ui: &Ui) -> String {
        match (&self.decision, ui.language) {
            (Some(decision), Locale::Fr) => decision.summary_fr.clone(),
            (Some(decision), Locale::En) => decision.summary_en.clone(),
            (None, _) => String::new(),
        }
    }

    /// What is wrong with the comment: the form of a new round has a body too.
    fn comment_error<'a>(&self, problem: &'a FormProblem) -> &'a str {
        match self.round_refused {
            true => "",
            false => problem.on("body"),
        }
    }

    /// Whether an objection of the round that runs still stands.
    fn objected(&self) -> bool {
        let round = self.view.proposal.round;
        let stands = |o: &ObjectionView| o.objection.round == round && o.objection.lifted_at.is_none();
        self.objections.iter().any(stands)
    }
}

/// The result, where it may be shown.
fn results(conn: &mut Conn, actor: &Actor, proposal: &Proposal, rulebook: &Rules) -> Result<Option<Results>> {
    match proposal.status() {
        Status::Draft | Status::Discussion | Status::Withdrawn => Ok(None),
        Status::Open if rulebook.word(Key::RunningTally) != "shown" => Ok(None),
        _ => {
            let shown = governance::get_tally(conn, actor, proposal.id)?;
            Ok(Some(Results::new(actor.locale, &shown)))
        }
    }
}

fn not_yet(actor: &Actor, view: &ProposalView, rulebook: &Rules, seen: &Seen) -> Result<String> {
    let proposal = &view.proposal;
    if !proposal.is_draft() || view.may.open || !(view.may.edit || actor.may(Permission::OpenProposal)) {
        return Ok(String::new());
    }
    match rules::require_discussed(proposal, rulebook, seen.now) {
        Ok(()) => Ok(String::new()),
        Err(Error::Refused(refusal)) => Ok(i18n::explain(actor.locale, &refusal)),
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/show.html")]
struct ShowPage {
    ui: Ui,
    x: Detail,
    problem: FormProblem,
}

#[derive(Deserialize)]
pub(super) struct ShowQuery {
    pub cursor: Option<String>,
}

#[get("/proposals/{id}")]
pub(super) async fn show_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    query: Query<ShowQuery>,
) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), Some(PAGE_SIZE_MAX))?;
    let (ui, x) = app
        .page(&visitor, move |conn, seen| {
            Detail::read(conn, seen, *id, slice, Typed::default())
        })
        .await?;
    let problem = FormProblem::none();
    render(&ShowPage { ui, x, problem })
}

/// After an action on a proposal: back to it, or the page again with what was typed and what was refused.
pub(in crate::http::pages) async fn answer(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    outcome: Result<()>,
    done_word: &str,
    typed: impl Into<Typed>,
) -> Answer {
    let error = match outcome {
        Ok(()) => return Ok(done(&format!("/proposals/{id}"), done_word)),
        Err(error) => error,
    };
    let typed = typed.into();
    let (ui, x) = app
        .page(visitor, move |conn, seen| {
            Detail::read(conn, seen, id, Slice::FIRST, typed)
        })
        .await?;
    let problem = FormProblem::from_error(error, ui.language)?;
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &ShowPage { ui, x, problem })
}

/// A form with nothing but a button.
#[derive(Deserialize)]
pub(in crate::http::pages) struct Pressed {}

#[post("/proposals/{id}/discussion")]
pub(super) async fn open_discussion(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    _form: PageForm<Pressed>,
) -> Answer {
    let id = *id;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            governance::open_discussion(conn, actor, id, now)
        })
        .await;
    answer(&app, &visitor, id, outcome, "discussion-opened", String::new()).await
}

#[post("/proposals/{id}/opening")]
pub(super) async fn open_vote(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    _form: PageForm<Pressed>,
) -> Answer {
    let id = *id;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            governance::open_proposal(conn, actor, id, None, now)
        })
        .await;
    answer(&app, &visitor, id, outcome, "proposal-opened", String::new()).await
}

#[post("/proposals/{id}/withdrawal")]
pub(super) async fn withdraw_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    _form: PageForm<Pressed>,
) -> Answer {
    let id = *id;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            governance::withdraw_proposal(conn, actor, id, now)
        })
        .await;
    answer(&app, &visitor, id, outcome, "proposal-withdrawn", String::new()).await
}

#[derive(Deserialize)]
struct CommentForm {
    #[serde(default)]
    body: String,
}

#[post("/proposals/{id}/comments")]
pub(super) async fn add_comment(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<CommentForm>,
) -> Answer {
    let id = *id;
    let body = form.0.body.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            governance::add_comment(conn, actor, id, &body, now).map(|_| ())
        })
        .await;
    answer(&app, &visitor, id, outcome, "comment-added", form.0.body).await
}

#[post("/proposals/{id}/comments/{comment_id}/hiding")]
pub(super) async fn hide_one_comment(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, CommentId)>,
    _form: PageForm<Pressed>,
) -> Answer {
    let (id, comment) = path.into_inner();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            governance::hide_comment(conn, actor, id, comment, now)
        })
        .await;
    answer(&app, &visitor, id, outcome, "comment-hidden", String::new()).await
}
