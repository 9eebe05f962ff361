//! Taxonomies that the operator of a server imported (trades and skills with their labels and relations), for all its
//! communities. Owns `taxonomies, taxonomy_concepts`. The lexicon that ships with the program is always there beside them.

mod store;

use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::TaxonomyId;
use crate::kernel::names;
use crate::market::store as market_store;
use crate::retrieval::Concept;

/// Longest name of a taxonomy, and longest attribution.
const NAME_MAX: usize = 80;
const ATTRIBUTION_MAX: usize = 500;

/// A taxonomy as it was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedTaxonomy {
    pub id: TaxonomyId,
    pub name: String,
    /// Whom it is from and under which licence, in the words the licence asks for.
    pub attribution: String,
    pub concept_count: i64,
    pub imported_at: Moment,
}

/// Imports a taxonomy, in the place of one of the same name. `progress` is told how many concepts are stored.
pub fn import_taxonomy(
    conn: &mut Conn,
    name: &str,
    attribution: &str,
    concepts: &[Concept],
    now: Moment,
    progress: &mut dyn FnMut(usize),
) -> Result<ImportedTaxonomy> {
    let name = names::line("name", name, NAME_MAX)?;
    let attribution = names::line("attribution", attribution, ATTRIBUTION_MAX)?;
    if concepts.is_empty() {
        return Err(Refusal::invalid("taxonomy-empty", "concepts").into());
    }
    if let Some(former) = store::list(conn)?
        .into_iter()
        .find(|taxonomy| taxonomy.name == name)
    {
        store::delete(conn, former.id)?;
    }
    let taxonomy = ImportedTaxonomy {
        id: TaxonomyId::new(now),
        name,
        attribution,
        concept_count: concepts.len() as i64,
        imported_at: now,
    };
    store::insert(conn, &taxonomy)?;
    store::insert_concepts(conn, taxonomy.id, concepts, progress)?;
    market_store::count_change_everywhere(conn)?;
    Ok(taxonomy)
}

/// Takes an imported taxonomy out again; false when there is none of that name.
pub fn remove_taxonomy(conn: &mut Conn, name: &str) -> Result<bool> {
    match store::list(conn)?
        .into_iter()
        .find(|taxonomy| taxonomy.name == name)
    {
        Some(taxonomy) => {
            store::delete(conn, taxonomy.id)?;
            market_store::count_change_everywhere(conn)?;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Every imported taxonomy, by name.
pub fn list_taxonomies(conn: &mut Conn) -> Result<Vec<ImportedTaxonomy>> {
    store::list(conn)
}

/// The concepts of every imported taxonomy, in the order they were given.
pub(super) fn read_all_concepts(conn: &mut Conn) -> Result<Vec<Concept>> {
    store::read_concepts(conn)
}
