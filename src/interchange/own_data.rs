//! Everything the community knows about one person, as one document that they take with them.

use serde_json::{Value, json};

use crate::db::Conn;
use crate::exchanges::{self, ExchangeDetail, Review};
use crate::governance::{self, OwnPart};
use crate::kernel::cents::Money;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::MemberId;
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::kernel::place::Pin;
use crate::ledger::{self, AccountView, EntryView};
use crate::market::{self, Listing, PlaceInput, RoleInput, SlotParts, TermsInput};
use crate::matching::rings::{self, RingView};
use crate::members::mandates::Mandate;
use crate::members::{self, Membership, login, memberships, profile};
use crate::rulebook;

/// Raised when a field changes its meaning or goes.
const VERSION: u32 = 1;

/// A person's profile and sessions, and what they did in each ecosystem. News is added by the door.
pub fn own_data(conn: &mut Conn, member: MemberId, now: Moment) -> Result<Value> {
    let own = profile::get(conn, member)?;
    let sessions: Vec<Value> = login::list_sessions(conn, member, now)?
        .into_iter()
        .map(|s| {
            json!({
                "id": s.id, "kind": s.kind, "created_at": s.created_at, "last_seen_at": s.last_seen_at,
                "expires_at": s.expires_at,
            })
        })
        .collect();
    let mut ecosystems = Vec::new();
    for membership in memberships::list(conn, member, now)? {
        ecosystems.push(in_ecosystem(conn, member, &membership)?);
    }
    Ok(json!({
        "format": "commonhour own data",
        "version": VERSION,
        "exported_at": now,
        "profile": {
            "id": own.member_id, "kind": own.kind, "display_name": own.display_name, "email": own.email,
            "email_confirmed": own.email_confirmed, "locale": own.locale, "languages": own.languages, "bio": own.bio,
            "place": own.place_label.map(|label| {
                json!({"label": label, "lat": own.pin.map(Pin::lat), "lon": own.pin.map(Pin::lon)})
            }),
            "created_at": own.created_at,
        },
        "sessions": sessions,
        "memberships": ecosystems,
    }))
}

fn in_ecosystem(conn: &mut Conn, member: MemberId, membership: &Membership) -> Result<Value> {
    let ecosystem = membership.ecosystem_id;
    let rules = rulebook::read(conn, ecosystem)?;
    let skills: Vec<String> = market::list_member_skills(conn, ecosystem, member)?
        .into_iter()
        .map(|skill| skill.key)
        .collect();
    let listings = market::list_by_member(conn, ecosystem, member)?;
    let exchanges = exchanges::list_whole(conn, ecosystem, member)?;
    let accounts = ledger::accounts_of(conn, ecosystem, member, &rules)?;
    let mut transfers = Vec::new();
    for account in &accounts {
        transfers.extend(statement(conn, account)?);
    }
    let others: Vec<MemberId> = exchanges
        .iter()
        .map(|detail| detail.exchange.other_than(member))
        .collect();
    let names = members::list_names(conn, &others)?;
    let name_of = |id: MemberId| names.get(&id).cloned();
    let part = governance::list_own_part(conn, ecosystem, member)?;
    let held = members::mandates::list_of(conn, ecosystem, member)?;
    let mut document = json!({
        "ecosystem": membership.ecosystem_slug,
        "ecosystem_name": membership.ecosystem_name,
        "status": membership.status,
        "number": membership.number,
        "college": membership.college_key,
        "mandates": membership.roles,
        "mandates_held": held.iter().map(mandate).collect::<Vec<_>>(),
        "applied_at": membership.applied_at,
        "admitted_at": membership.admitted_at,
        "skills": skills,
        "listings": listings.iter().map(listing).collect::<Vec<_>>(),
        "exchanges": exchanges
            .iter()
            .map(|detail| exchange(detail, name_of(detail.exchange.other_than(member))))
            .collect::<Vec<_>>(),
        "rings": rings::list_whole(conn, ecosystem, member)?.iter().map(ring).collect::<Vec<_>>(),
        "accounts": accounts
            .iter()
            .map(|a| json!({"id": a.id, "unit": a.unit, "posted": a.posted, "held": a.held}))
            .collect::<Vec<_>>(),
        "transfers": transfers,
        "saved_searches": market::saved_searches::list_of(conn, ecosystem, member)?
            .iter()
            .map(|s| json!({
                "id": s.id, "name": s.name, "alert": s.alert, "search": s.choices, "created_at": s.created_at,
                "updated_at": s.updated_at,
            }))
            .collect::<Vec<_>>(),
        "blocks": members::blocks::list_of(conn, ecosystem, member)?
            .iter()
            .map(|b| json!({"member_id": b.member_id, "display_name": b.display_name, "blocked_at": b.blocked_at}))
            .collect::<Vec<_>>(),
        "attention_to_offers": market::fairness::find_attention(conn, ecosystem, member)?
            .map(|a| json!({"shown_micro": a.shown_micro, "due_micro": a.due_micro, "as_of": a.as_of})),
    });
    if let (Some(fields), Value::Object(spoken)) = (document.as_object_mut(), voice(&part)) {
        fields.extend(spoken);
    }
    Ok(document)
}

