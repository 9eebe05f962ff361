//! Lines of the transfers' file, and the source's own balances in seconds.
//!
//! The ledger counts whole minutes. **The rule for odd seconds**: each transfer moves its whole minutes, rounded down; the
//! seconds left over (0 to 59) are recorded with the line and move nothing. So for every member
//! `seconds in the source = 60 × minutes in the ledger + seconds left over received − seconds left over given`.

use std::collections::{BTreeMap, HashSet};

use sha2::{Digest, Sha256};

use super::lines::Record;
use super::rules::{Layout, Reading, Uid, cleaned, cut};
use crate::interchange::model::{Fix, Line, Skip, Verdict};
use crate::kernel::clock::Moment;
use crate::kernel::minutes::{MINUTES_MAX, from_seconds};
use crate::kernel::names;

const LAYOUT: Layout = Layout {
    least: 6,
    all: 8,
    header: "source_id",
};
/// Characters of a memo at most.
const MEMO_MAX: usize = 500;

/// One side of a transfer. The organisation is the community's account for the world outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Member(Uid),
    Organization,
}

/// A transfer to import; the amount is positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferLine {
    pub from: Side,
    pub to: Side,
    /// 0 where the whole amount is under one minute.
    pub minutes: i64,
    pub seconds_left: i64,
    pub occurred_at: Moment,
    pub memo: Option<String>,
    /// By what the line is known again in other files.
    pub key: String,
}

/// Judges every line. `members` are those the users' file has; others are former members.
pub fn judge(records: &[Record], members: &HashSet<Uid>, reading: &Reading) -> Vec<Line<TransferLine>> {
    records
        .iter()
        .map(|record| Line {
            number: record.line,
            verdict: match one(record, members, reading) {
                Ok((transfer, fixes)) => Verdict::Take(transfer, fixes),
                Err(skip) => Verdict::Skip(skip),
            },
        })
        .collect()
}

fn one(record: &Record, members: &HashSet<Uid>, reading: &Reading) -> Result<(TransferLine, Vec<Fix>), Skip> {
    let mut fixes = LAYOUT.check(record)?;
    let source = side(record.field(0), record.field(1))?;
    let destination = side(record.field(2), record.field(3))?;
    let seconds: i64 = record.field(4).parse().map_err(|_| Skip::AmountUnreadable)?;
    if seconds == 0 {
        return Err(Skip::AmountZero);
    }
    if seconds.unsigned_abs() > MINUTES_MAX as u64 * 60 {
        return Err(Skip::AmountTooLarge);
    }
    if source == destination {
        return Err(Skip::SameAccount);
    }
    let (from, to) = if seconds < 0 {
        fixes.push(Fix::AmountNegative);
        (destination, source)
    } else {
        (source, destination)
    };
    let (minutes, seconds_left) = from_seconds(seconds.abs());
    match (minutes, seconds_left) {
        (0, _) => fixes.push(Fix::UnderOneMinute),
        (_, 1..) => fixes.push(Fix::SecondsLeft),
        _ => {}
    }
    let deleted = |side: Side| matches!(side, Side::Member(uid) if !members.contains(&uid));
    if deleted(from) || deleted(to) {
        fixes.push(Fix::MemberDeleted);
    }
    let occurred_at = reading.past(record.field(5), &mut fixes);
    let memo = compose_memo(record.field(6), &mut fixes);
    let transfer = TransferLine {
        from,
        to,
        minutes,
        seconds_left,
        occurred_at,
        memo,
        key: key(record),
    };
    Ok((transfer, fixes))
}

fn side(id: &str, kind: &str) -> Result<Side, Skip> {
    match kind.to_lowercase().as_str() {
        "member" => Uid::parse(id).map(Side::Member).ok_or(Skip::UidInvalid),
        "organization" | "organisation" => Ok(Side::Organization),
        _ => Err(Skip::PartyUnknown),
    }
}

fn compose_memo(typed: &str, fixes: &mut Vec<Fix>) -> Option<String> {
    let memo = names::paragraphs("memo", &cleaned(typed, fixes), usize::MAX).ok()?;
    let (memo, rest) = cut(&memo, MEMO_MAX);
    if rest.is_some() {
        fixes.push(Fix::MemoCut);
    }
    Some(memo)
}

/// Between whom, how much, when. The reason may be edited in the source without making another transfer.
fn key(record: &Record) -> String {
    let mut hash = Sha256::new();
    for column in 0..=5 {
        hash.update(record.field(column).as_bytes());
        hash.update([0]);
    }
    super::plan::short_hex(&hash.finalize())
}

/// Each member's balance in the source, in seconds, added up from the fields as they stand in the file and by nothing
/// else of the import, so that the proof compares two independent sums. Lines whose sides or amount say nothing have no
/// effect in the source's sum either; they are in the report.
pub fn source_seconds(records: &[Record]) -> BTreeMap<Uid, i64> {
    let mut balances = BTreeMap::new();
    for record in records {
        let fields: [&str; 5] = std::array::from_fn(|column| record.field(column));
        let Ok(seconds) = fields[4].parse::<i64>() else {
            continue;
        };
        let whole = record.fields.len() >= LAYOUT.least
            && record.fields.iter().skip(LAYOUT.all).all(String::is_empty);
        let possible = seconds.checked_abs().is_some_and(|s| s <= MINUTES_MAX * 60);
        let named = [(fields[0], fields[1]), (fields[2], fields[3])].map(|(id, kind)| {
            let kind = kind.to_ascii_lowercase();
            (kind == "member" && Uid::parse(id).is_some())
                || matches!(kind.as_str(), "organization" | "organisation")
        });
        if !whole || !possible || named.contains(&false) {
            continue;
        }
        for (id, kind, sign) in [(fields[0], fields[1], -1), (fields[2], fields[3], 1)] {
            if let Some(uid) = Uid::parse(id).filter(|_| kind.eq_ignore_ascii_case("member")) {
                *balances.entry(uid).or_insert(0) += sign * seconds;
            }
        }
    }
    balances
}

