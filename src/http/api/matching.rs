//! What answers a listing, with its reasons in words.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::ledger::Named;
use super::market::{FairnessAnswer, ListingAnswer, with_names};
use super::widening::{self, WideningAnswer};
use crate::db::Conn;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, ListQuery, Query};
use crate::i18n::Locale;
use crate::kernel::errors::Result;
use crate::kernel::ids::ListingId;
use crate::kernel::pages::Page;
use crate::matching::{self, Match};

/// Every route of matching.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_listing_matches).service(list_my_matches);
}

/// One thing that speaks for a match.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Reason)]
pub struct ReasonAnswer {
    /// `shared_skills`, `same_category`, `shared_words`, `related_meaning`, `distance_km`, `remote`, `free_at`,
    /// `same_language`, `accepts_gift`, `accepts_time`, `accepts_money`, `past_exchanges` (only where the reader is one of the two).
    pub code: String,
    /// In the reader's language.
    pub text: String,
}

/// A listing that answers another.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Match)]
pub struct MatchAnswer {
    pub listing: ListingAnswer,
    pub member: Named,
    /// 0 to 1, to the thousandth.
    pub score: f64,
    /// The weightiest first.
    pub reasons: Vec<ReasonAnswer>,
    /// Why it stands elsewhere than its score alone would put it; null where it does not.
    pub fairness: Option<FairnessAnswer>,
}

/// Matches with names and reasons in words, in their order.
pub fn in_words(conn: &mut Conn, matches: Vec<Match>, locale: Locale) -> Result<Vec<MatchAnswer>> {
    let mut verdicts = Vec::with_capacity(matches.len());
    let mut listings = Vec::with_capacity(matches.len());
    for found in matches {
        let reasons: Vec<ReasonAnswer> = found
            .reasons
            .iter()
            .map(|reason| ReasonAnswer {
                code: reason.code().to_string(),
                text: reason.text(locale),
            })
            .collect();
        let moved = found.moved.map(|moved| FairnessAnswer::new(moved, locale));
        verdicts.push(((found.score * 1000.0).round() / 1000.0, reasons, moved));
        listings.push(found.listing);
    }
    Ok(with_names(conn, listings, locale)?
        .into_iter()
        .zip(verdicts)
        .map(|(listing, (score, reasons, fairness))| MatchAnswer {
            member: listing.member.clone(),
            listing,
            score,
            reasons,
            fairness,
        })
        .collect())
}

/// A page of matches.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchesAnswer {
    pub items: Vec<MatchAnswer>,
    /// Pass as `?cursor=` to read on; null on the last page.
    pub next: Option<String>,
    /// Where nothing answers one's own listing yet: searches that find something close.
    pub widening: Vec<WideningAnswer>,
}

/// What answers a listing: offers for a request, requests for an offer, best first. Any active member may ask for an
/// active listing; for a draft only its author.
#[utoipa::path(
    tag = "matching",
    params(("id" = ListingId, Path, description = "The listing"), ListQuery),
    responses(
        (status = 200, body = MatchesAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
#[get("/listings/{id}/matches")]
async fn list_listing_matches(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<ListingId>,
    query: Query<ListQuery>,
) -> Answer {
    let slice = query.0.slice()?;
    let now = app.now();
    let looked_through = app.clone();
    let page = app
        .read_as(&auth, move |conn, actor| {
            let sources = looked_through.sources();
            let catalogue = sources.catalogue;
            let (listing, page) = matching::list_matches(conn, sources, actor, *id, &slice, now)?;
            let is_nobody_yet = page.items.is_empty() && slice.after.is_none();
            let widening = match is_nobody_yet && listing.member_id == actor.member_id {
                true => widening::of_listing(conn, catalogue, actor, &listing, now)?,
                false => Vec::new(),
            };
            Ok(MatchesAnswer {
                items: in_words(conn, page.items, actor.locale)?,
                next: page.next,
                widening,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Open requests that my declared skills answer, best first, whether or not an offer of mine answers them too. A request
/// that names no skills asks for those its words speak for. None for who declared no skills (`PUT /me/skills`).
#[utoipa::path(
    tag = "matching",
    params(ListQuery),
    responses(
        (status = 200, body = Page<MatchAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[get("/me/matches")]
async fn list_my_matches(app: web::Data<App>, auth: Auth, query: Query<ListQuery>) -> Answer {
    let slice = query.0.slice()?;
    let now = app.now();
    let looked_through = app.clone();
    let page = app
        .read_as(&auth, move |conn, actor| {
            let page = matching::requests_for_member(conn, looked_through.sources(), actor, &slice, now)?;
            Ok(Page {
                items: in_words(conn, page.items, actor.locale)?,
                next: page.next,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}
