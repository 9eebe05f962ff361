//! Writing proposals in a browser without scripts: every kind, every method, and nothing typed is lost.

use serde_json::{Value as Json, json};

use crate::support::{Answer, Client, TestApp};

/// Who writes: an active member, as a client of the API and in a browser.
struct Author {
    api: Client,
    browser: Client,
}

fn author(t: &TestApp) -> Author {
    let api = t.member("ana");
    let browser = t.browser(&api);
    Author { api, browser }
}

impl Author {
    /// Sends the form at `from` as a browser would: what the page has filled in, and over it `fields`.
    #[track_caller]
    fn send(&self, from: &str, fields: &[(&str, &str)]) -> Answer {
        let html = self.browser.page(from);
        let action = action_of(&html).unwrap_or_else(|| panic!("no form on {from}"));
        let mut all = filled_in(&html);
        for (name, value) in fields {
            all.retain(|(known, _)| known != name);
            all.push(((*name).to_string(), (*value).to_string()));
        }
        let pairs: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.browser.submit(from, &action, &pairs)
    }

    /// Sends the form and reads what is stored through the API.
    #[track_caller]
    fn propose(&self, from: &str, fields: &[(&str, &str)]) -> Json {
        let sent = self.send(from, fields).expect(303);
        self.read(&proposal_of(&sent))
    }

    #[track_caller]
    fn read(&self, proposal: &str) -> Json {
        self.api.get(&format!("/api/v1{proposal}")).expect(200).body
    }

    /// Opens the form of a stored draft and sends it as it is: nothing may change.
    #[track_caller]
    fn stays_the_same(&self, stored: &Json) {
        let proposal = format!("/proposals/{}", stored["id"].as_str().unwrap());
        self.send(&format!("{proposal}/edit"), &[]).expect(303);
        let mut again = self.read(&proposal);
        again["updated_at"] = stored["updated_at"].clone();
        assert_eq!(again, *stored);
    }
}

/// `/proposals/<id>` of where a form sends one.
#[track_caller]
fn proposal_of(sent: &Answer) -> String {
    let place = sent.header("location").unwrap();
    place.split('?').next().unwrap().to_string()
}

/// Where the form of a page is sent: the frame's own forms are about something else.
fn action_of(html: &str) -> Option<String> {
    let forms = html.split("method=\"post\" action=\"").skip(1);
    let rest = forms.filter(|rest| rest.starts_with("/proposals")).last()?;
    Some(rest.split('"').next()?.to_string())
}

fn unescape(text: &str) -> String {
    text.replace("&#38;", "&")
        .replace("&amp;", "&")
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&#60;", "<")
        .replace("&lt;", "<")
        .replace("&#62;", ">")
        .replace("&gt;", ">")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(unescape(rest.split('"').next()?))
}

/// What a browser would send of the form on a page if nothing is touched.
fn filled_in(html: &str) -> Vec<(String, String)> {
    let form = html.split("<form class=\"form\"").nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let (head, text) = tag.split_once('>').unwrap_or((tag, ""));
        let Some(name) = attribute(head, "name").filter(|name| name != "csrf") else {
            continue;
        };
        let value = attribute(head, "value").unwrap_or_default();
        let box_or_round = head.contains("type=\"radio\"") || head.contains("type=\"checkbox\"");
        match head.split_whitespace().next().unwrap() {
            "input" if box_or_round && !head.contains(" checked") => {}
            "input" => fields.push((name, value)),
            "textarea" => fields.push((name, unescape(text))),
            "select" => {
                let options = form.split(&format!("<select id=\"f-{name}\"")).nth(1).unwrap();
                let options = options.split("</select>").next().unwrap();
                let all: Vec<&str> = options.split("<option").skip(1).collect();
                let chosen = all
                    .iter()
                    .find(|option| option.split('>').next().unwrap().contains(" selected"));
                let value = chosen
                    .or(all.first())
                    .and_then(|option| attribute(option, "value"));
                fields.push((name, value.unwrap_or_default()));
            }
            _ => {}
        }
    }
    fields
}

