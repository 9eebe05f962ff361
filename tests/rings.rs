//! Rings: members who help each other round, from the listing that closes the ring to the linked transfers.

use crate::market::post;
use crate::support::{Answer, Client, Engine, TestApp, sqlite_plans};
use commonhour::db::Conn;
use commonhour::demo::chance::Chance;
use commonhour::kernel::ids::ListingId;
use commonhour::ledger;
use commonhour::market::{self, Mark, saved_searches};
use commonhour::matching::{self, rings};
use commonhour::members::Role;
use commonhour::rulebook::{self, Key, Value as RuleValue};
use serde_json::{Value, json};

const SITE: &str = "Création d'un site vitrine";
const GUITAR: &str = "Cours de guitare pour débutants";
const HEDGE: &str = "Taille de haies et de rosiers";

/// A listing for time, or as a gift where no minutes are named.
fn listing(of: &Client, kind: &str, title: &str, minutes: Option<i64>) -> String {
    let terms = match minutes {
        Some(minutes) => json!({"gift": false, "time_minutes": minutes}),
        None => json!({"gift": true}),
    };
    post(of, kind, title, json!({"terms": terms, "remote": false}))
}

/// Ana helps Bo, Bo helps Cy, Cy helps Ana.
struct Three {
    ana: Client,
    bo: Client,
    cy: Client,
    /// Ana's request, the last that was posted.
    last: String,
}

impl Three {
    fn each(&self) -> [&Client; 3] {
        [&self.ana, &self.bo, &self.cy]
    }
}

fn three(t: &TestApp) -> Three {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    listing(&ana, "offer", SITE, Some(120));
    listing(&bo, "request", SITE, Some(90));
    listing(&bo, "offer", GUITAR, Some(60));
    listing(&cy, "request", GUITAR, Some(60));
    listing(&cy, "offer", HEDGE, Some(90));
    t.work();
    assert!(rings(&ana).is_empty(), "nothing closes yet");
    let last = listing(&ana, "request", HEDGE, Some(120));
    t.work();
    Three { ana, bo, cy, last }
}

fn rings(of: &Client) -> Vec<Value> {
    let body = of.get("/api/v1/rings").expect(200).body;
    body["items"].as_array().unwrap().clone()
}

/// The only ring of a member.
#[track_caller]
fn ring(of: &Client) -> String {
    let found = rings(of);
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0]["id"].as_str().unwrap().to_string()
}

fn step(by: &Client, ring: &str, step: &str) -> Answer {
    by.post(&format!("/api/v1/rings/{ring}/{step}"), json!({}))
}

/// A step about the leg in which `by` helps, or is helped.
fn leg_step(by: &Client, ring: &str, step: &str) -> Answer {
    let seen = by.get(&format!("/api/v1/rings/{ring}")).expect(200).body;
    let legs = seen["legs"].as_array().unwrap().clone();
    let leg = match step {
        "delivery" => legs.first(),
        _ => legs.last(),
    };
    let position = leg.unwrap()["position"].as_i64().unwrap();
    by.post(&format!("/api/v1/rings/{ring}/legs/{position}/{step}"), json!({}))
}

fn deliver(by: &Client, ring: &str) -> Answer {
    leg_step(by, ring, "delivery")
}

fn receive(by: &Client, ring: &str) -> Answer {
    leg_step(by, ring, "receipt")
}

fn status(of: &Client, ring: &str) -> String {
    let found = of.get(&format!("/api/v1/rings/{ring}")).expect(200);
    found.body["status"].as_str().unwrap().to_string()
}

/// Balance, held and given of a member.
fn hours(of: &Client) -> (i64, i64, i64) {
    let accounts = of.get("/api/v1/me/accounts").expect(200).body;
    let items = accounts["items"].as_array().unwrap();
    let account = items.iter().find(|a| a["unit"] == "minutes").unwrap();
    let number = |name: &str| account[name].as_i64().unwrap();
    (number("posted"), number("held"), number("given"))
}

/// How often a member was told of something.
fn told(of: &Client, kind: &str) -> usize {
    let body = of.get("/api/v1/notifications?limit=100").expect(200).body;
    let items = body["items"].as_array().unwrap();
    items.iter().filter(|item| item["kind"] == kind).count()
}

/// The subjects about rings that reached a member, oldest first.
fn subjects(t: &TestApp, name: &str) -> Vec<String> {
    t.mails_to(&format!("{name}@exemple.fr"))
        .iter()
        .filter(|mail| mail.subject().contains("boucle") || mail.subject().contains("aid"))
        .map(|mail| mail.subject().to_string())
        .collect()
}

fn set_rule(t: &TestApp, key: Key, value: i64) {
    let now = t.now();
    let set = t.app.db.write_now(|conn| {
        let alpes = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
        rulebook::set(conn, alpes, key, &RuleValue::Number(value), None, None, now)
    });
    set.unwrap();
}

fn check_ledger(t: &TestApp) {
    let report = t.app.db.read_now(|conn| {
        let alpes = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
        ledger::verify(conn, alpes)
    });
    assert_eq!(report.unwrap().fault, None);
}

fn agree(three: &Three) -> String {
    let id = ring(&three.ana);
    for member in three.each() {
        step(member, &id, "confirmation").expect(201);
    }
    assert_eq!(status(&three.ana, &id), "agreed");
    id
}

both_engines!(
    three_members_are_asked_once_when_the_last_listing_closes_the_ring,
    |t| {
        let three = three(&t);
        let id = ring(&three.ana);
        for member in three.each() {
            let found = rings(member);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0]["id"], json!(id));
            assert_eq!(found[0]["status"], "proposed");
            assert_eq!(
                found[0]["minutes"], 60,
                "the fewest that any of the listings names"
            );
            assert_eq!(found[0]["balance_change_minutes"], 0);
            assert_eq!(found[0]["open_steps"], json!(["confirmation", "refusal"]));
            let legs = found[0]["legs"].as_array().unwrap();
            assert_eq!(legs.len(), 3);
            assert_eq!(legs[0]["giver"]["id"], json!(member.id), "one's own comes first");
            assert_eq!(legs[2]["receiver"]["id"], json!(member.id));
            assert!(
                legs.iter()
                    .all(|leg| leg["terms"] == "time" && leg["minutes"] == 60)
            );
            assert_eq!(told(member, "ring.proposed"), 1);
        }
        let words = rings(&three.bo)[0]["in_words"].clone();
        assert_eq!(
            words,
            json!([
                format!("Vous aidez cy : « {GUITAR} »."),
                format!("cy aide ana : « {HEDGE} »."),
                format!("ana vous aide : « {SITE} »."),
            ])
        );
        let mail = t.last_mail_to("bo@exemple.fr");
        assert_eq!(mail.subject(), "Une boucle d'entraide : vous, cy, ana");
        let text = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
        for sentence in words.as_array().unwrap() {
            assert!(text.contains(sentence.as_str().unwrap()), "{text}");
        }
        mail.link(&format!("/rings/{id}"));

        // Outsiders see nothing.
        let eve = t.member("eve");
        assert!(rings(&eve).is_empty());
        eve.get(&format!("/api/v1/rings/{id}"))
            .refused(404, "not-found", None);
        let verbs = [
            "confirmation",
            "refusal",
            "cancellation",
            "legs/0/delivery",
            "legs/0/receipt",
        ];
        for verb in verbs {
            step(&eve, &id, verb).refused(404, "not-found", None);
        }
        eve.delete(&format!("/api/v1/rings/{id}/confirmation"))
            .refused(404, "not-found", None);
        let browser = t.browser(&eve);
        assert_eq!(browser.get(&format!("/rings/{id}")).status, 404);
    }
);

