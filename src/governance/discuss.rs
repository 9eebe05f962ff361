//! The author puts a draft to discussion: members are told, and the least time for it begins to run.

use serde::{Deserialize, Serialize};

use super::model::Status;
use super::rules;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::ProposalId;
use crate::members::Actor;
use crate::outbox;

/// A draft was put to discussion.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DiscussionOpened {
    pub proposal_id: ProposalId,
}
impl outbox::Event for DiscussionOpened {
    const KIND: &'static str = "governance.discussion_opened";
}

pub fn open_discussion(conn: &mut Conn, actor: &Actor, id: ProposalId, now: Moment) -> Result<()> {
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    rules::require_own_draft(actor, &proposal)?;
    if proposal.status() == Status::Discussion {
        return Err(Refusal::conflict("discussion-open-already").into());
    }
    store::mark_discussed(conn, id, now)?;
    outbox::append(
        conn,
        Some(actor.ecosystem_id),
        &DiscussionOpened { proposal_id: id },
        now,
    )?;
    Ok(())
}
