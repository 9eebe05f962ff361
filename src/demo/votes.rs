//! Past decisions, by several methods, and the votes that are open today.

use super::texts::{OptionText, VoteText};
use super::{DAYS, Director, Task};
use crate::db::Conn;
use crate::governance::{self, BallotInput, Choice, DraftInput, OptionInput};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};

/// Days from the draft to the opening, and from the opening to the close.
const DISCUSSION_DAYS: i64 = 6;
const VOTING_DAYS: i64 = 7;
/// Days ago that the open vote was opened.
const OPENED_DAYS_AGO: i64 = 3;

impl Director {
    pub(super) fn plan_votes(&mut self) {
        for vote in 0..self.texts.votes.len() {
            let opening = self.opening_day(vote);
            self.later(opening - DISCUSSION_DAYS, Task::Prepare(vote));
            self.later(opening, Task::Open(vote));
            self.later(opening + 2, Task::Ballots(vote));
        }
    }

    fn opening_day(&self, vote: usize) -> i64 {
        let months_ago = self.texts.votes[vote].months_ago;
        if months_ago == 0 {
            DAYS - OPENED_DAYS_AGO
        } else {
            (DAYS - months_ago * 30).max(16)
        }
    }

    /// A member drafts, others discuss.
    pub(super) fn prepare_vote(&mut self, conn: &mut Conn, vote: usize, at: Moment) -> Result<()> {
        let text = self.texts.votes[vote].clone();
        let author = 1 + vote * 5;
        let actor = self.actor(conn, author, at)?;
        let draft = DraftInput {
            kind: text.kind.clone(),
            title: text.title.clone(),
            body: Some(text.body.clone()),
            method: text.method.clone(),
            settings: text.settings.clone(),
            secret: text.secret,
            payload: text.payload.clone(),
            options: text.options.iter().map(as_option).collect(),
            ..DraftInput::default()
        };
        let id = governance::propose(conn, &actor, &draft, at)?;
        self.proposals.insert(vote, id);
        for (n, comment) in text.comments.iter().enumerate() {
            let who = self.commenter(n + vote * 7, &comment.language);
            let actor = self.actor(conn, who, at)?;
            governance::add_comment(conn, &actor, id, &comment.text, at.plus_hours(n as i64 * 5 + 1))?;
        }
        Ok(())
    }

    fn commenter(&self, from: usize, language: &str) -> usize {
        let count = self.people.len();
        (0..count)
            .map(|n| (from * 3 + n) % count)
            .find(|who| self.people[*who].language == language)
            .unwrap_or(0)
    }

    pub(super) fn open_vote(&mut self, conn: &mut Conn, vote: usize, at: Moment) -> Result<()> {
        let id = self.proposal(vote)?;
        let actor = self.actor(conn, 0, at)?;
        governance::open_proposal(conn, &actor, id, Some(at.plus_days(VOTING_DAYS)), at)
    }

    /// Whoever takes part votes, in the proportions of the text.
    pub(super) fn cast_ballots(&mut self, conn: &mut Conn, vote: usize, at: Moment) -> Result<()> {
        let id = self.proposal(vote)?;
        let text: VoteText = self.texts.votes[vote].clone();
        let voters = self.people.len() * text.turnout / 100;
        for n in 0..voters {
            let who = n * 100 / text.turnout.max(1) % self.people.len();
            // The login that is shown to visitors has not voted on what is open.
            let is_member_login = self.choose_member_login().is_ok_and(|login| login == who);
            if text.months_ago == 0 && (is_member_login || who == 0) {
                continue;
            }
            let share = n * 100 / voters.max(1);
            let choice = if share < text.yes {
                Choice::Yes
            } else if share < text.yes + text.no {
                Choice::No
            } else {
                Choice::Abstain
            };
            let ballot = match text.options.as_slice() {
                [] => BallotInput::of_choice(choice),
                options => ballot_about(&text.method, options, n),
            };
            let actor = self.actor(conn, who, at)?;
            match governance::cast_ballot(conn, &actor, id, &ballot, &self.box_secret, at) {
                Ok(_) | Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn proposal(&self, vote: usize) -> Result<crate::kernel::ids::ProposalId> {
        self.proposals
            .get(&vote)
            .copied()
            .ok_or_else(|| Error::internal("a vote of the demonstration was not prepared"))
    }
}

fn as_option(text: &OptionText) -> OptionInput {
    OptionInput {
        title: text.title.clone(),
        body: Some(text.body.clone()),
        cost_minutes: text.cost_minutes,
        none: text.none,
        value: None,
    }
}

/// What voter `n` says about options: tastes differ, and some options please more than others.
fn ballot_about(method: &str, options: &[OptionText], n: usize) -> BallotInput {
    let liking = |place: usize| (n * 7 + place * 11 + n * place) % 6 + place % 3;
    let mut order: Vec<usize> = (0..options.len()).collect();
    order.sort_by_key(|place| (usize::MAX - liking(*place), *place));
    let name = |place: &usize| (place + 1).to_string();
    let mut ballot = BallotInput::default();
    match method {
        "majority_judgment" => {
            let grade = |place: usize| (name(&place), (1 + liking(place).min(5)).into());
            ballot.grades = Some((0..options.len()).map(grade).collect());
        }
        "schulze" => {
            let ranked = order.iter().filter(|place| !options[**place].none);
            ballot.ranking = Some(ranked.map(|place| vec![name(place)]).collect());
        }
        _ => ballot.choices = Some(order.iter().take(1 + n % 3).map(name).collect()),
    }
    ballot
}
