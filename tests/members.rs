//! People: registering, logging in, memberships and mandates, over HTTP.

use crate::support::{Client, TestApp, password_of};
use commonhour::db::schema::{members, outbox};
use commonhour::members::{Purpose, Role, login};
use commonhour::rulebook;
use diesel::prelude::*;
use serde_json::{Value, json};

/// The payloads of every event of a kind, oldest first.
fn events(t: &TestApp, kind: &str) -> Vec<Value> {
    let kind = kind.to_string();
    let texts: Vec<String> = t
        .app
        .db
        .read_now(|conn| {
            Ok(outbox::table
                .filter(outbox::kind.eq(&kind))
                .order(outbox::id)
                .select(outbox::payload)
                .load(conn)?)
        })
        .unwrap();
    texts
        .iter()
        .map(|text| serde_json::from_str(text).unwrap())
        .collect()
}

fn count_people(t: &TestApp) -> i64 {
    t.app
        .db
        .read_now(|conn| Ok(members::table.count().get_result(conn)?))
        .unwrap()
}

fn set_rule(t: &TestApp, key: rulebook::Key, value: Value) {
    let now = t.now();
    t.app
        .db
        .write_now(|conn| {
            let ecosystem = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
            let value = rulebook::parse_value(key, &value, "value")?;
            rulebook::set(conn, ecosystem, key, &value, None, None, now)
        })
        .unwrap();
}

fn registration(name: &str) -> Value {
    json!({
        "email": format!("{name}@exemple.fr"),
        "password": password_of(name),
        "display_name": name,
        "locale": "fr",
    })
}

fn login_body(name: &str, password: &str) -> Value {
    json!({"email": format!("{name}@exemple.fr"), "password": password})
}

/// Field names of an object, sorted.
fn shape(value: &Value) -> Vec<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

