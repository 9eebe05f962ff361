//! Which delegations count in a vote: accepted, neither ended nor expired at the moment asked for, the narrowest of each
//! giver. That moment is the close: a delegation that changes between the close and the count changes nothing.

use std::collections::HashMap;

use super::model::Subject;
use super::{rules, store};
use crate::db::Conn;
use crate::governance::Proposal;
use crate::governance::counting::delegation::{OFF_ROLL, Resolution, Voice, resolve};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::MemberId;
use crate::rulebook::{self, Rules};

/// The voices of a roll (each member with whether they voted) at `at`, in the roll's order. Two queries, however
/// many members. Secret votes, and communities that allow none, have no delegations.
pub fn list_voices(
    conn: &mut Conn,
    proposal: &Proposal,
    rulebook: &Rules,
    roll: &[(MemberId, bool)],
    at: Moment,
) -> Result<Vec<Voice>> {
    let mut voices: Vec<Voice> = roll
        .iter()
        .map(|(_, voted)| Voice {
            voted: *voted,
            ..Voice::default()
        })
        .collect();
    if proposal.secret || !rules::is_allowed(rulebook) {
        return Ok(voices);
    }
    let index: HashMap<MemberId, u32> = roll
        .iter()
        .enumerate()
        .map(|(i, (member, _))| (*member, i as u32))
        .collect();
    let subject = Subject::of(proposal);
    let mut widths = vec![u8::MAX; roll.len()];
    for link in store::list_links(conn, proposal.ecosystem_id, subject, at)? {
        let (Some(giver), Some(width)) = (index.get(&link.giver_id), subject.width(link.scope())) else {
            continue;
        };
        let giver = *giver as usize;
        if width < widths[giver] {
            widths[giver] = width;
            voices[giver].delegate = Some(index.get(&link.delegate_id).copied().unwrap_or(OFF_ROLL));
            voices[giver].given = link.given_at.unix_micros();
        }
    }
    Ok(voices)
}

/// Who speaks for whom in a vote at `at`, by index into the roll.
pub fn resolve_vote(
    conn: &mut Conn,
    proposal: &Proposal,
    roll: &[(MemberId, bool)],
    at: Moment,
) -> Result<Resolution> {
    let rulebook = rulebook::read(conn, proposal.ecosystem_id)?;
    let voices = list_voices(conn, proposal, &rulebook, roll, at)?;
    Ok(resolve(&voices, rules::cap(&rulebook)))
}
