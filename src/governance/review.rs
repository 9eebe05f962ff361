//! A decision with a day of review comes back to the members on that day, once.

use serde::{Deserialize, Serialize};

use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ProposalId;
use crate::outbox;

/// The day has come to look at a decision again; meant for its author and the facilitators.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReviewDue {
    pub proposal_id: ProposalId,
}
impl outbox::Event for ReviewDue {
    const KIND: &'static str = "governance.review_due";
}

/// Tells of up to `limit` decisions that are to be reviewed and says of how many. Any number of workers may call it at
/// once, in any write transaction.
pub fn tell_reviews_due(conn: &mut Conn, now: Moment, limit: i64) -> Result<usize> {
    let mut told = 0;
    for (ecosystem, id) in store::list_to_review(conn, now, limit)? {
        if store::mark_review_told(conn, id, now)? {
            outbox::append(conn, Some(ecosystem), &ReviewDue { proposal_id: id }, now)?;
            told += 1;
        }
    }
    Ok(told)
}
