//! Delegation of votes: who speaks for whom, with whose consent, until when, and who is told before a close.

use std::collections::BTreeMap;

use commonhour::db::schema::{proposals, voting_rolls};
use commonhour::governance::Proposal;
use commonhour::governance::counting::delegation::{Fate, Lost};
use commonhour::governance::delegations;
use commonhour::kernel::clock::Moment;
use commonhour::kernel::ids::{EcosystemId, MemberId, ProposalId};
use commonhour::members;
use commonhour::rulebook::{self, Key, Value};
use diesel::prelude::*;
use serde_json::{Value as Json, json};

use crate::support::{Answer, Client, TestApp};

/// Members of `alpes`, by first name.
struct Circle<'a> {
    t: &'a TestApp,
    people: BTreeMap<&'static str, Client>,
}

impl<'a> Circle<'a> {
    fn of(t: &'a TestApp, names: &[&'static str]) -> Circle<'a> {
        let people = names.iter().map(|name| (*name, t.member(name))).collect();
        Circle { t, people }
    }

    fn id(&self, name: &str) -> String {
        self.people[name].id.clone()
    }

    fn client(&self, name: &str) -> &Client {
        &self.people[name]
    }

    fn set_rule(&self, key: Key, value: Value) {
        let (ecosystem, now) = (self.ecosystem(), self.t.now());
        let db = &self.t.app.db;
        db.write_in_now(ecosystem, |conn| {
            rulebook::set(conn, ecosystem, key, &value, None, None, now)
        })
        .unwrap();
    }

    fn ecosystem(&self) -> EcosystemId {
        let db = &self.t.app.db;
        db.read_now(|conn| members::find_ecosystem_by_slug(conn, "alpes"))
            .unwrap()
            .unwrap()
    }

    /// The delegation of `giver` to `delegate` in a scope, the newest.
    fn find(&self, delegate: &str, scope: &str, giver: &str) -> Option<Json> {
        let path = "/api/v1/delegations?side=received&limit=100";
        let list = self.people[delegate].get(path).expect(200);
        let items = list.body["items"].as_array().unwrap().clone();
        items.into_iter().find(|d| {
            d["giver"]["id"] == json!(self.id(giver)) && (d["topic"] == scope || d["proposal_id"] == scope)
        })
    }

    /// One statement: `ana gives rules to bo`, `bo accepts rules of ana`, `bo declines …`, `bo drops …`,
    /// `ana revokes rules`.
    fn act(&self, statement: &str) -> Answer {
        let words: Vec<&str> = statement.split_whitespace().collect();
        let who = &self.people[words[0]];
        let path = format!("/api/v1/delegations/{}", words[2]);
        let received = || {
            let found = self.find(words[0], words[2], words[4]);
            let id = found.unwrap_or_else(|| panic!("{statement}: no such delegation"))["id"].clone();
            format!("/api/v1/delegations/{}", id.as_str().unwrap())
        };
        match words[1] {
            "gives" => who.put(&path, json!({"delegate_id": self.id(words[4])})),
            "revokes" => who.delete(&path),
            "accepts" => who.post(&format!("{}/acceptance", received()), json!({})),
            "declines" => who.post(&format!("{}/refusal", received()), json!({})),
            "drops" => who.delete(&format!("{}/acceptance", received())),
            other => panic!("{other} is no act"),
        }
    }

    /// Lines of `statement | answer`: a state, `done`, or `status code`.
    fn tell(&self, story: &str) {
        for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (statement, expected) = line.split_once('|').unwrap();
            let answer = self.act(statement);
            let seen = match answer.status {
                200 => answer.body["state"].as_str().unwrap().to_string(),
                204 => "done".to_string(),
                status => {
                    let kind = answer.body["type"].as_str().unwrap_or_default();
                    format!("{status} {}", kind.trim_start_matches("/problems/"))
                }
            };
            assert_eq!(seen, expected.trim(), "{statement}");
        }
    }

    /// `giver → delegate`, given and agreed to.
    fn link(&self, giver: &str, scope: &str, delegate: &str) {
        self.act(&format!("{giver} gives {scope} to {delegate}"))
            .expect(200);
        self.act(&format!("{delegate} accepts {scope} of {giver}"))
            .expect(200);
    }

    fn draft(&self, changes: Json) -> String {
        let mut body = json!({
            "kind": "text", "title": "Un banc devant la salle", "body": "Pour attendre.", "method": "majority",
        });
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.client("ana")
            .post("/api/v1/proposals", body)
            .expect(201)
            .id()
    }

    fn open(&self, changes: Json) -> String {
        let id = self.draft(changes);
        let path = format!("/api/v1/proposals/{id}/opening");
        self.client("ana").post(&path, json!({})).expect(200);
        id
    }

    fn vote(&self, name: &str, id: &str) {
        let path = format!("/api/v1/proposals/{id}/ballot");
        self.client(name).put(&path, json!({"choice": "yes"})).expect(200);
    }

    /// What the member is told of their voice: `represented by bo`.
    fn voice(&self, name: &str, id: &str) -> String {
        let voice = self
            .client(name)
            .get(&format!("/api/v1/proposals/{id}/voice"))
            .expect(200);
        let now = voice.body["now"].as_str().unwrap();
        match voice.body["by"]["display_name"].as_str() {
            Some(by) => format!("{now} by {by}"),
            None => now.to_string(),
        }
    }

    /// What the close would find at `at`: who speaks for each member of the roll.
    fn fates(&self, id: &str, at: Moment) -> BTreeMap<&'static str, String> {
        let id: ProposalId = id.parse().unwrap();
        let (roll, resolution) = self
            .t
            .app
            .db
            .read_now(|conn| {
                let proposal = proposals::table
                    .find(id)
                    .select(Proposal::as_select())
                    .first(conn)?;
                let roll: Vec<(MemberId, bool)> = voting_rolls::table
                    .filter(voting_rolls::proposal_id.eq(id))
                    .order(voting_rolls::member_id)
                    .select((voting_rolls::member_id, voting_rolls::voted))
                    .load(conn)?;
                let resolution = delegations::resolve_vote(conn, &proposal, &roll, at)?;
                Ok((roll, resolution))
            })
            .unwrap();
        let name_of = |i: usize| {
            let id = roll[i].0.to_string();
            let found = self.people.iter().find(|(_, client)| client.id == id);
            found.map_or("founder", |(name, _)| name)
        };
        (0..roll.len())
            .map(|i| {
                let fate = match resolution.fates[i] {
                    Fate::Present => "present".to_string(),
                    Fate::Represented { by } => name_of(by as usize).to_string(),
                    Fate::NotCast(Lost::NoDelegation) => "nothing".to_string(),
                    Fate::NotCast(lost) => format!("{lost:?}"),
                };
                (name_of(i), fate)
            })
            .collect()
    }

    /// Kinds and texts of what a member was told, newest first.
    fn news(&self, name: &str) -> Vec<(String, String)> {
        let list = self
            .client(name)
            .get("/api/v1/notifications?limit=100")
            .expect(200);
        let items = list.body["items"].as_array().unwrap();
        let text = |item: &Json, field: &str| item[field].as_str().unwrap().to_string();
        items
            .iter()
            .map(|item| (text(item, "kind"), text(item, "text")))
            .filter(|(kind, _)| kind.starts_with("delegation.") || kind.starts_with("vote."))
            .collect()
    }
}

