//! Reading accounts, statements and the head of the journal.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Account, AccountKind, AccountView, EntryView, Reason, Unit};
use super::rules::{self, Limits, Refusal};
use super::{Rules, chain, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AccountId, AnyId, EcosystemId, MemberId, TransferId};
use crate::kernel::pages::{Page, Slice};
use crate::rulebook;

/// Groups asked about in one query: far below what either engine binds.
const GROUPS_AT_ONCE: usize = 1_000;

/// A transfer as its parties read it.
#[derive(Debug, Clone)]
pub struct TransferView {
    pub id: TransferId,
    pub sequence: i64,
    pub group_id: AnyId,
    /// None for the fund, a programme and the outside.
    pub from: Option<MemberId>,
    pub to: Option<MemberId>,
    pub unit: Unit,
    pub minutes: i64,
    pub reason: Reason,
    pub object_id: Option<AnyId>,
    pub memo: Option<String>,
    pub reverses_id: Option<TransferId>,
    pub rule_versions: String,
    pub occurred_at: Moment,
    pub recorded_at: Moment,
    pub hash: String,
}

/// A member's accounts in an ecosystem, minutes first; none before they were admitted.
pub fn accounts_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    rules: &Rules,
) -> Result<Vec<AccountView>> {
    let accounts = store::list_member_accounts(conn, ecosystem, member)?;
    let gifts = match accounts.iter().find(|a| a.unit == Unit::GiftMinutes) {
        Some(account) => read_gifts(conn, account)?,
        None => Gifts::default(),
    };
    let limits = Limits::of(rules);
    Ok(accounts
        .iter()
        .map(|account| view(account, gifts, &limits))
        .collect())
}

/// One account of an ecosystem.
pub fn find_account(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: AccountId,
    rules: &Rules,
) -> Result<Option<AccountView>> {
    let Some(account) = store::find_account(conn, id)?.filter(|a| a.ecosystem_id == ecosystem) else {
        return Ok(None);
    };
    match account.member_id {
        Some(member) => {
            let views = accounts_of(conn, ecosystem, member, rules)?;
            Ok(views.into_iter().find(|view| view.id == id))
        }
        None => Ok(Some(view(&account, Gifts::default(), &Limits::of(rules)))),
    }
}

/// The solidarity fund of an ecosystem.
pub fn fund(conn: &mut Conn, ecosystem: EcosystemId) -> Result<AccountView> {
    let account = store::find_common_account(conn, ecosystem, Unit::Minutes, AccountKind::Fund)?
        .ok_or_else(|| Error::internal(format!("ecosystem {ecosystem} has no fund")))?;
    let rules = rulebook::read(conn, ecosystem)?;
    Ok(view(&account, Gifts::default(), &Limits::of(&rules)))
}

/// What a programme's account received and what became of it. In minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProgrammeTotals {
    pub received: i64,
    pub spent: i64,
    /// What went back to the fund at the end.
    pub returned: i64,
    pub left: i64,
}

/// The totals of these programmes' accounts; ids of other accounts are left out.
pub fn list_programme_totals(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    ids: &[AccountId],
) -> Result<BTreeMap<AccountId, ProgrammeTotals>> {
    let mut returned: BTreeMap<AccountId, i64> = BTreeMap::new();
    for (debit, _, minutes) in store::sum_history(conn, ecosystem, Reason::GrantReturn)? {
        *returned.entry(debit).or_default() += minutes;
    }
    let accounts = store::list_accounts_by_id(conn, ids)?;
    let programmes = accounts
        .iter()
        .filter(|account| account.ecosystem_id == ecosystem && account.kind == AccountKind::Programme);
    Ok(programmes
        .map(|account| {
            let back = returned.get(&account.id).copied().unwrap_or(0);
            let totals = ProgrammeTotals {
                received: account.credits_posted,
                spent: account.debits_posted - back,
                returned: back,
                left: account.balance(),
            };
            (account.id, totals)
        })
        .collect())
}

/// Which of these groups of transfers a treasurer undid: a reversal undoes a group whole.
pub fn list_undone_groups(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    groups: &[AnyId],
) -> Result<BTreeSet<AnyId>> {
    let mut undone = BTreeSet::new();
    for portion in groups.chunks(GROUPS_AT_ONCE) {
        undone.extend(store::list_undone_groups(conn, ecosystem, portion)?);
    }
    Ok(undone)
}

/// What a member owes or has, and how often they helped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Engagement {
    /// In minutes; holds are not counted.
    pub balance: i64,
    /// Exchanges in hours or as a gift in which they gave, confirmed since a moment; undone ones too.
    pub exchanges: i64,
}

