//! Pure decisions: keys and texts.

use crate::kernel::errors::Refusal;
use crate::kernel::names::{self, Slug};

/// Longest title and body, in characters.
pub const TITLE_MAX: usize = 160;
pub const BODY_MAX: usize = 20_000;

/// The key of a text, which stands in its address: lower-case letters, digits and hyphens, 2 to 40.
pub fn parse_key(field: &'static str, key: &str) -> Result<String, Refusal> {
    Ok(Slug::parse(field, key)?.as_str().to_string())
}

/// A title and a body as they will be adopted; asked when a vote is written and again when it is enacted.
pub fn parse_text(title: &str, body: &str) -> Result<(String, String), Refusal> {
    Ok((
        names::line("title", title, TITLE_MAX)?,
        names::paragraphs("body", body, BODY_MAX)?,
    ))
}