both_engines!(
    agreed_when_all_confirm_and_settled_together_when_all_received,
    |t| {
        let three = three(&t);
        let (ana, bo, cy) = (&three.ana, &three.bo, &three.cy);
        let id = ring(ana);
        step(ana, &id, "confirmation").expect(201);
        step(ana, &id, "confirmation").refused(409, "ring-already-confirmed", None);
        let path = format!("/api/v1/rings/{id}/confirmation");
        bo.delete(&path).refused(409, "ring-not-confirmed", None);
        step(bo, &id, "confirmation").expect(201);
        receive(bo, &id).refused(409, "ring-wrong-state", None);
        // Bo thinks again, and again.
        let undone = bo.delete(&path).expect(200);
        assert_eq!(undone.body["open_steps"], json!(["confirmation", "refusal"]));
        step(cy, &id, "confirmation").expect(201);
        assert_eq!(status(cy, &id), "proposed");
        assert_eq!(hours(cy), (0, 0, 0));
        let agreed = step(bo, &id, "confirmation").expect(201);
        assert_eq!(agreed.body["status"], "agreed");
        assert_eq!(agreed.body["open_steps"], json!(["cancellation"]));
        let leg_steps: Vec<&Value> = agreed.body["legs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|leg| &leg["open_steps"])
            .collect();
        assert_eq!(
            leg_steps,
            [
                &json!(["delivery", "dispute"]),
                &json!([]),
                &json!(["receipt", "dispute"])
            ]
        );
        bo.delete(&path).refused(409, "ring-wrong-state", None);
        step(bo, &id, "refusal").refused(409, "ring-wrong-state", None);
        for member in three.each() {
            assert_eq!(hours(member), (0, 60, 0), "held, nothing posted");
        }
        assert_eq!(
            subjects(&t, "ana").last().unwrap(),
            "Tout le monde confirme votre boucle avec bo, cy"
        );
        assert_eq!(subjects(&t, "bo").len(), 1, "who made the agreement knows");

        receive(ana, &id).expect(201);
        receive(ana, &id).refused(409, "ring-already-received", None);
        receive(bo, &id).expect(201);
        assert_eq!(hours(ana), (0, 60, 0));
        assert_eq!(subjects(&t, "cy").last().unwrap(), "ana a reçu votre aide");
        let export = ana.get("/api/v1/me/export").expect(200).body;
        assert_eq!(export["memberships"][0]["rings"][0]["id"], json!(id));
        let done = receive(cy, &id).expect(201);
        assert_eq!(done.body["status"], "settled");
        assert_eq!(done.body["open_steps"], json!([]));
        assert_eq!(done.body["rule_versions"], json!({"levy_rate_bp": 0}));
        for member in three.each() {
            assert_eq!(
                hours(member),
                (-1, 0, 0),
                "an hour given, an hour received, the levy"
            );
        }
        assert_eq!(ana.get("/api/v1/fund").expect(200).body["posted"], 3);
        let group = done.body["transfer_group_id"].as_str().unwrap().to_string();
        let accounts = ana.get("/api/v1/me/accounts").expect(200).body;
        let account = accounts["items"][0]["id"].as_str().unwrap().to_string();
        let lines = ana
            .get(&format!("/api/v1/accounts/{account}/entries"))
            .expect(200)
            .body;
        let lines = lines["items"].as_array().unwrap();
        assert_eq!(lines.len(), 3, "received, given, levy");
        assert!(lines.iter().all(|line| line["group_id"] == json!(group)));
        assert_eq!(
            subjects(&t, "ana").last().unwrap(),
            "Votre boucle avec bo, cy est achevée"
        );
        check_ledger(&t);
        step(ana, &id, "cancellation").refused(409, "ring-wrong-state", None);
    }
);

both_engines!(all_transfers_or_none, |t| {
    let three = three(&t);
    let id = agree(&three);
    receive(&three.ana, &id).expect(201);
    receive(&three.bo, &id).expect(201);
    // One of the three holds is gone, as if somebody had meddled: none of the others is posted.
    let now = t.now();
    let hold = t.app.db.write_now(|conn| {
        use commonhour::db::schema::ring_legs;
        use diesel::prelude::*;
        let holds: Vec<Option<commonhour::kernel::ids::HoldId>> = ring_legs::table
            .order(ring_legs::position.desc())
            .select(ring_legs::hold_id)
            .load(conn)?;
        assert_eq!(holds.len(), 3);
        ledger::void_hold(conn, holds[0].unwrap(), now)
    });
    hold.unwrap();
    receive(&three.cy, &id).refused(409, "hold-settled", None);
    assert_eq!(status(&three.cy, &id), "agreed");
    for member in three.each() {
        assert_eq!(hours(member).0, 0);
    }
    assert_eq!(three.ana.get("/api/v1/fund").expect(200).body["posted"], 0);
    check_ledger(&t);
});

both_engines!(what_one_balance_does_not_allow_holds_nothing_for_anybody, |t| {
    let three = three(&t);
    let (ana, bo, cy) = (&three.ana, &three.bo, &three.cy);
    let dan = t.member("dan");
    let id = ring(ana);
    let pay = |from: &Client, to: &Client, minutes: i64| {
        let body = json!({"to": to.id, "minutes": minutes, "reason": "gift"});
        from.post("/api/v1/transfers", body).expect(201);
    };
    // Bo has nothing left above the floor: told at once, with his own figure.
    pay(bo, &dan, 600);
    step(bo, &id, "confirmation").refused(409, "balance-floor-reached", Some("minutes"));
    pay(&dan, bo, 600);
    step(bo, &id, "confirmation").expect(201);
    step(cy, &id, "confirmation").expect(201);
    // Meanwhile Bo spends it all again: the last to confirm hears that it is somebody's balance, not whose.
    pay(bo, &dan, 600);
    step(ana, &id, "confirmation").refused(409, "ring-hours-short", None);
    for member in three.each() {
        assert_eq!(hours(member).1, 0, "nothing is held");
    }
    let seen = ana.get(&format!("/api/v1/rings/{id}")).expect(200).body;
    assert_eq!(seen["status"], "proposed");
    assert_eq!(
        seen["open_steps"],
        json!(["confirmation", "refusal"]),
        "her confirmation is undone too"
    );
    // The ceiling counts as well.
    pay(&dan, bo, 600);
    set_rule(&t, Key::CreditCeilingMinutes, 600);
    pay(bo, ana, 300);
    pay(&dan, ana, 270);
    step(ana, &id, "confirmation").refused(409, "ring-hours-short", None);
    set_rule(&t, Key::CreditCeilingMinutes, 6_000);
    step(ana, &id, "confirmation").expect(201);
    assert_eq!(status(ana, &id), "agreed");
    check_ledger(&t);
});

both_engines!(
    a_refusal_frees_everyone_and_the_same_ring_is_never_proposed_again,
    |t| {
        let three = three(&t);
        let id = ring(&three.ana);
        step(&three.ana, &id, "confirmation").expect(201);
        let declined = three
            .bo
            .post(
                &format!("/api/v1/rings/{id}/refusal"),
                json!({"reason": "Pas ce mois-ci"}),
            )
            .expect(201);
        assert_eq!(declined.body["status"], "declined");
        assert_eq!(declined.body["ended_by"]["id"], json!(three.bo.id));
        step(&three.cy, &id, "confirmation").refused(409, "ring-wrong-state", None);
        let mail = t.last_mail_to("cy@exemple.fr");
        assert_eq!(mail.subject(), "bo refuse la boucle");
        assert!(mail.text.contains("Pas ce mois-ci"));
        assert_eq!(subjects(&t, "bo").len(), 1, "who declined knows");

        let path = |what: &str| format!("/api/v1/listings/{}/{what}", three.last);
        three.ana.post(&path("pause"), json!({})).expect(200);
        t.advance_seconds(100);
        three.ana.post(&path("publication"), json!({})).expect(200);
        t.work();
        assert_eq!(rings(&three.ana).len(), 1);
        let waiting = t.app.db.read_now(commonhour::outbox::count_waiting).unwrap();
        assert_eq!(waiting, (0, 0), "nobody ran into the ring there was");
        // Other listings of the same people make another ring.
        three
            .ana
            .delete(&format!("/api/v1/listings/{}", three.last))
            .expect(204);
        listing(&three.ana, "request", HEDGE, Some(120));
        t.work();
        assert_eq!(rings(&three.ana).len(), 2);
    }
);

both_engines!(what_nobody_answers_expires, |t| {
    let three = three(&t);
    let id = ring(&three.ana);
    step(&three.ana, &id, "confirmation").expect(201);
    t.advance_days(13);
    t.work();
    assert_eq!(status(&three.ana, &id), "proposed");
    t.advance_days(2);
    t.work();
    assert_eq!(status(&three.ana, &id), "expired");
    assert_eq!(
        subjects(&t, "ana").last().unwrap(),
        "Votre boucle avec bo, cy s'est éteinte"
    );
    step(&three.bo, &id, "confirmation").refused(409, "ring-wrong-state", None);
});

both_engines!(an_agreed_ring_that_nobody_follows_releases_the_hours, |t| {
    let three = three(&t);
    let id = agree(&three);
    t.advance_days(61);
    t.work();
    assert_eq!(status(&three.ana, &id), "expired");
    for member in three.each() {
        assert_eq!(hours(member), (0, 0, 0));
    }
    check_ledger(&t);
});

both_engines!(a_cancellation_frees_everyone_and_what_was_received_counts, |t| {
    let three = three(&t);
    let id = agree(&three);
    let cancelled = step(&three.bo, &id, "cancellation").expect(201);
    assert_eq!(cancelled.body["status"], "cancelled");
    assert_eq!(subjects(&t, "cy").last().unwrap(), "bo annule la boucle");
    for member in three.each() {
        assert_eq!(hours(member), (0, 0, 0));
    }
    // Another ring of theirs, in which Bo has received Ana's help before Cy steps back.
    three
        .ana
        .delete(&format!("/api/v1/listings/{}", three.last))
        .expect(204);
    listing(&three.ana, "request", HEDGE, Some(120));
    t.work();
    let id = rings(&three.ana)[0]["id"].as_str().unwrap().to_string();
    for member in three.each() {
        step(member, &id, "confirmation").expect(201);
    }
    receive(&three.bo, &id).expect(201);
    let ended = step(&three.cy, &id, "cancellation").expect(201);
    assert_eq!(ended.body["status"], "partly_settled");
    assert_eq!(hours(&three.ana), (59, 0, 0));
    assert_eq!(hours(&three.bo), (-60, 0, 0));
    assert_eq!(hours(&three.cy), (0, 0, 0));
    assert_eq!(
        subjects(&t, "ana").last().unwrap(),
        "Votre boucle avec bo, cy est achevée en partie"
    );
    check_ledger(&t);
});

both_engines!(a_cancellation_in_pages, |t| {
    let three = three(&t);
    let id = agree(&three);
    receive(&three.bo, &id).expect(201);
    let browser = t.browser(&three.cy);
    let path = format!("/rings/{id}");
    let reason = [("reason", "Je déménage")];
    let answer = browser.submit(&path, &format!("{path}/cancellation"), &reason);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = t.browser(&three.ana).page(&path);
    assert!(
        page.contains("Je déménage") && page.contains("Achevée en partie"),
        "{page}"
    );
});

both_engines!(help_that_nobody_answers_counts_as_received, |t| {
    let three = three(&t);
    let (ana, bo, cy) = (&three.ana, &three.bo, &three.cy);
    let id = agree(&three);
    // Each helps and says so; Bo alone never answers.
    let delivered = deliver(ana, &id).expect(201).body;
    assert_eq!(delivered["legs"][0]["open_steps"], json!(["dispute"]));
    let due = delivered["legs"][0]["due_at"].as_str().unwrap();
    assert_eq!(
        due,
        t.now().plus_days(7).to_rfc3339(),
        "as long as after the delivery of an exchange"
    );
    deliver(ana, &id).refused(409, "ring-already-delivered", None);
    t.work();
    assert_eq!(
        subjects(&t, "bo").last().unwrap(),
        "À confirmer : ana dit vous avoir aidé"
    );
    assert_eq!(told(cy, "ring.moved"), 0, "it is between the two");
    let of_ana = |of: &Client| of.get(&format!("/api/v1/rings/{id}")).expect(200).body["legs"][2].clone();
    let position = of_ana(bo)["position"].as_i64().unwrap();
    assert_eq!(of_ana(bo)["open_steps"], json!(["receipt", "dispute"]));
    let on_leg = |by: &Client, position: i64, verb: &str| {
        by.post(&format!("/api/v1/rings/{id}/legs/{position}/{verb}"), json!({}))
    };
    on_leg(cy, position, "receipt").refused(403, "ring-not-your-step", None);
    on_leg(bo, position, "delivery").refused(403, "ring-not-your-step", None);
    on_leg(bo, 7, "receipt").refused(404, "not-found", None);
    // Whoever is asked for their word does not step back instead, nor does anybody for them.
    for member in three.each() {
        step(member, &id, "cancellation").refused(409, "ring-help-unanswered", None);
    }
    deliver(bo, &id).expect(201);
    receive(cy, &id).expect(201);
    receive(ana, &id).expect(201);
    // Reminded once, two days before.
    let reminded = || {
        let reminders = subjects(&t, "bo");
        reminders
            .iter()
            .filter(|subject| subject.starts_with("Rappel"))
            .count()
    };
    t.advance_days(4);
    t.work();
    assert_eq!(reminded(), 0);
    for _ in 0..2 {
        t.advance_days(1);
        t.work();
        assert_eq!(reminded(), 1);
    }
    assert_eq!(status(ana, &id), "agreed");
    t.advance_days(1);
    t.work();
    assert_eq!(status(ana, &id), "settled");
    let leg = ana.get(&format!("/api/v1/rings/{id}")).expect(200).body["legs"][0].clone();
    assert_eq!(leg["received_at"], json!(null));
    assert!(leg["uncontested_at"].is_string());
    for member in three.each() {
        assert_eq!(hours(member), (-1, 0, 0));
    }
    for name in ["ana", "bo"] {
        let told = subjects(&t, name);
        assert!(
            told.iter().any(|subject| subject.contains("compte comme reçue")),
            "{told:?}"
        );
    }
    check_ledger(&t);
});

both_engines!(a_ring_does_not_end_while_somebody_may_still_answer, |t| {
    let three = three(&t);
    let id = agree(&three);
    t.advance_days(58);
    let (ana, bo, cy) = (&three.ana, &three.bo, &three.cy);
    deliver(ana, &id).expect(201);
    t.advance_days(4);
    t.work();
    assert_eq!(status(ana, &id), "agreed", "62 days, but Bo has three left");
    t.advance_days(4);
    t.work();
    // Ana's help counts and the time of the others is over, in one go.
    assert_eq!(status(ana, &id), "partly_settled");
    assert_eq!(hours(ana), (59, 0, 0));
    assert_eq!(hours(bo), (-60, 0, 0));
    assert_eq!(hours(cy), (0, 0, 0));
    check_ledger(&t);
});

/// What was said and decided of the leg in which somebody gives.
fn leg_of(reader: &Client, ring: &str, giver: &Client) -> Value {
    let seen = reader.get(&format!("/api/v1/rings/{ring}")).expect(200).body;
    let legs = seen["legs"].as_array().unwrap();
    let leg = legs.iter().find(|leg| leg["giver"]["id"] == json!(giver.id));
    leg.unwrap().clone()
}

/// A step about the leg in which `giver` gives.
fn on_leg(by: &Client, (ring, giver): (&str, &Client), step: &str, body: Value) -> Answer {
    let position = leg_of(giver, ring, giver)["position"].as_i64().unwrap();
    by.post(&format!("/api/v1/rings/{ring}/legs/{position}/{step}"), body)
}

fn dispute(by: &Client, leg: (&str, &Client)) -> Answer {
    on_leg(by, leg, "dispute", json!({"reason": "Seulement une demi-heure"}))
}

fn resolve(by: &Client, leg: (&str, &Client), minutes: i64) -> Answer {
    on_leg(
        by,
        leg,
        "resolution",
        json!({"minutes": minutes, "note": "Entendu les deux."}),
    )
}

both_engines!(a_disputed_leg_stops_the_clock_until_a_mediator_decides, |t| {
    let three = three(&t);
    let (ana, bo, cy) = (&three.ana, &three.bo, &three.cy);
    let (mia, eve) = (t.member("mia"), t.member("eve"));
    t.grant(&mia, Role::Mediator);
    t.grant(cy, Role::Mediator);
    let id = agree(&three);
    let of_ana = (id.as_str(), ana);
    mia.get(&format!("/api/v1/rings/{id}"))
        .refused(404, "not-found", None);
    resolve(&mia, of_ana, 30).refused(404, "not-found", None);
    resolve(cy, of_ana, 30).refused(403, "ring-not-your-step", None);
    deliver(ana, &id).expect(201);
    deliver(bo, &id).expect(201);
    dispute(cy, of_ana).refused(403, "ring-not-your-step", None);
    on_leg(bo, of_ana, "dispute", json!({"reason": ""})).refused(422, "text-empty", Some("reason"));
    let disputed = dispute(bo, of_ana).expect(201).body;
    assert_eq!(disputed["status"], "agreed");
    assert_eq!(disputed["due_at"], json!(null));
    dispute(ana, of_ana).refused(409, "ring-leg-disputed", None);
    receive(bo, &id).refused(409, "ring-leg-disputed", None);
    step(cy, &id, "cancellation").refused(409, "ring-leg-disputed", None);
    t.work();
    let subject = |name: &str| {
        t.last_mail_to(&format!("{name}@exemple.fr"))
            .subject()
            .to_string()
    };
    assert_eq!(subject("ana"), "Désaccord dans votre boucle avec bo, cy");
    assert_eq!(subject("mia"), format!("Une médiation est demandée : « {SITE} »"));
    assert_eq!(
        told(cy, "mediation.needed"),
        0,
        "nobody decides in their own ring"
    );

    // What was said is for the two and the mediators; the others see that there is something.
    let reason = json!("Seulement une demi-heure");
    for (reader, told) in [(ana, &reason), (bo, &reason), (&mia, &reason), (cy, &json!(null))] {
        let leg = leg_of(reader, &id, ana);
        assert_eq!(&leg["dispute"]["reason"], told);
        assert_eq!(leg["dispute"]["by"], json!(bo.id));
    }
    eve.get(&format!("/api/v1/rings/{id}"))
        .refused(404, "not-found", None);
    let export =
        |of: &Client| of.get("/api/v1/me/export").expect(200).body["memberships"][0]["rings"][0].to_string();
    assert!(export(bo).contains("demi-heure") && !export(cy).contains("demi-heure"));

    // Nothing happens by itself, not to the other legs nor to the ring; help can go on.
    t.advance_days(70);
    t.work();
    assert_eq!(status(ana, &id), "agreed");
    assert_eq!(leg_of(bo, &id, bo)["uncontested_at"], json!(null));
    deliver(cy, &id).expect(201);
    receive(ana, &id).expect(201);
    for member in three.each() {
        assert_eq!(hours(member), (0, 60, 0), "all is still held");
    }
    resolve(&eve, of_ana, 30).refused(404, "not-found", None);
    resolve(ana, of_ana, 30).refused(403, "permission-missing", None);
    resolve(&mia, of_ana, 61).refused(422, "minutes-out-of-range", Some("minutes"));
    resolve(&mia, of_ana, -1).refused(422, "minutes-out-of-range", Some("minutes"));
    let resolved = resolve(&mia, of_ana, 30).expect(201).body;
    assert_eq!(resolved["status"], "agreed");
    resolve(&mia, of_ana, 30).refused(409, "ring-leg-not-disputed", None);
    dispute(bo, of_ana).refused(409, "ring-leg-resolved", None);
    assert_eq!(leg_of(ana, &id, ana)["counted_minutes"], 30);
    let seen = bo.get(&format!("/api/v1/rings/{id}")).expect(200).body;
    assert_eq!(
        seen["balance_change_minutes"], 30,
        "an hour given, half an hour received"
    );
    assert_eq!(leg_of(ana, &id, ana)["dispute"]["note"], "Entendu les deux.");
    assert_eq!(leg_of(cy, &id, ana)["dispute"]["note"], json!(null));
    assert_eq!(subject("bo"), format!("Le désaccord sur « {SITE} » est réglé"));

    // Cy's time to answer Bo begins anew, and then all is posted together: half an hour of Ana's, the rest whole.
    t.advance_days(6);
    t.work();
    assert_eq!(status(ana, &id), "agreed");
    t.advance_days(2);
    t.work();
    assert_eq!(status(ana, &id), "settled");
    assert_eq!(hours(ana), (-30, 0, 0));
    assert_eq!(hours(bo), (29, 0, 0), "an hour less the levy, half an hour paid");
    assert_eq!(hours(cy), (-1, 0, 0));
    assert_eq!(
        ana.get("/api/v1/fund").expect(200).body["posted"],
        2,
        "2 % of each, rounded down"
    );
    check_ledger(&t);
    mia.get(&format!("/api/v1/rings/{id}")).expect(200);
});

both_engines!(a_leg_that_does_not_count_leaves_the_others_as_they_are, |t| {
    let three = three(&t);
    let (ana, bo, cy) = (&three.ana, &three.bo, &three.cy);
    let mia = t.member("mia");
    t.grant(&mia, Role::Mediator);
    let id = agree(&three);
    let of_ana = (id.as_str(), ana);
    receive(cy, &id).expect(201);
    receive(ana, &id).expect(201);
    receive(cy, &id).refused(409, "ring-already-received", None);
    dispute(cy, (id.as_str(), bo)).refused(409, "ring-already-received", None);
    // Also before anything was delivered, and by the giver.
    dispute(ana, of_ana).expect(201);
    let ended = resolve(&mia, of_ana, 0).expect(201).body;
    assert_eq!(ended["status"], "partly_settled");
    assert_eq!(
        ended["ended_by"],
        json!(null),
        "the mediator decided about a leg, and nobody ended the ring"
    );
    assert_eq!(hours(ana), (-60, 0, 0));
    assert_eq!(hours(bo), (59, 0, 0));
    assert_eq!(hours(cy), (-1, 0, 0));
    check_ledger(&t);
    let audit = t.founder().get("/api/v1/audit-log?limit=100");
    if audit.status == 200 {
        assert!(audit.body.to_string().contains("resolve_dispute"));
    }
});

both_engines!(two_disputes_are_decided_one_by_one, |t| {
    let (ana, bo, mia) = (t.member("ana"), t.member("bo"), t.member("mia"));
    t.grant(&mia, Role::Mediator);
    listing(&ana, "offer", SITE, None);
    listing(&bo, "request", SITE, None);
    listing(&bo, "offer", HEDGE, Some(45));
    listing(&ana, "request", HEDGE, Some(90));
    t.work();
    let id = ring(&ana);
    for member in [&ana, &bo] {
        step(member, &id, "confirmation").expect(201);
    }
    for giver in [&ana, &bo] {
        dispute(&ana, (id.as_str(), giver)).expect(201);
    }
    // A gift counts no longer than the leg lasts either.
    resolve(&mia, (id.as_str(), &ana), 46).refused(422, "minutes-out-of-range", Some("minutes"));
    let first = resolve(&mia, (id.as_str(), &ana), 20).expect(201).body;
    assert_eq!(first["due_at"], json!(null), "the other is still disputed");
    let last = resolve(&mia, (id.as_str(), &bo), 0).expect(201).body;
    assert_eq!(last["status"], "partly_settled");
    assert_eq!(hours(&ana), (0, 0, 20));
    assert_eq!(hours(&bo), (0, 0, 0));
    check_ledger(&t);
});

/// One of the things that can happen to an agreed ring, whether or not it is allowed just now.
fn anything(t: &TestApp, chance: &mut Chance, three: &Three, mia: &Client, id: &str) {
    let each = three.each();
    let (by, giver) = (each[chance.below(3)], each[chance.below(3)]);
    let minutes = [0, 1, 30, 59, 60, 61][chance.below(6)];
    let answer = match chance.below(16) {
        0..=3 => deliver(by, id),
        4..=6 => receive(by, id),
        7 | 8 => dispute(by, (id, giver)),
        9..=11 => resolve(mia, (id, giver), minutes),
        12 if chance.percent(30) => step(by, id, "cancellation"),
        13 if chance.percent(30) => step(giver, id, "refusal"),
        _ => {
            t.advance_days(chance.day(1, 6));
            t.work();
            return;
        }
    };
    assert!(
        [201, 403, 404, 409, 422].contains(&answer.status),
        "{} {}",
        answer.status,
        answer.body
    );
}

both_engines!(whatever_people_do_hours_are_held_or_let_go_and_add_up, |t| {
    let mut ends = std::collections::BTreeSet::new();
    for seed in 0..8 {
        let t = TestApp::start(t.engine);
        let three = three(&t);
        let mia = t.member("mia");
        t.grant(&mia, Role::Mediator);
        let id = agree(&three);
        let mut chance = Chance::new(seed);
        for _ in 0..60 {
            anything(&t, &mut chance, &three, &mia, &id);
            let is_open = status(&three.ana, &id) == "agreed";
            let accounts = three.each().map(hours);
            let held = if is_open { 60 } else { 0 };
            assert!(
                accounts.iter().all(|account| account.1 == held),
                "{seed}: {accounts:?}"
            );
            let fund = three.ana.get("/api/v1/fund").expect(200).body["posted"].as_i64();
            let posted: i64 = accounts.iter().map(|account| account.0).sum();
            assert_eq!(posted + fund.unwrap(), 0, "{seed}");
            if is_open {
                assert!(
                    accounts.iter().all(|account| account.0 == 0),
                    "nothing before the end"
                );
            } else {
                break;
            }
        }
        let ring = three.ana.get(&format!("/api/v1/rings/{id}")).expect(200).body;
        let legs = ring["legs"].as_array().unwrap();
        // What is posted to each is what counts of the two legs they have, less the levy.
        for member in three.each() {
            let counted = |side: &str| -> i64 {
                let own = legs.iter().filter(|leg| leg[side]["id"] == json!(member.id));
                own.map(|leg| leg["counted_minutes"].as_i64().unwrap_or(0)).sum()
            };
            let (given, received) = (counted("giver"), counted("receiver"));
            assert_eq!(hours(member).0, given - given / 50 - received, "{seed}: {ring:#}");
        }
        check_ledger(&t);
        ends.insert(ring["status"].as_str().unwrap().to_string());
    }
    assert!(ends.len() > 1 && !ends.contains("agreed"), "{ends:?}");
});

both_engines!(who_helped_whom_in_a_ring_review_each_other, |t| {
    let three = three(&t);
    let (ana, bo, cy) = (&three.ana, &three.bo, &three.cy);
    let id = agree(&three);
    let of_ana = (id.as_str(), ana);
    let said = json!({"rating": 5, "body": "Un site tout neuf"});
    receive(bo, &id).expect(201);
    on_leg(bo, of_ana, "review", said.clone()).refused(409, "ring-wrong-state", None);
    receive(ana, &id).expect(201);
    receive(cy, &id).expect(201);
    on_leg(cy, of_ana, "review", said.clone()).refused(403, "ring-not-your-step", None);
    on_leg(&t.member("eve"), of_ana, "review", said.clone()).refused(404, "not-found", None);
    on_leg(bo, of_ana, "review", json!({"rating": 6})).refused(422, "rating-out-of-range", Some("rating"));
    let written = on_leg(bo, of_ana, "review", said.clone()).expect(201).body;
    assert_eq!(written["author"]["id"], json!(bo.id));
    assert_eq!(written["subject_id"], json!(ana.id));
    on_leg(bo, of_ana, "review", said).refused(409, "already-reviewed", None);
    on_leg(ana, of_ana, "review", json!({"rating": 4})).expect(201);
    // Both legs of a member, and where those of exchanges are read.
    on_leg(bo, (id.as_str(), bo), "review", json!({"rating": 3})).expect(201);
    assert_eq!(leg_of(cy, &id, ana)["reviews"][0]["body"], "Un site tout neuf");
    let of = |member: &Client| {
        let page = cy
            .get(&format!("/api/v1/members/{}/reviews", member.id))
            .expect(200)
            .body;
        let items = page["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| item["rating"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!((of(ana), of(bo), of(cy)), (vec![5], vec![4], vec![3]));
    let export = ana.get("/api/v1/me/export").expect(200).body;
    let ring = &export["memberships"][0]["rings"][0];
    assert!(ring.to_string().contains("Un site tout neuf"), "{ring:#}");
    t.work();
    assert_eq!(
        t.last_mail_to("ana@exemple.fr").subject(),
        format!("bo a laissé un avis sur « {SITE} »")
    );
    // The levy is still to be made up for before one leaves.
    bo.delete("/api/v1/me")
        .refused(409, "member-has-open-business", None);
});

both_engines!(help_in_a_ring_is_a_past_exchange, |t| {
    let three = three(&t);
    let (ana, bo) = (&three.ana, &three.bo);
    let past = || {
        let path = format!("/api/v1/listings/{}/matches", three.last);
        let found = ana.get(&path).expect(200).body;
        let reasons = found["items"][0]["reasons"].as_array().unwrap().clone();
        reasons.iter().any(|reason| reason["code"] == "past_exchanges")
    };
    let id = agree(&three);
    receive(ana, &id).expect(201);
    assert!(!past(), "nothing is settled yet");
    receive(bo, &id).expect(201);
    receive(&three.cy, &id).expect(201);
    assert!(past());
    let seen = ana.get(&format!("/api/v1/rings/{id}")).expect(200).body;
    let accounts = ana.get("/api/v1/me/accounts").expect(200).body;
    let account = accounts["items"][0]["id"].as_str().unwrap().to_string();
    let lines = ana
        .get(&format!("/api/v1/accounts/{account}/entries"))
        .expect(200)
        .body;
    assert_eq!(lines["items"][0]["group_id"], seen["transfer_group_id"]);
    let transfer = lines["items"][0]["id"].as_str().unwrap().to_string();
    let reason = json!({"reason": "essai"});
    t.founder()
        .post(&format!("/api/v1/transfers/{transfer}/reversal"), reason)
        .expect(201);
    assert!(!past(), "undone whole");
});

both_engines!(a_dispute_and_reviews_in_pages, |t| {
    let three = three(&t);
    let (ana, bo) = (&three.ana, &three.bo);
    let mia = t.member("mia");
    t.grant(&mia, Role::Mediator);
    let id = agree(&three);
    let path = format!("/rings/{id}");
    let position = leg_of(ana, &id, ana)["position"].clone();
    let action = |verb: &str| format!("{path}/legs/{position}/{verb}");
    let (of_ana, of_bo, of_mia) = (t.browser(ana), t.browser(bo), t.browser(&mia));
    assert_eq!(of_mia.get(&path).status, 404);
    let press = |by: &Client, verb: &str, fields: &[(&str, &str)]| {
        let answer = by.submit(&path, &action(verb), fields);
        assert_eq!(answer.status, 303, "{verb}: {}", answer.body);
    };
    let empty = of_bo.submit(&path, &action("dispute"), &[("reason", "")]);
    assert_eq!(empty.status, 422);
    press(&of_bo, "dispute", &[("reason", "Rien reçu")]);
    let page = of_ana.page(&path);
    assert!(
        page.contains("En désaccord") && page.contains("Rien reçu"),
        "{page}"
    );
    assert!(!t.browser(&three.cy).page(&path).contains("Rien reçu"));
    let waiting = of_mia.page("/disputes");
    assert!(
        waiting.contains(&path) && waiting.contains(SITE.split('\'').next().unwrap()),
        "{waiting}"
    );
    assert!(of_mia.page("/").contains("/disputes"));
    let asked = of_mia.page(&path);
    assert!(
        asked.contains(&action("resolution")) && !asked.contains("Votre solde"),
        "{asked}"
    );
    assert!(!of_ana.page(&path).contains(&action("resolution")));
    press(
        &of_mia,
        "resolution",
        &[("hours", "0"), ("minutes", "20"), ("reason", "Un tiers.")],
    );
    let page = of_bo.page(&path);
    assert!(page.contains("Un tiers.") && page.contains("20 min"), "{page}");
    receive(ana, &id).expect(201);
    receive(&three.cy, &id).expect(201);
    press(&of_bo, "review", &[("rating", "2"), ("reason", "Trop court")]);
    let page = of_ana.page(&path);
    assert!(
        page.contains("Trop court") && page.contains("Votre avis"),
        "{page}"
    );
    assert!(!of_bo.page(&path).contains(&action("review")), "once");
});

both_engines!(what_is_only_given_stays_a_gift, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    listing(&ana, "offer", SITE, None);
    listing(&bo, "request", SITE, None);
    listing(&bo, "offer", HEDGE, Some(45));
    listing(&ana, "request", HEDGE, Some(90));
    t.work();
    let id = ring(&ana);
    let seen = rings(&ana)[0].clone();
    assert_eq!(seen["minutes"], 45);
    assert_eq!(seen["balance_change_minutes"], -45);
    assert_eq!(rings(&bo)[0]["balance_change_minutes"], 45);
    for member in [&ana, &bo] {
        step(member, &id, "confirmation").expect(201);
    }
    for member in [&ana, &bo] {
        receive(member, &id).expect(201);
    }
    assert_eq!(hours(&ana), (-45, 0, 45), "paid for the hedge, gave the site");
    assert_eq!(hours(&bo), (45, 0, 0));
    check_ledger(&t);
});

both_engines!(a_listing_waits_in_few_rings_and_the_first_agreed_takes_it, |t| {
    let (ana, bo, dan, eli) = (t.member("ana"), t.member("bo"), t.member("dan"), t.member("eli"));
    for (member, title) in [(&bo, HEDGE), (&dan, GUITAR), (&eli, "Réparation de vélos")] {
        listing(member, "offer", title, Some(60));
        listing(member, "request", SITE, Some(60));
        listing(&ana, "request", title, Some(60));
    }
    t.work();
    assert!(rings(&ana).is_empty());
    listing(&ana, "offer", SITE, Some(60));
    t.work();
    let found = rings(&ana);
    assert_eq!(found.len(), 2, "as many as the rulebook says");
    assert!(
        found
            .iter()
            .all(|ring| ring["legs"].as_array().unwrap().len() == 2)
    );
    // Those who were asked are not asked again with the same listings.
    let asked = [&bo, &dan, &eli].map(|member| rings(member).len());
    assert_eq!(asked.iter().sum::<usize>(), 2);
    let (first, second) = (found[0]["id"].as_str().unwrap(), found[1]["id"].as_str().unwrap());
    let other = |ring: &Value| ring["legs"][0]["receiver"]["id"].as_str().unwrap().to_string();
    let people = [&bo, &dan, &eli];
    let partner = people
        .iter()
        .find(|member| member.id == other(&found[0]))
        .unwrap();
    let rival = people
        .iter()
        .find(|member| member.id == other(&found[1]))
        .unwrap();
    step(&ana, first, "confirmation").expect(201);
    step(partner, first, "confirmation").expect(201);
    assert_eq!(status(&ana, first), "agreed");
    assert_eq!(status(rival, second), "lapsed");
    t.work();
    assert_eq!(told(rival, "ring.moved"), 1);
    step(rival, second, "confirmation").refused(409, "ring-wrong-state", None);
});

both_engines!(no_ring_is_proposed_where_the_rules_say_none, |t| {
    t.community();
    set_rule(&t, Key::RingsProposedMax, 0);
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    for (one, other, title) in [(&ana, &bo, SITE), (&bo, &ana, HEDGE)] {
        listing(one, "offer", title, Some(60));
        listing(other, "request", title, Some(60));
    }
    t.work();
    assert!(rings(&ana).is_empty());
});

both_engines!(a_ring_whose_listing_or_member_is_gone_lapses, |t| {
    let three = three(&t);
    let id = ring(&three.ana);
    step(&three.bo, &id, "confirmation").expect(201);
    step(&three.cy, &id, "confirmation").expect(201);
    t.founder()
        .post(
            &format!("/api/v1/members/{}/suspension", three.cy.id),
            json!({"reason": "essai"}),
        )
        .expect(200);
    step(&three.ana, &id, "confirmation").refused(409, "ring-broken", None);
    assert_eq!(hours(&three.ana), (0, 0, 0));
    t.advance_seconds(61);
    t.work();
    assert_eq!(status(&three.ana, &id), "lapsed");
    assert_eq!(told(&three.bo, "ring.moved"), 1);
});

both_engines!(two_workers_at_once_propose_once, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    for (one, other, title) in [(&ana, &bo, SITE), (&bo, &ana, HEDGE)] {
        listing(one, "offer", title, Some(60));
        listing(other, "request", title, Some(60));
    }
    let (one, other) = (t.worker(), t.other_worker());
    t.runtime.block_on(async {
        let (a, b) = tokio::join!(one.run_until_idle(), other.run_until_idle());
        a.unwrap();
        b.unwrap();
    });
    t.work();
    for member in [&ana, &bo] {
        ring(member);
        assert_eq!(told(member, "ring.proposed"), 1);
    }
    assert_eq!(subjects(&t, "ana").len(), 1);
});

both_engines!(a_listing_that_is_changed_is_searched_for_again, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    listing(&ana, "offer", SITE, Some(60));
    listing(&bo, "offer", HEDGE, Some(60));
    listing(&ana, "request", HEDGE, Some(60));
    let request = listing(&bo, "request", "Tour de potier à prêter", Some(60));
    t.work();
    assert!(rings(&ana).is_empty());
    t.advance_seconds(10);
    bo.patch(&format!("/api/v1/listings/{request}"), json!({"title": SITE}))
        .expect(200);
    t.advance_seconds(61);
    t.work();
    let id = ring(&ana);
    // And the other way: what was changed since no longer counts for a new ring, even before it is searched for.
    step(&ana, &id, "refusal").expect(201);
    t.advance_seconds(1);
    let other = json!({"title": "Tour de potier à prêter"});
    bo.patch(&format!("/api/v1/listings/{request}"), other)
        .expect(200);
    listing(&ana, "request", HEDGE, Some(45));
    t.work();
    assert_eq!(rings(&ana).len(), 1);
    t.advance_seconds(61);
    t.work();
    assert_eq!(rings(&ana).len(), 1);
});

