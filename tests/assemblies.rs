//! Assemblies, from the call to the minutes, and the feed of decisions. People are clients.

use std::collections::BTreeMap;
use std::thread;

use commonhour::governance::assembly::{self, How};
use commonhour::http::pages::feed_link;
use commonhour::kernel::errors::Result;
use commonhour::kernel::ids::{AssemblyId, EcosystemId, MemberId, ProposalId};
use commonhour::members::{Actor, Role, enter};
use commonhour::rulebook::{self, Key, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value as Json, json};

use crate::support::{Client, Engine, TestApp};

const NEXT: &str = "2026-12-15T18:00:00Z";

fn call(title: &str) -> Json {
    json!({
        "title": title, "place": "Salle des fêtes", "link": "https://visio.example/salle", "starts_at": NEXT,
        "agenda": [{"title": "Comptes"}, {"title": "Budget", "body": "Le **projet**."}],
    })
}

/// An assembly called by the founder, who holds every mandate.
fn called(t: &TestApp) -> String {
    t.founder()
        .post("/api/v1/assemblies", call("Assemblée générale"))
        .expect(201)
        .id()
}

/// The same on its day, open.
fn opened(t: &TestApp) -> String {
    let id = called(t);
    t.advance_to("2026-12-15T17:45:00Z");
    t.founder().post(&path(&id, "/opening"), json!({})).expect(201);
    id
}

fn path(id: &str, rest: &str) -> String {
    format!("/api/v1/assemblies/{id}{rest}")
}

fn ecosystem(t: &TestApp) -> EcosystemId {
    let read = t
        .app
        .db
        .read_now(|conn| commonhour::members::find_ecosystem_by_slug(conn, "alpes"));
    read.unwrap().unwrap()
}

fn rule(t: &TestApp, key: Key, value: i64) {
    let (alpes, now) = (ecosystem(t), t.now());
    t.app
        .db
        .write_in_now(alpes, |conn| {
            rulebook::set(conn, alpes, key, &Value::Number(value), None, None, now)
        })
        .unwrap();
}

fn attend(who: &Client, id: &str) -> crate::support::Answer {
    who.post(&path(id, "/attendances"), json!({"how": "in_person"}))
}

/// Gives a proxy; the answer's last proxy is the new one.
fn ask(giver: &Client, id: &str, holder: &Client) -> String {
    let answer = giver
        .post(&path(id, "/proxies"), json!({"holder_id": holder.id}))
        .expect(201);
    let proxies = answer.body["proxies"].as_array().unwrap().clone();
    let mine = proxies
        .iter()
        .find(|p| p["giver"]["id"] == giver.id.as_str())
        .unwrap();
    mine["id"].as_str().unwrap().to_string()
}

fn accept(holder: &Client, id: &str, proxy: &str) -> crate::support::Answer {
    holder.post(&path(id, &format!("/proxies/{proxy}/acceptance")), json!({}))
}

/// `(giver, holder)` as a vote of this assembly would count them.
fn in_force(t: &TestApp, id: &str) -> Vec<(String, String)> {
    let id: AssemblyId = id.parse().unwrap();
    let found = t
        .app
        .db
        .read_now(|conn| assembly::list_proxies_in_force(conn, id))
        .unwrap();
    let pairs = found
        .into_iter()
        .map(|(giver, holder, _)| (giver.to_string(), holder.to_string()));
    pairs.collect()
}

fn pair(giver: &Client, holder: &Client) -> (String, String) {
    (giver.id.clone(), holder.id.clone())
}

both_engines!(every_member_is_told_of_a_call_and_of_what_becomes_of_it, |t| {
    t.member("ana");
    let fanny = t.founder();
    t.work();
    let id = called(&t);
    let mail = t.last_mail_to("ana@exemple.fr");
    assert_eq!(
        mail.subject(),
        "Assemblée le mardi 15 décembre 2026, 19:00 : Assemblée générale"
    );
    for word in [
        "Salle des fêtes",
        "https://visio.example/salle",
        "1. Comptes ; 2. Budget",
        "donnez procuration",
    ] {
        assert!(mail.text.contains(word), "{word}: {}", mail.text);
    }
    assert_eq!(mail.link("/assemblies/"), format!("/assemblies/{id}"));
    // What changes nothing tells nobody anything.
    let told = t.mails_to("ana@exemple.fr").len();
    fanny
        .patch(&path(&id, ""), json!({"title": "Assemblée générale"}))
        .expect(200);
    assert_eq!(t.mails_to("ana@exemple.fr").len(), told);
    fanny
        .patch(&path(&id, ""), json!({"place": "Mairie", "link": null}))
        .expect(200);
    let mail = t.last_mail_to("ana@exemple.fr");
    assert!(
        mail.subject().starts_with("Changement : assemblée le mardi 15"),
        "{}",
        mail.subject()
    );
    assert!(
        mail.text.contains("Mairie") && !mail.text.contains("visio"),
        "{}",
        mail.text
    );
    fanny
        .post(
            &path(&id, "/cancellation"),
            json!({"reason": "La salle est prise."}),
        )
        .expect(201);
    let mail = t.last_mail_to("ana@exemple.fr");
    assert_eq!(mail.subject(), "Annulation : Assemblée générale");
    assert!(mail.text.contains("La salle est prise."), "{}", mail.text);
    fanny
        .post(&path(&id, "/cancellation"), json!({}))
        .refused(409, "assembly-over", None);
});

