//! Budget votes in the format of Pabulib (`.pb`; arXiv 2305.11035): the sections META, PROJECTS and VOTES, each with a
//! line that names its columns, in any order. Values stand between semicolons, in quotes where they must. Columns and
//! keys that do not matter for the count are not read.
//!
//! Amounts and points may have decimals, with a point or a comma: all are brought to the smallest unit that any of them
//! needs. `num_projects` and `num_votes` must be true: a file that was cut off is not counted.

use std::collections::{HashMap, HashSet};

use super::{Fault, OPTIONS_MAX, VoteFile};
use crate::governance::counting::budget::{BudgetBallots, BudgetProfile, Choice, Kind, Terms};
use crate::governance::counting::{Levels, Profile};

/// A budget vote.
#[derive(Debug)]
pub struct BudgetFile {
    /// The ids of the projects, in order of the file.
    pub ids: Vec<String>,
    /// Projects under the file's threshold are not eligible.
    pub profile: BudgetProfile,
    /// Decimals of the amounts and of the points.
    pub amount_decimals: u32,
    pub points_decimals: u32,
    /// `min_project_score_threshold`, as a score: in the smallest part of a point.
    pub threshold: Option<u128>,
    pub currency: Option<String>,
    /// Lines whose `voter_id` has stood on a line before.
    pub repeated_voters: u64,
}

/// Reads a whole file.
pub fn read(text: &str) -> Result<BudgetFile, Fault> {
    let sections = Sections::read(text)?;
    let meta = Meta::read(&sections.meta)?;
    let projects = projects(&sections.projects, &meta)?;
    let votes = votes(&sections.votes, &meta, &projects)?;

    let amounts = projects
        .iter()
        .map(|project| &project.cost)
        .chain([&meta.budget.1]);
    let amount_decimals = amounts.map(|amount| amount.decimals).max().unwrap_or(0);
    let points = votes.ballots.iter().flat_map(|ballot| &ballot.choices);
    let points_decimals = points.map(|(_, points)| points.decimals).max().unwrap_or(0);
    let costs = projects
        .iter()
        .map(|project| {
            project
                .cost
                .scaled(amount_decimals)
                .map_err(|what| (project.line, what))
        })
        .collect::<Result<Vec<i64>, Fault>>()?;
    let terms = Terms {
        budget: meta
            .budget
            .1
            .scaled(amount_decimals)
            .map_err(|what| (meta.budget.0, what))?,
        unit: 10i64.pow(amount_decimals),
        voice: 1,
    };
    let mut taken = BudgetBallots::new(terms, meta.kind, &costs).map_err(|e| (1, e.to_string()))?;
    for ballot in &votes.ballots {
        let told = |what: String| (ballot.line, what);
        let choice = |(project, points): &(u32, Amount)| {
            let points = points
                .scaled(points_decimals)
                .ok()
                .and_then(|points| u32::try_from(points).ok());
            let points = points.ok_or_else(|| told("so many points cannot be counted".into()))?;
            Ok(Choice {
                project: *project,
                points,
            })
        };
        let choices = ballot
            .choices
            .iter()
            .map(choice)
            .collect::<Result<Vec<Choice>, Fault>>()?;
        taken.add(&choices, 1).map_err(|fault| told(fault.to_string()))?;
    }
    let mut profile = taken.close();
    let threshold = match meta.threshold {
        None => None,
        Some((line, amount)) => {
            let decimals = points_decimals.max(amount.decimals);
            let scaled = amount.scaled(decimals).map_err(|what| (line, what))?;
            // A score is whole in its own unit, so a threshold between two of them is the upper one.
            let finer = 10i64.pow(decimals - points_decimals);
            let least = (scaled + finer - 1) / finer;
            Some(u128::try_from(least).unwrap_or(0))
        }
    };
    profile.require_score(threshold.unwrap_or(0));
    Ok(BudgetFile {
        ids: projects.into_iter().map(|project| project.id).collect(),
        profile,
        amount_decimals,
        points_decimals,
        threshold,
        currency: meta.currency,
        repeated_voters: votes.repeated_voters,
    })
}

