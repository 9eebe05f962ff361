//! Listings, search, and the trades and skills they are sorted by.

use actix_web::{HttpResponse, delete, get, patch, post, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::ledger::Named;
use super::widening::{self, WideningAnswer};
use crate::db::Conn;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Json, ListQuery, Query};
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{CategoryId, ListingId, MemberId, SkillId};
use crate::kernel::pages::{Page, Slice};
use crate::kernel::place::Pin;
use crate::market::fairness::{Exposure, Reason, View};
use crate::market::{
    self, Category, Draft, FacetCounts, Found, Listing, ListingFields, ListingFilter, ListingKind,
    ListingStatus, NameChange, PlaceInput, RoleInput, SearchQuery, Skill, SlotInput, SlotParts, Stock,
    Taxonomy, TermsInput, TermsKind, What,
};
use crate::members::{self, Actor, Permission};

/// Every route of the market.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(create_listing)
        .service(list_listings)
        .service(help_with_listing)
        .service(get_listing)
        .service(update_listing)
        .service(close_listing)
        .service(publish_listing)
        .service(pause_listing)
        .service(renew_listing)
        .service(search_wider)
        .service(search_listings)
        .service(list_categories)
        .service(create_category)
        .service(update_category)
        .service(list_skills)
        .service(create_skill)
        .service(update_skill)
        .service(list_my_skills)
        .service(replace_my_skills);
}

/// An offer or a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Listing)]
pub struct ListingAnswer {
    pub id: ListingId,
    pub kind: ListingKind,
    pub what: What,
    pub title: String,
    pub description: String,
    /// Key of its trade.
    pub category: String,
    /// The trade in the reader's language.
    pub category_name: String,
    /// Keys of its skills.
    pub skills: Vec<String>,
    /// The skills in the reader's language, in the same order.
    pub skill_names: Vec<String>,
    pub terms: TermsInput,
    pub place: Option<PlaceInput>,
    pub remote: bool,
    pub availability: Vec<SlotParts>,
    /// Of a request that takes several people; `GET /listings/{id}/teams` proposes who could take them.
    pub roles: Vec<RoleInput>,
    /// Language it is written in.
    pub language: String,
    /// The last day it is shown.
    #[schema(value_type = String, format = Date)]
    pub expires_on: NaiveDate,
    pub status: ListingStatus,
    pub member: Named,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub published_at: Option<Moment>,
}

impl ListingAnswer {
    /// A listing as a reader of this language sees it.
    pub fn new(listing: Listing, display_name: String, locale: Locale) -> Self {
        ListingAnswer {
            id: listing.id,
            kind: listing.kind,
            what: listing.what,
            title: listing.title,
            description: listing.description,
            category_name: listing.category.name(locale).to_string(),
            category: listing.category.key,
            skill_names: listing
                .skills
                .iter()
                .map(|s| s.name(locale).to_string())
                .collect(),
            skills: listing.skills.into_iter().map(|s| s.key).collect(),
            terms: listing.terms.into(),
            place: listing.place.as_ref().map(PlaceInput::from),
            remote: listing.remote,
            availability: listing.slots.iter().map(SlotParts::from).collect(),
            roles: listing.roles.iter().map(RoleInput::from).collect(),
            language: listing.language,
            expires_on: listing.expires_on,
            status: listing.status,
            member: Named {
                id: listing.member_id,
                display_name,
            },
            created_at: listing.created_at,
            updated_at: listing.updated_at,
            published_at: listing.published_at,
        }
    }
}

/// Listings with their authors' names, in their order.
pub fn with_names(conn: &mut Conn, listings: Vec<Listing>, locale: Locale) -> Result<Vec<ListingAnswer>> {
    let ids: Vec<MemberId> = listings.iter().map(|listing| listing.member_id).collect();
    let names = members::list_names(conn, &ids)?;
    Ok(listings
        .into_iter()
        .map(|listing| {
            let name = names.get(&listing.member_id).cloned().unwrap_or_default();
            ListingAnswer::new(listing, name, locale)
        })
        .collect())
}

fn answer_one(conn: &mut Conn, actor: &Actor, listing: Listing) -> Result<ListingAnswer> {
    let name = members::list_names(conn, &[listing.member_id])?
        .remove(&listing.member_id)
        .unwrap_or_default();
    Ok(ListingAnswer::new(listing, name, actor.locale))
}

