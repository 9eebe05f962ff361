//! The official CSV files of ESCO, versions 1.0 to 1.2: one file for each kind and language, and the relations.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::retrieval::{Concept, ConceptKind};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    concept_uri: String,
    preferred_label: String,
    /// One a line.
    #[serde(default)]
    alt_labels: String,
    /// Occupations have one.
    #[serde(default)]
    isco_group: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relation {
    occupation_uri: String,
    relation_type: String,
    skill_uri: String,
}

/// Reads a folder; refused where a file is missing or malformed, with its name and line.
pub(super) fn read_folder(folder: &Path) -> Result<Vec<Concept>, String> {
    let mut concepts: BTreeMap<String, Concept> = BTreeMap::new();
    let mut found = false;
    for language in ["en", "fr"] {
        for (kind, file) in [
            (ConceptKind::Occupation, "occupations"),
            (ConceptKind::Skill, "skills"),
        ] {
            let path = folder.join(format!("{file}_{language}.csv"));
            if path.exists() {
                found = true;
                for row in read::<Row>(&path)? {
                    take(&mut concepts, kind, language, row);
                }
            }
        }
    }
    if !found {
        return Err(format!(
            "{} has neither occupations_en.csv nor skills_en.csv nor their French counterparts",
            folder.display()
        ));
    }
    let names = [
        "occupationSkillRelations_en.csv",
        "occupationSkillRelations_fr.csv",
        "occupationSkillRelations.csv",
    ];
    if let Some(path) = names
        .iter()
        .map(|name| folder.join(name))
        .find(|path| path.exists())
    {
        for relation in read::<Relation>(&path)? {
            relate(&mut concepts, relation);
        }
    }
    Ok(concepts.into_values().collect())
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Vec<T>, String> {
    let mut reader = csv::Reader::from_path(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let rows: Result<Vec<T>, csv::Error> = reader.deserialize().collect();
    rows.map_err(|e| match e.position() {
        Some(at) => format!("{}:{}: {e}", path.display(), at.line()),
        None => format!("{}: {e}", path.display()),
    })
}

fn take(concepts: &mut BTreeMap<String, Concept>, kind: ConceptKind, language: &str, row: Row) {
    let concept = concepts
        .entry(row.concept_uri.clone())
        .or_insert_with(|| Concept {
            id: row.concept_uri,
            kind,
            group: row.isco_group,
            en: Vec::new(),
            fr: Vec::new(),
            essential: Vec::new(),
            optional: Vec::new(),
        });
    let labels = match language {
        "fr" => &mut concept.fr,
        _ => &mut concept.en,
    };
    let all = std::iter::once(row.preferred_label.as_str()).chain(row.alt_labels.lines());
    labels.extend(
        all.map(str::trim)
            .filter(|label| !label.is_empty())
            .map(String::from),
    );
}

fn relate(concepts: &mut BTreeMap<String, Concept>, relation: Relation) {
    if let Some(occupation) = concepts.get_mut(&relation.occupation_uri) {
        match relation.relation_type.as_str() {
            "essential" => occupation.essential.push(relation.skill_uri),
            _ => occupation.optional.push(relation.skill_uri),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_official_layout_is_read() {
        let folder = std::env::temp_dir().join(format!("esco-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        assert!(read_folder(&folder).unwrap_err().contains("has neither"));
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        write(
            "occupations_en.csv",
            "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status\n\
             Occupation,http://x/o1,7126,plumber,\"plumbing contractor\npipe fitter\",,released\n",
        );
        write(
            "occupations_fr.csv",
            "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels\nOccupation,http://x/o1,7126,plombier/plombière,\n",
        );
        write(
            "skills_en.csv",
            "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels\nKnowledgeSkillCompetence,http://x/s1,skill,x,repair taps,\n",
        );
        write(
            "occupationSkillRelations_en.csv",
            "occupationUri,relationType,skillType,skillUri\nhttp://x/o1,essential,skill,http://x/s1\n",
        );
        let concepts = read_folder(&folder).unwrap();
        assert_eq!(concepts.len(), 2);
        assert_eq!(concepts[0].en, ["plumber", "plumbing contractor", "pipe fitter"]);
        assert_eq!(concepts[0].fr, ["plombier/plombière"]);
        assert_eq!(concepts[0].essential, ["http://x/s1"]);
        write("skills_en.csv", "conceptUri\nx\n");
        assert!(read_folder(&folder).unwrap_err().contains("skills_en.csv:2"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
