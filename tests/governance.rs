//! Votes, from the draft to what they change. People are clients; only the communities are set up beside the doors.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use commonhour::db::schema::{
    ballots, colleges, ecosystems, mandates, members, memberships, outbox, proposals, sessions, voting_rolls,
};
use commonhour::governance::{self, BoxFile, Choice, Outcome, ProposalClosed, ProposalOpened, VoteReminder};
use commonhour::i18n::Locale;
use commonhour::kernel::clock::Moment;
use commonhour::kernel::ids::{
    AnyId, BallotId, CollegeId, EcosystemId, MandateId, MemberId, MembershipId, ProposalId, SessionId,
};
use commonhour::outbox::{Envelope, Event};
use commonhour::rulebook::{self, Key, Value};
use diesel::prelude::*;
use serde_json::{Value as Json, json};

use crate::support::{Answer, Client, TestApp};

/// A community with members who can log in without passwords.
struct Town<'a> {
    t: &'a TestApp,
    slug: &'static str,
    ecosystem: EcosystemId,
    colleges: BTreeMap<&'static str, CollegeId>,
    people: BTreeMap<String, (MemberId, SessionId)>,
}

impl<'a> Town<'a> {
    /// With members `m1`…`m<size>` in one college.
    fn found(t: &'a TestApp, slug: &'static str, size: usize) -> Town<'a> {
        let now = t.now();
        let ecosystem = EcosystemId::new(now);
        t.app
            .db
            .write_now(|conn| {
                diesel::insert_into(ecosystems::table)
                    .values((
                        ecosystems::id.eq(ecosystem),
                        ecosystems::slug.eq(slug),
                        ecosystems::name.eq(slug),
                        ecosystems::description.eq(""),
                        ecosystems::locale.eq("fr"),
                        ecosystems::time_zone.eq("Europe/Paris"),
                        ecosystems::created_at.eq(now),
                    ))
                    .execute(conn)?;
                commonhour::ledger::open_ecosystem(conn, ecosystem, now)?;
                Ok(())
            })
            .unwrap();
        let mut town = Town {
            t,
            slug,
            ecosystem,
            colleges: BTreeMap::new(),
            people: BTreeMap::new(),
        };
        town.college("everyone", 10_000);
        for n in 1..=size {
            town.admit(&format!("m{n}"), "everyone");
        }
        town
    }

    fn college(&mut self, key: &'static str, weight_bp: i64) {
        let id = CollegeId::new(self.t.now());
        let write = self.t.app.db.write_now(|conn| {
            diesel::insert_into(colleges::table)
                .values((
                    colleges::id.eq(id),
                    colleges::ecosystem_id.eq(self.ecosystem),
                    colleges::key.eq(key),
                    colleges::name_fr.eq(key),
                    colleges::name_en.eq(key),
                    colleges::weight_bp.eq(weight_bp),
                    colleges::created_at.eq(self.t.now()),
                ))
                .execute(conn)?;
            Ok(())
        });
        write.unwrap();
        self.colleges.insert(key, id);
    }

    fn admit(&mut self, name: &str, college: &str) {
        let now = self.t.now();
        let (member, session) = (MemberId::new(now), SessionId::new(now));
        let address = format!("{name}@{}.test", self.slug);
        let write = self.t.app.db.write_now(|conn| {
            diesel::insert_into(members::table)
                .values((
                    members::id.eq(member),
                    members::kind.eq("person"),
                    members::display_name.eq(name),
                    members::email.eq(&address),
                    members::email_folded.eq(&address),
                    members::email_verified_at.eq(now),
                    members::locale.eq("fr"),
                    members::languages.eq("fr"),
                    members::created_at.eq(now),
                    members::updated_at.eq(now),
                ))
                .execute(conn)?;
            diesel::insert_into(memberships::table)
                .values((
                    memberships::id.eq(MembershipId::new(now)),
                    memberships::ecosystem_id.eq(self.ecosystem),
                    memberships::member_id.eq(member),
                    memberships::college_id.eq(self.colleges[college]),
                    memberships::status.eq("active"),
                    memberships::applied_at.eq(now),
                    memberships::admitted_at.eq(now),
                ))
                .execute(conn)?;
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(session),
                    sessions::member_id.eq(member),
                    sessions::kind.eq("api"),
                    sessions::created_at.eq(now),
                    sessions::last_seen_at.eq(now),
                    sessions::expires_at.eq(now.plus_days(400)),
                ))
                .execute(conn)?;
            Ok(())
        });
        write.unwrap();
        self.people.insert(name.to_string(), (member, session));
    }

    fn mandate(&self, name: &str, role: &str) {
        let now = self.t.now();
        let write = self.t.app.db.write_now(|conn| {
            diesel::insert_into(mandates::table)
                .values((
                    mandates::id.eq(MandateId::new(now)),
                    mandates::ecosystem_id.eq(self.ecosystem),
                    mandates::member_id.eq(self.member(name)),
                    mandates::role.eq(role),
                    mandates::started_at.eq(now),
                    mandates::origin.eq("founding"),
                ))
                .execute(conn)?;
            Ok(())
        });
        write.unwrap();
    }

    fn set_status(&self, name: &str, status: &str) {
        let membership = memberships::table.filter(memberships::member_id.eq(self.member(name)));
        let write = self.t.app.db.write_now(|conn| {
            diesel::update(membership)
                .set(memberships::status.eq(status))
                .execute(conn)?;
            Ok(())
        });
        write.unwrap();
    }

    fn member(&self, name: &str) -> MemberId {
        self.people[name].0
    }

    /// The member's client, with a token that is good at the clock's present time.
    fn client(&self, name: &str) -> Client {
        let (member, session) = self.people[name];
        let mut client = self.t.stranger();
        client.token = Some(
            self.t
                .app
                .tokens
                .issue(member, session, Locale::Fr, self.t.now())
                .unwrap(),
        );
        client.id = member.to_string();
        client
    }

    fn set_rule(&self, key: Key, value: Value) {
        let now = self.t.now();
        self.t
            .app
            .db
            .write_in_now(self.ecosystem, |conn| {
                rulebook::set(conn, self.ecosystem, key, &value, None, None, now)
            })
            .unwrap();
    }

    fn rule(&self, key: Key) -> (Value, i64) {
        let rules = self
            .t
            .app
            .db
            .read_now(|conn| rulebook::read(conn, self.ecosystem))
            .unwrap();
        (rules.value(key).clone(), rules.version(key))
    }

    /// A draft written by `m1`.
    #[track_caller]
    fn draft(&self, changes: Json) -> String {
        let mut body = json!({
            "kind": "rule_change", "title": "Le prélèvement passe à 5 %", "body": "Pour le fonds.",
            "method": "majority", "payload": {"key": "levy_rate_bp", "value": 500},
        });
        merge(&mut body, changes);
        self.client("m1").post("/api/v1/proposals", body).expect(201).id()
    }

    #[track_caller]
    fn open(&self, changes: Json) -> String {
        let id = self.draft(changes);
        self.client("m1").post(&opening(&id), json!({})).expect(200);
        id
    }

    #[track_caller]
    fn vote(&self, id: &str, name: &str, choice: &str) -> String {
        let cast = self.try_vote(id, name, choice).expect(200);
        cast.body["receipt"].as_str().unwrap().to_string()
    }

    fn try_vote(&self, id: &str, name: &str, choice: &str) -> Answer {
        self.client(name).put(&ballot(id), json!({ "choice": choice }))
    }

    /// `m1`, `m2`… vote in this order.
    #[track_caller]
    fn vote_all(&self, id: &str, yes: usize, no: usize, abstain: usize) {
        let choices = [("yes", yes), ("no", no), ("abstain", abstain)];
        let choices = choices
            .iter()
            .flat_map(|(choice, times)| std::iter::repeat_n(*choice, *times));
        for (n, choice) in choices.enumerate() {
            self.vote(id, &format!("m{}", n + 1), choice);
        }
    }

    /// What the worker does when a week has passed.
    fn close(&self) -> usize {
        self.t.advance_days(8);
        self.close_now()
    }

    fn close_now(&self) -> usize {
        let now = self.t.now();
        self.t
            .app
            .db
            .write_now(|conn| governance::close_due(conn, now, 100))
            .unwrap()
    }

    #[track_caller]
    fn tally(&self, id: &str) -> Json {
        self.client("m1").get(&tally(id)).expect(200).body
    }

    fn status(&self, id: &str) -> Json {
        self.client("m1").get(&path(id)).expect(200).body["status"].clone()
    }

    fn decisions(&self) -> Vec<Json> {
        let answer = self.client("m1").get("/api/v1/decisions").expect(200);
        answer.body["items"].as_array().unwrap().clone()
    }

    fn events<E: Event>(&self) -> Vec<E> {
        let envelopes: Vec<Envelope> = self
            .t
            .app
            .db
            .read_now(|conn| {
                Ok(outbox::table
                    .filter(outbox::ecosystem_id.eq(self.ecosystem))
                    .order(outbox::id)
                    .select(Envelope::as_select())
                    .load(conn)?)
            })
            .unwrap();
        envelopes.iter().filter_map(|e| e.open().unwrap()).collect()
    }
}

