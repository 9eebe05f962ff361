//! Types of the market: listings with their terms, places and slots, and the two lists they are sorted by.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::roles::{Role, RoleInput};
use crate::i18n::Locale;
use crate::kernel::cents::Money;
use crate::kernel::clock::Moment;
use crate::kernel::ids::{CategoryId, EcosystemId, ListingId, MemberId, SkillId};
use crate::kernel::place::Pin;
use crate::kernel::text_enum;

text_enum! {
    /// Whether a listing gives or seeks.
    ListingKind { Offer = "offer", Request = "request" }
}

impl ListingKind {
    /// What answers it.
    pub fn counterpart(self) -> ListingKind {
        match self {
            ListingKind::Offer => ListingKind::Request,
            ListingKind::Request => ListingKind::Offer,
        }
    }
}

text_enum! {
    /// What is given or sought.
    What {
        Service = "service",
        Training = "training",
        Workshop = "workshop",
        Place = "place",
        Equipment = "equipment",
    }
}

text_enum! {
    /// Where a listing stands. Only active ones are shown to others, found and matched.
    ListingStatus {
        Draft = "draft",
        Active = "active",
        Paused = "paused",
        Expired = "expired",
        Closed = "closed",
    }
}

text_enum! {
    /// One of the three ways to settle.
    TermsKind { Gift = "gift", Time = "time", Money = "money" }
}

/// What the author accepts in return: at least one of the three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terms {
    pub gift: bool,
    /// Minutes, where time is accepted.
    pub time_minutes: Option<i64>,
    /// Euro cents, where money is accepted.
    pub money_cents: Option<i64>,
}

impl Terms {
    pub fn accepts(&self, kind: TermsKind) -> bool {
        match kind {
            TermsKind::Gift => self.gift,
            TermsKind::Time => self.time_minutes.is_some(),
            TermsKind::Money => self.money_cents.is_some(),
        }
    }
    /// The kinds accepted, in the order gift, time, money.
    pub fn accepted(&self) -> Vec<TermsKind> {
        TermsKind::ALL
            .iter()
            .copied()
            .filter(|kind| self.accepts(*kind))
            .collect()
    }
}

/// Where it happens: words, a pin on the 500 m grid, and how far around it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListingPlace {
    pub label: Option<String>,
    pub pin: Option<Pin>,
    pub radius_km: Option<i64>,
}

/// The day of a slot: every week on a weekday (1 Monday to 7 Sunday), or once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlotDay {
    Weekday(i64),
    Date(NaiveDate),
}

impl SlotDay {
    /// 1 Monday to 7 Sunday.
    pub fn weekday(self) -> i64 {
        match self {
            SlotDay::Weekday(n) => n,
            SlotDay::Date(date) => i64::from(date.weekday().number_from_monday()),
        }
    }
}

/// A stretch of time in which the author is free: minutes since midnight in the community's time zone, `from < to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    pub day: SlotDay,
    pub from_minute: i64,
    pub to_minute: i64,
}

/// Words of the weekdays in the API, Monday first.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Minutes of a day: a slot that ends here lasts to midnight.
pub const DAY_MINUTES: i64 = 24 * 60;

/// A trade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub id: CategoryId,
    pub key: String,
    pub name_fr: String,
    pub name_en: String,
    pub position: i64,
    pub archived_at: Option<Moment>,
}

/// A skill of a trade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    pub id: SkillId,
    pub category_id: CategoryId,
    pub key: String,
    pub name_fr: String,
    pub name_en: String,
    pub archived_at: Option<Moment>,
}

impl Category {
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::Fr => &self.name_fr,
            Locale::En => &self.name_en,
        }
    }
}

impl Skill {
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::Fr => &self.name_fr,
            Locale::En => &self.name_en,
        }
    }
}

/// A listing, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub id: ListingId,
    pub ecosystem_id: EcosystemId,
    pub member_id: MemberId,
    pub kind: ListingKind,
    pub what: What,
    pub title: String,
    pub description: String,
    /// Two- or three-letter code (`fr`, `en`, `es`…).
    pub language: String,
    pub category: Category,
    pub skills: Vec<Skill>,
    pub terms: Terms,
    pub place: Option<ListingPlace>,
    pub remote: bool,
    pub slots: Vec<Slot>,
    /// Of a request that takes several people; none is the rule.
    pub roles: Vec<Role>,
    pub status: ListingStatus,
    /// The last day it is shown.
    pub expires_on: NaiveDate,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub published_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    /// For imported listings: what the source wrote, as it was.
    pub source: Option<String>,
}

impl Listing {
    pub fn pin(&self) -> Option<Pin> {
        self.place.as_ref().and_then(|place| place.pin)
    }
    pub fn radius_km(&self) -> Option<i64> {
        self.place.as_ref().and_then(|place| place.radius_km)
    }
}

