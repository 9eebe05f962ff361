//! Everything about the person logged in, in one document.

use actix_web::{HttpResponse, get, web};
use serde_json::{Value, json};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::db::Conn;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App};
use crate::interchange;
use crate::kernel::errors::Result;
use crate::kernel::ids::MemberId;
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::notifications::{list, preferences};

pub fn routes(config: &mut ServiceConfig) {
    config.service(get_my_export);
}

/// All own data: profile, sessions, memberships with listings, saved searches, blocks, exchanges, transfers, votes and comments, and news. The
/// document names its `format` and `version`. Ballots of secret votes bear no name and are in nobody's export.
#[utoipa::path(
    operation_id = "get_my_export",
    tag = "me",
    responses(
        (status = 200, body = Object, description = "The document, offered as a file"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/me/export")]
async fn get_my_export(app: web::Data<App>, auth: Auth) -> Answer {
    let now = app.now();
    let document = app
        .read_as_person(&auth, move |conn, person| {
            let mut document = interchange::own_data(conn, person.member_id, now)?;
            document["notifications"] = notifications(conn, person.member_id)?;
            document["notification_preferences"] = preferences::list(conn, person.member_id)?
                .into_iter()
                .map(|preference| json!({"kind": preference.kind, "mode": preference.mode}))
                .collect();
            document["suggestions_max_per_day"] =
                preferences::suggestions_max(conn, person.member_id)?.into();
            Ok(document)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(("Content-Disposition", "attachment; filename=\"commonhour.json\""))
        .insert_header(("Cache-Control", "no-store"))
        .json(document))
}

fn notifications(conn: &mut Conn, member: MemberId) -> Result<Value> {
    let mut items = Vec::new();
    let mut cursor = None;
    loop {
        let slice = Slice::parse(cursor.as_deref(), Some(PAGE_SIZE_MAX))?;
        let page = list::list(conn, member, None, &slice)?;
        items.extend(page.items.into_iter().map(|n| {
            json!({
                "id": n.id, "kind": n.kind, "object_type": n.object.kind, "object_id": n.object.id,
                "created_at": n.created_at, "read_at": n.read_at,
            })
        }));
        cursor = page.next;
        if cursor.is_none() {
            return Ok(Value::Array(items));
        }
    }
}
