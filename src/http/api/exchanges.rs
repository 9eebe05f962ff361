//! Exchanges: one resource per step.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::db::Conn;
use crate::exchanges::{self, Exchange, ExchangeDetail, ProposedTime, Side, Status, Step, Terms, rules};
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Json, ListQuery, OptionalJson, Query};
use crate::kernel::cents::Money;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ExchangeId, ListingId, MemberId, ReviewId};
use crate::kernel::names;
use crate::kernel::pages::{Page, Slice};
use crate::{market, members};

/// Longest message, reason or review, in characters.
pub const MESSAGE_MAX: usize = 2_000;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(create_exchange)
        .service(list_exchanges)
        .service(get_exchange)
        .service(create_agreement)
        .service(create_refusal)
        .service(create_cancellation)
        .service(create_delivery)
        .service(create_confirmation)
        .service(create_dispute)
        .service(create_resolution)
        .service(create_review)
        .service(list_member_reviews);
}

/// A member as others read them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberRef {
    pub id: MemberId,
    pub display_name: String,
}

/// An exchange as its two members see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExchangeView {
    pub id: ExchangeId,
    pub listing_id: ListingId,
    pub listing_title: String,
    pub status: Status,
    pub terms: Terms,
    /// Minutes agreed on.
    pub minutes: i64,
    pub money: Option<Money>,
    pub message: Option<String>,
    pub proposed_times: Vec<ProposedTime>,
    pub giver: MemberRef,
    pub receiver: MemberRef,
    pub proposer_id: MemberId,
    /// Minutes the giver says they gave.
    pub delivered_minutes: Option<i64>,
    /// Minutes posted, or recorded as a gift.
    pub settled_minutes: Option<i64>,
    /// The member who is waited for.
    pub turn: Option<MemberId>,
    /// Until when.
    pub due_at: Option<Moment>,
    /// What happens by itself at `due_at`.
    pub otherwise: Option<Step>,
    /// The steps that are open to you now.
    pub open_steps: Vec<Step>,
    /// The linked transfers of the settlement.
    pub transfer_group_id: Option<String>,
    /// Rule versions the settlement obeyed.
    #[schema(value_type = Object)]
    pub rule_versions: serde_json::Value,
    pub steps: Vec<StepView>,
    pub reviews: Vec<ReviewView>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// Who did what when.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepView {
    pub step: Step,
    pub by: Option<MemberId>,
    pub at: Moment,
    pub minutes: Option<i64>,
    pub note: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewView {
    pub id: ReviewId,
    pub author: MemberRef,
    pub subject_id: MemberId,
    pub rating: i64,
    pub body: Option<String>,
    pub created_at: Moment,
}

/// One line of a list of exchanges.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExchangeLine {
    pub id: ExchangeId,
    pub listing_id: ListingId,
    pub status: Status,
    pub terms: Terms,
    pub minutes: i64,
    pub side: Option<Side>,
    pub other: MemberRef,
    pub turn: Option<MemberId>,
    pub due_at: Option<Moment>,
    pub created_at: Moment,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewExchange {
    pub listing_id: ListingId,
    /// Whole minutes; the listing's own figure, or an hour, when absent.
    #[serde(default)]
    pub minutes: Option<i64>,
    pub terms: Terms,
    #[serde(default)]
    pub money: Option<Money>,
    #[serde(default)]
    pub message: Option<String>,
    #[serde(default)]
    pub proposed_times: Vec<TimeInput>,
}

/// A moment, or a span.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum TimeInput {
    Moment(Moment),
    Span(ProposedTime),
}

#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    #[serde(default)]
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DisputeInput {
    pub reason: String,
}