/// An offer or request to post.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ListingBody {
    pub kind: ListingKind,
    /// `service` when left out.
    #[serde(default)]
    pub what: Option<What>,
    /// 1 to 120 characters.
    pub title: String,
    /// Up to 5,000 characters.
    #[serde(default)]
    pub description: String,
    /// Key, id or name of a trade. Left out: the trade of the first skill, else the likeliest by what the text means and
    /// what others chose for listings like it; refused where nothing tells one.
    #[serde(default)]
    pub category: Option<String>,
    /// Keys, ids or names of skills, at most 20.
    #[serde(default)]
    pub skills: Vec<String>,
    /// At least one of gift, time and money.
    #[serde(default)]
    pub terms: TermsInput,
    #[serde(default)]
    pub place: Option<PlaceInput>,
    #[serde(default)]
    pub remote: bool,
    #[serde(default)]
    pub availability: Vec<SlotInput>,
    /// Two to six, of a request that takes several people; none otherwise.
    #[serde(default)]
    pub roles: Vec<RoleInput>,
    /// Two or three letters; told from the words when left out, in doubt the author's own.
    #[serde(default)]
    pub language: Option<String>,
    /// The last day it is shown: today at the earliest, at the latest after the days that the rulebook gives.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub expires_on: Option<NaiveDate>,
    /// `draft` keeps it to oneself; `active` (the default) publishes it at once.
    #[serde(default)]
    pub status: Option<ListingStatus>,
}

impl From<ListingBody> for ListingFields {
    fn from(body: ListingBody) -> Self {
        ListingFields {
            kind: body.kind,
            what: body.what.unwrap_or(What::Service),
            title: body.title,
            description: body.description,
            category: body.category,
            skills: body.skills,
            terms: body.terms,
            place: body.place,
            remote: body.remote,
            availability: body.availability,
            roles: body.roles,
            language: body.language,
            expires_on: body.expires_on,
        }
    }
}

/// What to change of a listing; what is left out stays. Its status has addresses of its own.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct ListingChange {
    pub kind: Option<ListingKind>,
    pub what: Option<What>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub category: Option<String>,
    pub skills: Option<Vec<String>>,
    /// Replaces all terms.
    pub terms: Option<TermsInput>,
    /// Null removes it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<PlaceInput>)]
    pub place: Option<Option<PlaceInput>>,
    pub remote: Option<bool>,
    pub availability: Option<Vec<SlotInput>>,
    /// Replaces all roles; an empty list takes them away.
    pub roles: Option<Vec<RoleInput>>,
    pub language: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    pub expires_on: Option<NaiveDate>,
}

/// Tells a field that is null from one that is left out.
fn given<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

impl ListingChange {
    fn apply(self, fields: &mut ListingFields) {
        fn set<T>(field: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *field = value;
            }
        }
        set(&mut fields.kind, self.kind);
        set(&mut fields.what, self.what);
        set(&mut fields.title, self.title);
        set(&mut fields.description, self.description);
        set(&mut fields.category, self.category.map(Some));
        set(&mut fields.skills, self.skills);
        set(&mut fields.terms, self.terms);
        set(&mut fields.place, self.place);
        set(&mut fields.remote, self.remote);
        set(&mut fields.availability, self.availability);
        set(&mut fields.roles, self.roles);
        set(&mut fields.language, self.language.map(Some));
        set(&mut fields.expires_on, self.expires_on.map(Some));
    }
}

