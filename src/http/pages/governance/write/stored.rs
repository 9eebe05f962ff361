//! A stored draft as its author would type it again.

use serde_json::Value as Json;

use super::people;
use super::rule::{hours_in_form, percent_in_form, value_in_form};
use super::settings;
use super::typed::{ROWS, Typed, local_text, row_field};
use crate::db::Conn;
use crate::governance::{Kind, Method, Proposal, ProposalOption};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::members::{Actor, colleges};
use crate::rulebook::{self, Key};

fn text<'a>(json: &'a Json, name: &str) -> &'a str {
    json.get(name).and_then(Json::as_str).unwrap_or("")
}

/// A rule's value in JSON, in people's units.
fn value_text(key: Key, value: &Json, actor: &Actor) -> String {
    let read = rulebook::parse_value(key, value, "value");
    read.map_or_else(
        |_| String::new(),
        |value| value_in_form(key, &value, actor.locale),
    )
}

/// The form of a stored draft.
pub(super) fn typed_again(
    conn: &mut Conn,
    actor: &Actor,
    proposal: &Proposal,
    options: &[ProposalOption],
    now: Moment,
) -> Result<Typed> {
    let mut typed = Typed::default();
    let zone = actor.time_zone;
    let date = |at: Option<Moment>| at.map(|at| local_text(at, zone)).unwrap_or_default();
    typed.set("kind", proposal.kind.as_str());
    typed.set("title", &proposal.title);
    typed.set("body", &proposal.body);
    typed.set("topic", proposal.topic.as_str());
    typed.set("method", proposal.method.as_str());
    typed.set("secret", if proposal.secret { "yes" } else { "no" });
    typed.set("closes_at", date(proposal.closes_at));
    typed.set("takes_effect_at", date(proposal.takes_effect_at));
    typed.set("review_at", date(proposal.review_at));
    let stored = serde_json::from_str(&proposal.settings_json).unwrap_or_default();
    settings::type_stored(
        &mut typed,
        proposal.method,
        &stored,
        &settings::known_grades(actor.locale),
    );
    let payload = proposal.payload_json();
    type_payload(conn, actor, &mut typed, (proposal.kind, &payload), now)?;
    for option in options {
        type_option(conn, actor, &mut typed, (proposal, option), now)?;
    }
    let rows = typed.rows_typed().len().max(options.len());
    typed.set("rows", rows.next_multiple_of(ROWS).max(ROWS).to_string());
    Ok(typed)
}

fn type_payload(
    conn: &mut Conn,
    actor: &Actor,
    typed: &mut Typed,
    (kind, payload): (Kind, &Json),
    now: Moment,
) -> Result<()> {
    match kind {
        Kind::Text => {}
        Kind::RuleChange => {
            typed.set("rule", text(payload, "key"));
            if let (Some(key), Some(value)) = (typed.rule(), payload.get("value")) {
                typed.set("value", value_text(key, value, actor));
            }
        }
        Kind::Admission | Kind::Exclusion => {
            if let Ok(member) = text(payload, "member_id").parse() {
                typed.set("member", people::name_in_form(conn, actor, member, now)?);
            }
        }
        Kind::Election => {
            typed.set("role", text(payload, "role"));
            let days = payload.get("term_days").and_then(Json::as_i64);
            typed.set("term_days", days.map(|days| days.to_string()).unwrap_or_default());
        }
        Kind::Recall => {
            let (role, member) = (text(payload, "role"), text(payload, "member_id"));
            typed.set("holder", format!("{role}:{member}"));
        }
        Kind::Charter => {
            typed.set("key", text(payload, "key"));
            let repeals = payload.get("repeal").and_then(Json::as_bool).unwrap_or(false);
            typed.set("repeal", if repeals { "yes" } else { "no" });
        }
        Kind::College => type_college(conn, actor, typed, payload)?,
        Kind::Link => {
            typed.set("action", text(payload, "action"));
            typed.set("ecosystem", text(payload, "ecosystem"));
        }
        Kind::Assembly => type_assembly(actor, typed, payload),
        Kind::Allocation => type_grants(typed, payload),
    }
    Ok(())
}

