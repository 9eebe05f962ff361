//! Rings among members: cycles of two to four in the graph "the offer of one answers the request of the other". Pure.
//!
//! **What is found.** Around a listing: every cycle through its author in which the author gives by that offer, or
//! receives by that request. Each member stands in a cycle once, each cycle is found once. Between two members the best
//! pair of listings counts (highest score, then the smaller ids), so that the same people are not found again with
//! other listings.
//!
//! **Order.** The shortest first, among equals the one whose weakest pair is best, then by ids: the same graph always
//! gives the same answer.
//!
//! **Work.** Depth is bounded by four, so a listing whose members have `d` pairs each is searched in `d³` steps; besides,
//! the steps are counted and end at a limit. What was left out is said (`is_complete`).

use std::collections::HashMap;

use crate::kernel::ids::{ListingId, MemberId};

/// Members a ring may have.
pub const MEMBERS_MAX: usize = 4;

/// An offer of `giver` answers a request of `receiver`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    pub giver: MemberId,
    pub receiver: MemberId,
    pub offer_id: ListingId,
    pub request_id: ListingId,
    /// The match's score in basis points: 10,000 is a perfect match.
    pub score_bp: i64,
}

/// Members who help each other round: the receiver of each edge is the giver of the next, of the last the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    pub edges: Vec<Edge>,
}

impl Cycle {
    /// The score of its weakest pair.
    pub fn weakest_bp(&self) -> i64 {
        self.edges.iter().map(|edge| edge.score_bp).min().unwrap_or(0)
    }

    /// The same cycle told from the member with the smallest id: one form for all its turns.
    pub fn canonical(mut self) -> Cycle {
        let first = (0..self.edges.len()).min_by_key(|at| self.edges[*at].giver);
        self.edges.rotate_left(first.unwrap_or(0));
        self
    }

    /// Its pairs as `offer:request`, from the canonical form: the same for the same ring, and only for it.
    pub fn key(&self) -> String {
        let pairs = self.clone().canonical().pairs().into_iter();
        let pairs: Vec<String> = pairs
            .map(|(offer, request)| format!("{offer}:{request}"))
            .collect();
        pairs.join(" ")
    }

    fn pairs(&self) -> Vec<(ListingId, ListingId)> {
        self.edges
            .iter()
            .map(|edge| (edge.offer_id, edge.request_id))
            .collect()
    }
}

/// How far a search goes.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// 2 to [`MEMBERS_MAX`].
    pub members: usize,
    pub results: usize,
    /// Pairs looked at.
    pub steps: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds {
            members: MEMBERS_MAX,
            results: 20,
            steps: 200_000,
        }
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Best first.
    pub cycles: Vec<Cycle>,
    /// Whether nothing was left out, neither for the number of results nor for that of steps.
    pub is_complete: bool,
}

/// A way from one member to another: the other's number, the edge's.
type Hop = (u32, u32);

/// The graph of who could help whom.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// Best first.
    edges: Vec<Edge>,
    /// From each member, by number, the best edge to each other member; best first.
    out: Vec<Vec<Hop>>,
    /// The same edges, from the member they lead to.
    into: Vec<Vec<Hop>>,
    numbers: HashMap<MemberId, u32>,
    /// A listing, a member on its other side, the best edge between them; sorted.
    sides: Vec<(ListingId, u32, u32)>,
}

impl Graph {
    /// Edges from a member to themselves are left out.
    pub fn new(mut edges: Vec<Edge>) -> Graph {
        edges.retain(|edge| edge.giver != edge.receiver);
        edges.sort_by_key(|edge| (-edge.score_bp, edge.offer_id, edge.request_id));
        edges.dedup();
        let mut graph = Graph::default();
        let mut pairs: Vec<(u32, u32, u32)> = Vec::with_capacity(edges.len());
        let mut sides: Vec<(ListingId, u32, u32)> = Vec::with_capacity(2 * edges.len());
        for (at, edge) in edges.iter().enumerate() {
            let at = at as u32;
            let (giver, receiver) = (graph.number(edge.giver), graph.number(edge.receiver));
            pairs.push((giver, receiver, at));
            sides.push((edge.offer_id, receiver, at));
            sides.push((edge.request_id, giver, at));
        }
        // Sorted, the best edge of each pair is the first of its kind.
        pairs.sort_unstable();
        pairs.dedup_by_key(|(giver, receiver, _)| (*giver, *receiver));
        pairs.sort_unstable_by_key(|(_, _, at)| *at);
        for (giver, receiver, at) in pairs {
            graph.out[giver as usize].push((receiver, at));
            graph.into[receiver as usize].push((giver, at));
        }
        sides.sort_unstable();
        sides.dedup_by_key(|(listing, other, _)| (*listing, *other));
        graph.sides = sides;
        graph.edges = edges;
        graph
    }

