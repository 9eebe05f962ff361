//! The fields that a kind of proposal has of its own, and what one should know before filling them in.

use super::control::{Choice, Control};
use super::form::or_none;
use super::rule::{percent_in_form, unit_word, words_of};
use super::typed::Typed;
use super::world::{World, holders_in_words};
use crate::governance::Kind;
use crate::http::pages::{FormProblem, Ui};
use crate::members::Role;
use crate::members::permissions::given_by;

/// Names and texts of facts.
type Facts = Vec<(String, String)>;

/// What stands over the form: the kind, or what exactly is done.
pub(super) fn word_of(kind: Kind, typed: &Typed, world: &World) -> String {
    match kind {
        Kind::Charter if typed.get("repeal") == "yes" => "charter-repeal".to_string(),
        Kind::Charter if world.text.is_some() => "charter-amend".to_string(),
        Kind::Charter => "charter-adopt".to_string(),
        Kind::College => match typed.get("action") {
            action @ ("open" | "close") => format!("college-{action}"),
            _ => "college-shares".to_string(),
        },
        Kind::Link if typed.get("action") == "leave" => "link-leave".to_string(),
        Kind::Link => "link-join".to_string(),
        Kind::Election if typed.get("method") == "consent" => "election-consent".to_string(),
        kind => kind.to_string(),
    }
}

/// Facts and fields of a kind.
pub(super) fn of_kind(
    ui: &Ui,
    kind: Kind,
    typed: &Typed,
    world: &World,
    problem: &FormProblem,
) -> (Facts, Vec<Control>) {
    let on = |name: &str| problem.on(name).to_string();
    match kind {
        Kind::Text => (Vec::new(), Vec::new()),
        Kind::RuleChange => rule_change(ui, typed, world, &on),
        Kind::Admission | Kind::Exclusion => {
            let hint = match world.people.is_empty() {
                true => ui.t("propose-member-whole-hint"),
                false => ui.t("propose-member-hint"),
            };
            let member = Control::listed("member", ui.t("propose-member"), typed.raw("member"), "people");
            (Vec::new(), vec![member.hint(hint).error(on("member"))])
        }
        Kind::Election => election(ui, typed, world, &on),
        Kind::Recall => (Vec::new(), vec![holder(ui, typed, world).error(on("holder"))]),
        Kind::Allocation => {
            let fund = crate::kernel::minutes::show(world.fund);
            (vec![(ui.t("propose-fund-has"), fund)], Vec::new())
        }
        Kind::Charter => charter(ui, typed, world, &on),
        Kind::College => (Vec::new(), college(ui, typed, world, &on)),
        Kind::Link => (Vec::new(), link(ui, typed, world, &on)),
        Kind::Assembly => (Vec::new(), assembly(ui, typed, world, &on)),
    }
}

fn rule_change(ui: &Ui, typed: &Typed, world: &World, on: &dyn Fn(&str) -> String) -> (Facts, Vec<Control>) {
    let Some(rule) = &world.rule else {
        return (Vec::new(), Vec::new());
    };
    let facts = vec![
        (ui.t("rule-today"), rule.value.clone()),
        (ui.t("rule-bounds"), rule.bounds.clone()),
    ];
    let value = match typed.has("value") {
        true => typed.raw("value"),
        false => rule.typed.as_str(),
    };
    let words = words_of(rule.key, ui.language);
    let control = match words.is_empty() {
        true => Control::decimal("value", ui.word("proposal-new-value", unit_word(rule.key)), value),
        false => {
            let choices = words
                .into_iter()
                .map(|(word, label)| {
                    let chosen = word == value;
                    Choice::new(word, label, chosen)
                })
                .collect();
            Control::select("value", ui.t("proposal-new-value"), choices)
        }
    };
    let control = control.hint(ui.t("propose-value-hint")).error(on("value"));
    (facts, vec![Control::hidden("rule", rule.key.as_str()), control])
}

fn election(ui: &Ui, typed: &Typed, world: &World, on: &dyn Fn(&str) -> String) -> (Facts, Vec<Control>) {
    let mut facts = Vec::new();
    if let Some(role) = Role::from_word(typed.get("role")) {
        let may: Vec<String> = given_by(role).iter().map(|p| ui.word("permission", p)).collect();
        facts.push((ui.t("propose-role-task"), ui.t(&format!("role-{role}-task"))));
        facts.push((ui.t("propose-role-may"), crate::i18n::list(ui.language, &may)));
        let holders = holders_in_words(ui.language, ui.time_zone, &world.mandates, role);
        let holders = match holders.is_empty() {
            true => ui.t("propose-nobody-holds"),
            false => holders,
        };
        facts.push((ui.t("propose-held-by"), holders));
    }
    let roles = Role::ALL
        .iter()
        .map(|role| (role.to_string(), ui.word("role", role)))
        .collect();
    let role = Control::select(
        "role",
        ui.t("propose-role"),
        or_none(ui, roles, typed.get("role")),
    );
    let term = Control::number("term_days", ui.t("propose-term-days"), typed.raw("term_days"))
        .hint(ui.t1("propose-term-days-hint", "days", world.term_days))
        .optional();
    (facts, vec![role.error(on("role")), term.error(on("term_days"))])
}

fn holder(ui: &Ui, typed: &Typed, world: &World) -> Control {
    let held = world
        .mandates
        .iter()
        .map(|mandate| {
            let words = ui.t2(
                "propose-holder",
                "name",
                mandate.display_name.as_str(),
                "role",
                ui.word("role", &mandate.role),
            );
            (format!("{}:{}", mandate.role, mandate.member_id), words)
        })
        .collect();
    Control::select(
        "holder",
        ui.t("propose-holder-field"),
        or_none(ui, held, typed.get("holder")),
    )
}

