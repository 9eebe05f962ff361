//! Rings of members who help each other round: one resource per step.

use actix_web::{HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::exchanges::{
    DisputeInput, MESSAGE_MAX, MemberRef, Reason, ResolutionInput, ReviewInput, ReviewView, review_views,
};
use crate::db::Conn;
use crate::exchanges::Resolution;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Json, OptionalJson, Query};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId, RingId};
use crate::kernel::names;
use crate::kernel::pages::{Page, Slice};
use crate::matching::rings::{
    self, Leg, LegStep, LegTerms, LegView, Ring, RingStatus, RingStep, RingView, rules,
};
use crate::members::{Actor, Permission};

/// Every route of rings.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_rings)
        .service(get_ring)
        .service(create_ring_confirmation)
        .service(delete_ring_confirmation)
        .service(create_ring_refusal)
        .service(create_ring_cancellation)
        .service(create_leg_delivery)
        .service(create_leg_receipt)
        .service(create_leg_dispute)
        .service(create_leg_resolution)
        .service(create_leg_review);
}

/// A listing by its title.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListingRef {
    pub id: ListingId,
    pub title: String,
}

/// One member of a ring helps the next.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RingLeg)]
pub struct LegAnswer {
    /// From 0, the same for every reader; names the leg in the paths of its steps.
    pub position: i64,
    pub giver: MemberRef,
    pub receiver: MemberRef,
    pub offer: ListingRef,
    pub request: ListingRef,
    /// What the receiver gives in return.
    pub terms: LegTerms,
    pub minutes: i64,
    /// How well the offer answers the request, 0 to 1.
    pub score: f64,
    /// When the giver confirmed the ring; null until they answered.
    pub giver_confirmed_at: Option<Moment>,
    /// When the giver said that they helped.
    pub delivered_at: Option<Moment>,
    /// When it counts as received unless the receiver says otherwise.
    pub due_at: Option<Moment>,
    /// When the receiver said that they were helped.
    pub received_at: Option<Moment>,
    /// When it counted as received without the receiver's word.
    pub uncontested_at: Option<Moment>,
    pub dispute: Option<LegDispute>,
    /// Minutes that count as given, once that is clear; they are posted when the ring ends.
    pub counted_minutes: Option<i64>,
    /// What the two said of each other afterwards.
    pub reviews: Vec<ReviewView>,
    /// The steps about this leg that are open to you now.
    pub open_steps: Vec<LegStep>,
}

/// What somebody found not as agreed, and what came of it. The texts are for the giver, the receiver and mediators.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RingLegDispute)]
pub struct LegDispute {
    pub by: Option<MemberId>,
    pub at: Moment,
    pub reason: Option<String>,
    pub resolved_by: Option<MemberId>,
    pub resolved_at: Option<Moment>,
    pub note: Option<String>,
}

impl LegAnswer {
    fn new(view: LegView, reviews: Vec<ReviewView>, open_steps: Vec<LegStep>) -> Self {
        let leg = view.leg;
        let counted_minutes = leg.is_over().then(|| leg.counted_minutes());
        LegAnswer {
            position: leg.position,
            giver: MemberRef {
                id: leg.giver_id,
                display_name: view.giver_name,
            },
            receiver: MemberRef {
                id: leg.receiver_id,
                display_name: view.receiver_name,
            },
            offer: ListingRef {
                id: leg.offer_id,
                title: view.offer_title,
            },
            request: ListingRef {
                id: leg.request_id,
                title: view.request_title,
            },
            terms: leg.terms,
            minutes: leg.minutes,
            score: leg.score_bp as f64 / 10_000.0,
            giver_confirmed_at: leg.confirmed_at,
            delivered_at: leg.delivered_at,
            due_at: leg.due_at,
            received_at: leg.received_at,
            uncontested_at: leg.uncontested_at,
            dispute: leg.disputed_at.map(|at| LegDispute {
                by: leg.disputed_by,
                at,
                reason: leg.dispute_reason,
                resolved_by: leg.resolved_by,
                resolved_at: leg.resolved_at,
                note: leg.resolution_note,
            }),
            counted_minutes,
            reviews,
            open_steps,
        }
    }
}

