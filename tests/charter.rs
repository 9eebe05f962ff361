//! The charter: only votes write it, every version stays, and anybody can read what changed.

use commonhour::governance::charter;
use commonhour::kernel::errors::Result;
use commonhour::kernel::ids::ProposalId;
use serde_json::json;

use crate::support::{Client, TestApp};

fn vote(author: &Client, title: &str) -> ProposalId {
    let body = json!({"kind": "text", "title": title, "body": "Pour tous.", "method": "majority"});
    author
        .post("/api/v1/proposals", body)
        .expect(201)
        .id()
        .parse()
        .unwrap()
}

/// What a passed vote does: adopts a text.
fn adopt(t: &TestApp, key: &str, title: &str, body: &str, vote: ProposalId) -> Result<i64> {
    let now = t.now();
    t.community();
    t.app.db.write_now(|conn| {
        let alpes = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
        Ok(charter::adopt(conn, alpes, key, title, body, vote, now)?.version)
    })
}

fn repeal(t: &TestApp, key: &str, vote: ProposalId) -> Result<i64> {
    let now = t.now();
    t.app.db.write_now(|conn| {
        let alpes = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
        Ok(charter::repeal(conn, alpes, key, vote, now)?.version)
    })
}

fn code<T: std::fmt::Debug>(outcome: Result<T>) -> &'static str {
    outcome.unwrap_err().refusal().unwrap().code
}

both_engines!(a_text_has_all_its_versions, |t| {
    let ana = t.member("ana");
    let (first, second, third) = (vote(&ana, "Un"), vote(&ana, "Deux"), vote(&ana, "Trois"));
    let empty = ana.get("/api/v1/charter").expect(200).body;
    assert_eq!(empty, json!({"items": [], "next": null}));
    assert_eq!(
        adopt(&t, "accueil", "Accueil", "On accueille.\nLe lundi.", first).unwrap(),
        1
    );
    t.advance_days(10);
    assert_eq!(
        adopt(
            &t,
            "accueil",
            "Accueil de tous",
            "On accueille.\nLe mardi.",
            second
        )
        .unwrap(),
        2
    );

    let text = ana.get("/api/v1/charter/accueil?from=1").expect(200).body;
    assert_eq!(
        (&text["title"], &text["version"]),
        (&json!("Accueil de tous"), &json!(2))
    );
    assert_eq!(text["in_force"], true);
    assert_eq!(text["proposal_id"], second.to_string());
    assert_eq!(text["history"][1]["body"], "On accueille.\nLe lundi.");
    assert_eq!(text["history"][1]["proposal_id"], first.to_string());
    let difference = json!([
        {"sign": "kept", "text": "On accueille."},
        {"sign": "removed", "text": "Le lundi."},
        {"sign": "added", "text": "Le mardi."},
    ]);
    assert_eq!(text["difference"], difference);
    let back = ana.get("/api/v1/charter/accueil?from=2&to=1").expect(200).body;
    assert_eq!(back["difference"][1]["text"], "Le mardi.");
    ana.get("/api/v1/charter/accueil?from=7")
        .refused(422, "charter-version-unknown", Some("from"));
    ana.get("/api/v1/charter/rien").refused(404, "not-found", None);

    // Repealed, it stays readable; adopted again, the count goes on.
    assert_eq!(repeal(&t, "accueil", third).unwrap(), 2);
    assert_eq!(code(repeal(&t, "accueil", third)), "charter-text-repealed");
    assert_eq!(code(repeal(&t, "rien", third)), "charter-text-unknown");
    let line = ana.get("/api/v1/charter").expect(200).body["items"][0].clone();
    assert_eq!((&line["in_force"], &line["version"]), (&json!(false), &json!(2)));
    let text = ana.get("/api/v1/charter/accueil").expect(200).body;
    assert_eq!(text["history"][0]["repeal_proposal_id"], third.to_string());
    assert_eq!(adopt(&t, "accueil", "Accueil", "Encore.", third).unwrap(), 3);
    let text = ana.get("/api/v1/charter/accueil").expect(200).body;
    assert_eq!((&text["in_force"], &text["version"]), (&json!(true), &json!(3)));
});

both_engines!(what_is_no_text_is_not_adopted, |t| {
    let ana = t.member("ana");
    let id = vote(&ana, "Un");
    assert_eq!(code(adopt(&t, "Accueil !", "Accueil", "x", id)), "slug-invalid");
    assert_eq!(code(adopt(&t, "accueil", " ", "x", id)), "text-empty");
    assert_eq!(code(adopt(&t, "accueil", "Accueil", "", id)), "text-empty");
    assert_eq!(
        code(adopt(&t, "accueil", "Accueil", &"x".repeat(20_001), id)),
        "text-too-long"
    );
    assert_eq!(ana.get("/api/v1/charter").expect(200).body["items"], json!([]));
});

both_engines!(the_charter_of_one_community_is_not_anothers, |t| {
    let ana = t.member("ana");
    adopt(&t, "accueil", "Accueil", "On accueille.", vote(&ana, "Un")).unwrap();
    let jules = t.second_community();
    assert_eq!(jules.get("/api/v1/charter").expect(200).body["items"], json!([]));
    jules
        .get("/api/v1/charter/accueil")
        .refused(404, "not-found", None);
    t.applicant("zoe")
        .get("/api/v1/charter")
        .refused(403, "membership-inactive", None);
});

both_engines!(the_charter_has_pages, |t| {
    let ana = t.member("ana");
    let browser = t.browser(&ana);
    assert!(browser.page("/charter").contains("pas encore de texte"));
    let (first, second) = (vote(&ana, "Un"), vote(&ana, "Deux"));
    adopt(
        &t,
        "accueil",
        "Accueil",
        "On accueille.\n\n**Le lundi.** <script>x</script>",
        first,
    )
    .unwrap();
    adopt(&t, "accueil", "Accueil", "On accueille.\n\n**Le mardi.**", second).unwrap();
    assert!(browser.page("/charter").contains("href=\"/charter/accueil\""));
    let page = browser.page("/charter/accueil");
    assert!(page.contains("<strong>Le mardi.</strong>"), "{page}");
    assert!(page.contains(&format!("/proposals/{second}")), "{page}");
    assert!(
        page.contains("is-removed") && page.contains("**Le lundi.**"),
        "{page}"
    );
    let old = browser.page("/charter/accueil?version=1");
    assert!(
        old.contains("version antérieure") && !old.contains("<script>x"),
        "{old}"
    );
    browser.get("/charter/accueil?version=3").expect(404);
    browser.get("/charter/rien").expect(404);
    t.stranger().get("/charter").expect(303);
});
