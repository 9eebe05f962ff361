//! The community links with another ecosystem or leaves a link: `{"action": "join" | "leave", "ecosystem": slug}`. A link
//! holds when both sides have decided it.

use serde_json::{Value as Json, json};

use super::super::model::Proposal;
use super::Effect;
use crate::db::Conn;
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::EcosystemId;
use crate::members::{self, links};

fn text<'a>(payload: &'a Json, name: &str) -> &'a str {
    payload.get(name).and_then(Json::as_str).unwrap_or("")
}

pub(super) fn parse(payload: &Json) -> Result<Json, Refusal> {
    let action = text(payload, "action");
    if !matches!(action, "join" | "leave") {
        return Err(Refusal::invalid("link-action-unknown", "payload.action"));
    }
    let slug = crate::kernel::names::Slug::parse("payload.ecosystem", text(payload, "ecosystem"))?;
    Ok(json!({ "action": action, "ecosystem": slug.as_str() }))
}

fn other(conn: &mut Conn, payload: &Json) -> Result<members::Ecosystem> {
    members::founding::find_ecosystem(conn, text(payload, "ecosystem"))?
        .ok_or_else(|| Refusal::invalid("ecosystem-unknown", "payload.ecosystem").into())
}

pub(super) fn check(conn: &mut Conn, ecosystem: EcosystemId, payload: &Json) -> Result<()> {
    if other(conn, payload)?.id == ecosystem {
        return Err(Refusal::invalid("link-with-itself", "payload.ecosystem").into());
    }
    Ok(())
}

fn sentence(locale: Locale, form: &str, payload: &Json, name: &str) -> String {
    let key = format!("{form}-link-{}", text(payload, "action"));
    i18n::text_with(locale, &key, &[("name", name.into())])
}

pub(super) fn describe(conn: &mut Conn, locale: Locale, payload: &Json) -> Result<String> {
    let other = other(conn, payload)?;
    Ok(sentence(locale, "would", payload, &other.name))
}

pub(super) fn enact(conn: &mut Conn, proposal: &Proposal, payload: &Json, now: Moment) -> Result<Effect> {
    let other = other(conn, payload)?;
    let mut form = "decision";
    match text(payload, "action") {
        "join" => {
            let state = links::join_link(conn, proposal.ecosystem_id, other.id, proposal.id, now)?;
            if state != links::LinkState::InForce {
                form = "decision-waiting";
            }
        }
        _ => links::leave_link(conn, proposal.ecosystem_id, other.id, proposal.id, now)?,
    }
    Ok(Effect::new(json!({ "link": payload }), |locale| {
        sentence(locale, form, payload, &other.name)
    }))
}
