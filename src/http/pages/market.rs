//! Pages of the market: search, a listing with its matches, writing one, and one's own.

mod skills;

use std::collections::HashSet;

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::searches::{self, Wider};
use super::{FormProblem, PageForm, Seen, Ui, Visitor, done, render, render_as};
use crate::db::Conn;
use crate::http::api::market::{
    FacetValue, Facets, FairnessAnswer, FoundListing, ListingAnswer, SearchAnswer, SearchParams, run_search,
    with_names,
};
use crate::http::api::matching::{MatchAnswer, in_words};
use crate::http::api::{search_query, widening};
use crate::http::{Answer, App, Query};
use crate::i18n::{self, Locale};
use crate::kernel::cents::Money;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::ListingId;
use crate::kernel::minutes;
use crate::kernel::pages::{PAGE_SIZE, Slice};
use crate::market::{
    self, Category, DAY_MINUTES, Draft, Listing, ListingFields, ListingFilter, ListingKind, ListingStatus,
    PlaceInput, Slot, SlotDay, SlotInput, Taxonomy, TermsInput, WEEKDAYS, What,
};
use crate::matching::{self, Sources};
use crate::members::{self, Actor, Permission};
use crate::rulebook;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(list)
        .service(new_listing)
        .service(create)
        .service(mine)
        .service(show)
        .service(edit)
        .service(update)
        .service(publish)
        .service(pause)
        .service(renew)
        .service(close)
        .configure(skills::routes);
}

/// A listing as a card of a list.
struct Card {
    id: String,
    title: String,
    language: String,
    kind: &'static str,
    kind_label: String,
    gift: String,
    time: String,
    money: String,
    text: String,
    who: String,
    place: String,
    more: String,
    /// For one's own.
    status: Option<(&'static str, String)>,
    /// For matches.
    percent: String,
    reasons: Vec<String>,
    /// Why it stands further up than its relevance alone would put it; `""` where it does not.
    lift: String,
}

impl Card {
    fn new(listing: &ListingAnswer, locale: Locale, distance_km: Option<f64>) -> Card {
        let say = |key: &str| i18n::text(locale, key);
        let label = listing
            .place
            .as_ref()
            .and_then(|p| p.label.clone())
            .unwrap_or_default();
        let place = match distance_km {
            Some(km) => format!("{label} ({} km)", decimal(locale, km))
                .trim_start()
                .to_string(),
            None if listing.remote && label.is_empty() => say("listing-remote-true"),
            None => label,
        };
        let (gift, time, money) = terms_in_words(&listing.terms, locale);
        Card {
            id: listing.id.to_string(),
            title: listing.title.clone(),
            language: listing.language.clone(),
            kind: listing.kind.as_str(),
            kind_label: say(&format!("listing-kind-{}", listing.kind)),
            gift,
            time,
            money,
            text: shorten(&listing.description),
            who: listing.member.display_name.clone(),
            place,
            more: listing.category_name.clone(),
            status: None,
            percent: String::new(),
            reasons: Vec::new(),
            lift: String::new(),
        }
    }

    fn of_search(found: &FoundListing, locale: Locale) -> Card {
        Card {
            lift: lift_in_words(found.fairness.as_ref()),
            ..Card::new(&found.listing, locale, found.distance_km)
        }
    }

    fn of_match(found: &MatchAnswer, locale: Locale) -> Card {
        Card {
            lift: lift_in_words(found.fairness.as_ref()),
            percent: format!("{:.0}", found.score * 100.0),
            reasons: found.reasons.iter().map(|reason| reason.text.clone()).collect(),
            ..Card::new(&found.listing, locale, None)
        }
    }
}

/// Why a listing was lifted; `""` where it was not. What made room for it needs no words.
fn lift_in_words(fairness: Option<&FairnessAnswer>) -> String {
    let lifted = fairness.filter(|one| one.lifted);
    lifted.map(|one| one.text.clone()).unwrap_or_default()
}

/// The words of each accepted way, `""` where it is not accepted.
fn terms_in_words(terms: &TermsInput, locale: Locale) -> (String, String, String) {
    let gift = if terms.gift {
        i18n::text(locale, "listing-terms-gift")
    } else {
        String::new()
    };
    let time = terms.time_minutes.map(minutes::show).unwrap_or_default();
    let money = terms.money.as_ref().map(|m| euros(locale, m)).unwrap_or_default();
    (gift, time, money)
}

fn euros(locale: Locale, money: &Money) -> String {
    match locale {
        Locale::Fr => format!("{} €", money.amount.replace('.', ",")),
        Locale::En => format!("€{}", money.amount),
    }
}

/// A number with one decimal.
pub(super) fn decimal(locale: Locale, number: f64) -> String {
    let text = format!("{number:.1}");
    match locale {
        Locale::Fr => text.replace('.', ","),
        Locale::En => text,
    }
}

/// The first 200 characters or so, whole words.
fn shorten(text: &str) -> String {
    const MOST: usize = 200;
    if text.chars().count() <= MOST {
        return text.to_string();
    }
    let start: String = text.chars().take(MOST).collect();
    let cut = start
        .rsplit_once(char::is_whitespace)
        .map_or(start.as_str(), |(head, _)| head);
    format!("{cut}…")
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "market/list.html")]
struct ListPage {
    ui: Ui,
    params: SearchParams,
    facets: Facets,
    cards: Vec<Card>,
    total: usize,
    attributions: Vec<String>,
    problem: FormProblem,
    next: String,
    previous: String,
    filters: Vec<Filter>,
    may_manage: bool,
    /// The search as it stands, to be saved; `""` where it cannot be.
    query: String,
    wider: Vec<Wider>,
}