/// A ring as one of its members sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ring)]
pub struct RingAnswer {
    pub id: RingId,
    pub status: RingStatus,
    /// Minutes of each leg.
    pub minutes: i64,
    /// Yours first: whom you help, and round to who helps you.
    pub legs: Vec<LegAnswer>,
    /// The ring in words, a sentence a leg, in your language.
    pub in_words: Vec<String>,
    /// The steps that are open to you now.
    pub open_steps: Vec<RingStep>,
    /// Minutes it adds to your balance when it is settled, or added, before the levy on what you earn.
    pub balance_change_minutes: i64,
    /// When it ends by itself.
    pub due_at: Option<Moment>,
    /// Who declined or cancelled it.
    pub ended_by: Option<MemberRef>,
    pub end_reason: Option<String>,
    /// The linked transfers of the settlement.
    pub transfer_group_id: Option<String>,
    /// Rule versions the settlement obeyed.
    #[schema(value_type = Object)]
    pub rule_versions: serde_json::Value,
    pub created_at: Moment,
    pub updated_at: Moment,
}

fn answer(conn: &mut Conn, view: RingView, actor: &Actor) -> Result<RingAnswer> {
    let me = actor.member_id;
    let in_words = view.in_words(me, actor.locale);
    let told: Vec<LegView> = view.told_to(me).into_iter().cloned().collect();
    let legs: Vec<Leg> = told.iter().map(|view| view.leg.clone()).collect();
    let ring = view.ring;
    let ended_by = ring.ended_by.map(|id| MemberRef {
        id,
        display_name: view.ended_by_name.unwrap_or_default(),
    });
    Ok(RingAnswer {
        id: ring.id,
        status: ring.status,
        minutes: ring.minutes,
        open_steps: rules::steps_open_to(&ring, &legs, me),
        balance_change_minutes: rules::balance_change(&ring, &legs, me),
        legs: told
            .into_iter()
            .map(|view| {
                let open = steps_about(&ring, &legs, &view.leg, actor);
                let reviews = review_views(conn, view.reviews.clone())?;
                Ok(LegAnswer::new(view, reviews, open))
            })
            .collect::<Result<Vec<_>>>()?,
        in_words,
        due_at: ring.due_at,
        ended_by,
        end_reason: ring.end_reason,
        transfer_group_id: ring.transfer_group_id.map(|id| id.to_string()),
        rule_versions: serde_json::from_str(&ring.rule_versions)?,
        created_at: ring.created_at,
        updated_at: ring.updated_at,
    })
}

/// What the actor may do about a leg: deciding is for mediators.
fn steps_about(ring: &Ring, legs: &[Leg], leg: &Leg, actor: &Actor) -> Vec<LegStep> {
    let mut open = rules::leg_steps_open_to(ring, legs, leg, actor.member_id);
    open.retain(|step| *step != LegStep::Resolution || actor.may(Permission::ResolveDispute));
    open
}

