//! The ground floor: migrations, transactions, probes.

use crate::support::{Engine, TestDatabase};
use commonhour::db::{Conn, migrations};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

both_engines!(probes_answer, |t| {
    let stranger = t.stranger();
    stranger.get("/healthz").expect(200);
    stranger.get("/readyz").expect(200);
    let metrics = stranger.get("/metrics").expect(200);
    assert!(
        metrics
            .body
            .as_str()
            .unwrap()
            .contains("commonhour_http_requests_total"),
        "{}",
        metrics.body
    );
    let answer = stranger
        .get("/api/v1/no-such-thing")
        .refused(404, "not-found", None);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert!(
        answer
            .header("content-security-policy")
            .unwrap()
            .contains("default-src 'none'")
    );
});

both_engines!(rows_are_found_by_any_number_of_ids_with_few_statements, |t| {
    use commonhour::db::among;
    use commonhour::db::schema::categories::dsl::{categories, id};
    use commonhour::kernel::ids::CategoryId;
    use diesel::connection::InstrumentationEvent;
    use std::sync::{Arc, Mutex};

    t.founder();
    let kept: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = kept.clone();
    let mut conn = Conn::open(&t.app.config.database_url).unwrap();
    let all: Vec<CategoryId> = categories.select(id).order(id).load(&mut conn).unwrap();
    assert!(all.len() >= 3, "{all:?}");
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::CacheQuery { sql, .. } = event {
            told.lock().unwrap().push(sql.to_string());
        }
    });
    for many in 0..=all.len() {
        let asked = &all[..many];
        let found: Vec<CategoryId> = categories
            .filter(among(id, asked))
            .select(id)
            .order(id)
            .load(&mut conn)
            .unwrap();
        assert_eq!(found, asked);
    }
    // One for none, and one for each power of two.
    let texts = 2 + all.len().next_power_of_two().ilog2() as usize;
    assert_eq!(kept.lock().unwrap().len(), texts, "{kept:?}");
});

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// Where a plan may depend on what is bound, every statement with a `LIMIT` is read anew each time it runs. Then this one
/// would use the index of the ones.
#[test]
fn plans_of_sqlite_do_not_depend_on_what_is_bound() {
    let database = TestDatabase::create(Engine::Sqlite);
    let Conn::Sqlite(mut conn) = Conn::open(&database.url).unwrap() else {
        panic!("not SQLite");
    };
    conn.batch_execute(
        "CREATE TABLE numbers (n INTEGER, m INTEGER); CREATE INDEX ones ON numbers (m) WHERE n = 1",
    )
    .unwrap();
    let mut plan = |sql: &str| -> String {
        let explained = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}"));
        let steps: Vec<Step> = match sql.contains('?') {
            true => explained.bind::<BigInt, _>(1).load(&mut conn).unwrap(),
            false => explained.load(&mut conn).unwrap(),
        };
        steps.into_iter().map(|step| step.detail).collect()
    };
    assert!(plan("SELECT * FROM numbers WHERE m = 7 AND n = 1").contains("ones"));
    assert!(!plan("SELECT * FROM numbers WHERE m = 7 AND n = ?").contains("ones"));
}

#[derive(QueryableByName, Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Row {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

fn columns(conn: &mut Conn) -> Vec<Row> {
    let sql = match conn {
        Conn::Sqlite(_) => {
            "SELECT m.name AS table_name, p.name AS column_name FROM sqlite_master m, pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '__diesel_schema_migrations'"
        }
        Conn::Postgres(_) => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'"
        }
    };
    let mut rows = commonhour::on_engine!(conn, |c| diesel::sql_query(sql).load::<Row>(c)).unwrap();
    rows.sort();
    rows
}

#[test]
fn both_trees_make_the_same_tables_and_columns_and_go_up_down_up() {
    let databases = [
        TestDatabase::create(Engine::Sqlite),
        TestDatabase::create(Engine::Postgres),
    ];
    let mut seen = Vec::new();
    for database in &databases {
        let mut conn = Conn::open(&database.url).unwrap();
        migrations::apply(&mut conn).unwrap();
        let first = columns(&mut conn);
        migrations::revert_all(&mut conn).unwrap();
        assert_eq!(columns(&mut conn), Vec::new());
        migrations::apply(&mut conn).unwrap();
        assert_eq!(columns(&mut conn), first);
        seen.push(first);
    }
    assert!(seen[0].len() > 100);
    assert_eq!(seen[0], seen[1]);
    let (sqlite, postgres) = migrations::carried();
    assert_eq!(sqlite, postgres);
}
