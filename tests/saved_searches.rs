//! Saved searches and their alerts, the measure of suggestions a day, blocks, and what to try when nothing was found.

use crate::market::post;
use crate::support::{Client, Mail, TestApp};
use commonhour::db::Conn;
use commonhour::db::schema::{market_versions, saved_search_hits, saved_searches};
use commonhour::kernel::ids::{EcosystemId, ListingId, MemberId, SavedSearchId};
use commonhour::market::Catalogue;
use commonhour::market::saved_searches::{self as searches, Alert, Choices};
use diesel::prelude::*;
use serde_json::{Value, json};
use std::collections::HashSet;

fn save(who: &Client, query: &str, alert: &str) -> String {
    let body = json!({"query": query, "alert": alert});
    who.post("/api/v1/saved-searches", body).expect(201).id()
}

fn one(who: &Client, id: &str) -> Value {
    who.get(&format!("/api/v1/saved-searches/{id}")).expect(200).body
}

/// A bicycle workshop of Chambéry.
fn offer(who: &Client, title: &str) -> String {
    let more = json!({
        "category": "crafts-repair", "terms": {"gift": true, "time_minutes": 90},
        "place": {"label": "Chambéry", "lat": 45.5646, "lon": 5.9178}, "availability": ["tue 18:00-21:00"],
    });
    post(who, "offer", title, more)
}

/// The mails that alerts of saved searches made.
fn alerts_to(t: &TestApp, name: &str) -> Vec<Mail> {
    t.mails_to(&format!("{name}@exemple.fr"))
        .into_iter()
        .filter(|mail| mail.subject().starts_with("Pour votre recherche"))
        .collect()
}

fn told(who: &Client, kind: &str) -> Vec<String> {
    let list = who.get("/api/v1/notifications?limit=100").expect(200);
    let items = list.body["items"].as_array().unwrap();
    let of_kind = items.iter().filter(|item| item["kind"] == kind);
    of_kind
        .map(|item| item["text"].as_str().unwrap().to_string())
        .collect()
}

fn cap(who: &Client, max: i64) {
    let body = json!({"suggestions_max_per_day": max});
    let answer = who.put("/api/v1/me/notification-preferences", body).expect(200);
    assert_eq!(answer.body["suggestions_max_per_day"], max);
}

both_engines!(a_search_is_kept_changed_deleted_and_brought_back, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let query = "q=v%C3%A9lo+pliant&kind=offer&what=service&terms=gift&terms=time&near=45.5646,5.9178&within_km=10\
                 &remote=false&on=tue+18:00-21:00&limit=3&cursor=bzIw";
    let body = json!({"query": query, "alert": "at_once"});
    let keyed = ana.with_header("Idempotency-Key", "search-1");
    let made = keyed.post("/api/v1/saved-searches", body.clone()).expect(201);
    let id = made.id();
    assert_eq!(keyed.post("/api/v1/saved-searches", body).expect(201).id(), id);
    assert_eq!(
        made.body["name"],
        "« vélo pliant », Offre, Service, Sur place, À moins de 10 km, mardi 18:00–21:00, Don, Temps"
    );
    assert_eq!(made.body["choices"], made.body["name"]);
    assert_eq!(
        made.body["query"],
        "q=v%C3%A9lo+pliant&kind=offer&what=service&terms=gift&terms=time&near=45.5646%2C5.9178&within_km=10\
         &remote=false&on=tue+18%3A00-21%3A00"
    );
    // What was saved runs, and saves again, as the same search.
    ana.get(&format!(
        "/api/v1/search?{}",
        made.body["query"].as_str().unwrap()
    ))
    .expect(200);
    let again = save(&ana, made.body["query"].as_str().unwrap(), "none");
    assert_eq!(one(&ana, &again)["query"], made.body["query"]);
    assert_eq!(
        one(&ana, &save(&ana, "", "digest"))["name"],
        "Toutes les annonces"
    );

    let path = format!("/api/v1/saved-searches/{id}");
    let changed = ana.patch(&path, json!({"name": " Mon  vélo "})).expect(200);
    assert_eq!(changed.body["name"], "Mon vélo");
    assert_eq!(changed.body["alert"], "at_once");
    let changed = ana.patch(&path, json!({"alert": "none"})).expect(200);
    assert_eq!(
        (&changed.body["name"], &changed.body["alert"]),
        (&json!("Mon vélo"), &json!("none"))
    );
    let first = ana.get("/api/v1/saved-searches?limit=2").expect(200).body;
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let rest = format!(
        "/api/v1/saved-searches?limit=2&cursor={}",
        first["next"].as_str().unwrap()
    );
    let rest = ana.get(&rest).expect(200).body;
    assert_eq!(rest["items"][0]["id"], id.as_str());
    assert_eq!(rest["next"], Value::Null);

    // Nobody else's eyes, nobody else's hands.
    let jules = t.second_community();
    for other in [&bo, &t.founder(), &jules, &ana_elsewhere(&t, &ana, &jules)] {
        other.get(&path).refused(404, "not-found", None);
        other
            .patch(&path, json!({"name": "x"}))
            .refused(404, "not-found", None);
        other.delete(&path).refused(404, "not-found", None);
        other
            .post(&format!("{path}/restoration"), json!({}))
            .refused(404, "not-found", None);
        let list = other.get("/api/v1/saved-searches").expect(200);
        assert_eq!(list.body["items"], json!([]));
    }

    ana.delete(&path).expect(204);
    ana.get(&path).refused(404, "not-found", None);
    ana.delete(&path).refused(404, "not-found", None);
    let back = ana.post(&format!("{path}/restoration"), json!({})).expect(200);
    assert_eq!(back.body["name"], "Mon vélo");
    ana.post(&format!("{path}/restoration"), json!({})).expect(200);
    ana.delete(&path).expect(204);
    t.advance_days(8);
    ana.post(&format!("{path}/restoration"), json!({}))
        .refused(404, "not-found", None);
    t.work();
    assert_eq!(count_rows(&t), 2, "what cannot be brought back is removed");
});

/// The same person as a member of another ecosystem.
fn ana_elsewhere(t: &TestApp, ana: &Client, jules: &Client) -> Client {
    ana.post("/api/v1/ecosystems/jura/memberships", json!({}))
        .expect(201);
    jules
        .post(&format!("/api/v1/members/{}/approval", ana.id), json!({}))
        .expect(200);
    t.work();
    ana.with_header("X-Ecosystem", "jura")
}

