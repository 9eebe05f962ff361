//! Dates and times as databases and people write them.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::kernel::clock::Moment;

/// A time with its zone in front of which a blank stands (`2015-03-02 10:00:00 +0100`, `… +01`, `… UTC`), or a local one.
const WITH_OFFSET: &[&str] = &[
    "%Y-%m-%d %H:%M:%S%.f %z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M%#z",
];
const LOCAL: &[&str] = &[
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
];
const DAYS: &[&str] = &["%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d"];

/// A moment; where the text names no zone it is read in `zone`, a day alone is its first instant there.
pub fn moment(text: &str, zone: Tz) -> Option<Moment> {
    let text = text.trim();
    let (text, zone) = match text.strip_suffix(" UTC").or_else(|| text.strip_suffix('Z')) {
        Some(utc) => (utc, Tz::UTC),
        None => (text, zone),
    };
    for format in WITH_OFFSET {
        if let Ok(at) = DateTime::parse_from_str(text, format) {
            return plausible(at.naive_utc());
        }
    }
    for format in LOCAL {
        if let Ok(at) = NaiveDateTime::parse_from_str(text, format) {
            return local(at, zone);
        }
    }
    for format in DAYS {
        if let Ok(day) = NaiveDate::parse_from_str(text, format) {
            return local(day.and_time(NaiveTime::MIN), zone);
        }
    }
    None
}

/// The calendar day of a date or a time in `zone`.
pub fn day(text: &str, zone: Tz) -> Option<NaiveDate> {
    moment(text, zone).map(|at| at.date_in(zone))
}

/// The earlier of two readings when clocks go back, an hour on when they go forward.
fn local(at: NaiveDateTime, zone: Tz) -> Option<Moment> {
    let read = |at: NaiveDateTime| zone.from_local_datetime(&at).earliest();
    let at = read(at).or_else(|| read(at.checked_add_signed(TimeDelta::hours(1))?))?;
    plausible(at.naive_utc())
}

fn plausible(at: NaiveDateTime) -> Option<Moment> {
    (1900..=2999)
        .contains(&at.year())
        .then(|| Moment::from_naive_utc(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form() {
        let zone = chrono_tz::Europe::Paris;
        for (text, expected) in [
            ("2015-03-02", "2015-03-01T23:00:00Z"),
            ("02/03/2015", "2015-03-01T23:00:00Z"),
            ("2015-03-02 10:00:00", "2015-03-02T09:00:00Z"),
            ("2015-07-02 10:00", "2015-07-02T08:00:00Z"),
            ("2015-03-02 10:00:00 UTC", "2015-03-02T10:00:00Z"),
            ("2015-03-02T10:00:00Z", "2015-03-02T10:00:00Z"),
            ("2015-03-02 10:00:00.123456+00", "2015-03-02T10:00:00.123456Z"),
            ("2015-03-02 10:00:00 +0200", "2015-03-02T08:00:00Z"),
            ("2015-03-02T10:00:00+02:00", "2015-03-02T08:00:00Z"),
            // The hour that clocks skip.
            ("2015-03-29 02:30:00", "2015-03-29T01:30:00Z"),
        ] {
            let read = moment(text, zone).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(read.to_rfc3339(), expected, "{text}");
        }
        for text in ["", "yesterday", "2015-13-01", "0015-03-02", "2015-02-30", "12345"] {
            assert_eq!(moment(text, zone), None, "{text}");
        }
        assert_eq!(day("2015-03-02", zone), NaiveDate::from_ymd_opt(2015, 3, 2));
    }
}
