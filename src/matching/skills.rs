//! The open requests that a member's declared skills answer: without an offer of theirs, and whether or not one of their
//! offers answers too, for who asks what they could do for others wants to see it all in one place.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::list::{MATCHES_MAX, Sources};
use super::model::{BothNames, Match, Reason};
use super::notice::NOTICE_SCORE_MIN;
use super::past::{count_past, tell_past};
use super::rules::{self, Likeness, Side, Verdict};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId, SkillId};
use crate::kernel::pages::{Page, Slice};
use crate::market::{self, AskedSkill, Catalogue, Listing, Taxonomy};
use crate::members::profile::{self, Whereabouts};
use crate::members::{Actor, Permission};
use crate::outbox;

/// Requests that are read whole, at most: what a skill promises, distance and language may still reorder.
const SHORTLIST: usize = 200;

/// A new request asks for skills that a member declared, and no offer of theirs answers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SkillsAsked {
    pub request_id: ListingId,
    pub member_id: MemberId,
    pub score: f64,
    pub reasons: Vec<Reason>,
}
impl outbox::Event for SkillsAsked {
    const KIND: &'static str = "matching.skills_asked";
}

/// The open requests that the actor's declared skills answer, best first; none for who declared none. Never their own,
/// nor of members whose membership is not active or who are kept apart from them.
pub fn requests_for_member(
    conn: &mut Conn,
    sources: Sources<'_>,
    actor: &Actor,
    slice: &Slice,
    now: Moment,
) -> Result<Page<Match>> {
    actor.require(Permission::ReadDirectory)?;
    let offset = slice.offset()?.min(MATCHES_MAX);
    let wanted = (slice.limit + 1).min(MATCHES_MAX - offset) as usize;
    let found = rank(conn, sources.catalogue, actor, now)?;
    let mut rows: Vec<Match> = found.into_iter().skip(offset as usize).take(wanted).collect();
    tell_past(conn, (actor.ecosystem_id, actor.member_id), &mut rows)?;
    Ok(slice.page_by_offset(rows, offset))
}

fn rank(conn: &mut Conn, catalogue: &Catalogue, actor: &Actor, now: Moment) -> Result<Vec<Match>> {
    let declared = market::list_member_skills(conn, actor.ecosystem_id, actor.member_id)?;
    if declared.is_empty() {
        return Ok(Vec::new());
    }
    let reader = (actor.ecosystem_id, actor.member_id);
    let mut found: Vec<(f64, ListingId)> = Vec::new();
    market::each_request_asking(conn, catalogue, reader, &declared, now, |row, promise| {
        found.push((promise, row.id()));
    })?;
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let ids: Vec<ListingId> = found.into_iter().take(SHORTLIST).map(|(_, id)| id).collect();
    let requests = market::list_by_ids(conn, actor.ecosystem_id, &ids)?;
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let Some(member) = profile::list_whereabouts(conn, &[actor.member_id])?.remove(&actor.member_id) else {
        return Ok(Vec::new());
    };
    let authors: Vec<MemberId> = requests.iter().map(|request| request.member_id).collect();
    let spoken = profile::list_languages(conn, &authors)?;
    let skills: Vec<SkillId> = declared.iter().map(|skill| skill.id).collect();
    let mut matches = Vec::new();
    for listing in requests {
        let asked = market::asked_skills(&taxonomy, &listing);
        let side = Side::of(
            &listing,
            spoken.get(&listing.member_id).map_or(&[], Vec::as_slice),
        );
        if let Some(verdict) = judge(&member, &skills, &listing, &side, &asked, now) {
            matches.push(Match {
                member_id: listing.member_id,
                listing,
                score: verdict.score,
                reasons: verdict.reasons,
                moved: None,
            });
        }
    }
    matches.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.listing.id.cmp(&a.listing.id)));
    Ok(matches)
}

