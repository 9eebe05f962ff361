//! The ledger, told in statements: who does what | what comes of it | who then has what.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use commonhour::db::idempotency::Keyed;
use commonhour::db::schema::{accounts, ecosystems, members, sessions, transfers};
use commonhour::db::{Conn, Db};
use commonhour::kernel::clock::Moment;
use commonhour::kernel::errors::{Error, Result};
use commonhour::kernel::ids::{AnyId, EcosystemId, HoldId, MemberId, SessionId, TransferId};
use commonhour::kernel::pages::{Cursor, Slice};
use commonhour::ledger::{
    self, GiftOrder, HistoryOrder, HoldOrder, Party, Reason, Settlement, TransferOrder,
};
use commonhour::rulebook::{self, Key, Rules, Value};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use serde_json::{Value as Json, json};

use crate::support::{Client, Engine, TestApp};

/// A community with members who have accounts and no password.
struct Desk {
    db: Db,
    ecosystem: EcosystemId,
    now: Moment,
    people: BTreeMap<String, MemberId>,
    holds: BTreeMap<String, HoldId>,
    transfers: BTreeMap<String, TransferId>,
}

impl Desk {
    fn open(t: &TestApp, names: &[&str]) -> Desk {
        let now = t.now();
        let ecosystem = EcosystemId::new(now);
        let people: BTreeMap<String, MemberId> = names
            .iter()
            .map(|name| (name.to_string(), MemberId::new(now)))
            .collect();
        let db = t.app.db.clone();
        db.write_now(|conn| {
            diesel::insert_into(ecosystems::table)
                .values((
                    ecosystems::id.eq(ecosystem),
                    ecosystems::slug.eq(ecosystem.to_string()),
                    ecosystems::name.eq("Essai"),
                    ecosystems::description.eq(""),
                    ecosystems::locale.eq("fr"),
                    ecosystems::time_zone.eq("Europe/Paris"),
                    ecosystems::created_at.eq(now),
                ))
                .execute(conn)?;
            ledger::open_ecosystem(conn, ecosystem, now)?;
            ledger::open_ecosystem(conn, ecosystem, now)?;
            for (name, id) in &people {
                diesel::insert_into(members::table)
                    .values((
                        members::id.eq(id),
                        members::kind.eq("person"),
                        members::display_name.eq(name),
                        members::locale.eq("fr"),
                        members::languages.eq("fr"),
                        members::created_at.eq(now),
                        members::updated_at.eq(now),
                    ))
                    .execute(conn)?;
                ledger::open_member(conn, ecosystem, *id, now)?;
                ledger::open_member(conn, ecosystem, *id, now)?;
            }
            Ok(())
        })
        .unwrap();
        Desk {
            db,
            ecosystem,
            now,
            people,
            holds: BTreeMap::new(),
            transfers: BTreeMap::new(),
        }
    }

    fn member(&self, name: &str) -> MemberId {
        *self
            .people
            .get(name)
            .unwrap_or_else(|| panic!("nobody is called {name}"))
    }

    fn party(&self, name: &str) -> Party {
        match name {
            "outside" => Party::Outside,
            "fund" => Party::Fund,
            name => Party::Member(self.member(name)),
        }
    }

    fn write<T>(&self, mut f: impl FnMut(&mut Conn, &Rules) -> Result<T>) -> Result<T> {
        self.db.write_in_now(self.ecosystem, |conn| {
            let rules = rulebook::read(conn, self.ecosystem)?;
            f(conn, &rules)
        })
    }

    fn read<T>(&self, f: impl FnOnce(&mut Conn) -> Result<T>) -> T {
        self.db.read_now(f).unwrap()
    }

    fn verify(&self) -> ledger::VerifyReport {
        self.read(|conn| ledger::verify(conn, self.ecosystem))
    }

    /// Runs statements, one a line; `#` opens a comment.
    #[track_caller]
    fn run(&mut self, script: &str) {
        for line in script
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
        {
            let mut parts = line.split('|').map(str::trim);
            let (statement, outcome) = (parts.next().unwrap(), parts.next().expect("an outcome"));
            let found = match self.statement(statement) {
                Ok(()) => "ok".to_string(),
                Err(Error::Refused(refusal)) => refusal.code.to_string(),
                Err(other) => panic!("{line}: {other}"),
            };
            assert_eq!(found, outcome, "{line}");
            if let Some(expected) = parts.next() {
                self.check_figures(expected, line);
            }
            let report = self.verify();
            assert_eq!(report.fault, None, "{line}");
        }
    }

    fn statement(&mut self, statement: &str) -> Result<()> {
        let (statement, name) = match statement.split_once(" as ") {
            Some((statement, name)) => (statement, Some(name.to_string())),
            None => (statement, None),
        };
        let words: Vec<&str> = statement.split_whitespace().collect();
        let number = |word: &str| {
            word.parse::<i64>()
                .unwrap_or_else(|_| panic!("{word} in {statement}"))
        };
        let settlement = match words.as_slice() {
            [from, "pays", to, minutes] => Some(self.transfer(from, to, number(minutes), Reason::Payment)?),
            [from, "sends", to, minutes] => Some(self.transfer(from, to, number(minutes), Reason::Gift)?),
            [from, "contributes", minutes] => Some(self.write(|conn, rules| {
                let from = self.member(from);
                ledger::contribute_to_fund(conn, self.ecosystem, from, number(minutes), None, rules, self.now)
            })?),
            [giver, "helps", receiver, minutes] => Some(self.write(|conn, rules| {
                let order = GiftOrder {
                    ecosystem_id: self.ecosystem,
                    giver: self.member(giver),
                    receiver: self.member(receiver),
                    minutes: number(minutes),
                    object: None,
                    by: None,
                };
                ledger::record_gift(conn, &order, rules, self.now)
            })?),
            [debit, "holds", minutes, "for", credit] => {
                let id = self.hold(debit, credit, number(minutes))?;
                self.holds.insert(name.expect("a hold has a name"), id);
                return Ok(());
            }
            ["settle", hold, minutes] => Some(self.write(|conn, rules| {
                ledger::settle_hold(conn, self.holds[*hold], number(minutes), None, rules, self.now)
            })?),
            ["void", hold] => {
                return self.write(|conn, _| ledger::void_hold(conn, self.holds[*hold], self.now));
            }
            ["undo", transfer] => Some(self.write(|conn, rules| {
                let (id, by) = (self.transfers[*transfer], *self.people.values().next().unwrap());
                ledger::reverse(conn, self.ecosystem, id, by, "a mistake", rules, self.now)
            })?),
            ["past", from, to, minutes] => {
                self.write(|conn, _| {
                    let order = self.history(from, to, number(minutes));
                    ledger::post_history(conn, &order, self.now)
                })?;
                None
            }
            ["rule", key, value] => {
                let (key, value) = (Key::from_word(key).unwrap(), Value::Number(number(value)));
                self.write(|conn, _| rulebook::set(conn, self.ecosystem, key, &value, None, None, self.now))?;
                None
            }
            [who, "leaves"] => {
                return self
                    .write(|conn, _| ledger::close_member(conn, self.ecosystem, self.member(who), self.now));
            }
            [who, "returns"] => {
                return self
                    .write(|conn, _| ledger::open_member(conn, self.ecosystem, self.member(who), self.now));
            }
            other => panic!("what does {other:?} mean?"),
        };
        if let (Some(name), Some(settlement)) = (name, settlement) {
            for (n, id) in settlement.transfers.iter().enumerate() {
                let name = if n == 0 {
                    name.clone()
                } else {
                    format!("{name}.{n}")
                };
                self.transfers.insert(name, *id);
            }
        }
        Ok(())
    }

