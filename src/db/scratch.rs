//! Databases that live as long as a measurement.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;

use super::{Conn, migrations};
use crate::kernel::errors::{Error, Result};

/// A database of its own, with every migration applied; removed when dropped.
pub struct Scratch {
    pub url: String,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    Cluster { url: String, name: String },
}

impl Scratch {
    /// A SQLite file in a new folder under `parent`: measure on the disk that will be used.
    pub fn sqlite(parent: &Path) -> Result<Scratch> {
        let folder = parent.join(name());
        std::fs::create_dir_all(&folder)
            .map_err(|e| Error::internal(format!("cannot make {}: {e}", folder.display())))?;
        let url = format!("sqlite:{}", folder.join("scratch.db").display());
        Scratch {
            url,
            place: Place::Folder(folder),
        }
        .migrated()
    }

    /// A new database on the PostgreSQL cluster of `url`, whose role must be allowed to create one.
    pub fn postgres(url: &str) -> Result<Scratch> {
        let (base, query) = match url.split_once('?') {
            Some((base, query)) => (base, format!("?{query}")),
            None => (url, String::new()),
        };
        let (server, _) = base
            .rsplit_once('/')
            .ok_or_else(|| Error::internal("the PostgreSQL URL must name a database"))?;
        let name = name();
        execute(url, &format!("CREATE DATABASE {name} TEMPLATE template0"))?;
        let scratch = Scratch {
            url: format!("{server}/{name}{query}"),
            place: Place::Cluster {
                url: url.to_string(),
                name,
            },
        };
        Ok(scratch)
    }

    /// With every migration applied.
    pub fn migrated(self) -> Result<Scratch> {
        let mut conn = Conn::open(&self.url).map_err(Error::internal)?;
        migrations::apply(&mut conn)?;
        Ok(self)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let removed = match &self.place {
            Place::Folder(folder) => std::fs::remove_dir_all(folder).map_err(Error::internal),
            Place::Cluster { url, name } => {
                execute(url, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            }
        };
        if let Err(error) = removed {
            tracing::warn!(%error, "a scratch database is left behind");
        }
    }
}

fn name() -> String {
    format!("commonhour_bench_{:016x}", rand::random::<u64>())
}

fn execute(url: &str, sql: &str) -> Result<()> {
    let mut conn = Conn::open(url).map_err(Error::internal)?;
    Ok(conn.batch_execute(sql)?)
}
