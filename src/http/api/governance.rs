//! Proposals, votes, tallies and the register of decisions.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, delete, get, patch, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::ledger::Named;
use crate::db::Conn;
use crate::governance::{
    self, Allowed, Answer as BallotLine, BallotInput, BoxFile, Choice, CommentView, DecisionView,
    DraftChange, DraftInput, Kind, Method, ObjectionView, OptionInput, Outcome, ProposalFilter,
    ProposalOption, ProposalView, PublishedTally, RoundInput, Settings, Status, Tally, Terms, Topic,
};
use crate::http::auth::Auth;
use crate::http::body::parse_json;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Json, ListQuery, Query};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, CommentId, DecisionId, MemberId, ProposalId};
use crate::kernel::pages::{Page, Slice};
use crate::members::{self, Actor};

/// Every route of governance.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(create_proposal)
        .service(list_proposals)
        .service(get_proposal)
        .service(update_proposal)
        .service(open_proposal_discussion)
        .service(open_proposal)
        .service(create_proposal_round)
        .service(list_proposal_objections)
        .service(withdraw_proposal)
        .service(put_ballot)
        .service(get_tally)
        .service(get_ballot_box)
        .service(create_proposal_comment)
        .service(list_proposal_comments)
        .service(delete_proposal_comment)
        .service(list_decisions)
        .service(get_decision);
}

/// A proposal to write.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProposalBody {
    /// `text`, `rule_change`, `admission`, `exclusion`, `election`, `recall`, `allocation`, `charter`, `college`, `link`
    /// or `assembly`.
    pub kind: String,
    /// What it is about, for delegations: `rules`, `membership`, `mandates`, `fund`, `texts` or `cooperation`; the kind's
    /// own unless told otherwise.
    pub topic: Option<String>,
    /// 1 to 160 characters.
    pub title: String,
    /// Markdown, up to 20,000 characters; may be left out where the payload says what is decided.
    pub body: Option<String>,
    /// `majority` (the default), `qualified_majority`, `consent`, or for votes about options `plurality`, `approval`,
    /// `score`, `dots`, `schulze`, `irv`, `majority_judgment`, and for budgets `greedy`, `equal_shares`.
    #[serde(default = "majority")]
    pub method: String,
    /// The method's declared choices; what is left out has its default.
    #[schema(value_type = Option<Settings>)]
    pub settings: Option<serde_json::Value>,
    /// Whether ballots are published without names.
    #[serde(default)]
    pub secret: bool,
    /// When voting closes: in one minute to 90 days. Left out, the rulebook's voting period runs from the opening.
    pub closes_at: Option<Moment>,
    /// When what was decided applies: after the close, within 366 days. Left out, at the close.
    pub takes_effect_at: Option<Moment>,
    /// When members look at the decision again.
    pub review_at: Option<Moment>,
    /// By kind: `rule_change` `{"key", "value"}`; `admission`, `exclusion` `{"member_id"}`; `election` `{"role",
    /// "term_days"}`; `recall` `{"role", "member_id"}`; `allocation` `{"grants": [{"programme_id" or "name", "purpose",
    /// "minutes"}]}`; `charter` `{"key", "repeal"}`; `college` `{"action", "key", …, "shares"}`; `link` `{"action",
    /// "ecosystem"}`; `assembly` `{"starts_at", "place", …}`.
    #[schema(value_type = Option<Object>)]
    pub payload: Option<serde_json::Value>,
    /// What one may vote for, in votes about options: up to 50.
    #[serde(default)]
    pub options: Vec<OptionBody>,
}

/// Something one may vote for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct OptionBody {
    /// 1 to 160 characters; may be left out of "none of these".
    #[serde(default)]
    pub title: String,
    /// Markdown, up to 4,000 characters.
    pub body: Option<String>,
    /// What it costs, where options share a budget.
    pub cost_minutes: Option<i64>,
    /// What it stands for: `{"value"}` of a rule, `{"member_id"}` of a candidate, `{"programme_id"}`.
    #[schema(value_type = Option<Object>)]
    pub value: Option<serde_json::Value>,
    /// "None of these": a vote that it wins is rejected.
    #[serde(default)]
    pub none: bool,
}

