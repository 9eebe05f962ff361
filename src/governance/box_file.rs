//! A published box: everything a recount needs, in one JSON document that says nothing more than the pages do. Anybody
//! can recount it on any machine with `commonhour vote recount FILE`.

use serde::{Deserialize, Serialize};

use super::ballot_box::box_of;
use super::counting;
use super::model::Ballot;
use super::tally::{PublishedTally, Tally, recount};
use super::terms::Terms;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::MemberId;

/// What the document calls itself.
pub const FORMAT: &str = "commonhour ballot box 1";

/// A box as published.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = BallotBox)]
pub struct BoxFile {
    /// `commonhour ballot box 1`.
    pub format: String,
    pub title: String,
    pub secret: bool,
    pub terms: Terms,
    /// Opens the commitment in the terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot_seed: Option<String>,
    /// In order of receipt.
    pub ballots: Vec<PublishedBallot>,
    /// What was counted at the close.
    pub tally: Tally,
}

/// A ballot as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PublishedBallot {
    pub receipt: String,
    pub answer: String,
    /// 10,000 is one voice; where colleges have shares, weights follow from the whole box and this stays 10,000.
    pub weight_bp: i64,
    /// The college in whose box it lies, where there is one per college.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub college: Option<String>,
    /// In open votes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id: Option<MemberId>,
    /// Who carried the voice of a member who cast no ballot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via_id: Option<MemberId>,
}

impl PublishedBallot {
    pub fn new(terms: &Terms, ballot: &Ballot) -> PublishedBallot {
        PublishedBallot {
            receipt: ballot.receipt.clone(),
            answer: ballot.answer.clone(),
            weight_bp: ballot.weight_bp,
            college: box_of(terms, ballot).map(str::to_string),
            member_id: ballot.member_id,
            via_id: ballot.via_id,
        }
    }

    fn read(&self, terms: &Terms) -> Result<Ballot> {
        let college = match &self.college {
            None => None,
            Some(key) => Some(
                terms
                    .colleges
                    .iter()
                    .find(|college| college.key == *key)
                    .ok_or_else(|| Error::internal(format!("ballot {}: no college {key}", self.receipt)))?
                    .id,
            ),
        };
        Ok(Ballot {
            receipt: self.receipt.clone(),
            answer: self.answer.clone(),
            weight_bp: self.weight_bp,
            college_id: college,
            member_id: self.member_id,
            via_id: self.via_id,
        })
    }
}

impl BoxFile {
    /// The box of a closed vote.
    pub fn new(published: &PublishedTally) -> BoxFile {
        BoxFile {
            format: FORMAT.to_string(),
            title: published.proposal.title.clone(),
            secret: published.proposal.secret,
            lot_seed: published.tally.lot_seed.clone(),
            ballots: published
                .ballots
                .iter()
                .map(|ballot| PublishedBallot::new(&published.terms, ballot))
                .collect(),
            terms: published.terms.clone(),
            tally: published.tally.clone(),
        }
    }

    /// Counts the box anew and says what differs from what was published: nothing, if all is well.
    ///
    /// # Errors
    /// Internal, with the reason, when the box cannot be counted at all.
    pub fn recount(&self) -> Result<(Tally, Vec<String>)> {
        let ballots = self
            .ballots
            .iter()
            .map(|ballot| ballot.read(&self.terms))
            .collect::<Result<Vec<_>>>()?;
        let counted = recount(&self.terms, &ballots, self.lot_seed.as_deref())?;
        let mut faults = self.find_faults();
        let (ours, theirs) = (
            serde_json::to_value(&counted)?,
            serde_json::to_value(&self.tally)?,
        );
        if let (Some(ours), Some(theirs)) = (ours.as_object(), theirs.as_object()) {
            let names: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            faults.extend(
                names
                    .into_iter()
                    .filter(|name| ours.get(*name) != theirs.get(*name))
                    .map(|name| {
                        let show = |value: Option<&serde_json::Value>| {
                            value.map(ToString::to_string).unwrap_or_default()
                        };
                        format!(
                            "{name}: published {}, counted {}",
                            show(theirs.get(name)),
                            show(ours.get(name))
                        )
                    }),
            );
        }
        Ok((counted, faults))
    }

    /// What no count would show: a receipt that stands twice, a member counted twice, more ballots than members, a lot
    /// that is not the one that was committed to.
    fn find_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut receipts = std::collections::BTreeSet::new();
        let mut members = std::collections::BTreeSet::new();
        for ballot in &self.ballots {
            if !receipts.insert(&ballot.receipt) {
                faults.push(format!("receipt {} stands twice", ballot.receipt));
            }
            if let Some(member) = ballot.member_id
                && !members.insert(member)
            {
                faults.push(format!("member {member} is counted twice"));
            }
            if self.secret && (ballot.member_id.is_some() || ballot.via_id.is_some()) {
                faults.push(format!("secret ballot {} names a member", ballot.receipt));
            }
        }
        if self.ballots.len() as i64 > self.terms.roll_size {
            faults.push(format!(
                "{} ballots of {} members",
                self.ballots.len(),
                self.terms.roll_size
            ));
        }
        let drawn = self
            .lot_seed
            .as_deref()
            .and_then(counting::parse_seed)
            .map(|seed| counting::commit(&seed));
        if drawn != self.terms.lot_commitment {
            faults.push("the lot's seed is not the one that was committed to".to_string());
        }
        faults
    }
}
