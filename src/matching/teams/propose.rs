//! A few distinct teams for a request with roles, for whoever may see what answers it.

use std::collections::HashMap;

use super::candidates;
use super::model::{OpenRole, Seat, TeamReason, TeamView, Teams};
use super::rules::{self, Facts, PROPOSALS_MAX, Question, Team, Whereabouts};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::ListingId;
use crate::market::{self, Catalogue, Listing, ListingStatus, TermsKind};
use crate::matching::Reason;
use crate::matching::rules::common_terms;
use crate::members::Actor;

/// Common times that are told, and words.
const SLOTS_TOLD: usize = 2;
const WORDS_TOLD: usize = 4;

/// The teams for a listing that this actor may see, as with its matches: an active one is every member's to ask about,
/// a draft its author's alone. A listing without roles has none, nor one that is past.
pub fn propose_teams(
    conn: &mut Conn,
    actor: &Actor,
    catalogue: &Catalogue,
    id: ListingId,
    now: Moment,
) -> Result<Teams> {
    let request = market::get_visible(conn, actor, id)?;
    let is_sought = matches!(request.status, ListingStatus::Active | ListingStatus::Draft);
    if request.roles.is_empty() || !is_sought {
        return Ok(Teams {
            candidates: vec![0; request.roles.len()],
            request,
            items: Vec::new(),
            is_complete: true,
        });
    }
    let (question, words) = candidates::ask(conn, actor, catalogue, &request, now)?;
    let proposals = rules::propose(&question, PROPOSALS_MAX);
    let offers = read_offers(conn, &request, &question, &proposals.teams)?;
    let items = proposals
        .teams
        .iter()
        .map(|team| view(&request, &question, &words, &offers, team))
        .collect::<Result<Vec<_>>>()?;
    Ok(Teams {
        candidates: question.roles.iter().map(Vec::len).collect(),
        request,
        items,
        is_complete: proposals.is_complete,
    })
}

/// The offers of these teams, whole.
fn read_offers(
    conn: &mut Conn,
    request: &Listing,
    question: &Question,
    teams: &[Team],
) -> Result<HashMap<ListingId, Listing>> {
    let taken = teams
        .iter()
        .flat_map(|team| question.roles.iter().zip(&team.seats));
    let mut ids: Vec<ListingId> = taken
        .filter_map(|(role, seat)| Some(role[(*seat)?].offer_id))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let offers = market::list_by_ids(conn, request.ecosystem_id, &ids)?;
    Ok(offers.into_iter().map(|offer| (offer.id, offer)).collect())
}

fn view(
    request: &Listing,
    question: &Question,
    words: &[Vec<Vec<String>>],
    offers: &HashMap<ListingId, Listing>,
    team: &Team,
) -> Result<TeamView> {
    let mut seats = Vec::new();
    let mut open = Vec::new();
    for (role, seat) in team.seats.iter().enumerate() {
        let position = role + 1;
        let role_of_request = request.roles[role].clone();
        let Some(at) = *seat else {
            open.push(OpenRole {
                position,
                role: role_of_request,
            });
            continue;
        };
        let candidate = &question.roles[role][at];
        let offer = offers
            .get(&candidate.offer_id)
            .ok_or_else(|| Error::internal("an offer of a team got lost"))?;
        seats.push(Seat {
            position,
            role: role_of_request,
            offer: offer.clone(),
            member_id: candidate.member_id,
            relevance: candidate.relevance,
            reasons: seat_reasons(request, offer, &words[role][at], candidate.whereabouts),
        });
    }
    let facts = rules::facts(question, &team.seats);
    Ok(TeamView {
        score: team.score,
        reasons: team_reasons(question, team, &facts),
        seats,
        open,
        together: facts.together.unwrap_or_default(),
        largest_km: facts.largest_km,
    })
}

/// What was found, how far it is to the place of the request, and the ways to settle that both accept.
fn seat_reasons(
    request: &Listing,
    offer: &Listing,
    words: &[String],
    whereabouts: Whereabouts,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if !words.is_empty() {
        reasons.push(Reason::SharedWords {
            words: words.iter().take(WORDS_TOLD).cloned().collect(),
        });
    }
    match (whereabouts, request.pin()) {
        (Whereabouts::AtDistance, _) => reasons.push(Reason::Remote),
        (Whereabouts::At(there), Some(here)) => reasons.push(Reason::DistanceKm {
            km: here.distance_km(there).round() as i64,
        }),
        _ => {}
    }
    for kind in common_terms(&request.terms, &offer.terms) {
        reasons.push(match kind {
            TermsKind::Gift => Reason::AcceptsGift,
            TermsKind::Time => Reason::AcceptsTime {
                minutes: offer.terms.time_minutes.unwrap_or(0),
            },
            TermsKind::Money => Reason::AcceptsMoney {
                cents: offer.terms.money_cents.unwrap_or(0),
            },
        });
    }
    reasons
}

fn team_reasons(question: &Question, team: &Team, facts: &Facts) -> Vec<TeamReason> {
    let mut reasons = Vec::new();
    match &facts.together {
        Some(slots) if slots.is_empty() => reasons.push(TeamReason::NoCommonTime),
        Some(slots) => reasons.extend(
            slots
                .iter()
                .take(SLOTS_TOLD)
                .map(|slot| TeamReason::FreeTogether { slot: *slot }),
        ),
        None => {}
    }
    if facts.silent > 0 {
        reasons.push(TeamReason::TimesToAgree {
            members: facts.silent,
        });
    }
    let seated = question.roles.iter().zip(&team.seats);
    let mut places = seated.filter_map(|(role, seat)| Some(role[(*seat)?].whereabouts));
    if places.all(|place| place == Whereabouts::AtDistance) {
        reasons.push(TeamReason::Remote);
    } else if let Some(km) = facts.largest_km {
        reasons.push(TeamReason::LargestDistanceKm {
            km: km.round() as i64,
        });
    }
    reasons
}
