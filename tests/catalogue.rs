//! Finding listings by words: across languages and slips, fresh in every process, and with imported taxonomies.

use crate::market::post;
use crate::support::{Client, TestApp};
use commonhour::i18n::Locale;
use commonhour::market::{self, Catalogue};
use commonhour::retrieval::read_concepts;
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
    t.app
        .db
        .read_now(|conn| {
            let ecosystem = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
            Ok(other.find(conn, ecosystem, words, Locale::Fr)?.unwrap().len())
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
    let args = commonhour::bench::matching::Args {
        fairness: false,
        seed: 1,
        docs: Some(write("docs.jsonl", &docs)),
        queries: Some(write("queries.jsonl", &query.to_string())),
        taxonomy: None,
        out: Some(folder.dir.join("run.tsv")),
        depth: 20,
    };
    commonhour::bench::matching::run(&args).unwrap();
    let run = std::fs::read_to_string(args.out.as_ref().unwrap()).unwrap();
    let first: Vec<&str> = run.lines().next().unwrap().split('\t').collect();
    assert_eq!(first[..2], ["q1", "d1"]);
    assert!(!run.contains("d3"), "another language is not searched: {run}");

    write("queries.jsonl", "{\"id\": 1}");
    let fault = commonhour::bench::matching::run(&args).unwrap_err();
    assert!(fault.contains("queries.jsonl, line 1"), "{fault}");
}
