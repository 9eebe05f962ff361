//! Listings, exchanges, gifts and reviews of the demonstration.

use super::people::locale_of;
use super::texts::ListingText;
use super::{Deal, Director, Posted, Task};
use crate::db::Conn;
use crate::exchanges::{self, ProposedTime, Resolution, Terms};
use crate::kernel::cents::{Money, parse_euros};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::ledger::{self, Reason, TransferOrder};
use crate::market::roles::parse_role_line;
use crate::market::{self, Catalogue, ListingFields, ListingKind, PlaceInput, SlotInput, TermsInput, What};
use crate::rulebook;

/// Days after which an owner renews a listing.
const RENEWAL_DAYS: i64 = 80;

impl Director {
    pub(super) fn post(
        &mut self,
        conn: &mut Conn,
        person: usize,
        listing: usize,
        day: i64,
        at: Moment,
    ) -> Result<()> {
        let Some(owner) = self.member_of.get(&person).copied() else {
            return Ok(());
        };
        let text = self.texts.people[person].0.clone();
        let words = text.listings[listing].clone();
        let place = PlaceInput {
            label: Some(text.place.label.clone()),
            lat: Some(text.place.lat),
            lon: Some(text.place.lon),
            radius_km: words.radius_km,
        };
        let fields = fields_of(&words, place)?;
        let actor = self.actor(conn, owner, at)?;
        let posted = market::post_listing(conn, &actor, &Catalogue::default(), &fields, false, at)?;
        self.posted.push(Posted {
            id: posted.id,
            owner,
            is_request: posted.kind == ListingKind::Request,
            terms: words,
        });
        let number = self.posted.len() - 1;
        self.later(day + RENEWAL_DAYS, Task::Renew(number));
        Ok(())
    }

    /// The founder asks for a team. Without a throw of the dice: all else stays as it was.
    pub(super) fn ask_for_a_team(&mut self, conn: &mut Conn, at: Moment) -> Result<()> {
        let text = self.texts.team_request.clone();
        let place = PlaceInput {
            label: Some(text.place.label),
            lat: Some(text.place.lat),
            lon: Some(text.place.lon),
            radius_km: text.listing.radius_km,
        };
        let fields = fields_of(&text.listing, place)?;
        let actor = self.actor(conn, 0, at)?;
        let posted = market::post_listing(conn, &actor, &Catalogue::default(), &fields, false, at)?;
        self.posted.push(Posted {
            id: posted.id,
            owner: 0,
            is_request: true,
            terms: text.listing,
        });
        Ok(())
    }

    /// Nineteen listings in twenty are renewed; the others expire as they do in life.
    pub(super) fn renew(&mut self, conn: &mut Conn, listing: usize, day: i64, at: Moment) -> Result<()> {
        if self.chance.percent(5) {
            return Ok(());
        }
        let actor = self.actor(conn, self.posted[listing].owner, at)?;
        market::renew_listing(conn, &actor, self.posted[listing].id, at)?;
        self.later(day + RENEWAL_DAYS, Task::Renew(listing));
        Ok(())
    }

    /// Somebody, more often of the same town, answers a listing.
    pub(super) fn propose_exchange(&mut self, conn: &mut Conn, day: i64, at: Moment) -> Result<()> {
        if self.posted.is_empty() || self.people.len() < 10 {
            return Ok(());
        }
        if self.chance.percent(8) {
            return self.give_hours(conn, at);
        }
        let listing = self.chance.below(self.posted.len());
        let owner = self.posted[listing].owner;
        let town = self.people[owner].town;
        let mut other = self.chance.below(self.people.len());
        for _ in 0..4 {
            if other != owner && self.people[other].town == town {
                break;
            }
            other = self.chance.below(self.people.len());
        }
        if other == owner || self.people[other].joined_day >= day {
            return Ok(());
        }
        let terms = self.choose_terms(listing);
        let words = &self.posted[listing];
        let minutes = words
            .terms
            .time_minutes
            .unwrap_or([60, 90, 120][self.chance.below(3)]);
        let is_request = words.is_request;
        let messages = self.voice(&self.people[other].language).messages.clone();
        let half = messages.len() / 2;
        let pick = self.chance.below(half) + if is_request { half } else { 0 };
        let starts_at = at.plus_days(3).plus_hours(self.chance.day(0, 8));
        let proposal = exchanges::Proposal {
            listing_id: self.posted[listing].id,
            terms,
            minutes: Some(minutes),
            money_cents: None,
            message: Some(messages[pick].clone()),
            proposed_times: vec![ProposedTime {
                starts_at,
                ends_at: None,
            }],
        };
        let actor = self.actor(conn, other, at)?;
        let exchange = exchanges::propose(conn, &actor, &proposal, at)?;
        let (giver, receiver) = if is_request {
            (other, owner)
        } else {
            (owner, other)
        };
        let is_gift = terms == Terms::Gift;
        self.deals.push(Deal {
            id: exchange.id,
            giver,
            receiver,
            proposer: other,
            is_gift,
            minutes,
        });
        let deal = self.deals.len() - 1;
        let answer = if self.chance.percent(10) {
            Task::Decline(deal)
        } else {
            Task::Agree(deal)
        };
        let wait = self.chance.day(1, 3);
        // One in twenty is never answered.
        if !self.chance.percent(5) {
            self.later(day + wait, answer);
        }
        Ok(())
    }

