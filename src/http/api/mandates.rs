//! Who holds which mandate until when, what each role may do, handing over, and what was done with mandates.

use actix_web::{HttpResponse, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::db::Conn;
use crate::governance;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, Json, Query};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AnyId, ListingId, MandateId, MemberId, ProposalId};
use crate::kernel::pages::{Page, Slice};
use crate::market;
use crate::members::audit::{self, AuditEntry, AuditFilter};
use crate::members::mandates::{self, Mandate, MandateEnd};
use crate::members::permissions::given_by;
use crate::members::{Actor, Permission, Role, directory};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_mandates)
        .service(list_roles)
        .service(put_mandate_handover)
        .service(list_audit_log);
}

/// Somebody, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberName {
    #[schema(value_type = String, format = Uuid)]
    pub id: MemberId,
    pub display_name: String,
}

/// A mandate, in force or past.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MandateView {
    pub id: MandateId,
    pub role: Role,
    /// What the role gives beyond what every member may do.
    pub permissions: Vec<Permission>,
    pub member: MemberName,
    pub started_at: Moment,
    /// End of the term; null for one that lasts until it is ended.
    pub ends_at: Option<Moment>,
    /// `founding`, `operator` or `election`.
    pub origin: String,
    /// The proposal that gave it.
    pub proposal_id: Option<ProposalId>,
    /// Null while in force.
    pub ended_at: Option<Moment>,
    pub ended_how: Option<MandateEnd>,
    /// The proposal that ended it.
    pub ended_by_proposal_id: Option<ProposalId>,
    /// Only for who holds the role now, for facilitators, and for who wrote it.
    pub handover: Option<HandoverView>,
}

/// What a holder wrote for the next.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HandoverView {
    /// Markdown.
    pub note: String,
    pub written_at: Option<Moment>,
}

fn view(mandate: Mandate) -> MandateView {
    MandateView {
        id: mandate.id,
        role: mandate.role,
        permissions: given_by(mandate.role),
        member: MemberName {
            id: mandate.member_id,
            display_name: mandate.display_name,
        },
        started_at: mandate.started_at,
        ends_at: mandate.ends_at,
        origin: mandate.origin,
        proposal_id: mandate.proposal_id,
        ended_at: mandate.ended_at,
        ended_how: mandate.ended_how,
        ended_by_proposal_id: mandate.ended_by_proposal_id,
        handover: mandate.handover_note.map(|note| HandoverView {
            note,
            written_at: mandate.handover_written_at,
        }),
    }
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MandateQuery {
    /// Past mandates too, newest first, in pages.
    #[serde(default)]
    history: Option<bool>,
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    limit: Option<i64>,
}

/// Who holds which mandate until when; with `history=true` also who held one, and how it ended.
#[utoipa::path(
    operation_id = "list_mandates",
    tag = "members",
    params(MandateQuery),
    responses(
        (status = 200, body = Page<MandateView>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/mandates")]
async fn list_mandates(app: web::Data<App>, auth: Auth, query: Query<MandateQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), query.0.limit)?;
    let (history, now) = (query.0.history.unwrap_or(false), app.now());
    let page = app
        .read_as(&auth, move |conn, actor| {
            if history {
                mandates::list_history(conn, actor, &slice, now)
            } else {
                mandates::list(conn, actor, now).map(Page::whole)
            }
        })
        .await?;
    Ok(HttpResponse::Ok().json(page.map(view)))
}

/// A role and what it may do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RoleView {
    pub role: Role,
    pub permissions: Vec<Permission>,
    /// Who holds it now.
    pub holders: Vec<MemberName>,
}

