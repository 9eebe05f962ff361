//! What can be chosen of active listings, in columns: kind, trade, place, days, terms. Pure.
//!
//! Listings lie in the order of their [`Cell`]s, so that a radius is a few ranges of neighbours: those without a pin first,
//! then rows of a tenth of a degree of latitude from south to north, in each from west to east. Those of one cell may lie
//! in any order; where one trade's lie side by side, the memory fetches them together. What nearly every search chooses by
//! is told at a glance ([`Glances`]), from eight bytes a listing.

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::hash::Hash;
use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

use super::digest::{Digest, Packed};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{CategoryId, ListingId, MemberId, SkillId};
use crate::kernel::place::Pin;
use crate::market::model::{ListingKind, Slot, SlotDay, Terms, TermsKind, What};
use crate::market::rules::Travel;

/// Micro-degrees of latitude in a row, 11 km, and of longitude in one of its cells.
const ROW: i64 = 100_000;
/// Kilometres in a degree of latitude, a little less than anywhere on Earth.
const DEGREE_KM: f64 = 110.5;
const NO_PIN: i32 = i32::MIN;

/// Which listings are looked through, as far as places tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::market) enum Reach {
    Anywhere,
    /// Those with a pin within so many kilometres of another.
    Within(Pin, f64),
    /// Those that a listing could come together with, where one of the two travels.
    Of(Travel),
    /// Those that a listing can only come together with because both may be done at a distance.
    Beyond(Travel),
}

/// A value of few, stored as its number.
#[derive(Debug)]
struct Names<T> {
    all: Vec<T>,
    numbers: FxHashMap<T, u32>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Names {
            all: Vec::new(),
            numbers: FxHashMap::default(),
        }
    }
}

impl<T: Clone + Eq + Hash> Names<T> {
    fn number<Q>(&mut self, value: &Q) -> u32
    where
        T: Borrow<Q>,
        Q: ToOwned<Owned = T> + Eq + Hash + ?Sized,
    {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = self.all.len() as u32;
        self.all.push(value.to_owned());
        self.numbers.insert(value.to_owned(), number);
        number
    }
}

/// The columns. A row is added for each listing in the order of [`cell`], and then nothing changes any more.
#[derive(Debug, Default)]
pub(in crate::market) struct Entries {
    ids: Vec<ListingId>,
    signs: Vec<Signs>,
    keys: Vec<Keys>,
    /// Where each cell begins that is not empty, and at last how many rows there are.
    cells: Vec<(Cell, u32)>,
    members: Names<MemberId>,
    categories: Names<CategoryId>,
    /// Every combination of a trade and traits that a row has.
    combinations: Names<Combination>,
    tongues: Vec<u32>,
    languages: Names<String>,
    /// The largest of the radiuses; `None` where a listing with a pin has no radius, and so reaches anywhere.
    widest_km: Option<u16>,
    /// Minutes of the terms, 0 where time is not accepted.
    minutes: Vec<u32>,
    published: Vec<Moment>,
    slots: Vec<Packed>,
    /// A bit for each of its skills, which others share.
    skill_signs: Vec<u32>,
    /// Where the skills of each begin; one more than there are rows.
    skill_starts: Vec<u32>,
    skills: Vec<u32>,
    skill_names: Names<SkillId>,
    /// Rows in the order of their ids.
    by_id: Vec<u32>,
}

/// What is told of a row at a glance.
#[derive(Debug, Clone, Copy)]
struct Signs {
    /// A bit for each quarter of each day of the week in which it is open at some time, [`UNTIMED`] and [`ALWAYS`].
    quarters: u32,
    combination: u32,
}

/// Tells rows apart by what facets are chosen by ([`Row::kin`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::market) struct Kin(usize, u32);

/// What facets are chosen by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Combination {
    trade: u32,
    /// A bit for each trait ([`Facet::bits`]).
    traits: u16,
}

/// What searches ask of a row at a closer look.
#[derive(Debug, Clone, Copy)]
struct Keys {
    /// Latitude and longitude in micro-degrees.
    pin: [i32; 2],
    /// Counted from the first day of our era.
    last_day: i32,
    author: u32,
    slots_from: u32,
    slots: u16,
    radius_km: u16,
}

