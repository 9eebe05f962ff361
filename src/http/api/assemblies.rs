//! Assemblies: calling them, their agenda, who comes, proxies, minutes.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::db::Conn;
use crate::governance::Status as ProposalStatus;
use crate::governance::assembly::{
    self, Allowed, Assembly, AssemblyChange, AssemblyInput, AssemblyView, AttendeeView, How, ItemChange,
    ItemKind, ItemView, Kind, ProxyView, Status, When,
};
use crate::http::auth::Auth;
use crate::http::body::or_null;
use crate::http::errors::Problem;
use crate::http::minutes;
use crate::http::{Answer, App, IdempotencyKey, Json, OptionalJson, Query};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AgendaItemId, AssemblyId, MemberId, ProposalId, ProxyId};
use crate::kernel::pages::{Page, Slice};
use crate::members::Actor;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_assemblies)
        .service(create_assembly)
        .service(get_assembly)
        .service(update_assembly)
        .service(create_agenda_item)
        .service(update_agenda_item)
        .service(delete_agenda_item)
        .service(create_attendance)
        .service(delete_attendance)
        .service(create_proxy)
        .service(create_proxy_acceptance)
        .service(delete_proxy)
        .service(create_assembly_opening)
        .service(create_assembly_closing)
        .service(create_assembly_cancellation)
        .service(get_minutes);
}

/// A member as the others read them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Person {
    pub id: MemberId,
    pub display_name: String,
}

/// One line of the list of assemblies.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssemblyLine {
    pub id: AssemblyId,
    pub number: i64,
    pub title: String,
    pub kind: Kind,
    pub status: Status,
    pub place: Option<String>,
    pub link: Option<String>,
    pub starts_at: Moment,
    pub called_at: Moment,
    /// Who called it; null where a vote did.
    pub called_by: Option<MemberId>,
    pub proposal_id: Option<ProposalId>,
    pub opened_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    pub cancelled_at: Option<Moment>,
    pub cancel_reason: Option<String>,
}

/// An assembly with its agenda and who is there.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssemblyAnswer {
    #[serde(flatten)]
    pub assembly: AssemblyLine,
    pub agenda: Vec<AgendaAnswer>,
    pub attendances: Vec<AttendanceAnswer>,
    /// Proxies in force, and those that wait for your answer or that you gave.
    pub proxies: Vec<ProxyAnswer>,
    /// Voices at this moment.
    pub present: i64,
    pub represented: i64,
    /// What you may do now.
    pub may: Allowed,
}

/// A point of the agenda.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgendaAnswer {
    pub id: AgendaItemId,
    pub position: i64,
    pub kind: ItemKind,
    pub title: String,
    pub body: String,
    pub written_by: Option<MemberId>,
    /// What was said and decided, Markdown.
    pub notes: Option<String>,
    pub vote: Option<VoteAnswer>,
}

/// The vote a point is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoteAnswer {
    pub proposal_id: ProposalId,
    pub number: i64,
    pub title: String,
    #[schema(value_type = String)]
    pub status: ProposalStatus,
    pub closes_at: Option<Moment>,
    /// Members called to vote; 0 before the opening.
    pub roll_size: i64,
    /// Ballots cast.
    pub turnout: i64,
    /// Ballots the quorum takes; null before the opening.
    pub quorum: Option<i64>,
    /// The decision in a sentence, in your language; null before the close.
    pub decision: Option<String>,
}

/// A member who came, with each stay.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendanceAnswer {
    pub member: Person,
    pub how: How,
    pub present: bool,
    pub stays: Vec<Stay>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Stay {
    pub arrived_at: Moment,
    pub left_at: Option<Moment>,
}

/// A voice given to somebody else.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProxyAnswer {
    pub id: ProxyId,
    pub giver: Person,
    pub holder: Person,
    pub given_at: Moment,
    /// Null until the holder accepts.
    pub accepted_at: Option<Moment>,
}

/// The fields to change; a place or a link that is null is cleared.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AssemblyPatch {
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default, deserialize_with = "or_null")]
    #[schema(value_type = Option<String>)]
    pub place: Option<Option<String>>,
    #[serde(default, deserialize_with = "or_null")]
    #[schema(value_type = Option<String>)]
    pub link: Option<Option<String>>,
    #[serde(default)]
    pub starts_at: Option<Moment>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewPoint {
    /// `item` (facilitators) or `question` (every member; when left out).
    #[serde(default)]
    pub kind: Option<ItemKind>,
    pub title: String,
    #[serde(default)]
    pub body: Option<String>,
}

