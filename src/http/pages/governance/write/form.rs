//! The form of a proposal, as its template shows it.

use askama::Template;

use super::control::{Choice, Control, Input};
use super::fields;
use super::rule::{unit_word, words_of};
use super::settings;
use super::stored::usual_method;
use super::typed::{Typed, row_field};
use super::world::World;
use crate::governance::rules::{BODY_MAX, OPTION_BODY_MAX, OPTIONS_MAX, TITLE_MAX};
use crate::governance::{Kind, Method, Topic};
use crate::http::pages::{FormProblem, Ui};

/// A counting method one may choose, with its settings.
struct MethodCard {
    word: &'static str,
    label: String,
    /// What it is good for.
    good: String,
    /// How ties and abstentions count.
    ties: String,
    chosen: bool,
    settings: Vec<Control>,
    /// Whether its settings are shown unfolded.
    unfolded: bool,
}

/// A row for one option.
struct Row {
    legend: String,
    controls: Vec<Control>,
}

/// The part of the form about options; for kinds that have some.
struct OptionsPart {
    legend: String,
    hint: String,
    error: String,
    rows: Vec<Row>,
    count: String,
    /// Whether another row may be added.
    more: bool,
    /// Whether "none of these" may be among them, is, and is called what.
    with_none: bool,
    none: bool,
    none_title: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/form.html")]
pub(super) struct FormPage {
    ui: Ui,
    problem: FormProblem,
    /// Where the form is sent: `/proposals`, or the draft that is edited.
    action: String,
    kind: &'static str,
    heading: String,
    lead: String,
    facts: Vec<(String, String)>,
    /// What is decided.
    payload: Vec<Control>,
    people: Vec<String>,
    texts: Vec<Control>,
    options: Option<OptionsPart>,
    methods: Vec<MethodCard>,
    secret: bool,
    dates: Vec<Control>,
}

impl FormPage {
    pub fn new(ui: Ui, typed: &Typed, world: World, problem: FormProblem, action: String) -> FormPage {
        let kind = typed.kind().unwrap_or(Kind::Text);
        let word = fields::word_of(kind, typed, &world);
        let (facts, payload) = fields::of_kind(&ui, kind, typed, &world, &problem);
        FormPage {
            heading: match &world.rule {
                Some(rule) => ui.t1("proposal-change-rule", "rule", rule.label.as_str()),
                None => ui.t(&format!("propose-{word}")),
            },
            lead: match &world.rule {
                Some(rule) => rule.explanation.clone(),
                None => ui.t(&format!("propose-{word}-what")),
            },
            kind: kind.as_str(),
            facts,
            payload,
            texts: texts(&ui, kind, typed, &problem),
            options: options(&ui, kind, typed, &world, &problem),
            methods: methods(&ui, kind, typed, &world, &problem),
            secret: typed.get("secret") == "yes",
            dates: dates(&ui, typed, &world, &problem),
            people: world.people,
            problem,
            action,
            ui,
        }
    }
}

/// Title, text and topic.
fn texts(ui: &Ui, kind: Kind, typed: &Typed, problem: &FormProblem) -> Vec<Control> {
    let mut title = Control::text("title", ui.t("proposal-title"), typed.raw("title"))
        .hint(ui.t("proposal-title-hint"))
        .error(problem.on("title"))
        .at_most(TITLE_MAX);
    let body = typed.raw("body");
    let repeals = kind == Kind::Charter && typed.get("repeal") == "yes";
    let mut body = match kind.needs_body() && !repeals {
        true => Control::paragraphs("body", ui.t("proposal-text"), body, 12).hint(ui.t("proposal-text-hint")),
        false => {
            Control::paragraphs("body", ui.t("proposal-reasons"), body, 6).hint(ui.t("proposal-reasons-hint"))
        }
    };
    if !kind.needs_body() {
        title = title.optional().hint(ui.t("propose-title-hint"));
        body = body.optional();
    }
    let mut texts = vec![title, body.error(problem.on("body")).at_most(BODY_MAX)];
    if kind == Kind::Text {
        let now = match typed.get("topic") {
            "" => kind.topic().as_str(),
            word => word,
        };
        let choices = Topic::ALL
            .iter()
            .filter(|topic| **topic != Topic::Everything)
            .map(|topic| Choice::new(topic.as_str(), ui.word("topic", topic), topic.as_str() == now))
            .collect();
        let topic = Control::select("topic", ui.t("propose-topic"), choices);
        texts.push(topic.hint(ui.t("propose-topic-hint")).error(problem.on("topic")));
    }
    texts
}

fn options(ui: &Ui, kind: Kind, typed: &Typed, world: &World, problem: &FormProblem) -> Option<OptionsPart> {
    if kind.methods().iter().all(|method| method.is_on_the_whole()) {
        return None;
    }
    let row = |n: usize| Row {
        legend: ui.t1(&format!("propose-row-{}", row_word(kind)), "number", n),
        controls: row_controls(ui, kind, typed, world, problem, n),
    };
    let word = row_word(kind);
    Some(OptionsPart {
        legend: ui.t(&format!("propose-rows-{word}")),
        hint: ui.t(&format!("propose-rows-{word}-hint")),
        error: problem.on("options").to_string(),
        rows: (1..=typed.rows()).map(row).collect(),
        count: typed.rows().to_string(),
        more: typed.rows() < OPTIONS_MAX,
        with_none: kind != Kind::Allocation,
        none: typed.get("none") == "yes",
        none_title: typed.raw("none_title").to_string(),
    })
}

/// What the rows are about: `option`, `value`, `candidate`, `version`, `programme`.
fn row_word(kind: Kind) -> &'static str {
    match kind {
        Kind::RuleChange => "value",
        Kind::Election => "candidate",
        Kind::Charter => "version",
        Kind::Allocation => "programme",
        _ => "option",
    }
}