    fn transfer(&self, from: &str, to: &str, minutes: i64, reason: Reason) -> Result<Settlement> {
        let order = TransferOrder {
            ecosystem_id: self.ecosystem,
            from: self.member(from),
            to: self.member(to),
            minutes,
            reason,
            memo: Some("pour les tomates".into()),
            by: self.member(from),
        };
        self.write(|conn, rules| ledger::transfer(conn, &order, rules, self.now))
    }

    fn hold(&self, debit: &str, credit: &str, minutes: i64) -> Result<HoldId> {
        let order = HoldOrder {
            ecosystem_id: self.ecosystem,
            debit: self.member(debit),
            credit: self.member(credit),
            minutes,
            object: AnyId::new(self.now),
            by: self.member(debit),
            expires_at: Some(self.now.plus_days(30)),
        };
        self.write(|conn, rules| ledger::hold(conn, &order, rules, self.now))
    }

    fn history(&self, from: &str, to: &str, minutes: i64) -> HistoryOrder {
        HistoryOrder {
            ecosystem_id: self.ecosystem,
            from: self.party(from),
            to: self.party(to),
            minutes,
            occurred_at: self.now.plus_days(-400),
            object: None,
            memo: Some("avant".into()),
        }
    }

    /// `ana -90 ana.held 30 fund 1`
    fn check_figures(&self, expected: &str, line: &str) {
        let words: Vec<&str> = expected.split_whitespace().collect();
        for pair in words.chunks(2) {
            let number: i64 = pair[1].parse().unwrap();
            assert_eq!(self.figure(pair[0]), number, "{} after {line}", pair[0]);
        }
    }

    fn figure(&self, name: &str) -> i64 {
        let (who, what) = name.split_once('.').unwrap_or((name, "posted"));
        if who == "outside" {
            let sums: (i64, i64) = self.read(|conn| {
                Ok(accounts::table
                    .filter(accounts::ecosystem_id.eq(self.ecosystem))
                    .filter(accounts::kind.eq("outside"))
                    .select((accounts::credits_posted, accounts::debits_posted))
                    .first(conn)?)
            });
            return sums.0 - sums.1;
        }
        let account = self.read(|conn| {
            let rules = rulebook::read(conn, self.ecosystem)?;
            match who {
                "fund" => ledger::fund(conn, self.ecosystem),
                who => Ok(ledger::accounts_of(conn, self.ecosystem, self.member(who), &rules)?.remove(0)),
            }
        });
        match what {
            "posted" => account.posted,
            "held" => account.held,
            "available" => account.available,
            "given" => account.given,
            "received" => account.received,
            other => panic!("no figure is called {other}"),
        }
    }
}

both_engines!(payments_are_levied_and_gifts_are_counted, |t| {
    Desk::open(&t, &["ana", "bo", "cy"]).run(
        "
        ana pays bo 90        | ok | ana -90 bo 89 fund 1
        # The levy is rounded down to the whole minute: 2 % of 49 minutes is nothing.
        ana pays bo 49        | ok | ana -139 bo 138 fund 1
        bo sends cy 60        | ok | bo 78 bo.given 60 cy 60 cy.received 60 fund 1
        # Work given as a gift owes nothing.
        cy helps ana 45       | ok | cy 60 cy.given 45 ana -139 ana.received 45
        cy contributes 30     | ok | cy 30 fund 31
        rule levy_rate_bp 0   | ok
        ana pays cy 100       | ok | ana -239 cy 130 fund 31
        ",
    );
});

both_engines!(minutes_are_held_until_the_work_is_confirmed, |t| {
    Desk::open(&t, &["ana", "bo"]).run(
        "
        ana holds 120 for bo as web | ok | ana 0 ana.held 120 ana.available 480 bo 0
        settle web 121              | minutes-above-hold
        settle web 105              | ok | ana -105 ana.held 0 bo 103 fund 2
        settle web 1                | hold-settled
        void web                    | hold-settled
        ana holds 60 for bo as trip | ok | ana.held 60
        void trip                   | ok | ana -105 ana.held 0 ana.available 495
        void trip                   | hold-settled
        ana holds 60 for bo as rain | ok
        # Nothing was delivered: confirming zero minutes lets everything go.
        settle rain 0               | ok | ana -105 ana.held 0 bo 103
        ",
    );
});

both_engines!(limits_count_what_is_on_hold, |t| {
    Desk::open(&t, &["ana", "bo", "cy"]).run(
        "
        ana holds 590 for bo as big      | ok | ana.available 10
        ana pays cy 11                   | balance-floor-reached
        ana pays cy 10                   | ok | ana -10 ana.available 0 cy 10
        ana holds 1 for cy as one        | balance-floor-reached
        ana contributes 1                | balance-floor-reached
        void big                         | ok | ana.available 590
        rule credit_ceiling_minutes 600  | ok
        ana holds 300 for cy as c        | ok
        bo sends cy 291                  | balance-ceiling-reached
        bo sends cy 290                  | ok | bo -290 cy 300
        bo holds 1 for cy as d           | balance-ceiling-reached
        settle c 300                     | ok | ana -310 cy 594 fund 6
        ",
    );
});

both_engines!(a_newcomer_can_always_begin, |t| {
    Desk::open(&t, &["ana", "bo"]).run(
        "
        rule credit_floor_minutes 0        | ok
        ana pays bo 301                    | balance-floor-reached
        ana holds 300 for bo as first      | ok | ana.available 0
        settle first 300                   | ok | ana -300 bo 294
        ana pays bo 1                      | balance-floor-reached
        # Bo was debited the levy, so the floor counts from now on.
        bo pays ana 295                    | balance-floor-reached
        bo pays ana 294                    | ok | ana -11 bo 0
        rule newcomer_allowance_minutes 0  | ok
        ",
    );
});

