//! A member proposes an exchange about a listing.

use super::model::{Exchange, ExchangeMoved, Proposal, Step, Terms};
use super::rules;
use super::store::{self, NewExchange};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::MemberId;
use crate::market::{self, ListingKind, ListingStatus};
use crate::members::{Actor, MembershipStatus, Permission, blocks, contacts};
use crate::rulebook::{self, Key};
use crate::{kernel::cents::CENTS_MAX, outbox};

/// Times a proposal may name.
const TIMES_MAX: usize = 10;
/// How far ahead a proposed time may lie, in days.
const TIMES_DAYS_MAX: i64 = 366;

/// On an offer the owner gives and the proposer receives; on a request it is the other way round.
pub fn propose(conn: &mut Conn, actor: &Actor, proposal: &Proposal, now: Moment) -> Result<Exchange> {
    actor.require(Permission::ProposeExchange)?;
    let listing = market::get_listing(conn, actor.ecosystem_id, proposal.listing_id)?;
    if listing.status != ListingStatus::Active {
        return Err(Refusal::conflict("listing-not-active").on("listing_id").into());
    }
    if listing.member_id == actor.member_id {
        return Err(Refusal::invalid("exchange-with-oneself", "listing_id").into());
    }
    check_author(conn, actor, listing.member_id)?;
    rules::check_terms(&listing, proposal.terms)?;
    let minutes = rules::agreed_minutes(proposal.minutes, listing.terms.time_minutes, proposal.terms)?;
    let money_cents = match proposal.terms {
        Terms::Money => proposal.money_cents.or(listing.terms.money_cents),
        Terms::Gift | Terms::Time => None,
    };
    if money_cents.is_some_and(|cents| !(1..=CENTS_MAX).contains(&cents)) {
        return Err(Refusal::invalid("money-invalid", "money").into());
    }
    check_times(proposal, now)?;

    let (giver_id, receiver_id) = if listing.kind == ListingKind::Request {
        (actor.member_id, listing.member_id)
    } else {
        (listing.member_id, actor.member_id)
    };
    let rules = rulebook::read(conn, actor.ecosystem_id)?;
    let new = NewExchange {
        ecosystem_id: actor.ecosystem_id,
        listing_id: listing.id,
        proposer_id: actor.member_id,
        giver_id,
        receiver_id,
        terms: proposal.terms,
        minutes,
        money_cents,
        message: proposal.message.clone(),
        due_at: now.plus_days(rules.number(Key::AnswerPeriodDays)),
    };
    let id = store::insert(conn, &new, &proposal.proposed_times, now)?;
    store::insert_step(
        conn,
        id,
        Step::Proposal,
        Some(actor.member_id),
        Some(minutes),
        proposal.message.as_deref(),
        now,
    )?;
    let event = ExchangeMoved {
        exchange_id: id,
        step: Step::Proposal,
        by: Some(actor.member_id),
        to: vec![listing.member_id],
    };
    outbox::append(conn, Some(actor.ecosystem_id), &event, now)?;
    store::find(conn, actor.ecosystem_id, id)?.ok_or_else(|| Refusal::not_found().into())
}

/// One answer for every reason that lies with the author, so that nobody learns from it that they were blocked.
fn check_author(conn: &mut Conn, actor: &Actor, author: MemberId) -> Result<()> {
    let standings = contacts::list_standings(conn, &[author], actor.ecosystem_id)?;
    let active = standings.get(&author) == Some(&MembershipStatus::Active);
    if !active || blocks::are_apart(conn, actor.ecosystem_id, actor.member_id, author)? {
        return Err(Refusal::conflict("exchange-not-possible").on("listing_id").into());
    }
    Ok(())
}

fn check_times(proposal: &Proposal, now: Moment) -> Result<(), Refusal> {
    if proposal.proposed_times.len() > TIMES_MAX {
        return Err(Refusal::invalid("too-many-times", "proposed_times").with("max", TIMES_MAX));
    }
    for (n, time) in proposal.proposed_times.iter().enumerate() {
        let field = format!("proposed_times[{n}]");
        if time.starts_at < now || time.starts_at > now.plus_days(TIMES_DAYS_MAX) {
            return Err(Refusal::invalid("time-not-in-reach", field));
        }
        if time
            .ends_at
            .is_some_and(|end| end <= time.starts_at || end > time.starts_at.plus_days(7))
        {
            return Err(Refusal::invalid("time-ends-before-start", field));
        }
    }
    Ok(())
}
