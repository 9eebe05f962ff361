//! The treasurer's pages: a member's account, and undoing a mistake.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::hours::{FoundMember, Line, PageQuery, find_members, language_of, line, other_side};
use super::{FormProblem, PageForm, Ui, Visitor, done, render, render_as};
use crate::ecosystems;
use crate::http::{Answer, App, Query};
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, TransferId};
use crate::kernel::minutes;
use crate::kernel::names;
use crate::ledger::{self, Reason, Unit};
use crate::members::{self, Permission};
use crate::rulebook;

/// Characters of the reason for a correction.
const WHY_MAX: usize = 300;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(show_treasury)
        .service(show_account)
        .service(show_undo)
        .service(undo_transfer);
}

#[derive(Deserialize)]
struct SearchQuery {
    q: Option<String>,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "hours/treasury.html")]
struct TreasuryPage {
    ui: Ui,
    q: String,
    searched: bool,
    found: Vec<FoundMember>,
}

/// Finding a member's account.
#[get("/treasury")]
async fn show_treasury(app: web::Data<App>, visitor: Visitor, query: Query<SearchQuery>) -> Answer {
    let q = query.0.q.unwrap_or_default();
    let text = Some(q.trim().to_string()).filter(|text| !text.is_empty());
    let searched = text.is_some();
    let (ui, found) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            actor.require(Permission::ReadAnyAccount)?;
            find_members(conn, actor, text, seen.now)
        })
        .await?;
    render(&TreasuryPage {
        ui,
        q,
        searched,
        found,
    })
}

/// A line of a statement, and where it can be undone.
struct Correctable {
    entry: Line,
    undo: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "hours/account.html")]
struct AccountPage {
    ui: Ui,
    name: String,
    facts: String,
    lines: Vec<Correctable>,
    next: String,
}

/// A member's account and statement.
#[get("/treasury/{member}")]
async fn show_account(
    app: web::Data<App>,
    visitor: Visitor,
    member: web::Path<MemberId>,
    query: Query<PageQuery>,
) -> Answer {
    let (member, slice) = (*member, query.0.slice()?);
    let (ui, (account, page, names)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            actor.require(Permission::ReadAnyAccount)?;
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            let accounts = ledger::accounts_of(conn, actor.ecosystem_id, member, &rules)?;
            let account = accounts.into_iter().find(|account| account.unit == Unit::Minutes);
            let account = account.ok_or_else(Refusal::not_found)?;
            let page = ledger::statement(conn, account.id, slice)?;
            let mut ids: Vec<MemberId> = page.items.iter().filter_map(|e| e.other_member_id).collect();
            ids.push(member);
            Ok((account, page, members::list_names(conn, &ids)?))
        })
        .await?;
    let lines = page
        .items
        .into_iter()
        .map(|entry| {
            let with = other_side(&ui, &entry, &names);
            let undo = match entry.reason {
                Reason::Reversal => String::new(),
                _ => format!("/treasury/transfers/{}/reversal", entry.transfer_id),
            };
            let entry = line(&ui, entry, with);
            Correctable { entry, undo }
        })
        .collect();
    let view = AccountPage {
        name: names.get(&member).cloned().unwrap_or_default(),
        facts: ui.t2(
            "treasury-facts",
            "balance",
            minutes::show(account.posted),
            "available",
            minutes::show(account.available),
        ),
        lines,
        next: page
            .next
            .map(|cursor| format!("/treasury/{member}?cursor={cursor}"))
            .unwrap_or_default(),
        ui,
    };
    render(&view)
}

#[derive(Debug, Clone, Default, Deserialize)]
struct UndoForm {
    #[serde(default)]
    reason: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "hours/undo.html")]
struct UndoPage {
    ui: Ui,
    action: String,
    day: String,
    what: String,
    from: String,
    to: String,
    amount: String,
    form: UndoForm,
    problem: FormProblem,
}

/// What is about to be undone.
#[get("/treasury/transfers/{id}/reversal")]
async fn show_undo(app: web::Data<App>, visitor: Visitor, id: web::Path<TransferId>) -> Answer {
    show_undo_form(&app, &visitor, *id, UndoForm::default(), FormProblem::none()).await
}

async fn show_undo_form(
    app: &App,
    visitor: &Visitor,
    id: TransferId,
    form: UndoForm,
    problem: FormProblem,
) -> Answer {
    let (ui, (transfer, names)) = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            actor.require(Permission::ReverseTransfer)?;
            let transfer = ledger::get_transfer(conn, actor.ecosystem_id, id)?;
            let ids: Vec<MemberId> = [transfer.from, transfer.to].into_iter().flatten().collect();
            Ok((transfer, members::list_names(conn, &ids)?))
        })
        .await?;
    let side = |member: Option<MemberId>| match member {
        Some(id) => names.get(&id).cloned().unwrap_or_default(),
        None if transfer.reason == Reason::History => ui.t("ledger-party-outside"),
        None => ui.t("ledger-party-fund"),
    };
    let status = if problem.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let view = UndoPage {
        action: format!("/treasury/transfers/{id}/reversal"),
        day: ui.day(&transfer.occurred_at),
        what: ui.t(&format!("ledger-reason-{}", transfer.reason)),
        from: side(transfer.from),
        to: side(transfer.to),
        amount: minutes::show(transfer.minutes),
        form,
        problem,
        ui,
    };
    render_as(status, &view)
}

#[post("/treasury/transfers/{id}/reversal")]
async fn undo_transfer(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<TransferId>,
    form: PageForm<UndoForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    let typed = form.clone();
    let outcome: Result<Option<MemberId>> = app
        .page_write(&visitor, move |conn, actor, now| {
            actor.require(Permission::ReverseTransfer)?;
            let why = names::line("reason", &form.reason, WHY_MAX)?;
            ecosystems::reverse_transfer(conn, actor, id, &why, now)?;
            let transfer = ledger::get_transfer(conn, actor.ecosystem_id, id)?;
            Ok(transfer.from.or(transfer.to))
        })
        .await;
    match outcome {
        Ok(Some(member)) => Ok(done(&format!("/treasury/{member}"), "transfer-undone")),
        Ok(None) => Ok(done("/treasury", "transfer-undone")),
        Err(error) => {
            let language = language_of(&app, &visitor).await?;
            let problem = FormProblem::from_error(error, language)?;
            show_undo_form(&app, &visitor, id, typed, problem).await
        }
    }
}
