//! What a mail says, as one content model, and the two templates that write it: plain text and HTML. The HTML has its
//! styles inline and fetches nothing, because mail programs drop style sheets and tell senders about fetched pictures.

use askama::Template;

use crate::i18n::{self, Locale};
use crate::kernel::errors::{Error, Result};

/// Characters of a line of the plain text (RFC 5322 suggests 78).
const LINE: usize = 76;
const SIGNATURE: &str = "-- ";

/// A mail's content, in the reader's language.
#[derive(Debug, Clone)]
pub struct Letter {
    pub locale: Locale,
    pub heading: String,
    pub greeting: String,
    pub paragraphs: Vec<String>,
    pub facts: Vec<Fact>,
    /// What a daily summary lists.
    pub items: Vec<Item>,
    /// The one thing to do.
    pub action: Option<Action>,
    /// After the action: what happens otherwise, how long the link lasts.
    pub after: Vec<String>,
    /// Who writes: the community, or the server.
    pub sender: String,
    /// Why the reader gets this.
    pub why: String,
    /// Where each kind of mail can be chosen.
    pub preferences_url: Option<String>,
    pub unsubscribe_url: Option<String>,
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    pub label: String,
    pub url: String,
}

/// One line of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub text: String,
    /// When it happened, as people write it.
    pub when: String,
    pub url: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "mail/layout.html")]
struct Html<'a> {
    letter: &'a Letter,
    preferences_label: String,
    unsubscribe_label: String,
}

#[derive(Template)]
#[template(
    config = "web/askama.toml",
    path = "mail/layout.txt",
    escape = "none",
    whitespace = "preserve"
)]
struct Text<'a> {
    letter: &'a Letter,
    preferences_label: String,
    unsubscribe_label: String,
}

impl Letter {
    /// What stands between a name and its value: French puts a no-break space before the colon.
    fn colon(&self) -> &'static str {
        match self.locale {
            Locale::Fr => "\u{a0}:",
            Locale::En => ":",
        }
    }

    /// The plain text and the HTML of this letter.
    pub fn render(&self) -> Result<(String, String)> {
        let preferences_label = i18n::text(self.locale, "mail-preferences");
        let unsubscribe_label = i18n::text(self.locale, "mail-unsubscribe");
        let html = Html {
            letter: self,
            preferences_label: preferences_label.clone(),
            unsubscribe_label: unsubscribe_label.clone(),
        };
        let text = Text {
            letter: self,
            preferences_label,
            unsubscribe_label,
        };
        Ok((
            tidy(&text.render().map_err(Error::internal)?),
            html.render().map_err(Error::internal)?,
        ))
    }
}

/// Wraps long lines (never a link), keeps at most one empty line in a row, ends lines as mail does.
fn tidy(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        // The mark before a signature is the one line that ends with a space (RFC 3676, 4.3).
        if line == SIGNATURE {
            lines.push(line.to_string());
            continue;
        }
        let line = line.trim_end();
        if line.is_empty() {
            if lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(String::new());
            }
        } else {
            lines.extend(wrap(line));
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\r\n") + "\r\n"
}

fn wrap(line: &str) -> Vec<String> {
    let indent: String = line.chars().take_while(|c| *c == ' ').collect();
    // What follows a list's dash stands under its first word.
    let hanging = if line.trim_start().starts_with("- ") {
        format!("{indent}  ")
    } else {
        indent.clone()
    };
    let mut lines = Vec::new();
    let mut current = indent;
    let mut is_first = true;
    // A no-break space (before French punctuation) holds its words together.
    for word in line.split([' ', '\t']).filter(|w| !w.is_empty()) {
        if !is_first && current.chars().count() + 1 + word.chars().count() > LINE {
            lines.push(std::mem::replace(&mut current, hanging.clone()));
            is_first = true;
        }
        if !is_first {
            current.push(' ');
        }
        current.push_str(word);
        is_first = false;
    }
    lines.push(current);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            locale: Locale::Fr,
            heading: "Camille <b>propose</b>".into(),
            greeting: "Bonjour Malo,".into(),
            paragraphs: vec!["Un texte assez long pour devoir passer à la ligne, parce qu'il a plus de soixante-seize signes.".into()],
            facts: vec![Fact { name: "Durée".into(), value: "2 h".into() }],
            items: Vec::new(),
            action: Some(Action { label: "Voir l'échange".into(), url: "https://commonhour.test/exchanges/0190?a=1&b=2".into() }),
            after: Vec::new(),
            sender: "Coopérative".into(),
            why: "Parce que.".into(),
            preferences_url: None,
            unsubscribe_url: Some(format!("https://commonhour.test/unsubscribe?token={}", "x".repeat(90))),
        }
    }

    #[test]
    fn text_is_wrapped_and_links_are_whole() {
        let (text, html) = letter().render().unwrap();
        for line in text.split("\r\n") {
            assert!(
                line.chars().count() <= LINE || line.contains("https://"),
                "{line:?}"
            );
        }
        assert!(text.contains(&"x".repeat(90)));
        assert!(text.contains("https://commonhour.test/exchanges/0190?a=1&b=2"));
        assert!(!text.contains("\r\n\r\n\r\n"), "{text}");
        assert!(!html.contains("<b>propose"), "what people typed is escaped");
        assert!(!html.contains("<img") && !html.contains("<style") && !html.contains("<link"));
        assert!(html.contains("lang=\"fr\""));
    }
}
