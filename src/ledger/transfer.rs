//! Minutes sent outside an exchange: to a member as a gift or a payment, to the fund as a contribution.

use super::book::{Book, Entry, NO_RULES};
use super::gift::post_gift;
use super::model::{AccountKind, Reason, Settlement, TransferReceived, Unit};
use super::rules::{self, LIMIT_KEYS, Limits, Refusal};
use super::{Rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{EcosystemId, MemberId, TransferId};
use crate::outbox;
use crate::rulebook::Key;

/// Minutes one member sends another.
#[derive(Debug, Clone)]
pub struct TransferOrder {
    pub ecosystem_id: EcosystemId,
    pub from: MemberId,
    pub to: MemberId,
    pub minutes: i64,
    /// [`Reason::Gift`] (no levy, counted in hours given) or [`Reason::Payment`] (with levy).
    pub reason: Reason,
    pub memo: Option<String>,
    pub by: MemberId,
}

/// Sends minutes from one member to another, within the limits of both.
pub fn transfer(conn: &mut Conn, order: &TransferOrder, rules: &Rules, now: Moment) -> Result<Settlement> {
    rules::check_minutes(order.minutes)?;
    if order.from == order.to {
        return Err(Refusal::TransferToSelf.into());
    }
    let is_gift = match order.reason {
        Reason::Gift => true,
        Reason::Payment => false,
        other => return Err(Error::internal(format!("a member's transfer is no {other}"))),
    };
    let mut accounts = store::list_pair(conn, order.ecosystem_id, order.from, order.to)?;
    accounts.extend(store::find_common_account(
        conn,
        order.ecosystem_id,
        Unit::Minutes,
        AccountKind::Fund,
    )?);
    let mut book = Book::open(conn, order.ecosystem_id, accounts, now)?;
    let limits = Limits::of(rules);
    let debit = book.member(order.from, Unit::Minutes, "from")?;
    let credit = book.member(order.to, Unit::Minutes, "to")?;
    rules::check_open(debit, "from")?;
    rules::check_open(credit, "to")?;
    rules::check_debit(debit, order.minutes, &limits)?;
    rules::check_credit(credit, order.minutes, &limits)?;
    let (debit, credit) = (debit.id, credit.id);

    let levy_minutes = if is_gift {
        0
    } else {
        rules::levy(order.minutes, rules)
    };
    let rule_versions = versions(rules, !is_gift);
    let entry = Entry {
        rule_versions: &rule_versions,
        by: Some(order.by),
        ..Entry::plain(order.reason, now)
    };
    let main = book.post(debit, credit, order.minutes, entry.clone())?;
    book.note(main, order.memo.as_deref());
    let linked = Entry {
        rule_versions: NO_RULES,
        ..entry.clone()
    };
    if is_gift {
        post_gift(&mut book, order.from, order.to, order.minutes, linked)?;
    } else if levy_minutes > 0 {
        let levy_versions = rules.versions_of(&[Key::LevyRateBp]);
        let fund = book.common(AccountKind::Fund, Unit::Minutes)?.id;
        let levy = Entry {
            reason: Reason::Levy,
            rule_versions: &levy_versions,
            ..linked
        };
        book.post(credit, fund, levy_minutes, levy)?;
    }
    let settlement = Settlement {
        group_id: book.group,
        levy_minutes,
        transfers: book.close(conn, Some(&limits))?,
        rule_versions,
    };
    tell_receiver(conn, order, main, now)?;
    Ok(settlement)
}

/// Gives minutes to the solidarity fund.
pub fn contribute_to_fund(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    from: MemberId,
    minutes: i64,
    memo: Option<String>,
    rules: &Rules,
    now: Moment,
) -> Result<Settlement> {
    rules::check_minutes(minutes)?;
    let mut accounts = store::list_member_accounts(conn, ecosystem, from)?;
    accounts.extend(store::find_common_account(
        conn,
        ecosystem,
        Unit::Minutes,
        AccountKind::Fund,
    )?);
    let mut book = Book::open(conn, ecosystem, accounts, now)?;
    let limits = Limits::of(rules);
    let debit = book.member(from, Unit::Minutes, "from")?;
    rules::check_open(debit, "from")?;
    rules::check_debit(debit, minutes, &limits)?;
    let (debit, fund) = (debit.id, book.common(AccountKind::Fund, Unit::Minutes)?.id);
    let rule_versions = versions(rules, false);
    let entry = Entry {
        rule_versions: &rule_versions,
        by: Some(from),
        ..Entry::plain(Reason::Contribution, now)
    };
    let main = book.post(debit, fund, minutes, entry)?;
    book.note(main, memo.as_deref());
    Ok(Settlement {
        group_id: book.group,
        levy_minutes: 0,
        transfers: book.close(conn, Some(&limits))?,
        rule_versions,
    })
}

fn versions(rules: &Rules, with_levy: bool) -> String {
    let mut keys = LIMIT_KEYS.to_vec();
    if with_levy {
        keys.push(Key::LevyRateBp);
    }
    rules.versions_of(&keys)
}

fn tell_receiver(conn: &mut Conn, order: &TransferOrder, transfer_id: TransferId, now: Moment) -> Result<()> {
    let event = TransferReceived {
        transfer_id,
        from: order.from,
        to: order.to,
        minutes: order.minutes,
        reason: order.reason,
    };
    outbox::append(conn, Some(order.ecosystem_id), &event, now)?;
    Ok(())
}
