//! The independent reader: everything is computed again from the first transfer on and held against what is stored.
//! It shares the hash layout and the limits with the writing side, and nothing else.

use std::collections::BTreeMap;

use serde::Serialize;

use super::model::{Account, AccountKind, Reason, Transfer, Unit};
use super::rules::Limits;
use super::{chain, store};
use crate::db::Conn;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AccountId, EcosystemId, TransferId};
use crate::kernel::minutes;
use crate::rulebook::{self, Key, Value};

/// Transfers read at a time.
const PAGE: i64 = 1_000;

/// The first thing that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The transfer's place in the journal, where the fault is one of a transfer.
    pub sequence: Option<i64>,
    pub transfer_id: Option<TransferId>,
    /// The account, where the fault is one of an account.
    pub account_id: Option<AccountId>,
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let (Some(sequence), Some(id)) = (self.sequence, self.transfer_id) {
            write!(f, "transfer {sequence} ({id}): ")?;
        }
        if let Some(id) = self.account_id {
            write!(f, "account {id}: ")?;
        }
        f.write_str(&self.what)
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    pub ecosystem_id: EcosystemId,
    /// Transfers that were recomputed.
    pub transfers: i64,
    pub accounts: usize,
    pub pending_holds: usize,
    /// Hash of the last recomputed transfer.
    pub head: String,
    /// None: everything is as it must be.
    pub fault: Option<Fault>,
}

/// Recomputes every hash, total and limit of an ecosystem's journal.
pub fn verify(conn: &mut Conn, ecosystem: EcosystemId) -> Result<VerifyReport> {
    verify_with_progress(conn, ecosystem, &mut |_, _| {})
}

/// As [`verify`]; `progress` is told how many transfers of how many are done.
pub fn verify_with_progress(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    progress: &mut dyn FnMut(i64, i64),
) -> Result<VerifyReport> {
    let Some((count, head)) = store::find_journal(conn, ecosystem)? else {
        return Ok(VerifyReport {
            ecosystem_id: ecosystem,
            transfers: 0,
            accounts: 0,
            pending_holds: 0,
            head: String::new(),
            fault: Some(whole("the ecosystem has no journal".into())),
        });
    };
    let accounts = store::list_accounts(conn, ecosystem)?;
    let holds = store::list_pending_holds(conn, ecosystem)?;
    let mut reader = Reader {
        sequence: 0,
        head: chain::genesis(ecosystem),
        totals: accounts.iter().map(|a| (a.id, Totals::of(a))).collect(),
        limits: LimitHistory::read(conn, ecosystem)?,
    };
    let mut fault = None;
    'journal: loop {
        let page = store::list_journal(conn, ecosystem, reader.sequence, PAGE)?;
        for transfer in &page {
            if let Err(what) = reader.take(transfer) {
                fault = Some(Fault {
                    sequence: Some(transfer.sequence),
                    transfer_id: Some(transfer.id),
                    account_id: None,
                    what,
                });
                break 'journal;
            }
        }
        progress(reader.sequence, count);
        if (page.len() as i64) < PAGE {
            break;
        }
    }
    let fault = match fault {
        None => reader.check_end(count, &head, &accounts, &holds),
        found => found,
    };
    Ok(VerifyReport {
        ecosystem_id: ecosystem,
        transfers: reader.sequence,
        accounts: accounts.len(),
        pending_holds: holds.len(),
        head: chain::hex(&reader.head),
        fault,
    })
}

fn whole(what: String) -> Fault {
    Fault {
        sequence: None,
        transfer_id: None,
        account_id: None,
        what,
    }
}

/// An account as recomputed.
struct Totals {
    account: Account,
    debits: i64,
    credits: i64,
}

impl Totals {
    fn of(account: &Account) -> Totals {
        Totals {
            account: account.clone(),
            debits: 0,
            credits: 0,
        }
    }
    fn balance(&self) -> i64 {
        self.credits - self.debits
    }
}

struct Reader {
    sequence: i64,
    head: Vec<u8>,
    totals: BTreeMap<AccountId, Totals>,
    limits: LimitHistory,
}

impl Reader {
    /// Follows one transfer; the error says what is wrong with it.
    fn take(&mut self, transfer: &Transfer) -> Result<(), String> {
        let expected = self.sequence + 1;
        if transfer.sequence != expected {
            return Err(format!("transfer {expected} is missing"));
        }
        if transfer.previous_hash != self.head {
            return Err("does not follow the hash of the transfer before it".into());
        }
        if chain::hash(&self.head, transfer) != transfer.hash {
            return Err("its content does not give its hash".into());
        }
        if transfer.minutes <= 0 || transfer.debit_account_id == transfer.credit_account_id {
            return Err("does not move minutes between two accounts".into());
        }
        self.check_sides(transfer)?;
        let limits = self.limits.of(&transfer.rule_versions)?;
        let debit = self.account(transfer.debit_account_id, transfer.unit)?;
        let was_newcomer = debit.debits == 0;
        debit.debits += transfer.minutes;
        check_floor(debit, was_newcomer, limits.as_ref())?;
        let credit = self.account(transfer.credit_account_id, transfer.unit)?;
        credit.credits += transfer.minutes;
        check_ceiling(credit, limits.as_ref())?;
        self.sequence = expected;
        self.head.clone_from(&transfer.hash);
        Ok(())
    }

