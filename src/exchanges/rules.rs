//! Pure decisions: who may take which step from where, whose turn it is, and what happens otherwise.

use super::model::{Exchange, Side, Status, Step, Terms};
use crate::kernel::errors::Refusal;
use crate::kernel::ids::MemberId;
use crate::kernel::minutes::MINUTES_MAX;
use crate::market::{Listing, ListingKind};

/// Who may take a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The side that did not propose.
    Answerer,
    Giver,
    Receiver,
    Either,
    /// A mediator who is on neither side.
    Mediator,
    /// The system, at the due date.
    System,
}

/// The life-cycle: from, step, who, to.
pub const TABLE: &[(Status, Step, Who, Status)] = &[
    (Status::Proposed, Step::Agreement, Who::Answerer, Status::Agreed),
    (Status::Proposed, Step::Refusal, Who::Answerer, Status::Declined),
    (
        Status::Proposed,
        Step::Cancellation,
        Who::Either,
        Status::Cancelled,
    ),
    (Status::Proposed, Step::Expiry, Who::System, Status::Expired),
    (Status::Agreed, Step::Delivery, Who::Giver, Status::Delivered),
    (Status::Agreed, Step::Cancellation, Who::Either, Status::Cancelled),
    (Status::Agreed, Step::Dispute, Who::Either, Status::Disputed),
    (Status::Agreed, Step::Expiry, Who::System, Status::Expired),
    (
        Status::Delivered,
        Step::Confirmation,
        Who::Receiver,
        Status::Confirmed,
    ),
    (
        Status::Delivered,
        Step::AutoConfirmation,
        Who::System,
        Status::Confirmed,
    ),
    (Status::Delivered, Step::Dispute, Who::Either, Status::Disputed),
    (
        Status::Disputed,
        Step::Resolution,
        Who::Mediator,
        Status::Resolved,
    ),
];

/// Where a step leads, for a member on a side (or none). Refused, in this order: a step that this state does not
/// have, then a step that is not this person's.
pub fn allowed(exchange: &Exchange, step: Step, by: MemberId) -> Result<Status, Refusal> {
    let row = find_row(exchange.status, step)?;
    let side = exchange.side_of(by);
    let theirs = match row.2 {
        Who::Answerer => side.is_some() && by != exchange.proposer_id,
        Who::Giver => side == Some(Side::Giver),
        Who::Receiver => side == Some(Side::Receiver),
        Who::Either => side.is_some(),
        Who::Mediator => side.is_none(),
        Who::System => false,
    };
    if theirs {
        Ok(row.3)
    } else {
        Err(Refusal::forbidden("exchange-not-your-step"))
    }
}

/// Where a step of the system leads.
pub fn allowed_to_system(exchange: &Exchange, step: Step) -> Result<Status, Refusal> {
    let row = find_row(exchange.status, step)?;
    if row.2 == Who::System {
        Ok(row.3)
    } else {
        Err(Refusal::forbidden("exchange-not-your-step"))
    }
}

fn find_row(from: Status, step: Step) -> Result<&'static (Status, Step, Who, Status), Refusal> {
    TABLE
        .iter()
        .find(|row| row.0 == from && row.1 == step)
        .ok_or_else(|| Refusal::conflict("exchange-wrong-state").with("status", from))
}

/// The steps a member may take now, in the order of the table.
pub fn steps_open_to(exchange: &Exchange, by: MemberId) -> Vec<Step> {
    TABLE
        .iter()
        .filter(|row| row.0 == exchange.status && allowed(exchange, row.1, by).is_ok())
        .map(|row| row.1)
        .collect()
}

/// Whose turn it is: the member who is waited for, if it is one of the two.
pub fn turn(exchange: &Exchange) -> Option<MemberId> {
    match exchange.status {
        Status::Proposed => Some(exchange.other_than(exchange.proposer_id)),
        Status::Agreed => Some(exchange.giver_id),
        Status::Delivered => Some(exchange.receiver_id),
        _ => None,
    }
}

