//! All that was learnt from a set of concepts, and what it makes of a text.
//!
//! **Linking.** A text is compared with the labels of every concept: BM25 over labels, each concept a document; and the
//! candidates that it gives once more, by how much of one label the text contains (containment: Broder 1997, each word
//! by its rarity): "airway management" stands whole in a long task, of "airway traffic planning" a third does. The best
//! make its [`ConceptVector`]. Two texts are then alike as their vectors are: explicit semantic analysis (Gabrilovich
//! and Markovitch, IJCAI 2007), and across languages (Potthast, Stein and Anderka, ECIR 2008), since a concept has
//! labels in both.
//!
//! **Classes.** Beside its concepts a vector has the classes that they belong to, so that texts of neighbouring trades
//! meet where no concept is the same: shrinkage in a hierarchy of classes (McCallum, Rosenfeld, Mitchell and Ng, ICML
//! 1998).

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use super::analysis::{self, Language, Token};
use super::concepts::{Concept, ConceptKind};
use super::spelling::{Alike, Speller};
use super::translation::{self, Pair};
use super::{Map, Set, Weighted, association, heaviest, rarity};

/// Goes up with every change of how texts are linked.
const LINKING_VERSION: u32 = 3;
/// BM25 over labels.
const K1: f32 = 0.8;
const B: f32 = 0.4;
/// What a word counts in a concept that all its labels have; others by the root of their share.
const LABEL_WEIGHT: f32 = 2.0;
/// What words of the skills of a trade, and of the trades of a skill, count in it.
const RELATED_WEIGHT: f32 = 0.05;
/// Exponent that keeps the best links and lets the others go.
const SHARPNESS: f32 = 2.7;
/// What words make of the score where no label is like a query, and how much less where one says all that it says.
const WORDS_SHARE: f32 = 0.65;
const WORDS_SHARE_LESS: f32 = 0.4;
/// Where a whole document is what is looked for.
const DOCUMENT_WORDS_SHARE: f32 = 0.55;
/// What a concept keeps of whose labels the text has nothing; all of it where the text has a label whole.
const UNCOVERED: f32 = 0.3;
/// Candidates for each link that is wanted: what BM25 puts lower has no label that the text covers.
const CANDIDATES: usize = 6;
/// An optional skill beside an essential one.
const OPTIONAL_WEIGHT: f32 = 0.5;
/// What of a concept's weight goes on to the skills of a trade, or the trades of a skill, in a query.
const SPREAD: f32 = 0.5;
/// What a skill keeps in a query beside what it hands on to its trades: who asks for it wants somebody of such a trade,
/// and listings are named by trades.
const SKILL_KEEPS: f32 = 0.5;

/// Links of a text.
const QUERY_LINKS: usize = 40;
const TITLE_LINKS: usize = 5;
const SENTENCE_LINKS: usize = 3;
const QUERY_CONCEPTS: usize = 60;
/// The share of what is said of a query that the labels of the other language would say if its own language had none.
const OTHER_LABELS_WEIGHT: f32 = 0.35;
/// A smaller share is not worth looking for.
const OTHER_LABELS_MIN: f32 = 0.05;
const SENTENCE_WEIGHT: f32 = 0.5;
const DOCUMENT_CONCEPTS: usize = 40;
/// What the concepts count that a document names itself.
const NAMED_WEIGHT: f32 = 1.0;

/// Words of a text that are looked for: nobody asks for more, and who does is not answered more slowly for it.
const WORDS_MAX: usize = 200;
/// What the words of a body count together, by those of the title.
const BODY_SHARE: f32 = 0.5;

/// What the classes of a text count by its concepts, as lengths of their vectors.
const CLASS_WEIGHT: f32 = 0.6;
const CLASSES_OF_TEXT: usize = 6;
const CLASSES_OF_SKILL: usize = 8;
/// What a synonym counts beside the word itself.
const SYNONYM_WEIGHT: f32 = 0.35;
const ASSOCIATE_WEIGHT: f32 = 0.2;
/// A word without translation, taken as it is: names are the same in both languages.
const UNTRANSLATED_WEIGHT: f32 = 0.8;
/// A word that has translations, taken as it is all the same.
const AS_IT_STANDS_WEIGHT: f32 = 0.4;
/// From which weight on what stands for a word is told as the word itself: another spelling, or how it is often translated.
const IN_COMMON: f32 = 0.2;

/// Concepts and classes with weights, of length 1 (or empty), by number; classes are numbered after the concepts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConceptVector(pub Vec<(u32, f32)>);

impl ConceptVector {
    /// The weights rounded to whole 255ths, as they are kept.
    pub fn in_255ths(&self) -> Vec<(u32, u8)> {
        let rounded = |weight: f32| (weight * 255.0).round() as u8;
        self.0
            .iter()
            .map(|(concept, weight)| (*concept, rounded(*weight)))
            .collect()
    }

    fn of(weights: Weighted, most: usize) -> ConceptVector {
        let mut kept = heaviest(weights, most);
        let length = kept.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        if length > 0.0 {
            kept.iter_mut().for_each(|(_, w)| *w /= length);
        }
        kept.sort_unstable_by_key(|(concept, _)| *concept);
        ConceptVector(kept)
    }
}

