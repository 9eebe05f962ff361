//! A text of the charter is adopted, amended or repealed: `{"key", "repeal"}`; the proposal's title and body are the text.
//! In a vote about options each option is a version of it: its title and body.

use serde_json::{Value as Json, json};

use super::super::charter;
use super::super::model::{Proposal, ProposalOption};
use super::Effect;
use crate::db::Conn;
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::EcosystemId;

fn key_in(payload: &Json) -> Result<String, Refusal> {
    let key = payload.get("key").and_then(Json::as_str).unwrap_or("");
    charter::rules::parse_key("payload.key", key)
}

fn repeals(payload: &Json) -> bool {
    payload.get("repeal").and_then(Json::as_bool).unwrap_or(false)
}

pub(super) fn parse(payload: &Json, with_options: bool) -> Result<Json, Refusal> {
    let key = key_in(payload)?;
    match repeals(payload) {
        true if with_options => {
            Err(Refusal::invalid("method-not-for-kind", "method").with("words", "majority"))
        }
        true => Ok(json!({ "key": key, "repeal": true })),
        false => Ok(json!({ "key": key })),
    }
}

pub(super) fn check(conn: &mut Conn, ecosystem: EcosystemId, payload: &Json) -> Result<()> {
    let in_force = charter::find_in_force(conn, ecosystem, &key_in(payload)?)?;
    if repeals(payload) && in_force.is_none() {
        return Err(Refusal::invalid("charter-text-unknown", "payload.key").into());
    }
    Ok(())
}

pub(super) fn describe(
    conn: &mut Conn,
    locale: Locale,
    ecosystem: EcosystemId,
    payload: &Json,
) -> Result<String> {
    let Some(in_force) = charter::find_in_force(conn, ecosystem, &key_in(payload)?)? else {
        return Ok(i18n::text(locale, "would-charter-adopt"));
    };
    let word = if repeals(payload) { "repeal" } else { "amend" };
    let title = ("title", in_force.title.into());
    Ok(i18n::text_with(
        locale,
        &format!("would-charter-{word}"),
        &[title],
    ))
}

pub(super) fn enact(
    conn: &mut Conn,
    proposal: &Proposal,
    payload: &Json,
    winners: &[ProposalOption],
    now: Moment,
) -> Result<Effect> {
    let key = key_in(payload)?;
    let (version, word) = match (repeals(payload), winners.first()) {
        (true, _) => (
            charter::repeal(conn, proposal.ecosystem_id, &key, proposal.id, now)?,
            "repeal",
        ),
        (false, winner) => {
            let body = match winner {
                Some(option) if !option.body.is_empty() => &option.body,
                _ => &proposal.body,
            };
            let title = &proposal.title;
            let adopted = charter::adopt(conn, proposal.ecosystem_id, &key, title, body, proposal.id, now)?;
            let word = if adopted.version == 1 { "adopt" } else { "amend" };
            (adopted, word)
        }
    };
    let json = json!({ "charter": key, "version": version.version, "repealed": word == "repeal" });
    Ok(Effect::new(json, |locale| {
        let args = [
            ("title", version.title.as_str().into()),
            ("version", version.version.into()),
        ];
        i18n::text_with(locale, &format!("decision-charter-{word}"), &args)
    }))
}
