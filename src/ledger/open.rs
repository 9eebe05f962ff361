//! Opening and closing accounts.

use super::model::{Account, AccountKind, Unit};
use super::{chain, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AccountId, EcosystemId, MemberId};

/// Opens the journal of an ecosystem, its fund and its outside account. Opening again changes nothing.
pub fn open_ecosystem(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<()> {
    if store::find_journal(conn, ecosystem)?.is_some() {
        return Ok(());
    }
    store::insert_journal(conn, ecosystem, &chain::genesis(ecosystem))?;
    for kind in [AccountKind::Fund, AccountKind::Outside] {
        store::insert_account(conn, &new_account(ecosystem, Unit::Minutes, kind, None, now))?;
    }
    Ok(())
}

/// Opens a member's accounts, for minutes and for hours given as gifts. Opening again changes nothing, except that the
/// accounts of somebody who left and comes back are open once more.
pub fn open_member(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId, now: Moment) -> Result<()> {
    let existing = store::list_member_accounts(conn, ecosystem, member)?;
    for unit in [Unit::Minutes, Unit::GiftMinutes] {
        if existing.iter().all(|account| account.unit != unit) {
            let account = new_account(ecosystem, unit, AccountKind::Member, Some(member), now);
            store::insert_account(conn, &account)?;
        }
    }
    if existing.iter().any(|account| account.closed_at.is_some()) {
        store::update_closed_at(conn, ecosystem, member, None)?;
    }
    Ok(())
}

/// Closes the accounts of somebody who leaves: they stay readable and take part in nothing new, and the memos this
/// person wrote are erased. The caller asks [`super::has_open_business`] first.
pub fn close_member(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId, now: Moment) -> Result<()> {
    store::delete_memos_by(conn, ecosystem, member)?;
    store::update_closed_at(conn, ecosystem, member, Some(now))
}

pub(super) fn new_account(
    ecosystem_id: EcosystemId,
    unit: Unit,
    kind: AccountKind,
    member_id: Option<MemberId>,
    now: Moment,
) -> Account {
    Account {
        id: AccountId::new(now),
        ecosystem_id,
        unit,
        kind,
        member_id,
        debits_posted: 0,
        credits_posted: 0,
        debits_pending: 0,
        credits_pending: 0,
        opened_at: now,
        closed_at: None,
    }
}
