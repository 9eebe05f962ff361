//! Which events are news, for whom, and what is said: one function a room. Events that are no news answer nothing.

use std::collections::BTreeMap;

use super::model::{Kind, Mode, News, Object, ObjectKind, Param, Params};
use super::preferences;
use crate::db::Conn;
use crate::exchanges;
use crate::governance::delegations::{self, DelegationView, State};
use crate::governance::{self, amendments, assembly, nominations};
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, AssemblyId, EcosystemId, ListingId, MandateId, MemberId, ProposalId};
use crate::ledger;
use crate::market::{self, Listing, saved_searches};
use crate::matching;
use crate::matching::rings::{self, LegView, RingView};
use crate::members::{self, Role, contacts};
use crate::outbox::Envelope;
use crate::rulebook;

/// The news in an event.
pub(super) fn of(conn: &mut Conn, envelope: &Envelope, now: Moment) -> Result<Vec<News>> {
    match envelope.kind.split('.').next().unwrap_or("") {
        "members" => of_members(conn, envelope, now),
        "ledger" => of_ledger(conn, envelope),
        "rulebook" => of_rulebook(conn, envelope),
        "exchanges" => of_exchanges(conn, envelope, now),
        "matching" if envelope.kind.starts_with("matching.ring_") => of_rings(conn, envelope, now),
        "matching" => of_matching(conn, envelope),
        "market" => of_market(conn, envelope),
        "governance" if envelope.kind.starts_with("governance.delegation_") => {
            of_delegations(conn, envelope, now)
        }
        "governance"
            if envelope.kind.starts_with("governance.amendment_")
                || envelope.kind.starts_with("governance.nomination_") =>
        {
            of_drafts(conn, envelope)
        }
        "governance" => of_governance(conn, envelope, now),
        "assemblies" => of_assemblies(conn, envelope),
        _ => Ok(Vec::new()),
    }
}

fn news(member_id: MemberId, kind: Kind, object: Object, params: &[(&str, Param)]) -> News {
    let params: Params = params
        .iter()
        .map(|(name, value)| (name.to_string(), value.clone()))
        .collect();
    News {
        member_id,
        kind,
        object,
        params,
        at_most_daily: false,
    }
}

fn object(kind: ObjectKind, id: impl Into<Option<uuid::Uuid>>) -> Object {
    Object {
        kind,
        id: id.into().map(AnyId),
    }
}

/// What a member is called now; an erased one has a name that says so.
fn name_of(conn: &mut Conn, member: MemberId) -> Result<Param> {
    let name = members::list_names(conn, &[member])?.remove(&member);
    Ok(Param::Text(name.unwrap_or_default()))
}

fn of_members(conn: &mut Conn, envelope: &Envelope, now: Moment) -> Result<Vec<News>> {
    let account = |member: MemberId, kind| {
        Ok(vec![news(
            member,
            kind,
            object(ObjectKind::Member, member.0),
            &[],
        )])
    };
    if let Some(event) = envelope.open::<members::Registered>()? {
        return account(event.member_id, Kind::AccountConfirmEmail);
    }
    if let Some(event) = envelope.open::<members::RegistrationRepeated>()? {
        return account(event.member_id, Kind::AccountAlreadyRegistered);
    }
    if let Some(event) = envelope.open::<members::PasswordResetRequested>()? {
        return account(event.member_id, Kind::AccountPasswordReset);
    }
    if let Some(event) = envelope.open::<members::PasswordChanged>()? {
        return account(event.member_id, Kind::AccountPasswordChanged);
    }
    let Some(ecosystem) = envelope.ecosystem_id else {
        return Ok(Vec::new());
    };
    if let Some(event) = envelope.open::<members::Applied>()? {
        return applied(conn, ecosystem, event.member_id, envelope.occurred_at, now);
    }
    if let Some(event) = envelope.open::<members::Admitted>()? {
        let object = object(ObjectKind::Membership, None);
        let community = contacts::find_community(conn, ecosystem)?;
        let name = community.map(|c| c.name).unwrap_or_default();
        return Ok(vec![news(
            event.member_id,
            Kind::MembershipAdmitted,
            object,
            &[("ecosystem", name.into())],
        )]);
    }
    if let Some(event) = envelope.open::<members::CollegeChanged>()? {
        return college_changed(conn, ecosystem, &event);
    }
    if let Some(event) = envelope.open::<members::MandateEnding>()? {
        return mandate_news(conn, ecosystem, event.mandate_id, Kind::MandateEnding, now);
    }
    if let Some(event) = envelope.open::<members::MandateEnded>()? {
        return mandate_news(conn, ecosystem, event.mandate_id, Kind::MandateEnded, now);
    }
    Ok(Vec::new())
}

