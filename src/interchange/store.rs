//! SQL of the interchange.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::model::{FileName, Import, LinkKind, ReportRow};
use crate::db::Conn;
use crate::db::schema::{import_links, import_rows, imports};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, EcosystemId, ImportId};

/// Rows of one statement, far below the number of parameters it may have.
const ROWS: usize = 500;

pub(super) fn find_import(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    source: &str,
    digest: &str,
) -> Result<Option<Import>> {
    let row: Option<(ImportId, Moment, Option<Moment>)> = imports::table
        .filter(imports::ecosystem_id.eq(ecosystem))
        .filter(imports::source.eq(source))
        .filter(imports::digest.eq(digest))
        .select((imports::id, imports::started_at, imports::finished_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(id, started_at, finished_at)| Import {
        id,
        ecosystem_id: ecosystem,
        started_at,
        finished: finished_at.is_some(),
    }))
}

pub(super) fn insert_import(conn: &mut Conn, import: &Import, source: &str, digest: &str) -> Result<()> {
    diesel::insert_into(imports::table)
        .values((
            imports::id.eq(import.id),
            imports::ecosystem_id.eq(import.ecosystem_id),
            imports::source.eq(source),
            imports::digest.eq(digest),
            imports::started_at.eq(import.started_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn update_finished(conn: &mut Conn, import: ImportId, now: Moment) -> Result<()> {
    diesel::update(imports::table.find(import))
        .set(imports::finished_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Every line that was dealt with, in the order of the files.
pub(super) fn list_rows(conn: &mut Conn, import: ImportId) -> Result<Vec<ReportRow>> {
    let mut rows: Vec<ReportRow> = import_rows::table
        .filter(import_rows::import_id.eq(import))
        .select(ReportRow::as_select())
        .load(conn)?;
    rows.sort_by_key(|row| (row.file, row.line));
    Ok(rows)
}

/// The lines of a file that were dealt with.
pub(super) fn list_done(conn: &mut Conn, import: ImportId, file: FileName) -> Result<HashSet<i64>> {
    let lines: Vec<i64> = import_rows::table
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::file.eq(file))
        .select(import_rows::line)
        .load(conn)?;
    Ok(lines.into_iter().collect())
}

/// Those of these lines that were dealt with.
pub(super) fn list_done_among(
    conn: &mut Conn,
    import: ImportId,
    file: FileName,
    lines: &[i64],
) -> Result<HashSet<i64>> {
    let mut done = HashSet::new();
    for part in lines.chunks(ROWS) {
        let found: Vec<i64> = import_rows::table
            .filter(import_rows::import_id.eq(import))
            .filter(import_rows::file.eq(file))
            .filter(import_rows::line.eq_any(part))
            .select(import_rows::line)
            .load(conn)?;
        done.extend(found);
    }
    Ok(done)
}

pub(super) fn insert_rows(conn: &mut Conn, import: ImportId, rows: &[ReportRow]) -> Result<()> {
    for part in rows.chunks(ROWS) {
        let values: Vec<_> = part
            .iter()
            .map(|row| {
                (
                    import_rows::import_id.eq(import),
                    import_rows::file.eq(row.file),
                    import_rows::line.eq(row.line),
                    import_rows::outcome.eq(row.outcome),
                    import_rows::reason.eq(&row.reason),
                    import_rows::object_id.eq(row.object_id),
                    import_rows::seconds_left.eq(row.seconds_left),
                )
            })
            .collect();
        crate::on_engine!(conn, |c| diesel::insert_into(import_rows::table)
            .values(&values)
            .execute(c))?;
    }
    Ok(())
}

/// What these ids of the source became here; ids that are new stand in no pair.
pub(super) fn find_links(
    conn: &mut Conn,
    (ecosystem, source): (EcosystemId, &str),
    kind: LinkKind,
    external: &[String],
) -> Result<HashMap<String, AnyId>> {
    let mut links = HashMap::new();
    for part in external.chunks(ROWS) {
        let found: Vec<(String, AnyId)> = import_links::table
            .filter(import_links::ecosystem_id.eq(ecosystem))
            .filter(import_links::source.eq(source))
            .filter(import_links::kind.eq(kind))
            .filter(import_links::external_id.eq_any(part))
            .select((import_links::external_id, import_links::object_id))
            .load(conn)?;
        links.extend(found);
    }
    Ok(links)
}

pub(super) fn insert_links(
    conn: &mut Conn,
    (ecosystem, source): (EcosystemId, &str),
    kind: LinkKind,
    links: &[(String, AnyId)],
) -> Result<()> {
    for part in links.chunks(ROWS) {
        let values: Vec<_> = part
            .iter()
            .map(|(external, object)| {
                (
                    import_links::ecosystem_id.eq(ecosystem),
                    import_links::source.eq(source),
                    import_links::kind.eq(kind),
                    import_links::external_id.eq(external),
                    import_links::object_id.eq(*object),
                )
            })
            .collect();
        crate::on_engine!(conn, |c| diesel::insert_into(import_links::table)
            .values(&values)
            .execute(c))?;
    }
    Ok(())
}
