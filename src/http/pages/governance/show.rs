//! One proposal: what it says, its vote, its result, its discussion, and what the reader may do.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::super::{FormProblem, PageForm, Seen, Ui, Visitor, done, render, render_as};
use crate::db::Conn;
use crate::governance::{
    self, Choice, CommentView, Decision, Method, PerChoice, Proposal, ProposalView, PublishedTally, Status,
};
use crate::http::{Answer, App, Query};
use crate::i18n::Locale;
use crate::kernel::errors::Result;
use crate::kernel::ids::{CommentId, ProposalId};
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::members::Permission;
use crate::rulebook::{self, Key, Rules, Value};

use super::list::change_in_words;

/// One line of a result.
struct ResultLine {
    label: String,
    number: String,
    percent: String,
    style: &'static str,
    /// Where the threshold lies, on the line of yes.
    mark: String,
}

/// A proposal as its page shows it.
struct Detail {
    view: ProposalView,
    change: String,
    comments: Vec<CommentView>,
    more_comments: String,
    moderates: bool,
    results: Vec<ResultLine>,
    result_note: String,
    commitment: String,
    decision: Option<Decision>,
    quorum: String,
    majority: String,
}

impl Detail {
    fn read(conn: &mut Conn, seen: &Seen, id: ProposalId, comments: Slice) -> Result<Detail> {
        let actor = seen.actor()?;
        let view = governance::get_proposal(conn, actor, id, seen.now)?;
        let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
        let locale = actor.locale;
        let thread = governance::list_comments(conn, actor, id, comments)?;
        let shown = match view.proposal.status() {
            Status::Draft | Status::Discussion | Status::Withdrawn => None,
            Status::Open if rulebook.word(Key::RunningTally) != "shown" => None,
            _ => Some(governance::get_tally(conn, actor, id)?),
        };
        let quorum_bp = view.proposal.quorum_bp.unwrap_or(rulebook.number(Key::QuorumBp));
        Ok(Detail {
            change: change_in_words(conn, locale, &view.proposal)?,
            more_comments: thread
                .next
                .map(|cursor| format!("/proposals/{id}?cursor={cursor}#discussion"))
                .unwrap_or_default(),
            comments: thread.items,
            moderates: actor.may(Permission::ModerateComment),
            results: shown.as_ref().map(|t| results(t, locale)).unwrap_or_default(),
            result_note: shown.as_ref().map(|t| note(t, locale)).unwrap_or_default(),
            commitment: shown
                .filter(|t| t.proposal.status() != Status::Open)
                .and_then(|t| t.tally.commitment)
                .unwrap_or_default(),
            decision: governance::find_decision_of(conn, id)?,
            quorum: rulebook::percent(locale, quorum_bp),
            majority: majority_in_words(&view.proposal, &rulebook, locale),
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
}

/// `plus de oui que de non`, `deux tiers de oui`.
fn majority_in_words(proposal: &Proposal, rulebook: &Rules, locale: Locale) -> String {
    match proposal.method {
        Method::Majority => crate::i18n::text(locale, "vote-majority-words"),
        method if method != Method::QualifiedMajority => {
            crate::i18n::text(locale, &format!("method-{method}"))
        }
        _ => {
            let bp = proposal
                .majority_bp
                .unwrap_or(rulebook.number(Key::QualifiedMajorityBp));
            let share = rulebook::show_value(locale, Key::QualifiedMajorityBp, &Value::Number(bp));
            crate::i18n::text_with(locale, "vote-qualified-words", &[("share", share.into())])
        }
    }
}

/// Bars of yes and no as shares of both, of abstention as its share of all ballots.
fn results(shown: &PublishedTally, locale: Locale) -> Vec<ResultLine> {
    let tally = &shown.tally;
    let (Some(counts), Some(weights)) = (tally.counts, tally.weights) else {
        return Vec::new();
    };
    let PerChoice { yes, no, .. } = weights;
    let voices = yes + no;
    let share = |part: i64, whole: i64| match whole {
        0 => 0,
        whole => part.saturating_mul(10_000) / whole,
    };
    let line = |choice: Choice, ballots: i64, basis_points: i64, style, mark: String| ResultLine {
        label: crate::i18n::text(locale, &format!("choice-{choice}")),
        number: crate::i18n::text_with(
            locale,
            "vote-result-line",
            &[
                ("n", ballots.into()),
                ("share", rulebook::percent(locale, basis_points).into()),
            ],
        ),
        percent: format!("{}.{:02}", basis_points / 100, basis_points % 100),
        style,
        mark,
    };
    let threshold = tally.majority.map_or(0, |majority| majority.required_bp);
    let mark = format!("{}.{:02}", threshold / 100, threshold % 100);
    vec![
        line(Choice::Yes, counts.yes, share(yes, voices), "", mark),
        line(Choice::No, counts.no, share(no, voices), "is-no", String::new()),
        line(
            Choice::Abstain,
            counts.abstain,
            share(counts.abstain, tally.turnout),
            "is-quiet",
            String::new(),
        ),
    ]
}

/// `19 votes pour 40 membres appelés ; il en fallait 8.`
fn note(shown: &PublishedTally, locale: Locale) -> String {
    let reached = if shown.tally.quorum.reached {
        "reached"
    } else {
        "missed"
    };
    crate::i18n::text_with(
        locale,
        &format!("vote-quorum-{reached}"),
        &[
            ("cast", shown.tally.turnout.into()),
            ("roll", shown.tally.roll_size.into()),
            ("required", shown.tally.quorum.required.into()),
        ],
    )
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/show.html")]
struct ShowPage {
    ui: Ui,
    x: Detail,
    problem: FormProblem,
    typed_comment: String,
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
        .page(&visitor, move |conn, seen| Detail::read(conn, seen, *id, slice))
        .await?;
    render(&ShowPage {
        ui,
        x,
        problem: FormProblem::none(),
        typed_comment: String::new(),
    })
}

/// After an action on a proposal: back to it, or the page again with what was refused.
pub(super) async fn answer(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    outcome: Result<()>,
    done_word: &str,
    typed_comment: String,
) -> Answer {
    let error = match outcome {
        Ok(()) => return Ok(done(&format!("/proposals/{id}"), done_word)),
        Err(error) => error,
    };
    let (ui, x) = app
        .page(visitor, move |conn, seen| {
            Detail::read(conn, seen, id, Slice::FIRST)
        })
        .await?;
    let problem = FormProblem::from_error(error, ui.language)?;
    let page = ShowPage {
        ui,
        x,
        problem,
        typed_comment,
    };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// A form with nothing but a button.
#[derive(Deserialize)]
pub(super) struct Pressed {}

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