/// The roles there are, what each may do, and who holds it.
#[utoipa::path(
    operation_id = "list_roles",
    tag = "members",
    responses(
        (status = 200, body = Page<RoleView>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/roles")]
async fn list_roles(app: web::Data<App>, auth: Auth) -> Answer {
    let now = app.now();
    let held = app
        .read_as(&auth, move |conn, actor| mandates::list(conn, actor, now))
        .await?;
    let role_view = |role: &Role| RoleView {
        role: *role,
        permissions: given_by(*role),
        holders: held
            .iter()
            .filter(|mandate| mandate.role == *role)
            .map(|mandate| MemberName {
                id: mandate.member_id,
                display_name: mandate.display_name.clone(),
            })
            .collect(),
    };
    let roles = Role::ALL.iter().map(role_view).collect();
    Ok(HttpResponse::Ok().json(Page::whole(roles)))
}

/// What a holder writes for the next.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct HandoverBody {
    /// Markdown, up to 10,000 characters; null or left out takes the note away.
    pub note: Option<String>,
}

/// Write the hand-over note of one's own mandate, while holding it and for 30 days after.
#[utoipa::path(
    operation_id = "put_mandate_handover",
    tag = "members",
    params(("mandate_id" = String, Path)),
    request_body = HandoverBody,
    responses(
        (status = 200, body = MandateView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[put("/mandates/{mandate_id}/handover")]
async fn put_mandate_handover(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<MandateId>,
    body: Json<HandoverBody>,
) -> Answer {
    let (id, note) = (id.into_inner(), body.0.note);
    let mandate = app
        .write_as(&auth, move |conn, actor, now| {
            mandates::write_handover(conn, actor, id, note.as_deref(), now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(view(mandate)))
}

/// One use of a permission that a mandate gives.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditView {
    pub id: AnyId,
    pub at: Moment,
    pub member: MemberName,
    /// The permission that was used.
    pub permission: Permission,
    /// One word for what was done: `admitted`, `suspended`, `opened`, `paused`…
    pub action: String,
    pub object: AuditObject,
}

/// What was acted on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditObject {
    /// `member`, `listing`, `proposal`, `exchange`, `transfer`…
    #[serde(rename = "type")]
    pub kind: String,
    pub id: Option<AnyId>,
    /// Its name, where you may see the thing itself.
    pub name: Option<String>,
    /// Its page on this server, where you may see it.
    pub url: Option<String>,
}

/// The name and page of what an entry is about, as far as this reader may see it: never a name that the thing itself
/// would not show them.
pub fn audit_object(conn: &mut Conn, actor: &Actor, entry: &AuditEntry, now: Moment) -> Result<AuditObject> {
    let mut seen = None;
    if let Some(id) = entry.object_id {
        seen = match entry.object_type.as_str() {
            "member" => unless_hidden(directory::get(conn, actor, MemberId(id.0), now))?
                .map(|member| (member.display_name, format!("/members/{id}"))),
            "listing" => unless_hidden(market::get_visible(conn, actor, ListingId(id.0)))?
                .map(|listing| (listing.title, format!("/listings/{id}"))),
            "proposal" => governance::find_headline(conn, ProposalId(id.0))?
                .map(|proposal| (proposal.title, format!("/proposals/{id}"))),
            _ => None,
        };
    }
    let (name, url) = seen.unzip();
    Ok(AuditObject {
        kind: entry.object_type.clone(),
        id: entry.object_id,
        name,
        url,
    })
}

/// What is not there for this reader has no name.
fn unless_hidden<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Only what this member did.
    #[serde(default)]
    holder: Option<MemberId>,
    /// Only what was done under this permission.
    #[serde(default)]
    permission: Option<Permission>,
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    limit: Option<i64>,
}

/// What was done with mandates, newest first; every active member may read it.
#[utoipa::path(
    operation_id = "list_audit_log",
    tag = "members",
    params(AuditQuery),
    responses(
        (status = 200, body = Page<AuditView>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/audit-log")]
async fn list_audit_log(app: web::Data<App>, auth: Auth, query: Query<AuditQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), query.0.limit)?;
    let filter = AuditFilter {
        holder: query.0.holder,
        permission: query.0.permission,
    };
    let now = app.now();
    let page = app
        .read_as(&auth, move |conn, actor| {
            let page = audit::list(conn, actor, filter, &slice)?;
            let mut items = Vec::new();
            for entry in page.items {
                items.push(audit_view(conn, actor, entry, now)?);
            }
            Ok(Page {
                items,
                next: page.next,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

fn audit_view(conn: &mut Conn, actor: &Actor, entry: AuditEntry, now: Moment) -> Result<AuditView> {
    Ok(AuditView {
        object: audit_object(conn, actor, &entry, now)?,
        id: entry.id,
        at: entry.at,
        member: MemberName {
            id: entry.actor_id,
            display_name: entry.actor_name,
        },
        permission: entry.permission,
        action: entry.action,
    })
}