both_engines!(a_mistake_is_undone_once_with_all_that_was_linked, |t| {
    Desk::open(&t, &["ana", "bo", "cy"]).run(
        "
        ana pays bo 100 as typo   | ok | ana -100 bo 98 fund 2
        undo typo.1               | ok | ana 0 bo 0 fund 0
        undo typo                 | transfer-already-reversed
        ana sends bo 60 as gift   | ok | ana -60 ana.given 60 bo 60
        undo gift as back         | ok | ana 0 ana.given 0 ana.received 0 bo 0 bo.given 0 bo.received 0
        undo back                 | reversal-not-reversible
        # Who has spent the minutes down to the floor cannot give them back.
        ana pays bo 500 as much   | ok | ana -500 bo 490 fund 10
        bo sends cy 1000          | ok | bo -510 bo.available 90
        undo much                 | balance-floor-reached
        cy sends bo 400           | ok | bo -110
        undo much                 | ok | ana 0 bo -600 fund 0
        ",
    );
});

both_engines!(the_past_knows_no_limits, |t| {
    Desk::open(&t, &["ana", "bo"]).run(
        "
        past outside ana 6000   | ok | outside -6000 ana 6000
        past bo ana 9000        | ok | bo -9000 ana 15000 fund 0
        past bo bo 1            | transfer-to-self
        past bo ana 0           | minutes-not-positive
        past bo ana 600001      | minutes-too-many
        past bo fund 10         | ok | fund 10
        # Below the floor nothing more goes out, and what comes in is welcome.
        bo pays ana 1           | balance-floor-reached
        ana pays bo 100         | ok | ana 14900 bo -8912 fund 12
        bo pays ana 1           | balance-floor-reached
        ",
    );
});

both_engines!(who_has_left_takes_part_in_nothing_new, |t| {
    Desk::open(&t, &["ana", "bo"]).run(
        "
        ana holds 60 for bo as before | ok
        bo leaves                     | ok
        ana pays bo 10                | account-closed
        bo pays ana 10                | account-closed
        ana holds 10 for bo as no     | account-closed
        # What was agreed before can still be settled.
        settle before 60              | ok | ana -60 bo 59
        bo returns                    | ok
        ana pays bo 10                | ok
        ",
    );
});

both_engines!(memos_can_be_erased_without_breaking_the_chain, |t| {
    let mut desk = Desk::open(&t, &["ana", "bo"]);
    let memo = |desk: &Desk, id: TransferId| {
        desk.read(|conn| ledger::get_transfer(conn, desk.ecosystem, id))
            .memo
    };
    let of_ana = desk.transfer("ana", "bo", 10, Reason::Gift).unwrap().transfers[0];
    let of_bo = desk.transfer("bo", "ana", 10, Reason::Gift).unwrap().transfers[0];
    assert!(memo(&desk, of_ana).is_some());
    desk.run("ana leaves | ok");
    assert_eq!(memo(&desk, of_ana), None);
    assert!(memo(&desk, of_bo).is_some());
});

both_engines!(refusals_come_in_the_documented_order, |t| {
    let mut desk = Desk::open(&t, &["ana", "bo"]);
    let nobody = MemberId::new(desk.now);
    desk.people.insert("nobody".into(), nobody);
    desk.run(
        "
        rule credit_floor_minutes -10       | ok
        rule newcomer_allowance_minutes 0   | ok
        rule credit_ceiling_minutes 600     | ok
        past outside bo 599                 | ok
        bo leaves                           | ok
        # One fault after the other is mended; the next one is then named.
        ana pays ana 0                      | minutes-not-positive
        ana pays ana 600001                 | minutes-too-many
        ana pays ana 100                    | transfer-to-self
        nobody pays bo 100                  | account-unknown
        ana pays nobody 100                 | account-unknown
        ana pays bo 100                     | account-closed
        bo returns                          | ok
        ana pays bo 100                     | balance-floor-reached
        ana pays bo 10                      | balance-ceiling-reached
        ana pays bo 1                       | ok
        ",
    );
});

both_engines!(transfers_name_their_rules_and_owners_are_warned, |t| {
    let desk = Desk::open(&t, &["ana", "bo"]);
    let value = Value::Number(1_000);
    desk.write(|conn, _| {
        rulebook::set(
            conn,
            desk.ecosystem,
            Key::LevyRateBp,
            &value,
            None,
            None,
            desk.now,
        )
    })
    .unwrap();
    let settlement = desk.transfer("ana", "bo", 301, Reason::Payment).unwrap();
    assert_eq!(settlement.levy_minutes, 30);
    let view = desk.read(|conn| ledger::get_transfer(conn, desk.ecosystem, settlement.transfers[0]));
    let named: BTreeMap<String, i64> = serde_json::from_str(&view.rule_versions).unwrap();
    assert_eq!(named["levy_rate_bp"], 1);
    assert_eq!(named["credit_floor_minutes"], 0);
    assert_eq!(view.memo.as_deref(), Some("pour les tomates"));
    let warnings = |desk: &Desk| -> Vec<ledger::BalanceWarning> {
        desk.db
            .write_now(|conn| commonhour::outbox::lease(conn, desk.now.plus_days(1), 1_000))
            .unwrap()
            .iter()
            .filter_map(|event| event.open().unwrap())
            .collect()
    };
    let told = warnings(&desk);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].member_id, told[0].balance), (desk.member("ana"), -301));
    // Still below: no second warning for the same fall.
    desk.transfer("ana", "bo", 10, Reason::Payment).unwrap();
    assert_eq!(warnings(&desk).len(), 0);
});

both_engines!(a_statement_is_read_page_by_page, |t| {
    let desk = Desk::open(&t, &["ana", "bo"]);
    for minutes in 1..=9 {
        desk.transfer("ana", "bo", minutes, Reason::Payment).unwrap();
        desk.transfer("bo", "ana", 1, Reason::Payment).unwrap();
    }
    let account = desk.read(|conn| {
        let rules = rulebook::read(conn, desk.ecosystem)?;
        Ok(ledger::accounts_of(conn, desk.ecosystem, desk.member("ana"), &rules)?.remove(0))
    });
    let (mut slice, mut entries) = (
        Slice {
            after: None,
            limit: 5,
        },
        Vec::new(),
    );
    loop {
        let page = desk.read(|conn| ledger::statement(conn, account.id, slice));
        entries.extend(page.items);
        if page.next.is_none() {
            break;
        }
        slice.after = entries.last().map(|entry| Cursor::Id(entry.transfer_id.0));
    }
    assert_eq!(entries.len(), 18);
    assert_eq!(entries[0].balance_after, account.posted);
    assert_eq!(entries[17].balance_after, entries[17].minutes);
    for pair in entries.windows(2) {
        assert!(pair[0].sequence > pair[1].sequence);
        assert_eq!(pair[0].balance_after - pair[0].minutes, pair[1].balance_after);
    }
    assert_eq!(entries[0].other_member_id, Some(desk.member("bo")));
});

