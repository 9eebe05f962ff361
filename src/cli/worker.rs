//! `commonhour worker`: the worker alone, beside servers started with `--no-worker`.

use std::sync::Arc;
use tokio::sync::watch;

use super::{Failure, Outcome, open_database, runtime, start_log, told_to_stop};
use crate::config::Config;
use crate::kernel::clock::Clock;
use crate::worker::{Worker, audit_now_and_then};

pub fn run(config: Config) -> Outcome {
    start_log(&config)?;
    let db = open_database(&config)?;
    let worker = Worker::new(db.clone(), &Arc::new(config), Clock::System)?;
    runtime()?.block_on(async move {
        let (stop, stopped) = watch::channel(false);
        let auditing = tokio::spawn(audit_now_and_then(db, worker.catalogue()));
        let running = tokio::spawn(async move { worker.run(stopped).await });
        println!("The worker works.");
        told_to_stop()
            .await
            .map_err(|e| Failure::Told(format!("signals cannot be heard: {e}")))?;
        auditing.abort();
        let _ = stop.send(true);
        running
            .await
            .map_err(|e| Failure::Told(format!("the worker ended badly: {e}")))
    })
}
