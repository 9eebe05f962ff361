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
