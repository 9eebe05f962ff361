//! A vote gives hours of the fund to programmes.

use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AnyId, EcosystemId, ProgrammeId, ProposalId};
use crate::ledger::{self, GrantOrder, Settlement};
use crate::rulebook;

/// Grants minutes to programmes, all or nothing, in the order given. Refused when the allocation is empty or names a
/// programme twice, when one is unknown or closed, and when the fund has less than all of it (with what it has).
pub fn allocate(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    grants: &[(ProgrammeId, i64)],
    proposal: ProposalId,
    now: Moment,
) -> Result<Settlement> {
    rules::check_allocation(grants)?;
    let mut order = GrantOrder {
        ecosystem_id: ecosystem,
        grants: Vec::with_capacity(grants.len()),
        object: AnyId(proposal.0),
    };
    for (id, minutes) in grants {
        let programme = store::find_programme(conn, ecosystem, *id)?
            .ok_or_else(|| Refusal::invalid("programme-unknown", "programme"))?;
        order.grants.push((programme.account_id, *minutes));
    }
    let rulebook = rulebook::read(conn, ecosystem)?;
    ledger::grant(conn, &order, &rulebook, now)
}
