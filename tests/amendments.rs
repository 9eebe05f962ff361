//! Amendments: anybody writes them, the author alone takes them over, and what is not taken over can be voted on.

use commonhour::members::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

fn propose(author: &Client, body: Value) -> String {
    author.post("/api/v1/proposals", body).expect(201).id()
}

fn text(author: &Client) -> String {
    propose(
        author,
        json!({
            "kind": "text", "title": "Le café", "body": "On se voit.\nLe lundi.\nAu café.", "method": "majority",
        }),
    )
}

fn levy(author: &Client, value: i64) -> String {
    propose(
        author,
        json!({
            "kind": "rule_change", "title": "Le prélèvement", "method": "majority",
            "payload": {"key": "levy_rate_bp", "value": value},
        }),
    )
}

fn amend(writer: &Client, proposal: &str, mut body: Value) -> Value {
    if body.get("reason").is_none() {
        body["reason"] = json!("Parce que.");
    }
    let path = format!("/api/v1/proposals/{proposal}/amendments");
    writer.post(&path, body).expect(201).body
}

fn step(proposal: &str, amendment: &Value, step: &str) -> String {
    let id = amendment["id"].as_str().unwrap();
    format!("/api/v1/proposals/{proposal}/amendments/{id}/{step}")
}

fn listed(reader: &Client, proposal: &str, n: usize) -> Value {
    let path = format!("/api/v1/proposals/{proposal}/amendments");
    reader.get(&path).expect(200).body["items"][n].clone()
}

fn read(reader: &Client, proposal: &str) -> Value {
    reader
        .get(&format!("/api/v1/proposals/{proposal}"))
        .expect(200)
        .body
}

/// Opens, lets everybody rank the options the same way, and closes.
fn vote(t: &TestApp, author: &Client, voters: &[&Client], proposal: &str, ranking: Value) -> Value {
    author
        .post(&format!("/api/v1/proposals/{proposal}/opening"), json!({}))
        .expect(200);
    for voter in voters {
        voter
            .put(
                &format!("/api/v1/proposals/{proposal}/ballot"),
                json!({ "ranking": ranking }),
            )
            .expect(200);
    }
    t.advance_days(30);
    t.work();
    read(author, proposal)
}

fn kinds_of_news(reader: &Client) -> Vec<String> {
    let items = reader.get("/api/v1/notifications").expect(200).body["items"].clone();
    items
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["kind"].as_str().unwrap().to_string())
        .filter(|kind| kind.starts_with("amendment"))
        .collect()
}

both_engines!(an_author_takes_an_amendment_over, |t| {
    let (ana, bo, cleo) = (t.member("ana"), t.member("bo"), t.member("cleo"));
    let proposal = text(&ana);
    let first = amend(
        &bo,
        &proposal,
        json!({"body": "On se voit.\nLe mardi.\nAu café.", "reason": "Le lundi est pris."}),
    );
    assert_eq!((&first["number"], &first["state"]), (&json!(1), &json!("open")));
    assert_eq!(first["base_changed"], false);
    let difference = json!([
        {"sign": "kept", "text": "On se voit."},
        {"sign": "removed", "text": "Le lundi."},
        {"sign": "added", "text": "Le mardi."},
        {"sign": "kept", "text": "Au café."},
    ]);
    assert_eq!(first["difference"], difference);
    amend(&cleo, &proposal, json!({"body": "On se voit.\nLe lundi."}));
    t.work();
    assert_eq!(kinds_of_news(&ana), ["amendment.written", "amendment.written"]);

    let merged = ana
        .post(&step(&proposal, &first, "merger"), json!({}))
        .expect(200)
        .body;
    assert_eq!(merged["state"], "merged");
    assert_eq!(merged["answered_by"]["id"], ana.id);
    assert!(merged["answered_at"].is_string());
    assert_eq!(merged["difference"], difference, "what it changed stays readable");
    assert_eq!(read(&cleo, &proposal)["body"], "On se voit.\nLe mardi.\nAu café.");
    // The other was written against a text that is gone: it says so, and compares with what there is now.
    let second = listed(&cleo, &proposal, 1);
    assert_eq!(second["base_changed"], true);
    assert_eq!(
        second["difference"][1],
        json!({"sign": "removed", "text": "Le mardi."})
    );
    ana.post(&step(&proposal, &first, "merger"), json!({}))
        .refused(409, "amendment-answered", None);
    t.work();
    assert_eq!(kinds_of_news(&bo), ["amendment.answered"]);
    let told = bo.get("/api/v1/notifications").expect(200).body["items"][0]["text"].clone();
    assert_eq!(told, "Votre amendement est repris : Le café");
});

