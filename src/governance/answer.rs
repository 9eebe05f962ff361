//! What a ballot says: read from what a voter sent, kept and published as one canonical line.
//!
//! | method | line |
//! |---|---|
//! | majority, qualified majority, consent | `yes`, `no`, `abstain`, `objection` |
//! | plurality | the option, `2` |
//! | approval, greedy, equal shares | options in order, `1,3` |
//! | score, dots, majority judgment | `option:value` in order of option, `1:4,3:0`; a grade counts from 1, the worst |
//! | Schulze, instant run-off | best first, ties with `=`, `2>1=3` |
//!
//! `abstain` is possible in all of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::model::{Choice, Method, ProposalOption};
use super::settings::{Missing, Settings};
use crate::kernel::errors::Refusal;
use crate::kernel::names;

/// Characters of the argument of an objection at most.
pub const REASON_MAX: usize = 4_000;

/// A ballot's content. Options are named by their numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Choice(Choice),
    Options(Vec<i64>),
    Values(Vec<(i64, i64)>),
    Ranking(Vec<Vec<i64>>),
}

impl Answer {
    pub const ABSTAIN: Answer = Answer::Choice(Choice::Abstain);

    /// The canonical line.
    pub fn to_line(&self) -> String {
        let list = |numbers: &[i64], separator: &str| {
            numbers
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(separator)
        };
        match self {
            Answer::Choice(choice) => choice.to_string(),
            Answer::Options(options) => list(options, ","),
            Answer::Values(values) => values
                .iter()
                .map(|(option, value)| format!("{option}:{value}"))
                .collect::<Vec<_>>()
                .join(","),
            Answer::Ranking(ranks) => ranks
                .iter()
                .map(|rank| list(rank, "="))
                .collect::<Vec<_>>()
                .join(">"),
        }
    }

    /// Reads a canonical line back; `None` for what no ballot of this method says.
    pub fn parse_line(method: Method, line: &str) -> Option<Answer> {
        if let Some(choice) = Choice::from_word(line) {
            let fits = method.is_on_the_whole() || choice == Choice::Abstain;
            return fits.then_some(Answer::Choice(choice));
        }
        let number = |text: &str| text.parse::<i64>().ok();
        match method {
            Method::Majority | Method::QualifiedMajority | Method::Consent => None,
            Method::Plurality => Some(Answer::Options(vec![number(line)?])),
            Method::Approval | Method::Greedy | Method::EqualShares => line
                .split(',')
                .map(number)
                .collect::<Option<_>>()
                .map(Answer::Options),
            Method::Score | Method::Dots | Method::MajorityJudgment => line
                .split(',')
                .map(|pair| {
                    let (option, value) = pair.split_once(':')?;
                    Some((number(option)?, number(value)?))
                })
                .collect::<Option<_>>()
                .map(Answer::Values),
            Method::Schulze | Method::InstantRunoff => line
                .split('>')
                .map(|rank| rank.split('=').map(number).collect::<Option<_>>())
                .collect::<Option<_>>()
                .map(Answer::Ranking),
        }
    }
}

/// What a voter sent; options by their number as text.
#[derive(Debug, Clone, Default)]
pub struct BallotInput {
    pub choice: Option<String>,
    pub choices: Option<Vec<String>>,
    pub grades: Option<BTreeMap<String, Json>>,
    pub scores: Option<BTreeMap<String, Json>>,
    pub ranking: Option<Vec<Vec<String>>>,
    /// The argument of an objection.
    pub reason: Option<String>,
}

impl BallotInput {
    /// A ballot about the whole proposal.
    pub fn of_choice(choice: Choice) -> BallotInput {
        BallotInput {
            choice: Some(choice.to_string()),
            ..BallotInput::default()
        }
    }
}

/// What a ballot may name.
pub struct Frame<'a> {
    pub method: Method,
    pub settings: &'a Settings,
    pub options: &'a [ProposalOption],
}

