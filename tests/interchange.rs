//! A community comes with its data: every oddity, interruption and resumption, the dry run, the proof, and the big import
//! after which an imported member does everything a member does.

use std::collections::BTreeMap;
use std::path::PathBuf;

use commonhour::cli::backup::{self, BackupArgs, RestoreArgs};
use commonhour::cli::export::{self, ExportArgs};
use commonhour::cli::import::{self, Done, Ending, ImportSource, Order, TimeoverflowArgs};
use commonhour::db::schema::{
    accounts, categories, import_links, import_rows, imports, listings, members, memberships, outbox,
    transfer_memos, transfers,
};
use commonhour::db::{Db, DbOptions};
use commonhour::ecosystems::{self, Founder};
use commonhour::i18n::Locale;
use commonhour::interchange::timeoverflow::{CategoryMap, Files};
use commonhour::interchange::{Counts, FileName, Outcome};
use commonhour::kernel::clock::Moment;
use commonhour::kernel::ids::{AnyId, EcosystemId, MemberId};
use commonhour::kernel::names::{DisplayName, Email};
use commonhour::ledger::{self, HistoryOrder, Party};
use commonhour::members::{self as people, MembershipStatus, NewEcosystem, NewMember, Purpose};
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::timeoverflow::{Community, community};
use crate::support::{Client, Engine, TestApp};

const PASSWORD: &str = "une phrase assez longue 2026";

/// An ecosystem whose founder is `founder@exemple.org`, member number 1.
fn found(t: &TestApp, slug: &str) -> EcosystemId {
    let new = NewEcosystem::parse(slug, "Banque du temps", "fr", "Europe/Paris").unwrap();
    let founder = NewMember {
        email: Some(Email::parse("email", &format!("founder-{slug}@exemple.org")).unwrap()),
        email_confirmed: true,
        ..NewMember::named(DisplayName::parse("name", "Fondatrice").unwrap(), Locale::Fr)
    };
    let founder = Founder::New(Box::new(founder));
    let now = t.now();
    let founded = t
        .app
        .db
        .write_now(|conn| ecosystems::create(conn, &new, &founder, now));
    founded.unwrap().ecosystem_id
}

fn order(ecosystem: EcosystemId, files: &Files) -> Order {
    Order {
        ecosystem,
        files: files.clone(),
        categories: CategoryMap::default(),
        zone: chrono_tz::Europe::Paris,
        locale: Locale::Fr,
        dry_run: false,
        batch_lines: 50,
        batches_max: None,
    }
}

fn run(t: &TestApp, order: &Order) -> Done {
    import::run(&t.app.db, &t.app.clock, order, &mut |_, _, _| {}).unwrap()
}

/// The rows as `(file, line, outcome, reason)`.
fn told(done: &Done) -> Vec<(FileName, i64, Outcome, String)> {
    let reason = |row: &commonhour::interchange::ReportRow| row.reason.clone().unwrap_or_default();
    done.rows
        .iter()
        .map(|row| (row.file, row.line, row.outcome, reason(row)))
        .collect()
}

#[track_caller]
fn assert_whole(done: &Done) {
    match &done.ending {
        Ending::Whole { proof, ledger } => {
            assert!(proof.holds(), "{proof:?}");
            assert_eq!(ledger.fault, None);
        }
        other => panic!("{other:?}"),
    }
}

/// How many rows each table has that an import writes.
fn table_sizes(t: &TestApp) -> Vec<i64> {
    t.app
        .db
        .read_now(|conn| {
            Ok(vec![
                members::table.count().get_result(conn)?,
                memberships::table.count().get_result(conn)?,
                accounts::table.count().get_result(conn)?,
                categories::table.count().get_result(conn)?,
                listings::table.count().get_result(conn)?,
                transfers::table.count().get_result(conn)?,
                transfer_memos::table.count().get_result(conn)?,
                imports::table.count().get_result(conn)?,
                import_rows::table.count().get_result(conn)?,
                import_links::table.count().get_result(conn)?,
                outbox::table.count().get_result(conn)?,
            ])
        })
        .unwrap()
}