both_engines!(every_kind_has_its_place_on_the_first_page, |t| {
    let ana = author(&t);
    let html = ana.browser.page("/proposals/new");
    for link in [
        "kind=text",
        "kind=charter",
        "rule=levy_rate_bp",
        "kind=admission",
        "kind=exclusion",
        "kind=election&#38;role=mediator",
        "kind=recall",
        "kind=allocation",
        "kind=college&#38;action=open",
        "kind=college&#38;action=close",
        "kind=college&#38;action=shares",
        "kind=link&#38;action=join",
        "kind=assembly",
    ] {
        assert!(html.contains(&format!("href=\"/proposals/new?{link}")), "{link}");
    }
    // The founder holds every mandate, and the page says so.
    assert!(html.contains("fanny"));
    assert!(!html.contains("action=leave"), "there is no link to leave");
    let lost = ana.browser.page("/proposals/new?kind=nonsense");
    assert!(lost.contains("/proposals/new?kind=text"));
});

both_engines!(a_text_is_written_with_its_topic_and_dates, |t| {
    let ana = author(&t);
    let stored = ana.propose(
        "/proposals/new?kind=text",
        &[
            ("title", "Nos horaires"),
            ("body", "Ouvert le <mardi> & le \"jeudi\"."),
            ("topic", "cooperation"),
            ("method", "consent"),
            ("consent-silence", "consent"),
            ("schulze-seats", "7"),
            ("closes_at", "2026-12-10T20:00"),
            ("takes_effect_at", "2027-01-01T00:00"),
            ("review_at", "2027-06-01T09:30"),
        ],
    );
    assert_eq!(stored["topic"], "cooperation");
    assert_eq!(stored["settings"], json!({"silence": "consent"}));
    assert_eq!(stored["body"], "Ouvert le <mardi> & le \"jeudi\".");
    assert_eq!(stored["closes_at"], "2026-12-10T19:00:00Z");
    assert_eq!(stored["takes_effect_at"], "2026-12-31T23:00:00Z");
    assert_eq!(stored["review_at"], "2027-06-01T07:30:00Z");
    ana.stays_the_same(&stored);
    // A date that has passed meanwhile does not keep its author from mending the text.
    t.advance_days(60);
    ana.stays_the_same(&stored);
});

both_engines!(every_method_is_written_and_read_back, |t| {
    let ana = author(&t);
    for (method, settings) in [
        ("majority", json!({"abstention": "ignored"})),
        ("qualified_majority", json!({"abstention": "ignored"})),
        ("consent", json!({"silence": "absence"})),
        ("plurality", json!({"seats": 1})),
        ("approval", json!({"seats": 1})),
        ("score", json!({"seats": 1, "score_max": 5, "missing": "worst"})),
        ("dots", json!({"seats": 1, "dots": 10})),
        ("schulze", json!({"seats": 1, "strength": "winning"})),
        (
            "irv",
            json!({"seats": 1, "ties": "earlier_round", "overvotes": "exhaust"}),
        ),
        (
            "majority_judgment",
            json!({"seats": 1, "missing": "worst", "grades":
            ["reject", "poor", "passable", "fairly_good", "good", "very_good"]}),
        ),
    ] {
        let mut fields = vec![("title", "Couleur"), ("body", "Laquelle ?"), ("method", method)];
        let on_options = !["majority", "qualified_majority", "consent"].contains(&method);
        if on_options {
            fields.extend([
                ("option-1-title", "Bleu"),
                ("option-3-title", "Rouge"),
                ("option-3-text", "Comme la porte."),
                ("none", "yes"),
            ]);
        }
        let stored = ana.propose("/proposals/new?kind=text", &fields);
        assert_eq!(stored["settings"], settings, "{method}");
        let titles: Vec<&str> = stored["options"]
            .as_array()
            .unwrap()
            .iter()
            .map(|option| option["title"].as_str().unwrap())
            .collect();
        let expected: &[&str] = match on_options {
            true => &["Bleu", "Rouge", "Aucune de ces propositions"],
            false => &[],
        };
        assert_eq!(titles, expected, "{method}");
        ana.stays_the_same(&stored);
    }
});

both_engines!(settings_are_typed_in_peoples_words, |t| {
    let ana = author(&t);
    let stored = ana.propose(
        "/proposals/new?kind=text",
        &[
            ("title", "Couleur"),
            ("body", "Laquelle ?"),
            ("method", "majority_judgment"),
            ("majority_judgment-grades", "Bof\r\n\r\nBien\r\nTrès bien\r\n"),
            ("majority_judgment-missing", "refuse"),
            ("option-1-title", "Bleu"),
            ("option-2-title", "Rouge"),
        ],
    );
    let settings = json!({"seats": 1, "grades": ["Bof", "good", "very_good"], "missing": "refuse"});
    assert_eq!(stored["settings"], settings);
    ana.stays_the_same(&stored);
});

