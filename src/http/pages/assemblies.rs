//! Pages of assemblies: what is to come, one assembly with who comes and who speaks for whom, calling one, the minutes.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{FormProblem, PageForm, Seen, Ui, Visitor, done, local_moment, render, render_as};
use crate::db::Conn;
use crate::governance::assembly::{
    self, AgendaInput, Assembly, AssemblyChange, AssemblyInput, AssemblyView, How, ProxyView, Status, When,
};
use crate::http::{Answer, App, Query, calendar, minutes};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::{AssemblyId, MemberId, ProxyId};
use crate::kernel::names;
use crate::kernel::pages::Slice;
use crate::members::{self, Actor, MembershipStatus, Permission};
use crate::rulebook::{self, Key};

/// Members looked at to find the one that was typed.
const FOUND: i64 = 20;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(list)
        .service(show_call)
        .service(call)
        .service(calendar_file)
        .service(show)
        .service(show_edit)
        .service(edit)
        .service(cancel)
        .service(open)
        .service(close)
        .service(attend)
        .service(depart)
        .service(give_proxy)
        .service(answer_proxy)
        .service(show_minutes)
        .service(download_minutes);
}

// --- The list -----------------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(config = "web/askama.toml", path = "assemblies/list.html")]
struct ListPage {
    ui: Ui,
    next: Vec<Assembly>,
    past: Vec<Assembly>,
    may_call: bool,
    older: String,
}

#[derive(Deserialize)]
struct ListQuery {
    cursor: Option<String>,
}

/// What is to come, then what was.
#[get("/assemblies")]
async fn list(app: web::Data<App>, visitor: Visitor, query: Query<ListQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), None)?;
    let is_first = slice.after.is_none();
    let (ui, (next, past, may_call)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let next = match is_first {
                true => assembly::list_assemblies(conn, actor, When::Next, Slice::FIRST)?.items,
                false => Vec::new(),
            };
            let past = assembly::list_assemblies(conn, actor, When::Past, slice)?;
            Ok((next, past, actor.may(Permission::ManageAssembly)))
        })
        .await?;
    let older = past.next.map(|cursor| format!("/assemblies?cursor={cursor}"));
    render(&ListPage {
        ui,
        next,
        past: past.items,
        may_call,
        older: older.unwrap_or_default(),
    })
}

// --- Calling and changing -----------------------------------------------------------------------------------------

/// What was typed to call an assembly, or to change one.
#[derive(Debug, Clone, Default, Deserialize)]
struct CallForm {
    #[serde(default)]
    title: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    starts_at: String,
    /// One point a line.
    #[serde(default)]
    agenda: String,
}

impl CallForm {
    fn of(assembly: &Assembly, zone: chrono_tz::Tz) -> Self {
        CallForm {
            title: assembly.title.clone(),
            kind: assembly.kind.to_string(),
            place: assembly.place.clone().unwrap_or_default(),
            link: assembly.link.clone().unwrap_or_default(),
            starts_at: assembly
                .starts_at
                .local(zone)
                .format("%Y-%m-%dT%H:%M")
                .to_string(),
            agenda: String::new(),
        }
    }

    fn starts_at(&self, zone: chrono_tz::Tz) -> Result<Moment, Refusal> {
        let at = local_moment("starts_at", &self.starts_at, zone)?;
        at.ok_or_else(|| Refusal::invalid("local-time-unreadable", "starts_at"))
    }

    fn input(&self, zone: chrono_tz::Tz) -> Result<AssemblyInput, Refusal> {
        let points = self.agenda.lines().filter(|line| !line.trim().is_empty());
        Ok(AssemblyInput {
            title: self.title.clone(),
            kind: Some(self.kind.clone()),
            place: Some(self.place.clone()),
            link: Some(self.link.clone()),
            starts_at: self.starts_at(zone)?,
            agenda: points
                .map(|line| AgendaInput {
                    title: line.to_string(),
                    body: None,
                    proposal_id: None,
                })
                .collect(),
        })
    }

    fn change(&self, zone: chrono_tz::Tz) -> Result<AssemblyChange, Refusal> {
        Ok(AssemblyChange {
            title: Some(self.title.clone()),
            kind: Some(self.kind.clone()),
            place: Some(Some(self.place.clone())),
            link: Some(Some(self.link.clone())),
            starts_at: Some(self.starts_at(zone)?),
        })
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "assemblies/form.html")]
struct FormPage {
    ui: Ui,
    form: CallForm,
    problem: FormProblem,
    notice_days: i64,
    /// The assembly that is changed; none where one is called.
    changed: Option<AssemblyId>,
}

