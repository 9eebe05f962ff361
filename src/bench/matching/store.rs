//! SQL of the peers: the full-text search that somebody would write who has the same listings in one of the two engines;
//! and of finding a community again that was made to be measured.

use std::fmt::Write as _;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Text};

use super::world::Question;
use crate::bench::poll::Voter;
use crate::db::schema::{ecosystems, listings, sessions};
use crate::db::{Conn, Engine};
use crate::kernel::errors::Result;
use crate::kernel::ids::{CategoryId, EcosystemId, ListingId, MemberId, SessionId};
use crate::market::{Listing, SlotDay};
use crate::members::SessionKind;
use crate::on_engine;

/// A community that was made to be measured: it, its members and its listings, in the order they were made.
pub(super) fn find_community(conn: &mut Conn) -> Result<(EcosystemId, Vec<Voter>, Vec<ListingId>)> {
    let ecosystem = ecosystems::table.select(ecosystems::id).first(conn)?;
    // Each logged in once, but for those who looked at pages. Ids keep the order they were made in.
    let people: Vec<(MemberId, SessionId)> = sessions::table
        .filter(sessions::kind.eq(SessionKind::Api))
        .select((sessions::member_id, sessions::id))
        .order(sessions::member_id)
        .load(conn)?;
    let listings = listings::table
        .select(listings::id)
        .order(listings::id)
        .load(conn)?;
    let people = people.into_iter().map(|(id, session)| Voter::known(id, session));
    Ok((ecosystem, people.collect(), listings))
}

/// Rows of one statement.
const PORTION: usize = 500;

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

const SQLITE_TABLES: &str = "
    CREATE TABLE peer (n INTEGER PRIMARY KEY, category TEXT, lat REAL, lon REAL, kind TEXT, gift INTEGER, time INTEGER);
    CREATE TABLE peer_slots (n INTEGER, weekday INTEGER, opens INTEGER, closes INTEGER);
    CREATE VIRTUAL TABLE peer_texts USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 2');";
const SQLITE_INDEXES: &str = "
    CREATE INDEX peer_places ON peer (category, lat, lon);
    CREATE INDEX peer_open ON peer_slots (n);
    INSERT INTO peer_texts (peer_texts) VALUES ('optimize');
    ANALYZE;";
/// BM25 with the title counting five times.
const SQLITE_QUERY: &str = "
    SELECT p.n AS n FROM peer_texts JOIN peer p ON p.n = peer_texts.rowid
    WHERE peer_texts MATCH ? AND p.category = ? AND p.kind = 'offer'
      AND p.lat BETWEEN ? AND ? AND p.lon BETWEEN ? AND ? AND (p.gift = 1 OR p.time = 1)
      AND EXISTS (SELECT 1 FROM peer_slots s
                  WHERE s.n = p.n AND s.weekday = ? AND s.opens < ? AND s.closes > ?)
    ORDER BY bm25(peer_texts, 5.0, 1.0) LIMIT 20";

const POSTGRES_TABLES: &str = "
    CREATE TABLE peer (n INTEGER PRIMARY KEY, category TEXT, place POINT, kind TEXT, gift INTEGER, time INTEGER,
                       language REGCONFIG, title TEXT, body TEXT, words TSVECTOR);
    CREATE TABLE peer_slots (n INTEGER, weekday INTEGER, opens INTEGER, closes INTEGER);";
const POSTGRES_INDEXES: &str = "
    UPDATE peer SET words = setweight(to_tsvector(language, title), 'A') || to_tsvector(language, body);
    CREATE INDEX peer_words ON peer USING GIN (words);
    CREATE INDEX peer_places ON peer USING GIST (place);
    CREATE INDEX peer_trades ON peer (category);
    CREATE INDEX peer_open ON peer_slots (n);
    VACUUM ANALYZE peer;
    ANALYZE peer_slots;";
const POSTGRES_QUERY: &str = "
    SELECT p.n::bigint AS n FROM peer p, (SELECT to_tsquery('french', $1) || to_tsquery('english', $1) AS q) asked
    WHERE p.words @@ asked.q AND p.category = $2 AND p.kind = 'offer'
      AND p.place <@ box(point($5, $3), point($6, $4)) AND (p.gift = 1 OR p.time = 1)
      AND EXISTS (SELECT 1 FROM peer_slots s
                  WHERE s.n = p.n AND s.weekday = $7 AND s.opens < $8 AND s.closes > $9)
    ORDER BY ts_rank(p.words, asked.q) DESC LIMIT 20";

pub(super) fn create(conn: &mut Conn) -> Result<()> {
    let tables = match conn.engine() {
        Engine::Sqlite => SQLITE_TABLES,
        Engine::Postgres => POSTGRES_TABLES,
    };
    Ok(conn.batch_execute(tables)?)
}