fn type_college(conn: &mut Conn, actor: &Actor, typed: &mut Typed, payload: &Json) -> Result<()> {
    for name in ["action", "key", "name_fr", "name_en", "to"] {
        typed.set(name, text(payload, name));
    }
    if let Some(weight) = payload.get("weight_bp").and_then(Json::as_i64) {
        typed.set(
            "weight",
            rust_decimal::Decimal::new(weight, 4).normalize().to_string(),
        );
    }
    let share = |key: &str| {
        let share = payload["shares"][key].as_i64();
        share
            .map(|share| percent_in_form(actor.locale, share))
            .unwrap_or_default()
    };
    for college in colleges::list_open(conn, actor.ecosystem_id)? {
        typed.set(format!("share-{}", college.key), share(&college.key));
    }
    if text(payload, "action") == "open" {
        typed.set("share-new", share(text(payload, "key")));
    }
    Ok(())
}

fn type_assembly(actor: &Actor, typed: &mut Typed, payload: &Json) {
    typed.set("assembly_kind", text(payload, "kind"));
    typed.set("place", text(payload, "place"));
    typed.set("link", text(payload, "link"));
    if let Some(at) = Moment::parse_rfc3339(text(payload, "starts_at")) {
        typed.set("starts_at", local_text(at, actor.time_zone));
    }
    let points = payload["agenda"].as_array().cloned().unwrap_or_default();
    let titles: Vec<&str> = points.iter().map(|point| text(point, "title")).collect();
    typed.set("agenda", titles.join("\n"));
}

fn type_grants(typed: &mut Typed, payload: &Json) {
    let grants = payload["grants"].as_array().cloned().unwrap_or_default();
    typed.set("rows", grants.len().to_string());
    for (n, grant) in grants.iter().enumerate() {
        let n = n + 1;
        typed.set(row_field(n, "title"), text(grant, "name"));
        typed.set(row_field(n, "text"), text(grant, "purpose"));
        typed.set(row_field(n, "programme"), text(grant, "programme_id"));
        let minutes = grant.get("minutes").and_then(Json::as_i64);
        typed.set(
            row_field(n, "hours"),
            minutes.map(hours_in_form).unwrap_or_default(),
        );
    }
}

fn type_option(
    conn: &mut Conn,
    actor: &Actor,
    typed: &mut Typed,
    (proposal, option): (&Proposal, &ProposalOption),
    now: Moment,
) -> Result<()> {
    if option.is_none() {
        typed.set("none", "yes");
        typed.set("none_title", &option.title);
        return Ok(());
    }
    // "None of these" has no row, so the rows before it and behind it stand together.
    let n = typed.rows_typed().len() + 1;
    let value = option.value_json();
    typed.set("rows", n.to_string());
    typed.set(row_field(n, "title"), &option.title);
    typed.set(row_field(n, "text"), &option.body);
    typed.set(row_field(n, "programme"), text(&value, "programme_id"));
    typed.set(
        row_field(n, "hours"),
        option.cost.map(hours_in_form).unwrap_or_default(),
    );
    if let (Some(key), Some(value)) = (typed.rule(), value.get("value")) {
        typed.set(row_field(n, "value"), value_text(key, value, actor));
    }
    if let (Kind::Election, Ok(member)) = (proposal.kind, text(&value, "member_id").parse()) {
        typed.set(
            row_field(n, "member"),
            people::name_in_form(conn, actor, member, now)?,
        );
    }
    Ok(())
}

/// The method that a kind is usually decided by, and that its form begins with.
pub(super) fn usual_method(kind: Kind) -> Method {
    match kind {
        Kind::Text | Kind::RuleChange | Kind::Admission | Kind::Link | Kind::Assembly => Method::Majority,
        Kind::Charter | Kind::Exclusion | Kind::Recall | Kind::College => Method::QualifiedMajority,
        Kind::Election => Method::MajorityJudgment,
        Kind::Allocation => Method::EqualShares,
    }
}
