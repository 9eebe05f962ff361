//! The measurements run, in small.

use crate::support::{Engine, TestDatabase};
use commonhour::bench::ledger::{Args, run};

fn small(folder: &TestDatabase, postgres_url: Option<String>) -> Args {
    Args {
        postgres_url,
        folder: folder.dir.clone(),
        exchanges: 12,
        clients: 3,
        seconds: 1,
        no_pgbench: true,
        pgbench: "pgbench".into(),
    }
}

#[test]
fn the_ledger_is_measured_on_both_engines() {
    let folder = TestDatabase::create(Engine::Sqlite);
    let cluster = std::env::var("COMMONHOUR_TEST_POSTGRES_URL").unwrap();
    run(&small(&folder, Some(cluster))).unwrap();
    let left: Vec<_> = std::fs::read_dir(&folder.dir).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_measurement_of_nothing_is_refused() {
    let folder = TestDatabase::create(Engine::Sqlite);
    let nothing = Args {
        exchanges: 2,
        ..small(&folder, None)
    };
    assert!(run(&nothing).is_err());
}

#[test]
fn the_search_for_rings_is_measured() {
    let small = commonhour::bench::rings::Args {
        members: 30,
        wishes: 3,
        seed: 1,
    };
    commonhour::bench::rings::run(&small).unwrap();
    let alone = commonhour::bench::rings::Args { members: 1, ..small };
    assert!(commonhour::bench::rings::run(&alone).is_err());
}

#[test]
fn the_counting_of_votes_is_measured() {
    let small = commonhour::bench::vote::Args {
        ballots: 300,
        voters: 120,
        projects: 9,
        runs: 1,
        python: None,
    };
    commonhour::bench::vote::run(&small).unwrap();
    let nothing = commonhour::bench::vote::Args { voters: 0, ..small };
    assert!(commonhour::bench::vote::run(&nothing).is_err());
}

#[test]
fn a_whole_vote_through_http_is_counted_to_the_voice() {
    let folder = TestDatabase::create(Engine::Sqlite);
    let small = commonhour::bench::poll::Args {
        postgres_url: Some(std::env::var("COMMONHOUR_TEST_POSTGRES_URL").unwrap()),
        folder: folder.dir.clone(),
        members: 200,
        clients: 4,
    };
    commonhour::bench::poll::run(&small).unwrap();
    let nothing = commonhour::bench::poll::Args { members: 0, ..small };
    assert!(commonhour::bench::poll::run(&nothing).is_err());
}

#[test]
fn the_gates_of_fairness_hold_and_fail_without_it() {
    use commonhour::bench::fairness::{gates, run, simulate};
    use commonhour::market::fairness::rules::Weights;

    run(1).unwrap();
    let without = simulate(2, &Weights::OFF, 30.0);
    assert_eq!(
        simulate(2, &Weights::OFF, 30.0),
        without,
        "the same seed, the same figures"
    );
    let [(_, lost), (_, evened), _] = gates(&without, &without);
    assert!(lost && !evened, "nothing done, nothing lost and nothing gained");
}

#[test]
fn the_measurements_of_matching_do_not_mix() {
    use clap::Parser;
    use commonhour::bench::Bench;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(subcommand)]
        bench: Bench,
    }
    let parse = |line: &str| Cli::try_parse_from(line.split(' ')).map(|cli| cli.bench);
    assert!(parse("bench matching --fairness --seed 3").is_ok());
    assert!(parse("bench matching --listings 10 --seed 3").is_ok());
    assert!(parse("bench matching --docs a --queries b --out c").is_ok());
    for wrong in [
        "bench matching --docs a --out c",
        "bench matching --out c",
        "bench matching --seed 3 --docs a --queries b --out c",
        "bench matching --fairness --docs a",
    ] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}