both_engines!(nobody_but_the_author_changes_a_proposal, |t| {
    let (ana, bo, cleo) = (t.member("ana"), t.member("bo"), t.member("cleo"));
    let founder = t.founder();
    let proposal = text(&ana);
    let amendment = amend(&bo, &proposal, json!({"body": "Rien."}));
    // Neither its writer, nor another member, nor a holder of every mandate.
    for other in [&bo, &cleo, &founder] {
        for word in ["merger", "refusal"] {
            other
                .post(&step(&proposal, &amendment, word), json!({}))
                .refused(403, "not-the-author", None);
        }
    }
    for other in [&cleo, &founder] {
        other
            .post(&step(&proposal, &amendment, "competition"), json!({}))
            .refused(403, "amendment-not-yours", None);
    }
    for other in [&ana, &cleo, &founder] {
        other
            .post(&step(&proposal, &amendment, "withdrawal"), json!({}))
            .refused(403, "amendment-not-yours", None);
    }
    assert_eq!(read(&bo, &proposal)["body"], "On se voit.\nLe lundi.\nAu café.");
    assert_eq!(listed(&ana, &proposal, 0)["state"], "open");
    // An amendment of one proposal is none of another.
    let other = text(&bo);
    bo.post(&step(&other, &amendment, "merger"), json!({}))
        .refused(404, "not-found", None);
});

both_engines!(an_amendment_is_checked_when_it_is_written, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let (proposal, rule) = (text(&ana), levy(&ana, 500));
    let membership = propose(
        &ana,
        json!({"kind": "exclusion", "title": "Exclure", "method": "majority", "payload": {"member_id": bo.id}}),
    );
    let cases = [
        (&proposal, json!({"reason": "x"}), "text-empty", "body"),
        (&proposal, json!({"body": "x"}), "text-empty", "reason"),
        (
            &proposal,
            json!({"body": "x", "value": 1, "reason": "x"}),
            "amendment-not-of-kind",
            "value",
        ),
        (
            &proposal,
            json!({"body": "On se voit.\nLe lundi.\nAu café.", "reason": "x"}),
            "amendment-changes-nothing",
            "body",
        ),
        (
            &proposal,
            json!({"body": "x".repeat(20_001), "reason": "x"}),
            "text-too-long",
            "body",
        ),
        (
            &proposal,
            json!({"body": "x", "reason": "x".repeat(2_001)}),
            "text-too-long",
            "reason",
        ),
        (&rule, json!({"reason": "x"}), "rule-value-out-of-bounds", "value"),
        (
            &rule,
            json!({"value": 2_001, "reason": "x"}),
            "rule-value-out-of-bounds",
            "value",
        ),
        (
            &rule,
            json!({"value": 500, "reason": "x"}),
            "amendment-changes-nothing",
            "value",
        ),
        (
            &rule,
            json!({"value": 400, "body": "x", "reason": "x"}),
            "amendment-not-of-kind",
            "body",
        ),
        (
            &membership,
            json!({"body": "x", "reason": "x"}),
            "amendment-not-of-kind",
            "body",
        ),
    ];
    for (proposal, body, code, field) in cases {
        bo.post(&format!("/api/v1/proposals/{proposal}/amendments"), body)
            .refused(422, code, Some(field));
    }
    // Where a vote is about the whole, an amendment asks and says why.
    let asked = amend(&bo, &membership, json!({}));
    bo.post(&step(&membership, &asked, "competition"), json!({}))
        .refused(409, "amendment-cannot-compete", None);
    let before = read(&ana, &membership)["payload"].clone();
    ana.post(&step(&membership, &asked, "merger"), json!({}))
        .expect(200);
    assert_eq!(read(&ana, &membership)["payload"], before);
    for n in 0..5 {
        amend(&bo, &proposal, json!({"body": format!("Version {n}")}));
    }
    bo.post(
        &format!("/api/v1/proposals/{proposal}/amendments"),
        json!({"body": "Encore", "reason": "x"}),
    )
    .refused(409, "amendments-too-many", None);
});

