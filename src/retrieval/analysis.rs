//! Words of texts: without case, accents and typographic signs, without the little words, each with its stem.
//!
//! Accents go before stemming, so that « reparation » and « réparation » are one word whoever typed it; French
//! feminines and plurals are folded first, then Snowball takes the ending off.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::char::{decompose_compatible, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Longest word kept, in characters; what is longer is no word.
const WORD_MAX: usize = 40;
/// Words read of one text; a listing has at most a few hundred.
pub const WORDS_MAX: usize = 2_000;

static FRENCH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::French));
static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));
static LITTLE_FRENCH: LazyLock<HashSet<&str>> =
    LazyLock::new(|| LITTLE_FRENCH_WORDS.split_whitespace().collect());
static LITTLE_ENGLISH: LazyLock<HashSet<&str>> =
    LazyLock::new(|| LITTLE_ENGLISH_WORDS.split_whitespace().collect());

/// Articles, pronouns, prepositions and auxiliaries, already folded.
const LITTLE_FRENCH_WORDS: &str = "au aux avec ce ceci cela ces cet cette chez comme comment dans de des dont du elle elles en \
     entre est et eu eux il ils je la le les leur leurs lui ma mais me meme memes mes moi mon ne ni nos notre nous on \
     ont ou par pas plus pour pourquoi qu quand que quel quelle quelles quels qui quoi sa sans se ses si son sont sous \
     sur ta te tes toi ton tu un une vos votre vous etre etait ete suis sommes etes sera serait ai as avez avons avait \
     aurait fait faire peut peux pouvez tout toute tous toutes tres aussi alors ainsi puis lors deja encore bonjour \
     merci jusqu lorsqu puisqu quelqu aujourd afin vers";
const LITTLE_ENGLISH_WORDS: &str = "about after all also am an and any are as at be been before being but by can could did do \
     does doing for from had has have having he her here hers him his how if in into is it its just me more most my \
     no nor not of off on once only or other our ours out over own please same she should so some such than thanks \
     that the their theirs them then there these they this those through to too under until up us very was we were \
     what when where which while who whom why will with would you your yours";

/// The language a text is written in, as far as words are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    French,
    English,
    /// Any other: its words are taken as they are.
    Other,
}

impl Language {
    pub const ALL: [Language; 3] = [Language::French, Language::English, Language::Other];

    /// From a code such as `fr`, `en-GB`, `es`.
    pub fn of(code: &str) -> Language {
        match code.get(..2) {
            Some("fr") => Language::French,
            Some("en") => Language::English,
            _ => Language::Other,
        }
    }

    /// The language that taxonomies give labels in besides this one.
    pub fn counterpart(self) -> Option<Language> {
        match self {
            Language::French => Some(Language::English),
            Language::English => Some(Language::French),
            Language::Other => None,
        }
    }

    pub(super) fn number(self) -> usize {
        self as usize
    }
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// As written, in lower case: for reasons that people read.
    pub written: String,
    /// Without accents.
    pub folded: String,
    /// What it stands under in an index: its stem.
    pub term: String,
}

/// A text without case, accents, ligatures and width variants.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else {
            // Letter by letter: the order of marks, which normalization also settles, does not matter where they go.
            decompose_compatible(c, |part| {
                if !is_combining_mark(part) {
                    part.to_lowercase().for_each(|c| push_folded(&mut folded, c));
                }
            });
        }
    }
    folded
}

fn push_folded(folded: &mut String, c: char) {
    match c {
        'œ' => folded.push_str("oe"),
        'æ' => folded.push_str("ae"),
        'ß' => folded.push_str("ss"),
        'ø' => folded.push('o'),
        c => folded.push(c),
    }
}

/// Whether a folded word is one of the little ones of a language.
pub fn is_little(word: &str, language: Language) -> bool {
    match language {
        Language::French => LITTLE_FRENCH.contains(word),
        Language::English => LITTLE_ENGLISH.contains(word),
        Language::Other => LITTLE_FRENCH.contains(word) || LITTLE_ENGLISH.contains(word),
    }
}

/// Calls `take` with every word of a text as written and folded, little ones too. Any apostrophe, dash or space ends a
/// word.
fn each_word(text: &str, mut take: impl FnMut(&str, String)) {
    let composed: Cow<'_, str> = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.into(),
        _ => text.nfc().collect(),
    };
    composed
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
        .for_each(|word| {
            let folded: String = fold(word)
                .chars()
                .filter(|c| c.is_alphanumeric())
                .take(WORD_MAX)
                .collect();
            take(word, folded);
        });
}

/// The words of a text that carry meaning, folded, in order.
pub fn words(text: &str, language: Language) -> Vec<String> {
    let mut found = Vec::new();
    each_word(text, |_, folded| {
        if folded.chars().count() >= 2 && !is_little(&folded, language) {
            found.push(folded);
        }
    });
    found
}

/// The words of a text that carry meaning, folded, with spaces between them.
pub fn read_words(text: &str, language: Language) -> String {
    words(text, language).join(" ")
}

/// The words of a text that carry meaning, with their stems, in order.
pub fn tokens(text: &str, language: Language) -> Vec<Token> {
    let mut found = Vec::new();
    each_word(text, |written, folded| {
        if folded.chars().count() >= 2 && !is_little(&folded, language) {
            found.push(Token {
                written: written.to_lowercase(),
                term: stem(&folded, language),
                folded,
            });
        }
    });
    found
}

