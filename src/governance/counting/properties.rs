//! What every method promises, tried on random ballots, and the textbooks' examples.

use proptest::prelude::*;

use super::*;

const OPTIONS: usize = 4;

fn ranked(rows: &[Vec<u16>]) -> Profile {
    Profile::equal(rows[0].len(), Levels::Ranks, &rows.concat()).unwrap()
}

fn graded(rows: &[Vec<u16>], grades: usize) -> Profile {
    Profile::equal(OPTIONS, Levels::grades(grades), &rows.concat()).unwrap()
}

/// Ballots written as `8: ACBED`, the best first.
fn strict(lines: &[(usize, &str)]) -> Profile {
    let mut rows = Vec::new();
    for (times, order) in lines {
        let mut row = vec![0u16; order.len()];
        for (rank, letter) in order.bytes().enumerate() {
            row[usize::from(letter - b'A')] = u16::try_from(rank + 1).unwrap();
        }
        rows.extend(std::iter::repeat_n(row, *times));
    }
    ranked(&rows)
}

fn rules() -> Vec<Rule> {
    let grades: Vec<String> = (1..=5).map(|grade| format!("grade {grade}")).collect();
    vec![
        Rule::Plurality,
        Rule::Approval,
        Rule::Score {
            missing: MissingScore::Zero,
        },
        Rule::Dots,
        Rule::Schulze {
            strength: Strength::Winning,
        },
        Rule::Schulze {
            strength: Strength::Margins,
        },
        irv(EliminationTies::All, Overvotes::Exhaust),
        irv(EliminationTies::All, Overvotes::Skip),
        irv(EliminationTies::EarlierRound, Overvotes::Exhaust),
        Rule::MajorityJudgment {
            grades,
            missing: MissingGrade::Worst,
        },
    ]
}

fn irv(ties: EliminationTies, overvotes: Overvotes) -> Rule {
    Rule::InstantRunoff { ties, overvotes }
}

fn of(rule: &Rule, profile: &Profile) -> Count {
    count(rule, profile, 1, None).unwrap()
}

/// Schulze's first example (section 3.1 of the paper): 45 voters, five options.
#[test]
fn schulze_45_voters() {
    let profile = strict(&[
        (5, "ACBED"),
        (5, "ADECB"),
        (8, "BEDAC"),
        (3, "CABED"),
        (7, "CAEBD"),
        (2, "CBADE"),
        (7, "DCEBA"),
        (8, "EBADC"),
    ]);
    let pairwise = Pairwise::of(&profile).unwrap();
    let row = |x: usize| {
        (0..5)
            .filter(|y| *y != x)
            .map(|y| pairwise.preferring(x, y))
            .collect::<Vec<_>>()
    };
    assert_eq!(row(0), [20, 26, 30, 22]);
    assert_eq!(row(1), [25, 16, 33, 18]);
    assert_eq!(row(2), [19, 29, 17, 24]);
    assert_eq!(row(3), [15, 12, 28, 14]);
    assert_eq!(row(4), [23, 27, 21, 31]);
    let paths = pairwise.strongest_paths(Strength::Winning);
    assert_eq!(paths[0][1..], [28, 28, 30, 24]);
    assert_eq!(paths[4], [25, 28, 28, 31, 0]);
    let result = of(&rules()[4], &profile);
    assert_eq!(result.order, [[4], [0], [2], [1], [3]], "E, then A, C, B and D");
    assert_eq!(pairwise.condorcet_winner(), None);
    assert_eq!(
        count_pairwise(&pairwise, Strength::Winning, 1, None).winners,
        result.winners
    );
}

/// Winning votes and margins differ once ballots are truncated: 0 beats 1 by 5 to 4, 1 beats 2 by 4 to 1, 2 beats 0 by
/// 3 to 2. The weakest defeat, by votes and by margin, is not the same when 2 wins by 6 to 5.
#[test]
fn the_two_strengths_can_differ() {
    let rows = |last: [u128; 2]| vec![vec![0, 5, last[1]], vec![1, 0, 4], vec![last[0], 1, 0]];
    let pairwise = Pairwise::new(&rows([6, 5])).unwrap();
    let winners = |strength| count_pairwise(&pairwise, strength, 1, None).winners;
    assert_eq!(
        winners(Strength::Winning),
        [2],
        "1 against 2 has the fewest votes"
    );
    assert_eq!(
        winners(Strength::Margins),
        [0],
        "2 against 0 has the least margin"
    );
}