impl From<OptionBody> for OptionInput {
    fn from(body: OptionBody) -> Self {
        OptionInput {
            title: body.title,
            body: body.body,
            cost_minutes: body.cost_minutes,
            value: body.value,
            none: body.none,
        }
    }
}

fn majority() -> String {
    Method::Majority.as_str().to_string()
}

/// The fields of a draft to change; what is left out stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ProposalChanges {
    pub topic: Option<String>,
    pub title: Option<String>,
    pub body: Option<String>,
    pub method: Option<String>,
    /// All of them anew.
    #[schema(value_type = Option<Settings>)]
    pub settings: Option<serde_json::Value>,
    pub secret: Option<bool>,
    pub closes_at: Option<Moment>,
    pub takes_effect_at: Option<Moment>,
    pub review_at: Option<Moment>,
    #[schema(value_type = Option<Object>)]
    pub payload: Option<serde_json::Value>,
    /// All of them anew.
    pub options: Option<Vec<OptionBody>>,
}

/// An option as it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ProposalOption)]
pub struct OptionAnswer {
    /// Its number as text: ballots name it so.
    pub id: String,
    pub title: String,
    pub body: String,
    pub cost_minutes: Option<i64>,
    #[schema(value_type = Object)]
    pub value: serde_json::Value,
    pub none: bool,
}

impl From<ProposalOption> for OptionAnswer {
    fn from(option: ProposalOption) -> Self {
        OptionAnswer {
            id: option.number.to_string(),
            value: option.value_json(),
            none: option.is_none(),
            title: option.title,
            body: option.body,
            cost_minutes: option.cost,
        }
    }
}

/// Whether the reader may vote, and has.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct MyVote {
    /// On the roll, which was fixed when voting opened.
    pub on_roll: bool,
    pub voted: bool,
}

/// A proposal.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Proposal)]
pub struct ProposalAnswer {
    pub id: ProposalId,
    /// Counted from 1 in each ecosystem.
    pub number: i64,
    pub kind: Kind,
    pub topic: Topic,
    pub title: String,
    pub body: String,
    pub method: Method,
    pub settings: Settings,
    pub secret: bool,
    pub status: Status,
    #[schema(value_type = Object)]
    pub payload: serde_json::Value,
    pub options: Vec<OptionAnswer>,
    pub author: Named,
    /// Counted from 1; a vote by consent that is amended goes into the next.
    pub round: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
    /// When it was put to discussion.
    pub discussion_at: Option<Moment>,
    pub opened_at: Option<Moment>,
    pub closes_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    /// When what was decided applies, if not at the close.
    pub takes_effect_at: Option<Moment>,
    pub enacted_at: Option<Moment>,
    /// When members look at the decision again.
    pub review_at: Option<Moment>,
    /// SHA-256 of the seed of the lot that breaks ties, from the opening on.
    pub lot_commitment: Option<String>,
    /// Why a proposal that passed could not be applied.
    pub enactment_note: Option<String>,
    /// Fixed when voting opens.
    pub quorum_bp: Option<i64>,
    /// Fixed when voting opens.
    pub majority_bp: Option<i64>,
    /// Members on the roll.
    pub roll_size: i64,
    /// Ballots cast so far; never how they were cast.
    pub turnout: i64,
    pub my_vote: MyVote,
    pub may: Allowed,
    pub decision_id: Option<DecisionId>,
}

