//! Saved searches: a member keeps a search under a name and is told when a listing is published that it finds. Owns
//! `saved_searches, saved_search_hits`.
//!
//! A listing alerts the owner of a search if it stands among what that search finds at this moment, by the code of search
//! itself. That is decided the reverse way, for all searches of a community at once: `lookout.rs` keeps them in
//! memory and tells which a listing may concern, `alert.rs` decides those.
//!
//! Others may call: [`save`], [`change`], [`delete`], [`restore`], [`list`], [`get`] (the doors), [`alert`], [`warm`] and
//! [`sweep`] (the worker), [`find_alerting`] and [`stop_alert`] (news), [`list_of`] (exports), [`forget`] (who leaves).

mod alert;
mod change;
mod delete;
mod lookout;
mod model;
mod read;
mod rules;
mod save;
mod store;
mod words;

pub use alert::{SavedSearchHit, alert};
pub use change::{Change, change, stop_alert};
pub use delete::{delete, forget, restore, sweep};
pub(super) use lookout::Lookouts;
pub use lookout::{learn, warm};
pub use model::{Alert, Choices, SEARCHES_MAX, SavedSearch};
pub use read::{count_hits, find_alerting, find_own, get, list, list_of};
pub use save::save;
pub use words::{describe, slot_text, terms_in_words};
