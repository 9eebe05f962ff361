//! What is to be decided: every kind with what happens if it passes and how such things are usually decided.

use askama::Template;

use super::rule::RuleChoice;
use super::world::holders_in_words;
use crate::db::Conn;
use crate::governance;
use crate::governance::charter::{self, CharterText};
use crate::http::pages::{Ui, Visitor, render};
use crate::http::{Answer, App};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::minutes;
use crate::kernel::pages::Slice;
use crate::ledger;
use crate::members::directory::{self, Wanted};
use crate::members::links::{self, Link};
use crate::members::mandates::{self, Mandate};
use crate::members::{Actor, Entry, MembershipStatus, Permission, Role};
use crate::rulebook::{self, Key};
use crate::solidarity;

/// Applicants that have a link of their own.
const APPLICANTS_MAX: i64 = 20;

/// One kind of proposal, or one thing that it may be about.
struct Card {
    title: String,
    href: String,
    /// What happens if it passes.
    what: String,
    /// How such things are usually decided, and why.
    usual: String,
    facts: Vec<(String, String)>,
    /// Address and words of what begins with more filled in.
    links: Vec<(String, String)>,
}

struct Group {
    word: &'static str,
    title: String,
    cards: Vec<Card>,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/choose.html")]
struct ChoosePage {
    ui: Ui,
    groups: Vec<Group>,
}

/// What there is to propose about.
struct Found {
    rules: Vec<RuleChoice>,
    texts: Vec<CharterText>,
    mandates: Vec<Mandate>,
    applicants: Vec<Entry>,
    fund: i64,
    programmes: usize,
    links: Vec<Link>,
}

impl Found {
    fn read(conn: &mut Conn, actor: &Actor, now: Moment) -> Result<Found> {
        let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
        governance::require_proposer(conn, actor, now)?;
        let applicants = match actor.may(Permission::AdmitMember) {
            true => {
                let wanted = Wanted {
                    text: None,
                    status: MembershipStatus::Applicant,
                };
                let slice = Slice {
                    after: None,
                    limit: APPLICANTS_MAX,
                };
                directory::list(conn, actor, &wanted, &slice, now)?.items
            }
            false => Vec::new(),
        };
        Ok(Found {
            rules: Key::ALL
                .iter()
                .map(|key| RuleChoice::new(*key, &rulebook, actor.locale))
                .collect(),
            texts: charter::list_texts(conn, actor)?,
            mandates: mandates::list(conn, actor, now)?,
            applicants,
            fund: ledger::fund(conn, actor.ecosystem_id)?.posted,
            programmes: solidarity::list_open_programmes(conn, actor.ecosystem_id)?.len(),
            links: links::list(conn, actor)?,
        })
    }
}

/// The page.
pub(super) async fn page(app: &App, visitor: &Visitor) -> Answer {
    let (ui, found) = app
        .page(visitor, |conn, seen| Found::read(conn, seen.actor()?, seen.now))
        .await?;
    let group = |word: &'static str, cards: Vec<Card>| Group {
        word,
        title: ui.t(&format!("propose-group-{word}")),
        cards,
    };
    let groups = vec![
        group("texts", texts(&ui, &found)),
        group("people", people_and_mandates(&ui, &found)),
        group("fund", vec![fund(&ui, &found)]),
        group("community", community(&ui, &found)),
        group(
            "rules",
            found.rules.into_iter().map(|rule| rule_card(&ui, rule)).collect(),
        ),
    ];
    render(&ChoosePage { ui, groups })
}

/// A card whose words have the keys `propose-<word>`, `-what` and `-usual`.
fn card(ui: &Ui, word: &str, query: &str) -> Card {
    Card {
        title: ui.t(&format!("propose-{word}")),
        href: format!("/proposals/new?{query}"),
        what: ui.t(&format!("propose-{word}-what")),
        usual: ui.t(&format!("propose-{word}-usual")),
        facts: Vec::new(),
        links: Vec::new(),
    }
}

