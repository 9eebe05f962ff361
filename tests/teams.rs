//! Teams for a request with roles: what is kept, who is proposed, who never is, and what the pages show.

use std::collections::BTreeSet;

use crate::market::post;
use crate::support::Client;
use serde_json::{Value, json};

const CHAMBERY: (f64, f64) = (45.5646, 5.9178);
const ANNECY: (f64, f64) = (45.8992, 6.1294);
const BIKES: &str = "Réparation de vélos";
const BUFFET: &str = "Cuisine d'un buffet";
const MUSIC: &str = "Concert d'accordéon";

fn place((lat, lon): (f64, f64), radius_km: i64) -> Value {
    json!({"label": "Là", "lat": lat, "lon": lon, "radius_km": radius_km})
}

/// An offer of Chambéry, as a gift or for an hour, free on Saturday mornings.
fn offer(of: &Client, title: &str, more: Value) -> String {
    let mut body = json!({
        "terms": {"gift": true, "time_minutes": 60}, "place": place(CHAMBERY, 5), "availability": ["sat 08:00-12:00"]
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    post(of, "offer", title, body)
}

fn request(of: &Client, roles: Value, more: Value) -> String {
    let mut body = json!({
        "terms": {"gift": true, "time_minutes": 180}, "place": place(CHAMBERY, 5),
        "availability": ["sat 09:00-12:00"], "roles": roles
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    post(of, "request", "Une matinée à la salle des fêtes", body)
}

fn two_roles() -> Value {
    json!([{"title": BIKES, "minutes": 120}, {"title": BUFFET}])
}

fn teams(of: &Client, id: &str) -> Value {
    of.get(&format!("/api/v1/listings/{id}/teams")).expect(200).body
}

fn people(team: &Value) -> Vec<String> {
    let seats = team["seats"].as_array().unwrap();
    let name = |seat: &Value| seat["member"]["display_name"].as_str().unwrap().to_string();
    seats.iter().map(name).collect()
}

/// The members of each team, in the order of the roles.
fn proposed(found: &Value) -> Vec<Vec<String>> {
    found["items"].as_array().unwrap().iter().map(people).collect()
}

fn texts(of: &Value) -> Vec<&str> {
    let reasons = of["reasons"].as_array().unwrap().iter();
    reasons.map(|reason| reason["text"].as_str().unwrap()).collect()
}

fn titles(listing: &Value) -> Vec<&str> {
    let roles = listing["roles"].as_array().unwrap().iter();
    roles.map(|role| role["title"].as_str().unwrap()).collect()
}

both_engines!(roles_are_kept_changed_and_refused, |t| {
    let ana = t.member("ana");
    let id = request(&ana, two_roles(), json!({"status": "draft"}));
    let path = format!("/api/v1/listings/{id}");
    let read = ana.get(&path).expect(200).body;
    assert_eq!(
        read["roles"],
        json!([{"title": BIKES, "minutes": 120}, {"title": BUFFET, "minutes": null}])
    );
    // Another field leaves them alone; so does publishing, and running out.
    ana.patch(&path, json!({"description": "Venez !"})).expect(200);
    ana.post(&format!("{path}/publication"), json!({})).expect(200);
    assert_eq!(titles(&ana.get(&path).expect(200).body), [BIKES, BUFFET]);
    let three = json!([{"title": "c"}, {"title": BUFFET, "minutes": 30}, {"title": "a"}]);
    let changed = ana.patch(&path, json!({"roles": three})).expect(200).body;
    assert_eq!(titles(&changed), ["c", BUFFET, "a"]);
    let listed = ana.get("/api/v1/listings?mine=true").expect(200).body;
    assert_eq!(titles(&listed["items"][0]), ["c", BUFFET, "a"]);
    let export = ana.get("/api/v1/me/export").expect(200).body;
    assert_eq!(export["memberships"][0]["listings"][0]["roles"][1]["minutes"], 30);

    for (roles, code, field) in [
        (json!([{"title": "a"}]), "roles-too-few", "roles"),
        (json!(vec![json!({"title": "a"}); 7]), "too-many", "roles"),
        (
            json!([{"title": "a"}, {"title": " "}]),
            "text-empty",
            "roles[1].title",
        ),
        (
            json!([{"title": "a"}, {"title": "b".repeat(81)}]),
            "text-too-long",
            "roles[1].title",
        ),
        (
            json!([{"title": "a", "minutes": 0}, {"title": "b"}]),
            "minutes-out-of-range",
            "roles[0].minutes",
        ),
    ] {
        ana.patch(&path, json!({"roles": roles}))
            .refused(422, code, Some(field));
    }
    ana.patch(&path, json!({"kind": "offer"}))
        .refused(422, "roles-of-offer", Some("roles"));
    let body = json!({"kind": "offer", "title": "x", "category": "food", "terms": {"gift": true}, "roles": two_roles()});
    ana.post("/api/v1/listings", body)
        .refused(422, "roles-of-offer", Some("roles"));
    assert_eq!(titles(&ana.get(&path).expect(200).body), ["c", BUFFET, "a"]);

    t.advance_days(400);
    t.work();
    let read = ana.get(&path).expect(200).body;
    assert_eq!(
        (read["status"].as_str(), titles(&read)),
        (Some("expired"), vec!["c", BUFFET, "a"])
    );
    assert_eq!(teams(&ana, &id)["items"], json!([]), "nobody is sought any more");
    let turned = ana
        .patch(&path, json!({"kind": "offer", "roles": []}))
        .expect(200)
        .body;
    assert_eq!(turned["roles"], json!([]));
});

both_engines!(teams_are_near_and_free_together_and_say_why, |t| {
    let (ana, bo, cy, di, ed) = (
        t.member("ana"),
        t.member("bo"),
        t.member("cy"),
        t.member("di"),
        t.member("ed"),
    );
    let north = (CHAMBERY.0 + 0.027, CHAMBERY.1);
    offer(&bo, BIKES, json!({"place": place(north, 10)}));
    offer(&cy, BIKES, json!({"availability": ["mon 09:00-12:00"]}));
    offer(&di, BUFFET, json!({"availability": ["sat 10:00-12:00"]}));
    offer(&ed, BUFFET, json!({"availability": [], "terms": {"gift": true}}));
    let id = request(&ana, two_roles(), json!({}));

    let found = teams(&ana, &id);
    // Cy is free on Mondays only; one of two members is new each time.
    assert_eq!(proposed(&found), [["bo", "di"], ["bo", "ed"]], "{found:#}");
    assert_eq!(
        (&found["complete"], &found["roles"][0]["candidates"]),
        (&json!(true), &json!(2))
    );
    let first = &found["items"][0];
    assert_eq!(
        texts(first),
        [
            "toutes et tous libres samedi 10 h–12 h",
            "3 km entre les plus éloignés"
        ]
    );
    assert_eq!(
        first["common_availability"],
        json!([{"weekday": "sat", "from": "10:00", "to": "12:00"}])
    );
    assert_eq!(first["largest_distance_km"], 2.8);
    assert_eq!(first["open_roles"], json!([]));
    assert_eq!(
        texts(&first["seats"][0]),
        [
            "mots communs : vélos, réparation",
            "à 3 km",
            "accepte le don",
            "accepte le temps (1 h)"
        ]
    );
    assert_eq!(first["seats"][0]["role"], 1);
    let second = &found["items"][1];
    assert!(
        texts(second).contains(&"horaires à convenir avec un membre"),
        "{second:#}"
    );
    assert!(first["score"].as_f64() > second["score"].as_f64());
    // Every member may ask, as for matches, and gets the same.
    assert_eq!(proposed(&teams(&di, &id)), proposed(&found));

    // With nothing in common a team is proposed all the same, and says so.
    ana.patch(
        &format!("/api/v1/listings/{id}"),
        json!({"availability": ["sun 09:00-12:00"]}),
    )
    .expect(200);
    let found = teams(&ana, &id);
    assert_eq!(found["items"].as_array().unwrap().len(), 2);
    assert!(
        texts(&found["items"][0]).contains(&"aucun créneau commun annoncé"),
        "{found:#}"
    );
});

both_engines!(proposals_are_distinct, |t| {
    let ana = t.member("ana");
    for name in ["bo", "cy", "di"] {
        offer(&t.member(name), BIKES, json!({}));
    }
    for name in ["ed", "flo", "guy"] {
        offer(&t.member(name), BUFFET, json!({}));
    }
    for name in ["hal", "ida"] {
        offer(&t.member(name), MUSIC, json!({}));
    }
    let id = request(
        &ana,
        json!([{"title": BIKES}, {"title": BUFFET}, {"title": MUSIC}]),
        json!({}),
    );
    let found = proposed(&teams(&ana, &id));
    assert_eq!(found.len(), 4);
    for (at, team) in found.iter().enumerate() {
        assert_eq!(team.iter().collect::<BTreeSet<_>>().len(), 3);
        for other in &found[..at] {
            let shared = team.iter().filter(|member| other.contains(member)).count();
            assert!(shared <= 1, "{found:?}");
        }
    }
    assert_eq!(
        found[1].iter().filter(|member| found[0].contains(member)).count(),
        0,
        "{found:?}"
    );
});

both_engines!(hard_conditions_are_never_traded, |t| {
    let ana = t.member("ana");
    let names = ["bo", "cy", "di", "ed", "flo", "guy", "hal", "ida", "jo", "kim"];
    let all: Vec<Client> = names.iter().map(|name| t.member(name)).collect();
    let [bo, cy, di, ed, flo, guy, hal, ida, jo, kim] = &all[..] else {
        unreachable!()
    };
    // Whoever may be in a team, and whoever may not although their offer answers best.
    offer(bo, BIKES, json!({}));
    offer(cy, BUFFET, json!({}));
    offer(di, BIKES, json!({}));
    offer(di, BUFFET, json!({}));
    offer(ed, BUFFET, json!({"place": place(ANNECY, 10)}));
    offer(
        flo,
        BUFFET,
        json!({"terms": {"money": {"amount": "90", "currency": "EUR"}}}),
    );
    let closed = offer(guy, BIKES, json!({}));
    guy.delete(&format!("/api/v1/listings/{closed}")).expect(204);
    offer(hal, BIKES, json!({}));
    hal.put(&format!("/api/v1/members/{}/block", ana.id), json!({}))
        .expect(204);
    offer(ida, BUFFET, json!({}));
    t.founder()
        .post(
            &format!("/api/v1/members/{}/suspension", ida.id),
            json!({"reason": "Absente."}),
        )
        .expect(200);
    offer(jo, BUFFET, json!({"status": "draft"}));
    post(kim, "request", BUFFET, json!({}));
    offer(&ana, BIKES, json!({}));
    offer(&t.second_community(), BUFFET, json!({}));
    let id = request(&ana, two_roles(), json!({}));

    // Every pair of different members who may, and no other.
    let legal: BTreeSet<Vec<String>> = [("bo", "cy"), ("bo", "di"), ("di", "cy")]
        .iter()
        .map(|(one, other)| vec![one.to_string(), other.to_string()])
        .collect();
    let found = teams(&ana, &id);
    assert_eq!(
        proposed(&found).into_iter().collect::<BTreeSet<_>>(),
        legal,
        "{found:#}"
    );
    assert_eq!(
        (&found["roles"][0]["candidates"], &found["roles"][1]["candidates"]),
        (&json!(2), &json!(2))
    );

    // Two who are kept apart are in no team together; whoever asks does not see whom they are kept apart from.
    cy.put(&format!("/api/v1/members/{}/block", bo.id), json!({}))
        .expect(204);
    let apart: Vec<Vec<String>> = proposed(&teams(&ana, &id));
    assert!(
        !apart.contains(&vec!["bo".to_string(), "cy".to_string()]),
        "{apart:?}"
    );
    assert_eq!(apart.len(), 2, "{apart:?}");
    for team in proposed(&teams(bo, &id)) {
        assert!(!team.contains(&"cy".to_string()), "{team:?}");
    }
    // At a distance reach does not matter.
    ana.patch(&format!("/api/v1/listings/{id}"), json!({"remote": true}))
        .expect(200);
    offer(
        &t.member("lou"),
        BUFFET,
        json!({"place": place(ANNECY, 10), "remote": true}),
    );
    let found = proposed(&teams(&ana, &id));
    assert!(
        found.iter().any(|team| team.contains(&"lou".to_string())),
        "{found:?}"
    );
});

both_engines!(a_role_nobody_takes_stays_open, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    offer(&bo, BIKES, json!({}));
    let roles = json!([{"title": BIKES}, {"title": "Dresser un éléphant", "minutes": 45}]);
    let id = request(&ana, roles, json!({}));
    let found = teams(&ana, &id);
    assert_eq!(proposed(&found), [["bo"]], "{found:#}");
    assert_eq!(found["items"][0]["open_roles"], json!([2]));
    assert_eq!(found["roles"][1]["candidates"], 0);
    assert_eq!(
        found["roles"][1]["query"],
        "q=Dresser+un+%C3%A9l%C3%A9phant&kind=offer"
    );
    let page = t.browser(&ana).page(&format!("/listings/{id}/teams"));
    assert!(page.contains("Personne dans cette équipe pour ce rôle."));
    assert!(
        page.contains("/listings?q=Dresser+un+%C3%A9l%C3%A9phant&#38;kind=offer"),
        "{page}"
    );
    assert!(page.contains("personne pour l'instant") || page.contains("personne pour l&#39;instant"));

    let nobody = request(
        &ana,
        json!([{"title": "éléphant"}, {"title": "girafe"}]),
        json!({}),
    );
    assert_eq!(teams(&ana, &nobody)["items"], json!([]));
    let page = t.browser(&ana).page(&format!("/listings/{nobody}/teams"));
    assert!(page.contains("Pas encore d&#39;équipe") || page.contains("Pas encore d'équipe"));
});

both_engines!(teams_are_seen_by_whoever_sees_the_request, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    offer(&bo, BIKES, json!({}));
    let draft = request(&ana, two_roles(), json!({"status": "draft"}));
    let path = format!("/api/v1/listings/{draft}/teams");
    assert_eq!(proposed(&ana.get(&path).expect(200).body), [["bo"]]);
    bo.get(&path).refused(404, "not-found", None);
    t.second_community().get(&path).refused(404, "not-found", None);
    t.stranger().get(&path).expect(401);
    t.browser(&bo)
        .get(&format!("/listings/{draft}/teams"))
        .expect(404);
    t.applicant("zoe").get(&path).expect(403);
    ana.post(&format!("/api/v1/listings/{draft}/publication"), json!({}))
        .expect(200);
    bo.get(&path).expect(200);
    t.applicant("yan").get(&path).expect(403);
    t.founder().get(&path).expect(200);
    ana.delete(&format!("/api/v1/listings/{draft}")).expect(204);
    bo.get(&path).refused(404, "not-found", None);
    assert_eq!(teams(&ana, &draft)["items"], json!([]));
});

/// Fields of the form of a listing.
fn form<'a>(kind: &'a str, roles: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("kind", kind),
        ("what", "service"),
        ("title", "Une matinée de réparation"),
        ("gift", "on"),
        ("roles", roles),
        ("status", "active"),
    ]
}

