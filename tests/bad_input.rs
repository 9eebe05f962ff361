//! Bad input at every door that takes any, read from the OpenAPI document: always a 4xx with a problem document, never a
//! fault of ours.

use serde_json::{Map, Value, json};

/// A route that takes a JSON body, and the fields of that body.
struct Mouth {
    method: String,
    path: String,
    fields: Vec<String>,
}

fn mouths() -> Vec<Mouth> {
    let document = serde_json::to_value(commonhour::http::api::document()).unwrap();
    let mut mouths = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["put", "post", "patch"] {
            let Some(operation) = item.get(method) else {
                continue;
            };
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let mut fields = Vec::new();
            collect_fields(&document, schema, &mut fields);
            mouths.push(Mouth {
                method: method.to_uppercase(),
                path: path.clone(),
                fields,
            });
        }
    }
    mouths
}

fn collect_fields(document: &Value, schema: &Value, fields: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        collect_fields(document, &document["components"]["schemas"][name], fields);
    }
    for list in ["allOf", "oneOf", "anyOf"] {
        for part in schema[list].as_array().into_iter().flatten() {
            collect_fields(document, part, fields);
        }
    }
    for name in schema["properties"].as_object().into_iter().flat_map(Map::keys) {
        if !fields.contains(name) {
            fields.push(name.clone());
        }
    }
}

fn fill(path: &str) -> String {
    path.split('/')
        .map(|part| match part {
            "{slug}" => "alpes".to_string(),
            "{key}" => "levy_rate_bp".to_string(),
            part if part.starts_with('{') => uuid::Uuid::from_u128(rand::random()).to_string(),
            part => part.to_string(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Values that no field takes all of: wrong types, too long, too large, invisible, markup, nobody's ids.
fn bad_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(1.5e300),
        json!(""),
        json!(" "),
        json!("x".repeat(70_000)),
        json!("\u{0}"),
        json!("a\u{202E}b\u{7}"),
        json!("<script>alert(1)</script>"),
        json!("'; DROP TABLE members; --"),
        json!("00000000-0000-7000-8000-000000000000"),
        json!("0001-01-01T00:00:00Z"),
        json!("9999999-99-99"),
        json!([]),
        json!([null]),
        json!({}),
        json!({"a": {"b": []}}),
        json!([[["deep"]]]),
    ]
}

#[track_caller]
fn expect_problem(what: &str, answer: &crate::support::Answer) {
    assert!(
        (400..500).contains(&answer.status),
        "{what}: {} {}",
        answer.status,
        answer.body
    );
    let kind = answer.body["type"].as_str().unwrap_or_default();
    assert!(kind.starts_with("/problems/"), "{what}: {}", answer.body);
    let detail = answer.body["detail"].as_str().unwrap_or_default();
    assert!(
        !detail.is_empty() && !detail.starts_with("refusal-"),
        "{what} has no words: {}",
        answer.body
    );
}

both_engines!(bodies_that_are_no_json_or_no_object_are_refused, |t| {
    let founder = t.founder();
    let too_large = format!("\"{}\"", "x".repeat(300_000));
    let bodies = [
        "", "{", "{\"a\":}", "nonsense", "[]", "\"text\"", "12", "\u{0}", &too_large,
    ];
    for mouth in mouths().iter().filter(|m| !m.fields.is_empty()) {
        let path = fill(&mouth.path);
        for body in bodies {
            let answer = founder.send(&mouth.method, &path, Some(body.to_string()));
            let shown: String = body.chars().take(20).collect();
            expect_problem(
                &format!("{} {} with {shown:?}", mouth.method, mouth.path),
                &answer,
            );
        }
        let answer = founder.send_as(
            &mouth.method,
            &path,
            Some("a=b".into()),
            "application/x-www-form-urlencoded",
        );
        expect_problem(&format!("{} {} as a form", mouth.method, mouth.path), &answer);
    }
});

both_engines!(no_value_of_any_field_is_a_fault_of_ours, |t| {
    let founder = t.founder();
    let mut tried = 0;
    for mouth in mouths() {
        // Logging oneself out, and throttles, would end the walk.
        if mouth.path.contains("/auth/") || mouth.path.ends_with("/me/password") {
            continue;
        }
        for field in &mouth.fields {
            for value in bad_values() {
                let body = json!({ field.as_str(): value });
                let answer = founder.send(&mouth.method, &fill(&mouth.path), Some(body.to_string()));
                tried += 1;
                let shown: String = value.to_string().chars().take(40).collect();
                let what = format!("{} {} with {field} = {shown}", mouth.method, mouth.path);
                assert!(answer.status < 500, "{what}: {} {}", answer.status, answer.body);
                if answer.status >= 400 {
                    expect_problem(&what, &answer);
                }
            }
        }
    }
    assert!(tried > 500, "{tried} values tried");
});

both_engines!(what_people_type_at_the_login_is_never_a_fault_of_ours, |t| {
    t.community();
    let stranger = t.stranger();
    for mouth in mouths().iter().filter(|m| m.path.contains("/auth/")) {
        for field in &mouth.fields {
            // A few of each kind: tries are throttled, which is a 4xx too.
            for value in bad_values() {
                let body = json!({ field.as_str(): value });
                let answer = stranger.send(&mouth.method, &mouth.path, Some(body.to_string()));
                assert!(
                    answer.status < 500,
                    "{} {field}: {} {}",
                    mouth.path,
                    answer.status,
                    answer.body
                );
                if answer.status >= 400 {
                    expect_problem(&format!("{} {field}", mouth.path), &answer);
                }
            }
        }
    }
});

both_engines!(ids_and_queries_that_make_no_sense_are_refused, |t| {
    let founder = t.founder();
    let document = serde_json::to_value(commonhour::http::api::document()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        if item.get("get").is_none() {
            continue;
        }
        if path.contains('{') {
            for id in [
                "x",
                "-1",
                "00000000-0000-0000-0000-000000000000",
                "%00",
                "..%2f",
                "%C3%A9",
            ] {
                let filled = path
                    .split('/')
                    .map(|part| if part.starts_with('{') { id } else { part })
                    .collect::<Vec<_>>()
                    .join("/");
                let answer = founder.get(&filled);
                // A list that hangs on an id of nothing may be empty.
                let empty = answer.status == 200 && answer.body["items"] == json!([]);
                assert!(
                    (400..500).contains(&answer.status) || empty || path.contains("{topic}"),
                    "{filled}: {} {}",
                    answer.status,
                    answer.body
                );
            }
            continue;
        }
        for query in [
            "limit=0",
            "limit=101",
            "limit=x",
            "cursor=%00",
            "cursor=b25v",
            "cursor=AAAAAAAAAAAAAAAAAAAAAA",
            "q=%00",
            "near=x",
            "near=91,181",
            "within_km=-1",
            "on=yesterday",
            "status=x",
            "%ff=%ff",
        ] {
            let answer = founder.get(&format!("{path}?{query}"));
            assert!(
                answer.status < 500,
                "{path}?{query}: {} {}",
                answer.status,
                answer.body
            );
        }
    }
});