#[cfg(test)]
mod tests {
    use super::super::lines::read;
    use super::*;
    use crate::i18n::Locale;

    fn judged(text: &str) -> Verdict<TransferLine> {
        let reading = Reading {
            zone: chrono_tz::Europe::Paris,
            locale: Locale::Fr,
            started_at: Moment::parse_rfc3339("2026-11-22T08:00:00Z").unwrap(),
        };
        judge(&read(text.as_bytes()), &HashSet::from([Uid(1), Uid(2)]), &reading)
            .remove(0)
            .verdict
    }

    fn taken(text: &str) -> (TransferLine, Vec<Fix>) {
        match judged(text) {
            Verdict::Take(transfer, fixes) => (transfer, fixes),
            Verdict::Skip(skip) => panic!("{text}: {skip}"),
        }
    }

    #[test]
    fn seconds_become_minutes_and_what_is_left() {
        for (amount, minutes, left, expected) in [
            ("3600", 60, 0, vec![]),
            ("5430", 90, 30, vec![Fix::SecondsLeft]),
            ("59", 0, 59, vec![Fix::UnderOneMinute]),
            ("-120", 2, 0, vec![Fix::AmountNegative]),
        ] {
            let (transfer, fixes) = taken(&format!("1,member,2,member,{amount},2015-03-02,merci,"));
            assert_eq!(
                (transfer.minutes, transfer.seconds_left),
                (minutes, left),
                "{amount}"
            );
            assert_eq!(fixes, expected, "{amount}");
        }
    }

    #[test]
    fn a_negative_amount_goes_the_other_way() {
        let (transfer, _) = taken("1,member,2,member,-120,2015-03-02,,");
        assert_eq!(
            (transfer.from, transfer.to),
            (Side::Member(Uid(2)), Side::Member(Uid(1)))
        );
        assert_eq!(transfer.memo, None);
    }

    #[test]
    fn organisation_and_former_members() {
        let (transfer, fixes) = taken("9,organization,1,member,3600,2015-03-02,alta,");
        assert_eq!((transfer.from, fixes), (Side::Organization, vec![]));
        assert_eq!(
            taken("3,member,1,member,3600,2015-03-02,,").1,
            [Fix::MemberDeleted]
        );
    }

    #[test]
    fn every_skip() {
        for (line, expected) in [
            (
                "source_id,source_type,destination_id,destination_type,amount,created_at",
                Skip::Header,
            ),
            ("1,member,2,member,0,2015-03-02,,", Skip::AmountZero),
            ("1,member,2,member,1 h,2015-03-02,,", Skip::AmountUnreadable),
            ("1,member,2,member,1.5,2015-03-02,,", Skip::AmountUnreadable),
            ("1,member,2,member,99999999999,2015-03-02,,", Skip::AmountTooLarge),
            (
                "1,member,2,member,-9223372036854775808,2015-03-02,,",
                Skip::AmountTooLarge,
            ),
            ("1,member,1,member,60,2015-03-02,,", Skip::SameAccount),
            ("1,organization,2,organization,60,2015-03-02,,", Skip::SameAccount),
            ("1,robot,2,member,60,2015-03-02,,", Skip::PartyUnknown),
            (",member,2,member,60,2015-03-02,,", Skip::UidInvalid),
            ("1,member,2,member,60", Skip::Columns),
        ] {
            assert_eq!(judged(line), Verdict::Skip(expected), "{line}");
        }
    }

    #[test]
    fn the_sources_sum_is_its_own() {
        let text = "1,member,2,member,90,2015-03-02,,\n2,member,1,member,-30,2015-03-02,,\n\
                    9,organization,1,member,7,2015-03-02,,\n1,member,2,member,x,2015-03-02,,\n1,robot,2,member,5,2015-03-02,,\n";
        let sums = source_seconds(&read(text.as_bytes()));
        assert_eq!(sums, BTreeMap::from([(Uid(1), -90 - 30 + 7), (Uid(2), 90 + 30)]));
    }

    proptest::proptest! {
        #[test]
        fn no_second_is_lost(amounts in proptest::collection::vec((1i64..4, 1i64..4, -100_000i64..100_000), 0..60)) {
            let text: String = amounts
                .iter()
                .map(|(from, to, seconds)| format!("{from},member,{to},member,{seconds},2015-03-02,,\n"))
                .collect();
            let records = read(text.as_bytes());
            let mut taken: BTreeMap<Uid, i64> = BTreeMap::new();
            let reading = Reading { zone: chrono_tz::Tz::UTC, locale: Locale::Fr, started_at: Moment::from_unix_micros(1_800_000_000_000_000) };
            for line in judge(&records, &HashSet::new(), &reading) {
                if let Verdict::Take(transfer, _) = line.verdict {
                    for (side, sign) in [(transfer.from, -1), (transfer.to, 1)] {
                        if let Side::Member(uid) = side {
                            *taken.entry(uid).or_default() += sign * (transfer.minutes * 60 + transfer.seconds_left);
                        }
                    }
                }
            }
            for (uid, seconds) in source_seconds(&records) {
                proptest::prop_assert_eq!(taken.get(&uid).copied().unwrap_or(0), seconds);
            }
        }
    }
}
