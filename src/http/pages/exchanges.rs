//! Pages of exchanges: each says whose turn it is, until when, and what happens otherwise.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{FormProblem, PageForm, Seen, Ui, Visitor, done, render, render_as};
use crate::db::Conn;
use crate::exchanges::{self, Exchange, ExchangeDetail, ProposedTime, Status, Step, Terms, rules};
use crate::http::{Answer, App, Query};
use crate::kernel::cents::{Money, parse_euros};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{ExchangeId, ListingId, MemberId};
use crate::kernel::pages::Slice;
use crate::kernel::{minutes, names};
use crate::matching::rings;
use crate::members::{Actor, Permission};
use crate::{market, members};

/// Longest message, reason or review, in characters.
const MESSAGE_MAX: usize = 2_000;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(disputes)
        .service(show)
        .service(agree)
        .service(refuse)
        .service(cancel)
        .service(deliver)
        .service(confirm)
        .service(dispute)
        .service(resolve)
        .service(review);
}

/// One line of the list.
struct Line {
    id: String,
    title: String,
    other: String,
    status: Status,
    terms: String,
    is_my_turn: bool,
    due_at: Option<Moment>,
    i_give: bool,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "exchanges/list.html")]
struct ListPage {
    ui: Ui,
    mine_to_do: Vec<Line>,
    others: Vec<Line>,
    next: String,
    mediates: bool,
    is_first: bool,
}

#[derive(Deserialize)]
struct ListQuery {
    cursor: Option<String>,
}

#[get("/exchanges")]
async fn list(app: web::Data<App>, visitor: Visitor, query: Query<ListQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), None)?;
    let is_first = slice.after.is_none();
    let (ui, (lines, next, mediates)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let page = exchanges::list_mine(conn, actor, None, None, slice)?;
            let lines = page
                .items
                .iter()
                .map(|e| line(conn, actor, e))
                .collect::<Result<Vec<_>>>()?;
            Ok((lines, page.next, actor.may(Permission::ResolveDispute)))
        })
        .await?;
    let (mine_to_do, others) = lines.into_iter().partition(|line| line.is_my_turn);
    let next = next
        .map(|cursor| format!("/exchanges?cursor={cursor}"))
        .unwrap_or_default();
    render(&ListPage {
        ui,
        mine_to_do,
        others,
        next,
        mediates,
        is_first,
    })
}

fn line(conn: &mut Conn, actor: &Actor, exchange: &Exchange) -> Result<Line> {
    let other = exchange.other_than(actor.member_id);
    let names = members::list_names(conn, &[other])?;
    let listing = market::get_listing(conn, actor.ecosystem_id, exchange.listing_id)?;
    Ok(Line {
        id: exchange.id.to_string(),
        title: listing.title,
        other: names.get(&other).cloned().unwrap_or_default(),
        status: exchange.status,
        terms: terms_in_words(exchange, actor.locale),
        is_my_turn: rules::turn(exchange) == Some(actor.member_id),
        due_at: exchange.due_at,
        i_give: exchange.giver_id == actor.member_id,
    })
}

/// `gift, 2 h` · `2 h` · `25.00 €`.
fn terms_in_words(exchange: &Exchange, locale: crate::i18n::Locale) -> String {
    match exchange.terms {
        Terms::Gift => crate::i18n::text_with(
            locale,
            "exchange-terms-gift",
            &[("duration", minutes::show(exchange.minutes).into())],
        ),
        Terms::Time => minutes::show(exchange.minutes),
        Terms::Money => format!(
            "{} €",
            Money::from_cents(exchange.money_cents.unwrap_or(0)).amount
        ),
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "exchanges/disputes.html")]
struct DisputesPage {
    ui: Ui,
    disputes: Vec<DisputeLine>,
}

/// Something that waits for a mediator, an exchange or a ring.
struct DisputeLine {
    path: String,
    title: String,
    is_ring: bool,
    since: Moment,
}

