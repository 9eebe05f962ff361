//! SQL of links.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{ecosystem_links, ecosystems};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, EcosystemId, ProposalId};

pub(super) fn insert(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    other: EcosystemId,
    proposal: ProposalId,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(ecosystem_links::table)
        .values((
            ecosystem_links::id.eq(AnyId::new(now)),
            ecosystem_links::ecosystem_id.eq(ecosystem),
            ecosystem_links::other_id.eq(other),
            ecosystem_links::decided_at.eq(now),
            ecosystem_links::proposal_id.eq(proposal),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether this side wants a link with the other.
pub(super) fn is_decided(conn: &mut Conn, ecosystem: EcosystemId, other: EcosystemId) -> Result<bool> {
    let one: Option<AnyId> = ecosystem_links::table
        .filter(ecosystem_links::ecosystem_id.eq(ecosystem))
        .filter(ecosystem_links::other_id.eq(other))
        .filter(ecosystem_links::ended_at.is_null())
        .select(ecosystem_links::id)
        .first(conn)
        .optional()?;
    Ok(one.is_some())
}

/// Ends this side's decision; false if there was none.
pub(super) fn mark_ended(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    other: EcosystemId,
    proposal: ProposalId,
    now: Moment,
) -> Result<bool> {
    let ended = diesel::update(
        ecosystem_links::table
            .filter(ecosystem_links::ecosystem_id.eq(ecosystem))
            .filter(ecosystem_links::other_id.eq(other))
            .filter(ecosystem_links::ended_at.is_null()),
    )
    .set((
        ecosystem_links::ended_at.eq(now),
        ecosystem_links::ended_by_proposal_id.eq(proposal),
    ))
    .execute(conn)?;
    Ok(ended > 0)
}

type OurRow = (EcosystemId, String, String, Moment, ProposalId);

/// What this side decided, with the other's slug and name.
pub(super) fn list_ours(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<OurRow>> {
    Ok(ecosystem_links::table
        .inner_join(ecosystems::table.on(ecosystems::id.eq(ecosystem_links::other_id)))
        .filter(ecosystem_links::ecosystem_id.eq(ecosystem))
        .filter(ecosystem_links::ended_at.is_null())
        .order(ecosystem_links::id)
        .select((
            ecosystems::id,
            ecosystems::slug,
            ecosystems::name,
            ecosystem_links::decided_at,
            ecosystem_links::proposal_id,
        ))
        .load(conn)?)
}

type TheirRow = (EcosystemId, String, String, Moment);

/// What others decided about this one, with their slugs and names.
pub(super) fn list_theirs(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<TheirRow>> {
    Ok(ecosystem_links::table
        .inner_join(ecosystems::table.on(ecosystems::id.eq(ecosystem_links::ecosystem_id)))
        .filter(ecosystem_links::other_id.eq(ecosystem))
        .filter(ecosystem_links::ended_at.is_null())
        .order(ecosystem_links::id)
        .select((
            ecosystems::id,
            ecosystems::slug,
            ecosystems::name,
            ecosystem_links::decided_at,
        ))
        .load(conn)?)
}
