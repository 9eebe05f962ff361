//! My hours: what I gave and received, my balance, the statement; sending hours in two steps; the solidarity fund.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::{Deserialize, Serialize};

use super::{FormProblem, PageForm, Seen, Ui, Visitor, done, render, render_as};
use crate::db::Conn;
use crate::db::idempotency::Keyed;
use crate::http::{Answer, App, Query};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::{AnyId, MemberId};
use crate::kernel::minutes;
use crate::kernel::names;
use crate::kernel::pages::Slice;
use crate::ledger::{self, AccountKind, AccountView, EntryView, Reason, TransferOrder, Unit};
use crate::members::{self, Actor, MembershipStatus, Permission};
use crate::rulebook::{self, Key};
use crate::solidarity::{self, ProgrammeView};

/// Lines of a statement on one page.
const LINES: i64 = 25;
/// People found at a time when looking for the receiver.
const FOUND: i64 = 12;
/// Characters of a memo.
const MEMO_MAX: usize = 300;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(show_hours)
        .service(choose_receiver)
        .service(send_hours)
        .service(read_fund)
        .service(contribute);
}

#[derive(Deserialize)]
pub(super) struct PageQuery {
    cursor: Option<String>,
}

impl PageQuery {
    pub(super) fn slice(&self) -> Result<Slice> {
        Ok(Slice::parse(self.cursor.as_deref(), Some(LINES))?)
    }
}

/// One line of a statement as shown.
pub(super) struct Line {
    pub(super) iso: String,
    pub(super) day: String,
    pub(super) reason: String,
    pub(super) memo: String,
    pub(super) with: String,
    pub(super) received: String,
    pub(super) sent: String,
    pub(super) balance: String,
    pub(super) style: &'static str,
}

pub(super) fn line(ui: &Ui, entry: EntryView, with: String) -> Line {
    let amount = minutes::show(entry.minutes.abs());
    let (received, sent) = if entry.minutes > 0 {
        (amount, String::new())
    } else {
        (String::new(), amount)
    };
    Line {
        iso: entry.at.to_rfc3339(),
        day: ui.day(&entry.at),
        reason: ui.t(&format!("ledger-reason-{}", entry.reason)),
        memo: entry.memo.unwrap_or_default(),
        with,
        received,
        sent,
        balance: minutes::show(entry.balance_after),
        style: if entry.reason == Reason::Gift {
            "is-gift"
        } else {
            ""
        },
    }
}

/// The name of the other side of a line.
pub(super) fn other_side(
    ui: &Ui,
    entry: &EntryView,
    names: &std::collections::BTreeMap<MemberId, String>,
) -> String {
    match (entry.other_kind, entry.other_member_id) {
        (AccountKind::Member, Some(id)) => names.get(&id).cloned().unwrap_or_default(),
        (kind, _) => ui.t(&format!("ledger-party-{kind}")),
    }
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "hours/hours.html")]
struct HoursPage {
    ui: Ui,
    open: bool,
    given: String,
    received: String,
    balance: String,
    held: String,
    available: String,
    floor_note: String,
    warning: bool,
    lines: Vec<Line>,
    gifts: Vec<Line>,
    first_page: bool,
    next: String,
}

/// My balance and statement, with the hours given first.
#[get("/hours")]
async fn show_hours(app: web::Data<App>, visitor: Visitor, query: Query<PageQuery>) -> Answer {
    let slice = query.0.slice()?;
    let first_page = slice.after.is_none();
    let (ui, (accounts, page, gifts, names)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            let accounts = ledger::accounts_of(conn, actor.ecosystem_id, actor.member_id, &rules)?;
            let (mut page, mut gifts) = (crate::kernel::pages::Page::whole(Vec::new()), Vec::new());
            for account in &accounts {
                match account.unit {
                    Unit::Minutes => page = ledger::statement(conn, account.id, slice)?,
                    _ if first_page => gifts = ledger::statement(conn, account.id, Slice::FIRST)?.items,
                    _ => {}
                }
            }
            let ids: Vec<MemberId> = page
                .items
                .iter()
                .chain(&gifts)
                .filter_map(|e| e.other_member_id)
                .collect();
            let names = members::list_names(conn, &ids)?;
            Ok((accounts, page, gifts, names))
        })
        .await?;
    let shown = |entries: Vec<EntryView>| -> Vec<Line> {
        entries
            .into_iter()
            .map(|entry| {
                let with = other_side(&ui, &entry, &names);
                line(&ui, entry, with)
            })
            .collect()
    };
    let (lines, gifts) = (shown(page.items), shown(gifts));
    let account = accounts.into_iter().find(|account| account.unit == Unit::Minutes);
    let figure = |pick: fn(&AccountView) -> i64| minutes::show(account.as_ref().map_or(0, pick));
    let floor = account.as_ref().and_then(|a| a.floor).unwrap_or(0);
    let view = HoursPage {
        open: account.is_some(),
        given: figure(|a| a.given),
        received: figure(|a| a.received),
        balance: figure(|a| a.posted),
        held: figure(|a| a.held),
        available: figure(|a| a.available),
        floor_note: ui.t1("hours-floor-note", "floor", minutes::show(floor)),
        warning: account.as_ref().is_some_and(|a| a.warning),
        lines,
        gifts,
        first_page,
        next: page
            .next
            .map(|cursor| format!("/hours?cursor={cursor}"))
            .unwrap_or_default(),
        ui,
    };
    render(&view)
}