both_engines!(a_batch_of_history_gives_what_single_postings_give, |t| {
    let desk = Desk::open(&t, &["ana", "bo", "cy"]);
    let orders: Vec<HistoryOrder> = (0..2_500)
        .map(|n| match n % 3 {
            0 => desk.history("ana", "bo", 30 + n % 7),
            1 => desk.history("bo", "cy", 20 + n % 11),
            _ => desk.history("outside", "ana", 60),
        })
        .collect();
    let ids = desk
        .write(|conn, _| ledger::post_history_batch(conn, &orders, desk.now))
        .unwrap();
    assert_eq!(ids.len(), orders.len());
    let report = desk.verify();
    assert_eq!((report.fault, report.transfers), (None, 2_500));
    let sent: i64 = orders
        .iter()
        .filter(|o| o.from == desk.party("ana"))
        .map(|o| o.minutes)
        .sum();
    let got: i64 = orders
        .iter()
        .filter(|o| o.to == desk.party("ana"))
        .map(|o| o.minutes)
        .sum();
    assert_eq!(desk.figure("ana"), got - sent);
    // One bad line and nothing of the batch is kept.
    let mut bad = orders[..3].to_vec();
    bad.push(desk.history("ana", "bo", 0));
    assert!(
        desk.write(|conn, _| ledger::post_history_batch(conn, &bad, desk.now))
            .is_err()
    );
    assert_eq!(desk.verify().transfers, 2_500);
});

// --- What the database refuses, and what the reader finds ------------------------------------------------------------

fn raw(desk: &Desk, sql: &str) -> Result<()> {
    desk.db.write_now(|conn| Ok(conn.batch_execute(sql)?))
}

