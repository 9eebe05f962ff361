//! A real server on a database of its own, with a clock the test moves, and people as clients.
#![allow(dead_code, unused_imports)]

mod client;
mod database;
mod mail;
mod pages;
mod smtp;
pub mod timeoverflow;

pub use client::{Answer, Client};
pub use database::{Engine, TestDatabase, sqlite_plans};
pub use mail::Mail;
pub use smtp::SmtpSink;

use commonhour::config::Config;
use commonhour::db::{Conn, Db, DbOptions, migrations};
use commonhour::ecosystems::Founder;
use commonhour::http::{App, ServerOptions, start};
use commonhour::i18n::Locale;
use commonhour::kernel::clock::{Clock, Moment};
use commonhour::kernel::ids::EcosystemId;
use commonhour::kernel::names::{DisplayName, Email};
use commonhour::members::{NewEcosystem, NewMember, Purpose, Role};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Declares a test that runs on SQLite and on PostgreSQL: `both_engines!(name, |t| { … })` with `t: TestApp`.
#[macro_export]
macro_rules! both_engines {
    ($(#[$meta:meta])* $name:ident, |$t:ident| $body:block) => {
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            #[test]
            fn sqlite() {
                let $t = $crate::support::TestApp::start($crate::support::Engine::Sqlite);
                $body
            }
            #[test]
            fn postgres() {
                let $t = $crate::support::TestApp::start($crate::support::Engine::Postgres);
                $body
            }
        }
    };
}

/// Sunday 22 November 2026, 9:00 in France: where every test's clock starts.
pub fn start_of_tests() -> Moment {
    Moment::parse_rfc3339("2026-11-22T08:00:00Z").unwrap()
}

/// A running server.
pub struct TestApp {
    pub app: App,
    pub base: String,
    pub engine: Engine,
    pub database: TestDatabase,
    pub runtime: tokio::runtime::Runtime,
    founder: OnceLock<Client>,
}

/// The password of everybody whose name is `name`.
pub fn password_of(name: &str) -> String {
    format!("correct horse {name}")
}

impl TestApp {
    pub fn start(engine: Engine) -> TestApp {
        Self::start_with(engine, &[])
    }

    /// With settings of its own, named as in the environment.
    pub fn start_with(engine: Engine, settings: &[(&str, &str)]) -> TestApp {
        let database = TestDatabase::create(engine);
        let mut values: BTreeMap<String, String> = [
            ("DATABASE_URL", database.url.as_str()),
            ("COMMONHOUR_DATA_DIR", database.dir.to_str().unwrap()),
            ("COMMONHOUR_BIND", "127.0.0.1:0"),
            ("COMMONHOUR_BASE_URL", "http://commonhour.test"),
            ("COMMONHOUR_SECRET_KEY", "tests: 8dKq2xV0mPz7Lr4Yw9Tc1Bn6Hj3Fs5Gu"),
            ("COMMONHOUR_MAIL_FROM", "Commonhour <no-reply@commonhour.test>"),
        ]
        .iter()
        .map(|(k, v)| (k.to_string(), v.to_string()))
        .collect();
        values.extend(settings.iter().map(|(k, v)| (k.to_string(), v.to_string())));
        let config = Config::from_values(&values).unwrap();
        let db = Db::open(&DbOptions {
            url: config.database_url.clone(),
            pool_size: config.pool_size,
        })
        .unwrap();
        db_migrate(&config.database_url);
        let app = App::new(db, config, Clock::manual(start_of_tests()));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let _entered = runtime.enter();
        let options = ServerOptions {
            workers: 2,
            shutdown_seconds: 5,
        };
        let server = start(app.clone(), &options).unwrap();
        drop(_entered);
        TestApp {
            app,
            base: format!("http://{}", server.address),
            engine,
            database,
            runtime,
            founder: OnceLock::new(),
        }
    }

    /// Founds the ecosystem `alpes` (once) and returns its founder, who holds every mandate.
    pub fn community(&self) -> Client {
        self.founder
            .get_or_init(|| self.found("alpes", "Système d'échange des Alpes", "fanny"))
            .clone()
    }

    /// The id of `alpes`.
    pub fn alpes(&self) -> EcosystemId {
        self.founder();
        let find = |conn: &mut Conn| commonhour::members::find_ecosystem_by_slug(conn, "alpes");
        self.app.db.read_now(find).unwrap().unwrap()
    }

