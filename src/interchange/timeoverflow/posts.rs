//! Lines of the posts' file.

use std::collections::HashSet;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::lines::Record;
use super::rules::{Layout, Reading, Uid, cleaned, cut};
use super::{dates, language};
use crate::interchange::model::{Fix, Line, Skip, Verdict};
use crate::kernel::clock::Moment;
use crate::kernel::names;
use crate::market::ListingKind;
use crate::market::rules::{DESCRIPTION_MAX, TITLE_MAX};

const LAYOUT: Layout = Layout {
    least: 6,
    all: 8,
    header: "member_uid",
};

/// A listing to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostLine {
    pub uid: Uid,
    pub kind: ListingKind,
    pub title: String,
    pub description: String,
    /// `fr`, `es` or `en`.
    pub language: &'static str,
    /// Where the source names none, the words of the listing choose.
    pub category: Option<i64>,
    pub created_at: Moment,
    /// The last day it is shown; one listing life from the import where the source names none.
    pub ends_on: Option<NaiveDate>,
    /// Whether that day is past.
    pub ended: bool,
    /// By what the line is known again in other files; see [`super::plan`] for lines that are alike.
    pub key: String,
}

/// Judges every line; posts of members that the users' file does not have are skipped.
pub fn judge(records: &[Record], members: &HashSet<Uid>, reading: &Reading) -> Vec<Line<PostLine>> {
    records
        .iter()
        .map(|record| Line {
            number: record.line,
            verdict: match one(record, members, reading) {
                Ok((post, fixes)) => Verdict::Take(post, fixes),
                Err(skip) => Verdict::Skip(skip),
            },
        })
        .collect()
}

fn one(record: &Record, members: &HashSet<Uid>, reading: &Reading) -> Result<(PostLine, Vec<Fix>), Skip> {
    let mut fixes = LAYOUT.check(record)?;
    let uid = Uid::parse(record.field(0)).ok_or(Skip::UidInvalid)?;
    let kind = match record.field(1).to_lowercase().as_str() {
        "offer" => ListingKind::Offer,
        "inquiry" => ListingKind::Request,
        _ => return Err(Skip::TypeUnknown),
    };
    if !members.contains(&uid) {
        return Err(Skip::MemberUnknown);
    }
    let (title, description) = compose_texts(record, &mut fixes)?;
    let category = record.field(4).parse().ok().filter(|id: &i64| *id > 0);
    if category.is_none() {
        fixes.push(Fix::CategoryMissing);
    }
    let created_at = reading.past(record.field(5), &mut fixes);
    let ends_on = match record.filled(7) {
        None => None,
        Some(text) => {
            let day = dates::day(text, reading.zone);
            if day.is_none() && !fixes.contains(&Fix::DateUnreadable) {
                fixes.push(Fix::DateUnreadable);
            }
            day
        }
    };
    let ended = ends_on.is_some_and(|day| day < reading.started_at.date_in(reading.zone));
    if ended {
        fixes.push(Fix::EndedAlready);
    }
    let post = PostLine {
        uid,
        kind,
        language: language::guess(&format!("{title} {description}"), reading.locale.as_str()),
        title,
        description,
        category,
        created_at,
        ends_on,
        ended,
        key: key(record),
    };
    Ok((post, fixes))
}

/// A title of one line and a description; what is cut off the title opens the description, and each stands in for the
/// other where one is empty.
fn compose_texts(record: &Record, fixes: &mut Vec<Fix>) -> Result<(String, String), Skip> {
    let typed_title = cleaned(record.field(2), fixes);
    let typed_body = cleaned(record.field(3), fixes);
    let body = names::paragraphs("description", &typed_body, usize::MAX).unwrap_or_default();
    let whole_title = match names::line("title", &typed_title, usize::MAX) {
        Ok(title) => title,
        Err(_) if body.is_empty() => return Err(Skip::TextMissing),
        Err(_) => {
            fixes.push(Fix::TitleMissing);
            let first_line = body.lines().next().unwrap_or_default();
            let (title, _) = cut(first_line.trim(), TITLE_MAX);
            title
        }
    };
    let (title, rest) = cut(&whole_title, TITLE_MAX);
    let mut description = match &rest {
        Some(rest) => {
            fixes.push(Fix::TitleCut);
            format!("… {rest}\n\n{body}").trim_end().to_string()
        }
        None => body,
    };
    if description.is_empty() {
        fixes.push(Fix::DescriptionMissing);
        description = title.clone();
    }
    let (description, rest) = cut(&description, DESCRIPTION_MAX);
    if rest.is_some() {
        fixes.push(Fix::DescriptionCut);
    }
    Ok((title, description))
}