/// The engagement of every member who has accounts; exchanges count `since`.
pub fn list_engagements(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    since: Moment,
) -> Result<BTreeMap<MemberId, Engagement>> {
    let mut owners: BTreeMap<AccountId, MemberId> = BTreeMap::new();
    let mut engagements: BTreeMap<MemberId, Engagement> = BTreeMap::new();
    for account in store::list_accounts(conn, ecosystem)? {
        let Some(member) = account.member_id else { continue };
        owners.insert(account.id, member);
        let engagement = engagements.entry(member).or_default();
        if account.unit == Unit::Minutes {
            engagement.balance = account.balance();
        }
    }
    // Whoever helps is credited the hours of an exchange, and debited those of a gift.
    let paid = store::count_since(conn, ecosystem, Reason::Exchange, since)?;
    let given = store::count_since(conn, ecosystem, Reason::Gift, since)?;
    let helped = paid
        .into_iter()
        .map(|(_, credit, times)| (credit, times))
        .chain(given.into_iter().map(|(debit, _, times)| (debit, times)));
    for (account, times) in helped {
        let owner = owners.get(&account);
        if let Some(engagement) = owner.and_then(|member| engagements.get_mut(member)) {
            engagement.exchanges += times;
        }
    }
    Ok(engagements)
}

/// Hours given and received as gifts, without those undone.
#[derive(Debug, Clone, Copy, Default)]
struct Gifts {
    given: i64,
    received: i64,
}

fn read_gifts(conn: &mut Conn, account: &Account) -> Result<Gifts> {
    // An undone gift is the opposite gift: it stands on the other side of both accounts and counts on neither.
    let given_back = store::sum_undone(conn, account.id, true)?;
    let taken_back = store::sum_undone(conn, account.id, false)?;
    Ok(Gifts {
        given: account.debits_posted - taken_back - given_back,
        received: account.credits_posted - given_back - taken_back,
    })
}

fn view(account: &Account, gifts: Gifts, limits: &Limits) -> AccountView {
    let limited = account.unit == Unit::Minutes;
    let posted = account.balance();
    let available = if limited {
        rules::available(account, limits)
    } else {
        None
    };
    AccountView {
        id: account.id,
        ecosystem_id: account.ecosystem_id,
        kind: account.kind,
        member_id: account.member_id,
        unit: account.unit,
        posted,
        held: account.debits_pending,
        available: available.unwrap_or(posted),
        given: gifts.given,
        received: gifts.received,
        floor: limits.lower_bound(account).filter(|_| limited),
        ceiling: limits.upper_bound(account).filter(|_| limited),
        warning: limited && account.kind == AccountKind::Member && posted < limits.soft_warning,
    }
}

/// The statement of an account, newest first. Who may read it is the caller's to check.
pub fn statement(conn: &mut Conn, account: AccountId, slice: Slice) -> Result<Page<EntryView>> {
    let account = store::find_account(conn, account)?.ok_or(Refusal::NotFound)?;
    let before = match slice.after_id()? {
        None => i64::MAX,
        Some(id) => {
            let last = store::find_transfer(conn, account.ecosystem_id, TransferId(id))?;
            last.ok_or_else(|| crate::kernel::errors::Refusal::invalid("cursor-invalid", "cursor"))?
                .sequence
        }
    };
    let mut lines = store::list_lines(conn, account.id, true, before, slice.limit + 1)?;
    lines.extend(store::list_lines(
        conn,
        account.id,
        false,
        before,
        slice.limit + 1,
    )?);
    lines.sort_by_key(|line| std::cmp::Reverse(line.0.sequence));
    lines.truncate(slice.limit as usize + 1);
    let mut balance = match before {
        i64::MAX => account.balance(),
        _ => store::balance_before(conn, account.id, before)?,
    };
    let entries = lines
        .into_iter()
        .map(|(transfer, other_kind, other_member_id, memo)| {
            let received = transfer.credit_account_id == account.id;
            let minutes = if received {
                transfer.minutes
            } else {
                -transfer.minutes
            };
            let balance_after = balance;
            balance -= minutes;
            EntryView {
                transfer_id: transfer.id,
                sequence: transfer.sequence,
                at: transfer.occurred_at,
                recorded_at: transfer.recorded_at,
                reason: transfer.reason,
                other_kind,
                other_member_id,
                minutes,
                balance_after,
                object_id: transfer.object_id,
                memo,
                group_id: transfer.group_id,
                reverses_id: transfer.reverses_id,
                rule_versions: transfer.rule_versions,
            }
        })
        .collect();
    Ok(slice.page_by_id(entries, |entry: &EntryView| entry.transfer_id.0))
}