fn charter(ui: &Ui, typed: &Typed, world: &World, on: &dyn Fn(&str) -> String) -> (Facts, Vec<Control>) {
    let Some(text) = &world.text else {
        let key = Control::text("key", ui.t("propose-charter-key"), typed.raw("key"))
            .hint(ui.t("propose-charter-key-hint"))
            .error(on("key"))
            .optional()
            .at_most(40);
        return (Vec::new(), vec![key]);
    };
    let words = ui.t2(
        "propose-charter-version",
        "title",
        text.title.as_str(),
        "version",
        text.version,
    );
    let repeals = typed.get("repeal") == "yes";
    let choices = vec![
        Choice::new("no", ui.t("propose-charter-amend"), !repeals).hint(ui.t("propose-charter-amend-what")),
        Choice::new("yes", ui.t("propose-charter-repeal"), repeals).hint(ui.t("propose-charter-repeal-what")),
    ];
    let radio = Control::radio("repeal", ui.t("propose-charter-action"), choices);
    let fields = vec![Control::hidden("key", typed.get("key")), radio.error(on("key"))];
    (vec![(ui.t("propose-charter-today"), words)], fields)
}

fn college(ui: &Ui, typed: &Typed, world: &World, on: &dyn Fn(&str) -> String) -> Vec<Control> {
    let action = match typed.get("action") {
        action @ ("open" | "close") => action,
        _ => "shares",
    };
    let text = |name: &str, key: &str| {
        Control::text(name, ui.t(key), typed.raw(name))
            .error(on(name))
            .at_most(80)
    };
    let open = |name: &str, key: &str| {
        let all = world
            .colleges
            .iter()
            .map(|c| (c.key.clone(), c.name(ui.language).to_string()))
            .collect();
        Control::select(name, ui.t(key), or_none(ui, all, typed.get(name))).error(on(name))
    };
    let mut controls = vec![Control::hidden("action", action)];
    match action {
        "open" => {
            let weight = if typed.has("weight") {
                typed.raw("weight")
            } else {
                "1"
            };
            controls.extend([
                text("name_fr", "propose-college-name-fr"),
                text("name_en", "propose-college-name-en"),
                text("key", "propose-college-key")
                    .hint(ui.t("propose-college-key-hint"))
                    .optional(),
                Control::decimal("weight", ui.t("propose-college-weight"), weight)
                    .hint(ui.t("propose-college-weight-hint"))
                    .error(on("weight")),
                Control::decimal(
                    "share-new",
                    ui.t("propose-college-share-new"),
                    typed.raw("share-new"),
                )
                .hint(ui.t("propose-college-shares-hint"))
                .error(on("share-new"))
                .optional(),
            ]);
        }
        "close" => controls.extend([
            open("key", "propose-college-closing"),
            open("to", "propose-college-to").hint(ui.t("propose-college-to-hint")),
        ]),
        _ => {}
    }
    for college in &world.colleges {
        let name = format!("share-{}", college.key);
        let today = college
            .share_bp
            .map(|share| percent_in_form(ui.language, share))
            .unwrap_or_default();
        let value = if typed.has(&name) {
            typed.raw(&name)
        } else {
            today.as_str()
        };
        let label = ui.t1("propose-college-share", "name", college.name(ui.language));
        controls.push(Control::decimal(&name, label, value).error(on(&name)).optional());
    }
    controls
}

fn link(ui: &Ui, typed: &Typed, world: &World, on: &dyn Fn(&str) -> String) -> Vec<Control> {
    let action = if typed.get("action") == "leave" {
        "leave"
    } else {
        "join"
    };
    let chosen = typed.get("ecosystem");
    let mut known = world.ecosystems.clone();
    if !chosen.is_empty() && !known.iter().any(|(slug, _)| slug == chosen) {
        known.push((chosen.to_string(), chosen.to_string()));
    }
    let hint = match known.is_empty() {
        true => ui.t("propose-link-none"),
        false => ui.t("propose-link-hint"),
    };
    let ecosystem = Control::select(
        "ecosystem",
        ui.t("propose-link-ecosystem"),
        or_none(ui, known, chosen),
    );
    vec![
        Control::hidden("action", action),
        ecosystem.hint(hint).error(on("ecosystem")),
    ]
}

fn assembly(ui: &Ui, typed: &Typed, world: &World, on: &dyn Fn(&str) -> String) -> Vec<Control> {
    let extraordinary = typed.get("assembly_kind") == "extraordinary";
    let kinds = vec![
        Choice::new("ordinary", ui.t("assembly-kind-ordinary"), !extraordinary),
        Choice::new(
            "extraordinary",
            ui.t("assembly-kind-extraordinary"),
            extraordinary,
        ),
    ];
    vec![
        Control::radio("assembly_kind", ui.t("assembly-kind"), kinds).error(on("assembly_kind")),
        Control::moment("starts_at", ui.t("assembly-starts-at"), typed.get("starts_at"))
            .hint(ui.t1("propose-assembly-starts-at-hint", "days", world.notice_days))
            .error(on("starts_at")),
        Control::text("place", ui.t("assembly-place"), typed.raw("place"))
            .hint(ui.t("assembly-place-hint"))
            .error(on("place"))
            .optional(),
        Control::url("link", ui.t("assembly-link"), typed.raw("link"))
            .hint(ui.t("assembly-link-hint"))
            .error(on("link"))
            .optional(),
        Control::paragraphs("agenda", ui.t("assembly-agenda"), typed.raw("agenda"), 4)
            .hint(ui.t("assembly-agenda-hint"))
            .error(on("agenda"))
            .optional()
            .at_most(8_000),
    ]
}