impl Frame<'_> {
    /// The ballot a voter sent, and the argument of an objection.
    ///
    /// # Errors
    /// A typed refusal that names the field: the wrong kind of ballot for the method, an unknown option, one named
    /// twice, a value out of range, nothing chosen.
    pub fn read(&self, input: &BallotInput) -> Result<(Answer, Option<String>), Refusal> {
        if let Some(word) = &input.choice
            && (self.method.is_on_the_whole() || word == Choice::Abstain.as_str())
        {
            return self.read_choice(word, input.reason.as_deref());
        }
        let answer = match self.method {
            Method::Majority | Method::QualifiedMajority | Method::Consent => {
                return Err(Refusal::invalid("choice-missing", "choice"));
            }
            Method::Plurality => match &input.choice {
                Some(option) => Answer::Options(vec![self.number("choice", option)?]),
                None => Answer::Options(self.read_options(input.choices.as_deref(), Some(1))?),
            },
            Method::Approval | Method::Greedy | Method::EqualShares => {
                Answer::Options(self.read_options(input.choices.as_deref(), self.settings.choices_max)?)
            }
            Method::Score => self.read_scores(input.scores.as_ref())?,
            Method::Dots => self.read_dots(input.scores.as_ref())?,
            Method::MajorityJudgment => self.read_grades(input.grades.as_ref())?,
            Method::Schulze | Method::InstantRunoff => self.read_ranking(input.ranking.as_deref())?,
        };
        Ok((answer, None))
    }

    fn read_choice(&self, word: &str, reason: Option<&str>) -> Result<(Answer, Option<String>), Refusal> {
        let consent = self.method == Method::Consent;
        let choice = Choice::from_word(word)
            .filter(|choice| match choice {
                Choice::Objection => consent,
                Choice::No => !consent,
                Choice::Yes | Choice::Abstain => true,
            })
            .ok_or_else(|| Refusal::invalid("choice-missing", "choice"))?;
        let reason = match choice {
            Choice::Objection => Some(
                names::paragraphs("reason", reason.unwrap_or(""), REASON_MAX).map_err(
                    |refusal| match refusal.code {
                        "text-empty" => Refusal::invalid("objection-unargued", "reason"),
                        _ => refusal,
                    },
                )?,
            ),
            _ => None,
        };
        Ok((Answer::Choice(choice), reason))
    }

    fn number(&self, field: &str, text: &str) -> Result<i64, Refusal> {
        text.parse::<i64>()
            .ok()
            .filter(|number| self.options.iter().any(|option| option.number == *number))
            .ok_or_else(|| Refusal::invalid("option-unknown", field.to_string()).with("option", text))
    }

    fn read_options(&self, chosen: Option<&[String]>, max: Option<i64>) -> Result<Vec<i64>, Refusal> {
        let mut numbers = BTreeSet::new();
        for text in chosen.unwrap_or_default() {
            if !numbers.insert(self.number("choices", text)?) {
                return Err(Refusal::invalid("option-twice", "choices").with("option", text));
            }
        }
        if numbers.is_empty() {
            return Err(Refusal::invalid("ballot-empty", "choices"));
        }
        match max {
            Some(max) if numbers.len() as i64 > max => {
                Err(Refusal::invalid("choices-too-many", "choices").with("max", max))
            }
            _ => Ok(numbers.into_iter().collect()),
        }
    }

    /// `{option: whole number}` in order of option, each within `0..=max`.
    fn read_numbers(
        &self,
        given: Option<&BTreeMap<String, Json>>,
        max: i64,
    ) -> Result<Vec<(i64, i64)>, Refusal> {
        let mut values = BTreeMap::new();
        for (option, value) in given.into_iter().flatten() {
            let number = self.number("scores", option)?;
            let value = whole(value)
                .filter(|value| (0..=max).contains(value))
                .ok_or_else(|| {
                    Refusal::invalid("score-out-of-range", format!("scores.{option}")).with("max", max)
                })?;
            values.insert(number, value);
        }
        if values.is_empty() {
            return Err(Refusal::invalid("ballot-empty", "scores"));
        }
        Ok(values.into_iter().collect())
    }

    fn read_scores(&self, given: Option<&BTreeMap<String, Json>>) -> Result<Answer, Refusal> {
        let values = self.read_numbers(given, self.settings.score_max.unwrap_or(1))?;
        self.require_whole("scores", values.len())?;
        Ok(Answer::Values(values))
    }

    fn read_dots(&self, given: Option<&BTreeMap<String, Json>>) -> Result<Answer, Refusal> {
        let dots = self.settings.dots.unwrap_or(1);
        let mut values = self.read_numbers(given, dots)?;
        values.retain(|(_, value)| *value > 0);
        let sum: i64 = values.iter().map(|(_, value)| value).sum();
        match sum {
            0 => Err(Refusal::invalid("ballot-empty", "scores")),
            sum if sum > dots => Err(Refusal::invalid("dots-too-many", "scores")
                .with("sum", sum)
                .with("max", dots)),
            _ => Ok(Answer::Values(values)),
        }
    }

    /// `{option: grade}`, the grade as its word or as its rank from 1, the worst.
    fn read_grades(&self, given: Option<&BTreeMap<String, Json>>) -> Result<Answer, Refusal> {
        let grades = self.settings.grades.as_deref().unwrap_or_default();
        let mut values = BTreeMap::new();
        for (option, grade) in given.into_iter().flatten() {
            let number = self.number("grades", option)?;
            let rank = grade
                .as_str()
                .and_then(|word| grades.iter().position(|known| known == word))
                .map(|index| index as i64 + 1)
                .or_else(|| whole(grade))
                .filter(|rank| (1..=grades.len() as i64).contains(rank))
                .ok_or_else(|| {
                    Refusal::invalid("grade-unknown", format!("grades.{option}"))
                        .with("grades", grades.join(", "))
                })?;
            values.insert(number, rank);
        }
        if values.is_empty() {
            return Err(Refusal::invalid("ballot-empty", "grades"));
        }
        self.require_whole("grades", values.len())?;
        Ok(Answer::Values(values.into_iter().collect()))
    }

    fn require_whole(&self, field: &'static str, given: usize) -> Result<(), Refusal> {
        if self.settings.missing == Some(Missing::Refuse) && given < self.options.len() {
            return Err(Refusal::invalid("options-left-out", field));
        }
        Ok(())
    }

    fn read_ranking(&self, ranks: Option<&[Vec<String>]>) -> Result<Answer, Refusal> {
        let mut seen = BTreeSet::new();
        let mut ranking = Vec::new();
        for rank in ranks.unwrap_or_default() {
            let mut tied = BTreeSet::new();
            for text in rank {
                let number = self.number("ranking", text)?;
                if !seen.insert(number) {
                    return Err(Refusal::invalid("option-twice", "ranking").with("option", text));
                }
                tied.insert(number);
            }
            if !tied.is_empty() {
                ranking.push(tied.into_iter().collect());
            }
        }
        if ranking.is_empty() {
            return Err(Refusal::invalid("ballot-empty", "ranking"));
        }
        Ok(Answer::Ranking(ranking))
    }
}

