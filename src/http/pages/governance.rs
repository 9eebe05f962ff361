//! Pages of governance: what waits for my vote, proposals and their discussion, the ballot and its receipt, results
//! that anyone can recount, and the register of decisions.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use chrono::{NaiveDateTime, TimeZone};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;

use super::{FormProblem, PageForm, Seen, Ui, Visitor, done, render, render_as};
use crate::db::Conn;
use crate::governance::{
    self, Ballot, Choice, CommentView, Decision, DraftChange, DraftInput, Kind, Method, Outcome, Proposal,
    ProposalFilter, ProposalView, PublishedTally, Status, rules,
};
use crate::http::{Answer, App, Query};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{CommentId, MemberId, ProposalId};
use crate::kernel::minutes;
use crate::kernel::pages::{PAGE_SIZE_MAX, Page, Slice};
use crate::members::{self, Actor, Permission};
use crate::rulebook::{self, Key, Rules, Unit, Value};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(list_proposals)
        .service(new_proposal)
        .service(create_proposal)
        .service(edit_proposal)
        .service(update_proposal)
        .service(show_proposal)
        .service(open_vote)
        .service(withdraw_proposal)
        .service(cast_ballot)
        .service(add_comment)
        .service(hide_one_comment)
        .service(list_ballots)
        .service(show_register);
}

/// Basis points without their sign: `250` → `2,5`.
fn percent_field(locale: Locale, basis_points: i64) -> String {
    rulebook::percent(locale, basis_points)
        .trim_end_matches(" %")
        .to_string()
}

/// One line of a list.
struct Line {
    proposal: Proposal,
    /// `Le prélèvement solidaire passe de 2 % à 5 %.`, for a rule change that is not decided.
    change: String,
    roll_size: i64,
    turnout: i64,
    voted: bool,
}

impl Line {
    fn new(view: ProposalView, rulebook: &Rules, locale: Locale) -> Line {
        Line {
            change: change_in_words(&view.proposal, rulebook, locale),
            roll_size: view.roll_size,
            turnout: view.turnout,
            voted: view.voted,
            proposal: view.proposal,
        }
    }
}

/// What a rule change would do from where things stand; empty for other kinds and for what is decided.
fn change_in_words(proposal: &Proposal, rulebook: &Rules, locale: Locale) -> String {
    let undecided = matches!(proposal.status, Status::Draft | Status::Open);
    match (undecided, proposal.kind) {
        (true, Kind::RuleChange) => rules::parse_rule_change(&proposal.payload_json())
            .map(|(key, new)| rulebook::describe_change(locale, key, rulebook.value(key), &new))
            .unwrap_or_default(),
        _ => String::new(),
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/list.html")]
struct ListPage {
    ui: Ui,
    waiting: Vec<Line>,
    others: Vec<Line>,
    statuses: &'static [Status],
    chosen: Option<Status>,
    next: String,
    may_propose: bool,
}

#[derive(Deserialize)]
struct ListQuery {
    status: Option<Status>,
    cursor: Option<String>,
}

#[get("/proposals")]
async fn list_proposals(app: web::Data<App>, visitor: Visitor, query: Query<ListQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), None)?;
    let chosen = query.0.status;
    let (ui, (waiting, others, next, may_propose)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
            let mut list = |filter, slice| -> Result<Page<Line>> {
                let page = governance::list_proposals(conn, actor, filter, slice, seen.now)?;
                Ok(page.map(|view| Line::new(view, &rulebook, actor.locale)))
            };
            let waiting = match (chosen, slice.after) {
                (None, None) => {
                    let filter = ProposalFilter {
                        waiting_for_me: true,
                        ..ProposalFilter::default()
                    };
                    list(filter, Slice::FIRST)?.items
                }
                _ => Vec::new(),
            };
            let filter = ProposalFilter {
                status: chosen,
                ..ProposalFilter::default()
            };
            let mut page = list(filter, slice)?;
            page.items
                .retain(|line| !waiting.iter().any(|w| w.proposal.id == line.proposal.id));
            let may_propose = rules::require_proposer(actor, &rulebook).is_ok();
            Ok((waiting, page.items, page.next, may_propose))
        })
        .await?;
    let status = chosen.map(|s| format!("status={s}&")).unwrap_or_default();
    let next = next
        .map(|cursor| format!("/proposals?{status}cursor={cursor}"))
        .unwrap_or_default();
    render(&ListPage {
        ui,
        waiting,
        others,
        statuses: Status::ALL,
        chosen,
        next,
        may_propose,
    })
}