both_engines!(an_assembly_is_called_with_notice_by_a_facilitator, |t| {
    let (ana, fanny) = (t.member("ana"), t.founder());
    ana.post("/api/v1/assemblies", call("Coup d'État"))
        .refused(403, "permission-missing", None);
    let with = |changes: Json| {
        let mut body = call("Assemblée");
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        fanny.post("/api/v1/assemblies", body)
    };
    // Fifteen days after 22 November is the 7th of December.
    with(json!({"starts_at": "2026-12-06T22:59:00Z"})).refused(
        422,
        "assembly-notice-too-short",
        Some("starts_at"),
    );
    with(json!({"starts_at": "2026-12-06T23:00:00Z"})).expect(201);
    with(json!({"starts_at": "2026-11-21T10:00:00Z"})).refused(
        422,
        "assembly-start-out-of-range",
        Some("starts_at"),
    );
    with(json!({"place": null, "link": null})).refused(422, "assembly-nowhere", Some("place"));
    with(json!({"link": "ftp://x"})).refused(422, "link-invalid", Some("link"));
    with(json!({"kind": "secret"})).refused(422, "assembly-kind-unknown", Some("kind"));
    with(json!({"title": ""})).refused(422, "text-empty", Some("title"));
    rule(&t, Key::AssemblyNoticeDays, 0);
    let soon = with(json!({"starts_at": "2026-11-22T08:30:00Z"})).expect(201);
    assert_eq!(soon.body["number"], 2);
    // A later date needs no new notice, an earlier one does.
    rule(&t, Key::AssemblyNoticeDays, 10);
    let id = with(json!({"starts_at": "2026-12-10T18:00:00Z"}))
        .expect(201)
        .id();
    t.advance_days(14);
    fanny
        .patch(&path(&id, ""), json!({"starts_at": "2026-12-09T18:00:00Z"}))
        .refused(422, "assembly-notice-too-short", Some("starts_at"));
    fanny
        .patch(&path(&id, ""), json!({"starts_at": "2026-12-11T18:00:00Z"}))
        .expect(200);
    ana.patch(&path(&id, ""), json!({"title": "Ma fête"}))
        .refused(403, "permission-missing", None);
});

both_engines!(a_vote_calls_an_assembly, |t| {
    let ana = t.member("ana");
    let vote = draft(&ana, "Se réunir");
    let (alpes, now) = (ecosystem(&t), t.now());
    let input = |days: i64| assembly::AssemblyInput {
        title: "Assemblée voulue".into(),
        kind: Some("extraordinary".into()),
        place: Some("Mairie".into()),
        link: None,
        starts_at: now.plus_days(days),
        agenda: Vec::new(),
    };
    let proposal: ProposalId = vote.parse().unwrap();
    let by_vote = |days: i64| -> Result<AssemblyId> {
        t.app.db.write_in_now(alpes, |conn| {
            Ok(assembly::call_by_vote(conn, alpes, &input(days), proposal, now)?.id)
        })
    };
    assert_eq!(
        by_vote(3).unwrap_err().refusal().unwrap().code,
        "assembly-notice-too-short"
    );
    let id = by_vote(20).unwrap().to_string();
    let found = ana.get(&path(&id, "")).expect(200).body;
    assert_eq!(
        (&found["proposal_id"], &found["called_by"]),
        (&json!(vote), &Json::Null)
    );
    assert_eq!(
        t.last_mail_to("ana@exemple.fr").link("/assemblies/"),
        format!("/assemblies/{id}")
    );
});

fn draft(author: &Client, title: &str) -> String {
    let body = json!({"kind": "text", "title": title, "body": "Pour tous.", "method": "majority"});
    author.post("/api/v1/proposals", body).expect(201).id()
}

/// The titles of an agenda in order.
fn agenda(found: &Json) -> Vec<String> {
    let points = found["agenda"].as_array().unwrap();
    points
        .iter()
        .map(|point| point["title"].as_str().unwrap().to_string())
        .collect()
}

fn point(found: &Json, title: &str) -> Json {
    let points = found["agenda"].as_array().unwrap();
    points
        .iter()
        .find(|point| point["title"] == title)
        .unwrap()
        .clone()
}