fn count_rows(t: &TestApp) -> i64 {
    t.app
        .db
        .write_now(|conn| Ok(saved_searches::table.count().get_result(conn)?))
        .unwrap()
}

both_engines!(a_bad_search_is_not_saved_and_says_why, |t| {
    let ana = t.member("ana");
    let refused = |body: Value, code: &str, field: &str| {
        ana.post("/api/v1/saved-searches", body)
            .refused(422, code, Some(field));
    };
    refused(json!({}), "value-wrong", "query");
    refused(json!({"query": 5}), "value-wrong", "query");
    refused(json!({"query": "kind=gift"}), "word-unknown", "query.kind");
    refused(json!({"query": "within_km=5"}), "near-missing", "query.near");
    refused(
        json!({"query": "near=1,2&within_km=-5"}),
        "word-unknown",
        "query.within_km",
    );
    refused(
        json!({"query": "category=nothing"}),
        "word-unknown",
        "query.category",
    );
    refused(json!({"query": "on=someday"}), "word-unknown", "query.on");
    refused(json!({"query": "q=de+la"}), "search-words-empty", "query.q");
    refused(json!({"query": "kind=offer&kind=offer"}), "value-wrong", "query");
    refused(json!({"query": "a=".repeat(3000)}), "text-too-long", "query");
    refused(json!({"query": "", "alert": "hourly"}), "value-wrong", "alert");
    refused(
        json!({"query": "", "name": "x".repeat(121)}),
        "text-too-long",
        "name",
    );
    refused(
        json!({"query": "", "name": "a\u{0}b"}),
        "text-control-characters",
        "name",
    );
    // What PostgreSQL takes in no text becomes a name without it.
    let odd = save(&ana, "q=v%C3%A9lo%00", "none");
    assert_eq!(one(&ana, &odd)["name"], "« vélo »");
    let path = format!("/api/v1/saved-searches/{odd}");
    ana.patch(&path, json!({"name": "  "}))
        .refused(422, "text-empty", Some("name"));
    ana.patch(&path, json!({"alert": "x"}))
        .refused(422, "value-wrong", Some("alert"));
    for n in 1..20 {
        save(&ana, &format!("q=mot{n}"), "none");
    }
    ana.post("/api/v1/saved-searches", json!({"query": ""}))
        .refused(409, "saved-searches-full", None);
    ana.delete(&path).expect(204);
    save(&ana, "", "none");
    ana.post(&format!("{path}/restoration"), json!({}))
        .refused(409, "saved-searches-full", None);
});

both_engines!(a_new_listing_alerts_once_whoever_looks_for_it, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    let id = save(
        &ana,
        "q=v%C3%A9lo&kind=offer&near=45.57,5.92&within_km=5",
        "at_once",
    );
    let wide = save(&ana, "kind=offer", "digest");
    save(&ana, "q=v%C3%A9lo&kind=request", "at_once");
    save(&cy, "q=guitare", "at_once");
    save(&bo, "q=v%C3%A9lo", "at_once");
    t.work();
    let listing = offer(&bo, "Réparation de vélos");
    let mails = alerts_to(&t, "ana");
    assert_eq!(mails.len(), 1, "one mail, though two of her searches find it");
    let mail = &mails[0];
    assert_eq!(mail.subject(), "Pour votre recherche : « Réparation de vélos »");
    for words in [
        "« vélo », Offre, À moins de 5 km",
        "Chambéry",
        "Don, 1 h 30",
        &format!("http://commonhour.test/listings/{listing}"),
    ] {
        assert!(mail.text.contains(words), "{words} in\n{}", mail.text);
        assert!(mail.html.contains(words), "{words} in\n{}", mail.html);
    }
    assert_eq!(mail.header("List-Id"), "<searches.alpes.commonhour.test>");
    assert_eq!(one(&ana, &id)["hits"], 1);
    assert_eq!(one(&ana, &wide)["hits"], 1);
    for other in [&bo, &cy] {
        assert_eq!(told(other, "saved_search"), Vec::<String>::new());
    }
    let line = "Pour votre recherche : « Réparation de vélos »";
    assert_eq!(told(&ana, "saved_search"), [line]);

    // Published again, it is known; told twice, an event tells once.
    bo.post(&format!("/api/v1/listings/{listing}/pause"), json!({}))
        .expect(200);
    bo.post(&format!("/api/v1/listings/{listing}/publication"), json!({}))
        .expect(200);
    let now = t.now();
    let listing_id = listing.parse().unwrap();
    let catalogue = &t.app.catalogue;
    let alert = |conn: &mut Conn| searches::alert(conn, catalogue, listing_id, &HashSet::new(), now);
    assert_eq!(t.app.db.write_now(alert).unwrap(), 0);
    assert_eq!(alerts_to(&t, "ana").len(), 1);

    // A search saved since finds it once more; one of a draft or paused listing finds nothing.
    bo.post(&format!("/api/v1/listings/{listing}/pause"), json!({}))
        .expect(200);
    save(&cy, "q=r%C3%A9parations", "at_once");
    assert_eq!(t.app.db.write_now(alert).unwrap(), 0);
    bo.post(&format!("/api/v1/listings/{listing}/publication"), json!({}))
        .expect(200);
    assert_eq!(alerts_to(&t, "cy").len(), 1);
    assert_eq!(alerts_to(&t, "ana").len(), 1);

    // The link in the mail stops this search alone.
    let token = mail.token("/unsubscribe");
    let page = t.stranger().page(&format!("/unsubscribe?token={token}"));
    assert!(page.contains("« vélo », Offre, À moins de 5 km"), "{page}");
    let posted = t.stranger().send_as(
        "POST",
        &format!("/unsubscribe?token={token}"),
        Some("List-Unsubscribe=One-Click".to_string()),
        "application/x-www-form-urlencoded",
    );
    posted.expect(200);
    assert_eq!(one(&ana, &id)["alert"], "none");
    assert_eq!(one(&ana, &wide)["alert"], "digest");
    offer(&bo, "Vélo électrique");
    assert_eq!(alerts_to(&t, "ana").len(), 1, "the rest waits for the summary");
    assert_eq!(told(&ana, "saved_search").len(), 2);
    assert_eq!(one(&ana, &id)["hits"], 1);
});

