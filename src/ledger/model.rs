//! Types of the ledger.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::{accounts, holds, transfers};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{AccountId, AnyId, EcosystemId, HoldId, MemberId, TransferId};
use crate::kernel::text_enum;
use crate::outbox;

text_enum! {
    /// What an account counts. Units never mix: a transfer joins two accounts of one unit.
    Unit { Minutes = "minutes", GiftMinutes = "gift_minutes", Cents = "cents" }
}

text_enum! {
    /// Whose account it is: a member's, the solidarity fund's, a support programme's, or the world outside the
    /// community, which balances openings and imported history.
    AccountKind { Member = "member", Fund = "fund", Programme = "programme", Outside = "outside" }
}

text_enum! {
    /// Why minutes moved.
    Reason {
        Exchange = "exchange",
        Gift = "gift",
        Payment = "payment",
        Levy = "levy",
        Contribution = "contribution",
        Grant = "grant",
        GrantReturn = "grant_return",
        Opening = "opening",
        History = "history",
        Reversal = "reversal",
        Clearing = "clearing",
    }
}

text_enum! {
    /// Where a hold stands.
    HoldState { Pending = "pending", Posted = "posted", Voided = "voided", Expired = "expired" }
}

/// An account with its running totals.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts)]
pub struct Account {
    pub id: AccountId,
    pub ecosystem_id: EcosystemId,
    pub unit: Unit,
    pub kind: AccountKind,
    pub member_id: Option<MemberId>,
    pub debits_posted: i64,
    pub credits_posted: i64,
    pub debits_pending: i64,
    pub credits_pending: i64,
    pub opened_at: Moment,
    pub closed_at: Option<Moment>,
}

impl Account {
    /// What was received less what was given away.
    pub fn balance(&self) -> i64 {
        self.credits_posted - self.debits_posted
    }
}

/// One line of the journal, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = transfers, treat_none_as_default_value = false)]
pub struct Transfer {
    pub id: TransferId,
    pub ecosystem_id: EcosystemId,
    pub sequence: i64,
    pub unit: Unit,
    pub debit_account_id: AccountId,
    pub credit_account_id: AccountId,
    pub minutes: i64,
    pub reason: Reason,
    pub object_id: Option<AnyId>,
    pub group_id: AnyId,
    pub hold_id: Option<HoldId>,
    pub reverses_id: Option<TransferId>,
    pub rule_versions: String,
    pub created_by: Option<MemberId>,
    pub occurred_at: Moment,
    pub recorded_at: Moment,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// Minutes set aside for an agreed exchange.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = holds)]
pub struct Hold {
    pub id: HoldId,
    pub ecosystem_id: EcosystemId,
    pub debit_account_id: AccountId,
    pub credit_account_id: AccountId,
    pub minutes: i64,
    pub state: HoldState,
    pub object_id: Option<AnyId>,
    pub created_by: Option<MemberId>,
    pub created_at: Moment,
    pub expires_at: Option<Moment>,
    pub settled_at: Option<Moment>,
}

/// What an operation posted: linked transfers that stand or fall together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    pub group_id: AnyId,
    /// In the order they were posted; empty where nothing had to move.
    pub transfers: Vec<TransferId>,
    /// Minutes of the levy among them.
    pub levy_minutes: i64,
    /// `{"levy_rate_bp":3}`: the rule versions the main transfer obeyed.
    pub rule_versions: String,
}

/// An account as its owner reads it. In minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Account)]
pub struct AccountView {
    pub id: AccountId,
    pub ecosystem_id: EcosystemId,
    pub kind: AccountKind,
    pub member_id: Option<MemberId>,
    pub unit: Unit,
    /// The balance: received less given away.
    pub posted: i64,
    /// Set aside by agreed exchanges that are not confirmed yet.
    pub held: i64,
    /// What can still be spent: balance, less what is held, down to the floor.
    pub available: i64,
    /// Minutes given as gifts, ever.
    pub given: i64,
    /// Minutes received as gifts, ever.
    pub received: i64,
    /// The lowest balance allowed; none where there is no limit.
    pub floor: Option<i64>,
    /// The highest balance allowed; none where there is no limit.
    pub ceiling: Option<i64>,
    /// Whether the balance is below the soft warning.
    pub warning: bool,
}

/// One line of a statement, seen from the account it is read for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryView {
    pub transfer_id: TransferId,
    pub sequence: i64,
    /// When it happened (an imported transfer keeps its own date).
    pub at: Moment,
    pub recorded_at: Moment,
    pub reason: Reason,
    pub other_kind: AccountKind,
    /// The member on the other side; none for the fund, a programme and the outside.
    pub other_member_id: Option<MemberId>,
    /// Positive: received; negative: given away.
    pub minutes: i64,
    pub balance_after: i64,
    pub object_id: Option<AnyId>,
    pub memo: Option<String>,
    pub group_id: AnyId,
    pub reverses_id: Option<TransferId>,
    pub rule_versions: String,
}

/// A balance has fallen below the soft warning.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BalanceWarning {
    pub member_id: MemberId,
    pub balance: i64,
}
impl outbox::Event for BalanceWarning {
    const KIND: &'static str = "ledger.balance_warning";
}

/// Somebody sent minutes outside an exchange.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TransferReceived {
    pub transfer_id: TransferId,
    pub from: MemberId,
    pub to: MemberId,
    pub minutes: i64,
    pub reason: Reason,
}
impl outbox::Event for TransferReceived {
    const KIND: &'static str = "ledger.transfer_received";
}

/// A treasurer undid a transfer: `from` and `to` are those of the transfer undone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TransferReversed {
    pub transfer_id: TransferId,
    pub by: MemberId,
    pub from: Option<MemberId>,
    pub to: Option<MemberId>,
    pub minutes: i64,
}
impl outbox::Event for TransferReversed {
    const KIND: &'static str = "ledger.transfer_reversed";
}
