//! Pure decisions about rings: what a leg costs, who may take which step, what a ring changes for each member.

use super::model::{Leg, LegStep, LegTerms, Ring, RingStatus, RingStep};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Refusal;
use crate::kernel::ids::MemberId;
use crate::market::Terms;

/// Minutes of a ring in which no listing names a duration.
const MINUTES_OTHERWISE: i64 = 60;

/// How a leg is settled: hours where both listings accept time, else a gift where both accept that. None where only
/// money is left: a ring settles nothing in euros.
pub fn leg_terms(offer: &Terms, request: &Terms) -> Option<LegTerms> {
    match () {
        () if offer.time_minutes.is_some() && request.time_minutes.is_some() => Some(LegTerms::Time),
        () if offer.gift && request.gift => Some(LegTerms::Gift),
        () => None,
    }
}

/// Minutes of every leg: the fewest that any listing of the ring names, so that nobody gives more than they offered and
/// every one gives as much as they receive.
pub fn ring_minutes(listings: &[Terms]) -> i64 {
    let named = listings.iter().filter_map(|terms| terms.time_minutes);
    named.min().unwrap_or(MINUTES_OTHERWISE)
}

/// A score of 0 to 1 in basis points.
pub fn score_bp(score: f64) -> i64 {
    (score.clamp(0.0, 1.0) * 10_000.0).round() as i64
}

/// Whether a member of the ring may take a step now. Refused, in this order: nobody of this ring (as not found), a step
/// that this state does not have, a step taken before or not taken yet, a cancellation while help is disputed or somebody
/// who says that they helped has no answer.
pub fn allowed(ring: &Ring, legs: &[Leg], step: RingStep, by: MemberId) -> Result<(), Refusal> {
    let gives = legs
        .iter()
        .find(|leg| leg.giver_id == by)
        .ok_or_else(Refusal::not_found)?;
    let from = match step {
        RingStep::Confirmation | RingStep::Withdrawal | RingStep::Refusal => RingStatus::Proposed,
        RingStep::Cancellation => RingStatus::Agreed,
    };
    check_status(ring, from)?;
    match step {
        RingStep::Confirmation if gives.confirmed_at.is_some() => {
            Err(Refusal::conflict("ring-already-confirmed"))
        }
        RingStep::Withdrawal if gives.confirmed_at.is_none() => Err(Refusal::conflict("ring-not-confirmed")),
        RingStep::Cancellation if legs.iter().any(Leg::is_disputed) => {
            Err(Refusal::conflict("ring-leg-disputed"))
        }
        RingStep::Cancellation if legs.iter().any(Leg::is_waiting) => {
            Err(Refusal::conflict("ring-help-unanswered"))
        }
        _ => Ok(()),
    }
}

/// Whether a member may take a step about a leg now. Refused, in this order: a step that is not this person's, one that
/// the ring's state does not have, help that was received already or decided about, help that is disputed (for a
/// resolution: that is not), a step taken before. A mediator takes no part in the ring; that they are one is for the
/// operation to see.
pub fn allowed_on_leg(
    ring: &Ring,
    legs: &[Leg],
    leg: &Leg,
    step: LegStep,
    by: MemberId,
) -> Result<(), Refusal> {
    let is_theirs = match step {
        LegStep::Delivery => by == leg.giver_id,
        LegStep::Receipt => by == leg.receiver_id,
        LegStep::Dispute => leg.is_of(by),
        LegStep::Resolution => legs.iter().all(|leg| leg.giver_id != by),
    };
    if !is_theirs {
        return Err(Refusal::forbidden("ring-not-your-step"));
    }
    check_status(ring, RingStatus::Agreed)?;
    if leg.is_received() {
        return Err(Refusal::conflict("ring-already-received"));
    }
    match step {
        LegStep::Resolution if leg.is_disputed() => Ok(()),
        LegStep::Resolution => Err(Refusal::conflict("ring-leg-not-disputed")),
        _ if leg.resolved_at.is_some() => Err(Refusal::conflict("ring-leg-resolved")),
        _ if leg.is_disputed() => Err(Refusal::conflict("ring-leg-disputed")),
        LegStep::Delivery if leg.delivered_at.is_some() => Err(Refusal::conflict("ring-already-delivered")),
        _ => Ok(()),
    }
}