fn merge(body: &mut Json, changes: Json) {
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
}

fn path(id: &str) -> String {
    format!("/api/v1/proposals/{id}")
}
fn opening(id: &str) -> String {
    format!("/api/v1/proposals/{id}/opening")
}
fn ballot(id: &str) -> String {
    format!("/api/v1/proposals/{id}/ballot")
}
fn tally(id: &str) -> String {
    format!("/api/v1/proposals/{id}/tally")
}
fn comments(id: &str) -> String {
    format!("/api/v1/proposals/{id}/comments")
}

/// Receipt and choice of the published ballots, as anybody can read them.
fn published(tally: &Json) -> BTreeMap<String, Choice> {
    tally["ballots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|ballot| {
            let text = |name: &str| ballot[name].as_str().unwrap().to_string();
            (text("receipt"), text("choice").parse().unwrap())
        })
        .collect()
}

/// Fetches the published box as any member, counts it anew and holds every figure to what was published.
#[track_caller]
fn recounts(reader: &Client, id: &str) {
    let file = reader
        .get(&format!("/api/v1/proposals/{id}/box"))
        .expect(200)
        .body;
    let file: BoxFile = serde_json::from_value(file).unwrap();
    let (_, faults) = file.recount().unwrap();
    assert_eq!(faults, Vec::<String>::new());
}

