//! Support programmes, told in statements: what a vote does | what comes of it | who then has what.

use std::collections::BTreeMap;

use commonhour::db::Conn;
use commonhour::db::schema::programmes;
use commonhour::kernel::errors::{Error, Result};
use commonhour::kernel::ids::{EcosystemId, ProgrammeId, ProposalId};
use commonhour::ledger::{self, HistoryOrder, Party};
use commonhour::solidarity;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::support::{Engine, TestApp};

/// A community with a fund, and its programmes by name.
struct Fund<'a> {
    t: &'a TestApp,
    ecosystem: EcosystemId,
    programmes: BTreeMap<String, ProgrammeId>,
}

impl<'a> Fund<'a> {
    fn of(t: &'a TestApp, minutes: i64) -> Fund<'a> {
        t.community();
        let ecosystem = t
            .app
            .db
            .read_now(|conn| commonhour::members::find_ecosystem_by_slug(conn, "alpes"))
            .unwrap()
            .unwrap();
        let fund = Fund {
            t,
            ecosystem,
            programmes: BTreeMap::new(),
        };
        if minutes > 0 {
            let now = t.now();
            fund.write(|conn| {
                let order = HistoryOrder {
                    ecosystem_id: ecosystem,
                    from: Party::Outside,
                    to: Party::Fund,
                    minutes,
                    occurred_at: now,
                    object: None,
                    memo: None,
                };
                ledger::post_history(conn, &order, now)
            })
            .unwrap();
        }
        fund
    }

    fn write<T>(&self, f: impl FnMut(&mut Conn) -> Result<T>) -> Result<T> {
        self.t.app.db.write_in_now(self.ecosystem, f)
    }

    fn id(&self, name: &str) -> ProgrammeId {
        let unknown = || ProgrammeId::new(self.t.now());
        self.programmes.get(name).copied().unwrap_or_else(unknown)
    }

    fn fault(&self) -> Option<String> {
        let report = self
            .t
            .app
            .db
            .read_now(|conn| ledger::verify(conn, self.ecosystem));
        report.unwrap().fault.map(|fault| fault.to_string())
    }

    /// Minutes of the fund, or left with a programme.
    fn minutes(&self, name: &str) -> i64 {
        let read = self.t.app.db.read_now(|conn| match name {
            "fund" => Ok(ledger::fund(conn, self.ecosystem)?.posted),
            name => {
                let programme = solidarity::find_programme(conn, self.ecosystem, self.id(name))?.unwrap();
                let accounts = [programme.account_id];
                Ok(ledger::list_programme_totals(conn, self.ecosystem, &accounts)?[&accounts[0]].left)
            }
        });
        read.unwrap()
    }

    fn statement(&mut self, statement: &str) -> Result<()> {
        let words: Vec<&str> = statement.split_whitespace().collect();
        let now = self.t.now();
        match words.as_slice() {
            ["open", name] => {
                let opened = self.write(|conn| {
                    solidarity::open_programme(conn, self.ecosystem, name, "Pour qui en a besoin.", None, now)
                })?;
                self.programmes.insert(name.to_string(), opened.id);
            }
            ["close", name] => {
                self.write(|conn| {
                    solidarity::close_programme(conn, self.ecosystem, self.id(name), None, now)
                })?;
            }
            ["grant", grants @ ..] => {
                let grants: Vec<(ProgrammeId, i64)> = grants
                    .chunks(2)
                    .map(|pair| (self.id(pair[0]), pair[1].parse().unwrap()))
                    .collect();
                let proposal = ProposalId::new(now);
                self.write(|conn| solidarity::allocate(conn, self.ecosystem, &grants, proposal, now))?;
            }
            other => panic!("what does {other:?} mean?"),
        }
        Ok(())
    }

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
                Ok(()) => "ok",
                Err(Error::Refused(refusal)) => refusal.code,
                Err(other) => panic!("{line}: {other}"),
            };
            assert_eq!(found, outcome, "{line}");
            let figures: Vec<&str> = parts.next().unwrap_or("").split_whitespace().collect();
            for pair in figures.chunks(2) {
                assert_eq!(
                    self.minutes(pair[0]),
                    pair[1].parse::<i64>().unwrap(),
                    "{line}: {}",
                    pair[0]
                );
            }
            assert_eq!(self.fault(), None, "{line}");
        }
    }
}

