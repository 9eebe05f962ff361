//! Suggestions where a search or a listing found little, in words.

use serde::Serialize;
use utoipa::ToSchema;

use super::search_query;
use crate::db::Conn;
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::market::widening::{self, FEW, Suggestion, Widening};
use crate::market::{Catalogue, Listing, SearchQuery, Stock, Taxonomy};
use crate::members::Actor;

/// Another search that finds more.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = WideningSuggestion)]
pub struct WideningAnswer {
    /// What it gives up or adds.
    pub kind: Widening,
    /// In the reader's language.
    pub label: String,
    /// The query string of `GET /search` that makes it.
    pub query: String,
    /// How many listings it finds.
    pub count: usize,
}

impl WideningAnswer {
    fn new(suggestion: &Suggestion, taxonomy: &Taxonomy, locale: Locale) -> Self {
        WideningAnswer {
            kind: suggestion.kind,
            label: label(suggestion, taxonomy, locale),
            query: search_query::write(&suggestion.query, taxonomy),
            count: suggestion.count,
        }
    }
}

fn label(suggestion: &Suggestion, taxonomy: &Taxonomy, locale: Locale) -> String {
    let query = &suggestion.query;
    let say = |key: &str| i18n::text(locale, key);
    match suggestion.kind {
        Widening::Further => match query.within_km {
            Some(km) => i18n::text_with(locale, "widening-further", &[("km", km.to_string().into())]),
            None => say("widening-anywhere"),
        },
        Widening::Remote if query.remote == Some(true) => say("widening-remote-instead"),
        Widening::RelatedSkills => {
            let skills = query.skills.iter().filter_map(|id| taxonomy.skill(*id));
            let names: Vec<&str> = skills.map(|skill| skill.name(locale)).collect();
            i18n::text_with(
                locale,
                "widening-related-skills",
                &[("names", names.join(", ").into())],
            )
        }
        kind => say(&format!("widening-{}", kind.as_str().replace('_', "-"))),
    }
}

/// What to try instead of a search that found few listings; nothing on later pages.
pub fn of_search(
    conn: &mut Conn,
    actor: &Actor,
    stock: &Stock,
    query: &SearchQuery,
    found: usize,
    now: Moment,
) -> Result<Vec<WideningAnswer>> {
    if found >= FEW || query.slice.after.is_some() {
        return Ok(Vec::new());
    }
    suggest(conn, actor, stock, query, found, now)
}

fn suggest(
    conn: &mut Conn,
    actor: &Actor,
    stock: &Stock,
    query: &SearchQuery,
    found: usize,
    now: Moment,
) -> Result<Vec<WideningAnswer>> {
    let suggestions = widening::suggest(conn, actor, stock, query, found, now)?;
    let in_words = |suggestion| WideningAnswer::new(suggestion, &stock.taxonomy, actor.locale);
    Ok(suggestions.iter().map(in_words).collect())
}

/// Searches close to what a listing asks for, which nothing answers yet.
pub fn of_listing(
    conn: &mut Conn,
    catalogue: &Catalogue,
    actor: &Actor,
    listing: &Listing,
    now: Moment,
) -> Result<Vec<WideningAnswer>> {
    let stock = catalogue.stock(conn, actor.ecosystem_id)?;
    suggest(conn, actor, &stock, &widening::query_of(listing), 0, now)
}