    fn choose_terms(&mut self, listing: usize) -> Terms {
        let words = &self.posted[listing];
        let (gift, time, money) = (
            words.terms.gift,
            words.terms.time_minutes.is_some(),
            words.terms.money.is_some(),
        );
        let is_request = words.is_request;
        if (gift && self.chance.percent(45)) || (is_request && self.chance.percent(15)) {
            Terms::Gift
        } else if time && (!money || self.chance.percent(85)) {
            Terms::Time
        } else if money {
            Terms::Money
        } else {
            Terms::Gift
        }
    }

    /// Hours given from one balance to another, for nothing.
    fn give_hours(&mut self, conn: &mut Conn, at: Moment) -> Result<()> {
        let (from, to) = (
            self.chance.below(self.people.len()),
            self.chance.below(self.people.len()),
        );
        let rules = rulebook::read(conn, self.ecosystem_id)?;
        let minutes = [30, 60, 60, 90, 120][self.chance.below(5)];
        let accounts = ledger::accounts_of(conn, self.ecosystem_id, self.people[from].id, &rules)?;
        let has_enough = accounts.iter().any(|account| account.posted > minutes);
        if from == to || !has_enough {
            return Ok(());
        }
        let notes = self.voice(&self.people[from].language).gift_notes.clone();
        let order = TransferOrder {
            ecosystem_id: self.ecosystem_id,
            from: self.people[from].id,
            to: self.people[to].id,
            minutes,
            reason: Reason::Gift,
            memo: Some(notes[self.chance.below(notes.len())].clone()),
            by: self.people[from].id,
        };
        ledger::transfer(conn, &order, &rules, at)?;
        Ok(())
    }

    /// The next step of an exchange.
    pub(super) fn take_step(&mut self, conn: &mut Conn, task: Task, day: i64, at: Moment) -> Result<()> {
        match task {
            Task::Agree(deal) => self.agree(conn, deal, day, at),
            Task::Deliver(deal) => self.deliver(conn, deal, day, at),
            Task::Decline(deal) => {
                let actor = self.answerer(conn, deal, at)?;
                exchanges::refuse(conn, &actor, self.deals[deal].id, None, at).map(|_| ())
            }
            Task::Cancel(deal) => {
                let actor = self.actor(conn, self.deals[deal].proposer, at)?;
                exchanges::cancel(conn, &actor, self.deals[deal].id, None, at).map(|_| ())
            }
            Task::Confirm(deal) => {
                let actor = self.actor(conn, self.deals[deal].receiver, at)?;
                exchanges::confirm(conn, &actor, self.deals[deal].id, at)?;
                self.plan_reviews(deal, day);
                Ok(())
            }
            Task::Dispute(deal) => {
                let actor = self.actor(conn, self.deals[deal].receiver, at)?;
                let reason = "Nous ne sommes pas d'accord sur le temps passé.";
                exchanges::dispute(conn, &actor, self.deals[deal].id, reason, at)?;
                self.later(day + 3, Task::Resolve(deal));
                Ok(())
            }
            Task::Resolve(deal) => self.resolve(conn, deal, day, at),
            Task::Review(deal, by_receiver) => self.review(conn, deal, by_receiver, at),
            _ => Ok(()),
        }
    }

    fn answerer(&mut self, conn: &mut Conn, deal: usize, at: Moment) -> Result<crate::members::Actor> {
        let deal = &self.deals[deal];
        let who = if deal.proposer == deal.giver {
            deal.receiver
        } else {
            deal.giver
        };
        self.actor(conn, who, at)
    }