both_engines!(a_vote_sets_the_levy_and_the_register_says_so, |t| {
    let town = Town::found(&t, "chambery", 40);
    let ana = town.client("m1");
    let draft = ana
        .post(
            "/api/v1/proposals",
            json!({
                "kind": "rule_change", "title": "Le prélèvement passe à 5 %", "body": "Pour le fonds.",
                "method": "majority", "secret": true, "payload": {"key": "levy_rate_bp", "value": 500},
            }),
        )
        .expect(201);
    let id = draft.id();
    assert_eq!(draft.body["status"], "draft");
    assert_eq!(draft.body["number"], 1);
    assert_eq!(draft.body["author"]["id"], ana.id);
    town.try_vote(&id, "m2", "yes")
        .refused(409, "voting-not-open", None);

    let opened = ana.post(&opening(&id), json!({})).expect(200).body;
    assert_eq!(opened["status"], "open");
    assert_eq!(opened["closes_at"], t.now().plus_days(7).to_rfc3339());
    assert_eq!(opened["quorum_bp"], 2_000);
    assert_eq!(opened["roll_size"], 40);
    assert_eq!(opened["my_vote"], json!({"on_roll": true, "voted": false}));
    assert_eq!(town.events::<ProposalOpened>().len(), 1);

    town.vote_all(&id, 14, 3, 2);
    let waiting = |name: &str| {
        let list = town
            .client(name)
            .get("/api/v1/proposals?waiting_for_me=true")
            .expect(200);
        list.body["items"].as_array().unwrap().len()
    };
    assert_eq!((waiting("m1"), waiting("m40")), (0, 1));
    assert_eq!(town.close_now(), 0, "not due yet");

    assert_eq!(town.close(), 1);
    assert_eq!(town.status(&id), "passed");
    assert_eq!(town.rule(Key::LevyRateBp), (Value::Number(500), 1));
    let decisions = town.decisions();
    assert_eq!(decisions.len(), 1);
    assert_eq!(
        decisions[0]["summary"],
        "Le prélèvement solidaire passe de 2 % à 5 %. 14 oui, 3 non, 2 abstentions ; 19 votes sur 40 membres."
    );
    assert_eq!(
        decisions[0]["summary_en"],
        "The solidarity levy goes from 2 % to 5 %. 14 yes, 3 no, 2 abstentions; 19 votes out of 40 members."
    );
    assert_eq!(
        decisions[0]["effect"],
        json!({"rule": "levy_rate_bp", "old": 200, "new": 500, "version": 1, "applied": true})
    );
    let ana = town.client("m1");
    let decision = decisions[0]["id"].as_str().unwrap();
    let one = ana.get(&format!("/api/v1/decisions/{decision}")).expect(200);
    assert_eq!(one.body["proposal"]["id"], id.as_str());
    let rule = ana.get("/api/v1/rules/levy_rate_bp").expect(200).body;
    assert_eq!(rule["value"], 500);
    assert_eq!(rule["proposal_id"], id.as_str());

    let tally = town.tally(&id);
    assert_eq!(tally["counts"], json!({"yes": 14, "no": 3, "abstain": 2}));
    assert_eq!(
        tally["quorum"],
        json!({"required_bp": 2000, "required": 8, "reached": true})
    );
    assert_eq!(tally["majority"]["share_bp"], 8_235);
    assert_eq!(tally["ballots"].as_array().unwrap().len(), 19);
    recounts(&town.client("m2"), &id);

    let closed = town.events::<ProposalClosed>();
    assert_eq!(closed.len(), 1);
    assert_eq!(closed[0].outcome, Outcome::Passed);
    assert_eq!(closed[0].decision_id.to_string(), decision);
    town.try_vote(&id, "m30", "no")
        .refused(409, "voting-closed", None);
    ana.post(&comments(&id), json!({"body": "Bravo"}))
        .refused(409, "comments-closed", None);
});

both_engines!(a_vote_is_closed_and_enacted_once, |t| {
    let town = Town::found(&t, "chambery", 3);
    let ids: Vec<String> = (0..4).map(|_| town.open(json!({}))).collect();
    for id in &ids {
        town.vote_all(id, 3, 0, 0);
    }
    t.advance_days(8);
    let now = t.now();
    let closed: usize = thread::scope(|scope| {
        let workers: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    t.app
                        .db
                        .write_now(|conn| governance::close_due(conn, now, 100))
                        .unwrap()
                })
            })
            .collect();
        workers.into_iter().map(|w| w.join().unwrap()).sum()
    });
    assert_eq!(closed, 4);
    assert_eq!(town.close_now(), 0);
    assert_eq!(town.rule(Key::LevyRateBp), (Value::Number(500), 4));
    assert_eq!(town.decisions().len(), 4);
    assert_eq!(town.events::<ProposalClosed>().len(), 4);
    let numbers: BTreeSet<i64> = town
        .decisions()
        .iter()
        .map(|d| d["number"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, (1..=4).collect());
});

both_engines!(only_the_roll_votes_and_it_is_fixed_at_the_opening, |t| {
    let mut town = Town::found(&t, "chambery", 4);
    town.set_status("m4", "applicant");
    let id = town.open(json!({}));
    town.set_status("m4", "active");
    town.admit("late", "everyone");
    for outsider in ["m4", "late"] {
        town.try_vote(&id, outsider, "yes")
            .refused(403, "not-on-the-roll", None);
    }
    let seen = town.client("late").get(&path(&id)).expect(200).body;
    assert_eq!(seen["my_vote"], json!({"on_roll": false, "voted": false}));
    assert_eq!(seen["may"]["vote"], false);
    town.set_status("m3", "suspended");
    town.try_vote(&id, "m3", "no")
        .refused(403, "membership-inactive", None);
    assert_eq!(seen["roll_size"], 3);

    let elsewhere = Town::found(&t, "annecy", 1);
    let stranger = elsewhere.client("m1");
    stranger.get(&path(&id)).refused(404, "not-found", None);
    stranger
        .put(&ballot(&id), json!({"choice": "yes"}))
        .refused(404, "not-found", None);
    stranger.get(&tally(&id)).refused(404, "not-found", None);
    stranger.get(&comments(&id)).refused(404, "not-found", None);
    stranger
        .post(&opening(&id), json!({}))
        .refused(404, "not-found", None);
    let list = stranger.get("/api/v1/proposals").expect(200);
    assert_eq!(list.body["items"], json!([]));
    t.stranger().get(&path(&id)).refused(401, "login-required", None);
    town.client("m1")
        .get("/api/v1/proposals/no-id")
        .refused(404, "not-found", None);
});

