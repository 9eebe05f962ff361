//! A ballot is cast or changed: until the close, the last one counts. A secret ballot carries neither name nor time,
//! and no event tells of any ballot.

use super::answer::{Answer, BallotInput, Frame};
use super::ballot_box::{self, BoxSecret};
use super::model::{CastBallot, Choice, Proposal, Status};
use super::store::{self, Place, Slot};
use super::tally::terms_of;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, ProposalId};
use crate::members::{Actor, Permission};

pub fn cast_ballot(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    input: &BallotInput,
    secret: &BoxSecret,
    now: Moment,
) -> Result<CastBallot> {
    actor.require(Permission::Vote)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    require_taking(&proposal, now)?;
    let entry = store::find_roll_entry(conn, id, actor.member_id)?
        .ok_or_else(|| Refusal::forbidden("not-on-the-roll"))?;
    let (answer, reason) = read(conn, &proposal, input)?;

    let place = if proposal.secret {
        Place::Keyed(ballot_box::box_key(secret, id, actor.member_id))
    } else {
        Place::Named(actor.member_id)
    };
    let cast = CastBallot {
        receipt: ballot_box::new_receipt(),
        answer: answer.to_line(),
        cast_at: (!proposal.secret).then_some(now),
    };
    match store::find_ballot(conn, id, &place)? {
        Some(ballot) => store::update_ballot(conn, ballot, &cast)?,
        // The roll says that this member voted, and the box does not open to their key: the server's secret changed
        // during the vote. A second ballot would count twice.
        None if entry.voted => return Err(Refusal::conflict("ballot-out-of-reach").into()),
        None => {
            let terms = terms_of(conn, &proposal)?;
            let slot = Slot {
                // The common box of a secret vote says nothing of colleges.
                college_id: (terms.by_college() || !proposal.secret).then_some(entry.college_id),
                weight_bp: terms.ballot_weight(entry.weight_bp),
            };
            store::insert_ballot(conn, id, ballot_box::timeless_id(), &place, &slot, &cast)?;
            store::mark_voted(conn, id, actor.member_id)?;
        }
    }
    record_objection(conn, &proposal, actor.member_id, &answer, reason.as_deref(), now)?;
    Ok(cast)
}

fn require_taking(proposal: &Proposal, now: Moment) -> Result<()> {
    if proposal.takes_ballots(now) {
        return Ok(());
    }
    let code = match proposal.status() {
        Status::Draft | Status::Discussion | Status::Withdrawn => "voting-not-open",
        _ => "voting-closed",
    };
    Err(Refusal::conflict(code).into())
}

fn read(conn: &mut Conn, proposal: &Proposal, input: &BallotInput) -> Result<(Answer, Option<String>)> {
    let options = match proposal.method.is_on_the_whole() {
        true => Vec::new(),
        false => store::list_options(conn, proposal.id)?,
    };
    let frame = Frame {
        method: proposal.method,
        settings: &proposal.settings(),
        options: &options,
    };
    Ok(frame.read(input)?)
}

/// The argument of an objection is for all to read; whatever else is said now lifts an earlier one.
fn record_objection(
    conn: &mut Conn,
    proposal: &Proposal,
    member: MemberId,
    answer: &Answer,
    reason: Option<&str>,
    now: Moment,
) -> Result<()> {
    if proposal.method != super::model::Method::Consent {
        return Ok(());
    }
    store::lift_objections(conn, proposal, member, now)?;
    match (answer, reason) {
        (Answer::Choice(Choice::Objection), Some(reason)) => {
            store::insert_objection(conn, proposal, member, reason, now)
        }
        _ => Ok(()),
    }
}
