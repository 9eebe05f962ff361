//! Mandates with their terms, the audit log, colleges, links between ecosystems, and what a vote does to memberships:
//! the operations that governance enacts, and the doors through which members see them.

use std::collections::BTreeMap;

use crate::member_pages::Browser;
use crate::support::{Client, TestApp};
use commonhour::db::Conn;
use commonhour::i18n::Locale;
use commonhour::kernel::clock::Moment;
use commonhour::kernel::errors::Result;
use commonhour::kernel::ids::{EcosystemId, MemberId, ProposalId};
use commonhour::members::colleges::{self, NewCollege};
use commonhour::members::mandates::{self, Elected};
use commonhour::members::{Role, find_ecosystem_by_slug, links, list_voters, memberships};
use commonhour::rulebook::{self, Key};
use serde_json::{Value, json};

/// Does something to an ecosystem as an enactment would.
fn enact_in<T>(
    t: &TestApp,
    slug: &str,
    mut act: impl FnMut(&mut Conn, EcosystemId, Moment) -> Result<T>,
) -> Result<T> {
    let now = t.now();
    let ecosystem = t
        .app
        .db
        .read_now(|conn| find_ecosystem_by_slug(conn, slug))?
        .unwrap();
    t.app.db.write_in_now(ecosystem, |conn| act(conn, ecosystem, now))
}

fn enact<T>(t: &TestApp, act: impl FnMut(&mut Conn, EcosystemId, Moment) -> Result<T>) -> Result<T> {
    enact_in(t, "alpes", act)
}

/// `ok`, or the code of the refusal.
fn code<T>(outcome: Result<T>) -> String {
    match outcome {
        Ok(_) => "ok".to_string(),
        Err(error) => error
            .refusal()
            .unwrap_or_else(|| panic!("{error}"))
            .code
            .to_string(),
    }
}

fn id(client: &Client) -> MemberId {
    client.id.parse().unwrap()
}

fn proposal(t: &TestApp) -> ProposalId {
    ProposalId::new(t.now())
}

fn elect(t: &TestApp, role: Role, winners: &[&Client], days: Option<i64>) -> Result<Elected> {
    let winners: Vec<MemberId> = winners.iter().map(|client| id(client)).collect();
    let by = proposal(t);
    enact(t, |conn, ecosystem, now| {
        mandates::elect(conn, ecosystem, role, &winners, days, by, now)
    })
}

fn set_rule(t: &TestApp, key: Key, value: Value) {
    enact(t, |conn, ecosystem, now| {
        let value = rulebook::parse_value(key, &value, "value")?;
        rulebook::set(conn, ecosystem, key, &value, None, None, now)
    })
    .unwrap();
}

/// Who holds a role, by name, as everybody reads it.
fn holders(reader: &Client, role: &str) -> Vec<String> {
    let answer = reader.get("/api/v1/mandates").expect(200);
    let items = answer.body["items"].as_array().unwrap().clone();
    let mut names: Vec<String> = items
        .iter()
        .filter(|item| item["role"] == role)
        .map(|item| item["member"]["display_name"].as_str().unwrap().to_string())
        .collect();
    names.sort();
    names
}

/// The mandates of a role that there are and were, newest first: `name how`.
fn history(reader: &Client, role: &str) -> Vec<String> {
    let answer = reader.get("/api/v1/mandates?history=true&limit=100").expect(200);
    let items = answer.body["items"].as_array().unwrap().clone();
    items
        .iter()
        .filter(|item| item["role"] == role)
        .map(|item| {
            let name = item["member"]["display_name"].as_str().unwrap();
            let how = item["ended_how"].as_str().unwrap_or("holds it");
            format!("{name}: {how}")
        })
        .collect()
}

fn mandate_of(reader: &Client, name: &str, role: &str) -> Value {
    let answer = reader.get("/api/v1/mandates?history=true&limit=100").expect(200);
    let items = answer.body["items"].as_array().unwrap().clone();
    items
        .into_iter()
        .find(|item| item["member"]["display_name"] == name && item["role"] == role)
        .unwrap_or_else(|| panic!("{name} never held {role}"))
}

/// The news of some kinds that a member has: the line of each, oldest first.
fn news(of: &Client, kind: &str) -> Vec<String> {
    let answer = of.get("/api/v1/notifications?limit=100").expect(200);
    let mut lines: Vec<String> = answer.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["kind"] == kind)
        .map(|item| item["text"].as_str().unwrap().to_string())
        .collect();
    lines.reverse();
    lines
}

