//! Matching over HTTP: who answers whom, why, and who is told.

use crate::market::post;
use crate::support::{Client, TestApp};
use commonhour::exchanges;
use commonhour::matching::{self, MatchFound};
use serde_json::{Value, json};

const CHAMBERY: (f64, f64) = (45.5646, 5.9178);
const ANNECY: (f64, f64) = (45.8992, 6.1294);

fn place(label: &str, (lat, lon): (f64, f64), radius_km: i64) -> Value {
    json!({"label": label, "lat": lat, "lon": lon, "radius_km": radius_km})
}

/// The request of the third scenario.
fn request(author: &Client) -> String {
    post(
        author,
        "request",
        "Besoin d'aide pour mon site vitrine",
        json!({
            "description": "Je lance mon activité de couture et je voudrais un petit site simple.",
            "terms": {"gift": true, "time_minutes": 120},
            "place": place("Chambéry", CHAMBERY, 5),
            "availability": [{"date": "2026-11-24", "from": "18:00", "to": "21:00"}]
        }),
    )
}

fn matches(client: &Client, listing: &str) -> Vec<Value> {
    let body = client
        .get(&format!("/api/v1/listings/{listing}/matches"))
        .expect(200)
        .body;
    body["items"].as_array().unwrap().clone()
}

fn names(items: &[Value]) -> Vec<String> {
    items
        .iter()
        .map(|item| item["member"]["display_name"].as_str().unwrap().to_string())
        .collect()
}

fn texts(item: &Value) -> Vec<String> {
    let reasons = item["reasons"].as_array().unwrap();
    reasons
        .iter()
        .map(|reason| reason["text"].as_str().unwrap().to_string())
        .collect()
}

/// What was told since the last time this was asked.
fn told(t: &TestApp) -> Vec<MatchFound> {
    let now = t.now().plus_seconds(1);
    t.app
        .db
        .write_now(|conn| {
            let mut found = Vec::new();
            for event in commonhour::outbox::lease(conn, now, 1000)? {
                found.extend(event.open::<MatchFound>()?);
                commonhour::outbox::settle(conn, event.id, now)?;
            }
            Ok(found)
        })
        .unwrap()
}

fn notice(t: &TestApp, listing: &str) {
    let (id, now) = (listing.parse().unwrap(), t.now());
    t.app
        .db
        .write_now(|conn| matching::notice(conn, &t.app.catalogue, id, now))
        .unwrap();
}

both_engines!(the_request_of_chambery_finds_its_offers_with_reasons, |t| {
    let ana = t.member("ana");
    let bo = t.member("bo");
    let cy = t.member("cy");
    let di = t.member("di");
    let ed = t.member("ed");
    // 3 km away, free on Tuesday evenings, same trade, French, gift or time.
    let near = (CHAMBERY.0 + 0.027, CHAMBERY.1);
    post(
        &bo,
        "offer",
        "Création de sites vitrines",
        json!({
            "category": "web", "skills": ["showcase-website"], "terms": {"gift": true, "time_minutes": 120},
            "place": place("Sonnaz", near, 10), "availability": ["tue 18:00-21:00"]
        }),
    );
    // The same, in Annecy.
    post(
        &cy,
        "offer",
        "Création de sites vitrines",
        json!({
            "category": "web", "terms": {"gift": true}, "place": place("Annecy", ANNECY, 10)
        }),
    );
    // Near, but for money only.
    post(
        &di,
        "offer",
        "Site vitrine sur mesure",
        json!({
            "category": "web", "terms": {"money": {"amount": "900", "currency": "EUR"}}, "place": place("Chambéry", CHAMBERY, 10)
        }),
    );
    // Near, but something else altogether.
    post(
        &ed,
        "offer",
        "Cours de guitare",
        json!({"place": place("Chambéry", CHAMBERY, 10)}),
    );
    let id = request(&ana);
    post(
        &ana,
        "offer",
        "Mon propre site vitrine",
        json!({"category": "web"}),
    );

    let found = matches(&ana, &id);
    assert_eq!(names(&found), ["bo"], "{found:#?}");
    let score = found[0]["score"].as_f64().unwrap();
    assert!((0.6..=1.0).contains(&score), "{score}");
    assert_eq!(found[0]["listing"]["title"], "Création de sites vitrines");
    let words = [
        "même métier (Web et numérique)",
        "à 3 km",
        "libre mardi 24 novembre 18 h–21 h",
        "parle français",
        "accepte le don",
        "accepte le temps (2 h)",
    ];
    for expected in words {
        assert!(
            texts(&found[0]).contains(&expected.to_string()),
            "{expected}: {:?}",
            texts(&found[0])
        );
    }
    assert!(
        texts(&found[0])
            .iter()
            .any(|text| text.starts_with("mots communs : "))
    );
    for reason in found[0]["reasons"].as_array().unwrap() {
        assert!(reason["code"].is_string());
    }
    // Any member may look at an active listing's matches, and sees the same.
    assert_eq!(names(&matches(&ed, &id)), ["bo"]);
});

