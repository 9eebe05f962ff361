//! A member confirms a proposed ring, or takes that back while others have not answered. The last confirmation makes
//! the agreement.

use super::model::{Leg, LegTerms, RingStep};
use super::step::get_as_party;
use super::store::{self, LegChange};
use super::{agree, rules};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::RingId;
use crate::ledger::{self, Unit};
use crate::members::Actor;
use crate::rulebook::{self, Rules};

/// Refused when the member's own hours do not leave room for their leg: the floor with holds counted, as when an
/// exchange is agreed. The last confirmation is refused too when somebody else's do not, and changes nothing then.
pub fn confirm_ring(conn: &mut Conn, actor: &Actor, id: RingId, now: Moment) -> Result<()> {
    let (ring, mut legs) = get_as_party(conn, actor, id)?;
    rules::allowed(&ring, &legs, RingStep::Confirmation, actor.member_id)?;
    let rules = rulebook::read(conn, actor.ecosystem_id)?;
    check_own_hours(conn, actor, &legs, &rules)?;
    for leg in legs.iter_mut().filter(|leg| leg.giver_id == actor.member_id) {
        store::update_leg(conn, leg, &answer(Some(now)), now)?;
        leg.confirmed_at = Some(now);
    }
    if legs.iter().all(|leg| leg.confirmed_at.is_some()) {
        agree::agree(conn, &ring, &legs, actor.member_id, &rules, now)?;
    }
    Ok(())
}

/// Takes the own confirmation back, as long as not everybody confirmed.
pub fn withdraw_confirmation(conn: &mut Conn, actor: &Actor, id: RingId, now: Moment) -> Result<()> {
    let (ring, legs) = get_as_party(conn, actor, id)?;
    rules::allowed(&ring, &legs, RingStep::Withdrawal, actor.member_id)?;
    for leg in legs.iter().filter(|leg| leg.giver_id == actor.member_id) {
        store::update_leg(conn, leg, &answer(None), now)?;
    }
    Ok(())
}

/// A member's answer, or that they took it back.
fn answer(confirmed_at: Option<Moment>) -> LegChange {
    LegChange {
        confirmed_at: Some(confirmed_at),
        ..LegChange::default()
    }
}

fn check_own_hours(conn: &mut Conn, actor: &Actor, legs: &[Leg], rules: &Rules) -> Result<()> {
    let receives = legs
        .iter()
        .find(|leg| leg.receiver_id == actor.member_id && leg.terms == LegTerms::Time);
    let Some(leg) = receives else {
        return Ok(());
    };
    let accounts = ledger::accounts_of(conn, actor.ecosystem_id, actor.member_id, rules)?;
    let available = accounts
        .iter()
        .find(|account| account.unit == Unit::Minutes)
        .map_or(0, |account| account.available);
    if available < leg.minutes {
        return Err(ledger::Refusal::FloorReached { available }.into());
    }
    Ok(())
}