both_engines!(votes_give_hours_of_the_fund_to_programmes, |t| {
    Fund::of(&t, 600).run(
        "
        open Potager                   | ok                    | fund 600 Potager 0
        open POTAGER                   | programme-name-taken
        open Accueil                   | ok
        grant Potager 200 Accueil 100  | ok                    | fund 300 Potager 200 Accueil 100
        grant Potager 300              | ok                    | fund 0 Potager 500
        # The fund has nothing left.
        grant Potager 1                | fund-insufficient     | fund 0 Potager 500
        ",
    );
});

both_engines!(an_allocation_is_made_whole_or_not_at_all, |t| {
    Fund::of(&t, 100).run(
        "
        open Potager                   | ok
        open Accueil                   | ok
        # Each would fit, both together do not.
        grant Potager 60 Accueil 60    | fund-insufficient     | fund 100 Potager 0 Accueil 0
        grant Potager 60 Nobody 10     | programme-unknown     | fund 100 Potager 0
        grant Potager 60 Potager 10    | allocation-twice      | fund 100 Potager 0
        grant Potager 60 Accueil 0     | minutes-not-positive  | fund 100 Potager 0
        grant Potager 60 Accueil -5    | minutes-not-positive  | fund 100
        grant Potager 600001           | minutes-too-many      | fund 100
        grant                          | allocation-empty      | fund 100
        grant Potager 60 Accueil 40    | ok                    | fund 0 Potager 60 Accueil 40
        ",
    );
});

both_engines!(what_is_left_of_a_programme_goes_back, |t| {
    Fund::of(&t, 100).run(
        "
        open Potager                   | ok
        grant Potager 70               | ok                    | fund 30 Potager 70
        close Potager                  | ok                    | fund 100 Potager 0
        close Potager                  | programme-closed      | fund 100
        grant Potager 10               | programme-closed      | fund 100 Potager 0
        close Nobody                   | programme-unknown
        # The name is free again, and nothing left is nothing to give back.
        open Potager                   | ok                    | Potager 0
        close Potager                  | ok                    | fund 100 Potager 0
        ",
    );
});

both_engines!(a_refusal_says_what_the_fund_has, |t| {
    let mut fund = Fund::of(&t, 90);
    fund.run("open Potager | ok");
    let error = fund.statement("grant Potager 91").unwrap_err();
    let refusal = error.refusal().unwrap();
    assert_eq!(refusal.params, vec![("available", "1 h 30".to_string())]);
});

both_engines!(a_treasurer_does_not_undo_what_members_voted, |t| {
    let mut fund = Fund::of(&t, 100);
    fund.run(
        "
        open Potager                   | ok
        grant Potager 70               | ok                    | fund 30
        ",
    );
    let fanny = t.founder();
    let account = fanny.get("/api/v1/fund").expect(200).body["id"]
        .as_str()
        .unwrap()
        .to_string();
    let lines = fanny
        .get(&format!("/api/v1/accounts/{account}/entries"))
        .expect(200)
        .body;
    let grant = lines["items"][0].clone();
    assert_eq!(
        (&grant["reason"], &grant["minutes"]),
        (&json!("grant"), &json!(-70))
    );
    let path = format!("/api/v1/transfers/{}/reversal", grant["id"].as_str().unwrap());
    fanny
        .post(&path, json!({"reason": "trop"}))
        .refused(409, "grant-not-reversible", None);
    assert_eq!(fund.minutes("fund"), 30);
});

both_engines!(the_reader_knows_where_grants_go, |t| {
    let mut fund = Fund::of(&t, 100);
    fund.run(
        "
        open Potager                   | ok
        grant Potager 70               | ok
        close Potager                  | ok
        ",
    );
    let kinds = [
        ("'outside'", "a grant does not go from fund to outside"),
        ("'fund'", "a grant does not go"),
    ];
    for (kind, what) in kinds {
        let change = format!("UPDATE accounts SET kind = {kind} WHERE closed_at IS NOT NULL");
        fund.write(|conn| Ok(conn.batch_execute(&change)?)).unwrap();
        let fault = fund.fault().unwrap();
        assert!(fault.contains(what), "{fault}");
    }
});