both_engines!(a_newcomer_is_confirmed_admitted_and_listed, |t| {
    let founder = t.community();
    let ana = t.applicant("ana");
    let me = ana.get("/api/v1/me").expect(200);
    assert_eq!(me.body["membership"]["status"], "applicant");
    assert_eq!(me.body["email_confirmed"], true);
    ana.get("/api/v1/members")
        .refused(403, "membership-inactive", None);
    let waiting = founder.get("/api/v1/members?status=applicant").expect(200);
    assert_eq!(waiting.body["items"][0]["id"], ana.id.as_str());
    assert_eq!(waiting.body["items"][0]["email"], "ana@exemple.fr");
    let path = format!("/api/v1/members/{}/approval", ana.id);
    ana.post(&path, json!({}))
        .refused(403, "membership-inactive", None);
    let admitted = founder.post(&path, json!({})).expect(200);
    assert_eq!(admitted.body["membership"]["number"], 2);
    assert_eq!(events(&t, "members.applied"), [json!({"member_id": ana.id})]);
    assert_eq!(events(&t, "members.admitted"), [json!({"member_id": ana.id})]);
    founder
        .post(&path, json!({}))
        .refused(409, "membership-not-applicant", None);
    let bo = t.member("bo");
    let seen = bo.get("/api/v1/members?q=ANA").expect(200);
    assert_eq!(seen.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(seen.body["items"][0].get("email"), None);
    bo.post(&path, json!({})).refused(403, "permission-missing", None);
    bo.get("/api/v1/members?status=applicant")
        .refused(403, "permission-missing", None);
    let accounts = bo.get("/api/v1/me/accounts").expect(200);
    assert!(!accounts.body["items"].as_array().unwrap().is_empty());
});

both_engines!(registering_again_answers_alike_and_adds_nobody, |t| {
    t.community();
    let stranger = t.stranger();
    let first = stranger
        .post("/api/v1/auth/register", registration("ana"))
        .expect(201);
    let people = count_people(&t);
    let mut again = registration("ana");
    again["email"] = json!(" ANA@exemple.FR ");
    again["password"] = json!("an intruder's password");
    let second = stranger.post("/api/v1/auth/register", again).expect(201);
    assert_eq!(count_people(&t), people);
    assert_ne!(first.id(), second.id());
    assert_eq!(shape(&first.body), shape(&second.body));
    assert_eq!(first.body["membership"], second.body["membership"]);
    assert_eq!(first.body["membership"]["status"], "applicant");
    assert_eq!(
        events(&t, "members.registration_repeated"),
        [json!({"member_id": first.id()})]
    );
    assert_eq!(events(&t, "members.registered").len(), 1);
    stranger
        .post("/api/v1/auth/login", login_body("ana", "an intruder's password"))
        .refused(401, "credentials-wrong", None);
});

both_engines!(which_ecosystem_a_registration_joins, |t| {
    let stranger = t.stranger();
    let none = stranger
        .post("/api/v1/auth/register", registration("early"))
        .expect(201);
    assert_eq!(none.body["membership"], Value::Null);
    t.community();
    let only = stranger
        .post("/api/v1/auth/register", registration("ana"))
        .expect(201);
    assert_eq!(only.body["membership"]["ecosystem"], "alpes");
    t.second_community();
    let several = stranger
        .post("/api/v1/auth/register", registration("bo"))
        .expect(201);
    assert_eq!(several.body["membership"], Value::Null);
    let mut named = registration("cleo");
    named["ecosystem"] = json!("jura");
    let named = stranger.post("/api/v1/auth/register", named).expect(201);
    assert_eq!(named.body["membership"]["ecosystem"], "jura");
    let mut unknown = registration("dan");
    unknown["ecosystem"] = json!("nowhere");
    stranger
        .post("/api/v1/auth/register", unknown)
        .refused(422, "ecosystem-unknown", Some("ecosystem"));
});

both_engines!(where_the_rules_admit_at_once_a_newcomer_is_active, |t| {
    t.community();
    set_rule(&t, rulebook::Key::AdmissionMode, json!("automatic"));
    let answer = t
        .stranger()
        .post("/api/v1/auth/register", registration("ana"))
        .expect(201);
    assert_eq!(answer.body["membership"]["status"], "active");
    let mut ana = t.stranger();
    ana.log_in("ana@exemple.fr", &password_of("ana"));
    ana.get("/api/v1/members").refused(403, "email-unconfirmed", None);
    let token = t.mint(&answer.id(), Purpose::ConfirmEmail);
    ana.post("/api/v1/auth/verify-email", json!({"token": token}))
        .expect(204);
    let list = ana.get("/api/v1/members").expect(200);
    assert_eq!(list.body["items"].as_array().unwrap().len(), 2);
    let accounts = ana.get("/api/v1/me/accounts").expect(200);
    assert!(!accounts.body["items"].as_array().unwrap().is_empty());
});

both_engines!(what_registering_refuses, |t| {
    t.community();
    let people = count_people(&t);
    for (field, value, code) in [
        ("email", json!("nobody"), "email-invalid"),
        ("email", json!("a@b.fr, c@d.fr"), "email-invalid"),
        ("password", json!("short"), "password-too-short"),
        ("password", json!("aaaaaaaaaaaa"), "password-too-common"),
        ("password", json!("ANA@exemple.fr"), "password-too-common"),
        ("password", json!("x".repeat(600) + "yz!"), "text-too-long"),
        ("display_name", json!("  "), "text-empty"),
        ("display_name", json!("a\u{0}b"), "text-control-characters"),
        ("display_name", json!("n".repeat(81)), "text-too-long"),
        ("locale", json!("tlh"), "locale-unknown"),
        ("email", json!(12), "value-wrong"),
        ("password", Value::Null, "value-wrong"),
    ] {
        let mut body = registration("ana");
        body[field] = value;
        t.stranger()
            .post("/api/v1/auth/register", body)
            .refused(422, code, Some(field));
    }
    assert_eq!(count_people(&t), people);
});

both_engines!(an_address_is_confirmed_once_by_the_token_for_it, |t| {
    t.community();
    let stranger = t.stranger();
    let id = stranger
        .post("/api/v1/auth/register", registration("ana"))
        .expect(201)
        .id();
    let confirm = |token: &str| stranger.post("/api/v1/auth/verify-email", json!({"token": token}));
    confirm("").refused(422, "link-expired", Some("token"));
    let other_purpose = t.mint(&id, Purpose::ResetPassword);
    confirm(&other_purpose).refused(422, "link-expired", Some("token"));
    let late = t.mint(&id, Purpose::ConfirmEmail);
    t.advance_days(8);
    confirm(&late).refused(422, "link-expired", Some("token"));
    let two = [
        t.mint(&id, Purpose::ConfirmEmail),
        t.mint(&id, Purpose::ConfirmEmail),
    ];
    confirm(&two[0]).expect(204);
    confirm(&two[0]).refused(422, "link-expired", Some("token"));
    confirm(&two[1]).refused(422, "link-expired", Some("token"));
    let resend = |email: &str| {
        stranger
            .post("/api/v1/auth/verify-email/resend", json!({"email": email}))
            .expect(202)
    };
    let told = events(&t, "members.registered").len();
    resend("ana@exemple.fr");
    resend("unknown@exemple.fr");
    assert_eq!(events(&t, "members.registered").len(), told);
    stranger
        .post("/api/v1/auth/register", registration("bo"))
        .expect(201);
    resend("BO@exemple.fr");
    assert_eq!(events(&t, "members.registered").len(), told + 2);
});

both_engines!(a_wrong_login_never_says_what_was_wrong, |t| {
    t.member("ana");
    let stranger = t.stranger();
    let wrong = |body: Value| {
        let mut answer = stranger
            .post("/api/v1/auth/login", body)
            .refused(401, "credentials-wrong", None);
        answer.body["request_id"].take();
        answer.body
    };
    let expected = wrong(login_body("ana", "not her password"));
    assert_eq!(wrong(login_body("unknown", "not her password")), expected);
    assert_eq!(
        wrong(json!({"email": "no address", "password": "not her password"})),
        expected
    );
    t.app
        .db
        .write_now(|conn| {
            diesel::update(members::table.filter(members::email_folded.eq("ana@exemple.fr")))
                .set(members::password_hash.eq(None::<String>))
                .execute(conn)?;
            Ok(())
        })
        .unwrap();
    assert_eq!(wrong(login_body("ana", &password_of("ana"))), expected);
});

both_engines!(ten_wrong_passwords_close_an_account_for_a_while, |t| {
    t.member("ana");
    let stranger = t.stranger();
    for name in ["ana", "unknown"] {
        for _ in 0..10 {
            stranger
                .post("/api/v1/auth/login", login_body(name, "not the password"))
                .refused(401, "credentials-wrong", None);
        }
        let refused = stranger
            .post("/api/v1/auth/login", login_body(name, &password_of(name)))
            .refused(429, "too-many-attempts", None);
        let seconds: i64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=900).contains(&seconds), "{seconds}");
    }
    t.advance_seconds(901);
    stranger
        .post("/api/v1/auth/login", login_body("ana", &password_of("ana")))
        .expect(200);
});