/// Uid → member.
fn linked(t: &TestApp, ecosystem: EcosystemId) -> BTreeMap<String, MemberId> {
    let pairs: Vec<(String, AnyId)> = t
        .app
        .db
        .read_now(|conn| {
            Ok(import_links::table
                .filter(import_links::ecosystem_id.eq(ecosystem))
                .filter(import_links::kind.eq("member"))
                .select((import_links::external_id, import_links::object_id))
                .load(conn)?)
        })
        .unwrap();
    pairs.into_iter().map(|(uid, id)| (uid, MemberId(id.0))).collect()
}

/// Uid → balance in minutes.
fn balances(t: &TestApp, ecosystem: EcosystemId) -> BTreeMap<String, i64> {
    let by_member = t
        .app
        .db
        .read_now(|conn| ledger::list_history_balances(conn, ecosystem))
        .unwrap();
    linked(t, ecosystem)
        .into_iter()
        .map(|(uid, member)| (uid, by_member[&member].posted))
        .collect()
}

const USERS: &str = "\u{FEFF}member_uid,entry_date,first,middle,last,gender,date_of_birth,phone,alt_phone,email\r\n\
1,2014-05-01,Maëlle,,Perrot,1,1980-01-01,+33 6,,maelle@exemple.org\r\n\
2,2015-02-03 10:00:00,José,\"de la \"\"Cruz\"\"\",\"Gómez, hijo\",2,,,,JOSE@exemple.org\r\n\
3,2015-02-03,Ana,,López,1,,,,\r\n\
4,2015-02-03,Bo,,Pons,1,,,,jose@exemple.org\r\n\
5,nunca,Cy,,Roca,1,,,,not an address\r\n\
6,2015-02-03,,,,4,,,,six@exemple.org\r\n\
\r\n\
7,2015-02-03,\"Dora,,Sol,1,,,,dora@exemple.org\r\n\
2,2016-01-01,José,,Otra,2,,,,otra@exemple.org\r\n\
x9,2016-01-01,No,,Number,2,,,,x9@exemple.org\r\n\
10,2016\r\n\
11,2016-01-01,Founder,,Twin,1,,,,founder-casa@exemple.org\r\n";

const POSTS: &str = "1,Offer,Cours de guitare,Pour débutants.,3,2016-01-02 10:00:00,2016-01-02,2027-01-31\n\
2,Inquiry,Cuidado de niños,Busco ayuda los jueves por la tarde.,4,2016-01-02 10:00:00,,\n\
1,Offer,Jardin,,3,2016-01-02,,2019-01-31\n\
1,Offer,Vélos,Réparation de vélos,,2016-01-02,,\n\
99,Offer,De personne,Texte,3,2016-01-02,,\n\
1,Swap,Quoi,Texte,3,2016-01-02,,\n";

const TRANSFERS: &str = "1,member,2,member,3600,2016-03-02 10:00:00 UTC,merci,1\n\
2,member,1,member,5430,2016-03-01 10:00:00 UTC,,\n\
1,member,2,member,59,2016-03-03 10:00:00 UTC,,\n\
1,member,2,member,0,2016-03-03 10:00:00 UTC,,\n\
1,member,2,member,-120,2016-03-04 10:00:00 UTC,,\n\
500,organization,3,member,7200,2016-03-05 10:00:00 UTC,alta,\n\
77,member,3,member,600,2016-03-06 10:00:00 UTC,,\n\
3,member,3,member,600,2016-03-06 10:00:00 UTC,,\n\
3,member,4,member,una hora,2016-03-06 10:00:00 UTC,,\n\
3,robot,4,member,60,2016-03-06 10:00:00 UTC,,\n\
1,member,2,member,3600,2016-03-02 10:00:00 UTC,merci,1\n";

