//! A day before a vote closes, those whose voice is in no ballot yet are reminded, once.

use serde::{Deserialize, Serialize};

use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ProposalId;
use crate::outbox;

/// A vote closes within a day; meant for [`super::delegations::list_reminders`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VoteReminder {
    pub proposal_id: ProposalId,
}
impl outbox::Event for VoteReminder {
    const KIND: &'static str = "governance.vote_reminder";
}

/// Appends a reminder for up to `limit` votes that close within a day and says for how many. A vote that was opened for
/// a day or less has none. Any number of workers may call it at once, in any write transaction.
pub fn remind_due(conn: &mut Conn, now: Moment, limit: i64) -> Result<usize> {
    let mut reminded = 0;
    for (ecosystem, id) in store::list_to_remind(conn, now, now.plus_days(1), limit)? {
        if store::mark_reminded(conn, id, now)? {
            outbox::append(conn, Some(ecosystem), &VoteReminder { proposal_id: id }, now)?;
            reminded += 1;
        }
    }
    Ok(reminded)
}
