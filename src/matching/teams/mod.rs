//! Teams: a request that takes several people names their roles, and a few distinct teams are proposed for it, each role
//! taken by the offer of another member, near each other and free together. Nothing is stored and nobody is told: a team
//! is a suggestion, made anew whenever it is asked for; its members are asked one by one, by ordinary exchanges.
//!
//! Others may call: [`propose_teams`] (the doors). Who may take a role is found in `candidates.rs`; which teams are
//! proposed is decided in [`rules`], which is pure.

mod candidates;
mod model;
mod propose;
pub mod rules;

pub use model::{OpenRole, Seat, TeamReason, TeamView, Teams};
pub use propose::propose_teams;
