//! Pages of delegation: what I gave and what I carry, what waits for my consent, and how my voice stands in each open
//! vote.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{FormProblem, PageForm, Ui, Visitor, done, render_as};
use crate::db::Conn;
use crate::governance::delegations::{self, DelegationView, MyVoice, Scope, Side, State, VoiceNow, rules};
use crate::governance::{self, ProposalFilter, Status, Topic};
use crate::http::{Answer, App, Query};
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{DelegationId, MemberId, ProposalId};
use crate::kernel::names;
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::members::directory::{self, Wanted};
use crate::members::{Actor, MembershipStatus};
use crate::rulebook::{self, Key};

/// Open votes whose voice is shown on the page, and lines of history.
const LINES_MAX: i64 = 10;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(show_delegations)
        .service(choose_delegate)
        .service(give)
        .service(revoke)
        .service(answer);
}

/// A member's voice in an open vote, in words: include `delegations/mine.html` with it as `voice`.
pub(super) struct VoiceWords {
    /// `Your voice now: Bo's ballot counts for you.`
    pub text: String,
    /// `flash-ok` when the voice is in a ballot, `flash-warning` when it would be lost, else none.
    pub style: &'static str,
    /// How many others delegate to the member here; empty when nobody does.
    pub carries: String,
    /// Where to give or change a delegation for this vote; empty in votes that take none.
    pub href: String,
}

impl VoiceWords {
    fn new(locale: Locale, voice: &MyVoice, href: String) -> VoiceWords {
        let name = |who: &Option<(MemberId, String)>| who.clone().map(|(_, name)| name).unwrap_or_default();
        let args = [
            ("by", name(&voice.by).into()),
            ("delegate", name(&voice.delegate).into()),
        ];
        let carries = match voice.carries {
            0 => String::new(),
            n => i18n::text_with(locale, "voice-carries", &[("n", n.into())]),
        };
        VoiceWords {
            text: i18n::text_with(locale, &format!("voice-now-{}", voice.now), &args),
            style: match voice.now {
                VoiceNow::Voted | VoiceNow::Represented => "flash-ok",
                VoiceNow::NotVoted => "",
                _ => "flash-warning",
            },
            carries,
            href,
        }
    }
}

/// How a reader's voice stands in an open vote; none when there is nothing to say.
pub(super) fn find_voice(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    now: Moment,
) -> Result<Option<VoiceWords>> {
    let Some(voice) = delegations::find_my_voice(conn, actor, id, now)? else {
        return Ok(None);
    };
    let href = match voice.delegation_allowed {
        true => format!("/delegations/new?scope={id}"),
        false => String::new(),
    };
    Ok(Some(VoiceWords::new(actor.locale, &voice, href)))
}

/// One delegation, from the reader's side.
struct Line {
    id: DelegationId,
    /// As in URLs.
    scope: String,
    title: String,
    other: String,
    given: bool,
    state: State,
    expires_at: Moment,
}

/// A topic's name, or the vote in quotation marks.
fn scope_words(locale: Locale, scope: Scope, title: Option<&str>) -> String {
    match scope {
        Scope::Topic(topic) => i18n::text(locale, &format!("topic-{topic}")),
        Scope::Proposal(_) => {
            let title = [("title", title.unwrap_or_default().into())];
            i18n::text_with(locale, "delegation-scope-proposal", &title)
        }
    }
}

impl Line {
    fn new(actor: &Actor, view: DelegationView) -> Line {
        let scope = view.delegation.scope();
        let given = view.delegation.giver_id == actor.member_id;
        Line {
            id: view.delegation.id,
            scope: scope.to_string(),
            title: scope_words(actor.locale, scope, view.proposal_title.as_deref()),
            other: if given {
                view.delegate_name
            } else {
                view.giver_name
            },
            given,
            state: view.state,
            expires_at: view.delegation.expires_at,
        }
    }
}

/// A topic and what the reader gave in it.
struct TopicLine {
    topic: Topic,
    given: Option<Line>,
}

/// An open vote and the reader's voice in it.
struct VoteLine {
    id: ProposalId,
    title: String,
    voice: VoiceWords,
}

