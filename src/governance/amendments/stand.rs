//! At the opening, competing amendments become options of the vote.

use super::model::{Amendment, Subject};
use super::{rules, store};
use crate::db::Conn;
use crate::governance::{Method, Proposal, kinds};
use crate::i18n::Locale;
use crate::kernel::errors::{Refusal, Result};

/// Writes the options of a vote in which amendments compete; the value of a rule moves from the payload into the first
/// option. Without competing amendments nothing changes.
///
/// # Errors
/// `amendments-compete` when the draft's method asks for a yes or no to the whole: the author chooses another first.
pub(in crate::governance) fn stand_as_options(
    conn: &mut Conn,
    locale: Locale,
    proposal: &Proposal,
) -> Result<()> {
    if rules::subject(proposal) == Subject::Reason {
        return Ok(());
    }
    let competing: Vec<Amendment> = store::list_competing(conn, proposal.id)?
        .into_iter()
        .filter(|amendment| rules::fits(proposal, amendment))
        .collect();
    if competing.is_empty() {
        return Ok(());
    }
    if proposal.method.is_on_the_whole() {
        let fitting = proposal.kind.methods();
        let words = fitting.iter().filter(|method| !method.is_on_the_whole());
        let words: Vec<&str> = words.map(|method: &Method| method.as_str()).collect();
        return Err(Refusal::conflict("amendments-compete")
            .with("words", words.join(", "))
            .into());
    }
    let own = store::list_options(conn, proposal.id)?;
    let options = rules::options_of_vote(locale, proposal, &own, &competing)?;
    let mut payload = proposal.payload_json();
    kinds::leave_to_options(proposal.kind, &mut payload);
    store::replace_options(conn, proposal.id, &options, &payload.to_string())
}
