//! Every test has a database of its own: a SQLite file, or a PostgreSQL database on the test cluster.

use commonhour::db::Conn;
use diesel::connection::{Connection, InstrumentationEvent, SimpleConnection};
use diesel::prelude::RunQueryDsl;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct TestDatabase {
    pub url: String,
    pub dir: PathBuf,
    /// The cluster and the database's name, to drop it at the end.
    cluster: Option<(String, String)>,
}

impl TestDatabase {
    pub fn create(engine: Engine) -> TestDatabase {
        let name = format!("commonhour_test_{:016x}", rand::random::<u64>());
        let dir = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&dir).unwrap();
        match engine {
            Engine::Sqlite => TestDatabase {
                url: format!("sqlite:{}", dir.join("test.db").display()),
                dir,
                cluster: None,
            },
            Engine::Postgres => {
                let cluster = std::env::var("COMMONHOUR_TEST_POSTGRES_URL")
                    .expect("COMMONHOUR_TEST_POSTGRES_URL is not set: run the tests with .ci/test, both engines are always tested");
                let mut admin = Conn::open(&cluster).unwrap();
                admin
                    .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0"))
                    .unwrap();
                let url = format!("{}/{name}", cluster.rsplit_once('/').unwrap().0);
                TestDatabase {
                    url,
                    dir,
                    cluster: Some((cluster, name)),
                }
            }
        }
    }
}

#[derive(diesel::QueryableByName)]
struct Step {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

/// The statements that something makes, each with the steps that SQLite takes for it.
pub fn sqlite_plans(database: &TestDatabase, act: impl FnOnce(&mut Conn)) -> Vec<(String, Vec<String>)> {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let hearing = heard.clone();
    let mut conn = Conn::open(&database.url).unwrap();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            hearing.lock().unwrap().push(query.to_string());
        }
    });
    act(&mut conn);
    let mut statements = std::mem::take(&mut *heard.lock().unwrap());
    let is_planned = |sql: &String| {
        ["SELECT", "INSERT", "UPDATE", "DELETE"]
            .iter()
            .any(|verb| sql.starts_with(verb))
    };
    statements.retain(is_planned);
    statements
        .into_iter()
        .map(|sql| {
            let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}"))
                .load(&mut conn)
                .unwrap();
            (sql, steps.into_iter().map(|step| step.detail).collect())
        })
        .collect()
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
        if let Some((cluster, name)) = &self.cluster
            && let Ok(mut admin) = Conn::open(cluster)
        {
            let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}
