//! Fairness as the last step of a ranking: who comes first among offers that answer as well, why, and how that follows
//! what was shown, the rulebook and the pages of a list.

use std::collections::BTreeSet;

use crate::market::post;
use crate::support::{Client, TestApp};
use commonhour::db::schema::exposures;
use commonhour::kernel::pages::Slice;
use commonhour::market::fairness::{self, Exposure, Ranked, View};
use commonhour::rulebook::{self, Key, Value as RuleValue};
use diesel::prelude::*;
use serde_json::{Value, json};

const HEDGES: &str = "Taille de haies";
const SEARCH: &str = "/api/v1/search?q=taille%20de%20haies&kind=offer";

fn set_rules(t: &TestApp, values: &[(Key, i64)]) {
    let now = t.now();
    for (key, value) in values {
        let set = t.app.db.write_now(|conn| {
            let alpes = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
            rulebook::set(conn, alpes, *key, &RuleValue::Number(*value), None, None, now)
        });
        set.unwrap();
    }
}

/// Members who offer the same, in this order.
fn gardeners(t: &TestApp, names: &[&str]) -> Vec<Client> {
    names
        .iter()
        .map(|name| {
            let member = t.member(name);
            offer(&member, HEDGES);
            member
        })
        .collect()
}

fn offer(member: &Client, title: &str) -> String {
    let terms = json!({"gift": true, "time_minutes": 60});
    post(member, "offer", title, json!({ "terms": terms }))
}

fn items(reader: &Client, path: &str) -> Vec<Value> {
    let body = reader.get(path).expect(200).body;
    body["items"].as_array().unwrap().clone()
}

/// Who stands where, and why: `name` or `name:reason`.
fn found(reader: &Client) -> Vec<String> {
    items(reader, SEARCH).iter().map(told).collect()
}

fn told(item: &Value) -> String {
    let name = item["member"]["display_name"].as_str().unwrap();
    match item["fairness"]["code"].as_str() {
        Some(code) => format!("{name}:{code}"),
        None => name.to_string(),
    }
}

/// Tells the database what was shown, and lets the worker make the next edition.
fn count(t: &TestApp) -> usize {
    let told = t.runtime.block_on(t.app.flush_exposure()).unwrap();
    t.advance_seconds(301);
    t.work();
    told
}

both_engines!(who_got_less_than_was_due_comes_first_next_time, |t| {
    gardeners(&t, &["ana", "bo", "cy"]);
    let eve = t.member("eve");
    // Shares one word only: below the band.
    offer(&t.member("dan"), "Tailleur de pierre");
    assert_eq!(found(&eve)[..3], ["cy", "bo", "ana"], "equals: the newest first");
    let last = found(&eve).split_off(3);
    assert_eq!(
        count(&t),
        3 + last.len(),
        "the page read twice in a row counts once"
    );
    let arranged = ["ana:little_seen", "bo", "cy:seen_often"];
    assert_eq!(found(&eve)[..3], arranged);
    assert_eq!(found(&eve)[3..], last, "what answers less well keeps its place");
    assert_eq!(found(&t.member("gil"))[..3], arranged, "the same for everybody");

    let told = &items(&eve, SEARCH)[0]["fairness"];
    let expected = json!({"code": "little_seen", "text": "peu montrée jusqu'ici", "lifted": true});
    assert_eq!(told, &expected);
    let page = t.browser(&eve).page("/listings?q=taille+de+haies&kind=offer");
    assert!(page.contains("peu montrée jusqu"), "{page}");
    assert!(
        !page.contains("souvent montrée"),
        "who made room is not shown up on pages"
    );
});

both_engines!(the_rulebook_switches_it_off_and_on, |t| {
    gardeners(&t, &["ana", "bo", "cy"]);
    let eve = t.member("eve");
    found(&eve);
    count(&t);
    let off = [
        Key::FairnessLittleSeenBp,
        Key::FairnessNeedsHoursBp,
        Key::FairnessNewcomerShareBp,
        Key::FairnessHubCap,
    ];
    set_rules(&t, &off.map(|key| (key, 0)));
    assert_eq!(found(&eve), ["cy", "bo", "ana"]);
    // At once, and for a list without kind the same.
    set_rules(&t, &[(Key::FairnessLittleSeenBp, 10_000)]);
    assert_eq!(found(&eve), ["ana:little_seen", "bo", "cy:seen_often"]);
    let refused = rulebook::parse_value(Key::FairnessBandBp, &json!(4_999), "value");
    assert!(refused.is_err(), "half of the best is not nearly as good");
});

both_engines!(every_fifth_place_is_a_newcomers, |t| {
    let names = ["ana", "bo", "cy", "dan", "eve"];
    let members: Vec<Client> = names.iter().map(|name| t.member(name)).collect();
    t.advance_days(61);
    // Posted first, so that it comes last among equals.
    gardeners(&t, &["neo"]);
    for member in &members {
        offer(member, HEDGES);
    }
    let gil = t.member("gil");
    set_rules(&t, &[(Key::FairnessLittleSeenBp, 0)]);
    let by_relevance = ["eve", "dan", "cy", "bo", "ana", "neo"];
    assert_eq!(
        found(&gil),
        by_relevance,
        "before the first edition nobody is known"
    );
    count(&t);
    let arranged = ["eve", "dan", "cy", "bo", "neo:newcomer", "ana:others_moved"];
    assert_eq!(found(&gil), arranged);
    set_rules(&t, &[(Key::FairnessNewcomerDays, 0)]);
    assert_eq!(found(&gil), by_relevance);
});

