//! "Nobody yet": what else one could try when a search found little or nothing. Each suggestion gives up one choice of
//! the search, and is offered only if it finds more. What is chosen and hard stays so until its owner gives it up.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::catalogue::{Answer, Facet, Row};
use super::search::{Looking, SearchQuery};
use super::taxonomy::Taxonomy;
use super::{Listing, Stock};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{CategoryId, SkillId};
use crate::kernel::pages::Slice;
use crate::kernel::text_enum;
use crate::members::Actor;

/// Suggestions are made where fewer listings than this were found.
pub const FEW: usize = 3;
/// Searches that are counted at most.
const SEARCHES_MAX: usize = 6;
/// Radiuses to look in next, in kilometres; after the last comes no radius at all.
const RADIUSES_KM: [f64; 4] = [10.0, 25.0, 50.0, 100.0];
/// Related skills that one suggestion names.
const RELATED_MAX: usize = 5;
/// How far around a listing without a radius of its own is looked first, in kilometres.
const NEAR_KM: f64 = 10.0;

text_enum! {
    /// What a suggestion gives up or adds.
    #[schema(as = WideningKind)]
    Widening {
        Further = "further",
        AnyDay = "any_day",
        Remote = "remote",
        OnSite = "on_site",
        AnyTerms = "any_terms",
        AnyCategory = "any_category",
        RelatedSkills = "related_skills",
    }
}

/// A search to try instead.
#[derive(Debug, Clone)]
pub struct Step {
    pub kind: Widening,
    pub query: SearchQuery,
}

/// A search to try instead, and how many listings it finds.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub kind: Widening,
    pub query: SearchQuery,
    pub count: usize,
}

/// The searches that each give up one choice, the radius left aside.
pub fn steps(query: &SearchQuery) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut add = |kind, change: &dyn Fn(&mut SearchQuery)| {
        let mut changed = query.clone();
        change(&mut changed);
        steps.push(Step { kind, query: changed });
    };
    if query.on.is_some() {
        add(Widening::AnyDay, &|q| q.on = None);
    }
    match query.remote {
        Some(true) => add(Widening::OnSite, &|q| q.remote = None),
        Some(false) => add(Widening::Remote, &|q| q.remote = None),
        // What is done at a distance often has no place, and a radius leaves it out.
        None if query.within_km.is_some() => add(Widening::Remote, &|q| {
            q.remote = Some(true);
            q.within_km = None;
        }),
        None => {}
    }
    if !query.terms.is_empty() {
        add(Widening::AnyTerms, &|q| q.terms.clear());
    }
    if !query.category.is_empty() {
        add(Widening::AnyCategory, &|q| q.category.clear());
    }
    steps
}

/// The smallest radius beyond `within_km` that holds more than `found` of the distances.
pub fn next_radius(within_km: f64, distances_km: &[f64], found: usize) -> Option<f64> {
    let holds = |radius: f64| distances_km.iter().filter(|km| **km <= radius).count();
    RADIUSES_KM
        .into_iter()
        .find(|radius| *radius > within_km && holds(*radius) > found)
}

/// The other skills of the trades that a search is about: those of its skills, else of the skills that its words name,
/// else its own trades.
pub fn related_skills(query: &SearchQuery, taxonomy: &Taxonomy) -> Vec<SkillId> {
    let mut seeds: Vec<SkillId> = query.skills.clone();
    if seeds.is_empty() {
        let named = taxonomy.skills_named_in(&query.text);
        seeds = named.into_iter().map(|skill| skill.id).collect();
    }
    let mut trades: Vec<CategoryId> = seeds
        .iter()
        .filter_map(|id| Some(taxonomy.skill(*id)?.category_id))
        .collect();
    if trades.is_empty() {
        trades = query.category.clone();
    }
    taxonomy
        .skills()
        .filter(|skill| trades.contains(&skill.category_id) && !seeds.contains(&skill.id))
        .map(|skill| skill.id)
        .collect()
}

/// What would answer a listing, asked as a search: the other kind, in its trade or with its skills, at its place and
/// first free time, for what it accepts.
pub fn query_of(listing: &Listing) -> SearchQuery {
    let skills: Vec<SkillId> = listing.skills.iter().map(|skill| skill.id).collect();
    let near = listing.pin();
    SearchQuery {
        text: String::new(),
        kind: Some(listing.kind.counterpart()),
        what: Vec::new(),
        category: if skills.is_empty() {
            vec![listing.category.id]
        } else {
            Vec::new()
        },
        skills,
        near,
        within_km: near.map(|_| listing.radius_km().map_or(NEAR_KM, |km| km as f64)),
        remote: None,
        on: listing.slots.first().copied(),
        terms: listing.terms.accepted(),
        slice: Slice::FIRST,
    }
}

