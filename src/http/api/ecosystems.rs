//! Ecosystems: which there are, founding one, joining one more.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::me::{parse_place, place_view};
use crate::ecosystems::{self, Founder};
use crate::http::auth::Auth;
use crate::http::errors::Problem;
use crate::http::{Answer, App, IdempotencyKey, Json, ListQuery, Query};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::EcosystemId;
use crate::kernel::names;
use crate::kernel::pages::Page;
use crate::kernel::place::Place;
use crate::members::{
    ECOSYSTEM_DESCRIPTION_MAX, Ecosystem, MembershipStatus, NewEcosystem, founding, profile,
};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_ecosystems)
        .service(create_ecosystem)
        .service(get_ecosystem)
        .service(create_membership);
}

/// An ecosystem, as anyone may read it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EcosystemView {
    #[schema(value_type = String, format = Uuid)]
    pub id: EcosystemId,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub locale: Locale,
    pub time_zone: String,
    pub place: Option<Place>,
    pub created_at: Moment,
}

fn view(ecosystem: Ecosystem) -> EcosystemView {
    EcosystemView {
        id: ecosystem.id,
        slug: ecosystem.slug,
        name: ecosystem.name,
        description: ecosystem.description,
        locale: ecosystem.locale,
        time_zone: ecosystem.time_zone,
        place: place_view(ecosystem.place_label, ecosystem.pin),
        created_at: ecosystem.created_at,
    }
}

/// The ecosystems one may join, oldest first.
#[utoipa::path(
    operation_id = "list_ecosystems",
    tag = "ecosystems",
    security(()),
    params(ListQuery),
    responses(
        (status = 200, body = Page<EcosystemView>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/ecosystems")]
async fn list_ecosystems(app: web::Data<App>, query: Query<ListQuery>) -> Answer {
    let slice = query.0.slice()?;
    let page = app
        .db
        .read(move |conn| founding::list_ecosystems(conn, &slice))
        .await?;
    Ok(HttpResponse::Ok().json(page.map(view)))
}

/// One ecosystem.
#[utoipa::path(
    operation_id = "get_ecosystem",
    tag = "ecosystems",
    security(()),
    params(("slug" = String, Path)),
    responses(
        (status = 200, body = EcosystemView),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/ecosystems/{slug}")]
async fn get_ecosystem(app: web::Data<App>, slug: web::Path<String>) -> Answer {
    let found = app
        .db
        .read(move |conn| founding::find_ecosystem(conn, &slug))
        .await?;
    let ecosystem = found.ok_or_else(Refusal::not_found)?;
    Ok(HttpResponse::Ok().json(view(ecosystem)))
}

/// An ecosystem to be founded.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct EcosystemBody {
    /// Lower-case letters, digits and hyphens, 2 to 40.
    pub slug: String,
    pub name: String,
    #[serde(default)]
    pub description: Option<String>,
    /// `fr` or `en`; the founder's if absent.
    #[serde(default)]
    pub locale: Option<String>,
    /// IANA name; `Europe/Paris` if absent.
    #[serde(default)]
    pub time_zone: Option<String>,
    #[serde(default)]
    pub place: Option<Place>,
}

impl EcosystemBody {
    fn parse(&self, founder: Locale) -> Result<NewEcosystem, Refusal> {
        let locale = self.locale.as_deref().unwrap_or(founder.as_str());
        let time_zone = self.time_zone.as_deref().unwrap_or("Europe/Paris");
        let mut new = NewEcosystem::parse(&self.slug, &self.name, locale, time_zone)?;
        new.description = names::optional_paragraphs(
            "description",
            self.description.as_deref(),
            ECOSYSTEM_DESCRIPTION_MAX,
        )?
        .unwrap_or_default();
        if let Some(place) = &self.place {
            let (label, pin) = parse_place(place)?;
            new.place_label = Some(label);
            new.pin = pin;
        }
        Ok(new)
    }
}

/// Founds an ecosystem. The founder is its first member and holds every mandate until the first election.
#[utoipa::path(
    operation_id = "create_ecosystem",
    tag = "ecosystems",
    request_body = EcosystemBody,
    responses(
        (status = 201, body = EcosystemView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/ecosystems")]
async fn create_ecosystem(
    app: web::Data<App>,
    auth: Auth,
    key: IdempotencyKey,
    body: Json<EcosystemBody>,
) -> Answer {
    let wanted = body.0.clone();
    app.create_as_person(
        &auth,
        key,
        "create_ecosystem",
        201,
        &body.0,
        move |conn, person, now| {
            let new = wanted.parse(person.locale)?;
            if !profile::get(conn, person.member_id)?.email_confirmed {
                return Err(Refusal::forbidden("email-unconfirmed").into());
            }
            let founded = ecosystems::create(conn, &new, &Founder::Existing(person.member_id), now)?;
            if founded.founder_id.is_none() {
                return Err(Refusal::conflict("slug-taken").on("slug").into());
            }
            let ecosystem = founding::find_ecosystem(conn, new.slug.as_str())?;
            Ok(view(ecosystem.ok_or_else(Refusal::not_found)?))
        },
    )
    .await
}

/// A membership just asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AppliedView {
    pub ecosystem: String,
    /// `active` where the rules admit at once.
    pub status: MembershipStatus,
}

/// Asks to join one more ecosystem.
#[utoipa::path(
    operation_id = "create_membership",
    tag = "ecosystems",
    params(("slug" = String, Path)),
    responses(
        (status = 201, body = AppliedView),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/ecosystems/{slug}/memberships")]
async fn create_membership(app: web::Data<App>, auth: Auth, slug: web::Path<String>) -> Answer {
    let slug = slug.into_inner();
    let wanted = slug.clone();
    let found = app
        .read_as_person(&auth, move |conn, _| founding::find_ecosystem(conn, &wanted))
        .await?;
    let ecosystem = found.ok_or_else(Refusal::not_found)?.id;
    let (auth, now) = (auth.clone(), app.now());
    let status = app
        .db
        .write_in(ecosystem, move |conn| {
            let person = auth.person(conn, now)?;
            ecosystems::apply(conn, ecosystem, person.member_id, now)
        })
        .await?;
    Ok(HttpResponse::Created().json(AppliedView {
        ecosystem: slug,
        status,
    }))
}