both_engines!(delegations_as_statements, |t| {
    let circle = Circle::of(&t, &["ana", "bo", "cleo"]);
    circle.tell(
        "ana  gives    rules to bo        | awaiting_consent
         ana  gives    rules to bo        | awaiting_consent
         bo   gives    rules to ana       | 409 delegation-is-mutual
         bo   gives    fund to ana        | awaiting_consent
         cleo gives    rules to ana       | awaiting_consent
         bo   accepts  rules of ana       | in_force
         bo   accepts  rules of ana       | in_force
         bo   declines rules of ana       | 409 delegation-in-force
         ana  gives    rules to bo        | in_force
         bo   gives    rules to ana       | 409 delegation-is-mutual
         bo   drops    rules of ana       | done
         bo   drops    rules of ana       | done
         bo   accepts  rules of ana       | 409 delegation-over
         ana  gives    rules to bo        | awaiting_consent
         bo   declines rules of ana       | declined
         bo   declines rules of ana       | declined
         ana  gives    rules to bo        | awaiting_consent
         bo   accepts  rules of ana       | in_force
         ana  gives    rules to cleo      | 409 delegation-is-mutual
         ana  declines rules of cleo      | declined
         ana  gives    rules to cleo      | awaiting_consent
         bo   accepts  rules of ana       | 409 delegation-over
         ana  revokes  rules              | done
         ana  revokes  rules              | done
         ana  gives    everything to ana  | 422 delegate-is-oneself
         ana  gives    gossip to bo       | 404 not-found
         ana  gives    everything to bo   | awaiting_consent",
    );
    // Each side reads its own, others nothing; history is kept.
    let ana = &circle.people["ana"];
    ana.get("/api/v1/delegations/rules")
        .refused(404, "not-found", None);
    let own = ana.get("/api/v1/delegations/everything").expect(200);
    assert_eq!(own.body["delegate"]["id"], json!(circle.id("bo")));
    let given = ana.get("/api/v1/delegations?side=given").expect(200);
    let states: Vec<&str> = given.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["state"].as_str().unwrap())
        .collect();
    assert_eq!(
        states,
        ["awaiting_consent", "revoked", "replaced", "declined", "laid_down"]
    );
    let current = ana.get("/api/v1/delegations?side=given&current=true").expect(200);
    assert_eq!(current.body["items"].as_array().unwrap().len(), 1);
    // Whom it was not given to can neither agree nor decline.
    let path = format!(
        "/api/v1/delegations/{}/acceptance",
        own.body["id"].as_str().unwrap()
    );
    circle.people["cleo"]
        .post(&path, json!({}))
        .refused(404, "not-found", None);
    circle.people["cleo"]
        .delete(&path)
        .refused(404, "not-found", None);
    ana.post(&path, json!({})).refused(404, "not-found", None);
    let export = ana.get("/api/v1/me/export").expect(200);
    let exported = export.body["memberships"][0]["delegations"].as_array().unwrap();
    assert_eq!(exported.len(), 7, "five given, two received");
});

