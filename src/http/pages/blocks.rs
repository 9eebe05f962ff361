//! Whom one blocked, and the two buttons of a member's page.

use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{PageForm, Ui, Visitor, done, local_path, render};
use crate::http::{Answer, App, ListQuery, Query};
use crate::kernel::clock::Moment;
use crate::kernel::ids::MemberId;
use crate::members::blocks;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(list).service(block).service(unblock);
}

struct Line {
    id: String,
    name: String,
    at: Moment,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "me/blocks.html")]
struct BlocksPage {
    ui: Ui,
    lines: Vec<Line>,
    next: String,
}

#[get("/me/blocks")]
async fn list(app: web::Data<App>, visitor: Visitor, query: Query<ListQuery>) -> Answer {
    let slice = query.0.slice()?;
    let (ui, page) = app
        .page(&visitor, move |conn, seen| {
            blocks::list(conn, seen.actor()?, &slice)
        })
        .await?;
    let lines = page
        .items
        .into_iter()
        .map(|blocked| Line {
            id: blocked.member_id.to_string(),
            name: blocked.display_name,
            at: blocked.blocked_at,
        })
        .collect();
    let next = page.next.map(|cursor| format!("/me/blocks?cursor={cursor}"));
    render(&BlocksPage {
        ui,
        lines,
        next: next.unwrap_or_default(),
    })
}

#[derive(Deserialize)]
struct BackForm {
    back: Option<String>,
}

#[post("/members/{member_id}/block")]
async fn block(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<MemberId>,
    _form: PageForm<BackForm>,
) -> Answer {
    let member = id.into_inner();
    app.page_write(&visitor, move |conn, actor, now| {
        blocks::block(conn, actor, member, now)
    })
    .await?;
    Ok(done("/me/blocks", "member-blocked"))
}

#[post("/members/{member_id}/unblock")]
async fn unblock(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<MemberId>,
    form: PageForm<BackForm>,
) -> Answer {
    let member = id.into_inner();
    app.page_write(&visitor, move |conn, actor, now| {
        blocks::unblock(conn, actor, member, now)
    })
    .await?;
    let page = format!("/members/{member}");
    let back = form.0.back.as_deref().map_or(page.as_str(), local_path);
    Ok(done(back, "member-unblocked"))
}
