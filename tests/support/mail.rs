//! Mails as their reader's program sees them, and the worker that sends them.

use super::TestApp;
use base64::Engine as _;
use commonhour::db::{Db, DbOptions};
use commonhour::kernel::clock::Moment;
use commonhour::worker::Worker;

/// A mail, read back from its bytes.
#[derive(Debug, Clone)]
pub struct Mail {
    pub headers: Vec<(String, String)>,
    pub text: String,
    pub html: String,
    pub raw: String,
}

impl Mail {
    pub fn parse(raw: &str) -> Mail {
        let (headers, body) = split(raw);
        let kind = find(&headers, "Content-Type").unwrap_or_default();
        let boundary = kind
            .split("boundary=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let (mut text, mut html) = (String::new(), String::new());
        for part in body.split(&format!("--{boundary}")) {
            let part = part.trim_start_matches("\r\n");
            if part.starts_with("--") || !part.contains("\r\n\r\n") {
                continue;
            }
            let (head, content) = split(part);
            let decoded = decode(
                &content,
                &find(&head, "Content-Transfer-Encoding").unwrap_or_default(),
            );
            let kind = find(&head, "Content-Type").unwrap_or_default();
            if kind.starts_with("text/plain") {
                text = decoded;
            } else if kind.starts_with("text/html") {
                html = decoded;
            }
        }
        Mail {
            headers,
            text,
            html,
            raw: raw.to_string(),
        }
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.find_header(name)
            .unwrap_or_else(|| panic!("no {name} in\n{}", self.raw))
    }
    pub fn find_header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }
    pub fn subject(&self) -> &str {
        self.header("Subject")
    }
    pub fn is_to(&self, address: &str) -> bool {
        self.header("To").contains(address)
    }
    /// The first link of the text that starts with this path, as path and query.
    #[track_caller]
    pub fn link(&self, path: &str) -> String {
        let base = "http://commonhour.test";
        self.text
            .split_whitespace()
            .find(|word| word.starts_with(&format!("{base}{path}")))
            .unwrap_or_else(|| panic!("no link to {path} in\n{}", self.text))
            .trim_start_matches(base)
            .to_string()
    }
    /// The token of that link.
    #[track_caller]
    pub fn token(&self, path: &str) -> String {
        self.link(path).split("token=").nth(1).unwrap().to_string()
    }
}

fn split(raw: &str) -> (Vec<(String, String)>, String) {
    let (head, body) = raw.split_once("\r\n\r\n").unwrap();
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let headers = unfolded
        .split("\r\n")
        .map(|line| {
            let (name, value) = line
                .split_once(':')
                .unwrap_or_else(|| panic!("no header: {line:?} in\n{raw}"));
            (name.to_string(), words(value.trim()))
        })
        .collect();
    (headers, body.to_string())
}

fn find(headers: &[(String, String)], name: &str) -> Option<String> {
    headers
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, v)| v.clone())
}

/// Encoded words (RFC 2047) put back into text; only base64, which is what lettre writes.
fn words(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(start) = rest.find("=?utf-8?b?") {
        let before = &rest[..start];
        if !before.trim().is_empty() || out.is_empty() {
            out.push_str(before);
        }
        let encoded = &rest[start + 10..];
        let end = encoded.find("?=").unwrap();
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(&encoded[..end])
            .unwrap();
        out.push_str(&String::from_utf8(bytes).unwrap());
        rest = &encoded[end + 2..];
    }
    out + rest
}

fn decode(content: &str, encoding: &str) -> String {
    match encoding {
        "quoted-printable" => {
            let joined = content.replace("=\r\n", "");
            let (mut bytes, raw) = (Vec::new(), joined.as_bytes());
            let mut i = 0;
            while i < raw.len() {
                if raw[i] == b'=' {
                    bytes.push(u8::from_str_radix(&joined[i + 1..i + 3], 16).unwrap());
                    i += 3;
                } else {
                    bytes.push(raw[i]);
                    i += 1;
                }
            }
            String::from_utf8(bytes).unwrap()
        }
        "base64" => {
            let packed: String = content.split_whitespace().collect();
            let bytes = base64::engine::general_purpose::STANDARD.decode(packed).unwrap();
            String::from_utf8(bytes).unwrap()
        }
        _ => content.to_string(),
    }
}

impl TestApp {
    pub fn worker(&self) -> Worker {
        let app = &self.app;
        Worker::new(app.db.clone(), &app.config, app.clock.clone()).unwrap()
    }

    /// A worker with connections of its own, as in another process.
    pub fn other_worker(&self) -> Worker {
        let config = &self.app.config;
        let db = Db::open(&DbOptions {
            url: config.database_url.clone(),
            pool_size: 4,
        });
        Worker::new(db.unwrap(), config, self.app.clock.clone()).unwrap()
    }

    /// Moves the clock of the whole server to a moment (RFC 3339).
    pub fn advance_to(&self, moment: &str) {
        self.app.clock.advance_to(Moment::parse_rfc3339(moment).unwrap());
    }

    /// Tells every event and sends every mail that is due.
    pub fn work(&self) {
        let worker = self.worker();
        // Its connections to the mail server end where they began, inside the runtime.
        self.runtime
            .block_on(async move { worker.run_until_idle().await })
            .unwrap();
    }

    /// Works, then every mail written so far, oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.work();
        let mut names: Vec<_> = match std::fs::read_dir(self.database.dir.join("mail")) {
            Ok(entries) => entries.map(|e| e.unwrap().path()).collect(),
            Err(_) => Vec::new(),
        };
        names.sort();
        names
            .iter()
            .map(|path| Mail::parse(&std::fs::read_to_string(path).unwrap()))
            .collect()
    }

    /// The mails to one address.
    pub fn mails_to(&self, address: &str) -> Vec<Mail> {
        self.mails().into_iter().filter(|m| m.is_to(address)).collect()
    }

    /// The last mail to one address.
    #[track_caller]
    pub fn last_mail_to(&self, address: &str) -> Mail {
        self.mails_to(address)
            .pop()
            .unwrap_or_else(|| panic!("no mail to {address}"))
    }
}
