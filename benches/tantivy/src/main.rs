//! Stock tantivy with the listings and questions that `commonhour bench matching --export DIR` writes: one JSON object a
//! line for each question, with the time it took in nanoseconds and the numbers of the best twenty.

use std::error::Error;
use std::fs;
use std::ops::Bound;
use std::path::Path;
use std::time::Instant;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, RangeQuery, TermQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::tokenizer::{AsciiFoldingFilter, Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{Index, TantivyDocument, Term};

type Outcome<T> = Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
struct Listing {
    n: u64,
    title: String,
    body: String,
    category: String,
    kind: String,
    lat: Option<f64>,
    lon: Option<f64>,
    terms: Vec<String>,
    /// Weekday and hour that the listing is open at.
    open: Vec<String>,
}

#[derive(Deserialize)]
struct Question {
    words: Vec<String>,
    category: String,
    kind: String,
    south: f64,
    north: f64,
    west: f64,
    east: f64,
    terms: Vec<String>,
    open: Vec<String>,
}

struct Fields {
    n: Field,
    title: Field,
    body: Field,
    category: Field,
    kind: Field,
    lat: Field,
    lon: Field,
    terms: Field,
    open: Field,
}

fn main() -> Outcome<()> {
    let folder = std::env::args().nth(1).ok_or("usage: tantivy-peer DIR")?;
    let folder = Path::new(&folder);
    let (schema, fields) = schema();
    let store = folder.join("tantivy");
    fs::create_dir_all(&store)?;
    let index = Index::create_in_dir(&store, schema)?;
    let analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::French))
        .filter(AsciiFoldingFilter)
        .build();
    index.tokenizers().register("words", analyzer.clone());
    let mut writer = index.writer(200_000_000)?;
    for listing in read_lines::<Listing>(&folder.join("listings.jsonl"))? {
        writer.add_document(document(&fields, listing?))?;
    }
    writer.commit()?;
    let ids = index.searchable_segment_ids()?;
    writer.merge(&ids).wait()?;
    let searcher = index.reader()?.searcher();
    for question in read_lines::<Question>(&folder.join("questions.jsonl"))? {
        let question = question?;
        let started = Instant::now();
        let query = query(&fields, &question, &mut analyzer.clone());
        let best = searcher.search(&query, &TopDocs::with_limit(20).order_by_score())?;
        let nanos = started.elapsed().as_nanos() as u64;
        let mut found = Vec::new();
        for (_, address) in best {
            let document: TantivyDocument = searcher.doc(address)?;
            found.extend(document.get_first(fields.n).and_then(|n| n.as_u64()));
        }
        println!("{}", serde_json::json!({ "nanos": nanos, "found": found }));
    }
    fs::remove_dir_all(&store)?;
    Ok(())
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("words")
            .set_index_option(IndexRecordOption::WithFreqs),
    );
    let fields = Fields {
        n: schema.add_u64_field("n", STORED),
        title: schema.add_text_field("title", words.clone()),
        body: schema.add_text_field("body", words),
        category: schema.add_text_field("category", STRING),
        kind: schema.add_text_field("kind", STRING),
        lat: schema.add_f64_field("lat", INDEXED | FAST),
        lon: schema.add_f64_field("lon", INDEXED | FAST),
        terms: schema.add_text_field("terms", STRING),
        open: schema.add_text_field("open", STRING),
    };
    (schema.build(), fields)
}

fn document(fields: &Fields, listing: Listing) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_u64(fields.n, listing.n);
    document.add_text(fields.title, listing.title);
    document.add_text(fields.body, listing.body);
    document.add_text(fields.category, listing.category);
    document.add_text(fields.kind, listing.kind);
    if let (Some(lat), Some(lon)) = (listing.lat, listing.lon) {
        document.add_f64(fields.lat, lat);
        document.add_f64(fields.lon, lon);
    }
    for term in listing.terms {
        document.add_text(fields.terms, term);
    }
    for hour in listing.open {
        document.add_text(fields.open, hour);
    }
    document
}

fn query(fields: &Fields, question: &Question, analyzer: &mut TextAnalyzer) -> BooleanQuery {
    let term = |field: Field, word: &str, record| -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, word), record))
    };
    let any = |field: Field, words: &[String]| -> Box<dyn Query> {
        let parts = words.iter().map(|word| (Occur::Should, term(field, word, IndexRecordOption::Basic)));
        Box::new(BooleanQuery::new(parts.collect()))
    };
    let mut texts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let mut stream = analyzer.token_stream(&question.words.join(" ")).tokens();
    for word in stream.drain(..) {
        let title = term(fields.title, &word, IndexRecordOption::WithFreqs);
        texts.push((Occur::Should, Box::new(BoostQuery::new(title, 5.0))));
        texts.push((Occur::Should, term(fields.body, &word, IndexRecordOption::WithFreqs)));
    }
    let between = |field: Field, from: f64, to: f64| -> Box<dyn Query> {
        Box::new(RangeQuery::new(
            Bound::Included(Term::from_field_f64(field, from)),
            Bound::Included(Term::from_field_f64(field, to)),
        ))
    };
    // A condition does not score: its share is nothing.
    let only = |query: Box<dyn Query>| -> (Occur, Box<dyn Query>) {
        (Occur::Must, Box::new(BoostQuery::new(query, 0.0)))
    };
    BooleanQuery::new(vec![
        (Occur::Must, Box::new(BooleanQuery::new(texts))),
        only(term(fields.category, &question.category, IndexRecordOption::Basic)),
        only(term(fields.kind, &question.kind, IndexRecordOption::Basic)),
        only(between(fields.lat, question.south, question.north)),
        only(between(fields.lon, question.west, question.east)),
        only(any(fields.terms, &question.terms)),
        only(any(fields.open, &question.open)),
    ])
}

trait Tokens {
    fn tokens(self) -> Vec<String>;
}

impl Tokens for tantivy::tokenizer::BoxTokenStream<'_> {
    fn tokens(mut self) -> Vec<String> {
        let mut tokens = Vec::new();
        while let Some(token) = self.next() {
            tokens.push(token.text.clone());
        }
        tokens
    }
}

fn read_lines<T: DeserializeOwned>(path: &Path) -> Outcome<impl Iterator<Item = Outcome<T>>> {
    use std::io::BufRead;
    let lines = std::io::BufReader::new(fs::File::open(path)?).lines();
    Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
}
