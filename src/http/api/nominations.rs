//! Nominations of an election without candidates.

use actix_web::{HttpResponse, delete, get, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::ledger::Named;
use crate::governance::nominations::{self, NominationView, Nominee};
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Json};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{MemberId, ProposalId};
use crate::kernel::pages::Page;

/// Every route of nominations.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(get_nomination)
        .service(put_nomination)
        .service(delete_nomination)
        .service(list_nominations)
        .service(decline_nomination);
}

/// Whom to name for the role, and why.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NominationBody {
    /// An active member; one may name oneself.
    pub member_id: MemberId,
    /// Up to 2,000 characters; all members read it.
    #[serde(default)]
    pub reason: String,
}

/// What a member said first, before they changed their mind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FirstNomination {
    pub member: Named,
    pub reason: String,
    pub at: Moment,
}

/// Whom one member names.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Nomination)]
pub struct NominationAnswer {
    pub by: Named,
    pub member: Named,
    pub reason: String,
    pub at: Moment,
    /// Null when nothing changed since.
    pub first: Option<FirstNomination>,
}

impl From<NominationView> for NominationAnswer {
    fn from(view: NominationView) -> Self {
        let nomination = view.nomination;
        let first = nomination.is_changed().then(|| FirstNomination {
            member: Named {
                id: nomination.first_nominee_id,
                display_name: view.first_nominee_name,
            },
            reason: nomination.first_reason.clone(),
            at: nomination.first_at,
        });
        NominationAnswer {
            by: Named {
                id: nomination.nominator_id,
                display_name: view.nominator_name,
            },
            member: Named {
                id: nomination.nominee_id,
                display_name: view.nominee_name,
            },
            reason: nomination.reason,
            at: nomination.nominated_at,
            first,
        }
    }
}

/// Somebody whom others name.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Nominee)]
pub struct NomineeAnswer {
    pub member: Named,
    /// Members who name them now.
    pub count: i64,
    /// When they said that they do not want the role.
    pub declined_at: Option<Moment>,
    /// Whether the vote may be about them: an active member who has not declined.
    pub eligible: bool,
    pub nominations: Vec<NominationAnswer>,
}

impl From<Nominee> for NomineeAnswer {
    fn from(nominee: Nominee) -> Self {
        NomineeAnswer {
            member: Named {
                id: nominee.member_id,
                display_name: nominee.display_name,
            },
            count: nominee.count,
            declined_at: nominee.declined_at,
            eligible: nominee.eligible,
            nominations: nominee.nominations.into_iter().map(Into::into).collect(),
        }
    }
}

/// Whom I name.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The election")),
    responses(
        (status = 200, body = NominationAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[get("/proposals/{id}/nomination")]
async fn get_nomination(app: web::Data<App>, auth: Auth, id: web::Path<ProposalId>) -> Answer {
    let own = app
        .read_as(&auth, move |conn, actor| {
            nominations::get_own_nomination(conn, actor, *id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(NominationAnswer::from(own)))
}

/// Name a member for the role, or change whom I name, until the vote opens. What I said first stays readable.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The election")),
    request_body = NominationBody,
    responses(
        (status = 200, body = NominationAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[put("/proposals/{id}/nomination")]
async fn put_nomination(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<ProposalId>,
    body: Json<NominationBody>,
) -> Answer {
    let body = body.0;
    let own = app
        .write_as(&auth, move |conn, actor, now| {
            nominations::nominate(conn, actor, *id, body.member_id, &body.reason, now)?;
            nominations::get_own_nomination(conn, actor, *id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(NominationAnswer::from(own)))
}

/// Take my nomination back; may be repeated.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The election")),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)
    )
)]
#[delete("/proposals/{id}/nomination")]
async fn delete_nomination(app: web::Data<App>, auth: Auth, id: web::Path<ProposalId>) -> Answer {
    app.write_as(&auth, move |conn, actor, now| {
        nominations::withdraw_nomination(conn, actor, *id, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who is nominated, by whom and why: the most named first. Whole, in one page.
#[utoipa::path(
    tag = "governance",
    params(("id" = ProposalId, Path, description = "The election")),
    responses(
        (status = 200, body = Page<NomineeAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[get("/proposals/{id}/nominations")]
async fn list_nominations(app: web::Data<App>, auth: Auth, id: web::Path<ProposalId>) -> Answer {
    let now = app.now();
    let found = app
        .read_as(&auth, move |conn, actor| {
            nominations::list_nominations(conn, actor, *id, now)
        })
        .await?;
    let nominees = found.nominees.into_iter().map(NomineeAnswer::from).collect();
    Ok(HttpResponse::Ok().json(Page::<NomineeAnswer>::whole(nominees)))
}

/// Say that I do not want the role: the vote cannot be about me then.
#[utoipa::path(
    tag = "governance",
    params(
        ("id" = ProposalId, Path, description = "The election"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 200, body = Page<NomineeAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/proposals/{id}/nominations/refusal")]
async fn decline_nomination(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ProposalId>,
) -> Answer {
    let route = format!("proposals/{id}/nominations/refusal");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        nominations::decline_nomination(conn, actor, *id, now)?;
        let found = nominations::list_nominations(conn, actor, *id, now)?;
        let nominees = found.nominees.into_iter().map(NomineeAnswer::from).collect();
        Ok(Page::<NomineeAnswer>::whole(nominees))
    })
    .await
}
