//! Reading: one's own searches, and what news needs to know of one.

use std::collections::HashMap;

use super::model::{Alert, SavedSearch};
use super::store;
use crate::db::Conn;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId, SavedSearchId};
use crate::kernel::pages::{Page, Slice};
use crate::members::{Actor, Permission};

/// A page of the actor's own searches, newest first.
pub fn list(conn: &mut Conn, actor: &Actor, slice: &Slice) -> Result<Page<SavedSearch>> {
    actor.require(Permission::ReadDirectory)?;
    let before = slice.after_id()?.map(SavedSearchId);
    let rows = store::list(conn, actor.ecosystem_id, actor.member_id, before, slice.limit + 1)?;
    Ok(slice.page_by_id(rows, |search| search.id.0))
}

/// A search of the actor's own; anybody else's does not exist for them, nor does a deleted one.
pub fn get(conn: &mut Conn, actor: &Actor, id: SavedSearchId) -> Result<SavedSearch> {
    actor.require(Permission::ReadDirectory)?;
    store::find_own(conn, actor.ecosystem_id, actor.member_id, id)?
        .filter(|search| search.deleted_at.is_none())
        .ok_or_else(|| Refusal::not_found().into())
}

/// A search of a member whom a token names.
pub fn find_own(conn: &mut Conn, member: MemberId, id: SavedSearchId) -> Result<Option<SavedSearch>> {
    Ok(store::find(conn, id)?.filter(|search| search.member_id == member))
}

/// Everything a member has saved in an ecosystem, newest first: for exports.
pub fn list_of(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<Vec<SavedSearch>> {
    store::list(conn, ecosystem, member, None, 1_000)
}

/// How many listings each of these searches has found since it was saved.
pub fn count_hits(conn: &mut Conn, searches: &[SavedSearch]) -> Result<HashMap<SavedSearchId, i64>> {
    let ids: Vec<SavedSearchId> = searches.iter().map(|search| search.id).collect();
    store::count_hits(conn, &ids)
}

/// A search whose owner still wants to hear of what it finds.
pub fn find_alerting(conn: &mut Conn, id: SavedSearchId) -> Result<Option<SavedSearch>> {
    let search = store::find(conn, id)?;
    Ok(search.filter(|search| search.deleted_at.is_none() && search.alert != Alert::None))
}
