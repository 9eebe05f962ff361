//! Help in writing a listing: which trade and skills it seems to be about, to be confirmed by its author, and which of
//! their own listings say the same already. Nothing is written.

use super::catalogue::{Catalogue, everyday, spoken};
use super::model::{Category, Listing, ListingKind, ListingStatus, Skill, What};
use super::proposals::{self, Text};
use super::store::{self, ListingFilter};
use super::taxonomy::Taxonomy;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::kernel::errors::{Refusal, Result};
use crate::members::{Actor, Permission};
use crate::retrieval::{Document, IndexBuilder, Language};

/// From this score on two listings of one author say the same.
const SAME_MIN: f32 = 0.55;
/// Own listings that are compared: the newest.
const OWN_MAX: i64 = 200;

/// What is being written.
#[derive(Debug, Clone)]
pub struct Draft {
    pub kind: ListingKind,
    pub what: What,
    pub title: String,
    pub description: String,
    /// As the form has it; told from the words when absent.
    pub language: Option<String>,
}

/// What is proposed to the author.
#[derive(Debug, Clone, Default)]
pub struct WritingHelp {
    /// At most three, the likeliest first.
    pub categories: Vec<Category>,
    /// The likeliest first.
    pub skills: Vec<Skill>,
    /// Their own listings of the same kind that say the same, the likest first.
    pub doubles: Vec<Listing>,
}

/// Proposes trades and skills for a draft, and names the author's own listings that it repeats. The listings of others tell
/// them as far as the catalogue knows them already.
pub fn help_writing(
    conn: &mut Conn,
    actor: &Actor,
    catalogue: &Catalogue,
    draft: &Draft,
) -> Result<WritingHelp> {
    actor.require(Permission::PostListing)?;
    if draft.title.trim().is_empty() {
        return Err(Refusal::invalid("text-empty", "title").into());
    }
    let written = draft
        .language
        .as_deref()
        .map(str::trim)
        .filter(|code| !code.is_empty());
    let told = || language_told(&draft.title, &draft.description, actor.locale);
    let text = Text {
        what: draft.what,
        title: &draft.title,
        description: &draft.description,
        language: Language::of(written.unwrap_or_else(told)),
    };
    let taxonomy = Taxonomy::read(conn, actor.ecosystem_id)?;
    let neighbours = proposals::neighbours(catalogue, actor, text);
    let categories = proposals::likely_trades(&taxonomy, &neighbours, text);
    let skills = proposals::likely_skills(&taxonomy, &neighbours, text);
    Ok(WritingHelp {
        categories: categories.into_iter().cloned().collect(),
        skills: skills.into_iter().cloned().collect(),
        doubles: list_doubles(conn, actor, draft, text.language)?,
    })
}

/// The language that a text shows itself to be in, as a code of two letters; in doubt the author's own.
pub(super) fn language_told(title: &str, description: &str, locale: Locale) -> &'static str {
    match everyday().language_of(&format!("{title} {description}"), spoken(locale)) {
        Language::French => "fr",
        Language::English => "en",
        Language::Other => locale.as_str(),
    }
}

fn list_doubles(conn: &mut Conn, actor: &Actor, draft: &Draft, language: Language) -> Result<Vec<Listing>> {
    let filter = ListingFilter {
        kind: Some(draft.kind),
        member: Some(actor.member_id),
        statuses: vec![ListingStatus::Draft, ListingStatus::Active, ListingStatus::Paused],
        ..ListingFilter::default()
    };
    let own = store::list_listings(conn, actor.ecosystem_id, &filter, None, OWN_MAX)?;
    let mut builder = IndexBuilder::default();
    for listing in &own {
        let language = Language::of(&listing.language);
        let concepts = everyday().link_document(&listing.title, &listing.description, language, &[]);
        builder.add(&Document {
            language,
            title: &listing.title,
            body: &listing.description,
            concepts: &concepts,
        });
    }
    let index = builder.finish();
    let query = everyday().query(&draft.title, language, |word| index.knows(word, language));
    let alike = index
        .ranked(&query)
        .into_iter()
        .take_while(|hit| hit.score >= SAME_MIN);
    Ok(alike.map(|hit| own[hit.document as usize].clone()).collect())
}
