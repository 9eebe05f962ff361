//! Which teams are proposed for a request with roles. Pure, and the same for the same question.
//!
//! **What a team is.** For each role the offer of one member, each member once, no two of whom are kept apart. If no team
//! takes every role, those that take most; which roles stay open is part of the answer.
//!
//! **Common time.** The request and the members who name times must share a stretch of at least
//! [`Question::minutes_min`]; those who name none are to be asked. Only where fewer than [`PROPOSALS_MIN`] such teams
//! are left are others proposed, which say so.
//!
//! **Score**, 0 to 1: the mean relevance of the offers to their roles, how near the two farthest of the team and the
//! place of the request are (the diameter of Lappas, Liu & Terzi, *Finding a team of experts in social networks*,
//! KDD 2009, with kilometres for the network), and the longest common stretch.
//!
//! | part | weight | 1 means |
//! |---|---|---|
//! | relevance | 0.5 | every offer answers its role as well as can be |
//! | closeness | 0.3 | all in the same place, falling by half every 10 km; who helps at a distance does not count |
//! | time | 0.2 | free together for two hours or more |
//!
//! A place that is not named counts as 10 km, and who names no times as an hour free, so that silence neither helps nor
//! rules out.
//!
//! **Distinct.** After the best team comes, each time, the one with the greatest
//! `0.7 score − 0.3 (largest share of members it has in common with a team already chosen)`: maximal marginal relevance
//! (Carbonell & Goldstein, SIGIR 1998). Of three members or more, two at least are new; of fewer, one.
//!
//! **Search.** Branch and bound over the roles, those with the fewest offers first, the most promising offer first. It is
//! exact (a property test compares it with every team there is) until it has weighed [`PARTIALS_MAX`] partial teams for
//! one proposal or [`PARTIALS_TOTAL_MAX`] in all; then the best found so far stand, and the answer says so.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use crate::kernel::ids::{ListingId, MemberId};
use crate::kernel::place::Pin;
use crate::market::rules::overlap;
use crate::market::{Slot, SlotDay};

/// Offers weighed for one role: the most relevant.
pub const CANDIDATES_MAX: usize = 30;
/// Teams proposed at most.
pub const PROPOSALS_MAX: usize = 4;
/// With fewer teams that share a time, others are proposed too.
pub const PROPOSALS_MIN: usize = 2;
/// Minutes that a team shares at least, where no role takes less.
pub const TOGETHER_MIN: i64 = 60;
/// Partial teams weighed for one proposal, and for all of them.
pub const PARTIALS_MAX: usize = 50_000;
pub const PARTIALS_TOTAL_MAX: usize = 200_000;

const RELEVANCE_WEIGHT: f64 = 0.5;
const CLOSENESS_WEIGHT: f64 = 0.3;
const TIME_WEIGHT: f64 = 0.2;
/// Kilometres in which closeness halves.
const HALVING_KM: f64 = 10.0;
/// Minutes free together that leave nothing to wish for.
const TOGETHER_ENOUGH: i64 = 120;
/// What counts for a place or times that are not named.
const SILENT: f64 = 0.5;
/// How much a proposal's own score weighs against its likeness to those before it.
const SCORE_SHARE: f64 = 0.7;
/// Values are compared in millionths, so that rounding decides no tie.
const MILLIONTHS: f64 = 1e6;

/// Where somebody helps, or where help is needed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Whereabouts {
    Unknown,
    /// Nobody has to come.
    AtDistance,
    At(Pin),
}

/// An offer that could take a role: every hard condition holds already.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub offer_id: ListingId,
    pub member_id: MemberId,
    /// How well it answers the role, 0 to 1.
    pub relevance: f64,
    pub whereabouts: Whereabouts,
    /// As [`current_slots`] gives them.
    pub slots: Vec<Slot>,
}

/// What a team is sought for.
#[derive(Debug, Clone)]
pub struct Question {
    /// Who could take each role, the most relevant first.
    pub roles: Vec<Vec<Candidate>>,
    pub whereabouts: Whereabouts,
    /// As [`current_slots`] gives them.
    pub slots: Vec<Slot>,
    /// Members who are kept apart, in either order.
    pub apart: HashSet<(MemberId, MemberId)>,
    /// Minutes that all who name times must have in common.
    pub minutes_min: i64,
}