    fn number(&mut self, member: MemberId) -> u32 {
        let next = self.out.len() as u32;
        let number = *self.numbers.entry(member).or_insert(next);
        if number == next {
            self.out.push(Vec::new());
            self.into.push(Vec::new());
        }
        number
    }

    pub fn member_count(&self) -> usize {
        self.out.len()
    }

    pub fn edge_count(&self) -> usize {
        self.edges.len()
    }

    /// The cycles that use a listing.
    pub fn around(&self, listing: ListingId, bounds: &Bounds) -> Found {
        let from = self.sides.partition_point(|(id, _, _)| *id < listing);
        let own = self.sides[from..].iter().take_while(|(id, _, _)| *id == listing);
        let mut own: Vec<Hop> = own.map(|(_, other, at)| (*other, *at)).collect();
        own.sort_unstable_by_key(|(_, at)| *at);
        let Some((_, first)) = own.first() else {
            return Found {
                cycles: Vec::new(),
                is_complete: true,
            };
        };
        let first = &self.edges[*first as usize];
        let gives = first.offer_id == listing;
        let author = self.numbers[if gives { &first.giver } else { &first.receiver }];
        let (leaving, closing) = if gives {
            (&own, &self.into[author as usize])
        } else {
            (&self.out[author as usize], &own)
        };
        let mut walk = Walk::new(self, bounds.steps);
        walk.close_with(closing);
        let mut cycles: Vec<Cycle> = Vec::new();
        let mut is_complete = true;
        for members in 2..=bounds.members.min(MEMBERS_MAX) {
            let mut found = Vec::new();
            walk.exactly(author, leaving, members, &mut |path| found.push(self.cycle(path)));
            found.sort_by_cached_key(|cycle: &Cycle| (-cycle.weakest_bp(), cycle.pairs()));
            let room = bounds.results - cycles.len();
            is_complete &= found.len() <= room && walk.steps_left > 0;
            cycles.extend(found.into_iter().take(room));
            if walk.steps_left == 0 || cycles.len() >= bounds.results {
                is_complete &= members == bounds.members.min(MEMBERS_MAX);
                break;
            }
        }
        Found { cycles, is_complete }
    }

    /// Every cycle of the whole graph, each once, to `each`: for measuring and testing. Steps are not bounded here.
    pub fn every(&self, members_max: usize, each: &mut dyn FnMut(&[u32])) {
        let mut walk = Walk::new(self, usize::MAX);
        for author in 0..self.out.len() as u32 {
            // A cycle is told from its member with the smallest number: those below are done with.
            walk.lowest = author;
            walk.close_with(&self.into[author as usize]);
            walk.at_most(author, &self.out[author as usize], members_max, each);
            walk.open_again(&self.into[author as usize]);
        }
    }

    /// The cycle of these edges, by number.
    pub fn cycle(&self, path: &[u32]) -> Cycle {
        let edges = path.iter().map(|at| self.edges[*at as usize]).collect();
        Cycle { edges }.canonical()
    }
}

/// No edge.
const NONE: u32 = u32::MAX;

/// A walk from one member on, never twice through the same member.
struct Walk<'a> {
    graph: &'a Graph,
    /// By member: the edge that leads from them back to where the walk began.
    closing: Vec<u32>,
    /// Only members above this number are walked through.
    lowest: u32,
    steps_left: usize,
    members: [u32; MEMBERS_MAX],
    edges: [u32; MEMBERS_MAX],
}

impl<'a> Walk<'a> {
    fn new(graph: &'a Graph, steps: usize) -> Self {
        Walk {
            graph,
            closing: vec![NONE; graph.out.len()],
            lowest: 0,
            steps_left: steps,
            members: [NONE; MEMBERS_MAX],
            edges: [NONE; MEMBERS_MAX],
        }
    }