both_engines!(an_election_ends_renews_and_grants_in_one_go, |t| {
    let (ana, bo, carl) = (t.member("ana"), t.member("bo"), t.member("carl"));
    assert_eq!(holders(&ana, "registrar"), ["fanny"]);
    let first = elect(&t, Role::Registrar, &[&ana, &bo], Some(100)).unwrap();
    let names = |list: &[mandates::Holder]| -> Vec<String> {
        let mut names: Vec<String> = list.iter().map(|h| h.display_name.clone()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&first.granted), ["ana", "bo"]);
    assert_eq!(names(&first.ended), ["fanny"]);
    assert_eq!(first.ends_at, t.now().plus_days(100));
    assert_eq!(holders(&ana, "registrar"), ["ana", "bo"]);
    // What the mandate gives and takes holds from the next request on.
    let zoe = t.applicant("zoe");
    let approval = format!("/api/v1/members/{}/approval", zoe.id);
    t.founder()
        .post(&approval, json!({}))
        .refused(403, "permission-missing", None);
    ana.post(&approval, json!({})).expect(200);

    t.advance_days(50);
    let second = elect(&t, Role::Registrar, &[&bo, &carl, &bo], None).unwrap();
    assert_eq!(names(&second.granted), ["carl"]);
    assert_eq!(names(&second.renewed), ["bo"]);
    assert_eq!(names(&second.ended), ["ana"]);
    assert_eq!(second.ends_at, t.now().plus_days(365), "the rulebook's term");
    assert_eq!(holders(&ana, "registrar"), ["bo", "carl"]);
    let mut past = history(&ana, "registrar");
    past.sort();
    assert_eq!(
        past,
        [
            "ana: election",
            "bo: holds it",
            "bo: renewal",
            "carl: holds it",
            "fanny: election"
        ]
    );
    let zone = chrono_tz::Europe::Paris;
    assert_eq!(
        second.describe(Locale::Fr, zone),
        "Registre : bo (mandat renouvelé), carl, jusqu'au mardi 11 janvier 2028. Le mandat de ana prend fin."
    );
    // Other roles are untouched.
    assert_eq!(holders(&ana, "treasurer"), ["fanny"]);
});

both_engines!(what_an_election_or_recall_refuses_changes_nothing, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let zoe = t.applicant("zoe");
    let before = history(&ana, "mediator");
    let stranger = MemberId::new(t.now());
    for (winners, days, expected) in [
        (vec![id(&ana), id(&zoe)], None, "membership-not-active"),
        (vec![id(&ana), stranger], None, "membership-not-active"),
        (vec![], None, "election-without-winner"),
        (vec![id(&ana)], Some(29), "rule-value-out-of-bounds"),
        (vec![id(&ana)], Some(1_461), "rule-value-out-of-bounds"),
    ] {
        let by = proposal(&t);
        // The refusal is swallowed inside the transaction, as the one that closes a vote does.
        let refused = enact(&t, |conn, ecosystem, now| {
            Ok(code(mandates::elect(
                conn,
                ecosystem,
                Role::Mediator,
                &winners,
                days,
                by,
                now,
            )))
        });
        assert_eq!(refused.unwrap(), expected);
    }
    let recall = |who: &Client, role| {
        let (member, by) = (id(who), proposal(&t));
        enact(&t, |conn, ecosystem, now| {
            mandates::recall(conn, ecosystem, role, member, by, now)
        })
    };
    assert_eq!(code(recall(&bo, Role::Mediator)), "mandate-not-held");
    assert_eq!(history(&ana, "mediator"), before);

    let recalled = recall(&t.founder(), Role::Mediator).unwrap();
    assert_eq!(
        recalled.describe(Locale::En),
        "fanny no longer holds the mandate “Mediation”."
    );
    assert_eq!(holders(&ana, "mediator"), Vec::<String>::new());
    assert_eq!(history(&ana, "mediator"), ["fanny: recall"]);
    assert_eq!(code(recall(&t.founder(), Role::Mediator)), "mandate-not-held");
    let ended = mandate_of(&ana, "fanny", "mediator");
    assert_ne!(ended["ended_by_proposal_id"], Value::Null);
    t.work();
    assert_eq!(
        news(&t.founder(), "mandate.ended"),
        ["Votre mandat « Médiation » est terminé"]
    );
});

both_engines!(a_term_is_announced_twice_and_then_ends_by_itself, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    elect(&t, Role::Treasurer, &[&ana], Some(60)).unwrap();
    let (holder, other) = (
        "Votre mandat « Trésorerie » se termine bientôt",
        "Le mandat « Trésorerie » de ana se termine bientôt",
    );
    let founder = t.founder();
    let all_news = || {
        (
            news(&ana, "mandate.ending").len(),
            news(&founder, "mandate.ending").len(),
        )
    };
    for (days, told) in [(29, 0), (1, 1), (5, 1), (17, 1), (1, 2), (6, 2)] {
        t.advance_days(days);
        t.work();
        t.work();
        assert_eq!(all_news(), (told, told), "after {days} days more");
    }
    assert_eq!(news(&ana, "mandate.ending"), [holder, holder]);
    assert_eq!(news(&founder, "mandate.ending"), [other, other]);
    assert_eq!(news(&bo, "mandate.ending"), Vec::<String>::new());
    assert_eq!(holders(&bo, "treasurer"), ["ana"]);

    t.advance_days(1);
    // The right is gone before the worker comes by.
    assert_eq!(holders(&bo, "treasurer"), Vec::<String>::new());
    assert_eq!(history(&bo, "treasurer")[0], "ana: term");
    t.work();
    t.work();
    assert_eq!(
        news(&ana, "mandate.ended"),
        ["Votre mandat « Trésorerie » est terminé"]
    );
    assert_eq!(
        news(&founder, "mandate.ended").last().unwrap(),
        "Le mandat « Trésorerie » de ana est terminé"
    );
    let ended = mandate_of(&bo, "ana", "treasurer");
    assert_eq!(ended["ended_at"], ended["ends_at"], "it ended when its term did");
    assert_eq!(ended["ended_how"], "term");
    // A mail says when, and that an election is needed.
    let mails = t.mails_to("fanny@exemple.fr");
    let mail = mails
        .iter()
        .find(|m| m.header("Subject").contains("se termine bientôt"))
        .unwrap();
    assert!(mail.text.contains("Proposez une élection"), "{}", mail.text);
    assert!(mail.text.contains("/mandates"), "{}", mail.text);
});

