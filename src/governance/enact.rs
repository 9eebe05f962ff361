//! What was decided is done: at the close, in the transaction that counts the vote, or on the day it was given. Once,
//! dated, and all of it or nothing; what can no longer be applied is said in the register and told to the facilitators.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::kinds::{self, Effect};
use super::model::{Proposal, ProposalOption, Status};
use super::options;
use super::store;
use super::tally::{Tally, terms_of};
use super::terms::Terms;
use super::words;
use crate::db::{Conn, lock_ecosystem, savepoint};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::ProposalId;
use crate::outbox;

/// What a vote changed, or would have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Enactment {
    Done(Effect),
    /// It passed and takes effect on its day.
    Later,
    /// It passed, but the world has changed: the code of the refusal.
    Impossible {
        why: String,
    },
    /// It did not pass: for machines, and what stays as it was in each language.
    Kept(Json, Option<[String; 2]>),
}

/// Something decided could not be applied; the facilitators are told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnactmentFailed {
    pub proposal_id: ProposalId,
    pub why: String,
}
impl outbox::Event for EnactmentFailed {
    const KIND: &'static str = "governance.enactment_failed";
}

/// Something decided took effect on its day, after the close.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProposalEnacted {
    pub proposal_id: ProposalId,
}
impl outbox::Event for ProposalEnacted {
    const KIND: &'static str = "governance.proposal_enacted";
}

/// Does what a vote decided, or says why not; records either with the proposal.
pub(super) fn enact(
    conn: &mut Conn,
    proposal: &Proposal,
    terms: &Terms,
    tally: &Tally,
    now: Moment,
) -> Result<Enactment> {
    let winners = winners_of(conn, proposal, terms, tally)?;
    // What a refused enactment did before it was refused is taken back.
    let outcome = savepoint(conn, |conn| kinds::enact(conn, proposal, &winners, now));
    match outcome {
        Ok(effect) => {
            store::note_enactment(conn, proposal.id, Some(now), None)?;
            Ok(Enactment::Done(effect))
        }
        Err(Error::Refused(refusal)) => {
            store::note_enactment(conn, proposal.id, None, Some(refusal.code))?;
            let event = EnactmentFailed {
                proposal_id: proposal.id,
                why: refusal.code.to_string(),
            };
            outbox::append(conn, Some(proposal.ecosystem_id), &event, now)?;
            Ok(Enactment::Impossible {
                why: refusal.code.to_string(),
            })
        }
        Err(error) => Err(error),
    }
}

/// The options that won, in order; empty in a vote on the whole.
fn winners_of(
    conn: &mut Conn,
    proposal: &Proposal,
    terms: &Terms,
    tally: &Tally,
) -> Result<Vec<ProposalOption>> {
    let Some(figures) = &tally.options else {
        return Ok(Vec::new());
    };
    let all = store::list_options(conn, proposal.id)?;
    let winners = options::winners_before_none(terms, figures);
    Ok(winners
        .iter()
        .filter_map(|number| all.iter().find(|option| option.number == *number).cloned())
        .collect())
}

/// What stays as it was after a vote that did not pass.
pub(super) fn describe_kept(conn: &mut Conn, proposal: &Proposal) -> Result<Enactment> {
    let (json, words) = kinds::describe_kept(conn, proposal)?;
    Ok(Enactment::Kept(json, words))
}

/// Applies up to `limit` decisions whose day has come and says how many. Any number of workers may call it at once, in
/// any write transaction.
pub fn enact_due(conn: &mut Conn, now: Moment, limit: i64) -> Result<usize> {
    let mut due = store::list_to_enact(conn, now, limit)?;
    due.sort_by_key(|(ecosystem, _)| *ecosystem);
    let mut enacted = 0;
    for (ecosystem, id) in due {
        lock_ecosystem(conn, ecosystem)?;
        let proposal = store::get_proposal(conn, ecosystem, id)?;
        let waits = proposal.enacted_at.is_none() && proposal.enactment_note.is_none();
        if proposal.status() != Status::Passed || !waits {
            continue;
        }
        let (terms, tally) = (terms_of(conn, &proposal)?, store::get_tally(conn, id)?);
        let enactment = enact(conn, &proposal, &terms, &tally, now)?;
        let summary_fr = words::summarise(conn, Locale::Fr, &proposal, &terms, &tally, &enactment)?;
        let summary_en = words::summarise(conn, Locale::En, &proposal, &terms, &tally, &enactment)?;
        let effect = enactment.to_json(&proposal).to_string();
        store::update_decision(conn, id, [&summary_fr, &summary_en], &effect)?;
        if matches!(enactment, Enactment::Done(_)) {
            outbox::append(conn, Some(ecosystem), &ProposalEnacted { proposal_id: id }, now)?;
        }
        enacted += 1;
    }
    Ok(enacted)
}

impl Enactment {
    /// As the register stores it.
    pub(super) fn to_json(&self, proposal: &Proposal) -> Json {
        match self {
            Enactment::Done(effect) => effect.json.clone(),
            Enactment::Later => json!({ "applied": false, "takes_effect_at": proposal.takes_effect_at }),
            Enactment::Impossible { why } => json!({ "applied": false, "why": why }),
            Enactment::Kept(json, _) => json.clone(),
        }
    }
}
