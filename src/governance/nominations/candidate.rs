//! At the opening of an election without candidates, one nominee becomes the candidate.

use super::{read, rules, store};
use crate::db::Conn;
use crate::governance::Proposal;
use crate::governance::kinds::{member_in, require_active};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::MemberId;

/// Writes the candidate into the proposal; see [`rules::choose`]. Other proposals take no candidate.
pub(in crate::governance) fn settle_candidate(
    conn: &mut Conn,
    proposal: &Proposal,
    asked: Option<MemberId>,
    now: Moment,
) -> Result<()> {
    if !rules::is_sociocratic(proposal) {
        return match asked {
            Some(_) => Err(Refusal::invalid("candidate-not-of-kind", "candidate_id").into()),
            None => Ok(()),
        };
    }
    let mut payload = proposal.payload_json();
    let drafted = member_in(&payload, "payload.member_id").ok();
    let found = read::read_all(conn, proposal, now)?;
    let candidate = rules::choose(&found.nominees, asked, drafted)?;
    require_active(conn, proposal.ecosystem_id, candidate, "candidate_id", now)?;
    payload["member_id"] = serde_json::json!(candidate);
    store::set_payload(conn, proposal.id, &payload.to_string())?;
    Ok(())
}

/// Refuses a candidate who declined; asked again when a round names another.
pub(in crate::governance) fn check_candidate(conn: &mut Conn, proposal: &Proposal) -> Result<()> {
    if !rules::is_sociocratic(proposal) {
        return Ok(());
    }
    let candidate = member_in(&proposal.payload_json(), "payload.member_id")?;
    if store::list_refusals(conn, proposal.id)?.contains_key(&candidate) {
        return Err(Refusal::invalid("candidate-declined", "payload.member_id").into());
    }
    Ok(())
}