/// What waits for a mediator, the longest first.
#[get("/disputes")]
async fn disputes(app: web::Data<App>, visitor: Visitor) -> Answer {
    let (ui, disputes) = app
        .page(&visitor, |conn, seen| {
            let actor = seen.actor()?;
            let mut lines = Vec::new();
            for exchange in exchanges::list_to_mediate(conn, actor)? {
                lines.push(DisputeLine {
                    path: format!("/exchanges/{}", exchange.id),
                    title: market::get_listing(conn, actor.ecosystem_id, exchange.listing_id)?.title,
                    is_ring: false,
                    since: exchange.updated_at,
                });
            }
            for ring in rings::list_to_mediate(conn, actor)? {
                let disputed = ring.legs.iter().filter(|view| view.leg.is_disputed());
                lines.extend(disputed.map(|view| DisputeLine {
                    path: format!("/rings/{}", ring.ring.id),
                    title: view.request_title.clone(),
                    is_ring: true,
                    since: view.leg.disputed_at.unwrap_or(ring.ring.updated_at),
                }));
            }
            lines.sort_by_key(|line| line.since);
            Ok(lines)
        })
        .await?;
    render(&DisputesPage { ui, disputes })
}

/// One step in the timeline.
struct TimelineStep {
    step: Step,
    by: String,
    at: Moment,
    minutes: Option<i64>,
    note: String,
}

struct ReviewLine {
    author: String,
    rating: i64,
    body: String,
}

/// What the page of one exchange shows.
struct Shown {
    exchange: Exchange,
    listing_title: String,
    giver: String,
    receiver: String,
    other: String,
    turn_name: String,
    is_my_turn: bool,
    open: Vec<Step>,
    timeline: Vec<TimelineStep>,
    times: Vec<ProposedTime>,
    reviews: Vec<ReviewLine>,
    may_review: bool,
    terms: String,
    levy_minutes: i64,
}

impl Shown {
    fn can(&self, step: &str) -> bool {
        self.open.iter().any(|open| open.as_str() == step)
    }
    fn review_action(&self) -> String {
        format!("/exchanges/{}/review", self.exchange.id)
    }
    fn hours(&self) -> String {
        (self.exchange.minutes / 60).to_string()
    }
    fn minutes_past_hour(&self) -> String {
        (self.exchange.minutes % 60).to_string()
    }
    /// What happens by itself at the due date.
    fn otherwise_in_words(&self, ui: &Ui) -> String {
        ui.t(&format!(
            "exchange-otherwise-{}-{}",
            self.exchange.status, self.exchange.terms
        ))
    }
    /// Who is waited for, and for what.
    fn waiting_in_words(&self, ui: &Ui) -> String {
        ui.t1(
            &format!("exchange-turn-theirs-{}", self.exchange.status),
            "name",
            &self.turn_name,
        )
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "exchanges/show.html")]
struct ShowPage {
    ui: Ui,
    x: Shown,
    problem: FormProblem,
}

#[get("/exchanges/{id}")]
async fn show(app: web::Data<App>, visitor: Visitor, id: web::Path<ExchangeId>) -> Answer {
    let (ui, x) = app
        .page(&visitor, move |conn, seen| shown(conn, seen, *id))
        .await?;
    render(&ShowPage {
        ui,
        x,
        problem: FormProblem::none(),
    })
}

fn shown(conn: &mut Conn, seen: &Seen, id: ExchangeId) -> Result<Shown> {
    let actor = seen.actor()?;
    let me = actor.member_id;
    let ExchangeDetail {
        exchange,
        times,
        steps,
        reviews,
    } = exchanges::get(conn, actor, id)?;
    let mut people: Vec<MemberId> = vec![exchange.giver_id, exchange.receiver_id];
    people.extend(steps.iter().filter_map(|step| step.by_member_id));
    let names = members::list_names(conn, &people)?;
    let name = |id: MemberId| names.get(&id).cloned().unwrap_or_default();
    let listing = market::get_listing(conn, actor.ecosystem_id, exchange.listing_id)?;
    let turn = rules::turn(&exchange);
    let is_party = exchange.side_of(me).is_some();
    let rules_now = crate::rulebook::read(conn, actor.ecosystem_id)?;
    let levy_rate = rules_now.number(crate::rulebook::Key::LevyRateBp);
    Ok(Shown {
        listing_title: listing.title,
        giver: name(exchange.giver_id),
        receiver: name(exchange.receiver_id),
        other: name(exchange.other_than(me)),
        turn_name: turn.map(name).unwrap_or_default(),
        is_my_turn: turn == Some(me),
        open: if is_party || actor.may(Permission::ResolveDispute) {
            rules::steps_open_to(&exchange, me)
        } else {
            vec![]
        },
        timeline: steps
            .into_iter()
            .map(|step| TimelineStep {
                step: step.step,
                by: step.by_member_id.map(name).unwrap_or_default(),
                at: step.at,
                minutes: step.minutes,
                note: step.note.unwrap_or_default(),
            })
            .collect(),
        times,
        may_review: is_party && exchange.status.is_reviewable() && reviews.iter().all(|r| r.author_id != me),
        reviews: reviews
            .into_iter()
            .map(|r| ReviewLine {
                author: name(r.author_id),
                rating: r.rating,
                body: r.body.unwrap_or_default(),
            })
            .collect(),
        terms: terms_in_words(&exchange, actor.locale),
        levy_minutes: minutes::share_bp(exchange.delivered_minutes.unwrap_or(exchange.minutes), levy_rate),
        exchange,
    })
}

