//! The settings of each counting method: their fields, and what is sent of them. Fields are named
//! `<method>-<setting>`, so that what was typed for one method waits while another is tried.

use serde_json::{Map, Value as Json, json};

use super::control::{Choice, Control};
use super::rule::hours_in_form;
use super::typed::Typed;
use crate::governance::counting::{EliminationTies, Overvotes, Strength};
use crate::governance::{
    Abstention, Completion, GRADES, Method, Misfit, Missing, Silence, Stop, Utility, parse_settings,
};
use crate::http::pages::Ui;
use crate::i18n::{self, Locale};
use crate::kernel::errors::Refusal;

/// The name of the field of a setting.
pub(super) fn field_of(method: Method, setting: &str) -> String {
    let setting = match setting {
        "budget_minutes" => "budget_hours",
        other => other,
    };
    format!("{method}-{setting}")
}

/// The words one may choose from; none where a setting is typed.
fn words(setting: &str) -> Vec<&'static str> {
    match setting {
        "abstention" => Abstention::ALL.iter().map(|word| word.as_str()).collect(),
        "silence" => Silence::ALL.iter().map(|word| word.as_str()).collect(),
        "missing" => Missing::ALL.iter().map(|word| word.as_str()).collect(),
        "strength" => Strength::ALL.iter().map(|word| word.as_str()).collect(),
        "ties" => EliminationTies::ALL.iter().map(|word| word.as_str()).collect(),
        "overvotes" => Overvotes::ALL.iter().map(|word| word.as_str()).collect(),
        "misfit" => Misfit::ALL.iter().map(|word| word.as_str()).collect(),
        "utility" => Utility::ALL.iter().map(|word| word.as_str()).collect(),
        "completion" => Completion::ALL.iter().map(|word| word.as_str()).collect(),
        "stop" => Stop::ALL.iter().map(|word| word.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// What was typed for the settings of the chosen method, as the room reads them.
pub(super) fn to_json(typed: &Typed, method: Method, known: &[(String, String)]) -> Result<Json, Refusal> {
    let mut settings = Map::new();
    for setting in method.setting_names() {
        let field = field_of(method, setting);
        let text = typed.get(&field);
        if text.is_empty() {
            continue;
        }
        let value = match *setting {
            "budget_minutes" => json!(typed.hours(&field)?),
            "grades" => json!(read_grades(text, known)),
            "seats" | "choices_max" | "score_max" | "dots" => json!(typed.count(&field)?),
            // A word out of its list: the browser offers no other.
            name if !words(name).contains(&text) => {
                return Err(
                    Refusal::invalid("proposal-word-unknown", field).with("words", words(name).join(", "))
                );
            }
            _ => json!(text),
        };
        settings.insert((*setting).to_string(), value);
    }
    Ok(settings.into())
}

/// Grades as typed, one a line; those that have a word of their own are stored by it, so that everybody reads them
/// in their language.
fn read_grades(text: &str, known: &[(String, String)]) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let word = known.iter().find(|(_, label)| label == line);
            word.map_or(line, |(word, _)| word).to_string()
        })
        .collect()
}

/// The grades that have a word of their own, in a language.
pub(super) fn known_grades(locale: Locale) -> Vec<(String, String)> {
    let label = |grade: &str| i18n::text(locale, &format!("propose-grade-{grade}"));
    GRADES
        .iter()
        .map(|grade| ((*grade).to_string(), label(grade)))
        .collect()
}

/// Puts the settings of a stored draft into its form.
pub(super) fn type_stored(typed: &mut Typed, method: Method, stored: &Json, known: &[(String, String)]) {
    for setting in method.setting_names() {
        let text = match stored.get(*setting) {
            Some(Json::String(word)) => word.clone(),
            Some(Json::Number(n)) if *setting == "budget_minutes" => {
                hours_in_form(n.as_i64().unwrap_or_default())
            }
            Some(Json::Number(n)) => n.to_string(),
            Some(Json::Array(grades)) => {
                let label = |grade: &str| {
                    let word = known.iter().find(|(word, _)| word == grade);
                    word.map_or(grade, |(_, label)| label).to_string()
                };
                let lines: Vec<String> = grades.iter().filter_map(Json::as_str).map(label).collect();
                lines.join("\n")
            }
            _ => continue,
        };
        typed.set(field_of(method, setting), text);
    }
}

/// The fields of a method's settings, with its defaults where nothing was typed.
pub(super) fn controls(
    ui: &Ui,
    typed: &Typed,
    method: Method,
    problem: &impl Fn(&str) -> String,
) -> Vec<Control> {
    let mut defaults = Typed::default();
    let given = method.is_budget().then(|| json!({ "budget_minutes": 60 }));
    if let Ok(settings) = parse_settings(method, given.as_ref()) {
        let mut stored = serde_json::to_value(&settings).unwrap_or_default();
        if let Some(fields) = stored.as_object_mut() {
            fields.remove("budget_minutes");
        }
        type_stored(&mut defaults, method, &stored, &known_grades(ui.language));
    }
    method
        .setting_names()
        .iter()
        .map(|setting| {
            let field = field_of(method, setting);
            let value = match typed.has(&field) {
                true => typed.raw(&field),
                false => defaults.raw(&field),
            };
            let label = ui.t(&format!("propose-setting-{setting}"));
            let hint = ui.t(&format!("propose-setting-{setting}-hint"));
            let error = problem(&field);
            let control = match *setting {
                "grades" => Control::paragraphs(&field, label, value, 6),
                "seats" | "choices_max" | "score_max" | "dots" => Control::number(&field, label, value),
                "budget_minutes" => Control::decimal(&field, label, value),
                name => {
                    let choices = words(name)
                        .into_iter()
                        .map(|word| Choice::new(word, ui.t(&format!("propose-{name}-{word}")), word == value))
                        .collect();
                    Control::select(&field, label, choices)
                }
            };
            control.hint(hint).error(error)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_each_method_stand_typing() {
        let known = known_grades(Locale::Fr);
        for method in Method::ALL {
            let given = method.is_budget().then(|| json!({ "budget_minutes": 90 }));
            let settings = parse_settings(*method, given.as_ref()).unwrap();
            let stored = serde_json::to_value(&settings).unwrap();
            let mut typed = Typed::default();
            type_stored(&mut typed, *method, &stored, &known);
            assert_eq!(to_json(&typed, *method, &known).unwrap(), stored, "{method}");
        }
    }

    #[test]
    fn only_the_chosen_methods_settings_are_sent() {
        let mut typed = Typed::default();
        typed.set("schulze-seats", "2");
        typed.set("score-seats", "3");
        let sent = to_json(&typed, Method::Score, &[]).unwrap();
        assert_eq!(sent, json!({ "seats": 3 }));
        typed.set("score-missing", "often");
        let refusal = to_json(&typed, Method::Score, &[]).unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some("score-missing"));
    }
}
