//! The author changes a draft. What was opened is what is voted on, so nothing changes after that.

use serde_json::Value as Json;

use super::kinds;
use super::model::{Proposal, ProposalOption};
use super::rules::{self, DraftInput, OptionInput};
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::ProposalId;
use crate::members::Actor;

/// The fields to change; `None` leaves one as it is. The kind stays.
#[derive(Debug, Clone, Default)]
pub struct DraftChange {
    pub topic: Option<String>,
    pub title: Option<String>,
    pub body: Option<String>,
    pub method: Option<String>,
    /// All of them anew. A change of method without settings starts from that method's defaults.
    pub settings: Option<Json>,
    pub secret: Option<bool>,
    pub closes_at: Option<Moment>,
    pub takes_effect_at: Option<Moment>,
    pub review_at: Option<Moment>,
    pub payload: Option<Json>,
    /// All of them anew.
    pub options: Option<Vec<OptionInput>>,
}

pub fn edit_proposal(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    change: &DraftChange,
    now: Moment,
) -> Result<()> {
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    rules::require_own_draft(actor, &proposal)?;
    let options = store::list_options(conn, id)?;
    let input = changed(&proposal, &options, change);
    let mut draft = rules::parse_draft(&input, actor.locale, now)?;
    // Dates that are not touched are not judged anew: they may have passed meanwhile, which the opening will say.
    draft.closes_at = change.closes_at.or(proposal.closes_at);
    draft.takes_effect_at = change.takes_effect_at.or(proposal.takes_effect_at);
    draft.review_at = change.review_at.or(proposal.review_at);
    store::update_draft(conn, id, &draft, now)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    kinds::check(conn, &proposal, &draft.options, now)
}

/// The draft as it would be typed with the changes made.
pub(super) fn changed(proposal: &Proposal, options: &[ProposalOption], change: &DraftChange) -> DraftInput {
    let method = change
        .method
        .clone()
        .unwrap_or_else(|| proposal.method.to_string());
    let same_method = method == proposal.method.as_str();
    let kept_settings =
        same_method.then(|| serde_json::from_str(&proposal.settings_json).unwrap_or_default());
    DraftInput {
        kind: proposal.kind.to_string(),
        topic: Some(change.topic.clone().unwrap_or_else(|| proposal.topic.to_string())),
        title: change.title.clone().unwrap_or_else(|| proposal.title.clone()),
        // A body that was left out stays left out.
        body: change
            .body
            .clone()
            .or_else(|| Some(proposal.body.clone()).filter(|body| !body.is_empty())),
        method,
        settings: change.settings.clone().or(kept_settings),
        secret: change.secret.unwrap_or(proposal.secret),
        closes_at: change.closes_at,
        takes_effect_at: change.takes_effect_at,
        review_at: change.review_at,
        payload: Some(change.payload.clone().unwrap_or_else(|| proposal.payload_json())),
        options: match &change.options {
            Some(options) => options.clone(),
            None => options.iter().map(as_typed).collect(),
        },
    }
}

/// An option as its author would type it again.
pub fn as_typed(option: &ProposalOption) -> OptionInput {
    OptionInput {
        title: option.title.clone(),
        body: Some(option.body.clone()),
        cost_minutes: option.cost,
        none: option.is_none(),
        value: Some(option.value_json()),
    }
}