both_engines!(the_database_itself_refuses_to_change_a_transfer, |t| {
    let desk = Desk::open(&t, &["ana", "bo"]);
    desk.transfer("ana", "bo", 90, Reason::Payment).unwrap();
    let mut attempts = vec!["UPDATE transfers SET minutes = 1", "DELETE FROM transfers"];
    if t.engine == Engine::Postgres {
        attempts.push("TRUNCATE transfers CASCADE");
    }
    for sql in attempts {
        let error = raw(&desk, sql).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
    assert_eq!(desk.verify().transfers, 2);
});

fn unlock(t: &TestApp, desk: &Desk) {
    let sql = match t.engine {
        Engine::Sqlite => "DROP TRIGGER transfers_refuse_update; DROP TRIGGER transfers_refuse_delete;",
        Engine::Postgres => "ALTER TABLE transfers DISABLE TRIGGER USER",
    };
    raw(desk, sql).unwrap();
}

fn tampered(t: &TestApp, sql: &str) -> String {
    let mut desk = Desk::open(t, &["ana", "bo"]);
    desk.run(
        "
        ana holds 100 for bo as h | ok
        ana pays bo 10            | ok
        ana pays bo 20            | ok
        bo pays ana 5             | ok
        bo pays ana 6             | ok
        ",
    );
    raw(&desk, sql).unwrap();
    let report = desk.verify();
    report.fault.expect("a fault is found").to_string()
}

both_engines!(the_reader_names_the_first_fault, |t| {
    unlock(&t, &Desk::open(&t, &[]));
    // Every tampering falls on all communities of this database; each reading is of a fresh one.
    for (sql, expected) in [
        (
            "UPDATE transfers SET minutes = minutes + 1 WHERE sequence IN (2, 3)",
            "transfer 2 ",
        ),
        (
            "UPDATE transfers SET minutes = minutes + 1 WHERE sequence IN (2, 3)",
            "its content does not give its hash",
        ),
        (
            "UPDATE transfers SET reason = 'gift' WHERE sequence = 4",
            "transfer 4 ",
        ),
        (
            "UPDATE transfers SET previous_hash = hash WHERE sequence = 3",
            "does not follow the hash of the transfer before it",
        ),
        (
            "DELETE FROM transfer_memos; DELETE FROM transfers WHERE sequence = 2",
            "transfer 2 is missing",
        ),
        (
            "DELETE FROM transfer_memos; DELETE FROM transfers WHERE sequence = 4",
            "the journal counts 4 transfers, 3 are there",
        ),
        (
            "UPDATE journals SET head_hash = (SELECT hash FROM transfers WHERE sequence = 3 \
             AND transfers.ecosystem_id = journals.ecosystem_id) WHERE transfers = 4",
            "the journal's head is not the hash of its last transfer",
        ),
        (
            "UPDATE accounts SET credits_posted = credits_posted + 1 WHERE debits_pending > 0",
            "credits posted are stored as 12, the journal gives 11",
        ),
        (
            "UPDATE holds SET minutes = 99",
            "pending are stored as 100, the journal gives 99",
        ),
    ] {
        let fault = tampered(&t, sql);
        assert!(fault.contains(expected), "{sql}\n{fault}");
    }
});

both_engines!(a_forger_who_recomputes_a_hash_is_found_at_the_next, |t| {
    let mut desk = Desk::open(&t, &["ana", "bo"]);
    unlock(&t, &desk);
    desk.run(
        "
        ana sends bo 10  | ok
        ana sends bo 20  | ok
        ",
    );
    desk.db
        .write_now(|conn| {
            let forged = transfers::table
                .filter(transfers::ecosystem_id.eq(desk.ecosystem))
                .filter(transfers::sequence.eq(1));
            let (previous, mut row) = (
                ledger::chain::genesis(desk.ecosystem),
                forged.select(ledger::Transfer::as_select()).first(conn)?,
            );
            row.minutes = 5;
            diesel::update(transfers::table.find(row.id))
                .set((
                    transfers::minutes.eq(5i64),
                    transfers::hash.eq(ledger::chain::hash(&previous, &row)),
                ))
                .execute(conn)?;
            Ok(())
        })
        .unwrap();
    let fault = desk.verify().fault.unwrap();
    assert_eq!(fault.sequence, Some(2));
    assert_eq!(fault.what, "does not follow the hash of the transfer before it");
});

// --- Any sequence of operations, from many threads -------------------------------------------------------------------

#[derive(Debug, Clone)]
enum Op {
    Hold(usize, usize, i64),
    Settle(usize, i64),
    Void(usize),
    Pay(usize, usize, i64),
    Send(usize, usize, i64),
    Help(usize, usize, i64),
    Contribute(usize, i64),
    Reverse(usize),
}

fn any_op() -> impl Strategy<Value = (Op, bool)> {
    let who = || 0..4usize;
    let op = prop_oneof![
        4 => (who(), who(), -1..130i64).prop_map(|(a, b, m)| Op::Hold(a, b, m)),
        3 => (0..50usize, -1..130i64).prop_map(|(h, m)| Op::Settle(h, m)),
        1 => (0..50usize).prop_map(Op::Void),
        3 => (who(), who(), -1..130i64).prop_map(|(a, b, m)| Op::Pay(a, b, m)),
        2 => (who(), who(), 1..130i64).prop_map(|(a, b, m)| Op::Send(a, b, m)),
        1 => (who(), who(), 1..130i64).prop_map(|(a, b, m)| Op::Help(a, b, m)),
        1 => (who(), 1..130i64).prop_map(|(a, m)| Op::Contribute(a, m)),
        2 => (0..50usize).prop_map(Op::Reverse),
    ];
    // Half of them are sent twice under one key, by two threads.
    (op, any::<bool>())
}

/// What several threads share.
struct Shared {
    desk: Desk,
    members: Vec<MemberId>,
    holds: Mutex<Vec<HoldId>>,
    transfers: Mutex<Vec<TransferId>>,
    /// The posted transfers of each operation that succeeded, however often it was sent.
    answers: Mutex<BTreeMap<usize, BTreeSet<String>>>,
}

impl Shared {
    fn run(&self, number: usize, op: &Op) {
        let member = self.members[number % 4];
        let body = serde_json::json!({ "op": format!("{op:?}") });
        let keyed = Keyed::new(member, &format!("key-{number}"), "ops", &body).unwrap();
        let outcome = self.desk.write(|conn, rules| {
            if let Some((_, answer)) = keyed.find_answer(conn, self.desk.now)? {
                return Ok(answer);
            }
            let answer = self.perform(conn, rules, op)?;
            let json = serde_json::to_string(&answer)?;
            keyed.store_answer(conn, 201, &json, self.desk.now)?;
            Ok(json)
        });
        match outcome {
            Err(Error::Refused(_)) => {}
            Err(other) => panic!("{op:?}: {other}"),
            Ok(answer) => {
                let (hold, posted): (Option<HoldId>, Vec<TransferId>) =
                    serde_json::from_str(&answer).unwrap();
                self.holds.lock().unwrap().extend(hold);
                self.transfers.lock().unwrap().extend(posted);
                self.answers
                    .lock()
                    .unwrap()
                    .entry(number)
                    .or_default()
                    .insert(answer);
            }
        }
    }

    fn perform(&self, conn: &mut Conn, rules: &Rules, op: &Op) -> Result<(Option<HoldId>, Vec<TransferId>)> {
        let (ecosystem_id, now) = (self.desk.ecosystem, self.desk.now);
        let missing = || Error::from(commonhour::kernel::errors::Refusal::not_found());
        let hold = |n: usize| {
            let holds = self.holds.lock().unwrap();
            holds.get(n % holds.len().max(1)).copied().ok_or_else(missing)
        };
        let transfer = |a: usize, b: usize, minutes: i64, reason: Reason| TransferOrder {
            ecosystem_id,
            from: self.members[a],
            to: self.members[b],
            minutes,
            reason,
            memo: None,
            by: self.members[a],
        };
        let settlement = match *op {
            Op::Hold(a, b, minutes) => {
                let order = HoldOrder {
                    ecosystem_id,
                    debit: self.members[a],
                    credit: self.members[b],
                    minutes,
                    object: AnyId::new(now),
                    by: self.members[a],
                    expires_at: None,
                };
                return Ok((Some(ledger::hold(conn, &order, rules, now)?), Vec::new()));
            }
            Op::Settle(n, minutes) => ledger::settle_hold(conn, hold(n)?, minutes, None, rules, now)?,
            Op::Void(n) => {
                ledger::void_hold(conn, hold(n)?, now)?;
                return Ok((None, Vec::new()));
            }
            Op::Pay(a, b, minutes) => {
                ledger::transfer(conn, &transfer(a, b, minutes, Reason::Payment), rules, now)?
            }
            Op::Send(a, b, minutes) => {
                ledger::transfer(conn, &transfer(a, b, minutes, Reason::Gift), rules, now)?
            }
            Op::Help(a, b, minutes) => {
                let order = GiftOrder {
                    ecosystem_id,
                    giver: self.members[a],
                    receiver: self.members[b],
                    minutes,
                    object: None,
                    by: None,
                };
                ledger::record_gift(conn, &order, rules, now)?
            }
            Op::Contribute(a, minutes) => {
                ledger::contribute_to_fund(conn, ecosystem_id, self.members[a], minutes, None, rules, now)?
            }
            Op::Reverse(n) => {
                let id = {
                    let posted = self.transfers.lock().unwrap();
                    posted.get(n % posted.len().max(1)).copied().ok_or_else(missing)?
                };
                ledger::reverse(conn, ecosystem_id, id, self.members[0], "undone", rules, now)?
            }
        };
        Ok((None, settlement.transfers))
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let report = self.desk.verify();
        prop_assert_eq!(&report.fault, &None);
        let mut expected = BEGINNING;
        for (number, answers) in self.answers.lock().unwrap().iter() {
            prop_assert_eq!(answers.len(), 1, "operation {} had two answers", number);
            let (_, posted): (Option<HoldId>, Vec<TransferId>) =
                serde_json::from_str(answers.first().unwrap()).unwrap();
            expected += posted.len() as i64;
        }
        prop_assert_eq!(
            report.transfers,
            expected,
            "a repeated operation was posted again"
        );
        type Row = (String, String, i64, i64, i64, i64);
        let rows: Vec<Row> = self.desk.read(|conn| {
            Ok(accounts::table
                .filter(accounts::ecosystem_id.eq(self.desk.ecosystem))
                .select((
                    accounts::unit,
                    accounts::kind,
                    accounts::debits_posted,
                    accounts::credits_posted,
                    accounts::debits_pending,
                    accounts::credits_pending,
                ))
                .load(conn)?)
        });
        for unit in ["minutes", "gift_minutes"] {
            let of_unit = rows.iter().filter(|row| row.0 == unit);
            let sum: i64 = of_unit.clone().map(|row| row.3 - row.2).sum();
            let held: i64 = of_unit.map(|row| row.5 - row.4).sum();
            prop_assert_eq!((sum, held), (0, 0));
        }
        for (unit, kind, debits, credits, held, coming) in rows {
            if unit == "minutes" && kind == "member" {
                prop_assert!(credits - debits - held >= FLOOR, "below the floor");
                prop_assert!(credits - debits + coming <= CEILING, "above the ceiling");
            }
            if kind == "fund" {
                prop_assert!(credits >= debits, "the fund is below zero");
            }
        }
        Ok(())
    }
}

const FLOOR: i64 = -150;
const CEILING: i64 = 600;
/// Transfers posted before the first operation.
const BEGINNING: i64 = 2;

fn run_sequences(t: &TestApp) {
    let config = Config {
        cases: 24,
        failure_persistence: None,
        max_shrink_iters: 40,
        ..Config::default()
    };
    let sequence = proptest::collection::vec(any_op(), 20..60);
    TestRunner::new(config)
        .run(&sequence, |ops| {
            let desk = Desk::open(t, &["ana", "bo", "cy", "dia"]);
            let limits = [
                (Key::CreditFloorMinutes, FLOOR),
                (Key::NewcomerAllowanceMinutes, 0),
                (Key::CreditCeilingMinutes, CEILING),
                (Key::LevyRateBp, 1_000),
            ];
            for (key, number) in limits {
                let value = Value::Number(number);
                desk.write(|conn, _| rulebook::set(conn, desk.ecosystem, key, &value, None, None, desk.now))
                    .unwrap();
            }
            // Two begin rich, so that the ceiling is met as often as the floor.
            let riches = ["ana", "bo"].map(|name| desk.history("outside", name, 450));
            desk.write(|conn, _| ledger::post_history_batch(conn, &riches, desk.now))
                .unwrap();
            let shared = Shared {
                members: desk.people.values().copied().collect(),
                desk,
                holds: Mutex::default(),
                transfers: Mutex::default(),
                answers: Mutex::default(),
            };
            std::thread::scope(|scope| {
                for thread in 0..4 {
                    let (shared, ops) = (&shared, &ops);
                    scope.spawn(move || {
                        for (number, (op, twice)) in ops.iter().enumerate() {
                            if number % 4 == thread || (*twice && (number + 1) % 4 == thread) {
                                shared.run(number, op);
                            }
                        }
                    });
                }
            });
            shared.check()
        })
        .unwrap();
}

both_engines!(any_sequence_from_many_threads_keeps_every_promise, |t| {
    run_sequences(&t);
});

// --- Over HTTP -------------------------------------------------------------------------------------------------------

/// A member's account in minutes, as the API shows it.
fn minutes_account(client: &Client) -> Json {
    let accounts = client.get("/api/v1/me/accounts").expect(200).body;
    let items = accounts["items"].as_array().unwrap();
    items.iter().find(|a| a["unit"] == "minutes").unwrap().clone()
}

both_engines!(a_repeated_transfer_is_made_once, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let body =
        |minutes: i64| json!({"to": bo.id, "minutes": minutes, "reason": "payment", "memo": "Compote"});
    let keyed = ana.with_header("Idempotency-Key", "compote-1");
    let first = keyed.post("/api/v1/transfers", body(90)).expect(201);
    let again = keyed.post("/api/v1/transfers", body(90)).expect(201);
    assert_eq!(first.body, again.body);
    keyed
        .post("/api/v1/transfers", body(91))
        .refused(409, "idempotency-key-reused", Some("minutes"));
    // The key is one person's: another may use the same.
    bo.with_header("Idempotency-Key", "compote-1")
        .post(
            "/api/v1/transfers",
            json!({"to": ana.id, "minutes": 1, "reason": "gift"}),
        )
        .expect(201);
    assert_eq!(first.body["levy_minutes"], 1);
    assert_eq!(first.body["memo"], "Compote");
    assert_eq!(first.body["rule_versions"]["levy_rate_bp"], 0);
    assert_eq!(minutes_account(&ana)["posted"], -89);
    assert_eq!(minutes_account(&bo)["posted"], 88);
    // A refused transfer leaves its key free.
    let poor = ana.with_header("Idempotency-Key", "compote-2");
    poor.post("/api/v1/transfers", body(9_000))
        .refused(409, "balance-floor-reached", Some("minutes"));
    poor.post("/api/v1/transfers", body(5)).expect(201);
});