both_engines!(a_value_competes_and_wins, |t| {
    let (ana, bo, cleo) = (t.member("ana"), t.member("bo"), t.member("cleo"));
    let proposal = levy(&ana, 500);
    let six = amend(
        &bo,
        &proposal,
        json!({"value": 600, "reason": "Plus pour le fonds."}),
    );
    let same = amend(&cleo, &proposal, json!({"value": 600}));
    let declined = amend(&cleo, &proposal, json!({"value": 900}));
    let reason = json!({"reason": "Trop."});
    let answer = ana
        .post(&step(&proposal, &declined, "refusal"), reason)
        .expect(200);
    assert_eq!(
        (&answer.body["state"], &answer.body["answer_reason"]),
        (&json!("declined"), &json!("Trop."))
    );
    // What was declined can still be put to the vote by its writer, with the author's answer beside it; and taken back.
    let put = cleo
        .post(&step(&proposal, &declined, "competition"), json!({}))
        .expect(200);
    assert_eq!(
        (&put.body["state"], &put.body["answer_reason"]),
        (&json!("competing"), &json!("Trop."))
    );
    cleo.post(&step(&proposal, &declined, "withdrawal"), json!({}))
        .expect(200);
    cleo.post(&step(&proposal, &declined, "competition"), json!({}))
        .refused(409, "amendment-answered", None);
    // Its writer lets one compete against the author's silence; the author the other.
    bo.post(&step(&proposal, &six, "competition"), json!({}))
        .expect(200);
    ana.post(&step(&proposal, &same, "competition"), json!({}))
        .expect(200);
    let opening = format!("/api/v1/proposals/{proposal}/opening");
    ana.post(&opening, json!({}))
        .refused(409, "amendments-compete", None);
    // Not an option before the opening: a draft's options are its author's own.
    ana.patch(
        &format!("/api/v1/proposals/{proposal}"),
        json!({"method": "schulze"}),
    )
    .expect(200);
    let draft = read(&ana, &proposal);
    assert_eq!(draft["options"], json!([]));
    assert_eq!(draft["payload"], json!({"key": "levy_rate_bp", "value": 500}));

    let passed = vote(
        &t,
        &ana,
        &[&ana, &bo, &cleo],
        &proposal,
        json!([["2"], ["1"], ["3"]]),
    );
    let options = passed["options"].as_array().unwrap();
    assert_eq!(options.len(), 3, "the same value is one option: {options:?}");
    assert_eq!(options[0]["value"], json!({"value": 500}));
    assert_eq!(options[1]["value"]["value"], 600);
    assert_eq!(options[1]["value"]["amendment_id"], six["id"]);
    assert_eq!(options[1]["body"], "Plus pour le fonds.");
    assert_eq!(options[2]["none"], true);
    assert_eq!(passed["payload"], json!({"key": "levy_rate_bp"}));
    assert_eq!(passed["status"], "passed");
    let rule = ana.get("/api/v1/rules/levy_rate_bp").expect(200).body;
    assert_eq!(rule["value"], 600);
});

