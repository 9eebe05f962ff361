//! Counting a box and showing what was counted. [`recount`] is the whole of it and needs nothing but what is published.

use super::ballot_box::commitment;
use super::counting::{self, Sums};
use super::model::{
    Ballot, MajorityFigures, Method, Outcome, PerChoice, Proposal, QuorumFigures, Status, Tally,
};
use super::store;
use crate::db::Conn;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::ProposalId;
use crate::members::{Actor, Permission};
use crate::rulebook::{self, Key};

/// What stands fixed when a vote opens and decides how its box is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub proposal_id: ProposalId,
    pub method: Method,
    pub quorum_bp: i64,
    pub majority_bp: i64,
    pub roll_size: i64,
}

/// The tally of a box. Pure: the same ballots, in any order, always give the same figures.
pub fn recount(terms: &Terms, ballots: &[Ballot]) -> Tally {
    let sums = Sums::of(ballots.iter().map(|b| (b.choice, b.weight_bp)));
    let verdict = counting::decide(terms.method, &sums, terms.majority_bp);
    let required = counting::quorum_required(terms.roll_size, terms.quorum_bp);
    let quorum = QuorumFigures {
        required_bp: terms.quorum_bp,
        required,
        reached: sums.cast() >= required,
    };
    let voices = sums.yes.weight_bp + sums.no.weight_bp;
    let share = i128::from(sums.yes.weight_bp) * 10_000;
    let outcome = match (quorum.reached, verdict.reached) {
        (false, _) => Outcome::QuorumNotMet,
        (true, true) => Outcome::Passed,
        (true, false) => Outcome::Rejected,
    };
    Tally {
        outcome,
        method: terms.method,
        counts: PerChoice {
            yes: sums.yes.ballots,
            no: sums.no.ballots,
            abstain: sums.abstain.ballots,
        },
        weights: PerChoice {
            yes: sums.yes.weight_bp,
            no: sums.no.weight_bp,
            abstain: sums.abstain.weight_bp,
        },
        roll_size: terms.roll_size,
        turnout: sums.cast(),
        quorum,
        majority: MajorityFigures {
            required_bp: terms.majority_bp,
            required: verdict.required,
            share_bp: (voices > 0).then(|| (share / i128::from(voices)) as i64),
            reached: verdict.reached,
        },
        commitment: commitment(terms.proposal_id, ballots),
    }
}

/// The terms of a vote that was opened.
pub(super) fn terms_of(conn: &mut Conn, proposal: &Proposal) -> Result<Terms> {
    let frozen =
        |value: Option<i64>| value.ok_or_else(|| Error::internal("an opened vote has no thresholds"));
    Ok(Terms {
        proposal_id: proposal.id,
        method: proposal.method,
        quorum_bp: frozen(proposal.quorum_bp)?,
        majority_bp: frozen(proposal.majority_bp)?,
        roll_size: store::count_roll(conn, proposal.id)?.0,
    })
}

/// A tally as it may be shown.
#[derive(Debug, Clone)]
pub struct PublishedTally {
    pub proposal: Proposal,
    pub tally: Tally,
    /// In order of receipt; empty while the vote is open.
    pub ballots: Vec<Ballot>,
}

/// The tally of a closed vote with its ballots; of an open one only where the rulebook shows running tallies, without
/// the ballots.
pub fn get_tally(conn: &mut Conn, actor: &Actor, id: ProposalId) -> Result<PublishedTally> {
    actor.require(Permission::ReadProposals)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    match proposal.status {
        Status::Draft | Status::Withdrawn => Err(Refusal::conflict("voting-not-open").into()),
        Status::Open => {
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            if rules.word(Key::RunningTally) != "shown" {
                return Err(Refusal::conflict("tally-hidden").into());
            }
            let terms = terms_of(conn, &proposal)?;
            let tally = recount(&terms, &store::list_ballots(conn, id)?);
            Ok(PublishedTally {
                proposal,
                tally,
                ballots: Vec::new(),
            })
        }
        Status::Passed | Status::Rejected | Status::QuorumNotMet => {
            let tally = store::get_tally(conn, id)?;
            let ballots = store::list_ballots(conn, id)?;
            Ok(PublishedTally {
                proposal,
                tally,
                ballots,
            })
        }
    }
}