fn texts(ui: &Ui, found: &Found) -> Vec<Card> {
    let mut adopt = card(ui, "charter-adopt", "kind=charter");
    for text in found.texts.iter().filter(|text| text.is_in_force()) {
        let title = text.newest().title.as_str();
        let href = format!("/proposals/new?kind=charter&key={}", text.key);
        adopt
            .links
            .push((href.clone(), ui.t1("propose-charter-amend-one", "title", title)));
        adopt.links.push((
            format!("{href}&repeal=yes"),
            ui.t1("propose-charter-repeal-one", "title", title),
        ));
    }
    vec![card(ui, "text", "kind=text"), adopt]
}

fn rule_card(ui: &Ui, rule: RuleChoice) -> Card {
    Card {
        href: format!("/proposals/new?rule={}", rule.key),
        title: rule.label,
        what: rule.explanation,
        usual: String::new(),
        facts: vec![
            (ui.t("rule-today"), rule.value),
            (ui.t("rule-bounds"), rule.bounds),
        ],
        links: Vec::new(),
    }
}

fn people_and_mandates(ui: &Ui, found: &Found) -> Vec<Card> {
    let mut admission = card(ui, "admission", "kind=admission");
    admission.links = found
        .applicants
        .iter()
        .map(|entry| {
            let href = format!("/proposals/new?kind=admission&member={}", entry.member_id);
            (
                href,
                ui.t1("propose-title-admission", "name", entry.display_name.as_str()),
            )
        })
        .collect();
    let mut cards = vec![admission, card(ui, "exclusion", "kind=exclusion")];
    cards.extend(Role::ALL.iter().map(|role| role_card(ui, *role, &found.mandates)));
    let mut recall = card(ui, "recall", "kind=recall");
    recall.links = found
        .mandates
        .iter()
        .map(|mandate| {
            let holder = format!("{}:{}", mandate.role, mandate.member_id);
            let role = ui.word("role", &mandate.role);
            let words = ui.t2(
                "propose-holder",
                "name",
                mandate.display_name.as_str(),
                "role",
                role,
            );
            (format!("/proposals/new?kind=recall&holder={holder}"), words)
        })
        .collect();
    cards.push(recall);
    cards
}

fn role_card(ui: &Ui, role: Role, all: &[Mandate]) -> Card {
    let query = format!("kind=election&role={role}");
    let holders = holders_in_words(ui.language, ui.time_zone, all, role);
    let held_by = match holders.is_empty() {
        true => ui.t("propose-nobody-holds"),
        false => holders,
    };
    let consent = format!("/proposals/new?{query}&method=consent");
    Card {
        title: ui.t1("propose-title-election", "role", ui.word("role", &role)),
        what: ui.t(&format!("role-{role}-task")),
        facts: vec![(ui.t("propose-held-by"), held_by)],
        links: vec![(consent, ui.t("propose-election-consent"))],
        ..card(ui, "election", &query)
    }
}

fn fund(ui: &Ui, found: &Found) -> Card {
    Card {
        facts: vec![
            (ui.t("propose-fund-has"), minutes::show(found.fund)),
            (ui.t("propose-fund-programmes"), found.programmes.to_string()),
        ],
        ..card(ui, "allocation", "kind=allocation")
    }
}

fn community(ui: &Ui, found: &Found) -> Vec<Card> {
    let mut cards = vec![
        card(ui, "assembly", "kind=assembly"),
        card(ui, "college-open", "kind=college&action=open"),
        card(ui, "college-close", "kind=college&action=close"),
        card(ui, "college-shares", "kind=college&action=shares"),
        card(ui, "link-join", "kind=link&action=join"),
    ];
    if found.links.iter().any(|link| link.decided.is_some()) {
        cards.push(card(ui, "link-leave", "kind=link&action=leave"));
    }
    cards
}