fn college_changed(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    event: &members::CollegeChanged,
) -> Result<Vec<News>> {
    let Some(college) = members::colleges::find(conn, ecosystem, event.to)? else {
        return Ok(Vec::new());
    };
    let params = [
        ("college_fr", college.name_fr.into()),
        ("college_en", college.name_en.into()),
    ];
    let about = object(ObjectKind::College, college.id.0);
    Ok(event
        .member_ids
        .iter()
        .map(|member| news(*member, Kind::MembershipCollegeChanged, about.clone(), &params))
        .collect())
}

/// The holder hears of the end of a mandate, and the facilitators, who can propose an election.
fn mandate_news(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: MandateId,
    kind: Kind,
    now: Moment,
) -> Result<Vec<News>> {
    let Some(mandate) = members::mandates::find(conn, ecosystem, id)? else {
        return Ok(Vec::new());
    };
    let role = |locale| i18n::text(locale, &format!("role-{}", mandate.role));
    let mut shared = vec![
        ("name", Param::from(mandate.display_name.as_str())),
        ("role_fr", role(Locale::Fr).into()),
        ("role_en", role(Locale::En).into()),
    ];
    let dates = [("ends_at", mandate.ends_at), ("ended_at", mandate.ended_at)];
    shared.extend(
        dates
            .into_iter()
            .filter_map(|(name, at)| Some((name, at?.into()))),
    );
    let about = object(ObjectKind::Mandate, mandate.id.0);
    let tell = |member, reader: &str| {
        let mut params = shared.clone();
        params.push(("reader", reader.into()));
        news(member, kind, about.clone(), &params)
    };
    let mut found = vec![tell(mandate.member_id, "holder")];
    let facilitators = contacts::list_holders(conn, ecosystem, Role::Facilitator, now)?;
    let others = facilitators.into_iter().filter(|m| *m != mandate.member_id);
    found.extend(others.map(|member| tell(member, "facilitator")));
    Ok(found)
}

/// Registrars hear of an application; who applied does not decide on it.
fn applied(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    applicant: MemberId,
    at: Moment,
    now: Moment,
) -> Result<Vec<News>> {
    let params = [("name", name_of(conn, applicant)?), ("applied_at", at.into())];
    let registrars = contacts::list_holders(conn, ecosystem, Role::Registrar, now)?;
    Ok(registrars
        .into_iter()
        .filter(|registrar| *registrar != applicant)
        .map(|registrar| {
            let object = object(ObjectKind::Member, applicant.0);
            news(registrar, Kind::MembershipApplied, object, &params)
        })
        .collect())
}

fn of_ledger(conn: &mut Conn, envelope: &Envelope) -> Result<Vec<News>> {
    if let Some(event) = envelope.open::<ledger::TransferReceived>()? {
        let params = [
            ("from", name_of(conn, event.from)?),
            ("minutes", event.minutes.into()),
        ];
        let object = object(ObjectKind::Transfer, event.transfer_id.0);
        return Ok(vec![news(event.to, Kind::HoursReceived, object, &params)]);
    }
    if let Some(event) = envelope.open::<ledger::TransferReversed>()? {
        let params = [
            ("by", name_of(conn, event.by)?),
            ("minutes", event.minutes.into()),
        ];
        let sides = [event.from, event.to];
        return Ok(sides
            .into_iter()
            .flatten()
            .map(|member| {
                let object = object(ObjectKind::Transfer, event.transfer_id.0);
                news(member, Kind::HoursReversed, object, &params)
            })
            .collect());
    }
    if let Some(event) = envelope.open::<ledger::BalanceWarning>()? {
        let params = [("balance_minutes", event.balance.into())];
        let object = object(ObjectKind::Account, None);
        return Ok(vec![news(event.member_id, Kind::HoursWarning, object, &params)]);
    }
    Ok(Vec::new())
}