#[derive(Deserialize)]
struct ProposeForm {
    listing_id: ListingId,
    terms: Terms,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    money: String,
    #[serde(default)]
    message: String,
    /// Local date and time of a moment that would suit, as `<input type="datetime-local">` sends it.
    #[serde(default)]
    time: String,
}

/// The form on a listing's page. What can be mended is told on a page that keeps the text.
#[post("/exchanges")]
async fn create(
    app: web::Data<App>,
    visitor: Visitor,
    req: HttpRequest,
    form: PageForm<ProposeForm>,
) -> Answer {
    let form = form.0;
    let listing_id = form.listing_id;
    let proposal = move |zone: chrono_tz::Tz| -> Result<exchanges::Proposal> {
        let minutes = duration(&form.hours, &form.minutes)?;
        let money_cents = match form.money.trim() {
            "" => None,
            text => Some(parse_euros(text, "money")?),
        };
        let proposed_times = match form.time.trim() {
            "" => Vec::new(),
            text => vec![ProposedTime {
                starts_at: local_time(text, zone)?,
                ends_at: None,
            }],
        };
        Ok(exchanges::Proposal {
            listing_id: form.listing_id,
            terms: form.terms,
            minutes,
            money_cents,
            message: names::optional_paragraphs("message", Some(&form.message), MESSAGE_MAX)?,
            proposed_times,
        })
    };
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            exchanges::propose(conn, actor, &proposal(actor.time_zone)?, now).map(|e| e.id)
        })
        .await;
    match outcome {
        Ok(id) => Ok(done(&format!("/exchanges/{id}"), "exchange-proposed")),
        Err(error) => {
            let language = crate::http::errors::locale_of(&req);
            let problem = FormProblem::from_error(error, language)?;
            let (ui, ()) = app.page(&visitor, |_, _| Ok(())).await?;
            let page = NotProposed {
                ui,
                problem,
                back: format!("/listings/{listing_id}"),
            };
            render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "exchanges/not_proposed.html")]
