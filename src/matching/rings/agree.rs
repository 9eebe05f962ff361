//! Everybody confirmed: the hours of every leg are held, all or none, and rings that wanted the same listings lapse.

use super::due::lapse;
use super::model::{Leg, LegTerms, Ring, RingMove, RingStatus};
use super::step::tell;
use super::store::{self, Change, LegChange};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::{AnyId, MemberId};
use crate::ledger::{self, HoldOrder};
use crate::members::MembershipStatus;
use crate::members::contacts;
use crate::rulebook::{Key, Rules};

/// Called in the transaction of the last confirmation: what is refused here undoes that too. Each leg in hours is held
/// as an agreed exchange would be, within the limits of both with every other hold counted.
pub(super) fn agree(
    conn: &mut Conn,
    ring: &Ring,
    legs: &[Leg],
    by: MemberId,
    rules: &Rules,
    now: Moment,
) -> Result<()> {
    check_still_there(conn, ring, legs)?;
    for leg in legs.iter().filter(|leg| leg.terms == LegTerms::Time) {
        let order = HoldOrder {
            ecosystem_id: ring.ecosystem_id,
            debit: leg.receiver_id,
            credit: leg.giver_id,
            minutes: leg.minutes,
            object: AnyId(ring.id.0),
            by,
            expires_at: None,
        };
        let hold = ledger::hold(conn, &order, rules, now).map_err(without_whose)?;
        let held = LegChange {
            hold_id: Some(hold),
            ..LegChange::default()
        };
        store::update_leg(conn, leg, &held, now)?;
    }
    let change = Change {
        status: Some(RingStatus::Agreed),
        due_at: Some(Some(now.plus_days(rules.number(Key::DeliveryPeriodDays)))),
        updated_at: Some(now),
        ..Change::default()
    };
    store::update(conn, ring.id, &change)?;
    let members = legs.iter().map(|leg| leg.giver_id);
    tell(conn, ring, RingMove::Agreed, Some(by), members, now)?;
    for rival in store::list_rivals(conn, ring, legs)? {
        lapse(conn, &rival, now)?;
    }
    Ok(())
}

/// Every listing active, every member too.
fn check_still_there(conn: &mut Conn, ring: &Ring, legs: &[Leg]) -> Result<()> {
    let members: Vec<MemberId> = legs.iter().map(|leg| leg.giver_id).collect();
    let standings = contacts::list_standings(conn, &members, ring.ecosystem_id)?;
    let everybody = members
        .iter()
        .all(|member| standings.get(member) == Some(&MembershipStatus::Active));
    if !everybody || !store::has_all_listings(conn, ring.id)? {
        return Err(Refusal::conflict("ring-broken").into());
    }
    Ok(())
}

/// Whose balance does not allow it is nobody else's business: the last to confirm hears only that it is somebody's.
fn without_whose(error: Error) -> Error {
    match error.refusal().map(|refusal| refusal.code) {
        Some("balance-floor-reached" | "balance-ceiling-reached") => {
            Refusal::conflict("ring-hours-short").into()
        }
        _ => error,
    }
}