/// A word that is looked for.
#[derive(Debug, Clone)]
pub struct Sought {
    /// As written, in lower case.
    pub written: String,
    pub folded: String,
    /// By [`Language::ALL`]: the terms that stand for it in documents of that language, with how much each counts.
    pub(super) terms: [Vec<(String, f32)>; 3],
    /// How much it counts, by where it stands.
    pub(super) weight: f32,
    /// How many concepts have it in a label: how rare it is where documents are few.
    pub(super) concepts: f32,
}

/// A text that is looked for.
#[derive(Debug, Clone)]
pub struct Query {
    pub language: Language,
    pub words: Vec<Sought>,
    pub concepts: ConceptVector,
    /// How many concepts there are in all.
    pub(super) concepts_total: f32,
    /// What words make of a score. The rest is of concepts, which their saturation lifts.
    pub(super) words_share: f32,
}

impl Query {
    /// Terms that are looked for in all, whatever the language.
    pub fn count_terms(&self) -> usize {
        self.words.iter().flat_map(|word| &word.terms).map(Vec::len).sum()
    }

    /// The words that are among these terms of a text, or of which another spelling or a likely translation is; as written, the
    /// weightiest first. What is only related finds a text, but nobody would call it a word in common.
    pub fn words_in(&self, terms: &HashSet<String>, language: Language) -> Vec<String> {
        let strength = |word: &Sought| {
            let there = word.terms[language.number()]
                .iter()
                .filter(|(term, _)| terms.contains(term));
            let there = there.filter(|(_, weight)| *weight >= IN_COMMON);
            let best = there.map(|(_, weight)| *weight).fold(0.0, f32::max);
            // Rarer words say more; a word that no concept has is a name, or nothing.
            best * word.weight * rarity(self.concepts_total, word.concepts)
        };
        let mut found: Vec<(f32, &str)> = self
            .words
            .iter()
            .map(|word| (strength(word), word.written.as_str()))
            .filter(|(strength, _)| *strength > 0.0)
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().map(|(_, word)| word.to_string()).collect()
    }
}

/// What was learnt of one language.
#[derive(Debug, Default)]
struct Side {
    numbers: Map<Box<str>, u32>,
    terms: Vec<Box<str>>,
    /// For each term the concepts that have it, with what it counts there.
    holders: Vec<Weighted>,
    /// For each term how many concepts have it in a label of their own.
    labelled: Vec<f32>,
    /// For each term how rare it is among the concepts by that.
    rarities: Vec<f32>,
    /// For each concept the sum of its weights.
    lengths: Vec<f32>,
    average: f32,
    synonyms: Vec<Weighted>,
    associates: Vec<Weighted>,
    /// Into the other language.
    translations: Vec<Weighted>,
    speller: Speller,
    /// The words of labels by what they are built from.
    alike: Alike,
    /// Of each concept.
    labels: Vec<Labels>,
    labels_count: f32,
}

/// What a set of concepts taught.
#[derive(Debug)]
pub struct Thesaurus {
    fingerprint: i64,
    concepts: Vec<Concept>,
    numbers: Map<String, u32>,
    /// Skills of trades and trades of skills.
    relations: Vec<Weighted>,
    /// For each concept its classes.
    classes: Vec<Weighted>,
    /// French, English.
    sides: [Side; 2],
}

/// Another release may link otherwise.
fn fingerprint(concepts: &[Concept]) -> i64 {
    let mut hasher = rustc_hash::FxHasher::default();
    (env!("CARGO_PKG_VERSION"), LINKING_VERSION).hash(&mut hasher);
    for concept in concepts {
        (&concept.id, &concept.group).hash(&mut hasher);
        for language in [Language::French, Language::English] {
            for label in concept.labels(language) {
                label.hash(&mut hasher);
            }
        }
    }
    hasher.finish() as i64
}

/// A concept's labels in one language, as sets of terms.
type Labels = Vec<Vec<u32>>;

impl Thesaurus {
    /// Learns; concepts keep their order, which is their number.
    pub fn learn(concepts: Vec<Concept>) -> Thesaurus {
        let relations = relations(&concepts);
        let mut sides = [Side::default(), Side::default()];
        let labels: [Vec<Labels>; 2] = [Language::French, Language::English]
            .map(|language| sides[language.number()].read_labels(&concepts, language));
        for (side, labels) in sides.iter_mut().zip(&labels) {
            side.hold(labels, &relations);
            side.learn_synonyms(labels);
            side.associates = association::learn(&trades(&concepts, &relations, labels), side.terms.len());
        }
        for (from, to) in [(0, 1), (1, 0)] {
            sides[from].learn_translations(&labels[from], &labels[to]);
        }
        for (side, labels) in sides.iter_mut().zip(labels) {
            side.alike = Alike::build(
                side.speller
                    .words()
                    .map(|(word, term)| (word, side.numbers[term])),
            );
            let total = concepts.len() as f32;
            side.rarities = side.labelled.iter().map(|n| rarity(total, *n)).collect();
            side.labels_count = labels.iter().map(Vec::len).sum::<usize>() as f32;
            side.labels = labels;
        }
        let numbers = concepts
            .iter()
            .enumerate()
            .map(|(n, c)| (c.id.clone(), n as u32))
            .collect();
        Thesaurus {
            fingerprint: fingerprint(&concepts),
            classes: classes(&concepts, &relations),
            concepts,
            numbers,
            relations,
            sides,
        }
    }