both_engines!(only_who_may_vote_is_a_delegate, |t| {
    let circle = Circle::of(&t, &["ana", "bo"]);
    let (ana, bo) = (circle.client("ana"), circle.client("bo"));
    let give = |scope: &str, to: &str| {
        ana.put(
            &format!("/api/v1/delegations/{scope}"),
            json!({"delegate_id": to}),
        )
    };
    let zoe = t.applicant("zoe");
    let stranger = "00000000-0000-7000-8000-000000000000";
    for nobody in [zoe.id.as_str(), stranger] {
        give("rules", nobody).refused(422, "delegate-may-not-vote", Some("delegate_id"));
    }
    // A vote that is open has a roll; who came later is not on it.
    let id = circle.open(json!({}));
    let dan = t.member("dan");
    give(&id, &dan.id).refused(422, "delegate-may-not-vote", Some("delegate_id"));
    dan.put(
        &format!("/api/v1/delegations/{id}"),
        json!({"delegate_id": bo.id}),
    )
    .refused(403, "not-on-the-roll", None);
    give(&id, &bo.id).expect(200);
    give(stranger, &bo.id).refused(404, "not-found", None);
    // Secret votes take none, drafts do, closed votes do not.
    let secret = circle.open(json!({"secret": true}));
    give(&secret, &bo.id).refused(409, "delegation-of-secret-vote", None);
    let draft = circle.draft(json!({}));
    give(&draft, &bo.id).expect(200);
    t.advance_days(8);
    t.work();
    let ana = circle.client("ana");
    ana.put(
        &format!("/api/v1/delegations/{id}"),
        json!({"delegate_id": bo.id}),
    )
    .refused(409, "voting-closed", None);
    // A community may do without.
    circle.set_rule(Key::DelegationMode, Value::Word("none".into()));
    ana.put("/api/v1/delegations/rules", json!({"delegate_id": bo.id}))
        .refused(409, "delegation-not-allowed", None);
});

