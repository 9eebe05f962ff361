//! Posting what counts as given in a ring, as one group of linked transfers, and letting the rest go.

use super::model::{Leg, LegTerms, Ring, RingMove, RingStatus};
use super::step::end;
use super::store::Change;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AnyId, HoldId, MemberId};
use crate::ledger::{self, GiftOrder, HeldShare, JointOrder};
use crate::rulebook;

/// Posts what counts of each leg, all or none, and voids the holds of which nothing does.
fn settle(conn: &mut Conn, ring: &Ring, legs: &[Leg], by: Option<MemberId>, now: Moment) -> Result<Change> {
    let (mut holds, mut gifts) = (Vec::new(), Vec::new());
    for leg in legs {
        let minutes = leg.counted_minutes();
        match (leg.terms, minutes > 0) {
            (LegTerms::Time, true) => holds.push(HeldShare {
                hold: hold_of(leg)?,
                minutes,
            }),
            (LegTerms::Time, false) => ledger::void_hold(conn, hold_of(leg)?, now)?,
            (LegTerms::Gift, true) => gifts.push(GiftOrder {
                ecosystem_id: ring.ecosystem_id,
                giver: leg.giver_id,
                receiver: leg.receiver_id,
                minutes,
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

/// Settles a ring of which every leg was received or decided about, by `by`'s word or by time; answers whether it did.
pub(super) fn settle_when_done(
    conn: &mut Conn,
    ring: &Ring,
    legs: &[Leg],
    by: Option<MemberId>,
    now: Moment,
) -> Result<bool> {
    if !legs.iter().all(Leg::is_over) {
        return Ok(false);
    }
    let change = settle(conn, ring, legs, by, now)?;
    let end_as = match legs.iter().all(|leg| leg.counted_minutes() > 0) {
        true => (RingStatus::Settled, RingMove::Settled),
        false => (RingStatus::PartlySettled, RingMove::PartlySettled),
    };
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
    let end_as = match legs.iter().any(|leg| leg.counted_minutes() > 0) {
        true => (RingStatus::PartlySettled, RingMove::PartlySettled),
        false => otherwise,
    };
    end(conn, ring, legs, end_as, by, change, now)
}

fn hold_of(leg: &Leg) -> Result<HoldId> {
    leg.hold_id
        .ok_or_else(|| Error::internal("an agreed leg in hours has no hold"))
}
