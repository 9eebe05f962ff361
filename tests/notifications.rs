//! News: who is told what, how they chose to be told, and how they stop it.

use crate::support::Client;
use serde_json::{Value, json};

/// Hours as a gift, which is news for whoever gets them.
fn send_hours(from: &Client, to: &Client, minutes: i64) {
    let body = json!({"to": to.id, "minutes": minutes, "reason": "gift"});
    from.post("/api/v1/transfers", body).expect(201);
}

fn choose(person: &Client, kind: &str, mode: &str) {
    let body = json!({"items": [{"kind": kind, "mode": mode}]});
    person
        .put("/api/v1/me/notification-preferences", body)
        .expect(200);
}

fn mode_of(person: &Client, kind: &str) -> Value {
    let answer = person.get("/api/v1/me/notification-preferences").expect(200);
    let items = answer.body["items"].as_array().unwrap().clone();
    items.iter().find(|i| i["kind"] == kind).unwrap()["mode"].clone()
}

both_engines!(news_is_listed_and_read, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    send_hours(&ana, &bo, 30);
    t.work();
    let list = bo.get("/api/v1/notifications").expect(200);
    let items = list.body["items"].as_array().unwrap();
    assert_eq!(items[0]["kind"], "hours.received");
    assert_eq!(items[0]["text"], "ana vous a envoyé 30 min");
    assert_eq!(items[0]["object"]["type"], "transfer");
    assert_eq!(items[0]["url"], "/hours");
    assert_eq!(items[0]["read_at"], Value::Null);
    assert_eq!(items[1]["kind"], "membership.admitted");
    assert_eq!(
        items.len(),
        2,
        "mails about the account are not listed: {items:?}"
    );
    let path = format!("/api/v1/notifications/{}", items[0]["id"].as_str().unwrap());
    ana.patch(&path, json!({"read": true}))
        .refused(404, "not-found", None);
    let read = bo.patch(&path, json!({"read": true})).expect(200);
    assert_ne!(read.body["read_at"], Value::Null);
    let unread = bo.get("/api/v1/notifications?unread=true").expect(200);
    assert_eq!(unread.body["items"].as_array().unwrap().len(), 1);
    bo.patch("/api/v1/notifications", json!({"read": true}))
        .expect(200);
    let unread = bo.get("/api/v1/notifications?unread=true").expect(200);
    assert_eq!(unread.body["items"], json!([]));
    let first = bo.get("/api/v1/notifications?limit=1").expect(200);
    let next = first.body["next"].as_str().unwrap();
    let second = bo
        .get(&format!("/api/v1/notifications?limit=1&cursor={next}"))
        .expect(200);
    assert_eq!(second.body["items"][0]["kind"], "membership.admitted");
    assert_eq!(second.body["next"], Value::Null);
    // The reader's language is that of today.
    bo.patch("/api/v1/me", json!({"locale": "en"})).expect(200);
    let list = bo.get("/api/v1/notifications").expect(200);
    assert_eq!(list.body["items"][0]["text"], "ana sent you 30 min");
    bo.patch(&path, json!({"read": "yes"}))
        .refused(422, "value-wrong", Some("read"));
    bo.patch("/api/v1/notifications", json!({"read": false})).refused(
        422,
        "notifications-only-read",
        Some("read"),
    );
});

both_engines!(what_is_switched_off_is_listed_but_not_sent, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    choose(&bo, "hours.received", "off");
    let before = t.mails_to("bo@exemple.fr").len();
    send_hours(&ana, &bo, 30);
    assert_eq!(t.mails_to("bo@exemple.fr").len(), before);
    let list = bo.get("/api/v1/notifications?unread=true").expect(200);
    assert_eq!(list.body["items"][0]["kind"], "hours.received");
    let skipped = t.founder().get("/api/v1/deliveries?state=skipped").expect(200);
    assert_eq!(skipped.body["items"][0]["reason"], "preference_off");
    // Switched off after it was queued, before it was sent.
    choose(&bo, "hours.received", "daily");
    send_hours(&ana, &bo, 30);
    t.work();
    choose(&bo, "hours.received", "off");
    t.advance_days(2);
    assert_eq!(t.mails_to("bo@exemple.fr").len(), before);
});

