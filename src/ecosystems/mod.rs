//! Floor 4, ecosystems: founding a community and taking people in, which is work of several rooms at once: the member
//! and the mandates (`members`), the accounts (`ledger`), the categories and skills (`market`). Owns no table.
//!
//! Others may call [`create`], [`register`], [`apply`], [`admit`], [`leave`] and [`reverse_transfer`].

mod admit;
mod create;
mod leave;
mod reverse;

pub use admit::{admit, apply, enrol, register};
pub use create::{Founded, Founder, create};
pub use leave::leave;
pub use reverse::reverse_transfer;