both_engines!(
    who_waits_in_a_ring_with_a_listing_is_not_asked_again_with_it,
    |t| {
        let (ana, bo, dan) = (t.member("ana"), t.member("bo"), t.member("dan"));
        for (one, other, title) in [(&ana, &bo, SITE), (&bo, &ana, HEDGE)] {
            listing(one, "offer", title, Some(60));
            listing(other, "request", title, Some(60));
        }
        t.work();
        let id = ring(&ana);
        // Dan could stand in Bo's place.
        listing(&dan, "request", SITE, Some(60));
        listing(&dan, "offer", HEDGE, Some(60));
        t.work();
        assert!(rings(&dan).is_empty());
        step(&bo, &id, "refusal").expect(201);
        listing(&dan, "offer", HEDGE, Some(60));
        t.work();
        assert_eq!(rings(&dan).len(), 1, "once Ana's listings are free again");
    }
);

both_engines!(whoever_promised_help_in_a_ring_does_not_just_leave, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    for (one, other, title) in [(&ana, &bo, SITE), (&bo, &ana, HEDGE)] {
        listing(one, "offer", title, None);
        listing(other, "request", title, None);
    }
    t.work();
    let id = ring(&ana);
    for member in [&ana, &bo] {
        step(member, &id, "confirmation").expect(201);
    }
    ana.delete("/api/v1/me")
        .refused(409, "member-has-open-rings", None);
    step(&ana, &id, "cancellation").expect(201);
    ana.delete("/api/v1/me").expect(204);
});

