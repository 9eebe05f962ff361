//! Floor 1, retrieval: which texts answer a text, across spellings, synonyms and two languages. Pure: no database, no
//! network; owns no table.
//!
//! A [`Thesaurus`] is learnt from concepts (trades and skills with their labels in French and English): the lexicon
//! shipped with the program, and whatever taxonomy a community imports. It turns a text into [`Sought`] words with
//! their spellings, synonyms and translations, and into a [`ConceptVector`]. A [`TextIndex`] holds documents by their
//! words and concepts and scores them for a query. How a score is made stands in [`index`].
//!
//! | file | what it holds |
//! |---|---|
//! | `analysis.rs` | words, folding, stems, stop words |
//! | `concepts.rs` | what a taxonomy gives, and reading it |
//! | `translation.rs` | IBM model 1: translations and synonyms learnt from labels |
//! | `association.rs` | words of the same trades |
//! | `spelling.rs` | words a typing slip away, and words alike by their 4-grams |
//! | `thesaurus.rs` | all that was learnt, and linking a text to concepts |
//! | `index.rs` | documents, and what a query is worth among them |
//! | `postings.rs` | which documents have a term or a concept |
//! | `score.rs` | the score, of no more documents than need be |
//! | `percolator.rs` | which of many queries a new document may answer |

pub mod analysis;
mod association;
mod concepts;
pub mod index;
mod percolator;
mod postings;
pub mod score;
mod spelling;
mod thesaurus;
mod translation;

pub use analysis::{Language, read_words};
pub use concepts::{Concept, ConceptKind, MalformedConcept, lexicon, read_concepts};
pub use index::{Document, Hit, IndexBuilder, Plan, TextIndex, plan};
pub use percolator::{Arrival, Percolator};
pub use score::{Choice, Floor, Glance, Scratch, Taker};
pub use thesaurus::{ConceptVector, Query, Sought, Thesaurus};

/// Hash maps whose order is the same in every run, so that sums of floats are too.
type Map<K, V> = rustc_hash::FxHashMap<K, V>;

type Set<K> = rustc_hash::FxHashSet<K>;

/// Weighted numbers: of terms or of concepts.
type Weighted = Vec<(u32, f32)>;

/// The `most` heaviest, heaviest first, ties by number.
fn heaviest(mut weighted: Weighted, most: usize) -> Weighted {
    let heavier = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if most < weighted.len() {
        weighted.select_nth_unstable_by(most, heavier);
        weighted.truncate(most);
    }
    weighted.sort_unstable_by(heavier);
    weighted
}

/// How rare something is that `holding` of `total` have, as BM25 counts it (Robertson and Zaragoza 2009, with 1 added
/// inside the logarithm so that it is never negative).
fn rarity(total: f32, holding: f32) -> f32 {
    let holding = holding.clamp(1.0, total.max(1.0));
    (1.0 + (total - holding + 0.5) / (holding + 0.5)).ln()
}