#[get("/assemblies/new")]
async fn show_call(app: web::Data<App>, visitor: Visitor) -> Answer {
    show_form(&app, &visitor, None, None, FormProblem::none()).await
}

#[get("/assemblies/{id}/edit")]
async fn show_edit(app: web::Data<App>, visitor: Visitor, id: web::Path<AssemblyId>) -> Answer {
    show_form(&app, &visitor, None, Some(*id), FormProblem::none()).await
}

async fn show_form(
    app: &App,
    visitor: &Visitor,
    typed: Option<CallForm>,
    changed: Option<AssemblyId>,
    problem: FormProblem,
) -> Answer {
    let (ui, (found, notice_days)) = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            actor.require(Permission::ManageAssembly)?;
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            let found = match changed {
                Some(id) => Some(assembly::get_assembly(conn, actor, id, seen.now)?.assembly),
                None => None,
            };
            Ok((found, rules.number(Key::AssemblyNoticeDays)))
        })
        .await?;
    let form = typed.or_else(|| found.map(|assembly| CallForm::of(&assembly, ui.time_zone)));
    let page = FormPage {
        form: form.unwrap_or_default(),
        problem,
        notice_days,
        changed,
        ui,
    };
    render_as(status_of(&page.problem), &page)
}

fn status_of(problem: &FormProblem) -> StatusCode {
    match problem.is_some() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    }
}

#[post("/assemblies")]
async fn call(app: web::Data<App>, visitor: Visitor, form: PageForm<CallForm>) -> Answer {
    let typed = form.0.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            actor.require(Permission::ManageAssembly)?;
            assembly::call(conn, actor, &form.0.input(actor.time_zone)?, now)
        })
        .await;
    match outcome {
        Ok(called) => Ok(done(&format!("/assemblies/{}", called.id), "assembly-called")),
        Err(error) => {
            let problem = problem_of(&app, &visitor, error).await?;
            show_form(&app, &visitor, Some(typed), None, problem).await
        }
    }
}

#[post("/assemblies/{id}/edit")]
async fn edit(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AssemblyId>,
    form: PageForm<CallForm>,
) -> Answer {
    let (id, typed) = (*id, form.0.clone());
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            actor.require(Permission::ManageAssembly)?;
            assembly::edit(conn, actor, id, &form.0.change(actor.time_zone)?, now)
        })
        .await;
    match outcome {
        Ok(_) => Ok(done(&format!("/assemblies/{id}"), "assembly-changed")),
        Err(error) => {
            let problem = problem_of(&app, &visitor, error).await?;
            show_form(&app, &visitor, Some(typed), Some(id), problem).await
        }
    }
}

/// A refusal in the visitor's own language.
pub(super) async fn problem_of(app: &App, visitor: &Visitor, error: Error) -> Result<FormProblem> {
    let (ui, ()) = app.page(visitor, |_, _| Ok(())).await?;
    FormProblem::from_error(error, ui.language)
}

// --- One assembly -------------------------------------------------------------------------------------------------

/// An assembly as its page shows it.
struct Shown {
    view: AssemblyView,
    me: MemberId,
}

impl Shown {
    fn status(&self) -> Status {
        self.view.assembly.status()
    }
    fn mine_given(&self) -> Option<&ProxyView> {
        self.view.proxies.iter().find(|p| p.proxy.giver_id == self.me)
    }
    fn mine_held(&self) -> Vec<&ProxyView> {
        self.view
            .proxies
            .iter()
            .filter(|p| p.proxy.holder_id == self.me)
            .collect()
    }
    fn accepted(&self) -> Vec<&ProxyView> {
        self.view
            .proxies
            .iter()
            .filter(|p| p.proxy.is_accepted())
            .collect()
    }
    fn decision(&self, locale: &Locale, view: &assembly::ItemVote) -> String {
        let decision = view.decision.as_ref();
        decision.map_or_else(String::new, |decision| match locale {
            Locale::Fr => decision.summary_fr.clone(),
            Locale::En => decision.summary_en.clone(),
        })
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "assemblies/show.html")]
struct ShowPage {
    ui: Ui,
    x: Shown,
    form: PartForm,
    problem: FormProblem,
}

