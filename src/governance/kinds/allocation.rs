//! The fund's hours are shared out among support programmes. As a whole:
//! `{"grants": [{"programme_id" | "name", "purpose", "minutes"}]}`; by a budget method each option is a programme with its
//! cost, `{"programme_id"}` of one that exists, or a new one whose name and purpose are the option's title and text.

use serde_json::{Value as Json, json};

use super::super::model::{Proposal, ProposalOption};
use super::super::rules::COST_MAX;
use super::Effect;
use crate::db::Conn;
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, ProgrammeId};
use crate::kernel::minutes;
use crate::solidarity;

/// Programmes that one vote may give to.
const GRANTS_MAX: usize = 50;

/// One line of an allocation.
struct Grant {
    programme: Option<ProgrammeId>,
    name: String,
    purpose: String,
    minutes: i64,
}

fn programme_in(value: &Json, field: &'static str) -> Result<Option<ProgrammeId>, Refusal> {
    match value.get("programme_id").filter(|id| !id.is_null()) {
        None => Ok(None),
        Some(id) => id
            .as_str()
            .and_then(|id| id.parse().ok())
            .map(Some)
            .ok_or_else(|| Refusal::invalid("programme-unknown", field)),
    }
}

fn grants_in(payload: &Json) -> Result<Vec<Grant>, Refusal> {
    let field = "payload.grants";
    let grants = payload
        .get("grants")
        .and_then(Json::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    if grants.is_empty() || grants.len() > GRANTS_MAX {
        return Err(Refusal::invalid("grants-missing", field).with("max", GRANTS_MAX));
    }
    grants
        .iter()
        .map(|grant| {
            let programme = programme_in(grant, field)?;
            let text = |name: &str| grant.get(name).and_then(Json::as_str).unwrap_or("");
            let (name, purpose) = match programme {
                Some(_) => (String::new(), String::new()),
                None => solidarity::rules::parse_programme(text("name"), text("purpose"))?,
            };
            let minutes = grant.get("minutes").and_then(Json::as_i64);
            let minutes = minutes
                .filter(|minutes| (1..=COST_MAX).contains(minutes))
                .ok_or_else(|| Refusal::invalid("option-cost-missing", field).with("max", COST_MAX))?;
            Ok(Grant {
                programme,
                name,
                purpose,
                minutes,
            })
        })
        .collect()
}

pub(super) fn parse(payload: &Json, with_options: bool) -> Result<Json, Refusal> {
    if with_options {
        return Ok(json!({}));
    }
    let grants: Vec<Json> = grants_in(payload)?
        .into_iter()
        .map(|grant| match grant.programme {
            Some(id) => json!({ "programme_id": id, "minutes": grant.minutes }),
            None => json!({ "name": grant.name, "purpose": grant.purpose, "minutes": grant.minutes }),
        })
        .collect();
    Ok(json!({ "grants": grants }))
}

pub(super) fn parse_option(value: &Json) -> Result<Json, Refusal> {
    Ok(match programme_in(value, "options.programme_id")? {
        Some(id) => json!({ "programme_id": id }),
        None => json!({}),
    })
}

/// Programmes that are named by id are there and open.
pub(super) fn check(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    payload: &Json,
    options: &[ProposalOption],
) -> Result<()> {
    let mut named: Vec<(ProgrammeId, &'static str)> = Vec::new();
    for option in options {
        named.extend(programme_in(&option.value_json(), "options.programme_id")?.map(|id| (id, "options")));
    }
    if payload.get("grants").is_some() {
        let grants = grants_in(payload)?;
        named.extend(
            grants
                .iter()
                .filter_map(|grant| Some((grant.programme?, "payload.grants"))),
        );
    }
    for (n, (id, field)) in named.iter().enumerate() {
        let known = solidarity::find_programme(conn, ecosystem, *id)?;
        if known.is_none_or(|programme| programme.closed_at.is_some()) {
            return Err(Refusal::invalid("programme-unknown", *field).into());
        }
        if named[..n].iter().any(|(other, _)| other == id) {
            return Err(Refusal::invalid("allocation-twice", *field).into());
        }
    }
    Ok(())
}

/// What each programme would get, in words; nothing where options say it.
pub(super) fn describe(
    conn: &mut Conn,
    locale: Locale,
    ecosystem: EcosystemId,
    payload: &Json,
) -> Result<String> {
    if payload.get("grants").is_none() {
        return Ok(String::new());
    }
    let mut lines = Vec::new();
    for grant in grants_in(payload)? {
        let name = match grant.programme {
            Some(id) => solidarity::find_programme(conn, ecosystem, id)?.map(|programme| programme.name),
            None => Some(grant.name),
        };
        lines.push(line(locale, &name.unwrap_or_default(), grant.minutes));
    }
    let grants = ("grants", i18n::list(locale, &lines).into());
    Ok(i18n::text_with(locale, "would-allocation", &[grants]))
}

fn line(locale: Locale, name: &str, granted: i64) -> String {
    let args = [("name", name.into()), ("hours", minutes::show(granted).into())];
    i18n::text_with(locale, "allocation-line", &args)
}

/// Opens the programmes that are new and gives each its hours, all or nothing.
pub(super) fn enact(
    conn: &mut Conn,
    proposal: &Proposal,
    payload: &Json,
    winners: &[ProposalOption],
    now: Moment,
) -> Result<Effect> {
    let wanted = match winners {
        [] => grants_in(payload)?,
        winners => winners
            .iter()
            .map(|option| {
                Ok(Grant {
                    programme: programme_in(&option.value_json(), "options.programme_id")?,
                    name: option.title.clone(),
                    purpose: Some(option.body.clone())
                        .filter(|body| !body.is_empty())
                        .unwrap_or(option.title.clone()),
                    minutes: option.cost.unwrap_or(0),
                })
            })
            .collect::<Result<_, Refusal>>()?,
    };
    let ecosystem = proposal.ecosystem_id;
    let (mut grants, mut lines) = (Vec::new(), Vec::new());
    for grant in wanted {
        let programme = match grant.programme {
            Some(id) => solidarity::find_programme(conn, ecosystem, id)?
                .ok_or_else(|| Refusal::invalid("programme-unknown", "programme"))?,
            None => solidarity::open_programme(
                conn,
                ecosystem,
                &grant.name,
                &grant.purpose,
                Some(proposal.id),
                now,
            )?,
        };
        grants.push((programme.id, grant.minutes));
        lines.push((programme.name, grant.minutes));
    }
    solidarity::allocate(conn, ecosystem, &grants, proposal.id, now)?;
    let json = json!({ "grants": grants.iter().map(|(id, minutes)| json!({ "programme_id": id, "minutes": minutes })).collect::<Vec<_>>() });
    Ok(Effect::new(json, |locale| {
        let lines: Vec<String> = lines
            .iter()
            .map(|(name, granted)| line(locale, name, *granted))
            .collect();
        i18n::text_with(
            locale,
            "decision-allocation",
            &[("grants", i18n::list(locale, &lines).into())],
        )
    }))
}
