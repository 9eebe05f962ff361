//! How well requests find their answers, on judged texts. Reads documents, queries and a taxonomy, searches with the code
//! that serves the market, and writes a run that an evaluation script scores.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::retrieval::{
    ConceptVector, Document, IndexBuilder, Language, TextIndex, Thesaurus, read_concepts,
};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// Documents, one JSON object a line: id, collection, lang, title, body.
    #[arg(long, value_name = "FILE", requires_all = ["queries", "out"])]
    pub docs: Option<PathBuf>,
    /// Queries, one JSON object a line: id, lang, text, collection, doc_lang. Each searches the documents of its
    /// collection and doc_lang.
    #[arg(long, value_name = "FILE", requires = "docs")]
    pub queries: Option<PathBuf>,
    /// Concepts, one JSON object a line: id, kind, en, fr, essential, optional. Without it the lexicon that ships with
    /// the program.
    #[arg(long, value_name = "FILE")]
    pub taxonomy: Option<PathBuf>,
    /// The run: query, document and score, separated by tabs, best first.
    #[arg(long, value_name = "FILE", requires = "docs")]
    pub out: Option<PathBuf>,
    /// Documents written for each query.
    #[arg(long, default_value_t = 20)]
    pub depth: usize,
}

#[derive(Debug, Deserialize)]
struct Doc {
    id: String,
    collection: String,
    lang: String,
    title: String,
    #[serde(default)]
    body: String,
}

#[derive(Debug, Deserialize)]
struct Asked {
    id: String,
    lang: String,
    text: String,
    collection: String,
    doc_lang: String,
}

/// Documents that are searched together, and their ids.
#[derive(Default)]
struct Part {
    index: TextIndex,
    ids: Vec<String>,
}

/// Searches and writes the run; figures go to the terminal.
pub fn run(args: &Args, docs: &Path, queries: &Path, out: &Path) -> Result<(), String> {
    let docs: Vec<Doc> = read_lines(docs)?;
    let queries: Vec<Asked> = read_lines(queries)?;
    let concepts = match &args.taxonomy {
        Some(path) => read_concepts(&read(path)?).map_err(|e| format!("{}, {e}", path.display()))?,
        None => crate::retrieval::lexicon(),
    };
    let started = Instant::now();
    let thesaurus = Thesaurus::learn(concepts);
    println!(
        "{} concepts learnt in {:.1} s",
        thesaurus.concepts().len(),
        seconds(started)
    );
    let started = Instant::now();
    let vectors = on_all_cores(&docs, |doc| {
        thesaurus.link_document(&doc.title, &doc.body, Language::of(&doc.lang), &[])
    });
    println!(
        "{} documents linked to concepts in {:.1} s",
        docs.len(),
        seconds(started)
    );
    let started = Instant::now();
    let parts = index(docs, &vectors);
    println!("indexed in {:.1} s", seconds(started));
    let started = Instant::now();
    let answers = on_all_cores(&queries, |asked| {
        let part = parts.get(&(asked.collection.clone(), asked.doc_lang.clone()));
        part.map(|part| answer(&thesaurus, part, asked, args.depth))
            .unwrap_or_default()
    });
    println!("{} queries answered in {:.1} s", queries.len(), seconds(started));
    write_run(out, &queries, &answers).map_err(|e| format!("{}: {e}", out.display()))
}

fn index(docs: Vec<Doc>, vectors: &[ConceptVector]) -> BTreeMap<(String, String), Part> {
    let mut builders: BTreeMap<(String, String), (IndexBuilder, Vec<String>)> = BTreeMap::new();
    for (doc, concepts) in docs.into_iter().zip(vectors) {
        let (builder, ids) = builders.entry((doc.collection, doc.lang.clone())).or_default();
        builder.add(&Document {
            language: Language::of(&doc.lang),
            title: &doc.title,
            body: &doc.body,
            concepts,
        });
        ids.push(doc.id);
    }
    builders
        .into_iter()
        .map(|(key, (builder, ids))| {
            let index = builder.finish();
            (key, Part { index, ids })
        })
        .collect()
}

/// The best documents of a part for a query, best first, with their scores.
fn answer(thesaurus: &Thesaurus, part: &Part, asked: &Asked, depth: usize) -> Vec<(String, f32)> {
    let language = Language::of(&asked.lang);
    let same = asked.lang == asked.doc_lang;
    let query = thesaurus.query(&asked.text, language, |word| {
        same && part.index.knows(word, language)
    });
    let best = part.index.ranked(&query).into_iter().take(depth);
    best.map(|hit| (part.ids[hit.document as usize].clone(), hit.score))
        .collect()
}

fn write_run(path: &Path, queries: &[Asked], answers: &[Vec<(String, f32)>]) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(fs::File::create(path)?);
    for (asked, answers) in queries.iter().zip(answers) {
        for (document, score) in answers {
            writeln!(out, "{}\t{document}\t{score:.6}", asked.id)?;
        }
    }
    out.flush()
}

/// Works on every item, in as many threads as there are cores; results in order.
fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = items
            .chunks(share)
            .map(|share| scope.spawn(move || share.iter().map(work).collect::<Vec<R>>()))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    })
}

fn seconds(started: Instant) -> f64 {
    started.elapsed().as_secs_f64()
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, String> {
    read(path)?
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|e| format!("{}, line {}: {e}", path.display(), at + 1))
        })
        .collect()
}