/// What the forms on an assembly's page send.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct PartForm {
    #[serde(default)]
    pub how: String,
    #[serde(default)]
    pub their_how: String,
    /// Part of the name of a member, or its whole.
    #[serde(default)]
    pub member_id: String,
    #[serde(default)]
    pub holder_id: String,
    /// The id of somebody who stands on the page.
    #[serde(default)]
    pub who: String,
    #[serde(default)]
    pub act: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub reason: String,
}

#[get("/assemblies/{id}")]
async fn show(app: web::Data<App>, visitor: Visitor, id: web::Path<AssemblyId>) -> Answer {
    show_with(&app, &visitor, *id, PartForm::default(), FormProblem::none()).await
}

async fn show_with(
    app: &App,
    visitor: &Visitor,
    id: AssemblyId,
    form: PartForm,
    problem: FormProblem,
) -> Answer {
    let (ui, x) = app.page(visitor, move |conn, seen| shown(conn, seen, id)).await?;
    let page = ShowPage { ui, x, form, problem };
    render_as(status_of(&page.problem), &page)
}

fn shown(conn: &mut Conn, seen: &Seen, id: AssemblyId) -> Result<Shown> {
    let actor = seen.actor()?;
    Ok(Shown {
        view: assembly::get_assembly(conn, actor, id, seen.now)?,
        me: actor.member_id,
    })
}

/// Acts on a form of an assembly's page and goes back to it, or shows it again with what is wrong.
pub(super) async fn act<F>(
    app: &App,
    visitor: &Visitor,
    id: AssemblyId,
    form: PartForm,
    word: &'static str,
    step: F,
) -> Answer
where
    F: FnMut(&mut Conn, &Actor, Moment) -> Result<()> + Send + 'static,
{
    match app.page_write(visitor, step).await {
        Ok(()) => Ok(done(&format!("/assemblies/{id}"), word)),
        Err(error) => {
            let problem = problem_of(app, visitor, error).await?;
            show_with(app, visitor, id, form, problem).await
        }
    }
}

#[post("/assemblies/{id}/opening")]
async fn open(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AssemblyId>,
    form: PageForm<PartForm>,
) -> Answer {
    let id = *id;
    act(
        &app,
        &visitor,
        id,
        form.0,
        "assembly-opened",
        move |conn, actor, now| assembly::open(conn, actor, id, now),
    )
    .await
}

#[post("/assemblies/{id}/closing")]
async fn close(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AssemblyId>,
    form: PageForm<PartForm>,
) -> Answer {
    let id = *id;
    act(
        &app,
        &visitor,
        id,
        form.0,
        "assembly-closed",
        move |conn, actor, now| assembly::close(conn, actor, id, now),
    )
    .await
}

#[post("/assemblies/{id}/cancellation")]
async fn cancel(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AssemblyId>,
    form: PageForm<PartForm>,
) -> Answer {
    let (id, reason) = (*id, form.0.reason.clone());
    act(
        &app,
        &visitor,
        id,
        form.0,
        "assembly-cancelled",
        move |conn, actor, now| assembly::cancel(conn, actor, id, Some(&reason), now),
    )
    .await
}

/// Checks in; a facilitator names somebody else.
#[post("/assemblies/{id}/attendances")]
async fn attend(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AssemblyId>,
    form: PageForm<PartForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    let typed = form.clone();
    act(
        &app,
        &visitor,
        id,
        typed,
        "assembly-attended",
        move |conn, actor, now| {
            let (member, how) = match form.act.as_str() {
                "other" => (
                    find_one(conn, actor, "member_id", &form.member_id, now)?,
                    &form.their_how,
                ),
                _ => (actor.member_id, &form.how),
            };
            let how = How::from_word(how).unwrap_or(How::InPerson);
            assembly::check_in(conn, actor, id, member, how, now)
        },
    )
    .await
}

/// Leaves; a facilitator names somebody else.
#[post("/assemblies/{id}/departures")]
async fn depart(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AssemblyId>,
    form: PageForm<PartForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    let who = form.who.clone();
    act(
        &app,
        &visitor,
        id,
        form,
        "assembly-left",
        move |conn, actor, now| {
            let member = match who.as_str() {
                "" => actor.member_id,
                other => other.parse().map_err(|_| Refusal::not_found())?,
            };
            assembly::leave(conn, actor, id, member, now)
        },
    )
    .await
}