/// A team: for each role the position of its candidate, `None` where it stays open.
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    pub seats: Vec<Option<usize>>,
    /// 0 to 1.
    pub score: f64,
}

/// The teams proposed, the best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposals {
    pub teams: Vec<Team>,
    /// Whether no better ones can exist: false where the search ended at its limit.
    pub is_complete: bool,
}

/// What can be told of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Between the two farthest, the place of the request among them; `None` with fewer than two places.
    pub largest_km: Option<f64>,
    /// When all who name times are free, the longest first; `None` where nobody names any.
    pub together: Option<Vec<Slot>>,
    /// Members who name no times.
    pub silent: usize,
}

/// The slots from `today` on, those of one day that touch made one. A date that is named has the slots of its weekday too,
/// so that it does not matter in which order slots meet.
pub fn current_slots(slots: &[Slot], today: NaiveDate) -> Vec<Slot> {
    let current = |slot: &&Slot| match slot.day {
        SlotDay::Date(date) => date >= today,
        SlotDay::Weekday(_) => true,
    };
    let mut all: Vec<Slot> = slots.iter().filter(current).copied().collect();
    let is_date = |slot: &&Slot| matches!(slot.day, SlotDay::Date(_));
    let dates: BTreeSet<SlotDay> = all.iter().filter(is_date).map(|slot| slot.day).collect();
    for day in dates {
        let is_weekly = |slot: &&Slot| slot.day == SlotDay::Weekday(day.weekday());
        let weekly: Vec<Slot> = all.iter().filter(is_weekly).copied().collect();
        all.extend(weekly.into_iter().map(|slot| Slot { day, ..slot }));
    }
    merged(all)
}

/// The minutes a team must share: an hour, or the shortest of the roles where that is less.
pub fn minutes_min(roles: impl IntoIterator<Item = Option<i64>>) -> i64 {
    let shortest = roles.into_iter().flatten().min();
    shortest.unwrap_or(TOGETHER_MIN).clamp(1, TOGETHER_MIN)
}

/// Up to `wanted` distinct teams.
pub fn propose(question: &Question, wanted: usize) -> Proposals {
    let sought = question.roles.iter().filter(|role| !role.is_empty()).count();
    let mut teams = Vec::new();
    let mut left = PARTIALS_TOTAL_MAX;
    let mut is_complete = true;
    for covered in (1..=sought).rev() {
        for (timed, enough) in [(true, wanted), (false, wanted.min(PROPOSALS_MIN))] {
            while teams.len() < enough {
                let mut search = Search::new(question, covered, timed, &teams, left.min(PARTIALS_MAX));
                let before = search.left;
                search.descend(&Partial::empty(question, teams.len()), 0);
                left -= before - search.left;
                is_complete &= !search.is_cut;
                match search.best {
                    Some((_, seats)) => teams.push(Team {
                        score: score(question, &seats),
                        seats,
                    }),
                    None => break,
                }
            }
        }
        if !teams.is_empty() {
            break;
        }
    }
    Proposals { teams, is_complete }
}

/// The score of a team that takes at least one role.
pub fn score(question: &Question, seats: &[Option<usize>]) -> f64 {
    let seated = seated(question, seats);
    let count = seated.len().max(1) as f64;
    let relevance: f64 = seated.iter().map(|one| one.relevance).sum();
    let places: Vec<Whereabouts> = std::iter::once(question.whereabouts)
        .chain(seated.iter().map(|one| one.whereabouts))
        .collect();
    let closeness = pairs(&places)
        .map(|(one, other)| closeness(one, other))
        .fold(1.0, f64::min);
    let facts = facts(question, seats);
    let silent = facts.silent + usize::from(question.slots.is_empty());
    let named = seated.len() + 1 - silent;
    let stretch = facts.together.as_deref().map_or(0.0, stretch);
    let time = (named as f64 * stretch + silent as f64 * SILENT) / (count + 1.0);
    RELEVANCE_WEIGHT * relevance / count + CLOSENESS_WEIGHT * closeness + TIME_WEIGHT * time
}

