//! A ballot is cast or changed: until the close, the last one counts. A secret ballot carries neither name nor time,
//! and no event tells of any ballot.

use super::ballot_box::{self, BoxSecret};
use super::model::{CastBallot, Choice, Status};
use super::store::{self, Place};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::ProposalId;
use crate::members::{Actor, Permission};

pub fn cast_ballot(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    choice: Choice,
    secret: &BoxSecret,
    now: Moment,
) -> Result<CastBallot> {
    actor.require(Permission::Vote)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    if !proposal.takes_ballots(now) {
        let code = match proposal.status {
            Status::Draft | Status::Withdrawn => "voting-not-open",
            _ => "voting-closed",
        };
        return Err(Refusal::conflict(code).into());
    }
    let entry = store::find_roll_entry(conn, id, actor.member_id)?
        .ok_or_else(|| Refusal::forbidden("not-on-the-roll"))?;

    let place = if proposal.secret {
        Place::Keyed(ballot_box::box_key(secret, id, actor.member_id))
    } else {
        Place::Named(actor.member_id)
    };
    let cast = CastBallot {
        receipt: ballot_box::new_receipt(),
        choice,
        cast_at: (!proposal.secret).then_some(now),
    };
    match store::find_ballot(conn, id, &place)? {
        Some(ballot) => store::update_ballot(conn, ballot, &cast)?,
        // The roll says that this member voted, and the box does not open to their key: the server's secret changed
        // during the vote. A second ballot would count twice.
        None if entry.voted => return Err(Refusal::conflict("ballot-out-of-reach").into()),
        None => {
            store::insert_ballot(conn, id, ballot_box::timeless_id(), &place, &entry, &cast)?;
            store::mark_voted(conn, id, actor.member_id)?;
        }
    }
    Ok(cast)
}
