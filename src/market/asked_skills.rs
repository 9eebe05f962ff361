//! Which skills a request asks for, which requests may ask for some skills, and who declared them.

use rustc_hash::FxHashMap;

use super::catalogue::{Catalogue, Choices, Reach, Row, everyday};
use super::model::{Listing, ListingKind, Skill};
use super::proposals::skills_meant;
use super::taxonomy::Taxonomy;
use super::{hidden_members, store};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, ListingId, MemberId, SkillId};
use crate::retrieval::Language;

/// The part of a text's meaning (0 to 1) that a skill must make up, to be asked for without being named: with less, everyday
/// requests were taken for others too often, and somebody would get a mail for that.
const MEANT_MIN: f32 = 0.5;

/// A skill that a request asks for.
#[derive(Debug, Clone)]
pub struct AskedSkill {
    pub skill: Skill,
    /// How much of what is asked for it makes up, beside the others.
    pub weight: f64,
}

/// The skills that a request names; where it names none, those that its words speak for.
pub fn asked_skills(taxonomy: &Taxonomy, request: &Listing) -> Vec<AskedSkill> {
    let asked = |weight: f32, skill: &Skill| AskedSkill {
        skill: skill.clone(),
        weight: weight.into(),
    };
    if !request.skills.is_empty() {
        return request.skills.iter().map(|skill| asked(1.0, skill)).collect();
    }
    let language = Language::of(&request.language);
    let vector = everyday().link_document(&request.title, &request.description, language, &[]);
    skills_meant(&vector, taxonomy)
        .into_iter()
        .filter(|(weight, _)| *weight >= MEANT_MIN)
        .map(|(weight, skill)| asked(weight, skill))
        .collect()
}

/// Hands over the open requests that may ask for one of these skills, each with how promising it is (0 to 1): the part of
/// the skills it names or, where it names none, how well it answers a search for one. Never the reader's own, nor of
/// members whose membership is not active or who are kept apart from the reader.
pub fn each_request_asking(
    conn: &mut Conn,
    catalogue: &Catalogue,
    (ecosystem, reader): (EcosystemId, MemberId),
    skills: &[Skill],
    now: Moment,
    mut take: impl FnMut(Row<'_>, f64),
) -> Result<()> {
    let today = now.naive_utc().date();
    let mut hidden = hidden_members(conn, ecosystem, reader)?;
    hidden.insert(reader);
    let shelf = catalogue.wait_for_shelf(conn, ecosystem)?;
    let may_ask = |row: Row<'_>| {
        row.kind() == ListingKind::Request && row.is_current(today) && !hidden.contains(&row.author())
    };
    let mut meant: FxHashMap<ListingId, f32> = FxHashMap::default();
    let named = |skill: &'_ Skill| {
        [
            (skill.name_fr.clone(), Locale::Fr),
            (skill.name_en.clone(), Locale::En),
        ]
    };
    for (name, locale) in skills.iter().flat_map(named) {
        let query = shelf.query(&name, locale);
        let answers = shelf.answers(&query, Reach::Anywhere, &Choices::default(), 0, |row| {
            row.skills().next().is_none() && may_ask(row)
        });
        for answer in answers {
            let best = meant.entry(answer.row.id()).or_default();
            *best = best.max(answer.score);
        }
    }
    let declared: Vec<SkillId> = skills.iter().map(|skill| skill.id).collect();
    for row in shelf.rows(Reach::Anywhere).filter(|row| may_ask(*row)) {
        let named = row.skills().count();
        let shared = row.skills().filter(|skill| declared.contains(skill)).count();
        if shared > 0 {
            take(row, shared as f64 / named as f64);
        } else if let Some(score) = meant.get(&row.id()) {
            take(row, (*score).into());
        }
    }
    Ok(())
}

/// Who declared at least one of these skills, whatever their membership, each with those they declared.
pub fn list_skilled(conn: &mut Conn, skills: &[SkillId]) -> Result<FxHashMap<MemberId, Vec<SkillId>>> {
    let mut skilled: FxHashMap<MemberId, Vec<SkillId>> = FxHashMap::default();
    for (member, skill) in store::list_skilled(conn, skills)? {
        skilled.entry(member).or_default().push(skill);
    }
    Ok(skilled)
}