both_engines!(right_passwords_are_not_counted, |t| {
    t.member("ana");
    let stranger = t.stranger();
    for _ in 0..2 {
        for _ in 0..9 {
            stranger
                .post("/api/v1/auth/login", login_body("ana", "not the password"))
                .expect(401);
        }
        stranger
            .post("/api/v1/auth/login", login_body("ana", &password_of("ana")))
            .expect(200);
    }
});

/// As if somebody had failed a hundred times from there, each time with another account.
fn exhaust(t: &TestApp, address: &str) {
    let now = t.now();
    t.app
        .db
        .write_now(|conn| {
            for n in 0..100 {
                login::count_try(conn, &format!("nobody-{n}"), address, now)?;
            }
            Ok(())
        })
        .unwrap();
}

both_engines!(a_network_address_that_guesses_is_refused, |t| {
    t.member("ana");
    exhaust(&t, "127.0.0.1");
    t.stranger()
        .post("/api/v1/auth/login", login_body("ana", &password_of("ana")))
        .refused(429, "too-many-attempts", None);
    t.advance_seconds(901);
    t.stranger()
        .post("/api/v1/auth/login", login_body("ana", &password_of("ana")))
        .expect(200);
});

both_engines!(forwarded_addresses_are_believed_of_no_stranger, |t| {
    t.member("ana");
    exhaust(&t, "203.0.113.7");
    t.stranger()
        .with_header("X-Forwarded-For", "203.0.113.7")
        .post("/api/v1/auth/login", login_body("ana", &password_of("ana")))
        .expect(200);
});