both_engines!(the_narrowest_delegation_in_force_at_the_close_counts, |t| {
    let circle = Circle::of(&t, &["ana", "bo", "cleo", "dan", "eve"]);
    circle.link("eve", "everything", "bo");
    circle.link("eve", "texts", "cleo");
    circle.link("eve", "rules", "bo");
    circle.link("ana", "everything", "eve");
    let id = circle.open(json!({}));
    for name in ["bo", "cleo", "dan"] {
        circle.vote(name, &id);
    }
    let fate = |name: &str, at| circle.fates(&id, at)[name].clone();
    let now = || t.now();
    assert_eq!(
        (fate("eve", now()), fate("ana", now())),
        ("cleo".into(), "cleo".into())
    );
    assert_eq!(fate("founder", now()), "nothing");
    // Asking is not enough: the wider one counts until the narrower is agreed to.
    circle.act(&format!("eve gives {id} to dan")).expect(200);
    assert_eq!(fate("eve", now()), "cleo");
    circle.act(&format!("dan accepts {id} of eve")).expect(200);
    assert_eq!(
        (fate("eve", now()), fate("ana", now())),
        ("dan".into(), "dan".into())
    );
    circle.act(&format!("dan drops {id} of eve")).expect(204);
    circle.act("eve revokes texts").expect(204);
    assert_eq!(fate("eve", now()), "bo");
    // What happens after the moment of the close changes nothing.
    let close = now();
    t.advance_seconds(1);
    circle.act("eve revokes everything").expect(204);
    circle.link("eve", "texts", "dan");
    assert_eq!(
        (fate("eve", close), fate("ana", close)),
        ("bo".into(), "bo".into())
    );
    assert_eq!(
        (fate("eve", now()), fate("ana", now())),
        ("dan".into(), "dan".into())
    );
    // The direct vote wins, and those behind it follow it.
    circle.vote("eve", &id);
    assert_eq!(
        (fate("eve", now()), fate("ana", now())),
        ("present".into(), "eve".into())
    );
    // A secret vote takes no delegation, nor a community that allows none.
    let secret = circle.open(json!({"secret": true}));
    circle.vote("dan", &secret);
    assert_eq!(circle.fates(&secret, now())["eve"], "nothing");
    circle.set_rule(Key::DelegationMode, Value::Word("none".into()));
    assert_eq!(fate("ana", now()), "nothing");
});

both_engines!(
    members_are_told_before_the_close_when_their_voice_would_be_lost,
    |t| {
        let names = ["ana", "bo", "cleo", "dan", "eve", "fay", "gus", "hal"];
        let circle = Circle::of(&t, &names);
        // hal cannot vote when the roll is drawn up; cleo and dan go round; fay and gus both rely on bo.
        circle.link("eve", "texts", "hal");
        let suspension = format!("/api/v1/members/{}/suspension", circle.id("hal"));
        t.founder()
            .post(&suspension, json!({"reason": "absent"}))
            .expect(200);
        circle.link("cleo", "everything", "dan");
        let given = circle.act("dan gives texts to cleo").expect(200);
        assert_eq!(given.body["goes_round"], json!(true));
        circle.act("cleo accepts texts of dan").expect(200);
        circle.link("fay", "texts", "bo");
        circle.link("gus", "texts", "bo");
        circle.set_rule(Key::DelegationCap, Value::Number(1));
        let id = circle.open(json!({}));
        let voice = |name: &str| circle.voice(name, &id);
        assert_eq!(voice("fay"), "delegate_not_voted");
        circle.vote("bo", &id);
        circle.act("ana gives texts to bo").expect(200);
        for (name, now) in [
            ("ana", "awaiting_consent"),
            ("bo", "voted"),
            ("cleo", "cycle"),
            ("dan", "cycle"),
            ("eve", "dead_end"),
            ("fay", "represented by bo"),
            ("gus", "over_cap"),
        ] {
            assert_eq!(voice(name), now, "{name}");
        }
        let own = circle
            .client("bo")
            .get(&format!("/api/v1/proposals/{id}/voice"))
            .expect(200);
        assert_eq!(own.body["carries"], json!(2));

        t.advance_days(6);
        t.work();
        for (name, kind, text) in [
            ("ana", "vote.reminder", "Dernier rappel"),
            ("cleo", "vote.delegation_lost", "tourne en rond"),
            ("dan", "vote.delegation_lost", "tourne en rond"),
            ("eve", "vote.delegation_lost", "ne mène nulle part"),
            ("gus", "vote.delegation_lost", "en porte trop"),
        ] {
            let (told, line) = circle.news(name)[0].clone();
            assert_eq!(told, kind, "{name}");
            assert!(line.contains(text), "{name}: {line}");
        }
        for name in ["bo", "fay"] {
            let kinds: Vec<String> = circle.news(name).into_iter().map(|(kind, _)| kind).collect();
            assert!(!kinds.contains(&"vote.reminder".to_string()), "{name}: {kinds:?}");
            assert!(
                !kinds.contains(&"vote.delegation_lost".to_string()),
                "{name}: {kinds:?}"
            );
        }
        let mail = t.last_mail_to("gus@exemple.fr");
        assert!(mail.find_header("List-Unsubscribe-Post").is_some());
    }
);

