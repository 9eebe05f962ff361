//! How a pair of a request and an offer is judged. Pure.
//!
//! **Hard conditions**, never weighed against the score.
//! - A common way to settle.
//! - Reach: when both name a pin, and not both may be done at a distance, the pins lie at most as far apart as the larger
//!   of the two radii (one of the two travels); without any radius there is no limit.
//! - Time: when both name times, they are free together, and long enough: for the minutes that the request settles in (or
//!   else the offer), or as long as the longest free time of either where that is shorter, because the work is then done
//!   in several sittings.
//! - Likeness: a shared skill, the same trade or enough of the text.
//!
//! That neither is the member's own nor another community's, both are active, and neither member is kept apart from the
//! other, is seen to before.
//!
//! **Score.** The weighted sum of seven parts, each 0 to 1. A part that cannot be judged because one side is silent
//! counts half; skills that one side does not name are stood in for by the text.
//!
//! | part | weight | 1 means |
//! |---|---|---|
//! | text | 0.30 | the text answers as well as it is likely to: see [`crate::retrieval::index`] |
//! | skills | 0.20 | every skill of the side that names fewer is shared |
//! | trade | 0.10 | same trade |
//! | distance | 0.15 | same place, falling by half every 10 km; both at a distance: 1 |
//! | availability | 0.12 | free together for two hours or more |
//! | terms | 0.08 | every way of the one who looks is accepted |
//! | language | 0.05 | one speaks the language the other writes in |

use chrono::NaiveDate;

use super::model::{BothNames, Reason};
use crate::kernel::place::Pin;
use crate::market::rules::{Travel, overlap};
use crate::market::{Listing, ListingKind, Slot, SlotDay, Terms, TermsKind, TextNeeded};
use crate::members::profile::Whereabouts;

const TEXT_WEIGHT: f64 = 0.30;
const SKILLS_WEIGHT: f64 = 0.20;
const TRADE_WEIGHT: f64 = 0.10;
const DISTANCE_WEIGHT: f64 = 0.15;
const AVAILABILITY_WEIGHT: f64 = 0.12;
const TERMS_WEIGHT: f64 = 0.08;
const LANGUAGE_WEIGHT: f64 = 0.05;

/// How well a text answers that says the same in other words: from there on it counts as wholly alike.
const TEXT_ENOUGH: f64 = 0.6;
/// Kilometres in which nearness halves.
const HALVING_KM: f64 = 10.0;
/// Minutes free together that leave nothing to wish for.
const TOGETHER_ENOUGH: i64 = 120;
/// What text, skills and trade must add up to, of their 0.60.
const LIKENESS_MIN: f64 = 0.08;
/// Times free together and words that are told.
const SLOTS_TOLD: usize = 2;
const WORDS_TOLD: usize = 4;

/// One of the two listings, as far as judging goes.
#[derive(Debug, Clone)]
pub struct Side {
    pub kind: ListingKind,
    pub terms: Terms,
    pub pin: Option<Pin>,
    pub radius_km: Option<i64>,
    pub remote: bool,
    pub slots: Vec<Slot>,
    /// The language it is written in first, then those its author speaks.
    pub languages: Vec<String>,
    /// How many skills it names.
    pub skill_count: i64,
}

impl Side {
    fn travel(&self) -> Travel {
        Travel {
            pin: self.pin,
            radius_km: self.radius_km,
            remote: self.remote,
        }
    }

    /// A listing whose author speaks these languages.
    pub fn of(listing: &Listing, spoken: &[String]) -> Side {
        let mut languages = vec![listing.language.clone()];
        languages.extend_from_slice(spoken);
        Side {
            kind: listing.kind,
            terms: listing.terms,
            pin: listing.pin(),
            radius_km: listing.radius_km(),
            remote: listing.remote,
            slots: listing.slots.clone(),
            languages,
            skill_count: listing.skills.len() as i64,
        }
    }
}

