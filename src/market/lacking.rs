//! What every active listing gets once after each change, by work that nobody waits for: whoever does it looks through
//! changes in their order, and looks only once at what lacks nothing. In a large community looking at every listing each
//! time takes seconds.

use super::store;
use crate::db::Conn;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId};

/// How far a process has looked through the changes of a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// What was made with the words of another taxonomy lacks again, wherever it was looked at. 0 where no words count.
    words: i64,
    /// Of what was changed up to this number nothing lacks.
    version: i64,
}

impl Default for Mark {
    /// Nothing was looked at.
    fn default() -> Self {
        Mark {
            words: 0,
            version: -1,
        }
    }
}

/// The next listings that lack something.
#[derive(Debug)]
pub struct Lacking {
    pub ids: Vec<ListingId>,
    /// How far this process has looked once they have it.
    pub then: Mark,
}

impl Lacking {
    /// Nothing for now, and nothing was looked at.
    pub(super) fn unknown(after: Mark) -> Lacking {
        Lacking {
            ids: Vec::new(),
            then: after,
        }
    }

    /// Looks on for up to `limit` of them. `list` gives those that were changed after a number, in the order of their
    /// changes, each with its number.
    pub fn read(
        conn: &mut Conn,
        ecosystem: EcosystemId,
        (after, words): (Mark, i64),
        limit: i64,
        list: impl FnOnce(&mut Conn, i64) -> Result<Vec<(i64, ListingId)>>,
    ) -> Result<Lacking> {
        let after = match after.words == words {
            true => after.version,
            false => Mark::default().version,
        };
        // Before looking: what changes meanwhile has a later number.
        let newest = store::market_version(conn, ecosystem)?;
        let found = list(conn, after)?;
        let version = match found.last() {
            // Others may have been changed with the same number.
            Some((version, _)) if found.len() as i64 >= limit => version - 1,
            _ => newest,
        };
        Ok(Lacking {
            ids: found.into_iter().map(|(_, id)| id).collect(),
            then: Mark { words, version },
        })
    }
}
