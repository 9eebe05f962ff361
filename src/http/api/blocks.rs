//! Whom a member blocked. Nobody is told of it, and nobody can read who blocked them.

use actix_web::{HttpResponse, delete, get, put, web};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::ledger::Named;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, ListQuery, Query};
use crate::kernel::clock::Moment;
use crate::kernel::ids::MemberId;
use crate::kernel::pages::Page;
use crate::members::blocks::{self, Blocked};

/// Every route of blocks.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(put_member_block)
        .service(delete_member_block)
        .service(list_my_blocks);
}

/// Somebody I blocked.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Block)]
pub struct BlockAnswer {
    pub member: Named,
    pub blocked_at: Moment,
}

impl From<Blocked> for BlockAnswer {
    fn from(blocked: Blocked) -> Self {
        BlockAnswer {
            member: Named {
                id: blocked.member_id,
                display_name: blocked.display_name,
            },
            blocked_at: blocked.blocked_at,
        }
    }
}

/// Block a member: from now on neither of us is brought to the other by a notice, alert, match or search, and neither
/// proposes an exchange to the other. They are not told. May be repeated.
#[utoipa::path(
    tag = "members",
    params(("member_id" = MemberId, Path, description = "The member")),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[put("/members/{member_id}/block")]
async fn put_member_block(app: web::Data<App>, auth: Auth, id: web::Path<MemberId>) -> Answer {
    app.write_as(&auth, move |conn, actor, now| {
        blocks::block(conn, actor, *id, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take a block back. May be repeated.
#[utoipa::path(
    tag = "members",
    params(("member_id" = MemberId, Path, description = "The member")),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
#[delete("/members/{member_id}/block")]
async fn delete_member_block(app: web::Data<App>, auth: Auth, id: web::Path<MemberId>) -> Answer {
    app.write_as(&auth, move |conn, actor, now| {
        blocks::unblock(conn, actor, *id, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Whom I blocked, newest first.
#[utoipa::path(
    tag = "members",
    params(ListQuery),
    responses(
        (status = 200, body = Page<BlockAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[get("/me/blocks")]
async fn list_my_blocks(app: web::Data<App>, auth: Auth, query: Query<ListQuery>) -> Answer {
    let slice = query.0.slice()?;
    let page = app
        .read_as(&auth, move |conn, actor| blocks::list(conn, actor, &slice))
        .await?;
    Ok(HttpResponse::Ok().json(page.map(BlockAnswer::from)))
}
