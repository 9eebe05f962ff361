//! Terms run out by themselves: the holder and the facilitators are told 30 and 7 days before, and when it has happened.
//! Nobody is put in the place of who leaves it; that takes an election.

use super::model::MandateEnd;
use super::{end_one, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::EcosystemId;
use crate::members::MandateEnding;
use crate::outbox;

/// Days before the end of a term at which the holder and the facilitators are reminded.
pub const FIRST_REMINDER_DAYS: i64 = 30;
pub const SECOND_REMINDER_DAYS: i64 = 7;

/// Ends mandates whose term ran out and reminds of those that soon will, up to `limit` of each; says how many. Called
/// again it does nothing twice.
pub fn follow_terms(conn: &mut Conn, ecosystem: EcosystemId, now: Moment, limit: i64) -> Result<usize> {
    let mut done = 0;
    for (id, ends_at) in store::list_expired(conn, ecosystem, now, limit)? {
        end_one(
            conn,
            ecosystem,
            id,
            (MandateEnd::Term, None),
            ends_at.unwrap_or(now),
            now,
        )?;
        done += 1;
    }
    for (id, ends_at) in store::list_unreminded(conn, ecosystem, now, limit)? {
        let again = ends_at.is_some_and(|at| at <= now.plus_days(SECOND_REMINDER_DAYS));
        store::mark_reminded(conn, id, again, now)?;
        outbox::append(conn, Some(ecosystem), &MandateEnding { mandate_id: id }, now)?;
        done += 1;
    }
    Ok(done)
}
