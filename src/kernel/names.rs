//! Texts that people type, parsed once at the door: trimmed, NFC, no control characters, bounded length.

use super::errors::Refusal;
use unicode_normalization::UnicodeNormalization;

/// One line of text: trimmed, inner white space folded to single spaces, 1..=`max` characters.
pub fn line(field: &'static str, value: &str, max: usize) -> Result<String, Refusal> {
    let text = value
        .nfc()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    check(field, text, max)
}

/// Several lines of text: trimmed, line ends as `\n`, 1..=`max` characters.
pub fn paragraphs(field: &'static str, value: &str, max: usize) -> Result<String, Refusal> {
    let text: String = value
        .nfc()
        .collect::<String>()
        .replace("\r\n", "\n")
        .trim()
        .to_string();
    check(field, text, max)
}

/// As [`line`], where nothing typed means `None`.
pub fn optional_line(
    field: &'static str,
    value: Option<&str>,
    max: usize,
) -> Result<Option<String>, Refusal> {
    value
        .filter(|v| !v.trim().is_empty())
        .map(|v| line(field, v, max))
        .transpose()
}

/// As [`paragraphs`], where nothing typed means `None`.
pub fn optional_paragraphs(
    field: &'static str,
    value: Option<&str>,
    max: usize,
) -> Result<Option<String>, Refusal> {
    value
        .filter(|v| !v.trim().is_empty())
        .map(|v| paragraphs(field, v, max))
        .transpose()
}

fn check(field: &'static str, text: String, max: usize) -> Result<String, Refusal> {
    if text.is_empty() {
        return Err(Refusal::invalid("text-empty", field));
    }
    if text.chars().any(is_refused) {
        return Err(Refusal::invalid("text-control-characters", field));
    }
    if text.chars().count() > max {
        return Err(Refusal::invalid("text-too-long", field).with("max", max));
    }
    Ok(text)
}

/// Control characters and the bidirectional overrides that make a text read other than it is.
pub fn is_refused(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A text as searching compares it: lower case, without accents.
pub fn folded(text: &str) -> String {
    text.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// A person's or organisation's name as others read it, 1..=80 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayName(String);
impl DisplayName {
    pub fn parse(field: &'static str, value: &str) -> Result<Self, Refusal> {
        line(field, value, 80).map(DisplayName)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An e-mail address: what was typed, and a folded form (lower case) under which it is unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    typed: String,
    folded: String,
}
impl Email {
    /// Refuses what no mail server would take: no `@`, white space, several addresses, over 254 octets (RFC 5321).
    pub fn parse(field: &'static str, value: &str) -> Result<Self, Refusal> {
        let typed: String = value.trim().nfc().collect();
        let invalid = || Refusal::invalid("email-invalid", field);
        let (local, domain) = typed.rsplit_once('@').ok_or_else(invalid)?;
        let plain = |c: char| {
            !c.is_whitespace()
                && !c.is_control()
                && !matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"' | '\\' | ':')
        };
        let well_formed = (1..=64).contains(&local.len())
            && !local.contains('@')
            && typed.len() <= 254
            && typed.chars().all(plain)
            && domain
                .split('.')
                .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
            && domain
                .chars()
                .all(|c| c.is_alphanumeric() || c == '.' || c == '-')
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        if !well_formed {
            return Err(invalid());
        }
        let folded = typed.to_lowercase();
        Ok(Email { typed, folded })
    }
    pub fn as_str(&self) -> &str {
        &self.typed
    }
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

/// The name of an ecosystem in addresses: `[a-z0-9]` and inner hyphens, 2..=40 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slug(String);
impl Slug {
    pub fn parse(field: &'static str, value: &str) -> Result<Self, Refusal> {
        let ok = (2..=40).contains(&value.len())
            && value
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !value.starts_with('-')
            && !value.ends_with('-');
        if ok {
            Ok(Slug(value.to_string()))
        } else {
            Err(Refusal::invalid("slug-invalid", field))
        }
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_folded_and_bounded() {
        assert_eq!(line("name", "  Maëlle \t Perrot ", 80).unwrap(), "Maëlle Perrot");
        assert_eq!(line("name", "   ", 80).unwrap_err().code, "text-empty");
        assert_eq!(
            line("name", "a\u{0}b", 80).unwrap_err().code,
            "text-control-characters"
        );
        assert_eq!(
            line("name", &"é".repeat(81), 80).unwrap_err().code,
            "text-too-long"
        );
        assert_eq!(paragraphs("body", " a\r\nb ", 80).unwrap(), "a\nb");
        assert_eq!(
            line("name", "x\u{202E}y", 80).unwrap_err().code,
            "text-control-characters"
        );
    }

    #[test]
    fn folding_makes_accents_and_case_equal() {
        assert_eq!(folded("Éloïse CHAMBÉRY"), "eloise chambery");
    }

    #[test]
    fn email_addresses() {
        assert_eq!(
            Email::parse("email", " Ana@Exemple.FR ").unwrap().folded(),
            "ana@exemple.fr"
        );
        for bad in [
            "",
            "ana",
            "@x.fr",
            "ana@",
            "a b@x.fr",
            "a@x..fr",
            "a@x.fr, b@x.fr",
            "a@-x.fr",
            "a\r\nBcc: b@x.fr",
        ] {
            assert!(Email::parse("email", bad).is_err(), "{bad:?}");
        }
    }
}