both_engines!(the_last_ballot_counts_and_its_receipt_finds_it, |t| {
    let town = Town::found(&t, "chambery", 3);
    for secret in [true, false] {
        let id = town.open(json!({"secret": secret}));
        let first = town.vote(&id, "m1", "no");
        let other = town.vote(&id, "m2", "no");
        let last = town.vote(&id, "m1", "yes");
        assert_ne!(first, last);
        assert_eq!(town.client("m3").get(&path(&id)).expect(200).body["turnout"], 2);
        town.close();
        let tally = town.tally(&id);
        assert_eq!(
            published(&tally),
            BTreeMap::from([(last, Choice::Yes), (other, Choice::No)]),
            "secret: {secret}"
        );
        let named = tally["ballots"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|b| b.get("member").is_some())
            .count();
        assert_eq!(named, if secret { 0 } else { 2 });
        recounts(&town.client("m2"), &id);
    }
});

both_engines!(nobody_sees_a_running_tally_unless_the_rules_show_it, |t| {
    let town = Town::found(&t, "chambery", 3);
    town.mandate("m2", "facilitator");
    let id = town.open(json!({"secret": true}));
    town.vote(&id, "m1", "yes");
    for reader in ["m1", "m2", "m3"] {
        let client = town.client(reader);
        client.get(&tally(&id)).refused(409, "tally-hidden", None);
        let whole = client.get(&path(&id)).expect(200).body.to_string();
        assert!(!whole.contains("\"yes\""), "{whole}");
    }
    town.set_rule(Key::RunningTally, Value::Word("shown".into()));
    let running = town.tally(&id);
    assert_eq!(running["status"], "open");
    assert_eq!(running["counts"], json!({"yes": 1, "no": 0, "abstain": 0}));
    assert_eq!(running["ballots"], json!([]));
    assert_eq!(running["commitment"], Json::Null);
});

both_engines!(quorum_counts_abstentions_and_majority_does_not, |t| {
    let town = Town::found(&t, "chambery", 10);
    town.set_rule(Key::QuorumBp, Value::Number(5_000));
    let short = town.open(json!({}));
    let rejected = town.open(json!({}));
    let passed = town.open(json!({}));
    // Thresholds stand as they were at the opening.
    town.set_rule(Key::QuorumBp, Value::Number(10_000));
    town.vote_all(&short, 4, 0, 0);
    town.vote_all(&rejected, 2, 2, 1);
    town.vote_all(&passed, 1, 0, 4);
    assert_eq!(town.close(), 3);
    assert_eq!(town.status(&short), "quorum_not_met");
    assert_eq!(town.status(&rejected), "rejected");
    assert_eq!(town.status(&passed), "passed");
    let said: BTreeMap<String, String> = town
        .decisions()
        .iter()
        .map(|d| {
            let text = |value: &Json| value.as_str().unwrap().to_string();
            (text(&d["outcome"]), text(&d["summary"]))
        })
        .collect();
    assert_eq!(
        said["rejected"],
        "« Le prélèvement passe à 5 % » est rejeté. Le prélèvement solidaire reste à 2 %. \
         2 oui, 2 non, 1 abstention ; 5 votes sur 10 membres."
    );
    assert_eq!(
        said["quorum_not_met"],
        "« Le prélèvement passe à 5 % » n'est pas adopté, faute de quorum. Le prélèvement solidaire reste à 2 %. \
         4 oui, 0 non, 0 abstention ; 4 votes sur 10 membres. Il fallait 5 votes."
    );
});

both_engines!(two_thirds_are_two_thirds_and_colleges_weigh, |t| {
    let mut town = Town::found(&t, "chambery", 6);
    let qualified = json!({"method": "qualified_majority"});
    let exact = town.open(qualified.clone());
    let below = town.open(qualified.clone());
    town.vote_all(&exact, 4, 2, 0);
    town.vote_all(&below, 3, 2, 1);
    town.college("founders", 25_000);
    town.admit("f1", "founders");
    let weighted = town.open(qualified);
    town.vote_all(&weighted, 0, 1, 0);
    town.vote(&weighted, "f1", "yes");
    town.close();
    assert_eq!(town.status(&exact), "passed");
    assert_eq!(town.status(&below), "rejected");
    assert_eq!(town.status(&weighted), "passed");
    let tally = town.tally(&weighted);
    assert_eq!(
        tally["weights"],
        json!({"yes": 25_000, "no": 10_000, "abstain": 0})
    );
    assert_eq!(tally["counts"], json!({"yes": 1, "no": 1, "abstain": 0}));
    recounts(&town.client("m2"), &weighted);
    let last = &town.decisions().into_iter().find(|d| d["number"] == 3).unwrap()["summary"];
    assert!(last.as_str().unwrap().contains("71,42 %"), "{last}");
});

