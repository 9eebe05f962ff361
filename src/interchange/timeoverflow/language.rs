//! Which language a short text is in, from the small words that only one of them uses.

/// Words that tell French, Spanish and English apart; those two of them share stand in none.
const FRENCH: &[&str] = &[
    "le", "les", "des", "du", "et", "une", "un", "pour", "avec", "je", "vous", "dans", "sur", "aux", "au",
    "mon", "mes", "votre", "vos", "nous", "est", "suis", "cherche", "propose", "cours", "aide", "à", "ou",
    "chez", "besoin", "heure", "heures", "ce", "cette", "qui", "pas", "petits", "petit", "être", "qu", "d",
    "l", "j", "donne",
];
const SPANISH: &[&str] = &[
    "el",
    "los",
    "las",
    "del",
    "y",
    "una",
    "para",
    "con",
    "yo",
    "usted",
    "por",
    "mi",
    "mis",
    "su",
    "sus",
    "nosotros",
    "es",
    "soy",
    "busco",
    "ofrezco",
    "clases",
    "ayuda",
    "o",
    "necesito",
    "hora",
    "horas",
    "este",
    "esta",
    "que",
    "al",
    "pequeños",
    "doy",
    "puedo",
    "tengo",
    "más",
    "niños",
    "niñas",
    "hogar",
    "español",
    "inglés",
    "casa",
    "arreglo",
];
const ENGLISH: &[&str] = &[
    "the", "and", "for", "with", "you", "your", "my", "of", "to", "in", "at", "i", "is", "are", "can",
    "need", "help", "offer", "lessons", "looking", "hour", "hours", "this", "that", "who", "not", "small",
    "we", "our", "from", "or", "home", "any", "some", "it", "be", "will", "have",
];

/// `fr`, `es` or `en`; `otherwise` where the text does not say.
pub fn guess(text: &str, otherwise: &'static str) -> &'static str {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty())
        .collect();
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count();
    // Letters and marks that only Spanish has weigh as words do.
    let spanish_marks = lower
        .chars()
        .filter(|c| matches!(c, 'ñ' | '¿' | '¡' | 'á' | 'í' | 'ó' | 'ú'))
        .count();
    let french_marks = lower
        .chars()
        .filter(|c| matches!(c, 'ç' | 'è' | 'ê' | 'à' | 'ù' | 'û' | 'î' | 'œ' | 'ô'))
        .count();
    let scores = [
        (count(FRENCH) + french_marks, "fr"),
        (count(SPANISH) + spanish_marks, "es"),
        (count(ENGLISH), "en"),
    ];
    let best = scores.iter().map(|(score, _)| *score).max().unwrap_or(0);
    let mut leaders = scores.iter().filter(|(score, _)| *score == best);
    match (best, leaders.next(), leaders.next()) {
        (1.., Some((_, language)), None) => language,
        _ => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts() {
        for (text, expected) in [
            ("Cours de guitare pour débutants, je me déplace chez vous", "fr"),
            ("Clases de guitarra para principiantes, voy a tu casa", "es"),
            ("Guitar lessons for beginners, I can come to your home", "en"),
            ("Cuidado de niños", "es"),
            ("Garde d’enfants le mercredi", "fr"),
            ("Yoga", "en"),
            ("", "en"),
        ] {
            assert_eq!(guess(text, "en"), expected, "{text}");
        }
    }
}
