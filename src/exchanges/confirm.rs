//! The receiver confirms (or the system does, at the due date): the minutes are posted, the rest is released, the levy
//! goes to the fund, all linked. A gift debits nobody and counts as hours given.

use super::model::{Exchange, Step, Terms};
use super::rules;
use super::step::{Note, get_as_party, take};
use super::store::Change;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AnyId, ExchangeId, MemberId};
use crate::ledger::{self, GiftOrder, Settlement};
use crate::members::{Actor, Permission};
use crate::rulebook::{self, Rules};

/// The receiver's confirmation.
pub fn confirm(conn: &mut Conn, actor: &Actor, id: ExchangeId, now: Moment) -> Result<Exchange> {
    actor.require(Permission::ProposeExchange)?;
    let exchange = get_as_party(conn, actor.ecosystem_id, id, actor.member_id)?;
    let status = rules::allowed(&exchange, Step::Confirmation, actor.member_id)?;
    let rules = rulebook::read(conn, actor.ecosystem_id)?;
    let minutes = exchange.delivered_minutes.unwrap_or(exchange.minutes);
    let settlement = settle(conn, &exchange, minutes, Some(actor.member_id), &rules, now)?;
    let change = Change {
        status: Some(status),
        ..settled(minutes, settlement)
    };
    let note = Note {
        minutes: Some(minutes),
        text: None,
    };
    take(
        conn,
        &exchange,
        Step::Confirmation,
        Some(actor.member_id),
        change,
        note,
        now,
    )
}

/// Posts what was given; `None` when nothing goes through the ledger (euros are settled outside, none given).
pub(super) fn settle(
    conn: &mut Conn,
    exchange: &Exchange,
    minutes: i64,
    by: Option<MemberId>,
    rules: &Rules,
    now: Moment,
) -> Result<Option<Settlement>> {
    match exchange.terms {
        Terms::Time => {
            let hold = exchange
                .hold_id
                .ok_or_else(|| Error::internal("an agreed exchange in hours has no hold"))?;
            ledger::settle_hold(conn, hold, minutes, by, rules, now).map(Some)
        }
        Terms::Gift if minutes > 0 => {
            let order = GiftOrder {
                ecosystem_id: exchange.ecosystem_id,
                giver: exchange.giver_id,
                receiver: exchange.receiver_id,
                minutes,
                object: Some(AnyId(exchange.id.0)),
                by,
            };
            ledger::record_gift(conn, &order, rules, now).map(Some)
        }
        Terms::Gift | Terms::Money => Ok(None),
    }
}

/// What a settlement changes of the exchange.
pub(super) fn settled(minutes: i64, settlement: Option<Settlement>) -> Change {
    Change {
        due_at: Some(None),
        settled_minutes: Some(minutes),
        transfer_group_id: settlement.as_ref().map(|s| s.group_id),
        rule_versions: settlement.map(|s| s.rule_versions),
        ..Change::default()
    }
}