impl From<ProposalView> for ProposalAnswer {
    fn from(view: ProposalView) -> Self {
        let proposal = view.proposal;
        let terms = proposal
            .terms
            .as_deref()
            .and_then(|text| serde_json::from_str::<Terms>(text).ok());
        ProposalAnswer {
            id: proposal.id,
            number: proposal.number,
            kind: proposal.kind,
            topic: proposal.topic,
            settings: proposal.settings(),
            status: proposal.status(),
            payload: proposal.payload_json(),
            title: proposal.title,
            body: proposal.body,
            method: proposal.method,
            secret: proposal.secret,
            options: view.options.into_iter().map(OptionAnswer::from).collect(),
            author: Named {
                id: proposal.author_id,
                display_name: view.author_name,
            },
            round: proposal.round,
            created_at: proposal.created_at,
            updated_at: proposal.updated_at,
            discussion_at: proposal.discussion_at,
            opened_at: proposal.opened_at,
            closes_at: proposal.closes_at,
            closed_at: proposal.closed_at,
            takes_effect_at: proposal.takes_effect_at,
            enacted_at: proposal.enacted_at,
            review_at: proposal.review_at,
            lot_commitment: terms.and_then(|terms| terms.lot_commitment),
            enactment_note: proposal.enactment_note,
            quorum_bp: proposal.quorum_bp,
            majority_bp: proposal.majority_bp,
            roll_size: view.roll_size,
            turnout: view.turnout,
            my_vote: MyVote {
                on_roll: view.on_roll,
                voted: view.voted,
            },
            may: view.may,
            decision_id: view.decision_id,
        }
    }
}

fn answer(conn: &mut Conn, actor: &Actor, id: ProposalId, now: Moment) -> Result<ProposalAnswer> {
    governance::get_proposal(conn, actor, id, now).map(ProposalAnswer::from)
}