both_engines!(a_rule_is_changed_as_a_whole_or_by_comparing_values, |t| {
    let ana = author(&t);
    let form = "/proposals/new?rule=levy_rate_bp";
    let stored = ana.propose(form, &[("value", "2,5")]);
    assert_eq!(stored["payload"], json!({"key": "levy_rate_bp", "value": 250}));
    assert_eq!(stored["title"], "Changer une règle : Prélèvement solidaire");
    ana.stays_the_same(&stored);
    let compared = ana.propose(
        form,
        &[
            ("title", "Combien ?"),
            ("method", "schulze"),
            ("schulze-strength", "margins"),
            ("option-1-value", "3 %"),
            ("option-2-value", "4,5"),
            ("option-2-title", "Davantage"),
        ],
    );
    assert_eq!(compared["payload"], json!({"key": "levy_rate_bp"}));
    assert_eq!(compared["settings"]["strength"], "margins");
    assert_eq!(compared["options"][0]["value"], json!({"value": 300}));
    assert_eq!(compared["options"][1]["value"], json!({"value": 450}));
    assert_eq!(compared["options"][1]["title"], "Davantage");
    ana.stays_the_same(&compared);
    let word = ana.propose(
        "/proposals/new?rule=running_tally",
        &[
            ("method", "approval"),
            ("option-1-value", "hidden"),
            ("option-2-value", "shown"),
        ],
    );
    assert_eq!(word["kind"], "rule_change");
    ana.stays_the_same(&word);
});

both_engines!(people_are_admitted_and_excluded_by_name, |t| {
    let ana = author(&t);
    let (bo, cleo) = (t.applicant("bo"), t.member("cleo"));
    let stored = ana.propose("/proposals/new?kind=admission", &[("member", "Bo")]);
    assert_eq!(stored["payload"], json!({"member_id": bo.id}));
    assert_eq!(stored["title"], "Admettre Bo");
    ana.stays_the_same(&stored);
    let by_link = format!("/proposals/new?kind=admission&member={}", bo.id);
    assert_eq!(ana.propose(&by_link, &[])["payload"], json!({"member_id": bo.id}));
    let html = ana.browser.page("/proposals/new?kind=exclusion");
    assert!(html.contains("<datalist") && html.contains("cleo (n° "));
    assert!(
        !ana.browser
            .page("/proposals/new?kind=admission")
            .contains("<datalist")
    );
    let stored = ana.propose(
        "/proposals/new?kind=exclusion",
        &[("member", "cleo"), ("body", "Absente.")],
    );
    assert_eq!(stored["payload"], json!({"member_id": cleo.id}));
    ana.stays_the_same(&stored);
    let unknown = ana
        .send("/proposals/new?kind=exclusion", &[("member", "zoe")])
        .expect(422);
    let html = unknown.body.as_str().unwrap();
    assert!(
        html.contains("id=\"f-member-error\"") && html.contains("value=\"zoe\""),
        "{html}"
    );
});

both_engines!(a_mandate_is_voted_on_with_and_without_candidates, |t| {
    let ana = author(&t);
    let cleo = t.member("cleo");
    let form = "/proposals/new?kind=election&role=mediator";
    assert!(
        ana.browser.page(form).contains("trancher un désaccord"),
        "what the role may do"
    );
    let stored = ana.propose(
        form,
        &[
            ("term_days", "200"),
            ("option-1-member", "ana"),
            ("option-2-member", "cleo"),
            ("option-2-text", "Depuis dix ans."),
            ("none", "yes"),
        ],
    );
    assert_eq!(stored["payload"], json!({"role": "mediator", "term_days": 200}));
    assert_eq!(stored["method"], "majority_judgment");
    assert_eq!(stored["title"], "Élire : Médiation");
    assert_eq!(stored["options"][0]["value"], json!({"member_id": ana.api.id}));
    assert_eq!(stored["options"][1]["value"], json!({"member_id": cleo.id}));
    assert_eq!(stored["options"][1]["title"], "cleo");
    assert_eq!(stored["options"][2]["none"], true);
    ana.stays_the_same(&stored);
    let without = ana.propose(&format!("{form}&method=consent"), &[]);
    assert_eq!(
        (&without["method"], &without["options"]),
        (&json!("consent"), &json!([]))
    );
    ana.stays_the_same(&without);
    let founder = t.founder().id;
    let recall = ana.propose(
        "/proposals/new?kind=recall",
        &[("holder", &format!("moderator:{founder}"))],
    );
    assert_eq!(
        recall["payload"],
        json!({"role": "moderator", "member_id": founder})
    );
    ana.stays_the_same(&recall);
    ana.send("/proposals/new?kind=recall", &[]).expect(422);
});

