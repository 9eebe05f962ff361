//! The terms of a vote: everything but the ballots that decides how its box is counted. Frozen when the vote opens,
//! published with the box, and all that a recount needs.

use serde::{Deserialize, Serialize};

use super::model::{Combination, Method, Proposal, ProposalOption, SilentCollege};
use super::settings::Settings;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::{CollegeId, ProposalId};

/// Shares of the colleges add up to this.
pub const WHOLE_BP: i64 = 10_000;

/// What stands fixed when a vote opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Terms {
    pub proposal_id: ProposalId,
    pub method: Method,
    pub settings: Settings,
    /// Share of the roll that must vote, in basis points.
    pub quorum_bp: i64,
    /// Threshold of yes in basis points, for votes on the whole.
    pub majority_bp: i64,
    /// Members on the roll.
    pub roll_size: i64,
    pub combination: Combination,
    pub silent_college: SilentCollege,
    /// Colleges with members on the roll or a share of the votes.
    pub colleges: Vec<CollegeTerms>,
    pub options: Vec<OptionTerms>,
    /// SHA-256 of the seed of the lot that breaks ties; the seed is published at the close.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot_commitment: Option<String>,
    /// Voices that one person may carry for others by delegation; none in votes without delegation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation_cap: Option<i64>,
}

/// A college as it stood when the vote opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CollegeTerms {
    pub id: CollegeId,
    pub key: String,
    pub name_fr: String,
    pub name_en: String,
    /// What one ballot weighs under `one_voice`; 10,000 is one voice.
    pub weight_bp: i64,
    /// The college's share of the votes under the other combinations.
    pub share_bp: i64,
    /// Members on the roll.
    pub members: i64,
}

/// An option as it stood when the vote opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OptionTerms {
    pub number: i64,
    pub title: String,
    /// Minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<i64>,
    /// "None of these": a vote that it wins is rejected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub none: bool,
}

impl From<&ProposalOption> for OptionTerms {
    fn from(option: &ProposalOption) -> Self {
        OptionTerms {
            number: option.number,
            title: option.title.clone(),
            cost: option.cost,
            none: option.is_none(),
        }
    }
}

impl Terms {
    /// The terms of a vote that was opened.
    ///
    /// # Errors
    /// Internal, when the vote has none.
    pub fn of(proposal: &Proposal, roll_size: i64) -> Result<Terms> {
        if let Some(terms) = &proposal.terms {
            return Ok(serde_json::from_str(terms)?);
        }
        // Votes of the first version: one box, each ballot with its weight.
        let frozen =
            |value: Option<i64>| value.ok_or_else(|| Error::internal("an opened vote has no thresholds"));
        Ok(Terms {
            proposal_id: proposal.id,
            method: proposal.method,
            settings: proposal.settings(),
            quorum_bp: frozen(proposal.quorum_bp)?,
            majority_bp: frozen(proposal.majority_bp)?,
            roll_size,
            combination: Combination::OneVoice,
            silent_college: SilentCollege::PassedOver,
            colleges: Vec::new(),
            options: Vec::new(),
            lot_commitment: None,
            delegation_cap: None,
        })
    }

    /// Whether ballots lie in one box per college: they must, where a ballot's college decides its weight.
    pub fn by_college(&self) -> bool {
        self.combination != Combination::OneVoice
            || self
                .colleges
                .windows(2)
                .any(|pair| pair[0].weight_bp != pair[1].weight_bp)
    }

    /// What one ballot of a college weighs when it is cast: under a share, weights follow from the whole box.
    pub fn ballot_weight(&self, college_weight_bp: i64) -> i64 {
        match self.combination {
            Combination::OneVoice => college_weight_bp,
            _ => WHOLE_BP,
        }
    }

    /// Refuses a vote that could not be counted: a method that has no meaning by block, or weights too fine to be added
    /// exactly. That shares add up is asked of the colleges themselves.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.combination == Combination::OneVoice {
            return Ok(());
        }
        let several = self.method.is_budget() || self.settings.seats.unwrap_or(1) > 1;
        if self.combination == Combination::Block && several {
            return Err(Refusal::conflict("block-wants-one-winner"));
        }
        let mut common: u128 = 1;
        for college in &self.colleges {
            let members = u128::try_from(college.members.max(1)).unwrap_or(1);
            common = common
                .checked_mul(members)
                .filter(|product| *product < EXACT_MAX)
                .ok_or_else(|| Refusal::conflict("colleges-too-large-to-weigh"))?;
        }
        Ok(())
    }
}

/// Bound of a common denominator of the colleges' weights: with it, sums of all weights stay far from overflowing.
const EXACT_MAX: u128 = 1 << 90;

/// Refuses a secret vote where one box would be so small that its ballots name their voters.
pub fn check_secrecy(terms: &Terms, least: i64) -> Result<(), Refusal> {
    let refusal = |members: i64| {
        Refusal::conflict("box-too-small-for-secrecy")
            .with("members", members)
            .with("least", least)
    };
    if !terms.by_college() {
        return match terms.roll_size < least {
            true => Err(refusal(terms.roll_size)),
            false => Ok(()),
        };
    }
    match terms.colleges.iter().map(|c| c.members).filter(|n| *n > 0).min() {
        Some(members) if members < least => Err(refusal(members)),
        _ => Ok(()),
    }
}
