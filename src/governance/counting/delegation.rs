//! Who speaks for whom at the close of a vote: delegations followed to a direct ballot.
//!
//! Pure and iterative: each voter is visited once, whatever the length of the chains, so a chain of a million is no
//! deeper than one of two. Promises, all tested below: every voter is exactly one of present, represented or not cast;
//! a direct vote wins over a delegation; nobody carries more than the cap; the order of the roll decides nothing but
//! ties of steps and time.

use std::cmp::Reverse;

use serde::Serialize;

/// In place of a delegate who is not on the roll: the delegation leads nowhere.
pub const OFF_ROLL: u32 = u32::MAX;

/// One voter of the roll, by index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Voice {
    /// Whether the voter cast a ballot of their own; if so the delegation is not looked at.
    pub voted: bool,
    /// Index of the delegate, from the narrowest scope in force; [`OFF_ROLL`] (or any index beyond the roll) when the
    /// delegate may not vote here; none without a delegation.
    pub delegate: Option<u32>,
    /// When the delegation was given, in any unit that grows with time.
    pub given: i64,
}

/// What becomes of one voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Cast a ballot.
    Present,
    /// Counted with the ballot of the voter at this index, who cast one.
    Represented { by: u32 },
    /// In no ballot, hence not in the quorum.
    NotCast(Lost),
}

/// Why a voice is in no ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lost {
    /// Neither voted nor delegated.
    NoDelegation,
    /// The delegations go round in a circle, or lead into one.
    Cycle,
    /// The delegations end at someone who neither voted nor delegated, or who is not on the roll.
    DeadEnd,
    /// The delegate at the end carries as many voices as the rulebook lets one person carry.
    OverCap,
}

/// The fate of every voter, and what each carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    pub fates: Vec<Fate>,
    /// Voices each voter's ballot carries besides their own; zero for who cast none.
    pub carried: Vec<u32>,
    /// Voters who cast a ballot, and voters who are in another's. Together they are the quorum's declared persons.
    pub present: usize,
    pub represented: usize,
}

impl Resolution {
    /// Whose ballot speaks for a voter: their own, the representative's, or nobody's. Weights and colleges stay those
    /// of the voter.
    pub fn speaker(&self, voter: usize) -> Option<usize> {
        match self.fates.get(voter)? {
            Fate::Present => Some(voter),
            Fate::Represented { by } => Some(*by as usize),
            Fate::NotCast(_) => None,
        }
    }
}

/// Where following the delegations from a voter leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Unknown,
    Ballot { by: u32, steps: u32 },
    Nowhere,
    Cycle,
}

/// Follows every delegation to its end and applies the cap: a ballot represents at most `cap` voters besides its own,
/// those with the fewest steps to it first, then the oldest delegation, then the lower index. Time O(n log n) at worst.
pub fn resolve(voices: &[Voice], cap: u32) -> Resolution {
    let ends = follow(voices);
    let mut fates: Vec<Fate> = Vec::with_capacity(voices.len());
    let mut carried = vec![0u32; voices.len()];
    for (voice, end) in voices.iter().zip(&ends) {
        fates.push(match *end {
            End::Ballot { steps: 0, .. } => Fate::Present,
            End::Ballot { by, .. } => {
                carried[by as usize] += 1;
                Fate::Represented { by }
            }
            End::Nowhere if voice.delegate.is_none() => Fate::NotCast(Lost::NoDelegation),
            End::Nowhere => Fate::NotCast(Lost::DeadEnd),
            End::Cycle | End::Unknown => Fate::NotCast(Lost::Cycle),
        });
    }
    lose_beyond_cap(voices, &ends, cap, &mut fates, &mut carried);
    let present = fates.iter().filter(|fate| **fate == Fate::Present).count();
    let represented = carried.iter().map(|n| *n as usize).sum();
    Resolution {
        fates,
        carried,
        present,
        represented,
    }
}

/// The end of every voter's chain. A voter on the path being walked is marked `Cycle`: running into that mark is either
/// the path biting its own tail or a circle found before, and the answer is the same.
fn follow(voices: &[Voice]) -> Vec<End> {
    let next = |voter: usize| {
        voices[voter]
            .delegate
            .map(|d| d as usize)
            .filter(|d| *d < voices.len())
    };
    let mut ends: Vec<End> = (0..voices.len())
        .map(|voter| match (voices[voter].voted, next(voter)) {
            (true, _) => End::Ballot {
                by: voter as u32,
                steps: 0,
            },
            (false, None) => End::Nowhere,
            (false, Some(_)) => End::Unknown,
        })
        .collect();
    let mut path = Vec::new();
    for start in 0..voices.len() {
        let mut at = start;
        while ends[at] == End::Unknown {
            ends[at] = End::Cycle;
            path.push(at);
            at = next(at).unwrap_or(at);
        }
        let mut end = ends[at];
        while let Some(voter) = path.pop() {
            if let End::Ballot { steps, .. } = &mut end {
                *steps += 1;
            }
            ends[voter] = end;
        }
    }
    ends
}