#[test]
fn forwarded_addresses_are_believed_of_our_proxy() {
    let t = TestApp::start_with(
        crate::support::Engine::Sqlite,
        &[("COMMONHOUR_TRUSTED_PROXIES", "127.0.0.1")],
    );
    t.member("ana");
    exhaust(&t, "203.0.113.7");
    let try_from = |header: &str| {
        t.stranger()
            .with_header("X-Forwarded-For", header)
            .post("/api/v1/auth/login", login_body("ana", &password_of("ana")))
            .status
    };
    assert_eq!(try_from("203.0.113.7"), 429);
    assert_eq!(try_from("198.51.100.1, 203.0.113.7"), 429);
    assert_eq!(try_from("203.0.113.7, 198.51.100.1"), 200);
}

both_engines!(a_refresh_token_is_good_once_and_twice_ends_the_session, |t| {
    let ana = t.member("ana").as_is();
    let first = ana.refresh_token.clone().unwrap();
    let refresh = |token: &str| {
        t.stranger()
            .post("/api/v1/auth/refresh", json!({"refresh_token": token}))
    };
    let second = refresh(&first).expect(200);
    let mut later = ana.clone();
    later.token = second.body["access_token"].as_str().map(str::to_string);
    later.get("/api/v1/me").expect(200);
    refresh(&first).refused(401, "token-invalid", None);
    later.get("/api/v1/me").refused(401, "token-invalid", None);
    ana.get("/api/v1/me").refused(401, "token-invalid", None);
    refresh(second.body["refresh_token"].as_str().unwrap()).refused(401, "token-invalid", None);
    refresh("nonsense").refused(401, "token-invalid", None);
});

both_engines!(logging_out_ends_the_session_at_once, |t| {
    let ana = t.member("ana").as_is();
    let body = json!({"refresh_token": ana.refresh_token});
    ana.post("/api/v1/auth/logout", body.clone()).expect(204);
    ana.get("/api/v1/me").refused(401, "token-invalid", None);
    ana.post("/api/v1/auth/refresh", body.clone()).expect(401);
    ana.post("/api/v1/auth/logout", body).expect(204);
});

both_engines!(access_and_sessions_run_out, |t| {
    let ana = t.member("ana").as_is();
    t.advance_seconds(611);
    ana.get("/api/v1/me").refused(401, "token-invalid", None);
    let body = json!({"refresh_token": ana.refresh_token});
    t.advance_days(31);
    ana.post("/api/v1/auth/refresh", body)
        .refused(401, "token-invalid", None);
});

both_engines!(changing_the_password_ends_the_other_sessions, |t| {
    let ana = t.member("ana").as_is();
    let mut elsewhere = t.stranger();
    elsewhere.log_in("ana@exemple.fr", &password_of("ana"));
    let elsewhere = elsewhere.as_is();
    let reset = t.mint(&ana.id, Purpose::ResetPassword);
    let change = |current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        ana.post("/api/v1/me/password", body)
    };
    change("not her password", "a quite new password").refused(
        422,
        "password-wrong",
        Some("current_password"),
    );
    change(&password_of("ana"), "short").refused(422, "password-too-short", Some("new_password"));
    elsewhere.get("/api/v1/me").expect(200);
    change(&password_of("ana"), "a quite new password").expect(204);
    ana.get("/api/v1/me").expect(200);
    elsewhere.get("/api/v1/me").refused(401, "token-invalid", None);
    assert_eq!(
        events(&t, "members.password_changed"),
        [json!({"member_id": ana.id})]
    );
    ana.post("/api/v1/auth/login", login_body("ana", &password_of("ana")))
        .expect(401);
    ana.post("/api/v1/auth/login", login_body("ana", "a quite new password"))
        .expect(200);
    ana.post(
        "/api/v1/auth/password-reset/confirmation",
        json!({"token": reset, "password": "the old link's password"}),
    )
    .refused(422, "link-expired", Some("token"));
});

