//! A vote by consent goes into its next round: the form that amends the proposal and asks everybody again.

use actix_web::{post, web};
use serde::Deserialize;

use super::super::{PageForm, Visitor};
use super::show::{Typed, answer};
use super::write::{parse_value_in_form, value_in_form};
use crate::governance::{self, Proposal, RoundInput, kinds};
use crate::http::{Answer, App};
use crate::i18n::Locale;
use crate::kernel::errors::Result;
use crate::kernel::ids::ProposalId;
use crate::rulebook::Key;

/// The amended proposal.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct RoundForm {
    /// The rule that would change, with `value`; empty in other proposals.
    #[serde(default)]
    pub rule: String,
    #[serde(default)]
    pub value: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub body: String,
}

impl RoundForm {
    pub fn of(proposal: &Proposal, locale: Locale) -> RoundForm {
        let change = kinds::parse_rule_change(&proposal.payload_json()).ok();
        RoundForm {
            rule: change
                .as_ref()
                .map(|(key, _)| key.to_string())
                .unwrap_or_default(),
            value: change
                .map(|(key, value)| value_in_form(key, &value, locale))
                .unwrap_or_default(),
            title: proposal.title.clone(),
            body: proposal.body.clone(),
        }
    }

    fn to_input(&self, locale: Locale) -> Result<RoundInput> {
        let payload = match Key::from_word(&self.rule) {
            Some(key) => {
                let value = parse_value_in_form(key, &self.value, locale)?;
                Some(serde_json::json!({ "key": key, "value": value.to_json() }))
            }
            None => None,
        };
        let given = |text: &str| Some(text.to_string()).filter(|text| !text.trim().is_empty());
        Ok(RoundInput {
            title: given(&self.title),
            body: given(&self.body),
            payload,
            closes_at: None,
        })
    }
}

#[post("/proposals/{id}/rounds")]
pub(super) async fn begin_round(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<RoundForm>,
) -> Answer {
    let id = *id;
    let sent = form.0.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let input = sent.to_input(actor.locale)?;
            governance::begin_round(conn, actor, id, &input, now)
        })
        .await;
    let typed = Typed {
        round: Some(form.0),
        ..Typed::default()
    };
    answer(&app, &visitor, id, outcome, "round-begun", typed).await
}