both_engines!(who_is_elected_again_is_not_told_that_it_ends, |t| {
    let ana = t.member("ana");
    elect(&t, Role::Treasurer, &[&ana], Some(30)).unwrap();
    t.work();
    assert_eq!(
        news(&ana, "mandate.ending"),
        Vec::<String>::new(),
        "a month's term needs no month's notice"
    );
    t.advance_days(10);
    elect(&t, Role::Treasurer, &[&ana], Some(60)).unwrap();
    t.advance_days(20);
    t.work();
    assert_eq!(news(&ana, "mandate.ended"), Vec::<String>::new());
    assert_eq!(holders(&ana, "treasurer"), ["ana"]);
    assert_eq!(history(&ana, "treasurer")[..2], ["ana: holds it", "ana: renewal"]);
});

both_engines!(the_note_for_the_next_holder, |t| {
    let (ana, bo, carl) = (t.member("ana"), t.member("bo"), t.member("carl"));
    elect(&t, Role::Mediator, &[&ana], Some(100)).unwrap();
    let mandate = mandate_of(&ana, "ana", "mediator");
    let path = format!("/api/v1/mandates/{}/handover", mandate["id"].as_str().unwrap());
    let written = ana
        .put(&path, json!({"note": "  Deux dossiers **ouverts**. "}))
        .expect(200);
    assert_eq!(written.body["handover"]["note"], "Deux dossiers **ouverts**.");
    bo.put(&path, json!({"note": "non"}))
        .refused(403, "mandate-not-yours", None);
    ana.put(&path, json!({"note": "x".repeat(10_001)}))
        .refused(422, "text-too-long", Some("note"));
    let nobody = uuid::Uuid::from_u128(7);
    ana.put(
        &format!("/api/v1/mandates/{nobody}/handover"),
        json!({"note": "x"}),
    )
    .refused(404, "not-found", None);

    // Read by who holds the role now, by facilitators and by who wrote it; by nobody else.
    elect(&t, Role::Mediator, &[&bo], Some(100)).unwrap();
    let note = |reader: &Client| mandate_of(reader, "ana", "mediator")["handover"]["note"].clone();
    for (reader, reads) in [(&ana, true), (&bo, true), (&t.founder(), true), (&carl, false)] {
        assert_eq!(note(reader) != Value::Null, reads, "{}", reader.id);
    }
    // It stands in what one takes away of one's own data.
    let export = ana.get("/api/v1/me/export").expect(200);
    assert!(
        export.body.to_string().contains("Deux dossiers"),
        "{:#}",
        export.body
    );

    t.advance_days(29);
    ana.put(&path, json!({"note": "Un seul dossier reste."}))
        .expect(200);
    t.advance_days(1);
    ana.put(&path, json!({"note": "Trop tard."}))
        .refused(409, "handover-closed", None);
    assert_eq!(note(&bo), "Un seul dossier reste.");
    // Who leaves takes their words along.
    ana.delete("/api/v1/me").expect(204);
    let bo_reads = bo
        .get("/api/v1/mandates?history=true&limit=100")
        .expect(200)
        .body
        .to_string();
    assert!(!bo_reads.contains("Un seul dossier"), "{bo_reads}");
});

both_engines!(each_role_says_what_it_may_do_as_the_table_has_it, |t| {
    let ana = t.member("ana");
    let answer = ana.get("/api/v1/roles").expect(200);
    let roles = answer.body["items"].as_array().unwrap();
    assert_eq!(roles.len(), Role::ALL.len());
    let of = |word: &str| roles.iter().find(|r| r["role"] == word).unwrap();
    assert_eq!(
        of("registrar")["permissions"],
        json!([
            "admit_member",
            "suspend_member",
            "read_member_contacts",
            "manage_colleges"
        ])
    );
    assert_eq!(of("mediator")["permissions"], json!(["resolve_dispute"]));
    assert_eq!(of("mediator")["holders"][0]["display_name"], "fanny");
});

