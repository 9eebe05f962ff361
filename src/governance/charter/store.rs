//! SQL of the charter.

use diesel::prelude::*;

use super::model::CharterVersion;
use crate::db::Conn;
use crate::db::schema::{charter_texts, charter_versions};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{CharterTextId, EcosystemId, ProposalId};

pub(super) fn find_text(conn: &mut Conn, ecosystem: EcosystemId, key: &str) -> Result<Option<CharterTextId>> {
    Ok(charter_texts::table
        .filter(charter_texts::ecosystem_id.eq(ecosystem))
        .filter(charter_texts::key.eq(key))
        .select(charter_texts::id)
        .first(conn)
        .optional()?)
}

pub(super) fn insert_text(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    key: &str,
    now: Moment,
) -> Result<CharterTextId> {
    let id = CharterTextId::new(now);
    diesel::insert_into(charter_texts::table)
        .values((
            charter_texts::id.eq(id),
            charter_texts::ecosystem_id.eq(ecosystem),
            charter_texts::key.eq(key),
            charter_texts::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

pub(super) fn insert_version(conn: &mut Conn, version: &CharterVersion) -> Result<()> {
    diesel::insert_into(charter_versions::table)
        .values((
            charter_versions::text_id.eq(version.text_id),
            charter_versions::version.eq(version.version),
            charter_versions::title.eq(&version.title),
            charter_versions::body.eq(&version.body),
            charter_versions::adopted_at.eq(version.adopted_at),
            charter_versions::proposal_id.eq(version.proposal_id),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn mark_repealed(
    conn: &mut Conn,
    text: CharterTextId,
    version: i64,
    proposal: ProposalId,
    now: Moment,
) -> Result<()> {
    diesel::update(charter_versions::table.find((text, version)))
        .set((
            charter_versions::repealed_at.eq(now),
            charter_versions::repeal_proposal_id.eq(proposal),
        ))
        .execute(conn)?;
    Ok(())
}

/// The versions of one text, newest first.
pub(super) fn list_versions(conn: &mut Conn, text: CharterTextId) -> Result<Vec<CharterVersion>> {
    Ok(charter_versions::table
        .filter(charter_versions::text_id.eq(text))
        .order(charter_versions::version.desc())
        .select(CharterVersion::as_select())
        .load(conn)?)
}

/// Every version of every text with its text's key, texts in order of their first adoption, versions newest first.
pub(super) fn list_all_versions(
    conn: &mut Conn,
    ecosystem: EcosystemId,
) -> Result<Vec<(String, CharterVersion)>> {
    Ok(charter_versions::table
        .inner_join(charter_texts::table)
        .filter(charter_texts::ecosystem_id.eq(ecosystem))
        .order((charter_texts::id, charter_versions::version.desc()))
        .select((charter_texts::key, CharterVersion::as_select()))
        .load(conn)?)
}