both_engines!(offers_find_requests_too, |t| {
    let ana = t.member("ana");
    let bo = t.member("bo");
    let id = request(&ana);
    let offer = post(
        &bo,
        "offer",
        "Création de sites vitrines",
        json!({
            "category": "web", "place": place("Chambéry", CHAMBERY, 10), "availability": ["tue 19:00-20:00"]
        }),
    );
    let found = matches(&bo, &offer);
    assert_eq!(names(&found), ["ana"]);
    assert_eq!(found[0]["listing"]["id"], json!(id));
    assert!(texts(&found[0]).contains(&"libre mardi 24 novembre 19 h–20 h".to_string()));
});

both_engines!(what_is_not_active_never_matches, |t| {
    let ana = t.member("ana");
    let bo = t.member("bo");
    let id = request(&ana);
    let offer = post(
        &bo,
        "offer",
        "Création de sites vitrines",
        json!({"category": "web"}),
    );
    let path = |step: &str| format!("/api/v1/listings/{offer}{step}");
    assert_eq!(names(&matches(&ana, &id)), ["bo"]);
    bo.post(&path("/pause"), json!({})).expect(200);
    assert_eq!(names(&matches(&ana, &id)), Vec::<String>::new());
    bo.post(&path("/publication"), json!({})).expect(200);
    assert_eq!(names(&matches(&ana, &id)), ["bo"]);
    t.founder()
        .post(
            &format!("/api/v1/members/{}/suspension", bo.id),
            json!({"reason": "essai"}),
        )
        .expect(200);
    assert_eq!(
        names(&matches(&ana, &id)),
        Vec::<String>::new(),
        "a suspended member's offer"
    );
    let draft = post(
        &ana,
        "request",
        "Besoin d'un site vitrine",
        json!({"status": "draft"}),
    );
    matches(&ana, &draft);
    let cy = t.member("cy");
    cy.get(&format!("/api/v1/listings/{draft}/matches"))
        .refused(404, "not-found", None);
});

both_engines!(better_offers_come_first, |t| {
    let ana = t.member("ana");
    let far = (CHAMBERY.0 + 0.2, CHAMBERY.1);
    for (name, title, more) in [
        (
            "best",
            "Site vitrine en une soirée",
            json!({"category": "web", "place": place("x", CHAMBERY, 30), "availability": ["tue 18:00-21:00"]}),
        ),
        (
            "middle",
            "Site vitrine",
            json!({"category": "web", "place": place("x", far, 30)}),
        ),
        (
            "last",
            "Dépannage informatique",
            json!({"category": "web", "place": place("x", far, 30)}),
        ),
        (
            "never",
            "Site vitrine",
            json!({"category": "web", "place": place("x", CHAMBERY, 30), "availability": ["wed 08:00-12:00"]}),
        ),
    ] {
        post(&t.member(name), "offer", title, more);
    }
    let id = request(&ana);
    let found = matches(&ana, &id);
    assert_eq!(names(&found), ["best", "middle", "last"], "{found:#?}");
    let scores: Vec<f64> = found.iter().map(|item| item["score"].as_f64().unwrap()).collect();
    assert!(
        scores.windows(2).all(|pair| pair[0] >= pair[1]) && scores.iter().all(|s| (0.0..=1.0).contains(s))
    );
    let first = ana
        .get(&format!("/api/v1/listings/{id}/matches?limit=1"))
        .expect(200)
        .body;
    assert_eq!(names(first["items"].as_array().unwrap()), ["best"]);
    let next = first["next"].as_str().unwrap();
    let second = ana
        .get(&format!("/api/v1/listings/{id}/matches?limit=1&cursor={next}"))
        .expect(200)
        .body;
    assert_eq!(names(second["items"].as_array().unwrap()), ["middle"]);
});

