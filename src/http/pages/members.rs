//! The directory, a member's page, and the applicants.

use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::market::decimal;
use super::{PageForm, Ui, Visitor, done, render};
use crate::db::Conn;
use crate::http::{Answer, App, Query};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId};
use crate::kernel::names;
use crate::kernel::pages::{PAGE_SIZE, Slice};
use crate::market::{self, ListingFilter, ListingKind, ListingStatus};
use crate::members::directory::{self, Wanted};
use crate::members::{Actor, Entry, MembershipStatus, Permission, blocks, colleges, memberships};
use crate::{ecosystems, exchanges, members};

/// Active listings shown on a member's page: the newest.
const LISTINGS_SHOWN: i64 = 20;
/// Reviews on one page.
const REVIEWS_SHOWN: i64 = 10;

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
    doings: Doings,
}

impl MemberPage {
    /// What the ratings come to, in words; empty where there are none.
    fn rating(&self) -> String {
        self.doings.rating.map_or_else(String::new, |(tenths, count)| {
            let mean = decimal(self.ui.language, tenths as f64 / 10.0);
            self.ui.t2("member-rating", "mean", mean, "count", count)
        })
    }
}

/// What a community knows of a member by what they do in it.
struct Doings {
    listings: Vec<(ListingId, ListingKind, String)>,
    /// Mean in tenths, and how many there are.
    rating: Option<(i64, i64)>,
    reviews: Vec<ReviewLine>,
    /// Where the older reviews go on; empty at the end.
    older: String,
}

struct ReviewLine {
    author: String,
    rating: i64,
    body: String,
    at: Moment,
}

impl Doings {
    /// Listings only where the reader finds them in searches too: not of somebody they are kept apart from.
    fn read(conn: &mut Conn, actor: &Actor, member: MemberId, slice: Slice) -> Result<Doings> {
        let hidden = market::hidden_members(conn, actor.ecosystem_id, actor.member_id)?;
        let newest = Slice::parse(None, Some(LISTINGS_SHOWN))?;
        let filter = ListingFilter {
            member: Some(member),
            statuses: vec![ListingStatus::Active],
            ..ListingFilter::default()
        };
        let listings = match hidden.contains(&member) {
            true => Vec::new(),
            false => market::list_visible(conn, actor, &filter, false, &newest)?.items,
        };
        let page = exchanges::list_reviews_of(conn, actor, member, slice)?;
        let authors: Vec<MemberId> = page.items.iter().map(|review| review.author_id).collect();
        let names = members::list_names(conn, &authors)?;
        let line = |review: exchanges::Review| ReviewLine {
            author: names.get(&review.author_id).cloned().unwrap_or_default(),
            rating: review.rating,
            body: review.body.unwrap_or_default(),
            at: review.created_at,
        };
        Ok(Doings {
            listings: listings
                .into_iter()
                .map(|listing| (listing.id, listing.kind, listing.title))
                .collect(),
            rating: exchanges::rating_of(conn, actor.ecosystem_id, member)?,
            reviews: page.items.into_iter().map(line).collect(),
            older: page
                .next
                .map_or_else(String::new, |cursor| format!("/members/{member}?cursor={cursor}")),
        })
    }
}

#[derive(Deserialize)]
struct MemberQuery {
    cursor: Option<String>,
}

struct CollegeChoice {
    key: String,
    name: String,
    own: bool,
}

#[get("/members/{member_id}")]
async fn show_member(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<MemberId>,
    query: Query<MemberQuery>,
) -> Answer {
    let id = id.into_inner();
    let slice = Slice::parse(query.0.cursor.as_deref(), Some(REVIEWS_SHOWN))?;
    let (ui, (entry, all, acts, doings)) = app
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
            Ok((entry, all, acts, Doings::read(conn, actor, id, slice)?))
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
        doings,
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
