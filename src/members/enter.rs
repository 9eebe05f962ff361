//! From a proof of login to an [`Actor`]: the session must live, the membership is read fresh.

use super::actor::Actor;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId, SessionId};

/// A logged-in person, before it is known in which ecosystem they act.
#[derive(Debug, Clone)]
pub struct Person {
    pub member_id: MemberId,
    pub session_id: SessionId,
    pub display_name: String,
    pub locale: crate::i18n::Locale,
}

/// The person behind a live session named by id (API). Refused when it was revoked, has expired or is another's.
pub fn by_session(conn: &mut Conn, session: SessionId, member: MemberId, now: Moment) -> Result<Person> {
    let found = store::find_live_session(conn, session, now)?;
    match found {
        Some(person) if person.member_id == member => Ok(person),
        _ => Err(Refusal::unauthenticated("token-invalid").into()),
    }
}

/// The person behind a live page session, by the hash of its cookie; `None` when nobody is logged in.
pub fn by_cookie(conn: &mut Conn, token_hash: &[u8], now: Moment) -> Result<Option<Person>> {
    store::find_live_page_session(conn, token_hash, now)
}

/// The ecosystem a person acts in: the one named by slug, or the first they joined and did not leave.
pub fn find_ecosystem(conn: &mut Conn, member: MemberId, slug: Option<&str>) -> Result<Option<EcosystemId>> {
    match slug {
        Some(slug) => match store::find_ecosystem_id(conn, slug)? {
            Some(id) => Ok(Some(id)),
            None => Err(Refusal::invalid("ecosystem-unknown", "X-Ecosystem").into()),
        },
        None => store::find_first_ecosystem(conn, member),
    }
}

/// The person as they act in an ecosystem; refused where they have no membership there.
pub fn as_actor(conn: &mut Conn, person: &Person, ecosystem: EcosystemId, now: Moment) -> Result<Actor> {
    store::find_actor(conn, person.member_id, ecosystem, now)?
        .ok_or_else(|| Refusal::forbidden("not-a-member").into())
}

/// The member as they would act now, for a personal key that stands in for a login; none without a membership there.
pub fn by_membership(
    conn: &mut Conn,
    member: MemberId,
    ecosystem: EcosystemId,
    now: Moment,
) -> Result<Option<Actor>> {
    store::find_actor(conn, member, ecosystem, now)
}