/// A choice in force, with the address of the same search without it.
struct Filter {
    label: String,
    without: String,
}

impl ListPage {
    fn chosen(&self, values: &[String], key: &str) -> bool {
        values.iter().any(|value| value == key)
    }
    fn kind_is(&self, key: &str) -> bool {
        self.params.kind.as_deref() == Some(key)
    }
    fn remote_is(&self, key: &str) -> bool {
        self.params.remote.as_deref() == Some(key)
    }
    fn within_is(&self, km: &str) -> bool {
        self.params.within_km.as_deref() == Some(km)
    }
    fn count(&self) -> i64 {
        self.total as i64
    }
    fn on(&self) -> &str {
        self.params.on.as_deref().unwrap_or("")
    }
    fn may_save(&self) -> bool {
        !self.problem.is_some()
    }
}

/// Search, with its filters as a plain form.
#[get("/listings")]
async fn list(app: web::Data<App>, visitor: Visitor, query: Query<SearchParams>) -> Answer {
    let params = tidy(query.0);
    let asked = params.clone();
    let now = app.now();
    let (catalogue, exposure) = (app.catalogue.clone(), app.exposure.clone());
    let (ui, (outcome, may_manage, query, wider)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let mut asked = asked;
            around_home(conn, actor, &mut asked)?;
            let stock = catalogue.stock(conn, actor.ecosystem_id)?;
            let outcome = run_search(conn, actor, &stock, &exposure, &asked, now);
            let query = search_query::to_text(search_query::pairs(&asked));
            let wider = match &outcome {
                Ok(found) => {
                    let query = asked.parse(&stock.taxonomy)?;
                    widening::of_search(conn, actor, &stock, &query, found.total, now)?
                }
                Err(_) => Vec::new(),
            };
            Ok((outcome, actor.may(Permission::ManageTaxonomy), query, wider))
        })
        .await?;
    let (found, problem) = match outcome {
        Ok(found) => (found, FormProblem::none()),
        Err(error) => (nothing_found(), FormProblem::from_error(error, ui.language)?),
    };
    let cards = found
        .items
        .iter()
        .map(|item| Card::of_search(item, ui.language))
        .collect();
    let page = ListPage {
        filters: filters(&params, &found.facets, ui.language),
        next: found
            .next
            .as_deref()
            .map(|cursor| address(&params, Some(cursor), ""))
            .unwrap_or_default(),
        previous: if params.cursor.is_some() {
            address(&params, None, "")
        } else {
            String::new()
        },
        cards,
        total: found.total,
        attributions: found.attributions,
        facets: found.facets,
        wider: searches::wider(&wider, params.near.is_none(), ui.language),
        query,
        ui,
        params,
        problem,
        may_manage,
    };
    let status = if page.problem.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    render_as(status, &page)
}

fn nothing_found() -> SearchAnswer {
    SearchAnswer {
        items: Vec::new(),
        next: None,
        facets: Facets::default(),
        total: 0,
        attributions: Vec::new(),
    }
}

/// Fields that were left empty ask for nothing.
fn tidy(mut params: SearchParams) -> SearchParams {
    for words in [
        &mut params.what,
        &mut params.category,
        &mut params.skills,
        &mut params.terms,
    ] {
        words.retain(|word| !word.trim().is_empty());
    }
    for text in [
        &mut params.kind,
        &mut params.near,
        &mut params.within_km,
        &mut params.remote,
        &mut params.on,
        &mut params.cursor,
    ] {
        if text.as_deref().is_some_and(|t| t.trim().is_empty()) {
            *text = None;
        }
    }
    params
}

/// A radius without a point is around one's own place.
fn around_home(conn: &mut Conn, actor: &Actor, params: &mut SearchParams) -> Result<()> {
    if params.within_km.is_some() && params.near.is_none() {
        let home = members::profile::get(conn, actor.member_id)?.pin;
        params.near = home.map(|pin| format!("{},{}", pin.lat(), pin.lon()));
    }
    Ok(())
}