    fn close_with(&mut self, hops: &[Hop]) {
        for (from, edge) in hops {
            self.closing[*from as usize] = *edge;
        }
    }

    fn open_again(&mut self, hops: &[Hop]) {
        for (from, _) in hops {
            self.closing[*from as usize] = NONE;
        }
    }

    /// Cycles of exactly so many members.
    fn exactly(&mut self, author: u32, leaving: &[Hop], members: usize, each: &mut dyn FnMut(&[u32])) {
        self.members[0] = author;
        self.extend(leaving, 1, members, members, each);
    }

    /// Cycles of two to so many members.
    fn at_most(&mut self, author: u32, leaving: &[Hop], members: usize, each: &mut dyn FnMut(&[u32])) {
        self.members[0] = author;
        self.extend(leaving, 1, 2, members.min(MEMBERS_MAX), each);
    }

    /// `count` members stand in the path; tries each hop as the next. The depth is bounded by `most`.
    fn extend(
        &mut self,
        hops: &[Hop],
        count: usize,
        least: usize,
        most: usize,
        each: &mut dyn FnMut(&[u32]),
    ) {
        for (member, edge) in hops {
            if self.steps_left == 0 {
                return;
            }
            self.steps_left -= 1;
            if *member < self.lowest || self.members[..count].contains(member) {
                continue;
            }
            self.members[count] = *member;
            self.edges[count - 1] = *edge;
            let back = self.closing[*member as usize];
            if back != NONE && count + 1 >= least {
                self.edges[count] = back;
                each(&self.edges[..=count]);
            }
            if count + 1 < most {
                let graph = self.graph;
                self.extend(&graph.out[*member as usize], count + 1, least, most, each);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use uuid::Uuid;

    fn member(n: u128) -> MemberId {
        MemberId(Uuid::from_u128(n))
    }

    fn edge(giver: u128, receiver: u128, offer: u128, request: u128, score_bp: i64) -> Edge {
        Edge {
            giver: member(giver),
            receiver: member(receiver),
            offer_id: ListingId(Uuid::from_u128(1_000 + giver * 10 + offer)),
            request_id: ListingId(Uuid::from_u128(2_000 + receiver * 10 + request)),
            score_bp,
        }
    }

    fn people(cycle: &Cycle) -> Vec<u128> {
        cycle.edges.iter().map(|edge| edge.giver.0.as_u128()).collect()
    }

    #[test]
    fn three_who_help_each_other_round() {
        let edges = vec![
            edge(1, 2, 0, 0, 9_000),
            edge(2, 3, 0, 0, 8_000),
            edge(3, 1, 0, 0, 7_000),
        ];
        let graph = Graph::new(edges.clone());
        for one in &edges {
            for listing in [one.offer_id, one.request_id] {
                let found = graph.around(listing, &Bounds::default());
                assert!(found.is_complete);
                assert_eq!(found.cycles.len(), 1);
                assert_eq!(people(&found.cycles[0]), [1, 2, 3]);
                assert_eq!(found.cycles[0].weakest_bp(), 7_000);
            }
        }
        let nobody = ListingId(Uuid::from_u128(9));
        assert!(graph.around(nobody, &Bounds::default()).cycles.is_empty());
    }

    #[test]
    fn the_shortest_come_first_then_the_one_whose_weakest_pair_is_best() {
        let graph = Graph::new(vec![
            edge(1, 2, 0, 0, 9_000),
            edge(1, 3, 0, 0, 9_000),
            edge(2, 1, 0, 0, 5_000),
            edge(3, 1, 0, 0, 6_000),
            edge(2, 3, 0, 0, 9_900),
            edge(3, 2, 0, 0, 9_900),
        ]);
        let offer = edge(1, 2, 0, 0, 0).offer_id;
        let found = graph.around(offer, &Bounds::default());
        let order: Vec<_> = found.cycles.iter().map(people).collect();
        assert_eq!(order, [vec![1, 3], vec![1, 2], vec![1, 2, 3], vec![1, 3, 2]]);
        let short = Bounds {
            results: 2,
            ..Bounds::default()
        };
        let found = graph.around(offer, &short);
        assert_eq!(found.cycles.len(), 2);
        assert!(!found.is_complete);
        let lazy = Bounds {
            steps: 1,
            ..Bounds::default()
        };
        assert!(!graph.around(offer, &lazy).is_complete);
    }

    /// Every sequence of different members that closes, tried one by one, each told from its smallest member.
    fn brute(edges: &[Edge], uses: Option<ListingId>) -> BTreeSet<(usize, i64, String)> {
        let members: BTreeSet<MemberId> = edges.iter().flat_map(|e| [e.giver, e.receiver]).collect();
        let members: Vec<MemberId> = members.into_iter().collect();
        let best = |from: MemberId, to: MemberId, with: Option<ListingId>| -> Option<Edge> {
            let between = edges.iter().filter(|e| e.giver == from && e.receiver == to);
            between
                .filter(|e| with.is_none_or(|id| e.offer_id == id || e.request_id == id))
                .min_by_key(|e| (-e.score_bp, e.offer_id, e.request_id))
                .copied()
        };
        let author = uses.and_then(|id| {
            edges.iter().find_map(|e| match () {
                () if e.offer_id == id => Some((e.giver, true)),
                () if e.request_id == id => Some((e.receiver, false)),
                () => None,
            })
        });
        if uses.is_some() && author.is_none() {
            return BTreeSet::new();
        }
        let mut found = BTreeSet::new();
        let mut paths: Vec<Vec<MemberId>> = members.iter().map(|m| vec![*m]).collect();
        while let Some(path) = paths.pop() {
            for next in &members {
                if path.len() < MEMBERS_MAX && !path.contains(next) {
                    paths.push([path.clone(), vec![*next]].concat());
                }
            }
            if path.len() < 2 {
                continue;
            }
            let legs: Option<Vec<Edge>> = (0..path.len())
                .map(|at| {
                    let (from, to) = (path[at], path[(at + 1) % path.len()]);
                    let with = author.and_then(|(author, gives)| {
                        let own = if gives { from } else { to };
                        (own == author).then_some(uses).flatten()
                    });
                    best(from, to, with)
                })
                .collect();
            let through = author.is_none_or(|(author, _)| path.contains(&author));
            if let Some(edges) = legs.filter(|_| through) {
                let cycle = Cycle { edges };
                found.insert((path.len(), -cycle.weakest_bp(), cycle.key()));
            }
        }
        found
    }

    fn listed(cycles: &[Cycle]) -> Vec<(usize, i64, String)> {
        cycles
            .iter()
            .map(|cycle| (cycle.edges.len(), -cycle.weakest_bp(), cycle.key()))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn what_is_found_is_what_trying_everything_finds(
            raw in prop::collection::vec((0u128..6, 0u128..6, 0u128..2, 0u128..2, 0i64..5), 0..30)
        ) {
            let mut seen = BTreeSet::new();
            let edges: Vec<Edge> = raw
                .into_iter()
                .filter(|(giver, receiver, offer, request, _)| {
                    giver != receiver && seen.insert((*giver, *receiver, *offer, *request))
                })
                .map(|(giver, receiver, offer, request, score)| {
                    edge(giver, receiver, offer, request, 5_000 + score * 1_000)
                })
                .collect();
            let graph = Graph::new(edges.clone());
            let no_end = Bounds { results: usize::MAX, steps: usize::MAX, members: MEMBERS_MAX };
            let listings: BTreeSet<ListingId> = edges.iter().flat_map(|e| [e.offer_id, e.request_id]).collect();
            for listing in listings {
                let found = graph.around(listing, &no_end);
                prop_assert!(found.is_complete);
                let all = listed(&found.cycles);
                prop_assert!(all.windows(2).all(|pair| pair[0] < pair[1]), "ordered, and none twice");
                let few = graph.around(listing, &Bounds { results: 3, ..no_end });
                prop_assert_eq!(&listed(&few.cycles)[..], &all[..all.len().min(3)]);
                let brute: Vec<_> = brute(&edges, Some(listing)).into_iter().collect();
                prop_assert_eq!(all, brute);
            }
            let mut every = Vec::new();
            graph.every(MEMBERS_MAX, &mut |path| every.push(graph.cycle(path)));
            let mut every = listed(&every);
            every.sort();
            let brute: Vec<_> = brute(&edges, None).into_iter().collect();
            prop_assert_eq!(every, brute);
        }
    }
}
