//! A vote whose time is over is counted, enacted if it passed, and entered into the register: once, in one transaction.

use serde::{Deserialize, Serialize};

use super::ballot_box;
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
        if proposal.status == Status::Open && close(conn, &proposal, now)? {
            closed += 1;
        }
    }
    Ok(closed)
}

/// Counts and enacts one vote; false when it was closed already.
fn close(conn: &mut Conn, proposal: &Proposal, now: Moment) -> Result<bool> {
    let terms = terms_of(conn, proposal)?;
    let tally = recount(&terms, &store::list_ballots(conn, proposal.id)?);
    if !store::mark_closed(conn, proposal.id, tally.outcome, now)? {
        return Ok(false);
    }
    if proposal.secret {
        store::reshuffle_box(conn, proposal.id, ballot_box::timeless_id)?;
    }
    store::insert_tally(conn, proposal.id, &tally, now)?;

    let enactment = match tally.outcome {
        Outcome::Passed => enact::enact(conn, proposal, now)?,
        Outcome::Rejected | Outcome::QuorumNotMet => enact::describe_unchanged(conn, proposal)?,
    };
    if tally.outcome == Outcome::Passed {
        let (enacted_at, note) = match &enactment {
            Enactment::Impossible { why } => (None, Some(why.as_str())),
            _ => (Some(now), None),
        };
        store::note_enactment(conn, proposal.id, enacted_at, note)?;
    }
    let decision = NewDecision {
        proposal_id: proposal.id,
        outcome: tally.outcome,
        summary_fr: words::summarise(Locale::Fr, proposal, &tally, &enactment),
        summary_en: words::summarise(Locale::En, proposal, &tally, &enactment),
        effect: enactment.to_json().to_string(),
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
