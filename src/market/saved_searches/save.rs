//! A member keeps a search.

use super::model::{Alert, Choices, SEARCHES_MAX, SavedSearch};
use super::{rules, store, words};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::SavedSearchId;
use crate::kernel::names;
use crate::market::{SearchQuery, Taxonomy};
use crate::members::{Actor, Permission};

/// Keeps the search as it stands, under a name made from its choices unless one is given.
pub fn save(
    conn: &mut Conn,
    actor: &Actor,
    query: &SearchQuery,
    name: Option<&str>,
    alert: Alert,
    now: Moment,
) -> Result<SavedSearch> {
    actor.require(Permission::ReadDirectory)?;
    let choices = Choices::from(query);
    rules::check(&choices)?;
    require_room(conn, actor)?;
    let name = match names::optional_line("name", name, words::NAME_MAX)? {
        Some(name) => name,
        None => {
            let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
            words::describe(&choices, &taxonomy, actor.locale)
        }
    };
    let search = SavedSearch {
        id: SavedSearchId::new(now),
        ecosystem_id: actor.ecosystem_id,
        member_id: actor.member_id,
        name,
        choices,
        alert,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    store::insert(conn, &search)?;
    Ok(search)
}

/// Refuses where a member has as many searches as one may have.
pub(super) fn require_room(conn: &mut Conn, actor: &Actor) -> Result<()> {
    if store::count(conn, actor.ecosystem_id, actor.member_id)? >= SEARCHES_MAX {
        return Err(Refusal::conflict("saved-searches-full")
            .with("max", SEARCHES_MAX)
            .into());
    }
    Ok(())
}
