//! What the rankings of one process showed since it last told the database.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Settings;
use super::edition::Edition;
use super::rules::{self, Attention};
use super::store::{self, ExposureRow};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::rulebook;

/// For how long the same page before the same reader counts once.
const SAME_PAGE_SECONDS: i64 = 600;
/// Pages that are remembered before old ones are forgotten.
const PAGES_MAX: usize = 10_000;
/// Editions of a community that stay in memory; older ones are read again when a list goes on that long.
const EDITIONS_KEPT: usize = 3;

/// What was shown and not yet told, and the editions that rankings use. One for each process.
#[derive(Debug, Default)]
pub struct Exposure {
    pending: Mutex<Pending>,
    editions: Mutex<HashMap<EcosystemId, Vec<Arc<Edition>>>>,
}

/// Attention by community and member, in times at the first place.
pub type Collected = BTreeMap<(EcosystemId, MemberId), Attention>;

#[derive(Debug, Default)]
struct Pending {
    collected: Collected,
    /// When a page, hashed with its reader, last counted.
    pages: HashMap<u64, Moment>,
}

impl Exposure {
    /// Counts a page unless the same reader saw the same listings a moment ago. `page` stands for both.
    pub(super) fn record(
        &self,
        ecosystem: EcosystemId,
        page: u64,
        attention: impl Iterator<Item = (MemberId, Attention)>,
        now: Moment,
    ) {
        let mut pending = self.pending();
        let long_ago = now.plus_seconds(-SAME_PAGE_SECONDS);
        if pending.pages.get(&page).is_some_and(|at| *at > long_ago) {
            return;
        }
        if pending.pages.len() >= PAGES_MAX {
            pending.pages.retain(|_, at| *at > long_ago);
        }
        if pending.pages.len() < PAGES_MAX {
            pending.pages.insert(page, now);
        }
        for (member, one) in attention {
            let sum = pending.collected.entry((ecosystem, member)).or_default();
            sum.got += one.got;
            sum.due += one.due;
        }
    }

    /// Takes out what was collected, to be told with [`add`].
    pub fn take(&self) -> Collected {
        std::mem::take(&mut self.pending().collected)
    }

    /// Puts back what could not be told.
    pub fn give_back(&self, collected: Collected) {
        let mut pending = self.pending();
        for (key, one) in collected {
            let sum = pending.collected.entry(key).or_default();
            sum.got += one.got;
            sum.due += one.due;
        }
    }

    /// The edition with this number, or else the newest; `None` before the first, and for number 0, which stands for it.
    pub(super) fn edition(
        &self,
        conn: &mut Conn,
        ecosystem: EcosystemId,
        wanted: Option<i64>,
    ) -> Result<Option<Arc<Edition>>> {
        if wanted == Some(0) {
            return Ok(None);
        }
        if let Some(number) = wanted
            && let Some(found) = self.known_or_read(conn, ecosystem, number)?
        {
            return Ok(Some(found));
        }
        match store::find_newest_number(conn, ecosystem)? {
            Some(number) => self.known_or_read(conn, ecosystem, number),
            None => Ok(None),
        }
    }

    fn known_or_read(
        &self,
        conn: &mut Conn,
        ecosystem: EcosystemId,
        number: i64,
    ) -> Result<Option<Arc<Edition>>> {
        let known = |editions: &HashMap<EcosystemId, Vec<Arc<Edition>>>| {
            let mut of_this = editions.get(&ecosystem)?.iter();
            of_this.find(|edition| edition.number == number).cloned()
        };
        if let Some(found) = known(&self.editions()) {
            return Ok(Some(found));
        }
        // Read outside the lock; two that read the same edition do no harm.
        let Some(read) = Edition::find(conn, ecosystem, number)?.map(Arc::new) else {
            return Ok(None);
        };
        let mut editions = self.editions();
        let kept = editions.entry(ecosystem).or_default();
        kept.push(read.clone());
        kept.sort_by_key(|edition| std::cmp::Reverse(edition.number));
        kept.dedup_by_key(|edition| edition.number);
        kept.truncate(EDITIONS_KEPT);
        Ok(Some(read))
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn editions(&self) -> MutexGuard<'_, HashMap<EcosystemId, Vec<Arc<Edition>>>> {
        self.editions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds what a process collected to what is stored, faded until now. In one transaction, alone among those of other
/// processes. Answers how many members it was about.
pub fn add(conn: &mut Conn, collected: &Collected, now: Moment) -> Result<usize> {
    let mut by_ecosystem: BTreeMap<EcosystemId, Vec<(MemberId, Attention)>> = BTreeMap::new();
    for ((ecosystem, member), one) in collected {
        by_ecosystem.entry(*ecosystem).or_default().push((*member, *one));
    }
    for (ecosystem, members) in by_ecosystem {
        let half_life_days = Settings::of(&rulebook::read(conn, ecosystem)?).half_life_days;
        let ids: Vec<MemberId> = members.iter().map(|(member, _)| *member).collect();
        let mut stored = store::list_exposures_of(conn, ecosystem, &ids)?;
        for (member_id, one) in members {
            let old = stored.remove(&member_id);
            let left = old.map_or(Attention::default(), |row| row.faded(now, half_life_days));
            let row = ExposureRow {
                ecosystem_id: ecosystem,
                member_id,
                shown_micro: to_micro(left.got + one.got),
                due_micro: to_micro(left.due + one.due),
                // A clock that is behind another process's takes nothing back.
                as_of: old.map_or(now, |row| row.as_of.max(now)),
            };
            match old {
                Some(_) => store::update_exposure(conn, &row)?,
                None => store::insert_exposure(conn, &row)?,
            }
        }
    }
    Ok(collected.len())
}

fn to_micro(amount: f64) -> i64 {
    (amount * 1e6).round() as i64
}

impl ExposureRow {
    /// What is left of it at a moment.
    pub(super) fn faded(&self, now: Moment, half_life_days: f64) -> Attention {
        let seconds = (now.unix_micros() - self.as_of.unix_micros()) as f64 / 1e6;
        let left = |micro: i64| rules::faded(micro as f64 / 1e6, seconds, half_life_days);
        Attention {
            got: left(self.shown_micro),
            due: left(self.due_micro),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_page_read_again_counts_once_until_some_time_has_passed() {
        let exposure = Exposure::default();
        let (here, member) = (EcosystemId(Uuid::from_u128(1)), MemberId(Uuid::from_u128(2)));
        let now = Moment::from_unix_micros(1_700_000_000_000_000);
        let one = Attention { got: 1.0, due: 0.5 };
        let show = |at| exposure.record(here, 7, [(member, one)].into_iter(), at);
        show(now);
        show(now.plus_seconds(5));
        assert_eq!(exposure.take()[&(here, member)], one);
        assert!(exposure.take().is_empty(), "taken once");
        show(now.plus_seconds(601));
        exposure.give_back([((here, member), one)].into());
        assert_eq!(exposure.take()[&(here, member)], Attention { got: 2.0, due: 1.0 });
    }

    #[test]
    fn stored_exposure_fades() {
        let row = ExposureRow {
            ecosystem_id: EcosystemId(Uuid::from_u128(1)),
            member_id: MemberId(Uuid::from_u128(2)),
            shown_micro: 4_000_000,
            due_micro: 2_000_000,
            as_of: Moment::from_unix_micros(0),
        };
        let left = row.faded(Moment::from_unix_micros(0).plus_days(30), 30.0);
        assert_eq!(left, Attention { got: 2.0, due: 1.0 });
    }
}