/// What the two share in substance.
#[derive(Debug, Clone, Default)]
pub struct Likeness {
    /// How well the text answers, 0 to 1, and the words found, best first.
    pub text: f64,
    pub words: Vec<String>,
    pub shared_skills: Vec<BothNames>,
    /// The trade, if it is the same.
    pub category: Option<BothNames>,
}

/// A pair that stands, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// 0 to 1.
    pub score: f64,
    pub reasons: Vec<Reason>,
}

/// Judges `theirs` for the author of `mine`; `None` where a hard condition fails. Slots before `today` do not count.
pub fn judge(mine: &Side, theirs: &Side, likeness: &Likeness, today: NaiveDate) -> Option<Verdict> {
    let mut reasons = Vec::new();
    let alike = likeness_score(mine, theirs, likeness, &mut reasons);
    let score = weigh(mine, theirs, alike, today, &mut reasons)?;
    Some(Verdict { score, reasons })
}

/// The score of [`judge`] for a pair that is alike in so many skills and maybe the trade, without a word why.
pub fn score(
    mine: &Side,
    theirs: &Side,
    text: f64,
    shared_skills: usize,
    same_trade: bool,
    today: NaiveDate,
) -> Option<f64> {
    let alike = alike(mine, theirs, text, shared_skills, same_trade);
    weigh(mine, theirs, alike, today, &mut Vec::new())
}

fn weigh(mine: &Side, theirs: &Side, alike: f64, today: NaiveDate, reasons: &mut Vec<Reason>) -> Option<f64> {
    if alike < LIKENESS_MIN || !meets(mine, theirs, today) {
        return None;
    }
    let common = common_terms(&mine.terms, &theirs.terms);
    let mut score = alike;
    score += DISTANCE_WEIGHT * distance_part(mine, theirs, reasons);
    score += AVAILABILITY_WEIGHT * availability_part(&mine.slots, &theirs.slots, today, reasons);
    score += LANGUAGE_WEIGHT * language_part(mine, theirs, reasons);
    score += TERMS_WEIGHT * terms_part(&mine.terms, &theirs.terms, &common, reasons);
    Some(score.clamp(0.0, 1.0))
}

/// Judges a request for a member who declared skills and offers nothing yet: as an offer that leaves open whatever a
/// skill does not say, its terms, its times and whether it is done at a distance. The part of what is asked for that the
/// member declared, 0 to 1, stands in for text and skills.
pub fn judge_for_member(
    member: &Whereabouts,
    request: &Side,
    (part, likeness): (f64, Likeness),
    today: NaiveDate,
) -> Option<Verdict> {
    let mine = Side {
        kind: ListingKind::Offer,
        terms: request.terms,
        pin: member.pin,
        radius_km: None,
        remote: request.remote,
        slots: Vec::new(),
        languages: member.languages.clone(),
        skill_count: 0,
    };
    let likeness = Likeness {
        text: part * TEXT_ENOUGH,
        ..likeness
    };
    judge(&mine, request, &likeness, today)
}

/// What can be said of a pair before both are read whole: its likeness and how near it is, `None` where there is not
/// enough of the first.
pub fn outlook(mine: &Side, theirs: &Side, text: f64, shared_skills: usize, same_trade: bool) -> Option<f64> {
    let alike = alike(mine, theirs, text, shared_skills, same_trade);
    (alike >= LIKENESS_MIN).then(|| alike + DISTANCE_WEIGHT * nearness(mine, theirs))
}

/// What a text must answer at least for any likeness at all, and for an outlook that may be as good as another: above 1,
/// none can.
pub fn text_needed(mine: &Side, as_good_as: Option<f64>) -> TextNeeded {
    let alike = as_good_as.map_or(0.0, |outlook| outlook - DISTANCE_WEIGHT * nearest(mine));
    let alike = alike.max(LIKENESS_MIN);
    let text_of = |alike: f64, weight: f64| TEXT_ENOUGH * (alike / weight).max(0.0);
    TextNeeded {
        alike: text_of(alike - SKILLS_WEIGHT - TRADE_WEIGHT, TEXT_WEIGHT),
        // Who names no skills is taken by the text alone.
        others: text_of(alike, TEXT_WEIGHT + SKILLS_WEIGHT),
    }
}

