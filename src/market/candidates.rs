//! What could answer a listing: retrieval for matching, before anything is judged.

use rustc_hash::FxHashSet;

use super::catalogue::{Catalogue, Choices, Reach, Row};
use super::hidden_members;
use super::model::Listing;
use super::rules::Travel;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::MemberId;
use crate::retrieval::{Floor, Language, Query, analysis};

/// From which score of its text on (0 to 1) a candidate is worth judging.
#[derive(Debug, Clone, Copy)]
pub struct TextNeeded {
    /// Of one that shares the trade or a skill; 0 where whatever the text says is worth it.
    pub alike: f64,
    /// Of any other.
    pub others: f64,
}

impl TextNeeded {
    fn floor(self) -> Floor {
        Floor {
            wanted: self.alike as f32,
            others: self.others as f32,
        }
    }
}

/// Hands over every active listing of the other kind that may lie within reach of a listing, shares a way to settle, may be
/// free when it is, and whose text answers it well enough, each with how well; answers what was looked for. `take` says
/// what is needed from now on, and may be called by several threads at once. Never one of its own author, nor of members
/// whose membership is not active or who are kept apart from the author.
pub fn each_candidate(
    conn: &mut Conn,
    catalogue: &Catalogue,
    listing: &Listing,
    needed: TextNeeded,
    now: Moment,
    take: impl Fn(Row<'_>, f64) -> TextNeeded + Sync,
) -> Result<Query> {
    // The day in UTC: an hour or two off around midnight, when nobody minds.
    let today = now.naive_utc().date();
    let mut hidden = hidden_members(conn, listing.ecosystem_id, listing.member_id)?;
    hidden.insert(listing.member_id);
    let near = Choices {
        kind: Some(listing.kind.counterpart()),
        category: vec![listing.category.id],
        skills: listing.skills.iter().map(|skill| skill.id).collect(),
        terms: listing.terms.accepted(),
        free: listing.slots.clone(),
        ..Choices::default()
    };
    let far = Choices {
        remote: Some(true),
        ..near.clone()
    };
    let hidden: FxHashSet<MemberId> = hidden.into_iter().collect();
    let travel = Travel {
        pin: listing.pin(),
        radius_km: listing.radius_km(),
        remote: listing.remote,
    };
    let shelf = catalogue.wait_for_shelf(conn, listing.ecosystem_id)?;
    let query = shelf.query_of(listing);
    let mut floor = needed.floor();
    for (reach, choices) in [(Reach::Of(travel), &near), (Reach::Beyond(travel), &far)] {
        floor = shelf.candidates(
            &query,
            reach,
            choices,
            floor,
            |row| travel.meets(&row.travel()) && row.is_current(today) && !hidden.contains(&row.author()),
            |row, score| take(row, score.into()).floor(),
        );
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
