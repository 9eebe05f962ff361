//! SQL of solidarity.

use diesel::prelude::*;

use super::model::Programme;
use crate::db::Conn;
use crate::db::schema::programmes;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ProgrammeId, ProposalId};

pub(super) fn insert_programme(conn: &mut Conn, programme: &Programme) -> Result<()> {
    diesel::insert_into(programmes::table)
        .values((
            programmes::id.eq(programme.id),
            programmes::ecosystem_id.eq(programme.ecosystem_id),
            programmes::name.eq(&programme.name),
            programmes::purpose.eq(&programme.purpose),
            programmes::account_id.eq(programme.account_id),
            programmes::opened_at.eq(programme.opened_at),
            programmes::proposal_id.eq(programme.proposal_id),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn find_programme(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: ProgrammeId,
) -> Result<Option<Programme>> {
    Ok(programmes::table
        .find(id)
        .filter(programmes::ecosystem_id.eq(ecosystem))
        .select(Programme::as_select())
        .first(conn)
        .optional()?)
}

/// Every programme of an ecosystem, oldest first.
pub(super) fn list_programmes(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<Programme>> {
    Ok(programmes::table
        .filter(programmes::ecosystem_id.eq(ecosystem))
        .order(programmes::id)
        .select(Programme::as_select())
        .load(conn)?)
}

pub(super) fn mark_closed(
    conn: &mut Conn,
    id: ProgrammeId,
    proposal: Option<ProposalId>,
    now: Moment,
) -> Result<()> {
    diesel::update(programmes::table.find(id))
        .set((
            programmes::closed_at.eq(now),
            programmes::closing_proposal_id.eq(proposal),
        ))
        .execute(conn)?;
    Ok(())
}
