//! SQL of the rulebook.

use diesel::prelude::*;

use super::catalogue::{Key, Value};
use crate::db::Conn;
use crate::db::schema::rule_versions;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId, ProposalId, RuleVersionId};
use crate::on_engine;

/// One dated value of a rule.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = rule_versions)]
pub struct RuleVersion {
    pub id: RuleVersionId,
    pub key: Key,
    pub version: i64,
    pub value: String,
    pub set_at: Moment,
    pub set_by: Option<MemberId>,
    pub proposal_id: Option<ProposalId>,
}

impl RuleVersion {
    /// The value, typed as its rule is.
    pub fn read_value(&self) -> Value {
        self.key.spec().read_stored(&self.value)
    }
}

pub(super) fn list_versions(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<RuleVersion>> {
    let versions = rule_versions::table
        .filter(rule_versions::ecosystem_id.eq(ecosystem))
        .order((rule_versions::key, rule_versions::version));
    Ok(on_engine!(conn, |c| versions
        .select(RuleVersion::as_select())
        .load(c))?)
}

pub(super) fn list_history(conn: &mut Conn, ecosystem: EcosystemId, key: Key) -> Result<Vec<RuleVersion>> {
    Ok(rule_versions::table
        .filter(rule_versions::ecosystem_id.eq(ecosystem))
        .filter(rule_versions::key.eq(key))
        .order(rule_versions::version.desc())
        .select(RuleVersion::as_select())
        .load(conn)?)
}

#[allow(clippy::too_many_arguments)]
pub(super) fn insert_version(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    key: Key,
    version: i64,
    value: &Value,
    set_by: Option<MemberId>,
    proposal: Option<ProposalId>,
    now: Moment,
) -> Result<RuleVersion> {
    let row = RuleVersion {
        id: RuleVersionId::new(now),
        key,
        version,
        value: value.to_stored(),
        set_at: now,
        set_by,
        proposal_id: proposal,
    };
    diesel::insert_into(rule_versions::table)
        .values((
            rule_versions::id.eq(row.id),
            rule_versions::ecosystem_id.eq(ecosystem),
            rule_versions::key.eq(key),
            rule_versions::version.eq(version),
            rule_versions::value.eq(&row.value),
            rule_versions::set_at.eq(now),
            rule_versions::set_by.eq(set_by),
            rule_versions::proposal_id.eq(proposal),
        ))
        .execute(conn)?;
    Ok(row)
}
