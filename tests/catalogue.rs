//! Finding listings by words: across languages and slips, fresh in every process, and with imported taxonomies.

use crate::market::post;
use crate::support::{Client, Engine, TestApp, sqlite_plans};
use commonhour::db::Conn;
use commonhour::kernel::ids::ListingId;
use commonhour::kernel::pages::Slice;
use commonhour::market::{self, Catalogue, Facets, Lacking, Mark, SearchQuery};
use commonhour::members::enter;
use commonhour::retrieval::read_concepts;
use diesel::connection::SimpleConnection;
use serde_json::json;

/// Titles found, best first.
fn found(client: &Client, words: &str) -> Vec<String> {
    let query: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
    let answer = client
        .get(&format!("/api/v1/search?limit=100&q={query}"))
        .expect(200);
    let items = answer.body["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["title"].as_str().unwrap().to_string())
        .collect()
}

/// What another process of the same server finds.
fn found_elsewhere(t: &TestApp, other: &Catalogue, words: &str) -> usize {
    let reader = t.founder().id.parse().unwrap();
    let query = SearchQuery {
        text: words.to_string(),
        kind: None,
        what: Vec::new(),
        category: Vec::new(),
        skills: Vec::new(),
        near: None,
        within_km: None,
        remote: None,
        on: None,
        terms: Vec::new(),
        slice: Slice::FIRST,
    };
    t.app
        .db
        .read_now(|conn| {
            let ecosystem = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
            let actor = enter::by_membership(conn, reader, ecosystem, t.now())?.unwrap();
            let stock = other.stock(conn, ecosystem)?;
            Ok(market::look_up(conn, &actor, &stock, None, &query, Facets::Left, t.now())?.total)
        })
        .unwrap()
}

both_engines!(words_find_across_languages_and_slips, |t| {
    let ana = t.member("ana");
    let bo = t.member("bo");
    let offers = [
        ("Plombier le soir et le samedi", "fr"),
        ("Promenade de chiens au bord du lac", "fr"),
        ("Bike repair in my garage", "en"),
        ("Cours de guitare", "fr"),
    ];
    for (title, language) in offers {
        post(&ana, "offer", title, json!({ "language": language }));
    }
    for (words, title) in [
        ("plumber", offers[0].0),
        ("plombie", offers[0].0),
        ("je cherche quelqu’un pour promener mon chien", offers[1].0),
        ("dog walker", offers[1].0),
        ("réparer un vélo", offers[2].0),
        ("guittare", offers[3].0),
    ] {
        assert_eq!(
            found(&bo, words).first().map(String::as_str),
            Some(title),
            "{words}"
        );
    }
    assert_eq!(found(&bo, "xqzt"), Vec::<String>::new());
});

both_engines!(a_change_is_found_by_the_next_search_in_every_process, |t| {
    let ana = t.member("ana");
    let bo = t.member("bo");
    let other = Catalogue::default();
    assert_eq!(found_elsewhere(&t, &other, "plombier"), 0);
    let id = post(&ana, "offer", "Plombier", json!({}));
    assert_eq!(found(&bo, "plombier"), ["Plombier"]);
    assert_eq!(found_elsewhere(&t, &other, "plombier"), 1);

    ana.patch(
        &format!("/api/v1/listings/{id}"),
        json!({"title": "Électricienne"}),
    )
    .expect(200);
    assert_eq!(found(&bo, "électricien"), ["Électricienne"]);
    assert_eq!(found_elsewhere(&t, &other, "électricien"), 1);

    ana.delete(&format!("/api/v1/listings/{id}")).expect(204);
    assert_eq!(found(&bo, "électricien"), Vec::<String>::new());
    assert_eq!(found_elsewhere(&t, &other, "électricien"), 0);
});

both_engines!(many_changes_are_read_anew, |t| {
    let ana = t.member("ana");
    assert_eq!(found(&ana, "plombier"), Vec::<String>::new());
    for number in 0..205 {
        post(&ana, "offer", &format!("Plombier numéro {number}"), json!({}));
    }
    assert_eq!(found(&ana, "plombier").len(), 100);
});

both_engines!(hostile_words_are_answered, |t| {
    let ana = t.member("ana");
    post(&ana, "offer", "Plombier", json!({}));
    let many = vec!["plombier"; 20].join(" ");
    assert_eq!(found(&ana, &many), ["Plombier"]);
    for words in [
        "\u{1}\u{2}\u{7f}",
        "'; DROP TABLE listings; --",
        "%_%",
        "🧑‍🔧",
        "\u{202e}plombier",
    ] {
        found(&ana, words);
    }
    let endless = "a".repeat(10_000);
    let refused = ana.get(&format!("/api/v1/search?q={endless}")).expect(422);
    assert_eq!(refused.body["field"], "q");
    for query in [
        "near=NaN,NaN",
        "near=91,0",
        "near=45,5&within_km=NaN",
        "near=45,5&within_km=1e9",
    ] {
        let answer = ana.get(&format!("/api/v1/search?{query}"));
        assert_eq!(answer.status, 422, "{query}");
    }
});

// Skills and times of a page come from the catalogue, the rest from the database.
both_engines!(a_listing_that_is_found_is_the_one_that_is_read, |t| {
    let ana = t.member("ana");
    let fields = json!({
        "category": "web", "skills": ["wordpress", "showcase-website"], "language": "fr",
        "availability": ["tue 18:00-21:00", "mon 08:00-10:00", {"date": "2026-12-24", "from": "18:00", "to": "21:00"}],
    });
    let mut offer = fields.clone();
    offer["terms"] =
        json!({"gift": false, "time_minutes": 90, "money": {"amount": "20.00", "currency": "EUR"}});
    post(&ana, "offer", "Déclaration d’impôts à deux", offer);
    let mut request = fields;
    request["roles"] = json!([{"title": "Comptable", "minutes": 60}, {"title": "Dactylo", "minutes": 30}]);
    post(&ana, "request", "Déclaration d’impôts à plusieurs", request);
    let compare = || {
        let answer = ana
            .get("/api/v1/search?q=d%C3%A9claration%20d%E2%80%99imp%C3%B4ts")
            .expect(200);
        let items = answer.body["items"].as_array().unwrap();
        assert_eq!(items.len(), 2, "{items:?}");
        for item in items {
            let id = item["id"].as_str().unwrap();
            let read = ana.get(&format!("/api/v1/listings/{id}")).expect(200).body;
            for (field, value) in read.as_object().unwrap() {
                assert_eq!(&item[field], value, "{field}");
            }
            assert_eq!(item["skills"].as_array().map(Vec::len), Some(2), "{item}");
            let times = item["availability"].as_array().unwrap();
            assert!(!times.is_empty());
        }
        items.clone()
    };
    let before = compare();
    // What is changed is shown changed by the next search.
    let offer = before.iter().find(|item| item["kind"] == "offer").unwrap();
    let changed = json!({"skills": ["wordpress", "online-shop"], "availability": ["fri 10:00-12:00"]});
    ana.patch(
        &format!("/api/v1/listings/{}", offer["id"].as_str().unwrap()),
        changed,
    )
    .expect(200);
    let after = compare();
    let offer = after.iter().find(|item| item["kind"] == "offer").unwrap();
    assert_eq!(offer["availability"].as_array().map(Vec::len), Some(1), "{offer}");
});

both_engines!(an_imported_taxonomy_teaches_words, |t| {
    let ana = t.member("ana");
    post(
        &ana,
        "offer",
        "Luthier, réglage et entretien",
        json!({"language": "fr"}),
    );
    assert_eq!(found(&ana, "zorglub"), Vec::<String>::new());
    let concepts = read_concepts(
        r#"{"id":"x","kind":"occupation","fr":["luthier","luthière"],"en":["zorglub maker","zorglub"]}"#,
    )
    .unwrap();
    let now = t.now();
    let imported = t
        .app
        .db
        .write_now(|conn| {
            market::import_taxonomy(conn, "Essai", "Of nobody, CC0", &concepts, now, &mut |_| {})
        })
        .unwrap();
    assert_eq!(imported.concept_count, 1);
    assert_eq!(found(&ana, "zorglub"), ["Luthier, réglage et entretien"]);
    let answer = ana.get("/api/v1/search?q=zorglub").expect(200);
    assert_eq!(answer.body["attributions"], json!(["Of nobody, CC0"]));
    assert!(
        t.app
            .db
            .write_now(|conn| market::remove_taxonomy(conn, "Essai"))
            .unwrap()
    );
    assert!(
        !t.app
            .db
            .write_now(|conn| market::remove_taxonomy(conn, "Essai"))
            .unwrap()
    );
    assert_eq!(found(&ana, "zorglub"), Vec::<String>::new());
});

#[test]
fn a_judged_collection_is_searched() {
    let folder = crate::support::TestDatabase::create(crate::support::Engine::Sqlite);
    let write = |name: &str, text: &str| {
        let path = folder.dir.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let doc = |id: &str, lang: &str, title: &str| {
        json!({"id": id, "collection": "c", "lang": lang, "title": title, "body": "", "category": "x"})
            .to_string()
    };
    let docs = [
        doc("d1", "fr", "plombier"),
        doc("d2", "fr", "fleuriste"),
        doc("d3", "en", "plumber"),
    ]
    .join("\n");
    let query = json!({"id": "q1", "lang": "en", "text": "plumber", "collection": "c", "doc_lang": "fr", "track": "t"});
    let out = folder.dir.join("run.tsv");
    let (docs, queries) = (
        write("docs.jsonl", &docs),
        write("queries.jsonl", &query.to_string()),
    );
    let options = [
        "--docs".as_ref(),
        docs.as_os_str(),
        "--queries".as_ref(),
        queries.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
    ];
    measure_matching(&options).unwrap();
    let run = std::fs::read_to_string(&out).unwrap();
    let first: Vec<&str> = run.lines().next().unwrap().split('\t').collect();
    assert_eq!(first[..2], ["q1", "d1"]);
    assert!(!run.contains("d3"), "another language is not searched: {run}");

    write("queries.jsonl", "{\"id\": 1}");
    let fault = measure_matching(&options).unwrap_err();
    assert!(fault.contains("queries.jsonl, line 1"), "{fault}");
    let fault = measure_matching(&options[..4]).unwrap_err();
    assert!(fault.contains("--out"), "{fault}");
}

both_engines!(who_blocked_the_other_is_not_found_either_way, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let offer = json!({"skills": ["wordpress"], "category": "web"});
    post(&ana, "offer", "Site en WordPress", offer.clone());
    let request = post(&bo, "request", "Site en WordPress", offer);
    let matches = |client: &Client, listing: &str| {
        let path = format!("/api/v1/listings/{listing}/matches");
        client.get(&path).expect(200).body["items"]
            .as_array()
            .unwrap()
            .len()
    };
    // Each finds the other's listing beside their own.
    assert_eq!(
        (found(&ana, "wordpress").len(), found(&bo, "wordpress").len()),
        (2, 2)
    );
    assert_eq!(matches(&bo, &request), 1);

    ana.put(&format!("/api/v1/members/{}/block", bo.id), json!({}))
        .expect(204);
    assert_eq!(
        (found(&ana, "wordpress").len(), found(&bo, "wordpress").len()),
        (1, 1)
    );
    assert_eq!(matches(&bo, &request), 0);
    let third = t.member("cy");
    assert_eq!(found(&third, "wordpress").len(), 2, "nobody else is concerned");

    ana.delete(&format!("/api/v1/members/{}/block", bo.id))
        .expect(204);
    assert_eq!((found(&ana, "wordpress").len(), matches(&bo, &request)), (2, 1));
});

/// `commonhour bench matching` with these options.
fn measure_matching(options: &[&std::ffi::OsStr]) -> Result<(), String> {
    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: commonhour::bench::matching::Args,
    }
    let name: &std::ffi::OsStr = "matching".as_ref();
    let words = std::iter::once(&name).chain(options);
    let line = <Line as clap::Parser>::try_parse_from(words).map_err(|e| e.to_string())?;
    commonhour::bench::matching::run(&line.args)
}