fn of_rulebook(conn: &mut Conn, envelope: &Envelope) -> Result<Vec<News>> {
    let (Some(event), Some(ecosystem)) = (envelope.open::<rulebook::RuleChanged>()?, envelope.ecosystem_id)
    else {
        return Ok(Vec::new());
    };
    let params = [
        ("rule", event.key.as_str().into()),
        ("old_value", event.old_value.into()),
        ("new_value", event.new_value.into()),
    ];
    let everybody = contacts::list_active(conn, ecosystem)?;
    Ok(everybody
        .into_iter()
        .map(|member| news(member, Kind::RuleChanged, object(ObjectKind::Rule, None), &params))
        .collect())
}

fn of_exchanges(conn: &mut Conn, envelope: &Envelope, now: Moment) -> Result<Vec<News>> {
    let (Some(event), Some(ecosystem)) = (
        envelope.open::<exchanges::ExchangeMoved>()?,
        envelope.ecosystem_id,
    ) else {
        return Ok(Vec::new());
    };
    let Some(exchange) = exchanges::find(conn, ecosystem, event.exchange_id)? else {
        return Ok(Vec::new());
    };
    let listing = market::get_listing(conn, ecosystem, exchange.listing_id)?;
    let mut shared = vec![
        ("step", event.step.as_str().into()),
        ("title", listing.title.into()),
        ("terms", exchange.terms.as_str().into()),
        ("minutes", exchange.minutes.into()),
    ];
    if event.step == exchanges::Step::Proposal
        && let Some(message) = &exchange.message
    {
        shared.push(("message", message.as_str().into()));
    }
    if let Some(by) = event.by {
        shared.push(("by", name_of(conn, by)?));
    }
    let more: [(&str, Option<Param>); 3] = [
        ("delivered_minutes", exchange.delivered_minutes.map(Into::into)),
        ("settled_minutes", exchange.settled_minutes.map(Into::into)),
        ("due_at", exchange.due_at.map(Into::into)),
    ];
    shared.extend(more.into_iter().filter_map(|(name, value)| Some((name, value?))));
    let about = object(ObjectKind::Exchange, exchange.id.0);
    let mut found = Vec::new();
    for member in event.to {
        let mut params = shared.clone();
        if exchange.side_of(member).is_some() {
            params.push(("other", name_of(conn, exchange.other_than(member))?));
        }
        found.push(news(member, Kind::ExchangeMoved, about.clone(), &params));
    }
    if event.step == exchanges::Step::Dispute {
        // Whoever is a side of the exchange cannot mediate it.
        let parties = [exchange.giver_id, exchange.receiver_id];
        found.extend(mediation(conn, ecosystem, &parties, &about, &shared, now)?);
    }
    Ok(found)
}

/// Every mediator who is none of these hears that one is needed.
fn mediation(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    parties: &[MemberId],
    about: &Object,
    params: &[(&str, Param)],
    now: Moment,
) -> Result<Vec<News>> {
    let mediators = contacts::list_holders(conn, ecosystem, Role::Mediator, now)?;
    let outside = mediators.into_iter().filter(|m| !parties.contains(m));
    Ok(outside
        .map(|m| news(m, Kind::MediationNeeded, about.clone(), params))
        .collect())
}

fn of_matching(conn: &mut Conn, envelope: &Envelope) -> Result<Vec<News>> {
    if let (Some(event), Some(ecosystem)) = (envelope.open::<matching::SkillsAsked>()?, envelope.ecosystem_id)
    {
        let found = market::get_listing(conn, ecosystem, event.request_id)?;
        let params = match_params(conn, "skills", &found, event.score, &event.reasons)?;
        let object = object(ObjectKind::Listing, found.id.0);
        return Ok(vec![news(event.member_id, Kind::MatchFound, object, &params)]);
    }
    let (Some(event), Some(ecosystem)) = (envelope.open::<matching::MatchFound>()?, envelope.ecosystem_id)
    else {
        return Ok(Vec::new());
    };
    let own = market::get_listing(conn, ecosystem, event.own_listing_id)?;
    let found = market::get_listing(conn, ecosystem, event.new_listing_id)?;
    let mut params = match_params(conn, found.kind.as_str(), &found, event.score, &event.reasons)?;
    params.push(("own_title", own.title.into()));
    let object = object(ObjectKind::Listing, found.id.0);
    Ok(vec![news(event.member_id, Kind::MatchFound, object, &params)])
}