/// A transfer of an ecosystem, with its memo.
pub fn get_transfer(conn: &mut Conn, ecosystem: EcosystemId, id: TransferId) -> Result<TransferView> {
    let transfer = store::find_transfer(conn, ecosystem, id)?.ok_or(Refusal::NotFound)?;
    let memo = store::find_memo(conn, id)?;
    let pair = store::list_two_accounts(conn, transfer.debit_account_id, transfer.credit_account_id)?;
    let member = |account: AccountId| pair.iter().find(|a| a.id == account)?.member_id;
    Ok(TransferView {
        from: member(transfer.debit_account_id),
        to: member(transfer.credit_account_id),
        id: transfer.id,
        sequence: transfer.sequence,
        group_id: transfer.group_id,
        unit: transfer.unit,
        minutes: transfer.minutes,
        reason: transfer.reason,
        object_id: transfer.object_id,
        memo,
        reverses_id: transfer.reverses_id,
        rule_versions: transfer.rule_versions,
        occurred_at: transfer.occurred_at,
        recorded_at: transfer.recorded_at,
        hash: chain::hex(&transfer.hash),
    })
}

/// How many transfers the journal of an ecosystem has, and the hash of the last: whoever notes both can later tell that
/// nothing before was changed.
pub fn head(conn: &mut Conn, ecosystem: EcosystemId) -> Result<(i64, String)> {
    let (transfers, hash) = store::find_journal(conn, ecosystem)?.ok_or(Refusal::NotFound)?;
    Ok((transfers, chain::hex(&hash)))
}

/// Whether a member still has a balance or minutes on hold, and so cannot leave without a word about them.
pub fn has_open_business(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<bool> {
    let accounts = store::list_member_accounts(conn, ecosystem, member)?;
    Ok(accounts
        .iter()
        .filter(|account| account.unit == Unit::Minutes)
        .any(|a| a.balance() != 0 || a.debits_pending != 0 || a.credits_pending != 0))
}

/// A member's balance, and the part of it that was imported as history, in minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HistoryBalance {
    pub posted: i64,
    pub history: i64,
}

/// Every member's balance beside what imported history gives, added up from the journal: for the proof of an import.
pub fn list_history_balances(
    conn: &mut Conn,
    ecosystem: EcosystemId,
) -> Result<BTreeMap<MemberId, HistoryBalance>> {
    let accounts = store::list_accounts(conn, ecosystem)?;
    let mut history: BTreeMap<AccountId, i64> = BTreeMap::new();
    for (debit, credit, minutes) in store::sum_history(conn, ecosystem, Reason::History)? {
        *history.entry(debit).or_default() -= minutes;
        *history.entry(credit).or_default() += minutes;
    }
    let balances = accounts
        .iter()
        .filter(|account| account.unit == Unit::Minutes)
        .filter_map(|account| {
            let balance = HistoryBalance {
                posted: account.balance(),
                history: history.get(&account.id).copied().unwrap_or(0),
            };
            Some((account.member_id?, balance))
        });
    Ok(balances.collect())
}

/// A line of the journal as a community takes it out: no memo, which is its two parties' own.
#[derive(Debug, Clone)]
pub struct JournalLine {
    pub id: TransferId,
    pub sequence: i64,
    pub unit: Unit,
    pub from: (AccountKind, Option<MemberId>),
    pub to: (AccountKind, Option<MemberId>),
    pub minutes: i64,
    pub reason: Reason,
    pub occurred_at: Moment,
    pub recorded_at: Moment,
    pub hash: String,
}

/// The whole journal in order.
pub fn list_journal(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<JournalLine>> {
    const PAGE: i64 = 1_000;
    let owners: BTreeMap<AccountId, (AccountKind, Option<MemberId>)> = store::list_accounts(conn, ecosystem)?
        .into_iter()
        .map(|account| (account.id, (account.kind, account.member_id)))
        .collect();
    let owner = |account: AccountId| {
        let found = owners.get(&account).copied();
        found.ok_or_else(|| Error::internal(format!("transfer of unknown account {account}")))
    };
    let mut lines: Vec<JournalLine> = Vec::new();
    loop {
        let after = lines.last().map_or(0, |line| line.sequence);
        let page = store::list_journal(conn, ecosystem, after, PAGE)?;
        let whole = (page.len() as i64) < PAGE;
        for transfer in page {
            lines.push(JournalLine {
                id: transfer.id,
                sequence: transfer.sequence,
                unit: transfer.unit,
                from: owner(transfer.debit_account_id)?,
                to: owner(transfer.credit_account_id)?,
                minutes: transfer.minutes,
                reason: transfer.reason,
                occurred_at: transfer.occurred_at,
                recorded_at: transfer.recorded_at,
                hash: chain::hex(&transfer.hash),
            });
        }
        if whole {
            return Ok(lines);
        }
    }
}
