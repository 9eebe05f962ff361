//! Assembling and running the server.

use std::net::{SocketAddr, TcpListener};

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::{App as ActixApp, HttpMessage, HttpRequest, HttpServer, web};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder, TracingLogger};
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
            .wrap(TracingLogger::<RequestSpan>::new())
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

/// What stands with every line that is logged while a request is answered. Neither an address nor a path: they hold who
/// looked for what, and secrets. The route of a request that failed is told by [`errors::render`], after it was found once.
struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().copied();
        let request_id = id.map(tracing::field::display);
        tracing::error_span!("request", method = %request.method(), request_id)
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, actix_web::Error>) {}
}

/// The route that a request took, without its parameters.
pub(super) fn route(req: &HttpRequest) -> String {
    req.match_pattern().unwrap_or_else(|| "none".to_string())
}

async fn count_requests(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let start = std::time::Instant::now();
    let method = req.method().to_string();
    let mut response = next.call(req).await?;
    let route = route(response.request());
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

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use actix_web::test::{TestRequest, call_service, init_service};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    async fn fail() -> Result<actix_web::HttpResponse> {
        Err(Error::internal("the disk is full"))
    }

    #[actix_web::test]
    async fn a_request_that_failed_is_logged_without_what_was_asked() {
        let lines = Lines::default();
        let writer = lines.clone();
        let log = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .with_ansi(false)
            .finish();
        let _logging = tracing::subscriber::set_default(log);
        let app = init_service(
            ActixApp::new()
                .wrap(from_fn(errors::render))
                .wrap(from_fn(count_requests))
                .wrap(TracingLogger::<RequestSpan>::new())
                .route("/letters/{secret}", web::get().to(fail)),
        )
        .await;
        let request = TestRequest::get()
            .uri("/letters/4711?q=divorce")
            .insert_header(("user-agent", "Firefox"))
            .peer_addr("192.0.2.7:4712".parse().unwrap())
            .to_request();
        let response = call_service(&app, request).await;
        assert_eq!(response.status(), 500);
        let id = request_id(response.request()).unwrap();
        let logged = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!(logged.lines().count(), 1, "{logged}");
        for told in ["/letters/{secret}", "the disk is full", "GET", &id] {
            assert!(logged.contains(told), "{told}: {logged}");
        }
        for kept in ["4711", "divorce", "Firefox", "192.0.2.7"] {
            assert!(!logged.contains(kept), "{kept}: {logged}");
        }
    }
}