/// What is said of a listing found, and how: as an offer, as a request, or for the reader's skills.
fn match_params(
    conn: &mut Conn,
    how: &str,
    found: &Listing,
    score: f64,
    reasons: &[matching::Reason],
) -> Result<Vec<(&'static str, Param)>> {
    let reasons = |locale| {
        let words: Vec<String> = reasons.iter().map(|r| r.text(locale)).collect();
        words.join(" ; ")
    };
    Ok(vec![
        ("found", how.into()),
        ("title", found.title.as_str().into()),
        ("other", name_of(conn, found.member_id)?),
        // The score is only ever shown as a whole per cent.
        ("score", ((score * 100.0).round() as i64).into()),
        ("reasons_fr", reasons(Locale::Fr).into()),
        ("reasons_en", reasons(Locale::En).into()),
    ])
}

/// Every member of a ring is asked; of what happens to it hear those it concerns. Each reads it as seen from their place.
fn of_rings(conn: &mut Conn, envelope: &Envelope, now: Moment) -> Result<Vec<News>> {
    let Some(ecosystem) = envelope.ecosystem_id else {
        return Ok(Vec::new());
    };
    if let Some(event) = envelope.open::<rings::RingProposed>()? {
        // What was declined or has lapsed meanwhile is no news any more.
        let found = rings::find_ring(conn, ecosystem, event.ring_id)?;
        let Some(view) = found.filter(|view| view.ring.status == rings::RingStatus::Proposed) else {
            return Ok(Vec::new());
        };
        let everybody = view.members();
        return Ok(about_ring(&view, Kind::RingProposed, &everybody, &[]));
    }
    if let Some(event) = envelope.open::<rings::RingMoved>()? {
        let Some(view) = rings::find_ring(conn, ecosystem, event.ring_id)? else {
            return Ok(Vec::new());
        };
        let mut params = vec![("step", Param::from(event.step.as_str()))];
        if let Some(by) = event.by {
            params.push(("by", name_of(conn, by)?));
        }
        if let Some(reason) = &view.ring.end_reason {
            params.push(("reason", reason.as_str().into()));
        }
        if let Some(leg) = event.position.and_then(|position| view.leg_at(position)) {
            params.extend(about_leg(leg));
        }
        let mut found = about_ring(&view, Kind::RingMoved, &event.to, &params);
        if event.step == rings::RingMove::Disputed {
            // Whoever takes part in the ring cannot mediate it.
            let parties = view.members();
            let about = object(ObjectKind::Ring, view.ring.id.0);
            params.push(("minutes", view.ring.minutes.into()));
            found.extend(mediation(conn, ecosystem, &parties, &about, &params, now)?);
        }
        return Ok(found);
    }
    Ok(Vec::new())
}

/// What is said of one leg; its own due date, where it has one, is what a reader is told to mind.
fn about_leg(view: &LegView) -> Vec<(&'static str, Param)> {
    let mut params = vec![
        ("giver", Param::from(view.giver_name.as_str())),
        ("receiver", view.receiver_name.as_str().into()),
        ("title", view.request_title.as_str().into()),
    ];
    params.extend(view.leg.due_at.map(|due| ("due_at", due.into())));
    params.extend(
        view.leg
            .resolved_minutes
            .map(|counted| ("settled_minutes", counted.into())),
    );
    params.push(("terms", view.leg.terms.as_str().into()));
    params
}

