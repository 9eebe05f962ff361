//! Voting in pages without scripts: by every method a ballot is cast, changed, counted, shown and found again.

use commonhour::db::schema::members;
use commonhour::governance::{self, BoxFile};
use commonhour::kernel::ids::MemberId;
use diesel::prelude::*;
use serde_json::{Value as Json, json};

use crate::support::{Client, TestApp};

type Fields = &'static [(&'static str, &'static str)];

/// A vote by one method: ballots, and what the pages must say of them.
struct Case {
    method: &'static str,
    settings: Json,
    /// What Ana says first, and what she says in the end.
    first: Fields,
    last: Fields,
    bo: Fields,
    fanny: Fields,
    /// Ana's ballot on its receipt in French, and its line in the box as HTML.
    said: &'static str,
    line: &'static str,
    /// What the result says.
    fr: &'static [&'static str],
    en: &'static [&'static str],
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            method: "plurality",
            settings: json!({}),
            first: &[("choice", "2")],
            last: &[("choice", "1")],
            bo: &[("choice", "1")],
            fanny: &[("choice", "2")],
            said: "Pain",
            line: "1",
            fr: &["L’emporte : Pain.", "2 voix, 66,66 %"],
            en: &["Winner: Pain.", "2 voices, 66.66 %"],
        },
        Case {
            method: "approval",
            settings: json!({"choices_max": 2}),
            first: &[("choices", "2"), ("choices", "3")],
            last: &[("choices", "1"), ("choices", "2")],
            bo: &[("choices", "1")],
            fanny: &[("choices", "3")],
            said: "Pain et Vélo",
            line: "1,2",
            fr: &["L’emporte : Pain.", "1 voix, 33,33 %"],
            en: &["Winner: Pain.", "1 voice, 33.33 %"],
        },
        Case {
            method: "score",
            settings: json!({}),
            first: &[("score-2", "5")],
            last: &[("score-1", "5"), ("score-2", "1"), ("score-3", "")],
            bo: &[("score-1", "3")],
            fanny: &[("score-2", "4")],
            said: "Pain : 5 ; Vélo : 1",
            line: "1:5,2:1",
            fr: &["L’emporte : Pain.", "8 points, 53,33 % du possible"],
            en: &["Winner: Pain.", "5 points, 33.33 % of what is possible"],
        },
        Case {
            method: "dots",
            settings: json!({}),
            first: &[("score-3", "10")],
            last: &[("score-1", "7"), ("score-3", "3"), ("score-2", "0")],
            bo: &[("score-1", "4"), ("score-2", "6")],
            fanny: &[("choice", "abstain"), ("score-2", "9")],
            said: "Pain : 7 ; Jardin : 3",
            line: "1:7,3:3",
            fr: &["L’emporte : Pain.", "11 points, 55 %"],
            en: &["Winner: Pain.", "3 points, 15 %"],
        },
        Case {
            method: "schulze",
            settings: json!({}),
            first: &[("rank-2", "1")],
            last: &[("rank-1", "1"), ("rank-2", "2"), ("rank-3", "2")],
            bo: &[("rank-1", "1"), ("rank-2", "3")],
            fanny: &[("rank-2", "1"), ("rank-1", "2"), ("rank-3", "")],
            said: "1er : Pain ; 2e : Vélo = Jardin",
            line: "1&#62;2=3",
            fr: &[
                "L’emporte : Pain.",
                "Comparées deux à deux",
                "Chemins les plus forts",
            ],
            en: &["Winner: Pain.", "Compared two by two", "Strongest paths"],
        },
        Case {
            method: "irv",
            settings: json!({}),
            first: &[("rank-2", "1")],
            last: &[("rank-1", "1"), ("rank-3", "2")],
            bo: &[("rank-3", "1"), ("rank-1", "2")],
            fanny: &[("rank-1", "1")],
            said: "1er : Pain ; 2e : Jardin",
            line: "1&#62;3",
            fr: &["L’emporte : Pain.", "Tour 1", "0, s’en va"],
            en: &["Winner: Pain.", "Round 1", "0, leaves"],
        },
        Case {
            method: "majority_judgment",
            settings: json!({}),
            first: &[("grade-2", "6")],
            last: &[("grade-1", "6"), ("grade-2", "4"), ("grade-3", "1")],
            bo: &[("grade-1", "5"), ("grade-2", "6")],
            fanny: &[("grade-1", "5"), ("grade-2", "1"), ("grade-3", "3")],
            said: "Pain : Très bien ; Vélo : Assez bien ; Jardin : À rejeter",
            line: "1:6,2:4,3:1",
            fr: &["L’emporte : Pain.", "Bien (33,33 % jugent mieux, 0 % moins bien)"],
            en: &["Winner: Pain.", "Good (33.33 % judge it better, 0 % worse)"],
        },
        Case {
            method: "greedy",
            settings: json!({"budget_minutes": 600}),
            first: &[("choices", "3")],
            last: &[("choices", "1"), ("choices", "2")],
            bo: &[("choices", "1")],
            fanny: &[("choices", "2"), ("choices", "1")],
            said: "Pain et Vélo",
            line: "1,2",
            fr: &["Financés : Pain et Vélo.", "10 h"],
            en: &["Bought: Pain and Vélo.", "10 h"],
        },
        Case {
            method: "equal_shares",
            settings: json!({"budget_minutes": 600}),
            first: &[("choices", "3")],
            last: &[("choices", "1"), ("choices", "2")],
            bo: &[("choices", "1")],
            fanny: &[("choices", "2"), ("choices", "1")],
            said: "Pain et Vélo",
            line: "1,2",
            fr: &["Financés : Pain et Vélo.", "Prix (rhô)"],
            en: &["Bought: Pain and Vélo.", "Price (rho)"],
        },
    ]
}