    /// Tells what was linked with these concepts, by this program, from what was not.
    pub fn fingerprint(&self) -> i64 {
        self.fingerprint
    }

    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    fn side(&self, language: Language) -> Option<&Side> {
        self.sides.get(language.number())
    }

    /// The language of a short text: by its little words, else by whose labels know more of its words, else `fallback`.
    pub fn language_of(&self, text: &str, fallback: Language) -> Language {
        let (french, english) = analysis::little_words(text);
        let known = |language: Language| {
            analysis::words(text, language)
                .iter()
                .filter(|word| self.sides[language.number()].speller.knows(word))
                .count()
        };
        let votes = |little: usize, language| 2 * little + known(language);
        match votes(french, Language::French).cmp(&votes(english, Language::English)) {
            std::cmp::Ordering::Greater => Language::French,
            std::cmp::Ordering::Less => Language::English,
            std::cmp::Ordering::Equal => fallback,
        }
    }

    /// What a text asks for. `known` tells whether a folded word stands in the documents, which is then no slip; it is
    /// asked of words that no label has.
    pub fn query(&self, text: &str, language: Language, known: impl Fn(&str) -> bool) -> Query {
        let (words, meant) = self.read_words(text, language, &known);
        let links = self.link_query(&meant, language);
        Query {
            language,
            words,
            concepts: self.sought_concepts(&links),
            concepts_total: self.concepts.len() as f32,
            words_share: words_share(&links),
        }
    }

    /// What would answer a whole document: the words of its title, those of its body for a part, and its concepts as
    /// [`Thesaurus::link_document`] finds them.
    pub fn query_of_document(
        &self,
        title: &str,
        body: &str,
        language: Language,
        named: &[&str],
        known: impl Fn(&str) -> bool,
    ) -> Query {
        let (mut words, _) = self.read_words(title, language, &known);
        let (mut others, _) = self.read_words(body, language, &known);
        let in_title = |other: &Sought| words.iter().any(|word| word.folded == other.folded);
        others.retain(|other| !in_title(other));
        // However long the body, the title says most.
        let share = BODY_SHARE * words.len().max(1) as f32 / others.len().max(1) as f32;
        for mut other in others {
            other.weight = share.min(BODY_SHARE);
            words.push(other);
        }
        let links: Weighted = self
            .links_of_document(title, body, language, named)
            .into_iter()
            .collect();
        Query {
            language,
            words,
            concepts: self.sought_concepts(&links),
            concepts_total: self.concepts.len() as f32,
            words_share: DOCUMENT_WORDS_SHARE,
        }
    }

    /// The words of a text, each once, and the terms that each is linked by.
    fn read_words(
        &self,
        text: &str,
        language: Language,
        known: &impl Fn(&str) -> bool,
    ) -> (Vec<Sought>, Vec<Vec<(String, f32)>>) {
        let mut words: Vec<Sought> = Vec::new();
        let mut meant: Vec<Vec<(String, f32)>> = Vec::new();
        let mut seen: Set<String> = Set::default();
        for token in analysis::tokens(text, language) {
            if words.len() >= WORDS_MAX {
                break;
            }
            let terms = self.meant_by(&token, language, known);
            let first = terms.first().map_or(&token.term, |(term, _)| term);
            if seen.insert(first.clone()) {
                meant.push(self.labelled(&terms, &token.folded, language));
                words.push(self.sought(token, &terms, language));
            }
        }
        (words, meant)
    }

    /// The concepts of a document: those of its title, those of the sentences of its body, and those that it names by
    /// their id (ids of nothing are passed over).
    pub fn link_document(
        &self,
        title: &str,
        body: &str,
        language: Language,
        named: &[&str],
    ) -> ConceptVector {
        let links: Weighted = self
            .links_of_document(title, body, language, named)
            .into_iter()
            .collect();
        ConceptVector::of(self.with_classes(links.clone(), &links), DOCUMENT_CONCEPTS)
    }

    fn links_of_document(
        &self,
        title: &str,
        body: &str,
        language: Language,
        named: &[&str],
    ) -> Map<u32, f32> {
        let mut weights: Map<u32, f32> = Map::default();
        let plain = |text: &str| -> Vec<Vec<(String, f32)>> {
            analysis::tokens(text, language)
                .into_iter()
                .map(|token| self.labelled(&[(token.term, 1.0)], &token.folded, language))
                .collect()
        };
        for (concept, weight) in self.link(&plain(title), language, TITLE_LINKS) {
            *weights.entry(concept).or_default() += weight;
        }
        let sentences: Vec<&str> = sentences(body).collect();
        let each = SENTENCE_WEIGHT / (sentences.len().max(1) as f32).sqrt();
        for sentence in sentences {
            for (concept, weight) in self.link(&plain(sentence), language, SENTENCE_LINKS) {
                *weights.entry(concept).or_default() += each * weight;
            }
        }
        let each = NAMED_WEIGHT / (named.len().max(1) as f32).sqrt();
        for concept in named.iter().filter_map(|id| self.numbers.get(*id)) {
            *weights.entry(*concept).or_default() += each;
        }
        weights
    }

    /// What a text that is linked to these concepts looks for: them, what is related to them, and their classes.
    fn sought_concepts(&self, links: &[(u32, f32)]) -> ConceptVector {
        ConceptVector::of(self.with_classes(self.spread(links), links), QUERY_CONCEPTS)
    }