/// What the system does at the due date if nobody acts.
pub fn otherwise(status: Status) -> Option<Step> {
    match status {
        Status::Proposed | Status::Agreed => Some(Step::Expiry),
        Status::Delivered => Some(Step::AutoConfirmation),
        _ => None,
    }
}

/// Minutes agreed on: asked for, else the listing's, else one hour. A price in euros may come without minutes.
pub fn agreed_minutes(asked: Option<i64>, listed: Option<i64>, terms: Terms) -> Result<i64, Refusal> {
    let minutes = asked
        .or(listed)
        .unwrap_or(if terms == Terms::Money { 0 } else { 60 });
    let least = if terms == Terms::Money { 0 } else { 1 };
    if !(least..=MINUTES_MAX).contains(&minutes) {
        return Err(Refusal::invalid("minutes-out-of-range", "minutes").with("max", MINUTES_MAX));
    }
    Ok(minutes)
}

/// Refuses terms that the listing's owner does not accept.
pub fn check_terms(listing: &Listing, terms: Terms) -> Result<(), Refusal> {
    let accepted = match terms {
        Terms::Gift => listing.terms.gift,
        Terms::Time => listing.terms.time_minutes.is_some(),
        Terms::Money => listing.terms.money_cents.is_some(),
    };
    // Giving is always welcome: an offer of help that asks for nothing needs nobody's terms.
    let freely_given = terms == Terms::Gift && listing.kind == ListingKind::Request;
    if accepted || freely_given {
        Ok(())
    } else {
        Err(Refusal::invalid("terms-not-accepted", "terms"))
    }
}

/// Minutes the giver says they gave. Hours held are the most that hours can cost; a gift may be longer than promised.
pub fn delivered_minutes(exchange: &Exchange, given: Option<i64>) -> Result<i64, Refusal> {
    let minutes = given.unwrap_or(exchange.minutes);
    let least = if exchange.terms == Terms::Money { 0 } else { 1 };
    if !(least..=MINUTES_MAX).contains(&minutes) {
        return Err(Refusal::invalid("minutes-out-of-range", "minutes").with("max", MINUTES_MAX));
    }
    if exchange.terms == Terms::Time && minutes > exchange.minutes {
        return Err(Refusal::invalid("delivered-more-than-agreed", "minutes")
            .with("agreed", crate::kernel::minutes::show(exchange.minutes)));
    }
    Ok(minutes)
}

/// Minutes that count as given by a mediator's decision: from none to `most`.
pub fn check_counted(minutes: i64, most: i64) -> Result<(), Refusal> {
    match (0..=most).contains(&minutes) {
        true => Ok(()),
        false => Err(Refusal::invalid("minutes-out-of-range", "minutes").with("max", most)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_that_is_not_over_has_a_way_out() {
        for status in Status::ALL {
            let ways = TABLE.iter().filter(|row| row.0 == *status).count();
            assert_eq!(ways == 0, status.is_over(), "{status}");
        }
    }

    #[test]
    fn nobody_waits_for_ever() {
        for status in [Status::Proposed, Status::Agreed, Status::Delivered] {
            let step = otherwise(status).unwrap();
            assert!(
                TABLE
                    .iter()
                    .any(|row| row.0 == status && row.1 == step && row.2 == Who::System)
            );
        }
    }

    #[test]
    fn minutes_come_from_the_proposal_then_the_listing() {
        assert_eq!(agreed_minutes(Some(90), Some(120), Terms::Time).unwrap(), 90);
        assert_eq!(agreed_minutes(None, Some(120), Terms::Time).unwrap(), 120);
        assert_eq!(agreed_minutes(None, None, Terms::Gift).unwrap(), 60);
        assert_eq!(agreed_minutes(None, None, Terms::Money).unwrap(), 0);
        for bad in [0, -1, MINUTES_MAX + 1, i64::MIN, i64::MAX] {
            assert!(agreed_minutes(Some(bad), None, Terms::Time).is_err(), "{bad}");
        }
    }
}