/// A rule that a proposal may change.
struct RuleChoice {
    key: Key,
    label: String,
    explanation: String,
    value: String,
    bounds: String,
}

impl RuleChoice {
    fn new(key: Key, rulebook: &Rules, locale: Locale) -> RuleChoice {
        RuleChoice {
            key,
            label: rulebook::label(locale, key),
            explanation: rulebook::explanation(locale, key),
            value: rulebook::show_value(locale, key, rulebook.value(key)),
            bounds: bounds_in_words(key, locale),
        }
    }
}

/// `0 % – 20 %`, or the words of a choice.
fn bounds_in_words(key: Key, locale: Locale) -> String {
    match key.spec().kind {
        rulebook::Kind::Number { min, max, .. } => {
            let show = |n| rulebook::show_value(locale, key, &Value::Number(n));
            format!("{} – {}", show(min), show(max))
        }
        rulebook::Kind::Choice(words) => words
            .iter()
            .map(|word| rulebook::show_value(locale, key, &Value::Word((*word).to_string())))
            .collect::<Vec<_>>()
            .join(" · "),
    }
}

/// What is typed into the form of a proposal, in the words of people: per cent, hours, local time.
#[derive(Debug, Clone, Default, Deserialize)]
struct ProposalForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    method: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    closes_at: String,
}

impl ProposalForm {
    fn of(proposal: &Proposal, actor: &Actor) -> ProposalForm {
        let change = rules::parse_rule_change(&proposal.payload_json()).ok();
        ProposalForm {
            kind: proposal.kind.to_string(),
            rule: change
                .as_ref()
                .map(|(key, _)| key.to_string())
                .unwrap_or_default(),
            value: change
                .map(|(key, value)| value_in_form(key, &value, actor.locale))
                .unwrap_or_default(),
            title: proposal.title.clone(),
            body: proposal.body.clone(),
            method: proposal.method.to_string(),
            secret: if proposal.secret { "yes" } else { "no" }.to_string(),
            closes_at: proposal
                .closes_at
                .map(|at| at.local(actor.time_zone).format("%Y-%m-%dT%H:%M").to_string())
                .unwrap_or_default(),
        }
    }

    fn to_input(&self, actor: &Actor) -> Result<DraftInput, Refusal> {
        let payload = match (self.kind.as_str(), Key::from_word(&self.rule)) {
            ("rule_change", Some(key)) => {
                let value = parse_value_in_form(key, &self.value, actor.locale)?;
                Some(serde_json::json!({ "key": key, "value": value.to_json() }))
            }
            _ => None,
        };
        let left_out = self.kind == "rule_change" && self.body.trim().is_empty();
        Ok(DraftInput {
            kind: self.kind.clone(),
            title: self.title.clone(),
            body: (!left_out).then(|| self.body.clone()),
            method: self.method.clone(),
            secret: self.secret == "yes",
            closes_at: parse_local("closes_at", &self.closes_at, actor.time_zone)?,
            payload,
        })
    }
}

/// A value as people type it: `2,5` for 250 basis points, `-10` for −600 minutes.
fn value_in_form(key: Key, value: &Value, locale: Locale) -> String {
    match (value, key.spec().unit) {
        (Value::Word(word), _) => word.clone(),
        (Value::Number(n), Unit::BasisPoints) => percent_field(locale, *n).replace('−', "-"),
        (Value::Number(n), Unit::Minutes) => minutes::hours(*n).normalize().to_string(),
        (Value::Number(n), _) => n.to_string(),
    }
}

/// The value of what people typed; refused in their own units.
fn parse_value_in_form(key: Key, text: &str, locale: Locale) -> Result<Value, Refusal> {
    let refusal =
        || Refusal::invalid("rule-value-out-of-words", "value").with("bounds", bounds_in_words(key, locale));
    let factor = match key.spec().unit {
        Unit::Choice => {
            return rulebook::parse_value(key, &text.into(), "value").map_err(|_| refusal());
        }
        Unit::BasisPoints => 100,
        Unit::Minutes => 60,
        Unit::Days | Unit::Count => 1,
    };
    let plain: String = text
        .replace(',', ".")
        .replace('−', "-")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '%' && *c != 'h')
        .collect();
    let number = plain
        .parse::<Decimal>()
        .ok()
        .and_then(|typed| typed.checked_mul(Decimal::from(factor)))
        .ok_or_else(refusal)?;
    // Hours such as 0.33 are meant to the minute; a hundredth of a per cent is as fine as rates go.
    let whole = number.round();
    if factor != 60 && whole != number {
        return Err(refusal());
    }
    let units = whole.to_i64().ok_or_else(refusal)?;
    rulebook::parse_value(key, &units.into(), "value").map_err(|_| refusal())
}