both_engines!(a_community_whose_mandates_all_ended_is_not_locked, |t| {
    let ana = t.member("ana");
    let leaderless = || {
        enact(&t, |conn, ecosystem, now| {
            mandates::is_leaderless(conn, ecosystem, now)
        })
        .unwrap()
    };
    assert!(!leaderless());
    let fanny = id(&t.founder());
    for role in Role::ALL {
        let by = proposal(&t);
        enact(&t, |conn, ecosystem, now| {
            mandates::recall(conn, ecosystem, *role, fanny, by, now)
        })
        .unwrap();
    }
    assert!(leaderless());
    // Nobody can open the proposal of another, and the author needs nobody to.
    let text = json!({"kind": "text", "title": "Une élection", "body": "Élisons.", "method": "majority"});
    let draft = ana.post("/api/v1/proposals", text).expect(201).id();
    ana.post(&format!("/api/v1/proposals/{draft}/opening"), json!({}))
        .expect(200);
    // Nobody can admit, and a vote can.
    let zoe = t.applicant("zoe");
    t.founder()
        .post(&format!("/api/v1/members/{}/approval", zoe.id), json!({}))
        .refused(403, "permission-missing", None);
    let by = proposal(&t);
    enact(&t, |conn, ecosystem, now| {
        memberships::admit_by_vote(conn, ecosystem, id(&zoe), by, now)
    })
    .unwrap();
    zoe.get("/api/v1/members").expect(200);
});

both_engines!(a_vote_admits_applicants_and_excludes_members, |t| {
    let ana = t.member("ana");
    let zoe = t.applicant("zoe");
    elect(&t, Role::Treasurer, &[&ana], None).unwrap();
    let by = proposal(&t);
    let admit = |member| {
        enact(&t, |conn, ecosystem, now| {
            memberships::admit_by_vote(conn, ecosystem, member, by, now)
        })
    };
    let exclude = |member| {
        enact(&t, |conn, ecosystem, now| {
            memberships::exclude(conn, ecosystem, member, by, now)
        })
    };
    assert_eq!(code(admit(id(&ana))), "membership-not-applicant");
    assert_eq!(code(admit(MemberId::new(t.now()))), "not-found");
    assert_eq!(code(exclude(id(&zoe))), "membership-not-active");
    assert_eq!(code(exclude(MemberId::new(t.now()))), "not-found");
    assert_eq!(code(admit(id(&zoe))), "ok");
    let me = zoe.get("/api/v1/me").expect(200);
    assert_eq!(me.body["membership"]["status"], "active");
    assert_eq!(me.body["membership"]["number"], 3);
    t.work();
    assert_eq!(news(&zoe, "membership.admitted").len(), 1);

    assert_eq!(code(exclude(id(&ana))), "ok");
    assert_eq!(code(exclude(id(&ana))), "not-found");
    ana.get("/api/v1/members").refused(403, "not-a-member", None);
    assert_eq!(holders(&zoe, "treasurer"), Vec::<String>::new());
    assert_eq!(history(&zoe, "treasurer")[0], "ana: exclusion");
});

both_engines!(what_holders_do_stands_in_a_log_that_all_members_read, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let founder = t.founder();
    let offer = json!({
        "kind": "offer", "what": "service", "title": "Tailler la haie", "description": "Une demi-journée.",
        "terms": {"gift": true}, "remote": false,
    });
    let listing = ana.post("/api/v1/listings", offer).expect(201).id();
    let transfer = json!({"to": bo.id, "minutes": 30, "reason": "payment", "memo": "merci"});
    let transfer = ana.post("/api/v1/transfers", transfer).expect(201).id();
    let zoe = t.applicant("zoe");
    founder
        .post(&format!("/api/v1/members/{}/refusal", zoe.id), json!({}))
        .expect(200);
    founder
        .post(&format!("/api/v1/members/{}/suspension", bo.id), json!({}))
        .expect(200);
    founder
        .delete(&format!("/api/v1/members/{}/suspension", bo.id))
        .expect(200);
    founder
        .post(
            &format!("/api/v1/transfers/{transfer}/reversal"),
            json!({"reason": "un secret bien gardé"}),
        )
        .expect(201);
    founder
        .post(
            "/api/v1/skills",
            json!({"key": "canoe", "name_fr": "Canoë", "name_en": "Canoe", "category": "web"}),
        )
        .expect(201);
    founder
        .post(
            &format!("/api/v1/listings/{listing}/pause"),
            json!({"reason": "un secret bien gardé"}),
        )
        .expect(200);
    ana.post(&format!("/api/v1/listings/{listing}/publication"), json!({}))
        .expect(200);

    let log = bo.get("/api/v1/audit-log").expect(200);
    let items = log.body["items"].as_array().unwrap();
    let lines: Vec<String> = items
        .iter()
        .map(|item| {
            let object = &item["object"];
            format!(
                "{} {} {} {}",
                item["permission"].as_str().unwrap(),
                item["action"].as_str().unwrap(),
                object["type"].as_str().unwrap(),
                object["name"].as_str().unwrap_or("-"),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "moderate_listing paused listing Tailler la haie",
            "manage_taxonomy added skill -",
            "reverse_transfer reversed transfer -",
            "suspend_member resumed member bo",
            "suspend_member suspended member bo",
            // Who was refused is no member: bo may not know them, the registrar may.
            "admit_member refused member -",
            "admit_member admitted member bo",
            "admit_member admitted member ana",
        ]
    );
    assert!(items.iter().all(|item| item["member"]["display_name"] == "fanny"));
    let text = log.body.to_string();
    assert!(
        !text.contains("secret") && !text.contains('@') && !text.contains("merci"),
        "{text}"
    );
    let registrar = founder
        .get("/api/v1/audit-log?permission=admit_member&limit=1")
        .expect(200);
    assert_eq!(registrar.body["items"][0]["object"]["name"], "zoe");
    let next = registrar.body["next"].as_str().unwrap();
    let rest = bo
        .get(&format!(
            "/api/v1/audit-log?permission=admit_member&cursor={next}"
        ))
        .expect(200);
    assert_eq!(rest.body["items"].as_array().unwrap().len(), 2);
    let none = bo
        .get(&format!("/api/v1/audit-log?holder={}", ana.id))
        .expect(200);
    assert_eq!(none.body["items"], json!([]));
    bo.get("/api/v1/audit-log?permission=fly")
        .refused(422, "value-wrong", Some("permission"));
    t.applicant("yann")
        .get("/api/v1/audit-log")
        .refused(403, "membership-inactive", None);
    // A mandate has no hold over its own traces, and another community reads nothing of them.
    let jules = t.second_community();
    assert_eq!(
        jules.get("/api/v1/audit-log").expect(200).body["items"],
        json!([])
    );
});