impl BudgetFile {
    /// The eligible projects as the options of a vote without budget: an approval, or the points, as the grade.
    pub fn as_options(&self) -> Result<VoteFile, String> {
        let stands = |project: &usize| self.profile.projects()[*project].eligible;
        let kept: Vec<usize> = (0..self.ids.len()).filter(stands).collect();
        let mut place = vec![None; self.ids.len()];
        for (option, project) in kept.iter().enumerate() {
            place[*project] = Some(option);
        }
        let groups = 0..self.profile.groups();
        let choices = groups.clone().flat_map(|group| self.profile.choices(group));
        let mut values: Vec<i64> = choices.map(|choice| i64::from(choice.points)).collect();
        values.sort_unstable();
        values.dedup();
        let mut cells = Vec::new();
        for group in groups {
            let mut row = vec![0u16; kept.len()];
            for choice in self.profile.choices(group) {
                if let Some(option) = place[choice.project as usize] {
                    let level = 1 + values.partition_point(|value| *value < i64::from(choice.points));
                    row[option] =
                        u16::try_from(level).map_err(|_| "too many different points".to_string())?;
                }
            }
            let copies = usize::try_from(self.profile.weight(group)).unwrap_or(0);
            (0..copies).for_each(|_| cells.extend_from_slice(&row));
        }
        let levels = Levels::Grades {
            values,
            decimals: self.points_decimals,
        };
        let profile = Profile::equal(kept.len(), levels, &cells).map_err(|e| e.to_string())?;
        Ok(VoteFile {
            options: kept.iter().map(|project| self.ids[*project].clone()).collect(),
            ballots: self.profile.ballots(),
            profile,
        })
    }
}

/// A number as written: its digits, of which so many stand after the point. Not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Amount {
    digits: i64,
    decimals: u32,
}

/// Decimals that an amount or a number of points may have.
const DECIMALS_MAX: usize = 9;

impl Amount {
    const ONE: Amount = Amount {
        digits: 1,
        decimals: 0,
    };

    fn parse(text: &str) -> Result<Amount, String> {
        let wrong = || format!("{text:?} is not a number of at least 0");
        let (whole, part) = match text.split_once(['.', ',']) {
            Some((whole, part)) => (whole, part.trim_end_matches('0')),
            None => (text, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(part) {
            return Err(wrong());
        }
        if part.len() > DECIMALS_MAX {
            return Err(format!("{text:?} has more than {DECIMALS_MAX} decimals"));
        }
        let digits = format!("{whole}{part}")
            .parse()
            .map_err(|_| format!("{text:?} is too large"))?;
        Ok(Amount {
            digits,
            decimals: part.len() as u32,
        })
    }

    /// In units of 10^-decimals, which are not larger than its own.
    fn scaled(&self, decimals: u32) -> Result<i64, String> {
        let factor = 10i64.pow(decimals - self.decimals);
        let scaled = self.digits.checked_mul(factor);
        scaled.ok_or_else(|| "an amount is too large to be counted to the smallest unit of the file".into())
    }
}

/// A line of the file, cut into its values.
type Row = (usize, Vec<String>);

/// The lines of a section: which column stands where, and the rows.
#[derive(Debug)]
struct Section {
    line: usize,
    columns: HashMap<String, usize>,
    rows: Vec<Row>,
}

impl Section {
    /// The place of a column that must be there.
    fn column(&self, name: &str) -> Result<usize, Fault> {
        let place = self.columns.get(name).copied();
        place.ok_or_else(|| (self.line, format!("there is no column {name:?}")))
    }
}

#[derive(Debug)]
struct Sections {
    meta: Section,
    projects: Section,
    votes: Section,
}

const NAMES: [&str; 3] = ["META", "PROJECTS", "VOTES"];

impl Sections {
    fn read(text: &str) -> Result<Sections, Fault> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(b';')
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut sections: Vec<Section> = Vec::new();
        let mut named = true;
        let mut line = 1;
        while reader
            .read_record(&mut record)
            .map_err(|e| (line, e.to_string()))?
        {
            line = record.position().map_or(line, |at| super::line_of(text, at));
            let cells: Vec<String> = record.iter().map(str::to_string).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if let [name] = &cells[..]
                && let Some(place) = NAMES.iter().position(|known| known.eq_ignore_ascii_case(name))
            {
                if place != sections.len() || !named {
                    let wanted = NAMES.join(", ");
                    return Err((
                        line,
                        format!("{name} does not stand here: the sections are {wanted}"),
                    ));
                }
                named = false;
                sections.push(Section {
                    line,
                    columns: HashMap::new(),
                    rows: Vec::new(),
                });
                continue;
            }
            let Some(section) = sections.last_mut() else {
                return Err((line, "the file does not begin with META".into()));
            };
            if named {
                section.rows.push((line, cells));
            } else {
                *section = header(line, &cells)?;
                named = true;
            }
        }
        let missing = NAMES.get(sections.len());
        let mut sections = sections.into_iter();
        match (sections.next(), sections.next(), sections.next(), named) {
            (Some(meta), Some(projects), Some(votes), true) => Ok(Sections {
                meta,
                projects,
                votes,
            }),
            (_, _, _, false) => Err((line, "the section has no line that names its columns".into())),
            _ => Err((
                line,
                format!("there is no section {}", missing.unwrap_or(&"META")),
            )),
        }
    }
}

/// The line that names the columns of a section.
fn header(line: usize, cells: &[String]) -> Result<Section, Fault> {
    let mut columns = HashMap::new();
    for (place, name) in cells.iter().enumerate() {
        let name = name.to_lowercase();
        if !name.is_empty() && columns.insert(name.clone(), place).is_some() {
            return Err((line, format!("the column {name:?} stands there twice")));
        }
    }
    Ok(Section {
        line,
        columns,
        rows: Vec::new(),
    })
}

/// A value that must be there.
fn value<'r>((line, cells): &'r Row, place: usize, name: &str) -> Result<&'r str, Fault> {
    match cells.get(place).map(String::as_str) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => Err((*line, format!("there is no {name}"))),
    }
}

