//! The directory: members as the others of their ecosystem see them. Addresses only for those who keep the register.

use super::actor::{Actor, MembershipStatus};
use super::model::Entry;
use super::permissions::Permission;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::MemberId;
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

/// A page of the directory, longest known first.
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
    let after = slice.after_id()?;
    let needles: Vec<String> = wanted
        .text
        .iter()
        .flat_map(|text| text.split_whitespace())
        .map(names::folded)
        .collect();
    // Neither engine folds accents alike, so names are compared here; an ecosystem has thousands of members, not millions.
    let ids: Vec<MemberId> = store::list_directory(conn, actor.ecosystem_id, wanted.status)?
        .into_iter()
        .filter(|(id, _, _)| after.is_none_or(|after| id.0 > after))
        .filter(|(_, name, place)| {
            let hay = names::folded(&format!("{name} {}", place.as_deref().unwrap_or("")));
            needles.iter().all(|needle| hay.contains(needle))
        })
        .map(|(id, _, _)| id)
        .take(slice.limit as usize + 1)
        .collect();
    let mut entries = store::list_entries(conn, actor.ecosystem_id, &ids, now)?;
    hide_contacts(actor, &mut entries);
    Ok(slice.page_by_id(entries, |entry| entry.member_id.0))
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

fn hide_contacts(actor: &Actor, entries: &mut [Entry]) {
    if !actor.may(Permission::ReadMemberContacts) {
        for entry in entries {
            entry.email = None;
        }
    }
}
