//! The author of a proposal declines an amendment. It stays readable, with the reason if one is given.

use serde::{Deserialize, Serialize};

use super::model::{Amendment, State};
use super::{rules, store};
use crate::db::Conn;
use crate::governance::rules::require_own_draft;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AmendmentId, ProposalId};
use crate::kernel::names;
use crate::members::Actor;
use crate::outbox;

/// Somebody else than its writer merged or declined an amendment, or let it compete.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AmendmentAnswered {
    pub amendment_id: AmendmentId,
    pub answer: State,
}
impl outbox::Event for AmendmentAnswered {
    const KIND: &'static str = "governance.amendment_answered";
}

/// Records an answer and tells the writer, unless it is their own.
pub(super) fn answer(
    conn: &mut Conn,
    actor: &Actor,
    amendment: &Amendment,
    answer: State,
    reason: Option<&str>,
    now: Moment,
) -> Result<()> {
    store::mark(conn, amendment.id, answer, actor.member_id, reason, now)?;
    if amendment.author_id != actor.member_id {
        let event = AmendmentAnswered {
            amendment_id: amendment.id,
            answer,
        };
        outbox::append(conn, Some(actor.ecosystem_id), &event, now)?;
    }
    Ok(())
}

pub fn decline_amendment(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    amendment: AmendmentId,
    reason: Option<&str>,
    now: Moment,
) -> Result<()> {
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let amendment = store::get(conn, id, amendment)?;
    require_own_draft(actor, &proposal)?;
    rules::require_state(&amendment, &[State::Open])?;
    let reason = names::optional_paragraphs("reason", reason, rules::REASON_MAX)?;
    answer(conn, actor, &amendment, State::Declined, reason.as_deref(), now)
}