both_engines!(alerts_keep_to_the_measure_of_the_day, |t| {
    let (ana, bo, cy, di) = (t.member("ana"), t.member("bo"), t.member("cy"), t.member("di"));
    save(&ana, "q=v%C3%A9lo", "at_once");
    save(&cy, "q=v%C3%A9lo", "at_once");
    save(&di, "q=v%C3%A9lo", "digest");
    cap(&cy, 0);
    let answer = ana.get("/api/v1/me/notification-preferences").expect(200);
    assert_eq!(answer.body["suggestions_max_per_day"], 3);
    for n in 1..=5 {
        offer(&bo, &format!("Vélo {n}"));
    }
    assert_eq!(alerts_to(&t, "ana").len(), 3);
    assert_eq!(alerts_to(&t, "cy").len(), 0);
    assert_eq!(alerts_to(&t, "di").len(), 0);
    for who in [&ana, &cy, &di] {
        assert_eq!(told(who, "saved_search").len(), 5, "all of it stands in the list");
    }
    t.advance_to("2026-11-23T06:00:00Z");
    for (name, count) in [("ana", 2), ("cy", 5), ("di", 5)] {
        let summary = t.last_mail_to(&format!("{name}@exemple.fr"));
        assert!(
            summary.subject().starts_with("Votre résumé du jour"),
            "{}",
            summary.subject()
        );
        let lines = summary.text.matches("Pour votre recherche").count();
        assert_eq!(lines, count, "{name}\n{}", summary.text);
    }
    // A day later there is room again.
    t.advance_days(1);
    offer(&bo, "Vélo 6");
    assert_eq!(alerts_to(&t, "ana").len(), 4);
    // Matches are counted too.
    cap(&ana, 1);
    post(
        &ana,
        "request",
        "Besoin d'un vélo",
        json!({"category": "crafts-repair"}),
    );
    t.work();
    t.advance_days(2);
    offer(&bo, "Vélo 7");
    offer(&bo, "Vélo 8");
    let mails = t.mails_to("ana@exemple.fr");
    let at_once: Vec<&str> = mails
        .iter()
        .map(Mail::subject)
        .filter(|subject| subject.contains("Vélo 7") || subject.contains("Vélo 8"))
        .collect();
    assert_eq!(at_once, ["Une offre pour vous : « Vélo 7 »"]);
    for (body, code) in [
        (
            json!({"suggestions_max_per_day": -1}),
            "suggestions-max-out-of-range",
        ),
        (
            json!({"suggestions_max_per_day": 31}),
            "suggestions-max-out-of-range",
        ),
        (json!({"suggestions_max_per_day": "x"}), "value-wrong"),
    ] {
        ana.put("/api/v1/me/notification-preferences", body).refused(
            422,
            code,
            Some("suggestions_max_per_day"),
        );
    }
    let after = ana.get("/api/v1/me/notification-preferences").expect(200);
    assert_eq!(after.body["suggestions_max_per_day"], 1);
});

// A listing that is announced as a match is not announced a second time as an alert, unless matches are switched off.
both_engines!(a_match_and_an_alert_are_one_piece_of_news, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    save(&ana, "q=vitrine", "at_once");
    let request = |title: &str| {
        let more = json!({"category": "web", "skills": ["showcase-website"], "remote": true, "availability": ["tue"]});
        post(&ana, "request", title, more)
    };
    request("Mon site vitrine");
    t.work();
    let answer = |title: &str| {
        let more = json!({"category": "web", "skills": ["showcase-website"], "remote": true, "availability": ["tue"]});
        post(&bo, "offer", title, more);
        t.work();
    };
    answer("Création de site vitrine");
    assert_eq!(told(&ana, "match.found").len(), 1);
    assert_eq!(told(&ana, "saved_search").len(), 0);
    let off = json!({"items": [{"kind": "match.found", "mode": "off"}]});
    ana.put("/api/v1/me/notification-preferences", off).expect(200);
    answer("Refonte de site vitrine");
    assert_eq!(told(&ana, "match.found").len(), 2);
    assert_eq!(told(&ana, "saved_search").len(), 1);
    assert_eq!(alerts_to(&t, "ana").len(), 1);
});

both_engines!(only_active_members_hear_of_listings_of_active_members, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    save(&ana, "q=v%C3%A9lo", "at_once");
    let suspension = |who: &Client| format!("/api/v1/members/{}/suspension", who.id);
    t.founder().post(&suspension(&ana), json!({})).expect(200);
    offer(&bo, "Vélo 1");
    t.work();
    t.founder().delete(&suspension(&ana)).expect(200);
    assert_eq!(told(&ana, "saved_search").len(), 0);
    offer(&bo, "Vélo 2");
    t.founder().post(&suspension(&bo), json!({})).expect(200);
    t.work();
    assert_eq!(
        told(&ana, "saved_search").len(),
        0,
        "its author is suspended before it is told"
    );
    t.founder().delete(&suspension(&bo)).expect(200);
    offer(&bo, "Vélo 3");
    t.work();
    assert_eq!(told(&ana, "saved_search").len(), 1);
});

fn block(who: &Client, other: &Client) {
    who.put(&format!("/api/v1/members/{}/block", other.id), json!({}))
        .expect(204);
}

fn unblock(who: &Client, other: &Client) {
    who.delete(&format!("/api/v1/members/{}/block", other.id))
        .expect(204);
}

