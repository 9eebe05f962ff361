//! Floor 2, the ledger: double entry in minutes, append-only, hash-chained; holds, limits, levies, reversals. What it
//! promises, and the exact bytes that are hashed, stands in `docs/ledger.md`.
//!
//! Owns `accounts, journals, holds, transfers, transfer_memos`. It reads the rules it is handed ([`Rules`]) and asks the
//! rulebook only for the history of limits, when it verifies itself.
//!
//! Every operation here must run inside a write transaction of its ecosystem (`db.write_in`): the balances it decides
//! on are then its own until it commits. Each reads the accounts it touches into a [`book::Book`], decides, posts in
//! memory and writes everything at the end, so that a refusal leaves no trace.

mod book;
pub mod chain;
mod gift;
mod grant;
mod history;
mod hold;
mod model;
mod open;
mod reverse;
mod rules;
mod settle;
mod store;
mod transfer;
mod verify;
mod views;

pub use gift::{GiftOrder, record_gift};
pub use grant::{GrantOrder, close_programme, grant, open_programme};
pub use history::{HistoryOrder, Party, post_history, post_history_batch};
pub use hold::{HoldOrder, hold, void_hold};
pub use model::{
    AccountKind, AccountView, BalanceWarning, EntryView, HoldState, Reason, Settlement, Transfer,
    TransferReceived, TransferReversed, Unit,
};
pub use open::{close_member, open_ecosystem, open_member};
pub use reverse::reverse;
pub use rules::Refusal;
pub use settle::{HeldShare, JointOrder, settle_hold, settle_jointly};
pub use transfer::{TransferOrder, contribute_to_fund, transfer};
pub use verify::{Fault, VerifyReport, verify, verify_with_progress};
pub use views::{
    Engagement, HistoryBalance, JournalLine, ProgrammeTotals, TransferView, accounts_of, find_account, fund,
    get_transfer, has_open_business, head, list_engagements, list_history_balances, list_journal,
    list_programme_totals, list_undone_groups, statement,
};

use crate::rulebook::Rules;
