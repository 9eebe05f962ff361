//! What the catalogue keeps of an active listing, ready to be read at a start: its columns, its words without the little
//! ones, and its concepts. Stored with the listing when the process that writes it knows the words already, else later
//! by the worker; derived, and made anew from the listing wherever it is missing or out of date.

use std::borrow::Cow;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::known_thesaurus;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{CategoryId, EcosystemId, ListingId, MemberId, SkillId};
use crate::market::lacking::{Lacking, Mark};
use crate::market::model::{Listing, ListingKind, ListingStatus, Slot, SlotDay, Terms, TermsKind, What};
use crate::market::store;
use crate::retrieval::{Language, Thesaurus, read_words};

/// Short names keep a million of them small.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Digest<'a> {
    #[serde(rename = "i")]
    pub id: ListingId,
    #[serde(rename = "m")]
    pub member_id: MemberId,
    #[serde(rename = "k")]
    pub kind: ListingKind,
    #[serde(rename = "w")]
    pub what: What,
    #[serde(rename = "r")]
    pub remote: bool,
    /// A bit for each of [`TermsKind::ALL`].
    #[serde(rename = "t")]
    pub terms: u8,
    /// Minutes of the terms, 0 where time is not accepted.
    #[serde(rename = "n")]
    pub minutes: u32,
    #[serde(rename = "c")]
    pub category_id: CategoryId,
    #[serde(rename = "l", borrow)]
    pub language: Cow<'a, str>,
    /// Micro-degrees north and east.
    #[serde(rename = "p")]
    pub pin: Option<(i64, i64)>,
    /// 0 for none.
    #[serde(rename = "d")]
    pub radius_km: u16,
    /// Counted from the first day of our era.
    #[serde(rename = "e")]
    pub last_day: i32,
    #[serde(rename = "u")]
    pub published_micros: i64,
    #[serde(rename = "s")]
    pub slots: Vec<Packed>,
    #[serde(rename = "x")]
    pub skills: Vec<SkillId>,
    /// Folded words with spaces between them. So is the body.
    #[serde(rename = "a", borrow)]
    pub title: Cow<'a, str>,
    #[serde(rename = "b", borrow)]
    pub body: Cow<'a, str>,
    /// Concepts with their weights in 255ths.
    #[serde(rename = "o")]
    pub concepts: Vec<(u32, u8)>,
}

/// A slot: a weekday below [`Packed::FIRST_DATE`] or a day of our era, and minutes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Packed(i32, u16, u16);

impl Packed {
    const FIRST_DATE: i32 = 8;

    pub(super) fn slot(self) -> Option<Slot> {
        let day = if self.0 < Packed::FIRST_DATE {
            SlotDay::Weekday(i64::from(self.0))
        } else {
            SlotDay::Date(chrono::NaiveDate::from_num_days_from_ce_opt(self.0)?)
        };
        Some(Slot {
            day,
            from_minute: i64::from(self.1),
            to_minute: i64::from(self.2),
        })
    }
}

impl From<&Slot> for Packed {
    fn from(slot: &Slot) -> Self {
        let day = match slot.day {
            SlotDay::Weekday(n) => n as i32,
            SlotDay::Date(date) => date.num_days_from_ce(),
        };
        Packed(day, slot.from_minute as u16, slot.to_minute as u16)
    }
}

fn bits(terms: &Terms) -> u8 {
    let bit = |(at, kind): (usize, &TermsKind)| u8::from(terms.accepts(*kind)) << at;
    TermsKind::ALL.iter().enumerate().map(bit).sum()
}

