//! Two rings of mutual help that the logins of the demonstration take part in: one under way, one just proposed.

use super::dealings::fields_of;
use super::texts::{LegText, ListingText};
use super::{Director, Posted};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{ListingId, RingId};
use crate::kernel::pages::Slice;
use crate::market::{self, Catalogue, PlaceInput};
use crate::matching::rings::{self, RingStatus};

impl Director {
    /// Posted, found and agreed as by people, without a throw of the dice: all else stays as it was. In the ring under way
    /// the first has helped and was thanked, and the last says that they helped the first, who has not answered.
    pub(super) fn make_rings(&mut self, conn: &mut Conn, asked_at: Moment, now: Moment) -> Result<()> {
        let texts = self.texts.rings.clone();
        let ring = self.find_ring(conn, &texts.under_way, asked_at)?;
        for (n, leg) in texts.under_way.iter().enumerate() {
            let at = asked_at.plus_hours(n as i64 + 1);
            let actor = self.actor(conn, self.member_named(&leg.giver)?, at)?;
            rings::confirm_ring(conn, &actor, ring, at)?;
        }
        let (first, last) = (&texts.under_way[0], &texts.under_way[texts.under_way.len() - 1]);
        let at = now.plus_days(-3);
        self.deliver_leg(conn, ring, first, at)?;
        let receiver = self.actor(conn, self.member_named(&first.receiver)?, at)?;
        let view = rings::get_ring(conn, &receiver, ring)?;
        if let Some(leg) = view.received_by(receiver.member_id) {
            rings::receive_leg(conn, &receiver, ring, leg.leg.position, at.plus_hours(5))?;
        }
        self.deliver_leg(conn, ring, last, now.plus_days(-2))?;
        self.find_ring(conn, &texts.proposed, now.plus_days(-1))?;
        Ok(())
    }

    fn deliver_leg(&self, conn: &mut Conn, ring: RingId, leg: &LegText, at: Moment) -> Result<()> {
        let giver = self.actor(conn, self.member_named(&leg.giver)?, at)?;
        let view = rings::get_ring(conn, &giver, ring)?;
        match view.given_by(giver.member_id) {
            Some(leg) => rings::deliver_leg(conn, &giver, ring, leg.leg.position, at),
            None => Err(Error::internal("a ring of the demonstration lost a leg")),
        }
    }

    /// Posts the listings of a ring and lets it be found around the last.
    fn find_ring(&mut self, conn: &mut Conn, legs: &[LegText], at: Moment) -> Result<RingId> {
        for leg in legs {
            self.post_for_ring(conn, &leg.giver, &leg.offer, at)?;
        }
        let catalogue = Catalogue::default();
        for leg in legs {
            let request = self.post_for_ring(conn, &leg.receiver, &leg.request, at)?;
            rings::propose_around(conn, &catalogue, request, at)?;
        }
        let actor = self.actor(conn, self.member_named(&legs[0].giver)?, at)?;
        let slice = Slice::parse(None, Some(1))?;
        let found = rings::list_my_rings(conn, &actor, Some(RingStatus::Proposed), slice)?;
        let ring = found.items.first().map(|view| view.ring.id);
        ring.ok_or_else(|| Error::internal("the demonstration has no ring"))
    }

    fn post_for_ring(
        &mut self,
        conn: &mut Conn,
        name: &str,
        words: &ListingText,
        at: Moment,
    ) -> Result<ListingId> {
        let owner = self.member_named(name)?;
        let texts = &self.texts.people;
        let place = texts
            .iter()
            .find(|(text, _)| super::people::name_of(text) == name);
        let place = place.map(|(text, _)| PlaceInput {
            label: Some(text.place.label.clone()),
            lat: Some(text.place.lat),
            lon: Some(text.place.lon),
            radius_km: words.radius_km,
        });
        let place = place.ok_or_else(|| Error::internal("nobody of that name"))?;
        let actor = self.actor(conn, owner, at)?;
        let fields = fields_of(words, place)?;
        let posted = market::post_listing(conn, &actor, &Catalogue::default(), &fields, false, at)?;
        self.posted.push(Posted {
            id: posted.id,
            owner,
            is_request: words.kind == "request",
            terms: words.clone(),
        });
        Ok(posted.id)
    }

    fn member_named(&self, name: &str) -> Result<usize> {
        let found = self.people.iter().position(|someone| someone.name == name);
        found.ok_or_else(|| Error::internal("nobody of that name has joined"))
    }
}
