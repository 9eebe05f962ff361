//! A door that opens on a demonstration community: two hundred members around Chambéry and Annecy, their listings, more
//! than a year of exchanges, gifts, reviews and votes, all made by calling the real operations day by day, so that
//! every balance, hash and decision is as if people had done it. The same texts and choices every time; only ids differ.

pub mod chance;
mod dealings;
mod meetings;
mod people;
mod rings;
mod texts;
mod votes;

use std::collections::BTreeMap;

use crate::db::{Conn, Db};
use crate::governance::{self, BoxSecret};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AssemblyId, EcosystemId, ExchangeId, ListingId, MemberId, ProposalId, SessionId};
use crate::members::{Actor, Person, enter};
use crate::{exchanges, market, outbox};

use chance::Chance;
pub(crate) use texts::{ListingText, listing_texts};
use texts::{Texts, Voice};

/// Slug of the demonstration's ecosystem.
pub const SLUG: &str = "deux-lacs";
/// Days of history before today.
const DAYS: i64 = 440;
/// Days of news left for the worker to tell; what is older is settled silently.
const FRESH_DAYS: i64 = 4;

/// A login to print.
#[derive(Debug, Clone)]
pub struct Login {
    pub role: &'static str,
    pub name: String,
    pub email: String,
}

/// What was built.
#[derive(Debug)]
pub struct Demo {
    pub ecosystem_id: EcosystemId,
    pub logins: Vec<Login>,
    pub members: usize,
    pub listings: usize,
    pub exchanges: usize,
}

/// A member of the demonstration.
struct Someone {
    id: MemberId,
    name: String,
    language: String,
    town: usize,
    joined_day: i64,
}

/// A listing somebody posted.
struct Posted {
    id: ListingId,
    owner: usize,
    is_request: bool,
    terms: texts::ListingText,
}

/// Something that will happen on a day.
#[derive(Debug, Clone, Copy)]
enum Task {
    Admit(usize),
    Post(usize, usize),
    Renew(usize),
    Agree(usize),
    Decline(usize),
    Cancel(usize),
    Deliver(usize),
    Confirm(usize),
    Dispute(usize),
    Resolve(usize),
    Review(usize, bool),
    Prepare(usize),
    Open(usize),
    Ballots(usize),
    Call(usize),
    Hold(usize),
}

/// An exchange under way.
struct Deal {
    id: ExchangeId,
    giver: usize,
    receiver: usize,
    proposer: usize,
    is_gift: bool,
    minutes: i64,
}

/// Plays the days one after the other.
struct Director {
    ecosystem_id: EcosystemId,
    start: Moment,
    box_secret: BoxSecret,
    texts: Texts,
    chance: Chance,
    people: Vec<Someone>,
    /// Which member a person of the texts became.
    member_of: BTreeMap<usize, usize>,
    posted: Vec<Posted>,
    deals: Vec<Deal>,
    proposals: BTreeMap<usize, ProposalId>,
    meetings: BTreeMap<usize, AssemblyId>,
    agenda: BTreeMap<i64, Vec<Task>>,
}

/// Builds the community in an empty database. `password_hash` opens the three logins; `progress` is told the day.
pub fn build(
    db: &Db,
    password_hash: &str,
    box_secret: BoxSecret,
    now: Moment,
    mut progress: impl FnMut(i64, i64),
) -> Result<Demo> {
    let start = now.plus_days(-DAYS);
    let texts = Texts::read()?;
    let (ecosystem_id, founder) = db.write_now(|conn| people::found(conn, &texts, password_hash, start))?;
    let mut director = Director {
        ecosystem_id,
        start,
        box_secret,
        chance: Chance::new(2026),
        people: vec![founder],
        member_of: BTreeMap::from([(0, 0)]),
        posted: Vec::new(),
        deals: Vec::new(),
        proposals: BTreeMap::new(),
        meetings: BTreeMap::new(),
        agenda: BTreeMap::new(),
        texts,
    };
    director.plan_people();
    director.plan_votes();
    director.plan_meetings();
    for day in 0..=DAYS {
        progress(day, DAYS);
        db.write_in_now(ecosystem_id, |conn| director.play(conn, day))?;
    }
    db.write_in_now(ecosystem_id, |conn| {
        people::admit_newcomer(conn, ecosystem_id, password_hash, now.plus_days(-1))
    })?;
    // Old enough not to be among the news that are left to tell.
    let asked_at = now.plus_days(-FRESH_DAYS - 1);
    db.write_in_now(ecosystem_id, |conn| director.ask_for_a_team(conn, asked_at))?;
    db.write_in_now(ecosystem_id, |conn| director.make_rings(conn, asked_at, now))?;
    let member = director.choose_member_login()?;
    db.write_now(|conn| {
        // Before the news that are left to tell, so that nobody reads of a password changed today.
        people::give_password(
            conn,
            &director.people[member],
            password_hash,
            now.plus_days(-FRESH_DAYS - 1),
        )?;
        outbox::settle_before(conn, now.plus_days(-FRESH_DAYS), now)
    })?;
    Ok(Demo {
        ecosystem_id,
        logins: logins()?,
        members: director.people.len() + 1,
        listings: director.posted.len(),
        exchanges: director.deals.len(),
    })
}

