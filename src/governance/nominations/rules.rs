//! Pure decisions: where members nominate, and who becomes the candidate.

use super::model::Nominee;
use crate::governance::rules::require_draft;
use crate::governance::{Kind, Method, Proposal};
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::MemberId;
use crate::members::{Actor, Permission};

/// Longest reason, in characters.
pub const REASON_MAX: usize = 2_000;

/// Whether a proposal is an election without candidates.
pub fn is_sociocratic(proposal: &Proposal) -> bool {
    proposal.kind == Kind::Election && proposal.method == Method::Consent
}

/// Refuses what is no election without candidates.
pub(super) fn require_sociocratic(proposal: &Proposal) -> Result<(), Refusal> {
    match is_sociocratic(proposal) {
        true => Ok(()),
        false => Err(Refusal::conflict("nominations-not-here")),
    }
}

/// Members nominate until the vote opens.
pub(super) fn require_open(proposal: &Proposal) -> Result<()> {
    require_sociocratic(proposal)?;
    require_draft(proposal)
}

/// Whether a reader may nominate now.
pub fn may_nominate(actor: &Actor, proposal: &Proposal) -> bool {
    require_open(proposal).is_ok() && actor.may(Permission::Vote)
}

/// Whom the vote is about: who is asked for, else the one named by most, else whom the draft names if nobody was
/// nominated.
///
/// # Errors
/// `candidate-declined`, `candidate-not-nominated`, `nobody-nominated`, and `candidate-not-clear` when several are
/// named by equally many: then whoever opens decides.
pub fn choose(
    nominees: &[Nominee],
    asked: Option<MemberId>,
    drafted: Option<MemberId>,
) -> Result<MemberId, Refusal> {
    if let Some(asked) = asked {
        return match nominees.iter().find(|nominee| nominee.member_id == asked) {
            Some(nominee) if nominee.declined_at.is_some() => {
                Err(Refusal::invalid("candidate-declined", "candidate_id"))
            }
            Some(nominee) if !nominee.eligible => Err(Refusal::invalid("member-unknown", "candidate_id")),
            Some(_) => Ok(asked),
            None if drafted == Some(asked) => Ok(asked),
            None => Err(Refusal::invalid("candidate-not-nominated", "candidate_id")),
        };
    }
    let mut eligible = nominees
        .iter()
        .filter(|nominee| nominee.eligible && nominee.count > 0);
    let Some(first) = eligible.next() else {
        return drafted.ok_or_else(|| Refusal::conflict("nobody-nominated"));
    };
    match eligible.next() {
        Some(second) if second.count == first.count => {
            Err(Refusal::conflict("candidate-not-clear").with("count", first.count))
        }
        _ => Ok(first.member_id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock::Moment;

    fn nominee(n: u128, count: i64, declined: bool) -> Nominee {
        Nominee {
            member_id: member(n),
            display_name: String::new(),
            count,
            declined_at: declined.then(|| Moment::from_unix_micros(0)),
            eligible: !declined,
            nominations: Vec::new(),
        }
    }
    fn member(n: u128) -> MemberId {
        MemberId(uuid::Uuid::from_u128(n))
    }
    fn code(outcome: Result<MemberId, Refusal>) -> &'static str {
        outcome.unwrap_err().code
    }

    #[test]
    fn the_most_named_is_the_candidate_unless_the_opener_says_otherwise() {
        let named = [nominee(1, 3, false), nominee(2, 1, false)];
        assert_eq!(choose(&named, None, None), Ok(member(1)));
        assert_eq!(choose(&named, None, Some(member(2))), Ok(member(1)));
        assert_eq!(choose(&named, Some(member(2)), None), Ok(member(2)));
        assert_eq!(
            code(choose(&named, Some(member(3)), None)),
            "candidate-not-nominated"
        );
    }

    #[test]
    fn a_tie_is_for_the_opener_to_decide() {
        let tied = [nominee(1, 2, false), nominee(2, 2, false)];
        assert_eq!(code(choose(&tied, None, None)), "candidate-not-clear");
        assert_eq!(choose(&tied, Some(member(2)), None), Ok(member(2)));
    }

    #[test]
    fn who_declined_is_no_candidate() {
        let named = [nominee(1, 3, true), nominee(2, 1, false)];
        assert_eq!(choose(&named, None, None), Ok(member(2)));
        assert_eq!(code(choose(&named, Some(member(1)), None)), "candidate-declined");
        assert_eq!(
            code(choose(&[nominee(1, 3, true)], None, None)),
            "nobody-nominated"
        );
    }

    #[test]
    fn without_nominations_the_draft_may_name_somebody() {
        assert_eq!(code(choose(&[], None, None)), "nobody-nominated");
        assert_eq!(choose(&[], None, Some(member(1))), Ok(member(1)));
    }
}
