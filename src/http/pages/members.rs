//! The directory, a member's page, and the applicants.

use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{PageForm, Ui, Visitor, done, render};
use crate::ecosystems;
use crate::http::{Answer, App, Query};
use crate::kernel::errors::Result;
use crate::kernel::ids::MemberId;
use crate::kernel::names;
use crate::kernel::pages::{PAGE_SIZE, Slice};
use crate::members::directory::{self, Wanted};
use crate::members::{Entry, MembershipStatus, Permission, blocks, colleges, memberships};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(list_members)
        .service(list_applicants)
        .service(show_member)
        .service(change_membership);
}

/// One line of the directory.
struct Line {
    id: String,
    name: String,
    place: String,
    languages: String,
    roles: Vec<String>,
    email: String,
    since: String,
    since_iso: String,
}

fn line(ui: &Ui, entry: Entry) -> Line {
    let since = entry.admitted_at.unwrap_or(entry.applied_at);
    Line {
        id: entry.member_id.to_string(),
        name: entry.display_name,
        place: entry.place_label.unwrap_or_default(),
        languages: entry.languages.join(", "),
        roles: entry
            .roles
            .iter()
            .map(|role| ui.t(&format!("role-{role}")))
            .collect(),
        email: entry.email.unwrap_or_default(),
        since: ui.day(&since),
        since_iso: ui.iso(&since),
    }
}

#[derive(Deserialize)]
struct DirectoryQuery {
    #[serde(default)]
    q: Option<String>,
    #[serde(default)]
    cursor: Option<String>,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "members/list.html")]
struct DirectoryPage {
    ui: Ui,
    q: String,
    applicants: bool,
    registrar: bool,
    lines: Vec<Line>,
    next: String,
}

#[get("/members")]
async fn list_members(app: web::Data<App>, visitor: Visitor, query: Query<DirectoryQuery>) -> Answer {
    directory_page(&app, &visitor, query.0, MembershipStatus::Active).await
}

/// Who waits for admission; for registrars.
#[get("/members/applicants")]
async fn list_applicants(app: web::Data<App>, visitor: Visitor, query: Query<DirectoryQuery>) -> Answer {
    directory_page(&app, &visitor, query.0, MembershipStatus::Applicant).await
}

async fn directory_page(
    app: &App,
    visitor: &Visitor,
    query: DirectoryQuery,
    status: MembershipStatus,
) -> Answer {
    let slice = Slice::parse(query.cursor.as_deref(), Some(PAGE_SIZE))?;
    let text = names::optional_line("q", query.q.as_deref(), 200)?;
    let q = text.clone().unwrap_or_default();
    let (ui, (page, registrar)) = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let wanted = Wanted { text, status };
            let page = directory::list(conn, actor, &wanted, &slice, seen.now)?;
            Ok((page, actor.may(Permission::AdmitMember)))
        })
        .await?;
    let applicants = status == MembershipStatus::Applicant;
    let path = if applicants {
        "/members/applicants"
    } else {
        "/members"
    };
    let next = page.next.map_or_else(String::new, |cursor| {
        let q: String = form_urlencoded::byte_serialize(q.as_bytes()).collect();
        format!("{path}?q={q}&cursor={cursor}")
    });
    let lines = page.items.into_iter().map(|entry| line(&ui, entry)).collect();
    render(&DirectoryPage {
        ui,
        q,
        applicants,
        registrar,
        lines,
        next,
    })
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "members/show.html")]
struct MemberPage {
    ui: Ui,
    member: Line,
    status: MembershipStatus,
    status_words: String,
    number: String,
    bio_html: String,
    own: bool,
    /// Whether the reader blocked this member.
    is_blocked: bool,
    may_admit: bool,
    may_suspend: bool,
    college: String,
    /// The open colleges the member can be put into, by key and name; empty for those who may not.
    colleges: Vec<CollegeChoice>,
}

struct CollegeChoice {
    key: String,
    name: String,
    own: bool,
}

#[get("/members/{member_id}")]
async fn show_member(app: web::Data<App>, visitor: Visitor, id: web::Path<MemberId>) -> Answer {
    let id = id.into_inner();
    let (ui, (entry, all, acts)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let entry = directory::get(conn, actor, id, seen.now)?;
            let all = colleges::list_open(conn, actor.ecosystem_id)?;
            let acts = (
                actor.member_id == id,
                actor.may(Permission::AdmitMember),
                actor.may(Permission::SuspendMember),
                actor.may(Permission::ManageColleges) && entry.status != MembershipStatus::Left,
                blocks::is_blocked(conn, actor, id)?,
            );
            Ok((entry, all, acts))
        })
        .await?;
    let (own, may_admit, may_suspend, may_assign, is_blocked) = acts;
    let college = all
        .iter()
        .find(|college| college.key == entry.college_key)
        .map_or_else(String::new, |college| college.name(ui.language).to_string());
    let choice = |college: &crate::members::College| CollegeChoice {
        key: college.key.clone(),
        name: college.name(ui.language).to_string(),
        own: college.key == entry.college_key,
    };
    let colleges = if may_assign && all.len() > 1 {
        all.iter().map(choice).collect()
    } else {
        Vec::new()
    };
    let status = entry.status;
    let number = entry.number.map_or_else(String::new, |n| n.to_string());
    let bio_html = entry
        .bio
        .as_deref()
        .map_or_else(String::new, |bio| ui.markdown(bio));
    let status_words = ui.t(&format!("membership-status-{status}"));
    let page = MemberPage {
        member: line(&ui, entry),
        status,
        status_words,
        number,
        bio_html,
        own,
        is_blocked,
        may_admit,
        may_suspend,
        college,
        colleges,
        ui,
    };
    render(&page)
}

/// What a registrar's form asks for.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Act {
    Approve,
    Refuse,
    Suspend,
    Resume,
}

impl Act {
    fn done(self) -> &'static str {
        match self {
            Act::Approve => "member-approved",
            Act::Refuse => "member-refused",
            Act::Suspend => "member-suspended",
            Act::Resume => "member-resumed",
        }
    }
}

#[derive(Deserialize)]
struct ActForm {
    act: Act,
}

#[post("/members/{member_id}/membership")]
async fn change_membership(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<MemberId>,
    form: PageForm<ActForm>,
) -> Answer {
    let (member, act) = (id.into_inner(), form.0.act);
    app.page_write(&visitor, move |conn, actor, now| -> Result<()> {
        match act {
            Act::Approve => ecosystems::admit(conn, actor, member, now),
            Act::Refuse => memberships::refuse(conn, actor, member, now),
            Act::Suspend => memberships::suspend(conn, actor, member, now),
            Act::Resume => memberships::resume(conn, actor, member, now),
        }
    })
    .await?;
    let path = match act {
        Act::Approve | Act::Refuse => "/members/applicants".to_string(),
        Act::Suspend | Act::Resume => format!("/members/{member}"),
    };
    Ok(done(&path, act.done()))
}
