//! Pages of rings: who helps whom, where it stands, and what the reader can do.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::exchanges::{duration, rating};
use super::{FormProblem, PageForm, Seen, Ui, Visitor, done, render, render_as};
use crate::db::Conn;
use crate::exchanges::{Resolution, Review};
use crate::http::{Answer, App, Query};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{MemberId, RingId};
use crate::kernel::pages::Slice;
use crate::kernel::{minutes, names};
use crate::matching::rings::{self, Leg, LegStep, LegView, Ring, RingStatus, RingStep, RingView, rules};
use crate::members::{Actor, Permission};

/// Longest reason, in characters.
const REASON_MAX: usize = 2_000;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(list)
        .service(show)
        .service(confirm)
        .service(withdraw)
        .service(refuse)
        .service(cancel)
        .service(deliver)
        .service(receive)
        .service(dispute)
        .service(resolve)
        .service(write_review);
}

/// One ring in the list.
struct Line {
    ring: Ring,
    count: usize,
    sentences: Vec<String>,
    is_my_turn: bool,
    is_disputed: bool,
    due_at: Option<Moment>,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "rings/list.html")]
struct ListPage {
    ui: Ui,
    waiting: Vec<Line>,
    others: Vec<Line>,
    next: String,
    is_first: bool,
}

#[derive(Deserialize)]
struct ListQuery {
    cursor: Option<String>,
}

#[get("/rings")]
async fn list(app: web::Data<App>, visitor: Visitor, query: Query<ListQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), None)?;
    let is_first = slice.after.is_none();
    let (ui, (lines, next)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let page = rings::list_my_rings(conn, actor, None, slice)?;
            let lines: Vec<Line> = page.items.into_iter().map(|view| line(view, actor)).collect();
            Ok((lines, page.next))
        })
        .await?;
    let (waiting, others) = lines.into_iter().partition(|line: &Line| line.is_my_turn);
    let next = next.map(|cursor| format!("/rings?cursor={cursor}"));
    render(&ListPage {
        ui,
        waiting,
        others,
        next: next.unwrap_or_default(),
        is_first,
    })
}

fn line(view: RingView, actor: &Actor) -> Line {
    let legs = legs_of(&view);
    let open = rules::steps_open_to(&view.ring, &legs, actor.member_id);
    Line {
        count: legs.len(),
        sentences: view.in_words(actor.member_id, actor.locale),
        is_disputed: view.is_disputed(),
        due_at: due_of(&view, actor.member_id),
        is_my_turn: open.contains(&RingStep::Confirmation) || asked_for_receipt(&view, actor.member_id),
        ring: view.ring,
    }
}

/// Whether somebody says that they helped the reader, who has not answered.
fn asked_for_receipt(view: &RingView, reader: MemberId) -> bool {
    let received = view.received_by(reader);
    view.ring.status == RingStatus::Agreed && received.is_some_and(|view| view.leg.is_waiting())
}

/// Until when the reader is waited for: for the answer to help they are said to have received first.
fn due_of(view: &RingView, reader: MemberId) -> Option<Moment> {
    let asked = view
        .received_by(reader)
        .filter(|_| asked_for_receipt(view, reader));
    asked.and_then(|view| view.leg.due_at).or(view.ring.due_at)
}

fn legs_of(view: &RingView) -> Vec<Leg> {
    view.legs.iter().map(|view| view.leg.clone()).collect()
}

/// A point of the drawing, and the way an arrow turns there.
struct Point {
    x: i64,
    y: i64,
    turn: i64,
}

/// What the page of one ring shows.
struct Shown {
    ring: Ring,
    /// The reader's own first.
    legs: Vec<LegView>,
    sentences: Vec<String>,
    reader: MemberId,
    open: Vec<RingStep>,
    /// Somebody says that they helped the reader, who has not answered.
    is_asked: bool,
    due_at: Option<Moment>,
    /// The reader holds a mandate to decide about disputes.
    mediates: bool,
    /// Who helps the reader.
    helper: String,
    balance_change: i64,
    ended_by: String,
}

