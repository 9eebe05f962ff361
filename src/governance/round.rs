//! A vote by consent goes into its next round: the proposal is amended so that the objections fall away, everybody is
//! asked again, and what was objected before stays readable under its round.

use super::model::{Method, Proposal};
use super::open::ProposalOpened;
use super::rules;
use super::store::{self, NewRound};
use super::{edit, kinds, nominations};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::ProposalId;
use crate::members::{self, Actor, Permission};
use crate::outbox;
use crate::rulebook;

/// What is amended; `None` leaves a part as it is, but something must change.
#[derive(Debug, Clone, Default)]
pub struct RoundInput {
    pub title: Option<String>,
    pub body: Option<String>,
    pub payload: Option<serde_json::Value>,
    /// Left out: the close stays, or is put off so that the new round lasts as long as the rules ask, a day at least.
    pub closes_at: Option<Moment>,
}

/// Begins the next round. Its author may, and facilitators.
pub fn begin_round(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    input: &RoundInput,
    now: Moment,
) -> Result<()> {
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    if proposal.author_id == actor.member_id {
        actor.require(Permission::Propose)?;
    } else {
        actor.require(Permission::OpenProposal)?;
    }
    if proposal.method != Method::Consent {
        return Err(Refusal::conflict("rounds-are-for-consent").into());
    }
    if !proposal.takes_ballots(now) {
        return Err(Refusal::conflict("voting-not-open").into());
    }
    let round = amended(conn, actor, &proposal, input, now)?;
    store::begin_round(conn, id, &round, now)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    kinds::check(conn, &proposal, &[], now)?;
    nominations::check_candidate(conn, &proposal)?;
    if proposal.author_id != actor.member_id {
        let object = ("proposal", Some(id.0));
        members::record_audit(conn, actor, Permission::OpenProposal, "amended", object, now)?;
    }
    outbox::append(
        conn,
        Some(actor.ecosystem_id),
        &ProposalOpened { proposal_id: id },
        now,
    )?;
    Ok(())
}

fn amended(
    conn: &mut Conn,
    actor: &Actor,
    proposal: &Proposal,
    input: &RoundInput,
    now: Moment,
) -> Result<NewRound> {
    let typed = edit::DraftChange {
        title: input.title.clone(),
        body: input.body.clone(),
        payload: input.payload.clone(),
        ..edit::DraftChange::default()
    };
    let draft = rules::parse_draft(&edit::changed(proposal, &[], &typed), actor.locale, now)?;
    if (&draft.title, &draft.body, &draft.payload) == (&proposal.title, &proposal.body, &proposal.payload) {
        return Err(Refusal::invalid("round-changes-nothing", "body").into());
    }
    let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
    let least = now.plus_days(rulebook.number(rulebook::Key::VotingMinimumDays).max(1));
    let closes_at = match input.closes_at {
        Some(at) => rules::closing(Some(at), None, &rulebook, now)?,
        None => proposal.closes_at.unwrap_or(least).max(least),
    };
    Ok(NewRound {
        title: draft.title,
        body: draft.body,
        payload: draft.payload,
        closes_at,
        needs_no_reminder: closes_at <= now.plus_days(1),
    })
}
