//! Words near a word: a typing slip away, or built from the same pieces.

use super::{Map, Weighted, heaviest};

/// Words shorter than this are not corrected: too many words are one slip away.
const CORRECTED_MIN: usize = 4;
/// From this length on two slips are forgiven, below it one.
const TWO_SLIPS_FROM: usize = 8;
const CORRECTED_MAX: usize = 30;
const CORRECTIONS_MAX: usize = 3;
/// How much a word counts that was meant with one slip, and with two.
const TRUST: [f32; 3] = [1.0, 0.9, 0.7];

/// The words there are, to find those that somebody may have meant. Letters swapped, missing, added or wrong count as
/// one slip each (optimal string alignment).
#[derive(Debug, Default)]
pub(super) struct Speller {
    words: Vec<Known>,
    number: Map<Box<str>, u32>,
    pairs: Map<[char; 2], Vec<u32>>,
}

#[derive(Debug)]
struct Known {
    folded: Box<str>,
    term: Box<str>,
    seen: f32,
}

impl Speller {
    pub(super) fn add(&mut self, folded: &str, term: &str) {
        if let Some(&number) = self.number.get(folded) {
            self.words[number as usize].seen += 1.0;
            return;
        }
        let number = self.words.len() as u32;
        self.number.insert(folded.into(), number);
        for pair in letter_pairs(folded) {
            self.pairs.entry(pair).or_default().push(number);
        }
        self.words.push(Known {
            folded: folded.into(),
            term: term.into(),
            seen: 1.0,
        });
    }

    pub(super) fn knows(&self, folded: &str) -> bool {
        self.number.contains_key(folded)
    }

    /// The terms that an unknown word may have been meant for, with how much each counts (at most 0.9 together).
    pub(super) fn corrections(&self, folded: &str) -> Vec<(String, f32)> {
        let length = folded.chars().count();
        if !(CORRECTED_MIN..=CORRECTED_MAX).contains(&length) {
            return Vec::new();
        }
        let slips = if length < TWO_SLIPS_FROM { 1 } else { 2 };
        let pairs = letter_pairs(folded);
        let mut shared: Map<u32, usize> = Map::default();
        for pair in &pairs {
            for &number in self.pairs.get(pair).into_iter().flatten() {
                *shared.entry(number).or_default() += 1;
            }
        }
        // One slip spoils at most three pairs.
        let near: Vec<(usize, &Known)> = shared
            .into_iter()
            .filter(|(_, count)| count + 3 * slips >= pairs.len())
            .map(|(number, _)| &self.words[number as usize])
            .map(|known| (strsim::osa_distance(folded, &known.folded), known))
            .filter(|(distance, _)| *distance <= slips)
            .collect();
        let Some(least) = near.iter().map(|(distance, _)| *distance).min() else {
            return Vec::new();
        };
        let mut terms: Map<&str, f32> = Map::default();
        for (_, known) in near.iter().filter(|(distance, _)| *distance == least) {
            *terms.entry(&known.term).or_default() += known.seen;
        }
        let all: f32 = terms.values().sum();
        let mut terms: Vec<(String, f32)> = terms
            .into_iter()
            .map(|(term, seen)| (term.to_string(), TRUST[least] * seen / all))
            .collect();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        terms.truncate(CORRECTIONS_MAX);
        terms
    }
}

