//! What the charter is made of.

use diesel::prelude::*;

use crate::db::schema::charter_versions;
use crate::kernel::clock::Moment;
use crate::kernel::ids::{CharterTextId, ProposalId};

/// One dated wording of a text, as a vote adopted it. It never changes; at most it is repealed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = charter_versions)]
pub struct CharterVersion {
    pub text_id: CharterTextId,
    /// From 1 on.
    pub version: i64,
    pub title: String,
    /// Markdown.
    pub body: String,
    pub adopted_at: Moment,
    /// The vote that adopted it.
    pub proposal_id: ProposalId,
    pub repealed_at: Option<Moment>,
    /// The vote that repealed it.
    pub repeal_proposal_id: Option<ProposalId>,
}

/// A text of the charter with its versions, newest first; there is always one.
#[derive(Debug, Clone)]
pub struct CharterText {
    pub key: String,
    pub versions: Vec<CharterVersion>,
}

impl CharterText {
    /// The newest version, in force or repealed.
    pub fn newest(&self) -> &CharterVersion {
        &self.versions[0]
    }
    /// Whether the text holds today.
    pub fn is_in_force(&self) -> bool {
        self.newest().repealed_at.is_none()
    }
    pub fn find_version(&self, version: i64) -> Option<&CharterVersion> {
        self.versions.iter().find(|v| v.version == version)
    }
}
