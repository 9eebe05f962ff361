//! Who wants nothing to do with whom. A block is one member's own choice, inside one ecosystem, and works in both
//! directions: neither is brought to the other by a notice, an alert, a match or a search, and neither proposes an
//! exchange to the other. The other is not told, and no refusal says that there is a block. Exchanges under way go on.
//!
//! Owns `member_blocks`. Others may call [`list_hidden`], [`list_hidden_of_each`], [`list_apart_among`] and [`are_apart`].

mod store;

use std::collections::{HashMap, HashSet};

use super::actor::Actor;
use super::permissions::Permission;
use super::{directory, list_names};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::kernel::pages::{Page, Slice};

/// Blocks that one member may have in one ecosystem.
const BLOCKS_MAX: i64 = 500;
/// Members looked up in one statement.
const PORTION: usize = 500;

/// Somebody whom a member blocked.
#[derive(Debug, Clone)]
pub struct Blocked {
    pub member_id: MemberId,
    pub display_name: String,
    pub blocked_at: Moment,
}

/// Blocks a member of the actor's ecosystem; doing it again changes nothing.
pub fn block(conn: &mut Conn, actor: &Actor, member: MemberId, now: Moment) -> Result<()> {
    actor.require(Permission::ReadDirectory)?;
    if member == actor.member_id {
        return Err(Refusal::invalid("block-oneself", "member_id").into());
    }
    directory::get(conn, actor, member, now)?;
    if store::is_blocked(conn, actor.ecosystem_id, actor.member_id, member)? {
        return Ok(());
    }
    if store::count(conn, actor.ecosystem_id, actor.member_id)? >= BLOCKS_MAX {
        return Err(Refusal::conflict("blocks-too-many")
            .with("max", BLOCKS_MAX)
            .into());
    }
    store::insert(conn, actor.ecosystem_id, actor.member_id, member, now)
}

/// Takes a block back, also one of somebody who is no longer here; without a block nothing changes.
pub fn unblock(conn: &mut Conn, actor: &Actor, member: MemberId, now: Moment) -> Result<()> {
    actor.require(Permission::ReadDirectory)?;
    if !store::delete(conn, actor.ecosystem_id, actor.member_id, member)? {
        directory::get(conn, actor, member, now)?;
    }
    Ok(())
}

/// Whether the actor blocked a member: theirs to know, unlike the other way round.
pub fn is_blocked(conn: &mut Conn, actor: &Actor, member: MemberId) -> Result<bool> {
    store::is_blocked(conn, actor.ecosystem_id, actor.member_id, member)
}

/// A page of those whom the actor blocked, newest first.
pub fn list(conn: &mut Conn, actor: &Actor, slice: &Slice) -> Result<Page<Blocked>> {
    actor.require(Permission::ReadDirectory)?;
    let offset = slice.offset()?;
    let all = list_of(conn, actor.ecosystem_id, actor.member_id)?;
    let rows = all
        .into_iter()
        .skip(offset as usize)
        .take(slice.limit as usize + 1)
        .collect();
    Ok(slice.page_by_offset(rows, offset))
}

/// Everybody whom a member blocked in an ecosystem, newest first: for exports.
pub fn list_of(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<Vec<Blocked>> {
    let rows = store::list_by(conn, ecosystem, member)?;
    let ids: Vec<MemberId> = rows.iter().map(|(id, _)| *id).collect();
    let mut names = list_names(conn, &ids)?;
    Ok(rows
        .into_iter()
        .map(|(member_id, blocked_at)| Blocked {
            member_id,
            display_name: names.remove(&member_id).unwrap_or_default(),
            blocked_at,
        })
        .collect())
}

/// Everybody who is kept apart from a member, whichever of the two blocked the other.
pub fn list_hidden(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<HashSet<MemberId>> {
    store::list_apart(conn, ecosystem, member)
}

/// Everybody who is kept apart from each of these members; who is kept apart from nobody is left out.
pub fn list_hidden_of_each(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    members: &[MemberId],
) -> Result<HashMap<MemberId, HashSet<MemberId>>> {
    let mut hidden: HashMap<MemberId, HashSet<MemberId>> = HashMap::new();
    for portion in members.chunks(PORTION) {
        for (one, other) in store::list_pairs_of(conn, ecosystem, portion)? {
            hidden.entry(one).or_default().insert(other);
        }
    }
    Ok(hidden)
}

/// Which of these members are kept apart from each other: who blocked, and whom.
pub fn list_apart_among(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    members: &[MemberId],
) -> Result<HashSet<(MemberId, MemberId)>> {
    store::list_apart_among(conn, ecosystem, members)
}

/// Whether one of two members blocked the other.
pub fn are_apart(conn: &mut Conn, ecosystem: EcosystemId, one: MemberId, other: MemberId) -> Result<bool> {
    Ok(store::is_blocked(conn, ecosystem, one, other)? || store::is_blocked(conn, ecosystem, other, one)?)
}

/// Removes every block by or of somebody who leaves for good.
pub fn forget(conn: &mut Conn, member: MemberId) -> Result<()> {
    store::delete_all_of(conn, member)
}
