//! The shape of the house, read from the sources: imports go down, SQL stands in `store.rs` and `db/`, the clock is a
//! parameter, functions stay readable, texts exist in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The floor of each room, as in `src/lib.rs`, times ten: the rulebook is the first step of the second floor, because
/// the ledger obeys it; solidarity is its last, because a passed vote calls it and it calls the ledger. On the fourth
/// floor matching stands above the exchanges: a match tells of them, and a ring is resolved and reviewed as they are.
const FLOORS: &[(&str, u32)] = &[
    ("kernel", 0),
    ("config", 10),
    ("db", 10),
    ("outbox", 10),
    ("mail", 10),
    ("i18n", 10),
    ("retrieval", 10),
    ("members", 22),
    ("ledger", 22),
    ("rulebook", 20),
    ("solidarity", 25),
    ("market", 30),
    ("governance", 30),
    ("exchanges", 40),
    ("matching", 42),
    ("ecosystems", 40),
    ("interchange", 50),
    ("notifications", 60),
    ("http", 70),
    ("cli", 70),
    ("worker", 70),
    ("demo", 70),
    ("bench", 70),
];
/// Ground rooms serve each other: settings know engines, the database knows no room.
const GROUND: u32 = 10;
const DOORS: u32 = 70;

fn sources(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path, ending));
        } else if path.to_str().unwrap().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn room_of(path: &Path) -> String {
    let inner = path.strip_prefix(root().join("src")).unwrap();
    let first = inner.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_string()
}

/// The part of a source before its unit tests.
fn product_code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]").next().unwrap().to_string()
}

/// Rooms named after `crate::`, also inside braces (`use crate::{ledger, market}`).
fn rooms_named(text: &str) -> BTreeSet<String> {
    let word = |s: &str| {
        s.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let mut rooms = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + 7..];
            if let Some(list) = rest.strip_prefix('{') {
                let mut depth = 0;
                let mut start = 0;
                for (n, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            rooms.insert(word(list[start..n].trim()));
                            start = n + 1;
                        }
                        _ => {}
                    }
                }
                rooms.insert(word(list[start..].trim()));
            } else {
                rooms.insert(word(rest));
            }
        }
    }
    rooms
}

#[test]
fn every_room_stands_on_a_floor() {
    for path in sources(&root().join("src"), ".rs") {
        let room = room_of(&path);
        let known = matches!(room.as_str(), "lib" | "main") || FLOORS.iter().any(|(name, _)| *name == room);
        assert!(
            known,
            "{} is on no floor: add it to src/lib.rs and here",
            path.display()
        );
    }
}

