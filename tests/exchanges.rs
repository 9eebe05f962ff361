//! Exchanges over HTTP: the life-cycle, who may take which step, and what reaches the ledger.

use crate::support::{Answer, Client, TestApp, password_of};
use commonhour::exchanges;
use commonhour::members::Role;
use serde_json::{Value, json};

/// An offer or request of this member, two hours or a gift.
fn listing(owner: &Client, kind: &str) -> String {
    let body = json!({
        "kind": kind, "what": "service", "title": "Aide pour un site vitrine",
        "description": "Mise en page, textes et mise en ligne d'un petit site.",
        "category": "web", "skills": ["showcase-website"],
        "terms": {"gift": true, "time_minutes": 120, "money": null},
        "place": {"label": "Chambéry", "lat": 45.566, "lon": 5.921, "radius_km": 5},
        "remote": false, "availability": ["tue 18:00-21:00"]
    });
    owner.post("/api/v1/listings", body).expect(201).id()
}

fn propose(by: &Client, listing: &str, terms: &str, minutes: i64) -> Answer {
    by.post(
        "/api/v1/exchanges",
        json!({"listing_id": listing, "terms": terms, "minutes": minutes, "message": "Bonjour"}),
    )
}

fn step(by: &Client, exchange: &str, step: &str, body: Value) -> Answer {
    by.post(&format!("/api/v1/exchanges/{exchange}/{step}"), body)
}

/// The account of hours of a member.
fn hours(of: &Client) -> Value {
    let accounts = of.get("/api/v1/me/accounts").expect(200).body;
    let items = accounts["items"].as_array().unwrap();
    items.iter().find(|a| a["unit"] == "minutes").unwrap().clone()
}

fn again(client: &mut Client, name: &str) {
    client.log_in(&format!("{name}@exemple.fr"), &password_of(name));
}

/// What the worker does at due dates.
fn run_due(t: &TestApp) -> usize {
    let now = t.now();
    t.app
        .db
        .write_now(|conn| {
            let ecosystem = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
            exchanges::expire_due(conn, ecosystem, now, 100)
        })
        .unwrap()
}

both_engines!(the_main_job_two_hours_held_one_forty_five_posted, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let offer = listing(&bo, "offer");
    let exchange = propose(&ana, &offer, "time", 120).expect(201);
    assert_eq!(exchange.body["status"], "proposed");
    assert_eq!(exchange.body["turn"], json!(bo.id));
    assert_eq!(exchange.body["otherwise"], "expiry");
    let id = exchange.id();
    assert_eq!(hours(&ana)["held"], 0);

    let agreed = step(&bo, &id, "agreement", json!({})).expect(201);
    assert_eq!(agreed.body["status"], "agreed");
    assert_eq!(hours(&ana)["held"], 120);
    let delivered = step(&bo, &id, "delivery", json!({"minutes": 105})).expect(201);
    assert_eq!(delivered.body["delivered_minutes"], 105);
    assert_eq!(delivered.body["turn"], json!(ana.id));
    let confirmed = step(&ana, &id, "confirmation", json!({})).expect(201);
    assert_eq!(confirmed.body["status"], "confirmed");
    assert_eq!(confirmed.body["settled_minutes"], 105);
    assert_eq!(confirmed.body["rule_versions"]["levy_rate_bp"], 0);

    // 105 posted, 15 released, 2 % of 105 rounded down to the fund.
    let (a, b) = (hours(&ana), hours(&bo));
    assert_eq!((a["posted"].as_i64(), a["held"].as_i64()), (Some(-105), Some(0)));
    assert_eq!((b["posted"].as_i64(), b["held"].as_i64()), (Some(103), Some(0)));
    assert_eq!(ana.get("/api/v1/fund").expect(200).body["posted"], 2);

    step(&ana, &id, "review", json!({"rating": 5, "body": "Parfait"})).expect(201);
    step(&bo, &id, "review", json!({"rating": 4})).expect(201);
    step(&bo, &id, "review", json!({"rating": 4})).refused(409, "already-reviewed", None);
    let reviews = ana.get(&format!("/api/v1/members/{}/reviews", bo.id)).expect(200);
    assert_eq!(reviews.body["items"][0]["rating"], 5);
});

both_engines!(a_gift_debits_nobody_and_the_hours_given_grow, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let request = listing(&ana, "request");
    let id = propose(&bo, &request, "gift", 60).expect(201).id();
    step(&ana, &id, "agreement", json!({})).expect(201);
    step(&bo, &id, "delivery", json!({"minutes": 90})).expect(201);
    step(&ana, &id, "confirmation", json!({})).expect(201);
    assert_eq!(hours(&ana)["posted"], 0);
    assert_eq!(hours(&bo)["posted"], 0);
    assert_eq!(hours(&bo)["given"], 90);
    assert_eq!(hours(&ana)["received"], 90);
});

