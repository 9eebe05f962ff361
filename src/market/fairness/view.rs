//! One list before one reader: arranged as the last step, and what of it is shown counted.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use super::Settings;
use super::edition::Edition;
use super::exposure::Exposure;
use super::rules::{self, Arrangement, Candidate, Reason};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId, MemberId};
use crate::kernel::pages::{Page, Slice};
use crate::rulebook;

/// What a list of results is about to be shown with.
#[derive(Debug)]
pub struct View<'a> {
    exposure: &'a Exposure,
    ecosystem: EcosystemId,
    reader: MemberId,
    slice: Slice,
    /// The places that are shown, counted from 0.
    page: Range<usize>,
    settings: Settings,
    edition: Option<Arc<Edition>>,
    now: Moment,
}

/// A listing found, as far as arranging goes.
#[derive(Debug, Clone, Copy)]
pub struct Ranked {
    pub listing: ListingId,
    /// Its author.
    pub member: MemberId,
    pub score: f64,
    /// Requests keep their places.
    pub is_offer: bool,
    /// Whether it may be settled in hours.
    pub earns: bool,
}

impl<'a> View<'a> {
    /// Reads the weights and what is known of authors: what the first page of the list was arranged by, else the newest.
    pub fn open(
        conn: &mut Conn,
        exposure: &'a Exposure,
        ecosystem: EcosystemId,
        reader: MemberId,
        slice: &Slice,
        now: Moment,
    ) -> Result<View<'a>> {
        let from = slice.offset()? as usize;
        Ok(View {
            exposure,
            ecosystem,
            reader,
            slice: *slice,
            page: from..from + slice.limit as usize,
            settings: Settings::of(&rulebook::read(conn, ecosystem)?),
            edition: exposure.edition(conn, ecosystem, slice.edition())?,
            now,
        })
    }

    /// Arranges a whole list, best first by relevance, and counts the page of it that is shown. Says of each listing that
    /// moved why.
    pub fn arrange<T>(
        &self,
        found: &mut Vec<T>,
        describe: impl Fn(&T) -> Ranked,
    ) -> HashMap<ListingId, Reason> {
        let ranked: Vec<Ranked> = found.iter().map(describe).collect();
        let candidates: Vec<Candidate<MemberId>> = ranked.iter().map(|one| self.candidate(one)).collect();
        let mean = self.edition.as_ref().map_or(0.0, |edition| edition.mean);
        let arrangement = rules::arrange(&candidates, mean, &self.settings.weights);
        self.count(&ranked, &arrangement);
        let mut taken: Vec<Option<T>> = found.drain(..).map(Some).collect();
        found.extend(arrangement.order.iter().filter_map(|at| taken[*at].take()));
        let moved = ranked.iter().zip(&arrangement.reasons);
        moved
            .filter_map(|(one, reason)| Some((one.listing, (*reason)?)))
            .collect()
    }

    /// The page of this list: up to one more than the limit of rows, read from its offset on.
    pub fn page<T>(&self, rows: Vec<T>) -> Page<T> {
        let edition = self.edition.as_ref().map_or(0, |edition| edition.number);
        self.slice
            .page_arranged(rows, self.page.start as i64, Some(edition))
    }

    fn candidate(&self, one: &Ranked) -> Candidate<MemberId> {
        let facts = || match &self.edition {
            Some(edition) => edition.facts_of(one.member),
            None => rules::Facts::default(),
        };
        Candidate {
            score: one.score,
            author: one.member,
            earns: one.earns,
            facts: one.is_offer.then(facts),
        }
    }

    fn count(&self, ranked: &[Ranked], arrangement: &Arrangement) {
        let shown = self.page.start.min(ranked.len())..self.page.end.min(ranked.len());
        let mut ids: Vec<ListingId> = arrangement.order[shown]
            .iter()
            .map(|at| ranked[*at].listing)
            .collect();
        // The same listings in another order are the same page.
        ids.sort_unstable();
        let mut hasher = DefaultHasher::new();
        (self.ecosystem, self.reader, ids).hash(&mut hasher);
        let attention = arrangement
            .attention_on(self.page.clone())
            .into_iter()
            .filter(|(at, _)| ranked[*at].is_offer && ranked[*at].member != self.reader)
            .map(|(at, one)| (ranked[at].member, one));
        self.exposure
            .record(self.ecosystem, hasher.finish(), attention, self.now);
    }
}
