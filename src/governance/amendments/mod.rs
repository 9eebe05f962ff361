//! Amendments: while a proposal is written and discussed, members write what they would have in its place. Its author
//! takes an amendment over, declines it, or it stands as an option of the vote. Owns `amendments`.
//!
//! Nobody but the author of a proposal changes its text. What stands as an option is added when the vote opens
//! ([`stand_as_options`]); until then a draft's options are its author's alone.

mod compete;
mod decline;
mod hide;
mod merge;
mod model;
mod read;
pub mod rules;
mod stand;
mod store;
mod withdraw;
mod write;

pub use compete::let_amendment_compete;
pub use decline::{AmendmentAnswered, decline_amendment};
pub use hide::hide_amendment;
pub use merge::merge_amendment;
pub use model::*;
pub use read::{find_amendment, get_amendment, list_amendments, list_amendments_by};
pub(super) use stand::stand_as_options;
pub use withdraw::withdraw_amendment;
pub use write::{AmendmentWritten, write_amendment};
