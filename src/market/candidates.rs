//! What could answer a listing: retrieval for matching, before anything is judged.

use rustc_hash::FxHashMap;

use super::catalogue::{Catalogue, Row};
use super::hidden_members;
use super::model::Listing;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, SkillId};
use crate::retrieval::{Language, Query, analysis};

/// Hands over every active listing of the other kind that shares a word, a concept, the trade or a skill with a listing,
/// each with how well its text answers (0 to 1); answers what was looked for. Never one of its own author, nor of members
/// whose membership is not active or who are kept apart from the author.
pub fn each_candidate(
    conn: &mut Conn,
    catalogue: &Catalogue,
    listing: &Listing,
    now: Moment,
    mut take: impl FnMut(Row<'_>, f64),
) -> Result<Query> {
    // The day in UTC: an hour or two off around midnight, when nobody minds.
    let today = now.naive_utc().date();
    let mut hidden = hidden_members(conn, listing.ecosystem_id, listing.member_id)?;
    hidden.insert(listing.member_id);
    let kind = listing.kind.counterpart();
    let skills: Vec<SkillId> = listing.skills.iter().map(|skill| skill.id).collect();
    let shelf = catalogue.wait_for_shelf(conn, listing.ecosystem_id)?;
    let query = shelf.query_of(listing);
    let mut texts: FxHashMap<ListingId, f32> = FxHashMap::default();
    shelf.score(&query, None, None, |row, score| {
        if row.kind() == kind {
            texts.insert(row.id(), score);
        }
    });
    let may_answer =
        |row: Row<'_>| row.kind() == kind && row.is_current(today) && !hidden.contains(&row.author());
    for row in shelf.rows(None, None).filter(|row| may_answer(*row)) {
        let text = texts.get(&row.id()).copied();
        let is_like = || row.category() == listing.category.id || row.skills().any(|s| skills.contains(&s));
        if text.is_some() || is_like() {
            take(row, text.unwrap_or(0.0).into());
        }
    }
    Ok(query)
}

/// The words looked for that a text has, as they were written, the weightiest first.
pub fn shared_words(query: &Query, text: &Listing) -> Vec<String> {
    let language = Language::of(&text.language);
    let mut parts = vec![text.title.as_str(), text.description.as_str()];
    for skill in &text.skills {
        parts.extend([skill.name_fr.as_str(), skill.name_en.as_str()]);
    }
    let terms = parts
        .into_iter()
        .flat_map(|part| analysis::tokens(part, language))
        .map(|token| token.term)
        .collect();
    query.words_in(&terms, language)
}