/// Every engine is asked, everything is read and found again, in small: by the program, which measures in another process.
#[test]
fn the_speed_of_search_is_measured_beside_its_peers() {
    let folder = crate::support::TestDatabase::create(crate::support::Engine::Sqlite);
    let cluster = std::env::var("COMMONHOUR_TEST_POSTGRES_URL").unwrap();
    let options: Vec<String> = [
        // So many that what outdoes new ones is learnt.
        ("--listings", "1050"),
        ("--members", "20"),
        ("--saved-searches", "30"),
        ("--questions", "20"),
        ("--peer-questions", "5"),
        ("--postgres-url", &cluster),
        ("--folder", folder.dir.to_str().unwrap()),
    ]
    .iter()
    .map(|(name, value)| format!("{name}={value}"))
    .collect();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_commonhour"))
        .args(["bench", "matching"])
        .args(&options)
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}{told}");
    for line in [
        "A community of 20 members and 1050 listings",
        "read into memory",
        "20 questions of",
        "in the process",
        "the next 250 new listings",
        "HTTP, a page of 20",
        "SQLite FTS5",
        "PostgreSQL  ",
    ] {
        assert!(printed.contains(line), "{line}: {printed}{told}");
    }
    assert!(
        printed.contains("questions learnt") && !printed.contains("rivals of 0 questions"),
        "{printed}"
    );
    let left: Vec<_> = std::fs::read_dir(&folder.dir).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

