//! The two lists that listings are sorted by, trades and their skills, in both languages: seeded once, then the
//! ecosystem's own.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use serde::Deserialize;

use super::index;
use super::model::{Category, Skill};
use super::store;
use super::text;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{CategoryId, EcosystemId, SkillId};
use crate::kernel::names::{self, Slug};
use crate::members::{Actor, Permission, record_audit};

const SEED: &str = include_str!("taxonomy.json");
/// Longest name of a trade or skill.
const NAME_MAX: usize = 80;

#[derive(Deserialize)]
struct Seed {
    categories: Vec<SeedCategory>,
}
#[derive(Deserialize)]
struct SeedCategory {
    key: String,
    fr: String,
    en: String,
    skills: Vec<SeedSkill>,
}
#[derive(Deserialize)]
struct SeedSkill {
    key: String,
    fr: String,
    en: String,
}

impl SeedCategory {
    /// `position` counts from 0.
    fn category(&self, position: usize, now: Moment) -> Category {
        Category {
            id: CategoryId::new(now),
            key: self.key.clone(),
            name_fr: self.fr.clone(),
            name_en: self.en.clone(),
            position: position as i64 + 1,
            archived_at: None,
        }
    }
}

impl SeedSkill {
    fn skill(&self, category_id: CategoryId, now: Moment) -> Skill {
        Skill {
            id: SkillId::new(now),
            category_id,
            key: self.key.clone(),
            name_fr: self.fr.clone(),
            name_en: self.en.clone(),
            archived_at: None,
        }
    }
}