    /// The founder of `alpes`.
    pub fn founder(&self) -> Client {
        self.community()
    }

    /// Founds another ecosystem, `jura`, and returns its founder.
    pub fn second_community(&self) -> Client {
        self.community();
        self.found("jura", "Entraide du Jura", "jules")
    }

    fn found(&self, slug: &str, name: &str, founder: &str) -> Client {
        let email = format!("{founder}@exemple.fr");
        let password = password_of(founder);
        let person = NewMember {
            email: Some(Email::parse("email", &email).unwrap()),
            email_confirmed: true,
            password_hash: Some(self.app.passwords.hash_now(&password).unwrap()),
            ..NewMember::named(DisplayName::parse("name", founder).unwrap(), Locale::Fr)
        };
        let new = NewEcosystem::parse(slug, name, "fr", "Europe/Paris").unwrap();
        let founder = Founder::New(Box::new(person));
        let now = self.now();
        let founded = self
            .app
            .db
            .write_now(|conn| commonhour::ecosystems::create(conn, &new, &founder, now))
            .unwrap();
        let mut client = self.stranger();
        client.log_in(&email, &password);
        client.id = founded.founder_id.unwrap().to_string();
        client
    }

    /// Somebody who registered with `alpes` and confirmed their address, but is not admitted yet.
    pub fn applicant(&self, name: &str) -> Client {
        self.community();
        self.applicant_of("alpes", name)
    }

    /// As [`TestApp::applicant`], of any ecosystem.
    pub fn applicant_of(&self, ecosystem: &str, name: &str) -> Client {
        let email = format!("{name}@exemple.fr");
        let mut client = self.stranger();
        let body = json!({
            "email": email,
            "password": password_of(name),
            "display_name": name,
            "locale": "fr",
            "ecosystem": ecosystem,
        });
        client.id = client.post("/api/v1/auth/register", body).expect(201).id();
        let token = self.mint(&client.id, Purpose::ConfirmEmail);
        client
            .post("/api/v1/auth/verify-email", json!({"token": token}))
            .expect(204);
        client.log_in(&email, &password_of(name));
        client
    }

    /// An active member of `alpes`.
    pub fn member(&self, name: &str) -> Client {
        let client = self.applicant(name);
        self.founder()
            .post(&format!("/api/v1/members/{}/approval", client.id), json!({}))
            .expect(200);
        client
    }

    /// An active member of the ecosystem whose registrar is given.
    pub fn member_of(&self, ecosystem: &str, registrar: &Client, name: &str) -> Client {
        let client = self.applicant_of(ecosystem, name);
        registrar
            .post(&format!("/api/v1/members/{}/approval", client.id), json!({}))
            .expect(200);
        client
    }

    /// The token that a mail to this member would carry.
    pub fn mint(&self, member: &str, purpose: Purpose) -> String {
        let (member, now) = (member.parse().unwrap(), self.now());
        self.app
            .db
            .write_now(|conn| commonhour::members::mint_token(conn, member, purpose, now))
            .unwrap()
    }

    /// Gives a member of `alpes` a mandate, as the operator would.
    pub fn grant(&self, member: &Client, role: Role) {
        let (member, now) = (member.id.parse().unwrap(), self.now());
        self.community();
        self.app
            .db
            .write_now(|conn| {
                let ecosystem = commonhour::members::find_ecosystem_by_slug(conn, "alpes")?.unwrap();
                let source = ("operator", None);
                commonhour::members::mandates::grant(conn, ecosystem, member, role, source, None, now)
            })
            .unwrap();
    }

    pub fn now(&self) -> Moment {
        self.app.now()
    }

    /// Moves the clock of the whole server.
    pub fn advance_days(&self, days: i64) {
        self.app.clock.advance_to(self.now().plus_days(days));
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.app.clock.advance_to(self.now().plus_seconds(seconds));
    }

    /// Somebody who is not logged in.
    pub fn stranger(&self) -> Client {
        Client::new(&self.base)
    }
}

fn db_migrate(url: &str) {
    let mut conn = commonhour::db::Conn::open(url).unwrap();
    migrations::apply(&mut conn).unwrap();
}
