//! How long it takes to find rings of mutual help, on one thread: around random listings, and in the whole graph, which
//! is what a community of that size would have to be searched for at once.

use std::time::Instant;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use crate::kernel::ids::{ListingId, MemberId};
use crate::matching::rings::cycles::{Bounds, Edge, Graph, MEMBERS_MAX};

/// Listings that are searched around.
const LISTINGS: usize = 1_000;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Members of the community.
    #[arg(long, default_value_t = 10_000)]
    pub members: usize,
    /// Wishes of each that a random other member's offer answers.
    #[arg(long, default_value_t = 20)]
    pub wishes: usize,
    /// The same seed makes the same graph.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Prints the time to find the rings around 1,000 random listings, and all rings.
pub fn run(args: &Args) -> Result<(), String> {
    let Args {
        members,
        wishes,
        seed,
    } = *args;
    if members < 2 || wishes == 0 {
        return Err("at least two members and one wish".to_string());
    }
    let mut chance = StdRng::seed_from_u64(seed);
    let edges = random_edges(members, wishes, &mut chance);
    let requests: Vec<ListingId> = (0..LISTINGS)
        .map(|_| edges[chance.random_range(0..edges.len())].request_id)
        .collect();
    let began = Instant::now();
    let graph = Graph::new(edges);
    println!(
        "{} members, {} wishes answered: graph built in {:.1} ms",
        graph.member_count(),
        graph.edge_count(),
        began.elapsed().as_secs_f64() * 1e3
    );

    let (mut found, mut slowest) = (0, 0.0f64);
    let began = Instant::now();
    for request in &requests {
        let one = Instant::now();
        found += graph.around(*request, &Bounds::default()).cycles.len();
        slowest = slowest.max(one.elapsed().as_secs_f64() * 1e3);
    }
    let took = began.elapsed().as_secs_f64() * 1e3;
    println!(
        "around {LISTINGS} random listings: {found} rings in {took:.1} ms ({:.3} ms a listing, slowest {slowest:.3} ms)",
        took / LISTINGS as f64
    );

    let mut by_size = [0u64; MEMBERS_MAX + 1];
    let began = Instant::now();
    graph.every(MEMBERS_MAX, &mut |path| by_size[path.len()] += 1);
    println!(
        "the whole graph: {} rings of two, {} of three, {} of four, each once, in {:.1} ms",
        by_size[2],
        by_size[3],
        by_size[4],
        began.elapsed().as_secs_f64() * 1e3
    );
    Ok(())
}

fn random_edges(members: usize, wishes: usize, chance: &mut StdRng) -> Vec<Edge> {
    let mut edges = Vec::with_capacity(members * wishes);
    for receiver in 0..members {
        for wish in 0..wishes {
            let giver = (receiver + chance.random_range(1..members)) % members;
            edges.push(Edge {
                giver: MemberId(id(1, giver, 0)),
                receiver: MemberId(id(1, receiver, 0)),
                offer_id: ListingId(id(2, giver, chance.random_range(0..wishes))),
                request_id: ListingId(id(3, receiver, wish)),
                score_bp: chance.random_range(5_000..10_000),
            });
        }
    }
    edges
}

fn id(kind: u128, member: usize, listing: usize) -> Uuid {
    Uuid::from_u128((kind << 96) | ((member as u128) << 32) | listing as u128)
}
