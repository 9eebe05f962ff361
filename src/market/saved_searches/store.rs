//! SQL of saved searches. Whoever inserts or updates one gives it the next number of its community.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::model::{Alert, Choices, SavedSearch};
use crate::db::Conn;
use crate::db::schema::{saved_search_hits as hits, saved_searches as searches};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId, MemberId, SavedSearchId};
use crate::market;
use crate::on_engine;

/// Rows or values of one statement, far below what either engine allows.
const PORTION: usize = 400;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = searches)]
struct SearchRow {
    id: SavedSearchId,
    ecosystem_id: EcosystemId,
    member_id: MemberId,
    name: String,
    choices: String,
    alert: Alert,
    created_at: Moment,
    updated_at: Moment,
    deleted_at: Option<Moment>,
}

impl SearchRow {
    fn read(self) -> Result<SavedSearch> {
        Ok(SavedSearch {
            id: self.id,
            ecosystem_id: self.ecosystem_id,
            member_id: self.member_id,
            name: self.name,
            choices: serde_json::from_str(&self.choices)?,
            alert: self.alert,
            created_at: self.created_at,
            updated_at: self.updated_at,
            deleted_at: self.deleted_at,
        })
    }
}

/// A search whose owner wants to hear of what it finds.
#[derive(Debug, Clone)]
pub(super) struct Alerting {
    pub id: SavedSearchId,
    pub member_id: MemberId,
    pub alert: Alert,
    pub choices: Choices,
}

/// A search that was changed, as it is now: `None` if it does not alert.
#[derive(Debug)]
pub(super) struct Changed {
    pub id: SavedSearchId,
    pub alerting: Option<Alerting>,
}

pub(super) fn insert(conn: &mut Conn, search: &SavedSearch) -> Result<()> {
    let row = SearchRow {
        id: search.id,
        ecosystem_id: search.ecosystem_id,
        member_id: search.member_id,
        name: search.name.clone(),
        choices: serde_json::to_string(&search.choices)?,
        alert: search.alert,
        created_at: search.created_at,
        updated_at: search.updated_at,
        deleted_at: search.deleted_at,
    };
    let version = market::store::count_search_change(conn, search.ecosystem_id)?;
    diesel::insert_into(searches::table)
        .values((&row, searches::version.eq(version)))
        .execute(conn)?;
    Ok(())
}

