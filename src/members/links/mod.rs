//! Links between ecosystems: each side decides by a vote of its own; a link is in force while both want it. What linked
//! communities may do together is decided elsewhere.

mod store;

use super::actor::Actor;
use super::permissions::Permission;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, ProposalId};
use crate::kernel::text_enum;

text_enum! {
    /// Where a link stands, seen from one side.
    LinkState {
        InForce = "in_force",
        /// This side decided for it, the other has not yet.
        WaitsForOther = "waits_for_other",
        /// The other side decided for it, this one has not yet.
        WaitsForUs = "waits_for_us",
    }
}

/// A link, seen from one of its sides.
#[derive(Debug, Clone)]
pub struct Link {
    pub other_id: EcosystemId,
    pub other_slug: String,
    pub other_name: String,
    pub state: LinkState,
    /// When this side decided for it, and by which proposal.
    pub decided: Option<(Moment, ProposalId)>,
    /// When the other side decided for it.
    pub other_decided_at: Option<Moment>,
}

impl Link {
    /// Since when it is in force.
    pub fn since(&self) -> Option<Moment> {
        let (ours, _) = self.decided?;
        Some(ours.max(self.other_decided_at?))
    }
}

/// The members decide to link their ecosystem with another; answers where the link then stands.
pub fn join_link(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    other: EcosystemId,
    proposal: ProposalId,
    now: Moment,
) -> Result<LinkState> {
    if other == ecosystem {
        return Err(Refusal::invalid("link-with-itself", "ecosystem").into());
    }
    if super::store::find_ecosystem_by_id(conn, other)?.is_none() {
        return Err(Refusal::invalid("ecosystem-unknown", "ecosystem").into());
    }
    if store::is_decided(conn, ecosystem, other)? {
        return Err(Refusal::conflict("link-exists").into());
    }
    store::insert(conn, ecosystem, other, proposal, now)?;
    Ok(if store::is_decided(conn, other, ecosystem)? {
        LinkState::InForce
    } else {
        LinkState::WaitsForOther
    })
}

/// The members leave a link, or take back that they want one. The other side's decision stays its own.
pub fn leave_link(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    other: EcosystemId,
    proposal: ProposalId,
    now: Moment,
) -> Result<()> {
    if store::mark_ended(conn, ecosystem, other, proposal, now)? {
        Ok(())
    } else {
        Err(Refusal::conflict("link-missing").into())
    }
}

/// Whether two ecosystems are linked: both want it.
pub fn is_linked(conn: &mut Conn, one: EcosystemId, other: EcosystemId) -> Result<bool> {
    Ok(store::is_decided(conn, one, other)? && store::is_decided(conn, other, one)?)
}

/// The links of an ecosystem, wanted by either side, by the other's name.
pub fn list_links(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<Link>> {
    let mut links: Vec<Link> = store::list_ours(conn, ecosystem)?
        .into_iter()
        .map(|(other_id, other_slug, other_name, at, proposal)| Link {
            other_id,
            other_slug,
            other_name,
            state: LinkState::WaitsForOther,
            decided: Some((at, proposal)),
            other_decided_at: None,
        })
        .collect();
    for (other_id, other_slug, other_name, at) in store::list_theirs(conn, ecosystem)? {
        match links.iter_mut().find(|link| link.other_id == other_id) {
            Some(link) => {
                link.state = LinkState::InForce;
                link.other_decided_at = Some(at);
            }
            None => links.push(Link {
                other_id,
                other_slug,
                other_name,
                state: LinkState::WaitsForUs,
                decided: None,
                other_decided_at: Some(at),
            }),
        }
    }
    links.sort_by(|a, b| (&a.other_name, a.other_id).cmp(&(&b.other_name, b.other_id)));
    Ok(links)
}

/// As [`list_links`], as a member reads it.
pub fn list(conn: &mut Conn, actor: &Actor) -> Result<Vec<Link>> {
    actor.require(Permission::ReadDirectory)?;
    list_links(conn, actor.ecosystem_id)
}