/// What matters of META.
#[derive(Debug)]
struct Meta {
    kind: Kind,
    /// A voter names one project.
    choose_one: bool,
    budget: (usize, Amount),
    num_projects: Option<(usize, u64)>,
    num_votes: Option<(usize, u64)>,
    threshold: Option<(usize, Amount)>,
    currency: Option<String>,
}

impl Meta {
    fn read(section: &Section) -> Result<Meta, Fault> {
        let (key, text) = (section.column("key")?, section.column("value")?);
        let mut values: HashMap<String, (usize, &str)> = HashMap::new();
        for row in &section.rows {
            let name = value(row, key, "key")?.to_lowercase();
            let text = row.1.get(text).map_or("", String::as_str);
            if !text.is_empty() && values.insert(name.clone(), (row.0, text)).is_some() {
                return Err((row.0, format!("{name:?} stands there twice")));
            }
        }
        let needed = |name: &str| {
            let found = values.get(name).copied();
            found.ok_or_else(|| (section.line, format!("META does not say {name:?}")))
        };
        let amount = |(line, text): (usize, &str)| match Amount::parse(text) {
            Ok(amount) => Ok((line, amount)),
            Err(what) => Err((line, what)),
        };
        let number = |name: &str| match values.get(name) {
            None => Ok(None),
            Some((line, text)) => match text.parse::<u64>() {
                Ok(number) => Ok(Some((*line, number))),
                Err(_) => Err((*line, format!("{name}: {text:?} is not a whole number"))),
            },
        };
        let (line, vote_type) = needed("vote_type")?;
        let kind = match vote_type.to_lowercase().as_str() {
            "approval" | "choose-1" => Kind::Approvals,
            "cumulative" | "scoring" => Kind::Points,
            "ordinal" => {
                let what =
                    "votes that are rankings are not counted: the file does not say what a rank is worth";
                return Err((line, what.into()));
            }
            _ => return Err((line, format!("unknown vote_type {vote_type:?}"))),
        };
        if let Some((line, text)) = values.get("default_score")
            && Amount::parse(text).map_or(true, |score| score.digits != 0)
        {
            let what = "default_score: points for projects that a vote does not name are not counted";
            return Err((*line, what.into()));
        }
        Ok(Meta {
            kind,
            choose_one: vote_type.eq_ignore_ascii_case("choose-1"),
            budget: amount(needed("budget")?)?,
            num_projects: number("num_projects")?,
            num_votes: number("num_votes")?,
            threshold: values
                .get("min_project_score_threshold")
                .map(|at| amount(*at))
                .transpose()?,
            currency: values.get("currency").map(|(_, text)| text.to_string()),
        })
    }
}

struct ProjectRow {
    line: usize,
    id: String,
    cost: Amount,
}

