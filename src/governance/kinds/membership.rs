//! Somebody is admitted or excluded: `{"member_id"}`.

use serde_json::{Value as Json, json};

use super::super::model::Proposal;
use super::{Effect, member_in, name_of, require_active};
use crate::db::Conn;
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::EcosystemId;
use crate::ledger;
use crate::members::{MembershipStatus, memberships};

pub(super) fn parse(payload: &Json) -> Result<Json, Refusal> {
    let member = member_in(payload, "payload.member_id")?;
    Ok(json!({ "member_id": member }))
}

pub(super) fn check_admission(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    payload: &Json,
    now: Moment,
) -> Result<()> {
    let member = member_in(payload, "payload.member_id")?;
    match memberships::find(conn, ecosystem, member, now)? {
        Some(membership) if membership.status == MembershipStatus::Applicant => Ok(()),
        _ => Err(Refusal::invalid("member-not-applicant", "payload.member_id").into()),
    }
}

pub(super) fn check_exclusion(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    payload: &Json,
    now: Moment,
) -> Result<()> {
    let member = member_in(payload, "payload.member_id")?;
    require_active(conn, ecosystem, member, "payload.member_id", now)
}

/// `word` is `admission` or `exclusion`.
pub(super) fn describe(conn: &mut Conn, locale: Locale, word: &str, payload: &Json) -> Result<String> {
    let name = name_of(conn, member_in(payload, "payload.member_id")?)?;
    Ok(i18n::text_with(
        locale,
        &format!("would-{word}"),
        &[("name", name.into())],
    ))
}

pub(super) fn admit(conn: &mut Conn, proposal: &Proposal, payload: &Json, now: Moment) -> Result<Effect> {
    let member = member_in(payload, "payload.member_id")?;
    memberships::admit_by_vote(conn, proposal.ecosystem_id, member, proposal.id, now)?;
    ledger::open_member(conn, proposal.ecosystem_id, member, now)?;
    let name = name_of(conn, member)?;
    Ok(Effect::new(
        json!({ "member_id": member, "admitted": true }),
        |locale| i18n::text_with(locale, "decision-admission", &[("name", name.as_str().into())]),
    ))
}

pub(super) fn exclude(conn: &mut Conn, proposal: &Proposal, payload: &Json, now: Moment) -> Result<Effect> {
    let member = member_in(payload, "payload.member_id")?;
    let name = name_of(conn, member)?;
    memberships::exclude(conn, proposal.ecosystem_id, member, proposal.id, now)?;
    Ok(Effect::new(
        json!({ "member_id": member, "excluded": true }),
        |locale| i18n::text_with(locale, "decision-exclusion", &[("name", name.as_str().into())]),
    ))
}