/// The capital of Tennessee, the usual example: Memphis, Nashville, Chattanooga, Knoxville.
#[test]
fn the_capital_of_tennessee() {
    let profile = strict(&[(42, "ABCD"), (26, "BCDA"), (15, "CDBA"), (17, "DCBA")]);
    let runoff = of(&irv(EliminationTies::All, Overvotes::Exhaust), &profile);
    assert_eq!(runoff.order, [[3], [0], [1], [2]], "Knoxville by run-off");
    let rounds = &runoff.figures["rounds"];
    assert_eq!(rounds[1]["votes"]["#3"], 32);
    assert_eq!(rounds[2]["votes"]["#3"], 58);
    assert_eq!(runoff.figures["decided_in_round"], 3);
    assert_eq!(
        of(&Rule::Plurality, &profile).winners,
        [0],
        "Memphis by plurality"
    );
    assert_eq!(
        of(&rules()[4], &profile).winners,
        [1],
        "Nashville beats each other one"
    );
}

#[test]
fn a_tie_in_an_elimination_is_broken_as_declared() {
    // 0: 4, 1: 2 and 2: 2; before that, 3 with one vote gave it to 1.
    let profile = ranked(&[
        vec![1, 0, 0, 0],
        vec![1, 0, 0, 0],
        vec![1, 0, 0, 0],
        vec![1, 0, 0, 0],
        vec![0, 1, 0, 0],
        vec![0, 0, 1, 0],
        vec![0, 0, 1, 0],
        vec![0, 2, 0, 1],
        vec![0, 2, 0, 1],
        vec![0, 1, 0, 0],
        vec![0, 1, 0, 2],
    ]);
    // Round 1: 4, 3, 2, 2. Options 2 and 3 are the last.
    let all = of(&irv(EliminationTies::All, Overvotes::Exhaust), &profile);
    assert_eq!(all.order, [vec![1], vec![0], vec![2, 3]]);
    assert_eq!(all.ties[0].at, "elimination round 1");
    assert_eq!(all.ties[0].broken_by, None);
    let lot = Lot::draw([1; 32], 4);
    let rule = irv(EliminationTies::Lot, Overvotes::Exhaust);
    let drawn = count(&rule, &profile, 1, Some(&lot)).unwrap();
    let loser = *lot.arrange(&[2, 3]).last().unwrap();
    assert_eq!(drawn.ties[0].chosen, [loser]);
    assert_eq!(drawn.ties[0].broken_by, Some(BrokenBy::Lot));
    assert_eq!(drawn.order.last().unwrap(), &[loser]);
}

#[test]
fn the_latest_earlier_round_that_differs_decides() {
    // Round 1: 5, 3, 2, 1; 3 leaves and gives its vote to 2. Round 2: 1 and 2 have three each; in round 1 option 2 had
    // fewer.
    let mut rows = vec![vec![1, 0, 0, 0]; 5];
    rows.extend(vec![vec![0, 1, 0, 0]; 3]);
    rows.extend(vec![vec![0, 0, 1, 0]; 2]);
    rows.push(vec![0, 0, 2, 1]);
    let profile = ranked(&rows);
    let result = of(&irv(EliminationTies::EarlierRound, Overvotes::Exhaust), &profile);
    assert_eq!(result.order, [[0], [1], [2], [3]]);
    assert_eq!(result.ties[0].broken_by, Some(BrokenBy::EarlierRound));
    assert_eq!(
        (&result.ties[0].options, &result.ties[0].chosen),
        (&vec![1, 2], &vec![2])
    );
}

