//! Plurality: each ballot counts for its one best option, the first rank or the top grade; the most votes win.
//!
//! A ballot with several best options is an overvote and counts for none; a ballot that says nothing is blank. Both are
//! told apart in the figures.

use serde_json::json;

use super::profile::{BLOCK, Weighed, blocks};
use super::result::{by_option, number, order_by};
use super::{CountError, Found, Profile};

pub(super) fn count(profile: &Profile) -> Result<Found, CountError> {
    let options = profile.options();
    // After the options: overvotes, blank ballots.
    let (overvotes, blank) = (options, options + 1);
    let mut weights = Weighed::new(options + 2);
    let mut merits = vec![[0u16; BLOCK]; options];
    for group in profile.groups() {
        let mut counts = vec![0u64; options + 2];
        for block in blocks(&group.ballots) {
            for (option, merits) in merits.iter_mut().enumerate() {
                profile.merits(option, &block, merits);
            }
            for row in 0..block.len() {
                let best = merits.iter().map(|of| of[row]).max().unwrap_or(0);
                let mut tops = (0..options).filter(|option| merits[*option][row] == best);
                let first = tops.next().unwrap_or(blank);
                let place = match (best, tops.next()) {
                    (0, _) => blank,
                    (_, Some(_)) => overvotes,
                    (_, None) => first,
                };
                counts[place] += 1;
            }
        }
        weights.add(&counts, group.weight)?;
    }
    let votes = &weights.sums[..options];
    let figures = json!({
        "votes": by_option(votes, |votes| number(*votes)),
        "overvotes": number(weights.sums[overvotes]),
        "blank": number(weights.sums[blank]),
        "total": number(profile.weight()?),
    });
    Ok((order_by(votes), Vec::new(), figures))
}
