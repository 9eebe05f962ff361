//! What a passed proposal does: one match over the kinds. Runs in the transaction that closes the vote, so a decision
//! and its effect are there together or not at all.

use serde_json::json;

use super::model::{Kind, Proposal};
use super::rules;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::rulebook::{self, Key, Value};

/// What a vote changed, or would have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Enactment {
    /// A text stands as adopted; nothing else changes.
    Adopted,
    /// A rule has a new version.
    RuleSet {
        key: Key,
        old: Value,
        new: Value,
        version: i64,
    },
    /// It passed, but the world has changed: the code of the refusal.
    Impossible { why: String },
    /// It did not pass: the rule keeps its value.
    RuleKept { key: Key, old: Value, new: Value },
    /// It did not pass, and there is nothing to say about what stays.
    Nothing,
}

pub(super) fn enact(conn: &mut Conn, proposal: &Proposal, now: Moment) -> Result<Enactment> {
    match proposal.kind {
        Kind::Text => Ok(Enactment::Adopted),
        Kind::RuleChange => match rules::parse_rule_change(&proposal.payload_json()) {
            Ok((key, value)) => set_rule(conn, proposal, key, value, now),
            Err(refusal) => Ok(impossible(&refusal)),
        },
    }
}

fn set_rule(conn: &mut Conn, proposal: &Proposal, key: Key, new: Value, now: Moment) -> Result<Enactment> {
    let ecosystem = proposal.ecosystem_id;
    let old = rulebook::read(conn, ecosystem)?.value(key).clone();
    let set = rulebook::set(conn, ecosystem, key, &new, None, Some(proposal.id), now)?;
    Ok(Enactment::RuleSet {
        key,
        old,
        new,
        version: set.version,
    })
}

fn impossible(refusal: &Refusal) -> Enactment {
    Enactment::Impossible {
        why: refusal.code.to_string(),
    }
}

/// What stays as it was after a vote that did not pass.
pub(super) fn describe_unchanged(conn: &mut Conn, proposal: &Proposal) -> Result<Enactment> {
    let change = match proposal.kind {
        Kind::Text => None,
        Kind::RuleChange => rules::parse_rule_change(&proposal.payload_json()).ok(),
    };
    Ok(match change {
        Some((key, new)) => Enactment::RuleKept {
            key,
            old: rulebook::read(conn, proposal.ecosystem_id)?.value(key).clone(),
            new,
        },
        None => Enactment::Nothing,
    })
}

impl Enactment {
    /// As the register stores it.
    pub(super) fn to_json(&self) -> serde_json::Value {
        match self {
            Enactment::RuleSet {
                key,
                old,
                new,
                version,
            } => json!({
                "rule": key, "old": old.to_json(), "new": new.to_json(), "version": version, "applied": true,
            }),
            Enactment::RuleKept { key, old, new } => json!({
                "rule": key, "old": old.to_json(), "new": new.to_json(), "applied": false,
            }),
            Enactment::Impossible { why } => json!({ "applied": false, "why": why }),
            Enactment::Adopted => json!({ "applied": true }),
            Enactment::Nothing => json!({ "applied": false }),
        }
    }
}
