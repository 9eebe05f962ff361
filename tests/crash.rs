//! The server is killed in the middle of its work: what it had acknowledged is there, what it had not is whole or absent.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use commonhour::bench::ledger::{Community, Delivered, found, prepare};
use commonhour::config::Config;
use commonhour::db::{Conn, Db, DbOptions, migrations};
use commonhour::http::{App, ServerOptions, start};
use commonhour::kernel::clock::Clock;
use diesel::connection::SimpleConnection;
use serde_json::json;

use crate::support::{Client, Engine, TestDatabase};

/// Exchanges that are confirmed at the same time.
const EXCHANGES: usize = 200;
/// Answers after which the server is killed.
const ANSWERS: usize = 60;

/// A database with its settings, for processes of the real binary.
struct Installation {
    database: TestDatabase,
    settings: Vec<(&'static str, String)>,
}

impl Installation {
    fn new(engine: Engine) -> Installation {
        let database = TestDatabase::create(engine);
        let settings = vec![
            ("DATABASE_URL", database.url.clone()),
            ("COMMONHOUR_DATA_DIR", database.dir.display().to_string()),
            ("COMMONHOUR_BIND", "127.0.0.1:0".into()),
            ("COMMONHOUR_BASE_URL", "http://commonhour.test".into()),
            (
                "COMMONHOUR_SECRET_KEY",
                "crash: 8dKq2xV0mPz7Lr4Yw9Tc1Bn6Hj3Fs5Gu".into(),
            ),
            ("COMMONHOUR_LOG", "error".into()),
        ];
        Installation { database, settings }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_commonhour"));
        command.args(arguments);
        command.envs(self.settings.iter().map(|(name, value)| (*name, value.as_str())));
        command
    }

    /// The server as a process of its own, and where it answers.
    fn serve(&self) -> (Process, String) {
        let mut child = self
            .command(&["serve", "--no-worker"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let base = line
            .split_whitespace()
            .find(|word| word.starts_with("http://127."))
            .unwrap_or_else(|| panic!("no address in {line:?}"));
        (Process(child), base.to_string())
    }

    fn verify(&self) -> Output {
        self.command(&["ledger", "verify", "--ecosystem", "bench"])
            .output()
            .unwrap()
    }

    /// A community with delivered exchanges, made by a server in this process.
    fn prepare(&self) -> (Community, Vec<Delivered>) {
        let values = self
            .settings
            .iter()
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect();
        let config = Config::from_values(&values).unwrap();
        migrations::apply(&mut Conn::open(&self.database.url).unwrap()).unwrap();
        let db = Db::open(&DbOptions {
            url: config.database_url.clone(),
            pool_size: config.pool_size,
        })
        .unwrap();
        let app = App::new(db, config, Clock::System);
        let community = found(&app).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let server = runtime.block_on(async { start(app, &ServerOptions::default()).unwrap() });
        let shares = prepare(server.address, &community.tokens, EXCHANGES, 8).unwrap();
        runtime.block_on(server.handle.stop(true));
        (community, shares.into_iter().flatten().collect())
    }
}

/// A process that does not outlive its test.
struct Process(Child);

impl Process {
    /// SIGKILL: no chance to finish anything.
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sends one confirmation; `None` when the server was gone.
fn confirm(base: &str, (exchange, token): &Delivered) -> Option<u16> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let answer = agent
        .post(format!("{base}/api/v1/exchanges/{exchange}/confirmation"))
        .header("Authorization", format!("Bearer {token}"))
        .send_json(json!({}));
    let mut answer = answer.ok()?;
    // The status alone is no acknowledgement: the whole answer must have arrived.
    answer.body_mut().read_to_string().ok()?;
    Some(answer.status().as_u16())
}

fn status_of(base: &str, (exchange, token): &Delivered) -> String {
    let mut client = Client::new(base);
    client.token = Some(token.clone());
    let answer = client.get(&format!("/api/v1/exchanges/{exchange}")).expect(200);
    answer.body["status"].as_str().unwrap().to_string()
}

fn nothing_acknowledged_is_lost(engine: Engine) {
    let installation = Installation::new(engine);
    let (_, exchanges) = installation.prepare();
    let (process, base) = installation.serve();
    let process = Mutex::new(process);
    let (answered, acknowledged) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for exchange in &exchanges {
            let (process, base, answered, acknowledged) = (&process, &base, &answered, &acknowledged);
            scope.spawn(move || {
                if confirm(base, exchange) == Some(201) {
                    acknowledged.lock().unwrap().push(exchange);
                    if answered.fetch_add(1, Ordering::SeqCst) + 1 == ANSWERS {
                        process.lock().unwrap().kill();
                    }
                }
            });
        }
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= ANSWERS, "{}", acknowledged.len());
    assert!(
        acknowledged.len() < EXCHANGES,
        "the kill came too late to prove anything"
    );

    let first = installation.verify();
    assert!(first.status.success(), "{first:?}");
    let (_process, base) = installation.serve();
    for exchange in &acknowledged {
        assert_eq!(status_of(&base, exchange), "confirmed");
    }
    // What was not acknowledged is either whole or can be done again.
    for exchange in &exchanges {
        match status_of(&base, exchange).as_str() {
            "confirmed" => {}
            "delivered" => assert_eq!(confirm(&base, exchange), Some(201)),
            other => panic!("an exchange is {other}"),
        }
    }
    let last = installation.verify();
    let told = String::from_utf8_lossy(&last.stdout).into_owned();
    assert!(last.status.success(), "{last:?}");
    // Every exchange and its levy, each once.
    assert!(told.contains(&format!("{} transfers", 2 * EXCHANGES)), "{told}");

    // And the command says so when something is wrong.
    let mut conn = Conn::open(&installation.database.url).unwrap();
    conn.batch_execute("UPDATE accounts SET debits_posted = debits_posted + 1 WHERE kind = 'fund'")
        .unwrap();
    let faulty = installation.verify();
    assert_eq!(faulty.status.code(), Some(1), "{faulty:?}");
    let told = String::from_utf8_lossy(&faulty.stdout).into_owned();
    assert!(
        told.contains("debits posted are stored as 1, the journal gives 0"),
        "{told}"
    );
}

#[test]
fn sqlite_is_killed_while_two_hundred_confirm() {
    nothing_acknowledged_is_lost(Engine::Sqlite);
}

#[test]
fn postgres_is_killed_while_two_hundred_confirm() {
    nothing_acknowledged_is_lost(Engine::Postgres);
}