/// Judges a request for a member who declared these skills; `None` where it asks for none of them.
fn judge(
    member: &Whereabouts,
    declared: &[SkillId],
    request: &Listing,
    side: &Side,
    asked: &[AskedSkill],
    now: Moment,
) -> Option<Verdict> {
    let shared: Vec<&AskedSkill> = asked
        .iter()
        .filter(|asked| declared.contains(&asked.skill.id))
        .collect();
    if shared.is_empty() {
        return None;
    }
    let all: f64 = asked.iter().map(|asked| asked.weight).sum();
    let part = shared.iter().map(|asked| asked.weight).sum::<f64>() / all;
    let same_trade = shared
        .iter()
        .any(|asked| asked.skill.category_id == request.category.id);
    let likeness = Likeness {
        shared_skills: shared.iter().map(|asked| BothNames::from(&asked.skill)).collect(),
        category: same_trade.then(|| BothNames::from(&request.category)),
        ..Likeness::default()
    };
    rules::judge_for_member(member, side, (part, likeness), now.naive_utc().date())
}

/// Tells those whose declared skills a new request asks for: the best `most`, none below [`NOTICE_SCORE_MIN`], nobody
/// twice, none of `answering` (an offer of theirs answers it) nor whose offer was matched to it before, nobody who is not
/// active or kept apart from its author. Answers who was told.
pub(super) fn notice_skilled(
    conn: &mut Conn,
    request: &Listing,
    answering: &HashSet<MemberId>,
    most: usize,
    now: Moment,
) -> Result<HashSet<MemberId>> {
    let mut told = HashSet::new();
    let mut best = list_skilled(conn, request, answering, now)?;
    best.truncate(most);
    let known = store::list_noticed_members(conn, request.id)?;
    best.retain(|(member, _)| !known.contains(member));
    let members: Vec<MemberId> = best.iter().map(|(member, _)| *member).collect();
    let counts = match members.is_empty() {
        true => HashMap::new(),
        false => count_past(conn, request.ecosystem_id, request.member_id, &members)?,
    };
    for (member_id, verdict) in best {
        let mut reasons = verdict.reasons;
        reasons.extend(
            counts
                .get(&member_id)
                .map(|count| Reason::PastExchanges { count: *count }),
        );
        store::insert_skill_notice(conn, request.id, member_id, now)?;
        let event = SkillsAsked {
            request_id: request.id,
            member_id,
            score: verdict.score,
            reasons,
        };
        outbox::append(conn, Some(request.ecosystem_id), &event, now)?;
        told.insert(member_id);
    }
    Ok(told)
}

/// Members whose declared skills a request asks for, best first, without those named.
fn list_skilled(
    conn: &mut Conn,
    request: &Listing,
    without: &HashSet<MemberId>,
    now: Moment,
) -> Result<Vec<(MemberId, Verdict)>> {
    let taxonomy = Taxonomy::read(conn, request.ecosystem_id)?;
    let asked = market::asked_skills(&taxonomy, request);
    let skills: Vec<SkillId> = asked.iter().map(|asked| asked.skill.id).collect();
    let mut skilled = market::list_skilled(conn, &skills)?;
    let hidden = market::hidden_members(conn, request.ecosystem_id, request.member_id)?;
    skilled.retain(|member, _| {
        *member != request.member_id && !hidden.contains(member) && !without.contains(member)
    });
    let members: Vec<MemberId> = skilled.keys().copied().collect();
    let whereabouts = profile::list_whereabouts(conn, &members)?;
    let spoken = profile::list_languages(conn, &[request.member_id])?;
    let side = Side::of(request, spoken.get(&request.member_id).map_or(&[], Vec::as_slice));
    let mut found: Vec<(MemberId, Verdict)> = whereabouts
        .iter()
        .filter_map(|(id, member)| Some((*id, judge(member, &skilled[id], request, &side, &asked, now)?)))
        .filter(|(_, verdict)| verdict.score >= NOTICE_SCORE_MIN)
        .collect();
    found.sort_by_cached_key(|(member, verdict)| {
        (
            std::cmp::Reverse((verdict.score * 1e6) as i64),
            turn(request.id, *member),
        )
    });
    Ok(found)
}

/// Whose turn it is among members whom a request suits as well: another order for each request, the same each time it is
/// asked, so that not always the same few are told.
fn turn(request: ListingId, member: MemberId) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (request, member).hash(&mut hasher);
    hasher.finish()
}
