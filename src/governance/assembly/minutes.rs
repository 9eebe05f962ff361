//! The minutes: put together from what happened, so that nobody has to write down what the system knows.

use super::model::{CollegeVoices, Minutes, ProxyView, Status};
use super::{read, rules, store, voices};
use crate::db::Conn;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::AssemblyId;
use crate::kernel::names;
use crate::members::{self, Actor, Permission};

/// The minutes of an assembly that has opened; until it is closed they grow.
pub fn read_minutes(conn: &mut Conn, actor: &Actor, id: AssemblyId) -> Result<Minutes> {
    actor.require(Permission::ReadProposals)?;
    let assembly = store::get_assembly(conn, actor.ecosystem_id, id)?;
    if rules::require_status(&assembly, &[Status::Open, Status::Closed]).is_err() {
        return Err(Refusal::conflict("minutes-not-yet").into());
    }
    let attendances = store::list_attendances(conn, id)?;
    let proxies = store::list_proxies(conn, id)?;
    let items = store::list_items(conn, id)?;
    let known = read::list_names(conn, &assembly, &items, &attendances, &proxies)?;
    let attendees = read::view_attendees(&attendances, &known);
    let mut represented: Vec<ProxyView> = voices::in_force(&attendances, &proxies)
        .map(|proxy| read::view_proxy(proxy, &known))
        .collect();
    represented.sort_by_key(|proxy| names::folded(&proxy.giver_name));
    let colleges = members::colleges::list_open(conn, actor.ecosystem_id)?
        .into_iter()
        .map(|college| CollegeVoices {
            present: attendees.iter().filter(|a| a.college_id == college.id).count() as i64,
            represented: represented
                .iter()
                .filter(|p| p.proxy.college_id == college.id)
                .count() as i64,
            name_fr: college.name_fr,
            name_en: college.name_en,
        })
        .filter(|college| college.present + college.represented > 0)
        .collect();
    Ok(Minutes {
        ecosystem_name: actor.ecosystem_name.clone(),
        caller_name: read::name_of(&known, assembly.called_by),
        items: read::view_items(conn, items, &known)?,
        assembly,
        attendees,
        represented,
        colleges,
    })
}