both_engines!(a_block_keeps_two_members_apart_in_both_directions, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    save(&ana, "q=v%C3%A9lo", "at_once");
    save(&bo, "q=v%C3%A9lo", "at_once");
    let own = |who: &Client| {
        post(
            who,
            "request",
            "Vélo à réparer",
            json!({"category": "crafts-repair"}),
        )
    };
    let (of_ana, of_bo) = (own(&ana), own(&bo));
    t.work();
    block(&ana, &bo);
    block(&ana, &bo);
    let list = ana.get("/api/v1/me/blocks").expect(200).body;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        list["items"][0]["member"],
        json!({"id": bo.id, "display_name": "bo"})
    );
    assert_eq!(bo.get("/api/v1/me/blocks").expect(200).body["items"], json!([]));
    // Counted from here: requests of each other alerted both before the block.
    let before = |who: &Client| (told(who, "saved_search").len(), told(who, "match.found").len());
    let (ana_before, bo_before) = (before(&ana), before(&bo));
    offer(&bo, "Réparation de vélo");
    offer(&ana, "Réparation de vélo");
    t.work();
    assert_eq!(before(&ana), ana_before);
    assert_eq!(before(&bo), bo_before);

    // Neither proposes to the other, and the answer is that of any listing whose author is not there.
    let propose = |who: &Client, listing: &str| {
        let body = json!({"listing_id": listing, "minutes": 30, "terms": "gift"});
        who.post("/api/v1/exchanges", body)
    };
    let one = propose(&ana, &of_bo).refused(409, "exchange-not-possible", Some("listing_id"));
    let other = propose(&bo, &of_ana).refused(409, "exchange-not-possible", Some("listing_id"));
    assert_eq!(one.body["detail"], other.body["detail"]);
    let of_cy = own(&cy);
    t.founder()
        .post(&format!("/api/v1/members/{}/suspension", cy.id), json!({}))
        .expect(200);
    let suspended = propose(&bo, &of_cy).refused(409, "exchange-not-possible", Some("listing_id"));
    assert_eq!(suspended.body["detail"], other.body["detail"]);

    unblock(&ana, &bo);
    unblock(&ana, &bo);
    propose(&bo, &of_ana).expect(201);
    offer(&bo, "Encore un vélo");
    t.work();
    assert_eq!(
        told(&ana, "saved_search").len() + told(&ana, "match.found").len(),
        ana_before.0 + ana_before.1 + 1
    );
    // What the rooms of search and matching ask: the same set from both sides.
    block(&bo, &ana);
    let (a, b): (MemberId, MemberId) = (ana.id.parse().unwrap(), bo.id.parse().unwrap());
    t.app
        .db
        .write_now(|conn| {
            let ecosystem = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
            let hidden = |conn: &mut _, who| commonhour::members::blocks::list_hidden(conn, ecosystem, who);
            assert_eq!(hidden(conn, a)?, HashSet::from([b]));
            assert_eq!(hidden(conn, b)?, HashSet::from([a]));
            Ok(())
        })
        .unwrap();
});

both_engines!(blocks_refuse_what_makes_no_sense, |t| {
    let ana = t.member("ana");
    let jules = t.second_community();
    let path = |id: &str| format!("/api/v1/members/{id}/block");
    ana.put(&path(&ana.id), json!({}))
        .refused(422, "block-oneself", Some("member_id"));
    for nobody in [jules.id.clone(), uuid::Uuid::from_u128(7).to_string()] {
        ana.put(&path(&nobody), json!({})).refused(404, "not-found", None);
        ana.delete(&path(&nobody)).refused(404, "not-found", None);
    }
    let zoe = t.applicant("zoe");
    zoe.put(&path(&ana.id), json!({}))
        .refused(403, "membership-inactive", None);
    zoe.get("/api/v1/me/blocks")
        .refused(403, "membership-inactive", None);
    // Somebody who was suspended since can still be let off.
    let bo = t.member("bo");
    block(&ana, &bo);
    t.founder()
        .post(&format!("/api/v1/members/{}/suspension", bo.id), json!({}))
        .expect(200);
    unblock(&ana, &bo);
});

fn total(who: &Client, query: &str) -> i64 {
    let answer = who.get(&format!("/api/v1/search?limit=1&{query}")).expect(200);
    answer.body["total"].as_i64().unwrap()
}

/// What is suggested beside a search.
fn wider(who: &Client, query: &str) -> Value {
    who.get(&format!("/api/v1/search/wider?{query}")).expect(200).body["items"].take()
}

/// Kinds, each with its count, which is what the search then finds.
fn widening(who: &Client, items: &Value) -> Vec<(String, i64)> {
    let items = items.as_array().unwrap();
    items
        .iter()
        .map(|item| {
            let count = item["count"].as_i64().unwrap();
            assert_eq!(total(who, item["query"].as_str().unwrap()), count, "{item}");
            assert!(!item["label"].as_str().unwrap().contains("widening"), "{item}");
            (item["kind"].as_str().unwrap().to_string(), count)
        })
        .collect()
}

both_engines!(little_found_suggests_what_finds_more, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let at = |title: &str, lat: f64, more: Value| {
        let mut body =
            json!({"category": "crafts-repair", "place": {"label": "Ici", "lat": lat, "lon": 5.9178}});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        post(&bo, "offer", title, body)
    };
    // 0, 18, 40 and 250 km north of Chambéry.
    at("Vélo proche", 45.5646, json!({"availability": ["wed"]}));
    at("Vélo à 18 km", 45.7246, json!({"availability": ["tue"]}));
    at(
        "Vélo à 40 km",
        45.9246,
        json!({"availability": ["tue"], "terms": {"time_minutes": 60}}),
    );
    at("Vélo au loin", 47.8, json!({"availability": ["tue"]}));
    post(
        &bo,
        "offer",
        "Conseil vélo par téléphone",
        json!({"remote": true, "category": "web", "availability": ["tue"]}),
    );
    let query = "q=v%C3%A9lo&near=45.5646,5.9178&within_km=5&on=tue&terms=gift&category=crafts-repair";
    assert_eq!(total(&ana, query), 0);
    let of = |kinds: &[(&str, i64)]| -> Vec<(String, i64)> {
        kinds
            .iter()
            .map(|(kind, count)| (kind.to_string(), *count))
            .collect()
    };
    assert_eq!(
        widening(&ana, &wider(&ana, query)),
        of(&[("further", 1), ("any_day", 1), ("further", 2)])
    );
    let further = wider(&ana, "q=v%C3%A9lo&near=45.5646,5.9178&within_km=5&on=tue");
    assert_eq!(
        widening(&ana, &further),
        of(&[("further", 1), ("any_day", 1), ("remote", 1), ("further", 4)])
    );
    assert_eq!(further[0]["label"], "Jusqu'à 25 km");
    assert_eq!(further[3]["label"], "Sans limite de distance");
    // Each choice given up by itself, whatever else was counted in the same look.
    let around = "q=v%C3%A9lo&near=45.5646,5.9178&within_km=60&on=tue";
    for (query, found, suggested) in [
        (format!("{around}&terms=time"), 1, of(&[("any_terms", 2)])),
        (
            format!("{around}&category=web"),
            0,
            of(&[("further", 1), ("remote", 1), ("any_category", 2)]),
        ),
        ("q=v%C3%A9lo&remote=true".to_string(), 1, of(&[("on_site", 5)])),
        (
            "q=v%C3%A9lo&remote=false&category=web".to_string(),
            0,
            of(&[("remote", 1), ("any_category", 4)]),
        ),
    ] {
        assert_eq!(total(&ana, &query), found, "{query}");
        assert_eq!(widening(&ana, &wider(&ana, &query)), suggested, "{query}");
    }
    let trade = "q=v%C3%A9lo&category=web&remote=true";
    assert_eq!(total(&ana, trade), 1);
    assert_eq!(widening(&ana, &wider(&ana, trade)), of(&[]));
    // Enough was found, or nothing was chosen: nothing to suggest.
    let enough = "q=v%C3%A9lo";
    assert_eq!((total(&ana, enough), wider(&ana, enough)), (5, json!([])));
    assert_eq!(wider(&ana, "q=introuvable"), json!([]));
});

