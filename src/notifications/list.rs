//! What a member was told, read by themselves.

use super::model::{Kind, Notification};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, NotificationId};
use crate::kernel::pages::{Page, Slice};

fn listed() -> Vec<Kind> {
    Kind::ALL
        .iter()
        .copied()
        .filter(|kind| kind.spec().is_listed)
        .collect()
}

/// Newest first; `unread` keeps only those (not) read.
pub fn list(
    conn: &mut Conn,
    member: MemberId,
    unread: Option<bool>,
    slice: &Slice,
) -> Result<Page<Notification>> {
    let before = slice.after_id()?.map(NotificationId);
    let rows = store::list_notifications(conn, member, &listed(), unread, before, slice.limit)?;
    Ok(slice.page_by_id(rows, |row| row.id.0))
}

pub fn count_unread(conn: &mut Conn, member: MemberId) -> Result<i64> {
    store::count_unread(conn, member, &listed())
}

/// Marks one as read or unread; another member's does not exist.
pub fn mark(
    conn: &mut Conn,
    member: MemberId,
    id: NotificationId,
    is_read: bool,
    now: Moment,
) -> Result<Notification> {
    let found = store::find_notification(conn, member, id)?.filter(|n| n.kind.spec().is_listed);
    let mut notification = found.ok_or_else(Refusal::not_found)?;
    // The first reading stands.
    let read_at = is_read.then(|| notification.read_at.unwrap_or(now));
    if read_at != notification.read_at {
        store::set_read(conn, member, id, read_at)?;
        notification.read_at = read_at;
    }
    Ok(notification)
}

/// Marks all as read; answers how many were not.
pub fn mark_all(conn: &mut Conn, member: MemberId, now: Moment) -> Result<usize> {
    store::set_all_read(conn, member, now)
}