/// A row and a place in it from west to east, each so many tenths of a degree.
pub(super) type Cell = (i64, i64);

const BEFORE_ALL: Cell = (i64::MIN, i64::MIN);
const AFTER_ALL: Cell = (i64::MAX, i64::MAX);

/// Where a listing with this pin lies.
pub(super) fn cell(pin: Option<Pin>) -> Cell {
    pin.map_or(BEFORE_ALL, |pin| {
        (pin.lat_micro.div_euclid(ROW), pin.lon_micro.div_euclid(ROW))
    })
}

/// What listings can be narrowed by, each with counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::market) enum Facet {
    Category,
    Kind,
    What,
    Terms,
    Remote,
}

impl Facet {
    /// Those whose choices are traits.
    const OF_TRAITS: [Facet; 4] = [Facet::Kind, Facet::What, Facet::Terms, Facet::Remote];

    /// Which bits of the traits tell of it.
    fn bits(self) -> u16 {
        match self {
            Facet::Category => 0,
            Facet::Kind => 0b11,
            Facet::Remote => 0b11 << 2,
            Facet::Terms => 0b111 << 4,
            Facet::What => 0b1_1111 << 7,
        }
    }
    fn bit(self, number: u8) -> u16 {
        (1 << number << self.bits().trailing_zeros()) & self.bits()
    }
    /// The number of the first bit of it that is set.
    fn number(self, traits: u16) -> usize {
        ((traits & self.bits()) >> self.bits().trailing_zeros()).trailing_zeros() as usize
    }
    /// The bit of [`Glances::failed`] that tells of it.
    pub(in crate::market) fn mask(self) -> u8 {
        1 << self as u8
    }
}

/// What is chosen of listings, as far as that is told at a glance. Empty lists and `None` choose everything.
#[derive(Debug, Clone, Default)]
pub(in crate::market) struct Choices {
    pub category: Vec<CategoryId>,
    pub kind: Option<ListingKind>,
    pub what: Vec<What>,
    /// Any of these.
    pub terms: Vec<TermsKind>,
    pub remote: Option<bool>,
    /// What cannot be open then does not fit; what may be wants a closer look.
    pub on: Option<Slot>,
    /// What names times and cannot be open at any of these does not fit, if there are any.
    pub free: Vec<Slot>,
    /// What surely has none of these does not fit.
    pub skills: Vec<SkillId>,
}

impl Choices {
    /// The traits of which a row needs one to pass a facet; all where nothing is chosen.
    fn needed(&self, facet: Facet) -> u16 {
        let all =
            |numbers: &mut dyn Iterator<Item = u8>| numbers.fold(0, |all, number| all | facet.bit(number));
        let chosen = match facet {
            Facet::Kind => all(&mut self.kind.iter().map(|kind| *kind as u8)),
            Facet::What => all(&mut self.what.iter().map(|what| *what as u8)),
            Facet::Terms => all(&mut self.terms.iter().map(|terms| *terms as u8)),
            Facet::Remote => all(&mut self.remote.iter().map(|remote| u8::from(*remote))),
            Facet::Category => 0,
        };
        match chosen {
            0 => u16::MAX,
            some => some,
        }
    }

    /// Of which [`Signs::quarters`] a row needs one.
    fn quarters(&self) -> u32 {
        match (&self.on, self.free.as_slice()) {
            (Some(on), _) => quarters(on),
            (None, []) => ALWAYS,
            (None, free) => free.iter().fold(UNTIMED, |all, slot| all | quarters(slot)),
        }
    }

    /// Tells of traits a bit for each facet whose choices they do not pass ([`Facet::mask`]).
    fn failed_by_traits(&self) -> impl Fn(u16) -> u8 + use<> {
        let needed = Facet::OF_TRAITS.map(|facet| (facet.mask(), self.needed(facet)));
        move |traits| {
            let fails = |(mask, needed): (u8, u16)| u8::from(traits & needed == 0) * mask;
            needed.into_iter().map(fails).sum()
        }
    }

    fn failed_by_trade(&self, trade: &CategoryId) -> u8 {
        let passes = self.category.is_empty() || self.category.contains(trade);
        u8::from(!passes) * Facet::Category.mask()
    }