both_engines!(the_fund_is_shared_out_by_rows, |t| {
    let ana = author(&t);
    let form = "/proposals/new?kind=allocation";
    let rows = [
        ("option-1-title", "Aide aux aînés"),
        ("option-1-text", "Courses et visites."),
        ("option-1-hours", "12,5"),
        ("option-2-title", "Jardin"),
        ("option-2-hours", "3"),
    ];
    let budget = [
        &rows[..],
        &[
            ("equal_shares-budget_hours", "20"),
            ("equal_shares-completion", "none"),
        ],
    ]
    .concat();
    let stored = ana.propose(form, &budget);
    let settings = &stored["settings"];
    assert_eq!(
        (&settings["budget_minutes"], &settings["completion"]),
        (&json!(1200), &json!("none"))
    );
    assert_eq!(stored["options"][0]["cost_minutes"], 750);
    ana.stays_the_same(&stored);
    let whole = ana.propose(form, &[&rows[..], &[("method", "majority")]].concat());
    let grants = json!([
        {"name": "Aide aux aînés", "purpose": "Courses et visites.", "minutes": 750},
        {"name": "Jardin", "purpose": "Jardin", "minutes": 180},
    ]);
    assert_eq!(whole["payload"], json!({"grants": grants}));
    ana.stays_the_same(&whole);
    let unsaid = ana.send(form, &rows).expect(422);
    assert!(
        unsaid
            .body
            .as_str()
            .unwrap()
            .contains("id=\"f-equal_shares-budget_hours-error\"")
    );
    let costless = ana.send(
        form,
        &[("equal_shares-budget_hours", "20"), ("option-4-title", "Four")],
    );
    assert!(
        costless
            .expect(422)
            .body
            .as_str()
            .unwrap()
            .contains("id=\"f-option-4-hours-error\"")
    );
});

both_engines!(a_text_of_the_charter_is_adopted, |t| {
    let ana = author(&t);
    let stored = ana.propose(
        "/proposals/new?kind=charter",
        &[("title", "L'accueil"), ("body", "On accueille.")],
    );
    assert_eq!(stored["payload"], json!({"key": "l-accueil"}));
    assert_eq!(stored["method"], "qualified_majority");
    ana.stays_the_same(&stored);
    let unknown = ana.send(
        "/proposals/new?kind=charter&key=accueil&repeal=yes",
        &[("title", "Accueil"), ("body", "Périmé."), ("repeal", "yes")],
    );
    assert!(
        unknown
            .expect(422)
            .body
            .as_str()
            .unwrap()
            .contains("id=\"f-key-error\"")
    );
});

both_engines!(colleges_are_opened_closed_and_weighed, |t| {
    let ana = author(&t);
    let open = colleges(&ana);
    let first = format!("share-{}", open[0]);
    let stored = ana.propose(
        "/proposals/new?kind=college&action=open",
        &[
            ("name_fr", "Salariés"),
            ("name_en", "Workers"),
            ("weight", "1,5"),
            ("share-new", "40"),
            (&first, "60"),
        ],
    );
    let payload = &stored["payload"];
    assert_eq!(payload["key"], "salaries");
    assert_eq!(payload["weight_bp"], 15_000);
    assert_eq!(payload["shares"]["salaries"], 4_000);
    assert_eq!(payload["shares"][&open[0]], 6_000);
    assert_eq!(stored["title"], "Ouvrir le collège Salariés");
    ana.stays_the_same(&stored);
    let shares = ana.propose("/proposals/new?kind=college&action=shares", &[(&first, "100")]);
    assert_eq!(shares["payload"]["shares"], json!({ open[0].as_str(): 10_000 }));
    ana.stays_the_same(&shares);
    let none = ana
        .send("/proposals/new?kind=college&action=shares", &[])
        .expect(422);
    assert!(
        none.body
            .as_str()
            .unwrap()
            .contains(&format!("id=\"f-{first}-error\""))
    );
    let close = ana.send(
        "/proposals/new?kind=college&action=close",
        &[("key", &open[0]), ("to", "nowhere")],
    );
    assert!(
        close
            .expect(422)
            .body
            .as_str()
            .unwrap()
            .contains("id=\"f-to-error\"")
    );
});

