//! What every step ends with: the exchange changed, who and when recorded, the news in the outbox.

use super::model::{Exchange, ExchangeMoved, Step};
use super::store::{self, Change};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, ExchangeId, MemberId};
use crate::outbox;

/// What is noted beside a step.
#[derive(Debug, Default)]
pub(super) struct Note<'a> {
    pub minutes: Option<i64>,
    pub text: Option<&'a str>,
}

/// The exchange, for one of its two members; anyone else is told that it does not exist.
pub(super) fn get_as_party(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: ExchangeId,
    member: MemberId,
) -> Result<Exchange> {
    let exchange = store::find(conn, ecosystem, id)?.ok_or_else(Refusal::not_found)?;
    if exchange.side_of(member).is_none() {
        return Err(Refusal::not_found().into());
    }
    Ok(exchange)
}

/// Records a step and tells the two members, except whoever took it.
pub(super) fn take(
    conn: &mut Conn,
    exchange: &Exchange,
    step: Step,
    by: Option<MemberId>,
    change: Change,
    note: Note<'_>,
    now: Moment,
) -> Result<Exchange> {
    store::update(
        conn,
        exchange.id,
        &Change {
            updated_at: Some(now),
            ..change
        },
    )?;
    store::insert_step(conn, exchange.id, step, by, note.minutes, note.text, now)?;
    let to = [exchange.giver_id, exchange.receiver_id]
        .into_iter()
        .filter(|member| Some(*member) != by)
        .collect();
    let event = ExchangeMoved {
        exchange_id: exchange.id,
        step,
        by,
        to,
    };
    outbox::append(conn, Some(exchange.ecosystem_id), &event, now)?;
    store::find(conn, exchange.ecosystem_id, exchange.id)?.ok_or_else(|| Refusal::not_found().into())
}