/// The fields of a row: what tells the kind's options apart, then a title and a text.
fn row_controls(
    ui: &Ui,
    kind: Kind,
    typed: &Typed,
    world: &World,
    problem: &FormProblem,
    n: usize,
) -> Vec<Control> {
    let (title, text) = match kind {
        Kind::Allocation => ("propose-new-programme", "propose-programme-purpose"),
        Kind::Charter => ("propose-option-title", "propose-version-text"),
        _ => ("propose-option-title", "propose-option-text"),
    };
    let mut controls = own_controls(ui, kind, typed, world, n);
    let name = row_field(n, "title");
    let title = Control::text(&name, ui.t(title), typed.raw(&name)).at_most(TITLE_MAX);
    let named_by_itself = matches!(kind, Kind::RuleChange | Kind::Election);
    controls.push(if named_by_itself { title.optional() } else { title });
    let name = row_field(n, "text");
    let text = Control::paragraphs(&name, ui.t(text), typed.raw(&name), 2);
    controls.push(text.optional().at_most(OPTION_BODY_MAX));
    for control in &mut controls {
        control.error = problem.on(&control.name).to_string();
    }
    controls
}

/// A value of the rule, a candidate, or a programme with its hours.
fn own_controls(ui: &Ui, kind: Kind, typed: &Typed, world: &World, n: usize) -> Vec<Control> {
    match kind {
        Kind::RuleChange => {
            let Some(rule) = &world.rule else {
                return Vec::new();
            };
            let name = row_field(n, "value");
            let words = words_of(rule.key, ui.language);
            vec![match words.is_empty() {
                true => {
                    let label = ui.word("proposal-new-value", unit_word(rule.key));
                    Control::decimal(&name, label, typed.raw(&name))
                }
                false => {
                    let choices = or_none(ui, words, typed.get(&name));
                    Control::select(&name, ui.t("proposal-new-value"), choices)
                }
            }]
        }
        Kind::Election => {
            let name = row_field(n, "member");
            vec![Control::listed(
                &name,
                ui.t("propose-member"),
                typed.raw(&name),
                "people",
            )]
        }
        Kind::Allocation => {
            let (name, hours) = (row_field(n, "programme"), row_field(n, "hours"));
            let programmes = world
                .programmes
                .iter()
                .map(|p| (p.id.to_string(), p.name.clone()));
            let choices = or_none(ui, programmes.collect(), typed.get(&name));
            let mut controls = Vec::new();
            if choices.len() > 1 {
                controls.push(Control::select(&name, ui.t("propose-programme"), choices));
            }
            controls.push(Control::decimal(&hours, ui.t("propose-hours"), typed.raw(&hours)));
            controls
        }
        _ => Vec::new(),
    }
}

/// Choices behind an empty one.
pub(super) fn or_none(ui: &Ui, choices: Vec<(String, String)>, chosen: &str) -> Vec<Choice> {
    let none = Choice::new("", ui.t("propose-choose"), chosen.is_empty());
    let others = choices.into_iter().map(|(value, label)| {
        let is_chosen = value == chosen;
        Choice::new(value, label, is_chosen)
    });
    std::iter::once(none).chain(others).collect()
}

fn methods(ui: &Ui, kind: Kind, typed: &Typed, world: &World, problem: &FormProblem) -> Vec<MethodCard> {
    let chosen = typed.method().unwrap_or(usual_method(kind));
    let error = |field: &str| problem.on(field).to_string();
    kind.methods()
        .into_iter()
        .map(|method| {
            let settings = settings::controls(ui, typed, method, &error);
            let key = format!("propose-method-{}", method_word(kind, method));
            MethodCard {
                word: method.as_str(),
                label: ui.word("method", &method),
                good: ui.t1(&key, "share", world.qualified.as_str()),
                ties: ui.t(&format!("propose-method-{method}-ties")),
                chosen: method == chosen,
                unfolded: method == chosen || settings.iter().any(|control| !control.error.is_empty()),
                settings,
            }
        })
        .collect()
}

/// Consent elects without candidates.
fn method_word(kind: Kind, method: Method) -> String {
    match (kind, method) {
        (Kind::Election, Method::Consent) => "consent-election".to_string(),
        _ => method.to_string(),
    }
}

fn dates(ui: &Ui, typed: &Typed, world: &World, problem: &FormProblem) -> Vec<Control> {
    let hints = [
        (
            "closes_at",
            ui.t("proposal-closes-at"),
            ui.t1("proposal-closes-at-hint", "days", world.voting_days),
        ),
        (
            "takes_effect_at",
            ui.t("propose-takes-effect-at"),
            ui.t("propose-takes-effect-at-hint"),
        ),
        (
            "review_at",
            ui.t("propose-review-at"),
            ui.t("propose-review-at-hint"),
        ),
    ];
    hints
        .into_iter()
        .map(|(name, label, hint)| {
            Control::moment(name, label, typed.get(name))
                .hint(hint)
                .error(problem.on(name))
                .optional()
        })
        .collect()
}