    /// Adds to weights the classes of these concepts, the heaviest, at [`CLASS_WEIGHT`] of the length of all the others.
    fn with_classes(&self, mut weights: Weighted, links: &[(u32, f32)]) -> Weighted {
        let mut classes: Map<u32, f32> = Map::default();
        for (concept, weight) in links {
            for (class, share) in &self.classes[*concept as usize] {
                *classes.entry(*class).or_default() += weight * share;
            }
        }
        let classes = heaviest(classes.into_iter().collect(), CLASSES_OF_TEXT);
        let length = |squares: f32| squares.sqrt().max(f32::MIN_POSITIVE);
        let squares = |weights: &Weighted| weights.iter().map(|(_, w)| w * w).sum::<f32>();
        let (own, theirs) = (length(squares(&weights)), length(squares(&classes)));
        let classes = classes.into_iter();
        weights.extend(classes.map(|(class, weight)| (class, CLASS_WEIGHT * weight * own / theirs)));
        weights
    }

    /// The terms of a word in its own language: itself, or where nobody knows it what may have been meant.
    fn meant_by(
        &self,
        token: &Token,
        language: Language,
        known: &impl Fn(&str) -> bool,
    ) -> Vec<(String, f32)> {
        let itself = vec![(token.term.clone(), 1.0)];
        let Some(side) = self.side(language) else {
            return itself;
        };
        if side.speller.knows(&token.folded)
            || side.numbers.contains_key(token.term.as_str())
            || known(&token.folded)
        {
            return itself;
        }
        let corrections = side.speller.corrections(&token.folded);
        if corrections.is_empty() {
            itself
        } else {
            corrections
        }
    }

    fn sought(&self, token: Token, meant: &[(String, f32)], language: Language) -> Sought {
        let mut terms: [Vec<(String, f32)>; 3] = Default::default();
        terms[Language::Other.number()] = vec![(token.folded.clone(), UNTRANSLATED_WEIGHT)];
        terms[language.number()] = self.with_synonyms(meant, language);
        let others = Language::ALL
            .into_iter()
            .filter(|other| *other != language && *other != Language::Other);
        for other in others {
            terms[other.number()] = self.translated(meant, &token.folded, language, other);
        }
        let side = self.side(language);
        let concepts = side
            .and_then(|side| Some(side.labelled[*side.numbers.get(meant.first()?.0.as_str())? as usize]))
            .unwrap_or(0.0);
        Sought {
            written: token.written,
            folded: token.folded,
            terms,
            weight: 1.0,
            concepts,
        }
    }

    fn with_synonyms(&self, meant: &[(String, f32)], language: Language) -> Vec<(String, f32)> {
        let mut terms = meant.to_vec();
        let Some(side) = self.side(language) else {
            return terms;
        };
        for (term, weight) in meant {
            let Some(&number) = side.numbers.get(term.as_str()) else {
                continue;
            };
            let related = [
                (&side.synonyms[number as usize], SYNONYM_WEIGHT),
                (&side.associates[number as usize], ASSOCIATE_WEIGHT),
            ];
            for (others, share) in related {
                for (other, strength) in others {
                    add_best(
                        &mut terms,
                        &side.terms[*other as usize],
                        weight * strength * share,
                    );
                }
            }
        }
        terms
    }

    fn translated(
        &self,
        meant: &[(String, f32)],
        folded: &str,
        from: Language,
        to: Language,
    ) -> Vec<(String, f32)> {
        let mut terms = self.translations(meant, from, to);
        // Names are the same in both languages, and a community's own skills stand in both on every listing.
        let itself = if terms.is_empty() {
            UNTRANSLATED_WEIGHT
        } else {
            AS_IT_STANDS_WEIGHT
        };
        add_best(&mut terms, &analysis::stem(folded, to), itself);
        terms
    }

    /// The terms of another language that a word was learnt to stand for, the likeliest of each first.
    fn translations(&self, meant: &[(String, f32)], from: Language, to: Language) -> Vec<(String, f32)> {
        let mut terms: Vec<(String, f32)> = Vec::new();
        if let Some(side) = self.side(from) {
            for (term, weight) in meant {
                let number = side.numbers.get(term.as_str());
                for (other, probability) in number.into_iter().flat_map(|n| &side.translations[*n as usize]) {
                    let other = &self.sides[to.number()].terms[*other as usize];
                    add_best(&mut terms, other, weight * probability);
                }
            }
        }
        terms
    }

    /// What a word is linked by: itself where a label has it, else the words of labels that are built like it.
    fn labelled(&self, terms: &[(String, f32)], folded: &str, language: Language) -> Vec<(String, f32)> {
        let Some(side) = self.side(language) else {
            return terms.to_vec();
        };
        if terms
            .iter()
            .any(|(term, _)| side.numbers.contains_key(term.as_str()))
        {
            return terms.to_vec();
        }
        let alike = side.alike.near(folded).into_iter();
        alike
            .map(|(term, cosine)| (side.terms[term as usize].to_string(), cosine))
            .collect()
    }

    /// The concepts whose labels are most like these words, with weights up to 1.
    fn link(&self, words: &[Vec<(String, f32)>], language: Language, most: usize) -> Weighted {
        sharpened(self.likenesses(words, language, most), most)
    }

