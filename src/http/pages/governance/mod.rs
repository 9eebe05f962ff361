//! Pages of governance: what waits for my vote, proposals and their discussion, the ballot and its receipt, results
//! that anyone can recount, and the register of decisions.

mod ballot_form;
mod ballots;
mod list;
mod register;
mod results;
mod round;
mod show;
mod vote;
mod words;
mod write;

pub(super) use show::{Pressed, answer as answer_proposal};

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(list::list_proposals)
        .service(write::new_proposal)
        .service(write::create_proposal)
        .service(write::edit_proposal)
        .service(write::update_proposal)
        .service(show::show_proposal)
        .service(show::open_discussion)
        .service(show::open_vote)
        .service(show::withdraw_proposal)
        .service(vote::cast_ballot)
        .service(round::begin_round)
        .service(show::add_comment)
        .service(show::hide_one_comment)
        .service(ballots::list_ballots)
        .service(ballots::download_box)
        .service(register::show_register);
}