#[test]
fn overvotes_exhaust_or_are_skipped() {
    // 2 leaves first. Its ballot then ranks 0 and 1 together, before 3.
    let mut rows = vec![vec![1, 0, 0, 0]; 4];
    rows.extend(vec![vec![0, 1, 0, 0]; 3]);
    rows.extend(vec![vec![0, 0, 0, 1]; 2]);
    rows.push(vec![2, 2, 1, 3]);
    let profile = ranked(&rows);
    let exhausted = of(&irv(EliminationTies::All, Overvotes::Exhaust), &profile);
    assert_eq!(exhausted.figures["rounds"][1]["overvotes"], 1);
    assert_eq!(exhausted.figures["rounds"][1]["votes"]["#3"], 2);
    let skipped = of(&irv(EliminationTies::All, Overvotes::Skip), &profile);
    assert_eq!(skipped.figures["rounds"][1]["overvotes"], 0);
    assert_eq!(skipped.figures["rounds"][1]["votes"]["#3"], 3);
    let plurality = of(
        &Rule::Plurality,
        &ranked(&[vec![1, 1, 0], vec![0, 2, 3], vec![0, 0, 0]]),
    );
    assert_eq!(plurality.winners, [1]);
    assert_eq!(plurality.figures["overvotes"], 1);
    assert_eq!(plurality.figures["blank"], 1);
}

#[test]
fn a_missing_grade_is_worst_or_refused() {
    let profile = graded(&[vec![3, 1, 2, 0], vec![3, 0, 2, 0]], 3);
    let grades: Vec<String> = ["poor", "fair", "good"].map(String::from).to_vec();
    let judge = |missing| {
        let grades = grades.clone();
        count(&Rule::MajorityJudgment { grades, missing }, &profile, 1, None)
    };
    let judged = judge(MissingGrade::Worst).unwrap();
    assert_eq!(judged.order, [vec![0], vec![2], vec![1, 3]]);
    assert_eq!(
        judged.figures["gauges"]["#1"]["counts"],
        serde_json::json!([2, 0, 0])
    );
    assert_eq!(
        judge(MissingGrade::Refuse),
        Err(CountError::UnequalTotals {
            option: 1,
            total: 1,
            expected: 2
        })
    );
    let missing = MissingScore::Refuse;
    assert_eq!(
        count(&Rule::Score { missing }, &profile, 1, None),
        Err(CountError::MissingScore { option: 1 })
    );
}

#[test]
fn seats_are_given_from_the_top_and_the_lot_breaks_the_cut() {
    let profile = graded(&[vec![3, 2, 2, 1]], 3);
    let lot = Lot::draw([9; 32], OPTIONS);
    let first = lot.arrange(&[1, 2])[0];
    let seat = |seats, lot| count(&Rule::Dots, &profile, seats, lot).unwrap();
    assert_eq!(seat(1, None).winners, [0]);
    assert_eq!(
        seat(2, None).winners,
        [0, 1, 2],
        "without a lot all at the cut win"
    );
    assert_eq!(seat(2, Some(&lot)).winners, [0, first]);
    assert_eq!(seat(2, Some(&lot)).ties[0].chosen, [first]);
    assert_eq!(
        seat(2, Some(&lot)).order,
        [vec![0], vec![1, 2], vec![3]],
        "shown as a tie"
    );
    assert_eq!(seat(3, Some(&lot)).ties[0].broken_by, None, "nothing hung on it");
    assert_eq!(seat(9, None).winners.len(), OPTIONS);
    assert_eq!(count(&Rule::Dots, &profile, 0, None), Err(CountError::NoSeat));
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let ranks = ranked(&[vec![1, 2]]);
    for rule in [Rule::Approval, Rule::Dots] {
        assert!(matches!(
            count(&rule, &ranks, 1, None),
            Err(CountError::NeedsGrades(_))
        ));
    }
    assert_eq!(Profile::equal(0, Levels::Ranks, &[]), Err(CountError::NoOption));
    assert_eq!(
        Profile::equal(2, Levels::Ranks, &[1, 2, 3]),
        Err(CountError::Groups)
    );
    assert_eq!(
        Profile::equal(1, Levels::grades(2), &[3]),
        Err(CountError::UnknownLevel(3))
    );
    let huge = |weight| {
        vec![Group {
            ballots: 0..2,
            weight,
        }]
    };
    let profile = |weight| Profile::new(1, Levels::grades(2), &[2, 2], huge(weight)).unwrap();
    assert_eq!(
        count(&Rule::Dots, &profile(u128::MAX / 2), 1, None),
        Err(CountError::Overflow)
    );
    for rule in rules() {
        assert_eq!(
            count(&rule, &profile(u128::MAX), 1, None),
            Err(CountError::Overflow),
            "{rule:?}"
        );
    }
    let gap = vec![Group {
        ballots: 1..2,
        weight: 1,
    }];
    assert_eq!(
        Profile::new(1, Levels::Ranks, &[1, 1], gap),
        Err(CountError::Groups)
    );
}

