//! Confirming: the held minutes are posted, the levy with them, the rest is let go. Several holds and gifts can be
//! settled as one.

use super::book::{Book, Entry, NO_RULES};
use super::gift::{GiftOrder, post_gift};
use super::model::{AccountKind, Hold, HoldState, Reason, Settlement, Unit};
use super::rules::{self, Limits, Refusal};
use super::{Rules, hold, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AccountId, AnyId, EcosystemId, HoldId, MemberId};
use crate::rulebook::Key;

/// Posts up to the held minutes from receiver to giver and the levy from giver to fund, linked; releases the rest.
/// `minutes` 0 voids the hold. `by` is none where time confirms. The limits were checked when the minutes were held; the
/// levy is that of the rules in force now, and the transfers name its version.
pub fn settle_hold(
    conn: &mut Conn,
    id: HoldId,
    minutes: i64,
    by: Option<MemberId>,
    rules: &Rules,
    now: Moment,
) -> Result<Settlement> {
    if minutes < 0 {
        return Err(Refusal::MinutesNotPositive.into());
    }
    let hold = hold::get_pending(conn, id)?;
    if minutes > hold.minutes {
        return Err(Refusal::MinutesAboveHold { held: hold.minutes }.into());
    }
    if minutes == 0 {
        hold::void_hold(conn, id, now)?;
        return Ok(Settlement {
            group_id: AnyId::new(now),
            transfers: Vec::new(),
            levy_minutes: 0,
            rule_versions: NO_RULES.to_string(),
        });
    }
    let mut accounts = store::list_two_accounts(conn, hold.debit_account_id, hold.credit_account_id)?;
    let fund = store::find_common_account(conn, hold.ecosystem_id, Unit::Minutes, AccountKind::Fund)?;
    accounts.extend(fund);
    let mut book = Book::open(conn, hold.ecosystem_id, accounts, now)?;
    let rule_versions = rules.versions_of(&[Key::LevyRateBp]);
    let levy_minutes = post_held(&mut book, &hold, minutes, by, rules, now)?;
    store::update_hold_state(conn, id, HoldState::Posted, now)?;
    Ok(Settlement {
        group_id: book.group,
        levy_minutes,
        transfers: book.close(conn, Some(&Limits::of(rules)))?,
        rule_versions,
    })
}

/// Lets go of a hold and posts `minutes` of it, and the levy; answers the levy.
fn post_held(
    book: &mut Book,
    hold: &Hold,
    minutes: i64,
    by: Option<MemberId>,
    rules: &Rules,
    now: Moment,
) -> Result<i64> {
    let (debit, credit) = (hold.debit_account_id, hold.credit_account_id);
    book.release(debit, credit, hold.minutes)?;
    let rule_versions = rules.versions_of(&[Key::LevyRateBp]);
    let entry = Entry {
        object: hold.object_id,
        hold: Some(hold.id),
        rule_versions: &rule_versions,
        by,
        ..Entry::plain(Reason::Exchange, now)
    };
    book.post(debit, credit, minutes, entry.clone())?;
    let levy_minutes = rules::levy(minutes, rules);
    if levy_minutes > 0 {
        let fund = book.common(AccountKind::Fund, Unit::Minutes)?.id;
        let levy = Entry {
            reason: Reason::Levy,
            ..entry
        };
        book.post(credit, fund, levy_minutes, levy)?;
    }
    Ok(levy_minutes)
}

/// Minutes to post of a hold, from 1 to all that it holds.
#[derive(Debug, Clone, Copy)]
pub struct HeldShare {
    pub hold: HoldId,
    pub minutes: i64,
}

/// Holds and gifts that stand or fall together.
#[derive(Debug, Clone)]
pub struct JointOrder {
    pub ecosystem_id: EcosystemId,
    pub holds: Vec<HeldShare>,
    pub gifts: Vec<GiftOrder>,
    pub by: Option<MemberId>,
}

/// Posts what counts of each hold, with its levy, and lets its rest go, then posts each gift: linked transfers in the order
/// given, all or none. Refused when one of the holds was settled before or holds less, or an account of a gift is closed.
pub fn settle_jointly(conn: &mut Conn, order: &JointOrder, rules: &Rules, now: Moment) -> Result<Settlement> {
    let mut holds = Vec::with_capacity(order.holds.len());
    for share in &order.holds {
        let hold = hold::get_pending(conn, share.hold)?;
        if hold.ecosystem_id != order.ecosystem_id {
            return Err(Refusal::NotFound.into());
        }
        rules::check_minutes(share.minutes)?;
        if share.minutes > hold.minutes {
            return Err(Refusal::MinutesAboveHold { held: hold.minutes }.into());
        }
        holds.push(hold);
    }
    for gift in &order.gifts {
        rules::check_minutes(gift.minutes)?;
        if gift.giver == gift.receiver {
            return Err(Refusal::TransferToSelf.into());
        }
    }
    let mut book = open_jointly(conn, order, &holds, now)?;
    let mut levy_minutes = 0;
    for (hold, share) in holds.iter().zip(&order.holds) {
        levy_minutes += post_held(&mut book, hold, share.minutes, order.by, rules, now)?;
    }
    for gift in &order.gifts {
        let entry = Entry {
            object: gift.object,
            by: gift.by,
            ..Entry::plain(Reason::Gift, now)
        };
        post_gift(&mut book, gift.giver, gift.receiver, gift.minutes, entry)?;
    }
    for hold in &holds {
        store::update_hold_state(conn, hold.id, HoldState::Posted, now)?;
    }
    let rule_versions = match holds.is_empty() {
        true => NO_RULES.to_string(),
        false => rules.versions_of(&[Key::LevyRateBp]),
    };
    Ok(Settlement {
        group_id: book.group,
        levy_minutes,
        transfers: book.close(conn, Some(&Limits::of(rules)))?,
        rule_versions,
    })
}

/// Every account of the holds and the gifts, each once, and the fund.
fn open_jointly(conn: &mut Conn, order: &JointOrder, holds: &[Hold], now: Moment) -> Result<Book> {
    let ids: Vec<AccountId> = holds
        .iter()
        .flat_map(|hold| [hold.debit_account_id, hold.credit_account_id])
        .collect();
    let givers: Vec<MemberId> = order
        .gifts
        .iter()
        .flat_map(|gift| [gift.giver, gift.receiver])
        .collect();
    let mut accounts = store::list_accounts_by_id(conn, &ids)?;
    let gift_accounts = store::list_members_accounts(conn, order.ecosystem_id, Unit::GiftMinutes, &givers)?;
    accounts.extend(gift_accounts);
    let fund = store::find_common_account(conn, order.ecosystem_id, Unit::Minutes, AccountKind::Fund)?;
    accounts.extend(fund);
    Book::open(conn, order.ecosystem_id, accounts, now)
}