/// A local date and time as browsers send it, or nothing.
fn parse_local(field: &'static str, text: &str, zone: chrono_tz::Tz) -> Result<Option<Moment>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"))
        .ok()
        // An hour that occurs twice in autumn is the first of the two.
        .and_then(|local| zone.from_local_datetime(&local).earliest())
        .ok_or_else(|| Refusal::invalid("local-time-unreadable", field))?;
    Ok(Some(Moment::from_naive_utc(local.naive_utc())))
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/choose.html")]
struct ChoosePage {
    ui: Ui,
    rules: Vec<RuleChoice>,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/form.html")]
struct FormPage {
    ui: Ui,
    form: ProposalForm,
    problem: FormProblem,
    /// Where the form is sent: `/proposals`, or the draft that is edited.
    action: String,
    rule: Option<RuleChoice>,
    /// Unit of the value field: `percent`, `hours`, `days`, `count`, `choice`.
    unit: &'static str,
    /// Word and label of each choice.
    words: Vec<(String, String)>,
    qualified: String,
    voting_days: i64,
}

/// What the form page needs of the rulebook.
struct FormFrame {
    rule: Option<RuleChoice>,
    unit: &'static str,
    words: Vec<(String, String)>,
    qualified: String,
    voting_days: i64,
}

impl FormFrame {
    fn read(conn: &mut Conn, actor: &Actor, rule: &str) -> Result<FormFrame> {
        let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
        let key = Key::from_word(rule);
        let unit = match key.map(|k| k.spec().unit) {
            Some(Unit::BasisPoints) => "percent",
            Some(Unit::Minutes) => "hours",
            Some(Unit::Days) => "days",
            Some(Unit::Choice) => "choice",
            Some(Unit::Count) | None => "count",
        };
        let words = match key.map(|k| (k, k.spec().kind)) {
            Some((key, rulebook::Kind::Choice(words))) => words
                .iter()
                .map(|word| {
                    let value = Value::Word((*word).to_string());
                    (
                        (*word).to_string(),
                        rulebook::show_value(actor.locale, key, &value),
                    )
                })
                .collect(),
            _ => Vec::new(),
        };
        Ok(FormFrame {
            rule: key.map(|key| RuleChoice::new(key, &rulebook, actor.locale)),
            unit,
            words,
            qualified: rulebook::show_value(
                actor.locale,
                Key::QualifiedMajorityBp,
                rulebook.value(Key::QualifiedMajorityBp),
            ),
            voting_days: rulebook.number(Key::VotingPeriodDays),
        })
    }

    fn page(self, ui: Ui, form: ProposalForm, problem: FormProblem, action: String) -> FormPage {
        FormPage {
            ui,
            form,
            problem,
            action,
            rule: self.rule,
            unit: self.unit,
            words: self.words,
            qualified: self.qualified,
            voting_days: self.voting_days,
        }
    }
}

#[derive(Deserialize)]
struct ChooseQuery {
    kind: Option<Kind>,
    rule: Option<Key>,
}

/// First what is to be decided, then the form that fits it.
#[get("/proposals/new")]
async fn new_proposal(app: web::Data<App>, visitor: Visitor, query: Query<ChooseQuery>) -> Answer {
    let (kind, rule) = (query.0.kind, query.0.rule);
    let kind = kind.or(rule.map(|_| Kind::RuleChange));
    let needs_rule = kind != Some(Kind::Text) && rule.is_none();
    if needs_rule {
        let (ui, rules) = app
            .page(&visitor, |conn, seen| {
                let actor = seen.actor()?;
                let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
                rules::require_proposer(actor, &rulebook)?;
                let choice = |key: &Key| RuleChoice::new(*key, &rulebook, actor.locale);
                Ok(Key::ALL.iter().map(choice).collect())
            })
            .await?;
        return render(&ChoosePage { ui, rules });
    }
    let (ui, (frame, form)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
            rules::require_proposer(actor, &rulebook)?;
            let rule = rule.filter(|_| kind == Some(Kind::RuleChange));
            let form = ProposalForm {
                kind: kind.unwrap_or(Kind::Text).to_string(),
                rule: rule.map(|key| key.to_string()).unwrap_or_default(),
                value: rule
                    .map(|key| value_in_form(key, rulebook.value(key), actor.locale))
                    .unwrap_or_default(),
                method: Method::Majority.to_string(),
                secret: "no".to_string(),
                ..ProposalForm::default()
            };
            Ok((FormFrame::read(conn, actor, &form.rule)?, form))
        })
        .await?;
    render(&frame.page(ui, form, FormProblem::none(), "/proposals".to_string()))
}

#[post("/proposals")]
async fn create_proposal(app: web::Data<App>, visitor: Visitor, form: PageForm<ProposalForm>) -> Answer {
    let sent = form.0.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let input = sent.to_input(actor)?;
            governance::propose(conn, actor, &input, now)
        })
        .await;
    match outcome {
        Ok(id) => Ok(done(&format!("/proposals/{id}"), "proposal-drafted")),
        Err(error) => form_again(&app, &visitor, form.0, error, "/proposals".to_string()).await,
    }
}