// Few changes over many listings: they lie in a layer above, and what they replace below must not be found any more.
both_engines!(what_was_changed_since_the_first_reading_counts_once, |t| {
    let ana = t.member("ana");
    let other = Catalogue::default();
    let ids: Vec<String> = (0..8)
        .map(|_| post(&ana, "offer", "Cours de guitare", json!({})))
        .collect();
    assert_eq!(found_elsewhere(&t, &other, "guitare"), 8);
    let path = |n: usize| format!("/api/v1/listings/{}", ids[n]);
    ana.patch(&path(0), json!({"title": "Taille de haies"}))
        .expect(200);
    assert_eq!(found_elsewhere(&t, &other, "guitare"), 7);
    assert_eq!(found_elsewhere(&t, &other, "haies"), 1);
    ana.post(&format!("{}/pause", path(1)), json!({})).expect(200);
    assert_eq!(found_elsewhere(&t, &other, "guitare"), 6);
    assert_eq!(found_elsewhere(&t, &other, ""), 7);
});

/// What the process looks after every hour; answers how many communities differed.
fn audit(t: &TestApp) -> usize {
    let audited = commonhour::worker::audit_catalogue(&t.app.db, &t.app.catalogue);
    t.runtime.block_on(audited).unwrap()
}

/// Writes past the market's own operations, which would have counted the change.
fn write_past(t: &TestApp, sql: &str) {
    let mut conn = commonhour::db::Conn::open(&t.database.url).unwrap();
    conn.batch_execute(sql).unwrap();
}