/// What can be told of a team.
pub fn facts(question: &Question, seats: &[Option<usize>]) -> Facts {
    let seated = seated(question, seats);
    let places = std::iter::once(question.whereabouts).chain(seated.iter().map(|one| one.whereabouts));
    let pins: Vec<Pin> = places
        .filter_map(|place| match place {
            Whereabouts::At(pin) => Some(pin),
            Whereabouts::Unknown | Whereabouts::AtDistance => None,
        })
        .collect();
    let largest_km = pairs(&pins)
        .map(|(one, other)| one.distance_km(other))
        .reduce(f64::max);
    let mut together = named(&question.slots);
    for one in &seated {
        together = meet(together, &one.slots, question.minutes_min);
    }
    if let Some(slots) = &mut together {
        slots.sort_by_key(|slot| (slot.from_minute - slot.to_minute, *slot));
    }
    Facts {
        largest_km,
        together,
        silent: seated.iter().filter(|one| one.slots.is_empty()).count(),
    }
}

fn seated<'a>(question: &'a Question, seats: &[Option<usize>]) -> Vec<&'a Candidate> {
    let roles = question.roles.iter().zip(seats);
    roles
        .filter_map(|(candidates, seat)| candidates.get((*seat)?))
        .collect()
}

fn pairs<T: Copy>(all: &[T]) -> impl Iterator<Item = (T, T)> + '_ {
    let from = move |at: usize| all[at + 1..].iter().map(move |other| (all[at], *other));
    (0..all.len()).flat_map(from)
}

/// How near two are, 0 to 1.
fn closeness(one: Whereabouts, other: Whereabouts) -> f64 {
    match (one, other) {
        (Whereabouts::AtDistance, _) | (_, Whereabouts::AtDistance) => 1.0,
        (Whereabouts::At(here), Whereabouts::At(there)) => SILENT.powf(here.distance_km(there) / HALVING_KM),
        _ => SILENT,
    }
}

fn named(slots: &[Slot]) -> Option<Vec<Slot>> {
    (!slots.is_empty()).then(|| slots.to_vec())
}

/// The stretches of at least `least` minutes that somebody's slots leave of those shared so far; no slots ask nothing.
fn meet(shared: Option<Vec<Slot>>, slots: &[Slot], least: i64) -> Option<Vec<Slot>> {
    if slots.is_empty() {
        return shared;
    }
    let Some(shared) = shared else {
        return Some(slots.to_vec());
    };
    let both = shared
        .iter()
        .flat_map(|one| slots.iter().filter_map(move |other| overlap(one, other)))
        .filter(|slot| slot.to_minute - slot.from_minute >= least)
        .collect();
    Some(merged(both))
}

/// Slots in order, those of one day that touch made one: so many meetings of so many slots stay few.
fn merged(mut slots: Vec<Slot>) -> Vec<Slot> {
    slots.sort_unstable();
    slots.dedup_by(|next, kept| {
        let touch = kept.day == next.day && next.from_minute <= kept.to_minute;
        if touch {
            kept.to_minute = kept.to_minute.max(next.to_minute);
        }
        touch
    });
    slots
}

/// How much of what could be wished for the longest slot is, 0 to 1.
fn stretch(slots: &[Slot]) -> f64 {
    let longest = slots.iter().map(|slot| slot.to_minute - slot.from_minute).max();
    (longest.unwrap_or(0) as f64 / TOGETHER_ENOUGH as f64).min(1.0)
}

/// Members who must be new in a team of so many.
fn new_members_min(members: usize) -> usize {
    if members >= 3 { 2 } else { 1 }
}

/// The worth of a team beside those already chosen, in millionths.
fn worth(score: f64, shared_most: usize, members: usize) -> i64 {
    let likeness = shared_most as f64 / members.max(1) as f64;
    ((SCORE_SHARE * score - (1.0 - SCORE_SHARE) * likeness) * MILLIONTHS).round() as i64
}

/// A team in the making.
#[derive(Debug, Clone)]
struct Partial {
    seats: Vec<Option<usize>>,
    members: Vec<MemberId>,
    places: Vec<Whereabouts>,
    relevance: f64,
    closeness: f64,
    together: Option<Vec<Slot>>,
    /// Of the request and the members.
    silent: usize,
    /// Members in common with each team chosen before.
    shared: Vec<usize>,
    open: usize,
}

impl Partial {
    fn empty(question: &Question, chosen: usize) -> Partial {
        Partial {
            seats: vec![None; question.roles.len()],
            members: Vec::new(),
            places: vec![question.whereabouts],
            relevance: 0.0,
            closeness: 1.0,
            together: named(&question.slots),
            silent: usize::from(question.slots.is_empty()),
            shared: vec![0; chosen],
            open: 0,
        }
    }
    fn shared_most(&self) -> usize {
        self.shared.iter().copied().max().unwrap_or(0)
    }
}