both_engines!(the_owners_of_good_matches_are_told_once, |t| {
    let ana = t.member("ana");
    let bo = t.member("bo");
    let cy = t.member("cy");
    let offer = post(
        &bo,
        "offer",
        "Création de sites vitrines",
        json!({
            "category": "web", "place": place("Chambéry", CHAMBERY, 10), "availability": ["tue 18:00-21:00"]
        }),
    );
    notice(&t, &offer);
    assert!(told(&t).is_empty(), "nobody asked yet");
    let id = request(&ana);
    notice(&t, &id);
    let news = told(&t);
    assert_eq!(news.len(), 1);
    assert_eq!(news[0].request_id.to_string(), id);
    assert_eq!(news[0].offer_id.to_string(), offer);
    assert_eq!(news[0].member_id.to_string(), bo.id);
    assert!(news[0].score >= matching::NOTICE_SCORE_MIN && !news[0].reasons.is_empty());
    notice(&t, &id);
    notice(&t, &offer);
    assert!(told(&t).is_empty(), "no pair twice");

    // The mirror: a new offer is told to who asks.
    let late = post(
        &cy,
        "offer",
        "Site vitrine en une soirée",
        json!({
            "category": "web", "place": place("Chambéry", CHAMBERY, 10), "availability": ["tue 18:00-21:00"]
        }),
    );
    notice(&t, &late);
    let news = told(&t);
    assert_eq!(news.len(), 1);
    assert_eq!(
        (news[0].member_id.to_string(), news[0].offer_id.to_string()),
        (ana.id.clone(), late)
    );

    // A weak match disturbs nobody.
    let weak = post(
        &t.member("di"),
        "offer",
        "Dépannage de tableurs",
        json!({"category": "web"}),
    );
    notice(&t, &weak);
    assert!(told(&t).is_empty());
});

/// What is drawn for a listing, to be judged again by hand.
#[derive(Clone)]
struct Drawn {
    id: String,
    author: usize,
    is_offer: bool,
    active: bool,
    terms: [Option<i64>; 3],
    pin: Option<(f64, f64)>,
    radius: Option<i64>,
    remote: bool,
    /// Weekday, from and to, in hours.
    slots: Vec<(usize, i64, i64)>,
}

/// Everybody's listings say the same, so that nothing but the conditions tells them apart.
fn draw(author: usize, by: &Client, rng: &mut impl FnMut(usize) -> usize) -> Drawn {
    const SPOTS: [(f64, f64); 4] = [(45.565, 5.92), (45.605, 5.92), (45.765, 5.92), (46.5, 5.92)];
    const RADIUSES: [i64; 3] = [6, 30, 150];
    const DAYS: [&str; 3] = ["mon", "thu", "sat"];
    const SLOTS: [(i64, i64); 5] = [(8, 12), (10, 11), (11, 16), (14, 18), (17, 23)];
    let is_offer = rng(2) == 0;
    let chosen = 1 + rng(7);
    let terms = [0, 1, 2].map(|bit| (chosen & (1 << bit) != 0).then(|| [60, 120, 240][rng(3)]));
    let pin = (rng(4) > 0).then(|| SPOTS[rng(SPOTS.len())]);
    let radius = pin.and_then(|_| (rng(3) > 0).then(|| RADIUSES[rng(RADIUSES.len())]));
    let remote = rng(4) == 0;
    let slots: Vec<(usize, i64, i64)> = (0..rng(3))
        .map(|_| {
            let (from, to) = SLOTS[rng(SLOTS.len())];
            (rng(DAYS.len()), from, to)
        })
        .collect();
    let mut more = json!({
        "terms": {"gift": terms[0].is_some(), "time_minutes": terms[1]},
        "remote": remote,
        "availability": slots.iter().map(|(day, from, to)| format!("{} {from}:00-{to}:00", DAYS[*day])).collect::<Vec<_>>(),
    });
    if terms[2].is_some() {
        more["terms"]["money"] = json!({"amount": "20", "currency": "EUR"});
    }
    if let Some((lat, lon)) = pin {
        more["place"] = json!({"label": "x", "lat": lat, "lon": lon, "radius_km": radius});
    }
    let id = post(
        by,
        if is_offer { "offer" } else { "request" },
        "Réparation de vélo",
        more,
    );
    let active = rng(6) > 0;
    if !active {
        by.post(&format!("/api/v1/listings/{id}/pause"), json!({}))
            .expect(200);
    }
    Drawn {
        id,
        author,
        is_offer,
        active,
        terms,
        pin,
        radius,
        remote,
        slots,
    }
}

