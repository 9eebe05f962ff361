//! What is shown of a team, and what speaks for it in words.

use chrono::NaiveDate;

use crate::i18n::{self, Arg, Locale};
use crate::kernel::ids::MemberId;
use crate::market::{DAY_MINUTES, Listing, Role, Slot, SlotDay};
use crate::matching::model::{Reason, clock, day_in_words};

/// Teams proposed for a request, the best first.
#[derive(Debug, Clone)]
pub struct Teams {
    pub request: Listing,
    /// How many offers could take each role, in the order of the roles.
    pub candidates: Vec<usize>,
    pub items: Vec<TeamView>,
    /// False where the search ended at its limit, so that better teams may exist.
    pub is_complete: bool,
}

/// A team as it is shown.
#[derive(Debug, Clone)]
pub struct TeamView {
    /// 0 to 1.
    pub score: f64,
    /// In the order of the roles.
    pub seats: Vec<Seat>,
    pub open: Vec<OpenRole>,
    /// When all who name times are free, the longest first.
    pub together: Vec<Slot>,
    /// Kilometres between the two farthest, the place of the request among them.
    pub largest_km: Option<f64>,
    /// What speaks for the team as a whole.
    pub reasons: Vec<TeamReason>,
}

/// A role and the offer that takes it.
#[derive(Debug, Clone)]
pub struct Seat {
    /// Position of the role, from 1.
    pub position: usize,
    pub role: Role,
    pub offer: Listing,
    pub member_id: MemberId,
    /// How well the offer answers the role, 0 to 1.
    pub relevance: f64,
    /// What was found in the offer and what it accepts; no words where it only means the same.
    pub reasons: Vec<Reason>,
}

/// A role that nobody of the team takes.
#[derive(Debug, Clone)]
pub struct OpenRole {
    /// From 1.
    pub position: usize,
    pub role: Role,
}

/// One thing to know of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamReason {
    /// Everybody helps at a distance.
    Remote,
    /// Between the two farthest, to the next whole kilometre.
    LargestDistanceKm { km: i64 },
    /// All who name times are free then.
    FreeTogether { slot: Slot },
    /// They name times, but none in common.
    NoCommonTime,
    /// So many members name no times.
    TimesToAgree { members: usize },
}

impl TeamReason {
    /// Stable word.
    pub fn code(&self) -> &'static str {
        match self {
            TeamReason::Remote => "remote",
            TeamReason::LargestDistanceKm { .. } => "largest_distance_km",
            TeamReason::FreeTogether { .. } => "free_together",
            TeamReason::NoCommonTime => "no_common_time",
            TeamReason::TimesToAgree { .. } => "times_to_agree",
        }
    }

    /// In words.
    pub fn text(&self, locale: Locale) -> String {
        let say = |key: &str, args: &[(&str, Arg)]| i18n::text_with(locale, key, args);
        match self {
            TeamReason::Remote => say("team-remote", &[]),
            TeamReason::LargestDistanceKm { km: 0 } => say("team-very-near", &[]),
            TeamReason::LargestDistanceKm { km } => say("team-largest-distance", &[("km", km.into())]),
            TeamReason::FreeTogether { slot } => free_together(locale, slot),
            TeamReason::NoCommonTime => say("team-no-common-time", &[]),
            TeamReason::TimesToAgree { members } => {
                say("team-times-to-agree", &[("count", (*members).into())])
            }
        }
    }
}

/// `tous libres mardi 18 h–21 h`.
fn free_together(locale: Locale, slot: &Slot) -> String {
    let date: Option<NaiveDate> = match slot.day {
        SlotDay::Date(date) => Some(date),
        SlotDay::Weekday(_) => None,
    };
    let day = day_in_words(locale, slot.day.weekday(), date);
    if (slot.from_minute, slot.to_minute) == (0, DAY_MINUTES) {
        return i18n::text_with(locale, "team-free-all-day", &[("day", day.into())]);
    }
    let args = [
        ("day", day.into()),
        ("from", clock(locale, slot.from_minute).into()),
        ("to", clock(locale, slot.to_minute).into()),
    ];
    i18n::text_with(locale, "team-free-at", &args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::rules::parse_slot_text;

    #[test]
    fn reasons_read_like_sentences() {
        let slot = parse_slot_text("sat 14:00-17:30").unwrap();
        let free = TeamReason::FreeTogether { slot };
        assert_eq!(free.text(Locale::Fr), "toutes et tous libres samedi 14 h–17 h 30");
        assert_eq!(free.text(Locale::En), "all free Saturday 14:00–17:30");
        let open = TeamReason::TimesToAgree { members: 1 };
        assert_eq!(open.text(Locale::En), "times to agree with one member");
        let far = TeamReason::LargestDistanceKm { km: 7 };
        assert_eq!(far.text(Locale::Fr), "7 km entre les plus éloignés");
    }
}
