//! Delegation of votes: given, agreed to, taken back.

use actix_web::{HttpResponse, delete, get, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::ledger::Named;
use crate::db::Conn;
use crate::governance::Topic;
use crate::governance::delegations::{self, DelegationView, MyVoice, Scope, Side, State, VoiceNow};
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Json, Query};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{DelegationId, MemberId, ProposalId};
use crate::kernel::pages::{Page, Slice};
use crate::members::Actor;

/// Every route of delegations.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_delegations)
        .service(get_delegation)
        .service(put_delegation)
        .service(delete_delegation)
        .service(create_delegation_acceptance)
        .service(delete_delegation_acceptance)
        .service(create_delegation_refusal)
        .service(get_proposal_voice);
}

/// Whom to delegate to.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct DelegationBody {
    /// A member who may vote.
    pub delegate_id: MemberId,
}

/// A delegation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Delegation)]
pub struct DelegationAnswer {
    pub id: DelegationId,
    /// Exactly one of `topic` and `proposal_id` is given.
    pub topic: Option<Topic>,
    pub proposal_id: Option<ProposalId>,
    pub proposal_title: Option<String>,
    pub giver: Named,
    pub delegate: Named,
    pub state: State,
    pub given_at: Moment,
    pub expires_at: Moment,
    /// It counts from here on.
    pub accepted_at: Option<Moment>,
    pub ended_at: Option<Moment>,
}

impl From<DelegationView> for DelegationAnswer {
    fn from(view: DelegationView) -> Self {
        let delegation = view.delegation;
        DelegationAnswer {
            id: delegation.id,
            topic: delegation.topic,
            proposal_id: delegation.proposal_id,
            proposal_title: view.proposal_title,
            giver: Named {
                id: delegation.giver_id,
                display_name: view.giver_name,
            },
            delegate: Named {
                id: delegation.delegate_id,
                display_name: view.delegate_name,
            },
            state: view.state,
            given_at: delegation.given_at,
            expires_at: delegation.expires_at,
            accepted_at: delegation.accepted_at,
            ended_at: delegation.ended_at,
        }
    }
}

/// A delegation just given.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GivenDelegation {
    #[serde(flatten)]
    pub delegation: DelegationAnswer,
    /// As things stand the delegations go round in a circle: unless somebody in it votes, no voice in it is cast.
    pub goes_round: bool,
}

/// A topic's word or a proposal's id; anything else is not there.
fn scope(word: &str) -> Result<Scope, Refusal> {
    Scope::from_word(word).ok_or_else(Refusal::not_found)
}

/// Which delegations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DelegationQuery {
    /// Only those the reader gave, or only those given to the reader.
    pub side: Option<Side>,
    /// Leaves out those that were declined, revoked, replaced or laid down.
    pub current: Option<bool>,
    /// `next` of the page before; leave it out for the first.
    pub cursor: Option<String>,
    /// 1 to 100 items, 20 unless told otherwise.
    pub limit: Option<i64>,
}

