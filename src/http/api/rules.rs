//! The rulebook: what holds now, within which bounds, since which vote.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::db::Conn;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId, ProposalId};
use crate::kernel::pages::Page;
use crate::members::Permission;
use crate::rulebook::{self, Key, Kind, Rules, Unit};

/// Every route of the rulebook.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_rules).service(get_rule);
}

/// What a rule may be set to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Bounds {
    /// A whole number, both ends included.
    Number { min: i64, max: i64 },
    /// One of these words.
    Choice { words: Vec<String> },
}

/// A rule as it holds now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rule {
    pub key: Key,
    /// A whole number or a word.
    #[schema(value_type = Value)]
    pub value: serde_json::Value,
    pub unit: Unit,
    pub bounds: Bounds,
    /// What every ecosystem starts with.
    #[schema(value_type = Value)]
    pub default: serde_json::Value,
    /// What the rule is called, in the reader's language.
    pub label: String,
    /// What it does.
    pub help: String,
    /// The value with its unit, in words.
    pub value_text: String,
    /// 0 until it is first changed.
    pub version: i64,
}

/// One dated value of a rule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleVersion)]
pub struct RuleVersionAnswer {
    pub version: i64,
    #[schema(value_type = Value)]
    pub value: serde_json::Value,
    pub value_text: String,
    pub set_at: Moment,
    /// Who enacted it, where a person did.
    pub set_by: Option<MemberId>,
    /// The vote that decided it.
    pub proposal_id: Option<ProposalId>,
}

/// A rule with its history.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleWithHistory {
    #[serde(flatten)]
    pub rule: Rule,
    /// The vote that decided the value in force; none for the default.
    pub proposal_id: Option<ProposalId>,
    /// Newest first; the default is not among them.
    pub history: Vec<RuleVersionAnswer>,
}

fn describe(rules: &Rules, key: Key, locale: Locale) -> Rule {
    let spec = key.spec();
    let value = rules.value(key);
    Rule {
        key,
        value: value.to_json(),
        unit: spec.unit,
        bounds: match spec.kind {
            Kind::Number { min, max, .. } => Bounds::Number { min, max },
            Kind::Choice(words) => Bounds::Choice {
                words: words.iter().map(|word| (*word).to_string()).collect(),
            },
        },
        default: spec.default_value().to_json(),
        label: rulebook::label(locale, key),
        help: rulebook::explanation(locale, key),
        value_text: rulebook::show_value(locale, key, value),
        version: rules.version(key),
    }
}

fn describe_with_history(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    key: Key,
    locale: Locale,
) -> Result<RuleWithHistory> {
    let rules = rulebook::read(conn, ecosystem)?;
    let history: Vec<RuleVersionAnswer> = rulebook::history(conn, ecosystem, key)?
        .into_iter()
        .map(|version| {
            let value = version.read_value();
            RuleVersionAnswer {
                version: version.version,
                value: value.to_json(),
                value_text: rulebook::show_value(locale, key, &value),
                set_at: version.set_at,
                set_by: version.set_by,
                proposal_id: version.proposal_id,
            }
        })
        .collect();
    Ok(RuleWithHistory {
        rule: describe(&rules, key, locale),
        proposal_id: history.first().and_then(|version| version.proposal_id),
        history,
    })
}

/// Every rule as it holds now.
#[utoipa::path(
    tag = "rules",
    responses((status = 200, body = Page<Rule>), (status = 401, body = Problem), (status = 403, body = Problem))
)]
#[get("/rules")]
async fn list_rules(app: web::Data<App>, auth: Auth) -> Answer {
    let rules = app
        .read_as(&auth, |conn, actor| {
            actor.require(Permission::ReadRules)?;
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            Ok(Key::ALL
                .iter()
                .map(|key| describe(&rules, *key, actor.locale))
                .collect())
        })
        .await?;
    Ok(HttpResponse::Ok().json(Page::<Rule>::whole(rules)))
}

/// One rule with its history and the votes that made it.
#[utoipa::path(
    tag = "rules",
    params(("key" = String, Path, description = "The rule's key, such as `levy_rate_bp`")),
    responses(
        (status = 200, body = RuleWithHistory), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)
    )
)]
#[get("/rules/{key}")]
async fn get_rule(app: web::Data<App>, auth: Auth, key: web::Path<String>) -> Answer {
    let rule = app
        .read_as(&auth, move |conn, actor| {
            actor.require(Permission::ReadRules)?;
            let key = Key::from_word(&key).ok_or_else(Refusal::not_found)?;
            describe_with_history(conn, actor.ecosystem_id, key, actor.locale)
        })
        .await?;
    Ok(HttpResponse::Ok().json(rule))
}
