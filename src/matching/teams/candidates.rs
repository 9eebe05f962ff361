//! Who could take each role: the offers that answer its words and meet the hard conditions of matching.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::rules::{self, CANDIDATES_MAX, Candidate, Question, Whereabouts};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{ListingId, MemberId};
use crate::market::{self, Catalogue, Listing, RoleAnswer, Slot};
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
    let mine = Side {
        terms: request.terms,
        pin: request.pin(),
        radius_km: request.radius_km(),
        remote: request.remote,
        ..Side::default()
    };
    let mut answers = market::find_role_answers(conn, actor, catalogue, request, now)?;
    for role in &mut answers {
        role.retain(|answer| {
            let theirs = their_side(answer);
            !common_terms(&mine.terms, &theirs.terms).is_empty() && within_reach(&mine, &theirs)
        });
        role.truncate(CANDIDATES_MAX);
    }
    let offers: BTreeSet<ListingId> = answers.iter().flatten().map(|answer| answer.head.id).collect();
    let members: BTreeSet<MemberId> = answers.iter().flatten().map(|a| a.head.member_id).collect();
    let slots = market::list_slots(conn, &offers.into_iter().collect::<Vec<_>>())?;
    let members: Vec<MemberId> = members.into_iter().collect();
    let apart = members::blocks::list_apart_among(conn, request.ecosystem_id, &members)?;
    let words = answers
        .iter()
        .map(|role| role.iter().map(|answer| answer.words.clone()).collect())
        .collect();
    let candidates = |role: &Vec<RoleAnswer>| {
        let made = role
            .iter()
            .map(|answer| candidate(answer, request.remote, &slots, today));
        made.collect()
    };
    let question = Question {
        roles: answers.iter().map(candidates).collect(),
        whereabouts: whereabouts(&mine, request.remote),
        slots: rules::current_slots(&request.slots, today),
        apart,
        minutes_min: rules::minutes_min(request.roles.iter().map(|role| role.minutes)),
    };
    Ok((question, words))
}

fn their_side(answer: &RoleAnswer) -> Side {
    Side {
        terms: answer.head.terms(),
        pin: answer.head.pin(),
        radius_km: answer.head.radius_km,
        remote: answer.head.remote,
        ..Side::default()
    }
}

fn candidate(
    answer: &RoleAnswer,
    is_remote: bool,
    slots: &HashMap<ListingId, Vec<Slot>>,
    today: NaiveDate,
) -> Candidate {
    let named = slots.get(&answer.head.id).map_or(&[][..], Vec::as_slice);
    Candidate {
        offer_id: answer.head.id,
        member_id: answer.head.member_id,
        relevance: answer.score,
        whereabouts: whereabouts(&their_side(answer), is_remote),
        slots: rules::current_slots(named, today),
    }
}

/// At a distance only where the request and the offer both can be.
fn whereabouts(side: &Side, is_remote: bool) -> Whereabouts {
    match side.pin {
        _ if is_remote && side.remote => Whereabouts::AtDistance,
        Some(pin) => Whereabouts::At(pin),
        None => Whereabouts::Unknown,
    }
}
