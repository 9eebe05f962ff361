//! The author changes a draft. What was opened is what is voted on, so nothing changes after that.

use super::rules::{self, DraftInput};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ProposalId;
use crate::members::Actor;

/// The fields to change; `None` leaves one as it is. The kind stays.
#[derive(Debug, Clone, Default)]
pub struct DraftChange {
    pub title: Option<String>,
    pub body: Option<String>,
    pub method: Option<String>,
    pub secret: Option<bool>,
    pub closes_at: Option<Moment>,
    pub payload: Option<serde_json::Value>,
}

pub fn edit_proposal(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    change: &DraftChange,
    now: Moment,
) -> Result<()> {
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    rules::require_own_draft(actor, &proposal)?;
    let input = DraftInput {
        kind: proposal.kind.as_str().to_string(),
        title: change.title.clone().unwrap_or_else(|| proposal.title.clone()),
        // A body that was left out stays left out.
        body: change
            .body
            .clone()
            .or_else(|| Some(proposal.body.clone()).filter(|body| !body.is_empty())),
        method: change
            .method
            .clone()
            .unwrap_or_else(|| proposal.method.as_str().to_string()),
        secret: change.secret.unwrap_or(proposal.secret),
        closes_at: change.closes_at,
        payload: Some(change.payload.clone().unwrap_or_else(|| proposal.payload_json())),
    };
    let mut draft = rules::parse_draft(&input, now)?;
    // A close that is not touched is not judged anew: it may have passed meanwhile, which the opening will say.
    draft.closes_at = change.closes_at.or(proposal.closes_at);
    store::update_draft(conn, id, &draft, now)
}