both_engines!(what_is_kept_is_compared_with_the_database, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let plumber = post(&ana, "offer", "Plombier", json!({}));
    assert_eq!(audit(&t), 0, "nothing is kept yet");
    assert_eq!(found(&bo, "plombier"), ["Plombier"]);
    assert_eq!(audit(&t), 0);
    // What changes in the ordinary way is found by the next search, or by the comparison itself.
    let lute = json!({
        "terms": {"gift": false, "time_minutes": 90, "money": {"amount": "12", "currency": "EUR"}},
        "place": {"label": "Chambéry", "lat": 45.5646, "lon": 5.9178, "radius_km": 5},
        "remote": true, "availability": ["tue 18:00-21:00"], "language": "en",
    });
    post(&ana, "request", "Luthier", lute);
    assert_eq!(audit(&t), 0);
    let gone = post(&ana, "offer", "Plombier aussi", json!({}));
    assert_eq!(found(&bo, "plombier").len(), 2);
    ana.delete(&format!("/api/v1/listings/{gone}")).expect(204);
    assert_eq!(audit(&t), 0);

    for change in [
        "kind = 'request'",
        "remote = NOT remote",
        "terms_time_minutes = 77",
        "expires_on = '2027-01-01'",
        "lat_micro = 45000000, lon_micro = 6000000",
        "status = 'paused'",
        "status = 'active'",
    ] {
        found(&bo, "plombier");
        write_past(
            &t,
            &format!("UPDATE listings SET {change} WHERE title = 'Plombier'"),
        );
        assert_eq!(audit(&t), 1, "{change}");
        let active = i64::from(change != "status = 'paused'");
        assert_eq!(found(&bo, "plombier").len() as i64, active, "{change}: read anew");
        assert_eq!(audit(&t), 0, "{change}: healed");
    }
    let told = t.stranger().get("/metrics").expect(200);
    assert!(
        told.body
            .as_str()
            .unwrap()
            .contains("commonhour_catalogue_differs_total")
    );
    ana.delete(&format!("/api/v1/listings/{plumber}")).expect(204);
    assert_eq!(audit(&t), 0);
});