both_engines!(accounts_are_read_by_their_owner_and_the_treasurer, |t| {
    let (ana, bo, fanny) = (t.member("ana"), t.member("bo"), t.founder());
    let jules = t.second_community();
    let sent = json!({"to": bo.id, "minutes": 60, "reason": "gift", "memo": "Merci"});
    let transfer = ana.post("/api/v1/transfers", sent).expect(201).id();
    let account = minutes_account(&ana);
    assert_eq!(
        (&account["posted"], &account["held"], &account["available"]),
        (&json!(-60), &json!(0), &json!(540))
    );
    assert_eq!((&account["given"], &account["received"]), (&json!(60), &json!(0)));
    assert_eq!(
        (&account["floor"], &account["ceiling"]),
        (&json!(-600), &json!(6000))
    );
    let path = format!("/api/v1/accounts/{}", account["id"].as_str().unwrap());
    for reader in [&ana, &fanny] {
        assert_eq!(reader.get(&path).expect(200).body["posted"], -60);
        let entries = reader.get(&format!("{path}/entries")).expect(200).body;
        let entry = &entries["items"][0];
        assert_eq!(
            (&entry["minutes"], &entry["balance_after"]),
            (&json!(-60), &json!(-60))
        );
        assert_eq!(
            (&entry["reason"], &entry["memo"]),
            (&json!("gift"), &json!("Merci"))
        );
        assert_eq!(entry["other"]["display_name"], "bo");
        assert_eq!(entries["next"], Json::Null);
        reader.get(&format!("/api/v1/transfers/{transfer}")).expect(200);
    }
    bo.get(&format!("/api/v1/transfers/{transfer}")).expect(200);
    for stranger in [&bo, &jules] {
        stranger.get(&path).refused(404, "not-found", None);
        stranger
            .get(&format!("{path}/entries"))
            .refused(404, "not-found", None);
    }
    jules
        .get(&format!("/api/v1/transfers/{transfer}"))
        .refused(404, "not-found", None);
    t.stranger()
        .get("/api/v1/me/accounts")
        .refused(401, "login-required", None);
    ana.get(&format!("{path}/entries?limit=0"))
        .refused(422, "limit-out-of-range", Some("limit"));
    ana.get(&format!("{path}/entries?cursor=xyz"))
        .refused(422, "cursor-invalid", Some("cursor"));
    ana.get("/api/v1/accounts/not-an-id")
        .refused(404, "not-found", None);
});

