//! Floor 2, the rulebook: named, typed, bounded parameters of an ecosystem, each with its history. A rule version names
//! the vote that set it. Owns `rule_versions`.
//!
//! Others may call [`read`] (all values now), [`set`] (governance, after a vote), [`history`], [`parse_value`], and for words
//! [`label`], [`explanation`], [`show_value`] and [`describe_change`].

mod catalogue;
mod store;
mod words;

pub use catalogue::{Key, Kind, Spec, Unit, Value};
pub use store::RuleVersion;
pub use words::{TWO_THIRDS_BP, describe_change, explanation, label, percent, show_value};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId, ProposalId};
use crate::outbox;

/// A rule has a new value.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleChanged {
    pub key: Key,
    pub version: i64,
    pub old_value: String,
    pub new_value: String,
    pub proposal_id: Option<ProposalId>,
}
impl outbox::Event for RuleChanged {
    const KIND: &'static str = "rulebook.rule_changed";
}

/// All rules of an ecosystem at one moment.
#[derive(Debug, Clone)]
pub struct Rules {
    values: BTreeMap<Key, (Value, i64)>,
}

impl Rules {
    /// The value of a numeric rule, in the unit its key ends with.
    pub fn number(&self, key: Key) -> i64 {
        match &self.values[&key].0 {
            Value::Number(n) => *n,
            Value::Word(_) => 0,
        }
    }
    /// The value of a rule that is a choice.
    pub fn word(&self, key: Key) -> &str {
        match &self.values[&key].0 {
            Value::Word(word) => word,
            Value::Number(_) => "",
        }
    }
    pub fn value(&self, key: Key) -> &Value {
        &self.values[&key].0
    }
    /// The version in force; 0 is the default every ecosystem starts with.
    pub fn version(&self, key: Key) -> i64 {
        self.values[&key].1
    }
    /// `{"levy_rate_bp":3,…}` for the keys a decision obeyed, in key order.
    pub fn versions_of(&self, keys: &[Key]) -> String {
        let map: BTreeMap<&str, i64> = keys
            .iter()
            .map(|key| (key.as_str(), self.version(*key)))
            .collect();
        serde_json::to_string(&map).unwrap_or_default()
    }
}

impl Default for Rules {
    /// What every ecosystem starts with.
    fn default() -> Rules {
        let start = |key: &Key| (*key, (key.spec().default_value(), 0));
        Rules {
            values: Key::ALL.iter().map(start).collect(),
        }
    }
}

/// Every rule of an ecosystem, its default where no version was ever set.
pub fn read(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Rules> {
    let Rules { mut values } = Rules::default();
    for version in store::list_versions(conn, ecosystem)? {
        let value = version.key.spec().read_stored(&version.value);
        // Versions come oldest first, so the last one stands.
        values.insert(version.key, (value, version.version));
    }
    Ok(Rules { values })
}

/// Checks a proposed value against the rule's type and bounds.
pub fn parse_value(key: Key, value: &serde_json::Value, field: &'static str) -> Result<Value, Refusal> {
    key.spec().parse(value, field)
}

/// Sets a rule: a new version, dated, naming the proposal that decided it.
pub fn set(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    key: Key,
    value: &Value,
    set_by: Option<MemberId>,
    proposal: Option<ProposalId>,
    now: Moment,
) -> Result<RuleVersion> {
    let rules = read(conn, ecosystem)?;
    let version = store::insert_version(
        conn,
        ecosystem,
        key,
        rules.version(key) + 1,
        value,
        set_by,
        proposal,
        now,
    )?;
    let event = RuleChanged {
        key,
        version: version.version,
        old_value: rules.value(key).to_stored(),
        new_value: value.to_stored(),
        proposal_id: proposal,
    };
    outbox::append(conn, Some(ecosystem), &event, now)?;
    Ok(version)
}

/// Every version of one rule, newest first.
pub fn history(conn: &mut Conn, ecosystem: EcosystemId, key: Key) -> Result<Vec<RuleVersion>> {
    store::list_history(conn, ecosystem, key)
}