fn odd_files() -> Files {
    Files {
        users: USERS.as_bytes().to_vec(),
        posts: POSTS.as_bytes().to_vec(),
        transfers: TRANSFERS.as_bytes().to_vec(),
    }
}

both_engines!(every_oddity_has_its_outcome, |t| {
    let ecosystem = found(&t, "casa");
    let done = run(&t, &order(ecosystem, &odd_files()));
    assert_whole(&done);
    use FileName::{Posts, Transfers, Users};
    use Outcome::{Fixed, Ready, Skipped};
    let expected = [
        (Users, 1, Skipped, "header"),
        // The founder of the ecosystem is number 1 already.
        (Users, 2, Fixed, "number-taken"),
        (Users, 3, Ready, ""),
        (Users, 4, Fixed, "email-missing"),
        (Users, 5, Fixed, "email-duplicate"),
        (Users, 6, Fixed, "date-unreadable email-invalid"),
        (Users, 7, Fixed, "name-missing"),
        (Users, 9, Skipped, "quotes-broken"),
        (Users, 10, Skipped, "uid-duplicate"),
        (Users, 11, Skipped, "uid-invalid"),
        (Users, 12, Skipped, "columns"),
        (Users, 13, Fixed, "email-in-use"),
        (Posts, 1, Ready, ""),
        (Posts, 2, Ready, ""),
        (Posts, 3, Fixed, "description-missing ended-already"),
        (Posts, 4, Fixed, "category-missing"),
        (Posts, 5, Skipped, "member-unknown"),
        (Posts, 6, Skipped, "type-unknown"),
        (Transfers, 1, Ready, ""),
        (Transfers, 2, Fixed, "seconds-left"),
        (Transfers, 3, Fixed, "under-one-minute"),
        (Transfers, 4, Skipped, "amount-zero"),
        (Transfers, 5, Fixed, "amount-negative"),
        (Transfers, 6, Ready, ""),
        (Transfers, 7, Fixed, "member-deleted"),
        (Transfers, 8, Skipped, "same-account"),
        (Transfers, 9, Skipped, "amount-unreadable"),
        (Transfers, 10, Skipped, "party-unknown"),
        (Transfers, 11, Ready, ""),
    ]
    .map(|(file, line, outcome, reason)| (file, line, outcome, reason.to_string()));
    assert_eq!(told(&done), expected);
    let Ending::Whole { proof, .. } = &done.ending else {
        panic!("not whole")
    };
    assert_eq!((proof.lines_with_seconds_left, proof.seconds_left), (2, 30 + 59));
    assert_eq!((done.former, proof.members), (1, 8));

    let minutes = balances(&t, ecosystem);
    let of = |uid: &str| minutes[uid];
    assert_eq!(
        [of("1"), of("2"), of("3"), of("77")],
        [-60 + 90 + 2 - 60, 60 - 90 - 2 + 60, 130, -10]
    );

    let stranger_to_all = linked(&t, ecosystem);
    t.app
        .db
        .read_now(|conn| {
            let maelle = people::profile::get(conn, stranger_to_all["1"])?;
            assert_eq!(maelle.display_name, "Maëlle Perrot");
            assert!(!maelle.email_confirmed && !maelle.has_password);
            let jose = people::profile::get(conn, stranger_to_all["2"])?;
            assert_eq!(jose.display_name, "José de la \"Cruz\" Gómez, hijo");
            assert_eq!(jose.email.as_deref(), Some("JOSE@exemple.org"));
            assert_eq!(people::profile::get(conn, stranger_to_all["4"])?.email, None);
            let former = people::memberships::find(conn, ecosystem, stranger_to_all["77"], t.now())?.unwrap();
            assert_eq!((former.status, former.number), (MembershipStatus::Left, Some(77)));
            let numbers = ["1", "2", "11"].map(|uid| {
                let found = people::memberships::find(conn, ecosystem, stranger_to_all[uid], t.now());
                found.unwrap().unwrap().number
            });
            // Uid 1 gets a number above every uid of the source.
            assert_eq!(numbers, [Some(78), Some(2), Some(11)]);
            Ok(())
        })
        .unwrap();

    let found: Vec<(String, String, String, Moment)> = t
        .app
        .db
        .read_now(|conn| {
            Ok(listings::table
                .order(listings::title)
                .select((
                    listings::title,
                    listings::language,
                    listings::status,
                    listings::created_at,
                ))
                .load(conn)?)
        })
        .unwrap();
    let seen: Vec<_> = found
        .iter()
        .map(|(title, language, status, _)| (title.as_str(), language.as_str(), status.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("Cours de guitare", "fr", "active"),
            ("Cuidado de niños", "es", "active"),
            ("Jardin", "fr", "expired"),
            ("Vélos", "fr", "active"),
        ]
    );
    assert_eq!(found[0].3.to_rfc3339(), "2016-01-02T09:00:00Z");
});

