//! SQL of matching.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::match_notices;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ListingId;

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