/// Whether the two can come together at all: terms, reach and time.
pub fn meets(mine: &Side, theirs: &Side, today: NaiveDate) -> bool {
    !common_terms(&mine.terms, &theirs.terms).is_empty()
        && within_reach(mine, theirs)
        && have_time(mine, theirs, today)
}

/// Whether the two are free together for long enough; who names no time leaves it open.
fn have_time(mine: &Side, theirs: &Side, today: NaiveDate) -> bool {
    if mine.slots.is_empty() || theirs.slots.is_empty() {
        return true;
    }
    let (request, offer) = match mine.kind {
        ListingKind::Request => (mine, theirs),
        ListingKind::Offer => (theirs, mine),
    };
    let length = |slot: &Slot| slot.to_minute - slot.from_minute;
    let longest = |side: &Side| side.slots.iter().map(length).max().unwrap_or(0);
    let sitting = longest(request).min(longest(offer));
    let needed = request
        .terms
        .time_minutes
        .or(offer.terms.time_minutes)
        .map_or(1, |minutes| minutes.min(sitting));
    free_together(&mine.slots, &theirs.slots, today)
        .first()
        .is_some_and(|slot| length(slot) >= needed)
}

/// The ways to settle that both accept.
pub fn common_terms(mine: &Terms, theirs: &Terms) -> Vec<TermsKind> {
    mine.accepted()
        .into_iter()
        .filter(|kind| theirs.accepts(*kind))
        .collect()
}

/// Whether distance does not keep the two apart.
pub fn within_reach(mine: &Side, theirs: &Side) -> bool {
    mine.travel().meets(&theirs.travel())
}

/// What text, skills and trade add up to, at most 0.60.
fn alike(mine: &Side, theirs: &Side, text: f64, shared_skills: usize, same_trade: bool) -> f64 {
    let text = (text / TEXT_ENOUGH).clamp(0.0, 1.0);
    let fewer = mine.skill_count.min(theirs.skill_count);
    let skills = if fewer == 0 {
        text
    } else {
        (shared_skills as f64 / fewer as f64).min(1.0)
    };
    TEXT_WEIGHT * text + SKILLS_WEIGHT * skills + TRADE_WEIGHT * f64::from(u8::from(same_trade))
}

fn likeness_score(mine: &Side, theirs: &Side, likeness: &Likeness, reasons: &mut Vec<Reason>) -> f64 {
    if !likeness.shared_skills.is_empty() {
        reasons.push(Reason::SharedSkills {
            skills: likeness.shared_skills.clone(),
        });
    }
    if let Some(category) = &likeness.category {
        reasons.push(Reason::SameCategory {
            category: category.clone(),
        });
    }
    if !likeness.words.is_empty() {
        reasons.push(Reason::SharedWords {
            words: likeness.words.iter().take(WORDS_TOLD).cloned().collect(),
        });
    }
    if reasons.is_empty() {
        reasons.push(Reason::RelatedMeaning);
    }
    let shared = likeness.shared_skills.len();
    alike(mine, theirs, likeness.text, shared, likeness.category.is_some())
}

/// 1 at the same place or where both work at a distance, falling with the way; a half where it is not known.
fn nearness(mine: &Side, theirs: &Side) -> f64 {
    if mine.remote && theirs.remote {
        return 1.0;
    }
    match (mine.pin, theirs.pin) {
        (Some(here), Some(there)) => 0.5_f64.powf(here.distance_km(there) / HALVING_KM),
        _ => 0.5,
    }
}

/// How near any other can be.
fn nearest(mine: &Side) -> f64 {
    match mine.pin {
        None if !mine.remote => 0.5,
        _ => 1.0,
    }
}

