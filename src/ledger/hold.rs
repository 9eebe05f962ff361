//! Setting minutes aside when an exchange is agreed, and letting them go when it is cancelled or expires.

use super::model::{Account, Hold, HoldState, Unit};
use super::rules::{self, Limits, Refusal};
use super::{Rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AnyId, EcosystemId, HoldId, MemberId};

/// Minutes to set aside: `debit` receives the service and will pay, `credit` gives it and will be paid.
#[derive(Debug, Clone)]
pub struct HoldOrder {
    pub ecosystem_id: EcosystemId,
    pub debit: MemberId,
    pub credit: MemberId,
    pub minutes: i64,
    /// What the minutes are for, such as the exchange.
    pub object: AnyId,
    pub by: MemberId,
    pub expires_at: Option<Moment>,
}

/// Holds minutes. The limits are checked here, with every other hold counted; confirming later cannot break them.
pub fn hold(conn: &mut Conn, order: &HoldOrder, rules: &Rules, now: Moment) -> Result<HoldId> {
    rules::check_minutes(order.minutes)?;
    if order.debit == order.credit {
        return Err(Refusal::TransferToSelf.into());
    }
    let pair = store::list_pair(conn, order.ecosystem_id, order.debit, order.credit)?;
    let mut debit = find(&pair, order.debit, "from")?.clone();
    let mut credit = find(&pair, order.credit, "to")?.clone();
    rules::check_open(&debit, "from")?;
    rules::check_open(&credit, "to")?;
    let limits = Limits::of(rules);
    rules::check_debit(&debit, order.minutes, &limits)?;
    rules::check_credit(&credit, order.minutes, &limits)?;

    debit.debits_pending += order.minutes;
    credit.credits_pending += order.minutes;
    store::update_totals(conn, &debit)?;
    store::update_totals(conn, &credit)?;
    let hold = Hold {
        id: HoldId::new(now),
        ecosystem_id: order.ecosystem_id,
        debit_account_id: debit.id,
        credit_account_id: credit.id,
        minutes: order.minutes,
        state: HoldState::Pending,
        object_id: Some(order.object),
        created_by: Some(order.by),
        created_at: now,
        expires_at: order.expires_at,
        settled_at: None,
    };
    store::insert_hold(conn, &hold)?;
    Ok(hold.id)
}

/// Lets a pending hold go: cancelled, or expired when its time is over. Refused when it was settled before.
pub fn void_hold(conn: &mut Conn, id: HoldId, now: Moment) -> Result<()> {
    let hold = get_pending(conn, id)?;
    for mut account in store::list_two_accounts(conn, hold.debit_account_id, hold.credit_account_id)? {
        if account.id == hold.debit_account_id {
            account.debits_pending -= hold.minutes;
        } else {
            account.credits_pending -= hold.minutes;
        }
        store::update_totals(conn, &account)?;
    }
    let state = match hold.expires_at {
        Some(expiry) if expiry <= now => HoldState::Expired,
        _ => HoldState::Voided,
    };
    store::update_hold_state(conn, id, state, now)
}

/// A hold that still waits for its end.
pub(super) fn get_pending(conn: &mut Conn, id: HoldId) -> Result<Hold> {
    let hold = store::find_hold(conn, id)?.ok_or(Refusal::NotFound)?;
    if hold.state != HoldState::Pending {
        return Err(Refusal::HoldSettled.into());
    }
    Ok(hold)
}

fn find<'a>(accounts: &'a [Account], member: MemberId, side: &'static str) -> Result<&'a Account, Error> {
    accounts
        .iter()
        .find(|a| a.unit == Unit::Minutes && a.member_id == Some(member))
        .ok_or_else(|| Refusal::AccountUnknown(side).into())
}
