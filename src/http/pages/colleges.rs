//! The colleges with their voices, whether they are what the law asks, a member's college, and links with others.

use actix_web::{get, post, web};
use askama::Template;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::{PageForm, Ui, Visitor, done, render};
use crate::http::{Answer, App};
use crate::i18n;
use crate::kernel::ids::MemberId;
use crate::members::colleges::rules::is_by_share;
use crate::members::colleges::{self, Weighing};
use crate::members::links::{self, Link};
use crate::members::{College, Permission};
use crate::rulebook::{self, Key, Rules};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(show_colleges)
        .service(change_college)
        .service(show_links);
}

struct CollegeLine {
    name: String,
    members: i64,
    weight: String,
    /// In per cent; empty where none was set.
    share: String,
    since: String,
}

struct ClosedLine {
    name: String,
    day: String,
    /// Address of the proposal that closed it.
    proposal: String,
}

/// A rule about colleges in words.
struct RuleLine {
    key: &'static str,
    label: String,
    value: String,
    hint: String,
}

/// What the law asks of a SCIC, and whether the colleges of today meet it.
struct Law {
    met: bool,
    /// Why not; empty where it is met.
    why: String,
    /// Colleges that nobody is in.
    empty: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "members/colleges.html")]
struct CollegesPage {
    ui: Ui,
    colleges: Vec<CollegeLine>,
    closed: Vec<ClosedLine>,
    by_share: bool,
    combination: String,
    rules: Vec<RuleLine>,
    law: Option<Law>,
    may_assign: bool,
}

/// The rules that say how colleges vote.
const RULES: &[Key] = &[Key::CollegeCombination, Key::SilentCollege, Key::LegalForm];

fn law(ui: &Ui, rules: &Rules, open: &[&(College, i64)]) -> Option<Law> {
    let form = rules.word(Key::LegalForm);
    if form != "scic" {
        return None;
    }
    let weighing: Vec<Weighing<'_>> = open.iter().map(|(college, _)| Weighing::from(college)).collect();
    let refused = colleges::check_shares(form, rules.word(Key::CollegeCombination), &weighing).err();
    let empty: Vec<&str> = open
        .iter()
        .filter(|(_, members)| *members == 0)
        .map(|(college, _)| college.name(ui.language))
        .collect();
    Some(Law {
        met: refused.is_none(),
        why: refused.map_or_else(String::new, |refusal| i18n::explain(ui.language, &refusal)),
        empty: empty.join(", "),
    })
}

/// The colleges, what a vote of each weighs and by which rule votes are combined.
#[get("/colleges")]
async fn show_colleges(app: web::Data<App>, visitor: Visitor) -> Answer {
    let (ui, (all, rules, may_assign)) = app
        .page(&visitor, |conn, seen| {
            let actor = seen.actor()?;
            let all = colleges::list(conn, actor, true)?;
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            Ok((all, rules, actor.may(Permission::ManageColleges)))
        })
        .await?;
    let open: Vec<&(College, i64)> = all.iter().filter(|(c, _)| c.closed_at.is_none()).collect();
    let lines = open
        .iter()
        .map(|(college, members)| CollegeLine {
            name: college.name(ui.language).to_string(),
            members: *members,
            weight: Decimal::new(college.weight_bp, 4).normalize().to_string(),
            share: college
                .share_bp
                .map_or_else(String::new, |bp| rulebook::percent(ui.language, bp)),
            since: ui.day(&college.opened_at),
        })
        .collect();
    let closed = all
        .iter()
        .filter_map(|(college, _)| {
            Some(ClosedLine {
                name: college.name(ui.language).to_string(),
                day: ui.day(&college.closed_at?),
                proposal: college
                    .closed_by_proposal_id
                    .map_or_else(String::new, |id| format!("/proposals/{id}")),
            })
        })
        .collect();
    let combination = rules.word(Key::CollegeCombination);
    let rule_lines = RULES
        .iter()
        .map(|key| RuleLine {
            key: key.as_str(),
            label: rulebook::label(ui.language, *key),
            value: rulebook::show_value(ui.language, *key, rules.value(*key)),
            hint: rulebook::explanation(ui.language, *key),
        })
        .collect();
    let page = CollegesPage {
        colleges: lines,
        closed,
        by_share: is_by_share(combination),
        combination: ui.t(&format!("college-combination-{combination}")),
        rules: rule_lines,
        law: law(&ui, &rules, &open),
        may_assign,
        ui,
    };
    render(&page)
}

#[derive(Deserialize)]
struct AssignForm {
    college: String,
}

/// A registrar or facilitator puts a member into another college.
#[post("/members/{member_id}/college")]
async fn change_college(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<MemberId>,
    form: PageForm<AssignForm>,
) -> Answer {
    let (member, college) = (id.into_inner(), form.0.college);
    app.page_write(&visitor, move |conn, actor, now| {
        colleges::assign_college(conn, actor, member, &college, now)
    })
    .await?;
    Ok(done(&format!("/members/{member}"), "college-assigned"))
}

struct LinkLine {
    name: String,
    slug: String,
    state: String,
    in_force: bool,
    /// What was decided when, in words.
    when: String,
    /// Address of the proposal by which this side decided; empty where it did not.
    proposal: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "members/links.html")]
struct LinksPage {
    ui: Ui,
    links: Vec<LinkLine>,
}

fn link_line(ui: &Ui, link: Link) -> LinkLine {
    let since = link.since();
    let decided_at = link.decided.map(|(at, _)| at).or(link.other_decided_at);
    let when = match (since, decided_at) {
        (Some(at), _) => ui.t1("link-since", "day", ui.day(&at)),
        (None, Some(at)) => ui.t1("link-decided", "day", ui.day(&at)),
        (None, None) => String::new(),
    };
    LinkLine {
        state: ui.word("link-state", &link.state),
        in_force: since.is_some(),
        when,
        proposal: link
            .decided
            .map_or_else(String::new, |(_, id)| format!("/proposals/{id}")),
        name: link.other_name,
        slug: link.other_slug,
    }
}

/// The links with other communities, in force or wanted by one side.
#[get("/links")]
async fn show_links(app: web::Data<App>, visitor: Visitor) -> Answer {
    let (ui, found) = app
        .page(&visitor, |conn, seen| links::list(conn, seen.actor()?))
        .await?;
    let links = found.into_iter().map(|link| link_line(&ui, link)).collect();
    render(&LinksPage { ui, links })
}
