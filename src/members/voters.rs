//! Who may vote, as the roll of a proposal is drawn up from it, and what they are called.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::store;
use crate::db::Conn;
use crate::db::schema::{colleges, memberships};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{CollegeId, EcosystemId, MemberId};

/// A member with a voice, the college they vote in and what one ballot of that college weighs (10,000 = one voice).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = memberships)]
pub struct Voter {
    pub member_id: MemberId,
    pub college_id: CollegeId,
    #[diesel(select_expression = colleges::weight_bp)]
    pub weight_bp: i64,
}

/// Every member who may vote at `now`: admitted, active, with a confirmed address, not erased; in order of member id.
pub fn list_voters(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<Vec<Voter>> {
    store::list_voters(conn, ecosystem, now)
}

/// Whether a member would stand on a roll drawn up at `now`.
pub fn is_voter(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId, now: Moment) -> Result<bool> {
    store::is_voter(conn, ecosystem, member, now)
}

/// The college an active member of an ecosystem votes in; none for everybody else.
pub fn find_active_college(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
) -> Result<Option<CollegeId>> {
    store::find_active_college(conn, ecosystem, member)
}

/// The display names of these members; ids of nobody are left out.
pub fn list_names(conn: &mut Conn, ids: &[MemberId]) -> Result<BTreeMap<MemberId, String>> {
    let mut names = BTreeMap::new();
    // In portions, far below the number of parameters a statement may have.
    for portion in ids.chunks(500) {
        names.extend(store::list_names(conn, portion)?);
    }
    Ok(names)
}