both_engines!(some_kinds_cannot_be_switched_off, |t| {
    let bo = t.member("bo");
    for (kind, mode, code, field) in [
        (
            "hours.warning",
            "off",
            "notification-mode-unavailable",
            "items[0].mode",
        ),
        (
            "account.password_reset",
            "off",
            "notification-mode-unavailable",
            "items[0].mode",
        ),
        ("no.such.kind", "off", "value-wrong", "items[0].kind"),
        ("vote.opened", "weekly", "value-wrong", "items[0].mode"),
    ] {
        let body = json!({"items": [{"kind": kind, "mode": mode}]});
        bo.put("/api/v1/me/notification-preferences", body)
            .refused(422, code, Some(field));
    }
    let answer = bo.get("/api/v1/me/notification-preferences").expect(200);
    assert!(!answer.body.to_string().contains("account."), "{}", answer.body);
});

both_engines!(the_daily_summary_is_one_mail_at_seven, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    choose(&bo, "hours.received", "daily");
    t.work();
    let before = t.mails_to("bo@exemple.fr").len();
    send_hours(&ana, &bo, 30);
    t.advance_seconds(3600);
    send_hours(&cy, &bo, 45);
    assert_eq!(
        t.mails_to("bo@exemple.fr").len(),
        before,
        "not before the morning"
    );
    // Monday 23 November, 6:59 and 7:00 in France.
    t.advance_to("2026-11-23T05:59:00Z");
    assert_eq!(t.mails_to("bo@exemple.fr").len(), before);
    t.advance_to("2026-11-23T06:00:00Z");
    let mails = t.mails_to("bo@exemple.fr");
    assert_eq!(mails.len(), before + 1);
    let summary = mails.last().unwrap();
    assert_eq!(summary.subject(), "Votre résumé du jour : 2 nouvelles");
    for line in ["ana vous a envoyé 30 min", "cy vous a envoyé 45 min"] {
        assert!(summary.text.contains(line), "{}", summary.text);
        assert!(summary.html.contains(line), "{}", summary.html);
    }
    assert_eq!(summary.header("List-Id"), "<summary.alpes.commonhour.test>");
    t.advance_days(1);
    assert_eq!(
        t.mails_to("bo@exemple.fr").len(),
        before + 1,
        "an empty summary is not sent"
    );
});

both_engines!(after_thirty_mails_a_day_the_rest_waits, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    t.work();
    let before = t.mails_to("bo@exemple.fr").len();
    for _ in 0..40 {
        send_hours(&ana, &bo, 1);
    }
    let mails = t.mails_to("bo@exemple.fr");
    assert_eq!(mails.len(), 30);
    assert!(before < 30);
    t.advance_to("2026-11-23T06:00:00Z");
    let mails = t.mails_to("bo@exemple.fr");
    assert_eq!(mails.len(), 31);
    let waited = 40 - (30 - before);
    assert_eq!(
        mails[30].subject(),
        format!("Votre résumé du jour : {waited} nouvelles")
    );
});

both_engines!(unsubscribing_takes_a_post_and_stops_one_kind, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    t.work();
    send_hours(&ana, &bo, 30);
    let mail = t.last_mail_to("bo@exemple.fr");
    let link = mail.link("/unsubscribe");
    let stranger = t.stranger();
    // Scanners and previews follow links: looking changes nothing.
    let page = stranger.get(&link).expect(200);
    assert!(page.body.as_str().unwrap().contains("<form"), "{}", page.body);
    assert_eq!(mode_of(&bo, "hours.received"), "instant");
    // RFC 8058: a bare POST from the mail program, without cookies.
    let one_click = |path: &str| {
        stranger.send_as(
            "POST",
            path,
            Some("List-Unsubscribe=One-Click".into()),
            "application/x-www-form-urlencoded",
        )
    };
    one_click(&link).expect(200);
    assert_eq!(mode_of(&bo, "hours.received"), "off");
    assert_eq!(mode_of(&bo, "vote.opened"), "instant");
    assert_eq!(mode_of(&ana, "hours.received"), "instant");
    one_click(&link).expect(200);
    // The token does nothing else.
    let token = mail.token("/unsubscribe");
    let mut thief = t.stranger();
    thief.token = Some(token.clone());
    thief.get("/api/v1/me").expect(401);
    for path in ["/api/v1/auth/verify-email", "/api/v1/auth/refresh"] {
        let body = json!({"token": token, "refresh_token": token});
        let answer = stranger.post(path, body);
        assert!((400..500).contains(&answer.status), "{path} {}", answer.status);
    }
    for bad in ["", "AAAA", &format!("{token}A"), &token[1..]] {
        let path = format!("/unsubscribe?token={bad}");
        assert_eq!(stranger.get(&path).status, 422, "{bad}");
        assert_eq!(one_click(&path).status, 422, "{bad}");
    }
});

