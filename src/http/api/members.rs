//! The directory and the register of members.

use actix_web::{HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::me::place_view;
use crate::ecosystems;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Query};
use crate::kernel::clock::Moment;
use crate::kernel::ids::MemberId;
use crate::kernel::names;
use crate::kernel::pages::{Page, Slice};
use crate::kernel::place::Place;
use crate::members::directory::{self, Wanted};
use crate::members::{Entry, MemberKind, MembershipStatus, Role, memberships};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_members)
        .service(get_member)
        .service(approve_member)
        .service(refuse_member)
        .service(suspend_member)
        .service(resume_member);
}

/// A member as the others of their ecosystem see them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberView {
    #[schema(value_type = String, format = Uuid)]
    pub id: MemberId,
    pub kind: MemberKind,
    pub display_name: String,
    /// Only for registrars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub languages: Vec<String>,
    pub bio: Option<String>,
    /// The label alone: pins of people are for matching only.
    pub place: Option<Place>,
    pub membership: MemberStanding,
}

/// How a member stands in the ecosystem.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberStanding {
    pub status: MembershipStatus,
    pub number: Option<i64>,
    /// Key of the college.
    pub college: String,
    pub mandates: Vec<Role>,
    pub applied_at: Moment,
    pub admitted_at: Option<Moment>,
}

pub(super) fn view(entry: Entry) -> MemberView {
    MemberView {
        id: entry.member_id,
        kind: entry.kind,
        display_name: entry.display_name,
        email: entry.email,
        languages: entry.languages,
        bio: entry.bio,
        place: place_view(entry.place_label, None),
        membership: MemberStanding {
            status: entry.status,
            number: entry.number,
            college: entry.college_key,
            mandates: entry.roles,
            applied_at: entry.applied_at,
            admitted_at: entry.admitted_at,
        },
    }
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DirectoryQuery {
    /// Part of a name or place, in any case, with or without accents.
    #[serde(default)]
    q: Option<String>,
    /// `active` unless asked otherwise; anything else takes the registrar's mandate.
    #[serde(default)]
    status: Option<MembershipStatus>,
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    limit: Option<i64>,
}

/// The directory of the ecosystem.
#[utoipa::path(
    operation_id = "list_members",
    tag = "members",
    params(DirectoryQuery),
    responses(
        (status = 200, body = Page<MemberView>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/members")]
async fn list_members(app: web::Data<App>, auth: Auth, query: Query<DirectoryQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), query.0.limit)?;
    let wanted = Wanted {
        text: names::optional_line("q", query.0.q.as_deref(), 200)?,
        status: query.0.status.unwrap_or(MembershipStatus::Active),
    };
    let now = app.now();
    let page = app
        .read_as(&auth, move |conn, actor| {
            directory::list(conn, actor, &wanted, &slice, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(page.map(view)))
}

/// One member of the ecosystem.
#[utoipa::path(
    operation_id = "get_member",
    tag = "members",
    params(("member_id" = String, Path)),
    responses(
        (status = 200, body = MemberView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/members/{member_id}")]
async fn get_member(app: web::Data<App>, auth: Auth, id: web::Path<MemberId>) -> Answer {
    let (member, now) = (id.into_inner(), app.now());
    let entry = app
        .read_as(&auth, move |conn, actor| directory::get(conn, actor, member, now))
        .await?;
    Ok(HttpResponse::Ok().json(view(entry)))
}

/// A registrar admits an applicant, who gets a number and an account.
#[utoipa::path(
    operation_id = "approve_member",
    tag = "members",
    params(("member_id" = String, Path)),
    responses(
        (status = 200, body = MemberView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/members/{member_id}/approval")]
async fn approve_member(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<MemberId>,
) -> Answer {
    let member = id.into_inner();
    let route = format!("approve_member {member}");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        ecosystems::admit(conn, actor, member, now)?;
        directory::get(conn, actor, member, now).map(view)
    })
    .await
}

/// A registrar refuses an applicant, who may apply again.
#[utoipa::path(
    operation_id = "refuse_member",
    tag = "members",
    params(("member_id" = String, Path)),
    responses(
        (status = 200, body = MemberView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/members/{member_id}/refusal")]
async fn refuse_member(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<MemberId>,
) -> Answer {
    let member = id.into_inner();
    let route = format!("refuse_member {member}");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        memberships::refuse(conn, actor, member, now)?;
        directory::get(conn, actor, member, now).map(view)
    })
    .await
}

/// A registrar suspends a member, who can do nothing here until it is lifted.
#[utoipa::path(
    operation_id = "suspend_member",
    tag = "members",
    params(("member_id" = String, Path)),
    responses(
        (status = 200, body = MemberView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/members/{member_id}/suspension")]
async fn suspend_member(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<MemberId>,
) -> Answer {
    let member = id.into_inner();
    let route = format!("suspend_member {member}");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        memberships::suspend(conn, actor, member, now)?;
        directory::get(conn, actor, member, now).map(view)
    })
    .await
}

/// A registrar lifts a suspension.
#[utoipa::path(
    operation_id = "resume_member",
    tag = "members",
    params(("member_id" = String, Path)),
    responses(
        (status = 200, body = MemberView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/members/{member_id}/suspension")]
async fn resume_member(app: web::Data<App>, auth: Auth, id: web::Path<MemberId>) -> Answer {
    let member = id.into_inner();
    let view = app
        .write_as(&auth, move |conn, actor, now| {
            memberships::resume(conn, actor, member, now)?;
            directory::get(conn, actor, member, now).map(view)
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}
