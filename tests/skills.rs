//! The open requests that a member's declared skills answer: the list, its reasons, and who is told of a new one.

use crate::market::post;
use crate::support::{Client, TestApp};
use commonhour::matching::{self, MatchFound, SkillsAsked};
use serde_json::{Value, json};

const CHAMBERY: (f64, f64) = (45.5646, 5.9178);

fn place((lat, lon): (f64, f64), radius_km: i64) -> Value {
    json!({"label": "Chambéry", "lat": lat, "lon": lon, "radius_km": radius_km})
}

fn declare(member: &Client, skills: &[&str]) {
    member
        .put("/api/v1/me/skills", json!({"skills": skills}))
        .expect(200);
}

fn found(member: &Client) -> Vec<Value> {
    let body = member.get("/api/v1/me/matches?limit=100").expect(200).body;
    body["items"].as_array().unwrap().clone()
}

fn titles(items: &[Value]) -> Vec<&str> {
    items
        .iter()
        .map(|item| item["listing"]["title"].as_str().unwrap())
        .collect()
}

fn reason(item: &Value, code: &str) -> Option<String> {
    let reasons = item["reasons"].as_array().unwrap();
    let found = reasons.iter().find(|reason| reason["code"] == code);
    found.map(|reason| reason["text"].as_str().unwrap().to_string())
}

fn site(author: &Client) -> String {
    post(
        author,
        "request",
        "Besoin d'aide pour mon site",
        json!({"category": "web", "skills": ["showcase-website"]}),
    )
}

/// Publishes again what is known, as the worker does, and answers who was told: for a skill, and for an offer.
fn notice(t: &TestApp, listing: &str) -> (Vec<String>, Vec<String>) {
    let (id, now) = (listing.parse().unwrap(), t.now().plus_seconds(1));
    t.app
        .db
        .write_now(|conn| {
            matching::notice(conn, &t.app.catalogue, id, now)?;
            let (mut skilled, mut authors) = (Vec::new(), Vec::new());
            for event in commonhour::outbox::lease(conn, now.plus_seconds(1), 1000)? {
                skilled.extend(
                    event
                        .open::<SkillsAsked>()?
                        .map(|told| told.member_id.to_string()),
                );
                authors.extend(event.open::<MatchFound>()?.map(|told| told.member_id.to_string()));
                commonhour::outbox::settle(conn, event.id, now)?;
            }
            Ok((skilled, authors))
        })
        .unwrap()
}

both_engines!(declared_skills_find_open_requests_best_first, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    assert_eq!(found(&bo).len(), 0, "nothing was declared");
    let near = (CHAMBERY.0 + 0.027, CHAMBERY.1);
    bo.patch(
        "/api/v1/me",
        json!({"place": {"label": "Sonnaz", "lat": near.0, "lon": near.1}}),
    )
    .expect(200);
    declare(&bo, &["showcase-website"]);
    let whole = json!({"category": "web", "skills": ["showcase-website"], "place": place(CHAMBERY, 10)});
    post(&ana, "request", "Un petit site", whole);
    let half = json!({"category": "web", "skills": ["showcase-website", "online-shop"], "place": place(CHAMBERY, 10)});
    post(&ana, "request", "Un site et une boutique", half);
    let out_of_reach =
        json!({"category": "web", "skills": ["showcase-website"], "place": place((45.8992, 6.1294), 5)});
    post(&ana, "request", "Un site à Annecy", out_of_reach);
    // It names no skill; its words do.
    post(&cy, "request", "Je voudrais créer un site vitrine", json!({}));
    post(&cy, "request", "Cours de guitare", json!({}));
    post(
        &cy,
        "offer",
        "Création de sites vitrines",
        json!({"skills": ["showcase-website"]}),
    );
    post(
        &bo,
        "request",
        "Mon propre site",
        json!({"skills": ["showcase-website"]}),
    );

    let items = found(&bo);
    assert_eq!(items.len(), 3, "{items:#?}");
    let best = titles(&items);
    assert_eq!(best[0], "Un petit site");
    assert!(best.contains(&"Je voudrais créer un site vitrine"), "{best:?}");
    assert_eq!(best[2], "Un site et une boutique");
    assert_eq!(reason(&items[0], "distance_km").as_deref(), Some("à 3 km"));
    assert_eq!(
        reason(&items[0], "same_language").as_deref(),
        Some("parle français")
    );
    assert_eq!(
        reason(&items[0], "accepts_gift").as_deref(),
        Some("accepte le don")
    );
    let skill = reason(&items[0], "shared_skills").unwrap();
    assert!(skill.starts_with("même compétence : "), "{skill}");
    for item in &items {
        let score = item["score"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&score) && item["fairness"].is_null());
    }
    // An offer that answers changes nothing, and taking the skill back everything.
    post(
        &bo,
        "offer",
        "Je fais des sites",
        json!({"category": "web", "skills": ["showcase-website"]}),
    );
    assert_eq!(found(&bo).len(), 3);
    declare(&bo, &[]);
    assert_eq!(found(&bo).len(), 0);
});

