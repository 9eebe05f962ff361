//! Confirming: the held minutes are posted, the levy with them, the rest is let go.

use super::book::{Book, Entry, NO_RULES};
use super::model::{AccountKind, HoldState, Reason, Settlement, Unit};
use super::rules::{self, Limits, Refusal};
use super::{Rules, hold, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, HoldId, MemberId};
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
    book.release(hold.debit_account_id, hold.credit_account_id, hold.minutes)?;
    let rule_versions = rules.versions_of(&[Key::LevyRateBp]);
    let entry = Entry {
        object: hold.object_id,
        hold: Some(id),
        rule_versions: &rule_versions,
        by,
        ..Entry::plain(Reason::Exchange, now)
    };
    book.post(
        hold.debit_account_id,
        hold.credit_account_id,
        minutes,
        entry.clone(),
    )?;
    let levy_minutes = rules::levy(minutes, rules);
    if levy_minutes > 0 {
        let fund = book.common(AccountKind::Fund, Unit::Minutes)?.id;
        let levy = Entry {
            reason: Reason::Levy,
            ..entry
        };
        book.post(hold.credit_account_id, fund, levy_minutes, levy)?;
    }
    store::update_hold_state(conn, id, HoldState::Posted, now)?;
    Ok(Settlement {
        group_id: book.group,
        levy_minutes,
        transfers: book.close(conn, Some(&Limits::of(rules)))?,
        rule_versions,
    })
}