both_engines!(a_treasurer_undoes_a_transfer_once, |t| {
    let (ana, bo, fanny) = (t.member("ana"), t.member("bo"), t.founder());
    let sent = json!({"to": bo.id, "minutes": 100, "reason": "payment"});
    let transfer = ana.post("/api/v1/transfers", sent).expect(201).id();
    let path = format!("/api/v1/transfers/{transfer}/reversal");
    let why = json!({"reason": "Deux fois la même aide"});
    ana.post(&path, why.clone())
        .refused(403, "permission-missing", None);
    fanny
        .post(&path, json!({}))
        .refused(422, "value-wrong", Some("reason"));
    fanny
        .post(&path, json!({"reason": " "}))
        .refused(422, "text-empty", Some("reason"));
    let undone = fanny.post(&path, why.clone()).expect(201).body;
    assert_eq!(undone["reverses_id"], transfer.as_str());
    assert_eq!(
        (&undone["levy_minutes"], &undone["reason"]),
        (&json!(2), &json!("reversal"))
    );
    assert_eq!(undone["memo"], "Deux fois la même aide");
    fanny
        .post(&path, why.clone())
        .refused(409, "transfer-already-reversed", None);
    let jules = t.second_community();
    jules.post(&path, why.clone()).refused(404, "not-found", None);
    fanny
        .post("/api/v1/transfers/nothing/reversal", why)
        .refused(404, "not-found", None);
    assert_eq!(minutes_account(&ana)["posted"], 0);
    assert_eq!(fanny.get("/api/v1/fund").expect(200).body["posted"], 0);
});

both_engines!(bad_transfers_are_refused_by_field_and_write_nothing, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let applicant = t.applicant("cleo");
    let jules = t.second_community();
    let before = ana.get("/api/v1/ledger/head").expect(200).body;
    let good = json!({"to": bo.id, "minutes": 60, "reason": "payment", "memo": "m"});
    let with = |field: &str, value: Json| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    for (body, status, code, field) in [
        (with("minutes", json!(0)), 422, "minutes-not-positive", "minutes"),
        (
            with("minutes", json!(-60)),
            422,
            "minutes-not-positive",
            "minutes",
        ),
        (
            with("minutes", json!(600_001)),
            422,
            "minutes-too-many",
            "minutes",
        ),
        (with("minutes", json!(1.5)), 422, "value-wrong", "minutes"),
        (with("minutes", json!(1e300)), 422, "value-wrong", "minutes"),
        (with("minutes", json!("60")), 422, "value-wrong", "minutes"),
        (with("minutes", Json::Null), 422, "value-wrong", "minutes"),
        (with("to", json!("bo")), 422, "value-wrong", "to"),
        (
            with("to", json!(MemberId::new(t.now()))),
            422,
            "account-unknown",
            "to",
        ),
        (with("to", json!(applicant.id)), 422, "account-unknown", "to"),
        (with("to", json!(jules.id)), 422, "account-unknown", "to"),
        (with("to", json!(ana.id)), 422, "transfer-to-self", "to"),
        (with("reason", json!("levy")), 422, "value-wrong", "reason"),
        (with("memo", json!("x".repeat(301))), 422, "text-too-long", "memo"),
        (
            with("memo", json!("a\u{0}b")),
            422,
            "text-control-characters",
            "memo",
        ),
        (with("memo", json!(["m"])), 422, "value-wrong", "memo"),
        (
            json!({"to": bo.id, "reason": "gift"}),
            422,
            "value-wrong",
            "minutes",
        ),
        (json!([]), 422, "value-wrong", "body"),
        (
            with("minutes", json!(601)),
            409,
            "balance-floor-reached",
            "minutes",
        ),
    ] {
        ana.post("/api/v1/transfers", body)
            .refused(status, code, Some(field));
    }
    ana.send("POST", "/api/v1/transfers", Some("{".into()))
        .refused(400, "json-malformed", Some("body"));
    applicant
        .post("/api/v1/transfers", good.clone())
        .refused(403, "membership-inactive", None);
    t.stranger()
        .post("/api/v1/transfers", good)
        .refused(401, "login-required", None);
    assert_eq!(ana.get("/api/v1/ledger/head").expect(200).body, before);
});

both_engines!(the_fund_and_the_head_are_everyones_to_read, |t| {
    let (ana, fanny) = (t.member("ana"), t.founder());
    let empty = ana.get("/api/v1/ledger/head").expect(200).body;
    assert_eq!(
        (&empty["transfers"], &empty["ecosystem"]),
        (&json!(0), &json!("alpes"))
    );
    assert_eq!(empty["hash"].as_str().unwrap().len(), 64);
    ana.post(
        "/api/v1/fund/contributions",
        json!({"minutes": 30, "memo": "Pour Zoé"}),
    )
    .expect(201);
    ana.post("/api/v1/fund/contributions", json!({"minutes": 0}))
        .refused(422, "minutes-not-positive", Some("minutes"));
    let fund = ana.get("/api/v1/fund").expect(200).body;
    assert_eq!((&fund["posted"], &fund["kind"]), (&json!(30), &json!("fund")));
    let head = ana.get("/api/v1/ledger/head").expect(200).body;
    assert_eq!(head["transfers"], 1);
    assert_ne!(head["hash"], empty["hash"]);
    // Members see what moved; who gave it, only the treasurer.
    let path = format!("/api/v1/accounts/{}/entries", fund["id"].as_str().unwrap());
    let seen = &ana.get(&path).expect(200).body["items"][0];
    assert_eq!(
        (&seen["minutes"], &seen["other"], &seen["memo"]),
        (&json!(30), &Json::Null, &Json::Null)
    );
    let seen = &fanny.get(&path).expect(200).body["items"][0];
    assert_eq!(
        (&seen["other"]["display_name"], &seen["memo"]),
        (&json!("ana"), &json!("Pour Zoé"))
    );
});

both_engines!(rules_are_read_with_bounds_and_history, |t| {
    let ana = t.member("ana");
    let rules = ana.get("/api/v1/rules").expect(200).body;
    let items = rules["items"].as_array().unwrap();
    assert_eq!(items.len(), Key::ALL.len());
    let levy = items.iter().find(|rule| rule["key"] == "levy_rate_bp").unwrap();
    assert_eq!((&levy["value"], &levy["version"]), (&json!(200), &json!(0)));
    assert_eq!(levy["bounds"], json!({"min": 0, "max": 2000}));
    assert_eq!(levy["label"], "Prélèvement solidaire");
    let now = t.now();
    t.app
        .db
        .write_now(|conn| {
            let alpes = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
            rulebook::set(conn, alpes, Key::LevyRateBp, &Value::Number(500), None, None, now)
        })
        .unwrap();
    let levy = ana.get("/api/v1/rules/levy_rate_bp").expect(200).body;
    assert_eq!((&levy["value"], &levy["version"]), (&json!(500), &json!(1)));
    assert_eq!(levy["history"][0]["value"], 500);
    assert_eq!(levy["value_text"], "5 %");
    ana.get("/api/v1/rules/no_such_rule")
        .refused(404, "not-found", None);
    t.applicant("cleo")
        .get("/api/v1/rules")
        .refused(403, "membership-inactive", None);
});

