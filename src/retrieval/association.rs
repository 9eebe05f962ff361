//! Words that belong to the same trades: normalised pointwise mutual information (Bouma 2009) over the occupations of
//! a taxonomy, each with its labels and skills.

use super::{Map, Weighted, heaviest};

const ASSOCIATES_MAX: usize = 6;
/// Occupations (weighted) that must have both words.
const TOGETHER_MIN: f32 = 2.0;
const STRENGTH_MIN: f32 = 0.1;

/// For each of `vocabulary` terms those of the same occupations, strongest first. An occupation is a set of terms with
/// weights up to 1.
pub(super) fn learn(occupations: &[Map<u32, f32>], vocabulary: usize) -> Vec<Weighted> {
    let mut alone = vec![0.0f32; vocabulary];
    let mut together: Map<(u32, u32), f32> = Map::default();
    for terms in occupations {
        for (&one, &weight) in terms {
            alone[one as usize] += weight;
            for (&other, &with) in terms {
                if one != other {
                    *together.entry((one, other)).or_default() += weight * with;
                }
            }
        }
    }
    let all = occupations.len().max(1) as f32;
    let mut associates: Vec<Weighted> = vec![Vec::new(); vocabulary];
    for ((one, other), count) in together {
        if count < TOGETHER_MIN {
            continue;
        }
        let (a, b) = (alone[one as usize], alone[other as usize]);
        let information = (count * all / (a * b)).ln();
        if information <= 0.0 {
            continue;
        }
        let strength = information / (all / count).ln().max(0.01) * (count / a).sqrt();
        if strength > STRENGTH_MIN {
            associates[one as usize].push((other, strength));
        }
    }
    associates
        .into_iter()
        .map(|of_one| heaviest(of_one, ASSOCIATES_MAX))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_same_trades_meet() {
        // 0 pipe, 1 plumber, 2 tool, 3 wood
        let trade = |terms: &[u32]| terms.iter().map(|t| (*t, 1.0)).collect::<Map<u32, f32>>();
        let trades = [
            trade(&[0, 1, 2]),
            trade(&[0, 1, 2]),
            trade(&[0, 1]),
            trade(&[2, 3]),
            trade(&[2, 3]),
            trade(&[2]),
        ];
        let associates = learn(&trades, 4);
        assert_eq!(associates[0][0].0, 1);
        assert!(associates[3].iter().all(|a| a.0 != 1));
    }
}