/// The open colleges as everybody reads them: key → (share, members).
fn colleges_of(reader: &Client) -> BTreeMap<String, (Option<i64>, i64)> {
    let answer = reader.get("/api/v1/colleges").expect(200);
    answer.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| {
            let key = c["key"].as_str().unwrap().to_string();
            (key, (c["share_bp"].as_i64(), c["members"].as_i64().unwrap()))
        })
        .collect()
}

fn shares(list: &[(&str, i64)]) -> Vec<(String, i64)> {
    list.iter().map(|(key, bp)| (key.to_string(), *bp)).collect()
}

fn open(t: &TestApp, key: &str, list: &[(&str, i64)]) -> Result<()> {
    let new = NewCollege::parse(key, key, key, 10_000).unwrap();
    let by = proposal(t);
    enact(t, |conn, ecosystem, now| {
        colleges::open_college(conn, ecosystem, &new, &shares(list), by, now).map(|_| ())
    })
}

fn close(t: &TestApp, key: &str, to: &str, list: &[(&str, i64)]) -> Result<usize> {
    let by = proposal(t);
    enact(t, |conn, ecosystem, now| {
        colleges::close_college(conn, ecosystem, (key, to), &shares(list), by, now)
    })
}

fn check(t: &TestApp, key: Key, word: &str) -> String {
    code(enact(t, |conn, ecosystem, _| {
        let value = rulebook::parse_value(key, &json!(word), "value")?;
        colleges::check_rule(conn, ecosystem, key, &value)
    }))
}