/// Who posted what when. Texts, categories and end dates may be edited in the source without making another post.
fn key(record: &Record) -> String {
    let mut hash = Sha256::new();
    for column in [0, 1, 2, 5] {
        hash.update(record.field(column).as_bytes());
        hash.update([0]);
    }
    super::plan::short_hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::super::lines::read;
    use super::*;
    use crate::i18n::Locale;

    fn judged(text: &str) -> Verdict<PostLine> {
        let reading = Reading {
            zone: chrono_tz::Europe::Paris,
            locale: Locale::Fr,
            started_at: Moment::parse_rfc3339("2026-11-22T08:00:00Z").unwrap(),
        };
        judge(&read(text.as_bytes()), &HashSet::from([Uid(7)]), &reading)
            .remove(0)
            .verdict
    }

    fn taken(text: &str) -> (PostLine, Vec<Fix>) {
        match judged(text) {
            Verdict::Take(post, fixes) => (post, fixes),
            Verdict::Skip(skip) => panic!("{text}: {skip}"),
        }
    }

    #[test]
    fn a_whole_line_is_ready() {
        let (post, fixes) =
            taken("7,Inquiry,Cuidado de niños,Busco ayuda,3,2015-03-02 10:00:00,2015-03-02,2027-01-31");
        assert_eq!(fixes, []);
        assert_eq!(
            (post.kind, post.language, post.category),
            (ListingKind::Request, "es", Some(3))
        );
        assert_eq!(post.ends_on, NaiveDate::from_ymd_opt(2027, 1, 31));
    }

    #[test]
    fn every_fix() {
        let title = "mot ".repeat(40);
        let (post, fixes) = taken(&format!("7,Offer,{title},Corps,3,2015-03-02,,"));
        assert_eq!(fixes, [Fix::TitleCut]);
        assert!(post.title.chars().count() <= TITLE_MAX);
        let kept = format!("{} {}", post.title, post.description);
        assert_eq!(kept.matches("mot").count(), 40, "nothing of the title is lost");
        for (line, expected) in [
            ("7,Offer,T,,3,2015-03-02,,", vec![Fix::DescriptionMissing]),
            ("7,Offer,,D,3,2015-03-02,,", vec![Fix::TitleMissing]),
            ("7,Offer,T,D,,2015-03-02,,", vec![Fix::CategoryMissing]),
            ("7,Offer,T,D,3,hier,,", vec![Fix::DateUnreadable]),
            ("7,Offer,T,D,3,2015-03-02,,hier", vec![Fix::DateUnreadable]),
            ("7,Offer,T,D,3,2015-03-02,,2016-01-01", vec![Fix::EndedAlready]),
            ("7,Offer,T,D,3,2015-03-02", vec![Fix::ColumnsMissing]),
        ] {
            assert_eq!(taken(line).1, expected, "{line}");
        }
        let (post, fixes) = taken(&format!(
            "7,Offer,T,{},3,2015-03-02,,",
            "x".repeat(DESCRIPTION_MAX + 1)
        ));
        assert_eq!(fixes, [Fix::DescriptionCut]);
        assert_eq!(post.description.chars().count(), DESCRIPTION_MAX);
        assert_eq!(taken("7,Offer,T,,3,2015-03-02,,").0.description, "T");
    }

    #[test]
    fn every_skip() {
        for (line, expected) in [
            (
                "member_uid,type,title,description,category_id,created_at",
                Skip::Header,
            ),
            ("x,Offer,T,D,3,2015-03-02,,", Skip::UidInvalid),
            ("8,Offer,T,D,3,2015-03-02,,", Skip::MemberUnknown),
            ("7,Gift,T,D,3,2015-03-02,,", Skip::TypeUnknown),
            ("7,Offer,,,3,2015-03-02,,", Skip::TextMissing),
            ("7,Offer,T", Skip::Columns),
            ("7,Offer,T,D,3,2015-03-02,,,what", Skip::Columns),
        ] {
            assert_eq!(judged(line), Verdict::Skip(expected), "{line}");
        }
    }
}
