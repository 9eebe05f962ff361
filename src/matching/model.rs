//! A match and the reasons for it, which are figures until somebody reads them in their language.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::i18n::{self, Arg, Locale};
use crate::kernel::cents::Money;
use crate::kernel::ids::MemberId;
use crate::kernel::minutes;
use crate::market::{Category, DAY_MINUTES, Listing, Skill, fairness};

/// A listing that answers another.
#[derive(Debug, Clone)]
pub struct Match {
    pub listing: Listing,
    /// Its author.
    pub member_id: MemberId,
    /// 0 to 1.
    pub score: f64,
    /// What speaks for it, the weightiest first.
    pub reasons: Vec<Reason>,
    /// Why it stands elsewhere than its score alone would put it.
    pub moved: Option<fairness::Reason>,
}

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BothNames {
    pub fr: String,
    pub en: String,
}

impl BothNames {
    fn in_language(&self, locale: Locale) -> &str {
        match locale {
            Locale::Fr => &self.fr,
            Locale::En => &self.en,
        }
    }
}

impl From<&Skill> for BothNames {
    fn from(skill: &Skill) -> Self {
        BothNames {
            fr: skill.name_fr.clone(),
            en: skill.name_en.clone(),
        }
    }
}

impl From<&Category> for BothNames {
    fn from(category: &Category) -> Self {
        BothNames {
            fr: category.name_fr.clone(),
            en: category.name_en.clone(),
        }
    }
}

/// One thing that speaks for a match, with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    SharedSkills {
        skills: Vec<BothNames>,
    },
    SameCategory {
        category: BothNames,
    },
    SharedWords {
        words: Vec<String>,
    },
    /// Neither skill, trade nor word is shared, but the texts are about the same.
    RelatedMeaning,
    /// Between the two pins, to the next whole kilometre; 0 is less than half of one.
    DistanceKm {
        km: i64,
    },
    /// Both may be done at a distance.
    Remote,
    /// Both are free then, in the community's time zone.
    FreeAt {
        weekday: i64,
        date: Option<NaiveDate>,
        from_minute: i64,
        to_minute: i64,
    },
    SameLanguage {
        language: String,
    },
    AcceptsGift,
    AcceptsTime {
        minutes: i64,
    },
    AcceptsMoney {
        cents: i64,
    },
    /// Exchanges that the two authors carried through with each other.
    PastExchanges {
        count: i64,
    },
}

impl Reason {
    /// Stable word, the same as in events.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::SharedSkills { .. } => "shared_skills",
            Reason::SameCategory { .. } => "same_category",
            Reason::SharedWords { .. } => "shared_words",
            Reason::RelatedMeaning => "related_meaning",
            Reason::DistanceKm { .. } => "distance_km",
            Reason::Remote => "remote",
            Reason::FreeAt { .. } => "free_at",
            Reason::SameLanguage { .. } => "same_language",
            Reason::AcceptsGift => "accepts_gift",
            Reason::AcceptsTime { .. } => "accepts_time",
            Reason::AcceptsMoney { .. } => "accepts_money",
            Reason::PastExchanges { .. } => "past_exchanges",
        }
    }

    /// The reason in words.
    pub fn text(&self, locale: Locale) -> String {
        let say = |key: &str, args: &[(&str, Arg)]| i18n::text_with(locale, key, args);
        match self {
            Reason::SharedSkills { skills } => {
                let names: Vec<&str> = skills.iter().map(|s| s.in_language(locale)).collect();
                let args = [("count", skills.len().into()), ("names", names.join(", ").into())];
                say("reason-shared-skills", &args)
            }
            Reason::SameCategory { category } => say(
                "reason-same-category",
                &[("name", category.in_language(locale).into())],
            ),
            Reason::SharedWords { words } => {
                let args = [("count", words.len().into()), ("words", words.join(", ").into())];
                say("reason-shared-words", &args)
            }
            Reason::RelatedMeaning => say("reason-related-meaning", &[]),
            Reason::DistanceKm { km: 0 } => say("reason-very-near", &[]),
            Reason::DistanceKm { km } => say("reason-distance", &[("km", km.into())]),
            Reason::Remote => say("reason-remote", &[]),
            Reason::FreeAt {
                weekday,
                date,
                from_minute,
                to_minute,
            } => {
                let day = day_in_words(locale, *weekday, *date);
                if *from_minute == 0 && *to_minute == DAY_MINUTES {
                    return say("reason-free-all-day", &[("day", day.into())]);
                }
                let args = [
                    ("day", day.into()),
                    ("from", clock(locale, *from_minute).into()),
                    ("to", clock(locale, *to_minute).into()),
                ];
                say("reason-free-at", &args)
            }
            Reason::SameLanguage { language } => {
                i18n::find_with(locale, &format!("reason-speaks-{language}"), &[])
                    .unwrap_or_else(|| say("reason-speaks", &[("language", language.into())]))
            }
            Reason::AcceptsGift => say("reason-accepts-gift", &[]),
            Reason::AcceptsTime { minutes } => {
                say("reason-accepts-time", &[("time", minutes::show(*minutes).into())])
            }
            Reason::AcceptsMoney { cents } => say(
                "reason-accepts-money",
                &[("amount", Money::from_cents(*cents).amount.into())],
            ),
            Reason::PastExchanges { count } => say("reason-past-exchanges", &[("count", count.into())]),
        }
    }
}

