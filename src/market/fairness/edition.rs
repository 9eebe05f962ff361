//! What rankings know of a community's authors for some minutes, the same in every process.

use std::collections::HashMap;

use super::Settings;
use super::rules::Facts;
use super::store::{self, EditionRow};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::{ledger, members, rulebook};

/// Hours for which an edition stays, so that a list begun with it goes on in its order.
const KEPT_HOURS: i64 = 1;
/// Days in which exchanges are counted: nobody is new for longer.
const EXCHANGE_DAYS: i64 = 365;

/// The authors of a community at one moment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edition {
    pub number: i64,
    facts: HashMap<MemberId, Facts>,
    /// What its authors got of attention on average.
    pub mean: f64,
}

/// Member, shown and due in millionths, days active, exchanges, balance in minutes.
type StoredFacts = (MemberId, i64, i64, i64, i64, i64);

impl Edition {
    pub fn find(conn: &mut Conn, ecosystem: EcosystemId, number: i64) -> Result<Option<Edition>> {
        let Some(row) = store::find_edition(conn, ecosystem, number)? else {
            return Ok(None);
        };
        let stored: Vec<StoredFacts> = serde_json::from_str(&row.facts)?;
        let facts: HashMap<MemberId, Facts> = stored
            .into_iter()
            .map(|(member, shown, due, days_active, exchanges, balance_minutes)| {
                let facts = Facts {
                    shown: shown as f64 / 1e6,
                    due: due as f64 / 1e6,
                    days_active,
                    exchanges,
                    balance_minutes,
                };
                (member, facts)
            })
            .collect();
        Ok(Some(Edition {
            number,
            mean: facts.values().map(|one| one.shown).sum::<f64>() / facts.len().max(1) as f64,
            facts,
        }))
    }

    /// What is known of a member. Who began to offer something since is new.
    pub fn facts_of(&self, member: MemberId) -> Facts {
        self.facts.get(&member).copied().unwrap_or_default()
    }
}

/// What is to be written down of the authors of a community.
#[derive(Debug)]
pub struct NewEdition(EditionRow);

/// Reads what is known of the authors of a community, if anything was shown since the last edition: some seconds in a
/// large one.
pub fn collect_edition(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<Option<NewEdition>> {
    let last = store::find_newest_edition(conn, ecosystem)?;
    let shown_at = store::find_last_shown(conn, ecosystem)?;
    let is_news = match (shown_at, &last) {
        (None, _) => false,
        (Some(shown_at), Some((_, made_at))) => shown_at >= *made_at,
        (Some(_), None) => true,
    };
    if !is_news {
        return Ok(None);
    }
    Ok(Some(NewEdition(EditionRow {
        ecosystem_id: ecosystem,
        number: next_number(last),
        made_at: now,
        facts: serde_json::to_string(&collect(conn, ecosystem, now)?)?,
    })))
}

/// Writes it down and drops editions that no list needs any more, unless another process was quicker. Answers how many
/// editions that made.
pub fn make_edition(conn: &mut Conn, NewEdition(row): &NewEdition) -> Result<usize> {
    if row.number != next_number(store::find_newest_edition(conn, row.ecosystem_id)?) {
        return Ok(0);
    }
    store::delete_editions_before(conn, row.ecosystem_id, row.made_at.plus_hours(-KEPT_HOURS))?;
    store::insert_edition(conn, row)?;
    Ok(1)
}

fn next_number(newest: Option<(i64, Moment)>) -> i64 {
    newest.map_or(1, |(number, _)| number + 1)
}

/// The active members who offer something.
fn collect(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<Vec<StoredFacts>> {
    let half_life_days = Settings::of(&rulebook::read(conn, ecosystem)?).half_life_days;
    let authors = store::list_authors(conn, ecosystem)?;
    let exposures = store::list_exposures(conn, ecosystem)?;
    let engagements = ledger::list_engagements(conn, ecosystem, now.plus_days(-EXCHANGE_DAYS))?;
    let admissions = members::profile::list_admissions(conn, ecosystem)?;
    Ok(admissions
        .into_iter()
        .filter(|(member, _)| authors.contains(member))
        .map(|(member, admitted_at)| {
            let exposure = exposures.get(&member);
            let left = exposure
                .map(|row| row.faded(now, half_life_days))
                .unwrap_or_default();
            let engagement = engagements.get(&member).copied().unwrap_or_default();
            let micro = |amount: f64| (amount * 1e6).round() as i64;
            (
                member,
                micro(left.got),
                micro(left.due),
                admitted_at.map_or(0, |at| (now.unix_seconds() - at.unix_seconds()) / 86_400),
                engagement.exchanges,
                engagement.balance,
            )
        })
        .collect())
}