both_engines!(colleges_are_opened_weighed_and_closed_as_the_rules_allow, |t| {
    let ana = t.member("ana");
    assert_eq!(check(&t, Key::LegalForm, "scic"), "colleges-too-few");
    assert_eq!(
        check(&t, Key::CollegeCombination, "block"),
        "college-share-missing"
    );
    assert_eq!(code(open(&t, "users", &[])), "ok");
    assert_eq!(code(open(&t, "users", &[])), "college-key-taken");
    assert_eq!(
        code(open(&t, "workers", &[("members", 5_000), ("nobody", 2_000)])),
        "college-unknown"
    );
    assert_eq!(
        code(open(&t, "workers", &[("members", 10_001)])),
        "college-share-out-of-range"
    );
    assert_eq!(colleges_of(&ana).len(), 2, "what was refused opened nothing");
    let whole = [("members", 5_000), ("users", 3_000), ("workers", 2_000)];
    assert_eq!(code(open(&t, "workers", &whole)), "ok");
    assert_eq!(
        colleges_of(&ana)["workers"],
        (Some(2_000), 0),
        "the shares are set with the opening"
    );
    assert_eq!(check(&t, Key::LegalForm, "scic"), "ok");
    set_rule(&t, Key::LegalForm, json!("scic"));
    set_rule(&t, Key::CollegeCombination, json!("member_weight"));

    let set = |list: &[(&str, i64)]| {
        code(enact(&t, |conn, ecosystem, _| {
            colleges::set_shares(conn, ecosystem, &shares(list))
        }))
    };
    assert_eq!(
        set(&[("members", 5_100), ("users", 2_900)]),
        "college-share-out-of-range"
    );
    assert_eq!(set(&[("users", 2_000)]), "college-shares-not-whole");
    assert_eq!(set(&[("users", 3_500), ("workers", 1_500)]), "ok");
    assert_eq!(colleges_of(&ana)["users"].0, Some(3_500));
    // A SCIC keeps three; a fourth makes room for closing one.
    assert_eq!(
        code(close(
            &t,
            "users",
            "members",
            &[("members", 5_000), ("workers", 5_000)]
        )),
        "colleges-too-few"
    );
    let four = [
        ("members", 4_000),
        ("users", 2_000),
        ("workers", 2_000),
        ("friends", 2_000),
    ];
    assert_eq!(code(open(&t, "friends", &four)), "ok");
    assert_eq!(code(close(&t, "users", "users", &[])), "college-moves-to-itself");
    assert_eq!(code(close(&t, "users", "nobody", &[])), "college-unknown");
    assert_eq!(
        code(close(&t, "users", "members", &[])),
        "college-shares-not-whole"
    );
    assert_eq!(
        code(close(
            &t,
            "users",
            "members",
            &[("members", 5_000), ("friends", 3_000)]
        )),
        "ok"
    );
    assert_eq!(
        code(close(&t, "users", "members", &[])),
        "college-unknown",
        "it is closed already"
    );
    assert_eq!(
        code(open(&t, "users", &[])),
        "college-key-taken",
        "the key of a closed college is not given again"
    );
    let all = ana.get("/api/v1/colleges?all=true").expect(200);
    let closed: Vec<&Value> = all.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["closed_at"] != Value::Null)
        .collect();
    assert_eq!(closed.len(), 1);
    assert_ne!(closed[0]["closed_by_proposal_id"], Value::Null);
    assert_eq!(
        NewCollege::parse("x", "x", "x", 0).unwrap_err().code,
        "slug-invalid"
    );
    assert_eq!(
        NewCollege::parse("xx", "x", "x", 99).unwrap_err().code,
        "college-weight-out-of-range"
    );
});

both_engines!(nobody_is_ever_without_a_college, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let zoe = t.applicant("zoe");
    let founder = t.founder();
    assert_eq!(code(close(&t, "members", "members", &[])), "college-last");
    open(&t, "users", &[]).unwrap();
    let path = format!("/api/v1/members/{}/college", ana.id);
    bo.put(&path, json!({"college": "users"}))
        .refused(403, "permission-missing", None);
    founder
        .put(&path, json!({"college": "nobody"}))
        .refused(422, "college-unknown", Some("college"));
    founder
        .put(&path, json!({}))
        .refused(422, "value-wrong", Some("college"));
    founder
        .put(
            &format!("/api/v1/members/{}/college", MemberId::new(t.now())),
            json!({"college": "users"}),
        )
        .refused(404, "not-found", None);
    let moved = founder.put(&path, json!({"college": "users"})).expect(200);
    assert_eq!(moved.body["membership"]["college"], "users");
    founder.put(&path, json!({"college": "users"})).expect(200);
    t.work();
    assert_eq!(
        news(&ana, "membership.college_changed"),
        ["Vous êtes maintenant dans le collège « users »"]
    );
    let log = bo.get("/api/v1/audit-log?permission=manage_colleges").expect(200);
    assert_eq!(
        log.body["items"].as_array().unwrap().len(),
        1,
        "moving nobody is no act"
    );
    assert_eq!(log.body["items"][0]["object"]["name"], "ana");

    // The first college closes: its members, also those who wait, are in the other, and so are newcomers.
    assert_eq!(close(&t, "members", "users", &[]).unwrap(), 2, "fanny and bo");
    assert_eq!(
        colleges_of(&ana),
        BTreeMap::from([("users".to_string(), (None, 3))])
    );
    founder
        .post(&format!("/api/v1/members/{}/approval", zoe.id), json!({}))
        .expect(200);
    let yann = t.member("yann");
    let voters = enact(&t, |conn, ecosystem, now| {
        let open = colleges::list_open(conn, ecosystem)?;
        assert_eq!(open.len(), 1);
        let voters = list_voters(conn, ecosystem, now)?;
        assert!(voters.iter().all(|voter| voter.college_id == open[0].id));
        Ok(voters.len())
    });
    assert_eq!(voters.unwrap(), 5);
    assert_eq!(
        yann.get("/api/v1/me").expect(200).body["membership"]["college"],
        "users"
    );
    t.work();
    assert_eq!(news(&bo, "membership.college_changed").len(), 1);
    assert_eq!(
        news(&ana, "membership.college_changed").len(),
        1,
        "ana was there before"
    );
});

both_engines!(a_registrar_who_is_no_facilitator_assigns_colleges, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    open(&t, "users", &[]).unwrap();
    elect(&t, Role::Registrar, &[&ana], None).unwrap();
    ana.put(
        &format!("/api/v1/members/{}/college", bo.id),
        json!({"college": "users"}),
    )
    .expect(200);
});

