//! Registering, confirming an address, logging in and staying logged in, forgotten passwords.

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::me::MembershipView;
use crate::ecosystems;
use crate::http::errors::Problem;
use crate::http::tokens::ACCESS_SECONDS;
use crate::http::{Answer, App, Json, NetworkAddress};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::kernel::names::{DisplayName, Email};
use crate::members::login::{self, Opened, Refreshed};
use crate::members::{
    self, MembershipStatus, NewMember, SessionKind, parse_locale, passwords, recover, throttle,
};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(register_member)
        .service(verify_email)
        .service(resend_verification)
        .service(login_member)
        .service(refresh_session)
        .service(logout_member)
        .service(request_password_reset)
        .service(confirm_password_reset);
}

/// A registration.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RegisterBody {
    pub email: String,
    /// 10 characters or more.
    #[schema(min_length = 10)]
    pub password: String,
    pub display_name: String,
    /// `fr` or `en`; French if absent.
    #[serde(default)]
    pub locale: Option<String>,
    /// Slug of the ecosystem to join; if absent, the one there is, or none if there are several.
    #[serde(default)]
    pub ecosystem: Option<String>,
}

/// A person who just registered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegisteredView {
    #[schema(value_type = String, format = Uuid)]
    pub id: MemberId,
    pub display_name: String,
    pub email: String,
    pub email_confirmed: bool,
    pub locale: Locale,
    /// The membership asked for; null when no ecosystem was.
    pub membership: Option<MembershipView>,
}

/// What a registration says, read and checked; shared with the page.
pub struct Reading {
    pub email: Email,
    pub display_name: DisplayName,
    pub locale: Locale,
    pub password: String,
}

impl Reading {
    pub fn parse(body: &RegisterBody) -> Result<Reading, Refusal> {
        let email = Email::parse("email", &body.email)?;
        let display_name = DisplayName::parse("display_name", &body.display_name)?;
        let locale = match body.locale.as_deref().filter(|l| !l.trim().is_empty()) {
            Some(tag) => parse_locale("locale", tag)?,
            None => Locale::Fr,
        };
        let own = [display_name.as_str(), email.folded()];
        passwords::accept(&body.password, &own)?;
        Ok(Reading {
            email,
            display_name,
            locale,
            password: body.password.clone(),
        })
    }
}

impl App {
    /// The ecosystem a registration joins: the one it names, or the only one there is.
    pub async fn ecosystem_to_join(&self, slug: Option<&str>) -> Result<Option<EcosystemId>> {
        if let Some(slug) = slug.map(str::trim).filter(|s| !s.is_empty()) {
            return self.ecosystem_by_slug(slug).await.map(Some);
        }
        let all = self.db.read(members::founding::list_ecosystem_ids).await?;
        Ok(match all.as_slice() {
            [only] => Some(*only),
            _ => None,
        })
    }

    /// Registers somebody. The password is hashed in any case, so that an address with an account takes as long.
    pub async fn register(
        &self,
        reading: Reading,
        ecosystem: Option<EcosystemId>,
        address: &str,
    ) -> Result<(MemberId, Option<MembershipStatus>)> {
        let hash = self.passwords.hash(reading.password).await?;
        let new = NewMember {
            email: Some(reading.email),
            password_hash: Some(hash),
            ..NewMember::named(reading.display_name, reading.locale)
        };
        let (now, address) = (self.now(), address.to_string());
        let work = move |conn: &mut crate::db::Conn| {
            throttle::count(conn, &[(throttle::REGISTER_PER_ADDRESS, &address)], now)?;
            let (registration, status) = ecosystems::register(conn, &new, ecosystem, now)?;
            Ok((registration.shown_id(), status))
        };
        match ecosystem {
            Some(id) => self.db.write_in(id, work).await,
            None => self.db.write(work).await,
        }
    }