/// The fields to change; a `proposal_id` that is null unlinks the vote.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PointPatch {
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub body: Option<String>,
    /// The new place among the points, from 1 on.
    #[serde(default)]
    pub position: Option<i64>,
    /// What was said and decided; only while the assembly is open.
    #[serde(default)]
    pub notes: Option<String>,
    #[serde(default, deserialize_with = "or_null")]
    #[schema(value_type = Option<ProposalId>)]
    pub proposal_id: Option<Option<ProposalId>>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewAttendance {
    /// Yourself when left out; others take the facilitator's mandate.
    #[serde(default)]
    pub member_id: Option<MemberId>,
    /// `in_person` when left out.
    #[serde(default)]
    pub how: Option<How>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewProxy {
    /// Who is asked to speak for you.
    pub holder_id: MemberId,
}

#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Cancellation {
    #[serde(default)]
    pub reason: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AssembliesQuery {
    /// `next` (when left out): to come or under way; `past`: over.
    pub when: Option<When>,
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MinutesQuery {
    /// `markdown`, or `html` as it is printed.
    pub format: Option<String>,
}

fn line(assembly: Assembly) -> AssemblyLine {
    AssemblyLine {
        status: assembly.status(),
        id: assembly.id,
        number: assembly.number,
        title: assembly.title,
        kind: assembly.kind,
        place: assembly.place,
        link: assembly.link,
        starts_at: assembly.starts_at,
        called_at: assembly.called_at,
        called_by: assembly.called_by,
        proposal_id: assembly.proposal_id,
        opened_at: assembly.opened_at,
        closed_at: assembly.closed_at,
        cancelled_at: assembly.cancelled_at,
        cancel_reason: assembly.cancel_reason,
    }
}

fn point(view: ItemView, locale: Locale) -> AgendaAnswer {
    let vote = view.vote.map(|vote| VoteAnswer {
        proposal_id: vote.proposal_id,
        number: vote.number,
        title: vote.title,
        status: vote.status,
        closes_at: vote.closes_at,
        roll_size: vote.roll_size,
        turnout: vote.turnout,
        quorum: vote.quorum,
        decision: vote.decision.map(|decision| match locale {
            Locale::Fr => decision.summary_fr,
            Locale::En => decision.summary_en,
        }),
    });
    AgendaAnswer {
        id: view.item.id,
        position: view.item.position,
        kind: view.item.kind,
        title: view.item.title,
        body: view.item.body,
        written_by: view.item.written_by,
        notes: view.item.notes,
        vote,
    }
}

fn attendance(view: AttendeeView) -> AttendanceAnswer {
    AttendanceAnswer {
        present: view.is_present(),
        how: view.how,
        stays: view
            .stays
            .into_iter()
            .map(|(arrived_at, left_at)| Stay { arrived_at, left_at })
            .collect(),
        member: Person {
            id: view.member_id,
            display_name: view.name,
        },
    }
}

fn proxy(view: ProxyView) -> ProxyAnswer {
    ProxyAnswer {
        id: view.proxy.id,
        giver: Person {
            id: view.proxy.giver_id,
            display_name: view.giver_name,
        },
        holder: Person {
            id: view.proxy.holder_id,
            display_name: view.holder_name,
        },
        given_at: view.proxy.given_at,
        accepted_at: view.proxy.accepted_at,
    }
}

/// The assembly as it stands now.
fn view(conn: &mut Conn, actor: &Actor, id: AssemblyId, now: Moment) -> Result<AssemblyAnswer> {
    let AssemblyView {
        assembly,
        items,
        attendees,
        proxies,
        present,
        represented,
        may,
        ..
    } = assembly::get_assembly(conn, actor, id, now)?;
    Ok(AssemblyAnswer {
        assembly: line(assembly),
        agenda: items.into_iter().map(|item| point(item, actor.locale)).collect(),
        attendances: attendees.into_iter().map(attendance).collect(),
        proxies: proxies.into_iter().map(proxy).collect(),
        present,
        represented,
        may,
    })
}

/// Assemblies, those to come first
#[utoipa::path(params(AssembliesQuery), responses((status = 200, body = Page<AssemblyLine>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[get("/assemblies")]
async fn list_assemblies(app: web::Data<App>, auth: Auth, query: Query<AssembliesQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), query.0.limit)?;
    let when = query.0.when.unwrap_or(When::Next);
    let page = app
        .read_as(&auth, move |conn, actor| {
            assembly::list_assemblies(conn, actor, when, slice)
        })
        .await?;
    Ok(HttpResponse::Ok().json(page.map(line)))
}