fn colleges(author: &Author) -> Vec<String> {
    let all = author.api.get("/api/v1/colleges").expect(200).body;
    let keys = all["items"].as_array().unwrap().iter();
    keys.map(|college| college["key"].as_str().unwrap().to_string())
        .collect()
}

both_engines!(a_link_is_joined_and_left, |t| {
    let ana = author(&t);
    t.second_community();
    for action in ["join", "leave"] {
        let form = format!("/proposals/new?kind=link&action={action}");
        let stored = ana.propose(&form, &[("ecosystem", "jura")]);
        assert_eq!(stored["payload"], json!({"action": action, "ecosystem": "jura"}));
        ana.stays_the_same(&stored);
    }
    let html = ana.browser.page("/proposals/new?kind=link&action=join");
    assert!(html.contains("Entraide du Jura") && !html.contains("<option value=\"alpes\""));
});

both_engines!(an_assembly_is_called_with_its_agenda, |t| {
    let ana = author(&t);
    let form = "/proposals/new?kind=assembly";
    let stored = ana.propose(
        form,
        &[
            ("starts_at", "2027-02-01T18:30"),
            ("place", "La Grange"),
            ("assembly_kind", "extraordinary"),
            ("agenda", "Comptes\r\n\r\nÉlections\r\n"),
        ],
    );
    let payload = &stored["payload"];
    assert_eq!(payload["starts_at"], "2027-02-01T17:30:00Z");
    assert_eq!(
        (&payload["kind"], &payload["place"]),
        (&json!("extraordinary"), &json!("La Grange"))
    );
    assert_eq!(payload["agenda"][1]["title"], "Élections");
    ana.stays_the_same(&stored);
    // What the API said about a point of the agenda is not lost by editing in a browser.
    let mut told = payload.clone();
    told["agenda"][0]["body"] = json!("Rapport joint.");
    let path = format!("/api/v1/proposals/{}", stored["id"].as_str().unwrap());
    let told = ana.api.patch(&path, json!({"payload": told})).expect(200).body;
    ana.stays_the_same(&told);
    let nowhere = ana.send(form, &[("starts_at", "2027-02-01T18:30")]).expect(422);
    assert!(nowhere.body.as_str().unwrap().contains("id=\"f-place-error\""));
    let never = ana.send(form, &[("place", "La Grange")]).expect(422);
    assert!(never.body.as_str().unwrap().contains("id=\"f-starts_at-error\""));
});

both_engines!(more_rows_keep_what_was_typed, |t| {
    let ana = author(&t);
    let form = "/proposals/new?kind=text";
    let typed = [
        ("title", "Couleur \"vive\""),
        ("body", "Laquelle ?\r\n<b>"),
        ("method", "score"),
        ("score-score_max", "9"),
        ("schulze-seats", "3"),
        ("secret", "yes"),
        ("closes_at", "2026-12-10T20:00"),
        ("option-6-title", "Six"),
        ("none", "yes"),
    ];
    let before = filled_in(&ana.browser.page(form));
    assert!(!before.iter().any(|(name, _)| name == "option-7-title"));
    let more = ana
        .send(form, &[&typed[..], &[("more", "rows")]].concat())
        .expect(200);
    let after = filled_in(more.body.as_str().unwrap());
    for (name, value) in typed {
        let kept = after.iter().find(|(known, _)| known == name);
        assert_eq!(
            kept.map(|(_, kept)| kept.replace('\r', "")),
            Some(value.replace('\r', "")),
            "{name}"
        );
    }
    assert!(after.iter().any(|(name, _)| name == "option-12-title"));
    assert!(!after.iter().any(|(name, _)| name == "option-13-title"));
    let nothing = ana.api.get("/api/v1/proposals").expect(200).body;
    assert_eq!(nothing["items"], json!([]), "more rows store nothing");
});