    /// Proves a password and opens a session. An address that cannot be one is as unknown as any other.
    pub async fn log_in(
        &self,
        email: &str,
        password: String,
        kind: SessionKind,
        address: &str,
    ) -> Result<Opened> {
        let account = match Email::parse("email", email) {
            Ok(email) => email.folded().to_string(),
            Err(_) => email.trim().to_lowercase(),
        };
        let (now, address) = (self.now(), address.to_string());
        let tried = (account.clone(), address.clone());
        let credentials = self
            .db
            .write(move |conn| {
                login::count_try(conn, &tried.0, &tried.1, now)?;
                login::find_credentials(conn, &tried.0)
            })
            .await?;
        let stored = credentials.as_ref().and_then(|c| c.password_hash.clone());
        let fits = self.passwords.verify(password, stored).await?;
        let proven = credentials.filter(|_| fits).ok_or(login::WRONG)?;
        self.db
            .write(move |conn| login::log_in(conn, &proven, kind, (&account, &address), now))
            .await
    }

    fn token_pair(&self, opened: Opened, now: Moment) -> Result<TokenPair> {
        Ok(TokenPair {
            access_token: self
                .tokens
                .issue(opened.member_id, opened.session_id, opened.locale, now)?,
            refresh_token: opened.secret,
            token_type: "Bearer",
            expires_in: ACCESS_SECONDS,
        })
    }
}

/// Registers a person. The answer is the same when the address has an account already; its owner is told by mail.
#[utoipa::path(
    operation_id = "register_member",
    tag = "auth",
    security(()),
    request_body = RegisterBody,
    responses(
        (status = 201, body = RegisteredView),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/register")]
async fn register_member(app: web::Data<App>, address: NetworkAddress, body: Json<RegisterBody>) -> Answer {
    let reading = Reading::parse(&body.0)?;
    let ecosystem = app.ecosystem_to_join(body.0.ecosystem.as_deref()).await?;
    let (display_name, email, locale) = (
        reading.display_name.as_str().to_string(),
        reading.email.as_str().to_string(),
        reading.locale,
    );
    let (id, status) = app.register(reading, ecosystem, &address.0).await?;
    let membership = match (ecosystem, status) {
        (Some(ecosystem), Some(status)) => {
            let view = app
                .db
                .read(move |conn| MembershipView::asked(conn, ecosystem, status))
                .await?;
            Some(view)
        }
        _ => None,
    };
    Ok(HttpResponse::Created().json(RegisteredView {
        id,
        display_name,
        email,
        email_confirmed: false,
        locale,
        membership,
    }))
}

/// The token of a mail.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct TokenBody {
    pub token: String,
}

