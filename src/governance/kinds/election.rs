//! A mandate is given or taken back. Election: `{"role", "term_days"}` and options with their `{"member_id"}`; by consent
//! the one candidate is found by nominations (sociocratic election). Recall: `{"role", "member_id"}`.

use serde_json::{Value as Json, json};

use super::super::model::{Proposal, ProposalOption};
use super::{Effect, member_in, name_of, require_active};
use crate::db::Conn;
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::members::{self, Role, mandates, memberships};
use crate::rulebook::{self, Key};

fn role_in(payload: &Json) -> Result<Role, Refusal> {
    payload
        .get("role")
        .and_then(Json::as_str)
        .and_then(Role::from_word)
        .ok_or_else(|| {
            let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
            Refusal::invalid("role-unknown", "payload.role").with("roles", roles.join(", "))
        })
}

pub(super) fn parse(payload: &Json) -> Result<Json, Refusal> {
    let mut parsed = json!({ "role": role_in(payload)? });
    match payload.get("term_days") {
        None | Some(Json::Null) => {}
        Some(days) => {
            // As the rulebook bounds its own term.
            let days = rulebook::parse_value(Key::MandateTermDays, days, "payload.term_days")?;
            parsed["term_days"] = days.to_json();
        }
    }
    if payload.get("member_id").is_some_and(|id| !id.is_null()) {
        parsed["member_id"] = json!(member_in(payload, "payload.member_id")?);
    }
    Ok(parsed)
}

/// Days that an election's payload gives, if it says so.
pub fn term_of(payload: &Json) -> Option<i64> {
    payload.get("term_days").and_then(Json::as_i64)
}

pub(super) fn parse_option(value: &Json) -> Result<Json, Refusal> {
    Ok(json!({ "member_id": member_in(value, "options.member_id")? }))
}

pub(super) fn parse_recall(payload: &Json) -> Result<Json, Refusal> {
    let role = role_in(payload)?;
    Ok(json!({ "role": role, "member_id": member_in(payload, "payload.member_id")? }))
}

/// Candidates are active members, each once; so is the one whom a vote by consent is about.
pub(super) fn check(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    payload: &Json,
    options: &[ProposalOption],
    now: Moment,
) -> Result<()> {
    if payload.get("member_id").is_some() {
        let candidate = member_in(payload, "payload.member_id")?;
        require_active(conn, ecosystem, candidate, "payload.member_id", now)?;
    }
    let mut seen: Vec<MemberId> = Vec::new();
    for option in options.iter().filter(|option| !option.is_none()) {
        let member = member_in(&option.value_json(), "options.member_id")?;
        if seen.contains(&member) {
            return Err(Refusal::invalid("option-twice", "options")
                .with("option", &option.title)
                .into());
        }
        require_active(conn, ecosystem, member, "options.member_id", now)?;
        seen.push(member);
    }
    Ok(())
}

pub(super) fn check_recall(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    payload: &Json,
    now: Moment,
) -> Result<()> {
    let (role, member) = (role_in(payload)?, member_in(payload, "payload.member_id")?);
    match memberships::find(conn, ecosystem, member, now)? {
        Some(membership) if membership.roles.contains(&role) => Ok(()),
        _ => Err(Refusal::invalid("mandate-not-held", "payload.member_id").into()),
    }
}

fn role_word(locale: Locale, payload: &Json) -> String {
    let role = payload.get("role").and_then(Json::as_str).unwrap_or_default();
    i18n::text(locale, &format!("role-{role}"))
}

pub(super) fn describe(conn: &mut Conn, locale: Locale, payload: &Json) -> Result<String> {
    let role = ("role", role_word(locale, payload).into());
    let Ok(candidate) = member_in(payload, "payload.member_id") else {
        return Ok(i18n::text_with(locale, "would-election", &[role]));
    };
    let name = ("name", name_of(conn, candidate)?.into());
    Ok(i18n::text_with(locale, "would-election-of", &[role, name]))
}

pub(super) fn describe_recall(conn: &mut Conn, locale: Locale, payload: &Json) -> Result<String> {
    let name = name_of(conn, member_in(payload, "payload.member_id")?)?;
    let args = [("role", role_word(locale, payload).into()), ("name", name.into())];
    Ok(i18n::text_with(locale, "would-recall", &args))
}

/// The elected hold the mandate from now on, and who held it without being elected again holds it no longer.
pub(super) fn enact(
    conn: &mut Conn,
    proposal: &Proposal,
    payload: &Json,
    winners: &[ProposalOption],
    now: Moment,
) -> Result<Effect> {
    let role = role_in(payload)?;
    let elected: Vec<MemberId> = match winners {
        [] => vec![member_in(payload, "payload.member_id")?],
        winners => winners
            .iter()
            .map(|option| member_in(&option.value_json(), "options.member_id"))
            .collect::<Result<_, _>>()?,
    };
    let rules = rulebook::read(conn, proposal.ecosystem_id)?;
    let days = term_of(payload).unwrap_or(rules.number(Key::MandateTermDays));
    mandates::elect(
        conn,
        proposal.ecosystem_id,
        role,
        &elected,
        Some(days),
        proposal.id,
        now,
    )?;
    let names = members::list_names(conn, &elected)?;
    let names: Vec<String> = elected.iter().filter_map(|id| names.get(id).cloned()).collect();
    let ends_at = now.plus_days(days);
    let zone = members::founding::time_zone_of(conn, proposal.ecosystem_id)?;
    let json = json!({ "role": role, "elected": elected, "ends_at": ends_at });
    Ok(Effect::new(json, |locale| {
        let args = [
            ("names", i18n::list(locale, &names).into()),
            ("count", (names.len() as i64).into()),
            ("role", role_word(locale, payload).into()),
            ("until", i18n::date(locale, ends_at.date_in(zone)).into()),
        ];
        i18n::text_with(locale, "decision-election", &args)
    }))
}

pub(super) fn recall(conn: &mut Conn, proposal: &Proposal, payload: &Json, now: Moment) -> Result<Effect> {
    let (role, member) = (role_in(payload)?, member_in(payload, "payload.member_id")?);
    mandates::recall(conn, proposal.ecosystem_id, role, member, proposal.id, now)?;
    let name = name_of(conn, member)?;
    let json = json!({ "role": role, "recalled": member });
    Ok(Effect::new(json, |locale| {
        let args = [
            ("name", name.as_str().into()),
            ("role", role_word(locale, payload).into()),
        ];
        i18n::text_with(locale, "decision-recall", &args)
    }))
}
