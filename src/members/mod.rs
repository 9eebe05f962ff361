//! Floor 2, members: people, their memberships, colleges and mandates, how they prove who they are, and the one
//! permission table. Owns `ecosystems, members, colleges, memberships, mandates, sessions, refresh_tokens,
//! one_time_tokens, login_throttles, audit_log, ecosystem_links, member_blocks`.
//!
//! Others may call: [`enter`] (from a login to an [`Actor`]), [`login`] and [`recover`] (proving who one is),
//! [`register`], [`memberships`], [`mandates`], [`colleges`], [`links`] (between ecosystems), [`audit`] (what was done
//! with mandates), [`blocks`] (who is kept apart), [`profile`], [`directory`], [`founding`], [`mint_token`] (mails), [`list_voters`], [`is_voter`], [`list_names`] and
//! [`record_audit`].

mod actor;
mod address;
pub mod audit;
pub mod blocks;
pub mod colleges;
pub mod contacts;
pub mod directory;
pub mod enter;
mod events;
pub mod founding;
mod import;
pub mod links;
pub mod login;
pub mod mandates;
pub mod memberships;
mod model;
pub mod passwords;
pub mod permissions;
pub mod profile;
pub mod recover;
pub mod register;
mod store;
pub mod throttle;
mod tokens;
mod voters;

pub use actor::{Actor, MembershipStatus};
pub use address::{find_by_number, give_email};
pub use audit::record_audit;
pub use enter::Person;
pub use events::{
    Admitted, Applied, CollegeChanged, Left, MandateEnded, MandateEnding, PasswordChanged,
    PasswordResetRequested, Registered, RegistrationRepeated,
};
pub use import::{ImportObstacles, ImportedMember, find_import_obstacles, import_member};
pub use model::*;
pub use permissions::{Permission, Role};
pub use tokens::{hash as hash_token, mint as mint_token};
pub use voters::{Voter, find_active_college, is_voter, list_names, list_voters};

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

/// The person of an address, folded.
pub fn find_by_email(conn: &mut Conn, folded: &str) -> Result<Option<MemberId>> {
    store::find_by_email(conn, folded)
}

/// Removes counters and tokens past their time; the worker calls it now and then.
pub fn sweep(conn: &mut Conn, now: Moment) -> Result<usize> {
    store::sweep(conn, now)
}
