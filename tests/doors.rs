//! Who gets through which door. The doors are read from the OpenAPI document, so that a new route is tried without
//! anybody thinking of it: by a stranger, by an applicant, by a member of another ecosystem who knows the ids of this
//! one, and by a member without a mandate.

use std::collections::BTreeMap;

use crate::support::{Answer, Client, TestApp};
use serde_json::{Value, json};

/// Routes that answer people who are not logged in. This list only shrinks.
const OPEN_TO_STRANGERS: &[&str] = &[
    "POST /api/v1/auth/register",
    "POST /api/v1/auth/verify-email",
    "POST /api/v1/auth/verify-email/resend",
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/refresh",
    "POST /api/v1/auth/logout",
    "POST /api/v1/auth/password-reset",
    "POST /api/v1/auth/password-reset/confirmation",
    "GET /api/v1/ecosystems",
    "GET /api/v1/ecosystems/{slug}",
];

/// Routes about the person alone, which need no membership. This list only shrinks.
const OPEN_WITHOUT_MEMBERSHIP: &[&str] = &[
    "GET /api/v1/me",
    "PATCH /api/v1/me",
    "DELETE /api/v1/me",
    "GET /api/v1/me/export",
    "POST /api/v1/me/password",
    "GET /api/v1/me/sessions",
    "DELETE /api/v1/me/sessions/{session_id}",
    "GET /api/v1/notifications",
    "PATCH /api/v1/notifications",
    "PATCH /api/v1/notifications/{notification_id}",
    "GET /api/v1/me/notification-preferences",
    "PUT /api/v1/me/notification-preferences",
    "POST /api/v1/ecosystems",
    "POST /api/v1/ecosystems/{slug}/memberships",
];

/// Routes that take a mandate: a member without one is refused for that reason.
const TAKES_A_MANDATE: &[&str] = &[
    "POST /api/v1/members/{member_id}/approval",
    "POST /api/v1/members/{member_id}/refusal",
    "POST /api/v1/members/{member_id}/suspension",
    "DELETE /api/v1/members/{member_id}/suspension",
    "PUT /api/v1/members/{member_id}/college",
    "POST /api/v1/categories",
    "PATCH /api/v1/categories/{id}",
    "POST /api/v1/skills",
    "PATCH /api/v1/skills/{id}",
    "POST /api/v1/assemblies",
    "PATCH /api/v1/assemblies/{id}",
    "PATCH /api/v1/assemblies/{id}/agenda/{item_id}",
    "DELETE /api/v1/assemblies/{id}/agenda/{item_id}",
    "POST /api/v1/assemblies/{id}/opening",
    "POST /api/v1/assemblies/{id}/closing",
    "POST /api/v1/assemblies/{id}/cancellation",
    "DELETE /api/v1/proposals/{id}/amendments/{amendment_id}",
    "GET /api/v1/deliveries",
    "POST /api/v1/deliveries/{id}/resend",
];

#[derive(Debug, Clone)]
struct Door {
    method: String,
    path: String,
}

impl Door {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
    fn is_in(&self, list: &[&str]) -> bool {
        let plain = |text: &str| {
            text.split('/')
                .map(|part| if part.starts_with('{') { "{}" } else { part })
                .collect::<Vec<_>>()
                .join("/")
        };
        let name = plain(&self.name());
        list.iter().any(|entry| plain(entry) == name)
    }
    /// The path with ids filled in: known ones where the name tells the kind, else an id of nothing.
    fn fill(&self, known: &BTreeMap<&str, String>) -> String {
        let mut previous = "";
        let parts: Vec<String> = self
            .path
            .split('/')
            .map(|part| {
                let filled = match part.strip_prefix('{') {
                    Some(name) => {
                        let name = name.trim_end_matches('}');
                        let id = known.get(name).or_else(|| known.get(previous)).cloned();
                        id.unwrap_or_else(|| uuid::Uuid::from_u128(rand::random()).to_string())
                    }
                    None => part.to_string(),
                };
                previous = part;
                filled
            })
            .collect();
        parts.join("/")
    }
    fn knock(&self, who: &Client, path: &str) -> Answer {
        let body = match self.method.as_str() {
            "POST" | "PUT" | "PATCH" => Some("{}".to_string()),
            _ => None,
        };
        who.send(&self.method, path, body)
    }
}

/// Every route of the API.
fn doors() -> Vec<Door> {
    let document = serde_json::to_value(commonhour::http::api::document()).unwrap();
    let mut doors = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "delete", "patch"] {
            if item.get(method).is_some() {
                doors.push(Door {
                    method: method.to_uppercase(),
                    path: path.clone(),
                });
            }
        }
    }
    assert!(doors.len() > 40, "{} routes", doors.len());
    doors
}

