//! Words near a word: a typing slip away, or built from the same pieces.

use super::{Map, Weighted, heaviest};

/// Words shorter than this are not corrected: too many words are one slip away.
const CORRECTED_MIN: usize = 4;
/// From this length on two slips are forgiven, below it one.
const TWO_SLIPS_FROM: usize = 8;
const CORRECTED_MAX: usize = 30;
const CORRECTIONS_MAX: usize = 3;
/// Pairs of neighbouring letters that one slip spoils at most.
const SPOILT_BY_SLIP: usize = 3;
/// What a word that was meant counts at least, however short.
const TRUST_MIN: f32 = 0.1;

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

    /// The folded words, each with its term.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words.iter().map(|known| (&*known.folded, &*known.term))
    }

    /// The terms that an unknown word may have been meant for, with how much each counts: together the share
    /// of its letters that the slips leave, for a short one may as well be a word not known here (« bête » is no « tête »).
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
        let near: Vec<(usize, &Known)> = shared
            .into_iter()
            .filter(|(_, count)| count + SPOILT_BY_SLIP * slips >= pairs.len())
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
        let spoilt = (SPOILT_BY_SLIP * least) as f32 / length as f32;
        let trust = (1.0 - spoilt).max(TRUST_MIN);
        let mut terms: Vec<(String, f32)> = terms
            .into_iter()
            .map(|(term, seen)| (term.to_string(), trust * seen / all))
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

pub(super) type Piece = [u8; 4];

/// Words by their pieces of four letters: finds « bobinage » for « bobineur ». Of the words that begin with the same
/// four letters the cosine of their pieces, weighted by how rare they are. (Without that beginning « instructional »
/// was like « construction »: words of one family differ at their end.)
#[derive(Debug, Default)]
pub(super) struct Alike {
    words: Map<Piece, Vec<Built>>,
    rarities: Map<Piece, f32>,
    /// The rarity of a piece that no word has.
    rarest: f32,
}

/// A word, built from pieces.
#[derive(Debug)]
struct Built {
    pieces: Box<[Piece]>,
    norm: f32,
    term: u32,
}

impl Alike {
    /// From words and the numbers of their terms.
    pub(super) fn build<'a>(words: impl Iterator<Item = (&'a str, u32)>) -> Alike {
        let mut all = 0.0f32;
        let mut holding: Map<Piece, f32> = Map::default();
        let mut built: Vec<(Piece, Built)> = Vec::new();
        for (word, term) in words {
            all += 1.0;
            let pieces = pieces(word);
            for piece in &pieces {
                *holding.entry(*piece).or_default() += 1.0;
            }
            if let Some(beginning) = beginning(word) {
                let pieces = pieces.into();
                let norm = 0.0;
                built.push((beginning, Built { pieces, norm, term }));
            }
        }
        let rarities = holding
            .into_iter()
            .map(|(piece, n)| (piece, (all / n).ln().max(0.1)));
        let mut alike = Alike {
            words: Map::default(),
            rarities: rarities.collect(),
            rarest: all.max(2.0).ln(),
        };
        for (beginning, mut word) in built {
            word.norm = alike.norm(&word.pieces);
            alike.words.entry(beginning).or_default().push(word);
        }
        alike
    }

    fn rarity(&self, piece: &Piece) -> f32 {
        self.rarities.get(piece).copied().unwrap_or(self.rarest)
    }

    fn norm(&self, pieces: &[Piece]) -> f32 {
        pieces.iter().map(|p| self.rarity(p).powi(2)).sum::<f32>().sqrt()
    }

    /// The terms of words built like this one, most alike first, with the cosine.
    pub(super) fn near(&self, folded: &str) -> Weighted {
        let Some(others) = beginning(folded).and_then(|beginning| self.words.get(&beginning)) else {
            return Vec::new();
        };
        let pieces = pieces(folded);
        let norm = self.norm(&pieces);
        let mut best: Map<u32, f32> = Map::default();
        for other in others {
            let shared = pieces.iter().filter(|p| other.pieces.binary_search(p).is_ok());
            let product: f32 = shared.map(|p| self.rarity(p).powi(2)).sum();
            let cosine = product / (norm * other.norm);
            if cosine >= ALIKE_MIN {
                let known = best.entry(other.term).or_default();
                *known = known.max(cosine);
            }
        }
        heaviest(best.into_iter().collect(), ALIKE_MAX)
    }

    /// The beginnings that words lead by to these terms, each with the term, some of them twice.
    pub(super) fn beginnings_of(&self, is_one: impl Fn(u32) -> bool) -> Vec<(Piece, u32)> {
        let mut beginnings = Vec::new();
        for (beginning, words) in &self.words {
            let terms = words.iter().map(|word| word.term).filter(|term| is_one(*term));
            beginnings.extend(terms.map(|term| (*beginning, term)));
        }
        beginnings
    }
}

/// The first four letters of a folded word that has as many.
pub(super) fn beginning(folded: &str) -> Option<Piece> {
    folded.as_bytes().first_chunk().copied()
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
    use proptest::prelude::*;

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
    fn longer_words_are_corrected_with_more_trust() {
        let speller = speller();
        let trust = |word: &str| speller.corrections(word)[0].1;
        assert!(trust("vela") < trust("guitarr") && trust("guitarr") < trust("reparatino"));
        assert!(trust("reaprtaion") < trust("reparatino"), "two slips");
    }

    #[test]
    fn words_of_one_family_are_alike() {
        let words = ["bobinage", "jardinage", "secretariat", "chien", "construction"];
        let alike = Alike::build(words.iter().enumerate().map(|(n, w)| (*w, n as u32)));
        let near = |word: &str| alike.near(word).first().map(|n| words[n.0 as usize]);
        assert_eq!(near("bobineur"), Some("bobinage"));
        assert_eq!(near("secretaire"), Some("secretariat"));
        assert_eq!(near("instruction"), None, "another beginning");
        assert_eq!(near("xylophone"), None);
        assert_eq!(near("a"), None);
    }

    proptest! {
        /// A word is nearest itself, and none is nearer than 1.
        #[test]
        fn nothing_is_nearer_than_the_word_itself(words in proptest::collection::hash_set("[a-e]{4,9}", 1..8)) {
            let words: Vec<String> = words.into_iter().collect();
            let alike = Alike::build(words.iter().enumerate().map(|(n, w)| (w.as_str(), n as u32)));
            for (number, word) in words.iter().enumerate() {
                let near = alike.near(word);
                let own = near.iter().find(|(term, _)| *term == number as u32);
                prop_assert!(own.is_some_and(|(_, cosine)| (cosine - 1.0).abs() < 1e-4));
                prop_assert!(near.iter().all(|(_, cosine)| *cosine <= 1.0 + 1e-4));
                prop_assert!(near.iter().all(|(term, _)| words[*term as usize][..4] == word[..4]));
            }
        }
    }
}