/// The address of a search, with another cursor and without one choice (`name=value`).
fn address(params: &SearchParams, cursor: Option<&str>, without: &str) -> String {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    if !params.q.is_empty() {
        pairs.push(("q", &params.q));
    }
    for (name, value) in [
        ("kind", &params.kind),
        ("near", &params.near),
        ("within_km", &params.within_km),
        ("remote", &params.remote),
        ("on", &params.on),
    ] {
        pairs.extend(value.as_deref().map(|value| (name, value)));
    }
    for (name, values) in [
        ("what", &params.what),
        ("category", &params.category),
        ("skills", &params.skills),
        ("terms", &params.terms),
    ] {
        pairs.extend(values.iter().map(|value| (name, value.as_str())));
    }
    pairs.retain(|(name, value)| format!("{name}={value}") != without);
    pairs.extend(cursor.map(|cursor| ("cursor", cursor)));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    if query.is_empty() {
        "/listings".to_string()
    } else {
        format!("/listings?{query}")
    }
}

fn filters(params: &SearchParams, facets: &Facets, locale: Locale) -> Vec<Filter> {
    let mut filters = Vec::new();
    let mut add = |name: &str, value: &str, label: String| {
        filters.push(Filter {
            label,
            without: address(params, None, &format!("{name}={value}")),
        });
    };
    let word = |prefix: &str, value: &str| i18n::text(locale, &format!("{prefix}-{value}"));
    let named = |values: &[FacetValue], key: &str| {
        let found = values.iter().find(|value| value.key == key);
        found.map_or_else(|| key.to_string(), |value| value.label.clone())
    };
    if !params.q.trim().is_empty() {
        add("q", &params.q, format!("« {} »", params.q.trim()));
    }
    if let Some(kind) = &params.kind {
        add("kind", kind, word("listing-kind", kind));
    }
    if let Some(remote) = &params.remote {
        add("remote", remote, word("listing-remote", remote));
    }
    if let Some(km) = &params.within_km {
        add(
            "within_km",
            km,
            i18n::text_with(locale, "market-within", &[("km", km.as_str().into())]),
        );
    }
    if let Some(on) = &params.on {
        add("on", on, on.clone());
    }
    for what in &params.what {
        add("what", what, word("listing-what", what));
    }
    for category in &params.category {
        add("category", category, named(&facets.category, category));
    }
    for skill in &params.skills {
        add("skills", skill, skill.clone());
    }
    for terms in &params.terms {
        add("terms", terms, word("listing-terms", terms));
    }
    filters
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "market/mine.html")]
struct MinePage {
    ui: Ui,
    cards: Vec<Card>,
    next: String,
}

#[derive(Deserialize)]
struct MineQuery {
    cursor: Option<String>,
}

/// One's own listings, whatever their status.
#[get("/my/listings")]
async fn mine(app: web::Data<App>, visitor: Visitor, query: Query<MineQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), Some(PAGE_SIZE))?;
    let (ui, (listings, next)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let page = market::list_visible(conn, actor, &ListingFilter::default(), true, &slice)?;
            Ok((with_names(conn, page.items, actor.locale)?, page.next))
        })
        .await?;
    let cards = listings
        .iter()
        .map(|listing| Card {
            status: Some((
                status_style(listing.status),
                ui.t(&format!("listing-status-{}", listing.status)),
            )),
            who: String::new(),
            ..Card::new(listing, ui.language, None)
        })
        .collect();
    let next = next
        .map(|cursor| format!("/my/listings?cursor={cursor}"))
        .unwrap_or_default();
    render(&MinePage { ui, cards, next })
}

fn status_style(status: ListingStatus) -> &'static str {
    match status {
        ListingStatus::Active => "ok",
        ListingStatus::Draft | ListingStatus::Paused => "warning",
        ListingStatus::Expired | ListingStatus::Closed => "quiet",
    }
}

/// What the page of a listing shows.
struct Shown {
    listing: Listing,
    card: Card,
    author: String,
    slots: Vec<String>,
    skills: Vec<String>,
    is_mine: bool,
    may_moderate: bool,
    may_propose: bool,
    matches: Vec<Card>,
    /// Open rings it is part of, for its author.
    rings: i64,
    /// Where nothing answers it yet: searches that find something close.
    wider: Vec<Wider>,
    /// Hours and the minutes past them that the listing names.
    hours: String,
    past_hour: String,
    money: String,
    radius: String,
    /// What the message of a proposal begins with.
    message: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "market/show.html")]
struct ShowPage {
    ui: Ui,
    x: Shown,
    problem: FormProblem,
}