fn view(conn: &mut Conn, actor: &Actor, id: RingId) -> Result<RingAnswer> {
    let view = rings::get_ring(conn, actor, id)?;
    answer(conn, view, actor)
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct RingQuery {
    pub status: Option<RingStatus>,
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// My rings, newest first.
#[utoipa::path(
    tag = "matching",
    params(RingQuery),
    responses(
        (status = 200, body = Page<RingAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[get("/rings")]
async fn list_rings(app: web::Data<App>, auth: Auth, query: Query<RingQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), query.0.limit)?;
    let page = app
        .read_as(&auth, move |conn, actor| {
            let page = rings::list_my_rings(conn, actor, query.0.status, slice)?;
            let items = page.items.into_iter().map(|view| answer(conn, view, actor));
            Ok(Page {
                items: items.collect::<Result<Vec<_>>>()?,
                next: page.next,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// One of my rings; for mediators also one that is or was disputed.
#[utoipa::path(
    tag = "matching",
    params(("id" = RingId, Path, description = "The ring")),
    responses(
        (status = 200, body = RingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)
    )
)]
#[get("/rings/{id}")]
async fn get_ring(app: web::Data<App>, auth: Auth, id: web::Path<RingId>) -> Answer {
    let found = app
        .read_as(&auth, move |conn, actor| view(conn, actor, *id))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Confirm a proposed ring. The last confirmation makes the agreement: the hours of every leg are held, all or none.
#[utoipa::path(
    tag = "matching",
    params(
        ("id" = RingId, Path, description = "The ring"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 201, body = RingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/rings/{id}/confirmation")]
async fn create_ring_confirmation(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<RingId>,
) -> Answer {
    let route = format!("rings/{id}/confirmation");
    app.create_as(&auth, key, route, 201, &(), move |conn, actor, now| {
        rings::confirm_ring(conn, actor, *id, now)?;
        view(conn, actor, *id)
    })
    .await
}

/// Take my confirmation back, as long as not everybody confirmed.
#[utoipa::path(
    tag = "matching",
    params(("id" = RingId, Path, description = "The ring")),
    responses(
        (status = 200, body = RingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[delete("/rings/{id}/confirmation")]
async fn delete_ring_confirmation(app: web::Data<App>, auth: Auth, id: web::Path<RingId>) -> Answer {
    let found = app
        .write_as(&auth, move |conn, actor, now| {
            rings::withdraw_confirmation(conn, actor, *id, now)?;
            view(conn, actor, *id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Decline a proposed ring: it is over for all.
#[utoipa::path(
    tag = "matching",
    params(
        ("id" = RingId, Path, description = "The ring"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = Option<Reason>,
    responses(
        (status = 201, body = RingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/rings/{id}/refusal")]
async fn create_ring_refusal(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<RingId>,
    body: OptionalJson<Reason>,
) -> Answer {
    let reason = names::optional_paragraphs("reason", body.0.reason.as_deref(), MESSAGE_MAX)?;
    let route = format!("rings/{id}/refusal");
    app.create_as(&auth, key, route, 201, &body.0, move |conn, actor, now| {
        rings::refuse_ring(conn, actor, *id, reason.as_deref(), now)?;
        view(conn, actor, *id)
    })
    .await
}

/// Step back from an agreed ring: what was received is settled, the rest released, and every one is free. Not while help is
/// disputed, or somebody who says that they helped has no answer.
#[utoipa::path(
    tag = "matching",
    params(
        ("id" = RingId, Path, description = "The ring"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = Option<Reason>,
    responses(
        (status = 201, body = RingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/rings/{id}/cancellation")]
async fn create_ring_cancellation(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<RingId>,
    body: OptionalJson<Reason>,
) -> Answer {
    let reason = names::optional_paragraphs("reason", body.0.reason.as_deref(), MESSAGE_MAX)?;
    let route = format!("rings/{id}/cancellation");
    app.create_as(&auth, key, route, 201, &body.0, move |conn, actor, now| {
        rings::cancel_ring(conn, actor, *id, reason.as_deref(), now)?;
        view(conn, actor, *id)
    })
    .await
}

/// Say that I helped. Unless the receiver answers, it counts as received after the time the rules give.
#[utoipa::path(
    tag = "matching",
    params(
        ("id" = RingId, Path, description = "The ring"),
        ("position" = i64, Path, description = "The leg, from 0"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 201, body = RingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/rings/{id}/legs/{position}/delivery")]
async fn create_leg_delivery(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    path: web::Path<(RingId, i64)>,
) -> Answer {
    let (id, position) = path.into_inner();
    let route = format!("rings/{id}/legs/{position}/delivery");
    app.create_as(&auth, key, route, 201, &(), move |conn, actor, now| {
        rings::deliver_leg(conn, actor, id, position, now)?;
        view(conn, actor, id)
    })
    .await
}

/// Say that I was helped. When every leg was received the ring is settled: linked transfers, all or none.
#[utoipa::path(
    tag = "matching",
    params(
        ("id" = RingId, Path, description = "The ring"),
        ("position" = i64, Path, description = "The leg, from 0"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 201, body = RingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/rings/{id}/legs/{position}/receipt")]
async fn create_leg_receipt(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    path: web::Path<(RingId, i64)>,
) -> Answer {
    let (id, position) = path.into_inner();
    let route = format!("rings/{id}/legs/{position}/receipt");
    app.create_as(&auth, key, route, 201, &(), move |conn, actor, now| {
        rings::receive_leg(conn, actor, id, position, now)?;
        view(conn, actor, id)
    })
    .await
}

/// Say that the help of a leg was not as agreed, as its giver or receiver. Until a mediator decides, nothing of the ring
/// happens by itself.
#[utoipa::path(
    tag = "matching",
    params(
        ("id" = RingId, Path, description = "The ring"),
        ("position" = i64, Path, description = "The leg, from 0"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = DisputeInput,
    responses(
        (status = 201, body = RingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/rings/{id}/legs/{position}/dispute")]
async fn create_leg_dispute(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    path: web::Path<(RingId, i64)>,
    body: Json<DisputeInput>,
) -> Answer {
    let (id, position) = path.into_inner();
    let reason = names::paragraphs("reason", &body.0.reason, MESSAGE_MAX)?;
    let route = format!("rings/{id}/legs/{position}/dispute");
    app.create_as(&auth, key, route, 201, &body.0, move |conn, actor, now| {
        rings::dispute_leg(conn, actor, id, position, &reason, now)?;
        view(conn, actor, id)
    })
    .await
}

/// A mediator who takes no part in the ring decides how many minutes of a disputed leg count as given.
#[utoipa::path(
    tag = "matching",
    params(
        ("id" = RingId, Path, description = "The ring"),
        ("position" = i64, Path, description = "The leg, from 0"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = ResolutionInput,
    responses(
        (status = 201, body = RingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/rings/{id}/legs/{position}/resolution")]
async fn create_leg_resolution(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    path: web::Path<(RingId, i64)>,
    body: Json<ResolutionInput>,
) -> Answer {
    let (id, position) = path.into_inner();
    let resolution = Resolution {
        minutes: body.0.minutes,
        note: names::paragraphs("note", &body.0.note, MESSAGE_MAX)?,
    };
    let route = format!("rings/{id}/legs/{position}/resolution");
    app.create_as(&auth, key, route, 201, &body.0, move |conn, actor, now| {
        rings::resolve_leg(conn, actor, id, position, &resolution, now)?;
        view(conn, actor, id)
    })
    .await
}

/// Say once how a leg of a settled ring went, as its giver or receiver.
#[utoipa::path(
    tag = "matching",
    params(
        ("id" = RingId, Path, description = "The ring"),
        ("position" = i64, Path, description = "The leg, from 0"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = ReviewInput,
    responses(
        (status = 201, body = ReviewView), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/rings/{id}/legs/{position}/review")]
async fn create_leg_review(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    path: web::Path<(RingId, i64)>,
    body: Json<ReviewInput>,
) -> Answer {
    let leg = path.into_inner();
    let text = names::optional_paragraphs("body", body.0.body.as_deref(), MESSAGE_MAX)?;
    let rating = body.0.rating;
    let route = format!("rings/{}/legs/{}/review", leg.0, leg.1);
    app.create_as(&auth, key, route, 201, &body.0, move |conn, actor, now| {
        let review = rings::review_leg(conn, actor, leg, rating, text.as_deref(), now)?;
        Ok(review_views(conn, vec![review])?.pop())
    })
    .await
}
