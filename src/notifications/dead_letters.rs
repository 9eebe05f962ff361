//! Mails that could not be delivered, for whoever keeps the server of an ecosystem.

use super::model::{Delivery, State};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::DeliveryId;
use crate::kernel::pages::{Page, Slice};
use crate::members::contacts;
use crate::members::{Actor, Permission, record_audit};

/// The mails of the actor's ecosystem, newest first.
pub fn list(conn: &mut Conn, actor: &Actor, state: Option<State>, slice: &Slice) -> Result<Page<Delivery>> {
    actor.require(Permission::ReadDeadLetters)?;
    let before = slice.after_id()?.map(DeliveryId);
    let rows = store::list_deliveries(conn, actor.ecosystem_id, state, before, slice.limit)?;
    Ok(slice.page_by_id(rows, |row| row.id.0))
}

/// Queues a dead mail again, to the member's address of today; the operator vouches that the address works.
pub fn resend(conn: &mut Conn, actor: &Actor, id: DeliveryId, now: Moment) -> Result<Delivery> {
    actor.require(Permission::ReadDeadLetters)?;
    let find = |conn: &mut Conn| store::find_delivery(conn, actor.ecosystem_id, id);
    let delivery = find(conn)?.ok_or_else(Refusal::not_found)?;
    if delivery.state != State::Dead {
        return Err(Refusal::conflict("delivery-not-dead").into());
    }
    let contact = contacts::find(conn, delivery.member_id)?;
    let Some(address) = contact.and_then(|c| c.email) else {
        return Err(Refusal::conflict("delivery-without-address").into());
    };
    contacts::clear_bounces(conn, delivery.member_id)?;
    store::requeue(conn, id, &address, now)?;
    let object = ("delivery", Some(id.0));
    record_audit(conn, actor, Permission::ReadDeadLetters, "resent", object, now)?;
    find(conn)?.ok_or_else(|| Refusal::not_found().into())
}

/// How many mails stand in each state, over all ecosystems; for the metrics.
pub fn count_by_state(conn: &mut Conn) -> Result<Vec<(State, i64)>> {
    store::count_by_state(conn)
}