fn post(who: &Client, body: &Json) -> String {
    let id = who.post("/api/v1/proposals", body.clone()).expect(201).id();
    who.post(&format!("/api/v1/proposals/{id}/opening"), json!({}))
        .expect(200);
    id
}

impl Case {
    fn open(&self, author: &Client, secret: bool) -> String {
        let budget = matches!(self.method, "greedy" | "equal_shares");
        let cost = |minutes: i64| budget.then_some(minutes);
        let body = json!({
            "kind": if budget { "allocation" } else { "text" },
            "title": format!("Vote {}", self.method), "body": "Que faire ensemble ?",
            "method": self.method, "settings": self.settings, "secret": secret,
            "options": [
                {"title": "Pain", "body": "Un four.", "cost_minutes": cost(300)},
                {"title": "Vélo", "cost_minutes": cost(300)},
                {"title": "Jardin", "cost_minutes": cost(400)},
            ],
        });
        post(author, &body)
    }
}

/// A page without the spaces that French puts before its signs.
fn read(who: &Client, path: &str) -> String {
    who.page(path).replace('\u{a0}', " ")
}

#[track_caller]
fn holds(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "no {part:?} in {html}");
    }
}

/// Casts a ballot through the form and gives its receipt with the page that shows it.
#[track_caller]
fn vote(who: &Client, id: &str, fields: &[(&str, &str)]) -> (String, String) {
    let (page, form) = (format!("/proposals/{id}"), format!("/proposals/{id}/ballot"));
    let answer = who.submit(&page, &form, fields).expect(200);
    let html = answer.body.as_str().unwrap().replace('\u{a0}', " ");
    let receipt = html.split("<code>").nth(1).unwrap().split('<').next().unwrap();
    (receipt.to_string(), html)
}

fn close(t: &TestApp) {
    t.advance_days(8);
    let now = t.now();
    t.app
        .db
        .write_now(|conn| governance::close_due(conn, now, 100))
        .unwrap();
}

fn speaks_english(t: &TestApp, who: &Client) {
    let member: MemberId = who.id.parse().unwrap();
    let write = t.app.db.write_now(|conn| {
        diesel::update(members::table.find(member))
            .set(members::locale.eq("en"))
            .execute(conn)?;
        Ok(())
    });
    write.unwrap();
}

/// Ana, Bo, who reads English, and the founder, each in a browser.
fn three(t: &TestApp) -> (Client, Client, Client) {
    let (ana, bo) = (t.member("ana"), t.member("bo"));
    speaks_english(t, &bo);
    (t.browser(&ana), t.browser(&bo), t.browser(&t.founder()))
}