/// Call an assembly; every member is told
#[utoipa::path(request_body = AssemblyInput, responses((status = 201, body = AssemblyAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/assemblies")]
async fn create_assembly(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    body: Json<AssemblyInput>,
) -> Answer {
    let input = body.0.clone();
    app.create_as(&auth, key, "assemblies", 201, &body.0, move |conn, actor, now| {
        let called = assembly::call(conn, actor, &input, now)?;
        view(conn, actor, called.id, now)
    })
    .await
}

/// One assembly
#[utoipa::path(responses((status = 200, body = AssemblyAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/assemblies/{id}")]
async fn get_assembly(app: web::Data<App>, auth: Auth, id: web::Path<AssemblyId>) -> Answer {
    let now = app.now();
    let found = app
        .read_as(&auth, move |conn, actor| view(conn, actor, *id, now))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Change date, place, link, title or kind of a planned assembly
#[utoipa::path(request_body = AssemblyPatch, responses((status = 200, body = AssemblyAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/assemblies/{id}")]
async fn update_assembly(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<AssemblyId>,
    body: Json<AssemblyPatch>,
) -> Answer {
    let change = AssemblyChange {
        title: body.0.title,
        kind: body.0.kind,
        place: body.0.place,
        link: body.0.link,
        starts_at: body.0.starts_at,
    };
    let changed = app
        .write_as(&auth, move |conn, actor, now| {
            assembly::edit(conn, actor, *id, &change, now)?;
            view(conn, actor, *id, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(changed))
}

/// Put a point or a question on the agenda of a planned assembly
#[utoipa::path(request_body = NewPoint, responses((status = 201, body = AssemblyAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/assemblies/{id}/agenda")]
async fn create_agenda_item(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<AssemblyId>,
    body: Json<NewPoint>,
) -> Answer {
    let id = *id;
    let (kind, title, text) = (body.0.kind, body.0.title.clone(), body.0.body.clone());
    let route = format!("assemblies/{id}/agenda");
    app.create_as(&auth, key, route, 201, &body.0, move |conn, actor, now| {
        match kind.unwrap_or(ItemKind::Question) {
            ItemKind::Item => assembly::add_item(conn, actor, id, &title, text.as_deref(), now)?,
            ItemKind::Question => assembly::ask_question(conn, actor, id, &title, text.as_deref(), now)?,
        };
        view(conn, actor, id, now)
    })
    .await
}

/// Change a point, note what came of it, or say which vote it is about
#[utoipa::path(request_body = PointPatch, responses((status = 200, body = AssemblyAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/assemblies/{id}/agenda/{item_id}")]
async fn update_agenda_item(
    app: web::Data<App>,
    auth: Auth,
    ids: web::Path<(AssemblyId, AgendaItemId)>,
    body: Json<PointPatch>,
) -> Answer {
    let (id, item) = *ids;
    let patch = body.0;
    let change = ItemChange {
        title: patch.title,
        body: patch.body,
        position: patch.position,
    };
    let edits = change.title.is_some() || change.body.is_some() || change.position.is_some();
    let changed = app
        .write_as(&auth, move |conn, actor, now| {
            if edits {
                assembly::edit_item(conn, actor, id, item, &change, now)?;
            }
            if let Some(proposal) = patch.proposal_id {
                assembly::link_proposal(conn, actor, id, item, proposal, now)?;
            }
            if let Some(notes) = &patch.notes {
                assembly::note_outcome(conn, actor, id, item, notes, now)?;
            }
            view(conn, actor, id, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(changed))
}

/// Take a point off the agenda of a planned assembly
#[utoipa::path(responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[delete("/assemblies/{id}/agenda/{item_id}")]
async fn delete_agenda_item(
    app: web::Data<App>,
    auth: Auth,
    ids: web::Path<(AssemblyId, AgendaItemId)>,
) -> Answer {
    let (id, item) = *ids;
    app.write_as(&auth, move |conn, actor, now| {
        assembly::remove_item(conn, actor, id, item, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Check in, or record that somebody has come
#[utoipa::path(request_body = Option<NewAttendance>, responses((status = 201, body = AssemblyAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/assemblies/{id}/attendances")]
async fn create_attendance(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<AssemblyId>,
    body: OptionalJson<NewAttendance>,
) -> Answer {
    let id = *id;
    let (member, how) = (body.0.member_id, body.0.how.unwrap_or(How::InPerson));
    let route = format!("assemblies/{id}/attendances");
    app.create_as(&auth, key, route, 201, &body.0, move |conn, actor, now| {
        assembly::check_in(conn, actor, id, member.unwrap_or(actor.member_id), how, now)?;
        view(conn, actor, id, now)
    })
    .await
}

/// Leave, or record that somebody has left
#[utoipa::path(responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[delete("/assemblies/{id}/attendances/{member_id}")]
async fn delete_attendance(
    app: web::Data<App>,
    auth: Auth,
    ids: web::Path<(AssemblyId, MemberId)>,
) -> Answer {
    let (id, member) = *ids;
    app.write_as(&auth, move |conn, actor, now| {
        assembly::leave(conn, actor, id, member, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask somebody to speak for you in this assembly
#[utoipa::path(request_body = NewProxy, responses((status = 201, body = AssemblyAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/assemblies/{id}/proxies")]
async fn create_proxy(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<AssemblyId>,
    body: Json<NewProxy>,
) -> Answer {
    let (id, holder) = (*id, body.0.holder_id);
    let route = format!("assemblies/{id}/proxies");
    app.create_as(&auth, key, route, 201, &body.0, move |conn, actor, now| {
        assembly::give_proxy(conn, actor, id, holder, now)?;
        view(conn, actor, id, now)
    })
    .await
}

/// The holder accepts to speak for the giver
#[utoipa::path(responses((status = 201, body = AssemblyAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/assemblies/{id}/proxies/{proxy_id}/acceptance")]
async fn create_proxy_acceptance(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    ids: web::Path<(AssemblyId, ProxyId)>,
) -> Answer {
    let (id, proxy) = *ids;
    let route = format!("assemblies/{id}/proxies/{proxy}/acceptance");
    app.create_as(&auth, key, route, 201, &(), move |conn, actor, now| {
        assembly::accept_proxy(conn, actor, id, proxy, now)?;
        view(conn, actor, id, now)
    })
    .await
}

/// The giver takes the voice back, or the holder declines it
#[utoipa::path(responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[delete("/assemblies/{id}/proxies/{proxy_id}")]
async fn delete_proxy(app: web::Data<App>, auth: Auth, ids: web::Path<(AssemblyId, ProxyId)>) -> Answer {
    let (id, proxy) = *ids;
    app.write_as(&auth, move |conn, actor, now| {
        assembly::end_proxy(conn, actor, id, proxy, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Open a planned assembly
#[utoipa::path(responses((status = 201, body = AssemblyAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/assemblies/{id}/opening")]
async fn create_assembly_opening(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<AssemblyId>,
) -> Answer {
    let id = *id;
    let route = format!("assemblies/{id}/opening");
    app.create_as(&auth, key, route, 201, &(), move |conn, actor, now| {
        assembly::open(conn, actor, id, now)?;
        view(conn, actor, id, now)
    })
    .await
}

/// Close an open assembly; its minutes are there
#[utoipa::path(responses((status = 201, body = AssemblyAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/assemblies/{id}/closing")]
async fn create_assembly_closing(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<AssemblyId>,
) -> Answer {
    let id = *id;
    let route = format!("assemblies/{id}/closing");
    app.create_as(&auth, key, route, 201, &(), move |conn, actor, now| {
        assembly::close(conn, actor, id, now)?;
        view(conn, actor, id, now)
    })
    .await
}

/// Cancel a planned assembly; every member is told
#[utoipa::path(request_body = Option<Cancellation>, responses((status = 201, body = AssemblyAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/assemblies/{id}/cancellation")]
async fn create_assembly_cancellation(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<AssemblyId>,
    body: OptionalJson<Cancellation>,
) -> Answer {
    let (id, reason) = (*id, body.0.reason.clone());
    let route = format!("assemblies/{id}/cancellation");
    app.create_as(&auth, key, route, 201, &body.0, move |conn, actor, now| {
        assembly::cancel(conn, actor, id, reason.as_deref(), now)?;
        view(conn, actor, id, now)
    })
    .await
}

/// The minutes, as Markdown or as a page to print
#[utoipa::path(params(MinutesQuery), responses((status = 200, body = String, content_type = "text/markdown"), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[get("/assemblies/{id}/minutes")]
async fn get_minutes(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<AssemblyId>,
    query: Query<MinutesQuery>,
) -> Answer {
    let as_html = match query.0.format.as_deref() {
        None | Some("markdown") => false,
        Some("html") => true,
        Some(_) => return Err(Refusal::invalid("minutes-format-unknown", "format").into()),
    };
    let (text, locale, zone) = app
        .read_as(&auth, move |conn, actor| {
            Ok((
                assembly::read_minutes(conn, actor, *id)?,
                actor.locale,
                actor.time_zone,
            ))
        })
        .await?;
    let words = minutes::Words { locale, zone };
    match as_html {
        true => Ok(HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .body(minutes::html(&text, &words)?)),
        false => minutes::markdown_file(&text, &words),
    }
}
