//! Floor 6, the news: typed events become lines in each member's list and mails that may or may not be sent. Owns
//! `notifications, deliveries, notification_preferences, notification_caps`.
//!
//! Doors may call [`tell`] (an event, in the transaction that settles it), [`deliver`] (mails on their way), [`list`]
//! (what a member reads), [`preferences`] and [`dead_letters`]. What is told how stands in one table, [`Kind::spec`];
//! whether a mail may be sent is one decision, [`rules::decide`].

mod audience;
pub mod dead_letters;
pub mod deliver;
pub mod list;
mod model;
pub mod preferences;
pub mod rules;
mod store;
mod tell;
mod unsubscribe;
mod words;

pub use model::{
    Delivery, Kind, Mode, Notification, Object, ObjectKind, Param, Params, Preference, SkipReason, Spec,
    State,
};
pub use tell::tell;
pub use unsubscribe::{Scope, Unsubscriber};
pub use words::{HOME_ZONE, Letterhead, line, path_of};