fn about_ring(view: &RingView, kind: Kind, to: &[MemberId], more: &[(&'static str, Param)]) -> Vec<News> {
    let others = |reader: MemberId| -> String {
        let legs = view.told_to(reader).into_iter();
        let names: Vec<String> = legs
            .filter(|leg| leg.leg.giver_id != reader)
            .map(|leg| leg.giver_name.clone())
            .collect();
        names.join(", ")
    };
    to.iter()
        .map(|reader| {
            let mut params = vec![
                ("others", others(*reader).into()),
                ("ring_fr", view.in_words(*reader, Locale::Fr).join(" ").into()),
                ("ring_en", view.in_words(*reader, Locale::En).join(" ").into()),
                ("minutes", view.ring.minutes.into()),
            ];
            if let Some(due) = view.ring.due_at {
                params.push(("due_at", due.into()));
            }
            params.extend(more.iter().cloned());
            news(*reader, kind, object(ObjectKind::Ring, view.ring.id.0), &params)
        })
        .collect()
}

/// The owner of a search hears of a listing that it looks for, unless they hear of it as soon as a match, or things have
/// changed since.
fn saved_search_hit(conn: &mut Conn, event: &saved_searches::SavedSearchHit) -> Result<Vec<News>> {
    let Some(search) = saved_searches::find_alerting(conn, event.search_id)? else {
        return Ok(Vec::new());
    };
    let listing = market::get_listing(conn, search.ecosystem_id, event.listing_id)?;
    let match_mode = preferences::list(conn, event.member_id)?
        .into_iter()
        .find(|preference| preference.kind == Kind::MatchFound)
        .map_or(Mode::Off, |preference| preference.mode);
    let is_as_soon = match_mode == Mode::Instant || (match_mode == Mode::Daily && !event.at_once);
    if listing.status != market::ListingStatus::Active || (event.is_match && is_as_soon) {
        return Ok(Vec::new());
    }
    let place = |locale| {
        let label = listing.place.as_ref().and_then(|place| place.label.clone());
        let remote = listing.remote.then(|| i18n::text(locale, "listing-remote-true"));
        label.into_iter().chain(remote).collect::<Vec<_>>().join(", ")
    };
    let mut params = vec![
        ("title", Param::from(listing.title.as_str())),
        ("other", name_of(conn, listing.member_id)?),
        ("search", search.name.into()),
        ("search_id", search.id.to_string().into()),
        (
            "accepts_fr",
            saved_searches::terms_in_words(&listing.terms, Locale::Fr).into(),
        ),
        (
            "accepts_en",
            saved_searches::terms_in_words(&listing.terms, Locale::En).into(),
        ),
    ];
    if !place(Locale::Fr).is_empty() {
        params.push(("where_fr", place(Locale::Fr).into()));
        params.push(("where_en", place(Locale::En).into()));
    }
    let about = object(ObjectKind::Listing, listing.id.0);
    Ok(vec![News {
        at_most_daily: !event.at_once,
        ..news(event.member_id, Kind::SavedSearch, about, &params)
    }])
}

fn of_market(conn: &mut Conn, envelope: &Envelope) -> Result<Vec<News>> {
    if let Some(event) = envelope.open::<saved_searches::SavedSearchHit>()? {
        return saved_search_hit(conn, &event);
    }
    let Some(ecosystem) = envelope.ecosystem_id else {
        return Ok(Vec::new());
    };
    let mut about = |id: ListingId, member, kind, more: &[(&str, Param)]| -> Result<Vec<News>> {
        let listing = market::get_listing(conn, ecosystem, id)?;
        let mut params = vec![
            ("title", listing.title.into()),
            ("expires_on", listing.expires_on.to_string().into()),
        ];
        params.extend(more.iter().cloned());
        Ok(vec![news(
            member,
            kind,
            object(ObjectKind::Listing, id.0),
            &params,
        )])
    };
    if let Some(event) = envelope.open::<market::ListingExpiringSoon>()? {
        return about(event.listing_id, event.member_id, Kind::ListingExpiring, &[]);
    }
    if let Some(event) = envelope.open::<market::ListingExpired>()? {
        return about(event.listing_id, event.member_id, Kind::ListingExpired, &[]);
    }
    if let Some(event) = envelope.open::<market::ListingModerated>()? {
        let reason = [("reason", event.reason.into())];
        return about(event.listing_id, event.member_id, Kind::ListingModerated, &reason);
    }
    Ok(Vec::new())
}

fn of_governance(conn: &mut Conn, envelope: &Envelope, now: Moment) -> Result<Vec<News>> {
    if let Some(event) = envelope.open::<governance::ProposalOpened>()? {
        let roll = governance::list_roll(conn, event.proposal_id)?;
        return about_proposal(conn, event.proposal_id, Kind::VoteOpened, &roll, &[]);
    }
    if let Some(event) = envelope.open::<governance::VoteReminder>()? {
        return reminders(conn, event.proposal_id, now);
    }
    if let Some(event) = envelope.open::<governance::ProposalClosed>()? {
        let outcome = [("outcome", event.outcome.as_str().into())];
        return of_decision(conn, envelope, event.proposal_id, Kind::VoteClosed, &outcome);
    }
    if let Some(event) = envelope.open::<governance::ProposalEnacted>()? {
        return of_decision(conn, envelope, event.proposal_id, Kind::DecisionEnacted, &[]);
    }
    if let Some(event) = envelope.open::<governance::DiscussionOpened>()? {
        let everybody = list_everybody(conn, envelope)?;
        return about_proposal(conn, event.proposal_id, Kind::VoteDiscussion, &everybody, &[]);
    }
    if let Some(event) = envelope.open::<governance::EnactmentFailed>()? {
        return for_facilitators(conn, envelope, event.proposal_id, Kind::DecisionFailed, now);
    }
    if let Some(event) = envelope.open::<governance::ReviewDue>()? {
        return for_facilitators(conn, envelope, event.proposal_id, Kind::DecisionReview, now);
    }
    if let Some(event) = envelope.open::<governance::CommentAdded>()? {
        let by = name_of(conn, event.author_id)?;
        let mut others = governance::list_participants(conn, event.proposal_id)?;
        others.retain(|member| *member != event.author_id);
        return about_proposal(conn, event.proposal_id, Kind::VoteComment, &others, &[("by", by)]);
    }
    Ok(Vec::new())
}

/// What happens to a draft besides comments. The author and those who take part hear of an amendment, its writer of the
/// answer, a nominee of the nomination.
fn of_drafts(conn: &mut Conn, envelope: &Envelope) -> Result<Vec<News>> {
    if let Some(event) = envelope.open::<amendments::AmendmentWritten>()? {
        let by = [("by", name_of(conn, event.author_id)?)];
        let mut others = governance::list_participants(conn, event.proposal_id)?;
        others.retain(|member| *member != event.author_id);
        return about_proposal(conn, event.proposal_id, Kind::AmendmentWritten, &others, &by);
    }
    if let Some(event) = envelope.open::<amendments::AmendmentAnswered>()? {
        let Some(amendment) = amendments::find_amendment(conn, event.amendment_id)? else {
            return Ok(Vec::new());
        };
        let mut params = vec![
            ("answer", Param::from(event.answer.as_str())),
            ("amendment", amendment.number.into()),
        ];
        if let Some(reason) = amendment.answer_reason {
            params.push(("reason", reason.into()));
        }
        let (proposal, writer) = (amendment.proposal_id, [amendment.author_id]);
        return about_proposal(conn, proposal, Kind::AmendmentAnswered, &writer, &params);
    }
    if let Some(event) = envelope.open::<nominations::NominationReceived>()? {
        let by = [("by", name_of(conn, event.nominator_id)?)];
        let nominee = [event.nominee_id];
        return about_proposal(conn, event.proposal_id, Kind::NominationReceived, &nominee, &by);
    }
    Ok(Vec::new())
}

/// Those who have not voted, and those whose delegation would not be cast as things stand, each with the reason.
fn reminders(conn: &mut Conn, id: ProposalId, now: Moment) -> Result<Vec<News>> {
    let reminders = delegations::list_reminders(conn, id, now)?;
    let mut found = about_proposal(conn, id, Kind::VoteReminder, &reminders.not_voted, &[])?;
    let mut by_reason: BTreeMap<&str, Vec<MemberId>> = BTreeMap::new();
    for (member, reason) in &reminders.lost {
        by_reason.entry(reason.as_str()).or_default().push(*member);
    }
    for (reason, members) in by_reason {
        let lost = [("lost", reason.into())];
        found.extend(about_proposal(
            conn,
            id,
            Kind::VoteDelegationLost,
            &members,
            &lost,
        )?);
    }
    Ok(found)
}

/// The delegate hears of a request, the giver of the answer and of the expiry, the other side of an end. What has
/// changed since is no news any more.
fn of_delegations(conn: &mut Conn, envelope: &Envelope, now: Moment) -> Result<Vec<News>> {
    if let Some(event) = envelope.open::<delegations::DelegationRequested>()? {
        let view = delegations::find_delegation(conn, event.delegation_id, now)?
            .filter(|view| view.state == State::AwaitingConsent);
        return Ok(about_delegation(view, Kind::DelegationRequested, None, &[]));
    }
    if let Some(event) = envelope.open::<delegations::DelegationAnswered>()? {
        let view = delegations::find_delegation(conn, event.delegation_id, now)?;
        let giver = view.as_ref().map(|view| view.delegation.giver_id);
        let word = if event.accepted { "accepted" } else { "declined" };
        let answer = [("answer", word.into())];
        return Ok(about_delegation(view, Kind::DelegationAnswered, giver, &answer));
    }
    if let Some(event) = envelope.open::<delegations::DelegationEnded>()? {
        let view = delegations::find_delegation(conn, event.delegation_id, now)?;
        let ending = [("ending", event.ending.as_str().into())];
        return Ok(about_delegation(
            view,
            Kind::DelegationEnded,
            Some(event.to),
            &ending,
        ));
    }
    if let Some(event) = envelope.open::<delegations::DelegationExpiring>()? {
        let view = delegations::find_delegation(conn, event.delegation_id, now)?
            .filter(|view| view.state == State::InForce);
        let giver = view.as_ref().map(|view| view.delegation.giver_id);
        return Ok(about_delegation(view, Kind::DelegationExpiring, giver, &[]));
    }
    Ok(Vec::new())
}

/// To the delegate, unless `to` names somebody else; `other` is the other side.
fn about_delegation(
    view: Option<DelegationView>,
    kind: Kind,
    to: Option<MemberId>,
    more: &[(&str, Param)],
) -> Vec<News> {
    let Some(view) = view else {
        return Vec::new();
    };
    let delegation = &view.delegation;
    let to = to.unwrap_or(delegation.delegate_id);
    let other = if to == delegation.giver_id {
        &view.delegate_name
    } else {
        &view.giver_name
    };
    let scope = |locale| match (&view.proposal_title, delegation.topic) {
        (Some(title), _) => i18n::text_with(
            locale,
            "delegation-scope-proposal",
            &[("title", title.as_str().into())],
        ),
        (None, topic) => {
            let word = topic.unwrap_or(governance::Topic::Everything);
            i18n::text(locale, &format!("topic-{word}"))
        }
    };
    let mut params = vec![
        ("other", other.as_str().into()),
        ("scope_fr", scope(Locale::Fr).into()),
        ("scope_en", scope(Locale::En).into()),
        ("expires_at", delegation.expires_at.into()),
    ];
    params.extend(more.iter().cloned());
    let object = object(ObjectKind::Delegation, delegation.id.0);
    vec![news(to, kind, object, &params)]
}

fn list_everybody(conn: &mut Conn, envelope: &Envelope) -> Result<Vec<MemberId>> {
    match envelope.ecosystem_id {
        Some(ecosystem) => contacts::list_active(conn, ecosystem),
        None => Ok(Vec::new()),
    }
}

/// Everybody hears of a decision, in the words of the register.
fn of_decision(
    conn: &mut Conn,
    envelope: &Envelope,
    id: ProposalId,
    kind: Kind,
    more: &[(&'static str, Param)],
) -> Result<Vec<News>> {
    let mut params = more.to_vec();
    if let Some(decision) = governance::find_decision_of(conn, id)? {
        params.push(("summary_fr", decision.summary_fr.into()));
        params.push(("summary_en", decision.summary_en.into()));
    }
    let everybody = list_everybody(conn, envelope)?;
    about_proposal(conn, id, kind, &everybody, &params)
}

/// The facilitators and the author, each once.
fn for_facilitators(
    conn: &mut Conn,
    envelope: &Envelope,
    id: ProposalId,
    kind: Kind,
    now: Moment,
) -> Result<Vec<News>> {
    let Some(ecosystem) = envelope.ecosystem_id else {
        return Ok(Vec::new());
    };
    let mut people = contacts::list_holders(conn, ecosystem, Role::Facilitator, now)?;
    if let Some(headline) = governance::find_headline(conn, id)?
        && !people.contains(&headline.author_id)
    {
        people.push(headline.author_id);
    }
    let mut params = Vec::new();
    if let Some(decision) = governance::find_decision_of(conn, id)? {
        params.push(("summary_fr", decision.summary_fr.into()));
        params.push(("summary_en", decision.summary_en.into()));
    }
    about_proposal(conn, id, kind, &people, &params)
}

fn about_proposal(
    conn: &mut Conn,
    id: ProposalId,
    kind: Kind,
    audience: &[MemberId],
    more: &[(&str, Param)],
) -> Result<Vec<News>> {
    let Some(headline) = governance::find_headline(conn, id)? else {
        return Ok(Vec::new());
    };
    let mut params = vec![
        ("title", headline.title.into()),
        ("number", headline.number.into()),
    ];
    if let Some(at) = headline.closes_at {
        params.push(("closes_at", at.into()));
    }
    params.extend(more.iter().cloned());
    let object = object(ObjectKind::Proposal, id.0);
    Ok(audience
        .iter()
        .map(|member| news(*member, kind, object.clone(), &params))
        .collect())
}

fn of_assemblies(conn: &mut Conn, envelope: &Envelope) -> Result<Vec<News>> {
    if let Some(event) = envelope.open::<assembly::ProxyRequested>()? {
        let by = name_of(conn, event.giver_id)?;
        let holder = Some(vec![event.holder_id]);
        return about_assembly(
            conn,
            event.assembly_id,
            Kind::ProxyRequested,
            holder,
            &[("by", by)],
        );
    }
    if let Some(event) = envelope.open::<assembly::AssemblyCalled>()? {
        return about_assembly(conn, event.assembly_id, Kind::AssemblyCalled, None, &[]);
    }
    if let Some(event) = envelope.open::<assembly::AssemblyChanged>()? {
        return about_assembly(conn, event.assembly_id, Kind::AssemblyChanged, None, &[]);
    }
    if let Some(event) = envelope.open::<assembly::AssemblyCancelled>()? {
        return about_assembly(conn, event.assembly_id, Kind::AssemblyCancelled, None, &[]);
    }
    if let Some(event) = envelope.open::<assembly::AssemblyClosed>()? {
        return about_assembly(conn, event.assembly_id, Kind::AssemblyClosed, None, &[]);
    }
    Ok(Vec::new())
}

/// News of an assembly, for every active member unless somebody is named.
fn about_assembly(
    conn: &mut Conn,
    id: AssemblyId,
    kind: Kind,
    audience: Option<Vec<MemberId>>,
    more: &[(&str, Param)],
) -> Result<Vec<News>> {
    let Some(called) = assembly::find_assembly(conn, id)? else {
        return Ok(Vec::new());
    };
    let found = called.assembly;
    let audience = match audience {
        Some(named) => named,
        None => contacts::list_active(conn, found.ecosystem_id)?,
    };
    let agenda: Vec<String> = called
        .agenda
        .iter()
        .enumerate()
        .map(|(n, title)| format!("{}. {title}", n + 1))
        .collect();
    let mut params = vec![
        ("title", found.title.into()),
        ("starts_at", found.starts_at.into()),
    ];
    let optional = [
        ("place", found.place),
        ("link", found.link),
        ("reason", found.cancel_reason),
        ("agenda", Some(agenda.join(" ; ")).filter(|text| !text.is_empty())),
    ];
    params.extend(
        optional
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?.into()))),
    );
    params.extend(more.iter().cloned());
    let object = object(ObjectKind::Assembly, id.0);
    Ok(audience
        .iter()
        .map(|member| news(*member, kind, object.clone(), &params))
        .collect())
}
