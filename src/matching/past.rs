//! What the two authors of a match have already exchanged, alone or in a ring: told as a reason, and weighed for nothing
//! (`docs/matching.md` says why). Exchanges are their two members' own, so nobody else is told.

use std::collections::{BTreeSet, HashMap};

use super::model::{Match, Reason};
use super::rings;
use crate::db::Conn;
use crate::exchanges;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId};

/// How often a member carried an exchange or a leg of a ring through with each of others, in one community; who is not
/// named never did.
pub(super) fn count_past(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    others: &[MemberId],
) -> Result<HashMap<MemberId, i64>> {
    let mut counts = exchanges::count_completed(conn, ecosystem, member, others)?;
    for (other, count) in rings::count_completed(conn, ecosystem, member, others)? {
        *counts.entry(other).or_default() += count;
    }
    Ok(counts)
}

/// Adds to these matches of a member what the two did before.
pub(super) fn tell_past<'m>(
    conn: &mut Conn,
    (ecosystem, member): (EcosystemId, MemberId),
    matches: impl IntoIterator<Item = &'m mut Match>,
) -> Result<()> {
    let matches: Vec<&mut Match> = matches.into_iter().collect();
    let others: BTreeSet<MemberId> = matches.iter().map(|found| found.member_id).collect();
    if others.is_empty() {
        return Ok(());
    }
    let others: Vec<MemberId> = others.into_iter().collect();
    let counts = count_past(conn, ecosystem, member, &others)?;
    for found in matches {
        if let Some(count) = counts.get(&found.member_id).copied() {
            found.reasons.push(Reason::PastExchanges { count });
        }
    }
    Ok(())
}