both_engines!(those_who_rely_on_someone_who_has_not_voted_are_told, |t| {
    let circle = Circle::of(&t, &["ana", "bo"]);
    circle.link("ana", "everything", "bo");
    circle.open(json!({}));
    t.advance_days(6);
    t.work();
    let (kind, line) = circle.news("ana")[0].clone();
    assert_eq!(kind, "vote.delegation_lost");
    assert!(line.contains("n'a pas encore voté"), "{line}");
    assert_eq!(circle.news("bo")[0].0, "vote.reminder");
});

both_engines!(nobody_agrees_to_more_voices_than_one_may_carry, |t| {
    let circle = Circle::of(&t, &["ana", "bo", "cleo", "dan"]);
    circle.set_rule(Key::DelegationCap, Value::Number(1));
    circle.tell(
        "ana  gives   rules to dan      | awaiting_consent
         bo   gives   rules to dan      | awaiting_consent
         cleo gives   fund to dan       | awaiting_consent
         bo   gives   everything to dan | awaiting_consent
         dan  accepts rules of ana      | in_force
         dan  accepts rules of bo       | 409 delegation-cap-reached
         dan  accepts fund of cleo      | in_force
         dan  accepts everything of bo  | 409 delegation-cap-reached
         ana  revokes rules             | done
         dan  accepts rules of bo       | in_force",
    );
});

both_engines!(a_delegation_expires_unless_it_is_given_again, |t| {
    let circle = Circle::of(&t, &["ana", "bo"]);
    circle.set_rule(Key::DelegationLifeDays, Value::Number(30));
    circle.link("ana", "rules", "bo");
    let state = || {
        circle
            .client("ana")
            .get("/api/v1/delegations/rules")
            .expect(200)
            .body["state"]
            .clone()
    };
    let told = || {
        t.work();
        let news = circle.news("ana");
        news.iter()
            .filter(|(kind, _)| kind == "delegation.expiring")
            .count()
    };
    t.advance_days(15);
    assert_eq!(told(), 0);
    t.advance_days(2);
    assert_eq!((told(), told()), (1, 1));
    // Renewed by giving it again, with the consent it has; told of again before the new end.
    let again = json!({"delegate_id": circle.id("bo")});
    let renewed = circle
        .client("ana")
        .put("/api/v1/delegations/rules", again.clone())
        .expect(200);
    assert_eq!(renewed.body["state"], "in_force");
    t.advance_days(29);
    assert_eq!((told(), state()), (2, json!("in_force")));
    t.advance_days(1);
    assert_eq!(state(), "expired");
    let anew = circle
        .client("ana")
        .put("/api/v1/delegations/rules", again)
        .expect(200);
    assert_eq!(anew.body["state"], "awaiting_consent");
    assert_ne!(anew.body["id"], renewed.body["id"]);
});