    /// A bit for each facet whose choices a row does not pass ([`Facet::mask`]).
    pub(in crate::market) fn failed(&self, row: Row<'_>) -> u8 {
        self.failed_by_traits()(row.traits()) | self.failed_by_trade(&row.category())
    }
}

/// Choices as the columns of one [`Entries`] tell of them.
#[derive(Debug)]
pub(in crate::market) struct Glances<'a> {
    entries: &'a Entries,
    /// For each combination a bit for each facet whose choices it does not pass.
    failed: Vec<u8>,
    quarters: u32,
    /// 0 where none is chosen.
    skills: u32,
}

impl<'a> Glances<'a> {
    pub(in crate::market) fn row(&self, at: u32) -> Row<'a> {
        self.entries.row(at)
    }

    /// Whether a row may be open when it was chosen to be and have a skill that was chosen.
    #[inline]
    pub(in crate::market) fn may_fit(&self, at: u32) -> bool {
        // Without a jump: which of a million rows are open cannot be guessed.
        self.may_be_open(at) & (self.skills == 0 || self.may_have_skill(at))
    }

    /// Whether [`Glances::may_fit`] may say no.
    pub(in crate::market) fn may_rule_out(&self) -> bool {
        self.quarters != ALWAYS || self.skills != 0
    }

    /// Whether a row may be open when it was chosen to be.
    #[inline]
    pub(in crate::market) fn may_be_open(&self, at: u32) -> bool {
        self.entries.signs[at as usize].quarters & self.quarters != 0
    }

    /// Whether a row may have one of the skills that were chosen.
    #[inline]
    pub(in crate::market) fn may_have_skill(&self, at: u32) -> bool {
        self.entries.skill_signs[at as usize] & self.skills != 0
    }

    /// A bit for each facet whose choices a row does not pass ([`Facet::mask`]).
    #[inline]
    pub(in crate::market) fn failed(&self, at: u32) -> u8 {
        self.of(&self.failed, at)
    }

    /// What follows from the facets that a row fails, for every combination; [`Glances::of`] tells it of a row.
    pub(in crate::market) fn for_each_combination<T>(&self, of_failed: impl Fn(u8) -> T) -> Vec<T> {
        self.failed.iter().map(|failed| of_failed(*failed)).collect()
    }

    #[inline]
    pub(in crate::market) fn of<T: Copy>(&self, combinations: &[T], at: u32) -> T {
        combinations[self.entries.signs[at as usize].combination as usize]
    }
}

/// The bit of a skill among 32, which it shares with others.
fn sign(skill: u32) -> u32 {
    1 << (skill % 32)
}

/// A bit of all rows, beside those of [`quarters`].
const ALWAYS: u32 = 1 << 31;
/// A bit of rows that name no time.
const UNTIMED: u32 = 1 << 30;

/// The quarters of days of a week that a slot lies in, 28 bits; of a date those of its weekday.
fn quarters(slot: &Slot) -> u32 {
    const MINUTES: i64 = 360;
    let day = match slot.day {
        SlotDay::Weekday(day) => day,
        SlotDay::Date(date) => i64::from(date.weekday().number_from_monday()),
    };
    let first = slot.from_minute.clamp(0, 1_439) / MINUTES;
    let last = (slot.to_minute - 1).clamp(0, 1_439) / MINUTES;
    (first..=last)
        .map(|quarter| 1 << (4 * (day - 1).clamp(0, 6) + quarter))
        .sum()
}

