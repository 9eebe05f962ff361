//! Colleges, who is in which, and links with other ecosystems.

use actix_web::{HttpResponse, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::members::MemberView;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, Json, Query};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{CollegeId, MemberId, ProposalId};
use crate::kernel::pages::Page;
use crate::members::links::{self, Link, LinkState};
use crate::members::{College, colleges, directory};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_colleges)
        .service(put_member_college)
        .service(list_links);
}

/// A category of members.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CollegeView {
    #[schema(value_type = String, format = Uuid)]
    pub id: CollegeId,
    pub key: String,
    /// In the reader's language.
    pub name: String,
    /// Weight of one ballot under the rule `one_voice`, in basis points: 10 000 is one voice.
    pub weight_bp: i64,
    /// Share of all votes where they are combined by college, in basis points; null where none was set.
    pub share_bp: Option<i64>,
    /// Active members.
    pub members: i64,
    pub opened_at: Moment,
    /// The proposal that opened it; null for one that was there from the founding.
    pub opened_by_proposal_id: Option<ProposalId>,
    /// Null while open.
    pub closed_at: Option<Moment>,
    pub closed_by_proposal_id: Option<ProposalId>,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CollegeQuery {
    /// Closed ones too.
    #[serde(default)]
    all: Option<bool>,
}

/// The colleges of the ecosystem.
#[utoipa::path(
    operation_id = "list_colleges",
    tag = "members",
    params(CollegeQuery),
    responses(
        (status = 200, body = Page<CollegeView>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/colleges")]
async fn list_colleges(app: web::Data<App>, auth: Auth, query: Query<CollegeQuery>) -> Answer {
    let all = query.0.all.unwrap_or(false);
    let items: Vec<CollegeView> = app
        .read_as(&auth, move |conn, actor| {
            let list = colleges::list(conn, actor, all)?;
            let view = |(college, members): (College, i64)| CollegeView {
                id: college.id,
                name: college.name(actor.locale).to_string(),
                key: college.key,
                weight_bp: college.weight_bp,
                share_bp: college.share_bp,
                members,
                opened_at: college.opened_at,
                opened_by_proposal_id: college.opened_by_proposal_id,
                closed_at: college.closed_at,
                closed_by_proposal_id: college.closed_by_proposal_id,
            };
            Ok(list.into_iter().map(view).collect())
        })
        .await?;
    Ok(HttpResponse::Ok().json(Page::whole(items)))
}

/// Where a member is to vote.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CollegeBody {
    /// Key of an open college.
    pub college: String,
}

/// A registrar or facilitator puts a member into a college. Open votes keep the roll they were opened with.
#[utoipa::path(
    operation_id = "put_member_college",
    tag = "members",
    params(("member_id" = String, Path)),
    request_body = CollegeBody,
    responses(
        (status = 200, body = MemberView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[put("/members/{member_id}/college")]
async fn put_member_college(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<MemberId>,
    body: Json<CollegeBody>,
) -> Answer {
    let (member, college) = (id.into_inner(), body.0.college);
    let entry = app
        .write_as(&auth, move |conn, actor, now| {
            colleges::assign_college(conn, actor, member, &college, now)?;
            directory::get(conn, actor, member, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(super::members::view(entry)))
}

/// A link with another ecosystem, as this one sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkView {
    pub ecosystem: LinkedEcosystem,
    pub state: LinkState,
    /// Since when it is in force; null while one side has not decided.
    pub since: Option<Moment>,
    /// When this side decided for it.
    pub decided_at: Option<Moment>,
    /// By which proposal this side decided.
    pub proposal_id: Option<ProposalId>,
    /// When the other side decided for it.
    pub other_decided_at: Option<Moment>,
}

/// The other side.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkedEcosystem {
    pub slug: String,
    pub name: String,
}

impl From<Link> for LinkView {
    fn from(link: Link) -> Self {
        LinkView {
            since: link.since(),
            ecosystem: LinkedEcosystem {
                slug: link.other_slug,
                name: link.other_name,
            },
            state: link.state,
            decided_at: link.decided.map(|(at, _)| at),
            proposal_id: link.decided.map(|(_, proposal)| proposal),
            other_decided_at: link.other_decided_at,
        }
    }
}

/// The links with other ecosystems, in force or wanted by one side.
#[utoipa::path(
    operation_id = "list_links",
    tag = "members",
    responses(
        (status = 200, body = Page<LinkView>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/links")]
async fn list_links(app: web::Data<App>, auth: Auth) -> Answer {
    let links = app.read_as(&auth, links::list).await?;
    let items: Vec<LinkView> = links.into_iter().map(LinkView::from).collect();
    Ok(HttpResponse::Ok().json(Page::whole(items)))
}
