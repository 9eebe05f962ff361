//! The directory: members as the others of their ecosystem see them. Addresses only for those who keep the register.

use super::actor::{Actor, MembershipStatus};
use super::model::Entry;
use super::permissions::Permission;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::kernel::names;
use crate::kernel::pages::{Page, Slice};

/// What of the directory is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Part of a name or place, in any case and with or without accents.
    pub text: Option<String>,
    /// Anything but `active` takes the registrar's mandate.
    pub status: MembershipStatus,
}

/// A page of the directory, by name.
pub fn list(
    conn: &mut Conn,
    actor: &Actor,
    wanted: &Wanted,
    slice: &Slice,
    now: Moment,
) -> Result<Page<Entry>> {
    actor.require(Permission::ReadDirectory)?;
    if wanted.status != MembershipStatus::Active {
        actor.require(Permission::AdmitMember)?;
    }
    let offset = slice.offset()?;
    let needles: Vec<String> = wanted
        .text
        .iter()
        .flat_map(|text| text.split_whitespace())
        .map(names::folded)
        .collect();
    // Neither engine folds or sorts accents alike, so names are compared here; an ecosystem has thousands of members,
    // not millions.
    let mut found: Vec<(String, MemberId)> = store::list_directory(conn, actor.ecosystem_id, wanted.status)?
        .into_iter()
        .map(|(id, name, place)| {
            (
                names::folded(&name),
                names::folded(&place.unwrap_or_default()),
                id,
            )
        })
        .filter(|(name, place, _)| {
            needles
                .iter()
                .all(|needle| name.contains(needle) || place.contains(needle))
        })
        .map(|(name, _, id)| (name, id))
        .collect();
    found.sort();
    let ids: Vec<MemberId> = found
        .into_iter()
        .skip(offset as usize)
        .take(slice.limit as usize + 1)
        .map(|(_, id)| id)
        .collect();
    let mut entries = store::list_entries(conn, actor.ecosystem_id, &ids, now)?;
    entries.sort_by_key(|entry| ids.iter().position(|id| *id == entry.member_id));
    hide_contacts(actor, &mut entries);
    Ok(slice.page_by_offset(entries, offset))
}

/// One member. Applicants, the suspended and those who left are seen by registrars and by themselves only.
pub fn get(conn: &mut Conn, actor: &Actor, member: MemberId, now: Moment) -> Result<Entry> {
    let own = member == actor.member_id;
    if !own {
        actor.require(Permission::ReadDirectory)?;
    }
    let mut entries = store::list_entries(conn, actor.ecosystem_id, &[member], now)?;
    hide_contacts(actor, &mut entries);
    let entry = entries.pop().ok_or_else(Refusal::not_found)?;
    let visible = own || entry.status == MembershipStatus::Active || actor.may(Permission::AdmitMember);
    if !visible {
        return Err(Refusal::not_found().into());
    }
    Ok(entry)
}

/// Every member with a status, for the operator's command.
pub fn list_all(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    status: MembershipStatus,
    now: Moment,
) -> Result<Vec<Entry>> {
    let ids: Vec<MemberId> = store::list_directory(conn, ecosystem, status)?
        .into_iter()
        .map(|(id, _, _)| id)
        .collect();
    let mut entries = Vec::new();
    // In portions, far below the number of parameters a statement may have.
    for portion in ids.chunks(500) {
        entries.extend(store::list_entries(conn, ecosystem, portion, now)?);
    }
    Ok(entries)
}

/// Every member an ecosystem has or had, without contact data: for the export of the community.
pub fn list_everyone(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<Vec<Entry>> {
    let mut everyone = Vec::new();
    for status in MembershipStatus::ALL {
        everyone.extend(list_all(conn, ecosystem, *status, now)?);
    }
    everyone.sort_by_key(|entry| entry.member_id);
    for entry in &mut everyone {
        entry.email = None;
    }
    Ok(everyone)
}

fn hide_contacts(actor: &Actor, entries: &mut [Entry]) {
    if !actor.may(Permission::ReadMemberContacts) {
        for entry in entries {
            entry.email = None;
        }
    }
}