    /// The concepts of a query: by the labels of its language, and by those of the other one, through the translations
    /// of its words, as far as there are more of them. ESCO has five English labels for each French one.
    fn link_query(&self, words: &[Vec<(String, f32)>], language: Language) -> Weighted {
        let own = self.likenesses(words, language, QUERY_LINKS);
        let share = self.share_of_counterpart(language);
        let Some(other) = language.counterpart().filter(|_| share >= OTHER_LABELS_MIN) else {
            return sharpened(own, QUERY_LINKS);
        };
        let translated: Vec<Vec<(String, f32)>> = words
            .iter()
            .map(|meant| self.translations(meant, language, other))
            .collect();
        let mut both: Map<u32, f32> = Map::default();
        for (concept, likeness) in own {
            *both.entry(concept).or_default() += (1.0 - share) * likeness;
        }
        for (concept, likeness) in self.likenesses(&translated, other, QUERY_LINKS) {
            *both.entry(concept).or_default() += share * likeness;
        }
        sharpened(both.into_iter().collect(), QUERY_LINKS)
    }

    /// What the labels of the other language say of a query: nothing where they are no more than those of its own.
    fn share_of_counterpart(&self, language: Language) -> f32 {
        let count = |language: Language| self.side(language).map_or(0.0, |side| side.labels_count);
        let (own, other) = (count(language), language.counterpart().map_or(0.0, count));
        OTHER_LABELS_WEIGHT * ((other - own) / (other + own).max(1.0)).max(0.0)
    }

    /// How much the labels of concepts are like these words (each with its alternatives), 0 to 1: of the candidates for
    /// so many links.
    fn likenesses(&self, words: &[Vec<(String, f32)>], language: Language, most: usize) -> Weighted {
        let Some(side) = self.side(language) else {
            return Vec::new();
        };
        // Handed back only when it is clear again, whatever happens meanwhile.
        let mut room = ROOM.take();
        room.fit(self.concepts.len(), side.terms.len());
        let total = self.concepts.len() as f32;
        let mut possible = 0.0;
        let mut seen: Vec<u32> = Vec::new();
        for word in words {
            let known: Weighted = word
                .iter()
                .filter_map(|(term, weight)| Some((*side.numbers.get(term.as_str())?, *weight)))
                .collect();
            let Some(&(first, _)) = known.first() else {
                possible += rarity(total, 1.0) * (K1 + 1.0) / 2.0;
                continue;
            };
            for (term, weight) in &known {
                room.has.raise(*term, *weight);
            }
            if seen.contains(&first) {
                continue;
            }
            seen.push(first);
            possible += rarity(total, side.holders[first as usize].len() as f32) * (K1 + 1.0);
            side.add_scores(&known, total, &mut room);
        }
        let possible = possible.max(f32::MIN_POSITIVE);
        let mut likely = heaviest(room.scores.take(), CANDIDATES * most);
        for (concept, score) in &mut likely {
            let cover = UNCOVERED + (1.0 - UNCOVERED) * side.covered(*concept, &room.has);
            *score = cover * *score / possible;
        }
        room.has.take();
        ROOM.set(room);
        likely
    }

    /// Lets a part of each weight go on along the relations.
    fn spread(&self, links: &[(u32, f32)]) -> Weighted {
        let kept = |concept: u32| match self.concepts[concept as usize].kind {
            ConceptKind::Occupation => 1.0,
            ConceptKind::Skill => SKILL_KEEPS,
        };
        let mut room = ROOM.take();
        room.fit(self.concepts.len(), 0);
        for (concept, weight) in links {
            room.scores.add(*concept, kept(*concept) * weight);
        }
        for (concept, weight) in links {
            let related = &self.relations[*concept as usize];
            let length = related.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
            for (other, strength) in related {
                room.scores.add(*other, SPREAD * weight * strength / length);
            }
        }
        let weights = room.scores.take();
        ROOM.set(room);
        weights
    }
}

impl Side {
    fn number(&mut self, term: &str) -> u32 {
        if let Some(&number) = self.numbers.get(term) {
            return number;
        }
        let number = self.terms.len() as u32;
        self.numbers.insert(term.into(), number);
        self.terms.push(term.into());
        number
    }

    /// Each concept's distinct labels as sets of terms.
    fn read_labels(&mut self, concepts: &[Concept], language: Language) -> Vec<Labels> {
        let mut all = Vec::with_capacity(concepts.len());
        for concept in concepts {
            let mut labels: Labels = Vec::new();
            for label in concept.labels(language) {
                let mut terms: Vec<u32> = Vec::new();
                for token in analysis::tokens(label, language) {
                    self.speller.add(&token.folded, &token.term);
                    terms.push(self.number(&token.term));
                }
                terms.sort_unstable();
                terms.dedup();
                if !terms.is_empty() && !labels.contains(&terms) {
                    labels.push(terms);
                }
            }
            all.push(labels);
        }
        all
    }

