//! The declared choices of a counting method: stored with the proposal, frozen with the vote, published with its box.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::counting::{EliminationTies, Overvotes, Strength};
use super::model::Method;
use crate::kernel::errors::Refusal;
use crate::kernel::names;
use crate::kernel::text_enum;

text_enum! {
    /// What an abstention does in a majority vote: nothing, or what a no does.
    Abstention { Ignored = "ignored", Against = "against" }
}
text_enum! {
    /// What silence means in a vote by consent: the silent consent and count for the quorum, or they are absent.
    Silence { Consent = "consent", Absence = "absence" }
}
text_enum! {
    /// An option that a ballot leaves out: it gets the worst, or the ballot is refused.
    Missing { Worst = "worst", Refuse = "refuse" }
}
text_enum! {
    /// What greedy counting does at a project that no longer fits: go on to the next, or end.
    Misfit { Skip = "skip", Stop = "stop" }
}
text_enum! {
    /// What a bought project is worth to whoever voted for it: what it costs, or one.
    Utility { Cost = "cost", Cardinality = "cardinality" }
}
text_enum! {
    /// How equal shares spend what is left: by raising everybody's share, or not at all.
    Completion { Add1 = "add1", None = "none" }
}
text_enum! {
    /// When the raising ends: at the last result within the budget, or as soon as nothing more fits.
    Stop { Exhaustive = "exhaustive", Overspend = "overspend" }
}

/// The declared choices; each method has its own, the others are absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Majority votes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abstention: Option<Abstention>,
    /// Consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    /// How many options win: 1 to 50. Votes about options, without a budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seats: Option<i64>,
    /// Approval: options one ballot may approve of at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices_max: Option<i64>,
    /// Score: the highest score, 1 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_max: Option<i64>,
    /// Dots: how many one ballot gives out, 1 to 1,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dots: Option<i64>,
    /// Score and majority judgment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// Majority judgment: 2 to 10 grades, worst first. `reject, poor, passable, fairly_good, good, very_good` are shown
    /// in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grades: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ties: Option<EliminationTies>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overvotes: Option<Overvotes>,
    /// Budgets: minutes to share out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub misfit: Option<Misfit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utility: Option<Utility>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion: Option<Completion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<Stop>,
}

/// Grades that a community need not invent, worst first.
pub const GRADES: &[&str] = &["reject", "poor", "passable", "fairly_good", "good", "very_good"];
const GRADES_MAX: usize = 10;
const GRADE_LENGTH_MAX: usize = 40;
const SEATS_MAX: i64 = 50;
const SCORE_MAX: i64 = 100;
const DOTS_MAX: i64 = 1_000;
/// Minutes that one vote may share out: what fits any fund and no overflow.
const BUDGET_MAX: i64 = 1_000_000_000;

impl Method {
    /// The names of the settings this method reads.
    pub fn setting_names(self) -> &'static [&'static str] {
        match self {
            Method::Majority | Method::QualifiedMajority => &["abstention"],
            Method::Consent => &["silence"],
            Method::Plurality => &["seats"],
            Method::Approval => &["seats", "choices_max"],
            Method::Score => &["seats", "score_max", "missing"],
            Method::Dots => &["seats", "dots"],
            Method::Schulze => &["seats", "strength"],
            Method::InstantRunoff => &["seats", "ties", "overvotes"],
            Method::MajorityJudgment => &["seats", "grades", "missing"],
            Method::Greedy => &["budget_minutes", "misfit"],
            Method::EqualShares => &["budget_minutes", "utility", "completion", "stop"],
        }
    }
}

/// The settings of a method, checked, with its defaults where nothing was given.
pub fn parse_settings(method: Method, given: Option<&Json>) -> Result<Settings, Refusal> {
    let given = match given {
        None | Some(Json::Null) => &Json::Object(serde_json::Map::new()),
        Some(given) => given,
    };
    let object = given.as_object().ok_or_else(|| {
        Refusal::invalid("settings-malformed", "settings").with("why", "an object is expected")
    })?;
    if let Some(name) = object
        .keys()
        .find(|name| !method.setting_names().contains(&name.as_str()))
    {
        return Err(
            Refusal::invalid("setting-not-of-method", format!("settings.{name}"))
                .with("names", method.setting_names().join(", ")),
        );
    }
    let mut settings: Settings = serde_json::from_value(given.clone())
        .map_err(|why| Refusal::invalid("settings-malformed", "settings").with("why", why))?;
    fill(method, &mut settings);
    check(method, &settings)?;
    Ok(settings)
}

