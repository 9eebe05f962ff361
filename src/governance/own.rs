//! What one member had a part in, for the export of their own data.

use super::amendments::{self, Amendment};
use super::delegations::{self, Delegation};
use super::model::{CastBallot, Comment, Proposal};
use super::nominations::{self, Nomination};
use super::store;
use crate::db::Conn;
use crate::kernel::errors::Result;
use crate::kernel::ids::{EcosystemId, MemberId, ProposalId};

/// A vote on whose roll the member stands.
#[derive(Debug, Clone)]
pub struct OwnVote {
    pub proposal_id: ProposalId,
    pub title: String,
    pub secret: bool,
    pub voted: bool,
    /// Of open votes only: nobody, not even the server, can say which ballot of a secret vote is theirs.
    pub ballot: Option<CastBallot>,
}

/// Everything a member proposed, voted and said in an ecosystem, oldest first.
#[derive(Debug, Clone)]
pub struct OwnPart {
    pub proposals: Vec<Proposal>,
    pub votes: Vec<OwnVote>,
    pub comments: Vec<Comment>,
    /// Given and received.
    pub delegations: Vec<Delegation>,
    pub amendments: Vec<Amendment>,
    /// Whom they nominated.
    pub nominations: Vec<Nomination>,
}

/// A member's own part.
pub fn list_own_part(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<OwnPart> {
    let mut ballots = store::list_named_ballots(conn, ecosystem, member)?;
    let votes = store::list_rolls_of(conn, ecosystem, member)?
        .into_iter()
        .map(|(proposal_id, title, secret, voted)| OwnVote {
            proposal_id,
            title,
            secret,
            voted,
            ballot: ballots.remove(&proposal_id),
        })
        .collect();
    Ok(OwnPart {
        proposals: store::list_proposals_by(conn, ecosystem, member)?,
        votes,
        comments: store::list_comments_by(conn, ecosystem, member)?,
        delegations: delegations::list_all_of(conn, ecosystem, member)?,
        amendments: amendments::list_amendments_by(conn, ecosystem, member)?,
        nominations: nominations::list_nominations_by(conn, ecosystem, member)?,
    })
}