impl Entries {
    pub(super) fn push(&mut self, digest: &Digest<'_>) {
        if self.ids.is_empty() {
            self.skill_starts.push(0);
        }
        self.ids.push(digest.id);
        let pin = digest
            .pin
            .map_or([NO_PIN; 2], |(lat, lon)| [lat as i32, lon as i32]);
        let cell = cell(unpack(pin));
        if self.cells.last().is_none_or(|(last, _)| *last != cell) {
            self.cells.push((cell, self.keys.len() as u32));
        }
        let slots = digest.slots.iter().filter_map(|packed| packed.slot());
        let untimed = if digest.slots.is_empty() { UNTIMED } else { 0 };
        let terms = (0..8).filter(|number| digest.terms & (1 << number) != 0);
        let traits = Facet::Kind.bit(digest.kind as u8)
            | Facet::What.bit(digest.what as u8)
            | Facet::Remote.bit(digest.remote.into())
            | terms.fold(0, |all, number| all | Facet::Terms.bit(number));
        let trade = self.categories.number(&digest.category_id);
        self.signs.push(Signs {
            quarters: slots.fold(ALWAYS | untimed, |all, slot| all | quarters(&slot)),
            combination: self.combinations.number(&Combination { trade, traits }),
        });
        self.keys.push(Keys {
            pin,
            last_day: digest.last_day,
            author: self.members.number(&digest.member_id),
            slots_from: self.slots.len() as u32,
            slots: u16::try_from(digest.slots.len()).unwrap_or(u16::MAX),
            radius_km: digest.radius_km,
        });
        self.tongues.push(self.languages.number(digest.language.as_ref()));
        self.minutes.push(digest.minutes);
        self.published.push(digest.published());
        self.slots.extend(&digest.slots);
        let mut signs = 0;
        for skill in &digest.skills {
            let number = self.skill_names.number(skill);
            signs |= sign(number);
            self.skills.push(number);
        }
        self.skill_signs.push(signs);
        self.skill_starts.push(self.skills.len() as u32);
    }

    /// After the last row.
    pub(super) fn finish(&mut self) {
        self.cells.push((AFTER_ALL, self.ids.len() as u32));
        self.by_id = (0..self.ids.len() as u32).collect();
        self.by_id.sort_unstable_by_key(|at| self.ids[*at as usize]);
        let pinned = self.keys.iter().filter(|keys| keys.pin[0] != NO_PIN);
        let mut radiuses = pinned.map(|keys| keys.radius_km);
        self.widest_km = radiuses.try_fold(0, |widest: u16, km| (km > 0).then_some(widest.max(km)));
    }

    pub(super) fn find(&self, id: ListingId) -> Option<u32> {
        let place = self.by_id.binary_search_by_key(&id, |at| self.ids[*at as usize]);
        Some(self.by_id[place.ok()?])
    }

