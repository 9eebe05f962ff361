//! The market over HTTP: the life of a listing, bad input, trades and skills, search with facets, the worker's part.

use crate::support::{Client, TestApp};
use commonhour::market;
use commonhour::members::Role;
use serde_json::{Value, json};

/// A listing that only differs in what the test is about.
pub fn post(author: &Client, kind: &str, title: &str, more: Value) -> String {
    let mut body = json!({"kind": kind, "what": "service", "title": title, "terms": {"gift": true}});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    author.post("/api/v1/listings", body).expect(201).id()
}

/// Titles found, sorted.
fn titles(client: &Client, query: &str) -> Vec<String> {
    let mut titles = ranked(client, query);
    titles.sort();
    titles
}

/// Titles found, in their order.
fn ranked(client: &Client, query: &str) -> Vec<String> {
    let answer = client
        .get(&format!("/api/v1/search?limit=100&{query}"))
        .expect(200);
    let items = answer.body["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["title"].as_str().unwrap().to_string())
        .collect()
}

/// How often news of a kind was appended.
fn count_events(t: &TestApp, kind: &str) -> usize {
    t.app
        .db
        .write_now(|conn| {
            let at = t.now().plus_days(1);
            let events = commonhour::outbox::lease(conn, at, 1000)?;
            Ok(events.iter().filter(|event| event.kind == kind).count())
        })
        .unwrap()
}

both_engines!(a_listing_says_what_its_author_wrote, |t| {
    let ana = t.member("ana");
    let body = json!({
        "kind": "request", "what": "service", "title": "  Besoin d'aide pour mon site vitrine ",
        "description": "Quelques pages,\r\nun formulaire.", "category": "web", "skills": ["showcase-website", "WordPress"],
        "terms": {"gift": true, "time_minutes": 120, "money": {"amount": "12,50", "currency": "EUR"}},
        "place": {"label": "Chambéry", "lat": 45.5646, "lon": 5.9178, "radius_km": 5},
        "remote": true, "availability": ["tue 18:00-21:00", {"date": "2026-11-24", "from": "18:00", "to": "21:00"}],
        "expires_on": "2026-12-24"
    });
    let id = ana.post("/api/v1/listings", body).expect(201).id();
    let bo = t.member("bo");
    let seen = bo.get(&format!("/api/v1/listings/{id}")).expect(200).body;
    assert_eq!(seen["title"], "Besoin d'aide pour mon site vitrine");
    assert_eq!(seen["description"], "Quelques pages,\nun formulaire.");
    assert_eq!(seen["category"], "web");
    assert_eq!(seen["skills"], json!(["showcase-website", "wordpress"]));
    let terms = json!({"gift": true, "time_minutes": 120, "money": {"amount": "12.50", "currency": "EUR"}});
    assert_eq!(seen["terms"], terms);
    // The pin is on the grid of about 500 m, not where the author said.
    assert_eq!(
        seen["place"],
        json!({"label": "Chambéry", "lat": 45.565, "lon": 5.92, "radius_km": 5})
    );
    let slots = json!([
        {"weekday": "tue", "from": "18:00", "to": "21:00"},
        {"date": "2026-11-24", "from": "18:00", "to": "21:00"}
    ]);
    assert_eq!(seen["availability"], slots);
    assert_eq!(
        (
            &seen["status"],
            &seen["language"],
            &seen["remote"],
            &seen["expires_on"]
        ),
        (&json!("active"), &json!("fr"), &json!(true), &json!("2026-12-24"))
    );
    assert_eq!(seen["member"], json!({"id": ana.id, "display_name": "ana"}));
    // What came out goes in again unchanged.
    let back = ana
        .patch(&format!("/api/v1/listings/{id}"), seen.clone())
        .expect(200)
        .body;
    for field in [
        "title",
        "category",
        "skills",
        "terms",
        "place",
        "availability",
        "expires_on",
        "status",
    ] {
        assert_eq!(back[field], seen[field], "{field}");
    }
});

both_engines!(what_is_left_out_is_filled_in, |t| {
    let ana = t.member("ana");
    let body = json!({"kind": "offer", "title": "Réparation de vélos", "terms": {"time_minutes": 60}});
    let seen = ana.post("/api/v1/listings", body).expect(201).body;
    assert_eq!((&seen["what"], &seen["place"]), (&json!("service"), &Value::Null));
    assert_eq!(seen["category"], "crafts-repair", "guessed from the words");
    assert_eq!(seen["expires_on"], "2027-02-20", "90 days from 22 November");
    let body = json!({"kind": "offer", "title": "Coup de main", "skills": ["yoga"], "terms": {"gift": true}});
    assert_eq!(
        ana.post("/api/v1/listings", body).expect(201).body["category"],
        "wellbeing"
    );
});

both_engines!(the_life_of_a_listing, |t| {
    let ana = t.member("ana");
    let bo = t.member("bo");
    let id = post(&ana, "offer", "Cours de yoga", json!({"status": "draft"}));
    let at = |step: &str| format!("/api/v1/listings/{id}{step}");
    let status = |expected: &str| {
        assert_eq!(ana.get(&at("")).expect(200).body["status"], expected);
    };
    bo.get(&at("")).refused(404, "not-found", None);
    bo.patch(&at(""), json!({"title": "x"}))
        .refused(404, "not-found", None);
    ana.post(&at("/renewal"), json!({}))
        .refused(409, "listing-is-draft", None);
    ana.post(&at("/pause"), json!({}))
        .refused(409, "listing-not-active", None);
    assert_eq!(titles(&bo, "q=yoga"), Vec::<String>::new());

    ana.post(&at("/publication"), json!({})).expect(200);
    status("active");
    ana.post(&at("/publication"), json!({}))
        .refused(409, "listing-already-published", None);
    assert_eq!(titles(&bo, "q=yoga"), ["Cours de yoga"]);
    bo.patch(&at(""), json!({"title": "x"}))
        .refused(403, "listing-not-yours", None);
    bo.delete(&at("")).refused(403, "listing-not-yours", None);
    bo.post(&at("/pause"), json!({}))
        .refused(403, "permission-missing", None);
    bo.post(&at("/renewal"), json!({}))
        .refused(403, "listing-not-yours", None);

    ana.patch(&at(""), json!({"title": "Taille de haies", "skills": []}))
        .expect(200);
    assert_eq!(titles(&bo, "q=yoga"), Vec::<String>::new(), "the index follows");
    assert_eq!(titles(&bo, "q=haies"), ["Taille de haies"]);

    ana.send("POST", &at("/pause"), None).expect(200);
    status("paused");
    bo.get(&at("")).refused(404, "not-found", None);
    assert_eq!(titles(&bo, ""), Vec::<String>::new());
    ana.post(&at("/publication"), json!({})).expect(200);
    assert_eq!(titles(&bo, "q=haies"), ["Taille de haies"]);

    ana.delete(&at("")).expect(204);
    status("closed");
    for step in ["/publication", "/pause", "/renewal"] {
        ana.post(&at(step), json!({}))
            .refused(409, "listing-closed", None);
    }
    ana.patch(&at(""), json!({"title": "x"}))
        .refused(409, "listing-closed", None);
    ana.delete(&at("")).refused(409, "listing-closed", None);
    assert_eq!(titles(&bo, ""), Vec::<String>::new());
    assert_eq!(count_events(&t, "market.listing_published"), 2);
});

both_engines!(a_moderator_pauses_with_a_reason, |t| {
    let ana = t.member("ana");
    let mo = t.member("mo");
    t.grant(&mo, Role::Moderator);
    let id = post(&ana, "offer", "Placement miracle", json!({}));
    let path = format!("/api/v1/listings/{id}/pause");
    mo.post(&path, json!({}))
        .refused(422, "text-empty", Some("reason"));
    mo.post(&path, json!({"reason": "Ce n'est pas un service."}))
        .expect(200);
    assert_eq!(
        ana.get(&format!("/api/v1/listings/{id}")).expect(200).body["status"],
        "paused"
    );
    assert_eq!(count_events(&t, "market.listing_moderated"), 1);
});

both_engines!(a_listing_expires_is_told_before_and_can_be_renewed, |t| {
    let ana = t.member("ana");
    let id = post(
        &ana,
        "offer",
        "Cours de yoga",
        json!({"expires_on": "2026-12-10"}),
    );
    let work = || {
        let now = t.now();
        let run = |conn: &mut commonhour::db::Conn| {
            Ok((
                market::tell_expiring(conn, now, 100)?,
                market::expire_due(conn, now, 100)?,
            ))
        };
        t.app.db.write_now(run).unwrap()
    };
    assert_eq!(work(), (0, 0));
    t.advance_days(11); // 3 December, a week before
    assert_eq!(work(), (1, 0));
    assert_eq!(work(), (0, 0), "told once");
    t.advance_days(8); // 11 December
    assert_eq!(work(), (0, 1));
    let seen = ana.get(&format!("/api/v1/listings/{id}")).expect(200).body;
    assert_eq!(seen["status"], "expired");
    assert_eq!(titles(&ana, "q=yoga"), Vec::<String>::new());
    let renewed = ana
        .post(&format!("/api/v1/listings/{id}/renewal"), json!({}))
        .expect(200)
        .body;
    assert_eq!(
        (&renewed["status"], &renewed["expires_on"]),
        (&json!("active"), &json!("2027-03-11"))
    );
    assert_eq!(titles(&ana, "q=yoga"), ["Cours de yoga"]);
    assert_eq!(work(), (0, 0));
    assert_eq!(count_events(&t, "market.listing_expired"), 1);
});

both_engines!(bad_input_names_its_field_and_writes_nothing, |t| {
    let ana = t.member("ana");
    let good = json!({"kind": "offer", "what": "service", "title": "Bon", "terms": {"gift": true}});
    let long = "é".repeat(121);
    let many: Vec<Value> = (0..41).map(|_| json!("mon")).collect();
    let cases = [
        (json!({"kind": "gift"}), "value-wrong", "kind"),
        (json!({"kind": null}), "value-wrong", "kind"),
        (json!({"what": "car"}), "value-wrong", "what"),
        (json!({"title": ""}), "text-empty", "title"),
        (json!({"title": "   "}), "text-empty", "title"),
        (json!({"title": 5}), "value-wrong", "title"),
        (json!({"title": long}), "text-too-long", "title"),
        (json!({"title": "a\u{0}b"}), "text-control-characters", "title"),
        (
            json!({"description": "é".repeat(5001)}),
            "text-too-long",
            "description",
        ),
        (
            json!({"category": "no-such-trade"}),
            "category-unknown",
            "category",
        ),
        (
            json!({"category": "019377d0-0000-7000-8000-000000000000"}),
            "category-unknown",
            "category",
        ),
        (json!({"skills": ["no-such-skill"]}), "skill-unknown", "skills"),
        (json!({"skills": "web"}), "value-wrong", "skills"),
        (json!({"terms": {}}), "terms-missing", "terms"),
        (
            json!({"terms": {"gift": false, "time_minutes": null}}),
            "terms-missing",
            "terms",
        ),
        (
            json!({"terms": {"time_minutes": 0}}),
            "minutes-out-of-range",
            "terms.time_minutes",
        ),
        (
            json!({"terms": {"time_minutes": -60}}),
            "minutes-out-of-range",
            "terms.time_minutes",
        ),
        (
            json!({"terms": {"time_minutes": 9_000_000_000_i64}}),
            "minutes-out-of-range",
            "terms.time_minutes",
        ),
        (
            json!({"terms": {"time_minutes": 1.5}}),
            "value-wrong",
            "terms.time_minutes",
        ),
        (
            json!({"terms": {"money": {"amount": "-1", "currency": "EUR"}}}),
            "money-invalid",
            "terms.money",
        ),
        (
            json!({"terms": {"money": {"amount": "0", "currency": "EUR"}}}),
            "money-invalid",
            "terms.money",
        ),
        (
            json!({"terms": {"money": {"amount": "1", "currency": "USD"}}}),
            "currency-unknown",
            "terms.money",
        ),
        (
            json!({"place": {"label": "x", "lat": 91, "lon": 0}}),
            "place-invalid",
            "place",
        ),
        (
            json!({"place": {"label": "x", "lat": 45.0}}),
            "place-half",
            "place.lon",
        ),
        (
            json!({"place": {"label": "x", "lat": 45.0, "lon": 5.0, "radius_km": 0}}),
            "radius-out-of-range",
            "place.radius_km",
        ),
        (
            json!({"availability": ["someday"]}),
            "slot-invalid",
            "availability[0]",
        ),
        (
            json!({"availability": ["mon", {"weekday": "tue", "from": "21:00", "to": "18:00"}]}),
            "slot-invalid",
            "availability[1]",
        ),
        (json!({"availability": many}), "too-many", "availability"),
        (json!({"language": "<b>"}), "language-invalid", "language"),
        (json!({"expires_on": "2026-11-21"}), "date-past", "expires_on"),
        (
            json!({"expires_on": "2027-02-21"}),
            "expiry-too-late",
            "expires_on",
        ),
        (json!({"expires_on": "tomorrow"}), "value-wrong", "expires_on"),
        (json!({"status": "closed"}), "listing-status-invalid", "status"),
    ];
    for (change, code, field) in cases {
        let mut body = good.clone();
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        ana.post("/api/v1/listings", body).refused(422, code, Some(field));
    }
    ana.send("POST", "/api/v1/listings", Some("{".into()))
        .refused(400, "json-malformed", Some("body"));
    let mine = ana.get("/api/v1/listings?mine=true").expect(200).body;
    assert_eq!(mine["items"], json!([]));
    for bad in ["nonsense", "019377d0-0000-7000-8000-000000000000"] {
        ana.get(&format!("/api/v1/listings/{bad}"))
            .refused(404, "not-found", None);
        ana.post(&format!("/api/v1/listings/{bad}/pause"), json!({}))
            .refused(404, "not-found", None);
    }
    // HTML is text like any other.
    let id = post(&ana, "offer", "<script>alert(1)</script>", json!({}));
    assert_eq!(
        ana.get(&format!("/api/v1/listings/{id}")).expect(200).body["title"],
        "<script>alert(1)</script>"
    );
});

both_engines!(a_retried_post_makes_one_listing, |t| {
    let ana = t.member("ana").with_header("Idempotency-Key", "k1");
    let body = json!({"kind": "offer", "title": "Une fois", "category": "food", "terms": {"gift": true}});
    let first = ana.post("/api/v1/listings", body.clone()).expect(201).id();
    assert_eq!(ana.post("/api/v1/listings", body).expect(201).id(), first);
    let other = json!({"kind": "offer", "title": "Deux fois", "category": "food", "terms": {"gift": true}});
    ana.post("/api/v1/listings", other)
        .refused(409, "idempotency-key-reused", Some("title"));
});

both_engines!(another_ecosystem_sees_nothing, |t| {
    let ana = t.member("ana");
    let id = post(&ana, "offer", "Cours de yoga", json!({}));
    let jules = t.second_community();
    jules
        .get(&format!("/api/v1/listings/{id}"))
        .refused(404, "not-found", None);
    jules
        .get(&format!("/api/v1/listings/{id}/matches"))
        .refused(404, "not-found", None);
    jules
        .post(&format!("/api/v1/listings/{id}/pause"), json!({"reason": "x"}))
        .refused(404, "not-found", None);
    assert_eq!(titles(&jules, "q=yoga"), Vec::<String>::new());
    assert_eq!(jules.get("/api/v1/listings").expect(200).body["items"], json!([]));
    let category = ana.get("/api/v1/categories").expect(200).body["items"][0]["id"].clone();
    let path = format!("/api/v1/categories/{}", category.as_str().unwrap());
    jules
        .patch(&path, json!({"name_fr": "x"}))
        .refused(404, "not-found", None);
    t.stranger()
        .get("/api/v1/listings")
        .refused(401, "login-required", None);
    let waiting = t.applicant("waiting");
    waiting
        .get("/api/v1/search?q=yoga")
        .refused(403, "membership-inactive", None);
    waiting
        .post(
            "/api/v1/listings",
            json!({"kind": "offer", "title": "x", "terms": {"gift": true}}),
        )
        .refused(403, "membership-inactive", None);
});

both_engines!(lists_show_active_ones_and_all_of_mine, |t| {
    let ana = t.member("ana");
    let bo = t.member("bo");
    for n in 1..=5 {
        post(&ana, "offer", &format!("Offre {n}"), json!({"category": "food"}));
        t.advance_seconds(1);
    }
    post(
        &ana,
        "request",
        "Brouillon",
        json!({"category": "food", "status": "draft"}),
    );
    let list = |client: &Client, query: &str| -> Vec<String> {
        let body = client.get(&format!("/api/v1/listings?{query}")).expect(200).body;
        body["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["title"].as_str().unwrap().to_string())
            .collect()
    };
    assert_eq!(list(&bo, "").len(), 5);
    assert_eq!(list(&bo, "status=draft"), Vec::<String>::new());
    assert_eq!(list(&ana, "mine=true").len(), 6);
    assert_eq!(list(&ana, "mine=true&status=draft"), ["Brouillon"]);
    assert_eq!(list(&ana, "mine=true&kind=request"), ["Brouillon"]);
    assert_eq!(list(&bo, &format!("member={}", ana.id)).len(), 5);
    assert_eq!(list(&bo, &format!("member={}", bo.id)), Vec::<String>::new());
    let first = bo.get("/api/v1/listings?limit=2").expect(200).body;
    assert_eq!(first["items"][0]["title"], "Offre 5");
    let next = first["next"].as_str().unwrap();
    assert_eq!(
        list(&bo, &format!("limit=2&cursor={next}")),
        ["Offre 3", "Offre 2"]
    );
    bo.get("/api/v1/listings?kind=swap")
        .refused(422, "word-unknown", Some("kind"));
    bo.get("/api/v1/listings?cursor=zzz")
        .refused(422, "cursor-invalid", Some("cursor"));
    bo.get("/api/v1/listings?limit=0")
        .refused(422, "limit-out-of-range", Some("limit"));
});

both_engines!(words_are_found_in_any_form, |t| {
    let ana = t.member("ana");
    post(
        &ana,
        "offer",
        "Création de site vitrine",
        json!({"category": "web"}),
    );
    post(
        &ana,
        "offer",
        "Comprendre les « Élections » municipales",
        json!({"category": "legal"}),
    );
    post(
        &ana,
        "offer",
        "Couturière à domicile",
        json!({"category": "crafts-repair"}),
    );
    post(
        &ana,
        "offer",
        "Bike repairs in the evening",
        json!({"category": "crafts-repair", "language": "en"}),
    );
    post(
        &ana,
        "offer",
        "Garde d’enfants",
        json!({"category": "care-company", "description": "Sortie de l’école."}),
    );
    for (query, title) in [
        ("sites+vitrines", "Création de site vitrine"),
        ("SITE%20VITRINE", "Création de site vitrine"),
        ("elections", "Comprendre les « Élections » municipales"),
        ("%C3%A9lection", "Comprendre les « Élections » municipales"),
        ("couturier", "Couturière à domicile"),
        ("repair+bikes", "Bike repairs in the evening"),
        ("d%27enfant", "Garde d’enfants"),
        ("ecole", "Garde d’enfants"),
    ] {
        assert_eq!(
            ranked(&ana, &format!("q={query}")).first().map(String::as_str),
            Some(title),
            "{query}"
        );
    }
    // A trade's name finds its listings in both languages.
    assert!(
        titles(&ana, "q=legal").contains(&"Comprendre les « Élections » municipales".to_string())
            || titles(&ana, "q=droit").len() == 1
    );
    for nothing in ["q=piscine", "q=%25", "q=les", "q=%27%20OR%201=1", "q=!!!"] {
        assert_eq!(titles(&ana, nothing), Vec::<String>::new(), "{nothing}");
    }
    // The title weighs more than the description.
    post(
        &ana,
        "offer",
        "Divers",
        json!({"category": "food", "description": "Parfois un peu de couture."}),
    );
    post(&ana, "offer", "Couture", json!({"category": "food"}));
    assert_eq!(ranked(&ana, "q=couture")[0], "Couture");
});

both_engines!(without_words_the_newest_come_first, |t| {
    let ana = t.member("ana");
    for (title, seconds) in [("Pain", 1), ("Miel", 1), ("Vin", 3_600), ("Thym", 86_400)] {
        post(&ana, "offer", title, json!({"category": "food"}));
        t.advance_seconds(seconds);
    }
    assert_eq!(ranked(&ana, ""), ["Thym", "Vin", "Miel", "Pain"]);
    // A page of more than it holds is not sorted whole.
    let first = ana.get("/api/v1/search?limit=2").expect(200).body;
    assert_eq!(
        (&first["items"][0]["title"], &first["items"][1]["title"]),
        (&json!("Thym"), &json!("Vin"))
    );
    let next = format!(
        "/api/v1/search?limit=2&cursor={}",
        first["next"].as_str().unwrap()
    );
    let second = ana.get(&next).expect(200).body;
    assert_eq!(
        (&second["items"][0]["title"], &second["total"]),
        (&json!("Miel"), &json!(4))
    );
    // Nor does it matter in which order they are met, page by page.
    for n in 0..20 {
        let place = json!({"lat": 45.5 + f64::from(n * 7 % 20) * 0.01, "lon": 5.9});
        post(
            &ana,
            "offer",
            &format!("Panier {n}"),
            json!({"category": "food", "place": place}),
        );
        t.advance_seconds(i64::from(n % 3));
    }
    for query in ["", "near=45.55,5.9"] {
        let mut paged = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = ana
                .get(&format!("/api/v1/search?limit=2&{query}{cursor}"))
                .expect(200)
                .body;
            let items = page["items"].as_array().unwrap();
            paged.extend(
                items
                    .iter()
                    .map(|item| item["title"].as_str().unwrap().to_string()),
            );
            assert_eq!(page["total"], 24);
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(paged, ranked(&ana, query), "{query}");
    }
    let nearest = ana.get("/api/v1/search?limit=2&near=45.55,5.9").expect(200).body;
    assert_eq!(nearest["items"][0]["distance_km"], 0.0);
});

both_engines!(facets_count_what_another_choice_would_leave, |t| {
    let ana = t.member("ana");
    let time = json!({"time_minutes": 60});
    post(
        &ana,
        "offer",
        "Yoga du matin",
        json!({"category": "wellbeing", "what": "workshop"}),
    );
    post(
        &ana,
        "offer",
        "Yoga du soir",
        json!({"category": "wellbeing", "terms": time, "remote": true}),
    );
    post(
        &ana,
        "request",
        "Yoga pour débuter",
        json!({"category": "teaching"}),
    );
    let answer = ana
        .get("/api/v1/search?q=yoga&kind=offer&category=wellbeing")
        .expect(200)
        .body;
    assert_eq!(
        (answer["items"].as_array().unwrap().len(), &answer["total"]),
        (2, &json!(2))
    );
    let counts = |facet: &str| -> Vec<(String, i64)> {
        let values = answer["facets"][facet].as_array().unwrap();
        values
            .iter()
            .map(|v| {
                (
                    v["key"].as_str().unwrap().to_string(),
                    v["count"].as_i64().unwrap(),
                )
            })
            .collect()
    };
    let pairs = |list: &[(&str, i64)]| -> Vec<(String, i64)> {
        list.iter().map(|(k, n)| (k.to_string(), *n)).collect()
    };
    assert_eq!(counts("category"), pairs(&[("wellbeing", 2)]));
    assert_eq!(counts("kind"), pairs(&[("offer", 2)]));
    assert_eq!(counts("what"), pairs(&[("service", 1), ("workshop", 1)]));
    assert_eq!(counts("terms"), pairs(&[("gift", 1), ("time", 1)]));
    assert_eq!(counts("remote"), pairs(&[("false", 1), ("true", 1)]));
    assert_eq!(answer["facets"]["category"][0]["label"], "Bien-être et sport");
    // Without the kind, both kinds are there to choose.
    let all = ana.get("/api/v1/search?q=yoga&kind=request").expect(200).body;
    assert_eq!(all["facets"]["kind"].as_array().unwrap().len(), 2);
    assert_eq!(titles(&ana, "q=yoga&terms=time"), ["Yoga du soir"]);
    assert_eq!(titles(&ana, "q=yoga&what=workshop,training"), ["Yoga du matin"]);
    assert_eq!(titles(&ana, "remote=true"), ["Yoga du soir"]);
    assert_eq!(
        titles(&ana, "kind=&what=&category=&near=&on=&terms=").len(),
        3,
        "an empty form asks for nothing"
    );
    for (query, field) in [
        ("category=nope", "category"),
        ("kind=x", "kind"),
        ("near=1", "near"),
        ("near=91,0", "near"),
        ("within_km=5", "near"),
        ("near=45,5&within_km=-1", "within_km"),
        ("on=someday", "on"),
        ("terms=barter", "terms"),
        ("remote=maybe", "remote"),
        ("limit=1000", "limit"),
        ("cursor=%21", "cursor"),
    ] {
        let answer = ana.get(&format!("/api/v1/search?{query}")).expect(422);
        assert_eq!(answer.body["field"], field, "{query}");
    }
});

both_engines!(near_and_open_agree_with_brute_force, |t| {
    let ana = t.member("ana");
    // A ring of points around Chambéry, each with its own slots.
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut all = Vec::new();
    for n in 0..14_i64 {
        let (lat, lon) = (45.5646 + 0.02 * n as f64, 5.9178 - 0.013 * n as f64);
        let day = days[(n % 7) as usize];
        let slot = format!("{day} {:02}:00-{:02}:00", 8 + n % 5, 12 + n % 5);
        let title = format!("Point {n:02}");
        post(
            &ana,
            "offer",
            &title,
            json!({
                "category": "web", "place": {"label": "x", "lat": lat, "lon": lon}, "availability": [slot]
            }),
        );
        all.push((title, lat, lon, n));
    }
    post(&ana, "offer", "Nulle part", json!({"category": "web"}));
    let km = |lat: f64, lon: f64| {
        // Equirectangular, an independent formula, exact to metres at this scale.
        let x = (lon - 5.9178).to_radians() * (45.6_f64).to_radians().cos();
        let y = (lat - 45.5646).to_radians();
        6371.0088 * (x * x + y * y).sqrt()
    };
    for within in [3.0, 11.0, 25.0] {
        let found = titles(&ana, &format!("near=45.5646,5.9178&within_km={within}"));
        for (title, lat, lon, _) in &all {
            let distance = km(*lat, *lon);
            // Stored pins are rounded, so that only points well on one side are decided here.
            if (distance - within).abs() > 0.8 {
                assert_eq!(
                    found.contains(title),
                    distance < within,
                    "{title} {distance} {within}"
                );
            }
        }
        assert!(!found.contains(&"Nulle part".to_string()));
    }
    let order = ranked(&ana, "near=45.5646,5.9178");
    assert_eq!(
        (order[0].as_str(), order[14].as_str()),
        ("Point 00", "Nulle part")
    );
    for (weekday, day) in days.iter().enumerate() {
        let expected: Vec<String> = all
            .iter()
            .filter(|(.., n)| *n as usize % 7 == weekday)
            .map(|(t, ..)| t.clone())
            .collect();
        assert_eq!(titles(&ana, &format!("on={day}")), expected);
    }
    // 24 November 2026 is a Tuesday; point 01 is open 9-13, point 08 11-15.
    assert_eq!(titles(&ana, "on=2026-11-24"), ["Point 01", "Point 08"]);
    assert_eq!(titles(&ana, "on=tue+13:00-18:00"), ["Point 08"]);
});

both_engines!(pages_of_a_search_follow_each_other, |t| {
    let ana = t.member("ana");
    for n in 0..7 {
        post(
            &ana,
            "offer",
            &format!("Vélo {n}"),
            json!({"category": "crafts-repair"}),
        );
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let body = ana
            .get(&format!("/api/v1/search?q=velo&limit=3&cursor={cursor}"))
            .expect(200)
            .body;
        assert_eq!(body["total"], 7);
        seen.extend(
            body["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|i| i["title"].clone()),
        );
        match body["next"].as_str() {
            Some(next) => cursor = next.to_string(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 7);
    seen.sort_by_key(|t| t.to_string());
    seen.dedup();
    assert_eq!(seen.len(), 7);
});

both_engines!(facilitators_keep_the_lists, |t| {
    let fanny = t.founder();
    let ana = t.member("ana");
    let body = json!({"name_fr": "Apiculture", "name_en": "Beekeeping"});
    ana.post("/api/v1/categories", body.clone())
        .refused(403, "permission-missing", None);
    let category = fanny.post("/api/v1/categories", body.clone()).expect(201).body;
    assert_eq!(category["key"], "beekeeping");
    fanny
        .post("/api/v1/categories", body)
        .refused(409, "key-taken", Some("key"));
    fanny
        .post("/api/v1/categories", json!({"name_fr": "x"}))
        .refused(422, "value-wrong", Some("name_en"));
    fanny
        .post("/api/v1/categories", json!({"name_fr": " ", "name_en": "Bees"}))
        .refused(422, "text-empty", Some("name_fr"));
    let skill = json!({"category": "beekeeping", "name_fr": "Récolte du miel", "name_en": "Honey harvest"});
    let skill = fanny.post("/api/v1/skills", skill).expect(201).body;
    assert_eq!(skill["category"], "beekeeping");
    post(
        &ana,
        "offer",
        "Je montre ma ruche",
        json!({"skills": ["honey-harvest"]}),
    );
    assert_eq!(titles(&ana, "q=miel"), ["Je montre ma ruche"]);
    assert_eq!(titles(&ana, "q=honey"), ["Je montre ma ruche"]);

    // Renaming reaches the index; archiving keeps old listings and stops new ones.
    let path = format!("/api/v1/skills/{}", skill["id"].as_str().unwrap());
    fanny
        .patch(&path, json!({"name_fr": "Extraction du nectar"}))
        .expect(200);
    assert_eq!(titles(&ana, "q=miel"), Vec::<String>::new());
    assert_eq!(titles(&ana, "q=nectar"), ["Je montre ma ruche"]);
    fanny.patch(&path, json!({"archived": true})).expect(200);
    let body = json!({"kind": "offer", "title": "x", "skills": ["honey-harvest"], "terms": {"gift": true}});
    ana.post("/api/v1/listings", body)
        .refused(422, "skill-unknown", Some("skills"));
    ana.patch(&path, json!({"archived": false}))
        .refused(403, "permission-missing", None);
    // What was just added can be chosen, though no listing has changed since the last search.
    let added = json!({"name_fr": "Couture douce", "name_en": "Slow sewing"});
    let added = fanny.post("/api/v1/categories", added).expect(201).body;
    let chosen = format!("/api/v1/search?category={}", added["key"].as_str().unwrap());
    assert_eq!(ana.get(&chosen).expect(200).body["total"], 0);
    let old = ana.get("/api/v1/search?q=nectar").expect(200).body["items"][0].clone();
    assert_eq!(old["skills"], json!(["honey-harvest"]));

    let english = ana.with_header("Accept-Language", "en");
    assert!(
        english.get("/api/v1/categories").expect(200).body["items"]
            .as_array()
            .unwrap()
            .len()
            >= 17
    );
    let skills = ana.get("/api/v1/skills?category=beekeeping").expect(200).body;
    assert_eq!(skills["items"].as_array().unwrap().len(), 1);
});

both_engines!(members_name_their_skills, |t| {
    let ana = t.member("ana");
    assert_eq!(ana.get("/api/v1/me/skills").expect(200).body["items"], json!([]));
    ana.put("/api/v1/me/skills", json!({"skills": ["yoga", "Site vitrine"]}))
        .expect(200);
    let keys = |body: &Value| -> Vec<String> {
        body["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["key"].as_str().unwrap().to_string())
            .collect()
    };
    assert_eq!(
        keys(&ana.get("/api/v1/me/skills").expect(200).body),
        ["showcase-website", "yoga"]
    );
    let left = ana
        .put("/api/v1/me/skills", json!({"skills": ["yoga"]}))
        .expect(200)
        .body;
    assert_eq!(keys(&left), ["yoga"]);
    ana.put("/api/v1/me/skills", json!({"skills": ["flying"]}))
        .refused(422, "skill-unknown", Some("skills"));
});

// --- Pages -----------------------------------------------------------------------------------------------------------

/// A person in a browser, logged in through the form.
fn browser(t: &TestApp, name: &str) -> (Client, String) {
    let stranger = t.stranger();
    let form = stranger
        .get("/login")
        .expect(200)
        .body
        .as_str()
        .unwrap()
        .to_string();
    let fields = json!({
        "csrf": csrf(&form), "email": format!("{name}@exemple.fr"), "password": crate::support::password_of(name)
    });
    let answer = submit(&stranger, "/login", &fields).expect(303);
    let cookie = answer
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_string();
    let browser = stranger.with_header("Cookie", &cookie);
    let page = browser
        .get("/listings")
        .expect(200)
        .body
        .as_str()
        .unwrap()
        .to_string();
    let csrf = csrf(&page);
    (browser, csrf)
}

fn csrf(html: &str) -> String {
    let rest = html.split("name=\"csrf\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_string()
}

fn submit(client: &Client, path: &str, fields: &Value) -> crate::support::Answer {
    let pairs = fields
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()));
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    client.send_as("POST", path, Some(body), "application/x-www-form-urlencoded")
}

both_engines!(a_listing_is_written_found_and_matched_on_pages, |t| {
    let bo = t.member("bo");
    let offer = json!({"category": "web", "availability": ["tue 18:00-21:00"]});
    let offer = post(&bo, "offer", "Création de <b>sites vitrines</b>", offer);
    t.member("ana");
    let (ana, csrf) = browser(&t, "ana");
    let mut fields = json!({
        "csrf": csrf, "kind": "request", "what": "service", "title": "Besoin d'aide pour mon site vitrine",
        "description": "**vite** <script>alert(1)</script>", "gift": "on", "time": "on", "hours": "2",
        "availability": "mar 18:00-21:00\nsomeday", "place_label": "Chambéry", "lat": "45,5646", "lon": "5.9178"
    });
    let again = submit(&ana, "/listings", &fields)
        .expect(422)
        .body
        .as_str()
        .unwrap()
        .to_string();
    assert!(
        again.contains("Besoin d&#39;aide pour mon site vitrine"),
        "what was typed stays"
    );
    assert!(again.contains("id=\"f-availability-error\""), "{again}");
    fields["availability"] = json!("mar 18:00-21:00");
    let answer = submit(&ana, "/listings", &fields).expect(303);
    let path = answer
        .header("location")
        .unwrap()
        .split('?')
        .next()
        .unwrap()
        .to_string();
    let page = ana.get(&path).expect(200).body.as_str().unwrap().to_string();
    for expected in [
        "même métier (Web et numérique)",
        "libre mardi 18 h–21 h",
        "accepte le don",
        "<strong>vite</strong>",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(
        !page.contains("<script>alert") && !page.contains("<b>sites"),
        "text stays text"
    );

    let found = ana
        .get("/listings?q=sites+vitrines&kind=offer&what=&on=")
        .expect(200)
        .body
        .as_str()
        .unwrap()
        .to_string();
    assert!(found.contains(&offer) && found.contains("Une annonce"), "{found}");
    let proposal = ana
        .get(&format!("/listings/{offer}"))
        .expect(200)
        .body
        .as_str()
        .unwrap()
        .to_string();
    assert!(proposal.contains("action=\"/exchanges\""));
    ana.get("/listings?on=someday").expect(422);

    for (step, status) in [
        ("pause", "En pause"),
        ("publication", ""),
        ("renewal", ""),
        ("closing", "Close"),
    ] {
        submit(&ana, &format!("{path}/{step}"), &json!({"csrf": csrf})).expect(303);
        let mine = ana
            .get("/my/listings")
            .expect(200)
            .body
            .as_str()
            .unwrap()
            .to_string();
        assert!(mine.contains(status), "{step}");
    }
    submit(&ana, &format!("{path}/pause"), &json!({"csrf": csrf})).expect(422);
    submit(&ana, &format!("{path}/pause"), &json!({"csrf": "forged"})).expect(403);
    ana.get("/listings/categories").expect(403);
    t.stranger().get("/listings").expect(303);
});

both_engines!(a_members_page_shows_their_listings_and_what_others_said, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let (reader, _) = browser(&t, "ana");
    let page = |query: &str| -> String {
        let page = reader.get(&format!("/members/{}{query}", bo.id)).expect(200).body;
        page.as_str().unwrap().to_string()
    };
    assert!(page("").contains("Pas encore d&#39;avis."));
    let review = |title: &str, rating: i64, body: &str| {
        let listing = post(&bo, "offer", title, json!({"category": "crafts-repair"}));
        let proposal = json!({"listing_id": listing, "terms": "gift", "minutes": 60});
        let id = ana.post("/api/v1/exchanges", proposal).expect(201).id();
        let step = |who: &Client, name: &str, body: Value| {
            who.post(&format!("/api/v1/exchanges/{id}/{name}"), body)
                .expect(201);
        };
        step(&bo, "agreement", json!({}));
        step(&bo, "delivery", json!({"minutes": 60}));
        step(&ana, "confirmation", json!({}));
        step(&ana, "review", json!({"rating": rating, "body": body}));
    };
    review("Poser une serrure", 5, "Merci <b>beaucoup</b>");
    assert!(page("").contains("5,0 sur 5, un avis"));
    for n in 1..=10 {
        t.advance_seconds(1);
        review(&format!("Serrure {n}"), 4, &format!("Avis {n}"));
    }
    let first = page("");
    assert!(
        first.contains("4,1 sur 5, 11 avis") && !first.contains("Excellent") && first.contains("Avis 10")
    );
    assert!(first.contains("Poser une serrure"), "what they offer");
    let older = first.split("?cursor=").nth(1).unwrap().split('"').next().unwrap();
    let last = page(&format!("?cursor={older}"));
    assert!(
        last.contains("Excellent") && last.contains("beaucoup") && !last.contains("<b>"),
        "{last}"
    );
    assert!(!last.contains("Avis 1<"), "each review stands once");
    reader.get(&format!("/members/{}?cursor=x", bo.id)).expect(422);
    // Who is kept apart from them does not find their listings here either.
    ana.put(&format!("/api/v1/members/{}/block", bo.id), json!({}))
        .expect(204);
    assert!(!page("").contains("Poser une serrure"));
});

both_engines!(facilitators_keep_the_lists_on_pages, |t| {
    t.founder();
    let (fanny, csrf) = browser(&t, "fanny");
    let fields = json!({"csrf": csrf, "name_fr": "Apiculture", "name_en": "Beekeeping"});
    submit(&fanny, "/listings/categories", &fields).expect(303);
    submit(&fanny, "/listings/categories", &fields).expect(422);
    let list = fanny
        .get("/listings/categories")
        .expect(200)
        .body
        .as_str()
        .unwrap()
        .to_string();
    let row = list.split("Apiculture").next().unwrap();
    let id = &row[row.rfind("/listings/categories/").unwrap() + 21..][..36];
    let path = format!("/listings/categories/{id}");
    let skill = json!({"csrf": csrf, "name_fr": "Miel", "name_en": "Honey"});
    submit(&fanny, &format!("{path}/skills"), &skill).expect(303);
    submit(&fanny, &path, &json!({"csrf": csrf, "act": "archive"})).expect(303);
    let page = fanny.get(&path).expect(200).body.as_str().unwrap().to_string();
    assert!(page.contains("Miel") && page.contains("Rétablir"));
});

both_engines!(a_trade_is_told_from_the_words_or_asked_for, |t| {
    let ana = t.member("ana");
    let offer = |title: &str, more: Value| {
        let mut body = json!({"kind": "offer", "title": title, "terms": {"gift": true}});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        ana.post("/api/v1/listings", body)
    };
    for (title, category) in [
        ("Promener votre chien le samedi", "care-company"),
        ("A logo for your shop", "graphic-design"),
        ("Monter une étagère", "home-garden"),
    ] {
        let seen = offer(title, json!({})).expect(201).body;
        assert_eq!(seen["category"], category, "{title}");
    }
    offer("Xqzt", json!({})).refused(422, "category-untold", Some("category"));
    let seen = offer("Xqzt", json!({"category": "food"})).expect(201).body;
    assert_eq!(seen["category"], "food");
    // Left out of a change, the trade stays, whatever the words become.
    let path = format!("/api/v1/listings/{}", seen["id"].as_str().unwrap());
    let changed = ana
        .patch(&path, json!({"title": "A logo for your shop"}))
        .expect(200)
        .body;
    assert_eq!(changed["category"], "food");

    // A trade and a skill that the community added are told as well, by their names.
    let fanny = t.founder();
    let trade = json!({"name_fr": "Apiculture", "name_en": "Beekeeping"});
    fanny.post("/api/v1/categories", trade).expect(201);
    let skill =
        json!({"category": "apiculture", "name_fr": "Extraction du miel", "name_en": "Honey extraction"});
    fanny.post("/api/v1/skills", skill).expect(201);
    for title in [
        "Initiation à l’apiculture",
        "Extraire le miel : extraction chez vous",
    ] {
        let seen = offer(title, json!({})).expect(201).body;
        assert_eq!(seen["category"], "beekeeping", "{title}");
    }
    let help = ana
        .get("/api/v1/listings/writing-help?title=Honey%20extraction&language=en&kind=offer")
        .expect(200)
        .body;
    assert_eq!(
        (&help["category"], &help["skills"][0]),
        (&json!("beekeeping"), &json!("honey-extraction"))
    );
});

both_engines!(a_listing_keeps_a_trade_that_was_archived, |t| {
    let (ana, fanny) = (t.member("ana"), t.founder());
    let trade = json!({"name_fr": "Vannerie", "name_en": "Basketry"});
    let trade = fanny.post("/api/v1/categories", trade).expect(201).body;
    // Words that tell no trade, so that keeping it cannot be mistaken for telling it anew.
    let id = post(&ana, "offer", "Xqzt", json!({"category": "basketry"}));
    let archive = format!("/api/v1/categories/{}", trade["id"].as_str().unwrap());
    fanny.patch(&archive, json!({"archived": true})).expect(200);
    let path = format!("/api/v1/listings/{id}");
    let changed = ana.patch(&path, json!({"title": "Xqzt xqzt"})).expect(200).body;
    assert_eq!(
        (&changed["title"], &changed["category"]),
        (&json!("Xqzt xqzt"), &json!("basketry"))
    );
    ana.patch(&path, json!({"category": "basketry"}))
        .refused(422, "category-unknown", Some("category"));
    let body = json!({"kind": "offer", "title": "Xqzt", "category": "basketry", "terms": {"gift": true}});
    ana.post("/api/v1/listings", body)
        .refused(422, "category-unknown", Some("category"));
});

both_engines!(the_language_of_a_listing_is_told_from_its_words, |t| {
    let ana = t.member("ana");
    let language = |title: &str, more: Value| {
        let mut body = json!({"kind": "offer", "title": title, "category": "food", "terms": {"gift": true}});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        ana.post("/api/v1/listings", body).expect(201).body["language"].clone()
    };
    assert_eq!(language("Des tartes pour le marché", json!({})), "fr");
    assert_eq!(language("Pies for the market", json!({})), "en");
    assert_eq!(language("Xqzt", json!({})), "fr", "in doubt the author's own");
    assert_eq!(language("Pies for the market", json!({"language": "es"})), "es");
});

both_engines!(a_page_asks_for_the_trade_that_words_do_not_tell, |t| {
    t.member("ana");
    let (ana, csrf) = browser(&t, "ana");
    let fields = json!({"csrf": csrf, "kind": "offer", "what": "service", "title": "Xqzt", "gift": "on"});
    let page = submit(&ana, "/listings", &fields).expect(422).body;
    let page = page.as_str().unwrap();
    assert!(
        page.contains("Vos mots ne disent pas de quel métier il s&#39;agit"),
        "{page}"
    );
    assert!(page.contains("value=\"Xqzt\""), "nothing that was typed is lost");
    // Where they do, the trades it may be come first in the list, the likeliest chosen.
    let fields = json!({"csrf": csrf, "kind": "offer", "what": "service", "title": "Cours de guitare", "status": "help"});
    let page = submit(&ana, "/listings", &fields).expect(200).body;
    let page = page.as_str().unwrap();
    let likely = page.split("Les plus probables").nth(1).unwrap();
    let first = likely.split("<option ").nth(1).unwrap();
    assert!(first.starts_with("value=\"teaching\" selected"), "{first}");
    assert!(page.contains("Le métier pourrait aussi être : "));
});

both_engines!(writing_is_helped, |t| {
    let ana = t.member("ana");
    let help = |query: &str| {
        ana.get(&format!("/api/v1/listings/writing-help?{query}"))
            .expect(200)
            .body
    };
    let dog = help("title=Promener%20votre%20chien&language=fr&kind=offer");
    assert!(
        dog["skills"]
            .as_array()
            .unwrap()
            .iter()
            .any(|key| key == "pet-care" || key == "dog-walking"),
        "{dog}"
    );
    assert_eq!(dog["doubles"], json!([]));
    let logo = help("title=A%20logo%20for%20your%20shop&language=en&kind=offer");
    assert_eq!(
        (&logo["category"], &logo["skills"][0]),
        (&json!("graphic-design"), &json!("logo"))
    );
    let nothing = help("title=xqzt&kind=offer");
    assert_eq!(
        (&nothing["category"], &nothing["categories"], &nothing["skills"]),
        (&Value::Null, &json!([]), &json!([]))
    );
    // What others call it tells more than the words alone, and comes first.
    let guitar = |what: &str| {
        help(&format!(
            "title=Guitare%20et%20chant&language=fr&kind=offer&what={what}"
        ))
    };
    let before = guitar("service");
    assert_ne!(before["category"], "wellbeing", "{before}");
    let bo = t.member("bo");
    for title in ["Guitare et chant le soir", "Chant et guitare ensemble"] {
        post(&bo, "offer", title, json!({"category": "wellbeing"}));
    }
    // A search lets this process know the community.
    ana.get("/api/v1/search?q=guitare").expect(200);
    let after = guitar("service");
    assert_eq!(after["category"], "wellbeing", "{after}");
    assert_eq!(after["categories"][0], "wellbeing");
    assert!(after["categories"].as_array().unwrap().len() <= 3);
    // One's own listings say nothing new.
    assert_eq!(
        bo.get("/api/v1/listings/writing-help?title=Guitare%20et%20chant&language=fr&kind=offer")
            .expect(200)
            .body["category"],
        before["category"]
    );
    let lent = guitar("equipment");
    assert_eq!(lent["categories"][0], "places-equipment", "{lent}");
    assert_eq!(lent["categories"][1], "wellbeing", "{lent}");

    let id = post(&ana, "offer", "A logo for your shop", json!({"language": "en"}));
    let again = help("title=A%20logo%20for%20your%20shop&language=en&kind=offer");
    assert_eq!(again["doubles"][0]["id"], json!(id));
    let request = help("title=A%20logo%20for%20your%20shop&language=en&kind=request");
    assert_eq!(
        request["doubles"],
        json!([]),
        "a request is no double of an offer"
    );
    let other = help("title=Guitar%20lessons&language=en&kind=offer");
    assert_eq!(other["doubles"], json!([]));

    ana.get("/api/v1/listings/writing-help?title=%20")
        .refused(422, "text-empty", Some("title"));
    ana.get("/api/v1/listings/writing-help?title=x&kind=swap")
        .refused(422, "word-unknown", Some("kind"));
});
