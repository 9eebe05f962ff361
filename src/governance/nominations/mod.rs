//! Sociocratic election without candidates: nobody stands; each member names one member for the role and says why, and
//! may change their mind after hearing the others. Whoever opens the vote puts one nominee to consent
//! ([`settle_candidate`]). Owns `nominations, nomination_refusals`.
//!
//! Source: Gerard Endenburg, *Sociocracy: The Organization of Decision-Making*, Eburon, 1998; nominations with reasons,
//! a round of changes, then consent on one person.

mod candidate;
mod decline;
mod model;
mod nominate;
mod read;
pub mod rules;
mod store;
mod withdraw;

pub(super) use candidate::{check_candidate, settle_candidate};
pub use decline::decline_nomination;
pub use model::*;
pub use nominate::{NominationReceived, nominate};
pub use read::{find_own_nomination, get_own_nomination, list_nominations, list_nominations_by};
pub use withdraw::withdraw_nomination;