#[derive(Debug, Queryable)]
struct StoredBallot {
    id: BallotId,
    box_key: Option<Vec<u8>>,
    member_id: Option<MemberId>,
    cast_at: Option<Moment>,
    receipt: String,
}

fn box_of(t: &TestApp, id: &str) -> Vec<StoredBallot> {
    let proposal: ProposalId = id.parse().unwrap();
    t.app
        .db
        .read_now(|conn| {
            Ok(ballots::table
                .filter(ballots::proposal_id.eq(proposal))
                .select((
                    ballots::id,
                    ballots::box_key,
                    ballots::member_id,
                    ballots::cast_at,
                    ballots::receipt,
                ))
                .load(conn)?)
        })
        .unwrap()
}

both_engines!(a_secret_ballot_leads_back_to_nobody, |t| {
    let town = Town::found(&t, "chambery", 24);
    let id = town.open(json!({"secret": true}));
    let mut receipts = Vec::new();
    for n in 1..=24 {
        t.advance_seconds(60);
        let cast = town
            .try_vote(&id, &format!("m{n}"), ["yes", "no"][n % 2])
            .expect(200);
        assert!(cast.body.get("cast_at").is_none());
        receipts.push(cast.body["receipt"].as_str().unwrap().to_string());
    }
    let before = box_of(&t, &id);
    for ballot in &before {
        assert_eq!((ballot.member_id, ballot.cast_at), (None, None));
        assert!(ballot.box_key.is_some());
        // A version 7 id would tell the minute.
        assert_eq!(ballot.id.0.get_version_num(), 4);
    }
    town.close();
    let after = box_of(&t, &id);
    assert_eq!(after.len(), 24);
    let old_ids: BTreeSet<BallotId> = before.iter().map(|b| b.id).collect();
    for ballot in &after {
        assert_eq!(
            (ballot.member_id, ballot.cast_at, &ballot.box_key),
            (None, None, &None)
        );
        assert!(!old_ids.contains(&ballot.id));
    }
    // The order of rows is that of the receipts, which are random: it is not the order of voting.
    let stored: Vec<&String> = after.iter().map(|b| &b.receipt).collect();
    let mut sorted = stored.clone();
    sorted.sort();
    assert_eq!(stored, sorted);
    assert_ne!(stored, receipts.iter().collect::<Vec<_>>());
    // Nothing that was told, kept or logged in the database names a receipt beside a person.
    let told: Vec<String> = t
        .app
        .db
        .read_now(|conn| Ok(outbox::table.select(outbox::payload).load(conn)?))
        .unwrap();
    assert!(told.iter().all(|text| !text.contains(&receipts[0])));
    let voted: i64 = t
        .app
        .db
        .read_now(|conn| {
            Ok(voting_rolls::table
                .filter(voting_rolls::voted.eq(true))
                .count()
                .get_result(conn)?)
        })
        .unwrap();
    assert_eq!(voted, 24);
});

both_engines!(a_published_box_that_is_changed_shows, |t| {
    let town = Town::found(&t, "chambery", 5);
    let id = town.open(json!({"secret": true}));
    town.vote_all(&id, 3, 1, 1);
    town.close();
    let tally = town.tally(&id);
    let file = town
        .client("m4")
        .get(&format!("{}/box", path(&id)))
        .expect(200)
        .body;
    assert_eq!(file["tally"]["commitment"], tally["commitment"]);
    let faults = |file: &Json| {
        let file: BoxFile = serde_json::from_value(file.clone()).unwrap();
        file.recount().unwrap().1
    };
    assert_eq!(faults(&file), Vec::<String>::new());
    let named = |file: &Json, what: &str| {
        let faults = faults(file);
        assert!(
            faults.iter().any(|fault| fault.contains(what)),
            "{what}: {faults:?}"
        );
    };
    let mut changed = file.clone();
    let answer = &mut changed["ballots"][0]["answer"];
    *answer = if *answer == "no" {
        json!("yes")
    } else {
        json!("no")
    };
    named(&changed, "commitment");
    named(&changed, "counts");
    let mut shorter = file.clone();
    shorter["ballots"].as_array_mut().unwrap().pop();
    named(&shorter, "commitment");
    named(&shorter, "turnout");
    let mut doubled = file.clone();
    let again = doubled["ballots"][0].clone();
    doubled["ballots"].as_array_mut().unwrap().push(again);
    named(&doubled, "stands twice");
    let mut unreadable = file;
    unreadable["ballots"][0]["answer"] = json!("perhaps");
    let unreadable: BoxFile = serde_json::from_value(unreadable).unwrap();
    assert!(unreadable.recount().is_err());
});

