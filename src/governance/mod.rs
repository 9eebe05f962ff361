//! Floor 3, governance: proposals, secret and open votes, their counting, what a passed vote changes, and the register
//! of decisions. Owns `proposals, voting_rolls, ballots, proposal_comments, tallies, decisions`.
//!
//! A proposal is a draft, then open, then passed, rejected or short of its quorum; a draft may be withdrawn. The roll,
//! the quorum and the threshold stand fixed when it opens. [`counting`] is pure; [`enact`] is the one place that says
//! what a passed proposal does. What a secret vote protects against stands in `docs/governance.md`.
//!
//! Doors call the operations; the worker calls [`close_due`] and [`remind_due`] in any write transaction; news calls
//! [`find_headline`], [`list_roll`], [`list_not_voted`], [`list_participants`] and [`find_decision_of`].

mod ballot_box;
mod cast;
mod close;
mod comment;
pub mod counting;
mod edit;
mod enact;
mod model;
mod open;
mod own;
mod propose;
mod read;
mod remind;
pub mod rules;
mod store;
mod tally;
mod withdraw;
mod words;

pub use ballot_box::{BoxSecret, commitment};
pub use cast::cast_ballot;
pub use close::{ProposalClosed, close_due};
pub use comment::{CommentAdded, CommentView, add_comment, hide_comment, list_comments};
pub use edit::{DraftChange, edit_proposal};
pub use model::*;
pub use open::{ProposalOpened, open_proposal};
pub use own::{OwnPart, OwnVote, list_own_part};
pub use propose::propose;
pub use read::{
    DecisionView, Headline, find_decision_of, find_headline, get_decision, get_proposal, list_all_decisions,
    list_decisions, list_not_voted, list_participants, list_proposals, list_roll,
};
pub use remind::{VoteReminder, remind_due};
pub use rules::DraftInput;
pub use store::ProposalFilter;
pub use tally::{PublishedTally, Terms, get_tally, recount};
pub use withdraw::withdraw_proposal;
