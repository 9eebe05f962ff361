//! What a member was told, how they want to be told, and the mails that could not be delivered.

use actix_web::{HttpResponse, get, patch, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::db::Conn;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Json, Query};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AnyId, DeliveryId, EcosystemId, NotificationId};
use crate::kernel::pages::{Page, Slice};
use crate::members::contacts;
use crate::notifications::{
    self as news, Delivery, Kind, Mode, Notification, ObjectKind, State, dead_letters, list, preferences,
};

/// Every route of the news.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_notifications)
        .service(update_notifications)
        .service(update_notification)
        .service(list_notification_preferences)
        .service(replace_notification_preferences)
        .service(list_deliveries)
        .service(create_delivery_resend);
}

/// What a notification is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationObject)]
pub struct ObjectAnswer {
    #[serde(rename = "type")]
    pub kind: ObjectKind,
    pub id: Option<AnyId>,
}

/// Something that concerns the reader.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notification)]
pub struct NotificationAnswer {
    pub id: NotificationId,
    pub kind: Kind,
    /// One line in the reader's language.
    pub text: String,
    pub object: ObjectAnswer,
    /// The page about it, a path of this server.
    pub url: String,
    pub created_at: Moment,
    /// Null until it is read.
    pub read_at: Option<Moment>,
}

/// Which notifications.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct NotificationsQuery {
    /// `true`: only those not read; `false`: only those read.
    unread: Option<bool>,
    cursor: Option<String>,
    limit: Option<i64>,
}

/// Marks as read or unread.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
struct ReadMark {
    read: bool,
}

/// How many were marked.
#[derive(Debug, Serialize, ToSchema)]
struct Marked {
    marked: usize,
}

/// How one kind is told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationPreference)]
struct PreferenceAnswer {
    kind: Kind,
    mode: Mode,
    /// What may be chosen.
    modes: Vec<Mode>,
}

/// Preferences, sent and answered.
#[derive(Debug, Serialize, ToSchema)]
struct PreferencesAnswer {
    items: Vec<PreferenceAnswer>,
    /// How many matches and alerts of saved searches come at once in 24 hours; the rest waits for the daily summary.
    suggestions_max_per_day: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
struct PreferenceChoice {
    kind: Kind,
    mode: Mode,
}

/// The kinds to change; those left out stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
struct PreferenceChoices {
    #[serde(default)]
    items: Vec<PreferenceChoice>,
    /// 0 to 30; 0 leaves all matches and alerts to the daily summary.
    #[serde(default)]
    suggestions_max_per_day: Option<i64>,
}

/// Which deliveries.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct DeliveriesQuery {
    state: Option<State>,
    cursor: Option<String>,
    limit: Option<i64>,
}

/// One mail to one member, without its text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryAnswer {
    pub id: DeliveryId,
    pub kind: Kind,
    pub state: State,
    pub mode: Mode,
    pub member_id: crate::kernel::ids::MemberId,
    pub address: String,
    pub message_id: String,
    pub subject: Option<String>,
    /// Why it was skipped, or what the mail server answered last.
    pub reason: Option<String>,
    pub attempts: i64,
    pub created_at: Moment,
    pub sent_at: Option<Moment>,
}

impl From<Delivery> for DeliveryAnswer {
    fn from(d: Delivery) -> Self {
        DeliveryAnswer {
            id: d.id,
            kind: d.kind,
            state: d.state,
            mode: d.mode,
            member_id: d.member_id,
            address: d.address,
            message_id: d.message_id,
            subject: d.subject,
            reason: d.reason,
            attempts: d.attempts,
            created_at: d.created_at,
            sent_at: d.sent_at,
        }
    }
}

/// The zone that an ecosystem's times are told in.
pub fn zone_of(conn: &mut Conn, ecosystem: Option<EcosystemId>) -> Result<chrono_tz::Tz> {
    let community = match ecosystem {
        Some(id) => contacts::find_community(conn, id)?,
        None => None,
    };
    Ok(community.map_or(news::HOME_ZONE, |c| c.time_zone))
}

/// A notification in the reader's words.
pub fn in_words(conn: &mut Conn, notification: Notification, locale: Locale) -> Result<NotificationAnswer> {
    let zone = zone_of(conn, notification.ecosystem_id)?;
    Ok(NotificationAnswer {
        text: news::line(locale, zone, notification.kind, &notification.params),
        url: news::path_of(&notification.object),
        id: notification.id,
        kind: notification.kind,
        object: ObjectAnswer {
            kind: notification.object.kind,
            id: notification.object.id,
        },
        created_at: notification.created_at,
        read_at: notification.read_at,
    })
}