/// The conditions as the documentation states them, written once more.
fn may_meet(one: &Drawn, other: &Drawn) -> bool {
    if one.is_offer == other.is_offer || one.author == other.author || !other.active {
        return false;
    }
    let in_common = (0..3).any(|kind| one.terms[kind].is_some() && other.terms[kind].is_some());
    let within = match (one.pin, other.pin, one.radius.max(other.radius)) {
        _ if one.remote && other.remote => true,
        // All lie on one meridian.
        (Some(a), Some(b), Some(radius)) => (a.0 - b.0).abs() * 111.195 <= radius as f64,
        _ => true,
    };
    let (request, offer) = if one.is_offer { (other, one) } else { (one, other) };
    let longest = |drawn: &Drawn| {
        drawn
            .slots
            .iter()
            .map(|(_, from, to)| (to - from) * 60)
            .max()
            .unwrap()
    };
    let in_time = one.slots.is_empty() || other.slots.is_empty() || {
        let needed = request.terms[1].or(offer.terms[1]).unwrap_or(1);
        let needed = needed.min(longest(request)).min(longest(offer));
        one.slots.iter().any(|(day, from, to)| {
            other.slots.iter().any(|(their_day, their_from, their_to)| {
                day == their_day && (to.min(their_to) - from.max(their_from)) * 60 >= needed.max(1)
            })
        })
    };
    in_common && within && in_time
}

