//! Writing a proposal: first what is to be decided, then the form that fits it.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use chrono::{NaiveDateTime, TimeZone};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;

use super::super::{FormProblem, PageForm, Ui, Visitor, done, render, render_as};
use crate::db::Conn;
use crate::governance::{self, DraftChange, DraftInput, Kind, Method, Proposal, kinds, rules};
use crate::http::{Answer, App, Query};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::ProposalId;
use crate::kernel::minutes;
use crate::members::Actor;
use crate::rulebook::{self, Key, Rules, Unit, Value};

/// Basis points without their sign: `250` → `2,5`.
fn percent_field(locale: Locale, basis_points: i64) -> String {
    rulebook::percent(locale, basis_points)
        .trim_end_matches(" %")
        .to_string()
}

/// A rule that a proposal may change.
struct RuleChoice {
    key: Key,
    label: String,
    explanation: String,
    value: String,
    bounds: String,
}

impl RuleChoice {
    fn new(key: Key, rulebook: &Rules, locale: Locale) -> RuleChoice {
        RuleChoice {
            key,
            label: rulebook::label(locale, key),
            explanation: rulebook::explanation(locale, key),
            value: rulebook::show_value(locale, key, rulebook.value(key)),
            bounds: bounds_in_words(key, locale),
        }
    }
}

/// `0 % – 20 %`, or the words of a choice.
fn bounds_in_words(key: Key, locale: Locale) -> String {
    match key.spec().kind {
        rulebook::Kind::Number { min, max, .. } => {
            let show = |n| rulebook::show_value(locale, key, &Value::Number(n));
            format!("{} – {}", show(min), show(max))
        }
        rulebook::Kind::Choice(words) => words
            .iter()
            .map(|word| rulebook::show_value(locale, key, &Value::Word((*word).to_string())))
            .collect::<Vec<_>>()
            .join(" · "),
    }
}

/// What is typed into the form of a proposal, in the words of people: per cent, hours, local time.
#[derive(Debug, Clone, Default, Deserialize)]
struct ProposalForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    method: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    closes_at: String,
}

impl ProposalForm {
    fn of(proposal: &Proposal, actor: &Actor) -> ProposalForm {
        let change = kinds::parse_rule_change(&proposal.payload_json()).ok();
        ProposalForm {
            kind: proposal.kind.to_string(),
            rule: change
                .as_ref()
                .map(|(key, _)| key.to_string())
                .unwrap_or_default(),
            value: change
                .map(|(key, value)| value_in_form(key, &value, actor.locale))
                .unwrap_or_default(),
            title: proposal.title.clone(),
            body: proposal.body.clone(),
            method: proposal.method.to_string(),
            secret: if proposal.secret { "yes" } else { "no" }.to_string(),
            closes_at: proposal
                .closes_at
                .map(|at| at.local(actor.time_zone).format("%Y-%m-%dT%H:%M").to_string())
                .unwrap_or_default(),
        }
    }

    fn to_input(&self, actor: &Actor) -> Result<DraftInput, Refusal> {
        let payload = match (self.kind.as_str(), Key::from_word(&self.rule)) {
            ("rule_change", Some(key)) => {
                let value = parse_value_in_form(key, &self.value, actor.locale)?;
                Some(serde_json::json!({ "key": key, "value": value.to_json() }))
            }
            _ => None,
        };
        let left_out = self.kind == "rule_change" && self.body.trim().is_empty();
        Ok(DraftInput {
            kind: self.kind.clone(),
            title: self.title.clone(),
            body: (!left_out).then(|| self.body.clone()),
            method: self.method.clone(),
            secret: self.secret == "yes",
            closes_at: parse_local("closes_at", &self.closes_at, actor.time_zone)?,
            payload,
            ..DraftInput::default()
        })
    }
}

/// A value as people type it: `2,5` for 250 basis points, `-10` for −600 minutes.
fn value_in_form(key: Key, value: &Value, locale: Locale) -> String {
    match (value, key.spec().unit) {
        (Value::Word(word), _) => word.clone(),
        (Value::Number(n), Unit::BasisPoints) => percent_field(locale, *n).replace('−', "-"),
        (Value::Number(n), Unit::Minutes) => minutes::hours(*n).normalize().to_string(),
        (Value::Number(n), _) => n.to_string(),
    }
}