/// A listing as its author writes it: the contract's fields, not yet checked.
#[derive(Debug, Clone)]
pub struct ListingFields {
    pub kind: ListingKind,
    pub what: What,
    pub title: String,
    pub description: String,
    /// Key, id or name; chosen from the skills and words when absent.
    pub category: Option<String>,
    /// Keys, ids or names.
    pub skills: Vec<String>,
    pub terms: TermsInput,
    pub place: Option<PlaceInput>,
    pub remote: bool,
    pub availability: Vec<SlotInput>,
    /// Two to six, of a request that takes several people.
    pub roles: Vec<RoleInput>,
    pub language: Option<String>,
    pub expires_on: Option<NaiveDate>,
}

/// What the author accepts in return; at least one of the three.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TermsInput {
    /// Nothing in return.
    #[serde(default)]
    pub gift: bool,
    /// Time in return: so many minutes. Null: time is not accepted.
    #[serde(default)]
    pub time_minutes: Option<i64>,
    /// Euros, settled outside. Null: money is not accepted.
    #[serde(default)]
    pub money: Option<Money>,
}

impl From<Terms> for TermsInput {
    fn from(terms: Terms) -> Self {
        TermsInput {
            gift: terms.gift,
            time_minutes: terms.time_minutes,
            money: terms.money_cents.map(Money::from_cents),
        }
    }
}

/// Where it happens. `lat` and `lon` come together or not at all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlaceInput {
    #[serde(default)]
    pub label: Option<String>,
    /// Degrees north, rounded to about 500 m when stored.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Degrees east, rounded to about 500 m when stored.
    #[serde(default)]
    pub lon: Option<f64>,
    /// How far around the pin, in kilometres, 1 to 1000.
    #[serde(default)]
    pub radius_km: Option<i64>,
}

impl From<&ListingPlace> for PlaceInput {
    fn from(place: &ListingPlace) -> Self {
        PlaceInput {
            label: place.label.clone(),
            lat: place.pin.map(Pin::lat),
            lon: place.pin.map(Pin::lon),
            radius_km: place.radius_km,
        }
    }
}

/// When the author is free: an object, or a text such as `tue 18:00-21:00` or `2026-11-24 18:00-21:00`; a day without
/// hours is the whole day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum SlotInput {
    Text(String),
    Parts(SlotParts),
}

/// One slot: a weekday (`mon` to `sun`) or a date, from and to as `HH:MM`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SlotParts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekday: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub to: Option<String>,
}

impl From<&Slot> for SlotParts {
    fn from(slot: &Slot) -> Self {
        let (weekday, date) = match slot.day {
            SlotDay::Weekday(n) => (Some(WEEKDAYS[(n - 1).clamp(0, 6) as usize].to_string()), None),
            SlotDay::Date(date) => (None, Some(date.to_string())),
        };
        let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
        SlotParts {
            weekday,
            date,
            from: Some(clock(slot.from_minute)),
            to: Some(clock(slot.to_minute)),
        }
    }
}

impl From<&Listing> for ListingFields {
    fn from(listing: &Listing) -> Self {
        ListingFields {
            kind: listing.kind,
            what: listing.what,
            title: listing.title.clone(),
            description: listing.description.clone(),
            category: Some(listing.category.id.to_string()),
            skills: listing.skills.iter().map(|skill| skill.id.to_string()).collect(),
            terms: listing.terms.into(),
            place: listing.place.as_ref().map(PlaceInput::from),
            remote: listing.remote,
            availability: listing
                .slots
                .iter()
                .map(|slot| SlotInput::Parts(slot.into()))
                .collect(),
            roles: listing.roles.iter().map(RoleInput::from).collect(),
            language: Some(listing.language.clone()),
            expires_on: Some(listing.expires_on),
        }
    }
}

/// A listing for unit tests.
#[cfg(test)]
pub(in crate::market) fn sample_listing(title: &str) -> Listing {
    let now = Moment::from_unix_micros(1);
    let id = uuid::Uuid::from_u128;
    Listing {
        id: ListingId(id(9)),
        ecosystem_id: EcosystemId(id(8)),
        member_id: MemberId(id(7)),
        kind: ListingKind::Offer,
        what: What::Service,
        title: title.into(),
        description: "Freins et dérailleurs, le soir.".into(),
        language: "fr".into(),
        category: Category {
            id: CategoryId(id(1)),
            key: "repair".into(),
            name_fr: "Bricolage".into(),
            name_en: "Repairs".into(),
            position: 1,
            archived_at: None,
        },
        skills: vec![Skill {
            id: SkillId(id(2)),
            category_id: CategoryId(id(1)),
            key: "mechanics".into(),
            name_fr: "Mécanique".into(),
            name_en: "Mécanique".into(),
            archived_at: None,
        }],
        terms: Terms {
            gift: true,
            time_minutes: Some(60),
            money_cents: None,
        },
        place: Some(ListingPlace {
            label: Some("Chambéry".into()),
            pin: Some(Pin::parse(45.5646, 5.9178, "place").unwrap()),
            radius_km: Some(5),
        }),
        remote: false,
        slots: vec![super::rules::parse_slot_text("tue 18:00-21:00").unwrap()],
        roles: Vec::new(),
        status: ListingStatus::Active,
        expires_on: "2026-12-31".parse().unwrap(),
        created_at: now,
        updated_at: now,
        published_at: Some(now),
        closed_at: None,
        source: None,
    }
}
