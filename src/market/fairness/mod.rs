//! Fairness as the last step of a ranking: who comes first among offers that answer about equally well, and why. The
//! formulae stand in [`rules`]; what they weigh is in the rulebook, so a vote changes it or switches it off. Owns
//! `exposures, fairness_editions`.
//!
//! Each process keeps an [`Exposure`]: what its rankings showed, added to the database every few seconds by
//! [`add`]. A crash loses those seconds, which shifts an average of weeks by nothing that anybody could see; in return
//! no search writes. Every five minutes [`collect_edition`] and [`make_edition`] write down what is known of the authors of a community. All
//! processes rank by the newest edition, and the pages of a list by that of its first page, whose number their cursor
//! carries: so nothing stands twice or nowhere because the second page was asked for later or of another process.
//!
//! Others may call: [`View`] (one list, for search and matching), [`Exposure`] (the doors keep one), [`add`] (the doors,
//! now and then), [`collect_edition`] and [`make_edition`] (the worker), [`find_attention`] (a member's own data), [`Settings`] and [`rules`] (the simulation).

mod edition;
mod exposure;
pub mod rules;
mod settings;
mod store;
mod view;

pub use edition::{NewEdition, collect_edition, make_edition};
pub use exposure::{Collected, Exposure, add};
pub use rules::Reason;
pub use settings::Settings;
pub use view::{Ranked, View};

use crate::db::Conn;
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId};

/// The attention that a member's offers got and were due, in millionths of being shown at the first place, as it had faded
/// at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attention {
    pub shown_micro: i64,
    pub due_micro: i64,
    pub as_of: Moment,
}

/// What is stored of the attention to a member's offers; `None` while nothing is.
pub fn find_attention(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
) -> Result<Option<Attention>> {
    let found = store::list_exposures_of(conn, ecosystem, &[member])?.remove(&member);
    Ok(found.map(|row| Attention {
        shown_micro: row.shown_micro,
        due_micro: row.due_micro,
        as_of: row.as_of,
    }))
}

impl Reason {
    /// Stable word.
    pub fn code(self) -> &'static str {
        match self {
            Reason::Newcomer => "newcomer",
            Reason::LittleSeen => "little_seen",
            Reason::NeedsHours => "needs_hours",
            Reason::SeenOften => "seen_often",
            Reason::OthersMoved => "others_moved",
        }
    }

    /// Whether it brought a listing further up; those are told on pages.
    pub fn is_lift(self) -> bool {
        matches!(self, Reason::Newcomer | Reason::LittleSeen | Reason::NeedsHours)
    }

    /// The reason in words.
    pub fn text(self, locale: Locale) -> String {
        i18n::text(locale, &format!("fairness-{}", self.code().replace('_', "-")))
    }
}
