//! Who holds what until when, the note for the next holder, and what was done with mandates.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{FormProblem, PageForm, Ui, Visitor, done, render, render_as};
use crate::http::api::mandates::{AuditObject, audit_object};
use crate::http::{Answer, App, Query};
use crate::i18n;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Refusal;
use crate::kernel::ids::{MandateId, MemberId, ProposalId};
use crate::kernel::pages::{PAGE_SIZE, PAGE_SIZE_MAX, Slice};
use crate::members::audit::{self, AuditEntry, AuditFilter};
use crate::members::mandates::{self, HANDOVER_DAYS, HANDOVER_MAX, Mandate};
use crate::members::permissions::{given_by, of_mandates};
use crate::members::{Permission, Role};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(who_holds_what)
        .service(show_handover)
        .service(write_handover)
        .service(show_audit_log);
}

/// A role with what it may do, who holds it and who held it.
struct RoleSection {
    word: &'static str,
    name: String,
    task: String,
    permissions: Vec<String>,
    holders: Vec<HolderLine>,
    past: Vec<HolderLine>,
    notes: Vec<Note>,
}

struct HolderLine {
    mandate_id: String,
    member_id: String,
    name: String,
    since: String,
    until: String,
    /// Days left, in words; empty where there is no end or it is past.
    left: String,
    /// How it came about, or how it ended.
    how: String,
    /// Address of the proposal that decided it; empty where none did.
    proposal: String,
    may_write: bool,
}

/// What a holder wrote for the next.
struct Note {
    name: String,
    when: String,
    html: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "members/mandates.html")]
struct MandatesPage {
    ui: Ui,
    roles: Vec<RoleSection>,
}

fn address_of(proposal: Option<ProposalId>) -> String {
    proposal.map_or_else(String::new, |id| format!("/proposals/{id}"))
}

fn holder_line(ui: &Ui, mandate: &Mandate, reader: MemberId, now: Moment) -> HolderLine {
    let (until, left, how, proposal) = match mandate.over_at(now) {
        Some(at) => (
            ui.day(&at),
            String::new(),
            mandate.ended_how.map_or_else(
                || ui.t("mandate-ended-unknown"),
                |how| ui.word("mandate-ended", &how),
            ),
            address_of(mandate.ended_by_proposal_id),
        ),
        None => (
            mandate
                .ends_at
                .map_or_else(|| ui.t("mandate-until-ended"), |at| ui.day(&at)),
            mandate
                .days_left(now)
                .map_or_else(String::new, |days| ui.t1("mandate-days-left", "days", days)),
            ui.word("mandate-origin", &mandate.origin),
            address_of(mandate.proposal_id),
        ),
    };
    HolderLine {
        mandate_id: mandate.id.to_string(),
        member_id: mandate.member_id.to_string(),
        name: mandate.display_name.clone(),
        since: ui.day(&mandate.started_at),
        until,
        left,
        how,
        proposal,
        may_write: mandate.member_id == reader && mandates::is_handover_open(mandate, now),
    }
}

fn section(ui: &Ui, role: Role, all: &[Mandate], reader: MemberId, now: Moment) -> RoleSection {
    let of_role = || all.iter().filter(|mandate| mandate.role == role);
    let lines = |over: bool| {
        of_role()
            .filter(|mandate| mandate.over_at(now).is_some() == over)
            .map(|mandate| holder_line(ui, mandate, reader, now))
            .collect()
    };
    let note = |mandate: &Mandate| {
        Some(Note {
            name: mandate.display_name.clone(),
            when: ui.day(&mandate.handover_written_at?),
            html: ui.markdown(mandate.handover_note.as_deref()?),
        })
    };
    RoleSection {
        word: role.as_str(),
        name: ui.t(&format!("role-{role}")),
        task: ui.t(&format!("role-{role}-task")),
        permissions: given_by(role)
            .iter()
            .map(|permission| ui.word("permission", permission))
            .collect(),
        holders: lines(false),
        past: lines(true),
        notes: of_role().filter_map(note).collect(),
    }
}

/// The roles, their holders with their terms, and who held them before.
#[get("/mandates")]
async fn who_holds_what(app: web::Data<App>, visitor: Visitor) -> Answer {
    let (ui, (all, reader, now)) = app
        .page(&visitor, |conn, seen| {
            let actor = seen.actor()?;
            let mut all = mandates::list(conn, actor, seen.now)?;
            let slice = Slice {
                after: None,
                limit: PAGE_SIZE_MAX,
            };
            let past = mandates::list_history(conn, actor, &slice, seen.now)?.items;
            all.extend(past.into_iter().filter(|mandate| mandate.ended_at.is_some()));
            Ok((all, actor.member_id, seen.now))
        })
        .await?;
    let roles = Role::ALL
        .iter()
        .map(|role| section(&ui, *role, &all, reader, now))
        .collect();
    render(&MandatesPage { ui, roles })
}

#[derive(Debug, Clone, Default, Deserialize)]
struct HandoverForm {
    #[serde(default)]
    note: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "members/handover.html")]
struct HandoverPage {
    ui: Ui,
    mandate_id: MandateId,
    role: String,
    days: i64,
    length_max: String,
    form: HandoverForm,
    problem: FormProblem,
}