fn distance_part(mine: &Side, theirs: &Side, reasons: &mut Vec<Reason>) -> f64 {
    if mine.remote && theirs.remote {
        reasons.push(Reason::Remote);
    } else if let (Some(here), Some(there)) = (mine.pin, theirs.pin) {
        reasons.push(Reason::DistanceKm {
            km: here.distance_km(there).round() as i64,
        });
    }
    nearness(mine, theirs)
}

/// The times both are free, the longest first, then the earliest.
pub fn free_together(mine: &[Slot], theirs: &[Slot], today: NaiveDate) -> Vec<Slot> {
    let current = |slot: &&Slot| match slot.day {
        SlotDay::Date(date) => date >= today,
        SlotDay::Weekday(_) => true,
    };
    let mut met: Vec<Slot> = mine
        .iter()
        .filter(current)
        .flat_map(|one| {
            theirs
                .iter()
                .filter(current)
                .filter_map(|other| overlap(one, other))
        })
        .collect();
    met.sort_by_key(|slot| (slot.from_minute - slot.to_minute, *slot));
    met.dedup();
    met
}

fn availability_part(mine: &[Slot], theirs: &[Slot], today: NaiveDate, reasons: &mut Vec<Reason>) -> f64 {
    if mine.is_empty() || theirs.is_empty() {
        return 0.5;
    }
    let met = free_together(mine, theirs, today);
    for slot in met.iter().take(SLOTS_TOLD) {
        reasons.push(Reason::FreeAt {
            weekday: slot.day.weekday(),
            date: match slot.day {
                SlotDay::Date(date) => Some(date),
                SlotDay::Weekday(_) => None,
            },
            from_minute: slot.from_minute,
            to_minute: slot.to_minute,
        });
    }
    let longest = met.first().map_or(0, |slot| slot.to_minute - slot.from_minute);
    (longest as f64 / TOGETHER_ENOUGH as f64).min(1.0)
}

fn language_part(mine: &Side, theirs: &Side, reasons: &mut Vec<Reason>) -> f64 {
    let understood = |writer: &Side, reader: &Side| {
        let written = writer.languages.first()?;
        reader.languages.contains(written).then(|| written.clone())
    };
    match understood(mine, theirs).or_else(|| understood(theirs, mine)) {
        Some(language) => {
            reasons.push(Reason::SameLanguage { language });
            1.0
        }
        None => 0.0,
    }
}

