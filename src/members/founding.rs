//! Ecosystems and their colleges. The `ecosystems` room founds them and calls these.

use super::model::{College, Ecosystem, NewEcosystem};
use super::{colleges, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::{CollegeId, EcosystemId};
use crate::kernel::pages::{Page, Slice};

/// Adds an ecosystem with its first college, `members`, in which each voice weighs one.
pub fn add_ecosystem(conn: &mut Conn, new: &NewEcosystem, now: Moment) -> Result<EcosystemId> {
    let id = store::insert_ecosystem(conn, new, now)?;
    let college = College {
        id: CollegeId::new(now),
        key: "members".to_string(),
        name_fr: "Membres".to_string(),
        name_en: "Members".to_string(),
        weight_bp: 10_000,
        share_bp: None,
        opened_at: now,
        opened_by_proposal_id: None,
        closed_at: None,
        closed_by_proposal_id: None,
    };
    colleges::store::insert(conn, id, &college)?;
    Ok(id)
}

/// The ecosystems there are, oldest first.
pub fn list_ecosystems(conn: &mut Conn, slice: &Slice) -> Result<Page<Ecosystem>> {
    store::list_ecosystems(conn, slice)
}

/// The ecosystem of a slug.
pub fn find_ecosystem(conn: &mut Conn, slug: &str) -> Result<Option<Ecosystem>> {
    store::find_ecosystem(conn, slug)
}

/// Every ecosystem's id, oldest first: what jobs go through.
pub fn list_ecosystem_ids(conn: &mut Conn) -> Result<Vec<EcosystemId>> {
    store::list_ecosystem_ids(conn)
}

/// An ecosystem and the college its newcomers are in.
pub fn get_with_first_college(conn: &mut Conn, id: EcosystemId) -> Result<(Ecosystem, College)> {
    let ecosystem = store::find_ecosystem_by_id(conn, id)?.ok_or_else(Refusal::not_found)?;
    let mut colleges = colleges::list_open(conn, id)?;
    if colleges.is_empty() {
        return Err(Refusal::not_found().into());
    }
    Ok((ecosystem, colleges.remove(0)))
}

/// The time zone an ecosystem keeps its calendar in.
pub fn time_zone_of(conn: &mut Conn, ecosystem: EcosystemId) -> Result<chrono_tz::Tz> {
    let name = store::get_time_zone(conn, ecosystem)?;
    name.parse()
        .map_err(|_| Error::internal(format!("unknown time zone {name}")))
}