/// A mandate one holds or held, with what one wrote for the next holder.
fn mandate(mandate: &Mandate) -> Value {
    json!({
        "role": mandate.role,
        "started_at": mandate.started_at,
        "ends_at": mandate.ends_at,
        "ended_at": mandate.ended_at,
        "handover_note": mandate.handover_note,
    })
}

/// The whole statement of an account, oldest first.
fn statement(conn: &mut Conn, account: &AccountView) -> Result<Vec<Value>> {
    let mut entries: Vec<EntryView> = Vec::new();
    let mut cursor = None;
    loop {
        let slice = Slice::parse(cursor.as_deref(), Some(PAGE_SIZE_MAX)).map_err(Error::from)?;
        let page = ledger::statement(conn, account.id, slice)?;
        entries.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let line = |entry: &EntryView| {
        json!({
            "id": entry.transfer_id, "account_id": account.id, "at": entry.at, "recorded_at": entry.recorded_at,
            "reason": entry.reason, "minutes": entry.minutes, "balance_after": entry.balance_after,
            "other": entry.other_kind, "other_member_id": entry.other_member_id, "object_id": entry.object_id,
            "memo": entry.memo, "reverses_id": entry.reverses_id,
        })
    };
    Ok(entries.iter().rev().map(line).collect())
}

fn listing(listing: &Listing) -> Value {
    json!({
        "id": listing.id, "kind": listing.kind, "what": listing.what, "title": listing.title,
        "description": listing.description, "language": listing.language, "category": listing.category.key,
        "skills": listing.skills.iter().map(|skill| &skill.key).collect::<Vec<_>>(),
        "terms": TermsInput::from(listing.terms),
        "place": listing.place.as_ref().map(PlaceInput::from),
        "remote": listing.remote,
        "availability": listing.slots.iter().map(SlotParts::from).collect::<Vec<_>>(),
        "roles": listing.roles.iter().map(RoleInput::from).collect::<Vec<_>>(),
        "status": listing.status, "expires_on": listing.expires_on, "created_at": listing.created_at,
        "updated_at": listing.updated_at, "source": listing.source,
    })
}

fn exchange(detail: &ExchangeDetail, other_name: Option<String>) -> Value {
    let exchange = &detail.exchange;
    json!({
        "id": exchange.id, "listing_id": exchange.listing_id, "status": exchange.status, "terms": exchange.terms,
        "giver_id": exchange.giver_id, "receiver_id": exchange.receiver_id, "proposer_id": exchange.proposer_id,
        "other_name": other_name, "minutes": exchange.minutes,
        "money": exchange.money_cents.map(Money::from_cents), "message": exchange.message,
        "delivered_minutes": exchange.delivered_minutes, "settled_minutes": exchange.settled_minutes,
        "created_at": exchange.created_at, "proposed_times": detail.times,
        "steps": detail.steps.iter().map(|step| json!({
            "step": step.step, "by": step.by_member_id, "at": step.at, "minutes": step.minutes, "note": step.note,
        })).collect::<Vec<_>>(),
        "reviews": reviews(&detail.reviews),
    })
}

fn reviews(of: &[Review]) -> Vec<Value> {
    of.iter()
        .map(|review| json!({
            "by": review.author_id, "about": review.subject_id, "rating": review.rating, "body": review.body,
            "created_at": review.created_at,
        }))
        .collect()
}

/// A ring one was asked for, with what each of its members was to do.
fn ring(view: &RingView) -> Value {
    let ring = &view.ring;
    json!({
        "id": ring.id, "status": ring.status, "minutes": ring.minutes, "due_at": ring.due_at,
        "ended_by": ring.ended_by, "end_reason": ring.end_reason, "created_at": ring.created_at,
        "legs": view.legs.iter().map(|view| json!({
            "giver_id": view.leg.giver_id, "giver_name": view.giver_name, "receiver_id": view.leg.receiver_id,
            "receiver_name": view.receiver_name, "offer_id": view.leg.offer_id, "request_id": view.leg.request_id,
            "terms": view.leg.terms, "minutes": view.leg.minutes, "giver_confirmed_at": view.leg.confirmed_at,
            "delivered_at": view.leg.delivered_at, "received_at": view.leg.received_at,
            "uncontested_at": view.leg.uncontested_at, "disputed_at": view.leg.disputed_at,
            "disputed_by": view.leg.disputed_by, "dispute_reason": view.leg.dispute_reason,
            "resolved_at": view.leg.resolved_at, "resolved_by": view.leg.resolved_by,
            "resolved_minutes": view.leg.resolved_minutes, "resolution_note": view.leg.resolution_note,
            "reviews": reviews(&view.reviews),
        })).collect::<Vec<_>>(),
    })
}

/// What was proposed, voted, said and delegated. Ballots only of open votes: those of secret ones bear no name.
fn voice(part: &OwnPart) -> Value {
    json!({
        "proposals": part.proposals.iter().map(|p| json!({
            "id": p.id, "number": p.number, "kind": p.kind, "title": p.title, "body": p.body, "method": p.method,
            "secret": p.secret, "status": p.status(), "created_at": p.created_at,
        })).collect::<Vec<_>>(),
        "votes": part.votes.iter().map(|vote| json!({
            "proposal_id": vote.proposal_id, "title": vote.title, "secret": vote.secret, "voted": vote.voted,
            "ballot": vote.ballot,
        })).collect::<Vec<_>>(),
        "comments": part.comments.iter().map(|comment| json!({
            "id": comment.id, "proposal_id": comment.proposal_id, "body": comment.body,
            "created_at": comment.created_at, "removed_at": comment.removed_at,
        })).collect::<Vec<_>>(),
        "delegations": part.delegations.iter().map(|d| json!({
            "id": d.id, "scope": d.scope().to_string(), "giver_id": d.giver_id, "delegate_id": d.delegate_id,
            "given_at": d.given_at, "expires_at": d.expires_at, "accepted_at": d.accepted_at,
            "ended_at": d.ended_at, "ended_as": d.ended_as,
        })).collect::<Vec<_>>(),
        "amendments": part.amendments.iter().map(|a| json!({
            "id": a.id, "proposal_id": a.proposal_id, "number": a.number, "body": a.body, "value": a.value(),
            "reason": a.reason, "state": a.state, "created_at": a.created_at, "answered_at": a.answered_at,
            "answer_reason": a.answer_reason, "removed_at": a.removed_at,
        })).collect::<Vec<_>>(),
        "nominations": part.nominations.iter().map(|n| json!({
            "proposal_id": n.proposal_id, "first_member_id": n.first_nominee_id, "first_reason": n.first_reason,
            "first_at": n.first_at, "member_id": n.nominee_id, "reason": n.reason,
            "nominated_at": n.nominated_at, "withdrawn_at": n.withdrawn_at,
        })).collect::<Vec<_>>(),
    })
}