both_engines!(related_skills_are_those_of_the_trade_that_somebody_names, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    for (title, skill) in [
        ("Blog", "wordpress"),
        ("Blog encore", "wordpress"),
        ("Boutique", "online-shop"),
    ] {
        post(
            &bo,
            "offer",
            title,
            json!({"category": "web", "skills": [skill], "remote": true}),
        );
    }
    post(
        &bo,
        "offer",
        "Affiches",
        json!({"skills": ["flyer-poster"], "remote": true}),
    );
    // By words, a trade of the community's own: no lexicon knows it, so its texts find nothing of their own accord.
    let founder = t.founder();
    let trade = json!({"name_fr": "Apiculture", "name_en": "Beekeeping"});
    founder.post("/api/v1/categories", trade).expect(201);
    for (name_fr, name_en) in [
        ("Récolte du miel", "Honey harvest"),
        ("Montage de ruches", "Hive building"),
    ] {
        let skill = json!({"category": "beekeeping", "name_fr": name_fr, "name_en": name_en});
        founder.post("/api/v1/skills", skill).expect(201);
    }
    for title in ["Un", "Deux", "Trois"] {
        post(
            &bo,
            "offer",
            title,
            json!({"skills": ["hive-building"], "remote": true}),
        );
    }
    for (query, names) in [
        ("skills=seo", "WordPress, Boutique en ligne"),
        ("q=r%C3%A9colte+du+miel", "Montage de ruches"),
    ] {
        assert_eq!(total(&ana, query), 0, "{query}");
        let found = wider(&ana, query);
        assert_eq!(
            widening(&ana, &found),
            [("related_skills".to_string(), 3)],
            "{query}"
        );
        let label = format!("Des compétences voisines : {names}");
        assert_eq!(found[0]["label"], label);
    }
    // A request that nothing answers: the same, out of its own place, slots and skills.
    let id = post(
        &ana,
        "request",
        "Référencement de ma boulangerie",
        json!({"skills": ["seo"], "place": {"label": "Chambéry", "lat": 45.5646, "lon": 5.9178},
               "availability": ["tue 18:00-21:00"], "terms": {"gift": true}}),
    );
    let body = ana
        .get(&format!("/api/v1/listings/{id}/matches"))
        .expect(200)
        .body;
    if body["items"] == json!([]) {
        widening(&ana, &body["widening"]);
    }
    let nobody = post(
        &ana,
        "request",
        "Chasse aux fantômes",
        json!({
            "category": "legal", "place": {"label": "Chambéry", "lat": 45.5646, "lon": 5.9178, "radius_km": 5},
            "availability": ["sun 8:00-9:00"], "terms": {"gift": true},
        }),
    );
    post(
        &bo,
        "offer",
        "Avocate à la retraite",
        json!({
            "category": "legal", "place": {"label": "Annecy", "lat": 45.8992, "lon": 6.1294}, "terms": {"gift": true},
            "availability": ["sun"],
        }),
    );
    let body = ana
        .get(&format!("/api/v1/listings/{nobody}/matches"))
        .expect(200)
        .body;
    assert_eq!(body["items"], json!([]), "Annecy is too far");
    assert_eq!(widening(&ana, &body["widening"]), [("further".to_string(), 1)]);
    let others = bo
        .get(&format!("/api/v1/listings/{nobody}/matches"))
        .expect(200)
        .body;
    assert_eq!(others["widening"], json!([]), "for its author alone");
    let page = t.browser(&ana).page(&format!("/listings/{nobody}"));
    assert!(
        page.contains("Jusqu&#39;à 50 km") || page.contains("Jusqu'à 50 km"),
        "{page}"
    );
});

/// Decides at once, as the worker would, whom a listing alerts: the searches that it hits.
fn alerted(t: &TestApp, listing: &str) -> HashSet<String> {
    let id: ListingId = listing.parse().unwrap();
    let now = t.now();
    let hits: Vec<SavedSearchId> = t
        .app
        .db
        .write_now(|conn| {
            searches::alert(conn, &t.app.catalogue, id, &HashSet::new(), now)?;
            let hits = saved_search_hits::table.filter(saved_search_hits::listing_id.eq(id));
            Ok(hits.select(saved_search_hits::search_id).load(conn)?)
        })
        .unwrap();
    hits.into_iter().map(|id| id.to_string()).collect()
}

/// Whether a listing stands among what a search finds at this moment.
fn finds(who: &Client, query: &str, listing: &str) -> bool {
    let answer = who.get(&format!("/api/v1/search?limit=100&{query}")).expect(200);
    let items = answer.body["items"].as_array().unwrap();
    items.iter().any(|item| item["id"] == listing)
}

struct Saved<'a> {
    id: String,
    query: String,
    owner: &'a Client,
}

fn save_all<'a>(owners: &[&'a Client], queries: &[String]) -> Vec<Saved<'a>> {
    let owners = owners.iter().cycle();
    let saved = queries.iter().zip(owners).map(|(query, owner)| Saved {
        id: save(owner, query, "digest"),
        query: query.clone(),
        owner,
    });
    saved.collect()
}