both_engines!(a_retry_confirms_once, |t| {
    let three = three(&t);
    let id = ring(&three.ana);
    let keyed = three.ana.with_header("Idempotency-Key", "k-1");
    step(&keyed, &id, "confirmation").expect(201);
    step(&keyed, &id, "confirmation").expect(201);
});

both_engines!(rings_in_pages, |t| {
    let ana = t.member("ana");
    let page = t.browser(&ana).page("/rings");
    assert!(page.contains("Pas encore de boucle"));
    drop(ana);
    let bo = t.member("bo");
    let cy = t.member("cy");
    let offered = listing(&bo, "offer", SITE, Some(60));
    listing(&cy, "request", SITE, Some(60));
    listing(&cy, "offer", HEDGE, Some(60));
    listing(&bo, "request", HEDGE, Some(60));
    t.work();
    let id = ring(&bo);
    let (one, other) = (t.browser(&bo), t.browser(&cy));
    assert!(
        one.page("/")
            .contains("Une boucle d'entraide attend votre réponse")
            || one
                .page("/")
                .contains("Une boucle d&#39;entraide attend votre réponse")
    );
    assert!(
        one.page(&format!("/listings/{offered}"))
            .contains("href=\"/rings\"")
    );
    let list = one.page("/rings");
    assert!(
        list.contains("Une boucle à deux") && list.contains("Vous aidez cy"),
        "{list}"
    );
    let path = format!("/rings/{id}");
    let page = one.page(&path);
    assert!(
        page.contains("cy vous aide") && page.contains("n&#39;a pas encore répondu")
            || page.contains("n'a pas encore répondu")
    );
    let press = |browser: &Client, what: &str, fields: &[(&str, &str)]| {
        let answer = browser.submit(&path, &format!("{path}/{what}"), fields);
        assert_eq!(answer.status, 303, "{what}: {}", answer.body);
    };
    press(&one, "confirmation", &[]);
    assert!(one.page(&path).contains("Reprendre ma confirmation"));
    press(&one, "confirmation/withdrawal", &[]);
    press(&one, "confirmation", &[]);
    press(&other, "confirmation", &[]);
    assert!(other.page(&path).contains("pas encore rendue"));
    let seen = bo.get(&format!("/api/v1/rings/{id}")).expect(200).body;
    let given = format!("legs/{}/delivery", seen["legs"][0]["position"]);
    let received = format!("legs/{}/receipt", seen["legs"][1]["position"]);
    press(&one, &given, &[]);
    let page = one.page(&path);
    assert!(page.contains("à confirmer") && !page.contains(&given), "{page}");
    let asked = other.page(&path);
    assert!(
        asked.contains("bo dit vous avoir aidé") && asked.contains("compte comme reçue"),
        "{asked}"
    );
    assert!(other.page("/rings").contains("En attente de votre réponse"));
    assert!(other.page("/").contains("href=\"/rings\""));
    press(&other, &given.replace("delivery", "receipt"), &[]);
    press(&one, &received, &[]);
    // What was done is not done again: the page says why.
    let again = one.submit(&path, &format!("{path}/{received}"), &[]);
    assert_eq!(again.status, 422);
    assert!(again.body.as_str().unwrap().contains("est « settled »"));
    let page = one.page(&path);
    assert!(page.contains("Achevée") && page.contains("reçue le"), "{page}");
    one.page("/rings");
});