both_engines!(
    by_every_method_a_ballot_is_cast_changed_counted_and_found_again,
    |t| {
        let (ana, bo, fanny) = three(&t);
        let votes: Vec<(Case, String, String, String)> = cases()
            .into_iter()
            .map(|case| {
                let id = case.open(&t.founder(), false);
                let page = format!("/proposals/{id}");
                holds(&read(&ana, &page), &["Les options", "Pain", "name=\"csrf\""]);
                let (old, _) = vote(&ana, &id, case.first);
                let (receipt, html) = vote(&ana, &id, case.last);
                assert_ne!(receipt, old, "{}", case.method);
                holds(&html, &[case.said, &receipt]);
                // In a vote by name the form shows what the ballot in the box says.
                let shown = read(&ana, &page);
                assert!(
                    shown.contains(" checked")
                        || shown.contains(" selected")
                        || shown.contains("value=\"7\""),
                    "{shown}"
                );
                holds(&shown, &["Vous avez voté."]);
                vote(&bo, &id, case.bo);
                vote(&fanny, &id, case.fanny);
                (case, id, old, receipt)
            })
            .collect();
        close(&t);
        for (case, id, old, receipt) in votes {
            let page = format!("/proposals/{id}");
            holds(&read(&ana, &page), case.fr);
            holds(&read(&bo, &page), case.en);
            let found = read(&ana, &format!("{page}/ballots?receipt={receipt}"));
            holds(&found, &[&receipt, case.said, case.line, "ana"]);
            assert!(!read(&ana, &format!("{page}/ballots")).contains(&old));
            let sent = ana.get(&format!("{page}/box.json")).expect(200);
            assert!(
                sent.header("content-disposition")
                    .unwrap()
                    .starts_with("attachment")
            );
            let file: BoxFile = serde_json::from_value(sent.body).unwrap();
            let (tally, faults) = file.recount().unwrap();
            assert_eq!((tally.turnout, faults), (3, Vec::new()), "{}", case.method);
        }
    }
);

both_engines!(what_was_typed_stays_when_a_ballot_is_refused, |t| {
    let (ana, _, _) = three(&t);
    for (method, fields, kept, says) in [
        (
            "dots",
            [("score-1", "8"), ("score-2", "7")],
            "value=\"8\"",
            "Vous avez donné 15 points",
        ),
        (
            "score",
            [("score-1", "4"), ("score-2", "9")],
            "<option value=\"4\" selected>",
            "de 0 à 5",
        ),
        (
            "approval",
            [("choices", "1"), ("choices", "9")],
            "value=\"1\" checked",
            "« 9 »",
        ),
        (
            "schulze",
            [("rank-9", "1"), ("rank-2", "2")],
            "<option value=\"2\" selected>",
            "« 9 »",
        ),
    ] {
        let case = cases().into_iter().find(|case| case.method == method).unwrap();
        let id = case.open(&t.founder(), false);
        let (page, form) = (format!("/proposals/{id}"), format!("/proposals/{id}/ballot"));
        let refused = ana.submit(&page, &form, &fields).expect(422);
        let html = refused.body.as_str().unwrap().replace('\u{a0}', " ");
        holds(&html, &[kept, says]);
        // Nothing chosen is refused, abstaining is not; and it keeps the ballot out of the count.
        ana.submit(&page, &form, &[]).expect(422);
        let (_, html) = vote(&ana, &id, &[("choice", "abstain")]);
        holds(&html, &["Abstention"]);
    }
});

both_engines!(a_secret_ballot_is_not_shown_in_the_form_nor_named, |t| {
    let (ana, bo, fanny) = three(&t);
    let case = cases().remove(0);
    let id = case.open(&t.founder(), true);
    let page = format!("/proposals/{id}");
    let (receipt, _) = vote(&ana, &id, case.last);
    assert!(!read(&ana, &page).contains(" checked"));
    vote(&bo, &id, case.bo);
    vote(&fanny, &id, case.fanny);
    let hidden = ana.get(&format!("{page}/box.json")).expect(409);
    assert!(hidden.header("content-disposition").is_none());
    close(&t);
    let ballots = read(&fanny, &format!("{page}/ballots"));
    holds(&ballots, &[&receipt]);
    assert!(
        !ballots.contains(">ana<") && !ballots.contains(">bo<"),
        "{ballots}"
    );
    holds(
        &read(&bo, &page),
        &["xxd -r -p | sha256sum", "commonhour vote recount"],
    );
    let stranger = t.stranger().get(&format!("{page}/box.json")).expect(303);
    assert!(stranger.header("location").unwrap().starts_with("/login"));
});

