//! At the close of a vote by name, voices that were delegated are counted with the ballot of whoever carries them: by
//! delegation, or in a vote of an assembly by a proxy, which is narrower than any delegation.

use std::collections::BTreeMap;

use super::assembly;
use super::ballot_box;
use super::counting::delegation::{Fate, OFF_ROLL, Voice, resolve};
use super::delegations;
use super::model::{Ballot, Proposal, RollEntry};
use super::store;
use super::terms::Terms;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AssemblyId, MemberId};
use crate::rulebook::{self, Key};

/// Adds one ballot for each member of the roll who did not vote and whose delegation leads to one who did: the same
/// answer, with the weight and in the box of the member represented. Delegations count as they stood at the close.
pub(super) fn add_carried_voices(
    conn: &mut Conn,
    proposal: &Proposal,
    terms: &Terms,
    now: Moment,
) -> Result<()> {
    if proposal.secret {
        return Ok(());
    }
    let roll = store::list_roll_entries(conn, proposal.id)?;
    let voted: Vec<(MemberId, bool)> = roll
        .iter()
        .map(|(member, entry)| (*member, entry.voted))
        .collect();
    let rules = rulebook::read(conn, proposal.ecosystem_id)?;
    let at = proposal.closes_at.unwrap_or(now);
    let mut voices = match terms.delegation_cap {
        Some(_) => delegations::list_voices(conn, proposal, &rules, &voted, at)?,
        None => voted
            .iter()
            .map(|(_, voted)| Voice {
                voted: *voted,
                ..Voice::default()
            })
            .collect(),
    };
    let mut cap = terms.delegation_cap.unwrap_or(0);
    if let Some(assembly) = assembly::find_assembly_of(conn, proposal.id)? {
        cap = cap.max(rules.number(Key::ProxyCap));
        add_proxies(conn, assembly, &roll, &mut voices)?;
    }
    let resolution = resolve(&voices, u32::try_from(cap).unwrap_or(u32::MAX));
    if resolution.represented == 0 {
        return Ok(());
    }
    let cast: BTreeMap<MemberId, String> = store::list_ballots(conn, proposal.id)?
        .into_iter()
        .filter_map(|ballot| Some((ballot.member_id?, ballot.answer)))
        .collect();
    let mut carried = Vec::with_capacity(resolution.represented);
    for ((member, entry), fate) in roll.iter().zip(&resolution.fates) {
        let Fate::Represented { by } = fate else { continue };
        let speaker = roll[*by as usize].0;
        let Some(answer) = cast.get(&speaker) else {
            continue;
        };
        carried.push(Ballot {
            receipt: ballot_box::new_receipt(),
            answer: answer.clone(),
            weight_bp: terms.ballot_weight(entry.weight_bp),
            college_id: Some(entry.college_id),
            member_id: Some(*member),
            via_id: Some(speaker),
        });
    }
    store::insert_carried(conn, proposal.id, &carried, now, ballot_box::timeless_id)
}

/// A proxy takes the place of whatever its giver delegated otherwise.
fn add_proxies(
    conn: &mut Conn,
    assembly: AssemblyId,
    roll: &[(MemberId, RollEntry)],
    voices: &mut [Voice],
) -> Result<()> {
    let places: BTreeMap<MemberId, usize> = roll
        .iter()
        .enumerate()
        .map(|(place, (member, _))| (*member, place))
        .collect();
    for (giver, holder, given_at) in assembly::list_proxies_in_force(conn, assembly)? {
        let Some(place) = places.get(&giver) else { continue };
        let holder = places.get(&holder).and_then(|place| u32::try_from(*place).ok());
        voices[*place].delegate = Some(holder.unwrap_or(OFF_ROLL));
        voices[*place].given = given_at.unix_micros();
    }
    Ok(())
}