/// What is alerted is what the same searches find right after; answers how many.
#[track_caller]
fn agree(t: &TestApp, saved: &[Saved<'_>], listing: &str, what: &str) -> usize {
    let alerted = alerted(t, listing);
    for Saved { id, query, owner } in saved {
        let found = finds(owner, query, listing);
        assert_eq!(alerted.contains(id), found, "{what}: {query}");
    }
    alerted.len()
}

// Whatever search finds of a listing that is published, and nothing else, is a hit: choices of every kind.
both_engines!(alerts_and_search_agree, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let near = "near=45.5646,5.9178";
    let queries = [
        "q=v%C3%A9lo".to_string(),
        "q=VELOS+%C3%A9lectriques+pliants".to_string(),
        "q=r%C3%A9parer+un+v%C3%A9lo+ou+un+jardin".to_string(),
        "q=numerique".to_string(),
        "q=showcase".to_string(),
        "q=bicyclette&kind=offer".to_string(),
        format!("q=v%C3%A9lo&{near}&within_km=5&terms=gift"),
        "q=jardin&on=tue&remote=false".to_string(),
        "q=site&skills=wordpress&category=crafts-repair".to_string(),
        "kind=request".to_string(),
        "kind=offer&what=training".to_string(),
        "what=service&what=workshop".to_string(),
        "category=web".to_string(),
        "category=web&category=legal".to_string(),
        "skills=wordpress&skills=showcase-website".to_string(),
        "remote=true".to_string(),
        "remote=false&kind=offer".to_string(),
        "terms=money".to_string(),
        "terms=money&terms=time".to_string(),
        "on=tue".to_string(),
        "on=2026-11-24+19:00-20:00".to_string(),
        "on=wed+8:00-9:00".to_string(),
        format!("{near}&within_km=5"),
        format!("{near}&within_km=60&kind=offer&on=tue"),
        near.to_string(),
        String::new(),
    ];
    // More than one member may keep: two share them.
    let saved = save_all(&[&ana, &bo], &queries);
    let cy = t.member("cy");
    let place = |lat: f64| json!({"label": "Là", "lat": lat, "lon": 5.9178});
    let listings = [
        (
            "offer",
            "Vélos pliants",
            json!({"place": place(45.58), "availability": ["tue 18:00-21:00"]}),
        ),
        (
            "request",
            "Réparer mon vélo",
            json!({"place": place(46.0), "terms": {"time_minutes": 60}}),
        ),
        (
            "offer",
            "Cours de jardin",
            json!({"what": "training", "terms": {"money": {"amount": "5", "currency": "EUR"}}}),
        ),
        (
            "offer",
            "Atelier",
            json!({"what": "workshop", "availability": ["2026-11-24 18:00-21:00", "wed"]}),
        ),
        (
            "offer",
            "Site",
            json!({"skills": ["showcase-website"], "remote": true, "availability": ["tue"]}),
        ),
        (
            "request",
            "Statuts",
            json!({"category": "legal", "terms": {"gift": true, "time_minutes": 30}}),
        ),
        (
            "offer",
            "Blog",
            json!({"description": "Un vélo, un site.", "skills": ["wordpress"], "place": place(45.6)}),
        ),
    ];
    for (kind, title, more) in listings {
        let id = post(&cy, kind, title, more);
        assert!(agree(&t, &saved, &id, title) > 3, "{title}");
    }
    // A day that is past looks for nothing any more, though search would show what is open on its weekday.
    t.advance_days(3);
    let id = post(
        &cy,
        "offer",
        "Mardi",
        json!({"category": "food", "availability": ["tue"]}),
    );
    let alerted = alerted(&t, &id);
    let past = saved
        .iter()
        .find(|search| search.query.starts_with("on=2026-11-24"))
        .unwrap();
    let weekday = saved.iter().find(|search| search.query == "on=tue").unwrap();
    assert!(!alerted.contains(&past.id) && alerted.contains(&weekday.id));
});

fn in_english(who: &Client) {
    who.patch("/api/v1/me", json!({"locale": "en"})).expect(200);
}

// The same texts as search: translations both ways, slips, accents, synonyms, words built alike.
both_engines!(an_alert_understands_what_search_does, |t| {
    let (ana, eve, bo) = (t.member("ana"), t.member("eve"), t.member("bo"));
    in_english(&eve);
    let plumber = save(&eve, "q=plumber", "at_once");
    let of_ana = [
        "plombier",
        "plombeir",
        "velo+electrique",
        "fuite+d%27eau",
        "bicyclette",
        "bobineur",
    ]
    .map(|words| save(&ana, &format!("q={words}"), "digest"));
    let [plombier, slip, accents, synonym, bicycle, alike] = &of_ana;
    let hits = |title: &str, language: &str| {
        let id = post(&bo, "offer", title, json!({"language": language}));
        alerted(&t, &id)
    };
    let french = hits("Plombier : fuites et robinets", "fr");
    for search in [&plumber, plombier, slip, synonym] {
        assert!(french.contains(search), "{}", one(&ana, search));
    }
    assert!(!french.contains(accents) && !french.contains(bicycle));
    let english = hits("Plumber for leaking taps", "en");
    assert!(english.contains(&plumber) && english.contains(plombier));
    let bike = hits("Location d'un vélo électrique", "fr");
    assert!(bike.contains(accents) && bike.contains(bicycle) && !bike.contains(&plumber));
    assert!(hits("Bobinage de moteurs", "fr").contains(alike));
    // One piece of news for each of the two, and no pair twice however often the worker looks.
    t.work();
    t.work();
    assert_eq!(told(&eve, "saved_search").len(), 2);
    assert_eq!(told(&ana, "saved_search").len(), 4);
    assert_eq!(one(&eve, &plumber)["hits"], 2);
});

