//! Founding the demonstration's community and taking its people in.

use super::texts::{PersonText, Texts};
use super::{Director, Login, SLUG, Someone, Task};
use crate::db::Conn;
use crate::ecosystems::{self, Founder};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::kernel::names::{DisplayName, Email};
use crate::kernel::place::Pin;
use crate::members::{self, Enrolment, NewEcosystem, NewMember, Role};
use crate::rulebook::{self, Key, Value};

/// Members there from the first days on.
const FIRST_MEMBERS: usize = 90;
/// Applicants left for the registrar to admit.
const APPLICANTS: usize = 4;

pub(super) fn locale_of(language: &str) -> Locale {
    Locale::from_word(language).unwrap_or(Locale::Fr)
}

/// The address of a name, in a domain that delivers nowhere (RFC 2606).
fn address_of(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = name
        .nfd()
        .filter(char::is_ascii)
        .collect::<String>()
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(".");
    format!("{plain}@demo.example")
}

pub(super) fn login_of(role: &'static str, name: &str) -> Login {
    Login {
        role,
        name: name.to_string(),
        email: address_of(name),
    }
}

/// Who joined yesterday and has done nothing yet.
pub(super) const NEWCOMER: &str = "Noa Desjardin-Rey";

pub(super) fn name_of(text: &PersonText) -> String {
    format!("{} {}", text.first, text.last)
}

fn new_member(text: &PersonText) -> Result<NewMember> {
    let name = name_of(text);
    let mut new = NewMember::named(
        DisplayName::parse("display_name", &name)?,
        locale_of(&text.language),
    );
    new.email = Some(Email::parse("email", &address_of(&name))?);
    new.email_confirmed = true;
    new.languages = text.languages.clone();
    new.bio = Some(format!("{}. {}", text.trade, text.bio));
    new.place_label = Some(text.place.label.clone());
    new.pin = Some(Pin::parse(text.place.lat, text.place.lon, "place")?);
    Ok(new)
}

/// The ecosystem and its founder, who holds every mandate.
pub(super) fn found(
    conn: &mut Conn,
    texts: &Texts,
    password_hash: &str,
    at: Moment,
) -> Result<(EcosystemId, Someone)> {
    let (text, town) = &texts.people[0];
    let mut founder = new_member(text)?;
    founder.password_hash = Some(password_hash.to_string());
    let name = founder.display_name.as_str().to_string();
    let new = NewEcosystem::parse(SLUG, "Les Heures des deux lacs", "fr", "Europe/Paris")?;
    let founded = ecosystems::create(conn, &new, &Founder::New(Box::new(founder)), at)?;
    let id = founded
        .founder_id
        .ok_or_else(|| crate::kernel::errors::Error::internal("the demonstration is already there"))?;
    // What the first vote found: one percent, and a listing's life of three months.
    rulebook::set(
        conn,
        founded.ecosystem_id,
        Key::LevyRateBp,
        &Value::Number(100),
        Some(id),
        None,
        at,
    )?;
    let someone = Someone {
        id,
        name,
        language: text.language.clone(),
        town: *town,
        joined_day: 0,
    };
    Ok((founded.ecosystem_id, someone))
}

/// Somebody who joined the day before and has done nothing yet.
pub(super) fn admit_newcomer(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    password_hash: &str,
    at: Moment,
) -> Result<()> {
    let mut new = NewMember::named(DisplayName::parse("display_name", NEWCOMER)?, Locale::Fr);
    new.email = Some(Email::parse("email", &address_of(NEWCOMER))?);
    new.email_confirmed = true;
    new.password_hash = Some(password_hash.to_string());
    new.place_label = Some("Chambéry".to_string());
    new.pin = Some(Pin::parse(45.566, 5.921, "place")?);
    let id = members::register::create(conn, &new, at)?;
    ecosystems::enrol(conn, ecosystem, id, &Enrolment::active(at), at)
}

pub(super) fn give_password(
    conn: &mut Conn,
    someone: &Someone,
    password_hash: &str,
    now: Moment,
) -> Result<()> {
    members::recover::set_password(conn, someone.id, None, password_hash, now)?;
    Ok(())
}

impl Director {
    /// When everyone joins, and when each of their listings is posted.
    pub(super) fn plan_people(&mut self) {
        let count = self.texts.people.len();
        for person in 0..count {
            let day = if person < FIRST_MEMBERS {
                self.chance.day(0, 8)
            } else if person >= count - APPLICANTS {
                super::DAYS - 1
            } else {
                self.chance.day(9, super::DAYS - 30)
            };
            if person > 0 {
                self.later(day, Task::Admit(person));
            } else {
                self.plan_listings(0, 0);
            }
        }
    }

    fn plan_listings(&mut self, person: usize, joined_day: i64) {
        for listing in 0..self.texts.people[person].0.listings.len() {
            let wait = if listing == 0 {
                self.chance.day(1, 6)
            } else {
                self.chance.day(2, 25)
            };
            self.later(
                (joined_day + wait).min(super::DAYS - 1),
                Task::Post(person, listing),
            );
        }
    }

    /// Takes somebody in; the last few only apply.
    pub(super) fn admit(&mut self, conn: &mut Conn, person: usize, day: i64, at: Moment) -> Result<()> {
        let (text, town) = self.texts.people[person].clone();
        let applies = person >= self.texts.people.len() - APPLICANTS;
        let new = new_member(&text)?;
        let name = new.display_name.as_str().to_string();
        let id = members::register::create(conn, &new, at)?;
        let enrolment = if applies {
            Enrolment::applicant(at)
        } else {
            Enrolment::active(at)
        };
        ecosystems::enrol(conn, self.ecosystem_id, id, &enrolment, at)?;
        if applies {
            return Ok(());
        }
        if let Some(role) = first_mandates(self.people.len()) {
            members::mandates::grant(conn, self.ecosystem_id, id, role, ("election", None), None, at)?;
        }
        self.set_skills(conn, id, &text, at)?;
        self.people.push(Someone {
            id,
            name,
            language: text.language,
            town,
            joined_day: day,
        });
        self.plan_listings(person, day);
        self.member_of.insert(person, self.people.len() - 1);
        Ok(())
    }

    fn set_skills(&mut self, conn: &mut Conn, member: MemberId, text: &PersonText, at: Moment) -> Result<()> {
        let person = members::Person {
            member_id: member,
            session_id: crate::kernel::ids::SessionId::new(at),
            display_name: String::new(),
            locale: locale_of(&text.language),
        };
        let actor = members::enter::as_actor(conn, &person, self.ecosystem_id, at)?;
        crate::market::set_member_skills(conn, &actor, &text.skills)?;
        Ok(())
    }
}

/// The mandates of the first who joined after the founder.
fn first_mandates(joined: usize) -> Option<Role> {
    match joined {
        1 => Some(Role::Registrar),
        2 => Some(Role::Mediator),
        3 => Some(Role::Treasurer),
        4 => Some(Role::Moderator),
        5 => Some(Role::Mediator),
        _ => None,
    }
}
