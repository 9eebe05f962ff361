//! Reading the charter.

use super::model::{CharterText, CharterVersion};
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::EcosystemId;
use crate::members::{Actor, Permission};

/// Every text with its versions: those in force first, each in order of its first adoption.
pub fn list_texts(conn: &mut Conn, actor: &Actor) -> Result<Vec<CharterText>> {
    actor.require(Permission::ReadRules)?;
    let mut texts: Vec<CharterText> = Vec::new();
    for (key, version) in store::list_all_versions(conn, actor.ecosystem_id)? {
        match texts.last_mut().filter(|text| text.key == key) {
            Some(text) => text.versions.push(version),
            None => texts.push(CharterText {
                key,
                versions: vec![version],
            }),
        }
    }
    texts.sort_by_key(|text| !text.is_in_force());
    Ok(texts)
}

/// One text with its versions.
pub fn get_text(conn: &mut Conn, actor: &Actor, key: &str) -> Result<CharterText> {
    actor.require(Permission::ReadRules)?;
    let key = rules::parse_key("key", key).map_err(|_| Refusal::not_found())?;
    let text = store::find_text(conn, actor.ecosystem_id, &key)?.ok_or_else(Refusal::not_found)?;
    let versions = store::list_versions(conn, text)?;
    if versions.is_empty() {
        return Err(Refusal::not_found().into());
    }
    Ok(CharterText { key, versions })
}

/// For votes: the version of a text that holds now.
pub fn find_in_force(conn: &mut Conn, ecosystem: EcosystemId, key: &str) -> Result<Option<CharterVersion>> {
    let Some(text) = store::find_text(conn, ecosystem, key)? else {
        return Ok(None);
    };
    let newest = store::list_versions(conn, text)?.into_iter().next();
    Ok(newest.filter(|version| version.repealed_at.is_none()))
}