both_engines!(account_mails_go_out_whatever_was_chosen, |t| {
    let bo = t.member("bo");
    t.work();
    let stranger = t.stranger();
    stranger
        .post("/api/v1/auth/password-reset", json!({"email": "bo@exemple.fr"}))
        .expect(202);
    let mail = t.last_mail_to("bo@exemple.fr");
    assert_eq!(mail.subject(), "Choisissez un nouveau mot de passe");
    let token = mail
        .text
        .split("token=")
        .nth(1)
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap();
    // A token of one kind is not one of another.
    stranger
        .post("/api/v1/auth/verify-email", json!({"token": token}))
        .refused(422, "link-expired", Some("token"));
    stranger
        .post(
            "/api/v1/auth/password-reset/confirmation",
            json!({"token": token, "password": "another fine horse"}),
        )
        .expect(204);
    let mail = t.last_mail_to("bo@exemple.fr");
    assert_eq!(mail.subject(), "Votre mot de passe a été changé");
    let _ = bo;
});

both_engines!(an_event_told_twice_is_told_once, |t| {
    use commonhour::notifications::{Letterhead, tell};
    use commonhour::outbox;
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    t.work();
    send_hours(&ana, &bo, 30);
    let (now, head) = (t.now(), Letterhead::new(&t.app.config));
    let counts: Vec<usize> = t
        .app
        .db
        .write_now(|conn| {
            let events = outbox::lease(conn, now, 50)?;
            let event = events
                .iter()
                .find(|e| e.kind == "ledger.transfer_received")
                .unwrap();
            let mut counts = Vec::new();
            for _ in 0..2 {
                counts.push(tell(conn, event, &head, now)?);
            }
            Ok(counts)
        })
        .unwrap();
    assert_eq!(counts, [1, 0]);
});

fn listing(owner: &Client, kind: &str, title: &str) -> String {
    let body = json!({
        "kind": kind, "what": "service", "title": title,
        "description": "Mise en page, textes et mise en ligne d'un petit site vitrine.",
        "category": "web", "skills": ["showcase-website"],
        "terms": {"gift": true, "time_minutes": 120},
        "place": {"label": "Chambéry", "lat": 45.566, "lon": 5.921, "radius_km": 5},
        "availability": ["tue 18:00-21:00"]
    });
    owner.post("/api/v1/listings", body).expect(201).id()
}

both_engines!(both_sides_are_told_of_a_match_and_of_each_step, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    ana.patch("/api/v1/me", json!({"locale": "en"})).expect(200);
    listing(&bo, "offer", "Création de sites vitrines");
    t.work();
    let request = listing(&ana, "request", "Aide pour mon site vitrine");
    let found = t.last_mail_to("bo@exemple.fr");
    assert_eq!(
        found.subject(),
        "Une demande pour vous : « Aide pour mon site vitrine »"
    );
    assert!(found.text.contains("ana cherche de l'aide"), "{}", found.text);
    assert!(found.text.contains("Pourquoi\u{a0}: "), "{}", found.text);
    assert_eq!(found.link("/listings/"), format!("/listings/{request}"));
    let body = json!({"listing_id": request, "terms": "time", "minutes": 120, "message": "Bonjour"});
    let id = bo.post("/api/v1/exchanges", body).expect(201).id();
    let proposed = t.last_mail_to("ana@exemple.fr");
    assert_eq!(
        proposed.subject(),
        "bo proposes an exchange: “Aide pour mon site vitrine”"
    );
    for line in ["With: bo", "Terms: Time", "Duration: 2 h", "Until: "] {
        assert!(proposed.text.contains(line), "{line}\n{}", proposed.text);
    }
    let step = |by: &Client, step: &str, body: Value| {
        by.post(&format!("/api/v1/exchanges/{id}/{step}"), body)
            .expect(201);
        t.work();
    };
    step(&ana, "agreement", json!({}));
    let agreed = t.last_mail_to("bo@exemple.fr");
    assert_eq!(
        agreed.subject(),
        "ana accepte l'échange « Aide pour mon site vitrine »"
    );
    // Every mail about an exchange belongs to its thread.
    let thread = format!("<exchange.{id}@commonhour.test>");
    assert_eq!(proposed.header("References"), thread);
    assert_eq!(agreed.header("References"), thread);
    step(&bo, "delivery", json!({"minutes": 105}));
    let delivered = t.last_mail_to("ana@exemple.fr");
    assert!(
        delivered.subject().starts_with("To confirm: bo"),
        "{}",
        delivered.subject()
    );
    assert!(
        delivered.text.contains("Time it took: 1 h 45"),
        "{}",
        delivered.text
    );
    step(&ana, "confirmation", json!({}));
    let confirmed = t.last_mail_to("bo@exemple.fr");
    assert_eq!(
        confirmed.subject(),
        "L'échange « Aide pour mon site vitrine » est confirmé"
    );
    step(&ana, "review", json!({"rating": 5, "body": "Parfait"}));
    assert!(
        t.last_mail_to("bo@exemple.fr")
            .subject()
            .starts_with("ana a laissé un avis")
    );
});

