//! The dry run: what an import would make of each line, by the same rules and without writing anything.

use super::import::{self, Job};
use super::model::{FileName, Line, LinkKind, ReportRow, Verdict};
use super::timeoverflow::Plan;
use crate::db::Conn;
use crate::kernel::errors::Result;
use crate::kernel::ids::AnyId;
use crate::members;

/// Every line of the three files with what would become of it.
pub fn preview(conn: &mut Conn, job: &Job, plan: &Plan) -> Result<Vec<ReportRow>> {
    let mut rows = Vec::new();
    let lines: Vec<_> = plan.users.iter().collect();
    let known = import::links_of(conn, job, LinkKind::Member, &lines, |user| user.uid.to_string())?;
    for line in &plan.users {
        let find = |key: &str| known.get(key).copied();
        rows.push(
            match judged(FileName::Users, line, |user| find(&user.uid.to_string())) {
                Ok(row) => row,
                Err((user, fixes)) => {
                    let new = import::imported_member(job, user)?;
                    let obstacles = members::find_import_obstacles(conn, job.import.ecosystem_id, &new)?;
                    import::user_row(line.number, fixes, obstacles)
                }
            },
        );
    }
    let lines: Vec<_> = plan.posts.iter().collect();
    let known = import::links_of(conn, job, LinkKind::Post, &lines, |post| post.key.clone())?;
    for line in &plan.posts {
        let row = judged(FileName::Posts, line, |post| known.get(&post.key).copied());
        rows.push(row.unwrap_or_else(|(_, fixes)| ReportRow::taken(FileName::Posts, line.number, fixes)));
    }
    let lines: Vec<_> = plan.transfers.iter().collect();
    let known = import::links_of(conn, job, LinkKind::Transfer, &lines, |t| t.key.clone())?;
    for line in &plan.transfers {
        let row = judged(FileName::Transfers, line, |t| known.get(&t.key).copied());
        let mut row =
            row.unwrap_or_else(|(_, fixes)| ReportRow::taken(FileName::Transfers, line.number, fixes));
        if let Verdict::Take(transfer, _) = &line.verdict {
            row.seconds_left = transfer.seconds_left;
        }
        rows.push(row);
    }
    rows.sort_by_key(|row| (row.file, row.line));
    Ok(rows)
}

/// The row of a line that is skipped or known; otherwise what it says and how it was mended.
fn judged<T>(
    file: FileName,
    line: &Line<T>,
    known: impl Fn(&T) -> Option<AnyId>,
) -> Result<ReportRow, (&T, &[super::model::Fix])> {
    match &line.verdict {
        Verdict::Skip(skip) => Ok(ReportRow::skipped(file, line.number, *skip)),
        Verdict::Take(value, fixes) => match known(value) {
            Some(id) => Ok(ReportRow::known(file, line.number, id)),
            None => Err((value, fixes)),
        },
    }
}
