//! The catalogue of this process compared with the database, every so often. Each process has its own, so each looks
//! after its own: this is no job that one of them does for all.

use std::sync::Arc;
use std::time::Duration;

use crate::db::Db;
use crate::kernel::errors::Result;
use crate::kernel::ids::EcosystemId;
use crate::market::{self, Audit, Catalogue};

/// How often. Nothing is expected to be found; what is found has misled no search for longer.
const EVERY: Duration = Duration::from_secs(3600);

/// Goes on until it is aborted.
pub async fn audit_now_and_then(db: Db, catalogue: Arc<Catalogue>) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = audit_catalogue(&db, &catalogue).await {
            tracing::warn!(%error, "the catalogue is compared with the database later");
        }
    }
}

/// Compares every community that is kept; where one differs, it is told, thrown away and read anew by the next search.
/// Answers how many differed.
pub async fn audit_catalogue(db: &Db, catalogue: &Arc<Catalogue>) -> Result<usize> {
    let mut unsound = 0;
    for ecosystem in catalogue.list_kept() {
        let looked_through = catalogue.clone();
        let found = db.read(move |conn| looked_through.audit(conn, ecosystem)).await?;
        if let Some(audit) = found.filter(|audit| !audit.is_sound()) {
            tell(&audit);
            heal(db, catalogue, ecosystem, audit).await?;
            unsound += 1;
        }
    }
    Ok(unsound)
}

fn tell(audit: &Audit) {
    let (kept, stored) = (audit.kept, audit.stored);
    tracing::error!(
        ecosystem = %audit.ecosystem,
        version = audit.version,
        kept = kept.count,
        stored = stored.count,
        kept_checksum = format!("{:016x}", kept.checksum),
        stored_checksum = format!("{:016x}", stored.checksum),
        differing = audit.differing.len(),
        first = ?audit.differing.first(),
        "the catalogue differs from the database: it is read anew"
    );
    metrics::counter!("commonhour_catalogue_differs_total").increment(1);
}

/// What is stored ready to be read goes first: else the next reading would find the same again.
async fn heal(db: &Db, catalogue: &Catalogue, ecosystem: EcosystemId, audit: Audit) -> Result<()> {
    let audit = Arc::new(audit);
    let forgotten = audit.clone();
    db.write_in(ecosystem, move |conn| market::forget_digests(conn, &forgotten))
        .await?;
    catalogue.drop_unsound(&audit);
    Ok(())
}
