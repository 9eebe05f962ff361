//! The demonstration is built by the real operations: what it leaves behind stands up to the real checks.

use commonhour::{demo, ledger};
use serde_json::json;

both_engines!(the_demonstration_is_a_living_community, |t| {
    let hash = t.app.passwords.hash_now("une heure vaut une heure").unwrap();
    let secret = t.app.config.secret_key.derive("ballot-box");
    let built = demo::build(&t.app.db, &hash, secret, t.now(), |_, _| ()).unwrap();
    assert!(built.members >= 200, "{built:?}");
    assert!(built.listings >= 600, "{built:?}");
    assert!(built.exchanges >= 1_000, "{built:?}");
    let report = t
        .app
        .db
        .read_now(|conn| ledger::verify(conn, built.ecosystem_id))
        .unwrap();
    assert!(report.fault.is_none(), "{report:?}");

    let mut member = t.stranger();
    member.log_in(&built.logins[0].email, "une heure vaut une heure");
    let decisions = member.get("/api/v1/decisions").expect(200).body;
    let outcomes: Vec<&str> = decisions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(
        outcomes,
        [
            "quorum_not_met",
            "passed",
            "passed",
            "rejected",
            "passed",
            "passed",
            "passed"
        ]
    );
    let open = member.get("/api/v1/proposals?status=open").expect(200).body;
    assert_eq!(open["items"].as_array().unwrap().len(), 2);
    // The fund's hours went where the members shared them out by Equal Shares.
    let programmes = member.get("/api/v1/programmes").expect(200).body;
    assert!(!programmes["items"].as_array().unwrap().is_empty());
    let rule = member.get("/api/v1/rules/levy_rate_bp").expect(200).body;
    assert_eq!(rule["value"], 200);
    let held = member.get("/api/v1/assemblies?when=past").expect(200).body["items"][0].clone();
    assert_eq!(held["status"], "closed");
    let path = format!("/api/v1/assemblies/{}", held["id"].as_str().unwrap());
    let held = member.get(&path).expect(200).body;
    assert_eq!(held["attendances"].as_array().unwrap().len(), 26);
    assert_eq!(held["proxies"].as_array().unwrap().len(), 4);
    let next = member.get("/api/v1/assemblies").expect(200).body;
    assert_eq!(next["items"].as_array().unwrap().len(), 1);
    // The association's request for a morning of repairs has teams to choose from.
    let found = member.get("/api/v1/search?kind=request&q=matin%C3%A9e+de+r%C3%A9paration");
    let items = found.expect(200).body["items"].clone();
    let request = items
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["roles"] != json!([]))
        .unwrap();
    let path = format!("/api/v1/listings/{}/teams", request["id"].as_str().unwrap());
    let teams = member.get(&path).expect(200).body;
    assert!(teams["items"].as_array().unwrap().len() >= 2, "{teams:#}");
    for team in teams["items"].as_array().unwrap() {
        assert_eq!(team["open_roles"], json!([]), "{team:#}");
    }
    // The member finds a ring to answer and one under way, in which somebody says that they helped; the facilitator has
    // their part of it still to do.
    let rings = member.get("/api/v1/rings").expect(200).body["items"].clone();
    assert_eq!(rings[0]["status"], "proposed");
    assert_eq!(rings[0]["open_steps"], json!(["confirmation", "refusal"]));
    assert_eq!(rings[1]["status"], "agreed");
    assert_eq!(rings[1]["legs"][2]["open_steps"], json!(["receipt", "dispute"]));
    assert!(rings[1]["legs"][2]["due_at"].is_string());
    let mut facilitator = t.stranger();
    facilitator.log_in(&built.logins[1].email, "une heure vaut une heure");
    let own = facilitator.get("/api/v1/rings").expect(200).body["items"].clone();
    assert_eq!(own.as_array().unwrap().len(), 1);
    assert_eq!(own[0]["id"], rings[1]["id"]);
    assert_eq!(own[0]["legs"][0]["open_steps"], json!(["delivery", "dispute"]));
    let listings = member.get("/api/v1/listings?limit=100").expect(200).body;
    assert_eq!(listings["items"].as_array().unwrap().len(), 100);
});
