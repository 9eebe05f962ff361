//! Who could take each role: the offers that answer its words and meet the hard conditions of matching.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::rules::{self, CANDIDATES_MAX, Candidate, Question, Whereabouts};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::MemberId;
use crate::market::{self, Catalogue, Listing, RoleAnswer};
use crate::matching::rules::{Side, common_terms, within_reach};
use crate::members::{self, Actor};

/// The question that a request with roles asks, and for each role the words of it that each offer has, by candidate.
pub(super) fn ask(
    conn: &mut Conn,
    actor: &Actor,
    catalogue: &Catalogue,
    request: &Listing,
    now: Moment,
) -> Result<(Question, Vec<Vec<Vec<String>>>)> {
    let today = now.date_in(actor.time_zone);
    let mine = Side::of(request, &[]);
    let mut answers = market::find_role_answers(conn, actor, catalogue, request, now)?;
    for role in &mut answers {
        role.retain(|answer| {
            let theirs = Side::of(&answer.listing, &[]);
            !common_terms(&mine.terms, &theirs.terms).is_empty() && within_reach(&mine, &theirs)
        });
        role.truncate(CANDIDATES_MAX);
    }
    let members: BTreeSet<MemberId> = answers.iter().flatten().map(|a| a.listing.member_id).collect();
    let members: Vec<MemberId> = members.into_iter().collect();
    let apart = members::blocks::list_apart_among(conn, request.ecosystem_id, &members)?;
    let words = answers
        .iter()
        .map(|role| role.iter().map(|answer| answer.words.clone()).collect())
        .collect();
    let candidates = |role: &Vec<RoleAnswer>| {
        let made = role.iter().map(|answer| candidate(answer, request.remote, today));
        made.collect()
    };
    let question = Question {
        roles: answers.iter().map(candidates).collect(),
        whereabouts: whereabouts(request, request.remote),
        slots: rules::current_slots(&request.slots, today),
        apart,
        minutes_min: rules::minutes_min(request.roles.iter().map(|role| role.minutes)),
    };
    Ok((question, words))
}

fn candidate(answer: &RoleAnswer, is_remote: bool, today: NaiveDate) -> Candidate {
    let listing = &answer.listing;
    Candidate {
        offer_id: listing.id,
        member_id: listing.member_id,
        relevance: answer.score,
        whereabouts: whereabouts(listing, is_remote),
        slots: rules::current_slots(&listing.slots, today),
    }
}

/// At a distance only where the request and the offer both can be.
fn whereabouts(listing: &Listing, is_remote: bool) -> Whereabouts {
    match listing.pin() {
        _ if is_remote && listing.remote => Whereabouts::AtDistance,
        Some(pin) => Whereabouts::At(pin),
        None => Whereabouts::Unknown,
    }
}
