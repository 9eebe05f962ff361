//! Teams for a request with roles, with what speaks for them in words.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::ledger::Named;
use super::market::{ListingAnswer, with_names};
use super::matching::ReasonAnswer;
use crate::db::Conn;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App};
use crate::i18n::Locale;
use crate::kernel::errors::Result;
use crate::kernel::ids::ListingId;
use crate::market::{Role, SlotParts};
use crate::matching::Reason;
use crate::matching::teams::{self, OpenRole, Seat, TeamView, Teams};

/// Every route of teams.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_listing_teams);
}

/// A role of the request.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TeamRole)]
pub struct RoleAnswer {
    /// From 1.
    pub position: usize,
    pub title: String,
    /// How long that person is needed; null where it is not said.
    pub minutes: Option<i64>,
    /// How many offers could take it, 30 at most.
    pub candidates: usize,
    /// The query string of the `GET /search` for offers that answer it.
    pub query: String,
}

/// A role and the offer that takes it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TeamSeat)]
pub struct SeatAnswer {
    /// Position of the role, from 1.
    pub role: usize,
    pub offer: ListingAnswer,
    pub member: Named,
    /// How well the offer answers the role, 0 to 1, to the thousandth.
    pub relevance: f64,
    /// `shared_words` or `related_meaning`, `distance_km`, `remote`, `accepts_gift`, `accepts_time`, `accepts_money`.
    pub reasons: Vec<ReasonAnswer>,
}

/// Members who could take the roles of a request together.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Team)]
pub struct TeamAnswer {
    /// 0 to 1, to the thousandth.
    pub score: f64,
    /// One for each role that is taken, each by another member.
    pub seats: Vec<SeatAnswer>,
    /// Positions of the roles that nobody takes.
    pub open_roles: Vec<usize>,
    /// Between the two farthest, the place of the request among them, to the tenth; null with fewer than two places.
    pub largest_distance_km: Option<f64>,
    /// When all who name times are free, the longest first.
    pub common_availability: Vec<SlotParts>,
    /// `free_together`, `no_common_time`, `times_to_agree`, `remote`, `largest_distance_km`.
    pub reasons: Vec<ReasonAnswer>,
}

/// The teams of a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Teams)]
pub struct TeamsAnswer {
    /// The roles of the request, in their order; none where it takes one person.
    pub roles: Vec<RoleAnswer>,
    /// The best first, each of the others good and different from those before it; at most four.
    pub items: Vec<TeamAnswer>,
    /// False where the search ended at its limit, so that better teams may exist.
    pub complete: bool,
}

/// The teams with names and reasons in words.
pub fn in_words(conn: &mut Conn, teams: Teams, locale: Locale) -> Result<TeamsAnswer> {
    let roles = teams.request.roles.iter().zip(&teams.candidates);
    let roles = roles
        .enumerate()
        .map(|(at, (role, candidates))| role_answer(at + 1, role, *candidates))
        .collect();
    let mut items = Vec::with_capacity(teams.items.len());
    for team in teams.items {
        items.push(team_answer(conn, team, locale)?);
    }
    Ok(TeamsAnswer {
        roles,
        items,
        complete: teams.is_complete,
    })
}

fn role_answer(position: usize, role: &Role, candidates: usize) -> RoleAnswer {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &role.title)
        .append_pair("kind", "offer")
        .finish();
    RoleAnswer {
        position,
        title: role.title.clone(),
        minutes: role.minutes,
        candidates,
        query,
    }
}

fn team_answer(conn: &mut Conn, team: TeamView, locale: Locale) -> Result<TeamAnswer> {
    let thousandth = |number: f64| (number * 1000.0).round() / 1000.0;
    let offers = team.seats.iter().map(|seat| seat.offer.clone()).collect();
    let offers = with_names(conn, offers, locale)?;
    let seats = team
        .seats
        .iter()
        .zip(offers)
        .map(|(seat, offer)| SeatAnswer {
            role: seat.position,
            member: offer.member.clone(),
            offer,
            relevance: thousandth(seat.relevance),
            reasons: seat_reasons(seat, locale),
        })
        .collect();
    let position = |open: &OpenRole| open.position;
    let reasons = team.reasons.iter().map(|reason| ReasonAnswer {
        code: reason.code().to_string(),
        text: reason.text(locale),
    });
    Ok(TeamAnswer {
        score: thousandth(team.score),
        seats,
        open_roles: team.open.iter().map(position).collect(),
        largest_distance_km: team.largest_km.map(|km| (km * 10.0).round() / 10.0),
        common_availability: team.together.iter().map(SlotParts::from).collect(),
        reasons: reasons.collect(),
    })
}

fn seat_reasons(seat: &Seat, locale: Locale) -> Vec<ReasonAnswer> {
    let shares_words = seat
        .reasons
        .iter()
        .any(|reason| matches!(reason, Reason::SharedWords { .. }));
    let related = (!shares_words).then_some(&Reason::RelatedMeaning);
    let told = related.into_iter().chain(&seat.reasons);
    let in_words = |reason: &Reason| ReasonAnswer {
        code: reason.code().to_string(),
        text: reason.text(locale),
    };
    told.map(in_words).collect()
}

/// Teams for a request with roles: for each role the offer of another member, near each other and free together, a few
/// that are truly different. Any active member may ask for an active request; for a draft only its author.
#[utoipa::path(
    tag = "matching",
    params(("id" = ListingId, Path, description = "The request")),
    responses(
        (status = 200, body = TeamsAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)
    )
)]
#[get("/listings/{id}/teams")]
async fn list_listing_teams(app: web::Data<App>, auth: Auth, id: web::Path<ListingId>) -> Answer {
    let now = app.now();
    let catalogue = app.catalogue.clone();
    let found = app
        .read_as(&auth, move |conn, actor| {
            let teams = teams::propose_teams(conn, actor, &catalogue, *id, now)?;
            in_words(conn, teams, actor.locale)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}
