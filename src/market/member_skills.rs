//! What members say they can do, out of the ecosystem's skills.

use std::collections::HashSet;

use super::model::Skill;
use super::rules::SKILLS_MAX;
use super::store;
use super::taxonomy::Taxonomy;
use crate::db::Conn;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::members::{Actor, Permission};

/// A member's skills in one ecosystem, by key.
pub fn list_member_skills(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<Vec<Skill>> {
    let ids = store::list_member_skills(conn, ecosystem, member)?;
    let taxonomy = Taxonomy::read(conn, ecosystem)?;
    Ok(ids.iter().filter_map(|id| taxonomy.skill(*id).cloned()).collect())
}

/// Replaces the actor's own skills by these (keys, ids or names).
pub fn set_member_skills(conn: &mut Conn, actor: &Actor, words: &[String]) -> Result<Vec<Skill>> {
    actor.require(Permission::PostListing)?;
    if words.len() > SKILLS_MAX {
        return Err(Refusal::invalid("too-many", "skills")
            .with("max", SKILLS_MAX)
            .into());
    }
    let skills = Taxonomy::read(conn, actor.ecosystem_id)?.parse_skills(words, "skills")?;
    let ids: HashSet<_> = skills.iter().map(|skill| skill.id).collect();
    store::replace_member_skills(conn, actor.ecosystem_id, actor.member_id, &ids)?;
    list_member_skills(conn, actor.ecosystem_id, actor.member_id)
}