async fn handover_page(
    app: &App,
    visitor: &Visitor,
    id: MandateId,
    refused: Option<(HandoverForm, crate::kernel::errors::Error)>,
) -> Answer {
    let (ui, mandate) = app
        .page(visitor, move |conn, seen| {
            mandates::get_own(conn, seen.actor()?, id, seen.now)
        })
        .await?;
    let status = match refused {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let (form, problem) = match refused {
        Some((form, error)) => (form, FormProblem::from_error(error, ui.language)?),
        None => {
            let note = mandate.handover_note.unwrap_or_default();
            (HandoverForm { note }, FormProblem::none())
        }
    };
    let page = HandoverPage {
        mandate_id: id,
        role: ui.t(&format!("role-{}", mandate.role)),
        days: HANDOVER_DAYS,
        length_max: HANDOVER_MAX.to_string(),
        form,
        problem,
        ui,
    };
    render_as(status, &page)
}

/// The form for the note of one's own mandate.
#[get("/mandates/{id}/handover")]
async fn show_handover(app: web::Data<App>, visitor: Visitor, id: web::Path<MandateId>) -> Answer {
    handover_page(&app, &visitor, *id, None).await
}

#[post("/mandates/{id}/handover")]
async fn write_handover(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<MandateId>,
    form: PageForm<HandoverForm>,
) -> Answer {
    let (id, form) = (*id, form.0);
    let typed = form.clone();
    let outcome = app
        .page_write(&visitor, move |conn, actor, now| {
            mandates::write_handover(conn, actor, id, Some(&form.note), now)
        })
        .await;
    match outcome {
        Ok(_) => Ok(done("/mandates", "handover-saved")),
        Err(error) => handover_page(&app, &visitor, id, Some((typed, error))).await,
    }
}

#[derive(Deserialize)]
struct AuditQuery {
    /// Empty for everybody, as the form sends it.
    #[serde(default)]
    holder: String,
    #[serde(default)]
    permission: String,
    #[serde(default)]
    cursor: Option<String>,
}

impl AuditQuery {
    fn filter(&self) -> Result<AuditFilter, Refusal> {
        let wrong = |field| Refusal::invalid("value-wrong", field).with("why", field);
        let holder = Some(self.holder.as_str()).filter(|text| !text.is_empty());
        let permission = Some(self.permission.as_str()).filter(|text| !text.is_empty());
        Ok(AuditFilter {
            holder: holder
                .map(|id| id.parse().map_err(|_| wrong("holder")))
                .transpose()?,
            permission: permission
                .map(|word| Permission::from_word(word).ok_or_else(|| wrong("permission")))
                .transpose()?,
        })
    }
}

/// One entry of the log in words.
struct AuditLine {
    when: String,
    iso: String,
    member_id: String,
    who: String,
    action: String,
    object: String,
    name: String,
    url: String,
    permission: String,
}

/// A choice of a filter: its value, its words, whether it is the one chosen.
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "members/audit.html")]
struct AuditPage {
    ui: Ui,
    holders: Vec<Choice>,
    permissions: Vec<Choice>,
    filtered: bool,
    lines: Vec<AuditLine>,
    next: String,
}

fn audit_line(ui: &Ui, entry: AuditEntry, object: AuditObject) -> AuditLine {
    // A word that has no text yet is shown as it is.
    let word = |prefix: &str, word: &str| {
        i18n::find_with(ui.language, &format!("{prefix}-{word}"), &[]).unwrap_or_else(|| word.to_string())
    };
    AuditLine {
        when: ui.moment(&entry.at),
        iso: ui.iso(&entry.at),
        member_id: entry.actor_id.to_string(),
        who: entry.actor_name,
        action: word("audit-action", &entry.action),
        object: word("audit-object", &object.kind),
        name: object.name.unwrap_or_default(),
        url: object.url.unwrap_or_default(),
        permission: word("permission", entry.permission.as_str()),
    }
}

/// What was done with mandates, newest first.
#[get("/audit-log")]
async fn show_audit_log(app: web::Data<App>, visitor: Visitor, query: Query<AuditQuery>) -> Answer {
    let query = query.0;
    let slice = Slice::parse(query.cursor.as_deref(), Some(PAGE_SIZE))?;
    let filter = query.filter()?;
    let (ui, (entries, next, people)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            let page = audit::list(conn, actor, filter, &slice)?;
            let mut entries = Vec::new();
            for entry in page.items {
                let object = audit_object(conn, actor, &entry, seen.now)?;
                entries.push((entry, object));
            }
            Ok((entries, page.next, audit::list_holders(conn, actor)?))
        })
        .await?;
    let next = next.map_or_else(String::new, |cursor| {
        let (holder, permission) = (&query.holder, &query.permission);
        format!("/audit-log?holder={holder}&permission={permission}&cursor={cursor}")
    });
    let holders = people
        .into_iter()
        .map(|(id, label)| Choice {
            chosen: filter.holder == Some(id),
            value: id.to_string(),
            label,
        })
        .collect();
    let permissions = of_mandates()
        .into_iter()
        .map(|permission| Choice {
            chosen: filter.permission == Some(permission),
            value: permission.to_string(),
            label: ui.word("permission", &permission),
        })
        .collect();
    let lines = entries
        .into_iter()
        .map(|(entry, object)| audit_line(&ui, entry, object))
        .collect();
    render(&AuditPage {
        filtered: filter.holder.is_some() || filter.permission.is_some(),
        ui,
        holders,
        permissions,
        lines,
        next,
    })
}
