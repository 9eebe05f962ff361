//! Floor 7, the HTTP doors: parse, authorise, call one operation, render. JSON under [`api`], HTML under [`pages`].

mod address;
pub mod api;
mod assets;
pub mod auth;
mod body;
mod calendar;
pub mod errors;
mod guard;
mod idempotent;
mod minutes;
pub mod pages;
mod probes;
mod server;
mod state;
mod tokens;

pub use address::NetworkAddress;
pub use body::{Json, ListQuery, OptionalJson, Query, or_null};
pub use idempotent::IdempotencyKey;
pub use server::{RunningServer, ServerOptions, start};
pub use state::App;
pub use tokens::AccessTokens;

/// What handlers return: a response, or an error that [`errors`] turns into a problem document or a page.
pub type Answer = crate::kernel::errors::Result<actix_web::HttpResponse>;
