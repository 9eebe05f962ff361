//! A rule gets a new value: `{"key", "value"}`; in a vote about options `{"key"}`, and each option has its `{"value"}`.

use serde_json::{Value as Json, json};

use super::super::model::{Proposal, ProposalOption};
use super::Effect;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::EcosystemId;
use crate::members::colleges;
use crate::rulebook::{self, Key, Value};

/// `{key, value}` as a rule and a value within its bounds; asked when the proposal is written and again when enacted.
pub fn parse_rule_change(payload: &Json) -> Result<(Key, Value), Refusal> {
    let key = parse_key(payload)?;
    let value = rulebook::parse_value(key, payload.get("value").unwrap_or(&Json::Null), "payload.value")?;
    Ok((key, value))
}

fn parse_key(payload: &Json) -> Result<Key, Refusal> {
    payload
        .as_object()
        .ok_or_else(|| Refusal::invalid("payload-missing", "payload"))?
        .get("key")
        .and_then(Json::as_str)
        .and_then(Key::from_word)
        .ok_or_else(|| Refusal::invalid("rule-unknown", "payload.key"))
}

pub(super) fn parse(payload: &Json, with_options: bool) -> Result<Json, Refusal> {
    // Before there are options, what the author would have stays: amendments may compete with it.
    if with_options && payload.get("value").is_none_or(Json::is_null) {
        return Ok(json!({ "key": parse_key(payload)? }));
    }
    let (key, value) = parse_rule_change(payload)?;
    Ok(json!({ "key": key, "value": value.to_json() }))
}

pub(super) fn parse_option(payload: &Json, value: &Json) -> Result<Json, Refusal> {
    let key = parse_key(payload)?;
    let value = rulebook::parse_value(key, value.get("value").unwrap_or(&Json::Null), "options.value")?;
    Ok(json!({ "value": value.to_json() }))
}

/// From where the rule stands to where it would.
pub(super) fn describe(
    conn: &mut Conn,
    locale: Locale,
    ecosystem: EcosystemId,
    payload: &Json,
) -> Result<String> {
    let Ok((key, new)) = parse_rule_change(payload) else {
        return Ok(String::new());
    };
    let rules = rulebook::read(conn, ecosystem)?;
    Ok(rulebook::describe_change(locale, key, rules.value(key), &new))
}

pub(super) fn describe_kept(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    payload: &Json,
) -> Result<(Json, Option<[String; 2]>)> {
    let Ok(key) = parse_key(payload) else {
        return Ok((json!({ "applied": false }), None));
    };
    let old = rulebook::read(conn, ecosystem)?.value(key).clone();
    let kept = |locale| rulebook::describe_change(locale, key, &old, &old);
    let json = match parse_rule_change(payload) {
        Ok((_, new)) => {
            json!({ "rule": key, "old": old.to_json(), "new": new.to_json(), "applied": false })
        }
        Err(_) => json!({ "rule": key, "old": old.to_json(), "applied": false }),
    };
    Ok((json, Some([kept(Locale::Fr), kept(Locale::En)])))
}

pub(super) fn enact(
    conn: &mut Conn,
    proposal: &Proposal,
    payload: &Json,
    winners: &[ProposalOption],
    now: Moment,
) -> Result<Effect> {
    let mut chosen = payload.clone();
    if let Some(winner) = winners.first() {
        chosen["value"] = winner.value_json().get("value").cloned().unwrap_or_default();
    }
    let (key, new) = parse_rule_change(&chosen)?;
    let old = rulebook::read(conn, proposal.ecosystem_id)?.value(key).clone();
    colleges::check_rule(conn, proposal.ecosystem_id, key, &new)?;
    let set = rulebook::set(
        conn,
        proposal.ecosystem_id,
        key,
        &new,
        None,
        Some(proposal.id),
        now,
    )?;
    let json = json!({ "rule": key, "old": old.to_json(), "new": new.to_json(), "version": set.version });
    Ok(Effect::new(json, |locale| {
        rulebook::describe_change(locale, key, &old, &new)
    }))
}
