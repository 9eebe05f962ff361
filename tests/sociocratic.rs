//! Election without candidates: members nominate with reasons, change their mind, and decide by consent on one person.

use serde_json::{Value, json};

use crate::support::{Client, TestApp};

fn election(author: &Client) -> String {
    let body = json!({
        "kind": "election", "title": "Qui facilite ?", "method": "consent", "payload": {"role": "mediator"},
    });
    author.post("/api/v1/proposals", body).expect(201).id()
}

fn nominate(who: &Client, election: &str, whom: &Client, reason: &str) -> Value {
    let body = json!({"member_id": whom.id, "reason": reason});
    who.put(&format!("/api/v1/proposals/{election}/nomination"), body)
        .expect(200)
        .body
}

/// `name: count` of each nominee, in the order told.
fn counts(reader: &Client, election: &str) -> Vec<String> {
    let answer = reader
        .get(&format!("/api/v1/proposals/{election}/nominations"))
        .expect(200);
    let items = answer.body["items"].as_array().unwrap().clone();
    let line = |item: &Value| {
        format!(
            "{}: {}",
            item["member"]["display_name"].as_str().unwrap(),
            item["count"]
        )
    };
    items.iter().map(line).collect()
}

fn opening(election: &str) -> String {
    format!("/api/v1/proposals/{election}/opening")
}

fn candidate(reader: &Client, election: &str) -> Value {
    let read = reader.get(&format!("/api/v1/proposals/{election}")).expect(200);
    read.body["payload"]["member_id"].clone()
}

fn consent(who: &Client, election: &str) {
    who.put(
        &format!("/api/v1/proposals/{election}/ballot"),
        json!({"choice": "yes"}),
    )
    .expect(200);
}

fn holders(reader: &Client, role: &str) -> Vec<String> {
    let items = reader.get("/api/v1/mandates").expect(200).body["items"].clone();
    let of_role = items.as_array().unwrap().iter().filter(|m| m["role"] == role);
    of_role
        .map(|m| m["member"]["id"].as_str().unwrap().to_string())
        .collect()
}

fn people(t: &TestApp) -> [Client; 4] {
    ["ana", "bo", "cleo", "dom"].map(|name| t.member(name))
}

both_engines!(the_most_named_is_put_to_consent_and_elected, |t| {
    let [ana, bo, cleo, dom] = people(&t);
    let id = election(&ana);
    let own = format!("/api/v1/proposals/{id}/nomination");
    bo.get(&own).refused(404, "not-found", None);
    ana.post(&opening(&id), json!({}))
        .refused(409, "nobody-nominated", None);
    nominate(&ana, &id, &bo, "Calme.");
    nominate(&bo, &id, &cleo, "Écoute bien.");
    let changed = nominate(&dom, &id, &cleo, "Juste.");
    assert_eq!(changed["first"], Value::Null);
    assert_eq!(counts(&ana, &id), ["cleo: 2", "bo: 1"]);
    // A round of changes; what was said first stays.
    t.advance_seconds(60);
    let changed = nominate(&ana, &id, &cleo, "Bo m'a convaincue.");
    assert_eq!(changed["first"]["member"]["id"], bo.id);
    assert_eq!(changed["first"]["reason"], "Calme.");
    assert_eq!(changed["reason"], "Bo m'a convaincue.");
    assert_eq!(counts(&ana, &id), ["cleo: 3"]);
    dom.delete(&own).expect(204);
    dom.delete(&own).expect(204);
    dom.get(&own).refused(404, "not-found", None);
    assert_eq!(counts(&ana, &id), ["cleo: 2"]);

    ana.post(&opening(&id), json!({})).expect(200);
    assert_eq!(candidate(&bo, &id), cleo.id);
    bo.put(&own, json!({"member_id": ana.id, "reason": "x"}))
        .refused(409, "proposal-not-draft", None);
    for who in [&ana, &bo, &cleo, &dom] {
        consent(who, &id);
    }
    t.advance_days(30);
    t.work();
    assert_eq!(holders(&ana, "mediator"), std::slice::from_ref(&cleo.id));
});

both_engines!(a_tie_is_decided_by_who_opens, |t| {
    let [ana, bo, cleo, dom] = people(&t);
    let id = election(&ana);
    nominate(&ana, &id, &bo, "Calme.");
    nominate(&bo, &id, &cleo, "Juste.");
    ana.post(&opening(&id), json!({}))
        .refused(409, "candidate-not-clear", None);
    ana.post(&opening(&id), json!({"candidate_id": dom.id})).refused(
        422,
        "candidate-not-nominated",
        Some("candidate_id"),
    );
    ana.post(&opening(&id), json!({"candidate_id": cleo.id}))
        .expect(200);
    assert_eq!(candidate(&bo, &id), cleo.id);
    // Only such an election takes a candidate.
    let body = json!({"kind": "text", "title": "x", "body": "x", "method": "majority"});
    let text = ana.post("/api/v1/proposals", body).expect(201).id();
    ana.post(&opening(&text), json!({"candidate_id": cleo.id}))
        .refused(422, "candidate-not-of-kind", Some("candidate_id"));
    ana.get(&format!("/api/v1/proposals/{text}/nominations"))
        .refused(409, "nominations-not-here", None);
    ana.put(
        &format!("/api/v1/proposals/{text}/nomination"),
        json!({"member_id": bo.id, "reason": "x"}),
    )
    .refused(409, "nominations-not-here", None);
});