// --- Pages -----------------------------------------------------------------------------------------------------------

/// The same person in a browser: a page session's cookie, and the form token that goes with it.
fn browser(t: &TestApp, client: &Client) -> Client {
    use sha2::{Digest, Sha256};
    let (cookie, now) = (format!("test-{}", client.id), t.now());
    let member: MemberId = client.id.parse().unwrap();
    t.app
        .db
        .write_now(|conn| {
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(SessionId::new(now)),
                    sessions::member_id.eq(member),
                    sessions::kind.eq("page"),
                    sessions::token_hash.eq(Sha256::digest(cookie.as_bytes()).to_vec()),
                    sessions::created_at.eq(now),
                    sessions::last_seen_at.eq(now),
                    sessions::expires_at.eq(now.plus_days(30)),
                ))
                .execute(conn)?;
            Ok(())
        })
        .unwrap();
    let mut browser = t
        .stranger()
        .with_header("Cookie", &format!("commonhour_session={cookie}"));
    browser.id = client.id.clone();
    browser
}

fn page(client: &Client, path: &str) -> String {
    client.get(path).expect(200).body.as_str().unwrap().to_string()
}

/// The value of a hidden field.
fn hidden(html: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let rest = html
        .split(&start)
        .nth(1)
        .unwrap_or_else(|| panic!("no {name} in {html}"));
    rest.split('"').next().unwrap().to_string()
}

fn submit(client: &Client, path: &str, fields: &[(&str, &str)]) -> crate::support::Answer {
    let body: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    client.send_as("POST", path, Some(body), "application/x-www-form-urlencoded")
}

both_engines!(hours_are_sent_on_pages_after_a_look_at_them, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let browser = browser(&t, &ana);
    assert!(page(&browser, "/hours").contains("Heures données"));
    let found = page(&browser, "/hours/send?q=BO");
    assert!(found.contains(&format!("/hours/send?to={}", bo.id)), "{found}");
    let form = page(&browser, &format!("/hours/send?to={}", bo.id));
    let csrf = hidden(&form, "csrf");
    let fields = |minutes: &'static str, step: &'static str, key: &str| -> Vec<(String, String)> {
        [
            ("csrf", csrf.as_str()),
            ("to", &bo.id),
            ("hours", "1"),
            ("minutes", minutes),
            ("reason", "gift"),
            ("memo", "<b>Merci</b>"),
            ("step", step),
            ("key", key),
        ]
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .to_vec()
    };
    let send = |minutes: &'static str, step: &'static str, key: &str| {
        let fields = fields(minutes, step, key);
        let borrowed: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        submit(&browser, "/hours/send", &borrowed)
    };
    // What cannot be read comes back with what was typed.
    let again = send("x", "review", "").expect(422).body;
    assert!(again.as_str().unwrap().contains("Merci"), "{again}");
    let review = send("30", "review", "")
        .expect(200)
        .body
        .as_str()
        .unwrap()
        .to_string();
    assert!(
        review.contains("1 h 30") && !review.contains("<b>Merci"),
        "{review}"
    );
    assert_eq!(minutes_account(&ana)["posted"], 0);
    let key = hidden(&review, "key");
    for _ in 0..2 {
        let sent = send("30", "send", &key).expect(303);
        assert_eq!(sent.header("location"), Some("/hours?done=hours-sent"));
    }
    assert_eq!(minutes_account(&ana)["posted"], -90);
    let hours = page(&browser, "/hours?done=hours-sent");
    assert!(hours.contains("Les heures sont envoyées."), "{hours}");
    assert!(hours.contains("1 h 30"), "{hours}");
    // Without the form's token nothing happens.
    submit(&browser, "/hours/send", &[("to", &bo.id), ("step", "send")]).expect(403);
    t.stranger().get("/hours").expect(303);
});

both_engines!(the_fund_and_the_rules_have_pages, |t| {
    let ana = t.member("ana");
    let browser = browser(&t, &ana);
    let fund = page(&browser, "/fund");
    let given = |hours: &str| {
        let (csrf, key) = (hidden(&fund, "csrf"), hidden(&fund, "key"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("key", key.as_str()),
            ("hours", hours),
            ("minutes", ""),
        ];
        submit(&browser, "/fund/contributions", &fields)
    };
    given("nothing").expect(422);
    assert_eq!(
        given("2").expect(303).header("location"),
        Some("/fund?done=fund-contributed")
    );
    let fund = page(&browser, "/fund");
    assert!(
        fund.contains("2 h") && fund.contains("Contribution au fonds"),
        "{fund}"
    );
    assert!(page(&browser, "/rules").contains("/rules/levy_rate_bp"));
    assert!(page(&browser, "/rules/levy_rate_bp").contains("2 %"));
    browser.get("/rules/no_such_rule").expect(404);
});

both_engines!(a_treasurer_corrects_a_mistake_on_pages, |t| {
    let (ana, bo, fanny) = (t.member("ana"), t.member("bo"), t.founder());
    let sent = json!({"to": bo.id, "minutes": 75, "reason": "payment"});
    let transfer = ana.post("/api/v1/transfers", sent).expect(201).id();
    let treasurer = browser(&t, &fanny);
    assert!(page(&treasurer, "/hours").contains("/treasury"));
    assert!(page(&treasurer, "/treasury?q=ana").contains(&format!("/treasury/{}", ana.id)));
    let statement = page(&treasurer, &format!("/treasury/{}", ana.id));
    let undo = format!("/treasury/transfers/{transfer}/reversal");
    assert!(statement.contains(&undo), "{statement}");
    let form = page(&treasurer, &undo);
    assert!(form.contains("1 h 15"), "{form}");
    let csrf = hidden(&form, "csrf");
    submit(&treasurer, &undo, &[("csrf", csrf.as_str()), ("reason", " ")]).expect(422);
    let fields = [("csrf", csrf.as_str()), ("reason", "Saisi deux fois")];
    let answer = submit(&treasurer, &undo, &fields).expect(303);
    let back = format!("/treasury/{}?done=transfer-undone", ana.id);
    assert_eq!(answer.header("location"), Some(back.as_str()));
    assert_eq!(minutes_account(&ana)["posted"], 0);
    submit(&treasurer, &undo, &fields).expect(422);
    // It takes the mandate.
    let member = browser(&t, &ana);
    assert!(!page(&member, "/hours").contains("/treasury"));
    member.get("/treasury").expect(403);
    member.get(&undo).expect(403);
    member.get(&format!("/treasury/{}", bo.id)).expect(403);
});