/// What the page of delegations shows.
struct Overview {
    allowed: bool,
    cap: i64,
    life_days: i64,
    waiting: Vec<Line>,
    topics: Vec<TopicLine>,
    for_votes: Vec<Line>,
    carried: Vec<Line>,
    votes: Vec<VoteLine>,
    past: Vec<Line>,
}

impl Overview {
    fn read(conn: &mut Conn, actor: &Actor, now: Moment) -> Result<Overview> {
        let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
        let mut list = |side, current, limit| -> Result<Vec<Line>> {
            let slice = Slice { after: None, limit };
            let page = delegations::list_delegations(conn, actor, side, current, slice, now)?;
            Ok(page
                .items
                .into_iter()
                .map(|view| Line::new(actor, view))
                .collect())
        };
        let mut given = list(Some(Side::Given), true, PAGE_SIZE_MAX)?;
        let received = list(Some(Side::Received), true, PAGE_SIZE_MAX)?;
        let past = list(None, false, PAGE_SIZE_MAX)?;
        let topics = Topic::ALL
            .iter()
            .map(|topic| TopicLine {
                topic: *topic,
                given: given
                    .iter()
                    .position(|line| line.scope == topic.as_str())
                    .map(|at| given.remove(at)),
            })
            .collect();
        let (waiting, carried): (Vec<Line>, Vec<Line>) = received
            .into_iter()
            .filter(|line| matches!(line.state, State::AwaitingConsent | State::InForce))
            .partition(|line| line.state == State::AwaitingConsent);
        let over = |line: &Line| !matches!(line.state, State::AwaitingConsent | State::InForce);
        Ok(Overview {
            allowed: rules::is_allowed(&rulebook),
            cap: rulebook.number(Key::DelegationCap),
            life_days: rulebook.number(Key::DelegationLifeDays),
            waiting,
            topics,
            for_votes: given,
            carried,
            votes: open_votes(conn, actor, now)?,
            past: past.into_iter().filter(over).take(LINES_MAX as usize).collect(),
        })
    }
}

fn open_votes(conn: &mut Conn, actor: &Actor, now: Moment) -> Result<Vec<VoteLine>> {
    let filter = ProposalFilter {
        status: Some(Status::Open),
        ..ProposalFilter::default()
    };
    let slice = Slice {
        after: None,
        limit: LINES_MAX,
    };
    let page = governance::list_proposals(conn, actor, filter, slice, now)?;
    let mut votes = Vec::new();
    for view in page.items {
        let proposal = view.proposal;
        if let Some(voice) = find_voice(conn, actor, proposal.id, now)? {
            votes.push(VoteLine {
                id: proposal.id,
                title: proposal.title,
                voice,
            });
        }
    }
    Ok(votes)
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "delegations/list.html")]
struct DelegationsPage {
    ui: Ui,
    x: Overview,
    problem: FormProblem,
}

async fn overview_page(app: &App, visitor: &Visitor, problem: FormProblem) -> Answer {
    let (ui, x) = app
        .page(visitor, |conn, seen| {
            Overview::read(conn, seen.actor()?, seen.now)
        })
        .await?;
    let status = match problem.is_some() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    render_as(status, &DelegationsPage { ui, x, problem })
}