both_engines!(each_side_hears_of_what_the_other_does, |t| {
    let circle = Circle::of(&t, &["ana", "bo", "cleo"]);
    let last = |name: &str| {
        t.work();
        circle.news(name).first().cloned().unwrap_or_default()
    };
    circle.act("ana gives rules to bo").expect(200);
    let (kind, line) = last("bo");
    assert_eq!(kind, "delegation.requested");
    assert_eq!(line, "ana vous demande de porter sa voix : Règles");
    let mail = t.last_mail_to("bo@exemple.fr");
    assert!(mail.find_header("List-Unsubscribe-Post").is_some());
    circle.act("bo accepts rules of ana").expect(200);
    assert_eq!(last("ana").1, "bo accepte de porter votre voix : Règles");
    circle.act("ana gives rules to cleo").expect(200);
    assert_eq!(last("bo").1, "ana a confié sa voix à quelqu'un d'autre : Règles");
    circle.act("cleo declines rules of ana").expect(200);
    assert_eq!(last("ana").1, "cleo refuse de porter votre voix : Règles");
    circle.link("ana", "everything", "bo");
    circle.act("bo drops everything of ana").expect(204);
    assert_eq!(last("ana").1, "bo ne porte plus votre voix : Tout");
    circle.link("ana", "everything", "bo");
    circle.act("ana revokes everything").expect(204);
    assert_eq!(last("bo").1, "ana a repris sa voix : Tout");
    // What was taken back before anybody heard of it is no news.
    let before = circle.news("cleo").len();
    circle.act("ana gives fund to cleo").expect(200);
    circle.act("ana revokes fund").expect(204);
    t.work();
    assert_eq!(circle.news("cleo").len(), before);
});

both_engines!(
    a_giver_has_one_delegation_in_a_scope_whatever_happens_at_once,
    |t| {
        let circle = Circle::of(&t, &["ana", "bo", "cleo"]);
        std::thread::scope(|scope| {
            for delegate in ["bo", "cleo", "bo", "cleo", "bo", "cleo"] {
                let circle = &circle;
                scope.spawn(move || circle.act(&format!("ana gives rules to {delegate}")).expect(200));
            }
        });
        let list = |query: &str| {
            let path = format!("/api/v1/delegations?side=given&limit=100{query}");
            circle.client("ana").get(&path).expect(200).body["items"].clone()
        };
        assert_eq!(list("&current=true").as_array().unwrap().len(), 1);
        let all = list("");
        let open = all
            .as_array()
            .unwrap()
            .iter()
            .filter(|d| d["ended_at"].is_null())
            .count();
        assert_eq!(open, 1, "{all}");
    }
);

// --- Pages -----------------------------------------------------------------------------------------------------------

fn hidden(html: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let rest = html
        .split(&start)
        .nth(1)
        .unwrap_or_else(|| panic!("no {name} in {html}"));
    rest.split('"').next().unwrap().to_string()
}

fn submit(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    client.send_as("POST", path, Some(body), "application/x-www-form-urlencoded")
}

/// A person in a browser, logged in through the form.
struct Browser {
    client: Client,
}

impl Browser {
    fn of(t: &TestApp, name: &str) -> Browser {
        let stranger = t.stranger();
        let form = stranger.get("/login").expect(200);
        let csrf = hidden(form.body.as_str().unwrap(), "csrf");
        let (email, password) = (format!("{name}@exemple.fr"), crate::support::password_of(name));
        let fields = [
            ("csrf", csrf.as_str()),
            ("email", &email),
            ("password", &password),
        ];
        let answer = submit(&stranger, "/login", &fields).expect(303);
        let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap();
        Browser {
            client: stranger.with_header("Cookie", cookie),
        }
    }

    #[track_caller]
    fn page(&self, path: &str) -> String {
        let html = self
            .client
            .get(path)
            .expect(200)
            .body
            .as_str()
            .unwrap()
            .to_string();
        for prefix in ["delegation", "topic-", "voice-", "refusal-"] {
            assert!(
                !html.contains(&format!(">{prefix}")),
                "{path} shows a key of {prefix}"
            );
        }
        html
    }

    #[track_caller]
    fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = hidden(&self.page("/delegations"), "csrf");
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        submit(&self.client, path, &fields)
    }
}

