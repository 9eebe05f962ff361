//! The first page, and the choice of language.

use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{LANGUAGE_COOKIE, PageForm, Ui, Visitor, cookie, local_path, redirect, render};
use crate::db::Conn;
use crate::governance::{self, ProposalFilter};
use crate::http::{Answer, App};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::minutes;
use crate::kernel::pages::Slice;
use crate::market::{self, Listing, ListingKind};
use crate::matching::{self, Sources, rings};
use crate::members::directory::{self, Wanted};
use crate::members::{self, Actor, MembershipStatus, Permission};
use crate::{exchanges, ledger, rulebook};

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(home).service(choose_language);
}

/// What waits for a member, and where they stand.
struct Today {
    /// Exchanges in which it is their turn.
    turns: usize,
    /// Proposed rings that wait for their answer.
    rings: i64,
    votes: Vec<(String, String)>,
    /// Applicants, for registrars.
    applicants: usize,
    /// Disputes, for mediators.
    disputes: usize,
    given: String,
    balance: String,
    available: String,
    newest: Vec<Newest>,
    /// Open requests that their declared skills answer; `None` where they declared none.
    for_skills: Option<Vec<Newest>>,
}

/// A listing in a line.
struct Newest {
    id: String,
    title: String,
    kind: ListingKind,
    who: String,
    place: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "home.html")]
struct Home {
    ui: Ui,
    today: Option<Today>,
    /// Logged in, but not admitted yet.
    waits_for_admission: bool,
}

#[get("/")]
async fn home(app: web::Data<App>, visitor: Visitor) -> Answer {
    let looked_through = app.clone();
    let (ui, (today, waits_for_admission)) = app
        .page(&visitor, move |conn, seen| {
            let Some(actor) = &seen.actor else {
                return Ok((None, seen.person.is_some()));
            };
            if !actor.may(Permission::ReadDirectory) {
                return Ok((None, true));
            }
            Ok((
                Some(today(conn, looked_through.sources(), actor, seen.now)?),
                false,
            ))
        })
        .await?;
    render(&Home {
        ui,
        today,
        waits_for_admission,
    })
}

fn today(conn: &mut Conn, sources: Sources<'_>, actor: &Actor, now: Moment) -> Result<Today> {
    let waiting = ProposalFilter {
        status: None,
        kind: None,
        waiting_for_me: true,
    };
    let votes = governance::list_proposals(conn, actor, waiting, Slice::FIRST, now)?;
    let applicants = if actor.may(Permission::AdmitMember) {
        let wanted = Wanted {
            text: None,
            status: MembershipStatus::Applicant,
        };
        directory::list(conn, actor, &wanted, &Slice::FIRST, now)?
            .items
            .len()
    } else {
        0
    };
    let disputes = if actor.may(Permission::ResolveDispute) {
        exchanges::list_to_mediate(conn, actor)?.len() + rings::list_to_mediate(conn, actor)?.len()
    } else {
        0
    };
    let rules = rulebook::read(conn, actor.ecosystem_id)?;
    let accounts = ledger::accounts_of(conn, actor.ecosystem_id, actor.member_id, &rules)?;
    let hours = accounts
        .iter()
        .find(|account| account.unit == ledger::Unit::Minutes);
    let shown = |of: fn(&ledger::AccountView) -> i64| minutes::show(hours.map_or(0, of));
    Ok(Today {
        turns: exchanges::count_my_turn(conn, actor)?,
        rings: rings::count_waiting(conn, actor)?,
        votes: votes
            .items
            .into_iter()
            .map(|v| (v.proposal.id.to_string(), v.proposal.title))
            .collect(),
        applicants,
        disputes,
        given: shown(|account| account.given),
        balance: shown(|account| account.posted),
        available: shown(|account| account.available),
        newest: newest(conn, actor)?,
        for_skills: for_skills(conn, sources, actor, now)?,
    })
}

/// The three best requests for the actor's skills.
fn for_skills(
    conn: &mut Conn,
    sources: Sources<'_>,
    actor: &Actor,
    now: Moment,
) -> Result<Option<Vec<Newest>>> {
    if market::list_member_skills(conn, actor.ecosystem_id, actor.member_id)?.is_empty() {
        return Ok(None);
    }
    let slice = Slice {
        after: None,
        limit: 3,
    };
    let page = matching::requests_for_member(conn, sources, actor, &slice, now)?;
    let requests = page.items.into_iter().map(|found| found.listing).collect();
    in_lines(conn, requests).map(Some)
}

/// The six newest listings of the others.
fn newest(conn: &mut Conn, actor: &Actor) -> Result<Vec<Newest>> {
    let filter = market::ListingFilter::default();
    let page = market::list_visible(
        conn,
        actor,
        &filter,
        false,
        &Slice {
            after: None,
            limit: 12,
        },
    )?;
    let others = page.items.into_iter().filter(|l| l.member_id != actor.member_id);
    in_lines(conn, others.take(6).collect())
}

fn in_lines(conn: &mut Conn, listings: Vec<Listing>) -> Result<Vec<Newest>> {
    let owners: Vec<_> = listings.iter().map(|listing| listing.member_id).collect();
    let names = members::list_names(conn, &owners)?;
    Ok(listings
        .into_iter()
        .map(|listing| Newest {
            id: listing.id.to_string(),
            who: names.get(&listing.member_id).cloned().unwrap_or_default(),
            place: listing.place.and_then(|place| place.label).unwrap_or_default(),
            kind: listing.kind,
            title: listing.title,
        })
        .collect())
}

#[derive(Deserialize)]
struct LanguageForm {
    locale: String,
    back: String,
}

/// Keeps the language in a cookie, and in the profile of whoever is logged in.
#[post("/language")]
async fn choose_language(app: web::Data<App>, visitor: Visitor, form: PageForm<LanguageForm>) -> Answer {
    let locale = Locale::from_word(&form.0.locale).unwrap_or(Locale::Fr);
    if visitor.cookie_hash.is_some() {
        let chosen = app
            .page_write_as_person(&visitor, move |conn, person, now| {
                crate::members::set_locale(conn, person.member_id, locale, now)
            })
            .await;
        // A session that ended meanwhile is no reason not to change the language.
        if let Err(error) = chosen
            && error.refusal().is_none()
        {
            return Err(error);
        }
    }
    let mut response = redirect(local_path(&form.0.back));
    let cookie = cookie(&app, LANGUAGE_COOKIE, locale.as_str().to_string(), 365);
    response
        .add_cookie(&cookie)
        .map_err(crate::kernel::errors::Error::internal)?;
    Ok(response)
}
