//! Whose voices an assembly has.

use std::collections::BTreeSet;

use super::model::{Attendance, Proxy};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AssemblyId, MemberId};

/// Who is present, and who is represented by whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Voices {
    pub present: BTreeSet<MemberId>,
    /// `(giver, holder)`: the holder is present, the giver is not.
    pub represented: Vec<(MemberId, MemberId)>,
}

/// The voices at a moment.
pub fn voices_at(conn: &mut Conn, assembly: AssemblyId, at: Moment) -> Result<Voices> {
    let attendances = store::list_attendances(conn, assembly)?;
    let proxies = store::list_proxies(conn, assembly)?;
    Ok(count(&attendances, &proxies, at))
}

pub(super) fn count(attendances: &[Attendance], proxies: &[Proxy], at: Moment) -> Voices {
    let there = attendances.iter().filter(|attendance| attendance.covers(at));
    let present: BTreeSet<MemberId> = there.map(|attendance| attendance.member_id).collect();
    let represented = proxies
        .iter()
        .filter(|p| p.held_at(at) && present.contains(&p.holder_id) && !present.contains(&p.giver_id))
        .map(|p| (p.giver_id, p.holder_id))
        .collect();
    Voices { present, represented }
}

/// For the count of a vote that belongs to an assembly: `(giver, holder, given at)` of each proxy that is accepted, was
/// not ended, and whose holder came. Before the assembly opens there is none: nobody has come. Nobody stands on both
/// sides, and each giver once. A vote that closes after the assembly still counts them.
pub fn list_proxies_in_force(
    conn: &mut Conn,
    assembly: AssemblyId,
) -> Result<Vec<(MemberId, MemberId, Moment)>> {
    let attendances = store::list_attendances(conn, assembly)?;
    let proxies = store::list_proxies(conn, assembly)?;
    Ok(in_force(&attendances, &proxies)
        .map(|p| (p.giver_id, p.holder_id, p.given_at))
        .collect())
}

/// Proxies that are accepted, not ended, and whose holder came at some time.
pub(super) fn in_force<'a>(
    attendances: &'a [Attendance],
    proxies: &'a [Proxy],
) -> impl Iterator<Item = &'a Proxy> {
    let came: BTreeSet<MemberId> = attendances.iter().map(|a| a.member_id).collect();
    let gave: BTreeSet<MemberId> = proxies
        .iter()
        .filter(|p| p.is_live())
        .map(|p| p.giver_id)
        .collect();
    proxies
        .iter()
        // A holder who came, left and gave their own voice away speaks for nobody any more.
        .filter(move |p| p.is_accepted() && came.contains(&p.holder_id) && !gave.contains(&p.holder_id))
}