both_engines!(an_interrupted_import_goes_on_where_it_stopped, |t| {
    let Community { files, .. } = community(120, 150, 700);
    let ecosystem = found(&t, "casa");
    let whole = run(&t, &order(ecosystem, &files));
    assert_whole(&whole);

    let other = TestApp::start(t.engine);
    let elsewhere = found(&other, "casa");
    let mut step = order(elsewhere, &files);
    step.batches_max = Some(3);
    let mut runs = 0;
    let resumed = loop {
        let before = table_sizes(&other);
        let done = run(&other, &step);
        runs += 1;
        assert!(runs < 50, "no end in sight");
        if !matches!(done.ending, Ending::Interrupted) {
            break done;
        }
        assert_ne!(
            table_sizes(&other),
            before,
            "a run that is stopped has done something"
        );
    };
    assert!(runs > 3, "{runs}");
    assert_whole(&resumed);
    assert_eq!(told(&resumed), told(&whole));
    assert_eq!(balances(&other, elsewhere), balances(&t, ecosystem));
    assert_eq!(table_sizes(&other), table_sizes(&t));

    // Once more from the start: nothing is imported twice.
    let sizes = table_sizes(&t);
    let again = run(&t, &order(ecosystem, &files));
    assert_whole(&again);
    assert_eq!(table_sizes(&t), sizes);
    assert_eq!(told(&again), told(&whole));
});

both_engines!(a_dry_run_writes_nothing_and_foretells_every_line, |t| {
    let ecosystem = found(&t, "casa");
    let before = table_sizes(&t);
    for files in [odd_files(), community(60, 80, 300).files] {
        let mut dry = order(ecosystem, &files);
        dry.dry_run = true;
        let foretold = run(&t, &dry);
        assert_eq!(table_sizes(&t), before);
        let Ending::DryRun { proof } = &foretold.ending else {
            panic!("{:?}", foretold.ending)
        };
        assert!(proof.holds());
        let other = TestApp::start(t.engine);
        let elsewhere = found(&other, "casa");
        assert_eq!(told(&foretold), told(&run(&other, &order(elsewhere, &files))));
    }
});

both_engines!(changed_files_bring_only_what_is_new, |t| {
    let ecosystem = found(&t, "casa");
    let first = run(&t, &order(ecosystem, &odd_files()));
    assert_whole(&first);
    let sizes = table_sizes(&t);
    let mut files = odd_files();
    files
        .users
        .extend_from_slice(b"12,2020-01-01,Nora,,Vidal,1,,,,nora@exemple.org\n");
    files
        .posts
        .extend_from_slice(b"12,Offer,Couture,Ourlets simples,3,2020-01-02,,\n");
    files
        .transfers
        .extend_from_slice(b"12,member,1,member,90,2020-01-03,,\n");
    let second = run(&t, &order(ecosystem, &files));
    assert_whole(&second);
    let grown: Vec<i64> = table_sizes(&t)
        .iter()
        .zip(&sizes)
        .map(|(now, then)| now - then)
        .collect();
    // One member with membership and two accounts, one listing, one transfer; categories, memos and news as before.
    assert_eq!(grown[..7], [1, 1, 2, 0, 1, 1, 0]);
    assert_eq!(grown[10], 0);
    let known = Counts::of(&second.rows, FileName::Transfers).known;
    assert_eq!(known, 6);
    assert_eq!(balances(&t, ecosystem)["1"], -60 + 90 + 2 - 60 + 1);
});