both_engines!(the_list_comes_in_pages_and_leaves_out_who_is_apart, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    declare(&bo, &["showcase-website"]);
    for author in [&ana, &ana, &cy] {
        site(author);
    }
    let first = bo.get("/api/v1/me/matches?limit=2").expect(200).body;
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let next = first["next"].as_str().unwrap();
    let second = bo
        .get(&format!("/api/v1/me/matches?limit=2&cursor={next}"))
        .expect(200)
        .body;
    assert_eq!(
        (second["items"].as_array().unwrap().len(), &second["next"]),
        (1, &Value::Null)
    );
    bo.get("/api/v1/me/matches?limit=0").expect(422);
    t.stranger().get("/api/v1/me/matches").expect(401);
    t.applicant("di").get("/api/v1/me/matches").expect(403);

    cy.put(&format!("/api/v1/members/{}/block", bo.id), json!({}))
        .expect(204);
    assert_eq!(found(&bo).len(), 2, "cy wants nothing to do with bo");
    let suspension = format!("/api/v1/members/{}/suspension", ana.id);
    t.founder()
        .post(&suspension, json!({"reason": "essai"}))
        .expect(200);
    assert_eq!(found(&bo).len(), 0);
});

both_engines!(who_declared_a_skill_is_told_of_a_new_request_once, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    declare(&ana, &["showcase-website"]);
    declare(&bo, &["showcase-website"]);
    declare(&t.member("cy"), &["online-shop"]);
    let request = site(&ana);
    assert_eq!(
        notice(&t, &request),
        (vec![bo.id.clone()], vec![]),
        "not its author, nor other skills"
    );
    assert_eq!(notice(&t, &request), (vec![], vec![]), "not twice");
    ana.post(&format!("/api/v1/listings/{request}/pause"), json!({}))
        .expect(200);
    assert_eq!(notice(&t, &request), (vec![], vec![]));
    ana.post(&format!("/api/v1/listings/{request}/publication"), json!({}))
        .expect(200);
    assert_eq!(
        notice(&t, &request),
        (vec![], vec![]),
        "nor when it is published again"
    );
    let meant = post(&ana, "request", "Je voudrais créer un site vitrine", json!({}));
    assert_eq!(notice(&t, &meant).0, vec![bo.id.clone()], "its words ask for it");
    let offer = post(
        &ana,
        "offer",
        "Création de sites vitrines",
        json!({"skills": ["showcase-website"]}),
    );
    assert_eq!(
        notice(&t, &offer).0,
        Vec::<String>::new(),
        "an offer asks for nothing"
    );
});

both_engines!(whose_offer_answers_is_told_for_that_and_not_for_a_skill, |t| {
    let (ana, bo, cy) = (t.member("ana"), t.member("bo"), t.member("cy"));
    declare(&bo, &["showcase-website"]);
    declare(&cy, &["showcase-website"]);
    let more = json!({"category": "web", "skills": ["showcase-website"]});
    let offer = post(&bo, "offer", "Création de sites vitrines", more);
    let request = site(&ana);
    assert_eq!(notice(&t, &request), (vec![cy.id.clone()], vec![bo.id.clone()]));
    // His offer is gone, but he has heard of this request.
    bo.delete(&format!("/api/v1/listings/{offer}")).expect(204);
    assert_eq!(notice(&t, &request), (vec![], vec![]));
});

