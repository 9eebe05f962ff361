//! `commonhour bench matching`: how fast a large community is searched, beside the full-text search of other engines; with
//! `--docs`, how well requests find their answers on judged texts; with `--fairness`, what the last step of the ranking
//! does to a community ([`super::fairness`]).

mod peers;
mod quality;
mod speed;
mod store;
mod world;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Simulate a community without and with fairness, and hold both to the gates.
    #[arg(long, conflicts_with_all = ["docs", "queries", "taxonomy", "out", "depth"])]
    pub fairness: bool,
    /// What communities are drawn from; the same seed gives the same.
    #[arg(long, conflicts_with_all = ["docs", "queries", "taxonomy", "out", "depth"], default_value_t = 1)]
    pub seed: u64,
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
    match (docs, queries, out) {
        _ if args.fairness => super::fairness::run(args.seed),
        (Some(docs), Some(queries), Some(out)) => quality::run(&args.quality, docs, queries, out),
        (None, None, None) => speed::run(&args.speed, args.seed),
        _ => Err("judged texts need all three: --docs, --queries and --out".into()),
    }
}
