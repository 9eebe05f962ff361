//! SQL of the ledger.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::{Account, AccountKind, Hold, HoldState, Reason, Transfer, Unit};
use crate::db::Conn;
use crate::db::schema::{accounts, holds, journals, transfer_memos, transfers};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AccountId, AnyId, EcosystemId, HoldId, MemberId, TransferId};

/// Rows of one multi-row INSERT; 18 columns each stay below SQLite's 32,766 and PostgreSQL's 65,535 parameters.
const INSERT_ROWS: usize = 1_000;
/// Up to here rows are inserted one by one with a statement the connection has already prepared.
const SINGLE_ROWS: usize = 4;

// --- journals -----------------------------------------------------------------------------------------------------

pub(super) fn find_journal(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Option<(i64, Vec<u8>)>> {
    Ok(journals::table
        .find(ecosystem)
        .select((journals::transfers, journals::head_hash))
        .first(conn)
        .optional()?)
}

pub(super) fn insert_journal(conn: &mut Conn, ecosystem: EcosystemId, genesis: &[u8]) -> Result<()> {
    diesel::insert_into(journals::table)
        .values((
            journals::ecosystem_id.eq(ecosystem),
            journals::transfers.eq(0i64),
            journals::head_hash.eq(genesis),
        ))
        .execute(conn)?;
    Ok(())
}

/// Moves the head on; another writer in between means this transaction has to be run again.
pub(super) fn advance_journal(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    before: i64,
    after: i64,
    head: &[u8],
) -> Result<()> {
    let moved = diesel::update(
        journals::table
            .filter(journals::ecosystem_id.eq(ecosystem))
            .filter(journals::transfers.eq(before)),
    )
    .set((journals::transfers.eq(after), journals::head_hash.eq(head)))
    .execute(conn)?;
    if moved != 1 {
        return Err(Error::Contention("the journal has moved on".into()));
    }
    Ok(())
}

// --- accounts -----------------------------------------------------------------------------------------------------

pub(super) fn insert_account(conn: &mut Conn, account: &Account) -> Result<()> {
    diesel::insert_into(accounts::table)
        .values(account)
        .execute(conn)?;
    Ok(())
}

/// A member's accounts in an ecosystem, minutes first.
pub(super) fn list_member_accounts(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
) -> Result<Vec<Account>> {
    Ok(accounts::table
        .filter(accounts::ecosystem_id.eq(ecosystem))
        .filter(accounts::kind.eq(AccountKind::Member))
        .filter(accounts::member_id.eq(member))
        .order(accounts::unit.desc())
        .select(Account::as_select())
        .load(conn)?)
}

/// The accounts of two members, in all units.
pub(super) fn list_pair(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    one: MemberId,
    other: MemberId,
) -> Result<Vec<Account>> {
    Ok(accounts::table
        .filter(accounts::ecosystem_id.eq(ecosystem))
        .filter(accounts::kind.eq(AccountKind::Member))
        .filter(accounts::member_id.eq(one).or(accounts::member_id.eq(other)))
        .select(Account::as_select())
        .load(conn)?)
}

/// The accounts of many members in one unit.
pub(super) fn list_members_accounts(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    unit: Unit,
    members: &[MemberId],
) -> Result<Vec<Account>> {
    let mut found = Vec::with_capacity(members.len());
    for part in members.chunks(INSERT_ROWS) {
        let rows: Vec<Account> = accounts::table
            .filter(accounts::ecosystem_id.eq(ecosystem))
            .filter(accounts::unit.eq(unit))
            .filter(accounts::kind.eq(AccountKind::Member))
            .filter(accounts::member_id.eq_any(part.iter().map(|id| Some(*id)).collect::<Vec<_>>()))
            .select(Account::as_select())
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// The account of the fund or of the outside.
pub(super) fn find_common_account(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    unit: Unit,
    kind: AccountKind,
) -> Result<Option<Account>> {
    Ok(accounts::table
        .filter(accounts::ecosystem_id.eq(ecosystem))
        .filter(accounts::unit.eq(unit))
        .filter(accounts::kind.eq(kind))
        .select(Account::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn find_account(conn: &mut Conn, id: AccountId) -> Result<Option<Account>> {
    Ok(accounts::table
        .find(id)
        .select(Account::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn list_accounts_by_id(conn: &mut Conn, ids: &[AccountId]) -> Result<Vec<Account>> {
    Ok(accounts::table
        .filter(accounts::id.eq_any(ids))
        .select(Account::as_select())
        .load(conn)?)
}

/// Both accounts of a hold.
pub(super) fn list_two_accounts(conn: &mut Conn, one: AccountId, other: AccountId) -> Result<Vec<Account>> {
    Ok(accounts::table
        .filter(accounts::id.eq(one).or(accounts::id.eq(other)))
        .select(Account::as_select())
        .load(conn)?)
}

/// Every account of an ecosystem, in order of id.
pub(super) fn list_accounts(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<Account>> {
    Ok(accounts::table
        .filter(accounts::ecosystem_id.eq(ecosystem))
        .order(accounts::id)
        .select(Account::as_select())
        .load(conn)?)
}

pub(super) fn update_totals(conn: &mut Conn, account: &Account) -> Result<()> {
    diesel::update(accounts::table.find(account.id))
        .set((
            accounts::debits_posted.eq(account.debits_posted),
            accounts::credits_posted.eq(account.credits_posted),
            accounts::debits_pending.eq(account.debits_pending),
            accounts::credits_pending.eq(account.credits_pending),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn update_closed_at(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    closed_at: Option<Moment>,
) -> Result<()> {
    diesel::update(
        accounts::table
            .filter(accounts::ecosystem_id.eq(ecosystem))
            .filter(accounts::kind.eq(AccountKind::Member))
            .filter(accounts::member_id.eq(member)),
    )
    .set(accounts::closed_at.eq(closed_at))
    .execute(conn)?;
    Ok(())
}

pub(super) fn close_account(conn: &mut Conn, id: AccountId, now: Moment) -> Result<()> {
    diesel::update(accounts::table.find(id))
        .set(accounts::closed_at.eq(now))
        .execute(conn)?;
    Ok(())
}

// --- holds --------------------------------------------------------------------------------------------------------

pub(super) fn insert_hold(conn: &mut Conn, hold: &Hold) -> Result<()> {
    diesel::insert_into(holds::table).values(hold).execute(conn)?;
    Ok(())
}

pub(super) fn find_hold(conn: &mut Conn, id: HoldId) -> Result<Option<Hold>> {
    Ok(holds::table
        .find(id)
        .select(Hold::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn update_hold_state(conn: &mut Conn, id: HoldId, state: HoldState, now: Moment) -> Result<()> {
    diesel::update(holds::table.find(id))
        .set((holds::state.eq(state), holds::settled_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// `(debit account, credit account, minutes)` of every pending hold.
pub(super) fn list_pending_holds(
    conn: &mut Conn,
    ecosystem: EcosystemId,
) -> Result<Vec<(AccountId, AccountId, i64)>> {
    Ok(holds::table
        .filter(holds::ecosystem_id.eq(ecosystem))
        .filter(holds::state.eq(HoldState::Pending))
        .select((holds::debit_account_id, holds::credit_account_id, holds::minutes))
        .load(conn)?)
}

// --- transfers ----------------------------------------------------------------------------------------------------

pub(super) fn insert_transfers(conn: &mut Conn, rows: &[Transfer]) -> Result<()> {
    if rows.len() <= SINGLE_ROWS {
        for row in rows {
            diesel::insert_into(transfers::table).values(row).execute(conn)?;
        }
        return Ok(());
    }
    for part in rows.chunks(INSERT_ROWS) {
        crate::on_engine!(conn, |c| diesel::insert_into(transfers::table)
            .values(part)
            .execute(c))?;
    }
    Ok(())
}

pub(super) fn insert_memos(conn: &mut Conn, memos: &[(TransferId, String)]) -> Result<()> {
    for part in memos.chunks(INSERT_ROWS) {
        let rows: Vec<_> = part
            .iter()
            .map(|(id, memo)| (transfer_memos::transfer_id.eq(*id), transfer_memos::memo.eq(memo)))
            .collect();
        crate::on_engine!(conn, |c| diesel::insert_into(transfer_memos::table)
            .values(&rows)
            .execute(c))?;
    }
    Ok(())
}

pub(super) fn find_transfer(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: TransferId,
) -> Result<Option<Transfer>> {
    Ok(transfers::table
        .filter(transfers::id.eq(id))
        .filter(transfers::ecosystem_id.eq(ecosystem))
        .select(Transfer::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn find_memo(conn: &mut Conn, id: TransferId) -> Result<Option<String>> {
    Ok(transfer_memos::table
        .find(id)
        .select(transfer_memos::memo)
        .first(conn)
        .optional()?)
}

/// The linked transfers of a group, in the order they were posted.
pub(super) fn list_group(conn: &mut Conn, ecosystem: EcosystemId, group: AnyId) -> Result<Vec<Transfer>> {
    Ok(transfers::table
        .filter(transfers::group_id.eq(group))
        .filter(transfers::ecosystem_id.eq(ecosystem))
        .order(transfers::sequence)
        .select(Transfer::as_select())
        .load(conn)?)
}

pub(super) fn is_reversed(conn: &mut Conn, id: TransferId) -> Result<bool> {
    let found: Option<TransferId> = transfers::table
        .filter(transfers::reverses_id.eq(id))
        .select(transfers::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Which of these groups were undone.
pub(super) fn list_undone_groups(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    groups: &[AnyId],
) -> Result<Vec<AnyId>> {
    let reversals = diesel::alias!(transfers as reversals);
    let reverses = reversals.field(transfers::reverses_id);
    Ok(transfers::table
        .inner_join(reversals.on(reverses.eq(transfers::id.nullable())))
        .filter(transfers::group_id.eq_any(groups))
        .filter(transfers::ecosystem_id.eq(ecosystem))
        .select(transfers::group_id)
        .load(conn)?)
}

/// The journal in order, after a sequence number.
pub(super) fn list_journal(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    after: i64,
    limit: i64,
) -> Result<Vec<Transfer>> {
    Ok(transfers::table
        .filter(transfers::ecosystem_id.eq(ecosystem))
        .filter(transfers::sequence.gt(after))
        .order(transfers::sequence)
        .limit(limit)
        .select(Transfer::as_select())
        .load(conn)?)
}

/// A line of a statement: the transfer, who is on the other side, the memo.
pub(super) type Line = (Transfer, AccountKind, Option<MemberId>, Option<String>);

/// Up to `limit` transfers that left (`debit`) or entered an account before a sequence number, newest first. Each side
/// has its index, so that a page costs the same in a long history as in a short one.
pub(super) fn list_lines(
    conn: &mut Conn,
    account: AccountId,
    debit: bool,
    before: i64,
    limit: i64,
) -> Result<Vec<Line>> {
    let columns = (
        Transfer::as_select(),
        accounts::kind,
        accounts::member_id,
        transfer_memos::memo.nullable(),
    );
    let memos = transfer_memos::table.on(transfer_memos::transfer_id.eq(transfers::id));
    let lines = if debit {
        transfers::table
            .inner_join(accounts::table.on(accounts::id.eq(transfers::credit_account_id)))
            .left_join(memos)
            .filter(transfers::debit_account_id.eq(account))
            .filter(transfers::sequence.lt(before))
            .order(transfers::sequence.desc())
            .limit(limit)
            .select(columns)
            .load(conn)?
    } else {
        transfers::table
            .inner_join(accounts::table.on(accounts::id.eq(transfers::debit_account_id)))
            .left_join(memos)
            .filter(transfers::credit_account_id.eq(account))
            .filter(transfers::sequence.lt(before))
            .order(transfers::sequence.desc())
            .limit(limit)
            .select(columns)
            .load(conn)?
    };
    Ok(lines)
}

/// What entered less what left an account before a sequence number.
pub(super) fn balance_before(conn: &mut Conn, account: AccountId, before: i64) -> Result<i64> {
    let total = diesel::dsl::sql::<BigInt>("CAST(COALESCE(SUM(minutes), 0) AS BIGINT)");
    let credits: i64 = transfers::table
        .filter(transfers::credit_account_id.eq(account))
        .filter(transfers::sequence.lt(before))
        .select(total.clone())
        .first(conn)?;
    let debits: i64 = transfers::table
        .filter(transfers::debit_account_id.eq(account))
        .filter(transfers::sequence.lt(before))
        .select(total)
        .first(conn)?;
    Ok(credits - debits)
}

/// `(debit account, credit account, minutes)` added up over all transfers of one reason.
pub(super) fn sum_history(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    reason: Reason,
) -> Result<Vec<(AccountId, AccountId, i64)>> {
    Ok(transfers::table
        .filter(transfers::ecosystem_id.eq(ecosystem))
        .filter(transfers::reason.eq(reason))
        .group_by((transfers::debit_account_id, transfers::credit_account_id))
        .select((
            transfers::debit_account_id,
            transfers::credit_account_id,
            diesel::dsl::sql::<BigInt>("CAST(SUM(minutes) AS BIGINT)"),
        ))
        .load(conn)?)
}

/// `(debit account, credit account, times)`: how often transfers of one reason were made since.
pub(super) fn count_since(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    reason: Reason,
    since: Moment,
) -> Result<Vec<(AccountId, AccountId, i64)>> {
    Ok(transfers::table
        .filter(transfers::ecosystem_id.eq(ecosystem))
        .filter(transfers::reason.eq(reason))
        .filter(transfers::recorded_at.ge(since))
        .group_by((transfers::debit_account_id, transfers::credit_account_id))
        .select((
            transfers::debit_account_id,
            transfers::credit_account_id,
            diesel::dsl::count_star(),
        ))
        .load(conn)?)
}

/// Minutes that reversals gave back to (`credit`) or took back from a gift account: gifts that were undone.
pub(super) fn sum_undone(conn: &mut Conn, account: AccountId, credit: bool) -> Result<i64> {
    let total = diesel::dsl::sql::<BigInt>("CAST(COALESCE(SUM(minutes), 0) AS BIGINT)");
    let undone = transfers::table.filter(transfers::reason.eq(Reason::Reversal));
    let sum = if credit {
        undone
            .filter(transfers::credit_account_id.eq(account))
            .select(total)
            .first(conn)?
    } else {
        undone
            .filter(transfers::debit_account_id.eq(account))
            .select(total)
            .first(conn)?
    };
    Ok(sum)
}

/// Removes the memos a member wrote beside transfers; the transfers and their hashes stay as they are.
pub(super) fn delete_memos_by(conn: &mut Conn, ecosystem: EcosystemId, author: MemberId) -> Result<()> {
    let written = transfers::table
        .filter(transfers::ecosystem_id.eq(ecosystem))
        .filter(transfers::created_by.eq(author))
        .select(transfers::id);
    diesel::delete(transfer_memos::table.filter(transfer_memos::transfer_id.eq_any(written)))
        .execute(conn)?;
    Ok(())
}
