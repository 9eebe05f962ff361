//! Floor 1, settings: environment first, then the same keys in a TOML file, then defaults. Everything is checked at the
//! start, and each fault is told with the name of its setting.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use url::Url;

/// Every setting, checked.
#[derive(Debug, Clone)]
pub struct Config {
    pub database_url: String,
    pub data_dir: PathBuf,
    pub bind: SocketAddr,
    /// Where people reach the server; links in mails start with it.
    pub base_url: Url,
    pub secret_key: SecretKey,
    /// `smtp://…` or `smtps://…`; without it mails are written as `.eml` files into the data folder.
    pub smtp_url: Option<String>,
    pub mail_from: String,
    /// `RUST_LOG`-like filter, with `json:` in front for JSON lines.
    pub log: String,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    pub pool_size: u32,
}

/// The server's secret, 32 bytes or more; never printed.
#[derive(Clone)]
pub struct SecretKey(Vec<u8>);

impl SecretKey {
    /// Refuses short, repeated and well-known secrets.
    pub fn parse(text: &str) -> Result<Self, String> {
        let distinct = text.bytes().collect::<std::collections::BTreeSet<_>>().len();
        let known = [
            "changeme",
            "change-me",
            "secret",
            "password",
            "example",
            "default",
        ];
        let lower = text.to_lowercase();
        if text.len() < 32 {
            return Err("must have 32 characters or more (try: openssl rand -base64 48)".into());
        }
        if distinct < 12 || known.iter().any(|word| lower.contains(word)) {
            return Err("is too easy to guess (try: openssl rand -base64 48)".into());
        }
        Ok(SecretKey(text.as_bytes().to_vec()))
    }

    /// A key for one purpose: HMAC-SHA-256 of the purpose's name under the secret, so that no key serves twice.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        use hmac::{Hmac, KeyInit, Mac};
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(b"commonhour/");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

const KEYS: &[&str] = &[
    "DATABASE_URL",
    "COMMONHOUR_DATA_DIR",
    "COMMONHOUR_BIND",
    "COMMONHOUR_BASE_URL",
    "COMMONHOUR_SECRET_KEY",
    "COMMONHOUR_SMTP_URL",
    "COMMONHOUR_MAIL_FROM",
    "COMMONHOUR_LOG",
    "COMMONHOUR_TRUSTED_PROXIES",
    "COMMONHOUR_POOL_SIZE",
];

/// What is wrong with the settings, one line each.
#[derive(Debug, thiserror::Error)]
#[error("the settings cannot be used:\n{}", .0.iter().map(|p| format!("  - {p}")).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError(pub Vec<String>);

impl Config {
    /// From the process environment and, if `COMMONHOUR_CONFIG` or `--config` names one, a TOML file.
    pub fn load(file: Option<&Path>) -> Result<Config, ConfigError> {
        Config::from_values(&Config::read_values(file)?)
    }

    /// The settings as they were given, by name, not yet checked.
    pub fn read_values(file: Option<&Path>) -> Result<BTreeMap<String, String>, ConfigError> {
        let mut values = match file {
            Some(path) => read_file(path)?,
            None => BTreeMap::new(),
        };
        for key in KEYS {
            if let Ok(value) = std::env::var(key)
                && !value.is_empty()
            {
                values.insert((*key).to_string(), value);
            }
        }
        Ok(values)
    }

    /// From named values; every fault is collected, not only the first.
    pub fn from_values(values: &BTreeMap<String, String>) -> Result<Config, ConfigError> {
        let mut reader = Reader {
            values,
            problems: Vec::new(),
        };
        let data_dir = PathBuf::from(reader.get("COMMONHOUR_DATA_DIR").unwrap_or("data"));
        let database_url = reader.database_url(&data_dir);
        let bind = reader.bind();
        let base_url = reader.base_url(bind);
        let secret_key = reader.secret_key();
        let smtp_url = reader.smtp_url();
        let mail_from = reader.mail_from();
        let trusted_proxies = reader.trusted_proxies();
        let pool_size = reader.pool_size();
        let log = reader.get("COMMONHOUR_LOG").unwrap_or("info").to_string();
        match (base_url, secret_key) {
            (Some(base_url), Some(secret_key)) if reader.problems.is_empty() => Ok(Config {
                database_url,
                data_dir,
                bind,
                base_url,
                secret_key,
                smtp_url,
                mail_from,
                log,
                trusted_proxies,
                pool_size,
            }),
            _ => Err(ConfigError(reader.problems)),
        }
    }

    /// A link into the running server, for mails and answers.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }
}

/// Reads one setting after the other and remembers what is wrong with each.
struct Reader<'a> {
    values: &'a BTreeMap<String, String>,
    problems: Vec<String>,
}

impl<'a> Reader<'a> {
    fn get(&self, key: &str) -> Option<&'a str> {
        self.values
            .get(key)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
    fn fail(&mut self, key: &str, why: impl std::fmt::Display) {
        self.problems.push(format!("{key} {why}"));
    }