#[test]
fn a_rule_is_stored_as_one_flat_object() {
    for rule in rules() {
        let stored = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<Rule>(&stored).unwrap(), rule, "{stored}");
    }
    let stored = r#"{"method":"irv","ties":"earlier_round","overvotes":"skip"}"#;
    let rule = irv(EliminationTies::EarlierRound, Overvotes::Skip);
    assert_eq!(serde_json::from_str::<Rule>(stored).unwrap(), rule);
    assert!(serde_json::from_str::<Rule>(r#"{"method":"schulze","strength":"loud"}"#).is_err());
}

#[test]
fn names_are_put_into_figures() {
    let mut figures = serde_json::json!({"votes": {"#0": 1, "#1": 2}, "first": ["#1"], "other": "#7"});
    name_options(&mut figures, &["Ana".into(), "Bo".into()]);
    let named = serde_json::json!({"votes": {"Ana": 1, "Bo": 2}, "first": ["Bo"], "other": "#7"});
    assert_eq!(figures, named);
}

/// More than 254 ranks are counted the same as few.
#[test]
fn wide_columns_count_as_narrow_ones() {
    let rows: Vec<Vec<u16>> = (0..3000u16)
        .map(|n| (0..3).map(|o| (n * 7 + o * 5 + n / 11) % 4).collect())
        .collect();
    let wide: Vec<Vec<u16>> = rows
        .iter()
        .map(|row| row.iter().map(|rank| rank * 300).collect())
        .collect();
    for rule in &rules()[4..9] {
        assert_eq!(of(rule, &ranked(&rows)), of(rule, &ranked(&wide)), "{rule:?}");
    }
    assert_eq!(
        of(&Rule::Plurality, &ranked(&rows)),
        of(&Rule::Plurality, &ranked(&wide))
    );
}

fn ballots() -> impl Strategy<Value = Vec<Vec<u16>>> {
    let ballot = proptest::collection::vec(0..=5u16, OPTIONS);
    proptest::collection::vec(ballot, 1..12)
}

/// Both readings of the same cells, for the methods that take them.
fn profiles(rule: &Rule, rows: &[Vec<u16>]) -> Vec<Profile> {
    match rule {
        Rule::Plurality | Rule::Schulze { .. } | Rule::InstantRunoff { .. } => {
            vec![ranked(rows), graded(rows, 5)]
        }
        _ => vec![graded(rows, 5)],
    }
}

/// One more step in favour of `option` on a ballot: a better rank than all, or the best grade.
fn raised(row: &[u16], option: usize, ranks: bool) -> Vec<u16> {
    let mut row: Vec<u16> = row.to_vec();
    if ranks {
        row.iter_mut()
            .filter(|rank| **rank > 0)
            .for_each(|rank| *rank += 1);
        row[option] = 1;
    } else {
        row[option] = 5;
    }
    row
}

/// The places of an order as sets.
fn places(count: &Count) -> Vec<Vec<usize>> {
    let mut order = count.order.clone();
    order.iter_mut().for_each(|place| place.sort_unstable());
    order
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn ballots_are_anonymous(rows in ballots(), turn in 0..12usize) {
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        for rule in rules() {
            for (a, b) in profiles(&rule, &rows).iter().zip(&profiles(&rule, &turned)) {
                prop_assert_eq!(of(&rule, a), of(&rule, b));
            }
        }
    }

    #[test]
    fn options_are_treated_alike(rows in ballots(), turn in 1..OPTIONS) {
        // Option n of the ballots is option n + turn of the turned ones.
        let turned: Vec<Vec<u16>> = rows
            .iter()
            .map(|row| {
                let mut row = row.clone();
                row.rotate_right(turn);
                row
            })
            .collect();
        for rule in rules() {
            for (a, b) in profiles(&rule, &rows).iter().zip(&profiles(&rule, &turned)) {
                let mut moved = of(&rule, a);
                for option in moved.order.iter_mut().flatten() {
                    *option = (*option + turn) % OPTIONS;
                }
                prop_assert_eq!(places(&moved), places(&of(&rule, b)), "{:?}", rule);
            }
        }
    }

    #[test]
    fn more_support_never_unseats_a_winner(rows in ballots(), pick in 0..12usize) {
        for rule in rules() {
            if matches!(rule, Rule::InstantRunoff { .. }) {
                continue; // The alternative vote is known not to be monotonic.
            }
            for profile in profiles(&rule, &rows) {
                let ranks = matches!(profile.levels(), Levels::Ranks);
                let winner = of(&rule, &profile).winners[0];
                let mut better = rows.clone();
                let row = pick % rows.len();
                better[row] = raised(&rows[row], winner, ranks);
                let after = if ranks { ranked(&better) } else { graded(&better, 5) };
                let after = of(&rule, &after);
                prop_assert!(after.winners.contains(&winner), "{:?}", rule);
            }
        }
    }

    #[test]
    fn a_weight_is_as_many_copies(rows in ballots(), weight in 1..5usize) {
        let (heavy, light) = rows.split_at(rows.len() / 2);
        let copies: Vec<Vec<u16>> = heavy
            .iter()
            .flat_map(|row| std::iter::repeat_n(row.clone(), weight))
            .chain(light.iter().cloned())
            .collect();
        let groups = vec![
            Group { ballots: 0..heavy.len(), weight: weight as u128 },
            Group { ballots: heavy.len()..rows.len(), weight: 1 },
        ];
        for rule in rules() {
            for copied in profiles(&rule, &copies) {
                let cells = rows.concat();
                let weighed =
                    Profile::new(OPTIONS, copied.levels().clone(), &cells, groups.clone()).unwrap();
                prop_assert_eq!(of(&rule, &weighed), of(&rule, &copied));
            }
        }
    }

    #[test]
    fn the_order_begins_with_the_winners_and_holds_everybody_once(
        rows in ballots(), seats in 1..6usize, seed in 0..4u8,
    ) {
        let lot = (seed > 0).then(|| Lot::draw([seed; 32], OPTIONS));
        for rule in rules() {
            for profile in profiles(&rule, &rows) {
                let count = count(&rule, &profile, seats, lot.as_ref()).unwrap();
                let mut all = count.order.concat();
                let wanted = seats.min(OPTIONS);
                if lot.is_some() {
                    prop_assert_eq!(count.winners.len(), wanted);
                } else {
                    prop_assert!(count.winners.len() >= wanted);
                    prop_assert_eq!(&count.winners[..], &all[..count.winners.len()]);
                }
                // Whoever stands before the last winner's place has won.
                for place in &count.order {
                    let won = place.iter().filter(|option| count.winners.contains(option)).count();
                    if won < place.len() {
                        let before = count.order.iter().take_while(|p| *p != place).flatten();
                        prop_assert!(before.clone().all(|option| count.winners.contains(option)));
                        prop_assert_eq!(count.winners.len(), before.count() + won);
                        break;
                    }
                }
                all.sort_unstable();
                prop_assert_eq!(all, (0..OPTIONS).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn schulze_elects_whom_a_majority_prefers_to_each_other(rows in ballots()) {
        let profile = ranked(&rows);
        let prefers = |row: &[u16], x: usize, y: usize| row[x] > 0 && (row[y] == 0 || row[x] < row[y]);
        let beats = |x: usize, y: usize| {
            let votes = |x, y| rows.iter().filter(|row| prefers(row, x, y)).count();
            votes(x, y) > votes(y, x)
        };
        let condorcet = (0..OPTIONS).find(|x| (0..OPTIONS).all(|y| y == *x || beats(*x, y)));
        prop_assert_eq!(Pairwise::of(&profile).unwrap().condorcet_winner(), condorcet);
        if let Some(winner) = condorcet {
            for rule in &rules()[4..6] {
                prop_assert_eq!(of(rule, &profile).winners, vec![winner]);
            }
        }
    }
}