async fn form_again(
    app: &App,
    visitor: &Visitor,
    form: ProposalForm,
    error: crate::kernel::errors::Error,
    action: String,
) -> Answer {
    let rule = form.rule.clone();
    let (ui, frame) = app
        .page(visitor, move |conn, seen| {
            FormFrame::read(conn, seen.actor()?, &rule)
        })
        .await?;
    let problem = FormProblem::from_error(error, ui.language)?;
    render_as(
        StatusCode::UNPROCESSABLE_ENTITY,
        &frame.page(ui, form, problem, action),
    )
}

#[get("/proposals/{id}/edit")]
async fn edit_proposal(app: web::Data<App>, visitor: Visitor, id: web::Path<ProposalId>) -> Answer {
    let id = *id;
    let (ui, (frame, form)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let view = governance::get_proposal(conn, actor, id, seen.now)?;
            rules::require_own_draft(actor, &view.proposal)?;
            let form = ProposalForm::of(&view.proposal, actor);
            Ok((FormFrame::read(conn, actor, &form.rule)?, form))
        })
        .await?;
    render(&frame.page(ui, form, FormProblem::none(), format!("/proposals/{id}/edit")))
}

#[post("/proposals/{id}/edit")]
async fn update_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<ProposalForm>,
) -> Answer {
    let id = *id;
    let sent = form.0.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let input = sent.to_input(actor)?;
            let change = DraftChange {
                title: Some(input.title),
                body: input.body,
                method: Some(input.method),
                secret: Some(input.secret),
                closes_at: input.closes_at,
                payload: input.payload,
            };
            governance::edit_proposal(conn, actor, id, &change, now)
        })
        .await;
    match outcome {
        Ok(()) => Ok(done(&format!("/proposals/{id}"), "proposal-changed")),
        Err(error) => form_again(&app, &visitor, form.0, error, format!("/proposals/{id}/edit")).await,
    }
}

/// One line of a result.
struct ResultLine {
    label: String,
    number: String,
    percent: String,
    style: &'static str,
    /// Where the threshold lies, on the line of yes.
    mark: String,
}

/// A proposal as its page shows it.
struct Detail {
    view: ProposalView,
    change: String,
    comments: Vec<CommentView>,
    more_comments: String,
    moderates: bool,
    results: Vec<ResultLine>,
    result_note: String,
    commitment: String,
    decision: Option<Decision>,
    quorum: String,
    majority: String,
}