fn fill(method: Method, s: &mut Settings) {
    for name in method.setting_names() {
        match *name {
            "abstention" => drop(s.abstention.get_or_insert(Abstention::Ignored)),
            "silence" => drop(s.silence.get_or_insert(Silence::Absence)),
            "seats" => drop(s.seats.get_or_insert(1)),
            "score_max" => drop(s.score_max.get_or_insert(5)),
            "dots" => drop(s.dots.get_or_insert(10)),
            "missing" => drop(s.missing.get_or_insert(Missing::Worst)),
            "grades" => drop(
                s.grades
                    .get_or_insert_with(|| GRADES.iter().map(ToString::to_string).collect()),
            ),
            "strength" => drop(s.strength.get_or_insert(Strength::Winning)),
            "ties" => drop(s.ties.get_or_insert(EliminationTies::EarlierRound)),
            "overvotes" => drop(s.overvotes.get_or_insert(Overvotes::Exhaust)),
            "misfit" => drop(s.misfit.get_or_insert(Misfit::Skip)),
            "utility" => drop(s.utility.get_or_insert(Utility::Cost)),
            "completion" => drop(s.completion.get_or_insert(Completion::Add1)),
            "stop" => drop(s.stop.get_or_insert(Stop::Exhaustive)),
            // A budget and a limit of choices have no default: the first must be said, the second need not be.
            _ => {}
        }
    }
}

fn check(method: Method, s: &Settings) -> Result<(), Refusal> {
    let within = |name: &'static str, value: Option<i64>, max: i64| match value {
        Some(n) if !(1..=max).contains(&n) => Err(Refusal::invalid(
            "setting-out-of-range",
            format!("settings.{name}"),
        )
        .with("min", 1)
        .with("max", max)),
        _ => Ok(()),
    };
    within("seats", s.seats, SEATS_MAX)?;
    within("choices_max", s.choices_max, super::rules::OPTIONS_MAX as i64)?;
    within("score_max", s.score_max, SCORE_MAX)?;
    within("dots", s.dots, DOTS_MAX)?;
    within("budget_minutes", s.budget_minutes, BUDGET_MAX)?;
    if method.is_budget() && s.budget_minutes.is_none() {
        return Err(Refusal::invalid("budget-missing", "settings.budget_minutes"));
    }
    match &s.grades {
        Some(grades) => check_grades(grades),
        None => Ok(()),
    }
}

fn check_grades(grades: &[String]) -> Result<(), Refusal> {
    let refusal = || {
        Refusal::invalid("grades-wrong", "settings.grades")
            .with("min", 2)
            .with("max", GRADES_MAX)
    };
    if !(2..=GRADES_MAX).contains(&grades.len()) {
        return Err(refusal());
    }
    for (n, grade) in grades.iter().enumerate() {
        let clean = names::line("settings.grades", grade, GRADE_LENGTH_MAX)?;
        if clean != *grade || grades[..n].contains(grade) {
            return Err(refusal());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_method_has_its_defaults_and_they_stand_a_second_reading() {
        for method in Method::ALL {
            let given = method.is_budget().then(|| json!({"budget_minutes": 600}));
            let settings = parse_settings(*method, given.as_ref()).unwrap();
            let stored = serde_json::to_value(&settings).unwrap();
            assert_eq!(
                parse_settings(*method, Some(&stored)).unwrap(),
                settings,
                "{method}"
            );
        }
    }

    #[test]
    fn what_a_method_does_not_read_is_refused() {
        for (method, given, code) in [
            (Method::Schulze, json!({"dots": 3}), "setting-not-of-method"),
            (
                Method::Schulze,
                json!({"strength": "mighty"}),
                "settings-malformed",
            ),
            (Method::Schulze, json!([]), "settings-malformed"),
            (Method::Dots, json!({"dots": 0}), "setting-out-of-range"),
            (Method::Dots, json!({"dots": "many"}), "settings-malformed"),
            (Method::Approval, json!({"seats": 51}), "setting-out-of-range"),
            (Method::EqualShares, json!({}), "budget-missing"),
            (
                Method::MajorityJudgment,
                json!({"grades": ["good"]}),
                "grades-wrong",
            ),
            (
                Method::MajorityJudgment,
                json!({"grades": ["good", "good"]}),
                "grades-wrong",
            ),
            (
                Method::MajorityJudgment,
                json!({"grades": ["good", " "]}),
                "text-empty",
            ),
        ] {
            assert_eq!(
                parse_settings(method, Some(&given)).unwrap_err().code,
                code,
                "{given}"
            );
        }
    }
}
