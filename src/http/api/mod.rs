//! The JSON API under `/api/v1`, one file a room. `GET /api/openapi.json` is generated from the handlers that are
//! registered here, so no route can be missing from it.

mod amendments;
mod assemblies;
mod auth;
mod blocks;
mod charter;
mod colleges;
mod delegations;
mod document;
mod ecosystems;
mod exchanges;
mod governance;
mod ledger;
pub mod mandates;
pub mod market;
pub mod matching;
mod me;
mod members;
mod nominations;
pub mod notifications;
mod own_data;
mod programmes;
mod rings;
mod rules;
pub mod saved_searches;
pub mod search_query;
pub mod teams;
pub mod widening;

pub use auth::{Reading, RegisterBody};
pub use document::{base, document, serve_document};
pub use me::{MePatch, leave, parse_place};

use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

/// Every route of the API.
pub fn routes(config: &mut ServiceConfig) {
    config.service(scope::scope("/api/v1").configure(all_rooms));
}

fn all_rooms(config: &mut ServiceConfig) {
    config.configure(assemblies::routes);
    config.configure(auth::routes);
    config.configure(colleges::routes);
    config.configure(charter::routes);
    config.configure(ecosystems::routes);
    config.configure(exchanges::routes);
    config.configure(governance::routes);
    config.configure(amendments::routes);
    config.configure(nominations::routes);
    config.configure(delegations::routes);
    config.configure(ledger::routes);
    config.configure(mandates::routes);
    config.configure(market::routes);
    config.configure(saved_searches::routes);
    config.configure(blocks::routes);
    config.configure(matching::routes);
    config.configure(me::routes);
    config.configure(members::routes);
    config.configure(notifications::routes);
    config.configure(own_data::routes);
    config.configure(programmes::routes);
    config.configure(rings::routes);
    config.configure(rules::routes);
    config.configure(teams::routes);
}
