//! What the colleges of an ecosystem must be. Pure; shares are exact basis points of all votes.
//!
//! Source of the bounds: loi n° 47-1775 du 10 septembre 1947, art. 19 septies (a SCIC has at least three categories of
//! members) and 19 octies (each college has 10 to 50 % of the votes, and capital is no criterion).

use crate::kernel::errors::Refusal;
use crate::kernel::names;
use crate::members::College;
use rust_decimal::Decimal;

/// All votes, in basis points.
pub const WHOLE_BP: i64 = 10_000;
/// Categories of members that a SCIC has at least.
pub const SCIC_COLLEGES_MIN: usize = 3;
/// What a college of a SCIC has of the votes, in basis points.
pub const SCIC_SHARE_MIN_BP: i64 = 1_000;
pub const SCIC_SHARE_MAX_BP: i64 = 5_000;
/// What one ballot may weigh, in basis points: a hundredth of a voice to a hundred voices.
pub const WEIGHT_MIN_BP: i64 = 100;
pub const WEIGHT_MAX_BP: i64 = 1_000_000;

/// A college to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCollege {
    pub key: String,
    pub name_fr: String,
    pub name_en: String,
    /// What one ballot weighs under the rule `one_voice`: 10,000 is one voice.
    pub weight_bp: i64,
}

impl NewCollege {
    /// Checks key, names and weight, in this order.
    pub fn parse(key: &str, name_fr: &str, name_en: &str, weight_bp: i64) -> Result<Self, Refusal> {
        let key = names::Slug::parse("key", key)?.as_str().to_string();
        let name_fr = names::line("name_fr", name_fr, 80)?;
        let name_en = names::line("name_en", name_en, 80)?;
        if !(WEIGHT_MIN_BP..=WEIGHT_MAX_BP).contains(&weight_bp) {
            return Err(Refusal::invalid("college-weight-out-of-range", "weight_bp")
                .with("min", WEIGHT_MIN_BP)
                .with("max", WEIGHT_MAX_BP));
        }
        Ok(NewCollege {
            key,
            name_fr,
            name_en,
            weight_bp,
        })
    }
}

/// A college as votes are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighing<'a> {
    pub key: &'a str,
    pub weight_bp: i64,
    pub share_bp: Option<i64>,
}

impl<'a> From<&'a College> for Weighing<'a> {
    fn from(college: &'a College) -> Self {
        Weighing {
            key: &college.key,
            weight_bp: college.weight_bp,
            share_bp: college.share_bp,
        }
    }
}

/// Whether votes are combined by the colleges' shares (any `college_combination` but `one_voice`).
pub fn is_by_share(combination: &str) -> bool {
    combination != "one_voice"
}

