//! SQL of matching.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{listings, match_notices, skill_notices};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId};

pub(super) fn was_noticed(conn: &mut Conn, request: ListingId, offer: ListingId) -> Result<bool> {
    let count: i64 = match_notices::table
        .filter(match_notices::request_id.eq(request))
        .filter(match_notices::offer_id.eq(offer))
        .count()
        .get_result(conn)?;
    Ok(count > 0)
}

pub(super) fn insert_notice(
    conn: &mut Conn,
    request: ListingId,
    offer: ListingId,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(match_notices::table)
        .values((
            match_notices::request_id.eq(request),
            match_notices::offer_id.eq(offer),
            match_notices::noticed_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Who heard of a request for a declared skill, or has an offer that was matched to it.
pub(super) fn list_noticed_members(conn: &mut Conn, request: ListingId) -> Result<HashSet<MemberId>> {
    let told: Vec<MemberId> = skill_notices::table
        .filter(skill_notices::request_id.eq(request))
        .select(skill_notices::member_id)
        .load(conn)?;
    let matched: Vec<MemberId> = match_notices::table
        .inner_join(listings::table.on(listings::id.eq(match_notices::offer_id)))
        .filter(match_notices::request_id.eq(request))
        .select(listings::member_id)
        .load(conn)?;
    Ok(told.into_iter().chain(matched).collect())
}

pub(super) fn insert_skill_notice(
    conn: &mut Conn,
    request: ListingId,
    member: MemberId,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(skill_notices::table)
        .values((
            skill_notices::request_id.eq(request),
            skill_notices::member_id.eq(member),
            skill_notices::noticed_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}
