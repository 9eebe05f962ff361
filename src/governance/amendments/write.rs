//! A member writes an amendment to a draft.

use serde::{Deserialize, Serialize};

use super::model::{AmendmentInput, AmendmentView};
use super::{read, rules, store};
use crate::db::Conn;
use crate::governance::rules::require_draft;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AmendmentId, MemberId, ProposalId};
use crate::members::{Actor, Permission};
use crate::outbox;

/// Somebody wrote an amendment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AmendmentWritten {
    pub proposal_id: ProposalId,
    pub amendment_id: AmendmentId,
    pub author_id: MemberId,
}
impl outbox::Event for AmendmentWritten {
    const KIND: &'static str = "governance.amendment_written";
}

/// # Errors
/// Refused when the proposal is no draft, when what is typed fits no proposal of its kind or changes nothing, and when
/// [`rules::OPEN_MAX`] amendments of this member wait for an answer.
pub fn write_amendment(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    input: &AmendmentInput,
    now: Moment,
) -> Result<AmendmentView> {
    actor.require(Permission::Comment)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    require_draft(&proposal)?;
    if store::count_open(conn, id, actor.member_id)? >= rules::OPEN_MAX {
        return Err(Refusal::conflict("amendments-too-many")
            .with("max", rules::OPEN_MAX)
            .into());
    }
    let new = rules::parse(&proposal, input)?;
    let amendment = store::insert(conn, &proposal, actor.member_id, &new, now)?;
    let event = AmendmentWritten {
        proposal_id: id,
        amendment_id: amendment,
        author_id: actor.member_id,
    };
    outbox::append(conn, Some(actor.ecosystem_id), &event, now)?;
    read::get_amendment(conn, actor, id, amendment)
}
