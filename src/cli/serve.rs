//! `commonhour serve`: the server and, unless told otherwise, the worker in one process.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

use super::{Failure, Outcome, open_database, runtime, start_log, told_to_stop};
use crate::config::Config;
use crate::http::{self, App, ServerOptions};
use crate::kernel::clock::Clock;
use crate::worker::{Worker, audit_now_and_then};

/// How often the database is told what rankings showed; a crash loses no more than that.
const FLUSH_EVERY: Duration = Duration::from_secs(10);

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Leave the worker's work to another process (`commonhour worker`).
    #[arg(long)]
    no_worker: bool,
}

pub fn run(config: Config, args: &Args) -> Outcome {
    start_log(&config)?;
    let db = open_database(&config)?;
    let app = App::new(db, config, Clock::System);
    runtime()?.block_on(serve(app, !args.no_worker))
}

/// Serves until the process is told to stop. Requests in hand are finished first, then the worker's step in hand.
pub async fn serve(app: App, with_worker: bool) -> Outcome {
    let (stop_worker, stopped) = watch::channel(false);
    let worker = if with_worker {
        let worker = Worker::new(app.db.clone(), &Arc::clone(&app.config), app.clock.clone())?
            .sharing(app.catalogue.clone());
        Some(tokio::spawn(async move { worker.run(stopped).await }))
    } else {
        None
    };
    let flushing = tokio::spawn(flush_now_and_then(app.clone()));
    let auditing = tokio::spawn(audit_now_and_then(app.db.clone(), app.catalogue.clone()));
    let shown_by = app.clone();
    let base_url = app.config.base_url.clone();
    let server = http::start(app, &ServerOptions::default())?;
    println!("Commonhour answers at http://{} ({base_url})", server.address);
    tracing::info!(address = %server.address, %base_url, with_worker, "serving");
    let handle = server.handle.clone();
    let mut task = server.task;
    tokio::select! {
        told = told_to_stop() => {
            told.map_err(|e| Failure::Told(format!("signals cannot be heard: {e}")))?;
            tracing::info!("stopping: finishing the requests in hand");
            handle.stop(true).await;
        }
        ended = &mut task => {
            return Err(Failure::Told(format!("the server ended by itself: {ended:?}")));
        }
    }
    flushing.abort();
    auditing.abort();
    if let Err(error) = shown_by.flush_exposure().await {
        tracing::warn!(%error, "what was shown in the last seconds is not counted");
    }
    if let Some(worker) = worker {
        // Nobody listening any more means that it has stopped already.
        let _ = stop_worker.send(true);
        worker
            .await
            .map_err(|e| Failure::Told(format!("the worker ended badly: {e}")))?;
    }
    tracing::info!("stopped");
    Ok(())
}

/// Counts what rankings showed, a few seconds after: a search itself writes nothing.
async fn flush_now_and_then(app: App) {
    loop {
        tokio::time::sleep(FLUSH_EVERY).await;
        if let Err(error) = app.flush_exposure().await {
            tracing::warn!(%error, "what was shown is counted later");
        }
    }
}