both_engines!(a_text_of_the_charter_competes_and_wins, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let proposal = propose(
        &ana,
        json!({
            "kind": "charter", "title": "Accueil", "body": "On accueille le lundi.", "method": "majority_judgment",
            "payload": {"key": "accueil"},
        }),
    );
    let amendment = amend(&bo, &proposal, json!({"body": "On accueille toujours."}));
    bo.post(&step(&proposal, &amendment, "competition"), json!({}))
        .expect(200);
    ana.patch(
        &format!("/api/v1/proposals/{proposal}"),
        json!({"method": "schulze"}),
    )
    .expect(200);
    let passed = vote(&t, &ana, &[&ana, &bo], &proposal, json!([["2"], ["1", "3"]]));
    assert_eq!(passed["options"][0]["body"], "On accueille le lundi.");
    assert_eq!(passed["options"][1]["title"], "Amendement n° 1");
    assert_eq!(passed["status"], "passed");
    let adopted = ana.get("/api/v1/charter/accueil").expect(200).body;
    assert_eq!(adopted["body"], "On accueille toujours.");
    // Opened, it is amended no more.
    bo.post(&step(&proposal, &amendment, "withdrawal"), json!({}))
        .refused(409, "proposal-not-draft", None);
    bo.post(
        &format!("/api/v1/proposals/{proposal}/amendments"),
        json!({"body": "Trop tard.", "reason": "x"}),
    )
    .refused(409, "proposal-not-draft", None);
});

both_engines!(an_authors_own_options_stay_before_those_that_compete, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let proposal = propose(
        &ana,
        json!({
            "kind": "rule_change", "title": "Le prélèvement", "method": "approval",
            "payload": {"key": "levy_rate_bp"},
            "options": [
                {"title": "Trois", "value": {"value": 300}}, {"title": "Rien de tout cela", "none": true},
                {"title": "Quatre", "value": {"value": 400}},
            ],
        }),
    );
    let seven = amend(&bo, &proposal, json!({"value": 700}));
    let three = amend(&bo, &proposal, json!({"value": 300}));
    let eight = amend(&bo, &proposal, json!({"value": 800}));
    let gone = amend(&bo, &proposal, json!({"value": 900}));
    for amendment in [&seven, &three, &gone] {
        bo.post(&step(&proposal, amendment, "competition"), json!({}))
            .expect(200);
    }
    bo.post(&step(&proposal, &gone, "withdrawal"), json!({}))
        .expect(200);
    // Merged where the author offers several values, it is one more of them.
    ana.post(&step(&proposal, &eight, "merger"), json!({}))
        .expect(200);
    ana.post(&format!("/api/v1/proposals/{proposal}/opening"), json!({}))
        .expect(200);
    let options = read(&bo, &proposal)["options"].clone();
    let said: Vec<(&Value, &Value)> = options
        .as_array()
        .unwrap()
        .iter()
        .map(|option| (&option["id"], &option["value"]["value"]))
        .collect();
    let expected = [
        (&json!("1"), &json!(300)),
        (&json!("2"), &json!(400)),
        (&json!("3"), &json!(800)),
        (&json!("4"), &json!(700)),
        (&json!("5"), &Value::Null),
    ];
    assert_eq!(said, expected);
    assert_eq!(options[4]["title"], "Rien de tout cela");
});

both_engines!(a_changed_rule_makes_an_amendment_outdated, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let proposal = levy(&ana, 500);
    let amendment = amend(&bo, &proposal, json!({"value": 60}));
    let change = json!({"payload": {"key": "voting_period_days", "value": 10}});
    ana.patch(&format!("/api/v1/proposals/{proposal}"), change)
        .expect(200);
    assert_eq!(listed(&bo, &proposal, 0)["base_changed"], true);
    for word in ["merger", "competition"] {
        ana.post(&step(&proposal, &amendment, word), json!({}))
            .refused(409, "amendment-outdated", None);
    }
    ana.post(&step(&proposal, &amendment, "refusal"), json!({}))
        .expect(200);
    assert_eq!(read(&bo, &proposal)["payload"]["value"], 10);
});

