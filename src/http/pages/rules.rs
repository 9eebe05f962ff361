//! The rulebook in words: what holds now, and since which vote.

use actix_web::{get, web};
use askama::Template;

use super::{Ui, Visitor, render};
use crate::http::{Answer, App};
use crate::kernel::errors::Refusal;
use crate::members::Permission;
use crate::rulebook::{self, Key, Kind, RuleVersion, Value};

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(show_rules).service(show_rule);
}

struct RuleLine {
    key: &'static str,
    label: String,
    hint: String,
    value: String,
    changed: bool,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "rules/rules.html")]
struct RulesPage {
    ui: Ui,
    rules: Vec<RuleLine>,
}

/// Every rule as it holds now.
#[get("/rules")]
async fn show_rules(app: web::Data<App>, visitor: Visitor) -> Answer {
    let (ui, rules) = app
        .page(&visitor, |conn, seen| {
            let actor = seen.actor()?;
            actor.require(Permission::ReadRules)?;
            rulebook::read(conn, actor.ecosystem_id)
        })
        .await?;
    let lines = Key::ALL
        .iter()
        .map(|key| RuleLine {
            key: key.as_str(),
            label: rulebook::label(ui.language, *key),
            hint: rulebook::explanation(ui.language, *key),
            value: rulebook::show_value(ui.language, *key, rules.value(*key)),
            changed: rules.version(*key) > 0,
        })
        .collect();
    render(&RulesPage { ui, rules: lines })
}

struct VersionLine {
    day: String,
    iso: String,
    value: String,
    /// Address of the proposal that decided it; empty for one set without a vote.
    proposal: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "rules/rule.html")]
struct RulePage {
    ui: Ui,
    label: String,
    hint: String,
    value: String,
    bounds: String,
    default: String,
    versions: Vec<VersionLine>,
}

/// One rule, its bounds and its history.
#[get("/rules/{key}")]
async fn show_rule(app: web::Data<App>, visitor: Visitor, key: web::Path<String>) -> Answer {
    let key = Key::from_word(&key).ok_or_else(Refusal::not_found)?;
    let (ui, (rules, history)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            actor.require(Permission::ReadRules)?;
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            Ok((rules, rulebook::history(conn, actor.ecosystem_id, key)?))
        })
        .await?;
    let show = |value: &Value| rulebook::show_value(ui.language, key, value);
    let spec = key.spec();
    let bounds = match spec.kind {
        Kind::Number { min, max, .. } => ui.t2(
            "rules-bounds-number",
            "min",
            show(&Value::Number(min)),
            "max",
            show(&Value::Number(max)),
        ),
        Kind::Choice(words) => {
            let words: Vec<String> = words
                .iter()
                .map(|word| show(&Value::Word((*word).into())))
                .collect();
            words.join(", ")
        }
    };
    let version = |version: RuleVersion| VersionLine {
        day: ui.day(&version.set_at),
        iso: version.set_at.to_rfc3339(),
        value: show(&version.read_value()),
        proposal: version
            .proposal_id
            .map(|id| format!("/proposals/{id}"))
            .unwrap_or_default(),
    };
    let view = RulePage {
        label: rulebook::label(ui.language, key),
        hint: rulebook::explanation(ui.language, key),
        value: show(rules.value(key)),
        default: show(&spec.default_value()),
        bounds,
        versions: history.into_iter().map(version).collect(),
        ui,
    };
    render(&view)
}