/// The reader's delegations, given and received, newest first.
#[utoipa::path(
    tag = "governance",
    params(DelegationQuery),
    responses(
        (status = 200, body = Page<DelegationAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[get("/delegations")]
async fn list_delegations(app: web::Data<App>, auth: Auth, query: Query<DelegationQuery>) -> Answer {
    let query = query.0;
    let slice = Slice::parse(query.cursor.as_deref(), query.limit)?;
    let (side, current) = (query.side, query.current.unwrap_or(false));
    let now = app.now();
    let page = app
        .read_as(&auth, move |conn, actor| {
            delegations::list_delegations(conn, actor, side, current, slice, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(page.map(DelegationAnswer::from)))
}

/// The reader's own delegation in a topic, or for one proposal.
#[utoipa::path(
    tag = "governance",
    params(("topic" = String, Path, description = "A topic, or the id of a proposal")),
    responses(
        (status = 200, body = DelegationAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)
    )
)]
#[get("/delegations/{topic}")]
async fn get_delegation(app: web::Data<App>, auth: Auth, topic: web::Path<String>) -> Answer {
    let scope = scope(&topic)?;
    let now = app.now();
    let view = app
        .read_as(&auth, move |conn, actor| {
            delegations::get_delegation(conn, actor, scope, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(DelegationAnswer::from(view)))
}

/// Let a member speak for oneself in a topic or in one vote, from their consent on; again, to renew it. Another
/// delegation in the same scope ends.
#[utoipa::path(
    tag = "governance",
    params(("topic" = String, Path, description = "A topic, or the id of a draft or of an open vote")),
    request_body = DelegationBody,
    responses(
        (status = 200, body = GivenDelegation), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[put("/delegations/{topic}")]
async fn put_delegation(
    app: web::Data<App>,
    auth: Auth,
    topic: web::Path<String>,
    body: Json<DelegationBody>,
) -> Answer {
    let scope = scope(&topic)?;
    let delegate = body.0.delegate_id;
    let given = app
        .write_as(&auth, move |conn, actor, now| {
            delegations::give_delegation(conn, actor, scope, delegate, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(GivenDelegation {
        delegation: given.view.into(),
        goes_round: given.goes_round,
    }))
}

/// Take a delegation back; where there is none, nothing changes.
#[utoipa::path(
    tag = "governance",
    params(("topic" = String, Path, description = "A topic, or the id of a proposal")),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
#[delete("/delegations/{topic}")]
async fn delete_delegation(app: web::Data<App>, auth: Auth, topic: web::Path<String>) -> Answer {
    let scope = scope(&topic)?;
    app.write_as(&auth, move |conn, actor, now| {
        delegations::revoke_delegation(conn, actor, scope, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

fn answer(conn: &mut Conn, actor: &Actor, id: DelegationId, now: Moment) -> Result<DelegationAnswer> {
    let view = delegations::find_delegation(conn, id, now)?
        .filter(|view| view.delegation.ecosystem_id == actor.ecosystem_id)
        .ok_or_else(Refusal::not_found)?;
    Ok(view.into())
}

/// Agree to carry a voice. It counts from here on, and can be laid down at any time.
#[utoipa::path(
    tag = "governance",
    params(
        ("delegation_id" = DelegationId, Path, description = "A delegation to the reader"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 200, body = DelegationAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/delegations/{delegation_id}/acceptance")]
async fn create_delegation_acceptance(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<DelegationId>,
) -> Answer {
    let route = format!("delegations/{id}/acceptance");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        delegations::accept_delegation(conn, actor, *id, now)?;
        answer(conn, actor, *id, now)
    })
    .await
}

/// Lay down a delegation one had agreed to; where there is none, nothing changes.
#[utoipa::path(
    tag = "governance",
    params(("delegation_id" = DelegationId, Path, description = "A delegation to the reader")),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
#[delete("/delegations/{delegation_id}/acceptance")]
async fn delete_delegation_acceptance(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<DelegationId>,
) -> Answer {
    app.write_as(&auth, move |conn, actor, now| {
        delegations::lay_down_delegation(conn, actor, *id, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Decline to carry a voice.
#[utoipa::path(
    tag = "governance",
    params(
        ("delegation_id" = DelegationId, Path, description = "A delegation to the reader"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 200, body = DelegationAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/delegations/{delegation_id}/refusal")]
async fn create_delegation_refusal(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<DelegationId>,
) -> Answer {
    let route = format!("delegations/{id}/refusal");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        delegations::decline_delegation(conn, actor, *id, now)?;
        answer(conn, actor, *id, now)
    })
    .await
}

/// What would become of the reader's voice if an open vote closed now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VoiceAnswer {
    pub now: VoiceNow,
    /// Whom the reader delegates to in this vote, or asked to.
    pub delegate: Option<Named>,
    /// Whose ballot speaks for the reader.
    pub by: Option<Named>,
    /// Members who delegate to the reader directly in this vote; their own ballots win.
    pub carries: i64,
}

impl From<MyVoice> for VoiceAnswer {
    fn from(voice: MyVoice) -> Self {
        let named = |(id, display_name)| Named { id, display_name };
        VoiceAnswer {
            now: voice.now,
            delegate: voice.delegate.map(named),
            by: voice.by.map(named),
            carries: voice.carries,
        }
    }
}

/// What would become of the reader's voice if an open vote, on whose roll they stand, closed now.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The proposal")),
    responses(
        (status = 200, body = VoiceAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)
    )
)]
#[get("/proposals/{id}/voice")]
async fn get_proposal_voice(app: web::Data<App>, auth: Auth, id: web::Path<ProposalId>) -> Answer {
    let now = app.now();
    let voice = app
        .read_as(&auth, move |conn, actor| {
            delegations::find_my_voice(conn, actor, *id, now)
        })
        .await?
        .ok_or_else(Refusal::not_found)?;
    Ok(HttpResponse::Ok().json(VoiceAnswer::from(voice)))
}