impl ShowPage {
    fn active(&self) -> bool {
        self.x.listing.status == ListingStatus::Active
    }
    /// The text of `<prefix>-<word>`.
    fn say(&self, prefix: &str, word: &str) -> String {
        self.ui.t(&format!("{prefix}-{word}"))
    }
    /// The way a proposal is made unless the proposer chooses another: the first of gift, time and money accepted.
    fn suggested(&self, kind: &str) -> bool {
        self.x
            .listing
            .terms
            .accepted()
            .first()
            .is_some_and(|first| first.as_str() == kind)
    }
    fn may_publish(&self) -> bool {
        matches!(
            self.x.listing.status,
            ListingStatus::Draft | ListingStatus::Paused | ListingStatus::Expired
        )
    }
    fn may_renew(&self) -> bool {
        matches!(
            self.x.listing.status,
            ListingStatus::Active | ListingStatus::Paused
        )
    }
    fn open(&self) -> bool {
        self.x.listing.status != ListingStatus::Closed
    }
    /// Whether teams are sought for it.
    fn has_teams(&self) -> bool {
        self.active() || self.x.listing.status == ListingStatus::Draft
    }
}

/// For which role of one's own request an exchange is about to be proposed: the link of a team.
#[derive(Deserialize)]
struct ShowQuery {
    request: Option<String>,
    role: Option<String>,
}

#[get("/listings/{id}")]
async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ListingId>,
    query: Query<ShowQuery>,
) -> Answer {
    let looked_through = app.clone();
    let (ui, x) = app
        .page(&visitor, move |conn, seen| {
            let mut x = shown(conn, looked_through.sources(), seen, *id)?;
            if x.may_propose {
                begin_proposal(conn, seen.actor()?, &query.0, &mut x)?;
            }
            Ok(x)
        })
        .await?;
    render(&ShowPage {
        ui,
        x,
        problem: FormProblem::none(),
    })
}

fn shown(conn: &mut Conn, sources: Sources<'_>, seen: &Seen, id: ListingId) -> Result<Shown> {
    const MATCHES_SHOWN: i64 = 10;
    let actor = seen.actor()?;
    let locale = actor.locale;
    let listing = market::get_visible(conn, actor, id)?;
    let is_mine = listing.member_id == actor.member_id;
    let active = listing.status == ListingStatus::Active;
    let (mut matches, mut wider) = (Vec::new(), Vec::new());
    if is_mine && (active || listing.status == ListingStatus::Draft) {
        let slice = Slice {
            after: None,
            limit: MATCHES_SHOWN,
        };
        let (_, page) = matching::list_matches(conn, sources, actor, id, &slice, seen.now)?;
        let found = in_words(conn, page.items, locale)?;
        matches = found.iter().map(|found| Card::of_match(found, locale)).collect();
        if matches.is_empty() {
            let suggestions = widening::of_listing(conn, sources.catalogue, actor, &listing, seen.now)?;
            wider = searches::wider(&suggestions, false, locale);
        }
    }
    let answer = with_names(conn, vec![listing.clone()], locale)?
        .pop()
        .ok_or_else(|| Error::internal("a listing got lost"))?;
    let (hours, past_hour) = hours_of(listing.terms.time_minutes);
    Ok(Shown {
        card: Card::new(&answer, locale, None),
        author: answer.member.display_name.clone(),
        slots: listing
            .slots
            .iter()
            .map(|slot| slot_in_words(slot, locale))
            .collect(),
        skills: answer.skill_names.clone(),
        is_mine,
        may_moderate: !is_mine && actor.may(Permission::ModerateListing),
        may_propose: !is_mine && active && actor.may(Permission::ProposeExchange),
        matches,
        rings: match is_mine {
            true => matching::rings::count_open_of_listing(conn, actor, id)?,
            false => 0,
        },
        wider,
        hours,
        past_hour,
        radius: listing
            .radius_km()
            .map(|km| i18n::text_with(locale, "market-km", &[("km", km.into())]))
            .unwrap_or_default(),
        message: String::new(),
        money: answer.terms.money.map(|m| m.amount).unwrap_or_default(),
        listing,
    })
}

/// Fills in what a role says. A link that names no role of one's own request fills in nothing.
fn begin_proposal(conn: &mut Conn, actor: &Actor, query: &ShowQuery, x: &mut Shown) -> Result<()> {
    let id = query.request.as_deref().and_then(|id| id.parse().ok());
    let position = query.role.as_deref().and_then(|role| role.parse::<usize>().ok());
    let (Some(id), Some(position)) = (id, position) else {
        return Ok(());
    };
    let request = market::list_by_ids(conn, actor.ecosystem_id, &[id])?.pop();
    let Some(request) = request.filter(|request| request.member_id == actor.member_id) else {
        return Ok(());
    };
    let Some(role) = position.checked_sub(1).and_then(|at| request.roles.get(at)) else {
        return Ok(());
    };
    let args = [
        ("title", request.title.as_str().into()),
        ("role", role.title.as_str().into()),
    ];
    x.message = i18n::text_with(actor.locale, "market-propose-for-role", &args);
    if role.minutes.is_some() {
        (x.hours, x.past_hour) = hours_of(role.minutes);
    }
    Ok(())
}