#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    /// Minutes really given; those agreed on when absent.
    #[serde(default)]
    pub minutes: Option<i64>,
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ResolutionInput {
    /// Minutes that count as given; 0 releases everything.
    pub minutes: i64,
    pub note: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ReviewInput {
    /// 1 to 5.
    pub rating: i64,
    #[serde(default)]
    pub body: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct ExchangeQuery {
    pub status: Option<Status>,
    pub listing_id: Option<ListingId>,
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// Propose an exchange about a listing
#[utoipa::path(request_body = NewExchange, responses((status = 201, body = ExchangeView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/exchanges")]
async fn create_exchange(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    body: Json<NewExchange>,
) -> Answer {
    let proposal = parse_proposal(&body.0)?;
    app.create_as(&auth, key, "exchanges", 201, &body.0, move |conn, actor, now| {
        let exchange = exchanges::propose(conn, actor, &proposal, now)?;
        view(conn, actor, exchange.id)
    })
    .await
}

fn parse_proposal(body: &NewExchange) -> Result<exchanges::Proposal> {
    let money_cents = body
        .money
        .as_ref()
        .map(|money| money.to_cents("money"))
        .transpose()?;
    let proposed_times = body
        .proposed_times
        .iter()
        .map(|time| match time {
            TimeInput::Moment(at) => ProposedTime {
                starts_at: *at,
                ends_at: None,
            },
            TimeInput::Span(span) => *span,
        })
        .collect();
    Ok(exchanges::Proposal {
        listing_id: body.listing_id,
        terms: body.terms,
        minutes: body.minutes,
        money_cents,
        message: names::optional_paragraphs("message", body.message.as_deref(), MESSAGE_MAX)?,
        proposed_times,
    })
}

/// My exchanges, newest first
#[utoipa::path(params(ExchangeQuery), responses((status = 200, body = Page<ExchangeLine>), (status = 401, body = Problem), (status = 422, body = Problem)))]
#[get("/exchanges")]
async fn list_exchanges(app: web::Data<App>, auth: Auth, query: Query<ExchangeQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), query.0.limit)?;
    let page = app
        .read_as(&auth, move |conn, actor| {
            let page = exchanges::list_mine(conn, actor, query.0.status, query.0.listing_id, slice)?;
            lines(conn, actor, page)
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

fn lines(conn: &mut Conn, actor: &members::Actor, page: Page<Exchange>) -> Result<Page<ExchangeLine>> {
    let others: Vec<MemberId> = page.items.iter().map(|e| e.other_than(actor.member_id)).collect();
    let names = members::list_names(conn, &others)?;
    Ok(page.map(|exchange| {
        let other = exchange.other_than(actor.member_id);
        ExchangeLine {
            id: exchange.id,
            listing_id: exchange.listing_id,
            status: exchange.status,
            terms: exchange.terms,
            minutes: exchange.minutes,
            side: exchange.side_of(actor.member_id),
            turn: rules::turn(&exchange),
            due_at: exchange.due_at,
            created_at: exchange.created_at,
            other: MemberRef {
                id: other,
                display_name: names.get(&other).cloned().unwrap_or_default(),
            },
        }
    }))
}

/// One exchange
#[utoipa::path(responses((status = 200, body = ExchangeView), (status = 401, body = Problem), (status = 404, body = Problem)))]
#[get("/exchanges/{id}")]
async fn get_exchange(app: web::Data<App>, auth: Auth, id: web::Path<ExchangeId>) -> Answer {
    let found = app
        .read_as(&auth, move |conn, actor| view(conn, actor, *id))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// The other side agrees; the minutes are held
#[utoipa::path(responses((status = 201, body = ExchangeView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/exchanges/{id}/agreement")]
async fn create_agreement(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ExchangeId>,
) -> Answer {
    let id = *id;
    app.create_as(
        &auth,
        key,
        format!("exchanges/{id}/agreement"),
        201,
        &(),
        move |conn, actor, now| {
            exchanges::agree(conn, actor, id, now)?;
            view(conn, actor, id)
        },
    )
    .await
}

/// The other side refuses
#[utoipa::path(request_body = Option<Reason>, responses((status = 201, body = ExchangeView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/exchanges/{id}/refusal")]
async fn create_refusal(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ExchangeId>,
    body: OptionalJson<Reason>,
) -> Answer {
    let id = *id;
    let reason = names::optional_paragraphs("reason", body.0.reason.as_deref(), MESSAGE_MAX)?;
    app.create_as(
        &auth,
        key,
        format!("exchanges/{id}/refusal"),
        201,
        &body.0,
        move |conn, actor, now| {
            exchanges::refuse(conn, actor, id, reason.as_deref(), now)?;
            view(conn, actor, id)
        },
    )
    .await
}

/// Either side steps back before the delivery; what was held is released
#[utoipa::path(request_body = Option<Reason>, responses((status = 201, body = ExchangeView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/exchanges/{id}/cancellation")]
async fn create_cancellation(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ExchangeId>,
    body: OptionalJson<Reason>,
) -> Answer {
    let id = *id;
    let reason = names::optional_paragraphs("reason", body.0.reason.as_deref(), MESSAGE_MAX)?;
    app.create_as(
        &auth,
        key,
        format!("exchanges/{id}/cancellation"),
        201,
        &body.0,
        move |conn, actor, now| {
            exchanges::cancel(conn, actor, id, reason.as_deref(), now)?;
            view(conn, actor, id)
        },
    )
    .await
}

/// The giver says what was given
#[utoipa::path(request_body = Option<Delivery>, responses((status = 201, body = ExchangeView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/exchanges/{id}/delivery")]
async fn create_delivery(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ExchangeId>,
    body: OptionalJson<Delivery>,
) -> Answer {
    let id = *id;
    let note = names::optional_paragraphs("note", body.0.note.as_deref(), MESSAGE_MAX)?;
    let minutes = body.0.minutes;
    app.create_as(
        &auth,
        key,
        format!("exchanges/{id}/delivery"),
        201,
        &body.0,
        move |conn, actor, now| {
            exchanges::deliver(conn, actor, id, minutes, note.as_deref(), now)?;
            view(conn, actor, id)
        },
    )
    .await
}

/// The receiver confirms; the minutes are posted, the rest is released, the levy goes to the fund
#[utoipa::path(responses((status = 201, body = ExchangeView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/exchanges/{id}/confirmation")]
async fn create_confirmation(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ExchangeId>,
) -> Answer {
    let id = *id;
    app.create_as(
        &auth,
        key,
        format!("exchanges/{id}/confirmation"),
        201,
        &(),
        move |conn, actor, now| {
            exchanges::confirm(conn, actor, id, now)?;
            view(conn, actor, id)
        },
    )
    .await
}

/// Either side says that something went wrong
#[utoipa::path(request_body = DisputeInput, responses((status = 201, body = ExchangeView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/exchanges/{id}/dispute")]
async fn create_dispute(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ExchangeId>,
    body: Json<DisputeInput>,
) -> Answer {
    let id = *id;
    let reason = names::paragraphs("reason", &body.0.reason, MESSAGE_MAX)?;
    app.create_as(
        &auth,
        key,
        format!("exchanges/{id}/dispute"),
        201,
        &body.0,
        move |conn, actor, now| {
            exchanges::dispute(conn, actor, id, &reason, now)?;
            view(conn, actor, id)
        },
    )
    .await
}

/// A mediator decides how many minutes count as given
#[utoipa::path(request_body = ResolutionInput, responses((status = 201, body = ExchangeView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/exchanges/{id}/resolution")]
async fn create_resolution(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ExchangeId>,
    body: Json<ResolutionInput>,
) -> Answer {
    let id = *id;
    let note = names::paragraphs("note", &body.0.note, MESSAGE_MAX)?;
    let resolution = exchanges::Resolution {
        minutes: body.0.minutes,
        note,
    };
    app.create_as(
        &auth,
        key,
        format!("exchanges/{id}/resolution"),
        201,
        &body.0,
        move |conn, actor, now| {
            exchanges::resolve(conn, actor, id, &resolution, now)?;
            view(conn, actor, id)
        },
    )
    .await
}

/// Say once how it went
#[utoipa::path(request_body = ReviewInput, responses((status = 201, body = ReviewView), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/exchanges/{id}/review")]
async fn create_review(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ExchangeId>,
    body: Json<ReviewInput>,
) -> Answer {
    let id = *id;
    let text = names::optional_paragraphs("body", body.0.body.as_deref(), MESSAGE_MAX)?;
    let rating = body.0.rating;
    app.create_as(
        &auth,
        key,
        format!("exchanges/{id}/review"),
        201,
        &body.0,
        move |conn, actor, now| {
            let review = exchanges::review(conn, actor, id, rating, text.as_deref(), now)?;
            Ok(review_views(conn, vec![review])?.pop())
        },
    )
    .await
}

/// What others said of a member
#[utoipa::path(params(ListQuery), responses((status = 200, body = Page<ReviewView>), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
#[get("/members/{id}/reviews")]
async fn list_member_reviews(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<MemberId>,
    query: Query<ListQuery>,
) -> Answer {
    let slice = query.0.slice()?;
    let page = app
        .read_as(&auth, move |conn, actor| {
            let page = exchanges::list_reviews_of(conn, actor, *id, slice)?;
            let next = page.next.clone();
            Ok(Page {
                items: review_views(conn, page.items)?,
                next,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Reviews with the names of who wrote them.
pub(super) fn review_views(conn: &mut Conn, reviews: Vec<exchanges::Review>) -> Result<Vec<ReviewView>> {
    let authors: Vec<MemberId> = reviews.iter().map(|review| review.author_id).collect();
    let names = members::list_names(conn, &authors)?;
    Ok(reviews
        .into_iter()
        .map(|review| ReviewView {
            id: review.id,
            author: MemberRef {
                id: review.author_id,
                display_name: names.get(&review.author_id).cloned().unwrap_or_default(),
            },
            subject_id: review.subject_id,
            rating: review.rating,
            body: review.body,
            created_at: review.created_at,
        })
        .collect())
}

/// One exchange with names and what is open to `actor`.
fn view(conn: &mut Conn, actor: &members::Actor, id: ExchangeId) -> Result<ExchangeView> {
    let ExchangeDetail {
        exchange,
        times,
        steps,
        reviews,
    } = exchanges::get(conn, actor, id)?;
    let names = members::list_names(conn, &[exchange.giver_id, exchange.receiver_id])?;
    let member = |id: MemberId| MemberRef {
        id,
        display_name: names.get(&id).cloned().unwrap_or_default(),
    };
    let listing = market::get_listing(conn, actor.ecosystem_id, exchange.listing_id)?;
    Ok(ExchangeView {
        id: exchange.id,
        listing_id: exchange.listing_id,
        listing_title: listing.title,
        status: exchange.status,
        terms: exchange.terms,
        minutes: exchange.minutes,
        money: exchange.money_cents.map(Money::from_cents),
        proposed_times: times,
        giver: member(exchange.giver_id),
        receiver: member(exchange.receiver_id),
        proposer_id: exchange.proposer_id,
        delivered_minutes: exchange.delivered_minutes,
        settled_minutes: exchange.settled_minutes,
        turn: rules::turn(&exchange),
        due_at: exchange.due_at,
        otherwise: rules::otherwise(exchange.status),
        open_steps: rules::steps_open_to(&exchange, actor.member_id),
        transfer_group_id: exchange.transfer_group_id.map(|id| id.to_string()),
        rule_versions: serde_json::from_str(&exchange.rule_versions)?,
        steps: steps
            .into_iter()
            .map(|s| StepView {
                step: s.step,
                by: s.by_member_id,
                at: s.at,
                minutes: s.minutes,
                note: s.note,
            })
            .collect(),
        reviews: review_views(conn, reviews)?,
        created_at: exchange.created_at,
        updated_at: exchange.updated_at,
        message: exchange.message,
    })
}
