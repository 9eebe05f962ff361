//! Assembling and running the server.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::{ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::{App as ActixApp, HttpMessage, HttpRequest, HttpServer, web};
use tracing_actix_web::{RequestId, TracingLogger};
use utoipa_actix_web::AppExt;

use super::{App, api, assets, errors, guard, pages, probes};
use crate::kernel::errors::{Error, Result};

/// How a server is run.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// Threads that answer requests; the database has its own.
    pub workers: usize,
    /// Seconds that open requests have to finish when the server is told to stop.
    pub shutdown_seconds: u64,
}

impl Default for ServerOptions {
    fn default() -> Self {
        ServerOptions {
            workers: std::thread::available_parallelism().map_or(2, usize::from),
            shutdown_seconds: 30,
        }
    }
}

/// A server that answers.
pub struct RunningServer {
    pub address: SocketAddr,
    pub handle: ServerHandle,
    pub task: tokio::task::JoinHandle<std::io::Result<()>>,
}

/// Binds and starts answering; port 0 takes a free one. Requests in hand are finished when [`ServerHandle::stop`] is
/// called with `graceful`.
pub fn start(app: App, options: &ServerOptions) -> Result<RunningServer> {
    probes::install_metrics();
    let listener = TcpListener::bind(app.config.bind)
        .map_err(|e| Error::internal(format!("cannot listen on {}: {e}", app.config.bind)))?;
    let address = listener.local_addr().map_err(Error::internal)?;
    let server = HttpServer::new(move || {
        let (actix, document) = ActixApp::new()
            .into_utoipa_app()
            .openapi(api::base())
            .configure(api::routes)
            .split_for_parts();
        actix
            .app_data(web::Data::new(app.clone()))
            .app_data(web::Data::new(document))
            .wrap(from_fn(errors::render))
            .wrap(Compress::default())
            .wrap(from_fn(guard::security_headers))
            .wrap(from_fn(count_requests))
            .wrap(TracingLogger::default())
            .service(probes::healthz)
            .service(probes::readyz)
            .service(probes::metrics_text)
            .service(assets::asset)
            .service(api::serve_document)
            .configure(pages::routes)
    })
    .workers(options.workers)
    .shutdown_timeout(options.shutdown_seconds)
    .disable_signals()
    .listen(listener)
    .map_err(Error::internal)?
    .run();
    let handle = server.handle();
    let task = tokio::spawn(server);
    Ok(RunningServer {
        address,
        handle,
        task,
    })
}

/// The id under which a request stands in the log.
pub fn request_id(req: &HttpRequest) -> Option<String> {
    req.extensions().get::<RequestId>().map(ToString::to_string)
}

async fn count_requests(
    req: ServiceRequest,
    next: Next<impl actix_web::body::MessageBody + 'static>,
) -> Result<ServiceResponse<impl actix_web::body::MessageBody>, actix_web::Error> {
    let start = std::time::Instant::now();
    let method = req.method().to_string();
    let mut response = next.call(req).await?;
    let route = response
        .request()
        .match_pattern()
        .unwrap_or_else(|| "none".to_string());
    let status = response.status().as_u16().to_string();
    metrics::counter!("commonhour_http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("commonhour_http_request_seconds", "route" => route)
        .record(start.elapsed().as_secs_f64());
    if let Some(id) = request_id(response.request())
        && let Ok(value) = id.parse()
    {
        response.headers_mut().insert(
            actix_web::http::header::HeaderName::from_static("x-request-id"),
            value,
        );
    }
    Ok(response)
}
