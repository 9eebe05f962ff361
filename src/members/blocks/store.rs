//! SQL of blocks.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::member_blocks as blocks;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::on_engine;

pub(super) fn is_blocked(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    blocker: MemberId,
    blocked: MemberId,
) -> Result<bool> {
    let one: Option<MemberId> = blocks::table
        .find((ecosystem, blocker, blocked))
        .select(blocks::blocked_id)
        .first(conn)
        .optional()?;
    Ok(one.is_some())
}

pub(super) fn count(conn: &mut Conn, ecosystem: EcosystemId, blocker: MemberId) -> Result<i64> {
    Ok(blocks::table
        .filter(blocks::ecosystem_id.eq(ecosystem))
        .filter(blocks::blocker_id.eq(blocker))
        .count()
        .get_result(conn)?)
}

pub(super) fn insert(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    blocker: MemberId,
    blocked: MemberId,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(blocks::table)
        .values((
            blocks::ecosystem_id.eq(ecosystem),
            blocks::blocker_id.eq(blocker),
            blocks::blocked_id.eq(blocked),
            blocks::blocked_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// False if there was none.
pub(super) fn delete(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    blocker: MemberId,
    blocked: MemberId,
) -> Result<bool> {
    let gone = diesel::delete(blocks::table.find((ecosystem, blocker, blocked))).execute(conn)?;
    Ok(gone > 0)
}

pub(super) fn delete_all_of(conn: &mut Conn, member: MemberId) -> Result<()> {
    diesel::delete(blocks::table.filter(blocks::blocker_id.eq(member).or(blocks::blocked_id.eq(member))))
        .execute(conn)?;
    Ok(())
}

/// Newest first.
pub(super) fn list_by(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    blocker: MemberId,
) -> Result<Vec<(MemberId, Moment)>> {
    Ok(blocks::table
        .filter(blocks::ecosystem_id.eq(ecosystem))
        .filter(blocks::blocker_id.eq(blocker))
        .order((blocks::blocked_at.desc(), blocks::blocked_id))
        .select((blocks::blocked_id, blocks::blocked_at))
        .load(conn)?)
}

/// Both directions.
pub(super) fn list_apart(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
) -> Result<HashSet<MemberId>> {
    let blocked = blocks::table
        .filter(blocks::ecosystem_id.eq(ecosystem))
        .filter(blocks::blocker_id.eq(member))
        .select(blocks::blocked_id);
    let blocked: Vec<MemberId> = on_engine!(conn, |c| blocked.load(c))?;
    let blockers = blocks::table
        .filter(blocks::ecosystem_id.eq(ecosystem))
        .filter(blocks::blocked_id.eq(member))
        .select(blocks::blocker_id);
    let blockers: Vec<MemberId> = on_engine!(conn, |c| blockers.load(c))?;
    Ok(blocked.into_iter().chain(blockers).collect())
}

/// Each of these members with everybody who blocked them or whom they blocked.
pub(super) fn list_pairs_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    members: &[MemberId],
) -> Result<Vec<(MemberId, MemberId)>> {
    let mut pairs: Vec<(MemberId, MemberId)> = blocks::table
        .filter(blocks::ecosystem_id.eq(ecosystem))
        .filter(blocks::blocker_id.eq_any(members))
        .select((blocks::blocker_id, blocks::blocked_id))
        .load(conn)?;
    let of_them: Vec<(MemberId, MemberId)> = blocks::table
        .filter(blocks::ecosystem_id.eq(ecosystem))
        .filter(blocks::blocked_id.eq_any(members))
        .select((blocks::blocked_id, blocks::blocker_id))
        .load(conn)?;
    pairs.extend(of_them);
    Ok(pairs)
}

/// Blocks by and of these members.
pub(super) fn list_apart_among(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    members: &[MemberId],
) -> Result<HashSet<(MemberId, MemberId)>> {
    let pairs: Vec<(MemberId, MemberId)> = blocks::table
        .filter(blocks::ecosystem_id.eq(ecosystem))
        .filter(blocks::blocker_id.eq_any(members))
        .filter(blocks::blocked_id.eq_any(members))
        .select((blocks::blocker_id, blocks::blocked_id))
        .load(conn)?;
    Ok(pairs.into_iter().collect())
}
