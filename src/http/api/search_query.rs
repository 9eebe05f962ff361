//! A search as one text, `q=v%C3%A9lo&kind=offer&within_km=10`: the query string of `GET /search` and of the page, in
//! which saved searches and suggestions come and go.

use super::market::SearchParams;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::market::{SearchQuery, Taxonomy, saved_searches::slot_text};

/// Longest text of a search.
const QUERY_STRING_MAX: usize = 4_000;

/// Reads the text; what is wrong in it is named as a part of `query`.
pub fn read(text: &str, taxonomy: &Taxonomy) -> Result<SearchQuery> {
    parse(text)
        .and_then(|params| params.parse(taxonomy))
        .map_err(|error| match error {
            Error::Refused(refusal) => {
                let field = match refusal.field.as_deref() {
                    Some("query") | None => "query".to_string(),
                    Some(field) => format!("query.{field}"),
                };
                refusal.on(field).into()
            }
            other => other,
        })
}

/// The parameters of the text; which page was wanted is left out.
fn parse(text: &str) -> Result<SearchParams> {
    if text.len() > QUERY_STRING_MAX {
        return Err(Refusal::invalid("text-too-long", "query")
            .with("max", QUERY_STRING_MAX)
            .into());
    }
    let text = text.trim_start_matches('?');
    let reader = serde_html_form::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
    let params: SearchParams = serde_path_to_error::deserialize(reader)
        .map_err(|error| Refusal::invalid("value-wrong", "query").with("why", error.into_inner()))?;
    Ok(SearchParams {
        cursor: None,
        limit: None,
        ..params
    })
}

/// The parameters that mean a search, the same whoever reads them. Its page is left out.
pub fn params_of(query: &SearchQuery, taxonomy: &Taxonomy) -> SearchParams {
    let categories = query.category.iter().filter_map(|id| taxonomy.category(*id));
    let skills = query.skills.iter().filter_map(|id| taxonomy.skill(*id));
    SearchParams {
        q: query.text.clone(),
        kind: query.kind.map(|kind| kind.to_string()),
        what: query.what.iter().map(ToString::to_string).collect(),
        category: categories.map(|category| category.key.clone()).collect(),
        skills: skills.map(|skill| skill.key.clone()).collect(),
        near: query.near.map(|pin| format!("{},{}", pin.lat(), pin.lon())),
        within_km: query.within_km.map(|km| km.to_string()),
        remote: query.remote.map(|remote| remote.to_string()),
        on: query.on.as_ref().map(slot_text),
        terms: query.terms.iter().map(ToString::to_string).collect(),
        cursor: None,
        limit: None,
    }
}

/// The pairs of a query string, in the order of the API.
pub fn pairs(params: &SearchParams) -> Vec<(&'static str, String)> {
    let mut pairs: Vec<(&'static str, String)> = Vec::new();
    if !params.q.trim().is_empty() {
        pairs.push(("q", params.q.clone()));
    }
    let lists = [
        ("what", &params.what),
        ("category", &params.category),
        ("skills", &params.skills),
        ("terms", &params.terms),
    ];
    pairs.extend(params.kind.clone().map(|kind| ("kind", kind)));
    for (name, values) in lists {
        pairs.extend(values.iter().map(|value| (name, value.clone())));
    }
    for (name, value) in [
        ("near", &params.near),
        ("within_km", &params.within_km),
        ("remote", &params.remote),
        ("on", &params.on),
    ] {
        pairs.extend(value.clone().map(|value| (name, value)));
    }
    pairs
}

/// The text of a search.
pub fn write(query: &SearchQuery, taxonomy: &Taxonomy) -> String {
    to_text(pairs(&params_of(query, taxonomy)))
}

/// Pairs as one text.
pub fn to_text(pairs: Vec<(&'static str, String)>) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
