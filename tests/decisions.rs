//! What a vote can do, by every method: members propose, vote and close through the doors, and the world has changed,
//! once, or the register says why not.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Command;
use std::thread;

use commonhour::db::schema::outbox;
use commonhour::governance::{self, BoxFile, EnactmentFailed, ProposalEnacted, ReviewDue};
use commonhour::kernel::ids::EcosystemId;
use commonhour::ledger::{self, HistoryOrder, Party};
use commonhour::members::{self, Role};
use commonhour::outbox::{Envelope, Event};
use commonhour::rulebook::{self, Key, Value};
use diesel::prelude::*;
use serde_json::{Value as Json, json};

use crate::support::{Answer, Client, TestApp};

/// Members of `alpes` by first name; the founder is `fanny` and holds every mandate.
struct House<'a> {
    t: &'a TestApp,
    people: BTreeMap<&'static str, Client>,
    ecosystem: EcosystemId,
}

impl<'a> House<'a> {
    fn of(t: &'a TestApp, names: &[&'static str]) -> House<'a> {
        let mut people: BTreeMap<&'static str, Client> =
            names.iter().map(|name| (*name, t.member(name))).collect();
        people.insert("fanny", t.founder());
        let find = |conn: &mut commonhour::db::Conn| members::find_ecosystem_by_slug(conn, "alpes");
        let ecosystem = t.app.db.read_now(find).unwrap().unwrap();
        House { t, people, ecosystem }
    }

    fn client(&self, name: &str) -> &Client {
        &self.people[name]
    }

    fn id(&self, name: &str) -> String {
        self.people[name].id.clone()
    }

    fn rule(&self, key: Key, value: impl Into<Json>) {
        let (value, now) = (
            rulebook::parse_value(key, &value.into(), "value").unwrap(),
            self.t.now(),
        );
        let set = |conn: &mut commonhour::db::Conn| {
            rulebook::set(conn, self.ecosystem, key, &value, None, None, now)
        };
        self.t.app.db.write_in_now(self.ecosystem, set).unwrap();
    }

    fn rule_now(&self, key: Key) -> Value {
        let read = |conn: &mut commonhour::db::Conn| rulebook::read(conn, self.ecosystem);
        self.t.app.db.read_now(read).unwrap().value(key).clone()
    }

    /// A proposal by ana.
    #[track_caller]
    fn propose(&self, body: Json) -> String {
        let mut whole = json!({"title": "Proposition", "method": "majority"});
        for (name, value) in body.as_object().unwrap() {
            whole[name] = value.clone();
        }
        self.client("ana")
            .post("/api/v1/proposals", whole)
            .expect(201)
            .id()
    }

    #[track_caller]
    fn open(&self, body: Json) -> String {
        let id = self.propose(body);
        self.client("ana")
            .post(&path(&id, "/opening"), json!({}))
            .expect(200);
        id
    }

    #[track_caller]
    fn vote(&self, id: &str, who: &str, ballot: Json) -> String {
        let cast = self.try_vote(id, who, ballot).expect(200);
        cast.body["receipt"].as_str().unwrap().to_string()
    }

    fn try_vote(&self, id: &str, who: &str, ballot: Json) -> Answer {
        self.client(who).put(&path(id, "/ballot"), ballot)
    }

    fn yes(&self, id: &str, who: &[&str]) {
        for name in who {
            self.vote(id, name, json!({"choice": "yes"}));
        }
    }

    /// What the worker does when the week is over.
    fn close(&self) -> usize {
        self.t.advance_days(8);
        let now = self.t.now();
        let close = |conn: &mut commonhour::db::Conn| governance::close_due(conn, now, 100);
        self.t.app.db.write_now(close).unwrap()
    }

    fn proposal(&self, id: &str) -> Json {
        self.client("ana").get(&path(id, "")).expect(200).body
    }

    /// The decision of a proposal: the newest entry of the register that names it.
    fn decision(&self, id: &str) -> Json {
        let list = self
            .client("ana")
            .get("/api/v1/decisions?limit=100")
            .expect(200)
            .body;
        let found = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|d| d["proposal"]["id"] == id);
        found.unwrap().clone()
    }

    fn tally(&self, id: &str) -> Json {
        self.client("ana").get(&path(id, "/tally")).expect(200).body
    }

    /// The published box; it must count to what was published.
    #[track_caller]
    fn recounts(&self, id: &str) -> Json {
        let file = self.client("ana").get(&path(id, "/box")).expect(200).body;
        let read: BoxFile = serde_json::from_value(file.clone()).unwrap();
        assert_eq!(read.recount().unwrap().1, Vec::<String>::new());
        file
    }

    fn events<E: Event>(&self) -> Vec<E> {
        let load = |conn: &mut commonhour::db::Conn| -> commonhour::kernel::errors::Result<Vec<Envelope>> {
            Ok(outbox::table
                .order(outbox::id)
                .select(Envelope::as_select())
                .load(conn)?)
        };
        let envelopes = self.t.app.db.read_now(load).unwrap();
        envelopes.iter().filter_map(|e| e.open().unwrap()).collect()
    }

    fn mandates(&self, role: &str) -> Vec<String> {
        let list = self.client("ana").get("/api/v1/mandates").expect(200).body;
        let held = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|m| m["role"] == role);
        let mut names: Vec<String> = held
            .map(|m| m["member"]["display_name"].as_str().unwrap().to_string())
            .collect();
        names.sort();
        names
    }

    fn fill_fund(&self, minutes: i64) {
        let now = self.t.now();
        let order = HistoryOrder {
            ecosystem_id: self.ecosystem,
            from: Party::Outside,
            to: Party::Fund,
            minutes,
            occurred_at: now,
            object: None,
            memo: None,
        };
        let post = |conn: &mut commonhour::db::Conn| ledger::post_history(conn, &order, now);
        self.t.app.db.write_in_now(self.ecosystem, post).unwrap();
    }
}

