//! A mediator who is on neither side decides how many minutes count as given.

use super::confirm::{settle, settled};
use super::model::{Exchange, Resolution, Step, Terms};
use super::rules;
use super::step::{Note, take};
use super::store::{self, Change};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::ExchangeId;
use crate::kernel::minutes::MINUTES_MAX;
use crate::members::{self, Actor, Permission};
use crate::rulebook;

/// 0 releases everything that was held; at most the minutes agreed on when they were held.
pub fn resolve(
    conn: &mut Conn,
    actor: &Actor,
    id: ExchangeId,
    resolution: &Resolution,
    now: Moment,
) -> Result<Exchange> {
    let exchange = store::find(conn, actor.ecosystem_id, id)?.ok_or_else(Refusal::not_found)?;
    let is_party = exchange.side_of(actor.member_id).is_some();
    if !is_party && !actor.may(Permission::ResolveDispute) {
        return Err(Refusal::not_found().into());
    }
    actor.require(Permission::ResolveDispute)?;
    let status = rules::allowed(&exchange, Step::Resolution, actor.member_id)?;
    let most = if exchange.terms == Terms::Time {
        exchange.minutes
    } else {
        MINUTES_MAX
    };
    rules::check_counted(resolution.minutes, most)?;
    let rules = rulebook::read(conn, actor.ecosystem_id)?;
    let settlement = settle(
        conn,
        &exchange,
        resolution.minutes,
        Some(actor.member_id),
        &rules,
        now,
    )?;
    let change = Change {
        status: Some(status),
        ..settled(resolution.minutes, settlement)
    };
    members::record_audit(
        conn,
        actor,
        Permission::ResolveDispute,
        "resolved",
        ("exchange", Some(id.0)),
        now,
    )?;
    let note = Note {
        minutes: Some(resolution.minutes),
        text: Some(&resolution.note),
    };
    take(
        conn,
        &exchange,
        Step::Resolution,
        Some(actor.member_id),
        change,
        note,
        now,
    )
}
