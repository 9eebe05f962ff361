//! Simple majority: more yes than no. A tie does not pass.

use super::Verdict;

/// Weights of yes and of no; none when they are too large to be added.
pub(super) fn decide(yes: u128, no: u128) -> Option<Verdict> {
    Some(Verdict {
        required: yes.checked_add(no)? / 2 + 1,
        reached: yes > no,
    })
}
