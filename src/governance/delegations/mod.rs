//! Delegation of votes: who lets whom speak for them, in one vote, in a topic or in everything. Owns `delegations`.
//!
//! A delegation counts from the delegate's consent until it expires or one of the two ends it. In a vote the narrowest
//! one in force counts, and only where the giver casts no ballot; secret votes take none. [`resolve_vote`] is what the
//! close asks for; following the chains is [`super::counting::delegation`], which is pure. History is kept.

mod answer;
mod effective;
mod expiring;
mod give;
mod model;
mod preview;
mod read;
mod revoke;
pub mod rules;
mod store;

pub use answer::{DelegationAnswered, accept_delegation, decline_delegation, lay_down_delegation};
pub use effective::{list_voices, resolve_vote};
pub use expiring::{DelegationExpiring, tell_expiring_delegations};
pub use give::{DelegationRequested, Given, give_delegation};
pub use model::*;
pub use preview::{MyVoice, Reminders, find_my_voice, list_reminders};
pub use read::{find_delegation, get_delegation, list_all_of, list_delegations};
pub use revoke::{DelegationEnded, revoke_delegation};