fn projects(section: &Section, meta: &Meta) -> Result<Vec<ProjectRow>, Fault> {
    let (id, cost) = (section.column("project_id")?, section.column("cost")?);
    let mut known = HashSet::new();
    let mut projects = Vec::new();
    for row in &section.rows {
        let line = row.0;
        let id = value(row, id, "project_id")?.to_string();
        let cost =
            Amount::parse(value(row, cost, "cost")?).map_err(|what| (line, format!("cost: {what}")))?;
        if cost.digits == 0 {
            return Err((line, "cost: a project must cost something".into()));
        }
        if id.contains(',') {
            return Err((
                line,
                format!("the id {id:?} has a comma, which votes could not name"),
            ));
        }
        if !known.insert(id.clone()) {
            return Err((line, format!("the project {id:?} stands there twice")));
        }
        projects.push(ProjectRow { line, id, cost });
    }
    if projects.is_empty() || projects.len() > OPTIONS_MAX {
        return Err((
            section.line,
            format!("there must be between 1 and {OPTIONS_MAX} projects"),
        ));
    }
    agrees("num_projects", meta.num_projects, projects.len())?;
    Ok(projects)
}

/// A number in META against what was found.
fn agrees(name: &str, told: Option<(usize, u64)>, found: usize) -> Result<(), Fault> {
    match told {
        Some((line, told)) if told != found as u64 => {
            Err((line, format!("{name} says {told}, and there are {found}")))
        }
        _ => Ok(()),
    }
}

struct BallotRow {
    line: usize,
    choices: Vec<(u32, Amount)>,
}

struct Votes {
    ballots: Vec<BallotRow>,
    repeated_voters: u64,
}

fn votes(section: &Section, meta: &Meta, projects: &[ProjectRow]) -> Result<Votes, Fault> {
    let vote = section.column("vote")?;
    let voter = section.columns.get("voter_id").copied();
    let points = match meta.kind {
        Kind::Approvals => None,
        Kind::Points => Some(section.column("points")?),
    };
    let places: HashMap<&str, u32> = projects
        .iter()
        .zip(0..)
        .map(|(project, n)| (project.id.as_str(), n))
        .collect();
    let mut voters = HashSet::new();
    let mut votes = Votes {
        ballots: Vec::with_capacity(section.rows.len()),
        repeated_voters: 0,
    };
    for (line, cells) in &section.rows {
        let cell = |place: usize| cells.get(place).map_or("", String::as_str);
        if voter.is_some_and(|voter| !voters.insert(cell(voter))) {
            votes.repeated_voters += 1;
        }
        let choices = choices(cell(vote), points.map(cell), &places).map_err(|what| (*line, what))?;
        if meta.choose_one && choices.len() > 1 {
            return Err((
                *line,
                "this vote names several projects, and each may name one".into(),
            ));
        }
        votes.ballots.push(BallotRow { line: *line, choices });
    }
    agrees("num_votes", meta.num_votes, votes.ballots.len())?;
    Ok(votes)
}

