//! Leaving for good.

use crate::db::{Conn, lock_ecosystem};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::ledger;
use crate::market::saved_searches;
use crate::members::{blocks, memberships};

/// Ends every membership of a person and erases who they were. Refused while they owe or are owed minutes, or some are
/// held; doors ask besides whether an open exchange binds them.
pub fn leave(conn: &mut Conn, member: MemberId, now: Moment) -> Result<()> {
    let mut ecosystems: Vec<EcosystemId> = memberships::list(conn, member, now)?
        .into_iter()
        .map(|membership| membership.ecosystem_id)
        .collect();
    ecosystems.sort();
    for ecosystem in &ecosystems {
        lock_ecosystem(conn, *ecosystem)?;
        if ledger::has_open_business(conn, *ecosystem, member)? {
            return Err(Refusal::conflict("member-has-open-business").into());
        }
        ledger::close_member(conn, *ecosystem, member, now)?;
    }
    saved_searches::forget(conn, member)?;
    blocks::forget(conn, member)?;
    memberships::leave(conn, member, now)
}