    pub(in crate::market) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(in crate::market) fn row(&self, at: u32) -> Row<'_> {
        Row {
            entries: self,
            at: at as usize,
        }
    }

    /// What choices mean here.
    pub(in crate::market) fn glances(&self, choices: &Choices) -> Glances<'_> {
        let trades = self.categories.all.iter();
        let by_trade: Vec<u8> = trades.map(|trade| choices.failed_by_trade(trade)).collect();
        let by_traits = choices.failed_by_traits();
        let failed = |of: &Combination| by_trade[of.trade as usize] | by_traits(of.traits);
        let numbers = choices
            .skills
            .iter()
            .map(|skill| self.skill_names.numbers.get(skill));
        Glances {
            entries: self,
            failed: self.combinations.all.iter().map(failed).collect(),
            quarters: choices.quarters(),
            // A skill that nobody here has is looked for under any sign.
            skills: numbers.fold(0, |all, number| all | number.map_or(1, |number| sign(*number))),
        }
    }

    /// Looks at what is read of a row at a closer look: a number that means nothing.
    pub(in crate::market) fn touch(&self, at: u32) -> u32 {
        self.keys[at as usize].slots_from
    }

    /// All rows that may lie within a reach, ascending: none is left out, some may lie outside.
    pub(in crate::market) fn ranges(&self, reach: Reach) -> Vec<Range<u32>> {
        match reach {
            Reach::Anywhere => self.everything(),
            Reach::Within(near, km) => self.within(near, km),
            Reach::Of(Travel { pin, radius_km, .. }) => self.meeting(pin, radius_km),
            Reach::Beyond(Travel { remote: false, .. }) => Vec::new(),
            Reach::Beyond(Travel { pin, radius_km, .. }) => self.without(&self.meeting(pin, radius_km)),
        }
    }

    /// What a listing may meet where one of the two travels: whatever has no pin, and what lies within the larger radius.
    fn meeting(&self, pin: Option<Pin>, radius_km: Option<i64>) -> Vec<Range<u32>> {
        let (Some(pin), Some(widest)) = (pin, self.widest_km) else {
            return self.everything();
        };
        let pinless = self.keys.partition_point(|keys| keys.pin[0] == NO_PIN) as u32;
        let km = radius_km.unwrap_or(0).max(widest.into()) as f64;
        let within = self.within(pin, km).into_iter();
        let mut ranges: Vec<Range<u32>> = within.map(|range| range.start.max(pinless)..range.end).collect();
        ranges.insert(0, 0..pinless);
        ranges.retain(|range| !range.is_empty());
        ranges
    }

    /// What lies between ascending ranges.
    fn without(&self, ranges: &[Range<u32>]) -> Vec<Range<u32>> {
        let starts = [0].into_iter().chain(ranges.iter().map(|range| range.end));
        let ends = ranges.iter().map(|range| range.start).chain([self.len() as u32]);
        let between = starts.zip(ends).map(|(start, end)| start..end);
        between.filter(|range| !range.is_empty()).collect()
    }

    fn everything(&self) -> Vec<Range<u32>> {
        let all = 0..self.len() as u32;
        let all = (!all.is_empty()).then_some(all);
        all.into_iter().collect()
    }

    fn within(&self, near: Pin, km: f64) -> Vec<Range<u32>> {
        let latitudes = (km / DEGREE_KM * 1e6).min(180e6) as i64 + 1;
        let (south, north) = (near.lat_micro - latitudes, near.lat_micro + latitudes);
        let Some(circle) = Cap::new(near, km) else {
            return self.everything();
        };
        let mut ranges = Vec::new();
        for row in south.div_euclid(ROW)..=north.div_euclid(ROW) {
            let longitudes = circle.longitudes_between(row * ROW, (row + 1) * ROW);
            let (west, east) = (near.lon_micro - longitudes, near.lon_micro + longitudes);
            if west < -180_000_000 || east > 180_000_000 {
                return self.everything();
            }
            let first = self.begin((row, west.div_euclid(ROW)));
            let end = self.begin((row, east.div_euclid(ROW) + 1));
            if first < end {
                ranges.push(first..end);
            }
        }
        ranges
    }

    /// The first row in a cell or beyond it.
    fn begin(&self, cell: Cell) -> u32 {
        let place = self.cells.partition_point(|(other, _)| *other < cell);
        self.cells
            .get(place)
            .map_or(self.len() as u32, |(_, begin)| *begin)
    }

    /// Bytes held.
    pub(in crate::market) fn bytes(&self) -> usize {
        let row =
            size_of::<(ListingId, Signs)>() + size_of::<Keys>() + size_of::<Moment>() + size_of::<[u32; 5]>();
        self.ids.len() * row
            + self.slots.len() * size_of::<Packed>()
            + self.skills.len() * size_of::<u32>()
            + self.members.all.len() * 2 * size_of::<(MemberId, u32)>()
    }
}

fn unpack([lat, lon]: [i32; 2]) -> Option<Pin> {
    (lat != NO_PIN).then_some(Pin {
        lat_micro: lat.into(),
        lon_micro: lon.into(),
    })
}

/// A circle on the sphere that holds no pole, a little wider than it is asked for.
struct Cap {
    /// Of its centre, and how far it reaches: radians.
    latitude: f64,
    radius: f64,
    /// Where it is widest.
    widest: f64,
}

impl Cap {
    fn new(near: Pin, km: f64) -> Option<Cap> {
        let angle = km / DEGREE_KM;
        let (latitude, radius) = (near.lat().to_radians(), angle.to_radians());
        (near.lat().abs() + angle < 89.0).then(|| Cap {
            latitude,
            radius,
            // It touches a meridian at a right angle: sin φ₀ = cos r sin φ.
            widest: (latitude.sin() / radius.cos()).asin(),
        })
    }

    /// Micro-degrees of longitude that it reaches to either side between two latitudes (in micro-degrees).
    fn longitudes_between(&self, south: i64, north: i64) -> i64 {
        let radians = |micro: i64| (micro as f64 / 1e6).clamp(-90.0, 90.0).to_radians();
        let (south, north) = (radians(south), radians(north));
        let widest = match (south..=north).contains(&self.widest) {
            true => self.longitude_at(self.widest),
            false => self.longitude_at(south).max(self.longitude_at(north)),
        };
        (widest.to_degrees() * 1e6) as i64 + 1
    }