/// Write a proposal. It is a draft until its author, or a facilitator, opens the vote.
#[utoipa::path(
    tag = "governance",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")),
    request_body = ProposalBody,
    responses(
        (status = 201, body = ProposalAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/proposals")]
async fn create_proposal(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    body: Json<ProposalBody>,
) -> Answer {
    let body = body.0;
    let typed = body.clone();
    let input = DraftInput {
        kind: typed.kind,
        topic: typed.topic,
        title: typed.title,
        body: typed.body,
        method: typed.method,
        settings: typed.settings,
        secret: typed.secret,
        closes_at: typed.closes_at,
        takes_effect_at: typed.takes_effect_at,
        review_at: typed.review_at,
        payload: typed.payload,
        options: typed.options.into_iter().map(OptionInput::from).collect(),
    };
    app.create_as(&auth, key, "proposals", 201, &body, move |conn, actor, now| {
        let id = governance::propose(conn, actor, &input, now)?;
        answer(conn, actor, id, now)
    })
    .await
}

/// Which proposals to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProposalQuery {
    pub status: Option<Status>,
    pub kind: Option<Kind>,
    /// Only open votes in which the reader may vote and has not.
    pub waiting_for_me: Option<bool>,
    /// `next` of the page before; leave it out for the first.
    pub cursor: Option<String>,
    /// 1 to 100 items, 20 unless told otherwise.
    pub limit: Option<i64>,
}

/// Proposals, newest first.
#[utoipa::path(
    tag = "governance",
    params(ProposalQuery),
    responses(
        (status = 200, body = Page<ProposalAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[get("/proposals")]
async fn list_proposals(app: web::Data<App>, auth: Auth, query: Query<ProposalQuery>) -> Answer {
    let query = query.0;
    let slice = Slice::parse(query.cursor.as_deref(), query.limit)?;
    let filter = ProposalFilter {
        status: query.status,
        kind: query.kind,
        waiting_for_me: query.waiting_for_me.unwrap_or(false),
    };
    let now = app.now();
    let page = app
        .read_as(&auth, move |conn, actor| {
            governance::list_proposals(conn, actor, filter, slice, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(page.map(ProposalAnswer::from)))
}

/// One proposal, with the reader's place in its vote.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The proposal")),
    responses(
        (status = 200, body = ProposalAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)
    )
)]
#[get("/proposals/{id}")]
async fn get_proposal(app: web::Data<App>, auth: Auth, id: web::Path<ProposalId>) -> Answer {
    let now = app.now();
    let proposal = app
        .read_as(&auth, move |conn, actor| answer(conn, actor, *id, now))
        .await?;
    Ok(HttpResponse::Ok().json(proposal))
}

/// Change a draft; only its author may.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The proposal")),
    request_body = ProposalChanges,
    responses(
        (status = 200, body = ProposalAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[patch("/proposals/{id}")]
async fn update_proposal(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<ProposalId>,
    body: Json<ProposalChanges>,
) -> Answer {
    let body = body.0;
    let change = DraftChange {
        topic: body.topic,
        title: body.title,
        body: body.body,
        method: body.method,
        settings: body.settings,
        secret: body.secret,
        closes_at: body.closes_at,
        takes_effect_at: body.takes_effect_at,
        review_at: body.review_at,
        payload: body.payload,
        options: body
            .options
            .map(|options| options.into_iter().map(OptionInput::from).collect()),
    };
    let proposal = app
        .write_as(&auth, move |conn, actor, now| {
            governance::edit_proposal(conn, actor, *id, &change, now)?;
            answer(conn, actor, *id, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(proposal))
}

/// Put a draft to discussion; only its author may. Members are told, and the least time for it begins to run.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 200, body = ProposalAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/proposals/{id}/discussion")]
async fn open_proposal_discussion(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ProposalId>,
) -> Answer {
    let route = format!("proposals/{id}/discussion");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        governance::open_discussion(conn, actor, *id, now)?;
        answer(conn, actor, *id, now)
    })
    .await
}

/// When voting closes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct OpeningBody {
    /// In one minute to 90 days; left out, the draft's close or the rulebook's voting period.
    pub closes_at: Option<Moment>,
    /// In an election by consent, whom the vote is about: one of those nominated. Left out, the one named by most.
    pub candidate_id: Option<MemberId>,
}

/// Open the vote: its author may, and facilitators. The roll, the quorum and the threshold stand fixed from here on.
/// The body may be left out.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = OpeningBody,
    responses(
        (status = 200, body = ProposalAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[post("/proposals/{id}/opening")]
async fn open_proposal(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ProposalId>,
    bytes: web::Bytes,
) -> Answer {
    let body = match bytes.trim_ascii() {
        [] => OpeningBody::default(),
        text => parse_json(text)?,
    };
    let (closes_at, candidate) = (body.closes_at, body.candidate_id);
    let route = format!("proposals/{id}/opening");
    app.create_as(&auth, key, route, 200, &body, move |conn, actor, now| {
        governance::open_election(conn, actor, *id, closes_at, candidate, now)?;
        answer(conn, actor, *id, now)
    })
    .await
}

/// Take a draft back; only its author may.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 200, body = ProposalAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/proposals/{id}/withdrawal")]
async fn withdraw_proposal(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ProposalId>,
) -> Answer {
    let route = format!("proposals/{id}/withdrawal");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        governance::withdraw_proposal(conn, actor, *id, now)?;
        answer(conn, actor, *id, now)
    })
    .await
}

/// What is amended for the next round of a vote by consent; what is left out stays.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RoundBody {
    pub title: Option<String>,
    pub body: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub payload: Option<serde_json::Value>,
    /// Left out: the close stays, or is put off to give the round a day at least.
    pub closes_at: Option<Moment>,
}

/// Amend a proposal that is being decided by consent: its author may, and facilitators. Everybody is asked again.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = RoundBody,
    responses(
        (status = 201, body = ProposalAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[post("/proposals/{id}/rounds")]
async fn create_proposal_round(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ProposalId>,
    body: Json<RoundBody>,
) -> Answer {
    let body = body.0;
    let typed = body.clone();
    let input = RoundInput {
        title: typed.title,
        body: typed.body,
        payload: typed.payload,
        closes_at: typed.closes_at,
    };
    let route = format!("proposals/{id}/rounds");
    app.create_as(&auth, key, route, 201, &body, move |conn, actor, now| {
        governance::begin_round(conn, actor, *id, &input, now)?;
        answer(conn, actor, *id, now)
    })
    .await
}

/// An argued objection in a vote by consent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Objection)]
pub struct ObjectionAnswer {
    pub id: AnyId,
    pub author: Named,
    pub round: i64,
    pub body: String,
    pub raised_at: Moment,
    /// Its author took it back or changed it.
    pub lifted_at: Option<Moment>,
}

impl From<ObjectionView> for ObjectionAnswer {
    fn from(view: ObjectionView) -> Self {
        ObjectionAnswer {
            id: view.objection.id,
            author: Named {
                id: view.objection.member_id,
                display_name: view.author_name,
            },
            round: view.objection.round,
            body: view.objection.body,
            raised_at: view.objection.raised_at,
            lifted_at: view.objection.lifted_at,
        }
    }
}

/// The objections of every round, oldest first.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The proposal")),
    responses(
        (status = 200, body = Page<ObjectionAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)
    )
)]
#[get("/proposals/{id}/objections")]
async fn list_proposal_objections(app: web::Data<App>, auth: Auth, id: web::Path<ProposalId>) -> Answer {
    let objections = app
        .read_as(&auth, move |conn, actor| {
            governance::list_objections(conn, actor, *id)
        })
        .await?;
    let items = objections.into_iter().map(ObjectionAnswer::from).collect();
    Ok(HttpResponse::Ok().json(Page::<ObjectionAnswer>::whole(items)))
}

/// A ballot. Options are named by their `id`. `{"choice": "abstain"}` is possible in every vote.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct BallotBody {
    /// `yes`, `no`, `abstain`; by consent `yes` (consent), `objection`, `abstain` (stand aside); an option's id in a
    /// plurality vote.
    pub choice: Option<String>,
    /// Approval and budgets: the options approved of.
    pub choices: Option<Vec<String>>,
    /// Majority judgment: a grade for each option, its word or its rank from 1, the worst.
    #[schema(value_type = Option<Object>)]
    pub grades: Option<BTreeMap<String, serde_json::Value>>,
    /// Score and dots: a whole number for each option.
    #[schema(value_type = Option<Object>)]
    pub scores: Option<BTreeMap<String, serde_json::Value>>,
    /// Schulze and instant run-off: ranks, best first, each a list of options that are tied.
    pub ranking: Option<Vec<Vec<String>>>,
    /// The argument of an objection, for all to read; 1 to 4,000 characters.
    pub reason: Option<String>,
}

/// What the voter keeps.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = BallotReceipt)]
pub struct BallotAnswer {
    /// Finds the ballot among those published at the close. Shown once; a changed ballot has a new one.
    pub receipt: String,
    /// What the ballot says, in the line that will be published.
    pub answer: String,
    /// In votes on the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
    /// Not kept for secret ballots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cast_at: Option<Moment>,
}

/// Vote, or change a vote: until the close, the last ballot counts.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The proposal")),
    request_body = BallotBody,
    responses(
        (status = 200, body = BallotAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[put("/proposals/{id}/ballot")]
async fn put_ballot(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<ProposalId>,
    body: Json<BallotBody>,
) -> Answer {
    let secret = app.config.secret_key.derive("ballot-box");
    let body = body.0;
    let input = BallotInput {
        choice: body.choice,
        choices: body.choices,
        grades: body.grades,
        scores: body.scores,
        ranking: body.ranking,
        reason: body.reason,
    };
    let cast = app
        .write_as(&auth, move |conn, actor, now| {
            governance::cast_ballot(conn, actor, *id, &input, &secret, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(BallotAnswer {
        receipt: cast.receipt,
        choice: Choice::from_word(&cast.answer),
        answer: cast.answer,
        cast_at: cast.cast_at,
    }))
}

/// A published ballot.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublishedBallot {
    pub receipt: String,
    /// One canonical line, see the documentation of governance.
    pub answer: String,
    /// In votes on the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
    /// 10,000 is one voice.
    pub weight_bp: i64,
    /// The college in whose box it lies, where there is one per college.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub college: Option<String>,
    /// In open votes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Named>,
    /// Who carried the voice of a member who cast no ballot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<Named>,
}

/// A counted vote.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PublishedTally)]
pub struct TallyAnswer {
    pub proposal_id: ProposalId,
    /// The proposal's status; `open` while a running tally is shown.
    pub status: Status,
    /// What the figures say; of an open vote, what they would say now.
    #[serde(flatten)]
    pub tally: Tally,
    /// Everything but the ballots that decides how the box is counted.
    pub terms: Terms,
    /// In order of receipt, to be recounted by anyone; empty while the vote is open.
    pub ballots: Vec<PublishedBallot>,
}

fn published(conn: &mut Conn, shown: PublishedTally) -> Result<TallyAnswer> {
    let people = shown
        .ballots
        .iter()
        .flat_map(|ballot| [ballot.member_id, ballot.via_id]);
    let mut people: Vec<MemberId> = people.flatten().collect();
    people.sort_unstable();
    people.dedup();
    let names = members::list_names(conn, &people)?;
    let ballots = shown
        .ballots
        .iter()
        .map(|ballot| PublishedBallot {
            receipt: ballot.receipt.clone(),
            choice: match BallotLine::parse_line(shown.terms.method, &ballot.answer) {
                Some(BallotLine::Choice(choice)) => Some(choice),
                _ => None,
            },
            answer: ballot.answer.clone(),
            weight_bp: ballot.weight_bp,
            college: governance::box_of(&shown.terms, ballot).map(str::to_string),
            member: ballot.member_id.map(|id| named(id, &names)),
            via: ballot.via_id.map(|id| named(id, &names)),
        })
        .collect();
    Ok(TallyAnswer {
        proposal_id: shown.proposal.id,
        status: shown.proposal.status(),
        tally: shown.tally,
        terms: shown.terms,
        ballots,
    })
}

fn named(id: MemberId, names: &BTreeMap<MemberId, String>) -> Named {
    Named {
        id,
        display_name: names.get(&id).cloned().unwrap_or_default(),
    }
}

/// The result with every ballot. Before the close it is hidden from everybody, unless the rulebook shows running
/// tallies.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The proposal")),
    responses(
        (status = 200, body = TallyAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[get("/proposals/{id}/tally")]
async fn get_tally(app: web::Data<App>, auth: Auth, id: web::Path<ProposalId>) -> Answer {
    let tally = app
        .read_as(&auth, move |conn, actor| {
            let tally = governance::get_tally(conn, actor, *id)?;
            published(conn, tally)
        })
        .await?;
    Ok(HttpResponse::Ok().json(tally))
}

/// The published box of a closed vote: everything that `commonhour vote recount` needs, on any machine.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The proposal")),
    responses(
        (status = 200, body = BoxFile), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[get("/proposals/{id}/box")]
async fn get_ballot_box(app: web::Data<App>, auth: Auth, id: web::Path<ProposalId>) -> Answer {
    let file = app
        .read_as(&auth, move |conn, actor| governance::get_box(conn, actor, *id))
        .await?;
    Ok(HttpResponse::Ok().json(file))
}

/// A remark.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CommentBody {
    /// Markdown, 1 to 4,000 characters.
    pub body: String,
}

/// A remark in a discussion.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Comment)]
pub struct CommentAnswer {
    pub id: CommentId,
    pub proposal_id: ProposalId,
    pub author: Named,
    /// Null once a moderator hid it.
    pub body: Option<String>,
    pub created_at: Moment,
    pub hidden: bool,
}

impl From<CommentView> for CommentAnswer {
    fn from(view: CommentView) -> Self {
        let hidden = view.comment.removed_at.is_some();
        CommentAnswer {
            id: view.comment.id,
            proposal_id: view.comment.proposal_id,
            author: Named {
                id: view.comment.author_id,
                display_name: view.author_name,
            },
            body: (!hidden).then_some(view.comment.body),
            created_at: view.comment.created_at,
            hidden,
        }
    }
}

/// Comment on a draft or an open vote.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = CommentBody,
    responses(
        (status = 201, body = CommentAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[post("/proposals/{id}/comments")]
async fn create_proposal_comment(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ProposalId>,
    body: Json<CommentBody>,
) -> Answer {
    let body = body.0;
    let text = body.body.clone();
    let route = format!("proposals/{id}/comments");
    app.create_as(&auth, key, route, 201, &body, move |conn, actor, now| {
        governance::add_comment(conn, actor, *id, &text, now).map(CommentAnswer::from)
    })
    .await
}

/// The discussion, oldest first.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The proposal"), ListQuery),
    responses(
        (status = 200, body = Page<CommentAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
#[get("/proposals/{id}/comments")]
async fn list_proposal_comments(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<ProposalId>,
    query: Query<ListQuery>,
) -> Answer {
    let slice = query.0.slice()?;
    let page = app
        .read_as(&auth, move |conn, actor| {
            governance::list_comments(conn, actor, *id, slice)
        })
        .await?;
    Ok(HttpResponse::Ok().json(page.map(CommentAnswer::from)))
}

/// Hide a comment; moderators may.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("comment_id" = CommentId, Path, description = "The comment")
    ),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
#[delete("/proposals/{id}/comments/{comment_id}")]
async fn delete_proposal_comment(
    app: web::Data<App>,
    auth: Auth,
    path: web::Path<(ProposalId, CommentId)>,
) -> Answer {
    let (id, comment) = path.into_inner();
    app.write_as(&auth, move |conn, actor, now| {
        governance::hide_comment(conn, actor, id, comment, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The proposal that a decision decided.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DecidedProposal {
    pub id: ProposalId,
    pub number: i64,
    pub kind: Kind,
    pub title: String,
}

/// An entry of the register.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Decision)]
pub struct DecisionAnswer {
    pub id: DecisionId,
    /// Counted from 1 in each ecosystem.
    pub number: i64,
    pub proposal: DecidedProposal,
    pub outcome: Outcome,
    /// What was decided and what changed, in the reader's language.
    pub summary: String,
    pub summary_fr: String,
    pub summary_en: String,
    /// What changed, for machines: `{"rule", "old", "new", "version", "applied"}` for a rule.
    #[schema(value_type = Object)]
    pub effect: serde_json::Value,
    pub decided_at: Moment,
}

impl DecisionAnswer {
    fn new(view: DecisionView, locale: Locale) -> Self {
        let (decision, proposal) = (view.decision, view.proposal);
        DecisionAnswer {
            id: decision.id,
            number: decision.number,
            proposal: DecidedProposal {
                id: proposal.id,
                number: proposal.number,
                kind: proposal.kind,
                title: proposal.title,
            },
            outcome: decision.outcome,
            summary: match locale {
                Locale::Fr => decision.summary_fr.clone(),
                Locale::En => decision.summary_en.clone(),
            },
            effect: serde_json::from_str(&decision.effect).unwrap_or_default(),
            summary_fr: decision.summary_fr,
            summary_en: decision.summary_en,
            decided_at: decision.decided_at,
        }
    }
}

/// The register of decisions, newest first.
#[utoipa::path(
    tag = "governance",
    params(ListQuery),
    responses(
        (status = 200, body = Page<DecisionAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[get("/decisions")]
async fn list_decisions(app: web::Data<App>, auth: Auth, query: Query<ListQuery>) -> Answer {
    let slice = query.0.slice()?;
    let page = app
        .read_as(&auth, move |conn, actor| {
            let page = governance::list_decisions(conn, actor, slice)?;
            Ok(page.map(|view| DecisionAnswer::new(view, actor.locale)))
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// One decision.
#[utoipa::path(
    tag = "governance",
    params(("id" = DecisionId, Path, description = "The decision")),
    responses(
        (status = 200, body = DecisionAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)
    )
)]
#[get("/decisions/{id}")]
async fn get_decision(app: web::Data<App>, auth: Auth, id: web::Path<DecisionId>) -> Answer {
    let decision = app
        .read_as(&auth, move |conn, actor| {
            let view = governance::get_decision(conn, actor, *id)?;
            Ok(DecisionAnswer::new(view, actor.locale))
        })
        .await?;
    Ok(HttpResponse::Ok().json(decision))
}