/// Hours and the minutes past them as two fields hold them.
fn hours_of(minutes: Option<i64>) -> (String, String) {
    match minutes {
        Some(minutes) => ((minutes / 60).to_string(), (minutes % 60).to_string()),
        None => (String::new(), String::new()),
    }
}

/// `mardi, 18:00–21:00`, `Tuesday 24 November 2026, all day`.
fn slot_in_words(slot: &Slot, locale: Locale) -> String {
    let day = match slot.day {
        SlotDay::Weekday(n) => i18n::text(locale, &format!("weekday-{n}")),
        SlotDay::Date(date) => i18n::date(locale, date),
    };
    if (slot.from_minute, slot.to_minute) == (0, DAY_MINUTES) {
        return format!("{day}, {}", i18n::text(locale, "market-all-day"));
    }
    format!("{day}, {}–{}", clock(slot.from_minute), clock(slot.to_minute))
}

fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A slot as the form writes it and reads it again.
fn slot_line(slot: &Slot) -> String {
    let day = match slot.day {
        SlotDay::Weekday(n) => WEEKDAYS[(n - 1).clamp(0, 6) as usize].to_string(),
        SlotDay::Date(date) => date.to_string(),
    };
    format!("{day} {}-{}", clock(slot.from_minute), clock(slot.to_minute))
}

/// The form of a listing, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ListingForm {
    kind: String,
    what: String,
    title: String,
    description: String,
    category: String,
    skills: Vec<String>,
    gift: String,
    time: String,
    hours: String,
    minutes: String,
    money: String,
    place_label: String,
    lat: String,
    lon: String,
    radius_km: String,
    remote: String,
    availability: String,
    roles: String,
    language: String,
    expires_on: String,
    status: String,
}

impl From<&Listing> for ListingForm {
    fn from(listing: &Listing) -> Self {
        let place = listing.place.clone().unwrap_or_default();
        let (hours, minutes) = hours_of(listing.terms.time_minutes);
        let lines: Vec<String> = listing.slots.iter().map(slot_line).collect();
        let roles: Vec<String> = listing.roles.iter().map(market::roles::role_line).collect();
        let on = |yes: bool| if yes { "on".to_string() } else { String::new() };
        ListingForm {
            kind: listing.kind.to_string(),
            what: listing.what.to_string(),
            title: listing.title.clone(),
            description: listing.description.clone(),
            category: listing.category.key.clone(),
            skills: listing.skills.iter().map(|skill| skill.key.clone()).collect(),
            gift: on(listing.terms.gift),
            time: on(listing.terms.time_minutes.is_some()),
            hours,
            minutes,
            money: listing
                .terms
                .money_cents
                .map(|c| Money::from_cents(c).amount)
                .unwrap_or_default(),
            place_label: place.label.unwrap_or_default(),
            lat: place.pin.map(|pin| pin.lat().to_string()).unwrap_or_default(),
            lon: place.pin.map(|pin| pin.lon().to_string()).unwrap_or_default(),
            radius_km: place.radius_km.map(|km| km.to_string()).unwrap_or_default(),
            remote: on(listing.remote),
            availability: lines.join("\n"),
            roles: roles.join("\n"),
            language: listing.language.clone(),
            expires_on: listing.expires_on.to_string(),
            status: String::new(),
        }
    }
}

fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|t| !t.is_empty())
}