/// Takes the voices beyond the cap from the ballots that carry too many.
fn lose_beyond_cap(voices: &[Voice], ends: &[End], cap: u32, fates: &mut [Fate], carried: &mut [u32]) {
    let mut crowded: Vec<(u32, u32, i64, u32)> = ends
        .iter()
        .enumerate()
        .filter_map(|(voter, end)| match *end {
            End::Ballot { by, steps } if steps > 0 && carried[by as usize] > cap => {
                Some((by, steps, voices[voter].given, voter as u32))
            }
            _ => None,
        })
        .collect();
    // Last first, so that the count says when the rest may stay.
    crowded.sort_unstable_by_key(|place| Reverse(*place));
    for (by, _, _, voter) in crowded {
        if carried[by as usize] > cap {
            carried[by as usize] -= 1;
            fates[voter as usize] = Fate::NotCast(Lost::OverCap);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `v` voted, `-` neither voted nor delegated, `x` delegated off the roll, a digit delegated to that index.
    fn roll(words: &str) -> Vec<Voice> {
        words
            .split_whitespace()
            .enumerate()
            .map(|(i, word)| {
                let (voted, word) = match word.strip_prefix('v') {
                    Some(rest) => (true, rest),
                    None => (false, word),
                };
                let delegate = match word {
                    "" | "-" => None,
                    "x" => Some(OFF_ROLL),
                    index => Some(index.parse().unwrap()),
                };
                Voice {
                    voted,
                    delegate,
                    given: i as i64,
                }
            })
            .collect()
    }

    fn shown(resolution: &Resolution) -> String {
        let word = |fate: &Fate| match fate {
            Fate::Present => "present".to_string(),
            Fate::Represented { by } => by.to_string(),
            Fate::NotCast(lost) => serde_json::to_value(lost).unwrap().as_str().unwrap().to_string(),
        };
        resolution.fates.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn delegations_as_statements() {
        for (voices, cap, fates) in [
            ("", 9, ""),
            ("v -", 9, "present no_delegation"),
            ("v 0 1 2", 9, "present 0 0 0"),
            // A direct vote wins over the voter's own delegation, and ends the chain.
            ("v v0 1", 9, "present present 1"),
            ("v1 v0", 9, "present present"),
            ("v0 0", 9, "present 0"),
            // Circles, what leads into them, and a circle that somebody in it breaks by voting.
            ("1 2 0 0", 9, "cycle cycle cycle cycle"),
            ("0 v", 9, "cycle present"),
            ("v1 2 0 1", 9, "present 0 0 0"),
            // Dead ends.
            ("- 0 1", 9, "no_delegation dead_end dead_end"),
            ("x 0 v", 9, "dead_end dead_end present"),
            ("77 v", 9, "dead_end present"),
            // The cap: fewest steps, then the oldest, then the lower index; none with a cap of zero.
            ("v 0 0 0", 2, "present 0 0 over_cap"),
            ("v 2 0 0", 2, "present over_cap 0 0"),
            ("v 0 1 2", 1, "present 0 over_cap over_cap"),
            ("v 0 v2 2", 0, "present over_cap present over_cap"),
        ] {
            assert_eq!(
                shown(&resolve(&roll(voices), cap)),
                fates,
                "{voices} with cap {cap}"
            );
        }
    }

    #[test]
    fn at_the_same_distance_the_oldest_delegation_stays() {
        let mut voices = roll("v 0 0 0");
        voices[1].given = 30;
        voices[2].given = 10;
        voices[3].given = 20;
        assert_eq!(shown(&resolve(&voices, 2)), "present over_cap 0 0");
        voices.iter_mut().for_each(|voice| voice.given = 0);
        assert_eq!(shown(&resolve(&voices, 2)), "present 0 0 over_cap");
    }

    #[test]
    fn a_chain_of_a_million_is_one_walk() {
        const N: u32 = 1_000_000;
        let mut voices: Vec<Voice> = (0..N)
            .map(|i| Voice {
                voted: i == 0,
                delegate: i.checked_sub(1),
                given: 0,
            })
            .collect();
        let all = resolve(&voices, N);
        assert_eq!(
            (all.present, all.represented, all.carried[0]),
            (1, 999_999, N - 1)
        );
        let few = resolve(&voices, 10);
        assert_eq!(
            (few.represented, few.fates[10]),
            (10, Fate::Represented { by: 0 })
        );
        assert_eq!(few.fates[11], Fate::NotCast(Lost::OverCap));
        // Bent into a circle, from whichever end it is walked.
        voices[0] = Voice {
            voted: false,
            delegate: Some(N - 1),
            given: 0,
        };
        let circle = resolve(&voices, 10);
        assert!(circle.fates.iter().all(|f| *f == Fate::NotCast(Lost::Cycle)));
    }

    fn rolls() -> impl Strategy<Value = Vec<Voice>> {
        (1..40u32).prop_flat_map(|n| {
            let delegate = prop_oneof![
                2 => Just(None),
                6 => (0..n).prop_map(Some),
                1 => Just(Some(OFF_ROLL)),
            ];
            let voice =
                (prop::bool::weighted(0.25), delegate, 0..4i64).prop_map(|(voted, delegate, given)| Voice {
                    voted,
                    delegate,
                    given,
                });
            prop::collection::vec(voice, n as usize)
        })
    }

    /// Walks from each voter on their own, n steps at most: slow, and plainly what is meant.
    fn naive(voices: &[Voice], cap: u32) -> Vec<Fate> {
        let walk = |start: usize| {
            let mut at = start;
            for steps in 0..=voices.len() {
                if voices[at].voted {
                    return Ok((at, steps));
                }
                match voices[at].delegate {
                    None if steps == 0 => return Err(Lost::NoDelegation),
                    None | Some(OFF_ROLL) => return Err(Lost::DeadEnd),
                    Some(next) => at = next as usize,
                }
            }
            Err(Lost::Cycle)
        };
        let mut fates: Vec<Fate> = Vec::new();
        for voter in 0..voices.len() {
            fates.push(match walk(voter) {
                Err(lost) => Fate::NotCast(lost),
                Ok((_, 0)) => Fate::Present,
                Ok((by, steps)) => {
                    let before = (0..voices.len()).filter(|other| {
                        matches!(walk(*other), Ok((same, s)) if same == by && s > 0
                            && (s, voices[*other].given, *other) < (steps, voices[voter].given, voter))
                    });
                    match before.count() < cap as usize {
                        true => Fate::Represented { by: by as u32 },
                        false => Fate::NotCast(Lost::OverCap),
                    }
                }
            });
        }
        fates
    }

    proptest! {
        #[test]
        fn it_is_what_walking_from_each_voter_gives(voices in rolls(), cap in 0..12u32) {
            prop_assert_eq!(resolve(&voices, cap).fates, naive(&voices, cap));
        }

        #[test]
        fn no_voice_is_lost_made_or_counted_twice(voices in rolls(), cap in 0..12u32) {
            let all = resolve(&voices, cap);
            let lost = all.fates.iter().filter(|f| matches!(f, Fate::NotCast(_))).count();
            prop_assert_eq!(all.present + all.represented + lost, voices.len());
            prop_assert_eq!(all.present, voices.iter().filter(|v| v.voted).count());
            for (voter, voice) in voices.iter().enumerate() {
                prop_assert_eq!(all.fates[voter] == Fate::Present, voice.voted);
                let carried = all.fates.iter().filter(|f| **f == Fate::Represented { by: voter as u32 }).count();
                prop_assert_eq!(all.carried[voter] as usize, carried);
                prop_assert!(carried <= cap as usize && (voice.voted || carried == 0));
                prop_assert!(all.speaker(voter).is_none_or(|s| voices[s].voted));
            }
        }

        #[test]
        fn nobody_is_carried_past_someone_who_is_not(voices in rolls(), cap in 0..12u32) {
            let all = resolve(&voices, cap);
            for (voter, voice) in voices.iter().enumerate() {
                if let Fate::Represented { by } = all.fates[voter] {
                    let next = voice.delegate.unwrap() as usize;
                    prop_assert_eq!(all.speaker(next), Some(by as usize));
                }
            }
        }

        #[test]
        fn the_order_of_the_roll_does_not_matter(
            (voices, order) in rolls().prop_flat_map(|voices| {
                let order: Vec<usize> = (0..voices.len()).collect();
                (Just(voices), Just(order).prop_shuffle())
            }),
            cap in 0..12u32,
        ) {
            // Each delegation at its own time: only a tie of time is left to the index.
            let mut voices = voices;
            for (i, voice) in voices.iter_mut().enumerate() {
                voice.given = voice.given * 100 + i as i64;
            }
            let moved = |d: u32| if d == OFF_ROLL { d } else { order[d as usize] as u32 };
            let mut turned = vec![Voice::default(); voices.len()];
            for (voter, voice) in voices.iter().enumerate() {
                turned[order[voter]] = Voice { delegate: voice.delegate.map(moved), ..*voice };
            }
            let (a, b) = (resolve(&voices, cap), resolve(&turned, cap));
            for (fate, place) in a.fates.iter().zip(&order) {
                let fate = match *fate {
                    Fate::Represented { by } => Fate::Represented { by: moved(by) },
                    other => other,
                };
                prop_assert_eq!(fate, b.fates[*place]);
            }
        }
    }
}