both_engines!(who_owes_hours_can_earn_some, |t| {
    let gardeners = gardeners(&t, &["ana", "bo", "cy"]);
    let eve = t.member("eve");
    let order = json!({"to": eve.id, "minutes": 300, "reason": "payment"});
    gardeners[0].post("/api/v1/transfers", order).expect(201);
    set_rules(&t, &[(Key::FairnessLittleSeenBp, 0)]);
    assert_eq!(found(&eve), ["cy", "bo", "ana"]);
    count(&t);
    let arranged = ["ana:needs_hours", "cy:others_moved", "bo:others_moved"];
    assert_eq!(found(&eve), arranged);
    set_rules(&t, &[(Key::FairnessNeedsHoursBp, 0)]);
    assert_eq!(found(&eve), ["cy", "bo", "ana"]);
});

both_engines!(matches_are_arranged_as_their_last_step, |t| {
    gardeners(&t, &["ana", "bo"]);
    let eve = t.member("eve");
    let request = post(&eve, "request", HEDGES, json!({}));
    let path = format!("/api/v1/listings/{request}/matches");
    let names = |reader: &Client| items(reader, &path).iter().map(told).collect::<Vec<_>>();
    assert_eq!(names(&eve), ["bo", "ana"]);
    assert_eq!(count(&t), 2);
    assert_eq!(names(&eve), ["ana:little_seen", "bo:seen_often"]);
    let page = t.browser(&eve).page(&format!("/listings/{request}"));
    assert!(page.contains("peu montrée jusqu"), "{page}");
});

both_engines!(own_data_says_what_attention_ones_offers_got, |t| {
    let gardeners = gardeners(&t, &["ana", "bo"]);
    let eve = t.member("eve");
    let attention = |member: &Client| {
        let document = member.get("/api/v1/me/export").expect(200).body;
        document["memberships"][0]["attention_to_offers"].clone()
    };
    assert_eq!(attention(&gardeners[0]), Value::Null, "nothing was counted yet");
    assert_eq!(found(&eve), ["bo", "ana"]);
    count(&t);
    let [ana, bo] = [&gardeners[0], &gardeners[1]].map(attention);
    assert_eq!(bo["shown_micro"], json!(1_000_000), "first place: {bo}");
    assert!(
        ana["shown_micro"].as_i64() < bo["shown_micro"].as_i64(),
        "{ana} {bo}"
    );
    assert!(ana["due_micro"].as_i64() > Some(0), "{ana}");
    assert_eq!(attention(&eve), Value::Null, "who offers nothing is due nothing");
});

both_engines!(pages_fetched_one_after_the_other_are_complete, |t| {
    gardeners(&t, &["ana", "bo", "cy", "dan", "eve"]);
    let (gil, hal) = (t.member("gil"), t.member("hal"));
    found(&gil);
    count(&t);
    let whole: Vec<String> = found(&gil);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let body = gil
            .get(&format!("{SEARCH}&limit=2&cursor={cursor}"))
            .expect(200)
            .body;
        seen.extend(body["items"].as_array().unwrap().iter().map(told));
        // Meanwhile others search, and the next edition puts others first.
        found(&hal);
        assert!(count(&t) > 0);
        match body["next"].as_str() {
            Some(next) => cursor = next.to_string(),
            None => break,
        }
    }
    assert_eq!(seen, whole, "in the order of the first page");
    assert_ne!(found(&gil), whole, "a list begun now has another order");
    let names: BTreeSet<&str> = seen.iter().map(|one| one.split(':').next().unwrap()).collect();
    assert_eq!(names.len(), 5);
});

both_engines!(several_processes_count_together_and_rank_alike, |t| {
    gardeners(&t, &["ana", "bo", "cy"]);
    let (eve, gil) = (t.member("eve"), t.member("gil"));
    let by_relevance = items(&eve, SEARCH);
    let ranked: Vec<Ranked> = by_relevance
        .iter()
        .map(|item| Ranked {
            listing: item["id"].as_str().unwrap().parse().unwrap(),
            member: item["member"]["id"].as_str().unwrap().parse().unwrap(),
            score: 1.0,
            is_offer: true,
            earns: true,
        })
        .collect();
    let reader = gil.id.parse().unwrap();
    let now = t.now();
    let elsewhere = Exposure::default();
    let arrange = |exposure: &Exposure| {
        let arranged = t.app.db.read_now(|conn| {
            let alpes = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
            let view = View::open(conn, exposure, alpes, reader, &Slice::FIRST, now)?;
            let mut found = ranked.clone();
            view.arrange(&mut found, |one| *one);
            Ok(found
                .iter()
                .map(|one| one.listing.to_string())
                .collect::<Vec<_>>())
        });
        arranged.unwrap()
    };
    // The same page is shown by this process and by another.
    arrange(&elsewhere);
    let collected = elsewhere.take();
    let told = t.app.db.write_now(|conn| fairness::add(conn, &collected, now));
    assert_eq!(told.unwrap(), 3);
    assert_eq!(count(&t), 3);
    let shown: Vec<i64> = t
        .app
        .db
        .read_now(|conn| {
            let shown = exposures::table.order(exposures::shown_micro.desc());
            Ok(shown.select(exposures::shown_micro).load(conn)?)
        })
        .unwrap();
    assert_eq!(
        shown,
        [2_000_000, 1_261_860, 1_000_000],
        "twice 1, 0.63 and a half"
    );

    let here: Vec<String> = items(&eve, SEARCH)
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_string())
        .collect();
    assert_eq!(arrange(&elsewhere), here);
    assert_ne!(here[0], by_relevance[0]["id"].as_str().unwrap());
});
