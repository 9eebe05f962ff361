//! Floor 3, governance: proposals, secret and open votes, their counting, what a passed vote changes, and the register
//! of decisions. Owns `proposals, proposal_options, objections, voting_rolls, ballots, proposal_comments, tallies,
//! decisions`; its sub-rooms [`amendments`], [`nominations`], [`delegations`], [`assembly`] and [`charter`] own theirs.
//!
//! A proposal is a draft, perhaps in discussion, then open, then passed, rejected or short of its quorum; a draft may be
//! withdrawn. Roll and [`Terms`] stand fixed when it opens. [`counting`] is pure; [`kinds`] has one file for each thing a
//! vote can do. What a secret vote protects against stands in `docs/governance.md`.
//!
//! Doors call the operations; the worker calls [`close_due`] and [`remind_due`] in any write transaction; news calls
//! [`find_headline`], [`list_roll`], [`list_participants`] and [`find_decision_of`].

pub mod amendments;
mod answer;
pub mod assembly;
mod ballot_box;
mod box_file;
mod budgets;
mod carry;
mod cast;
pub mod charter;
mod close;
mod comment;
pub mod counting;
pub mod delegations;
pub mod difference;
mod discuss;
mod edit;
mod enact;
#[cfg(test)]
mod fixtures;
pub mod kinds;
mod model;
pub mod nominations;
mod open;
mod options;
mod own;
mod propose;
mod read;
mod remind;
mod review;
mod round;
pub mod rules;
mod settings;
mod store;
mod tally;
#[cfg(test)]
mod tally_tests;
mod terms;
mod weighing;
mod withdraw;
mod words;

pub use answer::{Answer, BallotInput, Frame};
pub use ballot_box::{BoxSecret, box_of, commitment};
pub use box_file::{BoxFile, FORMAT as BOX_FORMAT, PublishedBallot};
pub use cast::cast_ballot;
pub use close::{ProposalClosed, close_due};
pub use comment::{CommentAdded, CommentView, add_comment, hide_comment, list_comments};
pub use discuss::{DiscussionOpened, open_discussion};
pub use edit::{DraftChange, as_typed, edit_proposal};
pub use enact::{EnactmentFailed, ProposalEnacted, enact_due};
pub use model::*;
pub use open::{ProposalOpened, open_election, open_proposal};
pub use own::{OwnPart, OwnVote, list_own_part};
pub use propose::{propose, require_proposer};
pub use read::{
    DecisionView, Headline, ObjectionView, find_decision_of, find_headline, find_own_answer, get_decision,
    get_proposal, list_all_decisions, list_decisions, list_objections, list_participants, list_proposals,
    list_roll,
};
pub use remind::{VoteReminder, remind_due};
pub use review::{ReviewDue, tell_reviews_due};
pub use round::{RoundInput, begin_round};
pub use rules::{DraftInput, OptionInput};
pub use settings::*;
pub use store::ProposalFilter;
pub use tally::*;
pub use terms::{CollegeTerms, OptionTerms, Terms};
pub use withdraw::withdraw_proposal;