both_engines!(
    delegations_are_given_and_answered_in_a_browser_without_scripts,
    |t| {
        let circle = Circle::of(&t, &["ana", "bo", "cleo"]);
        let (ana, bo) = (Browser::of(&t, "ana"), Browser::of(&t, "bo"));
        assert!(ana.page("/me").contains("href=\"/delegations\""));
        assert!(ana.page("/proposals").contains("href=\"/delegations\""));
        let empty = ana.page("/delegations");
        assert!(empty.contains("/delegations/new?scope=fund") && empty.contains("Personne ne vous a confié"));

        // Type part of a name, then choose.
        let found = ana.page("/delegations/new?scope=rules&q=B");
        assert!(
            found.contains(&format!("value=\"{}\"", circle.id("bo"))),
            "{found}"
        );
        assert!(!found.contains(&circle.id("ana")), "oneself is not offered");
        assert!(
            ana.page("/delegations/new?scope=rules&q=xyz")
                .contains("Personne de ce nom")
        );
        let none = ana
            .send("/delegations", &[("scope", "rules"), ("q", "bo")])
            .expect(422);
        assert!(
            none.body
                .as_str()
                .unwrap()
                .contains("Choisissez l&#39;un des membres"),
            "{}",
            none.body
        );
        let id = circle.id("bo");
        let fields = [("scope", "rules"), ("q", "bo"), ("delegate_id", id.as_str())];
        let given = ana.send("/delegations", &fields).expect(303);
        assert_eq!(
            given.header("location"),
            Some("/delegations?done=delegation-given")
        );
        assert!(ana.page("/delegations").contains("attend son accord"));

        // The delegate agrees; a refusal is shown on the page.
        let asked = bo.page("/delegations");
        assert!(asked.contains("ana vous demande de porter sa voix"), "{asked}");
        let answer = asked
            .split("action=\"")
            .find(|part| part.contains("/answer\""))
            .unwrap();
        let answer = answer.split('"').next().unwrap().to_string();
        circle.set_rule(Key::DelegationMode, Value::Word("none".into()));
        let refused = bo.send(&answer, &[("act", "accept")]).expect(422);
        assert!(
            refused.body.as_str().unwrap().contains("ne permettent pas"),
            "{}",
            refused.body
        );
        circle.set_rule(Key::DelegationMode, Value::Word("allowed".into()));
        bo.send(&answer, &[("act", "accept")]).expect(303);
        bo.send(&answer, &[("act", "shout")]).expect(404);
        assert!(ana.page("/delegations").contains("en vigueur"));
        assert!(bo.page("/delegations").contains("Rendre la voix de ana"));
        let renewed = ana.send("/delegations", &fields).expect(303);
        assert_eq!(
            renewed.header("location"),
            Some("/delegations?done=delegation-renewed")
        );

        // How the voice stands in an open vote, and a delegation for it alone.
        let vote = circle.open(json!({}));
        let place = format!("/delegations/new?scope={vote}");
        assert!(
            ana.page("/delegations").contains("vous n&#39;avez pas voté"),
            "{}",
            ana.page("/delegations")
        );
        assert!(ana.page("/delegations").contains(&place));
        ana.page(&format!("{place}&q=cleo"));
        circle.link("ana", &vote, "bo");
        circle.vote("bo", &vote);
        let overview = ana.page("/delegations");
        assert!(
            overview.contains("le bulletin de bo compte pour vous"),
            "{overview}"
        );
        assert!(
            bo.page("/delegations")
                .contains("Un membre vous a confié sa voix ici")
        );

        bo.send(&answer, &[("act", "lay_down")]).expect(303);
        ana.send("/delegations/revocation", &[("scope", vote.as_str())])
            .expect(303);
        let over = ana.page("/delegations?done=delegation-revoked");
        assert!(over.contains("rendue") && over.contains("reprise"), "{over}");
        // Without the form's token nothing happens.
        submit(&ana.client, "/delegations", &fields).expect(403);
        ana.client.get("/delegations/new?scope=gossip").expect(404);
        t.stranger().get("/delegations").expect(303);
    }
);
