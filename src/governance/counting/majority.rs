//! Simple majority: more yes than no. Abstentions count for the quorum only; a tie does not pass.

use super::Verdict;

/// Weights of yes and of no, neither negative.
pub(super) fn decide(yes: i64, no: i64) -> Verdict {
    Verdict {
        required: (yes + no) / 2 + 1,
        reached: yes > no,
    }
}
