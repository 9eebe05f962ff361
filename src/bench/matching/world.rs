//! A large community made from the texts of the demonstration: titles as they are, descriptions put together from the
//! sentences of one trade, places drawn around four hundred towns, a few of them large.

use std::collections::HashMap;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::demo::{ListingText, listing_texts};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{CategoryId, EcosystemId, ListingId, MemberId};
use crate::kernel::pages::Slice;
use crate::kernel::place::Pin;
use crate::market::{
    Listing, ListingKind, ListingPlace, ListingStatus, On, SearchQuery, Skill, Slot, SlotDay, Taxonomy,
    Terms, TermsKind, What,
};

const TOWNS: usize = 400;
/// The town of rank n has n^-0.8 of the people of the first.
const STEEPNESS: f64 = 0.8;
/// Degrees that listings are scattered around their town.
const SPREAD: f64 = 0.08;
/// Shares of what is drawn.
const REMOTE: f64 = 0.15;
const WITHOUT_PLACE: f64 = 0.05;
const SENTENCES_MAX: usize = 4;
/// Words of a question.
const WORDS: std::ops::RangeInclusive<usize> = 2..=4;
const WITHIN_KM: f64 = 25.0;

/// What listings are drawn from.
pub(super) struct World {
    ecosystem: EcosystemId,
    authors: Vec<MemberId>,
    texts: Vec<ListingText>,
    /// The sentences of each trade in each language.
    sentences: HashMap<(String, String), Vec<String>>,
    /// Places with the shares of all that lie in them or in one before.
    towns: Vec<(f64, f64, f64)>,
    taxonomy: Taxonomy,
    now: Moment,
    chance: StdRng,
}

impl World {
    pub(super) fn new(
        ecosystem: EcosystemId,
        authors: Vec<MemberId>,
        taxonomy: Taxonomy,
        now: Moment,
        seed: u64,
    ) -> Result<World, String> {
        let texts = listing_texts().map_err(|e| e.to_string())?;
        let mut sentences: HashMap<(String, String), Vec<String>> = HashMap::new();
        for text in &texts {
            let of_trade = sentences
                .entry((text.category.clone(), text.language.clone()))
                .or_default();
            of_trade.extend(
                text.description
                    .split_inclusive(['.', '!', '?'])
                    .map(str::to_string),
            );
        }
        let mut chance = StdRng::seed_from_u64(seed);
        let mut towns: Vec<(f64, f64, f64)> = Vec::with_capacity(TOWNS);
        for rank in 1..=TOWNS {
            let before = towns.last().map_or(0.0, |town| town.2);
            let (lat, lon) = (chance.random_range(43.0..50.0), chance.random_range(-1.0..7.0));
            towns.push((lat, lon, before + (rank as f64).powf(-STEEPNESS)));
        }
        Ok(World {
            ecosystem,
            authors,
            texts,
            sentences,
            towns,
            taxonomy,
            now,
            chance,
        })
    }

    fn pin(&mut self) -> Result<Pin, String> {
        let all = self.towns.last().map_or(0.0, |town| town.2);
        let drawn = self.chance.random_range(0.0..all);
        let at = self
            .towns
            .partition_point(|town| town.2 <= drawn)
            .min(self.towns.len() - 1);
        let (lat, lon, _) = self.towns[at];
        // The sum of four even draws is near enough to a bell.
        let mut bell = || (0..4).map(|_| self.chance.random_range(-1.0..1.0)).sum::<f64>() * SPREAD;
        Pin::parse(lat + bell(), lon + bell(), "place").map_err(|e| e.code.to_string())
    }