both_engines!(the_facilitator_keeps_the_agenda_and_members_ask, |t| {
    let (ana, fanny) = (t.member("ana"), t.founder());
    let id = called(&t);
    let add = |who: &Client, kind: &str, title: &str| {
        who.post(&path(&id, "/agenda"), json!({"kind": kind, "title": title}))
    };
    add(&ana, "item", "Ma fête").refused(403, "permission-missing", None);
    for n in 1..=3 {
        add(&ana, "question", &format!("Question {n}")).expect(201);
    }
    add(&ana, "question", "Encore").refused(409, "questions-too-many", None);
    let found = add(&fanny, "item", "Divers").expect(201).body;
    assert_eq!(
        agenda(&found),
        [
            "Comptes",
            "Budget",
            "Question 1",
            "Question 2",
            "Question 3",
            "Divers"
        ]
    );
    assert_eq!(point(&found, "Question 1")["kind"], "question");
    let item = |found: &Json, title: &str| {
        path(
            &id,
            &format!("/agenda/{}", point(found, title)["id"].as_str().unwrap()),
        )
    };
    let divers = item(&found, "Divers");
    let found = fanny
        .patch(&divers, json!({"position": 2, "body": "Le reste."}))
        .expect(200)
        .body;
    assert_eq!(agenda(&found)[..3], ["Comptes", "Divers", "Budget"]);
    ana.patch(&divers, json!({"title": "x"}))
        .refused(403, "permission-missing", None);
    ana.delete(&divers).refused(403, "permission-missing", None);
    fanny.delete(&item(&found, "Question 2")).expect(204);
    let found = ana.get(&path(&id, "")).expect(200).body;
    let places: Vec<i64> = found["agenda"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["position"].as_i64().unwrap())
        .collect();
    assert_eq!(places, [1, 2, 3, 4, 5]);
    // Outcomes are noted once it is open; then the agenda stands.
    fanny
        .patch(&divers, json!({"notes": "Rien."}))
        .refused(409, "assembly-not-open", None);
    t.advance_to("2026-12-15T17:45:00Z");
    fanny.post(&path(&id, "/opening"), json!({})).expect(201);
    fanny
        .patch(&divers, json!({"title": "x"}))
        .refused(409, "assembly-already-open", None);
    add(&ana, "question", "Tard").refused(409, "assembly-already-open", None);
    let found = fanny
        .patch(&divers, json!({"notes": "Rien à dire."}))
        .expect(200)
        .body;
    assert_eq!(point(&found, "Divers")["notes"], "Rien à dire.");
});

both_engines!(a_vote_stands_on_one_agenda_from_its_draft_on, |t| {
    let (ana, fanny) = (t.member("ana"), t.founder());
    let (vote, other) = (draft(&ana, "Un banc"), draft(&ana, "Deux bancs"));
    let id = called(&t);
    let found = fanny.get(&path(&id, "")).expect(200).body;
    let item = |title: &str| {
        path(
            &id,
            &format!("/agenda/{}", point(&found, title)["id"].as_str().unwrap()),
        )
    };
    let linked = fanny
        .patch(&item("Budget"), json!({"proposal_id": vote}))
        .expect(200)
        .body;
    assert_eq!(point(&linked, "Budget")["vote"]["title"], "Un banc");
    fanny
        .patch(&item("Comptes"), json!({"proposal_id": vote}))
        .refused(409, "proposal-on-agenda", Some("proposal_id"));
    let nothing = json!({"proposal_id": "00000000-0000-7000-8000-000000000000"});
    fanny
        .patch(&item("Comptes"), nothing)
        .refused(422, "agenda-proposal-unknown", Some("proposal_id"));
    let assembly_of = |vote: &str| {
        let vote: ProposalId = vote.parse().unwrap();
        t.app
            .db
            .read_now(|conn| assembly::find_assembly_of(conn, vote))
            .unwrap()
            .map(|id| id.to_string())
    };
    assert_eq!(assembly_of(&vote), Some(id.clone()));
    assert_eq!(assembly_of(&other), None);
    // Once voting is open, no facilitator decides any more whose proxies count.
    for vote in [&vote, &other] {
        ana.post(&format!("/api/v1/proposals/{vote}/opening"), json!({}))
            .expect(200);
    }
    fanny
        .patch(&item("Budget"), json!({"proposal_id": null}))
        .refused(409, "proposal-not-draft", Some("proposal_id"));
    fanny
        .delete(&item("Budget"))
        .refused(409, "proposal-not-draft", Some("proposal_id"));
    fanny
        .patch(&item("Comptes"), json!({"proposal_id": other}))
        .refused(409, "proposal-not-draft", Some("proposal_id"));
    fanny.post(&path(&id, "/cancellation"), json!({})).expect(201);
    assert_eq!(assembly_of(&vote), None);
});