both_engines!(a_forgotten_password_is_set_anew_by_mail, |t| {
    t.community();
    let stranger = t.stranger();
    let id = stranger
        .post("/api/v1/auth/register", registration("ana"))
        .expect(201)
        .id();
    let mut ana = t.stranger();
    ana.log_in("ana@exemple.fr", &password_of("ana"));
    let ana = ana.as_is();
    let ask = |email: &str| stranger.post("/api/v1/auth/password-reset", json!({"email": email}));
    let known = ask("ana@exemple.fr").expect(202);
    let unknown = ask("unknown@exemple.fr").expect(202);
    assert_eq!(known.body, unknown.body);
    assert_eq!(
        events(&t, "members.password_reset_requested"),
        [json!({"member_id": id})]
    );
    let reset = |token: &str, password: &str| {
        let body = json!({"token": token, "password": password});
        stranger.post("/api/v1/auth/password-reset/confirmation", body)
    };
    let other_purpose = t.mint(&id, Purpose::ConfirmEmail);
    reset(&other_purpose, "a quite new password").refused(422, "link-expired", Some("token"));
    let late = t.mint(&id, Purpose::ResetPassword);
    t.advance_seconds(2 * 3600);
    reset(&late, "a quite new password").refused(422, "link-expired", Some("token"));
    let token = t.mint(&id, Purpose::ResetPassword);
    reset(&token, "short").refused(422, "password-too-short", Some("password"));
    reset(&token, "a quite new password").expect(204);
    reset(&token, "another new password").refused(422, "link-expired", Some("token"));
    ana.get("/api/v1/me").refused(401, "token-invalid", None);
    let mut ana = t.stranger();
    ana.log_in("ana@exemple.fr", "a quite new password");
    let me = ana.get("/api/v1/me").expect(200);
    assert_eq!(me.body["email_confirmed"], true);
});

both_engines!(reset_mails_are_few_for_one_account, |t| {
    t.member("ana");
    for _ in 0..8 {
        t.stranger()
            .post("/api/v1/auth/password-reset", json!({"email": "ana@exemple.fr"}))
            .expect(202);
    }
    assert_eq!(events(&t, "members.password_reset_requested").len(), 5);
});

both_engines!(without_a_confirmed_address_one_reads_only_oneself, |t| {
    t.community();
    t.stranger()
        .post("/api/v1/auth/register", registration("ana"))
        .expect(201);
    let mut ana = t.stranger();
    ana.log_in("ana@exemple.fr", &password_of("ana"));
    let me = ana.get("/api/v1/me").expect(200);
    assert_eq!(me.body["email_confirmed"], false);
    ana.get("/api/v1/members").refused(403, "email-unconfirmed", None);
    ana.post("/api/v1/ecosystems", json!({"slug": "own", "name": "Own"}))
        .refused(403, "email-unconfirmed", None);
});

both_engines!(a_suspended_member_can_do_nothing_until_it_is_lifted, |t| {
    let founder = t.founder();
    let ana = t.member("ana");
    let bo = t.member("bo");
    let path = format!("/api/v1/members/{}/suspension", ana.id);
    bo.post(&path, json!({})).refused(403, "permission-missing", None);
    founder
        .post(&format!("/api/v1/members/{}/suspension", founder.id), json!({}))
        .refused(409, "membership-own", None);
    let view = founder.post(&path, json!({})).expect(200);
    assert_eq!(view.body["membership"]["status"], "suspended");
    ana.get("/api/v1/members")
        .refused(403, "membership-inactive", None);
    bo.get(&format!("/api/v1/members/{}", ana.id))
        .refused(404, "not-found", None);
    founder
        .post(&path, json!({}))
        .refused(409, "membership-not-active", None);
    bo.delete(&path).refused(403, "permission-missing", None);
    let view = founder.delete(&path).expect(200);
    assert_eq!(view.body["membership"]["status"], "active");
    ana.get("/api/v1/members").expect(200);
    founder
        .delete(&path)
        .refused(409, "membership-not-suspended", None);
});