impl Shown {
    fn can(&self, step: &str) -> bool {
        self.open.iter().any(|open| open.as_str() == step)
    }
    /// The legs about which the reader may take a step.
    fn legs_to(&self, step: &str) -> Vec<&LegView> {
        let legs: Vec<Leg> = self.legs.iter().map(|view| view.leg.clone()).collect();
        let may = |view: &&LegView| {
            let open = rules::leg_steps_open_to(&self.ring, &legs, &view.leg, self.reader);
            open.iter().any(|open| open.as_str() == step)
        };
        match step == LegStep::Resolution.as_str() && !self.mediates {
            true => Vec::new(),
            false => self.legs.iter().filter(may).collect(),
        }
    }
    /// The leg about which the reader may take a step that one person alone may take.
    fn leg_to(&self, step: &str) -> Option<&LegView> {
        self.legs_to(step).first().copied()
    }
    /// Whether the reader takes part in the ring, or looks at it to mediate.
    fn is_party(&self) -> bool {
        self.legs.iter().any(|view| view.leg.giver_id == self.reader)
    }
    fn is_disputed(&self) -> bool {
        self.legs.iter().any(|view| view.leg.is_disputed())
    }
    fn name_of(&self, member: Option<MemberId>) -> &str {
        let given = self.legs.iter().find(|view| Some(view.leg.giver_id) == member);
        given.map_or("", |view| view.giver_name.as_str())
    }
    /// The legs that the reader may say something of, and has not.
    fn legs_to_review(&self) -> Vec<&LegView> {
        let has_reviewed = |view: &LegView| view.reviews.iter().any(|review| review.author_id == self.reader);
        let may = |view: &&LegView| {
            rules::reviewable(&self.ring, &view.leg, self.reader).is_ok() && !has_reviewed(view)
        };
        self.legs.iter().filter(may).collect()
    }
    fn review_action(&self, view: &LegView) -> String {
        format!("/rings/{}/legs/{}/review", self.ring.id, view.leg.position)
    }
    fn has_reviews(&self) -> bool {
        self.legs.iter().any(|view| !view.reviews.is_empty())
    }
    /// Who says it of whom.
    fn sentence_of_review(&self, ui: &Ui, view: &LegView, review: &Review) -> String {
        let (author, subject) = match review.author_id == view.leg.giver_id {
            true => (&view.giver_name, &view.receiver_name),
            false => (&view.receiver_name, &view.giver_name),
        };
        ui.t2(
            "ring-review-of",
            "author",
            author.as_str(),
            "subject",
            subject.as_str(),
        )
    }
    /// The other of the two of the reader's leg.
    fn other(&self, view: &LegView) -> String {
        match view.leg.giver_id == self.reader {
            true => view.receiver_name.clone(),
            false => view.giver_name.clone(),
        }
    }
    /// What a dispute of this leg is called: of help given, or received.
    fn dispute_label(&self, ui: &Ui, view: &LegView) -> String {
        match view.leg.giver_id == self.reader {
            true => ui.t1("ring-do-dispute-given", "name", view.receiver_name.as_str()),
            false => ui.t1("ring-do-dispute-received", "name", view.giver_name.as_str()),
        }
    }
    /// The reader is waited for.
    fn is_my_turn(&self) -> bool {
        self.can("confirmation")
            || self.is_asked
            || self.leg_to("delivery").is_some()
            || self.leg_to("resolution").is_some()
    }
    fn heading(&self, ui: &Ui) -> String {
        match (self.is_asked, self.leg_to("delivery")) {
            (true, _) => ui.t1("ring-yours-delivered", "name", self.helper.as_str()),
            (false, Some(own)) => ui.t1("ring-yours-agreed", "name", own.receiver_name.as_str()),
            (false, None) if self.can("confirmation") => ui.t("ring-yours-proposed"),
            (false, None) if self.leg_to("resolution").is_some() => ui.t("exchange-turn-mediator"),
            (false, None) if self.is_disputed() => ui.t("exchange-nobodys-turn-disputed"),
            (false, None) => ui.t(&format!("ring-now-{}", self.ring.status)),
        }
    }
    fn otherwise(&self, ui: &Ui) -> String {
        match self.is_asked {
            true => ui.t("ring-otherwise-delivered"),
            false => ui.t(&format!("ring-otherwise-{}", self.ring.status)),
        }
    }
    fn sentence(&self, view: &LegView) -> String {
        let at = self
            .legs
            .iter()
            .position(|other| other.leg.position == view.leg.position);
        at.map(|at| self.sentences[at].clone()).unwrap_or_default()
    }
    /// How far the help of a leg is; nothing before the ring is agreed or when it came to nothing.
    fn progress(&self, ui: &Ui, view: &LegView) -> String {
        let leg = &view.leg;
        let on = |key: &str, at: Moment| ui.t1(key, "when", ui.day(&at));
        if let Some(at) = leg.disputed_at {
            let by = self.name_of(leg.disputed_by);
            return match leg.resolved_minutes {
                Some(counted) => ui.t1("ring-resolved", "duration", minutes::show(counted)),
                None => ui.t2("ring-disputed", "when", ui.day(&at), "name", by),
            };
        }
        match (leg.received_at, leg.uncontested_at, leg.delivered_at) {
            (Some(at), _, _) => on("ring-received", at),
            (_, Some(at), _) => on("ring-uncontested", at),
            (_, _, Some(at)) => on("ring-delivered", at),
            _ if self.ring.status == RingStatus::Agreed => ui.t("ring-not-delivered"),
            _ => String::new(),
        }
    }
    fn terms(&self, ui: &Ui, view: &LegView) -> String {
        let key = format!("ring-terms-{}", view.leg.terms);
        ui.t1(&key, "duration", minutes::show(view.leg.minutes))
    }
    /// Whether the giver of a leg has confirmed the ring.
    fn answer(&self, ui: &Ui, view: &LegView) -> String {
        let is_own = view.leg.giver_id == self.reader;
        match (is_own, view.leg.confirmed_at.is_some()) {
            (true, true) => ui.t("ring-you-confirmed"),
            (true, false) => ui.t("ring-you-unconfirmed"),
            (false, true) => ui.t1("ring-confirmed", "name", view.giver_name.as_str()),
            (false, false) => ui.t1("ring-unconfirmed", "name", view.giver_name.as_str()),
        }
    }
    fn balance(&self, ui: &Ui) -> String {
        let duration = minutes::show(self.balance_change.abs());
        match self.balance_change {
            0 => ui.t("ring-balance-same"),
            1.. => ui.t1("ring-balance-more", "duration", duration),
            _ => ui.t1("ring-balance-less", "duration", duration),
        }
    }
    /// Where each member stands on the circle, the first at the top, clockwise.
    fn places(&self) -> Vec<Point> {
        self.around(0.0)
    }
    /// Where the arrow from each to the next stands.
    fn arrows(&self) -> Vec<Point> {
        self.around(0.5)
    }
    fn around(&self, shift: f64) -> Vec<Point> {
        const CENTRE: f64 = 100.0;
        const RADIUS: f64 = 70.0;
        let count = self.legs.len().max(1) as f64;
        (0..self.legs.len())
            .map(|at| {
                let part = (at as f64 + shift) / count;
                let angle = part * std::f64::consts::TAU;
                Point {
                    x: (CENTRE + RADIUS * angle.sin()).round() as i64,
                    y: (CENTRE - RADIUS * angle.cos()).round() as i64,
                    turn: (part * 360.0).round() as i64,
                }
            })
            .collect()
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "rings/show.html")]
struct ShowPage {
    ui: Ui,
    x: Shown,
    problem: FormProblem,
}

