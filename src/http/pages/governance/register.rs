//! The register of decisions.

use actix_web::{get, web};
use askama::Template;

use super::super::{Ui, Visitor, feed_link, render};
use crate::governance::{self, Decision, Outcome};
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
    /// For what was adopted.
    takes_effect_at: Option<Moment>,
    review_at: Option<Moment>,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/register.html")]
struct RegisterPage {
    ui: Ui,
    entries: Vec<Entry>,
    next: String,
    /// The reader's own address of the register's feed.
    feed: String,
}

/// Only what was adopted takes effect and is looked at again.
fn adopted(decision: &Decision) -> Option<()> {
    (decision.outcome == Outcome::Passed).then_some(())
}

#[get("/decisions")]
pub(super) async fn show_register(app: web::Data<App>, visitor: Visitor, query: Query<ShowQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), None)?;
    let state = app.clone();
    let (ui, (page, feed)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let page = governance::list_decisions(conn, actor, slice)?;
            let page = page.map(|view| Entry {
                takes_effect_at: adopted(&view.decision).and(view.proposal.takes_effect_at),
                review_at: adopted(&view.decision).and(view.proposal.review_at),
                number: view.decision.number,
                proposal_id: view.proposal.id,
                title: view.proposal.title,
                outcome: view.decision.outcome,
                summary: match actor.locale {
                    Locale::Fr => view.decision.summary_fr,
                    Locale::En => view.decision.summary_en,
                },
                decided_at: view.decision.decided_at,
            });
            Ok((page, feed_link(&state, actor)))
        })
        .await?;
    render(&RegisterPage {
        ui,
        feed,
        entries: page.items,
        next: page
            .next
            .map(|cursor| format!("/decisions?cursor={cursor}"))
            .unwrap_or_default(),
    })
}
