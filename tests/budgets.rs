//! `commonhour vote count` on budget votes: what is printed, and what is wrong with a file.

use std::process::{Command, Output};

use serde_json::{Value, json};

fn run(options: &[&str], text: &str) -> Output {
    let dir = std::env::temp_dir().join(format!("commonhour-budgets-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join("vote.pb");
    std::fs::write(&path, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_commonhour"))
        .env_clear()
        .args(["vote", "count", "--method"])
        .args(options)
        .arg(&path)
        .output();
    std::fs::remove_dir_all(&dir).unwrap();
    output.unwrap()
}

fn count(options: &[&str], text: &str) -> Value {
    let output = run(options, text);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{options:?}: {told}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Ten voters, 1,000.50 euros: six want the three projects of the west, four the one of the east.
fn west_and_east() -> String {
    let mut text = String::from(
        "META\nkey;value\nbudget;1000,50\ncurrency;EUR\nvote_type;approval\nnum_votes;10\nmin_project_score_threshold;2\n\
         PROJECTS\nproject_id;cost;name\nw1;300;Park\nw2;300;\"Bridge; old\"\nw3;300.5;Tram\ne;400;School\nx;10;Nobody's\n\
         VOTES\nvoter_id;vote\n",
    );
    for voter in 0..10 {
        let vote = if voter < 6 { "w1,w2,w3" } else { "e" };
        let vote = if voter == 9 { "e,x" } else { vote };
        text.push_str(&format!("{voter};{vote}\n"));
    }
    text
}

#[test]
fn equal_shares_gives_each_group_its_share() {
    let answer = count(&["equal_shares"], &west_and_east());
    assert_eq!(answer["method"], "equal_shares");
    assert_eq!(answer["ballots"], 10);
    assert_eq!(answer["winners"], json!(["w1", "w2", "e"]));
    assert_eq!(answer["order"], json!([["w1"], ["w2"], ["e"], ["w3"], ["x"]]));
    assert_eq!(answer["cost"], 1_000);
    let figures = &answer["figures"];
    assert_eq!(figures["budget"], 1_000.5);
    assert_eq!(figures["left"], 0.5);
    assert_eq!(figures["endowment_first"]["exact"], "2001/20");
    // With 250 1/20 euros each, 150 steps later, the six could buy w3 too, which no longer fits.
    assert_eq!(figures["overspends_next"], true);
    assert_eq!(
        figures["purchases"][0]["rho"],
        json!({"exact": "1/6", "decimal": "0.166667"})
    );
    assert_eq!(figures["projects"]["x"]["eligible"], false);
    let tie = json!({
        "at": "purchase 1", "options": ["w1", "w2", "w3"], "broken_by": "list_order", "chosen": ["w1"],
    });
    assert_eq!(answer["ties"][0], tie);
}

#[test]
fn stops_and_completions_can_be_chosen() {
    let text = west_and_east();
    let exhaustive = count(&["equal_shares", "--stop", "exhaustive"], &text);
    assert_eq!(exhaustive["figures"]["runs"], 1);
    assert_eq!(exhaustive["winners"], json!(["w1", "w2", "e"]));
    let none = count(
        &["equal_shares", "--completion", "none", "--utility", "cardinality"],
        &text,
    );
    assert_eq!(none["winners"], json!(["w1", "w2", "e"]));
    assert_eq!(none["figures"]["purchases"][0]["rho"]["exact"], "50");
    let seed = "ab".repeat(32);
    let drawn = count(&["equal_shares", "--seed", &seed], &text);
    assert_eq!(drawn["ties"][1]["broken_by"], "lower_cost");
    assert_eq!(drawn["figures"]["lot"]["order"].as_array().unwrap().len(), 5);
}

#[test]
fn greedy_takes_the_most_wanted_that_fit() {
    let skip = count(&["greedy"], &west_and_east());
    assert_eq!(skip["winners"], json!(["w1", "w2", "w3"]));
    assert_eq!(skip["cost"], 900.5);
    assert_eq!(skip["order"][3], json!(["e"]));
    let smaller = west_and_east().replace("1000,50", "899");
    let skip = count(&["greedy", "--misfit", "skip"], &smaller);
    assert_eq!(skip["winners"], json!(["w1", "w2"]));
    let larger = smaller.replace("e;400", "e;200");
    assert_eq!(count(&["greedy"], &larger)["winners"], json!(["w1", "w2", "e"]));
    assert_eq!(
        count(&["greedy", "--misfit", "stop"], &larger)["winners"],
        json!(["w1", "w2"])
    );
}

#[test]
fn points_are_utilities_and_scores() {
    let text = "META\nkey;value\nbudget;10\nvote_type;cumulative\nPROJECTS\nproject_id;cost\na;10\nb;5\nc;5\n\
        VOTES\nvoter_id;vote;points\n1;a,b;2.5,0.5\n2;b,c;1,1\n3;;\n";
    let greedy = count(&["greedy"], text);
    assert_eq!(
        (&greedy["winners"], &greedy["ballots"]),
        (&json!(["a"]), &json!(3))
    );
    assert_eq!(greedy["figures"]["projects"]["b"]["score"], 1.5);
    // Voter 2 has 10/3; b takes 5/3 for half a point less than c gives.
    let shares = count(&["equal_shares"], text);
    assert_eq!(shares["winners"], json!(["b", "c"]));
    assert_eq!(count(&["score"], text)["winners"], json!(["a"]));
    assert_eq!(count(&["approval"], text)["winners"], json!(["b"]));
}

#[test]
fn what_is_wrong_is_told_with_file_and_line() {
    let text = west_and_east();
    for (old, new, told) in [
        ("9;e,x", "9;e,y", "vote.pb:26: there is no project \"y\""),
        (
            "num_votes;10",
            "num_votes;11",
            "vote.pb:6: num_votes says 11, and there are 10",
        ),
        (
            "w2;300",
            "w2;0",
            "vote.pb:11: cost: a project must cost something",
        ),
        (
            "vote_type;approval",
            "vote_type;ordinal",
            "vote.pb:5: votes that are rankings are not counted",
        ),
        ("META", "", "vote.pb:2: the file does not begin with META"),
    ] {
        let output = run(&["equal_shares"], &text.replace(old, new));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(told), "{stderr}");
        assert!(output.stdout.is_empty());
    }
    let output = run(&["schulze"], &text);
    assert_eq!(output.status.code(), Some(2));
}
