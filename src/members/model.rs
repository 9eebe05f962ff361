//! What the room's rows look like to others.

use diesel::prelude::*;

use super::actor::MembershipStatus;
use super::permissions::Role;
use crate::db::schema::colleges;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Refusal;
use crate::kernel::ids::{CollegeId, EcosystemId, MemberId, ProposalId, SessionId};
use crate::kernel::names::{DisplayName, Email, Slug};
use crate::kernel::place::Pin;
use crate::kernel::text_enum;

text_enum! {
    /// A person, or an organisation that named people act for.
    MemberKind { Person = "person", Organisation = "organisation" }
}

text_enum! {
    /// What a one-time token in a mail may do, and nothing else.
    Purpose { ConfirmEmail = "confirm_email", ResetPassword = "reset_password" }
}

impl Purpose {
    /// Hours a token of this purpose is good for.
    pub const fn life_hours(self) -> i64 {
        match self {
            Purpose::ConfirmEmail => 7 * 24,
            Purpose::ResetPassword => 2,
        }
    }
}

text_enum! {
    /// How a session proves itself: a cookie (pages) or refresh and access tokens (API).
    SessionKind { Page = "page", Api = "api" }
}

/// An ecosystem to be founded.
#[derive(Debug, Clone)]
pub struct NewEcosystem {
    pub slug: Slug,
    pub name: String,
    pub description: String,
    pub locale: Locale,
    pub time_zone: chrono_tz::Tz,
    pub place_label: Option<String>,
    pub pin: Option<Pin>,
}

/// Characters of an ecosystem's name and description at most.
pub const ECOSYSTEM_NAME_MAX: usize = 80;
pub const ECOSYSTEM_DESCRIPTION_MAX: usize = 2_000;

impl NewEcosystem {
    /// With nothing but what there must be.
    pub fn parse(slug: &str, name: &str, locale: &str, time_zone: &str) -> Result<Self, Refusal> {
        Ok(NewEcosystem {
            slug: Slug::parse("slug", slug)?,
            name: crate::kernel::names::line("name", name, ECOSYSTEM_NAME_MAX)?,
            description: String::new(),
            locale: parse_locale("locale", locale)?,
            time_zone: time_zone
                .trim()
                .parse()
                .map_err(|_| Refusal::invalid("time-zone-unknown", "time_zone"))?,
            place_label: None,
            pin: None,
        })
    }
}

/// A language tag such as `fr` or `en-GB` as one of the languages there are.
pub fn parse_locale(field: &'static str, tag: &str) -> Result<Locale, Refusal> {
    let primary = tag.trim().split(['-', '_']).next().unwrap_or("").to_lowercase();
    Locale::from_word(&primary).ok_or_else(|| Refusal::invalid("locale-unknown", field))
}

/// Languages a person speaks: two or three letters each (ISO 639), ten at most, no repetition.
pub fn parse_languages(field: &'static str, tags: &[String]) -> Result<Vec<String>, Refusal> {
    let mut languages: Vec<String> = Vec::new();
    for tag in tags {
        let tag = tag.trim().to_lowercase();
        let known = (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase());
        if !known {
            return Err(Refusal::invalid("language-unknown", field));
        }
        if !languages.contains(&tag) {
            languages.push(tag);
        }
    }
    if languages.len() > 10 {
        return Err(Refusal::invalid("languages-too-many", field).with("max", 10));
    }
    Ok(languages)
}

/// An ecosystem as anyone may read it.
#[derive(Debug, Clone)]
pub struct Ecosystem {
    pub id: EcosystemId,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub locale: Locale,
    pub time_zone: String,
    pub place_label: Option<String>,
    pub pin: Option<Pin>,
    pub created_at: Moment,
}

/// A person to be added. Without e-mail or password they cannot log in (imported and assisted members).
#[derive(Debug, Clone)]
pub struct NewMember {
    pub kind: MemberKind,
    pub display_name: DisplayName,
    pub email: Option<Email>,
    /// Whether the address is already proven to be theirs.
    pub email_confirmed: bool,
    pub password_hash: Option<String>,
    pub locale: Locale,
    pub languages: Vec<String>,
    pub bio: Option<String>,
    pub place_label: Option<String>,
    pub pin: Option<Pin>,
}

