//! TimeOverflow's files (comma-separated, no header), read and judged without touching the database:
//!
//! - users: `member_uid, entry_date, first, middle, last, gender, date_of_birth, phone, alt_phone, email`
//! - posts: `member_uid, type (Offer|Inquiry), title, description, category_id, created_at, start_on, end_on`
//! - transfers: `source_id, source_type (member|organization), destination_id, destination_type, amount (seconds),
//!   created_at, reason, post_id`
//!
//! `docs/import.md` holds the rules in words.

mod dates;
mod language;
mod lines;
mod plan;
mod posts;
mod rules;
mod transfers;
mod users;

pub use lines::{Record, read};
pub use plan::{Files, Former, Plan, plan, taken};
pub use posts::PostLine;
pub use rules::{CategoryMap, Reading, Uid};
pub use transfers::{Side, TransferLine, source_seconds};
pub use users::UserLine;

/// The word for this source in `imports` and `import_links`.
pub const SOURCE: &str = "timeoverflow";