fn path(id: &str, rest: &str) -> String {
    format!("/api/v1/proposals/{id}{rest}")
}

both_engines!(members_are_admitted_and_excluded_by_vote, |t| {
    let house = House::of(&t, &["ana", "bo"]);
    let zoe = t.applicant("zoe");
    let id = house.open(json!({"kind": "admission", "payload": {"member_id": zoe.id}}));
    house.yes(&id, &["ana", "bo"]);
    house.close();
    let decision = house.decision(&id);
    assert!(
        decision["summary"]
            .as_str()
            .unwrap()
            .starts_with("zoe est admis. 2 oui"),
        "{decision}"
    );
    assert_eq!(decision["effect"]["applied"], true);
    assert_eq!(
        zoe.get("/api/v1/me").expect(200).body["membership"]["status"],
        "active"
    );
    // With an account of hours, as any member.
    zoe.get("/api/v1/me/accounts").expect(200);
    assert_eq!(
        zoe.get("/api/v1/me/accounts").expect(200).body["items"][0]["posted"],
        0
    );

    let id = house.open(json!({"kind": "exclusion", "payload": {"member_id": zoe.id}}));
    house.yes(&id, &["ana", "bo", "fanny"]);
    house.close();
    assert_eq!(
        house.decision(&id)["summary_en"]
            .as_str()
            .unwrap()
            .split('.')
            .next(),
        Some("zoe is excluded")
    );
    zoe.get("/api/v1/members").expect(403);
    house
        .client("ana")
        .post(
            "/api/v1/proposals",
            json!({"kind": "exclusion", "title": "x", "payload": {"member_id": zoe.id}}),
        )
        .refused(422, "member-unknown", Some("payload.member_id"));
});

both_engines!(an_election_hands_a_mandate_over, |t| {
    let house = House::of(&t, &["ana", "bo", "carl", "dee"]);
    assert_eq!(house.mandates("mediator"), ["fanny"]);
    let candidate = |name: &str| json!({"title": name, "value": {"member_id": house.id(name)}});
    let id = house.open(json!({
        "kind": "election", "method": "approval", "secret": true, "settings": {"seats": 2},
        "payload": {"role": "mediator", "term_days": 100},
        "options": [candidate("bo"), candidate("carl"), candidate("dee"), {"none": true}],
    }));
    house.vote(&id, "ana", json!({"choices": ["1", "2"]}));
    house.vote(&id, "bo", json!({"choices": ["2", "3"]}));
    house.vote(&id, "carl", json!({"choices": ["1", "2"]}));
    house.close();
    assert_eq!(house.tally(&id)["options"]["winners"], json!([2, 1]));
    assert_eq!(
        house.mandates("mediator"),
        ["bo", "carl"],
        "fanny was not elected again"
    );
    let decision = house.decision(&id);
    assert!(
        decision["summary_en"]
            .as_str()
            .unwrap()
            .starts_with("carl and bo hold the mandate “Mediation” until"),
        "{decision}"
    );
    house.recounts(&id);

    let recall =
        house.open(json!({"kind": "recall", "payload": {"role": "mediator", "member_id": house.id("bo")}}));
    house.yes(&recall, &["ana", "carl"]);
    house.close();
    assert_eq!(house.mandates("mediator"), ["carl"]);
    t.advance_days(100);
    assert!(house.mandates("mediator").is_empty(), "the term is over");
});

