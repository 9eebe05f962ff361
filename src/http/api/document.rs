//! The OpenAPI 3.1 document.

use actix_web::{App, HttpResponse, get, web};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_actix_web::AppExt;

use crate::http::Answer;

#[derive(OpenApi)]
#[openapi(
    info(title = "Commonhour", description = "Cooperative marketplace with a time bank."),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
struct Base;

struct Bearer;
impl utoipa::Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Default::default);
        components.add_security_scheme(
            "bearer",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .bearer_format("JWT")
                    .build(),
            ),
        );
    }
}

/// The document before the routes are added.
pub fn base() -> utoipa::openapi::OpenApi {
    Base::openapi()
}

/// The whole document, as served.
pub fn document() -> utoipa::openapi::OpenApi {
    App::new()
        .into_utoipa_app()
        .openapi(base())
        .configure(super::routes)
        .split_for_parts()
        .1
}

/// The OpenAPI 3.1 document of this API.
#[get("/api/openapi.json")]
pub async fn serve_document(document: web::Data<utoipa::openapi::OpenApi>) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "public, max-age=300"))
        .json(document.get_ref()))
}
