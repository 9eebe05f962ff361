//! Casting a ballot, and its receipt.

use actix_web::{post, web};
use askama::Template;

use super::super::{PageForm, Ui, Visitor, render};
use super::ballot_form::{Fields, to_input};
use super::show::{Typed, answer};
use super::words;
use crate::governance::{self, Proposal};
use crate::http::{Answer, App};
use crate::kernel::ids::ProposalId;

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/receipt.html")]
struct ReceiptPage {
    ui: Ui,
    proposal: Proposal,
    receipt: String,
    /// The ballot in words.
    said: String,
}

/// The receipt is shown in the answer itself: in an address it would stay in histories and logs.
#[post("/proposals/{id}/ballot")]
pub(super) async fn cast_ballot(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<Fields>,
) -> Answer {
    let id = *id;
    let secret = app.config.secret_key.derive("ballot-box");
    let input = to_input(&form.0);
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            governance::cast_ballot(conn, actor, id, &input, &secret, now)
        })
        .await;
    let cast = match outcome {
        Ok(cast) => cast,
        Err(error) => {
            let typed = Typed {
                ballot: Some(form.0),
                ..Typed::default()
            };
            return answer(&app, &visitor, id, Err(error), "", typed).await;
        }
    };
    let (ui, view) = app
        .page(&visitor, move |conn, seen| {
            governance::get_proposal(conn, seen.actor()?, id, seen.now)
        })
        .await?;
    let options = view.options.iter();
    let titles = options
        .map(|option| (option.number, option.title.clone()))
        .collect();
    let proposal = view.proposal;
    let said = words::ballot(
        ui.language,
        proposal.method,
        &proposal.settings(),
        &titles,
        &cast.answer,
    );
    render(&ReceiptPage {
        ui,
        proposal,
        receipt: cast.receipt,
        said,
    })
}