both_engines!(
    what_can_no_longer_be_applied_changes_nothing_and_the_facilitator_is_told,
    |t| {
        let house = House::of(&t, &["ana", "bo"]);
        let zoe = t.applicant("zoe");
        let admission = house.open(json!({"kind": "admission", "payload": {"member_id": zoe.id}}));
        let recall = house
            .open(json!({"kind": "recall", "payload": {"role": "mediator", "member_id": house.id("fanny")}}));
        house.fill_fund(100);
        let grants = json!([{"name": "Ateliers", "purpose": "Aider", "minutes": 60},
                        {"name": "Permanence", "purpose": "Accueillir", "minutes": 60}]);
        let allocation = house.open(json!({"kind": "allocation", "payload": {"grants": grants}}));
        for id in [&admission, &recall, &allocation] {
            house.yes(id, &["ana", "bo"]);
        }
        // Meanwhile a registrar admits, and the mandate ends.
        house
            .client("fanny")
            .post(&format!("/api/v1/members/{}/approval", zoe.id), json!({}))
            .expect(200);
        let (fanny, now) = (house.id("fanny").parse().unwrap(), t.now());
        t.app
            .db
            .write_now(|conn| members::mandates::end(conn, house.ecosystem, fanny, Role::Mediator, now))
            .unwrap();
        house.close();
        for (id, why) in [
            (&admission, "membership-not-applicant"),
            (&recall, "mandate-not-held"),
            (&allocation, "fund-insufficient"),
        ] {
            let proposal = house.proposal(id);
            assert_eq!(
                (&proposal["status"], &proposal["enactment_note"]),
                (&json!("passed"), &json!(why))
            );
            assert_eq!(proposal["enacted_at"], Json::Null);
            let decision = house.decision(id);
            assert_eq!(decision["effect"], json!({"applied": false, "why": why}));
            assert!(
                decision["summary"]
                    .as_str()
                    .unwrap()
                    .contains("ne peut pas être appliqué"),
                "{decision}"
            );
        }
        let told: Vec<String> = house
            .events::<EnactmentFailed>()
            .into_iter()
            .map(|e| e.why)
            .collect();
        assert_eq!(told.len(), 3);
        // The programmes that the allocation had begun to open are not there.
        let programmes = house.client("ana").get("/api/v1/programmes").expect(200).body;
        assert_eq!(programmes["items"], json!([]));
        t.work();
        let mails = t.mails_to("fanny@exemple.fr");
        let told = mails
            .iter()
            .filter(|mail| mail.subject().contains("Une décision ne peut pas être appliquée"));
        assert_eq!(told.count(), 3);
    }
);