fn parsed<T>(
    text: &str,
    code: &'static str,
    field: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>> {
    match filled(text) {
        None => Ok(None),
        Some(text) => match parse(text) {
            Some(value) => Ok(Some(value)),
            None => Err(Refusal::invalid(code, field)
                .with("word", text)
                .with("max", minutes::MINUTES_MAX)
                .into()),
        },
    }
}

impl ListingForm {
    fn fields(&self) -> Result<ListingFields> {
        let degrees = |text: &str| text.replace(',', ".").parse::<f64>().ok();
        let slots = self.availability.lines().filter_map(filled);
        let roles = self.roles.lines().filter_map(filled);
        let unknown = |field: &'static str| Refusal::invalid("word-unknown", field).with("word", "");
        Ok(ListingFields {
            kind: ListingKind::from_word(&self.kind).ok_or_else(|| unknown("kind"))?,
            what: What::from_word(&self.what).ok_or_else(|| unknown("what"))?,
            title: self.title.clone(),
            description: self.description.clone(),
            category: filled(&self.category).map(str::to_string),
            skills: self
                .skills
                .iter()
                .filter_map(|s| filled(s))
                .map(str::to_string)
                .collect(),
            terms: self.terms()?,
            place: Some(PlaceInput {
                label: filled(&self.place_label).map(str::to_string),
                lat: parsed(&self.lat, "place-invalid", "place.lat", degrees)?,
                lon: parsed(&self.lon, "place-invalid", "place.lon", degrees)?,
                radius_km: parsed(&self.radius_km, "word-unknown", "place.radius_km", |t| {
                    t.parse().ok()
                })?,
            }),
            remote: !self.remote.is_empty(),
            availability: slots.map(|line| SlotInput::Text(line.to_string())).collect(),
            roles: roles.map(market::roles::parse_role_line).collect(),
            language: filled(&self.language).map(str::to_string),
            expires_on: parsed(&self.expires_on, "word-unknown", "expires_on", |t| {
                t.parse::<NaiveDate>().ok()
            })?,
        })
    }

    /// Time counts when it is ticked or a duration is typed.
    fn terms(&self) -> Result<TermsInput> {
        let number = |text: &str| {
            text.parse::<i64>()
                .ok()
                .filter(|n| (0..=minutes::MINUTES_MAX).contains(n))
        };
        let hours = parsed(&self.hours, "minutes-out-of-range", "terms.time_minutes", number)?;
        let past_hour = parsed(
            &self.minutes,
            "minutes-out-of-range",
            "terms.time_minutes",
            number,
        )?;
        let total = hours.unwrap_or(0) * 60 + past_hour.unwrap_or(0);
        let time_minutes = (!self.time.is_empty()).then_some(total);
        Ok(TermsInput {
            gift: !self.gift.is_empty(),
            time_minutes,
            money: filled(&self.money).map(|amount| Money {
                amount: amount.to_string(),
                currency: "EUR".to_string(),
            }),
        })
    }
}

struct SkillTick {
    key: String,
    words: String,
    ticked: bool,
}

/// A trade and its skills, to tick.
struct SkillGroup {
    key: String,
    name: String,
    skills: Vec<SkillTick>,
    open: bool,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "market/form.html")]
struct FormPage {
    ui: Ui,
    /// Where the form goes.
    action: String,
    is_new: bool,
    form: ListingForm,
    groups: Vec<SkillGroup>,
    life_days: i64,
    latest: NaiveDate,
    today: NaiveDate,
    problem: FormProblem,
    help: Option<Help>,
}

/// What was proposed, and is ticked in the form, for its author to confirm.
struct Help {
    /// Names of the trade and of the skills.
    proposed: Vec<String>,
    /// Key and name of the trades that it may be, the likeliest first.
    trades: Vec<(String, String)>,
    /// One's own listings that say the same: id and title.
    doubles: Vec<(ListingId, String)>,
}

impl Help {
    /// The names of the trades that it may be as well.
    fn others(&self) -> Vec<&str> {
        self.trades
            .iter()
            .skip(1)
            .map(|(_, name)| name.as_str())
            .collect()
    }
}

impl FormPage {
    /// The trades that its words speak for, proposed before all others.
    fn likely(&self) -> &[(String, String)] {
        self.help.as_ref().map_or(&[], |help| &help.trades)
    }
    /// The problem of a field or of any part of it (`place` also for `place.lat`).
    fn on(&self, field: &str) -> &str {
        let named = self.problem.field();
        let part = named
            .strip_prefix(field)
            .is_some_and(|rest| rest.starts_with(['.', '[']));
        if named == field || part {
            self.problem.text()
        } else {
            ""
        }
    }
    /// The control that the summary of problems leads to.
    fn anchor(&self) -> &str {
        match self.problem.field() {
            "place.lat" => "lat",
            "place.lon" => "lon",
            "place.radius_km" => "radius_km",
            "place.label" | "place" => "place_label",
            "terms.time_minutes" => "hours",
            "terms.money" => "money",
            field => field.split(['.', '[']).next().unwrap_or(field),
        }
    }
}

/// What the form needs to be shown.
struct FormParts {
    groups: Vec<SkillGroup>,
    life_days: i64,
    latest: NaiveDate,
    today: NaiveDate,
}

fn form_parts(conn: &mut Conn, seen: &Seen, form: &ListingForm) -> Result<FormParts> {
    let actor = seen.actor()?;
    actor.require(Permission::PostListing)?;
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let groups = skill_groups(&taxonomy, &form.skills, actor.locale);
    let life_days = rulebook::read(conn, actor.ecosystem_id)?.number(rulebook::Key::ListingLifeDays);
    let today = seen.now.date_in(actor.time_zone);
    Ok(FormParts {
        groups,
        life_days,
        latest: market::rules::latest_expiry(today, life_days),
        today,
    })
}

