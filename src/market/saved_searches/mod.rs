//! Saved searches: a member keeps a search under a name and is told when a listing is published that it would find. Owns
//! `saved_searches, saved_search_keys, saved_search_hits`.
//!
//! Whether a listing fits is decided the reverse way: each search that alerts stands under a few keys
//! ([`rules::keys_of_search`]), a published listing makes its own ([`rules::keys_of_listing`]), and only the searches
//! that share one are read and judged by [`rules::fits`], under the same hard conditions as search itself.
//!
//! Others may call: [`save`], [`change`], [`delete`], [`restore`], [`list`], [`get`] (the doors), [`alert`] and [`sweep`]
//! (the worker), [`find_alerting`] and [`stop_alert`] (news), [`list_of`] (exports), [`forget`] (who leaves).

mod alert;
mod change;
mod delete;
mod model;
mod read;
pub mod rules;
mod save;
mod store;
mod words;

pub use alert::{SavedSearchHit, alert};
pub use change::{Change, change, stop_alert};
pub use delete::{delete, forget, restore, sweep};
pub use model::{Alert, Choices, SEARCHES_MAX, SavedSearch};
pub use read::{count_hits, find_alerting, find_own, get, list, list_of};
pub use save::save;
pub use words::{describe, slot_text, terms_in_words};