// Drawn searches and listings, close to each other, whose authors and readers partly do not see each other: each listing
// alerts exactly the searches that show it right after, though better ones leave some out.
both_engines!(alerts_are_what_search_shows_right_after, |t| {
    let names = ["ana", "bo", "cy", "eve"];
    let [ana, bo, cy, eve] = names.map(|name| t.member(name));
    let [pia, rui] = ["pia", "rui"].map(|name| t.member(name));
    in_english(&cy);
    in_english(&eve);
    let texts = [
        "plombier",
        "plumber",
        "plombeir",
        "fuite robinet",
        "cours de guitare",
        "guitar",
        "guittare lessons",
        "cours",
        "réparer vélo",
        "bike repair",
        "zorglubage",
        "zorglub",
        "piano",
        "aide",
        "jardin potager",
        "site web",
        "promener mon chien",
        "plombirr vello",
    ];
    let choices = [
        "",
        "&kind=offer",
        "&near=45.56,5.92&within_km=30",
        "&on=tue",
        "&terms=time",
        "&remote=false",
    ];
    let queries: Vec<String> = texts
        .iter()
        .enumerate()
        .flat_map(|(n, text)| [0, 1 + n % 5].map(|at| encoded(text) + choices[at]))
        .collect();
    let saved = save_all(&[&ana, &bo, &cy, &eve, &ana], &queries);
    block(&ana, &rui);
    block(&rui, &eve);
    let titles = [
        ("Plombier: fuites et robinets", "fr"),
        ("Un peu d'aide pour un robinet", "fr"),
        ("Cours de piano pour enfants", "fr"),
        ("Guitar lessons", "en"),
        ("Plombeir", "fr"),
        ("Cours de guitare, guitare et guitare", "fr"),
        ("Bike repair at your home", "en"),
        ("Réparation de vélos", "fr"),
        ("Zorglubage", "fr"),
        ("Cours de cuisine", "fr"),
        ("Plumber", "en"),
        ("Plombier", "fr"),
        ("Aide au jardin", "fr"),
        ("Site internet pour boutiques", "fr"),
        ("Promenade de chiens", "fr"),
        ("Reparar bicicletas", "es"),
        ("Robinetterie", "fr"),
        ("Cours", "fr"),
    ];
    let mut hits = Vec::new();
    for (n, (title, language)) in titles.into_iter().enumerate() {
        let mut more = json!({"language": language, "terms": {"gift": n % 3 == 0, "time_minutes": 60}});
        // Words that tell no trade are asked for one.
        if ["Zorglubage", "Reparar bicicletas", "Cours", "Plombeir"].contains(&title) {
            more["category"] = json!("web");
        }
        if n % 2 == 0 {
            more["place"] = json!({"label": "Là", "lat": 45.5 + n as f64 * 0.03, "lon": 5.9178});
        }
        if n % 4 < 2 {
            more["availability"] = json!(["tue 18:00-21:00"]);
        }
        let author = if n % 3 == 1 { &pia } else { &rui };
        let id = post(author, if n % 5 == 4 { "request" } else { "offer" }, title, more);
        hits.push(agree(&t, &saved, &id, title));
    }
    assert!(hits.iter().sum::<usize>() > 40, "{hits:?}");
    // Another process, which has just started, decides the same.
    let id = post(&pia, "offer", "Plombière", json!({}));
    let listing: ListingId = id.parse().unwrap();
    let here = alerted(&t, &id);
    let fresh = t
        .app
        .db
        .write_now(|conn| {
            diesel::delete(saved_search_hits::table.filter(saved_search_hits::listing_id.eq(listing)))
                .execute(conn)?;
            searches::alert(conn, &Catalogue::default(), listing, &HashSet::new(), t.now())
        })
        .unwrap();
    assert!(fresh > 1);
    assert_eq!(alerted(&t, &id), here);
});

fn encoded(text: &str) -> String {
    format!("q={}", text.replace(' ', "+").replace('é', "%C3%A9"))
}

// What is kept in memory follows every change of a search, and of who may read whom.
both_engines!(a_change_counts_for_the_next_listing, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    let search = save(&ana, "q=plombier", "none");
    let path = format!("/api/v1/saved-searches/{search}");
    let hits = |who: &Client| {
        let id = post(who, "offer", "Plombier", json!({}));
        alerted(&t, &id).contains(&search)
    };
    assert!(!hits(&bo));
    ana.patch(&path, json!({"alert": "at_once"})).expect(200);
    assert!(hits(&bo));
    assert!(!hits(&ana), "nobody hears of their own");
    ana.delete(&path).expect(204);
    assert!(!hits(&bo));
    ana.post(&format!("{path}/restoration"), json!({})).expect(200);
    assert!(hits(&bo));
    block(&bo, &ana);
    assert!(!hits(&bo) && hits(&cy));
    unblock(&bo, &ana);
    assert!(hits(&bo));
    // A word that nobody knew is a slip until somebody uses it.
    let slip = save(&ana, "q=plombbier", "digest");
    let hits = |title: &str| alerted(&t, &post(&bo, "offer", title, json!({}))).contains(&slip);
    assert!(hits("Plombier"));
    assert!(hits("Plombbier"));
    assert!(!finds(
        &ana,
        "q=plombbier",
        &post(&bo, "offer", "Maçon", json!({}))
    ));
    // Who left for good is told nothing, and nothing breaks.
    let (gone, stays) = (t.member("dan"), save(&cy, "q=plombier", "digest"));
    let left = save(&gone, "q=plombier", "at_once");
    assert!(alerted(&t, &post(&bo, "offer", "Plombier", json!({}))).contains(&left));
    gone.delete("/api/v1/me").expect(204);
    let after = alerted(&t, &post(&bo, "offer", "Plombier", json!({})));
    assert!(after.contains(&stays) && !after.contains(&left));
});

both_engines!(twenty_thousand_searches_are_not_all_read, |t| {
    const MEMBERS_SEARCHES: usize = 20_000;
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let wanted = save(&ana, "q=ukul%C3%A9l%C3%A9", "digest");
    let owner: MemberId = t.founder().id.parse().unwrap();
    let now = t.now();
    fill(&t, owner, MEMBERS_SEARCHES);
    let words: Vec<String> = (0..20).map(|n| made_up(n * 100)).collect();
    let catalogue = &t.app.catalogue;
    let started = std::time::Instant::now();
    t.app
        .db
        .read_now(|conn| {
            let ecosystem = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
            searches::warm(conn, catalogue, ecosystem)
        })
        .unwrap();
    let read = started.elapsed();
    let id = post(
        &bo,
        "offer",
        "Cours d'ukulélé pour débutants, le soir",
        json!({"what": "training", "description": words.join(", ")}),
    );
    let listing_id = id.parse().unwrap();
    let (took, told) = t
        .app
        .db
        .write_now(|conn| {
            let started = std::time::Instant::now();
            let told = searches::alert(conn, catalogue, listing_id, &HashSet::new(), now)?;
            Ok((started.elapsed(), told))
        })
        .unwrap();
    println!("{MEMBERS_SEARCHES} searches read in {read:?}, {told} told in {took:?} in this build");
    assert_eq!(told, 2, "ana, and whoever owns all the others");
    assert_eq!(one(&ana, &wanted)["hits"], 1);
    // Of the words of the description each is looked for alone four times in twenty thousand; few others find it by it.
    let hits = alerted(&t, &id).len();
    assert!((81..200).contains(&hits), "{hits} hits");
    assert!(
        took.as_secs_f64() < 0.2 * read.as_secs_f64(),
        "not all of them are read again"
    );
});

/// One of ten thousand words that no language has.
fn made_up(n: usize) -> String {
    let syllable = |n: usize| ["ba", "do", "ki", "lu", "ma", "ne", "po", "ra", "su", "ti"][n % 10];
    (0..4).map(|place| syllable(n / 10usize.pow(place))).collect()
}

