//! A person's own profile, and what other rooms need to know about people.

use std::collections::BTreeMap;

use super::model::{Contact, Profile, ProfileChange, Whereabouts};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId};

/// Characters of what a person writes about themselves, and of a place's label, at most.
pub const BIO_MAX: usize = 2_000;
pub const PLACE_LABEL_MAX: usize = 120;

/// A person's own profile.
pub fn get(conn: &mut Conn, member: MemberId) -> Result<Profile> {
    Ok(store::find_profile(conn, member)?.ok_or_else(Refusal::not_found)?)
}

/// Changes one's own profile.
pub fn update(conn: &mut Conn, member: MemberId, change: &ProfileChange, now: Moment) -> Result<Profile> {
    let mut profile = get(conn, member)?;
    if let Some(name) = &change.display_name {
        profile.display_name = name.as_str().to_string();
    }
    if let Some(locale) = change.locale {
        profile.locale = locale;
    }
    if let Some(languages) = &change.languages {
        profile.languages.clone_from(languages);
    }
    if let Some(bio) = &change.bio {
        profile.bio.clone_from(bio);
    }
    match &change.place {
        Some(Some((label, pin))) => {
            profile.place_label = Some(label.clone());
            profile.pin = *pin;
        }
        Some(None) => {
            profile.place_label = None;
            profile.pin = None;
        }
        None => {}
    }
    store::update_profile(conn, &profile, now)?;
    Ok(profile)
}

/// Where mail for these people goes; ids of nobody are left out.
pub fn list_contacts(conn: &mut Conn, ids: &[MemberId]) -> Result<BTreeMap<MemberId, Contact>> {
    let mut contacts = BTreeMap::new();
    // In portions, far below the number of parameters a statement may have.
    for portion in ids.chunks(500) {
        contacts.extend(
            store::list_contacts(conn, portion)?
                .into_iter()
                .map(|contact| (contact.member_id, contact)),
        );
    }
    Ok(contacts)
}

/// Where mail for one person goes.
pub fn find_contact(conn: &mut Conn, member: MemberId) -> Result<Option<Contact>> {
    Ok(store::list_contacts(conn, &[member])?.pop())
}

/// Notes how badly mail to a person bounces; 0 when their address is good again.
pub fn set_bounce_score(conn: &mut Conn, member: MemberId, score: i64) -> Result<()> {
    store::update_bounce_score(conn, member, score)
}

/// Every active member of an ecosystem.
pub fn list_active(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<MemberId>> {
    store::list_active_ids(conn, ecosystem)
}

/// Where the active members are and what they speak, for matching.
pub fn list_whereabouts(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<Whereabouts>> {
    store::list_whereabouts(conn, ecosystem)
}
