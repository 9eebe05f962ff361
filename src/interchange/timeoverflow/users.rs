//! Lines of the users' file. Gender, date of birth and telephone numbers are read past: what the community does not
//! need here is not taken over.

use std::collections::HashSet;

use super::lines::Record;
use super::rules::{Layout, Reading, Uid, cleaned, cut};
use crate::i18n::{Arg, text_with};
use crate::interchange::model::{Fix, Line, Skip, Verdict};
use crate::kernel::clock::Moment;
use crate::kernel::names::{self, Email};

const LAYOUT: Layout = Layout {
    least: 5,
    all: 10,
    header: "member_uid",
};
const NAME_MAX: usize = 80;

/// A member to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserLine {
    pub uid: Uid,
    pub joined_at: Moment,
    pub name: String,
    /// Without one the member has no login until the operator gives an address.
    pub email: Option<Email>,
}

/// Judges every line; uids and addresses count for the first line that has them.
pub fn judge(records: &[Record], reading: &Reading) -> Vec<Line<UserLine>> {
    let mut uids = HashSet::new();
    let mut addresses = HashSet::new();
    let mut lines = Vec::with_capacity(records.len());
    for record in records {
        let verdict = match one(record, reading) {
            Ok((user, _)) if !uids.insert(user.uid) => Verdict::Skip(Skip::UidDuplicate),
            Ok((mut user, mut fixes)) => {
                if user
                    .email
                    .as_ref()
                    .is_some_and(|email| !addresses.insert(email.folded().to_string()))
                {
                    user.email = None;
                    fixes.push(Fix::EmailDuplicate);
                }
                Verdict::Take(user, fixes)
            }
            Err(skip) => Verdict::Skip(skip),
        };
        lines.push(Line {
            number: record.line,
            verdict,
        });
    }
    lines
}

fn one(record: &Record, reading: &Reading) -> Result<(UserLine, Vec<Fix>), Skip> {
    let mut fixes = LAYOUT.check(record)?;
    let uid = Uid::parse(record.field(0)).ok_or(Skip::UidInvalid)?;
    let joined_at = reading.past(record.field(1), &mut fixes);
    let name = compose_name(record, uid, reading, &mut fixes);
    let email = match record.filled(9) {
        None => {
            fixes.push(Fix::EmailMissing);
            None
        }
        Some(text) => Email::parse("email", text)
            .map_err(|_| fixes.push(Fix::EmailInvalid))
            .ok(),
    };
    let user = UserLine {
        uid,
        joined_at,
        name,
        email,
    };
    Ok((user, fixes))
}

/// First, middle and last name in one; the number where all three are empty.
fn compose_name(record: &Record, uid: Uid, reading: &Reading, fixes: &mut Vec<Fix>) -> String {
    let typed = [2, 3, 4].map(|column| record.field(column)).join(" ");
    let name = match names::line("name", &cleaned(&typed, fixes), usize::MAX) {
        Ok(name) => name,
        Err(_) => {
            fixes.push(Fix::NameMissing);
            text_with(
                reading.locale,
                "import-member-named",
                &[("uid", Arg::Text(uid.to_string()))],
            )
        }
    };
    let (name, rest) = cut(&name, NAME_MAX);
    if rest.is_some() {
        fixes.push(Fix::NameCut);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::super::lines::read;
    use super::*;
    use crate::i18n::Locale;

    fn judged(text: &str) -> Vec<Line<UserLine>> {
        let reading = Reading {
            zone: chrono_tz::Tz::UTC,
            locale: Locale::Fr,
            started_at: Moment::parse_rfc3339("2026-11-22T08:00:00Z").unwrap(),
        };
        judge(&read(text.as_bytes()), &reading)
    }

    fn taken(text: &str) -> (UserLine, Vec<Fix>) {
        match judged(text).remove(0).verdict {
            Verdict::Take(user, fixes) => (user, fixes),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_whole_line_is_ready() {
        let (user, fixes) = taken("7,2015-03-02,María,del Mar,Gómez,1,1980-01-01,+34 600,,Maria@Exemple.ES");
        assert_eq!(fixes, []);
        assert_eq!((user.uid, user.name.as_str()), (Uid(7), "María del Mar Gómez"));
        assert_eq!(user.email.unwrap().folded(), "maria@exemple.es");
        assert_eq!(user.joined_at.to_rfc3339(), "2015-03-02T00:00:00Z");
    }

    #[test]
    fn every_fix() {
        let long = "é".repeat(81);
        for (line, expected) in [
            ("7,2015-03-02,A,,B,,,,,".to_string(), vec![Fix::EmailMissing]),
            (
                "7,2015-03-02,A,,B,,,,,nobody".to_string(),
                vec![Fix::EmailInvalid],
            ),
            ("7,soon,A,,B,,,,,a@b.fr".to_string(), vec![Fix::DateUnreadable]),
            ("7,2030-01-01,A,,B,,,,,a@b.fr".to_string(), vec![Fix::DateFuture]),
            ("7,2015-03-02,,,,,,,,a@b.fr".to_string(), vec![Fix::NameMissing]),
            (format!("7,2015-03-02,{long},,,,,,,a@b.fr"), vec![Fix::NameCut]),
            (
                "7,2015-03-02,A\u{7},,B,,,,,a@b.fr".to_string(),
                vec![Fix::ControlCharacters],
            ),
            (
                "7,2015-03-02,A,,B".to_string(),
                vec![Fix::ColumnsMissing, Fix::EmailMissing],
            ),
            (
                "7,2015-03-02,A,,B,,,,,a@b.fr,,".to_string(),
                vec![Fix::ColumnsSurplus],
            ),
        ] {
            assert_eq!(taken(&line).1, expected, "{line}");
        }
        assert_eq!(taken("7,2015-03-02,,,,,,,,a@b.fr").0.name, "Membre 7");
    }

    #[test]
    fn every_skip_and_the_first_address_counts() {
        let lines = judged(
            "member_uid,entry_date,first,middle,last\nx,2015-03-02,A,,B,,,,,\n7,2015\n\
             1,2015-03-02,A,,B,,,,,a@b.fr\n1,2015-03-02,C,,D,,,,,c@d.fr\n2,2015-03-02,E,,F,,,,,A@b.fr\n\
             3,2015-03-02,A,,B,,,,,a@b.fr,surplus\n4,\"open\n",
        );
        let skips: Vec<_> = lines
            .iter()
            .map(|line| match &line.verdict {
                Verdict::Skip(skip) => Some(*skip),
                Verdict::Take(..) => None,
            })
            .collect();
        assert_eq!(
            skips,
            [
                Some(Skip::Header),
                Some(Skip::UidInvalid),
                Some(Skip::Columns),
                None,
                Some(Skip::UidDuplicate),
                None,
                Some(Skip::Columns),
                Some(Skip::QuotesBroken),
            ]
        );
        let Verdict::Take(second, fixes) = &lines[5].verdict else {
            panic!()
        };
        assert_eq!(
            (second.email.as_ref(), fixes.as_slice()),
            (None, &[Fix::EmailDuplicate][..])
        );
    }
}