    /// Fills the postings of concepts.
    fn hold(&mut self, labels: &[Labels], relations: &[Weighted]) {
        let shares: Vec<Map<u32, f32>> = labels.iter().map(shares).collect();
        self.holders = vec![Vec::new(); self.terms.len()];
        self.labelled = vec![0.0; self.terms.len()];
        for (concept, own) in shares.iter().enumerate() {
            let mut weights: Map<u32, f32> = Map::default();
            for (other, strength) in &relations[concept] {
                for (term, share) in &shares[*other as usize] {
                    *weights.entry(*term).or_default() += strength * share;
                }
            }
            weights.values_mut().for_each(|w| *w = RELATED_WEIGHT * w.sqrt());
            for (term, share) in own {
                *weights.entry(*term).or_default() += LABEL_WEIGHT * share.sqrt();
                self.labelled[*term as usize] += 1.0;
            }
            self.lengths.push(weights.values().sum());
            for (term, weight) in weights {
                self.holders[term as usize].push((concept as u32, weight));
            }
        }
        self.average = self.lengths.iter().sum::<f32>() / self.lengths.len().max(1) as f32;
    }

    fn learn_synonyms(&mut self, labels: &[Labels]) {
        let mut pairs = Vec::new();
        for labels in labels {
            let weight = 1.0 / labels.len().max(1) as f32;
            for (at, from) in labels.iter().enumerate() {
                let others = labels.iter().enumerate().filter(|(other, _)| *other != at);
                pairs.extend(others.map(|(_, to)| Pair { from, to, weight }));
            }
        }
        self.synonyms = translation::learn(&pairs, self.terms.len());
    }

    fn learn_translations(&mut self, own: &[Labels], others: &[Labels]) {
        let mut pairs = Vec::new();
        for (own, others) in own.iter().zip(others) {
            let weight = 1.0 / ((own.len() * others.len()).max(1) as f32).sqrt();
            for from in own {
                pairs.extend(others.iter().map(|to| Pair { from, to, weight }));
            }
        }
        self.translations = translation::learn(&pairs, self.terms.len());
    }

    /// How much a text that has these terms has of the label it has most of, 0 to 1: each term by its rarity.
    fn covered(&self, concept: u32, has: &Sums) -> f32 {
        let cover = |label: &Vec<u32>| {
            let (mut all, mut covered) = (0.0, 0.0);
            for term in label {
                let rarity = self.rarities[*term as usize];
                all += rarity;
                covered += rarity * has.of(*term);
            }
            covered / f32::max(all, f32::MIN_POSITIVE)
        };
        self.labels[concept as usize]
            .iter()
            .map(cover)
            .fold(0.0, f32::max)
    }

    /// BM25 of one word, under any of its terms, in every concept that has it.
    fn add_scores(&self, terms: &[(u32, f32)], total: f32, room: &mut Room) {
        let mut holding = 0.0;
        for (term, weight) in terms {
            let holders = &self.holders[*term as usize];
            holding += weight * holders.len() as f32;
            for (concept, count) in holders {
                room.frequencies.add(*concept, weight * count);
            }
        }
        let rarity = rarity(total, holding);
        for (concept, frequency) in room.frequencies.take() {
            let norm = K1 * (1.0 - B + B * self.lengths[concept as usize] / self.average);
            let score = rarity * frequency * (K1 + 1.0) / (frequency + norm);
            room.scores.add(concept, score);
        }
    }
}

/// Positive numbers of terms or concepts, in a place for each that there is: quicker than a map where many are added to.
#[derive(Debug, Default)]
struct Sums {
    values: Vec<f32>,
    /// Whose number is not 0.
    touched: Vec<u32>,
}

impl Sums {
    fn fit(&mut self, many: usize) {
        if self.values.len() < many {
            self.values.resize(many, 0.0);
        }
    }

    fn of(&self, at: u32) -> f32 {
        self.values[at as usize]
    }

    fn change(&mut self, at: u32, by: impl Fn(f32) -> f32) {
        let value = &mut self.values[at as usize];
        if *value == 0.0 {
            self.touched.push(at);
        }
        *value = by(*value);
    }

    fn add(&mut self, at: u32, more: f32) {
        self.change(at, |value| value + more);
    }

    fn raise(&mut self, at: u32, to: f32) {
        self.change(at, |value| value.max(to));
    }

    /// What there is; afterwards there is nothing.
    fn take(&mut self) -> Weighted {
        let values = &mut self.values;
        let taken = self.touched.drain(..);
        taken
            .map(|at| (at, std::mem::take(&mut values[at as usize])))
            .collect()
    }
}

/// Room for likenesses, kept between queries.
#[derive(Debug, Default)]
struct Room {
    /// Of the terms of a text, each with its weight there.
    has: Sums,
    /// Of concepts: how often they have a word.
    frequencies: Sums,
    scores: Sums,
}

impl Room {
    fn fit(&mut self, concepts: usize, terms: usize) {
        self.has.fit(terms);
        self.frequencies.fit(concepts);
        self.scores.fit(concepts);
    }
}

thread_local! {
    static ROOM: RefCell<Room> = RefCell::default();
}

/// The best of these likenesses as weights of links.
fn sharpened(likenesses: Weighted, most: usize) -> Weighted {
    heaviest(likenesses, most)
        .into_iter()
        .map(|(concept, likeness)| (concept, likeness.powf(SHARPNESS)))
        .collect()
}

/// What words make of the score for a query with these links: less the nearer the nearest label comes to it, for then its
/// concepts say more.
fn words_share(links: &[(u32, f32)]) -> f32 {
    let nearest = links.iter().map(|(_, weight)| *weight).fold(0.0, f32::max);
    WORDS_SHARE - WORDS_SHARE_LESS * nearest.min(1.0).powf(1.0 / SHARPNESS)
}