/// A list of ids, and of points if they have any, with commas. Nothing, or the word none, names no project.
fn choices(
    vote: &str,
    points: Option<&str>,
    places: &HashMap<&str, u32>,
) -> Result<Vec<(u32, Amount)>, String> {
    let list = |text: &str| match text {
        "" => Vec::new(),
        none if none.eq_ignore_ascii_case("none") && !places.contains_key(none) => Vec::new(),
        text => text.split(',').map(|item| item.trim().to_string()).collect(),
    };
    let ids = list(vote);
    let points = match points {
        None => vec![Amount::ONE; ids.len()],
        Some(points) => {
            let parse = |text: &String| Amount::parse(text).map_err(|what| format!("points: {what}"));
            list(points).iter().map(parse).collect::<Result<Vec<_>, _>>()?
        }
    };
    if ids.len() != points.len() {
        return Err(format!(
            "{} projects and {} numbers of points",
            ids.len(),
            points.len()
        ));
    }
    let mut named = HashSet::new();
    let mut choices = Vec::with_capacity(ids.len());
    for (id, points) in ids.iter().zip(points) {
        let place = places
            .get(id.as_str())
            .ok_or_else(|| format!("there is no project {id:?}"))?;
        if !named.insert(*place) {
            return Err(format!("this vote names the project {id:?} twice"));
        }
        choices.push((*place, points));
    }
    Ok(choices)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "META\nkey;value\nbudget;100\nvote_type;approval\nnum_projects;2\nnum_votes;3\n\
        PROJECTS\nproject_id;cost\na;60\nb;50\nVOTES\nvoter_id;vote\n1;a\n2;a,b\n3;\n";

    /// The file with one piece of it replaced.
    fn with(old: &str, new: &str) -> Result<BudgetFile, Fault> {
        assert!(FILE.contains(old), "{old}");
        read(&FILE.replacen(old, new, 1))
    }

    fn votes_of(file: &BudgetFile) -> Vec<u128> {
        file.profile
            .projects()
            .iter()
            .map(|project| project.votes)
            .collect()
    }

    #[test]
    fn a_file_is_read_whatever_the_order_of_its_columns() {
        let file = read(FILE).unwrap();
        assert_eq!(file.ids, ["a", "b"]);
        assert_eq!((votes_of(&file), file.profile.ballots()), (vec![2, 1], 3));
        let text = "META\r\nkey; value; more\r\nvote_type; Cumulative\r\ncomment;\"a; b\"\"c\"\r\nbudget; 100,50\r\n\
            PROJECTS\r\nname;cost;project_id;\r\n\"x; y\";60.5; a ;\r\n;50;b\r\n\r\n\
            VOTES\r\nage;points;vote;voter_id\r\n;1.5,2;b,a;1\r\n40;;;1\r\n";
        let file = read(text).unwrap();
        assert_eq!(file.ids, ["a", "b"]);
        assert_eq!((file.amount_decimals, file.points_decimals), (1, 1));
        assert_eq!(file.profile.terms().budget, 1_005);
        let scores: Vec<u128> = file
            .profile
            .projects()
            .iter()
            .map(|project| project.score)
            .collect();
        assert_eq!(scores, [20, 15]);
        assert_eq!((file.profile.ballots(), file.repeated_voters), (2, 1));
    }

    #[test]
    fn a_threshold_takes_projects_out() {
        for (threshold, eligible) in [("1", [true, true]), ("1.5", [true, false]), ("3", [false, false])] {
            let line = format!("budget;100\nmin_project_score_threshold;{threshold}");
            let file = with("budget;100", &line).unwrap();
            let stand: Vec<bool> = file
                .profile
                .projects()
                .iter()
                .map(|project| project.eligible)
                .collect();
            assert_eq!(stand, eligible, "{threshold}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (old, new, line) in [
            ("META\n", "", 1),
            ("META", "", 2),
            ("PROJECTS", "\r\n\n\nVOTES", 10),
            ("META\nkey;value\n", "META\n", 2),
            ("budget;100", "budget;x", 3),
            ("budget;100", "budget;-1", 3),
            ("budget;100", "budget;1e3", 3),
            ("budget;100", "budget;99999999999999999999", 3),
            ("budget;100", "purse;100", 2),
            ("vote_type;approval", "vote_type;ordinal", 4),
            ("vote_type;approval", "vote_type;feelings", 4),
            ("vote_type;approval", "vote_type;choose-1", 14),
            ("vote_type;approval", "vote_type;scoring", 12),
            ("num_projects;2", "num_projects;3", 5),
            ("num_votes;3", "num_votes;4", 6),
            ("num_votes;3", "num_votes;three", 6),
            ("num_votes;3", "budget;3", 6),
            ("PROJECTS", "VOTES", 7),
            ("project_id;cost", "project_id;price", 8),
            ("project_id;cost", "project_id;cost;cost", 8),
            ("a;60", "a;", 9),
            ("a;60", "a;0", 9),
            ("b;50", "a;50", 10),
            ("b;50", "\"b,c\";50", 10),
            ("voter_id;vote", "voter_id;voice", 12),
            ("1;a\n", "1;c\n", 13),
            ("2;a,b", "2;a,a", 14),
            ("2;a,b", "2;a,", 14),
        ] {
            let (found, what) = with(old, new).expect_err(new);
            assert_eq!(found, line, "{new}: {what}");
        }
        for end in [
            "",
            "META",
            "META\nkey;value\n",
            "META\nkey;value\nbudget;1\nPROJECTS\n",
        ] {
            assert!(read(end).is_err(), "{end}");
        }
    }
}
