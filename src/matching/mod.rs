//! Floor 4, matching: which offers answer a request and which requests an offer answers, each with a score and its
//! reasons in words. Owns `match_notices, skill_notices`; its sub-room [`rings`] finds members who can help each other
//! round, [`teams`] who can take the roles of a request together.
//!
//! Others may call: [`Matcher`] with its one implementation [`RankedMatcher`], [`list_matches`] and
//! [`requests_for_member`] (the doors) and [`notice`] (the worker, when a listing was published). How a pair is judged
//! stands in [`rules`].

mod list;
mod model;
mod notice;
mod past;
mod ranked;
pub mod rings;
pub mod rules;
mod skills;
mod store;
pub mod teams;

pub use list::{Sources, list_matches};
pub use model::{BothNames, Match, Reason};
pub use notice::{MatchFound, NOTICE_SCORE_MIN, notice};
pub use ranked::{Matcher, RankedMatcher};
pub use skills::{SkillsAsked, requests_for_member};