both_engines!(the_rule_caps_offers_and_skills_together, |t| {
    let ana = t.member("ana");
    let more = json!({"category": "web", "skills": ["showcase-website"]});
    for number in 0..3 {
        let author = t.member(&format!("offre{number}"));
        post(&author, "offer", "Création de sites vitrines", more.clone());
    }
    let skilled: Vec<Client> = (0..4).map(|number| t.member(&format!("sait{number}"))).collect();
    for member in &skilled {
        declare(member, &["showcase-website"]);
    }
    // Five in all (match_notices_max), offers first.
    let request = site(&ana);
    let (for_skills, for_offers) = notice(&t, &request);
    assert_eq!((for_skills.len(), for_offers.len()), (2, 3));
    assert_eq!(
        notice(&t, &request),
        (vec![], vec![]),
        "the others are not told instead"
    );
});

both_engines!(who_is_apart_or_not_active_is_not_told, |t| {
    let (ana, bo, cy, di) = (t.member("ana"), t.member("bo"), t.member("cy"), t.member("di"));
    for member in [&bo, &cy, &di] {
        declare(member, &["showcase-website"]);
    }
    bo.put(&format!("/api/v1/members/{}/block", ana.id), json!({}))
        .expect(204);
    ana.put(&format!("/api/v1/members/{}/block", cy.id), json!({}))
        .expect(204);
    t.founder()
        .post(
            &format!("/api/v1/members/{}/suspension", di.id),
            json!({"reason": "essai"}),
        )
        .expect(200);
    assert_eq!(notice(&t, &site(&ana)), (vec![], vec![]));
});

both_engines!(the_mail_says_which_skill_and_leads_to_the_request, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    declare(&bo, &["showcase-website"]);
    t.work();
    let before = t.mails_to("bo@exemple.fr").len();
    let request = site(&ana);
    t.work();
    assert_eq!(t.mails_to("bo@exemple.fr").len(), before + 1);
    let mail = t.last_mail_to("bo@exemple.fr");
    assert_eq!(
        mail.subject(),
        "Une demande pour vos compétences : « Besoin d'aide pour mon site »"
    );
    assert!(mail.text.contains("même compétence : "), "{}", mail.text);
    assert!(mail.text.contains("ana cherche de l'aide"), "{}", mail.text);
    assert!(mail.link("/listings/").ends_with(&request), "{}", mail.text);
    // Who wants no mail of matches gets none of these.
    let preferences = bo.get("/api/v1/me/notification-preferences").expect(200).body;
    assert!(preferences.to_string().contains("match.found"));
    bo.put(
        "/api/v1/me/notification-preferences",
        json!({"items": [{"kind": "match.found", "mode": "off"}]}),
    )
    .expect(200);
    site(&ana);
    t.work();
    assert_eq!(t.mails_to("bo@exemple.fr").len(), before + 1);
});

both_engines!(the_pages_say_how_to_declare_and_show_what_is_asked_for, |t| {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    let browser = t.browser(&bo);
    assert!(browser.page("/").contains("Dire ce que je sais faire"));
    assert!(
        browser
            .page("/me/skills")
            .contains("Dites ce que vous savez faire")
    );
    let saved = browser.submit("/me/skills", "/me/skills", &[("skills", "showcase-website")]);
    assert_eq!(saved.header("location"), Some("/me/skills?done=skills-saved"));
    let empty = browser.page("/me/skills?done=skills-saved");
    assert!(empty.contains("Vos compétences sont enregistrées") && empty.contains("Aucune demande ouverte"));
    site(&ana);
    let page = browser.page("/me/skills");
    assert!(
        page.contains("Besoin d'aide pour mon site") || page.contains("Besoin d&#39;aide pour mon site"),
        "{page}"
    );
    assert!(page.contains("même compétence : "));
    assert!(browser.page("/").contains("Demandes pour vos compétences"));
    let refused = browser.submit("/me/skills", "/me/skills", &[("skills", "nothing-of-the-kind")]);
    assert_eq!(refused.status, 422);
    t.stranger().get("/me/skills").expect(303);
});
