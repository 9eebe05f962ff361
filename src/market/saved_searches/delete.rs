//! The owner deletes a search, and may bring it back for a while.

use super::model::SavedSearch;
use super::{get, save, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, SavedSearchId};
use crate::members::{Actor, Permission};

/// Days in which a deleted search can be brought back.
const KEPT_DAYS: i64 = 7;

/// Deletes a search of the actor's own: it alerts no more and is in no list.
pub fn delete(conn: &mut Conn, actor: &Actor, id: SavedSearchId, now: Moment) -> Result<()> {
    let mut search = get(conn, actor, id)?;
    search.deleted_at = Some(now);
    store::update(conn, &search)
}

/// Brings a deleted search back as it was; one that was not deleted stays as it is.
pub fn restore(conn: &mut Conn, actor: &Actor, id: SavedSearchId, now: Moment) -> Result<SavedSearch> {
    actor.require(Permission::ReadDirectory)?;
    let mut search = store::find_own(conn, actor.ecosystem_id, actor.member_id, id)?
        .filter(|search| search.deleted_at.is_none_or(|at| at.plus_days(KEPT_DAYS) > now))
        .ok_or_else(Refusal::not_found)?;
    if search.deleted_at.is_some() {
        save::require_room(conn, actor)?;
        search.deleted_at = None;
        store::update(conn, &search)?;
    }
    Ok(search)
}

/// Removes for good what can no longer be brought back, up to `limit`; answers how many.
pub fn sweep(conn: &mut Conn, now: Moment, limit: i64) -> Result<usize> {
    let ids = store::list_deleted_before(conn, now.plus_days(-KEPT_DAYS), limit)?;
    store::remove(conn, &ids)?;
    Ok(ids.len())
}

/// Removes every search of somebody who leaves for good.
pub fn forget(conn: &mut Conn, member: MemberId) -> Result<()> {
    let ids = store::list_ids_of(conn, member)?;
    store::remove(conn, &ids)
}
