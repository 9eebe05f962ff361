//! `commonhour vote count` on files: every format, every method, what is wrong with a file, and elections whose results
//! are known. The files are written here; of real elections only figures stand in this project.

use std::path::PathBuf;
use std::process::{Command, Output};

use commonhour::governance::counting::{Pairwise, Strength, count_pairwise};
use serde_json::{Value, json};

/// A folder of its own, gone with the test.
struct Files(PathBuf);

impl Files {
    fn new() -> Files {
        let dir = std::env::temp_dir().join(format!("commonhour-votes-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&dir).unwrap();
        Files(dir)
    }
    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
    fn run(&self, method: &str, options: &[&str], name: &str, text: impl AsRef<[u8]>) -> Output {
        let path = self.write(name, text);
        Command::new(env!("CARGO_BIN_EXE_commonhour"))
            .env_clear()
            .args(["vote", "count", "--method", method])
            .args(options)
            .arg(&path)
            .output()
            .unwrap()
    }
    /// The one object that is printed.
    fn count(&self, method: &str, options: &[&str], name: &str, text: impl AsRef<[u8]>) -> Value {
        let output = self.run(method, options, name, text);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{method} {name}: {told}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
    /// What a file that cannot be used is told, without the folder; the exit code must be 2.
    fn fault(&self, method: &str, name: &str, text: impl AsRef<[u8]>) -> String {
        let output = self.run(method, &[], name, text);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {told}");
        assert!(output.stdout.is_empty());
        told.replace(&format!("{}/", self.0.display()), "")
            .trim_end()
            .to_string()
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const TENNESSEE: &str = "# TITLE: A capital for Tennessee
# NUMBER ALTERNATIVES: 4
# NUMBER VOTERS: 100
# ALTERNATIVE NAME 1: Memphis
# ALTERNATIVE NAME 2: Nashville
# ALTERNATIVE NAME 3: Chattanooga
# ALTERNATIVE NAME 4: Knoxville
42: 1,2,3,4
26: 2,3,4,1
15: 3,4,2,1
17: 4,3,2,1
";

#[test]
fn rankings_are_counted_by_each_method() {
    let files = Files::new();
    for (method, winner) in [
        ("plurality", "Memphis"),
        ("irv", "Knoxville"),
        ("schulze", "Nashville"),
    ] {
        for name in ["a.soc", "a.SOI", "a.toc", "a.toi"] {
            let counted = files.count(method, &[], name, TENNESSEE);
            assert_eq!(counted["method"], method);
            assert_eq!(counted["ballots"], 100);
            assert_eq!(counted["winners"], json!([winner]), "{method} {name}");
            assert_eq!(counted["order"][0], json!([winner]));
            assert_eq!(counted["ties"], json!([]));
            assert!(counted["figures"].is_object());
        }
    }
    let counted = files.count("schulze", &["--strength", "margins"], "a.soc", TENNESSEE);
    assert_eq!(counted["figures"]["pairwise"]["Nashville"]["Memphis"], 58);
    assert_eq!(counted["figures"]["strongest_paths"]["Nashville"]["Memphis"], 16);
}

#[test]
fn ties_gaps_and_the_old_format_are_read() {
    let files = Files::new();
    let ties = "# NUMBER ALTERNATIVES: 3\n\n2: {1,2},3\r\n1: 3,{2}\n";
    let counted = files.count("schulze", &[], "a.toi", ties);
    assert_eq!(counted["order"], json!([["2"], ["1"], ["3"]]));
    assert_eq!(
        counted["figures"]["pairwise"]["2"]["1"], 1,
        "unranked is tied last"
    );
    let plurality = files.count("plurality", &[], "a.toi", ties);
    assert_eq!(plurality["figures"]["overvotes"], 2);
    assert_eq!(plurality["winners"], json!(["3"]));

    let old = "3\n1,Ana\n2,Bo, the younger\n3,Cy\n5,5,2\n3,1,2,3\n2,{2,3},1\n";
    let counted = files.count("schulze", &[], "b.toc", old);
    assert_eq!(counted["order"], json!([["Ana"], ["Bo, the younger"], ["Cy"]]));
    assert_eq!(counted["ballots"], 5);
    let named = "# ALTERNATIVE NAME 1: Ana\n# ALTERNATIVE NAME 2: Bo\n1: 2\n";
    assert_eq!(files.count("irv", &[], "c.soi", named)["winners"], json!(["Bo"]));
}

const GRADES: &str = "id,Ana,\"Bo, the younger\",Cy\n1,5,3,\n2,4,0,1\n3,1,5,2.0\n1,,4,2\n";

#[test]
fn tables_of_grades_are_counted_by_each_method() {
    let files = Files::new();
    let order = |method: &str| files.count(method, &[], "a.csv", GRADES)["order"].clone();
    assert_eq!(order("score"), json!([["Bo, the younger"], ["Ana"], ["Cy"]]));
    assert_eq!(order("dots"), json!([["Bo, the younger"], ["Ana"], ["Cy"]]));
    assert_eq!(order("approval"), json!([["Ana", "Bo, the younger", "Cy"]]));
    assert_eq!(order("plurality"), json!([["Ana", "Bo, the younger"], ["Cy"]]));
    assert_eq!(order("schulze"), json!([["Ana", "Bo, the younger"], ["Cy"]]));
    assert_eq!(order("irv"), json!([["Ana", "Bo, the younger"], ["Cy"]]));
    // Sorted: 1145, 1345 and 1122, where 1 is also what is missing.
    assert_eq!(
        order("majority_judgment"),
        json!([["Bo, the younger"], ["Ana"], ["Cy"]])
    );
    let sums = files.count("score", &[], "a.csv", GRADES);
    assert_eq!(
        sums["figures"]["sums"],
        json!({"Ana": 10, "Bo, the younger": 12, "Cy": 5})
    );
    assert_eq!(sums["ballots"], 4);
}

#[test]
fn semicolons_decimals_and_a_byte_order_mark_are_read() {
    let files = Files::new();
    let text = "\u{feff}id;Ana;\"Bo\"\r\na;1,5;0.25\r\nb;2;\r\n";
    let counted = files.count("score", &[], "a.csv", text);
    assert_eq!(counted["figures"]["sums"], json!({"Ana": "3.5", "Bo": "0.25"}));
    assert_eq!(counted["winners"], json!(["Ana"]));
    let output = files.run("score", &["--missing", "refuse"], "a.csv", text);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("\"Bo\" has no score"));
}

#[test]
fn grades_may_be_named_and_missing_ones_refused() {
    let files = Files::new();
    let named = ["--grades", "poor, fair,good"];
    let counted = files.count(
        "majority_judgment",
        &named,
        "a.csv",
        "id,A,B\n1,3,2\n2,3,0\n3,1,2\n",
    );
    assert_eq!(counted["order"], json!([["A"], ["B"]]));
    let gauge = json!({"counts": [1, 0, 2], "majority_grade": "good", "above": 0, "below": 1, "sign": "-"});
    assert_eq!(counted["figures"]["gauges"]["A"], gauge);
    let refuse = ["--missing", "refuse"];
    let output = files.run("majority_judgment", &refuse, "a.csv", "id,A,B\n1,3,2\n2,3,0\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("\"B\" has 1 grades, \"A\" has 2"));
    let output = files.run("majority_judgment", &named, "b.csv", "id,A,B\n1,3,2\n2,3,4\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("b.csv:3: grade 4 is above"));
}

#[test]
fn ties_stay_ties_until_a_lot_breaks_them() {
    let files = Files::new();
    let text = "id,A,B,C\n1,2,2,1\n";
    let open = files.count("score", &[], "a.csv", text);
    assert_eq!(open["winners"], json!(["A", "B"]));
    let tie = json!([{"at": "order", "options": ["A", "B"], "broken_by": null, "chosen": ["A", "B"]}]);
    assert_eq!(open["ties"], tie);
    let seed = "ab".repeat(32);
    let drawn = files.count("score", &["--seed", &seed], "a.csv", text);
    let lot: Vec<String> = serde_json::from_value(drawn["figures"]["lot"]["order"].clone()).unwrap();
    let first = lot.iter().find(|name| *name != "C").unwrap();
    assert_eq!(drawn["winners"], json!([first]));
    assert_eq!(drawn["ties"][0]["broken_by"], "lot");
    assert_eq!(drawn["order"], open["order"], "still shown as a tie");
    let two = files.count("score", &["--seats", "2"], "a.csv", text);
    assert_eq!(two["winners"], json!(["A", "B"]));
    assert_eq!(
        files.run("score", &["--seed", "zz"], "a.csv", text).status.code(),
        Some(2)
    );
    assert_eq!(
        files.run("score", &["--seats", "0"], "a.csv", text).status.code(),
        Some(2)
    );
}

#[test]
fn several_files_give_a_line_each() {
    let files = Files::new();
    let first = files.write("a.soc", TENNESSEE);
    let output = files.run(
        "irv",
        &[first.to_str().unwrap()],
        "b.soi",
        "# NUMBER ALTERNATIVES: 1\n1: 1\n",
    );
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["winners"], json!(["Knoxville"]));
    assert_eq!(lines[1]["winners"], json!(["1"]));
}

#[test]
fn malformed_rankings_are_told_with_their_line() {
    let files = Files::new();
    let head = "# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: Ana\n";
    for (name, line, fault) in [
        ("a.soi", "x: 1", "a.soi:4: \"x\" is no number of ballots"),
        ("a.soi", "0: 1", "a.soi:4: the number of ballots must be above 0"),
        ("a.soi", "-2: 1", "a.soi:4: \"-2\" is no number of ballots"),
        ("a.soi", "1: 4", "a.soi:4: there is no alternative 4"),
        ("a.soi", "1: 0", "a.soi:4: there is no alternative 0"),
        ("a.soi", "1: 1,b", "a.soi:4: \"b\" is no number of an alternative"),
        ("a.soi", "1: 2,1,2", "a.soi:4: alternative 2 stands twice"),
        ("a.soi", "1:", "a.soi:4: \"\" is no number of an alternative"),
        ("a.soi", "1,2,3", "a.soi:4: this is not count: order"),
        ("a.soi", "1: {1,2},3", "a.soi:4: a strict order has a tie"),
        (
            "a.soc",
            "1: 1,3",
            "a.soc:4: a complete order leaves out alternative 2",
        ),
        ("a.toi", "1: {1,2", "a.toi:4: a tie does not end"),
        ("a.toi", "1: 1,2}", "a.toi:4: a tie ends that did not begin"),
        (
            "a.toi",
            "# ALTERNATIVE NAME 7: Cy",
            "a.toi:4: there is no alternative 7",
        ),
        (
            "a.toi",
            "# ALTERNATIVE NAME 1: Cy",
            "a.toi:4: alternative 1 is named twice",
        ),
        (
            "a.toi",
            "# NUMBER VOTERS: 9",
            "a.toi:4: 9 voters are announced, 1 ballots follow",
        ),
    ] {
        let text = format!("{head}1: 1,2,3\n{line}\n");
        assert_eq!(files.fault("irv", name, text), fault);
    }
    assert_eq!(files.fault("irv", "a.soi", ""), "a.soi:1: the file is empty");
    assert_eq!(
        files.fault("irv", "a.soi", b"# \xff\n"),
        "a.soi:1: this is not UTF-8"
    );
    let early = "1: 1\n";
    let told = "a.soi:1: a ballot before the header says how many alternatives there are";
    assert_eq!(files.fault("irv", "a.soi", early), told);
    let none = "# NUMBER ALTERNATIVES: none\n";
    assert_eq!(
        files.fault("irv", "a.soi", none),
        "a.soi:1: \"none\" is no number of alternatives"
    );
    let cut = "3\n1,Ana\n";
    assert_eq!(
        files.fault("irv", "a.soi", cut),
        "a.soi:2: the file ends before the names of all alternatives"
    );
}

#[test]
fn malformed_tables_are_told_with_their_line() {
    let files = Files::new();
    for (text, fault) in [
        ("id,A,B\n1,2,3\n2,x,3\n", "a.csv:3: \"x\" is no number"),
        ("id,A,B\n1,2\n", "a.csv:2: 2 columns; the header has 3"),
        (
            "id,A,B\n\"1\n2\",2,3\n3,2,3,4\n",
            "a.csv:4: 4 columns; the header has 3",
        ),
        ("id,A,A\n1,2,3\n", "a.csv:1: two options have the name \"A\""),
        ("id,A,\n1,2,3\n", "a.csv:1: column 3 has no name"),
        (
            "id\n1\n",
            "a.csv:1: the header names 0 options: there must be 1 to 10000",
        ),
        (" \n\n", "a.csv:1: the file is empty"),
        ("id,A\n1,1e3\n", "a.csv:2: \"1e3\" is no number"),
        (
            "id,A\n1,0.5\n2,9000000000000000000\n",
            "a.csv:3: the number is too large",
        ),
    ] {
        assert_eq!(files.fault("score", "a.csv", text), fault);
    }
    assert_eq!(
        files.fault("score", "a.csv", b"id,A\n1,2\n2,\xff\n"),
        "a.csv:3: this is not UTF-8"
    );
    for (text, line) in [
        ("id,A\n1,1\n2,1.5\n", 3),
        ("id,A\n1,-1\n", 2),
        ("id,A\n1,1\n2,2\n3,1001\n", 4),
    ] {
        let told = files.fault("majority_judgment", "a.csv", text);
        assert!(told.starts_with(&format!("a.csv:{line}: ")), "{told}");
    }
}

#[test]
fn methods_and_files_that_do_not_go_together_are_refused() {
    let files = Files::new();
    for (method, name) in [
        ("approval", "a.soc"),
        ("score", "a.toi"),
        ("majority_judgment", "a.soc"),
        ("greedy", "a.soc"),
        ("equal_shares", "a.csv"),
        ("irv", "a.txt"),
    ] {
        let told = files.fault(method, name, TENNESSEE);
        assert!(told.starts_with("commonhour: ") && told.contains(name), "{told}");
    }
    let missing = Command::new(env!("CARGO_BIN_EXE_commonhour"))
        .args(["vote", "count", "--method", "irv", "nowhere.soc"])
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(1));
}

/// Debian's vote of 2012 for its leader: 403 ballots, counted by Schulze. Verhelst, Nagy, Zacchiroli, none of them.
#[test]
fn debian_2012() {
    let rows = [
        [0, 268, 51, 316],
        [97, 0, 47, 287],
        [347, 354, 0, 387],
        [60, 78, 12, 0],
    ];
    let pairwise = Pairwise::new(&rows.map(|row| row.to_vec())).unwrap();
    for strength in [Strength::Winning, Strength::Margins] {
        let counted = count_pairwise(&pairwise, strength, 1, None);
        assert_eq!(counted.order, [[2], [0], [1], [3]]);
        assert_eq!(counted.winners, [2]);
    }
    assert_eq!(pairwise.condorcet_winner(), Some(2));
}

/// Burlington's mayor, 2009: how often each order of the three leading candidates was written. Of 8,980 ballots 147 name
/// none of them, and 4 are lost in the first round because they rank one of them beside another candidate.
const BURLINGTON: &str = "# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 8829
# ALTERNATIVE NAME 1: Kiss
# ALTERNATIVE NAME 2: Montroll
# ALTERNATIVE NAME 3: Wright
1288: 3
1081: 1,2
962: 1,2,3
885: 3,2,1
693: 2,1,3
639: 2,1
625: 3,2
568: 1
488: 2,3,1
455: 2
342: 3,1,2
279: 2,3
252: 1,3,2
153: 3,1
118: 1,3
1: 3,{1,2}
";

#[test]
fn burlington_2009() {
    let files = Files::new();
    let plurality = files.count("plurality", &[], "a.toi", BURLINGTON);
    assert_eq!(plurality["winners"], json!(["Wright"]));
    let runoff = files.count("irv", &[], "a.toi", BURLINGTON);
    assert_eq!(runoff["order"], json!([["Kiss"], ["Wright"], ["Montroll"]]));
    let rounds = &runoff["figures"]["rounds"];
    assert_eq!(
        rounds[0]["votes"],
        json!({"Kiss": 2981, "Montroll": 2554, "Wright": 3294})
    );
    assert_eq!(
        rounds[1]["votes"],
        json!({"Kiss": 4313, "Wright": 4061}),
        "the official last round"
    );
    assert_eq!(runoff["figures"]["decided_in_round"], 2);
    for strength in ["winning", "margins"] {
        let schulze = files.count("schulze", &["--strength", strength], "a.toi", BURLINGTON);
        assert_eq!(schulze["winners"], json!(["Montroll"]));
        assert_eq!(schulze["figures"]["condorcet_winner"], "Montroll");
    }
    // All ballots and candidates: Kiss, Montroll, Simpson, Smith, Wright, others.
    let rows = [
        [0, 3477, 5517, 3946, 4314, 6149],
        [4067, 0, 6267, 4573, 4597, 6658],
        [845, 591, 0, 721, 1309, 3338],
        [3577, 2998, 5573, 0, 3793, 6057],
        [4064, 3668, 5274, 3975, 0, 6063],
        [116, 104, 165, 117, 163, 0],
    ];
    let pairwise = Pairwise::new(&rows.map(|row| row.to_vec())).unwrap();
    assert_eq!(pairwise.condorcet_winner(), Some(1));
    let counted = count_pairwise(&pairwise, Strength::Winning, 1, None);
    assert_eq!(counted.order, [[1], [0], [4], [3], [2], [5]]);
}

/// Orsay 2007, the first vote by majority judgment: how many gave Bayrou, Royal and Sarkozy each of six grades, worst
/// first, at three polling stations. What was not graded counts as the worst.
const ORSAY: [[[usize; 6]; 3]; 3] = [
    [
        [41, 46, 82, 141, 175, 74],
        [70, 73, 109, 116, 108, 83],
        [144, 30, 59, 91, 108, 127],
    ],
    [
        [43, 54, 85, 134, 185, 100],
        [68, 80, 90, 115, 136, 112],
        [186, 45, 69, 80, 120, 101],
    ],
    [
        [45, 46, 89, 159, 172, 62],
        [80, 58, 92, 100, 149, 94],
        [159, 48, 72, 76, 115, 103],
    ],
];

/// A table in which each option gets its grades from the top down.
fn table_of(tallies: &[[usize; 6]; 3]) -> String {
    let columns = tallies.map(|tally| {
        let grades = tally.iter().enumerate();
        grades
            .flat_map(|(grade, times)| std::iter::repeat_n(grade + 1, *times))
            .collect::<Vec<_>>()
    });
    let rows = (0..columns[0].len()).map(|row| {
        let [bayrou, royal, sarkozy] = [0, 1, 2].map(|option: usize| columns[option][row]);
        format!("{row},{bayrou},{royal},{sarkozy}\n")
    });
    format!("ballot,Bayrou,Royal,Sarkozy\n{}", rows.collect::<String>())
}

#[test]
fn orsay_2007() {
    let files = Files::new();
    let grades = ["--grades", "to reject,poor,acceptable,good,very good,excellent"];
    let judge =
        |tallies: &[[usize; 6]; 3]| files.count("majority_judgment", &grades, "a.csv", table_of(tallies));
    let mut together = [[0; 6]; 3];
    for station in &ORSAY {
        for (sum, tally) in together.iter_mut().zip(station) {
            sum.iter_mut().zip(tally).for_each(|(sum, times)| *sum += times);
        }
    }
    let counted = judge(&together);
    assert_eq!(counted["ballots"], 1733);
    assert_eq!(counted["order"], json!([["Bayrou"], ["Royal"], ["Sarkozy"]]));
    for (name, sign, above, below) in [
        ("Bayrou", "+", 443, 306),
        ("Royal", "-", 394, 415),
        ("Sarkozy", "-", 389, 469),
    ] {
        let gauge = &counted["figures"]["gauges"][name];
        assert_eq!(
            (&gauge["majority_grade"], &gauge["sign"]),
            (&json!("good"), &json!(sign))
        );
        // Published in tenths of a percent, rounded.
        let tenths = |part: &str| (gauge[part].as_u64().unwrap() * 2000 + 1733) / (2 * 1733);
        assert_eq!((tenths("above"), tenths("below")), (above, below), "{name}");
    }
    for (station, (ballots, winner)) in ORSAY
        .iter()
        .zip([(559, "Bayrou"), (601, "Bayrou"), (573, "Royal")])
    {
        let counted = judge(station);
        assert_eq!(counted["ballots"], ballots);
        assert_eq!(counted["winners"], json!([winner]));
    }
}