/// Refuses open colleges that the rules `legal_form` and `college_combination` do not allow. In this order: a SCIC has
/// at least three; where votes are combined by share, every college has one, within 0 to 100 %, in a SCIC within 10 to
/// 50 %, and together they are 100 %; in a SCIC without shares every ballot weighs the same.
pub fn check_shares(legal_form: &str, combination: &str, colleges: &[Weighing<'_>]) -> Result<(), Refusal> {
    let scic = legal_form == "scic";
    if scic && colleges.len() < SCIC_COLLEGES_MIN {
        return Err(Refusal::conflict("colleges-too-few")
            .with("min", SCIC_COLLEGES_MIN)
            .with("count", colleges.len()));
    }
    if !is_by_share(combination) {
        let differ = colleges.iter().any(|c| c.weight_bp != colleges[0].weight_bp);
        if scic && differ {
            return Err(Refusal::conflict("college-weights-differ"));
        }
        return Ok(());
    }
    let (min, max) = if scic {
        (SCIC_SHARE_MIN_BP, SCIC_SHARE_MAX_BP)
    } else {
        (1, WHOLE_BP)
    };
    let mut sum = 0;
    for college in colleges {
        let Some(share) = college.share_bp else {
            return Err(Refusal::invalid("college-share-missing", "shares").with("college", college.key));
        };
        if !(min..=max).contains(&share) {
            return Err(out_of_range(college.key, share, min, max));
        }
        sum += share;
    }
    if sum != WHOLE_BP {
        return Err(Refusal::invalid("college-shares-not-whole", "shares").with("sum", percent(sum)));
    }
    Ok(())
}

/// Refuses a share that is none, whatever the rules.
pub fn check_share(key: &str, share_bp: i64) -> Result<(), Refusal> {
    if (1..=WHOLE_BP).contains(&share_bp) {
        Ok(())
    } else {
        Err(out_of_range(key, share_bp, 1, WHOLE_BP))
    }
}

fn out_of_range(key: &str, share: i64, min: i64, max: i64) -> Refusal {
    Refusal::invalid("college-share-out-of-range", "shares")
        .with("college", key)
        .with("share", percent(share))
        .with("min", percent(min))
        .with("max", percent(max))
}

/// Basis points as a figure in per cent: `33.33`.
fn percent(basis_points: i64) -> String {
    Decimal::new(basis_points, 2).normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEYS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    fn with_shares(shares: &[Option<i64>]) -> Vec<Weighing<'static>> {
        KEYS.iter()
            .zip(shares)
            .map(|(key, share_bp)| Weighing {
                key,
                weight_bp: 10_000,
                share_bp: *share_bp,
            })
            .collect()
    }

    /// Each line: legal form, combination, shares, the code of the refusal or `ok`.
    #[test]
    fn what_the_law_and_the_arithmetic_ask() {
        let third = [Some(3_334), Some(3_333), Some(3_333)];
        for (form, combination, shares, expected) in [
            ("free", "one_voice", &[None][..], "ok"),
            ("free", "one_voice", &[None, Some(200)], "ok"),
            ("free", "block", &[Some(10_000)], "ok"),
            ("free", "block", &[Some(9_900), Some(100)], "ok"),
            ("free", "block", &[None, Some(10_000)], "college-share-missing"),
            (
                "free",
                "ratio",
                &[Some(5_000), Some(4_999)],
                "college-shares-not-whole",
            ),
            (
                "free",
                "ratio",
                &[Some(5_000), Some(5_001)],
                "college-shares-not-whole",
            ),
            (
                "free",
                "ratio",
                &[Some(0), Some(10_000)],
                "college-share-out-of-range",
            ),
            (
                "free",
                "ratio",
                &[Some(-1), Some(10_001)],
                "college-share-out-of-range",
            ),
            ("scic", "one_voice", &[None, None], "colleges-too-few"),
            ("scic", "one_voice", &[None, None, None], "ok"),
            ("scic", "member_weight", &third, "ok"),
            (
                "scic",
                "member_weight",
                &[Some(5_000), Some(5_000)],
                "colleges-too-few",
            ),
            ("scic", "block", &[Some(5_000), Some(4_000), Some(1_000)], "ok"),
            (
                "scic",
                "block",
                &[Some(5_001), Some(3_999), Some(1_000)],
                "college-share-out-of-range",
            ),
            (
                "scic",
                "block",
                &[Some(5_000), Some(4_001), Some(999)],
                "college-share-out-of-range",
            ),
            (
                "scic",
                "ratio",
                &[Some(3_333), Some(3_333), Some(3_333)],
                "college-shares-not-whole",
            ),
        ] {
            let code = match check_shares(form, combination, &with_shares(shares)) {
                Ok(()) => "ok",
                Err(refusal) => refusal.code,
            };
            assert_eq!(code, expected, "{form} {combination} {shares:?}");
        }
    }

    #[test]
    fn a_scic_without_shares_gives_every_ballot_the_same_weight() {
        let mut colleges = with_shares(&[None, None, None]);
        colleges[2].weight_bp = 20_000;
        let refused = check_shares("scic", "one_voice", &colleges).unwrap_err();
        assert_eq!(refused.code, "college-weights-differ");
        assert_eq!(check_shares("free", "one_voice", &colleges), Ok(()));
        let colleges: Vec<_> = colleges
            .iter()
            .map(|c| Weighing {
                share_bp: Some(3_333),
                ..*c
            })
            .collect();
        let refused = check_shares("scic", "ratio", &colleges).unwrap_err();
        assert_eq!(refused.params, [("sum", "99.99".to_string())]);
    }

    fn any_shares() -> impl Strategy<Value = Vec<Option<i64>>> {
        proptest::collection::vec(proptest::option::weighted(0.95, 500i64..6_000), 1..=6)
    }

    /// Shares that are whole: of each college what it has beyond the first ones' cut.
    fn whole_shares() -> impl Strategy<Value = Vec<Option<i64>>> {
        proptest::collection::btree_set(1i64..10_000, 0..=5).prop_map(|cuts| {
            let mut edges: Vec<i64> = cuts.into_iter().collect();
            edges.insert(0, 0);
            edges.push(WHOLE_BP);
            edges.windows(2).map(|pair| Some(pair[1] - pair[0])).collect()
        })
    }

    proptest! {
        #[test]
        fn whole_shares_are_accepted_and_one_point_more_is_not(shares in whole_shares(), at in 0usize..6) {
            let colleges = with_shares(&shares);
            prop_assert_eq!(check_shares("free", "member_weight", &colleges), Ok(()));
            let mut more = colleges.clone();
            let at = at % more.len();
            more[at].share_bp = more[at].share_bp.map(|bp| bp + 1);
            prop_assert!(check_shares("free", "member_weight", &more).is_err());
        }

        #[test]
        fn a_scic_is_accepted_exactly_within_the_bounds_of_the_law(shares in whole_shares()) {
            let lawful = shares.len() >= 3
                && shares.iter().flatten().all(|bp| (1_000..=5_000).contains(bp));
            prop_assert_eq!(check_shares("scic", "block", &with_shares(&shares)).is_ok(), lawful);
        }

        #[test]
        fn neither_order_nor_key_changes_the_answer(shares in any_shares(), turn in 0usize..6) {
            for form in ["free", "scic"] {
                for combination in ["one_voice", "member_weight", "block", "ratio"] {
                    let here = check_shares(form, combination, &with_shares(&shares)).is_ok();
                    let mut turned = shares.clone();
                    turned.rotate_left(turn % shares.len());
                    prop_assert_eq!(check_shares(form, combination, &with_shares(&turned)).is_ok(), here);
                    if form == "scic" && here {
                        prop_assert_eq!(check_shares("free", combination, &with_shares(&shares)), Ok(()));
                    }
                }
            }
        }
    }
}
