//! A vote adopts a text: its first version, or the next one.

use super::model::CharterVersion;
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ProposalId};

/// Adopts a text under its key: version 1 where the key is new, else the one after the last, also where that was
/// repealed. Earlier versions stay as they are.
pub fn adopt(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    key: &str,
    title: &str,
    body: &str,
    proposal: ProposalId,
    now: Moment,
) -> Result<CharterVersion> {
    let key = rules::parse_key("key", key)?;
    let (title, body) = rules::parse_text(title, body)?;
    let text_id = match store::find_text(conn, ecosystem, &key)? {
        Some(id) => id,
        None => store::insert_text(conn, ecosystem, &key, now)?,
    };
    let last = store::list_versions(conn, text_id)?
        .first()
        .map_or(0, |version| version.version);
    let version = CharterVersion {
        text_id,
        version: last + 1,
        title,
        body,
        adopted_at: now,
        proposal_id: proposal,
        repealed_at: None,
        repeal_proposal_id: None,
    };
    store::insert_version(conn, &version)?;
    Ok(version)
}