/// The suggestions that find more than the `found` listings the search did, at most six. Each says how many a search finds
/// that follows it.
pub fn suggest(
    conn: &mut Conn,
    actor: &Actor,
    stock: &Stock,
    query: &SearchQuery,
    found: usize,
    now: Moment,
) -> Result<Vec<Suggestion>> {
    let looking = Looking::open(conn, actor, stock, &query.text, now)?;
    let given_up = GivenUp::new(&looking, query);
    let counted = |Step { kind, query }: Step| Suggestion {
        kind,
        count: given_up.count(kind, &query),
        query,
    };
    let mut further = further_steps(&given_up, found).into_iter();
    let others = steps(query).into_iter().map(counted);
    let mut tried: Vec<Suggestion> = further.next().into_iter().chain(others).collect();
    tried.extend(related_step(conn, actor, stock, query, now)?);
    tried.extend(further);
    tried.truncate(SEARCHES_MAX);
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for suggestion in tried {
        let (kind, count) = (suggestion.kind, suggestion.count);
        // Looking further without finding more is no suggestion.
        let known = suggestions.iter().any(|s| s.kind == kind && s.count >= count);
        if count > found && !known {
            suggestions.push(suggestion);
        }
    }
    for suggestion in &mut suggestions {
        suggestion.query.slice = Slice::FIRST;
    }
    Ok(suggestions)
}

/// What a search finds once it gives up one choice. Several are answered by one look: what is chosen of trade, terms and
/// place of work does not change what is good enough among all that fits.
struct GivenUp<'l> {
    looking: &'l Looking,
    query: &'l SearchQuery,
    /// All that passes these choices but one.
    but_one: OnceCell<Vec<Answer<'l>>>,
    /// The same search without a radius.
    anywhere: OnceCell<Vec<Row<'l>>>,
}

impl<'l> GivenUp<'l> {
    fn new(looking: &'l Looking, query: &'l SearchQuery) -> Self {
        GivenUp {
            looking,
            query,
            but_one: OnceCell::new(),
            anywhere: OnceCell::new(),
        }
    }

    /// How many listings one of the [`steps`] finds.
    fn count(&self, kind: Widening, step: &SearchQuery) -> usize {
        match kind {
            Widening::AnyTerms => self.count_without(Facet::Terms),
            Widening::AnyCategory => self.count_without(Facet::Category),
            Widening::OnSite => self.count_without(Facet::Remote),
            Widening::Remote if step.remote.is_none() => self.count_without(Facet::Remote),
            Widening::Remote => self.anywhere().iter().filter(|row| row.remote()).count(),
            Widening::Further | Widening::AnyDay | Widening::RelatedSkills => self.looking.found(step).len(),
        }
    }

    fn count_without(&self, facet: Facet) -> usize {
        let but_one = self
            .but_one
            .get_or_init(|| self.looking.found_but_one(self.query));
        let passes = |answer: &&Answer<'_>| answer.failed & !facet.mask() == 0;
        but_one.iter().filter(passes).count()
    }

    fn within(&self, within_km: Option<f64>) -> SearchQuery {
        SearchQuery {
            within_km,
            ..self.query.clone()
        }
    }

    fn anywhere(&self) -> &[Row<'l>] {
        self.anywhere
            .get_or_init(|| self.looking.found(&self.within(None)))
    }
}

/// The search within the next radius that finds more, then without any.
fn further_steps(given_up: &GivenUp<'_>, found: usize) -> Vec<Suggestion> {
    let Some((near, within_km)) = given_up.query.near.zip(given_up.query.within_km) else {
        return Vec::new();
    };
    let anywhere = given_up.anywhere();
    if anywhere.len() <= found {
        return Vec::new();
    }
    let distances: Vec<f64> = anywhere
        .iter()
        .filter_map(|row| Some(near.distance_km(row.pin()?)))
        .collect();
    let radius = next_radius(within_km, &distances, found).map(|radius| {
        let query = given_up.within(Some(radius));
        (given_up.looking.found(&query).len(), query)
    });
    radius
        .into_iter()
        .chain([(anywhere.len(), given_up.within(None))])
        .map(|(count, query)| Suggestion {
            kind: Widening::Further,
            query,
            count,
        })
        .collect()
}