both_engines!(steps_belong_to_someone_and_come_in_order, |t| {
    let (ana, bo, eve) = (t.member("ana"), t.member("bo"), t.member("eve"));
    let offer = listing(&bo, "offer");
    propose(&bo, &offer, "time", 60).refused(422, "exchange-with-oneself", Some("listing_id"));
    propose(&ana, &offer, "money", 60).refused(422, "terms-not-accepted", Some("terms"));
    for bad in [0, -5, 600_001, i64::MAX] {
        propose(&ana, &offer, "time", bad).refused(422, "minutes-out-of-range", Some("minutes"));
    }
    let id = propose(&ana, &offer, "time", 60).expect(201).id();

    // A third member is told that there is no such exchange; the proposer cannot agree with themselves.
    for verb in ["agreement", "refusal", "cancellation", "delivery", "confirmation"] {
        step(&eve, &id, verb, json!({})).refused(404, "not-found", None);
    }
    eve.get(&format!("/api/v1/exchanges/{id}"))
        .refused(404, "not-found", None);
    step(&ana, &id, "agreement", json!({})).refused(403, "exchange-not-your-step", None);
    step(&bo, &id, "delivery", json!({})).refused(409, "exchange-wrong-state", None);
    step(&ana, &id, "confirmation", json!({})).refused(409, "exchange-wrong-state", None);

    step(&bo, &id, "agreement", json!({})).expect(201);
    step(&bo, &id, "agreement", json!({})).refused(409, "exchange-wrong-state", None);
    step(&ana, &id, "delivery", json!({})).refused(403, "exchange-not-your-step", None);
    step(&bo, &id, "delivery", json!({"minutes": 61})).refused(
        422,
        "delivered-more-than-agreed",
        Some("minutes"),
    );
    step(&bo, &id, "delivery", json!({"minutes": 60})).expect(201);
    step(&bo, &id, "confirmation", json!({})).refused(403, "exchange-not-your-step", None);
    step(&ana, &id, "review", json!({"rating": 5})).refused(409, "exchange-wrong-state", None);
    step(&ana, &id, "confirmation", json!({})).expect(201);
    step(&ana, &id, "confirmation", json!({})).refused(409, "exchange-wrong-state", None);
    step(&ana, &id, "review", json!({"rating": 6})).refused(422, "rating-out-of-range", Some("rating"));
    assert_eq!(hours(&bo)["posted"], 59);
});

both_engines!(cancelling_and_refusing_release_what_was_held, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let offer = listing(&bo, "offer");
    let refused = propose(&ana, &offer, "time", 60).expect(201).id();
    step(&bo, &refused, "refusal", json!({"reason": "Pas cette semaine"})).expect(201);
    let id = propose(&ana, &offer, "time", 60).expect(201).id();
    step(&bo, &id, "agreement", json!({})).expect(201);
    assert_eq!(hours(&ana)["held"], 60);
    let cancelled = step(&ana, &id, "cancellation", json!({})).expect(201);
    assert_eq!(cancelled.body["status"], "cancelled");
    assert_eq!(hours(&ana)["held"], 0);
    assert_eq!(hours(&ana)["posted"], 0);
});

both_engines!(a_dispute_is_resolved_by_a_mediator_on_neither_side, |t| {
    let (ana, bo, mia, eve) = (t.member("ana"), t.member("bo"), t.member("mia"), t.member("eve"));
    t.grant(&mia, Role::Mediator);
    t.grant(&bo, Role::Mediator);
    let offer = listing(&bo, "offer");
    let id = propose(&ana, &offer, "time", 120).expect(201).id();
    step(&bo, &id, "agreement", json!({})).expect(201);
    step(&bo, &id, "delivery", json!({"minutes": 120})).expect(201);
    step(&ana, &id, "dispute", json!({"reason": ""})).refused(422, "text-empty", Some("reason"));
    mia.get(&format!("/api/v1/exchanges/{id}"))
        .refused(404, "not-found", None);
    step(&ana, &id, "dispute", json!({"reason": "Seulement une heure"})).expect(201);
    assert_eq!(hours(&ana)["held"], 120);
    let decision = json!({"minutes": 60, "note": "Une heure compte."});
    step(&eve, &id, "resolution", decision.clone()).refused(404, "not-found", None);
    step(&bo, &id, "resolution", decision.clone()).refused(403, "exchange-not-your-step", None);
    step(&mia, &id, "resolution", json!({"minutes": 121, "note": "x"})).refused(
        422,
        "minutes-out-of-range",
        Some("minutes"),
    );
    let resolved = step(&mia, &id, "resolution", decision).expect(201);
    assert_eq!(resolved.body["status"], "resolved");
    assert_eq!(hours(&ana)["posted"], -60);
    assert_eq!(hours(&ana)["held"], 0);
    assert_eq!(hours(&bo)["posted"], 59);
});

