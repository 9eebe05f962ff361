//! The pages in a real Chromium. Scripts in `tests/browser/` act as the people and judge every page they see; this side
//! starts the server, answers what only it knows (mails, the clock) and fails with what they found.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::market::post;
use crate::support::{Engine, TestApp, password_of};
use commonhour::db::schema::listing_roles;
use commonhour::demo;
use commonhour::kernel::ids::ListingId;
use diesel::prelude::*;
use serde_json::{Value, json};

#[derive(Clone, Copy, PartialEq)]
enum Scripts {
    Run,
    Off,
}

#[test]
fn main_job_in_a_browser_on_sqlite() {
    main_job(&TestApp::start(Engine::Sqlite), Scripts::Run);
}

#[test]
fn main_job_in_a_browser_without_javascript() {
    main_job(&TestApp::start(Engine::Sqlite), Scripts::Off);
}

#[test]
fn main_job_in_a_browser_on_postgres() {
    main_job(&TestApp::start(Engine::Postgres), Scripts::Run);
}

/// Every page reachable by links in the demonstration; with `COMMONHOUR_SCREENSHOTS` set, pictures of all of them.
#[test]
fn screenshots_of_every_page_of_the_demonstration() {
    let t = TestApp::start(Engine::Sqlite);
    let password = "une heure vaut une heure";
    let hash = t.app.passwords.hash_now(password).unwrap();
    let secret = t.app.config.secret_key.derive("ballot-box");
    let built = demo::build(&t.app.db, &hash, secret, t.now(), |_, _| ()).unwrap();
    let people: Vec<Value> = built
        .logins
        .iter()
        .map(|login| json!({"role": login.role, "email": login.email, "password": password}))
        .collect();
    let request = listing_with_roles(&t);
    // The facilitator posted it, and may propose exchanges from the page of its teams.
    let also = json!({"facilitator": [format!("/listings/{request}/teams")]});
    let given = json!({"scripts": true, "people": people, "also": also});
    play(&t, "pages.mjs", given);
}

/// The request of the demonstration that takes a team.
fn listing_with_roles(t: &TestApp) -> String {
    let roles = listing_roles::table.select(listing_roles::listing_id);
    let id: ListingId = t.app.db.read_now(|conn| Ok(roles.first(conn)?)).unwrap();
    id.to_string()
}

fn person(name: &str) -> Value {
    json!({"name": name, "email": format!("{name}@exemple.fr"), "password": password_of(name)})
}

/// A community with two offers that answer the request, the better one of `olivier`.
fn main_job(t: &TestApp, scripts: Scripts) {
    let olivier = t.member("olivier");
    let title = "Création de sites vitrines";
    post(
        &olivier,
        "offer",
        title,
        json!({
            "category": "web", "skills": ["showcase-website"], "terms": {"gift": true, "time_minutes": 120},
            "place": {"label": "Sonnaz", "lat": 45.5916, "lon": 5.9178, "radius_km": 10},
            "availability": ["tue 18:00-21:00"]
        }),
    );
    post(
        &t.founder(),
        "offer",
        "Refaire un site ou un blog",
        json!({
            "category": "web", "terms": {"time_minutes": 120},
            "place": {"label": "Chambéry", "lat": 45.57, "lon": 5.92, "radius_km": 10}
        }),
    );
    let given = json!({
        "scripts": scripts == Scripts::Run,
        "people": {"registrar": person("fanny"), "owner": person("olivier"), "newcomer": person("nadia")},
        "offer": {"title": title, "reasons": [
            "même métier (Web et numérique)",
            "à 3 km",
            "libre mardi 24 novembre 18 h–21 h",
            "parle français",
            "accepte le don",
            "accepte le temps (2 h)",
        ]},
    });
    play(t, "main_job.mjs", given);
}

/// Runs a script and answers its questions until it ends.
fn play(t: &TestApp, script: &str, mut given: Value) {
    given["base"] = json!(t.base);
    given["chromium"] = json!(find_chromium());
    given["screenshots"] = json!(std::env::var("COMMONHOUR_SCREENSHOTS").ok());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(
        root.join("web/node_modules/playwright-core").is_dir(),
        "web/node_modules is missing: run the tests with .ci/test, or `npm ci` in web/"
    );
    let mut child = Running(
        Command::new("node")
            .arg(root.join("tests/browser").join(script))
            .arg(given.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("node is needed for the browser tests: run them with .ci/test"),
    );
    let mut answers = child.0.stdin.take().unwrap();
    let mut said = String::new();
    for line in BufReader::new(child.0.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        match line.strip_prefix("ask ") {
            Some(question) => {
                let answer = answer(t, &serde_json::from_str(question).unwrap());
                // A script that has ended meanwhile says why on its own.
                let _ = writeln!(answers, "{answer}");
            }
            None => {
                println!("{line}");
                if line.starts_with("FAULT ") || !said.is_empty() {
                    said.push_str(&line);
                    said.push('\n');
                }
            }
        }
    }
    let status = child.0.wait().unwrap();
    assert!(status.success(), "{script} ended with {status}:\n{said}");
}

/// `{"link": path, "to": address}`: the newest link to that path in a mail to that address, without the host.
/// `{"advance_days": n}`: moves the clock and lets the worker do what is due.
fn answer(t: &TestApp, question: &Value) -> Value {
    if let Some(days) = question["advance_days"].as_i64() {
        t.advance_days(days);
        t.work();
        return json!(true);
    }
    let (path, to) = (
        question["link"].as_str().unwrap(),
        question["to"].as_str().unwrap(),
    );
    let link = format!("http://commonhour.test{path}");
    let mails = t.mails();
    let newest = mails
        .iter()
        .rev()
        .find(|mail| mail.is_to(to) && mail.text.contains(&link))
        .unwrap_or_else(|| panic!("no mail to {to} has a link to {path}"));
    json!(newest.link(path))
}

/// A missing browser is a failure with its reason: a test that is skipped proves nothing.
fn find_chromium() -> PathBuf {
    let named = std::env::var_os("COMMONHOUR_CHROMIUM").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = std::env::split_paths(&path)
        .flat_map(|dir| ["chromium", "google-chrome", "chromium-browser"].map(|name| dir.join(name)));
    named
        .into_iter()
        .chain(usual)
        .find(|candidate| candidate.is_file())
        .expect("no Chromium: install it, or name it in COMMONHOUR_CHROMIUM; .ci/test does it by itself")
}

/// The script's process, ended also when a test fails half-way.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
