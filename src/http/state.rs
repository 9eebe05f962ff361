//! What every handler shares, and the few ways from a request to a transaction.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;

use super::auth::Auth;
use super::idempotent::{self, IdempotencyKey};
use super::tokens::AccessTokens;
use crate::config::Config;
use crate::db::{Conn, Db};
use crate::kernel::clock::{Clock, Moment};
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::EcosystemId;
use crate::market::Catalogue;
use crate::market::fairness::{self, Exposure};
use crate::matching::Sources;
use crate::members::{Actor, Person};

/// The running application.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub config: Arc<Config>,
    pub clock: Clock,
    pub tokens: Arc<AccessTokens>,
    pub passwords: Arc<crate::members::passwords::Passwords>,
    pub catalogue: Arc<Catalogue>,
    /// What rankings showed and the database has not been told yet.
    pub exposure: Arc<Exposure>,
}

impl App {
    pub fn new(db: Db, config: Config, clock: Clock) -> App {
        let tokens = Arc::new(AccessTokens::new(&config));
        let passwords = Arc::new(crate::members::passwords::Passwords::new(&config.secret_key));
        App {
            db,
            config: Arc::new(config),
            clock,
            tokens,
            passwords,
            catalogue: Arc::default(),
            exposure: Arc::default(),
        }
    }

    /// What lists of matches are made with.
    pub fn sources(&self) -> Sources<'_> {
        Sources {
            catalogue: &self.catalogue,
            exposure: &self.exposure,
        }
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Tells the database what rankings of this process showed; answers how many members that was about. What cannot be
    /// told now is told the next time.
    pub async fn flush_exposure(&self) -> Result<usize> {
        let collected = self.exposure.take();
        if collected.is_empty() {
            return Ok(0);
        }
        let (told, now) = (collected.clone(), self.now());
        let outcome = self.db.write(move |conn| fairness::add(conn, &told, now)).await;
        if outcome.is_err() {
            self.exposure.give_back(collected);
        }
        outcome
    }

    /// Reads as the person behind `auth`, whatever their memberships.
    pub async fn read_as_person<T, F>(&self, auth: &Auth, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn, &Person) -> Result<T> + Send + 'static,
    {
        let (auth, now) = (auth.clone(), self.now());
        self.db
            .read(move |conn| {
                let person = auth.person(conn, now)?;
                f(conn, &person)
            })
            .await
    }

    /// Writes as the person behind `auth`, alone among writes about people.
    pub async fn write_as_person<T, F>(&self, auth: &Auth, mut f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Conn, &Person, Moment) -> Result<T> + Send + 'static,
    {
        let (auth, now) = (auth.clone(), self.now());
        self.db
            .write(move |conn| {
                let person = auth.person(conn, now)?;
                f(conn, &person, now)
            })
            .await
    }

    /// Reads as a member of the ecosystem the request names (or their first).
    pub async fn read_as<T, F>(&self, auth: &Auth, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn, &Actor) -> Result<T> + Send + 'static,
    {
        let (auth, now) = (auth.clone(), self.now());
        self.db
            .read(move |conn| {
                let actor = auth.actor(conn, now)?;
                f(conn, &actor)
            })
            .await
    }

    /// Writes as a member of the ecosystem the request names, alone among the writes of that ecosystem.
    pub async fn write_as<T, F>(&self, auth: &Auth, mut f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Conn, &Actor, Moment) -> Result<T> + Send + 'static,
    {
        let ecosystem = self.ecosystem_of(auth).await?;
        let (auth, now) = (auth.clone(), self.now());
        self.db
            .write_in(ecosystem, move |conn| {
                let actor = auth.actor_in(conn, ecosystem, now)?;
                f(conn, &actor, now)
            })
            .await
    }

    /// As [`App::write_as`] for a POST that creates or changes: a repeated `Idempotency-Key` gets the first answer again.
    /// `route` names the operation together with the ids in its path. Answers `status` with what `f` returns as JSON.
    pub async fn create_as<B, T, F>(
        &self,
        auth: &Auth,
        key: IdempotencyKey,
        route: impl Into<String>,
        status: u16,
        body: &B,
        mut f: F,
    ) -> Result<HttpResponse>
    where
        B: Serialize,
        T: Serialize + Send + 'static,
        F: FnMut(&mut Conn, &Actor, Moment) -> Result<T> + Send + 'static,
    {
        // The same key in another community is another request.
        let route = format!("{}/{}", auth.ecosystem.as_deref().unwrap_or(""), route.into());
        let keyed = key.bind(auth.member_id, route, body)?;
        let answer = self
            .write_as(auth, move |conn, actor, now| {
                idempotent::once(conn, keyed.as_ref(), status, now, |conn| f(conn, actor, now))
            })
            .await?;
        Ok(idempotent::respond(answer))
    }

    /// As [`App::create_as`] for a person, whatever their memberships, alone among writes about people.
    pub async fn create_as_person<B, T, F>(
        &self,
        auth: &Auth,
        key: IdempotencyKey,
        route: impl Into<String>,
        status: u16,
        body: &B,
        mut f: F,
    ) -> Result<HttpResponse>
    where
        B: Serialize,
        T: Serialize + Send + 'static,
        F: FnMut(&mut Conn, &Person, Moment) -> Result<T> + Send + 'static,
    {
        let keyed = key.bind(auth.member_id, route, body)?;
        let answer = self
            .write_as_person(auth, move |conn, person, now| {
                idempotent::once(conn, keyed.as_ref(), status, now, |conn| f(conn, person, now))
            })
            .await?;
        Ok(idempotent::respond(answer))
    }

    /// The ecosystem a request acts in; refused for a person who has none.
    pub async fn ecosystem_of(&self, auth: &Auth) -> Result<EcosystemId> {
        let (auth, now) = (auth.clone(), self.now());
        self.db.read(move |conn| auth.ecosystem(conn, now)).await
    }

    /// The ecosystem of a slug, for requests of people who are not logged in.
    pub async fn ecosystem_by_slug(&self, slug: &str) -> Result<EcosystemId> {
        let slug = slug.to_string();
        let found = self
            .db
            .read(move |conn| crate::members::find_ecosystem_by_slug(conn, &slug))
            .await?;
        found.ok_or_else(|| Refusal::invalid("ecosystem-unknown", "ecosystem").into())
    }
}