/// What the reader was told, newest first, over all their ecosystems.
#[utoipa::path(
    tag = "notifications",
    params(NotificationsQuery),
    responses(
        (status = 200, body = Page<NotificationAnswer>),
        (status = 401, body = Problem),
        (status = 422, body = Problem),
    )
)]
#[get("/notifications")]
async fn list_notifications(
    app: web::Data<App>,
    auth: Auth,
    Query(query): Query<NotificationsQuery>,
) -> Answer {
    let slice = Slice::parse(query.cursor.as_deref(), query.limit)?;
    let page = app
        .read_as_person(&auth, move |conn, person| {
            let page = list::list(conn, person.member_id, query.unread, &slice)?;
            let mut items = Vec::with_capacity(page.items.len());
            for notification in page.items {
                items.push(in_words(conn, notification, person.locale)?);
            }
            Ok(Page {
                items,
                next: page.next,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Marks all as read.
#[utoipa::path(
    tag = "notifications",
    request_body = ReadMark,
    responses(
        (status = 200, body = Marked),
        (status = 401, body = Problem),
        (status = 422, body = Problem),
    )
)]
#[patch("/notifications")]
async fn update_notifications(app: web::Data<App>, auth: Auth, Json(mark): Json<ReadMark>) -> Answer {
    if !mark.read {
        return Err(Refusal::invalid("notifications-only-read", "read").into());
    }
    let marked = app
        .write_as_person(&auth, |conn, person, now| {
            list::mark_all(conn, person.member_id, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Marked { marked }))
}

/// Marks one as read or unread.
#[utoipa::path(
    tag = "notifications",
    params(("id" = NotificationId, Path)),
    request_body = ReadMark,
    responses(
        (status = 200, body = NotificationAnswer),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 422, body = Problem),
    )
)]
#[patch("/notifications/{id}")]
async fn update_notification(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<NotificationId>,
    Json(mark): Json<ReadMark>,
) -> Answer {
    let id = id.into_inner();
    let answer = app
        .write_as_person(&auth, move |conn, person, now| {
            let notification = list::mark(conn, person.member_id, id, mark.read, now)?;
            in_words(conn, notification, person.locale)
        })
        .await?;
    Ok(HttpResponse::Ok().json(answer))
}

fn preferences_of(conn: &mut Conn, member: crate::kernel::ids::MemberId) -> Result<PreferencesAnswer> {
    let items = preferences::list(conn, member)?
        .into_iter()
        .map(|preference| PreferenceAnswer {
            kind: preference.kind,
            mode: preference.mode,
            modes: preference.kind.spec().modes.to_vec(),
        })
        .collect();
    let suggestions_max_per_day = preferences::suggestions_max(conn, member)?;
    Ok(PreferencesAnswer {
        items,
        suggestions_max_per_day,
    })
}

/// How the reader is told of each kind, and what they may choose. Mails about access to the account always go out.
#[utoipa::path(
    tag = "notifications",
    responses((status = 200, body = PreferencesAnswer), (status = 401, body = Problem))
)]
#[get("/me/notification-preferences")]
async fn list_notification_preferences(app: web::Data<App>, auth: Auth) -> Answer {
    let answer = app
        .read_as_person(&auth, |conn, person| preferences_of(conn, person.member_id))
        .await?;
    Ok(HttpResponse::Ok().json(answer))
}

/// Chooses how the reader is told.
#[utoipa::path(
    tag = "notifications",
    request_body = PreferenceChoices,
    responses(
        (status = 200, body = PreferencesAnswer),
        (status = 401, body = Problem),
        (status = 422, body = Problem),
    )
)]
#[put("/me/notification-preferences")]
async fn replace_notification_preferences(
    app: web::Data<App>,
    auth: Auth,
    Json(choices): Json<PreferenceChoices>,
) -> Answer {
    let suggestions_max = choices.suggestions_max_per_day;
    let choices: Vec<(Kind, Mode, String)> = choices
        .items
        .iter()
        .enumerate()
        .map(|(i, choice)| (choice.kind, choice.mode, format!("items[{i}].mode")))
        .collect();
    let answer = app
        .write_as_person(&auth, move |conn, person, now| {
            preferences::set(conn, person.member_id, &choices, now)?;
            if let Some(max) = suggestions_max {
                preferences::set_suggestions_max(conn, person.member_id, max, now)?;
            }
            preferences_of(conn, person.member_id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(answer))
}

/// The mails of the ecosystem, newest first; takes the permission to read dead letters.
#[utoipa::path(
    tag = "notifications",
    params(DeliveriesQuery),
    responses(
        (status = 200, body = Page<DeliveryAnswer>),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 422, body = Problem),
    )
)]
#[get("/deliveries")]
async fn list_deliveries(app: web::Data<App>, auth: Auth, Query(query): Query<DeliveriesQuery>) -> Answer {
    let slice = Slice::parse(query.cursor.as_deref(), query.limit)?;
    let page = app
        .read_as(&auth, move |conn, actor| {
            dead_letters::list(conn, actor, query.state, &slice)
        })
        .await?;
    Ok(HttpResponse::Ok().json(page.map(DeliveryAnswer::from)))
}

/// Sends a dead mail again, to the member's address of today.
#[utoipa::path(
    tag = "notifications",
    params(("id" = DeliveryId, Path)),
    responses(
        (status = 200, body = DeliveryAnswer),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
    )
)]
#[post("/deliveries/{id}/resend")]
async fn create_delivery_resend(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<DeliveryId>,
) -> Answer {
    let id = id.into_inner();
    app.create_as(
        &auth,
        key,
        format!("deliveries/{id}/resend"),
        200,
        &(),
        move |conn, actor, now| dead_letters::resend(conn, actor, id, now).map(DeliveryAnswer::from),
    )
    .await
}
