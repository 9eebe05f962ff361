//! For operators: is it alive, is it ready, what is it doing.

use actix_web::{HttpResponse, get, web};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

use super::{Answer, App};
use crate::db::migrations;

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts collecting figures for `/metrics`; once a process.
pub fn install_metrics() {
    METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // Another recorder can only be there in a process that embeds us; its figures are its own.
        let _ = metrics::set_global_recorder(recorder);
        handle
    });
}

/// 200 while the process answers.
#[get("/healthz")]
pub async fn healthz() -> Answer {
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok\n"))
}

/// 200 when the database answers and has every migration of this binary.
#[get("/readyz")]
pub async fn readyz(app: web::Data<App>) -> Answer {
    let current = app.db.read(migrations::is_current).await;
    Ok(match current {
        Ok(true) => HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body("ready\n"),
        Ok(false) => HttpResponse::ServiceUnavailable()
            .content_type("text/html; charset=utf-8")
            .body("migrations are pending\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            HttpResponse::ServiceUnavailable()
                .content_type("text/html; charset=utf-8")
                .body("the database does not answer\n")
        }
    })
}

/// Figures in Prometheus' text format.
#[get("/metrics")]
pub async fn metrics_text(app: web::Data<App>) -> Answer {
    if let Ok((waiting, stuck)) = app.db.read(crate::outbox::count_waiting).await {
        metrics::gauge!("commonhour_outbox_waiting").set(waiting as f64);
        metrics::gauge!("commonhour_outbox_stuck").set(stuck as f64);
    }
    let text = METRICS.get().map(PrometheusHandle::render).unwrap_or_default();
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}