/// Adds listings, the first of which has the number `from`.
pub(super) fn insert(conn: &mut Conn, from: usize, listings: &[Listing]) -> Result<()> {
    let engine = conn.engine();
    for (at, portion) in listings.chunks(PORTION).enumerate() {
        let first = from + at * PORTION;
        let mut rows = String::new();
        let mut texts = String::new();
        let mut slots = String::new();
        for (n, listing) in (first..).zip(portion) {
            write_rows(engine, n, listing, (&mut rows, &mut texts, &mut slots));
        }
        let mut sql = String::new();
        for (table, values) in [
            ("peer", rows),
            ("peer_texts (rowid, title, body)", texts),
            ("peer_slots", slots),
        ] {
            if let Some(values) = values.strip_prefix(',') {
                let _ = writeln!(sql, "INSERT INTO {table} VALUES {values};");
            }
        }
        conn.batch_execute(&sql)?;
    }
    Ok(())
}

fn write_rows(
    engine: Engine,
    n: usize,
    listing: &Listing,
    (rows, texts, slots): (&mut String, &mut String, &mut String),
) {
    let quoted = |text: &str| text.replace('\'', "''");
    let mut body = listing.description.clone();
    for skill in &listing.skills {
        let _ = write!(body, " {} {}", skill.name_fr, skill.name_en);
    }
    let (title, body) = (quoted(&listing.title), quoted(&body));
    // Writing into a string cannot fail.
    let (gift, time) = (
        u8::from(listing.terms.gift),
        u8::from(listing.terms.time_minutes.is_some()),
    );
    let (category, kind) = (listing.category.id, listing.kind);
    let place = listing.pin().map(|pin| (pin.lat(), pin.lon()));
    let _ = match engine {
        Engine::Sqlite => {
            let (lat, lon) = place.map_or(("NULL".into(), "NULL".into()), |(lat, lon)| {
                (lat.to_string(), lon.to_string())
            });
            let _ = write!(texts, ",({n},'{title}','{body}')");
            write!(rows, ",({n},'{category}',{lat},{lon},'{kind}',{gift},{time})")
        }
        Engine::Postgres => {
            let place = place.map_or("NULL".into(), |(lat, lon)| format!("point({lon},{lat})"));
            let config = if listing.language == "en" {
                "english"
            } else {
                "french"
            };
            write!(
                rows,
                ",({n},'{category}',{place},'{kind}',{gift},{time},'{config}','{title}','{body}')"
            )
        }
    };
    for slot in &listing.slots {
        if let SlotDay::Weekday(day) = slot.day {
            let _ = write!(slots, ",({n},{day},{},{})", slot.from_minute, slot.to_minute);
        }
    }
}

/// One transaction for many rows: SQLite writes each to the disk otherwise.
pub(super) fn begin(conn: &mut Conn) -> Result<()> {
    Ok(conn.batch_execute("BEGIN")?)
}

pub(super) fn commit(conn: &mut Conn) -> Result<()> {
    Ok(conn.batch_execute("COMMIT")?)
}

pub(super) fn build_indexes(conn: &mut Conn) -> Result<()> {
    let indexes = match conn.engine() {
        Engine::Sqlite => SQLITE_INDEXES,
        Engine::Postgres => POSTGRES_INDEXES,
    };
    // One by one: VACUUM runs in no transaction.
    for statement in indexes.split_inclusive(';') {
        conn.batch_execute(statement)?;
    }
    Ok(())
}

/// The numbers of the best twenty.
pub(super) fn ask(conn: &mut Conn, question: &Question) -> Result<Vec<i64>> {
    let words = question.words();
    let [south, north, west, east] = question.bounds();
    let (sql, words) = match conn.engine() {
        Engine::Sqlite => {
            let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            (SQLITE_QUERY, quoted.join(" OR "))
        }
        Engine::Postgres => (POSTGRES_QUERY, words.join(" | ")),
    };
    let CategoryId(category) = question.category;
    let query = diesel::sql_query(sql)
        .bind::<Text, _>(words)
        .bind::<Text, _>(category.to_string())
        .bind::<Double, _>(south)
        .bind::<Double, _>(north)
        .bind::<Double, _>(west)
        .bind::<Double, _>(east)
        .bind::<BigInt, _>(question.on.day.weekday())
        .bind::<BigInt, _>(question.on.to_minute)
        .bind::<BigInt, _>(question.on.from_minute);
    let found: Vec<Found> = on_engine!(conn, |c| query.load(c))?;
    Ok(found.into_iter().map(|row| row.n).collect())
}
