//! The page of the teams that could answer a request with roles.

use actix_web::{get, web};
use askama::Template;

use super::{Ui, Visitor, render};
use crate::http::api::teams::{RoleAnswer, TeamAnswer, TeamsAnswer, in_words};
use crate::http::{Answer, App};
use crate::kernel::ids::ListingId;
use crate::market::{Listing, ListingKind, ListingStatus};
use crate::matching::teams;
use crate::members::Permission;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(show);
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "market/teams.html")]
struct TeamsPage {
    ui: Ui,
    request: Listing,
    teams: TeamsAnswer,
    is_mine: bool,
    may_propose: bool,
}

impl TeamsPage {
    /// Whether its author could still name roles.
    fn may_name_roles(&self) -> bool {
        self.is_mine
            && self.request.kind == ListingKind::Request
            && self.request.status != ListingStatus::Closed
    }
    /// Whether somebody is still sought.
    fn is_sought(&self) -> bool {
        matches!(self.request.status, ListingStatus::Active | ListingStatus::Draft)
    }
    fn edit_address(&self) -> String {
        format!("/listings/{}/edit", self.request.id)
    }
    fn role(&self, position: &usize) -> &RoleAnswer {
        &self.teams.roles[position.saturating_sub(1)]
    }
    fn percent(&self, team: &TeamAnswer) -> String {
        format!("{:.0}", team.score * 100.0)
    }
    /// The page on which the author proposes an exchange to an offer, for a role of this request.
    fn proposal_address(&self, offer: &ListingId, position: &usize) -> String {
        format!(
            "/listings/{offer}?request={}&role={position}#propose",
            self.request.id
        )
    }
}

#[get("/listings/{id}/teams")]
async fn show(app: web::Data<App>, visitor: Visitor, id: web::Path<ListingId>) -> Answer {
    let catalogue = app.catalogue.clone();
    let (ui, (request, teams, is_mine, may_propose)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let found = teams::propose_teams(conn, actor, &catalogue, *id, seen.now)?;
            let request = found.request.clone();
            let is_mine = request.member_id == actor.member_id;
            let may_propose = is_mine && actor.may(Permission::ProposeExchange);
            let teams = in_words(conn, found, actor.locale)?;
            Ok((request, teams, is_mine, may_propose))
        })
        .await?;
    render(&TeamsPage {
        ui,
        request,
        teams,
        is_mine,
        may_propose,
    })
}
