//! The minutes of an assembly as documents: Markdown to keep, and a page of its own to print. In the reader's language
//! and the community's time zone.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;

use super::Answer;
use crate::governance::assembly::{AttendeeView, CollegeVoices, How, ItemVote, Minutes};
use crate::i18n::{self, Arg, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};

/// How minutes are put into words.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    pub locale: Locale,
    pub zone: chrono_tz::Tz,
}

impl Words {
    pub fn t(&self, key: &str) -> String {
        i18n::text(self.locale, key)
    }
    pub fn t1(&self, key: &str, name: &str, value: impl Into<Arg>) -> String {
        i18n::text_with(self.locale, key, &[(name, value.into())])
    }
    pub fn word(&self, prefix: &str, word: &impl ToString) -> String {
        self.t(&format!("{prefix}-{}", word.to_string()))
    }
    pub fn moment(&self, at: &Moment) -> String {
        i18n::moment(self.locale, *at, self.zone)
    }
    /// `18:30`.
    pub fn hour(&self, at: &Moment) -> String {
        at.local(self.zone).format("%H:%M").to_string()
    }
    pub fn college<'a>(&self, college: &'a CollegeVoices) -> &'a str {
        match self.locale {
            Locale::Fr => &college.name_fr,
            Locale::En => &college.name_en,
        }
    }
    /// The decision's sentence.
    pub fn decision(&self, vote: &ItemVote) -> String {
        let decision = vote.decision.as_ref();
        decision.map_or_else(String::new, |decision| match self.locale {
            Locale::Fr => decision.summary_fr.clone(),
            Locale::En => decision.summary_en.clone(),
        })
    }
    /// `18:30–20:00, 20:30–21:00 (remote)`.
    pub fn stays(&self, attendee: &AttendeeView) -> String {
        let stays: Vec<String> = attendee
            .stays
            .iter()
            .map(|(arrived, left)| match left {
                Some(left) => format!("{}–{}", self.hour(arrived), self.hour(left)),
                None => format!("{}–…", self.hour(arrived)),
            })
            .collect();
        match attendee.how {
            How::InPerson => stays.join(", "),
            How::Remote => format!("{} ({})", stays.join(", "), self.t("attendance-remote")),
        }
    }
    /// Ballots, roll and quorum of a vote.
    pub fn figures(&self, vote: &ItemVote) -> String {
        match vote.quorum {
            None => String::new(),
            Some(quorum) => i18n::text_with(
                self.locale,
                "minutes-vote-figures",
                &[
                    ("cast", vote.turnout.into()),
                    ("roll", vote.roll_size.into()),
                    ("quorum", quorum.into()),
                ],
            ),
        }
    }
    pub fn markdown(&self, source: &str) -> String {
        super::pages::markdown(source)
    }
    /// Text that people typed on one line, as Markdown that shows it as it is.
    pub fn plain(&self, text: &str) -> String {
        let mut escaped = String::with_capacity(text.len());
        for c in text.chars() {
            if matches!(
                c,
                '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~'
            ) {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        escaped
    }
    /// Markdown that people typed, as a quotation: its headings and lists stay inside.
    pub fn quoted(&self, source: &str) -> String {
        let lines: Vec<String> = source
            .lines()
            .map(|line| format!("> {line}").trim_end().to_string())
            .collect();
        lines.join("\n")
    }
}

#[derive(Template)]
#[template(
    config = "web/askama.toml",
    path = "assemblies/minutes.md",
    whitespace = "preserve"
)]
struct MarkdownMinutes<'a> {
    m: &'a Minutes,
    words: &'a Words,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "assemblies/minutes.html")]
struct HtmlMinutes<'a> {
    m: &'a Minutes,
    words: &'a Words,
}

/// The minutes as Markdown.
pub fn markdown(minutes: &Minutes, words: &Words) -> Result<String> {
    let page = MarkdownMinutes { m: minutes, words };
    let text = page.render().map_err(Error::internal)?;
    // A loop or a condition that says nothing leaves its line empty: one empty line is enough anywhere.
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    Ok(lines.join("\n").trim_end().to_string() + "\n")
}

/// The minutes as a page of its own, without the frame of the others.
pub fn html(minutes: &Minutes, words: &Words) -> Result<String> {
    HtmlMinutes { m: minutes, words }
        .render()
        .map_err(Error::internal)
}

/// The Markdown as a file to keep.
pub fn markdown_file(minutes: &Minutes, words: &Words) -> Answer {
    let day = minutes.assembly.starts_at.date_in(words.zone);
    let name = format!("{}-{}-{day}.md", words.t("minutes-file"), minutes.assembly.number);
    Ok(HttpResponse::Ok()
        .content_type("text/markdown; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(markdown(minutes, words)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_stays_text() {
        let words = Words {
            locale: Locale::En,
            zone: chrono_tz::Europe::Paris,
        };
        assert_eq!(words.plain("# *Bo* <b>"), "\\# \\*Bo\\* \\<b\\>");
        assert_eq!(words.quoted("# a\n\n- b"), "> # a\n>\n> - b");
    }
}
