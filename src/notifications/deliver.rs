//! Mails on their way: taken under a lease, written in the reader's language, marked by how they ended. Sending itself
//! happens at the door, outside every transaction.

use super::model::{Delivery, Kind, Mode, State};
use super::rules::{self, Case, Decision, Suggestions};
use super::store::{self, Outcome};
use super::words::{self, Letterhead};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{DeliveryId, EcosystemId, MemberId};
use crate::mail::{Failure, Message, SendError};
use crate::members::contacts::{self, Community, Contact};
use crate::members::{self, Purpose};

/// Seconds a worker has for a mail before another may take it; longer than all the conversations with a slow mail server
/// that one portion can take in a row.
const LEASE_SECONDS: i64 = 900;
/// Pages that account mails lead to.
const CONFIRM_PATH: &str = "/verify-email";
const RESET_PATH: &str = "/password/reset";
const FORGOTTEN_PATH: &str = "/password/forgotten";

/// What goes out as one mail: one delivery at once, or all that wait for a member's daily summary.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub deliveries: Vec<Delivery>,
}

impl Parcel {
    /// Whom it goes to.
    pub fn member_id(&self) -> MemberId {
        self.deliveries[0].member_id
    }
    fn ids(&self) -> Vec<DeliveryId> {
        self.deliveries.iter().map(|d| d.id).collect()
    }
}

/// Whether there is anything to lease.
pub fn is_due(conn: &mut Conn, now: Moment) -> Result<bool> {
    store::is_due(conn, now)
}

/// Takes mails that are due for this worker alone.
pub fn lease(conn: &mut Conn, now: Moment, limit: i64) -> Result<Vec<Parcel>> {
    let due = store::list_due(conn, now, limit)?;
    let ids: Vec<DeliveryId> = due.iter().map(|d| d.id).collect();
    store::lease(conn, &ids, now.plus_seconds(LEASE_SECONDS))?;
    let mut parcels: Vec<Parcel> = Vec::new();
    for delivery in due {
        let summary = parcels.iter_mut().find(|p| {
            delivery.mode == Mode::Daily
                && p.deliveries[0].mode == Mode::Daily
                && p.deliveries[0].member_id == delivery.member_id
        });
        match summary {
            Some(parcel) => parcel.deliveries.push(delivery),
            None => parcels.push(Parcel {
                deliveries: vec![delivery],
            }),
        }
    }
    Ok(parcels)
}

/// Writes the mail of a parcel, deciding anew whether it may go: since it was queued the member may have left, or
/// switched it off. `None` when nothing is left to send.
pub fn prepare(conn: &mut Conn, parcel: &Parcel, head: &Letterhead, now: Moment) -> Result<Option<Message>> {
    let mut going: Vec<Delivery> = Vec::new();
    let contact = contacts::find(conn, parcel.member_id())?;
    for delivery in &parcel.deliveries {
        match decide(conn, delivery, contact.as_ref())? {
            Decision::Skip(reason) => {
                let outcome = Outcome {
                    state: State::Skipped,
                    reason: Some(reason.as_str()),
                    next_attempt_at: None,
                    subject: None,
                    sent_at: None,
                };
                store::set_outcome(conn, &[delivery.id], &outcome)?;
            }
            Decision::Instant | Decision::Daily => going.push(delivery.clone()),
        }
    }
    let (Some(first), Some(contact)) = (going.first(), contact) else {
        return Ok(None);
    };
    if first.mode != Mode::Daily {
        let community = community_of(conn, first.ecosystem_id)?;
        let link = account_link(conn, first, now)?;
        return words::message(head, first, &contact, community.as_ref(), link.as_deref()).map(Some);
    }
    let mut communities = Vec::new();
    for delivery in &going {
        communities.push(community_of(conn, delivery.ecosystem_id)?);
    }
    words::summary(head, &going, &contact, &communities, &first.message_id).map(Some)
}

fn decide(conn: &mut Conn, delivery: &Delivery, contact: Option<&Contact>) -> Result<Decision> {
    let standing = match delivery.ecosystem_id {
        Some(ecosystem) => {
            contacts::list_standings(conn, &[delivery.member_id], ecosystem)?.remove(&delivery.member_id)
        }
        None => None,
    };
    let chosen =
        store::list_preferences_of(conn, &[delivery.member_id], delivery.kind)?.remove(&delivery.member_id);
    Ok(rules::decide(&Case {
        kind: delivery.kind,
        contact,
        standing,
        preference: chosen.unwrap_or(delivery.kind.spec().default),
        // It was counted when it was queued.
        instant_today: 0,
        suggestions: Suggestions::default(),
        at_most_daily: false,
    }))
}

fn community_of(conn: &mut Conn, ecosystem: Option<EcosystemId>) -> Result<Option<Community>> {
    match ecosystem {
        Some(id) => contacts::find_community(conn, id),
        None => Ok(None),
    }
}

/// The page that an account mail leads to. Its token is made now, stored only as a hash, and stands nowhere but in
/// this mail.
fn account_link(conn: &mut Conn, delivery: &Delivery, now: Moment) -> Result<Option<String>> {
    let member = delivery.member_id;
    let link = match delivery.kind {
        Kind::AccountConfirmEmail => {
            let token = members::mint_token(conn, member, Purpose::ConfirmEmail, now)?;
            format!("{CONFIRM_PATH}?token={token}")
        }
        Kind::AccountPasswordReset => {
            let token = members::mint_token(conn, member, Purpose::ResetPassword, now)?;
            format!("{RESET_PATH}?token={token}")
        }
        Kind::AccountAlreadyRegistered => "/login".to_string(),
        Kind::AccountPasswordChanged => FORGOTTEN_PATH.to_string(),
        _ => return Ok(None),
    };
    Ok(Some(link))
}

/// The mail went out.
pub fn mark_sent(conn: &mut Conn, parcel: &Parcel, subject: &str, now: Moment) -> Result<State> {
    let outcome = Outcome {
        state: State::Sent,
        reason: None,
        next_attempt_at: None,
        subject: Some(subject),
        sent_at: Some(now),
    };
    store::set_outcome(conn, &parcel.ids(), &outcome)?;
    Ok(State::Sent)
}

/// The mail did not go out: it is tried again later, or is dead. A refusal for good counts against the address.
pub fn mark_failed(conn: &mut Conn, parcel: &Parcel, error: &SendError, now: Moment) -> Result<State> {
    let attempts = parcel.deliveries.iter().map(|d| d.attempts).max().unwrap_or(0) + 1;
    tracing::warn!(
        %error,
        message_id = parcel.deliveries[0].message_id,
        attempts,
        "a mail did not go out"
    );
    let is_over = error.class != Failure::Transient || attempts >= rules::ATTEMPTS_MAX;
    let state = if is_over { State::Dead } else { State::Queued };
    let outcome = Outcome {
        state,
        reason: Some(&error.why),
        next_attempt_at: (!is_over).then(|| now.plus_minutes(rules::backoff_minutes(attempts))),
        subject: None,
        sent_at: None,
    };
    store::set_outcome(conn, &parcel.ids(), &outcome)?;
    if error.class == Failure::Bounced {
        contacts::add_bounce(conn, parcel.member_id())?;
    }
    Ok(state)
}
