//! Pages of the news: the list, what is sent by mail, stopping a kind from a mail, and the operator's undelivered mails.

use std::collections::BTreeMap;

use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{PageForm, Ui, Visitor, done, local_path, render};
use crate::http::api::notifications::in_words;
use crate::http::{Answer, App, Query};
use crate::i18n;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{DeliveryId, NotificationId};
use crate::kernel::pages::Slice;
use crate::mail::folder::{self, EmlFile};
use crate::market::saved_searches;
use crate::members::Permission;
use crate::members::contacts;
use crate::notifications::{
    Kind, Letterhead, Mode, Scope, State, dead_letters, list, preferences, rules::BOUNCES_MAX,
};

/// Files of the mail folder that the operator's page lists.
const FILES_MAX: usize = 200;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(show_list)
        .service(mark_all)
        .service(mark_one)
        .service(show_preferences)
        .service(save_preferences)
        .service(ask_unsubscribe)
        .service(unsubscribe)
        .service(show_mail)
        .service(resend);
}

struct Line {
    id: String,
    text: String,
    url: String,
    at: Moment,
    is_unread: bool,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "notifications/list.html")]
struct ListPage {
    ui: Ui,
    lines: Vec<Line>,
    unread_only: bool,
    is_first: bool,
    first: String,
    next: String,
}

#[derive(Deserialize)]
struct ListQuery {
    cursor: Option<String>,
    unread: Option<bool>,
}

#[get("/notifications")]
async fn show_list(app: web::Data<App>, visitor: Visitor, Query(query): Query<ListQuery>) -> Answer {
    let slice = Slice::parse(query.cursor.as_deref(), None)?;
    let unread_only = query.unread == Some(true);
    let is_first = slice.after.is_none();
    let (ui, (lines, next)) = app
        .page(&visitor, move |conn, seen| {
            let person = seen.person()?;
            let page = list::list(conn, person.member_id, unread_only.then_some(true), &slice)?;
            let mut lines = Vec::new();
            for notification in page.items {
                let told = in_words(conn, notification, person.locale)?;
                lines.push(Line {
                    id: told.id.to_string(),
                    text: told.text,
                    url: told.url,
                    at: told.created_at,
                    is_unread: told.read_at.is_none(),
                });
            }
            Ok((lines, page.next))
        })
        .await?;
    let first = if unread_only {
        "/notifications?unread=true"
    } else {
        "/notifications"
    };
    let joint = if unread_only { '&' } else { '?' };
    render(&ListPage {
        ui,
        lines,
        unread_only,
        is_first,
        first: first.to_string(),
        next: next
            .map(|cursor| format!("{first}{joint}cursor={cursor}"))
            .unwrap_or_default(),
    })
}

#[derive(Deserialize)]
struct MarkForm {
    back: Option<String>,
}

#[post("/notifications/read")]
async fn mark_all(app: web::Data<App>, visitor: Visitor, _form: PageForm<MarkForm>) -> Answer {
    app.page_write_as_person(&visitor, |conn, person, now| {
        list::mark_all(conn, person.member_id, now)
    })
    .await?;
    Ok(done("/notifications", "notifications-read"))
}

#[post("/notifications/{id}/read")]
async fn mark_one(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<NotificationId>,
    form: PageForm<MarkForm>,
) -> Answer {
    let id = id.into_inner();
    app.page_write_as_person(&visitor, move |conn, person, now| {
        list::mark(conn, person.member_id, id, true, now).map(|_| ())
    })
    .await?;
    let back = form.0.back.as_deref().unwrap_or("/notifications");
    Ok(done(local_path(back), "notification-read"))
}

/// One kind of news and the ways there are to hear of it.
struct Row {
    kind: &'static str,
    label: String,
    choices: Vec<Choice>,
}

struct Choice {
    mode: &'static str,
    label: String,
    is_possible: bool,
    is_chosen: bool,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "notifications/preferences.html")]
struct PreferencesPage {
    ui: Ui,
    heads: Vec<String>,
    rows: Vec<Row>,
    is_bouncing: bool,
    suggestions_max: String,
}

#[get("/me/notifications")]
async fn show_preferences(app: web::Data<App>, visitor: Visitor) -> Answer {
    let (ui, (chosen, is_bouncing, suggestions_max)) = app
        .page(&visitor, |conn, seen| {
            let member = seen.person()?.member_id;
            let contact = contacts::find(conn, member)?;
            let is_bouncing = contact.is_some_and(|c| c.bounce_score >= BOUNCES_MAX);
            let suggestions_max = preferences::suggestions_max(conn, member)?;
            Ok((preferences::list(conn, member)?, is_bouncing, suggestions_max))
        })
        .await?;
    let label = |mode: &Mode| i18n::text(ui.language, &format!("preferences-mode-{mode}"));
    let modes = [Mode::Instant, Mode::Daily, Mode::Off];
    let rows = chosen
        .iter()
        .map(|preference| Row {
            kind: preference.kind.as_str(),
            label: i18n::text(ui.language, &format!("kind-{}", preference.kind.text_key())),
            choices: modes
                .iter()
                .map(|mode| Choice {
                    mode: mode.as_str(),
                    label: label(mode),
                    is_possible: preference.kind.spec().modes.contains(mode),
                    is_chosen: preference.mode == *mode,
                })
                .collect(),
        })
        .collect();
    let heads = modes.iter().map(label).collect();
    render(&PreferencesPage {
        ui,
        heads,
        rows,
        is_bouncing,
        suggestions_max: suggestions_max.to_string(),
    })
}

