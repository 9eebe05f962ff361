//! Undoing a mistake: nothing is erased, the opposite is posted and linked.

use std::collections::BTreeMap;

use super::book::{Book, Entry, NO_RULES};
use super::model::{Reason, Settlement, Transfer, TransferReversed, Unit};
use super::rules::{self, LIMIT_KEYS, Limits, Refusal};
use super::{Rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AccountId, EcosystemId, MemberId, TransferId};
use crate::outbox;

/// Undoes a transfer with everything linked to it (levy, hours given), once. `why` is kept beside the first reversal.
///
/// A reversal obeys the limits like any transfer, on what it changes in all for each account: who has already spent the
/// minutes down to the floor cannot be made to give them back, and the fund never falls below zero.
pub fn reverse(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: TransferId,
    by: MemberId,
    why: &str,
    rules: &Rules,
    now: Moment,
) -> Result<Settlement> {
    let named = store::find_transfer(conn, ecosystem, id)?.ok_or(Refusal::NotFound)?;
    let group = store::list_group(conn, ecosystem, named.group_id)?;
    if store::is_reversed(conn, id)? {
        return Err(Refusal::AlreadyReversed.into());
    }
    if group.iter().any(|t| t.reverses_id.is_some()) {
        return Err(Refusal::ReversalNotReversible.into());
    }
    if group
        .iter()
        .any(|t| matches!(t.reason, Reason::Grant | Reason::GrantReturn))
    {
        return Err(Refusal::GrantNotReversible.into());
    }
    let mut ids: Vec<AccountId> = group
        .iter()
        .flat_map(|t| [t.debit_account_id, t.credit_account_id])
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let accounts = store::list_accounts_by_id(conn, &ids)?;
    let mut book = Book::open(conn, ecosystem, accounts, now)?;
    let limits = Limits::of(rules);
    check_limits(&book, &group, &limits)?;

    let rule_versions = rules.versions_of(&LIMIT_KEYS);
    let mut levy_minutes = 0;
    // Backwards: what the levy took comes back before the minutes it was taken from.
    for original in group.iter().rev() {
        let is_main = original.sequence == group[0].sequence && original.unit == Unit::Minutes;
        let entry = Entry {
            object: original.object_id,
            reverses: Some(original.id),
            rule_versions: if is_main { &rule_versions } else { NO_RULES },
            by: Some(by),
            ..Entry::plain(Reason::Reversal, now)
        };
        let posted = book.post(
            original.credit_account_id,
            original.debit_account_id,
            original.minutes,
            entry,
        )?;
        if original.id == id {
            book.note(posted, Some(why));
        }
        if original.reason == Reason::Levy {
            levy_minutes += original.minutes;
        }
    }
    let event = TransferReversed {
        transfer_id: id,
        by,
        from: book.account(named.debit_account_id)?.member_id,
        to: book.account(named.credit_account_id)?.member_id,
        minutes: named.minutes,
    };
    outbox::append(conn, Some(ecosystem), &event, now)?;
    Ok(Settlement {
        group_id: book.group,
        levy_minutes,
        transfers: book.close(conn, Some(&limits))?,
        rule_versions,
    })
}

/// What the reversal of a group changes for each account must stay within its limits. Hours given have none.
fn check_limits(book: &Book, group: &[Transfer], limits: &Limits) -> Result<()> {
    let mut changes: BTreeMap<AccountId, i64> = BTreeMap::new();
    for original in group.iter().filter(|t| t.unit == Unit::Minutes) {
        *changes.entry(original.debit_account_id).or_default() += original.minutes;
        *changes.entry(original.credit_account_id).or_default() -= original.minutes;
    }
    for (id, change) in &changes {
        if *change < 0 {
            rules::check_debit(book.account(*id)?, -change, limits)?;
        }
    }
    for (id, change) in changes {
        if change > 0 {
            rules::check_credit(book.account(id)?, change, limits)?;
        }
    }
    Ok(())
}
