//! SQL of saved searches.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::model::{Alert, Choices, SavedSearch};
use super::rules;
use crate::db::Conn;
use crate::db::schema::{saved_search_hits as hits, saved_search_keys as keys, saved_searches as searches};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId, MemberId, SavedSearchId};
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

/// What is read of a search to judge whether a listing fits it.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub id: SavedSearchId,
    pub member_id: MemberId,
    pub alert: Alert,
    pub choices: Choices,
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
    diesel::insert_into(searches::table).values(&row).execute(conn)?;
    replace_keys(conn, search)
}

/// Saves everything but the choices, which never change.
pub(super) fn update(conn: &mut Conn, search: &SavedSearch) -> Result<()> {
    diesel::update(searches::table.find(search.id))
        .set((
            searches::name.eq(&search.name),
            searches::alert.eq(search.alert),
            searches::updated_at.eq(search.updated_at),
            searches::deleted_at.eq(search.deleted_at),
        ))
        .execute(conn)?;
    replace_keys(conn, search)
}

#[derive(Insertable)]
#[diesel(table_name = keys)]
struct KeyRow {
    ecosystem_id: EcosystemId,
    key: String,
    search_id: SavedSearchId,
}

/// Only what alerts stands under keys.
fn replace_keys(conn: &mut Conn, search: &SavedSearch) -> Result<()> {
    diesel::delete(keys::table.filter(keys::search_id.eq(search.id))).execute(conn)?;
    if search.deleted_at.is_some() || search.alert == Alert::None {
        return Ok(());
    }
    let rows: Vec<KeyRow> = rules::keys_of_search(&search.choices)
        .into_iter()
        .map(|key| KeyRow {
            ecosystem_id: search.ecosystem_id,
            key,
            search_id: search.id,
        })
        .collect();
    for portion in rows.chunks(PORTION) {
        on_engine!(conn, |c| diesel::insert_into(keys::table)
            .values(portion)
            .execute(c))?;
    }
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

/// The searches that stand under any of these keys, each once.
pub(super) fn list_candidates(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    wanted: &[String],
) -> Result<Vec<Candidate>> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for portion in wanted.chunks(PORTION) {
        let rows: Vec<(SavedSearchId, MemberId, Alert, String)> = keys::table
            .inner_join(searches::table)
            .filter(keys::ecosystem_id.eq(ecosystem))
            .filter(keys::key.eq_any(portion))
            .select((
                searches::id,
                searches::member_id,
                searches::alert,
                searches::choices,
            ))
            .load(conn)?;
        for (id, member_id, alert, choices) in rows {
            if seen.insert(id) {
                found.push(Candidate {
                    id,
                    member_id,
                    alert,
                    choices: serde_json::from_str(&choices)?,
                });
            }
        }
    }
    Ok(found)
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

/// Removes searches with their keys and what they found.
pub(super) fn remove(conn: &mut Conn, ids: &[SavedSearchId]) -> Result<()> {
    for portion in ids.chunks(PORTION) {
        diesel::delete(keys::table.filter(keys::search_id.eq_any(portion))).execute(conn)?;
        diesel::delete(hits::table.filter(hits::search_id.eq_any(portion))).execute(conn)?;
        diesel::delete(searches::table.filter(searches::id.eq_any(portion))).execute(conn)?;
    }
    Ok(())
}
