//! What could answer a listing: retrieval for matching, before anything is judged.

use std::collections::HashMap;

use super::model::Listing;
use super::search::{best_weight, word_rarity};
use super::store::{self, Head};
use super::text::{self, Sought};
use super::{Slot, findable_members, index};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, SkillId};

/// Words of a listing that are looked for: the rarest and heaviest.
const WORDS_MAX: usize = 12;

/// An active listing of the other kind that shares a word, the trade or a skill.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub head: Head,
    /// How much of the listing's words it has, 0 to 1: the sum over its words of weight × rarity × saturation, by the
    /// same sum for a listing that had each of them in its title.
    pub text: f64,
    /// The words found, best first, as the listing writes them.
    pub words: Vec<String>,
    pub shared_skills: Vec<SkillId>,
    /// How many skills it names in all.
    pub skill_count: i64,
}

/// Every candidate for a listing: never of its own author, nor of members whose membership is not
/// active or who are kept apart from the author.
pub fn find_candidates(conn: &mut Conn, listing: &Listing, now: Moment) -> Result<Vec<Candidate>> {
    // The day in UTC: an hour or two off around midnight, when nobody minds.
    let today = now.naive_utc().date();
    let mut sought = text::sought_in(&index::telling_parts(listing));
    sought.retain(|word| !text::is_filler(&word.word));
    let all_terms = text::terms_of(&sought);
    let postings = store::list_postings(conn, listing.ecosystem_id, &all_terms)?;
    let total = store::count_active(conn, listing.ecosystem_id)? as usize;
    let mut weighed: Vec<(Sought, f64)> = sought
        .into_iter()
        .map(|word| {
            let rarity = word_rarity(&word, &postings, total);
            (word, rarity)
        })
        .collect();
    weighed.sort_by(|(a, ra), (b, rb)| (b.weight as f64 * rb).total_cmp(&(a.weight as f64 * ra)));
    weighed.truncate(WORDS_MAX);

    let words: Vec<Sought> = weighed.iter().map(|(word, _)| word.clone()).collect();
    let mut heads = store::list_candidate_heads(conn, listing, &text::terms_of(&words), today)?;
    let findable = findable_members(conn, listing.ecosystem_id, listing.member_id)?;
    heads.retain(|head| findable.contains(&head.member_id));

    let skills: Vec<SkillId> = listing.skills.iter().map(|skill| skill.id).collect();
    let mut holders = store::list_skill_holders(conn, listing.ecosystem_id, &skills)?;
    let ids: Vec<ListingId> = heads.iter().map(|head| head.id).collect();
    let counts = store::list_with_skills(conn, &ids)?;
    Ok(heads
        .into_iter()
        .map(|head| {
            let (text, words) = likeness(&weighed, &postings, head.id);
            Candidate {
                text,
                words,
                shared_skills: holders.remove(&head.id).unwrap_or_default(),
                skill_count: counts.get(&head.id).copied().unwrap_or(0),
                head,
            }
        })
        .collect())
}

/// The slots of these listings.
pub fn list_slots(conn: &mut Conn, ids: &[ListingId]) -> Result<HashMap<ListingId, Vec<Slot>>> {
    store::list_slots(conn, ids)
}

fn likeness(
    words: &[(Sought, f64)],
    postings: &HashMap<String, HashMap<ListingId, i64>>,
    listing: ListingId,
) -> (f64, Vec<String>) {
    const TITLE_WEIGHT: i64 = 3;
    let full = text::saturation(TITLE_WEIGHT);
    let mut sum = 0.0;
    let mut most = 0.0;
    let mut found: Vec<(f64, &str)> = Vec::new();
    for (word, rarity) in words {
        let worth = word.weight as f64 * rarity;
        most += worth;
        let weight = best_weight(word, postings, listing);
        if weight > 0 {
            let part = worth * (text::saturation(weight) / full).min(1.0);
            sum += part;
            found.push((part, &word.written));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let likeness = if most > 0.0 { sum / most } else { 0.0 };
    (
        likeness,
        found.into_iter().map(|(_, word)| word.to_string()).collect(),
    )
}
