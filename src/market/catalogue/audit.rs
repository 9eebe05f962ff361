//! Whether what is kept is what the database has: every so often a process counts both and sums them up. Where they
//! differ although nothing was changed since, somebody wrote past the market's own operations or a reading went wrong;
//! then what is kept is thrown away and read anew.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, PoisonError};

use chrono::{Datelike, NaiveDate};

use super::entries::{Reach, Row};
use super::{Catalogue, Shelf};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{CategoryId, EcosystemId, ListingId, MemberId};
use crate::kernel::place::Pin;
use crate::market::model::{ListingKind, Terms, TermsKind, What};
use crate::market::store;

/// How many listings there are, and the sum of a hash of each: the same in whatever order they come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub count: u64,
    pub checksum: u64,
}

impl Figures {
    fn add(&mut self, hash: u64) {
        self.count += 1;
        self.checksum = self.checksum.wrapping_add(hash);
    }
}

/// What was found of a community at one of its versions.
#[derive(Debug)]
pub struct Audit {
    pub ecosystem: EcosystemId,
    pub version: i64,
    pub kept: Figures,
    pub stored: Figures,
    /// Listings that are not kept as they are stored; none where one is kept twice.
    pub differing: Vec<ListingId>,
    shelf: Arc<Shelf>,
}

impl Audit {
    pub fn is_sound(&self) -> bool {
        self.kept == self.stored
    }
}

/// What is kept of an active listing that its own row says too. Its words, times and skills come with the same reading.
#[derive(Debug, Clone, Copy)]
pub(in crate::market) struct Traits<'a> {
    pub id: ListingId,
    pub author: MemberId,
    pub kind: ListingKind,
    pub what: What,
    pub category: CategoryId,
    pub language: &'a str,
    pub remote: bool,
    pub terms: Terms,
    pub pin: Option<Pin>,
    pub radius_km: Option<i64>,
    pub expires_on: NaiveDate,
    pub published: Moment,
}

impl Traits<'_> {
    fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.id, self.author, self.category).hash(&mut hasher);
        (self.kind.as_str(), self.what.as_str(), self.language).hash(&mut hasher);
        let accepts = TermsKind::ALL.iter().map(|kind| self.terms.accepts(*kind));
        accepts.collect::<Vec<bool>>().hash(&mut hasher);
        (self.remote, self.terms.time_minutes).hash(&mut hasher);
        let pin = self.pin.map(|pin| (pin.lat_micro, pin.lon_micro));
        (pin, self.radius_km.unwrap_or(0)).hash(&mut hasher);
        let last_day = self.expires_on.num_days_from_ce();
        (last_day, self.published.unix_micros()).hash(&mut hasher);
        hasher.finish()
    }
}

fn hash_of(row: Row<'_>) -> u64 {
    let (last_day, published) = row.days();
    Traits {
        id: row.id(),
        author: row.author(),
        kind: row.kind(),
        what: row.what(),
        category: row.category(),
        language: row.language(),
        remote: row.remote(),
        terms: row.terms(),
        pin: row.pin(),
        radius_km: row.radius_km(),
        expires_on: last_day,
        published,
    }
    .hash()
}

impl Catalogue {
    /// The communities whose listings are kept.
    pub fn list_kept(&self) -> Vec<EcosystemId> {
        let shelves = self.shelves.read().unwrap_or_else(PoisonError::into_inner);
        shelves.keys().copied().collect()
    }

    /// Compares what is kept of a community with what the database has at the same version. `None` where nothing is
    /// kept, or where what is kept is already ahead of what this transaction sees.
    pub fn audit(&self, conn: &mut Conn, ecosystem: EcosystemId) -> Result<Option<Audit>> {
        if self.known(ecosystem).is_none() {
            return Ok(None);
        }
        let version = store::market_version(conn, ecosystem)?;
        let shelf = self.wait_for_shelf(conn, ecosystem)?;
        if shelf.version != version {
            return Ok(None);
        }
        let mut audit = Audit {
            ecosystem,
            version,
            kept: Figures::default(),
            stored: Figures::default(),
            differing: Vec::new(),
            shelf: shelf.clone(),
        };
        let rows: Vec<(ListingId, u64)> = shelf
            .rows(Reach::Anywhere)
            .map(|row| (row.id(), hash_of(row)))
            .collect();
        compare(conn, &mut audit, &rows)?;
        Ok(Some(audit))
    }

    /// Throws away what was found to differ, unless it has been replaced meanwhile: the next search reads anew.
    pub fn drop_unsound(&self, audit: &Audit) {
        let mut shelves = self.shelves.write().unwrap_or_else(PoisonError::into_inner);
        let is_the_same = |shelf: &Arc<Shelf>| Arc::ptr_eq(shelf, &audit.shelf);
        if shelves.get(&audit.ecosystem).is_some_and(is_the_same) {
            shelves.remove(&audit.ecosystem);
        }
    }
}

/// Looks each kept listing up in the database, portion by portion; those that are active and not kept show in the count.
fn compare(conn: &mut Conn, audit: &mut Audit, kept: &[(ListingId, u64)]) -> Result<()> {
    for portion in kept.chunks(store::PORTION) {
        let ids: Vec<ListingId> = portion.iter().map(|(id, _)| *id).collect();
        let mut stored: HashMap<ListingId, u64> = HashMap::with_capacity(ids.len());
        store::each_active(conn, audit.ecosystem, &ids, |traits| {
            stored.insert(traits.id, traits.hash());
        })?;
        for (id, hash) in portion {
            audit.kept.add(*hash);
            if stored.get(id) != Some(hash) {
                audit.differing.push(*id);
            }
        }
        stored.into_values().for_each(|hash| audit.stored.add(hash));
    }
    // So far only what is kept was looked for.
    let found = audit.stored.count;
    audit.stored.count = store::count_active(conn, audit.ecosystem)?.unsigned_abs();
    if audit.stored.count != found {
        let known: HashSet<ListingId> = kept.iter().map(|(id, _)| *id).collect();
        let active = store::list_active(conn, audit.ecosystem)?;
        audit
            .differing
            .extend(active.into_iter().filter(|id| !known.contains(id)));
    }
    Ok(())
}

/// Forgets what is stored ready to be read of the listings that differ: it was made when the catalogue's was. That counts
/// as a change, so that it is made anew.
pub fn forget_digests(conn: &mut Conn, audit: &Audit) -> Result<()> {
    store::delete_digests(conn, audit.ecosystem, &audit.differing)?;
    for id in &audit.differing {
        store::count_change(conn, audit.ecosystem, *id)?;
    }
    Ok(())
}
