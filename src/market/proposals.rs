//! Which trade and skills a listing is about: proposed to its author while it is written; where it is posted without a trade,
//! the likeliest is taken.
//!
//! What the text means speaks for them, by the concepts it is linked to; what other members chose for the active listings most
//! like it (k nearest neighbours, each counting as it scores); a trade or skill that the community added to its lists, which is
//! no concept, where its whole name stands in the text; and for one trade that a place or equipment is offered. Measured on the
//! listings of the demonstration, one town learning from the other: the tests below.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::catalogue::{Catalogue, Choices, Reach, everyday};
use super::model::{Category, Skill, What};
use super::taxonomy::Taxonomy;
use crate::kernel::ids::{CategoryId, ListingId, SkillId};
use crate::members::Actor;
use crate::retrieval::{Concept, ConceptVector, Floor, Language};

/// Trades that are proposed at most.
const TRADES_MAX: usize = 3;
/// Skills that are proposed at most.
const SKILLS_MAX: usize = 5;
/// A skill is proposed that weighs at least this, and this share of the best.
const SKILL_MIN: f32 = 0.15;
const SKILL_SHARE_OF_BEST: f32 = 0.4;
/// What a neighbour's skill counts by its score, beside the part (0 to 1) that a concept makes of what the text means.
const SKILL_OF_NEIGHBOUR: f32 = 0.5;
/// Listings of others that are looked at: the most like it.
const NEIGHBOURS: usize = 5;
/// A listing that scores less is not like it.
const ALIKE_MIN: f32 = 0.2;
/// What the whole meaning of a text counts, shared out among trades; a neighbour counts its score, 0 to 1.
const MEANING: f32 = 1.0;
/// What a whole name counts.
const NAMED: f32 = 2.0;
/// What it counts to offer a place or equipment.
const IS_THING: f32 = 2.0;
/// The trade of places and equipment, by its key in the lists that every community starts with.
const THINGS: &str = "places-equipment";

/// A text, as far as its trade and skills are concerned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub what: What,
    pub title: &'a str,
    pub description: &'a str,
    pub language: Language,
}

/// What somebody else chose for a listing like it.
#[derive(Debug, Clone)]
pub(super) struct Neighbour {
    category: CategoryId,
    skills: Vec<SkillId>,
    /// How like it is, 0 to 1.
    score: f32,
}

/// The trade of a listing that names none: that of its first skill, else the likeliest. `None` where nothing speaks for any.
pub(super) fn guess_trade(
    taxonomy: &Taxonomy,
    catalogue: &Catalogue,
    actor: &Actor,
    skills: &[Skill],
    text: Text<'_>,
) -> Option<Category> {
    if let Some(skill) = skills.first() {
        return taxonomy.category(skill.category_id).cloned();
    }
    let neighbours = neighbours(catalogue, actor, text);
    likely_trades(taxonomy, &neighbours, text)
        .first()
        .copied()
        .cloned()
}

/// The trades that a text speaks for, the likeliest first: of those that may be chosen.
pub(super) fn likely_trades<'t>(
    taxonomy: &'t Taxonomy,
    neighbours: &[Neighbour],
    text: Text<'_>,
) -> Vec<&'t Category> {
    let mut votes = meant(taxonomy, text);
    let mut vote = |id: CategoryId, weight: f32| *votes.entry(id).or_default() += weight;
    for neighbour in neighbours {
        vote(neighbour.category, neighbour.score);
    }
    let words = format!("{} {}", text.title, text.description);
    let trades = taxonomy.categories_named_whole_in(&words).into_iter();
    let trades = trades.map(|category| (&category.key, category.id));
    let skills = taxonomy.skills_named_whole_in(&words).into_iter();
    let skills = skills.map(|skill| (&skill.key, skill.category_id));
    for (_, id) in trades.chain(skills).filter(|(key, _)| !is_in_lexicon(key)) {
        vote(id, NAMED);
    }
    if matches!(text.what, What::Place | What::Equipment)
        && let Some(things) = taxonomy.find_category(THINGS)
    {
        vote(things.id, IS_THING);
    }
    let may_be_chosen = |(id, weight): (CategoryId, f32)| {
        let category = taxonomy.category(id)?;
        (category.archived_at.is_none() && weight > 0.0).then_some((category, weight))
    };
    let mut likely: Vec<(&Category, f32)> = votes.into_iter().filter_map(may_be_chosen).collect();
    likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.position.cmp(&b.0.position)));
    likely.truncate(TRADES_MAX);
    likely.into_iter().map(|(category, _)| category).collect()
}

