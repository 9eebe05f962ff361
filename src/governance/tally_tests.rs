//! Statements and properties of counting a box: every combination of colleges, every method, recounts in any order.

use proptest::prelude::*;

use super::counting;
use super::fixtures::{ballots, college, terms};
use super::model::{Ballot, Combination, Method, Outcome, SilentCollege};
use super::settings::{Abstention, Silence};
use super::tally::{Tally, recount};
use super::terms::{Terms, check_secrecy};

const SEED: &str = "0707070707070707070707070707070707070707070707070707070707070707";

/// The terms of a vote of colleges, `(key, share, members on the roll)`.
fn by_share(method: Method, combination: Combination, colleges: &[(&str, i64, i64)]) -> Terms {
    let mut terms = terms(method);
    terms.combination = combination;
    terms.colleges = colleges
        .iter()
        .map(|(key, share, members)| college(key, *share, *members))
        .collect();
    terms.roll_size = colleges.iter().map(|(_, _, members)| members).sum();
    terms
}

/// A box: the answers of each college in turn.
fn filled(terms: &Terms, answers: &[&[&str]]) -> Vec<Ballot> {
    let boxes = terms.colleges.iter().zip(answers);
    boxes
        .flat_map(|(college, answers)| ballots(answers, Some(college.id)))
        .collect()
}

fn exact(tally: &Tally) -> [String; 3] {
    let weights = tally.exact_weights.clone().unwrap();
    [weights.yes, weights.no, weights.abstain]
}

#[test]
fn a_member_weighs_the_share_of_their_college_over_its_members() {
    let colleges = [("workers", 5_000, 3), ("users", 3_000, 7), ("towns", 2_000, 1)];
    let terms = by_share(Method::Majority, Combination::MemberWeight, &colleges);
    let cast = filled(&terms, &[&["yes", "no"], &["yes", "yes", "abstain"], &["no"]]);
    let tally = recount(&terms, &cast, None).unwrap();
    // Yes: 50 %/3 + 2 x 30 %/7; no: 50 %/3 + 20 %; one worker and four users stayed away, and their voices with them.
    assert_eq!(exact(&tally), ["53/210", "11/30", "3/70"]);
    assert_eq!(tally.weights.unwrap().yes, 2_523);
    assert_eq!(tally.outcome, Outcome::Rejected);
    assert_eq!(tally.colleges[1].ballots, 3);
}

#[test]
fn under_ratio_a_college_speaks_with_its_whole_share_whoever_came() {
    let colleges = [("workers", 5_000, 30), ("users", 5_000, 30)];
    let terms = by_share(Method::Majority, Combination::Ratio, &colleges);
    let cast = filled(&terms, &[&["yes", "no", "no"], &["yes"]]);
    let tally = recount(&terms, &cast, None).unwrap();
    assert_eq!(exact(&tally), ["2/3", "1/3", "0/1"]);
    assert_eq!(tally.outcome, Outcome::Passed);
}

#[test]
fn a_block_gives_its_share_whole() {
    let colleges = [("workers", 4_000, 9), ("users", 4_000, 9), ("towns", 2_000, 9)];
    let terms = by_share(Method::Majority, Combination::Block, &colleges);
    let cast = filled(&terms, &[&["yes", "yes", "no"], &["no", "no"], &["yes", "no"]]);
    let tally = recount(&terms, &cast, None).unwrap();
    // The towns are divided: their share is an abstention.
    assert_eq!(exact(&tally), ["2/5", "2/5", "1/5"]);
    assert_eq!(tally.outcome, Outcome::Rejected, "a tie does not pass");
}

#[test]
fn a_silent_college_is_passed_over_or_blocks() {
    let colleges = [("workers", 5_000, 3), ("users", 5_000, 3)];
    let mut terms = by_share(Method::Majority, Combination::MemberWeight, &colleges);
    let cast = filled(&terms, &[&["yes"], &[]]);
    assert_eq!(recount(&terms, &cast, None).unwrap().outcome, Outcome::Passed);
    terms.silent_college = SilentCollege::Blocks;
    let tally = recount(&terms, &cast, None).unwrap();
    assert_eq!(tally.outcome, Outcome::QuorumNotMet);
    assert!(tally.colleges[1].silent);
}

#[test]
fn options_are_weighed_by_college_too() {
    let colleges = [("many", 2_000, 40), ("few", 8_000, 2)];
    let answers: [&[&str]; 2] = [&["1", "1", "1", "1", "1"], &["2"]];
    for (combination, winner) in [
        (Combination::MemberWeight, 2),
        (Combination::Ratio, 2),
        (Combination::Block, 2),
    ] {
        let terms = by_share(Method::Plurality, combination, &colleges);
        let cast = filled(&terms, &answers);
        let tally = recount(&terms, &cast, Some(SEED)).unwrap();
        assert_eq!(tally.options.unwrap().winners, vec![winner], "{combination}");
    }
    let terms = terms(Method::Plurality);
    let cast = ballots(&["1", "1", "1", "1", "1", "2"], None);
    assert_eq!(
        recount(&terms, &cast, Some(SEED))
            .unwrap()
            .options
            .unwrap()
            .winners,
        vec![1]
    );
}