#[get("/delegations")]
async fn show_delegations(app: web::Data<App>, visitor: Visitor) -> Answer {
    overview_page(&app, &visitor, FormProblem::none()).await
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "delegations/choose.html")]
struct ChoosePage {
    ui: Ui,
    scope: String,
    title: String,
    hint: String,
    q: String,
    found: Vec<(MemberId, String)>,
    more: bool,
    problem: FormProblem,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct ChooseQuery {
    #[serde(default)]
    scope: String,
    #[serde(default)]
    q: String,
}

/// Part of a name, then whom of those found; works without scripts, however many members there are.
#[get("/delegations/new")]
async fn choose_delegate(app: web::Data<App>, visitor: Visitor, query: Query<ChooseQuery>) -> Answer {
    choose_page(&app, &visitor, query.0, FormProblem::none()).await
}

async fn choose_page(app: &App, visitor: &Visitor, query: ChooseQuery, problem: FormProblem) -> Answer {
    let scope = Scope::from_word(&query.scope).ok_or_else(Refusal::not_found)?;
    let text = names::optional_line("q", Some(&query.q), 200)?;
    let q = text.clone().unwrap_or_default();
    let (ui, (title, hint, found, more)) = app
        .page(visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let (proposal_title, hint) = match scope {
                Scope::Topic(topic) => (None, i18n::text(actor.locale, &format!("topic-hint-{topic}"))),
                Scope::Proposal(id) => {
                    let view = governance::get_proposal(conn, actor, id, seen.now)?;
                    let hint = i18n::text(actor.locale, "delegation-scope-proposal-hint");
                    (Some(view.proposal.title), hint)
                }
            };
            let title = scope_words(actor.locale, scope, proposal_title.as_deref());
            let mut found = Vec::new();
            let mut more = false;
            if text.is_some() {
                let wanted = Wanted {
                    text,
                    status: MembershipStatus::Active,
                };
                let page = directory::list(conn, actor, &wanted, &Slice::FIRST, seen.now)?;
                more = page.next.is_some();
                let others = page.items.into_iter().filter(|e| e.member_id != actor.member_id);
                found = others.map(|e| (e.member_id, e.display_name)).collect();
            }
            Ok((title, hint, found, more))
        })
        .await?;
    let status = match problem.is_some() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = ChoosePage {
        ui,
        scope: scope.to_string(),
        title,
        hint,
        q,
        found,
        more,
        problem,
    };
    render_as(status, &page)
}

#[derive(Debug, Clone, Deserialize)]
struct GiveForm {
    scope: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    delegate_id: String,
}

#[post("/delegations")]
async fn give(app: web::Data<App>, visitor: Visitor, form: PageForm<GiveForm>) -> Answer {
    let form = form.0;
    let scope = Scope::from_word(&form.scope).ok_or_else(Refusal::not_found)?;
    let delegate = form
        .delegate_id
        .parse::<MemberId>()
        .map_err(|_| Refusal::invalid("delegate-missing", "delegate_id"));
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            delegations::give_delegation(conn, actor, scope, delegate.clone()?, now)
        })
        .await;
    match outcome {
        Ok(given) if given.goes_round => Ok(done("/delegations", "delegation-goes-round")),
        Ok(given) if given.view.state == State::InForce => Ok(done("/delegations", "delegation-renewed")),
        Ok(_) => Ok(done("/delegations", "delegation-given")),
        Err(error) => {
            let problem = FormProblem::from_error(error, visitor.language)?;
            let query = ChooseQuery {
                scope: form.scope,
                q: form.q,
            };
            choose_page(&app, &visitor, query, problem).await
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
struct RevokeForm {
    scope: String,
}

#[post("/delegations/revocation")]
async fn revoke(app: web::Data<App>, visitor: Visitor, form: PageForm<RevokeForm>) -> Answer {
    let scope = Scope::from_word(&form.0.scope).ok_or_else(Refusal::not_found)?;
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            delegations::revoke_delegation(conn, actor, scope, now)
        })
        .await;
    after(&app, &visitor, outcome, "delegation-revoked").await
}

#[derive(Debug, Clone, Deserialize)]
struct AnswerForm {
    /// `accept`, `decline` or `lay_down`.
    act: String,
}

#[post("/delegations/{delegation_id}/answer")]
async fn answer(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<DelegationId>,
    form: PageForm<AnswerForm>,
) -> Answer {
    let (id, act) = (*id, form.0.act);
    let word = match act.as_str() {
        "accept" => "delegation-accepted",
        "decline" => "delegation-declined",
        "lay_down" => "delegation-laid-down",
        _ => return Err(Refusal::not_found().into()),
    };
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| match act.as_str() {
            "accept" => delegations::accept_delegation(conn, actor, id, now),
            "decline" => delegations::decline_delegation(conn, actor, id, now),
            _ => delegations::lay_down_delegation(conn, actor, id, now),
        })
        .await;
    after(&app, &visitor, outcome, word).await
}

/// The page again: with the message of what was done, or with the refusal.
async fn after(app: &App, visitor: &Visitor, outcome: Result<()>, word: &str) -> Answer {
    match outcome {
        Ok(()) => Ok(done("/delegations", word)),
        Err(error) => {
            let problem = FormProblem::from_error(error, visitor.language)?;
            overview_page(app, visitor, problem).await
        }
    }
}
