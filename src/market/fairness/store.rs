//! SQL of fairness.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{exposures, fairness_editions as editions, listings};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::market::model::{ListingKind, ListingStatus};
use crate::on_engine;

/// Values of one statement, far below what either engine allows.
const PORTION: usize = 400;

/// What a member's offers got and were due, in millionths of being shown at the first place, as of a moment.
#[derive(Debug, Clone, Copy, Queryable, Selectable, Insertable)]
#[diesel(table_name = exposures)]
pub(super) struct ExposureRow {
    pub ecosystem_id: EcosystemId,
    pub member_id: MemberId,
    pub shown_micro: i64,
    pub due_micro: i64,
    pub as_of: Moment,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = editions)]
pub(super) struct EditionRow {
    pub ecosystem_id: EcosystemId,
    pub number: i64,
    pub made_at: Moment,
    pub facts: String,
}

pub(super) fn list_exposures(
    conn: &mut Conn,
    ecosystem: EcosystemId,
) -> Result<HashMap<MemberId, ExposureRow>> {
    let rows: Vec<ExposureRow> = exposures::table
        .filter(exposures::ecosystem_id.eq(ecosystem))
        .select(ExposureRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.member_id, row)).collect())
}

pub(super) fn list_exposures_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    members: &[MemberId],
) -> Result<HashMap<MemberId, ExposureRow>> {
    let mut found = HashMap::with_capacity(members.len());
    for portion in members.chunks(PORTION) {
        let rows: Vec<ExposureRow> = exposures::table
            .filter(exposures::ecosystem_id.eq(ecosystem))
            .filter(exposures::member_id.eq_any(portion))
            .select(ExposureRow::as_select())
            .load(conn)?;
        found.extend(rows.into_iter().map(|row| (row.member_id, row)));
    }
    Ok(found)
}

pub(super) fn insert_exposure(conn: &mut Conn, row: &ExposureRow) -> Result<()> {
    diesel::insert_into(exposures::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn update_exposure(conn: &mut Conn, row: &ExposureRow) -> Result<()> {
    diesel::update(exposures::table.find((row.ecosystem_id, row.member_id)))
        .set((
            exposures::shown_micro.eq(row.shown_micro),
            exposures::due_micro.eq(row.due_micro),
            exposures::as_of.eq(row.as_of),
        ))
        .execute(conn)?;
    Ok(())
}

/// When something of this community was last counted.
pub(super) fn find_last_shown(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Option<Moment>> {
    Ok(exposures::table
        .filter(exposures::ecosystem_id.eq(ecosystem))
        .order(exposures::as_of.desc())
        .select(exposures::as_of)
        .first(conn)
        .optional()?)
}

/// Members who have an active offer.
pub(super) fn list_authors(conn: &mut Conn, ecosystem: EcosystemId) -> Result<HashSet<MemberId>> {
    let authors: Vec<MemberId> = listings::table
        .filter(listings::ecosystem_id.eq(ecosystem))
        .filter(listings::kind.eq(ListingKind::Offer))
        .filter(listings::status.eq(ListingStatus::Active))
        .select(listings::member_id)
        .distinct()
        .load(conn)?;
    Ok(authors.into_iter().collect())
}

pub(super) fn find_newest_number(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Option<i64>> {
    Ok(find_newest_edition(conn, ecosystem)?.map(|(number, _)| number))
}

pub(super) fn find_newest_edition(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Option<(i64, Moment)>> {
    let newest = editions::table
        .filter(editions::ecosystem_id.eq(ecosystem))
        .order(editions::number.desc())
        .select((editions::number, editions::made_at));
    Ok(on_engine!(conn, |c| newest.first(c)).optional()?)
}

pub(super) fn find_edition(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    number: i64,
) -> Result<Option<EditionRow>> {
    Ok(editions::table
        .find((ecosystem, number))
        .select(EditionRow::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn insert_edition(conn: &mut Conn, row: &EditionRow) -> Result<()> {
    diesel::insert_into(editions::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn delete_editions_before(conn: &mut Conn, ecosystem: EcosystemId, before: Moment) -> Result<()> {
    let old = editions::table
        .filter(editions::ecosystem_id.eq(ecosystem))
        .filter(editions::made_at.lt(before));
    diesel::delete(old).execute(conn)?;
    Ok(())
}
