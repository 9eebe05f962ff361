//! The proof at the end of an import: for every member, the source's balance in seconds is 60 × the minutes of history
//! in the ledger plus the seconds left over, to the second.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{FileName, Import, ReportRow};
use super::timeoverflow::{Plan, Side, TransferLine, Uid, taken};
use super::{import, store};
use crate::db::Conn;
use crate::kernel::errors::Result;
use crate::ledger;

/// A member whose balances do not agree, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    pub uid: Uid,
    pub source_seconds: i64,
    pub imported_seconds: i64,
}

/// What was compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    pub members: usize,
    pub differences: Vec<Difference>,
    /// Transfers with an odd amount, and the seconds they left over together.
    pub lines_with_seconds_left: usize,
    pub seconds_left: i64,
    /// Members who gave or received here besides the imported history; only history is compared.
    pub moved_since: usize,
}

impl Proof {
    pub fn holds(&self) -> bool {
        self.differences.is_empty()
    }
}

/// The same sum over the plan alone, before anything is written: a plan that does not give the source's balances is
/// never begun.
pub fn prove_plan(plan: &Plan) -> Proof {
    let mut imported = BTreeMap::new();
    let mut proof = Proof::default();
    for transfer in taken(&plan.transfers) {
        add(
            &mut imported,
            transfer,
            transfer.minutes * 60 + transfer.seconds_left,
        );
        count_left(&mut proof, transfer.seconds_left);
    }
    compare(proof, plan, &imported)
}

/// Holds the ledger against the source, after the import or at any time later.
pub fn prove(conn: &mut Conn, import: &Import, plan: &Plan) -> Result<Proof> {
    let by_line: BTreeMap<i64, &TransferLine> = plan
        .transfers
        .iter()
        .filter_map(|line| match &line.verdict {
            super::model::Verdict::Take(transfer, _) => Some((line.number, transfer)),
            super::model::Verdict::Skip(_) => None,
        })
        .collect();
    let mut imported = BTreeMap::new();
    let mut proof = Proof::default();
    let rows: Vec<ReportRow> = store::list_rows(conn, import.id)?;
    for row in rows.iter().filter(|row| row.file == FileName::Transfers) {
        if let Some(transfer) = by_line.get(&row.line) {
            add(&mut imported, transfer, row.seconds_left);
            count_left(&mut proof, row.seconds_left);
        }
    }
    let uids: Vec<Uid> = everyone(plan).into_iter().collect();
    let members = import::members_of(conn, import.ecosystem_id, &uids)?;
    let balances = ledger::list_history_balances(conn, import.ecosystem_id)?;
    for (uid, member) in members {
        if let Some(balance) = balances.get(&member) {
            *imported.entry(uid).or_insert(0) += balance.history * 60;
            proof.moved_since += usize::from(balance.posted != balance.history);
        }
    }
    Ok(compare(proof, plan, &imported))
}

fn add(sums: &mut BTreeMap<Uid, i64>, transfer: &TransferLine, seconds: i64) {
    for (side, sign) in [(transfer.from, -1), (transfer.to, 1)] {
        if let Side::Member(uid) = side {
            *sums.entry(uid).or_insert(0) += sign * seconds;
        }
    }
}

fn count_left(proof: &mut Proof, seconds: i64) {
    proof.lines_with_seconds_left += usize::from(seconds != 0);
    proof.seconds_left += seconds;
}

fn everyone(plan: &Plan) -> BTreeSet<Uid> {
    let users = taken(&plan.users).map(|user| user.uid);
    let former = plan.former.iter().map(|former| former.uid);
    users
        .chain(former)
        .chain(plan.source_seconds.keys().copied())
        .collect()
}

fn compare(mut proof: Proof, plan: &Plan, imported: &BTreeMap<Uid, i64>) -> Proof {
    for uid in everyone(plan) {
        let source_seconds = plan.source_seconds.get(&uid).copied().unwrap_or(0);
        let imported_seconds = imported.get(&uid).copied().unwrap_or(0);
        proof.members += 1;
        if source_seconds != imported_seconds {
            proof.differences.push(Difference {
                uid,
                source_seconds,
                imported_seconds,
            });
        }
    }
    proof
}
