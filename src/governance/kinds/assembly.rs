//! An assembly is called: `{"starts_at", "place", "link", "kind", "agenda": [{"title", "body"}]}`; its title is the
//! proposal's.

use serde_json::{Value as Json, json};

use super::super::assembly::{self, AssemblyInput};
use super::super::model::Proposal;
use super::Effect;
use crate::db::Conn;
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::EcosystemId;
use crate::members;

/// The call in a payload, under a title.
fn call_in(payload: &Json, title: &str) -> Result<AssemblyInput, Refusal> {
    let mut typed = payload.clone();
    if !typed.is_object() {
        return Err(Refusal::invalid("payload-missing", "payload"));
    }
    typed["title"] = title.into();
    let input: AssemblyInput = serde_json::from_value(typed)
        .map_err(|why| Refusal::invalid("assembly-payload-malformed", "payload").with("why", why))?;
    assembly::check_input(&input)?;
    Ok(input)
}

pub(super) fn parse(payload: &Json) -> Result<Json, Refusal> {
    // Any title serves to check the rest: the proposal's own is checked with the proposal.
    let input = call_in(payload, "Assembly")?;
    let mut parsed = serde_json::to_value(&input).unwrap_or_default();
    if let Some(fields) = parsed.as_object_mut() {
        fields.remove("title");
    }
    Ok(parsed)
}

pub(super) fn describe(
    conn: &mut Conn,
    locale: Locale,
    ecosystem: EcosystemId,
    payload: &Json,
) -> Result<String> {
    let input = call_in(payload, "Assembly")?;
    let zone = members::founding::time_zone_of(conn, ecosystem)?;
    Ok(i18n::text_with(
        locale,
        "would-assembly",
        &words(locale, zone, &input),
    ))
}

fn words(locale: Locale, zone: chrono_tz::Tz, input: &AssemblyInput) -> [(&'static str, i18n::Arg); 2] {
    let place = input
        .place
        .clone()
        .or_else(|| input.link.clone())
        .unwrap_or_default();
    [
        ("when", i18n::moment(locale, input.starts_at, zone).into()),
        ("place", place.into()),
    ]
}

pub(super) fn enact(conn: &mut Conn, proposal: &Proposal, payload: &Json, now: Moment) -> Result<Effect> {
    let input = call_in(payload, &proposal.title)?;
    let called = assembly::call_by_vote(conn, proposal.ecosystem_id, &input, proposal.id, now)?;
    let zone = members::founding::time_zone_of(conn, proposal.ecosystem_id)?;
    Ok(Effect::new(json!({ "assembly_id": called.id }), |locale| {
        i18n::text_with(locale, "decision-assembly", &words(locale, zone, &input))
    }))
}