both_engines!(moderators_hide_an_amendment, |t| {
    let (ana, bo, cleo) = (t.member("ana"), t.member("bo"), t.member("cleo"));
    t.grant(&cleo, Role::Moderator);
    let proposal = text(&ana);
    let amendment = amend(&bo, &proposal, json!({"body": "Une insulte."}));
    bo.post(&step(&proposal, &amendment, "competition"), json!({}))
        .expect(200);
    let path = format!(
        "/api/v1/proposals/{proposal}/amendments/{}",
        amendment["id"].as_str().unwrap()
    );
    ana.delete(&path).refused(403, "permission-missing", None);
    cleo.delete(&path).expect(204);
    cleo.delete(&path).expect(204);
    let seen = listed(&ana, &proposal, 0);
    assert_eq!(
        (&seen["hidden"], &seen["body"], &seen["reason"]),
        (&json!(true), &Value::Null, &Value::Null)
    );
    assert!(!seen.to_string().contains("insulte"), "{seen}");
    ana.post(&step(&proposal, &amendment, "merger"), json!({}))
        .refused(409, "amendment-hidden", None);
    // It is no option any more, so the vote is about the whole again.
    ana.post(&format!("/api/v1/proposals/{proposal}/opening"), json!({}))
        .expect(200);
    assert_eq!(read(&ana, &proposal)["options"], json!([]));
    let log = ana
        .get("/api/v1/audit-log?permission=moderate_comment")
        .expect(200)
        .body;
    assert_eq!(log["items"].as_array().unwrap().len(), 1);
    assert_eq!(log["items"][0]["object"]["type"], "amendment");
});

both_engines!(amendments_have_a_page_and_stand_in_own_data, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let proposal = text(&ana);
    let (page, form) = (
        format!("/proposals/{proposal}"),
        format!("/proposals/{proposal}/amendments/new"),
    );
    let (of_ana, of_bo) = (t.browser(&ana), t.browser(&bo));
    assert!(of_bo.page(&page).contains("Aucun amendement"));
    assert!(
        of_bo.page(&form).contains("Le lundi."),
        "the form begins with what there is"
    );
    let post = format!("/proposals/{proposal}/amendments");
    let refused = of_bo.submit(&form, &post, &[("body", "Le <b>mardi</b>."), ("reason", "")]);
    let shown = refused.expect(422).body.as_str().unwrap().to_string();
    assert!(
        shown.contains("Le &#60;b&#62;mardi") || shown.contains("Le &lt;b&gt;mardi"),
        "{shown}"
    );
    of_bo
        .submit(
            &form,
            &post,
            &[("body", "Le mardi."), ("reason", "Le lundi est **pris**.")],
        )
        .expect(303);
    let shown = of_bo.page(&page);
    assert!(
        shown.contains("<strong>pris</strong>") && shown.contains("is-removed"),
        "{shown}"
    );
    assert!(
        shown.contains("/withdrawal") && !shown.contains("/merger"),
        "{shown}"
    );
    assert!(of_ana.page(&page).contains("/merger"));
    let id = listed(&ana, &proposal, 0)["id"].as_str().unwrap().to_string();
    of_bo
        .submit(&page, &format!("{post}/{id}/merger"), &[])
        .expect(403);
    of_ana
        .submit(
            &page,
            &format!("{post}/{id}/refusal"),
            &[("reason", "Non merci.")],
        )
        .expect(303);
    assert!(of_bo.page(&page).contains("Non merci."));
    of_ana
        .submit(&page, &format!("{post}/{id}/merger"), &[])
        .expect(422);
    let own = bo.get("/api/v1/me/export").expect(200).body;
    assert!(own.to_string().contains("Le lundi est **pris**."), "{own}");
    let rule = levy(&ana, 500);
    let form = format!("/proposals/{rule}/amendments/new");
    let post = format!("/proposals/{rule}/amendments");
    of_bo
        .submit(&form, &post, &[("value", "6 %"), ("reason", "x")])
        .expect(422);
    of_bo
        .submit(&form, &post, &[("value", "600"), ("reason", "x")])
        .expect(303);
    assert_eq!(listed(&ana, &rule, 0)["value"], 600);
    assert!(of_ana.page(&format!("/proposals/{rule}")).contains("6 %"));
});
