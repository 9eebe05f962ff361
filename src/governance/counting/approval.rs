//! Approval voting: a ballot approves of any number of options, the most approvals win. Brams & Fishburn, "Approval
//! Voting", American Political Science Review 72, 1978.
//!
//! On graded ballots every value above 0 approves.

use serde_json::json;

use super::profile::Weighed;
use super::result::{by_option, number, order_by};
use super::{CountError, Found, Profile};

pub(super) fn count(profile: &Profile) -> Result<Found, CountError> {
    let (values, _) = profile.values("approval")?;
    let first_above_zero = 1 + values.partition_point(|value| *value <= 0);
    let mut approvals = Vec::with_capacity(profile.options());
    for option in 0..profile.options() {
        let weights = profile.grade_weights(option, values.len())?;
        let mut sum = Weighed::new(1);
        for weight in &weights[first_above_zero..] {
            sum.add(&[1], *weight)?;
        }
        approvals.push(sum.sums[0]);
    }
    let figures = json!({
        "approvals": by_option(&approvals, |weight| number(*weight)),
        "total": number(profile.weight()?),
    });
    Ok((order_by(&approvals), Vec::new(), figures))
}