/// Asked for the community as well, SQLite would read all of its listings for each portion: at a million, for hours.
#[test]
fn comparing_reads_each_listing_by_its_id() {
    const MANY: usize = 40;
    let t = TestApp::start(Engine::Sqlite);
    let ana = t.member("ana");
    // For a few ids SQLite would go by them in any case.
    for _ in 0..MANY {
        post(&ana, "offer", "Plombier", json!({}));
    }
    assert_eq!(found(&ana, "plombier").len(), MANY);
    let mut plans = sqlite_plans(&t.database, |conn| {
        for ecosystem in t.app.catalogue.list_kept() {
            let audit = t.app.catalogue.audit(conn, ecosystem).unwrap().unwrap();
            assert!(audit.is_sound());
        }
    });
    plans.retain(|(sql, _)| sql.contains("`listings`.`title`") || sql.contains("`listings`.`member_id`"));
    assert!(!plans.is_empty());
    for (sql, steps) in plans {
        assert!(!steps.is_empty(), "{sql}");
        for step in &steps {
            assert!(
                step.contains("sqlite_autoindex_listings_1 (id=?)"),
                "{sql}: {step}"
            );
        }
    }
}

// Whoever does it looks through changes in their order, and once.
both_engines!(what_lacks_something_is_found_once_after_each_change, |t| {
    let ana = t.member("ana");
    assert_eq!(found(&ana, "plombier").len(), 0, "the words are learnt");
    let posted: Vec<ListingId> = (0..5)
        .map(|_| post(&ana, "offer", "Plombier", json!({})).parse().unwrap())
        .collect();
    post(
        &ana,
        "offer",
        "Brouillon",
        json!({"category": "food", "status": "draft"}),
    );
    assert_eq!(found(&ana, "plombier").len(), 5);
    let (db, alpes) = (&t.app.db, t.alpes());
    let next = |after: Mark| {
        db.read_now(|conn| market::lacking_digests(conn, alpes, after, 2))
            .unwrap()
    };
    let store = |ids: &[ListingId]| {
        db.write_in_now(alpes, |conn| {
            let listings = market::list_by_ids(conn, alpes, ids)?;
            assert!(market::store_digests(conn, alpes, &listings)?);
            Ok(())
        })
        .unwrap();
    };
    let whole_walk = || {
        let (mut mark, mut walked) = (Mark::default(), Vec::new());
        loop {
            let lacking = next(mark);
            mark = lacking.then;
            if lacking.ids.is_empty() {
                return (mark, walked);
            }
            assert!(lacking.ids.len() <= 2);
            store(&lacking.ids);
            walked.extend(lacking.ids);
        }
    };
    assert_eq!(whole_walk().1, [], "stored with the listing");
    write_past(&t, "DELETE FROM listing_digests");
    let (mark, walked) = whole_walk();
    assert_eq!(walked, posted);
    // Several with one number, as listings have that were there before changes were counted.
    write_past(&t, "DELETE FROM listing_digests");
    write_past(&t, "UPDATE listings SET version = 3");
    let (_, mut walked) = whole_walk();
    walked.sort();
    assert_eq!(walked, posted);
    // What lies behind the mark is not looked at again, unless it changes.
    write_past(&t, "DELETE FROM listing_digests");
    assert_eq!(next(mark).ids, []);
    let last = posted[4];
    ana.patch(&format!("/api/v1/listings/{last}"), json!({"title": "Plombière"}))
        .expect(200);
    assert_eq!(next(mark).ids, [], "stored with the change");
    write_past(&t, "DELETE FROM listing_digests");
    assert_eq!(next(mark).ids, [last]);
    // What is forgotten because it differs counts as changed.
    let after = next(mark).then;
    assert_ne!(after, mark);
    assert_eq!(found(&ana, "plombier").len(), 5);
    write_past(
        &t,
        "UPDATE listings SET expires_on = '2027-01-01' WHERE title = 'Plombière'",
    );
    assert_eq!(audit(&t), 1);
    assert_eq!(next(after).ids, [last]);
    // With other words everything lacks again, wherever this process has looked.
    write_past(&t, "UPDATE listing_digests SET linked_by = linked_by + 1");
    assert_eq!(next(Mark::default()).ids.len(), 2);
    let looks_after = |mark: Mark, words: i64| {
        let mut looked_after = 0;
        let list = |_: &mut Conn, after: i64| {
            looked_after = after;
            Ok(Vec::new())
        };
        let lacking = db
            .read_now(|conn| Lacking::read(conn, alpes, (mark, words), 2, list))
            .unwrap();
        (lacking.then, looked_after)
    };
    let (looked, from) = looks_after(Mark::default(), 1);
    assert_eq!(from, -1);
    assert!(looks_after(looked, 1).1 > 0);
    assert_eq!(looks_after(looked, 2).1, -1);
});
