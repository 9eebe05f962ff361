//! Two weeks before a delegation expires its giver is told, once. The expiry itself needs nobody: it is a moment.

use serde::{Deserialize, Serialize};

use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::DelegationId;
use crate::outbox;

/// Days before the expiry that the giver is told.
const NOTICE_DAYS: i64 = 14;

/// A delegation in force expires within two weeks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DelegationExpiring {
    pub delegation_id: DelegationId,
}
impl outbox::Event for DelegationExpiring {
    const KIND: &'static str = "governance.delegation_expiring";
}

/// Tells of up to `limit` delegations and says of how many. Any number of workers may call it at once, in any write
/// transaction.
pub fn tell_expiring_delegations(conn: &mut Conn, now: Moment, limit: i64) -> Result<usize> {
    let mut told = 0;
    for (ecosystem, id) in store::list_expiring(conn, now, now.plus_days(NOTICE_DAYS), limit)? {
        if store::mark_reminded(conn, id, now)? {
            outbox::append(
                conn,
                Some(ecosystem),
                &DelegationExpiring { delegation_id: id },
                now,
            )?;
            told += 1;
        }
    }
    Ok(told)
}
