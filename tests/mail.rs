//! Mails: what leaves, over a real socket or into the folder, and what comes of failures.

use crate::support::{SmtpSink, TestApp};
use serde_json::json;

fn register(t: &TestApp, name: &str, locale: &str) {
    t.community();
    let body = json!({
        "email": format!("{name}@exemple.fr"), "password": format!("correct horse {name}"),
        "display_name": name, "locale": locale, "ecosystem": "alpes",
    });
    t.stranger().post("/api/v1/auth/register", body).expect(201);
}

both_engines!(a_confirmation_mail_carries_a_link_that_works_once, |t| {
    for (locale, subject, greeting) in [
        ("fr", "Confirmez votre adresse e-mail", "Bonjour"),
        ("en", "Confirm your e-mail address", "Hello"),
    ] {
        let name = format!("ana-{locale}");
        register(&t, &name, locale);
        let mail = t.last_mail_to(&format!("{name}@exemple.fr"));
        assert_eq!(mail.subject(), subject);
        let link = mail.link("/verify-email?token=");
        assert!(
            mail.text.contains(&format!("{greeting} {name},")),
            "{}",
            mail.text
        );
        assert!(
            mail.html.contains(&format!("{greeting} {name},")),
            "{}",
            mail.html
        );
        assert!(mail.html.contains(&format!("lang=\"{locale}\"")), "{}", mail.html);
        assert!(mail.html.contains(&link), "{}", mail.html);
        let token = json!({"token": mail.token("/verify-email")});
        let stranger = t.stranger();
        stranger
            .post("/api/v1/auth/verify-email", token.clone())
            .expect(204);
        stranger
            .post("/api/v1/auth/verify-email", token)
            .refused(422, "link-expired", Some("token"));
    }
});

both_engines!(headers_say_what_a_mail_is, |t| {
    register(&t, "ana", "fr");
    let mail = t.last_mail_to("ana@exemple.fr");
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert_eq!(mail.header("List-Id"), "<account.alpes.commonhour.test>");
    assert!(mail.header("Message-ID").ends_with("@commonhour.test>"));
    assert_eq!(mail.header("From"), "Commonhour <no-reply@commonhour.test>");
    assert_eq!(mail.header("Date"), "Sun, 22 Nov 2026 08:00:00 +0000");
    // Mails about the account cannot be stopped, and make no thread.
    for name in [
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "References",
        "Precedence",
    ] {
        assert_eq!(mail.find_header(name), None);
    }
    assert!(!mail.text.contains("/unsubscribe"));
    let bo = t.member("bo");
    let applied = t.last_mail_to("fanny@exemple.fr");
    assert_eq!(applied.subject(), "bo demande à rejoindre la communauté");
    let thread = format!("<member.{}@commonhour.test>", bo.id);
    assert_eq!(applied.header("References"), thread);
    assert_eq!(applied.header("In-Reply-To"), thread);
    assert_eq!(
        applied.header("List-Unsubscribe-Post"),
        "List-Unsubscribe=One-Click"
    );
    let url = applied.header("List-Unsubscribe");
    assert!(
        url.starts_with("<http://commonhour.test/unsubscribe?token="),
        "{url}"
    );
    assert!(applied.text.contains(url.trim_matches(['<', '>'])));
    let welcome = t.last_mail_to("bo@exemple.fr");
    assert!(
        welcome.subject().starts_with("Bienvenue"),
        "{}",
        welcome.subject()
    );
});

both_engines!(a_name_cannot_write_headers, |t| {
    t.community();
    let name = "Ana <x@y.z>, \"Bo\"; =?utf-8?q?evil?=";
    let body = json!({
        "email": "ana@exemple.fr", "password": "correct horse ana",
        "display_name": name, "locale": "en", "ecosystem": "alpes",
    });
    t.stranger().post("/api/v1/auth/register", body).expect(201);
    let mail = t.last_mail_to("ana@exemple.fr");
    assert_eq!(mail.headers.iter().filter(|(n, _)| n == "To").count(), 1);
    assert!(
        mail.header("To").ends_with("<ana@exemple.fr>"),
        "{}",
        mail.header("To")
    );
    assert!(mail.html.contains("Ana &"), "{}", mail.html);
    assert!(!mail.html.contains("Ana <x@y.z>"), "{}", mail.html);
});

both_engines!(files_are_whole_and_sort_by_time, |t| {
    register(&t, "ana", "fr");
    t.work();
    t.advance_seconds(1);
    register(&t, "bo", "fr");
    let mails = t.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails[0].is_to("ana@exemple.fr") && mails[1].is_to("bo@exemple.fr"));
    for entry in std::fs::read_dir(t.database.dir.join("mail")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(name.ends_with(".eml"), "{name}");
    }
    assert_eq!(t.mails().len(), 2, "nothing is sent again");
});

/// A server with a mail server of its own.
fn with_sink(engine: crate::support::Engine) -> (TestApp, SmtpSink) {
    let sink = SmtpSink::start();
    let t = TestApp::start_with(engine, &[("COMMONHOUR_SMTP_URL", &sink.url)]);
    (t, sink)
}

