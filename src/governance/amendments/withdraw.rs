//! Whoever wrote an amendment takes it back, until the vote opens.

use super::model::State;
use super::{rules, store};
use crate::db::Conn;
use crate::governance::rules::require_draft;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AmendmentId, ProposalId};
use crate::members::{Actor, Permission};

pub fn withdraw_amendment(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    amendment: AmendmentId,
    now: Moment,
) -> Result<()> {
    actor.require(Permission::Comment)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let amendment = store::get(conn, id, amendment)?;
    if amendment.author_id != actor.member_id {
        return Err(Refusal::forbidden("amendment-not-yours").into());
    }
    require_draft(&proposal)?;
    if !rules::STANDING.contains(&amendment.state) {
        return Err(Refusal::conflict("amendment-answered").into());
    }
    store::mark(conn, amendment.id, State::Withdrawn, actor.member_id, None, now)
}