/// The pairs of neighbouring letters of a word, its ends included, each once.
fn letter_pairs(word: &str) -> Vec<[char; 2]> {
    let letters: Vec<char> = std::iter::once('^')
        .chain(word.chars())
        .chain(std::iter::once('$'))
        .collect();
    let mut pairs: Vec<[char; 2]> = letters.windows(2).map(|w| [w[0], w[1]]).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

const ALIKE_MIN: f32 = 0.3;
const ALIKE_MAX: usize = 8;

type Piece = [u8; 4];

/// Words by their pieces of four letters: finds « bobinage » for « bobineur ». Cosine of the pieces weighted by how rare
/// they are.
#[derive(Debug, Default)]
pub(super) struct Alike {
    terms: Vec<u32>,
    norms: Vec<f32>,
    rarities: Map<Piece, f32>,
    holders: Map<Piece, Vec<u32>>,
}

impl Alike {
    /// From words and the numbers of their terms.
    pub(super) fn build<'a>(words: impl Iterator<Item = (&'a str, u32)>) -> Alike {
        let words: Vec<(Vec<Piece>, u32)> = words.map(|(word, term)| (pieces(word), term)).collect();
        let mut alike = Alike::default();
        for (number, (pieces, _)) in words.iter().enumerate() {
            for piece in pieces {
                alike.holders.entry(*piece).or_default().push(number as u32);
            }
        }
        let all = words.len() as f32;
        alike.rarities = alike
            .holders
            .iter()
            .map(|(piece, holders)| (*piece, (all / holders.len() as f32).ln().max(0.1)))
            .collect();
        for (pieces, term) in words {
            alike.terms.push(term);
            alike.norms.push(alike.norm(&pieces));
        }
        alike
    }

    fn rarity(&self, piece: &Piece) -> f32 {
        // A piece that no word has is as rare as one that a single word has.
        let rarest = || (self.terms.len().max(2) as f32).ln();
        self.rarities.get(piece).copied().unwrap_or_else(rarest)
    }

    fn norm(&self, pieces: &[Piece]) -> f32 {
        pieces.iter().map(|p| self.rarity(p).powi(2)).sum::<f32>().sqrt()
    }

    /// The terms of words built like this one, most alike first, with the cosine.
    pub(super) fn near(&self, folded: &str) -> Weighted {
        let pieces = pieces(folded);
        let norm = self.norm(&pieces);
        let mut products: Map<u32, f32> = Map::default();
        for piece in &pieces {
            let rarity = self.rarity(piece);
            for &number in self.holders.get(piece).into_iter().flatten() {
                *products.entry(number).or_default() += rarity * rarity;
            }
        }
        let mut best: Map<u32, f32> = Map::default();
        for (number, product) in products {
            let cosine = product / (norm * self.norms[number as usize]);
            if cosine >= ALIKE_MIN {
                let known = best.entry(self.terms[number as usize]).or_default();
                *known = known.max(cosine);
            }
        }
        heaviest(best.into_iter().collect(), ALIKE_MAX)
    }
}

/// The pieces of a folded word, its beginning marked, each once.
fn pieces(word: &str) -> Vec<Piece> {
    let mut bytes = vec![b'^'];
    bytes.extend(word.bytes());
    if bytes.len() < 4 {
        bytes.push(b'$');
    }
    let mut pieces: Vec<Piece> = bytes.windows(4).map(|w| [w[0], w[1], w[2], w[3]]).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speller() -> Speller {
        let mut speller = Speller::default();
        for word in ["plombier", "guitare", "tracer", "velo", "reparation", "plombier"] {
            speller.add(word, word);
        }
        speller
    }

    #[test]
    fn slips_are_forgiven() {
        let speller = speller();
        let meant = |word: &str| {
            speller
                .corrections(word)
                .into_iter()
                .map(|c| c.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(meant("plombie"), ["plombier"]);
        assert_eq!(meant("guittare"), ["guitare"]);
        assert_eq!(meant("reaprtaion"), ["reparation"], "two letters swapped twice");
        assert_eq!(meant("jardin"), Vec::<String>::new());
        assert_eq!(meant("vel"), Vec::<String>::new(), "too short");
        assert_eq!(meant(&"x".repeat(50)), Vec::<String>::new());
    }

    #[test]
    fn words_of_one_family_are_alike() {
        let words = ["bobinage", "jardinage", "secretariat", "chien"];
        let alike = Alike::build(words.iter().enumerate().map(|(n, w)| (*w, n as u32)));
        let near = |word: &str| alike.near(word).first().map(|n| words[n.0 as usize]);
        assert_eq!(near("bobineur"), Some("bobinage"));
        assert_eq!(near("secretaire"), Some("secretariat"));
        assert_eq!(near("xylophone"), None);
        assert_eq!(near("a"), None);
    }
}
