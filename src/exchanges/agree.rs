//! The other side agrees: the minutes are held.

use super::model::{Exchange, Step, Terms};
use super::rules;
use super::step::{Note, get_as_party, take};
use super::store::Change;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, ExchangeId};
use crate::ledger::{self, HoldOrder};
use crate::members::{Actor, Permission};
use crate::rulebook::{self, Key};

/// Refused when the receiver's limits do not leave room for the minutes.
pub fn agree(conn: &mut Conn, actor: &Actor, id: ExchangeId, now: Moment) -> Result<Exchange> {
    actor.require(Permission::ProposeExchange)?;
    let exchange = get_as_party(conn, actor.ecosystem_id, id, actor.member_id)?;
    let status = rules::allowed(&exchange, Step::Agreement, actor.member_id)?;
    let rules = rulebook::read(conn, actor.ecosystem_id)?;
    let hold_id = match exchange.terms {
        Terms::Time => {
            let order = HoldOrder {
                ecosystem_id: actor.ecosystem_id,
                debit: exchange.receiver_id,
                credit: exchange.giver_id,
                minutes: exchange.minutes,
                object: AnyId(exchange.id.0),
                by: actor.member_id,
                expires_at: None,
            };
            Some(ledger::hold(conn, &order, &rules, now)?)
        }
        Terms::Gift | Terms::Money => None,
    };
    let due_at = now.plus_days(rules.number(Key::DeliveryPeriodDays));
    let change = Change {
        status: Some(status),
        due_at: Some(Some(due_at)),
        hold_id,
        ..Change::default()
    };
    let note = Note {
        minutes: Some(exchange.minutes),
        text: None,
    };
    take(
        conn,
        &exchange,
        Step::Agreement,
        Some(actor.member_id),
        change,
        note,
        now,
    )
}