#[test]
fn imports_go_down() {
    let floor = |room: &str| {
        FLOORS
            .iter()
            .find(|(name, _)| *name == room)
            .map(|(_, floor)| *floor)
    };
    let mut faults = Vec::new();
    for path in sources(&root().join("src"), ".rs") {
        let room = room_of(&path);
        let Some(own) = floor(&room) else { continue };
        for other in rooms_named(&product_code(&path)) {
            let Some(theirs) = floor(&other) else { continue };
            let together =
                other == room || (own == GROUND && theirs == GROUND) || (own == DOORS && theirs == DOORS);
            if theirs >= own && !together {
                faults.push(format!(
                    "{} (floor {own}) imports {other} (floor {theirs})",
                    path.display()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn sql_stands_in_stores() {
    let words = [
        "diesel::insert_into",
        "diesel::update(",
        "diesel::delete(",
        "sql_query",
        ".load(conn",
        ".execute(conn",
    ];
    let mut faults = Vec::new();
    for path in sources(&root().join("src"), ".rs") {
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        let room = room_of(&path);
        let in_store = name == "store.rs" || path.components().any(|c| c.as_os_str() == "store");
        // The outbox is one small file of the ground, next to the database.
        if in_store || matches!(room.as_str(), "db" | "outbox") {
            continue;
        }
        let text = product_code(&path);
        for word in words.iter().filter(|word| text.contains(**word)) {
            faults.push(format!("{} has {word}", path.display()));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn rooms_know_no_http_and_open_no_transactions() {
    let floor = |room: &str| {
        FLOORS
            .iter()
            .find(|(name, _)| *name == room)
            .map(|(_, floor)| *floor)
    };
    let mut faults = Vec::new();
    for path in sources(&root().join("src"), ".rs") {
        let room = room_of(&path);
        if floor(&room).is_none_or(|floor| floor == DOORS) || room == "db" {
            continue;
        }
        let text = product_code(&path);
        for word in [
            "actix_web",
            ".transaction(",
            "write_now(",
            "read_now(",
            "Clock::System",
            "Utc::now",
        ] {
            let clock = room == "kernel" && matches!(word, "Clock::System" | "Utc::now");
            if text.contains(word) && !clock {
                faults.push(format!("{} has {word}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Lines a function may have; what is longer hides its shape.
const FUNCTION_LINES_MAX: usize = 75;

#[test]
fn functions_are_short_enough_to_read() {
    let mut faults = Vec::new();
    for path in sources(&root().join("src"), ".rs") {
        let text = product_code(&path);
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let code = line.trim_start();
            let is_fn = [
                "fn ",
                "pub fn ",
                "async fn ",
                "pub async fn ",
                "pub(super) fn ",
                "pub(crate) fn ",
                "pub(super) async fn ",
            ]
            .iter()
            .any(|head| code.starts_with(head));
            if !is_fn || code.ends_with(';') || code.ends_with('}') {
                continue;
            }
            let close = format!("{}}}", " ".repeat(indent));
            let Some(length) = lines[start..].iter().position(|l| *l == close) else {
                continue;
            };
            if length > FUNCTION_LINES_MAX {
                faults.push(format!("{}:{} has {length} lines", path.display(), start + 1));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn both_languages_have_the_same_texts() {
    use commonhour::i18n::{Locale, keys};
    let (fr, en) = (keys(Locale::Fr), keys(Locale::En));
    let only_fr: Vec<_> = fr.difference(&en).collect();
    let only_en: Vec<_> = en.difference(&fr).collect();
    assert!(
        only_fr.is_empty() && only_en.is_empty(),
        "only in French: {only_fr:?}; only in English: {only_en:?}"
    );
}

#[test]
fn no_text_stands_twice() {
    for locale in ["fr", "en"] {
        let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
        for path in sources(&root().join("web/locales").join(locale), ".ftl") {
            for line in std::fs::read_to_string(&path).unwrap().lines() {
                let is_key = line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains('=');
                if !is_key {
                    continue;
                }
                let key = line.split('=').next().unwrap().trim().to_string();
                if let Some(first) = seen.insert(key.clone(), path.clone()) {
                    panic!("{key} stands in {} and in {}", first.display(), path.display());
                }
            }
        }
    }
}

/// The text in quotation marks that follows each of `heads`.
fn quoted_after(text: &str, heads: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for head in heads {
        for (at, _) in text.match_indices(head) {
            let rest = text[at + head.len()..].trim_start();
            if let Some(quoted) = rest.strip_prefix('"') {
                found.push(quoted.split('"').next().unwrap().to_string());
            }
        }
    }
    found
}

#[test]
fn every_refusal_is_explained() {
    let keys = commonhour::i18n::keys(commonhour::i18n::Locale::Fr);
    let heads = [
        "Refusal::invalid(",
        "Refusal::conflict(",
        "Refusal::forbidden(",
        "Refusal::unauthenticated(",
        "RefusalClass::TooMany,",
        "RefusalClass::Malformed,",
        "RefusalClass::Unavailable,",
        "RefusalClass::TooLarge,",
        "RefusalClass::NotFound,",
    ];
    let mut faults = Vec::new();
    for path in sources(&root().join("src"), ".rs") {
        for code in quoted_after(&product_code(&path), &heads) {
            if !keys.contains(&format!("refusal-{code}")) {
                faults.push(format!("{}: refusal-{code}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "no text for\n{}", faults.join("\n"));
}

#[test]
fn every_text_a_page_asks_for_exists() {
    let keys = commonhour::i18n::keys(commonhour::i18n::Locale::Fr);
    let heads = ["ui.t(", "ui.t1(", "ui.t2(", "ui.t3("];
    let mut faults = Vec::new();
    let mut files = sources(&root().join("web/templates"), ".html");
    files.extend(sources(&root().join("src/http/pages"), ".rs"));
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        // Comments in templates explain the macros with made-up keys.
        let text: String = text
            .split("{#")
            .map(|part| part.split_once("#}").map_or(part, |(_, rest)| rest))
            .collect();
        for key in quoted_after(&text, &heads) {
            if !keys.contains(&key) {
                faults.push(format!("{}: {key}", path.display()));
            }
        }
        for word in quoted_after(&text, &["ui.word("]) {
            if !keys.iter().any(|key| key.starts_with(&format!("{word}-"))) {
                faults.push(format!("{}: {word}-…", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "no text for\n{}", faults.join("\n"));
}
