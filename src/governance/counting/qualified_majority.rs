//! Qualified majority: the share of yes among yes and no is at least the threshold. Abstentions count for the quorum
//! only. With nothing but abstentions there is no share, so it does not pass.
//!
//! The threshold is in basis points and compared exactly, with one reading: 6,667 means two thirds, which basis points
//! cannot write. Taken literally, 2 yes and 1 no would miss a "two-thirds majority" by a third of a hundredth.

use super::{DivCeil, Verdict};
use crate::rulebook::TWO_THIRDS_BP;

/// Weights of yes and of no, neither negative.
pub(super) fn decide(yes: i64, no: i64, share_bp: i64) -> Verdict {
    let (part, whole) = threshold(share_bp);
    let voices = i128::from(yes) + i128::from(no);
    let required = (voices * part).div_ceil_by(whole);
    Verdict {
        required: i64::try_from(required).unwrap_or(i64::MAX),
        reached: voices > 0 && i128::from(yes) * whole >= voices * part,
    }
}

/// The threshold as an exact fraction.
fn threshold(share_bp: i64) -> (i128, i128) {
    match share_bp {
        TWO_THIRDS_BP => (2, 3),
        bp => (i128::from(bp), 10_000),
    }
}