/// The stem of a folded word.
pub fn stem(folded: &str, language: Language) -> String {
    match language {
        Language::French => FRENCH.stem(&masculine_singular(folded)).to_string(),
        Language::English => ENGLISH.stem(folded).to_string(),
        Language::Other => folded.to_string(),
    }
}

/// Folds the commonest French plurals and feminines that the stemmer tells apart (`couturières` → `couturier`).
/// Other words may come out odd, but always the same way on both sides.
fn masculine_singular(word: &str) -> String {
    if word.len() < 4 || !word.is_ascii() {
        return word.to_string();
    }
    let singular = match word {
        "travaux" => "travail".to_string(),
        w if w.ends_with("eaux") => w[..w.len() - 1].to_string(),
        w if w.ends_with("aux") && w.len() > 5 => format!("{}al", &w[..w.len() - 3]),
        w if (w.ends_with('s') && !w.ends_with("ss")) || w.ends_with('x') => w[..w.len() - 1].to_string(),
        w => w.to_string(),
    };
    const FEMININES: &[(&str, &str)] = &[
        ("euse", "eur"),
        ("trice", "teur"),
        ("ere", "er"),
        ("ienne", "ien"),
        ("onne", "on"),
        ("elle", "el"),
        ("ive", "if"),
        ("ee", "er"),
    ];
    for (feminine, masculine) in FEMININES {
        if let Some(root) = singular.strip_suffix(feminine)
            && root.len() >= 2
        {
            return format!("{root}{masculine}");
        }
    }
    singular
}

/// How many of a text's words are little words of French, and of English: what language it is in, where that shows.
pub fn little_words(text: &str) -> (usize, usize) {
    let (mut french, mut english) = (0, 0);
    each_word(text, |_, folded| {
        french += usize::from(LITTLE_FRENCH.contains(folded.as_str()));
        english += usize::from(LITTLE_ENGLISH.contains(folded.as_str()));
    });
    (french, english)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str, language: Language) -> Vec<String> {
        tokens(text, language).into_iter().map(|t| t.term).collect()
    }

    #[test]
    fn typography_and_accents_make_no_difference() {
        assert_eq!(fold("Œuvre d’ÉTÉ"), "oeuvre d’ete");
        assert_eq!(
            words("L’élection\u{a0}: « Les Élections »", Language::French),
            ["election", "elections"]
        );
        assert_eq!(
            terms("l'élection", Language::French),
            terms("L’ELECTION", Language::French)
        );
        assert!(words("de la le pour", Language::French).is_empty());
    }

    /// Every pair of forms shares a stem.
    #[test]
    fn forms_of_a_word_meet() {
        for (one, other) in [
            ("sites", "site"),
            ("elections", "élection"),
            ("couturière", "couturiers"),
            ("développeuse", "développeur"),
            ("traductrice", "traducteurs"),
            ("journaux", "journal"),
            ("travaux", "travail"),
            ("tableaux", "tableau"),
            ("publiée", "publier"),
            ("conseillère", "conseiller"),
            ("informaticienne", "informaticien"),
            ("créations", "création"),
        ] {
            assert_eq!(
                terms(one, Language::French),
                terms(other, Language::French),
                "{one} {other}"
            );
        }
        for (one, other) in [
            ("websites", "website"),
            ("repairing", "repair"),
            ("repaired", "repairs"),
        ] {
            assert_eq!(
                terms(one, Language::English),
                terms(other, Language::English),
                "{one} {other}"
            );
        }
    }

    #[test]
    fn different_words_stay_apart() {
        for (one, other) in [
            ("vélo", "voile"),
            ("site", "situation"),
            ("cours", "course"),
            ("page", "pagaie"),
        ] {
            assert_ne!(
                terms(one, Language::French),
                terms(other, Language::French),
                "{one} {other}"
            );
        }
    }

    #[test]
    fn hostile_texts_are_cut_short() {
        let endless = "a".repeat(100_000);
        assert_eq!(terms(&endless, Language::English)[0].len(), WORD_MAX);
        let many = "chat ".repeat(100_000);
        assert_eq!(terms(&many, Language::French).len(), WORDS_MAX);
        assert!(terms("\u{0}\u{1}\u{7}\n\t", Language::French).is_empty());
    }

    #[test]
    fn little_words_tell_the_language() {
        assert_eq!(little_words("je cherche quelqu’un pour mon chien"), (5, 0));
        assert_eq!(little_words("someone to walk the dog"), (0, 2));
    }

    proptest::proptest! {
        /// Letter by letter comes to the same as the whole text decomposed at once.
        #[test]
        fn folding_is_compatible_decomposition_without_marks(text in "\\PC{0,40}|[a-zA-Zà-ÿĀ-ſ\u{300}-\u{320}]{0,20}") {
            let whole: String = text
                .nfkd()
                .filter(|c| !is_combining_mark(*c))
                .flat_map(char::to_lowercase)
                .map(|c| match c {
                    'œ' => "oe".to_string(),
                    'æ' => "ae".to_string(),
                    'ß' => "ss".to_string(),
                    'ø' => "o".to_string(),
                    c => c.to_string(),
                })
                .collect();
            proptest::prop_assert_eq!(fold(&text), whole);
        }
    }
}