/// Every trade with its skills, those of these keys ticked.
fn skill_groups(taxonomy: &Taxonomy, chosen: &[String], locale: Locale) -> Vec<SkillGroup> {
    let chosen: HashSet<&str> = chosen.iter().map(String::as_str).collect();
    taxonomy
        .categories()
        .map(|category| {
            let skills: Vec<SkillTick> = taxonomy
                .skills()
                .filter(|skill| skill.category_id == category.id)
                .map(|skill| SkillTick {
                    key: skill.key.clone(),
                    words: skill.name(locale).to_string(),
                    ticked: chosen.contains(skill.key.as_str()),
                })
                .collect();
            SkillGroup {
                key: category.key.clone(),
                name: category.name(locale).to_string(),
                open: skills.iter().any(|skill| skill.ticked),
                skills,
            }
        })
        .collect()
}

fn form_page(
    ui: Ui,
    action: String,
    is_new: bool,
    form: ListingForm,
    parts: FormParts,
    problem: FormProblem,
) -> FormPage {
    FormPage {
        ui,
        action,
        is_new,
        form,
        groups: parts.groups,
        life_days: parts.life_days,
        latest: parts.latest,
        today: parts.today,
        problem,
        help: None,
    }
}

#[derive(Deserialize)]
struct NewQuery {
    kind: Option<String>,
}

/// An empty form, with one's own place.
#[get("/listings/new")]
async fn new_listing(app: web::Data<App>, visitor: Visitor, query: Query<NewQuery>) -> Answer {
    let kind = query
        .0
        .kind
        .as_deref()
        .and_then(ListingKind::from_word)
        .unwrap_or(ListingKind::Request);
    let (ui, (form, parts)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let home = members::profile::get(conn, actor.member_id)?;
            let form = ListingForm {
                kind: kind.to_string(),
                what: What::Service.to_string(),
                gift: "on".to_string(),
                place_label: home.place_label.unwrap_or_default(),
                lat: home.pin.map(|pin| pin.lat().to_string()).unwrap_or_default(),
                lon: home.pin.map(|pin| pin.lon().to_string()).unwrap_or_default(),
                ..ListingForm::default()
            };
            let parts = form_parts(conn, seen, &form)?;
            Ok((form, parts))
        })
        .await?;
    render(&form_page(
        ui,
        "/listings".to_string(),
        true,
        form,
        parts,
        FormProblem::none(),
    ))
}

#[post("/listings")]
async fn create(app: web::Data<App>, visitor: Visitor, form: PageForm<ListingForm>) -> Answer {
    let form = form.0;
    if form.status == "help" {
        return help_with(&app, &visitor, form).await;
    }
    let (typed, catalogue) = (form.clone(), app.catalogue.clone());
    let draft = form.status == "draft";
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let posted = market::post_listing(conn, actor, &catalogue, &typed.fields()?, draft, now)?;
            Ok(posted.id)
        })
        .await;
    match outcome {
        Ok(id) => {
            let word = if draft {
                "listing-drafted"
            } else {
                "listing-posted"
            };
            Ok(done(&format!("/listings/{id}"), word))
        }
        Err(error) => show_again(&app, &visitor, "/listings".to_string(), true, form, error).await,
    }
}

/// The form with a trade and skills proposed where none were chosen. Nothing is saved.
async fn help_with(app: &App, visitor: &Visitor, form: ListingForm) -> Answer {
    let (typed, catalogue) = (form.clone(), app.catalogue.clone());
    let outcome = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let mut form = typed;
            let draft = Draft {
                kind: ListingKind::from_word(&form.kind).unwrap_or(ListingKind::Request),
                what: What::from_word(&form.what).unwrap_or(What::Service),
                title: form.title.clone(),
                description: form.description.clone(),
                language: filled(&form.language).map(str::to_string),
            };
            let help = market::help_writing(conn, actor, &catalogue, &draft)?;
            let (mut proposed, mut trades) = (Vec::new(), Vec::new());
            if form.category.is_empty() {
                let named =
                    |category: &Category| (category.key.clone(), category.name(actor.locale).to_string());
                trades.extend(help.categories.iter().map(named));
                if let Some((key, name)) = trades.first() {
                    proposed.push(name.clone());
                    form.category = key.clone();
                }
            }
            if form.skills.is_empty() {
                proposed.extend(
                    help.skills
                        .iter()
                        .map(|skill| skill.name(actor.locale).to_string()),
                );
                form.skills = help.skills.into_iter().map(|skill| skill.key).collect();
            }
            let doubles = help
                .doubles
                .into_iter()
                .map(|listing| (listing.id, listing.title));
            let help = Help {
                proposed,
                trades,
                doubles: doubles.collect(),
            };
            let parts = form_parts(conn, seen, &form)?;
            Ok((form, parts, help))
        })
        .await;
    match outcome {
        Ok((ui, (form, parts, help))) => {
            let page = form_page(
                ui,
                "/listings".to_string(),
                true,
                form,
                parts,
                FormProblem::none(),
            );
            render(&FormPage {
                help: Some(help),
                ..page
            })
        }
        Err(error) => show_again(app, visitor, "/listings".to_string(), true, form, error).await,
    }
}