/// The share of the labels that have each term.
fn shares(labels: &Labels) -> Map<u32, f32> {
    let mut shares: Map<u32, f32> = Map::default();
    let each = 1.0 / labels.len().max(1) as f32;
    for term in labels.iter().flatten() {
        *shares.entry(*term).or_default() += each;
    }
    shares
}

/// Both ways: the skills of each trade, the trades of each skill.
fn relations(concepts: &[Concept]) -> Vec<Weighted> {
    let numbers: Map<&str, u32> = concepts
        .iter()
        .enumerate()
        .map(|(n, c)| (c.id.as_str(), n as u32))
        .collect();
    let mut relations: Vec<Weighted> = vec![Vec::new(); concepts.len()];
    for (number, concept) in concepts.iter().enumerate() {
        for (skills, weight) in [(&concept.essential, 1.0), (&concept.optional, OPTIONAL_WEIGHT)] {
            for skill in skills.iter().filter_map(|id| numbers.get(id.as_str())) {
                relations[number].push((*skill, weight));
                relations[*skill as usize].push((number as u32, weight));
            }
        }
    }
    relations
}

/// The class of each concept, or, where it names none, those of the trades that need it.
/// A class is numbered like a concept, after all of them.
fn classes(concepts: &[Concept], relations: &[Weighted]) -> Vec<Weighted> {
    let mut numbers: Map<&str, u32> = Map::default();
    let mut own: Vec<Weighted> = vec![Vec::new(); concepts.len()];
    for (concept, own) in concepts.iter().zip(&mut own) {
        let class = concept.group.as_str();
        if !class.is_empty() {
            let next = (concepts.len() + numbers.len()) as u32;
            own.push((*numbers.entry(class).or_insert(next), 1.0));
        }
    }
    let of_trades = |related: &Weighted| {
        let mut classes: Map<u32, f32> = Map::default();
        let mut needed = 0.0f32;
        for (trade, strength) in related {
            needed += strength;
            for (class, weight) in &own[*trade as usize] {
                *classes.entry(*class).or_default() += strength * weight;
            }
        }
        // A skill that many trades need says little of each.
        classes.values_mut().for_each(|weight| *weight /= needed.max(1.0));
        heaviest(classes.into_iter().collect(), CLASSES_OF_SKILL)
    };
    let all = own.iter().zip(relations);
    all.map(|(own, related)| {
        if own.is_empty() {
            of_trades(related)
        } else {
            own.clone()
        }
    })
    .collect()
}

/// The words of each trade: its labels, and the preferred labels of its skills.
fn trades(concepts: &[Concept], relations: &[Weighted], labels: &[Labels]) -> Vec<Map<u32, f32>> {
    const ESSENTIAL: f32 = 0.7;
    const OPTIONAL: f32 = 0.3;
    let mut trades = Vec::new();
    for (number, _) in concepts
        .iter()
        .enumerate()
        .filter(|(_, c)| c.kind == ConceptKind::Occupation)
    {
        let mut terms: Map<u32, f32> = labels[number].iter().flatten().map(|term| (*term, 1.0)).collect();
        for (skill, strength) in &relations[number] {
            let weight = if *strength >= 1.0 { ESSENTIAL } else { OPTIONAL };
            for term in labels[*skill as usize].first().into_iter().flatten() {
                let known = terms.entry(*term).or_default();
                *known = known.max(weight);
            }
        }
        trades.push(terms);
    }
    trades
}

/// Adds a term, or keeps the larger of its two weights.
fn add_best(terms: &mut Vec<(String, f32)>, term: &str, weight: f32) {
    match terms.iter_mut().find(|known| known.0 == term) {
        Some(known) => known.1 = known.1.max(weight),
        None => terms.push((term.to_string(), weight)),
    }
}

