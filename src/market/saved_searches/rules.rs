//! Pure decisions: whether a listing is what a saved search looks for, and under which keys the two can meet.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use super::model::Choices;
use crate::kernel::errors::Refusal;
use crate::market::{Listing, ListingStatus, SlotDay, rules as market_rules, text};

/// A listing as searches see it.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    pub listing: &'a Listing,
    /// The terms it stands under: those of its title, description, skills and trade.
    terms: HashSet<String>,
}

impl<'a> Subject<'a> {
    pub fn new(listing: &'a Listing) -> Self {
        let mut parts = vec![listing.title.as_str(), listing.description.as_str()];
        parts.extend([
            listing.category.name_fr.as_str(),
            listing.category.name_en.as_str(),
        ]);
        for skill in &listing.skills {
            parts.extend([skill.name_fr.as_str(), skill.name_en.as_str()]);
        }
        let words = parts.into_iter().flat_map(text::words);
        Subject {
            listing,
            terms: words.flat_map(|word| text::stems(&word)).collect(),
        }
    }
}

/// Refuses what no listing could ever fit: words that say nothing.
pub fn check(choices: &Choices) -> Result<(), Refusal> {
    if !choices.text.is_empty() && text::sought(&choices.text).is_empty() {
        return Err(Refusal::invalid("search-words-empty", "query.q"));
    }
    Ok(())
}

/// Whether search would find this listing with these choices on `today`: an active listing that is not past, has at
/// least half of the words (rounded up) and meets every other choice. One thing more than search: a search for a day
/// that is past looks for nothing any more.
pub fn fits(choices: &Choices, subject: &Subject<'_>, today: NaiveDate) -> bool {
    let listing = subject.listing;
    listing.status == ListingStatus::Active
        && listing.expires_on >= today
        && choices.kind.is_none_or(|kind| listing.kind == kind)
        && (choices.what.is_empty() || choices.what.contains(&listing.what))
        && (choices.category.is_empty() || choices.category.contains(&listing.category.id))
        && (choices.skills.is_empty()
            || listing
                .skills
                .iter()
                .any(|skill| choices.skills.contains(&skill.id)))
        && choices.remote.is_none_or(|remote| listing.remote == remote)
        && (choices.terms.is_empty() || choices.terms.iter().any(|kind| listing.terms.accepts(*kind)))
        && is_near(choices, listing)
        && is_open(choices, listing, today)
        && has_words(choices, subject)
}

fn is_near(choices: &Choices, listing: &Listing) -> bool {
    match (choices.pin(), choices.within_km) {
        (Some(near), Some(km)) => listing.pin().is_some_and(|pin| near.distance_km(pin) <= km),
        _ => true,
    }
}

fn is_open(choices: &Choices, listing: &Listing, today: NaiveDate) -> bool {
    let Some(on) = &choices.on else { return true };
    let Some(on) = market_rules::parse_slot_text(on) else {
        return false;
    };
    let is_past = |day: SlotDay| matches!(day, SlotDay::Date(date) if date < today);
    let mut slots = listing.slots.iter().filter(|slot| !is_past(slot.day));
    !is_past(on.day) && slots.any(|slot| market_rules::overlap(&on, slot).is_some())
}

fn has_words(choices: &Choices, subject: &Subject<'_>) -> bool {
    if choices.text.trim().is_empty() {
        return true;
    }
    let sought = text::sought(&choices.text);
    let is_found = |word: &&text::Sought| word.terms.iter().any(|term| subject.terms.contains(term));
    !sought.is_empty() && sought.iter().filter(is_found).count() >= sought.len().div_ceil(2)
}

/// The keys that a search is found by. With words: the terms of so many of them that a listing with half of all words
/// cannot miss every one, the most telling first (no filler, then the longest). Without words its skills, without skills
/// its trades, and else what it says of kind and what, which is not much: such searches are all read.
pub fn keys_of_search(choices: &Choices) -> BTreeSet<String> {
    let mut sought = text::sought(&choices.text);
    if !sought.is_empty() {
        let enough = sought.len() - sought.len().div_ceil(2) + 1;
        sought.sort_by_key(|word| (text::is_filler(&word.word), Reverse(word.word.chars().count())));
        let kept = sought.into_iter().take(enough);
        return kept
            .flat_map(|word| word.terms)
            .map(|term| format!("t:{term}"))
            .collect();
    }
    if !choices.skills.is_empty() {
        return choices.skills.iter().map(|id| format!("s:{id}")).collect();
    }
    if !choices.category.is_empty() {
        return choices.category.iter().map(|id| format!("c:{id}")).collect();
    }
    let kind = choices.kind.map_or("any", |kind| kind.as_str());
    if choices.what.is_empty() {
        return BTreeSet::from([format!("k:{kind}:any")]);
    }
    choices
        .what
        .iter()
        .map(|what| format!("k:{kind}:{what}"))
        .collect()
}

