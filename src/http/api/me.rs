//! The person logged in: their profile, memberships, password, sessions, and leaving.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::db::Conn;
use crate::ecosystems;
use crate::exchanges;
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, Json, NetworkAddress, or_null};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId, SessionId};
use crate::kernel::names;
use crate::kernel::pages::Page;
use crate::kernel::place::{Pin, Place};
use crate::matching::rings;
use crate::members::login::{self, Credentials};
use crate::members::profile::{self, BIO_MAX, PLACE_LABEL_MAX};
use crate::members::{
    self, MemberKind, Membership, MembershipStatus, Profile, ProfileChange, Role, SessionKind, enter,
    memberships, parse_languages, parse_locale, passwords, recover,
};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(get_me)
        .service(update_me)
        .service(delete_me)
        .service(change_password)
        .service(list_my_sessions)
        .service(delete_my_session);
}

/// A membership.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MembershipView {
    pub status: MembershipStatus,
    /// Given with admission.
    pub number: Option<i64>,
    /// Key of the college.
    pub college: String,
    pub mandates: Vec<Role>,
    /// Slug of the ecosystem.
    pub ecosystem: String,
    pub ecosystem_name: String,
    pub applied_at: Option<Moment>,
    pub admitted_at: Option<Moment>,
}

impl MembershipView {
    fn of(membership: Membership) -> Self {
        MembershipView {
            status: membership.status,
            number: membership.number,
            college: membership.college_key,
            mandates: membership.roles,
            ecosystem: membership.ecosystem_slug,
            ecosystem_name: membership.ecosystem_name,
            applied_at: Some(membership.applied_at),
            admitted_at: membership.admitted_at,
        }
    }

    /// What a registration shows: nothing that would tell a new account from one that was there before.
    pub(super) fn asked(conn: &mut Conn, ecosystem: EcosystemId, status: MembershipStatus) -> Result<Self> {
        let (found, college) = members::founding::get_with_first_college(conn, ecosystem)?;
        Ok(MembershipView {
            status,
            number: None,
            college: college.key,
            mandates: Vec::new(),
            ecosystem: found.slug,
            ecosystem_name: found.name,
            applied_at: None,
            admitted_at: None,
        })
    }
}

/// One's own profile.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Me {
    #[schema(value_type = String, format = Uuid)]
    pub id: MemberId,
    pub kind: MemberKind,
    pub display_name: String,
    pub email: Option<String>,
    pub email_confirmed: bool,
    pub locale: Locale,
    pub languages: Vec<String>,
    pub bio: Option<String>,
    pub place: Option<Place>,
    /// In the ecosystem the request names, or the first joined.
    pub membership: Option<MembershipView>,
    /// In every ecosystem.
    pub memberships: Vec<MembershipView>,
    pub created_at: Moment,
}

pub(super) fn place_view(label: Option<String>, pin: Option<Pin>) -> Option<Place> {
    label.map(|label| Place {
        label,
        lat: pin.map(Pin::lat),
        lon: pin.map(Pin::lon),
        radius_km: None,
    })
}

fn view(conn: &mut Conn, profile: Profile, slug: Option<&str>, now: Moment) -> Result<Me> {
    let current = enter::find_ecosystem(conn, profile.member_id, slug)?;
    let all = memberships::list(conn, profile.member_id, now)?;
    let membership = all.iter().find(|m| Some(m.ecosystem_id) == current).cloned();
    Ok(Me {
        id: profile.member_id,
        kind: profile.kind,
        display_name: profile.display_name,
        email: profile.email,
        email_confirmed: profile.email_confirmed,
        locale: profile.locale,
        languages: profile.languages,
        bio: profile.bio,
        place: place_view(profile.place_label, profile.pin),
        membership: membership.map(MembershipView::of),
        memberships: all.into_iter().map(MembershipView::of).collect(),
        created_at: profile.created_at,
    })
}

