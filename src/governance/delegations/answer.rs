//! The delegate agrees, declines, or lays the delegation down later. Nobody carries a voice without having agreed.

use serde::{Deserialize, Serialize};

use super::model::{Delegation, Ending, Scope, State};
use super::{give, revoke, rules, store};
use crate::db::Conn;
use crate::governance::Topic;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::DelegationId;
use crate::members::{Actor, Permission};
use crate::outbox;
use crate::rulebook;

/// The delegate answered the giver.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DelegationAnswered {
    pub delegation_id: DelegationId,
    pub accepted: bool,
}
impl outbox::Event for DelegationAnswered {
    const KIND: &'static str = "governance.delegation_answered";
}

/// Agrees to carry a voice; agreeing again changes nothing. Refused when it would be more, in any one vote, than one
/// person may carry.
pub fn accept_delegation(conn: &mut Conn, actor: &Actor, id: DelegationId, now: Moment) -> Result<()> {
    let delegation = get_received(conn, actor, id)?;
    match delegation.state(now) {
        State::InForce => return Ok(()),
        State::AwaitingConsent => {}
        _ => return Err(Refusal::conflict("delegation-over").into()),
    }
    let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
    rules::require_allowed(&rulebook)?;
    let mut topic = Topic::Everything;
    if let Scope::Proposal(proposal) = delegation.scope() {
        let proposal = store::get_proposal(conn, actor.ecosystem_id, proposal)?;
        give::require_undecided(&proposal, now)?;
        topic = proposal.topic;
    }
    let received = store::list_received(conn, actor.ecosystem_id, actor.member_id, now)?;
    let cap = rules::cap(&rulebook);
    if rules::direct_voices(&received, delegation.giver_id, delegation.scope(), topic) > cap as usize {
        return Err(Refusal::conflict("delegation-cap-reached")
            .with("cap", cap)
            .into());
    }
    store::mark_accepted(conn, id, now)?;
    tell(conn, &delegation, true, now)
}

/// Declines to carry a voice; declining again changes nothing. What was agreed to is laid down instead.
pub fn decline_delegation(conn: &mut Conn, actor: &Actor, id: DelegationId, now: Moment) -> Result<()> {
    let delegation = get_received(conn, actor, id)?;
    match delegation.state(now) {
        State::Declined => Ok(()),
        State::AwaitingConsent => {
            store::mark_ended(conn, id, Ending::Declined, now)?;
            tell(conn, &delegation, false, now)
        }
        State::InForce => Err(Refusal::conflict("delegation-in-force").into()),
        _ => Err(Refusal::conflict("delegation-over").into()),
    }
}

/// Lays a delegation down that one had agreed to; where there is none to lay down, nothing changes.
pub fn lay_down_delegation(conn: &mut Conn, actor: &Actor, id: DelegationId, now: Moment) -> Result<()> {
    let delegation = get_received(conn, actor, id)?;
    match delegation.state(now) {
        State::InForce => revoke::end(conn, &delegation, Ending::LaidDown, delegation.giver_id, now),
        _ => Ok(()),
    }
}

fn get_received(conn: &mut Conn, actor: &Actor, id: DelegationId) -> Result<Delegation> {
    actor.require(Permission::Vote)?;
    store::find(conn, id)?
        .filter(|d| d.ecosystem_id == actor.ecosystem_id && d.delegate_id == actor.member_id)
        .ok_or_else(|| Refusal::not_found().into())
}

fn tell(conn: &mut Conn, delegation: &Delegation, accepted: bool, now: Moment) -> Result<()> {
    let event = DelegationAnswered {
        delegation_id: delegation.id,
        accepted,
    };
    outbox::append(conn, Some(delegation.ecosystem_id), &event, now)?;
    Ok(())
}