struct NotProposed {
    ui: Ui,
    problem: FormProblem,
    back: String,
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

/// Takes a step and goes back to the exchange, or shows it again with what is wrong.
async fn act<F>(app: &App, visitor: &Visitor, id: ExchangeId, word: &'static str, step: F) -> Answer
where
    F: FnMut(&mut Conn, &Actor, Moment) -> Result<()> + Send + 'static,
{
    match app.page_write(visitor, step).await {
        Ok(()) => Ok(done(&format!("/exchanges/{id}"), word)),
        Err(error) => {
            let (ui, x) = app.page(visitor, move |conn, seen| shown(conn, seen, id)).await?;
            let problem = FormProblem::from_error(error, ui.language)?;
            render_as(StatusCode::UNPROCESSABLE_ENTITY, &ShowPage { ui, x, problem })
        }
    }
}

#[post("/exchanges/{id}/agreement")]
async fn agree(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ExchangeId>,
    _form: PageForm<StepForm>,
) -> Answer {
    let id = *id;
    act(&app, &visitor, id, "exchange-agreed", move |conn, actor, now| {
        exchanges::agree(conn, actor, id, now).map(|_| ())
    })
    .await
}

#[post("/exchanges/{id}/refusal")]
async fn refuse(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ExchangeId>,
    form: PageForm<StepForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    act(
        &app,
        &visitor,
        id,
        "exchange-declined",
        move |conn, actor, now| {
            let reason = names::optional_paragraphs("reason", Some(&form.reason), MESSAGE_MAX)?;
            exchanges::refuse(conn, actor, id, reason.as_deref(), now).map(|_| ())
        },
    )
    .await
}

#[post("/exchanges/{id}/cancellation")]
async fn cancel(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ExchangeId>,
    form: PageForm<StepForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    act(
        &app,
        &visitor,
        id,
        "exchange-cancelled",
        move |conn, actor, now| {
            let reason = names::optional_paragraphs("reason", Some(&form.reason), MESSAGE_MAX)?;
            exchanges::cancel(conn, actor, id, reason.as_deref(), now).map(|_| ())
        },
    )
    .await
}

#[post("/exchanges/{id}/delivery")]
async fn deliver(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ExchangeId>,
    form: PageForm<StepForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    act(
        &app,
        &visitor,
        id,
        "exchange-delivered",
        move |conn, actor, now| {
            let minutes = duration(&form.hours, &form.minutes)?;
            let note = names::optional_paragraphs("reason", Some(&form.reason), MESSAGE_MAX)?;
            exchanges::deliver(conn, actor, id, minutes, note.as_deref(), now).map(|_| ())
        },
    )
    .await
}

#[post("/exchanges/{id}/confirmation")]
async fn confirm(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ExchangeId>,
    _form: PageForm<StepForm>,
) -> Answer {
    let id = *id;
    act(
        &app,
        &visitor,
        id,
        "exchange-confirmed",
        move |conn, actor, now| exchanges::confirm(conn, actor, id, now).map(|_| ()),
    )
    .await
}

#[post("/exchanges/{id}/dispute")]
async fn dispute(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ExchangeId>,
    form: PageForm<StepForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    act(
        &app,
        &visitor,
        id,
        "exchange-disputed",
        move |conn, actor, now| {
            let reason = names::paragraphs("reason", &form.reason, MESSAGE_MAX)?;
            exchanges::dispute(conn, actor, id, &reason, now).map(|_| ())
        },
    )
    .await
}

#[post("/exchanges/{id}/resolution")]
async fn resolve(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ExchangeId>,
    form: PageForm<StepForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    act(
        &app,
        &visitor,
        id,
        "exchange-resolved",
        move |conn, actor, now| {
            let minutes = duration(&form.hours, &form.minutes)?.unwrap_or(0);
            let note = names::paragraphs("reason", &form.reason, MESSAGE_MAX)?;
            exchanges::resolve(conn, actor, id, &exchanges::Resolution { minutes, note }, now).map(|_| ())
        },
    )
    .await
}

#[post("/exchanges/{id}/review")]
async fn review(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ExchangeId>,
    form: PageForm<StepForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    act(
        &app,
        &visitor,
        id,
        "exchange-reviewed",
        move |conn, actor, now| {
            let body = names::optional_paragraphs("reason", Some(&form.reason), MESSAGE_MAX)?;
            let rating = rating(&form.rating)?;
            exchanges::review(conn, actor, id, rating, body.as_deref(), now).map(|_| ())
        },
    )
    .await
}

/// A rating as the form sends it.
pub(super) fn rating(text: &str) -> Result<i64> {
    let number = text.parse();
    number.map_err(|_| Refusal::invalid("rating-out-of-range", "rating").into())
}

/// Minutes of two fields, hours and minutes; `None` when both are empty.
pub(super) fn duration(hours: &str, past_hour: &str) -> Result<Option<i64>> {
    let number = |text: &str| -> Result<i64> {
        match text.trim() {
            "" => Ok(0),
            digits => match digits.parse::<i64>() {
                Ok(n) if (0..=minutes::MINUTES_MAX).contains(&n) => Ok(n),
                _ => Err(Refusal::invalid("minutes-out-of-range", "minutes")
                    .with("max", minutes::MINUTES_MAX)
                    .into()),
            },
        }
    };
    if hours.trim().is_empty() && past_hour.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(number(hours)? * 60 + number(past_hour)?))
}

/// A local date and time of a form as a moment; an hour that summer time skips is refused.
fn local_time(text: &str, zone: chrono_tz::Tz) -> Result<Moment> {
    let wrong = || Refusal::invalid("time-not-in-reach", "time");
    let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").map_err(|_| wrong())?;
    let local = naive.and_local_timezone(zone).earliest().ok_or_else(wrong)?;
    Ok(Moment::from_naive_utc(local.naive_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_of_two_fields() {
        assert_eq!(duration("1", "45").unwrap(), Some(105));
        assert_eq!(duration("", "30").unwrap(), Some(30));
        assert_eq!(duration("", " ").unwrap(), None);
        assert!(duration("-1", "").is_err());
        assert!(duration("1e9", "").is_err());
    }

    #[test]
    fn local_times_follow_the_community() {
        let at = local_time("2026-11-24T18:30", chrono_tz::Europe::Paris).unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-24T17:30:00Z");
        assert!(local_time("2027-03-28T02:30", chrono_tz::Europe::Paris).is_err());
    }
}