    /// The next listing.
    pub(super) fn listing(&mut self) -> Result<Listing, String> {
        let text = self.texts[self.chance.random_range(0..self.texts.len())].clone();
        let category = self
            .taxonomy
            .find_category(&text.category)
            .ok_or_else(|| format!("no trade {}", text.category))?
            .clone();
        let skills: Vec<Skill> = text
            .skills
            .iter()
            .filter_map(|key| self.taxonomy.find_skill(key).cloned())
            .collect();
        let place = match self.chance.random_bool(WITHOUT_PLACE) {
            true => None,
            false => Some(ListingPlace {
                label: None,
                pin: Some(self.pin()?),
                radius_km: Some(self.chance.random_range(5..=30)),
            }),
        };
        let kind = match self.chance.random_bool(0.6) {
            true => ListingKind::Offer,
            false => ListingKind::Request,
        };
        Ok(Listing {
            id: ListingId::new(self.now),
            ecosystem_id: self.ecosystem,
            member_id: self.authors[self.chance.random_range(0..self.authors.len())],
            kind,
            what: What::from_word(&text.what).unwrap_or(What::Service),
            description: self.description(&text),
            title: text.title,
            language: text.language,
            category,
            skills,
            terms: self.terms(text.time_minutes),
            place,
            remote: self.chance.random_bool(REMOTE),
            roles: Vec::new(),
            slots: (0..self.chance.random_range(1..=3))
                .map(|_| self.slot())
                .collect(),
            status: ListingStatus::Active,
            expires_on: self.now.plus_hours(24 * 60).naive_utc().date(),
            created_at: self.now,
            updated_at: self.now,
            published_at: Some(self.now),
            closed_at: None,
            source: None,
        })
    }

    fn description(&mut self, text: &ListingText) -> String {
        let key = (text.category.clone(), text.language.clone());
        let Some(sentences) = self.sentences.get(&key).filter(|all| !all.is_empty()) else {
            return text.description.clone();
        };
        (0..self.chance.random_range(1..=SENTENCES_MAX))
            .map(|_| sentences[self.chance.random_range(0..sentences.len())].as_str())
            .collect()
    }

    fn terms(&mut self, minutes: Option<i64>) -> Terms {
        let time = self.chance.random_bool(0.7);
        Terms {
            gift: !time || self.chance.random_bool(0.5),
            time_minutes: time.then(|| minutes.unwrap_or(60)),
            money_cents: self.chance.random_bool(0.3).then_some(2_000),
        }
    }

    fn slot(&mut self) -> Slot {
        let from = 60 * self.chance.random_range(8..19);
        Slot {
            day: SlotDay::Weekday(self.chance.random_range(1..=7)),
            from_minute: from,
            to_minute: from + 60 * self.chance.random_range(2..=5),
        }
    }

    /// The next question: a few words of a listing's title, its trade, a place, a radius, a day and terms.
    pub(super) fn question(&mut self) -> Result<Question, String> {
        let text = self.texts[self.chance.random_range(0..self.texts.len())].clone();
        let words: Vec<&str> = text
            .title
            .split_whitespace()
            .filter(|w| w.chars().count() > 3)
            .collect();
        let most = self.chance.random_range(WORDS).min(words.len());
        let from = self.chance.random_range(0..=words.len() - most);
        let category = self
            .taxonomy
            .find_category(&text.category)
            .ok_or_else(|| format!("no trade {}", text.category))?
            .id;
        Ok(Question {
            text: words[from..from + most].join(" "),
            category,
            near: self.pin()?,
            on: self.slot(),
        })
    }
}

/// What is asked of every engine.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub text: String,
    pub category: CategoryId,
    pub near: Pin,
    pub on: On,
}

impl Question {
    /// Its words in lower case.
    pub(super) fn words(&self) -> Vec<String> {
        self.text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    }

    /// South, north, west and east of the square around the circle.
    pub(super) fn bounds(&self) -> [f64; 4] {
        let (lat, lon) = (self.near.lat(), self.near.lon());
        let north = WITHIN_KM / 111.195;
        let east = north / lat.to_radians().cos();
        [lat - north, lat + north, lon - east, lon + east]
    }

    /// As the market is asked.
    pub(super) fn query(&self, limit: i64) -> SearchQuery {
        SearchQuery {
            text: self.text.clone(),
            kind: Some(ListingKind::Offer),
            what: Vec::new(),
            category: vec![self.category],
            skills: Vec::new(),
            near: Some(self.near),
            within_km: Some(WITHIN_KM),
            remote: None,
            on: Some(self.on),
            terms: vec![TermsKind::Gift, TermsKind::Time],
            slice: Slice { after: None, limit },
        }
    }
}
