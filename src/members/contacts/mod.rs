//! How members are reached, for the news on floor 6: address, language, standing. Nothing here decides whether anybody
//! is written to.

mod store;

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{MembershipStatus, Role};
use crate::db::Conn;
use crate::db::schema::members;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{EcosystemId, MemberId};

/// Members looked up in one statement at most, far below the number of parameters a statement may have.
const PORTION: usize = 500;

/// A member as mails see them.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = members)]
pub struct Contact {
    #[diesel(column_name = id)]
    pub member_id: MemberId,
    pub display_name: String,
    pub email: Option<String>,
    pub email_verified_at: Option<Moment>,
    pub locale: Locale,
    /// Mails to this address that were refused for good since it was last confirmed.
    pub bounce_score: i64,
    pub erased_at: Option<Moment>,
}

/// An ecosystem as mails see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Community {
    pub id: EcosystemId,
    pub slug: String,
    pub name: String,
    pub time_zone: chrono_tz::Tz,
}

/// The contacts of these members; ids of nobody are left out.
pub fn list(conn: &mut Conn, ids: &[MemberId]) -> Result<BTreeMap<MemberId, Contact>> {
    let mut found = BTreeMap::new();
    for portion in ids.chunks(PORTION) {
        found.extend(
            store::list(conn, portion)?
                .into_iter()
                .map(|contact| (contact.member_id, contact)),
        );
    }
    Ok(found)
}

/// The contact of one member.
pub fn find(conn: &mut Conn, id: MemberId) -> Result<Option<Contact>> {
    Ok(list(conn, &[id])?.remove(&id))
}

/// Where these members stand in an ecosystem; who has no membership there is left out.
pub fn list_standings(
    conn: &mut Conn,
    ids: &[MemberId],
    ecosystem: EcosystemId,
) -> Result<BTreeMap<MemberId, MembershipStatus>> {
    let mut found = BTreeMap::new();
    for portion in ids.chunks(PORTION) {
        found.extend(store::list_standings(conn, portion, ecosystem)?);
    }
    Ok(found)
}

/// Active members who hold a role at `now`.
pub fn list_holders(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    role: Role,
    now: Moment,
) -> Result<Vec<MemberId>> {
    store::list_holders(conn, ecosystem, role, now)
}

/// Every active member of an ecosystem.
pub fn list_active(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<MemberId>> {
    store::list_active(conn, ecosystem)
}

/// The ecosystem, if there is one.
pub fn find_community(conn: &mut Conn, id: EcosystemId) -> Result<Option<Community>> {
    let Some((slug, name, zone)) = store::find_community(conn, id)? else {
        return Ok(None);
    };
    let time_zone = zone
        .parse()
        .map_err(|_| Error::internal(format!("unknown time zone {zone}")))?;
    Ok(Some(Community {
        id,
        slug,
        name,
        time_zone,
    }))
}

/// A mail to this address was refused for good.
pub fn add_bounce(conn: &mut Conn, member: MemberId) -> Result<()> {
    store::add_bounce(conn, member)
}

/// The address works again: it was confirmed anew, or the operator says so.
pub fn clear_bounces(conn: &mut Conn, member: MemberId) -> Result<()> {
    store::clear_bounces(conn, member)
}