/// Confirms an e-mail address with the token of the confirmation mail.
#[utoipa::path(
    operation_id = "verify_email",
    tag = "auth",
    security(()),
    request_body = TokenBody,
    responses(
        (status = 204),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/verify-email")]
async fn verify_email(app: web::Data<App>, address: NetworkAddress, body: Json<TokenBody>) -> Answer {
    app.count_token_try(&address).await?;
    let (token, now) = (body.0.token, app.now());
    app.db
        .write(move |conn| members::register::confirm_email(conn, &token, now))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

impl App {
    /// Counts a try to use a mail's token; in a transaction of its own, so that failed ones count too.
    pub async fn count_token_try(&self, address: &NetworkAddress) -> Result<()> {
        let (address, now) = (address.0.clone(), self.now());
        self.db
            .write(move |conn| throttle::count(conn, &[(throttle::CONFIRM_PER_ADDRESS, &address)], now))
            .await
    }

    /// Sends the confirmation mail again, if there is something to confirm.
    pub async fn resend_confirmation(&self, email: Email, address: &NetworkAddress) -> Result<()> {
        let (address, now) = (address.0.clone(), self.now());
        self.db
            .write(move |conn| {
                throttle::count(conn, &[(throttle::MAIL_PER_ADDRESS, &address)], now)?;
                members::register::resend_confirmation(conn, &email, now)
            })
            .await
    }

    /// Asks for the mail that sets a new password.
    pub async fn request_reset(&self, email: Email, address: &NetworkAddress) -> Result<()> {
        let (address, now) = (address.0.clone(), self.now());
        self.db
            .write(move |conn| {
                throttle::count(conn, &[(throttle::MAIL_PER_ADDRESS, &address)], now)?;
                recover::request_reset(conn, &email, now)
            })
            .await
    }

    /// Sets a new password with the token of a mail.
    pub async fn reset_password(
        &self,
        token: String,
        password: String,
        address: &NetworkAddress,
    ) -> Result<MemberId> {
        passwords::accept(&password, &[])?;
        self.count_token_try(address).await?;
        let (hash, now) = (self.passwords.hash(password).await?, self.now());
        self.db
            .write(move |conn| recover::reset_password(conn, &token, &hash, now))
            .await
    }
}

/// An e-mail address.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct EmailBody {
    pub email: String,
}

/// Sends the confirmation mail again. Always 202, whether the address has an account or not.
#[utoipa::path(
    operation_id = "resend_verification",
    tag = "auth",
    security(()),
    request_body = EmailBody,
    responses(
        (status = 202),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/verify-email/resend")]
async fn resend_verification(app: web::Data<App>, address: NetworkAddress, body: Json<EmailBody>) -> Answer {
    let email = Email::parse("email", &body.0.email)?;
    app.resend_confirmation(email, &address).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// A login.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct LoginBody {
    pub email: String,
    pub password: String,
}

/// What proves a login.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TokenPair {
    /// JWT for the header `Authorization: Bearer …`.
    pub access_token: String,
    /// Good once, for the next pair, within 30 days.
    pub refresh_token: String,
    #[schema(value_type = String)]
    pub token_type: &'static str,
    /// Seconds the access token is good for.
    pub expires_in: i64,
}

/// Logs in. One answer for an unknown address, a wrong password and none set.
#[utoipa::path(
    operation_id = "login_member",
    tag = "auth",
    security(()),
    request_body = LoginBody,
    responses(
        (status = 200, body = TokenPair),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/login")]
async fn login_member(app: web::Data<App>, address: NetworkAddress, body: Json<LoginBody>) -> Answer {
    let opened = app
        .log_in(&body.0.email, body.0.password, SessionKind::Api, &address.0)
        .await?;
    Ok(HttpResponse::Ok().json(app.token_pair(opened, app.now())?))
}

/// A refresh token.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RefreshBody {
    pub refresh_token: String,
}

/// Exchanges a refresh token for a new pair. A token used twice ends its session.
#[utoipa::path(
    operation_id = "refresh_session",
    tag = "auth",
    security(()),
    request_body = RefreshBody,
    responses(
        (status = 200, body = TokenPair),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/refresh")]
async fn refresh_session(app: web::Data<App>, body: Json<RefreshBody>) -> Answer {
    let now = app.now();
    let refreshed = app
        .db
        .write(move |conn| login::refresh(conn, &body.0.refresh_token, now))
        .await?;
    match refreshed {
        Refreshed::CarriedOn(opened) => Ok(HttpResponse::Ok().json(app.token_pair(opened, now)?)),
        Refreshed::Refused => Err(Refusal::unauthenticated("token-invalid").into()),
    }
}

/// Ends the session of a refresh token, and with it its access tokens.
#[utoipa::path(
    operation_id = "logout_member",
    tag = "auth",
    security(()),
    request_body = RefreshBody,
    responses(
        (status = 204),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/logout")]
async fn logout_member(app: web::Data<App>, body: Json<RefreshBody>) -> Answer {
    let now = app.now();
    app.db
        .write(move |conn| login::log_out(conn, &body.0.refresh_token, now))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Asks for the mail that sets a new password. Always 202, whether the address has an account or not.
#[utoipa::path(
    operation_id = "request_password_reset",
    tag = "auth",
    security(()),
    request_body = EmailBody,
    responses(
        (status = 202),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/password-reset")]
async fn request_password_reset(
    app: web::Data<App>,
    address: NetworkAddress,
    body: Json<EmailBody>,
) -> Answer {
    let email = Email::parse("email", &body.0.email)?;
    app.request_reset(email, &address).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// A new password with the token of the mail.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ResetBody {
    pub token: String,
    #[schema(min_length = 10)]
    pub password: String,
}

/// Sets a new password with the token of the mail; confirms the address and ends every session.
#[utoipa::path(
    operation_id = "confirm_password_reset",
    tag = "auth",
    security(()),
    request_body = ResetBody,
    responses(
        (status = 204),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/password-reset/confirmation")]
async fn confirm_password_reset(
    app: web::Data<App>,
    address: NetworkAddress,
    body: Json<ResetBody>,
) -> Answer {
    app.reset_password(body.0.token, body.0.password, &address)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
