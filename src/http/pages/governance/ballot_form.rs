//! The form of a ballot, one shape a method, and reading it back. Works without scripts: to abstain is a button.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::words::{OptionWords, grade, rank};
use crate::governance::{Answer as Said, BallotInput, Method, Proposal, Settings};
use crate::i18n::{self, Locale};
use crate::kernel::minutes;

/// A sent form: each name with all its values.
pub(super) type Fields = BTreeMap<String, Vec<String>>;

/// What a voter sent: `choice`, `choices`, `reason`, and for each option `score-<number>`, `grade-<number>` or
/// `rank-<number>`. What was left empty was not said.
pub(super) fn to_input(fields: &Fields) -> BallotInput {
    let one = |name: &str| {
        let value = fields.get(name).and_then(|values| values.last());
        value
            .map(|value| value.trim().to_string())
            .filter(|v| !v.is_empty())
    };
    let of_options = |prefix: &str| -> BTreeMap<String, String> {
        let named = fields.keys().filter_map(|name| {
            let option = name.strip_prefix(prefix)?;
            Some((option.to_string(), one(name)?))
        });
        named.collect()
    };
    let values = |prefix: &str, read: fn(String) -> Json| {
        let given: BTreeMap<String, Json> = of_options(prefix)
            .into_iter()
            .map(|(option, value)| (option, read(value)))
            .collect();
        (!given.is_empty()).then_some(given)
    };
    BallotInput {
        choice: one("choice"),
        choices: fields.get("choices").cloned(),
        // Grades are sent by their rank: their words are the community's own.
        grades: values("grade-", |text| {
            text.parse::<i64>().map_or(Json::Null, Json::from)
        }),
        scores: values("score-", Json::from),
        ranking: ranking(of_options("rank-")),
        reason: one("reason"),
    }
}

/// Options of equal rank are tied; ranks that nobody has are passed over.
fn ranking(ranks: BTreeMap<String, String>) -> Option<Vec<Vec<String>>> {
    let mut places: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (option, place) in ranks {
        if let Ok(place) = place.parse() {
            places.entry(place).or_default().push(option);
        }
    }
    (!places.is_empty()).then(|| places.into_values().collect())
}

/// One option of the form.
pub(super) struct FormLine {
    pub option: OptionWords,
    /// What was typed or cast: `on`, a score, a rank or a grade's rank.
    pub value: String,
    /// The field a refusal about this line names.
    pub field: String,
}

/// The form with what was typed, or what the ballot in the box says.
pub(super) struct BallotForm {
    /// `whole`, `consent`, `one`, `several`, `scores`, `dots`, `ranks` or `grades`.
    pub shape: &'static str,
    pub legend: String,
    pub hint: String,
    /// The field a refusal about the whole ballot names.
    pub field: &'static str,
    pub choice: String,
    pub reason: String,
    pub lines: Vec<FormLine>,
    /// Value and label of each score, rank or grade.
    pub steps: Vec<(String, String)>,
    pub max: i64,
}

impl BallotForm {
    pub fn new(
        locale: Locale,
        proposal: &Proposal,
        options: &[OptionWords],
        typed: Option<&Fields>,
        own: Option<&Said>,
    ) -> BallotForm {
        let (method, settings) = (proposal.method, proposal.settings());
        let (shape, field) = shape(method);
        let given = match (typed, own) {
            (Some(fields), _) => fields.clone(),
            (None, Some(said)) => fields_of(said, shape),
            (None, None) => Fields::new(),
        };
        let last = |name: &str| {
            given
                .get(name)
                .and_then(|v| v.last())
                .cloned()
                .unwrap_or_default()
        };
        let prefix = match shape {
            "scores" | "dots" => "score",
            "ranks" => "rank",
            _ => "grade",
        };
        let line = |option: &OptionWords| {
            let number = option.number.to_string();
            let ticked = given.get("choices").is_some_and(|all| all.contains(&number));
            FormLine {
                value: match shape {
                    "several" => if ticked { "on" } else { "" }.to_string(),
                    _ => last(&format!("{prefix}-{number}")),
                },
                field: format!("{field}.{number}"),
                option: option.clone(),
            }
        };
        let max = match method {
            Method::Score => settings.score_max,
            Method::Dots => settings.dots,
            _ => settings.choices_max,
        };
        BallotForm {
            shape,
            legend: i18n::text(locale, "vote-legend"),
            hint: hint(locale, method, &settings),
            field,
            choice: last("choice"),
            reason: last("reason"),
            lines: options.iter().map(line).collect(),
            steps: steps(locale, shape, &settings, options.len()),
            max: max.unwrap_or(0),
        }
    }
}

