//! A person's own profile, and what other rooms need to know about people.

use std::collections::BTreeMap;

use super::model::{Profile, ProfileChange};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::kernel::place::Pin;

/// Characters of what a person writes about themselves, and of a place's label, at most.
pub const BIO_MAX: usize = 2_000;
pub const PLACE_LABEL_MAX: usize = 120;
/// People asked about in one query: far below what either engine binds.
const PEOPLE_AT_ONCE: usize = 1_000;

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

/// Whose membership of an ecosystem is not active: who waits, paused or left.
pub fn list_inactive(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<MemberId>> {
    store::list_inactive_ids(conn, ecosystem)
}

/// Every active member of an ecosystem and when they were admitted.
pub fn list_admissions(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<(MemberId, Option<Moment>)>> {
    store::list_admissions(conn, ecosystem)
}

/// Where somebody is at home and what they speak, their own language where they name none.
#[derive(Debug, Clone)]
pub struct Whereabouts {
    pub pin: Option<Pin>,
    pub languages: Vec<String>,
}

/// The whereabouts of these people, for matching.
pub fn list_whereabouts(conn: &mut Conn, members: &[MemberId]) -> Result<BTreeMap<MemberId, Whereabouts>> {
    let mut found = BTreeMap::new();
    for portion in members.chunks(PEOPLE_AT_ONCE) {
        found.extend(store::list_whereabouts(conn, portion)?);
    }
    Ok(found)
}

/// What these people speak, for matching.
pub fn list_languages(conn: &mut Conn, members: &[MemberId]) -> Result<BTreeMap<MemberId, Vec<String>>> {
    store::list_languages(conn, members)
}