both_engines!(what_can_no_longer_be_applied_is_said, |t| {
    let town = Town::found(&t, "chambery", 3);
    let id = town.open(json!({}));
    town.vote_all(&id, 2, 0, 0);
    // As if the bounds of the rule had changed while the vote was open.
    let proposal: ProposalId = id.parse().unwrap();
    let write = t.app.db.write_now(|conn| {
        diesel::update(proposals::table.find(proposal))
            .set(proposals::payload.eq(r#"{"key":"levy_rate_bp","value":9000}"#))
            .execute(conn)?;
        Ok(())
    });
    write.unwrap();
    town.close();
    assert_eq!(town.status(&id), "passed");
    assert_eq!(town.rule(Key::LevyRateBp), (Value::Number(200), 0));
    let decision = &town.decisions()[0];
    assert_eq!(
        decision["effect"],
        json!({"applied": false, "why": "rule-value-out-of-bounds"})
    );
    let summary = decision["summary"].as_str().unwrap();
    assert!(
        summary.contains("ne peut pas être appliqué : la valeur est sortie des limites de la règle."),
        "{summary}"
    );
    let seen = town.client("m1").get(&path(&id)).expect(200).body;
    assert_eq!(seen["enacted_at"], Json::Null);
    assert_eq!(seen["enactment_note"], "rule-value-out-of-bounds");
});

both_engines!(a_draft_is_its_authors_and_an_open_vote_is_nobodys, |t| {
    let town = Town::found(&t, "chambery", 3);
    town.mandate("m3", "facilitator");
    let id = town.draft(json!({"kind": "text", "title": "Charte"}));
    let (author, other) = (town.client("m1"), town.client("m2"));
    let change = json!({"title": "Charte d'accueil", "secret": true});
    other
        .patch(&path(&id), change.clone())
        .refused(403, "not-the-author", None);
    other
        .post(&opening(&id), json!({}))
        .refused(403, "permission-missing", None);
    other
        .post(&format!("{}/withdrawal", path(&id)), json!({}))
        .refused(403, "not-the-author", None);
    let changed = author.patch(&path(&id), change.clone()).expect(200).body;
    assert_eq!(
        (&changed["title"], &changed["secret"]),
        (&json!("Charte d'accueil"), &json!(true))
    );
    assert_eq!(changed["body"], "Pour le fonds.");
    let closing = t.now().plus_days(3).to_rfc3339();
    let opened = town
        .client("m3")
        .post(&opening(&id), json!({"closes_at": closing}))
        .expect(200);
    assert_eq!(opened.body["closes_at"], closing);
    for answer in [
        author.patch(&path(&id), change),
        author.post(&opening(&id), json!({})),
        author.post(&format!("{}/withdrawal", path(&id)), json!({})),
    ] {
        answer.refused(409, "proposal-not-draft", None);
    }
    let taken_back = town.draft(json!({}));
    author
        .post(&format!("{}/withdrawal", path(&taken_back)), json!({}))
        .expect(200);
    assert_eq!(town.status(&taken_back), "withdrawn");
    author
        .get(&tally(&taken_back))
        .refused(409, "voting-not-open", None);

    town.set_rule(Key::WhoMayPropose, Value::Word("mandate_holders".into()));
    let text = json!({"kind": "text", "title": "T", "body": "B"});
    other
        .post("/api/v1/proposals", text.clone())
        .refused(403, "mandate-required-to-propose", None);
    town.client("m3").post("/api/v1/proposals", text).expect(201);
});

both_engines!(bad_proposals_are_refused_by_field_and_write_nothing, |t| {
    let town = Town::found(&t, "chambery", 1);
    let ana = town.client("m1");
    let good = json!({
        "kind": "rule_change", "title": "Le prélèvement", "body": "B", "method": "majority",
        "payload": {"key": "levy_rate_bp", "value": 500},
    });
    let at = |seconds: i64| json!(t.now().plus_seconds(seconds).to_rfc3339());
    let cases: Vec<(&str, Json, &str, &str)> = vec![
        ("kind", json!("election"), "method-not-for-kind", "method"),
        ("kind", json!("coup"), "proposal-word-unknown", "kind"),
        ("kind", json!(3), "value-wrong", "kind"),
        ("method", json!("greedy"), "method-not-for-kind", "method"),
        ("method", json!("dice"), "proposal-word-unknown", "method"),
        ("title", json!(""), "text-empty", "title"),
        ("title", json!("x".repeat(161)), "text-too-long", "title"),
        ("title", json!("a\u{0}b"), "text-control-characters", "title"),
        ("body", json!(" "), "text-empty", "body"),
        ("secret", json!("yes"), "value-wrong", "secret"),
        ("closes_at", at(-60), "closes-at-out-of-range", "closes_at"),
        ("closes_at", at(0), "closes-at-out-of-range", "closes_at"),
        (
            "closes_at",
            at(91 * 86_400),
            "closes-at-out-of-range",
            "closes_at",
        ),
        ("closes_at", json!("tomorrow"), "value-wrong", "closes_at"),
        ("payload", json!(null), "payload-missing", "payload"),
        (
            "payload",
            json!({"key": "gravity", "value": 1}),
            "rule-unknown",
            "payload.key",
        ),
        (
            "payload",
            json!({"key": "levy_rate_bp", "value": -1}),
            "rule-value-out-of-bounds",
            "payload.value",
        ),
        (
            "payload",
            json!({"key": "running_tally", "value": "loud"}),
            "rule-value-unknown",
            "payload.value",
        ),
    ];
    for (name, value, code, field) in cases {
        let mut body = good.clone();
        body[name] = value;
        ana.post("/api/v1/proposals", body)
            .refused(422, code, Some(field));
    }
    ana.send("POST", "/api/v1/proposals", Some("{".into()))
        .refused(400, "json-malformed", Some("body"));
    let list = ana.get("/api/v1/proposals").expect(200);
    assert_eq!(list.body["items"], json!([]));

    let id = town.open(json!({}));
    for (bad, code) in [
        (json!({}), "choice-missing"),
        (json!({"choice": "maybe"}), "choice-missing"),
        (json!({"choice": "objection", "reason": "No"}), "choice-missing"),
        (json!({"choice": 1}), "value-wrong"),
        (json!([]), "value-wrong"),
    ] {
        let answer = ana.put(&ballot(&id), bad).expect(422);
        assert_eq!(answer.body["type"], format!("/problems/{code}"));
    }
    assert_eq!(ana.get(&path(&id)).expect(200).body["turnout"], 0);

    let keyed = ana.with_header("Idempotency-Key", "once");
    let first = keyed.post("/api/v1/proposals", good.clone()).expect(201).id();
    assert_eq!(
        keyed.post("/api/v1/proposals", good.clone()).expect(201).id(),
        first
    );
    let mut other = good;
    other["title"] = json!("Autre");
    keyed
        .post("/api/v1/proposals", other)
        .refused(409, "idempotency-key-reused", Some("title"));
});

both_engines!(proposals_are_discussed_and_moderated, |t| {
    let town = Town::found(&t, "chambery", 3);
    town.mandate("m3", "moderator");
    let id = town.draft(json!({}));
    let bo = town.client("m2");
    let comment = bo
        .post(&comments(&id), json!({"body": "Pourquoi 5 % ?"}))
        .expect(201)
        .id();
    bo.post(&comments(&id), json!({"body": ""}))
        .refused(422, "text-empty", Some("body"));
    let one = format!("{}/{comment}", comments(&id));
    town.client("m1")
        .delete(&one)
        .refused(403, "permission-missing", None);
    let read = || {
        let list = town.client("m1").get(&comments(&id)).expect(200).body;
        list["items"][0].clone()
    };
    assert_eq!(read()["author"]["display_name"], "m2");
    assert_eq!(read()["body"], "Pourquoi 5 % ?");
    town.client("m3").delete(&one).expect(204);
    assert_eq!((&read()["body"], &read()["hidden"]), (&Json::Null, &json!(true)));
    let unknown = format!("{}/{}", comments(&id), AnyId::new(t.now()));
    town.client("m3").delete(&unknown).refused(404, "not-found", None);
    assert_eq!(town.events::<governance::CommentAdded>().len(), 1);
});

both_engines!(those_who_have_not_voted_are_reminded_once, |t| {
    let town = Town::found(&t, "chambery", 3);
    let id = town.open(json!({}));
    let short = town.draft(json!({}));
    let closes_at = t.now().plus_hours(20).to_rfc3339();
    town.client("m1")
        .post(&opening(&short), json!({"closes_at": closes_at}))
        .expect(200);
    let remind = || {
        let now = t.now();
        t.app
            .db
            .write_now(|conn| governance::remind_due(conn, now, 100))
            .unwrap()
    };
    assert_eq!(remind(), 0);
    t.advance_days(6);
    town.vote(&id, "m2", "yes");
    assert_eq!((remind(), remind()), (1, 0));
    let reminders = town.events::<VoteReminder>();
    assert_eq!(reminders.len(), 1);
    let proposal: ProposalId = id.parse().unwrap();
    assert_eq!(reminders[0].proposal_id, proposal);
    let waiting = t
        .app
        .db
        .read_now(|conn| governance::delegations::list_reminders(conn, proposal, t.now()))
        .unwrap()
        .not_voted;
    let mut expected = vec![town.member("m1"), town.member("m3")];
    expected.sort();
    assert_eq!(waiting, expected);
});

both_engines!(nobody_votes_twice_however_many_ballots_are_changed_at_once, |t| {
    let town = Town::found(&t, "chambery", 4);
    for secret in [true, false] {
        let id = town.open(json!({"secret": secret}));
        thread::scope(|scope| {
            for n in 1..=4 {
                for choice in ["yes", "no", "abstain", "yes"] {
                    let (town, id) = (&town, &id);
                    scope.spawn(move || town.vote(id, &format!("m{n}"), choice));
                }
            }
            // The close comes while ballots are on their way; none of them may be lost or added after it.
            let now = t.now();
            let t = &t;
            scope.spawn(move || t_close(t, now));
        });
        assert_eq!(box_of(&t, &id).len(), 4, "secret: {secret}");
        town.close();
        let tally = town.tally(&id);
        assert_eq!(tally["turnout"], 4);
        recounts(&town.client("m2"), &id);
    }
});

fn t_close(t: &TestApp, now: Moment) {
    t.app
        .db
        .write_now(|conn| governance::close_due(conn, now, 10))
        .unwrap();
}

both_engines!(a_ballot_on_its_way_at_the_close_counts_or_is_refused, |t| {
    let town = Town::found(&t, "chambery", 12);
    let id = town.open(json!({}));
    let closing = t.now().plus_days(7);
    let accepted: usize = thread::scope(|scope| {
        let voters: Vec<_> = (1..=12)
            .map(|n| {
                let (town, id) = (&town, &id);
                let client = town.client(&format!("m{n}"));
                scope.spawn(move || client.put(&ballot(id), json!({"choice": "yes"})).status)
            })
            .collect();
        let t = &t;
        // The worker's clock is ahead of the doors': the worst case.
        scope.spawn(move || t_close(t, closing));
        voters
            .into_iter()
            .map(|v| v.join().unwrap())
            .filter(|status| *status == 200)
            .count()
    });
    let tally = town.tally(&id);
    assert_eq!(tally["turnout"], accepted);
    assert_eq!(tally["ballots"].as_array().unwrap().len(), accepted);
    recounts(&town.client("m2"), &id);
});

/// A member's browser without scripts.
struct Browser {
    client: Client,
}

impl Town<'_> {
    fn browser(&self, name: &str, language: &str) -> Browser {
        use sha2::{Digest, Sha256};
        let cookie = format!("{name}-{}", rand::random::<u64>());
        let now = self.t.now();
        let write = self.t.app.db.write_now(|conn| {
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(SessionId::new(now)),
                    sessions::member_id.eq(self.member(name)),
                    sessions::kind.eq("page"),
                    sessions::token_hash.eq(Sha256::digest(cookie.as_bytes()).to_vec()),
                    sessions::created_at.eq(now),
                    sessions::last_seen_at.eq(now),
                    sessions::expires_at.eq(now.plus_days(400)),
                ))
                .execute(conn)?;
            diesel::update(members::table.find(self.member(name)))
                .set(members::locale.eq(language))
                .execute(conn)?;
            Ok(())
        });
        write.unwrap();
        let client = self
            .t
            .stranger()
            .with_header("Cookie", &format!("commonhour_session={cookie}"));
        Browser { client }
    }
}

