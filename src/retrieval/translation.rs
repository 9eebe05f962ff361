//! Translations and synonyms learnt from labels that mean the same, by IBM model 1 (Brown et al., Computational
//! Linguistics 19(2), 1993) with a null word.

use super::{Map, Weighted, heaviest};

/// Share of the null word's probability that a word is explained with.
const NULL_SHARE: f32 = 0.1;
const ROUNDS: usize = 5;
/// Below this probability a translation is noise.
const PROBABILITY_MIN: f32 = 0.02;
const TRANSLATIONS_MAX: usize = 8;

/// Two labels of one concept, as terms of two vocabularies, and how much the pair counts.
pub(super) struct Pair<'a> {
    pub from: &'a [u32],
    pub to: &'a [u32],
    pub weight: f32,
}

/// For each of `vocabulary` source terms the probabilities of the terms it stands for, most probable first.
pub(super) fn learn(pairs: &[Pair], vocabulary: usize) -> Vec<Weighted> {
    let null = vocabulary;
    let mut table: Vec<Map<u32, f32>> = vec![Map::default(); vocabulary + 1];
    for pair in pairs {
        for &to in pair.to {
            for &from in pair.from {
                table[from as usize].insert(to, 0.0);
            }
            table[null].insert(to, 0.0);
        }
    }
    for targets in &mut table {
        let uniform = 1.0 / targets.len().max(1) as f32;
        targets.values_mut().for_each(|p| *p = uniform);
    }
    for _ in 0..ROUNDS {
        table = maximise(expect(pairs, &table));
    }
    table.truncate(vocabulary);
    table
        .into_iter()
        .map(|targets| {
            let probable = targets.into_iter().filter(|(_, p)| *p >= PROBABILITY_MIN);
            heaviest(probable.collect(), TRANSLATIONS_MAX)
        })
        .collect()
}

/// How often each source term is expected to have made each target term.
fn expect(pairs: &[Pair], table: &[Map<u32, f32>]) -> Vec<Map<u32, f32>> {
    let null = table.len() - 1;
    let mut counts: Vec<Map<u32, f32>> = vec![Map::default(); table.len()];
    for pair in pairs {
        for &to in pair.to {
            let by_null = NULL_SHARE * table[null][&to];
            let all = by_null
                + pair
                    .from
                    .iter()
                    .map(|&from| table[from as usize][&to])
                    .sum::<f32>();
            for &from in pair.from {
                *counts[from as usize].entry(to).or_default() +=
                    pair.weight * table[from as usize][&to] / all;
            }
            *counts[null].entry(to).or_default() += pair.weight * by_null / all;
        }
    }
    counts
}

fn maximise(mut counts: Vec<Map<u32, f32>>) -> Vec<Map<u32, f32>> {
    for targets in &mut counts {
        let all: f32 = targets.values().sum();
        targets
            .values_mut()
            .for_each(|p| *p /= all.max(f32::MIN_POSITIVE));
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_in_common_is_the_translation() {
        // 0 house, 1 blue, 2 green; 0 maison, 1 bleue, 2 verte
        let pairs = [
            Pair {
                from: &[0, 1],
                to: &[0, 1],
                weight: 1.0,
            },
            Pair {
                from: &[0, 2],
                to: &[0, 2],
                weight: 1.0,
            },
            Pair {
                from: &[0],
                to: &[0],
                weight: 1.0,
            },
        ];
        let table = learn(&pairs, 3);
        assert_eq!(table.iter().map(|t| t[0].0).collect::<Vec<_>>(), [0, 1, 2]);
        assert!(table[0][0].1 > 0.8, "{table:?}");
        for targets in &table {
            assert!(targets.iter().map(|t| t.1).sum::<f32>() <= 1.0 + 1e-5);
        }
    }
}