/// Every key under which a search that this listing fits can stand.
pub fn keys_of_listing(subject: &Subject<'_>) -> BTreeSet<String> {
    let listing = subject.listing;
    let mut keys: BTreeSet<String> = subject.terms.iter().map(|term| format!("t:{term}")).collect();
    keys.extend(listing.skills.iter().map(|skill| format!("s:{}", skill.id)));
    keys.insert(format!("c:{}", listing.category.id));
    for kind in ["any", listing.kind.as_str()] {
        for what in ["any", listing.what.as_str()] {
            keys.insert(format!("k:{kind}:{what}"));
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock::Moment;
    use crate::kernel::ids::{CategoryId, EcosystemId, ListingId, MemberId, SkillId};
    use crate::kernel::pages::Slice;
    use crate::kernel::place::Pin;
    use crate::market::{Category, ListingKind, ListingPlace, Skill, Slot, Terms, TermsKind, What};
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn id(n: u128) -> uuid::Uuid {
        uuid::Uuid::from_u128(n)
    }

    fn skill(n: u128, name: &str) -> Skill {
        Skill {
            id: SkillId(id(n)),
            category_id: CategoryId(id(1)),
            key: name.to_string(),
            name_fr: name.to_string(),
            name_en: name.to_string(),
            archived_at: None,
        }
    }

    fn listing() -> Listing {
        let now = Moment::from_unix_micros(1);
        Listing {
            id: ListingId(id(9)),
            ecosystem_id: EcosystemId(id(8)),
            member_id: MemberId(id(7)),
            kind: ListingKind::Offer,
            what: What::Service,
            title: "Réparation de vélos".into(),
            description: "Freins et dérailleurs, le soir.".into(),
            language: "fr".into(),
            category: Category {
                id: CategoryId(id(1)),
                key: "repair".into(),
                name_fr: "Bricolage".into(),
                name_en: "Repairs".into(),
                position: 1,
                archived_at: None,
            },
            skills: vec![skill(2, "Mécanique")],
            terms: Terms {
                gift: true,
                time_minutes: Some(60),
                money_cents: None,
            },
            place: Some(ListingPlace {
                label: Some("Chambéry".into()),
                pin: Some(Pin::parse(45.5646, 5.9178, "place").unwrap()),
                radius_km: Some(5),
            }),
            remote: false,
            slots: vec![market_rules::parse_slot_text("tue 18:00-21:00").unwrap()],
            roles: Vec::new(),
            status: ListingStatus::Active,
            expires_on: day("2026-12-31"),
            created_at: now,
            updated_at: now,
            published_at: Some(now),
            closed_at: None,
            source: None,
        }
    }

    fn fits_on(choices: &Choices, listing: &Listing, today: &str) -> bool {
        fits(choices, &Subject::new(listing), day(today))
    }

    fn found(choices: Choices) -> bool {
        fits_on(&choices, &listing(), "2026-11-22")
    }

    fn of(text: &str) -> Choices {
        Choices {
            text: text.into(),
            ..Choices::default()
        }
    }

    #[test]
    fn half_of_the_words_are_enough() {
        assert!(found(of("vélo")));
        assert!(found(of("VÉLO électrique")));
        assert!(found(of("vélo électrique freins")));
        assert!(!found(of("vélo électrique pliant")));
        assert!(found(of("mécanique")), "the names of skills count");
        assert!(found(of("repairs")), "the names of the trade count");
        assert!(!found(of("de la")), "words that say nothing find nothing");
        assert_eq!(check(&of("de la")).unwrap_err().code, "search-words-empty");
        assert!(check(&of("")).is_ok());
    }

    /// Each choice alone: one that is met, one that is not.
    #[test]
    fn every_choice_is_a_hard_condition() {
        let met = [
            Choices {
                kind: Some(ListingKind::Offer),
                ..of("")
            },
            Choices {
                what: vec![What::Service, What::Place],
                ..of("")
            },
            Choices {
                category: vec![CategoryId(id(1))],
                ..of("")
            },
            Choices {
                skills: vec![SkillId(id(3)), SkillId(id(2))],
                ..of("")
            },
            Choices {
                remote: Some(false),
                ..of("")
            },
            Choices {
                terms: vec![TermsKind::Money, TermsKind::Time],
                ..of("")
            },
            Choices {
                on: Some("tue".into()),
                ..of("")
            },
            Choices {
                on: Some("2026-11-24 20:00-22:00".into()),
                ..of("")
            },
            Choices {
                near: Some((45_600_000, 5_920_000)),
                within_km: Some(5.0),
                ..of("")
            },
            Choices {
                near: Some((48_850_000, 2_350_000)),
                ..of("")
            },
        ];
        for choices in met {
            assert!(found(choices.clone()), "{choices:?}");
        }
        let missed = [
            Choices {
                kind: Some(ListingKind::Request),
                ..of("")
            },
            Choices {
                what: vec![What::Place],
                ..of("")
            },
            Choices {
                category: vec![CategoryId(id(4))],
                ..of("")
            },
            Choices {
                skills: vec![SkillId(id(3))],
                ..of("")
            },
            Choices {
                remote: Some(true),
                ..of("")
            },
            Choices {
                terms: vec![TermsKind::Money],
                ..of("")
            },
            Choices {
                on: Some("wed".into()),
                ..of("")
            },
            Choices {
                on: Some("tue 8:00-12:00".into()),
                ..of("")
            },
            Choices {
                near: Some((48_850_000, 2_350_000)),
                within_km: Some(5.0),
                ..of("")
            },
        ];
        for choices in missed {
            assert!(!found(choices.clone()), "{choices:?}");
        }
    }

    #[test]
    fn what_is_past_or_hidden_fits_nothing() {
        let on = Choices {
            on: Some("2026-11-24".into()),
            ..of("")
        };
        assert!(fits_on(&on, &listing(), "2026-11-24"));
        assert!(
            !fits_on(&on, &listing(), "2026-11-25"),
            "the day searched for is past"
        );
        assert!(!fits_on(&of(""), &listing(), "2027-01-01"), "the listing is past");
        for status in ListingStatus::ALL.iter().filter(|s| **s != ListingStatus::Active) {
            let listing = Listing {
                status: *status,
                ..listing()
            };
            assert!(!fits_on(&of(""), &listing, "2026-11-22"), "{status}");
        }
        let nowhere = Listing {
            place: None,
            ..listing()
        };
        let near = Choices {
            near: Some((45_600_000, 5_920_000)),
            within_km: Some(500.0),
            ..of("")
        };
        assert!(!fits_on(&near, &nowhere, "2026-11-22"));
    }

    #[test]
    fn choices_come_back_as_they_were() {
        let choices = Choices {
            text: "vélo".into(),
            kind: Some(ListingKind::Offer),
            what: vec![What::Service],
            category: vec![CategoryId(id(1))],
            skills: vec![SkillId(id(2))],
            near: Some((45_564_600, 5_917_800)),
            within_km: Some(12.5),
            remote: Some(false),
            on: Some("tue 18:00-24:00".into()),
            terms: vec![TermsKind::Gift],
        };
        assert_eq!(Choices::from(&choices.query(Slice::FIRST)), choices);
        let json = serde_json::to_string(&choices).unwrap();
        assert_eq!(serde_json::from_str::<Choices>(&json).unwrap(), choices);
    }

    const WORDS: &[&str] = &[
        "vélo",
        "freins",
        "électrique",
        "aide",
        "jardin",
        "Bricolage",
        "soir",
        "mécanique",
        "bois",
    ];

    prop_compose! {
        fn any_choices()(
            words in subsequence(WORDS.to_vec(), 0..=5),
            kind in proptest::option::of(select(ListingKind::ALL.to_vec())),
            what in subsequence(What::ALL.to_vec(), 0..=2),
            category in subsequence(vec![1u128, 4], 0..=2),
            skills in subsequence(vec![2u128, 3], 0..=2),
            remote in proptest::option::of(any::<bool>()),
        ) -> Choices {
            Choices {
                text: words.join(" "),
                kind,
                what,
                category: category.into_iter().map(|n| CategoryId(id(n))).collect(),
                skills: skills.into_iter().map(|n| SkillId(id(n))).collect(),
                remote,
                ..Choices::default()
            }
        }
    }

    proptest! {
        /// The keys leave out nothing: whatever fits shares a key.
        #[test]
        fn what_fits_is_found_by_its_keys(
            choices in any_choices(),
            title in subsequence(WORDS.to_vec(), 1..=4),
            has_skill in any::<bool>(),
        ) {
            let mut listing = Listing { title: title.join(" "), description: String::new(), ..listing() };
            if !has_skill {
                listing.skills.clear();
            }
            let subject = Subject::new(&listing);
            if fits(&choices, &subject, day("2026-11-22")) {
                let (own, theirs) = (keys_of_search(&choices), keys_of_listing(&subject));
                prop_assert!(!own.is_disjoint(&theirs), "{own:?} {theirs:?}");
            }
            prop_assert!(!keys_of_search(&choices).is_empty());
        }

        #[test]
        fn a_day_is_read_as_it_was_written(weekday in 1i64..=7, from in 0i64..1440, length in 1i64..=1440) {
            let to_minute = (from + length).min(1440);
            let slot = Slot { day: SlotDay::Weekday(weekday), from_minute: from, to_minute };
            prop_assert_eq!(market_rules::parse_slot_text(&super::super::slot_text(&slot)), Some(slot));
        }
    }
}
