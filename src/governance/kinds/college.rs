//! A college is opened or closed, or the colleges' shares of the votes change:
//! `{"action": "open", "key", "name_fr", "name_en", "weight_bp", "shares": {key: basis points}}`,
//! `{"action": "close", "key", "to", "shares"}`, `{"action": "shares", "shares"}`.

use serde_json::{Value as Json, json};

use super::super::model::Proposal;
use super::Effect;
use crate::db::Conn;
use crate::i18n::{self, Arg, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::EcosystemId;
use crate::members::College;
use crate::members::colleges::{self, NewCollege, rules};
use crate::rulebook;

fn text<'a>(payload: &'a Json, name: &str) -> &'a str {
    payload.get(name).and_then(Json::as_str).unwrap_or("")
}

fn new_college(payload: &Json) -> Result<NewCollege, Refusal> {
    let weight = payload.get("weight_bp").and_then(Json::as_i64).unwrap_or(10_000);
    NewCollege::parse(
        text(payload, "key"),
        text(payload, "name_fr"),
        text(payload, "name_en"),
        weight,
    )
}

/// Shares by key, each within its bounds; those that are not named stay.
fn shares_in(payload: &Json) -> Result<Vec<(String, i64)>, Refusal> {
    let Some(given) = payload.get("shares").filter(|shares| !shares.is_null()) else {
        return Ok(Vec::new());
    };
    let given = given
        .as_object()
        .ok_or_else(|| Refusal::invalid("payload-missing", "payload.shares"))?;
    given
        .iter()
        .map(|(key, share)| {
            let share = share.as_i64().unwrap_or(0);
            rules::check_share(key, share)?;
            Ok((key.clone(), share))
        })
        .collect()
}

pub(super) fn parse(payload: &Json) -> Result<Json, Refusal> {
    let shares: serde_json::Map<String, Json> = shares_in(payload)?
        .into_iter()
        .map(|(key, share)| (key, share.into()))
        .collect();
    match text(payload, "action") {
        "open" => {
            let new = new_college(payload)?;
            Ok(json!({
                "action": "open", "key": new.key, "name_fr": new.name_fr, "name_en": new.name_en,
                "weight_bp": new.weight_bp, "shares": shares,
            }))
        }
        "close" => Ok(json!({
            "action": "close", "key": text(payload, "key"), "to": text(payload, "to"), "shares": shares,
        })),
        "shares" if !shares.is_empty() => Ok(json!({ "action": "shares", "shares": shares })),
        _ => Err(Refusal::invalid("college-action-unknown", "payload.action")),
    }
}

/// The colleges named are there, or not yet.
pub(super) fn check(conn: &mut Conn, ecosystem: EcosystemId, payload: &Json) -> Result<()> {
    let open = colleges::list_open(conn, ecosystem)?;
    let known = |key: &str| open.iter().any(|college| college.key == key);
    match text(payload, "action") {
        "open" if known(text(payload, "key")) => {
            Err(Refusal::invalid("college-key-taken", "payload.key").into())
        }
        "close" if !known(text(payload, "key")) => Err(unknown("payload.key", text(payload, "key"))),
        "close" if !known(text(payload, "to")) => Err(unknown("payload.to", text(payload, "to"))),
        _ => Ok(()),
    }
}

fn unknown(field: &'static str, key: &str) -> Error {
    Refusal::invalid("college-unknown", field)
        .with("college", key)
        .into()
}

fn name_of(all: &[College], locale: Locale, key: &str) -> String {
    match all.iter().find(|college| college.key == key) {
        Some(college) => college.name(locale).to_string(),
        None => key.to_string(),
    }
}

/// `form` is `would` or `decision`.
fn sentence(all: &[College], locale: Locale, form: &str, payload: &Json) -> String {
    let action = text(payload, "action");
    let name = match (action, locale) {
        ("open", Locale::Fr) => text(payload, "name_fr").to_string(),
        ("open", Locale::En) => text(payload, "name_en").to_string(),
        _ => name_of(all, locale, text(payload, "key")),
    };
    let shares: Vec<String> = shares_in(payload)
        .unwrap_or_default()
        .iter()
        .map(|(key, share)| {
            let name = if key == text(payload, "key") {
                name.clone()
            } else {
                name_of(all, locale, key)
            };
            format!("{name} {}", rulebook::percent(locale, *share))
        })
        .collect();
    let args: [(&str, Arg); 3] = [
        ("name", name.into()),
        ("to", name_of(all, locale, text(payload, "to")).into()),
        ("shares", i18n::list(locale, &shares).into()),
    ];
    let first = i18n::text_with(locale, &format!("{form}-college-{action}"), &args);
    match action != "shares" && !shares.is_empty() {
        true => format!(
            "{first} {}",
            i18n::text_with(locale, &format!("{form}-college-shares"), &args)
        ),
        false => first,
    }
}

pub(super) fn describe(
    conn: &mut Conn,
    locale: Locale,
    ecosystem: EcosystemId,
    payload: &Json,
) -> Result<String> {
    let all = colleges::list_open(conn, ecosystem)?;
    Ok(sentence(&all, locale, "would", payload))
}

pub(super) fn enact(conn: &mut Conn, proposal: &Proposal, payload: &Json, now: Moment) -> Result<Effect> {
    let ecosystem = proposal.ecosystem_id;
    let shares = shares_in(payload)?;
    let before = colleges::list_open(conn, ecosystem)?;
    match text(payload, "action") {
        "open" => {
            colleges::open_college(conn, ecosystem, &new_college(payload)?, &shares, proposal.id, now)?;
        }
        "close" => {
            let pair = (text(payload, "key"), text(payload, "to"));
            colleges::close_college(conn, ecosystem, pair, &shares, proposal.id, now)?;
        }
        _ => colleges::set_shares(conn, ecosystem, &shares)?,
    }
    Ok(Effect::new(json!({ "college": payload }), |locale| {
        sentence(&before, locale, "decision", payload)
    }))
}
