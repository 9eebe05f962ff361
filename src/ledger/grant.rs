//! Minutes of the fund that members voted to support programmes, and what is left of them coming back.

use super::book::{Book, Entry, NO_RULES};
use super::model::{Account, AccountKind, Reason, Settlement, Unit};
use super::open::new_account;
use super::rules::{self, Limits};
use super::{Rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AccountId, AnyId, EcosystemId};

/// Minutes for programmes, each by its account.
#[derive(Debug, Clone)]
pub struct GrantOrder {
    pub ecosystem_id: EcosystemId,
    pub grants: Vec<(AccountId, i64)>,
    /// The vote that decided it.
    pub object: AnyId,
}

/// Opens the account of a new programme.
pub fn open_programme(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<AccountId> {
    let account = new_account(ecosystem, Unit::Minutes, AccountKind::Programme, None, now);
    store::insert_account(conn, &account)?;
    Ok(account.id)
}

/// Moves minutes from the fund to programmes, in the order given: linked transfers, all or none. Refused when an amount
/// is none, a programme is unknown or closed, or the fund has less than all of them together.
pub fn grant(conn: &mut Conn, order: &GrantOrder, rules: &Rules, now: Moment) -> Result<Settlement> {
    for (_, minutes) in &order.grants {
        rules::check_minutes(*minutes)?;
    }
    let ids: Vec<AccountId> = order.grants.iter().map(|(account, _)| *account).collect();
    let mut book = open_book(conn, order.ecosystem_id, &ids, now)?;
    for id in &ids {
        rules::check_programme(book.account(*id).ok())?;
    }
    let limits = Limits::of(rules);
    let fund = book.common(AccountKind::Fund, Unit::Minutes)?;
    let total = order.grants.iter().map(|(_, minutes)| minutes).sum();
    rules::check_debit(fund, total, &limits)?;
    let fund = fund.id;

    for (account, minutes) in &order.grants {
        let entry = Entry {
            object: Some(order.object),
            ..Entry::plain(Reason::Grant, now)
        };
        book.post(fund, *account, *minutes, entry)?;
    }
    settle(conn, book)
}

/// Closes a programme's account; what is left on it goes back to the fund. `object` is the vote that decided it. The
/// account of a programme that has nothing left closes without a transfer.
pub fn close_programme(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    account: AccountId,
    object: Option<AnyId>,
    now: Moment,
) -> Result<Settlement> {
    let mut book = open_book(conn, ecosystem, &[account], now)?;
    rules::check_programme(book.account(account).ok())?;
    let left = book.account(account)?.balance();
    let fund = book.common(AccountKind::Fund, Unit::Minutes)?.id;
    if left > 0 {
        let entry = Entry {
            object,
            ..Entry::plain(Reason::GrantReturn, now)
        };
        book.post(account, fund, left, entry)?;
    }
    let settlement = settle(conn, book)?;
    store::close_account(conn, account, now)?;
    Ok(settlement)
}

/// The fund and these accounts, as far as they are of this ecosystem.
fn open_book(conn: &mut Conn, ecosystem: EcosystemId, ids: &[AccountId], now: Moment) -> Result<Book> {
    let mut accounts: Vec<Account> = store::list_accounts_by_id(conn, ids)?;
    accounts.retain(|account| account.ecosystem_id == ecosystem && account.kind == AccountKind::Programme);
    let fund = store::find_common_account(conn, ecosystem, Unit::Minutes, AccountKind::Fund)?;
    accounts.push(fund.ok_or_else(|| Error::internal(format!("ecosystem {ecosystem} has no fund")))?);
    Book::open(conn, ecosystem, accounts, now)
}

fn settle(conn: &mut Conn, book: Book) -> Result<Settlement> {
    Ok(Settlement {
        group_id: book.group,
        levy_minutes: 0,
        transfers: book.close(conn, None)?,
        rule_versions: NO_RULES.to_string(),
    })
}