/// The search for one more team.
struct Search<'a> {
    question: &'a Question,
    /// Roles taken by the team.
    covered: usize,
    /// Whether a common time is asked for.
    timed: bool,
    /// The members of each team chosen before.
    chosen: Vec<HashSet<MemberId>>,
    /// Roles somebody could take, those with the fewest offers first.
    order: Vec<usize>,
    /// For the roles from each depth on: the greatest relevance that 0, 1, 2… of them can add.
    hopes: Vec<Vec<f64>>,
    /// Worth in millionths and seats.
    best: Option<(i64, Vec<Option<usize>>)>,
    left: usize,
    is_cut: bool,
}

impl<'a> Search<'a> {
    fn new(question: &'a Question, covered: usize, timed: bool, teams: &[Team], left: usize) -> Search<'a> {
        let mut order: Vec<usize> = (0..question.roles.len())
            .filter(|role| !question.roles[*role].is_empty())
            .collect();
        order.sort_by_key(|role| (question.roles[*role].len(), *role));
        let most = |role: &usize| {
            let relevances = question.roles[*role].iter().map(|one| one.relevance);
            relevances.fold(0.0, f64::max)
        };
        let hopes = (0..=order.len())
            .map(|depth| {
                let mut best: Vec<f64> = order[depth..].iter().map(most).collect();
                best.sort_by(|a, b| b.total_cmp(a));
                let sums = best.iter().scan(0.0, |sum, one| {
                    *sum += one;
                    Some(*sum)
                });
                std::iter::once(0.0).chain(sums).collect()
            })
            .collect();
        let members = |team: &Team| {
            let seated = seated(question, &team.seats);
            seated.iter().map(|one| one.member_id).collect()
        };
        Search {
            question,
            covered,
            timed,
            chosen: teams.iter().map(members).collect(),
            order,
            hopes,
            best: None,
            left,
            is_cut: false,
        }
    }

    fn descend(&mut self, part: &Partial, depth: usize) {
        if depth == self.order.len() {
            return self.consider(part);
        }
        let role = self.order[depth];
        let mut next: Vec<(i64, Partial)> = Vec::new();
        if part.members.len() < self.covered {
            for at in 0..self.question.roles[role].len() {
                if self.left == 0 {
                    self.is_cut = true;
                    break;
                }
                self.left -= 1;
                let grown = self.with(part, role, at);
                next.extend(grown.map(|grown| (self.hope(&grown, depth + 1), grown)));
            }
        }
        if part.open < self.order.len() - self.covered {
            let mut open = part.clone();
            open.open += 1;
            next.push((self.hope(&open, depth + 1), open));
        }
        next.sort_by_key(|(hope, _)| Reverse(*hope));
        for (hope, grown) in next {
            // One millionth of slack: hope and worth are rounded apart from each other.
            if self.best.as_ref().is_some_and(|(worth, _)| hope + 1 < *worth) {
                break;
            }
            self.descend(&grown, depth + 1);
        }
    }

    /// The partial team with one more seat taken, unless a condition forbids it.
    fn with(&self, part: &Partial, role: usize, at: usize) -> Option<Partial> {
        let one = &self.question.roles[role][at];
        let apart = |other: &MemberId| {
            let pairs = &self.question.apart;
            pairs.contains(&(*other, one.member_id)) || pairs.contains(&(one.member_id, *other))
        };
        if part.members.contains(&one.member_id) || part.members.iter().any(apart) {
            return None;
        }
        let mut shared = part.shared.clone();
        for (count, members) in shared.iter_mut().zip(&self.chosen) {
            *count += usize::from(members.contains(&one.member_id));
        }
        let shared_max = self.covered - new_members_min(self.covered);
        if shared.iter().any(|count| *count > shared_max) {
            return None;
        }
        let together = meet(part.together.clone(), &one.slots, self.question.minutes_min);
        if self.timed && together.as_ref().is_some_and(Vec::is_empty) {
            return None;
        }
        let near = part.places.iter().map(|place| closeness(*place, one.whereabouts));
        let mut grown = Partial {
            closeness: near.fold(part.closeness, f64::min),
            relevance: part.relevance + one.relevance,
            silent: part.silent + usize::from(one.slots.is_empty()),
            together,
            shared,
            ..part.clone()
        };
        grown.seats[role] = Some(at);
        grown.members.push(one.member_id);
        grown.places.push(one.whereabouts);
        Some(grown)
    }

    /// What no team grown from this one can be worth more than: the best offers for what is left, no further apart and
    /// no shorter together than it is already.
    fn hope(&self, part: &Partial, depth: usize) -> i64 {
        let missing = self.covered - part.members.len();
        let Some(more) = self.hopes[depth].get(missing) else {
            return i64::MIN;
        };
        let count = self.covered as f64;
        let named = (part.members.len() + 1 - part.silent) as f64;
        let stretch = part.together.as_deref().map_or(1.0, stretch);
        let time = (named * stretch + part.silent as f64 * SILENT + missing as f64 * stretch.max(SILENT))
            / (count + 1.0);
        let score = RELEVANCE_WEIGHT * (part.relevance + more) / count
            + CLOSENESS_WEIGHT * part.closeness
            + TIME_WEIGHT * time;
        worth(score, part.shared_most(), self.covered)
    }

    fn consider(&mut self, part: &Partial) {
        if part.members.len() != self.covered {
            return;
        }
        let score = score(self.question, &part.seats);
        let worth = worth(score, part.shared_most(), self.covered);
        let is_better = match &self.best {
            None => true,
            Some((best, seats)) => worth > *best || (worth == *best && part.seats < *seats),
        };
        if is_better {
            self.best = Some((worth, part.seats.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::rules::parse_slot_text;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn member(n: u8) -> MemberId {
        MemberId(Uuid::from_u128(u128::from(n) + 1))
    }
    fn slots(texts: &[&str]) -> Vec<Slot> {
        let read: Vec<Slot> = texts.iter().map(|text| parse_slot_text(text).unwrap()).collect();
        current_slots(&read, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
    }
    /// So many kilometres north of Chambéry, to the grid.
    fn km(north: f64) -> Whereabouts {
        Whereabouts::At(Pin::parse(45.565 + north / 111.2, 5.92, "place").unwrap())
    }
    fn one(who: u8, relevance: f64, whereabouts: Whereabouts, free: &[&str]) -> Candidate {
        Candidate {
            offer_id: ListingId(Uuid::from_u128(u128::from(who))),
            member_id: member(who),
            relevance,
            whereabouts,
            slots: slots(free),
        }
    }
    fn question(roles: Vec<Vec<Candidate>>) -> Question {
        Question {
            roles,
            whereabouts: km(0.0),
            slots: Vec::new(),
            apart: HashSet::new(),
            minutes_min: 60,
        }
    }
    fn who(question: &Question, team: &Team) -> Vec<MemberId> {
        seated(question, &team.seats)
            .iter()
            .map(|c| c.member_id)
            .collect()
    }

    #[test]
    fn the_weights_make_one() {
        assert!((RELEVANCE_WEIGHT + CLOSENESS_WEIGHT + TIME_WEIGHT - 1.0).abs() < 1e-12);
    }

    #[test]
    fn near_and_free_together_beats_a_little_more_relevant() {
        let sat = &["sat 14:00-17:00"][..];
        let asked = question(vec![
            vec![one(1, 0.7, km(40.0), sat), one(2, 0.6, km(1.0), sat)],
            vec![
                one(3, 0.7, km(0.0), &["mon"]),
                one(4, 0.6, km(0.0), &["sat 15:00-18:00"]),
            ],
        ]);
        let proposals = propose(&asked, 1);
        assert!(proposals.is_complete);
        let team = &proposals.teams[0];
        assert_eq!(who(&asked, team), [member(2), member(4)]);
        let facts = facts(&asked, &team.seats);
        assert_eq!(facts.together, Some(slots(&["sat 15:00-17:00"])));
        assert!((0.5..1.5).contains(&facts.largest_km.unwrap()), "{facts:?}");
        // Free for two hours, the request itself names no time.
        let expected = 0.5 * 0.6 + 0.3 * 0.5_f64.powf(facts.largest_km.unwrap() / 10.0) + 0.2 * 2.5 / 3.0;
        assert!((team.score - expected).abs() < 1e-9, "{} {expected}", team.score);
    }

    #[test]
    fn proposals_are_distinct() {
        let role = |from: u8| (from..from + 3).map(|n| one(n, 0.5, km(0.0), &[])).collect();
        let asked = question(vec![role(0), role(3), role(6)]);
        let teams = propose(&asked, 9).teams;
        assert_eq!(teams.len(), 9);
        for (first, second) in pairs(&teams.iter().collect::<Vec<_>>()) {
            let (a, b) = (who(&asked, first), who(&asked, second));
            assert!(a.iter().filter(|m| b.contains(m)).count() <= 1, "{a:?} {b:?}");
        }
        // The first three have nobody in common.
        let first: HashSet<MemberId> = teams[..3].iter().flat_map(|team| who(&asked, team)).collect();
        assert_eq!(first.len(), 9);
        // The same people in other roles are the same team.
        let twice = question(vec![
            vec![one(1, 0.5, km(0.0), &[]), one(2, 0.5, km(0.0), &[])],
            vec![one(1, 0.5, km(0.0), &[]), one(2, 0.5, km(0.0), &[])],
        ]);
        assert_eq!(propose(&twice, 4).teams.len(), 1);
    }

    #[test]
    fn roles_that_nobody_can_take_stay_open() {
        let asked = question(vec![
            vec![one(1, 0.5, km(0.0), &[])],
            vec![],
            vec![one(2, 0.5, km(0.0), &[])],
        ]);
        assert_eq!(propose(&asked, 4).teams[0].seats, [Some(0), None, Some(0)]);
        // One person for two roles takes the one they fit better.
        let asked = question(vec![
            vec![one(1, 0.5, km(0.0), &[])],
            vec![one(1, 0.6, km(0.0), &[])],
        ]);
        assert_eq!(propose(&asked, 4).teams.len(), 1);
        assert_eq!(propose(&asked, 4).teams[0].seats, [None, Some(0)]);
        assert!(propose(&question(vec![vec![], vec![]]), 4).teams.is_empty());
    }

    #[test]
    fn without_a_common_time_it_is_said() {
        let asked = question(vec![
            vec![one(1, 0.5, km(0.0), &["mon 09:00-12:00"])],
            vec![one(2, 0.5, km(0.0), &["mon 11:30-13:00"])],
        ]);
        let teams = propose(&asked, 4).teams;
        assert_eq!(facts(&asked, &teams[0].seats).together, Some(Vec::new()));
        let shorter = Question {
            minutes_min: 30,
            ..asked
        };
        let seats = &propose(&shorter, 4).teams[0].seats;
        assert_eq!(facts(&shorter, seats).together, Some(slots(&["mon 11:30-12:00"])));
    }

    #[test]
    fn slots_that_touch_are_one() {
        let free = slots(&[
            "mon 09:00-12:00",
            "mon 12:00-14:00",
            "mon 10:00-11:00",
            "2026-11-20 08:00-09:00",
        ]);
        assert_eq!(free, slots(&["mon 09:00-14:00"]));
        assert_eq!(minutes_min([Some(240), None, Some(30)]), 30);
        assert_eq!(minutes_min([Some(240), None]), TOGETHER_MIN);
        assert_eq!(minutes_min([None]), TOGETHER_MIN);
    }

    /// The largest question: the search ends, and says when it was not exact.
    #[test]
    fn a_large_question_is_bounded() {
        let mut seed = 7_u64;
        let mut chance = move |below: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let mut candidate = || {
            let free = format!("{} 09:00-18:00", days[chance(7) as usize]);
            let also = format!("{} 14:00-17:00", days[chance(7) as usize]);
            let relevance = 0.3 + chance(500) as f64 / 1000.0;
            one(
                chance(150) as u8,
                relevance,
                km(chance(30) as f64),
                &[&free, &also],
            )
        };
        let roles = (0..6).map(|_| (0..CANDIDATES_MAX).map(|_| candidate()).collect());
        let asked = question(roles.collect());
        let begun = std::time::Instant::now();
        let proposals = propose(&asked, PROPOSALS_MAX);
        eprintln!(
            "{} teams, complete: {}, {:?}",
            proposals.teams.len(),
            proposals.is_complete,
            begun.elapsed()
        );
        assert_eq!(proposals.teams.len(), PROPOSALS_MAX);
        assert_eq!(proposals, propose(&asked, PROPOSALS_MAX));
    }

    /// Every way to fill the seats.
    fn every_seating(question: &Question) -> Vec<Vec<Option<usize>>> {
        question.roles.iter().fold(vec![Vec::new()], |all, role| {
            let choices = std::iter::once(None).chain((0..role.len()).map(Some));
            let grow =
                |seat: Option<usize>| all.iter().map(move |seats| [seats.clone(), vec![seat]].concat());
            choices.flat_map(grow).collect()
        })
    }

    /// What the search must find, by trying every team.
    fn by_trying_all(question: &Question, wanted: usize) -> Vec<Vec<Option<usize>>> {
        let every = every_seating(question);
        let mut teams: Vec<Vec<Option<usize>>> = Vec::new();
        for covered in (1..=question.roles.len()).rev() {
            for (timed, enough) in [(true, wanted), (false, wanted.min(PROPOSALS_MIN))] {
                while teams.len() < enough {
                    let common = |one: &[Option<usize>], other: &[Option<usize>]| {
                        let there: Vec<MemberId> =
                            seated(question, other).iter().map(|c| c.member_id).collect();
                        seated(question, one)
                            .iter()
                            .filter(|c| there.contains(&c.member_id))
                            .count()
                    };
                    let stands = |seats: &&Vec<Option<usize>>| {
                        let seated = seated(question, seats);
                        let apart = |(a, b): (&Candidate, &Candidate)| {
                            a.member_id == b.member_id
                                || question.apart.contains(&(a.member_id, b.member_id))
                                || question.apart.contains(&(b.member_id, a.member_id))
                        };
                        seated.len() == covered
                            && !pairs(&seated).any(apart)
                            && (!timed || facts(question, seats).together.is_none_or(|met| !met.is_empty()))
                            && teams
                                .iter()
                                .all(|team| common(team, seats) + new_members_min(covered) <= covered)
                    };
                    let value = |seats: &Vec<Option<usize>>| {
                        let most = teams.iter().map(|team| common(team, seats)).max().unwrap_or(0);
                        worth(score(question, seats), most, covered)
                    };
                    let best = every
                        .iter()
                        .filter(stands)
                        .max_by(|a, b| value(a).cmp(&value(b)).then(b.cmp(a)));
                    match best.cloned() {
                        Some(best) => teams.push(best),
                        None => break,
                    }
                }
            }
            if !teams.is_empty() {
                break;
            }
        }
        teams
    }

    fn some_candidate() -> impl Strategy<Value = Candidate> {
        let free = prop::sample::subsequence(
            vec![
                "mon 09:00-12:00",
                "mon 11:00-15:00",
                "tue 17:30-19:00",
                "2026-11-24 18:30-20:00",
                "2026-12-01 17:00-18:40",
                "sat 10:00-10:30",
            ],
            0..4,
        );
        let place = prop_oneof![
            Just(Whereabouts::Unknown),
            Just(Whereabouts::AtDistance),
            (0..30).prop_map(|north| km(f64::from(north)))
        ];
        (0u8..6, 1u32..9, place, free)
            .prop_map(|(who, tenths, place, free)| one(who, f64::from(tenths) / 10.0, place, &free))
    }

    fn some_question() -> impl Strategy<Value = Question> {
        let roles = prop::collection::vec(prop::collection::vec(some_candidate(), 0..4), 2..5);
        let apart = prop::collection::hash_set((0u8..6, 0u8..6), 0..4);
        (roles, some_candidate(), apart).prop_map(|(roles, request, apart)| Question {
            roles,
            whereabouts: request.whereabouts,
            slots: request.slots,
            apart: apart.into_iter().map(|(a, b)| (member(a), member(b))).collect(),
            minutes_min: 60,
        })
    }

    proptest! {
        #[test]
        fn the_search_finds_what_trying_all_finds(asked in some_question(), wanted in 1usize..6) {
            let found = propose(&asked, wanted);
            prop_assert!(found.is_complete);
            let seats: Vec<_> = found.teams.iter().map(|team| team.seats.clone()).collect();
            prop_assert_eq!(seats, by_trying_all(&asked, wanted));
            for team in found.teams {
                prop_assert!((0.0..=1.0 + 1e-9).contains(&team.score), "{}", team.score);
            }
        }
    }
}
