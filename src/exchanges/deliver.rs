//! The giver says what was really given.

use super::model::{Exchange, Step};
use super::rules;
use super::step::{Note, get_as_party, take};
use super::store::Change;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ExchangeId;
use crate::members::{Actor, Permission};
use crate::rulebook::{self, Key};

/// `minutes` as given; those agreed on when absent.
pub fn deliver(
    conn: &mut Conn,
    actor: &Actor,
    id: ExchangeId,
    minutes: Option<i64>,
    note: Option<&str>,
    now: Moment,
) -> Result<Exchange> {
    actor.require(Permission::ProposeExchange)?;
    let exchange = get_as_party(conn, actor.ecosystem_id, id, actor.member_id)?;
    let status = rules::allowed(&exchange, Step::Delivery, actor.member_id)?;
    let minutes = rules::delivered_minutes(&exchange, minutes)?;
    let rules = rulebook::read(conn, actor.ecosystem_id)?;
    let due_at = now.plus_days(rules.number(Key::AutoConfirmationDays));
    let change = Change {
        status: Some(status),
        due_at: Some(Some(due_at)),
        delivered_minutes: Some(minutes),
        ..Change::default()
    };
    take(
        conn,
        &exchange,
        Step::Delivery,
        Some(actor.member_id),
        change,
        Note {
            minutes: Some(minutes),
            text: note,
        },
        now,
    )
}
