//! Floor 4, exchanges: an agreement between a giver and a receiver about a listing, from the proposal to the hours
//! posted and the reviews, those of rings too. Owns `exchanges, exchange_times, exchange_steps, reviews`.
//!
//! `proposed → agreed → delivered → confirmed`, or `declined / cancelled / expired / disputed → resolved`. Who may take
//! which step from where is one table, [`rules::allowed`]; each step is one file.

mod agree;
mod cancel;
mod confirm;
mod deliver;
mod dispute;
mod due;
mod model;
mod propose;
mod read;
mod refuse;
mod resolve;
mod review;
pub mod rules;
mod step;
mod store;

pub use agree::agree;
pub use cancel::cancel;
pub use confirm::confirm;
pub use deliver::deliver;
pub use dispute::dispute;
pub use due::expire_due;
pub use model::{
    Exchange, ExchangeMoved, NewReview, Proposal, ProposedTime, Resolution, Review, Reviewed, Side, Status,
    Step, StepRecord, Terms,
};
pub use propose::propose;
pub use read::{
    ExchangeDetail, count_completed, count_my_turn, count_standing, find, get, has_open_exchanges, list_mine,
    list_reviews_of, list_reviews_of_rings, list_to_mediate, list_whole, rating_of,
};
pub use refuse::refuse;
pub use resolve::resolve;
pub use review::{add_review, review};