both_engines!(a_refused_applicant_may_apply_again, |t| {
    let founder = t.founder();
    let ana = t.applicant("ana");
    let refusal = format!("/api/v1/members/{}/refusal", ana.id);
    let view = founder.post(&refusal, json!({})).expect(200);
    assert_eq!(view.body["membership"]["status"], "left");
    ana.get("/api/v1/members").expect(403);
    let applied = ana
        .post("/api/v1/ecosystems/alpes/memberships", json!({}))
        .expect(201);
    assert_eq!(applied.body["status"], "applicant");
    ana.post("/api/v1/ecosystems/alpes/memberships", json!({}))
        .refused(409, "membership-exists", None);
    founder
        .post(&format!("/api/v1/members/{}/approval", ana.id), json!({}))
        .expect(200);
});

both_engines!(the_directory_is_paged_and_searched_without_accents, |t| {
    let founder = t.founder();
    for name in ["ana", "bo", "cleo"] {
        t.member(name);
    }
    founder
        .patch(
            "/api/v1/me",
            json!({"display_name": "Éloïse Gruß", "place": {"label": "Chambéry", "lat": 45.5664, "lon": 5.9208}}),
        )
        .expect(200);
    let mut names = Vec::new();
    let mut path = "/api/v1/members?limit=3".to_string();
    loop {
        let page = founder.get(&path).expect(200);
        for item in page.body["items"].as_array().unwrap() {
            names.push(item["display_name"].as_str().unwrap().to_string());
        }
        match page.body["next"].as_str() {
            Some(next) => path = format!("/api/v1/members?limit=3&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["ana", "bo", "cleo", "Éloïse Gruß"]);
    for query in ["q=eloise", "q=CHAMBERY", "q=%C3%A9lo%20cham"] {
        let found = founder.get(&format!("/api/v1/members?{query}")).expect(200);
        assert_eq!(found.body["items"].as_array().unwrap().len(), 1, "{query}");
        assert_eq!(found.body["items"][0]["place"]["lat"], Value::Null);
    }
    founder
        .get("/api/v1/members?limit=0")
        .refused(422, "limit-out-of-range", Some("limit"));
    founder
        .get("/api/v1/members?cursor=x")
        .refused(422, "cursor-invalid", Some("cursor"));
    founder
        .get("/api/v1/members?status=asleep")
        .refused(422, "value-wrong", Some("status"));
});

both_engines!(ones_own_profile_is_changed_and_cleared, |t| {
    let ana = t.member("ana");
    let body = json!({
        "display_name": " Ana  Müller ",
        "locale": "en",
        "languages": ["fr", "EN", "fr"],
        "bio": "Menuisière\r\nà la retraite",
        "place": {"label": "Barby", "lat": 45.566_42, "lon": 5.974_31},
    });
    let me = ana.patch("/api/v1/me", body).expect(200).body;
    assert_eq!(me["display_name"], "Ana Müller");
    assert_eq!(me["languages"], json!(["fr", "en"]));
    assert_eq!(me["bio"], "Menuisière\nà la retraite");
    assert_eq!(me["place"]["lat"], 45.565);
    let me = ana
        .patch("/api/v1/me", json!({"bio": null, "place": null}))
        .expect(200)
        .body;
    assert_eq!(me["bio"], Value::Null);
    assert_eq!(me["place"], Value::Null);
    assert_eq!(me["display_name"], "Ana Müller");
    for (field, value, named) in [
        ("display_name", json!(""), "display_name"),
        ("languages", json!(["klingon"]), "languages"),
        ("bio", json!("x".repeat(2_001)), "bio"),
        ("place", json!({"label": "X", "lat": 91.0, "lon": 0.0}), "place"),
        ("place", json!({"label": "X", "lat": 1.0}), "place"),
        ("place", json!({"label": " "}), "place.label"),
    ] {
        let answer = ana.patch("/api/v1/me", json!({field: value})).expect(422);
        assert_eq!(answer.body["field"], named);
    }
});

both_engines!(who_leaves_is_erased, |t| {
    let founder = t.founder();
    let ana = t.member("ana").as_is();
    let bo = t.member("bo");
    ana.patch("/api/v1/me", json!({"bio": "about me"})).expect(200);
    ana.delete("/api/v1/me").expect(204);
    ana.get("/api/v1/me").refused(401, "token-invalid", None);
    ana.post("/api/v1/auth/login", login_body("ana", &password_of("ana")))
        .refused(401, "credentials-wrong", None);
    bo.get(&format!("/api/v1/members/{}", ana.id))
        .refused(404, "not-found", None);
    let gone = founder
        .get(&format!("/api/v1/members/{}", ana.id))
        .expect(200)
        .body;
    assert_eq!(gone["display_name"], "Ancien membre");
    assert_eq!(gone["bio"], Value::Null);
    assert_eq!(gone.get("email").cloned().unwrap_or_default(), Value::Null);
    assert_eq!(gone["membership"]["status"], "left");
    assert_eq!(events(&t, "members.left"), [json!({"member_id": ana.id})]);
    // The address is free again.
    let again = t
        .stranger()
        .post("/api/v1/auth/register", registration("ana"))
        .expect(201);
    assert_ne!(again.id(), ana.id);
    assert_eq!(events(&t, "members.registration_repeated").len(), 0);
});

both_engines!(who_owes_hours_settles_before_leaving, |t| {
    let ana = t.member("ana");
    let bo = t.member("bo");
    let body = json!({"to": bo.id, "minutes": 30, "reason": "payment", "memo": "tomatoes"});
    ana.post("/api/v1/transfers", body).expect(201);
    ana.delete("/api/v1/me")
        .refused(409, "member-has-open-business", None);
    ana.get("/api/v1/me").expect(200);
});

both_engines!(who_has_an_exchange_in_hand_ends_it_before_leaving, |t| {
    let ana = t.member("ana");
    let bo = t.member("bo");
    let offer = json!({
        "kind": "offer", "what": "service", "title": "Aide au jardin", "description": "Tailler et semer.",
        "terms": {"gift": true}, "remote": false,
    });
    let listing = ana.post("/api/v1/listings", offer).expect(201).id();
    let body = json!({"listing_id": listing, "minutes": 60, "terms": "gift", "message": "Bonjour"});
    let exchange = bo.post("/api/v1/exchanges", body).expect(201).id();
    bo.delete("/api/v1/me")
        .refused(409, "member-has-open-exchanges", None);
    bo.post(&format!("/api/v1/exchanges/{exchange}/cancellation"), json!({}));
    bo.delete("/api/v1/me").expect(204);
});

both_engines!(who_holds_what, |t| {
    let ana = t.member("ana");
    t.grant(&ana, Role::Mediator);
    let list = ana.get("/api/v1/mandates").expect(200);
    let held: Vec<(String, String)> = list.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| {
            let text = |v: &Value| v.as_str().unwrap().to_string();
            (text(&m["role"]), text(&m["member"]["display_name"]))
        })
        .collect();
    for role in Role::ALL {
        assert!(held.contains(&(role.to_string(), "fanny".to_string())), "{role}");
    }
    assert!(held.contains(&("mediator".to_string(), "ana".to_string())));
    assert_eq!(held.len(), 6);
    let me = ana.get("/api/v1/me").expect(200);
    assert_eq!(me.body["membership"]["mandates"], json!(["mediator"]));
    let colleges = ana.get("/api/v1/colleges").expect(200);
    assert_eq!(colleges.body["items"][0]["key"], "members");
    assert_eq!(colleges.body["items"][0]["members"], 2);
    assert_eq!(colleges.body["items"][0]["name"], "Membres");
});

both_engines!(anyone_confirmed_founds_an_ecosystem, |t| {
    let ana = t.member("ana");
    let keyed = ana.with_header("Idempotency-Key", "found-1");
    let body = json!({"slug": "vercors", "name": "Vercors", "place": {"label": "Villard-de-Lans"}});
    let first = keyed.post("/api/v1/ecosystems", body.clone()).expect(201);
    let again = keyed.post("/api/v1/ecosystems", body.clone()).expect(201);
    assert_eq!(first.body, again.body);
    assert_eq!(first.body["time_zone"], "Europe/Paris");
    ana.post("/api/v1/ecosystems", body)
        .refused(409, "slug-taken", Some("slug"));
    let there = ana.with_header("X-Ecosystem", "vercors");
    let me = there.get("/api/v1/me").expect(200).body;
    assert_eq!(me["membership"]["mandates"].as_array().unwrap().len(), 5);
    assert_eq!(me["membership"]["number"], 1);
    assert_eq!(me["memberships"].as_array().unwrap().len(), 2);
    let list = t.stranger().get("/api/v1/ecosystems").expect(200);
    assert_eq!(list.body["items"].as_array().unwrap().len(), 2);
    let one = t.stranger().get("/api/v1/ecosystems/vercors").expect(200);
    assert_eq!(one.body["name"], "Vercors");
    t.stranger()
        .get("/api/v1/ecosystems/nowhere")
        .refused(404, "not-found", None);
    for (field, value, code) in [
        ("slug", json!("Vercors !"), "slug-invalid"),
        ("time_zone", json!("Mars/Olympus"), "time-zone-unknown"),
        ("locale", json!("xx"), "locale-unknown"),
        ("name", json!(""), "text-empty"),
    ] {
        let mut body = json!({"slug": "other", "name": "Other"});
        body[field] = value;
        ana.post("/api/v1/ecosystems", body)
            .refused(422, code, Some(field));
    }
});

both_engines!(another_ecosystem_sees_nothing_of_this_one, |t| {
    let ana = t.member("ana");
    let jules = t.second_community();
    let bea = t.member_of("jura", &jules, "bea");
    bea.get(&format!("/api/v1/members/{}", ana.id))
        .refused(404, "not-found", None);
    jules
        .post(&format!("/api/v1/members/{}/suspension", ana.id), json!({}))
        .refused(404, "not-found", None);
    bea.with_header("X-Ecosystem", "alpes")
        .get("/api/v1/members")
        .refused(403, "not-a-member", None);
    bea.with_header("X-Ecosystem", "nowhere")
        .get("/api/v1/members")
        .refused(422, "ecosystem-unknown", Some("X-Ecosystem"));
    let names: Vec<String> = bea.get("/api/v1/members").expect(200).body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["display_name"].as_str().unwrap().to_string())
        .collect();
    assert_eq!(names, ["bea", "jules"]);
});

both_engines!(sessions_are_listed_and_ended, |t| {
    let ana = t.member("ana").as_is();
    let mut elsewhere = t.stranger();
    elsewhere.log_in("ana@exemple.fr", &password_of("ana"));
    let elsewhere: Client = elsewhere.as_is();
    let list = ana.get("/api/v1/me/sessions").expect(200).body;
    let other = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["current"] == false)
        .unwrap();
    let path = format!("/api/v1/me/sessions/{}", other["id"].as_str().unwrap());
    t.member("bo").delete(&path).refused(404, "not-found", None);
    ana.delete(&path).expect(204);
    elsewhere.get("/api/v1/me").refused(401, "token-invalid", None);
    ana.get("/api/v1/me").expect(200);
});

both_engines!(an_approval_sent_twice_with_its_key_is_answered_twice, |t| {
    let ana = t.applicant("ana");
    let founder = t.founder().with_header("Idempotency-Key", "k1");
    let path = format!("/api/v1/members/{}/approval", ana.id);
    let first = founder.post(&path, json!({})).expect(200);
    let again = founder.post(&path, json!({})).expect(200);
    assert_eq!(first.body, again.body);
});

#[test]
fn every_refusal_of_the_members_has_its_words_in_both_languages() {
    use commonhour::i18n::{Locale, keys};
    assert_eq!(keys(Locale::Fr), keys(Locale::En));
}