impl Detail {
    fn read(conn: &mut Conn, seen: &Seen, id: ProposalId, comments: Slice) -> Result<Detail> {
        let actor = seen.actor()?;
        let view = governance::get_proposal(conn, actor, id, seen.now)?;
        let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
        let locale = actor.locale;
        let thread = governance::list_comments(conn, actor, id, comments)?;
        let shown = match view.proposal.status {
            Status::Draft | Status::Withdrawn => None,
            Status::Open if rulebook.word(Key::RunningTally) != "shown" => None,
            _ => Some(governance::get_tally(conn, actor, id)?),
        };
        let quorum_bp = view.proposal.quorum_bp.unwrap_or(rulebook.number(Key::QuorumBp));
        Ok(Detail {
            change: change_in_words(&view.proposal, &rulebook, locale),
            more_comments: thread
                .next
                .map(|cursor| format!("/proposals/{id}?cursor={cursor}#discussion"))
                .unwrap_or_default(),
            comments: thread.items,
            moderates: actor.may(Permission::ModerateComment),
            results: shown.as_ref().map(|t| results(t, locale)).unwrap_or_default(),
            result_note: shown.as_ref().map(|t| note(t, locale)).unwrap_or_default(),
            commitment: shown
                .filter(|t| t.proposal.status != Status::Open)
                .map(|t| t.tally.commitment)
                .unwrap_or_default(),
            decision: governance::find_decision_of(conn, id)?,
            quorum: rulebook::percent(locale, quorum_bp),
            majority: majority_in_words(&view.proposal, &rulebook, locale),
            view,
        })
    }

    fn summary(&self, ui: &Ui) -> String {
        match (&self.decision, ui.language) {
            (Some(decision), Locale::Fr) => decision.summary_fr.clone(),
            (Some(decision), Locale::En) => decision.summary_en.clone(),
            (None, _) => String::new(),
        }
    }
}

/// `plus de oui que de non`, `deux tiers de oui`.
fn majority_in_words(proposal: &Proposal, rulebook: &Rules, locale: Locale) -> String {
    match proposal.method {
        Method::Majority => crate::i18n::text(locale, "vote-majority-words"),
        Method::QualifiedMajority => {
            let bp = proposal
                .majority_bp
                .unwrap_or(rulebook.number(Key::QualifiedMajorityBp));
            let share = rulebook::show_value(locale, Key::QualifiedMajorityBp, &Value::Number(bp));
            crate::i18n::text_with(locale, "vote-qualified-words", &[("share", share.into())])
        }
    }
}

/// Bars of yes and no as shares of both, of abstention as its share of all ballots.
fn results(shown: &PublishedTally, locale: Locale) -> Vec<ResultLine> {
    let tally = &shown.tally;
    let voices = tally.weights.yes + tally.weights.no;
    let share = |part: i64, whole: i64| match whole {
        0 => 0,
        whole => part.saturating_mul(10_000) / whole,
    };
    let line = |choice: Choice, ballots: i64, basis_points: i64, style, mark: String| ResultLine {
        label: crate::i18n::text(locale, &format!("choice-{choice}")),
        number: crate::i18n::text_with(
            locale,
            "vote-result-line",
            &[
                ("n", ballots.into()),
                ("share", rulebook::percent(locale, basis_points).into()),
            ],
        ),
        percent: format!("{}.{:02}", basis_points / 100, basis_points % 100),
        style,
        mark,
    };
    let threshold = tally.majority.required_bp;
    let mark = format!("{}.{:02}", threshold / 100, threshold % 100);
    vec![
        line(
            Choice::Yes,
            tally.counts.yes,
            share(tally.weights.yes, voices),
            "",
            mark,
        ),
        line(
            Choice::No,
            tally.counts.no,
            share(tally.weights.no, voices),
            "is-no",
            String::new(),
        ),
        line(
            Choice::Abstain,
            tally.counts.abstain,
            share(tally.counts.abstain, tally.turnout),
            "is-quiet",
            String::new(),
        ),
    ]
}

/// `19 votes pour 40 membres appelés ; il en fallait 8.`
fn note(shown: &PublishedTally, locale: Locale) -> String {
    let reached = if shown.tally.quorum.reached {
        "reached"
    } else {
        "missed"
    };
    crate::i18n::text_with(
        locale,
        &format!("vote-quorum-{reached}"),
        &[
            ("cast", shown.tally.turnout.into()),
            ("roll", shown.tally.roll_size.into()),
            ("required", shown.tally.quorum.required.into()),
        ],
    )
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/show.html")]
struct ShowPage {
    ui: Ui,
    x: Detail,
    problem: FormProblem,
    typed_comment: String,
}

#[derive(Deserialize)]
struct ShowQuery {
    cursor: Option<String>,
}

#[get("/proposals/{id}")]
async fn show_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    query: Query<ShowQuery>,
) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), Some(PAGE_SIZE_MAX))?;
    let (ui, x) = app
        .page(&visitor, move |conn, seen| Detail::read(conn, seen, *id, slice))
        .await?;
    render(&ShowPage {
        ui,
        x,
        problem: FormProblem::none(),
        typed_comment: String::new(),
    })
}

