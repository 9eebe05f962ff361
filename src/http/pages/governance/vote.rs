//! Casting a ballot, and its receipt.

use actix_web::{post, web};
use askama::Template;
use serde::Deserialize;

use super::super::{PageForm, Ui, Visitor, render};
use crate::governance::{self, BallotInput, Choice, Proposal};
use crate::http::{Answer, App};
use crate::kernel::errors::Refusal;
use crate::kernel::ids::ProposalId;

use super::show::answer;

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/receipt.html")]
struct ReceiptPage {
    ui: Ui,
    proposal: Proposal,
    receipt: String,
    choice: Choice,
}

#[derive(Deserialize)]
struct BallotForm {
    #[serde(default)]
    choice: String,
}

/// The receipt is shown in the answer itself: in an address it would stay in histories and logs.
#[post("/proposals/{id}/ballot")]
pub(super) async fn cast_ballot(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<BallotForm>,
) -> Answer {
    let id = *id;
    let secret = app.config.secret_key.derive("ballot-box");
    let choice = form.0.choice;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let choice =
                Choice::from_word(&choice).ok_or_else(|| Refusal::invalid("choice-missing", "choice"))?;
            governance::cast_ballot(conn, actor, id, &BallotInput::of_choice(choice), &secret, now)
        })
        .await;
    let cast = match outcome {
        Ok(cast) => cast,
        Err(error) => return answer(&app, &visitor, id, Err(error), "", String::new()).await,
    };
    let (ui, view) = app
        .page(&visitor, move |conn, seen| {
            governance::get_proposal(conn, seen.actor()?, id, seen.now)
        })
        .await?;
    render(&ReceiptPage {
        ui,
        proposal: view.proposal,
        receipt: cast.receipt,
        choice: Choice::from_word(&cast.answer).unwrap_or(Choice::Abstain),
    })
}
