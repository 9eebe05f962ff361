//! From our fields to RFC 5322. Whatever people typed (names, titles) can only ever become the value of one header:
//! control characters are taken out before, and what the machine makes (ids, links) is refused when it is not plain.

use lettre::address::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use super::{Failure, SendError};
use crate::kernel::clock::Moment;

/// Longest subject, in characters; a longer one is cut with an ellipsis.
const SUBJECT_MAX: usize = 150;

/// One mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub to_name: String,
    pub to_address: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Unique, without angle brackets; the same on every attempt, so that a mail sent twice can be told as one.
    pub message_id: String,
    /// The thread it belongs to: ids without angle brackets.
    pub references: Vec<String>,
    pub in_reply_to: Option<String>,
    /// RFC 2919, without angle brackets.
    pub list_id: Option<String>,
    /// RFC 8058: one POST to this address stops mails of this kind.
    pub unsubscribe_url: Option<String>,
    /// RFC 3834: nobody wrote this by hand, so no out-of-office answer may come back.
    pub auto_submitted: bool,
}

impl Message {
    pub(super) fn build(&self, from: &Mailbox, now: Moment) -> Result<lettre::Message, SendError> {
        let address: Address = self
            .to_address
            .parse()
            .map_err(|e| unsendable(format!("the address cannot be used: {e}")))?;
        let name = one_line(&self.to_name);
        let to = Mailbox::new(Some(name).filter(|n| !n.is_empty()), address);
        let seconds = u64::try_from(now.unix_seconds()).unwrap_or(0);
        let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        let mut builder = lettre::Message::builder()
            .date(at)
            .from(from.clone())
            .to(to)
            .subject(short(&one_line(&self.subject)))
            .message_id(Some(bracketed("message_id", &self.message_id)?));
        if let Some(id) = &self.in_reply_to {
            builder = builder.in_reply_to(bracketed("in_reply_to", id)?);
        }
        if !self.references.is_empty() {
            let ids: Result<Vec<String>, SendError> = self
                .references
                .iter()
                .map(|id| bracketed("references", id))
                .collect();
            builder = builder.references(ids?.join(" "));
        }
        if let Some(id) = &self.list_id {
            builder = builder.raw_header(header("List-Id", bracketed("list_id", id)?));
        }
        if let Some(url) = &self.unsubscribe_url {
            builder = builder
                .raw_header(header("List-Unsubscribe", bracketed("unsubscribe_url", url)?))
                .raw_header(header(
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click".to_string(),
                ));
        }
        if self.auto_submitted {
            builder = builder.raw_header(header("Auto-Submitted", "auto-generated".to_string()));
        }
        builder
            .multipart(MultiPart::alternative_plain_html(
                self.text.clone(),
                self.html.clone(),
            ))
            .map_err(|e| unsendable(format!("the mail cannot be written: {e}")))
    }
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn unsendable(why: String) -> SendError {
    SendError {
        class: Failure::Unsendable,
        why,
    }
}

/// Any white space and control characters as one space.
fn one_line(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| {
            if c.is_control() || c.is_whitespace() {
                ' '
            } else {
                c
            }
        })
        .collect();
    plain
        .split(' ')
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn short(subject: &str) -> String {
    if subject.chars().count() <= SUBJECT_MAX {
        return subject.to_string();
    }
    let head: String = subject.chars().take(SUBJECT_MAX - 1).collect();
    format!("{}…", head.trim_end())
}

/// `<value>`, if it is visible ASCII that cannot end the brackets or the line.
fn bracketed(field: &str, value: &str) -> Result<String, SendError> {
    let plain = !value.is_empty()
        && value.len() <= 900
        && value
            .bytes()
            .all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>'));
    if plain {
        Ok(format!("<{value}>"))
    } else {
        Err(unsendable(format!(
            "{field} has characters that no header may carry"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message {
            to_name: "Maëlle Perrot".into(),
            to_address: "maelle@exemple.fr".into(),
            subject: "Été : 2 h à rendre".into(),
            text: "Bonjour".into(),
            html: "<p>Bonjour</p>".into(),
            message_id: "1@commonhour.test".into(),
            references: vec!["exchange.2@commonhour.test".into()],
            in_reply_to: Some("exchange.2@commonhour.test".into()),
            list_id: Some("exchanges.alpes.commonhour.test".into()),
            unsubscribe_url: Some("https://commonhour.test/unsubscribe?token=abc".into()),
            auto_submitted: true,
        }
    }

    fn written(message: &Message) -> Result<String, SendError> {
        let from: Mailbox = "Commonhour <no-reply@commonhour.test>".parse().unwrap();
        let at = Moment::parse_rfc3339("2026-11-22T08:00:00Z").unwrap();
        message
            .build(&from, at)
            .map(|m| String::from_utf8(m.formatted()).unwrap())
    }

    /// The names of the headers before the first empty line, folded lines left out.
    fn header_names(mail: &str) -> Vec<String> {
        let head = mail.split("\r\n\r\n").next().unwrap();
        head.split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split(':').next().unwrap().to_string())
            .collect()
    }

    #[test]
    fn every_header_is_there_once() {
        let mail = written(&message()).unwrap();
        let mut names = header_names(&mail);
        names.sort();
        assert_eq!(
            names,
            [
                "Auto-Submitted",
                "Content-Type",
                "Date",
                "From",
                "In-Reply-To",
                "List-Id",
                "List-Unsubscribe",
                "List-Unsubscribe-Post",
                "MIME-Version",
                "Message-ID",
                "References",
                "Subject",
                "To",
            ]
        );
        assert!(
            mail.contains("Date: Sun, 22 Nov 2026 08:00:00 +0000\r\n"),
            "{mail}"
        );
        assert!(mail.contains("Message-ID: <1@commonhour.test>\r\n"), "{mail}");
        assert!(
            mail.contains("multipart/alternative")
                && mail.contains("text/plain")
                && mail.contains("text/html")
        );
        assert!(mail.is_ascii(), "what leaves must pass any relay");
    }

    #[test]
    fn nothing_typed_can_add_a_header() {
        let evil = "x\r\nBcc: thief@evil.example\r\n\r\n<script>\u{0}\u{2028}Bcc: y";
        let mut m = message();
        m.subject = evil.into();
        m.to_name = evil.into();
        m.text = format!("{evil}\r\n.\r\nMAIL FROM:<a@b.example>");
        let mail = written(&m).unwrap();
        let head = mail.split("\r\n\r\n").next().unwrap();
        assert!(
            !header_names(&mail).iter().any(|n| n.eq_ignore_ascii_case("bcc")),
            "{head}"
        );
        assert_eq!(header_names(&mail).len(), 13, "{head}");
        for field in ["id", "ref", "reply", "list", "url"] {
            let mut m = message();
            match field {
                "id" => m.message_id = evil.into(),
                "ref" => m.references = vec![evil.into()],
                "reply" => m.in_reply_to = Some("a> <b".into()),
                "list" => m.list_id = Some("été".into()),
                _ => m.unsubscribe_url = Some("https://x/ y".into()),
            }
            assert_eq!(written(&m).unwrap_err().class, Failure::Unsendable, "{field}");
        }
        for address in [
            "a@b.example\r\nBcc: c@d.example",
            "a@b.example, c@d.example",
            "nobody",
            "",
        ] {
            let mut m = message();
            m.to_address = address.into();
            assert!(written(&m).is_err(), "{address:?}");
        }
    }

    #[test]
    fn a_long_subject_is_cut() {
        assert_eq!(short(&"é".repeat(200)).chars().count(), SUBJECT_MAX);
        assert_eq!(short("court"), "court");
    }
}
