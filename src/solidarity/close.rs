//! A vote ends a support programme; what is left goes back to the fund.

use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AnyId, EcosystemId, ProgrammeId, ProposalId};
use crate::ledger::{self, Settlement};

/// Closes a programme; the settlement is the transfer that gave the rest back, empty where nothing was left. Refused
/// when it is unknown here or was closed before.
pub fn close_programme(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: ProgrammeId,
    proposal: Option<ProposalId>,
    now: Moment,
) -> Result<Settlement> {
    let programme = store::find_programme(conn, ecosystem, id)?
        .ok_or_else(|| Refusal::invalid("programme-unknown", "programme"))?;
    let object = proposal.map(|proposal| AnyId(proposal.0));
    let settlement = ledger::close_programme(conn, ecosystem, programme.account_id, object, now)?;
    store::mark_closed(conn, id, proposal, now)?;
    Ok(settlement)
}
