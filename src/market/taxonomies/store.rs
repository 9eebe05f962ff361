//! SQL of imported taxonomies.

use diesel::prelude::*;

use super::ImportedTaxonomy;
use crate::db::Conn;
use crate::db::schema::{taxonomies, taxonomy_concepts};
use crate::kernel::errors::Result;
use crate::kernel::ids::TaxonomyId;
use crate::on_engine;
use crate::retrieval::Concept;

/// Rows of one statement, far below the parameters either engine allows.
const PORTION: usize = 300;

#[derive(Queryable, Insertable)]
#[diesel(table_name = taxonomies)]
#[diesel(treat_none_as_default_value = false)]
struct TaxonomyRow {
    id: TaxonomyId,
    name: String,
    attribution: String,
    concept_count: i64,
    imported_at: crate::kernel::clock::Moment,
}

#[derive(Insertable)]
#[diesel(table_name = taxonomy_concepts)]
#[diesel(treat_none_as_default_value = false)]
struct ConceptRow {
    taxonomy_id: TaxonomyId,
    position: i64,
    concept: String,
}

pub(super) fn insert(conn: &mut Conn, taxonomy: &ImportedTaxonomy) -> Result<()> {
    let row = TaxonomyRow {
        id: taxonomy.id,
        name: taxonomy.name.clone(),
        attribution: taxonomy.attribution.clone(),
        concept_count: taxonomy.concept_count,
        imported_at: taxonomy.imported_at,
    };
    diesel::insert_into(taxonomies::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn insert_concepts(
    conn: &mut Conn,
    taxonomy: TaxonomyId,
    concepts: &[Concept],
    progress: &mut dyn FnMut(usize),
) -> Result<()> {
    let mut position = 0;
    for portion in concepts.chunks(PORTION) {
        let mut rows = Vec::with_capacity(portion.len());
        for concept in portion {
            rows.push(ConceptRow {
                taxonomy_id: taxonomy,
                position,
                concept: serde_json::to_string(concept)?,
            });
            position += 1;
        }
        on_engine!(conn, |c| diesel::insert_into(taxonomy_concepts::table)
            .values(&rows)
            .execute(c))?;
        progress(position as usize);
    }
    Ok(())
}

pub(super) fn delete(conn: &mut Conn, id: TaxonomyId) -> Result<()> {
    diesel::delete(taxonomy_concepts::table.filter(taxonomy_concepts::taxonomy_id.eq(id))).execute(conn)?;
    diesel::delete(taxonomies::table.find(id)).execute(conn)?;
    Ok(())
}

pub(super) fn list(conn: &mut Conn) -> Result<Vec<ImportedTaxonomy>> {
    let rows: Vec<TaxonomyRow> = taxonomies::table.order(taxonomies::name).load(conn)?;
    let taxonomies = rows.into_iter().map(|row| ImportedTaxonomy {
        id: row.id,
        name: row.name,
        attribution: row.attribution,
        concept_count: row.concept_count,
        imported_at: row.imported_at,
    });
    Ok(taxonomies.collect())
}

pub(super) fn read_concepts(conn: &mut Conn) -> Result<Vec<Concept>> {
    let texts: Vec<String> = taxonomy_concepts::table
        .order((taxonomy_concepts::taxonomy_id, taxonomy_concepts::position))
        .select(taxonomy_concepts::concept)
        .load(conn)?;
    texts.iter().map(|text| Ok(serde_json::from_str(text)?)).collect()
}