both_engines!(mails_go_over_smtp, |t| {
    let (t, sink) = with_sink(t.engine);
    register(&t, "ana", "fr");
    t.work();
    let received = sink.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].0, "ana@exemple.fr");
    assert_eq!(received[0].1.subject(), "Confirmez votre adresse e-mail");
    assert!(
        received[0]
            .1
            .text
            .contains("http://commonhour.test/verify-email?token=")
    );
    assert!(!t.database.dir.join("mail").exists());
});

both_engines!(a_busy_server_is_tried_again_later, |t| {
    let (t, sink) = with_sink(t.engine);
    sink.answer_rcpt("451 4.3.0 try later");
    sink.answer_data("452 4.3.1 full");
    register(&t, "ana", "fr");
    t.work();
    assert_eq!(sink.received().len(), 0);
    t.advance_seconds(59);
    t.work();
    assert_eq!(sink.received().len(), 0, "a minute first");
    t.advance_seconds(1);
    t.work();
    assert_eq!(sink.received().len(), 0, "the second try was refused too");
    t.advance_seconds(120);
    t.work();
    assert_eq!(sink.received().len(), 1);
    let sent = t.founder().get("/api/v1/deliveries?state=sent").expect(200);
    assert_eq!(sent.body["items"][0]["attempts"], 3);
    assert_eq!(sent.body["items"][0]["reason"], serde_json::Value::Null);
});

both_engines!(a_refused_address_is_a_dead_letter_that_can_be_resent, |t| {
    let (t, sink) = with_sink(t.engine);
    sink.answer_rcpt("550 5.1.1 no such user");
    register(&t, "ana", "fr");
    t.work();
    t.advance_days(4);
    t.work();
    assert_eq!(sink.received().len(), 0, "never again by itself");
    let founder = t.founder();
    let dead = founder.get("/api/v1/deliveries?state=dead").expect(200);
    assert_eq!(dead.body["items"].as_array().unwrap().len(), 1, "{}", dead.body);
    let letter = &dead.body["items"][0];
    assert_eq!(letter["kind"], "account.confirm_email");
    assert_eq!(letter["address"], "ana@exemple.fr");
    assert!(
        letter["reason"].as_str().unwrap().contains("no such user"),
        "{letter}"
    );
    let path = format!("/api/v1/deliveries/{}/resend", letter["id"].as_str().unwrap());
    // Only who keeps the server, and only of this community.
    t.stranger().post(&path, json!({})).expect(401);
    let jules = t.second_community();
    jules.post(&path, json!({})).refused(404, "not-found", None);
    let others = jules.get("/api/v1/deliveries").expect(200);
    assert!(
        !others.body.to_string().contains("ana@exemple.fr"),
        "{}",
        others.body
    );
    founder.post(&path, json!({})).expect(200);
    t.work();
    assert_eq!(sink.received().len(), 1);
    founder
        .post(&path, json!({}))
        .refused(409, "delivery-not-dead", None);
    let bo = t.member("bo");
    bo.get("/api/v1/deliveries")
        .refused(403, "permission-missing", None);
    bo.post(&path, json!({})).refused(403, "permission-missing", None);
});

both_engines!(
    a_server_that_never_answers_makes_a_dead_letter_after_three_days,
    |t| {
        // Nobody listens there.
        let t = TestApp::start_with(t.engine, &[("COMMONHOUR_SMTP_URL", "smtp://127.0.0.1:1")]);
        register(&t, "ana", "fr");
        let state = |t: &TestApp, state: &str| {
            let page = t
                .founder()
                .get(&format!("/api/v1/deliveries?state={state}"))
                .expect(200);
            page.body["items"].as_array().unwrap().len()
        };
        t.work();
        let mut hours = 0;
        while state(&t, "queued") == 1 {
            assert!(hours < 96, "tried for too long");
            t.advance_seconds(3600);
            hours += 1;
            t.work();
        }
        assert_eq!(state(&t, "dead"), 1);
        assert!((60..=84).contains(&hours), "gave up after {hours} hours");
    }
);

both_engines!(two_workers_send_each_mail_once, |t| {
    let (t, sink) = with_sink(t.engine);
    for i in 0..12 {
        register(&t, &format!("person-{i}"), "fr");
    }
    let workers: Vec<_> = (0..3).map(|_| t.other_worker()).collect();
    t.runtime.block_on(async move {
        let (a, b, c) = tokio::join!(
            workers[0].run_until_idle(),
            workers[1].run_until_idle(),
            workers[2].run_until_idle()
        );
        a.and(b).and(c).unwrap();
    });
    let mut to: Vec<String> = sink.received().into_iter().map(|(to, _)| to).collect();
    to.sort();
    let mut expected: Vec<String> = (0..12).map(|i| format!("person-{i}@exemple.fr")).collect();
    expected.sort();
    assert_eq!(to, expected);
});