/// One's own profile and memberships. Needs no confirmed address.
#[utoipa::path(
    operation_id = "get_me",
    tag = "me",
    responses(
        (status = 200, body = Me),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/me")]
async fn get_me(app: web::Data<App>, auth: Auth) -> Answer {
    let (slug, now) = (auth.ecosystem.clone(), app.now());
    let me = app
        .read_as_person(&auth, move |conn, person| {
            let profile = profile::get(conn, person.member_id)?;
            view(conn, profile, slug.as_deref(), now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(me))
}

/// A change of one's own profile: absent fields stay, null clears.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct MePatch {
    #[serde(default)]
    pub display_name: Option<String>,
    #[serde(default)]
    pub locale: Option<String>,
    #[serde(default)]
    pub languages: Option<Vec<String>>,
    #[serde(default, deserialize_with = "or_null")]
    #[schema(value_type = Option<String>)]
    pub bio: Option<Option<String>>,
    #[serde(default, deserialize_with = "or_null")]
    #[schema(value_type = Option<Place>)]
    pub place: Option<Option<Place>>,
}

impl MePatch {
    pub fn parse(&self) -> Result<ProfileChange, Refusal> {
        let place = match &self.place {
            None => None,
            Some(None) => Some(None),
            Some(Some(place)) => Some(Some(parse_place(place)?)),
        };
        Ok(ProfileChange {
            display_name: self
                .display_name
                .as_deref()
                .map(|name| names::DisplayName::parse("display_name", name))
                .transpose()?,
            locale: self
                .locale
                .as_deref()
                .map(|tag| parse_locale("locale", tag))
                .transpose()?,
            languages: self
                .languages
                .as_deref()
                .map(|tags| parse_languages("languages", tags))
                .transpose()?,
            bio: match &self.bio {
                None => None,
                Some(bio) => Some(names::optional_paragraphs("bio", bio.as_deref(), BIO_MAX)?),
            },
            place,
        })
    }
}

/// A place's label and its pin, rounded to about 500 m.
pub fn parse_place(place: &Place) -> Result<(String, Option<Pin>), Refusal> {
    let label = names::line("place.label", &place.label, PLACE_LABEL_MAX)?;
    let pin = match (place.lat, place.lon) {
        (Some(lat), Some(lon)) => Some(Pin::parse(lat, lon, "place")?),
        (None, None) => None,
        _ => return Err(Refusal::invalid("place-invalid", "place")),
    };
    Ok((label, pin))
}

/// Changes one's own profile.
#[utoipa::path(
    operation_id = "update_me",
    tag = "me",
    request_body = MePatch,
    responses(
        (status = 200, body = Me),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[patch("/me")]
async fn update_me(app: web::Data<App>, auth: Auth, body: Json<MePatch>) -> Answer {
    let change = body.0.parse()?;
    let slug = auth.ecosystem.clone();
    let me = app
        .write_as_person(&auth, move |conn, person, now| {
            let profile = profile::update(conn, person.member_id, &change, now)?;
            view(conn, profile, slug.as_deref(), now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(me))
}

/// Leaves for good: every membership ends and personal data is erased. Refused while minutes are owed or held.
#[utoipa::path(
    operation_id = "delete_me",
    tag = "me",
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/me")]
async fn delete_me(app: web::Data<App>, auth: Auth) -> Answer {
    app.write_as_person(&auth, move |conn, person, now| leave(conn, person.member_id, now))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Leaves for good, unless an exchange in hand binds the person to somebody.
pub fn leave(conn: &mut Conn, member: MemberId, now: Moment) -> Result<()> {
    for membership in memberships::list(conn, member, now)? {
        if exchanges::has_open_exchanges(conn, membership.ecosystem_id, member)? {
            return Err(Refusal::conflict("member-has-open-exchanges").into());
        }
        if rings::has_agreed_rings(conn, membership.ecosystem_id, member)? {
            return Err(Refusal::conflict("member-has-open-rings").into());
        }
    }
    ecosystems::leave(conn, member, now)
}

/// A change of password.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct PasswordBody {
    pub current_password: String,
    #[schema(min_length = 10)]
    pub new_password: String,
}

impl App {
    /// Changes the password of whoever can prove the current one. Wrong tries count as failed logins.
    pub async fn change_password(
        &self,
        member: MemberId,
        session: SessionId,
        current: String,
        new: String,
        address: &NetworkAddress,
    ) -> Result<()> {
        let (now, tried) = (self.now(), address.0.clone());
        let (own, account, name): (Credentials, String, String) = self
            .db
            .write(move |conn| {
                let profile = profile::get(conn, member)?;
                let email = profile.email.unwrap_or_default().to_lowercase();
                login::count_try(conn, &email, &tried, now)?;
                Ok((
                    recover::get_credentials(conn, member)?,
                    email,
                    profile.display_name,
                ))
            })
            .await?;
        passwords::accept(&new, &[&account, &name]).map_err(|refusal| refusal.on("new_password"))?;
        if !self.passwords.verify(current, own.password_hash.clone()).await? {
            return Err(Refusal::invalid("password-wrong", "current_password").into());
        }
        let hash = self.passwords.hash(new).await?;
        let address = address.0.clone();
        self.db
            .write(move |conn| {
                login::take_back_try(conn, &account, &address)?;
                recover::change_password(conn, &own, session, &hash, now)
            })
            .await
    }
}

/// Changes one's own password; every other session ends.
#[utoipa::path(
    operation_id = "change_password",
    tag = "me",
    request_body = PasswordBody,
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/me/password")]
async fn change_password(
    app: web::Data<App>,
    auth: Auth,
    address: NetworkAddress,
    body: Json<PasswordBody>,
) -> Answer {
    let person = app.read_as_person(&auth, |_, person| Ok(person.clone())).await?;
    app.change_password(
        person.member_id,
        person.session_id,
        body.0.current_password,
        body.0.new_password,
        &address,
    )
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A place where one is logged in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SessionView {
    #[schema(value_type = String, format = Uuid)]
    pub id: SessionId,
    pub kind: SessionKind,
    /// Whether it is the session of this request.
    pub current: bool,
    pub created_at: Moment,
    pub last_seen_at: Moment,
    pub expires_at: Moment,
}

/// Where one is logged in, the last used first.
#[utoipa::path(
    operation_id = "list_my_sessions",
    tag = "me",
    responses(
        (status = 200, body = Page<SessionView>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/me/sessions")]
async fn list_my_sessions(app: web::Data<App>, auth: Auth) -> Answer {
    let now = app.now();
    let sessions = app
        .read_as_person(&auth, move |conn, person| {
            let list = login::list_sessions(conn, person.member_id, now)?;
            let view = |s: members::Session| SessionView {
                id: s.id,
                kind: s.kind,
                current: s.id == person.session_id,
                created_at: s.created_at,
                last_seen_at: s.last_seen_at,
                expires_at: s.expires_at,
            };
            Ok(Page::whole(list.into_iter().map(view).collect()))
        })
        .await?;
    Ok(HttpResponse::Ok().json(sessions))
}

/// Logs out somewhere else.
#[utoipa::path(
    operation_id = "delete_my_session",
    tag = "me",
    params(("session_id" = String, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/me/sessions/{session_id}")]
async fn delete_my_session(app: web::Data<App>, auth: Auth, id: web::Path<SessionId>) -> Answer {
    let session = id.into_inner();
    app.write_as_person(&auth, move |conn, person, now| {
        login::end_session(conn, person.member_id, session, now)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