/// Ids of the first ecosystem, by the names that paths give them and by the collection they stand in.
fn ids(t: &TestApp, ana: &Client) -> BTreeMap<&'static str, String> {
    let mut known = BTreeMap::new();
    let mut know = |names: &[&'static str], id: String| {
        for name in names {
            known.insert(*name, id.clone());
        }
    };
    know(&["member_id", "members"], ana.id.clone());
    know(&["slug", "ecosystems"], "alpes".to_string());
    know(&["key", "rules"], "levy_rate_bp".to_string());
    know(&["topic", "delegations"], "everything".to_string());
    let accounts = ana.get("/api/v1/me/accounts").expect(200);
    let account = accounts.body["items"][0]["id"].as_str().unwrap().to_string();
    know(&["account_id", "accounts"], account);
    let offer = json!({
        "kind": "offer", "what": "service", "title": "Aide au jardin", "description": "Tailler, semer, planter.",
        "terms": {"gift": true, "time_minutes": 60}, "remote": false,
    });
    let listing = ana.post("/api/v1/listings", offer).expect(201).id();
    know(&["listing_id", "listings"], listing.clone());
    let bo = t.member("bo");
    let exchange = json!({"listing_id": listing, "minutes": 60, "terms": "time", "message": "Bonjour"});
    let exchange = bo.post("/api/v1/exchanges", exchange).expect(201).id();
    know(&["exchange_id", "exchanges"], exchange);
    let transfer = json!({"to": bo.id, "minutes": 30, "reason": "payment", "memo": "merci"});
    let transfer = ana.post("/api/v1/transfers", transfer).expect(201).id();
    know(&["transfer_id", "transfers"], transfer);
    let proposal = json!({
        "kind": "text", "title": "Un banc devant la salle", "body": "Pour attendre.", "method": "majority",
    });
    let proposal = ana.post("/api/v1/proposals", proposal).expect(201).id();
    know(&["proposal_id", "proposals"], proposal.clone());
    let amendment = bo.post(
        &format!("/api/v1/proposals/{proposal}/amendments"),
        json!({"body": "Pour attendre assis.", "reason": "Plus clair."}),
    );
    know(&["amendment_id"], amendment.expect(201).id());
    know(&["rings"], ring(t, ana, &bo));
    know(&["position"], "0".to_string());
    let mandates = ana.get("/api/v1/mandates").expect(200);
    let mandate = mandates.body["items"][0]["id"].as_str().unwrap().to_string();
    know(&["mandate_id", "mandates"], mandate);
    let assembly = json!({
        "title": "Assemblée", "place": "Mairie", "starts_at": "2026-12-20T18:00:00Z",
        "agenda": [{"title": "Comptes"}],
    });
    let assembly = t.founder().post("/api/v1/assemblies", assembly).expect(201);
    know(
        &["item_id"],
        assembly.body["agenda"][0]["id"].as_str().unwrap().to_string(),
    );
    let assembly = assembly.id();
    know(&["assembly_id", "assemblies"], assembly.clone());
    let asked = bo.post(
        &format!("/api/v1/assemblies/{assembly}/proxies"),
        json!({"holder_id": ana.id}),
    );
    let proxy = asked.expect(201).body["proxies"][0]["id"]
        .as_str()
        .unwrap()
        .to_string();
    know(&["proxy_id"], proxy);
    known
}

/// A ring of these two.
fn ring(t: &TestApp, ana: &Client, bo: &Client) -> String {
    for (giver, receiver, title) in [(ana, bo, "Cours de guitare"), (bo, ana, "Taille de haies")] {
        for (who, kind) in [(giver, "offer"), (receiver, "request")] {
            let listing = json!({"kind": kind, "what": "service", "title": title, "terms": {"gift": true}});
            let id = who.post("/api/v1/listings", listing).expect(201).id();
            let (id, now) = (id.parse().unwrap(), t.now());
            let catalogue = &t.app.catalogue;
            let search = |conn: &mut _| commonhour::matching::rings::propose_around(conn, catalogue, id, now);
            t.app.db.write_now(search).unwrap();
        }
    }
    let rings = ana.get("/api/v1/rings").expect(200);
    rings.body["items"][0]["id"].as_str().unwrap().to_string()
}

both_engines!(a_stranger_gets_through_no_door_but_the_listed_ones, |t| {
    let ana = t.member("ana");
    let known = ids(&t, &ana);
    let stranger = t.stranger();
    let mut found = 0;
    for door in doors() {
        let answer = door.knock(&stranger, &door.fill(&known));
        if door.is_in(OPEN_TO_STRANGERS) {
            found += 1;
            assert!(
                answer.status < 500,
                "{}: {} {}",
                door.name(),
                answer.status,
                answer.body
            );
            continue;
        }
        assert_eq!(answer.status, 401, "{}: {}", door.name(), answer.body);
        assert_eq!(answer.body["type"], "/problems/login-required", "{}", door.name());
    }
    assert_eq!(
        found,
        OPEN_TO_STRANGERS.len(),
        "the list of exceptions names a route that is gone"
    );
});