/// The three logins, whether the community was built now or before.
pub fn logins() -> Result<Vec<Login>> {
    let texts = Texts::read()?;
    let owner = texts
        .people
        .iter()
        .map(|(person, _)| person)
        .find(|person| person.listings.iter().any(is_shown_offer));
    let owner = owner.unwrap_or(&texts.people[0].0);
    Ok(vec![
        people::login_of("member", &people::name_of(owner)),
        people::login_of("facilitator", &people::name_of(&texts.people[0].0)),
        people::login_of("newcomer", people::NEWCOMER),
    ])
}

/// The offer that answers the request of the README's walk-through; its owner is the member to log in as.
fn is_shown_offer(listing: &texts::ListingText) -> bool {
    listing.title == "Création et refonte de sites vitrines"
}

impl Director {
    /// One day: what was planned, a few new exchanges, and what the worker would do.
    fn play(&mut self, conn: &mut Conn, day: i64) -> Result<()> {
        let tasks = self.agenda.remove(&day).unwrap_or_default();
        for (n, task) in tasks.into_iter().enumerate() {
            let at = self.start.plus_days(day).plus_minutes(n as i64 * 3 - 600);
            tolerate(self.perform(conn, task, day, at))?;
        }
        if day > 14 {
            let proposals = 3 + self.chance.below(4) as i64;
            for n in 0..proposals {
                let at = self.start.plus_days(day).plus_minutes(n * 37 - 180);
                tolerate(self.propose_exchange(conn, day, at))?;
            }
        }
        let evening = self.start.plus_days(day);
        exchanges::expire_due(conn, self.ecosystem_id, evening, 100)?;
        market::expire_due(conn, evening, 100)?;
        governance::close_due(conn, evening, 10)?;
        Ok(())
    }

    fn perform(&mut self, conn: &mut Conn, task: Task, day: i64, at: Moment) -> Result<()> {
        match task {
            Task::Admit(person) => self.admit(conn, person, day, at),
            Task::Post(person, listing) => self.post(conn, person, listing, day, at),
            Task::Renew(listing) => self.renew(conn, listing, day, at),
            Task::Prepare(vote) => self.prepare_vote(conn, vote, at),
            Task::Open(vote) => self.open_vote(conn, vote, at),
            Task::Ballots(vote) => self.cast_ballots(conn, vote, at),
            Task::Call(meeting) => self.call_meeting(conn, meeting, at),
            Task::Hold(meeting) => self.hold_meeting(conn, meeting),
            deal => self.take_step(conn, deal, day, at),
        }
    }

    fn later(&mut self, day: i64, task: Task) {
        self.agenda.entry(day).or_default().push(task);
    }

    /// A member as they act at a moment.
    fn actor(&self, conn: &mut Conn, who: usize, at: Moment) -> Result<Actor> {
        let someone = &self.people[who];
        let person = Person {
            member_id: someone.id,
            session_id: SessionId::new(at),
            display_name: someone.name.clone(),
            locale: people::locale_of(&someone.language),
        };
        enter::as_actor(conn, &person, self.ecosystem_id, at)
    }

    fn voice(&self, language: &str) -> &Voice {
        self.texts.voice(language)
    }

    /// The owner of the offer that is shown to visitors.
    fn choose_member_login(&self) -> Result<usize> {
        let owner = self
            .posted
            .iter()
            .find(|p| p.terms.title == "Création et refonte de sites vitrines");
        let owner = owner.or_else(|| self.posted.first()).map(|p| p.owner);
        owner.ok_or_else(|| Error::internal("the demonstration has no listing"))
    }
}

/// What people are refused (a balance at its floor, a listing that is gone) is part of life; anything else is a fault.
fn tolerate(outcome: Result<()>) -> Result<()> {
    match outcome {
        Err(Error::Refused(refusal)) => {
            tracing::debug!(%refusal, "a step of the demonstration was refused");
            Ok(())
        }
        other => other,
    }
}