both_engines!(accounts_survive_their_new_kind, |t| {
    let mut fund = Fund::of(&t, 100);
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let sent = json!({"to": bo.id, "minutes": 30, "reason": "payment"});
    ana.post("/api/v1/transfers", sent).expect(201);
    let listing = json!({
        "kind": "offer", "what": "service", "title": "Aide au jardin", "description": "Tailler et semer.",
        "terms": {"gift": true, "time_minutes": 60}, "remote": false,
    });
    let listing = ana.post("/api/v1/listings", listing).expect(201).id();
    let exchange = json!({"listing_id": listing, "minutes": 60, "terms": "time", "message": "Bonjour"});
    let exchange = bo.post("/api/v1/exchanges", exchange).expect(201).id();
    ana.post(&format!("/api/v1/exchanges/{exchange}/agreement"), json!({}))
        .expect(201);
    // Back and forth with transfers and a hold that point to the accounts.
    let (down, up) = match t.engine {
        Engine::Sqlite => (
            include_str!("../migrations/sqlite/2026-11-25-000019_programmes/down.sql"),
            include_str!("../migrations/sqlite/2026-11-25-000019_programmes/up.sql"),
        ),
        Engine::Postgres => (
            include_str!("../migrations/postgres/2026-11-25-000019_programmes/down.sql"),
            include_str!("../migrations/postgres/2026-11-25-000019_programmes/up.sql"),
        ),
    };
    for sql in [down, up] {
        t.app.db.write_now(|conn| Ok(conn.batch_execute(sql)?)).unwrap();
        assert_eq!(fund.fault(), None);
    }
    ana.post(&format!("/api/v1/exchanges/{exchange}/delivery"), json!({}))
        .expect(201);
    bo.post(&format!("/api/v1/exchanges/{exchange}/confirmation"), json!({}))
        .expect(201);
    fund.run("open Potager | ok | fund 101");
});

both_engines!(programmes_are_everyones_to_read, |t| {
    let ana = t.member("ana");
    let mut fund = Fund::of(&t, 300);
    fund.run(
        "
        open Accueil                   | ok
        open Potager                   | ok
        grant Accueil 90 Potager 120   | ok
        close Accueil                  | ok
        ",
    );
    let items = ana.get("/api/v1/programmes").expect(200).body["items"].clone();
    let figures = |n: usize| {
        let line = &items[n];
        let of = |name: &str| line[name].as_i64().unwrap();
        (
            line["name"].as_str().unwrap().to_string(),
            of("received"),
            of("spent"),
            of("returned"),
            of("left"),
        )
    };
    assert_eq!(figures(0), ("Potager".to_string(), 120, 0, 0, 120));
    assert_eq!(figures(1), ("Accueil".to_string(), 90, 0, 90, 0));
    let account = items[0]["account_id"].as_str().unwrap();
    let lines = ana
        .get(&format!("/api/v1/accounts/{account}/entries"))
        .expect(200)
        .body;
    assert_eq!(
        (&lines["items"][0]["reason"], &lines["items"][0]["other_kind"]),
        (&json!("grant"), &json!("fund"))
    );
    let page = t.browser(&ana).page("/fund");
    assert!(
        page.contains("Programmes de soutien") && page.contains("Potager"),
        "{page}"
    );
    assert!(page.contains("1 h 30 rendus au fonds"), "{page}");
    let jules = t.second_community();
    assert_eq!(
        jules.get("/api/v1/programmes").expect(200).body["items"],
        json!([])
    );
    jules
        .get(&format!("/api/v1/accounts/{account}/entries"))
        .refused(404, "not-found", None);
});

#[test]
fn nothing_is_lost_between_the_fund_and_programmes() {
    let t = TestApp::start(Engine::Sqlite);
    let mut fund = Fund::of(&t, 5_000);
    fund.run("open A | ok\nopen B | ok\nopen C | ok");
    let acts = proptest::collection::vec((0usize..4, 1i64..900, 1i64..900), 1..12);
    let mut runner = TestRunner::new(Config::with_cases(24));
    runner
        .run(&acts, |acts| {
            for (what, one, two) in acts {
                let statement = match what {
                    0 => format!("grant A {one} B {two}"),
                    1 => format!("grant C {one}"),
                    2 => "close B".to_string(),
                    _ => "open B".to_string(),
                };
                let mut mine = Fund {
                    t: fund.t,
                    ecosystem: fund.ecosystem,
                    programmes: fund.programmes.clone(),
                };
                if let Err(other) = mine.statement(&statement)
                    && other.refusal().is_none()
                {
                    panic!("{other}");
                }
                let all: i64 = t
                    .app
                    .db
                    .read_now(|conn| {
                        let ids: Vec<_> = programmes::table.select(programmes::account_id).load(conn)?;
                        let totals = ledger::list_programme_totals(conn, fund.ecosystem, &ids)?;
                        Ok(totals.values().map(|t| t.left).sum())
                    })
                    .unwrap();
                prop_assert_eq!(all + fund.minutes("fund"), 5_000);
                prop_assert!(fund.minutes("fund") >= 0);
            }
            prop_assert_eq!(fund.fault(), None);
            Ok(())
        })
        .unwrap();
}