// --- Sending hours ------------------------------------------------------------------------------------------------

#[derive(Deserialize)]
struct SendQuery {
    /// The receiver, once chosen.
    to: Option<MemberId>,
    /// Part of a name.
    q: Option<String>,
}

/// What was typed; hours and minutes apart, as people say them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct SendForm {
    #[serde(default)]
    to: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    memo: String,
    /// `review` shows what will happen, `send` does it.
    #[serde(default)]
    step: String,
    /// Made with the review: the same confirmation sent twice pays once.
    #[serde(default)]
    key: String,
}

pub(super) struct FoundMember {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "hours/choose.html")]
struct ChoosePage {
    ui: Ui,
    q: String,
    searched: bool,
    found: Vec<FoundMember>,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "hours/send.html")]
struct SendPage {
    ui: Ui,
    form: SendForm,
    problem: FormProblem,
    receiver: String,
    available: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "hours/review.html")]
struct ReviewPage {
    ui: Ui,
    form: SendForm,
    receiver: String,
    amount: String,
    reason: String,
    levy: String,
    balance_after: String,
}

/// Choosing who receives, then how much.
#[get("/hours/send")]
async fn choose_receiver(app: web::Data<App>, visitor: Visitor, query: Query<SendQuery>) -> Answer {
    let query = query.0;
    if let Some(to) = query.to {
        let form = SendForm {
            to: to.to_string(),
            ..SendForm::default()
        };
        return show_send_form(&app, &visitor, form, FormProblem::none()).await;
    }
    let q = query.q.unwrap_or_default();
    let text = Some(q.trim().to_string()).filter(|text| !text.is_empty());
    let searched = text.is_some();
    let (ui, found) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            actor.require(Permission::MakeTransfer)?;
            find_members(conn, actor, text, seen.now)
        })
        .await?;
    render(&ChoosePage {
        ui,
        q,
        searched,
        found,
    })
}

/// Other members whose name or place contains this; nobody where nothing was typed.
pub(super) fn find_members(
    conn: &mut Conn,
    actor: &Actor,
    text: Option<String>,
    now: Moment,
) -> Result<Vec<FoundMember>> {
    if text.is_none() {
        return Ok(Vec::new());
    }
    let wanted = members::directory::Wanted {
        text,
        status: MembershipStatus::Active,
    };
    let slice = Slice {
        after: None,
        limit: FOUND,
    };
    let page = members::directory::list(conn, actor, &wanted, &slice, now)?;
    let others = page.items.into_iter().filter(|m| m.member_id != actor.member_id);
    Ok(others
        .map(|member| FoundMember {
            id: member.member_id.to_string(),
            name: member.display_name,
        })
        .collect())
}

/// The name of a member of the visitor's ecosystem who can receive.
fn receiver_name(conn: &mut Conn, seen: &Seen, to: &str) -> Result<String> {
    let actor = seen.actor()?;
    actor.require(Permission::MakeTransfer)?;
    let id = parse_receiver(to)?;
    Ok(members::directory::get(conn, actor, id, seen.now)?.display_name)
}

fn parse_receiver(to: &str) -> Result<MemberId> {
    Ok(to.parse().map_err(|_| Refusal::not_found())?)
}

async fn show_send_form(app: &App, visitor: &Visitor, form: SendForm, problem: FormProblem) -> Answer {
    let to = form.to.clone();
    let (ui, (receiver, available)) = app
        .page(visitor, move |conn, seen| {
            let receiver = receiver_name(conn, seen, &to)?;
            let account = my_account(conn, seen.actor()?)?;
            Ok((receiver, minutes::show(account.map_or(0, |a| a.available))))
        })
        .await?;
    let status = if problem.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = SendPage {
        ui,
        form,
        problem,
        receiver,
        available,
    };
    render_as(status, &page)
}

