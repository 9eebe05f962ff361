//! Pure decisions of the market: what a listing may say, when slots meet, how long a listing lives.

use chrono::{Datelike, Days, NaiveDate};

use super::model::{
    DAY_MINUTES, ListingFields, ListingPlace, PlaceInput, Slot, SlotDay, SlotInput, SlotParts, Terms,
    TermsInput, WEEKDAYS,
};
use super::text;
use crate::kernel::errors::Refusal;
use crate::kernel::minutes::MINUTES_MAX;
use crate::kernel::names;
use crate::kernel::place::Pin;

pub const TITLE_MAX: usize = 120;
pub const DESCRIPTION_MAX: usize = 5_000;
pub const SKILLS_MAX: usize = 20;
pub const SLOTS_MAX: usize = 40;
pub const PLACE_LABEL_MAX: usize = 120;
pub const RADIUS_KM_MAX: i64 = 1_000;

/// The texts of a listing, checked.
pub fn parse_texts(fields: &ListingFields) -> Result<(String, String), Refusal> {
    let title = names::line("title", &fields.title, TITLE_MAX)?;
    let description = names::optional_paragraphs("description", Some(&fields.description), DESCRIPTION_MAX)?;
    Ok((title, description.unwrap_or_default()))
}

/// What is accepted in return: at least one of gift, time and money.
pub fn parse_terms(terms: &TermsInput) -> Result<Terms, Refusal> {
    if let Some(minutes) = terms.time_minutes
        && !(1..=MINUTES_MAX).contains(&minutes)
    {
        return Err(Refusal::invalid("minutes-out-of-range", "terms.time_minutes").with("max", MINUTES_MAX));
    }
    let money_cents = match &terms.money {
        None => None,
        Some(money) => Some(money.to_cents("terms.money")?),
    };
    if money_cents == Some(0) {
        return Err(Refusal::invalid("money-invalid", "terms.money"));
    }
    let terms = Terms {
        gift: terms.gift,
        time_minutes: terms.time_minutes,
        money_cents,
    };
    if terms.accepted().is_empty() {
        return Err(Refusal::invalid("terms-missing", "terms"));
    }
    Ok(terms)
}

/// A place: nothing at all is no place; a pin is both coordinates, and a radius needs a pin.
pub fn parse_place(place: Option<&PlaceInput>) -> Result<Option<ListingPlace>, Refusal> {
    let Some(place) = place else { return Ok(None) };
    let label = names::optional_line("place.label", place.label.as_deref(), PLACE_LABEL_MAX)?;
    let pin = match (place.lat, place.lon) {
        (Some(lat), Some(lon)) => Some(Pin::parse(lat, lon, "place")?),
        (None, None) => None,
        (Some(_), None) => return Err(Refusal::invalid("place-half", "place.lon")),
        (None, Some(_)) => return Err(Refusal::invalid("place-half", "place.lat")),
    };
    if let Some(radius) = place.radius_km
        && !(1..=RADIUS_KM_MAX).contains(&radius)
    {
        return Err(Refusal::invalid("radius-out-of-range", "place.radius_km").with("max", RADIUS_KM_MAX));
    }
    if label.is_none() && pin.is_none() {
        return Ok(None);
    }
    Ok(Some(ListingPlace {
        label,
        pin,
        radius_km: place.radius_km,
    }))
}

/// All slots, in order, each once.
pub fn parse_slots(inputs: &[SlotInput]) -> Result<Vec<Slot>, Refusal> {
    if inputs.len() > SLOTS_MAX {
        return Err(Refusal::invalid("too-many", "availability").with("max", SLOTS_MAX));
    }
    let mut slots = Vec::with_capacity(inputs.len());
    for (position, input) in inputs.iter().enumerate() {
        let slot = match input {
            SlotInput::Text(text) => parse_slot_text(text),
            SlotInput::Parts(parts) => parse_slot_parts(parts),
        };
        slots
            .push(slot.ok_or_else(|| Refusal::invalid("slot-invalid", format!("availability[{position}]")))?);
    }
    slots.sort_unstable();
    slots.dedup();
    Ok(slots)
}

fn parse_slot_parts(parts: &SlotParts) -> Option<Slot> {
    let day = match (filled(&parts.weekday), filled(&parts.date)) {
        (Some(weekday), None) => SlotDay::Weekday(parse_weekday(weekday)?),
        (None, Some(date)) => SlotDay::Date(date.parse().ok()?),
        _ => return None,
    };
    match (filled(&parts.from), filled(&parts.to)) {
        (None, None) => Some(whole_day(day)),
        (Some(from), Some(to)) => between(day, parse_clock(from)?, parse_clock(to)?),
        (Some(from), None) => between(day, parse_clock(from)?, DAY_MINUTES),
        (None, Some(to)) => between(day, 0, parse_clock(to)?),
    }
}

fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|t| !t.is_empty())
}

/// `tue 18:00-21:00`, `2026-11-24 18h-21h`, `mardi`, `2026-11-24`.
pub fn parse_slot_text(text: &str) -> Option<Slot> {
    let folded = text::fold(text.trim()).replace(['–', '—', '−'], "-");
    let (day, hours) = match folded.split_once(char::is_whitespace) {
        Some((day, hours)) => (day.to_string(), hours.replace(' ', "")),
        None => (folded, String::new()),
    };
    let day = match parse_weekday(&day) {
        Some(weekday) => SlotDay::Weekday(weekday),
        None => SlotDay::Date(day.parse().ok()?),
    };
    if hours.is_empty() {
        return Some(whole_day(day));
    }
    let (from, to) = hours.split_once('-')?;
    between(day, parse_clock(from)?, parse_clock(to)?)
}

fn whole_day(day: SlotDay) -> Slot {
    Slot {
        day,
        from_minute: 0,
        to_minute: DAY_MINUTES,
    }
}

fn between(day: SlotDay, from_minute: i64, to_minute: i64) -> Option<Slot> {
    // "18:00-00:00" means until midnight.
    let to_minute = if to_minute == 0 { DAY_MINUTES } else { to_minute };
    (from_minute < to_minute).then_some(Slot {
        day,
        from_minute,
        to_minute,
    })
}

/// 1 (Monday) to 7 (Sunday) from a name or its beginning, in English or French.
pub fn parse_weekday(word: &str) -> Option<i64> {
    const NAMES: [[&str; 2]; 7] = [
        ["monday", "lundi"],
        ["tuesday", "mardi"],
        ["wednesday", "mercredi"],
        ["thursday", "jeudi"],
        ["friday", "vendredi"],
        ["saturday", "samedi"],
        ["sunday", "dimanche"],
    ];
    let word = text::fold(word.trim());
    let word = word.trim_end_matches('.');
    if let Some(position) = WEEKDAYS.iter().position(|w| *w == word) {
        return Some(position as i64 + 1);
    }
    let matches = |names: &[&str; 2]| names.iter().any(|name| word.len() >= 3 && name.starts_with(word));
    NAMES.iter().position(matches).map(|n| n as i64 + 1)
}

/// Minutes since midnight of `18:00`, `18h30`, `18h`, `18` or `24:00`.
pub fn parse_clock(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let (hours, minutes) = match text.split_once([':', 'h']) {
        Some((hours, "")) => (hours, "0"),
        Some((hours, minutes)) => (hours, minutes.split(':').next().unwrap_or("0")),
        None => (text.as_str(), "0"),
    };
    let digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60 && hours * 60 + minutes <= DAY_MINUTES).then_some(hours * 60 + minutes)
}

/// Where a listing is and how far from there somebody travels for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Travel {
    pub pin: Option<Pin>,
    pub radius_km: Option<i64>,
    /// Whether it may be done at a distance.
    pub remote: bool,
}

/// Kilometres in a degree of latitude, a little less than anywhere on Earth.
const DEGREE_KM: f64 = 110.5;

impl Travel {
    /// Whether distance does not keep two listings apart: both may be done at a distance, or the pins lie at most as far
    /// apart as the larger of the two radii (one of the two travels). Who names no pin, or both no radius, is not kept out.
    pub fn meets(&self, other: &Travel) -> bool {
        if self.remote && other.remote {
            return true;
        }
        match (self.pin, other.pin, self.radius_km.max(other.radius_km)) {
            (Some(here), Some(there), Some(km)) => {
                let north = (here.lat_micro - there.lat_micro).abs() as f64 * 1e-6 * DEGREE_KM;
                // Most are told by their latitude alone.
                north <= km as f64 && here.distance_km(there) <= km as f64
            }
            _ => true,
        }
    }
}

/// The stretch in which both are free, on the same day: a weekday meets every date of that weekday. `None` when they
/// do not meet. The day of the result is the more precise of the two.
pub fn overlap(one: &Slot, other: &Slot) -> Option<Slot> {
    let day = match (one.day, other.day) {
        (SlotDay::Date(a), SlotDay::Date(b)) => (a == b).then_some(one.day)?,
        (SlotDay::Weekday(a), SlotDay::Weekday(b)) => (a == b).then_some(one.day)?,
        (SlotDay::Date(date), SlotDay::Weekday(n)) | (SlotDay::Weekday(n), SlotDay::Date(date)) => {
            (i64::from(date.weekday().number_from_monday()) == n).then_some(SlotDay::Date(date))?
        }
    };
    between(
        day,
        one.from_minute.max(other.from_minute),
        one.to_minute.min(other.to_minute),
    )
}