/// The value of what people typed; refused in their own units.
fn parse_value_in_form(key: Key, text: &str, locale: Locale) -> Result<Value, Refusal> {
    let refusal =
        || Refusal::invalid("rule-value-out-of-words", "value").with("bounds", bounds_in_words(key, locale));
    let factor = match key.spec().unit {
        Unit::Choice => {
            return rulebook::parse_value(key, &text.into(), "value").map_err(|_| refusal());
        }
        Unit::BasisPoints => 100,
        Unit::Minutes => 60,
        Unit::Days | Unit::Count => 1,
    };
    let plain: String = text
        .replace(',', ".")
        .replace('−', "-")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '%' && *c != 'h')
        .collect();
    let number = plain
        .parse::<Decimal>()
        .ok()
        .and_then(|typed| typed.checked_mul(Decimal::from(factor)))
        .ok_or_else(refusal)?;
    // Hours such as 0.33 are meant to the minute; a hundredth of a per cent is as fine as rates go.
    let whole = number.round();
    if factor != 60 && whole != number {
        return Err(refusal());
    }
    let units = whole.to_i64().ok_or_else(refusal)?;
    rulebook::parse_value(key, &units.into(), "value").map_err(|_| refusal())
}

/// A local date and time as browsers send it, or nothing.
fn parse_local(field: &'static str, text: &str, zone: chrono_tz::Tz) -> Result<Option<Moment>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"))
        .ok()
        // An hour that occurs twice in autumn is the first of the two.
        .and_then(|local| zone.from_local_datetime(&local).earliest())
        .ok_or_else(|| Refusal::invalid("local-time-unreadable", field))?;
    Ok(Some(Moment::from_naive_utc(local.naive_utc())))
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/choose.html")]
struct ChoosePage {
    ui: Ui,
    rules: Vec<RuleChoice>,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/form.html")]
struct FormPage {
    ui: Ui,
    form: ProposalForm,
    problem: FormProblem,
    /// Where the form is sent: `/proposals`, or the draft that is edited.
    action: String,
    rule: Option<RuleChoice>,
    /// Unit of the value field: `percent`, `hours`, `days`, `count`, `choice`.
    unit: &'static str,
    /// Word and label of each choice.
    words: Vec<(String, String)>,
    qualified: String,
    voting_days: i64,
}

/// What the form page needs of the rulebook.
struct FormFrame {
    rule: Option<RuleChoice>,
    unit: &'static str,
    words: Vec<(String, String)>,
    qualified: String,
    voting_days: i64,
}

impl FormFrame {
    fn read(conn: &mut Conn, actor: &Actor, rule: &str) -> Result<FormFrame> {
        let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
        let key = Key::from_word(rule);
        let unit = match key.map(|k| k.spec().unit) {
            Some(Unit::BasisPoints) => "percent",
            Some(Unit::Minutes) => "hours",
            Some(Unit::Days) => "days",
            Some(Unit::Choice) => "choice",
            Some(Unit::Count) | None => "count",
        };
        let words = match key.map(|k| (k, k.spec().kind)) {
            Some((key, rulebook::Kind::Choice(words))) => words
                .iter()
                .map(|word| {
                    let value = Value::Word((*word).to_string());
                    (
                        (*word).to_string(),
                        rulebook::show_value(actor.locale, key, &value),
                    )
                })
                .collect(),
            _ => Vec::new(),
        };
        Ok(FormFrame {
            rule: key.map(|key| RuleChoice::new(key, &rulebook, actor.locale)),
            unit,
            words,
            qualified: rulebook::show_value(
                actor.locale,
                Key::QualifiedMajorityBp,
                rulebook.value(Key::QualifiedMajorityBp),
            ),
            voting_days: rulebook.number(Key::VotingPeriodDays),
        })
    }

    fn page(self, ui: Ui, form: ProposalForm, problem: FormProblem, action: String) -> FormPage {
        FormPage {
            ui,
            form,
            problem,
            action,
            rule: self.rule,
            unit: self.unit,
            words: self.words,
            qualified: self.qualified,
            voting_days: self.voting_days,
        }
    }
}

#[derive(Deserialize)]
struct ChooseQuery {
    kind: Option<Kind>,
    rule: Option<Key>,
}

/// First what is to be decided, then the form that fits it.
#[get("/proposals/new")]
pub(super) async fn new_proposal(app: web::Data<App>, visitor: Visitor, query: Query<ChooseQuery>) -> Answer {
    let (kind, rule) = (query.0.kind, query.0.rule);
    let kind = kind.or(rule.map(|_| Kind::RuleChange));
    let needs_rule = kind != Some(Kind::Text) && rule.is_none();
    if needs_rule {
        let (ui, rules) = app
            .page(&visitor, |conn, seen| {
                let actor = seen.actor()?;
                let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
                governance::require_proposer(conn, actor, seen.now)?;
                let choice = |key: &Key| RuleChoice::new(*key, &rulebook, actor.locale);
                Ok(Key::ALL.iter().map(choice).collect())
            })
            .await?;
        return render(&ChoosePage { ui, rules });
    }
    let (ui, (frame, form)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
            governance::require_proposer(conn, actor, seen.now)?;
            let rule = rule.filter(|_| kind == Some(Kind::RuleChange));
            let form = ProposalForm {
                kind: kind.unwrap_or(Kind::Text).to_string(),
                rule: rule.map(|key| key.to_string()).unwrap_or_default(),
                value: rule
                    .map(|key| value_in_form(key, rulebook.value(key), actor.locale))
                    .unwrap_or_default(),
                method: Method::Majority.to_string(),
                secret: "no".to_string(),
                ..ProposalForm::default()
            };
            Ok((FormFrame::read(conn, actor, &form.rule)?, form))
        })
        .await?;
    render(&frame.page(ui, form, FormProblem::none(), "/proposals".to_string()))
}

#[post("/proposals")]
pub(super) async fn create_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    form: PageForm<ProposalForm>,
) -> Answer {
    let sent = form.0.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let input = sent.to_input(actor)?;
            governance::propose(conn, actor, &input, now)
        })
        .await;
    match outcome {
        Ok(id) => Ok(done(&format!("/proposals/{id}"), "proposal-drafted")),
        Err(error) => form_again(&app, &visitor, form.0, error, "/proposals".to_string()).await,
    }
}