both_engines!(a_link_is_in_force_when_both_sides_decided_it, |t| {
    let ana = t.member("ana");
    let jules = t.second_community();
    let ids = t.app.db.read_now(|conn| {
        let alpes = find_ecosystem_by_slug(conn, "alpes")?.unwrap();
        Ok((alpes, find_ecosystem_by_slug(conn, "jura")?.unwrap()))
    });
    let (alpes, jura) = ids.unwrap();
    let by = proposal(&t);
    let join = |slug: &str, other| {
        code(enact_in(&t, slug, |conn, own, now| {
            links::join_link(conn, own, other, by, now)
        }))
    };
    let leave = |slug: &str, other| {
        code(enact_in(&t, slug, |conn, own, now| {
            links::leave_link(conn, own, other, by, now)
        }))
    };
    let states = || {
        let state = |reader: &Client| {
            let links = reader.get("/api/v1/links").expect(200);
            links.body["items"].get(0).map_or("none".to_string(), |link| {
                link["state"].as_str().unwrap().to_string()
            })
        };
        (state(&ana), state(&jules))
    };
    let both = |a: &str, b: &str| (a.to_string(), b.to_string());
    assert_eq!(join("alpes", alpes), "link-with-itself");
    assert_eq!(join("alpes", EcosystemId::new(t.now())), "ecosystem-unknown");
    assert_eq!(leave("alpes", jura), "link-missing");
    assert_eq!(states(), both("none", "none"));
    assert_eq!(join("alpes", jura), "ok");
    assert_eq!(join("alpes", jura), "link-exists");
    assert_eq!(states(), both("waits_for_other", "waits_for_us"));
    t.advance_days(3);
    assert_eq!(join("jura", alpes), "ok");
    assert_eq!(states(), both("in_force", "in_force"));
    let link = ana.get("/api/v1/links").expect(200).body["items"][0].clone();
    assert_eq!(
        link["ecosystem"],
        json!({"slug": "jura", "name": "Entraide du Jura"})
    );
    assert_eq!(
        link["since"], link["other_decided_at"],
        "the second decision put it in force"
    );
    let linked = |one, other| {
        t.app
            .db
            .read_now(|conn| links::is_linked(conn, one, other))
            .unwrap()
    };
    assert!(linked(alpes, jura) && linked(jura, alpes));
    assert_eq!(leave("alpes", jura), "ok");
    assert_eq!(states(), both("waits_for_us", "waits_for_other"));
    assert!(!linked(alpes, jura));
    assert_eq!(leave("jura", alpes), "ok");
    assert_eq!(states(), both("none", "none"));
    assert_eq!(join("alpes", jura), "ok", "what was left can be joined again");
});

both_engines!(members_see_who_holds_what_until_when, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    elect(&t, Role::Mediator, &[&ana], Some(100)).unwrap();
    elect(&t, Role::Mediator, &[&bo], Some(100)).unwrap();
    let fanny = id(&t.founder());
    let by = proposal(&t);
    enact(&t, |conn, ecosystem, now| {
        mandates::recall(conn, ecosystem, Role::Treasurer, fanny, by, now)
    })
    .unwrap();
    let mut browser = Browser::new(&t);
    assert_eq!(browser.get("/mandates").status, 303, "strangers log in first");
    browser.log_in("ana");
    let page = browser.get("/mandates");
    assert_eq!(page.status, 200, "{}", page.html);
    for words in [
        "trancher un désaccord sur un échange",
        "encore 100 jours",
        "élection</a>",
        "d'autres personnes ont été élues",
        "révocation par un vote",
        "Personne pour l'instant.",
        "Proposer une élection : Trésorerie",
        "href=\"/audit-log\"",
    ] {
        let shown = page.html.replace("&#39;", "'").replace("&#x27;", "'");
        assert!(shown.contains(words), "{words} is not in {shown}");
    }
    assert!(
        page.html.contains(&format!("href=\"/proposals/{by}\"")),
        "the recall's vote is linked"
    );

    let mandate = mandate_of(&ana, "ana", "mediator")["id"]
        .as_str()
        .unwrap()
        .to_string();
    let path = format!("/mandates/{mandate}/handover");
    assert!(page.html.contains(&path));
    let long = "x".repeat(10_001);
    let refused = browser.post(&path, &path, &[("note", &long)]);
    assert_eq!(refused.status, 422);
    assert!(refused.html.contains(&long), "what was typed is kept");
    assert!(refused.html.contains("f-note-error"));
    let saved = browser.post(&path, &path, &[("note", "Bien **commencer**.<script>x</script>")]);
    assert_eq!(
        (saved.status, saved.location.as_str()),
        (303, "/mandates?done=handover-saved")
    );
    let page = browser.get(&saved.location);
    assert!(
        page.html.contains("<strong>commencer</strong>") && !page.html.contains("<script>x"),
        "{}",
        page.html
    );
    let mut other = Browser::new(&t);
    other.log_in("bo");
    assert_eq!(other.get(&path).status, 403);
    assert!(
        other.get("/mandates").html.contains("<strong>commencer</strong>"),
        "bo holds the role now"
    );
    t.member("carl");
    let mut carl = Browser::new(&t);
    carl.log_in("carl");
    assert!(!carl.get("/mandates").html.contains("<strong>commencer</strong>"));
});