#[get("/rings/{id}")]
async fn show(app: web::Data<App>, visitor: Visitor, id: web::Path<RingId>) -> Answer {
    let (ui, x) = app
        .page(&visitor, move |conn, seen| shown(conn, seen, *id))
        .await?;
    render(&ShowPage {
        ui,
        x,
        problem: FormProblem::none(),
    })
}

fn shown(conn: &mut Conn, seen: &Seen, id: RingId) -> Result<Shown> {
    let actor = seen.actor()?;
    let me = actor.member_id;
    let view = rings::get_ring(conn, actor, id)?;
    let legs = legs_of(&view);
    Ok(Shown {
        legs: view.told_to(me).into_iter().cloned().collect(),
        sentences: view.in_words(me, actor.locale),
        reader: me,
        is_asked: asked_for_receipt(&view, me),
        due_at: due_of(&view, me),
        mediates: actor.may(Permission::ResolveDispute),
        open: rules::steps_open_to(&view.ring, &legs, me),
        helper: view
            .received_by(me)
            .map(|leg| leg.giver_name.clone())
            .unwrap_or_default(),
        balance_change: rules::balance_change(&view.ring, &legs, me),
        ended_by: view.ended_by_name.unwrap_or_default(),
        ring: view.ring,
    })
}

#[derive(Deserialize, Clone)]
struct StepForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    rating: String,
}