both_engines!(the_fund_is_shared_out_by_equal_shares, |t| {
    let house = House::of(&t, &["ana", "bo", "carl"]);
    house.fill_fund(600);
    let id = house.open(json!({
        "kind": "allocation", "method": "equal_shares", "settings": {"budget_minutes": 300},
        "options": [
            {"title": "Ateliers", "body": "Apprendre", "cost_minutes": 150},
            {"title": "Permanence", "cost_minutes": 120},
            {"title": "Voyage", "cost_minutes": 300},
        ],
    }));
    house.vote(&id, "ana", json!({"choices": ["1"]}));
    house.vote(&id, "bo", json!({"choices": ["1", "2"]}));
    house.vote(&id, "carl", json!({"choices": ["2", "3"]}));
    house.close();
    let tally = house.tally(&id);
    assert_eq!(tally["options"]["cost"], 270);
    // Whoever pays for the first pays half of what it is worth to them.
    assert_eq!(tally["options"]["figures"]["purchases"][0]["rho"], "1/2");
    let mut winners = tally["options"]["winners"].as_array().unwrap().clone();
    winners.sort_by_key(|n| n.as_i64());
    assert_eq!(winners, [json!(1), json!(2)]);
    house.recounts(&id);
    let programmes = house.client("ana").get("/api/v1/programmes").expect(200).body;
    let left: BTreeMap<&str, i64> = programmes["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["name"].as_str().unwrap(), p["left"].as_i64().unwrap()))
        .collect();
    assert_eq!(left, BTreeMap::from([("Ateliers", 150), ("Permanence", 120)]));
});

both_engines!(the_charter_is_adopted_amended_and_repealed, |t| {
    let house = House::of(&t, &["ana", "bo", "carl"]);
    let first = house.open(json!({
        "kind": "charter", "title": "Accueil", "body": "Chacun est accueilli.", "payload": {"key": "accueil"},
    }));
    house.yes(&first, &["ana", "bo"]);
    house.close();
    let text = |house: &House| house.client("bo").get("/api/v1/charter/accueil").expect(200).body;
    assert!(text(&house).to_string().contains("Chacun est accueilli."));

    let second = house.open(json!({
        "kind": "charter", "title": "Accueil", "body": "Chacun est accueilli.", "method": "schulze",
        "payload": {"key": "accueil"},
        "options": [{"title": "Telle quelle", "body": "Chacun est accueilli."},
                    {"title": "Avec un repas", "body": "Chacun est accueilli avec un repas."}, {"none": true}],
    }));
    house.vote(&second, "ana", json!({"ranking": [["2"], ["1"]]}));
    house.vote(&second, "bo", json!({"ranking": [["2"]]}));
    house.vote(&second, "carl", json!({"ranking": [["1"], ["2", "3"]]}));
    house.close();
    assert_eq!(house.decision(&second)["effect"]["version"], 2);
    assert!(text(&house).to_string().contains("avec un repas"));

    let third = house.open(json!({
        "kind": "charter", "title": "Accueil", "body": "Plus besoin.", "payload": {"key": "accueil", "repeal": true},
    }));
    house.yes(&third, &["ana"]);
    house.close();
    assert_eq!(house.decision(&third)["effect"]["repealed"], true);
});

both_engines!(
    colleges_are_opened_and_then_votes_are_weighed_by_their_shares,
    |t| {
        let house = House::of(&t, &["ana", "bo", "carl", "dee", "eve"]);
        let open = house.open(json!({"kind": "college", "payload": {
            "action": "open", "key": "producers", "name_fr": "Producteurs", "name_en": "Producers",
            "shares": {"members": 5_000, "producers": 5_000},
        }}));
        house.yes(&open, &["ana", "bo"]);
        house.close();
        assert!(
            house.decision(&open)["summary"]
                .as_str()
                .unwrap()
                .starts_with("Le collège Producteurs est ouvert.")
        );
        for name in ["dee", "eve"] {
            let college = json!({"college": "producers"});
            house
                .client("fanny")
                .put(&format!("/api/v1/members/{}/college", house.id(name)), college)
                .expect(200);
        }
        let rule = house.open(json!({"kind": "rule_change", "payload": {"key": "college_combination", "value": "member_weight"}}));
        house.yes(&rule, &["ana", "bo"]);
        house.close();
        assert_eq!(
            house.rule_now(Key::CollegeCombination),
            Value::Word("member_weight".into())
        );

        // Four members share one half, two producers the other: two of four and none of two are a quarter of the votes.
        let id = house.open(json!({"kind": "text", "body": "Oui ?"}));
        for (who, choice) in [
            ("ana", "yes"),
            ("bo", "yes"),
            ("carl", "no"),
            ("dee", "no"),
            ("eve", "abstain"),
        ] {
            house.vote(&id, who, json!({"choice": choice}));
        }
        house.close();
        let tally = house.tally(&id);
        assert_eq!(
            tally["exact_weights"],
            json!({"yes": "1/4", "no": "3/8", "abstain": "1/4"})
        );
        assert_eq!(tally["outcome"], "rejected");
        assert_eq!(tally["counts"], json!({"yes": 2, "no": 2, "abstain": 1}));
        let file = house.recounts(&id);
        assert_eq!(file["terms"]["combination"], "member_weight");
        let by_college: Vec<&Json> = file["ballots"]
            .as_array()
            .unwrap()
            .iter()
            .map(|b| &b["college"])
            .collect();
        assert_eq!(
            by_college
                .iter()
                .filter(|college| **college == "producers")
                .count(),
            2
        );

        // A box of two producers is no secret.
        let secret = house.propose(json!({"kind": "text", "body": "?", "secret": true}));
        house
            .client("ana")
            .post(&path(&secret, "/opening"), json!({}))
            .refused(409, "box-too-small-for-secrecy", None);
        // The law asks a SCIC for three colleges: the vote passes and says why it changes nothing.
        let scic =
            house.open(json!({"kind": "rule_change", "payload": {"key": "legal_form", "value": "scic"}}));
        for who in ["ana", "bo", "carl", "dee", "eve"] {
            house.vote(&scic, who, json!({"choice": "yes"}));
        }
        house.close();
        assert_eq!(house.proposal(&scic)["enactment_note"], "colleges-too-few");
    }
);

both_engines!(a_link_holds_when_both_sides_have_decided_it, |t| {
    let house = House::of(&t, &["ana", "bo"]);
    let jules = t.second_community();
    let join = |slug: &str| json!({"kind": "link", "title": "Lien", "payload": {"action": "join", "ecosystem": slug}});
    let ours = house.open(join("jura"));
    house.yes(&ours, &["ana"]);
    house.close();
    assert!(
        house.decision(&ours)["summary"]
            .as_str()
            .unwrap()
            .contains("dès que l'autre côté")
    );
    let theirs = jules.post("/api/v1/proposals", join("alpes")).expect(201).id();
    jules.post(&path(&theirs, "/opening"), json!({})).expect(200);
    jules
        .put(&path(&theirs, "/ballot"), json!({"choice": "yes"}))
        .expect(200);
    house.close();
    let links = house.client("ana").get("/api/v1/links").expect(200).body;
    assert_eq!(links["items"][0]["state"], "in_force", "{links}");
    jules
        .post("/api/v1/proposals", join("jura"))
        .refused(422, "link-with-itself", Some("payload.ecosystem"));
});

both_engines!(a_vote_calls_an_assembly_and_its_proxies_count, |t| {
    let house = House::of(&t, &["ana", "bo", "carl"]);
    house.rule(Key::DelegationMode, "none");
    let at = t.now().plus_days(40);
    let call = house.open(json!({
        "kind": "assembly", "title": "Assemblée générale", "payload": {"starts_at": at, "place": "Mairie"},
    }));
    house.yes(&call, &["ana", "bo"]);
    house.close();
    let assembly = house.decision(&call)["effect"]["assembly_id"]
        .as_str()
        .unwrap()
        .to_string();
    let base = format!("/api/v1/assemblies/{assembly}");
    let vote = house.propose(json!({"kind": "text", "title": "Comptes", "body": "Approuvés."}));
    let item = json!({"title": "Comptes", "kind": "item"});
    let planned = house
        .client("fanny")
        .post(&format!("{base}/agenda"), item)
        .expect(201)
        .body;
    let item = planned["agenda"][0]["id"].as_str().unwrap();
    let link = json!({"proposal_id": vote});
    house
        .client("fanny")
        .patch(&format!("{base}/agenda/{item}"), link)
        .expect(200);
    let asked = house
        .client("bo")
        .post(&format!("{base}/proxies"), json!({"holder_id": house.id("ana")}))
        .expect(201);
    let proxy = asked.body["proxies"][0]["id"].as_str().unwrap().to_string();
    house
        .client("ana")
        .post(&format!("{base}/proxies/{proxy}/acceptance"), json!({}))
        .expect(201);
    t.app.clock.advance_to(at);
    house
        .client("fanny")
        .post(&format!("{base}/opening"), json!({}))
        .expect(201);
    house
        .client("ana")
        .post(&format!("{base}/attendances"), json!({"how": "in_person"}))
        .expect(201);
    house
        .client("ana")
        .post(&path(&vote, "/opening"), json!({}))
        .expect(200);
    house.vote(&vote, "ana", json!({"choice": "yes"}));
    house.vote(&vote, "carl", json!({"choice": "no"}));
    house.close();
    let tally = house.tally(&vote);
    assert_eq!(
        (&tally["present"], &tally["represented"]),
        (&json!(2), &json!(1)),
        "{tally:#}"
    );
    assert_eq!(tally["counts"], json!({"yes": 2, "no": 1, "abstain": 0}));
    house.recounts(&vote);
});

both_engines!(
    delegated_voices_are_counted_at_the_close_and_a_direct_vote_wins,
    |t| {
        let house = House::of(&t, &["ana", "bo", "carl", "dee", "eve"]);
        house.rule(Key::DelegationCap, 2);
        let delegate = |giver: &str, to: &str, topic: &str| {
            let given = house.client(giver).put(
                &format!("/api/v1/delegations/{topic}"),
                json!({"delegate_id": house.id(to)}),
            );
            let id = given.body["id"].as_str().unwrap().to_string();
            house
                .client(to)
                .post(&format!("/api/v1/delegations/{id}/acceptance"), json!({}))
                .expect(200);
        };
        delegate("bo", "ana", "everything");
        delegate("carl", "bo", "rules");
        delegate("dee", "ana", "rules");
        delegate("eve", "ana", "texts");
        let id = house.open(json!({"kind": "rule_change", "payload": {"key": "levy_rate_bp", "value": 500}}));
        let other =
            house.open(json!({"kind": "rule_change", "payload": {"key": "levy_rate_bp", "value": 300}}));
        house.vote(&id, "ana", json!({"choice": "yes"}));
        house.vote(&other, "ana", json!({"choice": "yes"}));
        house.vote(&other, "bo", json!({"choice": "no"}));
        house.close();
        // bo and dee are one step away, carl two and over the cap of two voices; eve delegated another topic.
        let tally = house.tally(&id);
        assert_eq!((&tally["present"], &tally["represented"]), (&json!(1), &json!(2)));
        assert_eq!(tally["counts"], json!({"yes": 3, "no": 0, "abstain": 0}));
        let via = |tally: &Json| {
            tally["ballots"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|b| b.get("via").is_some())
                .count()
        };
        assert_eq!(via(&tally), 2);
        assert!(
            house.decision(&id)["summary"]
                .as_str()
                .unwrap()
                .contains("2 voix portées par délégation")
        );
        // bo votes: bo's ballot is bo's, and carries carl.
        let tally = house.tally(&other);
        assert_eq!(tally["counts"], json!({"yes": 2, "no": 2, "abstain": 0}));
        house.recounts(&id);
        house.recounts(&other);

        let secret = house.open(json!({"kind": "text", "body": "?", "secret": true}));
        house.vote(&secret, "ana", json!({"choice": "yes"}));
        house.close();
        assert_eq!(
            house.tally(&secret)["represented"],
            0,
            "a secret vote takes no delegation"
        );
    }
);

both_engines!(
    a_decision_takes_effect_on_its_day_and_comes_back_for_review,
    |t| {
        let house = House::of(&t, &["ana", "bo"]);
        let (effect, review) = (t.now().plus_days(20), t.now().plus_days(60));
        let id = house.open(json!({
            "kind": "rule_change", "payload": {"key": "levy_rate_bp", "value": 700},
            "takes_effect_at": effect, "review_at": review,
        }));
        house.yes(&id, &["ana", "bo"]);
        house.close();
        assert_eq!(house.rule_now(Key::LevyRateBp), Value::Number(200));
        assert!(
            house.decision(&id)["summary_en"]
                .as_str()
                .unwrap()
                .contains("takes effect on")
        );
        let work = |days: i64| {
            t.advance_days(days);
            let now = t.now();
            let act = |conn: &mut commonhour::db::Conn| {
                Ok((
                    governance::enact_due(conn, now, 10)?,
                    governance::tell_reviews_due(conn, now, 10)?,
                ))
            };
            t.app.db.write_now(act).unwrap()
        };
        assert_eq!(work(1), (0, 0));
        assert_eq!(work(12), (1, 0));
        assert_eq!(work(0), (0, 0), "once");
        assert_eq!(house.rule_now(Key::LevyRateBp), Value::Number(700));
        let decision = house.decision(&id);
        assert_eq!(decision["effect"]["applied"], true);
        assert!(
            decision["summary"]
                .as_str()
                .unwrap()
                .starts_with("Le prélèvement solidaire passe de 2 % à 7 %.")
        );
        assert_eq!(house.events::<ProposalEnacted>().len(), 1);
        assert_eq!(work(40), (0, 1));
        assert_eq!(work(1), (0, 0));
        assert_eq!(house.events::<ReviewDue>().len(), 1);
        let early =
            house.propose(json!({"kind": "text", "body": "x", "takes_effect_at": t.now().plus_days(3)}));
        house
            .client("ana")
            .post(&path(&early, "/opening"), json!({}))
            .refused(409, "effect-before-close", None);
    }
);

both_engines!(
    consent_needs_arguments_and_goes_round_until_no_objection_remains,
    |t| {
        let house = House::of(&t, &["ana", "bo", "carl"]);
        let id = house.open(json!({
            "kind": "rule_change", "method": "consent", "payload": {"key": "levy_rate_bp", "value": 900},
        }));
        house.yes(&id, &["ana"]);
        house.try_vote(&id, "bo", json!({"choice": "objection"})).refused(
            422,
            "objection-unargued",
            Some("reason"),
        );
        house.vote(
            &id,
            "bo",
            json!({"choice": "objection", "reason": "Trop cher pour les nouveaux."}),
        );
        let objections = |house: &House| {
            house
                .client("carl")
                .get(&path(&id, "/objections"))
                .expect(200)
                .body["items"]
                .clone()
        };
        assert_eq!(objections(&house)[0]["body"], "Trop cher pour les nouveaux.");
        house
            .client("carl")
            .post(
                &path(&id, "/rounds"),
                json!({"payload": {"key": "levy_rate_bp", "value": 400}}),
            )
            .refused(403, "permission-missing", None);
        house
            .client("ana")
            .post(
                &path(&id, "/rounds"),
                json!({"payload": {"key": "levy_rate_bp", "value": 900}}),
            )
            .refused(422, "round-changes-nothing", Some("body"));
        let next = house
            .client("ana")
            .post(
                &path(&id, "/rounds"),
                json!({"payload": {"key": "levy_rate_bp", "value": 400}}),
            )
            .expect(201)
            .body;
        assert_eq!(
            (&next["round"], &next["turnout"]),
            (&json!(2), &json!(0)),
            "everybody is asked again"
        );
        house.yes(&id, &["ana", "carl"]);
        house.vote(
            &id,
            "bo",
            json!({"choice": "objection", "reason": "Encore un peu."}),
        );
        house.vote(&id, "bo", json!({"choice": "abstain"}));
        assert_ne!(objections(&house)[1]["lifted_at"], Json::Null);
        house.close();
        assert_eq!(house.proposal(&id)["status"], "passed");
        assert_eq!(house.rule_now(Key::LevyRateBp), Value::Number(400));
        let summary = house.decision(&id)["summary"].as_str().unwrap().to_string();
        assert!(
            summary.contains("2 consentements, aucune objection, 1 membre en retrait"),
            "{summary}"
        );
        let rejected = house.open(json!({"kind": "text", "body": "x", "method": "consent"}));
        house.yes(&rejected, &["ana", "bo"]);
        house.vote(
            &rejected,
            "carl",
            json!({"choice": "objection", "reason": "Non."}),
        );
        house.close();
        assert_eq!(house.proposal(&rejected)["status"], "rejected");
    }
);

both_engines!(discussion_and_voting_last_as_long_as_the_rules_ask, |t| {
    let house = House::of(&t, &["ana", "bo"]);
    house.rule(Key::DiscussionMinimumDays, 5);
    house.rule(Key::VotingMinimumDays, 3);
    let id = house.propose(json!({"kind": "text", "body": "Bonjour"}));
    let ana = house.client("ana");
    ana.post(&path(&id, "/opening"), json!({}))
        .refused(409, "discussion-not-begun", None);
    house
        .client("bo")
        .post(&path(&id, "/discussion"), json!({}))
        .refused(403, "not-the-author", None);
    let put = ana.post(&path(&id, "/discussion"), json!({})).expect(200).body;
    assert_eq!(
        (&put["status"], &put["may"]["open"]),
        (&json!("discussion"), &json!(false))
    );
    ana.post(&path(&id, "/discussion"), json!({}))
        .refused(409, "discussion-open-already", None);
    let listed = ana.get("/api/v1/proposals?status=discussion").expect(200).body;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    t.advance_days(4);
    ana.post(&path(&id, "/opening"), json!({}))
        .refused(409, "discussion-too-short", None);
    t.advance_days(1);
    let soon = t.now().plus_days(2);
    ana.post(&path(&id, "/opening"), json!({"closes_at": soon}))
        .refused(422, "voting-too-short", Some("closes_at"));
    ana.post(&path(&id, "/opening"), json!({})).expect(200);
});

both_engines!(a_published_box_is_recounted_by_the_command, |t| {
    let house = House::of(&t, &["ana", "bo", "carl"]);
    let id = house.open(json!({
        "kind": "text", "body": "Lequel ?", "method": "majority_judgment", "secret": true,
        "options": [{"title": "Un"}, {"title": "Deux"}],
    }));
    house.vote(&id, "ana", json!({"grades": {"1": "good", "2": "poor"}}));
    house.vote(&id, "bo", json!({"grades": {"1": "passable"}}));
    house.vote(&id, "carl", json!({"grades": {"1": 6, "2": "very_good"}}));
    house.close();
    let file = house.recounts(&id);
    let dir = t.database.dir.clone();
    let run = |name: &str, text: &str| {
        let place = dir.join(name);
        std::fs::File::create(&place)
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        Command::new(env!("CARGO_BIN_EXE_commonhour"))
            .args(["vote", "recount"])
            .arg(&place)
            .output()
            .unwrap()
    };
    let whole = run("box.json", &file.to_string());
    assert_eq!(
        whole.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&whole.stderr)
    );
    let counted: Json = serde_json::from_slice(&whole.stdout).unwrap();
    assert_eq!(counted["options"]["winners"], json!([1]));
    let mut forged = file.clone();
    forged["tally"]["options"]["winners"] = json!([2]);
    let forged = run("forged.json", &forged.to_string());
    assert_eq!(forged.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&forged.stderr).contains("options"),
        "the fault is named"
    );
    let mut lot = file.clone();
    lot["lot_seed"] = json!("0".repeat(64));
    assert_eq!(run("lot.json", &lot.to_string()).status.code(), Some(1));
    for (name, text) in [("torn.json", "{"), ("other.json", "[]")] {
        let broken = run(name, text);
        assert_eq!(broken.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&broken.stderr).contains(&format!("{name}:1")));
    }
});

