//! Reading programmes.

use super::model::{Programme, ProgrammeView};
use super::store;
use crate::db::Conn;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AccountId, EcosystemId, ProgrammeId};
use crate::ledger;
use crate::members::{Actor, Permission};

/// Every programme with its hours: open ones first, then those that ended.
pub fn list_programmes(conn: &mut Conn, actor: &Actor) -> Result<Vec<ProgrammeView>> {
    actor.require(Permission::ReadFund)?;
    let mut programmes = store::list_programmes(conn, actor.ecosystem_id)?;
    programmes.sort_by_key(|programme| programme.closed_at.is_some());
    let accounts: Vec<AccountId> = programmes.iter().map(|p| p.account_id).collect();
    let totals = ledger::list_programme_totals(conn, actor.ecosystem_id, &accounts)?;
    Ok(programmes
        .into_iter()
        .map(|programme| ProgrammeView {
            totals: totals.get(&programme.account_id).copied().unwrap_or_default(),
            programme,
        })
        .collect())
}

/// For votes: the programmes that can be given to.
pub fn list_open_programmes(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<Programme>> {
    let mut programmes = store::list_programmes(conn, ecosystem)?;
    programmes.retain(|programme| programme.closed_at.is_none());
    Ok(programmes)
}

/// For votes: one programme of an ecosystem.
pub fn find_programme(conn: &mut Conn, ecosystem: EcosystemId, id: ProgrammeId) -> Result<Option<Programme>> {
    store::find_programme(conn, ecosystem, id)
}
