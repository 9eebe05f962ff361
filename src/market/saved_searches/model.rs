//! A saved search, and the choices it keeps.

use serde::{Deserialize, Serialize};

use super::words;
use crate::kernel::clock::Moment;
use crate::kernel::ids::{CategoryId, EcosystemId, MemberId, SavedSearchId, SkillId};
use crate::kernel::pages::Slice;
use crate::kernel::place::Pin;
use crate::kernel::text_enum;
use crate::market::{ListingKind, SearchQuery, TermsKind, What, rules as market_rules};

/// Searches that one member may keep in one ecosystem.
pub const SEARCHES_MAX: i64 = 20;

text_enum! {
    /// How the owner of a saved search hears of a listing that fits.
    #[schema(as = SavedSearchAlert)]
    Alert { AtOnce = "at_once", Digest = "digest", None = "none" }
}

/// A search that a member keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedSearch {
    pub id: SavedSearchId,
    pub ecosystem_id: EcosystemId,
    pub member_id: MemberId,
    pub name: String,
    pub choices: Choices,
    pub alert: Alert,
    pub created_at: Moment,
    pub updated_at: Moment,
    /// Set while it can still be brought back.
    pub deleted_at: Option<Moment>,
}

/// Everything one can choose in a search, as it is stored. Lists are sorted and hold each value once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    pub text: String,
    pub kind: Option<ListingKind>,
    pub what: Vec<What>,
    pub category: Vec<CategoryId>,
    pub skills: Vec<SkillId>,
    /// Micro-degrees north and east.
    pub near: Option<(i64, i64)>,
    pub within_km: Option<f64>,
    pub remote: Option<bool>,
    /// `tue 18:00-21:00`, `2026-11-24`.
    pub on: Option<String>,
    pub terms: Vec<TermsKind>,
}

impl Choices {
    pub fn pin(&self) -> Option<Pin> {
        self.near
            .map(|(lat_micro, lon_micro)| Pin { lat_micro, lon_micro })
    }

    /// The search that these choices were.
    pub fn query(&self, slice: Slice) -> SearchQuery {
        SearchQuery {
            text: self.text.clone(),
            kind: self.kind,
            what: self.what.clone(),
            category: self.category.clone(),
            skills: self.skills.clone(),
            near: self.pin(),
            within_km: self.within_km,
            remote: self.remote,
            on: self.on.as_deref().and_then(market_rules::parse_slot_text),
            terms: self.terms.clone(),
            slice,
        }
    }
}

impl From<&SearchQuery> for Choices {
    fn from(query: &SearchQuery) -> Self {
        fn once<T: Copy + Ord>(values: &[T]) -> Vec<T> {
            let mut values = values.to_vec();
            values.sort_unstable();
            values.dedup();
            values
        }
        Choices {
            text: query.text.split_whitespace().collect::<Vec<_>>().join(" "),
            kind: query.kind,
            what: once(&query.what),
            category: once(&query.category),
            skills: once(&query.skills),
            near: query.near.map(|pin| (pin.lat_micro, pin.lon_micro)),
            within_km: query.within_km,
            remote: query.remote,
            on: query.on.as_ref().map(words::slot_text),
            terms: once(&query.terms),
        }
    }
}
