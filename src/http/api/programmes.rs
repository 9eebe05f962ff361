//! Support programmes and their hours. Votes open, close and fund them; support sessions come later.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{AccountId, ProgrammeId, ProposalId};
use crate::kernel::pages::Page;
use crate::solidarity::{self, ProgrammeView};

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_programmes);
}

/// A support programme, its hours in minutes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Programme {
    pub id: ProgrammeId,
    pub name: String,
    pub purpose: String,
    pub account_id: AccountId,
    /// Granted by votes, ever.
    pub received: i64,
    pub spent: i64,
    /// What went back to the fund when it ended.
    pub returned: i64,
    pub left: i64,
    pub opened_at: Moment,
    /// The vote that opened it.
    pub proposal_id: Option<ProposalId>,
    pub closed_at: Option<Moment>,
    /// The vote that ended it.
    pub closing_proposal_id: Option<ProposalId>,
}

impl From<ProgrammeView> for Programme {
    fn from(view: ProgrammeView) -> Self {
        let (programme, totals) = (view.programme, view.totals);
        Programme {
            id: programme.id,
            name: programme.name,
            purpose: programme.purpose,
            account_id: programme.account_id,
            received: totals.received,
            spent: totals.spent,
            returned: totals.returned,
            left: totals.left,
            opened_at: programme.opened_at,
            proposal_id: programme.proposal_id,
            closed_at: programme.closed_at,
            closing_proposal_id: programme.closing_proposal_id,
        }
    }
}

/// The support programmes, open ones first
#[utoipa::path(responses((status = 200, body = Page<Programme>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/programmes")]
async fn list_programmes(app: web::Data<App>, auth: Auth) -> Answer {
    let views = app.read_as(&auth, solidarity::list_programmes).await?;
    let items = views.into_iter().map(Programme::from).collect();
    Ok(HttpResponse::Ok().json(Page::whole(items)))
}
