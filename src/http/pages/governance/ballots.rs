//! Every ballot of a closed vote, to find one's own, and its box as a file, to recount.

use actix_web::http::header::ContentDisposition;
use actix_web::{HttpResponse, get, web};
use askama::Template;
use serde::Deserialize;

use super::super::{Ui, Visitor, render};
use super::words::{self, college_name};
use crate::governance::{self, Ballot, Proposal, Terms};
use crate::http::{Answer, App, Query};
use crate::i18n::Locale;
use crate::kernel::errors::Error;
use crate::kernel::ids::{MemberId, ProposalId};
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::members;

/// A published ballot.
struct Line {
    receipt: String,
    /// In words, and as it stands in the box.
    said: String,
    line: String,
    college: String,
    /// In voices.
    weight: String,
    /// Empty in secret votes.
    member: String,
    /// Who carried the voice.
    via: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/ballots.html")]
struct BallotsPage {
    ui: Ui,
    proposal: Proposal,
    commitment: String,
    ballots: Vec<Line>,
    total: i64,
    receipt: String,
    next: String,
    /// Which columns there are.
    weighted: bool,
    by_college: bool,
    carried: bool,
}

#[derive(Deserialize)]
struct BallotsQuery {
    receipt: Option<String>,
    cursor: Option<String>,
}

#[get("/proposals/{id}/ballots")]
pub(super) async fn list_ballots(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    query: Query<BallotsQuery>,
) -> Answer {
    let id = *id;
    let receipt = query.0.receipt.unwrap_or_default().trim().to_uppercase();
    let wanted = receipt.clone();
    let slice = Slice::parse(query.0.cursor.as_deref(), Some(PAGE_SIZE_MAX))?;
    let offset = slice.offset()?;
    let (ui, (shown, page)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let shown = governance::get_tally(conn, actor, id)?;
            let found: Vec<Ballot> = shown
                .ballots
                .iter()
                .filter(|ballot| wanted.is_empty() || ballot.receipt == wanted)
                .skip(usize::try_from(offset).unwrap_or(0))
                .take(PAGE_SIZE_MAX as usize + 1)
                .cloned()
                .collect();
            let page = slice.page_by_offset(found, offset);
            let people: Vec<MemberId> = page
                .items
                .iter()
                .flat_map(|ballot| [ballot.member_id, ballot.via_id])
                .flatten()
                .collect();
            let names = members::list_names(conn, &people)?;
            let name = |id: Option<MemberId>| id.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
            let titles = words::titles(&shown.terms);
            let page = page.map(|ballot| {
                let said = words::ballot(
                    actor.locale,
                    shown.proposal.method,
                    &shown.terms.settings,
                    &titles,
                    &ballot.answer,
                );
                Line {
                    college: college_of(actor.locale, &shown.terms, &ballot),
                    weight: words::decimal(actor.locale, ballot.weight_bp.into(), 4),
                    member: name(ballot.member_id),
                    via: name(ballot.via_id),
                    receipt: ballot.receipt,
                    line: ballot.answer,
                    said,
                }
            });
            Ok((shown, page))
        })
        .await?;
    render(&BallotsPage {
        ui,
        total: shown.tally.turnout,
        commitment: shown.tally.commitment.unwrap_or_default(),
        weighted: shown.ballots.iter().any(|b| b.weight_bp != 10_000),
        by_college: shown.terms.by_college(),
        carried: shown.tally.represented > 0,
        proposal: shown.proposal,
        ballots: page.items,
        next: page
            .next
            .map(|cursor| format!("/proposals/{id}/ballots?cursor={cursor}"))
            .unwrap_or_default(),
        receipt,
    })
}

/// The college in whose box a ballot lies; empty where there is one box.
fn college_of(locale: Locale, terms: &Terms, ballot: &Ballot) -> String {
    let of_ballot = |college: &&governance::CollegeTerms| Some(college.id) == ballot.college_id;
    match terms.by_college() {
        true => terms
            .colleges
            .iter()
            .find(of_ballot)
            .map(|college| college_name(locale, college))
            .unwrap_or_default(),
        false => String::new(),
    }
}

/// The published box as a file for `commonhour vote recount`.
#[get("/proposals/{id}/box.json")]
pub(super) async fn download_box(app: web::Data<App>, visitor: Visitor, id: web::Path<ProposalId>) -> Answer {
    let id = *id;
    let (_, (number, file)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let view = governance::get_proposal(conn, actor, id, seen.now)?;
            Ok((view.proposal.number, governance::get_box(conn, actor, id)?))
        })
        .await?;
    let json = serde_json::to_vec_pretty(&file).map_err(Error::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header(ContentDisposition::attachment(format!("vote-{number}.json")))
        .body(json))
}