/// The same search for related skills instead of its own and of its words: those that most listings name, of which
/// there are some.
fn related_step(
    conn: &mut Conn,
    actor: &Actor,
    stock: &Stock,
    query: &SearchQuery,
    now: Moment,
) -> Result<Option<Suggestion>> {
    let related = related_skills(query, &stock.taxonomy);
    if related.is_empty() {
        return Ok(None);
    }
    let mut probe = SearchQuery {
        text: String::new(),
        category: Vec::new(),
        skills: related.clone(),
        ..query.clone()
    };
    let looking = Looking::open(conn, actor, stock, &probe.text, now)?;
    let rows = looking.found(&probe);
    let mut counts: HashMap<SkillId, usize> = HashMap::new();
    let named = rows.iter().flat_map(|row| row.skills());
    for skill in named.filter(|id| related.contains(id)) {
        *counts.entry(skill).or_default() += 1;
    }
    let mut best: Vec<(SkillId, usize)> = counts.into_iter().collect();
    best.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
    best.truncate(RELATED_MAX);
    probe.skills = best.into_iter().map(|(id, _)| id).collect();
    let count = rows
        .iter()
        .filter(|row| row.skills().any(|skill| probe.skills.contains(&skill)))
        .count();
    Ok((!probe.skills.is_empty()).then_some(Suggestion {
        kind: Widening::RelatedSkills,
        query: probe,
        count,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::place::Pin;
    use crate::market::{TermsKind, rules};

    fn nothing() -> SearchQuery {
        SearchQuery {
            text: String::new(),
            kind: None,
            what: Vec::new(),
            category: Vec::new(),
            skills: Vec::new(),
            near: None,
            within_km: None,
            remote: None,
            on: None,
            terms: Vec::new(),
            slice: Slice::FIRST,
        }
    }

    fn around(km: f64) -> SearchQuery {
        SearchQuery {
            near: Some(Pin {
                lat_micro: 45_565_000,
                lon_micro: 5_920_000,
            }),
            within_km: Some(km),
            ..nothing()
        }
    }

    #[test]
    fn the_next_radius_is_the_first_that_helps() {
        let distances = [3.0, 18.0, 40.0, 40.0, 250.0];
        assert_eq!(next_radius(2.0, &distances, 0), Some(10.0));
        assert_eq!(next_radius(5.0, &distances, 1), Some(25.0));
        assert_eq!(next_radius(5.0, &distances, 2), Some(50.0));
        assert_eq!(next_radius(50.0, &distances, 4), None, "only without a radius");
        assert_eq!(next_radius(10.0, &[], 0), None);
        assert!(steps(&nothing()).is_empty(), "nothing chosen, nothing to give up");
    }

    #[test]
    fn each_step_gives_up_one_choice() {
        let query = SearchQuery {
            text: "vélo".into(),
            on: rules::parse_slot_text("tue"),
            remote: Some(false),
            terms: vec![TermsKind::Gift],
            category: vec![CategoryId(uuid::Uuid::from_u128(1))],
            ..around(60.0)
        };
        let steps = steps(&query);
        let kinds: Vec<Widening> = steps.iter().map(|step| step.kind).collect();
        use Widening::*;
        assert_eq!(kinds, [AnyDay, Remote, AnyTerms, AnyCategory]);
        for step in &steps {
            let q = &step.query;
            let kept = [
                q.within_km == query.within_km,
                q.on == query.on,
                q.remote == query.remote,
                q.terms == query.terms,
                q.category == query.category,
            ];
            assert_eq!(kept.iter().filter(|kept| !**kept).count(), 1, "{step:?}");
            assert_eq!(q.text, "vélo");
        }
    }

    #[test]
    fn at_a_distance_there_is_no_radius() {
        let step = steps(&around(5.0))
            .into_iter()
            .find(|s| s.kind == Widening::Remote)
            .unwrap();
        assert_eq!((step.query.remote, step.query.within_km), (Some(true), None));
        let remote = SearchQuery {
            remote: Some(true),
            ..nothing()
        };
        assert_eq!(steps(&remote)[0].kind, Widening::OnSite);
    }
}