both_engines!(the_proof_finds_a_minute_too_many, |t| {
    let ecosystem = found(&t, "casa");
    assert_whole(&run(&t, &order(ecosystem, &odd_files())));
    let members = linked(&t, ecosystem);
    let history = HistoryOrder {
        ecosystem_id: ecosystem,
        from: Party::Outside,
        to: Party::Member(members["2"]),
        minutes: 1,
        occurred_at: t.now(),
        object: None,
        memo: None,
    };
    let now = t.now();
    t.app
        .db
        .write_in_now(ecosystem, |conn| ledger::post_history(conn, &history, now))
        .unwrap();
    let done = run(&t, &order(ecosystem, &odd_files()));
    let Ending::Whole { proof, ledger } = done.ending else {
        panic!("not whole")
    };
    assert_eq!(ledger.fault, None);
    assert_eq!(proof.differences.len(), 1);
    let difference = proof.differences[0];
    assert_eq!(difference.uid.to_string(), "2");
    assert_eq!(difference.imported_seconds - difference.source_seconds, 60);
});

both_engines!(the_command_writes_its_report_and_maps_categories, |t| {
    found(&t, "casa");
    let dir = t.database.dir.clone();
    let write = |name: &str, content: &[u8]| -> PathBuf {
        let path = dir.join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let args = TimeoverflowArgs {
        users: write("users.csv", USERS.as_bytes()),
        posts: write("posts.csv", POSTS.as_bytes()),
        transfers: write("transfers.csv", TRANSFERS.as_bytes()),
        ecosystem: "casa".to_string(),
        dry_run: false,
        report: None,
        time_zone: None,
        categories: Some(write(
            "map.csv",
            "category_id,key,en\n3,web\n4,Enfants,Children\n".as_bytes(),
        )),
        locale: Some(Locale::Fr),
    };
    let mut elsewhere = TimeoverflowArgs {
        ecosystem: "nowhere".into(),
        ..clone(&args)
    };
    let command = |args: TimeoverflowArgs| {
        import::command(&t.app.db, &t.app.clock, &dir, &ImportSource::Timeoverflow(args))
    };
    assert!(command(clone(&elsewhere)).unwrap_err().contains("nowhere"));
    elsewhere.ecosystem = "casa".into();
    elsewhere.time_zone = Some("Mars/Olympus".into());
    assert!(command(elsewhere).unwrap_err().contains("Mars/Olympus"));
    assert_eq!(command(clone(&args)), Ok(true));
    let reports: Vec<_> = std::fs::read_dir(dir.join("imports")).unwrap().collect();
    assert_eq!(reports.len(), 1);
    let report = std::fs::read_to_string(reports[0].as_ref().unwrap().path()).unwrap();
    assert_eq!(report.lines().count(), 1 + 29);
    assert!(
        report.contains("users,4,corrigée,Pas d’adresse électronique"),
        "{report}"
    );
    let keys: Vec<(String, String)> = t
        .app
        .db
        .read_now(|conn| {
            Ok(listings::table
                .inner_join(categories::table)
                .filter(listings::title.eq_any(["Cours de guitare", "Cuidado de niños"]))
                .order(listings::title)
                .select((categories::key, categories::name_en))
                .load(conn)?)
        })
        .unwrap();
    assert_eq!(keys[0].0, "web");
    assert_eq!(keys[1], ("imported-4".to_string(), "Children".to_string()));
});

fn clone(args: &TimeoverflowArgs) -> TimeoverflowArgs {
    TimeoverflowArgs {
        users: args.users.clone(),
        posts: args.posts.clone(),
        transfers: args.transfers.clone(),
        ecosystem: args.ecosystem.clone(),
        dry_run: args.dry_run,
        report: args.report.clone(),
        time_zone: args.time_zone.clone(),
        categories: args.categories.clone(),
        locale: args.locale,
    }
}

/// An imported member takes their account over with the link of a reset mail, and logs in.
fn log_in(t: &TestApp, member: MemberId) -> Client {
    let now = t.now();
    let token = t
        .app
        .db
        .write_now(|conn| people::mint_token(conn, member, Purpose::ResetPassword, now))
        .unwrap();
    let mut client = t.stranger();
    client
        .post(
            "/api/v1/auth/password-reset/confirmation",
            json!({"token": token, "password": PASSWORD}),
        )
        .expect(204);
    let profile = t
        .app
        .db
        .read_now(|conn| people::profile::get(conn, member))
        .unwrap();
    let answer = client
        .post(
            "/api/v1/auth/login",
            json!({"email": profile.email.unwrap(), "password": PASSWORD}),
        )
        .expect(200);
    client.token = answer.body["access_token"].as_str().map(str::to_string);
    client.id = member.to_string();
    client
}

both_engines!(
    a_community_of_two_thousand_comes_and_one_of_them_takes_part,
    |t| {
        let Community {
            files,
            planted,
            members,
            posts,
            transfers,
            former,
        } = community(2_000, 5_000, 50_000);
        let ecosystem = found(&t, "casa");
        let started = std::time::Instant::now();
        let mut order = order(ecosystem, &files);
        order.batch_lines = import::BATCH_LINES;
        let done = run(&t, &order);
        println!(
            "{:?}: {members} members, {posts} posts, {transfers} transfers in {:?}",
            t.engine,
            started.elapsed()
        );
        assert_whole(&done);
        assert_eq!(done.former, former);

        let counts = FileName::ALL
            .iter()
            .map(|file| Counts::of(&done.rows, *file).total());
        let odd_lines = planted["quotes-broken"] + planted["uid-duplicate"];
        assert_eq!(
            counts.collect::<Vec<_>>(),
            [members + odd_lines, posts, transfers]
        );
        for (oddity, expected) in &planted {
            let found = done
                .rows
                .iter()
                .filter(|row| {
                    row.reason
                        .as_deref()
                        .is_some_and(|r| r.split(' ').any(|word| word == *oddity))
                })
                .count();
            assert_eq!(found, *expected, "{oddity}");
        }
        takes_part(&t, ecosystem);
    }
);

/// One imported member posts, matches, exchanges and votes through the API.
fn takes_part(t: &TestApp, ecosystem: EcosystemId) {
    let balances = t
        .app
        .db
        .read_now(|conn| ledger::list_history_balances(conn, ecosystem))
        .unwrap();
    let with_address: Vec<MemberId> = linked(t, ecosystem)
        .into_iter()
        .filter(|(uid, _)| {
            let uid: usize = uid.parse().unwrap();
            uid <= 2_000 && uid % 40 != 7 && uid % 100 != 50 && uid % 400 != 90
        })
        .map(|(_, member)| member)
        .collect();
    let rich = *with_address.iter().max_by_key(|m| balances[*m].posted).unwrap();
    let ana = log_in(t, rich);
    let me = ana.get("/api/v1/me").expect(200).body;
    assert_eq!(me["membership"]["status"], "active");

    let request = ana
        .post(
            "/api/v1/listings",
            json!({
                "kind": "request", "what": "service", "title": "Besoin de cours de guitare",
                "description": "Je débute la guitare et cherche des cours chez moi ou chez vous.",
                "category": "imported-1", "terms": {"gift": true, "time_minutes": 60}
            }),
        )
        .expect(201)
        .id();
    let matches = ana
        .get(&format!("/api/v1/listings/{request}/matches"))
        .expect(200)
        .body;
    let items = matches["items"].as_array().unwrap();
    assert!(!items.is_empty());
    let offer = items
        .iter()
        .filter(|item| {
            let owner: MemberId = item["member"]["id"].as_str().unwrap().parse().unwrap();
            with_address.contains(&owner) && balances[&owner].posted < 1_000
        })
        .find(|item| item["listing"]["terms"]["time_minutes"].is_i64())
        .unwrap_or_else(|| panic!("no offer of somebody with room: {matches:#}"));
    let giver: MemberId = offer["member"]["id"].as_str().unwrap().parse().unwrap();
    let bo = log_in(t, giver);
    let minutes_of = |client: &Client| -> i64 {
        let accounts = client.get("/api/v1/me/accounts").expect(200).body;
        let minutes = |a: &&Value| a["unit"] == "minutes";
        accounts["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(minutes)
            .unwrap()["posted"]
            .as_i64()
            .unwrap()
    };
    let (before_ana, before_bo) = (minutes_of(&ana), minutes_of(&bo));
    let exchange = ana
        .post(
            "/api/v1/exchanges",
            json!({"listing_id": offer["listing"]["id"], "minutes": 60, "terms": "time", "message": "Bonjour !"}),
        )
        .expect(201)
        .id();
    let step = |client: &Client, step: &str, body: Value| {
        let answer = client.post(&format!("/api/v1/exchanges/{exchange}/{step}"), body);
        assert!((200..300).contains(&answer.status), "{step}: {:#}", answer.body);
        answer.body
    };
    step(&bo, "agreement", json!({}));
    step(&bo, "delivery", json!({"minutes": 50}));
    assert_eq!(step(&ana, "confirmation", json!({}))["status"], "confirmed");
    assert_eq!(minutes_of(&ana), before_ana - 50);
    assert!(minutes_of(&bo) > before_bo);

    let proposal = ana
        .post(
            "/api/v1/proposals",
            json!({"kind": "text", "title": "Une fête en juin", "body": "Retrouvons-nous.", "method": "majority"}),
        )
        .expect(201)
        .id();
    let opened = ana.post(&format!("/api/v1/proposals/{proposal}/opening"), json!({}));
    assert!((200..300).contains(&opened.status), "{:#}", opened.body);
    for client in [&ana, &bo] {
        let ballot = client.put(
            &format!("/api/v1/proposals/{proposal}/ballot"),
            json!({"choice": "yes"}),
        );
        assert!((200..300).contains(&ballot.status), "{:#}", ballot.body);
        assert!(ballot.body["receipt"].is_string());
    }
    let export = ana.get("/api/v1/me/export").expect(200).body;
    assert_eq!(export["profile"]["id"], ana.id);
    let own = &export["memberships"][0];
    assert_eq!(own["exchanges"][0]["id"], exchange);
    assert_eq!(own["listings"][0]["id"], request);
    assert_eq!(own["votes"][0]["ballot"]["answer"], "yes");
    assert!(
        own["transfers"].as_array().unwrap().len() > 20,
        "history is one's own too"
    );
}

both_engines!(a_community_takes_its_tables_out_without_contact_data, |t| {
    let ecosystem = found(&t, "casa");
    let mut files = odd_files();
    files
        .users
        .extend_from_slice(b"12,2020-01-01,=HYPERLINK(1),,,1,,,,formula@exemple.org\n");
    assert_whole(&run(&t, &order(ecosystem, &files)));
    let dir = t.database.dir.join("out");
    let args = |slug: &str| ExportArgs {
        ecosystem: slug.to_string(),
        dir: dir.clone(),
    };
    assert!(
        export::command(&t.app.db, &t.app.clock, &args("nowhere"))
            .unwrap_err()
            .contains("nowhere")
    );
    assert_eq!(
        export::command(&t.app.db, &t.app.clock, &args("casa"))
            .unwrap()
            .len(),
        4
    );
    let read = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap();
    // The founder, seven users, one with a formula for a name, one former member.
    assert_eq!(read("members.csv").lines().count(), 1 + 10);
    assert!(read("members.csv").contains("'=HYPERLINK(1)"));
    assert_eq!(read("listings.csv").matches("imported-3").count(), 2);
    let transfers = read("transfers.csv");
    assert_eq!(transfers.lines().count(), 1 + 6);
    let (_, head) = t.app.db.read_now(|conn| ledger::head(conn, ecosystem)).unwrap();
    assert!(
        transfers.trim_end().ends_with(&head),
        "the last line has the journal's head"
    );
    for file in ["members.csv", "listings.csv", "transfers.csv", "decisions.csv"] {
        let text = read(file);
        assert!(!text.contains('@') && !text.contains("merci"), "{file}: {text}");
    }
});

#[test]
fn a_backup_restores_what_was_there_and_postgresql_names_its_own_tools() {
    let t = TestApp::start(Engine::Sqlite);
    let ecosystem = found(&t, "casa");
    assert_whole(&run(&t, &order(ecosystem, &odd_files())));
    let file = t.database.dir.join("it's a copy.db");
    let take = BackupArgs { file: file.clone() };
    let told = backup::back_up(&t.app.db, &t.database.url, &take).unwrap();
    assert!(told.ends_with("9 members, 6 transfers"), "{told}");
    assert!(
        backup::back_up(&t.app.db, &t.database.url, &take).is_err(),
        "never over a file"
    );

    let elsewhere = t.database.dir.join("elsewhere.db");
    let url = format!("sqlite:{}", elsewhere.display());
    let put = |replace| RestoreArgs {
        file: file.clone(),
        replace,
    };
    backup::restore(&url, &put(false)).unwrap();
    assert!(
        backup::restore(&url, &put(false)).is_err(),
        "never over a database unasked"
    );
    backup::restore(&url, &put(true)).unwrap();
    let db = Db::open(&DbOptions { url, pool_size: 1 }).unwrap();
    let verified = db.read_now(|conn| ledger::verify(conn, ecosystem)).unwrap();
    assert_eq!((verified.transfers, verified.fault), (6, None));

    let damaged = t.database.dir.join("damaged.db");
    std::fs::write(&damaged, b"not a database").unwrap();
    let args = RestoreArgs {
        file: damaged,
        replace: true,
    };
    assert!(backup::restore(&t.database.url, &args).is_err());
    assert!(
        !PathBuf::from(format!(
            "{}.before-restore",
            t.database.dir.join("test.db").display()
        ))
        .exists()
    );

    let postgres = TestApp::start(Engine::Postgres);
    let told = backup::back_up(&postgres.app.db, &postgres.database.url, &take).unwrap_err();
    assert!(told.contains("pg_dump --format=custom"), "{told}");
    let told = backup::restore(&postgres.database.url, &put(false)).unwrap_err();
    assert!(told.contains("pg_restore"), "{told}");
}

both_engines!(a_member_without_address_is_given_one_and_logs_in, |t| {
    let ecosystem = found(&t, "casa");
    assert_whole(&run(&t, &order(ecosystem, &odd_files())));
    let now = t.now();
    let give = |number: i64, address: &str| {
        let email = Email::parse("email", address).unwrap();
        t.app.db.write_now(|conn| {
            let member = people::find_by_number(conn, ecosystem, number)?.unwrap();
            people::give_email(conn, member, &email, now)?;
            Ok(member)
        })
    };
    let taken = give(3, "JOSE@exemple.org").unwrap_err();
    assert_eq!(taken.refusal().unwrap().code, "email-taken");
    let ana = log_in(&t, give(3, "ana.lopez@exemple.org").unwrap());
    let me = ana.get("/api/v1/me").expect(200).body;
    assert_eq!(
        (&me["email"], &me["email_confirmed"]),
        (&json!("ana.lopez@exemple.org"), &json!(true))
    );
    assert_eq!(me["membership"]["number"], 3);
});
