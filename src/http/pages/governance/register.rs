//! The register of decisions.

use actix_web::{get, web};
use askama::Template;

use super::super::{Ui, Visitor, render};
use crate::governance::{self, Outcome};
use crate::http::{Answer, App, Query};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::ids::ProposalId;
use crate::kernel::pages::Slice;

use super::show::ShowQuery;

/// One decision of the register.
struct Entry {
    number: i64,
    proposal_id: ProposalId,
    title: String,
    outcome: Outcome,
    summary: String,
    decided_at: Moment,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/register.html")]
struct RegisterPage {
    ui: Ui,
    entries: Vec<Entry>,
    next: String,
}

#[get("/decisions")]
pub(super) async fn show_register(app: web::Data<App>, visitor: Visitor, query: Query<ShowQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), None)?;
    let (ui, page) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let page = governance::list_decisions(conn, actor, slice)?;
            Ok(page.map(|view| Entry {
                number: view.decision.number,
                proposal_id: view.proposal.id,
                title: view.proposal.title,
                outcome: view.decision.outcome,
                summary: match actor.locale {
                    Locale::Fr => view.decision.summary_fr,
                    Locale::En => view.decision.summary_en,
                },
                decided_at: view.decision.decided_at,
            }))
        })
        .await?;
    render(&RegisterPage {
        ui,
        entries: page.items,
        next: page
            .next
            .map(|cursor| format!("/decisions?cursor={cursor}"))
            .unwrap_or_default(),
    })
}