both_engines!(a_forged_or_expired_token_opens_nothing, |t| {
    let ana = t.member("ana").as_is();
    let good = ana.token.clone().unwrap();
    let (head, rest) = good.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    // {"alg":"none","typ":"at+jwt"}
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    let mut turned = signature.to_string();
    let first = if turned.starts_with('A') { "B" } else { "A" };
    turned.replace_range(0..1, first);
    for token in [
        String::new(),
        "x.y.z".to_string(),
        format!("{none}.{payload}."),
        format!("{head}.{payload}.{turned}"),
        format!("{head}.{payload}."),
        ana.refresh_token.clone().unwrap(),
    ] {
        let mut forger = t.stranger();
        forger.token = Some(token.clone());
        let answer = forger.get("/api/v1/me");
        assert_eq!(answer.status, 401, "{token}");
    }
    ana.get("/api/v1/me").expect(200);
});

both_engines!(an_applicant_gets_through_no_door_of_the_community, |t| {
    let ana = t.member("ana");
    let known = ids(&t, &ana);
    let zoe = t.applicant("zoe");
    for door in doors() {
        if door.is_in(OPEN_TO_STRANGERS) || door.is_in(OPEN_WITHOUT_MEMBERSHIP) {
            continue;
        }
        let answer = door.knock(&zoe, &door.fill(&known));
        let own_empty = answer.status == 200 && is_empty_list(&answer.body);
        assert!(
            (400..500).contains(&answer.status) || own_empty,
            "{}: {} {}",
            door.name(),
            answer.status,
            answer.body
        );
    }
});

fn is_empty_list(body: &Value) -> bool {
    body["items"].as_array().is_some_and(Vec::is_empty)
}

/// Whether any id of the first ecosystem stands in an answer. Slugs, keys and topics are no secrets.
fn leaks(body: &Value, known: &BTreeMap<&str, String>) -> Option<String> {
    let text = body.to_string();
    known
        .values()
        .filter(|id| id.len() == 36)
        .find(|id| text.contains(id.as_str()))
        .cloned()
}

both_engines!(a_member_of_another_ecosystem_reaches_nothing_of_this_one, |t| {
    let ana = t.member("ana");
    let known = ids(&t, &ana);
    let jules = t.second_community();
    let bea = t.member_of("jura", &jules, "bea");
    for door in doors() {
        // These two would change who the visitors are.
        let turning = ["DELETE /api/v1/me", "POST /api/v1/ecosystems/{slug}/memberships"];
        if door.is_in(OPEN_TO_STRANGERS) || door.is_in(&turning) {
            continue;
        }
        let path = door.fill(&known);
        // Jules holds every mandate, but in the other ecosystem.
        for who in [&bea, &jules] {
            let answer = door.knock(who, &path);
            assert!(
                answer.status < 500,
                "{}: {} {}",
                door.name(),
                answer.status,
                answer.body
            );
            if answer.status < 300 {
                let leaked = leaks(&answer.body, &known);
                assert_eq!(leaked, None, "{}: {}", door.name(), answer.body);
            }
            let points_at_theirs = door.path.contains("_id}")
                && known
                    .values()
                    .any(|id| id.len() == 36 && path.contains(id.as_str()));
            if points_at_theirs {
                assert!(
                    matches!(answer.status, 403 | 404 | 422),
                    "{}: {} {}",
                    door.name(),
                    answer.status,
                    answer.body
                );
            }
        }
        // Naming the ecosystem does not make one its member.
        if !door.is_in(OPEN_WITHOUT_MEMBERSHIP) {
            let answer = door.knock(&bea.with_header("X-Ecosystem", "alpes"), &path);
            assert!(
                (400..500).contains(&answer.status),
                "{} as alpes: {} {}",
                door.name(),
                answer.status,
                answer.body
            );
        }
    }
});

both_engines!(what_takes_a_mandate_refuses_who_has_none, |t| {
    let ana = t.member("ana");
    let known = ids(&t, &ana);
    let bo = t.member("carl");
    let mut found = 0;
    for door in doors().iter().filter(|door| door.is_in(TAKES_A_MANDATE)) {
        found += 1;
        // Well-formed for each of these routes, so that only the mandate is missing.
        let body = json!({
            "key": "canoe-repair", "name_fr": "Canoë", "name_en": "Canoe", "category": "web", "college": "members",
            "title": "Assemblée", "place": "Mairie", "starts_at": "2026-12-20T18:00:00Z",
        });
        let body = (door.method != "GET").then(|| body.to_string());
        let answer = bo.send(&door.method, &door.fill(&known), body);
        assert_eq!(answer.status, 403, "{}: {}", door.name(), answer.body);
        assert_eq!(
            answer.body["type"],
            "/problems/permission-missing",
            "{}",
            door.name()
        );
    }
    assert_eq!(found, TAKES_A_MANDATE.len());
});

#[test]
fn every_operation_names_itself_and_its_refusals() {
    let document = serde_json::to_value(commonhour::http::api::document()).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for door in doors() {
        let operation = &document["paths"][&door.path][door.method.to_lowercase()];
        let id = operation["operationId"].as_str().unwrap_or_default().to_string();
        assert!(!id.is_empty(), "{} has no operation id", door.name());
        assert!(seen.insert(id.clone()), "{id} stands twice");
        let responses = operation["responses"].as_object().unwrap();
        if !door.is_in(OPEN_TO_STRANGERS) {
            assert!(
                responses.contains_key("401"),
                "{} does not document 401",
                door.name()
            );
        }
    }
}