#[test]
fn each_method_counts_a_box() {
    for (method, answers, winner) in [
        (Method::Plurality, ["1", "2", "2"], 2),
        (Method::Approval, ["1,3", "2,3", "1"], 3),
        (Method::Score, ["1:5,2:1", "2:3", "3:5,1:1"], 1),
        (Method::Dots, ["1:10", "2:6,3:4", "2:5"], 2),
        (Method::Schulze, ["1>2>3", "2=3>1", "2"], 2),
        (Method::InstantRunoff, ["1", "2>1", "1>3"], 1),
        (Method::MajorityJudgment, ["1:6,2:5", "1:1,2:5,3:2", "2:4"], 2),
    ] {
        let mut cast = ballots(&answers, None);
        cast.extend(ballots(&["abstain"], None));
        let mut terms = terms(method);
        terms.options.truncate(3);
        let tally = recount(&terms, &cast, Some(SEED)).unwrap();
        let found = tally.options.clone().unwrap();
        let tied_first = &found.order[0];
        assert!(tied_first.contains(&winner), "{method}: {found:?}");
        assert_eq!(found.winners.len(), 1, "{method}: the lot breaks ties");
        assert_eq!((tally.outcome, tally.turnout), (Outcome::Passed, 4), "{method}");
        assert_eq!(tally.counts, None);
    }
}

#[test]
fn none_of_these_rejects() {
    let mut terms = terms(Method::Approval);
    terms.options[2].none = true;
    let wins = recount(&terms, &ballots(&["3", "3", "1"], None), Some(SEED)).unwrap();
    assert_eq!(wins.outcome, Outcome::Rejected);
    let loses = recount(&terms, &ballots(&["3", "1", "1"], None), Some(SEED)).unwrap();
    assert_eq!(loses.outcome, Outcome::Passed);
    let nobody = recount(&terms, &ballots(&["abstain"], None), Some(SEED)).unwrap();
    assert_eq!(
        nobody.outcome,
        Outcome::Rejected,
        "nothing but abstentions chooses nothing"
    );
}

#[test]
fn a_tie_is_shown_and_broken_by_the_lot() {
    let mut terms = terms(Method::Approval);
    let seed = counting::parse_seed(SEED).unwrap();
    terms.lot_commitment = Some(counting::commit(&seed));
    let tally = recount(&terms, &ballots(&["1", "2", "3"], None), Some(SEED)).unwrap();
    let found = tally.options.unwrap();
    assert_eq!(found.order, vec![vec![1, 2, 3]]);
    let drawn = counting::Lot::draw(seed, 3).order()[0] as i64 + 1;
    assert_eq!(found.winners, vec![drawn]);
    assert_eq!(found.ties[0].broken_by.as_deref(), Some("lot"));
    assert_eq!(found.ties[0].chosen, vec![drawn]);
}

#[test]
fn consent_is_that_no_objection_remains() {
    let mut terms = terms(Method::Consent);
    terms.quorum_bp = 200;
    let passes =
        |terms: &Terms, answers: &[&str]| recount(terms, &ballots(answers, None), None).unwrap().outcome;
    assert_eq!(passes(&terms, &["yes", "abstain"]), Outcome::Passed);
    assert_eq!(passes(&terms, &["yes", "yes", "objection"]), Outcome::Rejected);
    assert_eq!(
        passes(&terms, &["yes"]),
        Outcome::QuorumNotMet,
        "silence is absence"
    );
    assert_eq!(
        passes(&terms, &["abstain", "abstain"]),
        Outcome::Rejected,
        "somebody must consent"
    );
    terms.settings.silence = Some(Silence::Consent);
    assert_eq!(
        passes(&terms, &[]),
        Outcome::Passed,
        "silence was declared to consent"
    );
    assert_eq!(passes(&terms, &["objection"]), Outcome::Rejected);
}

#[test]
fn abstentions_are_ignored_or_count_against() {
    let mut terms = terms(Method::Majority);
    let cast = ballots(&["yes", "yes", "no", "abstain"], None);
    assert_eq!(recount(&terms, &cast, None).unwrap().outcome, Outcome::Passed);
    terms.settings.abstention = Some(Abstention::Against);
    let tally = recount(&terms, &cast, None).unwrap();
    assert_eq!(tally.outcome, Outcome::Rejected);
    assert_eq!(tally.majority.unwrap().share_bp, Some(5_000));
}

#[test]
fn a_small_box_is_no_secret() {
    let mut one = terms(Method::Majority);
    one.roll_size = 2;
    assert_eq!(
        check_secrecy(&one, 3).unwrap_err().code,
        "box-too-small-for-secrecy"
    );
    one.roll_size = 3;
    assert!(check_secrecy(&one, 3).is_ok());
    let by_college = by_share(
        Method::Majority,
        Combination::Ratio,
        &[("a", 5_000, 40), ("b", 5_000, 2)],
    );
    assert_eq!(
        check_secrecy(&by_college, 3).unwrap_err().code,
        "box-too-small-for-secrecy"
    );
    let empty = by_share(
        Method::Majority,
        Combination::Ratio,
        &[("a", 5_000, 40), ("b", 5_000, 0)],
    );
    assert!(check_secrecy(&empty, 3).is_ok(), "an empty box gives nobody away");
}

