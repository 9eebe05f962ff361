//! Accounts, statements, transfers, the fund and the head of the journal.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::db::Conn;
use crate::ecosystems;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Json, ListQuery, Query};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AccountId, AnyId, MemberId, TransferId};
use crate::kernel::names;
use crate::kernel::pages::Page;
use crate::ledger::{self, AccountKind, AccountView, EntryView, Reason, TransferOrder, TransferView, Unit};
use crate::members::{self, Actor, Permission};
use crate::rulebook;

/// Characters of a memo or of the reason for a reversal.
pub const MEMO_MAX: usize = 300;

/// Every route of the ledger.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_my_accounts)
        .service(get_account)
        .service(list_account_entries)
        .service(create_transfer)
        .service(get_transfer)
        .service(create_transfer_reversal)
        .service(get_ledger_head)
        .service(get_fund)
        .service(create_fund_contribution);
}

/// Somebody named.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Named {
    pub id: MemberId,
    pub display_name: String,
}

/// One line of a statement.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Entry)]
pub struct EntryAnswer {
    /// The transfer.
    pub id: TransferId,
    pub sequence: i64,
    /// When it happened.
    pub at: Moment,
    pub recorded_at: Moment,
    pub reason: Reason,
    /// The other side: a member, the fund, a programme or the outside.
    pub other_kind: AccountKind,
    /// The member on the other side, where there is one and it may be seen.
    pub other: Option<Named>,
    /// Positive: received; negative: given away.
    pub minutes: i64,
    pub balance_after: i64,
    pub object_id: Option<AnyId>,
    pub memo: Option<String>,
    /// Linked transfers share it.
    pub group_id: AnyId,
    pub reverses_id: Option<TransferId>,
    /// Rule key → version it obeyed.
    pub rule_versions: BTreeMap<String, i64>,
}

/// A transfer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Transfer)]
pub struct TransferAnswer {
    pub id: TransferId,
    /// Its place in the journal.
    pub sequence: i64,
    pub group_id: AnyId,
    /// None: the fund or the outside.
    pub from: Option<MemberId>,
    /// None: the fund or the outside.
    pub to: Option<MemberId>,
    pub unit: Unit,
    pub minutes: i64,
    pub reason: Reason,
    pub object_id: Option<AnyId>,
    pub memo: Option<String>,
    pub reverses_id: Option<TransferId>,
    /// Rule key → version it obeyed.
    pub rule_versions: BTreeMap<String, i64>,
    pub occurred_at: Moment,
    pub recorded_at: Moment,
    /// SHA-256 over its content and the hash before it, in hexadecimal.
    pub hash: String,
}

impl From<TransferView> for TransferAnswer {
    fn from(view: TransferView) -> Self {
        TransferAnswer {
            id: view.id,
            sequence: view.sequence,
            group_id: view.group_id,
            from: view.from,
            to: view.to,
            unit: view.unit,
            minutes: view.minutes,
            reason: view.reason,
            object_id: view.object_id,
            memo: view.memo,
            reverses_id: view.reverses_id,
            rule_versions: versions(&view.rule_versions),
            occurred_at: view.occurred_at,
            recorded_at: view.recorded_at,
            hash: view.hash,
        }
    }
}

/// A transfer just made, with what was linked to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewTransfer {
    #[serde(flatten)]
    pub transfer: TransferAnswer,
    /// Minutes of the levy that went to (or came back from) the fund with it.
    pub levy_minutes: i64,
    /// Every transfer of the group.
    pub linked: Vec<TransferId>,
}

fn versions(stored: &str) -> BTreeMap<String, i64> {
    serde_json::from_str(stored).unwrap_or_default()
}

/// My accounts: minutes first, then the hours given and received as gifts.
#[utoipa::path(tag = "ledger", responses((status = 200, body = Page<AccountView>), (status = 401, body = Problem)))]
#[get("/me/accounts")]
async fn list_my_accounts(app: web::Data<App>, auth: Auth) -> Answer {
    let accounts = app
        .read_as(&auth, |conn, actor| {
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            ledger::accounts_of(conn, actor.ecosystem_id, actor.member_id, &rules)
        })
        .await?;
    Ok(HttpResponse::Ok().json(Page::whole(accounts)))
}

/// One account: my own, the fund's, or anyone's for who may read any.
#[utoipa::path(
    tag = "ledger",
    params(("id" = AccountId, Path, description = "The account")),
    responses((status = 200, body = AccountView), (status = 401, body = Problem), (status = 404, body = Problem))
)]
#[get("/accounts/{id}")]
async fn get_account(app: web::Data<App>, auth: Auth, id: web::Path<AccountId>) -> Answer {
    let account = app
        .read_as(&auth, move |conn, actor| readable_account(conn, actor, *id))
        .await?;
    Ok(HttpResponse::Ok().json(account))
}