/// The skills that a text speaks for, the likeliest first: of those that may be chosen.
pub(super) fn likely_skills<'t>(
    taxonomy: &'t Taxonomy,
    neighbours: &[Neighbour],
    text: Text<'_>,
) -> Vec<&'t Skill> {
    let vector = everyday().link_document(text.title, text.description, text.language, &[]);
    let mut votes: BTreeMap<SkillId, f32> = BTreeMap::new();
    let mut vote = |id: SkillId, weight: f32| *votes.entry(id).or_default() += weight;
    for (weight, skill) in skills_meant(&vector, taxonomy) {
        vote(skill.id, weight);
    }
    for neighbour in neighbours {
        for id in &neighbour.skills {
            vote(*id, SKILL_OF_NEIGHBOUR * neighbour.score);
        }
    }
    let named = taxonomy.skills_named_whole_in(&format!("{} {}", text.title, text.description));
    for skill in named.into_iter().filter(|skill| !is_in_lexicon(&skill.key)) {
        vote(skill.id, NAMED);
    }
    let may_be_chosen = |(id, weight)| {
        let skill = taxonomy.skill(id)?;
        skill.archived_at.is_none().then_some((skill, weight))
    };
    let mut likely: Vec<(&Skill, f32)> = votes.into_iter().filter_map(may_be_chosen).collect();
    likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.key.cmp(&b.0.key)));
    likely.truncate(SKILLS_MAX);
    let best = likely.first().map_or(0.0, |(_, weight)| *weight);
    let least = SKILL_MIN.max(best * SKILL_SHARE_OF_BEST);
    let likely = likely.into_iter().filter(|(_, weight)| *weight >= least);
    likely.map(|(skill, _)| skill).collect()
}

/// Whether the lexicon knows what a trade or skill is called, so that the meaning of a text tells it.
fn is_in_lexicon(key: &str) -> bool {
    let mut concepts = everyday().concepts().iter();
    concepts.any(|concept| concept.id == key || concept.group == key)
}

/// What a text means, shared out among the trades of its concepts.
fn meant(taxonomy: &Taxonomy, text: Text<'_>) -> BTreeMap<CategoryId, f32> {
    let vector = everyday().link_document(text.title, text.description, text.language, &[]);
    let mut votes: BTreeMap<CategoryId, f32> = BTreeMap::new();
    for (concept, weight) in concepts_of(&vector) {
        let skill = taxonomy.find_skill(&concept.id).map(|skill| skill.category_id);
        let group = || taxonomy.find_category(&concept.group).map(|category| category.id);
        if let Some(category) = skill.or_else(group) {
            *votes.entry(category).or_default() += weight;
        }
    }
    let whole: f32 = votes.values().sum();
    votes.values_mut().for_each(|weight| *weight *= MEANING / whole);
    votes
}

/// The concepts of a text with their weights; classes are left out.
fn concepts_of(vector: &ConceptVector) -> impl Iterator<Item = (&'static Concept, f32)> {
    let known = |(number, weight): &(u32, f32)| Some((everyday().concepts().get(*number as usize)?, *weight));
    vector.0.iter().filter_map(known)
}