/// The form with what was typed and the refusal beside its field.
async fn show_again(
    app: &App,
    visitor: &Visitor,
    action: String,
    is_new: bool,
    form: ListingForm,
    error: Error,
) -> Answer {
    let problem = FormProblem::from_error(error, visitor.language)?;
    let typed = form.clone();
    let (ui, parts) = app
        .page(visitor, move |conn, seen| form_parts(conn, seen, &typed))
        .await?;
    let page = form_page(ui, action, is_new, form, parts, problem);
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

#[get("/listings/{id}/edit")]
async fn edit(app: web::Data<App>, visitor: Visitor, id: web::Path<ListingId>) -> Answer {
    let id = *id;
    let (ui, (form, parts)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let listing = market::get_visible(conn, actor, id)?;
            if listing.member_id != actor.member_id {
                return Err(Refusal::forbidden("listing-not-yours").into());
            }
            let form = ListingForm::from(&listing);
            let parts = form_parts(conn, seen, &form)?;
            Ok((form, parts))
        })
        .await?;
    let action = format!("/listings/{id}/edit");
    render(&form_page(ui, action, false, form, parts, FormProblem::none()))
}

#[post("/listings/{id}/edit")]
async fn update(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ListingId>,
    form: PageForm<ListingForm>,
) -> Answer {
    let id = *id;
    let form = form.0;
    let (typed, catalogue) = (form.clone(), app.catalogue.clone());
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let fields = typed.fields()?;
            market::edit_listing(conn, actor, &catalogue, id, |old| *old = fields, now).map(|_| ())
        })
        .await;
    match outcome {
        Ok(()) => Ok(done(&format!("/listings/{id}"), "listing-saved")),
        Err(error) => show_again(&app, &visitor, format!("/listings/{id}/edit"), false, form, error).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct StepForm {
    reason: String,
}

/// One step of a listing's life; a refusal is told on the listing's page.
async fn step<F>(app: &App, visitor: &Visitor, id: ListingId, word: &str, mut act: F) -> Answer
where
    F: FnMut(&mut Conn, &Actor, crate::kernel::clock::Moment) -> Result<Listing> + Send + 'static,
{
    let outcome = app
        .page_write(visitor, move |conn, actor, now| act(conn, actor, now).map(|_| ()))
        .await;
    match outcome {
        Ok(()) => Ok(done(&format!("/listings/{id}"), word)),
        Err(error) => {
            let problem = FormProblem::from_error(error, visitor.language)?;
            let looked_through = app.clone();
            let shown = move |conn: &mut Conn, seen: &Seen| shown(conn, looked_through.sources(), seen, id);
            let (ui, x) = app.page(visitor, shown).await?;
            render_as(StatusCode::UNPROCESSABLE_ENTITY, &ShowPage { ui, x, problem })
        }
    }
}

#[post("/listings/{id}/publication")]
async fn publish(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ListingId>,
    _form: PageForm<StepForm>,
) -> Answer {
    let id = *id;
    step(
        &app,
        &visitor,
        id,
        "listing-published",
        move |conn, actor, now| market::publish_listing(conn, actor, id, now),
    )
    .await
}

#[post("/listings/{id}/pause")]
async fn pause(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ListingId>,
    form: PageForm<StepForm>,
) -> Answer {
    let id = *id;
    let reason = form.0.reason;
    step(&app, &visitor, id, "listing-paused", move |conn, actor, now| {
        market::pause_listing(conn, actor, id, Some(&reason), now)
    })
    .await
}

#[post("/listings/{id}/renewal")]
async fn renew(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ListingId>,
    _form: PageForm<StepForm>,
) -> Answer {
    let id = *id;
    step(&app, &visitor, id, "listing-renewed", move |conn, actor, now| {
        market::renew_listing(conn, actor, id, now)
    })
    .await
}

#[post("/listings/{id}/closing")]
async fn close(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ListingId>,
    _form: PageForm<StepForm>,
) -> Answer {
    let id = *id;
    step(&app, &visitor, id, "listing-closed", move |conn, actor, now| {
        market::close_listing(conn, actor, id, now)
    })
    .await
}