/// Many searches of all sorts: nine in ten have words out of two thousand, of which the listing has twenty; the others
/// have a place only, far away.
fn fill(t: &TestApp, owner: MemberId, count: usize) {
    let now = t.now();
    t.app
        .db
        .write_now(|conn| {
            let ecosystem: EcosystemId = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
            let mut rows = Vec::new();
            let version = market_versions::table.find(ecosystem);
            diesel::update(version)
                .set(market_versions::searches.eq(2))
                .execute(conn)?;
            for n in 0..count {
                let text = match n % 10 {
                    0 => String::new(),
                    k if k < 5 => made_up(n / 10 % 2_000),
                    _ => format!("{} {} réparation", made_up(n % 2_000), made_up((n * 7) % 2_000)),
                };
                let choices = Choices {
                    near: text.is_empty().then_some((48_850_000, 2_350_000)),
                    within_km: text.is_empty().then_some(10.0),
                    text,
                    ..Choices::default()
                };
                let id = SavedSearchId::new(now);
                rows.push((
                    saved_searches::id.eq(id),
                    saved_searches::ecosystem_id.eq(ecosystem),
                    saved_searches::member_id.eq(owner),
                    saved_searches::name.eq(format!("n° {n}")),
                    saved_searches::choices.eq(serde_json::to_string(&choices)?),
                    saved_searches::alert.eq(Alert::Digest),
                    saved_searches::created_at.eq(now),
                    saved_searches::updated_at.eq(now),
                    saved_searches::version.eq(2),
                ));
            }
            for portion in rows.chunks(400) {
                commonhour::on_engine!(conn, |c| diesel::insert_into(saved_searches::table)
                    .values(portion)
                    .execute(c))?;
            }
            Ok(())
        })
        .unwrap();
}

both_engines!(the_pages_save_delete_and_undo, |t| {
    let ana = t.member("ana");
    let browser = t.browser(&ana);
    let empty = browser.page("/searches");
    assert!(empty.contains("Aucune recherche enregistrée"));
    let none = browser.page("/listings?q=ukul%C3%A9l%C3%A9");
    assert!(none.contains("Me prévenir quand quelque chose arrive"), "{none}");
    let saved = browser.submit(
        "/listings?q=ukul%C3%A9l%C3%A9",
        "/searches",
        &[
            ("query", "q=ukul%C3%A9l%C3%A9"),
            ("name", ""),
            ("alert", "at_once"),
        ],
    );
    assert_eq!(saved.header("location"), Some("/searches?done=search-saved"));
    let list = browser.page("/searches");
    assert!(
        list.contains("« ukulélé »") && list.contains("/listings?q=ukul%C3%A9l%C3%A9"),
        "{list}"
    );
    let id = ana.get("/api/v1/saved-searches").expect(200).body["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_string();
    let own = format!("/searches/{id}");
    let bad = browser
        .submit(&own, &own, &[("name", ""), ("alert", "digest")])
        .expect(422);
    assert!(
        bad.body.as_str().unwrap().contains("f-name-error"),
        "{}",
        bad.body
    );
    browser
        .submit(&own, &own, &[("name", "Musique"), ("alert", "digest")])
        .expect(303);
    assert!(browser.page("/searches").contains("Dans le résumé du jour"));
    let deleted = browser.submit("/searches", &format!("{own}/deletion"), &[]);
    let location = deleted.header("location").unwrap().to_string();
    let page = browser.page(&location);
    assert!(
        page.contains("Annuler la suppression") && !page.contains(">Musique<"),
        "{page}"
    );
    browser
        .submit(&location, &format!("{own}/restoration"), &[])
        .expect(303);
    assert!(browser.page("/searches").contains("Musique"));
    let refused = browser.submit(
        "/searches",
        "/searches",
        &[("query", "q=de+la"), ("alert", "none")],
    );
    assert_eq!(refused.status, 422);
    // Somebody else's does not exist.
    let bo = t.browser(&t.member("bo"));
    assert_eq!(bo.get(&own).status, 404);
    t.stranger().get("/searches").expect(303);
});

both_engines!(the_pages_block_and_let_off, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let browser = t.browser(&ana);
    assert!(browser.page("/me/blocks").contains("Vous ne bloquez personne"));
    let page = format!("/members/{}", bo.id);
    assert!(browser.page(&page).contains("Bloquer bo"));
    let blocked = browser.submit(&page, &format!("{page}/block"), &[]);
    assert_eq!(blocked.header("location"), Some("/me/blocks?done=member-blocked"));
    assert!(browser.page("/me/blocks").contains("Débloquer bo"));
    assert!(browser.page(&page).contains("Vous bloquez ce membre"));
    let other = t.browser(&bo).page(&format!("/members/{}", ana.id));
    assert!(!other.contains("Vous bloquez") && other.contains("Bloquer ana"));
    let back = browser.submit(
        "/me/blocks",
        &format!("{page}/unblock"),
        &[("back", "/me/blocks")],
    );
    assert_eq!(back.header("location"), Some("/me/blocks?done=member-unblocked"));
    assert!(browser.page("/me/blocks").contains("Vous ne bloquez personne"));
    let preferences = browser.page("/me/notifications");
    assert!(preferences.contains("name=\"suggestions_max_per_day\""));
    browser
        .submit(
            "/me/notifications",
            "/me/notifications",
            &[("suggestions_max_per_day", "0")],
        )
        .expect(303);
    let chosen = ana.get("/api/v1/me/notification-preferences").expect(200);
    assert_eq!(chosen.body["suggestions_max_per_day"], 0);
    browser
        .submit(
            "/me/notifications",
            "/me/notifications",
            &[("suggestions_max_per_day", "x")],
        )
        .expect(422);
});

both_engines!(own_data_has_them_and_leaving_takes_them_along, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    save(&ana, "q=v%C3%A9lo", "digest");
    block(&ana, &bo);
    cap(&ana, 7);
    let export = ana.get("/api/v1/me/export").expect(200).body;
    let own = &export["memberships"][0];
    assert_eq!(own["saved_searches"][0]["name"], "« vélo »");
    assert_eq!(own["saved_searches"][0]["search"]["text"], "vélo");
    assert_eq!(own["blocks"][0]["member_id"], bo.id.as_str());
    assert_eq!(export["suggestions_max_per_day"], 7);
    let of_bo = bo.get("/api/v1/me/export").expect(200).body;
    assert_eq!(
        of_bo["memberships"][0]["blocks"],
        json!([]),
        "who blocked one is not one's own"
    );
    ana.delete("/api/v1/me").expect(204);
    assert_eq!(count_rows(&t), 0);
    let (a, b): (MemberId, MemberId) = (ana.id.parse().unwrap(), bo.id.parse().unwrap());
    let apart = t.app.db.write_now(|conn| {
        let ecosystem = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
        commonhour::members::blocks::are_apart(conn, ecosystem, a, b)
    });
    assert!(!apart.unwrap());
});
