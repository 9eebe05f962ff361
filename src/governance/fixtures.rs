//! What unit tests of this room share.

use super::model::{Ballot, Combination, Method, SilentCollege};
use super::settings::{GRADES, Settings, parse_settings};
use super::terms::{CollegeTerms, OptionTerms, Terms};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{CollegeId, ProposalId};

/// The terms of a vote of one box, with three options where the method wants some.
pub(crate) fn terms(method: Method) -> Terms {
    let budget = method.is_budget();
    let settings: Settings = parse_settings(
        method,
        budget
            .then(|| serde_json::json!({ "budget_minutes": 100 }))
            .as_ref(),
    )
    .unwrap();
    let options = match method.is_on_the_whole() {
        true => 0,
        false => 3,
    };
    Terms {
        proposal_id: ProposalId::new(Moment::from_unix_micros(0)),
        method,
        settings,
        quorum_bp: 0,
        majority_bp: 5_000,
        roll_size: 100,
        combination: Combination::OneVoice,
        silent_college: SilentCollege::PassedOver,
        colleges: Vec::new(),
        options: (1..=options)
            .map(|number| OptionTerms {
                number,
                title: GRADES[number as usize].to_string(),
                cost: budget.then_some(40),
                none: false,
            })
            .collect(),
        lot_commitment: None,
        delegation_cap: None,
    }
}

/// A college with a share of the votes and members on the roll.
pub(crate) fn college(key: &str, share_bp: i64, members: i64) -> CollegeTerms {
    CollegeTerms {
        id: CollegeId::new(Moment::from_unix_micros(0)),
        key: key.to_string(),
        name_fr: key.to_string(),
        name_en: key.to_string(),
        weight_bp: 10_000,
        share_bp,
        members,
    }
}

/// Ballots of one college, or of the common box.
pub(crate) fn ballots(answers: &[&str], college: Option<CollegeId>) -> Vec<Ballot> {
    answers
        .iter()
        .map(|answer| Ballot {
            receipt: super::ballot_box::new_receipt(),
            answer: answer.to_string(),
            weight_bp: 10_000,
            college_id: college,
            member_id: None,
            via_id: None,
        })
        .collect()
}
