//! `commonhour taxonomy …`: taxonomies of trades and skills are imported, never shipped.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::esco;
use super::{Failure, Outcome, open_database};
use crate::config::Config;
use crate::kernel::clock::Clock;
use crate::market;
use crate::retrieval::{Concept, read_concepts};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take over a taxonomy, in the place of one of the same name.
    #[command(subcommand)]
    Import(Source),
    /// The taxonomies imported, with their attributions.
    List,
    /// Take an imported taxonomy out again.
    Remove {
        /// As `taxonomy list` shows it.
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Source {
    /// The official CSV files of ESCO: a folder with occupations_LL.csv, skills_LL.csv and
    /// occupationSkillRelations_LL.csv, LL being en or fr.
    Esco {
        folder: PathBuf,
        #[command(flatten)]
        named: Named,
    },
    /// One concept a line as JSON: id, kind (occupation or skill), group, en, fr, essential, optional.
    Jsonl {
        file: PathBuf,
        #[command(flatten)]
        named: Named,
    },
}

#[derive(Debug, Args)]
pub struct Named {
    /// What it is called [default: ESCO, or the name of the file].
    #[arg(long)]
    name: Option<String>,
    /// Whom it is from and under which licence; shown to members [default: what ESCO's licence asks for].
    #[arg(long)]
    attribution: Option<String>,
}

/// What the licence of ESCO (CC BY 4.0) asks for.
const ESCO_ATTRIBUTION: &str = "ESCO classification of the European Commission, CC BY 4.0";

pub fn run(config: &Config, command: &Command) -> Outcome {
    match command {
        Command::Import(Source::Esco { folder, named }) => {
            let concepts = esco::read_folder(folder).map_err(Failure::Unusable)?;
            let name = named.name.as_deref().unwrap_or("ESCO");
            let attribution = named.attribution.as_deref().unwrap_or(ESCO_ATTRIBUTION);
            import(config, name, attribution, &concepts)
        }
        Command::Import(Source::Jsonl { file, named }) => {
            let concepts = read_jsonl(file).map_err(Failure::Unusable)?;
            let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let name = named.name.clone().or(stem).unwrap_or_default();
            let attribution = named.attribution.as_deref().ok_or_else(|| {
                Failure::Unusable("say whom it is from and under which licence: --attribution".into())
            })?;
            import(config, &name, attribution, &concepts)
        }
        Command::List => list(config),
        Command::Remove { name } => {
            let db = open_database(config)?;
            if db.write_now(|conn| market::remove_taxonomy(conn, name))? {
                println!("{name} was taken out.");
                Ok(())
            } else {
                Err(Failure::Told(format!("there is no taxonomy {name:?}")))
            }
        }
    }
}

fn read_jsonl(file: &Path) -> Result<Vec<Concept>, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    read_concepts(&text).map_err(|e| format!("{}, {e}", file.display()))
}

fn import(config: &Config, name: &str, attribution: &str, concepts: &[Concept]) -> Outcome {
    let db = open_database(config)?;
    let bar = ProgressBar::new(concepts.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len}") {
        bar.set_style(style);
    }
    let now = Clock::System.now();
    let taxonomy = db.write_now(|conn| {
        market::import_taxonomy(conn, name, attribution, concepts, now, &mut |done| {
            bar.set_position(done as u64);
        })
    })?;
    bar.finish_and_clear();
    println!(
        "{}: {} concepts. {}",
        taxonomy.name, taxonomy.concept_count, taxonomy.attribution
    );
    Ok(())
}

fn list(config: &Config) -> Outcome {
    let taxonomies = open_database(config)?.read_now(market::list_taxonomies)?;
    if taxonomies.is_empty() {
        println!("None was imported; the lexicon that ships with the program is used.");
    }
    for taxonomy in taxonomies {
        println!(
            "{}: {} concepts. {}",
            taxonomy.name, taxonomy.concept_count, taxonomy.attribution
        );
    }
    Ok(())
}
