//! `commonhour bench matching`: how fast a large community is searched, beside the full-text search of other engines; or,
//! with `--docs`, how well requests find their answers on judged texts.

mod peers;
mod quality;
mod speed;
mod store;
mod world;

use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub quality: quality::Args,
    #[command(flatten)]
    pub speed: speed::Args,
}

/// Measures what the options ask for.
pub fn run(args: &Args) -> Result<(), String> {
    let quality::Args {
        docs, queries, out, ..
    } = &args.quality;
    let given: [Option<&PathBuf>; 3] = [docs.as_ref(), queries.as_ref(), out.as_ref()];
    match given {
        [Some(docs), Some(queries), Some(out)] => quality::run(&args.quality, docs, queries, out),
        [None, None, None] => speed::run(&args.speed),
        _ => Err("judged texts need all three: --docs, --queries and --out".into()),
    }
}
