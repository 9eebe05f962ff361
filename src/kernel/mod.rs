//! Floor 0, the kernel: words every room shares. No I/O, no clock, no randomness of its own.

pub mod cents;
pub mod clock;
pub mod errors;
pub mod ids;
pub mod minutes;
pub mod names;
pub mod pages;
pub mod place;
mod text_enum;

pub(crate) use text_enum::text_enum;