/// After an action on a proposal: back to it, or the page again with what was refused.
async fn answer(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    outcome: Result<()>,
    done_word: &str,
    typed_comment: String,
) -> Answer {
    let error = match outcome {
        Ok(()) => return Ok(done(&format!("/proposals/{id}"), done_word)),
        Err(error) => error,
    };
    let (ui, x) = app
        .page(visitor, move |conn, seen| {
            Detail::read(conn, seen, id, Slice::FIRST)
        })
        .await?;
    let problem = FormProblem::from_error(error, ui.language)?;
    let page = ShowPage {
        ui,
        x,
        problem,
        typed_comment,
    };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// A form with nothing but a button.
#[derive(Deserialize)]
struct Pressed {}

#[post("/proposals/{id}/opening")]
async fn open_vote(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    _form: PageForm<Pressed>,
) -> Answer {
    let id = *id;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            governance::open_proposal(conn, actor, id, None, now)
        })
        .await;
    answer(&app, &visitor, id, outcome, "proposal-opened", String::new()).await
}

#[post("/proposals/{id}/withdrawal")]
async fn withdraw_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    _form: PageForm<Pressed>,
) -> Answer {
    let id = *id;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            governance::withdraw_proposal(conn, actor, id, now)
        })
        .await;
    answer(&app, &visitor, id, outcome, "proposal-withdrawn", String::new()).await
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/receipt.html")]
struct ReceiptPage {
    ui: Ui,
    proposal: Proposal,
    receipt: String,
    choice: Choice,
}

#[derive(Deserialize)]
struct BallotForm {
    #[serde(default)]
    choice: String,
}

/// The receipt is shown in the answer itself: in an address it would stay in histories and logs.
#[post("/proposals/{id}/ballot")]
async fn cast_ballot(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<BallotForm>,
) -> Answer {
    let id = *id;
    let secret = app.config.secret_key.derive("ballot-box");
    let choice = form.0.choice;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            let choice =
                Choice::from_word(&choice).ok_or_else(|| Refusal::invalid("choice-missing", "choice"))?;
            governance::cast_ballot(conn, actor, id, choice, &secret, now)
        })
        .await;
    let cast = match outcome {
        Ok(cast) => cast,
        Err(error) => return answer(&app, &visitor, id, Err(error), "", String::new()).await,
    };
    let (ui, view) = app
        .page(&visitor, move |conn, seen| {
            governance::get_proposal(conn, seen.actor()?, id, seen.now)
        })
        .await?;
    render(&ReceiptPage {
        ui,
        proposal: view.proposal,
        receipt: cast.receipt,
        choice: cast.choice,
    })
}

#[derive(Deserialize)]
struct CommentForm {
    #[serde(default)]
    body: String,
}

#[post("/proposals/{id}/comments")]
async fn add_comment(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: PageForm<CommentForm>,
) -> Answer {
    let id = *id;
    let body = form.0.body.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            governance::add_comment(conn, actor, id, &body, now).map(|_| ())
        })
        .await;
    answer(&app, &visitor, id, outcome, "comment-added", form.0.body).await
}

#[post("/proposals/{id}/comments/{comment_id}/hiding")]
async fn hide_one_comment(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, CommentId)>,
    _form: PageForm<Pressed>,
) -> Answer {
    let (id, comment) = path.into_inner();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            governance::hide_comment(conn, actor, id, comment, now)
        })
        .await;
    answer(&app, &visitor, id, outcome, "comment-hidden", String::new()).await
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/ballots.html")]
struct BallotsPage {
    ui: Ui,
    proposal: Proposal,
    commitment: String,
    /// Ballots with the voter's name, empty in secret votes.
    ballots: Vec<(Ballot, String)>,
    total: i64,
    receipt: String,
    next: String,
    weighted: bool,
}

#[derive(Deserialize)]
struct BallotsQuery {
    receipt: Option<String>,
    cursor: Option<String>,
}