impl Browser {
    #[track_caller]
    fn page(&self, path: &str) -> String {
        let answer = self.client.get(path).expect(200);
        let html = answer.body.as_str().unwrap().to_string();
        // A key that is shown instead of its text.
        for prefix in [
            "proposal-",
            "vote-",
            "receipt-",
            "ballots-",
            "decision",
            "rule-",
            "method-",
            "choice-",
        ] {
            assert!(
                !html.contains(&format!(">{prefix}")),
                "{path} shows a key of {prefix}"
            );
        }
        html
    }

    /// Sends a form with the token that stands on `from`.
    fn send(&self, from: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let html = self.page(from);
        let token = html.split("name=\"csrf\" value=\"").nth(1).unwrap();
        let token = token.split('"').next().unwrap();
        let body: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", token)
            .extend_pairs(fields)
            .finish();
        self.client
            .send_as("POST", path, Some(body), "application/x-www-form-urlencoded")
    }
}

both_engines!(a_vote_in_a_browser_without_scripts, |t| {
    let town = Town::found(&t, "chambery", 3);
    let ana = town.browser("m1", "fr");
    let bo = town.browser("m2", "en");
    assert!(ana.page("/proposals").contains("Rien ici pour l"));
    assert!(
        ana.page("/proposals/new")
            .contains("/proposals/new?rule=levy_rate_bp")
    );
    ana.page("/proposals/new?kind=text");
    ana.page("/proposals/new?rule=running_tally");
    ana.page("/proposals?status=passed");
    let form = "/proposals/new?rule=levy_rate_bp";
    assert!(ana.page(form).contains("value=\"2\""));
    let mut fields = vec![
        ("kind", "rule_change"),
        ("rule", "levy_rate_bp"),
        ("value", "50"),
        ("title", "Le prélèvement passe à 5 %"),
        ("body", "**Pour** le fonds. <script>alert(1)</script>"),
        ("method", "majority"),
        ("secret", "yes"),
        ("closes_at", ""),
    ];
    let refused = ana.send(form, "/proposals", &fields).expect(422);
    let html = refused.body.as_str().unwrap();
    assert!(
        html.contains("0 % – 20 %") && html.contains("value=\"50\""),
        "{html}"
    );
    fields[2].1 = "5";
    let drafted = ana.send(form, "/proposals", &fields).expect(303);
    let place = drafted.header("location").unwrap();
    let proposal = place.split('?').next().unwrap();
    let html = ana.page(place);
    assert!(
        html.contains("Le prélèvement solidaire passe de 2 % à 5 %."),
        "{html}"
    );
    assert!(
        html.contains("<strong>Pour</strong>") && !html.contains("<script>alert"),
        "{html}"
    );

    let edit = format!("{proposal}/edit");
    ana.page(&edit);
    fields[3].1 = "Cinq pour cent";
    ana.send(&edit, &edit, &fields).expect(303);
    bo.send("/proposals", &edit, &fields).expect(403);
    bo.send(proposal, &format!("{proposal}/comments"), &[("body", "Why?")])
        .expect(303);
    assert!(ana.page(proposal).contains("Why?"));
    ana.send(proposal, &format!("{proposal}/opening"), &[])
        .expect(303);

    assert!(bo.page("/proposals").contains("Waiting for your vote"));
    let ballot = format!("{proposal}/ballot");
    let nothing = bo.send(proposal, &ballot, &[]).expect(422);
    assert!(
        nothing
            .body
            .as_str()
            .unwrap()
            .contains("Choose for, against or abstention.")
    );
    let cast = bo.send(proposal, &ballot, &[("choice", "yes")]).expect(200);
    let html = cast.body.as_str().unwrap();
    let receipt = html.split("<code>").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(receipt.len(), 19);
    assert!(bo.page(proposal).contains("You have voted."));
    assert!(!bo.page("/proposals").contains("Waiting for your vote"));

    town.close();
    let html = bo.page(proposal);
    assert!(
        html.contains("The solidarity levy goes from 2 % to 5 %."),
        "{html}"
    );
    let found = bo.page(&format!("{proposal}/ballots?receipt={}", receipt.to_lowercase()));
    assert!(found.contains(receipt) && found.contains("For"), "{found}");
    let seen_by_another = ana.page(&format!("{proposal}/ballots"));
    assert!(seen_by_another.contains(receipt));
    assert!(!seen_by_another.contains("m2"), "a secret ballot has no name");
    assert!(
        ana.page("/decisions")
            .contains("Le prélèvement solidaire passe de 2 % à 5 %. 1 oui")
    );
    let stranger = t.stranger().get(proposal).expect(303);
    assert!(stranger.header("location").unwrap().starts_with("/login"));
});