    fn database_url(&mut self, data_dir: &Path) -> String {
        let default = || format!("sqlite:{}", data_dir.join("commonhour.db").display());
        let url = self.get("DATABASE_URL").map_or_else(default, str::to_string);
        if crate::db::Engine::of(&url).is_none() {
            self.fail("DATABASE_URL", "must start with sqlite: or postgres:");
        }
        url
    }

    fn bind(&mut self) -> SocketAddr {
        self.get("COMMONHOUR_BIND")
            .unwrap_or("127.0.0.1:8080")
            .parse()
            .unwrap_or_else(|error| {
                self.fail(
                    "COMMONHOUR_BIND",
                    format!("must be an address and port such as 127.0.0.1:8080 ({error})"),
                );
                SocketAddr::from(([127, 0, 0, 1], 8080))
            })
    }

    fn base_url(&mut self, bind: SocketAddr) -> Option<Url> {
        let text = self
            .get("COMMONHOUR_BASE_URL")
            .map_or_else(|| format!("http://{bind}"), str::to_string);
        let url = Url::parse(&text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if url.is_none() {
            let why = "must be an http: or https: address such as https://hours.example.org";
            self.fail("COMMONHOUR_BASE_URL", why);
        }
        url
    }

    fn secret_key(&mut self) -> Option<SecretKey> {
        let Some(text) = self.get("COMMONHOUR_SECRET_KEY") else {
            self.fail(
                "COMMONHOUR_SECRET_KEY",
                "is missing; make one with: openssl rand -base64 48",
            );
            return None;
        };
        SecretKey::parse(text)
            .map_err(|why| self.fail("COMMONHOUR_SECRET_KEY", why))
            .ok()
    }

    fn smtp_url(&mut self) -> Option<String> {
        let url = self.get("COMMONHOUR_SMTP_URL")?;
        if !(url.starts_with("smtp://") || url.starts_with("smtps://")) {
            self.fail("COMMONHOUR_SMTP_URL", "must start with smtp:// or smtps://");
        }
        Some(url.to_string())
    }

    fn mail_from(&mut self) -> String {
        let text = self
            .get("COMMONHOUR_MAIL_FROM")
            .unwrap_or("Commonhour <commonhour@localhost>");
        if text.parse::<lettre::message::Mailbox>().is_err() {
            self.fail(
                "COMMONHOUR_MAIL_FROM",
                "must be an address such as Commonhour <no-reply@example.org>",
            );
        }
        text.to_string()
    }

    fn trusted_proxies(&mut self) -> Vec<std::net::IpAddr> {
        let mut proxies = Vec::new();
        let text = self.get("COMMONHOUR_TRUSTED_PROXIES").unwrap_or("");
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match part.parse() {
                Ok(ip) => proxies.push(ip),
                Err(_) => self.fail(
                    "COMMONHOUR_TRUSTED_PROXIES",
                    format!("has {part:?}, which is no IP address"),
                ),
            }
        }
        proxies
    }

    fn pool_size(&mut self) -> u32 {
        match self.get("COMMONHOUR_POOL_SIZE").unwrap_or("8").parse::<u32>() {
            Ok(size) if (1..=200).contains(&size) => size,
            _ => {
                self.fail("COMMONHOUR_POOL_SIZE", "must be a number from 1 to 200");
                8
            }
        }
    }
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, ConfigError> {
    let fault = |why: String| ConfigError(vec![format!("{}: {why}", path.display())]);
    let text = std::fs::read_to_string(path).map_err(|e| fault(e.to_string()))?;
    let table: toml::Table = toml::from_str(&text).map_err(|e| fault(e.to_string()))?;
    let mut values = BTreeMap::new();
    for (key, value) in table {
        if !KEYS.contains(&key.as_str()) {
            return Err(fault(format!(
                "unknown setting {key}; known are {}",
                KEYS.join(", ")
            )));
        }
        let text = match value {
            toml::Value::String(s) => s,
            toml::Value::Integer(n) => n.to_string(),
            other => return Err(fault(format!("{key} must be a text, not {}", other.type_str()))),
        };
        values.insert(key, text);
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(k, v)| (k.to_string(), v.to_string()))
            .collect()
    }

    #[test]
    fn a_missing_or_weak_secret_refuses() {
        for weak in [
            None,
            Some("short"),
            Some("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
            Some("changeme-changeme-changeme-changeme-1234567890"),
        ] {
            let pairs: Vec<_> = weak.iter().map(|w| ("COMMONHOUR_SECRET_KEY", *w)).collect();
            let error = Config::from_values(&values(&pairs)).unwrap_err();
            assert!(error.0[0].starts_with("COMMONHOUR_SECRET_KEY"), "{error}");
        }
    }

    #[test]
    fn every_fault_is_told() {
        let error = Config::from_values(&values(&[
            ("DATABASE_URL", "mysql://x"),
            ("COMMONHOUR_BIND", "here"),
            ("COMMONHOUR_BASE_URL", "ftp://x"),
            ("COMMONHOUR_MAIL_FROM", "nobody"),
        ]))
        .unwrap_err();
        assert_eq!(error.0.len(), 5, "{error}");
    }
}
