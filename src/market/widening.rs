//! "Nobody yet": what else one could try when a search found little or nothing. Each suggestion gives up one choice of
//! the search, and is offered only if it finds more. What is chosen and hard stays so until its owner gives it up.

use std::collections::HashMap;

use super::search::{Looking, SearchQuery};
use super::taxonomy::Taxonomy;
use super::{Listing, Stock, text};
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
        seeds = named_skills(&query.text, taxonomy);
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

/// The skills whose name in either language has a telling word of a text.
fn named_skills(words: &str, taxonomy: &Taxonomy) -> Vec<SkillId> {
    let mut sought = text::sought(words);
    sought.retain(|word| !text::is_filler(&word.word));
    let named = |name: &str| {
        let terms: Vec<String> = text::words(name)
            .iter()
            .flat_map(|word| text::stems(word))
            .collect();
        sought
            .iter()
            .any(|word| word.terms.iter().any(|term| terms.contains(term)))
    };
    taxonomy
        .skills()
        .filter(|skill| named(&skill.name_fr) || named(&skill.name_en))
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

/// The suggestions that find more than the `found` listings the search did, each counted by running it: at most six,
/// after at most two searches that tell which radius and which skills to try.
pub fn suggest(
    conn: &mut Conn,
    actor: &Actor,
    stock: &Stock,
    query: &SearchQuery,
    found: usize,
    now: Moment,
) -> Result<Vec<Suggestion>> {
    let looking = Looking::open(conn, actor, stock, &query.text, now)?;
    let counted = |Step { kind, query }: Step| Suggestion {
        kind,
        count: looking.found(&query).len(),
        query,
    };
    let mut further = further_steps(&looking, query, found).into_iter();
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

/// The search within the next radius that finds more, then without any.
fn further_steps(looking: &Looking, query: &SearchQuery, found: usize) -> Vec<Suggestion> {
    let Some((near, within_km)) = query.near.zip(query.within_km) else {
        return Vec::new();
    };
    let within = |within_km| SearchQuery {
        within_km,
        ..query.clone()
    };
    let anywhere = looking.found(&within(None));
    if anywhere.len() <= found {
        return Vec::new();
    }
    let distances: Vec<f64> = anywhere
        .iter()
        .filter_map(|row| Some(near.distance_km(row.pin()?)))
        .collect();
    let radius = next_radius(within_km, &distances, found).map(|radius| {
        let query = within(Some(radius));
        (looking.found(&query).len(), query)
    });
    radius
        .into_iter()
        .chain([(anywhere.len(), within(None))])
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
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let related = related_skills(query, &taxonomy);
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
