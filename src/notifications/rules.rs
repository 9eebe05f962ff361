//! What may be sent, when it is tried again, and when the daily summary goes out: decisions without a database.

use chrono::{Days, NaiveTime, TimeZone};

use super::model::{Kind, Mode, SkipReason};
use crate::kernel::clock::Moment;
use crate::members::MembershipStatus;
use crate::members::contacts::Contact;

/// Mails at once that one member gets in 24 hours; the rest waits for the daily summary.
pub const INSTANT_MAX_PER_DAY: i64 = 30;
/// Suggestions at once that one member gets in 24 hours unless they choose another number.
pub const SUGGESTIONS_MAX_PER_DAY: i64 = 3;
/// After so many refusals for good an address gets no more mail until it is confirmed anew.
pub const BOUNCES_MAX: i64 = 3;
/// Tries of one mail: with [`backoff_minutes`] the last is about three days after the first.
pub const ATTEMPTS_MAX: i64 = 20;
/// Hour of the daily summary, in the community's time zone.
const SUMMARY_HOUR: u32 = 7;

/// What is known when a mail is decided on.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    pub kind: Kind,
    /// `None` when the member is gone.
    pub contact: Option<&'a Contact>,
    /// Where the member stands in the ecosystem the news comes from, if it comes from one and they belong to it.
    pub standing: Option<MembershipStatus>,
    /// What the member chose, or the kind's default.
    pub preference: Mode,
    /// Mails at once in the last 24 hours.
    pub instant_today: i64,
    /// Of these, suggestions, and how many the member wants at most.
    pub suggestions: Suggestions,
    /// Whether the news itself waits for the daily summary.
    pub at_most_daily: bool,
}

/// How much of its daily measure of suggestions a member has had.
#[derive(Debug, Clone, Copy)]
pub struct Suggestions {
    pub today: i64,
    pub max_per_day: i64,
}

impl Default for Suggestions {
    fn default() -> Self {
        Suggestions {
            today: 0,
            max_per_day: SUGGESTIONS_MAX_PER_DAY,
        }
    }
}

/// Whether a mail goes out, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Instant,
    Daily,
    Skip(SkipReason),
}

/// The one decision "may this be sent". The first reason against it, in this order, is the one that is kept: erased,
/// no address, (account mails go out here), left, suspended, not confirmed, bouncing, switched off.
pub fn decide(case: &Case<'_>) -> Decision {
    let Some(contact) = case.contact.filter(|c| c.erased_at.is_none()) else {
        return Decision::Skip(SkipReason::Erased);
    };
    if contact.email.is_none() {
        return Decision::Skip(SkipReason::NoAddress);
    }
    if case.kind.is_account() {
        return Decision::Instant;
    }
    match case.standing {
        Some(MembershipStatus::Left) => return Decision::Skip(SkipReason::Left),
        Some(MembershipStatus::Suspended) => return Decision::Skip(SkipReason::Suspended),
        Some(MembershipStatus::Applicant | MembershipStatus::Active) | None => {}
    }
    if contact.email_verified_at.is_none() {
        return Decision::Skip(SkipReason::Unconfirmed);
    }
    if contact.bounce_score >= BOUNCES_MAX {
        return Decision::Skip(SkipReason::Bouncing);
    }
    let spec = case.kind.spec();
    let chosen = if spec.modes.contains(&case.preference) {
        case.preference
    } else {
        spec.default
    };
    match chosen {
        Mode::Off => Decision::Skip(SkipReason::PreferenceOff),
        Mode::Daily => Decision::Daily,
        Mode::Instant if case.at_most_daily || case.instant_today >= INSTANT_MAX_PER_DAY => Decision::Daily,
        Mode::Instant if is_enough(case) => Decision::Daily,
        Mode::Instant => Decision::Instant,
    }
}

/// Whether the member has had as many suggestions today as they want at once.
fn is_enough(case: &Case<'_>) -> bool {
    Kind::SUGGESTIONS.contains(&case.kind) && case.suggestions.today >= case.suggestions.max_per_day
}

/// Minutes before the next try after `attempts` failed ones: 1, 2, 4 … up to six hours.
pub fn backoff_minutes(attempts: i64) -> i64 {
    (1i64 << (attempts.clamp(1, 10) - 1)).min(360)
}