both_engines!(the_pages_name_roles_and_show_teams, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    let bikes = offer(&bo, BIKES, json!({}));
    offer(&cy, BUFFET, json!({}));
    let me = t.browser(&ana);
    let roles = "Réparation de vélos, 1 h 30\r\n\r\nCuisine d'un buffet\r\n";
    let again = me.submit("/listings/new", "/listings", &form("offer", roles));
    assert_eq!(again.status, 422);
    assert!(
        again
            .body
            .as_str()
            .unwrap()
            .contains("Seule une demande a des rôles.")
    );
    assert!(
        again
            .body
            .as_str()
            .unwrap()
            .contains("Réparation de vélos, 1 h 30")
    );
    let made = me
        .submit("/listings/new", "/listings", &form("request", roles))
        .expect(303);
    let location = made
        .header("location")
        .unwrap()
        .split('?')
        .next()
        .unwrap()
        .to_string();
    let page = me.page(&location);
    assert!(
        page.contains("Réparation de vélos") && page.contains("(1 h 30)"),
        "{page}"
    );
    assert!(page.contains(&format!("{location}/teams")));
    assert!(
        me.page(&format!("{location}/edit"))
            .contains("Réparation de vélos, 1 h 30")
    );

    let teams = me.page(&format!("{location}/teams"));
    assert!(
        teams.contains("Équipe 1") && teams.contains("Proposer un échange à bo"),
        "{teams}"
    );
    let request = location.rsplit('/').next().unwrap();
    let link = format!("/listings/{bikes}?request={request}&role=1");
    assert!(teams.contains(&link.replace('&', "&#38;")), "{teams}");
    // The link opens the ordinary proposal, begun for that role.
    let begun = me.page(&link);
    assert!(
        begun.contains("Pour ma demande « Une matinée de réparation », le rôle « Réparation de vélos »."),
        "{begun}"
    );
    assert!(
        begun.contains("name=\"hours\" type=\"number\" value=\"1\"") && begun.contains("value=\"30\""),
        "{begun}"
    );
    // Somebody else's request, or no role of it, begins nothing.
    for other in [
        format!("/listings/{bikes}?request={request}&role=9"),
        format!("/listings/{bikes}?request=x&role=1"),
    ] {
        assert!(!me.page(&other).contains("Pour ma demande"));
    }
    assert!(!t.browser(&cy).page(&link).contains("Pour ma demande"));
    let seen = t.browser(&cy).page(&format!("{location}/teams"));
    assert!(
        seen.contains("Équipe 1") && !seen.contains("Proposer un échange"),
        "only its author proposes"
    );

    // Without roles, and for an offer: what to do, or nothing to do.
    let alone = post(&ana, "request", "Un coup de main", json!({}));
    let page = me.page(&format!("/listings/{alone}/teams"));
    assert!(page.contains("Nommez deux à six rôles") && page.contains(&format!("/listings/{alone}/edit")));
    assert!(!me.page(&format!("/listings/{alone}")).contains("/teams"));
    assert!(
        me.page(&format!("/listings/{bikes}/teams"))
            .contains("Cette annonce ne demande pas d")
    );

    ana.patch("/api/v1/me", json!({"locale": "en"})).expect(200);
    let english = me.page(&format!("{location}/teams"));
    for expected in [
        "Possible teams",
        "Team 1",
        "Propose an exchange to bo",
        "all free Saturday 8:00–12:00",
    ] {
        assert!(english.contains(expected), "{expected}: {english}");
    }
    assert!(
        me.page(&format!("/listings/{alone}/teams"))
            .contains("Name two to six roles")
    );
    assert!(me.page(&location).contains("See possible teams"));
});