fn my_account(conn: &mut Conn, actor: &Actor) -> Result<Option<AccountView>> {
    let rules = rulebook::read(conn, actor.ecosystem_id)?;
    let accounts = ledger::accounts_of(conn, actor.ecosystem_id, actor.member_id, &rules)?;
    Ok(accounts.into_iter().find(|account| account.unit == Unit::Minutes))
}

/// Hours and minutes as typed; an empty field is none.
fn parse_amount(hours: &str, minutes: &str) -> Result<i64> {
    let number = |text: &str| match text.trim() {
        "" => Some(0),
        digits => digits.parse::<i64>().ok().filter(|n| (0..=10_000).contains(n)),
    };
    match (number(hours), number(minutes)) {
        (Some(hours), Some(minutes)) if hours + minutes > 0 => Ok(hours * 60 + minutes),
        (Some(0), Some(0)) => Err(Refusal::invalid("minutes-not-positive", "minutes").into()),
        _ => Err(Refusal::invalid("amount-not-a-number", "minutes").into()),
    }
}

impl SendForm {
    fn order(&self, actor: &Actor) -> Result<TransferOrder> {
        Ok(TransferOrder {
            ecosystem_id: actor.ecosystem_id,
            from: actor.member_id,
            to: parse_receiver(&self.to)?,
            minutes: parse_amount(&self.hours, &self.minutes)?,
            reason: match self.reason.as_str() {
                "gift" => Reason::Gift,
                "payment" => Reason::Payment,
                _ => return Err(Refusal::invalid("transfer-reason-missing", "reason").into()),
            },
            memo: names::optional_line("memo", Some(&self.memo), MEMO_MAX)?,
            by: actor.member_id,
        })
    }
}

/// First shows what will happen, then does it.
#[post("/hours/send")]
async fn send_hours(app: web::Data<App>, visitor: Visitor, form: PageForm<SendForm>) -> Answer {
    let form = form.0;
    let outcome = match form.step.as_str() {
        "change" => return show_send_form(&app, &visitor, form, FormProblem::none()).await,
        "send" => send(&app, &visitor, form.clone()).await,
        _ => review(&app, &visitor, form.clone()).await,
    };
    match outcome {
        Ok(response) => Ok(response),
        Err(error) => {
            let language = language_of(&app, &visitor).await?;
            let problem = FormProblem::from_error(error, language)?;
            show_send_form(&app, &visitor, form, problem).await
        }
    }
}

/// The language the visitor reads.
pub(super) async fn language_of(app: &App, visitor: &Visitor) -> Result<Locale> {
    let (ui, ()) = app.page(visitor, |_, _| Ok(())).await?;
    Ok(ui.language)
}

async fn review(app: &App, visitor: &Visitor, mut form: SendForm) -> Answer {
    let now = app.now();
    let typed = form.clone();
    let (ui, (receiver, order, levy, after)) = app
        .page(visitor, move |conn, seen| {
            let receiver = receiver_name(conn, seen, &typed.to)?;
            let actor = seen.actor()?;
            let order = typed.order(actor)?;
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            let account = my_account(conn, actor)?;
            let levy = match order.reason {
                Reason::Payment => minutes::share_bp(order.minutes, rules.number(Key::LevyRateBp)),
                _ => 0,
            };
            let after = account.map_or(0, |a| a.posted) - order.minutes;
            Ok((receiver, order, levy, after))
        })
        .await?;
    form.key = AnyId::new(now).to_string();
    let levy_text = match levy {
        0 => String::new(),
        levy => ui.t1("hours-review-levy", "levy", minutes::show(levy)),
    };
    let page = ReviewPage {
        receiver,
        amount: minutes::show(order.minutes),
        reason: ui.t(&format!("hours-reason-{}", order.reason)),
        levy: levy_text,
        balance_after: minutes::show(after),
        form,
        ui,
    };
    render(&page)
}

async fn send(app: &App, visitor: &Visitor, form: SendForm) -> Answer {
    app.page_write(visitor, move |conn, actor, now| {
        actor.require(Permission::MakeTransfer)?;
        once(conn, actor, "hours/send", &form.key, &form, now, |conn| {
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            ledger::transfer(conn, &form.order(actor)?, &rules, now)?;
            Ok(())
        })
    })
    .await?;
    Ok(done("/hours", "hours-sent"))
}

