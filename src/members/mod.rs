//! Floor 2, members: people, their memberships, colleges and mandates, how they prove who they are, and the one
//! permission table. Owns `ecosystems, members, colleges, memberships, mandates, sessions, refresh_tokens,
//! one_time_tokens, login_throttles, audit_log`.

mod actor;
mod audit;
pub mod enter;
pub mod passwords;
pub mod permissions;
mod store;
mod voters;

pub use actor::{Actor, MembershipStatus};
pub use audit::record_audit;
pub use enter::Person;
pub use permissions::{Permission, Role};
pub use voters::{Voter, list_names, list_voters};

use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId};

/// The ecosystem of a slug, if there is one.
pub fn find_ecosystem_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<EcosystemId>> {
    store::find_ecosystem_id(conn, slug)
}

/// The name of the oldest ecosystem: what strangers see above the pages.
pub fn find_oldest_ecosystem_name(conn: &mut Conn) -> Result<Option<String>> {
    store::find_oldest_ecosystem_name(conn)
}

/// Sets the language a member reads.
pub fn set_locale(conn: &mut Conn, member: MemberId, locale: Locale, now: Moment) -> Result<()> {
    store::update_locale(conn, member, locale, now)
}