both_engines!(hard_conditions_agree_with_brute_force, |t| {
    let members: Vec<Client> = ["ana", "bo", "cy", "di", "ed"].map(|name| t.member(name)).into();
    let mut state = 20_261_126_u64;
    let mut rng = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let drawn: Vec<Drawn> = (0..70)
        .map(|n| draw(n % members.len(), &members[n % members.len()], &mut rng))
        .collect();
    // ana and bo want nothing to do with each other, and di is suspended.
    members[0]
        .put(&format!("/api/v1/members/{}/block", members[1].id), json!({}))
        .expect(204);
    let suspension = format!("/api/v1/members/{}/suspension", members[3].id);
    t.founder()
        .post(&suspension, json!({"reason": "essai"}))
        .expect(200);
    let apart = |a: &Drawn, b: &Drawn| a.author + b.author == 1 && a.author != b.author || b.author == 3;

    let mut pairs = 0;
    for one in drawn.iter().filter(|one| one.active && one.author != 3) {
        let reader = &members[one.author];
        let body = reader
            .get(&format!("/api/v1/listings/{}/matches?limit=100", one.id))
            .expect(200)
            .body;
        let mut found: Vec<&str> = body["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["listing"]["id"].as_str().unwrap())
            .collect();
        let mut expected: Vec<&str> = drawn
            .iter()
            .filter(|other| may_meet(one, other) && !apart(one, other))
            .map(|other| other.id.as_str())
            .collect();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{}", one.id);
        pairs += found.len();
    }
    assert!(pairs > 100, "only {pairs} pairs: the draw says nothing");
});

/// An exchange of an hour about this listing, proposed and agreed on.
fn agree(by: &Client, with: &Client, listing: &str, terms: &str) -> String {
    let mut body = json!({"listing_id": listing, "terms": terms, "minutes": 60});
    if terms == "money" {
        body["money"] = json!({"amount": "20", "currency": "EUR"});
    }
    let id = by.post("/api/v1/exchanges", body).expect(201).id();
    step(with, &id, "agreement", json!({}));
    id
}

fn step(by: &Client, exchange: &str, name: &str, body: Value) {
    by.post(&format!("/api/v1/exchanges/{exchange}/{name}"), body)
        .expect(201);
}

/// As [`agree`], and carried through: `giver` delivers, `receiver` confirms.
fn carry_through(receiver: &Client, giver: &Client, offer: &str, terms: &str) -> String {
    let id = agree(receiver, giver, offer, terms);
    step(giver, &id, "delivery", json!({}));
    step(receiver, &id, "confirmation", json!({}));
    id
}

fn past(item: &Value) -> Option<String> {
    let reasons = item["reasons"].as_array().unwrap();
    let found = reasons.iter().find(|reason| reason["code"] == "past_exchanges");
    found.map(|reason| reason["text"].as_str().unwrap().to_string())
}

both_engines!(what_the_two_exchanged_before_is_a_reason_for_them_alone, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    let more = json!({
        "category": "web",
        "terms": {"gift": true, "time_minutes": 60, "money": {"amount": "20", "currency": "EUR"}},
    });
    let offer = post(&bo, "offer", "Création de sites vitrines", more);
    let request = request(&ana);
    let before = matches(&ana, &request).remove(0);
    assert_eq!(past(&before), None, "they never exchanged");

    // What was only agreed on, or came to nothing, is no exchange carried through.
    agree(&ana, &bo, &offer, "time");
    let cancelled = agree(&ana, &bo, &offer, "time");
    step(&ana, &cancelled, "cancellation", json!({}));
    assert_eq!(past(&matches(&ana, &request)[0]), None);

    carry_through(&ana, &bo, &offer, "gift");
    let once = matches(&ana, &request).remove(0);
    assert_eq!(past(&once).as_deref(), Some("1 échange mené ensemble"));
    assert_eq!(once["score"], before["score"], "it is told, not weighed");
    carry_through(&ana, &bo, &offer, "money");
    carry_through(&ana, &bo, &offer, "time");
    let three = Some("3 échanges menés ensemble".to_string());
    assert_eq!(past(&matches(&ana, &request)[0]), three);
    let mirrored = matches(&bo, &offer).remove(0);
    assert_eq!(past(&mirrored), three, "whichever of the two looks");
    // Cy sees the same match, and not what these two did.
    let seen_by_cy = matches(&cy, &request).remove(0);
    assert_eq!(
        (past(&seen_by_cy), &seen_by_cy["score"]),
        (None, &before["score"])
    );
    let seen_by_bo = matches(&bo, &request).remove(0);
    assert_eq!(past(&seen_by_bo), three, "bo is one of the two");

    // A mistake that the treasurer undid no longer counts.
    let accounts = bo.get("/api/v1/me/accounts").expect(200).body;
    let hours = accounts["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["unit"] == "minutes")
        .unwrap();
    let statement = bo
        .get(&format!(
            "/api/v1/accounts/{}/entries",
            hours["id"].as_str().unwrap()
        ))
        .expect(200)
        .body;
    let entries = statement["items"].as_array().unwrap();
    let transfer = entries
        .iter()
        .find(|entry| entry["reason"] == "exchange")
        .unwrap();
    t.founder()
        .post(
            &format!("/api/v1/transfers/{}/reversal", transfer["id"].as_str().unwrap()),
            json!({"reason": "essai"}),
        )
        .expect(201);
    assert_eq!(
        past(&matches(&ana, &request)[0]).as_deref(),
        Some("2 échanges menés ensemble")
    );
});

both_engines!(a_dispute_counts_only_where_something_was_given, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    t.grant(&cy, commonhour::members::Role::Mediator);
    let offer = post(
        &bo,
        "offer",
        "Création de sites vitrines",
        json!({"category": "web"}),
    );
    let request = request(&ana);
    for (minutes, told) in [(0, None), (30, Some("1 échange mené ensemble"))] {
        let id = agree(&ana, &bo, &offer, "gift");
        step(&ana, &id, "dispute", json!({"reason": "essai"}));
        step(
            &cy,
            &id,
            "resolution",
            json!({"minutes": minutes, "note": "essai"}),
        );
        assert_eq!(past(&matches(&ana, &request)[0]).as_deref(), told, "{minutes}");
    }
});

both_engines!(who_is_told_of_a_match_is_told_of_past_exchanges, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let more = json!({"category": "web", "place": place("Chambéry", CHAMBERY, 10), "availability": ["tue 18:00-21:00"]});
    let offer = post(&bo, "offer", "Création de sites vitrines", more);
    carry_through(&ana, &bo, &offer, "gift");
    let id = request(&ana);
    notice(&t, &id);
    let news = told(&t);
    assert!(
        news[0]
            .reasons
            .contains(&matching::Reason::PastExchanges { count: 1 })
    );
});

both_engines!(what_was_exchanged_elsewhere_is_not_told_here, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let offer = post(
        &bo,
        "offer",
        "Création de sites vitrines",
        json!({"category": "web"}),
    );
    carry_through(&ana, &bo, &offer, "gift");
    let jules = t.second_community();
    let counted = t.app.db.read_now(|conn| {
        let jura = commonhour::members::find_ecosystem_by_slug(conn, "jura")?.unwrap();
        exchanges::count_completed(
            conn,
            jura,
            ana.id.parse().unwrap(),
            &[bo.id.parse().unwrap(), jules.id.parse().unwrap()],
        )
    });
    assert!(counted.unwrap().is_empty());
});
