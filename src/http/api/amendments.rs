//! Amendments to proposals that are being written.

use actix_web::{HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::ledger::Named;
use crate::governance::amendments::{self, AmendmentAllowed, AmendmentInput, AmendmentView, State};
use crate::governance::difference::DiffLine;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Json, ListQuery, OptionalJson, Query};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{AmendmentId, ProposalId};
use crate::kernel::pages::Page;

/// Every route of amendments.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(create_amendment)
        .service(list_amendments)
        .service(merge_amendment)
        .service(decline_amendment)
        .service(let_amendment_compete)
        .service(withdraw_amendment)
        .service(delete_amendment);
}

/// An amendment to write: what the proposal should say, and why.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AmendmentBody {
    /// For texts and the charter, and only for them: the whole body as it should read. Markdown, up to 20,000
    /// characters.
    pub body: Option<String>,
    /// For rule changes, and only for them: the value that the rule should take.
    #[schema(value_type = Option<Object>)]
    pub value: Option<serde_json::Value>,
    /// Up to 2,000 characters.
    #[serde(default)]
    pub reason: String,
}

/// An amendment.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Amendment)]
pub struct AmendmentAnswer {
    pub id: AmendmentId,
    pub proposal_id: ProposalId,
    /// Counted from 1 in each proposal.
    pub number: i64,
    pub author: Named,
    /// Null where it replaces no body, and once a moderator hid it.
    pub body: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub value: Option<serde_json::Value>,
    /// Null once a moderator hid it.
    pub reason: Option<String>,
    pub state: State,
    pub created_at: Moment,
    /// When it was merged, declined, put to the vote or withdrawn, and by whom.
    pub answered_at: Option<Moment>,
    pub answered_by: Option<Named>,
    pub answer_reason: Option<String>,
    pub hidden: bool,
    /// What it was written against has changed since.
    pub base_changed: bool,
    /// From what the proposal says to what it would say, line by line; of bodies only.
    pub difference: Vec<DiffLine>,
    pub may: AmendmentAllowed,
}

impl From<AmendmentView> for AmendmentAnswer {
    fn from(view: AmendmentView) -> Self {
        let amendment = view.amendment;
        let hidden = amendment.removed_at.is_some();
        let by = amendment.answered_by.zip(view.answered_by_name);
        AmendmentAnswer {
            id: amendment.id,
            proposal_id: amendment.proposal_id,
            number: amendment.number,
            author: Named {
                id: amendment.author_id,
                display_name: view.author_name,
            },
            value: amendment.value(),
            body: amendment.body.filter(|_| !hidden),
            reason: (!hidden).then_some(amendment.reason),
            state: amendment.state,
            created_at: amendment.created_at,
            answered_at: amendment.answered_at,
            answered_by: by.map(|(id, display_name)| Named { id, display_name }),
            answer_reason: amendment.answer_reason,
            hidden,
            base_changed: view.base_changed,
            difference: view.difference,
            may: view.may,
        }
    }
}

