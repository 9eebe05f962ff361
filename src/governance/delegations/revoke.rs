//! The giver takes a delegation back, at any time.

use serde::{Deserialize, Serialize};

use super::model::{Delegation, Ending, Scope, State};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{DelegationId, MemberId};
use crate::members::{Actor, Permission};
use crate::outbox;

/// A delegation that was in force ended: revoked, replaced or laid down; `to` is the side that did not end it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DelegationEnded {
    pub delegation_id: DelegationId,
    pub ending: Ending,
    pub to: MemberId,
}
impl outbox::Event for DelegationEnded {
    const KIND: &'static str = "governance.delegation_ended";
}

/// Revokes the delegation in a scope; where there is none, nothing changes.
pub fn revoke_delegation(conn: &mut Conn, actor: &Actor, scope: Scope, now: Moment) -> Result<()> {
    actor.require(Permission::Vote)?;
    if let Scope::Proposal(id) = scope {
        store::get_proposal(conn, actor.ecosystem_id, id)?;
    }
    match store::find_current(conn, actor.ecosystem_id, actor.member_id, scope)? {
        Some(current) => end(conn, &current, Ending::Revoked, current.delegate_id, now),
        None => Ok(()),
    }
}

/// Ends a delegation; the other side is told if it was in force.
pub(super) fn end(
    conn: &mut Conn,
    delegation: &Delegation,
    ending: Ending,
    to: MemberId,
    now: Moment,
) -> Result<()> {
    store::mark_ended(conn, delegation.id, ending, now)?;
    if delegation.state(now) == State::InForce {
        let event = DelegationEnded {
            delegation_id: delegation.id,
            ending,
            to,
        };
        outbox::append(conn, Some(delegation.ecosystem_id), &event, now)?;
    }
    Ok(())
}
