//! The accounts an operation has open: it decides and posts in memory, then writes everything at once.

use std::collections::BTreeMap;

use super::model::{Account, AccountKind, BalanceWarning, Reason, Transfer, Unit};
use super::rules::{Limits, Refusal};
use super::{chain, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AccountId, AnyId, EcosystemId, HoldId, MemberId, TransferId};
use crate::outbox;

/// What is said about a transfer besides its two accounts and its minutes.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub reason: Reason,
    pub object: Option<AnyId>,
    pub hold: Option<HoldId>,
    pub reverses: Option<TransferId>,
    pub rule_versions: &'a str,
    pub by: Option<MemberId>,
    pub occurred_at: Moment,
}

/// The rule versions of a transfer that obeys no rule of the rulebook.
pub(super) const NO_RULES: &str = "{}";

impl Entry<'static> {
    /// An entry that says only why and when.
    pub fn plain(reason: Reason, at: Moment) -> Self {
        Entry {
            reason,
            object: None,
            hold: None,
            reverses: None,
            rule_versions: NO_RULES,
            by: None,
            occurred_at: at,
        }
    }
}

/// An open journal with the accounts an operation touches.
pub(super) struct Book {
    ecosystem: EcosystemId,
    now: Moment,
    /// Links what this book posts, unless the operation opens another group.
    pub group: AnyId,
    transfers_before: i64,
    transfers: i64,
    head: Vec<u8>,
    accounts: BTreeMap<AccountId, Account>,
    before: BTreeMap<AccountId, Account>,
    rows: Vec<Transfer>,
    memos: Vec<(TransferId, String)>,
}

impl Book {
    /// Opens the journal of an ecosystem with these accounts of it.
    pub fn open(
        conn: &mut Conn,
        ecosystem: EcosystemId,
        accounts: Vec<Account>,
        now: Moment,
    ) -> Result<Book> {
        let (transfers, head) = store::find_journal(conn, ecosystem)?
            .ok_or_else(|| Error::internal(format!("ecosystem {ecosystem} has no journal")))?;
        if accounts.iter().any(|account| account.ecosystem_id != ecosystem) {
            return Err(Error::internal("a book holds accounts of one ecosystem"));
        }
        let accounts: BTreeMap<_, _> = accounts.into_iter().map(|a| (a.id, a)).collect();
        Ok(Book {
            ecosystem,
            now,
            group: AnyId::new(now),
            transfers_before: transfers,
            transfers,
            head,
            before: accounts.clone(),
            accounts,
            rows: Vec::new(),
            memos: Vec::new(),
        })
    }

    /// The account of a member, refused as unknown on this side of the order.
    pub fn member(&self, member: MemberId, unit: Unit, side: &'static str) -> Result<&Account, Refusal> {
        self.accounts
            .values()
            .find(|a| a.unit == unit && a.member_id == Some(member))
            .ok_or(Refusal::AccountUnknown(side))
    }

    /// The account of the fund or the outside.
    pub fn common(&self, kind: AccountKind, unit: Unit) -> Result<&Account> {
        self.accounts
            .values()
            .find(|a| a.kind == kind && a.unit == unit)
            .ok_or_else(|| Error::internal(format!("the {kind} has no account in {unit}")))
    }

    pub fn account(&self, id: AccountId) -> Result<&Account> {
        self.accounts
            .get(&id)
            .ok_or_else(|| Error::internal(format!("account {id} is not in this book")))
    }

    fn account_mut(&mut self, id: AccountId) -> Result<&mut Account> {
        self.accounts
            .get_mut(&id)
            .ok_or_else(|| Error::internal(format!("account {id} is not in this book")))
    }

    /// Lets go of what a hold had set aside.
    pub fn release(&mut self, debit: AccountId, credit: AccountId, minutes: i64) -> Result<()> {
        self.account_mut(debit)?.debits_pending -= minutes;
        self.account_mut(credit)?.credits_pending -= minutes;
        Ok(())
    }

    /// Moves minutes from one account to another of the same unit: balanced by construction.
    pub fn post(
        &mut self,
        debit: AccountId,
        credit: AccountId,
        minutes: i64,
        entry: Entry<'_>,
    ) -> Result<TransferId> {
        let unit = self.account(debit)?.unit;
        if debit == credit || minutes <= 0 || self.account(credit)?.unit != unit {
            return Err(Error::internal("a transfer joins two accounts of one unit"));
        }
        self.account_mut(debit)?.debits_posted += minutes;
        self.account_mut(credit)?.credits_posted += minutes;
        self.transfers += 1;
        let mut row = Transfer {
            id: TransferId::new(self.now),
            ecosystem_id: self.ecosystem,
            sequence: self.transfers,
            unit,
            debit_account_id: debit,
            credit_account_id: credit,
            minutes,
            reason: entry.reason,
            object_id: entry.object,
            group_id: self.group,
            hold_id: entry.hold,
            reverses_id: entry.reverses,
            rule_versions: entry.rule_versions.to_string(),
            created_by: entry.by,
            occurred_at: entry.occurred_at,
            recorded_at: self.now,
            previous_hash: self.head.clone(),
            hash: Vec::new(),
        };
        row.hash = chain::hash(&self.head, &row);
        self.head.clone_from(&row.hash);
        let id = row.id;
        self.rows.push(row);
        Ok(id)
    }

    /// Writes a memo beside a transfer of this book.
    pub fn note(&mut self, transfer: TransferId, memo: Option<&str>) {
        if let Some(memo) = memo {
            self.memos.push((transfer, memo.to_string()));
        }
    }

    /// Writes what was posted and the totals that changed, and moves the head on. With limits, owners whose balance this
    /// took below the soft warning are told.
    pub fn close(self, conn: &mut Conn, limits: Option<&Limits>) -> Result<Vec<TransferId>> {
        store::insert_transfers(conn, &self.rows)?;
        store::insert_memos(conn, &self.memos)?;
        for (id, account) in &self.accounts {
            let before = &self.before[id];
            if account == before {
                continue;
            }
            store::update_totals(conn, account)?;
            if let Some(limits) = limits
                && account.unit == Unit::Minutes
                && before.balance() >= limits.soft_warning
                && account.balance() < limits.soft_warning
                && let Some(member_id) = account.member_id
            {
                let event = BalanceWarning {
                    member_id,
                    balance: account.balance(),
                };
                outbox::append(conn, Some(self.ecosystem), &event, self.now)?;
            }
        }
        if !self.rows.is_empty() {
            store::advance_journal(
                conn,
                self.ecosystem,
                self.transfers_before,
                self.transfers,
                &self.head,
            )?;
        }
        Ok(self.rows.into_iter().map(|row| row.id).collect())
    }
}