/// Write an amendment to a draft, in discussion or not; every active member may.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = AmendmentBody,
    responses(
        (status = 201, body = AmendmentAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[post("/proposals/{id}/amendments")]
async fn create_amendment(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ProposalId>,
    body: Json<AmendmentBody>,
) -> Answer {
    let body = body.0;
    let typed = body.clone();
    let input = AmendmentInput {
        body: typed.body,
        value: typed.value,
        reason: typed.reason,
    };
    let route = format!("proposals/{id}/amendments");
    app.create_as(&auth, key, route, 201, &body, move |conn, actor, now| {
        amendments::write_amendment(conn, actor, *id, &input, now).map(AmendmentAnswer::from)
    })
    .await
}

/// The amendments to a proposal, oldest first, those that were answered too.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The proposal"), ListQuery),
    responses(
        (status = 200, body = Page<AmendmentAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
#[get("/proposals/{id}/amendments")]
async fn list_amendments(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<ProposalId>,
    query: Query<ListQuery>,
) -> Answer {
    let slice = query.0.slice()?;
    let page = app
        .read_as(&auth, move |conn, actor| {
            amendments::list_amendments(conn, actor, *id, slice)
        })
        .await?;
    Ok(HttpResponse::Ok().json(page.map(AmendmentAnswer::from)))
}

/// Take an amendment over; only the author of the proposal may. The draft then says what the amendment says.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("amendment_id" = AmendmentId, Path, description = "The amendment"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 200, body = AmendmentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/proposals/{id}/amendments/{amendment_id}/merger")]
async fn merge_amendment(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    path: web::Path<(ProposalId, AmendmentId)>,
) -> Answer {
    let (id, amendment) = path.into_inner();
    let route = format!("proposals/{id}/amendments/{amendment}/merger");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        amendments::merge_amendment(conn, actor, id, amendment, now)?;
        amendments::get_amendment(conn, actor, id, amendment).map(AmendmentAnswer::from)
    })
    .await
}

/// Why an amendment is not taken over.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct AmendmentRefusalBody {
    /// Up to 2,000 characters.
    pub reason: Option<String>,
}

/// Decline an amendment; only the author of the proposal may. The body may be left out.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("amendment_id" = AmendmentId, Path, description = "The amendment"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = AmendmentRefusalBody,
    responses(
        (status = 200, body = AmendmentAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[post("/proposals/{id}/amendments/{amendment_id}/refusal")]
async fn decline_amendment(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    path: web::Path<(ProposalId, AmendmentId)>,
    body: OptionalJson<AmendmentRefusalBody>,
) -> Answer {
    let (id, amendment) = path.into_inner();
    let body = body.0;
    let reason = body.reason.clone();
    let route = format!("proposals/{id}/amendments/{amendment}/refusal");
    app.create_as(&auth, key, route, 200, &body, move |conn, actor, now| {
        amendments::decline_amendment(conn, actor, id, amendment, reason.as_deref(), now)?;
        amendments::get_amendment(conn, actor, id, amendment).map(AmendmentAnswer::from)
    })
    .await
}

/// Let an amendment stand as an option of the vote: who wrote it may, and the author of the proposal.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("amendment_id" = AmendmentId, Path, description = "The amendment"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 200, body = AmendmentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/proposals/{id}/amendments/{amendment_id}/competition")]
async fn let_amendment_compete(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    path: web::Path<(ProposalId, AmendmentId)>,
) -> Answer {
    let (id, amendment) = path.into_inner();
    let route = format!("proposals/{id}/amendments/{amendment}/competition");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        amendments::let_amendment_compete(conn, actor, id, amendment, now)?;
        amendments::get_amendment(conn, actor, id, amendment).map(AmendmentAnswer::from)
    })
    .await
}

/// Take one's own amendment back, until the vote opens.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("amendment_id" = AmendmentId, Path, description = "The amendment"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 200, body = AmendmentAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/proposals/{id}/amendments/{amendment_id}/withdrawal")]
async fn withdraw_amendment(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    path: web::Path<(ProposalId, AmendmentId)>,
) -> Answer {
    let (id, amendment) = path.into_inner();
    let route = format!("proposals/{id}/amendments/{amendment}/withdrawal");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        amendments::withdraw_amendment(conn, actor, id, amendment, now)?;
        amendments::get_amendment(conn, actor, id, amendment).map(AmendmentAnswer::from)
    })
    .await
}

/// Hide an amendment; moderators may. A hidden one is no option of the vote.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The proposal"),
        ("amendment_id" = AmendmentId, Path, description = "The amendment")
    ),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
#[delete("/proposals/{id}/amendments/{amendment_id}")]
async fn delete_amendment(
    app: web::Data<App>,
    auth: Auth,
    path: web::Path<(ProposalId, AmendmentId)>,
) -> Answer {
    let (id, amendment) = path.into_inner();
    app.write_as(&auth, move |conn, actor, now| {
        amendments::hide_amendment(conn, actor, id, amendment, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
