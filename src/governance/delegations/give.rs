//! A member lets another one speak for them. It counts once the other has agreed.

use serde::{Deserialize, Serialize};

use super::model::{Delegation, DelegationView, Ending, Scope, State, Subject};
use super::{read, revoke, rules, store};
use crate::db::Conn;
use crate::governance::{Proposal, Status};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{DelegationId, MemberId};
use crate::members::{self, Actor, Permission};
use crate::outbox;
use crate::rulebook::{self, Key};

/// Hops that are followed to warn the giver; a longer chain is left to the reminder before a close.
const HOPS_TOLD_MAX: usize = 100;

/// Somebody asks a member to carry their voice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DelegationRequested {
    pub delegation_id: DelegationId,
}
impl outbox::Event for DelegationRequested {
    const KIND: &'static str = "governance.delegation_requested";
}

/// A delegation as given.
#[derive(Debug, Clone)]
pub struct Given {
    pub view: DelegationView,
    /// As things stand the chain from the delegate on leads into a circle: with nobody in it voting, no voice in it
    /// would be cast.
    pub goes_round: bool,
}

/// Gives a delegation for the rulebook's life of one. Giving it again to the same person renews it, with the consent
/// it has; giving it to another one ends it. Refused in the order: the scope, delegation allowed, oneself, may vote,
/// the other way round.
pub fn give_delegation(
    conn: &mut Conn,
    actor: &Actor,
    scope: Scope,
    delegate: MemberId,
    now: Moment,
) -> Result<Given> {
    actor.require(Permission::Vote)?;
    let subject = require_scope(conn, actor, scope, now)?;
    let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
    rules::require_allowed(&rulebook)?;
    require_delegate(conn, actor, scope, delegate, now)?;
    let expires_at = now.plus_days(rulebook.number(Key::DelegationLifeDays));
    let old = store::find_current(conn, actor.ecosystem_id, actor.member_id, scope)?;
    let id = match old {
        Some(old) if old.delegate_id == delegate && old.state(now) != State::Expired => {
            store::renew(conn, old.id, expires_at)?;
            old.id
        }
        old => {
            if let Some(old) = old {
                revoke::end(conn, &old, Ending::Replaced, old.delegate_id, now)?;
            }
            let delegation = Delegation {
                id: DelegationId::new(now),
                ecosystem_id: actor.ecosystem_id,
                giver_id: actor.member_id,
                delegate_id: delegate,
                topic: match scope {
                    Scope::Topic(topic) => Some(topic),
                    Scope::Proposal(_) => None,
                },
                proposal_id: subject.proposal_id,
                given_at: now,
                expires_at,
                accepted_at: None,
                ended_at: None,
                ended_as: None,
            };
            store::insert(conn, &delegation)?;
            let event = DelegationRequested {
                delegation_id: delegation.id,
            };
            outbox::append(conn, Some(actor.ecosystem_id), &event, now)?;
            delegation.id
        }
    };
    Ok(Given {
        view: read::view_one(conn, actor.ecosystem_id, id, now)?,
        goes_round: goes_round(conn, actor, subject, delegate, now)?,
    })
}

/// Refuses a vote that is over, is secret, or on whose roll the giver does not stand; of a draft there is no roll yet.
fn require_scope(conn: &mut Conn, actor: &Actor, scope: Scope, now: Moment) -> Result<Subject> {
    let id = match scope {
        Scope::Topic(topic) => {
            return Ok(Subject {
                proposal_id: None,
                topic,
            });
        }
        Scope::Proposal(id) => id,
    };
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    require_undecided(&proposal, now)?;
    if proposal.secret {
        return Err(Refusal::conflict("delegation-of-secret-vote").into());
    }
    let open = proposal.status() == Status::Open;
    if open && !store::is_on_roll(conn, id, actor.member_id)? {
        return Err(Refusal::forbidden("not-on-the-roll").into());
    }
    Ok(Subject::of(&proposal))
}

pub(super) fn require_undecided(proposal: &Proposal, now: Moment) -> Result<()> {
    match proposal.is_draft() || proposal.takes_ballots(now) {
        true => Ok(()),
        false => Err(Refusal::conflict("voting-closed").into()),
    }
}

/// Refuses oneself, whoever may not vote, and whoever asks the same of the giver.
fn require_delegate(
    conn: &mut Conn,
    actor: &Actor,
    scope: Scope,
    delegate: MemberId,
    now: Moment,
) -> Result<()> {
    if delegate == actor.member_id {
        return Err(Refusal::invalid("delegate-is-oneself", "delegate_id").into());
    }
    let mut may_vote = members::is_voter(conn, actor.ecosystem_id, delegate, now)?;
    if let Scope::Proposal(id) = scope
        && store::get_proposal(conn, actor.ecosystem_id, id)?.status() == Status::Open
    {
        may_vote &= store::is_on_roll(conn, id, delegate)?;
    }
    if !may_vote {
        return Err(Refusal::invalid("delegate-may-not-vote", "delegate_id").into());
    }
    let back = store::find_current(conn, actor.ecosystem_id, delegate, scope)?;
    match back {
        Some(back) if back.delegate_id == actor.member_id && back.state(now) != State::Expired => {
            Err(Refusal::conflict("delegation-is-mutual").on("delegate_id").into())
        }
        _ => Ok(()),
    }
}

/// Follows the delegations in force from the delegate on, hop by hop.
fn goes_round(
    conn: &mut Conn,
    actor: &Actor,
    subject: Subject,
    delegate: MemberId,
    now: Moment,
) -> Result<bool> {
    let mut seen = vec![actor.member_id];
    let mut at = delegate;
    while seen.len() < HOPS_TOLD_MAX {
        if seen.contains(&at) {
            return Ok(true);
        }
        seen.push(at);
        match store::find_next(conn, actor.ecosystem_id, at, subject, now)? {
            Some(next) => at = next,
            None => return Ok(false),
        }
    }
    Ok(false)
}