both_engines!(a_dispute_is_told_to_the_other_side_and_to_mediators, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    t.grant(&cy, commonhour::members::Role::Mediator);
    let request = listing(&ana, "request", "Aide pour mon site vitrine");
    let body = json!({"listing_id": request, "terms": "time", "minutes": 60});
    let id = bo.post("/api/v1/exchanges", body).expect(201).id();
    for (by, step, body) in [
        (&ana, "agreement", json!({})),
        (&bo, "delivery", json!({"minutes": 60})),
    ] {
        by.post(&format!("/api/v1/exchanges/{id}/{step}"), body)
            .expect(201);
    }
    t.work();
    let body = json!({"reason": "Rien n'a été livré."});
    ana.post(&format!("/api/v1/exchanges/{id}/dispute"), body)
        .expect(201);
    assert!(
        t.last_mail_to("bo@exemple.fr").subject().starts_with("Désaccord"),
        "{}",
        t.last_mail_to("bo@exemple.fr").subject()
    );
    assert!(
        t.last_mail_to("cy@exemple.fr")
            .subject()
            .starts_with("Une médiation est demandée")
    );
});

both_engines!(a_vote_is_told_from_its_opening_to_the_rule_it_changes, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    bo.patch("/api/v1/me", json!({"locale": "en"})).expect(200);
    let body = json!({
        "kind": "rule_change", "title": "Le prélèvement passe à 5 %", "body": "Pour le fonds.",
        "method": "majority", "payload": {"key": "levy_rate_bp", "value": 500},
    });
    let id = ana.post("/api/v1/proposals", body).expect(201).id();
    ana.post(&format!("/api/v1/proposals/{id}/opening"), json!({}))
        .expect(200);
    let opened = t.last_mail_to("bo@exemple.fr");
    assert_eq!(opened.subject(), "Voting is open: Le prélèvement passe à 5 %");
    assert!(
        opened.text.contains("Closes: Sunday 29 November 2026, 09:00"),
        "{}",
        opened.text
    );
    let path = format!("/api/v1/proposals/{id}/comments");
    bo.post(&path, json!({"body": "Pourquoi 5 ?"})).expect(201);
    ana.put(
        &format!("/api/v1/proposals/{id}/ballot"),
        json!({"choice": "yes"}),
    )
    .expect(200);
    t.work();
    // Comments wait for the summary; who has not voted is reminded a day before the close.
    t.advance_to("2026-11-23T06:00:00Z");
    assert!(t.last_mail_to("ana@exemple.fr").text.contains("bo commente"));
    t.advance_to("2026-11-28T10:00:00Z");
    assert!(
        t.last_mail_to("bo@exemple.fr")
            .subject()
            .starts_with("Last reminder")
    );
    assert!(
        !t.last_mail_to("ana@exemple.fr")
            .subject()
            .starts_with("Dernier rappel")
    );
    t.advance_to("2026-11-29T08:00:01Z");
    let closed = t.last_mail_to("bo@exemple.fr");
    assert_eq!(closed.subject(), "Passed: Le prélèvement passe à 5 %");
    assert!(closed.text.contains("from 2 % to 5 %"), "{}", closed.text);
    t.advance_to("2026-11-30T06:00:00Z");
    let summary = t.last_mail_to("ana@exemple.fr");
    assert!(summary.text.contains("passe de 2 % à 5 %"), "{}", summary.text);
    let queued = t.founder().get("/api/v1/deliveries?state=queued").expect(200);
    assert_eq!(queued.body["items"], json!([]), "nothing is left undelivered");
});