/// `mardi`, `mardi 24 novembre`, `Tuesday`, `Tuesday 24 November`.
pub(super) fn day_in_words(locale: Locale, weekday: i64, date: Option<NaiveDate>) -> String {
    use chrono::Datelike;
    let name = i18n::text(locale, &format!("weekday-{weekday}"));
    match date {
        None => name,
        Some(date) => {
            let month = i18n::text(locale, &format!("month-{}", date.month()));
            format!("{name} {} {month}", date.day())
        }
    }
}

/// `18 h`, `18 h 30`; `18:00`, `18:30`.
pub(super) fn clock(locale: Locale, minute: i64) -> String {
    match (locale, minute / 60, minute % 60) {
        (Locale::Fr, hours, 0) => format!("{hours} h"),
        (Locale::Fr, hours, minutes) => format!("{hours} h {minutes:02}"),
        (Locale::En, hours, minutes) => format!("{hours}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_like_sentences() {
        let free = Reason::FreeAt {
            weekday: 2,
            date: None,
            from_minute: 18 * 60,
            to_minute: 21 * 60,
        };
        assert_eq!(free.text(Locale::Fr), "libre mardi 18 h–21 h");
        assert_eq!(free.text(Locale::En), "free Tuesday 18:00–21:00");
        let french = Reason::SameLanguage {
            language: "fr".into(),
        };
        assert_eq!(french.text(Locale::Fr), "parle français");
        assert_eq!(Reason::DistanceKm { km: 3 }.text(Locale::Fr), "à 3 km");
        assert_eq!(
            Reason::AcceptsTime { minutes: 120 }.text(Locale::Fr),
            "accepte le temps (2 h)"
        );
        assert_eq!(Reason::RelatedMeaning.text(Locale::Fr), "de sens proche");
        let past = |count| Reason::PastExchanges { count };
        assert_eq!(past(1).text(Locale::Fr), "1 échange mené ensemble");
        assert_eq!(past(2).text(Locale::Fr), "2 échanges menés ensemble");
        assert_eq!(past(1).text(Locale::En), "1 exchange carried through together");
        assert_eq!(past(2).text(Locale::En), "2 exchanges carried through together");
    }

    #[test]
    fn the_code_is_the_word_in_events() {
        let all = [
            Reason::Remote,
            Reason::AcceptsGift,
            Reason::DistanceKm { km: 1 },
            Reason::SharedWords { words: vec![] },
            Reason::RelatedMeaning,
            Reason::PastExchanges { count: 2 },
        ];
        for reason in all {
            assert_eq!(serde_json::to_value(&reason).unwrap()["code"], reason.code());
        }
    }
}