both_engines!(a_vote_is_never_counted_twice_whatever_changes_at_once, |t| {
    let names = ["ana", "bo", "carl", "dee", "eve", "finn"];
    let house = House::of(&t, &names);
    let id = house.open(json!({
        "kind": "text", "body": "Lequel ?", "method": "approval", "options": [{"title": "Un"}, {"title": "Deux"}],
    }));
    t.advance_seconds(7 * 86_400 - 60);
    // Tokens for the time that the clock stands at now.
    for name in names {
        house.client(name).get("/api/v1/me").expect(200);
    }
    thread::scope(|scope| {
        for (n, name) in names.iter().enumerate() {
            let (house, id) = (&house, &id);
            scope.spawn(move || {
                for turn in 0..6 {
                    let choice = if (n + turn) % 2 == 0 { "1" } else { "2" };
                    let status = house.try_vote(id, name, json!({"choices": [choice]})).status;
                    assert!(status == 200 || status == 409, "{status}");
                    let to = house.id(names[(n + 1) % names.len()]);
                    let topic = if turn % 2 == 0 { "texts" } else { "everything" };
                    house.client(name).put(
                        &format!("/api/v1/delegations/{topic}"),
                        json!({"delegate_id": to}),
                    );
                }
            });
        }
        let close = &house;
        scope.spawn(move || {
            let at = close.t.now().plus_seconds(120);
            for _ in 0..3 {
                let act = |conn: &mut commonhour::db::Conn| governance::close_due(conn, at, 10);
                close.t.app.db.write_now(act).unwrap();
            }
        });
    });
    let now = t.now().plus_seconds(200);
    t.app.clock.advance_to(now);
    t.app
        .db
        .write_now(|conn| governance::close_due(conn, now, 10))
        .unwrap();
    let file = house.recounts(&id);
    let ballots = file["ballots"].as_array().unwrap();
    let members: std::collections::BTreeSet<&str> =
        ballots.iter().map(|b| b["member_id"].as_str().unwrap()).collect();
    assert_eq!(members.len(), ballots.len(), "each member once");
    assert_eq!(house.events::<governance::ProposalClosed>().len(), 1);
});