both_engines!(what_nobody_does_happens_by_itself, |t| {
    let (mut ana, mut bo) = (t.member("ana"), t.member("bo"));
    let offer = listing(&bo, "offer");
    let unanswered = propose(&ana, &offer, "time", 60).expect(201).id();
    let unconfirmed = propose(&ana, &offer, "time", 60).expect(201).id();
    let undelivered = propose(&ana, &offer, "time", 60).expect(201).id();
    step(&bo, &unconfirmed, "agreement", json!({})).expect(201);
    step(&bo, &unconfirmed, "delivery", json!({"minutes": 50})).expect(201);
    step(&bo, &undelivered, "agreement", json!({})).expect(201);
    assert_eq!(run_due(&t), 0);
    t.advance_days(8);
    assert_eq!(run_due(&t), 1);
    assert_eq!(run_due(&t), 0);
    again(&mut ana, "ana");
    again(&mut bo, "bo");
    let status = |id: &str| ana.get(&format!("/api/v1/exchanges/{id}")).expect(200).body["status"].clone();
    assert_eq!(status(&unconfirmed), "confirmed");
    assert_eq!(status(&unanswered), "proposed");
    assert_eq!(hours(&ana)["posted"], -50);
    t.advance_days(60);
    assert_eq!(run_due(&t), 2);
    again(&mut ana, "ana");
    let status = |id: &str| ana.get(&format!("/api/v1/exchanges/{id}")).expect(200).body["status"].clone();
    assert_eq!(status(&unanswered), "expired");
    assert_eq!(status(&undelivered), "expired");
    assert_eq!(hours(&ana)["held"], 0);
});

both_engines!(a_retry_with_the_same_key_changes_nothing, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let offer = listing(&bo, "offer");
    let keyed = ana.with_header("Idempotency-Key", "proposal-1");
    let first = propose(&keyed, &offer, "time", 60).expect(201);
    let second = propose(&keyed, &offer, "time", 60).expect(201);
    assert_eq!(first.body, second.body);
    propose(&keyed, &offer, "time", 61).refused(409, "idempotency-key-reused", Some("minutes"));
    assert_eq!(
        ana.get("/api/v1/exchanges").expect(200).body["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let id = first.id();
    let keyed = bo.with_header("Idempotency-Key", "agreement-1");
    step(&keyed, &id, "agreement", json!({})).expect(201);
    step(&keyed, &id, "agreement", json!({})).expect(201);
    assert_eq!(hours(&ana)["held"], 60);
    step(&keyed, &id, "delivery", json!({})).refused(409, "idempotency-key-reused", Some("path"));
});

both_engines!(limits_are_checked_when_minutes_are_held, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let offer = listing(&bo, "offer");
    // The floor is −10 h: nine hours pass, two more do not while the nine are held.
    let nine = propose(&ana, &offer, "time", 540).expect(201).id();
    step(&bo, &nine, "agreement", json!({})).expect(201);
    let two = propose(&ana, &offer, "time", 120).expect(201).id();
    let refused = step(&bo, &two, "agreement", json!({}));
    assert_eq!(refused.status, 409, "{:#}", refused.body);
    assert_eq!(
        ana.get(&format!("/api/v1/exchanges/{two}")).expect(200).body["status"],
        "proposed"
    );
    assert_eq!(hours(&ana)["held"], 540);
});

both_engines!(a_refusal_speaks_the_members_language, |t| {
    let (ana, mut bo) = (t.member("ana"), t.member("bo"));
    let offer = listing(&bo, "offer");
    let french = propose(&bo, &offer, "time", 60).refused(422, "exchange-with-oneself", Some("listing_id"));
    assert_eq!(
        french.body["detail"],
        "On ne propose pas d'échange sur sa propre annonce."
    );
    bo.patch("/api/v1/me", json!({"locale": "en"})).expect(200);
    again(&mut bo, "bo");
    let english = propose(&bo, &offer, "time", 60).refused(422, "exchange-with-oneself", Some("listing_id"));
    assert_eq!(
        english.body["detail"],
        "Nobody proposes an exchange about their own listing."
    );
    // The other's language is their own.
    let french = propose(&ana, &offer, "money", 60).refused(422, "terms-not-accepted", Some("terms"));
    assert!(
        french.body["detail"].as_str().unwrap().starts_with("L'auteur"),
        "{:#}",
        french.body
    );
});