both_engines!(an_assembly_opens_on_its_day_and_people_check_in, |t| {
    let (ana, bo, fanny) = (t.member("ana"), t.member("bo"), t.founder());
    let id = called(&t);
    attend(&ana, &id).refused(409, "assembly-not-open", None);
    t.advance_to("2026-12-14T22:59:00Z");
    fanny
        .post(&path(&id, "/opening"), json!({}))
        .refused(409, "assembly-too-early", None);
    t.advance_to("2026-12-14T23:00:00Z");
    ana.post(&path(&id, "/opening"), json!({}))
        .refused(403, "permission-missing", None);
    fanny.post(&path(&id, "/opening"), json!({})).expect(201);
    fanny
        .post(&path(&id, "/opening"), json!({}))
        .refused(409, "assembly-already-open", None);

    attend(&ana, &id).expect(201);
    // Twice is once.
    assert_eq!(attend(&ana, &id).expect(201).body["present"], 1);
    ana.post(&path(&id, "/attendances"), json!({"member_id": bo.id}))
        .refused(403, "permission-missing", None);
    let remote = json!({"member_id": bo.id, "how": "remote"});
    let found = fanny.post(&path(&id, "/attendances"), remote).expect(201).body;
    assert_eq!(
        (&found["present"], &found["attendances"][1]["how"]),
        (&json!(2), &json!("remote"))
    );
    let stranger = json!({"member_id": "00000000-0000-7000-8000-000000000000"});
    fanny.post(&path(&id, "/attendances"), stranger).refused(
        422,
        "member-not-active-here",
        Some("member_id"),
    );
    bo.delete(&path(&id, &format!("/attendances/{}", ana.id)))
        .refused(403, "permission-missing", None);
    t.advance_seconds(600);
    ana.delete(&path(&id, &format!("/attendances/{}", ana.id)))
        .expect(204);
    fanny
        .delete(&path(&id, &format!("/attendances/{}", bo.id)))
        .expect(204);
    t.advance_seconds(600);
    attend(&ana, &id).expect(201);
    let found = ana.get(&path(&id, "")).expect(200).body;
    assert_eq!(found["present"], 1);
    assert_eq!(found["attendances"][0]["stays"].as_array().unwrap().len(), 2);
    // Who came when can be asked for any moment.
    let (assembly, start): (AssemblyId, _) = (id.parse().unwrap(), t.now().plus_seconds(-1_200));
    let at = |seconds: i64| {
        let moment = start.plus_seconds(seconds);
        t.app
            .db
            .read_now(|conn| assembly::voices_at(conn, assembly, moment))
            .unwrap()
            .present
            .len()
    };
    assert_eq!(
        [at(-1), at(0), at(599), at(600), at(1_199), at(1_200)],
        [0, 2, 2, 0, 0, 1]
    );

    ana.post(&path(&id, "/closing"), json!({}))
        .refused(403, "permission-missing", None);
    fanny.post(&path(&id, "/closing"), json!({})).expect(201);
    assert_eq!(ana.get(&path(&id, "")).expect(200).body["present"], 0);
    attend(&bo, &id).refused(409, "assembly-over", None);
    assert_eq!(
        t.last_mail_to("bo@exemple.fr").subject(),
        "Procès-verbal : Assemblée générale"
    );
    let lists: Vec<i64> = ["next", "past"]
        .iter()
        .map(|when| {
            ana.get(&format!("/api/v1/assemblies?when={when}"))
                .expect(200)
                .body["items"]
                .as_array()
                .unwrap()
                .len() as i64
        })
        .collect();
    assert_eq!(lists, [0, 1]);
});

both_engines!(a_proxy_counts_once_accepted_while_the_giver_is_absent, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    t.work();
    let id = opened(&t);
    let proxy = ask(&ana, &id, &bo);
    let mail = t.last_mail_to("bo@exemple.fr");
    assert!(
        mail.subject()
            .starts_with("ana vous demande de porter sa procuration"),
        "{}",
        mail.subject()
    );
    attend(&bo, &id).expect(201);
    assert_eq!(in_force(&t, &id), []);
    accept(&cy, &id, &proxy).refused(404, "not-found", None);
    accept(&ana, &id, &proxy).refused(404, "not-found", None);
    let found = accept(&bo, &id, &proxy).expect(201).body;
    assert_eq!((&found["present"], &found["represented"]), (&json!(1), &json!(1)));
    accept(&bo, &id, &proxy).expect(201);
    assert_eq!(in_force(&t, &id), [pair(&ana, &bo)]);
    // A voice is given once and not passed on.
    let to = |who: &Client| json!({"holder_id": who.id});
    ana.post(&path(&id, "/proxies"), to(&cy))
        .refused(409, "proxy-given-already", None);
    cy.post(&path(&id, "/proxies"), to(&ana))
        .refused(409, "proxy-holder-represented", Some("holder_id"));
    cy.post(&path(&id, "/proxies"), to(&cy))
        .refused(422, "proxy-to-oneself", Some("holder_id"));
    bo.post(&path(&id, "/proxies"), to(&cy))
        .refused(409, "proxy-giver-present", None);
    bo.delete(&path(&id, &format!("/attendances/{}", bo.id)))
        .expect(204);
    bo.post(&path(&id, "/proxies"), to(&cy))
        .refused(409, "proxy-giver-holds", None);
    // Bo came once: a vote that closes later still counts the proxy, though nobody speaks for Ana in the room now.
    assert_eq!(in_force(&t, &id), [pair(&ana, &bo)]);
    assert_eq!(cy.get(&path(&id, "")).expect(200).body["represented"], 0);
    // Ana comes and speaks for herself, also after she has left again.
    attend(&ana, &id).expect(201);
    assert_eq!(in_force(&t, &id), []);
    ana.delete(&path(&id, &format!("/attendances/{}", ana.id)))
        .expect(204);
    assert_eq!(in_force(&t, &id), []);
    let again = ask(&ana, &id, &cy);
    let at = path(&id, &format!("/proxies/{again}"));
    bo.delete(&at).refused(404, "not-found", None);
    cy.delete(&at).expect(204);
    accept(&cy, &id, &again).refused(404, "not-found", None);
});