/// The last day of a listing: the given one, not before `today` and at most `life_days` after it, else the latest.
pub fn parse_expiry(
    given: Option<NaiveDate>,
    today: NaiveDate,
    life_days: i64,
) -> Result<NaiveDate, Refusal> {
    let latest = latest_expiry(today, life_days);
    match given {
        None => Ok(latest),
        Some(day) if day < today => Err(Refusal::invalid("date-past", "expires_on")),
        Some(day) if day > latest => Err(Refusal::invalid("expiry-too-late", "expires_on")
            .with("latest", latest)
            .with("days", life_days)),
        Some(day) => Ok(day),
    }
}

/// The latest day a listing published `today` may be shown.
pub fn latest_expiry(today: NaiveDate, life_days: i64) -> NaiveDate {
    today
        .checked_add_days(Days::new(life_days.max(0) as u64))
        .unwrap_or(today)
}

/// A language as two or three letters.
pub fn parse_language(given: Option<&str>, default: &str) -> Result<String, Refusal> {
    let Some(language) = given.map(str::trim).filter(|l| !l.is_empty()) else {
        return Ok(default.to_string());
    };
    let code = language.split(['-', '_']).next().unwrap_or("").to_lowercase();
    if (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase()) {
        Ok(code)
    } else {
        Err(Refusal::invalid("language-invalid", "language"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slot(text: &str) -> Slot {
        parse_slot_text(text).unwrap_or_else(|| panic!("{text:?}"))
    }

    #[test]
    fn slots_are_read_as_people_write_them() {
        let tuesday = Slot {
            day: SlotDay::Weekday(2),
            from_minute: 18 * 60,
            to_minute: 21 * 60,
        };
        for text in [
            "tue 18:00-21:00",
            "mardi 18h-21h",
            "Tuesday 18:00 – 21:00",
            "mar. 18-21",
        ] {
            assert_eq!(slot(text), tuesday, "{text}");
        }
        assert_eq!(slot("wed").to_minute, DAY_MINUTES);
        assert_eq!(slot("2026-11-24 18:30-00:00").to_minute, DAY_MINUTES);
        for bad in [
            "",
            "x",
            "tue 21:00-18:00",
            "tue 18:00-18:00",
            "2026-13-01",
            "tue 25:00-26:00",
            "tue 18:60-19:00",
            "ma",
        ] {
            assert!(parse_slot_text(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_weekday_meets_its_dates() {
        let met = overlap(&slot("tue 18:00-21:00"), &slot("2026-11-24 20:00-22:00")).unwrap();
        assert_eq!(met, slot("2026-11-24 20:00-21:00"));
        assert_eq!(
            overlap(&slot("tue 18:00-21:00"), &slot("2026-11-25 18:00-21:00")),
            None
        );
        assert_eq!(overlap(&slot("tue 18:00-19:00"), &slot("tue 19:00-20:00")), None);
    }

    #[test]
    fn a_listing_lives_as_long_as_the_rule_says() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let day = |d: i64| latest_expiry(today, d);
        assert_eq!(parse_expiry(None, today, 90).unwrap(), day(90));
        assert_eq!(parse_expiry(Some(today), today, 90).unwrap(), today);
        assert_eq!(
            parse_expiry(today.pred_opt(), today, 90).unwrap_err().code,
            "date-past"
        );
        assert_eq!(
            parse_expiry(Some(day(91)), today, 90).unwrap_err().code,
            "expiry-too-late"
        );
    }

    #[test]
    fn terms_accept_something() {
        assert_eq!(
            parse_terms(&TermsInput::default()).unwrap_err().code,
            "terms-missing"
        );
        for minutes in [0, -5, MINUTES_MAX + 1, i64::MIN] {
            let terms = TermsInput {
                gift: true,
                time_minutes: Some(minutes),
                money: None,
            };
            assert_eq!(parse_terms(&terms).unwrap_err().code, "minutes-out-of-range");
        }
    }

    proptest! {
        /// Minute by minute: two slots of one weekday meet exactly where both are open.
        #[test]
        fn overlap_is_where_both_are_open(a in 0i64..1440, b in 1i64..=1440, c in 0i64..1440, d in 1i64..=1440) {
            prop_assume!(a < b && c < d);
            let day = SlotDay::Weekday(3);
            let one = Slot { day, from_minute: a, to_minute: b };
            let other = Slot { day, from_minute: c, to_minute: d };
            let open = |slot: &Slot, minute: i64| slot.from_minute <= minute && minute < slot.to_minute;
            let both: Vec<i64> = (0..1440).filter(|m| open(&one, *m) && open(&other, *m)).collect();
            let expected = both.first().map(|first| (*first, both[both.len() - 1] + 1));
            prop_assert_eq!(overlap(&one, &other).map(|s| (s.from_minute, s.to_minute)), expected);
        }
    }
}
