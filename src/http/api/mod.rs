//! The JSON API under `/api/v1`, one file a room. `GET /api/openapi.json` is generated from the handlers that are
//! registered here, so no route can be missing from it.

mod document;
mod exchanges;
mod governance;
mod ledger;
mod rules;

pub use document::{base, document, serve_document};

use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

/// Every route of the API.
pub fn routes(config: &mut ServiceConfig) {
    config.service(scope::scope("/api/v1").configure(all_rooms));
}

fn all_rooms(config: &mut ServiceConfig) {
    config.configure(exchanges::routes);
    config.configure(governance::routes);
    config.configure(ledger::routes);
    config.configure(rules::routes);
}
