//! Style sheet, script and icons, built from `web/` and carried in the binary.

use actix_web::{HttpResponse, get, web};
use rust_embed::RustEmbed;

use super::Answer;
use crate::kernel::errors::Refusal;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/web/dist"]
#[allow_missing = true]
struct Dist;

/// One built file. Its name never changes, so browsers ask again with the entity tag.
#[get("/assets/{name:.*}")]
pub async fn asset(name: web::Path<String>, req: actix_web::HttpRequest) -> Answer {
    let file = Dist::get(&name).ok_or_else(Refusal::not_found)?;
    let tag: String = file
        .metadata
        .sha256_hash()
        .iter()
        .take(12)
        .map(|b| format!("{b:02x}"))
        .collect();
    let tag = format!("\"{tag}\"");
    let known = req.headers().get("If-None-Match").and_then(|h| h.to_str().ok()) == Some(tag.as_str());
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header(("Cache-Control", "public, max-age=0, must-revalidate"))
        .insert_header(("ETag", tag));
    if known {
        return Ok(response.finish());
    }
    let kind = mime_guess::from_path(name.as_str()).first_or_octet_stream();
    Ok(response.content_type(kind.as_ref()).body(file.data.into_owned()))
}