both_engines!(members_read_the_log_of_mandates_as_a_page, |t| {
    t.community();
    let mut founder = Browser::new(&t);
    founder.log_in("fanny");
    let page = founder.get("/audit-log");
    assert_eq!(page.status, 200);
    assert!(
        page.html.contains("Rien pour l"),
        "the empty state: {}",
        page.html
    );
    let ana = t.member("ana");
    for n in 0..21 {
        t.member(&format!("m{n}"));
    }
    let mut browser = Browser::new(&t);
    browser.log_in("ana");
    let page = browser.get("/audit-log");
    assert!(
        page.html.contains("a admis") && page.html.contains(">m20</a>"),
        "{}",
        page.html
    );
    assert!(page.html.contains("admettre ou refuser les personnes"));
    let next = page
        .html
        .split("href=\"/audit-log?")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let older = browser.get(&format!(
        "/audit-log?{}",
        next.replace("&#38;", "&").replace("&amp;", "&")
    ));
    assert!(older.html.contains(&format!("/members/{}", ana.id)) && !older.html.contains(">m20</a>"));
    let none = browser.get("/audit-log?holder=&permission=resolve_dispute");
    assert!(none.html.contains("Rien ne correspond"), "{}", none.html);
    assert_eq!(browser.get("/audit-log?holder=x").status, 422);
    ana.patch("/api/v1/me", json!({"locale": "en"})).expect(200);
    assert!(
        browser
            .get("/audit-log")
            .html
            .contains("What was done with the mandates")
    );
});

both_engines!(the_colleges_page_says_what_the_law_asks, |t| {
    let ana = t.member("ana");
    let mut browser = Browser::new(&t);
    browser.log_in("fanny");
    let page = browser.get("/colleges");
    assert_eq!(page.status, 200, "{}", page.html);
    assert!(
        page.html.contains("Membres") && !page.html.contains("19 septies"),
        "{}",
        page.html
    );
    open(&t, "users", &[]).unwrap();
    set_rule(&t, Key::LegalForm, json!("scic"));
    let page = browser.get("/colleges");
    assert!(
        page.html.contains("19 septies") && page.html.contains("Une SCIC a au moins 3"),
        "{}",
        page.html
    );
    enact(&t, |conn, ecosystem, now| {
        rulebook::set(
            conn,
            ecosystem,
            Key::LegalForm,
            &rulebook::Value::Word("free".into()),
            None,
            None,
            now,
        )
    })
    .unwrap();
    open(
        &t,
        "workers",
        &[("members", 4_500), ("users", 3_000), ("workers", 2_500)],
    )
    .unwrap();
    set_rule(&t, Key::LegalForm, json!("scic"));
    set_rule(&t, Key::CollegeCombination, json!("ratio"));
    let page = browser.get("/colleges");
    for words in [
        "45 %",
        "divisée comme ses bulletins",
        "C'est le cas aujourd'hui",
        "Personne n'est encore dans : users, workers",
    ] {
        let shown = page.html.replace("&#39;", "'").replace("&#x27;", "'");
        assert!(shown.contains(words), "{words} is not in {shown}");
    }
    let member = format!("/members/{}", ana.id);
    let form = format!("{member}/college");
    assert!(browser.get(&member).html.contains(&form));
    let answer = browser.post(&member, &form, &[("college", "workers")]);
    assert_eq!(
        (answer.status, answer.location),
        (303, format!("{member}?done=college-assigned"))
    );
    assert_eq!(colleges_of(&ana)["workers"].1, 1);
    let mut own = Browser::new(&t);
    own.log_in("ana");
    assert!(
        !own.get(&member).html.contains(&form),
        "a member without the mandate has no form"
    );
    assert_eq!(own.post("/me", &form, &[("college", "users")]).status, 403);
});

both_engines!(the_links_page_has_an_empty_state_and_says_who_waits, |t| {
    t.second_community();
    let mut browser = Browser::new(&t);
    browser.log_in("fanny");
    let page = browser.get("/links");
    assert_eq!(page.status, 200);
    assert!(page.html.contains("Aucun lien"), "{}", page.html);
    let by = proposal(&t);
    enact_in(&t, "jura", |conn, own, now| {
        let alpes = find_ecosystem_by_slug(conn, "alpes")?.unwrap();
        links::join_link(conn, own, alpes, by, now)
    })
    .unwrap();
    let page = browser.get("/links");
    assert!(
        page.html.contains("Entraide du Jura") && page.html.contains("attend votre communauté"),
        "{}",
        page.html
    );
    assert!(
        !page.html.contains(&by.to_string()),
        "the other side's vote is its own affair"
    );
});