    /// A grant goes from the fund to a programme, what is left of it back: nothing else touches a programme's account.
    fn check_sides(&mut self, transfer: &Transfer) -> Result<(), String> {
        use AccountKind::{Fund, Programme};
        let debit = self
            .account(transfer.debit_account_id, transfer.unit)?
            .account
            .kind;
        let credit = self
            .account(transfer.credit_account_id, transfer.unit)?
            .account
            .kind;
        let lawful = match transfer.reason {
            Reason::Grant => (debit, credit) == (Fund, Programme),
            Reason::GrantReturn => (debit, credit) == (Programme, Fund),
            _ => debit != Programme && credit != Programme,
        };
        match lawful {
            true => Ok(()),
            false => Err(format!(
                "a {} does not go from {debit} to {credit}",
                transfer.reason
            )),
        }
    }

    fn account(&mut self, id: AccountId, unit: Unit) -> Result<&mut Totals, String> {
        match self.totals.get_mut(&id) {
            None => Err(format!("account {id} is not one of this ecosystem")),
            Some(totals) if totals.account.unit != unit => Err(format!("account {id} does not count {unit}")),
            Some(totals) => Ok(totals),
        }
    }

    /// After the last transfer: the head, every total, every hold.
    fn check_end(
        &self,
        count: i64,
        head: &[u8],
        accounts: &[Account],
        holds: &[(AccountId, AccountId, i64)],
    ) -> Option<Fault> {
        if self.sequence != count {
            let what = format!(
                "the journal counts {count} transfers, {} are there",
                self.sequence
            );
            return Some(whole(what));
        }
        if self.head != head {
            return Some(whole(
                "the journal's head is not the hash of its last transfer".into(),
            ));
        }
        let mut pending: BTreeMap<AccountId, (i64, i64)> = BTreeMap::new();
        for (debit, credit, minutes) in holds {
            pending.entry(*debit).or_default().0 += minutes;
            pending.entry(*credit).or_default().1 += minutes;
        }
        for account in accounts {
            let totals = &self.totals[&account.id];
            let held = pending.get(&account.id).copied().unwrap_or_default();
            let pairs = [
                ("debits posted", account.debits_posted, totals.debits),
                ("credits posted", account.credits_posted, totals.credits),
                ("debits pending", account.debits_pending, held.0),
                ("credits pending", account.credits_pending, held.1),
            ];
            if let Some((name, stored, found)) = pairs.iter().find(|(_, stored, found)| stored != found) {
                return Some(Fault {
                    sequence: None,
                    transfer_id: None,
                    account_id: Some(account.id),
                    what: format!("{name} are stored as {stored}, the journal gives {found}"),
                });
            }
        }
        Unit::ALL
            .iter()
            .map(|unit| (unit, accounts.iter().filter(|a| a.unit == *unit)))
            .map(|(unit, of_unit)| (unit, of_unit.map(Account::balance).sum::<i64>()))
            .find(|(_, sum)| *sum != 0)
            .map(|(unit, sum)| whole(format!("the balances in {unit} add up to {sum}, not to zero")))
    }
}

/// Who moved minutes under limits has not gone below the floor of that moment; the fund and programmes are never below
/// zero.
fn check_floor(debit: &Totals, was_newcomer: bool, limits: Option<&Limits>) -> Result<(), String> {
    let balance = debit.balance();
    let bound = match (debit.account.kind, limits) {
        (AccountKind::Fund | AccountKind::Programme, _) => 0,
        (AccountKind::Member, Some(limits)) if was_newcomer => limits.floor.min(-limits.newcomer_allowance),
        (AccountKind::Member, Some(limits)) => limits.floor,
        _ => return Ok(()),
    };
    if balance < bound {
        return Err(format!(
            "takes account {} to {}, below its limit of {}",
            debit.account.id,
            minutes::show(balance),
            minutes::show(bound)
        ));
    }
    Ok(())
}

fn check_ceiling(credit: &Totals, limits: Option<&Limits>) -> Result<(), String> {
    let (AccountKind::Member, Some(limits)) = (credit.account.kind, limits) else {
        return Ok(());
    };
    if credit.balance() > limits.ceiling {
        return Err(format!(
            "takes account {} to {}, above its limit of {}",
            credit.account.id,
            minutes::show(credit.balance()),
            minutes::show(limits.ceiling)
        ));
    }
    Ok(())
}

/// The value of each limit in each of its versions.
struct LimitHistory {
    values: BTreeMap<(Key, i64), i64>,
}

impl LimitHistory {
    fn read(conn: &mut Conn, ecosystem: EcosystemId) -> Result<LimitHistory> {
        let mut values = BTreeMap::new();
        for key in super::rules::LIMIT_KEYS {
            if let Value::Number(default) = key.spec().default_value() {
                values.insert((key, 0), default);
            }
            for version in rulebook::history(conn, ecosystem, key)? {
                if let Ok(value) = version.value.parse() {
                    values.insert((key, version.version), value);
                }
            }
        }
        Ok(LimitHistory { values })
    }

    /// The limits a transfer says it obeyed; none where it says nothing about limits (what was held was checked then,
    /// history and levies have no limits).
    fn of(&self, rule_versions: &str) -> Result<Option<Limits>, String> {
        let named: BTreeMap<String, i64> = serde_json::from_str(rule_versions)
            .map_err(|_| "its rule versions cannot be read".to_string())?;
        if !named.contains_key(Key::CreditFloorMinutes.as_str()) {
            return Ok(None);
        }
        let value = |key: Key| {
            let version = named.get(key.as_str()).copied().unwrap_or(0);
            self.values
                .get(&(key, version))
                .copied()
                .ok_or_else(|| format!("names version {version} of {key}, which is not in the rulebook"))
        };
        Ok(Some(Limits {
            floor: value(Key::CreditFloorMinutes)?,
            newcomer_allowance: value(Key::NewcomerAllowanceMinutes)?,
            ceiling: value(Key::CreditCeilingMinutes)?,
            soft_warning: 0,
        }))
    }
}
