//! Qualified majority: the share of yes among yes and no is at least the threshold. With neither there is no share, so
//! it does not pass.
//!
//! The threshold is in basis points and compared exactly, with one reading: 6,667 means two thirds, which basis points
//! cannot write. Taken literally, 2 yes and 1 no would miss a "two-thirds majority" by a third of a hundredth.

use super::Verdict;
use crate::rulebook::TWO_THIRDS_BP;

/// Weights of yes and of no; none when they are too large to be compared.
pub(super) fn decide(yes: u128, no: u128, share_bp: i64) -> Option<Verdict> {
    let (part, whole) = threshold(share_bp);
    let voices = yes.checked_add(no)?;
    let wanted = voices.checked_mul(part)?;
    Some(Verdict {
        required: wanted.div_ceil(whole),
        reached: voices > 0 && yes.checked_mul(whole)? >= wanted,
    })
}

/// The threshold as an exact fraction.
fn threshold(share_bp: i64) -> (u128, u128) {
    match share_bp {
        TWO_THIRDS_BP => (2, 3),
        bp => (u128::try_from(bp).unwrap_or(0), 10_000),
    }
}