/// The next summary strictly after `now`: seven in the morning of the zone, or the first minute after where the clocks
/// jump over it.
pub fn next_summary(now: Moment, zone: chrono_tz::Tz) -> Moment {
    let seven = NaiveTime::from_hms_opt(SUMMARY_HOUR, 0, 0).unwrap_or_default();
    let mut day = now.date_in(zone);
    loop {
        let at = zone
            .from_local_datetime(&day.and_time(seven))
            .earliest()
            .map(|t| Moment::from_naive_utc(t.naive_utc()));
        match at {
            Some(at) if at > now => return at,
            _ => day = day.checked_add_days(Days::new(1)).unwrap_or(day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use crate::kernel::ids::MemberId;

    fn at(text: &str) -> Moment {
        Moment::parse_rfc3339(text).unwrap()
    }

    fn contact() -> Contact {
        let now = at("2026-11-22T08:00:00Z");
        Contact {
            member_id: MemberId::new(now),
            display_name: "Ana".into(),
            email: Some("ana@exemple.fr".into()),
            email_verified_at: Some(now),
            locale: Locale::Fr,
            bounce_score: 0,
            erased_at: None,
        }
    }

    fn decided(kind: Kind, contact: &Contact, preference: Mode) -> Decision {
        decide(&Case {
            kind,
            contact: Some(contact),
            standing: Some(MembershipStatus::Active),
            preference,
            instant_today: 0,
            suggestions: Suggestions::default(),
            at_most_daily: false,
        })
    }

    #[test]
    fn each_reason_against_sending() {
        use SkipReason::*;
        let fine = contact();
        let vote = Kind::VoteOpened;
        assert_eq!(decided(vote, &fine, Mode::Instant), Decision::Instant);
        assert_eq!(decided(vote, &fine, Mode::Daily), Decision::Daily);
        assert_eq!(decided(vote, &fine, Mode::Off), Decision::Skip(PreferenceOff));
        let changed = |f: fn(&mut Contact)| {
            let mut contact = contact();
            f(&mut contact);
            contact
        };
        for (contact, reason) in [
            (changed(|c| c.email = None), NoAddress),
            (changed(|c| c.email_verified_at = None), Unconfirmed),
            (changed(|c| c.bounce_score = 3), Bouncing),
            (changed(|c| c.erased_at = c.email_verified_at), Erased),
        ] {
            assert_eq!(decided(vote, &contact, Mode::Instant), Decision::Skip(reason));
        }
        for (standing, reason) in [
            (MembershipStatus::Left, Left),
            (MembershipStatus::Suspended, Suspended),
        ] {
            let case = Case {
                kind: vote,
                contact: Some(&fine),
                standing: Some(standing),
                preference: Mode::Instant,
                instant_today: 0,
                suggestions: Suggestions::default(),
                at_most_daily: false,
            };
            assert_eq!(decide(&case), Decision::Skip(reason));
        }
        let case = Case {
            kind: vote,
            contact: Some(&fine),
            standing: None,
            preference: Mode::Instant,
            instant_today: 30,
            suggestions: Suggestions::default(),
            at_most_daily: false,
        };
        assert_eq!(decide(&case), Decision::Daily);
        assert_eq!(
            decide(&Case {
                contact: None,
                ..case
            }),
            Decision::Skip(Erased)
        );
    }

    #[test]
    fn suggestions_have_a_measure_of_their_own() {
        let fine = contact();
        let decided = |kind, today, max_per_day, at_most_daily| {
            decide(&Case {
                kind,
                contact: Some(&fine),
                standing: Some(MembershipStatus::Active),
                preference: Mode::Instant,
                instant_today: today,
                suggestions: Suggestions { today, max_per_day },
                at_most_daily,
            })
        };
        for kind in [Kind::MatchFound, Kind::SavedSearch] {
            assert_eq!(decided(kind, 2, 3, false), Decision::Instant);
            assert_eq!(decided(kind, 3, 3, false), Decision::Daily);
            assert_eq!(decided(kind, 0, 0, false), Decision::Daily);
            assert_eq!(decided(kind, 0, 3, true), Decision::Daily);
        }
        assert_eq!(decided(Kind::VoteOpened, 9, 3, false), Decision::Instant);
        assert_eq!(decided(Kind::MatchFound, 30, 100, false), Decision::Daily);
    }

    #[test]
    fn account_and_credit_mails_cannot_be_switched_off() {
        let mut unconfirmed = contact();
        unconfirmed.email_verified_at = None;
        unconfirmed.bounce_score = 9;
        assert_eq!(
            decided(Kind::AccountPasswordReset, &unconfirmed, Mode::Off),
            Decision::Instant
        );
        assert_eq!(
            decided(Kind::HoursWarning, &contact(), Mode::Off),
            Decision::Instant
        );
    }

    #[test]
    fn tries_span_three_days() {
        let total: i64 = (1..ATTEMPTS_MAX).map(backoff_minutes).sum();
        assert!((3 * 1440 - 400..=3 * 1440 + 400).contains(&total), "{total}");
        assert_eq!(
            (backoff_minutes(1), backoff_minutes(2), backoff_minutes(30)),
            (1, 2, 360)
        );
    }

    #[test]
    fn the_summary_goes_out_at_seven() {
        let paris = chrono_tz::Europe::Paris;
        for (now, next) in [
            ("2026-11-22T05:59:59Z", "2026-11-22T06:00:00Z"),
            ("2026-11-22T06:00:00Z", "2026-11-23T06:00:00Z"),
            ("2026-11-22T18:00:00Z", "2026-11-23T06:00:00Z"),
            ("2027-03-27T18:00:00Z", "2027-03-28T05:00:00Z"),
        ] {
            assert_eq!(next_summary(at(now), paris), at(next), "{now}");
        }
    }
}