/// Post an offer or a request.
#[utoipa::path(
    tag = "market",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")),
    request_body = ListingBody,
    responses(
        (status = 201, body = ListingAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/listings")]
async fn create_listing(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    body: Json<ListingBody>,
) -> Answer {
    let body = body.0;
    let draft = match body.status {
        None | Some(ListingStatus::Active) => false,
        Some(ListingStatus::Draft) => true,
        Some(_) => return Err(Refusal::invalid("listing-status-invalid", "status").into()),
    };
    let sent = body.clone();
    let fields: ListingFields = body.into();
    let catalogue = app.catalogue.clone();
    app.create_as(&auth, key, "listings", 201, &sent, move |conn, actor, now| {
        let listing = market::post_listing(conn, actor, &catalogue, &fields, draft, now)?;
        answer_one(conn, actor, listing)
    })
    .await
}

/// Which listings to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListingsQuery {
    kind: Option<String>,
    what: Option<String>,
    /// Key, id or name of a trade.
    category: Option<String>,
    /// Id of the author.
    member: Option<String>,
    /// `true`: my own, whatever their status.
    mine: Option<String>,
    /// Other than `active` only for my own, or for moderators.
    status: Option<String>,
    cursor: Option<String>,
    limit: Option<i64>,
}

/// Listings, newest first: active ones, and one's own in any status.
#[utoipa::path(
    tag = "market",
    params(ListingsQuery),
    responses(
        (status = 200, body = Page<ListingAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[get("/listings")]
async fn list_listings(app: web::Data<App>, auth: Auth, query: Query<ListingsQuery>) -> Answer {
    let query = query.0;
    let list = ListQuery {
        cursor: query.cursor.clone(),
        limit: query.limit,
    };
    let slice = list.slice()?;
    let page = app
        .read_as(&auth, move |conn, actor| {
            let filter = ListingFilter {
                kind: parse_word(query.kind.as_deref(), "kind", ListingKind::from_word)?,
                what: parse_word(query.what.as_deref(), "what", What::from_word)?,
                category: match filled(query.category.as_deref()) {
                    Some(word) => Some(
                        Taxonomy::read(conn, actor.ecosystem_id)?
                            .parse_category(word, "category")?
                            .id,
                    ),
                    None => None,
                },
                member: parse_word(query.member.as_deref(), "member", |id| id.parse().ok())?,
                statuses: parse_word(query.status.as_deref(), "status", ListingStatus::from_word)?
                    .into_iter()
                    .collect(),
            };
            let mine = parse_flag(query.mine.as_deref(), "mine")?.unwrap_or(false);
            let page = market::list_visible(conn, actor, &filter, mine, &slice)?;
            Ok(Page {
                items: with_names(conn, page.items, actor.locale)?,
                next: page.next,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|t| !t.is_empty())
}

/// A value of a query; nothing typed asks for nothing.
fn parse_word<T>(
    text: Option<&str>,
    field: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>> {
    match filled(text) {
        None => Ok(None),
        Some(word) => match parse(word) {
            Some(value) => Ok(Some(value)),
            None => Err(Refusal::invalid("word-unknown", field).with("word", word).into()),
        },
    }
}

fn parse_flag(text: Option<&str>, field: &'static str) -> Result<Option<bool>> {
    parse_word(text, field, |word| match word {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" => Some(false),
        _ => None,
    })
}

/// Several values of a query: repeated, or with commas between.
fn parse_words<T>(
    texts: &[String],
    field: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>> {
    let mut values = Vec::new();
    for word in texts.iter().flat_map(|text| text.split(',')) {
        values.extend(parse_word(Some(word), field, &parse)?);
    }
    Ok(values)
}

/// One listing: mine, or active.
#[utoipa::path(
    tag = "market",
    params(("id" = ListingId, Path, description = "The listing")),
    responses((status = 200, body = ListingAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
#[get("/listings/{id}")]
async fn get_listing(app: web::Data<App>, auth: Auth, id: web::Path<ListingId>) -> Answer {
    let listing = app
        .read_as(&auth, move |conn, actor| {
            let listing = market::get_visible(conn, actor, *id)?;
            answer_one(conn, actor, listing)
        })
        .await?;
    Ok(HttpResponse::Ok().json(listing))
}

/// Change what my listing says.
#[utoipa::path(
    tag = "market",
    params(("id" = ListingId, Path, description = "The listing")),
    request_body = ListingChange,
    responses(
        (status = 200, body = ListingAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[patch("/listings/{id}")]
async fn update_listing(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<ListingId>,
    body: Json<ListingChange>,
) -> Answer {
    let (change, catalogue) = (body.0, app.catalogue.clone());
    let listing = app
        .write_as(&auth, move |conn, actor, now| {
            let change = change.clone();
            let listing =
                market::edit_listing(conn, actor, &catalogue, *id, |fields| change.apply(fields), now)?;
            answer_one(conn, actor, listing)
        })
        .await?;
    Ok(HttpResponse::Ok().json(listing))
}

/// Close my listing, for good.
#[utoipa::path(
    tag = "market",
    params(("id" = ListingId, Path, description = "The listing")),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)
    )
)]
#[delete("/listings/{id}")]
async fn close_listing(app: web::Data<App>, auth: Auth, id: web::Path<ListingId>) -> Answer {
    app.write_as(&auth, move |conn, actor, now| {
        market::close_listing(conn, actor, *id, now).map(|_| ())
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Publish my draft, or bring back what was paused or has expired.
#[utoipa::path(
    tag = "market",
    params(
        ("id" = ListingId, Path, description = "The listing"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 200, body = ListingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/listings/{id}/publication")]
async fn publish_listing(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ListingId>,
) -> Answer {
    let route = format!("listings/{id}/publication");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        let listing = market::publish_listing(conn, actor, *id, now)?;
        answer_one(conn, actor, listing)
    })
    .await
}

/// Why a listing is paused.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct PauseBody {
    /// Required of moderators; told to the author.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Hide my listing for a while; moderators may pause any, with a reason.
#[utoipa::path(
    tag = "market",
    params(
        ("id" = ListingId, Path, description = "The listing"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = Option<PauseBody>,
    responses(
        (status = 200, body = ListingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/listings/{id}/pause")]
async fn pause_listing(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ListingId>,
    body: Option<Json<PauseBody>>,
) -> Answer {
    let body = body.map(|b| b.0).unwrap_or_default();
    let route = format!("listings/{id}/pause");
    let sent = body.clone();
    app.create_as(&auth, key, route, 200, &sent, move |conn, actor, now| {
        let listing = market::pause_listing(conn, actor, *id, body.reason.as_deref(), now)?;
        answer_one(conn, actor, listing)
    })
    .await
}

/// Start my listing's life anew from today.
#[utoipa::path(
    tag = "market",
    params(
        ("id" = ListingId, Path, description = "The listing"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    responses(
        (status = 200, body = ListingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
#[post("/listings/{id}/renewal")]
async fn renew_listing(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    id: web::Path<ListingId>,
) -> Answer {
    let route = format!("listings/{id}/renewal");
    app.create_as(&auth, key, route, 200, &(), move |conn, actor, now| {
        let listing = market::renew_listing(conn, actor, *id, now)?;
        answer_one(conn, actor, listing)
    })
    .await
}

/// What to search. Lists are repeated parameters, or words with commas between.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// Words; accents, case, plurals and most endings make no difference, in French and English.
    #[serde(default)]
    pub q: String,
    /// `offer` or `request`.
    pub kind: Option<String>,
    /// `service`, `training`, `workshop`, `place`, `equipment`.
    #[serde(default)]
    pub what: Vec<String>,
    /// Keys, ids or names of trades.
    #[serde(default)]
    pub category: Vec<String>,
    /// Keys, ids or names of skills: any of them.
    #[serde(default)]
    pub skills: Vec<String>,
    /// `lat,lon` in degrees: nearest first when there are no words.
    pub near: Option<String>,
    /// Only what lies within so many kilometres of `near`.
    pub within_km: Option<String>,
    /// `true`: only what is done at a distance; `false`: only what is not.
    pub remote: Option<String>,
    /// A weekday or date it must be open on: `tue`, `2026-11-24`, `tue 18:00-21:00`.
    pub on: Option<String>,
    /// `gift`, `time`, `money`: any of them.
    #[serde(default)]
    pub terms: Vec<String>,
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// Longest text searched for.
const QUERY_MAX: usize = 200;
/// Furthest search, in kilometres: half way around the Earth.
const WITHIN_KM_MAX: f64 = 20_100.0;

impl SearchParams {
    /// The query these parameters mean.
    pub fn parse(&self, taxonomy: &Taxonomy) -> Result<SearchQuery> {
        if self.q.chars().count() > QUERY_MAX {
            return Err(Refusal::invalid("text-too-long", "q")
                .with("max", QUERY_MAX)
                .into());
        }
        let near = parse_word(self.near.as_deref(), "near", parse_point)?;
        let within_km = parse_word(self.within_km.as_deref(), "within_km", |text| {
            let km: f64 = text.replace(',', ".").parse().ok()?;
            (km > 0.0 && km <= WITHIN_KM_MAX).then_some(km)
        })?;
        if within_km.is_some() && near.is_none() {
            return Err(Refusal::invalid("near-missing", "near").into());
        }
        Ok(SearchQuery {
            text: self.q.clone(),
            kind: parse_word(self.kind.as_deref(), "kind", ListingKind::from_word)?,
            what: parse_words(&self.what, "what", What::from_word)?,
            category: parse_words(&self.category, "category", |word| {
                Some(taxonomy.find_category(word)?.id)
            })?,
            skills: parse_words(&self.skills, "skills", |word| Some(taxonomy.find_skill(word)?.id))?,
            near,
            within_km,
            remote: parse_flag(self.remote.as_deref(), "remote")?,
            on: parse_word(self.on.as_deref(), "on", market::rules::parse_slot_text)?,
            terms: parse_words(&self.terms, "terms", TermsKind::from_word)?,
            slice: Slice::parse(self.cursor.as_deref(), self.limit)?,
        })
    }
}

/// `45.5646,5.9178` as it is, not rounded to the grid of stored pins.
fn parse_point(text: &str) -> Option<Pin> {
    let (lat, lon) = text.split_once(',')?;
    let (lat, lon): (f64, f64) = (lat.trim().parse().ok()?, lon.trim().parse().ok()?);
    // The same bounds as for stored pins.
    Pin::parse(lat, lon, "near").ok()?;
    Some(Pin {
        lat_micro: (lat * 1e6).round() as i64,
        lon_micro: (lon * 1e6).round() as i64,
    })
}

/// One listing found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundListing {
    #[serde(flatten)]
    pub listing: ListingAnswer,
    /// Kilometres from `near`, to the tenth, where both are known.
    pub distance_km: Option<f64>,
    /// Why it stands elsewhere than its relevance alone would put it; null where it does not.
    pub fairness: Option<FairnessAnswer>,
}

/// Why a listing stands elsewhere than its relevance alone would put it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Fairness)]
pub struct FairnessAnswer {
    /// Up: `newcomer`, `little_seen`, `needs_hours`; down: `seen_often`; either: `others_moved`.
    pub code: String,
    /// In the reader's language.
    pub text: String,
    /// Whether it stands further up for it.
    pub lifted: bool,
}

impl FairnessAnswer {
    pub fn new(reason: Reason, locale: Locale) -> Self {
        FairnessAnswer {
            code: reason.code().to_string(),
            text: reason.text(locale),
            lifted: reason.is_lift(),
        }
    }
}

/// One way to narrow the search, and how many listings it would leave.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FacetValue {
    /// What to pass.
    pub key: String,
    /// In the reader's language.
    pub label: String,
    pub count: i64,
}

/// Ways to narrow the search, each counted with all the other choices applied.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Facets {
    pub category: Vec<FacetValue>,
    pub kind: Vec<FacetValue>,
    pub what: Vec<FacetValue>,
    pub terms: Vec<FacetValue>,
    pub remote: Vec<FacetValue>,
}

impl Facets {
    pub fn new(counts: &FacetCounts, taxonomy: &Taxonomy, locale: Locale) -> Self {
        let word = |prefix: &str, key: &str, count: i64| FacetValue {
            key: key.to_string(),
            label: i18n::text(locale, &format!("{prefix}-{key}")),
            count,
        };
        let category = taxonomy
            .all_categories()
            .iter()
            .filter_map(|category| {
                Some(FacetValue {
                    key: category.key.clone(),
                    label: category.name(locale).to_string(),
                    count: *counts.category.get(&category.id)?,
                })
            })
            .collect();
        Facets {
            category,
            kind: counts
                .kind
                .iter()
                .map(|(k, n)| word("listing-kind", k.as_str(), *n))
                .collect(),
            what: counts
                .what
                .iter()
                .map(|(w, n)| word("listing-what", w.as_str(), *n))
                .collect(),
            terms: counts
                .terms
                .iter()
                .map(|(t, n)| word("listing-terms", t.as_str(), *n))
                .collect(),
            remote: counts
                .remote
                .iter()
                .map(|(r, n)| word("listing-remote", if *r { "true" } else { "false" }, *n))
                .collect(),
        }
    }
}

/// What a search found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchAnswer {
    pub items: Vec<FoundListing>,
    /// Pass as `?cursor=` to read on; null on the last page.
    pub next: Option<String>,
    pub facets: Facets,
    /// How many there are on all pages.
    pub total: usize,
    /// Whom the taxonomies are from that helped to understand the words, as their licences ask to be told.
    pub attributions: Vec<String>,
}

/// What to try where fewer than three were found.
#[derive(Debug, Serialize, ToSchema)]
pub struct WiderAnswer {
    /// Other searches that find more.
    pub items: Vec<WideningAnswer>,
}

/// Runs a search as an actor and dresses it for reading. `stock` is the community's.
pub fn run_search(
    conn: &mut Conn,
    actor: &Actor,
    stock: &Stock,
    exposure: &Exposure,
    params: &SearchParams,
    now: Moment,
) -> Result<SearchAnswer> {
    actor.require(Permission::ReadDirectory)?;
    let query = params.parse(&stock.taxonomy)?;
    let (ecosystem, reader) = (actor.ecosystem_id, actor.member_id);
    // Only what words found is ranked; the others need not be read for.
    let view = match query.text.trim().is_empty() {
        true => None,
        false => Some(View::open(conn, exposure, ecosystem, reader, &query.slice, now)?),
    };
    let (page, counts, total) = market::search(conn, actor, stock, view.as_ref(), &query, now)?;
    let mut placed = Vec::with_capacity(page.items.len());
    let mut listings = Vec::with_capacity(page.items.len());
    for Found {
        listing,
        distance_km,
        moved,
    } in page.items
    {
        let distance_km = distance_km.map(|km| (km * 10.0).round() / 10.0);
        placed.push((
            distance_km,
            moved.map(|moved| FairnessAnswer::new(moved, actor.locale)),
        ));
        listings.push(listing);
    }
    let items = with_names(conn, listings, actor.locale)?
        .into_iter()
        .zip(placed)
        .map(|(listing, (distance_km, fairness))| FoundListing {
            listing,
            distance_km,
            fairness,
        })
        .collect();
    Ok(SearchAnswer {
        items,
        next: page.next,
        facets: Facets::new(&counts, &stock.taxonomy, actor.locale),
        total,
        attributions: stock.attributions.to_vec(),
    })
}

/// What is being written.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DraftParams {
    /// `offer` or `request` (if left out).
    pub kind: Option<String>,
    /// `service` (if left out), `training`, `workshop`, `place` or `equipment`.
    pub what: Option<String>,
    pub title: String,
    #[serde(default)]
    pub description: String,
    /// Code of the language it is written in; told from the words when left out.
    pub language: Option<String>,
}

/// What seems right for a listing that is being written, to be confirmed by its author.
#[derive(Debug, Serialize, ToSchema)]
pub struct WritingHelpAnswer {
    /// Key of the likeliest trade; null where nothing speaks for any.
    pub category: Option<String>,
    /// Keys of at most three trades, the likeliest first.
    pub categories: Vec<String>,
    /// Keys of skills, the likeliest first.
    pub skills: Vec<String>,
    /// One's own listings of the same kind that say the same already.
    pub doubles: Vec<ListingAnswer>,
}

/// Proposes a trade and skills for a listing that is being written, and names one's own listings that it repeats.
#[utoipa::path(
    tag = "market",
    params(DraftParams),
    responses(
        (status = 200, body = WritingHelpAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[get("/listings/writing-help")]
async fn help_with_listing(app: web::Data<App>, auth: Auth, query: Query<DraftParams>) -> Answer {
    let params = query.0;
    let draft = Draft {
        kind: parse_word(params.kind.as_deref(), "kind", ListingKind::from_word)?
            .unwrap_or(ListingKind::Request),
        what: parse_word(params.what.as_deref(), "what", What::from_word)?.unwrap_or(What::Service),
        title: params.title,
        description: params.description,
        language: params.language,
    };
    let catalogue = app.catalogue.clone();
    let help = app
        .read_as(&auth, move |conn, actor| {
            let help = market::help_writing(conn, actor, &catalogue, &draft)?;
            let categories: Vec<String> = help.categories.into_iter().map(|category| category.key).collect();
            Ok(WritingHelpAnswer {
                category: categories.first().cloned(),
                categories,
                skills: help.skills.into_iter().map(|skill| skill.key).collect(),
                doubles: with_names(conn, help.doubles, actor.locale)?,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(help))
}

/// Search active listings by words, trade, place, day and terms.
#[utoipa::path(
    tag = "market",
    params(SearchParams),
    responses(
        (status = 200, body = SearchAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[get("/search")]
async fn search_listings(app: web::Data<App>, auth: Auth, query: Query<SearchParams>) -> Answer {
    let now = app.now();
    let (catalogue, exposure) = (app.catalogue.clone(), app.exposure.clone());
    let found = app
        .read_as(&auth, move |conn, actor| {
            let stock = catalogue.stock(conn, actor.ecosystem_id)?;
            run_search(conn, actor, &stock, &exposure, &query.0, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Other searches that find more, where a search finds fewer than three: further away, on other days, for related skills.
#[utoipa::path(
    tag = "market",
    params(SearchParams),
    responses(
        (status = 200, body = WiderAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[get("/search/wider")]
async fn search_wider(app: web::Data<App>, auth: Auth, query: Query<SearchParams>) -> Answer {
    let now = app.now();
    let catalogue = app.catalogue.clone();
    let items = app
        .read_as(&auth, move |conn, actor| {
            actor.require(Permission::ReadDirectory)?;
            let stock = catalogue.stock(conn, actor.ecosystem_id)?;
            let query = query.0.parse(&stock.taxonomy)?;
            let found = market::look_up(conn, actor, &stock, None, &query, market::Facets::Left, now)?;
            widening::of_search(conn, actor, &stock, &query, found.total, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(WiderAnswer { items }))
}

/// A trade.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Category)]
pub struct CategoryAnswer {
    pub id: CategoryId,
    pub key: String,
    /// In the reader's language.
    pub name: String,
    pub name_fr: String,
    pub name_en: String,
    pub position: i64,
    /// Archived trades cannot be chosen any more; old listings keep them.
    pub archived: bool,
}

impl CategoryAnswer {
    fn new(category: Category, locale: Locale) -> Self {
        CategoryAnswer {
            id: category.id,
            name: category.name(locale).to_string(),
            key: category.key,
            name_fr: category.name_fr,
            name_en: category.name_en,
            position: category.position,
            archived: category.archived_at.is_some(),
        }
    }
}

/// A skill of a trade.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Skill)]
pub struct SkillAnswer {
    pub id: SkillId,
    pub key: String,
    /// Key of its trade.
    pub category: String,
    /// In the reader's language.
    pub name: String,
    pub name_fr: String,
    pub name_en: String,
    pub archived: bool,
}

impl SkillAnswer {
    fn new(skill: Skill, taxonomy: &Taxonomy, locale: Locale) -> Self {
        SkillAnswer {
            id: skill.id,
            name: skill.name(locale).to_string(),
            category: taxonomy
                .category(skill.category_id)
                .map(|c| c.key.clone())
                .unwrap_or_default(),
            key: skill.key,
            name_fr: skill.name_fr,
            name_en: skill.name_en,
            archived: skill.archived_at.is_some(),
        }
    }
}

/// The trades of the ecosystem, in their order.
#[utoipa::path(tag = "market", responses((status = 200, body = Page<CategoryAnswer>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/categories")]
async fn list_categories(app: web::Data<App>, auth: Auth) -> Answer {
    let page = app
        .read_as(&auth, |conn, actor| {
            actor.require(Permission::ReadDirectory)?;
            let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
            let answer = |category: &Category| CategoryAnswer::new(category.clone(), actor.locale);
            Ok(Page::whole(
                taxonomy.all_categories().iter().map(answer).collect(),
            ))
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// A trade to add.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CategoryBody {
    /// Made from the English name when left out.
    pub key: Option<String>,
    pub name_fr: String,
    pub name_en: String,
}

/// Add a trade. Takes the mandate to manage trades and skills.
#[utoipa::path(
    tag = "market",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")),
    request_body = CategoryBody,
    responses(
        (status = 201, body = CategoryAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/categories")]
async fn create_category(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    body: Json<CategoryBody>,
) -> Answer {
    let body = body.0;
    let sent = body.clone();
    app.create_as(&auth, key, "categories", 201, &sent, move |conn, actor, now| {
        let category = market::add_category(
            conn,
            actor,
            body.key.as_deref(),
            &body.name_fr,
            &body.name_en,
            now,
        )?;
        Ok(CategoryAnswer::new(category, actor.locale))
    })
    .await
}

/// What to change of a trade.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct CategoryChange {
    pub name_fr: Option<String>,
    pub name_en: Option<String>,
    /// 1 to 1000.
    pub position: Option<i64>,
    pub archived: Option<bool>,
}

/// Rename, move or archive a trade.
#[utoipa::path(
    tag = "market",
    params(("id" = CategoryId, Path, description = "The trade")),
    request_body = CategoryChange,
    responses(
        (status = 200, body = CategoryAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
#[patch("/categories/{id}")]
async fn update_category(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<CategoryId>,
    body: Json<CategoryChange>,
) -> Answer {
    let change = NameChange {
        name_fr: body.0.name_fr,
        name_en: body.0.name_en,
        position: body.0.position,
        archived: body.0.archived,
        category: None,
    };
    let category = app
        .write_as(&auth, move |conn, actor, now| {
            let category = market::change_category(conn, actor, *id, &change, now)?;
            Ok(CategoryAnswer::new(category, actor.locale))
        })
        .await?;
    Ok(HttpResponse::Ok().json(category))
}

/// Of which trade to list skills.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SkillsQuery {
    /// Key, id or name of a trade; all skills when left out.
    category: Option<String>,
}

/// The skills of the ecosystem, by key.
#[utoipa::path(
    tag = "market",
    params(SkillsQuery),
    responses((status = 200, body = Page<SkillAnswer>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem))
)]
#[get("/skills")]
async fn list_skills(app: web::Data<App>, auth: Auth, query: Query<SkillsQuery>) -> Answer {
    let page = app
        .read_as(&auth, move |conn, actor| {
            actor.require(Permission::ReadDirectory)?;
            let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
            let category = match filled(query.0.category.as_deref()) {
                Some(word) => Some(taxonomy.parse_category(word, "category")?.id),
                None => None,
            };
            let wanted = |skill: &&Skill| category.is_none_or(|id| skill.category_id == id);
            let skills = taxonomy.all_skills().iter().filter(wanted);
            let answers = skills.map(|skill| SkillAnswer::new(skill.clone(), &taxonomy, actor.locale));
            Ok(Page::whole(answers.collect()))
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// A skill to add.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SkillBody {
    /// Key, id or name of its trade.
    pub category: String,
    /// Made from the English name when left out.
    pub key: Option<String>,
    pub name_fr: String,
    pub name_en: String,
}

/// Add a skill to a trade. Takes the mandate to manage trades and skills.
#[utoipa::path(
    tag = "market",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")),
    request_body = SkillBody,
    responses(
        (status = 201, body = SkillAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/skills")]
async fn create_skill(app: web::Data<App>, auth: Auth, key: IdempotencyKey, body: Json<SkillBody>) -> Answer {
    let body = body.0;
    let sent = body.clone();
    app.create_as(&auth, key, "skills", 201, &sent, move |conn, actor, now| {
        let (category, key) = (&body.category, body.key.as_deref());
        let skill = market::add_skill(conn, actor, category, key, &body.name_fr, &body.name_en, now)?;
        let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
        Ok(SkillAnswer::new(skill, &taxonomy, actor.locale))
    })
    .await
}

/// What to change of a skill.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct SkillChange {
    pub name_fr: Option<String>,
    pub name_en: Option<String>,
    /// The trade it moves to.
    pub category: Option<String>,
    pub archived: Option<bool>,
}

/// Rename, move or archive a skill.
#[utoipa::path(
    tag = "market",
    params(("id" = SkillId, Path, description = "The skill")),
    request_body = SkillChange,
    responses(
        (status = 200, body = SkillAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
#[patch("/skills/{id}")]
async fn update_skill(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<SkillId>,
    body: Json<SkillChange>,
) -> Answer {
    let change = NameChange {
        name_fr: body.0.name_fr,
        name_en: body.0.name_en,
        position: None,
        archived: body.0.archived,
        category: body.0.category,
    };
    let skill = app
        .write_as(&auth, move |conn, actor, now| {
            let skill = market::change_skill(conn, actor, *id, &change, now)?;
            let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
            Ok(SkillAnswer::new(skill, &taxonomy, actor.locale))
        })
        .await?;
    Ok(HttpResponse::Ok().json(skill))
}

/// My skills in this ecosystem.
#[utoipa::path(tag = "market", responses((status = 200, body = Page<SkillAnswer>), (status = 401, body = Problem)))]
#[get("/me/skills")]
async fn list_my_skills(app: web::Data<App>, auth: Auth) -> Answer {
    let page = app
        .read_as(&auth, |conn, actor| {
            let skills = market::list_member_skills(conn, actor.ecosystem_id, actor.member_id)?;
            answer_skills(conn, actor, skills)
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// The skills one has.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct MySkillsBody {
    /// Keys, ids or names, at most 20.
    pub skills: Vec<String>,
}

/// Replace my skills in this ecosystem.
#[utoipa::path(
    tag = "market",
    request_body = MySkillsBody,
    responses(
        (status = 200, body = Page<SkillAnswer>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[put("/me/skills")]
async fn replace_my_skills(app: web::Data<App>, auth: Auth, body: Json<MySkillsBody>) -> Answer {
    let words = body.0.skills;
    let page = app
        .write_as(&auth, move |conn, actor, _| {
            let skills = market::set_member_skills(conn, actor, &words)?;
            answer_skills(conn, actor, skills)
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

fn answer_skills(conn: &mut Conn, actor: &Actor, skills: Vec<Skill>) -> Result<Page<SkillAnswer>> {
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let answers = skills
        .into_iter()
        .map(|skill| SkillAnswer::new(skill, &taxonomy, actor.locale));
    Ok(Page::whole(answers.collect()))
}