/// The statement of an account, newest first. On the fund's, members without the mandate to read any account see
/// amounts and reasons, not names.
#[utoipa::path(
    tag = "ledger",
    params(("id" = AccountId, Path, description = "The account"), ListQuery),
    responses(
        (status = 200, body = Page<EntryAnswer>), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[get("/accounts/{id}/entries")]
async fn list_account_entries(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<AccountId>,
    query: Query<ListQuery>,
) -> Answer {
    let slice = query.0.slice()?;
    let page = app
        .read_as(&auth, move |conn, actor| {
            let account = readable_account(conn, actor, *id)?;
            let page = ledger::statement(conn, account.id, slice)?;
            let hidden = account.kind != AccountKind::Member && !actor.may(Permission::ReadAnyAccount);
            if hidden {
                return Ok(page.map(|entry| answer(without_parties(entry), &BTreeMap::new())));
            }
            let ids: Vec<MemberId> = page.items.iter().filter_map(|e| e.other_member_id).collect();
            let names = members::list_names(conn, &ids)?;
            Ok(page.map(|entry| answer(entry, &names)))
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// An account this actor may read; every other answers as if it did not exist.
fn readable_account(conn: &mut Conn, actor: &Actor, id: AccountId) -> Result<AccountView> {
    let rules = rulebook::read(conn, actor.ecosystem_id)?;
    let account =
        ledger::find_account(conn, actor.ecosystem_id, id, &rules)?.ok_or_else(Refusal::not_found)?;
    let readable = match account.kind {
        AccountKind::Member => {
            account.member_id == Some(actor.member_id) || actor.may(Permission::ReadAnyAccount)
        }
        AccountKind::Fund | AccountKind::Programme => actor.may(Permission::ReadFund),
        AccountKind::Outside => actor.may(Permission::ReadAnyAccount),
    };
    if !readable {
        return Err(Refusal::not_found().into());
    }
    Ok(account)
}

fn without_parties(mut entry: EntryView) -> EntryView {
    entry.other_member_id = None;
    entry.object_id = None;
    entry.memo = None;
    entry
}

fn answer(entry: EntryView, names: &BTreeMap<MemberId, String>) -> EntryAnswer {
    let other = entry.other_member_id.map(|id| Named {
        id,
        display_name: names.get(&id).cloned().unwrap_or_default(),
    });
    EntryAnswer {
        id: entry.transfer_id,
        sequence: entry.sequence,
        at: entry.at,
        recorded_at: entry.recorded_at,
        reason: entry.reason,
        other_kind: entry.other_kind,
        other,
        minutes: entry.minutes,
        balance_after: entry.balance_after,
        object_id: entry.object_id,
        memo: entry.memo,
        group_id: entry.group_id,
        reverses_id: entry.reverses_id,
        rule_versions: versions(&entry.rule_versions),
    }
}

/// Why a member sends minutes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TransferReason {
    /// No levy; counted in hours given.
    Gift,
    /// With the levy.
    Payment,
}

impl From<TransferReason> for Reason {
    fn from(reason: TransferReason) -> Self {
        match reason {
            TransferReason::Gift => Reason::Gift,
            TransferReason::Payment => Reason::Payment,
        }
    }
}

/// Minutes to send.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TransferBody {
    /// The member who receives.
    pub to: MemberId,
    /// 1 to 600,000.
    pub minutes: i64,
    pub reason: TransferReason,
    /// Up to 300 characters, for both sides to read.
    pub memo: Option<String>,
}

/// Send minutes to a member, as a gift or as a payment.
#[utoipa::path(
    tag = "ledger",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")),
    request_body = TransferBody,
    responses(
        (status = 201, body = NewTransfer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/transfers")]
async fn create_transfer(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    body: Json<TransferBody>,
) -> Answer {
    let body = body.0;
    let sent = body.clone();
    app.create_as(&auth, key, "transfers", 201, &sent, move |conn, actor, now| {
        actor.require(Permission::MakeTransfer)?;
        let order = TransferOrder {
            ecosystem_id: actor.ecosystem_id,
            from: actor.member_id,
            to: body.to,
            minutes: body.minutes,
            reason: body.reason.into(),
            memo: names::optional_line("memo", body.memo.as_deref(), MEMO_MAX)?,
            by: actor.member_id,
        };
        let rules = rulebook::read(conn, actor.ecosystem_id)?;
        let settlement = ledger::transfer(conn, &order, &rules, now)?;
        made(conn, actor, settlement, |_| true)
    })
    .await
}

/// What was just posted, told by the first transfer that `is_main` picks.
fn made(
    conn: &mut Conn,
    actor: &Actor,
    settlement: ledger::Settlement,
    is_main: impl Fn(&TransferView) -> bool,
) -> Result<NewTransfer> {
    for id in &settlement.transfers {
        let view = ledger::get_transfer(conn, actor.ecosystem_id, *id)?;
        if is_main(&view) {
            return Ok(NewTransfer {
                transfer: view.into(),
                levy_minutes: settlement.levy_minutes,
                linked: settlement.transfers,
            });
        }
    }
    Err(Refusal::not_found().into())
}

/// One transfer, for its two sides and for who may read any account.
#[utoipa::path(
    tag = "ledger",
    params(("id" = TransferId, Path, description = "The transfer")),
    responses((status = 200, body = TransferAnswer), (status = 401, body = Problem), (status = 404, body = Problem))
)]
#[get("/transfers/{id}")]
async fn get_transfer(app: web::Data<App>, auth: Auth, id: web::Path<TransferId>) -> Answer {
    let transfer = app
        .read_as(&auth, move |conn, actor| {
            let view = ledger::get_transfer(conn, actor.ecosystem_id, *id)?;
            let is_party = [view.from, view.to].contains(&Some(actor.member_id));
            if !is_party && !actor.may(Permission::ReadAnyAccount) {
                return Err(Refusal::not_found().into());
            }
            Ok(TransferAnswer::from(view))
        })
        .await?;
    Ok(HttpResponse::Ok().json(transfer))
}

/// Why a transfer is undone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReversalBody {
    /// Up to 300 characters, kept as the memo of the reversal.
    pub reason: String,
}

/// Undo a transfer with everything linked to it, once. Takes the mandate of treasurer.
#[utoipa::path(
    tag = "ledger",
    params(
        ("id" = TransferId, Path, description = "The transfer"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")
    ),
    request_body = ReversalBody,
    responses(
        (status = 201, body = NewTransfer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
#[post("/transfers/{id}/reversal")]
async fn create_transfer_reversal(
    app: web::Data<App>,
    auth: Auth,
    id: web::Path<TransferId>,
    key: IdempotencyKey,
    body: Json<ReversalBody>,
) -> Answer {
    let (body, id) = (body.0, *id);
    let sent = body.clone();
    let route = format!("transfers/{id}/reversal");
    app.create_as(&auth, key, route, 201, &sent, move |conn, actor, now| {
        actor.require(Permission::ReverseTransfer)?;
        let why = names::line("reason", &body.reason, MEMO_MAX)?;
        let settlement = ecosystems::reverse_transfer(conn, actor, id, &why, now)?;
        made(conn, actor, settlement, |view| view.reverses_id == Some(id))
    })
    .await
}

/// The head of the journal: note both, and later changes to what came before show.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedgerHead {
    /// Slug of the ecosystem.
    pub ecosystem: String,
    /// Number of transfers.
    pub transfers: i64,
    /// Hash of the last, in hexadecimal.
    pub hash: String,
}

/// How many transfers the journal has, and the last hash.
#[utoipa::path(
    tag = "ledger",
    responses(
        (status = 200, body = LedgerHead),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
    )
)]
#[get("/ledger/head")]
async fn get_ledger_head(app: web::Data<App>, auth: Auth) -> Answer {
    let head = app
        .read_as(&auth, |conn, actor| {
            actor.require(Permission::ReadFund)?;
            let (transfers, hash) = ledger::head(conn, actor.ecosystem_id)?;
            Ok(LedgerHead {
                ecosystem: actor.ecosystem_slug.clone(),
                transfers,
                hash,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(head))
}

/// The solidarity fund.
#[utoipa::path(
    tag = "ledger",
    responses((status = 200, body = AccountView), (status = 401, body = Problem), (status = 403, body = Problem))
)]
#[get("/fund")]
async fn get_fund(app: web::Data<App>, auth: Auth) -> Answer {
    let fund = app
        .read_as(&auth, |conn, actor| {
            actor.require(Permission::ReadFund)?;
            ledger::fund(conn, actor.ecosystem_id)
        })
        .await?;
    Ok(HttpResponse::Ok().json(fund))
}

/// Minutes to give to the fund.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContributionBody {
    /// 1 to 600,000.
    pub minutes: i64,
    /// Up to 300 characters.
    pub memo: Option<String>,
}

/// Give minutes to the solidarity fund.
#[utoipa::path(
    tag = "ledger",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe")),
    request_body = ContributionBody,
    responses(
        (status = 201, body = NewTransfer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/fund/contributions")]
async fn create_fund_contribution(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    body: Json<ContributionBody>,
) -> Answer {
    let body = body.0;
    let sent = body.clone();
    app.create_as(
        &auth,
        key,
        "fund/contributions",
        201,
        &sent,
        move |conn, actor, now| {
            actor.require(Permission::MakeTransfer)?;
            let memo = names::optional_line("memo", body.memo.as_deref(), MEMO_MAX)?;
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            let (ecosystem, from) = (actor.ecosystem_id, actor.member_id);
            let settlement =
                ledger::contribute_to_fund(conn, ecosystem, from, body.minutes, memo, &rules, now)?;
            made(conn, actor, settlement, |_| true)
        },
    )
    .await
}