#[test]
fn what_could_not_be_counted_does_not_open() {
    let several = by_share(Method::Plurality, Combination::Block, &[("a", 10_000, 4)]);
    assert!(several.check().is_ok());
    let mut seats = several.clone();
    seats.settings.seats = Some(2);
    assert_eq!(seats.check().unwrap_err().code, "block-wants-one-winner");
    let primes = [99_991, 99_989, 99_971, 99_961, 99_929, 99_923];
    let huge: Vec<(&str, i64, i64)> = primes.iter().map(|members| ("c", 1_600, *members)).collect();
    let huge = by_share(Method::Majority, Combination::MemberWeight, &huge);
    assert_eq!(huge.check().unwrap_err().code, "colleges-too-large-to-weigh");
}

#[test]
fn a_box_that_names_what_there_is_not_is_refused() {
    for (method, answer) in [
        (Method::Approval, "4"),
        (Method::Schulze, "1>9"),
        (Method::Majority, "objection,"),
        (Method::Score, "1"),
    ] {
        assert!(
            recount(&terms(method), &ballots(&[answer], None), None).is_err(),
            "{method} {answer}"
        );
    }
}

fn any_ballot() -> impl Strategy<Value = Ballot> {
    let answer = prop_oneof![Just("yes"), Just("no"), Just("abstain")];
    (any::<u128>(), answer, 0..40_000i64).prop_map(|(receipt, answer, weight_bp)| Ballot {
        receipt: format!("{receipt:032x}"),
        answer: answer.to_string(),
        weight_bp,
        college_id: None,
        member_id: None,
        via_id: None,
    })
}

proptest! {
    /// Whoever recounts a box, in whatever order they read it, finds the same figures; and no vote is lost on the way.
    #[test]
    fn a_recount_finds_the_same_figures_in_any_order(
        cast in proptest::collection::vec(any_ballot(), 0..80).prop_shuffle(),
        more in 0..200i64,
        quorum_bp in 0..=10_000i64,
        majority_bp in 5_001..=10_000i64,
        qualified in any::<bool>(),
        turn in any::<prop::sample::Index>(),
    ) {
        let mut terms = terms(if qualified { Method::QualifiedMajority } else { Method::Majority });
        terms.quorum_bp = quorum_bp;
        terms.majority_bp = majority_bp;
        terms.roll_size = cast.len() as i64 + more;
        let tally = recount(&terms, &cast, None).unwrap();
        let mut turned = cast.clone();
        if !turned.is_empty() {
            let by = turn.index(turned.len());
            turned.rotate_left(by);
        }
        prop_assert_eq!(&recount(&terms, &turned, None).unwrap(), &tally);
        let (counts, weights) = (tally.counts.unwrap(), tally.weights.unwrap());
        prop_assert_eq!(counts.yes + counts.no + counts.abstain, cast.len() as i64);
        let weight: i64 = cast.iter().map(|b| b.weight_bp).sum();
        prop_assert_eq!(weights.yes + weights.no + weights.abstain, weight);
        prop_assert_eq!(
            tally.outcome == Outcome::QuorumNotMet,
            tally.turnout * 10_000 < terms.roll_size * quorum_bp
        );
        if tally.outcome == Outcome::Passed {
            prop_assert!(weights.yes > weights.no);
        }
    }

    /// The exact weights of a vote by shares never add up to more than the whole, and to the whole under ratio.
    #[test]
    fn weights_by_share_are_exact(
        yes in proptest::collection::vec(0..40usize, 3),
        no in proptest::collection::vec(1..40usize, 3),
        more in proptest::collection::vec(0..40i64, 3),
    ) {
        let members: Vec<i64> = (0..3).map(|c| (yes[c] + no[c]) as i64 + more[c]).collect();
        let colleges = [("a", 5_000, members[0]), ("b", 3_000, members[1]), ("c", 2_000, members[2])];
        for combination in [Combination::MemberWeight, Combination::Ratio, Combination::Block] {
            let terms = by_share(Method::Majority, combination, &colleges);
            let answers: Vec<Vec<&str>> = (0..3)
                .map(|c| [vec!["yes"; yes[c]], vec!["no"; no[c]]].concat())
                .collect();
            let answers: Vec<&[&str]> = answers.iter().map(Vec::as_slice).collect();
            let tally = recount(&terms, &filled(&terms, &answers), None).unwrap();
            let parse = |text: &String| {
                let (part, whole) = text.split_once('/').unwrap();
                (part.parse::<u128>().unwrap(), whole.parse::<u128>().unwrap())
            };
            let fractions = exact(&tally);
            let (mut sum, mut common) = (0u128, 1u128);
            for fraction in &fractions {
                let (part, whole) = parse(fraction);
                sum = sum * whole + part * common;
                common *= whole;
            }
            prop_assert!(sum <= common);
            if combination != Combination::MemberWeight {
                prop_assert_eq!(sum, common);
            }
        }
    }
}