/// The shape of a method's form and its field.
fn shape(method: Method) -> (&'static str, &'static str) {
    match method {
        Method::Majority | Method::QualifiedMajority => ("whole", "choice"),
        Method::Consent => ("consent", "choice"),
        Method::Plurality => ("one", "choice"),
        Method::Approval | Method::Greedy | Method::EqualShares => ("several", "choices"),
        Method::Score => ("scores", "scores"),
        Method::Dots => ("dots", "scores"),
        Method::Schulze | Method::InstantRunoff => ("ranks", "ranking"),
        Method::MajorityJudgment => ("grades", "grades"),
    }
}

fn hint(locale: Locale, method: Method, settings: &Settings) -> String {
    let n = match method {
        Method::Approval => settings.choices_max,
        Method::Score => settings.score_max,
        Method::Dots => settings.dots,
        _ => None,
    };
    let key = match (method, n) {
        (Method::Approval, None) => "vote-hint-approval-any".to_string(),
        _ => format!("vote-hint-{method}"),
    };
    let budget = minutes::show(settings.budget_minutes.unwrap_or(0));
    i18n::text_with(
        locale,
        &key,
        &[("n", n.unwrap_or(0).into()), ("budget", budget.into())],
    )
}

/// What may be chosen for one option, the best first where there is one.
fn steps(locale: Locale, shape: &str, settings: &Settings, options: usize) -> Vec<(String, String)> {
    match shape {
        "scores" => (0..=settings.score_max.unwrap_or(1))
            .map(|n| (n.to_string(), n.to_string()))
            .collect(),
        "ranks" => (1..=options).map(|n| (n.to_string(), rank(locale, n))).collect(),
        "grades" => {
            let grades = settings.grades.iter().flatten().enumerate();
            let mut steps: Vec<_> = grades
                .map(|(n, word)| ((n + 1).to_string(), grade(locale, word)))
                .collect();
            steps.reverse();
            steps
        }
        _ => Vec::new(),
    }
}

/// The form that says what a ballot says.
fn fields_of(said: &Said, shape: &str) -> Fields {
    let mut fields = Fields::new();
    let mut put = |name: String, value: i64| fields.entry(name).or_default().push(value.to_string());
    match said {
        Said::Choice(choice) => drop(fields.insert("choice".into(), vec![choice.to_string()])),
        Said::Options(numbers) if shape == "one" => numbers.iter().for_each(|n| put("choice".into(), *n)),
        Said::Options(numbers) => numbers.iter().for_each(|n| put("choices".into(), *n)),
        Said::Values(values) => {
            let prefix = if shape == "grades" { "grade" } else { "score" };
            values
                .iter()
                .for_each(|(number, value)| put(format!("{prefix}-{number}"), *value));
        }
        Said::Ranking(ranks) => {
            for (place, tied) in ranks.iter().enumerate() {
                tied.iter()
                    .for_each(|number| put(format!("rank-{number}"), place as i64 + 1));
            }
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::governance::Frame;
    use crate::governance::ProposalOption;

    fn settings() -> Settings {
        Settings {
            score_max: Some(5),
            dots: Some(10),
            grades: Some(vec!["poor".into(), "2".into(), "good".into()]),
            ..Settings::default()
        }
    }

    /// What a form says of a ballot is read back as that ballot: a preselected form changes nothing.
    #[test]
    fn a_ballot_and_its_form_say_the_same() {
        let options: Vec<ProposalOption> = (1..=3)
            .map(|number| ProposalOption {
                number,
                title: number.to_string(),
                body: String::new(),
                cost: None,
                value: "{}".into(),
            })
            .collect();
        for (method, line) in [
            (Method::Majority, "no"),
            (Method::Consent, "yes"),
            (Method::Plurality, "2"),
            (Method::Approval, "1,3"),
            (Method::EqualShares, "2,3"),
            (Method::Score, "1:5,3:0"),
            (Method::Dots, "1:3,2:7"),
            (Method::Schulze, "3>1=2"),
            (Method::InstantRunoff, "2"),
            (Method::MajorityJudgment, "1:3,2:2,3:1"),
            (Method::Schulze, "abstain"),
        ] {
            let settings = settings();
            let frame = Frame {
                method,
                settings: &settings,
                options: &options,
            };
            let said = Said::parse_line(method, line).unwrap();
            let fields = fields_of(&said, shape(method).0);
            let (again, _) = frame.read(&to_input(&fields)).unwrap();
            assert_eq!(again.to_line(), line, "{method}");
        }
    }

    #[test]
    fn what_is_left_empty_is_not_said() {
        let fields: Fields = [
            ("score-1", ""),
            ("score-2", " 4 "),
            ("rank-3", ""),
            ("choice", ""),
        ]
        .map(|(name, value)| (name.to_string(), vec![value.to_string()]))
        .into();
        let input = to_input(&fields);
        assert_eq!((input.choice, input.ranking), (None, None));
        assert_eq!(input.scores, Some([("2".to_string(), Json::from("4"))].into()));
    }
}
