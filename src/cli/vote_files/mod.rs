//! Files of ballots, read whole and packed. What is wrong with a file is told with its line.

pub mod grades;
pub mod pabulib;
pub mod preflib;

use std::path::{Path, PathBuf};

use crate::governance::counting::Profile;

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {what}", .path.display())]
pub struct Malformed {
    pub path: PathBuf,
    /// From 1.
    pub line: usize,
    pub what: String,
}

/// A fault without its file: the line, from 1, and what is wrong there.
pub type Fault = (usize, String);

/// The ballots of a file.
#[derive(Debug)]
pub struct VoteFile {
    /// The names of the options; no two are the same.
    pub options: Vec<String>,
    /// Ballots cast: a line that stands for 840 equal ballots counts 840.
    pub ballots: u64,
    pub profile: Profile,
}

/// Text of a file, and a way to say what is wrong with it.
pub struct Source {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Source {
    pub fn open(path: &Path) -> Result<Source, String> {
        let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Source {
            path: path.to_path_buf(),
            bytes,
        })
    }

    /// The text, without a byte order mark.
    pub fn text(&self) -> Result<&str, Malformed> {
        let text = std::str::from_utf8(&self.bytes).map_err(|e| {
            let before = &self.bytes[..e.valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            self.malformed((line, "this is not UTF-8".into()))
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(self.malformed((1, "the file is empty".into())));
        }
        Ok(text)
    }

    pub fn malformed(&self, (line, what): Fault) -> Malformed {
        let path = self.path.clone();
        Malformed { path, line, what }
    }
}

/// Options that a file may have; more is a slip of the file.
pub const OPTIONS_MAX: usize = 10_000;

/// The line of a record: the reader says where it went on, which may be empty lines before.
fn line_of(text: &str, at: &csv::Position) -> usize {
    let rest = text.as_bytes().iter().skip(at.byte() as usize);
    let empty = rest.take_while(|byte| matches!(byte, b'\r' | b'\n'));
    at.line() as usize + empty.filter(|byte| **byte == b'\n').count()
}
