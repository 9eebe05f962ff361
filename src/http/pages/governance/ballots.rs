//! Every ballot of a closed vote, to find one's own and to recount.

use actix_web::{get, web};
use askama::Template;
use serde::Deserialize;

use super::super::{Ui, Visitor, render};
use crate::governance::{self, Ballot, Proposal};
use crate::http::{Answer, App, Query};
use crate::kernel::ids::{MemberId, ProposalId};
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::members::{self};

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/ballots.html")]
struct BallotsPage {
    ui: Ui,
    proposal: Proposal,
    commitment: String,
    /// Ballots with the voter's name, empty in secret votes.
    ballots: Vec<(Ballot, String)>,
    total: i64,
    receipt: String,
    next: String,
    weighted: bool,
}

#[derive(Deserialize)]
struct BallotsQuery {
    receipt: Option<String>,
    cursor: Option<String>,
}

/// Every ballot of a closed vote, to find one's own and to recount.
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
            let shown = governance::get_tally(conn, seen.actor()?, id)?;
            let found: Vec<Ballot> = shown
                .ballots
                .iter()
                .filter(|ballot| wanted.is_empty() || ballot.receipt == wanted)
                .skip(usize::try_from(offset).unwrap_or(0))
                .take(PAGE_SIZE_MAX as usize + 1)
                .cloned()
                .collect();
            let page = slice.page_by_offset(found, offset);
            let voters: Vec<MemberId> = page.items.iter().filter_map(|b| b.member_id).collect();
            let names = members::list_names(conn, &voters)?;
            let page = page.map(|ballot| {
                let name = ballot.member_id.and_then(|id| names.get(&id)).cloned();
                (ballot, name.unwrap_or_default())
            });
            Ok((shown, page))
        })
        .await?;
    let weighted = shown.ballots.iter().any(|b| b.weight_bp != 10_000);
    render(&BallotsPage {
        ui,
        total: shown.tally.turnout,
        commitment: shown.tally.commitment.unwrap_or_default(),
        proposal: shown.proposal,
        ballots: page.items,
        next: page
            .next
            .map(|cursor| format!("/proposals/{id}/ballots?cursor={cursor}"))
            .unwrap_or_default(),
        receipt,
        weighted,
    })
}
