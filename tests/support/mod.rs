//! A real server on a database of its own, with a clock the test moves, and people as clients.
#![allow(dead_code, unused_imports)]

mod client;
mod database;

pub use client::{Answer, Client};
pub use database::{Engine, TestDatabase};

use commonhour::config::Config;
use commonhour::db::{Db, DbOptions, migrations};
use commonhour::http::{App, ServerOptions, start};
use commonhour::kernel::clock::{Clock, Moment};
use std::collections::BTreeMap;

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
        }
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