/// Saves everything but the choices, which never change.
pub(super) fn update(conn: &mut Conn, search: &SavedSearch) -> Result<()> {
    let version = market::store::count_search_change(conn, search.ecosystem_id)?;
    diesel::update(searches::table.find(search.id))
        .set((
            searches::version.eq(version),
            searches::name.eq(&search.name),
            searches::alert.eq(search.alert),
            searches::updated_at.eq(search.updated_at),
            searches::deleted_at.eq(search.deleted_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// How many a member has, deleted ones not counted.
pub(super) fn count(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<i64> {
    Ok(searches::table
        .filter(searches::ecosystem_id.eq(ecosystem))
        .filter(searches::member_id.eq(member))
        .filter(searches::deleted_at.is_null())
        .count()
        .get_result(conn)?)
}

/// Newest first, from below the id `before` on, up to `limit`.
pub(super) fn list(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    before: Option<SavedSearchId>,
    limit: i64,
) -> Result<Vec<SavedSearch>> {
    let mut query = searches::table
        .filter(searches::ecosystem_id.eq(ecosystem))
        .filter(searches::member_id.eq(member))
        .filter(searches::deleted_at.is_null())
        .order(searches::id.desc())
        .limit(limit)
        .select(SearchRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(searches::id.lt(before));
    }
    query.load(conn)?.into_iter().map(SearchRow::read).collect()
}

/// Deleted ones too.
pub(super) fn find(conn: &mut Conn, id: SavedSearchId) -> Result<Option<SavedSearch>> {
    let row: Option<SearchRow> = searches::table
        .find(id)
        .select(SearchRow::as_select())
        .first(conn)
        .optional()?;
    row.map(SearchRow::read).transpose()
}

/// Deleted ones too.
pub(super) fn find_own(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    id: SavedSearchId,
) -> Result<Option<SavedSearch>> {
    let row: Option<SearchRow> = searches::table
        .find(id)
        .filter(searches::ecosystem_id.eq(ecosystem))
        .filter(searches::member_id.eq(member))
        .select(SearchRow::as_select())
        .first(conn)
        .optional()?;
    row.map(SearchRow::read).transpose()
}

/// The searches changed after a number, or every one that alerts.
pub(super) fn list_changed(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    since: Option<i64>,
) -> Result<Vec<Changed>> {
    let mut query = searches::table
        .filter(searches::ecosystem_id.eq(ecosystem))
        .select((
            searches::id,
            searches::member_id,
            searches::alert,
            searches::choices,
            searches::deleted_at,
        ))
        .into_boxed();
    query = match since {
        Some(version) => query.filter(searches::version.gt(version)),
        None => query
            .filter(searches::alert.ne(Alert::None))
            .filter(searches::deleted_at.is_null()),
    };
    let rows: Vec<(SavedSearchId, MemberId, Alert, String, Option<Moment>)> = query.load(conn)?;
    rows.into_iter()
        .map(|(id, member_id, alert, choices, deleted_at)| {
            let alerts = deleted_at.is_none() && alert != Alert::None;
            let choices: Option<Choices> = alerts.then(|| serde_json::from_str(&choices)).transpose()?;
            Ok(Changed {
                id,
                alerting: choices.map(|choices| Alerting {
                    id,
                    member_id,
                    alert,
                    choices,
                }),
            })
        })
        .collect()
}

/// Those of these searches that are there.
pub(super) fn list_present(conn: &mut Conn, ids: &[SavedSearchId]) -> Result<HashSet<SavedSearchId>> {
    let mut present = HashSet::new();
    for portion in ids.chunks(PORTION) {
        let found: Vec<SavedSearchId> = searches::table
            .filter(searches::id.eq_any(portion))
            .select(searches::id)
            .load(conn)?;
        present.extend(found);
    }
    Ok(present)
}

/// The searches that already found this listing.
pub(super) fn list_hits_of(conn: &mut Conn, listing: ListingId) -> Result<HashSet<SavedSearchId>> {
    let ids: Vec<SavedSearchId> = hits::table
        .filter(hits::listing_id.eq(listing))
        .select(hits::search_id)
        .load(conn)?;
    Ok(ids.into_iter().collect())
}

#[derive(Insertable)]
#[diesel(table_name = hits)]
struct HitRow {
    search_id: SavedSearchId,
    listing_id: ListingId,
    hit_at: Moment,
}

pub(super) fn insert_hits(
    conn: &mut Conn,
    ids: &[SavedSearchId],
    listing_id: ListingId,
    hit_at: Moment,
) -> Result<()> {
    for portion in ids.chunks(PORTION) {
        let rows: Vec<HitRow> = portion
            .iter()
            .map(|id| HitRow {
                search_id: *id,
                listing_id,
                hit_at,
            })
            .collect();
        on_engine!(conn, |c| diesel::insert_into(hits::table)
            .values(&rows)
            .execute(c))?;
    }
    Ok(())
}

pub(super) fn count_hits(conn: &mut Conn, ids: &[SavedSearchId]) -> Result<HashMap<SavedSearchId, i64>> {
    let rows: Vec<(SavedSearchId, i64)> = hits::table
        .filter(hits::search_id.eq_any(ids))
        .group_by(hits::search_id)
        .select((hits::search_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

pub(super) fn list_deleted_before(conn: &mut Conn, before: Moment, limit: i64) -> Result<Vec<SavedSearchId>> {
    Ok(searches::table
        .filter(searches::deleted_at.lt(before))
        .order((searches::deleted_at, searches::id))
        .limit(limit)
        .select(searches::id)
        .load(conn)?)
}

pub(super) fn list_ids_of(conn: &mut Conn, member: MemberId) -> Result<Vec<SavedSearchId>> {
    Ok(searches::table
        .filter(searches::member_id.eq(member))
        .select(searches::id)
        .load(conn)?)
}

/// Removes searches with what they found.
pub(super) fn remove(conn: &mut Conn, ids: &[SavedSearchId]) -> Result<()> {
    for portion in ids.chunks(PORTION) {
        diesel::delete(hits::table.filter(hits::search_id.eq_any(portion))).execute(conn)?;
        diesel::delete(searches::table.filter(searches::id.eq_any(portion))).execute(conn)?;
    }
    Ok(())
}