/// Gives an ecosystem the trades and skills every community starts with. What it already has, by key, stays as it is.
pub fn seed_taxonomy(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<()> {
    store::insert_market_version(conn, ecosystem)?;
    let seed: Seed = serde_json::from_str(SEED)?;
    let present = Taxonomy::read(conn, ecosystem)?;
    let known_skills: HashSet<String> = present.skills.iter().map(|skill| skill.key.clone()).collect();
    for (position, entry) in seed.categories.iter().enumerate() {
        let category_id = match present.categories.iter().find(|c| c.key == entry.key) {
            Some(category) => category.id,
            None => {
                let category = entry.category(position, now);
                store::insert_category(conn, ecosystem, &category)?;
                category.id
            }
        };
        for skill in entry.skills.iter().filter(|s| !known_skills.contains(&s.key)) {
            store::insert_skill(conn, ecosystem, &skill.skill(category_id, now))?;
        }
    }
    Ok(())
}

/// The trades and skills of one ecosystem, archived ones too (old listings still name them).
#[derive(Debug, Clone, Default)]
pub struct Taxonomy {
    categories: Vec<Category>,
    skills: Vec<Skill>,
    category_at: HashMap<CategoryId, usize>,
    skill_at: HashMap<SkillId, usize>,
    /// Where each term stands in the name of a skill that may be chosen, made when somebody names one.
    skills_by_term: OnceLock<HashMap<String, Vec<usize>>>,
}

impl Taxonomy {
    pub fn read(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Taxonomy> {
        let categories = store::list_categories(conn, ecosystem)?;
        let skills = store::list_skills(conn, ecosystem)?;
        Ok(Taxonomy::of(categories, skills))
    }

    fn of(categories: Vec<Category>, skills: Vec<Skill>) -> Taxonomy {
        Taxonomy {
            category_at: categories.iter().enumerate().map(|(at, c)| (c.id, at)).collect(),
            skill_at: skills.iter().enumerate().map(|(at, s)| (s.id, at)).collect(),
            categories,
            skills,
            skills_by_term: OnceLock::new(),
        }
    }

    pub fn category(&self, id: CategoryId) -> Option<&Category> {
        self.category_at.get(&id).map(|at| &self.categories[*at])
    }
    pub fn skill(&self, id: SkillId) -> Option<&Skill> {
        self.skill_at.get(&id).map(|at| &self.skills[*at])
    }
    /// Trades that may be chosen, in their order.
    pub fn categories(&self) -> impl Iterator<Item = &Category> {
        self.categories.iter().filter(|c| c.archived_at.is_none())
    }
    /// Skills that may be chosen, by key.
    pub fn skills(&self) -> impl Iterator<Item = &Skill> {
        self.skills.iter().filter(|s| s.archived_at.is_none())
    }
    /// Every trade, archived ones too.
    pub fn all_categories(&self) -> &[Category] {
        &self.categories
    }
    /// Every skill, archived ones too.
    pub fn all_skills(&self) -> &[Skill] {
        &self.skills
    }

    /// The trade of a key, an id or a name in either language (case and accents do not matter).
    pub fn find_category(&self, word: &str) -> Option<&Category> {
        let folded = text::fold(word.trim());
        self.categories().find(|c| {
            c.key == folded
                || c.id.to_string() == folded
                || text::fold(&c.name_fr) == folded
                || text::fold(&c.name_en) == folded
        })
    }

    /// The skill of a key, an id or a name in either language (case and accents do not matter).
    pub fn find_skill(&self, word: &str) -> Option<&Skill> {
        let folded = text::fold(word.trim());
        self.skills().find(|s| {
            s.key == folded
                || s.id.to_string() == folded
                || text::fold(&s.name_fr) == folded
                || text::fold(&s.name_en) == folded
        })
    }

    /// As [`Taxonomy::find_category`]; refused, naming the field, when there is no such trade.
    pub fn parse_category(&self, word: &str, field: &'static str) -> Result<&Category, Refusal> {
        self.find_category(word)
            .ok_or_else(|| Refusal::invalid("category-unknown", field))
    }

    /// These skills, each once, in the order given.
    pub fn parse_skills(&self, words: &[String], field: &'static str) -> Result<Vec<Skill>, Refusal> {
        let mut found: Vec<Skill> = Vec::with_capacity(words.len());
        for word in words {
            let skill = self
                .find_skill(word)
                .ok_or_else(|| Refusal::invalid("skill-unknown", field).with("skill", word))?;
            if found.iter().all(|s| s.id != skill.id) {
                found.push(skill.clone());
            }
        }
        Ok(found)
    }

    /// The trades that may be chosen whose name in either language stands in a text, with all its telling words.
    pub fn categories_named_whole_in(&self, text: &str) -> Vec<&Category> {
        let terms = terms_in(text);
        let is_named = |category: &&Category| is_named_whole(&category.name_fr, &category.name_en, &terms);
        self.categories().filter(is_named).collect()
    }

    /// The skills that may be chosen whose name in either language stands in a text, with all its telling words; by key.
    pub fn skills_named_whole_in(&self, text: &str) -> Vec<&Skill> {
        let terms = terms_in(text);
        let mut named = self.skills_named_in(text);
        named.retain(|skill| is_named_whole(&skill.name_fr, &skill.name_en, &terms));
        named
    }

    /// The skills that may be chosen whose name in either language has a telling word of a text, by key.
    pub fn skills_named_in(&self, words: &str) -> Vec<&Skill> {
        let by_term = self.skills_by_term.get_or_init(|| self.list_skills_by_term());
        let sought = text::sought(words);
        let telling = sought.iter().filter(|word| !text::is_filler(&word.word));
        let terms = telling.flat_map(|word| &word.terms);
        let places: BTreeSet<usize> = terms
            .filter_map(|term| by_term.get(term))
            .flatten()
            .copied()
            .collect();
        places.into_iter().map(|at| &self.skills[at]).collect()
    }

    fn list_skills_by_term(&self) -> HashMap<String, Vec<usize>> {
        let mut by_term: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, skill) in self.skills.iter().enumerate() {
            if skill.archived_at.is_some() {
                continue;
            }
            let names = [&skill.name_fr, &skill.name_en];
            let words = names.iter().flat_map(|name| text::words(name));
            let terms: BTreeSet<String> = words.flat_map(|word| text::stems(&word)).collect();
            for term in terms {
                by_term.entry(term).or_default().push(at);
            }
        }
        by_term
    }

    /// What every community starts with, without a database.
    #[cfg(test)]
    pub(super) fn seeded() -> Taxonomy {
        let now = Moment::from_unix_micros(0);
        let seed: Seed = serde_json::from_str(SEED).unwrap();
        let (mut categories, mut skills) = (Vec::new(), Vec::new());
        for (position, entry) in seed.categories.iter().enumerate() {
            let category = entry.category(position, now);
            skills.extend(entry.skills.iter().map(|skill| skill.skill(category.id, now)));
            categories.push(category);
        }
        Taxonomy::of(categories, skills)
    }
}

/// The terms of a text's words.
fn terms_in(text: &str) -> HashSet<String> {
    text::words(text)
        .iter()
        .flat_map(|word| text::stems(word))
        .collect()
}

/// Whether all telling words of a name, in one of its languages, are among these terms.
fn is_named_whole(name_fr: &str, name_en: &str, terms: &HashSet<String>) -> bool {
    [name_fr, name_en].into_iter().any(|name| {
        let words = text::sought(name);
        let mut telling = words
            .iter()
            .filter(|word| !text::is_filler(&word.word))
            .peekable();
        telling.peek().is_some() && telling.all(|word| word.terms.iter().any(|term| terms.contains(term)))
    })
}

/// What a facilitator may change of a trade or skill; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct NameChange {
    pub name_fr: Option<String>,
    pub name_en: Option<String>,
    pub position: Option<i64>,
    pub archived: Option<bool>,
    /// For skills: the trade it moves to.
    pub category: Option<String>,
}

