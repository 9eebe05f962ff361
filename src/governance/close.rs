//! A vote whose time is over is counted, enacted if it passed, and entered into the register: once, in one transaction.

use serde::{Deserialize, Serialize};

use super::ballot_box;
use super::carry;
use super::enact::{self, Enactment};
use super::model::{Outcome, Proposal, Status};
use super::store::{self, NewDecision};
use super::tally::{recount, terms_of};
use super::words;
use crate::db::{Conn, lock_ecosystem};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{DecisionId, ProposalId};
use crate::outbox;

/// A vote was closed and counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProposalClosed {
    pub proposal_id: ProposalId,
    pub outcome: Outcome,
    pub decision_id: DecisionId,
}
impl outbox::Event for ProposalClosed {
    const KIND: &'static str = "governance.proposal_closed";
}

/// Closes up to `limit` votes whose time is over and says how many. Any number of workers may call it at once, in any
/// write transaction: it takes each ecosystem's lock, and a vote that somebody else closed is passed over.
pub fn close_due(conn: &mut Conn, now: Moment, limit: i64) -> Result<usize> {
    let mut due = store::list_due(conn, now, limit)?;
    // Locks are always taken in order of ecosystem; within one, votes are closed in the order they fell due.
    due.sort_by_key(|(ecosystem, _)| *ecosystem);
    let mut closed = 0;
    for (ecosystem, id) in due {
        lock_ecosystem(conn, ecosystem)?;
        let proposal = store::get_proposal(conn, ecosystem, id)?;
        if proposal.status() == Status::Open && close(conn, &proposal, now)? {
            closed += 1;
        }
    }
    Ok(closed)
}

/// Counts and enacts one vote; false when it was closed already.
fn close(conn: &mut Conn, proposal: &Proposal, now: Moment) -> Result<bool> {
    let terms = terms_of(conn, proposal)?;
    carry::add_carried_voices(conn, proposal, &terms, now)?;
    let tally = recount(
        &terms,
        &store::list_ballots(conn, proposal.id)?,
        proposal.lot_seed.as_deref(),
    )?;
    if !store::mark_closed(conn, proposal.id, tally.outcome, now)? {
        return Ok(false);
    }
    if proposal.secret {
        store::reshuffle_box(conn, proposal.id, ballot_box::timeless_id)?;
    }
    store::insert_tally(conn, proposal.id, &tally, now)?;

    let enactment = match tally.outcome {
        Outcome::Passed if proposal.takes_effect_at.is_some_and(|at| at > now) => Enactment::Later,
        Outcome::Passed => enact::enact(conn, proposal, &terms, &tally, now)?,
        Outcome::Rejected | Outcome::QuorumNotMet => enact::describe_kept(conn, proposal)?,
    };
    let decision = NewDecision {
        proposal_id: proposal.id,
        outcome: tally.outcome,
        summary_fr: words::summarise(conn, Locale::Fr, proposal, &terms, &tally, &enactment)?,
        summary_en: words::summarise(conn, Locale::En, proposal, &terms, &tally, &enactment)?,
        effect: enactment.to_json(proposal).to_string(),
    };
    let decision_id = store::insert_decision(conn, proposal.ecosystem_id, &decision, now)?;
    let event = ProposalClosed {
        proposal_id: proposal.id,
        outcome: tally.outcome,
        decision_id,
    };
    outbox::append(conn, Some(proposal.ecosystem_id), &event, now)?;
    Ok(true)
}
