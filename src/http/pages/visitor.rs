//! Whoever opens a page: the session cookie's hash, the language, the form token that goes with both.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::super::{App, errors};
use super::{SESSION_COOKIE, Ui, UiMember};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::EcosystemId;
use crate::members::{Actor, Person, enter};

/// A page's visitor as far as the request tells; the database is asked in [`App::page`].
#[derive(Debug, Clone)]
pub struct Visitor {
    pub cookie_hash: Option<Vec<u8>>,
    /// From the language cookie or `Accept-Language`; a member's own language beats it.
    pub language: Locale,
    /// Path and query of this page.
    pub path: String,
    /// The word of `?done=`.
    pub done: Option<String>,
    /// The token that forms of this visitor carry.
    pub csrf: String,
}

impl Visitor {
    pub(super) fn of(app: &App, req: &HttpRequest) -> Visitor {
        let cookie = req.cookie(SESSION_COOKIE).map(|c| c.value().to_string());
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&app.config.secret_key.derive("csrf")).expect("any key length");
        mac.update(cookie.as_deref().unwrap_or("stranger").as_bytes());
        let csrf = mac
            .finalize()
            .into_bytes()
            .iter()
            .take(16)
            .map(|b| format!("{b:02x}"))
            .collect();
        let done = form_urlencoded::parse(req.query_string().as_bytes())
            .find(|(name, _)| name == "done")
            .map(|(_, value)| value.into_owned())
            .filter(|word| word.len() < 60 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
        Visitor {
            cookie_hash: cookie.map(|c| Sha256::digest(c.as_bytes()).to_vec()),
            language: errors::locale_of(req),
            path: req.uri().path_and_query().map_or("/", |p| p.as_str()).to_string(),
            done,
            csrf,
        }
    }

    pub(super) fn nobody() -> Visitor {
        Visitor {
            cookie_hash: None,
            language: Locale::Fr,
            path: "/".into(),
            done: None,
            csrf: String::new(),
        }
    }

    fn person(&self, conn: &mut Conn, now: Moment) -> Result<Option<Person>> {
        match &self.cookie_hash {
            Some(hash) => enter::by_cookie(conn, hash, now),
            None => Ok(None),
        }
    }

    fn see(&self, conn: &mut Conn, now: Moment) -> Result<Seen> {
        let person = self.person(conn, now)?;
        let mut actor = None;
        if let Some(person) = &person
            && let Some(ecosystem) = enter::find_ecosystem(conn, person.member_id, None)?
        {
            actor = Some(enter::as_actor(conn, person, ecosystem, now)?);
        }
        Ok(Seen { person, actor, now })
    }
}

impl FromRequest for Visitor {
    type Error = Error;
    type Future = Ready<Result<Visitor>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match req.app_data::<web::Data<App>>() {
            Some(app) => Ok(Visitor::of(app, req)),
            None => Err(Error::internal("no application state")),
        })
    }
}

/// Who the visitor turned out to be.
#[derive(Debug, Clone)]
pub struct Seen {
    pub person: Option<Person>,
    pub actor: Option<Actor>,
    pub now: Moment,
}

impl Seen {
    /// The person; sends strangers to the login.
    pub fn person(&self) -> Result<&Person> {
        self.person
            .as_ref()
            .ok_or_else(|| Refusal::unauthenticated("login-required").into())
    }
    /// The person as a member of their ecosystem; sends strangers to the login, refuses who has no membership.
    pub fn actor(&self) -> Result<&Actor> {
        self.person()?;
        self.actor
            .as_ref()
            .ok_or_else(|| Refusal::forbidden("not-a-member").into())
    }
}

impl App {
    /// Reads what a page shows, together with its frame.
    pub async fn page<T, F>(&self, visitor: &Visitor, f: F) -> Result<(Ui, T)>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn, &Seen) -> Result<T> + Send + 'static,
    {
        let (visitor, now) = (visitor.clone(), self.now());
        self.db
            .read(move |conn| {
                let seen = visitor.see(conn, now)?;
                let ui = frame(conn, &visitor, &seen)?;
                let content = f(conn, &seen)?;
                Ok((ui, content))
            })
            .await
    }

    /// Acts on a form as a member, alone among the writes of their ecosystem.
    pub async fn page_write<T, F>(&self, visitor: &Visitor, mut f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Conn, &Actor, Moment) -> Result<T> + Send + 'static,
    {
        let (asker, now) = (visitor.clone(), self.now());
        let ecosystem: EcosystemId = self
            .db
            .read(move |conn| asker.see(conn, now)?.actor().map(|actor| actor.ecosystem_id))
            .await?;
        let visitor = visitor.clone();
        self.db
            .write_in(ecosystem, move |conn| {
                let seen = visitor.see(conn, now)?;
                f(conn, seen.actor()?, now)
            })
            .await
    }

    /// Acts on a form as a person, alone among the writes about people.
    pub async fn page_write_as_person<T, F>(&self, visitor: &Visitor, mut f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Conn, &Person, Moment) -> Result<T> + Send + 'static,
    {
        let (visitor, now) = (visitor.clone(), self.now());
        self.db
            .write(move |conn| {
                let seen = visitor.see(conn, now)?;
                f(conn, seen.person()?, now)
            })
            .await
    }
}

/// The frame: the person's language and name, the community's name.
fn frame(conn: &mut Conn, visitor: &Visitor, seen: &Seen) -> Result<Ui> {
    let language = seen
        .person
        .as_ref()
        .map_or(visitor.language, |person| person.locale);
    let mut ui = Ui::new(visitor, language);
    if let Some(person) = &seen.person {
        ui.member = Some(UiMember {
            id: person.member_id.to_string(),
            display_name: person.display_name.clone(),
            unread: crate::notifications::list::count_unread(conn, person.member_id)?,
            roles: seen
                .actor
                .iter()
                .flat_map(|a| &a.roles)
                .map(|role| role.as_str())
                .collect(),
        });
    }
    match &seen.actor {
        Some(actor) => {
            ui.ecosystem_name = actor.ecosystem_name.clone();
            ui.time_zone = actor.time_zone;
        }
        None => {
            if let Some(name) = crate::members::find_oldest_ecosystem_name(conn)? {
                ui.ecosystem_name = name;
            }
        }
    }
    Ok(ui)
}