fn parse_key(given: Option<&str>, name_en: &str) -> Result<String, Refusal> {
    match given.map(str::trim).filter(|k| !k.is_empty()) {
        Some(key) => Ok(Slug::parse("key", key)?.as_str().to_string()),
        None => {
            let words: Vec<String> = text::words(name_en);
            let key: String = words.join("-").chars().filter(char::is_ascii).take(40).collect();
            Ok(Slug::parse("key", key.trim_matches('-'))?.as_str().to_string())
        }
    }
}

/// Every change of the list is an act of a mandate that the members can read.
fn note_change(
    conn: &mut Conn,
    actor: &Actor,
    action: &'static str,
    (kind, id): (&'static str, uuid::Uuid),
    now: Moment,
) -> Result<()> {
    record_audit(
        conn,
        actor,
        Permission::ManageTaxonomy,
        action,
        (kind, Some(id)),
        now,
    )
}

/// Adds a trade at the end of the list.
pub fn add_category(
    conn: &mut Conn,
    actor: &Actor,
    key: Option<&str>,
    name_fr: &str,
    name_en: &str,
    now: Moment,
) -> Result<Category> {
    actor.require(Permission::ManageTaxonomy)?;
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let name_fr = names::line("name_fr", name_fr, NAME_MAX)?;
    let name_en = names::line("name_en", name_en, NAME_MAX)?;
    let key = parse_key(key, &name_en)?;
    if taxonomy.categories.iter().any(|c| c.key == key) {
        return Err(Refusal::conflict("key-taken").on("key").into());
    }
    let last = taxonomy.categories.iter().map(|c| c.position).max().unwrap_or(0);
    let category = Category {
        id: CategoryId::new(now),
        key,
        name_fr,
        name_en,
        position: last + 1,
        archived_at: None,
    };
    store::insert_category(conn, actor.ecosystem_id, &category)?;
    note_change(conn, actor, "added", ("category", category.id.0), now)?;
    Ok(category)
}

/// Renames, moves, archives or brings back a trade. Nothing is deleted: old listings keep it.
pub fn change_category(
    conn: &mut Conn,
    actor: &Actor,
    id: CategoryId,
    change: &NameChange,
    now: Moment,
) -> Result<Category> {
    actor.require(Permission::ManageTaxonomy)?;
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let mut category = taxonomy.category(id).ok_or_else(Refusal::not_found)?.clone();
    if let Some(name) = &change.name_fr {
        category.name_fr = names::line("name_fr", name, NAME_MAX)?;
    }
    if let Some(name) = &change.name_en {
        category.name_en = names::line("name_en", name, NAME_MAX)?;
    }
    if let Some(position) = change.position {
        if !(1..=1_000).contains(&position) {
            return Err(Refusal::invalid("position-out-of-range", "position").into());
        }
        category.position = position;
    }
    if let Some(archived) = change.archived {
        category.archived_at = archived.then_some(category.archived_at.unwrap_or(now));
    }
    store::update_category(conn, actor.ecosystem_id, &category)?;
    note_change(conn, actor, "changed", ("category", id.0), now)?;
    let listings = store::list_active_of_category(conn, id)?;
    index::refresh(conn, actor.ecosystem_id, &listings)?;
    Ok(category)
}

/// Adds a skill to a trade.
pub fn add_skill(
    conn: &mut Conn,
    actor: &Actor,
    category: &str,
    key: Option<&str>,
    name_fr: &str,
    name_en: &str,
    now: Moment,
) -> Result<Skill> {
    actor.require(Permission::ManageTaxonomy)?;
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let category_id = taxonomy.parse_category(category, "category")?.id;
    let name_fr = names::line("name_fr", name_fr, NAME_MAX)?;
    let name_en = names::line("name_en", name_en, NAME_MAX)?;
    let key = parse_key(key, &name_en)?;
    if taxonomy.skills.iter().any(|s| s.key == key) {
        return Err(Refusal::conflict("key-taken").on("key").into());
    }
    let skill = Skill {
        id: SkillId::new(now),
        category_id,
        key,
        name_fr,
        name_en,
        archived_at: None,
    };
    store::insert_skill(conn, actor.ecosystem_id, &skill)?;
    note_change(conn, actor, "added", ("skill", skill.id.0), now)?;
    Ok(skill)
}

/// Renames, moves, archives or brings back a skill.
pub fn change_skill(
    conn: &mut Conn,
    actor: &Actor,
    id: SkillId,
    change: &NameChange,
    now: Moment,
) -> Result<Skill> {
    actor.require(Permission::ManageTaxonomy)?;
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let mut skill = taxonomy.skill(id).ok_or_else(Refusal::not_found)?.clone();
    if let Some(name) = &change.name_fr {
        skill.name_fr = names::line("name_fr", name, NAME_MAX)?;
    }
    if let Some(name) = &change.name_en {
        skill.name_en = names::line("name_en", name, NAME_MAX)?;
    }
    if let Some(category) = &change.category {
        skill.category_id = taxonomy.parse_category(category, "category")?.id;
    }
    if let Some(archived) = change.archived {
        skill.archived_at = archived.then_some(skill.archived_at.unwrap_or(now));
    }
    store::update_skill(conn, actor.ecosystem_id, &skill)?;
    note_change(conn, actor, "changed", ("skill", id.0), now)?;
    let listings = store::list_active_of_skill(conn, id)?;
    index::refresh(conn, actor.ecosystem_id, &listings)?;
    Ok(skill)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_is_whole() {
        let seed: Seed = serde_json::from_str(SEED).unwrap();
        let mut keys = HashSet::new();
        for category in &seed.categories {
            assert!(Slug::parse("key", &category.key).is_ok(), "{}", category.key);
            for skill in &category.skills {
                assert!(Slug::parse("key", &skill.key).is_ok(), "{}", skill.key);
                assert!(keys.insert(&skill.key), "{} stands twice", skill.key);
                assert!(!skill.fr.is_empty() && !skill.en.is_empty());
            }
        }
        assert!(seed.categories.len() >= 12 && keys.len() >= 100);
    }

    #[test]
    fn a_key_is_made_from_the_english_name() {
        assert_eq!(
            parse_key(None, "Bike and scooter repair").unwrap(),
            "bike-scooter-repair"
        );
        assert_eq!(parse_key(Some("bikes"), "Bike repair").unwrap(), "bikes");
        assert!(parse_key(Some("Bikes!"), "Bike repair").is_err());
    }
}