/// A whole number, also as text, as forms send it.
fn whole(value: &Json) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::super::settings::parse_settings;
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn options(count: i64) -> Vec<ProposalOption> {
        (1..=count)
            .map(|number| ProposalOption {
                number,
                title: format!("Option {number}"),
                body: String::new(),
                cost: None,
                value: "{}".into(),
            })
            .collect()
    }

    fn input(json: Json) -> BallotInput {
        let map = |name: &str| json.get(name).map(|v| serde_json::from_value(v.clone()).unwrap());
        BallotInput {
            choice: json.get("choice").and_then(Json::as_str).map(str::to_string),
            choices: json
                .get("choices")
                .map(|v| serde_json::from_value(v.clone()).unwrap()),
            grades: map("grades"),
            scores: map("scores"),
            ranking: json
                .get("ranking")
                .map(|v| serde_json::from_value(v.clone()).unwrap()),
            reason: json.get("reason").and_then(Json::as_str).map(str::to_string),
        }
    }

    fn read(method: Method, settings: Json, ballot: Json) -> Result<String, (&'static str, String)> {
        let settings = parse_settings(method, Some(&settings)).unwrap();
        let options = options(3);
        let frame = Frame {
            method,
            settings: &settings,
            options: &options,
        };
        match frame.read(&input(ballot)) {
            Ok((answer, _)) => {
                let line = answer.to_line();
                assert_eq!(Answer::parse_line(method, &line), Some(answer));
                Ok(line)
            }
            Err(refusal) => Err((refusal.code, refusal.field.unwrap_or_default().to_string())),
        }
    }

    #[test]
    fn ballots_are_kept_in_one_canonical_line() {
        use Method::*;
        for (method, settings, ballot, line) in [
            (Majority, json!({}), json!({"choice": "no"}), "no"),
            (
                Consent,
                json!({}),
                json!({"choice": "objection", "reason": "Too dear"}),
                "objection",
            ),
            (Plurality, json!({}), json!({"choice": "2"}), "2"),
            (Plurality, json!({}), json!({"choices": ["2"]}), "2"),
            (Approval, json!({}), json!({"choices": ["3", "1"]}), "1,3"),
            (Score, json!({}), json!({"scores": {"3": 0, "1": 5}}), "1:5,3:0"),
            (
                Dots,
                json!({}),
                json!({"scores": {"3": "7", "1": 3, "2": 0}}),
                "1:3,3:7",
            ),
            (
                MajorityJudgment,
                json!({}),
                json!({"grades": {"1": "very_good", "2": 1}}),
                "1:6,2:1",
            ),
            (
                Schulze,
                json!({}),
                json!({"ranking": [["2"], ["3", "1"]]}),
                "2>1=3",
            ),
            (
                InstantRunoff,
                json!({}),
                json!({"ranking": [["3"], [], ["1"]]}),
                "3>1",
            ),
            (Schulze, json!({}), json!({"choice": "abstain"}), "abstain"),
        ] {
            assert_eq!(
                read(method, settings, ballot.clone()),
                Ok(line.to_string()),
                "{ballot}"
            );
        }
    }

    #[test]
    fn each_fault_of_a_ballot_is_named() {
        use Method::*;
        for (method, settings, ballot, code, field) in [
            (Majority, json!({}), json!({}), "choice-missing", "choice"),
            (
                Majority,
                json!({}),
                json!({"choice": "objection", "reason": "x"}),
                "choice-missing",
                "choice",
            ),
            (
                Consent,
                json!({}),
                json!({"choice": "no"}),
                "choice-missing",
                "choice",
            ),
            (
                Consent,
                json!({}),
                json!({"choice": "objection"}),
                "objection-unargued",
                "reason",
            ),
            (
                Plurality,
                json!({}),
                json!({"choice": "yes"}),
                "option-unknown",
                "choice",
            ),
            (
                Approval,
                json!({}),
                json!({"choices": ["4"]}),
                "option-unknown",
                "choices",
            ),
            (
                Approval,
                json!({}),
                json!({"choices": ["1", "1"]}),
                "option-twice",
                "choices",
            ),
            (
                Approval,
                json!({}),
                json!({"choices": []}),
                "ballot-empty",
                "choices",
            ),
            (
                Approval,
                json!({"choices_max": 1}),
                json!({"choices": ["1", "2"]}),
                "choices-too-many",
                "choices",
            ),
            (
                Score,
                json!({}),
                json!({"scores": {"1": 6}}),
                "score-out-of-range",
                "scores.1",
            ),
            (
                Score,
                json!({}),
                json!({"scores": {"1": 1.5}}),
                "score-out-of-range",
                "scores.1",
            ),
            (
                Score,
                json!({"missing": "refuse"}),
                json!({"scores": {"1": 1}}),
                "options-left-out",
                "scores",
            ),
            (
                Dots,
                json!({}),
                json!({"scores": {"1": 6, "2": 5}}),
                "dots-too-many",
                "scores",
            ),
            (
                Dots,
                json!({}),
                json!({"scores": {"1": 0}}),
                "ballot-empty",
                "scores",
            ),
            (
                MajorityJudgment,
                json!({}),
                json!({"grades": {"1": "divine"}}),
                "grade-unknown",
                "grades.1",
            ),
            (
                MajorityJudgment,
                json!({}),
                json!({"grades": {"1": 7}}),
                "grade-unknown",
                "grades.1",
            ),
            (
                Schulze,
                json!({}),
                json!({"ranking": [["1"], ["1"]]}),
                "option-twice",
                "ranking",
            ),
            (
                Schulze,
                json!({}),
                json!({"ranking": [[]]}),
                "ballot-empty",
                "ranking",
            ),
            (
                Schulze,
                json!({}),
                json!({"choices": ["1"]}),
                "ballot-empty",
                "ranking",
            ),
        ] {
            assert_eq!(
                read(method, settings, ballot.clone()),
                Err((code, field.to_string())),
                "{ballot}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_the_reader_panic(line in ".{0,40}") {
            for method in Method::ALL {
                if let Some(answer) = Answer::parse_line(*method, &line) {
                    prop_assert_eq!(Answer::parse_line(*method, &answer.to_line()), Some(answer));
                }
            }
        }
    }
}
