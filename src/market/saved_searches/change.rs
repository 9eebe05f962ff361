//! The owner renames a search, or chooses anew how they hear of what it finds.

use super::model::{Alert, SavedSearch};
use super::{get, store, words};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{MemberId, SavedSearchId};
use crate::kernel::names;
use crate::members::Actor;

/// What changes; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub alert: Option<Alert>,
}

/// Changes a search of the actor's own.
pub fn change(
    conn: &mut Conn,
    actor: &Actor,
    id: SavedSearchId,
    change: &Change,
    now: Moment,
) -> Result<SavedSearch> {
    let mut search = get(conn, actor, id)?;
    if let Some(name) = &change.name {
        search.name = names::line("name", name, words::NAME_MAX)?;
    }
    if let Some(alert) = change.alert {
        search.alert = alert;
    }
    search.updated_at = now;
    store::update(conn, &search)?;
    Ok(search)
}

/// Ends the alert of a search for its owner, who proved it by a token; again, or of a search that is gone, it changes
/// nothing.
pub fn stop_alert(conn: &mut Conn, member: MemberId, id: SavedSearchId, now: Moment) -> Result<()> {
    let Some(mut search) = store::find(conn, id)?.filter(|search| search.member_id == member) else {
        return Ok(());
    };
    search.alert = Alert::None;
    search.updated_at = now;
    store::update(conn, &search)
}