/// Does what a form asks unless the same form, sent twice, has done it already.
fn once(
    conn: &mut Conn,
    actor: &Actor,
    route: &str,
    key: &str,
    form: &impl Serialize,
    now: Moment,
    act: impl FnOnce(&mut Conn) -> Result<()>,
) -> Result<()> {
    let keyed = Keyed::new(actor.member_id, key, route, &serde_json::to_value(form)?)?;
    if keyed.find_answer(conn, now)?.is_none() {
        act(conn)?;
        keyed.store_answer(conn, 303, "{}", now)?;
    }
    Ok(())
}

// --- The fund -----------------------------------------------------------------------------------------------------

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct ContributionForm {
    #[serde(default)]
    hours: String,
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    memo: String,
    #[serde(default)]
    key: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "hours/fund.html")]
struct FundPage {
    ui: Ui,
    balance: String,
    levy: String,
    lines: Vec<Line>,
    next: String,
    programmes: Vec<ProgrammeView>,
    form: ContributionForm,
    problem: FormProblem,
}

/// The solidarity fund: what it holds, where it comes from, and giving to it.
#[get("/fund")]
async fn read_fund(app: web::Data<App>, visitor: Visitor, query: Query<PageQuery>) -> Answer {
    let slice = query.0.slice()?;
    show_fund(
        &app,
        &visitor,
        slice,
        ContributionForm::default(),
        FormProblem::none(),
    )
    .await
}

async fn show_fund(
    app: &App,
    visitor: &Visitor,
    slice: Slice,
    mut form: ContributionForm,
    problem: FormProblem,
) -> Answer {
    form.key = AnyId::new(app.now()).to_string();
    let (ui, (account, rate, page, programmes)) = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            actor.require(Permission::ReadFund)?;
            let account = ledger::fund(conn, actor.ecosystem_id)?;
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            let page = ledger::statement(conn, account.id, slice)?;
            let programmes = solidarity::list_programmes(conn, actor)?;
            Ok((account, rules.number(Key::LevyRateBp), page, programmes))
        })
        .await?;
    // Who gave stays between them and the treasurer: the fund's statement shows amounts and reasons.
    let lines = page
        .items
        .into_iter()
        .map(|mut entry| {
            entry.memo = None;
            line(&ui, entry, String::new())
        })
        .collect();
    let status = if problem.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let view = FundPage {
        balance: minutes::show(account.posted),
        levy: rulebook::percent(ui.language, rate),
        lines,
        next: page
            .next
            .map(|cursor| format!("/fund?cursor={cursor}"))
            .unwrap_or_default(),
        programmes,
        form,
        problem,
        ui,
    };
    render_as(status, &view)
}

#[post("/fund/contributions")]
async fn contribute(app: web::Data<App>, visitor: Visitor, form: PageForm<ContributionForm>) -> Answer {
    let form = form.0;
    let typed = form.clone();
    let outcome: Result<(), Error> = app
        .page_write(&visitor, move |conn, actor, now| {
            actor.require(Permission::MakeTransfer)?;
            once(
                conn,
                actor,
                "fund/contribution-form",
                &form.key,
                &form,
                now,
                |conn| {
                    let amount = parse_amount(&form.hours, &form.minutes)?;
                    let memo = names::optional_line("memo", Some(&form.memo), MEMO_MAX)?;
                    let rules = rulebook::read(conn, actor.ecosystem_id)?;
                    let (ecosystem, from) = (actor.ecosystem_id, actor.member_id);
                    ledger::contribute_to_fund(conn, ecosystem, from, amount, memo, &rules, now)?;
                    Ok(())
                },
            )
        })
        .await;
    match outcome {
        Ok(()) => Ok(done("/fund", "fund-contributed")),
        Err(error) => {
            let language = language_of(&app, &visitor).await?;
            let problem = FormProblem::from_error(error, language)?;
            let slice = Slice {
                after: None,
                limit: LINES,
            };
            show_fund(&app, &visitor, slice, typed, problem).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse_amount;

    #[test]
    fn hours_and_minutes_are_typed_apart() {
        assert_eq!(parse_amount("1", "45").unwrap(), 105);
        assert_eq!(parse_amount("", "45").unwrap(), 45);
        assert_eq!(parse_amount(" 2 ", "").unwrap(), 120);
        for (hours, minutes) in [
            ("", ""),
            ("0", "0"),
            ("-1", "90"),
            ("1,5", ""),
            ("a", "1"),
            ("", "99999999999"),
        ] {
            assert!(parse_amount(hours, minutes).is_err(), "{hours} {minutes}");
        }
    }
}