impl NewMember {
    /// A person with nothing but a name and a language.
    pub fn named(display_name: DisplayName, locale: Locale) -> Self {
        NewMember {
            kind: MemberKind::Person,
            display_name,
            email: None,
            email_confirmed: false,
            password_hash: None,
            locale,
            languages: vec![locale.as_str().to_string()],
            bio: None,
            place_label: None,
            pin: None,
        }
    }
}

/// A membership to be added as it stands: by registration, founding or import.
#[derive(Debug, Clone)]
pub struct Enrolment {
    pub status: MembershipStatus,
    /// The next free one when active and not given.
    pub number: Option<i64>,
    /// The ecosystem's first when not given.
    pub college_id: Option<CollegeId>,
    pub applied_at: Moment,
    pub admitted_at: Option<Moment>,
    pub admitted_by: Option<MemberId>,
}

impl Enrolment {
    pub fn applicant(now: Moment) -> Self {
        Enrolment {
            status: MembershipStatus::Applicant,
            number: None,
            college_id: None,
            applied_at: now,
            admitted_at: None,
            admitted_by: None,
        }
    }
    pub fn active(now: Moment) -> Self {
        Enrolment {
            status: MembershipStatus::Active,
            admitted_at: Some(now),
            ..Enrolment::applicant(now)
        }
    }
}

/// A membership with the words for its college and mandates.
#[derive(Debug, Clone)]
pub struct Membership {
    pub ecosystem_id: EcosystemId,
    pub ecosystem_slug: String,
    pub ecosystem_name: String,
    pub status: MembershipStatus,
    pub number: Option<i64>,
    pub college_id: CollegeId,
    pub college_key: String,
    pub applied_at: Moment,
    pub admitted_at: Option<Moment>,
    pub roles: Vec<Role>,
}

/// A person as they see themselves.
#[derive(Debug, Clone)]
pub struct Profile {
    pub member_id: MemberId,
    pub kind: MemberKind,
    pub display_name: String,
    pub email: Option<String>,
    pub email_confirmed: bool,
    pub has_password: bool,
    pub locale: Locale,
    pub languages: Vec<String>,
    pub bio: Option<String>,
    pub place_label: Option<String>,
    pub pin: Option<Pin>,
    pub created_at: Moment,
}

/// A change of one's own profile: `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    pub display_name: Option<DisplayName>,
    pub locale: Option<Locale>,
    pub languages: Option<Vec<String>>,
    pub bio: Option<Option<String>>,
    pub place: Option<Option<(String, Option<Pin>)>>,
}

/// A member of an ecosystem as the others see them.
#[derive(Debug, Clone)]
pub struct Entry {
    pub member_id: MemberId,
    pub kind: MemberKind,
    pub display_name: String,
    /// Only for those who may read contacts; `None` otherwise.
    pub email: Option<String>,
    pub languages: Vec<String>,
    pub bio: Option<String>,
    pub place_label: Option<String>,
    pub status: MembershipStatus,
    pub number: Option<i64>,
    pub college_key: String,
    pub applied_at: Moment,
    pub admitted_at: Option<Moment>,
    pub roles: Vec<Role>,
}

/// A category of members, open or closed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = colleges)]
pub struct College {
    pub id: CollegeId,
    pub key: String,
    pub name_fr: String,
    pub name_en: String,
    /// What one ballot weighs under the rule `one_voice`, in basis points: 10 000 is one voice.
    pub weight_bp: i64,
    /// The college's share of all votes where they are combined by college, in basis points.
    pub share_bp: Option<i64>,
    #[diesel(column_name = created_at)]
    pub opened_at: Moment,
    /// `None` for one that was there from the founding.
    pub opened_by_proposal_id: Option<ProposalId>,
    pub closed_at: Option<Moment>,
    pub closed_by_proposal_id: Option<ProposalId>,
}

impl College {
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::Fr => &self.name_fr,
            Locale::En => &self.name_en,
        }
    }
}

/// A session as its owner reads it in their settings.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub kind: SessionKind,
    pub created_at: Moment,
    pub last_seen_at: Moment,
    pub expires_at: Moment,
}
