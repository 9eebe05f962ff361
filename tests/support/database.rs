//! Every test has a database of its own: a SQLite file, or a PostgreSQL database on the test cluster.

use commonhour::db::Conn;
use diesel::connection::SimpleConnection;
use std::path::PathBuf;

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