impl Digest<'_> {
    pub(super) fn of(listing: &Listing, thesaurus: &Thesaurus) -> Digest<'static> {
        let language = Language::of(&listing.language);
        let (mut body, named) = read_body(listing);
        let concepts = thesaurus.link_document(&listing.title, &listing.description, language, &named);
        for name in [&listing.category.name_fr, &listing.category.name_en] {
            body.push('\n');
            body.push_str(name);
        }
        Digest {
            id: listing.id,
            member_id: listing.member_id,
            kind: listing.kind,
            what: listing.what,
            remote: listing.remote,
            terms: bits(&listing.terms),
            minutes: listing
                .terms
                .time_minutes
                .map_or(0, |m| m.clamp(0, u32::MAX.into()) as u32),
            category_id: listing.category.id,
            language: listing.language.clone().into(),
            pin: listing.pin().map(|pin| (pin.lat_micro, pin.lon_micro)),
            radius_km: listing
                .radius_km()
                .map_or(0, |km| km.clamp(0, u16::MAX.into()) as u16),
            last_day: listing.expires_on.num_days_from_ce(),
            published_micros: listing.published_at.unwrap_or(listing.created_at).unix_micros(),
            slots: listing.slots.iter().map(Packed::from).collect(),
            skills: listing.skills.iter().map(|skill| skill.id).collect(),
            title: read_words(&listing.title, language).into(),
            body: read_words(&body, language).into(),
            concepts: concepts.in_255ths(),
        }
    }

    pub(super) fn published(&self) -> Moment {
        Moment::from_unix_micros(self.published_micros)
    }
}

/// The description with the names of its skills, in both languages, for a community's own skills are in no lexicon; and
/// the keys of the skills.
pub(super) fn read_body(listing: &Listing) -> (String, Vec<&str>) {
    let mut body = listing.description.clone();
    for skill in &listing.skills {
        for name in [&skill.name_fr, &skill.name_en] {
            body.push('\n');
            body.push_str(name);
        }
    }
    let named = listing.skills.iter().map(|skill| skill.key.as_str()).collect();
    (body, named)
}

/// Stores what is kept of listings as they are now, those that are not active left out. `false`: nothing, for this process
/// does not know the words yet.
pub fn store_digests(conn: &mut Conn, ecosystem: EcosystemId, listings: &[Listing]) -> Result<bool> {
    let ids: Vec<ListingId> = listings.iter().map(|listing| listing.id).collect();
    store::delete_digests(conn, ecosystem, &ids)?;
    let Some(thesaurus) = known_thesaurus(conn)? else {
        return Ok(false);
    };
    let mut rows = Vec::with_capacity(listings.len());
    for listing in listings
        .iter()
        .filter(|listing| listing.status == ListingStatus::Active)
    {
        let digest = serde_json::to_string(&Digest::of(listing, &thesaurus))?;
        rows.push((listing.id, listing.pin(), digest));
    }
    store::insert_digests(conn, ecosystem, thesaurus.fingerprint(), &rows)?;
    Ok(true)
}

/// The next listings of a community of which nothing is stored, or what was made with other words. None while this
/// process does not know the words yet.
pub fn lacking_digests(conn: &mut Conn, ecosystem: EcosystemId, after: Mark, limit: i64) -> Result<Lacking> {
    let Some(thesaurus) = known_thesaurus(conn)? else {
        return Ok(Lacking::unknown(after));
    };
    let words = thesaurus.fingerprint();
    Lacking::read(conn, ecosystem, (after, words), limit, |conn, version| {
        store::list_undigested_since(conn, ecosystem, words, version, limit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::catalogue::everyday;
    use crate::market::model::sample_listing;

    #[test]
    fn a_digest_is_read_as_it_was_written() {
        let mut listing = sample_listing("Réparation de vélos");
        listing
            .slots
            .push(crate::market::rules::parse_slot_text("2026-12-03 08:00-09:30").unwrap());
        let digest = Digest::of(&listing, everyday());
        assert_eq!(digest.title, "reparation velos");
        assert!(digest.body.contains("mecanique") && digest.body.contains("bricolage"));
        assert!(!digest.concepts.is_empty());
        let written = serde_json::to_string(&digest).unwrap();
        assert!(written.len() < 1_000, "{written}");
        let read: Digest<'_> = serde_json::from_str(&written).unwrap();
        assert_eq!(read, digest);
        assert!(matches!(read.title, Cow::Borrowed(_)), "read without a copy");
        let slots: Vec<Slot> = read.slots.iter().filter_map(|slot| slot.slot()).collect();
        assert_eq!(slots, listing.slots);
    }
}
