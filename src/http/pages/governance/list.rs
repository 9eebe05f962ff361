//! The list of proposals, with what waits for my vote.

use actix_web::{get, web};
use askama::Template;
use serde::Deserialize;

use super::super::{Ui, Visitor, render};
use crate::db::Conn;
use crate::governance::{self, Proposal, ProposalFilter, ProposalView, Status, kinds};
use crate::http::{Answer, App, Query};
use crate::i18n::Locale;
use crate::kernel::errors::Result;
use crate::kernel::pages::{Page, Slice};

/// One line of a list.
struct Line {
    proposal: Proposal,
    /// `Le prélèvement solidaire passe de 2 % à 5 %.`, for a rule change that is not decided.
    change: String,
    roll_size: i64,
    turnout: i64,
    voted: bool,
}

impl Line {
    fn read(conn: &mut Conn, view: ProposalView, locale: Locale) -> Result<Line> {
        Ok(Line {
            change: change_in_words(conn, locale, &view.proposal)?,
            roll_size: view.roll_size,
            turnout: view.turnout,
            voted: view.voted,
            proposal: view.proposal,
        })
    }
}

/// What a proposal would do from where things stand; empty for what is decided, and where its title says it all.
pub(super) fn change_in_words(conn: &mut Conn, locale: Locale, proposal: &Proposal) -> Result<String> {
    match proposal.status() {
        Status::Draft | Status::Discussion | Status::Open => kinds::describe(conn, locale, proposal),
        _ => Ok(String::new()),
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/list.html")]
struct ListPage {
    ui: Ui,
    waiting: Vec<Line>,
    others: Vec<Line>,
    statuses: &'static [Status],
    chosen: Option<Status>,
    next: String,
    may_propose: bool,
}

#[derive(Deserialize)]
struct ListQuery {
    status: Option<Status>,
    cursor: Option<String>,
}

#[get("/proposals")]
pub(super) async fn list_proposals(app: web::Data<App>, visitor: Visitor, query: Query<ListQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), None)?;
    let chosen = query.0.status;
    let (ui, (waiting, others, next, may_propose)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let mut list = |filter, slice| -> Result<Page<Line>> {
                let page = governance::list_proposals(conn, actor, filter, slice, seen.now)?;
                let lines = page
                    .items
                    .into_iter()
                    .map(|view| Line::read(conn, view, actor.locale));
                Ok(Page {
                    items: lines.collect::<Result<_>>()?,
                    next: page.next,
                })
            };
            let waiting = match (chosen, slice.after) {
                (None, None) => {
                    let filter = ProposalFilter {
                        waiting_for_me: true,
                        ..ProposalFilter::default()
                    };
                    list(filter, Slice::FIRST)?.items
                }
                _ => Vec::new(),
            };
            let filter = ProposalFilter {
                status: chosen,
                ..ProposalFilter::default()
            };
            let mut page = list(filter, slice)?;
            page.items
                .retain(|line| !waiting.iter().any(|w| w.proposal.id == line.proposal.id));
            let may_propose = governance::require_proposer(conn, actor, seen.now).is_ok();
            Ok((waiting, page.items, page.next, may_propose))
        })
        .await?;
    let status = chosen.map(|s| format!("status={s}&")).unwrap_or_default();
    let next = next
        .map(|cursor| format!("/proposals?{status}cursor={cursor}"))
        .unwrap_or_default();
    render(&ListPage {
        ui,
        waiting,
        others,
        statuses: Status::ALL,
        chosen,
        next,
        may_propose,
    })
}