both_engines!(who_declines_is_not_put_to_the_vote, |t| {
    let [ana, bo, cleo, dom] = people(&t);
    let id = election(&ana);
    let decline = format!("/api/v1/proposals/{id}/nominations/refusal");
    bo.post(&decline, json!({})).refused(409, "not-nominated", None);
    nominate(&ana, &id, &bo, "Calme.");
    nominate(&dom, &id, &bo, "Patient.");
    nominate(&bo, &id, &cleo, "Juste.");
    bo.post(&decline, json!({})).expect(200);
    bo.post(&decline, json!({})).expect(200);
    let listed = ana
        .get(&format!("/api/v1/proposals/{id}/nominations"))
        .expect(200)
        .body;
    assert_eq!(listed["items"][0]["member"]["id"], bo.id);
    assert_eq!(listed["items"][0]["eligible"], false);
    assert!(listed["items"][0]["declined_at"].is_string());
    cleo.put(
        &format!("/api/v1/proposals/{id}/nomination"),
        json!({"member_id": bo.id, "reason": "Quand même."}),
    )
    .refused(422, "candidate-declined", Some("member_id"));
    ana.post(&opening(&id), json!({"candidate_id": bo.id})).refused(
        422,
        "candidate-declined",
        Some("candidate_id"),
    );
    ana.post(&opening(&id), json!({})).expect(200);
    assert_eq!(candidate(&dom, &id), cleo.id);
    // An objection, and the round names another; not one who declined.
    let objection = json!({"choice": "objection", "reason": "Cleo porte déjà trop."});
    bo.put(&format!("/api/v1/proposals/{id}/ballot"), objection)
        .expect(200);
    let rounds = format!("/api/v1/proposals/{id}/rounds");
    let with = |who: &Client| json!({"payload": {"role": "mediator", "member_id": who.id}});
    ana.post(&rounds, with(&bo))
        .refused(422, "candidate-declined", Some("payload.member_id"));
    let nobody =
        json!({"payload": {"role": "mediator", "member_id": "00000000-0000-7000-8000-000000000000"}});
    ana.post(&rounds, nobody)
        .refused(422, "member-unknown", Some("payload.member_id"));
    ana.post(&rounds, with(&dom)).expect(201);
    for who in [&ana, &bo, &cleo, &dom] {
        consent(who, &id);
    }
    t.advance_days(30);
    t.work();
    assert_eq!(holders(&ana, "mediator"), std::slice::from_ref(&dom.id));
});

both_engines!(a_nomination_is_checked_and_told, |t| {
    let [ana, bo, _, _] = people(&t);
    let id = election(&ana);
    let own = format!("/api/v1/proposals/{id}/nomination");
    let zoe = t.applicant("zoe");
    bo.put(&own, json!({"member_id": zoe.id, "reason": "x"})).refused(
        422,
        "member-unknown",
        Some("member_id"),
    );
    bo.put(&own, json!({"member_id": ana.id, "reason": " "}))
        .refused(422, "text-empty", Some("reason"));
    bo.put(&own, json!({"member_id": ana.id, "reason": "x".repeat(2_001)}))
        .refused(422, "text-too-long", Some("reason"));
    let told = |who: &Client| {
        let items = who.get("/api/v1/notifications").expect(200).body["items"].clone();
        let items = items.as_array().unwrap().clone();
        items
            .iter()
            .filter(|i| i["kind"] == "nomination.received")
            .count()
    };
    nominate(&bo, &id, &ana, "Juste.");
    nominate(&bo, &id, &ana, "Juste.");
    nominate(&bo, &id, &ana, "Juste et calme.");
    t.work();
    assert_eq!(told(&ana), 1, "told once, however often the reason changes");
    nominate(&bo, &id, &bo, "Je veux bien.");
    t.work();
    assert_eq!(told(&bo), 0);
    let exported = bo.get("/api/v1/me/export").expect(200).body.to_string();
    assert!(
        exported.contains("Je veux bien.") && exported.contains("\"first_reason\":\"Juste.\""),
        "{exported}"
    );
});

both_engines!(nominations_have_a_page, |t| {
    let [ana, bo, _, _] = people(&t);
    let id = election(&ana);
    let page = format!("/proposals/{id}");
    let form = format!("/proposals/{id}/nomination");
    let (of_ana, of_bo) = (t.browser(&ana), t.browser(&bo));
    assert!(
        of_bo.page(&page).contains("Personne n&#39;est encore proposé")
            || of_bo.page(&page).contains("Personne n'est encore proposé")
    );
    let search = format!("{form}?q=ana");
    let refused = of_bo.submit(&search, &form, &[("q", "ana"), ("reason", "Juste.")]);
    let shown = refused.expect(422).body.as_str().unwrap().to_string();
    assert!(
        shown.contains("Juste.") && shown.contains("Choisissez"),
        "{shown}"
    );
    let fields = [("q", "ana"), ("member_id", ana.id.as_str()), ("reason", "Juste.")];
    of_bo.submit(&search, &form, &fields).expect(303);
    let shown = of_bo.page(&page);
    assert!(
        shown.contains("proposé par 1 membre") && shown.contains("Juste."),
        "{shown}"
    );
    assert!(!shown.contains("/candidate"), "{shown}");
    // The nominee may decline; who opens chooses among those nominated.
    let shown = of_ana.page(&page);
    assert!(
        shown.contains("/nominations/refusal") && shown.contains("/candidate"),
        "{shown}"
    );
    of_ana
        .submit(
            &page,
            &format!("/proposals/{id}/candidate"),
            &[("candidate_id", bo.id.as_str())],
        )
        .expect(422);
    of_ana
        .submit(
            &page,
            &format!("/proposals/{id}/candidate"),
            &[("candidate_id", ana.id.as_str())],
        )
        .expect(303);
    assert!(of_bo.page(&page).contains("soumis au consentement"));
    assert_eq!(candidate(&bo, &id), ana.id);
});
