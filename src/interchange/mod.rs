//! Floor 5, the interchange: a community comes with its data and can take it out again. Owns `imports, import_rows,
//! import_links`.
//!
//! An import is read and judged without the database ([`timeoverflow`]), taken over in batches ([`import`]) or only
//! looked at ([`preview`]), reported line by line ([`write_report`]) and proven against its source ([`prove`]).
//! `docs/import.md` holds the rules in words.
//!
//! A person takes out everything about them ([`own_data`]), a community its tables ([`community::export`]).

pub mod community;
pub mod import;
mod model;
mod own_data;
mod preview;
mod proof;
mod report;
mod store;
pub mod timeoverflow;

pub use model::{Counts, FileName, Fix, Import, Line, Outcome, ReportRow, Skip, Verdict};
pub use own_data::own_data;
pub use preview::preview;
pub use proof::{Difference, Proof, prove, prove_plan};
pub use report::{explain, guarded, write_report};