    /// How far its edge is at a latitude: cos r = sin φ sin φ₀ + cos φ cos φ₀ cos Δλ.
    fn longitude_at(&self, latitude: f64) -> f64 {
        let cosine = (self.radius.cos() - latitude.sin() * self.latitude.sin())
            / (latitude.cos() * self.latitude.cos());
        // Beyond its northern and southern end there is no edge.
        cosine.clamp(-1.0, 1.0).acos()
    }
}

/// One listing, as far as it can be chosen by.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    entries: &'a Entries,
    at: usize,
}

impl<'a> Row<'a> {
    fn keys(self) -> &'a Keys {
        &self.entries.keys[self.at]
    }
    pub fn id(self) -> ListingId {
        self.entries.ids[self.at]
    }
    pub fn author(self) -> MemberId {
        self.entries.members.all[self.keys().author as usize]
    }
    fn combination(self) -> Combination {
        self.entries.combinations.all[self.entries.signs[self.at].combination as usize]
    }
    /// Alike for rows of one part of a community that are alike in all that facets are chosen by.
    pub(in crate::market) fn kin(self) -> Kin {
        let part = std::ptr::from_ref(self.entries).addr();
        Kin(part, self.entries.signs[self.at].combination)
    }
    /// A bit for each of kind, what it is, terms, and whether it may be done at a distance.
    fn traits(self) -> u16 {
        self.combination().traits
    }
    pub fn kind(self) -> ListingKind {
        ListingKind::ALL[Facet::Kind.number(self.traits())]
    }
    pub fn what(self) -> What {
        What::ALL[Facet::What.number(self.traits())]
    }
    pub fn remote(self) -> bool {
        Facet::Remote.number(self.traits()) == 1
    }
    pub fn accepts(self, kind: TermsKind) -> bool {
        self.traits() & Facet::Terms.bit(kind as u8) != 0
    }
    /// Minutes asked for, where time is accepted.
    pub fn time_minutes(self) -> Option<i64> {
        self.accepts(TermsKind::Time)
            .then(|| i64::from(self.entries.minutes[self.at]))
    }
    /// What it accepts. Of money whether, not how much: that is told from the listing itself.
    pub fn terms(self) -> Terms {
        Terms {
            gift: self.accepts(TermsKind::Gift),
            time_minutes: self.time_minutes(),
            money_cents: self.accepts(TermsKind::Money).then_some(0),
        }
    }
    pub fn category(self) -> CategoryId {
        self.entries.categories.all[self.combination().trade as usize]
    }
    pub fn language(self) -> &'a str {
        &self.entries.languages.all[self.entries.tongues[self.at] as usize]
    }
    pub fn pin(self) -> Option<Pin> {
        unpack(self.keys().pin)
    }
    pub fn radius_km(self) -> Option<i64> {
        let km = self.keys().radius_km;
        (km > 0).then_some(km.into())
    }
    pub fn travel(self) -> Travel {
        Travel {
            pin: self.pin(),
            radius_km: self.radius_km(),
            remote: self.remote(),
        }
    }
    /// Whether its last day is not past.
    pub fn is_current(self, today: NaiveDate) -> bool {
        self.keys().last_day >= today.num_days_from_ce()
    }
    /// Its last day, and since when it is published.
    pub(super) fn days(self) -> (NaiveDate, Moment) {
        let last = NaiveDate::from_num_days_from_ce_opt(self.keys().last_day);
        (last.unwrap_or_default(), self.published())
    }
    pub fn published(self) -> Moment {
        self.entries.published[self.at]
    }
    /// Sorts the latest published first.
    pub fn newest_first(self) -> Reverse<(Moment, ListingId)> {
        Reverse((self.published(), self.id()))
    }
    pub fn slots(self) -> impl Iterator<Item = Slot> + 'a {
        let keys = self.keys();
        self.entries.slots[keys.slots_from as usize..][..keys.slots as usize]
            .iter()
            .filter_map(|packed| packed.slot())
    }
    pub fn skills(self) -> impl Iterator<Item = SkillId> + 'a {
        let starts = &self.entries.skill_starts[self.at..self.at + 2];
        self.entries.skills[starts[0] as usize..starts[1] as usize]
            .iter()
            .map(|number| self.entries.skill_names.all[*number as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::catalogue::everyday;
    use crate::market::model::sample_listing;
    use proptest::prelude::*;

    fn pin(lat: f64, lon: f64) -> Pin {
        Pin::parse(lat, lon, "place").unwrap()
    }

    fn entries(pins: Vec<Option<Pin>>) -> Entries {
        entries_reaching(pins.into_iter().map(|pin| (pin, None, false)).collect())
    }

    fn entries_reaching(mut pins: Vec<(Option<Pin>, Option<i64>, bool)>) -> Entries {
        pins.sort_by_key(|(pin, ..)| cell(*pin));
        let mut entries = Entries::default();
        for (pin, radius_km, remote) in pins {
            let mut listing = sample_listing("Vélo");
            listing.remote = remote;
            listing.place = Some(crate::market::model::ListingPlace {
                label: None,
                pin,
                radius_km,
            });
            entries.push(&Digest::of(&listing, everyday()));
        }
        entries.finish();
        entries
    }

    #[test]
    fn a_row_is_what_was_pushed() {
        let mut listing = sample_listing("Vélo");
        listing.terms = Terms {
            gift: true,
            time_minutes: Some(90),
            money_cents: None,
        };
        listing.slots = vec![
            crate::market::rules::parse_slot_text("thu 18:00-24:00").unwrap(),
            crate::market::rules::parse_slot_text("2026-12-03 08:00-09:30").unwrap(),
        ];
        let mut entries = Entries::default();
        entries.push(&Digest::of(&listing, everyday()));
        entries.finish();
        assert_eq!(entries.find(listing.id), Some(0));
        assert_eq!(entries.find(ListingId(uuid::Uuid::nil())), None);
        let row = entries.row(0);
        assert_eq!((row.id(), row.author()), (listing.id, listing.member_id));
        assert_eq!((row.kind(), row.what()), (listing.kind, listing.what));
        assert_eq!(row.slots().collect::<Vec<_>>(), listing.slots);
        assert!(row.accepts(TermsKind::Gift) && row.accepts(TermsKind::Time));
        assert!(!row.accepts(TermsKind::Money));
        assert_eq!(row.time_minutes(), Some(90));
        assert_eq!(row.language(), listing.language);
        assert!(row.is_current(listing.expires_on));
        assert!(!row.is_current(listing.expires_on.succ_opt().unwrap()));
        let skills: Vec<SkillId> = listing.skills.iter().map(|skill| skill.id).collect();
        assert_eq!(row.skills().collect::<Vec<_>>(), skills);
    }

    #[test]
    fn nothing_has_no_ranges() {
        let centre = pin(0.0, 0.0);
        for reach in [
            Reach::Anywhere,
            Reach::Within(centre, 5.0),
            Reach::Within(centre, 19_900.0),
        ] {
            assert_eq!(entries(Vec::new()).ranges(reach), []);
        }
    }

    proptest! {
        /// Whatever lies within the radius lies in a range, and ranges do not meet.
        #[test]
        fn ranges_leave_nothing_out(
            points in proptest::collection::vec(proptest::option::of((-90.0f64..=90.0, -180.0f64..=180.0)), 0..60),
            centre in (-90.0f64..=90.0, -180.0f64..=180.0),
            km in prop_oneof![0.0f64..50.0, 0.0f64..25_000.0],
            around in proptest::collection::vec((-0.5f64..0.5, -0.5f64..0.5), 0..40),
        ) {
            let near = pin(centre.0, centre.1);
            let mut pins: Vec<Option<Pin>> = points.into_iter().map(|p| p.map(|(lat, lon)| pin(lat, lon))).collect();
            pins.extend(around.into_iter().map(|(lat, lon)| {
                Some(pin((centre.0 + lat).clamp(-90.0, 90.0), (centre.1 + lon).clamp(-180.0, 180.0)))
            }));
            let entries = entries(pins);
            let ranges = entries.ranges(Reach::Within(near, km));
            let mut last = 0;
            for range in &ranges {
                prop_assert!(range.start >= last && range.start < range.end);
                last = range.end;
            }
            for at in 0..entries.len() as u32 {
                let inside = entries.row(at).pin().is_some_and(|pin| near.distance_km(pin) <= km);
                prop_assert!(!inside || ranges.iter().any(|range| range.contains(&at)));
            }
        }

        /// Whatever a listing could come together with lies in a range: one of the two travels, and who names no place or
        /// no radius at all is not kept out; or both are done at a distance.
        #[test]
        fn what_can_be_reached_is_left_in(
            points in proptest::collection::vec(
                (proptest::option::of((-2.0f64..=2.0, -2.0f64..=2.0)), proptest::option::of(1i64..200), any::<bool>()),
                0..40,
            ),
            mine in (proptest::option::of((-2.0f64..=2.0, -2.0f64..=2.0)), proptest::option::of(1i64..200)),
            remote in any::<bool>(),
            all_travel in any::<bool>(),
        ) {
            let place = |p: Option<(f64, f64)>| p.map(|(lat, lon)| pin(45.0 + lat, 5.0 + lon));
            let points = points
                .into_iter()
                .map(|(p, km, remote)| (place(p), km.or(all_travel.then_some(3)), remote));
            let entries = entries_reaching(points.collect());
            let mine = Travel { pin: place(mine.0), radius_km: mine.1, remote };
            let (near, far) = (entries.ranges(Reach::Of(mine)), entries.ranges(Reach::Beyond(mine)));
            let mut all = [near.clone(), far.clone()].concat();
            all.sort_by_key(|range| range.start);
            prop_assert!(all.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let lies_in = |at: u32, ranges: &[Range<u32>]| ranges.iter().any(|range| range.contains(&at));
            for at in 0..entries.len() as u32 {
                let row = entries.row(at);
                let found = lies_in(at, &near) || (row.remote() && lies_in(at, &far));
                prop_assert!(found || !mine.meets(&row.travel()));
            }
        }

        /// Who may be free together with somebody is not passed over.
        #[test]
        fn who_may_be_free_is_left_in(
            mine in proptest::collection::vec((1i64..=7, 0i64..1_439, 1i64..1_440), 0..4),
            theirs in proptest::collection::vec((1i64..=7, 0i64..1_439, 1i64..1_440), 0..4),
            dated in any::<bool>(),
        ) {
            let slot = |dated: bool, (day, from_minute, minutes): (i64, i64, i64)| Slot {
                day: match dated {
                    true => SlotDay::Date(NaiveDate::from_ymd_opt(2026, 11, 29).unwrap() + chrono::Days::new(day as u64)),
                    false => SlotDay::Weekday(day),
                },
                from_minute,
                to_minute: (from_minute + minutes).min(1_440),
            };
            let mut listing = sample_listing("Vélo");
            listing.slots = theirs.into_iter().map(|one| slot(dated, one)).collect();
            let mut entries = Entries::default();
            entries.push(&Digest::of(&listing, everyday()));
            entries.finish();
            let free: Vec<Slot> = mine.into_iter().map(|one| slot(false, one)).collect();
            let meet = |one: &Slot| listing.slots.iter().any(|other| crate::market::rules::overlap(one, other).is_some());
            let fits = free.is_empty() || listing.slots.is_empty() || free.iter().any(meet);
            let glances_at = Choices { free: free.clone(), ..Choices::default() };
            prop_assert!(!fits || entries.glances(&glances_at).may_be_open(0));
        }
    }

    #[test]
    fn who_is_free_on_other_days_is_passed_over() {
        let mut listing = sample_listing("Vélo");
        listing.slots = vec![crate::market::rules::parse_slot_text("thu 18:00-24:00").unwrap()];
        let mut entries = Entries::default();
        entries.push(&Digest::of(&listing, everyday()));
        entries.finish();
        let may_be_open = |text: &str| {
            let free = vec![crate::market::rules::parse_slot_text(text).unwrap()];
            entries
                .glances(&Choices {
                    free,
                    ..Choices::default()
                })
                .may_be_open(0)
        };
        assert!(!may_be_open("wed 18:00-24:00") && !may_be_open("thu 08:00-12:00"));
        assert!(may_be_open("thu 17:00-19:00"));
    }
}
