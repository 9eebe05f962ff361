//! An amendment is put to the vote beside what it amends. The author of the proposal may do so, and whoever wrote it:
//! what an author declines to take over can still be chosen by all.

use super::decline::answer;
use super::model::{State, Subject};
use super::{rules, store};
use crate::db::Conn;
use crate::governance::rules::require_draft;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AmendmentId, ProposalId};
use crate::members::{Actor, Permission};

pub fn let_amendment_compete(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    amendment: AmendmentId,
    now: Moment,
) -> Result<()> {
    actor.require(Permission::Comment)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let amendment = store::get(conn, id, amendment)?;
    if ![proposal.author_id, amendment.author_id].contains(&actor.member_id) {
        return Err(Refusal::forbidden("amendment-not-yours").into());
    }
    require_draft(&proposal)?;
    rules::require_fitting(&proposal, &amendment, rules::NOT_STANDING)?;
    if rules::subject(&proposal) == Subject::Reason {
        return Err(Refusal::conflict("amendment-cannot-compete").into());
    }
    let options = store::list_options(conn, id)?;
    let mut competing = store::list_competing(conn, id)?;
    competing.push(amendment.clone());
    rules::options_of_vote(actor.locale, &proposal, &options, &competing)?;
    // Why its author declined it stays readable.
    let reason = amendment.answer_reason.as_deref();
    answer(conn, actor, &amendment, State::Competing, reason, now)
}