#[post("/assemblies/{id}/proxies")]
async fn give_proxy(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AssemblyId>,
    form: PageForm<PartForm>,
) -> Answer {
    let (id, name) = (*id, form.0.holder_id.clone());
    act(
        &app,
        &visitor,
        id,
        form.0,
        "proxy-given",
        move |conn, actor, now| {
            actor.require(Permission::Vote)?;
            let holder = find_one(conn, actor, "holder_id", &name, now)?;
            assembly::give_proxy(conn, actor, id, holder, now).map(|_| ())
        },
    )
    .await
}

#[post("/assemblies/{id}/proxies/{proxy}")]
async fn answer_proxy(
    app: web::Data<App>,
    visitor: Visitor,
    ids: web::Path<(AssemblyId, ProxyId)>,
    form: PageForm<PartForm>,
) -> Answer {
    let (id, proxy) = *ids;
    let accepts = form.0.act == "accept";
    let word = if accepts { "proxy-accepted" } else { "proxy-ended" };
    act(
        &app,
        &visitor,
        id,
        form.0,
        word,
        move |conn, actor, now| match accepts {
            true => assembly::accept_proxy(conn, actor, id, proxy, now),
            false => assembly::end_proxy(conn, actor, id, proxy, now),
        },
    )
    .await
}

/// The one active member of this name, or whose name contains what was typed.
fn find_one(
    conn: &mut Conn,
    actor: &Actor,
    field: &'static str,
    name: &str,
    now: Moment,
) -> Result<MemberId> {
    let name = names::line(field, name, 80)?;
    let wanted = members::directory::Wanted {
        text: Some(name.clone()),
        status: MembershipStatus::Active,
    };
    let slice = Slice {
        after: None,
        limit: FOUND,
    };
    let found = members::directory::list(conn, actor, &wanted, &slice, now)?.items;
    let same = |shown: &str| names::folded(shown) == names::folded(&name);
    let exact: Vec<_> = found.iter().filter(|entry| same(&entry.display_name)).collect();
    match (exact.as_slice(), found.as_slice()) {
        ([one], _) => Ok(one.member_id),
        ([], [one]) => Ok(one.member_id),
        ([], []) => Err(Refusal::invalid("member-name-unknown", field).into()),
        _ => {
            let names: Vec<&str> = found.iter().map(|entry| entry.display_name.as_str()).collect();
            let refusal = Refusal::invalid("member-name-ambiguous", field);
            Err(refusal.with("names", names.join(", ")).into())
        }
    }
}

// --- Documents ----------------------------------------------------------------------------------------------------

#[get("/assemblies/{id}/minutes")]
async fn show_minutes(app: web::Data<App>, visitor: Visitor, id: web::Path<AssemblyId>) -> Answer {
    let (ui, found) = app
        .page(&visitor, move |conn, seen| {
            assembly::read_minutes(conn, seen.actor()?, *id)
        })
        .await?;
    let html = minutes::html(&found, &words(&ui))?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body(html))
}

#[get("/assemblies/{id}/minutes.md")]
async fn download_minutes(app: web::Data<App>, visitor: Visitor, id: web::Path<AssemblyId>) -> Answer {
    let (ui, found) = app
        .page(&visitor, move |conn, seen| {
            assembly::read_minutes(conn, seen.actor()?, *id)
        })
        .await?;
    minutes::markdown_file(&found, &words(&ui))
}

fn words(ui: &Ui) -> minutes::Words {
    minutes::Words {
        locale: ui.language,
        zone: ui.time_zone,
    }
}

/// The assembly for one's calendar.
#[get("/assemblies/{id:[0-9a-fA-F-]+}.ics")]
async fn calendar_file(app: web::Data<App>, visitor: Visitor, id: web::Path<AssemblyId>) -> Answer {
    let now = app.now();
    let (_, view) = app
        .page(&visitor, move |conn, seen| {
            assembly::get_assembly(conn, seen.actor()?, *id, seen.now)
        })
        .await?;
    let points: Vec<String> = view
        .items
        .iter()
        .map(|point| format!("{}. {}", point.item.position, point.item.title))
        .collect();
    let found = view.assembly;
    let event = calendar::Event {
        uid: &format!(
            "{}@{}",
            found.id,
            app.config.base_url.host_str().unwrap_or("localhost")
        ),
        title: &found.title,
        place: found
            .place
            .as_deref()
            .or(found.link.as_deref())
            .unwrap_or_default(),
        description: &points.join("\n"),
        url: &app.config.link(&format!("/assemblies/{}", found.id)),
        starts_at: found.starts_at,
        cancelled: found.cancelled_at.is_some(),
    };
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"assembly.ics\"",
        ))
        .body(calendar::file(&event, now)))
}
