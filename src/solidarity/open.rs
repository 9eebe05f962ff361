//! A vote opens a support programme, with an account of its own.

use super::model::Programme;
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, ProgrammeId, ProposalId};
use crate::kernel::names;
use crate::ledger;

/// Opens a programme. Refused where an open one has the same name, whatever its case and accents.
pub fn open_programme(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    name: &str,
    purpose: &str,
    proposal: Option<ProposalId>,
    now: Moment,
) -> Result<Programme> {
    let (name, purpose) = rules::parse_programme(name, purpose)?;
    let same =
        |other: &Programme| other.closed_at.is_none() && names::folded(&other.name) == names::folded(&name);
    if store::list_programmes(conn, ecosystem)?.iter().any(same) {
        return Err(Refusal::conflict("programme-name-taken").on("name").into());
    }
    let programme = Programme {
        id: ProgrammeId::new(now),
        ecosystem_id: ecosystem,
        name,
        purpose,
        account_id: ledger::open_programme(conn, ecosystem, now)?,
        opened_at: now,
        proposal_id: proposal,
        closed_at: None,
        closing_proposal_id: None,
    };
    store::insert_programme(conn, &programme)?;
    Ok(programme)
}
