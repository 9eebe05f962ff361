//! What happens otherwise: proposals and agreements that nobody took up expire, deliveries that nobody contested are
//! confirmed. The worker calls it.

use super::confirm::{settle, settled};
use super::model::{Exchange, Status, Step};
use super::rules;
use super::step::{Note, take};
use super::store::{self, Change};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::EcosystemId;
use crate::ledger;
use crate::rulebook;

/// Settles up to `limit` overdue exchanges of one ecosystem; returns how many.
pub fn expire_due(conn: &mut Conn, ecosystem: EcosystemId, now: Moment, limit: i64) -> Result<usize> {
    let due = store::list_due(conn, ecosystem, now, limit)?;
    for exchange in &due {
        match exchange.status {
            Status::Delivered => confirm_uncontested(conn, exchange, now)?,
            _ => expire(conn, exchange, now)?,
        }
    }
    Ok(due.len())
}

fn expire(conn: &mut Conn, exchange: &Exchange, now: Moment) -> Result<()> {
    let status = rules::allowed_to_system(exchange, Step::Expiry)?;
    if let Some(hold) = exchange.hold_id {
        ledger::void_hold(conn, hold, now)?;
    }
    let change = Change {
        status: Some(status),
        due_at: Some(None),
        ..Change::default()
    };
    take(conn, exchange, Step::Expiry, None, change, Note::default(), now)?;
    Ok(())
}

fn confirm_uncontested(conn: &mut Conn, exchange: &Exchange, now: Moment) -> Result<()> {
    let status = rules::allowed_to_system(exchange, Step::AutoConfirmation)?;
    let rules = rulebook::read(conn, exchange.ecosystem_id)?;
    let minutes = exchange.delivered_minutes.unwrap_or(exchange.minutes);
    let settlement = settle(conn, exchange, minutes, None, &rules, now)?;
    let change = Change {
        status: Some(status),
        ..settled(minutes, settlement)
    };
    take(
        conn,
        exchange,
        Step::AutoConfirmation,
        None,
        change,
        Note {
            minutes: Some(minutes),
            text: None,
        },
        now,
    )?;
    Ok(())
}