async fn form_again(
    app: &App,
    visitor: &Visitor,
    form: ProposalForm,
    error: crate::kernel::errors::Error,
    action: String,
) -> Answer {
    let rule = form.rule.clone();
    let (ui, frame) = app
        .page(visitor, move |conn, seen| {
            FormFrame::read(conn, seen.actor()?, &rule)
        })
        .await?;
    let problem = FormProblem::from_error(error, ui.language)?;
    render_as(
        StatusCode::UNPROCESSABLE_ENTITY,
        &frame.page(ui, form, problem, action),
    )
}

#[get("/proposals/{id}/edit")]
pub(super) async fn edit_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Answer {
    let id = *id;
    let (ui, (frame, form)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let view = governance::get_proposal(conn, actor, id, seen.now)?;
            rules::require_own_draft(actor, &view.proposal)?;
            let form = ProposalForm::of(&view.proposal, actor);
            Ok((FormFrame::read(conn, actor, &form.rule)?, form))
        })
        .await?;
    render(&frame.page(ui, form, FormProblem::none(), format!("/proposals/{id}/edit")))
}

#[post("/proposals/{id}/edit")]
pub(super) async fn update_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<ProposalForm>,
) -> Answer {
    let id = *id;
    let sent = form.0.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let input = sent.to_input(actor)?;
            let change = DraftChange {
                title: Some(input.title),
                body: input.body,
                method: Some(input.method),
                secret: Some(input.secret),
                closes_at: input.closes_at,
                payload: input.payload,
                ..DraftChange::default()
            };
            governance::edit_proposal(conn, actor, id, &change, now)
        })
        .await;
    match outcome {
        Ok(()) => Ok(done(&format!("/proposals/{id}"), "proposal-changed")),
        Err(error) => form_again(&app, &visitor, form.0, error, format!("/proposals/{id}/edit")).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_type_values_in_their_own_units() {
        for (key, text, value) in [
            (Key::LevyRateBp, "5", 500),
            (Key::LevyRateBp, "2,5 %", 250),
            (Key::CreditFloorMinutes, "-10 h", -600),
            (Key::CreditFloorMinutes, "−7.5", -450),
            (Key::VotingPeriodDays, " 14 ", 14),
        ] {
            let parsed = parse_value_in_form(key, text, Locale::Fr).unwrap();
            assert_eq!(parsed, Value::Number(value), "{text}");
            let shown = value_in_form(key, &parsed, Locale::Fr);
            assert_eq!(parse_value_in_form(key, &shown, Locale::Fr).unwrap(), parsed);
        }
        for (key, text) in [
            (Key::LevyRateBp, "21"),
            (Key::LevyRateBp, "2,555"),
            (Key::LevyRateBp, "cinq"),
            (Key::VotingPeriodDays, "1.5"),
            (Key::VotingPeriodDays, "99999999999999999999999999"),
            (Key::AdmissionMode, "never"),
        ] {
            let refusal = parse_value_in_form(key, text, Locale::Fr).unwrap_err();
            assert_eq!(refusal.field.as_deref(), Some("value"), "{text}");
        }
    }

    #[test]
    fn a_local_time_is_read_in_the_communitys_zone() {
        let paris = chrono_tz::Europe::Paris;
        let at = parse_local("closes_at", "2026-07-01T20:00", paris)
            .unwrap()
            .unwrap();
        assert_eq!(at.to_rfc3339(), "2026-07-01T18:00:00Z");
        assert_eq!(parse_local("closes_at", "  ", paris).unwrap(), None);
        assert!(parse_local("closes_at", "tomorrow", paris).is_err());
    }
}