/// Whether a member may say how a leg went. Refused, in this order: somebody else's leg, a ring that is not settled, a leg
/// that nothing was said of.
pub fn reviewable(ring: &Ring, leg: &Leg, by: MemberId) -> Result<(), Refusal> {
    if !leg.is_of(by) {
        return Err(Refusal::forbidden("ring-not-your-step"));
    }
    let is_settled = matches!(ring.status, RingStatus::Settled | RingStatus::PartlySettled);
    match is_settled && leg.is_over() {
        true => Ok(()),
        false => Err(Refusal::conflict("ring-wrong-state").with("status", ring.status)),
    }
}

fn check_status(ring: &Ring, from: RingStatus) -> Result<(), Refusal> {
    match ring.status == from {
        true => Ok(()),
        false => Err(Refusal::conflict("ring-wrong-state").with("status", ring.status)),
    }
}

/// The steps a member may take now.
pub fn steps_open_to(ring: &Ring, legs: &[Leg], by: MemberId) -> Vec<RingStep> {
    RingStep::ALL
        .iter()
        .copied()
        .filter(|step| allowed(ring, legs, *step, by).is_ok())
        .collect()
}

/// The steps a member may take about a leg now.
pub fn leg_steps_open_to(ring: &Ring, legs: &[Leg], leg: &Leg, by: MemberId) -> Vec<LegStep> {
    LegStep::ALL
        .iter()
        .copied()
        .filter(|step| allowed_on_leg(ring, legs, leg, *step, by).is_ok())
        .collect()
}

/// When the receiver of a leg is reminded that it will count as received `days` from now: two days before, in a shorter
/// time than four days half way.
pub fn remind_at(days: i64, now: Moment) -> Moment {
    now.plus_hours((days * 24 - 48).max(days * 12))
}

