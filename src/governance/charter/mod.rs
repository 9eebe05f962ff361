//! The charter: texts that members adopted by vote, each with all its versions. Only a passed vote writes it: [`adopt`]
//! and [`repeal`] ask for no permission, and nothing but governance calls them. Owns `charter_texts, charter_versions`.

mod adopt;
mod model;
mod read;
mod repeal;
pub mod rules;
mod store;

pub use super::difference::{DiffLine, DiffSign, difference};
pub use adopt::adopt;
pub use model::{CharterText, CharterVersion};
pub use read::{find_in_force, get_text, list_texts};
pub use repeal::repeal;
pub use rules::{parse_key, parse_text};
