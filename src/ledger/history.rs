//! Imported history: transfers that happened elsewhere, before. Limits and levies do not apply, the hash chain does.

use std::collections::BTreeSet;

use super::book::{Book, Entry};
use super::model::{AccountKind, Reason, Unit};
use super::rules::{self, Refusal};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AccountId, AnyId, EcosystemId, MemberId, TransferId};

/// A side of an imported transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    Member(MemberId),
    Fund,
    Outside,
}

/// A transfer of the past.
#[derive(Debug, Clone)]
pub struct HistoryOrder {
    pub ecosystem_id: EcosystemId,
    pub from: Party,
    pub to: Party,
    pub minutes: i64,
    /// When it happened; it is recorded now.
    pub occurred_at: Moment,
    pub object: Option<AnyId>,
    pub memo: Option<String>,
}

/// Posts one transfer of the past.
pub fn post_history(conn: &mut Conn, order: &HistoryOrder, now: Moment) -> Result<TransferId> {
    let posted = post_history_batch(conn, std::slice::from_ref(order), now)?;
    posted
        .first()
        .copied()
        .ok_or_else(|| Error::internal("a posted transfer has an id"))
}

/// Posts transfers of the past of one ecosystem in the order given, all or none: accounts are read and written once
/// per batch. Answers their ids in the same order. A thousand at a time is a good batch.
pub fn post_history_batch(conn: &mut Conn, orders: &[HistoryOrder], now: Moment) -> Result<Vec<TransferId>> {
    let Some(ecosystem) = orders.first().map(|order| order.ecosystem_id) else {
        return Ok(Vec::new());
    };
    let mut members = BTreeSet::new();
    for order in orders {
        rules::check_minutes(order.minutes)?;
        if order.from == order.to {
            return Err(Refusal::TransferToSelf.into());
        }
        if order.ecosystem_id != ecosystem {
            return Err(Error::internal("a batch belongs to one ecosystem"));
        }
        for party in [order.from, order.to] {
            if let Party::Member(member) = party {
                members.insert(member);
            }
        }
    }
    let members: Vec<MemberId> = members.into_iter().collect();
    let mut accounts = store::list_members_accounts(conn, ecosystem, Unit::Minutes, &members)?;
    for kind in [AccountKind::Fund, AccountKind::Outside] {
        accounts.extend(store::find_common_account(conn, ecosystem, Unit::Minutes, kind)?);
    }
    let by_member = accounts
        .iter()
        .filter_map(|account| Some((account.member_id?, account.id)))
        .collect::<std::collections::BTreeMap<_, _>>();
    let mut book = Book::open(conn, ecosystem, accounts, now)?;
    let (fund, outside) = (
        book.common(AccountKind::Fund, Unit::Minutes)?.id,
        book.common(AccountKind::Outside, Unit::Minutes)?.id,
    );
    let account = |party: Party, side: &'static str| -> Result<AccountId, Refusal> {
        match party {
            Party::Fund => Ok(fund),
            Party::Outside => Ok(outside),
            Party::Member(member) => by_member
                .get(&member)
                .copied()
                .ok_or(Refusal::AccountUnknown(side)),
        }
    };
    for order in orders {
        book.group = AnyId::new(now);
        let entry = Entry {
            object: order.object,
            ..Entry::plain(Reason::History, order.occurred_at)
        };
        let (debit, credit) = (account(order.from, "from")?, account(order.to, "to")?);
        let id = book.post(debit, credit, order.minutes, entry)?;
        book.note(id, order.memo.as_deref());
    }
    book.close(conn, None)
}