/// Every ballot of a closed vote, to find one's own and to recount.
#[get("/proposals/{id}/ballots")]
async fn list_ballots(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    query: Query<BallotsQuery>,
) -> Answer {
    let id = *id;
    let receipt = query.0.receipt.unwrap_or_default().trim().to_uppercase();
    let wanted = receipt.clone();
    let slice = Slice::parse(query.0.cursor.as_deref(), Some(PAGE_SIZE_MAX))?;
    let offset = slice.offset()?;
    let (ui, (shown, page)) = app
        .page(&visitor, move |conn, seen| {
            let shown = governance::get_tally(conn, seen.actor()?, id)?;
            let found: Vec<Ballot> = shown
                .ballots
                .iter()
                .filter(|ballot| wanted.is_empty() || ballot.receipt == wanted)
                .skip(usize::try_from(offset).unwrap_or(0))
                .take(PAGE_SIZE_MAX as usize + 1)
                .cloned()
                .collect();
            let page = slice.page_by_offset(found, offset);
            let voters: Vec<MemberId> = page.items.iter().filter_map(|b| b.member_id).collect();
            let names = members::list_names(conn, &voters)?;
            let page = page.map(|ballot| {
                let name = ballot.member_id.and_then(|id| names.get(&id)).cloned();
                (ballot, name.unwrap_or_default())
            });
            Ok((shown, page))
        })
        .await?;
    let weighted = shown.ballots.iter().any(|b| b.weight_bp != 10_000);
    render(&BallotsPage {
        ui,
        total: shown.tally.turnout,
        commitment: shown.tally.commitment,
        proposal: shown.proposal,
        ballots: page.items,
        next: page
            .next
            .map(|cursor| format!("/proposals/{id}/ballots?cursor={cursor}"))
            .unwrap_or_default(),
        receipt,
        weighted,
    })
}

/// One decision of the register.
struct Entry {
    number: i64,
    proposal_id: ProposalId,
    title: String,
    outcome: Outcome,
    summary: String,
    decided_at: Moment,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "governance/register.html")]
struct RegisterPage {
    ui: Ui,
    entries: Vec<Entry>,
    next: String,
}

#[get("/decisions")]
async fn show_register(app: web::Data<App>, visitor: Visitor, query: Query<ShowQuery>) -> Answer {
    let slice = Slice::parse(query.0.cursor.as_deref(), None)?;
    let (ui, page) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let page = governance::list_decisions(conn, actor, slice)?;
            Ok(page.map(|view| Entry {
                number: view.decision.number,
                proposal_id: view.proposal.id,
                title: view.proposal.title,
                outcome: view.decision.outcome,
                summary: match actor.locale {
                    Locale::Fr => view.decision.summary_fr,
                    Locale::En => view.decision.summary_en,
                },
                decided_at: view.decision.decided_at,
            }))
        })
        .await?;
    render(&RegisterPage {
        ui,
        entries: page.items,
        next: page
            .next
            .map(|cursor| format!("/decisions?cursor={cursor}"))
            .unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_type_values_in_their_own_units() {
        for (key, text, value) in [
            (Key::LevyRateBp, "5", 500),
            (Key::LevyRateBp, "2,5 %", 250),
            (Key::CreditFloorMinutes, "-10 h", -600),
            (Key::CreditFloorMinutes, "−7.5", -450),
            (Key::VotingPeriodDays, " 14 ", 14),
        ] {
            let parsed = parse_value_in_form(key, text, Locale::Fr).unwrap();
            assert_eq!(parsed, Value::Number(value), "{text}");
            let shown = value_in_form(key, &parsed, Locale::Fr);
            assert_eq!(parse_value_in_form(key, &shown, Locale::Fr).unwrap(), parsed);
        }
        for (key, text) in [
            (Key::LevyRateBp, "21"),
            (Key::LevyRateBp, "2,555"),
            (Key::LevyRateBp, "cinq"),
            (Key::VotingPeriodDays, "1.5"),
            (Key::VotingPeriodDays, "99999999999999999999999999"),
            (Key::AdmissionMode, "never"),
        ] {
            let refusal = parse_value_in_form(key, text, Locale::Fr).unwrap_err();
            assert_eq!(refusal.field.as_deref(), Some("value"), "{text}");
        }
    }

    #[test]
    fn a_local_time_is_read_in_the_communitys_zone() {
        let paris = chrono_tz::Europe::Paris;
        let at = parse_local("closes_at", "2026-07-01T20:00", paris)
            .unwrap()
            .unwrap();
        assert_eq!(at.to_rfc3339(), "2026-07-01T18:00:00Z");
        assert_eq!(parse_local("closes_at", "  ", paris).unwrap(), None);
        assert!(parse_local("closes_at", "tomorrow", paris).is_err());
    }
}
