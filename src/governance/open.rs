//! Voting opens: the roll is drawn up, and with it the terms that decide how the box is counted. Nothing of it changes
//! from here on.

use serde::{Deserialize, Serialize};

use super::amendments;
use super::counting;
use super::kinds;
use super::model::{Combination, Proposal, ProposalOption, SilentCollege};
use super::nominations;
use super::propose::require_proposer;
use super::rules;
use super::store::{self, Opening};
use super::terms::{self, CollegeTerms, OptionTerms, Terms};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, ProposalId};
use crate::members::colleges::{Weighing, check_shares};
use crate::members::{self, Actor, Permission, Voter};
use crate::outbox;
use crate::rulebook::{self, Key, Rules};

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
    open_election(conn, actor, id, closes_at, None, now)
}

/// Opens a draft as [`open_proposal`] does; in an election without candidates the vote is about `candidate`, else about
/// the one whom most members nominated.
pub fn open_election(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    closes_at: Option<Moment>,
    candidate: Option<MemberId>,
    now: Moment,
) -> Result<()> {
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
    if proposal.author_id == actor.member_id {
        require_proposer(conn, actor, now)?;
    } else {
        actor.require(Permission::OpenProposal)?;
    }
    rules::require_draft(&proposal)?;
    rules::require_discussed(&proposal, &rulebook, now)?;
    let closes_at = rules::closing(closes_at, proposal.closes_at, &rulebook, now)?;
    rules::check_effect_after_close(&proposal, closes_at)?;
    amendments::stand_as_options(conn, actor.locale, &proposal)?;
    nominations::settle_candidate(conn, &proposal, candidate, now)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let options = store::list_options(conn, id)?;
    rules::require_options(&proposal, &options)?;
    kinds::check(conn, &proposal, &options, now)?;
    let voters = members::list_voters(conn, actor.ecosystem_id, now)?;
    if voters.is_empty() {
        return Err(Refusal::conflict("nobody-may-vote").into());
    }

    let seed: [u8; 32] = rand::random();
    let terms = draw_up(conn, &proposal, &options, &voters, &rulebook, &seed)?;
    let opening = Opening {
        opened_by: actor.member_id,
        closes_at,
        lot_seed: terms.lot_commitment.as_ref().map(|_| counting::hex(&seed)),
        terms,
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

/// The terms, from the proposal, the rulebook and the roll of this moment; refused where they could not be kept.
fn draw_up(
    conn: &mut Conn,
    proposal: &Proposal,
    options: &[ProposalOption],
    voters: &[Voter],
    rulebook: &Rules,
    seed: &[u8; 32],
) -> Result<Terms> {
    let combination = Combination::from_word(rulebook.word(Key::CollegeCombination));
    let silent_college = SilentCollege::from_word(rulebook.word(Key::SilentCollege));
    let delegates = rulebook.word(Key::DelegationMode) == "allowed" && !proposal.secret;
    let terms = Terms {
        proposal_id: proposal.id,
        method: proposal.method,
        settings: proposal.settings(),
        quorum_bp: rulebook.number(Key::QuorumBp),
        majority_bp: rules::majority_bp(proposal.method, rulebook),
        roll_size: voters.len() as i64,
        combination: combination.unwrap_or(Combination::OneVoice),
        silent_college: silent_college.unwrap_or(SilentCollege::PassedOver),
        colleges: colleges_of(conn, proposal, voters, rulebook)?,
        options: options.iter().map(OptionTerms::from).collect(),
        lot_commitment: (!proposal.method.is_on_the_whole()).then(|| counting::commit(seed)),
        delegation_cap: delegates.then(|| rulebook.number(Key::DelegationCap)),
    };
    terms.check()?;
    if proposal.secret {
        terms::check_secrecy(&terms, rulebook.number(Key::SecretVotersMin))?;
    }
    Ok(terms)
}

/// The open colleges, each with its members on the roll; refused where they are not what the rules ask.
fn colleges_of(
    conn: &mut Conn,
    proposal: &Proposal,
    voters: &[Voter],
    rulebook: &Rules,
) -> Result<Vec<CollegeTerms>> {
    let colleges = members::colleges::list_open(conn, proposal.ecosystem_id)?;
    let weighing: Vec<Weighing<'_>> = colleges.iter().map(Weighing::from).collect();
    let (form, combination) = (
        rulebook.word(Key::LegalForm),
        rulebook.word(Key::CollegeCombination),
    );
    check_shares(form, combination, &weighing)?;
    Ok(colleges
        .into_iter()
        .map(|college| CollegeTerms {
            members: voters
                .iter()
                .filter(|voter| voter.college_id == college.id)
                .count() as i64,
            id: college.id,
            key: college.key,
            name_fr: college.name_fr,
            name_en: college.name_en,
            weight_bp: college.weight_bp,
            share_bp: college.share_bp.unwrap_or(0),
        })
        // Under one voice each, a college that nobody votes in changes nothing.
        .filter(|college| college.members > 0 || college.share_bp > 0)
        .collect())
}
