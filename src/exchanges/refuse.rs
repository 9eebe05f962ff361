//! The other side refuses; nothing was held.

use super::model::{Exchange, Step};
use super::rules;
use super::step::{Note, get_as_party, take};
use super::store::Change;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ExchangeId;
use crate::members::{Actor, Permission};

/// `reason` is shown to whoever proposed.
pub fn refuse(
    conn: &mut Conn,
    actor: &Actor,
    id: ExchangeId,
    reason: Option<&str>,
    now: Moment,
) -> Result<Exchange> {
    actor.require(Permission::ProposeExchange)?;
    let exchange = get_as_party(conn, actor.ecosystem_id, id, actor.member_id)?;
    let status = rules::allowed(&exchange, Step::Refusal, actor.member_id)?;
    let change = Change {
        status: Some(status),
        due_at: Some(None),
        ..Change::default()
    };
    take(
        conn,
        &exchange,
        Step::Refusal,
        Some(actor.member_id),
        change,
        Note {
            minutes: None,
            text: reason,
        },
        now,
    )
}
