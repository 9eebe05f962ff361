//! The same listings and questions in other engines, in the same run: the two databases themselves, and a program that
//! reads them from files (`benches/tantivy`).

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::json;

use super::store;
use super::world::Question;
use crate::db::scratch::Scratch;
use crate::db::{Conn, Engine};
use crate::kernel::errors::{Error, Result};
use crate::market::{Listing, Slot, SlotDay, WEEKDAYS};

/// An engine with the listings in it.
pub(super) struct Peer {
    pub name: &'static str,
    conn: Conn,
    listings: usize,
    /// Removes the database at the end.
    _scratch: Scratch,
}

/// How an engine answered.
pub(super) struct Answers {
    pub times: Vec<Duration>,
    pub found: Vec<Vec<i64>>,
}

impl Peer {
    /// FTS5 in a file under `folder`.
    pub(super) fn sqlite(folder: &Path) -> Result<Peer> {
        Peer::open("SQLite FTS5", Scratch::sqlite(folder)?)
    }

    /// Full text with GIN and GiST.
    pub(super) fn postgres(url: &str) -> Result<Peer> {
        Peer::open("PostgreSQL", Scratch::postgres(url)?)
    }

    fn open(name: &'static str, scratch: Scratch) -> Result<Peer> {
        let mut conn = Conn::open(&scratch.url).map_err(Error::internal)?;
        store::create(&mut conn)?;
        Ok(Peer {
            name,
            conn,
            listings: 0,
            _scratch: scratch,
        })
    }

    /// Adds listings; each gets the next number.
    pub(super) fn add(&mut self, listings: &[Listing]) -> Result<()> {
        let from = self.listings;
        self.listings += listings.len();
        match self.conn.engine() {
            Engine::Sqlite => {
                store::begin(&mut self.conn)?;
                store::insert(&mut self.conn, from, listings)?;
                store::commit(&mut self.conn)
            }
            Engine::Postgres => store::insert(&mut self.conn, from, listings),
        }
    }

    /// Makes it ready to be asked.
    pub(super) fn finish(&mut self) -> Result<()> {
        store::build_indexes(&mut self.conn)
    }

    pub(super) fn ask(&mut self, questions: &[Question]) -> Result<Answers> {
        let mut answers = Answers {
            times: Vec::with_capacity(questions.len()),
            found: Vec::with_capacity(questions.len()),
        };
        for question in questions {
            let started = Instant::now();
            let found = store::ask(&mut self.conn, question)?;
            answers.times.push(started.elapsed());
            answers.found.push(found);
        }
        Ok(answers)
    }
}

/// A program that is handed a folder with `listings.jsonl` and `questions.jsonl`, and prints for each question a line with
/// `nanos` and `found`.
pub(super) struct Program {
    program: PathBuf,
    folder: PathBuf,
    listings: BufWriter<File>,
    count: usize,
}

impl Program {
    /// Files go to a new folder under `parent`, which is removed at the end.
    pub(super) fn new(program: &Path, parent: &Path) -> std::io::Result<Program> {
        let folder = parent.join(format!("commonhour_bench_{:016x}", rand::random::<u64>()));
        std::fs::create_dir_all(&folder)?;
        Ok(Program {
            program: program.to_path_buf(),
            listings: BufWriter::new(File::create(folder.join("listings.jsonl"))?),
            folder,
            count: 0,
        })
    }

    /// Adds listings; each gets the next number.
    pub(super) fn add(&mut self, listings: &[Listing]) -> std::io::Result<()> {
        for listing in listings {
            let mut body = listing.description.clone();
            for skill in &listing.skills {
                body.push_str(&format!(" {} {}", skill.name_fr, skill.name_en));
            }
            let line = json!({
                "n": self.count,
                "title": listing.title,
                "body": body,
                "category": listing.category.id,
                "kind": listing.kind,
                "lat": listing.pin().map(|pin| pin.lat()),
                "lon": listing.pin().map(|pin| pin.lon()),
                "terms": listing.terms.accepted(),
                "open": listing.slots.iter().flat_map(hours).collect::<Vec<_>>(),
            });
            writeln!(self.listings, "{line}")?;
            self.count += 1;
        }
        Ok(())
    }

    pub(super) fn ask(&mut self, questions: &[Question]) -> std::result::Result<Answers, String> {
        self.listings.flush().map_err(|e| e.to_string())?;
        self.write_questions(questions).map_err(|e| e.to_string())?;
        let output = Command::new(&self.program)
            .arg(&self.folder)
            .output()
            .map_err(|e| format!("{}: {e}", self.program.display()))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let mut answers = Answers {
            times: Vec::new(),
            found: Vec::new(),
        };
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let told: Told = serde_json::from_str(line).map_err(|e| e.to_string())?;
            answers.times.push(Duration::from_nanos(told.nanos));
            answers.found.push(told.found);
        }
        Ok(answers)
    }

    fn write_questions(&self, questions: &[Question]) -> std::io::Result<()> {
        let mut file = BufWriter::new(File::create(self.folder.join("questions.jsonl"))?);
        for question in questions {
            let [south, north, west, east] = question.bounds();
            let line = json!({
                "words": question.words(),
                "category": question.category,
                "kind": "offer",
                "south": south, "north": north, "west": west, "east": east,
                "terms": ["gift", "time"],
                "open": hours(&question.on).collect::<Vec<_>>(),
            });
            writeln!(file, "{line}")?;
        }
        file.flush()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, "the files of a measurement are left behind");
        }
    }
}

#[derive(Deserialize)]
struct Told {
    nanos: u64,
    found: Vec<i64>,
}

/// `thu-18` for every hour of a slot.
fn hours(slot: &Slot) -> impl Iterator<Item = String> {
    let day = match slot.day {
        SlotDay::Weekday(n) => WEEKDAYS[(n as usize - 1) % 7],
        SlotDay::Date(_) => "once",
    };
    (slot.from_minute / 60..(slot.to_minute + 59) / 60).map(move |hour| format!("{day}-{hour}"))
}
