//! Voting opens: the roll is drawn up, quorum, threshold and close stand fixed from here on.

use serde::{Deserialize, Serialize};

use super::rules;
use super::store::{self, Opening};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::ProposalId;
use crate::members::{self, Actor, Permission};
use crate::outbox;
use crate::rulebook::{self, Key};

/// A vote has opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProposalOpened {
    pub proposal_id: ProposalId,
}
impl outbox::Event for ProposalOpened {
    const KIND: &'static str = "governance.proposal_opened";
}

/// Opens a draft until `closes_at`, or the draft's own close, or for the rulebook's voting period.
pub fn open_proposal(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    closes_at: Option<Moment>,
    now: Moment,
) -> Result<()> {
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
    if proposal.author_id == actor.member_id {
        rules::require_proposer(actor, &rulebook)?;
    } else {
        actor.require(Permission::OpenProposal)?;
    }
    rules::require_draft(&proposal)?;
    let closes_at = rules::closing(closes_at, proposal.closes_at, &rulebook, now)?;
    let voters = members::list_voters(conn, actor.ecosystem_id, now)?;
    if voters.is_empty() {
        return Err(Refusal::conflict("nobody-may-vote").into());
    }

    let opening = Opening {
        opened_by: actor.member_id,
        closes_at,
        quorum_bp: rulebook.number(Key::QuorumBp),
        majority_bp: rules::majority_bp(proposal.method, &rulebook),
        needs_no_reminder: closes_at <= now.plus_days(1),
    };
    store::mark_open(conn, id, &opening, now)?;
    store::insert_roll(conn, id, &voters)?;
    if proposal.author_id != actor.member_id {
        let object = ("proposal", Some(id.0));
        members::record_audit(conn, actor, Permission::OpenProposal, "opened", object, now)?;
    }
    let event = ProposalOpened { proposal_id: id };
    outbox::append(conn, Some(actor.ecosystem_id), &event, now)?;
    Ok(())
}