/// The skills that a text speaks for, by what it means, the likeliest first, each with its part in that meaning (0 to 1).
pub(super) fn skills_meant<'t>(vector: &ConceptVector, taxonomy: &'t Taxonomy) -> Vec<(f32, &'t Skill)> {
    let skill = |(concept, weight): (&Concept, f32)| Some((weight, taxonomy.find_skill(&concept.id)?));
    let mut skills: Vec<(f32, &Skill)> = concepts_of(vector).filter_map(skill).collect();
    skills.sort_by(|a, b| b.0.total_cmp(&a.0));
    skills.truncate(SKILLS_MAX);
    let least = skills.first().map_or(0.0, |best| best.0 * SKILL_SHARE_OF_BEST);
    skills.retain(|(weight, _)| *weight >= least);
    skills
}

/// The active listings most like a text: never the author's own, who may have chosen wrongly before. None while this process
/// does not know the community: it is not read for this, for others may wait to write.
pub(super) fn neighbours(catalogue: &Catalogue, author: &Actor, text: Text<'_>) -> Vec<Neighbour> {
    let Some(shelf) = catalogue.known(author.ecosystem_id) else {
        return Vec::new();
    };
    let query = shelf.query_of_text(text.title, text.description, text.language);
    let nearest: Mutex<Vec<(f32, ListingId, Neighbour)>> = Mutex::default();
    let floor = |least: f32| Floor {
        wanted: least,
        others: least,
    };
    shelf.candidates(
        &query,
        Reach::Anywhere,
        &Choices::default(),
        floor(ALIKE_MIN),
        |row| row.author() != author.member_id,
        |row, score| {
            let mut nearest = nearest.lock().unwrap_or_else(PoisonError::into_inner);
            if score >= ALIKE_MIN {
                let neighbour = Neighbour {
                    category: row.category(),
                    skills: row.skills().collect(),
                    score,
                };
                nearest.push((score, row.id(), neighbour));
                nearest.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
                nearest.truncate(NEIGHBOURS);
            }
            let last = nearest.get(NEIGHBOURS - 1);
            floor(last.map_or(ALIKE_MIN, |(score, ..)| *score))
        },
    );
    let nearest = nearest.into_inner().unwrap_or_else(PoisonError::into_inner);
    nearest.into_iter().map(|(.., neighbour)| neighbour).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retrieval::{Document, IndexBuilder};

    #[derive(serde::Deserialize)]
    struct Town {
        people: Vec<Person>,
    }

    #[derive(serde::Deserialize)]
    struct Person {
        listings: Vec<Written>,
    }

    #[derive(serde::Deserialize)]
    struct Written {
        what: What,
        language: String,
        category: String,
        title: String,
        description: String,
        skills: Vec<String>,
    }

    impl Written {
        fn text(&self) -> Text<'_> {
            Text {
                what: self.what,
                title: &self.title,
                description: &self.description,
                language: Language::of(&self.language),
            }
        }
    }

    fn listings_of(town: &str) -> Vec<Written> {
        let town: Town = serde_json::from_str(town).unwrap();
        town.people
            .into_iter()
            .flat_map(|person| person.listings)
            .collect()
    }

    /// The listings of the demonstration, whose trades people chose by hand, in two towns.
    fn towns() -> [Vec<Written>; 2] {
        [
            listings_of(include_str!("../demo/chambery.json")),
            listings_of(include_str!("../demo/annecy.json")),
        ]
    }

    /// The nearest listings of another town.
    fn nearest_of(others: &[Written], taxonomy: &Taxonomy) -> impl Fn(&Written) -> Vec<Neighbour> {
        let mut builder = IndexBuilder::default();
        for listing in others {
            let text = listing.text();
            let concepts = everyday().link_document(text.title, text.description, text.language, &[]);
            builder.add(&Document {
                language: text.language,
                title: text.title,
                body: text.description,
                concepts: &concepts,
            });
        }
        let index = builder.finish();
        let skill = |key: &String| taxonomy.find_skill(key).unwrap().id;
        let chosen = |listing: &Written| Neighbour {
            category: taxonomy.find_category(&listing.category).unwrap().id,
            skills: listing.skills.iter().map(skill).collect(),
            score: 0.0,
        };
        let chosen: Vec<Neighbour> = others.iter().map(chosen).collect();
        move |listing| {
            let text = listing.text();
            let query =
                everyday().query_of_document(text.title, text.description, text.language, &[], |word| {
                    index.knows(word, text.language)
                });
            let nearest = index.ranked(&query).into_iter().take(NEIGHBOURS);
            nearest
                .take_while(|hit| hit.score >= ALIKE_MIN)
                .map(|hit| Neighbour {
                    score: hit.score,
                    ..chosen[hit.document as usize].clone()
                })
                .collect()
        }
    }

    /// The shares of listings whose trade is the likeliest, and one of those proposed.
    fn shares(
        listings: &[Written],
        taxonomy: &Taxonomy,
        neighbours: impl Fn(&Written) -> Vec<Neighbour>,
    ) -> (f64, f64) {
        let (mut first, mut proposed) = (0, 0);
        for listing in listings {
            let likely = likely_trades(taxonomy, &neighbours(listing), listing.text());
            let is_it = |category: &&Category| category.key == listing.category;
            first += usize::from(likely.first().is_some_and(is_it));
            proposed += usize::from(likely.iter().any(is_it));
        }
        let share = |n: usize| n as f64 / listings.len() as f64;
        (share(first), share(proposed))
    }

    #[test]
    fn words_tell_the_trade_and_listings_of_others_tell_it_better() {
        let (taxonomy, towns) = (Taxonomy::seeded(), towns());
        for (here, other) in [(&towns[0], &towns[1]), (&towns[1], &towns[0])] {
            let alone = shares(here, &taxonomy, |_| Vec::new());
            let helped = shares(here, &taxonomy, nearest_of(other, &taxonomy));
            println!("the likeliest and one of three: {alone:?} alone, {helped:?} with listings of others");
            assert!(alone.0 >= 0.72 && alone.1 >= 0.87, "{alone:?}");
            assert!(helped.0 >= alone.0 + 0.02 && helped.1 >= 0.87, "{helped:?}");
        }
    }

    /// Of the listings, the share that has one of the skills proposed; of the skills proposed, the share that was chosen.
    fn shares_of_skills(
        listings: &[Written],
        taxonomy: &Taxonomy,
        neighbours: impl Fn(&Written) -> Vec<Neighbour>,
    ) -> (f64, f64) {
        let (mut helped, mut right, mut proposed) = (0, 0, 0);
        for listing in listings {
            let likely = likely_skills(taxonomy, &neighbours(listing), listing.text());
            let is_chosen = |skill: &&&Skill| listing.skills.contains(&skill.key);
            let chosen = likely.iter().filter(is_chosen).count();
            helped += usize::from(chosen > 0);
            right += chosen;
            proposed += likely.len();
        }
        (
            helped as f64 / listings.len() as f64,
            right as f64 / proposed as f64,
        )
    }

    #[test]
    fn words_tell_skills_and_listings_of_others_tell_them_better() {
        let (taxonomy, towns) = (Taxonomy::seeded(), towns());
        for (here, other) in [(&towns[0], &towns[1]), (&towns[1], &towns[0])] {
            let alone = shares_of_skills(here, &taxonomy, |_| Vec::new());
            let helped = shares_of_skills(here, &taxonomy, nearest_of(other, &taxonomy));
            println!(
                "one right, and right of those proposed: {alone:?} alone, {helped:?} with listings of others"
            );
            assert!(alone.0 >= 0.56 && alone.1 >= 0.56, "{alone:?}");
            assert!(helped.0 >= alone.0 + 0.1 && helped.1 >= 0.57, "{helped:?}");
        }
    }

    #[test]
    fn words_that_nobody_knows_name_no_trade() {
        let taxonomy = Taxonomy::seeded();
        for title in ["xqzt", "?!", "1234"] {
            let text = Text {
                what: What::Service,
                title,
                description: "",
                language: Language::French,
            };
            assert!(likely_trades(&taxonomy, &[], text).is_empty(), "{title}");
        }
    }
}