    fn agree(&mut self, conn: &mut Conn, deal: usize, day: i64, at: Moment) -> Result<()> {
        let actor = self.answerer(conn, deal, at)?;
        match exchanges::agree(conn, &actor, self.deals[deal].id, at) {
            Ok(_) => {}
            // The receiver's hours are used up: the answer is no.
            Err(Error::Refused(_)) => {
                exchanges::refuse(conn, &actor, self.deals[deal].id, None, at)?;
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        let next = if self.chance.percent(4) {
            Task::Cancel(deal)
        } else {
            Task::Deliver(deal)
        };
        let wait = self.chance.day(2, 9);
        self.later(day + wait, next);
        Ok(())
    }

    fn deliver(&mut self, conn: &mut Conn, deal: usize, day: i64, at: Moment) -> Result<()> {
        let agreed = self.deals[deal].minutes;
        let less = [0, 0, 0, 15, 30][self.chance.below(5)];
        let minutes = if agreed > 60 { agreed - less } else { agreed };
        let giver = self.deals[deal].giver;
        let notes = self.voice(&self.people[giver].language).delivery_notes.clone();
        let note = self
            .chance
            .percent(40)
            .then(|| notes[self.chance.below(notes.len())].clone());
        let actor = self.actor(conn, giver, at)?;
        exchanges::deliver(
            conn,
            &actor,
            self.deals[deal].id,
            Some(minutes),
            note.as_deref(),
            at,
        )?;
        let next = if !self.deals[deal].is_gift && self.chance.below(250) == 0 {
            Task::Dispute(deal)
        } else {
            Task::Confirm(deal)
        };
        let wait = self.chance.day(0, 3);
        // A few forget; the system confirms for them.
        if !self.chance.percent(6) {
            self.later(day + wait + 1, next);
        }
        Ok(())
    }

    fn resolve(&mut self, conn: &mut Conn, deal: usize, day: i64, at: Moment) -> Result<()> {
        let parties = [self.deals[deal].giver, self.deals[deal].receiver];
        // The mandates went to the first who joined: 2 and 5 mediate.
        let Some(mediator) = [2, 5].into_iter().find(|who| !parties.contains(who)) else {
            return Ok(());
        };
        let actor = self.actor(conn, mediator, at)?;
        let resolution = Resolution {
            minutes: self.deals[deal].minutes / 2,
            note: "Après avoir entendu les deux personnes, la moitié du temps convenu est comptée."
                .to_string(),
        };
        exchanges::resolve(conn, &actor, self.deals[deal].id, &resolution, at)?;
        self.plan_reviews(deal, day);
        Ok(())
    }

    fn plan_reviews(&mut self, deal: usize, day: i64) {
        if self.chance.percent(65) {
            let wait = self.chance.day(1, 4);
            self.later(day + wait, Task::Review(deal, true));
        }
        if self.chance.percent(35) {
            let wait = self.chance.day(1, 6);
            self.later(day + wait, Task::Review(deal, false));
        }
    }

    fn review(&mut self, conn: &mut Conn, deal: usize, by_receiver: bool, at: Moment) -> Result<()> {
        let author = if by_receiver {
            self.deals[deal].receiver
        } else {
            self.deals[deal].giver
        };
        let reviews = self.voice(&self.people[author].language).reviews.clone();
        let review = &reviews[self.chance.below(reviews.len())];
        let actor = self.actor(conn, author, at)?;
        // The texts speak of help received; whoever gave it leaves a rating without words.
        let body = by_receiver.then_some(review.text.as_str());
        let rating = if by_receiver { review.rating } else { 5 };
        exchanges::review(conn, &actor, self.deals[deal].id, rating, body, at)?;
        Ok(())
    }
}

pub(super) fn fields_of(words: &ListingText, place: PlaceInput) -> Result<ListingFields> {
    let money = words
        .money
        .as_deref()
        .map(|text| parse_euros(text, "money"))
        .transpose()?;
    Ok(ListingFields {
        kind: words.kind.parse().map_err(Error::internal)?,
        what: words.what.parse::<What>().map_err(Error::internal)?,
        title: words.title.clone(),
        description: words.description.clone(),
        category: Some(words.category.clone()),
        skills: words.skills.clone(),
        terms: TermsInput {
            gift: words.gift,
            time_minutes: words.time_minutes,
            money: money.map(Money::from_cents),
        },
        place: Some(place),
        remote: words.remote,
        availability: words.availability.iter().cloned().map(SlotInput::Text).collect(),
        roles: words.roles.iter().map(|line| parse_role_line(line)).collect(),
        language: Some(locale_of(&words.language).as_str().to_string()),
        expires_on: None,
    })
}