both_engines!(a_search_that_began_before_a_change_counts_for_it, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    listing(&ana, "offer", SITE, Some(60));
    listing(&bo, "request", SITE, Some(60));
    listing(&bo, "offer", HEDGE, Some(60));
    t.work();
    let (alpes, began) = (t.alpes(), t.now());
    t.advance_seconds(5);
    let last: ListingId = listing(&ana, "request", HEDGE, Some(60)).parse().unwrap();
    let search = |conn: &mut Conn| rings::propose_around(conn, &t.app.catalogue, last, began);
    assert_eq!(t.app.db.write_in_now(alpes, search).unwrap(), 1);
    let lacking = |conn: &mut Conn| rings::lacking_searches(conn, alpes, Mark::default(), 10);
    assert_eq!(t.app.db.read_now(lacking).unwrap().ids, []);
});

/// SQLite keeps no statistics: with a few members to look around, it would begin with every active listing.
#[test]
fn what_concerns_one_listing_does_not_read_them_all() {
    let t = TestApp::start(Engine::Sqlite);
    let ana = t.member("ana");
    listing(&ana, "offer", SITE, Some(60));
    for n in 0..6 {
        let other = t.member(&format!("other{n}"));
        listing(&other, "request", SITE, Some(60));
        listing(&other, "offer", HEDGE, Some(60));
    }
    t.work();
    let alpes = t.alpes();
    // A first reading reads them all.
    t.app
        .db
        .read_now(|conn| saved_searches::warm(conn, &t.app.catalogue, alpes))
        .unwrap();
    let last: ListingId = listing(&ana, "request", HEDGE, Some(60)).parse().unwrap();
    let now = t.now();
    let mut made = 0;
    let plans = sqlite_plans(&t.database, |conn| {
        let catalogue = &t.app.catalogue;
        saved_searches::warm(conn, catalogue, alpes).unwrap();
        let members = matching::notice(conn, catalogue, last, now).unwrap();
        saved_searches::alert(conn, catalogue, last, &members, now).unwrap();
        let unsearched = rings::lacking_searches(conn, alpes, Mark::default(), 10).unwrap();
        assert_eq!(unsearched.ids, [last]);
        assert_eq!(
            rings::lacking_searches(conn, alpes, unsearched.then, 10)
                .unwrap()
                .ids,
            []
        );
        market::lacking_digests(conn, alpes, Mark::default(), 10).unwrap();
        made = rings::propose_around(conn, catalogue, last, now).unwrap();
        assert_eq!(
            rings::lacking_searches(conn, alpes, Mark::default(), 10)
                .unwrap()
                .ids,
            []
        );
    });
    assert!(made > 0);
    assert!(plans.iter().any(|(sql, _)| sql.contains("FROM `wish_edges`")));
    for (sql, steps) in &plans {
        for step in steps {
            let all = [
                "SCAN listings",
                "listings_by_status",
                "listings_by_ecosystem_id_status",
            ];
            assert!(all.iter().all(|all| !step.contains(all)), "{sql}: {step}");
        }
    }
}