/// Takes a step and goes back to the ring, or shows it again with what is wrong.
async fn act<F>(app: &App, visitor: &Visitor, id: RingId, word: &'static str, step: F) -> Answer
where
    F: FnMut(&mut Conn, &Actor, Moment) -> Result<()> + Send + 'static,
{
    match app.page_write(visitor, step).await {
        Ok(()) => Ok(done(&format!("/rings/{id}"), word)),
        Err(error) => {
            let (ui, x) = app.page(visitor, move |conn, seen| shown(conn, seen, id)).await?;
            let problem = FormProblem::from_error(error, ui.language)?;
            render_as(StatusCode::UNPROCESSABLE_ENTITY, &ShowPage { ui, x, problem })
        }
    }
}

#[post("/rings/{id}/confirmation")]
async fn confirm(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<RingId>,
    _form: PageForm<StepForm>,
) -> Answer {
    let id = *id;
    act(&app, &visitor, id, "ring-confirmed", move |conn, actor, now| {
        rings::confirm_ring(conn, actor, id, now)
    })
    .await
}

#[post("/rings/{id}/confirmation/withdrawal")]
async fn withdraw(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<RingId>,
    _form: PageForm<StepForm>,
) -> Answer {
    let id = *id;
    act(&app, &visitor, id, "ring-withdrawn", move |conn, actor, now| {
        rings::withdraw_confirmation(conn, actor, id, now)
    })
    .await
}

#[post("/rings/{id}/refusal")]
async fn refuse(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<RingId>,
    form: PageForm<StepForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    act(&app, &visitor, id, "ring-declined", move |conn, actor, now| {
        let reason = names::optional_paragraphs("reason", Some(&form.reason), REASON_MAX)?;
        rings::refuse_ring(conn, actor, id, reason.as_deref(), now)
    })
    .await
}

#[post("/rings/{id}/cancellation")]
async fn cancel(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<RingId>,
    form: PageForm<StepForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    act(&app, &visitor, id, "ring-cancelled", move |conn, actor, now| {
        let reason = names::optional_paragraphs("reason", Some(&form.reason), REASON_MAX)?;
        rings::cancel_ring(conn, actor, id, reason.as_deref(), now)
    })
    .await
}

#[post("/rings/{id}/legs/{position}/delivery")]
async fn deliver(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(RingId, i64)>,
    _form: PageForm<StepForm>,
) -> Answer {
    let (id, position) = path.into_inner();
    act(&app, &visitor, id, "ring-delivered", move |conn, actor, now| {
        rings::deliver_leg(conn, actor, id, position, now)
    })
    .await
}

#[post("/rings/{id}/legs/{position}/receipt")]
async fn receive(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(RingId, i64)>,
    _form: PageForm<StepForm>,
) -> Answer {
    let (id, position) = path.into_inner();
    act(&app, &visitor, id, "ring-received", move |conn, actor, now| {
        rings::receive_leg(conn, actor, id, position, now)
    })
    .await
}

#[post("/rings/{id}/legs/{position}/dispute")]
async fn dispute(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(RingId, i64)>,
    form: PageForm<StepForm>,
) -> Answer {
    let ((id, position), form) = (path.into_inner(), form.0);
    act(
        &app,
        &visitor,
        id,
        "exchange-disputed",
        move |conn, actor, now| {
            let reason = names::paragraphs("reason", &form.reason, REASON_MAX)?;
            rings::dispute_leg(conn, actor, id, position, &reason, now)
        },
    )
    .await
}

#[post("/rings/{id}/legs/{position}/resolution")]
async fn resolve(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(RingId, i64)>,
    form: PageForm<StepForm>,
) -> Answer {
    let ((id, position), form) = (path.into_inner(), form.0);
    act(
        &app,
        &visitor,
        id,
        "exchange-resolved",
        move |conn, actor, now| {
            let resolution = Resolution {
                minutes: duration(&form.hours, &form.minutes)?.unwrap_or(0),
                note: names::paragraphs("reason", &form.reason, REASON_MAX)?,
            };
            rings::resolve_leg(conn, actor, id, position, &resolution, now)
        },
    )
    .await
}

#[post("/rings/{id}/legs/{position}/review")]
async fn write_review(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(RingId, i64)>,
    form: PageForm<StepForm>,
) -> Answer {
    let (leg, form) = (path.into_inner(), form.0);
    act(
        &app,
        &visitor,
        leg.0,
        "exchange-reviewed",
        move |conn, actor, now| {
            let body = names::optional_paragraphs("reason", Some(&form.reason), REASON_MAX)?;
            rings::review_leg(conn, actor, leg, rating(&form.rating)?, body.as_deref(), now).map(|_| ())
        },
    )
    .await
}