fn terms_part(mine: &Terms, theirs: &Terms, common: &[TermsKind], reasons: &mut Vec<Reason>) -> f64 {
    for kind in common {
        reasons.push(match kind {
            TermsKind::Gift => Reason::AcceptsGift,
            TermsKind::Time => Reason::AcceptsTime {
                minutes: theirs.time_minutes.unwrap_or(0),
            },
            TermsKind::Money => Reason::AcceptsMoney {
                cents: theirs.money_cents.unwrap_or(0),
            },
        });
    }
    common.len() as f64 / mine.accepted().len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::rules::parse_slot_text;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }
    fn slots(texts: &[&str]) -> Vec<Slot> {
        texts.iter().map(|text| parse_slot_text(text).unwrap()).collect()
    }
    fn side() -> Side {
        Side {
            kind: ListingKind::Request,
            terms: Terms {
                gift: true,
                time_minutes: Some(120),
                money_cents: None,
            },
            pin: Some(Pin::parse(45.5646, 5.9178, "place").unwrap()),
            radius_km: Some(5),
            remote: false,
            slots: slots(&["2026-11-24 18:00-21:00"]),
            languages: vec!["fr".into()],
            skill_count: 0,
        }
    }
    fn alike() -> Likeness {
        Likeness {
            text: 0.7,
            words: vec!["site".into(), "vitrine".into()],
            shared_skills: Vec::new(),
            category: Some(BothNames {
                fr: "Web".into(),
                en: "Web".into(),
            }),
        }
    }
    fn codes(verdict: &Verdict) -> Vec<&'static str> {
        verdict.reasons.iter().map(Reason::code).collect()
    }

    #[test]
    fn a_perfect_pair_scores_one_and_says_why() {
        let verdict = judge(&side(), &side(), &alike(), today()).unwrap();
        assert!((verdict.score - 1.0).abs() < 1e-9, "{}", verdict.score);
        let expected = [
            "same_category",
            "shared_words",
            "distance_km",
            "free_at",
            "same_language",
            "accepts_gift",
            "accepts_time",
        ];
        assert_eq!(codes(&verdict), expected);
    }

    #[test]
    fn a_pair_alike_only_in_what_is_meant_says_so() {
        let likeness = Likeness {
            text: 0.7,
            ..Likeness::default()
        };
        let verdict = judge(&side(), &side(), &likeness, today()).unwrap();
        assert_eq!(codes(&verdict)[..2], ["related_meaning", "distance_km"]);
    }

    #[test]
    fn the_weights_make_one() {
        let sum = TEXT_WEIGHT
            + SKILLS_WEIGHT
            + TRADE_WEIGHT
            + DISTANCE_WEIGHT
            + AVAILABILITY_WEIGHT
            + TERMS_WEIGHT
            + LANGUAGE_WEIGHT;
        assert!((sum - 1.0).abs() < 1e-12);
    }

    #[test]
    fn hard_conditions() {
        let annecy = Side {
            pin: Some(Pin::parse(45.8992, 6.1294, "place").unwrap()),
            ..side()
        };
        assert_eq!(judge(&side(), &annecy, &alike(), today()), None);
        let travels = Side {
            radius_km: Some(50),
            ..annecy.clone()
        };
        assert!(judge(&side(), &travels, &alike(), today()).is_some());
        let remote = |side: &Side| Side {
            remote: true,
            ..side.clone()
        };
        assert_eq!(
            judge(&side(), &remote(&annecy), &alike(), today()),
            None,
            "only one side is remote"
        );
        assert!(judge(&remote(&side()), &remote(&annecy), &alike(), today()).is_some());

        let only = |terms: Terms| Side { terms, ..side() };
        let money = only(Terms {
            gift: false,
            time_minutes: None,
            money_cents: Some(5_000),
        });
        assert_eq!(judge(&side(), &money, &alike(), today()), None);
        assert_eq!(
            judge(&side(), &side(), &Likeness::default(), today()),
            None,
            "nothing alike"
        );
    }

    #[test]
    fn time_is_a_hard_condition_where_both_name_it() {
        let free = |texts: &[&str]| Side {
            kind: ListingKind::Offer,
            slots: slots(texts),
            ..side()
        };
        let stands = |mine: &Side, theirs: &Side| judge(mine, theirs, &alike(), today()).is_some();
        // Two hours are asked for, three are free.
        assert!(stands(&side(), &free(&["tue 18:00-20:00"])));
        assert!(stands(&free(&["tue 18:00-20:00"]), &side()), "from either side");
        assert!(!stands(&side(), &free(&["tue 19:30-22:30"])), "not long enough");
        assert!(
            stands(&side(), &free(&["tue 19:00-20:00"])),
            "whoever has an hour at a time comes twice"
        );
        assert!(!stands(&side(), &free(&["wed 18:00-21:00"])), "another day");
        assert!(stands(&side(), &free(&[])), "who names no time leaves it open");
        // Ten hours in evenings of three: several sittings.
        let long = Side {
            terms: Terms {
                time_minutes: Some(600),
                ..side().terms
            },
            ..side()
        };
        assert!(stands(&long, &free(&["tue 17:00-21:00"])));
        assert!(!stands(&long, &free(&["tue 17:00-20:00"])));
    }

    #[test]
    fn what_one_side_does_not_say_counts_half() {
        let silent = Side {
            pin: None,
            slots: Vec::new(),
            ..side()
        };
        let verdict = judge(&side(), &silent, &alike(), today()).unwrap();
        let expected = 1.0 - (DISTANCE_WEIGHT + AVAILABILITY_WEIGHT) / 2.0;
        assert!((verdict.score - expected).abs() < 1e-9, "{}", verdict.score);
        assert!(!codes(&verdict).contains(&"distance_km") && !codes(&verdict).contains(&"free_at"));
    }

    #[test]
    fn a_declared_skill_is_judged_like_an_open_offer() {
        let member = Whereabouts {
            pin: side().pin,
            languages: vec!["fr".into()],
        };
        let skill = BothNames {
            fr: "Site vitrine".into(),
            en: "Showcase website".into(),
        };
        let with = |part| {
            let likeness = Likeness {
                shared_skills: vec![skill.clone()],
                words: Vec::new(),
                ..alike()
            };
            judge_for_member(&member, &side(), (part, likeness), today())
        };
        let verdict = with(1.0).unwrap();
        let expected = 1.0 - AVAILABILITY_WEIGHT / 2.0;
        assert!((verdict.score - expected).abs() < 1e-9, "{}", verdict.score);
        let told = [
            "shared_skills",
            "same_category",
            "distance_km",
            "same_language",
            "accepts_gift",
            "accepts_time",
        ];
        assert_eq!(codes(&verdict), told);
        let half = with(0.5).unwrap();
        let lost = (TEXT_WEIGHT + SKILLS_WEIGHT) / 2.0;
        assert!((verdict.score - half.score - lost).abs() < 1e-9, "{}", half.score);
        let far = Whereabouts {
            pin: Some(Pin::parse(45.8992, 6.1294, "place").unwrap()),
            ..member.clone()
        };
        assert_eq!(
            judge_for_member(&far, &side(), (1.0, alike()), today()),
            None,
            "out of reach"
        );
    }

    #[test]
    fn days_gone_by_are_no_reason() {
        let past = Side {
            slots: slots(&["2026-11-17 18:00-21:00"]),
            ..side()
        };
        let weekly = Side {
            slots: slots(&["tue 18:00-21:00"]),
            ..side()
        };
        assert!(free_together(&past.slots, &weekly.slots, today()).is_empty());
        assert_eq!(free_together(&side().slots, &weekly.slots, today()), side().slots);
    }

    prop_compose! {
        fn any_side()(
            pin in proptest::option::of((44.0f64..47.0, 4.0f64..7.0)),
            remote: bool,
            skill_count in 0i64..4,
        ) -> Side {
            let pin = pin.map(|(lat, lon)| Pin::parse(lat, lon, "place").unwrap());
            Side { pin, remote, skill_count, ..side() }
        }
    }

    proptest! {
        /// Whoever has an outlook has the text that is needed for it, by what the two share.
        #[test]
        fn nothing_is_let_go_that_could_be_as_good(
            mine in any_side(),
            theirs in any_side(),
            text in 0.0f64..=1.0,
            shared in 0usize..4,
            same_trade: bool,
        ) {
            let shared = shared.min(mine.skill_count.min(theirs.skill_count) as usize);
            if let Some(outlook) = outlook(&mine, &theirs, text, shared, same_trade) {
                for as_good_as in [None, Some(outlook)] {
                    let needed = text_needed(&mine, as_good_as);
                    let floor = if same_trade || shared > 0 { needed.alike } else { needed.others };
                    prop_assert!(text >= floor - 1e-9, "{text} {needed:?}");
                }
            }
        }
        /// Every score is a share, and reach is symmetric.
        #[test]
        fn scores_are_shares(text in 0.0f64..1.0, lat in 44.0f64..47.0, lon in 4.0f64..7.0, radius in proptest::option::of(1i64..200), remote: bool) {
            let there = Side { pin: Some(Pin::parse(lat, lon, "place").unwrap()), radius_km: radius, remote, ..side() };
            let likeness = Likeness { text, ..alike() };
            prop_assert_eq!(within_reach(&side(), &there), within_reach(&there, &side()));
            let verdict = judge(&side(), &there, &likeness, today());
            let km = side().pin.unwrap().distance_km(there.pin.unwrap());
            prop_assert_eq!(verdict.is_some(), km <= radius.unwrap_or(5).max(5) as f64);
            if let Some(verdict) = verdict {
                prop_assert!((0.0..=1.0).contains(&verdict.score));
            }
        }
    }
}