/// What the ring adds to a member's balance in minutes, before the levy on what they earn: 0 unless one of their two
/// legs is a gift or does not count whole.
pub fn balance_change(ring: &Ring, legs: &[Leg], member: MemberId) -> i64 {
    let minutes = |leg: &Leg| match ring.status.is_open() && !leg.is_over() {
        true => leg.minutes,
        false => leg.counted_minutes(),
    };
    legs.iter()
        .filter(|leg| leg.terms == LegTerms::Time)
        .map(|leg| match () {
            () if leg.giver_id == member => minutes(leg),
            () if leg.receiver_id == member => -minutes(leg),
            () => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::{EcosystemId, ListingId, RingId};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn member(n: u128) -> MemberId {
        MemberId(Uuid::from_u128(n))
    }

    fn terms(gift: bool, time_minutes: Option<i64>) -> Terms {
        Terms {
            gift,
            time_minutes,
            money_cents: Some(1_000),
        }
    }

    fn ring_of(kinds: &[LegTerms], minutes: i64) -> (Ring, Vec<Leg>) {
        let (now, listing) = (Moment::from_unix_micros(0), ListingId(Uuid::from_u128(9)));
        let ring = Ring {
            id: RingId(Uuid::from_u128(1)),
            ecosystem_id: EcosystemId(Uuid::from_u128(1)),
            ring_key: String::new(),
            listing_id: listing,
            minutes,
            status: RingStatus::Proposed,
            due_at: None,
            ended_by: None,
            end_reason: None,
            transfer_group_id: None,
            rule_versions: "{}".into(),
            created_at: now,
            updated_at: now,
        };
        let legs = kinds.iter().enumerate().map(|(at, kind)| Leg {
            ring_id: ring.id,
            position: at as i64,
            giver_id: member(at as u128),
            receiver_id: member(((at + 1) % kinds.len()) as u128),
            offer_id: listing,
            request_id: listing,
            score_bp: 5_000,
            terms: *kind,
            minutes,
            confirmed_at: None,
            delivered_at: None,
            due_at: None,
            remind_at: None,
            received_at: None,
            uncontested_at: None,
            disputed_at: None,
            disputed_by: None,
            dispute_reason: None,
            resolved_at: None,
            resolved_by: None,
            resolved_minutes: None,
            resolution_note: None,
            hold_id: None,
        });
        let legs = legs.collect();
        (ring, legs)
    }

    #[test]
    fn time_first_then_gift_never_money() {
        let both = terms(true, Some(60));
        assert_eq!(leg_terms(&both, &both), Some(LegTerms::Time));
        assert_eq!(leg_terms(&both, &terms(true, None)), Some(LegTerms::Gift));
        assert_eq!(leg_terms(&terms(false, Some(30)), &terms(true, None)), None);
        assert_eq!(leg_terms(&terms(false, None), &terms(false, None)), None);
        assert_eq!(
            ring_minutes(&[both, terms(true, Some(45)), terms(true, None)]),
            45
        );
        assert_eq!(ring_minutes(&[terms(true, None)]), 60);
    }

    #[test]
    fn each_step_has_its_state_and_is_taken_once() {
        let (mut ring, mut legs) = ring_of(&[LegTerms::Time; 3], 60);
        let code = |ring: &Ring, legs: &[Leg], step, by| allowed(ring, legs, step, by).map_err(|r| r.code);
        let now = Moment::from_unix_micros(1);
        use RingStep::*;
        assert_eq!(code(&ring, &legs, Confirmation, member(7)), Err("not-found"));
        assert_eq!(
            code(&ring, &legs, Withdrawal, member(0)),
            Err("ring-not-confirmed")
        );
        assert_eq!(
            code(&ring, &legs, Cancellation, member(0)),
            Err("ring-wrong-state")
        );
        assert_eq!(code(&ring, &legs, Confirmation, member(0)), Ok(()));
        legs[0].confirmed_at = Some(now);
        assert_eq!(
            code(&ring, &legs, Confirmation, member(0)),
            Err("ring-already-confirmed")
        );
        assert_eq!(code(&ring, &legs, Withdrawal, member(0)), Ok(()));
        assert_eq!(code(&ring, &legs, Confirmation, member(1)), Ok(()));
        ring.status = RingStatus::Agreed;
        assert_eq!(code(&ring, &legs, Withdrawal, member(0)), Err("ring-wrong-state"));
        assert_eq!(steps_open_to(&ring, &legs, member(0)), [Cancellation]);
        legs[1].delivered_at = Some(now);
        assert_eq!(
            code(&ring, &legs, Cancellation, member(0)),
            Err("ring-help-unanswered")
        );
        legs[1].uncontested_at = Some(now);
        assert_eq!(code(&ring, &legs, Cancellation, member(0)), Ok(()));
        for status in RingStatus::ALL.iter().filter(|status| !status.is_open()) {
            ring.status = *status;
            assert!(steps_open_to(&ring, &legs, member(0)).is_empty(), "{status}");
        }
    }

    #[test]
    fn each_step_about_a_leg_is_one_persons_and_is_taken_once() {
        let (mut ring, mut legs) = ring_of(&[LegTerms::Time; 3], 60);
        let (giver, receiver, third, outside) = (member(0), member(1), member(2), member(9));
        let code = |ring: &Ring, legs: &[Leg], step, by| {
            allowed_on_leg(ring, legs, &legs[0], step, by).map_err(|r| r.code)
        };
        let open = |ring: &Ring, legs: &[Leg], by| leg_steps_open_to(ring, legs, &legs[0], by);
        let now = Moment::from_unix_micros(1);
        use LegStep::*;
        for (step, by) in [
            (Delivery, receiver),
            (Receipt, giver),
            (Receipt, third),
            (Dispute, third),
            (Dispute, outside),
            (Resolution, third),
        ] {
            assert_eq!(code(&ring, &legs, step, by), Err("ring-not-your-step"));
        }
        assert_eq!(code(&ring, &legs, Delivery, giver), Err("ring-wrong-state"));
        ring.status = RingStatus::Agreed;
        assert_eq!(open(&ring, &legs, giver), [Delivery, Dispute]);
        assert_eq!(open(&ring, &legs, receiver), [Receipt, Dispute]);
        assert_eq!(
            code(&ring, &legs, Resolution, outside),
            Err("ring-leg-not-disputed")
        );
        legs[0].delivered_at = Some(now);
        assert_eq!(code(&ring, &legs, Delivery, giver), Err("ring-already-delivered"));
        assert_eq!(open(&ring, &legs, receiver), [Receipt, Dispute]);
        let both = [
            (Delivery, giver),
            (Receipt, receiver),
            (Dispute, giver),
            (Dispute, receiver),
        ];
        legs[0].disputed_at = Some(now);
        for (step, by) in both {
            assert_eq!(code(&ring, &legs, step, by), Err("ring-leg-disputed"));
        }
        assert_eq!(
            allowed(&ring, &legs, RingStep::Cancellation, third).map_err(|r| r.code),
            Err("ring-leg-disputed")
        );
        assert_eq!(open(&ring, &legs, outside), [Resolution]);
        legs[0].resolved_at = Some(now);
        for (step, by) in both {
            assert_eq!(code(&ring, &legs, step, by), Err("ring-leg-resolved"));
        }
        assert!(open(&ring, &legs, outside).is_empty());
        (legs[0].disputed_at, legs[0].resolved_at) = (None, None);
        legs[0].received_at = Some(now);
        for (step, by) in both {
            assert_eq!(code(&ring, &legs, step, by), Err("ring-already-received"));
        }
    }

    #[test]
    fn what_was_settled_is_reviewed_by_the_two_of_it() {
        let (mut ring, mut legs) = ring_of(&[LegTerms::Time; 3], 60);
        let code = |ring: &Ring, leg: &Leg, by| reviewable(ring, leg, by).map_err(|r| r.code);
        legs[0].received_at = Some(Moment::from_unix_micros(1));
        assert_eq!(code(&ring, &legs[0], member(2)), Err("ring-not-your-step"));
        for status in RingStatus::ALL {
            ring.status = *status;
            let settled = matches!(status, RingStatus::Settled | RingStatus::PartlySettled);
            for by in [member(0), member(1)] {
                assert_eq!(code(&ring, &legs[0], by).is_ok(), settled, "{status}");
            }
            assert_eq!(code(&ring, &legs[1], member(1)), Err("ring-wrong-state"));
        }
    }

    #[test]
    fn a_reminder_comes_before_the_end_of_any_period() {
        let now = Moment::from_unix_micros(0);
        for days in 1..=60 {
            let at = remind_at(days, now);
            assert!(at > now && at < now.plus_days(days), "{days}");
        }
        assert_eq!(remind_at(7, now), now.plus_days(5));
        assert_eq!(remind_at(1, now), now.plus_hours(12));
    }

    proptest! {
        #[test]
        fn what_a_ring_changes_adds_up_to_nothing(
            kinds in prop::collection::vec(prop::bool::ANY, 2..5), minutes in 1i64..600
        ) {
            let kinds: Vec<LegTerms> = kinds
                .into_iter()
                .map(|time| if time { LegTerms::Time } else { LegTerms::Gift })
                .collect();
            let (ring, legs) = ring_of(&kinds, minutes);
            let changes: Vec<i64> = legs.iter().map(|leg| balance_change(&ring, &legs, leg.giver_id)).collect();
            prop_assert_eq!(changes.iter().sum::<i64>(), 0);
            if kinds.iter().all(|kind| *kind == LegTerms::Time) {
                prop_assert!(changes.iter().all(|change| *change == 0));
            }
        }
    }
}