#[post("/me/notifications")]
async fn save_preferences(
    app: web::Data<App>,
    visitor: Visitor,
    form: PageForm<BTreeMap<String, String>>,
) -> Answer {
    // The form has one field a kind; whatever else it has (its token) is not a kind.
    let choices: Vec<(Kind, Mode, String)> = form
        .0
        .iter()
        .filter_map(|(name, value)| Some((Kind::from_word(name)?, Mode::from_word(value)?, name.clone())))
        .collect();
    let suggestions_max = form.0.get("suggestions_max_per_day").map(|text| {
        // What is no number is out of every range.
        text.trim().parse().unwrap_or(i64::MAX)
    });
    app.page_write_as_person(&visitor, move |conn, person, now| {
        if let Some(max) = suggestions_max {
            preferences::set_suggestions_max(conn, person.member_id, max, now)?;
        }
        preferences::set(conn, person.member_id, &choices, now)
    })
    .await?;
    Ok(done("/me/notifications", "preferences-saved"))
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "notifications/unsubscribe.html")]
struct UnsubscribePage {
    ui: Ui,
    question: String,
    token: String,
    is_done: bool,
}

#[derive(Deserialize)]
struct UnsubscribeQuery {
    #[serde(default)]
    token: String,
}

fn question(ui: &Ui, scope: Scope, search: &str) -> String {
    match scope {
        Scope::Search(_) => ui.t1("unsubscribe-question-search", "name", search),
        Scope::Summary => ui.t("unsubscribe-question-summary"),
        Scope::Kind(kind) => {
            let kind = ui.t(&format!("kind-{}", kind.text_key()));
            ui.t1("unsubscribe-question", "kind", kind)
        }
    }
}

/// Shows a button: programs that follow links in mails must not unsubscribe anybody.
#[get("/unsubscribe")]
async fn ask_unsubscribe(
    app: web::Data<App>,
    visitor: Visitor,
    Query(query): Query<UnsubscribeQuery>,
) -> Answer {
    let (member, scope) = Letterhead::new(&app.config).unsubscriber.check(&query.token)?;
    let (ui, search) = app
        .page(&visitor, move |conn, _| match scope {
            Scope::Search(id) => saved_searches::find_own(conn, member, id),
            Scope::Kind(_) | Scope::Summary => Ok(None),
        })
        .await?;
    let name = search.map_or_else(|| "…".to_string(), |search| search.name);
    let question = question(&ui, scope, &name);
    render(&UnsubscribePage {
        ui,
        question,
        token: query.token,
        is_done: false,
    })
}

/// The button, or a mail program by itself (RFC 8058). The token alone is the proof, so no cookie and no form token are
/// asked for, and the body does not matter.
#[post("/unsubscribe")]
async fn unsubscribe(app: web::Data<App>, visitor: Visitor, Query(query): Query<UnsubscribeQuery>) -> Answer {
    let (member, scope) = Letterhead::new(&app.config).unsubscriber.check(&query.token)?;
    let now = app.now();
    app.db
        .write(move |conn| preferences::stop(conn, member, scope, now))
        .await?;
    let (ui, ()) = app.page(&visitor, |_, _| Ok(())).await?;
    render(&UnsubscribePage {
        ui,
        question: String::new(),
        token: String::new(),
        is_done: true,
    })
}

struct Letter {
    id: String,
    address: String,
    what: String,
    why: String,
    tries: String,
    at: Moment,
}

struct File {
    name: String,
    size: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "notifications/operator.html")]
struct MailPage {
    ui: Ui,
    letters: Vec<Letter>,
    next: String,
    uses_folder: bool,
    files: Vec<File>,
}

#[get("/operator/mail")]
async fn show_mail(app: web::Data<App>, visitor: Visitor, Query(query): Query<ListQuery>) -> Answer {
    let slice = Slice::parse(query.cursor.as_deref(), None)?;
    let config = app.config.clone();
    let (ui, (page, files)) = app
        .page(&visitor, move |conn, seen| {
            let actor = seen.actor()?;
            actor.require(Permission::ReadDeadLetters)?;
            let page = dead_letters::list(conn, actor, Some(State::Dead), &slice)?;
            let files: Result<Vec<EmlFile>> = match config.smtp_url {
                Some(_) => Ok(Vec::new()),
                None => folder::list(&config, FILES_MAX),
            };
            Ok((page, files?))
        })
        .await?;
    let letters = page
        .items
        .into_iter()
        .map(|delivery| Letter {
            id: delivery.id.to_string(),
            address: delivery.address,
            what: ui.t(&format!("kind-{}", delivery.kind.text_key())),
            why: delivery.reason.unwrap_or_default(),
            tries: ui.t1("mail-operator-tries", "count", delivery.attempts),
            at: delivery.created_at,
        })
        .collect();
    let files = files
        .into_iter()
        .map(|file| File {
            size: ui.t1(
                "mail-operator-bytes",
                "count",
                i64::try_from(file.bytes).unwrap_or(i64::MAX),
            ),
            name: file.name,
        })
        .collect();
    let next = page.next.map(|cursor| format!("/operator/mail?cursor={cursor}"));
    render(&MailPage {
        ui,
        letters,
        next: next.unwrap_or_default(),
        uses_folder: app.config.smtp_url.is_none(),
        files,
    })
}

#[post("/operator/mail/{id}/resend")]
async fn resend(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<DeliveryId>,
    _form: PageForm<MarkForm>,
) -> Answer {
    let id = id.into_inner();
    app.page_write(&visitor, move |conn, actor, now| {
        dead_letters::resend(conn, actor, id, now).map(|_| ())
    })
    .await?;
    Ok(done("/operator/mail", "delivery-requeued"))
}
