//! A vote repeals a text: it stays readable and holds no longer.

use super::model::CharterVersion;
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, ProposalId};

/// Repeals the version in force. Refused where there is no such text, or where it was repealed before.
pub fn repeal(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    key: &str,
    proposal: ProposalId,
    now: Moment,
) -> Result<CharterVersion> {
    let unknown = || Refusal::invalid("charter-text-unknown", "key");
    let key = rules::parse_key("key", key).map_err(|_| unknown())?;
    let text = store::find_text(conn, ecosystem, &key)?.ok_or_else(unknown)?;
    let newest = store::list_versions(conn, text)?.into_iter().next();
    let mut newest = newest.ok_or_else(unknown)?;
    if newest.repealed_at.is_some() {
        return Err(Refusal::conflict("charter-text-repealed").on("key").into());
    }
    store::mark_repealed(conn, text, newest.version, proposal, now)?;
    newest.repealed_at = Some(now);
    newest.repeal_proposal_id = Some(proposal);
    Ok(newest)
}
