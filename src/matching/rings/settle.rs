//! Posting what a ring's members received, as one group of linked transfers, and letting the rest go.

use super::model::{Leg, LegTerms, Ring, RingMove, RingStatus};
use super::step::end;
use super::store::Change;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AnyId, HoldId, MemberId};
use crate::ledger::{self, GiftOrder, JointOrder};
use crate::rulebook;

/// Posts the legs that were received, all or none, and voids the holds of the others.
fn settle(
    conn: &mut Conn,
    ring: &Ring,
    legs: &[Leg],
    by: Option<MemberId>,
    now: Moment,
) -> Result<Change> {
    let (mut holds, mut gifts) = (Vec::new(), Vec::new());
    for leg in legs {
        match (leg.terms, leg.is_received()) {
            (LegTerms::Time, true) => holds.push(hold_of(leg)?),
            (LegTerms::Time, false) => ledger::void_hold(conn, hold_of(leg)?, now)?,
            (LegTerms::Gift, true) => gifts.push(GiftOrder {
                ecosystem_id: ring.ecosystem_id,
                giver: leg.giver_id,
                receiver: leg.receiver_id,
                minutes: leg.minutes,
                object: Some(AnyId(ring.id.0)),
                by,
            }),
            (LegTerms::Gift, false) => {}
        }
    }
    if holds.is_empty() && gifts.is_empty() {
        return Ok(Change::default());
    }
    let order = JointOrder {
        ecosystem_id: ring.ecosystem_id,
        holds,
        gifts,
        by,
    };
    let rules = rulebook::read(conn, ring.ecosystem_id)?;
    let settlement = ledger::settle_jointly(conn, &order, &rules, now)?;
    Ok(Change {
        transfer_group_id: Some(settlement.group_id),
        rule_versions: Some(settlement.rule_versions),
        ..Change::default()
    })
}

/// Settles a ring of which every leg was received, by `by`'s word or by time; answers whether it did.
pub(super) fn settle_when_done(
    conn: &mut Conn,
    ring: &Ring,
    legs: &[Leg],
    by: Option<MemberId>,
    now: Moment,
) -> Result<bool> {
    if !legs.iter().all(Leg::is_received) {
        return Ok(false);
    }
    let change = settle(conn, ring, legs, by, now)?;
    let end_as = (RingStatus::Settled, RingMove::Settled);
    end(conn, ring, legs, end_as, by, change, now)?;
    Ok(true)
}

/// Ends an agreed ring before everybody received their help: as `partly_settled` when somebody did, else as given.
pub(super) fn cut_short(
    conn: &mut Conn,
    ring: &Ring,
    legs: &[Leg],
    otherwise: (RingStatus, RingMove),
    by: Option<MemberId>,
    reason: Option<&str>,
    now: Moment,
) -> Result<()> {
    let change = Change {
        ended_by: by,
        end_reason: reason.map(str::to_string),
        ..settle(conn, ring, legs, by, now)?
    };
    let end_as = match legs.iter().any(Leg::is_received) {
        true => (RingStatus::PartlySettled, RingMove::PartlySettled),
        false => otherwise,
    };
    end(conn, ring, legs, end_as, by, change, now)
}

fn hold_of(leg: &Leg) -> Result<HoldId> {
    leg.hold_id
        .ok_or_else(|| Error::internal("an agreed leg in hours has no hold"))
}
