//! Mails as `.eml` files in `<data folder>/mail/`, for a server that has no mail server yet. Names sort by time.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::config::Config;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};

/// Mails of one microsecond keep their order.
static SEQUENCE: AtomicU64 = AtomicU64::new(0);

/// A mail in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmlFile {
    pub name: String,
    pub bytes: u64,
}

/// Where the files are.
pub fn path(config: &Config) -> PathBuf {
    config.data_dir.join("mail")
}

/// Writes a mail whole or not at all: first under a name nobody reads, then renamed.
pub(super) fn write(folder: &Path, mail: &[u8], now: Moment) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let sequence = SEQUENCE.fetch_add(1, Ordering::Relaxed) % 1_000_000;
    let stamp = now.naive_utc().format("%Y%m%dT%H%M%S%6fZ");
    // Several processes may write at the same microsecond; the random part keeps them apart.
    let name = format!("{stamp}-{sequence:06}-{:08x}", rand::random::<u32>());
    let draft = folder.join(format!(".{name}.part"));
    let mut file = std::fs::File::create_new(&draft)?;
    file.write_all(mail)?;
    file.sync_all()?;
    std::fs::rename(&draft, folder.join(format!("{name}.eml")))
}

/// The newest files first, at most `limit`.
pub fn list(config: &Config, limit: usize) -> Result<Vec<EmlFile>> {
    let entries = match std::fs::read_dir(path(config)) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::internal(format!("the mail folder cannot be read: {e}"))),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::internal)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".eml") && !name.starts_with('.') {
            files.push(EmlFile {
                name,
                bytes: entry.metadata().map_err(Error::internal)?.len(),
            });
        }
    }
    files.sort_by(|a, b| b.name.cmp(&a.name));
    files.truncate(limit);
    Ok(files)
}