both_engines!(errors_stand_beside_their_fields_and_nothing_is_lost, |t| {
    let ana = author(&t);
    let form = "/proposals/new?kind=text";
    let whole = [("title", "T"), ("body", "B")];
    let options = [
        ("option-1-title", "Bleu"),
        ("option-2-title", "Bleu"),
        ("method", "schulze"),
    ];
    for (fields, field) in [
        (vec![("title", ""), ("body", "B")], "title"),
        (vec![("title", "T"), ("body", " ")], "body"),
        (
            [&whole[..], &[("closes_at", "2020-01-01T10:00")]].concat(),
            "closes_at",
        ),
        ([&whole[..], &[("review_at", "soon")]].concat(), "review_at"),
        ([&whole[..], &[("topic", "weather")]].concat(), "topic"),
        (
            [&whole[..], &[("method", "consent"), ("secret", "yes")]].concat(),
            "secret",
        ),
        (
            [&whole[..], &[("method", "dots"), ("dots-dots", "0")]].concat(),
            "dots-dots",
        ),
        (
            [&whole[..], &[("method", "dots"), ("dots-dots", "many")]].concat(),
            "dots-dots",
        ),
        ([&whole[..], &[("method", "equal_shares")]].concat(), "method"),
        ([&whole[..], &options].concat(), "options"),
        ([&whole[..], &[("option-1-title", "Bleu")]].concat(), "options"),
        (
            [&whole[..], &[("method", "irv"), ("option-2-text", "Sans nom")]].concat(),
            "option-2-title",
        ),
    ] {
        let refused = ana.send(form, &fields).expect(422);
        let html = refused.body.as_str().unwrap();
        assert!(
            html.contains(&format!("href=\"#f-{field}\"")),
            "{fields:?} is about {field}"
        );
        assert!(
            html.contains(&format!("id=\"f-{field}\"")),
            "{field} has its place"
        );
        let again = filled_in(html);
        for (name, value) in fields
            .iter()
            .filter(|(name, _)| !["method", "topic"].contains(name))
        {
            let kept = again
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str());
            assert_eq!(kept, Some(*value), "{name} of {fields:?}");
        }
    }
    assert_eq!(
        ana.api.get("/api/v1/proposals").expect(200).body["items"],
        json!([])
    );
});

both_engines!(a_draft_may_change_its_method_and_options, |t| {
    let ana = author(&t);
    let stored = ana.propose(
        "/proposals/new?kind=text",
        &[
            ("title", "Couleur"),
            ("body", "Laquelle ?"),
            ("method", "approval"),
            ("option-1-title", "Bleu"),
            ("option-2-title", "Rouge"),
        ],
    );
    let proposal = format!("/proposals/{}", stored["id"].as_str().unwrap());
    let edit = format!("{proposal}/edit");
    ana.send(
        &edit,
        &[
            ("method", "score"),
            ("score-score_max", "9"),
            ("option-1-title", ""),
            ("option-3-title", "Vert"),
        ],
    )
    .expect(303);
    let changed = ana.read(&proposal);
    assert_eq!(changed["settings"]["score_max"], 9);
    assert_eq!(changed["options"][0]["title"], "Rouge");
    assert_eq!(changed["options"][1]["title"], "Vert");
    // Options that a vote on the whole would forget are not forgotten silently.
    let refused = ana.send(&edit, &[("method", "majority")]).expect(422);
    assert!(refused.body.as_str().unwrap().contains("href=\"#f-options\""));
    let more = ana.send(&edit, &[("more", "rows")]).expect(200);
    assert!(
        more.body
            .as_str()
            .unwrap()
            .contains(&format!("action=\"{edit}\""))
    );
    assert_eq!(ana.read(&proposal), changed);
});

both_engines!(only_those_who_may_propose_see_the_forms, |t| {
    let ana = author(&t);
    let stored = ana.propose("/proposals/new?kind=text", &[("title", "T"), ("body", "B")]);
    let edit = format!("/proposals/{}/edit", stored["id"].as_str().unwrap());
    for path in ["/proposals/new", "/proposals/new?kind=election", edit.as_str()] {
        let answer = t.stranger().get(path).expect(303);
        assert!(answer.header("location").unwrap().starts_with("/login"));
    }
    let applicant = t.applicant("bo");
    let bo = t.browser(&applicant);
    bo.get("/proposals/new").expect(403);
    bo.get("/proposals/new?kind=exclusion").expect(403);
    let cleo = t.member("cleo");
    let cleo = t.browser(&cleo);
    cleo.get(&edit).expect(403);
    cleo.submit(
        "/proposals/new?kind=text",
        &edit,
        &[("kind", "text"), ("more", "rows")],
    )
    .expect(403);
    cleo.submit(
        "/proposals/new?kind=text",
        &edit,
        &[("kind", "text"), ("title", "X"), ("body", "Y")],
    )
    .expect(403);
});