both_engines!(nobody_holds_more_proxies_than_the_rule_says, |t| {
    let (ana, bo, cy, dee) = (t.member("ana"), t.member("bo"), t.member("cy"), t.member("dee"));
    let id = called(&t);
    rule(&t, Key::ProxyCap, 1);
    let proxies = [ask(&ana, &id, &dee), ask(&bo, &id, &dee), ask(&cy, &id, &dee)];
    // All at once: one is accepted.
    let outcomes: Vec<u16> = thread::scope(|scope| {
        let tries: Vec<_> = proxies
            .iter()
            .map(|proxy| scope.spawn(|| accept(&dee, &id, proxy).status))
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut sorted = outcomes.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [201, 409, 409]);
    let refused = outcomes.iter().position(|status| *status == 409).unwrap();
    let taken = outcomes.iter().position(|status| *status == 201).unwrap();
    accept(&dee, &id, &proxies[refused]).refused(409, "proxy-cap-reached", Some("holder_id"));
    dee.delete(&path(&id, &format!("/proxies/{}", proxies[taken])))
        .expect(204);
    accept(&dee, &id, &proxies[refused]).expect(201);
    rule(&t, Key::ProxyCap, 0);
    let represented = [&ana, &bo, &cy][refused];
    t.founder()
        .post(&path(&id, "/proxies"), json!({"holder_id": represented.id}))
        .refused(409, "proxy-holder-represented", Some("holder_id"));
    let eve = t.member("eve");
    eve.post(&path(&id, "/proxies"), json!({"holder_id": t.founder().id}))
        .refused(409, "proxy-cap-reached", Some("holder_id"));
});

/// What a member does in a random assembly.
#[derive(Debug, Clone)]
enum Act {
    Give(usize, usize),
    Accept(usize, usize),
    End(usize, usize),
    Come(usize),
    Leave(usize),
}

fn any_act() -> impl Strategy<Value = Act> {
    let who = 0..4usize;
    prop_oneof![
        (who.clone(), who.clone()).prop_map(|(a, b)| Act::Give(a, b)),
        (who.clone(), who.clone()).prop_map(|(a, b)| Act::Give(a, b)),
        (who.clone(), who.clone()).prop_map(|(a, b)| Act::Accept(a, b)),
        (who.clone(), who.clone()).prop_map(|(a, b)| Act::Accept(a, b)),
        (who.clone(), who.clone()).prop_map(|(a, b)| Act::End(a, b)),
        who.clone().prop_map(Act::Come),
        who.prop_map(Act::Leave),
    ]
}

fn perform(
    conn: &mut commonhour::db::Conn,
    t: &TestApp,
    id: AssemblyId,
    people: &[Actor],
    act: &Act,
) -> Result<()> {
    let now = t.now();
    let live = |conn: &mut commonhour::db::Conn, giver: MemberId, holder: MemberId| -> Result<_> {
        let view = assembly::get_assembly(conn, &people[4], id, now)?;
        let found = view
            .proxies
            .iter()
            .find(|p| p.proxy.giver_id == giver && p.proxy.holder_id == holder);
        Ok(found.map(|p| p.proxy.id))
    };
    match *act {
        Act::Give(a, b) => assembly::give_proxy(conn, &people[a], id, people[b].member_id, now).map(|_| ()),
        Act::Accept(a, b) => match live(conn, people[b].member_id, people[a].member_id)? {
            Some(proxy) => assembly::accept_proxy(conn, &people[a], id, proxy, now),
            None => Ok(()),
        },
        Act::End(a, b) => match live(conn, people[a].member_id, people[b].member_id)? {
            Some(proxy) => assembly::end_proxy(conn, &people[a], id, proxy, now),
            None => Ok(()),
        },
        Act::Come(a) => {
            let member = people[a].member_id;
            assembly::check_in(conn, &people[a], id, member, How::InPerson, now)
        }
        Act::Leave(a) => assembly::leave(conn, &people[a], id, people[a].member_id, now),
    }
}

#[test]
fn no_voice_counts_twice_whatever_people_do() {
    let t = TestApp::start(Engine::Sqlite);
    let clients = [
        t.member("ana"),
        t.member("bo"),
        t.member("cy"),
        t.member("dee"),
        t.founder(),
    ];
    rule(&t, Key::ProxyCap, 1);
    rule(&t, Key::AssemblyNoticeDays, 0);
    let (alpes, now) = (ecosystem(&t), t.now());
    let people: Vec<Actor> = t
        .app
        .db
        .read_now(|conn| {
            let ids = clients.iter().map(|client| client.id.parse().unwrap());
            ids.map(|id| Ok(enter::by_membership(conn, id, alpes, now)?.unwrap()))
                .collect()
        })
        .unwrap();
    let mut runner = TestRunner::new(Config::with_cases(48));
    let outcome = runner.run(&proptest::collection::vec(any_act(), 1..30), |acts| {
        let mut body = call("Au hasard");
        body["starts_at"] = json!(t.now().to_rfc3339());
        let id = clients[4].post("/api/v1/assemblies", body).expect(201).id();
        clients[4].post(&path(&id, "/opening"), json!({})).expect(201);
        let id: AssemblyId = id.parse().unwrap();
        for act in &acts {
            t.advance_seconds(1);
            let done = t
                .app
                .db
                .write_in_now(alpes, |conn| perform(conn, &t, id, &people, act));
            if let Err(other) = done
                && other.refusal().is_none()
            {
                panic!("{act:?}: {other}");
            }
            let (voices, counted) = t
                .app
                .db
                .read_now(|conn| {
                    let voices = assembly::voices_at(conn, id, t.now())?;
                    Ok((voices, assembly::list_proxies_in_force(conn, id)?))
                })
                .unwrap();
            let mut held: BTreeMap<MemberId, usize> = BTreeMap::new();
            let givers: Vec<MemberId> = counted.iter().map(|(giver, _, _)| *giver).collect();
            for (n, (giver, holder, _)) in counted.iter().enumerate() {
                *held.entry(*holder).or_default() += 1;
                prop_assert!(!givers[..n].contains(giver), "{act:?}: a voice given twice");
                prop_assert!(!givers.contains(holder), "{act:?}: a voice passed on");
                prop_assert!(
                    !voices.present.contains(giver),
                    "{act:?}: present and represented"
                );
            }
            prop_assert!(held.values().all(|n| *n <= 1), "{act:?}: above the cap");
            for (giver, holder) in &voices.represented {
                prop_assert!(
                    counted.iter().any(|(g, h, _)| (g, h) == (giver, holder)),
                    "{act:?}"
                );
            }
        }
        Ok(())
    });
    outcome.unwrap();
}

both_engines!(the_system_writes_the_minutes, |t| {
    let (ana, bo, cy, fanny) = (t.member("ana"), t.member("bo"), t.member("cy"), t.founder());
    cy.patch("/api/v1/me", json!({"locale": "en"})).expect(200);
    let id = called(&t);
    ana.get(&path(&id, "/minutes"))
        .refused(409, "minutes-not-yet", None);
    let found = ana
        .post(&path(&id, "/agenda"), json!({"title": "Et *le* banc ?"}))
        .expect(201)
        .body;
    let item = |title: &str| {
        path(
            &id,
            &format!("/agenda/{}", point(&found, title)["id"].as_str().unwrap()),
        )
    };
    let vote = draft(&ana, "Un banc devant la salle");
    fanny
        .patch(&item("Budget"), json!({"proposal_id": vote}))
        .expect(200);
    t.advance_to("2026-12-15T17:50:00Z");
    fanny.post(&path(&id, "/opening"), json!({})).expect(201);
    let closes = json!({"closes_at": "2026-12-15T19:00:00Z"});
    ana.post(&format!("/api/v1/proposals/{vote}/opening"), closes)
        .expect(200);
    attend(&ana, &id).expect(201);
    bo.post(&path(&id, "/attendances"), json!({"how": "remote"}))
        .expect(201);
    let proxy = ask(&cy, &id, &ana);
    accept(&ana, &id, &proxy).expect(201);
    for who in [&ana, &bo] {
        who.put(
            &format!("/api/v1/proposals/{vote}/ballot"),
            json!({"choice": "yes"}),
        )
        .expect(200);
    }
    fanny
        .patch(&item("Comptes"), json!({"notes": "# Approuvés\n\n- sans débat"}))
        .expect(200);
    t.advance_to("2026-12-15T19:05:00Z");
    t.work();
    bo.delete(&path(&id, &format!("/attendances/{}", bo.id)))
        .expect(204);
    let so_far = ana
        .get(&path(&id, "/minutes"))
        .expect(200)
        .body
        .as_str()
        .unwrap()
        .to_string();
    assert!(so_far.contains("*Provisoire"), "{so_far}");
    t.advance_to("2026-12-15T19:30:00Z");
    fanny.post(&path(&id, "/closing"), json!({})).expect(201);

    let answer = ana.get(&path(&id, "/minutes?format=markdown")).expect(200);
    assert_eq!(
        answer.header("content-type"),
        Some("text/markdown; charset=utf-8")
    );
    assert_eq!(
        answer.header("content-disposition"),
        Some("attachment; filename=\"proces-verbal-1-2026-12-15.md\"")
    );
    let minutes = answer.body.as_str().unwrap();
    let decision = ana.get("/api/v1/decisions").expect(200).body["items"][0]["summary"].clone();
    for expected in [
        "# Procès-verbal\n\n**Système d'échange des Alpes**\n\n## Assemblée générale\n",
        "- Date et heure : mardi 15 décembre 2026, 19:00\n- Lieu : Salle des fêtes\n",
        "- Ouverte : mardi 15 décembre 2026, 18:50\n- Close : mardi 15 décembre 2026, 20:30\n",
        "| Membres | 2 | 1 |\n| **Total** | **2** | **1** |\n",
        "- ana : 18:50–20:30\n- bo : 18:50–20:05 (en ligne)\n",
        "- cy → ana\n",
        "### 1. Comptes\n\n**Ce qui a été dit**\n\n> # Approuvés\n>\n> - sans débat\n",
        "### 2. Budget\n\n> Le **projet**.\n\n**Vote n° 1",
        "4 membres appelés ; le quorum en demandait 1.",
        decision.as_str().unwrap(),
        "### 3. Et \\*le\\* banc ?\n\n*question de ana*\n",
        "## Signatures\n\nPrésidence de séance ____",
    ] {
        assert!(minutes.contains(expected), "{expected:?} is not in\n{minutes}");
    }
    assert!(
        !minutes.contains("Provisoire") && !minutes.contains("\n\n\n"),
        "{minutes}"
    );
    // In the reader's language, and as a page to print without the frame of the others.
    let english = cy
        .get(&path(&id, "/minutes"))
        .expect(200)
        .body
        .as_str()
        .unwrap()
        .to_string();
    assert!(
        english.contains("# Minutes\n") && english.contains("bo: 18:50–20:05 (online)"),
        "{english}"
    );
    cy.get(&path(&id, "/minutes?format=pdf"))
        .refused(422, "minutes-format-unknown", Some("format"));
    let html = t.browser(&ana).page(&format!("/assemblies/{id}/minutes"));
    assert!(
        html.contains("<h1>Procès-verbal") && html.contains("class=\"signatures\""),
        "{html}"
    );
    assert!(!html.contains("<nav") && !html.contains("csrf"), "{html}");
    assert!(
        html.contains(decision.as_str().unwrap().split(' ').next().unwrap()),
        "{html}"
    );
    let download = t
        .browser(&bo)
        .get(&format!("/assemblies/{id}/minutes.md"))
        .expect(200);
    assert_eq!(download.body.as_str().unwrap(), minutes);
});

both_engines!(assemblies_have_pages, |t| {
    let (ana, bo, fanny) = (t.member("ana"), t.member("bo"), t.founder());
    let (ana_page, bo_page, fanny_page) = (t.browser(&ana), t.browser(&bo), t.browser(&fanny));
    assert!(
        ana_page.page("/assemblies").contains("Pas encore d'assemblée")
            || ana_page
                .page("/assemblies")
                .contains("Pas encore d&#39;assemblée")
    );
    ana_page.get("/assemblies/new").expect(403);
    let call = |starts_at: &str, title: &str| {
        let fields = [
            ("title", title),
            ("kind", "ordinary"),
            ("starts_at", starts_at),
            ("place", "Salle <b>"),
            ("link", ""),
            ("agenda", "Comptes\r\n\r\n  Budget  \r\n"),
        ];
        fanny_page.submit("/assemblies/new", "/assemblies", &fields)
    };
    let wrong = call("2026-11-23T19:00", "Trop tôt")
        .expect(422)
        .body
        .as_str()
        .unwrap()
        .to_string();
    assert!(
        wrong.contains("au moins 15 jours") && wrong.contains("value=\"Trop tôt\""),
        "{wrong}"
    );
    let answer = call("2026-12-15T19:00", "Assemblée générale").expect(303);
    let location = answer.header("location").unwrap().to_string();
    let at = location.split('?').next().unwrap().to_string();
    assert_eq!(location, format!("{at}?done=assembly-called"));
    let page = ana_page.page(&location);
    assert!(
        page.contains("1. Comptes") && page.contains("2. Budget") && !page.contains("Salle <b>"),
        "{page}"
    );
    assert!(
        !page.contains("/opening") && !page.contains(&format!("{at}/edit")),
        "{page}"
    );
    assert!(ana_page.page("/assemblies").contains(&format!("href=\"{at}\"")));

    let asked = ana_page.submit(&at, &format!("{at}/agenda"), &[("title", "Et le banc ?")]);
    assert_eq!(
        asked.expect(303).header("location"),
        Some(format!("{at}?done=agenda-added").as_str())
    );
    let given = |holder: &str| ana_page.submit(&at, &format!("{at}/proxies"), &[("holder_id", holder)]);
    let wrong = given("personne").expect(422).body.as_str().unwrap().to_string();
    assert!(
        wrong.contains("value=\"personne\"") && wrong.contains("Personne ne porte ce nom"),
        "{wrong}"
    );
    given("Bo").expect(303);
    let page = bo_page.page(&at);
    assert!(page.contains("ana vous demande de porter sa voix"), "{page}");
    let proxy = page.split(&format!("{at}/proxies/")).nth(1).unwrap()[..36].to_string();
    bo_page
        .submit(&at, &format!("{at}/proxies/{proxy}"), &[("act", "accept")])
        .expect(303);
    assert!(ana_page.page(&at).contains("bo parle pour vous"));
    let ics = ana_page.get(&format!("{at}.ics")).expect(200);
    assert_eq!(ics.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert!(
        ics.body
            .as_str()
            .unwrap()
            .contains("DTSTART:20261215T180000Z\r\n")
    );

    let edit = [
        ("title", "Assemblée générale"),
        ("kind", "extraordinary"),
        ("starts_at", "2026-12-16T19:00"),
        ("place", "Mairie"),
        ("link", "https://visio.example/a"),
    ];
    fanny_page
        .submit(&format!("{at}/edit"), &format!("{at}/edit"), &edit)
        .expect(303);
    t.advance_to("2026-12-16T17:55:00Z");
    fanny_page.submit(&at, &format!("{at}/opening"), &[]).expect(303);
    ana_page
        .submit(&at, &format!("{at}/attendances"), &[("how", "remote")])
        .expect(303);
    let other = [("act", "other"), ("member_id", "bo"), ("their_how", "in_person")];
    fanny_page
        .submit(&at, &format!("{at}/attendances"), &other)
        .expect(303);
    let page = fanny_page.page(&at);
    assert!(page.contains("2 voix présentes, 0 représentée"), "{page}");
    fanny_page
        .submit(&at, &format!("{at}/departures"), &[("who", &bo.id)])
        .expect(303);
    let point = page.split(&format!("{at}/agenda/")).nth(1).unwrap()[..36].to_string();
    let of_point = format!("{at}/agenda/{point}");
    ana_page.get(&of_point).expect(403);
    let notes = [("notes", "Approuvés.")];
    fanny_page
        .submit(&of_point, &format!("{of_point}/notes"), &notes)
        .expect(303);
    let title = [("title", "Autre")];
    fanny_page.submit(&of_point, &of_point, &title).expect(422);
    fanny_page.submit(&at, &format!("{at}/closing"), &[]).expect(303);
    let page = ana_page.page(&at);
    assert!(
        page.contains("Approuvés.") && page.contains(&format!("{at}/minutes")),
        "{page}"
    );
    assert!(!page.contains("/attendances"), "{page}");
    t.stranger().get(&at).expect(303);
    let jules = t.second_community();
    t.browser(&jules).get(&at).expect(404);
    t.browser(&jules).get(&format!("{at}/minutes")).expect(404);
});

both_engines!(a_vote_is_linked_on_the_page_of_its_point, |t| {
    let (ana, fanny) = (t.member("ana"), t.founder());
    let vote = draft(&ana, "Un banc");
    let id = called(&t);
    let browser = t.browser(&fanny);
    let at = format!("/assemblies/{id}");
    let point = browser.page(&at).split(&format!("{at}/agenda/")).nth(1).unwrap()[..36].to_string();
    let of_point = format!("{at}/agenda/{point}");
    assert!(
        browser
            .page(&of_point)
            .contains(&format!("<option value=\"{vote}\">Un banc</option>"))
    );
    let chosen = [("proposal_id", vote.as_str())];
    browser
        .submit(&of_point, &format!("{of_point}/vote"), &chosen)
        .expect(303);
    assert!(browser.page(&at).contains(&format!("/proposals/{vote}")));
    let words = [("title", "Les comptes"), ("body", ""), ("position", "2")];
    browser.submit(&of_point, &of_point, &words).expect(303);
    assert!(browser.page(&at).contains("2. Les comptes"));
    browser
        .submit(&of_point, &format!("{of_point}/removal"), &[])
        .expect(303);
    assert!(!browser.page(&at).contains("Les comptes"));
});

// --- The feed -----------------------------------------------------------------------------------------------------

fn feed_of(t: &TestApp, who: &Client) -> String {
    let (alpes, now, member) = (ecosystem(t), t.now(), who.id.parse().unwrap());
    let actor = t
        .app
        .db
        .read_now(|conn| enter::by_membership(conn, member, alpes, now));
    feed_link(&t.app, &actor.unwrap().unwrap())
}

both_engines!(decisions_are_read_as_a_feed_with_a_personal_key, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    bo.patch("/api/v1/me", json!({"locale": "en"})).expect(200);
    let (mine, his) = (feed_of(&t, &ana), feed_of(&t, &bo));
    assert_ne!(mine, his);
    let stranger = t.stranger();
    let empty = stranger.get(&mine).expect(200);
    assert_eq!(
        empty.header("content-type"),
        Some("application/atom+xml; charset=utf-8")
    );
    assert!(!empty.body.as_str().unwrap().contains("<entry>"));
    let vote = draft(&ana, "Un banc & des <fleurs>");
    ana.post(&format!("/api/v1/proposals/{vote}/opening"), json!({}))
        .expect(200);
    ana.put(
        &format!("/api/v1/proposals/{vote}/ballot"),
        json!({"choice": "yes"}),
    )
    .expect(200);
    t.advance_days(8);
    t.work();
    let feed = stranger.get(&mine).expect(200).body.as_str().unwrap().to_string();
    let decision = ana.get("/api/v1/decisions").expect(200).body["items"][0].clone();
    assert!(
        feed.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"),
        "{feed}"
    );
    assert!(
        feed.contains("xml:lang=\"fr\"") && feed.contains("Décision n° 1"),
        "{feed}"
    );
    assert!(
        feed.contains(&format!("<id>urn:uuid:{}</id>", decision["id"].as_str().unwrap())),
        "{feed}"
    );
    assert!(
        feed.contains(&format!("http://commonhour.test/proposals/{vote}")),
        "{feed}"
    );
    assert!(!feed.contains("<fleurs>") && !feed.contains("& des"), "{feed}");
    assert_eq!(feed.matches("<updated>").count(), 2);
    let english = stranger.get(&his).expect(200).body.as_str().unwrap().to_string();
    assert!(
        english.contains("xml:lang=\"en\"") && english.contains("is adopted"),
        "{english}"
    );
});

both_engines!(a_key_that_is_no_good_finds_no_feed, |t| {
    let ana = t.member("ana");
    let (link, stranger) = (feed_of(&t, &ana), t.stranger());
    for bad in [
        "/decisions.atom".to_string(),
        "/decisions.atom?key=".to_string(),
        "/decisions.atom?key=AAAA".to_string(),
        link[..link.len() - 1].to_string(),
        link.replace("key=A", "key=B"),
    ] {
        stranger.get(&bad).expect(404);
    }
    let zoe = t.applicant("zoe");
    stranger.get(&feed_of(&t, &zoe)).expect(404);
    let suspension = format!("/api/v1/members/{}/suspension", ana.id);
    t.founder().post(&suspension, json!({})).expect(200);
    stranger.get(&link).expect(404);
    t.founder().delete(&suspension).expect(200);
    stranger.get(&link).expect(200);
    ana.delete("/api/v1/me").expect(204);
    stranger.get(&link).expect(404);
});

both_engines!(what_a_facilitator_does_takes_the_mandate, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    t.grant(&ana, Role::Facilitator);
    let id = ana
        .post("/api/v1/assemblies", call("Convoquée par Ana"))
        .expect(201)
        .id();
    for rest in ["/opening", "/closing", "/cancellation"] {
        bo.post(&path(&id, rest), json!({}))
            .refused(403, "permission-missing", None);
    }
    let jules = t.second_community();
    for rest in ["", "/minutes"] {
        jules.get(&path(&id, rest)).refused(404, "not-found", None);
    }
    jules
        .post(&path(&id, "/cancellation"), json!({}))
        .refused(404, "not-found", None);
    jules
        .post(&path(&id, "/proxies"), json!({"holder_id": ana.id}))
        .refused(404, "not-found", None);
});