/// The sentences, lines and items of a text.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ';', '!', '?'])
        .flat_map(|line| line.split(". "))
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retrieval::lexicon;
    use std::sync::LazyLock;

    static LEXICON: LazyLock<Thesaurus> = LazyLock::new(|| Thesaurus::learn(lexicon()));

    fn linked(text: &str, language: Language) -> Vec<&'static str> {
        let query = LEXICON.query(text, language, |_| false);
        let best = heaviest(query.concepts.0, QUERY_CONCEPTS);
        best.into_iter()
            .filter_map(|(n, _)| LEXICON.concepts.get(n as usize))
            .map(|concept| concept.id.as_str())
            .take(3)
            .collect()
    }

    #[test]
    fn what_is_only_related_is_no_word_in_common() {
        let query = LEXICON.query("changer un pneu de vélo", Language::French, |_| true);
        let told = |terms: &[&str], language: Language| {
            let terms = terms.iter().map(|term| term.to_string()).collect();
            query.words_in(&terms, language)
        };
        // A potter's wheel, though tyres have something to do with wheels.
        assert_eq!(
            told(&["throw", "bowl", "wheel"], Language::English),
            Vec::<String>::new()
        );
        assert_eq!(told(&["tyre", "bike"], Language::English), ["vélo", "pneu"]);
        assert_eq!(told(&["pneu"], Language::French), ["pneu"]);
    }

    #[test]
    fn a_wish_is_linked_to_what_it_means() {
        assert!(linked("promener mon chien", Language::French).contains(&"dog-walking"));
        assert!(linked("someone to walk my dog", Language::English).contains(&"dog-walking"));
        assert!(
            linked("promner le chein", Language::French).contains(&"dog-walking"),
            "with slips"
        );
    }

    #[test]
    fn both_languages_meet_in_concepts() {
        let vector = |title: &str, language| LEXICON.link_document(title, "", language, &[]);
        let cosine = |a: &ConceptVector, b: &ConceptVector| -> f32 {
            let b: Map<u32, f32> = b.0.iter().copied().collect();
            a.0.iter().map(|(c, w)| w * b.get(c).unwrap_or(&0.0)).sum()
        };
        let plumber = vector("plumber", Language::English);
        assert!(cosine(&plumber, &vector("plombier", Language::French)) > 0.5);
        assert!(cosine(&plumber, &vector("cours de guitare", Language::French)) < 0.1);
    }

    #[test]
    fn words_count_less_the_nearer_a_label_is() {
        let share = |text: &str| LEXICON.query(text, Language::French, |_| false).words_share;
        assert!(share("plombier") < share("plombier qui vienne bientôt dimanche"));
        assert!(share("plombier qui vienne bientôt dimanche") < share("xqzt"));
        assert_eq!(share("xqzt"), WORDS_SHARE);
        assert!(share("plombier") >= WORDS_SHARE - WORDS_SHARE_LESS);
        let document = LEXICON.query_of_document("plombier", "", Language::French, &[], |_| false);
        assert_eq!(document.words_share, DOCUMENT_WORDS_SHARE);
    }

    #[test]
    fn the_language_of_a_text_is_told() {
        let told = |text: &str| LEXICON.language_of(text, Language::Other);
        assert_eq!(told("je cherche un plombier"), Language::French);
        assert_eq!(told("looking for a plumber"), Language::English);
        assert_eq!(told("plumber"), Language::English);
        assert_eq!(told("plombier"), Language::French);
        assert_eq!(told("xqzt"), Language::Other);
    }

    #[test]
    fn learning_twice_gives_the_same() {
        let again = Thesaurus::learn(lexicon());
        let text = "réparer une machine à laver";
        let one = LEXICON.query(text, Language::French, |_| false);
        let other = again.query(text, Language::French, |_| false);
        assert_eq!(one.concepts, other.concepts);
    }

    fn concept(id: &str, kind: ConceptKind, group: &str, labels: &[&str]) -> Concept {
        Concept {
            id: id.into(),
            kind,
            group: group.into(),
            en: labels.iter().map(|label| label.to_string()).collect(),
            fr: Vec::new(),
            essential: Vec::new(),
            optional: Vec::new(),
        }
    }

    #[test]
    fn a_label_that_stands_whole_in_a_text_is_what_it_means() {
        let skill = |id, labels: &[&str]| concept(id, ConceptKind::Skill, "", labels);
        let thesaurus = Thesaurus::learn(vec![
            skill("road", &["plan road traffic management"]),
            skill("waste", &["waste management"]),
            skill("airway", &["clear the breathing tube", "airway management"]),
            skill("airfield", &["airway traffic planning and charting"]),
        ]);
        let words: Vec<Vec<(String, f32)>> =
            analysis::tokens("keep up airway management during rides", Language::English)
                .into_iter()
                .map(|token| vec![(token.term, 1.0)])
                .collect();
        let links = thesaurus.link(&words, Language::English, QUERY_LINKS);
        assert_eq!(links[0].0, 2, "{links:?}");
        assert!(links.iter().all(|(_, weight)| (0.0..=1.0).contains(weight)));
    }

    #[test]
    fn a_word_that_no_label_has_is_linked_by_its_family() {
        assert!(
            linked("jardineur", Language::French).contains(&"gardener"),
            "{:?}",
            linked("jardineur", Language::French)
        );
    }

    #[test]
    fn trades_of_one_class_are_near() {
        let trade = |id, group, label| concept(id, ConceptKind::Occupation, group, &[label]);
        let thesaurus = Thesaurus::learn(vec![
            trade("plumber", "7126", "plumber"),
            trade("roofer", "7126", "roofer"),
            trade("dentist", "2261", "dentist"),
        ]);
        let vector = |title| thesaurus.link_document(title, "", Language::English, &[]);
        let query = thesaurus.query("plumber", Language::English, |_| false).concepts;
        let cosine = |other: ConceptVector| -> f32 {
            let other: Map<u32, f32> = other.0.into_iter().collect();
            let products = query.0.iter().map(|(c, w)| w * other.get(c).unwrap_or(&0.0));
            products.sum()
        };
        let (same, near, far) = (
            cosine(vector("plumber")),
            cosine(vector("roofer")),
            cosine(vector("dentist")),
        );
        assert!(
            same > 0.99 && near > 0.02 && near < 0.5 && far == 0.0,
            "{same} {near} {far}"
        );
    }

    #[test]
    fn vectors_have_length_one() {
        let vector = LEXICON.link_document(
            "Cours de guitare",
            "Je viens chez vous. Débutants bienvenus!",
            Language::French,
            &[],
        );
        let length: f32 = vector.0.iter().map(|(_, w)| w * w).sum();
        assert!((length - 1.0).abs() < 1e-4);
        assert_eq!(
            LEXICON.link_document("", "", Language::French, &[]),
            ConceptVector::default()
        );
    }
}
