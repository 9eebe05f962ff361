//! Which events are news, for whom, and what is said: one function a room. Events that are no news answer nothing.

use super::model::{Kind, News, Object, ObjectKind, Param, Params};
use crate::db::Conn;
use crate::exchanges;
use crate::governance;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, EcosystemId, ListingId, MemberId, ProposalId};
use crate::ledger;
use crate::market;
use crate::matching;
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
        "matching" => of_matching(conn, envelope),
        "market" => of_market(conn, envelope),
        "governance" => of_governance(conn, envelope),
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
    Ok(Vec::new())
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
        let mediators = contacts::list_holders(conn, ecosystem, Role::Mediator, now)?;
        let outside = mediators.into_iter().filter(|m| exchange.side_of(*m).is_none());
        found.extend(outside.map(|m| news(m, Kind::MediationNeeded, about.clone(), &shared)));
    }
    Ok(found)
}

fn of_matching(conn: &mut Conn, envelope: &Envelope) -> Result<Vec<News>> {
    let (Some(event), Some(ecosystem)) = (envelope.open::<matching::MatchFound>()?, envelope.ecosystem_id)
    else {
        return Ok(Vec::new());
    };
    let own = market::get_listing(conn, ecosystem, event.own_listing_id)?;
    let found = market::get_listing(conn, ecosystem, event.new_listing_id)?;
    let reasons = |locale| {
        let words: Vec<String> = event.reasons.iter().map(|r| r.text(locale)).collect();
        words.join(" ; ")
    };
    let params = [
        ("found", found.kind.as_str().into()),
        ("title", found.title.into()),
        ("own_title", own.title.into()),
        ("other", name_of(conn, found.member_id)?),
        // The score is only ever shown as a whole per cent.
        ("score", ((event.score * 100.0).round() as i64).into()),
        ("reasons_fr", reasons(Locale::Fr).into()),
        ("reasons_en", reasons(Locale::En).into()),
    ];
    let object = object(ObjectKind::Listing, found.id.0);
    Ok(vec![news(event.member_id, Kind::MatchFound, object, &params)])
}

fn of_market(conn: &mut Conn, envelope: &Envelope) -> Result<Vec<News>> {
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

fn of_governance(conn: &mut Conn, envelope: &Envelope) -> Result<Vec<News>> {
    if let Some(event) = envelope.open::<governance::ProposalOpened>()? {
        let roll = governance::list_roll(conn, event.proposal_id)?;
        return about_proposal(conn, event.proposal_id, Kind::VoteOpened, &roll, &[]);
    }
    if let Some(event) = envelope.open::<governance::VoteReminder>()? {
        let waited_for = governance::list_not_voted(conn, event.proposal_id)?;
        return about_proposal(conn, event.proposal_id, Kind::VoteReminder, &waited_for, &[]);
    }
    if let Some(event) = envelope.open::<governance::ProposalClosed>()? {
        let mut params = vec![("outcome", event.outcome.as_str().into())];
        if let Some(decision) = governance::find_decision_of(conn, event.proposal_id)? {
            params.push(("summary_fr", decision.summary_fr.into()));
            params.push(("summary_en", decision.summary_en.into()));
        }
        let everybody = match envelope.ecosystem_id {
            Some(ecosystem) => contacts::list_active(conn, ecosystem)?,
            None => Vec::new(),
        };
        return about_proposal(conn, event.proposal_id, Kind::VoteClosed, &everybody, &params);
    }
    if let Some(event) = envelope.open::<governance::CommentAdded>()? {
        let by = name_of(conn, event.author_id)?;
        let mut others = governance::list_participants(conn, event.proposal_id)?;
        others.retain(|member| *member != event.author_id);
        return about_proposal(conn, event.proposal_id, Kind::VoteComment, &others, &[("by", by)]);
    }
    Ok(Vec::new())
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