both_engines!(an_objection_leads_to_a_new_round_that_passes, |t| {
    let (ana, bo, fanny) = three(&t);
    let body = json!({
        "kind": "rule_change", "title": "Le prélèvement passe à 9 %", "body": "Pour le fonds.",
        "method": "consent", "payload": {"key": "levy_rate_bp", "value": 900},
    });
    let id = post(&t.founder(), &body);
    let (page, form) = (format!("/proposals/{id}"), format!("/proposals/{id}/ballot"));
    let unargued = ana.submit(&page, &form, &[("choice", "objection")]).expect(422);
    let html = unargued.body.as_str().unwrap();
    assert!(html.contains("value=\"objection\" checked"), "{html}");
    let argued = [("choice", "objection"), ("reason", "9 % est trop.")];
    let (_, html) = vote(&ana, &id, &argued);
    holds(&html, &["J’objecte"]);
    let html = read(&bo, &page);
    holds(&html, &["9 % est trop.", "stands", "round 1"]);
    let rounds = format!("{page}/rounds");
    assert!(!html.contains(&rounds), "only the author and facilitators amend");
    let round = [
        ("rule", "levy_rate_bp"),
        ("value", "9"),
        ("title", "Le prélèvement passe à 9 %"),
        ("body", "Pour le fonds."),
    ];
    bo.submit(&page, &rounds, &round).expect(403);
    let same = fanny.submit(&page, &rounds, &round).expect(422);
    holds(same.body.as_str().unwrap(), &["Rien ne change"]);
    let mut amended = round;
    amended[1].1 = "4,5";
    amended[2].1 = "Le prélèvement passe à 4,5 %";
    let begun = fanny.submit(&page, &rounds, &amended).expect(303);
    assert!(begun.header("location").unwrap().ends_with("done=round-begun"));
    holds(
        &read(&ana, &page),
        &["tour 2", "de 2 % à 4,5 %", "suivie d’un nouveau tour"],
    );
    vote(&ana, &id, &[("choice", "yes")]);
    vote(&bo, &id, &[("choice", "abstain")]);
    close(&t);
    holds(&read(&ana, &page), &["Je consens", "1 bulletin, 50 %"]);
    holds(&read(&bo, &page), &["goes from 2 % to 4.5 %", "I stand aside"]);
    holds(&read(&bo, "/decisions"), &["/decisions.atom?key="]);
});

both_engines!(
    a_draft_is_put_to_discussion_and_says_why_it_cannot_be_opened_yet,
    |t| {
        let (ana, _, fanny) = three(&t);
        let now = t.now();
        let write = t.app.db.write_now(|conn| {
            use commonhour::rulebook::{self, Key, Value};
            let alpes = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
            rulebook::set(
                conn,
                alpes,
                Key::DiscussionMinimumDays,
                &Value::Number(3),
                None,
                None,
                now,
            )
        });
        write.unwrap();
        let body =
            json!({"kind": "text", "title": "Une charte", "body": "Nous partageons.", "method": "consent"});
        let id = t.founder().post("/api/v1/proposals", body).expect(201).id();
        let page = format!("/proposals/{id}");
        let html = read(&fanny, &page);
        holds(&html, &["3 jours", "Mettre en discussion"]);
        assert!(!html.contains(&format!("{page}/opening")));
        assert!(!read(&ana, &page).contains("Mettre en discussion"));
        let discussion = format!("{page}/discussion");
        ana.submit(&page, &discussion, &[]).expect(403);
        fanny.submit(&page, &discussion, &[]).expect(303);
        holds(&read(&fanny, &page), &["3 jours", "En discussion depuis"]);
        t.advance_days(4);
        holds(&read(&fanny, &page), &[&format!("{page}/opening")]);
        holds(&read(&ana, "/proposals"), &["Consentement", "Textes"]);
    }
);
